/* SPDX-License-Identifier: MIT
 *
 * Kerbed ends and islands of crossings without a ramp. In: store.crossings, graph. Out: gaps. */
#include "network/gaps.h"

#include "link/graph.h"
#include "link/kerbs.h"
#include "link/link.h"

#include <stdlib.h>

/* The evidence that place `i` lacks a ramp; GAP_EVIDENCE_COUNT = it lacks none. An end of
 * unknown state lacks one only where kerbs are drawn at the other end: where nothing is drawn,
 * nothing is known. */
static enum gap_evidence evidence(const struct store *store, size_t crossing,
                                  const struct crossing_place *places, uint32_t i)
{
    bool stated = kerb_stated(&store->tables[ROLE_CROSSING], crossing, i) == KERB_RAISED;
    if (places[i].state == END_ABSENT) /* a raised kerb is drawn, or stated by the crossing */
        return places[i].n_ramps > 0 || stated ? GAP_STATED : GAP_NOT_DRAWN;
    if (store->crossings.crosses[crossing] != CROSSED_STREET)
        return GAP_EVIDENCE_COUNT;
    if (places[i].state != END_UNKNOWN || i > PLACE_END || places[PLACE_END - i].n_ramps == 0)
        return GAP_EVIDENCE_COUNT;
    return GAP_UNKNOWN; /* somebody drew the kerb at the other end */
}

/* Node of the network where the crossing starts or ends; NO_ROW of an island. */
static uint32_t node_of(const struct store *store, size_t crossing, uint32_t i)
{
    store_use(store, PART_nodes);
    const struct graph *graph = &store->graph;
    const struct crossing_line *parts = crossing_line_of(store, crossing);
    bool at_last = i == PLACE_END;
    if (parts != NULL && i <= PLACE_END) {
        at_last = parts->tip_last[i];
        crossing = parts->tip_row[i];
    }
    uint32_t line, last = graph_lines(graph, ROLE_CROSSING, crossing, &line);
    if (i > PLACE_END || line == last)
        return NO_ROW;
    return graph->stop_node[at_last ? graph->first_stop[last] - 1 : graph->first_stop[line]];
}

/* Has the node a gap at the same point already? Crossings that end at one point of a corner need
 * one ramp there; the gap then takes the better evidence of both. */
static bool has_gap(const struct gap_job *job, const struct gap *gap, const uint32_t *gap_at,
                    uint32_t node)
{
    if (node == NO_ROW || gap_at[node] == NO_ROW)
        return false;
    struct gap *earlier = &job->out->items[gap_at[node]];
    double a[4], b[4];
    gap_line(job->store, earlier, a);
    gap_line(job->store, gap, b);
    if (hypot(a[0] - b[0], a[1] - b[1]) > job->settings->snap_m)
        return false;
    if (gap->evidence < earlier->evidence)
        earlier->evidence = gap->evidence;
    return true;
}

/* Gaps of the places of one crossing; ends that meet share one. */
static MUST bool look_at(struct gap_job *job, size_t crossing, uint32_t *gap_at)
{
    const struct store *store = job->store;
    const struct crossing_facts *facts = &store->crossings;
    const struct crossing_place *places = facts->places + facts->first_place[crossing];
    uint32_t n = facts->first_place[crossing + 1] - facts->first_place[crossing];
    bool crosses = facts->first_street[crossing] < facts->first_street[crossing + 1];
    for (uint32_t i = 0; i < n; i++) {
        struct gap gap = {.kind = GAP_NO_RAMP,
                          .evidence = (uint8_t)evidence(store, crossing, places, i),
                          .place = (uint8_t)i,
                          .street =
                              crosses ? facts->streets[facts->first_street[crossing]] : NO_ROW,
                          .from = (uint32_t)crossing,
                          .to = NO_ROW,
                          .from_m = NAN,
                          .to_m = NAN,
                          .length_m = NAN};
        if (gap.evidence == GAP_EVIDENCE_COUNT)
            continue;
        uint32_t node = node_of(store, crossing, i);
        if (has_gap(job, &gap, gap_at, node))
            continue;
        if (node != NO_ROW)
            gap_at[node] = (uint32_t)job->out->n;
        if (!gap_add(job, gap))
            return false;
    }
    return true;
}

bool gaps_of_crossing_ends(struct gap_job *job)
{
    store_use(job->store, PART_nodes);
    const struct elements *crossings = &job->store->tables[ROLE_CROSSING];
    size_t n_nodes = job->store->graph.n_nodes;
    /* the gap at a node; NO_ROW = none */
    uint32_t *gap_at = malloc((n_nodes + 1) * sizeof *gap_at);
    bool good = gap_at != NULL;
    for (size_t node = 0; good && node < n_nodes; node++)
        gap_at[node] = NO_ROW;
    for (size_t row = 0; good && row < crossings->n; row++)
        if (crossings->scope[row] == SCOPE_YES && crossings->shapes.kind[row] == SHAPE_LINE)
            good = look_at(job, row, gap_at);
    free(gap_at);
    return good;
}
