/* SPDX-License-Identifier: MIT
 *
 * The plan of works of a run (docs/plan.md): works with their quantities and costs, which of them are
 * worth buying for each budget, what that joins for whom, and how far the choice may be from the best.
 * After gaps; judges nothing and changes no result of the audit. */
#ifndef RASIF_PLAN_WORKS_PLAN_H
#define RASIF_PLAN_WORKS_PLAN_H

#include "plan/aim.h"
#include "plan/costs.h"
#include "plan/reached.h"

/* Money is in hundredths of the currency. */
#define MONEY_UNIT 100

/* How much one work is, and what that costs: quantity times the prices of its kind. */
struct work_bill {
    double quantity;           /* pieces, metres or square metres */
    bool assumed;              /* square metres of an element whose width is not known: WIDTH_ASSUMED_M */
    int64_t low, middle, high; /* money; the middle one is what budgets are held against */
};
#define WIDTH_ASSUMED_M 2.0 /* a judgement */

/* One budget. */
struct works_budget {
    int64_t budget, cost;   /* money */
    int64_t low, high;      /* the same works at the lowest and the highest prices */
    double gain, bound;     /* metres of the objective times weights: of the choice; no choice has more */
    double value_m[2][MOST_PROFILES]; /* known, at best: what the objective counts, with these works; by column (aim.h) */
    size_t n_works, n_sites;
    uint8_t *chosen;        /* [works.n] 1 = bought; heap */
    double joined_m[2][MOST_PROFILES]; /* known, at best: metres of the goal with these works */
    struct reached reached[2][MOST_PROFILES]; /* what these metres hold */
};

/* By which figure gains count: what is known to be passable, or good, or what may be at best. */
enum { PLAN_KNOWN, PLAN_BEST };
#define LEAST_KNOWN 0.1 /* share of the figure at best that is to be known if the known one is to decide; a judgement */

struct works_plan {
    enum objective objective;
    const struct work_kinds *kinds; /* borrowed */
    struct works works;
    struct new_lines lines; /* that works may build */
    const struct gaps *gaps; /* borrowed: those that the lines are of */
    struct remedies *remedies; /* heap */
    const struct work_costs *prices; /* borrowed */
    struct work_bill *bills; /* [works.n] */
    uint32_t *rank;          /* [works.n] 1, 2, ... in the order in which the works of the largest budget are worth doing; 0 = all others */
    int decides;             /* PLAN_KNOWN or PLAN_BEST */
    double value_before_m[2][MOST_PROFILES]; /* what the objective counts, as it is */
    double before_m[2][MOST_PROFILES]; /* metres of the goal as it is */
    struct reached before[2][MOST_PROFILES];
    struct plan_areas areas; /* borrowed */
    struct people people;    /* borrowed: where they live; none were given: {0} */
    double *area_length_m;   /* heap; [areas.n] of the network */
    double length_m;         /* of the network */
    unsigned weight[MOST_PROFILES]; /* of each user, as it was asked for */
    bool years;              /* budgets are those of years: each holds the works of the one before */
    struct works_budget *budgets; /* ascending */
    size_t n_budgets;
};

/* How new lines are judged once they are built: as audit_build. */
struct works_builder {
    rasif_status (*build)(void *user, const struct remedies *remedies, const struct new_lines *lines, struct built *out,
                          rasif_error *err);
    void *user;
};

/* What a plan is made of; all is borrowed. */
struct works_question {
    const struct judged *judged;
    const struct network *network;
    const struct gaps *gaps;
    const struct works_builder *builder;
    const struct settings *settings;
    const struct work_kinds *kinds;
    const struct work_costs *prices;
    struct plan_areas areas;
    struct people people; /* {0} = none were given */
    const int64_t *budgets; /* [n_budgets] > 0 in money, ascending; none = ten steps up to the cost of all works
                               that open something */
    size_t n_budgets;
    enum objective objective;
    const unsigned *weights; /* [profiles] > 0; what a user gains counts so many times */
    bool years; /* budgets are what may be spent up to the end of each year; works are then those of the last
                   year's budget, in the order in which each year's stand by themselves */
};

/* Chooses works. `*out` is {0}; free it in any case. The same for any number of threads. RASIF_E_RULE: a kind of
 * work that is needed has no price in the currency of the city's own file, or all works cost more than can be
 * counted. RASIF_E_MEMORY; what the builder gives. */
rasif_status works_plan_make(const struct works_question *question, struct works_plan *out, rasif_error *err);
void works_plan_free(struct works_plan *plan);
/* Does some user count more than another? */
bool works_plan_weighted(const struct works_plan *plan, size_t n_profiles);
/* The budget that buys a work first; NULL = none does. */
const struct works_budget *works_plan_first(const struct works_plan *plan, size_t work);

#endif
