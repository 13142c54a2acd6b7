/* SPDX-License-Identifier: MIT
 *
 * Some thousand rows of one table, read by one thread: values, geometries and texts in tables of
 * their own, which are appended to the store in the order of the ranges. So several threads read at
 * once, and the store is the same for any number of them. */
#ifndef RASIF_READ_BATCH_H
#define RASIF_READ_BATCH_H

#include "read/bind.h"
#include "read/implied.h"
#include "read/select.h"
#include "sqlitefile/plain.h"

struct batch {
    struct arena arena;                 /* columns, and what belongs to the table that is read */
    struct elements tables[ROLE_COUNT]; /* room for BATCH_ROWS; n = those read */
    struct implied implied;
    struct deferred deferred;
    const struct table_select *select; /* the table that is read ...                 */
    struct arena table_arena;          /* ... with copies of its bindings and readers */
    struct binding *bindings;
    struct cell_context context;
    struct raw_cell *row; /* heap; of a statement, the row that is read */
    size_t row_capacity;
    /* Of the range that is read: */
    bool ordered;     /* keys ascend from `next` on; a row where they do not is left out */
    int64_t next;     /* least key that may come */
    bool full;        /* the greatest key came: none may follow */
    size_t n_rows;    /* read, with those of no role */
    size_t n_astray;  /* left out */
};

/* Gives the batch the columns of the store's tables, without rows. Batch_free is due in any case.
 * */
MUST bool batch_open(struct batch *batch, const struct store *store);
/* Rows of this table are read from now on. `select` must outlive the batch, or its next table. */
MUST bool batch_select_table(struct batch *batch, const struct table_select *select,
                             const struct wanted *wanted);
/* Begins a range. `ordered`: its keys ascend from `first` on; rows whose keys don't are left out
 * and counted in n_astray. */
void batch_begin_range(struct batch *batch, bool ordered, int64_t first);
/* Reads at most BATCH_ROWS rows. SQLITE_ROW: there may be more; SQLITE_DONE, SQLITE_NOMEM, or what
 * sqlite3_step returned. */
int batch_read(struct batch *batch, sqlite3_stmt *rows);
/* Reads all rows of the range at which `plain` stands. PAGES_END: done; PAGES_MEMORY; PAGES_UNSUPPORTED
 * (also for more than BATCH_ROWS rows): call batch_discard and read the range by the statement. */
enum pages_step batch_read_pages(struct batch *batch, struct plain *plain);
/* Discards all rows that were not appended; a table must be selected again. */
void batch_discard(struct batch *batch);
/* Appends the rows to the store's tables and to `implied`, merges texts, diagnostics and counts,
 * and empties the batch. For one thread at a time. RASIF_E_MEMORY; RASIF_E_DATA: more rows than can
 * be numbered. */
rasif_status batch_append_to_store(struct batch *batch, struct store *store,
                                   struct implied *implied, rasif_error *err);
void batch_free(struct batch *batch);

/* Stores a known value in row `row` of a column of its field. */
void column_set_parsed(struct column *column, size_t row, const struct parsed_value *value);

#endif
