/* SPDX-License-Identifier: MIT
 *
 * All elements (docs/scoring.md, sections 2 and 9). In: the tables of the store, the
 * plan. Out: outcomes, scores for every profile, findings, and what surveying missing values
 * would settle.
 *
 * Rows are independent. Chunks of rows run side by side; in each, up to 64 rows of one kind of
 * element form a slice (slice.h), which is judged as a whole. Results are sets of rows by rule;
 * a transposition of 64 x 64 bits (Warren, Hacker's Delight, 7-3) makes rules by row of them,
 * for findings and stored outcomes. Chunks are put together in order, so that the number of
 * threads never shows. Cost: rows x (conditions + profiles x needs) / 64 logical steps. */
#include "base/parallel.h"
#include "rule/findings.h"
#include "rule/slice.h"

#include <stdlib.h>
#include <string.h>

typedef struct survey_row survey_rows[ELEMENT_COUNT][FIELD_COUNT];

struct element_job {
    const struct store *store;
    const struct plan *plan;
    const struct settings *settings;
    struct results *results;
    enum role role;
    struct element_rules {
        struct slice_plan slices;
        size_t by_rule[MOST_RULES]; /* ordinals in the order of rules */
    } * elements;                   /* [ELEMENT_COUNT] */
    struct found *found;            /* by chunk */
    survey_rows *survey;            /* by chunk */
};

/* The verdicts on one slice, in sets of rows. */
struct verdict_sets {
    rowset judged; /* rows whose rules are asked */
    struct verdicts rules[MOST_RULES];
    rowset blocks[MOST_PROFILES][MOST_RULES];
    rowset counted[FIELD_COUNT]; /* rows that lack this value */
};

/* Exchanges bit i of word k with bit k of word i. */
static void transpose(rowset words[SLICE_ROWS])
{
    rowset mask = ~(rowset)0 >> 32;
    for (unsigned width = 32; width != 0; width /= 2, mask ^= mask << width)
        for (unsigned k = 0; k < SLICE_ROWS; k = (k + width + 1) & ~width) {
            rowset moved = (words[k] >> width ^ words[k + width]) & mask;
            words[k] ^= moved << width;
            words[k + width] ^= moved;
        }
}

/* ---- missing values ----------------------------------------------------------------------- */

/* Counts rows in which one value is missing; `counted` keeps a row and its length from counting
 * twice. */
static void count_missing(struct survey_row *survey, struct verdict_sets *sets, enum field_id field,
                          rowset rows, bool blocking)
{
    *(blocking ? &survey[field].blocking : &survey[field].verdicts) += rows_count(rows);
    sets->counted[field] |= rows;
}

/* An undecided row counts for the first missing value: the measure, then the conditions in their
 * order. */
static void count_undecided(const struct slice *slice, const struct slice_requirement *asked,
                            rowset rows, struct survey_row *survey, struct verdict_sets *sets)
{
    enum field_id measure = asked->requirement->require.measure;
    const struct gate *gates[3] = {&asked->when, &asked->unless, &asked->maybe};
    rowset left = rows & ~slice->null[measure];
    count_missing(survey, sets, measure, rows & slice->null[measure], false);
    for (int g = 0; g < 3; g++)
        for (size_t i = 0; i < gates[g]->n; i++) {
            size_t test = gates[g]->tests[i];
            rowset open = slice->tests[test].open;
            count_missing(survey, sets, slice->plan->tests[test]->measure, left & open, false);
            left &= ~open;
        }
    count_missing(survey, sets, measure, left, false);
}

/* Of each unknown rule the first unknown requirement. */
static void count_unknown_rules(const struct slice *slice, struct survey_row *survey,
                                struct verdict_sets *sets)
{
    for (size_t k = 0; k < slice->plan->asked->n_rules; k++) {
        rowset left = sets->rules[k].unknown;
        for (size_t i = slice->plan->rules[k].first; left != 0; i++) {
            rowset reported = left & slice->requirements[i].unknown;
            count_undecided(slice, &slice->plan->requirements[i], reported, survey, sets);
            left &= ~reported;
        }
    }
}

/* Rows that a profile passes or not for want of the value of a blocking need. */
static void count_unknown_needs(const struct slice *slice, size_t profile, rowset unknown,
                                struct survey_row *survey, struct verdict_sets *sets)
{
    for (size_t i = 0; i < slice->plan->n_needs[profile]; i++) {
        const struct slice_need *need = &slice->plan->needs[profile][i];
        struct truths when = slice_gate(slice, &need->when);
        rowset rows = unknown & slice->null[need->asked->measure] & (when.yes | when.open);
        if (need->asked->need->blocks)
            count_missing(survey, sets, need->asked->measure, rows, true);
    }
}

/* Lengths are added once for each row and value, whatever is undecided for want of it. */
static void count_rows(const struct slice *slice, struct survey_row *survey,
                       const struct verdict_sets *sets)
{
    const double *length_m = slice->elements->length_m;
    for (size_t k = 0; k < slice->plan->asked->n_used; k++) {
        enum field_id field = slice->plan->asked->used[k];
        survey[field].n += rows_count(sets->counted[field]);
        for (rowset left = sets->counted[field]; left != 0; left &= left - 1) {
            double length = length_m[slice->row[rows_first(left)]];
            survey[field].length_m += isnan(length) ? 0 : length;
        }
    }
}

/* ---- findings ----------------------------------------------------------------------------- */

/* A rule that fails in row i, else one whose needs block there, else an unknown one. */
static struct finding finding_of(const struct element_job *job, const struct slice *slice,
                                 const struct verdict_sets *sets, size_t ordinal, unsigned i)
{
    rowset row = (rowset)1 << i;
    struct finding finding = {.row = slice->row[i],
                              .role = (uint8_t)job->role,
                              .rule = (uint16_t)slice->plan->asked->rules[ordinal].rule,
                              .requirement = UINT16_MAX};
    for (size_t p = 0; p < job->plan->n_profiles; p++)
        finding.blocks |= (uint16_t)((sets->blocks[p][ordinal] >> i & 1) << p);
    finding.outcome = sets->rules[ordinal].fail & row ? RASIF_FAIL
                      : finding.blocks != 0           ? 0
                                                      : RASIF_UNKNOWN;
    if (finding.outcome != 0)
        finding.requirement = (uint16_t)(slice_reported(slice, ordinal, i, finding.outcome) -
                                         job->plan->standard->requirements);
    else
        finding_strictest(slice->plan->asked, job->plan->n_profiles, ordinal, &finding);
    return finding;
}

/* `rules`: a word for each rule in the order of ids, then, transposed, a word for each row. */
static void report(const struct element_job *job, struct found *found, const size_t *by_rule,
                   const struct slice *slice, const struct verdict_sets *sets)
{
    const struct element_plan *asked = slice->plan->asked;
    rowset rules[SLICE_ROWS] = {0}; /* that are reported of each row */
    for (size_t k = 0; k < asked->n_rules; k++) {
        size_t ordinal = by_rule[k];
        if (job->plan->rules->rules[asked->rules[ordinal].rule].per_place)
            continue; /* score_chain.c and network/missing.c find these place by place */
        rules[k] = sets->rules[ordinal].fail;
        if (job->settings->all_findings)
            rules[k] |= sets->rules[ordinal].unknown;
        for (size_t p = 0; p < job->plan->n_profiles; p++)
            rules[k] |= sets->blocks[p][ordinal] & sets->judged;
    }
    transpose(rules);
    for (unsigned i = 0; i < slice->n; i++)
        for (rowset left = rules[i]; left != 0; left &= left - 1) {
            struct finding finding = finding_of(job, slice, sets, by_rule[rows_first(left)], i);
            found_add(found, &finding);
        }
}

/* ---- a slice, a chunk --------------------------------------------------------------------- */

/* Rules without requirements are asked by profiles only: they have no outcomes to count. */
static void judge_rules(const struct slice *slice, struct rule_count *counts,
                        struct verdict_sets *sets)
{
    const struct element_plan *asked = slice->plan->asked;
    for (size_t k = 0; k < asked->n_rules; k++) {
        struct verdicts *rule = &sets->rules[k];
        *rule = slice_rule(slice, k);
        rule->fail &= sets->judged;
        rule->unknown &= sets->judged;
        rule->pass &= sets->judged;
        if (asked->rules[k].n_requirements == 0)
            continue;
        size_t *outcome = counts[asked->rules[k].rule].outcome;
        outcome[RASIF_FAIL] += rows_count(rule->fail);
        outcome[RASIF_UNKNOWN] += rows_count(rule->unknown);
        outcome[RASIF_PASS] += rows_count(rule->pass);
        outcome[RASIF_NOT_APPLICABLE] +=
            rows_count(sets->judged & ~(rule->fail | rule->unknown | rule->pass));
    }
}

/* Two bits for each rule: see struct outcomes. */
static void store_outcomes(const struct slice *slice, const struct verdict_sets *sets,
                           struct outcomes *out)
{
    rowset high[SLICE_ROWS] = {0}, low[SLICE_ROWS] = {0};
    for (size_t k = 0; k < slice->plan->asked->n_rules; k++) {
        high[k] = sets->rules[k].fail | sets->rules[k].unknown;
        low[k] = sets->rules[k].fail | sets->rules[k].pass;
    }
    transpose(high);
    transpose(low);
    for (size_t i = 0; i < slice->n; i++)
        out[slice->row[i]] = (struct outcomes){high[i], low[i]};
}

/* A ramp that stands for an absent one is scored, but no rule is asked of it: it is not there. */
static void judge_slice(const struct element_job *job, size_t chunk, enum element element,
                        struct slice *slice, size_t n)
{
    struct role_results *results = &job->results->roles[job->role];
    struct survey_row *survey = job->survey[chunk][element];
    struct verdict_sets sets;
    memset(sets.counted, 0, sizeof sets.counted);
    slice_read(slice, n);
    slice_judge(slice);
    sets.judged = slice->all;
    for (size_t i = 0; i < n && job->role == ROLE_RAMP; i++)
        if (job->store->crossings.ramp_stands_for_absent[slice->row[i]])
            sets.judged &= ~((rowset)1 << i);
    judge_rules(slice, job->found[chunk].counts, &sets);
    count_unknown_rules(slice, survey, &sets);
    for (size_t p = 0; p < job->plan->n_profiles; p++) {
        struct score scores[SLICE_ROWS];
        rowset unknown = 0;
        slice_score(slice, p, scores, sets.blocks[p]);
        for (size_t i = 0; i < n; i++) {
            unknown |= (rowset)(scores[i].passable == PASSABLE_UNKNOWN) << i;
            memcpy(&results->scores[p][slice->row[i]], &scores[i], sizeof *scores);
        }
        count_unknown_needs(slice, p, unknown, survey, &sets);
    }
    count_rows(slice, survey, &sets);
    report(job, &job->found[chunk], job->elements[element].by_rule, slice, &sets);
    store_outcomes(slice, &sets, results->outcomes);
}

/* Rows of two kinds of elements, sidewalks and steps, are judged one kind after the other. */
static int compare_findings(const void *a, const void *b)
{
    const struct finding *left = a, *right = b;
    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    return left->rule < right->rule ? -1 : left->rule > right->rule;
}

/* A slice for each kind of element: rows of streets are sidewalks or steps. */
static void judge_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct element_job *job = user;
    struct found *found = &job->found[chunk];
    struct role_results *results = &job->results->roles[job->role];
    struct slice *slices[ELEMENT_COUNT] = {NULL};
    size_t n[ELEMENT_COUNT] = {0};
    bool good = found_begin(found, job->plan->rules->n_rules);
    for (size_t row = first; row < last && good; row++) {
        enum element e = judged_element(job->store, job->role, row);
        for (size_t p = 0; p < job->plan->n_profiles && e == ELEMENT_NONE; p++)
            memcpy(&results->scores[p][row], &score_na, sizeof score_na);
        if (e == ELEMENT_NONE)
            continue;
        if (slices[e] == NULL)
            slices[e] = slice_new(&job->elements[e].slices, &job->store->tables[job->role]);
        if (!(good = slices[e] != NULL))
            break;
        slices[e]->row[n[e]++] = (uint32_t)row;
        if (n[e] == SLICE_ROWS) {
            judge_slice(job, chunk, e, slices[e], n[e]);
            n[e] = 0;
        }
    }
    for (int e = 0; e < ELEMENT_COUNT; e++) {
        if (n[e] > 0 && good)
            judge_slice(job, chunk, (enum element)e, slices[e], n[e]);
        slice_free(slices[e]);
    }
    /* Other roles have one kind of element: their findings are in order. */
    if (job->role == ROLE_STREET && found->n > 0)
        array_sort(found->items, found->n, sizeof *found->items, compare_findings);
    found->failed = found->failed || !good;
}

/* ---- all rows ----------------------------------------------------------------------------- */

/* Counts of one chunk to those of all. */
static void add_survey(survey_rows to, survey_rows from)
{
    for (int e = 0; e < ELEMENT_COUNT; e++)
        for (int f = 0; f < FIELD_COUNT; f++) {
            to[e][f].n += from[e][f].n;
            to[e][f].verdicts += from[e][f].verdicts;
            to[e][f].blocking += from[e][f].blocking;
            to[e][f].length_m += from[e][f].length_m;
        }
}

/* All rows of one table. */
static rasif_status score_role(struct element_job *job, struct arena *arena, rasif_error *err)
{
    size_t n = job->store->tables[job->role].n;
    struct role_results *results = &job->results->roles[job->role];
    results->outcomes = ARENA_ARRAY(arena, n, struct outcomes);
    if (results->outcomes == NULL)
        return fail_memory(err);
    for (size_t p = 0; p < job->plan->n_profiles; p++)
        if ((results->scores[p] = ARENA_ARRAY(arena, n, struct score)) == NULL)
            return fail_memory(err);
    size_t chunks = parallel_chunks(n);
    job->found = calloc(chunks + 1, sizeof *job->found);
    job->survey = calloc(chunks + 1, sizeof *job->survey);
    bool good = job->found != NULL && job->survey != NULL;
    if (good) {
        parallel_rows(job->settings->threads, n, judge_rows, job);
        for (size_t c = 0; c < chunks; c++)
            add_survey(job->results->survey, job->survey[c]);
        good = found_gather(job->found, chunks, job->plan->rules->n_rules, job->results);
    }
    free(job->found);
    free(job->survey);
    return good ? RASIF_OK : fail_memory(err);
}

/* Insertion sort by index of the rule: findings of a row are in that order. */
static void order_rules(struct element_rules *element)
{
    const struct element_plan *asked = element->slices.asked;
    for (size_t k = 0; k < asked->n_rules; k++) {
        size_t at = k;
        for (; at > 0 && asked->rules[element->by_rule[at - 1]].rule > asked->rules[k].rule; at--)
            element->by_rule[at] = element->by_rule[at - 1];
        element->by_rule[at] = k;
    }
}

rasif_status score_elements(const struct store *store, const struct plan *plan,
                            const struct settings *settings, struct arena *arena,
                            struct results *out, rasif_error *err)
{
    struct element_job job = {.store = store, .plan = plan, .settings = settings, .results = out};
    out->counts = ARENA_ARRAY(arena, plan->rules->n_rules, struct rule_count);
    job.elements = ARENA_ARRAY(arena, ELEMENT_COUNT, struct element_rules);
    if (out->counts == NULL || job.elements == NULL)
        return fail_memory(err);
    for (int e = 0; e < ELEMENT_COUNT; e++) {
        TRY(slice_plan_build(plan, &plan->elements[e], arena, &job.elements[e].slices, err));
        order_rules(&job.elements[e]);
    }
    /* Roles up to steps are judged; obstacles, seats and destinations are not. */
    for (int r = 0; r <= ROLE_STEPS; r++) {
        job.role = (enum role)r;
        TRY(score_role(&job, arena, err));
    }
    return RASIF_OK;
}
