/* SPDX-License-Identifier: MIT
 *
 * Sheets of the HTML report: for each of the worst segments one page of paper with a small map,
 * both sides by the metre, the findings in their order along the way with remedy and law, and room
 * for photographs. On the screen they are folded.
 *
 * Each finding of the segment is a pin: its foot on the segment's line gives the order, the side
 * and the number that the map, the strip and the table share. Cost: per sheet its findings times
 * the points of its line, and a look at all extents (html_sheet_map.c); --sheets bounds
 * how many. */
#include "report/html/html_sheets.h"

#include "geo/line.h"
#include "link/link.h"
#include "report/cause.h"
#include "report/law.h"
#include "report/segment.h"

#include <stdlib.h>
#include <string.h>

#define SHEETS_WORST 20 /* without --sheets; fewer where fewer are known to be bad */
#define MOST_PINS 40    /* findings on a sheet, the most severe ones */
#define ON_THE_WAY_M 1.0 /* nearer to the line: on no side; nearer to each other: one place */

/* "--sheets N" may take more rows than are known to be bad: those further down the list get
 * sheets too. */
size_t html_n_sheets(const struct html *html)
{
    int asked = html->page.run->options->sheets;
    if (asked == RASIF_SHEETS_NONE)
        return 0;
    if (asked == RASIF_SHEETS_WORST)
        return html->n_bad < SHEETS_WORST ? html->n_bad : SHEETS_WORST;
    return (size_t)asked < html->n_listed ? (size_t)asked : html->n_listed;
}

/* ---- findings along the way -------------------------------------------------------------------
 */

/* In the order in which one meets them; at one place in the order of the findings. */
static int compare_pins(const void *a, const void *b)
{
    const struct pin *left = a, *right = b;
    if (left->at_m < right->at_m || left->at_m > right->at_m)
        return left->at_m < right->at_m ? -1 : 1;
    return left->finding < right->finding ? -1 : left->finding > right->finding;
}

/* The line of a row as points; NULL: it has none. Freed by the caller when `*own`. */
static const double *line_of(const struct html *html, enum role role, size_t row, size_t *n,
                             bool *own)
{
    const struct store *store = html->page.run->store;
    const struct shapes *shapes = &store->tables[role].shapes;
    *own = role == ROLE_STREET;
    if (*own)
        return segment_line(store, row, n);
    *n = shapes->point[shapes->part[row + 1]] - shapes->point[shapes->part[row]];
    return *n > 0 ? shapes->xy + 2 * (size_t)shapes->point[shapes->part[row]] : NULL;
}

/* A finding on the segment's line. A finding without a place stands at 0 m. */
static struct pin pin_of(const struct run *run, size_t finding, const double *line, size_t n_points,
                         double length_m)
{
    struct finding_facts facts;
    struct foot foot;
    struct pin pin = {.finding = finding};
    finding_describe(run, &run->results->findings[finding], &facts);
    memcpy(pin.xy, facts.xy, sizeof pin.xy);
    if (line != NULL && isfinite(pin.xy[0])) {
        line_foot(line, n_points, pin.xy[0], pin.xy[1], &foot);
        pin.at_m = foot.at_m;
        pin.side = foot.distance_m > ON_THE_WAY_M ? foot.side : 0;
        pin.share = length_m > 0 ? foot.at_m / length_m : 0;
    }
    return pin;
}

/* Fills pins in their order along the way; returns how many, at most MOST_PINS: the most severe
 * findings, of one severity the first in the order of all findings (role, row, rule). Pins less
 * than ON_THE_WAY_M from the one before share its number. */
static size_t collect_pins(struct html *html, enum role role, size_t row,
                           struct pin pins[MOST_PINS])
{
    const struct run *run = html->page.run;
    size_t n_found, n_points = 0, n = 0;
    bool own;
    const struct found *found = html_found(html, row, &n_found);
    const double *line = line_of(html, role, row, &n_points, &own);
    double length_m = line != NULL ? line_length(line, n_points) : 0;
    for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
        for (size_t i = 0; i < n_found && n < MOST_PINS; i++)
            if ((int)finding_severity(run, &run->results->findings[found[i].finding]) == severity)
                pins[n++] = pin_of(run, found[i].finding, line, n_points, length_m);
    if (own)
        free((void *)line);
    array_sort(pins, n, sizeof *pins, compare_pins);
    for (size_t i = 0; i < n; i++) {
        bool same = i > 0 && hypot(pins[i].xy[0] - pins[i - 1].xy[0],
                                   pins[i].xy[1] - pins[i - 1].xy[1]) < ON_THE_WAY_M;
        pins[i].number = i == 0 ? 1 : pins[i - 1].number + !same;
    }
    return n;
}

/* Writes "35 m, left" with a link to the place on the map; the side counts in the
 * segment's direction. */
static void add_place(struct html *html, const struct pin *pin)
{
    struct page *page = &html->page;
    struct text metres = {0};
    text_add(page->out, "<td>");
    bool linked = html_to_place(html, pin->xy);
    text_fixed(&metres, pin->at_m, 0);
    text_addf(&metres, " %s", word(page, "unit.m"));
    html_text(page, metres.data != NULL ? metres.data : "");
    text_free(&metres);
    text_add(page->out, linked ? "</a>" : "");
    if (pin->side > 0 || pin->side < 0) {
        text_add(page->out, word(page, "list.comma"));
        html_text(page, word_of(page, "side_in", pin->side > 0 ? "left" : "right"));
    }
    text_add(page->out, "</td>");
}

/* The document, its clause, and whether it binds. */
static void add_law(struct page *page, const struct finding *f)
{
    struct text law = {0};
    law_of_finding(page->run, page->sentences, page->language, f, true, &law);
    text_add(page->out, "<td>");
    html_clause(page, law.data);
    text_add(page->out, "</td>");
    page->out->failed = page->out->failed || law.failed;
    text_free(&law);
}

/* Writes the kind of work, the remedy, and the operator of the element where the data name one. No
 * repair helps where the ground itself is too steep: a fixed sentence then stands for the
 * remedy. */
static void add_fix(struct page *page, const struct finding *f)
{
    const struct store *store = page->run->store;
    enum cause cause = finding_cause(page->run, f);
    const char *who =
        pool_text(&store->pool, element_text(&store->tables[f->role], F_operator, f->row));
    text_add(page->out, "<td><b>");
    html_text(page, word_of(page, "cause", cause_names[cause]));
    text_addf(page->out, "</b>%s", word(page, "list.colon"));
    html_text(page, cause == CAUSE_TERRAIN
                        ? word(page, "repairs.another_way")
                        : phrase_in(page->run->rules->rules[f->rule].fix, page->language));
    if (who != NULL) {
        text_add(page->out, "<br/>");
        html_word(page, "text.col_operator");
        text_add(page->out, word(page, "list.colon"));
        html_name(page, who);
    }
    text_add(page->out, "</td>");
}

/* Writes one row: number, place, severity with message and users stopped, remedy, law.
 *   <tr><th scope="row" class="n">3</th><td>35 m, left</td><td class="what">…</td>
 *   <td><b>…</b>: …</td><td>…</td></tr> */
static void add_pin(struct html *html, const struct pin *pin)
{
    struct page *page = &html->page;
    const struct finding *f = &page->run->results->findings[pin->finding];
    const struct rule *rule = &page->run->rules->rules[f->rule];
    struct finding_facts facts;
    struct text message = {0}, blocks = {0};
    finding_describe(page->run, f, &facts);
    finding_message(page->run, f, &facts, page->language, &message);
    finding_blocks(page->run, f, &blocks);
    text_addf(page->out, "<tr><th scope=\"row\" class=\"n\">%zu</th>", pin->number);
    add_place(html, pin);
    text_add(page->out, "<td class=\"what\"><a href=\"#r-");
    text_xml(page->out, rule->id);
    text_add(page->out, "\">");
    html_severity(page, facts.severity);
    text_add(page->out, "</a> ");
    html_text(page, message.data != NULL ? message.data : "");
    if (blocks.length > 0) {
        text_add(page->out, " <bdi dir=\"ltr\" class=\"note\">");
        text_xml(page->out, blocks.data);
        text_add(page->out, "</bdi>");
    }
    text_add(page->out, "</td>");
    add_fix(page, f);
    add_law(page, f);
    text_add(page->out, "</tr>\n");
    page->out->failed = page->out->failed || message.failed || blocks.failed;
    text_free(&message);
    text_free(&blocks);
}

static void add_pins(struct html *html, enum role role, size_t row, const struct pin *pins,
                     size_t n)
{
    static const char *const columns[] = {"html.col_number", "html.col_where", "html.col_what",
                                          "html.col_fix", "text.col_clause"};
    struct page *page = &html->page;
    size_t all;
    html_found(html, row, &all);
    (void)role;
    if (n == 0) {
        html_element(page, "p", NULL, word(page, "html.sheet_no_findings"));
        return;
    }
    add_heading(page, word(page, "html.along_the_way"));
    html_table(html, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < n; i++)
        add_pin(html, &pins[i]);
    html_table_end(html);
    html->led = false;
    if (all > n) {
        struct text line = {0};
        char shown[32], count[32];
        number_format(shown, (double)n);
        number_format(count, (double)all);
        sentence(page->sentences, page->language, "html.sheet_cut", &line, "shown", shown, "n",
                 count, NULL);
        html_take(page, "p", "class=\"note\"", &line);
    }
}

/* ---- a sheet ----------------------------------------------------------------------------------
 */

/* Only on paper: where photographs are glued or drawn in. */
static void add_photos(struct page *page)
{
    text_add(page->out, "<div class=\"photos\" aria-hidden=\"true\">");
    for (int i = 0; i < 3; i++) {
        text_add(page->out, "<span>");
        html_word(page, "html.photo");
        text_add(page->out, "</span>");
    }
    text_add(page->out, "</div>\n");
}

/* Writes "85 m. Worst: …" and links to the map and the list; the button prints this sheet alone,
 * and is hidden without the script. */
static void add_facts(struct html *html, enum role role, size_t row)
{
    struct page *page = &html->page;
    struct layout cell = {.n_columns = 1};
    struct text line = {0}, length = {0};
    layout_reason(&cell, page, role, row);
    text_fixed(&length, unit_length_m(page->run, role, row), 0);
    sentence(page->sentences, page->language, "html.sheet_line", &line, "length",
             length.data != NULL ? length.data : "", "unit", word(page, "unit.m"), "reason",
             cell.cells.data != NULL ? cell.cells.data : "", NULL);
    html_take(page, "p", NULL, &line);
    text_free(&cell.cells);
    text_free(&length);
    text_add(page->out, "<p class=\"leads\">");
    if (html_to_map(html, row)) {
        html_word(page, "html.on_the_map");
        text_add(page->out, "</a> · ");
    }
    text_addf(page->out, "<a href=\"#g%zu\">", row);
    html_word(page, "html.in_the_list");
    text_add(page->out, "</a> <span class=\"tools\" hidden=\"hidden\"><button type=\"button\" "
                        "data-print=\"sheet\">");
    html_word(page, "html.print_sheet");
    text_add(page->out, "</button></span></p>\n");
}

/* <details class="sheet"><summary><h3>Main Street, from …</h3></summary>
 * <div id="t12">…</div></details> */
static void add_sheet(struct html *html, const struct surroundings *around, size_t row)
{
    struct page *page = &html->page;
    enum role role = around->role;
    struct pin pins[MOST_PINS];
    size_t n = collect_pins(html, role, row, pins);
    text_add(page->out, "<details class=\"sheet\"><summary><h3>");
    html_segment_title(html, role, row, false);
    text_addf(page->out, "</h3></summary>\n<div id=\"t%zu\">\n", row);
    add_facts(html, role, row);
    sheet_map(html, around, row, pins, n);
    if (role == ROLE_STREET)
        strip_write(html, row, pins, n);
    add_pins(html, role, row, pins, n);
    add_photos(page);
    text_add(page->out, "</div></details>\n");
}

/* The n first of html->listed, worst first. The extents of all rows are computed once for all
 * sheets. */
void html_sheets(struct html *html)
{
    struct page *page = &html->page;
    struct surroundings around;
    size_t n = html_n_sheets(html);
    if (n == 0)
        return;
    html_section(html, "sheets");
    html_element(page, "p", "class=\"note\"", word(page, "html.sheets_note"));
    text_add(page->out,
             "<p class=\"tools\" hidden=\"hidden\"><button type=\"button\" data-fold=\"#sheets "
             ".sheet\">");
    html_word(page, "html.unfold_all");
    text_add(page->out, "</button></p>\n");
    bool good = surroundings_new(html, &around);
    page->out->failed = page->out->failed || !good;
    for (size_t i = 0; good && i < n; i++)
        add_sheet(html, &around, html->listed[i]);
    surroundings_free(&around);
    html_section_end(html);
}
