/* SPDX-License-Identifier: MIT
 * Streets that meet: see junctions.h. */
#include "link/junctions.h"

#include "link/link.h"

#include <stdlib.h>

/* Calls fn for every street with sides at every junction, in the order of streets. */
typedef void (*root_fn)(struct junctions *out, const struct junction_root *root);
static void each_root(const struct store *store, struct junctions *out, root_fn fn)
{
    const struct street_facts *facts = &store->streets;
    for (size_t s = 0; s < store->tables[ROLE_STREET].n; s++) {
        struct path path = path_of(&store->tables[ROLE_STREET], s);
        for (uint32_t i = facts->first_junction[s];
             street_links(store, s) && i < facts->first_junction[s + 1]; i++) {
            double at[2], direction[2];
            path_at(&path, facts->junction_m[i], at, direction);
            struct junction_root root = {at[0],       at[1], facts->junction_m[i],
                                         (uint32_t)s, i,     facts->junction[i]};
            fn(out, &root);
        }
    }
}

static bool before(const struct junction_root *a, const struct junction_root *b)
{
    if (a->x != b->x)
        return a->x < b->x;
    return a->y != b->y ? a->y < b->y : a->number < b->number;
}

static void note_first(struct junctions *out, const struct junction_root *root)
{
    struct junction_root *first = &out->roots[root->junction];
    if (first->street == NO_ROW || before(root, first))
        *first = *root;
}

static void count_root(struct junctions *out, const struct junction_root *root)
{
    out->first[out->rank[root->junction] + 2]++;
    out->n_roots++;
}

static void put_root(struct junctions *out, const struct junction_root *root)
{
    uint32_t rank = out->rank[root->junction], at = out->first[rank + 1]++;
    out->roots[at] = *root;
    out->roots[at].junction = rank;
}

/* They are few. */
static void sort_roots(struct junction_root *roots, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct junction_root root = roots[i];
        size_t at = i;
        for (; at > 0 && before(&root, &roots[at - 1]); at--)
            roots[at] = roots[at - 1];
        roots[at] = root;
    }
}

/* Junctions by the place of their first root, with the numbers of street_facts. */
static bool rank_junctions(const struct store *store, struct junctions *out)
{
    uint32_t most = store->streets.n_junctions;
    struct keyed *order = malloc(((size_t)most + 1) * sizeof *order);
    bool good = order != NULL;
    for (uint32_t j = 0; j < most; j++)
        out->roots[j].street = NO_ROW;
    each_root(store, out, note_first);
    for (uint32_t j = 0; j < most && good; j++)
        if (out->roots[j].street != NO_ROW)
            order[out->n++] = (struct keyed){key_of_real(out->roots[j].y), j};
    good = good && keyed_sort(order, out->n);
    for (size_t i = 0; i < out->n && good; i++)
        order[i].key = key_of_real(out->roots[order[i].row].x);
    good = good && keyed_sort(order, out->n);
    for (uint32_t i = 0; i < out->n && good; i++)
        out->rank[order[i].row] = i;
    free(order);
    return good;
}

bool junctions_find(const struct store *store, struct junctions *out)
{
    const struct street_facts *facts = &store->streets;
    size_t n = store->tables[ROLE_STREET].n, most = facts->n_junctions;
    out->roots = malloc(((n > 0 ? facts->first_junction[n] : 0) + 1) * sizeof *out->roots);
    out->rank = malloc((most + 1) * sizeof *out->rank);
    out->first = calloc(most + 2, sizeof *out->first);
    if (out->roots == NULL || out->rank == NULL || out->first == NULL ||
        !rank_junctions(store, out))
        return false;
    each_root(store, out, count_root);
    for (size_t j = 2; j < out->n + 2; j++)
        out->first[j] += out->first[j - 1];
    each_root(store, out, put_root); /* counting sort; afterwards first[j] is right */
    for (size_t j = 0; j < out->n; j++)
        sort_roots(out->roots + out->first[j], out->first[j + 1] - out->first[j]);
    return true;
}

void junctions_free(struct junctions *junctions)
{
    free(junctions->roots);
    free(junctions->first);
    free(junctions->rank);
    *junctions = (struct junctions){0};
}
