/* SPDX-License-Identifier: MIT
 *
 * The knapsack over a tree. Steps are listed depth first. On the way down a step shifts the table of gains by what
 * it costs; on the way back each amount keeps the better of the tables with and without the step and all that
 * hangs on it. One answer per step and amount tells which, so that the choice can be read from the last table. Time:
 * steps times amounts. */
#include "plan/choice_subtree.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Amounts of money that are told apart: for each step so many, within limits; tables hold whole blocks. Numbers in
 * the tables of one way, and answers, at most. */
enum { STEP_AMOUNTS = 2, LEAST_AMOUNTS = 128, MOST_AMOUNTS = 1024, BLOCK = 16, MOST_NUMBERS = 1 << 22, MOST_TAKEN = 1 << 25 };

struct choice_step {
    uint32_t arc;         /* by which a part is joined; CHOICE_NONE = a work that several arcs share */
    uint32_t first, last; /* its works                                                             */
    uint32_t depth;       /* steps before it on the way                                            */
    uint32_t amount;      /* what it costs                                                         */
    uint32_t begin, end;  /* its events                                                            */
};

/* What is still to be listed: a step for a part or a shared work, or the end of a step. */
struct choice_task {
    enum { LIST_PART, LIST_WORK, END_STEP } kind;
    uint32_t id;   /* arc, work or step */
    uint32_t part; /* LIST_WORK: arcs from this part share the work */
    uint32_t depth;
};

void choice_subtree_free(struct choice_subtree *tree)
{
    free(tree->arc);
    free(tree->first);
    free(tree->next);
    free(tree->hung);
    free(tree->steps);
    free(tree->events);
    free(tree->works);
    free(tree->paid);
    free(tree->wanted);
    free(tree->group);
    free(tree->tasks);
    free(tree->most);
    free(tree->taken);
    *tree = (struct choice_subtree){0};
}

MUST bool choice_subtree_new(const struct choice_net *net, struct choice_subtree *tree)
{
    *tree = (struct choice_subtree){.net = net};
    tree->arc = malloc((net->n_parts + 1) * sizeof *tree->arc);
    tree->first = calloc(net->n_parts + 1, sizeof *tree->first);
    tree->next = calloc(net->n_parts + 1, sizeof *tree->next);
    tree->hung = calloc(net->n_parts + 1, sizeof *tree->hung);
    tree->group = calloc(net->n_parts + 1, sizeof *tree->group);
    tree->paid = calloc(net->n_works + 1, sizeof *tree->paid);
    tree->wanted = calloc(net->n_works + 1, sizeof *tree->wanted);
    if (!(tree->arc && tree->first && tree->next && tree->hung && tree->group && tree->paid && tree->wanted))
        return false;
    memset(tree->arc, 0xff, (net->n_parts + 1) * sizeof *tree->arc);
    return true;
}

void choice_subtree_clear(struct choice_subtree *tree)
{
    for (size_t i = 0; i < tree->n_hung; i++) {
        uint32_t part = tree->hung[i];
        tree->first[tree->net->end[tree->arc[part]]] = 0;
        tree->arc[part] = CHOICE_NONE;
    }
    tree->n_hung = 0;
}

void choice_subtree_hang(struct choice_subtree *tree, uint32_t arc)
{
    uint32_t part = arc_head(tree->net, arc), on = tree->net->end[arc];
    tree->arc[part] = arc;
    tree->next[part] = tree->first[on];
    tree->first[on] = part;
    tree->hung[tree->n_hung++] = part;
}

/* ---- steps ---------------------------------------------------------------------------------- */

static MUST bool push_task(struct choice_subtree *tree, struct choice_task task)
{
    return PUSH(tree->tasks, tree->n_tasks, tree->tasks_room, task);
}

static MUST bool pay(struct choice_subtree *tree, uint32_t work)
{
    tree->paid[work] = 1;
    return PUSH(tree->works, tree->n_works, tree->works_room, work);
}

/* Adds what each work that is not paid is wanted for by the parts that hang on one. */
static void count_wanted(struct choice_subtree *tree, uint32_t part, bool count)
{
    const struct choice_net *net = tree->net;
    for (uint32_t child = tree->first[part]; child != 0; child = tree->next[child])
        for (uint32_t use = net->first_use[tree->arc[child] / 2]; use < net->first_use[tree->arc[child] / 2 + 1]; use++)
            tree->wanted[net->work[use]] = count ? tree->wanted[net->work[use]] + !tree->paid[net->work[use]] : 0;
}

/* The work of the arc that most of those beside it want, if any of them does. */
static uint32_t most_wanted(const struct choice_subtree *tree, uint32_t arc)
{
    const struct choice_net *net = tree->net;
    uint32_t best = CHOICE_NONE;
    for (uint32_t use = net->first_use[arc / 2]; use < net->first_use[arc / 2 + 1]; use++) {
        uint32_t work = net->work[use];
        if (!tree->paid[work] && tree->wanted[work] > (best == CHOICE_NONE ? 1 : tree->wanted[best]))
            best = work;
    }
    return best;
}

/* Lists what hangs on a part: shared works once, before the arcs that share them. */
static MUST bool list_children(struct choice_subtree *tree, uint32_t part, uint32_t depth)
{
    bool done = true;
    count_wanted(tree, part, true);
    for (uint32_t child = tree->first[part]; child != 0; child = tree->next[child])
        tree->group[child] = most_wanted(tree, tree->arc[child]);
    for (uint32_t child = tree->first[part]; done && child != 0; child = tree->next[child]) {
        uint32_t work = tree->group[child];
        if (work == CHOICE_NONE) {
            done = push_task(tree, (struct choice_task){LIST_PART, tree->arc[child], part, depth});
        } else if (tree->wanted[work] > 0) {
            done = push_task(tree, (struct choice_task){LIST_WORK, work, part, depth});
            tree->wanted[work] = 0; /* listed */
        }
    }
    count_wanted(tree, part, false);
    return done;
}

/* Lists the parts that share a work on the way from the one that they hang on. */
static MUST bool list_sharers(struct choice_subtree *tree, uint32_t part, uint32_t work, uint32_t depth)
{
    bool done = true;
    for (uint32_t child = tree->first[part]; done && child != 0; child = tree->next[child])
        if (tree->group[child] == work)
            done = push_task(tree, (struct choice_task){LIST_PART, tree->arc[child], part, depth});
    return done;
}

/* Begins a step; what hangs on it is listed next. */
static MUST bool begin_step(struct choice_subtree *tree, const struct choice_task *task)
{
    const struct choice_net *net = tree->net;
    uint32_t number = (uint32_t)tree->n_steps;
    struct choice_step step = {CHOICE_NONE, (uint32_t)tree->n_works, 0, task->depth, 0, (uint32_t)tree->n_events, 0};
    bool done = true;
    if (task->kind == LIST_WORK) {
        done = pay(tree, task->id);
    } else {
        step.arc = task->id;
        for (uint32_t use = net->first_use[task->id / 2]; done && use < net->first_use[task->id / 2 + 1]; use++)
            done = tree->paid[net->work[use]] || pay(tree, net->work[use]);
    }
    step.last = (uint32_t)tree->n_works;
    tree->depth = step.depth > tree->depth ? step.depth : tree->depth;
    if (!done || !PUSH(tree->steps, tree->n_steps, tree->steps_room, step) ||
        !PUSH(tree->events, tree->n_events, tree->events_room, 2 * number) ||
        !push_task(tree, (struct choice_task){END_STEP, number, 0, 0}))
        return false;
    return task->kind == LIST_WORK ? list_sharers(tree, task->part, task->id, task->depth + 1)
                                   : list_children(tree, arc_head(net, task->id), task->depth + 1);
}

static MUST bool end_step(struct choice_subtree *tree, uint32_t number, bool shared)
{
    struct choice_step *step = &tree->steps[number];
    step->end = (uint32_t)tree->n_events;
    for (uint32_t i = step->first; i < step->last && !shared; i++)
        tree->paid[tree->works[i]] = 0;
    return PUSH(tree->events, tree->n_events, tree->events_room, 2 * number + 1);
}

/* Lists all steps. `shared`: a work that is paid stays so for all other branches. */
static MUST bool list_steps(struct choice_subtree *tree, bool shared)
{
    tree->n_steps = tree->n_works = tree->n_tasks = tree->n_events = tree->depth = 0;
    bool done = list_children(tree, 0, 0);
    while (done && tree->n_tasks > 0) {
        struct choice_task task = tree->tasks[--tree->n_tasks];
        done = task.kind == END_STEP ? end_step(tree, task.id, shared) : begin_step(tree, &task);
    }
    for (size_t i = 0; i < tree->n_works; i++)
        tree->paid[tree->works[i]] = 0;
    return done;
}

/* ---- the knapsack --------------------------------------------------------------------------- */

/* Amounts that steps cost. What one is rounded down by, the next ones make up for. */
static void set_amounts(struct choice_subtree *tree, double unit)
{
    const double most = 2.0 * MOST_AMOUNTS;
    double sum = 0.5, before = 0;
    for (size_t s = 0; s < tree->n_steps; s++) {
        struct choice_step *step = &tree->steps[s];
        for (uint32_t i = step->first; i < step->last; i++)
            sum += (double)tree->net->cost[tree->works[i]] / unit;
        double amount = floor(sum) - before;
        step->amount = (uint32_t)(amount < most ? amount : most);
        before = floor(sum);
    }
}

static float gain_of(const struct choice_subtree *tree, const struct choice_step *step)
{
    const struct choice_net *net = tree->net;
    double gain = step->arc != CHOICE_NONE ? (double)net->gain[arc_head(net, step->arc)] : 0;
    for (uint32_t i = step->first; i < step->last; i++)
        gain += (double)net->value[tree->works[i]];
    return (float)gain;
}

/* The table with the step taken, from the one without. */
static void take(const float *restrict without, float *restrict with, size_t amounts, size_t amount, float gain)
{
    size_t none = amount < amounts ? amount : amounts;
    for (size_t i = 0; i < none; i++)
        with[i] = -INFINITY;
    for (size_t i = none; i < amounts; i++)
        with[i] = without[i - none] + gain;
}

/* Keeps the better table in `without`; `taken` [amounts]: is it the one with the step? */
static void keep(float *restrict without, const float *restrict with, size_t amounts, uint8_t *restrict taken)
{
    for (size_t i = 0; i < amounts; i += BLOCK)
        for (size_t k = i; k < i + BLOCK; k++) {
            float a = without[k], b = with[k];
            taken[k] = b > a;
            without[k] = b > a ? b : a;
        }
}

/* Fills tables and answers; the first table is that of all steps in the end. */
static void fill_tables(struct choice_subtree *tree, size_t amounts)
{
    for (size_t i = 0; i < amounts; i++)
        tree->most[i] = 0;
    for (size_t e = 0; e < tree->n_events; e++) {
        uint32_t number = tree->events[e] / 2;
        const struct choice_step *step = &tree->steps[number];
        float *without = tree->most + step->depth * amounts, *with = without + amounts;
        if (tree->events[e] % 2 == 1) {
            keep(without, with, amounts, tree->taken + number * amounts);
            continue;
        }
        take(without, with, amounts, step->amount, gain_of(tree, step));
        if (with[amounts - 1] < 0) { /* too dear, with all that hangs on it */
            memset(tree->taken + number * amounts, 0, amounts);
            e = step->end;
        }
    }
}

/* Reads the choice for an amount, from the last event to the first; each work once. Returns what it costs. */
static int64_t read_choice(struct choice_subtree *tree, size_t amounts, size_t amount, uint32_t *works, size_t *n)
{
    int64_t cost = 0;
    *n = 0;
    for (size_t e = tree->n_events; e-- > 0;) {
        uint32_t number = tree->events[e] / 2;
        const struct choice_step *step = &tree->steps[number];
        if (tree->events[e] % 2 == 1) {
            if (!tree->taken[number * amounts + amount])
                e = step->begin;
            continue;
        }
        amount -= step->amount;
        for (uint32_t i = step->first; i < step->last; i++) {
            uint32_t work = tree->works[i];
            cost += tree->paid[work] ? 0 : tree->net->cost[work];
            if (!tree->paid[work])
                works[(*n)++] = work;
            tree->paid[work] = 1;
        }
    }
    for (size_t i = 0; i < *n; i++)
        tree->paid[works[i]] = 0;
    return cost;
}

/* How many amounts to tell apart, without 0: if possible, every one; 0 = the tree is too large. */
static size_t amounts_for(const struct choice_subtree *tree, int64_t budget)
{
    size_t wanted = STEP_AMOUNTS * tree->n_steps, most = MOST_TAKEN / (tree->n_steps + 1);
    size_t by_depth = MOST_NUMBERS / (tree->depth + 2);
    most = most < MOST_AMOUNTS ? most : MOST_AMOUNTS;
    most = most < by_depth ? most : by_depth;
    wanted = wanted < LEAST_AMOUNTS ? LEAST_AMOUNTS : wanted < most ? wanted : most;
    if (most < LEAST_AMOUNTS)
        return 0;
    return (uint64_t)budget < wanted ? (size_t)budget : wanted - 1;
}

MUST bool choice_subtree_best(struct choice_subtree *tree, int64_t budget, bool shared, uint32_t *works, size_t *n)
{
    *n = 0;
    if (!list_steps(tree, shared))
        return false;
    size_t amount = amounts_for(tree, budget), amounts = amount / BLOCK * BLOCK + BLOCK;
    if (amount == 0)
        return true;
    if (!array_reserve(&tree->most, &tree->most_room, (tree->depth + 2) * amounts, sizeof *tree->most) ||
        !array_reserve(&tree->taken, &tree->taken_room, tree->n_steps * amounts + 1, sizeof *tree->taken))
        return false;
    double unit = (double)budget / (double)amount;
    set_amounts(tree, unit);
    fill_tables(tree, amounts);
    while (amount > 0) { /* amounts are rounded: less, until it is within the budget */
        int64_t over = read_choice(tree, amounts, amount, works, n) - budget;
        if (over <= 0)
            return true;
        size_t less = (size_t)((double)over / unit) + 1;
        amount = less < amount ? amount - less : 0;
    }
    *n = 0;
    return true;
}
