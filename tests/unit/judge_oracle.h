/* SPDX-License-Identifier: MIT
 *
 * The definition of judging, one row and one question at a time (docs/scoring.md, sections 2 and 9): the slow oracle that the judge of production, rule/slice.h, is held against. It shares
 * with it what one number means (rule/range.h, rule/utility.h) and how sums become a score
 * (need_sums_settle, which has a table test of its own). */
#ifndef RASIF_TEST_JUDGE_ORACLE_H
#define RASIF_TEST_JUDGE_ORACLE_H

#include "rule/results.h"
#include "rule/slice.h"
#include "rule/utility.h"

enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };

/* One condition: tolerant comparison; null or undecidable (assumed values, two derived values of
 * one origin) gives TRUTH_UNKNOWN. */
enum truth condition_test(const struct condition *condition, const struct values *values);
/* All of a list (and): false wins over unknown. Empty list = true. */
enum truth conditions_test(const struct condition *conditions, size_t n, const struct values *values);

/* Outcome of one requirement for an element whose role was supplied
 * (docs/scoring.md, section 9). */
rasif_outcome requirement_judge(const struct requirement *requirement, const struct values *values);

/* One need for one element. */
struct need_result {
    bool applies;                   /* `when` is not false */
    bool known;
    bool blocked;
    bool passable_at_most_unknown;  /* linked, and it meets the limit */
    bool score_only; /* assumed, or a hint: known for score, unknown for everything else */
    bool open;       /* known and met, but it is open whether it applies: not for `low` */
    bool seen;       /* known from more than heights and other elements */
    double u;        /* 0..1 when known or score_only */
};
void need_judge(const struct need *need, enum field_id measure, struct pace pace,
                const struct values *values, struct need_result *out);

/* The values of one row that the element's plan reads. */
void values_load(const struct elements *elements, size_t row, const struct element_plan *plan,
                 struct values *out);
/* docs/scoring.md, section 2 for one profile. `blocks` (may be NULL): bits of rules that block, by
 * ordinal. */
void score_needs(const struct element_plan *plan, size_t profile, struct pace pace,
                 const struct values *values, struct score *out, uint64_t *blocks);
/* Worst outcome of a rule's requirements and the requirement that gave it (NULL = none applied). */
rasif_outcome rule_judge(const struct plan *plan, const struct plan_rule *rule,
                         const struct values *values, const struct requirement **reported);

#endif
