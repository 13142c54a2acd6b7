/* SPDX-License-Identifier: MIT
 *
 * Values that grow old: see ageing.h. Cost: roles x ageing fields x rows, only where days are known. */
#include "rule/ageing.h"

#include <stdlib.h>
#include <string.h>

#define DAYS_A_YEAR 365.25 /* of the Julian calendar: a day's error in four years */

enum field_id ageing_field(enum field_id measure)
{
    if (measure == F_marked)
        return F_markings;
    return fields[measure].flags & FIELD_DERIVED ? FIELD_NONE : measure;
}

double ageing_life(const struct rasif_rules *rules, enum role role, enum field_id field)
{
    double least = NAN;
    for (size_t r = 0; r < rules->n_rules; r++) {
        const struct rule *rule = &rules->rules[r];
        unsigned own = role == ROLE_STREET ? 1u << ELEMENT_STREET | 1u << ELEMENT_SIDEWALK | 1u << ELEMENT_STEPS
                       : role_element(role) != ELEMENT_NONE ? 1u << role_element(role)
                                                            : 0;
        if ((rule->elements & own) != 0 && !isnan(rule->life_years) && ageing_field(rule->measure) == field &&
            !(rule->life_years >= least))
            least = rule->life_years;
    }
    return least;
}

void ageing_want(const struct rasif_rules *rules, struct wanted *out)
{
    for (int r = 0; r < ROLE_COUNT; r++)
        for (int f = 0; f < FIELD_COUNT && (fields[F_surveyed_on].roles >> r & 1); f++)
            if (out->field[r][f] && !isnan(ageing_life(rules, (enum role)r, (enum field_id)f)))
                out->field[r][F_surveyed_on] = true;
}

/* ---- days ----------------------------------------------------------------------------------- */

/* Days since 1 March of the year 0 in the Gregorian calendar, of "2026-05-01". */
static double day_number(const char *day)
{
    long y = strtol(day, NULL, 10), m = strtol(day + 5, NULL, 10), d = strtol(day + 8, NULL, 10);
    y -= m <= 2;
    m = (m + 9) % 12; /* from March */
    return (double)(365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d - 1);
}

/* ---- one role ------------------------------------------------------------------------------- */

struct ageing_job {
    const struct rasif_rules *rules;
    struct store *store;
    double today;
    enum role role;
    struct elements *e;
    uint8_t *faded, *fading; /* heap; [e->n] 1 = has such a value */
};

static bool is_known(const struct elements *e, enum field_id field, size_t row)
{
    switch (fields[field].type) {
    case VALUE_REAL:
        return !isnan(element_real(e, field, row));
    case VALUE_CLASS:
        return element_code(e, field, row) != 0;
    case VALUE_LIST:
        return element_list(e, field, row) != 0;
    default:
        return element_text(e, field, row) != 0;
    }
}

/* The day of the row; NaN = none that can be read. */
static double row_day(const struct ageing_job *job, size_t row)
{
    const char *day = store_text(job->store, F_surveyed_on, element_text(job->e, F_surveyed_on, row));
    return day != NULL && date_valid(day) ? day_number(day) : NAN;
}

/* The day of a single value, by bisection; NaN = it has none of its own. */
static double value_day(const struct ageing_job *job, enum field_id field, size_t row)
{
    const struct store *store = job->store;
    size_t low = 0, high = store->n_value_dates;
    const uint64_t wanted = (uint64_t)job->role << 40 | (uint64_t)row << 8 | (uint64_t)field;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct value_date *date = &store->value_dates[middle];
        uint64_t key = (uint64_t)date->role << 40 | (uint64_t)date->row << 8 | (uint64_t)date->field;
        if (key == wanted)
            return day_number(date->day);
        if (key < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return NAN;
}

/* One value: a day's own before the row's. */
static void age_value(struct ageing_job *job, struct column *column, size_t row, double life_years)
{
    double day = job->store->n_value_dates > 0 ? value_day(job, column->field, row) : NAN;
    day = isnan(day) ? row_day(job, row) : day;
    if (isnan(day) || column->origin[row] == ORIGIN_ASSUMED || !is_known(job->e, column->field, row))
        return;
    double left = day + life_years * DAYS_A_YEAR - job->today;
    job->store->ageing.dated++;
    if (left < 0) {
        column->origin[row] = ORIGIN_ASSUMED;
        job->store->ageing.faded++;
        job->faded[row] = 1;
    } else if (left < DAYS_A_YEAR)
        job->fading[row] = 1;
}

/* Has any value of the role a day? */
static bool any_day(const struct ageing_job *job)
{
    bool any = elements_column(job->e, F_surveyed_on) != NULL;
    for (size_t i = 0; i < job->store->n_value_dates && !any; i++)
        any = job->store->value_dates[i].role == job->role;
    return any;
}

/* Metres of ways that are judged; ramps are points. */
static void add_metres(struct ageing_job *job)
{
    const struct elements *e = job->e;
    for (size_t row = 0; row < e->n; row++) {
        bool counts = job->role != ROLE_STREET && e->scope[row] == SCOPE_YES && e->length_m[row] > 0;
        job->store->ageing.faded_m += counts && job->faded[row] ? e->length_m[row] : 0;
        job->store->ageing.fading_m += counts && job->fading[row] ? e->length_m[row] : 0;
    }
}

static MUST bool age_role(struct ageing_job *job)
{
    job->faded = calloc(job->e->n + 1, 1);
    job->fading = calloc(job->e->n + 1, 1);
    bool good = job->faded != NULL && job->fading != NULL;
    for (int f = 0; f < FIELD_COUNT && good; f++) {
        struct column *column = job->e->columns[f];
        double life = column != NULL ? ageing_life(job->rules, job->role, (enum field_id)f) : NAN;
        if (isnan(life))
            continue;
        good = column_origins(column);
        for (size_t row = 0; row < job->e->n && good; row++)
            age_value(job, column, row, life);
    }
    if (good)
        add_metres(job);
    free(job->faded);
    free(job->fading);
    return good;
}

rasif_status values_age(const struct rasif_rules *rules, const char *as_of, struct store *store, rasif_error *err)
{
    for (int r = 0; r < ROLE_COUNT; r++) {
        struct ageing_job job = {.rules = rules, .store = store, .today = day_number(as_of), .role = (enum role)r,
                                 .e = &store->tables[r]};
        if ((fields[F_surveyed_on].roles >> r & 1) && job.e->n > 0 && any_day(&job) && !age_role(&job))
            return fail_memory(err);
    }
    return RASIF_OK;
}
