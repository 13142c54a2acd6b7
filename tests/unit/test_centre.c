/* SPDX-License-Identifier: MIT
 *
 * geo/centre.h: areas made by GEOS as buffers of known lines, whose middle and width are therefore
 * known, with pinch points, obstacles and holes where they were put; and shapes that are no
 * pavement. */
#include "geo/centre.h"
#include "measure/measure.h"
#include "small_store.h"

#include <geos_c.h>

#define CLOSE 0.01 /* metres */

static GEOSContextHandle_t geos;

static GEOSGeometry *line(const char *wkt)
{
    GEOSWKTReader *reader = GEOSWKTReader_create_r(geos);
    GEOSGeometry *out = GEOSWKTReader_read_r(geos, reader, wkt);
    GEOSWKTReader_destroy_r(geos, reader);
    return small_alloc(out);
}

/* The area within `half` metres of a line, its ends flat or round. Takes nothing over. */
static GEOSGeometry *around(const char *wkt, double half, bool round)
{
    GEOSGeometry *of = line(wkt);
    GEOSGeometry *out = GEOSBufferWithStyle_r(
        geos, of, half, 16, round ? GEOSBUF_CAP_ROUND : GEOSBUF_CAP_FLAT, GEOSBUF_JOIN_MITRE, 5);
    GEOSGeom_destroy_r(geos, of);
    return small_alloc(out);
}

static GEOSGeometry *both(GEOSGeometry *a, GEOSGeometry *b, bool minus)
{
    GEOSGeometry *out = minus ? GEOSDifference_r(geos, a, b) : GEOSUnion_r(geos, a, b);
    GEOSGeom_destroy_r(geos, a);
    GEOSGeom_destroy_r(geos, b);
    return small_alloc(out);
}

static size_t add_point(char *text, size_t at, size_t size, const char *before, double x, double y)
{
    int n = snprintf(text + at, size - at, "%s%.12g %.12g", before, x, y);
    return at + (size_t)n;
}

/* A polygon as the helper of stores reads it. Takes the geometry over. */
static const char *text_of(GEOSGeometry *area)
{
    static char texts[4][65536];
    static unsigned next;
    char *text = texts[next++ % 4];
    size_t at = 0;
    int holes = GEOSGetNumInteriorRings_r(geos, area);
    assert_int_equal(GEOSGeomTypeId_r(geos, area), GEOS_POLYGON);
    for (int ring = -1; ring < holes; ring++) {
        const GEOSGeometry *part =
            ring < 0 ? GEOSGetExteriorRing_r(geos, area) : GEOSGetInteriorRingN_r(geos, area, ring);
        const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos, part);
        unsigned n = 0;
        GEOSCoordSeq_getSize_r(geos, points, &n);
        for (unsigned i = 0; i < n; i++) {
            double x, y;
            GEOSCoordSeq_getXY_r(geos, points, i, &x, &y);
            at = add_point(text, at, sizeof texts[0],
                           i > 0      ? ", "
                           : ring < 0 ? "AREA "
                                      : " | ",
                           x, y);
        }
    }
    GEOSGeom_destroy_r(geos, area);
    return text;
}

/* Every part of the helper's polygons is an exterior; holes are told by hand. */
static void centre(struct store *store, size_t holes)
{
    rasif_error err = {RASIF_OK, ""};
    struct shapes *shapes = &store->tables[ROLE_SIDEWALK].shapes;
    for (size_t i = 0; i < holes; i++)
        shapes->exterior[shapes->n_parts - 1 - i] = 0;
    if (centre_lines(store, 1, &err) != RASIF_OK)
        fail_msg("%s", err.message);
}

static void assert_width(const struct store *store, size_t row, double expected)
{
    double width = store->widths[ROLE_SIDEWALK].clear_m[row];
    if (isnan(expected) ? !isnan(width) : !(fabs(width - expected) <= CLOSE))
        fail_msg("width of area %zu is %.6g, not %.6g", row + 1, width, expected);
}

static void assert_place(const struct store *store, size_t row, double x, double y, double within)
{
    const double *place = store->widths[ROLE_SIDEWALK].place + 2 * row;
    if (!(hypot(place[0] - x, place[1] - y) <= within))
        fail_msg("area %zu is narrowest at %.3f %.3f, not %.3f %.3f", row + 1, place[0], place[1],
                 x, y);
}

/* All points of the row's lines lie this near to a line. */
static void assert_along(const struct store *store, size_t row, const double *xy, size_t n,
                         double within)
{
    const struct shapes *shapes = &store->tables[ROLE_SIDEWALK].shapes;
    for (size_t i = shapes->point[shapes->part[row]]; i < shapes->point[shapes->part[row + 1]];
         i++) {
        struct foot foot;
        line_foot(xy, n, shapes->xy[2 * i], shapes->xy[2 * i + 1], &foot);
        if (foot.distance_m > within)
            fail_msg("%.3f %.3f lies %.3f m from the middle", shapes->xy[2 * i],
                     shapes->xy[2 * i + 1], foot.distance_m);
    }
}

/* ---- buffers of lines ---------------------------------------------------------------------- */

static void buffer__straight_and_oblique__gives_line_length_and_width(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, text_of(around("LINESTRING (0 0, 60 0)", 0.9, false)),
               text_of(around("LINESTRING (0 0, 30 40)", 1.525 / 2, false)),
               text_of(around("LINESTRING (100 0, 300 7)", 2.25, false)),
               text_of(around("LINESTRING (0 100, 60 100)", 0.6, true)));
    centre(&store, 0);
    const double widths[] = {1.8, 1.525, 4.5, 1.2}, lengths[] = {60, 50, hypot(200, 7), 61.2};
    for (size_t row = 0; row < 4; row++) {
        assert_int_equal(store.tables[ROLE_SIDEWALK].shapes.kind[row], SHAPE_LINE);
        assert_width(&store, row, widths[row]);
        assert_true(fabs(store.tables[ROLE_SIDEWALK].length_m[row] - lengths[row]) < 0.05);
    }
    assert_along(&store, 0, (const double[]){0, 0, 60, 0}, 2, CLOSE);
    assert_along(&store, 1, (const double[]){0, 0, 30, 40}, 2, CLOSE);
    store_free(&store);
}

static void buffer__bends__keeps_its_width_and_follows_the_line(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, text_of(around("LINESTRING (0 0, 40 0, 40 30)", 1, false)),
               text_of(around("LINESTRING (0 0, 20 0, 40 12, 70 10, 80 -20)", 0.8, false)));
    centre(&store, 0);
    assert_width(&store, 0, 2);
    assert_width(&store, 1, 1.6);
    /* at a bend what is equally far from both edges cuts the corner */
    assert_along(&store, 1, (const double[]){0, 0, 20, 0, 40, 12, 70, 10, 80, -20}, 5, 0.1);
    assert_true(fabs(store.tables[ROLE_SIDEWALK].length_m[0] - 70) < 0.5);
    store_free(&store);
}

static void buffer__random_lines__width_to_a_centimetre(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int i = 0; i < 60; i++) {
        struct store store;
        char wkt[512] = "LINESTRING (0 0";
        double x = 0, y = 0, heading = 0, half = 0.4 + 1.6 * small_random(&seed);
        for (int k = 0; k < 5; k++) {
            heading += 1.6 * (small_random(&seed) - 0.5);
            x += 25 * cos(heading);
            y += 25 * sin(heading);
            add_point(wkt, strlen(wkt), sizeof wkt, ", ", x, y);
        }
        strcat(wkt, ")");
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_SIDEWALK, text_of(around(wkt, half, false)));
        centre(&store, 0);
        assert_width(&store, 0, 2 * half);
        store_free(&store);
    }
}

/* Each edge in pieces, with points beside it by up to `noise` and some drawn twice. */
static const char *noisy(GEOSGeometry *area, double noise, uint64_t *seed)
{
    static char text[65536];
    const GEOSCoordSequence *points =
        GEOSGeom_getCoordSeq_r(geos, GEOSGetExteriorRing_r(geos, area));
    unsigned n = 0;
    size_t at = 0;
    GEOSCoordSeq_getSize_r(geos, points, &n);
    for (unsigned i = 0; i + 1 < n; i++) {
        double a[2], b[2];
        GEOSCoordSeq_getXY_r(geos, points, i, &a[0], &a[1]);
        GEOSCoordSeq_getXY_r(geos, points, i + 1, &b[0], &b[1]);
        for (int k = 0; k < 12; k++) {
            double t = k == 0 ? 0 : ((double)k + small_random(seed)) / 13;
            double aside = k == 0 ? 0 : noise * (2 * small_random(seed) - 1);
            double length = hypot(b[0] - a[0], b[1] - a[1]);
            double x = a[0] + t * (b[0] - a[0]) - aside * (b[1] - a[1]) / length;
            double y = a[1] + t * (b[1] - a[1]) + aside * (b[0] - a[0]) / length;
            at = add_point(text, at, sizeof text, at > 0 ? ", " : "AREA ", x, y);
            if (k % 4 == 1)
                at = add_point(text, at, sizeof text, ", ", x + noise * small_random(seed) / 2, y);
        }
    }
    double x, y;
    GEOSCoordSeq_getXY_r(geos, points, 0, &x, &y);
    add_point(text, at, sizeof text, ", ", x, y);
    GEOSGeom_destroy_r(geos, area);
    return text;
}

/* What GIS programs leave behind when they cut and join areas is no narrow place. */
static void buffer__points_within_half_a_millimetre__change_nothing(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int i = 0; i < 40; i++) {
        struct store store;
        char wkt[256];
        double half = 0.4 + 1.6 * small_random(&seed), up = 30 * (small_random(&seed) - 0.5);
        snprintf(wkt, sizeof wkt, "LINESTRING (0 0, 40 0, 70 %.3f)", up);
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_SIDEWALK, noisy(around(wkt, half, false), 0.0005, &seed),
                   text_of(around(wkt, half, false)));
        centre(&store, 0);
        double width = store.widths[ROLE_SIDEWALK].clear_m[0];
        if (!(fabs(width - 2 * half) <= 0.005))
            fail_msg("round %d: %.4f m wide, not %.4f", i, width, 2 * half);
        const double *length_m = store.tables[ROLE_SIDEWALK].length_m;
        if (!(fabs(length_m[0] - length_m[1]) <= 0.02 * half))
            fail_msg("round %d: %.4f m long, not %.4f", i, length_m[0], length_m[1]);
        store_free(&store);
    }
}

static void pinch__a_narrow_stretch__is_the_width_at_its_place(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    /* 3 m wide, between x = 20 and 21 only 0.85 m; a wedge of the building into 2 m at x = 30 */
    GEOSGeometry *narrow = both(both(around("LINESTRING (0 0, 20 0)", 1.5, false),
                                     around("LINESTRING (19.9 0, 21.1 0)", 0.425, false), false),
                                around("LINESTRING (21 0, 60 0)", 1.5, false), false);
    GEOSGeometry *wedge = both(around("LINESTRING (0 10, 60 10)", 1, false),
                               line("POLYGON ((29 12, 31 12, 30 9.95, 29 12))"), true);
    SMALL_ROWS(&store, ROLE_SIDEWALK, text_of(narrow), text_of(wedge));
    centre(&store, 0);
    assert_width(&store, 0, 0.85);
    assert_place(&store, 0, 20.5, 0, 0.6);
    assert_width(&store, 1, 0.95);
    assert_place(&store, 1, 30, 9.475, 0.1);
    store_free(&store);
}

/* ---- what stands there --------------------------------------------------------------------- */

static void obstacle__point_with_diameter__leaves_the_wider_side(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    /* 3 m wide along x. A pole of 0.2 m at 0.4 m from the middle: 1.5 + 0.4 - 0.1 = 1.8 m below.
     * A tree of 1 m on the edge of the second: 3 - 0.5. Beside the third: nothing. */
    SMALL_ROWS(&store, ROLE_SIDEWALK, text_of(around("LINESTRING (0 0, 60 0)", 1.5, false)),
               text_of(around("LINESTRING (0 20, 60 20)", 1.5, false)),
               text_of(around("LINESTRING (0 40, 60 40)", 1.5, false)),
               text_of(around("LINESTRING (0 60, 60 60)", 1.5, false)));
    SMALL_ROWS(&store, ROLE_OBSTACLE, "25 0.4", "30 21.5", "30 42.1", "30 60.9", "30.2 59");
    const double diameters[] = {0.2, 1, 1, 0.3, 0.4};
    for (size_t i = 0; i < 5; i++)
        small_real(&store, ROLE_OBSTACLE, i, F_diameter_m, diameters[i]);
    centre(&store, 0);
    assert_width(&store, 0, 1.8);
    assert_place(&store, 0, 25, -0.6, 0.05);
    assert_width(&store, 1, 2.5);
    assert_width(&store, 2, 3);
    /* Two opposite each other: between them hypot(0.2, 1.9) - 0.15 - 0.2 */
    assert_width(&store, 3, hypot(0.2, 1.9) - 0.35);
    store_free(&store);
}

static void obstacle__area_and_hole__leave_the_wider_side(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    GEOSGeometry *pit = both(around("LINESTRING (0 20, 60 20)", 1.5, false),
                             line("POLYGON ((30 20.2, 31 20.2, 31 21.2, 30 21.2, 30 20.2))"), true);
    SMALL_ROWS(&store, ROLE_SIDEWALK, text_of(around("LINESTRING (0 0, 60 0)", 1.5, false)),
               text_of(pit));
    SMALL_ROWS(&store, ROLE_OBSTACLE, "AREA 10 -1.5, 16 -1.5, 16 -0.1, 10 -0.1, 10 -1.5");
    centre(&store, 1);
    assert_width(&store, 0, 1.6); /* from -0.1 to 1.5 */
    assert_width(&store, 1, 1.7); /* from 18.5 to 20.2 */
    assert_place(&store, 1, 30.5, 19.35, 0.6);
    assert_int_equal(
        store.tables[ROLE_SIDEWALK].shapes.part[2] - store.tables[ROLE_SIDEWALK].shapes.part[1], 1);
    store_free(&store);
}

static void obstacle__of_unknown_size__leaves_the_width_open(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, text_of(around("LINESTRING (0 0, 60 0)", 1.5, false)),
               text_of(around("LINESTRING (0 20, 60 20)", 1.5, false)));
    SMALL_ROWS(&store, ROLE_OBSTACLE, "25 0.4", "25 30");
    centre(&store, 0);
    assert_width(&store, 0, NAN);
    assert_width(&store, 1, 3);
    assert_int_equal(small_diagnosed(&store, D_obstacle_size), 1);
    store_free(&store);
}

/* ---- shapes that are no pavement ----------------------------------------------------------- */

static void plaza_and_slivers__keep_their_shape(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    /* a square of 30 m, a sliver of 1 mm, a pavement with a spike of 1 mm, a wedge */
    GEOSGeometry *spike =
        both(around("LINESTRING (0 100, 60 100)", 1, false),
             line("POLYGON ((30 100, 30.001 100, 30.001 112, 30 112, 30 100))"), false);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "AREA 0 0, 30 0, 30 30, 0 30, 0 0",
               "AREA 0 50, 20 50, 20 50.001, 0 50.001, 0 50", text_of(spike),
               "AREA 0 200, 3 200, 0 201, 0 200");
    centre(&store, 0);
    const struct shapes *shapes = &store.tables[ROLE_SIDEWALK].shapes;
    assert_int_equal(shapes->kind[0], SHAPE_POLYGON);
    assert_width(&store, 0, 30);
    assert_int_equal(shapes->kind[1], SHAPE_POLYGON);
    assert_width(&store, 1, NAN);
    assert_int_equal(shapes->kind[2], SHAPE_LINE);
    assert_width(&store, 2, 2);
    assert_int_equal(shapes->kind[3], SHAPE_POLYGON);
    assert_width(&store, 3, 3.0 + 1 - hypot(3, 1)); /* twice the incircle of a right triangle */
    assert_int_equal(small_diagnosed(&store, D_area_thin), 1);
    assert_int_equal(small_diagnosed(&store, D_area_compact), 2);
    store_free(&store);
}

/* Degrees read as metres or the other way round: what is vast and open ends at once, not in an
 * hour; a long pavement still has its line. */
static void vast__an_open_area__is_left_as_it_is(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "AREA 0 0, 60000 20000, 40000 80000, -20000 60000, 0 0",
               "AREA 0 0, 12000 0, 12000 3, 0 3, 0 0");
    centre(&store, 0);
    const struct shapes *shapes = &store.tables[ROLE_SIDEWALK].shapes;
    assert_int_equal(shapes->kind[0], SHAPE_POLYGON);
    assert_width(&store, 0, NAN);
    assert_int_equal(small_diagnosed(&store, D_length_estimated), 1);
    assert_int_equal(shapes->kind[1], SHAPE_LINE);
    assert_width(&store, 1, 3);
    store_free(&store);
}

/* A ring that touches itself in one point is two areas that meet there: no way through. */
static void self_touching__two_areas__each_has_its_line(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "AREA 0 0, 20 0, 20 2, 40 2, 40 4, 20 4, 20 2, 0 2, 0 0");
    centre(&store, 0);
    const struct shapes *shapes = &store.tables[ROLE_SIDEWALK].shapes;
    assert_int_equal(shapes->kind[0], SHAPE_LINE);
    assert_int_equal(shapes->part[1], 2);
    assert_width(&store, 0, 2);
    assert_true(fabs(store.tables[ROLE_SIDEWALK].length_m[0] - 40) < 0.1);
    store_free(&store);
}

/* Round a block: the line comes back to where it began. */
static void block__ring_around_it__is_one_closed_line(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK,
               "AREA 0 0, 80 0, 80 50, 0 50, 0 0 | 2 2, 2 48.5, 78 48.5, 78 2, 2 2");
    centre(&store, 1);
    const struct shapes *shapes = &store.tables[ROLE_SIDEWALK].shapes;
    assert_int_equal(shapes->n_parts, 1);
    assert_width(&store, 0, 1.5);
    assert_true(fabs(store.tables[ROLE_SIDEWALK].length_m[0] - 2 * (78 + 48.25)) < 2);
    const double *first = shapes->xy, *last = shapes->xy + 2 * (shapes->n_points - 1);
    assert_true(first[0] == last[0] && first[1] == last[1]);
    store_free(&store);
}

static void branches__a_cross__keep_all_arms(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    GEOSGeometry *cross = both(around("LINESTRING (0 0, 60 0)", 1, false),
                               around("LINESTRING (30 -25, 30 25)", 0.7, false), false);
    SMALL_ROWS(&store, ROLE_SIDEWALK, text_of(cross));
    centre(&store, 0);
    assert_width(&store, 0, 1.4);
    assert_true(fabs(store.tables[ROLE_SIDEWALK].length_m[0] - 110) < 0.5);
    store_free(&store);
}

static void clear_width__of_an_area__is_measured_surveyed_wins(void **state)
{
    (void)state;
    struct store store;
    struct settings links = small_options();
    struct settings options = {0};
    struct wanted wanted = {.without_surveys = false};
    rasif_error err;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, text_of(around("LINESTRING (0 0, 60 0)", 0.5, false)),
               text_of(around("LINESTRING (0 20, 60 20)", 0.5, false)));
    small_real(&store, ROLE_SIDEWALK, 1, F_clear_width_m, 1.5);
    centre(&store, 0);
    small_link(&store, &links);
    small_want_all(&wanted);
    assert_int_equal(measure_all(&store, &options, &wanted, &err), RASIF_OK);
    const struct elements *e = &store.tables[ROLE_SIDEWALK];
    assert_true(fabs(element_real(e, F_clear_width_m, 0) - 1) < CLOSE);
    assert_int_equal(element_origin(e, F_clear_width_m, 0), ORIGIN_GEOMETRY);
    assert_int_equal(element_origin(e, F_length_m, 0), ORIGIN_GEOMETRY);
    assert_true(element_real(e, F_clear_width_m, 1) == 1.5);
    assert_int_equal(small_diagnosed(&store, D_width_contradicted), 1);
    assert_non_null(column_place(e->columns[F_clear_width_m], 0));
    store_free(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buffer__straight_and_oblique__gives_line_length_and_width),
        cmocka_unit_test(buffer__bends__keeps_its_width_and_follows_the_line),
        cmocka_unit_test(buffer__random_lines__width_to_a_centimetre),
        cmocka_unit_test(buffer__points_within_half_a_millimetre__change_nothing),
        cmocka_unit_test(pinch__a_narrow_stretch__is_the_width_at_its_place),
        cmocka_unit_test(obstacle__point_with_diameter__leaves_the_wider_side),
        cmocka_unit_test(obstacle__area_and_hole__leave_the_wider_side),
        cmocka_unit_test(obstacle__of_unknown_size__leaves_the_width_open),
        cmocka_unit_test(plaza_and_slivers__keep_their_shape),
        cmocka_unit_test(vast__an_open_area__is_left_as_it_is),
        cmocka_unit_test(self_touching__two_areas__each_has_its_line),
        cmocka_unit_test(block__ring_around_it__is_one_closed_line),
        cmocka_unit_test(branches__a_cross__keep_all_arms),
        cmocka_unit_test(clear_width__of_an_area__is_measured_surveyed_wins),
    };
    geos = GEOS_init_r();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    GEOS_finish_r(geos);
    return failed;
}
