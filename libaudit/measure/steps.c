/* SPDX-License-Identifier: MIT
 *
 * Whether steps can be avoided, and by how long a way
 * (docs/decisions/0082-the-least-it-can-be.md). In: ramp_alternative, barriers, obstacles, the
 * graph. Out: step_free, step_free_way_m.
 *
 * Algorithm: flights in a row count as one; from its lower to its upper end two searches
 * (link/way.h) run up to ROUND_MOST_M, over all lines without known steps and over lines known
 * to have none. Equal lengths are exact, else the first is the least that the way can be. Cost:
 * two bounded searches for each flight. */
#include "link/way.h"
#include "measure/measure.h"

#include <math.h>
#include <stdlib.h>

#define ROUND_MOST_M 500.0F /* a longer way round counts as none    */
#define MOST_FLIGHTS 64     /* in a row; more form a circle          */

/* Steps are step-free only with a ramp for wheelchairs. It is unknown (0) whether they have one
 * where the data are unclear, and where a survey has a column for it and left the cell empty. */
static unsigned step_free_of(const struct store *store, const struct elements *e, size_t row)
{
    switch (element_code(e, F_ramp_alternative, row)) {
    case ALTERNATIVE_YES:
        return YES_NO_YES;
    case ALTERNATIVE_NO:
        return YES_NO_NO;
    case ALTERNATIVE_UNCLEAR:
        return 0;
    default:
        return source_is_survey(store, e, row) && e->columns[F_ramp_alternative] != NULL ? 0 : YES_NO_NO;
    }
}

rasif_status measure_step_free(struct store *store, const struct settings *settings,
                               enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    (void)settings;
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        if (role == ROLE_STREET && element_code(e, F_class, row) != CLASS_STEPS)
            continue;
        unsigned code = step_free_of(store, e, row);
        if (column->code[row] == 0 && code != 0)
            measure_set_code(column, row, code, ORIGIN_SURVEYED);
    }
    return RASIF_OK;
}

/* ---- the way round ------------------------------------------------------------------------ */

/* Steps drawn as steps, and streets of class steps. */
static bool is_steps(const struct store *store, uint32_t line)
{
    enum role role = (enum role)store->graph.role[line];
    return role == ROLE_STEPS ||
           (role == ROLE_STREET &&
            element_code(&store->tables[role], F_class, store->graph.row[line]) == CLASS_STEPS);
}

/* A footbridge or underpass that is not known to be step-free. */
static bool may_have_stairs(const struct elements *crossings, uint32_t row)
{
    unsigned structure = element_code(crossings, F_structure, row);
    return (structure == STRUCTURE_FOOTBRIDGE || structure == STRUCTURE_UNDERPASS) &&
           element_code(crossings, F_step_free, row) != YES_NO_YES;
}

/* Has it a barrier that is closed, or passed only over a step? */
static bool is_closed(const struct elements *e, uint32_t row)
{
    const uint32_t closed = 1u << BARRIER_STILE | 1u << BARRIER_STEP | 1u << BARRIER_LOCKED_GATE |
                            1u << BARRIER_WALL | 1u << BARRIER_FENCE | 1u << BARRIER_HEDGE;
    const struct column *barriers = elements_column(e, F_barriers);
    return barriers != NULL && (barriers->list[row] & closed) != 0;
}

/* No steps are known on it, and it is open. */
static bool has_none_known(const struct store *store, uint32_t line)
{
    enum role role = (enum role)store->graph.role[line];
    uint32_t row = store->graph.row[line];
    const struct elements *e = &store->tables[role];
    if (is_closed(e, row))
        return false;
    if (role == ROLE_CROSSING)
        return !may_have_stairs(e, (uint32_t)crossing_first(store, row));
    const struct column *obstacles = elements_column(e, F_obstacles);
    return !is_steps(store, line) &&
           (obstacles == NULL || (obstacles->list[row] & 1u << OBSTACLE_STEP) == 0);
}

/* Did a survey look at its kerbs or obstacles? */
static bool was_surveyed(const struct store *store, uint32_t line)
{
    enum role role = (enum role)store->graph.role[line];
    uint32_t row = store->graph.row[line];
    const struct elements *e = &store->tables[role];
    if (role == ROLE_CROSSING)
        return element_real(e, F_ends_without_ramp, crossing_first(store, row)) == 0;
    const struct column *obstacles = elements_column(e, F_obstacles);
    return obstacles != NULL && obstacles->list[row] != 0;
}

/* Two searches: over all that is drawn without steps, and over what is known to have none. */
struct round {
    struct way_search drawn, known;
    uint8_t *drawn_open, *known_open; /* [n_lines] */
};

/* Round_free in any case. */
static MUST bool round_begin(struct round *round, const struct store *store)
{
    size_t n = store->graph.n_lines;
    round->drawn_open = malloc(n + 1);
    round->known_open = malloc(n + 1);
    if (!way_begin(&round->drawn, &store->graph) || !way_begin(&round->known, &store->graph) ||
        round->drawn_open == NULL || round->known_open == NULL)
        return false;
    for (uint32_t line = 0; line < n; line++) {
        round->drawn_open[line] = has_none_known(store, line) ? WAY_BOTH : 0;
        round->known_open[line] = was_surveyed(store, line) ? round->drawn_open[line] : 0;
    }
    round->drawn.open = round->drawn_open;
    round->known.open = round->known_open;
    round->drawn.most_m = round->known.most_m = ROUND_MOST_M;
    return true;
}

static void round_free(struct round *round)
{
    way_free(&round->drawn);
    way_free(&round->known);
    free(round->drawn_open);
    free(round->known_open);
}

/* The stop at which the only other line that meets there begins, if that is a flight; else
 * NO_ROW. */
static uint32_t next_flight(const struct store *store, uint32_t stop)
{
    store_use(store, PART_ways);
    const struct graph *graph = &store->graph;
    uint32_t node = graph->stop_node[stop], found = NO_ROW;
    for (uint32_t i = graph->first_at[node]; i < graph->first_at[node + 1]; i++) {
        uint32_t other = graph->stop_at[i];
        if (other == stop)
            continue;
        if (found != NO_ROW || !is_steps(store, graph_stop_line(graph, other)))
            return NO_ROW;
        found = other;
    }
    return found;
}

/* Node at the far end of all flights in a row, followed from the last stop of `line` (up) or its
 * first. */
static uint32_t far_end(const struct store *store, uint32_t line, bool up)
{
    store_use(store, PART_nodes);
    const struct graph *graph = &store->graph;
    uint32_t stop = up ? graph->first_stop[line + 1] - 1 : graph->first_stop[line];
    for (size_t flights = 0; flights < MOST_FLIGHTS; flights++) {
        uint32_t next = next_flight(store, stop);
        if (next == NO_ROW)
            break;
        uint32_t other = graph_stop_line(graph, next);
        if (next == graph->first_stop[other])
            stop = graph->first_stop[other + 1] - 1;
        else if (next == graph->first_stop[other + 1] - 1)
            stop = graph->first_stop[other];
        else
            break;
    }
    return graph->stop_node[stop];
}

/* Metres from one node to another; INFINITY: no way. */
static MUST bool way_between(struct way_search *search, uint32_t from, uint32_t to, float *out)
{
    way_clear(search);
    search->goal = to;
    bool good = way_place(search, from, 0) && way_spread(search);
    *out = search->way_m[to];
    return good;
}

/* The drawn way is a lower bound; it is exact when all of it is known to have no steps. */
static MUST bool set_way_round(struct store *store, const struct settings *settings,
                          struct round *round, uint32_t line, struct column *column, size_t row)
{
    uint32_t from = far_end(store, line, false), to = far_end(store, line, true);
    float drawn, known;
    if (from == to) /* flights in a circle, or shorter than the snapping distance */
        return true;
    if (!way_between(&round->drawn, from, to, &drawn) ||
        !way_between(&round->known, from, to, &known))
        return false;
    if (known == drawn && !isinf(known))
        measure_set_way(column, row, known, ORIGIN_GEOMETRY);
    else if (settings->sidewalk_absent)
        measure_set_way(column, row, fminf(drawn, ROUND_MOST_M), ORIGIN_AT_LEAST);
    return true;
}

/* Of a flight in several parts it is unknown where it begins. */
static bool is_flight(const struct store *store, uint32_t line)
{
    const struct shapes *shapes = &store->tables[store->graph.role[line]].shapes;
    uint32_t row = store->graph.row[line];
    return is_steps(store, line) && shapes->kind[row] == SHAPE_LINE &&
           shapes->part[row + 1] - shapes->part[row] == 1;
}

rasif_status measure_step_free_way(struct store *store, const struct settings *settings,
                                   enum role role, enum field_id field, rasif_error *err)
{
    const struct graph *graph = &store->graph;
    struct round round = {.drawn_open = NULL};
    struct column *column = NULL;
    bool good = true;
    for (uint32_t line = graph->first_line[role]; good && line < graph->first_line[role + 1];
         line++) {
        if (!is_flight(store, line))
            continue;
        if (column == NULL)
            good =
                (column = measure_column(store, role, field)) != NULL && round_begin(&round, store);
        good = good && set_way_round(store, settings, &round, line, column, graph->row[line]);
    }
    round_free(&round);
    return good ? RASIF_OK : fail_memory(err);
}
