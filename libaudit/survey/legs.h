/* SPDX-License-Identifier: MIT
 *
 * Legs of a walk: the ways from one required node to another, between what is required. What is required falls into connected
 * *parts*. With the legs every node is even (but for two different ends of a walk, which are odd) and all parts hang together. A node
 * is *odd* when it is not so without legs. Of all such sets of legs a shortest one has, beside others:
 *
 * - out of each set of nodes with an odd number of odd nodes at least one leg,
 * - between parts a spanning tree of legs, and out of each cluster of parts at least two, or one where its number of odd
 *   nodes is odd,
 * - at an odd node one leg, at others two or none, and no leg from one of these to a node of its own part.
 *
 * A lower bound of the shortest set with these properties: clusters of odd nodes have *balls* of some radius around them, and
 * clusters of parts a price; who leaves them is paid for it. For any radii and prices, a spanning tree of legs by what is left
 * to pay and all other legs that earn something give a bound. Radii and prices grow where legs are too few and shrink where they are too
 * many (the bound of Held and Karp for travelling salesmen does so with prices). docs/decisions/0481 has why all this holds. */
#ifndef RASIF_SURVEY_LEGS_H
#define RASIF_SURVEY_LEGS_H

#include "base/arena.h"

/* Required nodes as ends of legs. */
struct leg_ends {
    size_t n, n_parts;
    const bool *odd;      /* [n] */
    const uint32_t *part; /* [n] < n_parts; each part has an end */
    const double *way_m;  /* [n * n] shortest ways, or less; symmetrical, and no longer than over another end */
};

/* The longest way of a shortest spanning tree over the parts. false = no memory. */
MUST bool legs_longest(const struct leg_ends *ends, double *longest_m);
/* No set of legs is shorter than *bound_m. `most_m`: the length of some set, as a guess how much there is to prove; what is
 * within `near_m` of it is enough. Deterministic. false = no memory. */
MUST bool legs_bound(const struct leg_ends *ends, double most_m, double near_m, double *bound_m);

#endif
