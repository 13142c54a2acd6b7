/* SPDX-License-Identifier: MIT
 *
 * Numbers that contradict their unit: a column of slopes between -1 and 1 is more likely a ratio
 * than percent, a width of 120 is in centimetres or inches. And columns that look made rather than
 * measured: one number everywhere, slopes that never fall.
 *
 * Algorithm: cells.c counts per column how many numbers are whole, large, small, negative or
 * impossible, and keeps the first 512; a few thresholds on these counts and on the median decide.
 * R104 is an error under --strict, R109 is not; nothing is ever converted on suspicion, and a unit
 * that a mapping file states is beyond doubt. The thresholds are judgements, drawn from the files
 * of real cities. Cost: one sort of 512 numbers per column. */
#include "read/lint.h"

#include "base/text.h"

#include <stdlib.h>

/* Fewer numbers prove nothing. */
#define FEWEST 5
#define FEWEST_ALIKE 20

static int compare_floats(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

/* Sorts the sample in place; nothing needs its order afterwards. The upper one of two middles. */
static double sample_median(struct lint_sample *sample)
{
    size_t n = sample->n < LINT_SAMPLE ? sample->n : LINT_SAMPLE;
    array_sort(sample->sizes, n, sizeof sample->sizes[0], compare_floats);
    return sample->sizes[n / 2];
}

/* What the numbers of a column look like. */
struct suspicion {
    enum diagnostic_id id;
    const char *text; /* NULL = they fit the unit */
};
#define CONTRADICTED(text) ((struct suspicion){D_unit_suspicious, (text)})
#define DOUBTFUL(text) ((struct suspicion){D_unit_doubtful, (text)})
#define FITS ((struct suspicion){D_unit_suspicious, NULL})

/* Sidewalks steeper than 15 % are rare, and no street is steeper than 45 %: numbers from 15 to 90
 * look like degrees. A ratio that is read as percent has fractions only, most of them below 0.2. */
static struct suspicion doubt_slope(struct lint_sample *sample, enum unit unit)
{
    if (unit == UNIT_PCT && sample->n_beyond_one == 0 && sample->n_small > 0 &&
        2 * sample->n_fraction > sample->n && sample_median(sample) <= 0.2)
        return CONTRADICTED("read as percent; no number is above 1: a ratio?");
    if (unit == UNIT_RATIO && 4 * sample->n_beyond_one > sample->n)
        return CONTRADICTED("read as ratio; numbers above 1: percent?");
    if (unit == UNIT_PCT && sample->most > 40 && sample->most <= 90 &&
        4 * sample->n_steep > sample->n)
        return DOUBTFUL("read as percent; a quarter is above 15, none above 90: degrees?");
    return FITS;
}

/* Widths of sidewalks are 36 to 72 inches, or 90 to 250 centimetres. Medians of 3.5 to 8 look like
 * feet, on sidewalks alone: paths and streets may be that wide. */
static struct suspicion doubt_width(struct lint_sample *sample, enum unit unit, enum role role)
{
    double middle = sample_median(sample);
    if (unit == UNIT_M && middle >= 90)
        return CONTRADICTED("read as metres; half the numbers are above 90: centimetres?");
    if (unit == UNIT_M && middle >= 30)
        return CONTRADICTED(
            "read as metres; half the numbers are above 30: inches or centimetres?");
    if (unit == UNIT_M && role == ROLE_SIDEWALK && middle >= 3.5 && middle <= 8)
        return DOUBTFUL("read as metres; half the numbers are between 3.5 and 8: feet?");
    if ((unit == UNIT_INCH || unit == UNIT_CM) && sample->most <= 8)
        return CONTRADICTED("read as inches or centimetres; no number is above 8: metres or feet?");
    return FITS;
}

/* Kerbs are 0 to 250 mm high: numbers of 4 to 25 look like centimetres or inches. Ramps have lips
 * of a few millimetres, so they are left out. */
static struct suspicion doubt_kerb(struct lint_sample *sample, enum unit unit, enum role role)
{
    double middle = sample_median(sample);
    if (unit == UNIT_M && 2 * sample->n_beyond_one > sample->n)
        return CONTRADICTED("read as metres; numbers above 1: centimetres?");
    if (unit == UNIT_MM && sample->n_beyond_one == 0 && 2 * sample->n_fraction > sample->n)
        return CONTRADICTED("read as millimetres; no number is above 1: metres?");
    if (unit == UNIT_MM && role != ROLE_RAMP && middle >= 4 && middle <= 25)
        return DOUBTFUL(
            "read as millimetres; half the numbers are between 4 and 25: centimetres or inches?");
    return FITS;
}

/* The last resort needs no knowledge of the field: most numbers are impossible in this unit. */
static struct suspicion doubt_unit(const struct cell_reader *reader, enum role role)
{
    struct lint_sample *sample = reader->counts->lint;
    enum unit unit = reader->rule->unit;
    struct suspicion found = FITS;
    if (fields[reader->field].unit == UNIT_PCT)
        found = doubt_slope(sample, unit);
    else if (reader->field == F_clear_width_m || reader->field == F_width_m)
        found = doubt_width(sample, unit, role);
    else if (reader->field == F_kerb_height_mm)
        found = doubt_kerb(sample, unit, role);
    if (found.text == NULL && 2 * sample->n_impossible > sample->n)
        return CONTRADICTED(
            "half the numbers are impossible in this unit, and count as missing: another unit?");
    return found;
}

/* Would a surveyor measure it? Speeds, lanes and levels are the same in whole towns, so equal
 * numbers prove nothing. */
static bool is_measured_field(enum field_id field)
{
    enum unit unit = fields[field].unit;
    return unit == UNIT_M || unit == UNIT_MM || unit == UNIT_PCT;
}

/* Elements whose slope has a sign: it rises or falls in the direction of the line. Crossings are
 * too short. */
static bool rises_along(enum role role)
{
    return role == ROLE_STREET || role == ROLE_SIDEWALK || role == ROLE_FOOTWAY;
}

/* Below FEWEST numbers nothing is doubted; a repeated number needs FEWEST_ALIKE rows. Empty texts
 * are reported in any number. */
static void lint_reader(const struct cell_reader *reader, enum role role, const char *table,
                        struct diagnostics *out)
{
    const struct cell_counts *counts = reader->counts;
    struct lint_sample *sample = counts->lint;
    size_t n_fids = counts->n_empty < COUNT_OF_FIDS ? counts->n_empty : COUNT_OF_FIDS;
    diagnose_many(out, D_value_empty, table, reader->column_name, NULL, counts->empty_fids, n_fids,
                  counts->n_empty);
    if (sample == NULL || sample->n < FEWEST)
        return;
    struct suspicion doubt = doubt_unit(reader, role);
    bool stated = reader->mapped_by_user && reader->rule->has_unit;
    if (doubt.text != NULL && !stated)
        diagnose_many(out, doubt.id, table, reader->column_name, doubt.text, sample->fids,
                      COUNT_OF_FIDS, sample->n);
    if (sample->n < FEWEST_ALIKE)
        return;
    if (sample->same && is_measured_field(reader->field)) {
        char text[40];
        number_format(text, sample->first);
        diagnose_many(out, D_value_repeated, table, reader->column_name, text, sample->fids,
                      COUNT_OF_FIDS, sample->n);
    } else if (sample->n_negative == 0 && rises_along(role) &&
               (reader->field == F_running_slope_pct || reader->field == F_street_grade_pct)) {
        diagnose_many(out, D_sign_lost, table, reader->column_name, NULL, sample->fids,
                      COUNT_OF_FIDS, sample->n);
    }
}

/* Checks the columns of some fields; only readers that report problems have samples. */
static void lint_fields(const struct field_binding *list, size_t n, enum role role,
                        const char *table, struct diagnostics *out)
{
    for (size_t f = 0; f < n; f++)
        for (size_t i = 0; i < list[f].n_readers; i++)
            if (list[f].readers[i].reports_problems)
                lint_reader(&list[f].readers[i], role, table, out);
}

void lint_column_values(const struct binding *binding, const struct source *source,
                        struct diagnostics *diagnostics)
{
    lint_fields(binding->fields, binding->n_fields, binding->role, source->table, diagnostics);
    for (int side = 0; side < 2; side++)
        lint_fields(binding->sides[side].fields, binding->sides[side].n_fields, ROLE_SIDEWALK,
                    source->table, diagnostics);
}
