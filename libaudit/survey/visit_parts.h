/* SPDX-License-Identifier: MIT
 * Shared by visit*.c: one row, and what becomes of its fields. */
#ifndef RASIF_SURVEY_VISIT_PARTS_H
#define RASIF_SURVEY_VISIT_PARTS_H

#include "survey/visit.h"

enum after { AS_IS, TAKEN, SHAKEN };

struct look {
    const struct visit_slice *visits;
    const struct visit_plan *plan; /* these two: of `visits` */
    const struct slice *slice;
    size_t i;
    uint8_t after[FIELD_COUNT];
};

static inline struct look look_at(const struct visit_slice *visits, size_t i)
{
    return (struct look){.visits = visits, .plan = visits->plan, .slice = visits->slice, .i = i};
}

/* Is the value missing, or of an origin that leaves something open? */
bool look_is_weak(const struct look *look, enum field_id field);

#endif
