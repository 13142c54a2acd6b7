/* SPDX-License-Identifier: MIT
 * Rows of sqlitefile/plain.h against the same rows as SQLite gives them. */
#ifndef RASIF_TESTS_PLAIN_ORACLE_H
#define RASIF_TESTS_PLAIN_ORACLE_H

#include "sqlitefile/plain.h"

#include <string.h>

enum agreement { AGREE, LEFT_TO_SQLITE, DISAGREE };

static bool same_cell(sqlite3_stmt *s, int column, const struct raw_cell *cell)
{
    if (sqlite3_column_type(s, column) != cell->type)
        return false;
    double real = sqlite3_column_double(s, column);
    switch (cell->type) {
    case SQLITE_INTEGER:
        return sqlite3_column_int64(s, column) == cell->is.integer;
    case SQLITE_FLOAT:
        return memcmp(&real, &cell->is.real, sizeof real) == 0;
    case SQLITE_TEXT:
    case SQLITE_BLOB: {
        const void *bytes = sqlite3_column_blob(s, column);
        size_t length = (size_t)sqlite3_column_bytes(s, column);
        return length == cell->length &&
               (length == 0 || memcmp(bytes, cell->is.bytes, length) == 0);
    }
    default:
        return true;
    }
}

/* `select` = "SELECT id, columns..." with ?1 <= id <= ?2, in the order of the ids. `*rows` gets how
 * many they agreed on. */
static enum agreement plain_against(sqlite3 *db, struct plain *plain, const char *select, size_t n,
                                    int64_t from, int64_t to, size_t *rows)
{
    sqlite3_stmt *s = NULL;
    const struct raw_cell *cells;
    enum pages_step step;
    enum agreement agreement = AGREE;
    *rows = 0;
    if (sqlite3_prepare_v2(db, select, -1, &s, NULL) != SQLITE_OK)
        return sqlite3_errcode(db) == SQLITE_NOMEM ? LEFT_TO_SQLITE : DISAGREE;
    sqlite3_bind_int64(s, 1, from);
    sqlite3_bind_int64(s, 2, to);
    plain_range(plain, from, to);
    while (agreement == AGREE && (step = plain_next(plain, &cells)) != PAGES_END) {
        if (step != PAGES_ROW) {
            agreement = LEFT_TO_SQLITE;
            break;
        }
        ++*rows;
        if (sqlite3_step(s) != SQLITE_ROW || sqlite3_column_int64(s, 0) != cells[0].is.integer)
            agreement = DISAGREE;
        for (size_t i = 0; i < n && agreement == AGREE; i++)
            if (!same_cell(s, (int)i + 1, &cells[1 + i]))
                agreement = DISAGREE;
    }
    if (agreement == AGREE && sqlite3_step(s) != SQLITE_DONE)
        agreement = DISAGREE;
    /* Where allocations fail on purpose SQLite is no oracle. */
    bool no_memory = sqlite3_errcode(db) == SQLITE_NOMEM;
    sqlite3_finalize(s);
    return no_memory ? LEFT_TO_SQLITE : agreement;
}

#endif
