/* SPDX-License-Identifier: MIT
 * Small networks: every choice within the budget is looked at. */
#include "plan/choice_search.h"

enum { MOST_WORKS = 14 };

/* Choices that begin as the trial does, with works from `work` on. */
static void look_at_all(struct choice_search *search, uint32_t work)
{
    struct choice_state *trial = &search->trial;
    if (trial->gain > search->best.gain ||
        (trial->gain == search->best.gain && trial->cost < search->best.cost))
        choice_state_copy(&search->best, trial);
    for (; work < search->net->n_works; work++) {
        if (search->net->cost[work] > search->budget - trial->cost)
            continue;
        struct choice_mark mark = choice_state_mark(trial);
        choice_state_add(trial, work);
        look_at_all(search, work + 1);
        choice_state_undo(trial, mark);
    }
}

MUST bool choice_search_all(struct choice_search *search, bool *searched)
{
    *searched = search->net->n_works <= MOST_WORKS;
    if (!*searched)
        return true;
    choice_state_set(&search->trial, NULL, 0);
    look_at_all(search, 0);
    return true;
}
