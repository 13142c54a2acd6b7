/* SPDX-License-Identifier: MIT
 *
 * A short walk through given edges and nodes of a net, closed or between two nodes (docs/survey.md): the rural postman problem,
 * which is NP-hard. Heuristic: what is required falls into connected parts; a shortest spanning tree of
 * shortest ways joins them; nodes of odd degree are matched in pairs along shortest ways, greedily and
 * then by exchanges of two pairs; edges that stand twice without need go; an Eulerian walk passes all.
 * Of a walk between two nodes both are required, and count as odd where they are even, even where odd.
 *
 * How much shorter a walk could be: walk_bound.h.
 * Deterministic: of equals the lowest number. */
#ifndef RASIF_SURVEY_POSTMAN_H
#define RASIF_SURVEY_POSTMAN_H

#include "survey/net.h"

/* What a search in the net needs; one for many searches. */
struct postman;
/* NULL = no memory. The net is borrowed. */
struct postman *postman_new(const struct net *net);
void postman_free(struct postman *postman); /* NULL is fine */

struct tour {
    uint32_t *edges; /* heap; [n] in the order of walking */
    uint32_t *nodes; /* heap; [n + 1]: the walk goes from nodes[i] along edges[i] to nodes[i + 1] */
    size_t n;
    double length_m;   /* of it */
    double required_m; /* of what is required */
};
/* Through `edges` (each once) and `nodes`; the walk begins at `start`, or with NO_ROW at the first node
 * that has something required, and ends at `last`, or with NO_ROW where it began; an end needs a start. Parts that can't be reached from it are left out: *whole = false.
 * RASIF_E_MEMORY. Free the tour with tour_free in any case. */
rasif_status postman_walk(struct postman *postman, const uint32_t *edges, size_t n_edges, const uint32_t *nodes,
                          size_t n_nodes, uint32_t start, uint32_t last, struct tour *out, bool *whole, rasif_error *err);
void tour_free(struct tour *tour);

#endif
