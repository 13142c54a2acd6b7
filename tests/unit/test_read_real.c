/* SPDX-License-Identifier: MIT
 *
 * Reading real files from ../shared/data (or $RASIF_SHARED/data); skipped, exit 77, without them.
 * The numbers were counted by hand with sqlite3, not by this program. */
#include "input_files.h"

static char shared[512];

static const char *real_file(const char *name)
{
    static char path[640];
    snprintf(path, sizeof path, "%s/data/%s.gpkg", shared, name);
    return path;
}

static void open_real(struct run *run, const char *name)
{
    run_init(run, real_file(name));
    run_read(run);
}

#define N(run, role) ((run)->store->tables[role].n)
#define CLASS(run, role, field, word) count_class((run), (role), (field), (word))

static void seattle(void **state)
{
    (void)state;
    struct run run;
    open_real(&run, "real/dev_seattle_wedgewood");
    assert_string_equal(run.store->preset, "osm");
    assert_int_equal(N(&run, ROLE_STREET), 328);
    assert_int_equal(N(&run, ROLE_SIDEWALK), 733);
    assert_int_equal(N(&run, ROLE_CROSSING), 528 + 691); /* lines and points */
    assert_int_equal(N(&run, ROLE_RAMP), 990);
    assert_int_equal(N(&run, ROLE_STEPS), 34);
    assert_int_equal(N(&run, ROLE_FOOTWAY), 160);
    assert_int_equal(N(&run, ROLE_SEAT), 15);
    assert_int_equal(N(&run, ROLE_OBSTACLE), 387 - 15);

    assert_int_equal(CLASS(&run, ROLE_RAMP, F_kerb, "none"), 205);
    assert_int_equal(CLASS(&run, ROLE_RAMP, F_kerb, "flush"), 41);
    assert_int_equal(CLASS(&run, ROLE_RAMP, F_kerb, "lowered"), 367);
    assert_int_equal(CLASS(&run, ROLE_RAMP, F_kerb, "raised"), 377);
    assert_int_equal(CLASS(&run, ROLE_RAMP, F_tactile_warning, "yes"), 264);
    assert_int_equal(CLASS(&run, ROLE_RAMP, F_tactile_warning, "no"), 510);
    assert_int_equal(CLASS(&run, ROLE_SIDEWALK, F_surface, "concrete"), 669);
    assert_int_equal(CLASS(&run, ROLE_SIDEWALK, F_surface, "gravel"), 2); /* one of it fine */
    assert_int_equal(CLASS(&run, ROLE_SIDEWALK, F_surface, NULL), 733 - 48 - 6);
    assert_int_equal(
        count_diagnostics(&run, D_value_missing_token, "sidewalks", "surface", "paved"), 6);
    assert_int_equal(CLASS(&run, ROLE_CROSSING, F_control, "signal"), 28 + 34 + 14);
    /* known markings: all but 39 + 28 lines and 37 + 34 points */
    assert_int_equal(count_known(&run, ROLE_CROSSING, F_markings), 528 - 67 + 691 - 71);
    assert_int_equal(CLASS(&run, ROLE_STREET, F_sidewalk_left, "separate"), 124 + 6);
    assert_int_equal(CLASS(&run, ROLE_STREET, F_sidewalk_left, "no"), 10 + 26);
    assert_int_equal(CLASS(&run, ROLE_STREET, F_sidewalk_right, "separate"), 124 + 26);
    assert_int_equal(count_known(&run, ROLE_STREET, F_maxspeed_kmh), 327);
    assert_int_equal(count_known(&run, ROLE_SIDEWALK, F_clear_width_m), 0);
    run_free(&run);
}

static void redmond(void **state)
{
    (void)state;
    struct run run;
    open_real(&run, "real/dev_redmond_microsoft_osm");
    assert_int_equal(CLASS(&run, ROLE_RAMP, F_kerb, NULL), 764 - 1);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, "ramps", "kerb", "raised;lowered"),
                     1);
    /* directions are no slopes; 'uo' is nothing */
    assert_int_equal(count_known(&run, ROLE_SIDEWALK, F_running_slope_pct), 0);
    assert_int_equal(count_diagnostics(&run, D_value_missing_token, "sidewalks", "incline", NULL),
                     219 + 213);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, "sidewalks", "incline", "uo"), 1);
    assert_int_equal(CLASS(&run, ROLE_STEPS, F_handrail, "both"), 66 + 1 + 4);
    assert_int_equal(CLASS(&run, ROLE_STEPS, F_handrail, "one"), 7 + 1 + 9 + 6);
    assert_int_equal(CLASS(&run, ROLE_STEPS, F_handrail, "none"), 3);
    assert_int_equal(count_known(&run, ROLE_STEPS, F_step_count), 78);
    assert_int_equal(count_known(&run, ROLE_STEPS, F_width_m), 8);
    run_free(&run);
}

static void curitiba(void **state)
{
    (void)state;
    struct run run;
    open_real(&run, "real/dev_curitiba_agua_verde");
    assert_int_equal(N(&run, ROLE_SIDEWALK), 5660 + 14 * 2 + 3 + 22); /* told: both, left, right */
    assert_int_equal(N(&run, ROLE_RAMP), 1825);
    assert_int_equal(CLASS(&run, ROLE_RAMP, F_kerb, "lowered"), 84);
    assert_int_equal(CLASS(&run, ROLE_RAMP, F_kerb, "raised"), 25);
    assert_int_equal(count_diagnostics(&run, D_value_missing_token, "ramps", "kerb", "nan"), 1716);
    assert_int_equal(count_known(&run, ROLE_STREET, F_lanes), 30 + 45 + 38 + 13);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, NULL, NULL), 0);
    /* blocks have a CRS of their own and no role */
    assert_string_equal(run.store->sources[4].table, "blocks");
    assert_int_equal(run.store->sources[4].roles, 0);
    assert_string_equal(inputs_crs(run.inputs, 4), "EPSG:32722");
    run_free(&run);
}

static void santa_cruz(void **state)
{
    (void)state;
    struct run run;
    open_real(&run, "real/dev_santacruz_small");
    assert_int_equal(N(&run, ROLE_STREET), 288); /* by the name of the table alone */
    assert_int_equal(CLASS(&run, ROLE_STREET, F_oneway, "no"), 172);
    assert_int_equal(CLASS(&run, ROLE_STREET, F_oneway, "yes"), 116);
    assert_int_equal(N(&run, ROLE_RAMP), 29);
    assert_int_equal(CLASS(&run, ROLE_RAMP, F_kerb, "lowered"), 5);
    assert_int_equal(CLASS(&run, ROLE_RAMP, F_tactile_warning, "yes"), 27);
    const struct shapes *shapes = &run.store->tables[ROLE_CROSSING].shapes;
    size_t points = 0, lines = 0;
    for (size_t i = 0; i < shapes->n; i++) {
        points += shapes->kind[i] == SHAPE_POINT;
        lines += shapes->kind[i] == SHAPE_LINE;
    }
    assert_int_equal(points, 232);
    assert_int_equal(lines, 94);
    assert_string_equal(run.store->sources[1].key, "id");
    run_free(&run);
}

static void los_angeles(void **state)
{
    (void)state;
    struct run run;
    open_real(&run, "real/dev_losangeles_osw");
    assert_string_equal(run.store->preset, "osw");
    const struct elements *sidewalks = &run.store->tables[ROLE_SIDEWALK];
    assert_int_equal(sidewalks->n, 96);
    assert_int_equal(sidewalks->fid[0], 1);
    assert_true(fabs(element_real(sidewalks, F_running_slope_pct, 0) - 4.1) < 1e-9);
    double steepest = 0;
    for (size_t i = 0; i < sidewalks->n; i++)
        steepest = fmax(steepest, element_real(sidewalks, F_running_slope_pct, i));
    assert_true(fabs(steepest - 8.8) < 1e-9);
    assert_int_equal(CLASS(&run, ROLE_STREET, F_class, "service"), 90);
    assert_int_equal(CLASS(&run, ROLE_STREET, F_class, "alley"), 20);
    assert_int_equal(CLASS(&run, ROLE_STREET, F_class, "parking_aisle"), 6);
    assert_int_equal(CLASS(&run, ROLE_STREET, F_class, "driveway"), 2);
    assert_int_equal(count_known(&run, ROLE_STREET, F_maxspeed_kmh), 10);
    assert_false(run.store->tables[ROLE_RAMP].supplied); /* 330 nodes, none of them a kerb */
    assert_true(run.store->tables[ROLE_STEPS].supplied);
    assert_int_equal(count_diagnostics(&run, D_layer_empty, "steps", NULL, NULL), 1);
    run_free(&run);
}

static void helsinki_and_amman(void **state)
{
    (void)state;
    struct run run;
    open_real(&run, "real/dev_helsinki_center");
    assert_int_equal(N(&run, ROLE_RAMP), 0);
    assert_true(run.store->tables[ROLE_RAMP].supplied);
    assert_int_equal(count_diagnostics(&run, D_layer_empty, "ramps", NULL, NULL), 1);
    assert_int_equal(count_known(&run, ROLE_SIDEWALK, F_clear_width_m), 5 + 1);
    size_t assumed = 0;
    for (size_t i = 0; i < N(&run, ROLE_SIDEWALK); i++)
        assumed +=
            element_origin(&run.store->tables[ROLE_SIDEWALK], F_clear_width_m, i) == ORIGIN_ASSUMED;
    assert_int_equal(assumed, 1);
    assert_string_equal(inputs_crs(run.inputs, 0), "EPSG:3067");
    run_free(&run);
    open_real(&run, "real/dev_amman_main_streets");
    assert_int_equal(N(&run, ROLE_STREET), 74);
    assert_false(run.store->tables[ROLE_SIDEWALK].supplied);
    assert_int_equal(run.store->sources[1].roles, 0); /* bus stops */
    assert_int_equal(count_known(&run, ROLE_STREET, F_name), 74);
    run_free(&run);
}

static void heidelberg(void **state)
{
    (void)state;
    struct run run;
    open_real(&run, "real/dev_heidelberg_streettags");
    assert_int_equal(CLASS(&run, ROLE_STREET, F_sidewalk_left, "yes"), 422 + 110 + 8 + 8);
    assert_int_equal(CLASS(&run, ROLE_STREET, F_sidewalk_left, "no"), 478 + 269 + 50 + 21 + 8);
    assert_int_equal(CLASS(&run, ROLE_STREET, F_sidewalk_right, "yes"), 422 + 478 + 8 + 8);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, "streets", "sidewalk", NULL), 3);
    assert_int_equal(count_known(&run, ROLE_STREET, F_running_slope_pct), 195);
    assert_int_equal(count_known(&run, ROLE_STREET, F_maxspeed_kmh), 4670 - 10 - 3);
    assert_int_equal(count_known(&run, ROLE_FOOTWAY, F_clear_width_m), 813 - 1 + 1);
    assert_int_equal(count_diagnostics(&run, D_value_sentinel, "footways", "width", "0"), 1);
    for (size_t i = 0; i < 4; i++) /* '3cm' and '3 cm' */
        assert_true(element_real(&run.store->tables[ROLE_RAMP], F_kerb_height_mm, i) == 30);
    assert_int_equal(count_diagnostics(&run, D_unit_suspicious, NULL, NULL, NULL), 0);
    run_free(&run);
}

static void damaged(void **state)
{
    (void)state;
    struct run run;
    static const char *const unreadable[][2] = {
        {"damaged/m01_empty_file", "is empty"},
        {"damaged/m02_truncated_half", "shorter than its header says"},
        {"damaged/pdok/test_broken_geopackage", "gpkg_contents"}};
    for (size_t i = 0; i < 3; i++) {
        run_init(&run, real_file(unreadable[i][0]));
        expect_open_fails(&run, RASIF_E_IO, unreadable[i][1]);
    }
    static const char *const readable[] = {"damaged/m05_bad_application_id",
                                           "damaged/m07_geom_null_every_3rd",
                                           "damaged/m08_geom_bad_magic",
                                           "damaged/m10_geom_point_count_4billion",
                                           "damaged/m11_geom_nan_coords",
                                           "damaged/m14_srs_id_unknown",
                                           "damaged/m17_layer_without_geometry_columns_row"};
    static const size_t bad[] = {0, 0, 30, 22, 25, 0, 0};
    for (size_t i = 0; i < 7; i++) {
        open_real(&run, readable[i]);
        assert_int_equal(N(&run, ROLE_SIDEWALK), 149);
        assert_int_equal(count_diagnostics(&run, D_geometry_unreadable, "sidewalks", "geom", NULL),
                         bad[i]);
        run_free(&run);
    }
    open_real(&run, "damaged/m21_text_in_numeric_and_huge_text");
    assert_int_equal(
        count_diagnostics(&run, D_value_wrong_storage, "sidewalks", "width_m", "1,5 m"), 48);
    assert_int_equal(count_diagnostics(&run, D_value_out_of_range, "sidewalks", "width_m", "-2"),
                     59);
    run_free(&run);
}

int main(void)
{
    const char *folder = getenv("RASIF_SHARED");
    snprintf(shared, sizeof shared, "%s", folder != NULL ? folder : "../shared");
    if (access(real_file("real/dev_seattle_wedgewood"), R_OK) != 0) {
        printf("skipped: no %s\n", real_file("real/dev_seattle_wedgewood"));
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seattle),
        cmocka_unit_test(redmond),
        cmocka_unit_test(curitiba),
        cmocka_unit_test(santa_cruz),
        cmocka_unit_test(los_angeles),
        cmocka_unit_test(heidelberg),
        cmocka_unit_test(helsinki_and_amman),
        cmocka_unit_test(damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
