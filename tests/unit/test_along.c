/* SPDX-License-Identifier: MIT
 *
 * What is measured along the network, on small ones drawn for it: where tactile guidance stops, how
 * far it is to where one can pass, the way round steps. Figures are worked out on paper. */
#include "geo/centre.h"
#include "measure/measure.h"
#include "small_store.h"

static void measure_field(struct store *store, enum field_id field, bool drawn_is_all)
{
    struct settings links = small_options();
    struct settings options = {.sidewalk_absent = drawn_is_all};
    struct wanted wanted = {.without_surveys = false};
    rasif_error err = {RASIF_OK, ""};
    small_want(&wanted, F_ends_without_ramp);
    small_want(&wanted, F_clear_width_m);
    small_want(&wanted, field);
    if (centre_lines(store, 1, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    small_link(store, &links);
    if (measure_all(store, &options, &wanted, &err) != RASIF_OK)
        fail_msg("%s", err.message);
}

static void assert_value(const struct store *store, enum role role, size_t row, enum field_id field,
                         double expected, enum origin origin)
{
    double value = element_real(&store->tables[role], field, row);
    enum origin found = element_origin(&store->tables[role], field, row);
    if (isnan(expected) ? !isnan(value) : !(fabs(value - expected) < 1e-3))
        fail_msg("%s of %s %zu is %.9g, not %.9g", fields[field].name, roles[role].name, row + 1,
                 value, expected);
    if (!isnan(expected) && found != origin)
        fail_msg("%s of %s %zu is %s, not %s", fields[field].name, roles[role].name, row + 1,
                 origin_names[found], origin_names[origin]);
}

/* ---- tactile guidance ---------------------------------------------------------------------- */

#define GUIDED(store, row) small_word((store), ROLE_SIDEWALK, (row), F_tactile_guidance, "yes")
#define BARE(store, row) small_word((store), ROLE_SIDEWALK, (row), F_tactile_guidance, "no")

static void assert_stops(const struct store *store, size_t row, double expected)
{
    assert_value(store, ROLE_SIDEWALK, row, F_guidance_stops, expected, ORIGIN_GEOMETRY);
}

/* A chain of four: guided, guided, none, unknown. The second stops at x = 100. */
static void guidance__along_a_chain__stops_where_none_goes_on(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 50 0", "100 0, 50 0", "100 0, 150 0", "150 0, 200 0");
    GUIDED(&store, 0);
    GUIDED(&store, 1);
    BARE(&store, 2);
    measure_field(&store, F_guidance_stops, true);
    assert_stops(&store, 0, 0);
    assert_stops(&store, 1, 1);
    assert_stops(&store, 2, NAN); /* asked only of what is guided */
    assert_stops(&store, 3, NAN);
    const struct column *stops = store.tables[ROLE_SIDEWALK].columns[F_guidance_stops];
    const double *place = column_place(stops, 1);
    assert_true(place[0] == 100 && place[1] == 0);
    assert_null(column_place(stops, 0));
    store_free(&store);
}

/* Both ends meet others: of one nothing is known; a fork of which one branch is guided. */
static void guidance__what_is_unknown__decides_nothing(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 50 0", "50 0, 90 0", "0 0, 0 40", "0 40, 0 90",
               "0 40, 40 40", "0 90, 0 120", "0 90, 30 90");
    GUIDED(&store, 0); /* meets an unknown one at one end, a guided one at the other */
    GUIDED(&store, 2); /* goes on into 3; 4 is none */
    GUIDED(&store, 3); /* meets none and an unknown one */
    BARE(&store, 4);
    BARE(&store, 5);
    measure_field(&store, F_guidance_stops, true);
    assert_stops(&store, 0, NAN);
    assert_stops(&store, 2, 0);
    assert_stops(&store, 3, NAN);
    store_free(&store);
}

/* One end at which it stops decides, whatever the other is. */
static void guidance__stops_at_one_end__counts_beside_an_unknown_one(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 50 0", "50 0, 90 0", "0 0, 0 40");
    GUIDED(&store, 0);
    BARE(&store, 1);
    measure_field(&store, F_guidance_stops, true);
    assert_stops(&store, 0, 1);
    store_free(&store);
}

/* It may end at a crossing, at steps, around the corner of a junction, and where nothing goes on.
 */
static void guidance__what_it_leads_to__is_no_stop(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 200 0", "100 0, 100 100");
    small_word(&store, ROLE_STREET, 2, F_class, "residential");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 40 6", "40 6, 92 6", "92 10, 92 90", "300 0, 340 0",
               "340 0, 380 0");
    SMALL_ROWS(&store, ROLE_CROSSING, "40 6, 40 -6");
    SMALL_ROWS(&store, ROLE_STEPS, "340 0, 340 20");
    GUIDED(&store, 0); /* to the crossing */
    BARE(&store, 1);
    GUIDED(&store, 2); /* the corner of the junction at 100 0, where 1 ends, too */
    GUIDED(&store, 3); /* to the steps */
    BARE(&store, 4);
    measure_field(&store, F_guidance_stops, true);
    assert_stops(&store, 0, 0);
    assert_stops(&store, 2, 0);
    assert_stops(&store, 3, 0);
    store_free(&store);
}

/* ---- places to pass ------------------------------------------------------------------------ */

static void assert_pass(const struct store *store, size_t row, double expected, double within,
                        enum origin origin)
{
    double value = element_real(&store->tables[ROLE_SIDEWALK], F_passing_interval_m, row);
    if (!isnan(expected) && fabs(value - expected) < within)
        expected = value;
    assert_value(store, ROLE_SIDEWALK, row, F_passing_interval_m, expected, origin);
}

/* Of lines only the least width is known: wide ones let pass anywhere, narrow ones nowhere at
 * worst. */
static void passing__lines__at_most_to_the_next_wide_ones(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 20 0", "20 0, 60 0", "60 0, 90 0", "20 0, 20 30",
               "300 0, 340 0", "340 0, 350 0", "60 0, 60 40");
    small_real(&store, ROLE_SIDEWALK, 0, F_clear_width_m, 1.6);
    small_real(&store, ROLE_SIDEWALK, 1, F_clear_width_m, 1.3); /* between a wide one and 2 */
    small_real(&store, ROLE_SIDEWALK, 2, F_clear_width_m, 1.4); /* its end is 30 m from one  */
    small_real(&store, ROLE_SIDEWALK, 3, F_clear_width_m, 1.4);
    small_real(&store, ROLE_SIDEWALK, 3, F_passing_interval_m, 12);
    small_real(&store, ROLE_SIDEWALK, 4, F_clear_width_m, 1.2); /* nothing wide anywhere     */
    small_real(&store, ROLE_SIDEWALK, 6, F_clear_width_m, 2);
    measure_field(&store, F_passing_interval_m, true);
    assert_pass(&store, 0, NAN, 0, ORIGIN_SURVEYED);
    assert_pass(&store, 1, 40, 1e-3, ORIGIN_BOUND);
    assert_pass(&store, 2, 60, 1e-3, ORIGIN_BOUND);
    assert_pass(&store, 3, 12, 1e-9, ORIGIN_SURVEYED);
    assert_pass(&store, 4, NAN, 0, ORIGIN_SURVEYED);
    store_free(&store);
}

/* 3 m wide, from 20 to 50 only 0.9 m: a circle of 1.525 m fits 0.616 m before the corners of the
 * neck. Twice: the other way round, and with nothing but the neck. */
static void passing__area_with_a_neck__is_as_long_as_no_circle_fits(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(
        &store, ROLE_SIDEWALK,
        "AREA 0 -1.5, 20 -1.5, 20 -0.45, 50 -0.45, 50 -1.5, 70 -1.5, 70 1.5, 50 1.5, 50 0.45, "
        "20 0.45, 20 1.5, 0 1.5, 0 -1.5",
        "AREA 0 98, 80 98, 80 99, 0 99, 0 98", "AREA 0 200, 80 200, 80 203, 0 203, 0 200");
    measure_field(&store, F_passing_interval_m, true);
    assert_pass(&store, 0, 30 + 2 * 0.6156, 0.1, ORIGIN_GEOMETRY);
    assert_pass(&store, 1, 80, 0.1, ORIGIN_AT_LEAST); /* beyond its ends nothing is drawn */
    assert_pass(&store, 2, NAN, 0, ORIGIN_SURVEYED);
    const double *place =
        column_place(store.tables[ROLE_SIDEWALK].columns[F_passing_interval_m], 0);
    assert_true(hypot(place[0] - 35, place[1]) < 0.5);
    store_free(&store);
}

/* Two narrow areas in a row, each 30 m: 60 m from wide to wide, for both. With an unknown line in
 * place of the second wide one, nothing changes on the first, whose way back is the shorter one;
 * from the far end of the other it may be 60 m back. */
static void passing__areas_in_a_row__go_on_over_their_ends(void **state)
{
    (void)state;
    for (int known = 0; known < 2; known++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_SIDEWALK, "AREA 0 -0.5, 30 -0.5, 30 0.5, 0 0.5, 0 -0.5",
                   "AREA 30 -0.5, 60 -0.5, 60 0.5, 30 0.5, 30 -0.5", "-40 0, 0 0", "60 0, 90 0");
        small_real(&store, ROLE_SIDEWALK, 2, F_clear_width_m, 2);
        if (known)
            small_real(&store, ROLE_SIDEWALK, 3, F_clear_width_m, 1.8);
        measure_field(&store, F_passing_interval_m, true);
        assert_pass(&store, 0, 60, 0.1, ORIGIN_GEOMETRY);
        assert_pass(&store, 1, known ? 60 : 120, 0.1, known ? ORIGIN_GEOMETRY : ORIGIN_BOUND);
        store_free(&store);
    }
}

/* 2.2 m wide, a kiosk of 1 m in the middle: 0.6 m on either side, for 1 m. */
static void passing__beside_a_thing__is_too_narrow(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "AREA 0 0, 40 0, 40 2.2, 0 2.2, 0 0");
    SMALL_ROWS(&store, ROLE_OBSTACLE, "20 1.1");
    small_real(&store, ROLE_OBSTACLE, 0, F_diameter_m, 1);
    measure_field(&store, F_passing_interval_m, true);
    assert_pass(&store, 0, 1, 0.05, ORIGIN_GEOMETRY);
    store_free(&store);
}

/* ---- the way round steps ------------------------------------------------------------------- */

static void assert_round(const struct store *store, size_t row, double expected, enum origin origin)
{
    assert_value(store, ROLE_STEPS, row, F_step_free_way_m, expected, origin);
}

/* Steps of 20 m from 0 0 to 0 20; round them 40 + 20 + 40 m over three pavements. */
static void begin_round(struct store *store)
{
    small_begin(store);
    SMALL_ROWS(store, ROLE_STEPS, "0 0, 0 20");
    SMALL_ROWS(store, ROLE_SIDEWALK, "0 0, 40 0", "40 0, 40 20", "40 20, 0 20", "0 0, 0 -50");
}

static void way_round__obstacles_known__is_the_way(void **state)
{
    (void)state;
    for (int known = 0; known < 2; known++) {
        struct store store;
        begin_round(&store);
        small_word(&store, ROLE_SIDEWALK, 0, F_obstacles, "none");
        small_word(&store, ROLE_SIDEWALK, 1, F_obstacles, "tree");
        if (known)
            small_word(&store, ROLE_SIDEWALK, 2, F_obstacles, "none");
        measure_field(&store, F_step_free_way_m, true);
        assert_round(&store, 0, 100, known ? ORIGIN_GEOMETRY : ORIGIN_AT_LEAST);
        store_free(&store);
    }
}

/* A step on the way, or no way: at least 500 m. What may only be missing from a map is unknown. */
static void way_round__none_drawn__at_least_what_was_searched(void **state)
{
    (void)state;
    for (int drawn_is_all = 0; drawn_is_all < 2; drawn_is_all++) {
        struct store store;
        begin_round(&store);
        small_word(&store, ROLE_SIDEWALK, 1, F_obstacles, "step");
        measure_field(&store, F_step_free_way_m, drawn_is_all != 0);
        assert_round(&store, 0, drawn_is_all ? 500 : NAN, ORIGIN_AT_LEAST);
        store_free(&store);
    }
}

/* Two flights with a landing between them are one; a pavement that begins there parts them. */
static void way_round__flights_in_a_row__are_one(void **state)
{
    (void)state;
    for (int landing = 0; landing < 2; landing++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STEPS, "0 0, 0 10", "0 20, 0 10");
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 40 0, 40 20, 0 20",
                   landing ? "0 10, -9 10" : "300 0, 309 0");
        small_word(&store, ROLE_SIDEWALK, 0, F_obstacles, "none");
        measure_field(&store, F_step_free_way_m, true);
        for (size_t row = 0; row < 2; row++)
            assert_round(&store, row, landing ? 500 : 100,
                         landing ? ORIGIN_AT_LEAST : ORIGIN_GEOMETRY);
        store_free(&store);
    }
}

/* Steps shorter than the snap distance begin and end at one node: that is no way round. */
static void way_round__ends_that_meet__have_none(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STEPS, "0 0, 0 0.4");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "-20 0, 0 0", "0 0.4, 20 0.4");
    measure_field(&store, F_step_free_way_m, true);
    assert_round(&store, 0, NAN, ORIGIN_SURVEYED);
    store_free(&store);
}

/* Over a crossing: known when its kerbs are. Under a footbridge nobody asked about: not at all. */
static void way_round__over_a_crossing__kerbs_have_to_be_known(void **state)
{
    (void)state;
    static const struct {
        bool ramps, bridge;
        double expected;
        enum origin origin;
    } cases[] = {{true, false, 60, ORIGIN_GEOMETRY},
                 {false, false, 60, ORIGIN_AT_LEAST},
                 {true, true, 500, ORIGIN_AT_LEAST}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "-100 10, 100 10");
        SMALL_ROWS(&store, ROLE_STEPS, "0 0, 0 20");
        SMALL_ROWS(&store, ROLE_SIDEWALK, "-50 0, 50 0", "-50 20, 50 20");
        SMALL_ROWS(&store, ROLE_CROSSING, "20 0, 20 20");
        if (cases[i].ramps)
            SMALL_ROWS(&store, ROLE_RAMP, "20 0", "20 20");
        for (size_t row = 0; cases[i].ramps && row < 2; row++)
            small_word(&store, ROLE_RAMP, row, F_kerb, "lowered");
        if (cases[i].bridge)
            small_word(&store, ROLE_CROSSING, 0, F_structure, "footbridge");
        small_word(&store, ROLE_SIDEWALK, 0, F_obstacles, "none");
        small_word(&store, ROLE_SIDEWALK, 1, F_obstacles, "none");
        measure_field(&store, F_step_free_way_m, true);
        assert_round(&store, 0, cases[i].expected, cases[i].origin);
        store_free(&store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guidance__along_a_chain__stops_where_none_goes_on),
        cmocka_unit_test(guidance__what_is_unknown__decides_nothing),
        cmocka_unit_test(guidance__stops_at_one_end__counts_beside_an_unknown_one),
        cmocka_unit_test(guidance__what_it_leads_to__is_no_stop),
        cmocka_unit_test(passing__lines__at_most_to_the_next_wide_ones),
        cmocka_unit_test(passing__area_with_a_neck__is_as_long_as_no_circle_fits),
        cmocka_unit_test(passing__areas_in_a_row__go_on_over_their_ends),
        cmocka_unit_test(passing__beside_a_thing__is_too_narrow),
        cmocka_unit_test(way_round__obstacles_known__is_the_way),
        cmocka_unit_test(way_round__none_drawn__at_least_what_was_searched),
        cmocka_unit_test(way_round__flights_in_a_row__are_one),
        cmocka_unit_test(way_round__ends_that_meet__have_none),
        cmocka_unit_test(way_round__over_a_crossing__kerbs_have_to_be_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
