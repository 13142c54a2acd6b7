/* SPDX-License-Identifier: MIT
 * What the stages in audit.c need besides the folders: which fields to read, and areas. */
#ifndef RASIF_AUDIT_PARTS_H
#define RASIF_AUDIT_PARTS_H

#include "audit.h"

/* Fields to read and to compute: what the stages always read (link/reads.def), what the plan's rules
 * and needs read, what is always shown, and what the measures of all these read (measures.def). */
void wanted_fields(const struct plan *plan, struct wanted *out);

/* Brings the polygons of a boundary into the metric CRS of the run. RASIF_E_CRS. */
rasif_status bring_area(const struct geo_run *geo, const char *crs, const char *name,
                        bool allow_ballpark, struct shapes *shapes, rasif_error *err);
/* Share of every segment (street, else sidewalk) inside every polygon: (*share)[polygon][row]; and
 * per role and row the name of the polygon that holds most of it. */
rasif_status area_shares(const struct store *store, const struct shapes *polygons,
                         const char *const *names, struct arena *arena, const double ***share,
                         const char **inside[ROLE_COUNT], const char ***inside_segments,
                         rasif_error *err);

#endif
