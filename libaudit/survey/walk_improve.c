/* SPDX-License-Identifier: MIT
 *
 * Makes a walk shorter: see walk_improve.h. The walk is a list of pieces, required edges in a direction and required nodes,
 * from one node to another; of a closed walk without a start from the end of its first piece to where that begins. Cost: a
 * search up to the reach for each required node; pairs of pieces, as often as something helps. */
#include "survey/walk_improve.h"

#include "survey/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REACH_M 600.0
#define LONGEST_RUN 30   /* pieces that are moved at once */
#define MOST_PIECES 1000 /* of more the walk stays as it is */
#define LEAST_M 0.01     /* what helps */

struct improver {
    const struct net *net;
    struct search search;
    uint32_t *local; /* [n_nodes] 1 + number among the required nodes; zero in between */
    uint8_t *waits;  /* [n_edges] 1 = required and not passed yet; zero in between */
};

struct improver *improver_new(const struct net *net)
{
    struct improver *i = calloc(1, sizeof *i);
    if (i == NULL)
        return NULL;
    i->net = net;
    i->local = calloc(net->n_nodes + 1, sizeof *i->local);
    i->waits = calloc(net->n_edges + 1, 1);
    if (search_open(&i->search, net) && i->local != NULL && i->waits != NULL)
        return i;
    improver_free(i);
    return NULL;
}

void improver_free(struct improver *i)
{
    if (i == NULL)
        return;
    search_close(&i->search);
    free(i->local);
    free(i->waits);
    free(i);
}

/* From node to node, by their numbers; `edge` NO_ROW: a node. */
struct piece_of_walk {
    uint32_t from, to, edge;
};

struct improving {
    struct improver *i;
    uint32_t *nodes; /* heap; [n_nodes] required */
    size_t n_nodes, node_capacity;
    struct piece_of_walk *pieces; /* heap; [n] after one another */
    size_t n, capacity;
    struct piece_of_walk first; /* of a closed walk without a start, before all pieces; edge NO_ROW and from == to: none */
    uint32_t from, to;          /* where the list begins and ends */
    double *at_m;               /* heap; [2n] where the tour comes to each piece, and where it leaves it */
    size_t at_capacity;
    double *way_m;              /* heap; [n_nodes * n_nodes]; infinite beyond the reach */
    struct piece_of_walk run[LONGEST_RUN];
};

/* ---- the walk as pieces ------------------------------------------------------------------------ */

static MUST bool number(struct improving *w, uint32_t node, uint32_t *out)
{
    if (w->i->local[node] == 0) {
        if (!PUSH(w->nodes, w->n_nodes, w->node_capacity, node))
            return false;
        w->i->local[node] = (uint32_t)w->n_nodes;
    }
    *out = w->i->local[node] - 1;
    return true;
}

static MUST bool number_all(struct improving *w, const uint32_t *edges, size_t n_edges, const uint32_t *nodes, size_t n_nodes,
                            const struct tour *tour)
{
    uint32_t ignored;
    bool good = number(w, tour->nodes[0], &ignored) && number(w, tour->nodes[tour->n], &ignored);
    for (size_t k = 0; k < n_edges && good; k++) {
        const struct net_edge *edge = &w->i->net->edges[edges[k]];
        w->i->waits[edges[k]] = 1;
        good = number(w, edge->a, &ignored) && number(w, edge->b, &ignored);
    }
    for (size_t k = 0; k < n_nodes && good; k++)
        good = number(w, nodes[k], &ignored);
    return good;
}

static MUST bool add_piece(struct improving *w, struct piece_of_walk piece, double from_m, double to_m)
{
    if (!array_reserve(&w->at_m, &w->at_capacity, 2 * (w->n + 1), sizeof *w->at_m))
        return false;
    w->at_m[2 * w->n] = from_m;
    w->at_m[2 * w->n + 1] = to_m;
    return PUSH(w->pieces, w->n, w->capacity, piece);
}

/* In the order in which the tour first passes them. */
static MUST bool list_pieces(struct improving *w, const uint32_t *nodes, size_t n_nodes, const struct tour *tour)
{
    uint8_t *alone = calloc(w->n_nodes + 1, 1);
    bool good = alone != NULL;
    double at_m = 0;
    for (size_t k = 0; k < n_nodes && good; k++)
        alone[w->i->local[nodes[k]] - 1] = 1;
    for (size_t k = 0; k <= tour->n && good; k++) {
        uint32_t number = w->i->local[tour->nodes[k]];
        if (number > 0 && alone[number - 1]) {
            alone[number - 1] = 0;
            good = add_piece(w, (struct piece_of_walk){number - 1, number - 1, NO_ROW}, at_m, at_m);
        }
        if (k == tour->n)
            break;
        double from_m = at_m;
        at_m += w->i->net->edges[tour->edges[k]].length_m;
        if (!w->i->waits[tour->edges[k]])
            continue;
        w->i->waits[tour->edges[k]] = 0;
        const struct piece_of_walk piece = {w->i->local[tour->nodes[k]] - 1, w->i->local[tour->nodes[k + 1]] - 1,
                                            tour->edges[k]};
        good = good && add_piece(w, piece, from_m, at_m);
    }
    free(alone);
    return good;
}

/* ---- ways -------------------------------------------------------------------------------------- */

static MUST bool find_ways(struct improving *w)
{
    struct search *s = &w->i->search;
    w->way_m = malloc((w->n_nodes * w->n_nodes + 1) * sizeof *w->way_m);
    if (w->way_m == NULL)
        return false;
    for (size_t k = 0; k < w->n_nodes * w->n_nodes; k++)
        w->way_m[k] = INFINITY;
    for (size_t from = 0; from < w->n_nodes; from++) {
        search_begin(s);
        if (!search_push(s, w->nodes[from], 0, NO_ROW))
            return false;
        for (uint32_t node; search_ahead_m(s) <= REACH_M && (node = search_next(s)) != NO_ROW;) {
            if (w->i->local[node] > 0)
                w->way_m[from * w->n_nodes + w->i->local[node] - 1] = s->at_m[node];
            if (!search_spread(s, node))
                return false;
        }
    }
    return true;
}

static double way(const struct improving *w, uint32_t a, uint32_t b)
{
    return fmin(w->way_m[a * w->n_nodes + b], w->way_m[b * w->n_nodes + a]);
}

static void shorten(struct improving *w, uint32_t a, uint32_t b, double length_m)
{
    double *way_m = &w->way_m[a * w->n_nodes + b];
    *way_m = fmin(*way_m, length_m);
}

/* The ways of the tour itself count, too, however long. */
static void take_own_ways(struct improving *w, double length_m)
{
    for (size_t k = 0; k + 1 < w->n; k++)
        shorten(w, w->pieces[k].to, w->pieces[k + 1].from, w->at_m[2 * k + 2] - w->at_m[2 * k + 1]);
    const struct piece_of_walk *first = &w->pieces[0], *last = &w->pieces[w->n - 1];
    double before_m = w->at_m[0], after_m = length_m - w->at_m[2 * w->n - 1];
    shorten(w, w->from, first->from, before_m);
    shorten(w, last->to, w->to, after_m);
    shorten(w, last->to, first->from, after_m + before_m); /* of a closed one */
}

/* ---- moves ------------------------------------------------------------------------------------- */

/* Where the walk is before piece k, and where it goes after piece k. */
static uint32_t before(const struct improving *w, size_t k)
{
    return k > 0 ? w->pieces[k - 1].to : w->from;
}
static uint32_t after(const struct improving *w, size_t k)
{
    return k + 1 < w->n ? w->pieces[k + 1].from : w->to;
}

static struct piece_of_walk turned(struct piece_of_walk piece)
{
    return (struct piece_of_walk){piece.to, piece.from, piece.edge};
}

/* Turns pieces i to j round where that is shorter. */
static bool turn(struct improving *w, size_t i, size_t j)
{
    uint32_t from = w->pieces[i].from, to = w->pieces[j].to;
    double now_m = way(w, before(w, i), from) + way(w, to, after(w, j));
    if (!(way(w, before(w, i), to) + way(w, from, after(w, j)) < now_m - LEAST_M))
        return false;
    for (; i < j; i++, j--) {
        struct piece_of_walk kept = turned(w->pieces[i]);
        w->pieces[i] = turned(w->pieces[j]);
        w->pieces[j] = kept;
    }
    if (i == j)
        w->pieces[i] = turned(w->pieces[i]);
    return true;
}

/* Puts pieces i to j between pieces k - 1 and k (k <= i or k > j), turned round or not. */
static void put(struct improving *w, size_t i, size_t j, size_t k, bool turn_round)
{
    size_t n = j - i + 1, at = k <= i ? k : k - n;
    for (size_t m = 0; m < n; m++)
        w->run[m] = turn_round ? turned(w->pieces[j - m]) : w->pieces[i + m];
    if (k <= i)
        memmove(w->pieces + k + n, w->pieces + k, (i - k) * sizeof *w->pieces);
    else
        memmove(w->pieces + i, w->pieces + j + 1, (k - j - 1) * sizeof *w->pieces);
    memcpy(w->pieces + at, w->run, n * sizeof *w->pieces);
}

/* Moves pieces i to j to the place where they cost least, if that is shorter. */
static bool move(struct improving *w, size_t i, size_t j)
{
    uint32_t from = w->pieces[i].from, to = w->pieces[j].to;
    double saved_m = way(w, before(w, i), from) + way(w, to, after(w, j)) - way(w, before(w, i), after(w, j));
    double best_m = saved_m - LEAST_M;
    size_t best = SIZE_MAX;
    bool turn_round = false;
    for (size_t k = 0; k <= w->n && saved_m > LEAST_M; k++) {
        if (k >= i && k <= j + 1)
            continue;
        uint32_t a = before(w, k), b = k < w->n ? w->pieces[k].from : w->to;
        double straight_m = way(w, a, from) + way(w, to, b) - way(w, a, b);
        double turned_m = way(w, a, to) + way(w, from, b) - way(w, a, b);
        double m = fmin(straight_m, turned_m);
        if (m < best_m) {
            best_m = m;
            best = k;
            turn_round = turned_m < straight_m;
        }
    }
    if (best != SIZE_MAX)
        put(w, i, j, best, turn_round);
    return best != SIZE_MAX;
}

/* Each move makes the walk shorter, so that it ends. */
static bool improve(struct improving *w)
{
    bool any = false;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < w->n; i++)
            for (size_t j = i; j < w->n; j++) {
                more = turn(w, i, j) || more;
                if (j - i < LONGEST_RUN)
                    more = move(w, i, j) || more;
            }
        any = any || more;
    }
    return any;
}

/* ---- the new walk ------------------------------------------------------------------------------ */

struct writing {
    struct tour tour;
    size_t edge_capacity, node_capacity, n_nodes;
};

static MUST bool step(const struct improving *w, struct writing *out, uint32_t edge, uint32_t to)
{
    out->tour.length_m += w->i->net->edges[edge].length_m;
    return PUSH(out->tour.edges, out->tour.n, out->edge_capacity, edge) &&
           PUSH(out->tour.nodes, out->n_nodes, out->node_capacity, to);
}

/* The shortest way from where the walk is to a node: searched from there, so that it comes in order. */
static MUST bool go(struct improving *w, struct writing *out, uint32_t to)
{
    struct search *s = &w->i->search;
    uint32_t at = out->tour.nodes[out->n_nodes - 1], node;
    if (at == w->nodes[to])
        return true;
    search_begin(s);
    if (!search_push(s, w->nodes[to], 0, NO_ROW))
        return false;
    while ((node = search_next(s)) != NO_ROW && node != at)
        if (!search_spread(s, node))
            return false;
    while (node != NO_ROW && s->by[node] != NO_ROW) {
        uint32_t edge = s->by[node];
        node = net_other(&w->i->net->edges[edge], node);
        if (!step(w, out, edge, node))
            return false;
    }
    return true;
}

static MUST bool write_walk(struct improving *w, struct writing *out)
{
    bool good = PUSH(out->tour.nodes, out->n_nodes, out->node_capacity, w->nodes[w->first.from]);
    if (good && w->first.edge != NO_ROW)
        good = step(w, out, w->first.edge, w->nodes[w->first.to]);
    for (size_t k = 0; k < w->n && good; k++) {
        const struct piece_of_walk *piece = &w->pieces[k];
        good = go(w, out, piece->from) && (piece->edge == NO_ROW || step(w, out, piece->edge, w->nodes[piece->to]));
    }
    return good && go(w, out, w->to);
}

/* ---- all of it --------------------------------------------------------------------------------- */

/* Where the list begins and ends: a closed walk without a start, round its first piece. */
static void set_ends(struct improving *w, uint32_t start)
{
    w->first = (struct piece_of_walk){w->from, w->from, NO_ROW};
    if (start != NO_ROW)
        return;
    w->first = w->pieces[0];
    w->from = w->first.to;
    w->to = w->first.from;
    memmove(w->pieces, w->pieces + 1, --w->n * sizeof *w->pieces);
}

static MUST bool replace(struct improving *w, struct tour *tour)
{
    struct writing out = {.tour = {.required_m = tour->required_m}};
    bool good = write_walk(w, &out);
    bool shorter = good && out.tour.length_m < tour->length_m - LEAST_M;
    tour_free(shorter ? tour : &out.tour);
    *tour = shorter ? out.tour : *tour;
    return good;
}

bool improver_walk(struct improver *improver, const uint32_t *edges, size_t n_edges, const uint32_t *nodes, size_t n_nodes,
                   uint32_t start, struct tour *tour)
{
    struct improving w = {.i = improver};
    if (n_edges + n_nodes < 2 || n_edges + n_nodes > MOST_PIECES)
        return true;
    bool good = number_all(&w, edges, n_edges, nodes, n_nodes, tour) && list_pieces(&w, nodes, n_nodes, tour) && find_ways(&w);
    if (good && w.n > 1) {
        w.from = improver->local[tour->nodes[0]] - 1;
        w.to = improver->local[tour->nodes[tour->n]] - 1;
        take_own_ways(&w, tour->length_m);
        set_ends(&w, start);
        good = !improve(&w) || replace(&w, tour);
    }
    for (size_t k = 0; k < w.n_nodes; k++)
        improver->local[w.nodes[k]] = 0;
    for (size_t k = 0; k < n_edges; k++)
        improver->waits[edges[k]] = 0;
    free(w.nodes);
    free(w.pieces);
    free(w.at_m);
    free(w.way_m);
    return good;
}
