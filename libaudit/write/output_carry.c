/* SPDX-License-Identifier: MIT
 *
 * Everything of the first input that is not a source: metadata, aliases and domains, relations with
 * their mapping tables, tile pyramids, projects, unregistered tables.
 *
 * Each table is made with its own CREATE TABLE and filled row by row (output_rows.c). Not copied:
 * views (the registered ones are sources), triggers, virtual tables with their shadows, and rows
 * about tables that are left behind. Cost: one INSERT per row; large tables are sources, so these
 * are small. */
#include "source/audited.h"
#include "write/output_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Tables that other files of this folder write, row by row or from a definition of their own. */
static const char *const made_here[] = {"gpkg_contents",        "gpkg_geometry_columns",
                                        "gpkg_spatial_ref_sys", "gpkg_extensions",
                                        "gpkg_ogr_contents",    "layer_styles"};

/* Which rows of the GeoPackage's own tables still hold: IN = the table is in the output,
 * COLUMN = so is the column. */
#define IN(name)                                                                                   \
    "EXISTS (SELECT 1 FROM main.sqlite_schema m WHERE m.name = c." name " COLLATE NOCASE)"
#define COLUMN                                                                                     \
    "EXISTS (SELECT 1 FROM pragma_table_xinfo(c.table_name, 'main') x WHERE x.name = "             \
    "c.column_name COLLATE NOCASE)"

static const struct {
    const char *table, *rows;
} filters[] = {
    /* Tables without a row here are carried whole. */
    {"gpkg_data_columns", IN("table_name") " AND " COLUMN},
    {"gpkg_metadata_reference",
     "(c.table_name IS NULL OR " IN("table_name") ") AND (c.column_name IS NULL OR " COLUMN ")"},
    {"gpkg_tile_matrix_set", IN("table_name")},
    {"gpkg_tile_matrix", IN("table_name")},
    {"gpkg_2d_gridded_coverage_ancillary", IN("tile_matrix_set_name")},
    {"gpkg_2d_gridded_tile_ancillary", IN("tpudt_name")},
    {"gpkgext_relations",
     IN("base_table_name") " AND " IN("related_table_name") " AND " IN("mapping_table_name")},
};

/* A table of the first input that is not a source; texts live in the output's arena. */
struct carried_table {
    const char *name, *sql;
    bool without_rowid;
    bool loose; /* rows of ours come into it: it is made without rules */
};

/* A damaged or old input may lack a column: SQL then reads `otherwise`. The text lives in the
 * output's arena. */
rasif_status output_column_or(struct output *o, size_t input, const char *table, const char *column,
                              const char *otherwise, const char **out, rasif_error *err)
{
    char schema[24];
    int64_t found = 0;
    TRY(output_attached_schema(o, input, schema, err));
    TRY(output_number(o, table, 0, &found, err,
                      "SELECT 1 FROM pragma_table_xinfo(%Q, %Q) WHERE name = %Q COLLATE NOCASE",
                      table, schema, column));
    if (!found) {
        *out = otherwise;
        return RASIF_OK;
    }
    char *quoted = sqlite3_mprintf("c.\"%w\"", column);
    *out = quoted != NULL ? arena_strdup(&o->arena, quoted) : NULL;
    sqlite3_free(quoted);
    return *out != NULL ? RASIF_OK : fail_memory(err);
}

/* Only inputs that an audit wrote can hold such tables; in any other input the name is the
 * user's. */
bool output_is_earlier_table(const struct output *o, size_t input, const char *table)
{
    return o->job->inputs[input].audited && audited_table_name(table);
}

/* Sources are written by output_table.c, with our columns beside theirs. Only the first input's
 * tables are carried. */
static bool is_source_table(const struct output *o, const char *table)
{
    for (size_t i = 0; i < o->job->n_sources; i++)
        if (o->job->sources[i].input == 0 && strcasecmp(o->job->sources[i].table, table) == 0)
            return true;
    return false;
}

/* `taken`: the output has something of that name. A table named like the shadow of a spatial index
 * may be left over from damage, or be the user's. With --roles-only the GeoPackage's own tables
 * alone are carried. */
static bool is_carried_table(const struct output *o, const char *table, bool taken)
{
    for (size_t i = 0; i < sizeof made_here / sizeof *made_here; i++)
        if (strcasecmp(table, made_here[i]) == 0)
            return false;
    size_t n = strlen(table);
    bool shadow = strncasecmp(table, "rtree_", 6) == 0 &&
                  ((n > 5 && strcasecmp(table + n - 5, "_node") == 0) ||
                   (n > 6 && strcasecmp(table + n - 6, "_rowid") == 0) ||
                   (n > 7 && strcasecmp(table + n - 7, "_parent") == 0));
    bool standard = strncasecmp(table, "gpkg", 4) == 0;
    if ((shadow && taken) || is_source_table(o, table) || (o->job->plan->roles_only && !standard))
        return false;
    return !output_is_earlier_table(o, 0, table);
}

/* The tables to carry, with their definitions; the GeoPackage's own come last, because their rows
 * are filtered by the tables that exist. *items is heap. Tables that are written elsewhere are
 * taken off the list again. */
static rasif_status list_carried_tables(struct output *o, struct carried_table **items, size_t *n,
                                        rasif_error *err)
{
    static const char what[] = "the list of tables";
    sqlite3_stmt *query = NULL;
    TRY(output_query(
        o, what, &query, err,
        "SELECT s.name, s.sql, l.wr, EXISTS (SELECT 1 FROM main.sqlite_schema m WHERE m.name = s.name COLLATE "
        "NOCASE) FROM pragma_table_list l JOIN src0.sqlite_schema s "
        "ON s.name = l.name AND s.type = 'table' WHERE l.schema = 'src0' AND l.type = "
        "'table' AND l.name NOT LIKE 'sqlite\\_%%' ESCAPE '\\' "
        "ORDER BY s.name LIKE 'gpkg%%', s.rowid"));
    rasif_status status;
    bool row = false;
    size_t capacity = 0;
    while ((status = output_step(o, what, query, &row, err)) == RASIF_OK && row) {
        struct carried_table table = {output_column_text(o, query, 0),
                                      output_column_text(o, query, 1),
                                      sqlite3_column_int(query, 2) != 0, false};
        if (table.name == NULL || table.sql == NULL || !PUSH(*items, *n, capacity, table)) {
            status = fail_memory(err);
            break;
        }
        if (!is_carried_table(o, table.name, sqlite3_column_int(query, 3) != 0))
            (*n)--;
    }
    sqlite3_finalize(query);
    return status;
}

/* The table from its columns alone: with its primary key, or `bare`: with the key only where it is
 * the rowid. Defaults, CHECKs and UNIQUE are lost; cells are not. */
static rasif_status create_from_columns(struct output *o, const struct carried_table *table,
                                        bool bare, const char *what, rasif_error *err)
{
    sqlite3_stmt *columns = NULL;
    TRY(output_query(o, what, &columns, err,
                     "SELECT name, " OUTPUT_TYPE ", pk, (SELECT count(*) FROM pragma_table_xinfo(%Q, "
                     "'src0') WHERE pk > 0) FROM pragma_table_xinfo(%Q, 'src0') ORDER BY cid",
                     "src0", table->name, table->name, table->name));
    sqlite3_str *sql = sqlite3_str_new(o->db), *key = sqlite3_str_new(o->db);
    sqlite3_str_appendf(sql, "CREATE TABLE main.\"%w\" (", table->name);
    rasif_status status;
    bool row = false;
    for (int i = 0; (status = output_step(o, what, columns, &row, err)) == RASIF_OK && row; i++) {
        const char *name = (const char *)sqlite3_column_text(columns, 0);
        const char *type = (const char *)sqlite3_column_text(columns, 1);
        bool in_key = sqlite3_column_int(columns, 2) > 0;
        bool alone = in_key && sqlite3_column_int(columns, 3) == 1;
        bool number = alone && type != NULL && strcasecmp(type, "INTEGER") == 0;
        sqlite3_str_appendf(sql, "%s\"%w\" %s%s", i > 0 ? "," : "", name, type,
                            number || (alone && !bare) ? " PRIMARY KEY" : "");
        if (in_key && !alone && !bare)
            sqlite3_str_appendf(key, "%s\"%w\"", sqlite3_str_length(key) > 0 ? "," : "", name);
    }
    sqlite3_finalize(columns);
    if (sqlite3_str_length(key) > 0)
        sqlite3_str_appendf(sql, ",PRIMARY KEY(%s)", sqlite3_str_value(key));
    sqlite3_free(sqlite3_str_finish(key));
    sqlite3_str_appendall(sql, ")");
    char *text = sqlite3_str_finish(sql);
    if (status == RASIF_OK)
        return output_exec_text(o, what, text, err);
    sqlite3_free(text);
    return status;
}

/* With its own definition, which SQLite may refuse (a CHECK with an unknown function). A table with
 * foreign keys is made from its columns: the keys they refer to need not be unique any more. The
 * GeoPackage's own tables keep their keys. */
static rasif_status create_carried_table(struct output *o, const struct carried_table *table,
                                         const char *what, rasif_error *err)
{
    int64_t foreign = 0;
    bool standard = strncasecmp(table->name, "gpkg", 4) == 0;
    if (!standard)
        TRY(output_number(o, what, 0, &foreign, err,
                          "SELECT count(*) FROM pragma_foreign_key_list(%Q, 'src0')", table->name));
    if (!foreign && table->sql != NULL && strncasecmp(table->sql, "CREATE TABLE", 12) == 0 &&
        output_exec_one(o->db, table->sql) == SQLITE_OK)
        return RASIF_OK;
    return create_from_columns(o, table, false, what, err);
}

/* SELECT and INSERT of the columns that both tables have and that can be written. A rowid that is
 * no column is carried, too: QGIS shows it as the FID. Both are the caller's to free; NULL: out of
 * memory. */
static rasif_status carry_statements(struct output *o, const struct carried_table *table,
                                     const char *what, char **select, char **insert,
                                     rasif_error *err)
{
    int64_t hidden_key = 0;
    if (!table->without_rowid)
        TRY(output_number(
            o, what, 0, &hidden_key, err,
            "SELECT NOT EXISTS (SELECT 1 FROM pragma_table_xinfo(%Q, 'main') WHERE name "
            "= 'rowid' COLLATE NOCASE OR (pk > 0 AND type = 'INTEGER' COLLATE NOCASE))",
            table->name));
    sqlite3_stmt *columns = NULL;
    TRY(output_query(
        o, what, &columns, err,
        "SELECT name FROM pragma_table_xinfo(%Q, 'main') WHERE hidden = 0 ORDER BY cid",
        table->name));
    sqlite3_str *names = sqlite3_str_new(o->db), *places = sqlite3_str_new(o->db);
    sqlite3_str_appendall(names, hidden_key ? "rowid" : "");
    sqlite3_str_appendall(places, hidden_key ? "?" : "");
    rasif_status status;
    bool row = false;
    while ((status = output_step(o, what, columns, &row, err)) == RASIF_OK && row) {
        sqlite3_str_appendf(names, "%s\"%w\"", sqlite3_str_length(names) > 0 ? "," : "",
                            (const char *)sqlite3_column_text(columns, 0));
        sqlite3_str_appendall(places, sqlite3_str_length(places) > 0 ? ",?" : "?");
    }
    sqlite3_finalize(columns);
    char *list = sqlite3_str_finish(names), *marks = sqlite3_str_finish(places);
    *select = list == NULL ? NULL
                           : sqlite3_mprintf("SELECT %s FROM main.\"%w\" NOT INDEXED", list, table->name);
    *insert = list == NULL || marks == NULL
                  ? NULL
                  : sqlite3_mprintf("INSERT INTO main.\"%w\"(%s) VALUES(%s)", table->name, list, marks);
    sqlite3_free(list);
    sqlite3_free(marks);
    return status;
}

/* *carried counts rows carried and refused. Both statements are freed here. */
static rasif_status fill_carried_table(struct output *o, const struct carried_table *table,
                                       const char *what, struct output_carried *carried,
                                       rasif_error *err)
{
    char *select = NULL, *insert = NULL;
    *carried = (struct output_carried){0};
    rasif_status status = carry_statements(o, table, what, &select, &insert, err);
    if (status == RASIF_OK)
        status = output_carry_rows(o, what, select, insert, carried, err);
    sqlite3_free(select);
    sqlite3_free(insert);
    return status;
}

/* Rows that break the rules of a user's table are carried by making the table again without rules;
 * rows of the GeoPackage's own tables, whose rules are the standard's, are left out. `rows`: which
 * of them stay, NULL = all. */
static rasif_status carry_table(struct output *o, const struct carried_table *table,
                                const char *rows, rasif_error *err)
{
    char what[160];
    snprintf(what, sizeof what, "table \"%.120s\"", table->name);
    bool standard = strncasecmp(table->name, "gpkg", 4) == 0;
    struct output_carried carried, bare;
    TRY(create_carried_table(o, table, what, err));
    TRY(fill_carried_table(o, table, what, &carried, err));
    if ((carried.n_refused > 0 || table->loose) && !standard) {
        TRY(output_exec(o, what, err, "DROP TABLE main.\"%w\"", table->name));
        TRY(create_from_columns(o, table, true, what, err));
        TRY(fill_carried_table(o, table, what, &bare, err));
        carried.cut = carried.cut || bare.n_refused > 0;
        carried.n_rows = bare.n_rows;
    }
    TRY(output_diagnose_carried(o, table->name, &carried,
                                standard ? D_rows_refused : D_rules_broken, err));
    if (rows != NULL)
        TRY(output_exec(o, what, err, "DELETE FROM main.\"%w\" AS c WHERE NOT (%s)", table->name,
                        rows));
    return output_keep_sequence(o, 0, table->name, table->name, err);
}

/* For output_style.c: a table whose rows are filtered, or to which rows of ours are added. */
rasif_status output_carry_table(struct output *o, const char *name, const char *sql, bool loose,
                                const char *rows, rasif_error *err)
{
    const struct carried_table table = {name, sql, false, loose};
    return carry_table(o, &table, rows, err);
}

/* SQL about c.column; NULL: all rows are carried. */
static const char *row_filter_of(const char *table)
{
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        if (strcasecmp(table, filters[i].table) == 0)
            return filters[i].rows;
    return NULL;
}

/* Rows of gpkg_contents about carried tables (tiles, rasters, other kinds) as they are, but for a
 * title that exists already and a date that is missing. A damaged input may lack a column:
 * `otherwise` stands in. Rows about sources were written when these were registered. */
static rasif_status carry_contents(struct output *o, rasif_error *err)
{
    static const char what[] = "gpkg_contents";
    static const struct {
        const char *name, *otherwise, *format;
    } columns[] = {{"table_name", "NULL", "%s"},
                   {"data_type", "NULL", "%s"},
                   {"identifier", "NULL",
                    "nullif(%s, (SELECT m.identifier FROM main.gpkg_contents m WHERE m.identifier = %s))"},
                   {"description", "''", "%s"},
                   {"last_change", "NULL", "coalesce(%s, %Q)"},
                   {"min_x", "NULL", "%s"},
                   {"min_y", "NULL", "%s"},
                   {"max_x", "NULL", "%s"},
                   {"max_y", "NULL", "%s"},
                   {"srs_id", "NULL", "%s"}};
    sqlite3_str *sql = sqlite3_str_new(o->db);
    rasif_status status = RASIF_OK;
    sqlite3_str_appendall(sql, "INSERT OR IGNORE INTO main.gpkg_contents SELECT ");
    for (size_t i = 0; i < sizeof columns / sizeof *columns && status == RASIF_OK; i++) {
        const char *value = NULL;
        status = output_column_or(o, 0, what, columns[i].name, columns[i].otherwise, &value, err);
        const char *more = strcmp(columns[i].name, "last_change") == 0 ? o->job->plan->timestamp : value;
        sqlite3_str_appendall(sql, i > 0 ? "," : "");
        if (status == RASIF_OK)
            sqlite3_str_appendf(sql, columns[i].format, value, more);
    }
    sqlite3_str_appendall(sql, " FROM src0.gpkg_contents c WHERE " IN(
                                   "table_name") " AND NOT EXISTS (SELECT 1 FROM "
                                                 "main.gpkg_contents m WHERE m.table_name = "
                                                 "c.table_name COLLATE NOCASE) AND "
                                                 "lower(c.table_name) <> 'layer_styles'");
    char *text = sqlite3_str_finish(sql);
    if (status == RASIF_OK)
        return output_exec_text(o, what, text, err);
    sqlite3_free(text);
    return status;
}

/* Everything of the first input that is not a source. Contents come last: rows about tables that
 * were not carried would point nowhere. RASIF_E_OUTPUT, RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status output_carry(struct output *o, rasif_error *err)
{
    struct carried_table *tables = NULL;
    size_t n = 0;
    rasif_status status = list_carried_tables(o, &tables, &n, err);
    for (size_t i = 0; i < n && status == RASIF_OK; i++)
        status = carry_table(o, &tables[i], row_filter_of(tables[i].name), err);
    free(tables);
    return status == RASIF_OK ? carry_contents(o, err) : status;
}

/* Statements are collected first: creating an index changes the schema that the query reads.
 * Failures are ignored, because an index changes no answer. */
void output_create_indexes(struct output *o)
{
    sqlite3_stmt *query = NULL;
    if (output_query(o, "indexes", &query, NULL,
                     "SELECT i.sql FROM src0.sqlite_schema i JOIN main.sqlite_schema t ON t.type = "
                     "'table' AND t.name = i.tbl_name COLLATE NOCASE WHERE i.type = 'index' AND "
                     "i.sql LIKE 'CREATE %%' AND lower(i.tbl_name) NOT IN ('gpkg_contents', "
                     "'gpkg_geometry_columns', 'gpkg_spatial_ref_sys', 'gpkg_extensions', "
                     "'gpkg_ogr_contents') ORDER BY i.rowid") != RASIF_OK)
        return;
    bool row = false;
    char **items = NULL;
    size_t n = 0, capacity = 0;
    while (output_step(o, "indexes", query, &row, NULL) == RASIF_OK && row) {
        const char *text = (const char *)sqlite3_column_text(query, 0);
        char *sql = text != NULL ? arena_strdup(&o->arena, text) : NULL;
        if (sql == NULL || !PUSH(items, n, capacity, sql))
            break;
    }
    sqlite3_finalize(query);
    for (size_t i = 0; i < n; i++)
        output_exec_one(o->db, items[i]);
    free(items);
}
