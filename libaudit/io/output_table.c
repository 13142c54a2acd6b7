/* SPDX-License-Identifier: MIT
 *
 * One table of the output. A source table is made from its columns as PRAGMA table_xinfo lists
 * them and filled by one INSERT ... SELECT that joins it with our columns by rowid. While it is
 * filled its columns have no declared type, so SQLite converts nothing: cells keep storage class
 * and bytes even where they contradict the type (files written through OGR do that). The declared
 * types are put into the schema at the very end. */
#include "io/output_job.h"
#include "io/vtab.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The statements for one table, put together column by column. */
struct copy {
    sqlite3_str *declared; /* columns as the schema shows them in the end */
    sqlite3_str *working;  /* columns while it is filled                  */
    sqlite3_str *names;    /* of the INSERT                               */
    sqlite3_str *values;   /* of the SELECT                               */
    size_t n;
    const char *key; /* column that is the key in its place; NULL = one of ours is put first */
    char *id;        /* SQL of the feature id: s."fid", s.rowid, ...                         */
};

static void copy_begin(struct copy *copy, sqlite3 *db)
{
    *copy = (struct copy){.declared = sqlite3_str_new(db),
                          .working = sqlite3_str_new(db),
                          .names = sqlite3_str_new(db),
                          .values = sqlite3_str_new(db)};
}

static void copy_end(struct copy *copy)
{
    sqlite3_free(sqlite3_str_finish(copy->declared));
    sqlite3_free(sqlite3_str_finish(copy->working));
    sqlite3_free(sqlite3_str_finish(copy->names));
    sqlite3_free(sqlite3_str_finish(copy->values));
    sqlite3_free(copy->id);
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

static void add_column(struct copy *copy, const char *name, const char *type, bool typed)
{
    const char *comma = copy->n++ > 0 ? "," : "";
    const char *format = *type == '\0'      ? "%s \"%w\"%s"
                         : plain_type(type) ? "%s \"%w\" %s"
                                            : "%s \"%w\" \"%w\"";
    sqlite3_str_appendf(copy->declared, format, comma, name, type);
    sqlite3_str_appendf(copy->working, typed ? format : "%s \"%w\"", comma, name, type);
    sqlite3_str_appendf(copy->names, "%s\"%w\"", comma, name);
}

static void add_key(struct copy *copy, const char *name)
{
    const char *comma = copy->n++ > 0 ? "," : "";
    static const char definition[] = "%s \"%w\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL";
    sqlite3_str_appendf(copy->declared, definition, comma, name);
    sqlite3_str_appendf(copy->working, definition, comma, name);
    sqlite3_str_appendf(copy->names, "%s\"%w\"", comma, name);
    sqlite3_str_appendf(copy->values, "%s%s", comma, copy->id);
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
        const char *comma = copy->n > 0 ? "," : "";
        add_column(copy, name, type != NULL ? type : "", false);
        if (source->geometry_column != NULL && strcasecmp(name, source->geometry_column) == 0)
            sqlite3_str_appendf(copy->values, "%srasif_geometry(%s, s.\"%w\")", comma, copy->id,
                                name);
        else
            sqlite3_str_appendf(copy->values, "%ss.\"%w\"", comma, name);
    }
    sqlite3_finalize(columns);
    return status;
}

/* The columns of a view as r."x"; `typed`: they are declared from the start. */
static void add_view_columns(struct copy *copy, const struct view *view)
{
    for (size_t i = 0; i < view->n_columns; i++) {
        const struct view_column *column = &view->columns[i];
        const char *comma = copy->n > 0 ? "," : "";
        bool geometry = i == view->geometry_column;
        add_column(copy, column->name, column->type, true);
        sqlite3_str_appendf(copy->values,
                            geometry ? "%srasif_geometry(r.rowid, r.\"%w\")" : "%sr.\"%w\"", comma,
                            column->name);
    }
}

/* Makes the view readable as temp."rasif_view_<k>". */
static rasif_status show_view(struct output *o, const struct view *view, char name[32],
                              const char *what, rasif_error *err)
{
    snprintf(name, 32, "rasif_view_%zu", o->n_tables);
    if (vtab_register(o->db, name, view, o->job->plan->threads > 1) != SQLITE_OK)
        return output_fail(o, what, err);
    return output_exec(o, what, err, "CREATE VIRTUAL TABLE temp.\"%w\" USING \"%w\"", name, name);
}

static struct output_table *add_table(struct output *o, rasif_error *err)
{
    struct output_table table = {0};
    if (!PUSH(o->tables, o->n_tables, o->capacity, table)) {
        fail_memory(err);
        return NULL;
    }
    return &o->tables[o->n_tables - 1];
}

static void pass_begin(struct output *o, bool rewrite, int srs_id)
{
    o->pass.boxes.n = 0;
    o->pass.has_box = false;
    o->pass.rewrite = rewrite;
    o->pass.srs_id = srs_id;
}

/* CREATE TABLE, INSERT ... SELECT `from`; what the pass gathered goes into `table`. */
static rasif_status fill(struct output *o, struct copy *copy, struct output_table *table,
                         const char *from, const char *what, rasif_error *err)
{
    TRY(output_exec(o, what, err, "CREATE TABLE main.\"%w\" (%s)", table->name,
                    sqlite3_str_value(copy->working)));
    double before = o->rows_done;
    TRY(output_exec(o, what, err, "INSERT INTO main.\"%w\"(%s) SELECT %s FROM %s", table->name,
                    sqlite3_str_value(copy->names), sqlite3_str_value(copy->values), from));
    table->n_rows = sqlite3_changes64(o->db);
    o->rows_done = before + (double)table->n_rows;
    table->has_box = o->pass.has_box;
    memcpy(table->box, o->pass.box, sizeof table->box);
    return RASIF_OK;
}

/* Finds what identifies a row. A view's key is only taken at its word: when it is not unique or no
 * integer the rows are numbered. */
static rasif_status find_key(struct output *o, const struct source *source, struct copy *copy,
                             const char *what, rasif_error *err)
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
    }
    return copy->id != NULL ? RASIF_OK : fail_memory(err);
}

/* Our rows are found by rowid, the source is read in the order of its key: SQLite then scans the
 * source once and looks each row of ours up (the inner loop). */
static rasif_status source_from(struct output *o, const struct source *source,
                                const struct copy *copy, const struct view *view, const char *what,
                                char **from, rasif_error *err)
{
    char schema[24], shown[32] = "";
    bool numbered = copy->id[0] != 's';
    if (view != NULL)
        TRY(show_view(o, view, shown, what, err));
    sqlite3_str *text = sqlite3_str_new(o->db);
    sqlite3_str_appendf(text, "%s.\"%w\" AS s", output_schema_name(source->input, schema),
                        source->table);
    if (view != NULL && numbered)
        sqlite3_str_appendf(text, " LEFT JOIN temp.\"%w\" AS r ON r.rowid = s.\"%w\"", shown,
                            source->key);
    else if (view != NULL)
        sqlite3_str_appendf(text, " LEFT JOIN temp.\"%w\" AS r ON r.rowid = %s", shown, copy->id);
    if (!numbered)
        sqlite3_str_appendf(text, " ORDER BY %s", copy->id);
    *from = sqlite3_str_finish(text);
    return *from != NULL ? RASIF_OK : fail_memory(err);
}

static rasif_status copy_source(struct output *o, const struct source *source,
                                const struct view *view, struct output_table *table,
                                const char *what, struct copy *copy, rasif_error *err)
{
    TRY(find_key(o, source, copy, what, err));
    table->key = copy->key != NULL ? copy->key : "rasif_fid";
    if (copy->key == NULL)
        add_key(copy, table->key);
    TRY(add_source_columns(o, source, copy, what, err));
    if (view != NULL)
        add_view_columns(copy, view);
    char *from = NULL;
    TRY(source_from(o, source, copy, view, what, &from, err));
    rasif_status status = fill(o, copy, table, from, what, err);
    sqlite3_free(from);
    if (status != RASIF_OK)
        return status;
    char *sql =
        sqlite3_mprintf("CREATE TABLE \"%w\" (%s)", table->name, sqlite3_str_value(copy->declared));
    table->sql = sql != NULL ? arena_strdup(&o->arena, sql) : NULL;
    sqlite3_free(sql);
    return table->sql != NULL ? RASIF_OK : fail_memory(err);
}

/* The header of each geometry names the layer's srs_id; where --crs corrected the layer's, those
 * four bytes follow, and only then. */
static rasif_status begin_geometry(struct output *o, const struct source *source, const char *what,
                                   rasif_error *err)
{
    pass_begin(o, false, 0);
    if (source->geometry_column == NULL)
        return RASIF_OK;
    char schema[24];
    int64_t declared = source->srs_id;
    TRY(output_int(o, what, source->srs_id, &declared, err,
                   "SELECT srs_id FROM %s.gpkg_geometry_columns "
                   "WHERE table_name = %Q COLLATE NOCASE",
                   output_schema_name(source->input, schema), source->table));
    pass_begin(o, declared != source->srs_id, source->srs_id);
    return RASIF_OK;
}

rasif_status output_source(struct output *o, size_t index, rasif_error *err)
{
    const struct source *source = &o->job->sources[index];
    const struct output_plan *plan = o->job->plan;
    const struct view *view = plan->annotations != NULL ? plan->annotations[index] : NULL;
    struct output_table *table = add_table(o, err);
    if (table == NULL)
        return RASIF_E_MEMORY;
    char what[160];
    snprintf(what, sizeof what, "table \"%.120s\"", source->output);
    table->name = source->output;
    table->geometry_column = source->geometry_column;
    table->srs_id = source->srs_id;
    TRY(begin_geometry(o, source, what, err));
    struct copy copy;
    copy_begin(&copy, o->db);
    rasif_status status = copy_source(o, source, view, table, what, &copy, err);
    copy_end(&copy);
    if (status == RASIF_OK)
        status = output_keep_sequence(o, source->input, source->table, source->output, err);
    if (status == RASIF_OK)
        status = output_register_source(o, index, table, err);
    return status == RASIF_OK ? output_seal(o, table, err) : status;
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
    struct output_table *table = add_table(o, err);
    if (table == NULL)
        return RASIF_E_MEMORY;
    bool spatial = view->geometry_column < view->n_columns;
    char what[160], shown[32], from[64];
    snprintf(what, sizeof what, "table \"%.120s\"", view->name);
    table->name = view->name;
    table->key = has_column(view, "fid") ? "rasif_fid" : "fid";
    table->geometry_column = spatial ? view->columns[view->geometry_column].name : NULL;
    table->geometry_type = view->geometry_type;
    table->srs_id = spatial ? view->srs_id : 0;
    pass_begin(o, false, 0);
    TRY(show_view(o, view, shown, what, err));
    snprintf(from, sizeof from, "temp.\"%s\" AS r ORDER BY r.rowid", shown);
    struct copy copy;
    copy_begin(&copy, o->db);
    copy.id = sqlite3_mprintf("r.rowid");
    rasif_status status = RASIF_E_MEMORY;
    if (copy.id == NULL) {
        fail_memory(err);
    } else {
        add_key(&copy, table->key);
        add_view_columns(&copy, view);
        status = fill(o, &copy, table, from, what, err);
    }
    copy_end(&copy);
    if (status == RASIF_OK)
        status = output_register_view(o, view, table, err);
    return status == RASIF_OK ? output_seal(o, table, err) : status;
}
