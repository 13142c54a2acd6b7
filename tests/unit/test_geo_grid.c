/* SPDX-License-Identifier: MIT
 *
 * geo/grid.h: what a query reports is what going through all segments reports, for random, skewed,
 * scattered and degenerate data; in order and never twice. */
#include "geo/grid.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t seed = 7;

/* Evenly in [0, 1). */
static double draw(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(seed >> 11) / 9007199254740992.0;
}

/* ---- shapes by hand ----------------------------------------------------------------------- */

enum { MOST_ROWS = 40000, MOST_POINTS = 90000 };

struct city {
    struct shapes shapes;
    uint8_t kind[MOST_ROWS];
    uint32_t part[MOST_ROWS + 1];
    uint32_t point[2 * MOST_ROWS + 1];
    double xy[2 * MOST_POINTS];
};

static struct city *city_new(void)
{
    struct city *city = calloc(1, sizeof *city);
    assert_non_null(city);
    city->shapes.kind = city->kind;
    city->shapes.part = city->part;
    city->shapes.point = city->point;
    city->shapes.xy = city->xy;
    return city;
}

static void add_point(struct city *city, double x, double y)
{
    size_t k = city->shapes.n_points++;
    assert_true(k < MOST_POINTS);
    city->xy[2 * k] = x;
    city->xy[2 * k + 1] = y;
}

static void end_part(struct city *city)
{
    city->point[++city->shapes.n_parts] = (uint32_t)city->shapes.n_points;
}

static void end_row(struct city *city, enum shape_kind kind)
{
    city->kind[city->shapes.n] = (uint8_t)kind;
    city->part[++city->shapes.n] = (uint32_t)city->shapes.n_parts;
    assert_true(city->shapes.n < MOST_ROWS);
}

static void add_lone(struct city *city, double x, double y)
{
    add_point(city, x, y);
    end_part(city);
    end_row(city, SHAPE_POINT);
}

/* A random walk of n points with steps of this size. */
static void add_line(struct city *city, double x, double y, int n, double step)
{
    for (int i = 0; i < n; i++) {
        add_point(city, x, y);
        x += step * (2 * draw() - 1);
        y += step * (2 * draw() - 1);
    }
    end_part(city);
}

/* ---- against brute force ------------------------------------------------------------------ */

struct hits {
    struct grid_item items[MOST_POINTS];
    size_t n, most;
    const struct shapes *shapes;
};

static bool collect(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct hits *hits = user;
    const double *xy = hits->shapes->xy + 2 * (size_t)item.point;
    assert_true(a[0] == xy[0] && a[1] == xy[1]);
    assert_true(b == a || (b[0] == xy[2] && b[1] == xy[3]));
    hits->items[hits->n++] = item;
    return hits->n < hits->most;
}

static bool within(const double *a, const double *b, const double box[4])
{
    return fmin(a[0], b[0]) <= box[2] && fmax(a[0], b[0]) >= box[0] && fmin(a[1], b[1]) <= box[3] &&
           fmax(a[1], b[1]) >= box[1];
}

static void brute(const struct shapes *s, const uint8_t *include, const double box[4],
                  struct hits *hits)
{
    hits->n = 0;
    for (uint32_t row = 0; row < s->n; row++) {
        if (s->kind[row] < SHAPE_POINT || s->kind[row] == SHAPE_BAD ||
            (include != NULL && !include[row]))
            continue;
        for (uint32_t part = s->part[row]; part < s->part[row + 1]; part++) {
            uint32_t first = s->point[part], end = s->point[part + 1];
            bool lone = s->kind[row] == SHAPE_POINT || end - first == 1;
            for (uint32_t k = first; k < end && (lone || k + 1 < end); k++) {
                const double *a = s->xy + 2 * (size_t)k, *b = lone ? a : a + 2;
                if (within(a, b, box))
                    hits->items[hits->n++] = (struct grid_item){row, k};
            }
        }
    }
}

static void compare_with(const struct city *city, const uint8_t *include, double reach, int queries,
                         unsigned threads)
{
    const struct shapes *s = &city->shapes;
    struct grid *grid = grid_build(s, include, reach, threads);
    assert_non_null(grid);
    struct grid_scratch scratch = {0};
    struct hits *found = calloc(1, sizeof *found), *expected = calloc(1, sizeof *expected);
    assert_true(found != NULL && expected != NULL);
    found->shapes = s;
    for (int i = 0; i < queries; i++) {
        size_t k = (size_t)(draw() * (double)s->n_points);
        double size = i % 10 == 0 ? 1e5 * draw() : i % 3 == 0 ? 0 : 2 * reach * draw();
        double x = s->xy[2 * k], y = s->xy[2 * k + 1];
        if (i % 4 == 0) {
            x += reach * (20 * draw() - 10);
            y += reach * (20 * draw() - 10);
        }
        double box[4] = {x - size, y - size * draw(), x + size * draw(), y + size};
        brute(s, include, box, expected);
        found->n = 0;
        found->most = SIZE_MAX;
        grid_query(grid, box, &scratch, collect, found);
        assert_int_equal(found->n, expected->n);
        assert_memory_equal(found->items, expected->items, found->n * sizeof *found->items);
    }
    free(found);
    free(expected);
    grid_scratch_free(&scratch);
    grid_free(grid);
}

static void compare(const struct city *city, const uint8_t *include, double reach, int queries)
{
    compare_with(city, include, reach, queries, 1);
}

/* More rows than a thread takes at once. */
static void query__built_by_several_threads(void **state)
{
    (void)state;
    struct city *city = city_new();
    for (int i = 0; i < 39000; i++) {
        add_line(city, 9000 * draw(), 9000 * draw(), 2, 30);
        end_row(city, SHAPE_LINE);
    }
    compare_with(city, NULL, 20, 60, 4);
    compare_with(city, NULL, 0.5, 60, 3);
    free(city);
}

static void query__evenly_spread_lines(void **state)
{
    (void)state;
    struct city *city = city_new();
    for (int i = 0; i < 3000; i++) {
        add_line(city, 4000 * draw(), 4000 * draw(), 2 + (int)(8 * draw()), 30);
        end_row(city, i % 50 == 0 ? SHAPE_POLYGON : SHAPE_LINE);
    }
    compare(city, NULL, 20, 400);
    compare(city, NULL, 0, 100);
    compare(city, NULL, 0.001, 100);
    compare(city, NULL, 1e6, 50);
    free(city);
}

static void query__parts_points_and_rows_left_out(void **state)
{
    (void)state;
    struct city *city = city_new();
    uint8_t include[MOST_ROWS];
    for (int i = 0; i < 2000; i++) {
        include[i] = draw() < 0.7;
        switch (i % 7) {
        case 0:
            add_lone(city, 1000 * draw(), 1000 * draw());
            break;
        case 1:
            end_row(city, SHAPE_NULL);
            break;
        case 2: /* two parts and one of a single point */
            add_line(city, 1000 * draw(), 1000 * draw(), 3, 10);
            add_line(city, 1000 * draw(), 1000 * draw(), 1, 10);
            end_row(city, SHAPE_LINE);
            break;
        case 3: /* nothing of it may show up */
            end_row(city, SHAPE_BAD);
            break;
        default:
            add_line(city, 1000 * draw(), 1000 * draw(), 5, 10);
            end_row(city, SHAPE_LINE);
        }
    }
    compare(city, include, 10, 300);
    compare(city, NULL, 10, 100);
    free(city);
}

static void query__crowded_towns_and_far_outliers(void **state)
{
    (void)state;
    struct city *city = city_new();
    for (int i = 0; i < 3000; i++) {
        double town = floor(5 * draw()), spread = pow(10, 3 * draw());
        add_line(city, 70000 * town + spread * draw(), 30000 * town * town + spread * draw(), 4,
                 spread / 30);
        end_row(city, SHAPE_LINE);
    }
    add_lone(city, -3e6, 4e6);
    add_lone(city, 1e15, -1e15);
    add_lone(city, 1e300, 1e300);
    add_point(city, -4e6, -4e6); /* a line across everything */
    add_point(city, 4e6, 4e6);
    end_part(city);
    end_row(city, SHAPE_LINE);
    compare(city, NULL, 5, 400);
    compare(city, NULL, 100, 100);
    free(city);
}

static void query__all_points_equal(void **state)
{
    (void)state;
    struct city *city = city_new();
    for (int i = 0; i < 2000; i++) {
        if (i % 2 == 0) {
            add_lone(city, 36, 32);
        } else {
            add_line(city, 36, 32, 3, 0);
            end_row(city, SHAPE_LINE);
        }
    }
    compare(city, NULL, 5, 50);
    compare(city, NULL, 0, 50);
    free(city);
}

static void query__one_row_of_points(void **state)
{
    (void)state;
    struct city *city = city_new();
    for (int i = 0; i < 3000; i++)
        add_lone(city, i % 2 == 0 ? 10.0 * i : 500, i % 2 == 0 ? 500 : 10.0 * i);
    compare(city, NULL, 3, 300);
    free(city);
}

static void query__lost_points_and_empty_sets(void **state)
{
    (void)state;
    struct city *city = city_new();
    double box[4] = {-1e9, -1e9, 1e9, 1e9};
    struct grid_scratch scratch = {0};
    struct hits *hits = calloc(1, sizeof *hits);
    assert_non_null(hits);
    hits->shapes = &city->shapes;
    hits->most = SIZE_MAX;
    struct shapes none = {0};
    struct grid *grid = grid_new(&none, NULL, 5);
    assert_non_null(grid);
    grid_query(grid, box, &scratch, collect, hits);
    grid_free(grid);
    add_lone(city, NAN, NAN);
    add_point(city, 0, 0); /* segments to and from a lost point are no segments */
    add_point(city, NAN, NAN);
    add_point(city, 5, 5);
    add_point(city, 6, 5);
    end_part(city);
    end_row(city, SHAPE_LINE);
    grid = grid_new(&city->shapes, NULL, NAN);
    assert_non_null(grid);
    assert_int_equal(hits->n, 0);
    grid_query(grid, box, &scratch, collect, hits);
    assert_int_equal(hits->n, 1);
    assert_int_equal(hits->items[0].row, 1);
    assert_int_equal(hits->items[0].point, 3);
    double odd[4] = {NAN, 0, NAN, 0}, inverted[4] = {5, 5, 4, 4};
    double endless[4] = {-INFINITY, -INFINITY, INFINITY, INFINITY};
    grid_query(grid, odd, &scratch, collect, hits);
    grid_query(grid, inverted, &scratch, collect, hits);
    assert_int_equal(hits->n, 1);
    grid_query(grid, endless, &scratch, collect, hits);
    assert_int_equal(hits->n, 2);
    grid_free(grid);
    grid_free(NULL);
    grid_scratch_free(&scratch);
    free(hits);
    free(city);
}

static void query__stops_when_told(void **state)
{
    (void)state;
    struct city *city = city_new();
    for (int i = 0; i < 100; i++)
        add_lone(city, i, i);
    double box[4] = {10, 10, 90, 90};
    struct grid *grid = grid_new(&city->shapes, NULL, 5);
    struct grid_scratch scratch = {0};
    struct hits *hits = calloc(1, sizeof *hits);
    assert_true(grid != NULL && hits != NULL);
    hits->shapes = &city->shapes;
    hits->most = 3;
    grid_query(grid, box, &scratch, collect, hits);
    assert_int_equal(hits->n, 3);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(hits->items[i].row, 10 + i);
    grid_free(grid);
    grid_scratch_free(&scratch);
    free(hits);
    free(city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(query__evenly_spread_lines),
        cmocka_unit_test(query__parts_points_and_rows_left_out),
        cmocka_unit_test(query__crowded_towns_and_far_outliers),
        cmocka_unit_test(query__all_points_equal),
        cmocka_unit_test(query__one_row_of_points),
        cmocka_unit_test(query__lost_points_and_empty_sets),
        cmocka_unit_test(query__stops_when_told),
        cmocka_unit_test(query__built_by_several_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
