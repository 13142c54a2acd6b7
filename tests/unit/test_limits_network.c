/* SPDX-License-Identifier: MIT
 *
 * Distances and angles of network/ (docs/gaps.md, docs/network.md): one case just inside and one just outside of each.
 * Streets run from 0 0 to the east, so that left is north. */
#include "network/blockers.h"
#include "network/gaps.h"
#include "network/missing.h"
#include "small_network.h"

/* ---- gaps ------------------------------------------------------------------------------------ */

struct world {
    struct store store;
    struct settings link;
    struct settings options;
    struct gaps gaps;
};

static void begin(struct world *w)
{
    *w = (struct world){.link = small_options()};
    w->link.ramp_absent = false;
    w->options = (struct settings){
        .junction_m = 12, .snap_m = 0.5, .match_distance_m = 18, .crossing_absent = true};
    small_begin(&w->store);
}

/* The gaps as "ends 1 0-20": kind, street, from and to in whole metres of those that have them. */
static const char *gaps_text(struct world *w)
{
    static const char *const kinds[] = {"none", "ends", "ramp", "crossing"};
    static char text[1024];
    char *at = text, *last = text + sizeof text;
    rasif_error err = {RASIF_OK, ""};
    *at = '\0';
    small_link(&w->store, &w->link);
    if (gaps_find(&w->store, &w->options, &w->gaps, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < w->gaps.n; i++) {
        const struct gap *gap = &w->gaps.items[i];
        at += snprintf(at, (size_t)(last - at), "%s%s %u", i > 0 ? ", " : "", kinds[gap->kind], gap->street + 1);
        if (!isnan(gap->from_m))
            at += snprintf(at, (size_t)(last - at), " %.0f-%.0f", gap->from_m, gap->to_m);
    }
    return text;
}

static void end(struct world *w)
{
    gaps_free(&w->gaps);
    store_free(&w->store);
}

/* ABSENT_STOPS_M: 5 m without a sidewalk, at a dead end; and what is left of 20 m beside which something else is walked. */
static void no_sidewalk__5_m__a_gap(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct world w;
        begin(&w);
        SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0");
        SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 -6, 100 -6", outside ? "4.99 6, 100 6" : "5.01 6, 100 6");
        assert_string_equal(gaps_text(&w), outside ? "" : "none 1 0-5");
        end(&w);
        begin(&w);
        SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0");
        SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 -6, 100 -6", "20 6, 100 6");
        SMALL_ROWS(&w.store, ROLE_CROSSING, outside ? "0 12, 15.01 12" : "0 12, 14.99 12");
        assert_string_equal(gaps_text(&w), outside ? "" : "none 1 15-20");
        end(&w);
    }
}

static const char *ends(const char *street, const char *before, const char *after)
{
    static char text[64];
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, street);
    small_word(&w.store, ROLE_STREET, 0, F_sidewalk_right, "not_applicable");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, before, after);
    snprintf(text, sizeof text, "%s", gaps_text(&w));
    end(&w);
    return text;
}

/* GAP_ENDS_M: a piece of less than 25 m between ends less than 25 m apart; both more than 0.5 m (--snap). */
static void sidewalk_ends__25_m__a_stretch(void **state)
{
    (void)state;
    const char *street = "0 0, 100 0", *bend = "0 0, 50 0, 50 50";
    assert_string_equal(ends(street, "0 6, 40 6", "64.99 6, 100 6"), "ends 1 40-65");
    assert_string_equal(ends(street, "0 6, 40 6", "65.01 6, 100 6"), "none 1 40-65");
    /* 24 m along the street and 7 m across are 25 m */
    assert_string_equal(ends(street, "0 6, 40 6", "64 12.99, 100 12.99"), "ends 1 40-64");
    assert_string_equal(ends(street, "0 6, 40 6", "64 13.01, 100 13.01"), "none 1 40-64");
    /* inside of a bend the ends are 9 m apart, the piece is 12 + 13 m long */
    assert_string_equal(ends(bend, "0 6, 38 6", "44 12.99, 44 50"), "ends 1 38-63");
    assert_string_equal(ends(bend, "0 6, 38 6", "44 13.01, 44 50"), "none 1 38-63");
    assert_string_equal(ends(street, "0 6, 40 6", "40.51 6, 100 6"), "ends 1 40-41");
    assert_string_equal(ends(street, "0 6, 40 6", "40.49 6, 100 6"), "");
}

/* One end that meets nothing is enough; where both meet something the piece is a stretch (test_gaps). */
static void sidewalk_ends__one_end_meets_a_path__told(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 -6, 100 -6", "0 6, 40 6", "60 6, 100 6");
    SMALL_ROWS(&w.store, ROLE_FOOTWAY, "40 6, 40 40");
    assert_string_equal(gaps_text(&w), "ends 1 40-60");
    end(&w);
}

/* Along living streets, service streets and alleys no sidewalk is missing. */
static void no_sidewalk__streets_that_need_none__no_gap(void **state)
{
    (void)state;
    static const char *const classes[] = {"living_street", "service", "alley", "residential"};
    for (size_t i = 0; i < 4; i++) {
        struct world w;
        begin(&w);
        SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0");
        SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 -6, 100 -6");
        small_word(&w.store, ROLE_STREET, 0, F_class, classes[i]);
        assert_string_equal(gaps_text(&w), i < 3 ? "" : "none 1 0-100");
        end(&w);
    }
}

static void main_streets(struct world *w, size_t n)
{
    for (size_t row = 0; row < w->store.tables[ROLE_STREET].n; row++) {
        small_word(&w->store, ROLE_STREET, row, F_crossing_expected, row < n ? "yes" : "no");
        small_word(&w->store, ROLE_STREET, row, F_sidewalk_left, "not_applicable");
        small_word(&w->store, ROLE_STREET, row, F_sidewalk_right, "not_applicable");
    }
}

/* GAP_ARM_M: an arm has a crossing within 50 m of the junction, past a plain joint too. */
static void no_crossing__50_m_from_the_junction__has_one(void **state)
{
    (void)state;
    for (int joint = 0; joint < 2; joint++)
        for (int outside = 0; outside < 2; outside++) {
            struct world w;
            double x = outside ? 250.02 : 249.98;
            begin(&w);
            SMALL_ROWS(&w.store, ROLE_STREET, joint ? "0 0, 200 0, 230 0" : "0 0, 200 0, 500 0",
                       joint ? "230 0, 500 0" : "0 300, 9 300", "200 0, 200 90");
            SMALL_ROWS(&w.store, ROLE_CROSSING, small_text("%g -5, %g 5", x, x));
            main_streets(&w, 2);
            assert_string_equal(gaps_text(&w), outside ? "crossing 1 212-212" : "");
            end(&w);
        }
}

/* GAP_AT_JUNCTION_M: where main streets meet every arm needs a crossing; one within 1 m of the junction is one of the arms
 * to both sides. */
static void no_crossing__1_m_from_the_junction__on_both_arms(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct world w;
        double x = outside ? 101.01 : 100.99;
        begin(&w);
        SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0, 200 0", "100 0, 100 90");
        SMALL_ROWS(&w.store, ROLE_CROSSING, small_text("%g -5, %g 5", x, x));
        main_streets(&w, 2);
        assert_string_equal(gaps_text(&w), outside ? "crossing 2 12-12, crossing 1 88-88" : "crossing 2 12-12");
        end(&w);
    }
}

/* APART_COS: arms less than 45 degrees apart are the carriageways of one street, and two arms make no junction. */
static void no_crossing__arms_45_degrees_apart__two(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct world w;
        double half = (outside ? 45.2 : 44.8) / 2 * M_PI / 180;
        begin(&w);
        SMALL_ROWS(&w.store, ROLE_STREET, "-100 0, 0 0", small_text("0 0, %.6f %.6f", 100 * cos(half), 100 * sin(half)),
                   small_text("0 0, %.6f %.6f", 100 * cos(half), -100 * sin(half)));
        main_streets(&w, 3);
        gaps_text(&w);
        assert_int_equal(w.gaps.n, outside ? 3 : 0);
        end(&w);
    }
}

/* LEAST_WALKED: what is walked less than 60 degrees off the street leads along it. LEAST_DRIVEN: a street less than 30
 * degrees off leaves a median. Both from 50 4 on. */
static void beside__60_and_30_degrees__leads_along(void **state)
{
    (void)state;
    for (int driven = 0; driven < 2; driven++)
        for (int outside = 0; outside < 2; outside++) {
            struct world w;
            double angle = ((driven ? 30 : 60) + (outside ? 0.2 : -0.2)) * M_PI / 180;
            const char *other = small_text("50 4, %.6f %.6f", 50 + 14 * cos(angle), 4 + 14 * sin(angle));
            begin(&w);
            SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0", driven ? other : "0 300, 9 300");
            SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 -6, 100 -6");
            SMALL_ROWS(&w.store, ROLE_CROSSING, driven ? "0 310, 9 310" : other);
            small_word(&w.store, ROLE_STREET, 1, F_sidewalk_left, "not_applicable");
            small_word(&w.store, ROLE_STREET, 1, F_sidewalk_right, "not_applicable");
            assert_string_equal(gaps_text(&w), outside  ? "none 1 0-100"
                                               : driven ? "none 1 0-50, none 1 62-100"
                                                        : "none 1 0-50, none 1 57-100");
            end(&w);
        }
}

/* GAP_SLIVER_M: of a stretch over a joint less than 1 m on the next feature is left out. */
static void joint__1_m_beyond_it__a_row(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct world w;
        begin(&w);
        SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 50 0", "50 0, 100 0");
        SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 6, 100 6", outside ? "0 -6, 49.005 -6" : "0 -6, 48.995 -6",
                   "80 -6, 100 -6");
        assert_string_equal(gaps_text(&w), outside ? "none 2 0-30" : "none 1 49-50, none 2 0-30");
        end(&w);
    }
}

/* GAP_ASIDE_M and GAP_RAMP_M: the places of lines that are mere signs. */
static void signs__5_m_aside__1_5_m_long(void **state)
{
    (void)state;
    struct world w;
    double xy[8];
    begin(&w);
    w.store.tables[ROLE_SIDEWALK].supplied = true;
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0");
    assert_string_equal(gaps_text(&w), "none 1 0-100, none 1 0-100");
    assert_float_equal(w.gaps.items[0].at.aside_m[0], 5, 1e-6);
    end(&w);
    begin(&w);
    w.link.ramp_absent = true;
    SMALL_ROWS(&w.store, ROLE_CROSSING, "0 -10, 0 10");
    gaps_text(&w);
    assert_int_equal(w.gaps.n, 2);
    assert_int_equal(gap_line(&w.store, &w.gaps.items[0], xy), 2);
    assert_float_equal(hypot(xy[2] - xy[0], xy[3] - xy[1]), 1.5, 1e-9);
    end(&w);
}

/* ABSENT_STOPS_M and GAP_SLIVER_M of findings: up to 5 m absent stop nobody, and of more what lies beyond a joint counts
 * from 1 m on. */
static void missing_runs__5_m_and_1_m__a_run(void **state)
{
    (void)state;
    static const struct {
        const char *sidewalk;
        size_t n;
    } cases[] = {{"0 6, 94.995 6", 1}, {"0 6, 95 6", 0}, {"0 6, 95.005 6", 0}, {"0 6, 48.995 6", 2}, {"0 6, 49.005 6", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world w;
        struct missing_runs runs = {0};
        begin(&w);
        SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 50 0", "50 0, 100 0");
        SMALL_ROWS(&w.store, ROLE_SIDEWALK, cases[i].sidewalk);
        for (size_t s = 0; s < 2; s++)
            small_word(&w.store, ROLE_STREET, s, F_sidewalk_right, "not_applicable");
        small_link(&w.store, &w.link);
        struct gap_job job = {&w.store, &w.options, &w.gaps};
        assert_true(missing_runs_find(&w.store, &job, &runs));
        assert_int_equal(runs.n, cases[i].n);
        free(runs.items);
        end(&w);
    }
}

/* ---- the network ------------------------------------------------------------------------------ */

#define WITHIN_M 100.0

/* Is the last footway reached from the destination, and how? Crossings and sidewalks may be NULL. */
static const char *reached(const char *destination, const char *first, const char *last, const char *crossing)
{
    static char text[64];
    struct store store;
    struct results results = {0};
    struct network network = {0};
    struct reach_answer answer;
    struct settings options = small_options();
    struct settings reach = {.reach_m = WITHIN_M, .threads = 1};
    rasif_error err = {RASIF_OK, ""};
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_FOOTWAY, first, last);
    SMALL_ROWS(&store, ROLE_DESTINATION, destination);
    if (crossing != NULL)
        SMALL_ROWS(&store, ROLE_CROSSING, crossing);
    small_link(&store, &options);
    small_scores(&store, &results, ROLE_FOOTWAY);
    small_scores(&store, &results, ROLE_CROSSING);
    small_islands(&store, &results, &network);
    assert_int_equal(reach_analyse(&store, &results, 1, NULL, &reach, &network, &err), RASIF_OK);
    reach_of(&store, &network, 0, ROLE_FOOTWAY, 1, &answer);
    snprintf(text, sizeof text, "%s", answer.class == REACH_NULL ? "" : reach_names[answer.class]);
    network_free(&network);
    for (int r = 0; r < ROLE_COUNT; r++)
        free(results.roles[r].scores[0]);
    store_free(&store);
    return text;
}

/* REACH_WITHIN_M is the default of --reach; "within" counts what is exactly as far. */
static void reach__exactly_as_far__within(void **state)
{
    (void)state;
    assert_string_equal(reached("0 0", "0 0, 40 0", "40 0, 100 0", NULL), "yes");
    assert_string_equal(reached("0 0", "0 0, 40 0", "40 0, 100.01 0", NULL), "no");
    assert_true(REACH_WITHIN_M == 400); /* as docs/network.md and the manual say */
}

/* DESTINATION_AWAY_M: a destination belongs to the network when a line is at most 50 m away. */
static void destination__50_m_away__belongs_to_the_network(void **state)
{
    (void)state;
    assert_string_equal(reached("20 49.9", "0 0, 40 0", "40 0, 60 0", NULL), "yes"); /* 49.9 + 20 + 20 m */
    assert_string_equal(reached("20 50.1", "0 0, 40 0", "40 0, 60 0", NULL), "");
}

/* Lines are joined within 0.5 m (--snap): end to end, end to line. LINK_RAMP_M: the end of a crossing to the nearest
 * footway within 5 m. */
static void joined__half_a_metre_and_5_m__one_network(void **state)
{
    (void)state;
    assert_string_equal(reached("0 0", "0 0, 40 0", "40.495 0, 60 0", NULL), "yes");
    assert_string_equal(reached("0 0", "0 0, 40 0", "40.505 0, 60 0", NULL), "none");
    assert_string_equal(reached("0 0", "0 0, 40 0", "20 0.495, 20 30", NULL), "yes");
    assert_string_equal(reached("0 0", "0 0, 40 0", "20 0.505, 20 30", NULL), "none");
    assert_string_equal(reached("0 0", "0 0, 40 0", "0 30, 40 30", "20 4.99, 20 25.01"), "yes");
    assert_string_equal(reached("0 0", "0 0, 40 0", "0 30, 40 30", "20 5.01, 20 25.01"), "none");
    assert_string_equal(reached("0 0", "0 0, 40 0", "0 30, 40 30", "20 4.99, 20 24.99"), "none");
}

/* TERRAIN_SLACK_PCT: 0.5 points over the street are the street's own slope; signs do not matter, and without the street's
 * grade the cause is unknown. */
static void slope__half_a_point_over_the_street__terrain(void **state)
{
    static const struct {
        double slope, ground;
        enum cause cause;
    } cases[] = {{8.5, 8, CAUSE_TERRAIN},  {8.51, 8, CAUSE_DEFECT},    {-8.5, 8, CAUSE_TERRAIN},
                 {8.51, -8, CAUSE_DEFECT}, {8.5, NAN, CAUSE_UNKNOWN}, {NAN, 8, CAUSE_UNKNOWN}};
    const struct rule rule = {.measure = F_running_slope_pct, .terrain = F_street_grade_pct};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 9 0");
        small_real(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, cases[i].slope);
        small_real(&store, ROLE_SIDEWALK, 0, F_street_grade_pct, cases[i].ground);
        assert_int_equal(terrain_cause(&store.tables[ROLE_SIDEWALK], &rule, 0), cases[i].cause);
        store_free(&store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slope__half_a_point_over_the_street__terrain),
        cmocka_unit_test(no_sidewalk__5_m__a_gap),
        cmocka_unit_test(sidewalk_ends__25_m__a_stretch),
        cmocka_unit_test(sidewalk_ends__one_end_meets_a_path__told),
        cmocka_unit_test(no_sidewalk__streets_that_need_none__no_gap),
        cmocka_unit_test(no_crossing__50_m_from_the_junction__has_one),
        cmocka_unit_test(no_crossing__1_m_from_the_junction__on_both_arms),
        cmocka_unit_test(no_crossing__arms_45_degrees_apart__two),
        cmocka_unit_test(beside__60_and_30_degrees__leads_along),
        cmocka_unit_test(joint__1_m_beyond_it__a_row),
        cmocka_unit_test(signs__5_m_aside__1_5_m_long),
        cmocka_unit_test(missing_runs__5_m_and_1_m__a_run),
        cmocka_unit_test(reach__exactly_as_far__within),
        cmocka_unit_test(destination__50_m_away__belongs_to_the_network),
        cmocka_unit_test(joined__half_a_metre_and_5_m__one_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
