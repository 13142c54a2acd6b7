/* SPDX-License-Identifier: MIT
 *
 * geo/line.h: plane geometry against figures that can be checked by hand, and against brute force
 * (many points along the line) for random ones. */
#include "geo/line.h"
#include "geo/duplicate_lines.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(xy) (sizeof(xy) / sizeof *(xy) / 2)

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
}

static uint64_t seed = 42;

/* Evenly in [-1, 1). */
static double draw(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(seed >> 11) / 4503599627370496.0 - 1;
}

/* Right 3, up 4, a repeated point, right 12: length 19. */
static const double bent[] = {0, 0, 3, 0, 3, 4, 3, 4, 15, 4};

/* ---- along a line ------------------------------------------------------------------------- */

static void length__sum_of_segments(void **state)
{
    (void)state;
    assert_true(line_length(bent, COUNT(bent)) == 19);
    assert_true(line_length(bent, 1) == 0);
    assert_true(line_length(bent, 0) == 0);
    static const double far_out[] = {500000, 3500000, 500003, 3500004};
    assert_true(line_length(far_out, 2) == 5);
}

static void at__points_and_directions(void **state)
{
    (void)state;
    static const struct {
        double at, x, y, dx, dy;
    } cases[] = {
        {-5, 0, 0, 1, 0},    {0, 0, 0, 1, 0},   {1, 1, 0, 1, 0}, {3, 3, 0, 0, 1},
        {5, 3, 2, 0, 1},     {7, 3, 4, 1, 0},   {8, 4, 4, 1, 0}, {19, 15, 4, 1, 0},
        {1000, 15, 4, 1, 0}, {NAN, 0, 0, 1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double point[2], direction[2];
        line_at(bent, COUNT(bent), cases[i].at, point, direction);
        assert_true(point[0] == cases[i].x && point[1] == cases[i].y);
        assert_true(direction[0] == cases[i].dx && direction[1] == cases[i].dy);
    }
}

static void at__degenerate_lines(void **state)
{
    (void)state;
    double point[2], direction[2];
    line_at(bent, 1, 3, point, direction);
    assert_true(point[0] == 0 && point[1] == 0 && direction[0] == 0 && direction[1] == 0);
    static const double same[] = {2, 5, 2, 5, 2, 5};
    line_at(same, 3, 1, point, direction);
    assert_true(point[0] == 2 && point[1] == 5 && direction[0] == 0 && direction[1] == 0);
    static const double ends_twice[] = {0, 0, 0, 2, 0, 2};
    line_at(ends_twice, 3, 2, point, direction);
    assert_true(point[1] == 2 && direction[0] == 0 && direction[1] == 1);
    static const double starts_twice[] = {0, 0, 0, 0, 2, 0};
    line_at(starts_twice, 3, 0, point, direction);
    assert_true(direction[0] == 1 && direction[1] == 0);
}

/* The same bits as asking for each place from the start, with repeated points on the way. */
static void walk__random_lines__as_line_at(void **state)
{
    (void)state;
    for (int round = 0; round < 300; round++) {
        double xy[2 * 12], at = -1;
        size_t n = 1 + (size_t)(5.5 * (draw() + 1));
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < 2; k++)
                xy[2 * i + k] = i > 0 && draw() < -0.4 ? xy[2 * i - 2 + k] : 100 * draw();
        struct line_walk walk = line_walk(xy, n);
        for (; at < line_length(xy, n) + 20; at += fmax(0, 15 * draw())) {
            double point[2], expected[2], direction[2];
            line_walk_at(&walk, at, point);
            line_at(xy, n, at, expected, direction);
            assert_memory_equal(point, expected, sizeof point);
            assert_memory_equal(walk.direction, direction, sizeof direction);
        }
    }
}

/* ---- milestones --------------------------------------------------------------------------- */

/* A line of 1 to 200 points that begins anywhere among others: steps, repeated points, points a
 * micrometre apart, ways back. */
static size_t draw_long(double *xy, uint32_t first)
{
    size_t n = 1 + (size_t)(99.5 * (draw() + 1));
    double size = draw() < 0 ? 100 : 1e-6;
    for (size_t i = 0; i < first + n + 40; i++)
        for (size_t k = 0; k < 2; k++)
            xy[2 * i + k] = i > 0 && draw() < -0.4 ? xy[2 * i - 2 + k] : size * draw();
    for (size_t i = first + 1; draw() < -0.8 && i < first + n; i++) /* all in one place */
        memcpy(xy + 2 * i, xy + 2 * (size_t)first, 2 * sizeof *xy);
    return n;
}

static void miles__random_lines__the_same_bits_as_without(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        static double xy[2 * 400], mile_m[400 / MILE_POINTS + 1];
        uint32_t first = (uint32_t)(50 * (draw() + 1));
        size_t n = draw_long(xy, first);
        const double *line = xy + 2 * (size_t)first;
        double length = line_measure(xy, first, n, mile_m);
        assert_true(length == line_length(line, n));
        uint32_t point = first + (uint32_t)((double)n * (draw() + 1) / 2);
        assert_true(line_vertex_m(xy, first, point, mile_m) ==
                    line_length(line, point - first + 1));
        double at = draw() < -0.8 ? length : length * (draw() + 1) / 2;
        double got[2], expected[2], direction[2];
        struct line_walk walk = line_walk_by_miles(xy, first, n, mile_m, at);
        line_walk_at(&walk, at, got);
        line_at(line, n, at, expected, direction);
        assert_memory_equal(got, expected, sizeof got);
        assert_memory_equal(walk.direction, direction, sizeof direction);
        struct foot foot, plain;
        double x = 120 * draw(), y = 120 * draw();
        memset(&foot, 0, sizeof foot);
        memset(&plain, 0, sizeof plain);
        line_foot_by_miles(xy, first, n, mile_m, x, y, &foot);
        line_foot(line, n, x, y, &plain);
        assert_memory_equal(&foot, &plain, sizeof foot);
    }
}

static void piece__ends_and_vertices_between(void **state)
{
    (void)state;
    double out[2 * (COUNT(bent) + 2)];
    assert_int_equal(line_piece(bent, COUNT(bent), 1, 5, out), 3);
    static const double corner[] = {1, 0, 3, 0, 3, 2};
    assert_memory_equal(out, corner, sizeof corner);
    assert_int_equal(line_piece(bent, COUNT(bent), 3, 7, out), 2); /* vertex to vertex */
    static const double upright[] = {3, 0, 3, 4};
    assert_memory_equal(out, upright, sizeof upright);
    assert_int_equal(line_piece(bent, COUNT(bent), 8, 9, out), 2);
    assert_true(out[0] == 4 && out[1] == 4 && out[2] == 5 && out[3] == 4);
    assert_int_equal(line_piece(bent, COUNT(bent), 4, 4, out), 2); /* of no length */
    assert_true(out[0] == 3 && out[1] == 1 && out[2] == 3 && out[3] == 1);
    size_t n = line_piece(bent, COUNT(bent), -3, 100, out); /* beyond the ends: all of it */
    assert_true(line_length(out, n) == 19);
    assert_true(out[0] == 0 && out[2 * n - 2] == 15);
    assert_int_equal(line_piece(bent, 1, 0, 4, out), 2);
}

static void piece__random_lines__pieces_add_up(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        double xy[2 * 12], a[2 * 14], b[2 * 14];
        for (int i = 0; i < 24; i++)
            xy[i] = 500000 + 100 * draw();
        double length = line_length(xy, 12), cut = length * (draw() + 1) / 2;
        size_t n = line_piece(xy, 12, 0, cut, a), m = line_piece(xy, 12, cut, length, b);
        assert_true(n + m == 14 || (n + m == 13 && cut == 0));
        near(line_length(a, n), cut, 1e-8);
        near(line_length(b, m), length - cut, 1e-8);
        near(a[2 * n - 2], b[0], 0);
        near(a[2 * n - 1], b[1], 0);
    }
}

/* ---- feet --------------------------------------------------------------------------------- */

static void segment_foot__inside_and_beyond(void **state)
{
    (void)state;
    static const double a[] = {0, 0}, b[] = {10, 0};
    struct foot foot;
    segment_foot(a, b, 4, 3, &foot);
    assert_true(foot.distance_m == 3 && foot.at_m == 4 && foot.side > 0);
    assert_true(foot.x == 4 && foot.y == 0 && foot.direction[0] == 1 && foot.direction[1] == 0);
    segment_foot(a, b, 13, -4, &foot);
    assert_true(foot.distance_m == 5 && foot.at_m == 10 && foot.side < 0 && foot.x == 10);
    segment_foot(a, b, -3, 4, &foot);
    assert_true(foot.distance_m == 5 && foot.at_m == 0 && foot.side > 0);
    segment_foot(a, b, 6, 0, &foot);
    assert_true(foot.distance_m == 0 && foot.side == 0);
    segment_foot(a, a, 3, 4, &foot);
    assert_true(foot.distance_m == 5 && foot.side == 0 && foot.direction[0] == 0);
}

static void line_foot__corners__side_of_the_outer_sector(void **state)
{
    (void)state;
    /* A turn to the left by 90 degrees, then one by 135: points outside are on the right. */
    static const double left[] = {0, 0, 10, 0, 10, 10}, sharp[] = {0, 0, 10, 0, 0, 10};
    static const struct {
        const double *xy;
        double x, y;
        int side;
        double distance;
    } cases[] = {
        {left, 13, -4, -1, 5},
        {left, 11, -1, -1, 1.4142135623730951},
        {left, 9, 1, 1, 1},
        {left, 12, 5, -1, 2},
        {sharp, 13, 0.5, -1, 3.0413812651491097},
        {sharp, 11, 0.2, -1, 1.0198039027185569}, /* left of the first line, right of the second */
        {sharp, 10.5, -2, -1, 2.0615528128088303},
        {sharp, 12, 1, -1, 2.2360679774997898},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int mirrored = 0; mirrored < 2; mirrored++) {
            double xy[6];
            memcpy(xy, cases[i].xy, sizeof xy);
            for (int k = 1; k < 6 && mirrored; k += 2)
                xy[k] = -xy[k];
            struct foot foot;
            line_foot(xy, 3, cases[i].x, mirrored ? -cases[i].y : cases[i].y, &foot);
            int side = mirrored ? -cases[i].side : cases[i].side;
            assert_int_equal((foot.side > 0) - (foot.side < 0), side);
            near(foot.distance_m, cases[i].distance, 1e-12);
        }
    }
}

static void line_foot__straight_line_with_many_vertices__one_side(void **state)
{
    (void)state;
    /* The turn at every vertex is rounding noise; points beside must not change sides by it. */
    double xy[2 * 50];
    for (int i = 0; i < 50; i++) {
        xy[2 * i] = 776123.1 + 0.1 * i * cos(0.3);
        xy[2 * i + 1] = 3539871.7 + 0.1 * i * sin(0.3);
    }
    for (int i = 1; i < 49; i++) {
        for (double away = -2; away <= 2; away += 0.5) {
            struct foot foot;
            line_foot(xy, 50, xy[2 * i] - away * sin(0.3), xy[2 * i + 1] + away * cos(0.3), &foot);
            near(foot.distance_m, fabs(away), 1e-6);
            if (away != 0)
                assert_true((foot.side > 0) == (away > 0));
        }
    }
}

static void line_foot__first_of_equals_and_degenerate(void **state)
{
    (void)state;
    static const double u[] = {0, 0, 10, 0, 10, 10, 0, 10}; /* 5 from three sides */
    struct foot foot;
    line_foot(u, 4, 5, 5, &foot);
    assert_true(foot.distance_m == 5 && foot.at_m == 5 && foot.side > 0);
    line_foot(u, 1, 3, 4, &foot);
    assert_true(foot.distance_m == 5 && foot.at_m == 0 && foot.direction[0] == 0);
    static const double twice[] = {0, 0, 0, 0, 10, 0, 10, 0, 10, 10};
    line_foot(twice, 5, 12, -2, &foot);
    assert_true(foot.at_m == 10 && foot.side < 0);
    line_foot(twice, 5, -3, 4, &foot); /* before the start: the side of the first real segment */
    assert_true(foot.at_m == 0 && foot.distance_m == 5 && foot.side > 0);
    static const double back[] = {0, 0, 10, 0, 0, 0}; /* there and back again */
    line_foot(back, 3, 5, 1, &foot);
    assert_true(foot.distance_m == 1 && foot.at_m == 5 && foot.side > 0);
}

static void line_foot__random__not_farther_than_any_sample(void **state)
{
    (void)state;
    for (int round = 0; round < 500; round++) {
        double xy[2 * 8], x = 120 * draw(), y = 120 * draw(), best = INFINITY;
        for (int i = 0; i < 16; i++)
            xy[i] = 100 * draw();
        for (int i = 0; i < 7; i++) {
            for (int k = 0; k <= 1000; k++) {
                double t = k / 1000.0;
                double sx = xy[2 * i] + t * (xy[2 * i + 2] - xy[2 * i]);
                double sy = xy[2 * i + 1] + t * (xy[2 * i + 3] - xy[2 * i + 1]);
                best = fmin(best, hypot(sx - x, sy - y));
            }
        }
        struct foot foot;
        line_foot(xy, 8, x, y, &foot);
        assert_true(foot.distance_m <= best + 1e-9);
        near(foot.distance_m, best, 0.2); /* half a step of the sampling */
        near(hypot(foot.x - x, foot.y - y), foot.distance_m, 1e-9);
        double point[2], direction[2];
        line_at(xy, 8, foot.at_m, point, direction);
        near(point[0], foot.x, 1e-9);
        near(point[1], foot.y, 1e-9);
    }
}

/* The side must be that of a closed polygon's inside: the line is one polygon's border. */
static void line_foot__ring__left_is_inside(void **state)
{
    (void)state;
    for (int round = 0; round < 300; round++) {
        double xy[2 * 10];
        for (int i = 0; i < 9; i++) { /* a star around the origin, counter-clockwise */
            double angle = 2 * 3.141592653589793 * i / 9, radius = 60 + 50 * draw();
            xy[2 * i] = radius * cos(angle);
            xy[2 * i + 1] = radius * sin(angle);
        }
        memcpy(xy + 18, xy, 2 * sizeof *xy);
        for (int k = 0; k < 50; k++) {
            double x = 120 * draw(), y = 120 * draw();
            bool inside = false; /* even-odd rule */
            for (int i = 0; i < 9; i++) {
                const double *a = xy + 2 * i, *b = a + 2;
                if ((a[1] > y) != (b[1] > y) &&
                    x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
                    inside = !inside;
            }
            struct foot foot;
            line_foot(xy, 10, x, y, &foot);
            if (hypot(foot.x - xy[0], foot.y - xy[1]) > 1e-9) /* where the ring closes: unjoined */
                assert_true((foot.side > 0) == inside);
        }
    }
}

/* ---- two segments ------------------------------------------------------------------------- */

static void angle__undirected(void **state)
{
    (void)state;
    static const double east[] = {1, 0}, west[] = {-1, 0}, north[] = {0, 1};
    assert_true(direction_angle(east, east) == 0);
    assert_true(direction_angle(east, west) == 0);
    near(direction_angle(east, north), 90, 1e-12);
    for (int degrees = 0; degrees < 360; degrees++) {
        double turned[] = {cos(degrees * 3.141592653589793 / 180),
                           sin(degrees * 3.141592653589793 / 180)};
        int folded = degrees % 180;
        near(direction_angle(east, turned), folded > 90 ? 180 - folded : folded, 1e-9);
    }
}

static void meet__cross_touch_overlap_miss(void **state)
{
    (void)state;
    static const struct {
        double s[8]; /* a, b, c, d */
        bool meet;
        double at;
    } cases[] = {
        {{0, 0, 10, 0, 5, -1, 5, 1}, true, 0.5},   /* cross            */
        {{0, 0, 10, 0, 5, 0, 5, 1}, true, 0.5},    /* T                */
        {{0, 0, 10, 0, 10, 0, 20, 5}, true, 1},    /* end to start     */
        {{0, 0, 10, 0, -5, 5, 0, 0}, true, 0},     /* start to end     */
        {{0, 0, 10, 0, 4, 0, 20, 0}, true, 0.4},   /* overlap          */
        {{0, 0, 10, 0, 8, 0, 2, 0}, true, 0.2},    /* inside, reversed */
        {{0, 0, 10, 0, -5, 0, 15, 0}, true, 0},    /* around           */
        {{0, 0, 10, 0, 11, 0, 20, 0}, false, 0},   /* in line, apart   */
        {{0, 0, 10, 0, 0, 1, 10, 1}, false, 0},    /* parallel         */
        {{0, 0, 10, 0, 5, 0.001, 5, 1}, false, 0}, /* just short       */
        {{0, 0, 10, 0, 12, -1, 12, 1}, false, 0},  /* beyond           */
        {{3, 3, 3, 3, 0, 0, 6, 6}, true, 0},       /* a point on it    */
        {{3, 4, 3, 4, 0, 0, 6, 6}, false, 0},      /* a point beside   */
        {{0, 0, 6, 6, 3, 3, 3, 3}, true, 0.5},     /* the other one    */
        {{3, 3, 3, 3, 3, 3, 3, 3}, true, 0},       /* two points       */
        {{3, 3, 3, 3, 4, 3, 4, 3}, false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *s = cases[i].s;
        double at = -1;
        assert_true(segments_meet(s, s + 2, s + 4, s + 6, &at) == cases[i].meet);
        if (cases[i].meet)
            near(at, cases[i].at, 1e-15);
        assert_true(segments_meet(s + 4, s + 6, s, s + 2, NULL) == cases[i].meet);
        assert_true(segments_meet(s + 2, s, s + 6, s + 4, NULL) == cases[i].meet);
        assert_true((segment_distance(s, s + 2, s + 4, s + 6) == 0) == cases[i].meet);
    }
}

static void distance__known_and_symmetric(void **state)
{
    (void)state;
    static const double a[] = {0, 0}, b[] = {10, 0}, c[] = {13, 4}, d[] = {20, 9};
    assert_true(segment_distance(a, b, c, d) == 5);
    static const double e[] = {4, 2}, f[] = {6, 3};
    assert_true(segment_distance(a, b, e, f) == 2);
    for (int round = 0; round < 300; round++) { /* against 200 x 200 points */
        double s[8], best = INFINITY;
        for (int i = 0; i < 8; i++)
            s[i] = 10 * draw();
        for (int i = 0; i <= 200; i++) {
            double x = s[0] + i / 200.0 * (s[2] - s[0]), y = s[1] + i / 200.0 * (s[3] - s[1]);
            for (int k = 0; k <= 200; k++)
                best = fmin(best, hypot(s[4] + k / 200.0 * (s[6] - s[4]) - x,
                                        s[5] + k / 200.0 * (s[7] - s[5]) - y));
        }
        double found = segment_distance(s, s + 2, s + 4, s + 6);
        assert_true(found <= best + 1e-12 && found >= best - 0.15);
        near(segment_distance(s + 6, s + 4, s + 2, s), found, 1e-12);
    }
}

/* ---- rings -------------------------------------------------------------------------------- */

static void ring__area_signed_closed_or_not(void **state)
{
    (void)state;
    static const double square[] = {500000,  3e6,    500004,  3e6,    500004,
                                    3000003, 500000, 3000003, 500000, 3e6};
    double reversed[10];
    for (size_t i = 0; i < 5; i++)
        memcpy(reversed + 2 * i, square + 8 - 2 * i, 2 * sizeof *reversed);
    assert_true(ring_area(square, 5) == 12);
    assert_true(ring_area(square, 4) == 12);
    assert_true(ring_area(reversed, 5) == -12);
    assert_true(ring_area(square, 2) == 0 && ring_area(square, 0) == 0);
    double many[2 * 1000]; /* n-gon in a circle: n / 2 r^2 sin(2 pi / n) */
    for (int i = 0; i < 1000; i++) {
        many[2 * i] = 7e5 + 30 * cos(2 * 3.141592653589793 * i / 1000);
        many[2 * i + 1] = 3e6 + 30 * sin(2 * 3.141592653589793 * i / 1000);
    }
    near(ring_area(many, 1000), 500 * 900 * sin(2 * 3.141592653589793 / 1000), 1e-6);
}

/* ---- crossing itself ---------------------------------------------------------------------- */

static double side(const double *a, const double *b, const double *c)
{
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/* Every pair of segments. */
static bool any_pair_crosses(const double *xy, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++)
        for (size_t k = 0; k + 1 < i; k++) {
            const double *a = xy + 2 * i, *c = xy + 2 * k;
            if (side(a, a + 2, c) * side(a, a + 2, c + 2) < 0 &&
                side(c, c + 2, a) * side(c, c + 2, a + 2) < 0)
                return true;
        }
    return false;
}

static void crossing__random_walks__as_every_pair_says(void **state)
{
    (void)state;
    size_t crossed = 0;
    for (int round = 0; round < 3000; round++) {
        double xy[2 * 120], heading = 3 * draw(), bend = 0.02 + 0.3 * (draw() + 1) / 2;
        size_t n = 2 + (size_t)(58 * (draw() + 1));
        bool crosses;
        xy[0] = xy[1] = 0;
        for (size_t i = 1; i < n; i++) {
            bool repeats = draw() < -0.9;
            heading += bend * (draw() + 0.5);
            xy[2 * i] = xy[2 * i - 2] + (repeats ? 0 : cos(heading));
            xy[2 * i + 1] = xy[2 * i - 1] + (repeats ? 0 : sin(heading));
        }
        assert_true(line_crosses_itself(xy, n, &crosses));
        assert_int_equal(crosses, any_pair_crosses(xy, n));
        crossed += crosses;
    }
    assert_true(crossed > 300 && crossed < 2700); /* both kinds were tried */
}

static void area_length__rectangles_and_rounder(void **state)
{
    (void)state;
    assert_true(area_length(60, 64) == 30); /* 30 x 2 */
    assert_true(area_length(25, 20) == 5);  /* a square */
    /* A circle has less perimeter than any rectangle of its area. */
    near(area_length(3.141592653589793, 2 * 3.141592653589793), sqrt(3.141592653589793), 1e-15);
    assert_true(area_length(0, 10) == 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(length__sum_of_segments),
        cmocka_unit_test(at__points_and_directions),
        cmocka_unit_test(at__degenerate_lines),
        cmocka_unit_test(walk__random_lines__as_line_at),
        cmocka_unit_test(miles__random_lines__the_same_bits_as_without),
        cmocka_unit_test(piece__ends_and_vertices_between),
        cmocka_unit_test(piece__random_lines__pieces_add_up),
        cmocka_unit_test(segment_foot__inside_and_beyond),
        cmocka_unit_test(line_foot__corners__side_of_the_outer_sector),
        cmocka_unit_test(line_foot__straight_line_with_many_vertices__one_side),
        cmocka_unit_test(line_foot__first_of_equals_and_degenerate),
        cmocka_unit_test(line_foot__random__not_farther_than_any_sample),
        cmocka_unit_test(line_foot__ring__left_is_inside),
        cmocka_unit_test(angle__undirected),
        cmocka_unit_test(meet__cross_touch_overlap_miss),
        cmocka_unit_test(distance__known_and_symmetric),
        cmocka_unit_test(ring__area_signed_closed_or_not),
        cmocka_unit_test(crossing__random_walks__as_every_pair_says),
        cmocka_unit_test(area_length__rectangles_and_rounder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
