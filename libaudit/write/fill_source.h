/* SPDX-License-Identifier: MIT
 *
 * Rows of a table of an input, cell by cell as they are, for a copy: from the pages of a plain
 * table (plain.h), else from a statement. */
#ifndef RASIF_WRITE_FILL_SOURCE_H
#define RASIF_WRITE_FILL_SOURCE_H

#include "base/status.h"
#include "sqlitefile/plain.h"

struct fill_query {
    const char *what; /* for messages: "table \"x\"" */
    /* SELECT id, id for the view, cells... in the order of the ids; NULL = there is no source. With
     * `one_id` the first id is for both: SQLite allows no more columns than a table may have.
     * `ranged`: with ?1 <= id <= ?2, else it is read from start to end by one thread. */
    const char *select;
    bool one_id, ranged;
    bool converted; /* texts are converted to UTF-8; else they stay in the file's encoding */
    /* The same as a table, which may be plain; NULL = it is not. */
    const char *table, *key;  /* key: NULL = the row's number            */
    const char *const *names; /* [n_cells] the columns behind the two ids */
    size_t n_cells;
    const char *path, *named; /* the SQLite file, and its name in messages */
};

/* Reads one file on a connection of its own; one per thread. Zero it before the first use. */
struct fill_source {
    sqlite3 *db;
    sqlite3_stmt *statement;
    struct plain *plain;         /* the same rows without it; NULL where it has to do */
    bool from_pages;             /* the rows that come next                           */
    const struct fill_query *query; /* whose these are */
    const char *path;
    int64_t from, to;
    struct raw_cell *raw; /* heap; of one row of the statement */
    size_t raw_capacity;
};

struct fill_row {
    int64_t id;
    bool keyed; /* is there an id for the view? */
    int64_t key;
    const struct raw_cell *cells; /* [n] those behind the two ids; until the next row */
};

enum fill_step {
    FILL_ROW,
    FILL_END,
    FILL_RESTART, /* begin the range anew, with other rows than those that came: the pages were odd
                   */
};

/* The rows with from <= id <= to come next; without `ranged` the rows that are left. `query` must
 * live as long as its rows are read. RASIF_E_IO, RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status fill_source_begin(struct fill_source *source, const struct fill_query *query,
                               int64_t from, int64_t to, rasif_error *err);
/* The next row, texts in the encoding of the file, or converted. Errors name the file and the
 * reason: RASIF_E_DATA = it is damaged, RASIF_E_IO = it can't be read. */
rasif_status fill_source_next(struct fill_source *source, enum fill_step *step,
                              struct fill_row *row, rasif_error *err);
void fill_source_free(struct fill_source *source);

#endif
