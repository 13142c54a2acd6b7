/* SPDX-License-Identifier: MIT
 *
 * Crossings end at the kerb, the sidewalk's line lies a step behind it: each end of a crossing is
 * joined to the nearest sidewalk or footway within LINK_RAMP_M, unless it touches one as drawn. In:
 * graph_build after graph_contacts. Out: joined ids, stops; links of kind crossing-sidewalk.
 *
 * Cost: one grid query per end, on all threads; ends are then joined one after another, in
 * order. */
#include "link/graph.h"

#include "base/union_find.h"
#include "base/parallel.h"
#include "geo/grid.h"
#include "geo/line.h"
#include "link/link.h"

#include <stdlib.h>

struct end_search {
    const struct graph_build *b;
    const double *end;
    uint32_t line; /* nearest so far, NO_ROW = none */
    uint32_t point;
    struct foot foot;
};

/* Keeps the nearest segment of a sidewalk or footway. */
static bool try_sidewalk(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct end_search *search = user;
    uint8_t role = search->b->store->graph.role[item.row];
    struct foot foot;
    if (role != ROLE_SIDEWALK && role != ROLE_FOOTWAY)
        return true;
    segment_foot(a, b, search->end[0], search->end[1], &foot);
    if (foot.distance_m < search->foot.distance_m) {
        search->foot = foot;
        search->line = item.row;
        search->point = item.point;
    }
    return true;
}

/* Adds the evidence of one end: its distance to the sidewalk; a position along a street has
 * none. */
static bool tell(struct graph_build *b, uint32_t tip, const struct end_search *found)
{
    const struct graph *graph = &b->store->graph;
    struct link link = {.kind = LINK_CROSSING_SIDEWALK,
                        .from_role = ROLE_CROSSING,
                        .to_role = graph->role[found->line],
                        .from = graph->row[tip / 2],
                        .to = graph->row[found->line],
                        .distance_m = (float)found->foot.distance_m,
                        .from_m = NAN,
                        .to_m = NAN};
    struct link_evidence evidence = {NAN, NAN, tip % 2 == 0 ? PLACE_START : PLACE_END,
                                     LINK_BY_GEOMETRY};
    return link_add(b->store, link, evidence);
}

/* The place on the sidewalk becomes a stop; the way to it counts with its length. */
static MUST bool join_end(struct graph_build *b, uint32_t tip, const struct end_search *found)
{
    float at_m = (float)graph_position(b, found->line, found->point, found->foot.x, found->foot.y);
    float length_m = b->length_m[found->line], snap = (float)b->settings->snap_m;
    b->beyond_m[tip] = (float)found->foot.distance_m;
    if (at_m <= snap || length_m - at_m <= snap) {
        union_join(b->joined, tip, 2 * found->line + (at_m > snap));
        return true;
    }
    struct graph_stop stop = {found->line, tip, at_m};
    return PUSH(b->stops, b->n_stops, b->stop_capacity, stop);
}

/* The segment nearest to each tip of a crossing; line NO_ROW = none, or not searched. */
struct ends_job {
    const struct graph_build *b;
    bool evidence; /* ends that touch a sidewalk as drawn get a link as well */
    uint32_t first_tip;
    struct nearest {
        uint32_t line, point;
    } * nearest;
};

/* Does this end of a row meet another part of the same crossing? */
static bool meets_part(const struct store *store, uint32_t row, uint32_t tip)
{
    const uint8_t *inner = store->crossings.inner;
    return inner != NULL && (inner[row] & (tip % 2 == 0 ? INNER_START : INNER_END)) != 0;
}

/* Does the search for a sidewalk include this end of a crossing? Not between two parts of the
 * crossing or of its geometry, and not on a ring, which has no end. An end that touches
 * something as drawn is searched for evidence only. */
static bool is_asked(const struct ends_job *job, uint32_t tip)
{
    const struct graph *graph = &job->b->store->graph;
    uint32_t first = graph->first_line[ROLE_CROSSING], last = graph->first_line[ROLE_CROSSING + 1];
    uint32_t line = tip / 2, beside = tip % 2 == 0 ? line - 1 : line + 1;
    bool inside =
        (tip % 2 == 0 ? line > first : line + 1 < last) && graph->row[beside] == graph->row[line];
    inside = inside || meets_part(job->b->store, graph->row[line], tip);
    return !job->b->is_ring[line] && !inside && (!job->b->touched[tip] || job->evidence);
}

/* Searches for ends [first, last); ends that touch something as drawn are skipped unless
 * evidence is kept. */
static void search_ends(void *user, size_t chunk, size_t first, size_t last)
{
    const struct ends_job *job = user;
    struct grid_scratch scratch = {0};
    (void)chunk;
    for (size_t i = first; i < last; i++) {
        uint32_t tip = job->first_tip + (uint32_t)i;
        struct end_search search = {.b = job->b,
                                    .end = graph_tip(job->b, tip),
                                    .line = NO_ROW,
                                    .foot.distance_m = LINK_RAMP_M};
        double box[4] = {search.end[0] - LINK_RAMP_M, search.end[1] - LINK_RAMP_M,
                         search.end[0] + LINK_RAMP_M, search.end[1] + LINK_RAMP_M};
        if (is_asked(job, tip))
            grid_query(job->b->grid, box, &scratch, try_sidewalk, &search);
        job->nearest[i] = (struct nearest){search.line, search.point};
    }
    grid_scratch_free(&scratch);
}

/* job.nearest keeps the number of a segment and not its foot, which is cheap to compute again. */
bool graph_crossing_ends(struct graph_build *b)
{
    const struct graph *graph = &b->store->graph;
    uint32_t first = graph->first_line[ROLE_CROSSING], last = graph->first_line[ROLE_CROSSING + 1];
    size_t n = 2 * (size_t)(last - first);
    struct ends_job job = {.b = b, .evidence = !b->store->links.skip_evidence, .first_tip = 2 * first};
    job.nearest = malloc((n + 1) * sizeof *job.nearest);
    bool good = job.nearest != NULL;
    if (good)
        parallel_rows(b->settings->threads, n, search_ends, &job);
    for (size_t i = 0; i < n && good; i++) {
        struct end_search found = {
            .b = b, .line = job.nearest[i].line, .point = job.nearest[i].point};
        uint32_t tip = job.first_tip + (uint32_t)i;
        if (found.line == NO_ROW)
            continue;
        const double *end = graph_tip(b, tip), *from = b->flat.xy + 2 * (size_t)found.point;
        segment_foot(from, from + 2, end[0], end[1], &found.foot);
        good = (!job.evidence || tell(b, tip, &found)) &&
               (b->touched[tip] || join_end(b, tip, &found));
    }
    free(job.nearest);
    return good;
}
