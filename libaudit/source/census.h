/* SPDX-License-Identifier: MIT
 *
 * How many rows of a table there are, counted beside the reading of its ranges: so that a damaged
 * page is never the end of a table. A b-tree whose pages are all as they have to be (pages.h) is
 * read to its end by SQLite as well, and has no other rows; of any other one SQLite counts the rows
 * of each range and, at the end, all of them: a row that no range finds shows in the difference. */
#ifndef RASIF_SOURCE_CENSUS_H
#define RASIF_SOURCE_CENSUS_H

#include "base/status.h"
#include "sqlitefile/pages.h"
#include "table/store.h"

/* One thread's means to count one table; zero it before the first use. */
struct census {
    bool tried_pages; /* for the table's pages */
    uint32_t root;
    struct pages pages;
    bool readable; /* by pages */
};

/* Sums over the ranges of a table. Zero it before the first one. */
struct tally {
    int64_t n;   /* rows that were read */
    bool unsure; /* some range could not be counted by its pages: compare with census_count_all */
    bool cut;    /* some range could not be read to its end */
};

/* Counts the rows with from <= key <= to; *sound: the pages prove that there are no others. An
 * SQLite code; `db` is a connection whose read transaction has begun and stays. */
int census_count_range(struct census *census, sqlite3 *db, const char *table, const char *key,
                       int64_t from, int64_t to, int64_t *n, bool *sound);
/* Counts all rows, along the table itself and no index. An SQLite code. */
int census_count_all(sqlite3 *db, const char *table, int64_t *n);
/* Is it an SQLite code for a damaged file (SQLITE_CORRUPT, SQLITE_NOTADB)? */
bool is_damage_code(int code);
/* SQLite reports "out of memory" for some damaged cells, too. RASIF_E_DATA: memory for the whole
 * file `path` can be had, and the file is not whole; else RASIF_E_MEMORY. Reads all of the file. */
rasif_status fail_sqlite_memory(const char *path, const char *display, rasif_error *err);
void census_free(struct census *census);

/* Rows of a source are missing: `n` could be read of `all`, -1 = they can't be counted. Adds R504
 * to `diagnostics`; NULL = missing rows are an error, RASIF_E_DATA. */
rasif_status fail_rows_missing(const struct source *source, int64_t n, int64_t all,
                               struct diagnostics *diagnostics, rasif_error *err);

/* The root page of a table's b-tree; 0 when it has none. */
uint32_t table_root_page(sqlite3 *db, const char *table);

#endif
