/* SPDX-License-Identifier: MIT
 *
 * A walk through given edges: see postman.h. Searches visit what they need of the net alone: nodes
 * carry the number of the search that touched them last. Cost: a search for each part that is joined and
 * for each odd node, each as far as the nearest others. */
#include "survey/postman.h"

#include "base/union_find.h"
#include "survey/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEAREST 12 /* partners tried for each odd node, before any partner will do ... */
#define AFTER_M 300.0 /* ... and none that is farther away than the nearest by three times and this much */

struct postman {
    const struct net *net;
    struct search search;
    /* of one walk; all zero in between */
    uint32_t *local; /* [n_nodes] 1 + number among the nodes of the walk */
    uint8_t *copies; /* [n_edges] how often the walk passes the edge */
};

struct postman *postman_new(const struct net *net)
{
    struct postman *p = calloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    p->net = net;
    bool good = search_open(&p->search, net);
    p->local = calloc(net->n_nodes + 1, sizeof *p->local);
    p->copies = calloc(net->n_edges + 1, 1);
    if (good && p->local != NULL && p->copies != NULL)
        return p;
    postman_free(p);
    return NULL;
}

void postman_free(struct postman *p)
{
    if (p == NULL)
        return;
    search_close(&p->search);
    free(p->local);
    free(p->copies);
    free(p);
}

/* ---- the walk while it is made ----------------------------------------------------------------- */

struct making {
    struct postman *p;
    const struct net *net;
    uint32_t *nodes;  /* heap; nodes of the walk, the start first */
    uint32_t last;    /* number of the node where it ends; 0 = where it begins */
    uint32_t *part;   /* heap; [n] by number of node: its connected part, see union_find.h */
    size_t n, capacity, part_capacity;
    uint32_t *passed; /* heap; edges with copies, in the order in which they came */
    size_t n_passed, passed_capacity;
};

/* Numbers a node of the walk. */
static MUST bool number(struct making *m, uint32_t node, uint32_t *out)
{
    if (m->p->local[node] == 0) {
        if (!PUSH(m->nodes, m->n, m->capacity, node) ||
            !array_reserve(&m->part, &m->part_capacity, m->n, sizeof *m->part))
            return false;
        m->part[m->n - 1] = (uint32_t)m->n - 1;
        m->p->local[node] = (uint32_t)m->n;
    }
    *out = m->p->local[node] - 1;
    return true;
}

/* Passes the edge once more; its ends are in one part from now on. */
static MUST bool pass(struct making *m, uint32_t edge)
{
    uint32_t a, b;
    if (!number(m, m->net->edges[edge].a, &a) || !number(m, m->net->edges[edge].b, &b))
        return false;
    union_join(m->part, a, b);
    uint8_t *copies = &m->p->copies[edge];
    if (*copies == 0 && !PUSH(m->passed, m->n_passed, m->passed_capacity, edge))
        return false;
    *copies = (uint8_t)(*copies < 3 ? *copies + 1 : 2); /* four passes are as good as two */
    return true;
}

/* Passes the way that the search found to a node, from its source. `tree`: each edge once is enough. */
static MUST bool pass_way(struct making *m, uint32_t node, bool tree)
{
    while (m->p->search.by[node] != NO_ROW) {
        uint32_t edge = m->p->search.by[node];
        node = net_other(&m->net->edges[edge], node);
        if (tree && m->p->copies[edge] > 0)
            continue;
        if (!pass(m, edge))
            return false;
    }
    return true;
}

/* ---- parts become one -------------------------------------------------------------------------- */

/* Prim's tree over the parts, from that of the start: the nearest part of the rest is joined until none is
 * left, or none can be reached. Ways start from required nodes alone. `required`: that many
 * nodes were numbered before. */
static MUST bool join_parts(struct making *m, size_t required, uint8_t *in_tree, bool *whole)
{
    struct postman *p = m->p;
    search_begin(&p->search);
    uint32_t *part = malloc((required + 1) * sizeof *part);
    bool good = part != NULL;
    for (uint32_t i = 0; i < required && good; i++)
        part[i] = union_root(m->part, i);
    size_t left = 0;
    for (uint32_t i = 0; i < required && good; i++) {
        left += part[i] == i && part[i] != part[0];
        if (part[i] == part[0])
            good = search_push(&p->search, m->nodes[i], 0, NO_ROW);
    }
    if (good)
        in_tree[part[0]] = 1;
    while (left > 0 && good) {
        uint32_t node = search_next(&p->search);
        if (node == NO_ROW)
            break;
        uint32_t i = p->local[node] - 1;
        if (p->local[node] == 0 || i >= required || in_tree[part[i]]) {
            good = search_spread(&p->search, node);
            continue;
        }
        good = pass_way(m, node, true);
        in_tree[part[i]] = 1;
        left--;
        for (uint32_t k = 0; k < required && good; k++) /* sources from now on */
            if (part[k] == part[i])
                good = search_push(&p->search, m->nodes[k], 0, NO_ROW);
    }
    *whole = left == 0;
    free(part);
    return good;
}

/* ---- odd nodes become even --------------------------------------------------------------------- */

struct pair {
    double way_m;
    uint32_t a, b; /* a < b: numbers among the odd nodes */
};

static int compare_pairs(const void *x, const void *y)
{
    const struct pair *left = x, *right = y;
    if (left->way_m < right->way_m || left->way_m > right->way_m)
        return left->way_m < right->way_m ? -1 : 1;
    if (left->a != right->a)
        return left->a < right->a ? -1 : 1;
    return left->b < right->b ? -1 : left->b > right->b;
}

/* Odd nodes and the ways between near ones. */
struct odd {
    uint32_t *nodes; /* heap; nodes of the net */
    size_t n, capacity;
    uint32_t *number_of; /* heap; [m->n] 1 + number of an odd node */
    struct pair *pairs;  /* heap; by length */
    size_t n_pairs, pair_capacity;
    uint32_t *mate;      /* heap; [n] NO_ROW = none yet */
    double *mate_m;      /* heap; [n] */
};

static MUST bool find_odd(const struct making *m, struct odd *odd)
{
    uint8_t *is_odd = calloc(m->n + 1, 1);
    odd->number_of = calloc(m->n + 1, sizeof *odd->number_of);
    bool good = is_odd != NULL && odd->number_of != NULL;
    for (size_t i = 0; i < m->n_passed && good; i++) {
        const struct net_edge *edge = &m->net->edges[m->passed[i]];
        if ((m->p->copies[m->passed[i]] & 1) == 0 || edge->a == edge->b)
            continue;
        is_odd[m->p->local[edge->a] - 1] ^= 1;
        is_odd[m->p->local[edge->b] - 1] ^= 1;
    }
    if (good && m->last != 0) {
        is_odd[0] ^= 1;
        is_odd[m->last] ^= 1;
    }
    for (size_t i = 0; i < m->n && good; i++)
        if (is_odd[i]) {
            good = PUSH(odd->nodes, odd->n, odd->capacity, m->nodes[i]);
            odd->number_of[i] = (uint32_t)odd->n;
        }
    free(is_odd);
    return good;
}

static uint32_t odd_number(const struct making *m, const struct odd *odd, uint32_t node, size_t known)
{
    uint32_t i = m->p->local[node];
    return i == 0 || i > known ? NO_ROW : odd->number_of[i - 1] - 1; /* 0 - 1 = NO_ROW */
}

/* Ways from one odd node to the `most` nearest others; with `free` to those without a mate alone.
 * *nearest_m gets the first. */
static MUST bool find_ways(struct making *m, struct odd *odd, uint32_t from, size_t most, bool free_only, size_t known,
                           double *nearest_m)
{
    struct postman *p = m->p;
    size_t found = 0;
    search_begin(&p->search);
    *nearest_m = INFINITY;
    if (!search_push(&p->search, odd->nodes[from], 0, NO_ROW))
        return false;
    for (uint32_t node; found < most && (node = search_next(&p->search)) != NO_ROW;) {
        uint32_t other = odd_number(m, odd, node, known);
        if (p->search.at_m[node] > 3 * *nearest_m + AFTER_M)
            break;
        if (!search_spread(&p->search, node))
            return false;
        if (other == NO_ROW || other == from || (free_only && odd->mate[other] != NO_ROW))
            continue;
        *nearest_m = found++ == 0 ? p->search.at_m[node] : *nearest_m;
        struct pair pair = {p->search.at_m[node], from < other ? from : other, from < other ? other : from};
        if (!PUSH(odd->pairs, odd->n_pairs, odd->pair_capacity, pair))
            return false;
    }
    return true;
}

static void mate(struct odd *odd, uint32_t a, uint32_t b, double way_m)
{
    odd->mate[a] = b;
    odd->mate[b] = a;
    odd->mate_m[a] = odd->mate_m[b] = way_m;
}

static void mate_greedily(struct odd *odd, size_t first)
{
    if (odd->n_pairs > first)
        array_sort(odd->pairs + first, odd->n_pairs - first, sizeof *odd->pairs, compare_pairs);
    for (size_t i = first; i < odd->n_pairs; i++)
        if (odd->mate[odd->pairs[i].a] == NO_ROW && odd->mate[odd->pairs[i].b] == NO_ROW)
            mate(odd, odd->pairs[i].a, odd->pairs[i].b, odd->pairs[i].way_m);
}

/* The way between two odd nodes, of those that were found near; infinite = it was not. */
static double way_between(const struct odd *odd, const uint32_t *first_of, uint32_t a, uint32_t b)
{
    for (uint32_t i = first_of[a]; i < first_of[a + 1]; i++)
        if (odd->pairs[i].b == b)
            return odd->pairs[i].way_m;
    return INFINITY;
}

static int compare_ends(const void *x, const void *y)
{
    const struct pair *left = x, *right = y;
    if (left->a != right->a)
        return left->a < right->a ? -1 : 1;
    return left->b < right->b ? -1 : left->b > right->b;
}

/* A pair (a, b) that is near, of mates c and d: with a-b and c-d instead the ways may be shorter. */
static bool exchange(struct odd *odd, const uint32_t *first_of, const struct pair *pair)
{
    uint32_t c = odd->mate[pair->a], d = odd->mate[pair->b];
    if (c == pair->b)
        return false;
    double other_m = way_between(odd, first_of, c < d ? c : d, c < d ? d : c);
    double before_m = odd->mate_m[pair->a] + odd->mate_m[pair->b];
    if (!(pair->way_m + other_m < before_m - 1e-6))
        return false;
    mate(odd, pair->a, pair->b, pair->way_m);
    mate(odd, c, d, other_m);
    return true;
}

/* Exchanges of two pairs, as long as one helps; each makes the ways shorter, so that it ends. */
static MUST bool improve(struct odd *odd)
{
    uint32_t *first_of = calloc(odd->n + 2, sizeof *first_of);
    bool better = first_of != NULL;
    array_sort(odd->pairs, odd->n_pairs, sizeof *odd->pairs, compare_ends);
    for (size_t i = 0; i < odd->n_pairs && first_of != NULL; i++)
        first_of[odd->pairs[i].a + 1]++;
    for (size_t i = 0; i < odd->n && first_of != NULL; i++)
        first_of[i + 1] += first_of[i];
    bool good = first_of != NULL;
    while (better) {
        better = false;
        for (size_t i = 0; i < odd->n_pairs; i++)
            better = exchange(odd, first_of, &odd->pairs[i]) || better;
    }
    free(first_of);
    return good;
}

/* Mates for all odd nodes: their number is even in every connected part of the net. */
static MUST bool match(struct making *m, struct odd *odd, size_t known)
{
    double nearest_m;
    odd->mate = malloc((odd->n + 1) * sizeof *odd->mate);
    odd->mate_m = calloc(odd->n + 1, sizeof *odd->mate_m);
    if (odd->mate == NULL || odd->mate_m == NULL)
        return false;
    memset(odd->mate, 0xff, (odd->n + 1) * sizeof *odd->mate);
    for (uint32_t i = 0; i < odd->n; i++)
        if (!find_ways(m, odd, i, NEAREST, false, known, &nearest_m))
            return false;
    mate_greedily(odd, 0);
    for (uint32_t i = 0; i < odd->n; i++) {
        size_t first = odd->n_pairs;
        if (odd->mate[i] != NO_ROW)
            continue;
        if (!find_ways(m, odd, i, 1, true, known, &nearest_m))
            return false;
        mate_greedily(odd, first);
    }
    return improve(odd);
}

/* Passes the ways between mates. */
static MUST bool pass_mates(struct making *m, const struct odd *odd)
{
    struct postman *p = m->p;
    for (uint32_t i = 0; i < odd->n; i++) {
        uint32_t node = NO_ROW, to = odd->mate[i];
        if (to == NO_ROW || to < i)
            continue;
        search_begin(&p->search);
        if (!search_push(&p->search, odd->nodes[i], 0, NO_ROW))
            return false;
        while ((node = search_next(&p->search)) != NO_ROW && node != odd->nodes[to])
            if (!search_spread(&p->search, node))
                return false;
        if (node != NO_ROW && !pass_way(m, node, false))
            return false;
    }
    return true;
}

static void odd_free(struct odd *odd)
{
    free(odd->nodes);
    free(odd->number_of);
    free(odd->pairs);
    free(odd->mate);
    free(odd->mate_m);
}

static MUST bool make_even(struct making *m)
{
    struct odd odd = {.n = 0};
    size_t known = m->n;
    bool good = find_odd(m, &odd) && match(m, &odd, known) && pass_mates(m, &odd);
    odd_free(&odd);
    return good;
}

/* ---- edges that stand twice -------------------------------------------------------------------- */

/* Does the walk hold together without some copies? Parts are found anew; the start is number 0. */
static bool holds_together(struct making *m, size_t required)
{
    for (uint32_t i = 0; i < m->n; i++)
        m->part[i] = i;
    for (size_t i = 0; i < m->n_passed; i++) {
        const struct net_edge *edge = &m->net->edges[m->passed[i]];
        if (m->p->copies[m->passed[i]] == 0)
            continue;
        union_join(m->part, m->p->local[edge->a] - 1, m->p->local[edge->b] - 1);
    }
    for (uint32_t i = 0; i < required; i++)
        if (union_root(m->part, i) != 0)
            return false;
    return true;
}

/* Two copies of an edge beyond what is required go where the walk holds together without them; a third
 * copy goes with a second in any case. `n_edges`: the first edges that were passed are required, once. */
static void drop_twice(struct making *m, size_t n_edges, size_t required)
{
    for (size_t i = m->n_passed; i-- > 0;) {
        uint8_t *copies = &m->p->copies[m->passed[i]];
        uint8_t least = i < n_edges;
        while (*copies > 2)
            *copies = (uint8_t)(*copies - 2);
        if (*copies < 2 + least)
            continue;
        *copies = (uint8_t)(*copies - 2);
        if (!holds_together(m, required))
            *copies = (uint8_t)(*copies + 2);
    }
}

/* ---- the walk ---------------------------------------------------------------------------------- */

/* Passes of edges at each node of the walk: an edge with two copies is in twice. */
struct passes {
    uint32_t *first, *edges; /* heap */
    size_t n;
};

static MUST bool list_passes(const struct making *m, struct passes *out)
{
    out->first = calloc(m->n + 3, sizeof *out->first);
    for (size_t i = 0; i < m->n_passed; i++)
        out->n += m->p->copies[m->passed[i]];
    out->edges = malloc((2 * out->n + 1) * sizeof *out->edges);
    if (out->first == NULL || out->edges == NULL)
        return false;
    for (int fill = 0; fill < 2; fill++) {
        for (size_t i = 0; i < m->n_passed; i++) {
            const struct net_edge *edge = &m->net->edges[m->passed[i]];
            uint32_t ends[2] = {m->p->local[edge->a] - 1, m->p->local[edge->b] - 1};
            for (unsigned k = 0; k < 2u * m->p->copies[m->passed[i]]; k++) {
                if (fill)
                    out->edges[out->first[ends[k % 2] + 1]++] = m->passed[i];
                else
                    out->first[ends[k % 2] + 2]++;
            }
        }
        for (size_t i = 0; i < m->n && !fill; i++)
            out->first[i + 2] += out->first[i + 1];
    }
    return true;
}

/* Hierholzer's walk, backwards, so that it is made from the end: nodes are left when no pass is left at them.
 * `copies` counts passes down. */
static MUST bool walk(struct making *m, struct passes *passes, struct tour *out)
{
    uint32_t *next = malloc((m->n + 1) * sizeof *next);
    struct on_way {
        uint32_t node, edge;
    } *stack = malloc((passes->n + 2) * sizeof *stack);
    out->edges = malloc((passes->n + 1) * sizeof *out->edges);
    out->nodes = malloc((passes->n + 2) * sizeof *out->nodes);
    size_t n = 0, depth = 0;
    bool good = next != NULL && stack != NULL && out->edges != NULL && out->nodes != NULL;
    if (good) {
        memcpy(next, passes->first, m->n * sizeof *next);
        stack[depth++] = (struct on_way){m->nodes[m->last], NO_ROW};
    }
    while (depth > 0) {
        uint32_t node = stack[depth - 1].node, i = m->p->local[node] - 1;
        while (next[i] < passes->first[i + 1] && m->p->copies[passes->edges[next[i]]] == 0)
            next[i]++;
        if (next[i] < passes->first[i + 1]) {
            uint32_t edge = passes->edges[next[i]++];
            m->p->copies[edge]--;
            stack[depth++] = (struct on_way){net_other(&m->net->edges[edge], node), edge};
            continue;
        }
        out->nodes[n] = node;
        if (stack[--depth].edge != NO_ROW)
            out->edges[n++] = stack[depth].edge;
    }
    out->n = n;
    free(next);
    free(stack);
    return good;
}

/* ---- all of it --------------------------------------------------------------------------------- */

/* What is required, from the start: its nodes are numbered before all others. */
static MUST bool begin(struct making *m, const uint32_t *edges, size_t n_edges, const uint32_t *nodes, size_t n_nodes,
                       uint32_t start, uint32_t last, struct tour *out)
{
    uint32_t ignored;
    uint32_t first = start != NO_ROW ? start : n_edges > 0 ? m->net->edges[edges[0]].a : nodes[0];
    bool good = number(m, first, &ignored) && (last == NO_ROW || number(m, last, &m->last));
    for (size_t i = 0; i < n_edges && good; i++) {
        good = pass(m, edges[i]);
        out->required_m += m->net->edges[edges[i]].length_m;
    }
    for (size_t i = 0; i < n_nodes && good; i++)
        good = number(m, nodes[i], &ignored);
    return good;
}

/* Leaves the postman as it was before. */
static void end(struct making *m)
{
    for (size_t i = 0; i < m->n; i++)
        m->p->local[m->nodes[i]] = 0;
    for (size_t i = 0; i < m->n_passed; i++)
        m->p->copies[m->passed[i]] = 0;
    free(m->nodes);
    free(m->part);
    free(m->passed);
}

static MUST bool make(struct making *m, size_t n_edges, struct tour *out, bool *whole)
{
    size_t required = m->n;
    uint8_t *in_tree = calloc(m->n + 1, 1);
    struct passes passes = {.n = 0};
    bool good = in_tree != NULL && join_parts(m, required, in_tree, whole) && make_even(m);
    if (good && *whole)
        drop_twice(m, n_edges, required);
    good = good && list_passes(m, &passes) && walk(m, &passes, out);
    for (size_t i = 0; i < out->n && good; i++)
        out->length_m += m->net->edges[out->edges[i]].length_m;
    free(in_tree);
    free(passes.first);
    free(passes.edges);
    return good;
}

rasif_status postman_walk(struct postman *postman, const uint32_t *edges, size_t n_edges, const uint32_t *nodes,
                          size_t n_nodes, uint32_t start, uint32_t last, struct tour *out, bool *whole, rasif_error *err)
{
    struct making m = {.p = postman, .net = postman->net};
    *out = (struct tour){.n = 0};
    *whole = true;
    if (n_edges + n_nodes == 0)
        return RASIF_OK;
    bool good = begin(&m, edges, n_edges, nodes, n_nodes, start, last, out) && make(&m, n_edges, out, whole);
    end(&m);
    return good ? RASIF_OK : fail_memory(err);
}

void tour_free(struct tour *tour)
{
    free(tour->edges);
    free(tour->nodes);
    *tour = (struct tour){.n = 0};
}
