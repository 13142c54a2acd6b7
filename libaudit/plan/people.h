/* SPDX-License-Identifier: MIT
 *
 * Where people live, by street segment (docs/plan.md#people): for plans alone, never for a score or a choice. In:
 * points, or areas over which their people are spread evenly. Out: people of each segment. */
#ifndef RASIF_PLAN_PEOPLE_H
#define RASIF_PLAN_PEOPLE_H

#include "base/status.h"
#include "table/store.h"

#define PEOPLE_M 200.0 /* a judgement: who lives farther from every street lives along none */

struct people {
    double *of_segment; /* heap; [segments.n]; NULL = no people were given */
    double all, placed; /* people; of them along a segment */
};

/* `places`: rows in metres, points and polygons; others are along no street. `numbers` [places->n] people of each row,
 * at least 0; NaN = not known, as if there were none. `*out` is {0}; free it in any case. RASIF_E_MEMORY. */
rasif_status people_place(const struct store *store, const struct shapes *places, const double *numbers,
                          struct people *out, rasif_error *err);
void people_free(struct people *people);

#endif
