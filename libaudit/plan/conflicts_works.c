/* SPDX-License-Identifier: MIT
 *
 * Conflicts of works: see conflicts.h. In: works that would stop users who can pass now (work.harms). The element of
 * such a work is judged once more with what the work makes of it. The side that is helped is the rule of the
 * finding that the work answers; the side that is hurt the first rule that stops one of the others then, else the
 * first whose value is unknown then. Cost: one element for each such work; they are few. */
#include "plan/conflicts.h"

#include "plan/remedy.h"
#include "rule/slice.h"

#include <string.h>

/* ---- the element after the work ------------------------------------------------------------------ */

/* The values of its row; nothing of a ramp that is not there yet. */
static void read_values(const struct conflict_question *q, const struct work *work, enum element element,
                        struct values *out)
{
    const struct elements *e = &q->judged->store->tables[work->role];
    const struct element_plan *asked = &q->judged->plan->elements[element];
    values_clear(out);
    for (size_t k = 0; k < asked->n_used && work->place == NO_PLACE; k++) {
        enum field_id field = asked->used[k];
        const struct column *column = e->columns[field];
        if (column == NULL)
            continue;
        if (column_is_real(column))
            out->real[field] = column_real(column, work->row);
        else if (column->code != NULL)
            out->mask[field] = 1u << column->code[work->row] & ~1u;
        else if (column->list != NULL)
            out->mask[field] = column->list[work->row];
        out->origin[field] = (uint8_t)element_origin(e, field, work->row);
    }
}

static void mend(const struct conflict_question *q, const struct work *work, enum field_id field, struct values *out)
{
    struct remedy remedy;
    if (!remedy_of_work(q->judged, q->remedies, &q->work_kinds->kinds[work->kind], work, field, &remedy))
        return;
    out->real[field] = remedy.real;
    out->mask[field] = remedy.mask;
    out->origin[field] = ORIGIN_SURVEYED;
}

static void mend_all(const struct conflict_question *q, const struct work *work, struct values *out)
{
    const struct work_kind *kind = &q->work_kinds->kinds[work->kind];
    for (int f = 0; f < FIELD_COUNT && work_makes_ramp(kind, work); f++)
        mend(q, work, (enum field_id)f, out);
    for (size_t k = 0; k < kind->n_mends; k++)
        mend(q, work, kind->mends[k], out);
    for (size_t k = 0; k < kind->n_also; k++)
        mend(q, work, kind->also[k], out);
}

/* ---- one side ------------------------------------------------------------------------------------ */

static void take_value(const struct plan *plan, const struct values *values, size_t rule, struct conflict_side *side)
{
    enum field_id measure = plan->rules->rules[rule].measure;
    side->rule = (uint16_t)rule;
    side->measure = (uint8_t)measure;
    side->real = values->real[measure];
    side->mask = values->mask[measure];
}

/* How one user meets a rule: the need that is met least; u NaN = the values do not say. */
static struct conflict_user user_of(const struct slice *slice, size_t profile, size_t rule)
{
    struct conflict_user out = {.u = NAN, .need = UINT16_MAX, .profile = (uint8_t)profile};
    for (size_t k = 0; k < slice->plan->n_needs[profile]; k++) {
        const struct plan_need *asked = slice->plan->needs[profile][k].asked;
        struct need_answer answer;
        if (asked->need->rule != rule)
            continue;
        slice_need(slice, profile, k, 0, &answer);
        if (!answer.applies || (answer.known && answer.u >= out.u))
            continue;
        out.u = answer.known ? answer.u : out.u;
        out.need = (uint16_t)(asked - slice->plan->asked->needs[profile]);
        out.blocked = out.blocked || answer.blocked;
    }
    return out;
}

static size_t users_of(const struct slice *slice, uint16_t who, size_t rule, struct conflict_user *out)
{
    size_t n = 0;
    for (size_t p = 0; who >> p != 0; p++)
        if (who >> p & 1)
            out[n++] = user_of(slice, p, rule);
    return n;
}

/* The first rule that stops one of the users, else the first with a need that stops and is unknown; SIZE_MAX: it is
 * another part of the crossing that stops them. */
static size_t rule_that_hurts(const struct slice *slice, uint16_t who)
{
    size_t unknown = SIZE_MAX;
    for (size_t rule = 0; rule < slice->plan->plan->rules->n_rules; rule++)
        for (size_t p = 0; who >> p != 0; p++)
            for (size_t k = 0; who >> p & 1 && k < slice->plan->n_needs[p]; k++) {
                const struct need *need = slice->plan->needs[p][k].asked->need;
                struct need_answer answer;
                if (need->rule != rule || !need->blocks)
                    continue;
                slice_need(slice, p, k, 0, &answer);
                if (answer.blocked)
                    return rule;
                if (answer.applies && !answer.known && unknown == SIZE_MAX)
                    unknown = rule;
            }
    return unknown;
}

/* ---- one work ------------------------------------------------------------------------------------ */

static void add_work(const struct conflict_question *q, uint32_t at, struct slice *slice, struct found_conflicts *found)
{
    const struct work *work = &q->works->items[at];
    const struct plan *plan = q->judged->plan;
    struct conflict_side none = {.rule = UINT16_MAX, .requirement = UINT16_MAX, .real = NAN};
    struct conflict conflict = {.sort = CONFLICT_WORK, .role = work->role, .place = work->place, .row = work->row,
                                .element = (uint8_t)work_element(q->judged, work), .which = at, .finding = SIZE_MAX,
                                .helps = none, .hurts = none};
    struct conflict_user helped[MOST_PROFILES], hurt[MOST_PROFILES];
    struct values values;
    size_t rule = work->finding != SIZE_MAX ? q->judged->results->findings[work->finding].rule : SIZE_MAX;
    read_values(q, work, (enum element)conflict.element, &values);
    mend_all(q, work, &values);
    slice_put(slice, &values);
    slice_judge(slice);
    if (rule != SIZE_MAX)
        take_value(plan, &values, rule, &conflict.helps);
    size_t n_helped = users_of(slice, (uint16_t)(work->users & ~work->harms), rule, helped);
    rule = rule_that_hurts(slice, work->harms);
    if (rule != SIZE_MAX)
        take_value(plan, &values, rule, &conflict.hurts);
    size_t n_hurt = users_of(slice, work->harms, rule, hurt);
    found_conflict(found, plan, conflict, helped, n_helped, hurt, n_hurt);
}

bool conflicts_of_works(const struct conflict_question *q, struct found_conflicts *out)
{
    struct slice_plan plans[ELEMENT_COUNT];
    struct slice *slices[ELEMENT_COUNT] = {NULL};
    struct arena arena = {0};
    bool good = true;
    for (size_t i = 0; q->works != NULL && i < q->works->n && good; i++) {
        const struct work *work = &q->works->items[i];
        enum element e = work->harms != 0 ? work_element(q->judged, work) : ELEMENT_NONE;
        if (e == ELEMENT_NONE || (work->users & ~work->harms) == 0)
            continue; /* nobody is helped: no two sides */
        if (slices[e] == NULL && slice_plan_build(q->judged->plan, &q->judged->plan->elements[e], &arena, &plans[e], NULL) == RASIF_OK)
            slices[e] = slice_new(&plans[e], NULL);
        good = slices[e] != NULL;
        if (good)
            add_work(q, (uint32_t)i, slices[e], out);
    }
    for (int e = 0; e < ELEMENT_COUNT; e++)
        slice_free(slices[e]);
    arena_free(&arena);
    return good;
}
