/* SPDX-License-Identifier: MIT
 *
 * Changes of cells and features in a copy: see edit.h.
 *
 * The copy is opened untrusted, as inputs are, and its triggers are off: those that GDAL makes call
 * functions that are not here, and those of users would change cells that nobody asked to change.
 * The journal is in memory, because a copy that fails is thrown away. Cost: one statement per cell.
 */
#include "write/edit.h"

#include "geo/wkb.h"
#include "read/tags.h"
#include "write/column_domain.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct edit {
    sqlite3 *db;
    const char *shown;
};

/* "after.gpkg: ramps, feature 12: SQLite's reason"; `fid` 0 = a new one. */
static rasif_status fail_edit(const struct edit *edit, const struct edit_layer *layer, int64_t fid,
                              rasif_error *err)
{
    int code = sqlite3_errcode(edit->db);
    if (code == SQLITE_NOMEM)
        return fail_memory(err);
    if (layer == NULL)
        return fail(err, RASIF_E_OUTPUT, "%s: writing failed: %s", edit->shown,
                    sqlite3_errmsg(edit->db));
    if (fid == 0)
        return fail(err, RASIF_E_OUTPUT, "%s: a new feature of table \"%s\" can't be written: %s",
                    edit->shown, layer->table, sqlite3_errmsg(edit->db));
    return fail(err, RASIF_E_OUTPUT, "%s: feature %lld of table \"%s\" can't be written: %s",
                edit->shown, (long long)fid, layer->table, sqlite3_errmsg(edit->db));
}

/* Prepares SQL in SQLite's own format. */
static int prepare(const struct edit *edit, sqlite3_stmt **out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *sql = sqlite3_vmprintf(format, arguments);
    va_end(arguments);
    *out = NULL;
    int code = sql != NULL ? sqlite3_prepare_v2(edit->db, sql, -1, out, NULL) : SQLITE_NOMEM;
    sqlite3_free(sql);
    return code;
}

/* Runs a statement to its end and finalizes it; an SQLite code. */
static int run(sqlite3_stmt *statement, int code)
{
    if (code == SQLITE_OK)
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            continue;
    sqlite3_finalize(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int bind(sqlite3_stmt *statement, int place, const struct cell *value)
{
    switch (value->type) {
    case CELL_INT:
        return sqlite3_bind_int64(statement, place, value->integer);
    case CELL_REAL:
        return sqlite3_bind_double(statement, place, value->real);
    case CELL_TEXT:
        return sqlite3_bind_text(statement, place, value->bytes, (int)value->length, SQLITE_STATIC);
    case CELL_BLOB:
        return sqlite3_bind_blob(statement, place, value->bytes, (int)value->length, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(statement, place);
    }
}

bool edit_fits(const char *type, const struct cell *value)
{
    struct column_domain domain = column_domain_of(type != NULL ? type : "");
    int storage = value->type == CELL_INT    ? SQLITE_INTEGER
                  : value->type == CELL_REAL ? SQLITE_FLOAT
                  : value->type == CELL_TEXT ? SQLITE_TEXT
                  : value->type == CELL_BLOB ? SQLITE_BLOB
                                             : SQLITE_NULL;
    bool bytes = value->type == CELL_TEXT || value->type == CELL_BLOB;
    return storage == SQLITE_NULL ||
           column_domain_accepts(&domain, storage, value->type == CELL_INT ? value->integer : 0,
                                 bytes ? value->bytes : NULL, bytes ? value->length : 0);
}

rasif_status edit_open(const char *path, const char *shown, struct edit **out, rasif_error *err)
{
    struct edit *edit = calloc(1, sizeof *edit);
    if (edit == NULL)
        return fail_memory(err);
    edit->shown = shown;
    int code = sqlite3_open_v2(
        path, &edit->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
        NULL);
    if (code == SQLITE_OK) {
        sqlite3_extended_result_codes(edit->db, 0);
        sqlite3_db_config(edit->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        sqlite3_db_config(edit->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        sqlite3_db_config(edit->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
        code =
            sqlite3_exec(edit->db,
                         "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
                         "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE",
                         NULL, NULL, NULL);
    }
    if (code != SQLITE_OK) {
        rasif_status status = edit->db == NULL ? fail_memory(err) : fail_edit(edit, NULL, 0, err);
        edit_close(edit);
        return status;
    }
    *out = edit;
    return RASIF_OK;
}

rasif_status edit_cell(struct edit *edit, const struct edit_layer *layer, int64_t fid,
                       const char *column, const struct cell *value, rasif_error *err)
{
    sqlite3_stmt *update = NULL;
    int code = prepare(edit, &update, "UPDATE main.\"%w\" SET \"%w\" = ?1 WHERE \"%w\" = ?2",
                       layer->table, column, layer->key);
    code = code == SQLITE_OK ? bind(update, 1, value) : code;
    code = code == SQLITE_OK ? sqlite3_bind_int64(update, 2, fid) : code;
    if (run(update, code) != SQLITE_OK)
        return fail_edit(edit, layer, fid, err);
    if (sqlite3_changes(edit->db) != 1)
        return fail(err, RASIF_E_OUTPUT, "%s: table \"%s\" has no feature %lld", edit->shown,
                    layer->table, (long long)fid);
    return RASIF_OK;
}

/* What an empty cell of a column of tags begins with: "{}" where the first one that is not empty is JSON, else hstore. */
static const char *empty_tags(struct edit *edit, const struct edit_layer *layer, const char *column)
{
    sqlite3_stmt *query = NULL;
    int code = prepare(edit, &query, "SELECT ltrim(\"%w\") LIKE '{%%' FROM main.\"%w\" WHERE trim(\"%w\") <> '' ORDER BY \"%w\" LIMIT 1",
                       column, layer->table, column, layer->key);
    bool json = code == SQLITE_OK && sqlite3_step(query) == SQLITE_ROW && sqlite3_column_int(query, 0) == 1;
    sqlite3_finalize(query);
    return json ? "{}" : "";
}

rasif_status edit_tag(struct edit *edit, const struct edit_layer *layer, int64_t fid,
                      const char *column, const char *tag, const struct cell *value,
                      rasif_error *err)
{
    sqlite3_stmt *query = NULL;
    struct text text = {0};
    int code = prepare(edit, &query, "SELECT \"%w\" FROM main.\"%w\" WHERE \"%w\" = ?1", column,
                       layer->table, layer->key);
    code = code == SQLITE_OK ? sqlite3_bind_int64(query, 1, fid) : code;
    code = code == SQLITE_OK ? sqlite3_step(query) : code;
    const char *now = code == SQLITE_ROW ? (const char *)sqlite3_column_text(query, 0) : NULL;
    size_t length = now != NULL ? (size_t)sqlite3_column_bytes(query, 0) : 0;
    if (length == 0) {
        now = empty_tags(edit, layer, column);
        length = strlen(now);
    }
    bool known = value->type == CELL_TEXT;
    bool set =
        (code == SQLITE_ROW || code == SQLITE_DONE) &&
        tags_set(now, length, tag, known ? value->bytes : NULL, known ? value->length : 0, &text);
    rasif_status status = RASIF_OK;
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        status = fail_edit(edit, layer, fid, err);
    else if (text.failed)
        status = fail_memory(err);
    else if (!set)
        status = fail(err, RASIF_E_DATA,
                      "%s: feature %lld of table \"%s\": column %s holds no list of tags, so %s "
                      "can't be set there",
                      edit->shown, (long long)fid, layer->table, column, tag);
    sqlite3_finalize(query);
    const struct cell cell = {.type = CELL_TEXT, .bytes = text.data, .length = text.length};
    if (status == RASIF_OK && text.data != NULL)
        status = edit_cell(edit, layer, fid, column, &cell, err);
    text_free(&text);
    return status;
}

/* ---- what belongs to a layer ---- */

bool edit_has_table(const struct edit *edit, const char *name)
{
    sqlite3_stmt *query = NULL;
    bool found =
        prepare(
            edit, &query,
            "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = %Q COLLATE NOCASE",
            name) == SQLITE_OK &&
        sqlite3_step(query) == SQLITE_ROW;
    sqlite3_finalize(query);
    return found;
}

/* The entry of a feature in the layer's spatial index, where it has one: its box (minx maxx miny maxy), or
 * none (NULL). */
static int index_feature(const struct edit *edit, const struct edit_layer *layer, int64_t fid,
                         const double box[4])
{
    char *name = sqlite3_mprintf("rtree_%s_%s", layer->table, layer->geometry);
    sqlite3_stmt *statement = NULL;
    int code = name == NULL ? SQLITE_NOMEM : SQLITE_OK;
    if (code == SQLITE_OK && edit_has_table(edit, name)) {
        code = box == NULL
                   ? prepare(edit, &statement, "DELETE FROM main.\"%w\" WHERE id = ?1", name)
                   : prepare(edit, &statement,
                             "INSERT OR REPLACE INTO main.\"%w\" VALUES(?1, ?2, ?3, ?4, ?5)", name);
        code = code == SQLITE_OK ? sqlite3_bind_int64(statement, 1, fid) : code;
        for (int i = 0; box != NULL && i < 4 && code == SQLITE_OK; i++)
            code = sqlite3_bind_double(statement, i + 2, box[i]);
        code = run(statement, code);
    }
    sqlite3_free(name);
    return code;
}

/* GDAL's count of the layer's features, where the file has it. */
static int count_features(const struct edit *edit, const struct edit_layer *layer, int more)
{
    sqlite3_stmt *statement = NULL;
    if (!edit_has_table(edit, "gpkg_ogr_contents"))
        return SQLITE_OK;
    int code = prepare(edit, &statement,
                       "UPDATE main.gpkg_ogr_contents SET feature_count = feature_count + %d WHERE "
                       "lower(table_name) = lower(%Q)",
                       more, layer->table);
    return run(statement, code);
}

/* The box of the layer grows to hold that of the feature. A box that is null stays so unless this is the
 * layer's only feature: it would not hold the others. */
static int stretch_extent(const struct edit *edit, const struct edit_layer *layer,
                          const double box[4])
{
    sqlite3_stmt *statement = NULL;
    int code =
        prepare(edit, &statement,
                "UPDATE main.gpkg_contents SET min_x = min(coalesce(min_x, ?1), ?1), min_y = "
                "min(coalesce(min_y, ?3), ?3), "
                "max_x = max(coalesce(max_x, ?2), ?2), max_y = max(coalesce(max_y, ?4), ?4) WHERE "
                "lower(table_name) = lower(%Q) "
                "AND ((min_x NOTNULL AND min_y NOTNULL AND max_x NOTNULL AND max_y NOTNULL) OR "
                "(SELECT count(*) FROM (SELECT 1 FROM main.\"%w\" LIMIT 2)) = 1)",
                layer->table, layer->table);
    for (int i = 0; i < 4 && code == SQLITE_OK; i++)
        code = sqlite3_bind_double(statement, i + 1, box[i]);
    return run(statement, code);
}

/* ---- features ---- */

/* INSERT of the geometry and the columns. */
static int prepare_insert(const struct edit *edit, const struct edit_layer *layer,
                          const char *const *columns, size_t n, sqlite3_stmt **out)
{
    sqlite3_str *sql = sqlite3_str_new(edit->db);
    sqlite3_str_appendf(sql, "INSERT INTO main.\"%w\"(\"%w\"", layer->table, layer->geometry);
    for (size_t i = 0; i < n; i++)
        sqlite3_str_appendf(sql, ", \"%w\"", columns[i]);
    sqlite3_str_appendall(sql, ") VALUES(?1");
    for (size_t i = 0; i < n; i++)
        sqlite3_str_appendf(sql, ", ?%d", (int)i + 2);
    sqlite3_str_appendall(sql, ")");
    char *text = sqlite3_str_finish(sql);
    *out = NULL;
    int code = text != NULL ? sqlite3_prepare_v2(edit->db, text, -1, out, NULL) : SQLITE_NOMEM;
    sqlite3_free(text);
    return code;
}

/* The geometry as the layer has it: of one part or of several. Heap memory; NULL = none. */
static unsigned char *make_blob(const struct edit_layer *layer, const double *xy, size_t n, size_t *length)
{
    bool parts = layer->type != NULL && strncasecmp(layer->type, "MULTI", 5) == 0;
    unsigned char *blob = malloc(wkb_lines_size(n, 1) + WKB_MULTIPOINT_SIZE);
    if (blob == NULL)
        return NULL;
    if (n == 1)
        *length = (parts ? wkb_write_multipoint : wkb_write_point)(blob, layer->srs_id, xy[0], xy[1]);
    else if (parts)
        *length = wkb_write_lines(blob, layer->srs_id, xy, &n, 1);
    else
        *length = wkb_write_line(blob, layer->srs_id, xy, n);
    return blob;
}

rasif_status edit_add(struct edit *edit, const struct edit_layer *layer, const double *xy, size_t n_points,
                      const char *const *columns, const struct cell *values, size_t n, int64_t *fid,
                      rasif_error *err)
{
    struct cell geometry = {.type = CELL_BLOB};
    unsigned char *blob = make_blob(layer, xy, n_points, &geometry.length);
    sqlite3_stmt *insert = NULL;
    double box[4] = {xy[0], xy[0], xy[1], xy[1]};
    if (blob == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < 2 * n_points; i++) {
        box[2 * (i & 1)] = fmin(box[2 * (i & 1)], xy[i]);
        box[2 * (i & 1) + 1] = fmax(box[2 * (i & 1) + 1], xy[i]);
    }
    geometry.bytes = (const char *)blob;
    int code = prepare_insert(edit, layer, columns, n, &insert);
    code = code == SQLITE_OK ? bind(insert, 1, &geometry) : code;
    for (size_t i = 0; i < n && code == SQLITE_OK; i++)
        code = bind(insert, (int)i + 2, &values[i]);
    code = run(insert, code);
    free(blob);
    if (code == SQLITE_OK) {
        *fid = sqlite3_last_insert_rowid(edit->db);
        code = index_feature(edit, layer, *fid, box);
    }
    code = code == SQLITE_OK ? count_features(edit, layer, 1) : code;
    code = code == SQLITE_OK ? stretch_extent(edit, layer, box) : code;
    return code == SQLITE_OK ? RASIF_OK : fail_edit(edit, layer, 0, err);
}

rasif_status edit_remove(struct edit *edit, const struct edit_layer *layer, int64_t fid,
                         rasif_error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = prepare(edit, &statement, "DELETE FROM main.\"%w\" WHERE \"%w\" = ?1", layer->table,
                       layer->key);
    code = code == SQLITE_OK ? sqlite3_bind_int64(statement, 1, fid) : code;
    code = run(statement, code);
    bool there = sqlite3_changes(edit->db) == 1;
    code = code == SQLITE_OK && there ? index_feature(edit, layer, fid, NULL) : code;
    code = code == SQLITE_OK && there ? count_features(edit, layer, -1) : code;
    if (code == SQLITE_OK && !there)
        return fail(err, RASIF_E_OUTPUT, "%s: table \"%s\" has no feature %lld", edit->shown,
                    layer->table, (long long)fid);
    return code == SQLITE_OK ? RASIF_OK : fail_edit(edit, layer, fid, err);
}

rasif_status edit_run(struct edit *edit, const char *sql, const struct cell *values, size_t n, rasif_error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(edit->db, sql, -1, &statement, NULL);
    for (size_t i = 0; i < n && code == SQLITE_OK; i++)
        code = bind(statement, (int)i + 1, &values[i]);
    return run(statement, code) == SQLITE_OK ? RASIF_OK : fail_edit(edit, NULL, 0, err);
}

/* ---- the end ---- */

rasif_status edit_commit(struct edit *edit, rasif_error *err)
{
    sqlite3_stmt *check = NULL;
    if (sqlite3_exec(edit->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        return fail_edit(edit, NULL, 0, err);
    rasif_status status = RASIF_OK;
    if (prepare(edit, &check, "PRAGMA main.quick_check(1)") != SQLITE_OK ||
        sqlite3_step(check) != SQLITE_ROW)
        status = fail_edit(edit, NULL, 0, err);
    else if (strcmp((const char *)sqlite3_column_text(check, 0), "ok") != 0)
        status = fail(err, RASIF_E_OUTPUT,
                      "%s: the changed copy is not sound: %s; is the input damaged?", edit->shown,
                      (const char *)sqlite3_column_text(check, 0));
    sqlite3_finalize(check);
    return status;
}

void edit_close(struct edit *edit)
{
    if (edit == NULL)
        return;
    sqlite3_close(edit->db);
    free(edit);
}
