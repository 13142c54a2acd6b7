/* SPDX-License-Identifier: MIT
 *
 * Proposed kerb ramps: a point at each end of a crossing, proposed or known, of whose kerb nothing is known. In:
 * crossings with their places, proposed crossings. Out: draft->ramps. Cost: one sort. */
#include "geo/line.h"
#include "link/crossing_parts.h"
#include "plan/draft_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One end of a crossing. */
struct ramp_end {
    double xy[2], at_m; /* at_m: of the street where it is crossed */
    uint32_t street;
    bool same; /* as an earlier one */
};
struct ramp_ends {
    struct ramp_end *items; /* heap */
    size_t n, capacity;
};

static MUST bool add_end(struct ramp_ends *ends, const double xy[2], uint32_t street, double at_m)
{
    struct ramp_end end = {{xy[0], xy[1]}, at_m, street, false};
    return PUSH(ends->items, ends->n, ends->capacity, end);
}

/* ---- whose ends ------------------------------------------------------------------------------ */

static MUST bool add_proposed(const struct draft *draft, struct ramp_ends *ends)
{
    bool good = true;
    for (size_t i = 0; i < draft->n_crossings && good; i++) {
        const struct draft_line *line = &draft->crossings[i];
        const double *xy = draft_line_xy(draft, line);
        good = add_end(ends, xy, line->street, line->from_m) &&
               add_end(ends, xy + 2 * (size_t)(line->n_points - 1), line->street, line->from_m);
    }
    return good;
}

/* The street that the crossing crosses first; `*at_m` and `*distance_m` of a place from it. */
static uint32_t street_of(const struct store *store, size_t crossing, const double xy[2], double *at_m, double *distance_m)
{
    const struct crossing_facts *facts = &store->crossings;
    const struct shapes *shapes = &store->tables[ROLE_STREET].shapes;
    uint32_t found = NO_ROW;
    *distance_m = INFINITY;
    for (uint32_t i = facts->first_street[crossing]; i < facts->first_street[crossing + 1]; i++) {
        uint32_t street = facts->streets[i], first = shapes->point[shapes->part[street]];
        uint32_t n = shapes->point[shapes->part[street] + 1] - first;
        struct foot foot;
        if (n == 0)
            continue;
        line_foot(shapes->xy + 2 * (size_t)first, n, xy[0], xy[1], &foot);
        if (!(foot.distance_m < *distance_m))
            continue;
        *distance_m = foot.distance_m;
        *at_m = foot.at_m;
        found = street;
    }
    return found;
}

/* Ends of a known crossing of a street, where no kerb is drawn and none is implied; not one in the middle of the
 * street. */
static MUST bool add_known(const struct store *store, size_t crossing, struct ramp_ends *ends)
{
    const struct crossing_facts *facts = &store->crossings;
    struct path path = crossing_path(store, crossing);
    const double *const of[2] = {path_start(&path), path_end(&path)};
    bool good = true;
    for (uint32_t k = 0; k < 2 && facts->first_place[crossing] + k < facts->first_place[crossing + 1] && good; k++) {
        const struct crossing_place *place = &facts->places[facts->first_place[crossing] + k];
        double at_m = 0, distance_m;
        uint32_t street = street_of(store, crossing, of[k], &at_m, &distance_m);
        if (place->state == END_UNKNOWN && place->n_ramps == 0 && street != NO_ROW && distance_m > LINK_MIDDLE_M)
            good = add_end(ends, of[k], street, at_m);
    }
    return good;
}

static MUST bool find_ends(const struct draft_job *job, struct ramp_ends *ends)
{
    const struct store *store = job->store;
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    bool good = add_proposed(job->out, ends);
    for (size_t row = 0; row < crossings->n && good; row++)
        if (crossings->scope[row] == SCOPE_YES && crossings->shapes.kind[row] == SHAPE_LINE &&
            store->crossings.crosses[row] == CROSSED_STREET)
            good = add_known(store, row, ends);
    return good;
}

/* ---- one for each place ------------------------------------------------------------------------ */

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_places(const void *a, const void *b)
{
    const struct ramp_end *left = a, *right = b;
    int by = compare_numbers(left->xy[0], right->xy[0]);
    by = by != 0 ? by : compare_numbers(left->xy[1], right->xy[1]);
    by = by != 0 ? by : (left->street > right->street) - (left->street < right->street);
    return by != 0 ? by : compare_numbers(left->at_m, right->at_m);
}

static int compare_streets(const void *a, const void *b)
{
    const struct ramp_end *left = a, *right = b;
    int by = (left->street > right->street) - (left->street < right->street);
    by = by != 0 ? by : compare_numbers(left->at_m, right->at_m);
    return by != 0 ? by : compare_places(a, b);
}

/* Ends within LINK_JOIN_M of each other are one place: one ramp serves both. */
static void merge_places(struct ramp_ends *ends)
{
    array_sort(ends->items, ends->n, sizeof *ends->items, compare_places);
    for (size_t i = 0; i < ends->n; i++)
        for (size_t k = i; k-- > 0 && ends->items[i].xy[0] - ends->items[k].xy[0] <= LINK_JOIN_M;)
            if (!ends->items[k].same && hypot(ends->items[i].xy[0] - ends->items[k].xy[0],
                                              ends->items[i].xy[1] - ends->items[k].xy[1]) <= LINK_JOIN_M)
                ends->items[i].same = true;
}

bool draft_ramps(struct draft_job *job)
{
    struct ramp_ends ends = {.n = 0};
    struct draft *out = job->out;
    bool good = find_ends(job, &ends);
    if (good)
        merge_places(&ends);
    if (good && ends.n > 1)
        array_sort(ends.items, ends.n, sizeof *ends.items, compare_streets);
    for (size_t i = 0; i < ends.n && good; i++) {
        const struct ramp_end *end = &ends.items[i];
        struct draft_line ramp = {.street = end->street, .from_m = end->at_m, .to_m = end->at_m,
                                  .first_point = (uint32_t)out->n_points, .n_points = 1};
        good = end->same || (draft_add_point(out, end->xy) && PUSH(out->ramps, out->n_ramps, out->ramp_capacity, ramp));
    }
    free(ends.items);
    return good;
}
