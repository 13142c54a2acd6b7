/* SPDX-License-Identifier: MIT
 *
 * What stands at the ends and islands of crossings; see link.h. */
#ifndef RASIF_LINK_KERBS_H
#define RASIF_LINK_KERBS_H

#include "link/link.h"

/* Ramps and kerbs to crossing ends (by crossing_id, else the nearest within LINK_RAMP_M) and to
 * islands (on interior vertices, grouped within LINK_ISLAND_M); the state of every place. */
rasif_status link_kerbs(struct store *store, const struct link_options *options, rasif_error *err);

#endif
