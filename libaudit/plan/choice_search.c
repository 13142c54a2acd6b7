/* SPDX-License-Identifier: MIT
 *
 * Search by dropping and growing again. What is dropped near one place frees money for another;
 * joined parts that lose their way stay chosen while the choice grows again, so that a cheaper way
 * to them is found first. Now and then the choice and ways from it are taken as a tree, whose best part
 * under the budget is the next choice: it gives up many branches for many others at once. At the
 * beginning somewhat worse choices are accepted, too, later only better ones. */
#include "plan/choice_search.h"

#include <stdlib.h>
#include <string.h>

void choice_search_free(struct choice_search *search)
{
    choice_state_free(&search->best);
    choice_state_free(&search->now);
    choice_state_free(&search->trial);
    choice_grow_free(&search->grow);
    choice_tree_free(&search->tree);
    choice_subtree_free(&search->branches);
    free(search->dropped);
    free(search->works);
    free(search->guide);
    *search = (struct choice_search){0};
}

MUST bool choice_search_new(const struct choice_net *net, int64_t budget,
                            struct choice_search *search)
{
    *search = (struct choice_search){.net = net, .budget = budget, .chance = 88172645463325252u};
    search->dropped = calloc(net->n_works + 1, sizeof *search->dropped);
    search->works = calloc(net->n_works + 1, sizeof *search->works);
    search->guide = calloc(net->n_works + 1, sizeof *search->guide);
    return search->dropped && search->works && search->guide &&
           choice_state_new(net, &search->best) && choice_state_new(net, &search->now) &&
           choice_state_new(net, &search->trial) && choice_grow_new(net, &search->grow) &&
           choice_tree_new(net, &search->tree) && choice_subtree_new(net, &search->branches);
}

static bool better(const struct choice_state *a, const struct choice_state *b)
{
    return a->gain > b->gain || (a->gain == b->gain && a->cost < b->cost);
}

/* Grows the trial as far as the money goes, without works that do nothing. */
static MUST bool complete(struct choice_search *search)
{
    if (!choice_grow_run(&search->grow, &search->trial, search->budget))
        return false;
    for (int again = 0; again < 2; again++) {
        int64_t cost = search->trial.cost;
        if (!choice_tree_strip(&search->trial, &search->tree))
            return false;
        if (search->trial.cost == cost)
            break;
        if (!choice_grow_run(&search->grow, &search->trial, search->budget))
            return false;
    }
    return true;
}

static void keep_better(struct choice_search *search)
{
    if (better(&search->trial, &search->best))
        choice_state_copy(&search->best, &search->trial);
}

MUST bool choice_search_offer(struct choice_search *search, const uint32_t *works, size_t n)
{
    choice_grow_guide(&search->grow, NULL, 0);
    choice_state_set(&search->trial, works, n);
    bool done = complete(search);
    keep_better(search);
    return done;
}

/* Small networks: grows a choice from the way to each part. */
static MUST bool try_goals(struct choice_search *search)
{
    enum { MOST_GOALS = 100 };
    const struct choice_net *net = search->net;
    choice_grow_guide(&search->grow, NULL, 0);
    for (uint32_t p = 1; p < net->n_parts && net->n_parts <= MOST_GOALS; p++) {
        choice_state_set(&search->trial, NULL, 0);
        if (net->gain[p] > 0 &&
            (!choice_grow_goal(&search->grow, &search->trial, search->budget, p) ||
             !complete(search)))
            return false;
        keep_better(search);
    }
    return true;
}

MUST bool choice_search_start(struct choice_search *search)
{
    static const double trusts[] = {0, 0.25, 0.5, 0.75, 0.95};
    size_t n = search->shares != NULL ? sizeof trusts / sizeof *trusts : 1;
    for (size_t i = 0; i < n; i++) {
        choice_grow_guide(&search->grow, search->shares, trusts[i]);
        choice_state_set(&search->trial, NULL, 0);
        if (!choice_grow_run(&search->grow, &search->trial, search->budget))
            return false;
        memcpy(search->works, search->trial.works, search->trial.n_works * sizeof *search->works);
        if (!choice_search_offer(search, search->works, search->trial.n_works))
            return false;
    }
    return try_goals(search);
}

/* ---- dropping ------------------------------------------------------------------------------- */

/* Drops chosen works around one, over the links of its parts, until `most` are dropped. */
static void drop_near(struct choice_search *search, uint32_t work, size_t most)
{
    const struct choice_net *net = search->net;
    size_t n = 0;
    search->works[n++] = work;
    search->dropped[work] = 1;
    for (size_t at = 0; at < n && n < most; at++)
        for (uint32_t i = net->first_of_work[search->works[at]];
             i < net->first_of_work[search->works[at] + 1] && n < most; i++)
            for (uint32_t side = 0; side < 2; side++) {
                uint32_t part = net->end[2 * net->link[net->uses[i]] + side];
                if (part == 0)
                    continue;
                for (uint32_t k = net->first_arc[part]; k < net->first_arc[part + 1] && n < most;
                     k++)
                    for (uint32_t use = net->first_use[net->arcs[k] / 2];
                         use < net->first_use[net->arcs[k] / 2 + 1] && n < most; use++) {
                        uint32_t next = net->work[use];
                        if (!search->now.chosen[next] || search->dropped[next])
                            continue;
                        search->dropped[next] = 1;
                        search->works[n++] = next;
                    }
            }
}

/* The trial is what is chosen now without what is dropped at one to three places. */
static void drop_some(struct choice_search *search)
{
    const struct choice_state *now = &search->now;
    size_t places = 1 + choice_chance(&search->chance) % 3, n = 0;
    size_t most = now->n_works / 3 + 1 < 20 ? now->n_works / 3 + 1 : 20;
    for (size_t i = 0; i < places && now->n_works > 0; i++) {
        uint32_t work = now->works[choice_chance(&search->chance) % now->n_works];
        if (!search->dropped[work])
            drop_near(search, work, 1 + choice_chance(&search->chance) % most);
    }
    for (size_t i = 0; i < now->n_works; i++) {
        if (!search->dropped[now->works[i]])
            search->works[n++] = now->works[i];
        search->dropped[now->works[i]] = 0;
    }
    choice_state_set(&search->trial, search->works, n);
}

/* Costs as they count this round: some less than they are. */
static void change_costs(struct choice_search *search)
{
    bool trusted = search->shares != NULL && choice_chance(&search->chance) % 2 == 0;
    float noise = (float)(choice_chance(&search->chance) % 4) * 0.3f;
    for (size_t w = 0; w < search->net->n_works; w++) {
        float less =
            noise > 0 ? noise * (float)(choice_chance(&search->chance) & 0xffff) / 65536 : 0;
        search->guide[w] = trusted ? 1 - (1 - less) * (1 - 0.5f * search->shares[w]) : less;
    }
    choice_grow_guide(&search->grow, search->guide, 1);
}

/* Begins with the way to some part that is not joined. */
static MUST bool go_somewhere(struct choice_search *search)
{
    uint32_t part = (uint32_t)(choice_chance(&search->chance) % search->net->n_parts);
    return search->trial.joined[part] ||
           choice_grow_goal(&search->grow, &search->trial, search->budget, part);
}

/* The trial is the best choice that grows along what is chosen now and along ways from there. */
static MUST bool regrow(struct choice_search *search)
{
    const double dear = 0.3; /* of the budget: ways that cost more are not looked at */
    struct choice_subtree *branches = &search->branches;
    const struct choice_grow *grow = &search->grow;
    bool shared = choice_chance(&search->chance) % 2 == 0;
    size_t n = 0;
    if (!choice_tree_grow(&search->now, &search->tree) ||
        !choice_grow_ways(&search->grow, &search->now, dear * (double)search->budget))
        return false;
    choice_subtree_clear(branches);
    for (size_t i = 1; i < search->tree.n_order; i++)
        choice_subtree_hang(branches, search->tree.arc[search->tree.order[i]]);
    for (size_t i = 0; i < grow->n_changed; i++)
        choice_subtree_hang(branches, grow->by[grow->changed[i]]);
    if (!choice_subtree_best(branches, search->budget, shared, search->works, &n))
        return false;
    choice_state_set(&search->trial, search->works, n);
    return true;
}

MUST bool choice_search_regrow(struct choice_search *search, size_t rounds)
{
    for (size_t i = 0, vain = 0; i < rounds && vain < 2 && search->budget > 0; i++) {
        int64_t gain = search->best.gain;
        choice_state_copy(&search->now, &search->best);
        change_costs(search);
        if (!regrow(search) || !complete(search))
            return false;
        keep_better(search);
        vain = search->best.gain > gain ? 0 : vain + 1;
    }
    return true;
}

MUST bool choice_search_run(struct choice_search *search, size_t rounds)
{
    choice_state_copy(&search->now, &search->best);
    for (size_t i = 0; i < rounds; i++) {
        double chance = (double)(choice_chance(&search->chance) & 0xffff) / 65536;
        double worse = 0.02 * chance * (1 - (double)i / (double)rounds) * (double)search->best.gain;
        change_costs(search);
        if (search->budget > 0 && choice_chance(&search->chance) % 4 == 0) {
            if (!regrow(search))
                return false;
        } else {
            drop_some(search);
            if (choice_chance(&search->chance) % 4 == 0 && !go_somewhere(search))
                return false;
        }
        if (!complete(search))
            return false;
        keep_better(search);
        if ((double)search->trial.gain >= (double)search->now.gain - worse)
            choice_state_copy(&search->now, &search->trial);
        if (i % 64 == 63 && search->now.gain < search->best.gain)
            choice_state_copy(&search->now, &search->best);
    }
    return true;
}
