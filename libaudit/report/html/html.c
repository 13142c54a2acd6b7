/* SPDX-License-Identifier: MIT
 *
 * The HTML report: one file that needs nothing else. In: a finished run, its views, the embedded
 * style and script. Out: a page that is complete without its script, and the same bytes for the
 * same run. It is for people who decide, so it begins with one sentence and ends with the evidence
 * of how it was made.
 *
 * The page is one buffer that sections append to, in the order of add_body; the style and script
 * are embedded unchanged. Sizes that grow with the network are bounded section by section
 * (docs/html-report.md), so that the page of a city opens in a browser: at most 1.5 MB for 10 000
 * streets. */
#include "plan/conflicts.h"
#include "report/html/html_parts.h"

#include "report/headline.h"

#include <string.h>

#define MOST_LINES 10
#define FRONT_LINES 3 /* of what passes, where it stands on the second page of paper */

/* Appends the names of the inputs, "streets.gpkg, ramps.gpkg", as the title has them. */
static void input_names(const struct page *page, struct text *out)
{
    for (size_t i = 0; i < inputs_count(page->run->inputs); i++) {
        text_add(out, i > 0 ? word(page, "list.comma") : "");
        text_add(out, inputs_name(page->run->inputs, i));
    }
}

/* Writes the document up to <body>: title, style sheet, no script yet. The title falls back to
 * "rasif" when memory is out; out->failed then ends the report. */
static void add_head(struct html *html)
{
    struct page *page = &html->page;
    struct text names = {0}, title = {0};
    input_names(page, &names);
    sentence(page->sentences, page->language, "text.title", &title, "inputs",
             names.data != NULL ? names.data : "", "version", RASIF_VERSION, NULL);
    html_open(page, title.data != NULL ? title.data : "rasif", page->run->works != NULL ? "html/plan.css" : NULL, true);
    page->out->failed = page->out->failed || names.failed || title.failed;
    text_free(&names);
    text_free(&title);
}

/* Writes the heading, the first sentences and the standard; the class of the last paragraph is
 * the status of the standard, which report.css colours.
 *   <header><h1>…</h1> <p class="headline">…</p>
 *   <p class="standard provisional"><strong>…</strong> …</p></header> */
static void add_header(struct html *html)
{
    struct page *page = &html->page;
    const struct standard *standard = page->run->plan->standard;
    struct text names = {0}, title = {0};
    input_names(page, &names);
    sentence(page->sentences, page->language, "html.title", &title, "inputs",
             names.data != NULL ? names.data : "", NULL);
    page->out->failed = page->out->failed || names.failed;
    text_free(&names);
    text_add(page->out, "<header>\n");
    html_take(page, "h1", NULL, &title);
    html_headline(html);
    text_addf(page->out, "<p class=\"standard %s\">", standard_status_names[standard->status]);
    html_element(page, "strong", NULL, phrase_in(standard->title, page->language));
    text_add(page->out, " ");
    html_text(page, word_of(page, "text", standard_status_names[standard->status]));
    text_add(page->out, "</p>\n</header>\n");
}

static bool has_network(const struct page *page)
{
    return page->run->network->length_m > 0;
}

/* Without streets and crossings nothing can lack a sidewalk, a crossing or a ramp. */
static bool has_gaps(const struct page *page)
{
    const struct elements *tables = page->run->store->tables;
    return tables[ROLE_STREET].supplied || tables[ROLE_CROSSING].supplied;
}

static bool has_repairs(const struct page *page)
{
    for (size_t p = 0; p < page->run->plan->n_profiles; p++)
        if (page->run->network->profiles[p].n_repairs > 0)
            return true;
    return false;
}

static bool has_passes(const struct page *page)
{
    for (size_t r = 0; r < page->run->rules->n_rules; r++)
        if (page->run->results->counts[r].outcome[RASIF_PASS] > 0)
            return true;
    return false;
}

/* Writes links to the sections, in the order of a run that is not sparse. A section that
 * the page lacks has no link; sheets are reached from the list of streets.
 *   <nav aria-label="Contents"><ul><li><a href="#users">…</a></li> … </ul></nav> */
static void add_contents(struct html *html)
{
    static const char *const sections[] = {"users",    "map",     "first",      "survey",
                                           "law",      "plan",    "conflicts", "streets", "findings",   "passes",
                                           "network",  "gaps",    "compliance", "basis",
                                           "standards", "remarks", "manifest"};
    struct page *page = &html->page;
    text_add(page->out, "<nav aria-label=\"");
    text_xml(page->out, word(page, "html.contents"));
    text_add(page->out, "\"><ul>\n");
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        if ((strcmp(sections[i], "network") == 0 && !has_network(page)) ||
            (strcmp(sections[i], "first") == 0 && !has_repairs(page)) ||
            (strcmp(sections[i], "plan") == 0 && page->run->works == NULL) ||
            (strcmp(sections[i], "conflicts") == 0 && page->run->conflicts->n == 0) ||
            (strcmp(sections[i], "passes") == 0 && !has_passes(page)) ||
            (strcmp(sections[i], "streets") == 0 && html->n_listed == 0) ||
            (strcmp(sections[i], "gaps") == 0 && !has_gaps(page)))
            continue;
        text_addf(page->out, "<li><a href=\"#%s\">", sections[i]);
        html_text(page, word_of(page, "html", sections[i]));
        text_add(page->out, "</a></li>\n");
    }
    text_add(page->out, "</ul></nav>\n");
}

/* A part that the text report has as well; the section's own heading stands for its first one.
 * note: a sentence above it, NULL = none. */
static void add_part(struct html *html, const char *id, const char *note,
                     void (*part)(struct page *), bool mute)
{
    html_section(html, id);
    if (note != NULL)
        html_element(&html->page, "p", "class=\"note\"", word(&html->page, note));
    html->mute = mute;
    part(&html->page);
    html->mute = false;
    html_section_end(html);
}

/* How many elements pass, rule by rule; then failures by operator, where the data name one. */
static void section_checked(struct page *page)
{
    section_passes(page);
    section_operators(page);
}

static void add_passes(struct html *html)
{
    if (has_passes(&html->page))
        add_part(html, "passes", NULL, section_checked, false);
}

/* Connected parts of the network, then reach; both tables use the codes of users, so these come
 * last. */
static void section_ways(struct page *page)
{
    section_islands(page);
    section_reach(page);
    html_codes(page);
}

/* Input and standard as the text report has them; form_labelled writes <dt> and <dd>, hence the
 * <dl>. */
static void add_basis(struct html *html)
{
    html_fold(html, "basis");
    text_add(html->page.out, "<dl>\n");
    section_head(&html->page);
    text_add(html->page.out, "</dl>\n");
    html_fold_end(html);
}

/* Writes one paragraph: the standard, how many elements break it, and how many were judged and not.
 * Elements of all roles are added up. On paper the footer stands here: it closes the two front
 * pages. */
static void add_law(struct html *html)
{
    struct page *page = &html->page;
    const struct standard *standard = page->run->plan->standard;
    struct compliance_figures all = {0};
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct compliance_figures one;
        compliance_count(page->run, (enum role)role, &one);
        all.failed += one.failed;
        all.nothing_failed += one.nothing_failed + one.passed_all;
        all.not_checked += one.not_checked;
    }
    struct text line = {0};
    char failed[32], judged[32], unchecked[32];
    number_format(failed, (double)all.failed);
    number_format(judged, (double)(all.failed + all.nothing_failed));
    number_format(unchecked, (double)all.not_checked);
    sentence(page->sentences, page->language, "html.law_line", &line, "standard",
             phrase_in(standard->title, page->language), "failed", failed, "judged", judged,
             "unchecked", unchecked, NULL);
    html_section(html, "law");
    html_take(page, "p", NULL, &line);
    html_element(page, "p", "class=\"paper\"", word(page, "html.footer"));
    html_section_end(html);
}

/* Writes the two pages of paper for those who decide (decision 0320), a <div class="front"> each:
 * users and map, then repairs, survey and law. most_lines cuts the lists so that they fit. */
static void add_front(struct html *html)
{
    struct page *page = &html->page;
    text_add(page->out, "<div class=\"front\">\n");
    add_header(html);
    add_contents(html);
    html_users(html);
    html_map(html);
    text_add(page->out, "</div>\n<div class=\"front\">\n");
    if (run_is_sparse(page->run)) { /* certain figures go first (docs/decisions/0301) */
        page->most_lines = FRONT_LINES;
        add_passes(html);
        page->most_lines = MOST_LINES;
    }
    if (has_repairs(page))
        add_part(html, "first", NULL, section_repairs, false);
    add_part(html, "survey", "html.survey_note", section_survey, true);
    add_law(html);
    text_add(page->out, "</div>\n");
}

/* The evidence, in the order of docs/html-report.md. In sparse runs the passes stand in
 * add_front already. */
static void add_annex(struct html *html)
{
    struct page *page = &html->page;
    html_plan(html);
    if (page->run->conflicts->n > 0)
        add_part(html, "conflicts", NULL, section_conflicts, true);
    html_segments(html);
    html_sheets(html);
    html_findings(html);
    if (!run_is_sparse(page->run))
        add_passes(html);
    if (has_network(page))
        add_part(html, "network", "html.network_note", section_ways, false);
    page->most_lines = 5;
    if (has_gaps(page))
        add_part(html, "gaps", "html.gaps_note", section_gaps, true);
    add_part(html, "compliance", NULL, section_compliance, false);
    add_basis(html);
    html_standards(html);
    html_remarks(html);
    html_manifest(html);
}

/* The first link of the page skips the heading and the contents, for those who use the keyboard. */
static void add_body(struct html *html)
{
    struct page *page = &html->page;
    html_element(page, "a", "class=\"skip\" href=\"#users\"", word(page, "html.skip"));
    text_add(page->out, "<main>\n");
    add_front(html);
    add_annex(html);
    text_add(page->out, "</main>\n");
    html_close(page, true);
}

/* html_rank comes first: the map, the list and the sheets all need html->listed. Texts may fail
 * anywhere below; out->failed is looked at once, at the end. */
rasif_status report_html(const struct run *run, const struct sentences *sentences,
                         const struct report_tables *tables, struct text *out, rasif_error *err)
{
    struct html html = {.page = {.run = run,
                                 .sentences = sentences,
                                 .language = run->language != NULL ? run->language : languages[LANGUAGE_FIRST].code,
                                 .out = out,
                                 .form = &html_form,
                                 .most_lines = MOST_LINES},
                        .tables = tables,
                        .err = err};
    rasif_status status = html_rank(&html) ? RASIF_OK : fail_memory(err);
    if (status == RASIF_OK) {
        add_head(&html);
        add_body(&html);
        status = html.status != RASIF_OK ? html.status : out->failed ? fail_memory(err) : RASIF_OK;
    }
    arena_free(&html.arena);
    return status;
}
