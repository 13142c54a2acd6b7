/* SPDX-License-Identifier: MIT
 *
 * Plane geometry of polylines: see line.h.
 *
 * Distances are in metres, so that plain double arithmetic on differences is good to nanometres;
 * products that must cancel exactly (orientation of points that are shared) are kept in separate
 * statements, so that no compiler fuses them into one. All functions are linear in the points they
 * are given; milestones (line_foot.c) save walks along long lines. */
#include "geo/point.h"

#include <string.h>

/* The sum in drawing order, always the same bits. */
double line_length(const double *xy, size_t n)
{
    double sum = 0;
    for (size_t i = 1; i < n; i++)
        sum += distance(xy + 2 * i - 2, xy + 2 * i);
    return sum;
}

struct line_walk line_walk(const double *xy, size_t n)
{
    return (struct line_walk){.xy = xy, .n = n};
}

/* Goes on from where the last call ended: `at` ascends from call to call, and many places on one
 * line cost one walk. */
void line_walk_at(struct line_walk *walk, double at, double point[2])
{
    at = at > 0 ? at : 0; /* also NaN */
    for (; walk->segment + 1 < walk->n; walk->segment++) {
        const double *a = walk->xy + 2 * walk->segment, *b = a + 2;
        if (!walk->measured) {
            double along[2];
            walk->length_m = distance(a, b);
            if (!unit(a, b, along))
                continue; /* a repeated point has no direction */
            memcpy(walk->direction, along, sizeof along);
            walk->measured = true;
        }
        if (at < walk->start_m + walk->length_m) {
            double t = (at - walk->start_m) / walk->length_m;
            point[0] = a[0] + t * (b[0] - a[0]);
            point[1] = a[1] + t * (b[1] - a[1]);
            return;
        }
        walk->start_m += walk->length_m;
        walk->measured = false;
    }
    memcpy(point, walk->xy + 2 * walk->n - 2, 2 * sizeof *point);
}

void line_at(const double *xy, size_t n, double at, double point[2], double direction[2])
{
    struct line_walk walk = line_walk(xy, n);
    line_walk_at(&walk, at, point);
    memcpy(direction, walk.direction, sizeof walk.direction);
}

double direction_angle(const double a[2], const double b[2])
{
    /* atan2 of the two products is exact near 0 and near 90 degrees; acos of a product is not. */
    double angle = atan2(fabs(cross(a, b)), fabs(a[0] * b[0] + a[1] * b[1]));
    return angle * (180 / 3.14159265358979323846);
}

/* Does p, known to be in line with a-b, lie between them? */
static bool within(const double a[2], const double b[2], const double p[2])
{
    return p[0] >= fmin(a[0], b[0]) && p[0] <= fmax(a[0], b[0]) && p[1] >= fmin(a[1], b[1]) &&
           p[1] <= fmax(a[1], b[1]);
}

/* Signs of four orientations decide; where one is 0, an end lies on the other segment or in line
 * with it. *at is the first meeting as a share of a-b, also of two segments in one line. */
bool segments_meet(const double a[2], const double b[2], const double c[2], const double d[2],
                   double *at)
{
    double oc = orientation(a, b, c), od = orientation(a, b, d);
    double oa = orientation(c, d, a), ob = orientation(c, d, b), first = INFINITY;
    if (((oc > 0 && od < 0) || (oc < 0 && od > 0)) && ((oa > 0 && ob < 0) || (oa < 0 && ob > 0))) {
        first = oa / (oa - ob);
    } else { /* they touch where an end of one lies on the other */
        if (oa == 0 && within(c, d, a))
            first = 0;
        if (oc == 0 && within(a, b, c))
            first = fmin(first, foot_fraction(a, b, c));
        if (od == 0 && within(a, b, d))
            first = fmin(first, foot_fraction(a, b, d));
        if (ob == 0 && within(c, d, b))
            first = fmin(first, 1);
    }
    if (!(first <= 1))
        return false;
    if (at != NULL)
        *at = first;
    return true;
}

/* hypot neither overflows nor loses small differences. */
static double point_distance(const double a[2], const double b[2], const double p[2])
{
    double foot[2];
    between(a, b, foot_fraction(a, b, p), foot);
    return distance(p, foot);
}

double segment_distance(const double a[2], const double b[2], const double c[2], const double d[2])
{
    if (segments_meet(a, b, c, d, NULL))
        return 0;
    return fmin(fmin(point_distance(a, b, c), point_distance(a, b, d)),
                fmin(point_distance(c, d, a), point_distance(c, d, b)));
}

/* A vertex at `from` itself is not written again. */
size_t line_piece(const double *xy, size_t n, double from, double to, double *out)
{
    if (n == 0)
        return 0;
    double direction[2], at = 0;
    size_t written = 1;
    line_at(xy, n, from, out, direction);
    for (size_t i = 1; i + 1 < n; i++) {
        at += distance(xy + 2 * i - 2, xy + 2 * i);
        if (at >= to)
            break;
        bool again = out[2 * written - 2] == xy[2 * i] && out[2 * written - 1] == xy[2 * i + 1];
        if (at > from && !(again && written == 1)) {
            memcpy(out + 2 * written, xy + 2 * i, 2 * sizeof *out);
            written++;
        }
    }
    line_at(xy, n, to, out + 2 * written, direction);
    return written + 1;
}

/* Left normal of the segment from point i; false where it has no length. */
static bool normal_of(const double *xy, size_t i, double out[2])
{
    double dx = xy[2 * i + 2] - xy[2 * i], dy = xy[2 * i + 3] - xy[2 * i + 1];
    double length = hypot(dx, dy);
    if (!(length > 0))
        return false;
    out[0] = -dy / length;
    out[1] = dx / length;
    return true;
}

#define MITRE_LEAST 0.5 /* 1 + cosine of a bend of 120 degrees, where a mitre is 2 * aside long */

/* Repeated points get the normal of the next segment with a length. Mitres are cut off at
 * MITRE_LEAST: those of a sharp bend would lie far outside. */
void line_aside(const double *xy, size_t n, double aside, double *out)
{
    double before[2] = {0, 0}, after[2];
    bool begun = false;
    for (size_t i = 0; i < n; i++) {
        size_t next = i;
        bool goes_on = false;
        while (next + 1 < n && !(goes_on = normal_of(xy, next, after)))
            next++;
        if (!goes_on)
            memcpy(after, before, sizeof after);
        if (!begun)
            memcpy(before, after, sizeof before);
        begun = begun || goes_on;
        /* (b + a) / (1 + b.a) ends where both copies meet. */
        double dot = before[0] * after[0] + before[1] * after[1];
        double mitre = aside / fmax(1 + dot, MITRE_LEAST);
        out[2 * i] = xy[2 * i] + mitre * (before[0] + after[0]);
        out[2 * i + 1] = xy[2 * i + 1] + mitre * (before[1] + after[1]);
        memcpy(before, after, sizeof before);
    }
}

/* Heights are interpolated as the points are; a NaN height gives NaN on both segments at it. */
void line_steps(const double *xy, const float *z, size_t n, size_t count, double *out, float *out_z)
{
    double step = line_length(xy, n) / (double)(count - 1), before = 0;
    size_t k = 0;
    for (size_t i = 1; i < n; i++) {
        const double *a = xy + 2 * i - 2, *b = xy + 2 * i;
        double length = hypot(b[0] - a[0], b[1] - a[1]);
        for (; k + 1 < count && (double)k * step <= before + length; k++) {
            double share = length > 0 ? ((double)k * step - before) / length : 0;
            out[2 * k] = a[0] + share * (b[0] - a[0]);
            out[2 * k + 1] = a[1] + share * (b[1] - a[1]);
            if (z != NULL)
                out_z[k] = (float)(z[i - 1] + share * ((double)z[i] - z[i - 1]));
        }
        before += length;
    }
    for (; k < count; k++) { /* the end as it is, whatever was rounded on the way */
        out[2 * k] = xy[2 * n - 2];
        out[2 * k + 1] = xy[2 * n - 1];
        if (z != NULL)
            out_z[k] = z[n - 1];
    }
}

double ring_area(const double *xy, size_t n)
{
    /* Shoelace formula, relative to the first point: the products stay small, nothing cancels. */
    double twice = 0;
    for (size_t i = 2; i < n; i++) {
        double a[2] = {xy[2 * i - 2] - xy[0], xy[2 * i - 1] - xy[1]};
        double b[2] = {xy[2 * i] - xy[0], xy[2 * i + 1] - xy[1]};
        twice += cross(a, b);
    }
    return twice / 2;
}

double area_length(double area, double perimeter)
{
    /* l + w = p / 2 and l w = a: the roots of z^2 - (p / 2) z + a. */
    double root = perimeter * perimeter - 16 * area;
    return root >= 0 ? (perimeter + sqrt(root)) / 4 : sqrt(area);
}
