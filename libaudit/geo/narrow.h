/* SPDX-License-Identifier: MIT
 * Things that stand on a walking surface, and what they leave of its width. */
#ifndef RASIF_GEO_NARROW_H
#define RASIF_GEO_NARROW_H

#include "geo/centre_path.h"

/* A point with a radius, or points joined by lines. */
struct obstacle {
    const double *xy; /* borrowed */
    size_t n;
    double radius_m; /* NaN = a point of unknown size */
};

/* Narrows middle->width_m and moves its place to where the widest way past an obstacle is narrower:
 * between it and either edge, or another obstacle; notes where that leaves no room to pass. `*open`:
 * an obstacle of unknown size may leave less than that. */
MUST bool narrow_by(struct outline *outline, const struct obstacle *obstacles, size_t n,
                    struct centre_path *middle, bool *open);

#endif
