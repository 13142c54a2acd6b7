/* SPDX-License-Identifier: MIT
 *
 * Shortest ways in a net: see search.h. */
#include "survey/search.h"

#include <math.h>
#include <stdlib.h>

bool search_open(struct search *s, const struct net *net)
{
    *s = (struct search){.net = net};
    s->at_m = calloc(net->n_nodes + 1, sizeof *s->at_m);
    s->by = calloc(net->n_nodes + 1, sizeof *s->by);
    s->seen = calloc(net->n_nodes + 1, sizeof *s->seen);
    s->done = calloc(net->n_nodes + 1, sizeof *s->done);
    return s->at_m != NULL && s->by != NULL && s->seen != NULL && s->done != NULL;
}

void search_close(struct search *s)
{
    free(s->at_m);
    free(s->by);
    free(s->seen);
    free(s->done);
    free(s->heap.items);
}

void search_begin(struct search *s)
{
    s->number++;
    s->heap.n = 0;
}

bool search_push(struct search *s, uint32_t node, double at_m, uint32_t by)
{
    if (s->seen[node] == s->number && s->at_m[node] <= at_m)
        return true;
    s->seen[node] = s->number;
    s->done[node] = 0;
    s->at_m[node] = at_m;
    s->by[node] = by;
    return heap_push(&s->heap, (struct heap_item){at_m, node, 0});
}

uint32_t search_next(struct search *s)
{
    while (s->heap.n > 0) {
        uint32_t node = heap_pop(&s->heap).id;
        if (s->done[node] == s->number)
            continue;
        s->done[node] = s->number;
        return node;
    }
    return NO_ROW;
}

double search_ahead_m(const struct search *s)
{
    return s->heap.n > 0 ? s->heap.items[0].key : INFINITY;
}

bool search_spread(struct search *s, uint32_t node)
{
    const struct net *net = s->net;
    for (uint32_t k = net->first_at[node]; k < net->first_at[node + 1]; k++) {
        const struct net_edge *edge = &net->edges[net->at[k]];
        if (!search_push(s, net_other(edge, node), s->at_m[node] + edge->length_m, net->at[k]))
            return false;
    }
    return true;
}
