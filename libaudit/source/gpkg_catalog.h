/* SPDX-License-Identifier: MIT
 *
 * What a GeoPackage holds: feature and attribute tables with their columns, keys and coordinate
 * systems; the newest change; whether rasif wrote it. Private to gpkg*.c. */
#ifndef RASIF_SOURCE_GPKG_CATALOG_H
#define RASIF_SOURCE_GPKG_CATALOG_H

#include "source/gpkg.h"

/* Fills everything of `gpkg` but `db`, which is open and in a read transaction; texts and arrays go
 * into `arena`. `display` names the file in messages. RASIF_E_IO: a table that can't be read;
 * RASIF_E_DATA: the file is damaged; RASIF_E_MEMORY. */
rasif_status gpkg_read_catalog(struct gpkg *gpkg, const char *display, struct arena *arena,
                               rasif_error *err);

/* Has the database a table or view of that name? Letter case is ignored. False on any trouble. */
bool gpkg_has_table(sqlite3 *db, const char *name);

#endif
