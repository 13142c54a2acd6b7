/* SPDX-License-Identifier: MIT
 *
 * The HTML report: one file that needs nothing else. In: a finished run, its views, the embedded
 * style and script. Out: a page that is complete without its script, and the same bytes for the
 * same run. It is for people who decide, so it begins with one sentence and ends with the evidence
 * of how it was made. */
#include "report/html_parts.h"

#include <string.h>

#define MOST_LINES 15

static void input_names(const struct page *page, struct text *out)
{
    for (size_t i = 0; i < inputs_count(page->run->inputs); i++) {
        text_add(out, i > 0 ? word(page, "list.comma") : "");
        text_add(out, inputs_name(page->run->inputs, i));
    }
}

static void add_head(struct html *html)
{
    struct page *page = &html->page;
    struct text names = {0}, title = {0};
    input_names(page, &names);
    sentence(page->sentences, page->language, "text.title", &title, "inputs",
             names.data != NULL ? names.data : "", "version", RASIF_VERSION, NULL);
    html_open(page, title.data != NULL ? title.data : "rasif", NULL, true);
    page->out->failed = page->out->failed || names.failed || title.failed;
    text_free(&names);
    text_free(&title);
}

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
    html_element(page, "a", "class=\"skip\" href=\"#users\"", word(page, "html.skip"));
    text_add(page->out, "<header>\n");
    html_take(page, "h1", NULL, &title);
    html_headline(html);
    text_addf(page->out, "<p class=\"standard %s\">", standard_status_names[standard->status]);
    html_element(page, "strong", NULL, both_in(standard->title, page->language));
    text_add(page->out, " ");
    html_text(page, word_of(page, "text", standard_status_names[standard->status]));
    text_add(page->out, "</p>\n</header>\n");
}

static bool has_network(const struct page *page)
{
    return page->run->network->length_m > 0;
}

static bool has_gaps(const struct page *page)
{
    const struct elements *tables = page->run->store->tables;
    return tables[ROLE_STREET].supplied || tables[ROLE_CROSSING].supplied;
}

static void add_contents(struct html *html)
{
    static const char *const sections[] = {"users",    "map",       "worst",   "network",
                                           "findings", "gaps",      "survey",  "compliance",
                                           "basis",    "standards", "remarks", "manifest"};
    struct page *page = &html->page;
    text_add(page->out, "<nav aria-label=\"");
    text_xml(page->out, word(page, "html.contents"));
    text_add(page->out, "\"><ul>\n");
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        if ((strcmp(sections[i], "network") == 0 && !has_network(page)) ||
            (strcmp(sections[i], "gaps") == 0 && !has_gaps(page)))
            continue;
        text_addf(page->out, "<li><a href=\"#%s\">", sections[i]);
        html_text(page, word_of(page, "html", sections[i]));
        text_add(page->out, "</a></li>\n");
    }
    text_add(page->out, "</ul></nav>\n");
}

static void add_part(struct html *html, const char *id, void (*part)(struct page *))
{
    bool survey = strcmp(id, "survey") == 0, worst = strcmp(id, "worst") == 0;
    bool list = strcmp(id, "basis") == 0, network = strcmp(id, "network") == 0;
    bool gaps = strcmp(id, "gaps") == 0;
    html_section(html, id);
    if (survey || worst || network || gaps)
        html_element(&html->page, "p", NULL,
                     word(&html->page, survey    ? "html.survey_note"
                                       : worst   ? "html.worst_note"
                                       : network ? "html.network_note"
                                                 : "html.gaps_note"));
    html->mute = survey || worst || gaps; /* the section's own heading says it */
    text_add(html->page.out, list ? "<dl>\n" : "");
    part(&html->page);
    text_add(html->page.out, list ? "</dl>\n" : "");
    html->mute = false;
    if ((worst && html->n_worst > 0) || network)
        html_codes(&html->page);
    html_section_end(html);
}

static void add_body(struct html *html)
{
    struct page *page = &html->page;
    add_header(html);
    add_contents(html);
    text_add(page->out, "<main>\n");
    html_users(html);
    html_map(html);
    add_part(html, "worst", part_worst);
    if (has_network(page))
        add_part(html, "network", part_network);
    html_findings(html);
    if (has_gaps(page))
        add_part(html, "gaps", part_gaps);
    add_part(html, "survey", part_survey);
    add_part(html, "compliance", part_compliance);
    add_part(html, "basis", part_head);
    html_standards(html);
    html_remarks(html);
    html_manifest(html);
    text_add(page->out, "</main>\n");
    html_close(page, true);
}

rasif_status report_html(const struct run *run, const struct sentences *sentences,
                         const struct report_tables *tables, struct text *out, rasif_error *err)
{
    struct html html = {.page = {.run = run,
                                 .sentences = sentences,
                                 .language = run->language != NULL ? run->language : "en",
                                 .out = out,
                                 .form = &html_form,
                                 .most_lines = MOST_LINES},
                        .tables = tables};
    rasif_status status = RASIF_OK;
    html.n_worst = worst_rows(run, html.worst);
    if (status == RASIF_OK) {
        add_head(&html);
        add_body(&html);
        status = out->failed ? fail_memory(err) : RASIF_OK;
    }
    arena_free(&html.arena);
    return status;
}
