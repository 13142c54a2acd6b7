/* SPDX-License-Identifier: MIT
 *
 * Ends at which tactile guidance stops half way
 * (docs/decisions/0081-guidance-that-stops-half-way.md): ends of a guided path where another
 * path goes on and none of those is guided. Guidance may end at a crossing, at steps and at the
 * corner of a junction. In: tactile_guidance, the graph. Out: guidance_stops. Each end of a
 * guided line looks at the lines that meet at its node. */
#include "geo/line.h"
#include "link/graph.h"
#include "measure/measure.h"

#include <string.h>

#define DRAWN_M 0.001 /* positions are kept to this */

enum end { END_GOES_ON, END_STOPS, END_OPEN };

/* Does guidance go on at stop `end`, the first or last of its line? END_OPEN: unknown. */
static enum end guidance_end(const struct store *store, uint32_t end, bool beyond, bool *assumed)
{
    store_use(store, PART_ways);
    const struct graph *graph = &store->graph;
    uint32_t node = graph->stop_node[end];
    bool bare = false, open = false;
    if (beyond) /* joined around a corner */
        return END_GOES_ON;
    for (uint32_t i = graph->first_at[node]; i < graph->first_at[node + 1]; i++) {
        uint32_t line = graph_stop_line(graph, graph->stop_at[i]);
        enum role role = (enum role)graph->role[line];
        const struct elements *e = &store->tables[role];
        if (graph->stop_at[i] == end)
            continue;
        unsigned code = element_code(e, F_tactile_guidance, graph->row[line]);
        if (role == ROLE_CROSSING || role == ROLE_STEPS || code == YES_NO_YES)
            return END_GOES_ON;
        bare = bare || code == YES_NO_NO;
        open = open || code == 0;
        *assumed =
            *assumed || element_origin(e, F_tactile_guidance, graph->row[line]) == ORIGIN_ASSUMED;
    }
    return open ? END_OPEN : bare ? END_STOPS : END_GOES_ON;
}

/* Ends of all parts of a row at which guidance stops; `place` = the first of them. */
struct stops {
    unsigned n;
    bool open, assumed;
    double place[2];
};

static void count_stops(const struct store *store, enum role role, size_t row, struct stops *out)
{
    store_use(store, PART_nodes);
    const struct graph *graph = &store->graph;
    uint32_t line, last = graph_lines(graph, role, row, &line);
    out->open = line == last;
    for (; line < last; line++) {
        size_t n;
        const double *xy = graph_line_xy(store, line, &n);
        uint32_t ends[2] = {graph->first_stop[line], graph->first_stop[line + 1] - 1};
        double length_m = line_length(xy, n);
        bool beyond[2] = {graph->stop_m[ends[0]]<0, (double)graph->stop_m[ends[1]]> length_m +
                          DRAWN_M};
        for (int k = 0; k < 2; k++) {
            enum end end = guidance_end(store, ends[k], beyond[k], &out->assumed);
            out->open = out->open || end == END_OPEN;
            if (end == END_STOPS && out->n++ == 0)
                memcpy(out->place, k == 0 ? xy : xy + 2 * n - 2, sizeof out->place);
        }
    }
}

rasif_status measure_guidance_stops(struct store *store, const struct settings *settings,
                                    enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    const struct column *guidance = elements_column(e, F_tactile_guidance);
    (void)settings;
    if (guidance == NULL || store->graph.first_line[role] == store->graph.first_line[role + 1])
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    bool good = column != NULL;
    for (size_t row = 0; good && row < e->n; row++) {
        struct stops stops = {0};
        if (guidance->code[row] != YES_NO_YES || e->shapes.kind[row] != SHAPE_LINE)
            continue;
        count_stops(store, role, row, &stops);
        stops.assumed =
            stops.assumed || element_origin(e, F_tactile_guidance, row) == ORIGIN_ASSUMED;
        /* One end at which it stops decides, whatever the other is. */
        if (stops.n == 0 && stops.open)
            continue;
        measure_set_real(column, row, stops.n, stops.assumed ? ORIGIN_ASSUMED : ORIGIN_GEOMETRY);
        if (stops.n > 0)
            good = column_set_place(column, row, stops.place);
    }
    return good ? RASIF_OK : fail_memory(err);
}
