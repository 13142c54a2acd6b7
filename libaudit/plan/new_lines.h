/* SPDX-License-Identifier: MIT
 *
 * Sidewalks and crossings that a plan may build where there are none (docs/plan.md#what-is-built-anew):
 * gaps whose absence is certain, as lines that meet the network at their ends. */
#ifndef RASIF_PLAN_NEW_LINES_H
#define RASIF_PLAN_NEW_LINES_H

#include "network/gaps.h"

/* A new line ends at what is walked at most that far from where the gap ends. A sidewalk: as far as two
 * ends of one may lie apart; a crossing goes straight over. Judgements. */
#define NEW_SIDEWALK_REACH_M GAP_ENDS_M
#define NEW_CROSSING_REACH_M 8.0

struct new_line {
    uint32_t gap;    /* index into gaps->items */
    uint32_t street; /* along or across which it lies */
    uint8_t role;    /* ROLE_SIDEWALK or ROLE_CROSSING */
    uint32_t first_point, n_points; /* of new_lines.xy */
    double length_m;
    double street_m; /* the middle of the gap along the street */
};

struct new_lines {
    struct new_line *items; /* by role, then as their gaps */
    size_t n, capacity;
    double *xy; /* heap; metres */
    size_t n_points, point_capacity;
};

/* Lines for all gaps of a sidewalk or crossing that the data state, or that are absent because what is
 * not drawn is not there. A sidewalk ends at the nearest thing walked, without crossing a carriageway; it
 * needs one such end. A crossing goes from sidewalk to sidewalk and needs both; new sidewalks count. In:
 * shapes in metres, scopes, gaps. `*out` is {0}; free it in any case. The same for any order of rows but
 * for the order of lines. RASIF_E_MEMORY. */
rasif_status new_lines_find(const struct store *store, const struct gaps *gaps, struct new_lines *out,
                            rasif_error *err);
void new_lines_free(struct new_lines *lines);

static inline const double *new_line_xy(const struct new_lines *lines, const struct new_line *line)
{
    return lines->xy + 2 * (size_t)line->first_point;
}

#endif
