/* SPDX-License-Identifier: MIT
 *
 * Balls and groups of choice_relax.h. Larger balls make the bound tighter and its computation
 * longer: in a grid all within two links is enough for nearly all that there is to gain. Parts with
 * very many links are left outside. */
#include "plan/choice_relax.h"

#include "base/arena.h"
#include "base/order.h"

#include <stdlib.h>

/* Nodes and flows of all balls together, about: balls of large networks are smaller. */
enum { MOST_SIZE = 400000 };

void choice_balls_free(struct choice_balls *balls)
{
    free(balls->part);
    free(balls->first_node);
    free(balls->first_in);
    free(balls->arc);
    free(balls->tail);
    *balls = (struct choice_balls){0};
}

/* The balls as they grow. */
struct growth {
    const struct choice_net *net;
    struct choice_balls *balls;
    size_t arc_room, first_room, tail_room;
    uint32_t *place; /* [n_parts] among the nodes of the ball, CHOICE_NONE = not in it */
    uint32_t *nodes; /* [n_parts] */
    size_t n_nodes, size, most; /* size: of nodes, and arcs that enter them */
    uint8_t *dead, *reached; /* of choice_blocks_find */
    uint32_t *entering;      /* [n_parts] arcs that enter and are not dead */
};

static void take_in(struct growth *growth, uint32_t part)
{
    growth->place[part] = (uint32_t)growth->n_nodes;
    growth->nodes[growth->n_nodes++] = part;
    growth->size += growth->entering[part] + 1;
}

/* The nodes of the ball around a part, nearer ones first: parts from which a way leads to it. */
static void find_nodes(struct growth *growth, uint32_t part)
{
    const struct choice_net *net = growth->net;
    growth->n_nodes = growth->size = 0;
    take_in(growth, part);
    size_t most = growth->most + growth->size;
    for (size_t at = 0; at < growth->n_nodes; at++) {
        uint32_t node = growth->nodes[at];
        for (uint32_t k = net->first_arc[node]; k < net->first_arc[node + 1]; k++) {
            uint32_t arc = net->arcs[k] ^ 1, next = net->end[arc];
            if (!growth->dead[arc] && next != 0 && growth->place[next] == CHOICE_NONE &&
                growth->size + growth->entering[next] + 1 <= most)
                take_in(growth, next);
        }
    }
}

/* Adds the arcs that enter nodes of the ball. */
static MUST bool add_flows(struct growth *growth)
{
    const struct choice_net *net = growth->net;
    struct choice_balls *balls = growth->balls;
    for (size_t i = 0; i < growth->n_nodes; i++) {
        uint32_t node = growth->nodes[i];
        for (uint32_t k = net->first_arc[node]; k < net->first_arc[node + 1]; k++) {
            size_t n = balls->n_flows;
            uint32_t tail = growth->place[arc_head(net, net->arcs[k])];
            if (growth->dead[net->arcs[k] ^ 1])
                continue;
            tail = tail == CHOICE_NONE ? (uint32_t)growth->n_nodes : tail;
            if (!PUSH(balls->arc, balls->n_flows, growth->arc_room, net->arcs[k] ^ 1) ||
                !PUSH(balls->tail, n, growth->tail_room, (uint16_t)tail))
                return false;
        }
        size_t at = ++balls->n_nodes;
        if (!PUSH(balls->first_in, at, growth->first_room, (uint32_t)balls->n_flows))
            return false;
    }
    return true;
}

/* Finds dead arcs and counts the others. */
static MUST bool prepare(struct growth *growth)
{
    const struct choice_net *net = growth->net;
    size_t paying = 1;
    growth->dead = calloc(2 * net->n_links + 1, sizeof *growth->dead);
    growth->reached = calloc(net->n_parts, sizeof *growth->reached);
    growth->entering = calloc(net->n_parts, sizeof *growth->entering);
    growth->place = malloc(net->n_parts * sizeof *growth->place);
    growth->nodes = malloc(net->n_parts * sizeof *growth->nodes);
    if (!(growth->dead && growth->reached && growth->entering && growth->place && growth->nodes) ||
        !choice_blocks_find(net, growth->dead, growth->reached))
        return false;
    for (uint32_t arc = 0; arc < 2 * net->n_links; arc++)
        growth->entering[arc_head(net, arc)] += !growth->dead[arc];
    for (size_t p = 0; p < net->n_parts; p++) {
        growth->place[p] = CHOICE_NONE;
        paying += net->gain[p] > 0 && growth->reached[p];
    }
    growth->most = MOST_SIZE / paying < CHOICE_BALL_ARCS ? MOST_SIZE / paying : CHOICE_BALL_ARCS;
    return true;
}

MUST bool choice_balls_build(const struct choice_net *net, struct choice_balls *balls)
{
    struct growth growth = {.net = net, .balls = balls};
    size_t one = 0;
    *balls = (struct choice_balls){0};
    balls->part = calloc(net->n_parts + 1, sizeof *balls->part);
    balls->first_node = calloc(net->n_parts + 1, sizeof *balls->first_node);
    bool done = balls->part && balls->first_node &&
                PUSH(balls->first_in, one, growth.first_room, 0) && prepare(&growth);
    for (uint32_t p = 1; done && p < net->n_parts; p++) {
        if (net->gain[p] == 0 || !growth.reached[p])
            continue;
        find_nodes(&growth, p);
        done = add_flows(&growth);
        for (size_t i = 0; i < growth.n_nodes; i++)
            growth.place[growth.nodes[i]] = CHOICE_NONE;
        balls->part[balls->n++] = p;
        balls->first_node[balls->n] = (uint32_t)balls->n_nodes;
    }
    free(growth.dead);
    free(growth.reached);
    free(growth.entering);
    free(growth.place);
    free(growth.nodes);
    return done;
}

/* ---- groups --------------------------------------------------------------------------------- */

void choice_groups_free(struct choice_groups *groups)
{
    free(groups->work);
    free(groups->first);
    free(groups->arcs);
    free(groups->of);
    *groups = (struct choice_groups){0};
}

/* Uses in both directions, but into part 0, by number of work and head. */
static size_t list_slots(const struct choice_net *net, size_t work, struct keyed *slots)
{
    size_t n = 0;
    for (uint32_t i = net->first_of_work[work]; i < net->first_of_work[work + 1]; i++)
        for (uint32_t way = 0; way < 2; way++) {
            uint32_t head = arc_head(net, 2 * net->link[net->uses[i]] + way);
            if (head != 0)
                slots[n++] = (struct keyed){head, 2 * net->uses[i] + way};
        }
    return n;
}

/* Slots [at, end) make a group. */
static void add_group(const struct choice_net *net, const struct keyed *slots, size_t at,
                      size_t end, size_t work, struct choice_groups *groups)
{
    uint32_t last = groups->first[groups->n];
    for (; at < end; at++) {
        groups->of[slots[at].row] = (uint32_t)groups->n;
        groups->arcs[last++] = 2 * net->link[slots[at].row / 2] + slots[at].row % 2;
    }
    groups->work[groups->n++] = (uint32_t)work;
    groups->first[groups->n] = last;
}

MUST bool choice_groups_build(const struct choice_net *net, struct choice_groups *groups)
{
    struct keyed *slots = calloc(2 * net->n_uses + 1, sizeof *slots);
    *groups = (struct choice_groups){0};
    groups->work = calloc(net->n_uses + 1, sizeof *groups->work);
    groups->first = calloc(net->n_uses + 2, sizeof *groups->first);
    groups->arcs = calloc(2 * net->n_uses + 1, sizeof *groups->arcs);
    groups->of = malloc((2 * net->n_uses + 1) * sizeof *groups->of);
    bool done = slots && groups->work && groups->first && groups->arcs && groups->of;
    for (size_t i = 0; done && i < 2 * net->n_uses; i++)
        groups->of[i] = CHOICE_NONE;
    for (size_t w = 0; done && w < net->n_works; w++) {
        size_t n = list_slots(net, w, slots);
        done = keyed_sort(slots, n);
        for (size_t at = 0, end; done && at < n; at = end) {
            for (end = at; end < n && slots[end].key == slots[at].key;)
                end++;
            if (end - at > 1)
                add_group(net, slots, at, end, w, groups);
        }
    }
    free(slots);
    return done;
}
