/* SPDX-License-Identifier: MIT
 *
 * The summary printed after an audit, for a planner. In: a finished run. Out: a few sentences with
 * the main results, then kilometres per kind of user, the worst streets, repairs, the network,
 * gaps, rules that fail and pass, values to survey, compliance, and last the layers that were read.
 * Where little is known the certain results come first (docs/decisions/0301-what-is-said-first.md).
 *
 * Sections are functions in the order of write_known or write_sparse; each appends to the page and
 * knows when it is empty. The same sections make the Markdown report and parts of the HTML page
 * (text_parts.h). */
#include "report/headline.h"
#include "report/text/text_parts.h"

#include <string.h>

#define MOST_LINES 5 /* of a list that is cut; Markdown and HTML have limits of their own */

/* ---- kilometres per profile --------------------------------------------------------------- */

/* One decimal, of kilometres or metres. */
static void take_number(struct layout *layout, double value)
{
    struct text text = {0};
    text_one(&text, value);
    layout_take(layout, &text);
}

/* "—" where less than half of what matters is known: the mean of the few recorded values would
 * mislead. The range stands beside it all the same. */
static void take_score(struct layout *layout, const struct area_score *area)
{
    struct text text = {0};
    text_score(&text, mean_is_shown(&area->mean) ? area->mean.score : SCORE_NULL);
    layout_take(layout, &text);
}

/* "Older person on foot | old | 5.1 | 0.0 | 0.6 | 5.7 | 78.2 | 68.8 / 80.6 | 89 %"; `unit_m` is
 * metres in the unit of the columns, 1 or 1000. */
static void profile_row(struct page *page, struct layout *layout, size_t profile, double unit_m)
{
    const struct profile *p = page->run->plan->profiles[profile];
    const struct area_score *area = &page->run->results->areas[profile];
    struct text coverage = {0};
    layout_cell(layout, phrase_in(p->title, page->language));
    layout_cell(layout, p->code);
    take_number(layout, area->passable_m / unit_m);
    take_number(layout, area->blocked_m / unit_m);
    take_number(layout, area->unknown_m / unit_m);
    take_number(layout, area->length_m / unit_m);
    take_score(layout, area);
    struct text range = {0};
    text_score(&range, area->mean.low);
    text_add(&range, " / ");
    text_score(&range, area->mean.high);
    layout_take(layout, &range);
    text_fixed(&coverage, 100.0 * area->mean.coverage / SCORE_UNIT, 0);
    text_add(&coverage, " %");
    layout_take(layout, &coverage);
}

/* The table of lengths, in metres where no user has a kilometre, with a note where scores are
 * missing from it. Without any street or sidewalk one line in its place. */
void section_profiles(struct page *page)
{
    static const char *const columns[] = {
        "text.col_passable", "text.col_blocked", "text.col_unknown", "text.col_total",
        "text.col_score",    "text.col_range",   "text.col_coverage"};
    const struct run *run = page->run;
    struct layout layout = {.n_columns = 9, .align = "llrrrrrrr", .most = {30}};
    struct text heading = {0};
    double longest = 0;
    int32_t coverage = 0;
    bool thin = false;
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        longest = fmax(longest, run->results->areas[p].length_m);
        thin = thin || !mean_is_shown(&run->results->areas[p].mean);
        coverage = run->results->areas[p].mean.coverage > coverage
                       ? run->results->areas[p].mean.coverage
                       : coverage;
    }
    if (!(longest > 0)) {
        add_heading(page, word(page, "text.no_segments"));
        return;
    }
    bool metres = longest < 1000;
    sentence(page->sentences, page->language,
             run->results->segments_are_sidewalks ? "text.sidewalks_heading"
                                                  : "text.streets_heading",
             &heading, "unit", word(page, metres ? "unit.m" : "unit.km"), NULL);
    add_heading(page, heading.data != NULL ? heading.data : "");
    text_free(&heading);
    layout_cell(&layout, "");
    layout_cell(&layout, "");
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        profile_row(page, &layout, p, metres ? 1 : 1000);
    layout_print(&layout, page);
    if (coverage < SCORE_UNIT / 200)
        add_note(page, word(page, "text.nothing_known"));
    else if (thin)
        add_note(page, word(page, "text.thinly_known"));
}

/* ---- compliance --------------------------------------------------------------------------- */

/* "sidewalks | 39 | 17 | 137 of 258 | 64 | 0"; rules checked are those of the elements where
 * nothing failed. false = no element of the role is judged; no row. */
static bool compliance_row(struct page *page, struct layout *layout, enum role role)
{
    struct compliance_figures figures;
    compliance_count(page->run, role, &figures);
    if (figures.failed + figures.nothing_failed + figures.passed_all + figures.not_checked == 0)
        return false;
    layout_cell(layout, word_of(page, "roles", roles[role].name));
    layout_number(layout, figures.failed);
    layout_number(layout, figures.nothing_failed);
    struct text checks = {0};
    char checked[32], asked[32];
    number_format(checked, (double)figures.rules_checked);
    number_format(asked, (double)figures.rules_asked);
    if (figures.rules_asked > 0)
        sentence(page->sentences, page->language, "text.checks", &checks, "n", checked, "m", asked,
                 NULL);
    layout_take(layout, &checks);
    layout_number(layout, figures.passed_all);
    layout_number(layout, figures.not_checked);
    return true;
}

/* How many elements of each role fail, pass or were not checked, by the standard of the run. */
void section_compliance(struct page *page)
{
    static const char *const columns[] = {"text.col_failed", "text.col_nothing_failed",
                                          "text.col_checks", "text.col_passed",
                                          "text.col_not_checked"};
    struct layout layout = {.n_columns = 6, .align = "lrrrrr"};
    struct text heading = {0};
    bool any = false;
    sentence(page->sentences, page->language, "text.compliance_heading", &heading, "standard",
             phrase_in(page->run->plan->standard->title, page->language), NULL);
    add_heading(page, heading.data != NULL ? heading.data : "");
    text_free(&heading);
    layout_cell(&layout, "");
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    for (int role = 0; role < ROLE_COUNT; role++)
        any = compliance_row(page, &layout, (enum role)role) || any;
    if (!any) {
        text_free(&layout.cells);
        add_note(page, word(page, "text.no_segments"));
        return;
    }
    layout_print(&layout, page);
    add_note(page, word(page, "text.partly_note"));
}

/* ---- areas of a boundary ------------------------------------------------------------------ */

/* With --boundary: a sentence per polygon on the first profile's kilometres; audit_summary has
 * all figures. Area 0 is the whole, which stands above. */
static void add_areas(struct page *page)
{
    enum { MOST_AREAS = 12 };
    const struct run *run = page->run;
    if (run->results->n_areas < 2 || run->plan->n_profiles == 0)
        return;
    add_heading(page, word(page, "text.areas_heading"));
    for (size_t a = 1; a < run->results->n_areas && a <= MOST_AREAS; a++) {
        const char *name = run->results->area_names[a];
        struct text line = {0};
        text_addf(&line, "%s%s", name != NULL ? name : "", word(page, "list.colon"));
        summary_sentence(run, page->sentences, a, 0, page->language, &line);
        page->out->failed = page->out->failed || line.failed;
        if (!page->out->failed)
            add_hanging(page, "  -", 4, &line);
        text_free(&line);
    }
}

/* headline_write may fill fewer texts than it may use: all of them are freed. */
void section_headline(struct page *page)
{
    struct text lines[MOST_HEADLINES];
    size_t n = headline_write(page->run, page->sentences, page->language, lines);
    for (size_t i = 0; i < MOST_HEADLINES; i++) {
        page->out->failed = page->out->failed || lines[i].failed;
        if (i < n && lines[i].data != NULL)
            add_note(page, lines[i].data);
        text_free(&lines[i]);
    }
}

/* An empty line in plain text; other forms space their blocks themselves. */
static void add_break(struct page *page)
{
    text_add(page->out, page->form == NULL ? "\n" : "");
}

/* Where little is known: what is certain, what passes, what to survey; the list of bad streets
 * stands near the end and is not headed "worst". */
static void write_sparse(struct page *page)
{
    section_passes(page);
    section_repairs(page);
    section_plan(page);
    section_conflicts(page);
    section_gaps(page);
    section_operators(page);
    section_survey(page);
    section_profiles(page);
    add_areas(page);
    section_rules(page);
    section_compliance(page);
    section_worst(page);
    section_islands(page);
    section_reach(page);
}

/* How far people get, where they don't, what to do first; then what that rests on. */
static void write_known(struct page *page)
{
    section_profiles(page);
    add_areas(page);
    section_worst(page);
    section_repairs(page);
    section_plan(page);
    section_conflicts(page);
    section_islands(page);
    section_reach(page);
    section_gaps(page);
    section_rules(page);
    section_operators(page);
    section_passes(page);
    section_survey(page);
    section_compliance(page);
}

/* The headline comes first and the layers that were read last: a reader who stops early has the
 * main results. */
rasif_status page_write(struct page *page, rasif_error *err)
{
    section_headline(page);
    add_break(page);
    section_standard(page);
    section_accepted(page);
    if (run_is_sparse(page->run))
        write_sparse(page);
    else
        write_known(page);
    add_heading(page, word(page, "text.read_heading"));
    section_read(page);
    section_diagnostics(page);
    return page->out->failed ? fail_memory(err) : RASIF_OK;
}

/* text_plain comes last and makes all names from the data harmless to a terminal. */
rasif_status report_text(const struct run *run, const struct sentences *sentences,
                         const struct report_tables *tables, struct text *out, rasif_error *err)
{
    (void)tables; /* the summary reads the results themselves */
    struct page page = {.run = run,
                        .sentences = sentences,
                        .language = run->language != NULL ? run->language : languages[LANGUAGE_FIRST].code,
                        .out = out,
                        .most_lines = MOST_LINES};
    section_title(&page);
    TRY(page_write(&page, err));
    text_plain(out, 0, true);
    return RASIF_OK;
}
