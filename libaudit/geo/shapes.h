/* SPDX-License-Identifier: MIT
 *
 * Room in struct shapes for what wkb_append takes from a blob. */
#ifndef RASIF_GEO_SHAPES_H
#define RASIF_GEO_SHAPES_H

#include "table/table.h"

/* Room for one more row. After a failure nothing is lost. */
MUST bool shapes_reserve_row(struct shapes *shapes);
/* Room for one more part and the end of it. The array of exteriors begins with the first part of a
 * polygon. */
bool shapes_reserve_part(struct shapes *shapes, bool polygon);
/* Room for `wanted` points in all; of their heights too, where there are any. */
bool shapes_reserve_points(struct shapes *shapes, size_t wanted);
/* Appends a part to the row in work: n points with heights `z` (NULL = none); then the row itself,
 * whose parts began with number `first_part`. Rows begin with shapes_reserve_row. */
MUST bool shapes_add_part(struct shapes *shapes, const double *xy, const float *z, size_t n,
                          bool polygon, bool exterior);
bool shapes_end_row(struct shapes *shapes, size_t first_part, enum shape_kind kind);
/* An array of heights, unless there is one: NaN for the points so far. */
bool shapes_reserve_heights(struct shapes *shapes);

/* The last row, one closed line, becomes the area inside of it. */
MUST bool shapes_fill_last(struct shapes *shapes);

/* Appends a row of other shapes with its heights. */
MUST bool shapes_append_row(struct shapes *shapes, const struct shapes *from, size_t row);
/* Appends all rows of other shapes, which wkb_append made; false when out of memory, or when there
 * are more than can be numbered. */
bool shapes_append(struct shapes *to, const struct shapes *from);
/* No rows any more; keeps its memory. */
void shapes_clear(struct shapes *shapes);

#endif
