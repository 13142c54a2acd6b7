/* SPDX-License-Identifier: MIT
 *
 * Junction arms without a crossing (docs/gaps.md#the-four-kinds). Only main streets are expected
 * to have crossings. Where main streets meet, every main arm needs one; where a main street
 * passes smaller ones, one crossing over it is enough. In: junctions, crossings,
 * F_crossing_expected. Out: gaps of kind no_crossing.
 *
 * Algorithm: every crossing marks the ends of stretches within 50 m of it (atomic bits). Arms of
 * all junctions are found on all threads, sorted by bearing, and arms less than 45 degrees apart
 * are grouped as carriageways of one street. Missing crossings are then found junction by
 * junction, in order, because a crossing to build at one junction may be near enough to the next.
 *
 * Cost: linear in crossings and junctions; per junction the square of its arms, at most 32. */
#include "network/gaps.h"

#include "base/ordered.h"
#include "base/parallel.h"
#include "base/shared.h"
#include "geo/line.h"
#include "link/junctions.h"
#include "link/link.h"
#include "link/sides.h"

#include <stdlib.h>

#define GAP_AT_JUNCTION_M 1.0 /* a crossing this near to a junction lies on the arms to both sides */
#define MOST_ARMS 32     /* of a junction; more are left out */
#define APART_COS 0.7071 /* arms less than 45 degrees apart are the carriageways of one */

/* A street as it leaves a junction, up to its next one. */
struct arm {
    uint32_t street;
    uint32_t stretch; /* see arm_job.near */
    double at_m, length_m;
    double way[2]; /* unit vector */
    double bearing;
    bool ahead;   /* in the drawing direction */
    bool main;    /* a crossing is expected over it */
    bool crossed; /* known last: a gap found at one junction is a crossing for the next */
    bool leads_group; /* first of its carriageways: the others follow it */
};

struct arm_job {
    struct gap_job *job;
    /* Per stretch of a street between its junctions (one more than it has): bits. A street's first
     * stretch is number first_junction[street] + street. */
    uint8_t *near;
};
enum { NEAR_BEGIN = 1, NEAR_END = 2 }; /* a crossing within GAP_ARM_M of the stretch's begin, end */

/* ---- crossings that are there, or planned ---- */

/* Metres to the first junction that one comes to from an end of a street, the whole of the street
 * where there is none; *found is whether there is one. */
static double to_junction(const struct store *store, uint32_t end, bool *found)
{
    store_use(store, PART_surroundings);
    const struct street_facts *facts = &store->streets;
    uint32_t street = end / 2, first = facts->first_junction[street];
    uint32_t last = facts->first_junction[street + 1];
    double length_m = path_of(&store->tables[ROLE_STREET], street).length_m;
    *found = first < last;
    return !*found ? length_m : end & 1 ? length_m - facts->junction_m[last - 1] : facts->junction_m[first];
}

/* A crossing that lies `way_m` before an end of a street is one of the junctions beyond it, too. */
static void mark_beyond(const struct arm_job *arms, uint32_t end, double way_m)
{
    const struct store *store = arms->job->store;
    const uint32_t *first_junction = store->streets.first_junction;
    bool found = false;
    for (end = street_goes_on(store, end); end != NO_ROW && !found && way_m <= GAP_ARM_M;) {
        uint32_t street = end / 2;
        way_m += to_junction(store, end, &found);
        if (found && way_m <= GAP_ARM_M) {
            uint8_t *near = &arms->near[street + first_junction[street + (end & 1)]];
            shared_set_bits8(near, end & 1 ? NEAR_BEGIN : NEAR_END);
        }
        end = street_goes_on(store, end ^ 1);
    }
}

/* Marks the stretches whose begin or end a crossing at this place of the street is near to. */
static void mark(const struct arm_job *arms, uint32_t street, double at_m)
{
    const struct street_facts *facts = &arms->job->store->streets;
    double length_m = path_of(&arms->job->store->tables[ROLE_STREET], street).length_m;
    uint32_t first = facts->first_junction[street], last = facts->first_junction[street + 1];
    for (uint32_t i = first; i < last; i++) {
        double beyond = at_m - facts->junction_m[i];
        uint8_t *before = &arms->near[i + street], *after = before + 1;
        bool next = (i + 1 == last || at_m <= facts->junction_m[i + 1]) && beyond <= GAP_ARM_M;
        bool previous = (i == first || at_m >= facts->junction_m[i - 1]) && -beyond <= GAP_ARM_M;
        if (beyond > -GAP_AT_JUNCTION_M && next)
            shared_set_bits8(after, NEAR_BEGIN);
        if (beyond < GAP_AT_JUNCTION_M && previous)
            shared_set_bits8(before, NEAR_END);
    }
    if (first == last || at_m <= facts->junction_m[first])
        mark_beyond(arms, 2 * street, at_m);
    if (first == last || at_m >= facts->junction_m[last - 1])
        mark_beyond(arms, 2 * street + 1, length_m - at_m);
}

/* Marks for crossings [first, last); several threads share the bits. */
static void mark_crossings(void *user, size_t chunk, size_t first, size_t last)
{
    const struct arm_job *arms = user;
    const struct store *store = arms->job->store;
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    const struct crossing_facts *facts = &store->crossings;
    (void)chunk;
    for (size_t row = first; row < last; row++) {
        if (facts->first_street[row] == facts->first_street[row + 1])
            continue;
        struct path path = crossing_path(store, row);
        double middle[2], direction[2];
        path_at(&path, crossings->shapes.kind[row] == SHAPE_LINE ? path.length_m / 2 : 0, middle,
                direction);
        for (uint32_t i = facts->first_street[row]; i < facts->first_street[row + 1]; i++) {
            struct path street = path_of(&store->tables[ROLE_STREET], facts->streets[i]);
            struct foot foot;
            path_foot(&street, middle[0], middle[1], &foot);
            mark(arms, facts->streets[i], foot.at_m);
        }
    }
}

/* ---- the arms of a junction ---- */

/* The arms of one junction, by bearing once all are there. */
struct arm_list {
    struct arm items[MOST_ARMS];
    size_t n, n_groups, n_main;
};

/* Streets that make no junction where a crossing is looked for: ways in and out of a main street
 * without walkers, and slip roads. */
static bool is_arm(const struct elements *streets, size_t street)
{
    switch (element_code(streets, F_class, street)) {
    case CLASS_SERVICE:
    case CLASS_ALLEY:
    case CLASS_TRUNK_LINK:
    case CLASS_PRIMARY_LINK:
    case CLASS_SECONDARY_LINK:
    case CLASS_TERTIARY_LINK:
        return false;
    default:
        return true;
    }
}

/* Are the arms less than 45 degrees apart? */
static bool same_street(const struct arm *a, const struct arm *b)
{
    return a->way[0] * b->way[0] + a->way[1] * b->way[1] > APART_COS;
}

/* By bearing, whatever the order of rows; the longer of two on one bearing first. */
static bool is_before(const struct arm *a, const struct arm *b)
{
    return a->bearing != b->bearing ? a->bearing < b->bearing : a->length_m > b->length_m;
}

#define MOST_FEATURES 64 /* of one street between two junctions; more are as good as no end */

/* Metres from an end of a street to the next junction, past plain joints. */
static double goes_on_m(const struct store *store, uint32_t end)
{
    double way_m = 0;
    bool found = false;
    end = street_goes_on(store, end);
    for (int i = 0; i < MOST_FEATURES && end != NO_ROW && !found; i++) {
        way_m += to_junction(store, end, &found);
        end = street_goes_on(store, end ^ 1);
    }
    return way_m;
}

/* An arm that reaches the next junction within both zones lies inside of one large junction; a
 * roundabout goes on however near the next way out is. */
static void add_arm(const struct gap_job *job, const struct junction_root *root, bool ahead,
                    struct arm_list *out)
{
    const struct store *store = job->store;
    const struct street_facts *facts = &store->streets;
    double zone_m = job->settings->junction_m;
    uint32_t s = root->street, i = root->number;
    bool open = ahead ? i + 1 == facts->first_junction[s + 1] : i == facts->first_junction[s];
    struct path path = path_of(&store->tables[ROLE_STREET], s);
    double to = ahead ? (open ? path.length_m : facts->junction_m[i + 1])
                      : (open ? 0 : facts->junction_m[i - 1]);
    bool round = street_inner_side(store, s) != 0;
    double reach = round ? zone_m : 2 * zone_m; /* where the arm is looked at for its bearing */
    struct arm arm = {.street = s,
                      .stretch = i + s + ahead,
                      .at_m = root->at_m,
                      .ahead = ahead,
                      .length_m = fabs(to - root->at_m)};
    if (open)
        arm.length_m += goes_on_m(store, 2 * s + ahead);
    double end[2], direction[2];
    if (!(arm.length_m > (round ? 0 : reach)) || out->n == MOST_ARMS)
        return;
    path_at(&path, root->at_m + (ahead ? reach : -reach), end, direction);
    double x = end[0] - root->x, y = end[1] - root->y, far = hypot(x, y);
    if (!(far > 0))
        return;
    arm.way[0] = x / far;
    arm.way[1] = y / far;
    arm.bearing = atan2(arm.way[1], arm.way[0]);
    arm.main = !round && /* one crosses the ways to a roundabout, not itself */
               element_code(&store->tables[ROLE_STREET], F_crossing_expected, s) == YES_NO_YES;
    size_t at = out->n++;
    for (; at > 0 && is_before(&arm, &out->items[at - 1]); at--)
        out->items[at] = out->items[at - 1];
    out->items[at] = arm;
}

/* Of the carriageways of one street the first stands for all: the others follow it. */
static void group_twins(struct arm_list *list)
{
    struct arm_list grouped = {.n = 0};
    for (size_t i = 0; i < list->n; i++) {
        size_t at = 0;
        while (at < grouped.n &&
               !(grouped.items[at].leads_group && same_street(&grouped.items[at], &list->items[i])))
            at++;
        bool leads_group = at == grouped.n;
        for (at += !leads_group; at < grouped.n && !grouped.items[at].leads_group;)
            at++;
        for (size_t k = grouped.n++; k > at; k--)
            grouped.items[k] = grouped.items[k - 1];
        grouped.items[at] = list->items[i];
        grouped.items[at].leads_group = leads_group;
        grouped.n_groups += leads_group;
        grouped.n_main += leads_group && list->items[i].main;
    }
    *list = grouped;
}

/* ---- where to look: on all threads ---- */

/* Arms of junctions at which a crossing may be missing, one junction after the other. */
struct arm_chunk {
    struct arm *arms;
    size_t n, capacity;
    uint32_t *ends; /* of each junction's, in arms */
    size_t n_ends, ends_capacity;
};

/* Junctions of one item of ordered work. */
#define PART_JUNCTIONS 1024

struct arm_chunks {
    struct arm_job *arms;
    const struct junctions *junctions;
    struct arm_chunk parts[ORDERED_SLOTS];
};

/* Appends the arms of one junction to the chunk. */
static MUST bool append_arms(struct arm_chunk *part, const struct arm_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (!PUSH(part->arms, part->n, part->capacity, list->items[i]))
            return false;
    return PUSH(part->ends, part->n_ends, part->ends_capacity, (uint32_t)part->n);
}

/* Arms of the junctions of one chunk at which a crossing may be missing: in any order. */
static rasif_status find_arms(void *user, unsigned worker, size_t slot, size_t number,
                              rasif_error *err)
{
    struct arm_chunks *chunks = user;
    const struct gap_job *job = chunks->arms->job;
    const struct junctions *all = chunks->junctions;
    const struct elements *streets = &job->store->tables[ROLE_STREET];
    struct arm_chunk *part = &chunks->parts[slot];
    size_t from = number * PART_JUNCTIONS, to = from + PART_JUNCTIONS;
    (void)worker;
    part->n = part->n_ends = 0;
    for (size_t j = from; j < to && j < all->n; j++) {
        struct arm_list list = {.n = 0};
        for (uint32_t i = all->first[j]; i < all->first[j + 1]; i++)
            if (is_arm(streets, all->roots[i].street)) {
                add_arm(job, &all->roots[i], false, &list);
                add_arm(job, &all->roots[i], true, &list);
            }
        group_twins(&list);
        if (list.n_groups >= 3 && list.n_main > 0 && !append_arms(part, &list))
            return fail_memory(err);
    }
    return RASIF_OK;
}

/* ---- what is missing ---- */

/* From kerb to kerb where the width is known, else from sidewalk to sidewalk where both are drawn,
 * else only a sign that something is missing. */
static void size_crossing(const struct gap_job *job, struct gap *gap)
{
    const struct elements *streets = &job->store->tables[ROLE_STREET];
    const float *drawn = job->store->streets.sidewalk_offset_m + 2 * (size_t)gap->street;
    double width = element_real(streets, F_carriageway_width_m, gap->street);
    bool known = width > 0;
    double left = known ? width / 2 : gap_aside(job, gap->street, SIDE_LEFT);
    double right = known ? width / 2 : gap_aside(job, gap->street, SIDE_RIGHT);
    gap->at.aside_m[0] = (float)left;
    gap->at.aside_m[1] = (float)right;
    gap->length_m = known || !(isnan(drawn[0]) || isnan(drawn[1])) ? left + right : NAN;
}

/* Adds a gap where the arm leaves the junction's zone; it counts as a crossing from then on. */
static bool add_gap(struct arm_job *arms, const struct arm *arm, enum gap_evidence evidence)
{
    struct gap_job *job = arms->job;
    double zone_m = job->settings->junction_m;
    double length_m = path_of(&job->store->tables[ROLE_STREET], arm->street).length_m;
    double at_m = arm->ahead ? fmin(arm->at_m + zone_m, length_m) : fmax(arm->at_m - zone_m, 0);
    struct gap gap = {.kind = GAP_NO_CROSSING,
                      .evidence = (uint8_t)evidence,
                      .place = NO_PLACE,
                      .street = arm->street,
                      .from = NO_ROW,
                      .to = NO_ROW,
                      .from_m = at_m,
                      .to_m = at_m};
    size_crossing(job, &gap);
    mark(arms, arm->street, at_m);
    return gap_add(job, gap);
}

/* Do the data forbid to cross the arm? */
static bool is_banned(const struct arm_job *arms, const struct arm *arm)
{
    store_use(arms->job->store, PART_surroundings);
    const struct store *store = arms->job->store;
    double zone_m = arms->job->settings->junction_m;
    uint32_t stretch =
        stretch_at(store, arm->street, arm->at_m + (arm->ahead ? zone_m : -zone_m));
    return segment_may_not_be_crossed(store, store->segments.stretches[stretch].segment);
}

/* The arms of one junction. */
struct arms {
    struct arm *items;
    size_t n, n_main;
};

/* Leaves one arm for all carriageways of a street, with the crossings that are near by now. */
static struct arms merge_carriageways(const struct arm_job *job, struct arm *items, size_t n)
{
    struct arms arms = {.items = items};
    for (size_t i = 0; i < n; i++) {
        struct arm arm = items[i];
        bool near = (job->near[arm.stretch] & (arm.ahead ? NEAR_BEGIN : NEAR_END)) != 0;
        arm.crossed = arm.crossed || near;
        if (arm.leads_group) {
            items[arms.n++] = arm;
            arms.n_main += arm.main;
        } else {
            items[arms.n - 1].crossed = items[arms.n - 1].crossed || arm.crossed;
        }
    }
    return arms;
}

/* The longest main arm: it has most room for a crossing. */
static const struct arm *longest_main(const struct arms *arms)
{
    const struct arm *best = NULL;
    for (size_t i = 0; i < arms->n; i++)
        if (arms->items[i].main && (best == NULL || arms->items[i].length_m > best->length_m))
            best = &arms->items[i];
    return best;
}

/* Adds the gaps of one junction: on every main arm, or on the longest. */
static MUST bool find_missing_at_junction(struct arm_job *job, const struct arms *arms)
{
    bool any = false, main = false, good = true, absent = job->job->settings->crossing_absent;
    for (size_t i = 0; i < arms->n; i++) {
        any = any || arms->items[i].crossed;
        main = main || (arms->items[i].main && arms->items[i].crossed);
    }
    enum gap_evidence evidence = absent ? GAP_NOT_DRAWN : GAP_UNKNOWN;
    const struct arm *longest = longest_main(arms);
    if (longest == NULL)
        return true;
    if (arms->n_main < 3)
        return main || (is_banned(job, longest) ? add_gap(job, longest, GAP_STATED)
                                                : (!any && !absent) || add_gap(job, longest, evidence));
    for (size_t i = 0; good && i < arms->n; i++) {
        const struct arm *arm = &arms->items[i];
        bool banned = is_banned(job, arm);
        if (arm->main && !arm->crossed && (banned || any || absent))
            good = add_gap(job, arm, banned ? GAP_STATED : evidence);
    }
    return good;
}

/* The junctions of one chunk, in order. */
static rasif_status find_missing_in_chunk(void *user, size_t slot, size_t number, rasif_error *err)
{
    struct arm_chunks *chunks = user;
    const struct arm_chunk *part = &chunks->parts[slot];
    bool good = true;
    (void)number;
    for (size_t k = 0; good && k < part->n_ends; k++) {
        size_t first = k > 0 ? part->ends[k - 1] : 0;
        struct arms arms =
            merge_carriageways(chunks->arms, part->arms + first, part->ends[k] - first);
        good = find_missing_at_junction(chunks->arms, &arms);
    }
    return good ? RASIF_OK : fail_memory(err);
}

/* As ordered work, so that memory does not grow with the city. */
static MUST bool find_missing_everywhere(struct arm_job *arms, const struct junctions *junctions)
{
    struct arm_chunks chunks = {.arms = arms, .junctions = junctions};
    struct ordered work = {.user = &chunks,
                           .threads = arms->job->settings->threads,
                           .n_slots = ORDERED_SLOTS,
                           .n = (junctions->n + PART_JUNCTIONS - 1) / PART_JUNCTIONS,
                           .make = find_arms,
                           .put = find_missing_in_chunk};
    bool good = ordered_run(&work, NULL) == RASIF_OK;
    for (size_t i = 0; i < ORDERED_SLOTS; i++) {
        free(chunks.parts[i].arms);
        free(chunks.parts[i].ends);
    }
    return good;
}

bool gaps_of_arms(struct gap_job *job)
{
    const struct store *store = job->store;
    size_t n = store->tables[ROLE_STREET].n;
    struct arm_job arms = {.job = job};
    struct junctions junctions = {0};
    if (n == 0)
        return true;
    arms.near = calloc(store->streets.first_junction[n] + n + 1, 1);
    bool good = arms.near != NULL;
    if (good) {
        parallel_rows(job->settings->threads, store->tables[ROLE_CROSSING].n, mark_crossings, &arms);
        good = junctions_find(store, job->settings->threads, true, &junctions) &&
               find_missing_everywhere(&arms, &junctions);
    }
    junctions_free(&junctions);
    free(arms.near);
    return good;
}
