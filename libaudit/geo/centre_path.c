/* SPDX-License-Identifier: MIT
 *
 * The middle of one polygon: see centre_path.h.
 *
 * The skeleton (skeleton.h) says where the middle runs, within a few centimetres; each of its
 * points is then moved, at most five times, to where both edges are equally far, and the width
 * there is the sum of the two distances. Around the lowest widths the least one is sought by
 * thirds. Dead ends that lead into corners are cut off, others are drawn to the edge. Cost: some
 * searches of the nearest edge per point, each in logarithmic time (box_tree.h). */
#include "geo/centre_path.h"

#include "geo/area_internal.h"
#include "geo/line.h"
#include "geo/skeleton.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CORNER_TIMES                                                                               \
    3.0 /* a dead end up to this many half widths long leads into a corner or bay */
#define COMPACT_TIMES 0.5 /* a middle shorter than this many half widths has no direction */
#define UNEVEN 1.6      /* an edge this much further away is not the opposite one                 */
#define CIRCLE_M 0.001  /* to which the largest circle is sought */
#define STRAIGHT_M 0.02 /* points this near to the line between others are left out */

/* One polygon while its middle is drawn; xy and width are reused from chain to chain. */
struct drawing {
    GEOSContextHandle_t geos;
    struct outline *outline;
    const struct skeleton *skeleton;
    struct centre_path *out;
    double *xy, *width; /* of one line: points and widths, with room for its two ends */
};

/* Moves p to the middle between the nearest edge and the one opposite; the width there, INFINITY
 * where none lies opposite (before the end of a way, where ways meet). */
static double to_middle(struct outline *outline, double p[2])
{
    struct nearest near, far;
    for (int round = 0;; round++) {
        outline_nearest(outline, p, NULL, SIZE_MAX, INFINITY, &near);
        if (!(near.distance_m > 0))
            return 0;
        double away[2] = {(p[0] - near.x) / near.distance_m, (p[1] - near.y) / near.distance_m};
        outline_nearest(outline, p, away, SIZE_MAX, UNEVEN * near.distance_m + 0.1, &far);
        if (isinf(far.distance_m))
            return INFINITY;
        double shift = (far.distance_m - near.distance_m) / 2;
        if (round == 4 || fabs(shift) < 1e-5)
            return near.distance_m + far.distance_m;
        p[0] += shift * away[0];
        p[1] += shift * away[1];
    }
}

/* ---- the narrowest place ------------------------------------------------------------------ */

/* Keeps the width and its place where it is the least so far. */
static void keep_width(struct centre_path *out, double width, const double place[2])
{
    if (!(width < out->width_m))
        return;
    out->width_m = width;
    memcpy(out->place, place, 2 * sizeof *place);
}

/* Width at share t (0..2) of the way over points i - 1, i, i + 1; p gets the place. */
static double width_between(struct drawing *d, size_t i, double t, double p[2])
{
    const double *a = d->xy + 2 * (t < 1 ? i - 1 : i);
    double share = t < 1 ? t : t - 1;
    p[0] = a[0] + share * (a[2] - a[0]);
    p[1] = a[1] + share * (a[3] - a[1]);
    return to_middle(d->outline, p);
}

/* Seeks the narrowest place around point i by thirds: between its neighbours the width has one
 * least value. */
static void narrow_down(struct drawing *d, size_t i)
{
    double low = 0, high = 2, p[2], q[2];
    for (int round = 0; round < 16; round++) {
        double left = low + (high - low) / 3, right = high - (high - low) / 3;
        if (width_between(d, i, left, p) <= width_between(d, i, right, q))
            high = right;
        else
            low = left;
    }
    double width = width_between(d, i, (low + high) / 2, p);
    keep_width(d->out, width, p);
}

/* The n points of a line: their widths, then the lowest of them more closely. */
static void find_narrowest(struct drawing *d, size_t n)
{
    double least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        d->width[i] = to_middle(d->outline, d->xy + 2 * i);
        least = fmin(least, d->width[i]);
        keep_width(d->out, d->width[i], d->xy + 2 * i);
    }
    for (size_t i = 1; i + 1 < n; i++)
        if (d->width[i] <= d->width[i - 1] && d->width[i] < d->width[i + 1] &&
            d->width[i] < 1.1 * fmin(least, d->out->width_m))
            narrow_down(d, i);
}

/* ---- drawing ------------------------------------------------------------------------------ */

/* Where a dead end, going on as it did over the last half width, meets the edge. */
static bool to_edge(struct drawing *d, const double *end, const double *inside, double radius,
                    double out[2])
{
    double direction[2] = {end[0] - inside[0], end[1] - inside[1]},
           length = hypot(direction[0], direction[1]);
    if (!(length > 0))
        return false;
    direction[0] /= length;
    direction[1] /= length;
    double ahead = outline_ahead(d->outline, end, direction, CORNER_TIMES * radius);
    out[0] = end[0] + ahead * direction[0];
    out[1] = end[1] + ahead * direction[1];
    return isfinite(ahead) && ahead > 0;
}

/* The point `back` metres from the first of n points (the last when `reverse`). */
static void back_from(const double *xy, size_t n, bool reverse, double back, double out[2])
{
    double direction[2];
    double length = line_length(xy, n);
    line_at(xy, n, reverse ? fmax(length - back, 0) : fmin(back, length), out, direction);
}

/* Appends the line with what GEOS leaves of its points. */
static bool append_line(struct drawing *d, const double *xy, size_t n)
{
    struct centre_path *out = d->out;
    GEOSCoordSequence *points = GEOSCoordSeq_create_r(d->geos, (unsigned)n, 2);
    for (size_t i = 0; points != NULL && i < n; i++)
        GEOSCoordSeq_setXY_r(d->geos, points, (unsigned)i, xy[2 * i], xy[2 * i + 1]);
    GEOSGeometry *line = points == NULL ? NULL : GEOSGeom_createLineString_r(d->geos, points);
    GEOSGeometry *simple = line == NULL ? NULL : GEOSSimplify_r(d->geos, line, STRAIGHT_M);
    const GEOSCoordSequence *kept = simple == NULL ? NULL : GEOSGeom_getCoordSeq_r(d->geos, simple);
    unsigned count = 0;
    bool good =
        kept != NULL && GEOSCoordSeq_getSize_r(d->geos, kept, &count) &&
        array_reserve(&out->xy, &out->point_capacity, out->n_points + count, 2 * sizeof *out->xy) &&
        array_reserve(&out->ends, &out->line_capacity, out->n_lines + 1, sizeof *out->ends);
    for (unsigned i = 0; good && i < count; i++, out->n_points++)
        GEOSCoordSeq_getXY_r(d->geos, kept, i, &out->xy[2 * out->n_points],
                             &out->xy[2 * out->n_points + 1]);
    if (good)
        out->ends[out->n_lines++] = out->n_points;
    GEOSGeom_destroy_r(d->geos, simple);
    GEOSGeom_destroy_r(d->geos, line);
    return good;
}

/* Diameter of the largest circle around p. */
static double circle_at(struct outline *outline, const double p[2])
{
    struct nearest edge;
    outline_nearest(outline, p, NULL, SIZE_MAX, INFINITY, &edge);
    return 2 * edge.distance_m;
}

struct limit_search {
    struct drawing *d;
    const double *xy, *circle_m;
};

/* By halves: the share of the way from point i - 1 to i at which one can just pass. */
static double pass_limit(void *user, size_t i)
{
    const struct limit_search *search = user;
    const double *a = search->xy + 2 * i - 2;
    bool narrow = search->circle_m[i - 1] < PASS_M;
    double low = 0, high = 1;
    for (int round = 0; round < 8; round++) {
        double share = (low + high) / 2;
        double p[2] = {a[0] + share * (a[2] - a[0]), a[1] + share * (a[3] - a[1])};
        if ((circle_at(search->d->outline, p) < PASS_M) == narrow)
            low = share;
        else
            high = share;
    }
    return (low + high) / 2;
}

/* Where the line just drawn is too narrow to pass. Its n points had these circles before any of
 * them was left out. */
static bool note_narrow(struct drawing *d, const double *xy, const double *circle_m, size_t n)
{
    struct centre_path *out = d->out;
    size_t line = out->n_lines - 1, kept;
    const double *drawn = centre_path_line(out, line, &kept);
    struct limit_search search = {d, xy, circle_m};
    return stretches_add_line(&out->narrow, (uint32_t)line, xy, circle_m, n,
                              line_length(drawn, kept), pass_limit, &search);
}

/* A chain between two branchings, or between a branching and an end. */
static bool draw_chain(void *user, const uint32_t *nodes, size_t n)
{
    struct drawing *d = user;
    const struct skeleton *s = d->skeleton;
    double *xy = d->xy + 2; /* room for one more point before and one after */
    double first[2], last[2], inside[2];
    for (size_t i = 0; i < n; i++)
        memcpy(xy + 2 * i, s->xy + 2 * (size_t)nodes[i], 2 * sizeof *xy);
    bool ends[2] = {skeleton_degree(s, nodes[0]) == 1, skeleton_degree(s, nodes[n - 1]) == 1};
    if (ends[0] && ends[1] && line_length(xy, n) < COMPACT_TIMES * s->radius[nodes[0]])
        return true;
    struct drawing moved = *d;
    moved.xy = xy;
    moved.width = d->width + 1;
    find_narrowest(&moved, n);
    for (size_t i = 0; i < n; i++)
        moved.width[i] = circle_at(d->outline, xy + 2 * i);
    d->width[0] = d->width[1];
    d->width[n + 1] = d->width[n];
    size_t from = 1, end = n + 1;
    double radius = s->radius[nodes[0]];
    back_from(xy, n, false, radius, inside);
    if (ends[0] && to_edge(d, xy, inside, radius, first))
        from = 0;
    radius = s->radius[nodes[n - 1]];
    back_from(xy, n, true, radius, inside);
    if (ends[1] && to_edge(d, xy + 2 * n - 2, inside, radius, last))
        end = n + 2;
    if (from == 0)
        memcpy(d->xy, first, sizeof first);
    if (end == n + 2)
        memcpy(d->xy + 2 * (n + 1), last, sizeof last);
    return append_line(d, d->xy + 2 * from, end - from) &&
           note_narrow(d, d->xy + 2 * from, d->width + from, end - from);
}

/* A surface without a middle line has no direction: its width is that of the largest circle in
 * it. */
static void widest_place(GEOSContextHandle_t geos, struct outline *outline, struct centre_path *out)
{
    double place[2], width;
    GEOSGeometry *area = area_geometry(geos, &outline->rings, 0);
    GEOSGeometry *radius = area == NULL ? NULL : GEOSMaximumInscribedCircle_r(geos, area, CIRCLE_M);
    const GEOSCoordSequence *points = radius == NULL ? NULL : GEOSGeom_getCoordSeq_r(geos, radius);
    if (points != NULL && GEOSLength_r(geos, radius, &width) &&
        GEOSCoordSeq_getXY_r(geos, points, 0, &place[0], &place[1]))
        keep_width(out, 2 * width, place);
    GEOSGeom_destroy_r(geos, radius);
    GEOSGeom_destroy_r(geos, area);
}

/* Measures necks, removes spikes, tips and short dead ends, then draws the chains that are left.
 * Without any the largest circle gives the width. */
static bool draw_middle(struct drawing *d, struct skeleton *skeleton)
{
    struct centre_path *out = d->out;
    size_t before = out->n_lines;
    double neck, place[2];
    bool tapers = false;
    if (!skeleton_neck(skeleton, MIDDLE_LEAST_M / 2, &neck, place))
        return false;
    keep_width(out, 2 * neck, place);
    skeleton_trim(skeleton, MIDDLE_LEAST_M / 2);
    skeleton_prune(skeleton, CORNER_TIMES);
    if (!skeleton_blunt(skeleton, MIDDLE_LEAST_M, &tapers))
        return false;
    skeleton_prune(skeleton, CORNER_TIMES);
    out->tapers = out->tapers || tapers;
    if (!skeleton_chains(skeleton, draw_chain, d))
        return false;
    if (out->n_lines == before)
        widest_place(d->geos, d->outline, out);
    return true;
}

/* Several polygons of a row go into one path. */
bool centre_path_add(GEOSContextHandle_t geos, struct outline *outline, struct centre_path *out)
{
    struct skeleton skeleton = {0};
    double widest = 0;
    bool good = skeleton_make(geos, outline, &skeleton);
    struct drawing d = {geos, outline, &skeleton, out, NULL, NULL};
    if (good) {
        d.xy = malloc(2 * (skeleton.n + 4) * sizeof *d.xy);
        d.width = malloc((skeleton.n + 4) * sizeof *d.width);
        good = d.xy != NULL && d.width != NULL;
    }
    for (size_t i = 0; good && i < skeleton.n; i++)
        widest = fmax(widest, skeleton.radius[i]);
    if (good && 2 * widest >= MIDDLE_LEAST_M)
        good = draw_middle(&d, &skeleton);
    free(d.xy);
    free(d.width);
    skeleton_free(&skeleton);
    return good;
}

/* A path of zeros may be freed, too. */
void centre_path_free(struct centre_path *middle)
{
    free(middle->xy);
    free(middle->ends);
    free(middle->narrow.items);
    *middle = (struct centre_path){.width_m = INFINITY};
}
