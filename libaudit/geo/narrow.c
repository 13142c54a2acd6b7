/* SPDX-License-Identifier: MIT
 *
 * What obstacles leave of a width: see narrow.h.
 *
 * One passes an obstacle on one side or the other, so the wider gap counts; the gap ends at the
 * edge of the surface or at another obstacle. The direction of the way at an obstacle is where the
 * edges are nearest on both sides. Cost: each obstacle is compared with all others on the polygon,
 * which are few. */
#include "geo/narrow.h"

#include "geo/line.h"

#include <math.h>
#include <string.h>

#define SAMPLE_M 0.25     /* between points looked at along an obstacle */
#define TOWARDS_COS 0.342 /* 70 degrees, as the outline */
#define LARGEST_M 1.0     /* radius of street furniture at most */

/* Free width on one side of an obstacle, and the middle of it. */
struct gap {
    double width_m; /* INFINITY until something ends it */
    double place[2];
};

/* The obstacle at hand is number `own` of `n`. */
struct passing {
    struct outline *outline;
    const struct obstacle *obstacles;
    size_t n, own;
    double across[2]; /* unit direction from the nearer edge over the obstacle */
};

/* The radius of a point; lines have none. */
static double size_of(const struct obstacle *obstacle)
{
    return isnan(obstacle->radius_m) ? 0 : obstacle->radius_m;
}

/* Distance from p to another obstacle that lies in the direction. */
static double to_obstacle(const struct obstacle *obstacle, const double p[2], const double towards[2])
{
    double least = INFINITY;
    for (size_t i = 0; i < obstacle->n; i++) {
        struct foot foot;
        const double *a = obstacle->xy + 2 * i, *b = i + 1 < obstacle->n ? a + 2 : a;
        segment_foot(a, b, p[0], p[1], &foot);
        double along = (foot.x - p[0]) * towards[0] + (foot.y - p[1]) * towards[1];
        if (along >= TOWARDS_COS * foot.distance_m)
            least = fmin(least, foot.distance_m - size_of(obstacle));
    }
    return least;
}

/* What is free from p, a point of the obstacle or its middle, in a direction. */
static void look(const struct passing *pass, const double p[2], double sign, struct gap *gap)
{
    double towards[2] = {sign * pass->across[0], sign * pass->across[1]};
    double radius = size_of(&pass->obstacles[pass->own]);
    struct nearest edge;
    outline_nearest(pass->outline, p, towards, SIZE_MAX, 100, &edge);
    double free = edge.distance_m;
    for (size_t i = 0; i < pass->n; i++)
        if (i != pass->own)
            free = fmin(free, to_obstacle(&pass->obstacles[i], p, towards));
    free = fmax(free - radius, 0);
    if (free < gap->width_m) {
        gap->width_m = free;
        gap->place[0] = p[0] + towards[0] * (radius + free / 2);
        gap->place[1] = p[1] + towards[1] * (radius + free / 2);
    }
}

/* Gaps on both sides of one point of the obstacle; of one outside the surface only what reaches
 * in. */
static void pass_point(const struct passing *pass, const double p[2], struct gap gaps[2],
                       bool *reaches)
{
    const struct obstacle *obstacle = &pass->obstacles[pass->own];
    struct nearest edge;
    if (outline_inside(pass->outline, p)) {
        *reaches = true;
        look(pass, p, -1, &gaps[0]);
        look(pass, p, 1, &gaps[1]);
        return;
    }
    outline_nearest(pass->outline, p, NULL, SIZE_MAX, size_of(obstacle), &edge);
    if (!isfinite(edge.distance_m))
        return;
    /* It reaches over the edge by the rest of its radius: free is what lies beyond. */
    double inside[2] = {edge.x + 1e-6 * pass->across[0], edge.y + 1e-6 * pass->across[1]};
    struct gap far = {.width_m = INFINITY};
    *reaches = true;
    look(pass, inside, 1, &far);
    gaps[0].width_m = 0;
    gaps[1].width_m = fmin(gaps[1].width_m, fmax(far.width_m + edge.distance_m, 0));
    memcpy(gaps[1].place, far.place, sizeof far.place);
}

/* From the nearer edge over the middle of the obstacle; false when it lies far from the surface. */
static bool find_direction(struct outline *outline, const struct obstacle *obstacle, double across[2])
{
    double middle[2] = {0, 0};
    struct nearest edge;
    for (size_t i = 0; i < 2 * obstacle->n; i++)
        middle[i % 2] += obstacle->xy[i] / (double)obstacle->n;
    outline_nearest(outline, middle, NULL, SIZE_MAX, 100, &edge);
    if (!isfinite(edge.distance_m))
        return false;
    /* Square to the edge, also for an obstacle that stands right on it. */
    across[0] = -edge.along[1];
    across[1] = edge.along[0];
    double from[2] = {edge.x + 1e-4 * across[0], edge.y + 1e-4 * across[1]};
    double sign = outline_inside(outline, from) ? 1 : -1;
    if (edge.distance_m > 1e-3) {
        sign = outline_inside(outline, middle) ? 1 : -1;
        across[0] = (middle[0] - edge.x) / edge.distance_m;
        across[1] = (middle[1] - edge.y) / edge.distance_m;
    }
    across[0] *= sign;
    across[1] *= sign;
    return true;
}

/* The wider of the gaps past obstacle `own`; INFINITY when it is not in the way. */
static struct gap way_past(struct passing *pass)
{
    const struct obstacle *obstacle = &pass->obstacles[pass->own];
    struct gap gaps[2] = {{.width_m = INFINITY}, {.width_m = INFINITY}}, none = gaps[0];
    bool reaches = false;
    if (!find_direction(pass->outline, obstacle, pass->across))
        return none;
    pass_point(pass, obstacle->xy, gaps, &reaches);
    for (size_t i = 0; i + 1 < obstacle->n; i++) {
        const double *a = obstacle->xy + 2 * i, *b = a + 2;
        size_t steps = 1 + (size_t)(hypot(b[0] - a[0], b[1] - a[1]) / SAMPLE_M);
        for (size_t k = 1; k <= steps; k++) {
            double share = (double)k / (double)steps;
            double p[2] = {a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])};
            pass_point(pass, p, gaps, &reaches);
        }
    }
    return !reaches ? none : gaps[0].width_m > gaps[1].width_m ? gaps[0] : gaps[1];
}

/* Adds the stretch of the nearest line beside which the obstacle lies to those too narrow to
 * pass. */
static bool note_beside(struct centre_path *middle, const struct obstacle *obstacle, const double place[2])
{
    double best = INFINITY, from = INFINITY, to = 0, radius = size_of(obstacle);
    size_t line = 0, n;
    for (size_t i = 0; i < middle->n_lines; i++) {
        struct foot foot;
        const double *xy = centre_path_line(middle, i, &n);
        line_foot(xy, n, place[0], place[1], &foot);
        if (foot.distance_m < best) {
            best = foot.distance_m;
            line = i;
        }
    }
    if (isinf(best))
        return true;
    const double *xy = centre_path_line(middle, line, &n);
    for (size_t i = 0; i < obstacle->n; i++) {
        struct foot foot;
        line_foot(xy, n, obstacle->xy[2 * i], obstacle->xy[2 * i + 1], &foot);
        from = fmin(from, foot.at_m - radius);
        to = fmax(to, foot.at_m + radius);
    }
    return stretches_add(&middle->narrow, (uint32_t)line, fmax(from, 0),
                         fmin(to, line_length(xy, n)));
}

/* Also for obstacles without a size, which may be what decides: then `*open` is set. */
bool narrow_by(struct outline *outline, const struct obstacle *obstacles, size_t n, struct centre_path *middle,
               bool *open)
{
    struct passing pass = {.outline = outline, .obstacles = obstacles, .n = n};
    double unsized = INFINITY;
    bool good = true;
    for (pass.own = 0; good && pass.own < n; pass.own++) {
        struct gap gap = way_past(&pass);
        if (gap.width_m < PASS_M && !isnan(obstacles[pass.own].radius_m))
            good = note_beside(middle, &obstacles[pass.own], gap.place);
        if (isnan(obstacles[pass.own].radius_m))
            unsized = fmin(unsized, gap.width_m);
        if (isnan(obstacles[pass.own].radius_m) || !(gap.width_m < middle->width_m))
            continue;
        middle->width_m = gap.width_m;
        memcpy(middle->place, gap.place, sizeof gap.place);
    }
    *open = *open || unsized - LARGEST_M < middle->width_m;
    return good;
}
