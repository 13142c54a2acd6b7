/* SPDX-License-Identifier: MIT
 *
 * Stretches along streets where someone looked for a sidewalk and found none (docs/scoring.md#cover): in store.absences.
 * In: sidewalks whose status is absent, as cover.c meets them. */
#ifndef RASIF_LINK_ABSENCES_H
#define RASIF_LINK_ABSENCES_H

#include "table/store.h"

/* By street, side and place; once all are in the list. */
void absences_sort(struct store *store);
/* Those of one side of a street: [returned, *last) of store.absences, by bisection. */
size_t absences_of_side(const struct store *store, size_t street, uint8_t side, size_t *last);
/* Does one of them hold at this place of the street? */
bool absences_hold(const struct store *store, size_t street, uint8_t side, double at_m);

#endif
