/* SPDX-License-Identifier: MIT
 *
 * --crs: the coordinate system of layers that declare none, or one that their coordinates
 * contradict. */
#include "read/stated_crs.h"
#include "geo/crs.h"
#include "geo/wkb.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Does the first geometry lie where the declared system can't have it? Degrees end at 180 (some
 * files count to 360); metres of a neighbourhood do not lie within 180 m of the origin. Empty
 * geometries are skipped, 20 rows at most; without any geometry nothing is contradicted. */
static bool contradicts_coordinates(struct inputs *inputs, const struct input_table *table)
{
    const struct gpkg_table *gpkg = table->gpkg;
    sqlite3 *db = inputs->files[table->file].gpkg.db;
    sqlite3_stmt *statement = NULL;
    struct text sql = {0};
    double box[4];
    bool found = false;
    char *column = gpkg_quote(&inputs->arena, gpkg->geometry_column);
    char *name = gpkg_quote(&inputs->arena, gpkg->name);
    if (column != NULL && name != NULL)
        text_addf(&sql, "SELECT %s FROM %s WHERE %s IS NOT NULL LIMIT 20", column, name, column);
    if (sql.data != NULL && sqlite3_prepare_v2(db, sql.data, -1, &statement, NULL) == SQLITE_OK)
        while (!found && sqlite3_step(statement) == SQLITE_ROW)
            found = wkb_envelope(sqlite3_column_blob(statement, 0),
                                 (size_t)sqlite3_column_bytes(statement, 0), box);
    sqlite3_finalize(statement);
    text_free(&sql);
    if (!found)
        return false;
    bool degrees =
        fabs(box[0]) <= 180 && fabs(box[1]) <= 180 && fabs(box[2]) <= 90 && fabs(box[3]) <= 90;
    bool metres = fabs(box[0]) > 400 || fabs(box[1]) > 400 || fabs(box[2]) > 400;
    return gpkg->geographic ? metres : degrees;
}

/* Sets the stated system of one table, in the inputs and in the store. Stating what is declared
 * anyway changes nothing. */
static void state_crs_of_layer(struct inputs *inputs, struct store *store, size_t i,
                               const char *crs, int number)
{
    struct input_table *table = &inputs->tables[i];
    bool same = table->crs != NULL && strcmp(table->crs, crs) == 0;
    table->crs = crs;
    table->crs_stated = !same;
    store->sources[i].crs = crs;
    if (!same)
        store->sources[i].srs_id = number;
}

/* "EPSG:N" without a layer: for layers that declare none, or one that their coordinates contradict.
 * A system that no layer needs is an error: the user expects an effect. Layers that an option named
 * keep theirs. */
static rasif_status state_crs_everywhere(struct inputs *inputs, struct store *store,
                                         const char *crs, int number, rasif_error *err)
{
    bool used = false;
    for (size_t i = 0; i < inputs->n_tables; i++) {
        struct input_table *table = &inputs->tables[i];
        if (table->gpkg->geometry_column == NULL || table->crs_stated)
            continue;
        bool same = table->crs != NULL && strcmp(table->crs, crs) == 0;
        used = used || same;
        if (!same && (table->crs == NULL || contradicts_coordinates(inputs, table))) {
            state_crs_of_layer(inputs, store, i, crs, number);
            used = true;
        }
    }
    if (used)
        return RASIF_OK;
    return fail(
        err, RASIF_E_ARGUMENT,
        "--crs %s: every layer declares another coordinate system, and its coordinates fit; "
        "to overrule one, name it: LAYER=%s",
        crs, crs);
}

/* RASIF_E_ARGUMENT: PROJ's database has no system of this code. */
static rasif_status check_known(const char *option, const char *crs, rasif_error *err)
{
    struct crs_context *context = NULL;
    struct crs *found = NULL;
    TRY(crs_context_new(&context, err));
    rasif_status status = crs_from_text(context, crs, &found, NULL);
    crs_context_free(context);
    return status == RASIF_OK || status == RASIF_E_MEMORY
               ? status
               : fail(err, RASIF_E_ARGUMENT, "--crs %s: there is no coordinate system %s", option,
                      crs);
}

/* Only EPSG codes: WKT on a command line can't be checked by eye. LAYER may be FILE:LAYER. */
static rasif_status state_crs_option(struct inputs *inputs, struct store *store, const char *text,
                                     rasif_error *err)
{
    const char *equals = strrchr(text, '=');
    const char *crs = equals != NULL ? equals + 1 : text;
    char *end;
    errno = 0;
    long number = strncmp(crs, "EPSG:", 5) == 0 ? strtol(crs + 5, &end, 10) : 0;
    bool bare = crs[0] != '\0' && strspn(crs, "0123456789") == strlen(crs);
    if (number <= 0 || *end != '\0' || errno != 0)
        return fail(err, RASIF_E_ARGUMENT, "--crs %s: must be EPSG:N or LAYER=EPSG:N%s%s%s", text,
                    bare ? "; did you mean EPSG:" : "", bare ? crs : "", bare ? "?" : "");
    TRY(check_known(text, crs, err));
    const char *copy = arena_strdup(&store->arena, crs);
    if (copy == NULL)
        return fail_memory(err);
    if (equals == NULL)
        return state_crs_everywhere(inputs, store, copy, (int)number, err);
    char *layer = arena_strndup(&inputs->arena, text, (size_t)(equals - text));
    if (layer == NULL)
        return fail_memory(err);
    size_t file;
    const char *name = inputs_split_layer(inputs, layer, &file);
    bool found = false;
    for (size_t i = 0; i < inputs->n_tables; i++)
        if (sqlite3_stricmp(store->sources[i].table, name) == 0 &&
            (file == SIZE_MAX || inputs->tables[i].file == file)) {
            state_crs_of_layer(inputs, store, i, copy, (int)number);
            found = true;
        }
    return found ? RASIF_OK
                 : fail(err, RASIF_E_ARGUMENT, "--crs %s: there is no layer '%s'", text, layer);
}

/* Options apply in the order of the command line. */
rasif_status state_crs(struct inputs *inputs, const rasif_options *options, struct store *store,
                       rasif_error *err)
{
    for (size_t i = 0; i < options->n_crs; i++)
        TRY(state_crs_option(inputs, store, options->crs[i], err));
    return RASIF_OK;
}
