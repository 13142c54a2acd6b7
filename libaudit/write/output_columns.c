/* SPDX-License-Identifier: MIT
 * The columns of one table of the output: see output_columns.h. */
#include "write/output_columns.h"

#include "source/audited.h"

#include <stdlib.h>
#include <string.h>

void copy_begin(struct copy *copy, struct output *o)
{
    *copy = (struct copy){
        .declared = sqlite3_str_new(o->db), .values = sqlite3_str_new(o->db), .arena = &o->arena};
}

void copy_end(struct copy *copy)
{
    sqlite3_free(sqlite3_str_finish(copy->declared));
    sqlite3_free(sqlite3_str_finish(copy->values));
    sqlite3_free(copy->id);
    free(copy->columns);
    free(copy->names);
}

/* Letters, digits, spaces, and (n) or (n,m): can be written as it is. */
static bool plain_type(const char *type)
{
    size_t n = strspn(type, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_ ");
    if (type[n] == '(') {
        n += strspn(type + n, "(0123456789, ");
        if (type[n] == ')')
            n++;
    }
    return type[n] == '\0' && (type[0] < '0' || type[0] > '9');
}

static void add_column(struct copy *copy, const char *name, const char *type,
                       enum fill_from from, int index)
{
    const char *format = *type == '\0'      ? "%s \"%w\"%s"
                         : plain_type(type) ? "%s \"%w\" %s"
                                            : "%s \"%w\" \"%w\"";
    sqlite3_str_appendf(copy->declared, format, copy->n > 0 ? "," : "", name, type);
    struct fill_column column = {.from = from,
                                 .index = index,
                                 .real = stores_reals(type),
                                 .name = arena_strdup(copy->arena, name),
                                 .form =
                                     from == FILL_GEOMETRY ? form_of_geometry() : form_of(type)};
    copy->failed = copy->failed || column.name == NULL;
    copy->failed = copy->failed || !PUSH(copy->columns, copy->n, copy->capacity, column);
}

void copy_add_key(struct copy *copy, const char *name)
{
    static const char definition[] = "%s \"%w\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL";
    sqlite3_str_appendf(copy->declared, definition, copy->n > 0 ? "," : "", name);
    struct fill_column column = {.from = FILL_KEY};
    copy->failed = copy->failed || !PUSH(copy->columns, copy->n, copy->capacity, column);
}

bool view_has(const struct view *view, const char *name)
{
    for (size_t i = 0; view != NULL && i < view->n_columns; i++)
        if (sqlite3_stricmp(view->columns[i].name, name) == 0)
            return true;
    return false;
}

rasif_status free_name(struct output *o, const struct source *source, const struct view *view,
                       const char *name, bool own, const char **out, rasif_error *err)
{
    char schema[24], *tried = NULL;
    int64_t taken = view_has(view, name);
    TRY(output_schema(o, source->input, schema, err));
    if (!own && !taken)
        TRY(output_int(o, "a column", 0, &taken, err,
                       "SELECT count(*) FROM pragma_table_xinfo(%Q, %Q) WHERE name = %Q COLLATE NOCASE",
                       source->table, schema, name));
    for (unsigned number = 2; taken; number++) {
        sqlite3_free(tried);
        tried = sqlite3_mprintf("%s_%u", name, number);
        if (tried == NULL)
            return fail_memory(err);
        taken = view_has(view, tried);
        rasif_status status =
            taken ? RASIF_OK
                  : output_int(o, "a column", 0, &taken, err,
                               "SELECT count(*) FROM pragma_table_xinfo(%Q, %Q) WHERE name = %Q COLLATE NOCASE",
                               source->table, schema, tried);
        if (status != RASIF_OK) {
            sqlite3_free(tried);
            return status;
        }
    }
    *out = arena_strdup(&o->arena, tried != NULL ? tried : name);
    sqlite3_free(tried);
    return *out != NULL ? RASIF_OK : fail_memory(err);
}

/* One column of the source, under its name in the output. */
static rasif_status add_from_source(struct output *o, const struct source *source,
                                    const struct view *view, struct copy *copy, const char *name,
                                    const char *type, rasif_error *err)
{
    bool geometry = source->geometry_column != NULL &&
                    sqlite3_stricmp(name, source->geometry_column) == 0;
    const char *into = name, *kept = arena_strdup(&o->arena, name);
    if (view_has(view, name)) {
        TRY(free_name(o, source, view, name, true, &into, err));
        diagnose(&o->found, D_column_renamed, source->table, name, into, NULL);
    }
    add_column(copy, into, type, geometry ? FILL_GEOMETRY : FILL_SOURCE, (int)copy->n_values);
    sqlite3_str_appendf(copy->values, ",s.\"%w\"", name);
    copy->failed = copy->failed || kept == NULL ||
                   !PUSH(copy->names, copy->n_values, copy->name_capacity, kept);
    return copy->failed ? fail_memory(err) : RASIF_OK;
}

/* In the order of the source; the key in its place. Hidden columns (1) of virtual tables are not shown
 * either; generated ones become plain columns with their values. */
rasif_status copy_add_source(struct output *o, const struct source *source, const struct view *view,
                             struct copy *copy, const char *what, rasif_error *err)
{
    char schema[24];
    sqlite3_stmt *columns = NULL;
    TRY(output_schema(o, source->input, schema, err));
    TRY(output_query(o, what, &columns, err,
                     "SELECT name, " OUTPUT_TYPE " FROM pragma_table_xinfo(%Q, %Q) WHERE hidden <> 1 "
                     "ORDER BY cid",
                     schema, source->table, source->table, schema));
    rasif_status status;
    bool row = false;
    while ((status = output_step(o, what, columns, &row, err)) == RASIF_OK && row) {
        const char *name = (const char *)sqlite3_column_text(columns, 0);
        const char *type = (const char *)sqlite3_column_text(columns, 1);
        if (name == NULL)
            status = fail_memory(err);
        else if (copy->key != NULL && sqlite3_stricmp(name, copy->key) == 0)
            copy_add_key(copy, name);
        else if (!source->audited || !audited_column_name(name))
            status = add_from_source(o, source, view, copy, name, type != NULL ? type : "", err);
        if (status != RASIF_OK)
            break;
    }
    sqlite3_finalize(columns);
    return status;
}

void copy_add_view(struct copy *copy, const struct view *view)
{
    for (size_t i = 0; i < view->n_columns; i++)
        add_column(copy, view->columns[i].name, view->columns[i].type,
                   i == view->geometry_column ? FILL_VIEW_GEOMETRY : FILL_VIEW, (int)i);
}
