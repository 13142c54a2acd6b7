/* SPDX-License-Identifier: MIT
 *
 * Geometries found by row id: see input_geometry.h.
 *
 * One statement lists ids and geometries from a given id on. It is stepped as long as the id wanted
 * is near, and begins anew where that is behind or far ahead. Rows without a number can't be sought:
 * for them every new beginning counts from the first row. */
#include "read/input_geometry.h"

#include "read/input_parts.h"
#include "source/census.h"
#include "source/gpkg_key.h"

#include <stdlib.h>

/* Rows stepped over before seeking is cheaper. */
#define MOST_STEPS 32

struct input_geometry {
    sqlite3_stmt *statement;
    const struct input_file *file;
    const char *table;
    bool on_row;   /* `id` is the statement's row          */
    bool may_seek; /* ids are numbers that the table stores */
    int64_t id;
};

rasif_status input_geometry_open(const struct inputs *inputs, size_t source,
                                 struct input_geometry **out, rasif_error *err)
{
    const struct input_table *table = &inputs->tables[source];
    const struct input_file *file = &inputs->files[table->file];
    struct arena arena = {0};
    struct input_geometry *geometry = calloc(1, sizeof *geometry);
    const char *rows = gpkg_from_clause(&arena, table->gpkg);
    char *sql = rows != NULL ? sqlite3_mprintf("SELECT \"%w\", \"%w\" FROM %s WHERE \"%w\" >= ?1 ORDER BY 1",
                                               table->gpkg->key, table->gpkg->geometry_column, rows,
                                               table->gpkg->key)
                             : NULL;
    rasif_status status = RASIF_OK;
    if (geometry == NULL || sql == NULL)
        status = fail_memory(err);
    else if (sqlite3_prepare_v2(file->gpkg.db, sql, -1, &geometry->statement, NULL) != SQLITE_OK)
        status = gpkg_fail(file->gpkg.db, file->display, table->gpkg->name, err);
    sqlite3_free(sql);
    arena_free(&arena);
    if (status != RASIF_OK) {
        input_geometry_close(geometry);
        return status;
    }
    geometry->file = file;
    geometry->table = table->gpkg->name;
    geometry->may_seek = !table->gpkg->view && !table->gpkg->numbered;
    *out = geometry;
    return RASIF_OK;
}

/* Damage is the file's owner to mend. */
static rasif_status fail_step(const struct input_geometry *geometry, rasif_error *err)
{
    sqlite3 *db = geometry->file->gpkg.db;
    if (!is_damage_code(sqlite3_errcode(db)))
        return gpkg_fail(db, geometry->file->display, geometry->table, err);
    return fail(err, RASIF_E_DATA, "%s: table %s is damaged: %s; repair it, or get it again",
                geometry->file->display, geometry->table, sqlite3_errmsg(db));
}

static rasif_status step(struct input_geometry *geometry, rasif_error *err)
{
    int code = sqlite3_step(geometry->statement);
    geometry->on_row = code == SQLITE_ROW;
    if (geometry->on_row)
        geometry->id = sqlite3_column_int64(geometry->statement, 0);
    else if (code != SQLITE_DONE)
        return fail_step(geometry, err);
    return RASIF_OK;
}

/* The next step gives the first row whose id is `id` or more. */
static void seek(struct input_geometry *geometry, int64_t id)
{
    sqlite3_reset(geometry->statement);
    sqlite3_bind_int64(geometry->statement, 1, id);
}

rasif_status input_geometry_find(struct input_geometry *geometry, int64_t id,
                                 const unsigned char **blob, size_t *length, rasif_error *err)
{
    *blob = NULL;
    *length = 0;
    if (!geometry->on_row || geometry->id > id) {
        seek(geometry, id);
        TRY(step(geometry, err));
    }
    for (int steps = 0; geometry->on_row && geometry->id < id; steps++) {
        if (geometry->may_seek && steps == MOST_STEPS)
            seek(geometry, id);
        TRY(step(geometry, err));
    }
    if (geometry->on_row && geometry->id == id &&
        sqlite3_column_type(geometry->statement, 1) == SQLITE_BLOB) {
        *blob = sqlite3_column_blob(geometry->statement, 1);
        *length = (size_t)sqlite3_column_bytes(geometry->statement, 1);
    }
    return RASIF_OK;
}

void input_geometry_close(struct input_geometry *geometry)
{
    if (geometry == NULL)
        return;
    sqlite3_finalize(geometry->statement);
    free(geometry);
}
