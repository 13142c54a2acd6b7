/* SPDX-License-Identifier: MIT
 *
 * geo/box_tree.h: what a search reports is what going through all segments reports, for rings of 0
 * to 700 points, in one or several parts, near and far, with equal distances. */
#include "geo/box_tree.h"

#include "geo/line.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_POINTS = 700, MOST_PARTS = 20 };

static uint64_t seed = 3;

static double draw_between(double low, double high)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * ((double)(seed >> 11) / 9007199254740992.0);
}

struct rings {
    struct shapes shapes;
    uint32_t point[MOST_PARTS + 1];
    double xy[2 * MOST_POINTS];
};

/* A walk with steps of up to a metre, rounded to quarters so that distances are often equal; parts
 * of one point too. */
static void draw_rings(struct rings *r, size_t n)
{
    memset(r, 0, sizeof *r);
    r->shapes.xy = r->xy;
    r->shapes.point = r->point;
    r->shapes.n_points = n;
    double x = 0, y = 0;
    for (size_t i = 0; i < n; i++) {
        x += draw_between(-1, 1.2);
        y += draw_between(-1, 1);
        r->xy[2 * i] = round(4 * x) / 4;
        r->xy[2 * i + 1] = round(4 * y) / 4;
    }
    for (size_t i = 0; i < n && r->shapes.n_parts < MOST_PARTS;) {
        bool last = r->shapes.n_parts + 1 == MOST_PARTS;
        i += last ? n - i : 1 + (size_t)draw_between(0, (double)(n - i));
        r->point[++r->shapes.n_parts] = (uint32_t)i;
    }
}

static bool begins_segment(const struct rings *r, size_t i)
{
    for (size_t part = 0; part < r->shapes.n_parts; part++)
        if (i >= r->point[part] && i < r->point[part + 1])
            return i + 1 < r->point[part + 1];
    return false;
}

/* ---- boxes
 * -----------------------------------------------------------------------------------------------------
 */

struct seen {
    size_t points[MOST_POINTS], n;
};

static void note(void *user, size_t point, const double a[2], const double b[2])
{
    struct seen *seen = user;
    assert_ptr_equal(a + 2, b);
    seen->points[seen->n++] = point;
}

static void query__random_rings_and_boxes__all_segments_that_meet_in_order(void **state)
{
    (void)state;
    for (int turn = 0; turn < 400; turn++) {
        static struct rings r;
        struct box_tree tree;
        draw_rings(&r, (size_t)draw_between(0, MOST_POINTS));
        assert_true(box_tree_make(&r.shapes, &tree));
        double x = draw_between(-40, 80), y = draw_between(-40, 40), w = draw_between(0, 20),
               h = draw_between(0, 20);
        double box[4] = {x, y, turn % 5 == 0 ? INFINITY : x + w, turn % 7 == 0 ? y : y + h};
        struct seen seen = {.n = 0};
        box_tree_query(&tree, box, note, &seen);
        size_t k = 0;
        for (size_t i = 0; i < r.shapes.n_points; i++) {
            const double *a = r.xy + 2 * i, *b = a + 2;
            if (!begins_segment(&r, i) || fmax(a[0], b[0]) < box[0] || fmin(a[0], b[0]) > box[2] ||
                fmax(a[1], b[1]) < box[1] || fmin(a[1], b[1]) > box[3])
                continue;
            assert_true(k < seen.n);
            assert_int_equal(seen.points[k++], i);
        }
        assert_int_equal(k, seen.n);
        box_tree_free(&tree);
    }
}

static void query__a_box_of_nothing__no_segment(void **state)
{
    (void)state;
    static struct rings r;
    struct box_tree tree;
    struct seen seen = {.n = 0};
    draw_rings(&r, 50);
    assert_true(box_tree_make(&r.shapes, &tree));
    box_tree_query(&tree, (const double[4]){1, -INFINITY, 0, INFINITY}, note, &seen);
    box_tree_query(&tree, (const double[4]){NAN, -INFINITY, 9, INFINITY}, note, &seen);
    assert_int_equal(seen.n, 0);
    box_tree_free(&tree);
}

/* ---- the nearest
 * -----------------------------------------------------------------------------------------------
 */

struct asked {
    double p[2], most, best;
    size_t point, calls;
};

static double distance_to(const double p[2], const double a[2], const double b[2])
{
    struct foot foot;
    segment_foot(a, b, p[0], p[1], &foot);
    return foot.distance_m;
}

/* Keeps the least distance, of equal ones the first point. */
static double keep_nearest(void *user, size_t point, const double a[2], const double b[2])
{
    struct asked *asked = user;
    double d = distance_to(asked->p, a, b);
    asked->calls++;
    if (d < asked->best || (d == asked->best && point < asked->point)) {
        asked->best = d;
        asked->point = point;
    }
    return fmin(asked->best, asked->most);
}

static void nearest__random_rings_and_places__the_first_of_the_nearest(void **state)
{
    (void)state;
    for (int turn = 0; turn < 3000; turn++) {
        static struct rings r;
        struct box_tree tree;
        if (turn % 30 == 0)
            draw_rings(&r, (size_t)draw_between(0, MOST_POINTS));
        assert_true(box_tree_make(&r.shapes, &tree));
        struct asked asked = {
            .p = {round(4 * draw_between(-30, 90)) / 4, round(4 * draw_between(-40, 40)) / 4},
            .most = turn % 3 == 0 ? INFINITY : draw_between(0, 30),
            .best = INFINITY};
        double best = INFINITY;
        size_t point = 0;
        box_tree_nearest(&tree, asked.p, asked.most, keep_nearest, &asked);
        for (size_t i = 0; i < r.shapes.n_points; i++)
            if (begins_segment(&r, i) &&
                distance_to(asked.p, r.xy + 2 * i, r.xy + 2 * i + 2) < best) {
                best = distance_to(asked.p, r.xy + 2 * i, r.xy + 2 * i + 2);
                point = i;
            }
        if (best <= asked.most) {
            assert_true(asked.best == best);
            assert_true(isinf(best) || asked.point == point);
        }
        box_tree_free(&tree);
    }
}

/* A ring of 3 200 points around the place: all but a few segments are left out. */
static void nearest__inside_a_large_ring__few_segments_are_looked_at(void **state)
{
    (void)state;
    enum { N = 3200 };
    static double xy[2 * N];
    uint32_t point[2] = {0, N};
    for (size_t i = 0; i < N; i++) {
        double angle = 6.283185307179586 * (double)(i % (N - 1)) / (N - 1);
        xy[2 * i] = 40 * cos(angle);
        xy[2 * i + 1] = 30 * sin(angle);
    }
    struct shapes shapes = {.xy = xy, .point = point, .n_points = N, .n_parts = 1};
    struct box_tree tree;
    assert_true(box_tree_make(&shapes, &tree));
    struct asked asked = {.p = {3, 1}, .most = INFINITY, .best = INFINITY};
    box_tree_nearest(&tree, asked.p, INFINITY, keep_nearest, &asked);
    assert_in_range(asked.calls, 1, 200);
    assert_true(fabs(asked.best - 28.9) < 0.2);
    box_tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(query__random_rings_and_boxes__all_segments_that_meet_in_order),
        cmocka_unit_test(query__a_box_of_nothing__no_segment),
        cmocka_unit_test(nearest__random_rings_and_places__the_first_of_the_nearest),
        cmocka_unit_test(nearest__inside_a_large_ring__few_segments_are_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
