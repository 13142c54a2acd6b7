/* SPDX-License-Identifier: MIT
 *
 * The walking network contracted for a plan (docs/plan.md): connected parts of every user side by side,
 * and blocked elements with the works that open them as links between them; so are new lines, which are
 * joined to whatever they meet once they are built. */
#ifndef RASIF_PLAN_CONTRACT_H
#define RASIF_PLAN_CONTRACT_H

#include "plan/after.h"
#include "plan/built.h"
#include "plan/choice.h"

/* Gains are centimetres. */
#define GAIN_UNIT 100.0

#define NO_PART UINT32_MAX

/* One of the two networks: what is known to be passable, or what may be at best. */
struct contracted {
    struct choice_input input; /* n_works, cost and value are the caller's; arrays below are heap */
    int64_t *gain;             /* [n_parts] */
    uint32_t *ends, *first, *work;
    size_t n_links, n_named;   /* entries of ends / 2, of work */
    size_t ends_capacity, first_capacity, work_capacity, gain_capacity, n_ends, n_first, n_gain;
    uint8_t *profile;          /* [n_parts] whose part it is; of part 0 0 */
    size_t profile_capacity, n_profile;
    uint32_t *line_part;       /* heap; [n_profiles * n_lines] the part that each line of the graph, then each new line, is in;
                                  NO_PART = none that a work could join */
    size_t n_lines;            /* of the graph, and new ones */
    double joined_m[MOST_PROFILES]; /* before any work: length of the goal, the parts that people need */
    double length_m[MOST_PROFILES]; /* of the whole network, blocked or not; the same for every user */
};

/* Contracts the network of all profiles, known or at `best`. The goal of a profile is every connected
 * part that holds a destination of each kind; where no part holds all kinds, or no destinations are
 * supplied, the longest part. Goals are part 0. `line_m`: lengths of lines in metres, [graph.n_lines].
 * `weight` [n_profiles] > 0 multiplies gains. `lines`, `built`: those of
 * the sites with a new line. `*out` is {0}; free it in any case. Deterministic.
 * RASIF_E_MEMORY. */
rasif_status contract(const struct judged *judged, const struct network *network, const struct works *works,
                      const struct after *after, const struct new_lines *lines, const struct built *built,
                      const float *line_m, const unsigned *weight, bool best, struct contracted *out,
                      rasif_error *err);
void contracted_free(struct contracted *contracted);

/* Parts that a set of works (chosen[work] != 0; NULL = none) joins to the goal: [n_parts] 1; heap, NULL = no
 * memory. */
uint8_t *contracted_marks(const struct contracted *contracted, const uint8_t *chosen);
/* Metres that a set of works (chosen[work] != 0) joins to the goal, by profile. */
MUST bool contracted_joined(const struct contracted *contracted, size_t n_profiles, const uint8_t *chosen,
                            const unsigned *weight, double joined_m[MOST_PROFILES]);

#endif
