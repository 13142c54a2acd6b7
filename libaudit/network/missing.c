/* SPDX-License-Identifier: MIT
 *
 * What is missing as findings (docs/gaps.md#gaps-and-findings): see missing.h.
 *
 * Algorithm: runs of absent pieces that stop people (missing_runs.c) become findings street by
 * street, and gaps that lie in one of them refer to it; all other gaps of sufficient evidence
 * become findings of their own. Findings keep their order by element, rule and place.
 *
 * Cost: linear in runs, gaps and findings. */
#include "network/missing.h"

#include "link/link.h"
#include "rule/slice.h"

#include <stdlib.h>
#include <string.h>

enum which { SIDEWALK_MISSING, SIDEWALK_ENDS, CROSSING_ARM, WHICH_COUNT };
static const char *const rule_ids[WHICH_COUNT] = {"street-sidewalk-missing", "street-sidewalk-ends",
                                                  "street-crossing-arm"};

struct missing_job {
    const struct store *store;
    const struct plan *plan;
    const struct gap_job *gaps; /* for gap_aside */
    struct results *results;
    bool all;
    size_t rule[WHICH_COUNT];        /* SIZE_MAX = there is no such rule */
    uint32_t street;                 /* of the numbers of stretches, which stand together */
    unsigned number[WHICH_COUNT][3]; /* by side */
    uint16_t *arms;                  /* per street: of arms, which do not */
    struct slice *slice; /* one row, with the plan of streets */
    struct missing_runs runs;
    size_t at; /* of the runs: those before are reported */
};

/* ---- one finding ---------------------------------------------------------------------------- */

/* Outcome of a stretch of this length by the standard; not applicable without such a requirement.
 */
static rasif_outcome judge(const struct missing_job *job, size_t street, size_t rule,
                           double length_m, uint16_t *requirement)
{
    const struct element_plan *plan = &job->plan->elements[ELEMENT_STREET];
    size_t ordinal = plan_rule_ordinal(job->plan, ELEMENT_STREET, rule);
    if (ordinal == SIZE_MAX || plan->rules[ordinal].n_requirements == 0)
        return RASIF_NOT_APPLICABLE;
    job->slice->row[0] = (uint32_t)street;
    slice_read(job->slice, 1);
    if (job->plan->rules->rules[rule].measure == F_sidewalk_missing_m)
        slice_set_real(job->slice, 0, F_sidewalk_missing_m, length_m);
    slice_judge(job->slice);
    struct verdicts verdicts = slice_rule(job->slice, ordinal);
    rasif_outcome outcome = verdicts_of(&verdicts, 0);
    const struct requirement *reported = slice_reported(job->slice, ordinal, 0, outcome);
    if (reported != NULL)
        *requirement = (uint16_t)(reported - job->plan->standard->requirements);
    return outcome;
}

/* The number of the stretch of the street at `at_m`, from 0: the first that ends at or behind
 * it. */
static uint16_t stretch_number(const struct store *store, uint32_t street, double at_m)
{
    uint32_t first, last = street_stretches(store, street, &first), at = first;
    while (at + 1 < last && store->segments.stretches[at].to_m < at_m)
        at++;
    return (uint16_t)(at - first < UINT16_MAX ? at - first : UINT16_MAX);
}

/* Adds one finding with its stretch, and returns its number on the side (of arms: on the street)
 * in *place. `stops`: it blocks every profile. Without a requirement that it fails it is a
 * failure of the rule alone, which is counted here because no requirement counts it. */
static MUST bool add(struct missing_job *job, enum which which, uint32_t street,
                     const struct missing *missing, bool stops, bool unknown, uint16_t *place)
{
    struct results *results = job->results;
    struct finding finding = {
        .row = street, .role = ROLE_STREET, .need = UINT16_MAX, .requirement = UINT16_MAX};
    if (job->street != street)
        memset(job->number, 0, sizeof job->number);
    job->street = street;
    *place = which == CROSSING_ARM
                 ? ++job->arms[street]
                 : missing_place(++job->number[which][missing->side], missing->side);
    finding.place = *place;
    finding.rule = (uint16_t)job->rule[which];
    if (unknown)
        finding.outcome = RASIF_UNKNOWN;
    else if (judge(job, street, job->rule[which], missing->to_m - missing->from_m,
                   &finding.requirement) == RASIF_FAIL)
        finding.outcome = RASIF_FAIL;
    else {
        finding.requirement = UINT16_MAX;
        results->counts[finding.rule].outcome[RASIF_FAIL]++; /* no requirement counted it */
    }
    if (stops)
        finding.blocks = (uint16_t)((1u << job->plan->n_profiles) - 1);
    finding.need = stretch_number(job->store, street, (missing->from_m + missing->to_m) / 2);
    finding.at = (uint32_t)results->n_missing + 1;
    return PUSH(results->missing, results->n_missing, results->missing_capacity, *missing) &&
           PUSH(results->findings, results->n_findings, results->findings_capacity, finding);
}

/* ---- stretches of sides --------------------------------------------------------------------- */

/* The gap refers to this finding. */
static void call(struct gap *gap, const struct missing_job *job, enum which which, uint16_t place)
{
    gap->finding_rule = (uint16_t)job->rule[which];
    gap->finding_row = gap->street;
    gap->finding_place = place;
}

/* Gaps along one street, by kind: in each the next that lies on `side` and begins before `to_m` is
 * taken. Those of a street stand together, by side and place. */
struct gaps_of_street {
    struct gap *next[2], *end[2]; /* GAP_NO_SIDEWALK, GAP_SIDEWALK_ENDS */
};

/* Metres along the street: it decides to which run a gap belongs. */
static double middle(const struct gap *gap)
{
    return (gap->from_m + gap->to_m) / 2;
}

/* Makes a finding of a gap in no run, which is short or of unknown evidence. Unknown ones become
 * findings only with job->all. */
static bool add_alone(struct missing_job *job, struct gap *gap)
{
    enum which which = gap->kind == GAP_SIDEWALK_ENDS ? SIDEWALK_ENDS : SIDEWALK_MISSING;
    struct missing missing = {.from_m = gap->from_m,
                              .to_m = gap->to_m,
                              .side = gap->side,
                              .stated = gap->evidence == GAP_STATED,
                              .aside_m = (float)gap_aside(job->gaps, gap->street, gap->side)};
    bool unknown = gap->evidence == GAP_UNKNOWN;
    uint16_t place;
    if ((unknown && !job->all) || job->rule[which] == SIZE_MAX)
        return true;
    if (!add(job, which, gap->street, &missing, false, unknown, &place))
        return false;
    call(gap, job, which, place);
    return true;
}

/* Does the gap come before `to_m` of this side, by its middle? */
static bool is_before(const struct gap *gap, uint8_t side, double to_m)
{
    return gap->side != side ? gap->side < side : middle(gap) < to_m;
}

/* A run of absent pieces: one finding, whatever gaps lie in it. */
static bool add_run(struct missing_job *job, uint32_t street, const struct missing *run,
                    struct gaps_of_street *gaps)
{
    struct gap *first[2];
    bool ends = false, good = true;
    for (int k = 0; k < 2; k++) {
        while (good && gaps->next[k] < gaps->end[k] &&
               is_before(gaps->next[k], run->side, run->from_m))
            good = add_alone(job, gaps->next[k]++);
        first[k] = gaps->next[k];
        while (gaps->next[k] < gaps->end[k] && is_before(gaps->next[k], run->side, run->to_m))
            gaps->next[k]++;
        ends = ends || (k == 1 && gaps->next[k] > first[k]);
    }
    enum which which =
        ends && run->to_m - run->from_m < GAP_ENDS_M ? SIDEWALK_ENDS : SIDEWALK_MISSING;
    uint16_t place;
    if (!good || job->rule[which] == SIZE_MAX)
        return good;
    if (!add(job, which, street, run, true, false, &place))
        return false;
    for (int k = 0; k < 2; k++)
        for (struct gap *gap = first[k]; gap < gaps->next[k]; gap++)
            call(gap, job, which, place);
    return true;
}

/* The runs of one street in their order, then the gaps that lie in none. */
static bool add_runs(struct missing_job *job, uint32_t street, struct gaps_of_street *gaps)
{
    const struct missing_runs *runs = &job->runs;
    for (; job->at < runs->n && runs->items[job->at].street == street; job->at++)
        if (!add_run(job, street, &runs->items[job->at].missing, gaps))
            return false;
    for (int k = 0; k < 2; k++)
        while (gaps->next[k] < gaps->end[k])
            if (!add_alone(job, gaps->next[k]++))
                return false;
    return true;
}

/* The gaps of a kind that come first in [*at, last) and are of this street; moves *at behind them.
 */
static void take(struct gap **at, struct gap *last, uint32_t street, struct gap **from,
                 struct gap **to)
{
    *from = *at;
    while (*at < last && (*at)->street == street)
        ++*at;
    *to = *at;
}

/* Runs and gaps along streets, merged in the order of streets. */
static MUST bool add_sides(struct missing_job *job, struct gaps *gaps)
{
    struct gap *at[2], *last[2], *item = gaps->items;
    struct gap *end = gaps->n > 0 ? gaps->items + gaps->n : item; /* no step from NULL */
    for (int k = 0; k < 2; k++) {
        at[k] = item;
        while (item < end && item->kind == k)
            item++;
        last[k] = item;
    }
    for (uint32_t s = 0; s < job->store->tables[ROLE_STREET].n; s++) {
        struct gaps_of_street own;
        for (int k = 0; k < 2; k++)
            take(&at[k], last[k], s, &own.next[k], &own.end[k]);
        if (street_links(job->store, s) && !add_runs(job, s, &own))
            return false;
    }
    return true;
}

/* ---- gaps that other findings cover --------------------------------------------------------- */

/* Lets the gap of a ramp refer to the finding of that end among the first `n`; judging made it. */
static void name_ramp(const struct missing_job *job, struct gap *gap, size_t rule, size_t n)
{
    uint16_t place = (uint16_t)(gap->place + 1);
    const struct finding wanted = {.role = ROLE_CROSSING, .row = gap->from, .rule = (uint16_t)rule,
                                   .place = place};
    if (finding_find(job->results, n, &wanted) == SIZE_MAX)
        return;
    gap->finding_rule = (uint16_t)rule;
    gap->finding_row = gap->from;
    gap->finding_place = place;
}

/* Lets the gap of an arm refer to the finding of its segment, which judging made where a main
 * street has no crossing at all; adds a finding of its own where there is none. by_segment
 * [segments]: 1 + the number of that finding, 0 = none. */
static bool add_arm(struct missing_job *job, struct gap *gap, const uint32_t *by_segment)
{
    uint32_t first, last = street_stretches(job->store, gap->street, &first);
    uint32_t stretch = first + stretch_number(job->store, gap->street, gap->from_m);
    uint32_t found =
        stretch < last ? by_segment[job->store->segments.stretches[stretch].segment] : 0;
    bool unknown = gap->evidence == GAP_UNKNOWN;
    struct missing arm = {
        .from_m = gap->from_m, .to_m = gap->to_m, .stated = gap->evidence == GAP_STATED};
    uint16_t place;
    if (found > 0) {
        const struct finding *finding = &job->results->findings[found - 1];
        gap->finding_rule = finding->rule;
        gap->finding_row = finding->row;
        gap->finding_place = finding->place;
        return true;
    }
    if ((unknown && !job->all) || job->rule[CROSSING_ARM] == SIZE_MAX)
        return true;
    if (!add(job, CROSSING_ARM, gap->street, &arm, false, unknown, &place))
        return false;
    call(gap, job, CROSSING_ARM, place);
    return true;
}

/* Gaps of ramps refer to findings that exist; gaps at arms get one where there is none. */
static MUST bool add_others(struct missing_job *job, struct gaps *gaps, size_t n)
{
    size_t ramp = rules_find_rule(job->plan->rules, "crossing-ramp-missing");
    size_t crossing = rules_find_rule(job->plan->rules, "street-crossing-missing");
    uint32_t *by_segment = calloc(job->store->segments.n + 1, sizeof *by_segment);
    bool good = by_segment != NULL;
    for (size_t i = 0; i < n && good; i++) {
        const struct finding *finding = &job->results->findings[i];
        uint32_t segment =
            finding->rule == crossing ? finding_segment(job->store, finding) : NO_ROW;
        if (segment != NO_ROW)
            by_segment[segment] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < gaps->n && good; i++) {
        struct gap *gap = &gaps->items[i];
        if (gap->kind == GAP_NO_RAMP)
            name_ramp(job, gap, ramp, n);
        else if (gap->kind == GAP_NO_CROSSING)
            good = add_arm(job, gap, by_segment);
    }
    free(by_segment);
    return good;
}

rasif_status missing_findings(const struct store *store, const struct plan *plan, bool all,
                              const struct settings *settings, struct gaps *gaps,
                              struct results *results, rasif_error *err)
{
    const struct gap_job gap_job = {.store = store, .settings = settings, .out = gaps};
    struct missing_job job = {.store = store,
                              .plan = plan,
                              .gaps = &gap_job,
                              .results = results,
                              .all = all,
                              .street = NO_ROW};
    size_t n = results->n_findings;
    for (int w = 0; w < WHICH_COUNT; w++)
        job.rule[w] = rules_find_rule(plan->rules, rule_ids[w]);
    for (size_t i = 0; i < gaps->n; i++)
        gaps->items[i].finding_rule = UINT16_MAX;
    struct slice_plan asked;
    struct arena arena = {0};
    job.arms = calloc(store->tables[ROLE_STREET].n + 1, sizeof *job.arms);
    bool good = slice_plan_build(plan, &plan->elements[ELEMENT_STREET], &arena, &asked, err) == RASIF_OK &&
                (job.slice = slice_new(&asked, &store->tables[ROLE_STREET])) != NULL &&
                job.arms != NULL && missing_runs_find(store, &gap_job, &job.runs) &&
                add_others(&job, gaps, n) && add_sides(&job, gaps) && findings_sort(results);
    slice_free(job.slice);
    arena_free(&arena);
    free(job.arms);
    free(job.runs.items);
    return good ? RASIF_OK : fail_memory(err);
}
