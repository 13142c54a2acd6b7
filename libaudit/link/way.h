/* SPDX-License-Identifier: MIT
 *
 * Shortest ways along the walking network, from everywhere to the nearest of some places:
 * Dijkstra's search with a radix heap (Ahuja et al. 1990), begun at the places and spread against
 * the direction of walking. The same for any order of the places: a way is a sum in one order. */
#ifndef RASIF_LINK_WAY_H
#define RASIF_LINK_WAY_H

#include "base/shared.h"
#include "link/graph.h"

/* In which directions a line can be walked. */
enum { WAY_AHEAD = 1, WAY_BACK = 2, WAY_BOTH = WAY_AHEAD | WAY_BACK };

struct way_node {
    float way_m;
    uint32_t node;
};

#define WAY_BUCKETS 33

struct way_search {
    const struct graph *graph;
    bool shares; /* way_m belongs to another search                                         */
    const uint8_t *open; /* [n_lines] WAY_* bits; NULL = all lines both ways; borrowed      */
    float most_m;        /* longer ways are not looked for                                  */
    float *way_m;        /* [n_nodes] to the nearest place; INFINITY = none within most_m; read
                            with way_at while other threads search                             */
    uint32_t goal;       /* set before way_place: the search ends there; NO_ROW = everywhere */
    /* What waits, by the highest bit in which its way differs from the last one taken, as bits of
     * a float: ways only grow, so that each item moves to lower buckets at most 32 times. */
    struct way_bucket {
        struct way_node *items;
        size_t n, capacity;
    } buckets[WAY_BUCKETS];
    uint32_t last;
    uint32_t *reached; /* on the way to a goal: nodes with a way, each once */
    size_t n_reached, reached_capacity;
};

/* Makes room for ways to no place yet; free it in any case. */
MUST bool way_begin(struct way_search *search, const struct graph *graph);
/* Forgets all ways; what is allocated stays. After a search to a goal it takes no longer than that
 * did. */
void way_clear(struct way_search *search);
void way_free(struct way_search *search);
/* From this node a place is `way_m` metres away. */
MUST bool way_place(struct way_search *search, uint32_t node, float way_m);
/* Ways of all nodes, from those given by way_place. */
MUST bool way_spread(struct way_search *search);

/* Gives places with way_place for [first, last) of what they are found on; reads other ways with
 * way_at only. false: no memory. */
typedef bool (*way_places)(const void *user, struct way_search *search, size_t first, size_t last);
/* Ways from the places found on all of [0, n), on all threads: chunks search by themselves and take
 * over nodes from each other where theirs is the shorter way. The shortest way to a node is one
 * number, whichever thread finds it first. Not to a goal. */
MUST bool way_spread_all(struct way_search *search, unsigned threads, size_t n, way_places places,
                    const void *user);

static inline float way_at(const struct way_search *search, uint32_t node)
{
    return shared_get_float(&search->way_m[node]);
}
/* Is there an edge from this stop to the next? */
static inline bool way_edge(const struct graph *graph, uint32_t stop)
{
    return stop + 1 < graph->n_stops && !graph_stop_begins(graph, stop + 1);
}
static inline unsigned way_open(const struct way_search *search, uint32_t line)
{
    return search->open != NULL ? search->open[line] : WAY_BOTH;
}

#endif
