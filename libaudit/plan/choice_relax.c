/* SPDX-License-Identifier: MIT
 *
 * Solves choice_relax.h by steps of a first-order method: shares follow prices, prices follow
 * shares (primal-dual hybrid gradient), reflected and drawn back to where the round began
 * (Halpern), which begins anew when a round has come far. A step costs time in proportion to the
 * balls; whatever the shares and prices are, choice_relax_line proves a bound from them. */
#include "plan/choice_relax.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void free_values(struct choice_values *values)
{
    free(values->now);
    free(values->begin);
    free(values->step);
}

void choice_relax_free(struct choice_relax *relax)
{
    choice_balls_free(&relax->balls);
    choice_groups_free(&relax->groups);
    free_values(&relax->works);
    free_values(&relax->parts);
    free_values(&relax->arcs);
    free_values(&relax->flows);
    free_values(&relax->by_use);
    free_values(&relax->by_group);
    free_values(&relax->by_flow);
    free_values(&relax->by_node);
    free(relax->ahead_works);
    free(relax->ahead_arcs);
    free(relax->pull);
    free(relax->ahead_flows);
    free(relax->far_flows);
    *relax = (struct choice_relax){0};
}

/* ---- sizes of steps ------------------------------------------------------------------------- */

static MUST bool new_values(struct choice_values *values, size_t n)
{
    values->n = n;
    values->now = calloc(n + 1, sizeof *values->now);
    values->begin = calloc(n + 1, sizeof *values->begin);
    values->step = calloc(n + 1, sizeof *values->step);
    return values->now && values->begin && values->step;
}

/* Steps are one over the sum of the coefficients of a row or column: first the sums. */
static void sum_flows(struct choice_relax *relax)
{
    const struct choice_balls *balls = &relax->balls;
    for (size_t b = 0; b < balls->n; b++) {
        float *node = relax->by_node.step + balls->first_node[b];
        uint32_t n = balls->first_node[b + 1] - balls->first_node[b];
        node[0] = 1;
        for (uint32_t head = 0; head < n; head++)
            for (uint32_t i = balls->first_in[balls->first_node[b] + head];
                 i < balls->first_in[balls->first_node[b] + head + 1]; i++) {
                relax->arcs.step[balls->arc[i]]++;
                node[head]++;
                if (balls->tail[i] < n)
                    node[balls->tail[i]]++;
            }
    }
}

static void sum_works(struct choice_relax *relax)
{
    const struct choice_net *net = relax->net;
    for (size_t w = 0; w < net->n_works; w++) {
        relax->works.step[w] = (float)((double)net->cost[w] / relax->cost_unit);
        relax->price_step += relax->works.step[w];
    }
    for (size_t use = 0; use < net->n_uses; use++) {
        relax->works.step[net->work[use]]++;
        relax->arcs.step[2 * net->link[use]]++;
        relax->arcs.step[2 * net->link[use] + 1]++;
        relax->by_use.step[use] = 3;
    }
    for (size_t g = 0; g < relax->groups.n; g++) {
        relax->works.step[relax->groups.work[g]]++;
        relax->by_group.step[g] = (float)(relax->groups.first[g + 1] - relax->groups.first[g] + 1);
        for (uint32_t i = relax->groups.first[g]; i < relax->groups.first[g + 1]; i++)
            relax->arcs.step[relax->groups.arcs[i]]++;
    }
}

static void turn_over(struct choice_values *values)
{
    for (size_t i = 0; i < values->n; i++)
        values->step[i] = values->step[i] > 0 ? 1 / values->step[i] : 1;
}

static void set_steps(struct choice_relax *relax)
{
    for (size_t p = 0; p < relax->net->n_parts; p++)
        relax->parts.step[p] = 1;
    sum_flows(relax);
    sum_works(relax);
    turn_over(&relax->works);
    turn_over(&relax->arcs);
    turn_over(&relax->by_use);
    turn_over(&relax->by_group);
    turn_over(&relax->by_node);
    relax->price_step = relax->price_step > 0 ? 1 / relax->price_step : 1;
}

/* Units of gain and cost, so that shares and prices are of one size. */
static void set_units(struct choice_relax *relax)
{
    const struct choice_net *net = relax->net;
    size_t parts = 0, works = 0;
    double gain = 0, cost = 0;
    for (size_t p = 1; p < net->n_parts; p++) {
        parts += net->gain[p] > 0;
        gain += sqrt((double)net->gain[p]);
    }
    for (size_t w = 0; w < net->n_works; w++) {
        works += net->cost[w] > 0;
        cost += sqrt((double)net->cost[w]);
    }
    relax->gain_unit = parts > 0 ? gain / (double)parts * (gain / (double)parts) : 1;
    relax->cost_unit = works > 0 ? cost / (double)works * (cost / (double)works) : 1;
}

/* Flows of the ball that has most. */
static size_t most_flows(const struct choice_balls *balls)
{
    size_t most = 0;
    for (size_t b = 0; b < balls->n; b++) {
        size_t n = balls->first_in[balls->first_node[b + 1]] - balls->first_in[balls->first_node[b]];
        most = n > most ? n : most;
    }
    return most;
}

MUST bool choice_relax_new(const struct choice_net *net, struct choice_relax *relax)
{
    size_t arcs = 2 * net->n_links;
    *relax = (struct choice_relax){.net = net, .weight = 2};
    if (!choice_balls_build(net, &relax->balls) || !choice_groups_build(net, &relax->groups))
        return false;
    size_t flows = most_flows(&relax->balls);
    relax->ahead_works = calloc(net->n_works + 1, sizeof *relax->ahead_works);
    relax->ahead_arcs = calloc(arcs + 1, sizeof *relax->ahead_arcs);
    relax->pull = calloc(arcs + 1, sizeof *relax->pull);
    relax->ahead_flows = calloc(flows + 1, sizeof *relax->ahead_flows);
    relax->far_flows = calloc(flows + 1, sizeof *relax->far_flows);
    if (!(relax->ahead_works && relax->ahead_arcs && relax->pull && relax->ahead_flows && relax->far_flows) ||
        !new_values(&relax->works, net->n_works) || !new_values(&relax->parts, net->n_parts) ||
        !new_values(&relax->arcs, arcs) || !new_values(&relax->flows, relax->balls.n_flows) ||
        !new_values(&relax->by_use, net->n_uses) ||
        !new_values(&relax->by_group, relax->groups.n) ||
        !new_values(&relax->by_flow, relax->balls.n_flows) ||
        !new_values(&relax->by_node, relax->balls.n_nodes))
        return false;
    set_units(relax);
    set_steps(relax);
    return true;
}

/* ---- a step --------------------------------------------------------------------------------- */

/* After so many steps it is looked how far they go. */
enum { LOOK = 20 };

/* Factors of one step. */
struct pace {
    float weight, back; /* back: how much of where the round began comes in */
    bool measured;      /* is it found how far the step goes? */
};

/* Where value `i` goes when its step ends at `there`; it is reflected and drawn back. */
static inline void go(struct choice_values *values, size_t i, float there, const struct pace *pace)
{
    float now = values->now[i];
    values->now[i] = (1 - pace->back) * (2 * there - now) + pace->back * values->begin[i];
}

/* max(value, 0), and value between 0 and 1: without jumps, which would be guessed wrongly half of
 * the time. */
static inline float positive(float value)
{
    return 0.5f * (value + fabsf(value));
}

static inline float share(float value)
{
    return positive(value) - positive(value - 1);
}

/* Shares of works; `ahead_works` gets where they would be after two steps. */
static void step_works(struct choice_relax *relax, double budget, const struct pace *pace)
{
    const struct choice_net *net = relax->net;
    float *pull = relax->ahead_works;
    float by_cost = (float)(1 / relax->cost_unit), by_gain = (float)(1 / relax->gain_unit);
    for (size_t w = 0; w < net->n_works; w++)
        pull[w] = (float)net->value[w] * by_gain - relax->price * (float)net->cost[w] * by_cost;
    for (size_t use = 0; use < net->n_uses; use++)
        pull[net->work[use]] += relax->by_use.now[use];
    for (size_t g = 0; g < relax->groups.n; g++)
        pull[relax->groups.work[g]] += relax->by_group.now[g];
    for (size_t w = 0; w < net->n_works; w++) {
        float now = relax->works.now[w];
        float there = share(now + relax->works.step[w] / pace->weight * pull[w]);
        there = (double)net->cost[w] <= budget ? there : 0;
        if (pace->measured)
            relax->moved += (there - now) * (there - now) / relax->works.step[w] * pace->weight;
        go(&relax->works, w, there, pace);
        pull[w] = 2 * there - now;
    }
}

/* Shares of arcs, from the prices of their works and `pull`, the sum of the prices of their flows.
 */
static void step_arcs(struct choice_relax *relax, const struct pace *pace)
{
    const struct choice_net *net = relax->net;
    for (size_t arc = 0; arc < 2 * net->n_links; arc++) {
        float pull = relax->pull[arc], now = relax->arcs.now[arc];
        for (uint32_t use = net->first_use[arc / 2]; use < net->first_use[arc / 2 + 1]; use++) {
            uint32_t group = relax->groups.of[2 * use + arc % 2];
            pull -=
                relax->by_use.now[use] + (group != CHOICE_NONE ? relax->by_group.now[group] : 0);
        }
        float there = share(now + relax->arcs.step[arc] / pace->weight * pull);
        if (pace->measured)
            relax->moved += (there - now) * (there - now) / relax->arcs.step[arc] * pace->weight;
        go(&relax->arcs, arc, there, pace);
        relax->ahead_arcs[arc] = 2 * there - now;
        relax->pull[arc] = 0;
    }
}

/* Prices of works at their links and groups, and of a unit of cost. */
static void step_prices(struct choice_relax *relax, double budget, const struct pace *pace)
{
    const struct choice_net *net = relax->net;
    const struct choice_groups *groups = &relax->groups;
    const float *arcs = relax->ahead_arcs, *works = relax->ahead_works;
    double over = -budget / relax->cost_unit;
    for (size_t w = 0; w < net->n_works; w++)
        over += works[w] * ((double)net->cost[w] / relax->cost_unit);
    for (size_t use = 0; use < net->n_uses; use++) {
        float more =
            arcs[2 * net->link[use]] + arcs[2 * net->link[use] + 1] - works[net->work[use]];
        float there = relax->by_use.now[use] + relax->by_use.step[use] * pace->weight * more;
        go(&relax->by_use, use, positive(there), pace);
    }
    for (size_t g = 0; g < groups->n; g++) {
        float more = -works[groups->work[g]];
        for (uint32_t i = groups->first[g]; i < groups->first[g + 1]; i++)
            more += arcs[groups->arcs[i]];
        float there = relax->by_group.now[g] + relax->by_group.step[g] * pace->weight * more;
        go(&relax->by_group, g, positive(there), pace);
    }
    float there = relax->price + relax->price_step * pace->weight * (float)over;
    there = positive(there);
    relax->price = (1 - pace->back) * (2 * there - relax->price) + pace->back * relax->price_begin;
}

/* What flows of one ball need from elsewhere: how much more the part pays at the head than at the tail, and where
 * the share of the arc would be. */
static void gather(const struct choice_relax *relax, size_t b, const float *paid, float *more, float *arcs)
{
    const struct choice_balls *balls = &relax->balls;
    uint32_t first = balls->first_node[b], n = balls->first_node[b + 1] - first;
    for (uint32_t head = 0; head < n; head++)
        for (uint32_t i = balls->first_in[first + head]; i < balls->first_in[first + head + 1]; i++) {
            *more++ = paid[head] - paid[balls->tail[i]];
            *arcs++ = relax->ahead_arcs[balls->arc[i]];
        }
}

/* Flows and their prices, side by side, as the compiler likes it. `more` gets where the flows would be after two
 * steps, `arcs` how far they went, squared. */
static void step_flows(struct choice_relax *relax, uint32_t first, uint32_t n, float *restrict more,
                       float *restrict arcs, const struct pace *pace)
{
    float *restrict flows = relax->flows.now + first, *restrict prices = relax->by_flow.now + first;
    const float *restrict flows_begin = relax->flows.begin + first, *restrict prices_begin = relax->by_flow.begin + first;
    const float by_weight = 1 / (3 * pace->weight), up = 0.5f * pace->weight, back = pace->back;
    for (uint32_t i = 0; i < n; i++) {
        float now = flows[i], price = prices[i];
        float there = share(now + by_weight * (more[i] - price));
        float ahead = 2 * there - now;
        float pays = positive(price + up * (ahead - arcs[i]));
        flows[i] = (1 - back) * ahead + back * flows_begin[i];
        prices[i] = (1 - back) * (2 * pays - price) + back * prices_begin[i];
        more[i] = ahead;
        arcs[i] = (there - now) * (there - now);
    }
}

/* Adds up what flows mean for nodes and arcs. `lack`: what leaves a node beyond what enters. */
static void scatter(struct choice_relax *relax, size_t b, const float *ahead, float *lack)
{
    const struct choice_balls *balls = &relax->balls;
    uint32_t first = balls->first_node[b], n = balls->first_node[b + 1] - first;
    for (uint32_t head = 0; head < n; head++) {
        float inflow = 0;
        for (uint32_t i = balls->first_in[first + head]; i < balls->first_in[first + head + 1]; i++) {
            inflow += *ahead;
            lack[balls->tail[i]] += *ahead++;
            relax->pull[balls->arc[i]] += relax->by_flow.now[i];
        }
        lack[head] -= inflow;
    }
}

/* Flows of one ball, their prices, and what the part pays at each of its nodes. `paid` and `lack`
 * have room for the nodes and, behind them, what is outside. */
static void step_ball(struct choice_relax *relax, size_t b, float *paid, float *lack,
                      const struct pace *pace)
{
    const struct choice_balls *balls = &relax->balls;
    uint32_t first = balls->first_node[b], n = balls->first_node[b + 1] - first;
    uint32_t part = balls->part[b], in = balls->first_in[first], flows = balls->first_in[first + n] - in;
    float gain = (float)((double)relax->net->gain[part] / relax->gain_unit), weight = pace->weight;
    memcpy(paid, relax->by_node.now + first, n * sizeof *paid);
    memset(lack, 0, (n + 1) * sizeof *lack);
    paid[n] = 0;
    float now = relax->parts.now[part], there = share(now + (gain - paid[0]) / weight);
    float far = (there - now) * (there - now);
    lack[0] = 2 * there - now;
    go(&relax->parts, part, there, pace);
    gather(relax, b, paid, relax->ahead_flows, relax->far_flows);
    step_flows(relax, in, flows, relax->ahead_flows, relax->far_flows, pace);
    scatter(relax, b, relax->ahead_flows, lack);
    for (uint32_t i = 0; pace->measured && i < flows; i++)
        far += relax->far_flows[i];
    for (uint32_t i = 0; i < n; i++)
        go(&relax->by_node, first + i,
           positive(paid[i] + relax->by_node.step[first + i] * weight * lack[i]), pace);
    relax->moved += (double)(far * 2.5f * weight);
}

static void step(struct choice_relax *relax, double budget)
{
    float paid[CHOICE_MOST_NODES + 1], lack[CHOICE_MOST_NODES + 1];
    struct pace pace = {relax->weight, 1 / (float)(relax->since + 2), (relax->since + 1) % LOOK == 0};
    relax->moved = 0;
    step_works(relax, budget, &pace);
    step_arcs(relax, &pace);
    step_prices(relax, budget, &pace);
    for (size_t b = 0; b < relax->balls.n; b++)
        if (relax->far == NULL || !relax->far[relax->balls.part[b]])
            step_ball(relax, b, paid, lack, &pace);
    relax->since++;
}

/* ---- rounds --------------------------------------------------------------------------------- */

static void begin(struct choice_values *values, bool prices)
{
    for (size_t i = 0; i < values->n; i++)
        values->begin[i] = values->now[i] = prices && values->now[i] < 0 ? 0
                                            : !prices                    ? share(values->now[i])
                                                                         : values->now[i];
}

static void begin_round(struct choice_relax *relax)
{
    const struct choice_balls *balls = &relax->balls;
    begin(&relax->works, false);
    begin(&relax->parts, false);
    begin(&relax->arcs, false);
    begin(&relax->flows, false);
    begin(&relax->by_use, true);
    begin(&relax->by_group, true);
    begin(&relax->by_flow, true);
    begin(&relax->by_node, true);
    relax->price = relax->price_begin = positive(relax->price);
    memset(relax->pull, 0, 2 * relax->net->n_links * sizeof *relax->pull);
    for (size_t b = 0; b < balls->n; b++)
        for (uint32_t i = balls->first_in[balls->first_node[b]];
             i < balls->first_in[balls->first_node[b + 1]]; i++)
            if (relax->far == NULL || !relax->far[balls->part[b]])
                relax->pull[balls->arc[i]] += relax->by_flow.now[i];
    relax->since = 0;
    relax->moved_first = -1;
}

void choice_relax_run(struct choice_relax *relax, int64_t budget, double price, size_t steps)
{
    if (price >= 0)
        relax->price = (float)(price * relax->cost_unit / relax->gain_unit);
    begin_round(relax);
    for (size_t i = 0; i < steps; i++) {
        step(relax, (double)budget);
        if (relax->since % LOOK != 0)
            continue;
        if (relax->moved_first < 0)
            relax->moved_first = relax->moved;
        if (relax->since >= 150 || relax->moved < 0.1 * relax->moved_first)
            begin_round(relax);
    }
    begin_round(relax);
}
