/* SPDX-License-Identifier: MIT
 *
 * Sidewalks beside all streets, cut where they can't be. In: job->ways, pieces of sides. Out:
 * job->sidewalks.
 *
 * Algorithm: the line of each part of a street is moved aside. From every segment of that copy the intervals
 * are taken that lie within the carriageway of some street, widened by the way to its own sidewalk where it
 * has one: so two sidewalks end at one point where they meet at a corner. Intervals are positions along the
 * street, and what the data state about its sides is taken away in the same way.
 *
 * Cost: one query of the grid per segment and side, one per 4 m of streets that may have a median. */
#include "plan/draft_parts.h"

#include "geo/line.h"
#include "link/link.h"
#include "network/gaps.h"

#include <stdlib.h>
#include <string.h>

#define EDGE_M 0.01  /* nearer to the edge of a carriageway is on it                 */
#define OWN_M 0.05   /* the same of the street beside which the line runs            */
#define PARALLEL_COS 0.866 /* carriageways less than 30 degrees apart have a median  */

/* Where no sidewalk is. */
struct cut {
    double from_m, to_m;
    uint8_t without; /* why; WITHOUT_COUNT = a carriageway is there */
};
struct cut_list {
    struct cut *items; /* heap */
    size_t n, capacity;
};

/* One side of one part of a street. */
struct side_work {
    struct draft_job *job;
    uint32_t street;
    uint8_t side;
    const double *xy; /* the part: n points */
    size_t n;
    double start_m;   /* of the part */
    double *aside;    /* heap; the points beside it */
    double *mile;     /* heap; how far along the street each vertex is */
    size_t capacity;
    struct cut_list cuts, mouths; /* by carriageways and what is stated; by those that yield */
    size_t segment; /* that is cut at present */
    bool failed;
};

static void add_cut(struct side_work *w, struct cut_list *list, double from_m, double to_m, uint8_t without)
{
    struct cut cut = {from_m, to_m, without};
    w->failed = w->failed || (to_m > from_m && !PUSH(list->items, list->n, list->capacity, cut));
}

/* By place; a total order, so that no order of streets shows. */
static int compare_cuts(const void *a, const void *b)
{
    const struct cut *left = a, *right = b;
    if (left->from_m != right->from_m)
        return left->from_m < right->from_m ? -1 : 1;
    if (left->to_m != right->to_m)
        return left->to_m < right->to_m ? -1 : 1;
    return left->without < right->without ? -1 : left->without > right->without;
}

static void sort_cuts(struct cut_list *list)
{
    array_sort(list->items, list->n, sizeof *list->items, compare_cuts);
}

/* ---- carriageways --------------------------------------------------------------------------- */

/* Widens [*low, *high] by the share of p-q within r of a point. */
static void add_disc(const double p[2], const double q[2], const double at[2], double r, double *low, double *high)
{
    double dx = q[0] - p[0], dy = q[1] - p[1], x = p[0] - at[0], y = p[1] - at[1];
    double a = dx * dx + dy * dy, b = x * dx + y * dy, c = x * x + y * y - r * r;
    double root = b * b - a * c;
    if (!(a > 0) || !(root > 0))
        return;
    *low = fmin(*low, (-b - sqrt(root)) / a);
    *high = fmax(*high, (-b + sqrt(root)) / a);
}

/* The same of the rectangle r to both sides of a-b. */
static void add_band(const double p[2], const double q[2], const double a[2], const double b[2], double r, double *low,
                     double *high)
{
    double ux = b[0] - a[0], uy = b[1] - a[1], length = hypot(ux, uy), from = -INFINITY, to = INFINITY;
    if (!(length > 0))
        return;
    ux /= length;
    uy /= length;
    for (int axis = 0; axis < 2; axis++) {
        double nx = axis == 0 ? ux : -uy, ny = axis == 0 ? uy : ux;
        double at = (p[0] - a[0]) * nx + (p[1] - a[1]) * ny, by = (q[0] - p[0]) * nx + (q[1] - p[1]) * ny;
        double least = axis == 0 ? 0 : -r, most = axis == 0 ? length : r;
        if (fabs(by) < 1e-12) {
            if (at < least || at > most)
                return;
            continue;
        }
        double one = (least - at) / by, other = (most - at) / by;
        from = fmax(from, fmin(one, other));
        to = fmin(to, fmax(one, other));
    }
    if (from < to) {
        *low = fmin(*low, from);
        *high = fmax(*high, to);
    }
}

/* A grid_fn: takes the part of the segment at hand that lies on a carriageway. What is within r of a segment
 * is convex, so that it is one interval. */
static bool cut_by(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct side_work *w = user;
    const struct carriageway *way = &w->job->ways[item.row];
    const double *p = w->aside + 2 * w->segment, *q = p + 2;
    double low = INFINITY, high = -INFINITY;
    double r = item.row == w->street      ? beside_m(way) - OWN_M
               : way->kind == DRAFT_WALKED ? beside_m(way) - EDGE_M
                                           : (double)way->half_m;
    add_disc(p, q, a, r, &low, &high);
    add_disc(p, q, b, r, &low, &high);
    add_band(p, q, a, b, r, &low, &high);
    low = clamp(low, 0, 1);
    high = clamp(high, 0, 1);
    if (!(low < high) || (item.row != w->street && !draft_same_level(w->job, w->street, item.row)))
        return true;
    double from = w->mile[w->segment], along = w->mile[w->segment + 1] - from;
    add_cut(w, way->kind == DRAFT_YIELDS ? &w->mouths : &w->cuts, from + low * along, from + high * along,
            WITHOUT_COUNT);
    return !w->failed;
}

/* Mouths that are wider than one are a street that runs alongside. */
static void cut_by_mouths(struct side_work *w)
{
    sort_cuts(&w->mouths);
    for (size_t i = 0; i < w->mouths.n;) {
        struct cut mouth = w->mouths.items[i++];
        while (i < w->mouths.n && w->mouths.items[i].from_m <= mouth.to_m) {
            mouth.to_m = fmax(mouth.to_m, w->mouths.items[i].to_m);
            i++;
        }
        if (mouth.to_m - mouth.from_m > DRAFT_MOUTH_M)
            add_cut(w, &w->cuts, mouth.from_m, mouth.to_m, WITHOUT_COUNT);
    }
}

static void cut_by_streets(struct side_work *w)
{
    double reach = w->job->widest_m;
    for (w->segment = 0; w->segment + 1 < w->n; w->segment++) {
        const double *p = w->aside + 2 * w->segment, *q = p + 2;
        double box[4];
        for (int i = 0; i < 2; i++) {
            box[i] = fmin(p[i], q[i]) - reach;
            box[2 + i] = fmax(p[i], q[i]) + reach;
        }
        grid_query(w->job->grid, box, &w->job->scratch, cut_by, w);
    }
    cut_by_mouths(w);
}

/* ---- what the data state -------------------------------------------------------------------- */

/* Is something drawn along the piece, other than what the street implies? */
static bool is_drawn(const struct store *store, const struct piece *piece)
{
    for (const struct cover *cover = piece_cover(store, piece); cover != NULL; cover = cover_next(cover))
        if (!cover->aside && (cover->role != ROLE_SIDEWALK ||
                              element_street(&store->tables[ROLE_SIDEWALK], cover->row) == NO_ROW))
            return true;
    return false;
}

/* Is the next piece of the side, past junctions, drawn? `step`: 1 or -1. */
static bool is_drawn_beyond(const struct store *store, uint32_t street, uint32_t at, int step)
{
    uint32_t first = store->streets.first_piece[street], last = store->streets.first_piece[street + 1];
    unsigned side = store->pieces[at].side;
    for (at += (uint32_t)step; at >= first && at < last && store->pieces[at].side == side; at += (uint32_t)step)
        if (store->pieces[at].state != COVER_IS_JUNCTION)
            return is_drawn(store, &store->pieces[at]);
    return false;
}

/* Does something drawn run along the piece, or by a junction, or on both sides of a short gap? */
static bool counts_as_drawn(const struct store *store, uint32_t street, uint32_t at)
{
    const struct piece *piece = &store->pieces[at];
    bool before = is_drawn_beyond(store, street, at, -1), after = is_drawn_beyond(store, street, at, 1);
    return is_drawn(store, piece) || (piece->state == COVER_IS_JUNCTION && (before || after)) ||
           (piece_length_m(store, piece) < GAP_ENDS_M && before && after);
}

/* The whole side: the data state that there is none, it is a median or the inside of a ring. WITHOUT_COUNT: none
 * of it. */
static uint8_t side_without(const struct store *store, uint32_t street, uint8_t side)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    unsigned stated = element_code(streets, side == SIDE_LEFT ? F_sidewalk_left : F_sidewalk_right, street);
    if (stated == COVER_NO || stated == COVER_NOT_APPLICABLE)
        return WITHOUT_STATED;
    return store->streets.side_na[street] >> (side - 1) & 1 ? WITHOUT_MEDIAN : WITHOUT_COUNT;
}

static void cut_by_statements(struct side_work *w)
{
    const struct store *store = w->job->store;
    double end_m = w->mile[w->n - 1];
    uint8_t without = side_without(store, w->street, w->side);
    if (without != WITHOUT_COUNT)
        add_cut(w, &w->cuts, w->start_m, end_m, without);
    for (uint32_t i = store->streets.first_piece[w->street]; i < store->streets.first_piece[w->street + 1]; i++) {
        const struct piece *piece = &store->pieces[i];
        if (piece->side == w->side && counts_as_drawn(store, w->street, i))
            add_cut(w, &w->cuts, fmax(piece_from_m(store, piece), w->start_m), fmin(piece->to_m, end_m), WITHOUT_DRAWN);
    }
}

/* ---- medians -------------------------------------------------------------------------------- */

/* The nearest street beside a place. */
struct beside_search {
    struct side_work *work;
    double from[2], to[2], way[2];
    double nearest; /* share of from-to */
    bool is_median;
};

/* One street in two carriageways? They have one name, and neither is known to go both ways. */
static bool is_other_carriageway(const struct draft_job *job, uint32_t a, uint32_t b)
{
    const struct elements *streets = &job->store->tables[ROLE_STREET];
    uint32_t name = element_text(streets, F_name, a);
    return name != 0 && name == element_text(streets, F_name, b) &&
           element_code(streets, F_oneway, a) != YES_NO_NO && element_code(streets, F_oneway, b) != YES_NO_NO &&
           element_code(streets, F_class, a) == element_code(streets, F_class, b);
}

/* A grid_fn. */
static bool look_beside(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct beside_search *s = user;
    const struct draft_job *job = s->work->job;
    double at, length = hypot(b[0] - a[0], b[1] - a[1]);
    if (item.row == s->work->street || job->ways[item.row].kind == DRAFT_YIELDS ||
        !segments_meet(s->from, s->to, a, b, &at) || at > s->nearest || !(length > 0) ||
        !draft_same_level(job, s->work->street, item.row))
        return true;
    double cos_ = fabs((b[0] - a[0]) * s->way[0] + (b[1] - a[1]) * s->way[1]) / length;
    bool median = cos_ > PARALLEL_COS && is_other_carriageway(job, s->work->street, item.row);
    s->is_median = at < s->nearest ? median : s->is_median || median;
    s->nearest = at;
    return true;
}

/* Places of the side that face another carriageway of the street. */
static void cut_by_medians(struct side_work *w)
{
    double end_m = w->mile[w->n - 1], turn = w->side == SIDE_LEFT ? 1 : -1;
    if (element_text(&w->job->store->tables[ROLE_STREET], F_name, w->street) == 0)
        return;
    for (double at_m = w->start_m; at_m < end_m; at_m += LINK_SAMPLE_M) {
        struct beside_search s = {.work = w, .nearest = 2};
        double box[4];
        line_at(w->xy, w->n, fmin(at_m + LINK_SAMPLE_M / 2, end_m) - w->start_m, s.from, s.way);
        s.to[0] = s.from[0] - turn * DRAFT_MEDIAN_M * s.way[1];
        s.to[1] = s.from[1] + turn * DRAFT_MEDIAN_M * s.way[0];
        for (int i = 0; i < 2; i++) {
            box[i] = fmin(s.from[i], s.to[i]);
            box[2 + i] = fmax(s.from[i], s.to[i]);
        }
        grid_query(w->job->grid, box, &w->job->scratch, look_beside, &s);
        if (s.is_median)
            add_cut(w, &w->cuts, at_m, fmin(at_m + LINK_SAMPLE_M, end_m), WITHOUT_MEDIAN);
    }
}

/* ---- what is left --------------------------------------------------------------------------- */

/* The place beside the street, and the direction there. */
static void beside_at(const struct side_work *w, double at_m, double at[2])
{
    size_t i = 0;
    while (i + 2 < w->n && w->mile[i + 1] < at_m)
        i++;
    double along = w->mile[i + 1] - w->mile[i], share = along > 0 ? (at_m - w->mile[i]) / along : 0;
    for (int k = 0; k < 2; k++)
        at[k] = w->aside[2 * i + (size_t)k] + share * (w->aside[2 * i + 2 + (size_t)k] - w->aside[2 * i + (size_t)k]);
}

static MUST bool add_point(struct draft_job *job, const double at[2])
{
    if (!array_reserve(&job->xy, &job->point_capacity, job->n_points + 1, 2 * sizeof *at))
        return false;
    memcpy(job->xy + 2 * job->n_points++, at, 2 * sizeof *at);
    return true;
}

static void add_sidewalk(struct side_work *w, double from_m, double to_m)
{
    struct draft_job *job = w->job;
    struct sidewalk p = {.street = w->street, .side = w->side, .from_m = from_m, .to_m = to_m,
                         .first_point = (uint32_t)job->n_points};
    double at[2];
    beside_at(w, from_m, at);
    bool good = add_point(job, at);
    for (size_t i = 0; good && i < w->n; i++)
        if (w->mile[i] > from_m + EDGE_M && w->mile[i] < to_m - EDGE_M)
            good = add_point(job, w->aside + 2 * i);
    beside_at(w, to_m, at);
    good = good && add_point(job, at);
    p.n_points = (uint32_t)(job->n_points - p.first_point);
    if (good && line_length(job->xy + 2 * (size_t)p.first_point, p.n_points) < DRAFT_LEAST_M) {
        job->n_points = p.first_point;
        return;
    }
    w->failed = !good || !PUSH(job->sidewalks, job->n_sidewalks, job->sidewalk_capacity, p);
}

/* Sidewalks between the cuts. A place counts for the first cut that takes it, by its reason. */
static void keep_rest(struct side_work *w)
{
    double at_m = w->start_m, end_m = w->mile[w->n - 1];
    sort_cuts(&w->cuts);
    for (size_t i = 0; i < w->cuts.n && !w->failed; i++) {
        const struct cut *cut = &w->cuts.items[i];
        if (cut->from_m > at_m)
            add_sidewalk(w, at_m, cut->from_m);
        if (cut->without != WITHOUT_COUNT && cut->to_m > fmax(at_m, cut->from_m))
            w->job->out->without_m[cut->without] += cut->to_m - fmax(at_m, cut->from_m);
        at_m = fmax(at_m, cut->to_m);
    }
    if (at_m < end_m && !w->failed)
        add_sidewalk(w, at_m, end_m);
}

/* ---- streets -------------------------------------------------------------------------------- */

static bool reserve(struct side_work *w, size_t n)
{
    size_t aside = w->capacity, mile = w->capacity;
    if (!array_reserve(&w->aside, &aside, n, 2 * sizeof *w->aside) ||
        !array_reserve(&w->mile, &mile, n, sizeof *w->mile))
        return false;
    w->capacity = mile < aside ? mile : aside;
    return true;
}

static void cut_side(struct side_work *w, uint8_t side)
{
    double aside = beside_m(&w->job->ways[w->street]);
    w->side = side;
    w->cuts.n = w->mouths.n = 0;
    line_aside(w->xy, w->n, side == SIDE_LEFT ? aside : -aside, w->aside);
    cut_by_statements(w);
    cut_by_streets(w);
    cut_by_medians(w);
    if (!w->failed)
        keep_rest(w);
}

static void cut_street(struct side_work *w, uint32_t street)
{
    const struct shapes *shapes = &w->job->store->tables[ROLE_STREET].shapes;
    w->street = street;
    for (uint8_t side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
        w->start_m = 0;
        for (uint32_t part = shapes->part[street]; part < shapes->part[street + 1] && !w->failed; part++) {
            w->xy = shapes->xy + 2 * (size_t)shapes->point[part];
            w->n = shapes->point[part + 1] - shapes->point[part];
            if (w->n < 2 || !reserve(w, w->n)) {
                w->failed = w->failed || w->n >= 2;
                continue;
            }
            w->mile[0] = w->start_m;
            for (size_t i = 1; i < w->n; i++)
                w->mile[i] = w->mile[i - 1] +
                             hypot(w->xy[2 * i] - w->xy[2 * i - 2], w->xy[2 * i + 1] - w->xy[2 * i - 1]);
            cut_side(w, side);
            w->start_m = w->mile[w->n - 1];
        }
    }
}

bool draft_sidewalks(struct draft_job *job)
{
    const struct elements *streets = &job->store->tables[ROLE_STREET];
    struct side_work work = {.job = job};
    uint8_t *include = calloc(streets->n + 1, 1);
    for (size_t s = 0; include != NULL && s < streets->n; s++)
        include[s] = job->ways[s].kind != DRAFT_NOTHING;
    if (include != NULL)
        job->grid = grid_build(&streets->shapes, include, job->widest_m, job->settings->threads);
    free(include);
    work.failed = job->grid == NULL;
    for (uint32_t s = 0; s < streets->n && !work.failed; s++) {
        if (job->ways[s].kind == DRAFT_WALKED)
            cut_street(&work, s);
        else if (job->ways[s].has_sides)
            job->out->without_m[job->ways[s].without] += 2 * streets->length_m[s];
    }
    free(work.aside);
    free(work.mile);
    free(work.cuts.items);
    free(work.mouths.items);
    return !work.failed;
}
