/* SPDX-License-Identifier: MIT
 *
 * The boundary of one polygon: see outline.h.
 *
 * Rings are cleaned (points on the way past them are left out, cracks are stepped over, small holes
 * become pits that one walks around), then searched by a tree of boxes over their segments
 * (box_tree.h). Points for the Voronoi diagram stand closer where the opposite edge is near, so
 * that the skeleton is as exact as the surface is narrow. Cost: n log n to make, log n per
 * question. */
#include "geo/outline.h"

#include "geo/point.h"
#include "geo/shapes.h"
#include "geo/wkb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STRAIGHT_M 0.001  /* points this near to the way past them are left out   */
#define CRACK_M 0.02      /* a hole as narrow as this is stepped over              */
#define PIT_M 10.0        /* a hole up to this size is walked round: a tree, a kiosk */
#define TOWARDS_COS 0.342 /* 70 degrees                                            */
#define BACK_COS -0.985   /* 170 degrees: the tip of a sliver                      */
#define LEAST_STEP_M 0.05 /* between two points of the boundary                    */
#define MOST_STEP_M 1.0
#define STEP_TO_GAP 0.4 /* of the distance to what lies opposite                 */

/* ---- making ------------------------------------------------------------------------------- */

/* The diagonal of the box around a hole: its size. */
static double across(const double *xy, size_t n)
{
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < 2 * n; i++) {
        box[i % 2] = fmin(box[i % 2], xy[i]);
        box[2 + i % 2] = fmax(box[2 + i % 2], xy[i]);
    }
    return hypot(box[2] - box[0], box[3] - box[1]);
}

/* The ways from a point that pass within STRAIGHT_M of all points behind it: those between two. */
struct sector {
    double low[2], high[2];
    double farthest_m; /* of the points behind it; 0 = there are none */
};

/* Does the way from a to b pass all points between? Then b is one of them for what comes after. */
static bool goes_straight(struct sector *sector, const double a[2], const double b[2])
{
    double way[2] = {b[0] - a[0], b[1] - a[1]}, length = hypot(way[0], way[1]);
    bool first = sector->farthest_m == 0;
    if (!first && (length < sector->farthest_m || cross(sector->low, way) < 0 ||
                   cross(way, sector->high) < 0))
        return false;
    if (length <= STRAIGHT_M)
        return true;
    double sine = STRAIGHT_M / length, cosine = sqrt(1 - sine * sine);
    double low[2] = {way[0] * cosine + way[1] * sine, way[1] * cosine - way[0] * sine};
    double high[2] = {way[0] * cosine - way[1] * sine, way[1] * cosine + way[0] * sine};
    if (first || cross(sector->low, low) > 0)
        memcpy(sector->low, low, sizeof low);
    if (first || cross(high, sector->high) > 0)
        memcpy(sector->high, high, sizeof high);
    sector->farthest_m = length;
    return true;
}

/* Writes the points that are needed to draw the line within STRAIGHT_M to `out` (room for n), in
 * one pass; returns how many. n >= 2. */
static size_t straighten(const double *xy, size_t n, double *out)
{
    struct sector sector = {.farthest_m = 0};
    size_t kept = 1; /* the way begins at the last that is kept */
    memcpy(out, xy, 2 * sizeof *xy);
    for (size_t i = 1; i < n; i++) {
        if (goes_straight(&sector, out + 2 * kept - 2, xy + 2 * i))
            continue;
        memcpy(out + 2 * kept++, xy + 2 * i - 2, 2 * sizeof *xy);
        sector.farthest_m = 0;
        goes_straight(&sector, out + 2 * kept - 2, xy + 2 * i);
    }
    memcpy(out + 2 * kept, xy + 2 * n - 2, 2 * sizeof *xy);
    return kept + 1;
}

/* Adds a hole of more than PIT_M to the rings, which the middle runs around, another one to the
 * pits. */
static bool add_hole(const double *xy, size_t n, struct outline *out)
{
    if (across(xy, n) > PIT_M)
        return shapes_add_part(&out->rings, xy, NULL, n, true, false);
    size_t first = out->pits.n_parts;
    return shapes_reserve_row(&out->pits) && shapes_add_part(&out->pits, xy, NULL, n, true, true) &&
           shapes_end_row(&out->pits, first, SHAPE_POLYGON);
}

/* Cleans one ring of GEOS and adds it; the first is the exterior. Holes of a mean width
 * below CRACK_M, twice the area by the length of the ring, are left out. */
static bool add_ring(GEOSContextHandle_t geos, const GEOSGeometry *ring, struct outline *out)
{
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos, ring);
    unsigned n = 0;
    if (points == NULL || !GEOSCoordSeq_getSize_r(geos, points, &n) || n < 4)
        return true; /* an empty ring bounds nothing */
    double *xy = malloc(4 * (size_t)n * sizeof *xy);
    size_t kept = 0;
    for (unsigned i = 0; xy != NULL && i < n; i++) {
        double *at = xy + 2 * kept;
        GEOSCoordSeq_getXY_r(geos, points, i, &at[0], &at[1]);
        kept += kept == 0 || at[0] != at[-2] || at[1] != at[-1];
    }
    bool good = xy != NULL, outer = out->rings.n_parts == 0;
    if (good && kept >= 4) {
        double *straight = xy + 2 * (size_t)n;
        size_t left = straighten(xy, kept, straight);
        if (left >= 4) /* else it is as narrow as that, and stays as it is */
            memcpy(xy, straight, 2 * left * sizeof *xy);
        kept = left >= 4 ? left : kept;
    }
    if (good && outer)
        good = shapes_add_part(&out->rings, xy, NULL, kept, true, true);
    else if (good && 2 * fabs(ring_area(xy, kept)) / line_length(xy, kept) >= CRACK_M)
        good = add_hole(xy, kept, out);
    free(xy);
    return good;
}

bool outline_make(GEOSContextHandle_t geos, const GEOSGeometry *polygon, struct outline *out)
{
    const GEOSGeometry *outer = GEOSGetExteriorRing_r(geos, polygon);
    int holes = GEOSGetNumInteriorRings_r(geos, polygon);
    *out = (struct outline){0};
    bool good = shapes_reserve_row(&out->rings) && (outer == NULL || add_ring(geos, outer, out));
    for (int i = 0; good && i < holes; i++)
        good = add_ring(geos, GEOSGetInteriorRingN_r(geos, polygon, i), out);
    good = good && shapes_end_row(&out->rings, 0, SHAPE_POLYGON);
    return good && box_tree_make(&out->rings, &out->tree);
}

/* An outline of zeros may be freed, too. */
void outline_free(struct outline *outline)
{
    box_tree_free(&outline->tree);
    shapes_free(&outline->rings);
    shapes_free(&outline->pits);
    *outline = (struct outline){0};
}

/* ---- searching ---------------------------------------------------------------------------- */

/* One search of outline_nearest; SIZE_MAX = no segment is left out. */
struct asking {
    const struct shapes *rings;
    const double *p, *towards;
    double most;
    size_t except, before, after; /* points that begin segments */
    size_t point;                 /* begins the segment of `best` */
    struct nearest best;
};

/* Of segments equally near the first of the boundary is the best, in whichever order they come. */
static double try_segment(void *user, size_t point, const double a[2], const double b[2])
{
    struct asking *ask = user;
    struct foot foot;
    if (point == ask->except || point == ask->before || point == ask->after)
        return fmin(ask->best.distance_m, ask->most);
    segment_foot(a, b, ask->p[0], ask->p[1], &foot);
    double along = ask->towards == NULL ? 0
                                        : (foot.x - ask->p[0]) * ask->towards[0] +
                                              (foot.y - ask->p[1]) * ask->towards[1];
    bool nearer = foot.distance_m < ask->best.distance_m ||
                  (foot.distance_m == ask->best.distance_m && point < ask->point);
    if (nearer && (ask->towards == NULL ||
                   (foot.distance_m > 1e-6 && along >= TOWARDS_COS * foot.distance_m))) {
        ask->best = (struct nearest){
            foot.distance_m, foot.x, foot.y, {foot.direction[0], foot.direction[1]}};
        ask->point = point;
    }
    return fmin(ask->best.distance_m, ask->most);
}

/* Does the boundary turn back between two segments? Then they lie opposite one another. */
static bool turns_back(const struct shapes *rings, size_t one, size_t next)
{
    const double *a = rings->xy + 2 * one, *b = rings->xy + 2 * next;
    double way[2] = {a[2] - a[0], a[3] - a[1]}, on[2] = {b[2] - b[0], b[3] - b[1]};
    double cosine =
        (way[0] * on[0] + way[1] * on[1]) / (hypot(way[0], way[1]) * hypot(on[0], on[1]));
    return cosine < BACK_COS;
}

/* The segments before and after one in its ring, which are no gap away from it, but for those of a
 * sharp corner. */
static void find_neighbours(const struct shapes *rings, struct asking *ask)
{
    ask->before = ask->after = SIZE_MAX;
    for (size_t part = 0; ask->except != SIZE_MAX && part < rings->n_parts; part++) {
        size_t first = rings->point[part], last = rings->point[part + 1] - 2; /* segments */
        if (ask->except < first || ask->except > last)
            continue;
        ask->before = ask->except == first ? last : ask->except - 1;
        ask->after = ask->except == last ? first : ask->except + 1;
        if (turns_back(rings, ask->before, ask->except))
            ask->before = SIZE_MAX;
        if (turns_back(rings, ask->except, ask->after))
            ask->after = SIZE_MAX;
    }
}

void outline_nearest(struct outline *outline, const double p[2], const double *towards,
                     size_t except, double most, struct nearest *out)
{
    struct asking ask = {
        .rings = &outline->rings, .p = p, .towards = towards, .most = most, .except = except};
    find_neighbours(&outline->rings, &ask);
    ask.best.distance_m = INFINITY;
    box_tree_nearest(&outline->tree, p, most, try_segment, &ask);
    if (ask.best.distance_m > most)
        ask.best.distance_m = INFINITY;
    *out = ask.best;
}

/* A way from `from` to `to`; share: where it first meets the boundary. */
struct ray {
    double from[2], to[2], share;
};

static void try_crossing(void *user, size_t point, const double a[2], const double b[2])
{
    struct ray *ray = user;
    double at;
    (void)point;
    if (segments_meet(ray->from, ray->to, a, b, &at))
        ray->share = fmin(ray->share, at);
}

/* The share of the way from a to b at which it meets the boundary first; INFINITY when it does not.
 */
static double first_meeting(struct outline *outline, const double a[2], const double b[2])
{
    struct ray ray = {.from = {a[0], a[1]}, .to = {b[0], b[1]}, .share = INFINITY};
    double box[4] = {fmin(a[0], b[0]), fmin(a[1], b[1]), fmax(a[0], b[0]), fmax(a[1], b[1])};
    box_tree_query(&outline->tree, box, try_crossing, &ray);
    return ray.share;
}

bool outline_between(struct outline *outline, const double a[2], const double b[2])
{
    return isfinite(first_meeting(outline, a, b));
}

double outline_ahead(struct outline *outline, const double p[2], const double direction[2],
                     double most)
{
    double end[2] = {p[0] + most * direction[0], p[1] + most * direction[1]};
    return most * first_meeting(outline, p, end);
}

struct crossings {
    const double *p;
    bool odd;
};

/* Counts segments over the ray from p to the east; an end at its height counts as below it, so
 * that a vertex on the ray counts once where the boundary passes it and not at all where it
 * turns back. */
static void count_crossing(void *user, size_t point, const double a[2], const double b[2])
{
    struct crossings *c = user;
    (void)point;
    if ((a[1] > c->p[1]) != (b[1] > c->p[1]) &&
        c->p[0] < a[0] + (c->p[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
        c->odd = !c->odd;
}

bool outline_inside(struct outline *outline, const double p[2])
{
    struct crossings c = {p, false};
    double box[4] = {p[0], p[1], INFINITY, p[1]};
    box_tree_query(&outline->tree, box, count_crossing, &c);
    return c.odd;
}

double *outline_points(struct outline *outline, size_t *n)
{
    const struct shapes *rings = &outline->rings;
    double *xy = NULL;
    size_t capacity = 0;
    *n = 0;
    for (size_t part = 0; part < rings->n_parts; part++)
        for (size_t i = rings->point[part]; i + 1 < rings->point[part + 1]; i++) {
            const double *a = rings->xy + 2 * i, *b = a + 2;
            double length = hypot(b[0] - a[0], b[1] - a[1]);
            for (double at = 0; at < length;) {
                double share = at / length;
                double p[2] = {a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])};
                struct nearest gap;
                if (!array_reserve(&xy, &capacity, *n + 1, 2 * sizeof *xy)) {
                    free(xy);
                    return NULL;
                }
                xy[2 * *n] = p[0];
                xy[2 * (*n)++ + 1] = p[1];
                outline_nearest(outline, p, NULL, i, MOST_STEP_M / STEP_TO_GAP, &gap);
                at += fmin(fmax(STEP_TO_GAP * gap.distance_m, LEAST_STEP_M), MOST_STEP_M);
            }
        }
    return xy;
}
