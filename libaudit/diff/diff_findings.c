/* SPDX-License-Identifier: MIT
 *
 * What became of each finding. In: findings and groups. Out: items, one per rule and thing (a group
 * of features), and, where the thing is one feature in both files, one per place on it; fates of
 * findings.
 *
 * Algorithm: the findings of each file are sorted by group and rule, and the two lists merged; each
 * step of the merge compares the findings of one rule at one thing. Findings that fail in both
 * files are paired by place (the nearest first) or by stretch; what is left fails in one file only,
 * and what the rule says in the other file is looked up (diff_known.c). Cost: O(n log n), and one
 * query per finding that fails in one file only. */
#include "diff/diff.h"

#include "base/os.h"

#include <stdlib.h>
#include <string.h>

const char *const kind_names[KINDS] = {"fixed",        "new",     "unchanged", "became_unknown",
                                       "became_known", "removed", "added"};

/* Findings of one rule at one thing in one file: indices into the file's findings. */
struct finding_list {
    const uint32_t *items;
    size_t n;
};

/* One rule at one thing, with its findings in both files. */
struct comparison {
    struct rasif_diff *diff;
    uint32_t group, rule;
    struct finding_list at[AUDITS];
};

/* Does the finding say that something is wrong that both audits would have seen? Requirements need
 * the same limits. Being stopped needs only the profile, whose text is the same in both. A need has
 * no limit, but one of the audits may have made a requirement of it. */
static bool is_comparable_failure(const struct rasif_diff *diff, const struct diff_finding *finding)
{
    const struct diff_rule *rule = &diff->rules[finding->rule];
    bool needed = finding->needed && rule->asked[BEFORE] && rule->asked[AFTER] &&
                  !rule->required[BEFORE] && !rule->required[AFTER];
    return finding->fails && ((finding->required && rule->same) || finding->blocks != 0 || needed);
}

/* Was any member judged? Elements out of scope have no outcomes. */
static bool is_group_judged(const struct rasif_diff *diff, uint32_t group, int s)
{
    const struct diff_group *g = &diff->groups[group];
    for (size_t i = 0; i < g->n[s]; i++)
        if (diff->audits[s].features[g->members[s][i]].judged)
            return true;
    return false;
}

/* Does the file say that the rule's outcome is unknown there? */
static bool has_unknown_finding(const struct comparison *c, int s)
{
    for (size_t i = 0; i < c->at[s].n; i++)
        if (!c->diff->audits[s].findings[c->at[s].items[i]].fails)
            return true;
    return false;
}

/* Outcome in file `s`, where the rule does not fail; `other` is the feature that fails in the other
 * file. Unknown as soon as one member's answer is unknown. */
static rasif_status outcome_without_finding(const struct comparison *c, int s, uint32_t other,
                                            rasif_outcome *out, rasif_error *err)
{
    const struct diff_group *g = &c->diff->groups[c->group];
    *out = has_unknown_finding(c, s) ? RASIF_UNKNOWN : RASIF_PASS;
    for (size_t i = 0; i < g->n[s] && *out == RASIF_PASS; i++) {
        bool known = true;
        uint32_t feature = g->members[s][i];
        if (c->diff->audits[s].features[feature].judged)
            TRY(diff_is_known(c->diff, s, feature, other, c->rule, &known, err));
        *out = known ? RASIF_PASS : RASIF_UNKNOWN;
    }
    return RASIF_OK;
}

/* Also counts the item, and notes its kind as the fate of its findings. */
static rasif_status append_item(const struct comparison *c, const uint32_t finding[AUDITS],
                                const rasif_outcome outcome[AUDITS], enum finding_kind kind,
                                rasif_error *err)
{
    struct rasif_diff *diff = c->diff;
    struct diff_item item = {.kind = kind, .group = c->group, .rule = c->rule};
    for (int s = 0; s < AUDITS; s++) {
        item.finding[s] = finding[s];
        item.outcome[s] = outcome[s];
        item.blocks = item.blocks ||
                      (finding[s] != NO_ROW && diff->audits[s].findings[finding[s]].blocks != 0);
        if (finding[s] != NO_ROW)
            diff->fates[s][finding[s]] = (uint8_t)kind;
    }
    if (!PUSH(diff->items, diff->n_items, diff->item_capacity, item))
        return fail_memory(err);
    diff->counts[kind]++;
    diff->groups[c->group].changes += kind != KIND_UNCHANGED;
    return RASIF_OK;
}

/* The rule fails in file `s` alone. Without a judged feature in the other file the finding came or
 * went with its element. */
static rasif_status append_one_sided(const struct comparison *c, int s, uint32_t finding,
                                     rasif_error *err)
{
    uint32_t found[AUDITS] = {NO_ROW, NO_ROW};
    rasif_outcome outcome[AUDITS] = {RASIF_NOT_APPLICABLE, RASIF_NOT_APPLICABLE};
    enum finding_kind kind = s == BEFORE ? KIND_REMOVED : KIND_ADDED;
    found[s] = finding;
    outcome[s] = RASIF_FAIL;
    if (is_group_judged(c->diff, c->group, !s)) {
        uint32_t feature = c->diff->audits[s].findings[finding].feature;
        TRY(outcome_without_finding(c, !s, feature, &outcome[!s], err));
        if (outcome[!s] == RASIF_UNKNOWN)
            kind = s == BEFORE ? KIND_UNKNOWN : KIND_KNOWN;
        else
            kind = s == BEFORE ? KIND_FIXED : KIND_NEW;
    }
    return append_item(c, found, outcome, kind, err);
}

/* The rule fails in both files. */
static rasif_status append_unchanged(const struct comparison *c, uint32_t before, uint32_t after,
                                     rasif_error *err)
{
    uint32_t found[AUDITS] = {before, after};
    rasif_outcome outcome[AUDITS] = {RASIF_FAIL, RASIF_FAIL};
    return append_item(c, found, outcome, KIND_UNCHANGED, err);
}

/* Several places of one feature (the ends of a crossing): the nearest ones belong together. Their
 * numbers do not help: they follow the direction of the line. */
static rasif_status pair_places(const struct comparison *c, uint32_t *fails[AUDITS],
                                size_t n[AUDITS], rasif_error *err)
{
    const struct diff_audit *audits = c->diff->audits;
    while (n[BEFORE] > 0 && n[AFTER] > 0) {
        size_t best[AUDITS] = {0, 0};
        double nearest = INFINITY;
        for (size_t i = 0; i < n[BEFORE]; i++)
            for (size_t k = 0; k < n[AFTER]; k++) {
                const double *a = audits[BEFORE].findings[fails[BEFORE][i]].xy;
                const double *b = audits[AFTER].findings[fails[AFTER][k]].xy;
                double distance = hypot(a[0] - b[0], a[1] - b[1]);
                if (distance < nearest) {
                    nearest = distance;
                    best[BEFORE] = i;
                    best[AFTER] = k;
                }
            }
        TRY(append_unchanged(c, fails[BEFORE][best[BEFORE]], fails[AFTER][best[AFTER]], err));
        for (int s = 0; s < AUDITS; s++)
            fails[s][best[s]] = fails[s][--n[s]];
    }
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 0; i < n[s]; i++)
            TRY(append_one_sided(c, s, fails[s][i], err));
    return RASIF_OK;
}

/* Do any of these findings lie on a stretch? Others lie at a place, or nowhere. */
static bool is_stretch(const struct comparison *c, uint32_t *const fails[AUDITS],
                       const size_t n[AUDITS])
{
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 0; i < n[s]; i++)
            if (c->diff->audits[s].findings[fails[s][i]].half_m > 0) /* else a place, or none */
                return true;
    return false;
}

/* Stretches of a segment's sides: of a stretch in several pieces one finding stands for all. What
 * overlaps nothing is on one side only. */
static rasif_status pair_stretches(const struct comparison *c, uint32_t *const fails[AUDITS],
                                   const size_t n[AUDITS], rasif_error *err)
{
    struct rasif_diff *diff = c->diff;
    for (size_t i = 0; i < n[BEFORE]; i++)
        for (size_t k = 0; k < n[AFTER]; k++) {
            uint32_t before = fails[BEFORE][i], after = fails[AFTER][k];
            if (!diff_same_stretch(diff, c->group, before, after))
                continue;
            if (diff->fates[BEFORE][before] == KINDS && diff->fates[AFTER][after] == KINDS)
                TRY(append_unchanged(c, before, after, err));
            diff->fates[BEFORE][before] = diff->fates[AFTER][after] = KIND_UNCHANGED;
        }
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 0; i < n[s]; i++)
            if (diff->fates[s][fails[s][i]] == KINDS)
                TRY(append_one_sided(c, s, fails[s][i], err));
    return RASIF_OK;
}

/* Nothing fails, but unknown outcomes are in both files: was one answered, or lost? */
static rasif_status compare_unknown(const struct comparison *c, rasif_error *err)
{
    struct rasif_diff *diff = c->diff;
    uint32_t found[AUDITS] = {NO_ROW, NO_ROW};
    rasif_outcome outcome[AUDITS] = {RASIF_PASS, RASIF_PASS};
    int open = c->at[BEFORE].n > 0 ? BEFORE : AFTER;
    bool known = true;
    if (!diff->audits[BEFORE].all_findings || !diff->audits[AFTER].all_findings ||
        (c->at[BEFORE].n > 0) == (c->at[AFTER].n > 0) || !diff->rules[c->rule].same ||
        !is_group_judged(diff, c->group, BEFORE) || !is_group_judged(diff, c->group, AFTER))
        return RASIF_OK;
    found[open] = c->at[open].items[0];
    outcome[open] = RASIF_UNKNOWN;
    TRY(diff_is_known(diff, !open, diff->groups[c->group].members[!open][0],
                      diff->audits[open].findings[found[open]].feature, c->rule, &known, err));
    return known ? append_item(c, found, outcome, open == BEFORE ? KIND_KNOWN : KIND_UNKNOWN, err)
                 : RASIF_OK;
}

/* Findings for which another one stands share its fate, so that gaps that refer to them have
 * one. */
static void spread_fate(const struct comparison *c, uint32_t *fails[AUDITS], const size_t n[AUDITS])
{
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 1; i < n[s]; i++)
            if (c->diff->fates[s][fails[s][i]] == KINDS)
                c->diff->fates[s][fails[s][i]] = c->diff->fates[s][fails[s][0]];
}

/* The heart of this file: chooses how the findings of one rule at one thing are held against each
 * other. `fails` is scratch memory for the indices of failing findings. */
static rasif_status compare_findings_of(const struct comparison *c, uint32_t *fails[AUDITS],
                                        rasif_error *err)
{
    struct rasif_diff *diff = c->diff;
    const struct diff_group *group = &diff->groups[c->group];
    size_t n[AUDITS] = {0, 0}, n_failing = 0;
    for (int s = 0; s < AUDITS; s++)
        for (size_t i = 0; i < c->at[s].n; i++) {
            uint32_t index = c->at[s].items[i];
            n_failing += diff->audits[s].findings[index].fails;
            if (is_comparable_failure(diff, &diff->audits[s].findings[index]))
                fails[s][n[s]++] = index;
        }
    diff->skipped += n_failing - n[BEFORE] - n[AFTER];
    if (n_failing == 0)
        return compare_unknown(c, err);
    bool single = group->n[BEFORE] == 1 && group->n[AFTER] == 1;
    if (single && is_stretch(c, fails, n))
        return pair_stretches(c, fails, n, err);
    if (single)
        return pair_places(c, fails, n, err);
    if (n[BEFORE] > 0 && n[AFTER] > 0) {
        TRY(append_unchanged(c, fails[BEFORE][0], fails[AFTER][0], err));
        spread_fate(c, fails, n);
        return RASIF_OK;
    }
    for (int s = 0; s < AUDITS; s++) /* of several pieces one stands for all; alone, each counts */
        for (size_t i = 0; i < n[s] && (i == 0 || group->n[!s] == 0); i++)
            TRY(append_one_sided(c, s, fails[s][i], err));
    spread_fate(c, fails, n);
    return RASIF_OK;
}

/* ---- findings by thing and rule ----------------------------------------------------------- */

struct finding_order {
    const struct rasif_diff *diff;
    int when;
};

/* Order by group, then rule: findings of one comparison are neighbours. */
static int compare_group_and_rule(const struct rasif_diff *diff, int s, uint32_t a, int t,
                                  uint32_t b)
{
    const struct diff_finding *x = &diff->audits[s].findings[a], *y = &diff->audits[t].findings[b];
    uint32_t g = diff->group_of[s][x->feature], h = diff->group_of[t][y->feature];
    return g != h ? (g > h) - (g < h) : (x->rule > y->rule) - (x->rule < y->rule);
}

/* Equal keys keep the order of the file, so that the result is the same every time. */
static int compare_finding_indices(const void *a, const void *b, void *user)
{
    const struct finding_order *order = user;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int difference = compare_group_and_rule(order->diff, order->when, x, order->when, y);
    return difference != 0 ? difference : (x > y) - (x < y);
}

/* Takes the next comparison off the two sorted lists; false at their end. `at` are positions in the
 * lists. */
static bool next_comparison(struct rasif_diff *diff, uint32_t *sorted[AUDITS], size_t at[AUDITS],
                            struct comparison *out)
{
    bool left[AUDITS];
    for (int s = 0; s < AUDITS; s++)
        left[s] = at[s] < diff->audits[s].n_findings;
    if (!left[BEFORE] && !left[AFTER])
        return false;
    int first = !left[BEFORE] || (left[AFTER] &&
                                  compare_group_and_rule(diff, AFTER, sorted[AFTER][at[AFTER]],
                                                         BEFORE, sorted[BEFORE][at[BEFORE]]) < 0)
                    ? AFTER
                    : BEFORE;
    uint32_t model = sorted[first][at[first]];
    const struct diff_finding *finding = &diff->audits[first].findings[model];
    *out = (struct comparison){
        .diff = diff, .group = diff->group_of[first][finding->feature], .rule = finding->rule};
    for (int s = 0; s < AUDITS; s++) {
        out->at[s].items = sorted[s] + at[s];
        while (at[s] < diff->audits[s].n_findings &&
               compare_group_and_rule(diff, s, sorted[s][at[s]], first, model) == 0) {
            at[s]++;
            out->at[s].n++;
        }
    }
    return true;
}

/* Sorted copies of the indices leave the findings themselves in the order of their FIDs, which
 * find_finding needs. */
rasif_status diff_findings(struct rasif_diff *diff, rasif_error *err)
{
    uint32_t *sorted[AUDITS], *fails[AUDITS];
    size_t at[AUDITS] = {0, 0};
    for (int s = 0; s < AUDITS; s++) {
        size_t n = diff->audits[s].n_findings;
        struct finding_order order = {diff, s};
        sorted[s] = ARENA_ARRAY(&diff->arena, n + 1, uint32_t);
        fails[s] = ARENA_ARRAY(&diff->arena, n + 1, uint32_t);
        diff->fates[s] = ARENA_ARRAY(&diff->arena, n + 1, uint8_t);
        if (sorted[s] == NULL || fails[s] == NULL || diff->fates[s] == NULL)
            return fail_memory(err);
        memset(diff->fates[s], KINDS, n);
        for (uint32_t i = 0; i < n; i++)
            sorted[s][i] = i;
        os_sort(sorted[s], n, sizeof *sorted[s], compare_finding_indices, &order);
    }
    struct comparison c;
    while (next_comparison(diff, sorted, at, &c))
        TRY(compare_findings_of(&c, fails, err));
    return RASIF_OK;
}
