/* SPDX-License-Identifier: MIT
 *
 * The bound at one budget. The relaxation knows little of what is far: it gains at places to which
 * no way leads. So a figure T is guessed between the choice that is known and the bound. A choice
 * that gains more than T can't join a part to which every way has works with a surplus of more than
 * the bound exceeds T; such parts are left out, and what the rest can gain, or T, is a bound again.
 */
#include "plan/choice_curve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

MUST bool choice_least_ways(const struct choice_net *net, const double *cost, double *way)
{
    struct heap heap = {0};
    for (size_t p = 0; p < net->n_parts; p++)
        way[p] = p == 0 ? 0 : INFINITY;
    bool done = heap_push(&heap, (struct heap_item){0, 0, 0});
    while (done && heap.n > 0) {
        struct heap_item item = heap_pop(&heap);
        if (item.key > way[item.id])
            continue;
        for (uint32_t k = net->first_arc[item.id]; done && k < net->first_arc[item.id + 1]; k++) {
            uint32_t arc = net->arcs[k], head = arc_head(net, arc);
            double further = item.key;
            for (uint32_t use = net->first_use[arc / 2]; use < net->first_use[arc / 2 + 1]; use++) {
                uint32_t work = net->work[use];
                further += cost[work] / (net->first_of_work[work + 1] - net->first_of_work[work]);
            }
            if (further >= way[head])
                continue;
            way[head] = further;
            done = heap_push(&heap, (struct heap_item){further, head, 0});
        }
    }
    free(heap.items);
    return done;
}

struct bounding {
    struct choice_relax *relax;
    struct choice_point *point;
    uint8_t *far;    /* [n_parts] */
    double *surplus; /* [n_works] */
    double *way;     /* [n_parts] */
};

/* Leaves out the parts to which every way is longer than `most`. Returns how many more these are.
 */
static size_t leave_out(struct bounding *bounding, double most)
{
    size_t more = 0;
    for (size_t p = 1; p < bounding->relax->net->n_parts; p++) {
        bool too_far = bounding->way[p] * (1 - 1e-9) > most;
        more += too_far && !bounding->far[p];
        bounding->far[p] |= too_far;
    }
    return more;
}

/* Are so many parts worth further steps? */
static bool is_many(const struct bounding *bounding, size_t parts)
{
    return parts * 20 >= bounding->relax->net->n_parts;
}

/* The bound for this budget and this mask; its surplus, as ways. */
static MUST bool find_bound(struct bounding *bounding, struct choice_line *line, double *bound)
{
    int64_t budget = bounding->point->budget;
    if (!choice_relax_line(bounding->relax, budget, line, bounding->surplus) ||
        !choice_least_ways(bounding->relax->net, bounding->surplus, bounding->way))
        return false;
    *bound = (line->level + line->price * (double)budget) * (1 + 1e-12);
    return true;
}

/* Lowers `most` of the point by leaving out what is far, some times. */
static MUST bool lower(struct bounding *bounding, double bound, size_t steps)
{
    enum { TIMES = 4 };
    struct choice_point *point = bounding->point;
    double gain = (double)point->gain;
    struct choice_line line;
    for (int i = 0; i < TIMES && bound > 1.03 * gain; i++) {
        double guess = gain + 0.4 * (bound - gain);
        if (!is_many(bounding, leave_out(bounding, bound - guess)))
            break;
        choice_relax_run(bounding->relax, point->budget, -1, steps);
        if (!find_bound(bounding, &line, &bound))
            return false;
        double proven = bound > guess ? bound : guess;
        point->most = proven < point->most ? proven : point->most;
    }
    return true;
}

/* The lines, before parts are left out for a guess. */
static MUST bool draw_lines(struct bounding *bounding, size_t steps, bool first, float *shares)
{
    struct choice_relax *relax = bounding->relax;
    struct choice_point *point = bounding->point;
    const struct choice_net *net = relax->net;
    const double near = net->n_works > 400 ? 1.025 : 1; /* good enough in a large network */
    double bound;
    for (size_t w = 0; w < net->n_works; w++)
        bounding->surplus[w] = (double)net->cost[w];
    if (!choice_least_ways(net, bounding->surplus, bounding->way))
        return false;
    size_t too_dear = leave_out(bounding, (double)point->budget);
    relax->far = NULL;
    choice_relax_run(relax, point->budget, first ? point->first_price : -1, steps / 3);
    if (!choice_relax_line(relax, -1, &point->line, NULL))
        return false;
    if (point->line.level + point->line.price * (double)point->budget >
        near * (double)point->gain) {
        choice_relax_run(relax, point->budget, -1, steps - steps / 3);
        if (!choice_relax_line(relax, -1, &point->line, NULL))
            return false;
    }
    relax->far = bounding->far;
    if (is_many(bounding, too_dear))
        choice_relax_run(relax, point->budget, -1, steps / 2);
    if (!find_bound(bounding, &point->near, &bound))
        return false;
    point->most = bound < point->most ? bound : point->most;
    bool done = lower(bounding, bound, steps / 2);
    memcpy(shares, relax->works.now, net->n_works * sizeof *shares);
    return done;
}

MUST bool choice_bound_roughly(struct choice_relax *relax, struct choice_point *point)
{
    if (!choice_relax_begin(relax, point->budget) || !choice_relax_line(relax, -1, &point->line, NULL))
        return false;
    double bound = (point->line.level + point->line.price * (double)point->budget) * (1 + 1e-12);
    point->near = point->line;
    point->most = bound < point->most ? bound : point->most;
    return true;
}

MUST bool choice_bound_point(struct choice_relax *relax, struct choice_point *point, size_t steps,
                             bool first, float *shares)
{
    struct bounding bounding = {.relax = relax, .point = point};
    bounding.far = calloc(relax->net->n_parts, sizeof *bounding.far);
    bounding.surplus = calloc(relax->net->n_works + 1, sizeof *bounding.surplus);
    bounding.way = calloc(relax->net->n_parts, sizeof *bounding.way);
    bool done = bounding.far && bounding.surplus && bounding.way &&
                draw_lines(&bounding, steps, first, shares);
    relax->far = NULL;
    free(bounding.far);
    free(bounding.surplus);
    free(bounding.way);
    return done;
}
