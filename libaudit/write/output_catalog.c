/* SPDX-License-Identifier: MIT
 *
 * A catalog: the definitions of an input's tables, and the few tables that the writer joins, in
 * UTF-8: see output_catalog.h. Cost: as many rows as the input has tables, layers and styles. */
#include "write/output_catalog.h"

#include "source/census.h"
#include "source/gpkg.h"

#include <string.h>

/* The input's connection, and the new file's. */
struct catalog {
    struct output *o;
    const struct output_input *of;
    sqlite3 *from, *into;
};

/* The message of the input's connection; damage is RASIF_E_DATA, everything else RASIF_E_IO. The
 * input is named as the user named it. */
static rasif_status fail_input(const struct catalog *c, rasif_error *err)
{
    if (!is_damage_code(sqlite3_errcode(c->from)))
        return gpkg_fail(c->from, c->of->named, NULL, err);
    return fail(err, RASIF_E_DATA, "%s: is damaged: %s; repair it, or get it again", c->of->named,
                sqlite3_errmsg(c->from));
}

/* The new file's connection: disk full, or no memory. RASIF_E_OUTPUT, because the user's disk is
 * full and no input is at fault. */
static rasif_status fail_catalog(const struct catalog *c, rasif_error *err)
{
    if (c->into == NULL || sqlite3_errcode(c->into) == SQLITE_NOMEM)
        return fail_memory(err);
    return fail(err, RASIF_E_OUTPUT, "%s: what %s says of itself can't be noted beside it: %s",
                c->o->shown, c->of->named, sqlite3_errmsg(c->into));
}

/* No journal on disk and no rules: the file is temporary and holds copies only. The transaction is
 * committed by output_write_catalog. */
static rasif_status open_both(struct catalog *c, size_t input, const char *path, rasif_error *err)
{
    TRY(output_reader(c->o, input, &c->from, err));
    int code = sqlite3_open_v2(path, &c->into,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                                   SQLITE_OPEN_PRIVATECACHE,
                               NULL);
    if (code == SQLITE_OK) {
        sqlite3_db_config(c->into, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        code = sqlite3_exec(c->into,
                            "PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = MEMORY; PRAGMA "
                            "synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA "
                            "ignore_check_constraints = ON; BEGIN",
                            NULL, NULL, NULL);
    }
    return code == SQLITE_OK ? RASIF_OK : fail_catalog(c, err);
}

/* A statement on the input; `text` is its ?1, or NULL. The caller finalizes it, also after a
 * failure. */
static rasif_status query_input(const struct catalog *c, const char *sql, const char *text,
                                sqlite3_stmt **out, rasif_error *err)
{
    if (sqlite3_prepare_v2(c->from, sql, -1, out, NULL) != SQLITE_OK ||
        (text != NULL && sqlite3_bind_text(*out, 1, text, -1, SQLITE_STATIC) != SQLITE_OK))
        return fail_input(c, err);
    return RASIF_OK;
}

/* A table from its columns alone: a virtual one, or one whose definition SQLite refuses (it names
 * an unknown function). Types are quoted, whatever they contain. */
static rasif_status create_columns_only(const struct catalog *c, const char *table,
                                        rasif_error *err)
{
    sqlite3_stmt *columns = NULL;
    rasif_status status = query_input(
        c, "SELECT name, type FROM pragma_table_xinfo(?1, 'main') WHERE hidden <> 1 ORDER BY cid",
        table, &columns, err);
    sqlite3_str *sql = sqlite3_str_new(c->into);
    sqlite3_str_appendf(sql, "CREATE TABLE \"%w\" (", table);
    int n = 0, code = SQLITE_ROW;
    for (; status == RASIF_OK && (code = sqlite3_step(columns)) == SQLITE_ROW; n++)
        sqlite3_str_appendf(sql, "%s\"%w\" \"%w\"", n > 0 ? "," : "",
                            sqlite3_column_text(columns, 0), sqlite3_column_text(columns, 1));
    if (status == RASIF_OK && code != SQLITE_DONE)
        status = fail_input(c, err);
    sqlite3_finalize(columns);
    sqlite3_str_appendall(sql, ")");
    char *text = sqlite3_str_finish(sql);
    if (status == RASIF_OK && text == NULL)
        status = fail_memory(err);
    if (status == RASIF_OK && n > 0 && output_exec_one(c->into, text) != SQLITE_OK)
        status = fail_catalog(c, err);
    sqlite3_free(text);
    return status;
}

/* Will the writer read this table of the input as a layer? */
static bool is_listed_source(const struct catalog *c, const char *table)
{
    const struct output_job *job = c->o->job;
    for (size_t i = 0; i < job->n_sources; i++)
        if (&job->inputs[job->sources[i].input] == c->of &&
            sqlite3_stricmp(job->sources[i].table, table) == 0)
            return true;
    return false;
}

/* One definition of the input. Views and indexes that SQLite refuses are left out, as they are from
 * the output. A virtual table becomes a plain one where it is a layer. */
static rasif_status create_definition(const struct catalog *c, const char *type, const char *kind,
                                      const char *name, const char *sql, rasif_error *err)
{
    bool table = strcmp(type, "table") == 0, ordinary = strcmp(kind, "table") == 0;
    int code = SQLITE_ERROR;
    if (!table || ordinary)
        code = output_exec_one(c->into, sql);
    if ((code & 255) == SQLITE_NOMEM)
        return fail_memory(err);
    bool stands_in = table && (ordinary || is_listed_source(c, name));
    return code != SQLITE_OK && stands_in ? create_columns_only(c, name, err) : RASIF_OK;
}

/* Tables, then views, then indexes: each may refer to the ones before. SQLite's own tables
 * (sqlite_%) can't be created. */
static rasif_status create_definitions(const struct catalog *c, rasif_error *err)
{
    sqlite3_stmt *rows = NULL;
    rasif_status status = query_input(
        c,
        "SELECT s.type, coalesce(l.type, ''), s.name, s.sql FROM sqlite_schema s LEFT JOIN "
        "pragma_table_list l ON l.schema = 'main' AND l.name = s.name WHERE s.sql IS NOT NULL AND "
        "s.type IN "
        "('table', 'view', 'index') AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY s.type = "
        "'index', "
        "s.type = 'view', s.rowid",
        NULL, &rows, err);
    int code = SQLITE_DONE;
    while (status == RASIF_OK && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        const char *cells[4];
        for (int i = 0; i < 4; i++)
            cells[i] = (const char *)sqlite3_column_text(rows, i);
        if (cells[0] == NULL || cells[1] == NULL || cells[2] == NULL || cells[3] == NULL)
            status = fail_memory(err);
        else
            status = create_definition(c, cells[0], cells[1], cells[2], cells[3], err);
    }
    if (status == RASIF_OK && code != SQLITE_DONE)
        status = fail_input(c, err);
    sqlite3_finalize(rows);
    return status;
}

/* Rows that break the rules of the new table are left out: the writer reads these tables leniently.
 * Cells are bound as they are, SQLite converts their encoding. */
static rasif_status insert_rows(const struct catalog *c, sqlite3_stmt *rows, const char *table,
                                rasif_error *err)
{
    sqlite3_stmt *put = NULL;
    int n = sqlite3_column_count(rows), code = SQLITE_ROW;
    sqlite3_str *sql = sqlite3_str_new(c->into);
    sqlite3_str_appendf(sql, "INSERT OR IGNORE INTO \"%w\" VALUES(?", table);
    for (int i = 1; i < n; i++)
        sqlite3_str_appendall(sql, ",?");
    sqlite3_str_appendall(sql, ")");
    char *text = sqlite3_str_finish(sql);
    rasif_status status = text == NULL ? fail_memory(err) : RASIF_OK;
    if (status == RASIF_OK && sqlite3_prepare_v2(c->into, text, -1, &put, NULL) != SQLITE_OK)
        status = fail_catalog(c, err);
    while (status == RASIF_OK && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        for (int i = 0; i < n; i++)
            sqlite3_bind_value(put, i + 1, sqlite3_column_value(rows, i));
        code = sqlite3_step(put);
        sqlite3_reset(put);
        if (code != SQLITE_DONE && (sqlite3_errcode(c->into) & 255) != SQLITE_CONSTRAINT)
            status = fail_catalog(c, err);
    }
    if (status == RASIF_OK && code != SQLITE_DONE)
        status = fail_input(c, err);
    sqlite3_finalize(put);
    sqlite3_free(text);
    return status;
}

/* All rows of one of the tables that the writer joins. A table that the input lacks is not an
 * error: the standard makes most of them optional. */
static rasif_status copy_table_rows(const struct catalog *c, const char *table, rasif_error *err)
{
    sqlite3_stmt *rows = NULL, *there = NULL;
    TRY(query_input(c,
                    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE",
                    table, &there, err));
    int code = sqlite3_step(there);
    sqlite3_finalize(there);
    if (code != SQLITE_ROW)
        return code == SQLITE_DONE ? RASIF_OK : fail_input(c, err);
    char *sql = sqlite3_mprintf("SELECT * FROM main.\"%w\" NOT INDEXED", table);
    rasif_status status = sql != NULL ? query_input(c, sql, NULL, &rows, err) : fail_memory(err);
    if (status == RASIF_OK)
        status = insert_rows(c, rows, table, err);
    sqlite3_finalize(rows);
    sqlite3_free(sql);
    return status;
}

/* Definitions first, then rows, in one transaction. The new file is closed on every way out; it
 * lies in the output's temporary folder and vanishes with it. */
rasif_status output_write_catalog(struct output *o, size_t input, const char *path,
                                  rasif_error *err)
{
    static const char *const joined[] = {"gpkg_contents", "gpkg_geometry_columns",
                                         "gpkg_spatial_ref_sys", "gpkg_extensions", "layer_styles"};
    struct catalog c = {.o = o, .of = &o->job->inputs[input]};
    rasif_status status = open_both(&c, input, path, err);
    if (status == RASIF_OK)
        status = create_definitions(&c, err);
    for (size_t i = 0; i < sizeof joined / sizeof *joined && status == RASIF_OK; i++)
        status = copy_table_rows(&c, joined[i], err);
    if (status == RASIF_OK && sqlite3_exec(c.into, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        status = fail_catalog(&c, err);
    sqlite3_close(c.into);
    return status;
}
