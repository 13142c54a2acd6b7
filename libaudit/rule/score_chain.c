/* SPDX-License-Identifier: MIT
 *
 * Crossing chains (docs/scoring.md, section 5): a crossing is as strong as its
 * weakest link. In: the scores of the surfaces of crossings and of ramps, the places of
 * crossings (start, end, islands) with their state. Out: the chain in place of the score of the
 * surface, and a finding for every end without a ramp.
 *
 * Each crossing is independent; chunks of crossings run side by side and their findings are
 * gathered in order. A link is the surface, or one place: the best of the ramps at an end, the
 * worst of those at an island, or an undrawn ramp (score_undrawn.h). Cost: places x profiles. */
#include "rule/findings.h"

#include "base/parallel.h"
#include "rule/score_undrawn.h"

#include <stdlib.h>

/* Is `a` strictly better? Coverage is taken from the score with the highest low, then the
 * highest score; of equal ones the first stays. */
static bool is_better(const struct score *a, const struct score *b)
{
    return a->low != b->low ? a->low > b->low : a->score > b->score;
}

/* Each figure becomes the better of both. */
static void take_best(struct score *best, const struct score *other)
{
    if (best->passable == PASSABLE_NONE) {
        *best = *other;
        return;
    }
    if (is_better(other, best))
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

/* Each figure becomes the worse of both: kerbs of an island are passed one after the other
 * (docs/decisions/0003-island-kerbs-in-series.md). */
static void take_worst(struct score *worst, const struct score *other)
{
    if (worst->passable == PASSABLE_NONE) {
        *worst = *other;
        return;
    }
    if (is_better(worst, other))
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
static double kerb_height(const struct store *store, size_t crossing,
                          const struct crossing_place *place)
{
    double height = place->n_ramps == 0
                        ? element_real(&store->tables[ROLE_CROSSING], F_kerb_height_mm, crossing)
                        : NAN;
    for (uint32_t i = place->first_ramp; i < place->first_ramp + place->n_ramps; i++)
        height = fmax(height, element_real(&store->tables[ROLE_RAMP], F_kerb_height_mm,
                                           store->crossings.ramps[i]));
    return height;
}

/* Has the profile any need of ramps? Without one an unknown ramp is no link. */
static bool needs_ramps(const struct plan *plan, size_t profile)
{
    return plan->elements[ELEMENT_RAMP].n_needs[profile] > 0;
}

/* ---- findings of ends without a ramp ---- */

/* The rule that asks ends_without_ramp: of the plan (`*asked`), else of the rule base (NULL);
 * SIZE_MAX: none. */
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

struct chain_job {
    const struct store *store;
    const struct plan *plan;
    const struct settings *settings;
    struct results *results;
    size_t rule; /* that ends are reported by; SIZE_MAX = none */
    bool required; /* by the standard */
    size_t ordinal; /* of the rule among those of crossings; 0 when it is not required */
    uint16_t requirement;
    struct undrawn_plan undrawn;
    struct found *found; /* by chunk */
};

/* What one chunk works with. */
struct chunk {
    const struct chain_job *job;
    struct undrawn *undrawn;
    struct found *found;
};

/* The link that one place makes in the chain; passable NONE = no link. Sets bits in `implied`
 * of rules that block where the ramp is implied by the crossing. */
static void score_place(const struct chunk *chunk, size_t crossing, uint32_t number,
                        size_t profile, struct score *out, uint64_t *implied)
{
    const struct chain_job *job = chunk->job;
    const struct crossing_facts *facts = &job->store->crossings;
    const struct crossing_place *place = &facts->places[facts->first_place[crossing] + number];
    struct undrawn_ramp undrawn;
    *out = score_na;
    switch (place->state) {
    case END_LEVEL:
        return;
    case END_UNKNOWN:
        *out = (struct score){SCORE_NULL, 0, SCORE_FULL, 0, PASSABLE_UNKNOWN, SCORE_CLASS_UNKNOWN};
        return;
    case END_ABSENT:
        undrawn = undrawn_absent(kerb_height(job->store, crossing, place));
        *out = undrawn_judge(chunk->undrawn, &undrawn)->scores[profile];
        return;
    case END_STATED:
        undrawn = undrawn_implied(job->store, crossing, number);
        *out = undrawn_judge(chunk->undrawn, &undrawn)->scores[profile];
        *implied = undrawn_judge(chunk->undrawn, &undrawn)->blocks[profile];
        return;
    default:
        for (uint32_t i = place->first_ramp; i < place->first_ramp + place->n_ramps; i++) {
            const struct score *ramp =
                &job->results->roles[ROLE_RAMP].scores[profile][facts->ramps[i]];
            if (ramp->passable == PASSABLE_NONE)
                continue;
            if (number >= PLACE_ISLAND)
                take_worst(out, ramp);
            else
                take_best(out, ramp);
        }
    }
}

/* score_place, for a place that may also be level (no link) or without a ramp (place->open):
 * known only as far as all possibilities agree. */
static void score_link(const struct chunk *chunk, size_t crossing, uint32_t number, size_t profile,
                       struct score *out, uint64_t *implied)
{
    const struct chain_job *job = chunk->job;
    const struct crossing_facts *facts = &job->store->crossings;
    const struct crossing_place *place = &facts->places[facts->first_place[crossing] + number];
    struct score absent = {.low = SCORE_FULL, .passable = PASSABLE_YES};
    score_place(chunk, crossing, number, profile, out, implied);
    if (place->open == 0 || out->passable == PASSABLE_NONE)
        return;
    if (place->open & MAY_BE_ABSENT) {
        struct undrawn_ramp ramp = undrawn_absent(kerb_height(job->store, crossing, place));
        absent = undrawn_judge(chunk->undrawn, &ramp)->scores[profile];
    }
    *implied = 0;
    if (out->passable == PASSABLE_NO)
        out->score = SCORE_NULL;
    if (absent.passable != PASSABLE_NONE && absent.low < out->low)
        out->low = absent.low;
    if (out->passable != PASSABLE_YES || (absent.passable != PASSABLE_YES && absent.passable != PASSABLE_NONE))
        out->passable = PASSABLE_UNKNOWN;
    out->high = SCORE_FULL;
    out->coverage = 0;
}

/* A finding of one place: it has no ramp, or (with all findings) that is unknown. */
static void report_end(const struct chain_job *job, const struct crossing_place *place, size_t row,
                       size_t number, uint16_t blocks, struct found *found)
{
    bool street = job->store->crossings.crosses[row] == CROSSED_STREET ||
                  job->store->crossings.crosses[row] == 0;
    bool required = job->required && street; /* driveways need no ramp */
    bool absent = place->state == END_ABSENT;
    /* The rule as a whole may be unknown: it is unknown what the crossing crosses, or its ends
     * are implied. */
    bool failed = required && (outcomes_fail(&job->results->roles[ROLE_CROSSING].outcomes[row]) >>
                               job->ordinal & 1) != 0;
    bool unknown = (place->state == END_UNKNOWN || place->state == END_UNSURE ||
                    (absent && !failed && blocks == 0)) &&
                   required && job->settings->all_findings;
    struct finding finding = {.row = (uint32_t)row,
                              .role = ROLE_CROSSING,
                              .place = (uint16_t)(1 + number),
                              .rule = (uint16_t)job->rule,
                              .requirement = failed || unknown ? job->requirement : UINT16_MAX,
                              .need = UINT16_MAX,
                              .blocks = blocks};
    finding.outcome = unknown ? RASIF_UNKNOWN : failed ? RASIF_FAIL : 0;
    if (job->rule != SIZE_MAX && (absent || unknown) && (failed || unknown || blocks != 0))
        found_add(found, &finding);
}

/* ---- chains ---- */

/* The chain of one profile so far. */
struct chain {
    struct score worst;
    double coverage;
    size_t links;
};

/* A place that is no link (level, or not judged) changes nothing. */
static void add_link(struct chain *chain, const struct score *link)
{
    if (link->passable == PASSABLE_NONE)
        return;
    take_worst(&chain->worst, link);
    chain->coverage += link->coverage;
    chain->links++;
}

/* Coverage is the mean of the links; the other figures are those of the weakest. */
static void settle(struct chain *chain, struct score *out)
{
    if (chain->links > 0) {
        if (chain->worst.passable == PASSABLE_NO)
            chain->worst.score = chain->worst.low = chain->worst.high = 0;
        chain->worst.coverage = (int32_t)lround(chain->coverage / (double)chain->links);
        chain->worst.class = (uint8_t)score_class_of(&chain->worst);
    }
    *out = chain->worst;
}

/* Links of one crossing for all profiles: its surface, then its places. */
static void score_chain(const struct chunk *chunk, size_t crossing)
{
    const struct chain_job *job = chunk->job;
    const struct crossing_facts *facts = &job->store->crossings;
    struct score *const *scores = job->results->roles[ROLE_CROSSING].scores;
    struct chain chains[MOST_PROFILES];
    for (size_t p = 0; p < job->plan->n_profiles; p++) {
        chains[p] = (struct chain){.worst = score_na};
        add_link(&chains[p], &scores[p][crossing]);
    }
    uint32_t first = facts->first_place[crossing], last = facts->first_place[crossing + 1];
    for (uint32_t i = first; i < last; i++) {
        const struct crossing_place *place = &facts->places[i];
        uint64_t implied[MOST_PROFILES] = {0};
        uint16_t blocks = 0;
        for (size_t p = 0; p < job->plan->n_profiles; p++) {
            struct score link;
            if (!needs_ramps(job->plan, p))
                continue;
            score_link(chunk, crossing, i - first, p, &link, &implied[p]);
            add_link(&chains[p], &link);
            if (place->state == END_ABSENT && link.passable == PASSABLE_NO)
                blocks |= (uint16_t)(1u << p);
        }
        report_end(job, place, crossing, i - first, blocks, chunk->found);
        if (place->state == END_STATED)
            found_add_implied(chunk->found, job->plan, crossing, i - first, implied);
    }
    for (size_t p = 0; p < job->plan->n_profiles; p++)
        settle(&chains[p], &scores[p][crossing]);
}

/* Parts of a crossing get the verdict on the whole. */
static void copy_to_parts(const struct chain_job *job)
{
    const struct elements *e = &job->store->tables[ROLE_CROSSING];
    struct role_results *results = &job->results->roles[ROLE_CROSSING];
    for (size_t row = 0; row < e->n && job->store->crossings.n_lines > 0; row++) {
        size_t first = crossing_first(job->store, row);
        if (e->scope[row] != SCOPE_PART)
            continue;
        for (size_t p = 0; p < job->plan->n_profiles; p++)
            results->scores[p][row] = results->scores[p][first];
        results->outcomes[row] = results->outcomes[first];
    }
}

/* Undrawn ramps are remembered for each chunk, so that threads share nothing. */
static void chain_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct chain_job *job = user;
    const uint8_t *scope = job->store->tables[ROLE_CROSSING].scope;
    struct chunk own = {job, undrawn_new(&job->undrawn), &job->found[chunk]};
    own.found->failed = own.undrawn == NULL;
    for (size_t row = first; row < last && own.undrawn != NULL; row++)
        if (scope[row] == SCOPE_YES)
            score_chain(&own, row);
    undrawn_free(own.undrawn);
}

rasif_status score_chains(const struct store *store, const struct plan *plan,
                          const struct settings *settings, struct results *out, rasif_error *err)
{
    size_t n = store->tables[ROLE_CROSSING].n, chunks = parallel_chunks(n);
    struct chain_job job = {.store = store, .plan = plan, .settings = settings, .results = out};
    const struct plan_rule *asked;
    job.rule = ramp_missing_rule(plan, &asked);
    job.required = asked != NULL && asked->n_requirements > 0 && asked->supplied;
    if (job.required)
        job.requirement = (uint16_t)(asked->requirements - plan->standard->requirements);
    job.ordinal = job.required ? (size_t)(asked - plan->elements[ELEMENT_CROSSING].rules) : 0;
    struct arena arena = {0};
    rasif_status status = undrawn_plan_build(plan, &arena, &job.undrawn, err);
    job.found = calloc(chunks + 1, sizeof *job.found);
    if (status == RASIF_OK && job.found == NULL)
        status = fail_memory(err);
    if (status == RASIF_OK) {
        parallel_rows(settings->threads, n, chain_rows, &job);
        copy_to_parts(&job);
        status = found_gather(job.found, chunks, 0, out) ? RASIF_OK : fail_memory(err);
    }
    free(job.found);
    arena_free(&arena);
    return status;
}
