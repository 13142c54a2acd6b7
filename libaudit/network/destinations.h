/* SPDX-License-Identifier: MIT
 *
 * Where people want to go, and where on the walking network they get there (docs/network.md). */
#ifndef RASIF_NETWORK_DESTINATIONS_H
#define RASIF_NETWORK_DESTINATIONS_H

#include "link/graph.h"

#define DESTINATION_AWAY_M                                                                         \
    50.0              /* farther from every line it is no place of the network; a judgement */
#define MOST_KINDS 64 /* of destinations; a mask has a bit for each */

/* A destination is reached at a place on the line that is nearest to it (the lowest of
 * equals, then the place nearest to its start). */
struct destination {
    uint32_t line, stop; /* the place lies between this stop of the line and the next        */
    uint32_t node;       /* of the stop where the place is one, else NO_ROW                  */
    float at_m;          /* along the line                                                   */
    float off_m;         /* from there to the destination, straight                          */
    uint32_t row;        /* of the role's table                                              */
    uint8_t kind;
};

struct destinations {
    enum role role;            /* ROLE_DESTINATION, or ROLE_SEAT where seats serve as such   */
    struct destination *items; /* [n] by kind, line, place, row                              */
    size_t n, n_kinds;
    size_t first[MOST_KINDS + 1];  /* items of kind k: [first[k], first[k + 1])                  */
    const char *names[MOST_KINDS]; /* by first appearance; NULL = without a kind, or the kinds
                                      after the 63rd together. Belongs to store.pool             */
};

/* Places of all destinations, or of seats where `seats` and there is no destination. Diagnoses
 * those too far away. `*out` is {0}; free it in any case. RASIF_E_MEMORY. */
rasif_status destinations_find(struct store *store, bool seats, struct destinations *out,
                               rasif_error *err);
void destinations_free(struct destinations *destinations);

#endif
