/* SPDX-License-Identifier: MIT
 *
 * The judge (docs/scoring.md, sections 2 and 9). It takes up to 64 rows at once: a
 * fact of a row is one bit of a word (*rowset*), so that conditions and requirements are a few
 * logical operations for all rows together, and values are short columns without a branch per
 * null. A single row is a slice of one. In: values with their origins, of rows of a table or by
 * themselves. Out: outcomes of requirements and rules, answers to needs, scores. Memory is the
 * only thing that can fail. tests/unit/judge_oracle.c holds the definition for one row; a
 * property test compares both (docs/decisions/0365-one-judge.md). */
#ifndef RASIF_RULE_SLICE_H
#define RASIF_RULE_SLICE_H

#include "rule/plan.h"
#include "rule/results.h"
#include "rule/values.h"

#define SLICE_ROWS 64
typedef uint64_t rowset; /* bit i = row i of the slice */

/* One condition or a list of them: the rows where it holds, those where that is open; in all
 * others it does not hold. */
struct truths {
    rowset yes, open;
};
/* One requirement or rule: rows by outcome; to all others it is not applicable. */
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

/* The rules and needs of one element, compiled: conditions that are alike are tested once. */
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
    struct slice_need *needs[MOST_PROFILES]; /* of the plan those that are `supplied` */
    size_t n_needs[MOST_PROFILES];
};

/* Compiles `asked`, one of plan->elements or another of the same profiles, after plan_set_supplied.
 * Borrows both; the rest lives in `arena`. RASIF_E_MEMORY. */
rasif_status slice_plan_build(const struct plan *plan, const struct element_plan *asked,
                              struct arena *arena, struct slice_plan *out, rasif_error *err);

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
    bool entered; /* slice_set_real gave a value to a field without column */
};

/* A slice for rows of these elements (NULL: for slice_put alone); free it with slice_free. NULL
 * = no memory. */
struct slice *slice_new(const struct slice_plan *plan, const struct elements *elements);
void slice_free(struct slice *slice);

/* 1. Values: reads the rows named by slice->row[0 .. n), n <= SLICE_ROWS ... */
void slice_read(struct slice *slice, size_t n);
/* ... and replaces one number of one row (NaN = null), keeping its origin; */
void slice_set_real(struct slice *slice, size_t i, enum field_id field, double value);
/* or makes these values the only row, or all n rows, n <= SLICE_ROWS. */
void slice_put(struct slice *slice, const struct values *values);
void slice_put_rows(struct slice *slice, const struct values *values, size_t n);
/* 2. Tests all conditions and judges all requirements. */
void slice_judge(struct slice *slice);

/* 3. Answers. Rows without a value, where null means that there is nothing to ask about. */
rowset slice_nothing(const struct slice *slice, enum field_id measure);
struct truths slice_gate(const struct slice *slice, const struct gate *gate);
/* The value that a requirement asks about, held against its limit. */
struct asked_value {
    struct truths met;
    rowset mute;  /* it proves nothing either way                      */
    rowset doubt; /* it is a bound that does not prove what `met` says */
};
struct asked_value slice_value(const struct slice *slice, const struct condition *require);
/* The rule with this ordinal: worst of its requirements. */
struct verdicts slice_rule(const struct slice *slice, size_t ordinal);
/* The first requirement of the rule with this outcome in row i; NULL when there is none. */
const struct requirement *slice_reported(const struct slice *slice, size_t ordinal, size_t i,
                                         rasif_outcome outcome);

/* docs/scoring.md, section 2 for one profile: scores of all rows, and the rows that the rule of
 * each ordinal blocks. */
void slice_score(const struct slice *slice, size_t profile, struct score scores[SLICE_ROWS],
                 rowset blocks[MOST_RULES]);

/* One need of a profile for one row. */
struct need_answer {
    bool applies;         /* `when` is not false */
    bool known;           /* for certain */
    bool score_only;      /* assumed, or a hint: known for the score figure alone */
    bool open;            /* known and met, but whether it applies is open: not for `low` */
    bool blocked;         /* known, and beyond the limit of a need that blocks */
    bool at_most_unknown; /* linked, and it meets the limit: a way through is not proven */
    double u;             /* 0..1 when known or score_only, else 0 */
};
/* The same for all rows; u is a number where the answer is known. */
struct need_answers {
    double u[SLICE_ROWS];
    rowset applies, known, blocked; /* known for certain, and the need applies for certain */
};
void slice_need_rows(const struct slice *slice, size_t profile, size_t number, struct need_answers *out);
/* `number`: of slice->plan->needs[profile]. */
void slice_need(const struct slice *slice, size_t profile, size_t number, size_t i,
                struct need_answer *out);

/* The value of one need alone, whether or not the need applies. */
struct need_values {
    rowset certain;    /* u is known for certain                               */
    rowset best;       /* u = 1                                                */
    rowset misses;     /* beyond the limit; of needs that block only           */
    rowset calculated; /* the value is from heights or another feature         */
};
void slice_need_values(const struct slice *slice, size_t profile, size_t number, struct need_values *out);

/* Turns facts as bytes, 0 or 1, into bits, eight at a time: compilers vectorise loops over
 * bytes. */
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
static inline bool rows_hold(rowset rows, size_t i)
{
    return rows >> i & 1;
}
static inline rasif_outcome verdicts_of(const struct verdicts *verdicts, size_t i)
{
    return rows_hold(verdicts->fail, i)      ? RASIF_FAIL
           : rows_hold(verdicts->unknown, i) ? RASIF_UNKNOWN
           : rows_hold(verdicts->pass, i)    ? RASIF_PASS
                                             : RASIF_NOT_APPLICABLE;
}

#endif
