/* SPDX-License-Identifier: MIT
 *
 * A walk grows: see grow.h. A search runs from all that the walk passes; what it meets within SIGHT_M is
 * weighed by verdicts per metre, there and back. Cost: for each item that is added the nodes that come
 * nearer by it, and the items in sight. */
#include "survey/grow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIGHT_M 250.0

struct grower {
    const struct net *net;
    const struct items *items;
    struct search search;
    uint32_t *covered, *met;  /* [n_edges], [n] of items: number of the growth */
    uint32_t number;
    struct seen_item {
        uint32_t item, node;  /* the node at which it is nearest */
    } *seen;
    size_t n_seen, seen_capacity;
    uint32_t *added;
    size_t n_added, added_capacity;
    double length_m, gain, minutes;
};

struct grower *grower_new(const struct net *net, const struct items *items)
{
    struct grower *g = calloc(1, sizeof *g);
    if (g == NULL)
        return NULL;
    g->net = net;
    g->items = items;
    bool good = search_open(&g->search, net);
    g->covered = calloc(net->n_edges + 1, sizeof *g->covered);
    g->met = calloc(items->n + 1, sizeof *g->met);
    if (good && g->covered != NULL && g->met != NULL)
        return g;
    grower_free(g);
    return NULL;
}

void grower_free(struct grower *g)
{
    if (g == NULL)
        return;
    search_close(&g->search);
    free(g->covered);
    free(g->met);
    free(g->seen);
    free(g->added);
    free(g);
}

static MUST bool cover(struct grower *g, uint32_t edge)
{
    const struct net_edge *e = &g->net->edges[edge];
    if (g->covered[edge] != g->number)
        g->length_m += e->length_m;
    g->covered[edge] = g->number;
    return search_push(&g->search, e->a, 0, NO_ROW) && search_push(&g->search, e->b, 0, NO_ROW);
}

/* The way that the search found to a node belongs to the walk from now on. */
static MUST bool cover_way(struct grower *g, uint32_t node)
{
    while (g->search.by[node] != NO_ROW) {
        uint32_t edge = g->search.by[node];
        node = net_other(&g->net->edges[edge], node);
        if (!cover(g, edge))
            return false;
    }
    return true;
}

static MUST bool add(struct grower *g, uint32_t number)
{
    const struct item *item = &g->items->all[number];
    bool good = PUSH(g->added, g->n_added, g->added_capacity, number);
    g->gain += item->gain;
    g->minutes += item->minutes;
    for (uint32_t k = 0; k < item->n_edges && good; k++)
        good = cover(g, g->items->edges[item->first_edge + k]);
    return good && (item->node == NO_ROW || search_push(&g->search, item->node, 0, NO_ROW));
}

/* Items at a node that was met: each once, later at the node where it is nearest. */
static MUST bool see(struct grower *g, uint32_t node)
{
    for (uint32_t k = g->items->first_at[node]; k < g->items->first_at[node + 1]; k++) {
        uint32_t item = g->items->at[k];
        struct seen_item seen = {item, node};
        if (g->items->all[item].taken || g->met[item] == g->number)
            continue;
        g->met[item] = g->number;
        if (!PUSH(g->seen, g->n_seen, g->seen_capacity, seen))
            return false;
    }
    return true;
}

static MUST bool look_around(struct grower *g)
{
    while (search_ahead_m(&g->search) <= SIGHT_M || (g->n_seen == 0 && isfinite(search_ahead_m(&g->search)))) {
        uint32_t node = search_next(&g->search);
        if (node != NO_ROW && (!see(g, node) || !search_spread(&g->search, node)))
            return false;
    }
    return true;
}

/* The nearest node of an item that was met. */
static uint32_t nearest_node(const struct grower *g, const struct item *item)
{
    uint32_t nearest = item->node;
    double least = INFINITY;
    for (uint32_t k = 0; k < item->n_edges; k++)
        for (int end = 0; end < 2; end++) {
            const struct net_edge *edge = &g->net->edges[g->items->edges[item->first_edge + k]];
            uint32_t node = end == 0 ? edge->a : edge->b;
            if (g->search.seen[node] == g->search.number && g->search.at_m[node] < least) {
                least = g->search.at_m[node];
                nearest = node;
            }
        }
    return nearest;
}

/* Verdicts per metre: its own edges as far as the walk does not pass them, and the way there and back. */
static double worth(struct grower *g, struct seen_item *seen)
{
    const struct item *item = &g->items->all[seen->item];
    double way_m = 1; /* so that a point on the way has a worth */
    seen->node = nearest_node(g, item);
    for (uint32_t k = 0; k < item->n_edges; k++) {
        uint32_t edge = g->items->edges[item->first_edge + k];
        way_m += g->covered[edge] != g->number ? g->net->edges[edge].length_m : 0;
    }
    return item->gain / (way_m + 2 * g->search.at_m[seen->node]);
}

/* The best in sight, of equals the first in the order of elements; SIZE_MAX = there is none. */
static size_t best_seen(struct grower *g)
{
    size_t best = SIZE_MAX;
    double most = 0;
    for (size_t i = 0; i < g->n_seen; i++) {
        double one = worth(g, &g->seen[i]);
        if (best != SIZE_MAX && !(one > most || (one >= most && g->seen[i].item < g->seen[best].item)))
            continue;
        best = i;
        most = one;
    }
    return best;
}

static MUST bool begin(struct grower *g, uint32_t first, uint32_t start)
{
    const struct item *item = &g->items->all[first];
    uint32_t at = item->node != NO_ROW ? item->node : g->net->edges[g->items->edges[item->first_edge]].a, node = NO_ROW;
    g->number++;
    g->n_seen = g->n_added = 0;
    g->length_m = g->gain = g->minutes = 0;
    g->met[first] = g->number;
    search_begin(&g->search);
    if (start == NO_ROW)
        return add(g, first);
    if (!search_push(&g->search, start, 0, NO_ROW))
        return false;
    while ((node = search_next(&g->search)) != NO_ROW && node != at)
        if (!search_spread(&g->search, node))
            return false;
    return node == NO_ROW || (search_spread(&g->search, node) && cover_way(g, node) && add(g, first));
}

bool grow_walk(struct grower *g, uint32_t first, uint32_t start, double most_m, double most_minutes, struct grown *out)
{
    bool good = begin(g, first, start);
    while (good && g->n_added > 0 && g->length_m <= most_m && g->minutes <= most_minutes && (good = look_around(g))) {
        size_t best = best_seen(g);
        if (best == SIZE_MAX)
            break;
        struct seen_item seen = g->seen[best];
        g->seen[best] = g->seen[--g->n_seen];
        good = cover_way(g, seen.node) && add(g, seen.item);
    }
    *out = (struct grown){g->added, g->n_added, g->gain, g->length_m};
    return good;
}
