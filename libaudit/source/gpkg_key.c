/* SPDX-License-Identifier: MIT
 *
 * The number by which a row of a table is known: the INTEGER PRIMARY KEY, else SQLite's row number
 * under a name that no column hides, else the row's place in the table. */
#include "source/gpkg_key.h"

#include <stdio.h>
#include <string.h>

/* A number from SQL; `text` is its ?1. A damaged file leaves *out as it was. */
static rasif_status query_number(sqlite3 *db, const char *display, char *sql, const char *text,
                                 int64_t *out, rasif_error *err)
{
    sqlite3_stmt *statement = NULL;
    if (sql == NULL)
        return fail_memory(err);
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    sqlite3_free(sql);
    if (code == SQLITE_OK)
        code = sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC);
    code = code == SQLITE_OK || code == SQLITE_RANGE ? sqlite3_step(statement) : code;
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    rasif_status status = RASIF_OK;
    if ((code & 255) == SQLITE_NOMEM || (code & 255) == SQLITE_BUSY)
        status = gpkg_fail(db, display, text, err);
    sqlite3_finalize(statement);
    return status;
}

/* The only column of the primary key, if it is declared INTEGER. NULL: none, or a key of several
 * columns. */
static const char *integer_key_column(const struct gpkg_table *table)
{
    const struct gpkg_column *key = NULL;
    for (size_t i = 0; i < table->n_columns; i++) {
        if (table->columns[i].pk != 0 && key != NULL)
            return NULL;
        if (table->columns[i].pk != 0)
            key = &table->columns[i];
    }
    return key != NULL && sqlite3_stricmp(key->type, "INTEGER") == 0 ? key->name : NULL;
}

/* A primary key with an index of its own (INTEGER PRIMARY KEY DESC, or a table WITHOUT ROWID) is
 * not the rowid: it may hold null and text, so its values are checked. */
static rasif_status is_integer_key(sqlite3 *db, const char *display, const struct gpkg_table *table,
                                   const char *column, bool *out, rasif_error *err)
{
    int64_t indexed = 0, fits = 0;
    TRY(query_number(
        db, display,
        sqlite3_mprintf("SELECT count(*) FROM pragma_index_list(?1, 'main') WHERE origin = 'pk'"),
        table->name, &indexed, err));
    if (indexed)
        TRY(query_number(
            db, display,
            sqlite3_mprintf("SELECT NOT EXISTS (SELECT 1 FROM main.\"%w\" WHERE typeof(\"%w\") <> "
                            "'integer')",
                            table->name, column),
            table->name, &fits, err));
    *out = !indexed || fits;
    return RASIF_OK;
}

/* A column of the same name hides SQLite's own; NULL = all three are hidden. */
static const char *free_rowid_name(const struct gpkg_table *table)
{
    static const char *const names[] = {"rowid", "_rowid_", "oid"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (gpkg_column(table, names[i]) == NULL)
            return names[i];
    return NULL;
}

/* Rows are numbered, under a name that the table does not have. */
static rasif_status number_rows(struct gpkg_table *table, struct arena *arena, rasif_error *err)
{
    char name[32] = "rasif_fid";
    for (unsigned i = 2; gpkg_column(table, name) != NULL; i++)
        snprintf(name, sizeof name, "rasif_fid_%u", i);
    table->numbered = true;
    table->key = arena_strdup(arena, name);
    return table->key != NULL ? RASIF_OK : fail_memory(err);
}

/* A view has no rowid: GDAL's name for its key, else the first column. A table without usable key
 * is numbered. */
rasif_status gpkg_find_key(sqlite3 *db, const char *display, struct arena *arena,
                           struct gpkg_table *table, rasif_error *err)
{
    int64_t without_rowid = 0;
    bool fits = false;
    if (table->view) {
        const struct gpkg_column *named = gpkg_column(table, "OGC_FID");
        table->key = named != NULL ? named->name : table->columns[0].name;
        return RASIF_OK;
    }
    table->key = integer_key_column(table);
    if (table->key != NULL)
        TRY(is_integer_key(db, display, table, table->key, &fits, err));
    if (fits)
        return RASIF_OK;
    TRY(query_number(
        db, display,
        sqlite3_mprintf(
            "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1 COLLATE NOCASE"),
        table->name, &without_rowid, err));
    table->key = without_rowid ? NULL : free_rowid_name(table);
    return table->key != NULL ? RASIF_OK : number_rows(table, arena, err);
}

/* A subquery gives numbered rows their key under the table's own name, so other statements need not
 * know. */
char *gpkg_from_clause(struct arena *arena, const struct gpkg_table *table)
{
    char *sql = table->numbered
                    ? sqlite3_mprintf("(SELECT row_number() OVER () AS \"%w\", * FROM main.\"%w\" NOT INDEXED) AS \"%w\"",
                                      table->key, table->name, table->name)
                    : sqlite3_mprintf("\"%w\"", table->name);
    char *kept = sql != NULL ? arena_strdup(arena, sql) : NULL;
    sqlite3_free(sql);
    return kept;
}
