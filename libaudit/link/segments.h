/* SPDX-License-Identifier: MIT
 *
 * What the files that make segments share. An *end* of a stretch is 2 * stretch, + 1 at its far end
 * by the street's drawing. */
#ifndef RASIF_LINK_SEGMENTS_H
#define RASIF_LINK_SEGMENTS_H

#include "link/link.h"

#define SEGMENT_SAME_M 1.0 /* nearer to an end, or to a vertex of the same junction, is no other cut */

/* While segments are made. */
struct segment_maker {
    struct store *store;
    unsigned threads;
    uint32_t *junction; /* [2 stretches] by end: the junction that ends the stretch; NO_ROW; of store */
};

/* Is the street cut: in scope, first of its equals? */
static inline bool street_is_cut(const struct store *store, size_t row)
{
    return store->tables[ROLE_STREET].scope[row] == SCOPE_YES && store->streets.same_as[row] == row;
}
/* The end that touches this one where two streets' ends meet and nothing else; NO_ROW = none. */
uint32_t segment_touching(const struct segment_maker *maker, uint32_t end);
/* The end of a stretch at which the segment begins (`far` = false) or ends. */
uint32_t segment_end(const struct street_segments *segments, size_t segment, bool far);

/* Fills first_crossing and crossings. */
MUST bool segment_crossings(struct segment_maker *maker);
/* Fills cross and the bits of facts about the ends; after segment_crossings. */
MUST bool segment_ends(struct segment_maker *maker);

#endif
