/* SPDX-License-Identifier: MIT
 *
 * The choice with shares instead of yes and no, a linear programme
 * (docs/decisions/0450-choice-of-repairs.md has it in formulas, and why its prices prove a bound).
 * Shares of works limit shares of arcs, these limit the flow to each part, and the flow to a part
 * limits the share of its gain. The flow to a part is looked at in its *ball* only, the parts
 * around it: it may come from anywhere outside. */
#ifndef RASIF_PLAN_CHOICE_RELAX_H
#define RASIF_PLAN_CHOICE_RELAX_H

#include "plan/choice_net.h"

#define CHOICE_BALL_ARCS 100u                    /* arcs and nodes of a ball beyond its own part */
#define CHOICE_MOST_NODES (CHOICE_BALL_ARCS + 1) /* each has an arc */

/* Balls, one after the other: of ball b nodes [first_node[b], first_node[b + 1]), the part itself
 * first, and all arcs that enter one of them. */
struct choice_balls {
    size_t n, n_nodes, n_flows;
    uint32_t *part;       /* [n] parts with a gain                                     */
    uint32_t *first_node; /* [n + 1]                                                   */
    uint32_t *first_in;   /* [n_nodes + 1] flows that enter each node                  */
    uint32_t *arc;        /* [n_flows]                                                 */
    uint16_t *tail;       /* [n_flows] place among the ball's nodes; outside = their number */
};

/* Groups: arcs into one part that share a work. A tree enters by at most one of them. */
struct choice_groups {
    size_t n;
    uint32_t *work;  /* [n]  */
    uint32_t *first; /* [n + 1] into arcs */
    uint32_t *arcs;
    uint32_t *of; /* [2 * n_uses] group of a use's arc, forth and back; CHOICE_NONE               */
};

/* Values of one kind: now, where the round began, and steps. */
struct choice_values {
    float *now, *begin, *step;
    size_t n;
};

struct choice_relax {
    const struct choice_net *net;
    struct choice_balls balls;
    struct choice_groups groups;
    double gain_unit, cost_unit;
    struct choice_values works, parts, arcs, flows; /* shares                            */
    struct choice_values by_use, by_group, by_flow,
        by_node;                            /* prices; by_node is what a part pays */
    float price, price_begin, price_step;   /* of a unit of cost                 */
    float *ahead_works, *ahead_arcs, *pull; /* scratch [n_works], [arcs], [arcs]  */
    float *ahead_flows, *far_flows;         /* scratch, room for the flows of any ball */
    const uint8_t *far; /* [n_parts] the caller's: parts left out; NULL = none */
    float weight;       /* of prices against shares          */
    unsigned since;     /* steps of the round                */
    double moved, moved_first;
};

/* Free it in any case; `net` must outlive it. */
MUST bool choice_relax_new(const struct choice_net *net, struct choice_relax *relax);
void choice_relax_free(struct choice_relax *relax);
/* dead[arc] = 1 where no way from part 0 needs the arc ([2 * n_links], zeroed by the caller);
 * reached[p]: is there a way to the part at all? */
MUST bool choice_blocks_find(const struct choice_net *net, uint8_t *dead, uint8_t *reached);
MUST bool choice_balls_build(const struct choice_net *net, struct choice_balls *balls);
void choice_balls_free(struct choice_balls *balls);
MUST bool choice_groups_build(const struct choice_net *net, struct choice_groups *groups);
void choice_groups_free(struct choice_groups *groups);

/* Sets prices that prove a bound for the budget before the first step (choice_tolls.c), for networks too large
 * for many steps. false = no memory. */
MUST bool choice_relax_begin(struct choice_relax *relax, int64_t budget);
/* Steps towards the best shares for a budget, from where it is; the price begins at `price` when
 * that is not negative. */
void choice_relax_run(struct choice_relax *relax, int64_t budget, double price, size_t steps);

/* A line above the gain of every choice: at most `level` + `price` * its budget. */
struct choice_line {
    double level, price;
};
/* The line that the present prices prove for choices that join no part of relax->far and, when
 * `within` is not negative, cost at most that much. `surplus` [n_works], or NULL: a choice that has
 * some works gains less than the line by the sum of theirs. */
MUST bool choice_relax_line(const struct choice_relax *relax, int64_t within,
                            struct choice_line *line, double *surplus);

#endif
