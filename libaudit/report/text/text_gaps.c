/* SPDX-License-Identifier: MIT
 *
 * Gaps in the text report and in all reports that are made of its parts: how many of each kind
 * there are by evidence, the longest ones, and the length of street sides of unknown status. In:
 * the gaps of the run (network/gaps.h). */
#include "report/text/text_parts.h"

/* "372 m"; empty for gaps at a point, which have no length. */
static void metres_cell(struct page *page, struct layout *layout, double metres)
{
    struct text text = {0};
    if (metres > 0) {
        text_fixed(&text, metres, 0);
        text_addf(&text, " %s", word(page, "unit.m"));
    }
    layout_take(layout, &text);
}

/* "no sidewalk along a side of the street | 2 | 1 | 2 | 372 m": gaps by evidence, then metres.
 * Kinds without a gap are listed too, because 0 is a result. */
static void print_kinds(struct page *page)
{
    struct layout layout = {.n_columns = 5, .align = "lrrrr"};
    struct gap_sum sums[GAP_KIND_COUNT];
    gaps_sum(page->run->gaps, sums);
    layout_cell(&layout, word(page, "text.col_missing"));
    for (int e = 0; e < GAP_EVIDENCE_COUNT; e++)
        layout_cell(&layout, word_of(page, "evidence", gap_evidence_names[e]));
    layout_cell(&layout, word(page, "text.col_metres"));
    for (int kind = 0; kind < GAP_KIND_COUNT; kind++) {
        layout_cell(&layout, word_of(page, "gap", gap_kind_names[kind]));
        for (int e = 0; e < GAP_EVIDENCE_COUNT; e++)
            layout_number(&layout, sums[kind].n[e]);
        metres_cell(page, &layout, sums[kind].length_m);
    }
    layout_print(&layout, page);
}

/* "Nablus Street | streets:35 | right | 12–91 | 79 m | nothing is drawn" */
static void longest_row(struct page *page, struct layout *layout, const struct gap *gap)
{
    struct text between = {0};
    layout_name(layout, page, ROLE_STREET, gap->street);
    layout_feature(layout, page, ROLE_STREET, gap->street);
    layout_cell(layout, word_of(page, "side_in", gap->side == SIDE_LEFT ? "left" : "right"));
    text_fixed(&between, gap->from_m, 0);
    text_add(&between, "–");
    text_fixed(&between, gap->to_m, 0);
    layout_take(layout, &between);
    metres_cell(page, layout, gap->length_m);
    layout_cell(layout, word_of(page, "evidence", gap_evidence_names[gap->evidence]));
}

/* The longest gaps along streets; nothing where all gaps are of other kinds. */
static void print_longest(struct page *page)
{
    static const char *const columns[] = {"text.col_name",   "text.col_feature",
                                          "text.col_side",   "text.col_between",
                                          "text.col_length", "text.col_evidence"};
    struct layout layout = {.n_columns = 6, .align = "lllrrl", .most = {22, 20}};
    size_t rows[GAP_MOST_LONGEST];
    size_t n = gaps_longest(page->run->gaps, rows, page->most_lines);
    if (n == 0)
        return;
    add_note(page, word(page, "text.gaps_longest"));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t i = 0; i < n; i++)
        longest_row(page, &layout, &page->run->gaps->items[rows[i]]);
    layout_print(&layout, page);
}

/* "Unknown: 0.2 km of street sides." Sides of unknown status are not gaps, and are in no other
 * line. */
static void add_unknown(struct page *page)
{
    struct text km = {0}, note = {0};
    double metres = unknown_sides(page->run->store);
    if (!(metres > 0))
        return;
    text_one(&km, metres / 1000);
    sentence(page->sentences, page->language, "text.gaps_unknown", &note, "length",
             km.data != NULL ? km.data : "", NULL);
    page->out->failed = page->out->failed || km.failed || note.failed;
    add_note(page, note.data != NULL ? note.data : "");
    text_free(&km);
    text_free(&note);
}

/* Nothing without a layer of streets or crossings: then no gap can be found. "None" is printed
 * only where no side is unknown either. */
void section_gaps(struct page *page)
{
    const struct store *store = page->run->store;
    if (!store->tables[ROLE_STREET].supplied && !store->tables[ROLE_CROSSING].supplied)
        return;
    add_heading(page, word(page, "text.gaps_heading"));
    if (page->run->gaps->n > 0) {
        print_kinds(page);
        print_longest(page);
    } else if (!(unknown_sides(store) > 0)) {
        add_note(page, word(page, "text.gaps_none"));
    }
    if (page->run->gaps->n > 0 && !page->run->writes_gaps)
        add_note(page, word(page, "text.gaps_not_written"));
    add_unknown(page);
}
