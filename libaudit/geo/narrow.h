/* SPDX-License-Identifier: MIT
 * Things that stand on a walking surface, and what they leave of its width. */
#ifndef RASIF_GEO_NARROW_H
#define RASIF_GEO_NARROW_H

#include "geo/middle.h"

/* A point with a radius, or points joined by lines. */
struct thing {
    const double *xy; /* borrowed */
    size_t n;
    double radius_m; /* NaN = a point of unknown size */
};

/* Narrows middle->width_m and moves its place to where the widest way past a thing is narrower:
 * between it and either edge, or another thing; notes where that leaves no room to pass. `*open`
 * tells that a thing of unknown size stands where it may be what decides. */
MUST bool narrow_by(struct outline *outline, const struct thing *things, size_t n,
                    struct middle *middle, bool *open);

#endif
