/* SPDX-License-Identifier: MIT
 *
 * A segment as a strip: for every user its left and its right side by the metre, in the colours of
 * the classes; and the same as a table. In: the pieces of its sides (audit_sides).
 *
 * A side is walked once from 0 to its end; neighbouring pieces with one class become one bit of the
 * strip. Cost: pieces of the segment times profiles. */
#include "link/link.h"
#include "report/table/feature_table.h"
#include "report/html/html_sheets.h"
#include "report/segment.h"

#include <string.h>

#define STRIP 1000.0  /* width of the drawing, in its own units: the page stretches it */
#define PIN_SHARE 2.2 /* numbers are apart by this share of the strip, in percent, at least */

/* Neighbours that are alike are one piece. */
struct bit {
    double from_m, to_m;       /* along the segment, in its direction */
    const struct cover *cover; /* what covers it, NULL = nothing */
    uint8_t side, state;       /* SIDE_*, enum cover_kind */
    char letters[MOST_PROFILES]; /* 0 = does not count */
};

/* Do two bits differ in nothing but where they lie? Covers are compared by element: each piece
 * has its own. */
static bool alike(const struct bit *a, const struct bit *b)
{
    bool same_cover = a->cover == b->cover ||
                      (a->cover != NULL && b->cover != NULL && a->cover->role == b->cover->role &&
                       a->cover->row == b->cover->row);
    return a->side == b->side && a->state == b->state && same_cover &&
           memcmp(a->letters, b->letters, sizeof a->letters) == 0;
}

/* Fills the letters of a bit; pieces at a junction or not applicable keep 0. */
static void class_bit(const struct run *run, const struct piece *piece, struct bit *bit)
{
    if (piece->state == COVER_IS_NA || piece->state == COVER_IS_JUNCTION)
        return;
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        struct score score;
        score_piece(run->store, run->results, piece, p, &score);
        enum score_class class = score_class_of(&score);
        bit->letters[p] = class == SCORE_CLASS_NONE ? '\0' : html_letter(class);
    }
}

/* Fills `bits` with one side along the segment and returns how many; alike neighbours are joined.
 * bits NULL: returns how many there are before joining, which is room enough. */
static size_t walk_side(const struct run *run, size_t segment, uint8_t side, struct bit *bits)
{
    const struct street_segments *segments = &run->store->segments;
    double at = 0;
    size_t n = 0;
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++) {
        struct side_walk walk = side_walk(run->store, i, side);
        double length;
        for (const struct piece *piece; (piece = side_walk_next(&walk, &length)) != NULL;
             at += length) {
            struct bit bit = {at,   at + length,           piece_cover(run->store, piece),
                              side, (uint8_t)piece->state, {0}};
            if (bits == NULL) {
                n++;
                continue;
            }
            class_bit(run, piece, &bit);
            if (n > 0 && alike(&bits[n - 1], &bit))
                bits[n - 1].to_m = bit.to_m;
            else
                bits[n++] = bit;
        }
    }
    return n;
}

/* ---- drawn ------------------------------------------------------------------------------------
 */

/* Left above, right below; where there is no sidewalk a thin line. */
static void add_bit(struct page *page, const struct bit *bit, size_t profile, double length_m)
{
    char letter = bit->letters[profile];
    bool thin = bit->state == COVER_IS_ABSENT;
    double x = STRIP * bit->from_m / length_m, width = STRIP * (bit->to_m - bit->from_m) / length_m;
    if (letter == '\0' || !(width > 0))
        return;
    text_addf(page->out, "<rect class=\"f-%c\" x=\"", letter);
    text_fixed(page->out, x, 1);
    text_add(page->out, "\" width=\"");
    text_fixed(page->out, width, 1);
    text_addf(page->out, "\" y=\"%d\" height=\"%d\"/>",
              (bit->side == SIDE_LEFT ? 1 : 15) + (thin ? 3 : 0), thin ? 4 : 10);
}

/* Writes one user's strip, with title, code and class of the whole segment. Class "mirror" turns
 * it where the page runs from right to left.
 *   <li><span>…</span><svg class="strip mirror" …>
 *   <rect class="f-E" x="0" width="420.5" y="1" height="10"/></svg>
 *   <span class="c">…</span></li> */
static void add_user(struct html *html, const struct bit *bits, size_t n, size_t p, size_t segment)
{
    struct page *page = &html->page;
    const struct run *run = page->run;
    enum score_class class = (enum score_class)run->results->segments.scores[p][segment].class;
    double length_m = segment_length_m(&run->store->segments, segment);
    text_add(page->out, "<li><span>");
    html_text(page, phrase_in(run->plan->profiles[p]->title, page->language));
    text_addf(page->out, " <bdi class=\"code\" dir=\"ltr\">%s</bdi>", run->plan->profiles[p]->code);
    text_add(page->out, "</span><svg class=\"strip mirror\" viewBox=\"0 0 1000 26\" "
                        "preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    for (size_t i = 0; i < n; i++)
        add_bit(page, &bits[i], p, length_m);
    text_addf(page->out, "</svg><span class=\"c\"><span class=\"sw sw-%c\"></span> ",
              html_letter(class));
    html_text(page, word_of(page, "class",
                            class == SCORE_CLASS_NONE ? "none" : score_class_names[class]));
    text_add(page->out, "</span></li>\n");
}

/* ---- in words ---------------------------------------------------------------------------------
 */

/* "blocked: wcm wcp · C: blind". */
static void classes_cell(struct page *page, struct layout *layout, const struct bit *bit)
{
    static const enum score_class order[] = {SCORE_CLASS_BLOCKED, SCORE_CLASS_E, SCORE_CLASS_D,
                                             SCORE_CLASS_UNKNOWN, SCORE_CLASS_C, SCORE_CLASS_B,
                                             SCORE_CLASS_A};
    struct text text = {0};
    for (size_t g = 0; g < sizeof order / sizeof order[0]; g++) {
        bool any = false;
        for (size_t p = 0; p < page->run->plan->n_profiles; p++) {
            if (bit->letters[p] != html_letter(order[g]))
                continue;
            if (!any)
                text_addf(&text, "%s%s%s", text.length > 0 ? " · " : "",
                          word_of(page, "class", score_class_names[order[g]]),
                          word(page, "list.colon"));
            text_addf(&text, "%s%s", any ? " " : "", page->run->plan->profiles[p]->code);
            any = true;
        }
    }
    layout_take(layout, &text);
}

/* Adds "left side", "0–35 m", "sidewalk (sidewalks:12)" and the classes. `states` is in the
 * order of enum cover_kind. */
static void bit_row(struct page *page, struct layout *layout, const struct bit *bit)
{
    static const char *const states[] = {"covered", "absent", "unknown", "not_applicable",
                                         "junction"};
    struct text metres = {0}, what = {0};
    text_fixed(&metres, bit->from_m, 0);
    text_add(&metres, "–");
    text_fixed(&metres, bit->to_m, 0);
    text_addf(&metres, " %s", word(page, "unit.m"));
    layout_cell(layout, word_of(page, "side", side_names[bit->side]));
    layout_take(layout, &metres);
    text_add(&what, word_of(page, "state", states[bit->state]));
    if (bit->cover != NULL)
        text_addf(&what, " (%s:%lld)",
                  table_of(page->run, (enum role)bit->cover->role, bit->cover->row),
                  (long long)page->run->store->tables[bit->cover->role].fid[bit->cover->row]);
    layout_take(layout, &what);
    classes_cell(page, layout, bit);
}

/* The strips as a table, for those who do not see them; folded. */
static void add_words(struct html *html, const struct bit *bits, size_t n)
{
    static const char *const columns[] = {"text.col_side", "text.col_between", "text.col_value",
                                          "text.col_class"};
    struct page *page = &html->page;
    struct layout layout = {.n_columns = 4, .align = "lrll"};
    text_add(page->out, "<details class=\"words\"><summary>");
    html_word(page, "html.strip_words");
    text_add(page->out, "</summary>\n");
    add_heading(page, word(page, "html.strip_table"));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t i = 0; i < n; i++)
        bit_row(page, &layout, &bits[i]);
    layout_print(&layout, page);
    text_add(page->out, "</details>\n");
}

/* Each number once, and beside the one before where it would cover it. */
static void add_pins(struct page *page, const struct pin *pins, size_t n)
{
    double last = -PIN_SHARE;
    text_add(page->out, "<div class=\"pins\" aria-hidden=\"true\">");
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && pins[i].number == pins[i - 1].number)
            continue;
        last = fmax(100 * pins[i].share, last + PIN_SHARE);
        text_add(page->out, "<span style=\"inset-inline-start:");
        text_fixed(page->out, last, 1);
        text_addf(page->out, "%%\">%zu</span>", pins[i].number);
    }
    text_add(page->out, "</div>\n");
}

/* Writes "85 m · Second Street"; name NULL = none. */
static void add_end(struct page *page, double at_m, const char *name)
{
    text_add(page->out, "<span>");
    text_fixed(page->out, at_m, 0);
    text_addf(page->out, " %s", word(page, "unit.m"));
    if (name != NULL) {
        text_add(page->out, " · ");
        html_name(page, name);
    }
    text_add(page->out, "</span>");
}

/* Below the strips: which street is at which end. */
static void add_ends(struct page *page, size_t segment)
{
    struct segment_names names;
    segment_names(page->run, segment, page->language, &names);
    text_add(page->out, "<div class=\"ends\">");
    add_end(page, 0, names.from);
    add_end(page, segment_length_m(&page->run->store->segments, segment), names.to);
    text_add(page->out, "</div>\n");
}

/* walk_side runs twice for each side: the first time for the size of the array. */
void strip_write(struct html *html, size_t segment, const struct pin *pins, size_t n_pins)
{
    struct page *page = &html->page;
    const struct run *run = page->run;
    size_t most =
        walk_side(run, segment, SIDE_LEFT, NULL) + walk_side(run, segment, SIDE_RIGHT, NULL);
    struct bit *bits = ARENA_ARRAY(&html->arena, most + 1, struct bit);
    if (bits == NULL) {
        page->out->failed = true;
        return;
    }
    size_t n = walk_side(run, segment, SIDE_LEFT, bits);
    n += walk_side(run, segment, SIDE_RIGHT, bits + n);
    if (n == 0)
        return;
    html_element(page, "p", "class=\"note\"", word(page, "html.strip_note"));
    add_pins(page, pins, n_pins);
    text_add(page->out, "<ul class=\"strips\">\n");
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        add_user(html, bits, n, p, segment);
    text_add(page->out, "</ul>\n");
    add_ends(page, segment);
    add_words(html, bits, n);
}
