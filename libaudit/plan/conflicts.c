/* SPDX-License-Identifier: MIT
 *
 * All conflicts of an audit: see conflicts.h. Each sort finds its own in any order; here they are put in
 * order, and each gets the finding of its hurt side. */
#include "plan/conflicts.h"

#include <stdlib.h>
#include <string.h>

const char *const conflict_sort_names[CONFLICT_SORTS] = {"element", "work", "limits"};

/* ---- users of a side ------------------------------------------------------------------------- */

/* One user in a list that is sorted, with the sign of the order of u. */
struct ranked_user {
    struct conflict_user user;
    double weight;
    const char *code;
};

static int compare_doubles(double a, double b)
{
    return a < b ? -1 : a > b;
}

/* Those hurt most first: stopped before all others, then by u; no u comes last. */
static int by_harm(const void *a, const void *b)
{
    const struct ranked_user *left = a, *right = b;
    double u = isnan(left->user.u) ? 2 : left->user.u, other = isnan(right->user.u) ? 2 : right->user.u;
    if (left->user.blocked != right->user.blocked)
        return left->user.blocked ? -1 : 1;
    if (u != other)
        return compare_doubles(u, other);
    return left->weight != right->weight ? compare_doubles(right->weight, left->weight) : strcmp(left->code, right->code);
}

static int by_help(const void *a, const void *b)
{
    const struct ranked_user *left = a, *right = b;
    double u = isnan(left->user.u) ? -1 : left->user.u, other = isnan(right->user.u) ? -1 : right->user.u;
    if (u != other)
        return compare_doubles(other, u);
    return left->weight != right->weight ? compare_doubles(right->weight, left->weight) : strcmp(left->code, right->code);
}

/* The order in which users were asked for does not show. */
static void put_in_order(const struct plan *plan, enum element element, struct conflict_user *users, size_t n,
                         int (*order)(const void *, const void *))
{
    struct ranked_user ranked[MOST_PROFILES];
    for (size_t i = 0; i < n; i++) {
        const struct conflict_user *user = &users[i];
        const struct plan_need *needs = plan->elements[element].needs[user->profile];
        ranked[i] = (struct ranked_user){*user, user->need != UINT16_MAX ? needs[user->need].need->weight : 0,
                                         plan->profiles[user->profile]->code};
    }
    array_sort(ranked, n, sizeof *ranked, order);
    for (size_t i = 0; i < n; i++)
        users[i] = ranked[i].user;
}

static void add_users(struct found_conflicts *found, const struct conflict_user *users, size_t n,
                      struct conflict_side *side)
{
    side->first = (uint32_t)found->n_users;
    side->n = (uint16_t)n;
    for (size_t i = 0; i < n && !found->failed; i++)
        found->failed = !PUSH(found->users, found->n_users, found->users_capacity, users[i]);
}

void found_conflict(struct found_conflicts *found, const struct plan *plan, struct conflict conflict,
                    struct conflict_user *helps, size_t n_helps, struct conflict_user *hurts, size_t n_hurts)
{
    put_in_order(plan, (enum element)conflict.element, helps, n_helps, by_help);
    put_in_order(plan, (enum element)conflict.element, hurts, n_hurts, by_harm);
    add_users(found, helps, n_helps, &conflict.helps);
    add_users(found, hurts, n_hurts, &conflict.hurts);
    found->failed = found->failed || !PUSH(found->items, found->n, found->capacity, conflict);
}

/* ---- all of them ----------------------------------------------------------------------------- */

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* A full order: limits first, which have no place. */
static int compare(const void *a, const void *b)
{
    const struct conflict *left = a, *right = b;
    bool limits = left->sort == CONFLICT_LIMITS, others = right->sort == CONFLICT_LIMITS;
    if (limits != others)
        return limits ? -1 : 1;
    if (limits && left->element != right->element)
        return compare_numbers(left->element, right->element);
    if (limits)
        return compare_numbers(left->helps.first, right->helps.first); /* as they were found */
    if (left->role != right->role)
        return compare_numbers(left->role, right->role);
    if (left->row != right->row)
        return compare_numbers(left->row, right->row);
    if (left->place != right->place)
        return compare_numbers(left->place, right->place);
    return left->sort != right->sort ? compare_numbers(left->sort, right->sort) : compare_numbers(left->which, right->which);
}

/* A finding of the hurt side's rule on the same element, or at the same place. */
static size_t finding_of(const struct judged *judged, const struct conflict *conflict)
{
    const struct finding wanted = {.role = conflict->role,
                                   .row = conflict->row,
                                   .place = conflict->place != NO_PLACE ? (uint16_t)(1 + conflict->place) : 0,
                                   .rule = conflict->hurts.rule};
    if (conflict->sort != CONFLICT_ELEMENT)
        return SIZE_MAX;
    return finding_find(judged->results, judged->results->n_findings, &wanted);
}

/* Takes what was found. */
static void settle(const struct judged *judged, struct found_conflicts *found, struct conflicts *out)
{
    out->items = found->items;
    out->n = found->n;
    out->capacity = found->capacity;
    out->users = found->users;
    out->n_users = found->n_users;
    out->users_capacity = found->users_capacity;
    memcpy(out->maybe, found->maybe, sizeof out->maybe);
    array_sort(out->items, out->n, sizeof *out->items, compare);
    for (size_t i = 0; i < out->n; i++) {
        out->items[i].finding = finding_of(judged, &out->items[i]);
        out->n_of[out->items[i].sort]++;
    }
}

rasif_status conflicts_find(const struct conflict_question *question, struct conflicts *out, rasif_error *err)
{
    struct found_conflicts found = {.n = 0};
    conflicts_of_limits(question->judged->plan, &found);
    bool good = conflicts_of_elements(question, &found) && conflicts_of_works(question, &found);
    out->kinds = question->kinds;
    settle(question->judged, &found, out);
    return good && !found.failed ? RASIF_OK : fail_memory(err);
}

void conflicts_free(struct conflicts *conflicts)
{
    free(conflicts->items);
    free(conflicts->users);
    *conflicts = (struct conflicts){.n = 0};
}

size_t conflicts_of(const struct conflicts *conflicts, enum role role, size_t row, size_t *first)
{
    size_t low = 0, high = conflicts->n, n = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct conflict *item = &conflicts->items[middle];
        if (item->sort == CONFLICT_LIMITS || item->role < role || (item->role == role && item->row < row))
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (low + n < conflicts->n && conflicts->items[low + n].role == role && conflicts->items[low + n].row == row)
        n++;
    return n;
}
