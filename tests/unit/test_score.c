/* SPDX-License-Identifier: MIT
 *
 * rule/score_street.c: closed forms of docs/scoring.md#streets on one street along the x axis, 100
 * m or 200 m long, with scores of elements given; then random cases against a sum over centimetres.
 */
#include "small_score.h"

#define GOOD "80 80 80 1 yes"

/* A street, what its right side is said to be, and up to four sidewalks (NULL = no more). */
struct scene {
    const char *street, *right, *left;
    const char *walks[4], *scores[4];
};

static void build(struct store *store, struct small_scores *s, const struct scene *scene)
{
    struct settings options = small_options();
    size_t n = 0;
    while (n < 4 && scene->walks[n] != NULL)
        n++;
    small_begin(store);
    small_rows(store, ROLE_STREET, 1, &scene->street);
    if (n > 0)
        small_rows(store, ROLE_SIDEWALK, n, scene->walks);
    if (scene->right != NULL)
        small_word(store, ROLE_STREET, 0, F_sidewalk_right, scene->right);
    if (scene->left != NULL)
        small_word(store, ROLE_STREET, 0, F_sidewalk_left, scene->left);
    small_link(store, &options);
    small_scores_begin(s, store);
    for (size_t i = 0; i < n; i++)
        small_scores_set(s, ROLE_SIDEWALK, i, scene->scores[i]);
    small_scores_streets(s, store);
}

#define NA_RIGHT "not_applicable"
#define LEFT(s) (&(s).results.left[0][0])
#define RIGHT(s) (&(s).results.right[0][0])
#define STREET(s) (&(s).results.roles[ROLE_STREET].scores[0][0])

/* ---- figures ------------------------------------------------------------------------------- */

static void side__covered_and_absent__weighted_by_length(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    build(&store, &s,
          &(struct scene){"0 0, 100 0", NULL, NULL, {"20 6, 70 6"}, {"60 40 90 0.8 yes"}});
    small_assert_score(LEFT(s), 30, 20, 45, 0.9, PASSABLE_NO); /* absent: 0, coverage 1 */
    small_assert_score(RIGHT(s), 0, 0, 0, 1, PASSABLE_NO);
    small_assert_score(STREET(s), 15, 10, 22.5, 0.95, PASSABLE_NO);
    small_scores_end(&s, &store);
}

static void side__unknown_stretch__not_in_the_score(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    build(
        &store, &s,
        &(struct scene){"0 0, 100 0", "unknown", "unknown", {"20 6, 70 6"}, {"60 40 90 0.8 yes"}});
    small_assert_score(LEFT(s), 60, 20, 95, 0.4, PASSABLE_UNKNOWN);
    small_assert_score(RIGHT(s), NAN, 0, 100, 0, PASSABLE_UNKNOWN);
    small_assert_score(STREET(s), 60, 10, 97.5, 0.2, PASSABLE_UNKNOWN);
    small_scores_end(&s, &store);
}

static void side__not_applicable__left_out(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    build(&store, &s,
          &(struct scene){"0 0, 100 0", NA_RIGHT, NULL, {"0 6, 100 6"}, {"70 60 90 0.8 yes"}});
    small_assert_score(RIGHT(s), NAN, 0, 0, 0, PASSABLE_NONE);
    small_assert_score(STREET(s), 70, 60, 90, 0.8, PASSABLE_YES);
    small_scores_end(&s, &store);
}

static void street__no_applicable_side__not_applicable(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    build(&store, &s, &(struct scene){"0 0, 100 0", NA_RIGHT, NA_RIGHT, {NULL}, {NULL}});
    assert_int_equal(STREET(s)->passable, PASSABLE_NONE);
    assert_int_equal(STREET(s)->score, SCORE_NULL);
    assert_int_equal(STREET(s)->class, SCORE_CLASS_NONE);
    small_scores_end(&s, &store);
}

/* What only a not-applicable element covers is outside L. */
static void side__not_applicable_element__is_outside_l(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    build(&store, &s,
          &(struct scene){"0 0, 100 0",
                          NA_RIGHT,
                          NULL,
                          {"0 6, 60 6", "60 6, 100 6"},
                          {"70 60 90 0.8 yes", "na"}});
    small_assert_score(LEFT(s), 70, 60, 90, 0.8, PASSABLE_YES);
    small_scores_end(&s, &store);
}

/* ---- the best of what covers a point ------------------------------------------------------- */

static void piece__several_covers__best_of_each_figure(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    build(&store, &s,
          &(struct scene){"0 0, 100 0",
                          NA_RIGHT,
                          NULL,
                          {"0 6, 100 6", "0 7, 100 7", "0 8, 100 8"},
                          {"50 40 60 0.9 unknown", "80 10 85 0.2 no", "- 5 95 0.1 unknown"}});
    /* coverage of the highest low; passable: yes > unknown > no */
    small_assert_score(LEFT(s), 80, 40, 95, 0.9, PASSABLE_UNKNOWN);
    small_scores_end(&s, &store);
}

static void piece__equal_lows__coverage_of_the_higher_score(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    build(&store, &s,
          &(struct scene){"0 0, 100 0",
                          NA_RIGHT,
                          NULL,
                          {"0 6, 100 6", "0 7, 100 7"},
                          {"50 40 60 0.9 yes", "55 40 58 0.7 yes"}});
    small_assert_score(LEFT(s), 55, 40, 60, 0.7, PASSABLE_YES);
    small_scores_end(&s, &store);
}

/* Equal lows and scores: the lowest FID, wherever it begins. */
static void piece__equal_lows_and_scores__coverage_of_the_lowest_fid(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    build(&store, &s,
          &(struct scene){"0 0, 100 0",
                          NA_RIGHT,
                          "unknown",
                          {"50 6, 100 6", "0 7, 100 7"},
                          {"50 40 60 0.9 yes", "50 40 60 0.7 yes"}});
    small_assert_score(LEFT(s), 50, 40, 60, 0.5 * 0.7 + 0.5 * 0.9, PASSABLE_YES);
    small_scores_end(&s, &store);
}

/* ---- passable ------------------------------------------------------------------------------ */

static void passable__stretches__5_m_and_95_percent(void **state)
{
    (void)state;
    static const struct {
        struct scene scene;
        enum passable expected;
    } cases[] = {
        /* absent: up to 5 m is no barrier */
        {{"0 0, 100 0", NA_RIGHT, "no", {"0 6, 95 6"}, {GOOD}}, PASSABLE_YES},
        {{"0 0, 100 0", NA_RIGHT, "no", {"0 6, 94.9 6"}, {GOOD}}, PASSABLE_NO},
        {{"0 0, 200 0", NA_RIGHT, "no", {"0 6, 194.9 6"}, {GOOD}}, PASSABLE_NO},
        {{"0 0, 200 0", NA_RIGHT, "no", {"4.9 6, 195.1 6"}, {GOOD}}, PASSABLE_YES},
        /* 95 % must be passable: 5 + 6 m of 200 m are too much, but bar nobody */
        {{"0 0, 200 0", NA_RIGHT, "no", {"4.9 6, 100 6", "104.9 6, 197 6"}, {GOOD, GOOD}},
         PASSABLE_UNKNOWN},
        /* PASSABLE_SHARE: 4.9 + 4.9 + 0.1 m of 200 m are 4.95 %, with 0.3 m they are 5.05 % */
        {{"0 0, 200 0", NA_RIGHT, "no", {"4.9 6, 100 6", "104.9 6, 199.9 6"}, {GOOD, GOOD}}, PASSABLE_YES},
        {{"0 0, 200 0", NA_RIGHT, "no", {"4.9 6, 100 6", "104.9 6, 199.7 6"}, {GOOD, GOOD}},
         PASSABLE_UNKNOWN},
        /* unknown: a stretch over 5 m leaves it open, however long the rest */
        {{"0 0, 200 0", NA_RIGHT, "unknown", {"0 6, 195 6"}, {GOOD}}, PASSABLE_YES},
        {{"0 0, 200 0", NA_RIGHT, "unknown", {"0 6, 194.9 6"}, {GOOD}}, PASSABLE_UNKNOWN},
        /* a covered piece nobody can pass bars at any length */
        {{"0 0, 100 0",
          NA_RIGHT,
          NULL,
          {"0 6, 50 6", "50 6, 51 6", "51 6, 100 6"},
          {GOOD, "0 0 0 1 no", GOOD}},
         PASSABLE_NO},
        /* ... but not where another one leads past it */
        {{"0 0, 100 0", NA_RIGHT, NULL, {"0 6, 100 6", "50 7, 60 7"}, {GOOD, "0 0 0 1 no"}},
         PASSABLE_YES},
        /* not known whether it can be passed */
        {{"0 0, 100 0", NA_RIGHT, NULL, {"0 6, 100 6"}, {"80 0 100 0.5 unknown"}},
         PASSABLE_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store store;
        struct small_scores s;
        build(&store, &s, &cases[i].scene);
        if (STREET(s)->passable != cases[i].expected)
            fail_msg("case %zu: %s, not %s", i, passable_names[STREET(s)->passable],
                     passable_names[cases[i].expected]);
        small_scores_end(&s, &store);
    }
}

static void passable__of_two_sides__no_then_yes_then_unknown(void **state)
{
    (void)state;
    static const char *const sides[] = {"0 0 0 1 no", "80 0 100 1 unknown", GOOD};
    static const enum passable expected[3][3] = {{PASSABLE_NO, PASSABLE_UNKNOWN, PASSABLE_YES},
                                                 {PASSABLE_UNKNOWN, PASSABLE_UNKNOWN, PASSABLE_YES},
                                                 {PASSABLE_YES, PASSABLE_YES, PASSABLE_YES}};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) {
            struct store store;
            struct small_scores s;
            build(&store, &s,
                  &(struct scene){"0 0, 100 0",
                                  NULL,
                                  NULL,
                                  {"0 6, 100 6", "0 -6, 100 -6"},
                                  {sides[i], sides[k]}});
            assert_int_equal(STREET(s)->passable, expected[i][k]);
            small_scores_end(&s, &store);
        }
}

/* Two absent stretches of 4 m with a junction zone between them are two stretches. */
static void passable__junction_zone__parts_a_stretch(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    struct settings options = small_options();
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 200 0, 400 0", "200 0, 200 90", "200 0, 200 -90");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 184 6", "216 6, 400 6");
    for (size_t i = 1; i < 3; i++)
        small_word(&store, ROLE_STREET, i, F_name, i == 1 ? "b" : "c");
    small_word(&store, ROLE_STREET, 0, F_sidewalk_right, NA_RIGHT);
    small_link(&store, &options);
    assert_left(&store, 0,
                "0-184 w1, 184-188 absent, 188-200 junction, 200-212 junction, 212-216 absent, "
                "216-400 w2"); /* a segment ends in the middle of it */
    small_scores_begin(&s, &store);
    small_scores_set(&s, ROLE_SIDEWALK, 0, GOOD);
    small_scores_set(&s, ROLE_SIDEWALK, 1, GOOD);
    small_scores_streets(&s, &store);
    small_assert_score(LEFT(s), 80 * 368.0 / 376, 80 * 368.0 / 376, 80 * 368.0 / 376, 1,
                       PASSABLE_YES);
    small_scores_end(&s, &store);
}

/* ---- crossings ----------------------------------------------------------------------------- */

static void crossings__in_the_street__by_the_profiles_weights(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    struct settings options = small_options();
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 100 6", "0 -6, 100 -6");
    SMALL_ROWS(&store, ROLE_CROSSING, "20 -8, 20 8", "50 -8, 50 8", "80 -8, 80 8");
    small_link(&store, &options);
    small_scores_begin(&s, &store);
    small_scores_set(&s, ROLE_SIDEWALK, 0, "80 70 90 1 yes");
    small_scores_set(&s, ROLE_SIDEWALK, 1, "60 50 90 0.8 yes");
    small_scores_set(&s, ROLE_CROSSING, 0, "30 20 40 0.6 unknown");
    small_scores_set(&s, ROLE_CROSSING, 1, "- 0 100 0 unknown");
    small_scores_set(&s, ROLE_CROSSING, 2, "na");
    small_scores_streets(&s, &store);
    small_assert_score(STREET(s), 0.7 * 70 + 0.3 * 30, 0.7 * 60 + 0.3 * 10, 0.7 * 90 + 0.3 * 70,
                       0.7 * 0.9 + 0.3 * 0.3, PASSABLE_YES);
    small_scores_end(&s, &store);
}

static void crossings__none_on_a_major_street__by_the_option(void **state)
{
    (void)state;
    for (int absent = 0; absent < 2; absent++) {
        struct store store;
        struct small_scores s;
        struct settings options = small_options();
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "900 0, 999 0");
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 100 6", "0 -6, 100 -6");
        small_link(&store, &options);
        small_word(&store, ROLE_STREET, 0, F_crossing_expected, "yes"); /* as measured */
        small_scores_begin(&s, &store);
        s.options.crossing_absent = absent;
        small_scores_set(&s, ROLE_SIDEWALK, 0, GOOD);
        small_scores_set(&s, ROLE_SIDEWALK, 1, GOOD);
        small_scores_streets(&s, &store);
        small_assert_score(STREET(s), absent ? 56 : 80, 56, absent ? 56 : 86, absent ? 1 : 0.7,
                           PASSABLE_YES);
        small_scores_end(&s, &store);
    }
}

static void crossings__neighbour_has_one__counts_for_nothing(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    struct settings options = small_options();
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 200 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 100 6", "0 -6, 100 -6");
    SMALL_ROWS(&store, ROLE_CROSSING, "150 -8, 150 8");
    small_word(&store, ROLE_STREET, 0, F_class, "primary"); /* else both are one segment */
    small_word(&store, ROLE_STREET, 1, F_class, "secondary");
    small_link(&store, &options);
    small_word(&store, ROLE_STREET, 0, F_crossing_expected, "yes");
    small_scores_begin(&s, &store);
    small_scores_set(&s, ROLE_SIDEWALK, 0, GOOD);
    small_scores_set(&s, ROLE_SIDEWALK, 1, GOOD);
    small_scores_streets(&s, &store);
    small_assert_score(STREET(s), 80, 80, 80, 1, PASSABLE_YES);
    small_scores_end(&s, &store);
}

/* ---- twins --------------------------------------------------------------------------------- */

static void twin__drawn_backwards__left_is_right(void **state)
{
    (void)state;
    struct store store;
    struct small_scores s;
    struct settings options = small_options();
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 0 0", "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 100 6");
    small_link(&store, &options);
    small_scores_begin(&s, &store);
    small_scores_set(&s, ROLE_SIDEWALK, 0, GOOD);
    small_scores_streets(&s, &store);
    for (size_t i = 0; i < 3; i++) {
        const struct score *with = i == 1 ? &s.results.right[0][i] : &s.results.left[0][i];
        const struct score *without = i == 1 ? &s.results.left[0][i] : &s.results.right[0][i];
        small_assert_score(with, 80, 80, 80, 1, PASSABLE_YES);
        small_assert_score(without, 0, 0, 0, 1, PASSABLE_NO);
        small_assert_score(&s.results.roles[ROLE_STREET].scores[0][i], 40, 40, 40, 1, PASSABLE_YES);
    }
    small_scores_end(&s, &store);
}

/* ---- random cases -------------------------------------------------------------------------- */

#define WALKS 6

static void random_score(char *text, size_t room, uint64_t *seed)
{
    static const char *const passable[] = {"no", "unknown", "yes"};
    double a = 100 * small_random(seed), b = 100 * small_random(seed), t = small_random(seed);
    double low = fmin(a, b), high = fmax(a, b);
    int p = (int)(3 * small_random(seed));
    double u = small_random(seed);
    if (u < 0.1)
        snprintf(text, room, "na");
    else if (p == 0)
        snprintf(text, room, "0 0 0 0.6 no"); /* one coverage: no ties between different ones */
    else if (u < 0.25)
        snprintf(text, room, "- 0 100 0 unknown"); /* without a score everything is possible */
    else
        snprintf(text, room, "%.4f %.4f %.4f %.4f %s", low + t * (high - low), low, high, t,
                 passable[p]);
}

/* A bent street with six sidewalks beside it that begin and end anywhere. */
static void random_scene(struct store *store, struct small_scores *s, uint64_t *seed)
{
    static char texts[WALKS][96];
    const char *pointers[WALKS];
    struct settings options = small_options();
    options.sidewalk_absent = small_random(seed) < 0.5;
    for (size_t i = 0; i < WALKS; i++) {
        double from = 150 * small_random(seed),
               y = (i % 2 ? -1 : 1) * (2 + 14 * small_random(seed));
        snprintf(texts[i], sizeof texts[i], "%.3f %.3f, %.3f %.3f", from, y,
                 from + 5 + 70 * small_random(seed), y + 2 * small_random(seed));
        pointers[i] = texts[i];
    }
    small_begin(store);
    SMALL_ROWS(store, ROLE_STREET, "0 0, 120 0, 210 8", "120 0, 120 99");
    small_rows(store, ROLE_SIDEWALK, WALKS, pointers);
    small_link(store, &options);
    small_scores_begin(s, store);
    for (size_t i = 0; i < WALKS; i++) {
        char score[96];
        random_score(score, sizeof score, seed);
        small_scores_set(s, ROLE_SIDEWALK, i, score);
    }
    small_scores_streets(s, store);
}

/* What holds at one point of a side, from the links alone; false outside L. */
static bool at_point(const struct store *store, const struct small_scores *s, uint8_t side,
                     double at, bool absent, double out[4])
{
    struct score best = score_na;
    bool covered = false, judged = false;
    for (size_t i = 0; i < store->links.n; i++) {
        const struct link *link = &store->links.items[i];
        if (link->kind != LINK_SIDEWALK_STREET || link->to != 0 || link->side != side ||
            at < link->from_m || at > link->to_m)
            continue;
        const struct score *score = &s->results.roles[ROLE_SIDEWALK].scores[0][link->from];
        covered = true;
        if (score->passable == PASSABLE_NONE)
            continue;
        bool ahead = !judged || score->low > best.low ||
                     (score->low == best.low && score->score > best.score);
        best.coverage = ahead ? score->coverage : best.coverage;
        best.score = !judged || score->score > best.score ? score->score : best.score;
        best.low = !judged || score->low > best.low ? score->low : best.low;
        best.high = !judged || score->high > best.high ? score->high : best.high;
        judged = true;
    }
    if (covered && !judged)
        return false;
    out[0] = judged ? (best.score == SCORE_NULL ? NAN : best.score) : absent ? 0 : NAN;
    out[1] = judged ? best.low : 0;
    out[2] = judged ? best.high : absent ? 0 : SCORE_FULL;
    out[3] = judged ? best.coverage : absent ? SCORE_UNIT : 0;
    return true;
}

/* Sums over centimetres of a segment; the zone of the junction at 120 m is 24 m. */
static void check_side(const struct store *store, const struct small_scores *s, size_t segment,
                       uint8_t side, bool absent)
{
    const struct segment_results *results = &s->results.segments;
    const struct score *found =
        side == SIDE_LEFT ? &results->left[0][segment] : &results->right[0][segment];
    double length = segment == 0 ? 120 : store->tables[ROLE_STREET].length_m[0];
    double sums[4] = {0}, n = 0, scored = 0;
    for (double at = segment == 0 ? 0.005 : 120.005; at < length; at += 0.01) {
        double here[4];
        if (fabs(at - 120) < 12 || !at_point(store, s, side, at, absent, here))
            continue;
        n++;
        scored += !isnan(here[0]);
        sums[0] += isnan(here[0]) ? 0 : here[0];
        for (int k = 1; k < 4; k++)
            sums[k] += here[k];
    }
    const int32_t figures[4] = {found->score, found->low, found->high, found->coverage};
    for (int k = 0; k < 4; k++) {
        double mean = sums[k] / (k == 0 ? scored : n), room = k == 3 ? SCORE_UNIT : SCORE_FULL;
        if (n == 0 || (k == 0 && scored == 0))
            assert_int_equal(figures[k], SCORE_NULL);
        else if (!(fabs(mean - figures[k]) < 0.0025 * room)) /* a step at each end of six pieces */
            fail_msg("side %u, figure %d is %d, by centimetres %.1f", side, k, figures[k], mean);
    }
}

static void sides__random__as_summed_by_centimetres(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int round = 0; round < 200; round++) {
        struct store store;
        struct small_scores s;
        uint64_t before = seed;
        random_scene(&store, &s, &seed);
        bool absent = small_random(&before) < 0.5;
        for (size_t segment = 0; segment < 2; segment++) {
            check_side(&store, &s, segment, SIDE_LEFT, absent);
            check_side(&store, &s, segment, SIDE_RIGHT, absent);
        }
        small_scores_end(&s, &store);
    }
}

static void figures__random__low_score_high_in_order(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int round = 0; round < 1000; round++) {
        struct store store;
        struct small_scores s;
        random_scene(&store, &s, &seed);
        const struct score *all[] = {LEFT(s), RIGHT(s), STREET(s)};
        for (int i = 0; i < 3; i++) {
            if (all[i]->passable == PASSABLE_NONE)
                continue;
            assert_true(0 <= all[i]->low && all[i]->low <= all[i]->high &&
                        all[i]->high <= SCORE_FULL);
            assert_true(all[i]->score == SCORE_NULL ||
                        (all[i]->low <= all[i]->score && all[i]->score <= all[i]->high));
            assert_true(0 <= all[i]->coverage && all[i]->coverage <= SCORE_UNIT);
        }
        small_scores_end(&s, &store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(side__covered_and_absent__weighted_by_length),
        cmocka_unit_test(side__unknown_stretch__not_in_the_score),
        cmocka_unit_test(side__not_applicable__left_out),
        cmocka_unit_test(street__no_applicable_side__not_applicable),
        cmocka_unit_test(side__not_applicable_element__is_outside_l),
        cmocka_unit_test(piece__several_covers__best_of_each_figure),
        cmocka_unit_test(piece__equal_lows__coverage_of_the_higher_score),
        cmocka_unit_test(piece__equal_lows_and_scores__coverage_of_the_lowest_fid),
        cmocka_unit_test(passable__stretches__5_m_and_95_percent),
        cmocka_unit_test(passable__of_two_sides__no_then_yes_then_unknown),
        cmocka_unit_test(passable__junction_zone__parts_a_stretch),
        cmocka_unit_test(crossings__in_the_street__by_the_profiles_weights),
        cmocka_unit_test(crossings__none_on_a_major_street__by_the_option),
        cmocka_unit_test(crossings__neighbour_has_one__counts_for_nothing),
        cmocka_unit_test(twin__drawn_backwards__left_is_right),
        cmocka_unit_test(sides__random__as_summed_by_centimetres),
        cmocka_unit_test(figures__random__low_score_high_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
