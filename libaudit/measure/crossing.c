/* SPDX-License-Identifier: MIT
 *
 * Measures of crossings: how far one walks between kerbs, in what time, past how many lanes, and
 * whether the ends have ramps. */
#include "measure/measure.h"

#include "geo/line.h"
#include "link/link.h"

#include <string.h>

rasif_status measure_structure(struct store *store, const struct measure_options *options,
                               enum role role, enum field_id field, rasif_error *err)
{
    struct elements *e = &store->tables[role];
    (void)options;
    struct column *column = elements_add(e, &store->arena, field);
    if (column == NULL)
        return fail_memory(err);
    /* A footbridge or an underpass is what a survey would not fail to mention; nothing else about
     * the crossing is taken as good by this. docs/decisions/0004. */
    for (size_t row = 0; row < e->n; row++)
        if (column->code[row] == 0)
            column->code[row] = STRUCTURE_AT_GRADE;
    return RASIF_OK;
}

rasif_status measure_marked(struct store *store, const struct measure_options *options,
                            enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    (void)options;
    if (elements_column(e, F_markings) == NULL)
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        const char *markings = pool_text(&store->pool, element_text(e, F_markings, row));
        if (markings != NULL)
            measure_set_code(column, row, strcmp(markings, "no") == 0 ? YES_NO_NO : YES_NO_YES,
                             element_origin(e, F_markings, row));
    }
    return RASIF_OK;
}

/* Largest value of a street field over the streets a crossing crosses; NaN when none has one. */
static double largest_of_streets(const struct store *store, enum field_id field, size_t crossing)
{
    const struct crossing_facts *facts = &store->crossings;
    double largest = NAN;
    for (uint32_t i = facts->first_street[crossing]; i < facts->first_street[crossing + 1]; i++)
        largest = fmax(largest, fabs(element_real(&store->tables[ROLE_STREET], field, facts->streets[i])));
    return largest;
}

static rasif_status fill_from_streets(struct store *store, enum role role, enum field_id from,
                                      enum field_id to, rasif_error *err)
{
    if (elements_column(&store->tables[ROLE_STREET], from) == NULL)
        return RASIF_OK;
    struct column *column = measure_column(store, role, to);
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < store->tables[role].n; row++) {
        double value = largest_of_streets(store, from, row);
        if (isnan(column_real(column, row)) && !isnan(value))
            measure_set_real(column, row, value, ORIGIN_LINKED);
    }
    return RASIF_OK;
}

rasif_status measure_crossing_lanes(struct store *store, const struct measure_options *options,
                                    enum role role, enum field_id field, rasif_error *err)
{
    (void)options;
    return fill_from_streets(store, role, F_lanes, field, err);
}

rasif_status measure_crossing_grade(struct store *store, const struct measure_options *options,
                                    enum role role, enum field_id field, rasif_error *err)
{
    (void)options;
    return fill_from_streets(store, role, F_street_grade_pct, field, err);
}

/* ---- how far from kerb to kerb ---- */

/* Position along the crossing of the kerb that serves a place; NaN when none is mapped. */
static double kerb_position(const struct store *store, size_t crossing, const struct crossing_place *place,
                            bool last)
{
    const struct elements *ramps = &store->tables[ROLE_RAMP];
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    const struct shapes *shapes = &crossings->shapes;
    const double *xy = shapes->xy + 2 * (size_t)shapes->point[shapes->part[crossing]];
    size_t n = shapes->point[shapes->part[crossing + 1]] - shapes->point[shapes->part[crossing]];
    double at = NAN;
    for (uint32_t i = place->first_ramp; i < place->first_ramp + place->n_ramps; i++) {
        uint32_t ramp = store->crossings.ramps[i];
        const double *kerb = ramps->shapes.xy + 2 * (size_t)ramps->shapes.point[ramps->shapes.part[ramp]];
        struct foot foot;
        line_foot(xy, n, kerb[0], kerb[1], &foot);
        at = isnan(at) ? foot.at_m : last ? fmax(at, foot.at_m) : fmin(at, foot.at_m);
    }
    return at;
}

/* From the mapped kerbs: the longest stretch between one kerb and the next across the carriageway.
 * NaN unless both ends have one. */
static double stage_from_kerbs(const struct store *store, size_t crossing)
{
    const struct crossing_facts *facts = &store->crossings;
    uint32_t first = facts->first_place[crossing], last = facts->first_place[crossing + 1];
    if (last < first + 2)
        return NAN;
    double from = kerb_position(store, crossing, &facts->places[first + PLACE_START], true);
    double end = kerb_position(store, crossing, &facts->places[first + PLACE_END], false);
    double longest = 0;
    if (isnan(from) || isnan(end) || end <= from)
        return NAN;
    for (uint32_t i = first + PLACE_ISLAND; i < last; i++) {
        longest = fmax(longest, kerb_position(store, crossing, &facts->places[i], false) - from);
        from = kerb_position(store, crossing, &facts->places[i], true);
    }
    return fmax(longest, end - from);
}

/* Mapped islands part the way; else the carriageway is what is crossed at a stretch, else what lies
 * between the kerbs. An island whose place is not known leaves only an upper bound. */
static void set_stage(const struct store *store, struct column *column, size_t row)
{
    const struct elements *e = &store->tables[ROLE_CROSSING];
    bool is_line = e->shapes.kind[row] == SHAPE_LINE;
    bool island = element_code(e, F_island, row) == YES_NO_YES;
    double kerbs = is_line ? stage_from_kerbs(store, row) : NAN;
    double width = largest_of_streets(store, F_carriageway_width_m, row);
    double island_m = element_real(e, F_island_length_m, row);
    bool mapped_islands = store->crossings.first_place[row + 1] > store->crossings.first_place[row] + 2;
    if (!isnan(kerbs) && mapped_islands)
        measure_set_real(column, row, kerbs, ORIGIN_GEOMETRY);
    else if (!isnan(width) && (!island || !isnan(island_m)))
        measure_set_real(column, row, island ? fmax(width - island_m, 0) / 2 : width, ORIGIN_GEOMETRY);
    else if (!isnan(kerbs) && !island)
        measure_set_real(column, row, kerbs, ORIGIN_GEOMETRY);
    else if (is_line)
        measure_set_real(column, row, e->length_m[row], ORIGIN_BOUND);
}

rasif_status measure_crossing_stage(struct store *store, const struct measure_options *options,
                                    enum role role, enum field_id field, rasif_error *err)
{
    struct column *column = measure_column(store, role, field);
    (void)options;
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < store->tables[role].n; row++)
        if (store->tables[role].scope[row] == SCOPE_YES)
            set_stage(store, column, row);
    return RASIF_OK;
}

rasif_status measure_clearance_speed(struct store *store, const struct measure_options *options,
                                     enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    (void)options;
    if (elements_column(e, F_clearance_s) == NULL)
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        double stage = element_real(e, F_crossing_stage_m, row);
        double clearance = element_real(e, F_clearance_s, row);
        if (!isnan(stage) && clearance > 0)
            measure_set_real(column, row, stage / clearance, element_origin(e, F_crossing_stage_m, row));
    }
    return RASIF_OK;
}

rasif_status measure_ends_without_ramp(struct store *store, const struct measure_options *options,
                                       enum role role, enum field_id field, rasif_error *err)
{
    const struct crossing_facts *facts = &store->crossings;
    struct column *column = measure_column(store, role, field);
    (void)options;
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < store->tables[role].n; row++) {
        unsigned absent = 0, unknown = 0;
        uint32_t first = facts->first_place[row], last = facts->first_place[row + 1];
        for (uint32_t i = first; i < last; i++) {
            absent += facts->places[i].state == END_ABSENT;
            unknown += facts->places[i].state == END_UNKNOWN;
        }
        /* One end known to lack its ramp decides, whatever the other is. */
        if (last > first && (absent > 0 || unknown == 0))
            measure_set_real(column, row, absent, ORIGIN_GEOMETRY);
    }
    return RASIF_OK;
}

/* ---- streets ---- */

static bool major_class(unsigned class)
{
    return class >= CLASS_TRUNK && class <= CLASS_TERTIARY_LINK;
}

rasif_status measure_crossing_expected(struct store *store, const struct measure_options *options,
                                       enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    struct column *column = measure_column(store, role, field);
    (void)options;
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        if (e->scope[row] != SCOPE_YES)
            continue;
        bool major = !store->streets.own[row] &&
                     (major_class(element_code(e, F_class, row)) || element_real(e, F_lanes, row) >= 3 ||
                      element_real(e, F_maxspeed_kmh, row) >= 50);
        measure_set_code(column, row, major ? YES_NO_YES : YES_NO_NO, ORIGIN_GEOMETRY);
    }
    return RASIF_OK;
}

rasif_status measure_crossings_missing(struct store *store, const struct measure_options *options,
                                       enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        uint32_t first, last;
        bool missing = false;
        if (element_code(e, F_crossing_expected, row) != YES_NO_YES)
            continue;
        last = street_stretches(store, row, &first);
        for (; first < last; first++)
            missing = missing || !segment_is_crossed(store, store->segments.stretches[first].segment);
        if (!missing || options->crossing_absent)
            measure_set_real(column, row, missing ? 1 : 0, ORIGIN_GEOMETRY);
    }
    return RASIF_OK;
}
