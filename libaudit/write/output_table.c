/* SPDX-License-Identifier: MIT
 *
 * One table of the output. A source table is made from its columns as PRAGMA table_xinfo lists
 * them, with ours behind. Here it is created and registered, and it is said how its rows come about
 * (write/fill.h); it is filled later, without SQLite, so that nothing is converted: cells keep storage
 * class and bytes even where they contradict the declared type (files written through OGR do). */
#include "write/output_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The statements for one table, put together column by column. */
struct copy {
    sqlite3_str *declared; /* columns of the CREATE TABLE */
    sqlite3_str *values;   /* of the SELECT               */
    const char **names;    /* heap; of the values          */
    size_t n_values, name_capacity;
    struct fill_column *columns; /* heap */
    size_t n, capacity;
    struct arena *arena;
    bool failed;
    const char *key; /* column that is the key in its place; NULL = one of ours is put first */
    char *id;        /* SQL of the feature id: s."fid", s.rowid, ...                         */
    bool numbered;   /* a view's rows without such an id: they are counted                    */
};

static void copy_begin(struct copy *copy, struct output *o)
{
    *copy = (struct copy){
        .declared = sqlite3_str_new(o->db), .values = sqlite3_str_new(o->db), .arena = &o->arena};
}

static void copy_end(struct copy *copy)
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

static void add_key(struct copy *copy, const char *name)
{
    static const char definition[] = "%s \"%w\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL";
    sqlite3_str_appendf(copy->declared, definition, copy->n > 0 ? "," : "", name);
    struct fill_column column = {.from = FILL_KEY};
    copy->failed = copy->failed || !PUSH(copy->columns, copy->n, copy->capacity, column);
}

static bool added_by_audit(const char *name)
{
    return strncasecmp(name, "rasif_", 6) == 0;
}

/* Columns of the source, in its order. Columns of an earlier audit stay behind (but the key may be
 * called rasif_fid: converted inputs). Hidden columns (1) of virtual tables are not shown either;
 * generated ones become plain columns with their values. */
static rasif_status add_source_columns(struct output *o, const struct source *source,
                                       struct copy *copy, const char *what, rasif_error *err)
{
    char schema[24];
    sqlite3_stmt *columns = NULL;
    TRY(output_query(o, what, &columns, err,
                     "SELECT name, type FROM pragma_table_xinfo(%Q, %Q) WHERE hidden <> 1 "
                     "ORDER BY cid",
                     source->table, output_schema_name(source->input, schema)));
    rasif_status status;
    bool row = false;
    while ((status = output_step(o, what, columns, &row, err)) == RASIF_OK && row) {
        const char *name = (const char *)sqlite3_column_text(columns, 0);
        const char *type = (const char *)sqlite3_column_text(columns, 1);
        if (name == NULL) {
            status = fail_memory(err);
            break;
        }
        if (copy->key != NULL && strcasecmp(name, copy->key) == 0) {
            add_key(copy, name);
            continue;
        }
        if (added_by_audit(name))
            continue;
        bool geometry = source->geometry_column != NULL &&
                        strcasecmp(name, source->geometry_column) == 0;
        add_column(copy, name, type != NULL ? type : "", geometry ? FILL_GEOMETRY : FILL_SOURCE,
                   (int)copy->n_values);
        sqlite3_str_appendf(copy->values, ",s.\"%w\"", name);
        copy->failed = copy->failed || !PUSH(copy->names, copy->n_values, copy->name_capacity,
                                             copy->columns[copy->n - 1].name);
    }
    sqlite3_finalize(columns);
    return status;
}

static void add_view_columns(struct copy *copy, const struct view *view)
{
    for (size_t i = 0; i < view->n_columns; i++)
        add_column(copy, view->columns[i].name, view->columns[i].type,
                   i == view->geometry_column ? FILL_VIEW_GEOMETRY : FILL_VIEW, (int)i);
}

static struct output_table *add_table(struct output *o, const char *name, rasif_error *err)
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

/* The table, empty, with its spatial index; its columns go into table->fill. */
static rasif_status create(struct output *o, struct copy *copy, struct output_table *table,
                           rasif_error *err)
{
    const char *what = table->fill.query.what;
    struct fill_column *columns = ARENA_ARRAY(&o->arena, copy->n, struct fill_column);
    if (copy->failed || columns == NULL)
        return fail_memory(err);
    memcpy(columns, copy->columns, copy->n * sizeof *columns);
    table->fill.columns = columns;
    table->fill.n_columns = copy->n;
    TRY(output_exec(o, what, err, "CREATE TABLE main.\"%w\" (%s)", table->name,
                    sqlite3_str_value(copy->declared)));
    int64_t root = 0;
    TRY(output_int(o, what, 0, &root, err,
                   "SELECT rootpage FROM main.sqlite_schema WHERE type = 'table' AND name = %Q",
                   table->name));
    table->tree.root = (uint32_t)root;
    if (table->geometry_column == NULL)
        return RASIF_OK;
    return rtree_create(o->db, table->name, table->geometry_column, &table->index) == SQLITE_OK
               ? RASIF_OK
               : output_fail(o, what, err);
}

/* Finds what identifies a row. A view's key is only taken at its word: when it is not unique or no
 * integer the rows are numbered. */
static rasif_status find_key(struct output *o, const struct source *source, struct copy *copy,
                             bool *seekable, const char *what, rasif_error *err)
{
    char schema[24];
    output_schema_name(source->input, schema);
    int64_t is_view = 0, is_column = 0, unfit = 0;
    TRY(output_int(o, what, 0, &is_view, err,
                   "SELECT type = 'view' FROM %s.sqlite_schema "
                   "WHERE name = %Q COLLATE NOCASE AND type IN ('table', 'view')",
                   schema, source->table));
    if (source->key != NULL && *source->key != '\0')
        TRY(output_int(o, what, 0, &is_column, err,
                       "SELECT 1 FROM pragma_table_xinfo(%Q, %Q) WHERE name = %Q COLLATE NOCASE",
                       source->table, schema, source->key));
    if (is_view && is_column)
        TRY(output_int(o, what, 0, &unfit, err,
                       "SELECT count(*) <> count(DISTINCT CASE WHEN typeof(s.\"%w\") = 'integer' "
                       "THEN s.\"%w\" END) FROM %s.\"%w\" AS s",
                       source->key, source->key, schema, source->table));
    if (is_column && !unfit) {
        copy->key = source->key;
        copy->id = sqlite3_mprintf("s.\"%w\"", source->key);
    } else {
        copy->id = sqlite3_mprintf("%s", is_view ? "row_number() OVER ()" : "s.rowid");
        copy->numbered = is_view;
    }
    *seekable = !is_view;
    return copy->id != NULL ? RASIF_OK : fail_memory(err);
}

/* The statement that reads the source: its id, the id by which our rows are found, its cells. */
static rasif_status write_select(struct output *o, const struct source *source,
                                 const struct copy *copy, bool ranged, struct fill *fill,
                                 rasif_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(o->db);
    bool key = copy->numbered && source->key != NULL && *source->key != '\0';
    sqlite3_str_appendf(sql, "SELECT %s", copy->id);
    sqlite3_str_appendf(sql, key ? ",s.\"%w\"" : ",%s", key ? source->key : copy->id);
    sqlite3_str_appendf(sql, "%s FROM main.\"%w\" AS s", copy->n_values > 0 ? sqlite3_str_value(copy->values) : "",
                        source->table);
    if (ranged)
        sqlite3_str_appendf(sql, " WHERE %s BETWEEN ?1 AND ?2", copy->id);
    if (!copy->numbered)
        sqlite3_str_appendf(sql, " ORDER BY %s", copy->id);
    char *text = sqlite3_str_finish(sql);
    fill->query.select = text != NULL ? arena_strdup(&o->arena, text) : NULL;
    sqlite3_free(text);
    fill->query.ranged = ranged;
    fill->query.path = o->job->inputs[source->input].path;
    fill->query.named = o->job->inputs[source->input].named;
    return fill->query.select != NULL ? RASIF_OK : fail_memory(err);
}

/* The same for reading without the statement (sqlitefile/plain.h), where the table is one of those. */
static rasif_status name_plain(struct output *o, const struct source *source,
                               const struct copy *copy, struct fill *fill, rasif_error *err)
{
    const char **names = ARENA_ARRAY(&o->arena, copy->n_values + 1, const char *);
    if (names == NULL)
        return fail_memory(err);
    if (copy->n_values > 0)
        memcpy(names, copy->names, copy->n_values * sizeof *names);
    fill->query.table = source->table;
    fill->query.key = copy->key;
    fill->query.names = names;
    fill->query.n_cells = copy->n_values;
    return RASIF_OK;
}

static rasif_status copy_source(struct output *o, const struct source *source,
                                struct output_table *table, struct copy *copy, rasif_error *err)
{
    struct fill *fill = &table->fill;
    bool seekable = false;
    TRY(find_key(o, source, copy, &seekable, fill->query.what, err));
    table->key = copy->key != NULL ? copy->key : "rasif_fid";
    if (copy->key == NULL)
        add_key(copy, table->key);
    TRY(add_source_columns(o, source, copy, fill->query.what, err));
    if (fill->view != NULL)
        add_view_columns(copy, fill->view);
    table->countable = seekable;
    seekable = seekable && fill->view != NULL && fill->view->n_rows > 0;
    TRY(write_select(o, source, copy, seekable, fill, err));
    if (seekable)
        TRY(name_plain(o, source, copy, fill, err));
    return create(o, copy, table, err);
}

/* The header of each geometry names the layer's srs_id; where --crs corrected the layer's, those
 * four bytes follow, and only then. */
static rasif_status check_srs(struct output *o, const struct source *source, struct fill *fill,
                              rasif_error *err)
{
    if (source->geometry_column == NULL)
        return RASIF_OK;
    char schema[24];
    int64_t declared = source->srs_id;
    TRY(output_int(o, fill->query.what, source->srs_id, &declared, err,
                   "SELECT srs_id FROM %s.gpkg_geometry_columns "
                   "WHERE table_name = %Q COLLATE NOCASE",
                   output_schema_name(source->input, schema), source->table));
    fill->rewrite_srs = declared != source->srs_id;
    fill->srs_id = source->srs_id;
    return RASIF_OK;
}

rasif_status output_source(struct output *o, size_t index, rasif_error *err)
{
    const struct source *source = &o->job->sources[index];
    const struct output_plan *plan = o->job->plan;
    struct output_table *table = add_table(o, source->output, err);
    if (table == NULL)
        return RASIF_E_MEMORY;
    table->source = source;
    table->fill.lenient = plan->allow_damaged;
    table->fill.view = plan->annotations != NULL ? plan->annotations[index] : NULL;
    table->geometry_column = source->geometry_column;
    table->srs_id = source->srs_id;
    TRY(check_srs(o, source, &table->fill, err));
    struct copy copy;
    copy_begin(&copy, o);
    rasif_status status = copy_source(o, source, table, &copy, err);
    copy_end(&copy);
    return status == RASIF_OK ? output_register_source(o, index, table, err) : status;
}

static bool has_column(const struct view *view, const char *name)
{
    for (size_t i = 0; i < view->n_columns; i++)
        if (strcasecmp(view->columns[i].name, name) == 0)
            return true;
    return false;
}

rasif_status output_view(struct output *o, const struct view *view, rasif_error *err)
{
    struct output_table *table = add_table(o, view->name, err);
    if (table == NULL)
        return RASIF_E_MEMORY;
    bool spatial = view->geometry_column < view->n_columns;
    table->key = has_column(view, "fid") ? "rasif_fid" : "fid";
    table->geometry_column = spatial ? view->columns[view->geometry_column].name : NULL;
    table->geometry_type = view->geometry_type;
    table->srs_id = spatial ? view->srs_id : 0;
    table->fill.view = view;
    struct copy copy;
    copy_begin(&copy, o);
    add_key(&copy, table->key);
    add_view_columns(&copy, view);
    rasif_status status = create(o, &copy, table, err);
    copy_end(&copy);
    return status == RASIF_OK ? output_register_view(o, view, table, err) : status;
}
