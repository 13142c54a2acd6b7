/* SPDX-License-Identifier: MIT
 *
 * The comparison as one HTML page that needs no other file, for those who decide: first sentences,
 * conditions, a map, figures per user, streets, findings. No script; it prints well, and runs right
 * to left in Arabic. All texts from the files are escaped. Cost: one query per listed finding, at
 * most MOST_LISTED per kind. */
#include "diff/diff_parts.h"
#include "report/html/html_parts.h"

#include <stdlib.h>
#include <string.h>

#define MOST_LISTED 500 /* per kind: a page is for reading, the GeoPackage has them all */

/* ---- the beginning ------------------------------------------------------------------------- */

/* Notes of one sort as a list. */
static void add_note_list(struct page *page, const struct rasif_diff *diff, bool limits)
{
    text_add(page->out, "<ul>\n");
    for (size_t i = 0; i < diff->n_notes; i++) {
        struct text line = {0};
        if (diff->notes[i].limits != limits)
            continue;
        note_sentence(diff, &diff->notes[i], diff->language, &line);
        html_take(page, "li", NULL, &line);
    }
    text_add(page->out, "</ul>\n");
}

/* Notes of one sort: those that limit the comparison, or the others. */
static size_t count_notes(const struct rasif_diff *diff, bool limits)
{
    size_t n = 0;
    for (size_t i = 0; i < diff->n_notes; i++)
        n += diff->notes[i].limits == limits;
    return n;
}

/* What limits the comparison stands above the first sentence: it is read before any figure. Then at
 * most two sentences. */
static rasif_status add_page_header(struct page *page, const struct rasif_diff *diff,
                                    rasif_error *err)
{
    struct text title = {0}, lines[2] = {{0}};
    sentence(diff->sentences, diff->language, "diff.title", &title, "before",
             diff->audits[BEFORE].name, "after", diff->audits[AFTER].name, "version", RASIF_VERSION,
             NULL);
    html_open(page, title.data != NULL ? title.data : "rasif", "html/diff.css", false);
    text_add(page->out, "<header>\n");
    html_take(page, "h1", NULL, &title);
    if (count_notes(diff, true) > 0) {
        text_add(page->out, "<div class=\"standard provisional\">\n");
        html_element(page, "strong", NULL, word(page, "diff.conditions_heading"));
        add_note_list(page, diff, true);
        text_add(page->out, "</div>\n");
    }
    rasif_status status = diff_headline(page, diff, &lines[0], &lines[1], err);
    html_take(page, "p", "class=\"headline\"", &lines[0]);
    if (lines[1].length > 0)
        html_take(page, "p", "class=\"second\"", &lines[1]);
    text_add(page->out, "</header>\n<main>\n");
    text_free(&lines[1]);
    return status;
}

/* ---- findings ------------------------------------------------------------------------------- */

/* The streets of a file by rasif_id: a finding names the street on which it lies by id. */
struct street_index {
    const struct diff_feature **by_id;
    size_t n;
};

/* For qsort and bsearch over pointers to features. */
static int compare_ids(const void *a, const void *b)
{
    return strcmp((*(const struct diff_feature *const *)a)->id,
                  (*(const struct diff_feature *const *)b)->id);
}

/* Sorted by id, for street_name. */
static MUST bool collect_streets(const struct diff_audit *audit, struct arena *arena,
                                 struct street_index *out)
{
    out->by_id = ARENA_ARRAY(arena, audit->n_features + 1, const struct diff_feature *);
    out->n = 0;
    for (size_t i = 0; out->by_id != NULL && i < audit->n_features; i++)
        if (audit->features[i].role == ROLE_STREET && audit->features[i].name != NULL)
            out->by_id[out->n++] = &audit->features[i];
    array_sort(out->by_id, out->n, sizeof *out->by_id, compare_ids);
    return out->by_id != NULL;
}

/* NULL: the file has no street of that id, or it has no name. */
static const char *street_name(const struct street_index *streets, const char *id)
{
    const struct diff_feature key = {.id = id}, *wanted = &key;
    const struct diff_feature **found =
        id != NULL && streets->n > 0
            ? bsearch(&wanted, streets->by_id, streets->n, sizeof wanted, compare_ids)
            : NULL;
    return found != NULL ? (*found)->name : NULL;
}

/* Unknown words count as minor, as in item_severity's ranking. */
static enum severity severity_of(const char *name)
{
    enum severity severity = SEVERITY_MINOR;
    while (severity + 1 < SEVERITY_COUNT && strcmp(severity_names[severity], name) != 0)
        severity++;
    return severity;
}

/* Findings on streets show the street's own name, others the name of the street beside which they
 * lie. */
static void add_finding_row(struct page *page, const struct rasif_diff *diff,
                            const struct diff_item *item, const struct finding_text *finding,
                            const struct street_index *streets)
{
    int s = item_when(item);
    const struct diff_feature *f = item_feature(diff, item);
    const char *street = f->name != NULL ? f->name : street_name(streets, finding->street_id);
    const char *message = phrase_in(finding->message, diff->language);
    struct text blocks = {0};
    text_add(page->out, "<tr><td>");
    html_name(page, street != NULL ? street : word(page, "text.unnamed"));
    text_add(page->out, "<br/><bdi class=\"fid\">");
    text_xml(page->out, result_table(diff->audits[s].file, f->table));
    text_addf(page->out, ":%lld</bdi></td><td>", (long long)f->fid);
    html_severity(page, severity_of(item_severity(diff, item)));
    text_add(page->out, "</td>");
    html_element(page, "td", NULL, diff->rules[item->rule].title);
    html_element(page, "td", "class=\"what\"", message != NULL ? message : "");
    text_add(page->out, "<td>");
    html_clause(page, finding->law != NULL ? finding->law : finding->clause);
    text_add(page->out, "</td>");
    item_blocks(diff, item, s, &blocks);
    html_take(page, "td", NULL, &blocks);
    text_add(page->out, "</tr>\n");
}

/* Findings are read one at a time: their texts would else fill memory. At most MOST_LISTED rows; a
 * line says how many are left out. */
static rasif_status add_finding_table(struct html *html, const struct rasif_diff *diff,
                                      enum finding_kind kind,
                                      const struct street_index streets[AUDITS], rasif_error *err)
{
    static const char *const columns[] = {"html.col_where", "html.col_severity", "text.col_rule",
                                          "html.col_what",  "text.col_clause",   "html.col_stops"};
    struct arena arena = {0};
    const struct diff_item **items;
    size_t n = 0;
    rasif_status status = diff_sorted(diff, kind, &arena, &items, &n, err);
    if (status == RASIF_OK && n > 0) {
        add_heading(&html->page, word_of(&html->page, "diff.kind", kind_names[kind]));
        html_table(html, columns, sizeof columns / sizeof *columns);
        for (size_t i = 0; i < n && i < MOST_LISTED && status == RASIF_OK; i++) {
            struct arena one = {0};
            struct finding_text finding;
            int s = item_when(items[i]);
            status = diff_finding_text(diff, items[i], s, &one, &finding, err);
            if (status == RASIF_OK)
                add_finding_row(&html->page, diff, items[i], &finding, &streets[s]);
            arena_free(&one);
        }
        html_table_end(html);
        diff_part_more(&html->page, diff, n);
    }
    arena_free(&arena);
    return status;
}

/* Geometry and counts come first: they are complete, the lists below are cut. */
static rasif_status add_finding_section(struct html *html, const struct rasif_diff *diff,
                                        rasif_error *err)
{
    struct street_index streets[AUDITS];
    html_section(html, "change_findings");
    text_add(html->page.out, "<dl>\n");
    diff_part_geometry(&html->page, diff);
    text_add(html->page.out, "</dl>\n");
    html->mute = true; /* the section's own heading says it */
    diff_part_counts(&html->page, diff);
    html->mute = false;
    for (int s = 0; s < AUDITS; s++)
        if (!collect_streets(&diff->audits[s], &html->arena, &streets[s]))
            return fail_memory(err);
    for (size_t i = 0; i < DIFF_LISTED; i++)
        TRY(add_finding_table(html, diff, diff_listed[i], streets, err));
    html_section_end(html);
    return RASIF_OK;
}

/* ---- the page ------------------------------------------------------------------------------- */

/* One paragraph per user, then how much of it may be knowledge. */
static void add_user_section(struct html *html, const struct rasif_diff *diff)
{
    struct text knowledge = {0};
    if (diff->n_profiles == 0)
        return;
    html_section(html, "change_users");
    text_add(html->page.out, "<dl class=\"users\">\n");
    diff_part_users(&html->page, diff);
    text_add(html->page.out, "</dl>\n");
    diff_knowledge(&html->page, diff, &knowledge);
    if (knowledge.length > 0)
        html_take(&html->page, "p", "class=\"note\"", &knowledge);
    text_free(&knowledge);
    html_section_end(html);
}

/* Network figures exist only per user; gaps are the same for everybody. The section of gaps has its
 * heading from the page, so the shared part is muted. */
static void add_figure_section(struct html *html, const struct rasif_diff *diff)
{
    if (diff->n_profiles > 0) {
        html_section(html, "change_network");
        diff_part_streets(&html->page, diff);
        diff_part_network(&html->page, diff);
        diff_part_reach(&html->page, diff);
        diff_part_scores(&html->page, diff);
        html_section_end(html);
    }
    html_section(html, "change_gaps");
    html->mute = true; /* the section's own heading says it */
    diff_part_gaps(&html->page, diff);
    html->mute = false;
    html_section_end(html);
}

/* Notes that do not limit the comparison: they say how it was made. */
static void add_basis_section(struct html *html, const struct rasif_diff *diff)
{
    if (count_notes(diff, false) == 0)
        return;
    html_section(html, "change_basis");
    add_note_list(&html->page, diff, false);
    html_section_end(html);
}

/* From the most to the least important; the page is read from the top. */
static rasif_status add_sections(struct html *html, const struct rasif_diff *diff, rasif_error *err)
{
    TRY(add_page_header(&html->page, diff, err));
    add_user_section(html, diff);
    diff_html_map(html, diff);
    TRY(diff_html_streets(html, diff, err));
    add_figure_section(html, diff);
    TRY(add_finding_section(html, diff, err));
    diff_html_stayed(html, diff);
    add_basis_section(html, diff);
    return RASIF_OK;
}

/* Everything is escaped where it is written (text_xml, html_element). RASIF_E_MEMORY,
 * RASIF_E_IO. */
rasif_status diff_html(const struct rasif_diff *diff, struct text *out, rasif_error *err)
{
    struct html html = {.page = {.sentences = diff->sentences,
                                 .language = diff->language,
                                 .out = out,
                                 .form = &html_form,
                                 .most_lines = MOST_LISTED}};
    rasif_status status = add_sections(&html, diff, err);
    text_add(out, "</main>\n");
    html_close(&html.page, false);
    arena_free(&html.arena);
    return status != RASIF_OK ? status : out->failed ? fail_memory(err) : RASIF_OK;
}
