/* SPDX-License-Identifier: MIT
 *
 * The list of all segments in the HTML report (of sidewalks where there are no streets): grouped by
 * street, worst first. The script sorts and filters it; without script it is complete.
 *
 * Segments are ranked once (html_rank), then grouped by the name of their street; the list is cut
 * at LIST_MOST, which keeps the page small, and a sentence gives both numbers. Cost: n log n. */
#include "report/table/feature_table.h"
#include "report/html/html_parts.h"
#include "report/label.h"
#include "report/segment.h"

#include <stdlib.h>
#include <string.h>

#define ON_PAPER 25 /* rows that are printed */

/* ---- order ------------------------------------------------------------------------------------
 */

/* The class over all users: enum score_class is ordered from none to blocked, so the largest is
 * the worst. */
static enum score_class worst_class(const struct run *run, enum role role, size_t row)
{
    enum score_class worst = SCORE_CLASS_NONE;
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        enum score_class class = (enum score_class)unit_score(run, role, p, row)->class;
        worst = class > worst ? class : worst;
    }
    return worst;
}

/* A row that is not among the bad ones of worst_lead, with its keys of compare_others. */
struct other {
    size_t row;
    enum score_class class;
    double length_m;
};

static int compare_others(const void *a, const void *b)
{
    const struct other *left = a, *right = b;
    if (left->class != right->class)
        return left->class > right->class ? -1 : 1;
    if (left->length_m < right->length_m || left->length_m > right->length_m)
        return left->length_m > right->length_m ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

/* Appends the other judged rows to html->listed, up to LIST_MOST in all: worst class first, then
 * the longest. false = no memory. */
static bool rank_others(struct html *html, enum role role, size_t count)
{
    const struct run *run = html->page.run;
    struct other *others = ARENA_ARRAY(&html->arena, count + 1, struct other);
    bool *bad = ARENA_ARRAY(&html->arena, count + 1, bool);
    size_t n = 0;
    if (others == NULL || bad == NULL)
        return false;
    for (size_t i = 0; i < html->n_listed; i++)
        bad[html->listed[i]] = true;
    for (size_t row = 0; row < count; row++)
        if (!bad[row] && unit_counts(run, role, row) &&
            worst_class(run, role, row) != SCORE_CLASS_NONE)
            others[n++] =
                (struct other){row, worst_class(run, role, row), unit_length_m(run, role, row)};
    array_sort(others, n, sizeof *others, compare_others);
    for (size_t i = 0; i < n && html->n_listed < LIST_MOST; i++)
        html->listed[html->n_listed++] = others[i].row;
    return true;
}

/* worst_lead gives the bad rows by its own ranking (text_worst.c); the other judged rows
 * follow by class. */
bool html_rank(struct html *html)
{
    enum role role = segment_role(html->page.run);
    size_t count = unit_count(html->page.run, role);
    html->listed = ARENA_ARRAY(&html->arena, LIST_MOST + 1, size_t);
    html->is_listed = ARENA_ARRAY(&html->arena, count + 1, bool);
    if (html->listed == NULL || html->is_listed == NULL ||
        !worst_lead(html->page.run, html->listed, LIST_MOST, &html->n_bad))
        return false;
    html->n_listed = html->n_bad;
    if (html->n_listed < LIST_MOST && !rank_others(html, role, count))
        return false;
    for (size_t i = 0; i < html->n_listed; i++)
        html->is_listed[html->listed[i]] = true;
    return html_index(html);
}

/* ---- groups -----------------------------------------------------------------------------------
 */

/* A row of the list; order: its place in html->listed, 0 = worst. */
struct listed {
    const char *name;         /* "" = none */
    size_t row, order, group; /* group: order of the first of its street */
};

static int compare_names(const void *a, const void *b)
{
    const struct listed *left = a, *right = b;
    int by = strcmp(left->name, right->name);
    return by != 0 ? by : left->order < right->order ? -1 : left->order > right->order;
}

static int compare_groups(const void *a, const void *b)
{
    const struct listed *left = a, *right = b;
    if (left->group != right->group)
        return left->group < right->group ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

/* The rows of html->listed in the order of the page: streets of one name stand together, where the
 * worst of them would; rows without a name stay alone. In the arena; NULL = no memory. */
static struct listed *group_by_street(struct html *html, enum role role)
{
    struct page *page = &html->page;
    struct listed *items = ARENA_ARRAY(&html->arena, html->n_listed + 1, struct listed);
    for (size_t i = 0; items != NULL && i < html->n_listed; i++) {
        struct segment_names names = {0};
        if (role == ROLE_STREET)
            segment_names(page->run, html->listed[i], page->language, &names);
        else
            names.name = element_name(page->run, role, html->listed[i], page->language);
        items[i] = (struct listed){names.name != NULL ? names.name : "", html->listed[i], i, i};
    }
    if (items == NULL || html->n_listed == 0)
        return items;
    array_sort(items, html->n_listed, sizeof *items, compare_names);
    for (size_t i = 1; i < html->n_listed; i++)
        if (items[i].name[0] != '\0' && strcmp(items[i].name, items[i - 1].name) == 0)
            items[i].group = items[i - 1].group;
    array_sort(items, html->n_listed, sizeof *items, compare_groups);
    return items;
}

/* ---- rows -------------------------------------------------------------------------------------
 */

/* The mean of the users' scores that are worth showing; a dash where there is none, and where
 * somebody is stopped: a good mean beside "blocked" would mislead. */
static void add_score(struct page *page, enum role role, size_t row)
{
    double sum = 0;
    size_t n = 0;
    bool blocked = false;
    for (size_t p = 0; p < page->run->plan->n_profiles; p++) {
        const struct score *score = unit_score(page->run, role, p, row);
        blocked = blocked || score->passable == PASSABLE_NO;
        if (score->score == SCORE_NULL || !mean_is_shown(score))
            continue;
        sum += score->score / (double)SCORE_UNIT;
        n++;
    }
    struct text text = {0};
    text_one(&text, n > 0 && !blocked ? sum / (double)n : NAN);
    html_take(page, "td", "class=\"n\"", &text);
}

/* Writes the class over all users with its swatch.
 *   <td class="c"><span class="sw sw-E"></span> E</td> */
static void add_class(struct page *page, enum role role, size_t row)
{
    enum score_class class = worst_class(page->run, role, row);
    text_addf(page->out, "<td class=\"c\"><span class=\"sw sw-%c\"></span> ", html_letter(class));
    html_text(page, word_of(page, "class",
                            class == SCORE_CLASS_NONE ? "none" : score_class_names[class]));
    text_add(page->out, "</td>");
}

/* A cell that text.h makes for tables of the text report. */
static void add_shared_cell(struct page *page, enum role role, size_t row,
                            void (*make)(struct layout *, struct page *, enum role, size_t))
{
    struct layout layout = {.n_columns = 1};
    make(&layout, page, role, row);
    html_take(page, "td", NULL, &layout.cells);
}

/* <a class="to-map" href="#s12"><span class="title">Main Street, from …</span></a>
 * <bdi class="fid">streets:12 40-95 m</bdi> */
void html_segment_title(struct html *html, enum role role, size_t row, bool linked)
{
    struct page *page = &html->page;
    struct text title = {0}, feature = {0};
    if (role == ROLE_STREET)
        label_segment(page->run, row, page->language, &title);
    else
        label_element(page->run, role, row, page->language, &title);
    linked = linked && html_to_map(html, row);
    html_take(page, "span", "class=\"title\"", &title);
    text_add(page->out, linked ? "</a>" : "");
    if (role == ROLE_STREET)
        segment_feature(page->run, row, &feature);
    else
        text_addf(&feature, "%s:%lld", table_of(page->run, role, row),
                  (long long)page->run->store->tables[role].fid[row]);
    text_add(page->out, "<bdi class=\"fid\">");
    text_xml(page->out, feature.data != NULL ? feature.data : "");
    text_add(page->out, "</bdi>");
    page->out->failed = page->out->failed || feature.failed;
    text_free(&feature);
}

/* Writes one segment. The script sorts by data-o (place in the list) and filters by data-g (a
 * letter per user); sheets and the map link to the id. Rows of class "more" are not printed.
 *   <tr id="g12" data-g="EBx" data-o="0"><th scope="row">…</th><td class="n">85 m</td> … </tr> */
static void add_row(struct html *html, enum role role, size_t row, size_t order)
{
    struct page *page = &html->page;
    size_t n_found;
    struct text length = {0};
    html_found(html, row, &n_found);
    text_addf(page->out, "<tr id=\"g%zu\" data-g=\"", row);
    for (size_t p = 0; p < page->run->plan->n_profiles; p++)
        text_addf(page->out, "%c",
                  html_letter((enum score_class)unit_score(page->run, role, p, row)->class));
    text_addf(page->out, "\" data-o=\"%zu\"%s><th scope=\"row\">", order,
              order < ON_PAPER ? "" : " class=\"more\"");
    html_segment_title(html, role, row, true);
    if (order < html_n_sheets(html)) {
        text_addf(page->out, " <a class=\"to-sheet\" href=\"#t%zu\">", row);
        html_word(page, "html.sheet");
        text_add(page->out, "</a>");
    }
    text_add(page->out, "</th>");
    text_fixed(&length, unit_length_m(page->run, role, row), 0);
    text_addf(&length, " %s", word(page, "unit.m"));
    html_take(page, "td", "class=\"n\"", &length);
    add_class(page, role, row);
    add_score(page, role, row);
    add_shared_cell(page, role, row, layout_blocked);
    add_shared_cell(page, role, row, layout_reason);
    text_addf(page->out, "<td class=\"n\">%zu</td></tr>\n", n_found);
}

/* Above several segments of one street: its name, how many, how long. */
static void add_street_row(struct html *html, enum role role, const struct listed *items, size_t n)
{
    struct page *page = &html->page;
    struct text line = {0}, metres = {0};
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += unit_length_m(page->run, role, items[i].row);
    text_add(page->out, "<tr class=\"street\"><th scope=\"rowgroup\" colspan=\"7\">");
    html_name(page, items[0].name);
    text_fixed(&metres, sum, 0);
    sentence_count(page->sentences, page->language, "html.segments_of", n, &line);
    text_addf(&line, "%s%s %s", word(page, "list.comma"), metres.data != NULL ? metres.data : "",
              word(page, "unit.m"));
    text_add(page->out, " ");
    text_free(&metres);
    html_take(page, "span", "class=\"note\"", &line);
    text_add(page->out, "</th></tr>\n");
}

/* ---- the section ------------------------------------------------------------------------------
 */

/* Writes a field that filters by text and a choice of the user who is stopped. Both are hidden
 * until the script shows them; it fills #list-says with data-text, "{shown} of {n} shown". */
static void add_controls(struct page *page)
{
    text_add(page->out, "<div class=\"tools\" id=\"list-tools\" hidden=\"hidden\"><label>");
    html_word(page, "html.filter");
    text_add(page->out, " <input id=\"filter\" type=\"search\"/></label>\n<label>");
    html_word(page, "html.filter_user");
    text_addf(page->out, " <select id=\"stops\"><option value=\"\">%s</option>\n",
              word(page, "html.filter_nobody"));
    for (size_t p = 0; p < page->run->plan->n_profiles; p++) {
        text_addf(page->out, "<option value=\"%zu\">", p);
        text_xml(page->out, phrase_in(page->run->plan->profiles[p]->title, page->language));
        text_add(page->out, "</option>\n");
    }
    text_addf(page->out,
              "</select></label>\n<span id=\"list-says\" role=\"status\" "
              "data-text=\"%s\"></span></div>\n",
              word(page, "html.filtered"));
}

/* Writes "Listed: the 400 worst of 1234 segments …". */
static void add_cut(struct page *page, size_t all)
{
    struct text line = {0};
    char shown[32], n[32];
    number_format(shown, LIST_MOST);
    number_format(n, (double)all);
    sentence(page->sentences, page->language, "html.segments_cut", &line, "shown", shown, "n", n,
             NULL);
    html_take(page, "p", "class=\"note\"", &line);
}

/* Rows that the list would hold without LIST_MOST. */
static size_t count_all(const struct run *run, enum role role)
{
    size_t n = 0;
    for (size_t row = 0; row < unit_count(run, role); row++)
        n += unit_counts(run, role, row) && worst_class(run, role, row) != SCORE_CLASS_NONE;
    return n;
}

/* Each street has a <tbody> of its own, because the script moves them as a whole. A run without
 * judged rows has no such section. */
void html_segments(struct html *html)
{
    static const char *const columns[] = {
        "text.col_name",        "text.col_length", "text.col_class", "text.col_score",
        "text.col_blocked_for", "text.col_reason", "html.col_here"};
    struct page *page = &html->page;
    enum role role = segment_role(page->run);
    struct listed *items = group_by_street(html, role);
    if (items == NULL || html->n_listed == 0) {
        page->out->failed = page->out->failed || items == NULL;
        return;
    }
    html_section(html, "streets");
    html_element(page, "p", "class=\"note\"", word(page, "html.streets_note"));
    html_codes(page);
    if (count_all(page->run, role) > html->n_listed)
        add_cut(page, count_all(page->run, role));
    add_controls(page);
    html_table(html, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0, next; i < html->n_listed; i = next) {
        for (next = i + 1; next < html->n_listed && items[next].group == items[i].group; next++)
            ;
        text_add(page->out, i > 0 ? "</tbody><tbody>\n" : "");
        if (next - i > 1)
            add_street_row(html, role, items + i, next - i);
        for (size_t k = i; k < next; k++)
            add_row(html, role, items[k].row, items[k].order);
    }
    html_table_end(html);
    if (html->n_listed > ON_PAPER)
        html_element(page, "p", "class=\"note paper\"", word(page, "html.streets_paper"));
    html_section_end(html);
}
