/* SPDX-License-Identifier: MIT
 *
 * Plane geometry of polylines in metres, as arithmetic on interleaved x, y. No allocation. */
#ifndef RASIF_GEO_LINE_H
#define RASIF_GEO_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The value in [low, high] that is nearest; low for NaN. */
static inline double clamp(double value, double low, double high)
{
    return value > low ? (value < high ? value : high) : low;
}

/* Sum of segment lengths. 0 for fewer than two points. */
double line_length(const double *xy, size_t n);
/* Point `at` metres along the line (clamped to its ends) and the unit direction there (the
 * segment that holds it; the later one at a vertex, the last one at the end). n >= 1. */
void line_at(const double *xy, size_t n, double at, double point[2], double direction[2]);
/* The same for places that never go back: each is found from where the last one was. `direction` is
 * that of the last place found, 0 before the first and when all points are the same. */
struct line_walk {
    const double *xy;
    size_t n, segment;
    double start_m, length_m, direction[2]; /* of the segment, when measured */
    bool measured;
};
struct line_walk line_walk(const double *xy, size_t n);
void line_walk_at(struct line_walk *walk, double at, double point[2]);

/* Foot of (x, y) on the segment a-b. */
struct foot {
    double distance_m;   /* from the point to the foot, >= 0                      */
    double at_m;         /* along the line (or the segment) of the foot          */
    double side;         /* > 0: the point lies left of the direction, < 0 right, 0 on it */
    double x, y;         /* the foot                                             */
    double direction[2]; /* unit direction of the segment of the foot            */
};
void segment_foot(const double a[2], const double b[2], double x, double y, struct foot *out);
/* Nearest foot on a polyline; the first of equals. n >= 1 (one point: direction 0). At a vertex
 * between two segments the side is decided by both (robust sign: a point in the outer sector of a
 * corner gets the side of the turn). */
void line_foot(const double *xy, size_t n, double x, double y, struct foot *out);

/* Milestones: of all points of a table, every MILE_POINTS-th keeps how far it lies along its line, so
 * that a long line need not be measured from its start. The line of `n` points begins at point number
 * `first` of `xy`; point number `i`, when it is one, has mile_m[i / MILE_POINTS]. All add lengths in
 * the order in which line_length does.
 * line_measure: fills the milestones of the line; returns its length.
 * line_vertex_m: how far point number `point` lies from the first of its line.
 * line_foot_by_miles: as line_foot.
 * line_walk_by_miles: a walk that stands before `at`, which is at most the length of the line. */
#define MILE_POINTS 32
double line_measure(const double *xy, uint32_t first, size_t n, double *mile_m);
double line_vertex_m(const double *xy, uint32_t first, uint32_t point, const double *mile_m);
void line_foot_by_miles(const double *xy, uint32_t first, size_t n, const double *mile_m, double x,
                        double y, struct foot *out);
struct line_walk line_walk_by_miles(const double *xy, uint32_t first, size_t n,
                                    const double *mile_m, double at);

/* Angle between two unit directions taken as undirected lines, degrees 0..90. */
double direction_angle(const double a[2], const double b[2]);

/* Do the segments touch or cross? Collinear overlap counts. `*at` (may be NULL) gets the fraction
 * along a-b of the (first) common point. */
bool segments_meet(const double a[2], const double b[2], const double c[2], const double d[2],
                   double *at);
/* Smallest distance between two segments. */
double segment_distance(const double a[2], const double b[2], const double c[2], const double d[2]);

/* Number of points of the piece [from, to] of the line, and the piece itself written to `out`
 * (room for n + 2 points): interpolated ends and the vertices strictly between. from <= to. */
size_t line_piece(const double *xy, size_t n, double from, double to, double *out);

/* The line `aside` metres to its left (negative: to its right), point by point, into `out` (room
 * for n points): mitred at vertices, at most 2 * aside away from them. Where the line bends more
 * sharply than the distance allows for, the copy crosses itself. n >= 2. */
void line_aside(const double *xy, size_t n, double aside, double *out);

/* `count` >= 2 points at equal steps from the start of the line to its end, written to `out`. With
 * `z` ([n], may be NULL) their heights go to `out_z`, straight between the vertices. n >= 1. */
void line_steps(const double *xy, const float *z, size_t n, size_t count, double *out,
                float *out_z);

/* Signed area of a closed ring (counter-clockwise positive). First point = last point or not. */
double ring_area(const double *xy, size_t n);
/* Length of a long thin area of this area and perimeter: the longer side of the rectangle with
 * both, (p + sqrt(p^2 - 16 a)) / 4; sqrt(a) when there is no such rectangle. */
double area_length(double area, double perimeter);

#endif
