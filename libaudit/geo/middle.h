/* SPDX-License-Identifier: MIT
 * The middle of one polygon as lines, and where it is narrowest. */
#ifndef RASIF_GEO_MIDDLE_H
#define RASIF_GEO_MIDDLE_H

#include "geo/outline.h"
#include "geo/stretches.h"

#define MIDDLE_LEAST_M 0.1 /* thinner is no surface to walk on */

struct middle {
    double *xy;   /* of all lines, heap                             */
    size_t *ends; /* line i has points [ends[i - 1], ends[i]), heap */
    size_t n_points, n_lines, point_capacity, line_capacity;
    struct stretches narrow; /* too narrow to pass, line by line, not joined yet */
    double width_m;          /* the least along all lines; INFINITY without   */
    double place[2];
    bool tapers; /* most of it runs out in a point: no one width is that of the way */
};

/* Adds the lines of the polygon with this outline, from edge to edge at their ends; none for one
 * that is about as long as wide, whose width counts all the same. false when memory is out or GEOS
 * can't do it. `out` starts as {.width_m = INFINITY}. */
bool middle_add(GEOSContextHandle_t geos, struct outline *outline, struct middle *out);
void middle_free(struct middle *middle);
/* Points of line i. */
static inline const double *middle_line(const struct middle *middle, size_t i, size_t *n)
{
    size_t first = i > 0 ? middle->ends[i - 1] : 0;
    *n = middle->ends[i] - first;
    return middle->xy + 2 * first;
}

#endif
