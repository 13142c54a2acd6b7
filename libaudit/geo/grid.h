/* SPDX-License-Identifier: MIT
 *
 * A uniform grid over the segments (or points) of shapes, filled by counting sort. Cell size
 * adapts to the density; queries never miss, whatever the distribution. */
#ifndef RASIF_GEO_GRID_H
#define RASIF_GEO_GRID_H

#include "base/arena.h"
#include "table/table.h"

struct grid; /* heap; freed by grid_free */

/* One segment of a row: its points a and b (equal for points), `row`, and the number of its first
 * point in shapes.xy. */
struct grid_item {
    uint32_t row, point;
};

/* Indexes every segment of every line and polygon ring, and every point, of rows where
 * include == NULL or include[row] != 0. `reach` is the typical query distance in metres.
 * NULL when memory is out. `shapes` is borrowed. Answers do not depend on the number of threads. */
struct grid *grid_build(const struct shapes *shapes, const uint8_t *include, double reach,
                        unsigned threads);
/* The same by one thread: for small layers. */
static inline struct grid *grid_new(const struct shapes *shapes, const uint8_t *include,
                                    double reach)
{
    return grid_build(shapes, include, reach, 1);
}
void grid_free(struct grid *grid);

/* Calls fn for every item whose bounding box comes within the box; an item may be reported more
 * than once only for different segments (never the same segment twice). Order is that of
 * (row, point). fn returns false to stop. `scratch`: one per thread, {0} at first. */
struct grid_scratch {
    uint32_t *items;
    size_t n, capacity;
};
typedef bool (*grid_fn)(void *user, struct grid_item item, const double a[2], const double b[2]);
void grid_query(const struct grid *grid, const double box[4] /* minx miny maxx maxy */,
                struct grid_scratch *scratch, grid_fn fn, void *user);
void grid_scratch_free(struct grid_scratch *scratch);

#endif
