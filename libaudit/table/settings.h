/* SPDX-License-Identifier: MIT
 *
 * What decides a result, resolved once: rasif_options with defaults filled in, and what the mapping or
 * preset states for features that are not mapped (audit.c, resolve). Stages get it read-only; a unit
 * test fills the members that its stage reads. */
#ifndef RASIF_TABLE_SETTINGS_H
#define RASIF_TABLE_SETTINGS_H

#include <stdbool.h>

struct settings {
    double junction_m;       /* radius of a junction zone, >= 0                                    */
    double match_distance_m; /* sidewalk to street at most, > 0                                    */
    double match_angle_deg;  /* the same, difference of direction, 0..90                           */
    double snap_m;           /* ends this near to each other or to a line meet, >= 0               */
    double reach_m;          /* a destination this near along the way is reached, > 0              */
    bool seats_serve;        /* without destinations seats are taken for them                      */
    bool sidewalk_absent;    /* a sidewalk that is not mapped is not there; false: unknown         */
    bool ramp_absent;        /* the same for the ramp at an end of a crossing                      */
    bool crossing_absent;    /* the same for crossings                                             */
    bool all_findings;       /* findings of outcome unknown too                                    */
    bool skip_sides;         /* scores of the left and right side are not written: results.left and
                                right stay NULL                                                    */
    unsigned threads;        /* >= 1                                                               */
};

#endif
