/* SPDX-License-Identifier: MIT
 *
 * The columns of one table of the output, collected one by one: see output_columns.h. */
#include "write/output_columns.h"

#include "source/audited.h"

#include <stdlib.h>
#include <string.h>

/* Texts grow in SQLite's strings, which quote identifiers; names go to the output's arena.
 * table_columns_end is due in any case. */
void table_columns_begin(struct table_columns *all, struct output *o)
{
    *all = (struct table_columns){
        .declared = sqlite3_str_new(o->db), .values = sqlite3_str_new(o->db), .arena = &o->arena};
}

/* Frees what was not handed over; columns were copied by then. */
void table_columns_end(struct table_columns *all)
{
    sqlite3_free(sqlite3_str_finish(all->declared));
    sqlite3_free(sqlite3_str_finish(all->values));
    sqlite3_free(all->id);
    free(all->columns);
    free(all->names);
}

/* Letters, digits, spaces, and (n) or (n,m): can be written without quotes. Other types are quoted,
 * and keep their text. */
static bool is_writable_type(const char *type)
{
    size_t n = strspn(type, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_ ");
    if (type[n] == '(') {
        n += strspn(type + n, "(0123456789, ");
        if (type[n] == ')')
            n++;
    }
    return type[n] == '\0' && (type[0] < '0' || type[0] > '9');
}

/* The column's declaration, where its cells come from, and what a cell may hold. A failure is noted
 * in all->failed. */
static void add_output_column(struct table_columns *all, const char *name, const char *type,
                              enum fill_from from, int index)
{
    const char *format = *type == '\0'            ? "%s \"%w\"%s"
                         : is_writable_type(type) ? "%s \"%w\" %s"
                                                  : "%s \"%w\" \"%w\"";
    sqlite3_str_appendf(all->declared, format, all->n > 0 ? "," : "", name, type);
    struct fill_column column = {.from = from,
                                 .index = index,
                                 .real = stores_reals(type),
                                 .name = arena_strdup(all->arena, name),
                                 .domain = from == FILL_GEOMETRY ? column_domain_of_geometry()
                                                                 : column_domain_of(type)};
    all->failed = all->failed || column.name == NULL;
    all->failed = all->failed || !PUSH(all->columns, all->n, all->capacity, column);
}

/* AUTOINCREMENT as GDAL writes it: a FID is never used twice. */
void table_columns_add_key(struct table_columns *all, const char *name)
{
    static const char definition[] = "%s \"%w\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL";
    sqlite3_str_appendf(all->declared, definition, all->n > 0 ? "," : "", name);
    struct fill_column column = {.from = FILL_KEY};
    all->failed = all->failed || !PUSH(all->columns, all->n, all->capacity, column);
}

/* Letter case is ignored, as in SQL. NULL has no columns. */
bool view_has_column(const struct view *view, const char *name)
{
    for (size_t i = 0; view != NULL && i < view->n_columns; i++)
        if (sqlite3_stricmp(view->columns[i].name, name) == 0)
            return true;
    return false;
}

/* Names are tried until neither the source nor the view has one: name, name_2, name_3, ... The
 * result lives in the output's arena. */
rasif_status output_free_column_name(struct output *o, const struct source *source,
                                     const struct view *view, const char *name, bool own,
                                     const char **out, rasif_error *err)
{
    char schema[24], *tried = NULL;
    int64_t taken = view_has_column(view, name);
    TRY(output_attached_schema(o, source->input, schema, err));
    if (!own && !taken)
        TRY(output_number(
            o, "a column", 0, &taken, err,
            "SELECT count(*) FROM pragma_table_xinfo(%Q, %Q) WHERE name = %Q COLLATE NOCASE",
            source->table, schema, name));
    for (unsigned number = 2; taken; number++) {
        sqlite3_free(tried);
        tried = sqlite3_mprintf("%s_%u", name, number);
        if (tried == NULL)
            return fail_memory(err);
        taken = view_has_column(view, tried);
        rasif_status status = taken ? RASIF_OK
                                    : output_number(o, "a column", 0, &taken, err,
                                                    "SELECT count(*) FROM pragma_table_xinfo(%Q, "
                                                    "%Q) WHERE name = %Q COLLATE NOCASE",
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

/* A user's column that is named like one of ours gets another name, and a diagnostic. Its cells are
 * read in the order in which columns are added. */
static rasif_status add_source_column(struct output *o, const struct source *source,
                                      const struct view *view, struct table_columns *all,
                                      const char *name, const char *type, rasif_error *err)
{
    bool geometry = source->geometry_column != NULL &&
                    sqlite3_stricmp(name, source->geometry_column) == 0;
    const char *into = name, *kept = arena_strdup(&o->arena, name);
    if (view_has_column(view, name)) {
        TRY(output_free_column_name(o, source, view, name, true, &into, err));
        diagnose(&o->found, D_column_renamed, source->table, name, into, NULL);
    }
    add_output_column(all, into, type, geometry ? FILL_GEOMETRY : FILL_SOURCE, (int)all->n_values);
    sqlite3_str_appendf(all->values, ",s.\"%w\"", name);
    all->failed =
        all->failed || kept == NULL || !PUSH(all->names, all->n_values, all->name_capacity, kept);
    return all->failed ? fail_memory(err) : RASIF_OK;
}

/* Columns stay in the order of the source, the key in its place. Hidden columns (1) of virtual
 * tables are left out; generated columns become plain ones with their values. Columns that an
 * earlier audit added are made anew. */
rasif_status table_columns_add_source(struct output *o, const struct source *source,
                                      const struct view *view, struct table_columns *all,
                                      const char *what, rasif_error *err)
{
    char schema[24];
    sqlite3_stmt *columns = NULL;
    TRY(output_attached_schema(o, source->input, schema, err));
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
        else if (all->key != NULL && sqlite3_stricmp(name, all->key) == 0)
            table_columns_add_key(all, name);
        else if (!source->audited || !audited_column_name(name))
            status = add_source_column(o, source, view, all, name, type != NULL ? type : "", err);
        if (status != RASIF_OK)
            break;
    }
    sqlite3_finalize(columns);
    return status;
}

/* In the order of the view; its geometry is noted for the spatial index. */
void table_columns_add_view(struct table_columns *all, const struct view *view)
{
    for (size_t i = 0; i < view->n_columns; i++)
        add_output_column(all, view->columns[i].name, view->columns[i].type,
                          i == view->geometry_column ? FILL_VIEW_GEOMETRY : FILL_VIEW, (int)i);
}
