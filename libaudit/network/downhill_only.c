/* SPDX-License-Identifier: MIT
 * Lines that can be gone down only: see downhill_only.h.
 *
 * Algorithm: candidates are blocked lines that their slopes alone would leave open in one
 * direction. They are then judged again with a slope of 0, since another need may block them as
 * well. */
#include "network/downhill_only.h"

#include "measure/measure.h"
#include "rule/range.h"
#include "rule/slice.h"

/* The need of profile `p` that has a limit of its own for going down; NULL = none has. */
static const struct need *need_of_descent(const struct element_plan *plan, size_t p)
{
    for (size_t i = 0; i < plan->n_needs[p]; i++)
        if (!isnan(plan->needs[p][i].need->downhill))
            return plan->needs[p][i].need;
    return NULL;
}

/* Is the slope within the limit, with the tolerance of every limit? */
static bool at_most(double slope_pct, double limit)
{
    struct range range = range_of(OP_LE, limit, limit, 0);
    return range_has(&range, slope_pct);
}

/* Which way a row can be walked: the steepest rise and fall along it, the judged slope counting for
 * the steeper of both. 0 = none, or the heights are not known. */
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

/* Does the slope belong to the row itself? The slope of its street does not show which of the
 * row's directions leads down. */
static bool has_own_slope(const struct elements *e, size_t row)
{
    enum origin origin = element_origin(e, F_running_slope_pct, row);
    return origin == ORIGIN_SURVEYED || origin == ORIGIN_GEOMETRY || origin == ORIGIN_DEM ||
           origin == ORIGIN_DEM_LOW;
}

/* Lines that the profile can't pass, and whose slope would let it go one way. */
static bool find_candidates(const struct store *store, const struct results *results,
                            const struct plan *plan, size_t p, struct downhill_lines *out)
{
    const struct graph *graph = &store->graph;
    for (uint32_t line = 0; line < graph->n_lines; line++) {
        enum role role = (enum role)graph->role[line];
        const struct elements *e = &store->tables[role];
        size_t row = graph->row[line];
        if (results->roles[role].scores[p][row].passable != PASSABLE_NO ||
            role_element(role) == ELEMENT_CROSSING)
            continue; /* of a crossing the whole chain would have to be judged */
        const struct need *need = need_of_descent(&plan->elements[row_element(store, role, row)], p);
        double slope_pct = fabs(element_real(e, F_running_slope_pct, row));
        unsigned open = need == NULL || isnan(slope_pct) || !has_own_slope(e, row)
                            ? 0
                            : open_ways(store, role, row, need, slope_pct);
        struct downhill_line item = {line, (uint8_t)open, PASSABLE_NO};
        if ((open == WAY_AHEAD || open == WAY_BACK) &&
            !PUSH(out->items, out->n, out->capacity, item))
            return false;
    }
    return true;
}

/* Judges rows of a slice as if they were level: `items` [n], of these rows, get their
 * passability. */
static void judge_level(struct slice *slice, size_t p, struct downhill_line *const *items, size_t n)
{
    struct score scores[SLICE_ROWS];
    rowset blocks[MOST_RULES];
    slice_read(slice, n);
    for (size_t i = 0; i < n; i++)
        slice_set_real(slice, i, F_running_slope_pct, 0);
    slice_judge(slice);
    slice_score(slice, p, scores, blocks);
    for (size_t i = 0; i < n; i++)
        items[i]->passable = (uint8_t)scores[i].passable;
}

/* The candidates of one role and element, 64 at a time. */
static void judge_candidates(const struct store *store, struct slice *slice, enum role role,
                             enum element element, size_t p, struct downhill_lines *ways)
{
    struct downhill_line *items[SLICE_ROWS];
    size_t n = 0;
    for (size_t i = 0; i < ways->n; i++) {
        uint32_t line = ways->items[i].line;
        size_t row = store->graph.row[line];
        if (store->graph.role[line] == role && row_element(store, role, row) == element) {
            slice->row[n] = (uint32_t)row;
            items[n++] = &ways->items[i];
        }
        if (n == SLICE_ROWS || (i + 1 == ways->n && n > 0)) {
            judge_level(slice, p, items, n);
            n = 0;
        }
    }
}

/* Judges the candidates of every element and role that the profile has a descent for. Streets
 * are tried for every element, because row_element decides the element of a street row by row. */
static bool judge_all(const struct store *store, const struct plan *plan, size_t p,
                      struct downhill_lines *ways)
{
    struct arena arena = {0};
    bool good = true;
    for (int element = 0; element < ELEMENT_COUNT && good; element++) {
        struct slice_plan asked;
        if (need_of_descent(&plan->elements[element], p) == NULL)
            continue;
        good = slice_plan_build(plan, &plan->elements[element], &arena, &asked, NULL) == RASIF_OK;
        for (int role = 0; role < ROLE_COUNT && good; role++) {
            if (role_element((enum role)role) != (enum element)element && role != ROLE_STREET)
                continue;
            struct slice *slice = slice_new(&asked, &store->tables[role]);
            good = slice != NULL;
            if (good)
                judge_candidates(store, slice, (enum role)role, (enum element)element, p, ways);
            slice_free(slice);
        }
    }
    arena_free(&arena);
    return good;
}

bool downhill_lines_find(const struct store *store, const struct results *results,
                   const struct plan *plan, size_t p, struct downhill_lines *out)
{
    if (!find_candidates(store, results, plan, p, out))
        return false;
    if (out->n > 0 && !judge_all(store, plan, p, out))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < out->n; i++)
        if (out->items[i].passable >= PASSABLE_UNKNOWN)
            out->items[kept++] = out->items[i];
    out->n = kept;
    return true;
}
