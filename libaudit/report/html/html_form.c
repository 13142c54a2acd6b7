/* SPDX-License-Identifier: MIT
 *
 * How the HTML report writes text, sections and tables, also those of the parts it shares with the
 * text report. Everything that came from outside passes html_text or html_name: escaped, and
 * isolated where it runs in the other direction than the page.
 *
 * Text is written in runs of one direction: a run that differs from the page's direction is
 * isolated by <bdi>, which names and numbers within sentences need. Every function appends to the
 * page; none reads the run. */
#include "report/html/html_parts.h"
#include "report/segment.h"

#include <stdio.h>
#include <string.h>

/* ---- text in two directions ---------------------------------------------------------------- */

/* A letter of a script that is written from right to left (Hebrew, Arabic). */
static bool is_right_to_left(uint32_t c)
{
    return (c >= 0x0620 && c <= 0x065F) || (c >= 0x066E && c <= 0x06EF) ||
           (c >= 0x06FA && c <= 0x08FF) || (c >= 0x0590 && c <= 0x05FF) ||
           (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFF);
}

/* A letter written from left to right: Latin with accents, Greek, Cyrillic, and all above Arabic
 * but punctuation and symbols (U+2000 to U+2BFF), which take the direction of their
 * surroundings. */
static bool is_other_letter(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c < 0x0590) ||
           (c >= 0x0900 && !(c >= 0x2000 && c <= 0x2BFF) && !is_right_to_left(c));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Signs and digits that belong to the word right behind them: "--lang", "12m". Before a unit also
 * a number and a blank: "1.05 m". */
static size_t begin_of_run(const char *string, size_t floor, size_t at)
{
    static const char *const units[] = {"m", "mm", "cm", "km", "m/s", "s"};
    size_t begin = at, length = strcspn(string + at, " );,]");
    bool unit = false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        unit = unit || (strlen(units[i]) == length && memcmp(units[i], string + at, length) == 0);
    if (unit && begin > floor + 1 && string[begin - 1] == ' ' && is_digit(string[begin - 2]))
        begin--;
    while (begin > floor &&
           (is_digit(string[begin - 1]) || strchr("-._/:#+<>=", string[begin - 1])))
        begin--;
    return begin;
}

/* The first run of letters of the other direction from `from` on: bytes [*begin, *end); false =
 * none. The run takes in what lies between two such letters, digits that follow, and brackets that
 * it opens and closes; a letter of the page's direction, an Arabic comma or semicolon, or a new
 * line ends it. */
static bool next_run(const char *string, size_t from, bool rtl_page, size_t *begin, size_t *end)
{
    size_t length = strlen(string), open = 0, before_open = 0;
    bool found = false;
    for (size_t i = from; i < length;) {
        uint32_t c = 0;
        size_t used = utf8_next(string + i, length - i, &c);
        used = used > 0 ? used : 1;
        bool foreign = rtl_page ? is_other_letter(c) : is_right_to_left(c);
        bool native = rtl_page ? is_right_to_left(c) : is_other_letter(c);
        if (found && (native || c == '\n' || c == 0x060C || c == 0x061B)) {
            if (open > 0) /* a bracket that closes in the page's own direction opens there */
                *end = before_open;
            break;
        }
        if (foreign && !found) {
            *begin = rtl_page ? begin_of_run(string, from, i) : i;
            found = true;
        }
        if (found && (c == '(' || c == '[') && open++ == 0)
            before_open = *end;
        bool closes = (c == ')' || c == ']') && open > 0;
        open -= closes;
        if (found && (foreign || closes || (c < 128 && is_digit((char)c))))
            *end = i + used;
        i += used;
    }
    return found;
}

/* text_xml takes whole strings; this escapes the first `length` bytes. */
static void escape(struct text *out, const char *bytes, size_t length)
{
    struct text copy = {0};
    text_addn(&copy, bytes, length);
    if (copy.data != NULL)
        text_xml(out, copy.data);
    out->failed = out->failed || copy.failed;
    text_free(&copy);
}

/* The language that a run of letters is marked with: the first of the list with this direction. A
 * screen reader chooses its voice by it. */
static const char *first_of_direction(bool right_to_left)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (languages[l].right_to_left == right_to_left)
            return languages[l].code;
    return languages[LANGUAGE_FIRST].code;
}

/* "rasif --preset osm" in an Arabic sentence becomes
 *   … <bdi lang="en" dir="ltr">rasif --preset osm</bdi> … */
void html_text(struct page *page, const char *string)
{
    bool rtl_page = language_right_to_left(page->language);
    size_t at = 0, begin = 0, end = 0;
    while (next_run(string, at, rtl_page, &begin, &end)) {
        escape(page->out, string + at, begin - at);
        text_addf(page->out, "<bdi lang=\"%s\" dir=\"%s\">", first_of_direction(!rtl_page),
                  rtl_page ? "ltr" : "rtl");
        escape(page->out, string + begin, end - begin);
        text_add(page->out, "</bdi>");
        at = end;
    }
    text_xml(page->out, string + at);
}

void html_name(struct page *page, const char *string)
{
    text_add(page->out, "<bdi>");
    text_xml(page->out, string);
    text_add(page->out, "</bdi>");
}

void html_word(struct page *page, const char *key)
{
    html_text(page, word(page, key));
}

/* A need has no clause: the page then writes so instead of leaving the cell empty. */
void html_clause(struct page *page, const char *law)
{
    if (law == NULL || law[0] == '\0')
        html_word(page, "html.no_clause");
    else
        html_text(page, law);
}

/* Each dot is two paths, the casing below, as on the map; "h.01" because PDF viewers leave out
 * strokes of length 0. */
void html_severity(struct page *page, enum severity severity)
{
    const char *name = severity_names[severity];
    text_addf(page->out,
              "<span class=\"severity\"><svg viewBox=\"0 0 14 14\" width=\"14\" height=\"14\" "
              "aria-hidden=\"true\"><path class=\"%s casing\" d=\"M7 7h.01\"/><path class=\"%s\" "
              "d=\"M7 7h.01\"/></svg> ",
              name, name);
    html_text(page, word_of(page, "severity", name));
    text_add(page->out, "</span>");
}

void html_element(struct page *page, const char *tag, const char *attributes, const char *text)
{
    text_addf(page->out, "<%s%s%s>", tag, attributes != NULL ? " " : "",
              attributes != NULL ? attributes : "");
    html_text(page, text);
    text_addf(page->out, "</%s>\n", tag);
}

/* Moves the failure of `text` to the page and frees it, so that callers need neither. */
void html_take(struct page *page, const char *tag, const char *attributes, struct text *text)
{
    page->out->failed = page->out->failed || text->failed;
    html_element(page, tag, attributes, text->data != NULL ? text->data : "");
    text_free(text);
}

/* ---- links to the map ------------------------------------------------------------------------ */

/* <a class="to-map" href="#map" data-at="X Y">: whole decimetres of the drawing. The caller
 * closes the link. Without the script it leads to the map as a whole. */
bool html_to_place(struct html *html, const double xy[2])
{
    long at[2];
    if (!(html->drawing.width > 0) || !isfinite(xy[0]) || !isfinite(xy[1]))
        return false;
    drawing_point(&html->drawing, xy, at);
    text_addf(html->page.out, "<a class=\"to-map\" href=\"#map\" data-at=\"%ld %ld\">", at[0], at[1]);
    return true;
}

/* Links to the segment's own path ("#s12") where the map has one. Large networks share paths,
 * and segments outside of the list have no id: there it links to the middle of the segment. */
bool html_to_map(struct html *html, size_t segment)
{
    const struct run *run = html->page.run;
    enum role role = segment_role(run);
    double xy[2];
    if (role == ROLE_STREET)
        segment_place(run, segment, xy);
    else
        element_point(run, role, segment, xy);
    if (html->together || !html->is_listed[segment])
        return html_to_place(html, xy);
    if (!(html->drawing.width > 0) || !isfinite(xy[0]))
        return false;
    text_addf(html->page.out, "<a class=\"to-map\" href=\"#s%zu\">", segment);
    return true;
}

/* ---- sections and tables -------------------------------------------------------------------- */

/* <section id="gaps" aria-labelledby="h-gaps"><h2 id="h-gaps">…</h2> */
void html_section(struct html *html, const char *id)
{
    html->section = id;
    html->led = false;
    text_addf(html->page.out, "<section id=\"%s\" aria-labelledby=\"h-%s\">\n<h2 id=\"h-%s\">", id,
              id, id);
    html_text(&html->page, word_of(&html->page, "html", id));
    text_add(html->page.out, "</h2>\n");
}

void html_section_end(struct html *html)
{
    text_add(html->page.out, "</section>\n");
}

/* The id stands on the <div> inside of <details>: report.js unfolds what is around the target of
 * a link.
 *   <section aria-labelledby="h-basis"><details class="fold"><summary>
 *   <h2 id="h-basis">…</h2></summary><div id="basis"> */
void html_fold(struct html *html, const char *id)
{
    html->section = id;
    html->led = false;
    text_addf(html->page.out, "<section aria-labelledby=\"h-%s\"><details class=\"fold\"><summary><h2 "
              "id=\"h-%s\">", id, id);
    html_text(&html->page, word_of(&html->page, "html", id));
    text_addf(html->page.out, "</h2></summary>\n<div id=\"%s\">\n", id);
}

void html_fold_end(struct html *html)
{
    text_add(html->page.out, "</div></details></section>\n");
}

/* Adds the name of a column as a string of CSS, "--c1:'Name';" inside of a style attribute: on
 * narrow screens rows are cards, and every cell begins with it. The quote is escaped for CSS first,
 * then for XML. */
static void add_column_name(struct page *page, size_t number, const char *name)
{
    struct text string = {0};
    for (; *name != '\0'; name++) {
        text_add(&string, *name == '\'' || *name == '\\' ? "\\" : "");
        text_addn(&string, name, 1);
    }
    text_addf(page->out, "--c%zu:'", number);
    text_xml(page->out, string.data != NULL ? string.data : "");
    text_add(page->out, "';");
    page->out->failed = page->out->failed || string.failed;
    text_free(&string);
}

/* Opens a table in a box that scrolls by itself, also with the keyboard (tabindex). The name of the
 * box is the line above the table if there is one, else the heading of the section.
 *   <div class="scroll" role="group" aria-labelledby="t-3" tabindex="0">
 *   <table style="--c1:'…';"> */
static void open_table(struct html *html, const char *const *names, size_t n)
{
    char name[48];
    if (html->led)
        snprintf(name, sizeof name, "t-%zu", html->n_leads);
    else
        snprintf(name, sizeof name, "h-%.40s", html->section);
    text_addf(html->page.out,
              "<div class=\"scroll\" role=\"group\" aria-labelledby=\"%s\" tabindex=\"0\">"
              "<table style=\"",
              name);
    for (size_t i = 0; i < n; i++)
        if (names[i][0] != '\0')
            add_column_name(&html->page, i + 1, names[i]);
    text_add(html->page.out, "\">\n");
}

void html_table(struct html *html, const char *const *keys, size_t n_keys)
{
    const char *names[MOST_COLUMNS] = {0};
    n_keys = n_keys < MOST_COLUMNS ? n_keys : MOST_COLUMNS;
    for (size_t i = 0; i < n_keys; i++)
        names[i] = word(&html->page, keys[i]);
    open_table(html, names, n_keys);
    text_add(html->page.out, "<thead><tr>");
    for (size_t i = 0; i < n_keys; i++) {
        text_add(html->page.out, "<th scope=\"col\">");
        html_text(&html->page, names[i]);
        text_add(html->page.out, "</th>");
    }
    text_add(html->page.out, "</tr></thead>\n<tbody>\n");
}

void html_table_end(struct html *html)
{
    text_add(html->page.out, "</tbody></table></div>\n");
}

/* ---- the form of the shared parts -------------------------------------------------------------
 *
 * Functions of a form get a page; each page of html_form is the first field of a struct html. */

/* The caller has opened the <dl>. */
static void form_labelled(struct page *page, const char *label, const struct text *body)
{
    html_element(page, "dt", NULL, label);
    html_element(page, "dd", NULL, body->data);
}

/* The heading of a shared part is a line above its table, and names it; `mute` drops it where
 * the section's own heading stands for it. */
static void form_heading(struct page *page, const char *heading)
{
    struct html *html = (struct html *)page;
    char id[40];
    if (html->mute)
        return;
    snprintf(id, sizeof id, "class=\"lead\" id=\"t-%zu\"", ++html->n_leads);
    html_element(page, "p", id, heading);
    html->led = true;
}

static void form_note(struct page *page, const char *note)
{
    html_element(page, "p", "class=\"note\"", note);
}

/* Writes cell `i` of the layout, counted row by row. The first line is the heads; the first column
 * aligned left names its row, and alone has the link to the map. Only the first MOST_ANCHORS lines
 * have links. */
static void form_cell(struct page *page, const struct layout *layout, size_t i, const char *cell)
{
    size_t column = i % layout->n_columns, line = i / layout->n_columns;
    size_t naming = strcspn(layout->align, "l");
    const char *tag =
        (line == 0 && cell[0] != '\0') || (line > 0 && column == naming) ? "th" : "td";
    size_t anchor = line < MOST_ANCHORS && column == naming ? layout->anchors[line] : 0;
    text_addf(page->out, "<%s%s%s>", tag,
              tag[1] == 'd' ? ""
              : line == 0   ? " scope=\"col\""
                            : " scope=\"row\"",
              layout->align[column] == 'r' ? " class=\"n\"" : "");
    bool placed = line < MOST_ANCHORS && column == naming && layout->places[line].known;
    bool linked = anchor > 0 ? html_to_map((struct html *)page, anchor - 1)
                             : placed && html_to_place((struct html *)page, layout->places[line].xy);
    html_text(page, cell);
    text_addf(page->out, "%s</%s>", linked ? "</a>" : "", tag);
}

static bool is_cut(const struct layout *layout, size_t cell)
{
    size_t line = cell / layout->n_columns;
    return line < MOST_ANCHORS && layout->cuts[line];
}

/* layout->cells holds all cells as strings one after another, the heads first. */
static void form_table(struct page *page, const struct layout *layout)
{
    struct html *html = (struct html *)page;
    const char *cell = layout->cells.data, *names[MOST_COLUMNS] = {0}, *name = cell;
    for (size_t i = 0; i < layout->n_columns; i++, name += strlen(name) + 1)
        names[i] = name;
    open_table(html, names, layout->n_columns);
    for (size_t i = 0; i < layout->n_cells; i++, cell += strlen(cell) + 1) {
        if (i % layout->n_columns == 0)
            text_add(page->out, i == 0 ? "<thead><tr>" : is_cut(layout, i) ? "<tr class=\"cut\">" : "<tr>");
        form_cell(page, layout, i, cell);
        if ((i + 1) % layout->n_columns == 0)
            text_add(page->out,
                     i + 1 == layout->n_columns ? "</tr></thead>\n<tbody>\n" : "</tr>\n");
    }
    html_table_end(html);
    html->led = false;
}

const struct page_form html_form = {form_labelled, form_heading, form_note, form_table, NULL};
