/* SPDX-License-Identifier: MIT
 *
 * Findings as a whole in the summary: how many there are, how many of them are accepted by a waiver
 * or a baseline, and how many waivers ran out or fit no finding. Markdown prints the counts
 * below its title; the line "Accepted" stands in all reports for readers. */
#include "report/text/text_parts.h"

/* Findings that a gate counts: neither undecided nor waived. */
static size_t count_severity(const struct run *run, enum severity severity)
{
    size_t n = 0;
    for (size_t i = 0; i < run->results->n_findings; i++)
        n +=
            finding_counts(run, i) && finding_severity(run, &run->results->findings[i]) == severity;
    return n;
}

/* "**195 findings: critical 12, serious 100, moderate 50, minor 33**", bold: for Markdown alone.
 * Severities without a finding are left out. */
void section_finding_counts(struct page *page)
{
    struct text line = {0}, list = {0};
    size_t all = 0;
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        size_t n = count_severity(page->run, (enum severity)s);
        all += n;
        if (n > 0)
            text_addf(&list, "%s%s %zu", list.length > 0 ? word(page, "list.comma") : "",
                      word_of(page, "severity", severity_names[s]), n);
    }
    sentence_count(page->sentences, page->language, "ci.findings", all, &line);
    if (list.length > 0)
        text_addf(&line, "%s%s", word(page, "list.colon"), list.data);
    page->out->failed = page->out->failed || line.failed || list.failed;
    if (!page->out->failed)
        text_addf(page->out, "**%s**\n\n", line.data);
    text_free(&list);
    text_free(&line);
}

static void number(char *buffer, size_t n)
{
    number_format(buffer, (double)n);
}

/* "waived 3, expired waivers 1, unused waivers 0" */
static void add_waivers(struct page *page, const struct accept_figures *figures, struct text *out)
{
    char used[32], ran_out[32], idle[32];
    number(used, figures->waived);
    number(ran_out, figures->expired);
    number(idle, figures->unused);
    sentence(page->sentences, page->language, "text.accepted_waivers", out, "findings", used,
             "expired", ran_out, "unused", idle, NULL);
}

/* "baseline: known 12, new 1, fixed 2, value now missing 0, not checked 0" */
static void add_baseline(struct page *page, const struct accept_figures *figures,
                         const struct baseline *baseline, struct text *out)
{
    char counts[BASELINE_STATES][32], fresh[32];
    number(fresh, figures->fresh);
    for (int s = 0; s < BASELINE_STATES; s++)
        number(counts[s], baseline->counts[s]);
    sentence(page->sentences, page->language, "text.accepted_baseline", out, "known",
             counts[BASELINE_FOUND], "new", fresh, "fixed", counts[BASELINE_FIXED], "unknown",
             counts[BASELINE_UNKNOWN], "not_asked", counts[BASELINE_NOT_ASKED], NULL);
}

/* A line "Accepted" in runs with waivers or a baseline; else nothing. */
void section_accepted(struct page *page)
{
    const struct acceptance *accepted = page->run->accepted;
    struct accept_figures figures;
    struct text body = {0};
    accept_count(page->run, &figures);
    if (accepted != NULL && accepted->waivers != NULL)
        add_waivers(page, &figures, &body);
    if (accepted != NULL && accepted->baseline != NULL) {
        text_add(&body, body.length > 0 ? word(page, "list.semicolon") : "");
        add_baseline(page, &figures, accepted->baseline, &body);
    }
    page->out->failed = page->out->failed || body.failed;
    if (!page->out->failed)
        add_labelled(page, word(page, "text.accepted"), &body);
    text_free(&body);
}
