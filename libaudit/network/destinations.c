/* SPDX-License-Identifier: MIT
 *
 * Places of destinations on the network (docs/network.md#reach). In: destinations as drawn:
 * points, lines or areas; the graph. Out: places by kind and line.
 *
 * Algorithm: destinations stand in a grid; every line queries it for those within 50 m, and every
 * destination keeps the nearest place (of equals on the lowest line). Kinds are numbered by first
 * appearance; the 64th stands for all further ones.
 *
 * Cost: one grid query per line. */
#include "network/destinations.h"

#include "geo/grid.h"
#include "geo/line.h"

#include <stdlib.h>
#include <string.h>

#define SAME_PLACE_M 1e-3F /* a destination this near to a stop is at the stop */

struct finder {
    const struct store *store;
    const struct elements *elements;
    struct destination *nearest; /* [rows] off_m INFINITY = none yet */
    uint32_t line;               /* that is looking */
    const double *xy;
    size_t n;
};

/* Keeps the nearer foot; of equals the first. */
static void keep_nearer(struct foot *best, const struct foot *foot, double distance_m, double at_m)
{
    if (distance_m >= best->distance_m)
        return;
    *best = *foot;
    best->distance_m = distance_m;
    best->at_m = at_m;
}

/* The place on the line that is nearest to the segment a-b, which is a point where a equals b.
 * Two segments that do not meet are nearest at an end of one of them, so that ends and meetings
 * suffice. */
static void nearest_place(const double *xy, size_t n, const double a[2], const double b[2],
                          struct foot *best)
{
    struct foot foot;
    double start = 0, at;
    line_foot(xy, n, a[0], a[1], best);
    if (memcmp(a, b, 2 * sizeof *a) == 0)
        return;
    line_foot(xy, n, b[0], b[1], &foot);
    keep_nearer(best, &foot, foot.distance_m, foot.at_m);
    for (size_t i = 0; i < n; i++) {
        const double *p = xy + 2 * i;
        segment_foot(a, b, p[0], p[1], &foot);
        keep_nearer(best, &foot, foot.distance_m, start);
        if (i + 1 == n)
            break;
        double length = line_length(p, 2);
        if (segments_meet(p, p + 2, a, b, &at))
            keep_nearer(best, &foot, 0, start + at * length);
        start += length;
    }
}

/* Keeps the nearest place of each destination; of equals on one line the one nearest to its begin.
 */
static bool try_destination(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct finder *finder = user;
    struct destination *kept = &finder->nearest[item.row];
    struct foot foot;
    nearest_place(finder->xy, finder->n, a, b, &foot);
    float off_m = (float)foot.distance_m, at_m = (float)foot.at_m;
    bool nearer = off_m < kept->off_m ||
                  (off_m == kept->off_m && finder->line == kept->line && at_m < kept->at_m);
    if (foot.distance_m <= DESTINATION_AWAY_M && nearer) {
        kept->line = finder->line;
        kept->at_m = at_m;
        kept->off_m = off_m;
    }
    return true;
}

/* Destinations around the line at hand. */
static MUST bool look_around(struct finder *finder)
{
    const struct store *store = finder->store;
    struct grid *grid = grid_new(&finder->elements->shapes, NULL, DESTINATION_AWAY_M);
    struct grid_scratch scratch = {0};
    for (finder->line = 0; grid != NULL && finder->line < store->graph.n_lines; finder->line++) {
        double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
        finder->xy = graph_line_xy(store, finder->line, &finder->n);
        for (size_t i = 0; i < 2 * finder->n; i++) {
            box[i % 2] = fmin(box[i % 2], finder->xy[i] - DESTINATION_AWAY_M);
            box[2 + i % 2] = fmax(box[2 + i % 2], finder->xy[i] + DESTINATION_AWAY_M);
        }
        grid_query(grid, box, &scratch, try_destination, finder);
    }
    grid_scratch_free(&scratch);
    grid_free(grid);
    return grid != NULL;
}

/* Between which stops the place lies, and whether it is one. */
static void find_stop(const struct graph *graph, struct destination *d)
{
    uint32_t last = graph->first_stop[d->line + 1] - 1;
    d->stop = graph->first_stop[d->line];
    while (d->stop + 1 < last && graph->stop_m[d->stop + 1] <= d->at_m)
        d->stop++;
    d->at_m = fminf(d->at_m, graph->stop_m[last]);
    d->node = NO_ROW;
    for (uint32_t stop = d->stop; stop <= d->stop + 1; stop++)
        if (fabsf(graph->stop_m[stop] - d->at_m) <= SAME_PLACE_M)
            d->node = graph->stop_node[stop];
}

/* Number of the kind; the last stands for all that have no room. */
static uint8_t kind_of(struct destinations *out, uint32_t *texts, uint32_t text,
                       const struct pool *pool)
{
    size_t kind = 0;
    while (kind < out->n_kinds && texts[kind] != text)
        kind++;
    if (kind == MOST_KINDS) {
        out->names[MOST_KINDS - 1] = NULL;
        return MOST_KINDS - 1;
    }
    if (kind == out->n_kinds) {
        texts[out->n_kinds] = text;
        out->names[out->n_kinds++] = pool_text(pool, text);
    }
    return (uint8_t)kind;
}

/* By kind, line and place, then by row: reach.c goes through the destinations of one line at a
 * time. */
static int compare(const void *a, const void *b)
{
    const struct destination *left = a, *right = b;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    if (left->at_m != right->at_m)
        return left->at_m < right->at_m ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

/* Moves the destinations that have a place to out->items, in order, with their kinds; diagnoses the
 * others. */
static void gather(struct store *store, struct destination *nearest, struct destinations *out)
{
    const struct elements *e = &store->tables[out->role];
    uint32_t texts[MOST_KINDS];
    for (size_t row = 0; row < e->n; row++) {
        struct destination *d = &nearest[row];
        if (isinf(d->off_m)) {
            diagnose(&store->diagnostics, D_destination_away,
                     store->sources[element_source(e, row)].table, NULL, NULL, &e->fid[row]);
            continue;
        }
        d->row = (uint32_t)row;
        d->kind = kind_of(out, texts, out->role == ROLE_SEAT ? 0 : element_text(e, F_kind, row),
                          &store->pool);
        find_stop(&store->graph, d);
        out->items[out->n++] = *d;
    }
    array_sort(out->items, out->n, sizeof *out->items, compare);
    for (size_t i = 0, kind = 0; kind <= out->n_kinds; kind++) {
        while (i < out->n && out->items[i].kind < kind)
            i++;
        out->first[kind] = i;
    }
}

rasif_status destinations_find(struct store *store, bool seats, struct destinations *out,
                               rasif_error *err)
{
    store_use(store, PART_ways);
    out->role = store->tables[ROLE_DESTINATION].n == 0 && seats ? ROLE_SEAT : ROLE_DESTINATION;
    size_t n = store->tables[out->role].n;
    struct finder finder = {.store = store,
                            .elements = &store->tables[out->role],
                            .nearest = malloc((n + 1) * sizeof *finder.nearest)};
    out->items = malloc((n + 1) * sizeof *out->items);
    bool good = finder.nearest != NULL && out->items != NULL;
    for (size_t row = 0; good && row < n; row++)
        finder.nearest[row] = (struct destination){.off_m = INFINITY};
    good = good && (n == 0 || look_around(&finder));
    if (good)
        gather(store, finder.nearest, out);
    free(finder.nearest);
    return good ? RASIF_OK : fail_memory(err);
}

void destinations_free(struct destinations *destinations)
{
    free(destinations->items);
    *destinations = (struct destinations){0};
}
