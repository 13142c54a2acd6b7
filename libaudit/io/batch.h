/* SPDX-License-Identifier: MIT
 *
 * Some thousand rows of one table as one thread reads them: values, geometries and texts in tables
 * of their own, which are put behind those of the store when it is their turn. So several threads
 * read at once and the store is the same for any number of them. */
#ifndef RASIF_IO_BATCH_H
#define RASIF_IO_BATCH_H

#include "io/binding.h"

struct batch {
    struct arena arena;                 /* columns, and what belongs to the table that is read */
    struct elements tables[ROLE_COUNT]; /* room for BATCH_ROWS; n = those read */
    struct told told;
    struct kept kept;
    const struct table_select *of; /* the table that is read ...                 */
    struct arena of_arena;         /* ... with copies of its bindings and readers */
    struct binding *bindings;
    struct cell_context context;
};

/* Columns as the store's tables have; false when out of memory. */
bool batch_open(struct batch *batch, const struct store *store);
/* From now on rows of this table are read. false when out of memory. */
bool batch_turn_to(struct batch *batch, const struct table_select *select,
                   const struct wanted *wanted);
/* Reads at most BATCH_ROWS rows. SQLITE_ROW: there may be more; SQLITE_DONE, SQLITE_NOMEM, or what
 * sqlite3_step said. */
int batch_read(struct batch *batch, sqlite3_stmt *rows);
/* Puts what was read behind the rows of the store, and is empty again. RASIF_E_MEMORY,
 * RASIF_E_DATA: more rows than can be numbered. */
rasif_status batch_put(struct batch *batch, struct store *store, struct told *told,
                       rasif_error *err);
void batch_free(struct batch *batch);

void column_store(struct column *column, size_t row, const struct meaning *value);

#endif
