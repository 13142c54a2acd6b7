/* SPDX-License-Identifier: MIT
 *
 * rule/score_chain.c: docs/scoring.md#a-crossing-is-a-chain on one crossing from south to north at
 * x = 50, 24 m long, with the scores of its own surface and of its ramps given. */
#include "small_score.h"

#define START "50 -12"
#define END "50 12"
#define GOOD "80 80 80 1 yes"

/* Own surface, then up to five ramps: where, kerb (NULL = not surveyed), score. */
struct scene {
    const char *own;
    struct {
        const char *where, *kerb, *score;
    } ramps[5];
    bool ramp_unknown;
    const char *raised;
};

static void build(struct store *store, struct small_scores *s, const struct scene *scene)
{
    struct settings options = small_options();
    rasif_error err = {RASIF_OK, ""};
    const char *where[5];
    size_t n = 0;
    for (; n < 5 && scene->ramps[n].where != NULL; n++)
        where[n] = scene->ramps[n].where;
    options.ramp_absent = !scene->ramp_unknown;
    small_begin(store);
    SMALL_ROWS(store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(store, ROLE_CROSSING, "50 -12, 50 12");
    if (scene->raised != NULL)
        small_word(store, ROLE_CROSSING, 0, F_raised, scene->raised);
    small_rows(store, ROLE_RAMP, n, where);
    for (size_t i = 0; i < n; i++)
        if (scene->ramps[i].kerb != NULL)
            small_word(store, ROLE_RAMP, i, F_kerb, scene->ramps[i].kerb);
    small_link(store, &options);
    small_scores_begin(s, store);
    small_scores_set(s, ROLE_CROSSING, 0, scene->own);
    for (size_t i = 0; i < n; i++)
        small_scores_set(s, ROLE_RAMP, i, scene->ramps[i].score);
    if (score_chains(store, &s->plan, &s->options, &s->results, &err) != RASIF_OK)
        fail_msg("%s", err.message);
}

struct chain_case {
    struct scene scene;
    double score, low, high, coverage;
    enum passable passable;
};

static void run(const struct chain_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct store store;
        struct small_scores s;
        build(&store, &s, &cases[i].scene);
        small_assert_score(&s.results.roles[ROLE_CROSSING].scores[0][0], cases[i].score,
                           cases[i].low, cases[i].high, cases[i].coverage, cases[i].passable);
        small_scores_end(&s, &store);
    }
}

#define RUN(cases) run(cases, sizeof(cases) / sizeof(cases)[0])

static void chain__own_and_two_ramps__the_weakest(void **state)
{
    (void)state;
    static const struct chain_case cases[] = {
        {{"90 85 95 1 yes",
          {{START, NULL, "70 60 75 0.6 yes"}, {END, NULL, "80 50 99 0.5 yes"}},
          false,
          NULL},
         70,
         50,
         75,
         0.7,
         PASSABLE_YES},
        {{"40 35 45 1 yes", {{START, NULL, GOOD}, {END, NULL, GOOD}}, false, NULL},
         40,
         35,
         45,
         1,
         PASSABLE_YES},
        {{GOOD, {{START, NULL, "70 0 75 0.6 unknown"}, {END, NULL, GOOD}}, false, NULL},
         70,
         0,
         75,
         2.6 / 3,
         PASSABLE_UNKNOWN},
        /* the surface asks nothing of this user: the ramps alone */
        {{"na", {{START, NULL, "70 60 75 0.6 yes"}, {END, NULL, GOOD}}, false, NULL},
         70,
         60,
         75,
         0.8,
         PASSABLE_YES},
    };
    RUN(cases);
}

static void chain__impassable_link__all_is_nothing(void **state)
{
    (void)state;
    static const struct chain_case cases[] = {
        {{"90 85 95 1 yes", {{START, NULL, "0 0 0 0.3 no"}, {END, NULL, GOOD}}, false, NULL},
         0,
         0,
         0,
         2.3 / 3,
         PASSABLE_NO},
        {{"0 0 0 0.4 no", {{START, NULL, GOOD}, {END, NULL, GOOD}}, false, NULL},
         0,
         0,
         0,
         0.8,
         PASSABLE_NO},
    };
    RUN(cases);
}

static void end__level__is_no_link(void **state)
{
    (void)state;
    static const struct chain_case cases[] = {
        {{"90 85 95 0.5 yes", {{START, "none", "10 10 10 1 yes"}, {END, "flush", GOOD}}, false, NULL},
         80,
         80,
         80,
         0.75,
         PASSABLE_YES},
        {{"90 85 95 0.5 yes", {{NULL, NULL, NULL}}, false, "yes"}, 90, 85, 95, 0.5, PASSABLE_YES},
        {{"na", {{NULL, NULL, NULL}}, false, "yes"}, NAN, 0, 0, 0, PASSABLE_NONE},
    };
    RUN(cases);
}

/* The profile's kerb need gives raised 0 and blocks: an end without a ramp stops this user. */
static void end__absent__virtual_ramp(void **state)
{
    (void)state;
    static const struct chain_case cases[] = {
        {{GOOD, {{START, NULL, GOOD}}, false, NULL}, 0, 0, 0, 1, PASSABLE_NO},
        {{GOOD, {{START, "raised", "55 50 60 0.3 yes"}, {END, "flush", GOOD}}, false, NULL},
         0,
         0,
         0,
         1,
         PASSABLE_NO},
    };
    RUN(cases);
}

/* A kerb of no class beside one that has: it may be none, which is no link, or raised, which stops this
 * user. What its ramp scores is a guess. */
static void end__kerb_of_no_class__what_all_it_may_be_agree_on(void **state)
{
    (void)state;
    static const struct chain_case cases[] = {
        {{"90 85 95 1 yes", {{START, NULL, GOOD}, {END, "flush", "99 99 99 1 yes"}}, false, NULL},
         80,
         0,
         95,
         2.0 / 3,
         PASSABLE_UNKNOWN},
        {{"90 85 95 1 yes", {{START, NULL, "0 0 0 1 no"}, {END, "flush", "99 99 99 1 yes"}}, false, NULL},
         90,
         0,
         95,
         2.0 / 3,
         PASSABLE_UNKNOWN},
        /* a ramp for certain is beside it: not raised all the same */
        {{"90 85 95 1 yes", {{START, NULL, GOOD}, {START, "flush", "70 60 75 1 yes"}}, true, NULL},
         80,
         0,
         95,
         1.0 / 3,
         PASSABLE_UNKNOWN},
        /* what is drawn is judged, be the crossing raised or not */
        {{"90 85 95 1 yes", {{START, "flush", "0 0 0 1 no"}}, false, "yes"}, 0, 0, 0, 1, PASSABLE_NO},
        {{"90 85 95 1 yes", {{START, "raised", GOOD}}, false, "yes"}, 0, 0, 0, 1, PASSABLE_NO},
    };
    RUN(cases);
}

static void end__unknown__nothing_is_known(void **state)
{
    (void)state;
    static const struct chain_case cases[] = {
        {{"90 85 95 1 yes", {{START, NULL, GOOD}}, true, NULL},
         80,
         0,
         80,
         2.0 / 3,
         PASSABLE_UNKNOWN},
        {{"na", {{NULL, NULL, NULL}}, true, NULL}, NAN, 0, 100, 0, PASSABLE_UNKNOWN},
    };
    RUN(cases);
}

/* Several ramps of one end are alternatives: the best of each figure. */
static void end__several_ramps__the_best(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    struct settings options = small_options();
    rasif_error err = {RASIF_OK, ""};
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_CROSSING, "50 -12, 50 12");
    SMALL_ROWS(&store, ROLE_RAMP, "49 -12", "51 -12", "50 12");
    small_word(&store, ROLE_CROSSING, 0, F_id, "C");
    for (size_t i = 0; i < 3; i++)
        small_word(&store, ROLE_RAMP, i, F_crossing_id, "C");
    small_link(&store, &options);
    small_scores_begin(&s, &store);
    small_scores_set(&s, ROLE_CROSSING, 0, "99 99 99 1 yes");
    small_scores_set(&s, ROLE_RAMP, 0, "50 40 90 0.7 unknown");
    small_scores_set(&s, ROLE_RAMP, 1, "60 30 70 0.4 yes");
    small_scores_set(&s, ROLE_RAMP, 2, "98 98 98 1 yes");
    assert_int_equal(score_chains(&store, &s.plan, &s.options, &s.results, &err), RASIF_OK);
    small_assert_score(&s.results.roles[ROLE_CROSSING].scores[0][0], 60, 40, 90, 2.7 / 3,
                       PASSABLE_YES);
    small_scores_end(&s, &store);
}

/* Kerbs of an island are passed one after the other: the weakest (docs/decisions/0003). */
static void island__its_kerbs__in_series(void **state)
{
    (void)state;
    static const struct chain_case cases[] = {
        {{"99 99 99 1 yes",
          {{START, NULL, GOOD},
           {END, NULL, GOOD},
           {"50 -0.8", NULL, "50 40 90 0.6 yes"},
           {"50 0.8", NULL, "60 30 70 0.4 yes"}},
          false,
          NULL},
         50,
         30,
         70,
         3.4 / 4,
         PASSABLE_YES},
        {{"99 99 99 1 yes",
          {{START, NULL, GOOD},
           {END, NULL, GOOD},
           {"50 -3", NULL, "50 40 90 0.6 yes"},
           {"50 3", NULL, "0 0 0 0.4 no"}},
          false,
          NULL},
         0,
         0,
         0,
         4.0 / 5,
         PASSABLE_NO},
    };
    RUN(cases);
}

/* Whatever the links are: low <= score <= high, and no better than any link. */
static void chain__random__in_order(void **state)
{
    (void)state;
    static const char *const where[] = {START, END, "50 -0.8", "50 0.8", "50 5"};
    uint64_t seed = 3;
    for (int round = 0; round < 500; round++) {
        struct store store;
        struct small_scores s;
        struct scene scene = {.ramp_unknown = small_random(&seed) < 0.5};
        char texts[6][96];
        for (int i = 0; i < 6; i++) {
            double a = 100 * small_random(&seed), b = 100 * small_random(&seed),
                   u = small_random(&seed);
            snprintf(texts[i], sizeof texts[i], "%.4f %.4f %.4f %.4f %s", (a + b) / 2, fmin(a, b),
                     fmax(a, b), small_random(&seed), u < 0.3 ? "unknown" : "yes");
        }
        scene.own = texts[5];
        size_t n = 0;
        for (int i = 0; i < 5; i++)
            if (small_random(&seed) < 0.8) {
                scene.ramps[n].where = where[i];
                scene.ramps[n++].score = texts[i];
            }
        build(&store, &s, &scene);
        const struct score *chain = &s.results.roles[ROLE_CROSSING].scores[0][0];
        assert_true(0 <= chain->low && chain->low <= chain->high && chain->high <= SCORE_FULL);
        assert_true(chain->low <= chain->score && chain->score <= chain->high);
        for (size_t i = 0; i < n; i++)
            assert_true(chain->score <= s.results.roles[ROLE_RAMP].scores[0][i].score);
        small_scores_end(&s, &store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chain__own_and_two_ramps__the_weakest),
        cmocka_unit_test(chain__impassable_link__all_is_nothing),
        cmocka_unit_test(end__level__is_no_link),
        cmocka_unit_test(end__absent__virtual_ramp),
        cmocka_unit_test(end__kerb_of_no_class__what_all_it_may_be_agree_on),
        cmocka_unit_test(end__unknown__nothing_is_known),
        cmocka_unit_test(end__several_ramps__the_best),
        cmocka_unit_test(island__its_kerbs__in_series),
        cmocka_unit_test(chain__random__in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
