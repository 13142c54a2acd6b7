/* SPDX-License-Identifier: MIT
 *
 * For test_output*.c: a folder with a small GeoPackage made by SQL, whose cells contradict their
 * declared types, and a plan with columns for its layer and a table of our own. */
#ifndef OUTPUT_FIXTURE_H
#define OUTPUT_FIXTURE_H

#include "geo/wkb.h"
#include "write/output_job.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- a folder with an input ---------------------------------------------------------------- */

struct fixture {
    char folder[64], input[128], second[128], output[128];
};

static inline void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", message, sql);
    sqlite3_close(db);
}

/* First cell of the first row as text; rows of one column are joined by ','. */
static inline const char *ask(const char *path, const char *sql)
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
    "i, r, t, d, b, j, n, \"a\"\"b\", \"select\", rasif_id TEXT, RASIF_M_OLD REAL);"
    "INSERT INTO \"side \"\"walks\"(fid, i, r, t, d, b, j, n, \"a\"\"b\", \"select\", rasif_id) "
    "VALUES"
    "(-3, '12', '1.5', 7, '2020', 'true', '{\"a\":1}', 3.0, x'00ff', 1e999, 'old'),"
    "(2, 3.0, 1, 2.50, 20200131, 2, 5, '007', '', -0.0, 'old'),"
    "(9, x'31', 'abc', x'6162', '1,5', 'f', NULL, 9007199254740993, 'n' || char(0) || 'ul', "
    "9223372036854775807, NULL),"
    "(40, NULL, NULL, '', NULL, NULL, '', NULL, ' 1 ', 0.1, NULL);"
    "DELETE FROM \"side \"\"walks\" WHERE fid = 40;";
static const char nasty_types[] =
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = 'CREATE TABLE \"side \"\"walks\"(\"geo m\" POINT, fid INTEGER "
    "PRIMARY KEY AUTOINCREMENT NOT NULL, i MEDIUMINT, r REAL, t TEXT(5), d DATE, b BOOLEAN, j "
    "JSON, "
    "n DECIMAL(10, 2), \"a\"\"b\" BLOB, \"select\" \"odd,type\", rasif_id TEXT, RASIF_M_OLD REAL)' "
    "WHERE "
    "name = 'side \"walks';"
    "INSERT INTO gpkg_contents VALUES('side \"walks', 'features', 'Side walks', 'mine', "
    "'2020-01-02T03:04:05.678Z', 1, 2, NULL, NULL, 100000);"
    "INSERT INTO gpkg_geometry_columns VALUES('side \"walks', 'geo m', 'POINT', 100000, 0, 0);";

static inline void set_point(const char *path, const char *table, const char *column, int64_t fid,
                             double x, double y)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    unsigned char blob[WKB_POINT_SIZE];
    size_t size =
        isnan(x) ? wkb_write_empty_point(blob, 100000) : wkb_write_point(blob, 100000, x, y);
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

static inline void add_nasty_layer(const struct fixture *f)
{
    run_sql(f->input, nasty_cells);
    set_point(f->input, "side \"walks", "geo m", -3, 10, 20);
    set_point(f->input, "side \"walks", "geo m", 2, NAN, NAN);
    run_sql(f->input, nasty_types);
}

static inline int make_folder(void **state)
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

static inline int remove_folder(void **state)
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

static inline size_t count_files(const struct fixture *f)
{
    size_t n = 0;
    DIR *entries = opendir(f->folder);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(entries);
    return n;
}

/* ---- a plan -------------------------------------------------------------------------------- */

static const struct view_column added_columns[] = {{.name = "rasif_id", .type = "TEXT"},
                                                   {.name = "rasif_wcm_score", .type = "REAL"},
                                                   {.name = "rasif_n_fail", .type = "INTEGER"}};

static inline void added_cell(const struct view *view, size_t row, size_t column,
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
static const struct view added = {.name = "side \"walks",
                                  .n_rows = 3,
                                  .n_columns = 3,
                                  .columns = added_columns,
                                  .row_ids = added_ids,
                                  .cell = added_cell,
                                  .geometry_column = SIZE_MAX};

static const struct view_column finding_columns[] = {{.name = "rule", .type = "TEXT"},
                                                     {.name = "geom", .type = "LINESTRING"},
                                                     {.name = "margin", .type = "REAL"}};

static inline void finding_cell(const struct view *view, size_t row, size_t column,
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

static const struct view findings = {.name = "audit_findings",
                                     .title = {{"Findings", "نتائج", "Constats"}},
                                     .n_rows = 120,
                                     .n_columns = 3,
                                     .columns = finding_columns,
                                     .cell = finding_cell,
                                     .geometry_column = 1,
                                     .srs_id = 32636,
                                     .geometry_type = "LINESTRING"};

static const struct source walks = {.path = "",
                                    .display = "in.gpkg",
                                    .table = "side \"walks",
                                    .output = "side \"walks",
                                    .geometry_column = "geo m",
                                    .geometry_type = "POINT",
                                    .key = "fid",
                                    .audited = true,
                                    .srs_id = 100000,
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
    struct diagnostics *found;
};

static inline struct setup usual(const struct fixture *f)
{
    struct setup s = {.n_sources = 1, .n_inputs = 1};
    s.sources[0] = walks;
    s.sources[0].path = f->input;
    s.annotations[0] = &added;
    s.tables[0] = &findings;
    s.plan.n_tables = 1;
    s.plan.timestamp = "2026-01-15T08:00:00.000Z";
    s.plan.srs_definition = "EPSG:32636";
    s.plan.languages = 1u << LANGUAGE_en | 1u << LANGUAGE_ar;
    s.inputs[0] = (struct output_input){f->input, "in.gpkg", false};
    s.inputs[1] = (struct output_input){f->second, "second.gpkg", false};
    return s;
}

static inline rasif_status write_to(struct setup *s, const char *path, rasif_error *err)
{
    s->plan.annotations = s->annotations;
    s->plan.tables = s->tables;
    s->plan.styles = s->styles;
    struct output_job job = {.inputs = s->inputs,
                             .n_inputs = s->n_inputs,
                             .sources = s->sources,
                             .n_sources = s->n_sources,
                             .plan = &s->plan,
                             .path = path,
                             .overwrite = s->overwrite,
                             .cancelled = s->cancelled,
                             .found = s->found};
    return output_run(&job, err);
}

static inline void expect_whole(const struct fixture *f)
{
    /* Cells against their type are the input's. */
    EXPECT(f->output,
           "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> "
           "'ok' AND integrity_check NOT LIKE '% value in side %'",
           "");
    EXPECT(f->output, "SELECT count(*) FROM pragma_foreign_key_check", "0");
}

static inline void must_write(struct setup *s, const struct fixture *f)
{
    rasif_error err = {0};
    if (write_to(s, f->output, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    expect_whole(f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

#endif
