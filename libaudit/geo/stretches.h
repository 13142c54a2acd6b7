/* SPDX-License-Identifier: MIT
 *
 * Stretches of the middle of an area on which two wheelchairs can't pass each other: no circle of
 * PASS_M fits, or only for less than PASS_RUN_M along the way. */
#ifndef RASIF_GEO_STRETCHES_H
#define RASIF_GEO_STRETCHES_H

#include "table/store.h"

#define PASS_M 1.525 /* a passing space is as wide and as long: PROWAG R302.3, ADA 403.5.3 */
/* In a bay as wide and as long as that, on a path of 0.9 m, the centre of the circle has this much
 * room: 1.525 - 2 sqrt(0.7625^2 - 0.45^2). */
#define PASS_RUN_M 0.29

/* {0} at first; items on the heap, freed by the owner. `part` counts the lines of the middle. */
struct stretches {
    struct narrow *items;
    size_t n, capacity;
};

/* Share of the way from point i - 1 to point i of a line at which the circle becomes PASS_M. */
typedef double (*stretches_limit)(void *user, size_t i);
/* Adds those of line `part`: n points, interleaved, with the circle that fits at each (its
 * diameter); the positions are stretched to a length of `length_m`. */
MUST bool stretches_add_line(struct stretches *stretches, uint32_t part, const double *xy,
                             const double *circle_m, size_t n, double length_m,
                             stretches_limit limit, void *user);
bool stretches_add(struct stretches *stretches, uint32_t part, double from_m, double to_m);
/* Puts them in order and joins those with less than PASS_RUN_M between them or to an end of their
 * line, whose lengths are `length_m`. */
void stretches_join(struct stretches *stretches, const double *length_m);

#endif
