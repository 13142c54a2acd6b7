/* SPDX-License-Identifier: MIT
 *
 * How short a walk through given edges and nodes can be at best (docs/survey.md): what is required, and a lower bound of the legs
 * between (legs.h). */
#ifndef RASIF_SURVEY_WALK_BOUND_H
#define RASIF_SURVEY_WALK_BOUND_H

#include "survey/net.h"

struct bounder;
/* NULL = no memory. The net is borrowed. */
struct bounder *bounder_new(const struct net *net);
void bounder_free(struct bounder *bounder); /* NULL is fine */

/* The same question as postman_walk, all of which can be reached. `length_m`: that of some such walk, as a guess how much there
 * is to prove. No walk is shorter than *bound_m. Deterministic. false = no memory. */
MUST bool bounder_walk(struct bounder *bounder, const uint32_t *edges, size_t n_edges, const uint32_t *nodes, size_t n_nodes,
                       uint32_t start, uint32_t last, double length_m, double *bound_m);

#endif
