/* SPDX-License-Identifier: MIT
 *
 * geo/area.h: which polygons are valid and why not, and shares of shapes inside an area that can be
 * worked out with pencil and paper. */
#include "geo/area.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* ---- shapes by hand ----------------------------------------------------------------------- */

struct scene {
    struct shapes shapes;
    uint8_t kind[16], exterior[32];
    uint32_t part[17], point[33];
    double xy[512];
};

static void scene_begin(struct scene *scene)
{
    *scene = (struct scene){0};
    scene->shapes.kind = scene->kind;
    scene->shapes.exterior = scene->exterior;
    scene->shapes.part = scene->part;
    scene->shapes.point = scene->point;
    scene->shapes.xy = scene->xy;
}

static void add_part(struct scene *scene, bool exterior, const double *xy, size_t n)
{
    memcpy(scene->xy + 2 * scene->shapes.n_points, xy, 2 * n * sizeof *xy);
    scene->exterior[scene->shapes.n_parts] = exterior;
    scene->shapes.n_points += n;
    scene->point[++scene->shapes.n_parts] = (uint32_t)scene->shapes.n_points;
}

static size_t end_row(struct scene *scene, enum shape_kind kind)
{
    scene->kind[scene->shapes.n] = (uint8_t)kind;
    scene->part[scene->shapes.n + 1] = (uint32_t)scene->shapes.n_parts;
    return scene->shapes.n++;
}

static void add_square(struct scene *scene, bool exterior, double x, double y, double size)
{
    double xy[] = {x, y, x + size, y, x + size, y + size, x, y + size, x, y};
    add_part(scene, exterior, xy, 5);
}

static size_t add_line(struct scene *scene, double x0, double y0, double x1, double y1)
{
    double xy[] = {x0, y0, x1, y1};
    add_part(scene, false, xy, 2);
    return end_row(scene, SHAPE_LINE);
}

static size_t add_point(struct scene *scene, double x, double y)
{
    double xy[] = {x, y};
    add_part(scene, false, xy, 1);
    return end_row(scene, SHAPE_POINT);
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12))
        fail_msg("%.17g is not %.17g", value, expected);
}

/* ---- validity ----------------------------------------------------------------------------- */

static void valid__good_ones_and_no_polygons(void **state)
{
    (void)state;
    struct scene scene;
    char reason[100] = "untouched";
    scene_begin(&scene);
    add_square(&scene, true, 0, 0, 10);
    add_square(&scene, false, 2, 2, 3);
    end_row(&scene, SHAPE_POLYGON);
    add_square(&scene, true, 0, 0, 10); /* two apart */
    add_square(&scene, true, 20, 0, 10);
    end_row(&scene, SHAPE_POLYGON);
    add_line(&scene, 0, 0, 0, 0);
    add_point(&scene, NAN, NAN);
    end_row(&scene, SHAPE_EMPTY);
    end_row(&scene, SHAPE_BAD);
    for (size_t row = 0; row < scene.shapes.n; row++)
        assert_true(area_valid(&scene.shapes, row, reason, sizeof reason));
    assert_string_equal(reason, "untouched");
}

static void valid__bad_ones_say_why(void **state)
{
    (void)state;
    static const struct {
        double xy[10];
        size_t n;
        const char *why;
    } cases[] = {
        {{0, 0, 10, 10, 10, 0, 0, 10, 0, 0}, 5, "Self-intersection"}, /* a bow tie */
        {{0, 0, 10, 0, 10, 10, 0, 10}, 4, "a ring is not closed"},
        {{0, 0, 10, 0, 0, 0}, 3, "a ring has fewer than four points"},
        {{0, 0}, 1, "a ring has fewer than four points"},
        {{0, 0, 10, 0, NAN, 10, 0, 10, 0, 0}, 5, "a coordinate is not a finite number"},
        {{0, 0, 10, 0, INFINITY, 10, 0, 10, 0, 0}, 5, "a coordinate is not a finite number"},
        {{3, 3, 3, 3, 3, 3, 3, 3, 3, 3}, 5, "Too few points"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene scene;
        char reason[200] = "", little[6];
        scene_begin(&scene);
        add_part(&scene, true, cases[i].xy, cases[i].n);
        end_row(&scene, SHAPE_POLYGON);
        assert_false(area_valid(&scene.shapes, 0, reason, sizeof reason));
        if (strstr(reason, cases[i].why) == NULL)
            fail_msg("case %zu: %s", i, reason);
        assert_false(area_valid(&scene.shapes, 0, little, sizeof little));
        assert_int_equal(strlen(little), sizeof little - 1);
    }
    struct scene scene;
    char reason[200];
    scene_begin(&scene);
    add_square(&scene, true, 0, 0, 10);
    add_square(&scene, false, 20, 20, 3); /* a hole outside */
    end_row(&scene, SHAPE_POLYGON);
    assert_false(area_valid(&scene.shapes, 0, reason, sizeof reason));
    assert_non_null(strstr(reason, "Hole lies outside"));
}

/* ---- shares ------------------------------------------------------------------------------- */

static void share__square_with_a_hole(void **state)
{
    (void)state;
    struct scene area, things;
    scene_begin(&area);
    size_t odd = add_point(&area, 5, 5); /* no polygon: it keeps its number and holds nothing */
    add_square(&area, true, 0, 0, 10);
    add_square(&area, false, 4, 4, 2);
    end_row(&area, SHAPE_POLYGON);
    add_square(&area, true, 100, 100, 1);
    end_row(&area, SHAPE_POLYGON);
    struct area_set *set = NULL;
    assert_int_equal(area_set_new(&area.shapes, &set, NULL), RASIF_OK);
    assert_int_equal(area_set_count(set), 3);
    scene_begin(&things);
    size_t inside = add_line(&things, 1, 1, 9, 1), outside = add_line(&things, 11, 0, 20, 0);
    size_t half = add_line(&things, -5, 2, 5, 2), over_hole = add_line(&things, 0, 5, 10, 5);
    size_t corner = add_line(&things, -1, 1, 1, -1), nothing = add_line(&things, 3, 3, 3, 3);
    size_t point = add_point(&things, 1, 1), in_hole = add_point(&things, 5, 5);
    size_t border = add_point(&things, 10, 3), away = add_point(&things, 50, 50);
    size_t lost = add_point(&things, NAN, 1), null = end_row(&things, SHAPE_NULL);
    add_square(&things, true, 8, 8, 4); /* a quarter of it */
    size_t quarter = end_row(&things, SHAPE_POLYGON);
    add_square(&things, true, 0, 0, 10); /* 96 of 100 */
    size_t same = end_row(&things, SHAPE_POLYGON);
    static const double in[] = {1, 1, 1, 3}, out[] = {20, 0, 20, 6};
    add_part(&things, false, in, 2); /* 2 m inside, 6 outside */
    add_part(&things, false, out, 2);
    size_t parts = end_row(&things, SHAPE_LINE);
    const struct {
        size_t row;
        double share;
    } cases[] = {
        {inside, 1}, {outside, 0},    {half, 0.5},  {over_hole, 0.8}, {corner, 0},
        {point, 1},  {in_hole, 0},    {border, 1},  {away, 0},        {lost, 0},
        {null, 0},   {quarter, 0.25}, {same, 0.96}, {parts, 0.25},    {nothing, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        near(area_share(set, odd, &things.shapes, cases[i].row), 0);
        near(area_share(set, odd + 1, &things.shapes, cases[i].row), cases[i].share);
        near(area_share(set, odd + 2, &things.shapes, cases[i].row), 0);
    }
    area_set_free(set);
    area_set_free(NULL);
}

static void share__broken_areas_are_repaired(void **state)
{
    (void)state;
    struct scene area, things;
    scene_begin(&area);
    static const double bow_tie[] = {0, 0, 10, 10, 10,
                                     0, 0, 10, 0,  0}; /* left and right triangle */
    static const double open[] = {0, 0, 10, 0, 10, 10, 0, 10};
    static const double flat[] = {0, 0, 10, 0, 20, 0, 0, 0};
    static const double lost[] = {0, 0, 10, 0, NAN, 10, 0, 0};
    add_part(&area, true, bow_tie, 5);
    end_row(&area, SHAPE_POLYGON);
    add_part(&area, true, open, 4);
    end_row(&area, SHAPE_POLYGON);
    add_part(&area, true, flat, 4);
    end_row(&area, SHAPE_POLYGON);
    add_part(&area, true, lost, 4);
    end_row(&area, SHAPE_POLYGON);
    struct area_set *set = NULL;
    assert_int_equal(area_set_new(&area.shapes, &set, NULL), RASIF_OK);
    assert_int_equal(area_set_count(set), 4);
    scene_begin(&things);
    size_t across = add_line(&things, 0, 2, 10, 2), along = add_line(&things, 0, 0, 10, 0);
    add_part(&things, true, bow_tie, 5); /* a broken thing in a good area */
    size_t tie = end_row(&things, SHAPE_POLYGON);
    near(area_share(set, 0, &things.shapes, across), 0.4); /* x in 0..2 and 8..10 */
    near(area_share(set, 1, &things.shapes, across), 1);
    near(area_share(set, 1, &things.shapes, tie), 1);
    near(area_share(set, 0, &things.shapes, tie), 1);
    near(area_share(set, 2, &things.shapes, along), 0);
    near(area_share(set, 3, &things.shapes, along), 0);
    area_set_free(set);
}

static void set__no_polygons(void **state)
{
    (void)state;
    struct shapes none = {0};
    struct area_set *set = NULL;
    assert_int_equal(area_set_new(&none, &set, NULL), RASIF_OK);
    assert_int_equal(area_set_count(set), 0);
    area_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid__good_ones_and_no_polygons),
        cmocka_unit_test(valid__bad_ones_say_why),
        cmocka_unit_test(share__square_with_a_hole),
        cmocka_unit_test(share__broken_areas_are_repaired),
        cmocka_unit_test(set__no_polygons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
