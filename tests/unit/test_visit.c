/* SPDX-License-Identifier: MIT
 *
 * survey/visit.c, survey/visit_ask.c: whatever values a visit finds, the judge of judge_oracle.c decides
 * what the visit promised to settle, and leaves open what it said no visit settles; over all built-in
 * standards and profiles, and random rows of all origins. The same where values are drawn from another row. */
#include "judge_oracle.h"
#include "survey/visit_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#define ROUNDS 12
#define FINDS 10 /* values that a surveyor may find, tried for each row */

static uint32_t seed = 7;

static uint32_t random_below(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

/* On both sides of limits: widths, slopes, millimetres. */
static double random_number(void)
{
    static const double numbers[] = {0, 0.5, 0.9, 1.22, 1.5, 2, 2.0833, 4.9, 5, 8.3, 12, 13.3, 60, 150, 300, 650, 1000, 3000};
    return numbers[random_below(sizeof numbers / sizeof numbers[0])];
}

/* Any value but null. */
static void set_random(struct values *values, enum field_id field)
{
    uint32_t words = fields[field].vocabulary != NULL ? (uint32_t)fields[field].vocabulary->n : 0;
    values->real[field] = fields[field].type == VALUE_REAL ? random_number() : NAN;
    values->mask[field] = fields[field].type == VALUE_CLASS  ? 1u << (1 + random_below(words))
                          : fields[field].type == VALUE_LIST ? (2u << random_below(words)) | (random_below(2u << words) & ~1u)
                                                             : 0;
}

static void set_null(struct values *values, enum field_id field)
{
    values->real[field] = NAN;
    values->mask[field] = 0;
}

static void fill(struct elements *e, struct arena *arena, enum field_id field)
{
    struct column *column = elements_add(e, arena, field);
    struct values values;
    assert_true(column != NULL && column_origins(column));
    uint32_t missing = 1 + random_below(4);
    for (size_t row = 0; row < e->n; row++) {
        column->origin[row] = random_below(5) == 0 ? (uint8_t)random_below(ORIGIN_COUNT) : ORIGIN_SURVEYED;
        if (random_below(missing) == 0 && random_below(2) == 0)
            continue;
        set_random(&values, field);
        if (column_is_real(column))
            column_set_real(column, row, values.real[field]);
        else if (column->code != NULL)
            column->code[row] = (uint8_t)__builtin_ctz(values.mask[field]);
        else if (column->list != NULL)
            column->list[row] = values.mask[field];
    }
}

/* What stands in the row after a visit: values that were asked are known, what is computed from them is anything. */
static void visit_row(const struct visit_plan *plan, const struct element_plan *asked, const struct field_set *ask,
                      const struct values *before, struct values *after)
{
    *after = *before;
    for (size_t k = 0; k < asked->n_used; k++) {
        enum field_id field = asked->used[k];
        enum field_id from = plan->follows[field];
        bool computed = before->origin[field] != ORIGIN_SURVEYED ||
                        (isnan(before->real[field]) && before->mask[field] == 0), reads = false;
        for (int f = 0; f < FIELD_COUNT; f++)
            reads = reads || (field_set_has(ask, (enum field_id)f) && field_set_has(&plan->reads[field], (enum field_id)f));
        if (field_set_has(ask, field) || (from != FIELD_NONE && field_set_has(ask, from))) {
            set_random(after, field);
            after->origin[field] = ORIGIN_SURVEYED;
        } else if (reads && computed) {
            set_random(after, field);
            if (random_below(3) == 0)
                set_null(after, field);
            after->origin[field] = (uint8_t)random_below(ORIGIN_COUNT);
        }
    }
}

static size_t n_settled, n_best, n_kept, n_open, n_drawn;

/* One row after one visit: rules by their ordinals, then users. */
static void check_found(const struct plan *plan, const struct element_plan *asked, const struct visit_slice *visits, size_t i,
                        const struct visit *visit, const struct values *after)
{
    const struct requirement *reported;
    for (size_t k = 0; k < asked->n_rules; k++) {
        bool open = rule_judge(plan, &asked->rules[k], after, &reported) == RASIF_UNKNOWN;
        bool was = rows_hold(visits->rules[k].unknown, i);
        if ((visit->rules >> k & 1) && open)
            fail_msg("%s is unknown after a visit that settles it", plan->rules->rules[asked->rules[k].rule].id);
        if (was && !(visit->rules_best >> k & 1) && !open)
            fail_msg("%s is decided by a visit that can't", plan->rules->rules[asked->rules[k].rule].id);
        n_open += was;
    }
    for (size_t p = 0; p < plan->n_profiles; p++) {
        struct score score;
        score_needs(asked, p, plan->profiles[p]->pace, after, &score, NULL);
        bool open = score.passable == PASSABLE_UNKNOWN;
        if ((visit->users >> p & 1) && open)
            fail_msg("%s is unknown after a visit that settles it", plan->profiles[p]->id);
        if (rows_hold(visits->open[p], i) && !(visit->users_best >> p & 1) && !open)
            fail_msg("%s is decided by a visit that can't", plan->profiles[p]->id);
    }
}

/* The values of row j, as far as they are known, are found at row i; what is not known there may be anything. */
static void check_drawn(const struct plan *plan, const struct visit_slice *visits, const struct known_rows *known, size_t i,
                        const struct visit *visit, const struct values *before, size_t j, const struct values *there)
{
    const struct element_plan *asked = visits->slice->plan->asked;
    const struct visit_plan *visit_plan = visits->plan;
    struct drawn drawn[FIELD_COUNT] = {{NULL, 0}};
    struct look look = look_at(visits, j);
    struct visit found;
    struct values after;
    for (int f = 0; f < FIELD_COUNT; f++)
        if (field_set_has(&visit->ask, (enum field_id)f) && !look_is_weak(&look, (enum field_id)f))
            drawn[f] = (struct drawn){known, (uint8_t)j};
    visit_judge_drawn(visits, i, &visit->ask, drawn, &found);
    assert_int_equal((visit->rules & ~found.rules) | (found.rules & ~visit->rules_best), 0);
    assert_int_equal((visit->users & ~found.users) | (found.users & ~visit->users_best), 0);
    n_drawn += visit_settled(&found);
    visit_row(visit_plan, asked, &visit->ask, before, &after);
    for (size_t k = 0; k < asked->n_used; k++) {
        enum field_id field = asked->used[k], from = visit_plan->follows[field];
        bool taken = drawn[field].rows != NULL ||
                     (from != FIELD_NONE && !field_set_has(&visit->ask, field) && drawn[from].rows != NULL);
        if (!taken || (isnan(there->real[field]) && there->mask[field] == 0))
            continue;
        after.real[field] = there->real[field];
        after.mask[field] = there->mask[field];
    }
    check_found(plan, asked, visits, i, &found, &after);
}

static void check_rows(const struct plan *plan, const struct slice_plan *compiled, const struct visit_plan *visit_plan,
                       const struct elements *e)
{
    struct slice *slice = slice_new(compiled, e);
    struct visit_slice *visits = slice != NULL ? visit_slice_new(visit_plan, slice) : NULL;
    assert_non_null(visits);
    for (size_t i = 0; i < SLICE_ROWS; i++)
        slice->row[i] = (uint32_t)i;
    slice_read(slice, SLICE_ROWS);
    slice_judge(slice);
    visits->asked = slice->all;
    visit_slice_read(visits);
    struct known_rows known;
    assert_true(known_rows_copy(visits, &known));
    for (size_t i = 0; i < SLICE_ROWS; i++) {
        struct values before, after, there;
        struct visit visit;
        visit_look(visits, i, &visit);
        assert_int_equal(visit.rules & ~visit.rules_best, 0);
        assert_int_equal(visit.users & ~visit.users_best, 0);
        n_settled += visit_settled(&visit);
        n_best += visit_at_best(&visit);
        memset(&before, 0, sizeof before);
        values_load(e, i, compiled->asked, &before);
        for (int find = 0; find < FINDS; find++) {
            visit_row(visit_plan, compiled->asked, &visit.ask, &before, &after);
            check_found(plan, compiled->asked, visits, i, &visit, &after);
            n_kept++;
            size_t j = random_below(SLICE_ROWS);
            memset(&there, 0, sizeof there);
            values_load(e, j, compiled->asked, &there);
            check_drawn(plan, visits, &known, i, &visit, &before, j, &there);
        }
    }
    known_rows_free(&known);
    visit_slice_free(visits);
    slice_free(slice);
}

static void visit__any_values__decide_what_was_promised(void **state)
{
    static const enum role role_of[ELEMENT_COUNT] = {ROLE_STREET, ROLE_SIDEWALK, ROLE_CROSSING, ROLE_RAMP, ROLE_STEPS};
    struct rasif_rules *rules = NULL;
    rasif_error err;
    (void)state;
    assert_int_equal(rasif_rules_load(NULL, NULL, &rules, &err), RASIF_OK);
    const struct profile *profiles[MOST_PROFILES];
    for (size_t p = 0; p < rules->n_profiles; p++)
        profiles[p] = &rules->profiles[p];
    for (size_t round = 0; round < ROUNDS * rules->n_standards; round++)
        for (int element = 0; element < ELEMENT_COUNT; element++) {
            static double lengths[SLICE_ROWS];
            struct elements e = {.n = SLICE_ROWS, .length_m = lengths};
            struct arena arena = {0};
            struct plan plan;
            struct slice_plan compiled;
            struct visit_plan visit_plan;
            const struct standard *standard = &rules->standards[round % rules->n_standards];
            assert_int_equal(plan_build(rules, standard, profiles, rules->n_profiles, false, &arena, &plan, &err), RASIF_OK);
            struct element_plan *asked = &plan.elements[element];
            for (size_t k = 0; k < asked->n_rules; k++)
                asked->rules[k].supplied = true;
            for (size_t p = 0; p < plan.n_profiles; p++)
                for (size_t k = 0; k < asked->n_needs[p]; k++)
                    asked->needs[p][k].supplied = true;
            for (size_t k = 0; k < asked->n_used; k++)
                if (asked->used[k] != F_green_margin) /* no column: made of three others */
                    fill(&e, &arena, asked->used[k]);
            assert_int_equal(slice_plan_build(&plan, asked, &arena, &compiled, &err), RASIF_OK);
            visit_plan_build(role_of[element], &visit_plan);
            check_rows(&plan, &compiled, &visit_plan, &e);
            elements_drop_columns(&e);
            arena_free(&arena);
        }
    rasif_rules_free(rules);
    assert_true(n_settled > 1000 && n_best > n_settled && n_open > 1000 && n_drawn > FINDS * n_settled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(visit__any_values__decide_what_was_promised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
