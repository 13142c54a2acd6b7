/* SPDX-License-Identifier: MIT
 * Looks for a good choice under one budget: grown, then changed here and there. */
#ifndef RASIF_PLAN_CHOICE_SEARCH_H
#define RASIF_PLAN_CHOICE_SEARCH_H

#include "plan/choice_grow.h"
#include "plan/choice_subtree.h"
#include "plan/choice_tree.h"

struct choice_search {
    const struct choice_net *net;
    int64_t budget;
    const float *shares; /* [n_works] of choice_relax.h, the caller's; NULL = there are none */
    struct choice_state best, now, trial;
    struct choice_grow grow;
    struct choice_tree tree;
    struct choice_subtree branches;
    uint8_t *dropped; /* [n_works] */
    uint32_t *works;  /* [n_works] scratch */
    float *guide;     /* [n_works] */
    uint64_t chance;
};

/* `best` is the empty choice. Free it in any case; `net` must outlive it. */
MUST bool choice_search_new(const struct choice_net *net, int64_t budget,
                            struct choice_search *search);
void choice_search_free(struct choice_search *search);
/* Grows choices from nothing, with and without the shares as a guide, and keeps the best in `best`.
 */
MUST bool choice_search_start(struct choice_search *search);
/* Offers a choice within the budget: `n` works. */
MUST bool choice_search_offer(struct choice_search *search, const uint32_t *works, size_t n);
/* `rounds` times: drops some works near each other, grows again with costs that chance has changed,
 * and goes on from there unless that is much worse. */
MUST bool choice_search_run(struct choice_search *search, size_t rounds);
/* At most `rounds` times, while it helps: takes the best choice of all that grow along what is chosen and along ways
 * from there. */
MUST bool choice_search_regrow(struct choice_search *search, size_t rounds);
/* Parts of the network by themselves, `windows` of them: all that is chosen elsewhere stays. */
MUST bool choice_search_windows(struct choice_search *search, size_t windows, size_t rounds);
/* The best of all choices within the budget. `*searched`: false when there are too many of them. */
MUST bool choice_search_all(struct choice_search *search, bool *searched);

#endif
