/* SPDX-License-Identifier: MIT
 *
 * What the formats for pipelines share: which findings of a rule are shown when there are many, and
 * a finding as one line. */
#ifndef RASIF_REPORT_FINDING_SAMPLE_H
#define RASIF_REPORT_FINDING_SAMPLE_H

#include "report/summary.h"

/* How many findings of one rule there are, by what a pipeline does with them. */
struct rule_findings {
    size_t open;  /* fail or block, neither waived nor in the baseline */
    size_t known; /* in the baseline                                   */
    size_t waived;
    size_t undecided; /* outcome unknown (--findings all)               */
    size_t picked;
};
/* [rules->n_rules], and [n_findings] flags of at most `most` findings per rule: open ones that stop
 * somebody first, then other open ones, known, waived, undecided; among equals the first. Heap. */
struct finding_sample {
    struct rule_findings *rules;
    bool *shown;
    size_t most; /* per rule: as given, or less, the greatest that keeps all rules within `in_all` */
};
rasif_status sample_findings(const struct run *run, size_t most, size_t in_all,
                             struct finding_sample *out, rasif_error *err);
void finding_sample_free(struct finding_sample *picked);

/* The finding's message and place: "clear width 0.9 m is below 1.22 m (sidewalks:12, R302.2)". */
void finding_line(const struct run *run, const struct sentences *sentences,
                  const struct finding *finding, const struct finding_facts *facts,
                  const char *language, struct text *out);
/* "sidewalks:12" */
void finding_feature(const struct run *run, const struct finding *finding, struct text *out);
/* The input a finding's feature is in. */
size_t finding_input(const struct run *run, const struct finding *finding);

#endif
