/* SPDX-License-Identifier: MIT
 *
 * Small inputs made by a test in a folder of its own: GeoPackages by SQL, mapping files by text. */
#ifndef RASIF_TESTS_INPUT_FILES_H
#define RASIF_TESTS_INPUT_FILES_H

#include "read/input.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

static char test_folder[64];

static inline int make_folder(void **state)
{
    (void)state;
    strcpy(test_folder, "/tmp/rasif-test-XXXXXX");
    return mkdtemp(test_folder) != NULL ? 0 : -1;
}

static inline int remove_folder(void **state)
{
    (void)state;
    DIR *dir = opendir(test_folder);
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;)
        unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir != NULL)
        closedir(dir);
    return rmdir(test_folder);
}

/* Path of a file in the folder; the last eight answers stay valid. */
static inline const char *in_folder(const char *name)
{
    static char paths[8][256];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", test_folder, name);
    return path;
}

static inline const char *write_file(const char *name, const char *text)
{
    const char *path = in_folder(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    return path;
}

static inline void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s in: %s", message, sql);
    sqlite3_close(db);
}

/* The tables of a GeoPackage; EPSG:32636 and an undefined one. */
static const char empty_gpkg[] =
    "PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;"
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,"
    " organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,"
    " definition TEXT NOT NULL, description TEXT);"
    "INSERT INTO gpkg_spatial_ref_sys VALUES"
    " ('undefined', -1, 'NONE', -1, 'undefined', ''),"
    " ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS[\"WGS 84\"]', ''),"
    " ('UTM 36N', 32636, 'EPSG', 32636, 'PROJCS[\"WGS 84 / UTM zone 36N\"]', ''),"
    " ('own', 100000, 'ACME', 7, 'PROJCS[\"own\"]', '');"
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,"
    " identifier TEXT, description TEXT, last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE,"
    " max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);"
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
    " geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT, m TINYINT);";

/* Registers a feature table whose geometry column is "geom". */
#define REGISTER(table, type, srs)                                                                 \
    "INSERT INTO gpkg_contents VALUES('" table "', 'features', '" table                            \
    "', '', '2026-02-03T04:05:06.000Z', NULL, NULL, NULL, NULL, " srs ");"                         \
    "INSERT INTO gpkg_geometry_columns VALUES('" table "', 'geom', '" type "', " srs ", 0, 0);"

/* LINESTRING (776400 3539493, 776488 3539493) in EPSG:32636, without envelope. */
#define LINE_UTM                                                                                   \
    "x'47500001"                                                                                   \
    "7C7F0000"                                                                                     \
    "01"                                                                                           \
    "02000000"                                                                                     \
    "02000000"                                                                                     \
    "00000000A0B12741"                                                                             \
    "0000008012014B41"                                                                             \
    "0000000050B22741"                                                                             \
    "0000008012014B41'"

static inline const char *make_gpkg(const char *name, const char *sql)
{
    const char *path = in_folder(name);
    unlink(path);
    run_sql(path, empty_gpkg);
    run_sql(path, sql);
    return path;
}

/* Opened and read inputs. */
struct run {
    rasif_options options;
    const char *paths[4];
    rasif_role_option roles[4];
    const char *crs[4];
    struct store *store;
    struct read_files reads;
    struct inputs *inputs;
    rasif_error err;
};

static inline void run_init(struct run *run, const char *path)
{
    memset(run, 0, sizeof *run);
    run->paths[0] = path;
    run->options.inputs = run->paths;
    run->options.n_inputs = 1;
    run->options.roles = run->roles;
    run->options.crs = run->crs;
    run->store = calloc(1, sizeof *run->store);
    assert_non_null(run->store);
}

static inline rasif_status run_open(struct run *run)
{
    return inputs_open(&run->options, false, &run->reads, run->store, &run->inputs, &run->err);
}

/* Opens and reads every field. */
static inline void run_read(struct run *run)
{
    struct wanted *wanted = calloc(1, sizeof *wanted);
    assert_non_null(wanted);
    for (int role = 0; role < ROLE_COUNT; role++)
        for (int field = 0; field < FIELD_COUNT; field++)
            wanted->field[role][field] = true;
    if (run_open(run) != RASIF_OK)
        fail_msg("%s", run->err.message);
    if (inputs_read(run->inputs, wanted, 2, run->store, &run->err) != RASIF_OK)
        fail_msg("%s", run->err.message);
    free(wanted);
}

static inline void run_free(struct run *run)
{
    inputs_free(run->inputs);
    read_files_free(&run->reads);
    store_free(run->store);
    free(run->store);
}

/* Opening must fail so, with this in its message. */
static inline void expect_open_fails(struct run *run, rasif_status status, const char *message)
{
    rasif_status got = run_open(run);
    if (got != status || strstr(run->err.message, message) == NULL)
        fail_msg("expected %d '%s', got %d '%s'", status, message, got, run->err.message);
    run_free(run);
}

/* How often a diagnostic occurred; `layer`, `column` and `text` may be NULL for any. */
static inline size_t count_diagnostics(const struct run *run, enum diagnostic_id id,
                                       const char *layer, const char *column, const char *text)
{
    size_t count = 0;
    const struct diagnostics *diagnostics = &run->store->diagnostics;
    for (size_t i = 0; i < diagnostics->n; i++) {
        const struct diagnostic *item = &diagnostics->items[i];
        if (item->id == id && (layer == NULL || strcmp(item->layer, layer) == 0) &&
            (column == NULL || strcmp(item->column, column) == 0) &&
            (text == NULL || (item->text != NULL && strcmp(item->text, text) == 0)))
            count += item->count;
    }
    return count;
}

/* Rows of a role with this class, or with any when `word` is NULL. */
static inline size_t count_class(const struct run *run, enum role role, enum field_id field,
                                 const char *word)
{
    const struct elements *e = &run->store->tables[role];
    size_t count = 0;
    unsigned code =
        word != NULL ? vocabulary_code(fields[field].vocabulary, word, strlen(word)) : 0;
    assert_true(word == NULL || code != 0);
    for (size_t row = 0; row < e->n; row++) {
        unsigned found = element_code(e, field, row);
        count += word == NULL ? found != 0 : found == code;
    }
    return count;
}

/* Rows of a role with a number, or with a text. */
static inline size_t count_known(const struct run *run, enum role role, enum field_id field)
{
    const struct elements *e = &run->store->tables[role];
    size_t count = 0;
    for (size_t row = 0; row < e->n; row++)
        count += fields[field].type == VALUE_REAL ? !isnan(element_real(e, field, row))
                                                  : element_text(e, field, row) != 0;
    return count;
}

/* ---- single values ------------------------------------------------------------------------ */

static inline const struct elements *table(const struct run *run, enum role role)
{
    return &run->store->tables[role];
}

static inline const char *text(const struct run *run, enum role role, enum field_id field,
                               size_t row)
{
    const char *found = store_text(run->store, field, element_text(table(run, role), field, row));
    return found != NULL ? found : "(null)";
}

static inline const char *word(const struct run *run, enum role role, enum field_id field,
                               size_t row)
{
    const char *found =
        vocabulary_word(fields[field].vocabulary, element_code(table(run, role), field, row));
    return found != NULL ? found : "(null)";
}

#define REAL(run, role, field, row) element_real(table((run), (role)), (field), (row))

#endif
