/* SPDX-License-Identifier: MIT
 *
 * Ends of sidewalks that meet at a corner, and sidewalks that lead nowhere. In: job->sidewalks. Out:
 * job->ends, tails and drops of sidewalks.
 *
 * Algorithm: ends within 0.5 m of each other are one place. Where two streets go on as each other, or bend,
 * the ends on the outer side are apart: each end that is alone looks for the nearest other one that is alone
 * too, and whose street is at the same place; two that choose each other are joined, unless a carriageway lies
 * between. Then chains of sidewalks that come back to where they began within a small area run around a
 * traffic island and are dropped, and so are short ones that meet nothing.
 *
 * Cost: a sort of the ends by x and a sweep. */
#include "base/order.h"
#include "base/union_find.h"
#include "geo/line.h"
#include "link/link.h"
#include "plan/draft_parts.h"

#include <stdlib.h>
#include <string.h>

#define BEND_COS 0.966 /* a corner of more than 15 degrees has a vertex */

struct corner_job {
    struct draft_job *job;
    size_t n;        /* ends */
    uint32_t *order; /* heap; ends by x, then y */
    uint32_t *group; /* heap; by end: union_root of it is the lowest end of its place */
    uint32_t *best;  /* heap; by end: the one it would join; NO_ROW */
    uint32_t *count; /* heap; by group: its ends */
    uint64_t *sum;   /* heap; by group: of their numbers */
};

static const double *sidewalk_xy(const struct draft_job *job, const struct sidewalk *p)
{
    return job->xy + 2 * (size_t)p->first_point;
}

/* ---- ends ----------------------------------------------------------------------------------- */

static void set_end(const struct draft_job *job, uint32_t end)
{
    const struct sidewalk *p = &job->sidewalks[end / 2];
    const double *xy = sidewalk_xy(job, p);
    bool last = end & 1;
    size_t at = last ? p->n_points - 1 : 0, before = last ? at - 1 : 1;
    struct draft_end *e = &job->ends[end];
    struct path path = path_of(&job->store->tables[ROLE_STREET], p->street);
    double way[2];
    path_at(&path, last ? p->to_m : p->from_m, e->root, way);
    memcpy(e->at, xy + 2 * at, sizeof e->at);
    double x = e->at[0] - xy[2 * before], y = e->at[1] - xy[2 * before + 1], far = hypot(x, y);
    e->way[0] = far > 0 ? x / far : 0;
    e->way[1] = far > 0 ? y / far : 0;
}

/* By place: a stable sort by y and then by x. */
static bool sort_ends(struct corner_job *c)
{
    struct keyed *keys = malloc((c->n + 1) * sizeof *keys);
    bool good = keys != NULL;
    for (int axis = 1; axis >= 0 && good; axis--) {
        for (size_t i = 0; i < c->n; i++) {
            uint32_t end = axis == 1 ? (uint32_t)i : keys[i].row;
            keys[i] = (struct keyed){key_of_real(c->job->ends[end].at[axis]), end};
        }
        good = keyed_sort_on(c->job->settings->threads, keys, c->n);
    }
    for (size_t i = 0; i < c->n && good; i++)
        c->order[i] = keys[i].row;
    free(keys);
    return good;
}

static double between(const double a[2], const double b[2])
{
    return hypot(b[0] - a[0], b[1] - a[1]);
}

/* Ends that are one place get the place of the first of them. */
static void snap_ends(struct corner_job *c)
{
    struct draft_end *ends = c->job->ends;
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = i + 1; k < c->n && ends[c->order[k]].at[0] - ends[c->order[i]].at[0] <= LINK_JOIN_M; k++)
            if (between(ends[c->order[i]].at, ends[c->order[k]].at) <= LINK_JOIN_M)
                union_join(c->group, c->order[i], c->order[k]);
    uint32_t *first = c->best; /* of each group, by place */
    for (size_t i = 0; i < c->n; i++)
        first[i] = NO_ROW;
    for (size_t i = 0; i < c->n; i++) {
        uint32_t end = c->order[i], group = union_root(c->group, end);
        if (first[group] == NO_ROW)
            first[group] = end;
        memcpy(ends[end].at, ends[first[group]].at, sizeof ends[end].at);
        const struct sidewalk *p = &c->job->sidewalks[end / 2];
        memcpy(c->job->xy + 2 * ((size_t)p->first_point + (end & 1 ? p->n_points - 1 : 0)), ends[end].at,
               sizeof ends[end].at);
    }
}

static void count_groups(struct corner_job *c)
{
    memset(c->count, 0, (c->n + 1) * sizeof *c->count);
    memset(c->sum, 0, (c->n + 1) * sizeof *c->sum);
    for (uint32_t end = 0; end < c->n; end++) {
        c->job->ends[end].group = union_root(c->group, end);
        c->count[c->job->ends[end].group]++;
        c->sum[c->job->ends[end].group] += end;
    }
}

static bool is_alone(const struct corner_job *c, uint32_t end)
{
    return c->count[c->job->ends[end].group] == 1;
}

/* ---- corners -------------------------------------------------------------------------------- */

struct passage {
    const struct draft_job *job;
    const double *from, *to;
    uint32_t street;
    bool crosses;
};

/* A grid_fn: one segment of a carriageway. */
static bool meet_carriageway(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct passage *passage = user;
    passage->crosses = passage->job->ways[item.row].kind != DRAFT_YIELDS &&
                       segments_meet(passage->from, passage->to, a, b, NULL) &&
                       draft_same_level(passage->job, passage->street, item.row);
    return !passage->crosses;
}

static bool crosses_carriageway(struct draft_job *job, uint32_t street, const double from[2], const double to[2])
{
    struct passage passage = {job, from, to, street, false};
    double box[4];
    for (int i = 0; i < 2; i++) {
        box[i] = fmin(from[i], to[i]);
        box[2 + i] = fmax(from[i], to[i]);
    }
    grid_query(job->grid, box, &job->scratch, meet_carriageway, &passage);
    return passage.crosses;
}

/* May the two ends be joined? Their streets are at one place there, and no carriageway is between. */
static bool may_join(struct corner_job *c, uint32_t a, uint32_t b)
{
    const struct draft_end *left = &c->job->ends[a], *right = &c->job->ends[b];
    const struct sidewalk *p = &c->job->sidewalks[a / 2], *q = &c->job->sidewalks[b / 2];
    double reach = beside_m(&c->job->ways[p->street]) + beside_m(&c->job->ways[q->street]);
    double apart = between(left->at, right->at);
    if ((p->street == q->street && p->side != q->side) || (p == q && p->to_m - p->from_m < 3 * apart))
        return false;
    return between(left->root, right->root) <= reach && apart <= 2 * reach &&
           !crosses_carriageway(c->job, p->street, left->at, right->at);
}

/* The nearest end that each end that is alone may join, the first by place of equals. */
static void choose_joins(struct corner_job *c)
{
    const struct draft_end *ends = c->job->ends;
    double reach = 4 * c->job->widest_m;
    for (size_t i = 0; i < c->n; i++)
        c->best[i] = NO_ROW;
    for (size_t i = 0; i < c->n; i++) {
        uint32_t a = c->order[i];
        for (size_t k = i + 1; is_alone(c, a) && k < c->n && ends[c->order[k]].at[0] - ends[a].at[0] <= reach; k++) {
            uint32_t b = c->order[k];
            double apart = between(ends[a].at, ends[b].at);
            bool for_a = c->best[a] == NO_ROW || apart < between(ends[a].at, ends[c->best[a]].at);
            bool for_b = c->best[b] == NO_ROW || apart < between(ends[b].at, ends[c->best[b]].at);
            if (!is_alone(c, b) || apart > reach || !(for_a || for_b) || !may_join(c, a, b))
                continue;
            c->best[a] = for_a ? b : c->best[a];
            c->best[b] = for_b ? a : c->best[b];
        }
    }
}

/* Where the lines of both ends meet ahead; false: they don't, or nearly go on as each other. */
static bool find_vertex(const struct draft_end *a, const struct draft_end *b, double most_m, double out[2])
{
    double cross = a->way[0] * b->way[1] - a->way[1] * b->way[0];
    double dot = a->way[0] * b->way[0] + a->way[1] * b->way[1];
    double x = b->at[0] - a->at[0], y = b->at[1] - a->at[1];
    if (dot < -BEND_COS || fabs(cross) < 1e-6)
        return false;
    double along = (x * b->way[1] - y * b->way[0]) / cross, other = (x * a->way[1] - y * a->way[0]) / cross;
    if (!(along > 0 && along <= most_m && other > 0 && other <= most_m))
        return false;
    out[0] = a->at[0] + along * a->way[0];
    out[1] = a->at[1] + along * a->way[1];
    return true;
}

/* The first of both by place goes on to the other. */
static void join_ends(struct corner_job *c)
{
    for (size_t i = 0; i < c->n; i++) {
        uint32_t a = c->order[i], b = c->best[a];
        struct sidewalk *p = &c->job->sidewalks[a / 2];
        if (b == NO_ROW || c->best[b] != a || !is_alone(c, a))
            continue;
        double *tail = p->tail[a & 1];
        uint8_t *n = &p->n_tail[a & 1];
        if (find_vertex(&c->job->ends[a], &c->job->ends[b], 2 * c->job->widest_m, tail) &&
            !crosses_carriageway(c->job, p->street, c->job->ends[a].at, tail) &&
            !crosses_carriageway(c->job, p->street, tail, c->job->ends[b].at))
            (*n)++;
        memcpy(tail + 2 * (size_t)(*n)++, c->job->ends[b].at, 2 * sizeof *tail);
        union_join(c->group, a, b);
        c->best[a] = c->best[b] = NO_ROW;
    }
}

/* ---- islands and stubs ---------------------------------------------------------------------- */

/* Twice the signed area between the sidewalk and the origin `from`. */
static double area_of(const struct draft_job *job, const struct sidewalk *p, bool back, const double from[2])
{
    const double *xy = sidewalk_xy(job, p);
    double sum = 0;
    for (size_t i = 1; i < p->n_points; i++)
        sum += (xy[2 * i - 2] - from[0]) * (xy[2 * i + 1] - from[1]) - (xy[2 * i] - from[0]) * (xy[2 * i - 1] - from[1]);
    return back ? -sum : sum;
}

static void drop(struct draft_job *job, struct sidewalk *p, enum draft_without why)
{
    p->dropped = true;
    job->out->without_m[why] += p->to_m - p->from_m;
}

/* The end at which the chain goes on past `end`; NO_ROW = it does not. */
static uint32_t chain_next(const struct corner_job *c, uint32_t end)
{
    uint32_t group = c->job->ends[end].group;
    return c->count[group] == 2 ? (uint32_t)(c->sum[group] - end) : NO_ROW;
}

/* Follows the chain from the last end of a sidewalk; true: it comes back, around *area. */
static bool is_ring(const struct corner_job *c, uint32_t sidewalk, uint8_t *seen, double *area)
{
    const struct draft_job *job = c->job;
    const double *from = job->ends[2 * sidewalk].at;
    uint32_t end = 2 * sidewalk + 1;
    for (size_t steps = 0; steps <= job->n_sidewalks; steps++) {
        const struct sidewalk *p = &job->sidewalks[end / 2];
        seen[end / 2] = 1;
        *area += area_of(job, p, !(end & 1), from);
        uint32_t next = chain_next(c, end);
        if (next == NO_ROW)
            return false;
        const double *a = job->ends[end].at, *b = job->ends[next].at;
        *area += (a[0] - from[0]) * (b[1] - from[1]) - (b[0] - from[0]) * (a[1] - from[1]);
        end = next ^ 1;
        if (next == 2 * sidewalk)
            return true;
    }
    return false;
}

static bool drop_islands(struct corner_job *c)
{
    struct draft_job *job = c->job;
    uint8_t *seen = calloc(job->n_sidewalks + 1, 1);
    for (uint32_t p = 0; seen != NULL && p < job->n_sidewalks; p++) {
        double area = 0;
        if (seen[p] || !is_ring(c, p, seen, &area) || fabs(area) / 2 >= DRAFT_ISLAND_M2)
            continue;
        uint32_t end = 2 * p + 1;
        while (!job->sidewalks[end / 2].dropped) {
            drop(job, &job->sidewalks[end / 2], WITHOUT_ISLAND);
            end = chain_next(c, end) ^ 1;
        }
    }
    free(seen);
    return seen != NULL;
}

static void drop_stubs(struct corner_job *c)
{
    for (uint32_t i = 0; i < c->job->n_sidewalks; i++) {
        struct sidewalk *p = &c->job->sidewalks[i];
        if (!p->dropped && is_alone(c, 2 * i) && is_alone(c, 2 * i + 1) && p->to_m - p->from_m < DRAFT_STUB_M)
            drop(c->job, p, WITHOUT_ISLAND);
    }
}

bool draft_corners(struct draft_job *job)
{
    struct corner_job c = {.job = job, .n = 2 * job->n_sidewalks};
    job->ends = malloc((c.n + 1) * sizeof *job->ends);
    c.order = malloc((c.n + 1) * sizeof *c.order);
    c.group = malloc((c.n + 1) * sizeof *c.group);
    c.best = malloc((c.n + 1) * sizeof *c.best);
    c.count = malloc((c.n + 1) * sizeof *c.count);
    c.sum = malloc((c.n + 1) * sizeof *c.sum);
    bool good = job->ends != NULL && c.order != NULL && c.group != NULL && c.best != NULL && c.count != NULL &&
                c.sum != NULL;
    for (uint32_t end = 0; good && end < c.n; end++) {
        set_end(job, end);
        c.group[end] = end;
    }
    if (good && (good = sort_ends(&c))) {
        snap_ends(&c);
        count_groups(&c);
        choose_joins(&c);
        join_ends(&c);
        count_groups(&c);
        drop_stubs(&c);
        good = drop_islands(&c);
    }
    free(c.order);
    free(c.group);
    free(c.best);
    free(c.count);
    free(c.sum);
    return good;
}
