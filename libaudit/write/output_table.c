/* SPDX-License-Identifier: MIT
 *
 * One table of the output: created, registered, and described for filling.
 *
 * A source table is made from its columns as PRAGMA table_xinfo lists them, with ours behind. How
 * its rows are read is described in table->fill (write/fill.h); they are filled later, without
 * SQLite, so that nothing is converted: cells keep storage class and bytes even where they
 * contradict the declared type, as in files that OGR wrote. Cost: a few statements per table. */
#include "write/output_columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* `what` names the table in messages for as long as the writer runs. NULL: out of memory, and the
 * error is set. */
static struct output_table *add_output_table(struct output *o, const char *name, rasif_error *err)
{
    struct output_table table = {.name = name};
    char *what = arena_alloc(&o->arena, strlen(name) + sizeof "table \"\"", 1);
    if (what == NULL || !PUSH(o->tables, o->n_tables, o->capacity, table)) {
        fail_memory(err);
        return NULL;
    }
    snprintf(what, strlen(name) + sizeof "table \"\"", "table \"%s\"", name);
    struct output_table *added = &o->tables[o->n_tables - 1];
    added->fill.query.what = what;
    return added;
}

/* The empty table with its spatial index; its columns go into table->fill. The root page of the
 * b-tree is noted: output_fill writes from there. */
static rasif_status create_output_table(struct output *o, struct table_columns *all,
                                        struct output_table *table, rasif_error *err)
{
    const char *what = table->fill.query.what;
    struct fill_column *columns = ARENA_ARRAY(&o->arena, all->n, struct fill_column);
    if (all->failed || columns == NULL)
        return fail_memory(err);
    memcpy(columns, all->columns, all->n * sizeof *columns);
    table->fill.columns = columns;
    table->fill.n_columns = all->n;
    TRY(output_exec(o, what, err, "CREATE TABLE main.\"%w\" (%s)", table->name,
                    sqlite3_str_value(all->declared)));
    int64_t root = 0;
    TRY(output_number(o, what, 0, &root, err,
                      "SELECT rootpage FROM main.sqlite_schema WHERE type = 'table' AND name = %Q",
                      table->name));
    table->tree.root = (uint32_t)root;
    if (table->geometry_column == NULL)
        return RASIF_OK;
    return rtree_create(o->db, table->name, table->geometry_column, &table->index) == SQLITE_OK
               ? RASIF_OK
               : output_fail(o, what, err);
}

/* Is it one of the three names that SQLite knows for a row's number? */
static bool is_rowid_name(const char *name)
{
    return name != NULL && (sqlite3_stricmp(name, "rowid") == 0 || sqlite3_stricmp(name, "oid") == 0 ||
                            sqlite3_stricmp(name, "_rowid_") == 0);
}

/* Finds the column that identifies a row. A view only claims its key: when it is not unique or no
 * integer, rows are numbered. *is_table: the rows of the source can be counted. */
static rasif_status find_row_key(struct output *o, const struct source *source,
                                 struct table_columns *all, bool *is_table, const char *what,
                                 rasif_error *err)
{
    char schema[24];
    TRY(output_attached_schema(o, source->input, schema, err));
    int64_t is_view = 0, is_column = 0, unfit = 0;
    bool named = source->key != NULL && *source->key != '\0' && !source->numbered;
    TRY(output_number(o, what, 0, &is_view, err,
                      "SELECT type = 'view' FROM %s.sqlite_schema "
                      "WHERE name = %Q COLLATE NOCASE AND type IN ('table', 'view')",
                      schema, source->table));
    if (named)
        TRY(output_number(o, what, 0, &is_column, err,
                          "SELECT 1 FROM pragma_table_xinfo(%Q, %Q) WHERE name = %Q COLLATE NOCASE",
                          source->table, schema, source->key));
    if (is_view && is_column)
        TRY(output_input_number(
            o, source->input, &unfit, err,
            "SELECT count(*) <> count(DISTINCT CASE WHEN typeof(s.\"%w\") = 'integer' "
            "THEN s.\"%w\" END) FROM main.\"%w\" AS s",
            source->key, source->key, source->table));
    all->numbered = source->numbered || (is_view && (!is_column || unfit));
    all->own_key = all->numbered && named && is_column;
    if (is_column && !unfit)
        all->key = source->key;
    all->id = all->key != NULL || (is_rowid_name(source->key) && !all->numbered)
                  ? sqlite3_mprintf("s.\"%w\"", source->key)
                  : sqlite3_mprintf("%s", all->numbered ? "row_number() OVER ()" : "s.rowid");
    *is_table = !is_view;
    return all->id != NULL ? RASIF_OK : fail_memory(err);
}

/* The statement that reads the source: its id, the id by which rows of the view are found, its
 * cells. `ranged`: it takes two parameters, the least and the greatest id. */
static rasif_status write_select(struct output *o, const struct source *source,
                                 const struct table_columns *all, bool ranged, struct fill *fill,
                                 rasif_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(o->db);
    sqlite3_str_appendf(sql, "SELECT %s", all->id);
    if (all->own_key)
        sqlite3_str_appendf(sql, ",s.\"%w\"", source->key);
    sqlite3_str_appendf(sql, "%s FROM main.\"%w\" AS s%s",
                        all->n_values > 0 ? sqlite3_str_value(all->values) : "", source->table,
                        source->numbered ? " NOT INDEXED" : "");
    if (ranged)
        sqlite3_str_appendf(sql, " WHERE %s BETWEEN ?1 AND ?2", all->id);
    if (!all->numbered)
        sqlite3_str_appendf(sql, " ORDER BY %s", all->id);
    char *text = sqlite3_str_finish(sql);
    fill->query.select = text != NULL ? arena_strdup(&o->arena, text) : NULL;
    sqlite3_free(text);
    fill->query.one_id = !all->own_key;
    fill->query.converted = o->attached[source->input].encoding != o->encoding;
    fill->query.ranged = ranged;
    fill->query.path = o->job->inputs[source->input].path;
    fill->query.named = o->job->inputs[source->input].named;
    return fill->query.select != NULL ? RASIF_OK : fail_memory(err);
}

/* The same for reading pages (sqlitefile/plain.h), where the table allows it. Names live in the
 * output's arena. */
static rasif_status name_page_columns(struct output *o, const struct source *source,
                                      const struct table_columns *all, struct fill *fill,
                                      rasif_error *err)
{
    const char **names = ARENA_ARRAY(&o->arena, all->n_values + 1, const char *);
    if (names == NULL)
        return fail_memory(err);
    if (all->n_values > 0)
        memcpy(names, all->names, all->n_values * sizeof *names);
    fill->query.table = source->table;
    fill->query.key = all->key;
    fill->query.names = names;
    fill->query.n_cells = all->n_values;
    return RASIF_OK;
}

/* Rows can be sought by id when the source is a table with a key of its own; else one thread reads
 * them in order, numbered where they have no id. */
static rasif_status make_source_table(struct output *o, const struct source *source,
                                      struct output_table *table, struct table_columns *all,
                                      rasif_error *err)
{
    struct fill *fill = &table->fill;
    TRY(find_row_key(o, source, all, &table->countable, fill->query.what, err));
    table->key = all->key;
    if (all->key == NULL) {
        TRY(output_free_column_name(o, source, fill->view, "rasif_fid", false, &table->key, err));
        table_columns_add_key(all, table->key);
    }
    TRY(table_columns_add_source(o, source, fill->view, all, fill->query.what, err));
    if (fill->view != NULL)
        table_columns_add_view(all, fill->view);
    bool seekable =
        table->countable && !all->numbered && fill->view != NULL && fill->view->n_rows > 0;
    TRY(write_select(o, source, all, seekable, fill, err));
    if (seekable)
        TRY(name_page_columns(o, source, all, fill, err));
    return create_output_table(o, all, table, err);
}

/* The header of each geometry names the layer's srs_id. Where --crs corrected the layer's, those
 * four bytes follow, and only then: geometries are else copied to the byte. */
static rasif_status check_srs(struct output *o, const struct source *source, struct fill *fill,
                              rasif_error *err)
{
    if (source->geometry_column == NULL)
        return RASIF_OK;
    char schema[24];
    int64_t declared = source->srs_id;
    TRY(output_attached_schema(o, source->input, schema, err));
    TRY(output_number(o, fill->query.what, source->srs_id, &declared, err,
                      "SELECT srs_id FROM %s.gpkg_geometry_columns "
                      "WHERE table_name = %Q COLLATE NOCASE",
                      schema, source->table));
    fill->rewrite_srs = declared != source->srs_id;
    fill->srs_id = source->srs_id;
    return RASIF_OK;
}

/* Created, registered and described; rows come later. On failure the table stays in o->tables,
 * which are freed as a whole. */
rasif_status output_add_source(struct output *o, size_t index, rasif_error *err)
{
    const struct source *source = &o->job->sources[index];
    const struct output_plan *plan = o->job->plan;
    struct output_table *table = add_output_table(o, source->output, err);
    if (table == NULL)
        return RASIF_E_MEMORY;
    table->source = source;
    table->fill.lenient = plan->allow_damaged;
    table->fill.view = plan->annotations != NULL ? plan->annotations[index] : NULL;
    table->geometry_column = source->geometry_column;
    table->srs_id = source->srs_id;
    TRY(check_srs(o, source, &table->fill, err));
    struct table_columns all;
    table_columns_begin(&all, o);
    rasif_status status = make_source_table(o, source, table, &all, err);
    table_columns_end(&all);
    return status == RASIF_OK ? output_register_source(o, index, table, err) : status;
}

/* One of our own tables, from a view. Its key is "fid", or "rasif_fid" where a column is called fid
 * already. */
rasif_status output_add_view(struct output *o, const struct view *view, rasif_error *err)
{
    struct output_table *table = add_output_table(o, view->name, err);
    if (table == NULL)
        return RASIF_E_MEMORY;
    bool spatial = view->geometry_column < view->n_columns;
    table->key = view_has_column(view, "fid") ? "rasif_fid" : "fid";
    table->geometry_column = spatial ? view->columns[view->geometry_column].name : NULL;
    table->geometry_type = view->geometry_type;
    table->srs_id = spatial ? view->srs_id : 0;
    table->fill.view = view;
    struct table_columns all;
    table_columns_begin(&all, o);
    table_columns_add_key(&all, table->key);
    table_columns_add_view(&all, view);
    rasif_status status = create_output_table(o, &all, table, err);
    table_columns_end(&all);
    return status == RASIF_OK ? output_register_view(o, view, table, err) : status;
}
