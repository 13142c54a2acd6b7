/* SPDX-License-Identifier: MIT
 *
 * Geometries that are there twice, and lines that cross themselves. Metric coordinates. */
#ifndef RASIF_GEO_DUPLICATE_LINES_H
#define RASIF_GEO_DUPLICATE_LINES_H

#include "table/store.h"

/* All points of a row; returns their number. */
static inline size_t row_points(const struct elements *elements, size_t row, const double **xy)
{
    const struct shapes *shapes = &elements->shapes;
    uint32_t first = shapes->point[shapes->part[row]], last = shapes->point[shapes->part[row + 1]];
    *xy = shapes->xy + 2 * (size_t)first;
    return last - first;
}

/* Of the points in whole millimetres; the same for both directions. */
uint64_t points_hash(const double *xy, size_t n);
/* The same points to the millimetre, in the same or the opposite direction? */
bool points_equal(const double *a, const double *b, size_t n, bool backwards);

/* Does a line cross itself? Ends that meet (a ring) do not count, nor segments that touch or lie on
 * one another. In time n log n: of a line whose segments overlap so often that more pairs would
 * have to be tried, `*crosses` holds for those tried. */
MUST bool line_crosses_itself(const double *xy, size_t n, bool *crosses);

/* Diagnoses what lies exactly where another feature of its layer and role lies (R211; of streets
 * link_streets diagnoses them) and lines that cross themselves (R212). Out of scope counts too, except
 * rows without usable geometry. Sets elements.same_as where there is any. After `prepare`'s
 * lengths. To `found`. May run for several roles at once. */
MUST bool doubt_shapes(struct store *store, enum role role, struct diagnostics *found);

#endif
