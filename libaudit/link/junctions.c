/* SPDX-License-Identifier: MIT
 * Streets that meet: see junctions.h. */
#include "link/junctions.h"

#include "base/parallel.h"
#include "base/shared.h"
#include "link/link.h"

#include <stdlib.h>

/* By place: x, then y; roots at one place by number. */
static bool before(const struct junction_root *a, const struct junction_root *b)
{
    if (a->x != b->x)
        return a->x < b->x;
    return a->y != b->y ? a->y < b->y : a->number < b->number;
}

/* Insertion sort: few streets meet at a junction. */
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

/* Sets out->n, and out->rank of every junction that has a street with sides: its number by
 * place. Two stable sorts, by y and then by x. */
static bool rank_by_place(const struct street_facts *facts, unsigned threads, struct junctions *out)
{
    struct keyed *order = malloc(((size_t)facts->n_junctions + 1) * sizeof *order);
    if (order == NULL)
        return false;
    for (uint32_t j = 0; j < facts->n_junctions; j++) /* by y first: the sort keeps equals so */
        if (!isnan(facts->junction_at[2 * (size_t)j]))
            order[out->n++] = (struct keyed){key_of_real(facts->junction_at[2 * (size_t)j + 1]), j};
    bool good = keyed_sort_on(threads, order, out->n);
    for (size_t i = 0; i < out->n; i++)
        order[i].key = key_of_real(facts->junction_at[2 * (size_t)order[i].row]);
    good = good && keyed_sort_on(threads, order, out->n);
    for (uint32_t i = 0; i < out->n; i++)
        out->rank[order[i].row] = i;
    free(order);
    return good;
}

/* Junctions in the order of their numbers, where no order by place is wanted. */
static void rank_as_numbered(const struct street_facts *facts, struct junctions *out)
{
    for (uint32_t j = 0; j < facts->n_junctions; j++)
        if (!isnan(facts->junction_at[2 * (size_t)j]))
            out->rank[j] = (uint32_t)out->n++;
}

/* What count_roots, enter_roots and order_roots share. */
struct root_job {
    const struct store *store;
    struct junctions *out;
};

/* First pass: roots of the junction with rank j, counted at first[j + 2] by all threads at once. */
static void count_roots(void *user, size_t chunk, size_t first, size_t last)
{
    const struct root_job *job = user;
    const struct street_facts *facts = &job->store->streets;
    (void)chunk;
    for (size_t s = first; s < last; s++)
        for (uint32_t i = facts->first_junction[s];
             street_links(job->store, s) && i < facts->first_junction[s + 1]; i++)
            shared_add(&job->out->first[job->out->rank[facts->junction[i]] + 2], 1);
}

/* Second pass: writes each root to the next free place of its junction. Threads take places in any
 * order, which order_roots mends. */
static void enter_roots(void *user, size_t chunk, size_t first, size_t last)
{
    const struct root_job *job = user;
    const struct street_facts *facts = &job->store->streets;
    (void)chunk;
    for (size_t s = first; s < last; s++) {
        struct path path = path_of(&job->store->tables[ROLE_STREET], s);
        double at[2] = {0, 0}, direction[2], at_m = -1;
        for (uint32_t i = facts->first_junction[s];
             street_links(job->store, s) && i < facts->first_junction[s + 1]; i++) {
            uint32_t j = job->out->rank[facts->junction[i]];
            if (facts->junction_m[i] != at_m) /* else points are repeated */
                path_at(&path, facts->junction_m[i], at, direction);
            at_m = facts->junction_m[i];
            uint32_t place = shared_add(&job->out->first[j + 1], 1);
            job->out->roots[place] =
                (struct junction_root){at[0], at[1], facts->junction_m[i], (uint32_t)s, i, j};
        }
    }
}

/* Roots of one junction in a defined order, whatever thread entered them. */
static void order_roots(void *user, size_t chunk, size_t first, size_t last)
{
    const struct root_job *job = user;
    const struct junctions *out = job->out;
    (void)chunk;
    for (size_t j = first; j < last; j++)
        sort_roots(out->roots + out->first[j], out->first[j + 1] - out->first[j]);
}

/* Counting sort by junction; afterwards first[j] is right. */
static void list_roots(const struct store *store, unsigned threads, struct junctions *out)
{
    struct root_job job = {store, out};
    size_t n = store->tables[ROLE_STREET].n;
    parallel_rows(threads, n, count_roots, &job);
    for (size_t j = 2; j < out->n + 2; j++)
        out->first[j] += out->first[j - 1];
    parallel_rows(threads, n, enter_roots, &job);
    parallel_rows(threads, out->n, order_roots, &job);
    out->n_roots = out->first[out->n];
}

bool junctions_find(const struct store *store, unsigned threads, bool by_place,
                    struct junctions *out)
{
    store_use(store, PART_surroundings);
    const struct street_facts *facts = &store->streets;
    size_t n = store->tables[ROLE_STREET].n, most = facts->n_junctions;
    out->roots = malloc(((n > 0 ? facts->first_junction[n] : 0) + 1) * sizeof *out->roots);
    out->rank = malloc((most + 1) * sizeof *out->rank);
    out->first = calloc(most + 2, sizeof *out->first);
    if (out->roots == NULL || out->rank == NULL || out->first == NULL ||
        (by_place && !rank_by_place(facts, threads, out)))
        return false;
    if (!by_place)
        rank_as_numbered(facts, out);
    list_roots(store, threads, out);
    return true;
}

void junctions_free(struct junctions *junctions)
{
    free(junctions->roots);
    free(junctions->first);
    free(junctions->rank);
    *junctions = (struct junctions){0};
}
