/* SPDX-License-Identifier: MIT
 *
 * read/read.c, cells.c, parse_value.c, bind.c, lint.c: what becomes of cells that hold what they
 * should not, with and without a mapping. Inputs are GeoPackages made here by SQL. */
#include "input_files.h"

/* ---- cells -------------------------------------------------------------------------------- */

static const char nasty[] =
    "CREATE TABLE sidewalks (fid INTEGER PRIMARY KEY NOT NULL, geom LINESTRING, sidewalk_id TEXT,"
    " clear_width_m REAL, width_m TEXT, cross_slope_pct DECIMAL(5,2), running_slope_pct REAL,"
    " tactile_guidance BOOLEAN, surface TEXT(20), obstacles TEXT, lit, handrail JSON,"
    " valid_from DATE, \"a b:c\"\"d\" TEXT);"
    "INSERT INTO sidewalks VALUES"
    " (9, NULL, 'W9', 'abc', '2 m', 1.5, 4, 'true', 'asphalt', 'tree;bollard', 1, 'both',"
    "  '2024-05-01', 'x'),"
    " (2, x'', 2, '1,5', '200 cm', '2,5', -999, 'yes', 'Paving Stones', 'tree; dragon', 0, '[1]',"
    "  20240501, NULL),"
    " (3, x'00112233', 3.5, x'0102', '6''2\"', 'n/a', 0.0, 'no', ' asphalt ', ';', 'ja', 'none',"
    "  '', ''),"
    " (4, " LINE_UTM
    ", '', 999, '1-2', NULL, 9999, 1, 'asphalt;sett', '', 'True', '', NULL, 'nan'),"
    " (5, " LINE_UTM ", NULL, -2, 'nan', 'None', -1, 0, '', NULL, '', NULL, NULL, '?'),"
    " (6, " LINE_UTM
    ", '  W6 ', 0, '', 888, -200, 'x', 'unknown', 'Tree', 'NO', 'None', NULL, 'y'),"
    " (7, " LINE_UTM
    ", 'W7', '2024-05-01', '3', 7, 9e999, NULL, 'غير معروف', 'bin', 2, 'one', NULL,"
    "  'z');" REGISTER("sidewalks", "LINESTRING", "32636");

static void cells(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, make_gpkg("nasty.gpkg", nasty));
    run_read(&run);
    const struct elements *e = table(&run, ROLE_SIDEWALK);
    assert_int_equal(e->n, 7);
    assert_int_equal(e->shapes.n, 7);
    for (size_t i = 0; i < 6; i++) /* 2 3 4 5 6 7 9: by FID, not by insertion */
        assert_int_equal(e->fid[i], 2 + (int)i);
    assert_int_equal(e->fid[6], 9);

    /* ids: text trimmed, numbers as text, '' is null */
    static const char *const ids[] = {"2", "3.5", "(null)", "(null)", "W6", "W7", "W9"};
    for (size_t i = 0; i < 7; i++)
        assert_string_equal(text(&run, ROLE_SIDEWALK, F_id, i), ids[i]);

    /* a REAL column holding text, blob, sentinel, negative, 0, date, 'abc' */
    assert_true(REAL(&run, ROLE_SIDEWALK, F_clear_width_m, 0) == 1.5);
    for (size_t i = 1; i < 7; i++)
        assert_true(isnan(REAL(&run, ROLE_SIDEWALK, F_clear_width_m, i)));
    assert_int_equal(
        count_diagnostics(&run, D_value_wrong_storage, "sidewalks", "clear_width_m", NULL), 4);
    assert_int_equal(count_diagnostics(&run, D_value_wrong_storage, NULL, NULL, "abc"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_wrong_storage, NULL, NULL, "(2 bytes)"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_sentinel, NULL, "clear_width_m", "999"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_sentinel, NULL, "clear_width_m", "0"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_out_of_range, NULL, "clear_width_m", "-2"), 1);
    assert_true(e->columns[F_clear_width_m]->derived);

    /* a TEXT column holding quantities */
    assert_true(REAL(&run, ROLE_SIDEWALK, F_width_m, 0) == 2);
    assert_true(fabs(REAL(&run, ROLE_SIDEWALK, F_width_m, 1) - 74 * 0.0254) < 1e-12);
    assert_true(isnan(REAL(&run, ROLE_SIDEWALK, F_width_m, 2)));
    assert_true(isnan(REAL(&run, ROLE_SIDEWALK, F_width_m, 3)));
    assert_true(isnan(REAL(&run, ROLE_SIDEWALK, F_width_m, 4)));
    assert_true(REAL(&run, ROLE_SIDEWALK, F_width_m, 5) == 3);
    assert_true(REAL(&run, ROLE_SIDEWALK, F_width_m, 6) == 2);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "width_m", "1-2"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_missing_token, NULL, "width_m", "nan"), 1);
    run_free(&run);
}

static void cells_of_slopes_and_words(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, make_gpkg("nasty.gpkg", nasty));
    run_read(&run);
    const struct elements *e = table(&run, ROLE_SIDEWALK);

    /* DECIMAL: what OGR drops is read */
    static const double cross[] = {2.5, NAN, NAN, NAN, NAN, 7, 1.5};
    for (size_t i = 0; i < 7; i++) {
        double value = REAL(&run, ROLE_SIDEWALK, F_cross_slope_pct, i);
        assert_true(isnan(cross[i]) ? isnan(value) : value == cross[i]);
    }
    assert_int_equal(count_diagnostics(&run, D_value_sentinel, NULL, "cross_slope_pct", "888"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_missing_token, NULL, "cross_slope_pct", NULL),
                     2);

    /* -1 % is a slope; 9999 stands for missing; -999 and infinity can't be */
    static const double running[] = {NAN, 0, NAN, -1, NAN, NAN, 4};
    for (size_t i = 0; i < 7; i++) {
        double value = REAL(&run, ROLE_SIDEWALK, F_running_slope_pct, i);
        assert_true(isnan(running[i]) ? isnan(value) : value == running[i]);
    }
    assert_int_equal(count_diagnostics(&run, D_value_out_of_range, NULL, "running_slope_pct", NULL),
                     3);

    /* BOOLEAN 'yes', 'no', 1, 0, 'x', NULL, 'true' */
    static const char *const guidance[] = {"yes", "no", "yes", "no", "(null)", "(null)", "yes"};
    static const char *const surface[] = {"paving_stones", "asphalt", "(null)", "(null)",
                                          "(null)",        "(null)",  "asphalt"};
    static const char *const lit[] = {"no", "(null)", "yes", "(null)", "no", "(null)", "yes"};
    static const char *const rail[] = {"(null)", "none", "(null)", "(null)",
                                       "(null)", "one",  "both"};
    for (size_t i = 0; i < 7; i++) {
        assert_string_equal(word(&run, ROLE_SIDEWALK, F_tactile_guidance, i), guidance[i]);
        assert_string_equal(word(&run, ROLE_SIDEWALK, F_surface, i), surface[i]);
        assert_string_equal(word(&run, ROLE_SIDEWALK, F_lit, i), lit[i]);
        assert_string_equal(word(&run, ROLE_SIDEWALK, F_handrail, i), rail[i]);
    }
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "surface", "asphalt;sett"),
                     1);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "tactile_guidance", "x"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "lit", "2"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "handrail", "[1]"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_missing_token, NULL, "surface", NULL), 2);
    assert_int_equal(count_diagnostics(&run, D_value_missing_token, NULL, "handrail", "None"), 1);

    /* lists keep what is known: tree = 1, bin = 6, bollard = 7 */
    static const uint32_t obstacles[] = {2, 0, 0, 0, 2, 1u << 6, 2 | 1u << 7};
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(e->columns[F_obstacles]->list[i], obstacles[i]);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "obstacles", "tree; dragon"),
                     1);
    assert_string_equal(text(&run, ROLE_SIDEWALK, F_valid_from, 0), "20240501");
    assert_string_equal(text(&run, ROLE_SIDEWALK, F_valid_from, 6), "2024-05-01");

    /* geometry: x'' is none, garbage is unreadable */
    assert_int_equal(e->shapes.kind[0], SHAPE_NULL);
    assert_int_equal(e->shapes.kind[1], SHAPE_BAD);
    assert_int_equal(e->shapes.kind[2], SHAPE_LINE);
    assert_int_equal(e->shapes.kind[6], SHAPE_NULL);
    assert_int_equal(count_diagnostics(&run, D_geometry_unreadable, "sidewalks", "geom", NULL), 1);
    run_free(&run);
}

/* ---- mapping ------------------------------------------------------------------------------ */

static void a_mapping_reads_odd_columns(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, make_gpkg("nasty.gpkg", nasty));
    run.options.mapping = write_file(
        "m.yaml",
        "layers:\n"
        "  footways:\n"
        "    layer: SideWalks\n"
        "    where: \"fid <> 9 -- a comment\"\n"
        "    missing: ['3', \"4\"]\n"
        "    fields:\n"
        "      sidewalk_id: {field: 'a b:c\"d', values: {y: mapped}}\n"
        "      clear_width_m: {field: width_m, unit: ft}\n"
        "      surface: {sql: \"CASE fid WHEN 5 THEN 'sett' WHEN 6 THEN upper(surface) END\"}\n"
        "      handrail: {field: fid, values: {2: both, 5: one, \"*\": ignore}}\n"
        "    assume: {clear_width_m: 120 cm, lit: yes}\n");
    run_read(&run);
    const struct elements *e = table(&run, ROLE_FOOTWAY);
    assert_false(table(&run, ROLE_SIDEWALK)->supplied);
    assert_int_equal(e->n, 6);
    static const char *const ids[] = {"(null)", "(null)", "(null)", "(null)", "mapped", "z"};
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(text(&run, ROLE_FOOTWAY, F_id, i), ids[i]);
    /* '200 cm' says so itself; '3' is missing here; everything missing is assumed 1.2 m */
    assert_true(REAL(&run, ROLE_FOOTWAY, F_clear_width_m, 0) == 2);
    assert_true(REAL(&run, ROLE_FOOTWAY, F_clear_width_m, 5) == 1.2);
    assert_int_equal(element_origin(e, F_clear_width_m, 0), ORIGIN_SURVEYED);
    assert_int_equal(element_origin(e, F_clear_width_m, 5), ORIGIN_ASSUMED);
    assert_string_equal(word(&run, ROLE_FOOTWAY, F_surface, 3), "sett");
    assert_string_equal(word(&run, ROLE_FOOTWAY, F_handrail, 0), "both");
    assert_string_equal(word(&run, ROLE_FOOTWAY, F_handrail, 1), "(null)");
    assert_string_equal(word(&run, ROLE_FOOTWAY, F_handrail, 3), "one");
    assert_string_equal(word(&run, ROLE_FOOTWAY, F_lit, 0), "no");
    assert_int_equal(element_origin(e, F_lit, 0), ORIGIN_SURVEYED);
    assert_string_equal(word(&run, ROLE_FOOTWAY, F_lit, 1), "yes");
    assert_int_equal(element_origin(e, F_lit, 1), ORIGIN_ASSUMED);
    assert_non_null(strstr(inputs_mapping_text(run.inputs), "120 cm"));
    run_free(&run);
}

static void fails_with(const char *mapping, const char *message)
{
    struct run run;
    run_init(&run, make_gpkg("nasty.gpkg", nasty));
    run.options.mapping = write_file("m.yaml", mapping);
    expect_open_fails(&run, RASIF_E_RULE, message);
}

static void mappings_that_do_not_fit(void **state)
{
    (void)state;
    fails_with("layers: {sidewalks: {layer: sidewalk}}", "did you mean 'sidewalks'");
    fails_with("layers: {sidewalks: {layer: sidewalks, fields: {width_m: widht_m}}}",
               "1:58: layer 'sidewalks' has no column 'widht_m'; did you mean 'width_m'?");
    fails_with("layers: {sidewalks: {layer: sidewalks, where: nothere = 1}}",
               "1:47: layer 'sidewalks': where: no such column: nothere");
    fails_with("layers: {sidewalks: {layer: sidewalks, where: '1; DROP TABLE sidewalks'}}",
               "where:");
    fails_with("layers: {sidewalks: {layer: sidewalks, where: '1) OR (1'}}{}", "m.yaml:");
    fails_with("layers: {sidewalks: {where: 'fid IN (SELECT srs_id FROM gpkg_contents)'}}",
               "prohibited");
    fails_with("layers: {sidewalks: {where: '(SELECT count(*) FROM sqlite_schema) > 0'}}",
               "where:");
    fails_with("layers: {sidewalks: {where: \"load_extension('x')\"}}", "where:");
    fails_with("layers: {sidewalks: {fields: {width_m: {sql: 'width_m, fid'}}}}", "sql: ");
    fails_with("layers: {sidewalks: {layer: sidewalks}, footways: {layer: sidewalks}}",
               "can't be both sidewalks and footways");
}

static void suspicious_units(void **state)
{
    (void)state;
    struct run run;
    run_init(
        &run,
        make_gpkg(
            "units.gpkg",
            "CREATE TABLE sidewalks (fid INTEGER PRIMARY KEY, geom LINESTRING, clear_width_m REAL,"
            " running_slope_pct REAL, cross_slope_pct REAL, kerb_height_mm REAL, width_m REAL);"
            "INSERT INTO sidewalks VALUES (1, NULL, 120, 0.05, 2, 0.12, 1.5),"
            " (2, NULL, 150, 0.02, 1, 0.15, 2), (3, NULL, 90, -0.08, 0.5, 0.1, 3),"
            " (4, NULL, 200, 0.01, 0, 0.12, 40), (5, NULL, 999, 0.1, 3, 0.12, 1.8);"
            "INSERT INTO sidewalks VALUES (6, NULL, 180, 0, 1, 0.03, 2);" REGISTER(
                "sidewalks", "LINESTRING", "32636")));
    run_read(&run);
    static const char *const suspected[] = {"clear_width_m", "running_slope_pct", "kerb_height_mm"};
    static const size_t numbers[] = {5, 6, 6}; /* without 999 */
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(
            count_diagnostics(&run, D_unit_suspicious, "sidewalks", suspected[i], NULL),
            numbers[i]);
    assert_int_equal(count_diagnostics(&run, D_unit_suspicious, NULL, NULL, NULL), 5 + 6 + 6);
    run_free(&run);
    /* A stated unit is believed. */
    run_init(&run, in_folder("units.gpkg"));
    run.options.mapping = write_file(
        "m.yaml", "fields: {sidewalks: {running_slope_pct: {field: running_slope_pct, unit: pct},\n"
                  "  clear_width_m: {field: clear_width_m, unit: cm}, kerb_height_mm: {field: "
                  "kerb_height_mm, unit: m}}}\n");
    run_read(&run);
    assert_int_equal(count_diagnostics(&run, D_unit_suspicious, NULL, NULL, NULL), 0);
    assert_true(REAL(&run, ROLE_SIDEWALK, F_clear_width_m, 0) == 1.2);
    run_free(&run);
}

#define THREE_WALKS                                                                                \
    "CREATE TABLE walks(fid INTEGER PRIMARY KEY, geom LINESTRING, sidewalk_id TEXT);"              \
    "INSERT INTO walks VALUES(1, " LINE_UTM ", 'a'), (2, " LINE_UTM ", 'b'), (3, " LINE_UTM        \
    ", 'c');"

/* Rows are read from the table itself, whatever an index of it lacks; a view may give others each
 * time. */
static void rows_of_damaged_indexes_and_fickle_views(void **state)
{
    (void)state;
    struct run run;
    run_init(
        &run,
        make_gpkg("index.gpkg", THREE_WALKS
                  "ALTER TABLE walks RENAME TO sidewalks; CREATE TABLE none(a);"
                  "CREATE INDEX at_a ON none(a); CREATE INDEX at_id ON sidewalks(sidewalk_id);"
                  "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT "
                  "rootpage FROM sqlite_schema WHERE name = 'at_a') WHERE name = 'at_id';" REGISTER(
                      "sidewalks", "LINESTRING", "32636")));
    run_read(&run);
    assert_int_equal(table(&run, ROLE_SIDEWALK)->n, 3);
    run_free(&run);
    run_init(&run, make_gpkg("random.gpkg", THREE_WALKS
                             "CREATE VIEW sidewalks AS SELECT a.fid * 1000 + b.value AS OGC_FID,"
                             " a.geom, a.sidewalk_id FROM walks a, json_each('[1,2,3,4,5,6]') b"
                             " WHERE random() % 2;" REGISTER("sidewalks", "LINESTRING", "32636")));
    run_read(&run);
    assert_true(table(&run, ROLE_SIDEWALK)->n <= 18);
    run_free(&run);
}

/* What stands for "missing" is what is written, whatever unit a mapping gives it: 999 of a column in centimetres, as a number
 * and as text, not what becomes 999 in metres; 555 and 777 likewise, and their neighbours are values. */
static void sentinels_are_numbers_as_written(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, make_gpkg("sentinels.gpkg",
                             "CREATE TABLE sidewalks (fid INTEGER PRIMARY KEY, geom LINESTRING, width);"
                             "INSERT INTO sidewalks (fid, width) VALUES (1, 999), (2, '999'), (3, 99900), (4, 998), "
                             "(5, 1000), (6, 555), (7, 9999), (8, 556), (9, -1);" REGISTER("sidewalks", "LINESTRING",
                                                                                          "32636")));
    run.options.mapping =
        write_file("cm.yaml", "fields: {sidewalks: {clear_width_m: {field: width, unit: cm}}}\n");
    run_read(&run);
    static const double expected[] = {NAN, NAN, NAN, 9.98, 10, NAN, NAN, 5.56, NAN};
    for (size_t i = 0; i < 9; i++) {
        double value = REAL(&run, ROLE_SIDEWALK, F_clear_width_m, i);
        assert_true(isnan(expected[i]) ? isnan(value) : fabs(value - expected[i]) < 1e-9);
    }
    assert_int_equal(count_diagnostics(&run, D_value_sentinel, NULL, "width", "999"), 2);
    assert_int_equal(count_diagnostics(&run, D_value_sentinel, NULL, "width", NULL), 5);
    assert_int_equal(count_diagnostics(&run, D_value_out_of_range, NULL, "width", NULL), 1);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells),
        cmocka_unit_test(cells_of_slopes_and_words),
        cmocka_unit_test(a_mapping_reads_odd_columns),
        cmocka_unit_test(mappings_that_do_not_fit),
        cmocka_unit_test(suspicious_units),
        cmocka_unit_test(sentinels_are_numbers_as_written),
        cmocka_unit_test(rows_of_damaged_indexes_and_fickle_views),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
