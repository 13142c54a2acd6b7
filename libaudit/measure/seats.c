/* SPDX-License-Identifier: MIT
 *
 * Longest way from one seat to the next for a person who walks along an element, along the
 * network, around corners and over crossings (docs/decisions/0080-seats-along-the-way.md). In:
 * seats, the graph. Out: seat_interval_m with its place.
 *
 * Algorithm: a grid finds the lines within SEAT_REACH_M of each seat; one search from all seats
 * at once (link/way.h) gives every node the way to its nearest seat; each edge of a row then has
 * the intervals between the way before it, the seats on it and the way behind it. Cost: n log n
 * over the stops of the graph. */
#include "geo/grid.h"
#include "geo/line.h"
#include "link/way.h"
#include "measure/measure.h"

#include <stdlib.h>

#define SEAT_REACH_M 5.0 /* a seat up to here from a line belongs to it */

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
    struct way_search ways; /* to the nearest seat */
};

/* ---- which seats stand on which line ------------------------------------------------------ */

/* grid_query calls it for each seat near seats->line; false ends the query: no memory. */
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

/* The order of seats.items; also of a place on a line that has no seat. */
static int compare_seats(const void *a, const void *b)
{
    const struct seat *left = a, *right = b;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return left->at_m < right->at_m ? -1 : left->at_m > right->at_m;
}

static MUST bool find_seats(struct seats *seats)
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
    array_sort(seats->items, seats->n, sizeof *seats->items, compare_seats);
    return grid != NULL && !seats->failed;
}

/* Seats of the edge from stop `stop` to the next: items [*first, return value). */
static size_t seats_between(const struct seats *seats, uint32_t stop, size_t *first)
{
    const struct graph *graph = &seats->store->graph;
    uint32_t line = graph_stop_line(graph, stop);
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

/* Starts of the search: both ends of every edge with seats. */
static bool start_from_seats(struct seats *seats)
{
    const struct graph *graph = &seats->store->graph;
    bool good = true;
    for (uint32_t stop = 0; good && stop < graph->n_stops; stop++) {
        size_t first, last;
        if (!way_edge(graph, stop) || (last = seats_between(seats, stop, &first)) == first)
            continue;
        good = way_place(&seats->ways, graph->stop_node[stop],
                         fmaxf(seats->items[first].at_m - graph->stop_m[stop], 0)) &&
               way_place(&seats->ways, graph->stop_node[stop + 1],
                         fmaxf(graph->stop_m[stop + 1] - seats->items[last - 1].at_m, 0));
    }
    return good;
}

/* ---- the measure -------------------------------------------------------------------------- */

struct interval {
    double length_m; /* the longest one so far; 0 = none yet */
    double at_m;     /* its middle, along `line` */
    uint32_t line;
};

static void lengthen(struct interval *longest, uint32_t line, double length_m, double at_m)
{
    if (length_m > longest->length_m)
        *longest = (struct interval){length_m, at_m, line};
}

/* Intervals along one edge: from the last seat before it over the seats on it to the next one
 * behind it. */
static void add_edge(const struct seats *seats, uint32_t stop, struct interval *longest)
{
    const struct graph *graph = &seats->store->graph;
    uint32_t line = graph_stop_line(graph, stop);
    size_t first, last = seats_between(seats, stop, &first);
    double before = graph->stop_m[stop] - (double)seats->ways.way_m[graph->stop_node[stop]];
    double after = graph->stop_m[stop + 1] + (double)seats->ways.way_m[graph->stop_node[stop + 1]];
    for (size_t i = first; i < last; i++) {
        lengthen(longest, line, seats->items[i].at_m - before, (seats->items[i].at_m + before) / 2);
        before = seats->items[i].at_m;
    }
    lengthen(longest, line, after - before, (after + before) / 2);
}

/* `origin` is bound where unmapped seats may stand. */
static rasif_status fill_intervals(struct store *store, enum role role, enum field_id field,
                                   enum origin origin, const struct seats *seats, rasif_error *err)
{
    store_use(store, PART_ways);
    const struct elements *e = &store->tables[role];
    struct column *column = measure_column(store, role, field);
    bool good = column != NULL;
    for (size_t row = 0; good && row < e->n; row++) {
        uint32_t line, end = graph_lines(&store->graph, role, row, &line);
        struct interval longest = {0};
        for (; line < end; line++)
            for (uint32_t stop = store->graph.first_stop[line]; way_edge(&store->graph, stop);
                 stop++)
                add_edge(seats, stop, &longest);
        if (!(longest.length_m > 0) || isinf(longest.length_m) || e->shapes.kind[row] != SHAPE_LINE)
            continue;
        double place[2], direction[2];
        size_t n;
        const double *xy = graph_line_xy(store, longest.line, &n);
        line_at(xy, n, fmax(longest.at_m, 0), place, direction);
        measure_set_way(column, row, longest.length_m, origin);
        good = column_set_place(column, row, place);
    }
    return good ? RASIF_OK : fail_memory(err);
}

rasif_status measure_seat_interval(struct store *store, const struct settings *settings,
                                   enum role role, enum field_id field, rasif_error *err)
{
    struct seats seats = {.store = store};
    enum origin origin = settings->sidewalk_absent ? ORIGIN_GEOMETRY : ORIGIN_BOUND;
    if (store->tables[ROLE_SEAT].n == 0 ||
        store->graph.first_line[role] == store->graph.first_line[role + 1])
        return RASIF_OK;
    bool good = way_begin(&seats.ways, &store->graph) && find_seats(&seats) &&
                start_from_seats(&seats) && way_spread(&seats.ways);
    rasif_status status =
        good ? fill_intervals(store, role, field, origin, &seats, err) : fail_memory(err);
    free(seats.items);
    way_free(&seats.ways);
    return status;
}
