/* SPDX-License-Identifier: MIT
 *
 * measure/: every row of measures.def against numbers worked out on paper. The street runs along
 * the x axis; crossings go over it at x = 50 from y = -12 to y = 12. */
#include "measure/measure.h"
#include "small_store.h"

static void measure_with(struct store *store, bool crossing_absent)
{
    struct settings links = small_options();
    struct settings options = {.sidewalk_absent = true, .crossing_absent = crossing_absent};
    struct wanted wanted = {.without_surveys = false};
    rasif_error err = {RASIF_OK, ""};
    small_want_all(&wanted);
    small_link(store, &links);
    if (measure_all(store, &options, &wanted, &err) != RASIF_OK)
        fail_msg("%s", err.message);
}

static void assert_measure(const struct store *store, enum role role, size_t row,
                           enum field_id field, double expected, enum origin origin)
{
    double value = element_real(&store->tables[role], field, row);
    enum origin found = element_origin(&store->tables[role], field, row);
    if (isnan(expected) ? !isnan(value) : !(fabs(value - expected) < 1e-9))
        fail_msg("%s of %s %zu is %.17g, not %.17g", fields[field].name, roles[role].name, row + 1,
                 value, expected);
    if (!isnan(expected) && found != origin)
        fail_msg("%s of %s %zu is %s, not %s", fields[field].name, roles[role].name, row + 1,
                 origin_names[found], origin_names[origin]);
}

static void begin(struct store *store)
{
    small_begin(store);
    SMALL_ROWS(store, ROLE_STREET, "0 0, 100 0");
}

/* ---- walked on ----------------------------------------------------------------------------- */

static void length__surveyed_wins_else_the_line(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 30 6, 30 46", "0 9, 10 9",
               "AREA 0 20, 30 20, 30 22, 0 22, 0 20");
    small_real(&store, ROLE_SIDEWALK, 1, F_length_m, 12.5);
    measure_with(&store, true);
    assert_measure(&store, ROLE_SIDEWALK, 0, F_length_m, 70, ORIGIN_GEOMETRY);
    assert_measure(&store, ROLE_SIDEWALK, 1, F_length_m, 12.5, ORIGIN_SURVEYED);
    /* the helper gives polygons their perimeter; what counts here is that it is only a bound */
    assert_measure(&store, ROLE_SIDEWALK, 2, F_length_m, 64, ORIGIN_BOUND);
    store_free(&store);
}

static void slope__copied_from_the_street_it_follows_longest(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 300 0", "0 500, 100 500");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "60 6, 280 6", "0 -6, 90 -6", "0 900, 50 900");
    small_real(&store, ROLE_STREET, 0, F_street_grade_pct, 3);
    small_real(&store, ROLE_STREET, 1, F_street_grade_pct, 7);
    small_real(&store, ROLE_SIDEWALK, 1, F_running_slope_pct, 9);
    measure_with(&store, true);
    assert_measure(&store, ROLE_SIDEWALK, 0, F_street_grade_pct, 7, ORIGIN_LINKED);
    assert_measure(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, 7, ORIGIN_LINKED);
    assert_measure(&store, ROLE_SIDEWALK, 1, F_street_grade_pct, 3, ORIGIN_LINKED);
    assert_measure(&store, ROLE_SIDEWALK, 1, F_running_slope_pct, 9, ORIGIN_SURVEYED);
    assert_measure(&store, ROLE_SIDEWALK, 2, F_running_slope_pct, NAN, ORIGIN_SURVEYED);
    store_free(&store);
}

/* The longest street has no grade: nothing is known, the shorter one does not stand in. */
static void slope__longest_street_without_grade__is_null(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 300 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "60 6, 280 6");
    small_real(&store, ROLE_STREET, 0, F_street_grade_pct, 3);
    measure_with(&store, true);
    assert_measure(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, NAN, ORIGIN_SURVEYED);
    store_free(&store);
}

/* Two pavements that meet at a corner, a seat at 30 of the first; a third that nothing joins. To the
 * far end of the second and back it is 2 x (70 + 40) m; on the first, to the corner and back. */
static void seats__round_a_corner__along_the_network(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 306, 100 306", "100 306, 100 346", "0 500, 50 500");
    SMALL_ROWS(&store, ROLE_SEAT, "30 308");
    measure_with(&store, true);
    assert_measure(&store, ROLE_SIDEWALK, 0, F_seat_interval_m, 140, ORIGIN_GEOMETRY);
    assert_measure(&store, ROLE_SIDEWALK, 1, F_seat_interval_m, 220, ORIGIN_GEOMETRY);
    assert_measure(&store, ROLE_SIDEWALK, 2, F_seat_interval_m, NAN, ORIGIN_SURVEYED);
    store_free(&store);
}

/* Seats at 10, 50 and 90 of 100 m: 40 m apart; without the middle one 80 m. Round a block of
 * 4 x 100 m with one seat one comes back to it after 400 m; from the middle of the side beside it
 * the shorter way leads back. */
static void seats__between_seats_and_round_a_block(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 306, 100 306", "0 400, 100 400", "500 300, 600 300",
               "600 300, 600 400", "600 400, 500 400", "500 400, 500 300");
    SMALL_ROWS(&store, ROLE_SEAT, "10 306", "50 306", "90 306", "10 401", "90 401", "550 301");
    measure_with(&store, true);
    assert_measure(&store, ROLE_SIDEWALK, 0, F_seat_interval_m, 40, ORIGIN_GEOMETRY);
    assert_measure(&store, ROLE_SIDEWALK, 1, F_seat_interval_m, 80, ORIGIN_GEOMETRY);
    assert_measure(&store, ROLE_SIDEWALK, 4, F_seat_interval_m, 400, ORIGIN_GEOMETRY);
    assert_measure(&store, ROLE_SIDEWALK, 3, F_seat_interval_m, 300, ORIGIN_GEOMETRY);
    store_free(&store);
}

static void seats__largest_gap_between_neighbours(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 100 6", "0 -6, 100 -6", "0 30, 100 30");
    SMALL_ROWS(&store, ROLE_SEAT, "80 8", "10 6", "35 10.9", "50 11.1", "20 -6");
    measure_with(&store, true);
    assert_measure(&store, ROLE_SIDEWALK, 0, F_seat_interval_m, 45, ORIGIN_GEOMETRY);
    assert_measure(&store, ROLE_SIDEWALK, 1, F_seat_interval_m, 160, ORIGIN_GEOMETRY);
    assert_measure(&store, ROLE_SIDEWALK, 2, F_seat_interval_m, NAN, ORIGIN_SURVEYED);
    store_free(&store);
}

/* Where unmapped sidewalks are unknown, so may seats be: the gap is at most that. */
static void seats__a_map_that_may_lack_some__upper_bound(void **state)
{
    (void)state;
    struct store store;
    struct settings links = small_options();
    struct settings options = {.sidewalk_absent = false};
    struct wanted wanted = {.without_surveys = false};
    rasif_error err = {RASIF_OK, ""};
    small_want(&wanted, F_seat_interval_m);
    begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 100 6");
    SMALL_ROWS(&store, ROLE_SEAT, "0 6", "100 6");
    small_link(&store, &links);
    assert_int_equal(measure_all(&store, &options, &wanted, &err), RASIF_OK);
    assert_measure(&store, ROLE_SIDEWALK, 0, F_seat_interval_m, 100, ORIGIN_BOUND);
    store_free(&store);
}

static void step_free__of_steps__null_where_not_said(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "0 50, 20 50");
    SMALL_ROWS(&store, ROLE_STEPS, "0 100, 9 100", "0 110, 9 110", "0 120, 9 120",
               "0 130, 9 130");
    small_word(&store, ROLE_STREET, 1, F_class, "steps");
    small_word(&store, ROLE_STEPS, 1, F_ramp_alternative, "yes");
    small_word(&store, ROLE_STEPS, 2, F_ramp_alternative, "no");
    small_word(&store, ROLE_STEPS, 3, F_ramp_alternative, "unclear");
    measure_with(&store, true);
    /* The survey asked for a ramp and got no answer for the first flight. */
    static const unsigned expected[] = {0, YES_NO_YES, YES_NO_NO, 0};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(element_code(&store.tables[ROLE_STEPS], F_step_free, i), expected[i]);
    assert_int_equal(element_code(&store.tables[ROLE_STREET], F_step_free, 0), 0);
    /* Nobody asked for ramps of streets: steps are steps. */
    assert_int_equal(element_code(&store.tables[ROLE_STREET], F_step_free, 1), YES_NO_NO);
    store_free(&store);
}

/* ---- crossings ----------------------------------------------------------------------------- */

static void crossing__words__structure_and_marked(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    SMALL_ROWS(&store, ROLE_CROSSING, "10 -12, 10 12", "50 -12, 50 12", "90 -12, 90 12");
    small_word(&store, ROLE_CROSSING, 1, F_structure, "underpass");
    small_word(&store, ROLE_CROSSING, 1, F_markings, "no");
    small_word(&store, ROLE_CROSSING, 2, F_markings, "zebra");
    measure_with(&store, true);
    const struct elements *e = &store.tables[ROLE_CROSSING];
    /* a column in our own names: the empty cells are questions without an answer */
    static const unsigned structures[] = {0, STRUCTURE_UNDERPASS, 0};
    static const unsigned marked[] = {0, YES_NO_NO, YES_NO_YES};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(element_code(e, F_structure, i), structures[i]);
        assert_int_equal(element_code(e, F_marked, i), marked[i]);
    }
    store_free(&store);
}

static void crossing__from_its_streets__the_largest_value(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 5, 100 5", "0 -5, 100 -5");
    SMALL_ROWS(&store, ROLE_CROSSING, "10 -12, 10 12", "50 -12, 50 12");
    small_real(&store, ROLE_STREET, 0, F_lanes, 2);
    small_real(&store, ROLE_STREET, 1, F_lanes, 3);
    small_real(&store, ROLE_STREET, 0, F_street_grade_pct, -6);
    small_real(&store, ROLE_STREET, 1, F_street_grade_pct, 2);
    small_real(&store, ROLE_CROSSING, 1, F_lanes, 4);
    measure_with(&store, true);
    assert_measure(&store, ROLE_CROSSING, 0, F_lanes, 3, ORIGIN_LINKED);
    assert_measure(&store, ROLE_CROSSING, 1, F_lanes, 4, ORIGIN_SURVEYED);
    assert_measure(&store, ROLE_CROSSING, 0, F_street_grade_pct, 6, ORIGIN_LINKED);
    store_free(&store);
}

/* How far one walks at a stretch; kerbs as given, carriageway 14 m, the line 24 m. */
static void stage__what_is_known__decides(void **state)
{
    (void)state;
    static const struct {
        bool width, kerbs, island_kerbs, island;
        double island_m, expected;
        enum origin origin;
    } cases[] = {
        {true, false, false, false, NAN, 14, ORIGIN_GEOMETRY},
        {false, false, false, false, NAN, 24, ORIGIN_BOUND},
        {false, true, false, false, NAN, 20, ORIGIN_GEOMETRY}, /* kerbs at -10 and 10 */
        {true, true, false, false, NAN, 14, ORIGIN_GEOMETRY},  /* the width is better than ramps */
        {true, false, false, true, 2, 6, ORIGIN_GEOMETRY},     /* (14 - 2) / 2 */
        {true, false, false, true, NAN, 14, ORIGIN_BOUND},     /* an island somewhere: less than all */
        {false, true, false, true, NAN, 20, ORIGIN_BOUND},
        {true, true, true, true, 2, 12, ORIGIN_GEOMETRY}, /* -10 to 1, 2 to 10... */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store store;
        begin(&store);
        SMALL_ROWS(&store, ROLE_CROSSING, "50 -12, 50 12");
        if (cases[i].island_kerbs)
            SMALL_ROWS(&store, ROLE_RAMP, "50 -10", "50 10", "50 2", "50 3.5");
        else if (cases[i].kerbs)
            SMALL_ROWS(&store, ROLE_RAMP, "50 -10", "50 10");
        if (cases[i].width)
            small_real(&store, ROLE_STREET, 0, F_carriageway_width_m, 14);
        small_word(&store, ROLE_CROSSING, 0, F_island, cases[i].island ? "yes" : "no");
        small_real(&store, ROLE_CROSSING, 0, F_island_length_m, cases[i].island_m);
        small_real(&store, ROLE_CROSSING, 0, F_clearance_s, 8);
        measure_with(&store, true);
        assert_measure(&store, ROLE_CROSSING, 0, F_crossing_stage_m, cases[i].expected,
                       cases[i].origin);
        assert_measure(&store, ROLE_CROSSING, 0, F_clearance_speed_m_s, cases[i].expected / 8,
                       cases[i].origin);
        store_free(&store);
    }
}

static void ends_without_ramp__counted_or_null(void **state)
{
    (void)state;
    struct settings unknown = small_options();
    struct settings options = {.crossing_absent = true};
    rasif_error err = {RASIF_OK, ""};
    struct wanted wanted = {.without_surveys = false};
    small_want(&wanted, F_ends_without_ramp);
    unknown.ramp_absent = false;
    for (int absent = 0; absent < 2; absent++) {
        struct store store;
        begin(&store);
        SMALL_ROWS(&store, ROLE_CROSSING, "10 -12, 10 12", "50 -12, 50 12", "90 -12, 90 12");
        SMALL_ROWS(&store, ROLE_RAMP, "10 -12", "10 12", "50 -12");
        unknown.ramp_absent = absent;
        small_link(&store, &unknown);
        assert_int_equal(measure_all(&store, &options, &wanted, &err), RASIF_OK);
        assert_measure(&store, ROLE_CROSSING, 0, F_ends_without_ramp, 0, ORIGIN_GEOMETRY);
        assert_measure(&store, ROLE_CROSSING, 1, F_ends_without_ramp, absent ? 1 : NAN,
                       ORIGIN_GEOMETRY);
        assert_measure(&store, ROLE_CROSSING, 2, F_ends_without_ramp, absent ? 2 : NAN,
                       ORIGIN_GEOMETRY);
        assert_null(store.tables[ROLE_CROSSING].columns[F_crossing_stage_m]); /* nobody wanted it */
        store_free(&store);
    }
}

/* ---- streets ------------------------------------------------------------------------------- */

static void crossings__expected_on_major_streets(void **state)
{
    (void)state;
    static const struct {
        const char *class;
        double lanes, speed;
        unsigned expected; /* 0 = not known: lanes or speed may make it a major street */
    } cases[] = {{"trunk", NAN, NAN, YES_NO_YES},     {"tertiary_link", NAN, NAN, YES_NO_YES},
                 {"residential", 2, 40, YES_NO_NO},   {"residential", 3, 40, YES_NO_YES},
                 {"residential", 2, 50, YES_NO_YES},  {"residential", NAN, 50, YES_NO_YES},
                 {"residential", 2, NAN, 0},          {"residential", NAN, 40, 0},
                 {"unclassified", NAN, NAN, 0},       {NULL, NAN, NAN, 0},
                 {NULL, 2, 40, 0},                    {NULL, 4, NAN, YES_NO_YES},
                 {"service", 2.9, 49.9, YES_NO_NO},   {"secondary_link", 1, 20, YES_NO_YES},
                 {"pedestrian", 4, 80, YES_NO_NO},    {"pedestrian", NAN, NAN, YES_NO_NO}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int absent = 0; absent < 2; absent++) {
            struct store store;
            begin(&store);
            if (cases[i].class != NULL)
                small_word(&store, ROLE_STREET, 0, F_class, cases[i].class);
            small_real(&store, ROLE_STREET, 0, F_lanes, cases[i].lanes);
            small_real(&store, ROLE_STREET, 0, F_maxspeed_kmh, cases[i].speed);
            measure_with(&store, absent);
            assert_int_equal(element_code(&store.tables[ROLE_STREET], F_crossing_expected, 0),
                             cases[i].expected);
            assert_measure(&store, ROLE_STREET, 0, F_crossings_missing,
                           cases[i].expected != YES_NO_NO && absent ? 1 : NAN, ORIGIN_GEOMETRY);
            store_free(&store);
        }
}

static void crossings__own_or_neighbours__are_not_missing(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 200 0", "200 0, 300 0", "100 0, 0 0");
    SMALL_ROWS(&store, ROLE_CROSSING, "50 -12, 50 12");
    for (size_t i = 0; i < 4; i++)
        small_word(&store, ROLE_STREET, i, F_class, i == 1 ? "secondary" : "primary");
    measure_with(&store, true);
    static const double missing[] = {0, 0, 1, 0}; /* the last is the first, drawn backwards */
    for (size_t i = 0; i < 4; i++)
        assert_measure(&store, ROLE_STREET, i, F_crossings_missing, missing[i], ORIGIN_GEOMETRY);
    store_free(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(length__surveyed_wins_else_the_line),
        cmocka_unit_test(slope__copied_from_the_street_it_follows_longest),
        cmocka_unit_test(slope__longest_street_without_grade__is_null),
        cmocka_unit_test(seats__largest_gap_between_neighbours),
        cmocka_unit_test(seats__a_map_that_may_lack_some__upper_bound),
        cmocka_unit_test(seats__round_a_corner__along_the_network),
        cmocka_unit_test(seats__between_seats_and_round_a_block),
        cmocka_unit_test(step_free__of_steps__null_where_not_said),
        cmocka_unit_test(crossing__words__structure_and_marked),
        cmocka_unit_test(crossing__from_its_streets__the_largest_value),
        cmocka_unit_test(stage__what_is_known__decides),
        cmocka_unit_test(ends_without_ramp__counted_or_null),
        cmocka_unit_test(crossings__expected_on_major_streets),
        cmocka_unit_test(crossings__own_or_neighbours__are_not_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
