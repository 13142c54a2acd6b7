/* SPDX-License-Identifier: MIT
 * Places and links for the tables: see place.h. */
#include "report/place.h"

#include "geo/line.h"

#include <string.h>

void place_of(const struct run *run, enum role role, size_t row, double xy[2])
{
    const struct elements *e = &run->store->tables[role];
    const struct shapes *shapes = &e->shapes;
    uint32_t first = shapes->point[shapes->part[row]], last = shapes->point[shapes->part[row + 1]];
    xy[0] = xy[1] = NAN;
    if (last == first)
        return;
    const double *points = shapes->xy + 2 * (size_t)first;
    if (shapes->kind[row] == SHAPE_LINE) {
        double direction[2];
        line_at(points, last - first, line_length(points, last - first) / 2, xy, direction);
        return;
    }
    xy[0] = xy[1] = 0;
    for (uint32_t i = 0; i < last - first; i++) {
        xy[0] += points[2 * (size_t)i] / (last - first);
        xy[1] += points[2 * (size_t)i + 1] / (last - first);
    }
}

size_t place_source(const struct run *run)
{
    const struct store *store = run->store;
    for (int r = 0; r < ROLE_COUNT; r++)
        for (size_t s = 0; s < store->tables[r].n_segments; s++) {
            size_t source = store->tables[r].segments[s].source;
            if (run->geo->layer_of_source[source] != SIZE_MAX)
                return source;
        }
    return SIZE_MAX;
}

/* `crossings` and `ramps`: [n] the street of each. */
static void belongs_by_crossing(const struct run *run, uint32_t *crossings, uint32_t *ramps)
{
    const struct crossing_facts *facts = &run->store->crossings;
    for (size_t c = 0; c < run->store->tables[ROLE_CROSSING].n; c++) {
        if (facts->first_street[c] == facts->first_street[c + 1])
            continue;
        uint32_t street = facts->streets[facts->first_street[c]];
        crossings[c] = street;
        for (uint32_t p = facts->first_place[c]; p < facts->first_place[c + 1]; p++)
            for (uint32_t i = 0; i < facts->places[p].n_ramps; i++) {
                uint32_t ramp = facts->ramps[facts->places[p].first_ramp + i];
                if (ramps[ramp] == NO_ROW)
                    ramps[ramp] = street;
            }
    }
}

rasif_status belongs_build(const struct run *run, struct arena *arena, struct belongs *out,
                           rasif_error *err)
{
    uint32_t *street[ROLE_COUNT];
    for (int r = 0; r < ROLE_COUNT; r++) {
        size_t n = run->store->tables[r].n;
        out->street[r] = run->store->along[r];
        if (out->street[r] != NULL)
            continue;
        out->street[r] = street[r] = ARENA_ARRAY(arena, n, uint32_t);
        if (street[r] == NULL)
            return fail_memory(err);
        for (size_t row = 0; row < n; row++)
            street[r][row] = r == ROLE_STREET ? (uint32_t)row : NO_ROW;
    }
    belongs_by_crossing(run, street[ROLE_CROSSING], street[ROLE_RAMP]);
    return RASIF_OK;
}
