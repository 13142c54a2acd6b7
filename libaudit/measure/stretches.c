/* SPDX-License-Identifier: MIT
 *
 * How long a stretch is that lacks something all along: shade, or a slope gentle enough to need
 * no handrail (docs/decisions/0123-how-long-a-condition-holds.md). It is measured along the
 * network, so that it does not matter how lines are cut. Two bounds: the way to the nearest
 * place known to have it, and, over lines known to lack it, the way to the nearest that may have
 * it.
 *
 * Algorithm: each line has, lacks or may have it; two searches from many places at once
 * (link/way.h) give every node both ways; each edge of a row adds the ways at its ends to its
 * length. Cost: n log n over the stops of the graph. In: shade or running_slope_pct, the graph.
 * Out: shade_interval_m, steep_run_m. */
#include "link/way.h"
#include "measure/measure.h"

#include <math.h>
#include <stdlib.h>

#define REST_FARTHEST_M 500.0F
#define SAME_M 0.001 /* positions on the network are kept to this */
#define SHADE_M 50.0 /* limits of the rules: choose the bound that is kept, decide no verdict */
#define REST_STEEP_M 3.0
#define REST_STEEP_PCT (5.0 * 1.001) /* 1:20, with the tolerance of all limits */

enum state { MAY_HAVE, HAS, LACKS };
typedef enum state (*state_fn)(const struct elements *e, uint32_t row);

struct stretches {
    const struct graph *graph;
    uint8_t *state;          /* [n_lines] enum state                                     */
    uint8_t *open;           /* [n_lines] WAY_* bits: those of LACKS                     */
    uint8_t *beyond;         /* [n_lines] WAY_* bits: all but those of HAS               */
    struct way_search most;  /* to the nearest place that has it                         */
    struct way_search least; /* to the nearest that may have it, over what is known not to */
};

static enum state shade_state(const struct elements *e, uint32_t row)
{
    unsigned code = element_code(e, F_shade, row);
    bool assumed = element_origin(e, F_shade, row) == ORIGIN_ASSUMED;
    return assumed || code == 0 ? MAY_HAVE : code == YES_NO_YES ? HAS : LACKS;
}

/* "Has" is a slope up to 1:20. */
static enum state flat_state(const struct elements *e, uint32_t row)
{
    double slope = fabs(element_real(e, F_running_slope_pct, row));
    bool assumed = element_origin(e, F_running_slope_pct, row) == ORIGIN_ASSUMED;
    return assumed || isnan(slope) ? MAY_HAVE : slope > REST_STEEP_PCT ? LACKS : HAS;
}

/* Stretches_free in any case. */
static MUST bool stretches_begin(struct stretches *s, const struct store *store, state_fn state_of)
{
    store_use(store, PART_ways);
    const struct graph *graph = s->graph = &store->graph;
    s->state = malloc(graph->n_lines + 1);
    s->open = malloc(graph->n_lines + 1);
    s->beyond = malloc(graph->n_lines + 1);
    if (!way_begin(&s->most, graph) || !way_begin(&s->least, graph) || s->state == NULL ||
        s->open == NULL || s->beyond == NULL)
        return false;
    for (uint32_t line = 0; line < graph->n_lines; line++) {
        enum role role = (enum role)graph->role[line];
        bool walked = role == ROLE_STREET || role == ROLE_SIDEWALK || role == ROLE_FOOTWAY;
        s->state[line] = (uint8_t)(walked ? state_of(&store->tables[role], graph->row[line]) : MAY_HAVE);
        s->open[line] = s->state[line] == LACKS ? WAY_BOTH : 0;
        s->beyond[line] = s->state[line] != HAS ? WAY_BOTH : 0;
    }
    s->least.open = s->open;
    s->most.open = s->beyond;
    s->most.most_m = s->least.most_m = REST_FARTHEST_M;
    return true;
}

static void stretches_free(struct stretches *s)
{
    way_free(&s->most);
    way_free(&s->least);
    free(s->state);
    free(s->open);
    free(s->beyond);
}

/* Starts of both searches: a node where a line that has it meets others, and a node where a line
 * that lacks it ends. Beyond a dead end of the drawn network anything may follow. */
static bool place_node(struct stretches *s, uint32_t node)
{
    const struct graph *graph = s->graph;
    uint32_t n = graph->first_at[node + 1] - graph->first_at[node], count[] = {0, 0, 0};
    for (uint32_t i = graph->first_at[node]; i < graph->first_at[node + 1]; i++)
        count[s->state[graph_stop_line(graph, graph->stop_at[i])]]++;
    bool has = count[HAS] > 0 && count[HAS] < n;
    bool ends = count[LACKS] > 0 && (count[LACKS] < n || n == 1);
    return (!has || way_place(&s->most, node, 0)) && (!ends || way_place(&s->least, node, 0));
}

static bool find_ways(struct stretches *s)
{
    bool good = true;
    for (uint32_t node = 0; good && node < s->graph->n_nodes; node++)
        good = place_node(s, node);
    return good && way_spread(&s->most) && way_spread(&s->least);
}

/* Both bounds of the longest stretch through a row; false: the row does not lack it. */
static bool longest(const struct stretches *s, enum role role, size_t row, double *most, double *least)
{
    const struct graph *graph = s->graph;
    uint32_t line, end = graph_lines(graph, role, row, &line);
    *most = *least = 0;
    for (; line < end && s->state[line] == LACKS; line++)
        for (uint32_t stop = graph->first_stop[line]; way_edge(graph, stop); stop++) {
            double length = (double)graph->stop_m[stop + 1] - (double)graph->stop_m[stop];
            double far = length, near = length;
            for (uint32_t k = 0; k < 2; k++) {
                float beyond = s->least.way_m[graph->stop_node[stop + k]];
                far += (double)s->most.way_m[graph->stop_node[stop + k]];
                near += (double)(isfinite(beyond) ? beyond : REST_FARTHEST_M);
            }
            *most = fmax(*most, far);
            *least = fmax(*least, near);
        }
    return *most > 0;
}

/* `asked_m`: the limit of the rules; a bound that decides against it is kept. */
static rasif_status fill(struct store *store, enum role role, enum field_id field, state_fn state_of,
                         double asked_m, rasif_error *err)
{
    struct stretches s = {.graph = &store->graph};
    struct column *column = measure_column(store, role, field);
    bool good = column != NULL && stretches_begin(&s, store, state_of) && find_ways(&s);
    for (size_t row = 0; good && row < store->tables[role].n; row++) {
        double most, least;
        if (!isnan(column_real(column, row)) || !longest(&s, role, row, &most, &least))
            continue;
        if (most - least < SAME_M)
            measure_set_way(column, row, most, ORIGIN_GEOMETRY);
        else if (least > asked_m)
            measure_set_way(column, row, least, ORIGIN_AT_LEAST);
        else if (most <= asked_m)
            measure_set_way(column, row, most, ORIGIN_BOUND);
    }
    stretches_free(&s);
    return good ? RASIF_OK : fail_memory(err);
}

rasif_status measure_shade_interval(struct store *store, const struct settings *settings,
                                    enum role role, enum field_id field, rasif_error *err)
{
    (void)settings;
    if (elements_column(&store->tables[role], F_shade) == NULL)
        return RASIF_OK;
    return fill(store, role, field, shade_state, SHADE_M, err);
}

rasif_status measure_steep_run(struct store *store, const struct settings *settings,
                               enum role role, enum field_id field, rasif_error *err)
{
    (void)settings;
    if (elements_column(&store->tables[role], F_running_slope_pct) == NULL)
        return RASIF_OK;
    return fill(store, role, field, flat_state, REST_STEEP_M, err);
}
