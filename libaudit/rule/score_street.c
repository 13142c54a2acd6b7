/* SPDX-License-Identifier: MIT
 *
 * Street segments (scoring.md section 3): both sides by what covers them, the crossings, whether
 * one can pass, and the compliance of all that is linked. In: stored scores of elements and
 * chains, pieces. Out: scores of streets and their sides, street sums, findings of streets. */
#include "base/parallel.h"
#include "rule/judge.h"
#include "rule/results.h"

#include <stdlib.h>
#include <string.h>

#define STRETCH_M 5.0   /* an absent or uncovered stretch up to this is no barrier */
#define MOSTLY 0.95     /* share of a side that must be passable                    */

static const struct score piece_absent = {0, 0, 0, SCORE_UNIT, PASSABLE_NO, GRADE_BLOCKED};
static const struct score piece_unknown = {SCORE_NULL, 0, SCORE_FULL, 0, PASSABLE_UNKNOWN, GRADE_UNKNOWN};

void score_piece(const struct store *store, const struct results *results, const struct piece *piece,
                 size_t profile, struct score *out)
{
    *out = score_na;
    if (piece->state == COVER_IS_ABSENT)
        *out = piece_absent;
    else if (piece->state == COVER_IS_UNKNOWN)
        *out = piece_unknown;
    for (uint32_t i = piece->first_cover; i < piece->first_cover + piece->n_covers; i++) {
        const struct cover *cover = &store->covers[i];
        const struct score *score = &results->roles[cover->role].scores[profile][cover->row];
        if (score->passable == PASSABLE_NONE)
            continue;
        if (out->passable == PASSABLE_NONE) {
            *out = *score;
            continue;
        }
        if (score->low != out->low ? score->low > out->low : score->score > out->score)
            out->coverage = score->coverage;
        out->score = score->score > out->score ? score->score : out->score;
        out->low = score->low > out->low ? score->low : out->low;
        out->high = score->high > out->high ? score->high : out->high;
        out->passable = score->passable > out->passable ? score->passable : out->passable;
    }
    out->grade = (uint8_t)grade_of(out);
}

/* Unrounded figures of a side, of S, of X. score NaN = null. */
struct figures {
    double score, low, high, coverage;
    bool applies;
};

struct side_facts {
    struct figures figures;
    bool blocker, clear; /* clear: no blocker, passable on 95 %, nothing long uncovered */
};

struct street_job {
    const struct store *store;
    const struct plan *plan;
    const struct score_options *options;
    struct results *results;
    uint32_t *first_cover;           /* heap; [streets + 1] into cover_links */
    const struct link **cover_links; /* heap */
};

/* Runs of absent and of uncovered pieces; a junction zone or a piece outside L parts them. */
struct runs {
    double absent_m, uncovered_m, longest_absent_m, longest_uncovered_m;
};

static void extend_runs(struct runs *runs, const struct piece *piece, double length, bool counts)
{
    bool absent = counts && piece->state == COVER_IS_ABSENT;
    bool uncovered = absent || (counts && piece->state == COVER_IS_UNKNOWN);
    runs->absent_m = absent ? runs->absent_m + length : 0;
    runs->uncovered_m = uncovered ? runs->uncovered_m + length : 0;
    runs->longest_absent_m = fmax(runs->longest_absent_m, runs->absent_m);
    runs->longest_uncovered_m = fmax(runs->longest_uncovered_m, runs->uncovered_m);
}

static void score_side(const struct street_job *job, size_t street, uint8_t side, size_t profile,
                       struct side_facts *out)
{
    const struct store *store = job->store;
    double total = 0, scored = 0, passable = 0;
    struct figures sum = {0};
    struct runs runs = {0};
    *out = (struct side_facts){0};
    for (uint32_t i = store->streets.first_piece[street]; i < store->streets.first_piece[street + 1]; i++) {
        const struct piece *piece = &store->pieces[i];
        struct score score;
        if (piece->side != side)
            continue;
        double length = piece_length_m(store, piece);
        score_piece(store, job->results, piece, profile, &score);
        bool counts = score.passable != PASSABLE_NONE && piece->state != COVER_IS_JUNCTION &&
                      piece->state != COVER_IS_NA;
        extend_runs(&runs, piece, length, counts);
        if (!counts)
            continue;
        total += length;
        sum.low += length * score.low;
        sum.high += length * score.high;
        sum.coverage += length * score.coverage;
        if (score.score != SCORE_NULL) {
            scored += length;
            sum.score += length * score.score;
        }
        if (score.passable == PASSABLE_YES)
            passable += length;
        if (piece->state == COVERED && score.passable == PASSABLE_NO)
            out->blocker = true;
    }
    if (!(total > 0))
        return;
    out->figures = (struct figures){scored > 0 ? sum.score / scored : NAN, sum.low / total,
                                    sum.high / total, sum.coverage / total, true};
    out->blocker = out->blocker || runs.longest_absent_m > STRETCH_M;
    out->clear = !out->blocker && passable >= MOSTLY * total && runs.longest_uncovered_m <= STRETCH_M;
}

/* Mean of several figures; the score over those that have one. */
static struct figures mean(const struct figures *items, size_t n)
{
    struct figures out = {0};
    double scored = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        if (!items[i].applies)
            continue;
        all++;
        out.low += items[i].low;
        out.high += items[i].high;
        out.coverage += items[i].coverage;
        if (!isnan(items[i].score)) {
            scored++;
            out.score += items[i].score;
        }
    }
    out.applies = all > 0;
    out.low /= all;
    out.high /= all;
    out.coverage /= all;
    out.score = scored > 0 ? out.score / scored : NAN;
    return out;
}

static bool crossing_part(const struct street_job *job, size_t street, size_t profile,
                          struct figures *out)
{
    const struct crossing_facts *facts = &job->store->crossings;
    double n = 0, scored = 0;
    *out = (struct figures){0};
    for (uint32_t i = facts->first_crossing[street]; i < facts->first_crossing[street + 1]; i++) {
        const struct score *chain =
            &job->results->roles[ROLE_CROSSING].scores[profile][facts->crossings[i]];
        if (chain->passable == PASSABLE_NONE)
            continue;
        n++;
        out->low += chain->low;
        out->high += chain->high;
        out->coverage += chain->coverage;
        if (chain->score != SCORE_NULL) {
            scored++;
            out->score += chain->score;
        }
    }
    if (n > 0) {
        *out = (struct figures){scored > 0 ? out->score / scored : NAN, out->low / n, out->high / n,
                                out->coverage / n, true};
        return true;
    }
    bool expected = element_code(&job->store->tables[ROLE_STREET], F_crossing_expected, street) == YES_NO_YES &&
                    facts->first_crossing[street] == facts->first_crossing[street + 1] &&
                    !job->store->streets.neighbour_crossing[street];
    if (expected)
        *out = job->options->crossing_absent ? (struct figures){0, 0, 0, SCORE_UNIT, true}
                                             : (struct figures){NAN, 0, SCORE_FULL, 0, true};
    return expected;
}

static int32_t to_fixed(double value)
{
    return isnan(value) ? SCORE_NULL : (int32_t)lround(value);
}

static void store_figures(const struct figures *figures, enum passable passable, struct score *out)
{
    *out = score_na;
    if (!figures->applies)
        return;
    *out = (struct score){to_fixed(figures->score), to_fixed(figures->low), to_fixed(figures->high),
                          to_fixed(figures->coverage), (uint8_t)passable, GRADE_NONE};
    out->grade = (uint8_t)grade_of(out);
}

static enum passable side_passable(const struct side_facts *side)
{
    return side->blocker ? PASSABLE_NO : side->clear ? PASSABLE_YES : PASSABLE_UNKNOWN;
}

static void score_street(const struct street_job *job, size_t street, size_t profile)
{
    const struct profile *p = job->plan->profiles[profile];
    struct side_facts sides[2];
    struct figures both[2], x, s;
    score_side(job, street, SIDE_LEFT, profile, &sides[0]);
    score_side(job, street, SIDE_RIGHT, profile, &sides[1]);
    for (int i = 0; i < 2; i++)
        both[i] = sides[i].figures;
    if (!job->options->lean) {
        store_figures(&both[0], side_passable(&sides[0]), &job->results->left[profile][street]);
        store_figures(&both[1], side_passable(&sides[1]), &job->results->right[profile][street]);
    }
    struct score *out = &job->results->roles[ROLE_STREET].scores[profile][street];
    *out = score_na;
    if (!both[0].applies && !both[1].applies)
        return;
    s = mean(both, 2);
    double a = p->weight_sidewalks, b = crossing_part(job, street, profile, &x) ? p->weight_crossings : 0;
    double as = isnan(s.score) ? 0 : a, bs = b > 0 && !isnan(x.score) ? b : 0;
    struct figures total = {
        as + bs > 0 ? ((as > 0 ? a * s.score : 0) + (bs > 0 ? b * x.score : 0)) / (as + bs) : NAN,
        (a * s.low + (b > 0 ? b * x.low : 0)) / (a + b),
        (a * s.high + (b > 0 ? b * x.high : 0)) / (a + b),
        (a * s.coverage + (b > 0 ? b * x.coverage : 0)) / (a + b),
        true,
    };
    bool no = true, yes = false;
    for (int i = 0; i < 2; i++)
        if (both[i].applies) {
            no = no && sides[i].blocker;
            yes = yes || sides[i].clear;
        }
    store_figures(&total, no ? PASSABLE_NO : yes ? PASSABLE_YES : PASSABLE_UNKNOWN, out);
}

/* ---- compliance over everything linked ---- */

static void add_outcomes(const struct plan *plan, enum element element, const struct outcomes *outcomes,
                         uint8_t *worst)
{
    const struct element_plan *e = &plan->elements[element];
    const uint64_t masks[3] = {outcomes_pass(outcomes), outcomes_unknown(outcomes),
                               outcomes_fail(outcomes)};
    for (uint8_t o = 0; o < 3; o++)
        for (uint64_t left = masks[o]; left != 0; left &= left - 1) {
            size_t rule = e->rules[__builtin_ctzll(left)].rule;
            if (worst[rule] < o + 1)
                worst[rule] = (uint8_t)(o + 1);
        }
}

static void add_row(const struct street_job *job, enum role role, size_t row, uint8_t *worst)
{
    enum element element = row_element(job->store, role, row);
    if (element != ELEMENT_NONE && job->store->tables[role].scope[row] == SCOPE_YES)
        add_outcomes(job->plan, element, &job->results->roles[role].outcomes[row], worst);
}

static void sum_street(const struct street_job *job, size_t street, const struct outcomes *own,
                       uint8_t *worst)
{
    const struct rasif_rules *rules = job->plan->rules;
    const struct crossing_facts *facts = &job->store->crossings;
    struct street_sum sum = {.worst_rule = UINT16_MAX};
    memset(worst, 0, rules->n_rules);
    add_outcomes(job->plan, ELEMENT_STREET, own, worst);
    add_row(job, ROLE_STREET, street, worst);
    for (uint32_t i = job->first_cover[street]; i < job->first_cover[street + 1]; i++)
        add_row(job, (enum role)job->cover_links[i]->from_role, job->cover_links[i]->from, worst);
    for (uint32_t i = facts->first_crossing[street]; i < facts->first_crossing[street + 1]; i++) {
        uint32_t crossing = facts->crossings[i];
        add_row(job, ROLE_CROSSING, crossing, worst);
        for (uint32_t k = facts->first_place[crossing]; k < facts->first_place[crossing + 1]; k++)
            for (uint32_t r = 0; r < facts->places[k].n_ramps; r++)
                add_row(job, ROLE_RAMP, facts->ramps[facts->places[k].first_ramp + r], worst);
    }
    for (size_t r = 0; r < rules->n_rules; r++) {
        sum.n_pass += worst[r] == RASIF_PASS;
        sum.n_unknown += worst[r] == RASIF_UNKNOWN;
        sum.n_fail += worst[r] == RASIF_FAIL;
        if (worst[r] > sum.compliance)
            sum.compliance = worst[r];
        if (worst[r] == RASIF_FAIL && (sum.worst_rule == UINT16_MAX ||
                                       rules->rules[r].severity > rules->rules[sum.worst_rule].severity))
            sum.worst_rule = (uint16_t)r;
    }
    job->results->streets[street] = sum;
}

/* The rules that ask the street itself. */
static bool judge_street(const struct street_job *job, size_t street, struct outcomes *out)
{
    const struct element_plan *plan = &job->plan->elements[ELEMENT_STREET];
    struct results *results = job->results;
    struct values values;
    *out = (struct outcomes){0};
    values_load(&job->store->tables[ROLE_STREET], street, plan, &values);
    for (size_t k = 0; k < plan->n_rules; k++) {
        const struct requirement *reported;
        rasif_outcome outcome = rule_judge(job->plan, &plan->rules[k], &values, &reported);
        if (plan->rules[k].n_requirements > 0)
            results->counts[plan->rules[k].rule].outcome[outcome]++;
        outcomes_add(out, k, outcome);
        if (outcome != RASIF_FAIL && !(outcome == RASIF_UNKNOWN && job->options->all_findings))
            continue;
        struct finding finding = {.row = (uint32_t)street, .role = ROLE_STREET,
                                  .outcome = (uint8_t)outcome, .rule = (uint16_t)plan->rules[k].rule,
                                  .requirement = (uint16_t)(reported - job->plan->standard->requirements),
                                  .need = UINT16_MAX};
        if (!PUSH(results->findings, results->n_findings, results->findings_capacity, finding))
            return false;
    }
    return true;
}

/* The same line again: the same verdict; left is the other one's right when drawn backwards. */
static void copy_street(const struct street_job *job, size_t street)
{
    uint32_t first = job->store->streets.same_as[street];
    bool reversed = job->store->streets.reversed[street];
    struct results *r = job->results;
    for (size_t p = 0; p < job->plan->n_profiles; p++) {
        r->roles[ROLE_STREET].scores[p][street] = r->roles[ROLE_STREET].scores[p][first];
        if (job->options->lean)
            continue;
        r->left[p][street] = reversed ? r->right[p][first] : r->left[p][first];
        r->right[p][street] = reversed ? r->left[p][first] : r->right[p][first];
    }
    r->roles[ROLE_STREET].outcomes[street] = r->roles[ROLE_STREET].outcomes[first];
    r->streets[street] = r->streets[first];
}

static void score_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct street_job *job = user;
    const struct store *store = job->store;
    (void)chunk;
    for (size_t s = first; s < last; s++)
        for (size_t p = 0; p < job->plan->n_profiles; p++) {
            if (!job->options->lean)
                job->results->left[p][s] = job->results->right[p][s] = score_na;
            if (store->tables[ROLE_STREET].scope[s] == SCOPE_YES && !store->streets.own[s] &&
                store->streets.same_as[s] == s)
                score_street(job, s, p);
        }
}

static rasif_status sum_all(const struct street_job *job, rasif_error *err)
{
    const struct elements *streets = &job->store->tables[ROLE_STREET];
    uint8_t *worst = malloc(job->plan->rules->n_rules + 1);
    bool good = worst != NULL;
    for (size_t s = 0; s < streets->n && good; s++) {
        struct outcomes own;
        job->results->streets[s].worst_rule = UINT16_MAX;
        if (streets->scope[s] != SCOPE_YES || job->store->streets.same_as[s] != s)
            continue;
        good = judge_street(job, s, &own);
        if (good)
            sum_street(job, s, &own, worst);
    }
    for (size_t s = 0; s < streets->n && good; s++)
        if (streets->scope[s] == SCOPE_YES && job->store->streets.same_as[s] != s)
            copy_street(job, s);
    free(worst);
    return good ? RASIF_OK : fail_memory(err);
}

/* Links along streets, by street. */
static bool index_covers(struct street_job *job)
{
    const struct links *links = &job->store->links;
    size_t n = job->store->tables[ROLE_STREET].n;
    uint32_t *first = job->first_cover = calloc(n + 3, sizeof *first);
    const struct link **items = job->cover_links = malloc((links->n + 1) * sizeof *items);
    if (first == NULL || items == NULL)
        return false;
    for (size_t i = 0; i < links->n; i++)
        if (links->items[i].kind <= LINK_STEPS_STREET)
            first[links->items[i].to + 2]++;
    for (size_t s = 0; s < n; s++)
        first[s + 2] += first[s + 1];
    for (size_t i = 0; i < links->n; i++)
        if (links->items[i].kind <= LINK_STEPS_STREET)
            items[first[links->items[i].to + 1]++] = &links->items[i];
    return true;
}

rasif_status score_streets(const struct store *store, const struct plan *plan,
                           const struct score_options *options, struct arena *arena,
                           struct results *out, rasif_error *err)
{
    size_t n = store->tables[ROLE_STREET].n;
    struct street_job job = {.store = store, .plan = plan, .options = options, .results = out};
    out->streets = ARENA_ARRAY(arena, n, struct street_sum);
    bool good = out->streets != NULL;
    for (size_t p = 0; p < plan->n_profiles && good && !options->lean; p++) {
        out->left[p] = ARENA_ARRAY(arena, n, struct score);
        out->right[p] = ARENA_ARRAY(arena, n, struct score);
        good = out->left[p] != NULL && out->right[p] != NULL;
    }
    if (!good)
        return fail_memory(err);
    rasif_status status = RASIF_E_MEMORY;
    if (index_covers(&job)) {
        parallel_rows(options->threads, n, score_rows, &job);
        status = sum_all(&job, err);
    } else {
        fail_memory(err);
    }
    free(job.first_cover);
    free(job.cover_links);
    return status;
}
