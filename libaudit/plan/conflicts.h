/* SPDX-License-Identifier: MIT
 *
 * Conflicts: what helps one user and hurts another, with both sides and never a mean of them
 * (docs/conflicts.md). Three sorts: a state of an element (declared: conflict_kinds.h), a work that would
 * stop a user who can pass now, and limits that no value meets together. Judges nothing anew that an audit
 * has judged, and changes none of its results. */
#ifndef RASIF_PLAN_CONFLICTS_H
#define RASIF_PLAN_CONFLICTS_H

#include "network/blockers.h"
#include "plan/conflict_kinds.h"
#include "plan/works.h"

#include <math.h>

struct remedies; /* plan/remedy.h */

/* A need is met well from here on: it is adequate (docs/scoring.md, section 2.2). */
#define CONFLICT_WELL 0.6

enum conflict_sort { CONFLICT_ELEMENT, CONFLICT_WORK, CONFLICT_LIMITS, CONFLICT_SORTS };
extern const char *const conflict_sort_names[CONFLICT_SORTS]; /* "element", "work", "limits" */

/* One user of a side, and how well the value serves. */
struct conflict_user {
    double u;       /* of the need that is met least, 0 to 1; NaN = no need says it */
    uint16_t need;  /* that need: index into plan->elements[].needs[profile]; UINT16_MAX = none */
    uint8_t profile;
    bool blocked;   /* the value stops or endangers the user */
};

/* One side. Users are those for whom it is certain; the first one is helped most, or hurt most. */
struct conflict_side {
    uint32_t first;       /* into conflicts.users */
    uint16_t n;
    uint16_t rule;        /* index into rules->rules; UINT16_MAX = none: then it has no measure */
    uint16_t requirement; /* index into the standard's, that the value meets (helps) or fails (hurts); UINT16_MAX */
    uint8_t measure;      /* enum field_id */
    uint32_t mask;        /* the value: CLASS 1 << code, LIST; 0 = null */
    double real;          /* REAL; NaN = null */
};

struct conflict {
    uint8_t sort;    /* enum conflict_sort */
    uint8_t role;    /* of the element */
    uint8_t place;   /* of a crossing, whose columns imply a ramp or whose kerb gets one: PLACE_*; else NO_PLACE */
    uint8_t element; /* enum element whose needs they are */
    uint32_t row;    /* NO_ROW: limits have no place */
    uint32_t which;  /* element: index into kinds->kinds; work: into works->items; limits: 0 */
    size_t finding;  /* of the hurt side: index into results->findings; SIZE_MAX = none */
    struct conflict_side helps, hurts;
};

struct conflicts {
    const struct conflict_kinds *kinds; /* borrowed */
    struct conflict *items; /* heap; limits by element and field; then by role, row, place, sort, which */
    size_t n, capacity;
    struct conflict_user *users; /* heap */
    size_t n_users, users_capacity;
    size_t n_of[CONFLICT_SORTS];
    size_t maybe[MOST_CONFLICT_KINDS]; /* elements in the declared state of which one side is certain, the other unknown */
};

/* Finds all of them. `works` and `remedies`: NULL without a plan. `*out` is {0}; free it in any case. The same for
 * any number of threads. RASIF_E_MEMORY. */
struct conflict_question {
    const struct judged *judged;
    const struct settings *settings;
    const struct conflict_kinds *kinds;
    const struct works *works;
    const struct work_kinds *work_kinds; /* where `works` is not NULL, these two are not */
    const struct remedies *remedies;
};
rasif_status conflicts_find(const struct conflict_question *question, struct conflicts *out, rasif_error *err);
void conflicts_free(struct conflicts *conflicts);
/* Conflicts of one element, [*first, the number returned): they lie side by side. */
size_t conflicts_of(const struct conflicts *conflicts, enum role role, size_t row, size_t *first);

/* ---- shared by conflicts*.c ---- */

/* Conflicts that one thread finds. */
struct found_conflicts {
    struct conflict *items;
    size_t n, capacity;
    struct conflict_user *users;
    size_t n_users, users_capacity;
    size_t maybe[MOST_CONFLICT_KINDS];
    bool failed;
};
/* Appends a conflict with the users of both sides, which are put in order: `hurts` the worst first, `helps` the
 * best first; of equals the one whose need weighs more, then by code. Fills first and n of its sides. */
void found_conflict(struct found_conflicts *found, const struct plan *plan, struct conflict conflict,
                    struct conflict_user *helps, size_t n_helps, struct conflict_user *hurts, size_t n_hurts);
/* Conflicts of elements, in any order. */
MUST bool conflicts_of_elements(const struct conflict_question *question, struct found_conflicts *out);
/* Those of works, nothing without a plan. */
MUST bool conflicts_of_works(const struct conflict_question *question, struct found_conflicts *out);
/* Those of limits, by element and measure. */
void conflicts_of_limits(const struct plan *plan, struct found_conflicts *out);

/* The number that is adequate for a need. */
static inline double conflict_mark(const struct need *need)
{
    return isnan(need->adequate) ? need->limit + CONFLICT_WELL * (need->comfortable - need->limit) : need->adequate;
}

#endif
