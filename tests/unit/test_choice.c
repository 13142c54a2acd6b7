/* SPDX-License-Identifier: MIT
 *
 * The choice of repairs, against hand-worked cases and against all choices of small towns. */
#include "plan/choice.h"

#include "../bench/choice_towns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

/* ---- by hand -------------------------------------------------------------------------------- */

/* Chooses for one budget; all works within it, the gain as choice_gain has it, the bound not below.
 */
static int64_t gain_for(const struct choice_input *input, int64_t budget, int64_t bound)
{
    struct choice_result result;
    assert_int_equal(choice_make(input, &budget, 1, NULL, &result, NULL), RASIF_OK);
    assert_int_equal(result.n_plans, 1);
    const struct choice_plan *plan = &result.plans[0];
    int64_t gain = plan->gain;
    assert_true(plan->cost <= budget && plan->bound >= gain);
    assert_int_equal(choice_gain(input, plan->works, plan->n_works), gain);
    if (bound >= 0)
        assert_int_equal(plan->bound, bound);
    choice_free(&result);
    return gain;
}

/* A crossing with two kerbs to a part of 100 m, and one kerb behind it to 30 m. */
static const struct choice_input two_kerbs = {
    .n_works = 3,
    .cost = (int64_t[]){5, 4, 2},
    .n_parts = 3,
    .gain = (int64_t[]){0, 100, 30},
    .n_links = 2,
    .ends = (uint32_t[]){0, 1, 2, 1},
    .first = (uint32_t[]){0, 2, 3},
    .work = (uint32_t[]){1, 0, 2},
};

static void choice_make__two_kerbs_of_a_crossing__both_or_none(void **state)
{
    (void)state;
    assert_int_equal(gain_for(&two_kerbs, 8, 0), 0);
    assert_int_equal(gain_for(&two_kerbs, 9, -1), 100);
    assert_int_equal(gain_for(&two_kerbs, 10, -1), 100);
    assert_int_equal(gain_for(&two_kerbs, 11, 130), 130);
    assert_int_equal(gain_for(&two_kerbs, CHOICE_MOST, 130), 130);
}

static void choice_make__phases__each_stands_by_itself(void **state)
{
    (void)state;
    struct choice_result result;
    int64_t budgets[] = {20, 9};
    struct choice_input input = two_kerbs;
    input.gain = (int64_t[]){0, 100, 10};
    assert_int_equal(choice_make(&input, budgets, 2, NULL, &result, NULL), RASIF_OK);
    assert_int_equal(result.plans[0].gain, 110);
    assert_int_equal(result.plans[1].gain, 100);
    assert_int_equal(result.n_phases, 2);
    assert_int_equal(result.phases[0].end, 2);
    assert_int_equal(result.phases[0].cost, 9);
    assert_int_equal(result.phases[0].gain, 100);
    assert_int_equal(result.phases[1].cost, 11);
    assert_int_equal(result.order[2], 2);
    choice_free(&result);
}

static void choice_make__a_ramp_that_two_users_need__counts_for_both(void **state)
{
    (void)state;
    /* Users A and B need work 0; alone it gains 40 + 50, and costs as much as work 1 with 80. */
    const struct choice_input input = {
        .n_works = 2,
        .cost = (int64_t[]){10, 10},
        .n_parts = 4,
        .gain = (int64_t[]){0, 40, 50, 80},
        .n_links = 3,
        .ends = (uint32_t[]){0, 1, 0, 2, 0, 3},
        .first = (uint32_t[]){0, 1, 2, 3},
        .work = (uint32_t[]){0, 0, 1},
    };
    assert_int_equal(gain_for(&input, 10, -1), 90);
    assert_int_equal(gain_for(&input, 20, 170), 170);
}

static void choice_make__a_value__counts_without_any_way(void **state)
{
    (void)state;
    const struct choice_input input = {
        .n_works = 3, .cost = (int64_t[]){3, 4, 0}, .value = (int64_t[]){5, 9, 1}, .n_parts = 1};
    assert_int_equal(gain_for(&input, 0, 1), 1);
    assert_int_equal(gain_for(&input, 3, -1), 6);
    assert_int_equal(gain_for(&input, 6, -1), 10);
    assert_int_equal(gain_for(&input, 7, 15), 15);
}

static void choice_make__nothing_to_choose__nothing(void **state)
{
    (void)state;
    const struct choice_input none = {0};
    assert_int_equal(gain_for(&none, 100, 0), 0);
    struct choice_result result;
    assert_int_equal(choice_make(&two_kerbs, NULL, 0, NULL, &result, NULL), RASIF_OK);
    assert_int_equal(result.n_plans, 0);
    choice_free(&result);
    /* A link without works is open; a link from a part to itself joins nothing; part 2 has no way.
     */
    const struct choice_input open = {.n_parts = 3,
                                      .gain = (int64_t[]){7, 20, 40},
                                      .n_links = 2,
                                      .ends = (uint32_t[]){1, 0, 2, 2},
                                      .first = (uint32_t[]){0, 0, 0}};
    assert_int_equal(gain_for(&open, 0, 20), 20);
}

static void refuses(const struct choice_input *input, int64_t budget)
{
    struct choice_result result;
    rasif_error err = {0};
    assert_int_equal(choice_make(input, &budget, 1, NULL, &result, &err), RASIF_E_ARGUMENT);
    assert_true(err.message[0] != '\0');
    choice_free(&result);
}

static void choice_make__wrong_numbers__refused(void **state)
{
    (void)state;
    struct choice_input input = two_kerbs;
    refuses(&input, -1);
    refuses(&input, CHOICE_MOST + 1);
    input.cost = (int64_t[]){5, -4, 2};
    refuses(&input, 9);
    input.cost = (int64_t[]){5, CHOICE_MOST, 2};
    refuses(&input, 9);
    input = two_kerbs;
    input.ends = (uint32_t[]){0, 1, 2, 3};
    refuses(&input, 9);
    input = two_kerbs;
    input.work = (uint32_t[]){1, 3, 2};
    refuses(&input, 9);
    input = two_kerbs;
    input.first = (uint32_t[]){0, 3, 2};
    refuses(&input, 9);
}

static void choice_make__large_numbers__no_overflow(void **state)
{
    (void)state;
    const int64_t third = CHOICE_MOST / 3;
    const struct choice_input input = {
        .n_works = 2,
        .cost = (int64_t[]){third, third},
        .value = (int64_t[]){0, third},
        .n_parts = 3,
        .gain = (int64_t[]){0, third, third},
        .n_links = 2,
        .ends = (uint32_t[]){0, 1, 1, 2},
        .first = (uint32_t[]){0, 1, 2},
        .work = (uint32_t[]){0, 1},
    };
    assert_int_equal(gain_for(&input, third, -1), third);
    assert_int_equal(gain_for(&input, 2 * third, 3 * third), 3 * third);
}

/* ---- all choices of small towns ------------------------------------------------------------- */

/* 6 kinds of town, 170 of each: 1020. Sanitizers see a few of them. */
#ifdef FEW_TOWNS
enum { MOST_SMALL = 14, BUDGETS = 4, SEEDS = 3 };
#else
enum { MOST_SMALL = 14, BUDGETS = 4, SEEDS = 170 };
#endif

/* The gain of a set of works, by a way of its own: bits of parts that are joined. */
static int64_t gain_of_set(const struct choice_input *in, const uint32_t *needs, uint32_t set)
{
    uint64_t joined = 1;
    int64_t gain = 0;
    for (uint64_t before = 0; before != joined;) {
        before = joined;
        for (size_t i = 0; i < in->n_links; i++) {
            uint64_t ends = UINT64_C(1) << in->ends[2 * i] | UINT64_C(1) << in->ends[2 * i + 1];
            if ((set & needs[i]) == needs[i] && (joined & ends) != 0)
                joined |= ends;
        }
    }
    for (size_t p = 1; p < in->n_parts; p++)
        gain += joined >> p & 1 ? in->gain[p] : 0;
    for (size_t w = 0; w < in->n_works; w++)
        gain += set >> w & 1 ? in->value[w] : 0;
    return gain;
}

/* The most gain within each budget. */
static void look_at_all_sets(const struct choice_input *in, const int64_t *budgets, int64_t *most)
{
    uint32_t *needs = calloc(in->n_links + 1, sizeof *needs);
    assert_non_null(needs);
    assert_true(in->n_parts <= 64 && in->n_works <= MOST_SMALL);
    for (size_t i = 0; i < in->n_links; i++)
        for (uint32_t k = in->first[i]; k < in->first[i + 1]; k++)
            needs[i] |= UINT32_C(1) << in->work[k];
    memset(most, 0, BUDGETS * sizeof *most);
    for (uint32_t set = 0; set < UINT32_C(1) << in->n_works; set++) {
        int64_t cost = 0;
        for (size_t w = 0; w < in->n_works; w++)
            cost += set >> w & 1 ? in->cost[w] : 0;
        if (cost > budgets[BUDGETS - 1])
            continue;
        int64_t gain = gain_of_set(in, needs, set);
        for (size_t b = 0; b < BUDGETS; b++)
            if (cost <= budgets[b] && gain > most[b])
                most[b] = gain;
    }
    free(needs);
}

static int64_t total_cost(const struct choice_input *in)
{
    int64_t sum = 0;
    for (size_t w = 0; w < in->n_works; w++)
        sum += in->cost[w];
    return sum;
}

/* What a plan says of itself is true. */
static void check_plan(const struct choice_input *in, const struct choice_plan *plan)
{
    int64_t cost = 0;
    for (size_t i = 0; i < plan->n_works; i++) {
        cost += in->cost[plan->works[i]];
        assert_true(i == 0 || plan->works[i] > plan->works[i - 1]);
    }
    assert_int_equal(cost, plan->cost);
    assert_true(cost <= plan->budget);
    assert_true(plan->bound >= plan->gain);
    assert_int_equal(choice_gain(in, plan->works, plan->n_works), plan->gain);
}

/* Every phase gains something, and is what its works are by themselves; together they are a plan.
 */
static void check_phases(const struct choice_input *in, const struct choice_result *result,
                         size_t stride)
{
    size_t done = 0;
    int64_t gain = choice_gain(in, NULL, 0), cost = 0;
    for (size_t i = 0; i < result->n_phases; i++) {
        const struct choice_phase *phase = &result->phases[i];
        assert_true(phase->end > done && phase->gain > gain);
        for (; done < phase->end; done++)
            cost += in->cost[result->order[done]];
        gain = phase->gain;
        assert_int_equal(phase->cost, cost);
        if (i % stride == 0 || i + 1 == result->n_phases)
            assert_int_equal(choice_gain(in, result->order, phase->end), gain);
    }
    assert_int_equal(done, result->n_order);
}

struct tally {
    size_t n, best;
    double least;
    int64_t bounds, gains; /* sums: of the bounds, of the best choices */
};

/* One small town under several budgets. */
static void try_town(enum town_kind kind, uint64_t seed, const struct choice_settings *settings,
                     struct tally *tally)
{
    struct town town;
    struct choice_result result;
    int64_t budgets[BUDGETS], most[BUDGETS];
    assert_true(town_make(kind, 3 + seed % (MOST_SMALL - 2), seed, &town));
    for (uint64_t again = 1; town.in.n_works > MOST_SMALL;
         again++) { /* rings and stars come whole */
        town_free(&town);
        assert_true(town_make(kind, 1 + seed % (MOST_SMALL - 2), seed + again * 1000, &town));
    }
    for (size_t b = 0; b < BUDGETS; b++)
        budgets[b] = total_cost(&town.in) * (int64_t)(b + 1) / (BUDGETS + 1 + (int64_t)(seed % 3));
    look_at_all_sets(&town.in, budgets, most);
    assert_int_equal(choice_make(&town.in, budgets, BUDGETS, settings, &result, NULL), RASIF_OK);
    for (size_t b = 0; b < BUDGETS; b++) {
        const struct choice_plan *plan = &result.plans[b];
        check_plan(&town.in, plan);
        tally->bounds += plan->bound;
        tally->gains += most[b];
        assert_true(plan->bound >= most[b] && plan->gain <= most[b]);
        double ratio = most[b] > 0 ? (double)plan->gain / (double)most[b] : 1;
        tally->n++;
        tally->best += plan->gain == most[b];
        tally->least = ratio < tally->least ? ratio : tally->least;
        assert_true(b == 0 || (plan->gain >= plan[-1].gain && plan->bound >= plan[-1].bound));
    }
    check_phases(&town.in, &result, 1);
    choice_free(&result);
    town_free(&town);
}

static struct tally try_towns(uint64_t seeds, struct choice_settings settings)
{
    struct tally tally = {.least = 1};
    static const enum town_kind kinds[] = {TOWN_SUBURB, TOWN_RING,     TOWN_STARS,
                                           TOWN_HUBS,   TOWN_KNAPSACK, TOWN_RANDOM};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint64_t seed = 1; seed <= seeds; seed++)
            try_town(kinds[k], seed, &settings, &tally);
    print_message("# %zu of %zu choices are best, the worst has %.3f of the best, bounds %.3f times\n", tally.best,
                  tally.n, tally.least, (double)tally.bounds / (double)tally.gains);
    return tally;
}

static void choice_make__small_towns__as_good_as_all_choices(void **state)
{
    (void)state;
    struct tally tally = try_towns(SEEDS / 3, (struct choice_settings){0});
    assert_true(tally.best * 1000 >= tally.n * 995);
    assert_true(tally.least >= 0.9);
}

static void choice_make__small_towns_by_heuristic__nearly_as_good(void **state)
{
    (void)state;
    struct tally tally = try_towns(SEEDS, (struct choice_settings){.no_search = true});
    assert_true(tally.best * 100 >= tally.n * 95);
    assert_true(tally.least >= 0.9);
}

/* Tolls prove bounds that hold, and that are worth more than "all together"; the choice is as good. */
static void choice_make__small_towns_as_large_ones__bounds_hold(void **state)
{
    (void)state;
    struct tally tally = try_towns(SEEDS / 3, (struct choice_settings){.no_search = true, .rough = true});
    assert_true(tally.best * 100 >= tally.n * 95);
    assert_true(tally.least >= 0.9);
    const int64_t tenths = SEEDS > 100 ? 17 : 25; /* few towns scatter */
    assert_true(tally.bounds * 10 <= tally.gains * tenths);
}

/* ---- properties ----------------------------------------------------------------------------- */

enum { CURVE = 6 };

static void curve_of(const struct choice_input *in, unsigned threads, struct choice_result *result)
{
    const struct choice_settings settings = {.threads = threads, .effort = 30};
    int64_t budgets[CURVE], all = total_cost(in);
    for (size_t b = 0; b < CURVE; b++)
        budgets[b] = all * (int64_t[]){30, 1, 10, 80, 3, 20}[b] / 100;
    assert_int_equal(choice_make(in, budgets, CURVE, &settings, result, NULL), RASIF_OK);
    for (size_t b = 0; b < CURVE; b++) {
        check_plan(in, &result->plans[b]);
        assert_int_equal(result->plans[b].budget, budgets[b]);
        for (size_t c = 0; c < CURVE; c++)
            if (budgets[c] >= budgets[b])
                assert_true(result->plans[c].gain >= result->plans[b].gain &&
                            result->plans[c].bound >= result->plans[b].bound);
    }
}

static void choice_make__any_town__more_money_is_never_worse(void **state)
{
    (void)state;
    for (enum town_kind kind = 0; kind < TOWN_KINDS; kind++) {
        struct town town;
        struct choice_result result;
        assert_true(town_make(kind, 150, 3, &town));
        curve_of(&town.in, 1, &result);
        check_phases(&town.in, &result, 7);
        choice_free(&result);
        town_free(&town);
    }
}

static void choice_make__threads__the_same_result(void **state)
{
    (void)state;
    struct town town;
    struct choice_result one, two;
    assert_true(town_make(TOWN_GRID_MIXED, 700, 5, &town));
    curve_of(&town.in, 1, &one);
    curve_of(&town.in, 2, &two);
    for (size_t b = 0; b < CURVE; b++) {
        assert_int_equal(one.plans[b].bound, two.plans[b].bound);
        assert_int_equal(one.plans[b].n_works, two.plans[b].n_works);
        assert_memory_equal(one.plans[b].works, two.plans[b].works,
                            one.plans[b].n_works * sizeof(uint32_t));
    }
    choice_free(&one);
    choice_free(&two);
    town_free(&town);
}

/* The works of each link backwards and the first one twice, its ends changed over. */
static void turn_links(struct town *town, struct choice_input *in, uint32_t *ends, uint32_t *first,
                       uint32_t *work)
{
    size_t n = 0;
    *in = town->in;
    for (size_t i = 0; i < town->in.n_links; i++) {
        ends[2 * i] = town->ends[2 * i + 1];
        ends[2 * i + 1] = town->ends[2 * i];
        first[i] = (uint32_t)n;
        for (uint32_t k = town->first[i + 1]; k-- > town->first[i];)
            work[n++] = town->work[k];
        work[n] = work[first[i]];
        n += town->first[i + 1] > town->first[i];
    }
    first[town->in.n_links] = (uint32_t)n;
    in->ends = ends;
    in->first = first;
    in->work = work;
}

static void choice_make__links_written_otherwise__the_same_result(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct town town;
        struct choice_input turned;
        struct choice_result one, two;
        assert_true(town_make(TOWN_RANDOM, 10, seed, &town));
        uint32_t *ends = calloc(2 * town.n_links + 1, sizeof *ends);
        uint32_t *first = calloc(town.n_links + 1, sizeof *first);
        uint32_t *work = calloc(town.n_uses + town.n_links + 1, sizeof *work);
        assert_true(ends && first && work);
        turn_links(&town, &turned, ends, first, work);
        curve_of(&town.in, 1, &one);
        curve_of(&turned, 1, &two);
        for (size_t b = 0; b < CURVE; b++)
            assert_int_equal(one.plans[b].gain, two.plans[b].gain);
        choice_free(&one);
        choice_free(&two);
        free(ends);
        free(first);
        free(work);
        town_free(&town);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(choice_make__two_kerbs_of_a_crossing__both_or_none),
        cmocka_unit_test(choice_make__phases__each_stands_by_itself),
        cmocka_unit_test(choice_make__a_ramp_that_two_users_need__counts_for_both),
        cmocka_unit_test(choice_make__a_value__counts_without_any_way),
        cmocka_unit_test(choice_make__nothing_to_choose__nothing),
        cmocka_unit_test(choice_make__wrong_numbers__refused),
        cmocka_unit_test(choice_make__large_numbers__no_overflow),
        cmocka_unit_test(choice_make__small_towns__as_good_as_all_choices),
        cmocka_unit_test(choice_make__small_towns_by_heuristic__nearly_as_good),
        cmocka_unit_test(choice_make__small_towns_as_large_ones__bounds_hold),
        cmocka_unit_test(choice_make__any_town__more_money_is_never_worse),
        cmocka_unit_test(choice_make__threads__the_same_result),
        cmocka_unit_test(choice_make__links_written_otherwise__the_same_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
