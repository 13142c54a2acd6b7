/* SPDX-License-Identifier: MIT
 *
 * Crossings over the arms of junctions. In: lines of out->sidewalks, junctions. Out: out->crossings.
 *
 * Algorithm: from each junction of three or more arms one walks along each of them to where sidewalks begin on
 * both sides, and looks from there to the left and to the right for the nearest sidewalk. Only carriageways that
 * run along the arm may lie between: those are of the same street. A crossing counts for every street that it
 * crosses, so that both carriageways have one together.
 *
 * Cost: some queries of grids per arm. */
#include "base/order.h"
#include "geo/line.h"
#include "geo/shapes.h"
#include "geo/wkb.h"
#include "link/junctions.h"
#include "link/link.h"
#include "link/sides.h"
#include "plan/draft_parts.h"

#include <stdlib.h>
#include <string.h>

#define ALONG_COS 0.7071 /* a carriageway less than 45 degrees off runs along the arm           */
#define BEYOND_M 3.0     /* a sidewalk proposed lies no farther than that from where it is due  */
#define DRAWN_M 12.0     /* nor one that is drawn                                              */
#define CORNER_M 1.0     /* an end this near is that of the crossing, too                      */
#define MOST_CROSSED 6   /* carriageways                                                       */
#define MOST_ARMS 32     /* of a junction; more are left out                                   */
#define MOST_FEATURES 16 /* of one arm                                                         */

/* A place where a proposed crossing crosses a street: a list per street. */
struct crossed {
    double at_m;
    uint32_t next;
};

struct crossing_job {
    struct draft_job *job;
    uint32_t *first_line; /* heap; [streets + 1] into out->sidewalks */
    struct shapes lines;  /* row = line of out->sidewalks */
    struct grid *proposed, *drawn[2]; /* of sidewalks and footways */
    uint32_t *head; /* heap; [streets] into crossed; NO_ROW */
    struct crossed *crossed;
    size_t n_crossed, crossed_capacity;
    bool failed;
};

/* A street as it leaves a junction, or the feature it goes on as. */
struct arm {
    uint32_t street;
    bool ahead;
    double from_m, to_m; /* along the street, in the direction of the arm */
    double x, y;         /* unit vector at its start, for the order of arms */
};

/* ---- to the left and right ------------------------------------------------------------------ */

/* What one sees from the middle of an arm to one side. */
struct look {
    struct crossing_job *c;
    const double *from;
    double to[2], way[2]; /* way: of the arm */
    uint32_t street;
    const struct elements *elements; /* of a drawn line; NULL = proposed */
    double hit_m, limit_m, hit[2];
    struct {
        uint32_t street;
        double m;
        bool along;
    } ways[MOST_CROSSED];
    size_t n_ways;
};

static bool see_way(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct look *l = user;
    const struct draft_job *job = l->c->job;
    double at, length = hypot(b[0] - a[0], b[1] - a[1]);
    if (item.row == l->street || job->ways[item.row].kind == DRAFT_YIELDS || l->n_ways == MOST_CROSSED ||
        !(length > 0) || !segments_meet(l->from, l->to, a, b, &at) || !draft_same_level(job, l->street, item.row))
        return true;
    l->ways[l->n_ways].street = item.row;
    l->ways[l->n_ways].m = at * DRAFT_ACROSS_M;
    l->ways[l->n_ways++].along =
        fabs((b[0] - a[0]) * l->way[0] + (b[1] - a[1]) * l->way[1]) / length > ALONG_COS;
    return true;
}

static void hit_at(struct look *l, double m, const double at[2])
{
    if (m >= l->hit_m)
        return;
    l->hit_m = m;
    memcpy(l->hit, at, sizeof l->hit);
}

/* An end of the line that is near takes the crossing. */
static bool see_line(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct look *l = user;
    double at, place[2];
    const struct shapes *shapes = l->elements != NULL ? &l->elements->shapes : &l->c->lines;
    if (!segments_meet(l->from, l->to, a, b, &at))
        return true;
    for (int i = 0; i < 2; i++)
        place[i] = l->from[i] + at * (l->to[i] - l->from[i]);
    uint32_t part = shapes->part[item.row];
    const double *first = shapes->xy + 2 * (size_t)shapes->point[part];
    const double *last = shapes->xy + 2 * ((size_t)shapes->point[shapes->part[item.row + 1]] - 1);
    const double *end = hypot(first[0] - place[0], first[1] - place[1]) <= CORNER_M  ? first
                        : hypot(last[0] - place[0], last[1] - place[1]) <= CORNER_M ? last
                                                                                     : place;
    hit_at(l, at * DRAFT_ACROSS_M, end);
    return true;
}

/* Is the sidewalk where it is due: beside the arm, or beside the last carriageway along it that lies between?
 * Nothing else may. */
static bool is_due(const struct look *l, bool drawn)
{
    const struct carriageway *ways = l->c->job->ways;
    double edge_m = beside_m(&ways[l->street]);
    for (size_t i = 0; i < l->n_ways; i++) {
        if (l->ways[i].m >= l->hit_m)
            continue;
        if (!l->ways[i].along)
            return false;
        edge_m = fmax(edge_m, l->ways[i].m + beside_m(&ways[l->ways[i].street]));
    }
    return l->hit_m <= edge_m + (drawn ? DRAWN_M : BEYOND_M);
}

/* The sidewalk to the left (turn 1) or right (-1). */
static bool look_aside(struct look *l, double turn)
{
    struct crossing_job *c = l->c;
    double box[4];
    l->to[0] = l->from[0] - turn * DRAFT_ACROSS_M * l->way[1];
    l->to[1] = l->from[1] + turn * DRAFT_ACROSS_M * l->way[0];
    for (int i = 0; i < 2; i++) {
        box[i] = fmin(l->from[i], l->to[i]);
        box[2 + i] = fmax(l->from[i], l->to[i]);
    }
    l->hit_m = INFINITY;
    grid_query(c->job->grid, box, &c->job->scratch, see_way, l);
    grid_query(c->proposed, box, &c->job->scratch, see_line, l);
    double proposed_m = l->hit_m;
    for (int i = 0; i < 2; i++) {
        l->elements = &c->job->store->tables[i == 0 ? ROLE_SIDEWALK : ROLE_FOOTWAY];
        if (c->drawn[i] != NULL)
            grid_query(c->drawn[i], box, &c->job->scratch, see_line, l);
    }
    l->elements = NULL;
    return is_due(l, l->hit_m < proposed_m);
}

/* ---- what is there already ------------------------------------------------------------------ */

/* Does a junction lie between two places of a street? */
static bool are_parted(const struct store *store, uint32_t street, double a, double b)
{
    const struct street_facts *facts = &store->streets;
    for (uint32_t i = facts->first_junction[street]; i < facts->first_junction[street + 1]; i++)
        if (facts->junction_m[i] > fmin(a, b) && facts->junction_m[i] < fmax(a, b))
            return true;
    return false;
}

static bool is_drawn_near(const struct draft_job *job, uint32_t street, double at_m)
{
    const struct crossing_facts *facts = &job->store->crossings;
    struct path path = path_of(&job->store->tables[ROLE_STREET], street);
    if (facts->first_crossing == NULL)
        return false;
    for (uint32_t i = facts->first_crossing[street]; i < facts->first_crossing[street + 1]; i++) {
        struct path line = crossing_path(job->store, facts->crossings[i]);
        double middle[2], way[2];
        struct foot foot;
        path_at(&line, line.length_m / 2, middle, way);
        path_foot(&path, middle[0], middle[1], &foot);
        if (fabs(foot.at_m - at_m) <= DRAFT_DRAWN_M && !are_parted(job->store, street, foot.at_m, at_m))
            return true;
    }
    return false;
}

static bool is_proposed_near(const struct crossing_job *c, uint32_t street, double at_m)
{
    for (uint32_t i = c->head[street]; i != NO_ROW; i = c->crossed[i].next)
        if (fabs(c->crossed[i].at_m - at_m) < DRAFT_SAME_M &&
            !are_parted(c->job->store, street, c->crossed[i].at_m, at_m))
            return true;
    return false;
}

static bool is_banned(const struct store *store, uint32_t street, double at_m)
{
    return segment_may_not_be_crossed(store, store->segments.stretches[stretch_at(store, street, at_m)].segment);
}

/* The place on a street that a line through `at` crosses. */
static double place_on(const struct draft_job *job, uint32_t street, const double at[2])
{
    struct path path = path_of(&job->store->tables[ROLE_STREET], street);
    struct foot foot;
    path_foot(&path, at[0], at[1], &foot);
    return foot.at_m;
}

/* ---- one arm -------------------------------------------------------------------------------- */

enum outcome { OUTCOME_DONE, OUTCOME_NO_SIDES, OUTCOME_BANNED, OUTCOME_DRAWN };

static void note_crossed(struct crossing_job *c, uint32_t street, double at_m)
{
    struct crossed crossed = {at_m, c->head[street]};
    c->head[street] = (uint32_t)c->n_crossed;
    c->failed = c->failed || !PUSH(c->crossed, c->n_crossed, c->crossed_capacity, crossed);
}

static void add_crossing(struct crossing_job *c, uint32_t street, double at_m, const struct look looks[2])
{
    struct draft *out = c->job->out;
    struct draft_line line = {.street = street, .from_m = at_m, .to_m = at_m,
                              .first_point = (uint32_t)out->n_points, .n_points = 2,
                              .length_m = hypot(looks[1].hit[0] - looks[0].hit[0], looks[1].hit[1] - looks[0].hit[1])};
    c->failed = c->failed || !draft_add_point(out, looks[0].hit) || !draft_add_point(out, looks[1].hit) ||
                !PUSH(out->crossings, out->n_crossings, out->crossing_capacity, line);
}

/* Adds the crossing at a place of a street, unless it has one. */
static enum outcome cross_at(struct crossing_job *c, uint32_t street, double at_m)
{
    const struct store *store = c->job->store;
    struct path path = path_of(&store->tables[ROLE_STREET], street);
    double at[2], way[2];
    bool good = true, there = is_proposed_near(c, street, at_m);
    path_at(&path, at_m, at, way);
    struct look looks[2];
    for (int i = 0; i < 2; i++) {
        looks[i] = (struct look){.c = c, .from = at, .way = {way[0], way[1]}, .street = street};
        good = look_aside(&looks[i], i == 0 ? 1 : -1) && good;
    }
    if (there)
        return OUTCOME_DONE;
    if (!good)
        return OUTCOME_NO_SIDES;
    bool drawn = is_drawn_near(c->job, street, at_m), banned = is_banned(store, street, at_m);
    for (int i = 0; i < 2; i++)
        for (size_t k = 0; k < looks[i].n_ways; k++)
            if (looks[i].ways[k].m < looks[i].hit_m) {
                uint32_t other = looks[i].ways[k].street;
                double place_m = place_on(c->job, other, at);
                drawn = drawn || is_drawn_near(c->job, other, place_m);
                there = there || is_proposed_near(c, other, place_m);
                note_crossed(c, other, place_m);
            }
    if (drawn || banned)
        return banned ? OUTCOME_BANNED : OUTCOME_DRAWN;
    note_crossed(c, street, at_m);
    if (!there)
        add_crossing(c, street, at_m, looks);
    return OUTCOME_DONE;
}

/* Metres from the start of an arm's feature to the first sidewalk on a side; NaN = there is none. */
static double to_sidewalk(const struct crossing_job *c, const struct arm *arm, uint8_t side)
{
    const struct draft *out = c->job->out;
    double best = NAN, most = fabs(arm->to_m - arm->from_m);
    for (uint32_t i = c->first_line[arm->street]; i < c->first_line[arm->street + 1]; i++) {
        const struct draft_line *line = &out->sidewalks[i];
        double way_m = arm->ahead ? line->from_m - arm->from_m : arm->from_m - line->to_m;
        double end_m = arm->ahead ? line->to_m - arm->from_m : arm->from_m - line->from_m;
        if (line->side == side && end_m > DRAFT_SETBACK_M && way_m < most && !(fmax(way_m, 0) >= best))
            best = fmax(way_m, 0);
    }
    return best;
}

/* Where the street goes on past a plain joint; false: it does not. */
static bool go_on(const struct store *store, struct arm *arm)
{
    const struct street_facts *facts = &store->streets;
    uint32_t end = street_goes_on(store, 2 * arm->street + arm->ahead);
    if (end == NO_ROW)
        return false;
    uint32_t s = end / 2, first = facts->first_junction[s], last = facts->first_junction[s + 1];
    double length_m = path_of(&store->tables[ROLE_STREET], s).length_m;
    arm->street = s;
    arm->ahead = !(end & 1);
    arm->from_m = arm->ahead ? 0 : length_m;
    arm->to_m = arm->ahead ? (first < last ? facts->junction_m[first] : length_m)
                           : (first < last ? facts->junction_m[last - 1] : 0);
    return true;
}

/* Does the feature end where the street does, and not at a junction? */
static bool is_open(const struct store *store, const struct arm *arm)
{
    double length_m = path_of(&store->tables[ROLE_STREET], arm->street).length_m;
    const struct street_facts *facts = &store->streets;
    uint32_t first = facts->first_junction[arm->street], last = facts->first_junction[arm->street + 1];
    if (arm->ahead)
        return !(arm->to_m < length_m) && (first == last || facts->junction_m[last - 1] < length_m);
    return !(arm->to_m > 0) && (first == last || facts->junction_m[first] > 0);
}

/* Walks along the arm, feature by feature, to the first place where it can be crossed. */
static void cross_arm(struct crossing_job *c, struct arm arm)
{
    struct draft *out = c->job->out;
    double walked_m = 0, first_m = fmin(DRAFT_SAME_M, fabs(arm.to_m - arm.from_m) / 2);
    bool tried = false;
    if (is_drawn_near(c->job, arm.street, arm.from_m + (arm.ahead ? first_m : -first_m))) {
        out->uncrossed[UNCROSSED_DRAWN]++;
        return;
    }
    for (int i = 0; i < MOST_FEATURES && walked_m < DRAFT_ARM_M && !c->failed; i++) {
        double left_m = to_sidewalk(c, &arm, SIDE_LEFT), right_m = to_sidewalk(c, &arm, SIDE_RIGHT);
        double place_m = fmax(left_m, right_m) + DRAFT_SETBACK_M; /* fmax passes a NaN over */
        double length_m = fabs(arm.to_m - arm.from_m);
        if (place_m < length_m && walked_m + place_m <= DRAFT_ARM_M) {
            double at_m = arm.from_m + (arm.ahead ? place_m : -place_m);
            enum outcome outcome = cross_at(c, arm.street, at_m);
            out->uncrossed[UNCROSSED_BANNED] += outcome == OUTCOME_BANNED;
            out->uncrossed[UNCROSSED_DRAWN] += outcome == OUTCOME_DRAWN;
            if (outcome != OUTCOME_NO_SIDES)
                return;
            tried = true;
        }
        walked_m += length_m;
        if (!is_open(c->job->store, &arm) || !go_on(c->job->store, &arm))
            break;
    }
    out->uncrossed[tried || walked_m >= DRAFT_ARM_M ? UNCROSSED_SIDES : UNCROSSED_SHORT]++;
}

/* ---- junctions ------------------------------------------------------------------------------ */

/* Counter-clockwise from east, so that the order of streets does not show. */
static bool comes_before(const struct arm *a, const struct arm *b)
{
    double left = atan2(a->y, a->x), right = atan2(b->y, b->x);
    return left < right;
}

static void add_arm(const struct store *store, const struct junction_root *root, bool ahead, struct arm arms[MOST_ARMS],
                    size_t *n)
{
    const struct street_facts *facts = &store->streets;
    uint32_t s = root->street, first = facts->first_junction[s], last = facts->first_junction[s + 1];
    struct path path = path_of(&store->tables[ROLE_STREET], s);
    double to = ahead ? (root->number + 1 < last ? facts->junction_m[root->number + 1] : path.length_m)
                      : (root->number > first ? facts->junction_m[root->number - 1] : 0);
    struct arm arm = {.street = s, .ahead = ahead, .from_m = root->at_m, .to_m = to};
    if (!(fabs(to - root->at_m) > 0) || *n == MOST_ARMS)
        return;
    double at[2], way[2];
    path_at(&path, root->at_m + (ahead ? 1 : -1) * fmin(DRAFT_SAME_M, fabs(to - root->at_m)), at, way);
    arm.x = at[0] - root->x;
    arm.y = at[1] - root->y;
    size_t place = (*n)++;
    for (; place > 0 && comes_before(&arm, &arms[place - 1]); place--)
        arms[place] = arms[place - 1];
    arms[place] = arm;
}

static void cross_junction(struct crossing_job *c, const struct junctions *all, size_t junction)
{
    struct arm arms[MOST_ARMS];
    size_t n = 0;
    for (uint32_t i = all->first[junction]; i < all->first[junction + 1]; i++) {
        const struct junction_root *root = &all->roots[i];
        if (c->job->ways[root->street].kind < DRAFT_CUTS)
            continue;
        add_arm(c->job->store, root, false, arms, &n);
        add_arm(c->job->store, root, true, arms, &n);
    }
    for (size_t i = 0; n >= 3 && i < n && !c->failed; i++) /* one crosses the ways to a ring, not itself */
        if (c->job->ways[arms[i].street].kind == DRAFT_WALKED && street_inner_side(c->job->store, arms[i].street) == 0)
            cross_arm(c, arms[i]);
}

/* ---- all ------------------------------------------------------------------------------------ */

static struct grid *drawn_grid(const struct draft_job *job, enum role role, bool *failed)
{
    const struct elements *e = &job->store->tables[role];
    uint8_t *include = calloc(e->n + 1, 1);
    struct grid *grid = NULL;
    bool any = false;
    for (size_t row = 0; include != NULL && row < e->n; row++) {
        include[row] = e->scope[row] == SCOPE_YES && e->shapes.kind[row] == SHAPE_LINE && element_street(e, row) == NO_ROW;
        any = any || include[row];
    }
    if (include != NULL && any)
        grid = grid_build(&e->shapes, include, DRAFT_ACROSS_M, job->settings->threads);
    *failed = *failed || include == NULL || (any && grid == NULL);
    free(include);
    return grid;
}

static void begin(struct crossing_job *c)
{
    const struct draft *out = c->job->out;
    size_t n = c->job->store->tables[ROLE_STREET].n;
    c->first_line = calloc(n + 2, sizeof *c->first_line);
    c->head = malloc((n + 1) * sizeof *c->head);
    c->failed = c->first_line == NULL || c->head == NULL;
    for (size_t i = 0; i < n && !c->failed; i++)
        c->head[i] = NO_ROW;
    for (size_t i = 0; i < out->n_sidewalks && !c->failed; i++) {
        const struct draft_line *line = &out->sidewalks[i];
        size_t first_part = c->lines.n_parts;
        c->first_line[line->street + 1]++;
        c->failed = !shapes_reserve_row(&c->lines) ||
                    !shapes_add_part(&c->lines, draft_line_xy(out, line), NULL, line->n_points, false, false) ||
                    !shapes_end_row(&c->lines, first_part, SHAPE_LINE);
    }
    for (size_t s = 0; s < n && !c->failed; s++)
        c->first_line[s + 1] += c->first_line[s];
    if (!c->failed)
        c->failed = (c->proposed = grid_build(&c->lines, NULL, DRAFT_ACROSS_M, c->job->settings->threads)) == NULL;
    for (int i = 0; i < 2 && !c->failed; i++)
        c->drawn[i] = drawn_grid(c->job, i == 0 ? ROLE_SIDEWALK : ROLE_FOOTWAY, &c->failed);
}

static int compare_lines(const void *a, const void *b)
{
    const struct draft_line *left = a, *right = b;
    if (left->street != right->street)
        return left->street < right->street ? -1 : 1;
    return left->from_m < right->from_m ? -1 : left->from_m > right->from_m;
}

bool draft_crossings(struct draft_job *job)
{
    struct crossing_job c = {.job = job};
    struct junctions junctions = {0};
    if (job->out->n_sidewalks == 0)
        return true;
    begin(&c);
    c.failed = c.failed || !junctions_find(job->store, job->settings->threads, true, &junctions);
    for (size_t j = 0; j < junctions.n && !c.failed; j++)
        cross_junction(&c, &junctions, j);
    array_sort(job->out->crossings, job->out->n_crossings, sizeof *job->out->crossings, compare_lines);
    junctions_free(&junctions);
    free(c.first_line);
    free(c.head);
    free(c.crossed);
    shapes_free(&c.lines);
    grid_free(c.proposed);
    grid_free(c.drawn[0]);
    grid_free(c.drawn[1]);
    return !c.failed;
}
