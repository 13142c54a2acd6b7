/* SPDX-License-Identifier: MIT
 *
 * What names a row of a table as a number. */
#ifndef RASIF_SOURCE_GPKG_KEY_H
#define RASIF_SOURCE_GPKG_KEY_H

#include "source/gpkg.h"

/* Sets table->key and table->numbered, which the columns, the name and `view` must be known for. RASIF_E_IO:
 * the file is locked. */
rasif_status gpkg_find_key(sqlite3 *db, const char *display, struct arena *arena,
                           struct gpkg_table *table, rasif_error *err);

/* What stands behind FROM where rows are asked for with their key: the table under its name, with the
 * key as a column where the rows are counted. NULL when out of memory. */
char *gpkg_from_clause(struct arena *arena, const struct gpkg_table *table);

#endif
