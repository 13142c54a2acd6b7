/* SPDX-License-Identifier: MIT
 *
 * The plain-SQL twin of the page code: with it nothing reads or makes a page but SQLite itself. Rows
 * are read by SELECT, and what leaves.h gathers and btree.h puts is inserted, one statement a table.
 * It is slower, and there to prove the pages: the same cells come of both. Chosen when built
 * (-Dsqlite_pages=false), or by RASIF_SQLITE_PAGES=0 in the environment. */
#ifndef RASIF_SQLITEFILE_STATEMENTS_H
#define RASIF_SQLITEFILE_STATEMENTS_H

#include "sqlitefile/btree.h"

/* Are pages read and made here? */
bool pages_wanted(void);

/* What btree_open, btree_place and btree_close do, by statements. False: see file->reason. */
bool statements_open(struct btree_file *file, const char *path);
bool statements_put(struct btree_file *file, const struct btree *tree, const struct leaves *leaves);
bool statements_close(struct btree_file *file);

#endif
