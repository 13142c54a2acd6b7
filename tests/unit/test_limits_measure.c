/* SPDX-License-Identifier: MIT
 *
 * Distances, slopes and shares of geo/, measure/ and rule/ (docs/data-model.md, docs/scoring.md): one case just inside and
 * one just outside of each. */
#include "geo/centre.h"
#include "geo/stretches.h"
#include "measure/measure.h"
#include "measure/per_profile.h"
#include "rule/range.h"
#include "small_store.h"

static void measure(struct store *store)
{
    struct settings links = small_options();
    struct settings options = {.sidewalk_absent = true, .threads = 1};
    struct wanted wanted = {.without_surveys = false};
    rasif_error err = {RASIF_OK, ""};
    small_want_all(&wanted);
    if (centre_lines(store, 1, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    small_link(store, &links);
    if (measure_all(store, &options, &wanted, &err) != RASIF_OK)
        fail_msg("%s", err.message);
}

/* ---- along the network ------------------------------------------------------------------------ */

/* SEAT_REACH_M: a seat within 5 m of a line stands on it. */
static void seat__5_m_beside_the_line__stands_on_it(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 100 0");
        SMALL_ROWS(&store, ROLE_SEAT, outside ? "0 5.01" : "0 4.99", "100 0");
        measure(&store);
        double interval = element_real(&store.tables[ROLE_SIDEWALK], F_seat_interval_m, 0);
        assert_float_equal(interval, outside ? 200 : 100, 1e-3);
        store_free(&store);
    }
}

/* ROUND_MOST_M: the way round a flight of steps is told up to 500 m; a longer one is "at least 500 m". */
static void way_round__500_m__is_told(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        double x = outside ? 240.1 : 239.9; /* 2 * x + 20 */
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STEPS, "0 0, 0 20");
        SMALL_ROWS(&store, ROLE_SIDEWALK, small_text("0 0, %g 0, %g 20, 0 20", x, x));
        small_word(&store, ROLE_SIDEWALK, 0, F_obstacles, "none");
        measure(&store);
        const struct elements *steps = &store.tables[ROLE_STEPS];
        assert_float_equal(element_real(steps, F_step_free_way_m, 0), outside ? 500 : 499.8, 1e-3);
        assert_int_equal(element_origin(steps, F_step_free_way_m, 0), outside ? ORIGIN_AT_LEAST : ORIGIN_GEOMETRY);
        store_free(&store);
    }
}

/* PASSING_FARTHEST_M: from the dead end of a narrow line two can pass x m on; farther than 500 m there is no such place.
 * PASS_M: one can pass where it is 1.525 m wide. */
static void passing__500_m_to_a_wide_place__is_told(void **state)
{
    (void)state;
    static const struct {
        double x, width;
        bool told;
    } cases[] = {{499.9, 1.53, true}, {500.1, 1.53, false}, {100, 1.5251, true}, {100, 1.5249, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 10 0", small_text("10 0, %g 0", cases[i].x),
                   small_text("%g 0, %g 0", cases[i].x, cases[i].x + 20));
        small_real(&store, ROLE_SIDEWALK, 0, F_clear_width_m, 1.2);
        small_real(&store, ROLE_SIDEWALK, 1, F_clear_width_m, 1.2);
        small_real(&store, ROLE_SIDEWALK, 2, F_clear_width_m, cases[i].width);
        measure(&store);
        double interval = element_real(&store.tables[ROLE_SIDEWALK], F_passing_interval_m, 0);
        if (cases[i].told)
            assert_float_equal(interval, 2 * cases[i].x, 1e-2); /* there and back */
        else
            assert_true(isnan(interval));
        store_free(&store);
    }
}

/* REST_FARTHEST_M: steep for d m to both sides of a line of 10 m, beyond which nothing is known: it is steep on
 * 10 + 2 * d m at least, and no more than 500 m to each side are looked at. */
static void rest__500_m_to_each_side__are_looked_at(void **state)
{
    (void)state;
    static const double cases[][2] = {{499.9, 1009.8}, {510, 1010}};
    for (size_t i = 0; i < 2; i++) {
        struct store store;
        double d = cases[i][0];
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 10 0", small_text("10 0, %g 0", 10 + d), small_text("0 0, %g 0", -d),
                   small_text("%g 0, %g 0", 10 + d, 30 + d), small_text("%g 0, %g 0", -d, -d - 20));
        for (size_t row = 0; row < 3; row++)
            small_real(&store, ROLE_SIDEWALK, row, F_running_slope_pct, 8);
        measure(&store);
        assert_float_equal(element_real(&store.tables[ROLE_SIDEWALK], F_steep_run_m, 0), cases[i][1], 1e-2);
        store_free(&store);
    }
}

/* REST_STEEP_PCT: steep is more than 5 % and the 0.1 % of every limit. */
static void rest__5_percent__is_flat(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 10 0");
        small_real(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, outside ? 5.006 : 5.004);
        measure(&store);
        assert_int_equal(isnan(element_real(&store.tables[ROLE_SIDEWALK], F_steep_run_m, 0)), !outside);
        store_free(&store);
    }
}

/* ---- places ------------------------------------------------------------------------------------ */

/* AT_JUNCTION_M, MID_BLOCK_M: up to 15 m from a junction a crossing is at it, beyond 40 m at mid-block. */
static void mid_block__15_and_40_m_from_the_junction__no_null_yes(void **state)
{
    (void)state;
    static const struct {
        double x;
        unsigned code;
    } cases[] = {{214.99, YES_NO_NO}, {215.01, 0}, {239.99, 0}, {240.01, YES_NO_YES}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 200 0, 500 0", "200 0, 200 90");
        SMALL_ROWS(&store, ROLE_CROSSING, small_text("%g -5, %g 5", cases[i].x, cases[i].x));
        measure(&store);
        assert_int_equal(element_code(&store.tables[ROLE_CROSSING], F_mid_block, 0), cases[i].code);
        store_free(&store);
    }
}

/* BESIDE_WIDEST_M: what stands within a path is taken off a width up to 12 m. */
static void beside__path_of_12_m__obstacles_count(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        double width = outside ? 12.02 : 11.98;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 100 0");
        SMALL_ROWS(&store, ROLE_OBSTACLE, "50 2");
        small_real(&store, ROLE_OBSTACLE, 0, F_diameter_m, 1);
        small_real(&store, ROLE_SIDEWALK, 0, F_clear_width_m, width);
        small_real(&store, ROLE_SIDEWALK, 0, F_width_m, width);
        measure(&store);
        assert_float_equal(element_real(&store.tables[ROLE_SIDEWALK], F_clear_width_m, 0),
                           outside ? width : width / 2 + 2 - 0.5, 0.006);
        store_free(&store);
    }
}

/* CONTRADICTION_M: a surveyed clear width of more than 10 cm beyond what the area leaves is named (R237). */
static void width__10_cm_more_than_the_area__contradicts(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 40 0");
        small_real(&store, ROLE_SIDEWALK, 0, F_clear_width_m, 1.6);
        double clear_m[] = {outside ? 1.4995 : 1.5005}, place[] = {0, 0};
        store.widths[ROLE_SIDEWALK] = (struct widths){.clear_m = clear_m, .place = place};
        measure(&store);
        assert_int_equal(small_diagnosed(&store, D_width_contradicted), outside);
        store.widths[ROLE_SIDEWALK] = (struct widths){0};
        store_free(&store);
    }
}

/* ---- slopes ------------------------------------------------------------------------------------- */

#define SAMPLES 101 /* of 100 m, a metre apart */

/* Fields of a sidewalk of 100 m with these heights; the store is freed. */
struct derived {
    double steepest_pct, mean_pct, steep_m, very_steep_m;
    size_t suspicious, contradicted;
};
static struct derived slopes(const float z[SAMPLES], double surveyed_pct)
{
    struct store store;
    uint32_t first[] = {0, SAMPLES};
    uint8_t source = HEIGHT_Z;
    float copy[SAMPLES];
    memcpy(copy, z, sizeof copy);
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 100 0");
    if (!isnan(surveyed_pct))
        small_real(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, surveyed_pct);
    store.heights[ROLE_SIDEWALK] = (struct heights){first, copy, &source};
    measure(&store);
    const struct elements *e = &store.tables[ROLE_SIDEWALK];
    struct derived out = {element_real(e, F_running_slope_pct, 0), element_real(e, F_running_slope_mean_pct, 0),
                          element_real(e, F_steep_m, 0),           element_real(e, F_very_steep_m, 0),
                          small_diagnosed(&store, D_slope_suspicious),
                          small_diagnosed(&store, D_slope_contradicted)};
    store.heights[ROLE_SIDEWALK] = (struct heights){0};
    store_free(&store);
    return out;
}

/* Rises at `pct` from x = from_m to to_m, flat elsewhere. */
static void ramp_up(float z[SAMPLES], double pct, double from_m, double to_m)
{
    for (int x = 0; x < SAMPLES; x++)
        z[x] = (float)(pct / 100 * (fmin(fmax(x, from_m), to_m) - from_m));
}

/* SLOPE_STRETCH_M: the steepest is that over 30 m, so that 8 % over 30 m are 8 %, over 29.7 m less. */
static void slope__over_30_m__the_steepest(void **state)
{
    (void)state;
    float z[SAMPLES];
    ramp_up(z, 8, 40, 70);
    assert_float_equal(slopes(z, NAN).steepest_pct, 8, 1e-4);
    ramp_up(z, 8, 40, 60);
    assert_float_equal(slopes(z, NAN).steepest_pct, 8 * 20 / 30.0, 1e-4);
}

/* STEEP_PCT, VERY_STEEP_PCT: metres steeper than 1:20 and 1:12, with the 0.1 % of every limit. */
static void slope__1_in_20_and_1_in_12__steep_and_very_steep(void **state)
{
    (void)state;
    static const struct {
        double pct, steep_m, very_steep_m;
    } cases[] = {{5.004, 0, 0}, {5.006, 100, 0}, {8.341, 100, 0}, {8.342, 100, 100}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        float z[SAMPLES];
        ramp_up(z, cases[i].pct, 0, 100);
        struct derived found = slopes(z, NAN);
        assert_float_equal(found.steep_m, cases[i].steep_m, 1e-3);
        assert_float_equal(found.very_steep_m, cases[i].very_steep_m, 1e-3);
    }
}

/* PITCH_M: pitches are taken over 10 m. A step of 0.501 m between two samples is a pitch of 5.01 % for each of the 11 m
 * whose 10 m around the middle hold some of it. PITCH_MOST_PCT: above 40 % over 10 m no slope is told; PITCH_SUSPECT_PCT:
 * nor above 20 % where that is more than three times (PITCH_TO_NET) the slope from end to end. */
static void pitch__10_m__of_20_and_40_percent(void **state)
{
    (void)state;
    float z[SAMPLES];
    ramp_up(z, 100 * 0.501, 50, 51);
    assert_float_equal(slopes(z, NAN).steep_m, 9, 1e-3); /* the outermost hold half of it: 2.5 % */
    ramp_up(z, 39.9, 0, 100);
    assert_int_equal(slopes(z, NAN).suspicious, 0);
    ramp_up(z, 40.1, 0, 100);
    assert_int_equal(slopes(z, NAN).suspicious, 1);
    ramp_up(z, 19.9, 40, 60); /* 4 % from end to end */
    assert_int_equal(slopes(z, NAN).suspicious, 0);
    ramp_up(z, 20.1, 40, 60);
    assert_int_equal(slopes(z, NAN).suspicious, 1);
    ramp_up(z, 30, 40, 73.2); /* 9.96 % from end to end */
    assert_int_equal(slopes(z, NAN).suspicious, 1);
    ramp_up(z, 30, 40, 73.5); /* 10.05 % */
    assert_int_equal(slopes(z, NAN).suspicious, 0);
}

/* CONTRADICTION_PCT: a surveyed slope stays; that it is 3 points off the heights is named. */
static void slope__3_points_off__contradicts(void **state)
{
    (void)state;
    float z[SAMPLES];
    ramp_up(z, 5, 0, 100);
    assert_int_equal(slopes(z, 7.99).contradicted, 0);
    assert_int_equal(slopes(z, 8.01).contradicted, 1);
}

/* ---- areas -------------------------------------------------------------------------------------- */

/* Clear width of an area; `hole` may be NULL, and so may the places of a thing of unknown size. */
static double width_of(const char *area, bool hole, const char *thing)
{
    struct store store;
    rasif_error err = {RASIF_OK, ""};
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, area);
    if (hole)
        store.tables[ROLE_SIDEWALK].shapes.exterior[1] = 0;
    if (thing != NULL)
        SMALL_ROWS(&store, ROLE_OBSTACLE, thing);
    assert_int_equal(centre_lines(&store, 1, &err), RASIF_OK);
    double width = store.widths[ROLE_SIDEWALK].clear_m != NULL ? store.widths[ROLE_SIDEWALK].clear_m[0] : NAN;
    store_free(&store);
    return width;
}

/* MIDDLE_LEAST_M: what is nowhere 10 cm wide has no width. */
static void area__10_cm_wide__has_a_width(void **state)
{
    (void)state;
    assert_float_equal(width_of("AREA 0 0, 20 0, 20 0.1005, 0 0.1005, 0 0", false, NULL), 0.1005, 1e-3);
    assert_true(isnan(width_of("AREA 0 0, 20 0, 20 0.0995, 0 0.0995, 0 0", false, NULL)));
}

/* CRACK_M: a hole is stepped over when twice its area by its outline is less than 2 cm: here of 1 m in length, across the
 * middle of 3 m. */
static void area__crack_of_2_cm__parts_it(void **state)
{
    (void)state;
    double thick[2] = {0.0206, 0.0202}; /* h / (1 + h) = 0.02018, 0.0198 */
    for (int outside = 0; outside < 2; outside++) {
        double y = 1.5 + thick[outside];
        double width = width_of(
            small_text("AREA 0 0, 40 0, 40 3, 0 3, 0 0 | 20 1.5, 21 1.5, 21 %g, 20 %g, 20 1.5", y, y), true, NULL);
        assert_float_equal(width, outside ? 3 : 1.5, 0.03);
    }
}

/* LARGEST_M: a thing of unknown size is at most 1 m in radius. Where it leaves 2 m at a point, 1 m are left for certain:
 * not less than the neck of 1 m, whose width is known therefore. */
static void area__thing_of_unknown_size__of_1_m_at_most(void **state)
{
    (void)state;
    const char *area = "AREA 0 0, 60 0, 60 3, 20 3, 20 1, 10 1, 10 3, 0 3, 0 0";
    assert_float_equal(width_of(area, false, "45 0.99"), 1, 0.01);
    assert_true(isnan(width_of(area, false, "45 1.01")));
}

/* PIT_M: a hole of up to 10 m (the diagonal of its box, here hypot(8, 6)) is walked round on its wider side, of 6 m; a
 * larger one parts the area into two ways, the narrower of which is 2 m wide. */
static void area__hole_of_10_m__walked_round(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        double y = outside ? 8.02 : 7.98;
        double width = width_of(
            small_text("AREA 0 0, 40 0, 40 14, 0 14, 0 0 | 16 2, 24 2, 24 %g, 16 %g, 16 2", y, y), true, NULL);
        assert_float_equal(width, outside ? 2 : 6, 0.05);
    }
}

/* VAST_M, VAST_WIDTH_M: an outline of more than 10 km and a mean width of more than 100 m are no pavement: no width. */
static void area__10_km_round_and_100_m_wide__is_no_pavement(void **state)
{
    (void)state;
    static const struct {
        double length, width; /* mean width: twice the area by the outline, l * w / (l + w) */
        bool vast;
    } cases[] = {{4749, 250, false}, {4751, 250, true}, {4950, 101.9, false}, {4950, 102.3, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double l = cases[i].length, w = cases[i].width;
        double found = width_of(small_text("AREA 0 0, %g 0, %g %g, 0 %g, 0 0", l, l, w, w), false, NULL);
        if (isnan(found) != cases[i].vast)
            fail_msg("%g x %g m: width %g", l, w, found);
    }
}

static double no_limit(void *user, size_t i)
{
    (void)user;
    (void)i;
    return 0.5;
}

/* PASS_M: two wheelchairs pass where a circle of 1.525 m fits. PASS_RUN_M: narrow stretches with less than 0.29 m between
 * them, or between one and an end of the line, are one. */
static void stretches__circle_of_1_525_m_and_29_cm__one(void **state)
{
    (void)state;
    static const double xy[] = {0, 0, 10, 0, 20, 0}, length[] = {20};
    for (int outside = 0; outside < 2; outside++) {
        struct stretches s = {0};
        double circle_m[] = {2, outside ? 1.5251 : 1.5249, 2};
        assert_true(stretches_add_line(&s, 0, xy, circle_m, 3, 20, no_limit, NULL));
        assert_int_equal(s.n, outside ? 0 : 1);
        s.n = 0;
        double gap = outside ? 0.291 : 0.289;
        stretches_add(&s, 0, gap, 5);
        stretches_add(&s, 0, 5 + gap, 20 - gap);
        stretches_join(&s, length);
        assert_int_equal(s.n, outside ? 2 : 1);
        assert_float_equal(s.items[0].from_m, outside ? gap : 0, 1e-6);
        assert_float_equal(s.items[s.n - 1].to_m, outside ? 20 - gap : 20, 1e-5);
        free(s.items);
    }
}

/* ---- rules -------------------------------------------------------------------------------------- */

/* LIMIT_TOLERANCE: a limit is met 0.1 % beyond it, on both sides. */
static void limit__1_in_1000_beyond__is_met(void **state)
{
    (void)state;
    struct range least = range_of(OP_GE, 100, 100, 0), most = range_of(OP_LE, 100, 100, 0);
    assert_true(range_has(&least, 99.9005));
    assert_false(range_has(&least, 99.8995));
    assert_true(range_has(&most, 100.0995));
    assert_false(range_has(&most, 100.1005));
}

/* WAITING_M: one waits 1.8 m behind the kerb: at 1 m/s, and with 2 s to start, 8.2 m take 12 s. */
static void margin__waiting_1_8_m_behind_the_kerb(void **state)
{
    (void)state;
    struct pace pace = {.speed_m_s = 1, .start_s = 2};
    const double walk_s = 9, clearance_s = 3, stage_m = 8.2;
    const double *const parts[] = {&walk_s, &clearance_s, &stage_m};
    double margin = 0;
    measure_green_margin(parts, 1, pace, &margin);
    assert_float_equal(margin, 1, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seat__5_m_beside_the_line__stands_on_it),
        cmocka_unit_test(way_round__500_m__is_told),
        cmocka_unit_test(passing__500_m_to_a_wide_place__is_told),
        cmocka_unit_test(rest__500_m_to_each_side__are_looked_at),
        cmocka_unit_test(rest__5_percent__is_flat),
        cmocka_unit_test(mid_block__15_and_40_m_from_the_junction__no_null_yes),
        cmocka_unit_test(beside__path_of_12_m__obstacles_count),
        cmocka_unit_test(width__10_cm_more_than_the_area__contradicts),
        cmocka_unit_test(slope__over_30_m__the_steepest),
        cmocka_unit_test(slope__1_in_20_and_1_in_12__steep_and_very_steep),
        cmocka_unit_test(pitch__10_m__of_20_and_40_percent),
        cmocka_unit_test(slope__3_points_off__contradicts),
        cmocka_unit_test(area__10_cm_wide__has_a_width),
        cmocka_unit_test(area__crack_of_2_cm__parts_it),
        cmocka_unit_test(area__thing_of_unknown_size__of_1_m_at_most),
        cmocka_unit_test(area__hole_of_10_m__walked_round),
        cmocka_unit_test(area__10_km_round_and_100_m_wide__is_no_pavement),
        cmocka_unit_test(limit__1_in_1000_beyond__is_met),
        cmocka_unit_test(margin__waiting_1_8_m_behind_the_kerb),
        cmocka_unit_test(stretches__circle_of_1_525_m_and_29_cm__one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
