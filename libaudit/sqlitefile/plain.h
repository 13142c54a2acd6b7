/* SPDX-License-Identifier: MIT
 *
 * Cells of a plain table without a statement: a copy needs every cell of every row, and taking them
 * from SQLite one by one costs more than all that is done with them. */
#ifndef RASIF_SQLITEFILE_PLAIN_H
#define RASIF_SQLITEFILE_PLAIN_H

#include "sqlitefile/pages.h"
#include "sqlitefile/raw_cell.h"

struct plain;

/* Opens a table on a connection whose read transaction has begun and stays until plain_close.
 * `key` = the column that is the id; NULL = the row's number. `columns` = which cells are wanted,
 * [n], in this order. NULL when the table can't be read so (views, virtual tables, WITHOUT ROWID,
 * an id that is not the row's number, generated columns, a file in WAL mode), or memory is out:
 * then a statement has to do. RAW_UTF8: files in another encoding are none of those. */
struct plain *plain_open(sqlite3 *db, const char *table, const char *key,
                         const char *const *columns, size_t n, enum raw_texts texts);
/* Rows with from <= id <= to come next. */
void plain_range(struct plain *plain, int64_t from, int64_t to);
/* The next row in the order of ids. Cells [1 + n], of which the first is the id, are as a statement
 * gives them, and live until the next call. */
enum pages_step plain_next(struct plain *plain, const struct raw_cell **cells);
void plain_close(struct plain *plain);

#endif
