/* SPDX-License-Identifier: MIT
 * Streets that meet: see junctions.h. */
#include "link/junctions.h"

#include "link/link.h"

#include <stdlib.h>

static int compare_places(const void *a, const void *b)
{
    const struct junction_root *left = a, *right = b;
    if (left->x != right->x)
        return left->x < right->x ? -1 : 1;
    if (left->y != right->y)
        return left->y < right->y ? -1 : 1;
    return left->number < right->number ? -1 : left->number > right->number;
}

static int compare_junctions(const void *a, const void *b)
{
    const struct junction_root *left = a, *right = b;
    if (left->junction != right->junction)
        return left->junction < right->junction ? -1 : 1;
    return compare_places(a, b);
}

static bool list_roots(const struct store *store, struct junctions *out)
{
    const struct street_facts *facts = &store->streets;
    size_t n = store->tables[ROLE_STREET].n;
    out->roots = malloc(((n > 0 ? facts->first_junction[n] : 0) + 1) * sizeof *out->roots);
    if (out->roots == NULL)
        return false;
    for (size_t s = 0; s < n; s++) {
        struct path path = path_of(&store->tables[ROLE_STREET], s);
        for (uint32_t i = facts->first_junction[s]; i < facts->first_junction[s + 1]; i++) {
            double at[2], direction[2];
            if (!street_links(store, s))
                continue;
            path_at(&path, facts->junction_m[i], at, direction);
            out->roots[out->n_roots++] = (struct junction_root){
                at[0], at[1], facts->junction_m[i], (uint32_t)s, i, NO_ROW};
        }
    }
    return true;
}

bool junctions_find(const struct store *store, struct junctions *out)
{
    if (!list_roots(store, out))
        return false;
    struct junction_root *roots = out->roots;
    qsort(roots, out->n_roots, sizeof *roots, compare_places);
    for (size_t i = 0; i < out->n_roots; i++) {
        if (roots[i].junction != NO_ROW)
            continue;
        roots[i].junction = (uint32_t)out->n++;
        for (size_t k = i + 1; k < out->n_roots && roots[k].x - roots[i].x <= LINK_JOIN_M; k++)
            if (roots[k].junction == NO_ROW &&
                hypot(roots[k].x - roots[i].x, roots[k].y - roots[i].y) <= LINK_JOIN_M)
                roots[k].junction = roots[i].junction;
    }
    qsort(roots, out->n_roots, sizeof *roots, compare_junctions);
    return true;
}

void junctions_free(struct junctions *junctions)
{
    free(junctions->roots);
    *junctions = (struct junctions){0};
}

size_t junction_end(const struct junctions *junctions, size_t first)
{
    size_t end = first + 1;
    while (end < junctions->n_roots &&
           junctions->roots[end].junction == junctions->roots[first].junction)
        end++;
    return end;
}
