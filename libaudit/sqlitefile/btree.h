/* SPDX-License-Identifier: MIT
 *
 * Filling empty tables of an SQLite file without SQLite: leaves that were made elsewhere are put at
 * the end of the file, the levels above them follow when a table is complete. No connection may
 * have the file open meanwhile. The format is fixed (sqlite.org/fileformat2.html); PRAGMA
 * integrity_check is the judge of what is written here. */
#ifndef RASIF_SQLITEFILE_BTREE_H
#define RASIF_SQLITEFILE_BTREE_H

#include "sqlitefile/leaves.h"

#include <sqlite3.h>
#include <stdatomic.h>

struct btree_file {
    int handle;
    uint32_t n_pages; /* of the file so far */
    sqlite3 *db;      /* NULL: pages are made here (pages_wanted)                       */
    atomic_int reason; /* errno of what failed; 0 = out of memory, or the file is none of ours */
};

/* One table: its leaves so far. */
struct btree {
    uint32_t root;      /* page that SQLite gave the empty table */
    struct leaf *items; /* heap; page = number in the file */
    size_t n, capacity;
    struct leaves first; /* a single leaf that waits: if no other comes it is the root itself */
    bool waiting;
};

/* Opens a file of PAGE_SIZE pages that SQLite has closed. False: see `reason`. */
bool btree_open(struct btree_file *file, const char *path);
/* Gives the pages of `leaves` (closed) their place behind the others: numbers in them are then
 * right. Tables of one file take their places one after the other. */
bool btree_place(struct btree_file *file, struct btree *tree, struct leaves *leaves);
/* Writes pages that were placed; by any thread, at any time before btree_close. */
bool btree_write(struct btree_file *file, const struct leaves *leaves);
/* Writes the levels above the leaves; frees what the table holds. A table without leaves stays
 * empty. */
bool btree_finish(struct btree_file *file, struct btree *tree);
/* Tells the file its size and closes it. */
bool btree_close(struct btree_file *file);
/* Closes without telling: the file is to be thrown away. */
void btree_abandon(struct btree_file *file);
void btree_free(struct btree *tree);

#endif
