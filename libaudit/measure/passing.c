/* SPDX-License-Identifier: MIT
 *
 * Distance between places where two wheelchairs can pass, along the network
 * (docs/decisions/0083-places-to-pass.md): twice the way to the nearest such place, from the
 * spot where that is longest. An area has its width at every place; a line has only its least
 * width. So there are two bounds: the way to the nearest place known to be wide enough, and to
 * the nearest that may be.
 *
 * Algorithm: each line gets its kind of width; two searches (link/way.h, Dijkstra from many
 * places at once) give every node both ways; then each narrow stretch of a row adds the ways at
 * its two ends to its own length. Cost: two searches, n log n over the stops of the graph, on
 * all threads. In: clear_width_m, store.widths, the graph. Out: passing_interval_m. Source of
 * the widths: PROWAG R302.3, ADA 403.5.3. */
#include "base/parallel.h"
#include "base/shared.h"
#include "geo/line.h"
#include "geo/stretches.h"
#include "link/way.h"
#include "measure/measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PASSING_FARTHEST_M 500.0F /* searches end here */
#define ALLOWED_M 61.0    /* PROWAG R302.3, ADA 403.5.3; chooses the bound that is kept */
#define SAME_M 0.001      /* positions on the network are kept to this */

enum width {
    WIDTH_UNKNOWN,
    WIDTH_WIDE,  /* all along                                      */
    WIDTH_LEAST, /* too narrow somewhere; unknown elsewhere        */
    WIDTH_ALONG  /* known at every place                           */
};

struct passing {
    const struct store *store;
    uint8_t *width; /* [n_lines] enum width                               */
    uint8_t *along; /* [n_lines] WAY_* bits: those of WIDTH_ALONG         */
    bool any_along;
    struct way_search most;  /* to the nearest place known to be wide              */
    struct way_search least; /* to the nearest that may be, over what is known     */
};

static enum width width_of(const struct store *store, uint32_t line)
{
    enum role role = (enum role)store->graph.role[line];
    const struct elements *e = &store->tables[role];
    uint32_t row = store->graph.row[line];
    if (role != ROLE_STREET && role != ROLE_SIDEWALK && role != ROLE_FOOTWAY)
        return WIDTH_UNKNOWN;
    double width = element_real(e, F_clear_width_m, row);
    enum origin origin = element_origin(e, F_clear_width_m, row);
    if (isnan(width) || origin == ORIGIN_ASSUMED || e->shapes.kind[row] != SHAPE_LINE)
        return WIDTH_UNKNOWN;
    if (origin == ORIGIN_GEOMETRY && store->widths[role].area != NULL && store->widths[role].area[row])
        return WIDTH_ALONG; /* of a drawn line it is what an obstacle leaves at one place */
    return width >= PASS_M ? WIDTH_WIDE : WIDTH_LEAST;
}

/* ---- where one can pass -------------------------------------------------------------------- */

/* Narrow stretches of a line of WIDTH_ALONG: [*first, return value) of its role's list. */
static uint32_t narrow_of(const struct store *store, uint32_t line, uint32_t *first)
{
    enum role role = (enum role)store->graph.role[line];
    const struct widths *widths = &store->widths[role];
    uint32_t row = store->graph.row[line];
    uint32_t part = graph_line_part(store, line) - store->tables[role].shapes.part[row];
    uint32_t end = widths->first_narrow[row + 1];
    for (*first = widths->first_narrow[row]; *first < end && widths->narrow[*first].part < part;)
        ++*first;
    uint32_t last = *first;
    while (last < end && widths->narrow[last].part == part)
        last++;
    return last;
}

/* A narrow stretch within one edge. at_start, at_end: it reaches that end of the edge, and may
 * go on beyond its node. */
struct span {
    double from_m, to_m;
    bool at_start, at_end;
};

/* The part of a narrow stretch on the edge from `stop` to the next; false: none of it lies
 * there. */
static bool cut_to_edge(const struct passing *p, uint32_t stop, const struct narrow *narrow,
                        struct span *out)
{
    const struct graph *graph = &p->store->graph;
    size_t n;
    const double *xy = graph_line_xy(p->store, graph_stop_line(graph, stop), &n);
    double from = graph->stop_m[stop], to = graph->stop_m[stop + 1];
    double begin = fmax(from, 0), end = fmin(to, line_length(xy, n));
    if (narrow->to_m <= begin || narrow->from_m >= end)
        return false;
    out->at_start = narrow->from_m <= begin + SAME_M;
    out->at_end = narrow->to_m >= end - SAME_M;
    out->from_m = out->at_start ? from : narrow->from_m;
    out->to_m = out->at_end ? to : narrow->to_m;
    return true;
}

/* Ways from both ends of an edge to the first place on it that is wide; INFINITY: there is none. */
static void ways_on_edge(const struct passing *p, uint32_t stop, float way_m[2])
{
    const struct graph *graph = &p->store->graph;
    uint32_t line = graph_stop_line(graph, stop), i, last = narrow_of(p->store, line, &i);
    way_m[0] = way_m[1] = 0;
    for (; i < last; i++) {
        struct span span;
        if (!cut_to_edge(p, stop, &p->store->widths[graph->role[line]].narrow[i], &span))
            continue;
        if (span.at_start)
            way_m[0] = span.at_end ? INFINITY : (float)(span.to_m - span.from_m);
        if (span.at_end)
            way_m[1] = span.at_start ? INFINITY : (float)(span.to_m - span.from_m);
    }
}

/* Beyond a dead end of the drawn network anything may follow. */
static bool is_dead_end(const struct graph *graph, uint32_t node)
{
    return graph->first_at[node + 1] - graph->first_at[node] == 1;
}

/* Starts of the search `most`: ways to a place that is certainly wide, on the edge or at its
 * other end. */
static bool place_most(const void *user, struct way_search *search, size_t first, size_t last)
{
    const struct passing *p = user;
    const struct graph *graph = &p->store->graph;
    bool good = true;
    for (uint32_t stop = (uint32_t)first; good && stop < last; stop++) {
        enum width width = (enum width)p->width[graph_stop_line(graph, stop)];
        const uint32_t *node = graph->stop_node + stop;
        float most[2] = {INFINITY, INFINITY};
        if (width == WIDTH_WIDE || !way_edge(graph, stop))
            continue;
        if (width == WIDTH_ALONG)
            ways_on_edge(p, stop, most);
        float length_m = graph->stop_m[stop + 1] - graph->stop_m[stop];
        for (uint32_t k = 0; good && k < 2; k++) {
            bool from_wide = way_at(search, node[1 - k]) == 0;
            good = way_place(search, node[k], from_wide ? fminf(most[k], length_m) : most[k]);
        }
    }
    return good;
}

/* Starts of the search `least`: ways to a place that may be wide: every end of an edge whose
 * width is not known all along. */
static bool place_least(const void *user, struct way_search *search, size_t first, size_t last)
{
    const struct passing *p = user;
    const struct graph *graph = &p->store->graph;
    bool good = true;
    for (uint32_t stop = (uint32_t)first; good && stop < last; stop++) {
        bool along = p->width[graph_stop_line(graph, stop)] == WIDTH_ALONG;
        const uint32_t *node = graph->stop_node + stop;
        float most[2] = {0, 0};
        if (!way_edge(graph, stop))
            continue;
        if (along)
            ways_on_edge(p, stop, most);
        for (uint32_t k = 0; good && k < 2; k++)
            good = way_place(search, node[k], is_dead_end(graph, node[k]) ? 0 : most[k]);
    }
    return good;
}

static void find_widths(void *user, size_t chunk, size_t first, size_t last)
{
    struct passing *p = user;
    (void)chunk;
    for (size_t line = first; line < last; line++) {
        p->width[line] = (uint8_t)width_of(p->store, (uint32_t)line);
        p->along[line] = p->width[line] == WIDTH_ALONG ? WAY_BOTH : 0;
    }
}

/* All nodes of a wide line are passing places. */
static void pass_on_wide(void *user, size_t chunk, size_t first, size_t last)
{
    struct passing *p = user;
    const struct graph *graph = &p->store->graph;
    (void)chunk;
    for (size_t stop = first; stop < last; stop++)
        if (p->width[graph_stop_line(graph, (uint32_t)stop)] == WIDTH_WIDE)
            shared_set_float(&p->most.way_m[graph->stop_node[stop]], 0);
}

static bool find_ways(struct passing *p, unsigned threads)
{
    const struct graph *graph = &p->store->graph;
    p->width = malloc(graph->n_lines + 1);
    p->along = malloc(graph->n_lines + 1);
    if (!way_begin(&p->most, graph) || p->width == NULL || p->along == NULL)
        return false;
    parallel_rows(threads, graph->n_lines, find_widths, p);
    p->any_along = memchr(p->along, WAY_BOTH, graph->n_lines) != NULL;
    if (p->any_along && !way_begin(&p->least, graph))
        return false;
    p->most.most_m = p->least.most_m = PASSING_FARTHEST_M;
    p->least.open = p->along;
    parallel_rows(threads, graph->n_stops, pass_on_wide, p);
    return way_spread_all(&p->most, threads, graph->n_stops, place_most, p) &&
           (!p->any_along || way_spread_all(&p->least, threads, graph->n_stops, place_least, p));
}

static void passing_free(struct passing *p)
{
    way_free(&p->most);
    way_free(&p->least);
    free(p->width);
    free(p->along);
}

/* ---- the longest interval of a row --------------------------------------------------------- */

struct interval {
    double most_m, least_m; /* bounds of the longest one                        */
    double drawn_m, at_m;   /* of the longest narrow stretch, and its middle    */
    uint32_t line;
};

/* Widens the interval of a row by one narrow stretch and the ways at its ends. */
static void add_span(const struct passing *p, uint32_t stop, const struct span *span,
                     struct interval *out)
{
    const uint32_t *node = p->store->graph.stop_node + stop;
    double length = span->to_m - span->from_m, most = length, least = length;
    for (int k = 0; k < 2; k++) {
        if (!(k == 0 ? span->at_start : span->at_end))
            continue;
        most += (double)p->most.way_m[node[k]];
        if (p->any_along && isfinite(p->least.way_m[node[k]]))
            least += (double)p->least.way_m[node[k]];
    }
    out->most_m = fmax(out->most_m, most);
    out->least_m = fmax(out->least_m, least);
    if (length > out->drawn_m) {
        out->drawn_m = length;
        out->at_m = (span->from_m + span->to_m) / 2;
        out->line = graph_stop_line(&p->store->graph, stop);
    }
}

static void add_edge(const struct passing *p, uint32_t stop, struct interval *out)
{
    const struct graph *graph = &p->store->graph;
    uint32_t line = graph_stop_line(graph, stop);
    struct span span = {graph->stop_m[stop], graph->stop_m[stop + 1], true, true};
    if (p->width[line] == WIDTH_LEAST) {
        add_span(p, stop, &span, out);
    } else if (p->width[line] == WIDTH_ALONG) {
        uint32_t i, last = narrow_of(p->store, line, &i);
        for (; i < last; i++)
            if (cut_to_edge(p, stop, &p->store->widths[graph->role[line]].narrow[i], &span))
                add_span(p, stop, &span, out);
    }
}

/* Equal bounds are exact. Otherwise one of them is kept: the lower one where it is beyond what
 * standards allow, because then the upper one decides nothing. */
static bool set_interval(struct store *store, struct column *column, size_t row,
                         const struct interval *found, enum width width)
{
    double place[2], direction[2];
    size_t n;
    bool along = width == WIDTH_ALONG, finite = isfinite(found->most_m);
    if (along && found->most_m - found->least_m < SAME_M) {
        measure_set_way(column, row, found->most_m, ORIGIN_GEOMETRY);
    } else if (along && (!finite || found->least_m > ALLOWED_M)) {
        measure_set_way(column, row, found->least_m, ORIGIN_AT_LEAST);
    } else {
        if (finite) /* a bound never fails, so no finding needs its place */
            measure_set_way(column, row, found->most_m, ORIGIN_BOUND);
        return true;
    }
    const double *xy = graph_line_xy(store, found->line, &n);
    line_at(xy, n, fmax(found->at_m, 0), place, direction);
    return column_set_place(column, row, place);
}

static bool fill_intervals(struct store *store, enum role role, struct column *column,
                           const struct passing *p)
{
    store_use(store, PART_ways);
    const struct graph *graph = &store->graph;
    bool good = true;
    for (uint32_t line = graph->first_line[role], end; good && line < graph->first_line[role + 1];
         line = end) {
        uint32_t row = graph->row[line];
        enum width width = (enum width)p->width[line];
        struct interval found = {.line = line};
        for (end = line; end < graph->first_line[role + 1] && graph->row[end] == row; end++)
            for (uint32_t stop = graph->first_stop[end]; way_edge(graph, stop); stop++)
                add_edge(p, stop, &found);
        if (found.drawn_m > 0 && isnan(column_real(column, row)))
            good = set_interval(store, column, row, &found, width);
    }
    return good;
}

/* Has any row of the role a narrow width and no surveyed interval? */
static bool is_asked(const struct store *store, enum role role)
{
    const struct graph *graph = &store->graph;
    const struct elements *e = &store->tables[role];
    for (uint32_t line = graph->first_line[role]; line < graph->first_line[role + 1]; line++)
        if (element_real(e, F_clear_width_m, graph->row[line]) < PASS_M &&
            isnan(element_real(e, F_passing_interval_m, graph->row[line])))
            return true;
    return false;
}

rasif_status measure_passing_interval(struct store *store, const struct settings *settings,
                                      enum role role, enum field_id field, rasif_error *err)
{
    struct passing p = {.store = store};
    if (!is_asked(store, role))
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    bool good = column != NULL && find_ways(&p, settings->threads) &&
                fill_intervals(store, role, column, &p);
    passing_free(&p);
    return good ? RASIF_OK : fail_memory(err);
}
