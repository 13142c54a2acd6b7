/* SPDX-License-Identifier: MIT
 *
 * What a visit to one element would settle (docs/survey.md). A visit takes every value of the element
 * that is missing, or proves nothing, and that some open verdict waits for. Its worth is bounded from
 * both sides, whatever the values turn out to be:
 *   settled  verdicts that are decided for certain after the visit
 *   at_best  verdicts that some values would decide
 * A verdict is the outcome of a rule that is unknown now, or the passability of the element for one
 * user that is unknown now. Conditions are taken as independent of each other, so that `settled` is
 * never too large. Of a crossing its surface alone is meant, without its kerbs.
 *
 * In: one row of a slice that was read and judged. Out: struct visit. Nothing fails. */
#ifndef RASIF_SURVEY_VISIT_H
#define RASIF_SURVEY_VISIT_H

#include "rule/slice.h"

#define FIELD_WORDS ((FIELD_COUNT + 63) / 64)
struct field_set {
    uint64_t bits[FIELD_WORDS];
};
static inline bool field_set_has(const struct field_set *set, enum field_id field)
{
    return set->bits[field / 64] >> field % 64 & 1;
}
static inline void field_set_add(struct field_set *set, enum field_id field)
{
    set->bits[field / 64] |= UINT64_C(1) << field % 64;
}
size_t field_set_count(const struct field_set *set);

/* What may be taken of a role, and what else changes with it. */
struct visit_plan {
    enum role role;
    struct field_set takes;
    enum field_id follows[FIELD_COUNT]; /* the field that it is known from; FIELD_NONE     */
    struct field_set reads[FIELD_COUNT]; /* fields of the same role that its measure reads,
                                            by way of others too                            */
};
void visit_plan_build(enum role role, struct visit_plan *out);

struct visit {
    struct field_set ask;     /* empty: nothing to take, or nothing that could settle anything */
    uint64_t rules, rules_best; /* bit = ordinal of a rule that is settled, may be settled     */
    uint16_t users, users_best; /* bit = profile whose passability is                          */
};
/* Verdicts of a visit: for certain, at best. */
static inline size_t visit_settled(const struct visit *visit)
{
    return rows_count(visit->rules) + rows_count(visit->users);
}
static inline size_t visit_at_best(const struct visit *visit)
{
    return rows_count(visit->rules_best) + rows_count(visit->users_best);
}

/* A slice that was read and judged, with what all its rows share; slice_plan and plan are borrowed. */
struct visit_slice {
    const struct visit_plan *plan;
    const struct slice *slice;
    rowset asked;                              /* rows whose rules are asked               */
    rowset open[MOST_PROFILES];                /* rows whose passability is unknown        */
    rowset judged[MOST_PROFILES];              /* rows of which the user asks something    */
    struct verdicts rules[MOST_RULES];
    struct asked_value *values;                /* heap; of slice->plan->requirements       */
    struct need_values *needs[MOST_PROFILES];  /* heap; of slice->plan->needs              */
};
/* NULL = no memory; free it with visit_slice_free. */
struct visit_slice *visit_slice_new(const struct visit_plan *plan, const struct slice *slice);
void visit_slice_free(struct visit_slice *visits);
/* After slice_judge, with `asked` set: fills the rest. */
void visit_slice_read(struct visit_slice *visits);

/* Rows of a slice whose values stand for what a visit might find: what conditions, requirements and needs were there. */
struct known_rows {
    struct truths *tests;                    /* [n_tests] of the slice plan; these three on the heap */
    struct asked_value *values;              /* [n_requirements]                                     */
    struct need_values *needs[MOST_PROFILES]; /* [n_needs of the profile]                            */
};
/* One of these rows; rows NULL = any value. */
struct drawn {
    const struct known_rows *rows;
    uint8_t i;
};
/* Copies what is read and judged of a slice. false = no memory; free it with known_rows_free in any case. */
MUST bool known_rows_copy(const struct visit_slice *visits, struct known_rows *out);
void known_rows_free(struct known_rows *rows);

/* What a visit to row i settles. */
void visit_look(const struct visit_slice *visits, size_t i, struct visit *out);
/* The same with `ask` given instead of chosen: what these values alone would settle. */
void visit_judge(const struct visit_slice *visits, size_t i, const struct field_set *ask, struct visit *out);
/* The same if each value that is taken is as in the row that is drawn for its field: `drawn` [FIELD_COUNT], of the same
 * kind of element. What is computed from taken values stays open, and so does a comparison of two rows. */
void visit_judge_drawn(const struct visit_slice *visits, size_t i, const struct field_set *ask, const struct drawn *drawn,
                       struct visit *out);
/* Verdicts that now wait for a value: rules by ordinal, users whose passability is open for it. */
struct visit_waits {
    uint64_t rules;
    uint16_t users;
};
void visit_waiting(const struct visit_slice *visits, size_t i, struct visit_waits waits[FIELD_COUNT]);

#endif
