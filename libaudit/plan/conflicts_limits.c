/* SPDX-License-Identifier: MIT
 *
 * Limits that no value meets together: see conflicts.h. In: the requirements of the standard in force and the
 * needs of all users, by element and measure. Out: a conflict for each requirement that leaves no adequate value
 * to some users, and for users no value is adequate to all of. Exceptions of requirements are not looked at.
 * Cost: pairs of limits on one measure, once for each audit. */
#include "plan/conflicts.h"

#include "rule/utility.h"

#include <string.h>

/* Values that a limit allows: of numbers from `low` to `high`, of classes a bit each. */
struct allowed {
    double low, high;
    uint32_t classes;
};

/* ---- what a limit allows ------------------------------------------------------------------------ */

/* `<` and `>` without their end; != of numbers leaves everything. What surveyors may be off by counts for a value
 * that is measured, not for one that is built. */
static struct allowed condition_allows(const struct condition *c)
{
    struct allowed out = {-INFINITY, INFINITY, c->op == OP_NE ? ~c->classes : c->classes};
    if (fields[c->measure].type != VALUE_REAL)
        return out;
    out.classes = UINT32_MAX;
    bool lower = c->op == OP_GE || c->op == OP_GT || c->op == OP_BETWEEN || c->op == OP_EQ || c->op == OP_IN;
    bool upper = c->op == OP_LE || c->op == OP_LT || c->op == OP_BETWEEN || c->op == OP_EQ || c->op == OP_IN;
    if (lower)
        out.low = c->op == OP_GT ? nextafter(c->low, INFINITY) : c->low;
    if (upper)
        out.high = c->op == OP_LT ? nextafter(c->high, -INFINITY) : c->high;
    return out;
}

/* Adequate values. */
static struct allowed need_allows(const struct need *need)
{
    struct allowed out = {-INFINITY, INFINITY, need->is_class ? 0 : UINT32_MAX};
    for (unsigned code = 1; need->is_class && code < 32; code++)
        out.classes |= need->u_of_code[code] >= CONFLICT_WELL ? 1u << code : 0;
    if (!need->is_class)
        *(need->more_is_better ? &out.low : &out.high) = conflict_mark(need);
    return out;
}

static struct allowed both_allow(const struct allowed *a, const struct allowed *b)
{
    return (struct allowed){fmax(a->low, b->low), fmin(a->high, b->high), a->classes & b->classes};
}

/* Nothing is left; `slack`: of two limits that differ by so small a share both are met. */
static bool is_none(const struct allowed *allowed, double slack)
{
    double share = slack * fmax(fabs(allowed->low), fabs(allowed->high));
    return (isfinite(share) && allowed->low - allowed->high > share) || allowed->classes == 0;
}

/* May all conditions of both lists hold? Those of lists, and those between two measures, always may. */
static bool may_meet(const struct condition *a, size_t n_a, const struct condition *b, size_t n_b)
{
    for (size_t i = 0; i < n_a; i++)
        for (size_t k = 0; k < n_b; k++) {
            bool compared = a[i].measure == b[k].measure && a[i].other == FIELD_NONE && b[k].other == FIELD_NONE &&
                            fields[a[i].measure].type != VALUE_LIST;
            struct allowed first = condition_allows(&a[i]), second = condition_allows(&b[k]);
            struct allowed together = both_allow(&first, &second);
            if (compared && is_none(&together, 0))
                return false;
        }
    return true;
}

/* ---- the value between two sides ---------------------------------------------------------------- */

/* Of what is allowed the value that serves the need best; the first class of equal ones. */
static void best_for(const struct need *need, const struct allowed *allowed, struct conflict_side *side)
{
    double best = -1;
    side->mask = 0;
    side->real = NAN;
    if (!need->is_class) {
        side->real = need->more_is_better ? allowed->high : allowed->low;
        side->real = isfinite(side->real) ? side->real : need->more_is_better ? fmax(need->comfortable, allowed->low)
                                                                              : fmin(need->comfortable, allowed->high);
        return;
    }
    for (unsigned code = 1; code < 32; code++)
        if (allowed->classes >> code & 1 && need->u_of_code[code] > best) {
            best = need->u_of_code[code];
            side->mask = 1u << code;
        }
}

/* How the value of a side serves a need. */
static struct conflict_user user_of(const struct plan_need *asked, size_t number, size_t profile,
                                    const struct conflict_side *side)
{
    const struct need *need = asked->need;
    struct utility utility = need_utility(need);
    struct range range = need_range(need);
    double u = need->is_class ? need_class_u(need, side->mask) : utility_of(&utility, side->real);
    bool stops = need->is_class ? u == 0 : !range_has(&range, side->real);
    return (struct conflict_user){u, (uint16_t)number, (uint8_t)profile, need->blocks && stops};
}

/* ---- one element -------------------------------------------------------------------------------- */

struct limits {
    const struct plan *plan;
    const struct element_plan *asked;
    enum element element;
    struct found_conflicts *found;
};

static struct conflict new_conflict(const struct limits *l, size_t rule)
{
    enum field_id measure = l->plan->rules->rules[rule].measure;
    const struct conflict_side side = {.rule = (uint16_t)rule, .requirement = UINT16_MAX, .measure = (uint8_t)measure,
                                       .real = NAN};
    return (struct conflict){.sort = CONFLICT_LIMITS, .element = (uint8_t)l->element, .row = NO_ROW, .place = NO_PLACE,
                             .finding = SIZE_MAX, .helps = side, .hurts = side};
}

/* Is the one the other? The height of a kerb that is neither rolled nor raised is a lip (measure_lip). */
static bool same_thing(enum field_id a, enum field_id b)
{
    return a == b || (a == F_kerb_height_mm && b == F_lip_mm) || (a == F_lip_mm && b == F_kerb_height_mm);
}

/* A requirement against the needs of all users by a rule: the value is the one that it allows and that serves the first
 * of them best. */
static void check_requirement(const struct limits *l, const struct requirement *r, size_t rule)
{
    struct allowed allowed = condition_allows(&r->require);
    struct conflict conflict = new_conflict(l, rule);
    struct conflict_user hurt[MOST_PROFILES];
    size_t n = 0;
    for (size_t p = 0; p < l->plan->n_profiles; p++)
        for (size_t i = 0; i < l->asked->n_needs[p]; i++) {
            const struct plan_need *asked = &l->asked->needs[p][i];
            struct allowed adequate = need_allows(asked->need), together = both_allow(&allowed, &adequate);
            if (asked->need->rule != rule || !asked->supplied || !is_none(&together, LIMIT_TOLERANCE) ||
                !may_meet(r->when, r->n_when, asked->need->when, asked->need->n_when))
                continue;
            if (n == 0)
                best_for(asked->need, &allowed, &conflict.hurts);
            hurt[n++] = user_of(asked, i, p, &conflict.hurts);
            break; /* once for each user */
        }
    if (n == 0)
        return;
    conflict.helps = (struct conflict_side){.rule = (uint16_t)r->rule, .measure = (uint8_t)r->require.measure,
                                            .requirement = (uint16_t)(r - l->plan->standard->requirements),
                                            .real = conflict.hurts.real, .mask = conflict.hurts.mask};
    found_conflict(l->found, l->plan, conflict, NULL, 0, hurt, n);
}

/* Needs of two users that no value serves: the numbers of the first such pair. */
static bool contradict(const struct limits *l, size_t p, size_t q, size_t rule, size_t numbers[2])
{
    for (size_t i = 0; i < l->asked->n_needs[p]; i++)
        for (size_t k = 0; k < l->asked->n_needs[q]; k++) {
            const struct plan_need *a = &l->asked->needs[p][i], *b = &l->asked->needs[q][k];
            if (a->need->rule != rule || b->need->rule != rule || !a->supplied || !b->supplied)
                continue;
            struct allowed first = need_allows(a->need), second = need_allows(b->need);
            struct allowed together = both_allow(&first, &second);
            if (!is_none(&together, LIMIT_TOLERANCE) || !may_meet(a->need->when, a->need->n_when, b->need->when, b->need->n_when))
                continue;
            numbers[0] = i;
            numbers[1] = k;
            return true;
        }
    return false;
}

/* Users by code, so that the order in which they were asked for does not show. */
static size_t users_by_code(const struct plan *plan, size_t order[MOST_PROFILES])
{
    for (size_t p = 0; p < plan->n_profiles; p++) {
        size_t at = p;
        for (; at > 0 && strcmp(plan->profiles[order[at - 1]]->code, plan->profiles[p]->code) > 0; at--)
            order[at] = order[at - 1];
        order[at] = p;
    }
    return plan->n_profiles;
}

/* One user against all whom no value serves together with this one; `told`: pairs that have a conflict. */
static void check_user(const struct limits *l, size_t hurt, size_t rule, const size_t *order, uint16_t told[MOST_PROFILES])
{
    struct conflict conflict = new_conflict(l, rule);
    struct conflict_user helped[MOST_PROFILES], user;
    struct allowed allowed = {-INFINITY, INFINITY, UINT32_MAX};
    size_t n = 0, own = 0, numbers[MOST_PROFILES], who[MOST_PROFILES];
    for (size_t k = 0; k < l->plan->n_profiles; k++) {
        size_t p = order[k], pair[2];
        if (p == hurt || told[hurt] >> p & 1 || !contradict(l, p, hurt, rule, pair))
            continue;
        struct allowed adequate = need_allows(l->asked->needs[p][pair[0]].need), together = both_allow(&allowed, &adequate);
        if (is_none(&together, LIMIT_TOLERANCE))
            continue; /* the others are told where this user's turn comes */
        allowed = together;
        numbers[n] = pair[0];
        who[n++] = p;
        own = pair[1];
        told[hurt] |= (uint16_t)(1u << p);
        told[p] |= (uint16_t)(1u << hurt);
    }
    if (n == 0)
        return;
    best_for(l->asked->needs[hurt][own].need, &allowed, &conflict.hurts);
    conflict.helps.real = conflict.hurts.real;
    conflict.helps.mask = conflict.hurts.mask;
    for (size_t k = 0; k < n; k++)
        helped[k] = user_of(&l->asked->needs[who[k]][numbers[k]], numbers[k], who[k], &conflict.helps);
    user = user_of(&l->asked->needs[hurt][own], own, hurt, &conflict.hurts);
    found_conflict(l->found, l->plan, conflict, helped, n, &user, 1);
}

/* The requirements of one rule against the needs by another about the same thing. */
static void check_requirements(const struct limits *l, const struct plan_rule *asked, size_t rule)
{
    const struct rule *rules = l->plan->rules->rules;
    if (!asked->supplied || !same_thing(rules[asked->rule].measure, rules[rule].measure))
        return;
    for (size_t i = 0; i < asked->n_requirements; i++)
        if (asked->requirements[i].require.other == FIELD_NONE && (asked->requirements[i].core || !l->plan->core))
            check_requirement(l, &asked->requirements[i], rule);
}

static void check_rule(const struct limits *l, size_t rule)
{
    size_t order[MOST_PROFILES], n = users_by_code(l->plan, order);
    uint16_t told[MOST_PROFILES] = {0};
    for (size_t k = 0; k < l->asked->n_rules; k++)
        check_requirements(l, &l->asked->rules[k], rule);
    for (size_t k = 0; k < n; k++)
        check_user(l, order[k], rule, order, told);
}

void conflicts_of_limits(const struct plan *plan, struct found_conflicts *out)
{
    for (int e = 0; e < ELEMENT_COUNT; e++) {
        const struct limits limits = {plan, &plan->elements[e], (enum element)e, out};
        for (size_t k = 0; k < plan->elements[e].n_rules; k++)
            check_rule(&limits, plan->elements[e].rules[k].rule);
    }
}
