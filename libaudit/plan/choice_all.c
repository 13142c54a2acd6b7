/* SPDX-License-Identifier: MIT
 * Where the budget leaves few choices, every one of them is looked at. */
#include "plan/choice_search.h"

/* At most so many choices, of at most so many works that the budget can buy. */
enum { MOST_CHOICES = 1 << 14, MOST_WORKS = 60 };

struct looking {
    struct choice_search *search;
    uint32_t works[MOST_WORKS]; /* ascending */
    size_t n, left; /* left: choices that may still be looked at */
};

/* Choices that begin as the trial does, with works from `at` on. false = there are too many. */
static bool look_at_all(struct looking *looking, size_t at)
{
    struct choice_search *search = looking->search;
    struct choice_state *trial = &search->trial;
    if (looking->left-- == 0)
        return false;
    if (trial->gain > search->best.gain ||
        (trial->gain == search->best.gain && trial->cost < search->best.cost))
        choice_state_copy(&search->best, trial);
    for (; at < looking->n; at++) {
        if (search->net->cost[looking->works[at]] > search->budget - trial->cost)
            continue;
        struct choice_mark mark = choice_state_mark(trial);
        choice_state_add(trial, looking->works[at]);
        bool all = look_at_all(looking, at + 1);
        choice_state_undo(trial, mark);
        if (!all)
            return false;
    }
    return true;
}

MUST bool choice_search_all(struct choice_search *search, bool *searched)
{
    const struct choice_net *net = search->net;
    struct looking looking = {.search = search, .left = MOST_CHOICES};
    size_t n = 0;
    *searched = false;
    for (uint32_t w = 0; w < net->n_works; w++)
        if (net->cost[w] <= search->budget && n++ < MOST_WORKS)
            looking.works[looking.n++] = w;
    if (n > MOST_WORKS)
        return true;
    choice_state_set(&search->trial, NULL, 0);
    *searched = look_at_all(&looking, 0);
    return true;
}
