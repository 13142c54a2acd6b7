/* SPDX-License-Identifier: MIT
 *
 * The boundary of one polygon, with searches for its nearest point. Used by one thread. */
#ifndef RASIF_GEO_OUTLINE_H
#define RASIF_GEO_OUTLINE_H

#include "geo/box_tree.h"

#include <geos_c.h>

/* Rings as one row of shapes, with boxes to search them. {0} at first; outline_free frees what it holds. It must not
 * move: `tree` borrows `rings`. */
struct outline {
    struct shapes rings;
    struct shapes pits; /* holes that one walks round: a row each */
    struct box_tree tree; /* over `rings` */
};

/* From a GEOS polygon (not a collection). Holes narrower than a crack (2 cm) are left out, those up
 * to 10 m across become pits. */
MUST bool outline_make(GEOSContextHandle_t geos, const GEOSGeometry *polygon, struct outline *out);
void outline_free(struct outline *outline);

struct nearest {
    double distance_m; /* INFINITY = nothing within reach */
    double x, y;
    double along[2]; /* unit direction of the boundary there */
};

/* The nearest point of the boundary within `most` metres of p: of all of it; only what lies from p
 * in the unit direction `towards`, give or take 70 degrees, and not in p itself (NULL = anywhere);
 * leaving out the segment that begins with point number `except` and its two neighbours (SIZE_MAX =
 * none). */
void outline_nearest(struct outline *outline, const double p[2], const double *towards,
                     size_t except, double most, struct nearest *out);
bool outline_inside(struct outline *outline, const double p[2]);
/* Does the straight way from a to b touch the boundary? */
bool outline_between(struct outline *outline, const double a[2], const double b[2]);
/* Distance from p in the unit direction to the boundary; INFINITY when it is further than `most`.
 */
double outline_ahead(struct outline *outline, const double p[2], const double direction[2],
                     double most);

/* Points of the boundary so close together that the two sides of a narrow place are kept apart:
 * coordinates in pairs, heap, `*n` points. NULL when memory is out. */
double *outline_points(struct outline *outline, size_t *n);

#endif
