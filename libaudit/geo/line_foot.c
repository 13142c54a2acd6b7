/* SPDX-License-Identifier: MIT
 *
 * Feet of points on lines, and milestones, by which long lines are looked at in pieces: see line.h.
 *
 * A milestone is the length up to each point whose number in the shared array is a multiple of
 * MILE_POINTS; a search leaves out the pieces between two of them that lie too far away. Cost:
 * linear without milestones; with them the milestones and the pieces that are near. */
#include "geo/point.h"

void segment_foot(const double a[2], const double b[2], double x, double y, struct foot *out)
{
    double p[2] = {x, y}, foot[2], to_p[2] = {x - a[0], y - a[1]};
    double t = foot_fraction(a, b, p);
    between(a, b, t, foot);
    unit(a, b, out->direction);
    out->distance_m = distance(p, foot);
    out->at_m = t * distance(a, b);
    out->side = cross(out->direction, to_p);
    out->x = foot[0];
    out->y = foot[1];
}

/* Side of a point whose nearest point is the vertex between two segments: where the line turns
 * left, a point is left only if it is left of both; where it turns right, right only if right of
 * both (the rule for a point and a chain of two half planes). The size is the distance. */
static double vertex_side(const double before[2], const double after[2], const double to_p[2],
                          double distance_m)
{
    double turn = cross(before, after), first = cross(before, to_p), second = cross(after, to_p);
    if (first == 0 && second == 0)
        return 0;
    if (turn == 0) /* straight on, or straight back: no inside to decide by */
        return first;
    bool left = turn > 0 ? first > 0 && second > 0 : first > 0 || second > 0;
    return left ? distance_m : -distance_m;
}

/* The segment that lies nearest to a point, of those looked at so far. */
struct nearest_end {
    double squared, fraction;
    size_t end; /* number of its last point; 0 = there is none */
};

/* Lowers `best` to the nearest of the segments that end at points [first, last). Segments
 * without a length have no direction and are left out. */
static void look_at(const double *xy, size_t first, size_t last, const double p[2],
                    struct nearest_end *best)
{
    double foot[2];
    for (size_t i = first; i < last; i++) {
        double t = foot_fraction(xy + 2 * i - 2, xy + 2 * i, p);
        between(xy + 2 * i - 2, xy + 2 * i, t, foot);
        double dx = p[0] - foot[0], dy = p[1] - foot[1], squared = dx * dx + dy * dy;
        bool point_like = xy[2 * i] == xy[2 * i - 2] && xy[2 * i + 1] == xy[2 * i - 1];
        if (squared < best->squared && !point_like)
            *best = (struct nearest_end){squared, t, i};
    }
}

/* At a vertex the side is decided by the segment beyond it as well, if there is one with a
 * length. */
static void decide_side(const double *xy, size_t n, const struct nearest_end *nearest, struct foot *out,
                        double x, double y)
{
    double other[2], to_p[2] = {x - out->x, y - out->y};
    if (nearest->fraction >= 1) {
        for (size_t i = nearest->end + 1; i < n; i++)
            if (unit(xy + 2 * i - 2, xy + 2 * i, other)) {
                out->side = vertex_side(out->direction, other, to_p, out->distance_m);
                return;
            }
    } else if (nearest->fraction <= 0) {
        for (size_t i = nearest->end; i-- > 1;)
            if (unit(xy + 2 * i - 2, xy + 2 * i, other)) {
                out->side = vertex_side(other, out->direction, to_p, out->distance_m);
                return;
            }
    }
}

void line_foot(const double *xy, size_t n, double x, double y, struct foot *out)
{
    double p[2] = {x, y};
    struct nearest_end nearest = {.squared = INFINITY};
    look_at(xy, 1, n, p, &nearest);
    if (nearest.end == 0) {
        segment_foot(xy, xy, x, y, out);
        return;
    }
    segment_foot(xy + 2 * nearest.end - 2, xy + 2 * nearest.end, x, y, out);
    out->at_m += line_length(xy, nearest.end);
    decide_side(xy, n, &nearest, out, x, y);
}

/* ---- milestones --------------------------------------------------------------------------- */

double line_measure(const double *xy, uint32_t first, size_t n, double *mile_m)
{
    double sum = 0;
    for (size_t i = first; i < first + n; i++) {
        sum += i > first ? distance(xy + 2 * i - 2, xy + 2 * i) : 0;
        if (i % MILE_POINTS == 0)
            mile_m[i / MILE_POINTS] = sum;
    }
    return sum;
}

double line_vertex_m(const double *xy, uint32_t first, uint32_t point, const double *mile_m)
{
    size_t mile = point / MILE_POINTS;
    bool within = mile * MILE_POINTS >= first;
    double sum = within ? mile_m[mile] : 0;
    for (size_t i = within ? mile * MILE_POINTS : first; i < point; i++)
        sum += distance(xy + 2 * i, xy + 2 * i + 2);
    return sum;
}

/* No point between two milestones lies farther from the first than the way between them. */
void line_foot_by_miles(const double *xy, uint32_t first, size_t n, const double *mile_m, double x,
                        double y, struct foot *out)
{
    const double *line = xy + 2 * (size_t)first;
    size_t last = first + n, mile = first / MILE_POINTS + 1;
    double p[2] = {x, y};
    struct nearest_end nearest = {.squared = INFINITY};
    look_at(line, 1, mile * MILE_POINTS < last ? mile * MILE_POINTS - first + 1 : n, p, &nearest);
    for (; mile * MILE_POINTS + 1 < last; mile++) {
        size_t begin = mile * MILE_POINTS, end = begin + MILE_POINTS;
        double way = end < last ? mile_m[mile + 1] - mile_m[mile] : INFINITY;
        double away = distance(xy + 2 * begin, p) - way - 1e-6;
        if (away > 0 && away * away > nearest.squared)
            continue;
        look_at(line, begin - first + 1, (end < last ? end + 1 : last) - first, p, &nearest);
    }
    if (nearest.end == 0) {
        segment_foot(line, line, x, y, out);
        return;
    }
    segment_foot(line + 2 * nearest.end - 2, line + 2 * nearest.end, x, y, out);
    out->at_m += line_vertex_m(xy, first, (uint32_t)(first + nearest.end - 1), mile_m);
    decide_side(line, n, &nearest, out, x, y);
}

/* Begins the walk at the last milestone before `at`, found by halves. The milestone before the
 * first point belongs to another line: it counts as none. */
struct line_walk line_walk_by_miles(const double *xy, uint32_t first, size_t n,
                                    const double *mile_m, double at)
{
    struct line_walk walk = line_walk(xy + 2 * (size_t)first, n);
    size_t low = first / MILE_POINTS, high = (first + n - 1) / MILE_POINTS; /* low: may lie before */
    while (low < high) {
        size_t middle = high - (high - low) / 2;
        if (mile_m[middle] < at)
            low = middle;
        else
            high = middle - 1;
    }
    if (low * MILE_POINTS <= first || !(mile_m[low] < at))
        return walk;
    walk.segment = low * MILE_POINTS - first;
    walk.start_m = mile_m[low];
    return walk;
}
