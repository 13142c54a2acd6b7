/* SPDX-License-Identifier: MIT
 *
 * Which elements one walk visits: it grows from a first one by what settles most for the way that it
 * costs. In: items on a net. Out: items in the order in which they were added; the first few of them are
 * a smaller walk each. */
#ifndef RASIF_SURVEY_GROW_H
#define RASIF_SURVEY_GROW_H

#include "survey/search.h"

/* An element to visit: all of its edges, or a node of a point. */
struct item {
    uint32_t element;             /* index into survey->elements           */
    uint32_t first_edge, n_edges; /* into items.edges                      */
    uint32_t node;                /* of a point; NO_ROW                    */
    double length_m;              /* of the edges                          */
    double gain;                  /* verdicts that a visit settles         */
    double minutes;               /* that a visit takes                    */
    bool taken;                   /* by an earlier walk, or out of reach   */
};
struct items {
    struct item *all;   /* heap; [n] in the order of elements */
    size_t n;
    uint32_t *edges;    /* heap */
    uint32_t *first_at; /* heap; [n_nodes + 1] into at: items of each node */
    uint32_t *at;       /* heap */
};

struct grower;
/* Borrows both. NULL = no memory. */
struct grower *grower_new(const struct net *net, const struct items *items);
void grower_free(struct grower *grower); /* NULL is fine */

struct grown {
    const uint32_t *items; /* the grower's, until it grows again */
    size_t n;
    double gain, length_m; /* all of it: edges and the ways between, each once */
};
/* From item `first`, and the node `start` (NO_ROW = none), until edges and ways are longer than `most_m`,
 * or the visits take longer than `most_minutes`. out->n is 0 when there is no way from start to it. */
MUST bool grow_walk(struct grower *grower, uint32_t first, uint32_t start, double most_m, double most_minutes,
               struct grown *out);

#endif
