/* SPDX-License-Identifier: MIT
 *
 * Makes a walk shorter: the order in which it passes what is required, and the direction of each piece, are changed while
 * that helps. A run of pieces is turned round (2-opt), or moved to another place, either way round (Or-opt); between them lie
 * shortest ways. Only ways up to a reach are tried anew. Deterministic. */
#ifndef RASIF_SURVEY_WALK_IMPROVE_H
#define RASIF_SURVEY_WALK_IMPROVE_H

#include "survey/postman.h"

struct improver;
/* NULL = no memory. The net is borrowed. */
struct improver *improver_new(const struct net *net);
void improver_free(struct improver *improver); /* NULL is fine */

/* A walk of postman_walk and its question; the walk stays as it is where nothing helps. It begins and ends where it did, but a
 * closed one without a start, which may begin elsewhere. false = no memory. */
MUST bool improver_walk(struct improver *improver, const uint32_t *edges, size_t n_edges, const uint32_t *nodes,
                        size_t n_nodes, uint32_t start, struct tour *tour);

#endif
