/* SPDX-License-Identifier: MIT
 *
 * Shortest ways along the walking network (docs/network.md#how): see way.h.
 *
 * Algorithm: Dijkstra's search with a radix heap (Ahuja et al. 1990), on
 * lengths as 32-bit floats: for numbers that are not negative the bits ascend with the value, so
 * that the highest bit in which a length differs from the last one taken is its bucket.
 *
 * Cost: each item moves down at most 32 buckets; memory is that of the nodes that wait. Searches
 * of several threads share way_m and lower it by compare-and-exchange, so that the lengths are
 * the same for any number of threads. */
#include "link/way.h"

#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool way_begin(struct way_search *search, const struct graph *graph)
{
    *search = (struct way_search){.graph = graph,
                                  .most_m = INFINITY,
                                  .goal = NO_ROW,
                                  .way_m = malloc((graph->n_nodes + 1) * sizeof *search->way_m)};
    if (search->way_m != NULL)
        way_clear(search);
    return search->way_m != NULL;
}

void way_clear(struct way_search *search)
{
    search->last = 0;
    for (size_t b = 0; b < WAY_BUCKETS; b++)
        search->buckets[b].n = 0;
    for (size_t i = 0; i < search->n_reached; i++)
        search->way_m[search->reached[i]] = INFINITY;
    search->n_reached = 0;
    for (size_t node = 0; search->goal == NO_ROW && node < search->graph->n_nodes; node++)
        search->way_m[node] = INFINITY;
}

void way_free(struct way_search *search)
{
    if (!search->shares)
        free(search->way_m);
    for (size_t b = 0; b < WAY_BUCKETS; b++)
        free(search->buckets[b].items);
    free(search->reached);
    *search = (struct way_search){0};
}

/* The bits of a way of 0 or more, which ascend with the way. */
static uint32_t bits_of(float way_m)
{
    uint32_t bits;
    memcpy(&bits, &way_m, sizeof bits);
    return bits;
}

/* Files an item in its bucket. */
static MUST bool put(struct way_search *search, struct way_node item)
{
    uint32_t differ = bits_of(item.way_m) ^ search->last;
    struct way_bucket *bucket = &search->buckets[differ == 0 ? 0 : 32 - __builtin_clz(differ)];
    return PUSH(bucket->items, bucket->n, bucket->capacity, item);
}

bool way_place(struct way_search *search, uint32_t node, float way_m)
{
    struct way_node item = {way_m, node};
    float was = way_at(search, node);
    do {
        if (way_m >= was || way_m > search->most_m)
            return true;
    } while (!shared_replace_float(&search->way_m[node], &was, way_m));
    if (isinf(was) && search->goal != NO_ROW &&
        !PUSH(search->reached, search->n_reached, search->reached_capacity, node))
        return false;
    return put(search, item);
}

/* Moves the items of a bucket to lower ones, but for those that were reached on a shorter way
 * since. The least of them becomes `last`, so that each differs from it in a lower bit: none
 * comes back here. */
static bool sink(struct way_search *search, struct way_bucket *bucket)
{
    size_t n = bucket->n;
    float least = INFINITY;
    for (size_t i = 0; i < n; i++)
        least = fminf(least, bucket->items[i].way_m);
    search->last = bits_of(least);
    bucket->n = 0;
    bool good = true;
    for (size_t i = 0; i < n && good; i++)
        if (bucket->items[i].way_m <= way_at(search, bucket->items[i].node))
            good = put(search, bucket->items[i]);
    return good;
}

/* Takes the nearest of what waits; node NO_ROW = nothing does. */
static MUST bool take_nearest(struct way_search *search, struct way_node *out)
{
    struct way_bucket *near = &search->buckets[0];
    out->node = NO_ROW;
    while (near->n == 0) {
        size_t b = 1;
        while (b < WAY_BUCKETS && search->buckets[b].n == 0)
            b++;
        if (b == WAY_BUCKETS)
            return true;
        if (!sink(search, &search->buckets[b]))
            return false;
    }
    *out = near->items[--near->n];
    return true;
}

/* Over the edges at one stop of a node: to its neighbours, from which one walks here. */
static bool spread_from(struct way_search *search, uint32_t stop, float way_m)
{
    const struct graph *graph = search->graph;
    unsigned open = way_open(search, graph_stop_line(graph, stop));
    if ((open & WAY_BACK) && way_edge(graph, stop) &&
        !way_place(search, graph->stop_node[stop + 1],
                   way_m + (graph->stop_m[stop + 1] - graph->stop_m[stop])))
        return false;
    return !(open & WAY_AHEAD) || stop == 0 || !way_edge(graph, stop - 1) ||
           way_place(search, graph->stop_node[stop - 1],
                     way_m + (graph->stop_m[stop] - graph->stop_m[stop - 1]));
}

/* Spreads a way to all neighbours of a node. */
static bool spread_node(struct way_search *search, struct way_node at)
{
    const struct graph *graph = search->graph;
    bool good = true;
    for (uint32_t i = graph->first_at[at.node]; i < graph->first_at[at.node + 1] && good; i++)
        good = spread_from(search, graph->stop_at[i], at.way_m);
    return good;
}

bool way_spread(struct way_search *search)
{
    struct way_node at;
    for (;;) {
        if (!take_nearest(search, &at))
            return false;
        if (at.node == NO_ROW || at.node == search->goal)
            return true;
        if (at.way_m > way_at(search, at.node))
            continue; /* reached on a shorter way since */
        if (!spread_node(search, at))
            return false;
    }
}

/* ---- on all threads ------------------------------------------------------------------------- */

struct way_job {
    const struct way_search *whole;
    way_places places;
    const void *user;
    struct way_part {
        struct way_search search;
        bool good;
    } * parts; /* by chunk */
};

/* Each thread has buckets of its own and shares way_m. */
static void place_part(void *user, size_t chunk, size_t first, size_t last)
{
    const struct way_job *job = user;
    struct way_part *part = &job->parts[chunk];
    part->search = *job->whole;
    part->search.shares = true;
    part->good = job->places(job->user, &part->search, first, last);
}

/* All places are known by now: no search goes far into what is another's. */
static void spread_part(void *user, size_t chunk)
{
    const struct way_job *job = user;
    struct way_part *part = &job->parts[chunk];
    part->good = part->good && way_spread(&part->search);
    way_free(&part->search);
}

bool way_spread_all(struct way_search *search, unsigned threads, size_t n, way_places places,
                    const void *user)
{
    size_t chunks = parallel_chunks(n);
    struct way_job job = {search, places, user, calloc(chunks + 1, sizeof *job.parts)};
    bool good = job.parts != NULL;
    if (good) {
        parallel_rows(threads, n, place_part, &job);
        parallel_each(threads, chunks, spread_part, &job);
    }
    for (size_t c = 0; good && c < chunks; c++)
        good = job.parts[c].good;
    free(job.parts);
    return good;
}
