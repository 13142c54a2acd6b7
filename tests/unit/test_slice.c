/* SPDX-License-Identifier: MIT
 *
 * rule/slice.c, rule/slice_needs.c: the judgement of 64 rows at once equals that of judge_oracle.c for
 * each of them, for all built-in standards and profiles, over random values of all origins that lie on
 * and around the limits; so does that of a row put into a slice by itself. */
#include "judge_oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 40

static uint32_t seed = 1;

static uint32_t random_below(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

/* A limit of some need or requirement of this measure, or near it; else any small number. */
static double random_number(const struct plan *plan, enum field_id field)
{
    static const double around[] = {0, 0.9, 0.9989, 0.9991, 1, 1.0009, 1.0011, 1.2, -1, 3};
    double value = random_below(300) / 20.0;
    for (size_t i = 0; i < plan->standard->n_requirements && random_below(8) != 0; i++)
        if (plan->standard->requirements[i].require.measure == field)
            value = plan->standard->requirements[i].require.low;
    for (size_t p = 0; p < plan->n_profiles && random_below(3) != 0; p++)
        for (size_t i = 0; i < plan->profiles[p]->n_needs; i++) {
            const struct need *need = &plan->profiles[p]->needs[i];
            const double points[] = {need->comfortable, need->adequate, need->limit};
            if (plan->rules->rules[need->rule].measure == field && !need->is_class)
                value = points[random_below(3)];
        }
    return value * around[random_below(sizeof around / sizeof around[0])];
}

static void fill(const struct plan *plan, struct elements *e, struct arena *arena,
                 enum field_id field)
{
    struct column *column = elements_add(e, arena, field);
    assert_true(column != NULL && column_origins(column));
    bool surveyed = random_below(2) == 0;
    for (size_t row = 0; row < e->n; row++) {
        if (!surveyed && random_below(2) == 0)
            column->origin[row] = (uint8_t)random_below(ORIGIN_COUNT);
        if (random_below(4) == 0)
            continue;
        size_t words = fields[field].vocabulary != NULL ? fields[field].vocabulary->n : 0;
        if (column_is_real(column))
            column_set_real(column, row, random_number(plan, field));
        else if (column->code != NULL)
            column->code[row] = (uint8_t)random_below((uint32_t)words + 1);
        else if (column->list != NULL)
            column->list[row] = random_below(2u << words) & ~1u;
    }
}

/* Row i of the slice against the oracle, rule by rule. */
static void compare_rules(const struct slice *slice, const struct plan *plan, enum element element,
                          const struct values *values, size_t i)
{
    for (size_t k = 0; k < plan->elements[element].n_rules; k++) {
        const struct requirement *reported;
        struct verdicts verdicts = slice_rule(slice, k);
        rasif_outcome expected =
            rule_judge(plan, &plan->elements[element].rules[k], values, &reported);
        assert_int_equal(verdicts_of(&verdicts, i), expected);
        assert_ptr_equal(slice_reported(slice, k, i, expected), reported);
        assert_true((verdicts.fail >> i & 1) + (verdicts.unknown >> i & 1) +
                        (verdicts.pass >> i & 1) <=
                    1);
    }
}

static void compare_scores(const struct plan *plan, enum element element, size_t p,
                           const struct values *values, const struct score *got,
                           const rowset *blocks, size_t i)
{
    struct score expected;
    uint64_t bits = 0;
    score_needs(&plan->elements[element], p, plan->profiles[p]->pace, values,
                &expected, &bits);
    assert_int_equal(got->score, expected.score);
    assert_int_equal(got->low, expected.low);
    assert_int_equal(got->high, expected.high);
    assert_int_equal(got->coverage, expected.coverage);
    assert_int_equal(got->passable, expected.passable);
    assert_int_equal(got->class, expected.class);
    for (size_t k = 0; k < plan->elements[element].n_rules; k++)
        assert_int_equal(blocks[k] >> i & 1, bits >> k & 1);
}

/* ---- missing never helps ------------------------------------------------------------------- */

/* From an answer only to "unknown", or none; what was not applicable may turn out to be met. */
static bool outcome_may_become(rasif_outcome before, rasif_outcome after)
{
    return after == before || after == RASIF_UNKNOWN ||
           (before == RASIF_NOT_APPLICABLE && after == RASIF_PASS);
}

static void compare_without(const struct plan *plan, enum element element,
                            const struct values *values, enum field_id field)
{
    struct values less = *values;
    const struct requirement *reported;
    less.real[field] = NAN;
    less.mask[field] = 0;
    less.origin[field] = ORIGIN_SURVEYED;
    for (size_t k = 0; k < plan->elements[element].n_rules; k++) {
        const struct plan_rule *rule = &plan->elements[element].rules[k];
        rasif_outcome before = rule_judge(plan, rule, values, &reported);
        rasif_outcome after = rule_judge(plan, rule, &less, &reported);
        if (!outcome_may_become(before, after))
            fail_msg("%s without %s: %d becomes %d", plan->rules->rules[rule->rule].id,
                     fields[field].name, before, after);
    }
    for (size_t p = 0; p < plan->n_profiles; p++) {
        struct score before, after;
        struct pace pace = plan->profiles[p]->pace;
        score_needs(&plan->elements[element], p, pace, values, &before, NULL);
        score_needs(&plan->elements[element], p, pace, &less, &after, NULL);
        bool answers = after.passable == before.passable || after.passable == PASSABLE_UNKNOWN;
        bool bounds = before.passable == PASSABLE_NONE ||
                      (after.low <= before.low + 1 && after.high >= before.high - 1 && /* rounded */
                       after.coverage <= before.coverage + 1);
        if (!answers || !bounds)
            fail_msg("%s of %s without %s: passable %d, low %d, high %d, coverage %d become %d, %d, "
                     "%d, %d",
                     plan->profiles[p]->id, element_names[element], fields[field].name,
                     before.passable, before.low, before.high, before.coverage, after.passable,
                     after.low, after.high, after.coverage);
    }
}

/* Of a row with random values: every one of them missing, one at a time. */
static void slice__one_value_missing__never_helps(void **state)
{
    (void)state;
    struct rasif_rules *rules = NULL;
    rasif_error err;
    assert_int_equal(rasif_rules_load(NULL, NULL, &rules, &err), RASIF_OK);
    const struct profile *profiles[MOST_PROFILES];
    for (size_t p = 0; p < rules->n_profiles; p++)
        profiles[p] = &rules->profiles[p];
    for (size_t round = 0; round < ROUNDS / 2; round++)
        for (int element = 0; element < ELEMENT_COUNT; element++) {
            static double lengths[2 * SLICE_ROWS];
            struct elements e = {.n = 2 * SLICE_ROWS, .length_m = lengths};
            struct arena arena = {0};
            struct plan plan;
            struct values values;
            const struct standard *standard = &rules->standards[round % rules->n_standards];
            assert_int_equal(plan_build(rules, standard, profiles, rules->n_profiles, false, &arena,
                                        &plan, &err),
                             RASIF_OK);
            const struct element_plan *asked = &plan.elements[element];
            for (size_t k = 0; k < asked->n_used; k++)
                if (asked->used[k] != F_green_margin) /* no column: made of three others */
                    fill(&plan, &e, &arena, asked->used[k]);
            for (size_t row = 0; row < e.n; row++) {
                values_load(&e, row, asked, &values);
                for (size_t k = 0; k < asked->n_used; k++)
                    if ((fields[asked->used[k]].flags & FIELD_IF_THERE) == 0) /* null: there is none */
                        compare_without(&plan, (enum element)element, &values, asked->used[k]);
            }
            elements_drop_columns(&e);
            arena_free(&arena);
        }
    rasif_rules_free(rules);
}

/* Rows of the table, each put into a slice without a table. */
static void check_alone(const struct plan *plan, const struct slice_plan *compiled,
                        enum element element, const struct elements *e)
{
    struct slice *slice = slice_new(compiled, NULL);
    struct values values;
    struct score scores[SLICE_ROWS];
    rowset blocks[MOST_RULES];
    assert_non_null(slice);
    for (size_t row = 0; row < e->n; row += 7) {
        memset(&values, 0, sizeof values);
        values_load(e, row, compiled->asked, &values);
        slice_put(slice, &values);
        slice_judge(slice);
        compare_rules(slice, plan, element, &values, 0);
        for (size_t p = 0; p < plan->n_profiles; p++) {
            slice_score(slice, p, scores, blocks);
            compare_scores(plan, element, p, &values, &scores[0], blocks, 0);
        }
    }
    slice_free(slice);
}

/* One number replaced in all rows of a slice, then the table again: as if nothing had been. */
static void check_replaced(const struct slice_plan *compiled, const struct plan *plan,
                           enum element element, const struct elements *e)
{
    struct slice *slice = slice_new(compiled, e);
    struct values values;
    assert_non_null(slice);
    for (size_t k = 0; k < compiled->asked->n_used; k++) {
        enum field_id field = compiled->asked->used[k];
        if (fields[field].type != VALUE_REAL)
            continue;
        for (int replace = 1; replace >= 0; replace--) {
            double number = random_below(3) != 0 ? random_number(plan, field) : NAN;
            for (size_t i = 0; i < SLICE_ROWS; i++)
                slice->row[i] = (uint32_t)i;
            slice_read(slice, SLICE_ROWS);
            for (size_t i = 0; i < SLICE_ROWS && replace; i++)
                slice_set_real(slice, i, field, number);
            slice_judge(slice);
            for (size_t i = 0; i < SLICE_ROWS; i += 13) {
                values_load(e, i, compiled->asked, &values);
                values.real[field] = replace ? number : values.real[field];
                compare_rules(slice, plan, element, &values, i);
            }
        }
    }
    slice_free(slice);
}

/* One slice of n rows, in an order of their own. */
static void check(const struct plan *plan, enum element element, struct arena *arena, size_t n)
{
    static double lengths[2 * SLICE_ROWS];
    struct elements e = {.n = 2 * SLICE_ROWS, .length_m = lengths};
    const struct element_plan *asked = &plan->elements[element];
    struct slice_plan compiled;
    struct values values;
    struct score scores[SLICE_ROWS];
    rowset blocks[MOST_RULES];
    for (size_t k = 0; k < asked->n_used; k++)
        if (random_below(6) != 0)
            fill(plan, &e, arena, asked->used[k]);
    assert_int_equal(slice_plan_build(plan, asked, arena, &compiled, NULL), RASIF_OK);
    struct slice *slice = slice_new(&compiled, &e);
    assert_non_null(slice);
    for (size_t pass = 0; pass < 2; pass++) { /* the second meets what the first left behind */
        size_t rows = pass == 0 ? SLICE_ROWS : n;
        for (size_t i = 0; i < rows; i++)
            slice->row[i] = (uint32_t)(pass == 0 ? i : 2 * SLICE_ROWS - 1 - i);
        slice_read(slice, rows);
        slice_judge(slice);
        for (size_t i = 0; i < rows; i++) {
            values_load(&e, slice->row[i], asked, &values);
            compare_rules(slice, plan, element, &values, i);
        }
        for (size_t p = 0; p < plan->n_profiles; p++) {
            slice_score(slice, p, scores, blocks);
            for (size_t i = 0; i < rows; i++) {
                values_load(&e, slice->row[i], asked, &values);
                compare_scores(plan, element, p, &values, &scores[i], blocks, i);
            }
        }
    }
    slice_free(slice);
    check_alone(plan, &compiled, element, &e);
    if (n % 4 == 0)
        check_replaced(&compiled, plan, element, &e);
    elements_drop_columns(&e);
}

static void slice__random_rows__judged_as_one_by_one(void **state)
{
    (void)state;
    struct rasif_rules *rules = NULL;
    rasif_error err;
    assert_int_equal(rasif_rules_load(NULL, NULL, &rules, &err), RASIF_OK);
    const struct profile *profiles[MOST_PROFILES];
    for (size_t p = 0; p < rules->n_profiles; p++)
        profiles[p] = &rules->profiles[p];
    for (size_t round = 0; round < ROUNDS; round++)
        for (int element = 0; element < ELEMENT_COUNT; element++) {
            struct arena arena = {0};
            struct plan plan;
            const struct standard *standard = &rules->standards[round % rules->n_standards];
            assert_int_equal(plan_build(rules, standard, profiles, rules->n_profiles,
                                        round % 5 == 0, &arena, &plan, &err),
                             RASIF_OK);
            check(&plan, (enum element)element, &arena, 1 + random_below(SLICE_ROWS));
            arena_free(&arena);
        }
    rasif_rules_free(rules);
}

/* The rounding that scores are stored with is lround's, also just below a half. */
static void score_fixed__halves_and_neighbours__as_lround(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        double value = (random_below(2000001) - 1000000.0) / 2 / SCORE_UNIT;
        double near[3] = {value, nextafter(value, 1000), nextafter(value, -1000)};
        for (int k = 0; k < 3; k++)
            assert_int_equal(score_fixed(near[k]), lround(near[k] * SCORE_UNIT));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slice__random_rows__judged_as_one_by_one),
        cmocka_unit_test(slice__one_value_missing__never_helps),
        cmocka_unit_test(score_fixed__halves_and_neighbours__as_lround),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
