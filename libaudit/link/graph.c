/* SPDX-License-Identifier: MIT
 *
 * The walking network put together: see graph.h. In: elements in scope, in metres, and what linking
 * knows. Out: store.graph. What meets what is found in graph_contacts.c (as drawn), graph_joins.c
 * (crossings) and graph_corners.c (sidewalks around a corner). */
#include "link/graph.h"

#include "base/joined.h"
#include "geo/grid.h"
#include "geo/line.h"
#include "link/link.h"

#include <stdlib.h>
#include <string.h>

const enum role graph_roles[GRAPH_ROLES] = {ROLE_STREET, ROLE_SIDEWALK, ROLE_FOOTWAY, ROLE_CROSSING,
                                            ROLE_STEPS};

/* ---- lines ---- */

/* A sidewalk that is only told of by its street is not drawn: nobody knows where it meets others.
 */
static bool is_walked(const struct store *store, enum role role, size_t row)
{
    const struct elements *e = &store->tables[role];
    uint8_t kind = e->shapes.kind[row];
    if (e->scope[row] != SCOPE_YES || element_street(e, row) != NO_ROW ||
        (kind != SHAPE_LINE && kind != SHAPE_POLYGON))
        return false;
    return role != ROLE_STREET || (store->streets.own[row] && store->streets.same_as[row] == row);
}

static bool is_line(const struct shapes *shapes, size_t row, uint32_t part)
{
    return shapes->point[part + 1] - shapes->point[part] >= 2 &&
           (shapes->kind[row] == SHAPE_LINE || shapes->exterior[part]);
}

/* Calls for every line in order; counts them and their points when `b` has no room yet. */
static void list_lines(const struct store *store, struct graph_build *b, struct graph *graph,
                       size_t *n_points)
{
    bool fill = b->flat.xy != NULL;
    size_t n = 0, points = 0;
    for (int role = 0; role < ROLE_COUNT; role++) {
        graph->first_line[role] = (uint32_t)n;
        const struct elements *e = &store->tables[role];
        bool ours = false;
        for (int i = 0; i < GRAPH_ROLES; i++)
            ours = ours || graph_roles[i] == (enum role)role;
        for (size_t row = 0; ours && row < e->n; row++) {
            if (!is_walked(store, (enum role)role, row))
                continue;
            for (uint32_t part = e->shapes.part[row]; part < e->shapes.part[row + 1]; part++) {
                if (!is_line(&e->shapes, row, part))
                    continue;
                uint32_t first = e->shapes.point[part], count = e->shapes.point[part + 1] - first;
                if (fill) {
                    graph->role[n] = (uint8_t)role;
                    graph->row[n] = (uint32_t)row;
                    b->is_ring[n] = e->shapes.kind[row] == SHAPE_POLYGON;
                    b->flat.point[n] = (uint32_t)points;
                    memcpy(b->flat.xy + 2 * points, e->shapes.xy + 2 * (size_t)first,
                           count * 2 * sizeof(double));
                    b->length_m[n] = (float)line_length(b->flat.xy + 2 * points, count);
                }
                n++;
                points += count;
            }
        }
    }
    graph->first_line[ROLE_COUNT] = (uint32_t)n;
    graph->n_lines = n;
    *n_points = points;
}

static bool take_lines(struct graph_build *b)
{
    struct graph *graph = &b->store->graph;
    size_t points;
    list_lines(b->store, b, graph, &points);
    size_t n = graph->n_lines;
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
    b->joined = malloc((2 * n + 1) * sizeof *b->joined);
    b->touched = calloc(2 * n + 1, 1);
    b->beyond_m = calloc(2 * n + 1, sizeof *b->beyond_m);
    if (graph->role == NULL || graph->row == NULL || b->is_ring == NULL ||
        b->length_m == NULL || b->flat.kind == NULL || b->flat.part == NULL ||
        b->flat.point == NULL || b->flat.xy == NULL || b->joined == NULL || b->touched == NULL ||
        b->beyond_m == NULL)
        return false;
    list_lines(b->store, b, graph, &points);
    b->flat.point[n] = (uint32_t)points;
    memset(b->flat.kind, SHAPE_LINE, n);
    for (uint32_t i = 0; i <= n; i++)
        b->flat.part[i] = i;
    for (uint32_t i = 0; i < 2 * n; i++)
        b->joined[i] = i;
    b->n_ids = b->ids_capacity = 2 * n;
    b->grid = grid_build(&b->flat, NULL, LINK_RAMP_M, b->options->threads);
    return b->grid != NULL;
}

double graph_position(const struct graph_build *b, uint32_t line, uint32_t point, double x,
                      double y)
{
    uint32_t first = b->flat.point[line];
    const double *a = b->flat.xy + 2 * (size_t)point;
    return line_length(b->flat.xy + 2 * (size_t)first, point - first + 1) +
           hypot(x - a[0], y - a[1]);
}

/* ---- from ids and stops to the graph ---- */

static int compare_stops(const void *a, const void *b)
{
    const struct graph_stop *left = a, *right = b;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    if (left->at_m != right->at_m)
        return left->at_m < right->at_m ? -1 : 1;
    return left->id < right->id ? -1 : left->id > right->id;
}

#define SAME_M 1e-3F

/* Stops of all lines in order; stop_node still holds ids. */
static void place_stops(struct graph_build *b)
{
    struct graph *graph = &b->store->graph;
    size_t k = 0, s = 0;
    for (uint32_t line = 0; line < graph->n_lines; line++) {
        graph->first_stop[line] = (uint32_t)s;
        float end_m = b->length_m[line];
        graph->stop_node[s] = joined_find(b->joined, 2 * line);
        graph->stop_m[s++] = 0 - b->beyond_m[2 * line];
        for (; k < b->n_stops && b->stops[k].line == line; k++) {
            uint32_t node = joined_find(b->joined, b->stops[k].id);
            float at_m = b->stops[k].at_m < end_m ? b->stops[k].at_m : end_m;
            if (node == graph->stop_node[s - 1] && at_m - graph->stop_m[s - 1] <= SAME_M)
                continue; /* found from both sides */
            graph->stop_node[s] = node;
            graph->stop_m[s++] = at_m;
        }
        graph->stop_node[s] = joined_find(b->joined, 2 * line + 1);
        graph->stop_m[s++] = end_m + b->beyond_m[2 * line + 1];
    }
    graph->first_stop[graph->n_lines] = (uint32_t)s;
    graph->n_stops = s;
}

static bool mark_lines(struct graph *graph)
{
    size_t n = graph->n_stops / 64 + 1;
    uint32_t before = 0;
    graph->stop_lines = calloc(n, sizeof *graph->stop_lines);
    for (size_t line = 0; graph->stop_lines != NULL && line < graph->n_lines; line++)
        graph->stop_lines[graph->first_stop[line] / 64].firsts |= 1ull
                                                                  << graph->first_stop[line] % 64;
    for (size_t i = 0; graph->stop_lines != NULL && i < n; i++) {
        graph->stop_lines[i].before = before;
        before += (uint32_t)__builtin_popcountll(graph->stop_lines[i].firsts);
    }
    return graph->stop_lines != NULL;
}

/* Nodes in the order of their first stop, and the stops of each. `number` [n_ids]. */
static bool number_nodes(struct graph *graph, uint32_t *number, size_t n_ids)
{
    for (size_t i = 0; i < n_ids; i++)
        number[i] = NO_ROW;
    for (size_t s = 0; s < graph->n_stops; s++) {
        uint32_t *node = &number[graph->stop_node[s]];
        if (*node == NO_ROW)
            *node = (uint32_t)graph->n_nodes++;
        graph->stop_node[s] = *node;
    }
    graph->first_at = calloc(graph->n_nodes + 2, sizeof *graph->first_at);
    graph->stop_at = malloc((graph->n_stops + 1) * sizeof *graph->stop_at);
    if (graph->first_at == NULL || graph->stop_at == NULL)
        return false;
    for (size_t s = 0; s < graph->n_stops; s++)
        graph->first_at[graph->stop_node[s] + 2]++;
    for (size_t i = 2; i < graph->n_nodes + 2; i++)
        graph->first_at[i] += graph->first_at[i - 1];
    for (size_t s = 0; s < graph->n_stops;
         s++) /* counting sort; afterwards first_at[node] is right */
        graph->stop_at[graph->first_at[graph->stop_node[s] + 1]++] = (uint32_t)s;
    return true;
}

static bool assemble(struct graph_build *b)
{
    struct graph *graph = &b->store->graph;
    graph->n_stops = 2 * graph->n_lines + b->n_stops;
    graph->first_stop = malloc((graph->n_lines + 1) * sizeof *graph->first_stop);
    graph->stop_node = malloc((graph->n_stops + 1) * sizeof *graph->stop_node);
    graph->stop_m = malloc((graph->n_stops + 1) * sizeof *graph->stop_m);
    uint32_t *number = malloc((b->n_ids + 1) * sizeof *number);
    bool good = graph->first_stop != NULL && graph->stop_node != NULL && graph->stop_m != NULL &&
                number != NULL;
    if (good && b->n_stops > 0)
        qsort(b->stops, b->n_stops, sizeof *b->stops, compare_stops);
    if (good)
        place_stops(b);
    good = good && mark_lines(graph) && number_nodes(graph, number, b->n_ids);
    free(number);
    return good;
}

static void build_free(struct graph_build *b)
{
    grid_free(b->grid);
    free(b->flat.kind);
    free(b->flat.part);
    free(b->flat.point);
    free(b->flat.xy);
    free(b->is_ring);
    free(b->length_m);
    free(b->joined);
    free(b->touched);
    free(b->beyond_m);
    free(b->stops);
}

rasif_status link_graph(struct store *store, const struct graph_options *options, rasif_error *err)
{
    struct graph_build b = {.store = store, .options = options};
    graph_free(&store->graph);
    bool good = take_lines(&b) && graph_contacts(&b) && graph_crossing_ends(&b);
    grid_free(b.grid); /* nobody searches any more, and the peak is near */
    b.grid = NULL;
    good = good && graph_corners(&b) && assemble(&b);
    build_free(&b);
    return good ? RASIF_OK : fail_memory(err);
}

/* ---- asking ---- */

uint32_t graph_lines(const struct graph *graph, enum role role, size_t row, uint32_t *first)
{
    uint32_t low = graph->first_line[role], end = graph->first_line[role + 1], high = end;
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
