/* SPDX-License-Identifier: MIT
 *
 * Segments (docs/scoring.md, sections 6.4 and 6.6): both sides by the elements that cover them,
 * the crossings, and whether one can pass. In: scores of elements and chains, pieces of sides,
 * store.segments. Out: scores of segments and of their sides.
 *
 * A side is walked once for all profiles; each piece adds its score times its length. Means are
 * taken of unrounded sums and rounded once, at the end. Cost: pieces x profiles; segments are
 * independent and run on all threads.
 *
 * S = mean of the sides that apply, X = mean of the crossings, a and b = weights of the profile:
 * score of the segment = (a S + b X) / (a + b), of the parts that have a score */
#include "base/parallel.h"
#include "link/link.h"
#include "rule/results.h"

#include <string.h>

#define PASSABLE_SHARE 0.95 /* share of a side that must be passable */

static const struct score piece_absent = {0, 0, 0, SCORE_UNIT, PASSABLE_NO, SCORE_CLASS_BLOCKED};
static const struct score piece_unknown = {SCORE_NULL,         0, SCORE_FULL, 0, PASSABLE_UNKNOWN,
                                           SCORE_CLASS_UNKNOWN};

/* Several elements that cover a piece are alternatives: each figure is the best of theirs. A
 * blocked one that runs aside of the walking line only leaves it open. */
void score_piece(const struct store *store, const struct results *results, const struct piece *piece,
                 size_t profile, struct score *out)
{
    bool aside = false;
    *out = score_na;
    if (piece->state == COVER_IS_ABSENT)
        *out = piece_absent;
    else if (piece->state == COVER_IS_UNKNOWN)
        *out = piece_unknown;
    for (const struct cover *cover = piece_cover(store, piece); cover != NULL;
         cover = cover_next(cover)) {
        const struct score *score = &results->roles[cover->role].scores[profile][cover->row];
        if (score->passable == PASSABLE_NONE)
            continue;
        /* It blocks its own way, not that of the street beside it. */
        if (cover->aside && score->passable == PASSABLE_NO) {
            aside = true;
            continue;
        }
        if (out->passable == PASSABLE_NONE) {
            *out = *score;
            continue;
        }
        if (score->low != out->low       ? score->low > out->low
            : score->score != out->score ? score->score > out->score
                                         : score->coverage > out->coverage)
            out->coverage = score->coverage;
        out->score = score->score > out->score ? score->score : out->score;
        out->low = score->low > out->low ? score->low : out->low;
        out->high = score->high > out->high ? score->high : out->high;
        out->passable = score->passable > out->passable ? score->passable : out->passable;
    }
    /* Nothing else covers the piece. */
    if (aside && out->passable == PASSABLE_NONE)
        *out = piece_unknown;
    out->class = (uint8_t)score_class_of(out);
}

/* Unrounded figures of a side, of both sides (S), of the crossings (X), in 1/10 000. score NaN =
 * null. */
struct figures {
    double score, low, high, coverage;
    bool applies;
};

struct side_facts {
    struct figures figures;
    bool blocker, clear; /* clear: no blocker, passable on 95 %, nothing long uncovered */
};

struct segment_job {
    const struct store *store;
    const struct plan *plan;
    const struct settings *settings;
    const struct results *results;
};

/* Runs of absent and of uncovered pieces; a junction zone or a piece that does not count ends a
 * run. */
struct runs {
    double absent_m, uncovered_m, longest_absent_m, longest_uncovered_m;
};

/* Pieces of a side follow each other along the street. */
static void extend_runs(struct runs *runs, const struct piece *piece, double length, bool counts)
{
    bool absent = counts && piece->state == COVER_IS_ABSENT;
    bool uncovered = absent || (counts && piece->state == COVER_IS_UNKNOWN);
    runs->absent_m = absent ? runs->absent_m + length : 0;
    runs->uncovered_m = uncovered ? runs->uncovered_m + length : 0;
    if (runs->absent_m > runs->longest_absent_m)
        runs->longest_absent_m = runs->absent_m;
    if (runs->uncovered_m > runs->longest_uncovered_m)
        runs->longest_uncovered_m = runs->uncovered_m;
}

/* Sums over the pieces of a side. */
struct side_sums {
    double total, scored, passable;
    struct figures sum;
    struct runs runs;
    bool blocker;
};

/* Pieces of junctions, and those that need no sidewalk, count in no mean. */
static bool piece_counts(const struct piece *piece, const struct score *score)
{
    return score->passable != PASSABLE_NONE && piece->state != COVER_IS_JUNCTION && piece->state != COVER_IS_NA;
}

static void add_piece(const struct segment_job *job, const struct piece *piece, double length,
                      size_t profile, struct side_sums *sums)
{
    struct score score;
    score_piece(job->store, job->results, piece, profile, &score);
    bool counts = piece_counts(piece, &score);
    extend_runs(&sums->runs, piece, length, counts);
    if (!counts)
        return;
    sums->total += length;
    sums->sum.low += length * score.low;
    sums->sum.high += length * score.high;
    sums->sum.coverage += length * score.coverage;
    if (score.score != SCORE_NULL) {
        sums->scored += length;
        sums->sum.score += length * score.score;
    }
    if (score.passable == PASSABLE_YES)
        sums->passable += length;
    if (piece->state == COVERED && score.passable == PASSABLE_NO)
        sums->blocker = true;
}

/* `clear` needs 95 % passable and no uncovered stretch over 5 m; one absent stretch over 5 m
 * blocks. */
static void settle_side(const struct side_sums *sums, struct side_facts *out)
{
    *out = (struct side_facts){0};
    if (!(sums->total > 0))
        return;
    out->figures = (struct figures){sums->scored > 0 ? sums->sum.score / sums->scored : NAN,
                                    sums->sum.low / sums->total, sums->sum.high / sums->total,
                                    sums->sum.coverage / sums->total, true};
    out->blocker = sums->blocker || sums->runs.longest_absent_m > ABSENT_STOPS_M;
    out->clear = !out->blocker && sums->passable >= PASSABLE_SHARE * sums->total &&
                 sums->runs.longest_uncovered_m <= ABSENT_STOPS_M &&
                 out->figures.coverage >= SCORE_UNIT / 2.0;
}

/* out[n_profiles]. */
static void score_side(const struct segment_job *job, size_t segment, uint8_t side,
                       struct side_facts *out)
{
    const struct street_segments *segments = &job->store->segments;
    struct side_sums sums[MOST_PROFILES];
    size_t n_profiles = job->plan->n_profiles;
    double length;
    /* The side is walked once: the geometry is the same for all profiles. */
    memset(sums, 0, n_profiles * sizeof *sums);
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++) {
        struct side_walk walk = side_walk(job->store, i, side);
        for (const struct piece *piece; (piece = side_walk_next(&walk, &length)) != NULL;)
            for (size_t p = 0; p < n_profiles; p++)
                add_piece(job, piece, length, p, &sums[p]);
    }
    for (size_t p = 0; p < n_profiles; p++)
        settle_side(&sums[p], &out[p]);
}

/* Mean of those that apply; the score over those that have one. NaN figures when none applies. */
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

/* X: the mean of the chains; without any, what the absence of an expected crossing means. false:
 * no X. */
static bool crossing_part(const struct segment_job *job, size_t segment, size_t profile,
                          struct figures *out)
{
    const struct street_segments *segments = &job->store->segments;
    uint32_t first = segments->first_crossing[segment], last = segments->first_crossing[segment + 1];
    double n = 0, scored = 0;
    *out = (struct figures){0};
    for (uint32_t i = first; i < last; i++) {
        const struct score *chain =
            &job->results->roles[ROLE_CROSSING].scores[profile][segments->crossings[i]];
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
    /* Crossings weigh alike, however long they are. */
    if (n > 0) {
        *out = (struct figures){scored > 0 ? out->score / scored : NAN, out->low / n, out->high / n,
                                out->coverage / n, true};
        return true;
    }
    /* No chain counts: a missing crossing is 0 where one is expected and the data are complete. */
    unsigned expected = segment_crossing_expected(job->store, segment);
    /* Crossed all the same: its chains do not apply to this profile. */
    if (expected == YES_NO_NO || segment_is_crossed(job->store, segment))
        return false;
    bool absent = job->settings->crossing_absent || segment_may_not_be_crossed(job->store, segment);
    *out = expected == YES_NO_YES && absent
               ? (struct figures){0, 0, 0, SCORE_UNIT, true}
               : (struct figures){NAN, 0, SCORE_FULL, 0, true};
    return true;
}

/* NaN becomes null. */
static int32_t to_fixed(double value)
{
    return isnan(value) ? SCORE_NULL : (int32_t)lround(value);
}

/* Rounds to 1/10 000. */
static void store_figures(const struct figures *figures, enum passable passable, struct score *out)
{
    *out = score_na;
    if (!figures->applies)
        return;
    *out =
        (struct score){to_fixed(figures->score),    to_fixed(figures->low), to_fixed(figures->high),
                       to_fixed(figures->coverage), (uint8_t)passable,      SCORE_CLASS_NONE};
    score_into_range(out);
    out->class = (uint8_t)score_class_of(out);
}

/* A side with a blocker is not passable; one that is neither blocked nor clear is unknown. */
static enum passable side_passable(const struct side_facts *side)
{
    return side->blocker ? PASSABLE_NO : side->clear ? PASSABLE_YES : PASSABLE_UNKNOWN;
}

/* `sides`: left, right. */
static void score_whole(const struct segment_job *job, size_t segment, size_t profile,
                        const struct side_facts *const sides[2])
{
    const struct profile *p = job->plan->profiles[profile];
    const struct segment_results *results = &job->results->segments;
    struct figures both[2] = {sides[0]->figures, sides[1]->figures}, x, s;
    if (!job->settings->skip_sides) {
        store_figures(&both[0], side_passable(sides[0]), &results->left[profile][segment]);
        store_figures(&both[1], side_passable(sides[1]), &results->right[profile][segment]);
    }
    struct score *out = &results->scores[profile][segment];
    *out = score_na;
    if (!both[0].applies && !both[1].applies)
        return;
    s = mean(both, 2);
    double a = p->weight_sidewalks;
    double b = crossing_part(job, segment, profile, &x) ? p->weight_crossings : 0;
    /* Parts without a score have no weight in the score, but in the range. */
    double as = isnan(s.score) ? 0 : a, bs = b > 0 && !isnan(x.score) ? b : 0;
    struct figures total = {
        as + bs > 0 ? ((as > 0 ? a * s.score : 0) + (bs > 0 ? b * x.score : 0)) / (as + bs) : NAN,
        (a * s.low + (b > 0 ? b * x.low : 0)) / (a + b),
        (a * s.high + (b > 0 ? b * x.high : 0)) / (a + b),
        (a * s.coverage + (b > 0 ? b * x.coverage : 0)) / (a + b),
        true,
    };
    /* One passable side is enough; the street is blocked when every side is. */
    bool no = true, yes = false;
    for (int i = 0; i < 2; i++)
        if (both[i].applies) {
            no = no && sides[i]->blocker;
            yes = yes || sides[i]->clear;
        }
    store_figures(&total, no ? PASSABLE_NO : yes ? PASSABLE_YES : PASSABLE_UNKNOWN, out);
}

/* Both sides for all profiles, then each profile as a whole. */
static void score_segment(const struct segment_job *job, size_t segment)
{
    struct side_facts left[MOST_PROFILES], right[MOST_PROFILES];
    score_side(job, segment, SIDE_LEFT, left);
    score_side(job, segment, SIDE_RIGHT, right);
    for (size_t p = 0; p < job->plan->n_profiles; p++)
        score_whole(job, segment, p, (const struct side_facts *const[2]){&left[p], &right[p]});
}

/* A segment of streets that are elements themselves has their mean by length, and no sides. */
static void score_own(const struct segment_job *job, size_t segment, size_t profile)
{
    const struct street_segments *segments = &job->store->segments;
    const struct score *own = job->results->roles[ROLE_STREET].scores[profile];
    struct score_mean sums = {0};
    if (!job->settings->skip_sides)
        job->results->segments.left[profile][segment] =
            job->results->segments.right[profile][segment] = score_na;
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++) {
        struct segment_part part = segment_part(segments, i);
        score_mean_add(&sums, &own[part.street], part.to_m - part.from_m);
    }
    score_mean_settle(&sums, &job->results->segments.scores[profile][segment]);
}

/* ---- what a score is made of ---- */

/* Terms of one side for one profile, whose pieces have `weight` together. */
static void side_terms(const struct segment_job *job, struct score_term *term, uint8_t side, double weight,
                       score_term_fn each, void *user)
{
    const struct street_segments *segments = &job->store->segments;
    double total_m = 0, length;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = segments->first_part[term->segment]; i < segments->first_part[term->segment + 1]; i++) {
            struct side_walk walk = side_walk(job->store, i, side);
            for (const struct piece *piece; (piece = side_walk_next(&walk, &length)) != NULL;) {
                struct score score;
                score_piece(job->store, job->results, piece, term->profile, &score);
                if (!piece_counts(piece, &score))
                    continue;
                if (pass == 0)
                    total_m += length;
                term->piece = piece;
                term->length_m = length;
                term->side = side;
                term->weight = weight * length / total_m;
                if (pass == 1)
                    each(user, term);
            }
        }
    term->piece = NULL;
}

/* Terms of the crossings of a segment, which weigh alike. */
static void crossing_terms(const struct segment_job *job, struct score_term *term, double weight, score_term_fn each,
                           void *user)
{
    const struct street_segments *segments = &job->store->segments;
    uint32_t first = segments->first_crossing[term->segment], last = segments->first_crossing[term->segment + 1];
    const struct score *chains = job->results->roles[ROLE_CROSSING].scores[term->profile];
    size_t n = 0;
    term->role = ROLE_CROSSING;
    for (uint32_t i = first; i < last; i++)
        n += chains[segments->crossings[i]].passable != PASSABLE_NONE;
    for (uint32_t i = first; i < last; i++) {
        term->row = segments->crossings[i];
        term->weight = weight / (double)n;
        if (chains[term->row].passable != PASSABLE_NONE)
            each(user, term);
    }
}

/* Streets that are elements themselves: their lengths. */
static void own_terms(const struct segment_job *job, struct score_term *term, score_term_fn each, void *user)
{
    const struct street_segments *segments = &job->store->segments;
    const struct score *own = job->results->roles[ROLE_STREET].scores[term->profile];
    double total_m = 0;
    term->role = ROLE_STREET;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = segments->first_part[term->segment]; i < segments->first_part[term->segment + 1]; i++) {
            struct segment_part part = segment_part(segments, i);
            if (own[part.street].passable == PASSABLE_NONE)
                continue;
            if (pass == 0)
                total_m += part.to_m - part.from_m;
            term->row = part.street;
            term->weight = total_m > 0 ? (part.to_m - part.from_m) / total_m : 0;
            if (pass == 1)
                each(user, term);
        }
}

void score_segment_terms(const struct store *store, const struct plan *plan, const struct settings *settings,
                         const struct results *results, uint32_t segment, score_term_fn each, void *user)
{
    const struct segment_job job = {.store = store, .plan = plan, .settings = settings, .results = results};
    struct side_facts sides[2][MOST_PROFILES];
    bool own = store->streets.is_own_element[segment_first(&store->segments, segment).street];
    for (size_t p = 0; p < plan->n_profiles && own; p++)
        own_terms(&job, &(struct score_term){.segment = segment, .profile = p}, each, user);
    if (own)
        return;
    score_side(&job, segment, SIDE_LEFT, sides[0]);
    score_side(&job, segment, SIDE_RIGHT, sides[1]);
    for (size_t p = 0; p < plan->n_profiles; p++) {
        struct score_term term = {.segment = segment, .profile = p};
        struct figures x;
        double n = sides[0][p].figures.applies + sides[1][p].figures.applies;
        double a = plan->profiles[p]->weight_sidewalks;
        double b = crossing_part(&job, segment, p, &x) ? plan->profiles[p]->weight_crossings : 0;
        if (!(n > 0))
            continue;
        for (int side = 0; side < 2; side++)
            if (sides[side][p].figures.applies)
                side_terms(&job, &term, side == 0 ? SIDE_LEFT : SIDE_RIGHT, a / (a + b) / n, each, user);
        if (b > 0)
            crossing_terms(&job, &term, b / (a + b), each, user);
    }
}

bool score_segment_crossings(const struct store *store, const struct plan *plan, const struct settings *settings,
                             const struct results *results, uint32_t segment, size_t profile, double *low,
                             double *high)
{
    const struct segment_job job = {.store = store, .plan = plan, .settings = settings, .results = results};
    struct figures x;
    bool any = crossing_part(&job, segment, profile, &x);
    *low = any ? x.low : 0;
    *high = any ? x.high : 0;
    return any;
}

/* ---- all segments ---- */

static void score_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct segment_job *job = user;
    const struct store *store = job->store;
    (void)chunk;
    for (size_t s = first; s < last; s++) {
        bool own = store->streets.is_own_element[segment_first(&store->segments, s).street];
        for (size_t p = 0; p < job->plan->n_profiles && own; p++)
            score_own(job, s, p);
        if (!own)
            score_segment(job, s);
    }
}

bool score_segments(const struct store *store, const struct plan *plan,
                    const struct settings *settings, struct arena *arena, struct results *out)
{
    size_t n = store->segments.n;
    struct segment_results *results = &out->segments;
    struct segment_job job = {.store = store, .plan = plan, .settings = settings, .results = out};
    results->sums = ARENA_ARRAY(arena, n, struct street_sum);
    bool good = results->sums != NULL;
    for (size_t p = 0; p < plan->n_profiles && good; p++) {
        results->scores[p] = ARENA_ARRAY(arena, n, struct score);
        results->left[p] = settings->skip_sides ? NULL : ARENA_ARRAY(arena, n, struct score);
        results->right[p] = settings->skip_sides ? NULL : ARENA_ARRAY(arena, n, struct score);
        good = results->scores[p] != NULL &&
               (settings->skip_sides || (results->left[p] != NULL && results->right[p] != NULL));
    }
    if (good)
        parallel_rows(settings->threads, n, score_rows, &job);
    return good;
}
