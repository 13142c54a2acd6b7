/* SPDX-License-Identifier: MIT
 *
 * Features that lie far from all others: a coordinate of 1e9, a line at 0,0. They would stretch the
 * extent that the metric system is chosen for, and stop the run of a whole city. */
#ifndef RASIF_GEO_ASTRAY_H
#define RASIF_GEO_ASTRAY_H

#include "geo/crs.h"
#include "table/store.h"

/* Layers of one coordinate system are looked at together. From the median of their features (of x
 * and of y) a feature is astray that
 *   reaches what its system can't describe (beyond 180.5 or 90.5 degrees), or
 *   reaches farther than 500 km, and farther than 20 times the median distance of features, or
 *   has a vertex at exactly 0,0 where that is more than 10 km and 20 such distances away;
 * unless half or more of all these features, or more than half of those of its layer, are: then the
 * system is wrong, not the features. Those astray lose their geometry (SHAPE_EMPTY) and get
 * SCOPE_GEOMETRY; R214 names them. `crs` holds the CRS text of each source, NULL = none. Needs
 * elements.scope. false: no memory. */
bool astray_take_out(struct store *store, struct crs_context *context, const char *const *crs);

#endif
