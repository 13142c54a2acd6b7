/* SPDX-License-Identifier: MIT
 *
 * Judging 64 rows at once: a fact of a row is one bit of a word (*rowset*), so that conditions and
 * requirements are a few logical operations for all rows together, and values are short columns
 * without a branch per null. The definitions are judge.h's, which take one row; the tests hold one
 * against the other. */
#ifndef RASIF_RULE_SLICE_H
#define RASIF_RULE_SLICE_H

#include "rule/plan.h"
#include "rule/results.h"

#define SLICE_ROWS 64
typedef uint64_t rowset; /* bit i = row i of the slice */

/* Of one condition or list of them: where it holds and where that is open; elsewhere it does not.
 */
struct truths {
    rowset yes, open;
};
/* Of one requirement or rule; elsewhere it is not applicable. */
struct verdicts {
    rowset fail, unknown, pass;
};

/* All of these conditions: indexes into slice_plan.tests. */
struct gate {
    const uint16_t *tests;
    size_t n;
};
struct slice_requirement {
    const struct requirement *requirement;
    struct gate when, unless, maybe;
};
struct slice_need {
    const struct plan_need *asked;
    struct gate when;
    double u_of[33]; /* class needs: by code; [32] = of a null, NaN */
};

/* What is asked of one element, compiled: conditions that are alike are tested once. */
struct slice_plan {
    const struct plan *plan;
    const struct element_plan *asked;
    const struct condition **tests;
    size_t n_tests;
    struct slice_requirement *requirements; /* rule by rule */
    size_t n_requirements;
    struct {
        size_t first, n; /* requirements; none where the rule can't be asked */
    } rules[MOST_RULES];
    struct slice_need *needs[MOST_PROFILES]; /* only those that can be asked */
    size_t n_needs[MOST_PROFILES];
};

/* Lives in `arena`; after plan_set_supplied. RASIF_E_MEMORY. */
rasif_status slice_plan_build(const struct plan *plan, enum element element, struct arena *arena,
                              struct slice_plan *out, rasif_error *err);

/* Rows being judged. Numbers of slopes are magnitudes. Entries from n on hold anything; no rowset
 * has their bits. */
struct slice {
    const struct slice_plan *plan;
    const struct elements *elements;
    size_t n;
    rowset all;
    uint32_t row[SLICE_ROWS];
    double real[FIELD_COUNT][SLICE_ROWS];
    uint32_t mask[FIELD_COUNT][SLICE_ROWS];
    rowset null[FIELD_COUNT];
    rowset origin[FIELD_COUNT][ORIGIN_COUNT];
    struct truths *tests;          /* heap; of plan->tests        */
    struct verdicts *requirements; /* heap; of plan->requirements */
};

/* A slice for rows of these elements; free it with slice_free. NULL = no memory. */
struct slice *slice_new(const struct slice_plan *plan, const struct elements *elements);
void slice_free(struct slice *slice);
/* Loads the rows named by slice->row[0 .. n) and judges all conditions and requirements. */
void slice_load(struct slice *slice, size_t n);

/* Where a measure is asked about only if there is a value, and there is none. */
rowset slice_nothing(const struct slice *slice, enum field_id measure);
struct truths slice_gate(const struct slice *slice, const struct gate *gate);
/* The rule with this ordinal: worst of its requirements. */
struct verdicts slice_rule(const struct slice *slice, size_t ordinal);

/* docs/scoring.md#one-element for one profile: scores of all rows, and where the rule of each
 * ordinal blocks. */
void slice_score(const struct slice *slice, size_t profile, struct score scores[SLICE_ROWS],
                 rowset blocks[MOST_RULES]);

/* Facts as bytes, 0 or 1, which compilers compare side by side: eight at a time become bits. */
static inline rowset rows_of(const uint8_t facts[SLICE_ROWS])
{
    rowset rows = 0;
    for (size_t i = 0; i < SLICE_ROWS; i += 8) {
        uint64_t eight = 0;
        for (size_t k = 0; k < 8; k++)
            eight |= (uint64_t)facts[i + k] << 8 * k;
        rows |= (eight * UINT64_C(0x0102040810204080) >> 56) << i;
    }
    return rows;
}
static inline size_t rows_count(rowset rows)
{
    return (size_t)__builtin_popcountll(rows);
}
/* The lowest row of a set that is not empty. */
static inline unsigned rows_first(rowset rows)
{
    return (unsigned)__builtin_ctzll(rows);
}

#endif
