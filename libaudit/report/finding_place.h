/* SPDX-License-Identifier: MIT
 *
 * Where a finding of one place is; private to finding*.c and explain*.c. */
#ifndef RASIF_REPORT_FINDING_PLACE_H
#define RASIF_REPORT_FINDING_PLACE_H

#include "report/report.h"

/* Sets facts->xy, from facts->part and facts->place: half way along the stretch, where the sidewalk
 * would run; the end or island of a crossing. Without either it stays. */
void finding_place(const struct run *run, const struct finding *finding,
                   struct finding_facts *facts);
/* The words of MESSAGE_SIDE, MESSAGE_FROM, MESSAGE_TO, MESSAGE_PLACE in a message; "?" where there
 * are none. */
void finding_where(const struct run *run, const struct finding *finding,
                   const struct finding_facts *facts, enum message_word word, const char *language,
                   struct text *out);
/* "n", "ne", ...: where a point lies as seen from another; keys of `end` and `compass` in the texts. */
const char *compass_name(const double from[2], const double to[2]);
/* Is a raised kerb mapped where a ramp is missing? It is no ramp, but it is there. */
bool finding_raised_kerb(const struct run *run, const struct finding *finding,
                         const struct finding_facts *facts);

#endif
