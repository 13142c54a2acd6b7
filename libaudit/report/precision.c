/* SPDX-License-Identifier: MIT
 *
 * How finely reports show figures: see precision.h (decision 0334). */
#include "report/precision.h"

#include <math.h>

#define MOST_DECIMALS 6 /* more is noise of the arithmetic */

double rounded_to(double value, int decimals)
{
    double tens = 1;
    for (int i = 0; i < decimals; i++)
        tens *= 10;
    double rounded = round(value * tens) / tens;
    return rounded == 0 ? 0 : rounded; /* no -0 */
}

double shown_metres(double metres)
{
    return rounded_to(metres, METRES_DECIMALS);
}

double shown_share(double share)
{
    return rounded_to(share, 4);
}

/* Is it a length along drawn lines? A hand-drawn line gives no better than decimetres; lengths
 * measured with a rule have millimetres. */
static bool is_drawn(enum field_id measure)
{
    switch (measure) {
    case F_length_m:
    case F_steep_m:
    case F_very_steep_m:
    case F_steep_run_m:
    case F_pinch_length_m:
    case F_passing_interval_m:
    case F_landing_interval_m:
    case F_shade_interval_m:
    case F_seat_interval_m:
    case F_crossing_stage_m:
    case F_sidewalk_missing_m:
    case F_step_free_way_m:
        return true;
    default:
        return false;
    }
}

int measure_decimals(enum field_id measure)
{
    switch (fields[measure].unit) {
    case UNIT_M:
        return is_drawn(measure) ? METRES_DECIMALS : 3;
    case UNIT_MM:
    case UNIT_S:
    case UNIT_KMH:
        return 1;
    case UNIT_PCT:
    case UNIT_M_S:
        return 2;
    default:
        return 3;
    }
}

/* A limit of metres keeps millimetres even where values have decimetres: 1.525 m is the law's
 * number. */
double shown_limit(enum field_id measure, double limit)
{
    int decimals = measure_decimals(measure);
    return rounded_to(limit, fields[measure].unit == UNIT_M && decimals < 3 ? 3 : decimals);
}

/* Adds decimals one by one until the shown value lies on the same side of the shown limit as the
 * exact value of the exact limit, and differs from it unless both are equal: 1.2196 m against 1.22
 * m is shown as 1.2196. */
double shown_value(enum field_id measure, double value, double limit)
{
    double bound = shown_limit(measure, limit);
    for (int decimals = measure_decimals(measure); decimals < MOST_DECIMALS; decimals++) {
        double shown = rounded_to(value, decimals);
        bool same_side = isnan(limit) || value == limit || (value < limit) == (shown < bound);
        if (same_side && (isnan(limit) || value == limit || shown != bound))
            return shown;
    }
    return rounded_to(value, MOST_DECIMALS);
}
