/* SPDX-License-Identifier: MIT
 *
 * Shortest ways in a net from one or several sources, as far as they are asked for (Dijkstra). A node may
 * become a source later; nodes that are nearer to it are then met once more. One object serves many
 * searches: nodes carry the number of the search that touched them last. Of equals the lowest node. */
#ifndef RASIF_SURVEY_SEARCH_H
#define RASIF_SURVEY_SEARCH_H

#include "base/heap.h"
#include "survey/net.h"

struct search {
    const struct net *net;
    double *at_m;   /* [n_nodes] of nodes that were met */
    uint32_t *by;   /* [n_nodes] the edge that led there; NO_ROW = a source */
    uint32_t *seen, *done, number;
    struct heap heap; /* of nodes by at_m; entries that became too long stay in it and are passed over */
};

MUST bool search_open(struct search *search, const struct net *net); /* borrows the net */
void search_close(struct search *search);
void search_begin(struct search *search);
/* A source when `at_m` is 0 and `by` NO_ROW; nothing where the node is as near already. */
MUST bool search_push(struct search *search, uint32_t node, double at_m, uint32_t by);
/* The nearest node that was not met since it got this near; NO_ROW = none is left. */
uint32_t search_next(struct search *search);
/* How near the next one is; infinite = none is left. */
double search_ahead_m(const struct search *search);
/* Goes on from a node that search_next gave. */
MUST bool search_spread(struct search *search, uint32_t node);

#endif
