/* SPDX-License-Identifier: MIT
 *
 * What conflicts ask of each kind of element, and how users answer it: private to conflicts_*.c. Each kind of
 * element has a small plan of its own, with the declared states as conditions and the requirements and needs of
 * the rules that conflicts name. */
#ifndef RASIF_PLAN_CONFLICTS_ASKED_H
#define RASIF_PLAN_CONFLICTS_ASKED_H

#include "plan/conflict_kinds.h"
#include "rule/slice.h"

/* What is asked of one kind of element. Ordinals are those of `asked`. */
struct asked_kind {
    size_t kind;               /* index into kinds->kinds */
    size_t when, helps, hurts; /* ordinals */
};
struct asked_element {
    struct element_plan asked;
    struct slice_plan slices;
    struct asked_kind kinds[MOST_CONFLICT_KINDS];
    size_t n_kinds;
    uint16_t *need_of[MOST_PROFILES]; /* of asked.needs: index into plan->elements[].needs */
};

/* How one user meets one rule in 64 rows. `met` and `missed` are certain; `open`: too little is known for either. */
struct side_of_user {
    double u[SLICE_ROWS];      /* of the need that is met least; where met or missed */
    uint16_t need[SLICE_ROWS]; /* that need: index into asked.needs */
    rowset met, missed, blocked, open;
};

/* What is asked of `element`, after plan_set_supplied. Borrows `plan` and `kinds`, the rest lives in `arena`.
 * RASIF_E_MEMORY. */
rasif_status asked_element_build(const struct plan *plan, const struct conflict_kinds *kinds, enum element element,
                                 struct arena *arena, struct asked_element *out, rasif_error *err);
/* How a user meets the rule with this ordinal, in a slice of the small plan that is judged. */
void side_of_user(const struct slice *slice, size_t profile, size_t ordinal, struct side_of_user *out);

#endif
