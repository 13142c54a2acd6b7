/* SPDX-License-Identifier: MIT
 *
 * The end of the HTML report: requirements of the standard and needs of the users with how well
 * each is founded, remarks about the data, and the manifest of the run.
 *
 * The manifest is read from the view audit_manifest, so that page and file can't differ; the other
 * parts come from the plan and from the diagnostics. Cost: their rows, which do not grow with the
 * network. */
#include "report/html/html_parts.h"
#include "report/law.h"

#include <string.h>

#define MOST_REMARKS 60 /* rows on the page; audit_diagnostics has all */

/* ---- standards and profiles ------------------------------------------------------------------ */

static void add_verified(struct page *page, bool unverified)
{
    text_add(page->out, unverified ? "<td class=\"unverified\">" : "<td>");
    html_word(page, unverified ? "html.unverified" : "html.verified");
    text_add(page->out, "</td>");
}

/* Writes one row: rule, limit, clause, whether it binds, whether it was read in its source. */
static void add_requirement(struct page *page, const struct law *law, const struct requirement *requirement)
{
    const struct rule *rule = &page->run->rules->rules[requirement->rule];
    struct text limit = {0}, clause = {0}, standing = {0};
    law_limit(law, requirement, &limit);
    law_clause(law, requirement, &clause);
    law_standing(law, requirement, &standing);
    text_add(page->out, "<tr><th scope=\"row\">");
    html_text(page, phrase_in(rule->title, page->language));
    text_add(page->out, "</th>");
    html_take(page, "td", NULL, &limit);
    html_take(page, "td", NULL, &clause);
    html_take(page, "td", NULL, &standing);
    add_verified(page, requirement->unverified);
    text_add(page->out, "</tr>\n");
}

/* Writes per user how many figures the profile has, and how many of them are a judgement without
 * a source. */
static void add_needs(struct html *html)
{
    static const char *const columns[] = {"html.col_user", "html.col_needs", "html.col_judgements"};
    struct page *page = &html->page;
    html_element(page, "h3", NULL, word(page, "html.needs"));
    html_element(page, "p", NULL, word(page, "html.needs_note"));
    html_table(html, columns, sizeof columns / sizeof columns[0]);
    for (size_t p = 0; p < page->run->plan->n_profiles; p++) {
        const struct profile *profile = page->run->plan->profiles[p];
        size_t figures, unverified = profile_judgements(profile, &figures);
        text_add(page->out, "<tr><th scope=\"row\">");
        html_text(page, phrase_in(profile->title, page->language));
        text_addf(page->out, "</th><td class=\"n\">%zu</td><td class=\"n\">%zu</td></tr>\n",
                  figures, unverified);
    }
    html_table_end(html);
}

/* With plan->core only the core requirements of the standard are judged, and listed. */
void html_standards(struct html *html)
{
    static const char *const columns[] = {"text.col_rule", "html.col_required", "text.col_clause",
                                          "html.col_standing", "html.col_sourcing"};
    struct page *page = &html->page;
    const struct standard *standard = page->run->plan->standard;
    const struct law law = {page->run->rules, standard, page->sentences, page->language};
    html_fold(html, "standards");
    html_element(page, "h3", NULL, phrase_in(standard->title, page->language));
    html_element(page, "p", NULL, word_of(page, "text", standard_status_names[standard->status]));
    if (phrase_in(standard->note, page->language) != NULL)
        html_element(page, "p", NULL, phrase_in(standard->note, page->language));
    html_table(html, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < standard->n_requirements; i++)
        if (!page->run->plan->core || standard->requirements[i].core)
            add_requirement(page, &law, &standard->requirements[i]);
    html_table_end(html);
    add_needs(html);
    html_fold_end(html);
}

/* ---- views ----------------------------------------------------------------------------------- */

/* The view of that name; NULL: no such view, or a report without tables. */
static const struct view *find_view(const struct html *html, const char *name)
{
    for (size_t i = 0; html->tables != NULL && i < html->tables->n_tables; i++)
        if (strcmp(html->tables->tables[i]->name, name) == 0)
            return html->tables->tables[i];
    return NULL;
}

/* The text of a cell, empty for null; for views whose cells are texts and whole numbers. */
static void read_cell(const struct view *view, const char *column, size_t row,
                      struct cell_scratch *scratch, struct text *out)
{
    for (size_t c = 0; c < view->n_columns; c++) {
        struct cell cell = {.type = CELL_NULL};
        if (strcmp(view->columns[c].name, column) != 0)
            continue;
        view->cell(view, row, c, scratch, &cell);
        if (cell.type == CELL_TEXT)
            text_addn(out, cell.bytes, cell.length);
        else if (cell.type == CELL_INT)
            text_addf(out, "%lld", (long long)cell.integer);
        return;
    }
}

/* ---- remarks about the data ------------------------------------------------------------------ */

/* Writes one row: code, level, how often, what, "layer.column" with an example, what to do.
 *   <tr><th scope="row"><bdi dir="ltr">R12</bdi></th><td>warning</td> … </tr> */
static void add_remark(struct page *page, const struct diagnostic *d)
{
    const struct diagnostic_info *info = &diagnostic_infos[d->id];
    text_addf(page->out, "<tr><th scope=\"row\"><bdi dir=\"ltr\">R%d</bdi></th><td>", info->code);
    html_text(page, word_of(page, "level", diagnostic_levels[info->level]));
    text_addf(page->out, "</td><td class=\"n\">%zu</td><td>", d->count);
    html_text(page, phrase_in(diagnostic_what(page->sentences, d->id), page->language));
    text_add(page->out, "</td><td><bdi>");
    text_xml(page->out, d->layer);
    text_add(page->out, d->column[0] != '\0' ? "." : "");
    text_xml(page->out, d->column);
    text_add(page->out, "</bdi>");
    if (d->text != NULL && d->text[0] != '\0') {
        text_add(page->out, "<br/>");
        html_name(page, d->text);
    }
    text_add(page->out, "</td><td>");
    html_text(page, phrase_in(diagnostic_todo(page->sentences, d->id), page->language));
    text_add(page->out, "</td></tr>\n");
}

void html_remarks(struct html *html)
{
    static const char *const columns[] = {"html.col_code", "html.col_level", "html.col_count",
                                          "html.col_what", "html.col_where", "html.col_todo"};
    struct page *page = &html->page;
    const struct diagnostics *all = &page->run->store->diagnostics;
    html_fold(html, "remarks");
    if (all->n == 0)
        html_element(page, "p", NULL, word(page, "text.diagnostics_none"));
    else
        html_table(html, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < all->n && i < MOST_REMARKS; i++)
        add_remark(page, &all->items[i]);
    if (all->n > 0)
        html_table_end(html);
    if (all->n > MOST_REMARKS)
        html_element(page, "p", "class=\"note\"", word(page, "html.remarks_more"));
    html_fold_end(html);
}

/* ---- manifest -------------------------------------------------------------------------------- */

/* Whole files (a standard, a profile, a mapping) are folded away. */
static void add_entry(struct page *page, const char *key, const char *value)
{
    text_add(page->out, "<tr><th scope=\"row\"><bdi dir=\"ltr\">");
    text_xml(page->out, key);
    text_add(page->out, "</bdi></th><td>");
    if (strchr(value, '\n') != NULL) {
        text_add(page->out, "<details><summary>");
        html_word(page, "html.unfold");
        text_add(page->out, "</summary><pre dir=\"ltr\" tabindex=\"0\">");
        text_xml(page->out, value);
        text_add(page->out, "</pre></details>");
    } else {
        html_name(page, value);
    }
    text_add(page->out, "</td></tr>\n");
}

/* Writes the rows of audit_manifest; without that view the table is empty. */
void html_manifest(struct html *html)
{
    static const char *const columns[] = {"html.col_key", "text.col_value"};
    struct page *page = &html->page;
    const struct view *view = find_view(html, "audit_manifest");
    struct cell_scratch scratch = {0};
    html_fold(html, "manifest");
    html_element(page, "p", NULL, word(page, "html.manifest_note"));
    html_table(html, columns, sizeof columns / sizeof columns[0]);
    for (size_t row = 0; view != NULL && row < view->n_rows; row++) {
        struct text key = {0}, value = {0};
        read_cell(view, "key", row, &scratch, &key);
        read_cell(view, "value", row, &scratch, &value);
        if (key.data != NULL && value.data != NULL)
            add_entry(page, key.data, value.data);
        page->out->failed = page->out->failed || key.failed || value.failed || scratch.failed;
        text_free(&key);
        text_free(&value);
    }
    html_table_end(html);
    cell_scratch_free(&scratch);
    html_fold_end(html);
}
