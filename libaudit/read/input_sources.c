/* SPDX-License-Identifier: MIT
 *
 * The tables of the inputs, listed as sources of the store. Cost: O(tables^2) comparisons of
 * names. */
#include "read/input_parts.h"
#include "source/audited.h"

#include <string.h>

/* Tables that an earlier audit added are made anew, not carried. Only files that an audit wrote
 * have any. */
static bool is_audit_table(const struct gpkg *gpkg, const char *name)
{
    return gpkg->audited && audited_table_name(name);
}

/* Does an option or the mapping file name the table as FILE:TABLE? Only then it is used, if the
 * file is named for single tables. Letter case is ignored. */
static bool is_named_table(const struct inputs *inputs, const rasif_options *options, size_t file,
                           const char *table)
{
    size_t of;
    for (size_t i = 0; i < options->n_roles; i++)
        if (sqlite3_stricmp(inputs_split_layer(inputs, options->roles[i].layer, &of), table) == 0 &&
            of == file)
            return true;
    for (size_t i = 0; inputs->mapping != NULL && i < inputs->mapping->n_layers; i++) {
        const struct text_list *layers = &inputs->mapping->layers[i].layers;
        for (size_t k = 0; k < layers->n; k++)
            if (sqlite3_stricmp(inputs_split_layer(inputs, layers->items[k], &of), table) == 0 &&
                of == file)
                return true;
    }
    return false;
}

/* Has the first input a table of that name that gpkg_contents does not list? It is carried as it
 * is, so its name is taken. Styles are merged and do not count. */
static bool is_unlisted(const struct gpkg *first, const char *name)
{
    sqlite3_stmt *query = NULL;
    bool found =
        !(first->audited && audited_table_name(name)) &&
        sqlite3_stricmp(name, "layer_styles") != 0 &&
        sqlite3_prepare_v2(
            first->db,
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE", -1,
            &query, NULL) == SQLITE_OK &&
        sqlite3_bind_text(query, 1, name, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_step(query) == SQLITE_ROW;
    sqlite3_finalize(query);
    return found;
}

/* The name of a table in the output: "streets", or "streets_2" when another table has that name
 * there. NULL: out of memory. */
static const char *output_name(const struct gpkg *first, struct store *store, size_t n, size_t file,
                               const char *table)
{
    struct text name = {0};
    const char *out = NULL;
    for (unsigned number = 1; out == NULL; number++) {
        bool taken = false;
        name.length = 0;
        text_add(&name, table);
        if (number > 1)
            text_addf(&name, "_%u", number);
        if (name.failed)
            break;
        for (size_t i = 0; i < n && !taken; i++)
            taken = sqlite3_stricmp(store->sources[i].output, name.data) == 0;
        taken = taken || (file > 0 && is_unlisted(first, name.data));
        if (!taken)
            out = arena_strdup(&store->arena, name.data);
    }
    text_free(&name);
    return out;
}

/* Adds one table to the store and to the inputs. Everything that later folders need to know about
 * it is copied into the store's source: they do not see struct gpkg_table. Renamed tables, views
 * and guessed geometry columns are diagnosed. */
static rasif_status add_source(struct inputs *inputs, struct store *store, size_t file,
                               const struct gpkg_table *gpkg, rasif_error *err)
{
    struct source *source = &store->sources[store->n_sources];
    struct input_table *table = &inputs->tables[inputs->n_tables];
    table->file = file;
    table->gpkg = gpkg;
    table->crs = gpkg->crs;
    source->path = inputs->files[file].path;
    source->display = inputs->files[file].display;
    source->input = file;
    source->table = gpkg->name;
    source->output = output_name(&inputs->files[0].gpkg, store, store->n_sources, file, gpkg->name);
    source->geometry_column = gpkg->geometry_column;
    source->geometry_type = gpkg->geometry_type;
    source->key = gpkg->key;
    source->numbered = gpkg->numbered;
    source->audited = gpkg->audited;
    source->srs_id = gpkg->srs_id;
    source->crs = gpkg->crs_name;
    source->preset = "";
    if (source->output == NULL)
        return fail_memory(err);
    if (strcmp(source->output, source->table) != 0)
        diagnose(&store->diagnostics, D_table_renamed, source->table, NULL, source->output, NULL);
    if (gpkg->view)
        diagnose(&store->diagnostics, D_view_written_as_table, source->table, NULL, NULL, NULL);
    if (gpkg->guessed)
        diagnose(&store->diagnostics, D_geometry_column_guessed, source->table,
                 gpkg->geometry_column, NULL, NULL);
    store->n_sources++;
    inputs->n_tables++;
    return RASIF_OK;
}

/* Tables are counted first: later structs refer to sources by address. A file whose application_id
 * is not a GeoPackage's is read all the same, and diagnosed. */
rasif_status input_sources_list(struct inputs *inputs, const rasif_options *options,
                                struct store *store, rasif_error *err)
{
    size_t most = 0;
    for (size_t i = 0; i < inputs->n_files; i++)
        most += inputs->files[i].gpkg.n_tables;
    store->sources = ARENA_ARRAY(&store->arena, most, struct source);
    inputs->tables = ARENA_ARRAY(&inputs->arena, most, struct input_table);
    if (store->sources == NULL || inputs->tables == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < inputs->n_files; i++) {
        const struct gpkg *gpkg = &inputs->files[i].gpkg;
        if (!gpkg->declared)
            diagnose(&store->diagnostics, D_not_declared_geopackage, NULL, NULL,
                     inputs_name(inputs, i), NULL);
        for (size_t t = 0; t < gpkg->n_tables; t++) {
            const char *name = gpkg->tables[t].name;
            if (is_audit_table(gpkg, name) ||
                (inputs->files[i].only_named && !is_named_table(inputs, options, i, name)))
                continue;
            TRY(add_source(inputs, store, i, &gpkg->tables[t], err));
        }
    }
    return RASIF_OK;
}
