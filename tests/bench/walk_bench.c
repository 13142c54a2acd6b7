/* SPDX-License-Identifier: MIT
 *
 * A small town and the walk through what is required there, as text for another solver.
 *
 *     walk-bench BLOCKS SHARE SEED
 *
 * First line: nodes, edges, required points, length of the walk, its bound. Then one line for each edge: both nodes, length, 1
 * where it is required; then the points. */
#include "bench/walk_town.h"
#include "survey/walk_bound.h"
#include "survey/walk_improve.h"

#include <stdio.h>
#include <stdlib.h>

static int print(const struct walk_town *town, const struct tour *tour, double bound_m)
{
    uint8_t *required = calloc(town->net.n_edges + 1, 1);
    if (required == NULL)
        return 1;
    for (size_t i = 0; i < town->n_edges; i++)
        required[town->edges[i]] = 1;
    printf("%zu %zu %zu %.6f %.6f\n", town->net.n_nodes, town->net.n_edges, town->n_points, tour->length_m, bound_m);
    for (size_t e = 0; e < town->net.n_edges; e++)
        printf("%u %u %.6f %d\n", town->net.edges[e].a, town->net.edges[e].b, town->net.edges[e].length_m, required[e]);
    for (size_t i = 0; i < town->n_points; i++)
        printf("%u\n", town->points[i]);
    free(required);
    return 0;
}

static int run(const struct walk_town *town)
{
    struct postman *postman = postman_new(&town->net);
    struct improver *improver = improver_new(&town->net);
    struct bounder *bounder = bounder_new(&town->net);
    struct tour tour = {.n = 0};
    rasif_error err;
    bool whole = false;
    double bound_m = 0;
    bool good = postman != NULL && improver != NULL && bounder != NULL &&
                postman_walk(postman, town->edges, town->n_edges, town->points, town->n_points, NO_ROW, NO_ROW, &tour, &whole,
                             &err) == RASIF_OK &&
                whole && improver_walk(improver, town->edges, town->n_edges, town->points, town->n_points, NO_ROW, &tour) &&
                bounder_walk(bounder, town->edges, town->n_edges, town->points, town->n_points, NO_ROW, NO_ROW, tour.length_m,
                             &bound_m);
    int code = good ? print(town, &tour, bound_m) : 1;
    tour_free(&tour);
    postman_free(postman);
    improver_free(improver);
    bounder_free(bounder);
    return code;
}

int main(int argc, char **argv)
{
    struct walk_town town;
    if (argc != 4) {
        fprintf(stderr, "usage: walk-bench BLOCKS SHARE SEED\n");
        return 2;
    }
    int code = town_make((size_t)atoi(argv[1]), (uint32_t)atoi(argv[2]), false, (uint32_t)atoi(argv[3]), &town) ? run(&town) : 1;
    town_free(&town);
    return code;
}
