/* SPDX-License-Identifier: MIT
 *
 * Runs of a segment's side without a sidewalk that stop people there: as scoring sees them
 * (score_segment.c), by street. In: segments, pieces. Out: runs. */
#include "network/missing.h"

#include "link/absences.h"
#include "link/link.h"

#include <stdlib.h>

struct finding_runs {
    const struct store *store;
    struct missing_runs *runs;
};

/* Does the street's own column deny a sidewalk on this side, or did someone find none in the middle of the run? */
static bool says_no(const struct store *store, size_t street, const struct missing *missing)
{
    unsigned said = element_code(&store->tables[ROLE_STREET],
                                 missing->side == SIDE_LEFT ? F_sidewalk_left : F_sidewalk_right, street);
    return said == COVER_NO || absences_hold(store, street, missing->side, (missing->from_m + missing->to_m) / 2);
}

/* The run at hand: those of [first, n_runs), which lie behind each other on one side of a segment.
 */
struct run_at_hand {
    size_t first;
    double length_m;
};

/* A run over a joint leaves slivers on the next street: too short to build by themselves. */
static void drop_slivers(struct missing_runs *runs, size_t first)
{
    size_t kept = first;
    double longest = 0;
    for (size_t i = first; i < runs->n; i++)
        longest = fmax(longest, runs->items[i].missing.to_m - runs->items[i].missing.from_m);
    for (size_t i = first; i < runs->n; i++) {
        double length = runs->items[i].missing.to_m - runs->items[i].missing.from_m;
        if (length >= fmin(longest, GAP_SLIVER_M))
            runs->items[kept++] = runs->items[i];
    }
    runs->n = kept;
}

/* Up to ABSENT_STOPS_M a run is passed over, as in scoring. */
static void end_run(struct finding_runs *job, struct run_at_hand *run)
{
    if (run->length_m <= ABSENT_STOPS_M)
        job->runs->n = run->first; /* short enough to pass */
    else
        drop_slivers(job->runs, run->first);
    *run = (struct run_at_hand){job->runs->n, 0};
}

/* Adjacent pieces of one street become one item; over a joint a new one begins. */
static MUST bool extend_run(struct finding_runs *job, struct run_at_hand *run,
                       const struct segment_part *part, const struct piece *piece, double length_m)
{
    double from = fmax(piece_from_m(job->store, piece), part->from_m);
    struct missing missing = {
        .from_m = from, .to_m = fmin(piece->to_m, part->to_m), .side = piece->side};
    struct missing_run *last =
        job->runs->n > run->first ? &job->runs->items[job->runs->n - 1] : NULL;
    run->length_m += length_m;
    if (last != NULL && last->street == part->street && last->missing.side == piece->side &&
        last->missing.to_m >= from && last->missing.from_m <= missing.to_m) { /* not over a ring's end */
        last->missing.from_m = fmin(last->missing.from_m, from);
        last->missing.to_m = fmax(last->missing.to_m, missing.to_m);
        return true;
    }
    return PUSH(job->runs->items, job->runs->n, job->runs->capacity,
                ((struct missing_run){part->street, missing}));
}

/* A junction zone, or what needs no sidewalk or has one, parts runs. */
static bool find_runs_of_side(struct finding_runs *job, size_t segment, uint8_t side)
{
    const struct street_segments *segments = &job->store->segments;
    struct run_at_hand run = {job->runs->n, 0};
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++) {
        struct side_walk walk = side_walk(job->store, i, side);
        double length;
        for (const struct piece *piece; (piece = side_walk_next(&walk, &length)) != NULL;)
            if (piece->state != COVER_IS_ABSENT)
                end_run(job, &run);
            else if (!extend_run(job, &run, &walk.part, piece, length))
                return false;
    }
    end_run(job, &run);
    return true;
}

/* By street, side and place, as missing.c merges them with the gaps. */
static int compare_runs(const void *a, const void *b)
{
    const struct missing_run *x = a, *y = b;
    if (x->street != y->street)
        return x->street < y->street ? -1 : 1;
    if (x->missing.side != y->missing.side)
        return x->missing.side < y->missing.side ? -1 : 1;
    return (x->missing.from_m > y->missing.from_m) - (x->missing.from_m < y->missing.from_m);
}

bool missing_runs_find(const struct store *store, const struct gap_job *gaps,
                       struct missing_runs *runs)
{
    struct finding_runs job = {store, runs};
    for (size_t s = 0; s < store->segments.n; s++)
        if (!find_runs_of_side(&job, s, SIDE_LEFT) || !find_runs_of_side(&job, s, SIDE_RIGHT))
            return false;
    array_sort(runs->items, runs->n, sizeof *runs->items, compare_runs);
    for (size_t i = 0; i < runs->n; i++) {
        struct missing *missing = &runs->items[i].missing;
        missing->stated = says_no(store, runs->items[i].street, missing);
        missing->aside_m = (float)gap_aside(gaps, runs->items[i].street, missing->side);
    }
    return true;
}
