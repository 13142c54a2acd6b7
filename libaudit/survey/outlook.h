/* SPDX-License-Identifier: MIT
 *
 * What the first few walks of a survey would settle, for the first sentences of an audit of which little is known
 * (docs/survey.md#on-the-first-screen). In: a judged store with its network. Out: figures alone. */
#ifndef RASIF_SURVEY_OUTLOOK_H
#define RASIF_SURVEY_OUTLOOK_H

#include "table/store.h"

#define OUTLOOK_WALKS 3

struct plan;

struct outlook {
    size_t verdicts;           /* of all judged elements, decided or not; 0 = nothing is drawn that a visit could settle */
    size_t decided;            /* of them, now */
    size_t walks;              /* up to OUTLOOK_WALKS, with the limits of 'rasif survey' */
    double length_m, minutes;  /* of these walks together */
    size_t settled;            /* verdicts that they settle, whatever the values are */
    uint8_t role;              /* the element with which the first walk begins ... */
    uint32_t row;              /* ... NO_ROW = there is no walk */
};

/* Some walks more than needed are made, since the first to be made is not always the best. RASIF_E_MEMORY. */
rasif_status outlook_find(const struct store *store, const struct plan *plan, unsigned threads, struct outlook *out,
                          rasif_error *err);

#endif
