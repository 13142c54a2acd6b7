/* SPDX-License-Identifier: MIT
 *
 * Junction arms without a crossing. Only main streets are expected to have crossings (scoring.md).
 * Where main streets meet, every arm of theirs needs one; where a main street passes smaller ones,
 * one crossing over it is enough. In: junctions, crossings, F_crossing_expected. Out: gaps. */
#include "network/gaps.h"

#include "geo/line.h"
#include "link/junctions.h"
#include "link/link.h"
#include "link/sides.h"

#include <stdlib.h>

#define AT_JUNCTION_M 1.0 /* a crossing this near to a junction lies on the arms to both sides */
#define MOST_ARMS 32
#define APART_COS 0.7071 /* arms less than 45 degrees apart are the carriageways of one */

/* A street as it leaves a junction, up to its next one. */
struct arm {
    uint32_t street;
    uint32_t stretch; /* see arm_job.near */
    double at_m, length_m;
    double way[2]; /* unit vector */
    bool ahead;    /* in the drawing direction */
    bool main;     /* a crossing is expected over it */
    bool crossed;
};

struct arm_job {
    struct gap_job *job;
    /* Per stretch of a street between its junctions (one more than it has): bits. A street's first
     * stretch is number first_junction[street] + street. */
    uint8_t *near;
};
enum { NEAR_BEGIN = 1, NEAR_END = 2 }; /* a crossing within GAP_ARM_M of the stretch's begin, end */

/* ---- crossings that are there, or planned ---- */

static void mark(struct arm_job *arms, uint32_t street, double at_m)
{
    const struct street_facts *facts = &arms->job->store->streets;
    uint32_t first = facts->first_junction[street], last = facts->first_junction[street + 1];
    for (uint32_t i = first; i < last; i++) {
        double beyond = at_m - facts->junction_m[i];
        uint8_t *before = &arms->near[i + street], *after = before + 1;
        bool next = (i + 1 == last || at_m <= facts->junction_m[i + 1]) && beyond <= GAP_ARM_M;
        bool previous = (i == first || at_m >= facts->junction_m[i - 1]) && -beyond <= GAP_ARM_M;
        if (beyond > -AT_JUNCTION_M && next)
            *after |= NEAR_BEGIN;
        if (beyond < AT_JUNCTION_M && previous)
            *before |= NEAR_END;
    }
}

static void mark_crossings(struct arm_job *arms)
{
    const struct store *store = arms->job->store;
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    const struct crossing_facts *facts = &store->crossings;
    for (size_t row = 0; row < crossings->n; row++) {
        if (facts->first_street[row] == facts->first_street[row + 1])
            continue;
        struct path path = path_of(crossings, row);
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

struct arm_list {
    struct arm items[MOST_ARMS];
    size_t n, n_main;
};

/* Streets that make no junction where a crossing is looked for: ways in and out of a main street
 * that nobody walks along, and slip roads. */
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

static bool is_one(const struct arm *a, const struct arm *b)
{
    return a->way[0] * b->way[0] + a->way[1] * b->way[1] > APART_COS;
}

/* By bearing, whatever the order of rows; the longer of two on one bearing first. */
static bool is_before(const struct arm *a, const struct arm *b)
{
    double left = atan2(a->way[1], a->way[0]), right = atan2(b->way[1], b->way[0]);
    return left != right ? left < right : a->length_m > b->length_m;
}

/* An arm that reaches the next junction within both zones lies inside of one large junction; a
 * roundabout goes on however near the next way out is. */
static void add_arm(const struct arm_job *arms, const struct junction_root *root, bool ahead,
                    struct arm_list *out)
{
    const struct store *store = arms->job->store;
    const struct street_facts *facts = &store->streets;
    double zone_m = arms->job->options->junction_m;
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
    double end[2], direction[2];
    if (!(arm.length_m > (round ? 0 : reach)) || out->n == MOST_ARMS)
        return;
    path_at(&path, root->at_m + (ahead ? reach : -reach), end, direction);
    double x = end[0] - root->x, y = end[1] - root->y, far = hypot(x, y);
    if (!(far > 0))
        return;
    arm.way[0] = x / far;
    arm.way[1] = y / far;
    arm.main = !round && /* one crosses the ways to a roundabout, not itself */
               element_code(&store->tables[ROLE_STREET], F_crossing_expected, s) == YES_NO_YES;
    arm.crossed = (arms->near[arm.stretch] & (ahead ? NEAR_BEGIN : NEAR_END)) != 0 ||
                  (open && arm.length_m < GAP_ARM_M && facts->neighbour_crossing[s]);
    size_t at = out->n++;
    for (; at > 0 && is_before(&arm, &out->items[at - 1]); at--)
        out->items[at] = out->items[at - 1];
    out->items[at] = arm;
}

/* Of the carriageways of one street the first stands for all. */
static void drop_twins(struct arm_list *arms)
{
    size_t kept = 0;
    for (size_t i = 0; i < arms->n; i++) {
        bool twin = false;
        for (size_t k = 0; k < kept && !twin; k++) {
            twin = is_one(&arms->items[k], &arms->items[i]);
            if (twin)
                arms->items[k].crossed = arms->items[k].crossed || arms->items[i].crossed;
        }
        if (!twin)
            arms->items[kept++] = arms->items[i];
    }
    arms->n = kept;
    for (size_t i = 0; i < kept; i++)
        arms->n_main += arms->items[i].main;
}

/* ---- what is missing ---- */

/* From kerb to kerb where the width is known, else from sidewalk to sidewalk where both are drawn,
 * else only a sign that something is missing. */
static void size_crossing(const struct gap_job *job, struct gap *gap)
{
    const struct elements *streets = &job->store->tables[ROLE_STREET];
    const float *drawn = job->store->streets.aside_m + 2 * (size_t)gap->street;
    double width = element_real(streets, F_carriageway_width_m, gap->street);
    bool known = width > 0;
    double left = known ? width / 2 : gap_aside(job, gap->street, SIDE_LEFT);
    double right = known ? width / 2 : gap_aside(job, gap->street, SIDE_RIGHT);
    gap->at.aside_m[0] = (float)left;
    gap->at.aside_m[1] = (float)right;
    gap->length_m = known || !(isnan(drawn[0]) || isnan(drawn[1])) ? left + right : NAN;
}

/* Where the arm leaves the junction's zone. */
static bool add_gap(struct arm_job *arms, const struct arm *arm, enum gap_evidence evidence)
{
    struct gap_job *job = arms->job;
    double zone_m = job->options->junction_m, at_m = arm->at_m + (arm->ahead ? zone_m : -zone_m);
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

/* Of the main arms the longest: there is room. */
static const struct arm *longest_main(const struct arm_list *list)
{
    const struct arm *best = NULL;
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].main && (best == NULL || list->items[i].length_m > best->length_m))
            best = &list->items[i];
    return best;
}

static bool look_at(struct arm_job *arms, struct arm_list *list)
{
    bool any = false, main = false, good = true;
    for (size_t i = 0; i < list->n; i++) {
        any = any || list->items[i].crossed;
        main = main || (list->items[i].main && list->items[i].crossed);
    }
    if (list->n < 3 || list->n_main == 0 || !(any || arms->job->options->crossing_absent))
        return true;
    enum gap_evidence evidence = arms->job->options->crossing_absent ? GAP_NOT_DRAWN : GAP_UNKNOWN;
    if (list->n_main < 3)
        return main || add_gap(arms, longest_main(list), evidence);
    for (size_t i = 0; good && i < list->n; i++)
        if (list->items[i].main && !list->items[i].crossed)
            good = add_gap(arms, &list->items[i], evidence);
    return good;
}

static bool look_at_all(struct arm_job *arms, const struct junctions *junctions)
{
    const struct elements *streets = &arms->job->store->tables[ROLE_STREET];
    bool good = true;
    for (size_t first = 0, end; good && first < junctions->n_roots; first = end) {
        struct arm_list list = {.n = 0};
        end = junction_end(junctions, first);
        for (size_t i = first; i < end; i++)
            if (is_arm(streets, junctions->roots[i].street)) {
                add_arm(arms, &junctions->roots[i], false, &list);
                add_arm(arms, &junctions->roots[i], true, &list);
            }
        drop_twins(&list);
        good = look_at(arms, &list);
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
        mark_crossings(&arms);
        good = junctions_find(store, &junctions) && look_at_all(&arms, &junctions);
    }
    junctions_free(&junctions);
    free(arms.near);
    return good;
}
