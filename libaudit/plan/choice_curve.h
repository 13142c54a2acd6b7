/* SPDX-License-Identifier: MIT
 * One choice and one bound for each budget of a curve, the steps between choice.c and the searches.
 */
#ifndef RASIF_PLAN_CHOICE_CURVE_H
#define RASIF_PLAN_CHOICE_CURVE_H

#include "plan/choice_relax.h"
#include "plan/choice_search.h"

/* What is known at one budget. Lines are proven: `line` for all budgets, `near` up to this one; up
 * to this one nothing gains more than `most`, either. */
struct choice_point {
    int64_t budget;
    uint32_t plan;      /* number of the caller's plan              */
    bool settled;       /* all choices were looked at, or (nearly) everything is joined */
    double first_price; /* a guess                                 */
    struct choice_line line, near;
    double most;
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
};

/* The least that ways from part 0 to the parts cost, `cost` [n_works] being what works cost: into
 * `way` [n_parts], infinite where there is none. A lower bound: each work's cost is divided among
 * all of its links, so that a way never counts it more than once. */
MUST bool choice_least_ways(const struct choice_net *net, const double *cost, double *way);
/* Shares for the point's budget into `shares` [n_works], and what their prices prove into the
 * point: lines, and `most`. `first`: the relaxation has not been solved for another budget before.
 */
MUST bool choice_bound_point(struct choice_relax *relax, struct choice_point *point, size_t steps,
                             bool first, float *shares);
/* The same lines from prices that take no steps, for large networks; no shares. */
MUST bool choice_bound_roughly(struct choice_relax *relax, struct choice_point *point);

/* Fills `points`, whose budgets are set. The works of points are the caller's to free. */
MUST bool choice_curve_run(struct choice_curve *curve);

#endif
