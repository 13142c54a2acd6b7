/* SPDX-License-Identifier: MIT
 *
 * The curve over budgets: first a choice grown for each, which is all there is to do where it joins
 * everything; then, budget by budget, shares and their bound, and a search that the shares guide.
 * Two chains of budgets go side by side, each from where its neighbour ended; their number does not
 * depend on that of threads. */
#include "plan/choice_curve.h"

#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHAINS = 2, FIRST_STEPS = 240, NEXT_STEPS = 140, SMALL_WORKS = 400 };

/* Budgets [first, last) one after the other. */
struct chain {
    struct choice_curve *curve;
    size_t first, last;
    struct choice_relax relax;
    float *shares;
    uint8_t *far;
    bool done;
};

/* ---- what is simple ------------------------------------------------------------------------- */

/* The least that ways to parts cost: each work's cost is divided among all of its links, so that a
 * way never counts it more than once. */
static MUST bool find_ways(struct choice_curve *curve)
{
    const struct choice_net *net = curve->net;
    struct choice_heap heap = {0};
    curve->way = malloc((net->n_parts + 1) * sizeof *curve->way);
    if (curve->way == NULL)
        return false;
    for (size_t p = 0; p < net->n_parts; p++)
        curve->way[p] = p == 0 ? 0 : INFINITY;
    bool done = heap_push(&heap, (struct choice_keyed){0, 0, 0});
    while (done && heap.n > 0) {
        struct choice_keyed item = heap_pop(&heap);
        for (uint32_t k = net->first_arc[item.id]; done && k < net->first_arc[item.id + 1]; k++) {
            uint32_t arc = net->arcs[k], head = arc_head(net, arc);
            double way = item.key;
            for (uint32_t use = net->first_use[arc / 2]; use < net->first_use[arc / 2 + 1]; use++) {
                uint32_t work = net->work[use];
                way += (double)net->cost[work] /
                       (net->first_of_work[work + 1] - net->first_of_work[work]);
            }
            if (way >= curve->way[head])
                continue;
            curve->way[head] = way;
            done = heap_push(&heap, (struct choice_keyed){way, head, 0});
        }
    }
    free(heap.items);
    return done;
}

/* Puts what the search found into the point, if it is better. */
static MUST bool take_over(struct choice_point *point, const struct choice_state *best)
{
    if (point->works != NULL && best->gain <= point->gain &&
        (best->gain < point->gain || best->cost >= point->cost))
        return true;
    uint32_t *works = realloc(point->works, (best->n_works + 1) * sizeof *works);
    if (works == NULL)
        return false;
    memcpy(works, best->works, best->n_works * sizeof *works);
    point->works = works;
    point->n_works = best->n_works;
    point->gain = best->gain;
    point->cost = best->cost;
    return true;
}

/* A choice grown for each budget. */
static MUST bool grow_points(struct choice_curve *curve)
{
    const struct choice_net *net = curve->net;
    double spare = net->n_works > SMALL_WORKS ? 0.003 : 0;
    bool done = true;
    for (size_t i = 0; done && i < curve->n_points; i++) {
        struct choice_point *point = &curve->points[i];
        struct choice_search search;
        bool all = false;
        done = choice_search_new(net, point->budget, &search);
        if (done && !curve->settings->no_search)
            done = choice_search_all(&search, &all);
        done = done && (all || choice_search_start(&search)) && take_over(point, &search.best);
        if (done) {
            point->settled = all || (double)point->gain >= (1 - spare) * (double)curve->most_gain;
            point->first_price = point->cost > 0 ? (double)point->gain / (double)point->cost : 0;
            point->line = point->near = (struct choice_line){(double)curve->most_gain, 0};
            if (all)
                point->near.level = (double)point->gain;
        }
        choice_search_free(&search);
    }
    return done;
}

/* ---- one budget after the other ------------------------------------------------------------- */

static size_t scaled(const struct choice_curve *curve, size_t rounds)
{
    unsigned effort = curve->settings->effort > 0 ? curve->settings->effort : 100;
    return rounds * effort / 100 + 1;
}

/* Shares, and the lines that their prices prove. */
static MUST bool relax_point(struct chain *chain, struct choice_point *point, bool first)
{
    struct choice_curve *curve = chain->curve;
    size_t steps = scaled(curve, first ? FIRST_STEPS : NEXT_STEPS);
    for (size_t p = 0; p < curve->net->n_parts; p++)
        chain->far[p] = curve->way[p] * (1 - 1e-9) > (double)point->budget;
    choice_relax_run(&chain->relax, point->budget, first ? point->first_price : -1, steps / 3);
    choice_relax_run(&chain->relax, point->budget, -1, steps - steps / 3);
    memcpy(chain->shares, chain->relax.works.now, curve->net->n_works * sizeof *chain->shares);
    return choice_relax_line(&chain->relax, -1, NULL, &point->line) &&
           choice_relax_line(&chain->relax, point->budget, chain->far, &point->near);
}

/* Is the choice proven to be as good as one? */
static bool is_proven(const struct choice_point *point)
{
    double bound = point->near.level + point->near.price * (double)point->budget;
    return bound < (double)point->gain + 1;
}

static MUST bool search_point(struct chain *chain, struct choice_point *point,
                              const struct choice_point *before)
{
    struct choice_curve *curve = chain->curve;
    size_t size = curve->net->n_works + curve->net->n_parts;
    struct choice_search search;
    bool done = choice_search_new(curve->net, point->budget, &search);
    search.shares = chain->shares;
    if (done) {
        done = choice_search_start(&search) &&
               choice_search_offer(&search, point->works, point->n_works);
        if (done && before != NULL && before->budget <= point->budget)
            done = choice_search_offer(&search, before->works, before->n_works);
        size_t rounds = scaled(curve, 400000 / (size + 100)), few = scaled(curve, 60 * size);
        rounds = rounds < few ? rounds : few;
        if (done && curve->net->n_works <= SMALL_WORKS)
            done = choice_search_run(&search, rounds < 3000 ? rounds : 3000);
        else if (done)
            done = choice_search_windows(&search, scaled(curve, 100), 100);
    }
    done = done && take_over(point, &search.best);
    choice_search_free(&search);
    return done;
}

static void run_chain(void *user, size_t number)
{
    struct chain *chain = (struct chain *)user + number;
    struct choice_curve *curve = chain->curve;
    bool started = false;
    chain->done = true;
    if (chain->first == chain->last)
        return;
    chain->shares = calloc(curve->net->n_works + 1, sizeof *chain->shares);
    chain->far = calloc(curve->net->n_parts + 1, sizeof *chain->far);
    chain->done = chain->shares && chain->far && choice_relax_new(curve->net, &chain->relax);
    for (size_t i = chain->first; chain->done && i < chain->last; i++) {
        struct choice_point *point = &curve->points[i];
        if (point->settled)
            continue;
        chain->done = relax_point(chain, point, !started);
        if (chain->done && !is_proven(point))
            chain->done =
                search_point(chain, point, i > chain->first ? &curve->points[i - 1] : NULL);
        started = true;
    }
    choice_relax_free(&chain->relax);
    free(chain->shares);
    free(chain->far);
}

MUST bool choice_curve_run(struct choice_curve *curve)
{
    struct chain chains[CHAINS];
    size_t open = 0;
    bool done = true;
    if (!find_ways(curve) || !grow_points(curve))
        return false;
    while (open < curve->n_points && !curve->points[open].settled)
        open++;
    for (size_t c = 0; c < CHAINS; c++)
        chains[c] = (struct chain){
            .curve = curve, .first = open * c / CHAINS, .last = open * (c + 1) / CHAINS};
    parallel_each(curve->settings->threads, CHAINS, run_chain, chains);
    for (size_t c = 0; c < CHAINS; c++)
        done = done && chains[c].done;
    return done;
}
