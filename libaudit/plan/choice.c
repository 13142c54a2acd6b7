/* SPDX-License-Identifier: MIT
 *
 * From the input of choice.h to its result: checks, the curve over budgets, bounds that ascend with
 * budgets, and phases. */
#include "plan/choice.h"

#include "base/order.h"
#include "plan/choice_curve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void choice_free(struct choice_result *result)
{
    for (size_t i = 0; i < result->n_plans && result->plans != NULL; i++)
        free(result->plans[i].works);
    free(result->plans);
    free(result->order);
    free(result->phases);
    *result = (struct choice_result){0};
}

int64_t choice_gain(const struct choice_input *input, const uint32_t *works, size_t n)
{
    struct choice_net net = {0};
    struct choice_state state = {0};
    int64_t gain = -1;
    if (choice_net_build(input, &net, NULL) == RASIF_OK && choice_state_new(&net, &state)) {
        choice_state_set(&state, works, n);
        gain = state.gain;
    }
    choice_state_free(&state);
    choice_net_free(&net);
    return gain;
}

/* ---- budgets -------------------------------------------------------------------------------- */

/* Points of the curve, by budget. */
static rasif_status list_points(const int64_t *budgets, size_t n, struct choice_curve *curve,
                                rasif_error *err)
{
    struct keyed *order = calloc(n + 1, sizeof *order);
    curve->points = calloc(n + 1, sizeof *curve->points);
    rasif_status status = order != NULL && curve->points != NULL ? RASIF_OK : fail_memory(err);
    for (size_t i = 0; status == RASIF_OK && i < n; i++) {
        if (budgets[i] < 0 || budgets[i] > CHOICE_MOST)
            status = fail(err, RASIF_E_ARGUMENT,
                          "choice of repairs: budget %zu is not between 0 and 4e15", i);
        order[i] = (struct keyed){(uint64_t)budgets[i], (uint32_t)i};
    }
    if (status == RASIF_OK && !keyed_sort(order, n))
        status = fail_memory(err);
    for (size_t i = 0; status == RASIF_OK && i < n; i++)
        curve->points[i] =
            (struct choice_point){.budget = budgets[order[i].row], .plan = order[i].row};
    curve->n_points = n;
    free(order);
    return status;
}

static MUST bool find_most_gain(struct choice_curve *curve)
{
    struct choice_state state;
    bool done = choice_state_new(curve->net, &state);
    for (uint32_t w = 0; done && w < curve->net->n_works; w++)
        choice_state_add(&state, w);
    curve->most_gain = done ? state.gain : 0;
    choice_state_free(&state);
    return done;
}

/* The least that the lines prove for point `i`. */
static int64_t bound_of(const struct choice_curve *curve, size_t i)
{
    double budget = (double)curve->points[i].budget, least = (double)curve->most_gain;
    for (size_t k = 0; k < curve->n_points; k++) {
        const struct choice_point *point = &curve->points[k];
        double any = point->line.level + point->line.price * budget;
        double near = point->near.level + point->near.price * budget;
        least = any < least ? any : least;
        least = k >= i && near < least ? near : least;
        least = k >= i && point->most < least ? point->most : least;
    }
    return (int64_t)floor(least * (1 + 1e-12));
}

static int compare_works(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

/* Plans in the caller's order. A choice for less money, if it is better, serves for more, too. */
static MUST bool fill_plans(const struct choice_curve *curve, struct choice_result *out)
{
    const struct choice_point *best = NULL;
    int64_t bound = curve->most_gain;
    for (size_t i = 0; i < curve->n_points; i++) {
        const struct choice_point *point = &curve->points[i];
        struct choice_plan *plan = &out->plans[point->plan];
        best = best == NULL || point->gain >= best->gain ? point : best;
        *plan = (struct choice_plan){point->budget, best->cost, best->gain, 0, best->n_works, NULL};
        plan->works = malloc((best->n_works + 1) * sizeof *plan->works);
        if (plan->works == NULL)
            return false;
        memcpy(plan->works, best->works, best->n_works * sizeof *plan->works);
        array_sort(plan->works, plan->n_works, sizeof *plan->works, compare_works);
    }
    for (size_t i = curve->n_points; i-- > 0;) {
        int64_t own = bound_of(curve, i), gain = out->plans[curve->points[i].plan].gain;
        bound = own < bound ? own : bound;
        out->plans[curve->points[i].plan].bound = bound > gain ? bound : gain;
    }
    return true;
}

/* ---- phases --------------------------------------------------------------------------------- */

/* The input without the works that a plan leaves out: links that need them join nothing. */
static MUST bool keep_works(const struct choice_input *input, const struct choice_plan *plan,
                            struct choice_input *kept, uint32_t **ends, int64_t **value)
{
    uint8_t *in = calloc(input->n_works + 1, 1);
    *ends = calloc(2 * input->n_links + 1, sizeof **ends);
    *value = calloc(input->n_works + 1, sizeof **value);
    bool done = in != NULL && *ends != NULL && *value != NULL;
    for (size_t i = 0; done && i < plan->n_works; i++) {
        in[plan->works[i]] = 1;
        (*value)[plan->works[i]] = input->value != NULL ? input->value[plan->works[i]] : 0;
    }
    for (size_t link = 0; done && link < input->n_links; link++) {
        bool open = true;
        for (uint32_t k = input->first[link]; k < input->first[link + 1]; k++)
            open = open && in[input->work[k]];
        for (size_t side = 0; open && side < 2; side++)
            (*ends)[2 * link + side] = input->ends[2 * link + side];
    }
    *kept = *input;
    kept->ends = *ends;
    kept->value = *value;
    free(in);
    return done;
}

/* The works of the plan in the order in which they gain most for their cost: each bundle is a
 * phase. */
static MUST bool order_works(const struct choice_net *net, const struct choice_plan *plan,
                             struct choice_result *out)
{
    struct choice_state state = {0};
    struct choice_grow grow = {0};
    bool done = choice_state_new(net, &state) && choice_grow_new(net, &grow);
    out->order = calloc(plan->n_works + 1, sizeof *out->order);
    out->phases = calloc(plan->n_works + 1, sizeof *out->phases);
    grow.ends = calloc(plan->n_works + 1, sizeof *grow.ends);
    done = done && out->order && out->phases && grow.ends &&
           choice_grow_run(&grow, &state, plan->cost);
    if (done) {
        out->n_order = state.n_works;
        out->n_phases = grow.n_ends;
        memcpy(out->order, state.works, state.n_works * sizeof *out->order);
        choice_state_set(&state, NULL, 0);
        for (size_t i = 0; i < out->n_phases; i++) {
            while (state.n_works < grow.ends[i])
                choice_state_add(&state, out->order[state.n_works]);
            out->phases[i] = (struct choice_phase){grow.ends[i], state.cost, state.gain};
        }
    }
    free(grow.ends);
    choice_grow_free(&grow);
    choice_state_free(&state);
    return done;
}

static rasif_status make_phases(const struct choice_input *input, const struct choice_plan *plan,
                                struct choice_result *out, rasif_error *err)
{
    struct choice_input kept;
    struct choice_net net = {0};
    uint32_t *ends = NULL;
    int64_t *value = NULL;
    rasif_status status = RASIF_OK;
    if (!keep_works(input, plan, &kept, &ends, &value))
        status = fail_memory(err);
    if (status == RASIF_OK)
        status = choice_net_build(&kept, &net, err);
    if (status == RASIF_OK && !order_works(&net, plan, out))
        status = fail_memory(err);
    choice_net_free(&net);
    free(ends);
    free(value);
    return status;
}

/* ---- all ------------------------------------------------------------------------------------ */

static rasif_status make_plans(const struct choice_input *input, struct choice_curve *curve,
                               struct choice_result *out, rasif_error *err)
{
    out->n_plans = curve->n_points;
    out->plans = calloc(curve->n_points + 1, sizeof *out->plans);
    if (out->plans == NULL || !find_most_gain(curve) || !choice_curve_run(curve) ||
        !fill_plans(curve, out))
        return fail_memory(err);
    if (curve->n_points == 0)
        return RASIF_OK;
    return make_phases(input, &out->plans[curve->points[curve->n_points - 1].plan], out, err);
}

rasif_status choice_make(const struct choice_input *input, const int64_t *budgets, size_t n_budgets,
                         const struct choice_settings *settings, struct choice_result *out,
                         rasif_error *err)
{
    static const struct choice_settings usual = {0};
    struct choice_net net = {0};
    struct choice_curve curve = {.net = &net, .settings = settings != NULL ? settings : &usual};
    *out = (struct choice_result){0};
    rasif_status status = choice_net_build(input, &net, err);
    if (status == RASIF_OK)
        status = list_points(budgets, n_budgets, &curve, err);
    if (status == RASIF_OK)
        status = make_plans(input, &curve, out, err);
    for (size_t i = 0; curve.points != NULL && i < n_budgets; i++)
        free(curve.points[i].works);
    free(curve.points);
    choice_net_free(&net);
    return status;
}
