/* SPDX-License-Identifier: MIT
 *
 * Prices to begin with, for networks too large for many steps: choice_relax_begin. Each work divides its
 * price among its links, as tolls. A part pays the least toll of the arcs that enter it, or its gain where
 * that is less. Whatever the division and the price of money are, this proves a bound: the gains that parts
 * have left, plus the price of money times the budget.
 *
 * At first the division is equal. Then links give back what no part pays there, and works give it to links
 * where a part would pay more (dual ascent): no pass makes the bound worse. Cost: a few passes over the
 * network. */
#include "plan/choice_relax.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES = 6, HALVINGS = 40 };

struct tolls {
    struct choice_relax *relax;
    double price;     /* gain per unit of cost */
    double *fee;      /* [n_uses] cost that a work takes at a link; the fees of a work are its cost at most */
    double *toll;     /* [n_links] sum of the link's fees */
    double *least;    /* [n_parts] the least toll of an arc that enters */
    double *left;     /* [n_works] cost that no fee takes */
    uint32_t *takers; /* [n_works] links where more would be paid */
    uint8_t *enters;  /* [2 * n_links] 1 = the arc enters a part that pays */
    uint8_t *taker;   /* [n_links] would one of its parts pay more? */
};

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

static MUST bool tolls_new(struct choice_relax *relax, struct tolls *tolls)
{
    const struct choice_net *net = relax->net;
    const struct choice_balls *balls = &relax->balls;
    *tolls = (struct tolls){.relax = relax};
    tolls->fee = calloc(net->n_uses + 1, sizeof *tolls->fee);
    tolls->toll = calloc(net->n_links + 1, sizeof *tolls->toll);
    tolls->least = calloc(net->n_parts + 1, sizeof *tolls->least);
    tolls->left = calloc(net->n_works + 1, sizeof *tolls->left);
    tolls->takers = calloc(net->n_works + 1, sizeof *tolls->takers);
    tolls->enters = calloc(2 * net->n_links + 1, sizeof *tolls->enters);
    tolls->taker = calloc(net->n_links + 1, sizeof *tolls->taker);
    if (!(tolls->fee && tolls->toll && tolls->least && tolls->left && tolls->takers && tolls->enters && tolls->taker))
        return false;
    for (size_t b = 0; b < balls->n; b++)
        for (uint32_t i = balls->first_in[balls->first_node[b]]; i < balls->first_in[balls->first_node[b] + 1]; i++)
            tolls->enters[balls->arc[i]] = 1;
    return true;
}

static void tolls_free(struct tolls *tolls)
{
    free(tolls->fee);
    free(tolls->toll);
    free(tolls->least);
    free(tolls->left);
    free(tolls->takers);
    free(tolls->enters);
    free(tolls->taker);
}

/* ---- what parts pay ------------------------------------------------------------------------- */

static void sum_tolls(struct tolls *tolls)
{
    const struct choice_net *net = tolls->relax->net;
    const struct choice_balls *balls = &tolls->relax->balls;
    for (size_t link = 0; link < net->n_links; link++) {
        tolls->toll[link] = 0;
        for (uint32_t use = net->first_use[link]; use < net->first_use[link + 1]; use++)
            tolls->toll[link] += tolls->fee[use];
    }
    for (size_t b = 0; b < balls->n; b++) {
        double least = INFINITY;
        for (uint32_t i = balls->first_in[balls->first_node[b]]; i < balls->first_in[balls->first_node[b] + 1]; i++)
            least = lesser(least, tolls->toll[balls->arc[i] / 2]);
        tolls->least[balls->part[b]] = least;
    }
}

/* Cost that a part pays at the price of money. */
static double pays(const struct tolls *tolls, uint32_t part)
{
    return lesser(tolls->least[part], (double)tolls->relax->net->gain[part] / tolls->price);
}

/* What parts whose gain is more than their toll pay at a price; the bound falls while it exceeds the budget. */
static double spent(const struct tolls *tolls, double price)
{
    const struct choice_balls *balls = &tolls->relax->balls;
    double sum = 0;
    for (size_t b = 0; b < balls->n; b++) {
        double toll = tolls->least[balls->part[b]];
        sum += (double)tolls->relax->net->gain[balls->part[b]] > price * toll ? toll : 0;
    }
    return sum;
}

/* The price of money with the least bound, for these fees. */
static double best_price(const struct tolls *tolls, double budget)
{
    const double most = 0x1p60;
    double low = 0, high = 1;
    while (high < most && spent(tolls, high) > budget)
        high *= 4;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (spent(tolls, middle) > budget)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static double bound(const struct tolls *tolls, double budget)
{
    const struct choice_balls *balls = &tolls->relax->balls;
    double sum = tolls->price * budget;
    for (size_t b = 0; b < balls->n; b++)
        sum += (double)tolls->relax->net->gain[balls->part[b]] - tolls->price * pays(tolls, balls->part[b]);
    return sum;
}

/* ---- who takes what ------------------------------------------------------------------------- */

static void divide_equally(struct tolls *tolls)
{
    const struct choice_net *net = tolls->relax->net;
    for (size_t w = 0; w < net->n_works; w++) {
        uint32_t first = net->first_of_work[w], end = net->first_of_work[w + 1];
        tolls->left[w] = first == end ? (double)net->cost[w] : 0;
        for (uint32_t i = first; i < end; i++)
            tolls->fee[net->uses[i]] = (double)net->cost[w] / (end - first);
    }
}

/* Links give back what neither of their parts pays. */
static void give_back(struct tolls *tolls)
{
    const struct choice_net *net = tolls->relax->net;
    for (uint32_t link = 0; link < net->n_links; link++) {
        double paid = 0;
        for (uint32_t side = 0; side < 2; side++) {
            double more = tolls->enters[2 * link + side] ? pays(tolls, arc_head(net, 2 * link + side)) : 0;
            paid = more > paid ? more : paid;
        }
        if (paid >= tolls->toll[link])
            continue;
        double keeps = paid / tolls->toll[link];
        for (uint32_t use = net->first_use[link]; use < net->first_use[link + 1]; use++) {
            tolls->left[net->work[use]] += tolls->fee[use] * (1 - keeps);
            tolls->fee[use] *= keeps;
        }
    }
}

/* Would one of its parts pay more, if the toll of the link rose? Ties count. */
static bool takes(const struct tolls *tolls, uint32_t link)
{
    const struct choice_net *net = tolls->relax->net;
    const double about = 1 + 1e-9;
    for (uint32_t side = 0; side < 2; side++) {
        uint32_t head = arc_head(net, 2 * link + side);
        if (tolls->enters[2 * link + side] && tolls->toll[link] <= tolls->least[head] * about &&
            (double)net->gain[head] > tolls->price * tolls->least[head])
            return true;
    }
    return false;
}

/* What works have left goes to such links. */
static void hand_out(struct tolls *tolls)
{
    const struct choice_net *net = tolls->relax->net;
    memset(tolls->takers, 0, net->n_works * sizeof *tolls->takers);
    for (uint32_t link = 0; link < net->n_links; link++) {
        tolls->taker[link] = takes(tolls, link);
        for (uint32_t use = net->first_use[link]; use < net->first_use[link + 1]; use++)
            tolls->takers[net->work[use]] += tolls->taker[link];
    }
    for (uint32_t link = 0; link < net->n_links; link++)
        for (uint32_t use = net->first_use[link]; tolls->taker[link] && use < net->first_use[link + 1]; use++)
            tolls->fee[use] += tolls->left[net->work[use]] / tolls->takers[net->work[use]];
    for (size_t w = 0; w < net->n_works; w++)
        tolls->left[w] = tolls->takers[w] > 0 ? 0 : tolls->left[w];
}

/* ---- prices --------------------------------------------------------------------------------- */

/* Prices of the relaxation from the tolls, and the parts that gain as shares. */
static void set_prices(struct tolls *tolls)
{
    struct choice_relax *relax = tolls->relax;
    const struct choice_balls *balls = &relax->balls;
    double unit = tolls->price / relax->gain_unit;
    relax->price = (float)(unit * relax->cost_unit);
    for (size_t use = 0; use < relax->net->n_uses; use++)
        relax->by_use.now[use] = (float)(tolls->fee[use] * unit);
    for (size_t b = 0; b < balls->n; b++) {
        uint32_t own = balls->first_node[b], part = balls->part[b];
        float paid = (float)(pays(tolls, part) * unit);
        relax->parts.now[part] = (double)relax->net->gain[part] > tolls->price * tolls->least[part];
        relax->by_node.now[own] = paid;
        for (uint32_t i = balls->first_in[own]; i < balls->first_in[own + 1]; i++)
            relax->by_flow.now[i] = paid;
    }
}

/* Divides anew for a price of money. */
static void ascend(struct tolls *tolls, double price)
{
    tolls->price = price;
    divide_equally(tolls);
    sum_tolls(tolls);
    for (int i = 0; i < PASSES; i++) {
        give_back(tolls);
        sum_tolls(tolls);
        hand_out(tolls);
        sum_tolls(tolls);
    }
}

MUST bool choice_relax_begin(struct choice_relax *relax, int64_t budget)
{
    static const double factors[] = {0.7, 0.85, 1}; /* once divided anew, less than the first price is best */
    struct tolls tolls;
    double best = INFINITY, first = 0, price = 0;
    double *fee = calloc(relax->net->n_uses + 1, sizeof *fee); /* of the best division */
    bool done = tolls_new(relax, &tolls) && fee != NULL;
    if (done) {
        divide_equally(&tolls);
        sum_tolls(&tolls);
        first = best_price(&tolls, (double)budget);
    }
    for (size_t i = 0; done && i < sizeof factors / sizeof *factors; i++) {
        ascend(&tolls, factors[i] * first);
        double proven = bound(&tolls, (double)budget);
        if (proven >= best && i > 0)
            continue;
        best = proven;
        price = tolls.price;
        memcpy(fee, tolls.fee, relax->net->n_uses * sizeof *fee);
    }
    if (done) {
        memcpy(tolls.fee, fee, relax->net->n_uses * sizeof *fee);
        tolls.price = price;
        sum_tolls(&tolls);
        set_prices(&tolls);
    }
    free(fee);
    tolls_free(&tolls);
    return done;
}
