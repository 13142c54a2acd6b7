/* SPDX-License-Identifier: MIT
 *
 * Ways grow from what is joined by Dijkstra's algorithm; when a bundle is taken, only ways that
 * become cheaper are followed anew. The gain of a bundle is found by trying it and taking it back,
 * for it may open links of other users. A bundle that looks best is tried again before it is taken:
 * others may have taken some of its gain since. */
#include "plan/choice_grow.h"

#include <stdlib.h>
#include <string.h>

/* Bundles of more links are rarely best; without a limit each step would change ways in half of the
 * town. */
enum { REACH = 5 };

void choice_grow_free(struct choice_grow *grow)
{
    free(grow->cost);
    free(grow->way);
    free(grow->by);
    free(grow->links);
    free(grow->stamp);
    free(grow->changed);
    free(grow->is_changed);
    free(grow->ways.items);
    free(grow->bundles.items);
    *grow = (struct choice_grow){0};
}

MUST bool choice_grow_new(const struct choice_net *net, struct choice_grow *grow)
{
    size_t parts = net->n_parts, works = net->n_works;
    *grow = (struct choice_grow){.net = net};
    grow->cost = calloc(works + 1, sizeof *grow->cost);
    grow->way = calloc(parts, sizeof *grow->way);
    grow->by = calloc(parts, sizeof *grow->by);
    grow->links = calloc(parts, sizeof *grow->links);
    grow->stamp = calloc(parts + works, sizeof *grow->stamp);
    grow->changed = calloc(parts, sizeof *grow->changed);
    grow->is_changed = calloc(parts, sizeof *grow->is_changed);
    if (!(grow->cost && grow->way && grow->by && grow->links && grow->stamp && grow->changed &&
          grow->is_changed))
        return false;
    choice_grow_guide(grow, NULL, 0);
    return true;
}

void choice_grow_guide(struct choice_grow *grow, const float *shares, double trust)
{
    for (size_t w = 0; w < grow->net->n_works; w++) {
        double share = shares != NULL ? (double)shares[w] : 0;
        grow->cost[w] = (double)grow->net->cost[w] * (1 - trust * share) + 1e-6;
    }
}

/* ---- ways ----------------------------------------------------------------------------------- */

/* Offers a way to the head of an arc, on from the way to its tail. */
static MUST bool offer(struct choice_grow *grow, const struct choice_state *state, uint32_t arc)
{
    const struct choice_net *net = grow->net;
    uint32_t tail = net->end[arc], head = arc_head(net, arc);
    double way = grow->way[tail];
    if (state->joined[head] || way < 0 || grow->links[tail] >= grow->reach)
        return true;
    for (uint32_t use = net->first_use[arc / 2]; use < net->first_use[arc / 2 + 1]; use++)
        way += state->chosen[net->work[use]] ? 0 : grow->cost[net->work[use]];
    if (way > grow->most || (grow->way[head] >= 0 && grow->way[head] <= way))
        return true;
    grow->way[head] = way;
    grow->by[head] = arc;
    grow->links[head] = (uint8_t)(grow->links[tail] + 1);
    if (!grow->is_changed[head]) {
        grow->is_changed[head] = 1;
        grow->changed[grow->n_changed++] = head;
    }
    return heap_push(&grow->ways, (struct heap_item){way, head, 0});
}

static MUST bool offer_all(struct choice_grow *grow, const struct choice_state *state,
                           uint32_t part)
{
    const struct choice_net *net = grow->net;
    for (uint32_t k = net->first_arc[part]; k < net->first_arc[part + 1]; k++)
        if (!offer(grow, state, net->arcs[k]))
            return false;
    return true;
}

/* Follows all ways that became cheaper. */
static MUST bool follow(struct choice_grow *grow, const struct choice_state *state)
{
    for (; grow->seen_parts < state->n_parts; grow->seen_parts++) {
        uint32_t part = state->parts[grow->seen_parts];
        grow->way[part] = 0;
        grow->links[part] = 0;
        if (!offer_all(grow, state, part))
            return false;
    }
    while (grow->ways.n > 0) {
        struct heap_item item = heap_pop(&grow->ways);
        if (item.key <= grow->way[item.id] && !state->joined[item.id] &&
            !offer_all(grow, state, item.id))
            return false;
    }
    return true;
}

/* Links that share a work with what was just chosen have become cheaper. */
static MUST bool follow_works(struct choice_grow *grow, const struct choice_state *state,
                              size_t from)
{
    const struct choice_net *net = grow->net;
    for (; from < state->n_works; from++) {
        uint32_t work = state->works[from];
        for (uint32_t i = net->first_of_work[work]; i < net->first_of_work[work + 1]; i++) {
            uint32_t link = net->link[net->uses[i]];
            if (!offer(grow, state, 2 * link) || !offer(grow, state, 2 * link + 1))
                return false;
        }
    }
    return follow(grow, state);
}

/* ---- bundles -------------------------------------------------------------------------------- */

/* Adds the works of a bundle: those on the way to a part, or (n_parts + w) work w. */
static void add_bundle(const struct choice_grow *grow, struct choice_state *state, uint32_t bundle)
{
    const struct choice_net *net = grow->net;
    if (bundle >= net->n_parts) {
        if (!state->chosen[bundle - net->n_parts])
            choice_state_add(state, bundle - (uint32_t)net->n_parts);
        return;
    }
    for (uint32_t part = bundle; grow->way[part] > 0 && grow->links[part] > 0;
         part = net->end[grow->by[part]]) {
        uint32_t link = grow->by[part] / 2;
        for (uint32_t use = net->first_use[link]; use < net->first_use[link + 1]; use++)
            if (!state->chosen[net->work[use]])
                choice_state_add(state, net->work[use]);
    }
}

/* Tries a bundle. Returns the negative gain per cost: the least is the best; 0 = it gains nothing.
 */
static double try_bundle(const struct choice_grow *grow, struct choice_state *state,
                         uint32_t bundle, int64_t *cost)
{
    struct choice_mark mark = choice_state_mark(state);
    int64_t gain = state->gain, before = state->cost;
    double counts_as = 0;
    add_bundle(grow, state, bundle);
    for (size_t i = mark.n_works; i < state->n_works; i++)
        counts_as += grow->cost[state->works[i]];
    gain = state->gain - gain;
    *cost = state->cost - before;
    choice_state_undo(state, mark);
    return gain > 0 ? -(double)gain / counts_as : 0;
}

/* Puts a bundle where its gain per cost belongs; a work where its own value belongs, which is mostly all that it gains. */
static MUST bool rank(struct choice_grow *grow, struct choice_state *state, uint32_t bundle)
{
    const struct choice_net *net = grow->net;
    int64_t cost;
    double key = bundle < net->n_parts ? try_bundle(grow, state, bundle, &cost)
                                       : -(double)net->value[bundle - net->n_parts] / grow->cost[bundle - net->n_parts];
    grow->stamp[bundle]++;
    return key >= 0 ||
           heap_push(&grow->bundles, (struct heap_item){key, bundle, grow->stamp[bundle]});
}

static MUST bool rank_changed(struct choice_grow *grow, struct choice_state *state)
{
    bool done = true;
    for (size_t i = 0; i < grow->n_changed; i++) {
        uint32_t part = grow->changed[i];
        grow->is_changed[part] = 0;
        done = done && (state->joined[part] || rank(grow, state, part));
    }
    grow->n_changed = 0;
    return done;
}

/* Finds ways of up to `reach` links that cost at most `most`. */
static MUST bool find_ways(struct choice_grow *grow, const struct choice_state *state, double most,
                           unsigned reach)
{
    const struct choice_net *net = grow->net;
    for (size_t i = 0; i < grow->n_changed; i++)
        grow->is_changed[grow->changed[i]] = 0;
    grow->reach = reach;
    grow->most = most + 1;
    grow->ways.n = grow->bundles.n = grow->n_changed = grow->seen_parts = 0;
    for (size_t p = 0; p < net->n_parts; p++) {
        grow->way[p] = -1;
        grow->links[p] = 0;
    }
    return follow(grow, state);
}

/* The same, and ranks all bundles. */
static MUST bool start(struct choice_grow *grow, struct choice_state *state, int64_t budget,
                       unsigned reach)
{
    const struct choice_net *net = grow->net;
    if (!find_ways(grow, state, (double)(budget - state->cost), reach) || !rank_changed(grow, state))
        return false;
    for (uint32_t w = 0; w < net->n_works; w++)
        if (net->value[w] > 0 && !state->chosen[w] && net->cost[w] <= budget - state->cost &&
            !rank(grow, state, (uint32_t)net->n_parts + w))
            return false;
    return true;
}

/* Takes the best bundle that the budget allows. `*taken`: was there one? */
static MUST bool take_best(struct choice_grow *grow, struct choice_state *state, int64_t budget,
                           bool *taken)
{
    *taken = false;
    while (grow->bundles.n > 0 && !*taken) {
        struct heap_item item = heap_pop(&grow->bundles);
        int64_t cost;
        bool part = item.id < grow->net->n_parts;
        if (item.stamp != grow->stamp[item.id] || (part && state->joined[item.id]))
            continue;
        /* What has become too dear need not be tried. */
        if (part ? grow->way[item.id] > (double)(budget - state->cost) + 1
                 : grow->net->cost[item.id - grow->net->n_parts] > budget - state->cost)
            continue;
        double key = try_bundle(grow, state, item.id, &cost);
        if (key >= 0 || cost > budget - state->cost)
            continue;
        if (grow->bundles.n > 0 && key > grow->bundles.items[0].key && key > item.key) {
            if (!heap_push(&grow->bundles, (struct heap_item){key, item.id, item.stamp}))
                return false;
            continue;
        }
        size_t before = state->n_works;
        add_bundle(grow, state, item.id);
        *taken = true;
        if (grow->ends != NULL)
            grow->ends[grow->n_ends++] = state->n_works;
        if (!follow_works(grow, state, before) || !rank_changed(grow, state))
            return false;
    }
    return true;
}

MUST bool choice_grow_run(struct choice_grow *grow, struct choice_state *state, int64_t budget)
{
    bool taken = true;
    for (unsigned reach = REACH; taken; reach = reach == REACH ? UINT8_MAX - 1 : REACH) {
        if (!start(grow, state, budget, reach) || !take_best(grow, state, budget, &taken))
            return false;
        /* Long ways are looked at for one bundle at a time, and when short ones have come to an
         * end. */
        for (bool more = taken && reach == REACH; more;)
            if (!take_best(grow, state, budget, &more))
                return false;
        taken = taken || reach == REACH;
    }
    return true;
}

MUST bool choice_grow_ways(struct choice_grow *grow, const struct choice_state *state, double most)
{
    return find_ways(grow, state, most, UINT8_MAX - 1);
}

MUST bool choice_grow_goal(struct choice_grow *grow, struct choice_state *state, int64_t budget,
                           uint32_t part)
{
    struct choice_mark mark = choice_state_mark(state);
    if (!choice_grow_ways(grow, state, (double)(budget - state->cost)))
        return false;
    if (grow->way[part] > 0)
        add_bundle(grow, state, part);
    if (state->cost > budget)
        choice_state_undo(state, mark);
    return true;
}
