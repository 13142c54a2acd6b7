/* SPDX-License-Identifier: MIT
 *
 * The middle of an area as a graph: edges of the Voronoi diagram of points on its boundary that lie
 * inside, freed of what is no way through it. */
#ifndef RASIF_GEO_SKELETON_H
#define RASIF_GEO_SKELETON_H

#include "geo/outline.h"

struct skeleton {
    double *xy;     /* [2 n] nodes              */
    double *radius; /* [n] distance to the boundary               */
    size_t n;
    uint32_t *edge; /* [2 n_edges] nodes         */
    uint8_t *alive; /* [n_edges]                                  */
    size_t n_edges;
    uint32_t *first;    /* [n + 1] into incident                      */
    uint32_t *incident; /* edges at each node                       */
};

/* false when memory is out or GEOS can't do it; then skeleton_free all the same. */
bool skeleton_make(GEOSContextHandle_t geos, struct outline *outline, struct skeleton *out);
void skeleton_free(struct skeleton *skeleton);

/* Takes away dead ends while they are thinner than `least_radius`: spikes and slivers. */
void skeleton_trim(struct skeleton *skeleton, double least_radius);
/* Takes away the points in which dead ends run out: from the tip as far as the radius grows, where
 * it becomes four times as large on the way; a branching ends it. A tip that grows by less than 1
 * in 20 is one where the end is thinner than the radius `thin` and more is left than tips take
 * away. `*tapers`: a tip that is much longer than wide is most of the way. */
MUST bool skeleton_blunt(struct skeleton *skeleton, double thin, bool *tapers);
/* Takes away dead ends that are shorter than `times` the radius where they branch off: the ways
 * into corners. A line without branches stays. */
void skeleton_prune(struct skeleton *skeleton, double times);

/* Before anything is taken away: where two parts that are somewhere wider than the radius `thin`
 * are joined by what is too narrow for the points on the boundary. `*radius` there is no less than
 * the neck's, INFINITY without one. */
MUST bool skeleton_neck(const struct skeleton *skeleton, double thin, double *radius,
                        double place[2]);

/* A line between ends and branchings, or a circle, whose first node is its last. */
typedef bool (*chain_fn)(void *user, const uint32_t *nodes, size_t n);
/* Calls fn for each, in the order of nodes; false when fn did or memory is out. */
bool skeleton_chains(const struct skeleton *skeleton, chain_fn fn, void *user);
/* Edges left at a node. */
size_t skeleton_degree(const struct skeleton *skeleton, uint32_t node);

#endif
