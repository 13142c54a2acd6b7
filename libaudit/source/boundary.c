/* SPDX-License-Identifier: MIT
 *
 * Polygons to report on, and polygons under the map: see boundary.h.
 *
 * A plain GeoPackage is read in place, a file in WAL mode through a private copy, every other
 * format through a conversion (convert.h). Cost: one pass over the layer. */
#include "source/boundary.h"

#include "base/file_state.h"
#include "base/text.h"
#include "geo/wkb.h"
#include "source/convert.h"
#include "source/copy.h"
#include "source/gpkg_key.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A folder counts: file geodatabases are folders. */
static bool path_exists(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0;
}

/* Devices and pipes may never end. */
static bool is_pipe(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode);
}

/* "FILE:LAYER" -> FILE, LAYER; a path that exists as a whole has no layer part. */
static MUST bool split_file_layer(const char *where, struct arena *arena, const char **path,
                                  const char **layer)
{
    const char *colon = strrchr(where, ':');
    *path = where;
    *layer = NULL;
    if (path_exists(where) || colon == NULL)
        return true;
    *path = arena_strndup(arena, where, (size_t)(colon - where));
    *layer = colon + 1;
    return *path != NULL;
}

/* How sure a declared type is to hold polygons: 2 = it says so, 1 = it may, 0 = it can't. */
static int polygon_rank(const char *type)
{
    if (strstr(type, "POLYGON") != NULL)
        return 2;
    return strcmp(type, "GEOMETRY") == 0 || strcmp(type, "GEOMETRYCOLLECTION") == 0;
}

/* The layer of that name; without a name the first that declares polygons, else the first that may
 * hold some. NULL = none fits. Tables without geometry never fit. */
static const struct gpkg_table *choose_polygon_table(const struct gpkg *gpkg, const char *layer)
{
    const struct gpkg_table *best = NULL;
    for (size_t i = 0; i < gpkg->n_tables; i++) {
        const struct gpkg_table *table = &gpkg->tables[i];
        if (table->geometry_column == NULL)
            continue;
        if (layer != NULL && strcmp(table->name, layer) == 0)
            return table;
        int least = best != NULL ? polygon_rank(best->geometry_type) : 0;
        if (layer == NULL && polygon_rank(table->geometry_type) > least)
            best = table;
    }
    return best;
}

/* Rows in the order of their key; an area is named by the field, else by its key. One unusable
 * geometry refuses the file: an area left out would silently lose its streets. */
static rasif_status read_areas(const struct gpkg *gpkg, const struct gpkg_table *table,
                               const char *display, const char *name_field, struct boundary *out,
                               rasif_error *err)
{
    struct text sql = {0};
    sqlite3_stmt *statement = NULL;
    rasif_status status = RASIF_OK;
    size_t capacity = 0;
    const struct gpkg_column *name = gpkg_column(table, name_field != NULL ? name_field : "name");
    text_addf(&sql, "SELECT %s, %s, %s FROM %s ORDER BY %s", gpkg_quote(&out->arena, table->key),
              gpkg_quote(&out->arena, table->geometry_column),
              name != NULL ? gpkg_quote(&out->arena, name->name) : "NULL",
              gpkg_from_clause(&out->arena, table), gpkg_quote(&out->arena, table->key));
    if (sql.failed || sqlite3_prepare_v2(gpkg->db, sql.data, -1, &statement, NULL) != SQLITE_OK)
        status = sql.failed ? fail_memory(err) : gpkg_fail(gpkg->db, display, table->name, err);
    while (status == RASIF_OK && sqlite3_step(statement) == SQLITE_ROW) {
        bool grown = true;
        enum wkb_status wkb = wkb_append(&out->shapes, sqlite3_column_blob(statement, 1),
                                         (size_t)sqlite3_column_bytes(statement, 1), NULL, &grown);
        const char *text = (const char *)sqlite3_column_text(statement, 2);
        const char *id = (const char *)sqlite3_column_text(statement, 0);
        const char *copy = arena_strdup(&out->arena, text != NULL && text[0] != '\0' ? text
                                                     : id != NULL                    ? id
                                                                                     : "");
        size_t n = out->shapes.n - 1;
        if (!grown || copy == NULL ||
            !array_reserve(&out->names, &capacity, n + 1, sizeof *out->names))
            status = fail_memory(err);
        else
            out->names[n] = copy;
        out->n_polygons += status == RASIF_OK && out->shapes.kind[n] == SHAPE_POLYGON;
        if (status == RASIF_OK && wkb != WKB_OK && wkb != WKB_NULL && wkb != WKB_EMPTY)
            status =
                fail(err, RASIF_E_DATA, "%s, layer %s: the geometry of area %s can't be used: %s",
                     display, table->name, copy, wkb_status_text(wkb));
    }
    if (status == RASIF_OK && sqlite3_reset(statement) != SQLITE_OK)
        status = gpkg_fail(gpkg->db, display, table->name, err);
    sqlite3_finalize(statement);
    text_free(&sql);
    return status;
}

/* `what` names the purpose in messages: "boundary", "basemap". The file must be at the end what it
 * was at the beginning. */
static rasif_status read_gpkg(const char *what, const char *path, const char *display, const char *layer,
                              const char *name_field, struct boundary *out, rasif_error *err)
{
    struct gpkg gpkg = {0};
    TRY(gpkg_open(path, display, &out->arena, &gpkg, err));
    struct file_state state = file_state_settled(path); /* SQLite keeps others from writing now */
    const struct gpkg_table *table = choose_polygon_table(&gpkg, layer);
    rasif_status status;
    if (table == NULL)
        status =
            layer != NULL
                ? fail(err, RASIF_E_DATA, "%s has no layer %s to use as %s", display, layer, what)
                : fail(err, RASIF_E_DATA, "%s has no polygon layer to use as %s", display, what);
    else if (name_field != NULL && gpkg_column(table, name_field) == NULL)
        status = fail(err, RASIF_E_ARGUMENT,
                      "%s, layer %s: there is no field %s for the names of the areas", display,
                      table->name, name_field);
    else {
        out->crs = table->crs;
        out->table = table->name;
        status = read_areas(&gpkg, table, display, name_field, out, err);
    }
    gpkg_close(&gpkg);
    return status == RASIF_OK ? file_unchanged(path, &state, err) : status;
}

/* The file as a plain GeoPackage: itself, or a copy or conversion in `folder`. The caller removes
 * the folder. */
static rasif_status private_gpkg(const char *path, const char *display, struct read_files *reads,
                                 struct temp_folder *folder, struct arena *arena, const char **out,
                                 rasif_error *err)
{
    bool truncated, is_geopackage;
    *out = path;
    if (gpkg_is_sqlite(path, &truncated) && copy_needed(path)) {
        TRY(private_folder(folder, err));
        TRY(copy_database(path, folder->path, arena, out, err));
        TRY(settle_copy(*out, path, err));
    }
    TRY(gpkg_is_geopackage(*out, display, &is_geopackage, err));
    if (is_geopackage)
        return RASIF_OK;
    if (folder->path == NULL)
        TRY(private_folder(folder, err));
    return convert_to_gpkg(path, display, folder->path, NULL, reads, arena, out, err);
}

rasif_status boundary_read(const char *where, const char *name_field, struct read_files *reads,
                           struct boundary *out, rasif_error *err)
{
    return areas_read("boundary", where, name_field, reads, out, err);
}

/* A temporary copy is removed even when reading it failed. A layer without any polygon is refused:
 * it would hold no street. */
rasif_status areas_read(const char *what, const char *where, const char *name_field,
                        struct read_files *reads, struct boundary *out, rasif_error *err)
{
    const char *path, *layer, *file;
    struct temp_folder folder = {0};
    *out = (struct boundary){0};
    if (!split_file_layer(where, &out->arena, &path, &layer))
        return fail_memory(err);
    if (!path_exists(path))
        return fail(err, RASIF_E_IO, "the %s file %s does not exist", what, path);
    if (is_pipe(path))
        return fail(err, RASIF_E_IO, "%s: is neither a file nor a folder", path);
    const char *display = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    rasif_status status = private_gpkg(path, display, reads, &folder, &out->arena, &file, err);
    if (status == RASIF_OK)
        status = read_gpkg(what, file, display, layer, name_field, out, err);
    temp_folder_remove(&folder);
    if (status == RASIF_OK && out->n_polygons == 0)
        status = fail(err, RASIF_E_DATA,
                      "the %s %s has no polygons in its layer %s; name one with %s:LAYER", what, where,
                      out->table, display);
    return status;
}

/* Leaves the struct zeroed. */
void boundary_free(struct boundary *boundary)
{
    shapes_free(&boundary->shapes);
    free(boundary->names);
    arena_free(&boundary->arena);
    *boundary = (struct boundary){0};
}
