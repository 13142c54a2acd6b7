/* SPDX-License-Identifier: MIT
 *
 * need_sums_settle (rule/score_element.c), the heart of every score that both judges share: from sums
 * over needs to score, low, high, coverage, passable and class, against figures worked out by hand. */
#include "rule/results.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* at_most_unknown: false */
/* need_sums_settle by hand: W, K, V, least; what counts for the score alone; open. cap = 40 + 60 *
 * least; figures in points. */
static void sums__settle__every_figure_by_hand(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct need_sums sums; /* weight known value score_known score_value least score_least open */
        double score, low, high, coverage;
        enum passable passable;
        enum score_class class;
    } cases[] = {
        {"nothing applies",
         {0, 0, 0, 0, 0, 1, 1, 0, false, false},
         NAN,
         NAN,
         NAN,
         NAN,
         PASSABLE_NONE,
         SCORE_CLASS_NONE},
        {"all known, all met",
         {10, 10, 10, 10, 10, 1, 1, 0, false, false},
         100,
         100,
         100,
         1,
         PASSABLE_YES,
         SCORE_CLASS_A},
        {"all known, 0.9",
         {10, 10, 9, 10, 9, 1, 1, 0, false, false},
         90,
         90,
         90,
         1,
         PASSABLE_YES,
         SCORE_CLASS_A},
        {"just below A",
         {10, 10, 8.999, 10, 8.999, 1, 1, 0, false, false},
         89.99,
         89.99,
         89.99,
         1,
         PASSABLE_YES,
         SCORE_CLASS_B},
        {"nothing known",
         {10, 0, 0, 0, 0, 1, 1, 0, false, false},
         NAN,
         0,
         100,
         0,
         PASSABLE_UNKNOWN,
         SCORE_CLASS_UNKNOWN},
        {"half known, met",
         {10, 5, 5, 5, 5, 1, 1, 0, false, false},
         100,
         50,
         100,
         0.5,
         PASSABLE_YES,
         SCORE_CLASS_A},
        {"less than half known",
         {10, 4, 4, 4, 4, 1, 1, 0, false, false},
         100,
         40,
         100,
         0.4,
         PASSABLE_UNKNOWN,
         SCORE_CLASS_UNKNOWN}, /* too little for a promise */
        /* docs/scoring.md#passable-needs-enough-known: last are at_most_unknown, asked, seen */
        {"blocking, known from heights alone",
         {10, 8, 8, 8, 8, 1, 1, 0, false, false, false, true, false},
         100,
         80,
         100,
         0.8,
         PASSABLE_UNKNOWN,
         SCORE_CLASS_UNKNOWN},
        {"blocking, seen",
         {10, 8, 8, 8, 8, 1, 1, 0, false, false, false, true, true},
         100,
         80,
         100,
         0.8,
         PASSABLE_YES,
         SCORE_CLASS_A},
        {"blocking, seen, and just below half known",
         {10, 4.999, 4.999, 4.999, 4.999, 1, 1, 0, false, false, false, true, true},
         100,
         49.99,
         100,
         0.4999,
         PASSABLE_UNKNOWN,
         SCORE_CLASS_UNKNOWN},
        {"half known, u = 0.5",
         {10, 5, 2.5, 5, 2.5, 1, 1, 0, false, false},
         50,
         25,
         75,
         0.5,
         PASSABLE_YES,
         SCORE_CLASS_D},
        {"the worst blocking need caps: 40 + 60 * 0.3",
         {10, 10, 9, 10, 9, 0.3, 0.3, 0, false, false},
         58,
         58,
         58,
         1,
         PASSABLE_YES,
         SCORE_CLASS_D},
        {"... at its limit: 40",
         {10, 10, 9, 10, 9, 0, 0, 0, false, false},
         40,
         40,
         40,
         1,
         PASSABLE_YES,
         SCORE_CLASS_D},
        {"below D",
         {10, 10, 3.9, 10, 3.9, 1, 1, 0, false, false},
         39,
         39,
         39,
         1,
         PASSABLE_YES,
         SCORE_CLASS_E},
        {"something blocks",
         {10, 10, 9, 10, 9, 0, 0, 0, true, false},
         0,
         0,
         0,
         1,
         PASSABLE_NO,
         SCORE_CLASS_BLOCKED},
        {"blocks, though not all is known",
         {10, 6, 5, 6, 5, 0, 0, 0, true, true},
         0,
         0,
         0,
         0.6,
         PASSABLE_NO,
         SCORE_CLASS_BLOCKED},
        {"a blocking need is unknown: low 0",
         {10, 8, 8, 8, 8, 1, 1, 0, false, true},
         100,
         0,
         100,
         0.8,
         PASSABLE_UNKNOWN,
         SCORE_CLASS_UNKNOWN},
        {"... and the score below C",
         {10, 8, 4, 8, 4, 1, 1, 0, false, true},
         50,
         0,
         60,
         0.8,
         PASSABLE_UNKNOWN,
         SCORE_CLASS_D},
        {"assumed: for the score only",
         {10, 5, 5, 10, 7.5, 1, 1, 0, false, false},
         75,
         50,
         100,
         0.5,
         PASSABLE_YES,
         SCORE_CLASS_B},
        {"assumed caps the score only",
         {10, 5, 5, 10, 9, 1, 0.5, 0, false, true},
         70,
         0,
         100,
         0.5,
         PASSABLE_UNKNOWN,
         SCORE_CLASS_UNKNOWN},
        {"all assumed",
         {10, 0, 0, 10, 8, 1, 1, 0, false, true},
         80,
         0,
         100,
         0,
         PASSABLE_UNKNOWN,
         SCORE_CLASS_UNKNOWN},
        /* 4 of 10 met if they apply: low of the other 6: 3 / 6; high 7 / 10; coverage 6 / 10 */
        {"met, if it applies",
         {10, 10, 7, 10, 7, 1, 1, 4, false, false},
         70,
         50,
         70,
         0.6,
         PASSABLE_YES,
         SCORE_CLASS_C},
        {"only what may not apply",
         {4, 4, 4, 4, 4, 1, 1, 4, false, false},
         100,
         0,
         100,
         0,
         PASSABLE_UNKNOWN,
         SCORE_CLASS_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const double expected[] = {cases[i].score, cases[i].low, cases[i].high, cases[i].coverage};
        struct score got;
        need_sums_settle(&cases[i].sums, &got);
        const int32_t found[] = {got.score, got.low, got.high, got.coverage};
        for (size_t k = 0; k < 4; k++) {
            int32_t wanted =
                isnan(expected[k]) ? SCORE_NULL : (int32_t)lround(expected[k] * SCORE_UNIT);
            if (found[k] != wanted)
                fail_msg("%s: figure %zu is %d, not %d", cases[i].what, k, found[k], wanted);
        }
        if (got.passable != cases[i].passable || got.class != cases[i].class)
            fail_msg("%s: passable %u, class %u", cases[i].what, got.passable, got.class);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums__settle__every_figure_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
