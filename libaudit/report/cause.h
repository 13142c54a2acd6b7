/* SPDX-License-Identifier: MIT
 *
 * Why something fails, and so what kind of work helps (docs/scoring.md#causes): repair, build,
 * enforce, or find another way. */
#ifndef RASIF_REPORT_CAUSE_H
#define RASIF_REPORT_CAUSE_H

#include "report/report.h"

/* A slope up to this many percentage points over the street's is the street's own: a surveyor reads
 * a level to about this. A judgement. */
#define TERRAIN_SLACK_PCT 0.5

/* Of one finding; `facts` are its own. CAUSE_UNKNOWN of what is not known, of a slope beside a street
 * whose grade is not known, and of a width with only stalls, bins or cars on a sidewalk whose whole
 * width is not known. */
enum cause finding_cause(const struct run *run, const struct finding *finding,
                         const struct finding_facts *facts);

#endif
