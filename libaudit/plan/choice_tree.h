/* SPDX-License-Identifier: MIT
 * A spanning tree of what is joined: which works it can do without, and what hangs on each. */
#ifndef RASIF_PLAN_CHOICE_TREE_H
#define RASIF_PLAN_CHOICE_TREE_H

#include "base/heap.h"
#include "plan/choice_state.h"

struct choice_tree {
    const struct choice_net *net;
    uint32_t *arc;   /* [n_parts] by which a part is reached; CHOICE_NONE = it is not          */
    uint32_t *order; /* [n_parts] parts in the order in which they are reached                 */
    size_t n_order;
    int64_t *below;  /* [n_parts] gain of the part and of all that hangs on it                 */
    int64_t *loss;   /* [n_works] gain that hangs on the work, its value, too                  */
    uint8_t *used;   /* [n_works] does a way to some gain use it, or has it a value?           */
    uint32_t *works; /* [n_works] scratch                                                      */
    struct heap heap;
};

/* Free it in any case; `net` must outlive it. */
MUST bool choice_tree_new(const struct choice_net *net, struct choice_tree *tree);
void choice_tree_free(struct choice_tree *tree);
/* Grows the tree from part 0 over open links, next always the link whose works are cheapest beyond
 * those that are used; fills all of it. */
MUST bool choice_tree_grow(const struct choice_state *state, struct choice_tree *tree);
/* Leaves the works out of the state that are not used. The gain stays. */
MUST bool choice_tree_strip(struct choice_state *state, struct choice_tree *tree);

#endif
