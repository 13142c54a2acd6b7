/* SPDX-License-Identifier: MIT
 *
 * Items that are joined one after another by the shortest ways of a spanning tree, as a tree of clusters. */
#ifndef RASIF_SURVEY_CLUSTERS_H
#define RASIF_SURVEY_CLUSTERS_H

#include "base/arena.h"

#define NO_CLUSTER UINT32_MAX

/* Each item by itself, then what ways join, the shortest first; the last holds all. */
struct cluster {
    uint32_t item;     /* of one item; else NO_CLUSTER */
    uint32_t parts[2]; /* the clusters that it was made of */
    uint32_t up;       /* the one that it is part of, made later; NO_CLUSTER = none */
    double joined_m;   /* length of the way between both */
    bool odd;          /* an odd number of its items is odd */
};
struct clusters {
    struct cluster *items; /* heap; [n] = 2 * items - 1 */
    size_t n;
};
struct joint_way {
    double m;
    uint32_t a, b; /* items */
};

/* `ways` [n_items - 1] of a spanning tree, which are put in order; odd[item]. `*out` is {0}; free its items in any case. false =
 * no memory. */
MUST bool clusters_make(size_t n_items, struct joint_way *ways, const bool *odd, struct clusters *out);
/* The items of a cluster, appended to the first `n` of `out`; returns how many there are then. */
size_t clusters_list(const struct clusters *clusters, uint32_t cluster, uint32_t *out, size_t n);

#endif
