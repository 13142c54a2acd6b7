/* SPDX-License-Identifier: MIT
 *
 * The number by which a row of a table is known. */
#ifndef RASIF_SOURCE_GPKG_KEY_H
#define RASIF_SOURCE_GPKG_KEY_H

#include "source/gpkg.h"

/* Sets table->key and table->numbered; needs name, view and columns of the table. RASIF_E_IO: the
 * file is locked; RASIF_E_MEMORY. */
rasif_status gpkg_find_key(sqlite3 *db, const char *display, struct arena *arena,
                           struct gpkg_table *table, rasif_error *err);

/* The text behind FROM for rows with their key: the table under its name, with the key as a further
 * column where rows are numbered. In `arena`; NULL: out of memory. */
char *gpkg_from_clause(struct arena *arena, const struct gpkg_table *table);

#endif
