/* SPDX-License-Identifier: MIT
 *
 * The walking network (docs/network.md#what-is-joined): see graph.h. In: elements in scope in
 * metres, links, junctions. Out: store.graph.
 *
 * Algorithm: lines are listed role by role into one flat array; contacts join ids of ends and
 * stops with union-find: as drawn in graph_contacts.c, shared vertices in graph_shared.c, ends of
 * crossings in graph_joins.c, ends around a corner in graph_corners.c. graph_stops.c then makes
 * nodes of the joined ids.
 *
 * Cost: nearly linear in the vertices; every step runs on all threads, and numbers do not depend
 * on their count. */
#include "link/graph.h"

#include "base/parallel.h"
#include "geo/grid.h"
#include "geo/line.h"
#include "link/link.h"

#include <stdlib.h>
#include <string.h>

const enum role graph_roles[GRAPH_ROLES] = {ROLE_STREET, ROLE_SIDEWALK, ROLE_FOOTWAY, ROLE_CROSSING,
                                            ROLE_STEPS};

/* ---- lines ---- */

/* An implied sidewalk has no geometry, so where it meets others is unknown: it is no line. */
static bool is_walked(const struct store *store, enum role role, size_t row)
{
    const struct elements *e = &store->tables[role];
    uint8_t kind = e->shapes.kind[row];
    bool part = e->scope[row] == SCOPE_PART && (store->crossings.inner[row] & INNER_TWIN) == 0;
    if ((e->scope[row] != SCOPE_YES && !part) || element_street(e, row) != NO_ROW ||
        (kind != SHAPE_LINE && kind != SHAPE_POLYGON))
        return false;
    return role != ROLE_STREET || (store->streets.is_own_element[row] && store->streets.same_as[row] == row);
}

/* Lines, and outer rings of areas, of two points or more. */
static bool is_line(const struct shapes *shapes, size_t row, uint32_t part)
{
    return shapes->point[part + 1] - shapes->point[part] >= 2 &&
           (shapes->kind[row] == SHAPE_LINE || shapes->exterior[part]);
}

/* Lines are counted, then listed by chunks of the rows of a role. */
struct listing {
    struct graph_build *b;
    enum role role;
    struct before {
        size_t lines, points;
    } * before; /* per chunk, in all roles up to it; first what is in the chunk before */
};

/* First pass over a chunk of rows: how many lines and points it has. */
static void count_lines(void *user, size_t chunk, size_t first, size_t last)
{
    const struct listing *listing = user;
    const struct shapes *shapes = &listing->b->store->tables[listing->role].shapes;
    for (size_t row = first; row < last; row++) {
        if (!is_walked(listing->b->store, listing->role, row))
            continue;
        for (uint32_t part = shapes->part[row]; part < shapes->part[row + 1]; part++)
            if (is_line(shapes, row, part)) {
                listing->before[chunk + 1].lines++;
                listing->before[chunk + 1].points += shapes->point[part + 1] - shapes->point[part];
            }
    }
}

/* Second pass: the lines of the chunk at their final places in the flat arrays. */
static void list_lines(void *user, size_t chunk, size_t first, size_t last)
{
    const struct listing *listing = user;
    struct graph_build *b = listing->b;
    struct graph *graph = &b->store->graph;
    const struct shapes *shapes = &b->store->tables[listing->role].shapes;
    size_t n = listing->before[chunk].lines, points = listing->before[chunk].points;
    for (size_t row = first; row < last; row++) {
        if (!is_walked(b->store, listing->role, row))
            continue;
        for (uint32_t part = shapes->part[row]; part < shapes->part[row + 1]; part++) {
            uint32_t from = shapes->point[part], count = shapes->point[part + 1] - from;
            double *xy = b->flat.xy + 2 * points;
            if (!is_line(shapes, row, part))
                continue;
            memcpy(xy, shapes->xy + 2 * (size_t)from, count * 2 * sizeof *xy);
            graph->role[n] = (uint8_t)listing->role;
            graph->row[n] = (uint32_t)row;
            b->is_ring[n] = shapes->kind[row] == SHAPE_POLYGON;
            b->flat.point[n] = (uint32_t)points;
            b->length_m[n++] =
                (float)line_measure(b->flat.xy, (uint32_t)points, count, b->mile_m);
            points += count;
        }
    }
}

/* Is the role one whose elements are walked on? */
static bool is_graph_role(enum role role)
{
    for (int i = 0; i < GRAPH_ROLES; i++)
        if (graph_roles[i] == role)
            return true;
    return false;
}

/* The lines of each role counted; where chunks of it begin goes to `listings`, n_points to flat. */
static bool count_roles(struct graph_build *b, struct listing listings[ROLE_COUNT])
{
    struct graph *graph = &b->store->graph;
    struct before sum = {0};
    for (int r = 0; r < ROLE_COUNT; r++) {
        struct listing *listing = &listings[r];
        size_t n = is_graph_role((enum role)r) ? b->store->tables[r].n : 0;
        size_t chunks = parallel_chunks(n);
        *listing = (struct listing){b, (enum role)r, calloc(chunks + 1, sizeof *listing->before)};
        if (listing->before == NULL)
            return false;
        graph->first_line[r] = (uint32_t)sum.lines;
        parallel_rows(b->settings->threads, n, count_lines, listing);
        for (size_t chunk = 0; chunk <= chunks; chunk++) {
            sum.lines += listing->before[chunk].lines;
            sum.points += listing->before[chunk].points;
            listing->before[chunk] = sum;
        }
    }
    graph->n_lines = graph->first_line[ROLE_COUNT] = (uint32_t)sum.lines;
    b->flat.n_points = sum.points;
    return true;
}

/* Arrays of all lines, sized by the first pass. */
static MUST bool new_lines(struct graph_build *b)
{
    struct graph *graph = &b->store->graph;
    size_t n = graph->n_lines, points = b->flat.n_points;
    graph->role = malloc(n + 1);
    graph->row = malloc((n + 1) * sizeof *graph->row);
    b->is_ring = malloc(n + 1);
    b->length_m = malloc((n + 1) * sizeof *b->length_m);
    b->flat = (struct shapes){.n = n,
                              .n_parts = n,
                              .n_points = points,
                              .kind = malloc(n + 1),
                              .part = malloc((n + 1) * sizeof(uint32_t)),
                              .point = malloc((n + 1) * sizeof(uint32_t)),
                              .xy = malloc((2 * points + 1) * sizeof(double))};
    b->mile_m = malloc((points / MILE_POINTS + 1) * sizeof *b->mile_m);
    b->joined = malloc((2 * n + 1) * sizeof *b->joined);
    b->touched = calloc(2 * n + 1, 1);
    b->beyond_m = calloc(2 * n + 1, sizeof *b->beyond_m);
    return graph->role != NULL && graph->row != NULL && b->is_ring != NULL && b->length_m != NULL &&
           b->flat.kind != NULL && b->flat.part != NULL && b->flat.point != NULL &&
           b->flat.xy != NULL && b->mile_m != NULL && b->joined != NULL && b->touched != NULL &&
           b->beyond_m != NULL;
}

/* Fills line_from, from which graph_lines begins its search: one number per GRAPH_ROWS rows
 * takes an eighth of the memory of one per row, and leaves few lines to search. */
static bool index_rows(const struct store *store, struct graph *graph)
{
    for (int i = 0; i < GRAPH_ROLES; i++) {
        enum role role = graph_roles[i];
        size_t blocks = store->tables[role].n / GRAPH_ROWS + 2;
        uint32_t line = graph->first_line[role], *from = malloc(blocks * sizeof *from);
        graph->line_from[role] = from;
        for (size_t block = 0; from != NULL && block < blocks; block++) {
            while (line < graph->first_line[role + 1] && graph->row[line] < block * GRAPH_ROWS)
                line++;
            from[block] = line;
        }
        if (from == NULL)
            return false;
    }
    return true;
}

/* Both passes over every role, then one id per tip, each a node of its own, and the grid that
 * contacts are searched in. false: no memory; build_free frees what there is. */
static MUST bool take_lines(struct graph_build *b)
{
    struct listing listings[ROLE_COUNT] = {0};
    bool good = count_roles(b, listings) && new_lines(b);
    for (int r = 0; r < ROLE_COUNT; r++) {
        size_t n = is_graph_role((enum role)r) ? b->store->tables[r].n : 0;
        if (good)
            parallel_rows(b->settings->threads, n, list_lines, &listings[r]);
        free(listings[r].before);
    }
    if (!good || !index_rows(b->store, &b->store->graph))
        return false;
    uint32_t n = (uint32_t)b->store->graph.n_lines;
    b->flat.point[n] = (uint32_t)b->flat.n_points;
    memset(b->flat.kind, SHAPE_LINE, n);
    for (uint32_t i = 0; i <= n; i++)
        b->flat.part[i] = i;
    for (uint32_t i = 0; i < 2 * n; i++)
        b->joined[i] = i;
    b->n_ids = b->ids_capacity = 2 * (size_t)n;
    b->grid = grid_build(&b->flat, NULL, LINK_RAMP_M, b->settings->threads);
    return b->grid != NULL;
}

/* Milestones give the length up to `point` without a walk over all vertices before it. */
double graph_position(const struct graph_build *b, uint32_t line, uint32_t point, double x,
                      double y)
{
    const double *a = b->flat.xy + 2 * (size_t)point;
    return line_vertex_m(b->flat.xy, b->flat.point[line], point, b->mile_m) +
           hypot(x - a[0], y - a[1]);
}

/* ---- all of it ---- */

/* Frees the flat copy of the lines: positions and contacts are known by now. */
static void drop_lines(struct graph_build *b)
{
    free(b->flat.kind);
    free(b->flat.part);
    free(b->flat.point);
    free(b->flat.xy);
    free(b->mile_m);
    b->flat = (struct shapes){0};
    b->mile_m = NULL;
}

/* Frees all that store.graph does not keep. */
static void build_free(struct graph_build *b)
{
    grid_free(b->grid);
    drop_lines(b);
    free(b->is_ring);
    free(b->length_m);
    free(b->joined);
    free(b->touched);
    free(b->beyond_m);
    free(b->stops);
}

rasif_status link_graph(struct store *store, const struct settings *settings, rasif_error *err)
{
    struct graph_build b = {.store = store, .settings = settings};
    graph_free(&store->graph);
    bool good = take_lines(&b) && graph_contacts(&b) && graph_shared(&b) && graph_crossing_ends(&b);
    grid_free(b.grid); /* the last search is done, and memory is near its peak */
    b.grid = NULL;
    good = good && graph_corners(&b);
    drop_lines(&b);
    good = good && graph_stops(&b);
    build_free(&b);
    return good ? RASIF_OK : fail_memory(err);
}

/* ---- reading ---- */

/* Binary search within one block of GRAPH_ROWS rows; a role without lines gives an empty
 * interval. */
uint32_t graph_lines(const struct graph *graph, enum role role, size_t row, uint32_t *first)
{
    const uint32_t *from = graph->line_from[role];
    uint32_t end = graph->first_line[role + 1], low = end, high = end;
    if (from != NULL) {
        low = from[row / GRAPH_ROWS];
        high = from[row / GRAPH_ROWS + 1];
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (graph->row[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (low < end && graph->row[low] == row)
        low++;
    return low;
}

/* Lines have no number of their part: it is counted again, as list_lines skipped parts. Parts are
 * few. */
uint32_t graph_line_part(const struct store *store, uint32_t line)
{
    const struct graph *graph = &store->graph;
    const struct shapes *shapes = &store->tables[graph->role[line]].shapes;
    uint32_t row = graph->row[line], part = shapes->part[row], before = 0;
    while (line > graph->first_line[graph->role[line]] && graph->row[line - 1] == row) {
        line--;
        before++;
    }
    while (!is_line(shapes, row, part) || before-- > 0)
        part++;
    return part;
}

const double *graph_line_xy(const struct store *store, uint32_t line, size_t *n)
{
    const struct shapes *shapes = &store->tables[store->graph.role[line]].shapes;
    uint32_t part = graph_line_part(store, line), first = shapes->point[part];
    *n = shapes->point[part + 1] - first;
    return shapes->xy + 2 * (size_t)first;
}
