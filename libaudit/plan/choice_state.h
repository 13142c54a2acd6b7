/* SPDX-License-Identifier: MIT
 * A set of chosen works and what it joins, changed work by work. */
#ifndef RASIF_PLAN_CHOICE_STATE_H
#define RASIF_PLAN_CHOICE_STATE_H

#include "plan/choice_net.h"

struct choice_state {
    const struct choice_net *net;
    uint8_t *chosen;         /* [n_works] */
    uint8_t *joined;         /* [n_parts] */
    uint32_t *missing;       /* [n_links] works that the link lacks; 0 = open */
    uint32_t *works, *parts; /* chosen works and joined parts, in the order in which they came */
    size_t n_works, n_parts;
    int64_t cost, gain;
};

/* Nothing is chosen; part 0, and what open links join to it, is joined. Free it in any case. */
MUST bool choice_state_new(const struct choice_net *net, struct choice_state *state);
void choice_state_free(struct choice_state *state);
/* Chooses a work that is not chosen, and joins what can be joined. */
void choice_state_add(struct choice_state *state, uint32_t work);
/* What is chosen now, for choice_state_undo: takes back all works that were added since. */
struct choice_mark {
    size_t n_works, n_parts;
};
static inline struct choice_mark choice_state_mark(const struct choice_state *state)
{
    return (struct choice_mark){state->n_works, state->n_parts};
}
void choice_state_undo(struct choice_state *state, struct choice_mark mark);
/* Chooses exactly the `n` works (not those of `state` itself). */
void choice_state_set(struct choice_state *state, const uint32_t *works, size_t n);
/* Chooses what `other` chose. */
void choice_state_copy(struct choice_state *state, const struct choice_state *other);

#endif
