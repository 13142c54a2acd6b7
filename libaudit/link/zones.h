/* SPDX-License-Identifier: MIT
 *
 * Junction zones (docs/scoring.md#streets): what lies this near to a junction belongs to no
 * side. */
#ifndef RASIF_LINK_ZONES_H
#define RASIF_LINK_ZONES_H

#include "table/store.h"

#define ZONE_SAME_M 1e-6 /* positions along a street this near are one */

/* Along one street: ascending, apart from each other. Heap; {0} at first. */
struct zones {
    struct zone {
        double from_m, to_m;
    } * items;
    size_t n, capacity;
};

/* The zones of a street around its junctions, `junction_m` metres to either side, but no more than
 * a third of the way to the next junction. Keeps the room of an earlier call. */
MUST bool find_zones(const struct store *store, size_t street, double junction_m,
                     struct zones *zones);
/* Does a position along the street lie in one? */
bool in_zone(const struct zones *zones, double at);

#endif
