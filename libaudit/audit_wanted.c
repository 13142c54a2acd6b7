/* SPDX-License-Identifier: MIT
 * Which fields a run reads and computes: see audit_parts.h. */
#include "audit_parts.h"

#include <string.h>

/* What linking and scoring look at, whatever the rules. */
static const struct {
    enum role role;
    enum field_id field;
} always[] = {
    {ROLE_STREET, F_name},
    {ROLE_STREET, F_name_ar},
    {ROLE_STREET, F_class},
    {ROLE_STREET, F_lanes},
    {ROLE_STREET, F_maxspeed_kmh},
    {ROLE_STREET, F_oneway},
    {ROLE_STREET, F_junction},
    {ROLE_STREET, F_foot},
    {ROLE_STREET, F_bridge},
    {ROLE_STREET, F_tunnel},
    {ROLE_STREET, F_layer},
    {ROLE_STREET, F_carriageway_width_m},
    {ROLE_STREET, F_sidewalk_left},
    {ROLE_STREET, F_sidewalk_right},
    {ROLE_STREET, F_street_grade_pct},
    {ROLE_SIDEWALK, F_street_id},
    {ROLE_SIDEWALK, F_side},
    {ROLE_FOOTWAY, F_street_id},
    {ROLE_FOOTWAY, F_side},
    {ROLE_SIDEWALK, F_bridge},
    {ROLE_SIDEWALK, F_tunnel},
    {ROLE_SIDEWALK, F_layer},
    {ROLE_FOOTWAY, F_bridge},
    {ROLE_FOOTWAY, F_tunnel},
    {ROLE_FOOTWAY, F_layer},
    {ROLE_SIDEWALK, F_valid_from},
    {ROLE_SIDEWALK, F_valid_to},
    {ROLE_FOOTWAY, F_valid_from},
    {ROLE_FOOTWAY, F_valid_to},
    {ROLE_OBSTACLE, F_diameter_m},
    {ROLE_STEPS, F_street_id},
    {ROLE_CROSSING, F_raised},
    {ROLE_CROSSING, F_structure},
    {ROLE_CROSSING, F_island},
    {ROLE_CROSSING, F_island_length_m},
    {ROLE_RAMP, F_crossing_id},
    {ROLE_RAMP, F_kerb},
    {ROLE_RAMP, F_kerb_height_mm},
    {ROLE_DESTINATION, F_kind},
    {ROLE_DESTINATION, F_name},
};

/* Native fields a derived one is computed from. */
static const struct {
    enum field_id derived, from[3];
} sources[] = {
    {F_marked, {F_markings, FIELD_NONE}},
    {F_step_free, {F_step_free, F_ramp_alternative, FIELD_NONE}},
    {F_green_margin, {F_walk_s, F_clearance_s, FIELD_NONE}},
    {F_clearance_speed_m_s, {F_clearance_s, FIELD_NONE}},
    {F_running_slope_pct, {F_running_slope_pct, F_street_grade_pct, FIELD_NONE}},
};

static void want(struct wanted *out, enum role role, enum field_id field)
{
    if ((fields[field].roles & (1u << role)) && !(fields[field].flags & FIELD_DERIVED))
        out->field[role][field] = true;
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        for (size_t k = 0; sources[i].derived == field && k < 3 && sources[i].from[k] != FIELD_NONE; k++)
            if (fields[sources[i].from[k]].roles & (1u << role))
                out->field[role][sources[i].from[k]] = true;
}

void wanted_fields(const struct plan *plan, struct wanted *out)
{
    memset(out, 0, sizeof *out);
    for (int r = 0; r < ROLE_COUNT; r++)
        out->field[r][F_id] = true;
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        want(out, always[i].role, always[i].field);
    for (int r = 0; r < ROLE_COUNT; r++)
        for (int e = 0; e < ELEMENT_COUNT; e++) {
            /* Streets that are their own element are judged as sidewalks or steps. */
            bool ours = role_element((enum role)r) == (enum element)e ||
                        (r == ROLE_STREET && (e == ELEMENT_SIDEWALK || e == ELEMENT_STEPS));
            for (size_t i = 0; ours && i < plan->elements[e].n_used; i++)
                want(out, (enum role)r, plan->elements[e].used[i]);
        }
}

void wanted_measures(const struct plan *plan, bool *out)
{
    memset(out, 0, FIELD_COUNT * sizeof *out);
    out[F_crossing_expected] = out[F_crossings_missing] = out[F_structure] = true;
    out[F_ends_without_ramp] = true;
    for (int f = 0; f < FIELD_COUNT; f++)
        out[f] = (fields[f].flags & FIELD_SHOWN) != 0 || out[f];
    for (int e = 0; e < ELEMENT_COUNT; e++)
        for (size_t i = 0; i < plan->elements[e].n_used; i++)
            out[plan->elements[e].used[i]] = true;
    out[F_street_grade_pct] = out[F_street_grade_pct] || out[F_running_slope_pct];
    out[F_crossing_stage_m] = out[F_crossing_stage_m] || out[F_clearance_speed_m_s];
}
