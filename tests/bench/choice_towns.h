/* SPDX-License-Identifier: MIT
 * Made-up towns for the choice of repairs: for its unit test, its benchmark and its second bound.
 */
#ifndef RASIF_BENCH_CHOICE_TOWNS_H
#define RASIF_BENCH_CHOICE_TOWNS_H

#include "plan/choice.h"

enum town_kind {
    TOWN_GRID_SHUT,  /* a grid of blocks, no crossing passable, one goal                       */
    TOWN_GRID_MIXED, /* three kinds of user of nested needs, some crossings passable for some  */
    TOWN_GRID_GOALS, /* the same with a goal in each fortieth block                            */
    TOWN_SUBURB,     /* trees of culs-de-sac on a few main streets                             */
    TOWN_PLANAR,     /* blocks of a grid with a third of the crossings missing, some diagonal  */
    TOWN_RING,       /* rings of blocks, each on one hub                                       */
    TOWN_STARS,      /* works that many links share                                            */
    TOWN_HUBS,       /* a dear way to a hub, and behind it many cheap gains                    */
    TOWN_KNAPSACK,   /* single links of odd costs                                              */
    TOWN_RANDOM,     /* any parts, links and shared works                                      */
    TOWN_KINDS
};
extern const char *const town_names[TOWN_KINDS];

/* Owns its arrays; `in` points to them. */
struct town {
    struct choice_input in;
    int64_t *cost, *value, *gain;
    uint32_t *ends, *first, *work;
    size_t n_works, n_parts, n_links, n_uses;
    size_t works_room, values_room, parts_room, ends_room, first_room, uses_room;
    uint64_t chance;
};

/* A town of about so many works (at least 1). Free it in any case; false = out of memory. */
bool town_make(enum town_kind kind, size_t works, uint64_t seed, struct town *town);
void town_free(struct town *town);
/* The next number in [0, below) of the town's stream. */
uint32_t town_pick(struct town *town, uint32_t below);

#endif
