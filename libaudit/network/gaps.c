/* SPDX-License-Identifier: MIT
 *
 * Gaps put together: see gaps.h. What is missing along streets is found in gaps_sides.c, at the
 * ends of crossings in gaps_ramps.c, at junctions in gaps_arms.c.
 *
 * The three finders run side by side into lists of their own, which are then put behind each other
 * in the order of kinds. */
#include "network/gaps.h"

#include "base/parallel.h"
#include "link/link.h"

#include <stdlib.h>
#include <string.h>

const char *const gap_kind_names[GAP_KIND_COUNT] = {"no_sidewalk", "sidewalk_ends", "no_ramp",
                                                    "no_crossing"};
const char *const gap_evidence_names[GAP_EVIDENCE_COUNT] = {"stated", "not_drawn", "unknown"};

/* The first that is known: sidewalks drawn on this side, on the other one, half the carriageway,
 * GAP_ASIDE_M. */
double gap_aside(const struct gap_job *job, size_t street, uint8_t side)
{
    store_use(job->store, PART_surroundings);
    const float *both = job->store->streets.sidewalk_offset_m + 2 * street;
    float own = both[side == SIDE_RIGHT], other = both[side != SIDE_RIGHT];
    double width = element_real(&job->store->tables[ROLE_STREET], F_carriageway_width_m, street);
    return !isnan(own)     ? (double)own
           : !isnan(other) ? (double)other
           : width > 0     ? width / 2
                           : GAP_ASIDE_M;
}

/* ---- all of them ---- */

/* Moves the sidewalk ends behind the missing sidewalks, each in its order: gaps_of_sides adds
 * both kinds street by street. */
static bool part_kinds(struct gaps *gaps)
{
    struct gap *ends = malloc((gaps->n + 1) * sizeof *ends);
    size_t kept = 0, n = 0;
    if (ends == NULL)
        return false;
    for (size_t i = 0; i < gaps->n; i++)
        if (gaps->items[i].kind == GAP_SIDEWALK_ENDS)
            ends[n++] = gaps->items[i];
        else
            gaps->items[kept++] = gaps->items[i];
    if (n > 0)
        memcpy(gaps->items + kept, ends, n * sizeof *ends);
    free(ends);
    return true;
}

enum role gap_role(const struct gap *gap)
{
    return gap->kind == GAP_NO_RAMP ? ROLE_CROSSING : ROLE_SIDEWALK;
}

/* Gaps of sides, which are then parted by kind. */
static MUST bool gaps_along(struct gap_job *job)
{
    return gaps_of_sides(job) && part_kinds(job->out);
}

/* In the order of kinds. */
static bool (*const finders[])(struct gap_job *) = {gaps_along, gaps_of_crossing_ends,
                                                    gaps_of_arms};
#define FINDERS (sizeof finders / sizeof *finders)

/* Each finder fills a list of its own, so that all run at once. */
struct finding_job {
    struct gap_job jobs[FINDERS];
    struct gaps found[FINDERS];
    bool done[FINDERS];
};

/* One finder per call: none reads what another one finds. */
static void find(void *user, size_t number)
{
    struct finding_job *job = user;
    job->done[number] = finders[number](&job->jobs[number]);
}

/* Moves the gaps of `from` behind those of `to`; an empty `to` takes the array over without a
 * copy. */
static bool append(struct gaps *to, struct gaps *from)
{
    if (to->n == 0) {
        gaps_free(to);
        *to = *from;
        *from = (struct gaps){0};
        return true;
    }
    if (!array_reserve(&to->items, &to->capacity, to->n + from->n, sizeof *to->items))
        return false;
    if (from->n > 0)
        memcpy(to->items + to->n, from->items, from->n * sizeof *from->items);
    to->n += from->n;
    return true;
}

rasif_status gaps_find(const struct store *store, const struct settings *settings,
                       struct gaps *out, rasif_error *err)
{
    struct gap_job job = {.store = store, .settings = settings};
    struct finding_job all = {0};
    gaps_free(out);
    bool good = true;
    for (size_t i = 0; i < FINDERS; i++) {
        all.jobs[i] = job;
        all.jobs[i].out = &all.found[i];
    }
    parallel_each(settings->threads, FINDERS, find, &all);
    for (size_t i = 0; i < FINDERS; i++) {
        good = good && all.done[i] && append(out, &all.found[i]);
        gaps_free(&all.found[i]);
    }
    return good ? RASIF_OK : fail_memory(err);
}

void gaps_free(struct gaps *gaps)
{
    free(gaps->items);
    *gaps = (struct gaps){0};
}

/* ---- figures of all ---- */

void gaps_sum(const struct gaps *gaps, struct gap_sum out[GAP_KIND_COUNT])
{
    memset(out, 0, GAP_KIND_COUNT * sizeof *out);
    for (size_t i = 0; i < gaps->n; i++) {
        const struct gap *gap = &gaps->items[i];
        out[gap->kind].n[gap->evidence]++;
        if (!isnan(gap->length_m))
            out[gap->kind].length_m += gap->length_m;
    }
}

/* Insertion into a short sorted list. The two kinds along streets come first in gaps->items. */
size_t gaps_longest(const struct gaps *gaps, size_t rows[GAP_MOST_LONGEST], size_t most)
{
    size_t n = 0;
    most = most < GAP_MOST_LONGEST ? most : GAP_MOST_LONGEST;
    for (size_t i = 0; i < gaps->n && gaps->items[i].kind <= GAP_SIDEWALK_ENDS; i++) {
        size_t at = n < most ? n++ : most;
        for (; at > 0 && gaps->items[rows[at - 1]].length_m < gaps->items[i].length_m; at--)
            if (at < most)
                rows[at] = rows[at - 1];
        if (at < most)
            rows[at] = i;
    }
    return n;
}
