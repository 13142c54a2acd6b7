/* SPDX-License-Identifier: MIT
 * Small towns for walks: see walk_town.h. */
#include "bench/walk_town.h"

#include <stdlib.h>

static uint32_t random_below(struct walk_town *town, uint32_t n)
{
    town->chance = town->chance * 1664525u + 1013904223u;
    return (town->chance >> 8) % n;
}

static bool join(struct walk_town *town, uint32_t a, uint32_t b, double length_m)
{
    const struct net_edge edge = {.a = a, .b = b, .line = NO_LINE, .length_m = length_m};
    return PUSH(town->net.edges, town->net.n_edges, town->edge_capacity, edge);
}

/* A length, and up to a fifth more where the town is not plain. */
static double about(struct walk_town *town, bool plain, double length_m)
{
    return plain ? length_m : length_m * (1 + (double)random_below(town, 20) / 100);
}

static bool add_block(struct walk_town *town, uint32_t x, uint32_t y, uint32_t blocks, uint32_t share, bool plain)
{
    uint32_t corner = 4 * (y * blocks + x);
    bool good = true;
    for (uint32_t k = 0; k < 4 && good; k++) {
        uint32_t edge = (uint32_t)town->net.n_edges;
        good = join(town, corner + k, corner + (k + 1) % 4, about(town, plain, k % 2 == 0 ? 80 : 60));
        if (random_below(town, 10) < share)
            good = good && PUSH(town->edges, town->n_edges, town->required_capacity, edge);
    }
    for (uint32_t k = 1; k < 3 && x + 1 < blocks; k++)
        if (plain || random_below(town, 6) > 0)
            good = good && join(town, corner + k, corner + 4 + (k == 1 ? 0 : 3), about(town, plain, 12));
    for (uint32_t k = 2; k < 4 && y + 1 < blocks; k++)
        if (plain || k == 2 || random_below(town, 6) > 0) /* one is always there: the town hangs together */
            good = good && join(town, corner + k, corner + 4 * blocks + (k == 2 ? 1 : 0), about(town, plain, 12));
    if (!plain && x > 0 && y == 0)
        good = good && join(town, corner, corner - 4 + 1, 12);
    return good;
}

static bool add_point(struct walk_town *town, uint32_t corner)
{
    uint32_t node = (uint32_t)town->net.n_nodes++;
    return join(town, corner, node, 3 + random_below(town, 20)) &&
           PUSH(town->points, town->n_points, town->point_capacity, node);
}

static bool index_nodes(struct net *net)
{
    size_t n = 0;
    net->first_at = calloc(net->n_nodes + 2, sizeof *net->first_at);
    net->at = calloc(2 * net->n_edges + 1, sizeof *net->at);
    if (net->first_at == NULL || net->at == NULL)
        return false;
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        net->first_at[node] = (uint32_t)n;
        for (uint32_t e = 0; e < net->n_edges; e++)
            if (net->edges[e].a == node || net->edges[e].b == node)
                net->at[n++] = e;
    }
    net->first_at[net->n_nodes] = (uint32_t)n;
    return true;
}

bool town_make(size_t blocks, uint32_t share, bool plain, uint32_t seed, struct walk_town *out)
{
    bool good = true;
    *out = (struct walk_town){.net = {.n_nodes = 4 * blocks * blocks}, .chance = seed};
    for (uint32_t y = 0; y < blocks; y++)
        for (uint32_t x = 0; x < blocks && good; x++)
            good = add_block(out, x, y, (uint32_t)blocks, share, plain);
    for (uint32_t corner = 0; corner < 4 * blocks * blocks && good && !plain; corner++)
        if (random_below(out, 8) == 0)
            good = add_point(out, corner);
    return good && index_nodes(&out->net);
}

void town_free(struct walk_town *town)
{
    free(town->net.edges);
    free(town->net.first_at);
    free(town->net.at);
    free(town->edges);
    free(town->points);
}
