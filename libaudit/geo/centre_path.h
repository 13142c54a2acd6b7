/* SPDX-License-Identifier: MIT
 * The middle of one polygon as lines, and where it is narrowest. */
#ifndef RASIF_GEO_CENTRE_PATH_H
#define RASIF_GEO_CENTRE_PATH_H

#include "geo/outline.h"
#include "geo/stretches.h"

#define MIDDLE_LEAST_M 0.1 /* thinner is no surface to walk on */

struct centre_path {
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
bool centre_path_add(GEOSContextHandle_t geos, struct outline *outline, struct centre_path *out);
void centre_path_free(struct centre_path *path);
/* Points of line i. */
static inline const double *centre_path_line(const struct centre_path *path, size_t i, size_t *n)
{
    size_t first = i > 0 ? path->ends[i - 1] : 0;
    *n = path->ends[i] - first;
    return path->xy + 2 * first;
}

#endif
