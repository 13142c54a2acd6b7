/* SPDX-License-Identifier: MIT
 *
 * Rows of a SELECT, fetched ahead: while one thread makes something of a batch of rows, another
 * lets SQLite find the next. Half of the time of reading a city is SQLite's. */
#ifndef RASIF_IO_ROWS_H
#define RASIF_IO_ROWS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cell as SQLite holds it. */
struct raw_cell {
    int type; /* SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT, SQLITE_BLOB, SQLITE_NULL        */
    uint32_t length; /* TEXT (without the NUL that follows it), BLOB */
    union {
        int64_t integer;
        double real;
        const char *bytes; /* until the next row is asked for; never NULL for TEXT and BLOB      */
    } is;
};

struct rows;

/* Begins to fetch from a prepared statement, which until rows_close nobody else may touch, nor its
 * connection. With `threads` > 1 by a thread of its own. NULL when out of memory. */
struct rows *rows_open(sqlite3_stmt *statement, unsigned threads);
/* The cells of the next row, in the statement's order; NULL behind the last and on trouble. */
const struct raw_cell *rows_next(struct rows *rows);
/* Ends it; the statement stays. SQLITE_DONE after the last row, SQLITE_OK when it was not reached,
 * SQLITE_NOMEM, or what sqlite3_step said. NULL is fine (SQLITE_NOMEM). */
int rows_close(struct rows *rows);

/* Numbers of a cell as SQLite converts them; of texts and blobs 0. */
static inline int64_t raw_integer(const struct raw_cell *cell)
{
    return cell->type == SQLITE_INTEGER ? cell->is.integer
           : cell->type == SQLITE_FLOAT ? (int64_t)cell->is.real
                                        : 0;
}
static inline double raw_real(const struct raw_cell *cell)
{
    return cell->type == SQLITE_FLOAT     ? cell->is.real
           : cell->type == SQLITE_INTEGER ? (double)cell->is.integer
                                          : 0;
}

#endif
