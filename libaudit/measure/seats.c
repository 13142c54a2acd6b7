/* SPDX-License-Identifier: MIT
 *
 * How far it is to a seat for somebody on the way: from the place of an element that is farthest,
 * along the network, round corners and over crossings. */
#include "geo/grid.h"
#include "geo/line.h"
#include "link/graph.h"
#include "measure/measure.h"

#include <stdlib.h>

#define SEAT_REACH_M 5.0 /* a seat this near to a line stands on it */

struct seat {
    uint32_t line;
    float at_m;
};

struct seats {
    const struct store *store;
    struct seat *items; /* by line, then position */
    size_t n, capacity;
    uint32_t line; /* that is being searched */
    bool failed;
    float *way_m; /* [n_nodes] to the nearest seat; INFINITY = none can be reached */
};

/* ---- which seats stand on which line ------------------------------------------------------ */

static bool try_seat(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct seats *seats = user;
    struct foot foot;
    size_t n;
    const double *xy = graph_line_xy(seats->store, seats->line, &n);
    (void)item;
    (void)b;
    line_foot(xy, n, a[0], a[1], &foot);
    struct seat seat = {seats->line, (float)foot.at_m};
    if (foot.distance_m <= SEAT_REACH_M && !PUSH(seats->items, seats->n, seats->capacity, seat))
        seats->failed = true;
    return !seats->failed;
}

static int compare_seats(const void *a, const void *b)
{
    const struct seat *left = a, *right = b;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return left->at_m < right->at_m ? -1 : left->at_m > right->at_m;
}

static bool find_seats(struct seats *seats)
{
    struct grid *grid = grid_new(&seats->store->tables[ROLE_SEAT].shapes, NULL, SEAT_REACH_M);
    struct grid_scratch scratch = {0};
    for (seats->line = 0; grid != NULL && seats->line < seats->store->graph.n_lines;
         seats->line++) {
        size_t n;
        const double *xy = graph_line_xy(seats->store, seats->line, &n);
        double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
        for (size_t i = 0; i < 2 * n; i++) {
            box[i % 2] = fmin(box[i % 2], xy[i] - SEAT_REACH_M);
            box[2 + i % 2] = fmax(box[2 + i % 2], xy[i] + SEAT_REACH_M);
        }
        grid_query(grid, box, &scratch, try_seat, seats);
    }
    grid_scratch_free(&scratch);
    grid_free(grid);
    if (seats->n > 0)
        qsort(seats->items, seats->n, sizeof *seats->items, compare_seats);
    return grid != NULL && !seats->failed;
}

/* Seats of the edge from stop `stop` to the next: items [*first, return value). */
static size_t seats_between(const struct seats *seats, uint32_t stop, size_t *first)
{
    const struct graph *graph = &seats->store->graph;
    uint32_t line = graph->stop_line[stop];
    size_t low = 0, high = seats->n;
    struct seat from = {line, graph->stop_m[stop]};
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_seats(&seats->items[middle], &from) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (low < seats->n && seats->items[low].line == line &&
           seats->items[low].at_m <= graph->stop_m[stop + 1])
        low++;
    return low;
}

static bool is_edge(const struct graph *graph, uint32_t stop)
{
    return stop + 1 < graph->n_stops && graph->stop_line[stop] == graph->stop_line[stop + 1];
}

/* ---- how far it is to them ---------------------------------------------------------------- */

struct reached {
    float way_m;
    uint32_t node;
};

struct queue {
    struct reached *items; /* a heap: none is nearer than items[(i - 1) / 2] */
    size_t n, capacity;
};

static bool nearer(struct reached a, struct reached b)
{
    return a.way_m != b.way_m ? a.way_m < b.way_m : a.node < b.node;
}

static bool reach(struct queue *queue, float *way_m, uint32_t node, float way)
{
    if (way >= way_m[node])
        return true;
    way_m[node] = way;
    struct reached item = {way, node};
    if (!PUSH(queue->items, queue->n, queue->capacity, item))
        return false;
    for (size_t i = queue->n - 1; i > 0 && nearer(item, queue->items[(i - 1) / 2]);
         i = (i - 1) / 2) {
        queue->items[i] = queue->items[(i - 1) / 2];
        queue->items[(i - 1) / 2] = item;
    }
    return true;
}

static struct reached take_nearest(struct queue *queue)
{
    struct reached first = queue->items[0], last = queue->items[--queue->n];
    size_t i = 0;
    for (size_t child = 1; child < queue->n; child = 2 * i + 1) {
        if (child + 1 < queue->n && nearer(queue->items[child + 1], queue->items[child]))
            child++;
        if (!nearer(queue->items[child], last))
            break;
        queue->items[i] = queue->items[child];
        i = child;
    }
    queue->items[i] = last;
    return first;
}

/* The ends of edges on which seats stand. */
static bool reach_first(const struct seats *seats, struct queue *queue)
{
    const struct graph *graph = &seats->store->graph;
    bool good = true;
    for (uint32_t stop = 0; good && stop < graph->n_stops; stop++) {
        size_t first, last;
        if (!is_edge(graph, stop) || (last = seats_between(seats, stop, &first)) == first)
            continue;
        good = reach(queue, seats->way_m, graph->stop_node[stop],
                     seats->items[first].at_m - graph->stop_m[stop]) &&
               reach(queue, seats->way_m, graph->stop_node[stop + 1],
                     graph->stop_m[stop + 1] - seats->items[last - 1].at_m);
    }
    return good;
}

static bool spread_out(const struct seats *seats)
{
    const struct graph *graph = &seats->store->graph;
    struct queue queue = {0};
    bool good = reach_first(seats, &queue);
    while (good && queue.n > 0) {
        struct reached at = take_nearest(&queue);
        if (at.way_m > seats->way_m[at.node])
            continue; /* reached on a shorter way since */
        for (uint32_t i = graph->first_at[at.node]; good && i < graph->first_at[at.node + 1]; i++) {
            uint32_t stop = graph->stop_at[i];
            if (is_edge(graph, stop))
                good = reach(&queue, seats->way_m, graph->stop_node[stop + 1],
                             at.way_m + (graph->stop_m[stop + 1] - graph->stop_m[stop]));
            if (good && stop > 0 && is_edge(graph, stop - 1))
                good = reach(&queue, seats->way_m, graph->stop_node[stop - 1],
                             at.way_m + (graph->stop_m[stop] - graph->stop_m[stop - 1]));
        }
    }
    free(queue.items);
    return good;
}

/* ---- the measure -------------------------------------------------------------------------- */

struct interval {
    double length_m,
        at_m; /* of the widest gap between seats, and its middle along the line; 0 = none yet */
    uint32_t line;
};

static void widen(struct interval *widest, uint32_t line, double length_m, double at_m)
{
    if (length_m > widest->length_m)
        *widest = (struct interval){length_m, at_m, line};
}

/* Gaps along one edge: from what comes before it over the seats on it to what follows. */
static void add_edge(const struct seats *seats, uint32_t stop, struct interval *widest)
{
    const struct graph *graph = &seats->store->graph;
    uint32_t line = graph->stop_line[stop];
    size_t first, last = seats_between(seats, stop, &first);
    double before = graph->stop_m[stop] - (double)seats->way_m[graph->stop_node[stop]];
    double after = graph->stop_m[stop + 1] + (double)seats->way_m[graph->stop_node[stop + 1]];
    for (size_t i = first; i < last; i++) {
        widen(widest, line, seats->items[i].at_m - before, (seats->items[i].at_m + before) / 2);
        before = seats->items[i].at_m;
    }
    widen(widest, line, after - before, (after + before) / 2);
}

static rasif_status fill_intervals(struct store *store, enum role role, enum field_id field,
                                   const struct seats *seats, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    struct column *column = measure_column(store, role, field);
    bool good = column != NULL;
    for (size_t row = 0; good && row < e->n; row++) {
        uint32_t line, end = graph_lines(&store->graph, role, row, &line);
        struct interval widest = {0};
        for (; line < end; line++)
            for (uint32_t stop = store->graph.first_stop[line]; is_edge(&store->graph, stop);
                 stop++)
                add_edge(seats, stop, &widest);
        if (!(widest.length_m > 0) || isinf(widest.length_m) || e->shapes.kind[row] != SHAPE_LINE)
            continue;
        double place[2], direction[2];
        size_t n;
        const double *xy = graph_line_xy(store, widest.line, &n);
        line_at(xy, n, fmax(widest.at_m, 0), place, direction);
        measure_set_real(column, row, widest.length_m / 2, ORIGIN_GEOMETRY);
        good = measure_set_place(store, role, column, row, place);
    }
    return good ? RASIF_OK : fail_memory(err);
}

rasif_status measure_seat_way(struct store *store, const struct measure_options *options,
                              enum role role, enum field_id field, rasif_error *err)
{
    struct seats seats = {.store = store};
    size_t n_nodes = store->graph.n_nodes;
    (void)options;
    if (store->tables[ROLE_SEAT].n == 0 || n_nodes == 0)
        return RASIF_OK;
    seats.way_m = malloc(n_nodes * sizeof *seats.way_m);
    for (size_t i = 0; seats.way_m != NULL && i < n_nodes; i++)
        seats.way_m[i] = INFINITY;
    bool good = seats.way_m != NULL && find_seats(&seats) && spread_out(&seats);
    rasif_status status = good ? fill_intervals(store, role, field, &seats, err) : fail_memory(err);
    free(seats.items);
    free(seats.way_m);
    return status;
}
