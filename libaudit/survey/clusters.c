/* SPDX-License-Identifier: MIT
 *
 * Clusters of a spanning tree: see clusters.h. Cost: its ways, sorted. */
#include "survey/clusters.h"

#include "base/union_find.h"

#include <stdlib.h>

static int compare_joint_ways(const void *x, const void *y)
{
    const struct joint_way *left = x, *right = y;
    if (left->m < right->m || left->m > right->m)
        return left->m < right->m ? -1 : 1;
    return left->a != right->a ? (left->a < right->a ? -1 : 1) : (left->b > right->b) - (left->b < right->b);
}

bool clusters_make(size_t n_items, struct joint_way *ways, const bool *odd, struct clusters *out)
{
    uint32_t *top = malloc((n_items + 1) * sizeof *top), *group = malloc((n_items + 1) * sizeof *group);
    out->items = calloc(2 * n_items + 1, sizeof *out->items);
    bool good = top != NULL && group != NULL && out->items != NULL;
    out->n = good ? n_items : 0;
    for (uint32_t i = 0; i < out->n; i++) {
        out->items[i] = (struct cluster){.item = i, .up = NO_CLUSTER, .odd = odd[i]};
        top[i] = group[i] = i;
    }
    if (good)
        array_sort(ways, n_items > 0 ? n_items - 1 : 0, sizeof *ways, compare_joint_ways);
    for (size_t k = 0; good && k + 1 < n_items; k++) {
        uint32_t a = top[union_root(group, ways[k].a)], b = top[union_root(group, ways[k].b)], made = (uint32_t)out->n++;
        out->items[made] = (struct cluster){NO_CLUSTER, {a, b}, NO_CLUSTER, ways[k].m, out->items[a].odd != out->items[b].odd};
        out->items[a].up = out->items[b].up = made;
        union_join(group, ways[k].a, ways[k].b);
        top[union_root(group, ways[k].a)] = made;
    }
    free(top);
    free(group);
    return good;
}

size_t clusters_list(const struct clusters *clusters, uint32_t cluster, uint32_t *out, size_t n)
{
    const struct cluster *c = &clusters->items[cluster];
    if (c->item == NO_CLUSTER)
        return clusters_list(clusters, c->parts[1], out, clusters_list(clusters, c->parts[0], out, n));
    out[n] = c->item;
    return n + 1;
}
