/* SPDX-License-Identifier: MIT
 *
 * A cell of a row as SQLite holds it: of a statement, or of a record in a page. */
#ifndef RASIF_SQLITEFILE_RAW_CELL_H
#define RASIF_SQLITEFILE_RAW_CELL_H

#include "sqlitefile/format.h"

#include <sqlite3.h>
#include <string.h>

struct raw_cell {
    int type; /* SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT, SQLITE_BLOB, SQLITE_NULL, RAW_FAILED */
    uint32_t length; /* TEXT (without the NUL that follows it), BLOB */
    union {
        int64_t integer;
        double real;
        const char *bytes; /* until the next row; never NULL for TEXT and BLOB */
    } is;
};
#define RAW_FAILED 0 /* memory ran out while SQLite made it */

enum raw_texts {
    RAW_BYTES, /* as they stand in the file, whatever its encoding */
    RAW_UTF8,  /* with a NUL behind them                           */
};

/* One look-up of the column for type, value and length. sqlite3_value_* want a value that no other
 * thread can change, which holds: a statement has one thread. */
static inline struct raw_cell raw_cell(sqlite3_stmt *statement, int column, enum raw_texts texts)
{
    sqlite3_value *value = sqlite3_column_value(statement, column);
    struct raw_cell cell = {.type = sqlite3_value_type(value)};
    switch (cell.type) {
    case SQLITE_INTEGER:
        cell.is.integer = sqlite3_value_int64(value);
        break;
    case SQLITE_FLOAT:
        cell.is.real = sqlite3_value_double(value);
        break;
    case SQLITE_TEXT:
        /* Asked for as a blob a text comes untouched. */
        cell.is.bytes =
            texts == RAW_UTF8 ? (const char *)sqlite3_value_text(value) : sqlite3_value_blob(value);
        cell.length = (uint32_t)sqlite3_value_bytes(value);
        if (cell.is.bytes == NULL && (texts == RAW_UTF8 || cell.length > 0))
            cell.type = RAW_FAILED;
        else if (cell.is.bytes == NULL)
            cell.is.bytes = "";
        break;
    case SQLITE_BLOB:
        cell.is.bytes = sqlite3_value_blob(value);
        cell.length = (uint32_t)sqlite3_value_bytes(value);
        if (cell.is.bytes == NULL && cell.length > 0)
            cell.type = RAW_FAILED;
        else if (cell.is.bytes == NULL)
            cell.is.bytes = "";
        break;
    default:
        break;
    }
    return cell;
}

/* A value of a record by its serial type, whose serial_size bytes are there. A text has no NUL behind
 * it. */
static inline struct raw_cell serial_cell(uint64_t type, const unsigned char *at)
{
    struct raw_cell cell = {.type = SQLITE_NULL};
    if (type >= 12) {
        cell.type = type % 2 == 0 ? SQLITE_BLOB : SQLITE_TEXT;
        cell.length = (uint32_t)serial_size(type);
        cell.is.bytes = (const char *)at;
    } else if (type == 7) {
        uint64_t bits = (uint64_t)get_signed(at, 8);
        memcpy(&cell.is.real, &bits, sizeof bits);
        cell.type = cell.is.real == cell.is.real ? SQLITE_FLOAT : SQLITE_NULL; /* NaN is NULL */
    } else if (type != 0) {
        cell.type = SQLITE_INTEGER;
        cell.is.integer = type >= 8 ? (int64_t)type - 8 : get_signed(at, serial_size(type));
    }
    return cell;
}

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
