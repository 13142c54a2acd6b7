/* SPDX-License-Identifier: MIT
 *
 * Does a line cross itself? In: its points. Short lines are tried pair by pair, long ones in
 * order of where segments begin along the axis on which they overlap least. See
 * duplicate_lines.h. */
#include "base/order.h"
#include "geo/point.h"
#include "geo/duplicate_lines.h"

#include <stdlib.h>

#define SHORT_POINTS 32   /* up to here all pairs are tried, without memory for a sort */
#define PAIRS_PER_STEP 64 /* times n log2 n: more pairs of segments are not tried */

/* Each pair of ends on different sides of the other segment: touching is no crossing. */
static bool segments_cross(const double *a, const double *b, const double *c, const double *d)
{
    for (int axis = 0; axis < 2; axis++)
        if (fmin(a[axis], b[axis]) > fmax(c[axis], d[axis]) ||
            fmin(c[axis], d[axis]) > fmax(a[axis], b[axis]))
            return false;
    return orientation(a, b, c) * orientation(a, b, d) < 0 &&
           orientation(c, d, a) * orientation(c, d, b) < 0;
}

/* A line that always advances in the direction from its first to its last point can't. Most do. */
static bool advances(const double *xy, size_t n)
{
    double dx = xy[2 * n - 2] - xy[0], dy = xy[2 * n - 1] - xy[1];
    for (size_t i = 1; i < n; i++)
        if ((xy[2 * i] - xy[2 * i - 2]) * dx + (xy[2 * i + 1] - xy[2 * i - 1]) * dy <= 0)
            return false;
    return true;
}

/* Neighbours share a point and can't cross: each segment is tried with those from the next but
 * one on. */
static bool pairs_cross(const double *xy, size_t n)
{
    for (size_t i = 0; i + 3 < n; i++)
        for (size_t k = i + 2; k + 1 < n; k++)
            if (segments_cross(xy + 2 * i, xy + 2 * i + 2, xy + 2 * k, xy + 2 * k + 2))
                return true;
    return false;
}

/* How many segments lie over a place of the axis, on the average. */
static double overlap(const double *xy, size_t n, int axis)
{
    double low = xy[axis], high = low, sum = 0;
    for (size_t i = 1; i < n; i++) {
        low = fmin(low, xy[2 * i + axis]);
        high = fmax(high, xy[2 * i + axis]);
        sum += fabs(xy[2 * i + axis] - xy[2 * i - 2 + axis]);
    }
    return high > low ? sum / (high - low) : INFINITY;
}

/* The number of segments with a length, by where they begin along the axis; SIZE_MAX: no memory. */
static size_t sort_segments(const double *xy, size_t n, int axis, struct keyed *out)
{
    size_t count = 0;
    for (size_t i = 0; i + 1 < n; i++)
        if (xy[2 * i] != xy[2 * i + 2] || xy[2 * i + 1] != xy[2 * i + 3])
            out[count++] = (struct keyed){
                key_of_real(fmin(xy[2 * i + axis], xy[2 * i + 2 + axis])), (uint32_t)i};
    return keyed_sort(out, count) ? count : SIZE_MAX;
}

/* Tries each segment with those that begin before it ends on the axis. More than `pairs` are not
 * tried, which bounds the time where segments overlap everywhere: the line then counts as one
 * that does not cross itself. */
static bool sorted_cross(const double *xy, const struct keyed *order, size_t n, int axis,
                         double pairs)
{
    for (size_t i = 0; i < n; i++) {
        const double *a = xy + 2 * (size_t)order[i].row;
        uint64_t end = key_of_real(fmax(a[axis], a[2 + axis]));
        for (size_t k = i + 1; k < n && order[k].key <= end && pairs > 0; k++, pairs--) {
            const double *b = xy + 2 * (size_t)order[k].row;
            if (segments_cross(a, a + 2, b, b + 2))
                return true;
        }
    }
    return false;
}

bool line_crosses_itself(const double *xy, size_t n, bool *crosses)
{
    *crosses = false;
    if (n < 4 || advances(xy, n))
        return true;
    if (n <= SHORT_POINTS) {
        *crosses = pairs_cross(xy, n);
        return true;
    }
    struct keyed *order = malloc(n * sizeof *order);
    int axis = overlap(xy, n, 1) < overlap(xy, n, 0);
    size_t count = order != NULL ? sort_segments(xy, n, axis, order) : SIZE_MAX;
    if (count != SIZE_MAX)
        *crosses = sorted_cross(xy, order, count, axis,
                                PAIRS_PER_STEP * (double)n * log2((double)n));
    free(order);
    return count != SIZE_MAX;
}
