/* SPDX-License-Identifier: MIT
 *
 * Judging one element (scoring.md sections 1 and 6): pure functions of its values. */
#ifndef RASIF_RULE_JUDGE_H
#define RASIF_RULE_JUDGE_H

#include "rule/rules.h"
#include "table/table.h"

/* The values of one element, however they are stored. */
struct values {
    double real[FIELD_COUNT];      /* NaN = null */
    uint32_t mask[FIELD_COUNT];    /* CLASS: 1 << code; LIST: the mask; 0 = null */
    uint8_t origin[FIELD_COUNT];   /* enum origin */
};

enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };

/* One condition: tolerant comparison; null or undecidable (assumed values, two derived values of
 * one origin) gives TRUTH_UNKNOWN. */
enum truth condition_test(const struct condition *condition, const struct values *values);
/* All of a list (and): false wins over unknown. Empty list = true. */
enum truth conditions_test(const struct condition *conditions, size_t n, const struct values *values);

/* Outcome of one requirement for an element whose role was supplied (section 6). */
rasif_outcome requirement_judge(const struct requirement *requirement, const struct values *values);

/* One need for one element. */
struct need_result {
    bool applies;   /* `when` is not false                                  */
    bool known;
    bool blocked;
    bool passable_at_most_unknown; /* linked street grade that meets the limit */
    bool score_only; /* assumed: known for score, unknown for everything else */
    double u;       /* 0..1 when known or score_only                        */
};
void need_judge(const struct need *need, enum field_id measure, double walking_speed_m_s,
                const struct values *values, struct need_result *out);

#endif
