/* SPDX-License-Identifier: MIT
 *
 * read/inputs.c, recognise.c, stated_crs.c, copy.c, convert.c: which table is taken for what, and how
 * files of all kinds are opened. Inputs are made here. */
#include "input_files.h"

#include "source/gpkg.h"
#include "source/hash.h"

#include <sys/stat.h>
#include <sys/wait.h>

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
    " (7, NULL, 'platform', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);" REGISTER(
        "lines", "GEOMETRY",
        "-1") "CREATE TABLE points (fid INTEGER PRIMARY KEY, geom POINT, kerb TEXT, barrier TEXT,"
              " highway TEXT, crossing TEXT, tactile_paving TEXT, \"kerb:height\" TEXT);"
              "INSERT INTO points VALUES"
              " (1, NULL, 'lowered', 'kerb', NULL, NULL, 'contrasted', '3 cm'),"
              " (2, NULL, 'no', 'kerb', NULL, NULL, 'bad', '0.12'),"
              " (3, NULL, 'rised', NULL, NULL, NULL, NULL, '3'),"
              " (4, NULL, NULL, NULL, 'crossing', 'uncontrolled', NULL, NULL),"
              " (5, NULL, 'lowered', NULL, 'crossing', 'traffic_signals', NULL, NULL),"
              " (6, NULL, NULL, 'bollard', NULL, NULL, NULL, NULL);" REGISTER(
                  "points", "POINT",
                  "4326") "CREATE TABLE obstacles (fid INTEGER PRIMARY KEY, geom POINT, amenity "
                          "TEXT, natural TEXT);"
                          "INSERT INTO obstacles VALUES (1, NULL, 'bench', NULL), (2, NULL, NULL, "
                          "'tree'),"
                          " (3, NULL, 'waste_basket', NULL);" REGISTER(
                              "obstacles", "POINT",
                              "100000") "CREATE TABLE plain (fid INTEGER PRIMARY KEY, a TEXT);"
                                        "INSERT INTO gpkg_contents VALUES('plain', 'attributes', "
                                        "'p', '', '2027-01-01T00:00:00Z',"
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

    /* 6 is a street and a sidewalk: the first wins, and it is said; 7 is walked on like a footway */
    assert_int_equal(table(&run, ROLE_STREET)->n, 2);
    assert_int_equal(table(&run, ROLE_SIDEWALK)->n, 3); /* one drawn, two told by streets */
    assert_int_equal(table(&run, ROLE_STEPS)->n, 1);
    assert_int_equal(table(&run, ROLE_FOOTWAY)->n, 2);
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
    assert_int_equal(count_diagnostics(&run, D_value_missing_token, "lines", "surface", "paved"),
                     1);
    assert_true(isnan(REAL(&run, ROLE_STREET, F_maxspeed_kmh, 1)));
    assert_int_equal(count_diagnostics(&run, D_value_not_parsed, NULL, "maxspeed", NULL), 0);

    /* widths: surveyed first, then estimated */
    const struct elements *sidewalks = table(&run, ROLE_SIDEWALK),
                          *ways = table(&run, ROLE_FOOTWAY);
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
    assert_int_equal(table(&run, ROLE_FOOTWAY)->n, 2);
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

/* A preset may name columns that are not there; a user may not, not even the same ones. */
static void absent_columns(void **state)
{
    (void)state;
    struct run run;
    static const char ramps[] = "CREATE TABLE ramps (fid INTEGER PRIMARY KEY, geom POINT, osm_id,"
                                " kerb TEXT); INSERT INTO ramps VALUES (1, NULL, 5, 'flush'),"
                                " (2, NULL, 6, NULL);" REGISTER("ramps", "POINT", "4326");
    run_init(&run, make_gpkg("ramps.gpkg", ramps));
    run_read(&run);
    assert_int_equal(table(&run, ROLE_RAMP)->n, 1);
    run_free(&run);
    run_init(&run, in_folder("ramps.gpkg"));
    run.options.mapping =
        write_file("m.yaml", "layers: {crossings: {layer: ramps, where: barrier = 'kerb'}}");
    expect_open_fails(&run, RASIF_E_RULE, "no such column: barrier");
    run_init(&run, in_folder("ramps.gpkg"));
    run.options.mapping = write_file(
        "m.yaml", "fields: {ramps: {lip_mm: {sql: \"CASE barrier WHEN 'kerb' THEN 1 END\"}}}");
    expect_open_fails(&run, RASIF_E_RULE, "no such column: barrier");
}

/* ---- files -------------------------------------------------------------------------------- */

static void opensidewalks(void **state)
{
    (void)state;
    struct run run;
    run_init(
        &run,
        make_gpkg("osw.gpkg",
                  "CREATE TABLE \"x.edges\" (fid INTEGER PRIMARY KEY, geom LINESTRING, _id TEXT, "
                  "_u_id TEXT,"
                  " highway TEXT, footway TEXT, incline REAL, \"ext:cross_slope\" REAL, "
                  "\"ext:maxspeed\" TEXT);"
                  "INSERT INTO \"x.edges\" VALUES (1, NULL, '7', 'a', 'footway', 'sidewalk', 0.05, "
                  "2.5, NULL),"
                  " (2, NULL, '8', 'a', 'residential', NULL, -0.125, NULL, '30 mph');" REGISTER(
                      "x.edges", "LINESTRING",
                      "4326") "CREATE TABLE \"x.nodes\" (fid INTEGER PRIMARY KEY, geom POINT, _id "
                              "TEXT, barrier TEXT,"
                              " kerb TEXT); INSERT INTO \"x.nodes\" VALUES (1, NULL, 'a', 'kerb', "
                              "'flush'),"
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
    run_init(&run,
             write_file(
                 "sidewalks.geojson",
                 "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", "
                 "\"properties\":"
                 " {\"sidewalk_id\": \"W1\", \"clear_width_m\": \"1,5\"}, \"geometry\": {\"type\":"
                 " \"LineString\", \"coordinates\": [[35.9, 31.9], [35.901, 31.9]]}}]}"));
    run_read(&run);
    assert_string_equal(run.store->sources[0].key, "rasif_fid");
    assert_string_equal(run.store->sources[0].display, "sidewalks.geojson");
    assert_true(REAL(&run, ROLE_SIDEWALK, F_clear_width_m, 0) == 1.5);
    assert_int_equal(table(&run, ROLE_SIDEWALK)->shapes.kind[0], SHAPE_LINE);
    assert_int_equal(inputs_finish_hashes(run.inputs, &run.err), RASIF_OK);
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
    assert_int_equal(sqlite3_exec(writer,
                                  "PRAGMA journal_mode = WAL;"
                                  "INSERT INTO lines (id, highway) VALUES (99, 'primary')",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
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

/* Can another process change the file? */
static bool is_free(const char *path)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        sqlite3 *db = NULL;
        int code = sqlite3_open(path, &db);
        code = code == SQLITE_OK ? sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL) : code;
        _exit(code);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status) == SQLITE_OK;
}

static void hashes_beside_other_work(void **state)
{
    (void)state;
    const char *path = make_gpkg("hashed.gpkg", osm);
    char expected[33], other[33];
    uint64_t size, more;
    struct run run;
    assert_int_equal(hash_input(path, expected, &size, &run.err), RASIF_OK);
    for (unsigned threads = 1; threads <= 2; threads++) {
        run_init(&run, path);
        run.options.threads = threads;
        assert_int_equal(run_open(&run), RASIF_OK);
        assert_int_equal(inputs_finish_hashes(run.inputs, &run.err), RASIF_OK);
        assert_int_equal(inputs_finish_hashes(run.inputs, &run.err), RASIF_OK);
        assert_string_equal(inputs_hash(run.inputs, 0), expected);
        assert_false(is_free(path)); /* nobody has closed it under SQLite */
        run_free(&run);
        assert_true(is_free(path));
    }
    run_init(&run, path);
    run.options.threads = 2;
    assert_int_equal(run_open(&run), RASIF_OK);
    run_free(&run); /* nobody asked */
    run_sql(path, "CREATE TABLE more(a)");
    assert_int_equal(hash_input(path, other, &more, &run.err), RASIF_OK);
    assert_true(more > size && strcmp(other, expected) != 0);
}

static void two_inputs(void **state)
{
    (void)state;
    static const char one[] =
        "CREATE TABLE sidewalks (fid INTEGER PRIMARY KEY, geom LINESTRING,"
        " street_id TEXT); INSERT INTO sidewalks VALUES (5, NULL, 'S1');" REGISTER(
            "sidewalks", "LINESTRING", "32636");
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
                             "CREATE VIEW sidewalks AS SELECT fid + 10 AS number, g AS geom, n AS "
                             "clear_width_m FROM t;" REGISTER("sidewalks", "LINESTRING", "32636")));
    run_read(&run);
    assert_string_equal(run.store->sources[0].key, "number");
    assert_int_equal(table(&run, ROLE_SIDEWALK)->fid[0], 13);
    assert_true(REAL(&run, ROLE_SIDEWALK, F_clear_width_m, 0) == 1.5);
    static const char *const both_languages[] = {"en", "ar"};
    struct arena texts = {0};
    const struct sentences *sentences = NULL;
    assert_int_equal(sentences_load(&texts, &sentences, NULL), RASIF_OK);
    static const char *const expected[] = {"taken as sidewalks", "دورها sidewalks"};
    for (size_t i = 0; i < 2; i++) {
        struct text out = {0};
        assert_int_equal(inputs_inspect(run.inputs, run.store, sentences, both_languages[i], false, &out, &run.err),
                         RASIF_OK);
        assert_non_null(strstr(out.data, expected[i]));
        assert_non_null(strstr(out.data, "clear_width_m"));
        assert_true(utf8_valid(out.data, out.length));
        text_free(&out);
    }
    arena_free(&texts);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(osm_rows_by_their_tags),
        cmocka_unit_test(osm_crossings_and_kerbs),
        cmocka_unit_test(options_name_layers),
        cmocka_unit_test(absent_columns),
        cmocka_unit_test(stated_coordinate_systems),
        cmocka_unit_test(opensidewalks),
        cmocka_unit_test(files_that_cannot_be_read),
        cmocka_unit_test(other_formats_are_converted),
        cmocka_unit_test(write_ahead_logs),
        cmocka_unit_test(hashes_beside_other_work),
        cmocka_unit_test(two_inputs),
        cmocka_unit_test(views_and_descriptions),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
