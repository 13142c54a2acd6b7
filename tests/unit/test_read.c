/* SPDX-License-Identifier: MIT
 *
 * io/inputs.c and io/read.c: what becomes of cells that hold what they should not, and which table
 * is taken for what. Inputs are GeoPackages made here by SQL. */
#include "input_files.h"

#include <sys/stat.h>

static const struct elements *table(const struct run *run, enum role role)
{
    return &run->store->tables[role];
}

static const char *text(const struct run *run, enum role role, enum field_id field, size_t row)
{
    const char *found = pool_text(&run->store->pool, element_text(table(run, role), field, row));
    return found != NULL ? found : "(null)";
}

static const char *word(const struct run *run, enum role role, enum field_id field, size_t row)
{
    const char *found =
        vocabulary_word(fields[field].vocabulary, element_code(table(run, role), field, row));
    return found != NULL ? found : "(null)";
}

#define REAL(run, role, field, row) element_real(table((run), (role)), (field), (row))

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
    " (4, " LINE_UTM ", '', 999, '1-2', NULL, 9999, 1, 'asphalt;sett', '', 'True', '', NULL, 'nan'),"
    " (5, " LINE_UTM ", NULL, -2, 'nan', 'None', -1, 0, '', NULL, '', NULL, NULL, '?'),"
    " (6, " LINE_UTM ", '  W6 ', 0, '', 888, -200, 'x', 'unknown', 'Tree', 'NO', 'None', NULL, 'y'),"
    " (7, " LINE_UTM ", 'W7', '2024-05-01', '3', 7, 9e999, NULL, 'غير معروف', 'bin', 2, 'one', NULL,"
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
    assert_int_equal(count_diagnostics(&run, D_value_wrong_storage, "sidewalks", "clear_width_m",
                                       NULL), 4);
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
    assert_int_equal(count_diagnostics(&run, D_value_missing_token, NULL, "cross_slope_pct", NULL), 2);

    /* -1 % is a slope; 9999 stands for missing; -999 and infinity can't be */
    static const double running[] = {NAN, 0, NAN, -1, NAN, NAN, 4};
    for (size_t i = 0; i < 7; i++) {
        double value = REAL(&run, ROLE_SIDEWALK, F_running_slope_pct, i);
        assert_true(isnan(running[i]) ? isnan(value) : value == running[i]);
    }
    assert_int_equal(count_diagnostics(&run, D_value_out_of_range, NULL, "running_slope_pct", NULL), 3);

    /* BOOLEAN 'yes', 'no', 1, 0, 'x', NULL, 'true' */
    static const char *const guidance[] = {"yes", "no", "yes", "no", "(null)", "(null)", "yes"};
    static const char *const surface[] = {"paving_stones", "asphalt", "(null)", "(null)", "(null)",
                                          "(null)", "asphalt"};
    static const char *const lit[] = {"no", "(null)", "yes", "(null)", "no", "(null)", "yes"};
    static const char *const rail[] = {"(null)", "none", "(null)", "(null)", "(null)", "one", "both"};
    for (size_t i = 0; i < 7; i++) {
        assert_string_equal(word(&run, ROLE_SIDEWALK, F_tactile_guidance, i), guidance[i]);
        assert_string_equal(word(&run, ROLE_SIDEWALK, F_surface, i), surface[i]);
        assert_string_equal(word(&run, ROLE_SIDEWALK, F_lit, i), lit[i]);
        assert_string_equal(word(&run, ROLE_SIDEWALK, F_handrail, i), rail[i]);
    }
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "surface", "asphalt;sett"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "tactile_guidance", "x"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "lit", "2"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "handrail", "[1]"), 1);
    assert_int_equal(count_diagnostics(&run, D_value_missing_token, NULL, "surface", NULL), 2);
    assert_int_equal(count_diagnostics(&run, D_value_missing_token, NULL, "handrail", "None"), 1);

    /* lists keep what is known: tree = 1, bin = 6, bollard = 7 */
    static const uint32_t obstacles[] = {2, 0, 0, 0, 2, 1u << 6, 2 | 1u << 7};
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(e->columns[F_obstacles]->list[i], obstacles[i]);
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "obstacles", "tree; dragon"), 1);
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
    run.options.mapping = write_file("m.yaml",
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
    fails_with("layers: {sidewalks: {layer: sidewalks, where: '1; DROP TABLE sidewalks'}}", "where:");
    fails_with("layers: {sidewalks: {layer: sidewalks, where: '1) OR (1'}}{}", "m.yaml:");
    fails_with("layers: {sidewalks: {where: 'fid IN (SELECT srs_id FROM gpkg_contents)'}}",
               "prohibited");
    fails_with("layers: {sidewalks: {where: '(SELECT count(*) FROM sqlite_schema) > 0'}}", "where:");
    fails_with("layers: {sidewalks: {where: \"load_extension('x')\"}}", "where:");
    fails_with("layers: {sidewalks: {fields: {width_m: {sql: 'width_m, fid'}}}}", "sql: ");
    fails_with("layers: {sidewalks: {layer: sidewalks}, footways: {layer: sidewalks}}",
               "can't be both sidewalks and footways");
}

/* ---- recognition -------------------------------------------------------------------------- */

static const char osm[] =
    "CREATE TABLE lines (id INTEGER PRIMARY KEY, geom GEOMETRY, highway TEXT, footway TEXT,"
    " incline TEXT, surface TEXT, \"sidewalk:left\" TEXT, sidewalk TEXT, maxspeed TEXT, width TEXT,"
    " est_width TEXT);"
    "INSERT INTO lines VALUES"
    " (1, NULL, 'residential', NULL, '8%', 'paved', 'no', 'both', '20 mph', NULL, NULL),"
    " (2, NULL, 'footway', 'sidewalk', 'up', 'concrete:plates', NULL, NULL, NULL, '1,5', '3'),"
    " (3, NULL, 'footway', 'crossing', '3°', 'tiles', NULL, NULL, NULL, NULL, '2'),"
    " (4, NULL, 'steps', NULL, NULL, NULL, NULL, NULL, NULL, 'ca. 2', NULL),"
    " (5, NULL, 'footway', NULL, '-4', 'earth', NULL, NULL, NULL, NULL, '2 m'),"
    " (6, NULL, 'motorway', 'sidewalk', NULL, NULL, NULL, 'right', 'none', NULL, NULL),"
    " (7, NULL, 'platform', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);"
    REGISTER("lines", "GEOMETRY", "-1")
    "CREATE TABLE points (fid INTEGER PRIMARY KEY, geom POINT, kerb TEXT, barrier TEXT,"
    " highway TEXT, crossing TEXT, tactile_paving TEXT, \"kerb:height\" TEXT);"
    "INSERT INTO points VALUES"
    " (1, NULL, 'lowered', 'kerb', NULL, NULL, 'contrasted', '3 cm'),"
    " (2, NULL, 'no', 'kerb', NULL, NULL, 'bad', '0.12'),"
    " (3, NULL, 'rised', NULL, NULL, NULL, NULL, '3'),"
    " (4, NULL, NULL, NULL, 'crossing', 'uncontrolled', NULL, NULL),"
    " (5, NULL, 'lowered', NULL, 'crossing', 'traffic_signals', NULL, NULL),"
    " (6, NULL, NULL, 'bollard', NULL, NULL, NULL, NULL);" REGISTER("points", "POINT", "4326")
    "CREATE TABLE obstacles (fid INTEGER PRIMARY KEY, geom POINT, amenity TEXT, natural TEXT);"
    "INSERT INTO obstacles VALUES (1, NULL, 'bench', NULL), (2, NULL, NULL, 'tree'),"
    " (3, NULL, 'waste_basket', NULL);" REGISTER("obstacles", "POINT", "100000")
    "CREATE TABLE plain (fid INTEGER PRIMARY KEY, a TEXT);"
    "INSERT INTO gpkg_contents VALUES('plain', 'attributes', 'p', '', '2027-01-01T00:00:00Z',"
    " NULL, NULL, NULL, NULL, NULL);"
    "CREATE TABLE unregistered (a TEXT);";

static void osm_rows_by_their_tags(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, make_gpkg("osm.gpkg", osm));
    run_read(&run);
    const struct store *store = run.store;
    assert_string_equal(store->preset, "osm");
    assert_int_equal(store->n_sources, 4); /* not the unregistered one */
    assert_string_equal(store->sources[0].key, "id");
    assert_int_equal(store->sources[3].roles, 0);
    assert_string_equal(inputs_last_change(run.inputs), "2027-01-01T00:00:00.000Z");

    /* 6 is a street and a sidewalk: the first wins, and it is said; 7 is nothing */
    assert_int_equal(table(&run, ROLE_STREET)->n, 2);
    assert_int_equal(table(&run, ROLE_SIDEWALK)->n, 1);
    assert_int_equal(table(&run, ROLE_STEPS)->n, 1);
    assert_int_equal(table(&run, ROLE_FOOTWAY)->n, 1);
    assert_int_equal(table(&run, ROLE_CROSSING)->n, 3);
    assert_int_equal(table(&run, ROLE_CROSSING)->n_segments, 2);
    assert_int_equal(count_diagnostics(&run, D_role_conflict, "lines", NULL, "sidewalks"), 1);
    assert_int_equal(table(&run, ROLE_RAMP)->n, 3);
    assert_int_equal(table(&run, ROLE_OBSTACLE)->n, 3); /* a bollard, a tree, a bin */
    assert_int_equal(table(&run, ROLE_SEAT)->n, 1);
    assert_string_equal(text(&run, ROLE_OBSTACLE, F_kind, 2), "bin");

    /* streets */
    assert_true(REAL(&run, ROLE_STREET, F_running_slope_pct, 0) == 8);
    assert_true(fabs(REAL(&run, ROLE_STREET, F_maxspeed_kmh, 0) - 32.18688) < 1e-9);
    assert_string_equal(word(&run, ROLE_STREET, F_sidewalk_left, 0), "no");
    assert_string_equal(word(&run, ROLE_STREET, F_sidewalk_right, 0), "yes");
    assert_string_equal(word(&run, ROLE_STREET, F_sidewalk_left, 1), "no");
    assert_string_equal(word(&run, ROLE_STREET, F_sidewalk_right, 1), "yes");
    assert_string_equal(word(&run, ROLE_STREET, F_surface, 0), "(null)");
    assert_int_equal(count_diagnostics(&run, D_value_missing_token, "lines", "surface", "paved"), 1);
    assert_true(isnan(REAL(&run, ROLE_STREET, F_maxspeed_kmh, 1)));
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "maxspeed", NULL), 0);

    /* widths: surveyed first, then estimated */
    const struct elements *sidewalks = table(&run, ROLE_SIDEWALK), *ways = table(&run, ROLE_FOOTWAY);
    assert_true(element_real(sidewalks, F_clear_width_m, 0) == 1.5);
    assert_int_equal(element_origin(sidewalks, F_clear_width_m, 0), ORIGIN_SURVEYED);
    assert_true(element_real(ways, F_clear_width_m, 0) == 2);
    assert_int_equal(element_origin(ways, F_clear_width_m, 0), ORIGIN_ASSUMED);
    assert_true(element_real(ways, F_running_slope_pct, 0) == -4);
    assert_true(isnan(element_real(sidewalks, F_running_slope_pct, 0)));
    assert_true(fabs(REAL(&run, ROLE_CROSSING, F_running_slope_pct, 0) - 5.240777928304121) < 1e-9);
    assert_string_equal(word(&run, ROLE_SIDEWALK, F_surface, 0), "concrete");
    assert_string_equal(word(&run, ROLE_FOOTWAY, F_surface, 0), "dirt");
    assert_true(REAL(&run, ROLE_STEPS, F_width_m, 0) == 2);
    run_free(&run);
}

static void osm_crossings_and_kerbs(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, make_gpkg("osm.gpkg", osm));
    run_read(&run);
    /* rows: way 3, point 4 (uncontrolled), point 5 (signals, with a kerb) */
    static const char *const control[] = {"(null)", "(null)", "signal"};
    static const char *const markings[] = {"(null)", "yes", "(null)"};
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(word(&run, ROLE_CROSSING, F_control, i), control[i]);
        assert_string_equal(text(&run, ROLE_CROSSING, F_markings, i), markings[i]);
    }
    static const char *const kerb[] = {"lowered", "none", "(null)"};
    static const char *const tactile[] = {"yes", "faulty", "(null)"};
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(word(&run, ROLE_RAMP, F_kerb, i), kerb[i]);
        assert_string_equal(word(&run, ROLE_RAMP, F_tactile_warning, i), tactile[i]);
    }
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, "points", "kerb", "rised"), 1);
    assert_null(table(&run, ROLE_RAMP)->columns[F_lip_mm]);
    assert_true(REAL(&run, ROLE_RAMP, F_kerb_height_mm, 0) == 30);
    assert_true(REAL(&run, ROLE_RAMP, F_kerb_height_mm, 1) == 120);
    assert_true(isnan(REAL(&run, ROLE_RAMP, F_kerb_height_mm, 2))); /* 3 m */
    assert_int_equal(count_diagnostics(&run, D_value_out_of_range, NULL, "kerb:height", "3"), 1);

    assert_null(inputs_crs(run.inputs, 0));
    assert_string_equal(inputs_crs(run.inputs, 1), "EPSG:4326");
    assert_string_equal(inputs_crs(run.inputs, 2), "PROJCS[\"own\"]");
    assert_string_equal(run.store->sources[2].crs, "ACME:7");
    run_free(&run);
}

static void options_name_layers(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, make_gpkg("osm.gpkg", osm));
    run.roles[0] = (rasif_role_option){"footways", "osm.gpkg:lines"};
    run.options.n_roles = 1;
    run_read(&run);
    /* The preset knows lines as footways by a condition, which stays; the other roles too. */
    assert_int_equal(table(&run, ROLE_FOOTWAY)->n, 1);
    assert_int_equal(table(&run, ROLE_STREET)->n, 2);
    run_free(&run);

    run_init(&run, make_gpkg("osm.gpkg", osm));
    run.roles[0] = (rasif_role_option){"destinations", "OBSTACLES"};
    run.options.n_roles = 1;
    run_read(&run);
    assert_int_equal(table(&run, ROLE_DESTINATION)->n, 3); /* nothing is left for seats */
    assert_false(table(&run, ROLE_SEAT)->supplied);
    run_free(&run);

    static const rasif_role_option bad[] = {{"ramps", "pints"}, {"ramps", "plain"}};
    static const char *const messages[] = {"did you mean 'points'", "has no geometry"};
    for (size_t i = 0; i < 2; i++) {
        run_init(&run, make_gpkg("osm.gpkg", osm));
        run.roles[0] = bad[i];
        run.options.n_roles = 1;
        expect_open_fails(&run, RASIF_E_ARGUMENT, messages[i]);
    }
}

static void stated_coordinate_systems(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, make_gpkg("osm.gpkg", osm));
    run.crs[0] = "EPSG:3066"; /* lines declare nothing */
    run.crs[1] = "points=EPSG:32636";
    run.options.n_crs = 2;
    assert_int_equal(run_open(&run), RASIF_OK);
    assert_string_equal(inputs_crs(run.inputs, 0), "EPSG:3066");
    assert_true(inputs_crs_stated(run.inputs, 0));
    assert_int_equal(run.store->sources[0].srs_id, 3066);
    assert_string_equal(inputs_crs(run.inputs, 1), "EPSG:32636");
    assert_false(inputs_crs_stated(run.inputs, 2));
    run_free(&run);
    static const char *const bad[] = {"4326", "EPSG:", "EPSG:-1", "EPSG:1x", "nolayer=EPSG:4326"};
    for (size_t i = 0; i < 5; i++) {
        run_init(&run, make_gpkg("osm.gpkg", osm));
        run.crs[0] = bad[i];
        run.options.n_crs = 1;
        expect_open_fails(&run, RASIF_E_ARGUMENT, bad[i]);
    }
    /* metres under EPSG:4326 are contradicted, metres under EPSG:32636 are not */
    static const char sql[] = "CREATE TABLE streets (fid INTEGER PRIMARY KEY, geom LINESTRING);"
                              "INSERT INTO streets VALUES (1, " LINE_UTM ");";
    char text_sql[1024];
    snprintf(text_sql, sizeof text_sql, "%s%s", sql, REGISTER("streets", "LINESTRING", "4326"));
    run_init(&run, make_gpkg("crs.gpkg", text_sql));
    run.crs[0] = "EPSG:32637";
    run.options.n_crs = 1;
    assert_int_equal(run_open(&run), RASIF_OK);
    assert_string_equal(inputs_crs(run.inputs, 0), "EPSG:32637");
    run_free(&run);
    snprintf(text_sql, sizeof text_sql, "%s%s", sql, REGISTER("streets", "LINESTRING", "32636"));
    run_init(&run, make_gpkg("crs.gpkg", text_sql));
    run.crs[0] = "EPSG:32637";
    run.options.n_crs = 1;
    expect_open_fails(&run, RASIF_E_ARGUMENT, "LAYER=EPSG:32637");
}

/* ---- files -------------------------------------------------------------------------------- */

static void opensidewalks(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, make_gpkg("osw.gpkg",
        "CREATE TABLE \"x.edges\" (fid INTEGER PRIMARY KEY, geom LINESTRING, _id TEXT, _u_id TEXT,"
        " highway TEXT, footway TEXT, incline REAL, \"ext:cross_slope\" REAL, \"ext:maxspeed\" TEXT);"
        "INSERT INTO \"x.edges\" VALUES (1, NULL, '7', 'a', 'footway', 'sidewalk', 0.05, 2.5, NULL),"
        " (2, NULL, '8', 'a', 'residential', NULL, -0.125, NULL, '30 mph');"
        REGISTER("x.edges", "LINESTRING", "4326")
        "CREATE TABLE \"x.nodes\" (fid INTEGER PRIMARY KEY, geom POINT, _id TEXT, barrier TEXT,"
        " kerb TEXT); INSERT INTO \"x.nodes\" VALUES (1, NULL, 'a', 'kerb', 'flush'),"
        " (2, NULL, 'b', NULL, NULL);" REGISTER("x.nodes", "POINT", "4326")));
    run_read(&run);
    assert_string_equal(run.store->preset, "osw");
    assert_true(REAL(&run, ROLE_SIDEWALK, F_running_slope_pct, 0) == 5);
    assert_true(REAL(&run, ROLE_SIDEWALK, F_cross_slope_pct, 0) == 2.5);
    assert_true(REAL(&run, ROLE_STREET, F_running_slope_pct, 0) == -12.5);
    assert_true(fabs(REAL(&run, ROLE_STREET, F_maxspeed_kmh, 0) - 48.28032) < 1e-9);
    assert_string_equal(text(&run, ROLE_SIDEWALK, F_id, 0), "7");
    assert_int_equal(table(&run, ROLE_RAMP)->n, 1);
    assert_int_equal(run.store->tables[ROLE_STEPS].supplied, false);
    run_free(&run);
}

static void suspicious_units(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, make_gpkg("units.gpkg",
        "CREATE TABLE sidewalks (fid INTEGER PRIMARY KEY, geom LINESTRING, clear_width_m REAL,"
        " running_slope_pct REAL, cross_slope_pct REAL, kerb_height_mm REAL, width_m REAL);"
        "INSERT INTO sidewalks VALUES (1, NULL, 120, 0.05, 2, 0.12, 1.5),"
        " (2, NULL, 150, 0.02, 1, 0.15, 2), (3, NULL, 90, -0.08, 0.5, 0.1, 3),"
        " (4, NULL, 200, 0.01, 0, 0.12, 40), (5, NULL, 999, 0.1, 3, 0.12, 1.8);"
        "INSERT INTO sidewalks VALUES (6, NULL, 180, 0, 1, 0.03, 2);"
        REGISTER("sidewalks", "LINESTRING", "32636")));
    run_read(&run);
    static const char *const suspected[] = {"clear_width_m", "running_slope_pct", "kerb_height_mm"};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(count_diagnostics(&run, D_unit_suspicious, "sidewalks", suspected[i], NULL), 1);
    assert_int_equal(count_diagnostics(&run, D_unit_suspicious, NULL, NULL, NULL), 3);
    run_free(&run);
    /* A stated unit is believed. */
    run_init(&run, in_folder("units.gpkg"));
    run.options.mapping = write_file("m.yaml",
        "fields: {sidewalks: {running_slope_pct: {field: running_slope_pct, unit: pct},\n"
        "  clear_width_m: {field: clear_width_m, unit: cm}, kerb_height_mm: {field: kerb_height_mm, unit: m}}}\n");
    run_read(&run);
    assert_int_equal(count_diagnostics(&run, D_unit_suspicious, NULL, NULL, NULL), 0);
    assert_true(REAL(&run, ROLE_SIDEWALK, F_clear_width_m, 0) == 1.2);
    run_free(&run);
}

static void files_that_cannot_be_read(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, in_folder("nothing.gpkg"));
    expect_open_fails(&run, RASIF_E_IO, "No such file");
    run_init(&run, write_file("empty.gpkg", ""));
    expect_open_fails(&run, RASIF_E_IO, "is empty");
    run_init(&run, write_file("text.gpkg", "hello"));
    expect_open_fails(&run, RASIF_E_IO, "no GeoPackage");
    run_init(&run, write_file("text.txt", "hello"));
    expect_open_fails(&run, RASIF_E_IO, "no vector format");
    run_init(&run, write_file("a.vrt", "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>b"
                                       "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"));
    expect_open_fails(&run, RASIF_E_IO, "no vector format");
    run_init(&run, make_gpkg("none.gpkg", "SELECT 1;"));
    expect_open_fails(&run, RASIF_E_DATA, "there are: none");
    run_init(&run, make_gpkg("osm.gpkg", osm));
    run.paths[1] = run.paths[0];
    run.options.n_inputs = 2;
    expect_open_fails(&run, RASIF_E_ARGUMENT, "given twice");
    run_init(&run, make_gpkg("osm.gpkg", osm));
    run.options.preset = "osn";
    expect_open_fails(&run, RASIF_E_ARGUMENT, "did you mean osm");
}

static void other_formats_are_converted(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, write_file("sidewalks.geojson",
        "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\":"
        " {\"sidewalk_id\": \"W1\", \"clear_width_m\": \"1,5\"}, \"geometry\": {\"type\":"
        " \"LineString\", \"coordinates\": [[35.9, 31.9], [35.901, 31.9]]}}]}"));
    run_read(&run);
    assert_string_equal(run.store->sources[0].key, "rasif_fid");
    assert_string_equal(run.store->sources[0].display, "sidewalks.geojson");
    assert_true(REAL(&run, ROLE_SIDEWALK, F_clear_width_m, 0) == 1.5);
    assert_int_equal(table(&run, ROLE_SIDEWALK)->shapes.kind[0], SHAPE_LINE);
    assert_int_equal(strlen(inputs_hash(run.inputs, 0)), 32);
    char copy[256];
    snprintf(copy, sizeof copy, "%s", inputs_sqlite_path(run.inputs, 0));
    assert_int_equal(access(copy, F_OK), 0);
    run_free(&run);
    assert_int_equal(access(copy, F_OK), -1); /* the private copy is gone */
}

/* Committed rows that are only in the -wal are read; the files stay as they are. */
static void write_ahead_logs(void **state)
{
    (void)state;
    const char *path = make_gpkg("wal%41#?.gpkg", osm);
    sqlite3 *writer = NULL;
    assert_int_equal(sqlite3_open(path, &writer), SQLITE_OK);
    assert_int_equal(sqlite3_exec(writer, "PRAGMA journal_mode = WAL;"
                                          "INSERT INTO lines (id, highway) VALUES (99, 'primary')",
                                  NULL, NULL, NULL), SQLITE_OK);
    struct stat before, after;
    char wal[300];
    snprintf(wal, sizeof wal, "%s-wal", path);
    assert_int_equal(stat(wal, &before), 0);
    struct run run;
    run_init(&run, path);
    run_read(&run);
    assert_int_equal(table(&run, ROLE_STREET)->n, 3);
    assert_string_not_equal(inputs_sqlite_path(run.inputs, 0), path);
    run_free(&run);
    assert_int_equal(stat(wal, &after), 0);
    assert_int_equal(before.st_size, after.st_size);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    sqlite3_close(writer);
    /* without WAL, a name that is full of what URIs mean something by is opened in place */
    run_init(&run, make_gpkg("plain%41#?.gpkg", osm));
    run_read(&run);
    assert_string_equal(inputs_sqlite_path(run.inputs, 0), run.paths[0]);
    run_free(&run);
}

static void two_inputs(void **state)
{
    (void)state;
    static const char one[] = "CREATE TABLE sidewalks (fid INTEGER PRIMARY KEY, geom LINESTRING,"
                              " street_id TEXT); INSERT INTO sidewalks VALUES (5, NULL, 'S1');"
                              REGISTER("sidewalks", "LINESTRING", "32636");
    struct run run;
    run_init(&run, make_gpkg("one.gpkg", one));
    run.paths[1] = make_gpkg("two.gpkg", one);
    run.options.n_inputs = 2;
    run_read(&run);
    assert_string_equal(run.store->sources[1].output, "sidewalks_2");
    assert_int_equal(count_diagnostics(&run, D_table_renamed, "sidewalks", NULL, "sidewalks_2"), 1);
    const struct elements *e = table(&run, ROLE_SIDEWALK);
    assert_int_equal(e->n, 2);
    assert_int_equal(e->n_segments, 2);
    assert_int_equal(element_source(e, 1), 1);
    assert_string_equal(text(&run, ROLE_SIDEWALK, F_street_id, 1), "S1");
    run_free(&run);
    /* FILE:LAYER brings in a file that is no input, with that layer only */
    run_init(&run, in_folder("one.gpkg"));
    make_gpkg("osm.gpkg", osm);
    char layer[300];
    snprintf(layer, sizeof layer, "%s:points", in_folder("osm.gpkg"));
    run.roles[0] = (rasif_role_option){"ramps", layer};
    run.options.n_roles = 1;
    run_read(&run);
    assert_int_equal(run.store->n_sources, 2);
    assert_int_equal(table(&run, ROLE_RAMP)->n, 3);
    run_free(&run);
}

/* A view that is registered is a source; its first column is its key. */
static void views_and_descriptions(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, make_gpkg("view.gpkg",
        "CREATE TABLE t (fid INTEGER PRIMARY KEY, g LINESTRING, n REAL);"
        "INSERT INTO t VALUES (4, " LINE_UTM ", 2), (3, " LINE_UTM ", 1.5);"
        "CREATE VIEW sidewalks AS SELECT fid + 10 AS number, g AS geom, n AS clear_width_m FROM t;"
        REGISTER("sidewalks", "LINESTRING", "32636")));
    run_read(&run);
    assert_string_equal(run.store->sources[0].key, "number");
    assert_int_equal(table(&run, ROLE_SIDEWALK)->fid[0], 13);
    assert_true(REAL(&run, ROLE_SIDEWALK, F_clear_width_m, 0) == 1.5);
    static const char *const languages[] = {"en", "ar"};
    static const char *const expected[] = {"taken as sidewalks", "دورها sidewalks"};
    for (size_t i = 0; i < 2; i++) {
        struct text out = {0};
        assert_int_equal(inputs_describe(run.inputs, run.store, languages[i], &out, &run.err),
                         RASIF_OK);
        assert_non_null(strstr(out.data, expected[i]));
        assert_non_null(strstr(out.data, "clear_width_m"));
        assert_true(utf8_valid(out.data, out.length));
        text_free(&out);
    }
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells),
        cmocka_unit_test(cells_of_slopes_and_words),
        cmocka_unit_test(a_mapping_reads_odd_columns),
        cmocka_unit_test(mappings_that_do_not_fit),
        cmocka_unit_test(osm_rows_by_their_tags),
        cmocka_unit_test(osm_crossings_and_kerbs),
        cmocka_unit_test(options_name_layers),
        cmocka_unit_test(stated_coordinate_systems),
        cmocka_unit_test(opensidewalks),
        cmocka_unit_test(suspicious_units),
        cmocka_unit_test(files_that_cannot_be_read),
        cmocka_unit_test(other_formats_are_converted),
        cmocka_unit_test(write_ahead_logs),
        cmocka_unit_test(two_inputs),
        cmocka_unit_test(views_and_descriptions),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
