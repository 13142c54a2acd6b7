/* SPDX-License-Identifier: MIT
 *
 * Where which streets meet: the vertices that streets share, put together to junctions. */
#ifndef RASIF_LINK_JUNCTIONS_H
#define RASIF_LINK_JUNCTIONS_H

#include "table/store.h"

/* A street at a junction. */
struct junction_root {
    double x, y;
    double at_m;       /* along the street                        */
    uint32_t street;   /* with sides: one walks across the mouth of a path */
    uint32_t number;   /* into store.streets.junction_m           */
    uint32_t junction; /* from 0                                  */
};

/* Junctions by place (x, then y of their first root), so that the order of rows does not show, or
 * as numbered in street_facts, beside which others of the file lie near in memory as well; the
 * roots of each by place. Heap. */
struct junctions {
    struct junction_root *roots;
    size_t n_roots, n;
    uint32_t *first; /* [n + 1] into roots: those of junction j end where those of j + 1 begin */
    uint32_t *rank;  /* by number in store.streets.junction; not set where only paths meet     */
};

/* In: store.streets (after link_streets). `*out` is {0}; free it in any case. */
MUST bool junctions_find(const struct store *store, unsigned threads, bool by_place,
                         struct junctions *out);
void junctions_free(struct junctions *junctions);

#endif
