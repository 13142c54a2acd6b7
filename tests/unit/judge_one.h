/* SPDX-License-Identifier: MIT
 *
 * One requirement, need or list of conditions for one element, by the judge of production: a slice of
 * one row. */
#ifndef RASIF_TEST_JUDGE_ONE_H
#define RASIF_TEST_JUDGE_ONE_H

#include "judge_oracle.h"

#include <stdlib.h>

/* A plan with one rule and, of its one profile, one need. */
struct judge_one {
    struct arena arena;
    struct rule rule;
    struct rasif_rules rules;
    struct profile profile;
    struct plan plan;
    struct plan_rule asked_rule;
    struct plan_need asked_need;
    struct element_plan asked;
    struct slice_plan compiled;
    struct slice *slice;
};

static inline void judge_one_begin(struct judge_one *one, const struct values *values)
{
    one->rules = (struct rasif_rules){.rules = &one->rule, .n_rules = 1};
    one->plan.rules = &one->rules;
    one->plan.profiles[0] = &one->profile;
    one->plan.n_profiles = 1;
    one->asked.needs[0] = &one->asked_need;
    one->asked.rules = &one->asked_rule;
    if (!plan_find_used(&one->rules, 1, &one->arena, &one->asked) ||
        slice_plan_build(&one->plan, &one->asked, &one->arena, &one->compiled, NULL) != RASIF_OK ||
        (one->slice = slice_new(&one->compiled, NULL)) == NULL)
        abort();
    slice_put(one->slice, values);
    slice_judge(one->slice);
}

static inline void judge_one_end(struct judge_one *one)
{
    slice_free(one->slice);
    arena_free(&one->arena);
}

static inline rasif_outcome outcome_of(const struct requirement *requirement,
                                       const struct values *values)
{
    struct judge_one one = {.rule = {.measure = requirement->require.measure},
                            .asked_rule = {0, requirement, 1, true},
                            .asked = {.n_rules = 1}};
    judge_one_begin(&one, values);
    struct verdicts verdicts = slice_rule(one.slice, 0);
    rasif_outcome outcome = verdicts_of(&verdicts, 0);
    judge_one_end(&one);
    return outcome;
}

static inline void answer_of(const struct need *need, enum field_id measure, struct pace pace,
                             const struct values *values, struct need_answer *out)
{
    struct judge_one one = {.rule = {.measure = measure},
                            .profile = {.pace = pace},
                            .asked_need = {need, measure, 0, true},
                            .asked = {.n_needs = {1}}};
    judge_one_begin(&one, values);
    slice_need(one.slice, 0, 0, 0, out);
    judge_one_end(&one);
}

static inline enum truth truth_of(const struct condition *conditions, size_t n,
                                  const struct values *values)
{
    struct condition list[4];
    for (size_t i = 0; i < n; i++)
        list[i] = conditions[i];
    struct need need = {.when = list, .n_when = n};
    struct judge_one one = {.rule = {.measure = F_width_m},
                            .asked_need = {&need, F_width_m, 0, true},
                            .asked = {.n_needs = {1}}};
    judge_one_begin(&one, values);
    struct truths truths = slice_gate(one.slice, &one.compiled.needs[0][0].when);
    judge_one_end(&one);
    return rows_hold(truths.yes, 0) ? TRUTH_TRUE : rows_hold(truths.open, 0) ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

#endif
