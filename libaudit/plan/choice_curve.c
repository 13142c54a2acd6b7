/* SPDX-License-Identifier: MIT
 *
 * The curve over budgets: first a choice grown for each, which is all there is to do where it joins
 * everything; then, budget by budget, shares and their bound, and a search that the shares guide.
 * Two chains of budgets go side by side, each from where its neighbour ended; their number does not
 * depend on that of threads. */
#include "plan/choice_curve.h"

#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

enum { CHAINS = 2, FIRST_STEPS = 500, NEXT_STEPS = 250, SMALL_WORKS = 400, MANY_WORKS = 20000,
       LARGE_WORKS = 60000, SEARCHED_WORKS = 5000, REGROW = 8 };

/* Every second budget of [first, last). */
struct chain {
    struct choice_curve *curve;
    size_t first, last;
    struct choice_relax relax;
    float *shares;
    bool done;
};

/* ---- what is simple ------------------------------------------------------------------------- */

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

/* A choice is grown for each budget; the budgets are independent tasks. */
struct growing {
    struct choice_curve *curve;
    uint8_t *done; /* [n_points] */
    /* Of networks of more than MANY_WORKS: the works of the largest budget in the order in which they were taken,
     * heap; NULL = every budget begins with nothing. */
    uint32_t *works;
    size_t *begin; /* heap; [n_points] how many of them each budget pays for */
};

/* One choice grows up to the largest budget: the choices of smaller ones begin as it does. */
static MUST bool grow_once(struct growing *growing)
{
    const struct choice_curve *curve = growing->curve;
    const struct choice_net *net = curve->net;
    struct choice_state state = {0};
    struct choice_grow grow = {0};
    size_t *ends = calloc(net->n_works + 1, sizeof *ends), point = 0, n = 0;
    growing->works = calloc(net->n_works + 1, sizeof *growing->works);
    growing->begin = calloc(curve->n_points + 1, sizeof *growing->begin);
    bool done = ends != NULL && growing->works != NULL && growing->begin != NULL &&
                choice_state_new(net, &state) && choice_grow_new(net, &grow);
    grow.ends = ends;
    done = done && choice_grow_run(&grow, &state, curve->points[curve->n_points - 1].budget);
    int64_t cost = 0;
    for (size_t i = 0; done && i < grow.n_ends; i++) {
        for (; n < grow.ends[i]; n++)
            cost += net->cost[state.works[n]];
        while (point < curve->n_points && curve->points[point].budget < cost)
            growing->begin[point++] = i > 0 ? grow.ends[i - 1] : 0;
    }
    for (; done && point < curve->n_points; point++)
        growing->begin[point] = n;
    for (size_t i = 0; done && i < n; i++)
        growing->works[i] = state.works[i];
    free(ends);
    choice_grow_free(&grow);
    choice_state_free(&state);
    return done;
}

static MUST bool grow_point(const struct growing *growing, size_t number)
{
    struct choice_curve *curve = growing->curve;
    struct choice_point *point = &curve->points[number];
    const struct choice_net *net = curve->net;
    double spare = net->n_works > SMALL_WORKS ? 0.01 : 0;
    struct choice_search search;
    bool all = false, done = choice_search_new(net, point->budget, &search);
    if (done && !curve->settings->no_search)
        done = choice_search_all(&search, &all);
    if (done && !all)
        done = growing->works != NULL ? choice_search_offer(&search, growing->works, growing->begin[number])
                                      : choice_search_start(&search);
    done = done && take_over(point, &search.best);
    if (done) {
        point->settled = all || (double)point->gain >= (1 - spare) * (double)curve->most_gain;
        point->first_price = point->cost > 0 ? (double)point->gain / (double)point->cost : 0;
        point->line = point->near = (struct choice_line){(double)curve->most_gain, 0};
        point->most = all ? (double)point->gain : (double)curve->most_gain;
    }
    choice_search_free(&search);
    return done;
}

static void grow_number(void *user, size_t number)
{
    struct growing *growing = user;
    growing->done[number] = grow_point(growing, number);
}

static MUST bool grow_points(struct choice_curve *curve)
{
    struct growing growing = {.curve = curve, .done = calloc(curve->n_points + 1, 1)};
    bool done = growing.done != NULL;
    if (done && curve->n_points > 1 && curve->net->n_works > MANY_WORKS)
        done = grow_once(&growing);
    if (done)
        parallel_each(curve->settings->threads, curve->n_points, grow_number, &growing);
    for (size_t i = 0; done && i < curve->n_points; i++)
        done = growing.done[i];
    free(growing.works);
    free(growing.begin);
    free(growing.done);
    return done;
}

/* ---- one budget after the other ------------------------------------------------------------- */

/* In networks of more than MANY_WORKS every round costs more, so that there are fewer: the time for a budget
 * stays about the same. */
static size_t scaled(const struct choice_curve *curve, size_t rounds)
{
    size_t effort = curve->settings->effort > 0 ? curve->settings->effort : 100, n = curve->net->n_works;
    return n > MANY_WORKS ? rounds * effort / 100 * MANY_WORKS / n + 1 : rounds * effort / 100 + 1;
}

/* Is the choice proven to be as good as one? */
static bool is_proven(const struct choice_point *point)
{
    return point->most < (double)point->gain + 1;
}

/* Is there little left to find beyond this gain? */
static bool is_near(const struct choice_point *point, int64_t gain)
{
    return point->most <= 1.02 * (double)gain;
}

/* In large networks shares would take minutes: tolls prove a looser bound at once, and nothing guides the search. */
static bool is_large(const struct choice_curve *curve)
{
    return curve->settings->rough || curve->net->n_works > LARGE_WORKS;
}

static MUST bool search_point(struct chain *chain, struct choice_point *point,
                              const struct choice_point *before)
{
    struct choice_curve *curve = chain->curve;
    size_t size = curve->net->n_works + curve->net->n_parts;
    struct choice_search search;
    bool done = choice_search_new(curve->net, point->budget, &search);
    search.shares = is_large(curve) ? NULL : chain->shares;
    if (done) {
        if (is_large(curve)) /* grown without a guide already */
            choice_state_set(&search.best, point->works, point->n_works);
        else
            done = choice_search_start(&search) && choice_search_offer(&search, point->works, point->n_works);
        if (done && before != NULL && before->budget <= point->budget)
            done = choice_search_offer(&search, before->works, before->n_works);
        size_t rounds = scaled(curve, 400000 / (size + 100)), few = scaled(curve, 60 * size);
        rounds = rounds < few ? rounds : few;
        if (done && curve->net->n_works <= SMALL_WORKS)
            done = choice_search_run(&search, rounds < 3000 ? rounds : 3000);
        else if (done)
            done = (is_large(curve) || choice_search_regrow(&search, REGROW)) &&
                   choice_search_windows(&search, scaled(curve, is_near(point, search.best.gain) ? 60 : 260), 30);
    }
    done = done && take_over(point, &search.best);
    choice_search_free(&search);
    return done;
}

/* Steps of small networks are cheap, so that these get up to 16 times as many: with few budgets in the list
 * no neighbour's shares help. A step costs as much as there are flows, of which dense networks have many. */
static size_t steps_of(const struct chain *chain, size_t steps)
{
    const struct choice_net *net = chain->curve->net;
    size_t size = net->n_works + net->n_parts + 1, dense = chain->relax.balls.n_flows / 16;
    size_t times = 20000 / (size > dense ? size : dense);
    times = times < 1 ? 1 : times > 16 ? 16 : times;
    return scaled(chain->curve, steps * times);
}

/* Bound and search; where the gap stays large, both again from where they are, up to three times. */
static MUST bool work_on(struct chain *chain, struct choice_point *point,
                         const struct choice_point *before, bool first)
{
    static const double large[] = {1.09, 1.12};
    enum { MORE = sizeof large / sizeof *large };
    if (is_large(chain->curve)) {
        /* Where tolls proved nothing for less money, they prove nothing for more. */
        bool hopeless = before != NULL && !before->settled && before->most >= (double)chain->curve->most_gain;
        bool vast = point->n_works > SEARCHED_WORKS; /* of these the few windows that there is time for see nearly nothing */
        return (hopeless || choice_bound_roughly(&chain->relax, point)) &&
               (is_proven(point) || vast || search_point(chain, point, before));
    }
    for (int again = 0;; again++) {
        size_t steps = steps_of(chain, first && again == 0 ? FIRST_STEPS : NEXT_STEPS);
        if (!choice_bound_point(&chain->relax, point, steps, first && again == 0, chain->shares))
            return false;
        if (is_proven(point))
            return true;
        if (!search_point(chain, point, before))
            return false;
        if (again == MORE || point->most <= large[again] * (double)point->gain)
            return true;
    }
}

static void run_chain(void *user, size_t number)
{
    struct chain *chain = (struct chain *)user + number;
    struct choice_curve *curve = chain->curve;
    bool started = false;
    chain->done = true;
    if (chain->first >= chain->last)
        return;
    chain->shares = calloc(curve->net->n_works + 1, sizeof *chain->shares);
    chain->done = chain->shares && choice_relax_new(curve->net, &chain->relax);
    for (size_t i = chain->first; chain->done && i < chain->last; i += CHAINS) {
        struct choice_point *point = &curve->points[i];
        if (point->settled)
            continue;
        chain->done =
            work_on(chain, point, i > chain->first ? &curve->points[i - CHAINS] : NULL, !started);
        started = true;
    }
    choice_relax_free(&chain->relax);
    free(chain->shares);
}

MUST bool choice_curve_run(struct choice_curve *curve)
{
    struct chain chains[CHAINS];
    size_t first = 0, last = 0;
    bool done = true;
    if (!grow_points(curve))
        return false;
    while (first < curve->n_points && curve->points[first].settled)
        first++;
    for (size_t i = first; i < curve->n_points; i++)
        last = curve->points[i].settled ? last : i + 1;
    for (size_t c = 0; c < CHAINS; c++)
        chains[c] = (struct chain){.curve = curve, .first = first + c, .last = last};
    parallel_each(curve->settings->threads, CHAINS, run_chain, chains);
    for (size_t c = 0; c < CHAINS; c++)
        done = done && chains[c].done;
    return done;
}
