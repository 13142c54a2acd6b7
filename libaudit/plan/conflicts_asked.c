/* SPDX-License-Identifier: MIT
 *
 * What conflicts ask, and the answers of users: see conflicts_asked.h. Cost: needs of the rules that conflicts
 * name, 64 rows side by side. */
#include "plan/conflicts_asked.h"

#include "plan/conflicts.h"
#include "rule/utility.h"

/* ---- the small plans -------------------------------------------------------------------------- */

/* The ordinal of a rule of the audit's plan, added where it is new. */
static size_t add_rule(struct asked_element *own, const struct element_plan *all, size_t rule)
{
    for (size_t k = own->n_kinds; k < own->asked.n_rules; k++)
        if (own->asked.rules[k].rule == rule)
            return k;
    own->asked.rules[own->asked.n_rules] = (struct plan_rule){.rule = rule, .supplied = true};
    for (size_t k = 0; k < all->n_rules; k++)
        if (all->rules[k].rule == rule)
            own->asked.rules[own->asked.n_rules] = all->rules[k];
    return own->asked.n_rules++;
}

/* The state as a requirement, whose conditions the slice tests. */
static MUST bool add_state(struct asked_element *own, struct arena *arena, const struct conflict_kind *kind)
{
    struct requirement *state = ARENA_NEW(arena, struct requirement);
    if (state == NULL)
        return false;
    *state = (struct requirement){.rule = kind->helps, .require = kind->when[0], .when = kind->when,
                                  .n_when = kind->n_when, .core = true};
    own->asked.rules[own->asked.n_rules++] = (struct plan_rule){kind->helps, state, 1, true};
    return true;
}

/* Needs of the rules that conflicts name. */
static MUST bool add_needs(struct asked_element *own, struct arena *arena, const struct element_plan *all, size_t profile)
{
    struct element_plan *asked = &own->asked;
    asked->needs[profile] = ARENA_ARRAY(arena, all->n_needs[profile], struct plan_need);
    own->need_of[profile] = ARENA_ARRAY(arena, all->n_needs[profile], uint16_t);
    if (asked->needs[profile] == NULL || own->need_of[profile] == NULL)
        return false;
    for (size_t i = 0; i < all->n_needs[profile]; i++)
        for (size_t k = own->n_kinds; k < asked->n_rules; k++)
            if (asked->rules[k].rule == all->needs[profile][i].need->rule) {
                struct plan_need *added = &asked->needs[profile][asked->n_needs[profile]];
                own->need_of[profile][asked->n_needs[profile]++] = (uint16_t)i;
                *added = all->needs[profile][i];
                added->rule = (uint8_t)k;
            }
    return true;
}

/* States come first, so that each other rule stands once behind them. */
rasif_status asked_element_build(const struct plan *plan, const struct conflict_kinds *kinds, enum element element,
                                 struct arena *arena, struct asked_element *out, rasif_error *err)
{
    const struct element_plan *all = &plan->elements[element];
    out->asked.rules = ARENA_ARRAY(arena, MOST_RULES, struct plan_rule);
    if (out->asked.rules == NULL)
        return fail_memory(err);
    for (size_t k = 0; k < kinds->n; k++)
        if (kinds->kinds[k].elements >> element & 1) {
            out->kinds[out->n_kinds] = (struct asked_kind){.kind = k, .when = out->n_kinds};
            out->n_kinds++;
            if (!add_state(out, arena, &kinds->kinds[k]))
                return fail_memory(err);
        }
    for (size_t k = 0; k < out->n_kinds; k++) {
        out->kinds[k].helps = add_rule(out, all, kinds->kinds[out->kinds[k].kind].helps);
        out->kinds[k].hurts = add_rule(out, all, kinds->kinds[out->kinds[k].kind].hurts);
    }
    for (size_t p = 0; p < plan->n_profiles; p++)
        if (!add_needs(out, arena, all, p))
            return fail_memory(err);
    if (!plan_find_used(plan->rules, plan->n_profiles, arena, &out->asked))
        return fail_memory(err);
    return slice_plan_build(plan, &out->asked, arena, &out->slices, err);
}

/* ---- one side of 64 rows ----------------------------------------------------------------------- */

/* Rows whose value is adequate for the need; numbers within the tolerance of limits. */
static rowset adequate_rows(const struct slice *slice, const struct plan_need *asked, const struct need_answers *answers)
{
    const struct need *need = asked->need;
    bool number = !need->is_class && (fields[asked->measure].flags & FIELD_PER_PROFILE) == 0;
    double mark = conflict_mark(need);
    struct range range = range_of(need_operation(need), mark, mark, 0);
    uint8_t good[SLICE_ROWS];
    for (size_t i = 0; i < SLICE_ROWS; i++)
        good[i] = number ? range_has(&range, slice->real[asked->measure][i]) : answers->u[i] >= CONFLICT_WELL;
    return rows_of(good);
}

void side_of_user(const struct slice *slice, size_t profile, size_t ordinal, struct side_of_user *out)
{
    rowset applies = 0, known = 0, unknown = 0, missed = 0;
    struct need_answers answers;
    out->blocked = 0;
    for (size_t k = 0; k < slice->plan->n_needs[profile]; k++) {
        const struct plan_need *asked = slice->plan->needs[profile][k].asked;
        if (asked->rule != ordinal)
            continue;
        slice_need_rows(slice, profile, k, &answers);
        applies |= answers.applies;
        unknown |= answers.applies & ~answers.known;
        missed |= answers.known & (~adequate_rows(slice, asked, &answers) | answers.blocked);
        out->blocked |= answers.blocked;
        for (rowset left = answers.known; left != 0; left &= left - 1) {
            unsigned i = rows_first(left);
            if (rows_hold(known, i) && out->u[i] <= answers.u[i])
                continue;
            out->u[i] = answers.u[i];
            out->need[i] = (uint16_t)(asked - slice->plan->asked->needs[profile]);
        }
        known |= answers.known;
    }
    out->missed = missed;
    out->met = applies & ~unknown & ~missed;
    out->open = unknown & ~missed;
}
