/* SPDX-License-Identifier: MIT
 *
 * Slopes from heights under the lines (docs/decisions/0040-slopes-from-heights.md). In:
 * store.heights, samples at equal steps for each part of a row. Out: street_grade_pct,
 * running_slope_pct with sign and mean, steep_m, very_steep_m.
 *
 * Algorithm: slopes over PITCH_M around every step give the mean and how many metres are too
 * steep; the steepest stretch is sought over STRETCH_M, because the largest of many short slopes
 * shows the noise of the heights, not the street. Cost: one pass over the samples of a row for
 * each measure that is wanted. Heights that jump make a row suspicious: it gets a diagnostic and
 * no value. */
#include "geo/line.h"
#include "measure/measure.h"

#include <string.h>

#define PITCH_M 10.0
#define SLOPE_STRETCH_M 30.0
#define STEEP_PCT 5.0               /* 1:20 */
#define VERY_STEEP_PCT (100.0 / 12) /* 1:12 */

/* Slopes that no street has: the heights jump. */
#define PITCH_MOST_PCT 40.0
#define PITCH_SUSPECT_PCT 20.0
#define PITCH_TO_NET 3.0
#define LIMIT_SLACK 1.001     /* the tolerance of all limits, docs/scoring.md, section 2.3 */
#define CONTRADICTION_PCT 3.0 /* surveyed against derived */

struct slopes {
    double steepest_pct; /* over 30 m, signed: > 0 rises along the line */
    double place[2];     /* its middle                                  */
    double mean_pct;     /* of the pitches' magnitudes                  */
    double net_pct;      /* from end to end, signed                     */
    double steep_m, very_steep_m;
    double rise_pct, fall_pct; /* steepest over 30 m each way along the line, >= 0 */
    bool suspicious;
};

/* One part: samples at equal steps. */
struct profile_line {
    const float *z;
    size_t n;
    double step, length;
};

/* Linear between samples; `at` outside of the line is its end. */
static double height_at(const struct profile_line *line, double at)
{
    double k = fmin(fmax(at / line->step, 0), (double)(line->n - 1));
    size_t i = (size_t)fmin(k, (double)(line->n - 2));
    return line->z[i] + (k - (double)i) * ((double)line->z[i + 1] - line->z[i]);
}

/* Percent over `base` metres from `at`. */
static double slope_from(const struct profile_line *line, double at, double base)
{
    return 100 * (height_at(line, at + base) - height_at(line, at)) / base;
}

/* Slopes over PITCH_M around the middle of every step; each counts for the metres of its step. */
static void add_pitches(const struct profile_line *line, struct slopes *out)
{
    double base = fmin(PITCH_M, line->length), steepest = 0;
    for (size_t i = 0; i + 1 < line->n; i++) {
        double from = ((double)i + 0.5) * line->step - base / 2;
        double pitch = fabs(slope_from(line, fmin(fmax(from, 0), line->length - base), base));
        steepest = fmax(steepest, pitch);
        out->mean_pct += pitch * line->step;
        out->steep_m += pitch > STEEP_PCT * LIMIT_SLACK ? line->step : 0;
        out->very_steep_m += pitch > VERY_STEEP_PCT * LIMIT_SLACK ? line->step : 0;
    }
    double net = fabs(slope_from(line, 0, line->length));
    out->suspicious = out->suspicious || steepest > PITCH_MOST_PCT ||
                      (steepest > PITCH_SUSPECT_PCT && steepest > PITCH_TO_NET * net);
}

/* The steepest stretch; true when it is steeper than those of earlier parts: `*at` is its
 * middle. */
static bool find_steepest(const struct profile_line *line, struct slopes *out, double *at)
{
    double base = fmin(SLOPE_STRETCH_M, line->length);
    bool better = false;
    for (size_t i = 0; i < line->n; i++) {
        double from = fmin((double)i * line->step, line->length - base);
        double slope = slope_from(line, from, base);
        out->rise_pct = fmax(out->rise_pct, slope);
        out->fall_pct = fmax(out->fall_pct, -slope);
        if (!isnan(out->steepest_pct) && fabs(slope) <= fabs(out->steepest_pct))
            continue;
        out->steepest_pct = slope;
        *at = from + base / 2;
        better = true;
    }
    return better;
}

/* All parts of a row; false when it has no heights. */
static bool slopes_of(const struct store *store, enum role role, size_t row, struct slopes *out)
{
    store_use(store, PART_heights);
    const struct shapes *shapes = &store->tables[role].shapes;
    const struct heights *heights = &store->heights[role];
    double length = 0, rise = 0;
    *out = (struct slopes){.steepest_pct = NAN};
    for (uint32_t part = shapes->part[row]; part < shapes->part[row + 1]; part++) {
        const double *xy = shapes->xy + 2 * (size_t)shapes->point[part];
        size_t points = shapes->point[part + 1] - shapes->point[part];
        struct profile_line line = {.z = heights->z + heights->first[part],
                                    .n = heights->first[part + 1] - heights->first[part],
                                    .length = line_length(xy, points)};
        double at, direction[2];
        if (line.n < 2 || !(line.length > 0))
            continue;
        line.step = line.length / (double)(line.n - 1);
        add_pitches(&line, out);
        if (find_steepest(&line, out, &at))
            line_at(xy, points, at, out->place, direction);
        length += line.length;
        rise += (double)line.z[line.n - 1] - line.z[0];
    }
    out->mean_pct /= length;
    out->net_pct = 100 * rise / length;
    return length > 0;
}

/* ---- which rows have slopes --------------------------------------------------------------- */

/* Lines along a street that is a bridge or a tunnel lie on it too, even if they are not marked so:
 * the ground is not what they lie on. */
static void exclude_structures(struct store *store, enum role role)
{
    store_use(store, PART_links);
    const struct elements *streets = &store->tables[ROLE_STREET];
    struct heights *heights = &store->heights[role];
    for (size_t i = 0; i < store->links.n; i++) {
        const struct link *link = &store->links.items[i];
        if (link->from_role != role || link->kind > LINK_STEPS_STREET ||
            (element_code(streets, F_bridge, link->to) != YES_NO_YES &&
             element_code(streets, F_tunnel, link->to) != YES_NO_YES))
            continue;
        uint8_t *source = &heights->source[link->from];
        if (*source != HEIGHT_Z && *source != HEIGHT_DEM)
            continue;
        *source = HEIGHT_STRUCTURE;
        diagnose(&store->diagnostics, D_slope_on_structure,
                 store->sources[element_source(&store->tables[role], link->from)].table, NULL, NULL,
                 &store->tables[role].fid[link->from]);
    }
}

/* A model gives a slope only to lines longer than one of its cells and than PITCH_M. */
static bool is_long_enough(const struct store *store, enum role role, size_t row)
{
    return store->heights[role].source[row] == HEIGHT_Z ||
           store->tables[role].length_m[row] >= fmax(PITCH_M, store->dem.cell_m);
}

static enum origin origin_of(const struct store *store, enum role role, size_t row)
{
    if (store->heights[role].source[row] == HEIGHT_Z)
        return ORIGIN_GEOMETRY;
    return store->dem.quality == DEM_FULL ? ORIGIN_DEM : ORIGIN_DEM_LOW;
}

/* Has the row a slope of its own? A street with sides has a grade instead; steps have neither. */
static bool has_slope(const struct store *store, enum role role, size_t row, bool grade)
{
    const struct heights *heights = &store->heights[role];
    if (store->tables[role].scope[row] != SCOPE_YES ||
        (heights->source[row] != HEIGHT_Z && heights->source[row] != HEIGHT_DEM))
        return false;
    if (heights->source[row] == HEIGHT_DEM && store->dem.quality == DEM_COARSE)
        return grade;
    if (role != ROLE_STREET)
        return true;
    return element_code(&store->tables[role], F_class, row) != CLASS_STEPS &&
           (grade || store->streets.is_own_element[row]);
}

bool measure_rise_and_fall(const struct store *store, enum role role, size_t row, double *rise_pct,
                           double *fall_pct)
{
    struct slopes slopes;
    if (store->heights[role].source == NULL || !has_slope(store, role, row, false) ||
        !is_long_enough(store, role, row) || !slopes_of(store, role, row, &slopes) ||
        slopes.suspicious)
        return false;
    *rise_pct = slopes.rise_pct;
    *fall_pct = slopes.fall_pct;
    return true;
}

/* ---- measures ----------------------------------------------------------------------------- */

/* The figure that a measure takes; `coarse`: the model has cells larger than a street is wide. */
typedef double (*slope_value)(const struct slopes *slopes, bool coarse);

static double steepest(const struct slopes *slopes, bool coarse)
{
    (void)coarse;
    return slopes->steepest_pct;
}

static double mean(const struct slopes *slopes, bool coarse)
{
    (void)coarse;
    return slopes->mean_pct;
}

/* A coarse model gives the slope from end to end only; a finer one the mean of what one walks
 * on, which a hump does not cancel. */
static double grade(const struct slopes *slopes, bool coarse)
{
    return coarse ? slopes->net_pct : copysign(slopes->mean_pct, slopes->net_pct);
}

static double steep(const struct slopes *slopes, bool coarse)
{
    (void)coarse;
    return slopes->steep_m;
}

static double very_steep(const struct slopes *slopes, bool coarse)
{
    (void)coarse;
    return slopes->very_steep_m;
}

/* A surveyed value stays; heights that contradict it give a diagnostic. */
static void compare(struct store *store, enum role role, enum field_id field, size_t row,
                    double surveyed, double derived)
{
    if (origin_of(store, role, row) == ORIGIN_DEM_LOW ||
        fabs(fabs(surveyed) - fabs(derived)) <= CONTRADICTION_PCT)
        return;
    diagnose(&store->diagnostics, D_slope_contradicted,
             store->sources[element_source(&store->tables[role], row)].table, fields[field].name,
             NULL, &store->tables[role].fid[row]);
}

/* `judged`: suspicious heights get a diagnostic; of one row only one of the measures does it. */
static rasif_status fill(struct store *store, enum role role, enum field_id field,
                         slope_value value, bool judged, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    if (store->heights[role].source == NULL)
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    bool good = column != NULL;
    for (size_t row = 0; good && row < e->n; row++) {
        struct slopes slopes;
        bool is_grade = field == F_street_grade_pct;
        if (!has_slope(store, role, row, is_grade) || !is_long_enough(store, role, row) ||
            !slopes_of(store, role, row, &slopes))
            continue;
        bool coarse =
            store->heights[role].source[row] == HEIGHT_DEM && store->dem.quality == DEM_COARSE;
        double derived = value(&slopes, coarse);
        if (slopes.suspicious && !coarse) {
            if (judged)
                diagnose(&store->diagnostics, D_slope_suspicious,
                         store->sources[element_source(e, row)].table, NULL, NULL, &e->fid[row]);
        } else if (!isnan(column_real(column, row)) && column->origin[row] == ORIGIN_SURVEYED) {
            compare(store, role, field, row, column_real(column, row), derived);
        } else if (isnan(column_real(column, row))) {
            measure_set_real(column, row, derived, origin_of(store, role, row));
            good = field != F_running_slope_pct || column_set_place(column, row, slopes.place);
        }
    }
    return good ? RASIF_OK : fail_memory(err);
}

rasif_status measure_height_grade(struct store *store, const struct settings *settings,
                                  enum role role, enum field_id field, rasif_error *err)
{
    (void)settings;
    return fill(store, role, field, grade, true, err);
}

rasif_status measure_height_slope(struct store *store, const struct settings *settings,
                                  enum role role, enum field_id field, rasif_error *err)
{
    (void)settings;
    if (store->heights[role].source != NULL && (role == ROLE_SIDEWALK || role == ROLE_FOOTWAY))
        exclude_structures(store, role);
    return fill(store, role, field, steepest, role != ROLE_STREET, err);
}

rasif_status measure_height_signed(struct store *store, const struct settings *settings,
                                   enum role role, enum field_id field, rasif_error *err)
{
    (void)settings;
    return fill(store, role, field, steepest, false, err);
}

rasif_status measure_height_mean(struct store *store, const struct settings *settings,
                                 enum role role, enum field_id field, rasif_error *err)
{
    (void)settings;
    return fill(store, role, field, mean, false, err);
}

rasif_status measure_steep(struct store *store, const struct settings *settings,
                           enum role role, enum field_id field, rasif_error *err)
{
    (void)settings;
    return fill(store, role, field, field == F_steep_m ? steep : very_steep, false, err);
}
