/* SPDX-License-Identifier: MIT
 * One choice and one bound for each budget of a curve, the steps between choice.c and the searches.
 */
#ifndef RASIF_PLAN_CHOICE_CURVE_H
#define RASIF_PLAN_CHOICE_CURVE_H

#include "plan/choice_relax.h"
#include "plan/choice_search.h"

/* What is known at one budget. Lines are proven: `line` for all budgets, `near` up to this one. */
struct choice_point {
    int64_t budget;
    uint32_t plan;      /* number of the caller's plan              */
    bool settled;       /* all choices were looked at, or (nearly) everything is joined */
    double first_price; /* a guess                                 */
    struct choice_line line, near;
    int64_t gain, cost;
    uint32_t *works;
    size_t n_works;
};

struct choice_curve {
    const struct choice_net *net;
    const struct choice_settings *settings;
    struct choice_point *points; /* by budget, the least first */
    size_t n_points;
    int64_t most_gain; /* of all works together */
    double *way;       /* [n_parts] no choice that joins the part costs less */
};

/* Fills `points`, whose budgets are set. Frees nothing; what it allocates hangs on the points and
 * on `way`. */
MUST bool choice_curve_run(struct choice_curve *curve);

#endif
