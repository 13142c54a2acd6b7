/* SPDX-License-Identifier: MIT
 *
 * What stands on the line of something that is walked (scoring.md, "What stands in the way"). */
#ifndef RASIF_LINK_BARRIERS_H
#define RASIF_LINK_BARRIERS_H

#include "link/link.h"

/* Points of obstacles and kerbs that lie on walked lines, into store.barriers by role, row and
 * position, with a link each; says where one stands at a fork. After link_graph, for it asks
 * which streets are walked themselves, which kerbs belong to crossings and where ways go on. Does nothing, and costs
 * nothing, without obstacles and kerbs. RASIF_E_MEMORY only. */
rasif_status link_barriers(struct store *store, unsigned threads, rasif_error *err);

/* One that leaves room to pass and is known by its opening: how wide that is, is all that is asked
 * about it. */
bool barrier_leaves_room(unsigned kind);

#endif
