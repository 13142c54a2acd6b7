/* SPDX-License-Identifier: MIT
 *
 * The bound that prices prove (docs/decisions/0450-choice-of-repairs.md). Any prices do: what they
 * leave unbalanced is added. First they are balanced as far as that is free: the price of a flow is
 * what a part pays more at its head than at its tail, and works take on what their links' arcs
 * lack. */
#include "plan/choice_relax.h"

#include <stdlib.h>

/* Prices in units of gain. */
struct balance {
    const struct choice_relax *relax;
    double *lack; /* [arcs] prices of flows that no work pays yet; negative = overpaid           */
    double *by_use; /* [n_uses] what a work pays at a link */
    double
        *surplus; /* [n_works] price of the work beyond what it pays; negative = it pays too much */
    double volume; /* of all numbers added up, for the error of the sums                          */
};

static double positive(double value)
{
    return value > 0 ? value : 0;
}

/* What parts pay beyond their gain is never more than it. Returns the gain that is left. */
static double sum_flows(struct balance *balance)
{
    const struct choice_relax *relax = balance->relax;
    const struct choice_balls *balls = &relax->balls;
    double left = 0, paid[CHOICE_MOST_NODES + 1];
    for (size_t b = 0; b < balls->n; b++) {
        double gain = (double)relax->net->gain[balls->part[b]];
        if (relax->far != NULL && relax->far[balls->part[b]])
            continue;
        uint32_t first = balls->first_node[b], n = balls->first_node[b + 1] - first;
        for (uint32_t i = 0; i < n; i++) {
            double pays = positive((double)relax->by_node.now[first + i] * relax->gain_unit);
            paid[i] = pays < gain ? pays : gain;
        }
        paid[n] = 0; /* outside */
        left += gain - paid[0];
        balance->volume += gain;
        for (uint32_t head = 0; head < n; head++)
            for (uint32_t i = balls->first_in[first + head]; i < balls->first_in[first + head + 1];
                 i++) {
                double price = positive(paid[head] - paid[balls->tail[i]]);
                balance->lack[balls->arc[i]] += price;
                balance->volume += price;
            }
    }
    return left;
}

static void sum_works(struct balance *balance, double price)
{
    const struct choice_relax *relax = balance->relax;
    const struct choice_net *net = relax->net;
    for (size_t w = 0; w < net->n_works; w++) {
        balance->surplus[w] = price * (double)net->cost[w] - (double)net->value[w];
        balance->volume += price * (double)net->cost[w] + (double)net->value[w];
    }
    for (size_t g = 0; g < relax->groups.n; g++) {
        double pays = positive((double)relax->by_group.now[g] * relax->gain_unit);
        balance->surplus[relax->groups.work[g]] -= pays;
        balance->volume += pays;
        for (uint32_t i = relax->groups.first[g]; i < relax->groups.first[g + 1]; i++)
            balance->lack[relax->groups.arcs[i]] -= pays;
    }
    for (size_t use = 0; use < net->n_uses; use++) {
        double pays = positive((double)relax->by_use.now[use] * relax->gain_unit);
        balance->by_use[use] = pays;
        balance->surplus[net->work[use]] -= pays;
        balance->volume += pays;
        balance->lack[2 * net->link[use]] -= pays;
        balance->lack[2 * net->link[use] + 1] -= pays;
    }
}

/* Moves `amount` from the arcs of a link to one of its works. */
static void move(struct balance *balance, uint32_t use, double amount)
{
    const struct choice_net *net = balance->relax->net;
    balance->by_use[use] += amount;
    balance->surplus[net->work[use]] -= amount;
    balance->lack[2 * net->link[use]] -= amount;
    balance->lack[2 * net->link[use] + 1] -= amount;
    balance->volume += amount > 0 ? amount : -amount;
}

static double link_lack(const struct balance *balance, size_t link)
{
    double forth = balance->lack[2 * link], back = balance->lack[2 * link + 1];
    return forth > back ? forth : back;
}

/* Works that pay too much pay less at links where more is paid than the flows cost. */
static void take_back(struct balance *balance)
{
    const struct choice_net *net = balance->relax->net;
    for (uint32_t use = 0; use < net->n_uses; use++) {
        double spare = -link_lack(balance, net->link[use]),
               over = -balance->surplus[net->work[use]];
        double amount = spare < balance->by_use[use] ? spare : balance->by_use[use];
        if (amount > 0 && over > 0)
            move(balance, use, -(amount < over ? amount : over));
    }
}

/* Works with a surplus pay what their links lack. */
static void pay_lacks(struct balance *balance)
{
    const struct choice_net *net = balance->relax->net;
    for (uint32_t use = 0; use < net->n_uses; use++) {
        double lack = link_lack(balance, net->link[use]), can = balance->surplus[net->work[use]];
        if (lack > 0 && can > 0)
            move(balance, use, lack < can ? lack : can);
    }
}

/* What is still lacking is added, at the work of the link or at its arcs, whichever is less. */
static double add_lacks(struct balance *balance)
{
    const struct choice_net *net = balance->relax->net;
    double level = 0;
    for (size_t link = 0; link < net->n_links; link++) {
        double forth = positive(balance->lack[2 * link]),
               back = positive(balance->lack[2 * link + 1]);
        level += net->first_use[link] == net->first_use[link + 1] ? forth + back
                 : forth > back                                   ? forth
                                                                  : back;
    }
    return level;
}

MUST bool choice_relax_line(const struct choice_relax *relax, int64_t within,
                            struct choice_line *line, double *surplus)
{
    const struct choice_net *net = relax->net;
    struct balance balance = {.relax = relax};
    balance.lack = calloc(2 * net->n_links + 1, sizeof *balance.lack);
    balance.by_use = calloc(net->n_uses + 1, sizeof *balance.by_use);
    balance.surplus = calloc(net->n_works + 1, sizeof *balance.surplus);
    bool done = balance.lack && balance.by_use && balance.surplus;
    if (done) {
        line->price = positive((double)relax->price * relax->gain_unit / relax->cost_unit);
        line->level = sum_flows(&balance);
        sum_works(&balance, line->price);
        take_back(&balance);
        pay_lacks(&balance);
        line->level += add_lacks(&balance);
        for (size_t w = 0; w < net->n_works; w++)
            line->level += within >= 0 && net->cost[w] > within ? 0 : positive(-balance.surplus[w]);
        for (size_t w = 0; surplus != NULL && w < net->n_works; w++)
            surplus[w] = positive(balance.surplus[w]);
        line->level += 1e-11 * balance.volume; /* more than any error of these sums */
    }
    free(balance.lack);
    free(balance.by_use);
    free(balance.surplus);
    return done;
}
