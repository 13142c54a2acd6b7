/* SPDX-License-Identifier: MIT
 *
 * Prim's algorithm, where works that are paid for cost nothing a second time. */
#include "plan/choice_tree.h"

#include <stdlib.h>
#include <string.h>

void choice_tree_free(struct choice_tree *tree)
{
    free(tree->arc);
    free(tree->order);
    free(tree->below);
    free(tree->loss);
    free(tree->used);
    free(tree->works);
    free(tree->heap.items);
    *tree = (struct choice_tree){0};
}

MUST bool choice_tree_new(const struct choice_net *net, struct choice_tree *tree)
{
    *tree = (struct choice_tree){.net = net};
    tree->arc = calloc(net->n_parts + 1, sizeof *tree->arc);
    tree->order = calloc(net->n_parts + 1, sizeof *tree->order);
    tree->below = calloc(net->n_parts + 1, sizeof *tree->below);
    tree->loss = calloc(net->n_works + 1, sizeof *tree->loss);
    tree->used = calloc(net->n_works + 1, sizeof *tree->used);
    tree->works = calloc(net->n_works + 1, sizeof *tree->works);
    return tree->arc && tree->order && tree->below && tree->loss && tree->used && tree->works;
}

/* Costs of the link's works that are not used. */
static double link_cost(const struct choice_tree *tree, uint32_t link)
{
    const struct choice_net *net = tree->net;
    double cost = 0;
    for (uint32_t use = net->first_use[link]; use < net->first_use[link + 1]; use++)
        cost += tree->used[net->work[use]] ? 0 : (double)net->cost[net->work[use]];
    return cost;
}

/* Reaches a part by an arc, and queues the arcs that go on from there. */
static MUST bool reach(const struct choice_state *state, struct choice_tree *tree, uint32_t part,
                       uint32_t arc)
{
    const struct choice_net *net = tree->net;
    tree->arc[part] = arc;
    tree->order[tree->n_order++] = part;
    for (uint32_t use = part != 0 ? net->first_use[arc / 2] : 0;
         part != 0 && use < net->first_use[arc / 2 + 1]; use++)
        tree->used[net->work[use]] = 1;
    for (uint32_t k = net->first_arc[part]; k < net->first_arc[part + 1]; k++) {
        uint32_t next = net->arcs[k];
        struct heap_item item = {link_cost(tree, next / 2), next, 0};
        if (state->missing[next / 2] == 0 && tree->arc[arc_head(net, next)] == CHOICE_NONE &&
            arc_head(net, next) != 0 && !heap_push(&tree->heap, item))
            return false;
    }
    return true;
}

/* From the leaves inwards: gains that hang on parts and works. Works that carry none are not used.
 */
static void sum_up(const struct choice_state *state, struct choice_tree *tree)
{
    const struct choice_net *net = tree->net;
    for (size_t i = 0; i < state->n_works; i++) {
        uint32_t work = state->works[i];
        tree->loss[work] = net->value[work];
        tree->used[work] = net->value[work] > 0;
    }
    for (size_t i = tree->n_order; i-- > 1;) {
        uint32_t part = tree->order[i], arc = tree->arc[part];
        tree->below[part] += net->gain[part];
        tree->below[net->end[arc]] += tree->below[part];
        for (uint32_t use = net->first_use[arc / 2]; use < net->first_use[arc / 2 + 1]; use++) {
            tree->loss[net->work[use]] += tree->below[part];
            tree->used[net->work[use]] |= tree->below[part] > 0;
        }
    }
}

MUST bool choice_tree_grow(const struct choice_state *state, struct choice_tree *tree)
{
    const struct choice_net *net = tree->net;
    memset(tree->arc, 0xff, net->n_parts * sizeof *tree->arc);
    memset(tree->below, 0, net->n_parts * sizeof *tree->below);
    tree->heap.n = tree->n_order = 0;
    for (size_t i = 0; i < state->n_works; i++)
        tree->used[state->works[i]] = net->value[state->works[i]] > 0;
    bool done = reach(state, tree, 0, 0);
    while (done && tree->heap.n > 0) {
        struct heap_item item = heap_pop(&tree->heap);
        uint32_t part = arc_head(net, item.id);
        double cost = link_cost(tree, item.id / 2);
        if (tree->arc[part] != CHOICE_NONE)
            continue;
        if (cost < item.key) /* some of its works have come to be used */
            done = heap_push(&tree->heap, (struct heap_item){cost, item.id, 0});
        else
            done = reach(state, tree, part, item.id);
    }
    sum_up(state, tree);
    return done;
}

MUST bool choice_tree_strip(struct choice_state *state, struct choice_tree *tree)
{
    size_t n = 0;
    if (!choice_tree_grow(state, tree))
        return false;
    for (size_t i = 0; i < state->n_works; i++)
        if (tree->used[state->works[i]])
            tree->works[n++] = state->works[i];
    if (n < state->n_works)
        choice_state_set(state, tree->works, n);
    return true;
}
