/* SPDX-License-Identifier: MIT
 *
 * Columns that are not read, and those that are read under a cut name: what a newcomer has to know
 * about a table of their own. */
#include "read/unused.h"


#include <string.h>

/* Linear over all readers: a table has a few dozen. Fields of implied sidewalks count, too. */
bool column_is_used(const struct inputs *inputs, const struct input_table *table,
                    const char *column)
{
    for (size_t b = 0; b < table->n_bindings; b++) {
        const struct binding *binding = &inputs->bindings[table->first_binding + b];
        for (size_t f = 0; f < binding->n_fields; f++)
            for (size_t i = 0; i < binding->fields[f].n_readers; i++)
                if (strcmp(binding->fields[f].readers[i].column_name, column) == 0)
                    return true;
        for (int side = 0; side < 2; side++)
            for (size_t f = 0; f < binding->sides[side].n_fields; f++)
                for (size_t i = 0; i < binding->sides[side].fields[f].n_readers; i++)
                    if (strcmp(binding->sides[side].fields[f].readers[i].column_name, column) == 0)
                        return true;
    }
    return false;
}

/* An attribute, neither key nor geometry, that no binding reads. */
bool column_is_unused(const struct inputs *inputs, const struct input_table *table, size_t i)
{
    const struct gpkg_table *gpkg = table->gpkg;
    const char *column = gpkg->columns[i].name;
    return strcmp(column, gpkg->key) != 0 &&
           (gpkg->geometry_column == NULL || strcmp(column, gpkg->geometry_column) != 0) &&
           !column_is_used(inputs, table, column);
}

size_t unused_columns(const struct inputs *inputs, const struct input_table *table,
                      const char *between, size_t most, struct text *out)
{
    size_t n = 0;
    for (size_t i = 0; i < table->gpkg->n_columns; i++) {
        if (!column_is_unused(inputs, table, i))
            continue;
        if (out != NULL && n < most)
            text_addf(out, "%s%s", n > 0 ? between : "", table->gpkg->columns[i].name);
        n++;
    }
    if (out != NULL && n > most)
        text_addf(out, "%s…", between);
    return n;
}

/* The binding of a field that some column gives; NULL: none does. */
static const struct field_binding *find_read_field(const struct binding *binding,
                                                   enum field_id field)
{
    for (size_t f = 0; f < binding->n_fields; f++)
        if (binding->fields[f].field == field && binding->fields[f].n_readers > 0)
            return &binding->fields[f];
    return NULL;
}

/* A cut name may be another column's: the user should know that it was taken (R409). */
static void diagnose_cut_names(const struct binding *binding, const char *table,
                               struct diagnostics *diagnostics)
{
    for (size_t f = 0; f < binding->n_fields; f++)
        for (size_t i = 0; i < binding->fields[f].n_readers; i++)
            if (binding->fields[f].readers[i].cut)
                diagnose(diagnostics, D_column_cut, table,
                         binding->fields[f].readers[i].column_name,
                         field_native_name(binding->role, binding->fields[f].field), NULL);
}

/* Other schemas have hundreds of columns and their own words for them: only rasif's own schema is
 * checked. The list of words is parsed when a first column needs it. */
rasif_status diagnose_columns(struct inputs *inputs, const struct store *store, size_t source,
                              struct diagnostics *diagnostics, rasif_error *err)
{
    const struct input_table *table = &inputs->tables[source];
    const struct mapping *preset = inputs->files[table->file].preset;
    const struct yaml_node *words = NULL;
    const char *name = store->sources[source].table;
    for (size_t b = 0; b < table->n_bindings; b++)
        diagnose_cut_names(&inputs->bindings[table->first_binding + b], name, diagnostics);
    if (table->n_bindings != 1 || inputs->mapping != NULL || preset == NULL ||
        strcmp(preset->name, "native") != 0)
        return RASIF_OK;
    const struct binding *binding = &inputs->bindings[table->first_binding];
    for (size_t i = 0; i < table->gpkg->n_columns; i++) {
        int how;
        if (!column_is_unused(inputs, table, i))
            continue;
        if (words == NULL)
            TRY(word_list_read(&inputs->arena, &words, err));
        const char *column = table->gpkg->columns[i].name;
        enum field_id field = words_field(words, binding->role, column, &how);
        if (field != FIELD_NONE && field != F_id && how >= 2 &&
            find_read_field(binding, field) == NULL)
            diagnose(diagnostics, D_column_nearly, name, column,
                     field_native_name(binding->role, field), NULL);
    }
    return RASIF_OK;
}
