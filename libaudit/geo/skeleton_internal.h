/* SPDX-License-Identifier: MIT
 *
 * Steps along the edges of a skeleton, for the files that walk on it. */
#ifndef RASIF_GEO_SKELETON_INTERNAL_H
#define RASIF_GEO_SKELETON_INTERNAL_H

#include "geo/skeleton.h"

#include <math.h>

static inline uint32_t other_end(const struct skeleton *s, uint32_t edge, uint32_t node)
{
    return s->edge[2 * edge] == node ? s->edge[2 * edge + 1] : s->edge[2 * edge];
}

static inline double edge_length(const struct skeleton *s, uint32_t edge)
{
    const double *a = s->xy + 2 * (size_t)s->edge[2 * edge],
                 *b = s->xy + 2 * (size_t)s->edge[2 * edge + 1];
    return hypot(b[0] - a[0], b[1] - a[1]);
}

/* The living edge at the node beside `from` (UINT32_MAX = any); UINT32_MAX when there is none. */
static inline uint32_t next_edge(const struct skeleton *s, uint32_t node, uint32_t from)
{
    for (uint32_t i = s->first[node]; i < s->first[node + 1]; i++)
        if (s->alive[s->incident[i]] && s->incident[i] != from)
            return s->incident[i];
    return UINT32_MAX;
}

#endif
