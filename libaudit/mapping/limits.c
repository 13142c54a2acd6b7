/* SPDX-License-Identifier: MIT
 *
 * Ranges and sentinels: see limits.h. 555, 777, 888 and 999 are codes of real surveys, but also
 * plausible heights of a handrail in millimetres: they count as codes only where they can't be
 * true. */
#include "mapping/limits.h"

#include <math.h>

#define CODES 1u    /* 555 and the like can't be true here       */
#define SIGNED 2u   /* -1 is a value, not a code                  */
#define POSITIVE 4u /* 0 stands for "not measured"               */

/* Generous on purpose: they catch slips of unit and key, and judge nothing. */
static const struct limit {
    double least, most; /* both 0 = no limit known */
    unsigned flags;
} limits[FIELD_COUNT] = {
    [F_diameter_m] = {0, 50, CODES},
    [F_lanes] = {0, 20, CODES | POSITIVE},
    [F_maxspeed_kmh] = {0, 300, CODES},
    [F_street_grade_pct] = {-100, 100, CODES | SIGNED},
    [F_carriageway_width_m] = {0, 200, CODES | POSITIVE},
    [F_layer] = {-20, 20, CODES | SIGNED},
    [F_clear_width_m] = {0, 200, CODES | POSITIVE},
    [F_width_m] = {0, 200, CODES | POSITIVE},
    [F_running_slope_pct] = {-100, 100, CODES | SIGNED},
    [F_cross_slope_pct] = {-100, 100, CODES | SIGNED},
    [F_vertical_edge_mm] = {0, 1000, CODES},
    [F_gap_mm] = {0, 1000, CODES},
    [F_headroom_m] = {0, 100, CODES | POSITIVE},
    [F_protrusion_mm] = {0, 5000, 0},
    [F_kerb_height_mm] = {0, 1000, CODES},
    [F_passing_interval_m] = {0, 100000, 0},
    [F_pinch_length_m] = {0, 100000, 0},
    [F_shade_interval_m] = {0, 100000, 0},
    [F_steep_run_m] = {0, 100000, 0},
    [F_landing_interval_m] = {0, 100000, 0},
    [F_length_m] = {0, 1000000, POSITIVE},
    [F_walk_s] = {0, 600, CODES},
    [F_clearance_s] = {0, 600, CODES},
    [F_button_height_mm] = {0, 3000, POSITIVE},
    [F_island_length_m] = {0, 200, CODES | POSITIVE},
    [F_island_width_m] = {0, 200, CODES | POSITIVE},
    [F_flare_slope_pct] = {-100, 100, CODES | SIGNED},
    [F_grade_change_pct] = {-200, 200, CODES | SIGNED},
    [F_lip_mm] = {0, 1000, CODES},
    [F_landing_m] = {0, 100, CODES},
    [F_tactile_depth_mm] = {0, 10000, 0},
    [F_step_count] = {0, 5000, POSITIVE},
    [F_riser_mm] = {0, 1000, CODES | POSITIVE},
    [F_tread_mm] = {0, 5000, POSITIVE},
    [F_handrail_height_mm] = {0, 3000, POSITIVE},
};

/* A field without a row in `limits` accepts every finite number. */
bool limits_accept(enum field_id field, double value)
{
    const struct limit *limit = &limits[field];
    if (!isfinite(value))
        return false;
    return limit->most == 0 || (value >= limit->least && value <= limit->most);
}

void limits_of(enum field_id field, double *least, double *most)
{
    bool known = limits[field].most != 0;
    *least = known ? limits[field].least : 0;
    *most = known ? limits[field].most : 1e6;
}

/* Nearly all numbers lie between 0 and 555: they are dismissed first. The comparison is with the
 * number as written, because surveys code in the unit of the column. */
bool limits_is_sentinel(enum field_id field, double raw)
{
    unsigned flags = limits[field].flags;
    if (raw > 0 && raw < 555)
        return false;
    if (raw == 9999 || raw == -9999)
        return true;
    if (raw == -1)
        return (flags & SIGNED) == 0;
    if (raw == 0)
        return (flags & POSITIVE) != 0;
    return (flags & CODES) != 0 && (raw == 555 || raw == 777 || raw == 888 || raw == 999);
}
