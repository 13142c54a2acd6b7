/* SPDX-License-Identifier: MIT
 * Shortest ways along the walking network: see way.h. */
#include "link/way.h"

#include <stdlib.h>

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
    search->n = search->n_starts = 0;
    for (size_t i = 0; i < search->n_reached; i++)
        search->way_m[search->reached[i]] = INFINITY;
    search->n_reached = 0;
    for (size_t node = 0; search->goal == NO_ROW && node < search->graph->n_nodes; node++)
        search->way_m[node] = INFINITY;
}

void way_free(struct way_search *search)
{
    free(search->way_m);
    free(search->heap);
    free(search->starts);
    free(search->reached);
    *search = (struct way_search){0};
}

static bool nearer(struct way_node a, struct way_node b)
{
    return a.way_m != b.way_m ? a.way_m < b.way_m : a.node < b.node;
}

bool way_place(struct way_search *search, uint32_t node, float way_m)
{
    struct way_node item = {way_m, node};
    if (way_m >= search->way_m[node] || way_m > search->most_m)
        return true;
    if (isinf(search->way_m[node]) && search->goal != NO_ROW &&
        !PUSH(search->reached, search->n_reached, search->reached_capacity, node))
        return false;
    search->way_m[node] = way_m;
    if (way_m == 0) /* nearer than all: these need no order */
        return PUSH(search->starts, search->n_starts, search->starts_capacity, node);
    if (!PUSH(search->heap, search->n, search->capacity, item))
        return false;
    size_t i = search->n - 1;
    for (; i > 0 && nearer(item, search->heap[(i - 1) / 2]); i = (i - 1) / 2)
        search->heap[i] = search->heap[(i - 1) / 2];
    search->heap[i] = item;
    return true;
}

static struct way_node take_nearest(struct way_search *search)
{
    struct way_node *heap = search->heap, first = heap[0], last = heap[--search->n];
    size_t i = 0;
    for (size_t child = 1; child < search->n; child = 2 * i + 1) {
        if (child + 1 < search->n && nearer(heap[child + 1], heap[child]))
            child++;
        if (!nearer(heap[child], last))
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = last;
    return first;
}

/* Over the edges at one stop of a node: to its neighbours, from which one walks here. */
static bool spread_from(struct way_search *search, uint32_t stop, float way_m)
{
    const struct graph *graph = search->graph;
    unsigned open = way_open(search, graph->stop_line[stop]);
    if ((open & WAY_BACK) && way_edge(graph, stop) &&
        !way_place(search, graph->stop_node[stop + 1],
                   way_m + (graph->stop_m[stop + 1] - graph->stop_m[stop])))
        return false;
    return !(open & WAY_AHEAD) || stop == 0 || !way_edge(graph, stop - 1) ||
           way_place(search, graph->stop_node[stop - 1],
                     way_m + (graph->stop_m[stop] - graph->stop_m[stop - 1]));
}

/* To all neighbours of a node. */
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
    for (size_t i = 0; i < search->n_starts; i++) {
        struct way_node at = {0, search->starts[i]};
        if (at.node == search->goal)
            return true;
        if (!spread_node(search, at))
            return false;
    }
    while (search->n > 0) {
        struct way_node at = take_nearest(search);
        if (at.way_m > search->way_m[at.node])
            continue; /* reached on a shorter way since */
        if (at.node == search->goal)
            break;
        if (!spread_node(search, at))
            return false;
    }
    return true;
}
