/* SPDX-License-Identifier: MIT
 * The best choice of all that grow along one tree: a knapsack over its branches. */
#ifndef RASIF_PLAN_CHOICE_SUBTREE_H
#define RASIF_PLAN_CHOICE_SUBTREE_H

#include "plan/choice_net.h"

/* Arcs of a tree that hangs on part 0; the caller fills them by choice_subtree_hang. */
struct choice_subtree {
    const struct choice_net *net;
    uint32_t *arc;   /* [n_parts] by which the part hangs; CHOICE_NONE = it is not in the tree */
    uint32_t *first, *next; /* [n_parts] parts that hang on it: the first, and the next beside it; 0 = none */
    uint32_t *hung; /* [n_parts] parts of the tree */
    size_t n_hung;
    /* Steps: a part with the works that its arc needs beyond earlier ones, or one work that several arcs share. */
    struct choice_step *steps; /* heap */
    size_t n_steps, steps_room;
    uint32_t *events; /* heap; depth first: 2 s = step s begins, 2 s + 1 = all that hangs on it is over */
    size_t n_events, events_room;
    uint32_t *works; /* heap; works of steps */
    size_t n_works, works_room;
    uint8_t *paid;    /* [n_works] by a step before, on the same way */
    uint32_t *wanted; /* [n_works] scratch: arcs beside each other that need the work */
    uint32_t *group;  /* [n_parts] work that the part shares with others on the same part; CHOICE_NONE = none */
    struct choice_task *tasks; /* heap; what is still to be listed */
    size_t n_tasks, tasks_room;
    float *most; /* heap; the most gain for each amount, for each step on the way */
    size_t most_room, depth; /* depth: of all steps, the most */
    uint8_t *taken; /* heap; is the step worth it at each amount? */
    size_t taken_room;
};

/* Free it in any case; `net` must outlive it. */
MUST bool choice_subtree_new(const struct choice_net *net, struct choice_subtree *tree);
void choice_subtree_free(struct choice_subtree *tree);
/* Begins with part 0 alone. */
void choice_subtree_clear(struct choice_subtree *tree);
/* Hangs the head of the arc, which is not in the tree, on its tail, which is or will be. */
void choice_subtree_hang(struct choice_subtree *tree, uint32_t arc);
/* The works of the best choice of at most `budget` > 0 that joins a part only where it joins the one that the part
 * hangs on, as far as amounts of money in some hundred steps tell: into `works` [n_works of the net] and `*n`.
 * `shared`: works that two branches need count once, in the branch that comes first, so that the other one may
 * be counted too cheap; otherwise twice. Trees that need too much memory give 0 works. false = no memory. */
MUST bool choice_subtree_best(struct choice_subtree *tree, int64_t budget, bool shared, uint32_t *works, size_t *n);

#endif
