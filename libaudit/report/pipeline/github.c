/* SPDX-License-Identifier: MIT
 *
 * Annotations of GitHub Actions: workflow commands on standard output, one a line, which the runner
 * shows beside the changes of a pull request without uploading anything. In: a finished run. Out:
 *
 *     ::notice title=86 findings::Fares worst: ... 30 of them are shown here.
 *     ::error file=city.gpkg,line=1,title=Lip of a kerb ramp::the lip is 20 mm high ... (ramps:14)
 *
 * GitHub shows 10 errors, 10 warnings and 10 notices of a step and drops the others: the first line
 * has all numbers, and each kind begins with the worst of every rule (decision 0440). Findings that
 * are accepted or unknown are left out: they fail nothing. */
#include "report/finding_sample.h"
#include "report/headline.h"
#include "report/pipeline/sarif_uri.h"

#include <stdlib.h>
#include <string.h>

#define MOST_OF_A_KIND 10

/* From the most urgent to the least. */
enum kind { KIND_ERROR, KIND_WARNING, KIND_NOTICE, KINDS };

/* A finding that may be shown: the nth of its rule with its severity. */
struct pick {
    size_t finding;
    unsigned nth;
    enum severity severity;
};

struct github {
    const struct run *run;
    const struct sentences *sentences;
    const char *language;
    struct text *out;
    struct pick *picks; /* [n], in the order in which they are shown */
    size_t n;
    size_t shown[KINDS];
};

/* As the levels of SARIF (decision 0013). */
static enum kind kind_of(enum severity severity)
{
    return severity >= SEVERITY_SERIOUS    ? KIND_ERROR
           : severity == SEVERITY_MODERATE ? KIND_WARNING
                                           : KIND_NOTICE;
}

/* The worst first; of one severity the first of every rule, then the second of every rule. */
static int compare_picks(const void *left, const void *right)
{
    const struct pick *a = left, *b = right;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->nth != b->nth)
        return a->nth < b->nth ? -1 : 1;
    return a->finding < b->finding ? -1 : a->finding > b->finding;
}

/* At most MOST_OF_A_KIND open findings per rule: more can't be shown. */
static rasif_status pick_findings(struct github *g, size_t *open, rasif_error *err)
{
    const struct run *run = g->run;
    struct finding_sample sample = {0};
    TRY(sample_findings(run, MOST_OF_A_KIND, SIZE_MAX, &sample, err));
    unsigned(*nth)[SEVERITY_COUNT] = calloc(run->rules->n_rules + 1, sizeof *nth);
    g->picks = calloc(run->rules->n_rules * MOST_OF_A_KIND + 1, sizeof *g->picks);
    *open = 0;
    for (size_t r = 0; r < run->rules->n_rules; r++)
        *open += sample.rules[r].open;
    for (size_t i = 0; i < run->results->n_findings && nth != NULL && g->picks != NULL; i++) {
        const struct finding *f = &run->results->findings[i];
        enum severity severity = finding_severity(run, f);
        if (sample.shown[i] && f->outcome != RASIF_UNKNOWN && finding_accepted(run, i) == NULL)
            g->picks[g->n++] = (struct pick){i, nth[f->rule][severity]++, severity};
    }
    array_sort(g->picks, g->n, sizeof *g->picks, compare_picks);
    bool good = nth != NULL && g->picks != NULL;
    free(nth);
    finding_sample_free(&sample);
    return good ? RASIF_OK : fail_memory(err);
}

/* A value of a command, in which "%" and line ends are escaped; of a property ":" and ",", too. */
static void add_value(struct github *g, const char *value, bool property)
{
    for (const char *at = value; *at != '\0'; at++)
        if (strchr("%\r\n", *at) != NULL || (property && strchr(":,", *at) != NULL))
            text_addf(g->out, "%%%02X", (unsigned)(unsigned char)*at);
        else
            text_addn(g->out, at, 1);
}

/* The number of findings as title; what every report says first, then how many lines follow. */
static void add_summary(struct github *g, size_t open, size_t shown)
{
    struct text title = {0}, body = {0}, lines[MOST_HEADLINES] = {{0}};
    size_t n = headline_write(g->run, g->sentences, g->language, lines);
    sentence_count(g->sentences, g->language, "ci.findings", open, &title);
    for (size_t i = 0; i < n; i++)
        text_addf(&body, "%s ", lines[i].data != NULL ? lines[i].data : "");
    if (shown < open)
        sentence_count(g->sentences, g->language, "ci.shown_here", shown, &body);
    while (body.length > 0 && body.data[body.length - 1] == ' ')
        body.data[--body.length] = '\0';
    text_add(g->out, "::notice title=");
    add_value(g, title.data != NULL ? title.data : "", true);
    text_add(g->out, "::");
    add_value(g, body.data != NULL ? body.data : "", false);
    text_add(g->out, "\n");
    g->out->failed = g->out->failed || title.failed || body.failed;
    for (size_t i = 0; i < MOST_HEADLINES; i++) {
        g->out->failed = g->out->failed || lines[i].failed;
        text_free(&lines[i]);
    }
    text_free(&title);
    text_free(&body);
}

/* A row of a database has no line; an annotation without one is shown at the first anyway. */
static void add_annotation(struct github *g, const struct pick *pick)
{
    static const char *const names[KINDS] = {"error", "warning", "notice"};
    const struct finding *f = &g->run->results->findings[pick->finding];
    struct finding_facts facts;
    struct text path = {0}, line = {0};
    finding_describe(g->run, f, &facts);
    finding_line(g->run, g->sentences, f, &facts, g->language, &line);
    pipeline_path(g->run, finding_input(g->run, f), &path);
    text_addf(g->out, "::%s file=", names[kind_of(pick->severity)]);
    add_value(g, path.data != NULL ? path.data : "", true);
    text_add(g->out, ",line=1,title=");
    add_value(g, phrase_in(g->run->rules->rules[f->rule].title, g->language), true);
    text_add(g->out, "::");
    add_value(g, line.data != NULL ? line.data : "", false);
    text_add(g->out, "\n");
    g->out->failed = g->out->failed || path.failed || line.failed;
    text_free(&path);
    text_free(&line);
}

/* Is there room for one more of its kind? The summary is a notice. */
static bool take(struct github *g, const struct pick *pick)
{
    enum kind kind = kind_of(pick->severity);
    if (g->shown[kind] >= MOST_OF_A_KIND - (kind == KIND_NOTICE))
        return false;
    g->shown[kind]++;
    return true;
}

/* The lines that are shown are moved to the front, because the summary counts them first. */
rasif_status report_github(const struct run *run, const struct sentences *sentences,
                           const struct report_tables *tables, struct text *out, rasif_error *err)
{
    struct github g = {.run = run,
                       .sentences = sentences,
                       .language =
                           run->language != NULL ? run->language : languages[LANGUAGE_FIRST].code,
                       .out = out};
    size_t open = 0, shown = 0;
    (void)tables; /* annotations read findings themselves */
    rasif_status status = pick_findings(&g, &open, err);
    for (size_t i = 0; i < g.n && status == RASIF_OK; i++)
        if (take(&g, &g.picks[i]))
            g.picks[shown++] = g.picks[i];
    if (status == RASIF_OK)
        add_summary(&g, open, shown);
    for (size_t i = 0; i < shown && status == RASIF_OK; i++)
        add_annotation(&g, &g.picks[i]);
    free(g.picks);
    return status == RASIF_OK && out->failed ? fail_memory(err) : status;
}
