/* SPDX-License-Identifier: MIT
 *
 * A lower bound for walks: see walk_bound.h. Legs of more than a reach count as so long: that is no more than they are. Cost: a search
 * up to the reach for each required node, and that of legs_bound. */
#include "survey/walk_bound.h"

#include "base/union_find.h"
#include "survey/legs.h"
#include "survey/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_REACH_M 300.0
#define FAR_TIMES 3 /* legs may be so many times longer than the longest way of the tree */
#define NEAR 0.002      /* share of the walk that is not worth proving */

struct bounder {
    const struct net *net;
    struct search search;
    uint32_t *local; /* [n_nodes] 1 + number among the nodes of the walk; zero in between */
};

struct bounder *bounder_new(const struct net *net)
{
    struct bounder *b = calloc(1, sizeof *b);
    if (b == NULL)
        return NULL;
    b->net = net;
    b->local = calloc(net->n_nodes + 1, sizeof *b->local);
    if (search_open(&b->search, net) && b->local != NULL)
        return b;
    bounder_free(b);
    return NULL;
}

void bounder_free(struct bounder *b)
{
    if (b == NULL)
        return;
    search_close(&b->search);
    free(b->local);
    free(b);
}

struct bounding {
    struct bounder *b;
    uint32_t *nodes, *group, *part; /* heap; [n] required nodes, union-find over them, their parts */
    bool *odd;                      /* heap; [n] */
    size_t n, n_parts, node_capacity, group_capacity;
    double *way_m;                  /* heap; [n * n] shortest ways; the reach beyond it */
    double reach_m;
};

/* ---- what is required -------------------------------------------------------------------------- */

static MUST bool number(struct bounding *w, uint32_t node)
{
    if (w->b->local[node] > 0)
        return true;
    if (!PUSH(w->nodes, w->n, w->node_capacity, node) ||
        !array_reserve(&w->group, &w->group_capacity, w->n, sizeof *w->group))
        return false;
    w->group[w->n - 1] = (uint32_t)w->n - 1;
    w->b->local[node] = (uint32_t)w->n;
    return true;
}

static void turn_odd(struct bounding *w, uint32_t node)
{
    w->odd[w->b->local[node] - 1] = !w->odd[w->b->local[node] - 1];
}

static MUST bool take_required(struct bounding *w, const uint32_t *edges, size_t n_edges, const uint32_t *nodes,
                               size_t n_nodes, uint32_t start, uint32_t last)
{
    const struct net_edge *all = w->b->net->edges;
    bool good = (start == NO_ROW || number(w, start)) && (last == NO_ROW || number(w, last));
    for (size_t i = 0; i < n_edges && good; i++)
        good = number(w, all[edges[i]].a) && number(w, all[edges[i]].b);
    for (size_t i = 0; i < n_nodes && good; i++)
        good = number(w, nodes[i]);
    w->odd = calloc(w->n + 1, sizeof *w->odd);
    if (!good || w->odd == NULL)
        return false;
    for (size_t i = 0; i < n_edges; i++) {
        union_join(w->group, w->b->local[all[edges[i]].a] - 1, w->b->local[all[edges[i]].b] - 1);
        turn_odd(w, all[edges[i]].a);
        turn_odd(w, all[edges[i]].b);
    }
    if (last != NO_ROW) { /* twice the same node is even */
        turn_odd(w, start);
        turn_odd(w, last);
    }
    return true;
}

static MUST bool find_parts(struct bounding *w)
{
    w->part = calloc(w->n + 1, sizeof *w->part);
    w->way_m = malloc((w->n * w->n + 1) * sizeof *w->way_m);
    for (uint32_t i = 0; i < w->n && w->part != NULL; i++) { /* a root is the lowest of its group */
        uint32_t root = union_root(w->group, i);
        w->part[i] = root == i ? (uint32_t)w->n_parts++ : w->part[root];
    }
    return w->part != NULL && w->way_m != NULL;
}

/* ---- ways -------------------------------------------------------------------------------------- */

/* Ways from one end to all others within the reach. */
static MUST bool find_ways(struct bounding *w, uint32_t from)
{
    struct search *s = &w->b->search;
    search_begin(s);
    if (!search_push(s, w->nodes[from], 0, NO_ROW))
        return false;
    for (uint32_t node; search_ahead_m(s) < w->reach_m && (node = search_next(s)) != NO_ROW;) {
        if (w->b->local[node] > 0)
            w->way_m[from * w->n + w->b->local[node] - 1] = s->at_m[node];
        if (!search_spread(s, node))
            return false;
    }
    return true;
}

static MUST bool find_all_ways(struct bounding *w)
{
    bool good = true;
    for (size_t k = 0; k < w->n * w->n; k++)
        w->way_m[k] = w->reach_m;
    for (uint32_t i = 0; i < w->n && good; i++)
        good = find_ways(w, i);
    /* Sums of the same lengths from both sides may differ in their last bits: the smaller is safe. */
    for (size_t a = 0; a < w->n && good; a++)
        for (size_t b = 0; b < a; b++)
            w->way_m[a * w->n + b] = w->way_m[b * w->n + a] = fmin(w->way_m[a * w->n + b], w->way_m[b * w->n + a]);
    return good;
}

/* ---- all of it --------------------------------------------------------------------------------- */

static MUST bool find_legs(struct bounding *w, double most_m, double near_m, double *legs_m)
{
    bool good = find_parts(w);
    const struct leg_ends ends = {w->n, w->n_parts, w->odd, w->part, w->way_m};
    double reach_m = FIRST_REACH_M, longest_m = 0;
    while (good && reach_m > w->reach_m) {
        w->reach_m = reach_m;
        good = find_all_ways(w) && legs_longest(&ends, &longest_m);
        reach_m = w->reach_m >= most_m ? 0 : longest_m < w->reach_m ? FAR_TIMES * longest_m : 2 * w->reach_m;
    }
    return good && legs_bound(&ends, most_m, near_m, legs_m);
}

static void leave(struct bounding *w)
{
    for (size_t i = 0; i < w->n; i++)
        w->b->local[w->nodes[i]] = 0;
    free(w->nodes);
    free(w->group);
    free(w->part);
    free(w->odd);
    free(w->way_m);
}

bool bounder_walk(struct bounder *bounder, const uint32_t *edges, size_t n_edges, const uint32_t *nodes, size_t n_nodes,
                  uint32_t start, uint32_t last, double length_m, double *bound_m)
{
    struct bounding w = {.b = bounder};
    double required_m = 0, legs_m = 0;
    for (size_t i = 0; i < n_edges; i++)
        required_m += bounder->net->edges[edges[i]].length_m;
    bool good = n_edges + n_nodes == 0 ||
                (take_required(&w, edges, n_edges, nodes, n_nodes, start, last) &&
                 (w.n < 2 || find_legs(&w, length_m - required_m, NEAR * length_m, &legs_m)));
    /* Sums of lengths are good to so much. */
    *bound_m = required_m + legs_m * (1 - 1e-9);
    leave(&w);
    return good;
}
