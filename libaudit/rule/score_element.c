/* SPDX-License-Identifier: MIT
 *
 * One element (scoring.md sections 1, 4 and 6): its outcomes, its score for every profile, its
 * findings. Rows are independent; chunks are put together in order. */
#include "base/parallel.h"
#include "rule/judge.h"
#include "rule/results.h"

#include <stdlib.h>
#include <string.h>

const char *const passable_names[4] = {NULL, "no", "unknown", "yes"};
const char *const grade_names[GRADE_COUNT] = {NULL, "A", "B", "C", "unknown", "D", "E", "blocked"};

int32_t score_fixed(double value)
{
    return (int32_t)lround(value * SCORE_UNIT);
}

enum grade grade_of(const struct score *score)
{
    if (score->passable == PASSABLE_NONE)
        return GRADE_NONE;
    if (score->passable == PASSABLE_NO)
        return GRADE_BLOCKED;
    if (score->coverage < SCORE_UNIT / 2 || score->score == SCORE_NULL ||
        (score->passable == PASSABLE_UNKNOWN && score->score >= 60 * SCORE_UNIT))
        return GRADE_UNKNOWN;
    return score->score >= 90 * SCORE_UNIT   ? GRADE_A
           : score->score >= 75 * SCORE_UNIT ? GRADE_B
           : score->score >= 60 * SCORE_UNIT ? GRADE_C
           : score->score >= 40 * SCORE_UNIT ? GRADE_D
                                             : GRADE_E;
}

void values_load(const struct elements *elements, size_t row, const struct element_plan *plan,
                 struct values *out)
{
    for (size_t i = 0; i < plan->n_used; i++) {
        enum field_id field = plan->used[i];
        const struct column *column = elements->columns[field];
        out->real[field] = NAN;
        out->mask[field] = 0;
        out->origin[field] = ORIGIN_SURVEYED;
        if (column == NULL)
            continue;
        if (column->origin != NULL)
            out->origin[field] = column->origin[row];
        if (column_is_real(column))
            out->real[field] = column_real(column, row);
        else if (column->code != NULL)
            out->mask[field] = column->code[row] != 0 ? 1u << column->code[row] : 0;
        else if (column->list != NULL)
            out->mask[field] = column->list[row];
    }
}

/* Sums of section 1: over all needs, over the known ones, and over those that count for the score
 * figure alone (known or assumed). */
struct sums {
    double weight, known, value, score_known, score_value, least, score_least;
    bool blocked, blocking_unknown, at_most_unknown;
};

static void add_need(struct sums *sums, const struct need *need, const struct need_result *result)
{
    sums->weight += need->weight;
    sums->blocked = sums->blocked || result->blocked;
    sums->at_most_unknown = sums->at_most_unknown || result->passable_at_most_unknown;
    if (result->known || result->score_only) {
        sums->score_known += need->weight;
        sums->score_value += need->weight * result->u;
        if (need->blocks)
            sums->score_least = fmin(sums->score_least, result->u);
    }
    if (result->known) {
        sums->known += need->weight;
        sums->value += need->weight * result->u;
        if (need->blocks)
            sums->least = fmin(sums->least, result->u);
    } else if (need->blocks) {
        sums->blocking_unknown = true;
    }
}

static void settle(const struct sums *sums, struct score *out)
{
    double cap = 40 + 60 * sums->least, score_cap = 40 + 60 * sums->score_least;
    *out = score_na;
    if (!(sums->weight > 0))
        return;
    out->coverage = score_fixed(sums->known / sums->weight);
    if (sums->blocked) {
        out->score = out->low = out->high = 0;
        out->passable = PASSABLE_NO;
    } else {
        if (sums->score_known > 0)
            out->score = score_fixed(fmin(100 * sums->score_value / sums->score_known, score_cap));
        out->low = sums->blocking_unknown ? 0 : score_fixed(fmin(100 * sums->value / sums->weight, cap));
        out->high = score_fixed(
            fmin(100 * (sums->value + sums->weight - sums->known) / sums->weight, cap));
        bool yes = !sums->blocking_unknown && sums->known > 0 && !sums->at_most_unknown;
        out->passable = yes ? PASSABLE_YES : PASSABLE_UNKNOWN;
    }
    out->grade = (uint8_t)grade_of(out);
}

void score_needs(const struct element_plan *plan, size_t profile, double walking_speed_m_s,
                 const struct values *values, struct score *out, uint64_t *blocks)
{
    struct sums sums = {.least = 1, .score_least = 1};
    for (size_t i = 0; i < plan->n_needs[profile]; i++) {
        const struct plan_need *asked = &plan->needs[profile][i];
        struct need_result result;
        if (!asked->supplied)
            continue;
        need_judge(asked->need, asked->measure, walking_speed_m_s, values, &result);
        if (!result.applies)
            continue;
        add_need(&sums, asked->need, &result);
        if (result.blocked && blocks != NULL)
            *blocks |= UINT64_C(1) << asked->rule;
    }
    settle(&sums, out);
}

static bool reads_virtual_ramp(enum field_id measure)
{
    return measure == F_kerb || measure == F_tactile_warning || measure == F_kerb_height_mm;
}

void score_virtual_ramp(const struct plan *plan, size_t profile, double kerb_height_mm,
                        struct score *out)
{
    const struct element_plan *ramp = &plan->elements[ELEMENT_RAMP];
    struct sums sums = {.least = 1, .score_least = 1};
    struct values values;
    for (size_t i = 0; i < ramp->n_used; i++) {
        values.real[ramp->used[i]] = NAN;
        values.mask[ramp->used[i]] = 0;
        values.origin[ramp->used[i]] = ORIGIN_SURVEYED;
    }
    values.mask[F_kerb] = 1u << KERB_RAISED;
    values.mask[F_tactile_warning] = 1u << TACTILE_NO;
    values.real[F_kerb_height_mm] = kerb_height_mm;
    for (size_t i = 0; i < ramp->n_needs[profile]; i++) {
        const struct plan_need *asked = &ramp->needs[profile][i];
        struct need_result result;
        if (!reads_virtual_ramp(asked->measure))
            continue;
        need_judge(asked->need, asked->measure, plan->profiles[profile]->walking_speed_m_s, &values,
                   &result);
        if (result.applies)
            add_need(&sums, asked->need, &result);
    }
    settle(&sums, out);
    if (out->passable != PASSABLE_NONE) {
        out->coverage = SCORE_UNIT; /* that there is no ramp is known */
        out->grade = (uint8_t)grade_of(out);
    }
}

enum element row_element(const struct store *store, enum role role, size_t row)
{
    if (role != ROLE_STREET)
        return role_element(role);
    if (!store->streets.own[row])
        return ELEMENT_NONE;
    return element_code(&store->tables[ROLE_STREET], F_class, row) == CLASS_STEPS ? ELEMENT_STEPS
                                                                                   : ELEMENT_SIDEWALK;
}

/* ---- a chunk of rows ---- */

struct chunk {
    struct finding *findings;
    size_t n, capacity;
    struct rule_count *counts;
    struct survey_row survey[ELEMENT_COUNT][FIELD_COUNT];
    bool failed;
};

struct element_job {
    const struct store *store;
    const struct plan *plan;
    const struct score_options *options;
    struct results *results;
    enum role role;
    struct chunk *chunks;
};

/* The missing values of one row. */
struct missing {
    struct survey_row *rows; /* of the element, [FIELD_COUNT] */
    double length_m;
    bool counted[FIELD_COUNT];
};

/* The first missing value that leaves a requirement undecided. */
static enum field_id missing_value(const struct requirement *requirement, enum field_id measure,
                                   const struct values *values)
{
    const struct condition *lists[2] = {requirement->when, requirement->unless};
    const size_t n[2] = {requirement->n_when, requirement->n_unless};
    if (isnan(values->real[measure]) && values->mask[measure] == 0)
        return measure;
    for (int l = 0; l < 2; l++)
        for (size_t i = 0; i < n[l]; i++)
            if (condition_test(&lists[l][i], values) == TRUTH_UNKNOWN)
                return lists[l][i].measure;
    return measure;
}

/* What surveying one value of one row would settle; the row and its length count once. */
static void count_missing(struct missing *missing, enum field_id field, size_t verdicts,
                          size_t blocking)
{
    struct survey_row *row = &missing->rows[field];
    if (!missing->counted[field]) {
        missing->counted[field] = true;
        row->n++;
        row->length_m += missing->length_m;
    }
    row->verdicts += verdicts;
    row->blocking += blocking;
}

rasif_outcome rule_judge(const struct plan *plan, const struct plan_rule *rule,
                         const struct values *values, const struct requirement **reported)
{
    rasif_outcome worst = RASIF_NOT_APPLICABLE;
    *reported = NULL;
    for (size_t i = 0; i < rule->n_requirements && rule->supplied; i++) {
        const struct requirement *requirement = &rule->requirements[i];
        if (plan->core && !requirement->core)
            continue;
        rasif_outcome outcome = requirement_judge(requirement, values);
        if (outcome > worst) {
            worst = outcome;
            *reported = requirement;
        }
    }
    return worst;
}

void outcomes_add(struct outcomes *outcomes, size_t ordinal, rasif_outcome outcome)
{
    outcomes->high |= (uint64_t)(outcome >> 1 & 1) << ordinal;
    outcomes->low |= (uint64_t)(outcome & 1) << ordinal;
}

/* Judges the rules of one element of one row: outcomes, and the requirement to report per rule. */
static void judge_rules(const struct element_job *job, struct chunk *chunk, enum element element,
                        const struct values *values, struct missing *missing, struct outcomes *out,
                        const struct requirement *reported[MOST_RULES])
{
    const struct element_plan *plan = &job->plan->elements[element];
    for (size_t k = 0; k < plan->n_rules; k++) {
        const struct plan_rule *rule = &plan->rules[k];
        rasif_outcome outcome = rule_judge(job->plan, rule, values, &reported[k]);
        if (rule->n_requirements > 0)
            chunk->counts[rule->rule].outcome[outcome]++;
        outcomes_add(out, k, outcome);
        if (outcome == RASIF_UNKNOWN) {
            enum field_id measure = job->plan->rules->rules[rule->rule].measure;
            count_missing(missing, missing_value(reported[k], measure, values), 1, 0);
        }
    }
}

/* The profile whose limit is the strictest among those that block by this rule. */
static void strictest(const struct element_plan *plan, size_t n_profiles, size_t rule, uint16_t blocks,
                      struct finding *finding)
{
    const struct need *best = NULL;
    for (size_t p = 0; p < n_profiles; p++)
        for (size_t i = 0; (blocks >> p & 1) && i < plan->n_needs[p]; i++) {
            const struct plan_need *asked = &plan->needs[p][i];
            if (asked->rule != rule || !asked->need->blocks)
                continue;
            bool stricter = best == NULL ||
                            (!best->is_class && (best->more_is_better ? asked->need->limit > best->limit
                                                                      : asked->need->limit < best->limit));
            if (stricter) {
                best = asked->need;
                finding->need_profile = (uint8_t)p;
                finding->need = (uint16_t)i;
            }
        }
}

static void report(const struct element_job *job, struct chunk *chunk, enum element element, size_t row,
                   const struct outcomes *outcomes, const uint64_t *blocks,
                   const struct requirement *const *reported)
{
    const struct element_plan *plan = &job->plan->elements[element];
    uint64_t fail = outcomes_fail(outcomes), unknowns = outcomes_unknown(outcomes);
    for (size_t k = 0; k < plan->n_rules; k++) {
        uint64_t bit = UINT64_C(1) << k;
        struct finding finding = {.row = (uint32_t)row, .role = (uint8_t)job->role,
                                  .rule = (uint16_t)plan->rules[k].rule, .requirement = UINT16_MAX};
        for (size_t p = 0; p < job->plan->n_profiles; p++)
            if (blocks[p] & bit)
                finding.blocks |= (uint16_t)(1u << p);
        bool unknown = (unknowns & bit) && job->options->all_findings;
        if (!(fail & bit) && finding.blocks == 0 && !unknown)
            continue;
        if (job->plan->rules->rules[plan->rules[k].rule].missing_kind)
            continue; /* one per place: score_chains */
        finding.outcome = fail & bit ? RASIF_FAIL : finding.blocks != 0 ? 0 : RASIF_UNKNOWN;
        if (finding.outcome != 0)
            finding.requirement = (uint16_t)(reported[k] - job->plan->standard->requirements);
        else
            strictest(plan, job->plan->n_profiles, k, finding.blocks, &finding);
        if (!PUSH(chunk->findings, chunk->n, chunk->capacity, finding))
            chunk->failed = true;
    }
}

/* Blocking needs that are not known would settle whether one can pass. */
static void count_unknown_needs(struct missing *missing, const struct element_plan *e, size_t profile,
                                const struct values *values)
{
    for (size_t i = 0; i < e->n_needs[profile]; i++) {
        const struct plan_need *asked = &e->needs[profile][i];
        if (asked->need->blocks && asked->supplied && isnan(values->real[asked->measure]) &&
            values->mask[asked->measure] == 0 &&
            conditions_test(asked->need->when, asked->need->n_when, values) != TRUTH_FALSE)
            count_missing(missing, asked->measure, 0, 1);
    }
}

static void judge_row(const struct element_job *job, struct chunk *chunk, enum element element,
                      size_t row)
{
    const struct elements *e = &job->store->tables[job->role];
    const struct element_plan *plan = &job->plan->elements[element];
    struct role_results *results = &job->results->roles[job->role];
    const struct requirement *reported[MOST_RULES];
    uint64_t blocks[MOST_PROFILES] = {0};
    struct outcomes outcomes = {0};
    struct values values;
    struct missing missing = {.rows = chunk->survey[element],
                              .length_m = isnan(e->length_m[row]) ? 0 : e->length_m[row]};
    values_load(e, row, plan, &values);
    bool absent = job->role == ROLE_RAMP && job->store->crossings.ramp_stands_for_absent[row];
    if (!absent)
        judge_rules(job, chunk, element, &values, &missing, &outcomes, reported);
    for (size_t p = 0; p < job->plan->n_profiles; p++) {
        double speed = job->plan->profiles[p]->walking_speed_m_s;
        score_needs(plan, p, speed, &values, &results->scores[p][row], &blocks[p]);
        if (results->scores[p][row].passable == PASSABLE_UNKNOWN)
            count_unknown_needs(&missing, plan, p, &values);
    }
    if (!absent)
        report(job, chunk, element, row, &outcomes, blocks, reported);
    results->outcomes[row] = outcomes;
}

static void judge_rows(void *user, size_t number, size_t first, size_t last)
{
    const struct element_job *job = user;
    const struct elements *e = &job->store->tables[job->role];
    struct chunk *chunk = &job->chunks[number];
    chunk->counts = calloc(job->plan->rules->n_rules + 1, sizeof *chunk->counts);
    chunk->failed = chunk->counts == NULL;
    for (size_t row = first; row < last && !chunk->failed; row++) {
        for (size_t p = 0; p < job->plan->n_profiles; p++)
            job->results->roles[job->role].scores[p][row] = score_na;
        if (e->scope[row] != SCOPE_YES)
            continue;
        if (job->role == ROLE_STREET && job->store->streets.same_as[row] != row)
            continue; /* the same line again: score_streets copies */
        enum element element = row_element(job->store, job->role, row);
        if (element != ELEMENT_NONE)
            judge_row(job, chunk, element, row);
    }
}

static rasif_status gather(struct element_job *job, size_t n, rasif_error *err)
{
    struct results *results = job->results;
    bool good = true;
    for (size_t c = 0; c < n; c++) {
        struct chunk *chunk = &job->chunks[c];
        good = good && !chunk->failed;
        for (size_t i = 0; i < chunk->n && good; i++)
            good = PUSH(results->findings, results->n_findings, results->findings_capacity,
                        chunk->findings[i]);
        for (size_t r = 0; r < job->plan->rules->n_rules && good; r++)
            for (int o = 0; o < 4; o++)
                results->counts[r].outcome[o] += chunk->counts[r].outcome[o];
        for (int e = 0; e < ELEMENT_COUNT; e++)
            for (int f = 0; f < FIELD_COUNT; f++) {
                results->survey[e][f].n += chunk->survey[e][f].n;
                results->survey[e][f].verdicts += chunk->survey[e][f].verdicts;
                results->survey[e][f].blocking += chunk->survey[e][f].blocking;
                results->survey[e][f].length_m += chunk->survey[e][f].length_m;
            }
        free(chunk->findings);
        free(chunk->counts);
    }
    return good ? RASIF_OK : fail_memory(err);
}

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
    job->chunks = calloc(parallel_chunks(n) + 1, sizeof *job->chunks);
    if (job->chunks == NULL)
        return fail_memory(err);
    parallel_rows(job->options->threads, n, judge_rows, job);
    rasif_status status = gather(job, parallel_chunks(n), err);
    free(job->chunks);
    return status;
}

rasif_status score_elements(const struct store *store, const struct plan *plan,
                            const struct score_options *options, struct arena *arena,
                            struct results *out, rasif_error *err)
{
    out->counts = ARENA_ARRAY(arena, plan->rules->n_rules, struct rule_count);
    if (out->counts == NULL)
        return fail_memory(err);
    for (int r = 0; r <= ROLE_STEPS; r++) {
        struct element_job job = {.store = store, .plan = plan, .options = options, .results = out,
                                  .role = (enum role)r};
        TRY(score_role(&job, arena, err));
    }
    return RASIF_OK;
}
