/* SPDX-License-Identifier: MIT
 *
 * Measures of crossings: what they cross, how far one walks between kerbs, in what time, past
 * how many lanes, and how many ends lack a ramp; of streets, whether they need a crossing and
 * lack it; of ramps, the lip. In: what link/crossings.c and link/kerbs.c found
 * (store.crossings): the streets under a crossing, its places (start, end, islands) and the
 * ramps at them. Out: one column each, with origins, on which it depends what a value proves.
 * Every measure is one pass over the rows; a row has a handful of places. Definitions:
 * docs/scoring.md, section 5. */
#include "measure/measure.h"

#include "geo/line.h"
#include "link/kerbs.h"
#include "link/link.h"

#include <string.h>

rasif_status measure_structure(struct store *store, const struct settings *settings,
                               enum role role, enum field_id field, rasif_error *err)
{
    struct elements *e = &store->tables[role];
    (void)settings;
    bool asked = e->columns[field] != NULL;
    struct column *column = elements_add(e, &store->arena, field);
    if (column == NULL)
        return fail_memory(err);
    /* A survey mentions footbridges and underpasses, unless it has a column for them and left
     * the cell empty. Nothing else about the crossing follows from at grade.
     * docs/decisions/0004-at-grade-by-default.md, 0205-empty-cells-of-crossings.md. */
    for (size_t row = 0; row < e->n; row++)
        if (column->code[row] == 0 && !(asked && source_is_survey(store, e, row)))
            column->code[row] = STRUCTURE_AT_GRADE;
    return RASIF_OK;
}

/* As the link stage found it; null where nothing lies under the crossing. */
rasif_status measure_crosses(struct store *store, const struct settings *settings,
                             enum role role, enum field_id field, rasif_error *err)
{
    struct column *column = measure_column(store, role, field);
    (void)settings;
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < store->tables[role].n; row++)
        if (store->crossings.crosses[row] != 0)
            measure_set_code(column, row, store->crossings.crosses[row], ORIGIN_GEOMETRY);
    return RASIF_OK;
}

/* Crossings with any markings other than "no" are marked. */
rasif_status measure_marked(struct store *store, const struct settings *settings,
                            enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    (void)settings;
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

/* Largest value of a street field over the streets that a crossing crosses; NaN when one of them
 * has no value, which may be larger. */
static double largest_of_streets(const struct store *store, enum field_id field, size_t crossing)
{
    const struct crossing_facts *facts = &store->crossings;
    double largest = -INFINITY;
    for (uint32_t i = facts->first_street[crossing]; i < facts->first_street[crossing + 1]; i++) {
        double one = fabs(element_real(&store->tables[ROLE_STREET], field, facts->streets[i]));
        largest = isnan(one) || isnan(largest) ? NAN : fmax(largest, one);
    }
    return isinf(largest) ? NAN : largest;
}

/* A surveyed value of the crossing stays. */
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

rasif_status measure_crossing_lanes(struct store *store, const struct settings *settings,
                                    enum role role, enum field_id field, rasif_error *err)
{
    (void)settings;
    return fill_from_streets(store, role, F_lanes, field, err);
}

rasif_status measure_crossing_grade(struct store *store, const struct settings *settings,
                                    enum role role, enum field_id field, rasif_error *err)
{
    (void)settings;
    return fill_from_streets(store, role, F_street_grade_pct, field, err);
}

/* ---- how far from kerb to kerb ---- */

/* Position along the crossing of the kerb that serves a place, the first or the last of several;
 * NaN when no kerb is drawn. A refuge that is drawn as a path gives its own start and end. */
static double kerb_position(const struct store *store, size_t crossing,
                            const struct crossing_place *place, bool last)
{
    const struct elements *ramps = &store->tables[ROLE_RAMP];
    const struct crossing_refuge *refuge =
        place->refuge > 0 ? crossing_refuge(store, crossing, place) : NULL;
    struct path path = crossing_path(store, crossing);
    double at = NAN;
    if (refuge != NULL)
        return last ? refuge->to_m : refuge->from_m;
    for (uint32_t i = place->first_ramp; i < place->first_ramp + place->n_ramps; i++) {
        struct path kerb = path_of(ramps, store->crossings.ramps[i]);
        const double *xy = path_start(&kerb);
        struct foot foot;
        path_foot(&path, xy[0], xy[1], &foot);
        at = isnan(at) ? foot.at_m : last ? fmax(at, foot.at_m) : fmin(at, foot.at_m);
    }
    return at;
}

/* The longest stretch between one kerb and the next. Where the first or last kerb is not drawn
 * the end of the line stands for it, and `*all` is false: the stretch is an upper bound. */
static double stage_from_kerbs(const struct store *store, size_t crossing, bool *all)
{
    const struct crossing_facts *facts = &store->crossings;
    uint32_t first = facts->first_place[crossing], last = facts->first_place[crossing + 1];
    double from = kerb_position(store, crossing, &facts->places[first + PLACE_START], true);
    double end = kerb_position(store, crossing, &facts->places[first + PLACE_END], false);
    double longest = 0;
    *all = !isnan(from) && !isnan(end);
    from = isnan(from) ? 0 : from;
    end = isnan(end) ? crossing_path(store, crossing).length_m : end;
    if (end <= from)
        return NAN;
    for (uint32_t i = first + PLACE_ISLAND; i < last; i++) {
        longest = fmax(longest, kerb_position(store, crossing, &facts->places[i], false) - from);
        from = kerb_position(store, crossing, &facts->places[i], true);
    }
    return fmax(longest, end - from);
}

/* Sources in order of trust: kerbs around mapped islands; the carriageway width, but at most the
 * length of the line, because the street may be narrower there; the end kerbs; the line. An
 * island in an unknown place, or unknown whether there is one, leaves only an upper bound. */
static void set_stage(const struct store *store, struct column *column, size_t row)
{
    const struct elements *e = &store->tables[ROLE_CROSSING];
    const struct crossing_facts *facts = &store->crossings;
    bool is_line = e->shapes.kind[row] == SHAPE_LINE, all = false;
    unsigned stated = element_code(e, F_island, row);
    bool island = stated == YES_NO_YES;
    enum origin exact = stated == YES_NO_NO ? ORIGIN_GEOMETRY : ORIGIN_BOUND;
    bool mapped = facts->first_place[row + 1] > facts->first_place[row] + 2;
    double kerbs = is_line ? stage_from_kerbs(store, row, &all) : NAN;
    double width = largest_of_streets(store, F_carriageway_width_m, row);
    double island_m = element_real(e, F_island_length_m, row);
    double line_m = is_line ? crossing_path(store, row).length_m : NAN;
    if (!isnan(kerbs) && mapped)
        measure_set_real(column, row, kerbs, all ? ORIGIN_GEOMETRY : ORIGIN_BOUND);
    else if (!isnan(width) && island && !isnan(island_m))
        measure_set_real(column, row, fmin(fmax(width - island_m, 0) / 2, line_m), ORIGIN_GEOMETRY);
    else if (!isnan(width))
        measure_set_real(column, row, fmin(width, line_m), exact);
    else if (!isnan(kerbs) && all)
        measure_set_real(column, row, kerbs, exact);
    else if (is_line)
        measure_set_real(column, row, line_m, ORIGIN_BOUND);
}

rasif_status measure_crossing_stage(struct store *store, const struct settings *settings,
                                    enum role role, enum field_id field, rasif_error *err)
{
    struct column *column = measure_column(store, role, field);
    (void)settings;
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < store->tables[role].n; row++)
        if (store->tables[role].scope[row] == SCOPE_YES)
            set_stage(store, column, row);
    return RASIF_OK;
}

/* The speed that the clearance time asks of a person; as certain as the stage is. */
rasif_status measure_clearance_speed(struct store *store, const struct settings *settings,
                                     enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    (void)settings;
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

/* A number of ends and islands; 0 with origin linked where implied ramps are the only evidence. */
rasif_status measure_ends_without_ramp(struct store *store, const struct settings *settings,
                                       enum role role, enum field_id field, rasif_error *err)
{
    const struct crossing_facts *facts = &store->crossings;
    struct column *column = measure_column(store, role, field);
    (void)settings;
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < store->tables[role].n; row++) {
        unsigned absent = 0, unknown = 0, implied = 0;
        uint32_t first = facts->first_place[row], last = facts->first_place[row + 1];
        for (uint32_t i = first; i < last; i++) {
            absent += facts->places[i].state == END_ABSENT;
            unknown += facts->places[i].state == END_UNKNOWN ||
                       facts->places[i].state == END_UNSURE;
            implied += facts->places[i].state == END_STATED;
        }
        /* One end known to lack its ramp decides, whatever the other is. A ramp that only the
         * columns of the crossing imply proves nothing. */
        if (last > first && (absent > 0 || unknown == 0))
            measure_set_real(column, row, absent,
                             absent == 0 && implied > 0 ? ORIGIN_LINKED : ORIGIN_GEOMETRY);
    }
    return RASIF_OK;
}

/* ---- streets ---- */

/* docs/scoring.md, section 6.6: trunk to tertiary with their links. */
static bool major_class(unsigned class)
{
    return class >= CLASS_TRUNK && class <= CLASS_TERTIARY_LINK;
}

/* Major streets: by class, 3 lanes or more, or 50 km/h or more (docs/scoring.md, section 6.6). */
rasif_status measure_crossing_expected(struct store *store, const struct settings *settings,
                                       enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    struct column *column = measure_column(store, role, field);
    (void)settings;
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        if (e->scope[row] != SCOPE_YES)
            continue;
        unsigned class = element_code(e, F_class, row);
        double lanes = element_real(e, F_lanes, row), speed = element_real(e, F_maxspeed_kmh, row);
        bool own = store->streets.is_own_element[row];
        bool major = !own && (major_class(class) || lanes >= 3 || speed >= 50);
        /* The unknown value may be the one that makes it a major street. */
        if (!major && !own && (class == 0 || isnan(lanes) || isnan(speed)))
            continue;
        measure_set_code(column, row, major ? YES_NO_YES : YES_NO_NO, ORIGIN_GEOMETRY);
    }
    return RASIF_OK;
}

/* Of a street as a whole; score_sums.c decides again for each segment. */
rasif_status measure_crossings_missing(struct store *store, const struct settings *settings,
                                       enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        uint32_t first, last;
        bool missing = false, stated = false;
        if (e->scope[row] != SCOPE_YES || element_code(e, F_crossing_expected, row) == YES_NO_NO)
            continue;
        last = street_stretches(store, row, &first);
        for (; first < last; first++) {
            uint32_t segment = store->segments.stretches[first].segment;
            missing = missing || !segment_is_crossed(store, segment);
            stated = stated || (!segment_is_crossed(store, segment) &&
                                segment_may_not_be_crossed(store, segment));
        }
        if (!missing || stated || settings->crossing_absent)
            measure_set_real(column, row, missing ? 1 : 0, ORIGIN_GEOMETRY);
    }
    return RASIF_OK;
}

/* ---- kerbs ---- */

/* A kerb of a map is a point on the way, so its height is the step there. In a surveyed layer of
 * ramps kerb_height_mm may be that of the kerb beside the ramp: origin linked, which proves
 * nothing. */
rasif_status measure_lip(struct store *store, const struct settings *settings, enum role role,
                         enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    (void)settings;
    if (e->columns[F_kerb_height_mm] == NULL)
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        double height_mm = element_real(e, F_kerb_height_mm, row);
        unsigned kerb = element_code(e, F_kerb, row); /* rolled: a slope, no step; raised: no ramp */
        if (!isnan(height_mm) && isnan(column_real(column, row)) && kerb != KERB_ROLLED &&
            kerb != KERB_RAISED)
            measure_set_real(column, row, height_mm,
                             source_is_survey(store, e, row) ? ORIGIN_LINKED
                                                             : element_origin(e, F_kerb_height_mm, row));
    }
    return RASIF_OK;
}
