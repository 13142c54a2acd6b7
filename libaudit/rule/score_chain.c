/* SPDX-License-Identifier: MIT
 *
 * Crossing chains (scoring.md section 2): a crossing is as strong as its weakest link. In: the
 * scores of crossings' own surfaces and of ramps. Out: the chain in place of the surface's score,
 * and a finding for every end without a ramp. */
#include "rule/results.h"

#include "base/parallel.h"

/* Which of two scores stands for a place with several ramps: coverage follows the highest low,
 * then score; ties go to the lower row, which comes first. */
static bool ahead(const struct score *a, const struct score *b)
{
    return a->low != b->low ? a->low > b->low : a->score > b->score;
}

/* Best of score, low, high and passable. */
static void take_best(struct score *best, const struct score *other)
{
    if (best->passable == PASSABLE_NONE) {
        *best = *other;
        return;
    }
    if (ahead(other, best))
        best->coverage = other->coverage;
    if (other->score > best->score)
        best->score = other->score; /* SCORE_NULL is the smallest */
    if (other->low > best->low)
        best->low = other->low;
    if (other->high > best->high)
        best->high = other->high;
    if (other->passable > best->passable)
        best->passable = other->passable;
}

/* An island's kerbs are passed one after the other: the weakest counts. docs/decisions/0003. */
static void take_worst(struct score *worst, const struct score *other)
{
    if (worst->passable == PASSABLE_NONE) {
        *worst = *other;
        return;
    }
    if (ahead(worst, other))
        worst->coverage = other->coverage;
    if (worst->score == SCORE_NULL || (other->score != SCORE_NULL && other->score < worst->score))
        worst->score = other->score;
    if (other->low < worst->low)
        worst->low = other->low;
    if (other->high < worst->high)
        worst->high = other->high;
    if (other->passable < worst->passable)
        worst->passable = other->passable;
}

/* Height of the kerb that stands at a place without a ramp, as surveyed; NaN when it is not. */
static double kerb_height(const struct store *store, const struct crossing_place *place)
{
    double height = NAN;
    for (uint32_t i = place->first_ramp; i < place->first_ramp + place->n_ramps; i++)
        height = fmax(height, element_real(&store->tables[ROLE_RAMP], F_kerb_height_mm,
                                           store->crossings.ramps[i]));
    return height;
}

/* The link that one place makes in the chain; passable NONE = no link. */
static void score_place(const struct store *store, const struct plan *plan,
                        const struct results *results, const struct crossing_place *place,
                        bool island, size_t profile, struct score *out)
{
    *out = score_na;
    switch (place->state) {
    case END_LEVEL:
        return;
    case END_UNKNOWN:
        *out = (struct score){SCORE_NULL, 0, SCORE_FULL, 0, PASSABLE_UNKNOWN, GRADE_UNKNOWN};
        return;
    case END_ABSENT:
        score_virtual_ramp(plan, profile, kerb_height(store, place), out);
        return;
    default:
        for (uint32_t i = place->first_ramp; i < place->first_ramp + place->n_ramps; i++) {
            const struct score *ramp =
                &results->roles[ROLE_RAMP].scores[profile][store->crossings.ramps[i]];
            if (ramp->passable == PASSABLE_NONE)
                continue;
            if (island)
                take_worst(out, ramp);
            else
                take_best(out, ramp);
        }
    }
}

/* Does the profile judge ramps or crossings at all? An unknown ramp means nothing to one who does
 * not need it. */
static bool needs_ramps(const struct plan *plan, size_t profile)
{
    return plan->elements[ELEMENT_RAMP].n_needs[profile] > 0;
}

static void score_chain(const struct store *store, const struct plan *plan,
                        const struct results *results, size_t crossing, size_t profile,
                        struct score *chain)
{
    const struct crossing_facts *facts = &store->crossings;
    struct score own = *chain;
    double coverage = 0;
    size_t links = 0;
    *chain = score_na;
    if (own.passable != PASSABLE_NONE) {
        take_worst(chain, &own);
        coverage += own.coverage;
        links++;
    }
    uint32_t first = facts->first_place[crossing], last = facts->first_place[crossing + 1];
    for (uint32_t i = first; i < last && needs_ramps(plan, profile); i++) {
        struct score place;
        score_place(store, plan, results, &facts->places[i], i >= first + PLACE_ISLAND, profile, &place);
        if (place.passable == PASSABLE_NONE)
            continue;
        take_worst(chain, &place);
        coverage += place.coverage;
        links++;
    }
    if (links == 0)
        return;
    if (chain->passable == PASSABLE_NO)
        chain->score = chain->low = chain->high = 0;
    chain->coverage = (int32_t)lround(coverage / (double)links);
    chain->grade = (uint8_t)grade_of(chain);
}

/* ---- findings of ends without a ramp ---- */

static uint16_t blocked_profiles(const struct store *store, const struct plan *plan,
                                 const struct crossing_place *place)
{
    uint16_t blocks = 0;
    for (size_t p = 0; p < plan->n_profiles; p++) {
        struct score end;
        score_virtual_ramp(plan, p, kerb_height(store, place), &end);
        if (end.passable == PASSABLE_NO)
            blocks |= (uint16_t)(1u << p);
    }
    return blocks;
}

/* The rule that asks ends_without_ramp of crossings: in the plan, else in the rule base. */
static size_t ramp_missing_rule(const struct plan *plan, const struct plan_rule **asked)
{
    const struct element_plan *crossing = &plan->elements[ELEMENT_CROSSING];
    *asked = NULL;
    for (size_t i = 0; i < crossing->n_rules; i++)
        if (plan->rules->rules[crossing->rules[i].rule].measure == F_ends_without_ramp) {
            *asked = &crossing->rules[i];
            return crossing->rules[i].rule;
        }
    for (size_t i = 0; i < plan->rules->n_rules; i++)
        if (plan->rules->rules[i].measure == F_ends_without_ramp)
            return i;
    return SIZE_MAX;
}

static rasif_status report_ends(const struct store *store, const struct plan *plan,
                                const struct score_options *options, struct results *results,
                                rasif_error *err)
{
    const struct plan_rule *asked;
    size_t rule = ramp_missing_rule(plan, &asked);
    if (rule == SIZE_MAX)
        return RASIF_OK;
    bool held = asked != NULL && asked->n_requirements > 0 && asked->supplied;
    const struct crossing_facts *facts = &store->crossings;
    for (size_t row = 0; row < store->tables[ROLE_CROSSING].n; row++)
        for (uint32_t i = facts->first_place[row]; i < facts->first_place[row + 1]; i++) {
            const struct crossing_place *place = &facts->places[i];
            bool unknown = place->state == END_UNKNOWN && held && options->all_findings;
            struct finding finding = {.row = (uint32_t)row, .role = ROLE_CROSSING,
                                      .place = (uint8_t)(1 + i - facts->first_place[row]),
                                      .rule = (uint16_t)rule, .requirement = UINT16_MAX,
                                      .need = UINT16_MAX};
            if (place->state != END_ABSENT && !unknown)
                continue;
            if (place->state == END_ABSENT)
                finding.blocks = blocked_profiles(store, plan, place);
            if (!held && finding.blocks == 0)
                continue;
            finding.outcome = unknown ? RASIF_UNKNOWN : held ? RASIF_FAIL : 0;
            if (held)
                finding.requirement = (uint16_t)(asked->requirements - plan->standard->requirements);
            if (!PUSH(results->findings, results->n_findings, results->findings_capacity, finding))
                return fail_memory(err);
        }
    return RASIF_OK;
}

struct chain_job {
    const struct store *store;
    const struct plan *plan;
    struct results *results;
};

static void chain_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct chain_job *job = user;
    const uint8_t *scope = job->store->tables[ROLE_CROSSING].scope;
    (void)chunk;
    for (size_t p = 0; p < job->plan->n_profiles; p++)
        for (size_t row = first; row < last; row++)
            if (scope[row] == SCOPE_YES)
                score_chain(job->store, job->plan, job->results, row, p,
                            &job->results->roles[ROLE_CROSSING].scores[p][row]);
}

rasif_status score_chains(const struct store *store, const struct plan *plan,
                          const struct score_options *options, struct results *out, rasif_error *err)
{
    struct chain_job job = {store, plan, out};
    parallel_rows(options->threads, store->tables[ROLE_CROSSING].n, chain_rows, &job);
    return report_ends(store, plan, options, out, err);
}
