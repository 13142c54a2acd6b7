/* SPDX-License-Identifier: MIT
 *
 * Compliance of segments and streets over all that belongs to them (docs/scoring.md, section 6).
 * In: outcomes of elements, links along streets, crossings with their ramps. Out: sums of
 * segments and of streets, findings of the rules that ask the street itself.
 *
 * Links are indexed by the street that they run along: two parallel passes, count and fill, with
 * atomic counters. A segment then takes the bits of all outcomes of its elements by "or"; a rule
 * counts with its worst outcome. Streets repeat that over their segments. Cost: links + segments
 * x elements of a segment, on all threads. */
#include "base/parallel.h"
#include "base/shared.h"
#include "link/link.h"
#include "rule/findings.h"
#include "rule/slice.h"

#include <stdlib.h>
#include <string.h>

struct sum_job {
    const struct store *store;
    const struct plan *plan;
    const struct settings *settings;
    struct results *results;
    uint32_t *first_link; /* [streets + 1] into links */
    uint32_t *links;      /* indexes into store.links, by street; within one in no order */
    struct slice_plan asked; /* the rules that ask the street itself */
    struct found *found;  /* by chunk */
    struct outcomes *judged; /* [segments] of the rules that ask the street itself */
};

/* ---- links by street ---- */

/* Kinds of links come in this order: along a street first. */
static bool runs_along(const struct link *link)
{
    return link->kind <= LINK_STEPS_STREET;
}

/* Adds at street + 2, so that after the running sum and enter_links the bounds are at their
 * places. */
static void count_links(void *user, size_t chunk, size_t first, size_t last)
{
    const struct sum_job *job = user;
    (void)chunk;
    for (size_t i = first; i < last; i++)
        if (runs_along(&job->store->links.items[i]))
            shared_add(&job->first_link[job->store->links.items[i].to + 2], 1);
}

static void enter_links(void *user, size_t chunk, size_t first, size_t last)
{
    const struct sum_job *job = user;
    (void)chunk;
    for (size_t i = first; i < last; i++)
        if (runs_along(&job->store->links.items[i]))
            job->links[shared_add(&job->first_link[job->store->links.items[i].to + 1], 1)] = (uint32_t)i;
}

/* Links of street s: links[first_link[s] .. first_link[s + 1]). */
static MUST bool index_links(struct sum_job *job)
{
    store_use(job->store, PART_links);
    size_t n = job->store->tables[ROLE_STREET].n, n_links = job->store->links.n;
    job->first_link = calloc(n + 3, sizeof *job->first_link);
    job->links = malloc((n_links + 1) * sizeof *job->links);
    if (job->first_link == NULL || job->links == NULL)
        return false;
    parallel_rows(job->settings->threads, n_links, count_links, job);
    for (size_t s = 0; s < n; s++)
        job->first_link[s + 2] += job->first_link[s + 1];
    parallel_rows(job->settings->threads, n_links, enter_links, job);
    return true;
}

/* ---- one street ---- */

/* Outcomes that occur on a street, by kind of element, a bit for each ordinal of its plan. */
struct occurring {
    struct {
        uint64_t fail, unknown, pass;
    } of[ELEMENT_COUNT];
    uint8_t *worst; /* [n_rules] rasif_outcome */
};

static void add_outcomes(struct occurring *sum, enum element element,
                         const struct outcomes *outcomes)
{
    sum->of[element].fail |= outcomes_fail(outcomes);
    sum->of[element].unknown |= outcomes_unknown(outcomes);
    sum->of[element].pass |= outcomes_pass(outcomes);
}

/* Rows out of scope, and parts of crossings, were not judged by themselves. */
static void add_row(const struct sum_job *job, enum role role, size_t row, struct occurring *sum)
{
    enum element element = row_element(job->store, role, row);
    if (element != ELEMENT_NONE && job->store->tables[role].scope[row] == SCOPE_YES)
        add_outcomes(sum, element, &job->results->roles[role].outcomes[row]);
}

/* A crossing with all ramps at its places. */
static void add_crossing(const struct sum_job *job, uint32_t crossing, struct occurring *sum)
{
    const struct crossing_facts *facts = &job->store->crossings;
    add_row(job, ROLE_CROSSING, crossing, sum);
    for (uint32_t k = facts->first_place[crossing]; k < facts->first_place[crossing + 1]; k++)
        for (uint32_t r = 0; r < facts->places[k].n_ramps; r++)
            add_row(job, ROLE_RAMP, facts->ramps[facts->places[k].first_ramp + r], sum);
}

/* Streets that are elements, sidewalks along the segment, its crossings, and the rules of the
 * street. */
static void add_segment(const struct sum_job *job, size_t segment, struct occurring *sum)
{
    const struct street_segments *segments = &job->store->segments;
    for (uint32_t n = segments->first_part[segment]; n < segments->first_part[segment + 1]; n++) {
        struct segment_part part = segment_part(segments, n);
        add_row(job, ROLE_STREET, part.street, sum);
        for (uint32_t i = job->first_link[part.street]; i < job->first_link[part.street + 1]; i++) {
            const struct link *link = &job->store->links.items[job->links[i]];
            if (link_on_stretch(job->store, link, part.stretch))
                add_row(job, (enum role)link->from_role, link->from, sum);
        }
    }
    for (uint32_t i = segments->first_crossing[segment]; i < segments->first_crossing[segment + 1]; i++)
        add_crossing(job, segments->crossings[i], sum);
    add_outcomes(sum, ELEMENT_STREET, &job->judged[segment]);
}

/* worst[rule] of each ordinal becomes at least `outcome`. */
static void worsen(const struct element_plan *asked, uint64_t ordinals, uint8_t outcome,
                   uint8_t *worst)
{
    for (; ordinals != 0; ordinals &= ordinals - 1) {
        size_t rule = asked->rules[__builtin_ctzll(ordinals)].rule;
        worst[rule] = worst[rule] < outcome ? outcome : worst[rule];
    }
}

/* A rule counts once, with the worst of its outcomes on all kinds of elements. */
static struct street_sum settle(const struct plan *plan, const struct occurring *sum)
{
    const struct rasif_rules *rules = plan->rules;
    struct street_sum out = {.worst_rule = UINT16_MAX};
    uint8_t *worst = sum->worst;
    memset(worst, 0, rules->n_rules);
    for (int e = 0; e < ELEMENT_COUNT; e++) {
        uint64_t fail = sum->of[e].fail, unknown = sum->of[e].unknown & ~fail;
        worsen(&plan->elements[e], fail, RASIF_FAIL, worst);
        worsen(&plan->elements[e], unknown, RASIF_UNKNOWN, worst);
        worsen(&plan->elements[e], sum->of[e].pass & ~(fail | unknown), RASIF_PASS, worst);
    }
    for (size_t r = 0; r < rules->n_rules; r++) {
        out.n_pass += worst[r] == RASIF_PASS;
        out.n_unknown += worst[r] == RASIF_UNKNOWN;
        out.n_fail += worst[r] == RASIF_FAIL;
    }
    out.compliance = out.n_fail > 0      ? RASIF_FAIL
                     : out.n_unknown > 0 ? RASIF_UNKNOWN
                     : out.n_pass > 0    ? RASIF_PASS
                                         : RASIF_NOT_APPLICABLE;
    /* Of equally severe rules the first by id. */
    for (size_t r = 0; r < rules->n_rules && out.n_fail > 0; r++)
        if (worst[r] == RASIF_FAIL &&
            (out.worst_rule == UINT16_MAX ||
             rules->rules[r].severity > rules->rules[out.worst_rule].severity))
            out.worst_rule = (uint16_t)r;
    return out;
}

/* ---- the rules that ask the street itself ---- */

/* The part of a segment that decides whether a crossing is expected: the first one with that
 * value. */
static struct segment_part deciding_part(const struct sum_job *job, size_t segment)
{
    const struct street_segments *segments = &job->store->segments;
    const struct elements *streets = &job->store->tables[ROLE_STREET];
    struct segment_part at = segment_first(segments, segment);
    unsigned expected = segment_crossing_expected(job->store, segment);
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++) {
        at = segment_part(segments, i);
        if (element_code(streets, F_crossing_expected, at.street) == expected)
            break;
    }
    return at;
}

/* Of one segment, while crossings_missing of the table is of the whole street. */
static double crossings_missing(const struct sum_job *job, size_t segment)
{
    unsigned expected = segment_crossing_expected(job->store, segment);
    bool absent = job->settings->crossing_absent || segment_may_not_be_crossed(job->store, segment);
    if (expected == YES_NO_NO)
        return NAN;
    if (segment_is_crossed(job->store, segment))
        return 0;
    return expected == YES_NO_YES && absent ? 1 : NAN;
}

/* Rules that are found stretch by stretch have their failures from network/missing.c. */
static void report(const struct sum_job *job, const struct slice *slice, size_t i,
                   const struct segment_part *at, struct outcomes *out, struct found *found)
{
    const struct element_plan *plan = &job->plan->elements[ELEMENT_STREET];
    for (size_t k = 0; k < plan->n_rules; k++) {
        struct verdicts verdicts = slice_rule(slice, k);
        rasif_outcome outcome = verdicts_of(&verdicts, i);
        if (plan->rules[k].n_requirements > 0)
            found->counts[plan->rules[k].rule].outcome[outcome]++;
        outcomes_add(out, k, outcome);
        bool by_stretch = job->plan->rules->rules[plan->rules[k].rule].always;
        if ((outcome != RASIF_FAIL || by_stretch) &&
            !(outcome == RASIF_UNKNOWN && job->settings->all_findings))
            continue;
        struct finding finding = {.row = at->street,
                                  .role = ROLE_STREET,
                                  .place = finding_place_of(job->store, at),
                                  .outcome = (uint8_t)outcome & 15,
                                  .rule = (uint16_t)plan->rules[k].rule,
                                  .requirement = (uint16_t)(slice_reported(slice, k, i, outcome) -
                                                            job->plan->standard->requirements),
                                  .need = UINT16_MAX};
        found_add(found, &finding);
    }
}

/* Up to SLICE_ROWS segments. */
static void judge_segments(const struct sum_job *job, struct slice *slice, size_t first, size_t last,
                           struct found *found)
{
    struct segment_part at[SLICE_ROWS];
    for (size_t s = first; s < last; s++) {
        at[s - first] = deciding_part(job, s);
        slice->row[s - first] = at[s - first].street;
    }
    slice_read(slice, last - first);
    for (size_t s = first; s < last; s++)
        slice_set_real(slice, s - first, F_crossings_missing, crossings_missing(job, s));
    slice_judge(slice);
    for (size_t s = first; s < last; s++)
        report(job, slice, s - first, &at[s - first], &job->judged[s], found);
}

/* ---- all segments, then all streets ---- */

/* Outcomes first, because the sum of a segment includes those of its own rules. */
static void sum_segment_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct sum_job *job = user;
    struct found *found = &job->found[chunk];
    size_t n_rules = job->plan->rules->n_rules;
    uint8_t *worst = malloc(n_rules + 1);
    struct slice *slice = slice_new(&job->asked, &job->store->tables[ROLE_STREET]);
    bool good = found_begin(found, n_rules) && worst != NULL && slice != NULL;
    for (size_t s = first; s < last && good; s += SLICE_ROWS)
        judge_segments(job, slice, s, s + SLICE_ROWS < last ? s + SLICE_ROWS : last, found);
    for (size_t s = first; s < last && good; s++) {
        struct occurring sum = {.worst = worst};
        add_segment(job, s, &sum);
        job->results->segments.sums[s] = settle(job->plan, &sum);
    }
    found->failed = found->failed || !good;
    slice_free(slice);
    free(worst);
}

/* A street has the sums of its only segment, else those over the elements of all its segments. */
static void sum_street_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct sum_job *job = user;
    const struct street_segments *segments = &job->store->segments;
    uint8_t *worst = malloc(job->plan->rules->n_rules + 1);
    if (worst == NULL)
        job->found[chunk].failed = true;
    for (size_t s = first; s < last && worst != NULL; s++) {
        struct occurring sum = {.worst = worst};
        uint32_t begin = segments->first_stretch[s], end = segments->first_stretch[s + 1];
        job->results->streets[s] = (struct street_sum){.worst_rule = UINT16_MAX};
        /* Most streets are one segment. */
        if (end - begin == 1) {
            job->results->streets[s] = job->results->segments.sums[segments->stretches[begin].segment];
            continue;
        }
        for (uint32_t i = begin; i < end; i++)
            add_segment(job, segments->stretches[i].segment, &sum);
        if (begin < end)
            job->results->streets[s] = settle(job->plan, &sum);
    }
    free(worst);
}

/* A street drawn twice has the verdict on the first line; drawn backwards its sides change
 * places. */
static void copy_street(const struct sum_job *job, size_t street)
{
    uint32_t first = job->store->streets.same_as[street];
    bool reversed = job->store->streets.reversed[street];
    struct results *r = job->results;
    for (size_t p = 0; p < job->plan->n_profiles; p++) {
        r->roles[ROLE_STREET].scores[p][street] = r->roles[ROLE_STREET].scores[p][first];
        if (job->settings->skip_sides)
            continue;
        r->left[p][street] = reversed ? r->right[p][first] : r->left[p][first];
        r->right[p][street] = reversed ? r->left[p][first] : r->right[p][first];
    }
    r->roles[ROLE_STREET].outcomes[street] = r->roles[ROLE_STREET].outcomes[first];
    r->streets[street] = r->streets[first];
}

static MUST bool sum_all(struct sum_job *job)
{
    unsigned threads = job->settings->threads;
    size_t n = job->store->segments.n, streets = job->store->tables[ROLE_STREET].n;
    size_t chunks = parallel_chunks(n > streets ? n : streets);
    job->found = calloc(chunks + 1, sizeof *job->found);
    job->judged = calloc(n + 1, sizeof *job->judged);
    if (job->found == NULL || job->judged == NULL || !index_links(job))
        return false;
    parallel_rows(threads, n, sum_segment_rows, job);
    if (!found_gather(job->found, parallel_chunks(n), job->plan->rules->n_rules, job->results))
        return false;
    /* found_gather freed what the chunks of segments held. */
    memset(job->found, 0, (chunks + 1) * sizeof *job->found);
    parallel_rows(threads, streets, sum_street_rows, job);
    return found_gather(job->found, parallel_chunks(streets), 0, job->results);
}

/* All threads are done before lines drawn twice are copied. */
rasif_status sum_streets(const struct store *store, const struct plan *plan,
                         const struct settings *settings, struct results *out, rasif_error *err)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    struct sum_job job = {.store = store, .plan = plan, .settings = settings, .results = out};
    struct arena arena = {0};
    rasif_status status =
        slice_plan_build(plan, &plan->elements[ELEMENT_STREET], &arena, &job.asked, err);
    bool good = status == RASIF_OK && sum_all(&job);
    for (size_t s = 0; s < streets->n && good; s++)
        if (streets->scope[s] == SCOPE_YES && store->streets.same_as[s] != s)
            copy_street(&job, s);
    free(job.first_link);
    free(job.links);
    free(job.found);
    free(job.judged);
    arena_free(&arena);
    return good ? RASIF_OK : fail_memory(err);
}
