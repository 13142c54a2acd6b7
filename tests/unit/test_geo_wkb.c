/* SPDX-License-Identifier: MIT
 *
 * geo/wkb.h: geometries of every kind, byte order and dimension as the standards spell them, and
 * damaged ones. Blobs are put together here byte by byte; the writer of the library is not used to
 * test the reader except where both are meant. */
#include "geo/wkb.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wkb_blob.h"

static void append__line__every_order_and_dimension(void **state)
{
    (void)state;
    static const struct {
        uint32_t type;
        int more;
        bool srid;
    } cases[] = {
        {2, 0, false},
        {1002, 1, false},
        {2002, 1, false},
        {3002, 2, false},
        {0x80000002, 1, false},
        {0x40000002, 1, false},
        {0xC0000002, 2, false},
        {0x20000002, 0, true},
        {0xA0000002, 1, true},
        {0xE0000002, 2, true},
        {0x80000000 + 1002, 1, false},
    };
    struct shapes shapes = {0};
    size_t row = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int big = 0; big < 2; big++, row++) {
            struct blob b = header(big, 0, 4326, 0);
            head(&b, cases[i].type);
            if (cases[i].srid)
                put32(&b, 4326);
            put32(&b, 3);
            points(&b, 5, 3, cases[i].more);
            assert_int_equal(append(&shapes, &b), WKB_OK);
            assert_int_equal(shapes.n, row + 1);
            assert_int_equal(shapes.kind[row], SHAPE_LINE);
            assert_int_equal(shapes.part[row], row);
            assert_int_equal(shapes.part[row + 1], row + 1);
            expect_points(&shapes, row, 5, 3);
        }
    }
    shapes_free(&shapes);
}

/* Heights where they are wanted: NaN before the first geometry that has them and for those without;
 * M is none. */
static void append__z__is_kept_where_asked_for(void **state)
{
    (void)state;
    static const struct {
        uint32_t type;
        int more;
    } cases[] = {{2, 0}, {1002, 1}, {2002, 1}, {3002, 2}, {0x80000002, 1}, {2, 0}};
    struct shapes shapes = {.keep_z = true}, without = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blob b = header(i % 2 == 1, 0, 4326, 0);
        line(&b, cases[i].type, 5, 40, cases[i].more);
        assert_int_equal(append(&shapes, &b), WKB_OK);
        assert_int_equal(append(&without, &b), WKB_OK);
        expect_points(&shapes, i, 5, 40);
    }
    assert_null(without.z);
    for (size_t k = 0; k < shapes.n_points; k++) {
        size_t row = k / 40;
        bool has_z = row == 1 || row == 3 || row == 4;
        assert_true(has_z ? shapes.z[k] == 7777 : isnan(shapes.z[k]));
    }
    shapes_free(&shapes);
    shapes_free(&without);
}

static void append__header__orders_envelopes_and_srs_id(void **state)
{
    (void)state;
    static const int envelope[] = {0, 4, 6, 6, 8};
    for (unsigned indicator = 0; indicator < 8; indicator++) {
        for (int order = 0; order < 4; order++) { /* header and body may differ */
            struct shapes shapes = {0};
            struct blob b =
                header(order & 1, indicator << 1, -1, indicator < 5 ? envelope[indicator] : 8);
            b.big = order >> 1;
            line(&b, 2, 1, 2, 0);
            int32_t srs_id = 77;
            bool grown = false;
            enum wkb_status status = wkb_append(&shapes, b.bytes, b.n, &srs_id, &grown);
            assert_true(grown);
            if (indicator < 5) {
                assert_int_equal(status, WKB_OK);
                assert_int_equal(srs_id, -1);
                expect_points(&shapes, 0, 1, 2);
            } else {
                assert_int_equal(status, WKB_BAD_HEADER);
                assert_int_equal(shapes.kind[0], SHAPE_BAD);
                assert_int_equal(shapes.n_points, 0);
            }
            shapes_free(&shapes);
        }
    }
}

static void append__points__first_of_many(void **state)
{
    (void)state;
    struct shapes shapes = {0};
    struct blob one = header(false, 0, 0, 0);
    head(&one, 1);
    points(&one, 4, 1, 0);
    assert_int_equal(append(&shapes, &one), WKB_OK);
    struct blob many = header(true, 0, 0, 0);
    head(&many, 1004); /* MultiPoint Z, its members each in their own order */
    put32(&many, 3);
    head(&many, 1001); /* an empty member is passed over */
    put(&many, NAN);
    put(&many, NAN);
    put(&many, NAN);
    many.big = false;
    head(&many, 1);
    points(&many, 8, 1, 0);
    many.big = true;
    head(&many, 1001);
    points(&many, 9, 1, 1);
    assert_int_equal(append(&shapes, &many), WKB_OK);
    assert_int_equal(shapes.kind[0], SHAPE_POINT);
    assert_int_equal(shapes.kind[1], SHAPE_POINT);
    assert_int_equal(shapes.n_parts, 2);
    expect_points(&shapes, 0, 4, 1);
    expect_points(&shapes, 1, 8, 1);
    double box[4]; /* the whole of it counts for the index */
    assert_true(wkb_envelope(many.bytes, many.n, box));
    assert_true(box[0] == 8 && box[1] == 9 && box[2] == 80 && box[3] == 90);
    shapes_free(&shapes);
}

static struct blob multi_line(void)
{
    struct blob b = header(false, 0, 0, 0);
    head(&b, 5);
    put32(&b, 3);
    line(&b, 2, 1, 2, 0);
    line(&b, 2, 0, 0, 0); /* an empty part is dropped */
    line(&b, 1002, 5, 4, 1);
    return b;
}

static struct blob multi_polygon(void)
{
    struct blob b = header(false, 0, 0, 0);
    head(&b, 6);
    put32(&b, 2);
    head(&b, 3);
    put32(&b, 2);
    put32(&b, 4);
    points(&b, 1, 4, 0);
    put32(&b, 5);
    points(&b, 11, 5, 0);
    head(&b, 3);
    put32(&b, 1);
    put32(&b, 4);
    points(&b, 21, 4, 0);
    return b;
}

static void append__parts_and_rings__kept_apart(void **state)
{
    (void)state;
    struct shapes shapes = {0};
    struct blob lines = multi_line(), polygons = multi_polygon();
    assert_int_equal(append(&shapes, &lines), WKB_OK);
    assert_null(shapes.exterior);
    assert_int_equal(append(&shapes, &polygons), WKB_OK);
    assert_int_equal(append(&shapes, &lines), WKB_OK);
    assert_int_equal(shapes.n, 3);
    static const uint32_t part[] = {0, 2, 5, 7};
    assert_memory_equal(shapes.part, part, sizeof part);
    static const uint8_t exterior[] = {0, 0, 1, 0, 1, 0, 0};
    assert_memory_equal(shapes.exterior, exterior, sizeof exterior);
    expect_points(&shapes, 0, 1, 2);
    expect_points(&shapes, 1, 5, 4);
    expect_points(&shapes, 2, 1, 4);
    expect_points(&shapes, 3, 11, 5);
    expect_points(&shapes, 4, 21, 4);
    assert_int_equal(shapes.kind[1], SHAPE_POLYGON);
    shapes_free(&shapes);
}

static void append__collection__of_one_only(void **state)
{
    (void)state;
    struct shapes shapes = {0};
    struct blob one = header(false, 0, 0, 0), two = one, nested = one, none = one;
    head(&one, 7);
    put32(&one, 1);
    line(&one, 2, 3, 2, 0);
    assert_int_equal(append(&shapes, &one), WKB_OK);
    assert_int_equal(shapes.kind[0], SHAPE_LINE);
    expect_points(&shapes, 0, 3, 2);
    head(&two, 7);
    put32(&two, 2);
    line(&two, 2, 3, 2, 0);
    line(&two, 2, 3, 2, 0);
    assert_int_equal(append(&shapes, &two), WKB_TYPE);
    head(&nested, 7);
    put32(&nested, 1);
    head(&nested, 7);
    put32(&nested, 1);
    line(&nested, 2, 3, 2, 0);
    assert_int_equal(append(&shapes, &nested), WKB_TYPE);
    head(&none, 7);
    put32(&none, 0);
    assert_int_equal(append(&shapes, &none), WKB_EMPTY);
    assert_int_equal(shapes.n_points, 2);
    shapes_free(&shapes);
}

static void append__empty__point_line_multi_and_flag(void **state)
{
    (void)state;
    struct shapes shapes = {0};
    for (unsigned flags = 0; flags <= 0x10; flags += 0x10) {
        struct blob point = header(false, flags, 0, 0), empty_line = point, multi = point;
        head(&point, 1);
        put(&point, NAN);
        put(&point, NAN);
        assert_int_equal(append(&shapes, &point), WKB_EMPTY);
        line(&empty_line, 2, 0, 0, 0);
        assert_int_equal(append(&shapes, &empty_line), WKB_EMPTY);
        head(&multi, 6);
        put32(&multi, 0);
        assert_int_equal(append(&shapes, &multi), WKB_EMPTY);
        double box[4];
        assert_false(wkb_envelope(point.bytes, point.n, box));
        assert_false(wkb_envelope(empty_line.bytes, empty_line.n, box));
        assert_false(wkb_envelope(multi.bytes, multi.n, box));
    }
    for (size_t i = 0; i < shapes.n; i++)
        assert_int_equal(shapes.kind[i], SHAPE_EMPTY);
    assert_int_equal(shapes.n_points, 0);
    shapes_free(&shapes);
}

static void append__null__keeps_the_row(void **state)
{
    (void)state;
    struct shapes shapes = {0};
    bool grown = false;
    for (int i = 0; i < 100; i++) {
        assert_int_equal(wkb_append(&shapes, NULL, 0, NULL, &grown), WKB_NULL);
        assert_true(grown);
    }
    assert_int_equal(shapes.n, 100);
    assert_int_equal(shapes.kind[99], SHAPE_NULL);
    assert_int_equal(shapes.part[100], 0);
    assert_false(wkb_envelope(NULL, 0, NULL));
    shapes_free(&shapes);
}

static void append__many_rows__all_still_there(void **state)
{
    (void)state;
    enum { ROWS = 5000 };
    struct shapes shapes = {0};
    struct blob polygons = multi_polygon();
    for (int i = 0; i < ROWS; i++) {
        struct blob b = header(false, 0, 0, 0);
        line(&b, 2, i, 2 + i % 3, 0);
        assert_int_equal(append(&shapes, i == 3000 ? &polygons : &b), WKB_OK);
    }
    for (int i = 0; i < ROWS; i++) {
        size_t part = shapes.part[i];
        if (i != 3000)
            expect_points(&shapes, part, i, 2 + i % 3);
        assert_int_equal(shapes.exterior[part], i == 3000);
    }
    shapes_free(&shapes);
}

/* ---- damaged geometries ------------------------------------------------------------------- */

static void append__truncated_at_every_byte__fails_and_leaves_no_points(void **state)
{
    (void)state;
    struct blob whole[3] = {multi_line(), multi_polygon(), header(true, 4, 1, 6)};
    head(&whole[2], 1007);
    put32(&whole[2], 1);
    line(&whole[2], 3002, 1, 3, 2);
    for (int i = 0; i < 3; i++) {
        for (size_t n = 1; n < whole[i].n; n++) {
            struct shapes shapes = {0};
            struct blob cut = whole[i];
            cut.n = n;
            assert_int_equal(append(&shapes, &cut), WKB_TRUNCATED);
            assert_int_equal(shapes.kind[0], SHAPE_BAD);
            assert_int_equal(shapes.n, 1);
            assert_int_equal(shapes.n_points, 0);
            assert_int_equal(shapes.n_parts, 0);
            assert_int_equal(shapes.point[0], 0);
            unsigned char *exact = malloc(n);
            assert_non_null(exact);
            memcpy(exact, cut.bytes, n);
            double box[4];
            wkb_envelope(exact, n, box); /* must not read beyond */
            free(exact);
            shapes_free(&shapes);
        }
        struct shapes shapes = {0};
        assert_int_equal(append(&shapes, &whole[i]), WKB_OK);
        shapes_free(&shapes);
    }
}

static void append__bad_row_in_the_middle__takes_nothing_along(void **state)
{
    (void)state;
    struct shapes shapes = {0};
    struct blob good = multi_line(), bad = multi_polygon();
    bad.n -= 3;
    assert_int_equal(append(&shapes, &good), WKB_OK);
    assert_int_equal(append(&shapes, &bad), WKB_TRUNCATED);
    assert_int_equal(append(&shapes, &good), WKB_OK);
    assert_int_equal(shapes.n_parts, 4);
    assert_int_equal(shapes.n_points, 12);
    expect_points(&shapes, 2, 1, 2);
    expect_points(&shapes, 3, 5, 4);
    assert_int_equal(shapes.exterior[2] + shapes.exterior[3], 0);
    shapes_free(&shapes);
}

static void append__huge_counts__refused_before_memory(void **state)
{
    (void)state;
    static const uint32_t types[] = {2, 3, 4, 5, 6, 7, 1002, 3003, 0x20000002};
    static const uint32_t counts[] = {UINT32_MAX, UINT32_MAX / 16, 0x10000000, 0x80000000, 1000};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
            struct shapes shapes = {0};
            struct blob b = header(false, 0, 0, 0);
            head(&b, types[i]);
            put32(&b, counts[k]);
            put32(&b, counts[k]);
            assert_int_equal(append(&shapes, &b), WKB_TRUNCATED);
            assert_true(shapes.point_capacity < 100);
            shapes_free(&shapes);
        }
    }
}

static void append__not_finite__refused_wherever_it_is(void **state)
{
    (void)state;
    static const double bad[] = {NAN, INFINITY, -INFINITY};
    for (size_t k = 0; k < 3; k++) {
        for (int at = 0; at < 10; at++) {
            struct shapes shapes = {0};
            struct blob b = header(false, 0, 0, 0);
            head(&b, 2);
            put32(&b, 5);
            for (int i = 0; i < 10; i++)
                put(&b, i == at ? bad[k] : 1e300);
            assert_int_equal(append(&shapes, &b), WKB_NOT_FINITE);
            assert_int_equal(shapes.kind[0], SHAPE_BAD);
            assert_int_equal(shapes.n_points, 0);
            double box[4];
            assert_false(wkb_envelope(b.bytes, b.n, box));
            shapes_free(&shapes);
        }
        struct shapes shapes = {0};
        struct blob half = header(false, 0, 0, 0); /* one NaN is no empty point */
        head(&half, 1);
        put(&half, 3);
        put(&half, bad[k]);
        assert_int_equal(append(&shapes, &half), WKB_NOT_FINITE);
        struct blob height = header(false, 0, 0, 0); /* a broken Z is nobody's business */
        head(&height, 1001);
        put(&height, 1);
        put(&height, 10);
        put(&height, bad[k]);
        assert_int_equal(append(&shapes, &height), WKB_OK);
        expect_points(&shapes, 0, 1, 1);
        shapes_free(&shapes);
    }
}

static void append__headers_and_types__refused(void **state)
{
    (void)state;
    struct blob good = header(false, 0, 0, 0);
    line(&good, 2, 1, 2, 0);
    static const struct {
        size_t at;
        unsigned char byte;
        enum wkb_status status;
    } cases[] = {
        {0, 'g', WKB_BAD_HEADER},  {1, 'Q', WKB_BAD_HEADER},  {2, 1, WKB_BAD_HEADER},
        {3, 0x0B, WKB_BAD_HEADER}, {3, 0x0F, WKB_BAD_HEADER}, {3, 0x21, WKB_TYPE},
        {8, 2, WKB_BAD_HEADER},    {8, 255, WKB_BAD_HEADER},  {9, 0, WKB_TYPE},
        {9, 8, WKB_TYPE},          {9, 16, WKB_TYPE},         {9, 17, WKB_TYPE},
        {9, 200, WKB_TYPE},        {12, 0x10, WKB_TYPE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct shapes shapes = {0};
        struct blob b = good;
        b.bytes[cases[i].at] = cases[i].byte;
        assert_int_equal(append(&shapes, &b), cases[i].status);
        assert_int_equal(shapes.kind[0], SHAPE_BAD);
        shapes_free(&shapes);
    }
    struct shapes shapes = {0};
    struct blob mixed = header(false, 0, 0, 0); /* a point among lines */
    head(&mixed, 5);
    put32(&mixed, 2);
    line(&mixed, 2, 1, 2, 0);
    head(&mixed, 1);
    points(&mixed, 1, 1, 0);
    assert_int_equal(append(&shapes, &mixed), WKB_TYPE);
    shapes_free(&shapes);
}

static void append__random_damage__never_reads_or_writes_beyond(void **state)
{
    (void)state;
    uint64_t seed = 12345;
    struct shapes shapes = {0};
    struct blob whole[2] = {multi_line(), multi_polygon()};
    for (int round = 0; round < 20000; round++) {
        struct blob b = whole[round % 2];
        for (int k = 0; k < 3; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            b.bytes[(seed >> 33) % b.n] = (unsigned char)(seed >> 20);
        }
        append(&shapes, &b);
        double box[4];
        wkb_envelope(b.bytes, b.n, box);
    }
    assert_int_equal(shapes.n, 20000);
    for (size_t i = 0; i < shapes.n; i++)
        assert_true(shapes.part[i] <= shapes.part[i + 1]);
    assert_int_equal(shapes.part[shapes.n], shapes.n_parts);
    assert_int_equal(shapes.point[shapes.n_parts], shapes.n_points);
    for (size_t i = 0; i < 2 * shapes.n_points; i++)
        assert_true(isfinite(shapes.xy[i]));
    shapes_free(&shapes);
}

/* ---- envelopes and writing ---------------------------------------------------------------- */

static void envelope__header_or_coordinates(void **state)
{
    (void)state;
    double box[4];
    struct blob b = header(false, 1 << 1, 0, 4); /* says 10..20 whatever the points are */
    line(&b, 2, 1, 3, 0);
    assert_true(wkb_envelope(b.bytes, b.n, box));
    assert_true(box[0] == 10 && box[1] == 20 && box[2] == 10 && box[3] == 20);
    double nan = NAN;
    memcpy(b.bytes + 8, &nan, sizeof nan); /* a header that says nothing */
    assert_true(wkb_envelope(b.bytes, b.n, box));
    assert_true(box[0] == 1 && box[1] == 3 && box[2] == 10 && box[3] == 30);
    struct blob polygons = multi_polygon();
    assert_true(wkb_envelope(polygons.bytes, polygons.n, box));
    assert_true(box[0] == 1 && box[1] == 24 && box[2] == 10 && box[3] == 240);
}

static void write__line__is_what_the_standard_says(void **state)
{
    (void)state;
    static const double xy[] = {3, 40, -1, 50, 2, 45};
    struct blob b = header(false, 0, 32636, 0);
    head(&b, 2);
    put32(&b, 3);
    for (int i = 0; i < 6; i++)
        put(&b, xy[i]);
    unsigned char buffer[200];
    assert_int_equal(wkb_line_size(3), b.n);
    assert_int_equal(wkb_write_line(buffer, 32636, xy, 3), b.n);
    assert_memory_equal(buffer, b.bytes, b.n);
    struct blob empty = header(false, 0x10, -1, 0);
    line(&empty, 2, 0, 0, 0);
    assert_int_equal(wkb_write_line(buffer, -1, NULL, 0), empty.n);
    assert_memory_equal(buffer, empty.bytes, empty.n);
}

static void write__point__is_what_the_standard_says(void **state)
{
    (void)state;
    unsigned char buffer[WKB_POINT_SIZE];
    struct blob b = header(false, 0, 4326, 0);
    head(&b, 1);
    put(&b, 35.9);
    put(&b, 31.95);
    assert_int_equal(wkb_write_point(buffer, 4326, 35.9, 31.95), WKB_POINT_SIZE);
    assert_int_equal(b.n, WKB_POINT_SIZE);
    assert_memory_equal(buffer, b.bytes, b.n);
    assert_int_equal(wkb_write_empty_point(buffer, 4326), WKB_POINT_SIZE);
    assert_int_equal(buffer[3], 0x11);
    struct shapes shapes = {0};
    bool grown;
    int32_t srs_id = 0;
    assert_int_equal(wkb_append(&shapes, buffer, sizeof buffer, &srs_id, &grown), WKB_EMPTY);
    assert_int_equal(srs_id, 4326);
    shapes_free(&shapes);
}

static void write__multipoint__is_what_the_standard_says(void **state)
{
    (void)state;
    unsigned char buffer[WKB_MULTIPOINT_SIZE];
    struct blob b = header(false, 0, 4326, 0);
    head(&b, 4);
    put32(&b, 1);
    head(&b, 1);
    put(&b, 35.9);
    put(&b, 31.95);
    assert_int_equal(wkb_write_multipoint(buffer, 4326, 35.9, 31.95), WKB_MULTIPOINT_SIZE);
    assert_int_equal(b.n, WKB_MULTIPOINT_SIZE);
    assert_memory_equal(buffer, b.bytes, b.n);
}

static void status_text__every_status_has_one(void **state)
{
    (void)state;
    for (int i = WKB_OK; i <= WKB_TYPE; i++)
        assert_true(strlen(wkb_status_text((enum wkb_status)i)) > 5);
    assert_string_equal(wkb_status_text(WKB_TRUNCATED), "its point count contradicts its length");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(append__line__every_order_and_dimension),
        cmocka_unit_test(append__z__is_kept_where_asked_for),
        cmocka_unit_test(append__header__orders_envelopes_and_srs_id),
        cmocka_unit_test(append__points__first_of_many),
        cmocka_unit_test(append__parts_and_rings__kept_apart),
        cmocka_unit_test(append__collection__of_one_only),
        cmocka_unit_test(append__empty__point_line_multi_and_flag),
        cmocka_unit_test(append__null__keeps_the_row),
        cmocka_unit_test(append__many_rows__all_still_there),
        cmocka_unit_test(append__truncated_at_every_byte__fails_and_leaves_no_points),
        cmocka_unit_test(append__bad_row_in_the_middle__takes_nothing_along),
        cmocka_unit_test(append__huge_counts__refused_before_memory),
        cmocka_unit_test(append__not_finite__refused_wherever_it_is),
        cmocka_unit_test(append__headers_and_types__refused),
        cmocka_unit_test(append__random_damage__never_reads_or_writes_beyond),
        cmocka_unit_test(envelope__header_or_coordinates),
        cmocka_unit_test(write__line__is_what_the_standard_says),
        cmocka_unit_test(write__point__is_what_the_standard_says),
        cmocka_unit_test(write__multipoint__is_what_the_standard_says),
        cmocka_unit_test(status_text__every_status_has_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
