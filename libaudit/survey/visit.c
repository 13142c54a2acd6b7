/* SPDX-License-Identifier: MIT
 *
 * What a visit would settle: see visit.h. After a visit a field is as it is now, taken (any value, known
 * for certain), or shaken (computed from a value that was taken: anything). From these follow sets of
 * what a condition, a list of conditions, a requirement and a need may be; a verdict is settled where
 * its set does not hold "open". Cost: requirements + profiles x needs for a row. */
#include "survey/visit_parts.h"

#include "measure/measure.h"

#include <math.h>
#include <string.h>

enum { S = 1u << ROLE_STREET, W = 1u << ROLE_SIDEWALK, F = 1u << ROLE_FOOTWAY, C = 1u << ROLE_CROSSING,
       R = 1u << ROLE_RAMP, T = 1u << ROLE_STEPS };

static const struct {
    enum field_id field;
    unsigned roles;
    enum field_id from; /* FIELD_NONE: it is taken itself */
} list[] = {
#define TAKES(field, roles) {F_##field, roles, FIELD_NONE},
#define FOLLOWS(field, roles, from) {F_##field, roles, F_##from},
#include "survey/takes.def"
#undef TAKES
#undef FOLLOWS
};

size_t field_set_count(const struct field_set *set)
{
    size_t n = 0;
    for (size_t w = 0; w < FIELD_WORDS; w++)
        n += rows_count(set->bits[w]);
    return n;
}

/* ---- which field comes from which ------------------------------------------------------------- */

/* Fields of rows of `role` that the measures of this role read, each measure after those above it. */
static void find_reads(struct visit_plan *plan)
{
    for (const struct measure *m = measures; m->fn != NULL; m++) {
        struct field_set *reads = &plan->reads[m->field];
        if ((m->roles & 1u << plan->role) == 0)
            continue;
        for (const struct measure_read *r = m->reads; r != NULL && r->field != FIELD_NONE; r++) {
            if (r->roles != 0 && (r->roles & 1u << plan->role) == 0)
                continue;
            field_set_add(reads, r->field);
            for (size_t w = 0; w < FIELD_WORDS; w++)
                reads->bits[w] |= plan->reads[r->field].bits[w];
        }
    }
}

void visit_plan_build(enum role role, struct visit_plan *out)
{
    memset(out, 0, sizeof *out);
    out->role = role;
    for (int f = 0; f < FIELD_COUNT; f++)
        out->follows[f] = FIELD_NONE;
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        if ((list[i].roles & 1u << role) == 0)
            continue;
        if (list[i].from != FIELD_NONE)
            out->follows[list[i].field] = list[i].from;
        else
            field_set_add(&out->takes, list[i].field);
    }
    find_reads(out);
}

/* ---- a row and its fields after the visit ----------------------------------------------------- */

bool look_is_weak(const struct look *look, enum field_id field)
{
    static const enum origin weak[] = {ORIGIN_DEM_LOW, ORIGIN_LINKED, ORIGIN_BOUND, ORIGIN_AT_LEAST, ORIGIN_ASSUMED};
    const struct slice *slice = look->slice;
    bool found = rows_hold(slice->null[field], look->i) && (fields[field].flags & FIELD_IF_THERE) == 0;
    for (size_t k = 0; k < sizeof weak / sizeof weak[0]; k++)
        found = found || rows_hold(slice->origin[field][weak[k]], look->i);
    return found;
}

/* Is the value computed, or none, so that a measure may put another one in its place? */
static bool is_computed(const struct look *look, enum field_id field)
{
    return rows_hold(look->slice->null[field], look->i) ||
           !rows_hold(look->slice->origin[field][ORIGIN_SURVEYED], look->i);
}

/* Does the set hold a field that this one is computed from? */
static bool reads_one(const struct visit_plan *plan, enum field_id field, const struct field_set *set)
{
    uint64_t common = 0;
    for (size_t w = 0; w < FIELD_WORDS; w++)
        common |= plan->reads[field].bits[w] & set->bits[w];
    return common != 0;
}

static enum after after_visit(const struct look *look, enum field_id field, const struct field_set *ask)
{
    enum field_id from = look->plan->follows[field];
    if (field_set_has(ask, field) || (from != FIELD_NONE && field_set_has(ask, from)))
        return TAKEN;
    return reads_one(look->plan, field, ask) && is_computed(look, field) ? SHAKEN : AS_IS;
}

static void look_after(struct look *look, const struct field_set *ask)
{
    const struct element_plan *asked = look->slice->plan->asked;
    for (size_t k = 0; k < asked->n_used; k++)
        look->after[asked->used[k]] = (uint8_t)after_visit(look, asked->used[k], ask);
}

/* ---- conditions ------------------------------------------------------------------------------- */

/* Has the condition a limit at all? */
static bool has_limit(const struct condition *condition)
{
    bool real = fields[condition->measure].type == VALUE_REAL;
    return condition->other != FIELD_NONE || (real ? !isnan(condition->low) && !isnan(condition->high) : condition->classes != 0);
}

/* AS_IS where both values stay, SHAKEN where one may be anything, or stays weak beside a taken one. */
static enum after condition_after(const struct look *look, const struct condition *condition)
{
    enum after one = (enum after)look->after[condition->measure];
    enum after two = condition->other != FIELD_NONE ? (enum after)look->after[condition->other] : one;
    if (one == AS_IS && two == AS_IS)
        return AS_IS;
    if (one == SHAKEN || two == SHAKEN || !has_limit(condition))
        return SHAKEN;
    bool weak = (one == AS_IS && look_is_weak(look, condition->measure)) || (two == AS_IS && look_is_weak(look, condition->other));
    return weak ? SHAKEN : TAKEN;
}

struct drawn visit_drawn_for(const struct look *look, enum field_id field)
{
    enum field_id from = look->plan->follows[field];
    if (look->drawn == NULL || look->after[field] != TAKEN)
        return (struct drawn){NULL, 0};
    return look->drawn[field_set_has(look->ask, field) || from == FIELD_NONE ? field : from];
}

static struct drawn drawn_for_condition(const struct look *look, const struct condition *condition)
{
    struct drawn one = visit_drawn_for(look, condition->measure);
    struct drawn two = condition->other != FIELD_NONE ? visit_drawn_for(look, condition->other) : one;
    return one.rows == two.rows && one.i == two.i ? one : (struct drawn){NULL, 0};
}

/* What a condition on a taken value may be. */
static unsigned test_taken(const struct look *look, uint16_t test)
{
    struct drawn drawn = drawn_for_condition(look, look->slice->plan->tests[test]);
    if (drawn.rows == NULL || rows_hold(drawn.rows->tests[test].open, drawn.i))
        return MAY_HOLD | MAY_NOT;
    return rows_hold(drawn.rows->tests[test].yes, drawn.i) ? MAY_HOLD : MAY_NOT;
}

static unsigned test_after(const struct look *look, uint16_t test)
{
    const struct truths *now = &look->slice->tests[test];
    switch (condition_after(look, look->slice->plan->tests[test])) {
    case AS_IS:
        return rows_hold(now->open, look->i) ? MAY_BE_OPEN : rows_hold(now->yes, look->i) ? MAY_HOLD : MAY_NOT;
    case TAKEN:
        return test_taken(look, test);
    default:
        return MAY_BE_ANY;
    }
}

/* One that can't hold decides it. */
unsigned visit_gate_after(const struct look *look, const struct gate *gate)
{
    unsigned all = MAY_HOLD, any = 0;
    for (size_t k = 0; k < gate->n; k++) {
        unsigned one = test_after(look, gate->tests[k]);
        if (one == MAY_NOT)
            return MAY_NOT;
        all &= one;
        any |= one & (MAY_NOT | MAY_BE_OPEN);
    }
    return all | any;
}

/* A requirement without exception is excused by none. */
static unsigned exception_after(const struct look *look, const struct gate *gate)
{
    return gate->n > 0 ? visit_gate_after(look, gate) : MAY_NOT;
}

/* ---- rules ------------------------------------------------------------------------------------ */

/* What a requirement may be after the visit. */
struct prospect {
    bool unknown, known, fails; /* may be */
};

/* The value of a requirement: how it may stand to its limit. */
struct value_after {
    bool met, missed;       /* may be */
    bool mute, doubt;       /* may be */
    bool unmute, sure;      /* may be not mute, not doubtful */
};

/* A value that is taken; the drawn one if it proves something there. */
static struct value_after value_taken(const struct look *look, size_t requirement)
{
    struct drawn drawn = drawn_for_condition(look, &look->slice->plan->requirements[requirement].requirement->require);
    struct value_after out = {.met = true, .missed = true, .unmute = true, .sure = true};
    const struct asked_value *there = drawn.rows != NULL ? &drawn.rows->values[requirement] : NULL;
    if (there == NULL || rows_hold(there->mute | there->doubt | there->met.open, drawn.i))
        return out;
    out.met = rows_hold(there->met.yes, drawn.i);
    out.missed = !out.met;
    return out;
}

static struct value_after value_after(const struct look *look, size_t requirement)
{
    const struct asked_value *now = &look->visits->values[requirement];
    switch (condition_after(look, &look->slice->plan->requirements[requirement].requirement->require)) {
    case AS_IS:
        return (struct value_after){
            .met = rows_hold(now->met.yes, look->i), .missed = !rows_hold(now->met.yes, look->i),
            .mute = rows_hold(now->mute, look->i), .unmute = !rows_hold(now->mute, look->i),
            .doubt = rows_hold(now->doubt, look->i), .sure = !rows_hold(now->doubt, look->i)};
    case TAKEN:
        return value_taken(look, requirement);
    default:
        return (struct value_after){true, true, true, true, true, true};
    }
}

/* The formula of judge in slice.c over sets: each part is taken as independent of the others. */
static struct prospect requirement_after(const struct look *look, size_t requirement)
{
    const struct slice_requirement *asked = &look->slice->plan->requirements[requirement];
    const struct condition *require = &asked->requirement->require;
    unsigned when = visit_gate_after(look, &asked->when);
    unsigned unless = exception_after(look, &asked->unless), maybe = exception_after(look, &asked->maybe);
    struct value_after v = value_after(look, requirement);
    bool asks = (when & (MAY_HOLD | MAY_BE_OPEN)) != 0 && !rows_hold(slice_nothing(look->slice, require->measure), look->i);
    bool pass = (v.met && v.sure) || (unless & MAY_HOLD) != 0;
    bool no_pass = (v.missed || v.doubt) && (unless & (MAY_NOT | MAY_BE_OPEN)) != 0;
    bool open = (when & MAY_BE_OPEN) != 0 || (unless & MAY_BE_OPEN) != 0 || (maybe & (MAY_HOLD | MAY_BE_OPEN)) != 0 || v.doubt;
    bool closed = (when & MAY_HOLD) != 0 && (unless & (MAY_HOLD | MAY_NOT)) != 0 && (maybe & MAY_NOT) != 0 && v.sure;
    if (!asks)
        return (struct prospect){.known = true};
    return (struct prospect){
        .unknown = v.mute || (no_pass && open),
        .known = (when & MAY_NOT) != 0 || (v.unmute && (pass || closed)),
        .fails = v.unmute && closed && v.missed && (unless & MAY_NOT) != 0,
    };
}

/* A rule is settled when none of its requirements may be unknown; it may be when each may be known, or
 * one may fail. */
static void judge_rules(const struct look *look, struct visit *out)
{
    const struct slice_plan *plan = look->slice->plan;
    for (size_t k = 0; k < plan->asked->n_rules; k++) {
        bool settled = true, known = true, fails = false;
        if (!rows_hold(look->visits->rules[k].unknown & look->visits->asked, look->i))
            continue;
        for (size_t r = plan->rules[k].first; r < plan->rules[k].first + plan->rules[k].n; r++) {
            struct prospect one = requirement_after(look, r);
            settled = settled && !one.unknown;
            known = known && one.known;
            fails = fails || one.fails;
        }
        out->rules |= (uint64_t)settled << k;
        out->rules_best |= (uint64_t)(known || fails) << k;
    }
}

/* ---- all of it -------------------------------------------------------------------------------- */

void visit_judge_drawn(const struct visit_slice *visits, size_t i, const struct field_set *ask, const struct drawn *drawn,
                       struct visit *out)
{
    struct look look = look_at(visits, i);
    *out = (struct visit){.ask = *ask};
    look.ask = ask;
    look.drawn = drawn;
    look_after(&look, ask);
    judge_rules(&look, out);
    for (size_t p = 0; p < visits->slice->plan->plan->n_profiles; p++)
        if (rows_hold(visits->open[p], i))
            visit_judge_user(&look, p, out);
}

void visit_judge(const struct visit_slice *visits, size_t i, const struct field_set *ask, struct visit *out)
{
    visit_judge_drawn(visits, i, ask, NULL, out);
}
