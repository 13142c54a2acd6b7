/* SPDX-License-Identifier: MIT
 *
 * From joined ids and stops between the ends of lines to the graph: stops in order, nodes by
 * their first stop, the stops of each node. In: struct graph_build. Out: stops and nodes of
 * store.graph.
 *
 * Algorithm: two counting sorts (stops by line, stops by node) on all threads. Atomic counters
 * hand out places, so that the order inside of a line or node varies; sorting each of them
 * afterwards makes the result the same for any number of threads.
 *
 * Cost: linear in the stops; lines and nodes have few, so that insertion sort serves. */
#include "link/graph.h"

#include "base/union_find.h"
#include "base/order.h"
#include "base/parallel.h"
#include "base/shared.h"

#include <stdlib.h>

#define SAME_M 1e-3F /* stops of one node this near to each other are one */

/* A stop between the ends of a line. */
struct between {
    float at_m;
    uint32_t id; /* then the lowest id of its node */
};

struct assembly {
    struct graph_build *b;
    struct graph *graph;
    uint32_t *first;         /* [n_lines + 2] into between */
    struct between *between; /* by line                    */
};

/* First pass of the counting sort by line. */
static void count_between(void *user, size_t chunk, size_t first, size_t last)
{
    const struct assembly *a = user;
    (void)chunk;
    for (size_t i = first; i < last; i++)
        shared_add(&a->first[a->b->stops[i].line + 2], 1);
}

/* Second pass: the order inside of a line is that of threads until settle_lines sorts it. */
static void put_between(void *user, size_t chunk, size_t first, size_t last)
{
    const struct assembly *a = user;
    (void)chunk;
    for (size_t i = first; i < last; i++) {
        const struct graph_stop *stop = &a->b->stops[i];
        uint32_t place = shared_add(&a->first[stop->line + 1], 1);
        a->between[place] = (struct between){stop->at_m, stop->id};
    }
}

/* Insertion sort by position, then by id: a line has few stops between its ends. */
static void sort_between(struct between *items, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct between item = items[i];
        size_t at = i;
        for (; at > 0 && (items[at - 1].at_m > item.at_m ||
                          (items[at - 1].at_m == item.at_m && items[at - 1].id > item.id));
             at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

/* Sorts the stops of each line and leaves out what was found from both sides; first_stop[line + 1]
 * is then the number of its stops. */
static void settle_lines(void *user, size_t chunk, size_t first, size_t last)
{
    const struct assembly *a = user;
    struct graph_build *b = a->b;
    (void)chunk;
    for (uint32_t line = (uint32_t)first; line < last; line++) {
        struct between *items = a->between + a->first[line];
        size_t n = a->first[line + 1] - a->first[line], kept = 0;
        uint32_t node = union_root(b->joined, 2 * line);
        float before_m = 0 - b->beyond_m[2 * line], end_m = b->length_m[line];
        sort_between(items, n);
        for (size_t i = 0; i < n; i++) {
            struct between item = {items[i].at_m < end_m ? items[i].at_m : end_m,
                                   union_root(b->joined, items[i].id)};
            if (item.id == node && item.at_m - before_m <= SAME_M)
                continue;
            items[kept++] = item;
            node = item.id;
            before_m = item.at_m;
        }
        a->graph->first_stop[line + 1] = 2 + (uint32_t)kept;
    }
}

/* stop_node holds ids for now. */
static void place_stops(void *user, size_t chunk, size_t first, size_t last)
{
    const struct assembly *a = user;
    struct graph_build *b = a->b;
    struct graph *graph = a->graph;
    (void)chunk;
    for (uint32_t line = (uint32_t)first; line < last; line++) {
        uint32_t s = graph->first_stop[line], end = graph->first_stop[line + 1] - 1;
        const struct between *item = a->between + a->first[line];
        graph->stop_node[s] = union_root(b->joined, 2 * line);
        graph->stop_m[s++] = 0 - b->beyond_m[2 * line];
        for (; s < end; s++, item++) {
            graph->stop_node[s] = item->id;
            graph->stop_m[s] = item->at_m;
        }
        graph->stop_node[s] = union_root(b->joined, 2 * line + 1);
        graph->stop_m[s] = b->length_m[line] + b->beyond_m[2 * line + 1];
    }
}

/* Fills first_stop, stop_node and stop_m of the graph. */
static MUST bool list_stops(struct assembly *a)
{
    struct graph *graph = a->graph;
    unsigned threads = a->b->settings->threads;
    size_t n = graph->n_lines, stops = a->b->n_stops;
    a->first = calloc(n + 2, sizeof *a->first);
    a->between = malloc((stops + 1) * sizeof *a->between);
    graph->first_stop = calloc(n + 1, sizeof *graph->first_stop);
    if (a->first == NULL || a->between == NULL || graph->first_stop == NULL)
        return false;
    parallel_rows(threads, stops, count_between, a);
    for (size_t line = 2; line < n + 2; line++)
        a->first[line] += a->first[line - 1];
    parallel_rows(threads, stops, put_between, a); /* afterwards first[line] is right */
    parallel_rows(threads, n, settle_lines, a);
    for (size_t line = 0; line < n; line++)
        graph->first_stop[line + 1] += graph->first_stop[line];
    graph->n_stops = graph->first_stop[n];
    graph->stop_node = malloc((graph->n_stops + 1) * sizeof *graph->stop_node);
    graph->stop_m = malloc((graph->n_stops + 1) * sizeof *graph->stop_m);
    if (graph->stop_node == NULL || graph->stop_m == NULL)
        return false;
    parallel_rows(threads, n, place_stops, a);
    return true;
}

/* Bits and counts by which graph_stop_line finds the line of a stop. */
static MUST bool mark_lines(struct graph *graph)
{
    size_t n = graph->n_stops / 64 + 1;
    uint32_t before = 0;
    graph->stop_lines = calloc(n, sizeof *graph->stop_lines);
    for (size_t line = 0; graph->stop_lines != NULL && line < graph->n_lines; line++)
        graph->stop_lines[graph->first_stop[line] / 64].firsts |= 1ull
                                                                  << graph->first_stop[line] % 64;
    for (size_t i = 0; graph->stop_lines != NULL && i < n; i++) {
        graph->stop_lines[i].before = before;
        before += (uint32_t)__builtin_popcountll(graph->stop_lines[i].firsts);
    }
    return graph->stop_lines != NULL;
}

/* ---- the stops of each node ---- */

/* First pass of the counting sort by node. */
static void count_stops(void *user, size_t chunk, size_t first, size_t last)
{
    const struct graph *graph = user;
    (void)chunk;
    for (size_t s = first; s < last; s++)
        shared_add(&graph->first_at[graph->stop_node[s] + 2], 1);
}

/* Second pass of the counting sort by node. */
static void put_stops(void *user, size_t chunk, size_t first, size_t last)
{
    const struct graph *graph = user;
    (void)chunk;
    for (size_t s = first; s < last; s++)
        graph->stop_at[shared_add(&graph->first_at[graph->stop_node[s] + 1], 1)] = (uint32_t)s;
}

/* put_stops leaves the stops of a node in the order of threads. */
static void sort_stops(void *user, size_t chunk, size_t first, size_t last)
{
    const struct graph *graph = user;
    (void)chunk;
    for (size_t node = first; node < last; node++)
        sort_small_u32(graph->stop_at + graph->first_at[node],
                  graph->first_at[node + 1] - graph->first_at[node]);
}

/* Fills first_at and stop_at of the graph. */
static MUST bool list_nodes(struct graph *graph, unsigned threads)
{
    graph->first_at = calloc(graph->n_nodes + 2, sizeof *graph->first_at);
    graph->stop_at = malloc((graph->n_stops + 1) * sizeof *graph->stop_at);
    if (graph->first_at == NULL || graph->stop_at == NULL)
        return false;
    parallel_rows(threads, graph->n_stops, count_stops, graph);
    for (size_t i = 2; i < graph->n_nodes + 2; i++)
        graph->first_at[i] += graph->first_at[i - 1];
    parallel_rows(threads, graph->n_stops, put_stops, graph); /* then first_at[node] is right */
    parallel_rows(threads, graph->n_nodes, sort_stops, graph);
    return true;
}

bool graph_stops(struct graph_build *b)
{
    struct assembly a = {.b = b, .graph = &b->store->graph};
    bool good = list_stops(&a);
    free(a.first);
    free(a.between);
    return good && mark_lines(a.graph) &&
           union_number(a.graph->stop_node, a.graph->n_stops, b->n_ids, b->settings->threads,
                         &a.graph->n_nodes) &&
           list_nodes(a.graph, b->settings->threads);
}
