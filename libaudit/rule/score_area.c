/* SPDX-License-Identifier: MIT
 *
 * Areas (docs/scoring.md, section 8): the district and each polygon of a boundary, weighted by
 * length and share inside. Segments of streets; sidewalks when there is no streets layer.
 *
 * A row that crosses the boundary of an area counts with the share of its length inside; the
 * district holds all rows, also those that no polygon covers. Cost: areas x profiles x rows. */
#include "rule/results.h"

#include "base/parallel.h"

/* The first layer that was given, of streets, sidewalks, footways. */
enum role segments_role(const struct store *store)
{
    if (store->tables[ROLE_STREET].n > 0)
        return ROLE_STREET;
    return store->tables[ROLE_SIDEWALK].n > 0 ? ROLE_SIDEWALK : ROLE_FOOTWAY;
}

/* sums: of score, low, high and coverage, each times the length. */
static void add_row(struct area_score *area, const struct score *score, double length,
                    double sums[4], double *scored_m)
{
    area->n++;
    area->length_m += length;
    sums[1] += length * score->low;
    sums[2] += length * score->high;
    sums[3] += length * score->coverage;
    if (score->score != SCORE_NULL) {
        area->n_scored++;
        *scored_m += length;
        sums[0] += length * score->score;
    }
    if (score->passable == PASSABLE_YES)
        area->passable_m += length;
    else if (score->passable == PASSABLE_NO)
        area->blocked_m += length;
    else
        area->unknown_m += length;
}

/* `share`: of each row inside the area, 0..1; NULL = all of every row. */
static void score_area(const struct store *store, enum role role, const struct score *scores,
                       const double *share, struct area_score *out)
{
    bool streets = role == ROLE_STREET;
    size_t n = streets ? store->segments.n : store->tables[role].n;
    double sums[4] = {0}, scored_m = 0;
    *out = (struct area_score){.mean = score_na};
    for (size_t row = 0; row < n; row++) {
        double part = share == NULL ? 1 : share[row];
        double length_m = streets ? segment_length_m(&store->segments, row)
                                  : store->tables[role].length_m[row];
        /* Segments are all judged; rows may be out of scope. */
        bool counts = streets || store->tables[role].scope[row] == SCOPE_YES;
        if (counts && scores[row].passable != PASSABLE_NONE && part > 0)
            add_row(out, &scores[row], length_m * part, sums, &scored_m);
    }
    out->mean_m = scored_m;
    /* The mean of nothing stays null. */
    if (!(out->length_m > 0))
        return;
    out->mean.score = scored_m > 0 ? (int32_t)lround(sums[0] / scored_m) : SCORE_NULL;
    out->mean.low = (int32_t)lround(sums[1] / out->length_m);
    out->mean.high = (int32_t)lround(sums[2] / out->length_m);
    out->mean.coverage = (int32_t)lround(sums[3] / out->length_m);
}

/* Areas and profiles are independent: parallel_each runs them side by side. */
struct area_job {
    const struct store *store;
    enum role role;
    const double *const *share;
    struct results *results;
    size_t n_profiles;
};

/* One area for one profile. */
static void score_one(void *user, size_t number)
{
    const struct area_job *job = user;
    size_t area = number / job->n_profiles, profile = number % job->n_profiles;
    const struct score *scores = job->role == ROLE_STREET
                                     ? job->results->segments.scores[profile]
                                     : job->results->roles[job->role].scores[profile];
    score_area(job->store, job->role, scores,
               area == 0 ? NULL : job->share[area - 1], &job->results->areas[number]);
}

rasif_status score_areas(const struct store *store, const struct plan *plan,
                         const double *const *share, const char *const *names, size_t n_polygons,
                         unsigned threads, struct arena *arena, struct results *out,
                         rasif_error *err)
{
    enum role role = segments_role(store);
    out->segments_are_sidewalks = role != ROLE_STREET;
    out->n_areas = 1 + n_polygons;
    out->areas = ARENA_ARRAY(arena, out->n_areas * plan->n_profiles, struct area_score);
    out->area_names = ARENA_ARRAY(arena, out->n_areas, const char *);
    if (out->areas == NULL || out->area_names == NULL)
        return fail_memory(err);
    for (size_t a = 0; a < out->n_areas; a++)
        out->area_names[a] = a == 0 ? "" : names[a - 1];
    struct area_job job = {store, role, share, out, plan->n_profiles};
    parallel_each(threads, out->n_areas * plan->n_profiles, score_one, &job);
    return RASIF_OK;
}
