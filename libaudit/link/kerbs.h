/* SPDX-License-Identifier: MIT
 *
 * What stands at the ends and islands of crossings; see link.h. */
#ifndef RASIF_LINK_KERBS_H
#define RASIF_LINK_KERBS_H

#include "geo/grid.h"
#include "link/link.h"

/* Ramps and kerbs to crossing ends (by crossing_id, else the nearest within LINK_RAMP_M) and to
 * islands (on interior vertices, grouped within LINK_ISLAND_M); the state of every place. */
rasif_status link_kerbs(struct store *store, const struct link_options *options, rasif_error *err);

/* ---- shared by kerbs*.c ---- */

/* A kerb on or near a crossing. */
struct kerb_at {
    uint32_t ramp;           /* row */
    uint8_t place;           /* PLACE_*; NO_PLACE = stands somewhere else */
    double at_m, distance_m; /* along the crossing, from it or from its end */
    bool by_id;
};
struct kerb_list {
    struct kerb_at *items;
    size_t n, capacity;
};

struct kerb_finder {
    const struct store *store;
    const uint8_t *named;               /* [ramps] it names a crossing that is there */
    const struct id_index *by_crossing; /* ramps by crossing_id */
    const struct grid *grid;            /* of ramps in scope    */
};

/* The ramps near a crossing drawn as a line and their places, by place and row; how many islands
 * they make. `found` is reused. false: no memory. Several threads may choose at once. */
bool kerbs_choose(const struct kerb_finder *finder, size_t crossing, struct grid_scratch *scratch,
                  struct kerb_list *found, size_t *n_islands);

/* Metres along a crossing that is a line to one of its places (number from 0, as PLACE_*): of an
 * island to its first kerb. After link_crossings. */
double kerbs_place_m(const struct store *store, size_t crossing, uint32_t place);

#endif
