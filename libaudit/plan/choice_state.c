/* SPDX-License-Identifier: MIT
 *
 * Works are added one by one, and taken back in the opposite order: what a work joins stands behind
 * all that was joined before it. */
#include "plan/choice_state.h"

#include <stdlib.h>
#include <string.h>

void choice_state_free(struct choice_state *state)
{
    free(state->chosen);
    free(state->joined);
    free(state->missing);
    free(state->works);
    free(state->parts);
    *state = (struct choice_state){0};
}

/* Joins the part, and all that open links join to it. */
static void join(struct choice_state *state, uint32_t part)
{
    const struct choice_net *net = state->net;
    size_t at = state->n_parts;
    state->joined[part] = 1;
    for (state->parts[state->n_parts++] = part; at < state->n_parts; at++) {
        uint32_t here = state->parts[at];
        state->gain += net->gain[here];
        for (uint32_t k = net->first_arc[here]; k < net->first_arc[here + 1]; k++) {
            uint32_t next = arc_head(net, net->arcs[k]);
            if (state->missing[net->arcs[k] / 2] == 0 && !state->joined[next]) {
                state->joined[next] = 1;
                state->parts[state->n_parts++] = next;
            }
        }
    }
}

/* Nothing chosen. */
static void clear(struct choice_state *state)
{
    const struct choice_net *net = state->net;
    memset(state->chosen, 0, net->n_works);
    memset(state->joined, 0, net->n_parts);
    for (size_t i = 0; i < net->n_links; i++)
        state->missing[i] = net->first_use[i + 1] - net->first_use[i];
    state->n_works = state->n_parts = 0;
    state->cost = state->gain = 0;
    join(state, 0);
}

MUST bool choice_state_new(const struct choice_net *net, struct choice_state *state)
{
    *state = (struct choice_state){.net = net};
    state->chosen = calloc(net->n_works + 1, sizeof *state->chosen);
    state->joined = calloc(net->n_parts + 1, sizeof *state->joined);
    state->missing = calloc(net->n_links + 1, sizeof *state->missing);
    state->works = calloc(net->n_works + 1, sizeof *state->works);
    state->parts = calloc(net->n_parts + 1, sizeof *state->parts);
    if (!(state->chosen && state->joined && state->missing && state->works && state->parts))
        return false;
    clear(state);
    return true;
}

void choice_state_add(struct choice_state *state, uint32_t work)
{
    const struct choice_net *net = state->net;
    state->chosen[work] = 1;
    state->works[state->n_works++] = work;
    state->cost += net->cost[work];
    state->gain += net->value[work];
    for (uint32_t i = net->first_of_work[work]; i < net->first_of_work[work + 1]; i++) {
        uint32_t link = net->link[net->uses[i]];
        uint32_t a = net->end[2 * link], b = net->end[2 * link + 1];
        if (--state->missing[link] == 0 && state->joined[a] != state->joined[b])
            join(state, state->joined[a] ? b : a);
    }
}

void choice_state_undo(struct choice_state *state, struct choice_mark mark)
{
    const struct choice_net *net = state->net;
    while (state->n_parts > mark.n_parts) {
        uint32_t part = state->parts[--state->n_parts];
        state->joined[part] = 0;
        state->gain -= net->gain[part];
    }
    while (state->n_works > mark.n_works) {
        uint32_t work = state->works[--state->n_works];
        state->chosen[work] = 0;
        state->cost -= net->cost[work];
        state->gain -= net->value[work];
        for (uint32_t i = net->first_of_work[work]; i < net->first_of_work[work + 1]; i++)
            state->missing[net->link[net->uses[i]]]++;
    }
}

void choice_state_set(struct choice_state *state, const uint32_t *works, size_t n)
{
    clear(state);
    for (size_t i = 0; i < n; i++)
        choice_state_add(state, works[i]);
}

void choice_state_copy(struct choice_state *state, const struct choice_state *other)
{
    choice_state_set(state, other->works, other->n_works);
}
