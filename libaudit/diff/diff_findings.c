/* SPDX-License-Identifier: MIT
 *
 * What became of each finding. One item is one rule at one thing (a group of features) and, where
 * the thing is one feature on either side, at one place of it. In: findings and groups. Out:
 * items of a kind, with what stood before and after. */
#include "diff/diff.h"

#include <stdlib.h>
#include <string.h>

const char *const kind_names[KINDS] = {"fixed",        "new",     "unchanged", "became_unknown",
                                       "became_known", "removed", "added"};

/* Findings of one rule at one thing, on one side: indices into the side's findings. */
struct run_of {
    const uint32_t *items;
    size_t n;
};

struct question {
    struct rasif_diff *diff;
    uint32_t group, rule;
    struct run_of at[SIDES];
};

/* Does the finding say that something is wrong that both audits would have seen? Requirements need
 * the same limits; being stopped needs only the profile, which is the same text in both; what users
 * need has no limit, but a standard may have made a requirement of it in one of the audits. */
static bool counts(const struct rasif_diff *diff, const struct diff_finding *finding)
{
    const struct diff_rule *rule = &diff->rules[finding->rule];
    bool needed = finding->needed && rule->asked[BEFORE] && rule->asked[AFTER] &&
                  !rule->required[BEFORE] && !rule->required[AFTER];
    return finding->fails && ((finding->required && rule->same) || finding->blocks != 0 || needed);
}

static bool judged(const struct rasif_diff *diff, uint32_t group, int s)
{
    const struct diff_group *g = &diff->groups[group];
    for (size_t i = 0; i < g->n[s]; i++)
        if (diff->sides[s].features[g->members[s][i]].judged)
            return true;
    return false;
}

static bool has_open_row(const struct question *unit, int s)
{
    for (size_t i = 0; i < unit->at[s].n; i++)
        if (!unit->diff->sides[s].findings[unit->at[s].items[i]].fails)
            return true;
    return false;
}

/* Outcome where the rule does not fail; `other` is the feature where it does, on the other side. */
static rasif_status outcome_without(const struct question *unit, int s, uint32_t other,
                                    rasif_outcome *out, rasif_error *err)
{
    const struct diff_group *g = &unit->diff->groups[unit->group];
    *out = has_open_row(unit, s) ? RASIF_UNKNOWN : RASIF_PASS;
    for (size_t i = 0; i < g->n[s] && *out == RASIF_PASS; i++) {
        bool known = true;
        uint32_t feature = g->members[s][i];
        if (unit->diff->sides[s].features[feature].judged)
            TRY(diff_is_known(unit->diff, s, feature, other, unit->rule, &known, err));
        *out = known ? RASIF_PASS : RASIF_UNKNOWN;
    }
    return RASIF_OK;
}

static rasif_status add_item(const struct question *unit, const uint32_t finding[SIDES],
                             const rasif_outcome outcome[SIDES], enum finding_kind kind,
                             rasif_error *err)
{
    struct rasif_diff *diff = unit->diff;
    struct diff_item item = {.kind = kind, .group = unit->group, .rule = unit->rule};
    for (int s = 0; s < SIDES; s++) {
        item.finding[s] = finding[s];
        item.outcome[s] = outcome[s];
        item.blocks = item.blocks ||
                      (finding[s] != NO_ROW && diff->sides[s].findings[finding[s]].blocks != 0);
        if (finding[s] != NO_ROW)
            diff->fates[s][finding[s]] = (uint8_t)kind;
    }
    if (!PUSH(diff->items, diff->n_items, diff->item_capacity, item))
        return fail_memory(err);
    diff->counts[kind]++;
    diff->groups[unit->group].changes += kind != KIND_UNCHANGED;
    return RASIF_OK;
}

/* It fails on side `s` alone. */
static rasif_status add_one_sided(const struct question *unit, int s, uint32_t finding,
                                  rasif_error *err)
{
    uint32_t found[SIDES] = {NO_ROW, NO_ROW};
    rasif_outcome outcome[SIDES] = {RASIF_NOT_APPLICABLE, RASIF_NOT_APPLICABLE};
    enum finding_kind kind = s == BEFORE ? KIND_REMOVED : KIND_ADDED;
    found[s] = finding;
    outcome[s] = RASIF_FAIL;
    if (judged(unit->diff, unit->group, !s)) {
        uint32_t feature = unit->diff->sides[s].findings[finding].feature;
        TRY(outcome_without(unit, !s, feature, &outcome[!s], err));
        if (outcome[!s] == RASIF_UNKNOWN)
            kind = s == BEFORE ? KIND_UNKNOWN : KIND_KNOWN;
        else
            kind = s == BEFORE ? KIND_FIXED : KIND_NEW;
    }
    return add_item(unit, found, outcome, kind, err);
}

static rasif_status add_both(const struct question *unit, uint32_t before, uint32_t after,
                             rasif_error *err)
{
    uint32_t found[SIDES] = {before, after};
    rasif_outcome outcome[SIDES] = {RASIF_FAIL, RASIF_FAIL};
    return add_item(unit, found, outcome, KIND_UNCHANGED, err);
}

/* Several places of one feature (the ends of a crossing): the nearest belong together. Numbers of
 * places would not do: they follow the direction of the line. */
static rasif_status pair_places(const struct question *unit, uint32_t *fails[SIDES],
                                size_t n[SIDES], rasif_error *err)
{
    const struct diff_side *sides = unit->diff->sides;
    while (n[BEFORE] > 0 && n[AFTER] > 0) {
        size_t best[SIDES] = {0, 0};
        double nearest = INFINITY;
        for (size_t i = 0; i < n[BEFORE]; i++)
            for (size_t k = 0; k < n[AFTER]; k++) {
                const double *a = sides[BEFORE].findings[fails[BEFORE][i]].xy;
                const double *b = sides[AFTER].findings[fails[AFTER][k]].xy;
                double distance = hypot(a[0] - b[0], a[1] - b[1]);
                if (distance < nearest) {
                    nearest = distance;
                    best[BEFORE] = i;
                    best[AFTER] = k;
                }
            }
        TRY(add_both(unit, fails[BEFORE][best[BEFORE]], fails[AFTER][best[AFTER]], err));
        for (int s = 0; s < SIDES; s++)
            fails[s][best[s]] = fails[s][--n[s]];
    }
    for (int s = 0; s < SIDES; s++)
        for (size_t i = 0; i < n[s]; i++)
            TRY(add_one_sided(unit, s, fails[s][i], err));
    return RASIF_OK;
}

static bool is_stretch(const struct question *unit, uint32_t *const fails[SIDES],
                       const size_t n[SIDES])
{
    for (int s = 0; s < SIDES; s++)
        for (size_t i = 0; i < n[s]; i++)
            if (unit->diff->sides[s].findings[fails[s][i]].half_m > 0) /* else a place, or none */
                return true;
    return false;
}

/* Stretches of a segment's sides: of one that is told in pieces one finding stands for all. */
static rasif_status pair_stretches(const struct question *unit, uint32_t *const fails[SIDES],
                                   const size_t n[SIDES], rasif_error *err)
{
    struct rasif_diff *diff = unit->diff;
    for (size_t i = 0; i < n[BEFORE]; i++)
        for (size_t k = 0; k < n[AFTER]; k++) {
            uint32_t before = fails[BEFORE][i], after = fails[AFTER][k];
            if (!diff_same_stretch(diff, unit->group, before, after))
                continue;
            if (diff->fates[BEFORE][before] == KINDS && diff->fates[AFTER][after] == KINDS)
                TRY(add_both(unit, before, after, err));
            diff->fates[BEFORE][before] = diff->fates[AFTER][after] = KIND_UNCHANGED;
        }
    for (int s = 0; s < SIDES; s++)
        for (size_t i = 0; i < n[s]; i++)
            if (diff->fates[s][fails[s][i]] == KINDS)
                TRY(add_one_sided(unit, s, fails[s][i], err));
    return RASIF_OK;
}

/* Nothing fails, but what is open is told on both sides: was it answered, or lost? */
static rasif_status add_open(const struct question *unit, rasif_error *err)
{
    struct rasif_diff *diff = unit->diff;
    uint32_t found[SIDES] = {NO_ROW, NO_ROW};
    rasif_outcome outcome[SIDES] = {RASIF_PASS, RASIF_PASS};
    int open = unit->at[BEFORE].n > 0 ? BEFORE : AFTER;
    bool known = true;
    if (!diff->sides[BEFORE].all_findings || !diff->sides[AFTER].all_findings ||
        (unit->at[BEFORE].n > 0) == (unit->at[AFTER].n > 0) || !diff->rules[unit->rule].same ||
        !judged(diff, unit->group, BEFORE) || !judged(diff, unit->group, AFTER))
        return RASIF_OK;
    found[open] = unit->at[open].items[0];
    outcome[open] = RASIF_UNKNOWN;
    TRY(diff_is_known(diff, !open, diff->groups[unit->group].members[!open][0],
                      diff->sides[open].findings[found[open]].feature, unit->rule, &known, err));
    return known ? add_item(unit, found, outcome, open == BEFORE ? KIND_KNOWN : KIND_UNKNOWN, err)
                 : RASIF_OK;
}

/* Findings that another one stands for became what that one became. */
static void share_fate(const struct question *unit, uint32_t *fails[SIDES], const size_t n[SIDES])
{
    for (int s = 0; s < SIDES; s++)
        for (size_t i = 1; i < n[s]; i++)
            if (unit->diff->fates[s][fails[s][i]] == KINDS)
                unit->diff->fates[s][fails[s][i]] = unit->diff->fates[s][fails[s][0]];
}

static rasif_status add_unit(const struct question *unit, uint32_t *fails[SIDES], rasif_error *err)
{
    struct rasif_diff *diff = unit->diff;
    const struct diff_group *group = &diff->groups[unit->group];
    size_t n[SIDES] = {0, 0}, n_failing = 0;
    for (int s = 0; s < SIDES; s++)
        for (size_t i = 0; i < unit->at[s].n; i++) {
            uint32_t index = unit->at[s].items[i];
            n_failing += diff->sides[s].findings[index].fails;
            if (counts(diff, &diff->sides[s].findings[index]))
                fails[s][n[s]++] = index;
        }
    diff->skipped += n_failing - n[BEFORE] - n[AFTER];
    if (n_failing == 0)
        return add_open(unit, err);
    bool single = group->n[BEFORE] == 1 && group->n[AFTER] == 1;
    if (single && is_stretch(unit, fails, n))
        return pair_stretches(unit, fails, n, err);
    if (single)
        return pair_places(unit, fails, n, err);
    if (n[BEFORE] > 0 && n[AFTER] > 0) {
        TRY(add_both(unit, fails[BEFORE][0], fails[AFTER][0], err));
        share_fate(unit, fails, n);
        return RASIF_OK;
    }
    for (int s = 0; s < SIDES; s++) /* of several pieces one stands for all; alone, each counts */
        for (size_t i = 0; i < n[s] && (i == 0 || group->n[!s] == 0); i++)
            TRY(add_one_sided(unit, s, fails[s][i], err));
    share_fate(unit, fails, n);
    return RASIF_OK;
}

/* ---- findings by thing and rule ----------------------------------------------------------- */

struct order {
    const struct rasif_diff *diff;
    int side;
};

static int compare(const struct rasif_diff *diff, int s, uint32_t a, int t, uint32_t b)
{
    const struct diff_finding *x = &diff->sides[s].findings[a], *y = &diff->sides[t].findings[b];
    uint32_t g = diff->group_of[s][x->feature], h = diff->group_of[t][y->feature];
    return g != h ? (g > h) - (g < h) : (x->rule > y->rule) - (x->rule < y->rule);
}

static int by_unit(const void *a, const void *b, void *user)
{
    const struct order *order = user;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int difference = compare(order->diff, order->side, x, order->side, y);
    return difference != 0 ? difference : (x > y) - (x < y);
}

/* Takes the next unit off the two sorted lists; false at their end. */
static bool next_unit(struct rasif_diff *diff, uint32_t *sorted[SIDES], size_t at[SIDES],
                      struct question *out)
{
    bool left[SIDES];
    for (int s = 0; s < SIDES; s++)
        left[s] = at[s] < diff->sides[s].n_findings;
    if (!left[BEFORE] && !left[AFTER])
        return false;
    int first = !left[BEFORE] || (left[AFTER] && compare(diff, AFTER, sorted[AFTER][at[AFTER]],
                                                         BEFORE, sorted[BEFORE][at[BEFORE]]) < 0)
                    ? AFTER
                    : BEFORE;
    uint32_t model = sorted[first][at[first]];
    const struct diff_finding *finding = &diff->sides[first].findings[model];
    *out = (struct question){
        .diff = diff, .group = diff->group_of[first][finding->feature], .rule = finding->rule};
    for (int s = 0; s < SIDES; s++) {
        out->at[s].items = sorted[s] + at[s];
        while (at[s] < diff->sides[s].n_findings &&
               compare(diff, s, sorted[s][at[s]], first, model) == 0) {
            at[s]++;
            out->at[s].n++;
        }
    }
    return true;
}

rasif_status diff_findings(struct rasif_diff *diff, rasif_error *err)
{
    uint32_t *sorted[SIDES], *fails[SIDES];
    size_t at[SIDES] = {0, 0};
    for (int s = 0; s < SIDES; s++) {
        size_t n = diff->sides[s].n_findings;
        struct order order = {diff, s};
        sorted[s] = ARENA_ARRAY(&diff->arena, n + 1, uint32_t);
        fails[s] = ARENA_ARRAY(&diff->arena, n + 1, uint32_t);
        diff->fates[s] = ARENA_ARRAY(&diff->arena, n + 1, uint8_t);
        if (sorted[s] == NULL || fails[s] == NULL || diff->fates[s] == NULL)
            return fail_memory(err);
        memset(diff->fates[s], KINDS, n);
        for (uint32_t i = 0; i < n; i++)
            sorted[s][i] = i;
        qsort_r(sorted[s], n, sizeof *sorted[s], by_unit, &order);
    }
    struct question unit;
    while (next_unit(diff, sorted, at, &unit))
        TRY(add_unit(&unit, fails, err));
    return RASIF_OK;
}
