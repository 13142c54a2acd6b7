/* SPDX-License-Identifier: MIT
 *
 * Which findings stop users on an element of the walking network. A crossing is a chain, so that what
 * stops a user there is often a finding of a kerb ramp. */
#ifndef RASIF_NETWORK_BLOCKERS_H
#define RASIF_NETWORK_BLOCKERS_H

#include "rule/results.h"

/* A slope up to this many percentage points over the street's is the street's own: a surveyor reads
 * a level to about this. A judgement. */
#define TERRAIN_SLACK_PCT 0.5

/* A scored run, borrowed. Findings are sorted (findings_sort). */
struct judged {
    const struct store *store;
    const struct plan *plan;
    const struct results *results;
};

/* Cause of a finding of a rule with `terrain`: CAUSE_TERRAIN where the slope of `row` is that of the
 * ground, CAUSE_DEFECT where it is steeper, CAUSE_UNKNOWN where one of both is not known. */
enum cause terrain_cause(const struct elements *elements, const struct rule *rule, size_t row);

/* Findings of one element, [*first, the number returned): they lie side by side. */
size_t findings_of(const struct results *results, enum role role, size_t row, size_t *first);

/* Calls `each` for every finding that stops one of `users` (bits) on a row of the network: its own, and
 * of a crossing those of the kerb ramps that its chain rests on and of its other parts. `finding` is
 * an index into results->findings. */
typedef void (*blocker_fn)(void *user, size_t finding);
void blockers_each(const struct judged *judged, enum role role, size_t row, unsigned users,
                   blocker_fn each, void *user);

/* The same for every finding that fails a requirement; of a crossing also those of all kerb ramps at its places. */
void failures_each(const struct judged *judged, enum role role, size_t row, blocker_fn each, void *user);

#endif
