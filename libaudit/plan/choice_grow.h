/* SPDX-License-Identifier: MIT
 * Adds the works that gain most for their cost, bundle by bundle, while the budget lasts. */
#ifndef RASIF_PLAN_CHOICE_GROW_H
#define RASIF_PLAN_CHOICE_GROW_H

#include "base/heap.h"
#include "plan/choice_state.h"

/* A *bundle* is the cheapest way from what is joined to a part, or one work that has a value. */
struct choice_grow {
    const struct choice_net *net;
    double *cost;      /* [n_works] what works count as while bundles are compared, > 0         */
    double *way;       /* [n_parts] cost of the cheapest way found; 0 = joined                   */
    uint32_t *by;      /* [n_parts] its last arc                                                 */
    uint8_t *links;    /* [n_parts] its length                                                   */
    uint32_t *stamp;   /* [n_parts + n_works] of the newest item in `bundles`                    */
    uint32_t *changed; /* [n_parts] parts whose ways changed                                   */
    uint8_t *is_changed;          /* [n_parts] */
    size_t n_changed, seen_parts; /* seen_parts: parts of the state whose arcs were followed    */
    struct heap ways, bundles;
    double most;  /* ways that cost more are not looked at                                   */
    size_t *ends; /* the caller's: gets n_works of the state after each bundle; NULL = not   */
    size_t n_ends;
    unsigned reach; /* ways of more links are not looked at, unless there are no others */
};

/* Free it in any case; `net` must outlive it. `cost` is what works cost. */
MUST bool choice_grow_new(const struct choice_net *net, struct choice_grow *grow);
void choice_grow_free(struct choice_grow *grow);
/* What works count as: their cost, less up to `trust` (0 to 1) of it by their share in `shares`
 * [n_works]; NULL = the cost. */
void choice_grow_guide(struct choice_grow *grow, const float *shares, double trust);
/* Adds to the state, which stays within the budget. */
MUST bool choice_grow_run(struct choice_grow *grow, struct choice_state *state, int64_t budget);

/* Finds the cheapest ways of at most `most` to parts that are not joined: they are in `changed`, the last arcs of
 * their ways in `by`, until the next call. */
MUST bool choice_grow_ways(struct choice_grow *grow, const struct choice_state *state, double most);
/* Adds the cheapest way to a part, if there is one within the budget. */
MUST bool choice_grow_goal(struct choice_grow *grow, struct choice_state *state, int64_t budget,
                           uint32_t part);

#endif
