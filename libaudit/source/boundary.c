/* SPDX-License-Identifier: MIT
 *
 * Polygons to report on, polygons under the map, and places where people live: see boundary.h.
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

#include <math.h>
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

/* What is read, and how messages call it. */
struct wish {
    const char *what;  /* "boundary", "basemap", "people" */
    const char *field; /* of names, or of numbers; NULL */
    bool people;       /* points serve as well, and the field holds numbers */
};

/* How sure a declared type is to hold what is wished: 2 = it says so, 1 = it may, 0 = it can't. */
static int rank_of(const struct wish *wish, const char *type)
{
    if (strstr(type, "POLYGON") != NULL || (wish->people && strstr(type, "POINT") != NULL))
        return 2;
    return strcmp(type, "GEOMETRY") == 0 || strcmp(type, "GEOMETRYCOLLECTION") == 0;
}

/* The layer of that name; without a name the first that declares what is wished, else the first that may
 * hold some. NULL = none fits. Tables without geometry never fit. */
static const struct gpkg_table *choose_table(const struct wish *wish, const struct gpkg *gpkg, const char *layer)
{
    const struct gpkg_table *best = NULL;
    for (size_t i = 0; i < gpkg->n_tables; i++) {
        const struct gpkg_table *table = &gpkg->tables[i];
        if (table->geometry_column == NULL)
            continue;
        if (layer != NULL && strcmp(table->name, layer) == 0)
            return table;
        int least = best != NULL ? rank_of(wish, best->geometry_type) : 0;
        if (layer == NULL && rank_of(wish, table->geometry_type) > least)
            best = table;
    }
    return best;
}

/* The text of the field: the name of an area, else its key; of people as it stands, "" where it is null. */
static const char *text_of(const struct wish *wish, sqlite3_stmt *statement)
{
    const char *text = (const char *)sqlite3_column_text(statement, 2), *id = (const char *)sqlite3_column_text(statement, 0);
    if (text != NULL && (text[0] != '\0' || wish->people))
        return text;
    return wish->people || id == NULL ? "" : id;
}

/* Rows in the order of their key. One unusable geometry refuses the file: an area left out would silently lose its
 * streets. */
static rasif_status read_areas(const struct wish *wish, const struct gpkg *gpkg, const struct gpkg_table *table,
                               const char *display, struct boundary *out, rasif_error *err)
{
    struct text sql = {0};
    sqlite3_stmt *statement = NULL;
    rasif_status status = RASIF_OK;
    size_t capacity = 0;
    const char *field = wish->field != NULL || wish->people ? wish->field : "name";
    const struct gpkg_column *name = field != NULL ? gpkg_column(table, field) : NULL;
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
        const char *copy = arena_strdup(&out->arena, text_of(wish, statement));
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
                     display, table->name, wish->people ? (const char *)sqlite3_column_text(statement, 0) : copy,
                     wkb_status_text(wkb));
    }
    if (status == RASIF_OK && sqlite3_reset(statement) != SQLITE_OK)
        status = gpkg_fail(gpkg->db, display, table->name, err);
    sqlite3_finalize(statement);
    text_free(&sql);
    return status;
}

static rasif_status refuse_layer(const struct wish *wish, const char *display, const char *layer, rasif_error *err)
{
    if (layer != NULL)
        return fail(err, RASIF_E_DATA, "%s has no layer %s to use as %s", display, layer, wish->what);
    return wish->people ? fail(err, RASIF_E_DATA, "%s has no layer of points or polygons to use as %s", display, wish->what)
                        : fail(err, RASIF_E_DATA, "%s has no polygon layer to use as %s", display, wish->what);
}

static rasif_status refuse_field(const struct wish *wish, const char *display, const char *table, rasif_error *err)
{
    return wish->people ? fail(err, RASIF_E_ARGUMENT, "%s, layer %s: there is no field %s for the number of people",
                               display, table, wish->field)
                        : fail(err, RASIF_E_ARGUMENT, "%s, layer %s: there is no field %s for the names of the areas",
                               display, table, wish->field);
}

/* The file must be at the end what it was at the beginning. */
static rasif_status read_gpkg(const struct wish *wish, const char *path, const char *display, const char *layer,
                              struct boundary *out, rasif_error *err)
{
    struct gpkg gpkg = {0};
    TRY(gpkg_open(path, display, &out->arena, &gpkg, err));
    struct file_state state = file_state_settled(path); /* SQLite keeps others from writing now */
    const struct gpkg_table *table = choose_table(wish, &gpkg, layer);
    rasif_status status;
    if (table == NULL)
        status = refuse_layer(wish, display, layer, err);
    else if (wish->field != NULL && gpkg_column(table, wish->field) == NULL)
        status = refuse_field(wish, display, table->name, err);
    else {
        out->crs = table->crs;
        out->table = table->name;
        status = read_areas(wish, &gpkg, table, display, out, err);
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

/* A temporary copy is removed even when reading it failed. */
static rasif_status read_layer(const struct wish *wish, const char *where, struct read_files *reads,
                               struct boundary *out, rasif_error *err)
{
    const char *path, *layer, *file;
    struct temp_folder folder = {0};
    *out = (struct boundary){0};
    if (!split_file_layer(where, &out->arena, &path, &layer))
        return fail_memory(err);
    if (!path_exists(path))
        return fail(err, RASIF_E_IO, "the %s file %s does not exist", wish->what, path);
    if (is_pipe(path))
        return fail(err, RASIF_E_IO, "%s: is neither a file nor a folder", path);
    const char *display = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    out->file = arena_strdup(&out->arena, display);
    if (out->file == NULL)
        return fail_memory(err);
    rasif_status status = private_gpkg(path, display, reads, &folder, &out->arena, &file, err);
    if (status == RASIF_OK)
        status = read_gpkg(wish, file, display, layer, out, err);
    temp_folder_remove(&folder);
    return status;
}

rasif_status boundary_read(const char *where, const char *name_field, struct read_files *reads,
                           struct boundary *out, rasif_error *err)
{
    return areas_read("boundary", where, name_field, reads, out, err);
}

/* A layer without any polygon is refused: it would hold no street. */
rasif_status areas_read(const char *what, const char *where, const char *name_field,
                        struct read_files *reads, struct boundary *out, rasif_error *err)
{
    const struct wish wish = {.what = what, .field = name_field};
    TRY(read_layer(&wish, where, reads, out, err));
    if (out->n_polygons > 0)
        return RASIF_OK;
    return fail(err, RASIF_E_DATA, "the %s %s has no polygons in its layer %s; name one with %s:LAYER", what, where,
                out->table, out->file);
}

/* ---- people ---- */

rasif_status people_read(const char *where, const char *field, struct read_files *reads, struct boundary *out,
                         rasif_error *err)
{
    const struct wish wish = {.what = "people", .field = field, .people = true};
    TRY(read_layer(&wish, where, reads, out, err));
    if (field == NULL && out->n_polygons > 0)
        return fail(err, RASIF_E_ARGUMENT, "%s, layer %s: name the field with the number of people of each area (--people-field)",
                    where, out->table);
    out->numbers = ARENA_ARRAY(&out->arena, out->shapes.n + 1, double);
    if (out->numbers == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < out->shapes.n; i++) {
        const char *text = out->names[i];
        size_t used = 0, length = strlen(text);
        out->numbers[i] = field == NULL ? 1 : NAN;
        if (field == NULL || length == 0)
            continue;
        if (!number_parse(text, length, &out->numbers[i], &used) || used != length || out->numbers[i] < 0)
            return fail(err, RASIF_E_DATA, "%s, layer %s, field %s: '%s' is no number of people", where, out->table, field, text);
    }
    return RASIF_OK;
}

/* Leaves the struct zeroed. */
void boundary_free(struct boundary *boundary)
{
    shapes_free(&boundary->shapes);
    free(boundary->names);
    arena_free(&boundary->arena);
    *boundary = (struct boundary){0};
}
