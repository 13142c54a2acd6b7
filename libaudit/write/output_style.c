/* SPDX-License-Identifier: MIT
 *
 * layer_styles, as QGIS finds it: registered in gpkg_contents (QGIS hides an unregistered one as
 * soon as the file has another attribute table), f_table_schema '' and not NULL. The user's rows
 * stay; where we bring a table's default style, theirs stops being the default. Rows with our owner
 * come from an earlier audit and are replaced. Cost: one statement per style. */
#include "write/output_job.h"

static const char what[] = "layer_styles";
static const char owner[] = "rasif";

/* QGIS's own definition (3.22), for files without styles. */
static const char definition[] =
    "CREATE TABLE \"layer_styles\" (\"id\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,"
    "\"f_table_catalog\" TEXT(256),\"f_table_schema\" TEXT(256),\"f_table_name\" TEXT(256),"
    "\"f_geometry_column\" TEXT(256),\"styleName\" TEXT(30),\"styleQML\" TEXT,\"styleSLD\" TEXT,"
    "\"useAsDefault\" BOOLEAN,\"description\" TEXT,\"owner\" TEXT(30),\"ui\" TEXT(30),"
    "\"update_time\" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))";

/* Older files may lack some of these. */
static const char *const columns[] = {
    "f_table_catalog", "f_table_schema", "f_geometry_column", "styleName", "styleQML",
    "styleSLD",        "useAsDefault",   "description",       "owner",     "ui",
    "update_time"};
#define N_COLUMNS (sizeof columns / sizeof *columns)

/* Does the input have a table of styles with the columns that QGIS needs? Old files have fewer:
 * their rows are left behind. */
static rasif_status has_styles(struct output *o, size_t input, bool *out, rasif_error *err)
{
    char schema[24];
    int64_t n = 0;
    TRY(output_attached_schema(o, input, schema, err));
    TRY(output_number(o, what, 0, &n, err,
                      "SELECT count(*) FROM pragma_table_xinfo('layer_styles', %Q) WHERE name IN "
                      "('f_table_name', 'styleName', 'styleQML', 'useAsDefault', 'id')",
                      schema));
    *out = n == 5;
    return RASIF_OK;
}

/* Has our table the column? It may have the first input's definition, which older programs wrote
 * with fewer columns. */
static rasif_status has_our_column(struct output *o, const char *column, bool *out,
                                   rasif_error *err)
{
    int64_t n = 0;
    TRY(output_number(o, what, 0, &n, err,
                      "SELECT count(*) FROM pragma_table_xinfo('layer_styles', 'main') "
                      "WHERE name = %Q COLLATE NOCASE",
                      column));
    *out = n > 0;
    return RASIF_OK;
}

/* Could rules of the first input's table refuse our rows (unique names, no nulls)? Then it is made
 * without them. */
static rasif_status has_rules(struct output *o, int64_t *out, rasif_error *err)
{
    return output_number(
        o, what, 0, out, err,
        "SELECT (SELECT count(*) FROM pragma_index_list('layer_styles', 'src0') WHERE origin = "
        "'u') + (SELECT count(*) FROM pragma_table_xinfo('layer_styles', 'src0') WHERE "
        "\"notnull\" AND pk = 0)");
}

/* The user's own table with all its columns, and its rows about tables that still exist. A table
 * with rules is made without them, because our rows are added to it. */
static rasif_status carry_first_input_styles(struct output *o, rasif_error *err)
{
    sqlite3_stmt *query = NULL;
    TRY(output_query(o, what, &query, err,
                     "SELECT sql FROM src0.sqlite_schema WHERE type = 'table' AND name = "
                     "'layer_styles' COLLATE NOCASE"));
    bool row = false;
    rasif_status status = output_step(o, what, query, &row, err);
    const char *sql = row ? output_column_text(o, query, 0) : NULL;
    sqlite3_finalize(query);
    if (status != RASIF_OK)
        return status;
    const char *column;
    int64_t rules = 0;
    TRY(has_rules(o, &rules, err));
    TRY(output_column_or(o, 0, what, "owner", "''", &column, err));
    char *rows = sqlite3_mprintf("%s IS NOT %Q AND EXISTS (SELECT 1 FROM main.gpkg_contents m WHERE "
                                 "m.table_name = c.f_table_name COLLATE NOCASE)",
                                 column, owner);
    status = rows != NULL ? output_carry_table(o, what, sql, rules > 0, rows, err) : fail_memory(err);
    sqlite3_free(rows);
    return status;
}

/* Rows of another input about one of its tables, under the table's name in the output. Columns that
 * either table lacks are left out or NULL. Rows with our owner stay behind. */
static rasif_status carry_source_styles(struct output *o, const struct source *source,
                                        rasif_error *err)
{
    bool there = false;
    char schema[24];
    TRY(has_styles(o, source->input, &there, err));
    if (!there)
        return RASIF_OK;
    TRY(output_attached_schema(o, source->input, schema, err));
    const char *owned;
    TRY(output_column_or(o, source->input, what, "owner", "''", &owned, err));
    sqlite3_str *names = sqlite3_str_new(o->db), *values = sqlite3_str_new(o->db);
    rasif_status status = RASIF_OK;
    for (size_t i = 0; i < N_COLUMNS && status == RASIF_OK; i++) {
        bool ours = false;
        const char *value = "NULL";
        status = has_our_column(o, columns[i], &ours, err);
        if (status == RASIF_OK)
            status = output_column_or(o, source->input, what, columns[i], "NULL", &value, err);
        if (ours && status == RASIF_OK) {
            sqlite3_str_appendf(names, ",\"%w\"", columns[i]);
            sqlite3_str_appendf(values, ",%s", value);
        }
    }
    if (status == RASIF_OK)
        status =
            output_exec(o, what, err,
                        "INSERT INTO main.layer_styles(f_table_name%s) SELECT %Q%s FROM "
                        "%s.layer_styles c WHERE f_table_name = %Q COLLATE NOCASE AND %s IS "
                        "NOT %Q ORDER BY c.id",
                        sqlite3_str_value(names), source->output, sqlite3_str_value(values),
                        schema, source->table, owned, owner);
    sqlite3_free(sqlite3_str_finish(names));
    sqlite3_free(sqlite3_str_finish(values));
    return status;
}

/* One of our styles, with the columns that the table has. A style of the user's that is the default
 * for the same table stops being it; `only_alone` leaves a table with any style alone. */
static rasif_status insert_style(struct output *o, const struct output_style *style,
                                 rasif_error *err)
{
    static const char *const optional[] = {"f_table_catalog", "f_table_schema", "styleSLD",
                                           "description",     "owner",          "ui",
                                           "update_time"};
    const char *values[] = {"", "", "", style->description, owner, "", o->job->plan->timestamp};
    int64_t there = 0;
    if (style->only_alone)
        TRY(output_number(
            o, what, 0, &there, err,
            "SELECT count(*) FROM main.layer_styles WHERE f_table_name = %Q COLLATE NOCASE",
            style->table));
    if (there > 0)
        return RASIF_OK;
    if (style->is_default)
        TRY(output_exec(o, what, err,
                        "UPDATE main.layer_styles SET useAsDefault = 0 "
                        "WHERE f_table_name = %Q COLLATE NOCASE AND useAsDefault",
                        style->table));
    sqlite3_str *names = sqlite3_str_new(o->db), *texts = sqlite3_str_new(o->db);
    rasif_status status = RASIF_OK;
    for (size_t i = 0; i < sizeof optional / sizeof *optional && status == RASIF_OK; i++) {
        bool ours = false;
        status = has_our_column(o, optional[i], &ours, err);
        if (!ours)
            continue;
        sqlite3_str_appendf(names, ",%s", optional[i]);
        sqlite3_str_appendf(texts, ",%Q", values[i] != NULL ? values[i] : "");
    }
    if (status == RASIF_OK)
        status = output_exec(o, what, err,
                             "INSERT INTO main.layer_styles(f_table_name, f_geometry_column, "
                             "styleName, styleQML, useAsDefault%s) VALUES(%Q, %Q, %Q, %Q, %d%s)",
                             sqlite3_str_value(names), style->table, style->geometry_column,
                             style->name, style->qml, style->is_default, sqlite3_str_value(texts));
    sqlite3_free(sqlite3_str_finish(names));
    sqlite3_free(sqlite3_str_finish(texts));
    return status;
}

/* Registers the table in gpkg_contents: an unregistered one would be hidden by QGIS. It counts as
 * filled: feature count and last id follow. */
static rasif_status register_styles(struct output *o, rasif_error *err)
{
    struct output_table table = {.name = what, .key = "id"};
    const char *timestamp = o->job->plan->timestamp;
    TRY(output_number(o, what, 0, &table.n_rows, err, "SELECT count(*) FROM main.layer_styles"));
    TRY(output_exec(o, "gpkg_contents", err,
                    "INSERT OR IGNORE INTO main.gpkg_contents VALUES('layer_styles', 'attributes', "
                    "'layer_styles', '', %Q, NULL, NULL, NULL, NULL, 0)",
                    timestamp));
    return output_seal_table(o, &table, err);
}

/* Nothing when neither an input nor the plan has styles. First the user's rows, then ours, which
 * may end their default. Last the table is registered and sealed like any other. */
rasif_status output_write_styles(struct output *o, rasif_error *err)
{
    bool first = false, any = o->job->plan->n_styles > 0;
    TRY(has_styles(o, 0, &first, err));
    for (size_t i = 0; i < o->job->n_sources; i++) {
        bool there = false;
        if (o->carried[i])
            TRY(has_styles(o, o->job->sources[i].input, &there, err));
        any = any || there;
    }
    if (!any)
        return RASIF_OK;
    if (first)
        TRY(carry_first_input_styles(o, err));
    else
        TRY(output_exec_text(o, what, sqlite3_mprintf("%s", definition), err));
    for (size_t i = 0; i < o->job->n_sources; i++)
        if (o->carried[i] && o->job->sources[i].input > 0)
            TRY(carry_source_styles(o, &o->job->sources[i], err));
    for (size_t i = 0; i < o->job->plan->n_styles; i++)
        TRY(insert_style(o, &o->job->plan->styles[i], err));
    return register_styles(o, err);
}
