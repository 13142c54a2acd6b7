/* SPDX-License-Identifier: MIT
 *
 * What reading a table cell by cell (api_tables.c) and as a stream (api_arrow.c) share. Called under
 * the audit's lock. */
#ifndef RASIF_API_TABLES_H
#define RASIF_API_TABLES_H

#include "audit.h"

/* The FID of row `row` < n_rows. */
int64_t table_fid(const rasif_table *table, size_t row);
/* Do rows belong to features that have geometries? */
bool table_has_input_geometry(const rasif_table *table);
/* The geometry of the feature that row `row` belongs to, as WKB; its bytes live until `geometry` is
 * used again. RASIF_E_IO, RASIF_E_DATA. */
rasif_status table_input_wkb(const rasif_table *table, struct input_geometry *geometry, size_t row,
                             struct cell *out, rasif_error *err);
/* From a GeoPackage blob to the WKB in it; null when it is none. */
void cell_to_wkb(struct cell *cell);

#endif
