/* SPDX-License-Identifier: MIT
 *
 * Crossings end at the kerb, the sidewalk's line lies a step behind it: each end of a crossing is
 * joined to the nearest sidewalk or footway within LINK_RAMP_M, unless it touches one as drawn. In:
 * graph_build after graph_contacts. Out: joined ids, stops; links of kind crossing-sidewalk. */
#include "link/graph.h"

#include "geo/grid.h"
#include "geo/line.h"
#include "link/link.h"

struct end_search {
    const struct graph_build *b;
    const double *end;
    uint32_t line; /* nearest so far, NO_ROW = none */
    uint32_t point;
    struct foot foot;
};

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

static bool tell(struct graph_build *b, uint32_t tip, const struct end_search *found)
{
    const struct graph *graph = &b->store->graph;
    return link_add(b->store, (struct link){.kind = LINK_CROSSING_SIDEWALK,
                                            .from_role = ROLE_CROSSING,
                                            .to_role = graph->role[found->line],
                                            .place = tip % 2 == 0 ? PLACE_START : PLACE_END,
                                            .from = graph->row[tip / 2],
                                            .to = graph->row[found->line],
                                            .distance_m = (float)found->foot.distance_m,
                                            .angle_deg = NAN,
                                            .overlap = NAN,
                                            .from_m = NAN,
                                            .to_m = NAN});
}

static bool join_end(struct graph_build *b, uint32_t tip, const struct end_search *found)
{
    float at_m = (float)graph_position(b, found->line, found->point, found->foot.x, found->foot.y);
    float length_m = b->length_m[found->line], snap = (float)b->options->snap_m;
    b->beyond_m[tip] = (float)found->foot.distance_m;
    if (at_m <= snap || length_m - at_m <= snap) {
        graph_join(b->joined, tip, 2 * found->line + (at_m > snap));
        return true;
    }
    struct graph_stop stop = {found->line, tip, at_m};
    return PUSH(b->stops, b->n_stops, b->stop_capacity, stop);
}

bool graph_crossing_ends(struct graph_build *b)
{
    const struct graph *graph = &b->store->graph;
    struct grid_scratch scratch = {0};
    bool evidence = !b->store->links.lean, good = true;
    uint32_t first = graph->first_line[ROLE_CROSSING], last = graph->first_line[ROLE_CROSSING + 1];
    for (uint32_t tip = 2 * first; tip < 2 * last && good; tip++) {
        uint32_t line = tip / 2, beside = tip % 2 == 0 ? line - 1 : line + 1;
        bool inside = (tip % 2 == 0 ? line > first : line + 1 < last) &&
                      graph->row[beside] == graph->row[line]; /* an end between two parts */
        if (b->is_ring[line] || inside || (b->touched[tip] && !evidence))
            continue;
        struct end_search search = {.b = b, .end = graph_tip(b, tip), .line = NO_ROW,
                                    .foot.distance_m = LINK_RAMP_M};
        double box[4] = {search.end[0] - LINK_RAMP_M, search.end[1] - LINK_RAMP_M,
                         search.end[0] + LINK_RAMP_M, search.end[1] + LINK_RAMP_M};
        grid_query(b->grid, box, &scratch, try_sidewalk, &search);
        if (search.line == NO_ROW)
            continue;
        good = (!evidence || tell(b, tip, &search)) &&
               (b->touched[tip] || join_end(b, tip, &search));
    }
    grid_scratch_free(&scratch);
    return good;
}
