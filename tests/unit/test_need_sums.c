/* SPDX-License-Identifier: MIT
 *
 * rule/score_element.c: need_sums_settle, the formulas of docs/scoring.md, sections 2 and 7, against
 * figures worked out by hand. W, K, V, O, m are the names of that table; W = weight of all needs that
 * apply, K = of the known ones, V = weight x u of these, O = of those that may not apply, m = least u of
 * the blocking ones. */
#include "rule/results.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NONE NAN /* null */

struct sums_case {
    double W, K, V, m, O;
    /* b = something blocks, u = a blocking need is unknown, l = one rests on a linked value, a = one
     * with weight applies for certain, s = one is known from more than heights */
    const char *flags;
    double score, low, high, coverage;
    enum passable passable;
    const char *class;
    double K_score, V_score, m_score; /* 0 = as K, V, m: nothing is assumed */
};

static void run(const struct sums_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct sums_case *c = &cases[i];
        bool apart = c->K_score > 0;
        struct need_sums sums = {.weight = c->W,
                                 .known = c->K,
                                 .value = c->V,
                                 .least = c->m,
                                 .open = c->O,
                                 .score_known = apart ? c->K_score : c->K,
                                 .score_value = apart ? c->V_score : c->V,
                                 .score_least = apart ? c->m_score : c->m,
                                 .blocked = strchr(c->flags, 'b') != NULL,
                                 .blocking_unknown = strchr(c->flags, 'u') != NULL,
                                 .at_most_unknown = strchr(c->flags, 'l') != NULL,
                                 .blocking_asked = strchr(c->flags, 'a') != NULL,
                                 .blocking_seen = strchr(c->flags, 's') != NULL};
        struct score got;
        memset(&got, 0xff, sizeof got); /* every part must be written */
        need_sums_settle(&sums, &got);
        const double expected[4] = {c->score, c->low, c->high, c->coverage};
        const int32_t figures[4] = {got.score, got.low, got.high, got.coverage};
        static const char *const names[4] = {"score", "low", "high", "coverage"};
        for (int k = 0; k < 4; k++)
            if (isnan(expected[k]) ? figures[k] != SCORE_NULL
                                   : fabs(figures[k] / (double)SCORE_UNIT - expected[k]) > 0.00006)
                fail_msg("case %zu: %s is %.4f, not %.4f", i, names[k],
                         figures[k] / (double)SCORE_UNIT, expected[k]);
        if (got.passable != c->passable)
            fail_msg("case %zu: passable is %d, not %d", i, got.passable, c->passable);
        const char *class = score_class_names[got.class];
        if ((class == NULL) != (c->class == NULL) || (class != NULL && strcmp(class, c->class) != 0))
            fail_msg("case %zu: class is %s, not %s", i, class != NULL ? class : "null",
                     c->class != NULL ? c->class : "null");
    }
}

#define RUN(cases) run(cases, sizeof(cases) / sizeof(cases)[0])
#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* nothing is assumed */

static void settle__all_known__score_is_low_and_high(void **state)
{
    (void)state;
    static const struct sums_case cases[] = {
        {4, 4, 4, 1, 0, "as", 100, 100, 100, 1, PASSABLE_YES, "A"},
        /* 100 * 3 / 4, below the cap 40 + 60 * 0.8 = 88 */
        {4, 4, 3, 0.8, 0, "as", 75, 75, 75, 1, PASSABLE_YES, "B"},
        /* 90, above the cap 40 + 60 * 0.2 = 52 */
        {4, 4, 3.6, 0.2, 0, "as", 52, 52, 52, 1, PASSABLE_YES, "D"},
        /* exactly at the limit of a blocking need: cap 40, and not blocked */
        {4, 4, 3, 0, 0, "as", 40, 40, 40, 1, PASSABLE_YES, "D"},
        /* no blocking need at all: no cap, nothing to prove */
        {2, 2, 1, 1, 0, "", 50, 50, 50, 1, PASSABLE_YES, "D"},
        {2, 2, 0.5, 1, 0, "", 25, 25, 25, 1, PASSABLE_YES, "E"},
        {2, 2, 0, 1, 0, "", 0, 0, 0, 1, PASSABLE_YES, "E"},
        /* to 1/10 000: a third and two thirds */
        {3, 3, 1, 1, 0, "as", 33.3333, 33.3333, 33.3333, 1, PASSABLE_YES, "E"},
        {3, 3, 2, 1, 0, "as", 66.6667, 66.6667, 66.6667, 1, PASSABLE_YES, "C"},
    };
    RUN(cases);
}

static void settle__something_unknown__range_and_coverage(void **state)
{
    (void)state;
    static const struct sums_case cases[] = {
        /* half: low 100 * 1.5 / 4, high 100 * (1.5 + 2) / 4 */
        {4, 2, 1.5, 1, 0, "as", 75, 37.5, 87.5, 0.5, PASSABLE_YES, "B"},
        /* less than half */
        {5, 2, 1.5, 1, 0, "as", 75, 30, 90, 0.4, PASSABLE_UNKNOWN, "unknown"},
        {10000, 4999, 4999, 1, 0, "as", 100, 49.99, 100, 0.4999, PASSABLE_UNKNOWN, "unknown"},
        {10000, 5000, 5000, 1, 0, "as", 100, 50, 100, 0.5, PASSABLE_YES, "A"},
        /* the cap holds for high, too: 40 + 60 * 0.5 */
        {4, 3, 1.5, 0.5, 0, "as", 50, 37.5, 62.5, 0.75, PASSABLE_YES, "D"},
        {4, 2, 1.5, 0.1, 0, "as", 46, 37.5, 46, 0.5, PASSABLE_YES, "D"},
        /* nothing known; with a blocking need and without */
        {4, 0, 0, 1, 0, "ua", NONE, 0, 100, 0, PASSABLE_UNKNOWN, "unknown"},
        {4, 0, 0, 1, 0, "", NONE, 0, 100, 0, PASSABLE_UNKNOWN, "unknown"},
    };
    RUN(cases);
}

static void settle__blocking_need_unknown__low_is_0_and_nobody_passes_for_certain(void **state)
{
    (void)state;
    static const struct sums_case cases[] = {
        /* all that is known is met: low would be 75 */
        {4, 3, 3, 1, 0, "uas", 100, 0, 100, 0.75, PASSABLE_UNKNOWN, "unknown"},
        /* a bad score has its class all the same; low would be 37.5 */
        {4, 3, 1.5, 0.5, 0, "uas", 50, 0, 62.5, 0.75, PASSABLE_UNKNOWN, "D"},
        {4, 2, 2, 1, 0, "uas", 100, 0, 100, 0.5, PASSABLE_UNKNOWN, "unknown"},
        /* one of weight 0: coverage is whole, low would be 80 */
        {5, 5, 4, 1, 0, "uas", 80, 0, 80, 1, PASSABLE_UNKNOWN, "unknown"},
    };
    RUN(cases);
}

static void settle__blocked__nothing_but_coverage_is_left(void **state)
{
    (void)state;
    static const struct sums_case cases[] = {
        {4, 4, 3, 0, 0, "bas", 0, 0, 0, 1, PASSABLE_NO, "blocked"},
        {4, 2, 1, 0, 0, "buas", 0, 0, 0, 0.5, PASSABLE_NO, "blocked"},
        {10, 1, 0, 0, 0, "bas", 0, 0, 0, 0.1, PASSABLE_NO, "blocked"},
        {4, 4, 3, 0, 0, "blas", 0, 0, 0, 1, PASSABLE_NO, "blocked"},
    };
    RUN(cases);
}

static void settle__values_not_seen_there__passable_is_unknown(void **state)
{
    (void)state;
    static const struct sums_case cases[] = {
        /* one rests on a linked value */
        {4, 4, 4, 1, 0, "las", 100, 100, 100, 1, PASSABLE_UNKNOWN, "unknown"},
        {4, 4, 2.2, 1, 0, "las", 55, 55, 55, 1, PASSABLE_UNKNOWN, "D"},
        {4, 4, 2.4, 1, 0, "las", 60, 60, 60, 1, PASSABLE_UNKNOWN, "unknown"},
        /* blocking needs apply, and are known from heights alone */
        {4, 4, 3.2, 1, 0, "a", 80, 80, 80, 1, PASSABLE_UNKNOWN, "unknown"},
        {4, 4, 1.2, 1, 0, "a", 30, 30, 30, 1, PASSABLE_UNKNOWN, "E"},
        /* none applies for certain */
        {4, 4, 3.2, 1, 0, "", 80, 80, 80, 1, PASSABLE_YES, "B"},
    };
    RUN(cases);
}

static void settle__open_needs__count_for_score_and_high_only(void **state)
{
    (void)state;
    static const struct sums_case cases[] = {
        /* low (4 - 1) / (4 - 1), coverage (4 - 1) / 4 */
        {4, 4, 4, 1, 1, "as", 100, 100, 100, 0.75, PASSABLE_YES, "A"},
        /* score 2.5 / 3, low 1.5 / 3, high (2.5 + 1) / 4, coverage 2 / 4 */
        {4, 3, 2.5, 1, 1, "as", 83.3333, 50, 87.5, 0.5, PASSABLE_YES, "B"},
        /* W = O */
        {2, 2, 2, 1, 2, "", 100, 0, 100, 0, PASSABLE_UNKNOWN, "unknown"},
        {5, 3, 3, 1, 1, "as", 100, 50, 100, 0.4, PASSABLE_UNKNOWN, "unknown"},
    };
    RUN(cases);
}

static void settle__assumed_values__count_for_score_only(void **state)
{
    (void)state;
    static const struct sums_case cases[] = {
        /* score 2.8 / 4, below its cap 40 + 60 * 0.6 */
        {4, 2, 2, 1, 0, "as", 70, 50, 100, 0.5, PASSABLE_YES, "C", 4, 2.8, 0.6},
        /* the assumed need blocks: it is unknown for everything else */
        {4, 2, 2, 1, 0, "uas", 70, 0, 100, 0.5, PASSABLE_UNKNOWN, "unknown", 4, 2.8, 0.6},
        /* its u caps the score alone, which so falls below low: 40 + 60 * 0.1 */
        {4, 2, 2, 1, 0, "as", 46, 50, 100, 0.5, PASSABLE_YES, "D", 4, 3.6, 0.1},
        /* nothing but assumed */
        {2, 0, 0, 1, 0, "ua", 50, 0, 100, 0, PASSABLE_UNKNOWN, "unknown", 2, 1, 1},
    };
    RUN(cases);
}

static void settle__weight_0_or_nothing__null_or_the_needs_that_block(void **state)
{
    (void)state;
    static const struct sums_case cases[] = {
        {0, 0, 0, 1, 0, "", NONE, NONE, NONE, NONE, PASSABLE_NONE, NULL},
        /* needs of weight 0 that are met, though they cap */
        {0, 0, 0, 0.2, 0, "", NONE, NONE, NONE, NONE, PASSABLE_NONE, NULL},
        {0, 0, 0, 1, 0, "u", NONE, 0, 100, 0, PASSABLE_UNKNOWN, "unknown"},
        {0, 0, 0, 0.2, 0, "u", NONE, 0, 52, 0, PASSABLE_UNKNOWN, "unknown"},
        {0, 0, 0, 0, 0, "b", 0, 0, 0, 1, PASSABLE_NO, "blocked"},
        {0, 0, 0, 0, 0, "bu", 0, 0, 0, 1, PASSABLE_NO, "blocked"},
    };
    RUN(cases);
}

static void settle__limits_of_classes__belong_to_the_better_one(void **state)
{
    (void)state;
    static const struct sums_case cases[] = {
        {10, 10, 9, 1, 0, "as", 90, 90, 90, 1, PASSABLE_YES, "A"},
        {10, 10, 8.99999, 1, 0, "as", 89.9999, 89.9999, 89.9999, 1, PASSABLE_YES, "B"},
        {10, 10, 7.5, 1, 0, "as", 75, 75, 75, 1, PASSABLE_YES, "B"},
        {10, 10, 7.49999, 1, 0, "as", 74.9999, 74.9999, 74.9999, 1, PASSABLE_YES, "C"},
        {10, 10, 6, 1, 0, "as", 60, 60, 60, 1, PASSABLE_YES, "C"},
        {10, 10, 5.99999, 1, 0, "as", 59.9999, 59.9999, 59.9999, 1, PASSABLE_YES, "D"},
        {10, 10, 4, 1, 0, "as", 40, 40, 40, 1, PASSABLE_YES, "D"},
        {10, 10, 3.99999, 1, 0, "as", 39.9999, 39.9999, 39.9999, 1, PASSABLE_YES, "E"},
    };
    RUN(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settle__all_known__score_is_low_and_high),
        cmocka_unit_test(settle__something_unknown__range_and_coverage),
        cmocka_unit_test(settle__blocking_need_unknown__low_is_0_and_nobody_passes_for_certain),
        cmocka_unit_test(settle__blocked__nothing_but_coverage_is_left),
        cmocka_unit_test(settle__values_not_seen_there__passable_is_unknown),
        cmocka_unit_test(settle__open_needs__count_for_score_and_high_only),
        cmocka_unit_test(settle__assumed_values__count_for_score_only),
        cmocka_unit_test(settle__weight_0_or_nothing__null_or_the_needs_that_block),
        cmocka_unit_test(settle__limits_of_classes__belong_to_the_better_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
