/* SPDX-License-Identifier: MIT
 *
 * What a visit asks: the values that open verdicts wait for; and the slice that visits are looked at in.
 * See visit.h. A value is asked when it is missing, or proves nothing, when it can be taken, and when a
 * verdict that the visit may settle waits for it. */
#include "survey/visit_parts.h"

#include "measure/per_profile.h"

#include <stdlib.h>
#include <string.h>

/* Marks the value, or what it is known from, where it is weak and can be taken. */
static void wait_for(const struct look *look, enum field_id field, uint64_t rules, uint16_t users,
                     struct visit_waits waits[FIELD_COUNT])
{
    enum field_id from = look->plan->follows[field];
    enum field_id taken = field_set_has(&look->plan->takes, field) ? field : from;
    if (taken == FIELD_NONE || !look_is_weak(look, field))
        return;
    waits[taken].rules |= rules;
    waits[taken].users |= users;
}

static void wait_for_gate(const struct look *look, const struct gate *gate, uint64_t rules, uint16_t users,
                          struct visit_waits waits[FIELD_COUNT])
{
    for (size_t k = 0; k < gate->n; k++) {
        const struct condition *condition = look->slice->plan->tests[gate->tests[k]];
        if (!rows_hold(look->slice->tests[gate->tests[k]].open, look->i))
            continue;
        wait_for(look, condition->measure, rules, users, waits);
        if (condition->other != FIELD_NONE)
            wait_for(look, condition->other, rules, users, waits);
    }
}

static void wait_for_rules(const struct look *look, struct visit_waits waits[FIELD_COUNT])
{
    const struct slice_plan *plan = look->slice->plan;
    for (size_t k = 0; k < plan->asked->n_rules; k++) {
        uint64_t bit = UINT64_C(1) << k;
        if (!rows_hold(look->visits->rules[k].unknown & look->visits->asked, look->i))
            continue;
        for (size_t r = plan->rules[k].first; r < plan->rules[k].first + plan->rules[k].n; r++) {
            const struct slice_requirement *asked = &plan->requirements[r];
            const struct condition *require = &asked->requirement->require;
            if (!rows_hold(look->slice->requirements[r].unknown, look->i))
                continue;
            wait_for(look, require->measure, bit, 0, waits);
            if (require->other != FIELD_NONE)
                wait_for(look, require->other, bit, 0, waits);
            wait_for_gate(look, &asked->when, bit, 0, waits);
            wait_for_gate(look, &asked->unless, bit, 0, waits);
            wait_for_gate(look, &asked->maybe, bit, 0, waits);
        }
    }
}

/* Needs of one user that may apply; with `blocking` those alone that block. */
static void wait_for_user(const struct look *look, size_t profile, bool blocking,
                          struct visit_waits waits[FIELD_COUNT])
{
    const struct slice_plan *plan = look->slice->plan;
    uint16_t bit = (uint16_t)(1u << profile);
    for (size_t k = 0; k < plan->n_needs[profile]; k++) {
        const struct slice_need *need = &plan->needs[profile][k];
        enum field_id measure = need->asked->measure;
        struct truths when = slice_gate(look->slice, &need->when);
        const struct per_profile *made =
            (fields[measure].flags & FIELD_PER_PROFILE) != 0 ? per_profile_find(measure) : NULL;
        if ((blocking && !need->asked->need->blocks) || !rows_hold(when.yes | when.open, look->i))
            continue;
        if (made == NULL)
            wait_for(look, measure, 0, bit, waits);
        for (size_t part = 0; made != NULL && part < made->n_parts; part++)
            wait_for(look, made->parts[part], 0, bit, waits);
        wait_for_gate(look, &need->when, 0, bit, waits);
    }
}

static void wait_for_users(const struct look *look, bool blocking, struct visit_waits waits[FIELD_COUNT])
{
    for (size_t p = 0; p < look->slice->plan->plan->n_profiles; p++)
        if (rows_hold(look->visits->open[p], look->i))
            wait_for_user(look, p, blocking, waits);
}

void visit_waiting(const struct visit_slice *visits, size_t i, struct visit_waits waits[FIELD_COUNT])
{
    struct look look = look_at(visits, i);
    memset(waits, 0, FIELD_COUNT * sizeof *waits);
    wait_for_rules(&look, waits);
    wait_for_users(&look, false, waits);
}

/* Values for which some of these verdicts wait. */
static struct field_set asked_for(const struct visit_waits waits[FIELD_COUNT], uint64_t rules, uint16_t users)
{
    struct field_set ask = {{0}};
    for (int f = 0; f < FIELD_COUNT; f++)
        if ((waits[f].rules & rules) != 0 || (waits[f].users & users) != 0)
            field_set_add(&ask, (enum field_id)f);
    return ask;
}

/* What is asked is all that something waits for; then what only hopeless verdicts wait for is left out. */
static void judge_waiting(const struct visit_slice *visits, size_t i, const struct visit_waits waits[FIELD_COUNT],
                          struct visit *out)
{
    struct field_set ask = asked_for(waits, ~UINT64_C(0), UINT16_MAX);
    visit_judge(visits, i, &ask, out);
    struct field_set fewer = asked_for(waits, out->rules_best, out->users_best);
    if (memcmp(&fewer, &ask, sizeof ask) != 0)
        visit_judge(visits, i, &fewer, out);
}

/* First what rules and blocking needs wait for; the other needs of users only where more of what
 * matters to them has to be known before their passability is settled. */
void visit_look(const struct visit_slice *visits, size_t i, struct visit *out)
{
    struct look look = look_at(visits, i);
    struct visit_waits waits[FIELD_COUNT] = {{0}};
    struct visit all;
    wait_for_rules(&look, waits);
    wait_for_users(&look, true, waits);
    judge_waiting(visits, i, waits, out);
    wait_for_users(&look, false, waits);
    judge_waiting(visits, i, waits, &all);
    if (visit_settled(&all) > visit_settled(out) || visit_at_best(&all) > visit_at_best(out))
        *out = all;
}

/* ---- a slice ---------------------------------------------------------------------------------- */

struct visit_slice *visit_slice_new(const struct visit_plan *plan, const struct slice *slice)
{
    struct visit_slice *visits = calloc(1, sizeof *visits);
    if (visits == NULL)
        return NULL;
    visits->plan = plan;
    visits->slice = slice;
    visits->values = calloc(slice->plan->n_requirements + 1, sizeof *visits->values);
    bool good = visits->values != NULL;
    for (size_t p = 0; p < slice->plan->plan->n_profiles && good; p++) {
        visits->needs[p] = calloc(slice->plan->n_needs[p] + 1, sizeof *visits->needs[p]);
        good = visits->needs[p] != NULL;
    }
    if (good)
        return visits;
    visit_slice_free(visits);
    return NULL;
}

void visit_slice_free(struct visit_slice *visits)
{
    if (visits == NULL)
        return;
    for (size_t p = 0; p < MOST_PROFILES; p++)
        free(visits->needs[p]);
    free(visits->values);
    free(visits);
}

void visit_slice_read(struct visit_slice *visits)
{
    const struct slice *slice = visits->slice;
    struct score scores[SLICE_ROWS];
    rowset blocks[MOST_RULES];
    for (size_t k = 0; k < slice->plan->asked->n_rules; k++)
        visits->rules[k] = slice_rule(slice, k);
    for (size_t r = 0; r < slice->plan->n_requirements; r++)
        visits->values[r] = slice_value(slice, &slice->plan->requirements[r].requirement->require);
    for (size_t p = 0; p < slice->plan->plan->n_profiles; p++) {
        slice_score(slice, p, scores, blocks);
        visits->open[p] = visits->judged[p] = 0;
        for (size_t i = 0; i < slice->n; i++) {
            visits->open[p] |= (rowset)(scores[i].passable == PASSABLE_UNKNOWN) << i;
            visits->judged[p] |= (rowset)(scores[i].passable != PASSABLE_NONE) << i;
        }
        for (size_t k = 0; k < slice->plan->n_needs[p]; k++)
            slice_need_values(slice, p, k, &visits->needs[p][k]);
    }
}

/* ---- rows that are drawn ----------------------------------------------------------------------- */

static MUST bool copy(const void *from, size_t n, size_t size, void *to /* T ** */)
{
    void *memory = malloc(n * size + 1);
    if (memory != NULL && n > 0)
        memcpy(memory, from, n * size);
    memcpy(to, &memory, sizeof memory);
    return memory != NULL;
}

bool known_rows_copy(const struct visit_slice *visits, struct known_rows *out)
{
    const struct slice *slice = visits->slice;
    *out = (struct known_rows){.tests = NULL};
    bool good = copy(slice->tests, slice->plan->n_tests, sizeof *out->tests, &out->tests) &&
                copy(visits->values, slice->plan->n_requirements, sizeof *out->values, &out->values);
    for (size_t p = 0; p < slice->plan->plan->n_profiles && good; p++)
        good = copy(visits->needs[p], slice->plan->n_needs[p], sizeof *out->needs[p], &out->needs[p]);
    return good;
}

void known_rows_free(struct known_rows *rows)
{
    for (size_t p = 0; p < MOST_PROFILES; p++)
        free(rows->needs[p]);
    free(rows->values);
    free(rows->tests);
    *rows = (struct known_rows){.tests = NULL};
}
