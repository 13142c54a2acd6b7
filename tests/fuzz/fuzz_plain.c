/* SPDX-License-Identifier: MIT
 *
 * Any bytes as an SQLite file: whatever is read of a table's pages to its end, SQLite reads as
 * well, the same rows. */
#include "fuzz.h"

#include "../unit/plain_oracle.h"

#define MOST_COLUMNS 16

static void try_table(sqlite3 *db, const char *table)
{
    const char *names[MOST_COLUMNS], *key = NULL;
    char copies[MOST_COLUMNS + 1][64], select[4096];
    size_t n = 0, length = 0, rows;
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, "SELECT name, pk FROM pragma_table_info(?1)", -1, &s, NULL) !=
        SQLITE_OK)
        return;
    sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
    while (n < MOST_COLUMNS && sqlite3_step(s) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(s, 0);
        if (name == NULL || strlen(name) >= sizeof copies[0])
            continue;
        strcpy(copies[n], name);
        if (key == NULL && sqlite3_column_int(s, 1) != 0) {
            strcpy(copies[MOST_COLUMNS], name);
            key = copies[MOST_COLUMNS];
        }
        names[n] = copies[n];
        n++;
    }
    sqlite3_finalize(s);
    struct plain *plain = plain_open(db, table, key, names, n, RAW_BYTES);
    if (plain == NULL)
        return;
    const char *id = key != NULL ? key : "rowid";
    sqlite3_snprintf((int)sizeof select, select, "SELECT \"%w\"", id);
    for (size_t i = 0; i < n; i++) {
        length = strlen(select);
        sqlite3_snprintf((int)(sizeof select - length), select + length, ",\"%w\"", names[i]);
    }
    length = strlen(select);
    sqlite3_snprintf((int)(sizeof select - length), select + length,
                     " FROM \"%w\" WHERE \"%w\" BETWEEN ?1 AND ?2 ORDER BY 1", table, id);
    must(plain_against(db, plain, select, n, INT64_MIN, INT64_MAX, &rows) != DISAGREE);
    must(plain_against(db, plain, select, n, 3, 20, &rows) != DISAGREE);
    plain_close(plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file(".gpkg", data, size);
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    char tables[8][64];
    size_t n = 0;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_exec(db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL) ==
            SQLITE_OK &&
        sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table'", -1, &s,
                           NULL) == SQLITE_OK)
        while (n < 8 && sqlite3_step(s) == SQLITE_ROW) {
            const char *name = (const char *)sqlite3_column_text(s, 0);
            if (name != NULL && strlen(name) < sizeof tables[0])
                strcpy(tables[n++], name);
        }
    sqlite3_finalize(s);
    for (size_t i = 0; i < n; i++)
        try_table(db, tables[i]);
    sqlite3_close(db);
    return 0;
}
