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
    const struct field_set *ask; /* these two: visit_judge */
    const struct drawn *drawn;   /* NULL = any value       */
};

static inline struct look look_at(const struct visit_slice *visits, size_t i)
{
    return (struct look){.visits = visits, .plan = visits->plan, .slice = visits->slice, .i = i};
}

/* What a condition may be, as bits. */
enum { MAY_HOLD = 1, MAY_NOT = 2, MAY_BE_OPEN = 4, MAY_BE_ANY = 7 };

/* What all conditions of a list may be together. */
unsigned visit_gate_after(const struct look *look, const struct gate *gate);
/* The row that is drawn for a taken field, or for the one that it is known from. */
struct drawn visit_drawn_for(const struct look *look, enum field_id field);
/* Adds to `out` whether the passability of one user, unknown now, is settled. */
void visit_judge_user(const struct look *look, size_t profile, struct visit *out);
/* Is the value missing, or of an origin that leaves something open? */
bool look_is_weak(const struct look *look, enum field_id field);

#endif
