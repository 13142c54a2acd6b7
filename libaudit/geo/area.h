/* SPDX-License-Identifier: MIT
 *
 * Polygons, by GEOS (reentrant API): validity, and the share of a shape inside an area. The only
 * user of GEOS. */
#ifndef RASIF_GEO_AREA_H
#define RASIF_GEO_AREA_H

#include "base/status.h"
#include "table/table.h"

struct area_set; /* prepared polygons with an index */

/* Is row i of shapes (a polygon) valid? The reason goes to `reason` when it is not. Rows that are
 * no polygons are valid. GEOS exceptions count as not valid. */
bool area_valid(const struct shapes *shapes, size_t row, char *reason, size_t capacity);

/* Prepares the rows of `shapes` (metric); polygon i of the set is row i. Invalid ones are made valid
 * (buffer 0 / make valid); rows that are no polygons hold nothing. RASIF_E_MEMORY only. */
rasif_status area_set_new(const struct shapes *shapes, struct area_set **out, rasif_error *err);
void area_set_free(struct area_set *set);
/* Share (0..1) of row `row` of `shapes` inside polygon `polygon` of the set: of its length for
 * lines, of its area for polygons, 0 or 1 for points. */
double area_share(const struct area_set *set, size_t polygon, const struct shapes *shapes, size_t row);
size_t area_set_count(const struct area_set *set);

#endif
