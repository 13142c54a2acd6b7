/* SPDX-License-Identifier: MIT
 *
 * Findings of chunks of rows, gathered in the order of the chunks. */
#ifndef RASIF_RULE_FINDINGS_H
#define RASIF_RULE_FINDINGS_H

#include "rule/results.h"

/* Findings of one chunk; starts as {0}, or by found_begin when it counts outcomes. */
struct found {
    struct finding *items; /* heap */
    size_t n, capacity;
    struct rule_count *counts; /* heap; [n_rules]; NULL where no rules are judged */
    bool failed;               /* no memory */
};

bool found_begin(struct found *found, size_t n_rules);
void found_add(struct found *found, const struct finding *finding);
/* Sets the need of a finding that blocks: of the profiles in its `blocks` the one whose need of
 * this rule (ordinal in the plan) has the strictest limit. */
void finding_strictest(const struct element_plan *plan, size_t n_profiles, size_t rule,
                       struct finding *finding);
/* A place of a crossing with an implied ramp (score_undrawn.h): a finding for every rule of
 * ramps that blocks some profile there. `blocks` [n_profiles]: bits of ordinals. */
void found_add_implied(struct found *found, const struct plan *plan, size_t crossing, uint32_t place,
                    const uint64_t *blocks);
/* Appends the findings of all chunks in order and adds their counts; frees them in any case.
 * false: no memory, here or in a chunk. */
bool found_gather(struct found *chunks, size_t n, size_t n_rules, struct results *results);

#endif
