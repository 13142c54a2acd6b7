/* SPDX-License-Identifier: MIT
 *
 * survey/postman.c, walk_improve.c and walk_bound.c: walks worked by hand, closed and between two nodes; towns of blocks with
 * sidewalks on both sides, within 1.1 of the bound; and small random nets against the shortest walk of all, found by trying how
 * often each edge is passed. */
#include "bench/walk_town.h"
#include "survey/walk_bound.h"
#include "survey/walk_improve.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MOST_NODES 1024
#define MOST_EDGES 2048
#define FEW_EDGES 9 /* of nets that are tried whole: 3^9 ways */

static struct net net;
static double xy[2 * MOST_NODES];
static struct net_edge edges[MOST_EDGES];
static uint32_t first_at[MOST_NODES + 1], at[2 * MOST_EDGES];

static uint32_t seed = 3;

static uint32_t random_below(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static void net_empty(size_t n_nodes)
{
    net = (struct net){.n_nodes = n_nodes, .xy = xy, .edges = edges, .first_at = first_at, .at = at};
}

static uint32_t join(uint32_t a, uint32_t b, double length_m)
{
    edges[net.n_edges] = (struct net_edge){.a = a, .b = b, .line = NO_LINE, .length_m = length_m};
    return (uint32_t)net.n_edges++;
}

static void net_index(void)
{
    size_t n = 0;
    for (uint32_t node = 0; node < net.n_nodes; node++) {
        first_at[node] = (uint32_t)n;
        for (uint32_t e = 0; e < net.n_edges; e++)
            if (edges[e].a == node || edges[e].b == node)
                at[n++] = e;
    }
    first_at[net.n_nodes] = (uint32_t)n;
}

/* The walk is one, begins and ends where it shall, passes what is required, and its figures are its own. */
static void check_walk(const struct net *where, const struct tour *tour, const uint32_t *required, size_t n,
                       const uint32_t *nodes, size_t n_nodes, uint32_t start, uint32_t last)
{
    double length_m = 0;
    assert_int_equal(last != NO_ROW ? last : tour->nodes[0], tour->nodes[tour->n]);
    assert_int_equal(start != NO_ROW ? start : tour->nodes[0], tour->nodes[0]);
    for (size_t i = 0; i < tour->n; i++) {
        const struct net_edge *edge = &where->edges[tour->edges[i]];
        assert_true((edge->a == tour->nodes[i] && edge->b == tour->nodes[i + 1]) ||
                    (edge->b == tour->nodes[i] && edge->a == tour->nodes[i + 1]));
        length_m += edge->length_m;
    }
    for (size_t k = 0; k < n; k++) {
        bool passed = false;
        for (size_t i = 0; i < tour->n; i++)
            passed = passed || tour->edges[i] == required[k];
        assert_true(passed);
    }
    for (size_t k = 0; k < n_nodes; k++) {
        bool visited = false;
        for (size_t i = 0; i <= tour->n; i++)
            visited = visited || tour->nodes[i] == nodes[k];
        assert_true(visited);
    }
    assert_true(fabs(length_m - tour->length_m) < 1e-6);
}

static double bound_m; /* of the last walk */

/* The walk of the postman, made shorter. */
static struct tour walk_in(const struct net *where, const uint32_t *required, size_t n, const uint32_t *nodes, size_t n_nodes,
                           uint32_t start, uint32_t last)
{
    struct postman *postman = postman_new(where);
    struct improver *improver = improver_new(where);
    struct bounder *bounder = bounder_new(where);
    struct tour tour;
    rasif_error err;
    bool whole;
    assert_true(postman != NULL && improver != NULL && bounder != NULL);
    assert_int_equal(postman_walk(postman, required, n, nodes, n_nodes, start, last, &tour, &whole, &err), RASIF_OK);
    assert_true(whole);
    check_walk(where, &tour, required, n, nodes, n_nodes, start, last);
    double before_m = tour.length_m;
    assert_true(improver_walk(improver, required, n, nodes, n_nodes, start, &tour));
    check_walk(where, &tour, required, n, nodes, n_nodes, start, last);
    assert_true(tour.length_m <= before_m);
    assert_true(bounder_walk(bounder, required, n, nodes, n_nodes, start, last, tour.length_m, &bound_m));
    assert_true(bound_m <= tour.length_m + 1e-6);
    postman_free(postman);
    improver_free(improver);
    bounder_free(bounder);
    return tour;
}

static struct tour walk_between(const uint32_t *required, size_t n, const uint32_t *nodes, size_t n_nodes, uint32_t start,
                                uint32_t last)
{
    return walk_in(&net, required, n, nodes, n_nodes, start, last);
}

static struct tour walk_through(const uint32_t *required, size_t n, const uint32_t *nodes, size_t n_nodes, uint32_t start)
{
    return walk_between(required, n, nodes, n_nodes, start, NO_ROW);
}

/* `least_m`: what the bound proves, to a hundredth of the walk: it is not raised to the last centimetre. */
static void expect(const struct tour *tour, double length_m, double least_m)
{
    assert_true(fabs(tour->length_m - length_m) < 1e-6);
    assert_true(fabs(bound_m - least_m) < 0.01 * length_m);
}

/* ---- by hand ----------------------------------------------------------------------------------- */

static void walk__one_edge__there_and_back(void **state)
{
    (void)state;
    net_empty(2);
    uint32_t edge = join(0, 1, 100);
    net_index();
    struct tour tour = walk_through(&edge, 1, NULL, 0, NO_ROW);
    expect(&tour, 200, 200);
    tour_free(&tour);
}

static void walk__a_ring__passes_each_edge_once(void **state)
{
    (void)state;
    net_empty(4);
    uint32_t ring[4];
    for (uint32_t i = 0; i < 4; i++)
        ring[i] = join(i, (i + 1) % 4, 100);
    net_index();
    struct tour tour = walk_through(ring, 4, NULL, 0, NO_ROW);
    expect(&tour, 400, 400);
    tour_free(&tour);
}

/* Two rings of 400 m with 50 m between: 800 + 2 x 50, and no walk is shorter. */
static void walk__two_rings__the_way_between_twice(void **state)
{
    (void)state;
    net_empty(8);
    uint32_t rings[8];
    for (uint32_t i = 0; i < 4; i++) {
        rings[i] = join(i, (i + 1) % 4, 100);
        rings[4 + i] = join(4 + i, 4 + (i + 1) % 4, 100);
    }
    join(0, 4, 50);
    net_index();
    struct tour tour = walk_through(rings, 8, NULL, 0, NO_ROW);
    expect(&tour, 900, 900);
    tour_free(&tour);
}

/* Two sides of a street, 100 m, crossings of 10 m at both ends: round. With a start 30 m off: 60 m more. */
static void walk__both_sides__are_a_round(void **state)
{
    (void)state;
    net_empty(5);
    const uint32_t sides[] = {join(0, 1, 100), join(2, 3, 100)};
    join(0, 2, 10);
    join(1, 3, 10);
    join(0, 4, 30);
    net_index();
    struct tour tour = walk_through(sides, 2, NULL, 0, NO_ROW);
    expect(&tour, 220, 220);
    tour_free(&tour);
    tour = walk_through(sides, 2, NULL, 0, 4);
    assert_int_equal(tour.nodes[0], 4);
    expect(&tour, 280, 280);
    tour_free(&tour);
}

/* The same two sides from a stop 30 m off one end to a stop 40 m off the other: along one side, over the crossing, and there and
 * back along the other. To a stop at its far end it is walked once. */
static void walk__between_stops__ends_at_the_other(void **state)
{
    (void)state;
    net_empty(6);
    const uint32_t sides[] = {join(0, 1, 100), join(2, 3, 100)};
    join(0, 2, 10);
    join(1, 3, 10);
    join(0, 4, 30);
    join(3, 5, 40);
    net_index();
    struct tour tour = walk_between(sides, 2, NULL, 0, 4, 5);
    assert_int_equal(tour.nodes[0], 4);
    expect(&tour, 380, 380); /* 30 + 100 + 10 + 100 + 100 + 40 */
    tour_free(&tour);
    tour = walk_between(sides, 2, NULL, 0, 4, 2);
    expect(&tour, 240, 240); /* 30 + 100 + 10 + 100 */
    tour_free(&tour);
}

/* Nothing lies beside the shortest way between both: that is the walk. */
static void walk__between_stops__of_one_edge_is_the_edge(void **state)
{
    (void)state;
    net_empty(3);
    const uint32_t edge = join(0, 1, 100);
    join(1, 2, 50);
    net_index();
    struct tour tour = walk_between(&edge, 1, NULL, 0, 0, 2);
    expect(&tour, 150, 150);
    tour_free(&tour);
}

/* A point 20 m beside a ring: there and back. */
static void walk__a_point__is_visited(void **state)
{
    (void)state;
    net_empty(5);
    uint32_t ring[4];
    const uint32_t point = 4;
    for (uint32_t i = 0; i < 4; i++)
        ring[i] = join(i, (i + 1) % 4, 100);
    join(2, 4, 20);
    net_index();
    struct tour tour = walk_through(ring, 4, &point, 1, NO_ROW);
    expect(&tour, 440, 440);
    tour_free(&tour);
}

/* What can't be reached is left out, and said. */
static void walk__no_way__is_not_whole(void **state)
{
    (void)state;
    net_empty(4);
    const uint32_t two[] = {join(0, 1, 100), join(2, 3, 100)};
    net_index();
    struct postman *postman = postman_new(&net);
    struct tour tour;
    rasif_error err;
    bool whole = true;
    assert_non_null(postman);
    assert_int_equal(postman_walk(postman, two, 2, NULL, 0, NO_ROW, NO_ROW, &tour, &whole, &err), RASIF_OK);
    assert_false(whole);
    assert_true(fabs(tour.length_m - 200) < 1e-6);
    tour_free(&tour);
    postman_free(postman);
}

/* ---- towns ------------------------------------------------------------------------------------- */

/* Walks through blocks with sidewalks all around, of which `share` in ten are required. */
static void try_towns(bool plain)
{
    double all_m = 0, all_bound_m = 0;
    for (uint32_t share = 3; share <= 10; share++) {
        struct walk_town town;
        assert_true(town_make(5, share, plain, 7 * share, &town));
        struct tour tour = walk_in(&town.net, town.edges, town.n_edges, town.points, town.n_points, NO_ROW, NO_ROW);
        all_m += tour.length_m;
        all_bound_m += bound_m;
        assert_true(tour.length_m <= 1.1 * bound_m);
        print_message("# %s, %u of 10 sidewalks: %.3f of the bound\n", plain ? "plain" : "uneven", share, tour.length_m / bound_m);
        tour_free(&tour);
        town_free(&town);
    }
    print_message("# all: %.3f\n", all_m / all_bound_m);
}

static void town__blocks__within_the_bound(void **state)
{
    (void)state;
    try_towns(true);
    try_towns(false);
}

/* ---- all ways ---------------------------------------------------------------------------------- */

static uint32_t group[16];

static uint32_t root(uint32_t node)
{
    return group[node] == node ? node : root(group[node]);
}

/* Is every node even (but for two ends that differ, which are odd), and all that is passed in one piece with both? */
static bool is_walk(const unsigned passes[FEW_EDGES], uint32_t start, uint32_t last)
{
    unsigned degree[16] = {0};
    uint32_t one = NO_ROW;
    for (uint32_t node = 0; node < net.n_nodes; node++)
        group[node] = node;
    for (uint32_t e = 0; e < net.n_edges; e++) {
        degree[edges[e].a] += passes[e];
        degree[edges[e].b] += passes[e];
        if (passes[e] > 0)
            group[root(edges[e].a)] = root(edges[e].b);
    }
    if (start != last) { /* an edge between both would close the walk */
        degree[start]++;
        degree[last]++;
    }
    for (uint32_t node = 0; node < net.n_nodes; node++) {
        if (degree[node] % 2 != 0 || (degree[node] > 0 && one != NO_ROW && root(node) != root(one)))
            return false;
        one = degree[node] > 0 ? node : one;
    }
    return true;
}

/* No shortest walk passes an edge three times, or twice more than it must. */
static double shortest_m(const bool required[FEW_EDGES], uint32_t start, uint32_t last)
{
    double least = INFINITY;
    unsigned ways = 1;
    for (size_t e = 0; e < net.n_edges; e++)
        ways *= 3;
    for (unsigned way = 0; way < ways; way++) {
        unsigned passes[FEW_EDGES], rest = way;
        double length_m = 0;
        bool fits = true;
        for (size_t e = 0; e < net.n_edges; e++, rest /= 3) {
            passes[e] = rest % 3;
            length_m += passes[e] * edges[e].length_m;
            fits = fits && (passes[e] > 0 || !required[e]);
        }
        if (fits && length_m < least && is_walk(passes, start, last))
            least = length_m;
    }
    return least;
}

static void try_small_nets(bool open)
{
    double all_m = 0, least_m = 0, all_bound_m = 0, worst = 1;
    for (int round = 0; round < 200; round++) {
        bool must[FEW_EDGES] = {false};
        uint32_t required[FEW_EDGES];
        size_t n = 0;
        net_empty(6);
        for (uint32_t node = 1; node < 6; node++) /* one piece */
            join(node, random_below(node), 10 + random_below(90));
        while (net.n_edges < FEW_EDGES) {
            uint32_t a = random_below(6), b = random_below(6);
            if (a != b)
                join(a, b, 10 + random_below(90));
        }
        net_index();
        for (uint32_t e = 0; e < net.n_edges; e++)
            if (random_below(2) == 0) {
                must[e] = true;
                required[n++] = e;
            }
        if (n == 0)
            continue;
        uint32_t start = edges[required[0]].a, last = open ? random_below(6) : start; /* at times the same */
        struct tour tour = open ? walk_between(required, n, NULL, 0, start, last) : walk_through(required, n, NULL, 0, NO_ROW);
        double least = shortest_m(must, start, last);
        assert_true(tour.length_m >= least - 1e-6);
        assert_true(bound_m <= least + 1e-6);
        all_bound_m += bound_m;
        all_m += tour.length_m;
        least_m += least;
        worst = fmax(worst, tour.length_m / least);
        tour_free(&tour);
    }
    print_message("# small nets, %s: %.3f of the shortest, %.3f at worst; bounds %.3f of it\n", open ? "between stops" : "closed", all_m / least_m,
                  worst, all_bound_m / least_m);
    assert_true(all_m <= 1.05 * least_m && worst <= 1.6);
}

static void walk__small_nets__near_the_shortest(void **state)
{
    (void)state;
    try_small_nets(false);
}

static void walk__small_nets_between_stops__near_the_shortest(void **state)
{
    (void)state;
    try_small_nets(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walk__one_edge__there_and_back),   cmocka_unit_test(walk__a_ring__passes_each_edge_once),
        cmocka_unit_test(walk__two_rings__the_way_between_twice), cmocka_unit_test(walk__both_sides__are_a_round),
        cmocka_unit_test(walk__a_point__is_visited),        cmocka_unit_test(walk__no_way__is_not_whole),
        cmocka_unit_test(town__blocks__within_the_bound),   cmocka_unit_test(walk__small_nets__near_the_shortest),
        cmocka_unit_test(walk__small_nets_between_stops__near_the_shortest),
        cmocka_unit_test(walk__between_stops__ends_at_the_other), cmocka_unit_test(walk__between_stops__of_one_edge_is_the_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
