/* SPDX-License-Identifier: MIT
 *
 * What stands at the ends and islands of crossings; see link.h. */
#ifndef RASIF_LINK_KERBS_H
#define RASIF_LINK_KERBS_H

#include "geo/grid.h"
#include "link/link.h"

/* OSM's key kerb: flush about 0, lowered up to 3 cm, raised above; with the 0.1 % of every limit. */
#define KERB_FLUSH_MM 10.01
#define KERB_LOWERED_MM 30.03

/* Ramps and kerbs to crossing ends (by crossing_id, else the nearest within LINK_RAMP_M) and to
 * islands (on interior vertices, grouped within LINK_ISLAND_M); the state of every place. */
rasif_status link_kerbs(struct store *store, const struct settings *settings, rasif_error *err);

/* ---- shared by kerbs*.c ---- */

/* A kerb on or near a crossing. */
struct kerb_at {
    uint32_t ramp;           /* row */
    uint8_t place;           /* PLACE_*; NO_PLACE = stands somewhere else */
    double at_m, distance_m; /* along the crossing, from it or from its end */
    bool by_id;
    bool loose; /* on an island that is not drawn as a path */
};
struct kerb_list {
    struct kerb_at *items;
    size_t n, capacity;
};

#define MOST_ISLANDS 200
struct kerb_islands {
    size_t n;
    uint8_t refuge[MOST_ISLANDS];
};

/* Whom a ramp names by its crossing_id. */
enum kerb_names {
    NAMES_NONE,   /* no crossing that is there: it is found by its place          */
    NAMES_ONE,    /* it serves one crossing, however far: kerb_finder.assigned    */
    NAMES_SEVERAL /* it is found by its place, among the crossings of its id only */
};

struct kerb_finder {
    const struct store *store;
    struct id_index crossings; /* key = id, row = the crossing judged for what carries the id */
    struct id_index assigned;  /* key = 1 + crossing, row = ramp of NAMES_ONE                 */
    const uint8_t *named;      /* [ramps] enum kerb_names                                     */
    const struct grid *grid;   /* of ramps in scope                                           */
};

/* The ramps near a crossing drawn as a line and their places, by place and row; how many islands
 * they and drawn refuges make, and which island is which refuge: 1 + its number, 0 = none. `found`
 * is reused. Several threads may choose at once. */
MUST bool kerbs_choose(const struct kerb_finder *finder, size_t crossing,
                       struct grid_scratch *scratch, struct kerb_list *found,
                       struct kerb_islands *islands);

/* Middle of a ramp: the point itself, half way along a short kerb line, the mean of a ring. */
void kerb_middle(const struct elements *ramps, uint32_t row, double out[2]);

/* Crossings by the ids that they, their parts, their twins and the points on them carry: each
 * crossing that is judged once per id. After link_crossing_nodes and crossing parts. Memory of
 * `scratch`; false: there is none. */
MUST bool kerbs_index_crossings(const struct store *store, unsigned threads, struct arena *scratch,
                                struct id_index *out);
/* The `*n` crossings whose id a ramp names, in an index of kerbs_index_crossings; NULL = none. */
const struct keyed *kerbs_named_crossings(const struct store *store, const struct id_index *crossings,
                                          uint32_t ramp, size_t *n);
/* Sets `named` and `assigned` from `crossings`. Of several crossings a ramp near an end of one is found
 * by its place, any other serves the nearest within LINK_SHARED_M. An id without a crossing is a
 * diagnostic. Memory of `scratch`; false: there is none. */
MUST bool kerbs_assign_named(struct store *store, struct kerb_finder *finder, unsigned threads,
                             struct arena *scratch);

/* Classes that a layer of ramps lacks, from the measured heights of its kerbs; contradictions
 * between the two are diagnosed (kerbs_class.c). After that: does the kerb's height contradict its
 * class? */
rasif_status kerbs_classify(struct store *store, rasif_error *err);
bool kerb_contradicted(const struct elements *ramps, size_t row);
/* Its class, 0 where a low height alone suggests one: that proves nothing. */
unsigned kerb_class(const struct elements *ramps, size_t row);
/* After the crossings have their kerbs: class and tactile warning of drawn kerbs that have none, from the
 * crossings they serve (origin linked). Where these do not agree the kerb keeps none. RASIF_E_MEMORY. */
rasif_status kerbs_fill(struct store *store, rasif_error *err);
/* The class of kerb that a crossing's own columns state for a place; 0 = none. */
unsigned kerb_stated(const struct elements *crossings, size_t crossing, uint32_t place);

/* Metres along a crossing that is a line to one of its places (number from 0, as PLACE_*): of an
 * island to its first kerb. After link_crossings. */
double kerbs_place_m(const struct store *store, size_t crossing, uint32_t place);
/* The island drawn as a path at a place of the crossing; NULL = none is. */
const struct crossing_refuge *crossing_refuge(const struct store *store, size_t crossing,
                                              const struct crossing_place *place);

#endif
