/* SPDX-License-Identifier: MIT
 * Lines that can be gone down only: see one_way.h. */
#include "network/one_way.h"

#include "measure/measure.h"
#include "rule/judge.h"

static const struct need *need_of_descent(const struct element_plan *plan, size_t p)
{
    for (size_t i = 0; i < plan->n_needs[p]; i++)
        if (!isnan(plan->needs[p][i].need->downhill))
            return plan->needs[p][i].need;
    return NULL;
}

static bool at_most(double slope_pct, double limit)
{
    return slope_pct <= limit * (1 + LIMIT_TOLERANCE);
}

/* Which way a row can be walked: the steepest rise and fall along it, the judged slope counting for
 * the steeper of both. 0 = none, or the heights don't say. */
static unsigned open_ways(const struct store *store, enum role role, size_t row,
                          const struct need *need, double slope_pct)
{
    double rise, fall;
    if (!measure_rise_and_fall(store, role, row, &rise, &fall) || rise == fall)
        return 0;
    if (rise > fall)
        rise = fmax(rise, slope_pct);
    else
        fall = fmax(fall, slope_pct);
    return (at_most(rise, need->limit) && at_most(fall, need->downhill) ? WAY_AHEAD : 0) |
           (at_most(fall, need->limit) && at_most(rise, need->downhill) ? WAY_BACK : 0);
}

/* How passable the row would be if it were level; NO also where its slope is not its own. */
static enum passable passable_if_level(const struct store *store, const struct plan *plan,
                                       enum element element, size_t p, enum role role, size_t row)
{
    const struct element_plan *e = &plan->elements[element];
    struct values values;
    struct score score;
    values_load(&store->tables[role], row, e, &values);
    uint8_t origin = values.origin[F_running_slope_pct];
    if (origin != ORIGIN_SURVEYED && origin != ORIGIN_GEOMETRY && origin != ORIGIN_DEM &&
        origin != ORIGIN_DEM_LOW)
        return PASSABLE_NO;
    values.real[F_running_slope_pct] = 0;
    score_needs(e, p, plan->profiles[p]->pace, &values, &score, NULL);
    return (enum passable)score.passable;
}

bool one_ways_find(const struct store *store, const struct results *results,
                   const struct plan *plan, size_t p, struct one_ways *out)
{
    const struct graph *graph = &store->graph;
    for (uint32_t line = 0; line < graph->n_lines; line++) {
        enum role role = (enum role)graph->role[line];
        size_t row = graph->row[line];
        if (results->roles[role].scores[p][row].passable != PASSABLE_NO ||
            role_element(role) == ELEMENT_CROSSING)
            continue; /* of a crossing a whole chain would have to be asked */
        enum element element = row_element(store, role, row);
        const struct need *need = need_of_descent(&plan->elements[element], p);
        if (need == NULL)
            continue;
        double slope_pct = fabs(element_real(&store->tables[role], F_running_slope_pct, row));
        unsigned open = isnan(slope_pct) ? 0 : open_ways(store, role, row, need, slope_pct);
        if (open != WAY_AHEAD && open != WAY_BACK)
            continue;
        struct one_way item = {line, (uint8_t)open,
                               (uint8_t)passable_if_level(store, plan, element, p, role, row)};
        if (item.passable >= PASSABLE_UNKNOWN && !PUSH(out->items, out->n, out->capacity, item))
            return false;
    }
    return true;
}
