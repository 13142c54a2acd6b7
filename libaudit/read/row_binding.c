/* SPDX-License-Identifier: MIT
 *
 * Which binding takes a single row, and which can take a new one: see field_cell.h. The row is
 * asked about as batch.c asks: conditions in the order of the bindings, then the form of the
 * geometry. Cost: one statement per row. */
#include "read/field_cell.h"
#include "read/input_parts.h"
#include "read/mapping_sql.h"

#include <string.h>

/* Does the binding take the row that the statement stands at? Without a condition only the last
 * does. */
static bool takes_row(const struct binding *binding, bool last, sqlite3_stmt *row, int *condition)
{
    if (binding->where != NULL ? sqlite3_column_int(row, (*condition)++) == 0 : !last)
        return false;
    if (!binding->checks_form)
        return true;
    const void *blob = sqlite3_column_blob(row, 0);
    return binding_takes_form(
        binding, wkb_form(blob, blob != NULL ? (size_t)sqlite3_column_bytes(row, 0) : 0));
}

/* SELECT geometry, conditions...: in the order of the bindings. */
static char *row_query(const struct inputs *inputs, const struct input_table *table,
                       struct arena *arena)
{
    struct text sql = {0};
    char *name = gpkg_quote(arena, table->gpkg->name), *copy = NULL;
    char *geometry = gpkg_quote(arena, table->gpkg->geometry_column);
    if (name != NULL && geometry != NULL) {
        text_addf(&sql, "SELECT %s.%s", name, geometry);
        for (size_t i = table->first_binding; i < table->first_binding + table->n_bindings; i++)
            if (inputs->bindings[i].where != NULL)
                text_addf(&sql, ", (%s\n) IS TRUE", inputs->bindings[i].where);
        copy = sql.failed ? NULL : arena_strdup(arena, sql.data);
    }
    text_free(&sql);
    return copy;
}

rasif_status inputs_row_binding(struct inputs *inputs, const struct store *store, size_t source,
                                int64_t fid, bool *there, size_t *binding, rasif_error *err)
{
    struct input_table *table = &inputs->tables[source];
    struct arena arena = {0};
    sqlite3_stmt *row = NULL;
    int condition = 1;
    *binding = SIZE_MAX;
    *there = false;
    if (table->gpkg->geometry_column == NULL)
        return RASIF_OK;
    char *select = row_query(inputs, table, &arena), *name = gpkg_quote(&arena, table->gpkg->name);
    char *key = gpkg_quote(&arena, store->sources[source].key);
    struct text where = {0};
    text_addf(&where, "%s.%s = %lld", name != NULL ? name : "", key != NULL ? key : "",
              (long long)fid);
    bool memory = select != NULL && name != NULL && key != NULL && !where.failed;
    int code = memory ? mapping_sql_prepare(inputs, table, select, where.data, "", true, NULL, &row)
                      : SQLITE_NOMEM;
    code = code == SQLITE_OK ? sqlite3_step(row) : code;
    *there = code == SQLITE_ROW;
    for (size_t i = table->first_binding;
         *there && *binding == SIZE_MAX && i < table->first_binding + table->n_bindings; i++)
        if (takes_row(&inputs->bindings[i], i + 1 == table->first_binding + table->n_bindings, row,
                      &condition))
            *binding = i;
    rasif_status status = RASIF_OK;
    if (!memory)
        status = fail_memory(err);
    else if (code != SQLITE_ROW && code != SQLITE_DONE)
        status = gpkg_fail(inputs->files[table->file].gpkg.db, store->sources[source].display,
                           table->gpkg->name, err);
    sqlite3_finalize(row);
    text_free(&where);
    arena_free(&arena);
    return status;
}

bool inputs_fixed(const struct inputs *inputs, const struct store *store, size_t source)
{
    return inputs->tables[source].gpkg->view || store->sources[source].numbered;
}

size_t inputs_binding_source(const struct inputs *inputs, size_t binding)
{
    return inputs->bindings[binding].source;
}

enum role inputs_binding_role(const struct inputs *inputs, size_t binding)
{
    return inputs->bindings[binding].role;
}

size_t inputs_point_binding(const struct inputs *inputs, const struct store *store, enum role role)
{
    for (size_t i = 0; i < inputs->n_bindings; i++) {
        const struct binding *binding = &inputs->bindings[i];
        const char *type = inputs->tables[binding->source].gpkg->geometry_type;
        if (binding->role == role && !inputs_fixed(inputs, store, binding->source) &&
            binding->drawn == DRAWN_ANY && type != NULL &&
            (strcmp(type, "POINT") == 0 || strcmp(type, "MULTIPOINT") == 0 || strcmp(type, "GEOMETRY") == 0))
            return i;
    }
    return SIZE_MAX;
}

/* What makes a new row of the binding's table one of its role, by the preset of the file; NULL = nothing is known. */
static const struct yaml_node *new_row(const struct inputs *inputs, const struct binding *binding)
{
    const struct mapping *m = inputs->files[inputs->tables[binding->source].file].preset;
    const struct yaml_node *columns = NULL;
    for (; m != NULL && columns == NULL; m = m->base)
        columns = yaml_get(m->new_rows, roles[binding->role].plural);
    return columns;
}

/* Has the table all columns that make a new row one of the role, or a column of tags for those it lacks? */
static bool takes_new(const struct inputs *inputs, const struct binding *binding)
{
    const struct input_table *table = &inputs->tables[binding->source];
    const struct yaml_node *columns = binding->lenient ? new_row(inputs, binding) : NULL;
    bool all = columns != NULL;
    for (size_t i = 0; all && i < columns->n; i++)
        all = table->tags != NULL || gpkg_column(table->gpkg, columns->items[i].key) != NULL;
    return all;
}

/* Does the table take lines, and whole ones? */
static bool takes_lines(const struct inputs *inputs, const struct store *store, const struct binding *binding)
{
    static const char *const types[] = {"LINESTRING", "MULTILINESTRING", "GEOMETRY"};
    const char *type = inputs->tables[binding->source].gpkg->geometry_type;
    bool fits = false;
    for (size_t k = 0; type != NULL && k < sizeof types / sizeof types[0]; k++)
        fits = fits || strcmp(type, types[k]) == 0;
    return fits && !inputs_fixed(inputs, store, binding->source) && (binding->drawn == DRAWN_ANY || binding->drawn == DRAWN_LINES);
}

/* A table of the role alone comes before one that holds several. */
size_t inputs_line_binding(const struct inputs *inputs, const struct store *store, enum role role)
{
    size_t shared = SIZE_MAX;
    for (size_t i = inputs->n_bindings; i-- > 0;) {
        const struct binding *binding = &inputs->bindings[i];
        if (binding->role == role && binding->where != NULL && takes_lines(inputs, store, binding) && takes_new(inputs, binding))
            shared = i;
    }
    for (size_t i = 0; i < inputs->n_bindings; i++) {
        const struct binding *binding = &inputs->bindings[i];
        if (binding->role == role && binding->where == NULL && binding->drawn == DRAWN_ANY && takes_lines(inputs, store, binding))
            return i;
    }
    return shared;
}

size_t inputs_new_row(const struct inputs *inputs, size_t binding, const struct yaml_node **columns)
{
    const struct binding *of = &inputs->bindings[binding];
    *columns = of->where != NULL && takes_new(inputs, of) ? new_row(inputs, of) : NULL;
    return *columns != NULL ? (*columns)->n : 0;
}

const char *inputs_tags_of(const struct inputs *inputs, size_t binding, const char *column)
{
    const struct input_table *table = &inputs->tables[inputs->bindings[binding].source];
    return gpkg_column(table->gpkg, column) == NULL ? table->tags : NULL;
}
