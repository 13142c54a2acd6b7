/* SPDX-License-Identifier: MIT
 *
 * Why something fails, and so what kind of work helps (docs/scoring.md#causes): repair, build,
 * enforce, or find another way. And which findings stop somebody on an element. */
#ifndef RASIF_REPORT_CAUSE_H
#define RASIF_REPORT_CAUSE_H

#include "report/report.h"

/* A slope up to this many percentage points over the street's is the street's own: a surveyor reads
 * a level to about this. A judgement. */
#define TERRAIN_SLACK_PCT 0.5

/* Of one finding. CAUSE_UNKNOWN of what is not known, of a slope beside a street whose grade is not
 * known, and of a width with only stalls, bins or cars on a sidewalk whose whole width is not known. */
enum cause finding_cause(const struct run *run, const struct finding *finding);

/* Findings of one element, [*first, the number returned): they lie side by side. */
size_t findings_of(const struct results *results, enum role role, size_t row, size_t *first);

/* Calls `each` for every finding that stops one of `users` (bits) on a row of the network: its own, and
 * of a crossing those of the kerb ramps that its chain rests on and of its other parts. `finding` is
 * an index into results->findings. */
typedef void (*blocker_fn)(void *user, size_t finding);
void blockers_each(const struct run *run, enum role role, size_t row, unsigned users,
                   blocker_fn each, void *user);

#endif
