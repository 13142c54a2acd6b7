/* SPDX-License-Identifier: MIT
 *
 * Why something fails, and so what kind of work helps (docs/scoring.md#causes): repair, build,
 * enforce, or find another way. And which findings stop somebody on an element. */
#ifndef RASIF_REPORT_CAUSE_H
#define RASIF_REPORT_CAUSE_H

#include "network/blockers.h"
#include "report/report.h"

/* Of one finding. CAUSE_UNKNOWN of what is not known, of a slope beside a street whose grade is not
 * known, and of a width with only stalls, bins or cars on a sidewalk whose whole width is not known. */
enum cause finding_cause(const struct run *run, const struct finding *finding);

#endif
