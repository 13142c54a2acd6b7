/* SPDX-License-Identifier: MIT
 *
 * Shortest ways in a net: see search.h. A binary heap; entries that became too long stay in it and are
 * passed over. */
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
    free(s->heap);
}

void search_begin(struct search *s)
{
    s->number++;
    s->n = 0;
}

static bool is_before(const struct search_entry *a, const struct search_entry *b)
{
    return a->at_m < b->at_m || (a->at_m <= b->at_m && a->node < b->node);
}

bool search_push(struct search *s, uint32_t node, double at_m, uint32_t by)
{
    struct search_entry entry = {at_m, node};
    if (s->seen[node] == s->number && s->at_m[node] <= at_m)
        return true;
    s->seen[node] = s->number;
    s->done[node] = 0;
    s->at_m[node] = at_m;
    s->by[node] = by;
    if (!PUSH(s->heap, s->n, s->capacity, entry))
        return false;
    size_t i = s->n - 1;
    for (; i > 0 && is_before(&entry, &s->heap[(i - 1) / 2]); i = (i - 1) / 2)
        s->heap[i] = s->heap[(i - 1) / 2];
    s->heap[i] = entry;
    return true;
}

static void take_top(struct search *s)
{
    struct search_entry last = s->heap[--s->n];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < s->n; i = child) {
        child += child + 1 < s->n && is_before(&s->heap[child + 1], &s->heap[child]);
        if (!is_before(&s->heap[child], &last))
            break;
        s->heap[i] = s->heap[child];
    }
    if (s->n > 0)
        s->heap[i] = last;
}

uint32_t search_next(struct search *s)
{
    while (s->n > 0) {
        uint32_t node = s->heap[0].node;
        take_top(s);
        if (s->done[node] == s->number)
            continue;
        s->done[node] = s->number;
        return node;
    }
    return NO_ROW;
}

double search_ahead_m(const struct search *s)
{
    return s->n > 0 ? s->heap[0].at_m : INFINITY;
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
