/* SPDX-License-Identifier: MIT
 * Small towns for walks: blocks with sidewalks all around, some of which are required. */
#ifndef RASIF_TESTS_WALK_TOWN_H
#define RASIF_TESTS_WALK_TOWN_H

#include "survey/net.h"

struct walk_town {
    struct net net; /* edges, first_at and at alone; heap */
    size_t edge_capacity;
    uint32_t *edges, *points; /* heap; required */
    size_t n_edges, n_points, required_capacity, point_capacity;
    uint32_t chance;
};

/* `blocks` x `blocks` blocks of about 80 x 60 m, crossings of about 12 m at corners; `share` of ten sidewalks are required. With
 * `plain` all lengths are the same and all crossings are there; else lengths differ, a crossing of six is missing, and some corners have
 * a point beside them that is required, too. false = no memory. */
bool town_make(size_t blocks, uint32_t share, bool plain, uint32_t seed, struct walk_town *out);
void town_free(struct walk_town *town);

#endif
