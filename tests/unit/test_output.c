/* SPDX-License-Identifier: MIT
 *
 * io/output*.c: what the writer keeps of an input, what it adds, what it refuses, and that a
 * failure leaves everything as it was. Inputs are small GeoPackages made by SQL. */
#include "geo/wkb.h"
#include "io/output_job.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- a folder with an input ---------------------------------------------------------------- */

struct fixture {
    char folder[64], input[128], second[128], output[128];
};

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", message, sql);
    sqlite3_close(db);
}

/* First cell of the first row as text; rows of one column are joined by ','. */
static const char *ask(const char *path, const char *sql)
{
    static char answer[8192];
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    answer[0] = '\0';
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sqlite3_errmsg(db), sql);
    for (size_t n = 0; sqlite3_step(statement) == SQLITE_ROW; n = strlen(answer)) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        snprintf(answer + n, sizeof answer - n, "%s%s", n > 0 ? "," : "",
                 text != NULL ? text : "null");
    }
    if (sqlite3_finalize(statement) != SQLITE_OK)
        fail_msg("%s: %s", sqlite3_errmsg(db), sql);
    sqlite3_close(db);
    return answer;
}

#define EXPECT(path, sql, expected) assert_string_equal(ask((path), (sql)), (expected))

static const char core[] =
    "PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10200;"
    "CREATE TABLE gpkg_spatial_ref_sys(srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY "
    "KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT "
    "NOT NULL, description TEXT);"
    "INSERT INTO gpkg_spatial_ref_sys VALUES('mine', 100000, 'NONE', 5, 'LOCAL_CS[\"mine\"]', 'x');"
    "CREATE TABLE gpkg_contents(table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, "
    "identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x "
    "DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);"
    "CREATE TABLE gpkg_geometry_columns(table_name TEXT NOT NULL, column_name TEXT NOT NULL, "
    "geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT "
    "NULL, PRIMARY KEY (table_name, column_name));"
    "CREATE TABLE gpkg_extensions(table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, "
    "definition TEXT NOT NULL, scope TEXT NOT NULL);";

/* A layer whose cells contradict their declared types, as files written through OGR may. */
static const char nasty_cells[] =
    "CREATE TABLE \"side \"\"walks\"(\"geo m\" , fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
    "i, r, t, d, b, j, n, \"a\"\"b\", \"select\", rasif_id TEXT, RASIF_OLD REAL);"
    "INSERT INTO \"side \"\"walks\"(fid, i, r, t, d, b, j, n, \"a\"\"b\", \"select\", rasif_id) VALUES"
    "(-3, '12', '1.5', 7, '2020', 'true', '{\"a\":1}', 3.0, x'00ff', 1e999, 'old'),"
    "(2, 3.0, 1, 2.50, 20200131, 2, 5, '007', '', -0.0, 'old'),"
    "(9, x'31', 'abc', x'6162', '1,5', 'f', NULL, 9007199254740993, 'n' || char(0) || 'ul', "
    "9223372036854775807, NULL),"
    "(40, NULL, NULL, '', NULL, NULL, '', NULL, ' 1 ', 0.1, NULL);"
    "DELETE FROM \"side \"\"walks\" WHERE fid = 40;";
static const char nasty_types[] =
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = 'CREATE TABLE \"side \"\"walks\"(\"geo m\" POINT, fid INTEGER "
    "PRIMARY KEY AUTOINCREMENT NOT NULL, i MEDIUMINT, r REAL, t TEXT(5), d DATE, b BOOLEAN, j JSON, "
    "n DECIMAL(10, 2), \"a\"\"b\" BLOB, \"select\" \"odd,type\", rasif_id TEXT, RASIF_OLD REAL)' WHERE "
    "name = 'side \"walks';"
    "INSERT INTO gpkg_contents VALUES('side \"walks', 'features', 'Side walks', 'mine', "
    "'2020-01-02T03:04:05.678Z', 1, 2, NULL, NULL, 100000);"
    "INSERT INTO gpkg_geometry_columns VALUES('side \"walks', 'geo m', 'POINT', 100000, 0, 0);";

static void set_point(const char *path, const char *table, const char *column, int64_t fid,
                      double x, double y)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    unsigned char blob[WKB_POINT_SIZE];
    size_t size = isnan(x) ? wkb_write_empty_point(blob, 100000)
                           : wkb_write_point(blob, 100000, x, y);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *sql = sqlite3_mprintf("UPDATE \"%w\" SET \"%w\" = ?1 WHERE rowid = ?2", table, column);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    sqlite3_bind_blob(statement, 1, blob, (int)size, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, fid);
    assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_free(sql);
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

static void add_nasty_layer(const struct fixture *f)
{
    run_sql(f->input, nasty_cells);
    set_point(f->input, "side \"walks", "geo m", -3, 10, 20);
    set_point(f->input, "side \"walks", "geo m", 2, NAN, NAN);
    run_sql(f->input, nasty_types);
}

static int make_folder(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    snprintf(f->folder, sizeof f->folder, "/tmp/rasif-test-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->input, sizeof f->input, "%s/in 100%%#?.gpkg", f->folder);
    snprintf(f->second, sizeof f->second, "%s/second.gpkg", f->folder);
    snprintf(f->output, sizeof f->output, "%s/out.gpkg", f->folder);
    run_sql(f->input, core);
    add_nasty_layer(f);
    *state = f;
    return 0;
}

static int remove_folder(void **state)
{
    struct fixture *f = *state;
    DIR *entries = opendir(f->folder);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        unlinkat(dirfd(entries), entry->d_name, 0);
    closedir(entries);
    int code = rmdir(f->folder);
    free(f);
    return code;
}

static size_t count_files(const struct fixture *f)
{
    size_t n = 0;
    DIR *entries = opendir(f->folder);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(entries);
    return n;
}

/* ---- a plan -------------------------------------------------------------------------------- */

static const struct view_column added_columns[] = {{"rasif_id", "TEXT", NULL, NULL},
                                                   {"rasif_wcm_score", "REAL", NULL, NULL},
                                                   {"rasif_n_fail", "INTEGER", NULL, NULL}};

static void added_cell(const struct view *view, size_t row, size_t column,
                       struct cell_scratch *scratch, struct cell *out)
{
    char text[32];
    snprintf(text, sizeof text, "w%lld", (long long)view->row_ids[row]);
    if (column == 0)
        cell_copy(out, scratch, CELL_TEXT, text, strlen(text));
    else if (column == 1)
        cell_real(out, row % 2 == 0 ? 50.5 : (double)NAN);
    else
        cell_int(out, (int64_t)row);
}

static const int64_t added_ids[] = {-3, 9, 77}; /* none for FID 2; 77 does not exist */
static const struct view added = {.name = "side \"walks", .n_rows = 3, .n_columns = 3,
                                  .columns = added_columns, .row_ids = added_ids,
                                  .cell = added_cell, .geometry_column = SIZE_MAX};

static const struct view_column finding_columns[] = {{"rule", "TEXT", NULL, NULL},
                                                     {"geom", "LINESTRING", NULL, NULL},
                                                     {"margin", "REAL", NULL, NULL}};

static void finding_cell(const struct view *view, size_t row, size_t column,
                         struct cell_scratch *scratch, struct cell *out)
{
    const double xy[] = {(double)row * 10, 5, (double)row * 10 + 4, 9};
    unsigned char blob[256];
    (void)view;
    if (column == 0)
        cell_text(out, "sidewalk-gap");
    else if (column == 2)
        cell_real(out, (double)row);
    else if (row % 50 == 7)
        cell_null(out);
    else
        cell_copy(out, scratch, CELL_BLOB, blob, wkb_write_line(blob, 32636, xy, 2));
}

static const struct view findings = {.name = "audit_findings", .title_en = "Findings",
                                     .title_ar = "نتائج", .n_rows = 120, .n_columns = 3,
                                     .columns = finding_columns, .cell = finding_cell,
                                     .geometry_column = 1, .srs_id = 32636,
                                     .geometry_type = "LINESTRING"};

static const struct source walks = {.path = "", .display = "in.gpkg", .table = "side \"walks",
                                    .output = "side \"walks", .geometry_column = "geo m",
                                    .geometry_type = "POINT", .key = "fid", .srs_id = 100000,
                                    .crs = "NONE:5"};

struct setup {
    struct source sources[4];
    size_t n_sources;
    const struct view *annotations[4];
    const struct view *tables[2];
    struct output_style styles[2];
    struct output_plan plan;
    struct output_input inputs[2];
    size_t n_inputs;
    bool overwrite;
    bool (*cancelled)(void *, double);
};

static struct setup usual(const struct fixture *f)
{
    struct setup s = {.n_sources = 1, .n_inputs = 1};
    s.sources[0] = walks;
    s.sources[0].path = f->input;
    s.annotations[0] = &added;
    s.tables[0] = &findings;
    s.plan.n_tables = 1;
    s.plan.timestamp = "2026-01-15T08:00:00.000Z";
    s.plan.srs_definition = "EPSG:32636";
    s.inputs[0] = (struct output_input){f->input, "in.gpkg"};
    s.inputs[1] = (struct output_input){f->second, "second.gpkg"};
    return s;
}

static rasif_status write_to(struct setup *s, const char *path, rasif_error *err)
{
    s->plan.annotations = s->annotations;
    s->plan.tables = s->tables;
    s->plan.styles = s->styles;
    struct output_job job = {.inputs = s->inputs, .n_inputs = s->n_inputs, .sources = s->sources,
                             .n_sources = s->n_sources, .plan = &s->plan, .path = path,
                             .overwrite = s->overwrite, .cancelled = s->cancelled};
    return output_run(&job, err);
}

static void must_write(struct setup *s, const struct fixture *f)
{
    rasif_error err = {0};
    if (write_to(s, f->output, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    /* Cells against their type are the input's. */
    EXPECT(f->output, "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> "
                      "'ok' AND integrity_check NOT LIKE '% value in side %'", "");
    EXPECT(f->output, "SELECT count(*) FROM pragma_foreign_key_check", "0");
}

/* How many cells of the column differ in storage class or bytes. */
static void same_cells(const struct fixture *f, const char *table, const char *key,
                       const char *column)
{
    char *sql = sqlite3_mprintf("ATTACH %Q AS i", f->input);
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(f->output, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(sql);
    sql = sqlite3_mprintf("SELECT quote(a.\"%w\"), quote(b.\"%w\") FROM i.\"%w\" a LEFT JOIN "
                          "main.\"%w\" b ON b.\"%w\" = a.\"%w\" WHERE typeof(a.\"%w\") <> "
                          "typeof(b.\"%w\") OR hex(a.\"%w\") <> hex(b.\"%w\")",
                          column, column, table, table, key, key, column, column, column, column);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW)
        fail_msg("%s: %s became %s", column, sqlite3_column_text(statement, 0),
                 sqlite3_column_text(statement, 1));
    sqlite3_finalize(statement);
    sqlite3_free(sql);
    sqlite3_close(db);
}

/* ---- what is kept, what is added ----------------------------------------------------------- */

static void source__cells_against_their_type__stay_as_they_are(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    must_write(&s, f);
    static const char *const names[] = {"i", "r", "t", "d", "b", "j", "n", "a\"b", "select", "geo m"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        same_cells(f, "side \"walks", "fid", names[i]);
    EXPECT(f->output, "SELECT name || ':' || type FROM pragma_table_xinfo('side \"walks')",
           "geo m:POINT,fid:INTEGER,i:MEDIUMINT,r:REAL,t:TEXT(5),d:DATE,b:BOOLEAN,j:JSON,"
           "n:DECIMAL(10, 2),a\"b:BLOB,select:odd,type,rasif_id:TEXT,rasif_wcm_score:REAL,"
           "rasif_n_fail:INTEGER");
    EXPECT(f->output, "SELECT fid || ':' || coalesce(rasif_id, '-') || ':' || "
                      "coalesce(rasif_wcm_score, '-') || ':' || coalesce(rasif_n_fail, '-') "
                      "FROM \"side \"\"walks\"",
           "-3:w-3:50.5:0,2:-:-:-,9:w9:-:1");
    EXPECT(f->output, "SELECT seq FROM sqlite_sequence WHERE name = 'side \"walks'", "40");
}

static void contents__of_source__are_kept_and_completed(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    must_write(&s, f);
    EXPECT(f->output, "SELECT identifier || description || last_change || min_x || min_y || max_x "
                      "|| max_y || srs_id FROM gpkg_contents WHERE table_name = 'side \"walks'",
           "Side walksmine2020-01-02T03:04:05.678Z10.020.010.020.0100000");
    EXPECT(f->output, "SELECT data_type || identifier || description || last_change || min_x || "
                      "max_y || srs_id FROM gpkg_contents WHERE table_name = 'audit_findings'",
           "featuresFindingsنتائج2026-01-15T08:00:00.000Z0.09.032636");
    EXPECT(f->output, "SELECT table_name || feature_count FROM gpkg_ogr_contents",
           "side \"walks3,audit_findings120");
    EXPECT(f->output, "SELECT srs_id FROM gpkg_spatial_ref_sys", "-1,0,4326,32636,100000");
    EXPECT(f->output, "SELECT organization || organization_coordsys_id || substr(definition, 1, 6) "
                      "FROM gpkg_spatial_ref_sys WHERE srs_id = 32636", "EPSG32636PROJCS");
    EXPECT(f->output, "PRAGMA application_id", "1196444487");
}

static void index__of_every_layer__is_complete(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    must_write(&s, f);
    EXPECT(f->output, "SELECT id FROM \"rtree_side \"\"walks_geo m\"", "-3");
    EXPECT(f->output, "SELECT count(*) FROM rtree_audit_findings_geom", "117");
    EXPECT(f->output, "SELECT rtreecheck('rtree_audit_findings_geom')", "ok");
    EXPECT(f->output, "SELECT table_name || column_name || scope FROM gpkg_extensions",
           "side \"walksgeo mwrite-only,audit_findingsgeomwrite-only");
    EXPECT(f->output, "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'", "16");
    EXPECT(f->output, "SELECT sql FROM sqlite_schema WHERE name = "
                      "'rtree_audit_findings_geom_update4'",
           "CREATE TRIGGER \"rtree_audit_findings_geom_update4\" AFTER UPDATE ON \"audit_findings\" "
           "WHEN OLD.\"fid\" != NEW.\"fid\" AND (NEW.\"geom\" ISNULL OR ST_IsEmpty(NEW.\"geom\")) "
           "BEGIN DELETE FROM \"rtree_audit_findings_geom\" WHERE id IN (OLD.\"fid\", NEW.\"fid\"); "
           "END");
}

static void geometry__crs_corrected__changes_four_bytes_only(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    s.sources[0].srs_id = 32637;
    s.sources[0].crs = "EPSG:32637";
    must_write(&s, f);
    EXPECT(f->output, "SELECT hex(substr(\"geo m\", 5, 4)) FROM \"side \"\"walks\" WHERE fid < 9",
           "7D7F0000,7D7F0000");
    char before[256];
    snprintf(before, sizeof before, "%s",
             ask(f->input, "SELECT hex(substr(\"geo m\", 1, 4)) || hex(substr(\"geo m\", 9)) FROM "
                           "\"side \"\"walks\" WHERE fid < 9"));
    EXPECT(f->output, "SELECT hex(substr(\"geo m\", 1, 4)) || hex(substr(\"geo m\", 9)) FROM "
                      "\"side \"\"walks\" WHERE fid < 9", before);
    EXPECT(f->output, "SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'side \"walks'",
           "32637");
    EXPECT(f->output, "SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id = 32637", "1");
}

static void others__of_first_input__come_along(void **state)
{
    struct fixture *f = *state;
    run_sql(f->input,
            "CREATE TABLE parts(a, b INTEGER, total AS (b * 2), PRIMARY KEY(a, b)) WITHOUT ROWID;"
            "INSERT INTO parts VALUES('x', 1), ('y', 2);"
            "CREATE TABLE loose(v TEXT UNIQUE, up INTEGER REFERENCES parts(a), CHECK(up < 5));"
            "INSERT INTO loose(rowid, v, up) VALUES(5, 'five', 1), (8, NULL, NULL);"
            "CREATE TABLE qgis_projects(name TEXT PRIMARY KEY, metadata BLOB, content BLOB);"
            "INSERT INTO qgis_projects VALUES('p', x'01', 'ab');"
            "CREATE INDEX loose_v ON loose(v); CREATE INDEX walks_t ON \"side \"\"walks\"(t);"
            "CREATE TRIGGER gone AFTER INSERT ON loose BEGIN SELECT unknown(); END;"
            "CREATE VIEW also_gone AS SELECT * FROM loose;"
            "CREATE VIRTUAL TABLE words USING fts5(x);"
            "CREATE TABLE gpkg_data_columns(table_name TEXT NOT NULL, column_name TEXT NOT NULL, "
            "name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT);"
            "INSERT INTO gpkg_data_columns VALUES('side \"walks', 't', 'T', 'Title', NULL, NULL, "
            "NULL), ('side \"walks', 'RASIF_OLD', 'R', '', NULL, NULL, NULL), ('nowhere', 't', '', "
            "'', NULL, NULL, NULL);"
            "INSERT INTO gpkg_extensions VALUES('side \"walks', 'geo m', 'gpkg_rtree_index', 'old', "
            "'write-only'), ('gpkg_data_columns', NULL, 'gpkg_schema', 's', 'read-write'), "
            "('nowhere', NULL, 'x_y', '', 'read-write');"
            "CREATE TABLE pyramid(id INTEGER PRIMARY KEY AUTOINCREMENT, zoom_level INTEGER, "
            "tile_data BLOB); INSERT INTO pyramid VALUES(4, 1, x'89');"
            "CREATE TABLE gpkg_tile_matrix_set(table_name TEXT NOT NULL PRIMARY KEY, srs_id INTEGER, "
            "min_x DOUBLE); INSERT INTO gpkg_tile_matrix_set VALUES('pyramid', 3857, 0);"
            "INSERT INTO gpkg_spatial_ref_sys VALUES('m', 3857, 'EPSG', 3857, 'x', NULL);"
            "INSERT INTO gpkg_contents VALUES('pyramid', 'tiles', 'P', '', "
            "'2020-01-01T00:00:00.000Z', 0, 0, 1, 1, 3857);");
    struct setup s = usual(f);
    must_write(&s, f);
    EXPECT(f->output, "SELECT a || b || total FROM parts", "x12,y24");
    EXPECT(f->output, "SELECT rowid || coalesce(v, '-') FROM loose ORDER BY rowid", "5five,8-");
    EXPECT(f->output, "SELECT hex(metadata) || content FROM qgis_projects", "01ab");
    EXPECT(f->output, "SELECT column_name || title FROM gpkg_data_columns", "tTitle");
    EXPECT(f->output, "SELECT extension_name || definition FROM gpkg_extensions WHERE table_name = "
                      "'gpkg_data_columns'", "gpkg_schemas");
    EXPECT(f->output, "SELECT count(*) FROM gpkg_extensions WHERE definition IN ('old', '')", "0");
    EXPECT(f->output, "SELECT id || zoom_level FROM pyramid", "41");
    EXPECT(f->output, "SELECT identifier FROM gpkg_contents WHERE data_type = 'tiles'", "P");
    EXPECT(f->output, "SELECT name FROM sqlite_schema WHERE name IN ('gone', 'also_gone', 'words', "
                      "'words_data', 'loose_v', 'walks_t') ORDER BY 1", "loose_v,walks_t");
    s.plan.roles_only = s.overwrite = true;
    must_write(&s, f);
    EXPECT(f->output, "SELECT name FROM sqlite_schema WHERE name IN ('parts', 'loose', 'pyramid', "
                      "'qgis_projects')", "");
    EXPECT(f->output, "SELECT count(*) FROM gpkg_tile_matrix_set", "0");
}

static void view__registered__becomes_a_table(void **state)
{
    struct fixture *f = *state;
    run_sql(f->input,
            "CREATE VIEW w AS SELECT fid AS OGC_FID, \"a\"\"b\" AS d, i + 1 AS more FROM \"side \"\"walks\";"
            "CREATE VIEW twice AS SELECT 1 AS k, \"select\" AS t FROM \"side \"\"walks\";"
            "INSERT INTO gpkg_contents VALUES('w', 'attributes', 'w', '', "
            "'2020-01-01T00:00:00.000Z', NULL, NULL, NULL, NULL, NULL), ('twice', 'attributes', "
            "'twice', '', '2020-01-01T00:00:00.000Z', NULL, NULL, NULL, NULL, NULL)");
    struct setup s = usual(f);
    s.n_sources = 3;
    s.sources[1] = (struct source){.path = f->input, .display = "in.gpkg", .table = "w",
                                   .output = "w", .key = "OGC_FID"};
    s.sources[2] = (struct source){.path = f->input, .display = "in.gpkg", .table = "twice",
                                   .output = "twice", .key = "k"};
    must_write(&s, f);
    EXPECT(f->output, "SELECT type FROM sqlite_schema WHERE name = 'w'", "table");
    EXPECT(f->output, "SELECT OGC_FID || ':' || typeof(d) || ':' || more FROM w",
           "-3:blob:13,2:text:4.0,9:text:2");
    EXPECT(f->output, "SELECT rasif_fid || k || typeof(t) FROM twice", "11real,21real,31integer");
}

static void table__without_integer_key__gets_one(void **state)
{
    struct fixture *f = *state;
    run_sql(f->input, "CREATE TABLE n(code TEXT PRIMARY KEY, v);"
                      "INSERT INTO n(rowid, code, v) VALUES(3, 'c', 1), (1, 'a', 2);"
                      "INSERT INTO gpkg_contents VALUES('n', 'attributes', 'n', '', "
                      "'2020-01-01T00:00:00.000Z', NULL, NULL, NULL, NULL, 0)");
    struct setup s = usual(f);
    s.n_sources = 2;
    s.sources[1] = (struct source){.path = f->input, .display = "in.gpkg", .table = "n",
                                   .output = "n", .key = "rowid"};
    must_write(&s, f);
    EXPECT(f->output, "SELECT rasif_fid || code || v FROM n", "1a2,3c1");
}

static void second_input__same_name__stands_beside(void **state)
{
    struct fixture *f = *state;
    run_sql(f->second, core);
    run_sql(f->second, "CREATE TABLE \"side \"\"walks\"(fid INTEGER PRIMARY KEY, geom POINT, x TEXT);"
                       "INSERT INTO \"side \"\"walks\" VALUES(1, NULL, 'second');"
                       "INSERT INTO gpkg_spatial_ref_sys VALUES('b', 200000, 'NONE', 6, 'B[]', '');"
                       "INSERT INTO gpkg_contents VALUES('side \"walks', 'features', 'Side walks', "
                       "'', '2021-01-01T00:00:00.000Z', NULL, NULL, NULL, NULL, 200000);"
                       "INSERT INTO gpkg_geometry_columns VALUES('side \"walks', 'geom', 'POINT', "
                       "200000, 1, 0);"
                       "CREATE TABLE not_wanted(x);"
                       "CREATE TABLE layer_styles(id INTEGER PRIMARY KEY, f_table_name, "
                       "f_geometry_column, styleName, styleQML, useAsDefault, extra);"
                       "INSERT INTO layer_styles VALUES(7, 'side \"walks', 'geom', 'S', '<q/>', 1, 2)");
    struct setup s = usual(f);
    s.n_sources = s.n_inputs = 2;
    s.sources[1] = (struct source){.path = f->second, .display = "second.gpkg", .input = 1,
                                   .table = "side \"walks", .output = "side \"walks_2",
                                   .geometry_column = "geom", .geometry_type = "POINT",
                                   .key = "fid", .srs_id = 200000};
    must_write(&s, f);
    EXPECT(f->output, "SELECT x FROM \"side \"\"walks_2\"", "second");
    EXPECT(f->output, "SELECT coalesce(identifier, 'null') || last_change FROM gpkg_contents WHERE "
                      "table_name = 'side \"walks_2'", "null2021-01-01T00:00:00.000Z");
    EXPECT(f->output, "SELECT z FROM gpkg_geometry_columns WHERE table_name = 'side \"walks_2'", "1");
    EXPECT(f->output, "SELECT definition FROM gpkg_spatial_ref_sys WHERE srs_id = 200000", "B[]");
    EXPECT(f->output, "SELECT f_table_name || styleName || useAsDefault FROM layer_styles",
           "side \"walks_2S1");
    EXPECT(f->output, "SELECT count(*) FROM sqlite_schema WHERE name = 'not_wanted'", "0");
}

static void styles__ours_and_the_users__live_together(void **state)
{
    struct fixture *f = *state;
    run_sql(f->input,
            "CREATE TABLE layer_styles(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
            "f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT, "
            "styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, "
            "owner TEXT, ui TEXT, update_time DATETIME, mine TEXT);"
            "INSERT INTO layer_styles VALUES"
            "(3, '', '', 'side \"walks', 'geo m', 'users', '<a/>', 's', 1, 'd', 'me', NULL, 't', 'm'),"
            "(5, '', '', 'nowhere', 'geom', 'lost', '', '', 1, '', '', NULL, 't', NULL),"
            "(6, '', '', 'side \"walks', 'geo m', 'stale', '', '', 0, '', 'rasif', NULL, 't', NULL)");
    struct setup s = usual(f);
    s.styles[0] = (struct output_style){"side \"walks", "geo m", "Accessibility", "about", "<q/>",
                                        true};
    s.styles[1] = (struct output_style){"audit_findings", "geom", "Findings", "", "<f/>", true};
    s.plan.n_styles = 2;
    must_write(&s, f);
    EXPECT(f->output, "SELECT id || styleName || useAsDefault || coalesce(mine, '-') FROM "
                      "layer_styles", "3users0m,7Accessibility1-,8Findings1-");
    EXPECT(f->output, "SELECT f_table_schema || '|' || update_time || owner || styleQML FROM "
                      "layer_styles WHERE id = 7", "|2026-01-15T08:00:00.000Zrasif<q/>");
    EXPECT(f->output, "SELECT data_type || last_change FROM gpkg_contents WHERE table_name = "
                      "'layer_styles'", "attributes2026-01-15T08:00:00.000Z");
    run_sql(f->input, "DROP TABLE layer_styles");
    s.overwrite = true;
    must_write(&s, f);
    EXPECT(f->output, "SELECT id || styleName FROM layer_styles", "1Accessibility,2Findings");
}

static void audit_of_an_audit__replaces_what_was_added(void **state)
{
    struct fixture *f = *state;
    run_sql(f->input,
            "CREATE TABLE audit_findings(fid INTEGER PRIMARY KEY, old TEXT);"
            "CREATE TABLE audit_links(fid INTEGER PRIMARY KEY, old TEXT);"
            "INSERT INTO gpkg_contents VALUES('audit_findings', 'attributes', 'af', '', "
            "'2020-01-01T00:00:00.000Z', NULL, NULL, NULL, NULL, NULL);");
    struct setup s = usual(f);
    s.n_sources = 2;
    s.sources[1] = (struct source){.path = f->input, .display = "in.gpkg", .table = "audit_findings",
                                   .output = "audit_findings", .key = "fid"};
    rasif_error err = {0};
    assert_int_equal(write_to(&s, f->output, &err), RASIF_E_OUTPUT); /* a user's own: not ours */
    assert_non_null(strstr(err.message, "rename it"));
    run_sql(f->input, "CREATE TABLE audit_manifest(fid INTEGER PRIMARY KEY, key TEXT, value TEXT)");
    must_write(&s, f);
    EXPECT(f->output, "SELECT count(*) FROM audit_findings WHERE rule IS NOT NULL", "120");
    EXPECT(f->output, "SELECT count(*) FROM sqlite_schema WHERE name IN ('audit_links', "
                      "'audit_manifest')", "0");
}

static void output__twice__has_the_same_bytes(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    must_write(&s, f);
    char *bytes[2];
    long sizes[2];
    for (int i = 0; i < 2; i++) {
        FILE *file = fopen(f->output, "rb");
        fseek(file, 0, SEEK_END);
        sizes[i] = ftell(file);
        rewind(file);
        bytes[i] = malloc((size_t)sizes[i]);
        assert_int_equal(fread(bytes[i], 1, (size_t)sizes[i], file), sizes[i]);
        fclose(file);
        s.overwrite = true;
        must_write(&s, f);
    }
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(bytes[0], bytes[1], (size_t)sizes[0]);
    free(bytes[0]);
    free(bytes[1]);
}

/* ---- what is refused, and what is left ----------------------------------------------------- */

static void expect_refusal(struct setup *s, const char *path, rasif_status status, const char *words)
{
    rasif_error err = {0};
    assert_int_equal(write_to(s, path, &err), status);
    if (strstr(err.message, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.message, words);
}

static void target__that_must_not_be_written__is_refused(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    char path[160], link_path[160];
    s.overwrite = true;
    expect_refusal(&s, f->input, RASIF_E_ARGUMENT, "is an input");
    snprintf(link_path, sizeof link_path, "%s/link.gpkg", f->folder);
    assert_int_equal(symlink(f->input, link_path), 0);
    expect_refusal(&s, link_path, RASIF_E_ARGUMENT, "is an input");
    unlink(link_path);
    assert_int_equal(link(f->input, link_path), 0);
    expect_refusal(&s, link_path, RASIF_E_ARGUMENT, "is an input");
    unlink(link_path);
    expect_refusal(&s, f->folder, RASIF_E_OUTPUT, "folder");
    snprintf(path, sizeof path, "%s/none/out.gpkg", f->folder);
    expect_refusal(&s, path, RASIF_E_OUTPUT, "No such file");
    snprintf(path, sizeof path, "%s-wal", f->output);
    close(open(path, O_CREAT | O_WRONLY, 0600));
    expect_refusal(&s, f->output, RASIF_E_OUTPUT, "-wal beside it");
    unlink(path);
    close(open(f->output, O_CREAT | O_WRONLY, 0640));
    s.overwrite = false;
    expect_refusal(&s, f->output, RASIF_E_ARGUMENT, "exists");
    s.overwrite = true;
    must_write(&s, f);
    struct stat status;
    assert_int_equal(stat(f->output, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    assert_int_equal(count_files(f), 2);
}

static void target__symbolic_link__is_written_through(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    char path[160];
    snprintf(path, sizeof path, "%s/real.gpkg", f->folder);
    close(open(path, O_CREAT | O_WRONLY, 0644));
    assert_int_equal(symlink("real.gpkg", f->output), 0);
    s.overwrite = true;
    must_write(&s, f);
    struct stat status;
    assert_int_equal(lstat(f->output, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    EXPECT(path, "SELECT count(*) FROM audit_findings", "120");
}

static void temporary_files__of_the_dead__are_removed(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    char dead[160], living[160], other[160];
    snprintf(dead, sizeof dead, "%s/.out.gpkg.rasif-tmp.%d", f->folder, 2147483646);
    snprintf(living, sizeof living, "%s/.out.gpkg.rasif-tmp.%d", f->folder, (int)getppid());
    snprintf(other, sizeof other, "%s/.out.gpkg.rasif-tmp.12x", f->folder);
    close(open(dead, O_CREAT | O_WRONLY, 0600));
    close(open(living, O_CREAT | O_WRONLY, 0600));
    close(open(other, O_CREAT | O_WRONLY, 0600));
    must_write(&s, f);
    assert_int_equal(access(dead, F_OK), -1);
    assert_int_equal(access(living, F_OK), 0);
    assert_int_equal(access(other, F_OK), 0);
}

static bool at_once(void *user, double done)
{
    (void)user;
    assert_true(done >= 0 && done <= 1);
    return true;
}

static void failure__of_any_kind__leaves_all_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    struct view many = findings;
    many.n_rows = 100000;
    s.tables[0] = &many;
    s.overwrite = true;
    FILE *old = fopen(f->output, "w");
    fputs("old", old);
    fclose(old);
    s.cancelled = at_once;
    expect_refusal(&s, f->output, RASIF_E_CANCELLED, "cancelled");
    s.cancelled = NULL;
    struct rlimit limit, small = {1 << 20, RLIM_INFINITY};
    getrlimit(RLIMIT_FSIZE, &limit);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    rasif_error err = {0};
    rasif_status status = write_to(&s, f->output, &err);
    setrlimit(RLIMIT_FSIZE, &limit);
    assert_int_equal(status, RASIF_E_OUTPUT);
    if (strstr(err.message, "File too large") == NULL)
        fail_msg("%s", err.message);
    struct view same_ids = findings;
    static const int64_t ids[] = {1, 1};
    same_ids.row_ids = ids;
    same_ids.n_rows = 2;
    s.tables[0] = &same_ids;
    expect_refusal(&s, f->output, RASIF_E_OUTPUT, "table \"audit_findings\"");
    char text[8] = "";
    old = fopen(f->output, "r");
    assert_non_null(fgets(text, sizeof text, old));
    fclose(old);
    assert_string_equal(text, "old");
    assert_int_equal(count_files(f), 2);
}

static void input__utf16__is_written_in_its_encoding(void **state)
{
    struct fixture *f = *state;
    char sql[sizeof core + 64];
    snprintf(sql, sizeof sql, "PRAGMA encoding = 'UTF-16le';%s", core);
    unlink(f->input);
    run_sql(f->input, sql);
    add_nasty_layer(f);
    struct setup s = usual(f);
    must_write(&s, f);
    EXPECT(f->output, "PRAGMA encoding", "UTF-16le");
    same_cells(f, "side \"walks", "fid", "t");
    EXPECT(f->output, "SELECT rasif_id FROM \"side \"\"walks\" WHERE fid = 9", "w9");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(source__cells_against_their_type__stay_as_they_are),
        TEST(contents__of_source__are_kept_and_completed),
        TEST(index__of_every_layer__is_complete),
        TEST(geometry__crs_corrected__changes_four_bytes_only),
        TEST(others__of_first_input__come_along),
        TEST(view__registered__becomes_a_table),
        TEST(table__without_integer_key__gets_one),
        TEST(second_input__same_name__stands_beside),
        TEST(styles__ours_and_the_users__live_together),
        TEST(audit_of_an_audit__replaces_what_was_added),
        TEST(output__twice__has_the_same_bytes),
        TEST(target__that_must_not_be_written__is_refused),
        TEST(target__symbolic_link__is_written_through),
        TEST(temporary_files__of_the_dead__are_removed),
        TEST(failure__of_any_kind__leaves_all_as_it_was),
        TEST(input__utf16__is_written_in_its_encoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
