/* SPDX-License-Identifier: MIT
 *
 * What building (grid.c) and searching (grid_query.c) share. An item lies in one cell only, that of
 * the lower left corner of its box, at the first level whose cells are at least as large as the
 * box; a query looks one cell further to the left and below. Cells are numbered x + y * STEP modulo
 * the size of a table: neighbours in a row are neighbours in memory, and far outliers cost nothing,
 * for space without items takes no room. Boxes keep apart what the numbers mix up. */
#ifndef RASIF_GEO_GRID_CELLS_H
#define RASIF_GEO_GRID_CELLS_H

#include "geo/grid.h"

#include <math.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define GRID_LEVELS 12
#define GRID_STEP 0x9E3779B97F4A7C15u /* 2^64 / golden ratio: rows start far from each other */
#define GRID_FAR 4503599627370496.0   /* 2^52: cells beyond are one, so that numbers fit int64_t */
#define GRID_ALONE 0x80000000u        /* in `row`: the item is a single point, no segment        */

struct grid_level {
    double cell;     /* INFINITY in the last level: everything in it is looked at */
    size_t n;        /* items                                                     */
    uint64_t mask;   /* number of buckets - 1                                     */
    uint32_t *start; /* [mask + 2]; NULL without items                            */
};

struct grid {
    const struct shapes *shapes;
    const uint8_t *include;
    double x0, y0;
    size_t n;
    struct grid_level levels[GRID_LEVELS];
    struct grid_item *items; /* by level and bucket                                */
    struct grid_bounds *bounds; /* of the same items */
};

/* A box around the box of an item, from (x0, y0) on: read one after the other they show at once
 * which coordinates need to be fetched, and few do. The upper ends are negative, so that one
 * comparison of four numbers shows whether it meets a box. */
struct grid_bounds {
    float low[2], minus_high[2];
};

/* The same numbers of the box of a query: no number of a box that meets it is greater. */
struct grid_limits {
    float high[2], minus_low[2];
};

/* No branches: which numbers are greater can't be foretold. */
static inline bool grid_bounds_meet(const struct grid_bounds *bounds,
                                    const struct grid_limits *limits)
{
#ifdef __SSE2__
    __m128 ours = _mm_loadu_ps((const float *)bounds), most = _mm_loadu_ps((const float *)limits);
    return _mm_movemask_ps(_mm_cmpgt_ps(ours, most)) == 0;
#else
    return ((bounds->low[0] <= limits->high[0]) & (bounds->low[1] <= limits->high[1]) &
            (bounds->minus_high[0] <= limits->minus_low[0]) &
            (bounds->minus_high[1] <= limits->minus_low[1])) != 0;
#endif
}

/* Floats at or below, at or above a double. */
static inline float grid_round_down(double value)
{
    float nearest = (float)value;
    return (double)nearest > value ? nextafterf(nearest, -INFINITY) : nearest;
}
static inline float grid_round_up(double value)
{
    float nearest = (float)value;
    return (double)nearest < value ? nextafterf(nearest, INFINITY) : nearest;
}

static inline struct grid_bounds grid_bounds_of(const struct grid *grid, const double low[2],
                                                const double high[2])
{
    return (struct grid_bounds){
        {grid_round_down(low[0] - grid->x0), grid_round_down(low[1] - grid->y0)},
        {-grid_round_up(high[0] - grid->x0), -grid_round_up(high[1] - grid->y0)}};
}
static inline struct grid_limits grid_limits_of(const struct grid *grid, const double box[4])
{
    return (struct grid_limits){
        {grid_round_up(box[2] - grid->x0), grid_round_up(box[3] - grid->y0)},
        {-grid_round_down(box[0] - grid->x0), -grid_round_down(box[1] - grid->y0)}};
}

struct grid_box {
    double low[2], high[2];
};

static inline void grid_item_box(const double *a, const double *b, struct grid_box *out)
{
    for (int k = 0; k < 2; k++) {
        out->low[k] = a[k] < b[k] ? a[k] : b[k];
        out->high[k] = a[k] < b[k] ? b[k] : a[k];
    }
}

static inline double grid_keep(double cell)
{
    return cell > -GRID_FAR ? (cell < GRID_FAR ? cell : GRID_FAR) : -GRID_FAR;
}

static inline int64_t table_cell(double value, double origin, double cell)
{
    return (int64_t)grid_keep(floor((value - origin) / cell));
}

static inline uint64_t grid_bucket(const struct grid_level *level, int64_t x, int64_t y)
{
    return ((uint64_t)x + ((uint64_t)y * GRID_STEP >> 20)) & level->mask;
}

#endif
