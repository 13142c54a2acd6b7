/* SPDX-License-Identifier: MIT
 *
 * The findings of the HTML report: one list of all rules that were broken; each opens to its
 * reason, its remedy and the elements that weigh most. The rest is in the GeoPackage: a page with a
 * hundred thousand rows freezes browsers.
 *
 * Findings are sorted by rule, then profiles blocked, then margin, so that each rule is one run; of
 * each group a fixed number is shown. Cost: n log n; the page grows with rules, not with
 * findings. */
#include "report/html/html_parts.h"
#include "report/label.h"
#include "report/law.h"

#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 10

/* ---- order ----------------------------------------------------------------------------------- */

struct entry {
    size_t index; /* into results->findings */
    uint16_t rule;
    int n_blocked;
    double margin; /* as a share of the limit; -1 = no limit, or a limit of 0 */
};

/* By rule, so that the findings of one rule are neighbours; then those that block most users, then
 * those that miss their limit by most. Among these, findings without a margin come last; the index
 * makes the order total. */
static int compare_entries(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->rule != right->rule)
        return left->rule < right->rule ? -1 : 1;
    if (left->n_blocked != right->n_blocked)
        return left->n_blocked > right->n_blocked ? -1 : 1;
    if (left->margin < right->margin || left->margin > right->margin)
        return left->margin > right->margin ? -1 : 1;
    return left->index < right->index ? -1 : left->index > right->index;
}

/* Fills `entries` (room for all findings) in the order of compare_entries; returns how many.
 * Unknown outcomes are left out: the section on what to survey has them. */
static size_t collect(const struct run *run, struct entry *entries)
{
    size_t n = 0;
    for (size_t i = 0; i < run->results->n_findings; i++) {
        const struct finding *f = &run->results->findings[i];
        struct finding_facts facts;
        if (f->outcome == RASIF_UNKNOWN)
            continue;
        finding_describe(run, f, &facts);
        double share = facts.margin / fabs(facts.limit);
        entries[n++] =
            (struct entry){i, f->rule, __builtin_popcount(f->blocks), isfinite(share) ? share : -1};
    }
    array_sort(entries, n, sizeof *entries, compare_entries);
    return n;
}

/* The findings of one rule. */
struct group {
    const struct entry *entries;
    size_t n, rule;
    enum severity severity; /* of the rule; critical when some finding blocks */
};

/* Gravest first, then the most frequent; rules of equal weight keep the order of the rule base. */
static int compare_groups(const void *a, const void *b)
{
    const struct group *left = a, *right = b;
    if (left->severity != right->severity)
        return left->severity > right->severity ? -1 : 1;
    if (left->n != right->n)
        return left->n > right->n ? -1 : 1;
    return left->rule < right->rule ? -1 : left->rule > right->rule;
}

/* Cuts the sorted entries into runs of one rule; fills `groups` (room for all rules) in the
 * order of compare_groups. The first entry of a run blocks most users: it decides whether the
 * group is critical. */
static size_t make_groups(const struct run *run, const struct entry *entries, size_t n,
                          struct group *groups)
{
    size_t n_groups = 0;
    for (size_t i = 0, next; i < n; i = next) {
        size_t rule = entries[i].rule;
        for (next = i + 1; next < n && entries[next].rule == rule; next++)
            ;
        groups[n_groups++] = (struct group){
            entries + i, next - i, rule,
            entries[i].n_blocked > 0 ? SEVERITY_CRITICAL : run->rules->rules[rule].severity};
    }
    array_sort(groups, n_groups, sizeof *groups, compare_groups);
    return n_groups;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* All clauses that the rule stands for, with their country and whether they bind. */
static void add_law(struct page *page, size_t rule)
{
    struct text clauses = {0};
    law_of_rule(page->run, page->sentences, page->language, rule, true, &clauses);
    html_clause(page, clauses.data);
    page->out->failed = page->out->failed || clauses.failed;
    text_free(&clauses);
}

/* Does the standard have a requirement of this rule? A rule of needs alone has no outcomes to
 * count. Any language serves, for only the length of the text matters. */
static bool requirement_is_asked(const struct run *run, size_t rule)
{
    struct text clauses = {0};
    law_of_rule(run, run->sentences, languages[LANGUAGE_FIRST].code, rule, false, &clauses);
    bool asked = clauses.length > 0;
    text_free(&clauses);
    return asked;
}

/* "findings: 12 · checked: 64 · unknown: 3". */
static void add_counts(struct page *page, const struct group *group)
{
    const size_t *outcome = page->run->results->counts[group->rule].outcome;
    bool asked = requirement_is_asked(page->run, group->rule);
    struct text line = {0};
    char n[32], checked[32], unknown[32];
    number_format(n, (double)group->n);
    number_format(checked, (double)(outcome[RASIF_FAIL] + outcome[RASIF_PASS]));
    number_format(unknown, (double)outcome[RASIF_UNKNOWN]);
    sentence(page->sentences, page->language, asked ? "html.rule_counts" : "html.rule_count", &line, "n",
             n, "checked", checked, "unknown", unknown, NULL);
    html_take(page, "span", "class=\"counts\"", &line);
}

/* "Sidewalk 12, Main Street, left side, 62 m", and where it is in the data. */
static void add_where(struct html *html, const struct finding *f, const struct finding_facts *facts)
{
    struct page *page = &html->page;
    const struct store *store = page->run->store;
    const struct elements *e = &store->tables[f->role];
    const struct source *source = &store->sources[element_source(e, f->row)];
    struct text name = {0};
    label_finding(page->run, f, page->language, &name);
    bool linked = html_to_place(html, facts->xy);
    html_name(page, name.data != NULL ? name.data : "");
    text_add(page->out, linked ? "</a><br/>" : "<br/>");
    text_add(page->out, "<bdi class=\"fid\">");
    text_xml(page->out, source->output != NULL ? source->output : source->table);
    text_addf(page->out, ":%lld</bdi>", (long long)e->fid[f->row]);
    if (f->role == ROLE_CROSSING && (f->place == 1 + PLACE_START || f->place == 1 + PLACE_END)) {
        text_add(page->out, " · ");
        html_text(page, word_of(page, "place", f->place == 1 + PLACE_START ? "start" : "end"));
    }
    page->out->failed = page->out->failed || name.failed;
    text_free(&name);
}

/* Writes one row of a rule's table: element and place, message, origin of the value, clause,
 * users it stops.
 *   <tr><th scope="row"><a class="to-map" …>Sidewalk 12, …</a><br/>
 *   <bdi class="fid">sidewalks:12</bdi></th><td class="what">…</td><td>measured</td>
 *   <td>PROWAG 2023 R302.2</td><td><bdi dir="ltr">wcm,wcp</bdi></td></tr> */
static void add_finding(struct html *html, const struct finding *f)
{
    struct page *page = &html->page;
    struct finding_facts facts;
    struct text message = {0}, blocks = {0}, law = {0};
    finding_describe(page->run, f, &facts);
    law_of_finding(page->run, page->sentences, page->language, f, false, &law);
    const char *origin = facts.value_text[0] != '\0'
                             ? word_of(page, "origin", origin_names[facts.origin])
                             : word(page, "html.not_there");
    finding_message(page->run, f, &facts, page->language, &message);
    finding_blocks(page->run, f, &blocks);
    text_add(page->out, "<tr><th scope=\"row\">");
    add_where(html, f, &facts);
    text_add(page->out, "</th><td class=\"what\">");
    html_text(page, message.data != NULL ? message.data : "");
    text_add(page->out, "</td><td>");
    html_text(page, origin);
    text_add(page->out, "</td><td>");
    html_clause(page, law.data);
    text_add(page->out, "</td><td><bdi dir=\"ltr\">");
    text_xml(page->out, blocks.data != NULL ? blocks.data : "–");
    text_add(page->out, "</bdi></td></tr>\n");
    page->out->failed = page->out->failed || message.failed || blocks.failed || law.failed;
    text_free(&message);
    text_free(&blocks);
    text_free(&law);
}

/* ---- blocks ---------------------------------------------------------------------------------- */

/* Writes "Why: …" or "Fix: …"; `key` is the sentence around the text. */
static void add_explained(struct page *page, const char *key, struct phrase text)
{
    struct text line = {0};
    sentence(page->sentences, page->language, key, &line, "text", phrase_in(text, page->language),
             NULL);
    html_take(page, "p", NULL, &line);
}

/* Writes "Shown: the 10 that weigh most, of 345." */
static void add_shown(struct page *page, size_t shown, size_t all)
{
    struct text line = {0};
    char s[32], n[32];
    number_format(s, (double)shown);
    number_format(n, (double)all);
    sentence(page->sentences, page->language, "html.shown", &line, "shown", s, "n", n, NULL);
    html_take(page, "p", "class=\"note\"", &line);
}

/* Writes one rule, folded. Links of the map and the sheets lead to "#r-RULE", which is inside of
 * <details>: report.js unfolds every <details> around the target of a link.
 *   <details class="rule"><summary><h3>title</h3> severity counts</summary>
 *   <div id="r-RULE">…</div></details> */
static void add_group(struct html *html, const struct group *group)
{
    static const char *const columns[] = {"html.col_where", "html.col_what", "html.col_evidence",
                                          "text.col_clause", "html.col_stops"};
    struct page *page = &html->page;
    const struct rule *rule = &page->run->rules->rules[group->rule];
    size_t shown = group->n < MOST_ROWS ? group->n : MOST_ROWS;
    text_add(page->out, "<details class=\"rule\"><summary><h3>");
    html_text(page, phrase_in(rule->title, page->language));
    text_add(page->out, "</h3> ");
    html_severity(page, group->severity);
    text_add(page->out, " ");
    add_counts(page, group);
    text_add(page->out, "</summary>\n<div id=\"r-");
    text_xml(page->out, rule->id);
    text_add(page->out, "\">\n<p class=\"id\">");
    add_law(page, group->rule);
    text_add(page->out, " · <bdi dir=\"ltr\">");
    text_xml(page->out, rule->id);
    text_add(page->out, "</bdi></p>\n");
    add_explained(page, "explain.why", rule->why);
    add_explained(page, "explain.fix", rule->fix);
    if (shown < group->n)
        add_shown(page, shown, group->n);
    html_table(html, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < shown; i++)
        add_finding(html, &page->run->results->findings[group->entries[i].index]);
    html_table_end(html);
    text_add(page->out, "</div></details>\n");
}

void html_codes(struct page *page)
{
    const struct plan *plan = page->run->plan;
    text_add(page->out, "<p class=\"note\">");
    html_word(page, "html.codes");
    text_add(page->out, " ");
    for (size_t p = 0; p < plan->n_profiles; p++) {
        text_addf(page->out, "%s<bdi dir=\"ltr\">%s</bdi> ",
                  p > 0 ? word(page, "list.semicolon") : "", plan->profiles[p]->code);
        html_text(page, phrase_in(plan->profiles[p]->title, page->language));
    }
    text_add(page->out, "</p>\n");
}

void html_findings(struct html *html)
{
    const struct run *run = html->page.run;
    struct entry *entries = ARENA_ARRAY(&html->arena, run->results->n_findings + 1, struct entry);
    struct group *groups = ARENA_ARRAY(&html->arena, run->rules->n_rules + 1, struct group);
    html_section(html, "findings");
    if (entries == NULL || groups == NULL) {
        html->page.out->failed = true;
        return;
    }
    size_t n = make_groups(run, entries, collect(run, entries), groups);
    if (n == 0) {
        html_element(&html->page, "p", NULL, word(&html->page, "text.rules_none"));
    } else {
        html_element(&html->page, "p", "class=\"note\"", word(&html->page, "html.findings_note"));
        html_codes(&html->page);
    }
    for (size_t i = 0; i < n; i++)
        add_group(html, &groups[i]);
    html_section_end(html);
}
