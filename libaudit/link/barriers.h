/* SPDX-License-Identifier: MIT
 *
 * What stands on the line of something that is walked (scoring.md, "What stands in the way"). */
#ifndef RASIF_LINK_BARRIERS_H
#define RASIF_LINK_BARRIERS_H

#include "link/link.h"

/* Points of obstacles and kerbs that lie on walked lines, into store.barriers by role, row and
 * position, with a link each; diagnoses those at a fork. After link_graph, because it reads
 * which streets are walked themselves, which kerbs belong to crossings and where ways go on. Does
 * nothing, and costs nothing, without obstacles and kerbs. RASIF_E_MEMORY only. */
rasif_status link_barriers(struct store *store, unsigned threads, rasif_error *err);

/* Does a barrier of this kind leave room to pass? Where its opening is known, only the width of the
 * opening counts. */
bool barrier_leaves_room(unsigned kind);

#endif
