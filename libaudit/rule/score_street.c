/* SPDX-License-Identifier: MIT
 *
 * Streets from their segments (docs/scoring.md, section 6.8). In: scores of segments. Out:
 * scores of streets with sides and of their sides: the score of the only segment, else means by
 * length with the worst passability and class. score_sums.c sums up compliance.
 *
 * A street that is one segment takes its figures as they are; of several segments each weighs by
 * the length of its stretch. Cost: segments x profiles. */
#include "base/parallel.h"
#include "rule/results.h"

struct street_job {
    const struct store *store;
    const struct plan *plan;
    const struct settings *settings;
    struct results *results;
};

/* The worst passability is the least, the worst class the greatest value of its enum. */
void score_mean_add(struct score_mean *sums, const struct score *score, double length_m)
{
    if (score->passable == PASSABLE_NONE)
        return;
    if (sums->n++ == 0)
        sums->only = *score;
    sums->all_m += length_m;
    sums->low += length_m * score->low;
    sums->high += length_m * score->high;
    sums->coverage += length_m * score->coverage;
    if (score->score != SCORE_NULL) {
        sums->scored_m += length_m;
        sums->score += length_m * score->score;
    }
    uint8_t passable = (uint8_t)score->passable, class = (uint8_t)score->class;
    sums->passable = sums->n == 1 || passable < sums->passable ? passable : sums->passable;
    sums->class = class > sums->class ? class : sums->class;
}

/* A single score stays as it is, without rounding it again. */
void score_mean_settle(const struct score_mean *sums, struct score *out)
{
    /* Lines without length have no mean: the first one stands for all. */
    *out = sums->n == 0 ? score_na : sums->only;
    if (sums->n < 2 || !(sums->all_m > 0))
        return;
    *out = (struct score){
        sums->scored_m > 0 ? (int32_t)lround(sums->score / sums->scored_m) : SCORE_NULL,
        (int32_t)lround(sums->low / sums->all_m),
        (int32_t)lround(sums->high / sums->all_m),
        (int32_t)lround(sums->coverage / sums->all_m),
        sums->passable,
        sums->class,
    };
    score_into_range(out);
}

/* One of its sides, or with side 0 the whole. */
static void score_street(const struct street_job *job, size_t street, size_t profile, uint8_t side,
                         struct score *out)
{
    const struct street_segments *segments = &job->store->segments;
    const struct segment_results *results = &job->results->segments;
    struct score_mean sums = {0};
    uint32_t first, last = street_stretches(job->store, street, &first);
    for (uint32_t i = first; i < last; i++) {
        uint32_t segment = segments->stretches[i].segment;
        /* The left side of a street is the right one of a segment that runs against it. */
        bool left = side != 0 && side == (segment_runs_against(segments, i) ? SIDE_RIGHT : SIDE_LEFT);
        const struct score *scores = side == 0 ? results->scores[profile]
                                     : left    ? results->left[profile]
                                               : results->right[profile];
        score_mean_add(&sums, &scores[segment],
                       segments->stretches[i].to_m - stretch_from_m(segments, i));
    }
    score_mean_settle(&sums, out);
}

/* Streets without sides of their own keep the score that they have as elements. */
static void score_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct street_job *job = user;
    const struct store *store = job->store;
    struct results *results = job->results;
    (void)chunk;
    for (size_t s = first; s < last; s++)
        for (size_t p = 0; p < job->plan->n_profiles; p++) {
            bool sides = store->tables[ROLE_STREET].scope[s] == SCOPE_YES &&
                         !store->streets.is_own_element[s] && store->streets.same_as[s] == s;
            if (!job->settings->skip_sides)
                results->left[p][s] = results->right[p][s] = score_na;
            if (!sides)
                continue;
            score_street(job, s, p, 0, &results->roles[ROLE_STREET].scores[p][s]);
            if (job->settings->skip_sides)
                continue;
            score_street(job, s, p, SIDE_LEFT, &results->left[p][s]);
            score_street(job, s, p, SIDE_RIGHT, &results->right[p][s]);
        }
}

/* Segments first, since streets are made of them; sums last, since they copy to lines drawn
 * twice. */
rasif_status score_streets(const struct store *store, const struct plan *plan,
                           const struct settings *settings, struct arena *arena,
                           struct results *out, rasif_error *err)
{
    size_t n = store->tables[ROLE_STREET].n;
    struct street_job job = {.store = store, .plan = plan, .settings = settings, .results = out};
    out->streets = ARENA_ARRAY(arena, n, struct street_sum);
    bool good = out->streets != NULL;
    for (size_t p = 0; p < plan->n_profiles && good && !settings->skip_sides; p++) {
        out->left[p] = ARENA_ARRAY(arena, n, struct score);
        out->right[p] = ARENA_ARRAY(arena, n, struct score);
        good = out->left[p] != NULL && out->right[p] != NULL;
    }
    if (!good || !score_segments(store, plan, settings, arena, out))
        return fail_memory(err);
    parallel_rows(settings->threads, n, score_rows, &job);
    return sum_streets(store, plan, settings, out, err);
}
