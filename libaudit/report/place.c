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

/* A crossing belongs to the first street and the first segment it crosses. */
static void belongs_by_crossing(const struct run *run, struct belongs *out)
{
    const struct crossing_facts *facts = &run->store->crossings;
    const struct street_segments *segments = &run->store->segments;
    for (size_t s = segments->n; s-- > 0;)
        for (uint32_t i = segments->first_crossing[s]; i < segments->first_crossing[s + 1]; i++)
            out->crossing_segment[segments->crossings[i]] = (uint32_t)s;
    for (size_t c = 0; c < run->store->tables[ROLE_CROSSING].n; c++)
        for (uint32_t p = facts->first_place[c]; p < facts->first_place[c + 1]; p++)
            for (uint32_t i = 0; i < facts->places[p].n_ramps; i++) {
                uint32_t *crossing = &out->ramp_crossing[facts->ramps[facts->places[p].first_ramp + i]];
                if (*crossing == NO_ROW && facts->first_street[c] < facts->first_street[c + 1])
                    *crossing = (uint32_t)c;
            }
}

static uint32_t *no_rows(struct arena *arena, size_t n)
{
    uint32_t *rows = ARENA_ARRAY(arena, n, uint32_t);
    for (size_t i = 0; rows != NULL && i < n; i++)
        rows[i] = NO_ROW;
    return rows;
}

rasif_status belongs_build(const struct run *run, struct arena *arena, struct belongs *out,
                           rasif_error *err)
{
    *out = (struct belongs){
        .store = run->store,
        .crossing_segment = no_rows(arena, run->store->tables[ROLE_CROSSING].n),
        .ramp_crossing = no_rows(arena, run->store->tables[ROLE_RAMP].n)};
    if (out->crossing_segment == NULL || out->ramp_crossing == NULL)
        return fail_memory(err);
    belongs_by_crossing(run, out);
    return RASIF_OK;
}

/* The stretch that a sidewalk, footway or flight of steps runs along; NO_ROW = none. */
static uint32_t stretch_of(const struct belongs *belongs, enum role role, size_t row)
{
    const uint32_t *along = belongs->store->along[role];
    return along != NULL ? along[row] : NO_ROW;
}

uint32_t belongs_street(const struct belongs *belongs, enum role role, size_t row)
{
    const struct crossing_facts *facts = &belongs->store->crossings;
    if (role == ROLE_STREET)
        return (uint32_t)row;
    if (role == ROLE_RAMP && belongs->ramp_crossing[row] == NO_ROW)
        return NO_ROW;
    if (role == ROLE_RAMP || role == ROLE_CROSSING) {
        size_t crossing = role == ROLE_RAMP ? belongs->ramp_crossing[row]
                                            : crossing_first(belongs->store, row);
        uint32_t first = facts->first_street[crossing];
        return first < facts->first_street[crossing + 1] ? facts->streets[first] : NO_ROW;
    }
    uint32_t stretch = stretch_of(belongs, role, row);
    return stretch != NO_ROW ? belongs->store->segments.stretches[stretch].street : NO_ROW;
}

uint32_t belongs_segment(const struct belongs *belongs, const struct finding *finding)
{
    enum role role = (enum role)finding->role;
    if (role == ROLE_STREET)
        return finding_segment(belongs->store, finding);
    if (role == ROLE_RAMP) {
        uint32_t crossing = belongs->ramp_crossing[finding->row];
        return crossing != NO_ROW ? belongs->crossing_segment[crossing] : NO_ROW;
    }
    if (role == ROLE_CROSSING)
        return belongs->crossing_segment[finding->row];
    uint32_t stretch = stretch_of(belongs, role, finding->row);
    return stretch != NO_ROW ? belongs->store->segments.stretches[stretch].segment : NO_ROW;
}
