/* SPDX-License-Identifier: MIT
 *
 * Findings for pipelines: see finding_sample.h. A program that shows results may refuse a file with
 * too many of them, so each rule shows some: first those that stop a user and that no waiver or
 * baseline accepts. Cost: one pass over all findings per rank and one to count, which needs no
 * sorting and keeps their order. */
#include "report/finding_sample.h"

#include "report/table/feature_table.h"
#include "report/law.h"
#include "report/segment.h"

#include <stdlib.h>

/* From the most urgent to the least. RANK_STOPS: open, and a profile is blocked. */
enum rank { RANK_STOPS, RANK_OPEN, RANK_KNOWN, RANK_WAIVED, RANK_UNDECIDED, RANKS };

/* A finding both waived and in the baseline counts as waived. */
static enum rank rank_of(const struct run *run, size_t i)
{
    if (run->results->findings[i].outcome == RASIF_UNKNOWN)
        return RANK_UNDECIDED;
    if (finding_waiver(run, i) != NULL)
        return RANK_WAIVED;
    if (finding_known(run, i))
        return RANK_KNOWN;
    return run->results->findings[i].blocks != 0 ? RANK_STOPS : RANK_OPEN;
}

/* Open findings that stop a user count among the open ones. */
static void count(struct rule_findings *rule, enum rank rank)
{
    rule->open += rank <= RANK_OPEN;
    rule->known += rank == RANK_KNOWN;
    rule->waived += rank == RANK_WAIVED;
    rule->undecided += rank == RANK_UNDECIDED;
}

/* How many findings are picked with at most `most` per rule. */
static size_t picked_in_all(const struct run *run, const struct rule_findings *rules, size_t most)
{
    size_t n = 0;
    for (size_t r = 0; r < run->rules->n_rules; r++) {
        size_t all = rules[r].open + rules[r].known + rules[r].waived + rules[r].undecided;
        n += all < most ? all : most;
    }
    return n;
}

/* `out` needs no freeing after RASIF_E_MEMORY. The arrays have one item more than needed: calloc of
 * 0 may return NULL. */
rasif_status sample_findings(const struct run *run, size_t most, size_t in_all,
                             struct finding_sample *out, rasif_error *err)
{
    size_t n = run->results->n_findings;
    out->rules = calloc(run->rules->n_rules + 1, sizeof *out->rules);
    out->shown = calloc(n + 1, sizeof *out->shown);
    if (out->rules == NULL || out->shown == NULL) {
        finding_sample_free(out);
        return fail_memory(err);
    }
    for (size_t i = 0; i < n; i++)
        count(&out->rules[run->results->findings[i].rule], rank_of(run, i));
    for (out->most = most; picked_in_all(run, out->rules, out->most) > in_all;)
        out->most--;
    for (int rank = 0; rank < RANKS; rank++)
        for (size_t i = 0; i < n; i++) {
            struct rule_findings *rule = &out->rules[run->results->findings[i].rule];
            if (rank_of(run, i) != (enum rank)rank)
                continue;
            out->shown[i] = rule->picked < out->most;
            rule->picked += out->shown[i];
        }
    return RASIF_OK;
}

void finding_sample_free(struct finding_sample *picked)
{
    free(picked->rules);
    free(picked->shown);
    *picked = (struct finding_sample){0};
}

/* Of a segment its parts: "streets:12 40–95 m". */
void finding_feature(const struct run *run, const struct finding *finding, struct text *out)
{
    uint32_t segment = finding_segment(run->store, finding);
    if (segment != NO_ROW && !run->store->streets.is_own_element[finding->row]) {
        segment_feature(run, segment, out);
        return;
    }
    text_addf(out, "%s:%lld", table_of(run, (enum role)finding->role, finding->row),
              (long long)run->store->tables[finding->role].fid[finding->row]);
}

/* Index into run->inputs, for the location in SARIF. */
size_t finding_input(const struct run *run, const struct finding *finding)
{
    const struct elements *e = &run->store->tables[finding->role];
    return run->store->sources[element_source(e, finding->row)].input;
}

/* "the crossing is 1 m wide, less than 1.22 m (crossings:37, PROWAG 2023 R302.2)"; no clause for a
 * need. */
void finding_line(const struct run *run, const struct sentences *sentences,
                  const struct finding *finding, const struct finding_facts *facts,
                  const char *language, struct text *out)
{
    struct text message = {0}, place = {0};
    finding_message(run, finding, facts, language, &message);
    finding_feature(run, finding, &place);
    if (facts->clause != NULL && facts->clause[0] != '\0') {
        const char *comma = sentence_text(sentences, language, "list.comma");
        text_add(&place, comma != NULL ? comma : ", ");
        law_of_finding(run, sentences, language, finding, false, &place);
    }
    out->failed = out->failed || message.failed || place.failed;
    if (!out->failed)
        sentence(sentences, language, "ci.finding", out, "message",
                 message.data != NULL ? message.data : "", "place", place.data, NULL);
    text_free(&message);
    text_free(&place);
}
