/* SPDX-License-Identifier: MIT
 *
 * What runs beside a stretch of a street's side without covering it: a crossing over a driveway, a
 * sidewalk that winds around a tree, the other carriageway. Private to gaps*.c. */
#ifndef RASIF_NETWORK_GAPS_BESIDE_H
#define RASIF_NETWORK_GAPS_BESIDE_H

#include "geo/grid.h"
#include "network/gaps.h"

struct stretch {
    double from_m, to_m; /* along the street */
};

struct beside {
    const struct store *store;
    double reach_m;
    uint8_t *watched;               /* cells around the streets whose stretches come     */
    struct grid *grids[ROLE_COUNT]; /* of what lies there; NULL = of a role that does not count */
    struct grid_scratch scratch;
    struct stretch *taken; /* beside which something runs */
    size_t n_taken, taken_capacity;
    struct stretch *left; /* what is left of the stretch, ascending */
    size_t n_left, left_capacity;
};

/* `b` is {0} but for store and reach_m at first. Then: beside_watch for every street that will be
 * searched, beside_look once, beside_nothing for each stretch. */
MUST bool beside_watch(struct beside *b, size_t street);
bool beside_look(struct beside *b, unsigned threads);
/* Sets b->left to the parts of [from_m, to_m] beside which nothing is walked (sidewalks, footways,
 * crossings, steps: less than 60 degrees off) and no other street runs (less than 30 degrees off),
 * within reach_m on that side. */
bool beside_nothing(struct beside *b, size_t street, uint8_t side, struct stretch asked);
void beside_free(struct beside *b);

#endif
