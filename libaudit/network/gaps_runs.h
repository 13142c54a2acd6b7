/* SPDX-License-Identifier: MIT
 *
 * Uncovered pieces of one side behind each other, past plain joints: one street may be drawn as several
 * features, and what is missing over their joint is one. Private to gaps*.c. */
#ifndef RASIF_NETWORK_GAPS_RUNS_H
#define RASIF_NETWORK_GAPS_RUNS_H

#include "network/gaps.h"

/* A piece, and in which direction one comes along: `ahead` = that in which its street is drawn. */
struct gap_step {
    uint32_t street, piece;
    bool ahead;
};

struct gap_run {
    struct gap_step *steps; /* behind each other; heap */
    size_t n, capacity;
    double length_m;
    struct gap_step before, after; /* what the run lies between; street NO_ROW = nothing goes on */
};

static inline bool gap_is_uncovered(const struct piece *piece)
{
    return piece->state == COVER_IS_ABSENT || piece->state == COVER_IS_UNKNOWN;
}
/* The end that a street goes on from at one of its ends, in the same segment: one street drawn as two
 * features. NO_ROW = none. See street_goes_on. */
uint32_t gap_goes_on(const struct store *store, uint32_t end);
/* The next piece of the side; false, and nothing changed, where nothing goes on. */
bool gap_step_on(const struct store *store, struct gap_step *at);
/* Where the piece ends (`far`) or begins, in the direction one comes along: metres along its street. */
double gap_step_m(const struct store *store, const struct gap_step *step, bool far);
/* The run that holds a piece, from the end that is drawn first of that piece. `run` is {0} or an
 * earlier one; free its steps. */
MUST bool gap_run_of(const struct store *store, uint32_t street, uint32_t piece,
                     struct gap_run *run);

#endif
