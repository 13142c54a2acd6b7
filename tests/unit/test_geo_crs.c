/* SPDX-License-Identifier: MIT
 *
 * geo/crs.h: lengths against the ellipsoid on both sides of the UTM boundary at 36 E, layers of
 * different systems that must line up, the way back, systems that coordinates contradict, and
 * operations that must be refused. Expected places come from known points (a zone's own origin) or
 * from the geodesic, not from the code under test. */
#include "geo/crs.h"

#include <geodesic.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct crs_context *context;
static struct geod_geodesic earth;
static uint64_t seed = 99;

/* Evenly in [low, high). */
static double draw(double low, double high)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * ((double)(seed >> 11) / 9007199254740992.0);
}

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
}

static int set_up(void **state)
{
    (void)state;
    geod_init(&earth, 6378137, 1 / 298.257223563);
    return crs_context_new(&context, NULL) == RASIF_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    crs_context_free(context);
    crs_context_free(NULL);
    return 0;
}

static const struct crs *system_of(const char *text)
{
    struct crs *crs = NULL;
    rasif_error err = {0};
    if (crs_from_text(context, text, &crs, &err) != RASIF_OK)
        fail_msg("%s: %s", text, err.message);
    return crs;
}

static struct crs_layer layer(const char *text, double minx, double maxx, double miny, double maxy)
{
    return (struct crs_layer){text, system_of(text), {minx, maxx, miny, maxy}};
}

static struct crs_plan *plan_of(const struct crs_layer *layers, size_t n)
{
    struct crs_plan *plan = NULL;
    rasif_error err = {0};
    if (crs_plan_new(context, layers, n, false, &plan, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    return plan;
}

/* ---- systems ------------------------------------------------------------------------------ */

static void from_text__codes_and_wkt(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name;
        int epsg;
        bool geographic;
    } cases[] = {
        {"EPSG:4326", "EPSG:4326", 4326, true},
        {"epsg:32636", "EPSG:32636", 32636, false},
        {"OGC:CRS84", "OGC:CRS84", 0, true},
        {"EPSG:4979", "EPSG:4979", 4979, true},
        {"EPSG:28192", "EPSG:28192", 28192, false},
        {"GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,"
         "AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0],"
         "UNIT[\"degree\",0.0174532925199433],AUTHORITY[\"EPSG\",\"4326\"]]",
         "EPSG:4326", 4326, true},
        /* As ESRI writes it, without any code. */
        {"PROJCS[\"WGS_1984_UTM_Zone_36N\",GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID["
         "\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\","
         "0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\","
         "500000.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",33.0],"
         "PARAMETER[\"Scale_Factor\",0.9996],PARAMETER[\"Latitude_Of_Origin\",0.0],"
         "UNIT[\"Meter\",1.0]]",
         "EPSG:32636", 32636, false},
        {"PROJCRS[\"site grid\",BASEGEOGCRS[\"WGS 84\",DATUM[\"World Geodetic System 1984\","
         "ELLIPSOID[\"WGS 84\",6378137,298.257223563]]],CONVERSION[\"grid\",METHOD[\"Transverse "
         "Mercator\"],PARAMETER[\"Latitude of natural origin\",32,ANGLEUNIT[\"degree\","
         "0.0174532925199433]],PARAMETER[\"Longitude of natural origin\",36,ANGLEUNIT[\"degree\","
         "0.0174532925199433]],PARAMETER[\"Scale factor at natural origin\",1],PARAMETER[\"False "
         "easting\",7,LENGTHUNIT[\"metre\",1]],PARAMETER[\"False northing\",9,LENGTHUNIT[\"metre\","
         "1]]],CS[Cartesian,2],AXIS[\"x\",east],AXIS[\"y\",north],LENGTHUNIT[\"metre\",1]]",
         "site grid", 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct crs *crs = system_of(cases[i].text);
        assert_string_equal(crs_name(crs), cases[i].name);
        assert_int_equal(crs_epsg(crs), cases[i].epsg);
        assert_int_equal(crs_is_geographic(crs), cases[i].geographic);
    }
}

static void from_text__unknown_or_no_map__refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "undefined",
        "EPSG:",
        ":4326",
        "EPSG:99999999",
        "EPSG:4326:1",
        "EPSG:4326 ",
        "NOBODY:1",
        "+proj=longlat +datum=WGS84",
        "+init=/etc/passwd:1",
        "EPSG:4978", /* geocentric */
        "EPSG:5773", /* heights    */
        "GEOGCS[\"broken",
        "[",
        "LOCAL_CS[\"Undefined Cartesian\",UNIT[\"metre\",1],AXIS[\"x\",EAST],AXIS[\"y\",NORTH]]",
        "\xd8\xb1\xd8\xb5\xd9\x8a\xd9\x81\xd8\xb1\xd8\xb5\xd9\x8a\xd9\x81\xd8\xb1\xd8\xb5\xd9\x8a"
        "\xd9\x81\xd8\xb1\xd8\xb5\xd9\x8a\xd9\x81\xd8\xb1\xd8\xb5\xd9\x8a\xd9\x81\xd8\xb1\xd8\xb5"
        "\xd9\x8a\xd9\x81\xd8\xb1\xd8\xb5\xd9\x8a\xd9\x81\xd8\xb1\xd8\xb5\xd9\x8a\xd9\x81\xd8\xb1"
        "\xd8\xb5\xd9\x8a\xd9\x81\xd8\xb1\xd8\xb5\xd9\x8a\xd9\x81",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct crs *crs = NULL;
        rasif_error err = {0};
        if (crs_from_text(context, cases[i], &crs, &err) != RASIF_E_CRS)
            fail_msg("accepted \"%s\"", cases[i]);
        assert_null(crs);
        assert_true(strlen(err.message) > 20);
    }
    assert_int_equal(crs_from_text(context, NULL, &(struct crs *){NULL}, NULL), RASIF_E_CRS);
}

/* ---- the metric system -------------------------------------------------------------------- */

/* Longest relative error of straight lines of 2 to 200 m anywhere in a box of degrees. */
static double worst_length(const struct crs_plan *plan, size_t i, const double box[4])
{
    double worst = 0;
    for (int round = 0; round < 3000; round++) {
        double metres = draw(2, 200), azimuth = draw(-180, 180), xy[4], length;
        xy[0] = round < 4 ? box[round % 2] : draw(box[0], box[1]);
        xy[1] = round < 4 ? box[2 + round / 2] : draw(box[2], box[3]);
        geod_direct(&earth, xy[1], xy[0], azimuth, metres, &xy[3], &xy[2], NULL);
        assert_int_equal(crs_to_metres(plan, i, 0, xy, 2), 0);
        length = hypot(xy[2] - xy[0], xy[3] - xy[1]);
        worst = fmax(worst, fabs(length / metres - 1));
    }
    return worst;
}

static void plan__lengths_are_true_across_36_east(void **state)
{
    (void)state;
    static const struct {
        double box[4], tolerance; /* x^2 / (2 R^2) at the edge, and a little */
    } cases[] = {
        {{35.7, 36.3, 31.8, 32.1}, 2e-5},     /* Amman                              */
        {{35.0, 37.0, 29.2, 33.3}, 2e-4},     /* most of Jordan                     */
        {{33.5, 38.5, 29.2, 33.3}, 8.5e-4},   /* almost 500 km wide                 */
        {{24.5, 25.5, 60.0, 60.5}, 2e-5},     /* Helsinki                           */
        {{-74.3, -73.6, 40.4, 41.0}, 2e-5},   /* New York                           */
        {{-70.8, -70.4, -33.7, -33.3}, 2e-5}, /* Santiago                           */
        {{179.6, 179.9, -17, -16}, 2e-5},     /* Fiji, this side of the antimeridian */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *box = cases[i].box;
        struct crs_layer one = layer("EPSG:4326", box[0], box[1], box[2], box[3]);
        struct crs_plan *plan = plan_of(&one, 1);
        double worst = worst_length(plan, 0, box);
        if (worst > cases[i].tolerance)
            fail_msg("case %zu: off by %g", i, worst);
        const struct crs_operation *operation = crs_plan_operation(plan, 0);
        assert_string_equal(operation->from, "EPSG:4326");
        assert_true(operation->accuracy_m == 0 && !operation->ballpark);
        crs_plan_free(plan);
    }
}

static void plan__across_the_antimeridian(void **state)
{
    (void)state;
    struct crs_layer sides[] = {layer("EPSG:4326", 179.9, 180, -17, -16.9),
                                layer("EPSG:4326", -180, -179.9, -17, -16.9)};
    struct crs_plan *plan = plan_of(sides, 2);
    double xy[4] = {179.999, -16.95, -179.999, -16.95}, expected;
    geod_inverse(&earth, xy[1], xy[0], xy[3], xy[2], &expected, NULL, NULL);
    assert_int_equal(crs_to_metres(plan, 0, 0, xy, 1) + crs_to_metres(plan, 1, 0, xy + 2, 1), 0);
    near(hypot(xy[2] - xy[0], xy[3] - xy[1]), expected, 0.001);
    crs_plan_free(plan);
}

static void plan__name_says_where(void **state)
{
    (void)state;
    struct crs_layer amman = layer("EPSG:4326", 35.8, 36.02, 31.9, 32.02);
    struct crs_layer west = layer("EPSG:4326", -58.5, -58.3, -34.7, -34.5);
    struct crs_plan *plan = plan_of(&amman, 1);
    assert_string_equal(crs_plan_name(plan), "local transverse Mercator at 35.91 E, 31.96 N");
    double origin[2] = {35.91, 31.96};
    assert_int_equal(crs_to_metres(plan, 0, 0, origin, 1), 0);
    near(origin[0], 0, 1e-6);
    near(origin[1], 0, 1e-6);
    crs_plan_free(plan);
    plan = plan_of(&west, 1);
    assert_string_equal(crs_plan_name(plan), "local transverse Mercator at 58.40 W, 34.60 S");
    crs_plan_free(plan);
}

static void plan__shared_metric_system__nothing_is_transformed(void **state)
{
    (void)state;
    /* Near the central meridian of 37 E: scale 0.9998, close enough to 1. */
    struct crs_layer jordan[] = {layer("EPSG:3066", 480000, 520000, 520000, 560000),
                                 layer("EPSG:3066", 490000, 491000, 530000, 531000)};
    struct crs_plan *plan = plan_of(jordan, 2);
    assert_string_equal(crs_plan_name(plan), "EPSG:3066");
    assert_string_equal(crs_plan_operation(plan, 1)->name, "none");
    double xy[4] = {500000.125, 540000.25, NAN, 5};
    assert_int_equal(crs_to_metres(plan, 0, 0, xy, 2), 1);
    assert_true(xy[0] == 500000.125 && xy[1] == 540000.25 && isnan(xy[2]) && isnan(xy[3]));
    crs_plan_free(plan);
}

static void plan__badly_scaled_metric_systems__are_replaced(void **state)
{
    (void)state;
    /* Web Mercator: 1 / cos 32 = 18 % too long. UTM 360 km off its central meridian:
     * 0.9996 (1 + (360/6371)^2 / 2) - 1 = 0.12 %, more than 0.09. UTM on it: 0.04 %, less. */
    struct crs_layer web = layer("EPSG:3857", 3985000, 4010000, 3748000, 3762000);
    struct crs_layer edge = layer("EPSG:32636", 855000, 865000, 3530000, 3545000);
    struct crs_layer middle = layer("EPSG:32636", 495000, 505000, 3530000, 3545000);
    struct crs_plan *plan = plan_of(&web, 1);
    assert_non_null(strstr(crs_plan_name(plan), "local"));
    double xy[4] = {3996000, 3755000, 3996100, 3755000}, degree = 180 / 3.141592653589793 / 6378137;
    double a = 3996000 * degree, b = 3996100 * degree, expected; /* x of Web Mercator is a lon */
    double latitude = 90 - 2 * atan(exp(-3755000 / 6378137.0)) * 180 / 3.141592653589793;
    geod_inverse(&earth, latitude, a, latitude, b, &expected, NULL, NULL);
    assert_int_equal(crs_to_metres(plan, 0, 0, xy, 2), 0);
    near(hypot(xy[2] - xy[0], xy[3] - xy[1]), expected, 1e-3);
    crs_plan_free(plan);
    plan = plan_of(&edge, 1);
    assert_non_null(strstr(crs_plan_name(plan), "local"));
    crs_plan_free(plan);
    plan = plan_of(&middle, 1);
    assert_string_equal(crs_plan_name(plan), "EPSG:32636");
    crs_plan_free(plan);
}

static void plan__wider_than_500_km__refused(void **state)
{
    (void)state;
    struct crs_layer layers[] = {layer("EPSG:4326", 35.8, 36.1, 31.9, 32.1),
                                 layer("EPSG:4326", 46.6, 46.8, 24.6, 24.8)}; /* Riyadh */
    struct crs_layer world = layer("EPSG:4326", -180, 180, -80, 80);
    struct crs_plan *plan = NULL;
    rasif_error err = {0};
    assert_int_equal(crs_plan_new(context, layers, 2, true, &plan, &err), RASIF_E_CRS);
    assert_non_null(strstr(err.message, "km wide"));
    assert_int_equal(crs_plan_new(context, &world, 1, true, &plan, NULL), RASIF_E_CRS);
    assert_int_equal(crs_plan_new(context, layers, 0, true, &plan, NULL), RASIF_E_CRS);
    layers[0].crs = NULL;
    assert_int_equal(crs_plan_new(context, layers, 1, true, &plan, NULL), RASIF_E_CRS);
    assert_null(plan);
    struct crs_layer tall = layer("EPSG:4326", 35.5, 36.5, 24, 36); /* length is no harm */
    plan = plan_of(&tall, 1);
    assert_true(worst_length(plan, 0, tall.extent) < 1e-4);
    crs_plan_free(plan);
}

/* ---- layers that meet --------------------------------------------------------------------- */

/* Krueger's series for the transverse Mercator of a UTM zone, to n^4 (good for 0.1 mm): written
 * here once more, independently of PROJ. Karney 2011, eqs. 7-11 and 35. */
static void utm(const double lonlat[2], double meridian, double out[2])
{
    double n = 1 / (2 * 298.257223563 - 1), e = 2 * sqrt(n) / (1 + n),
           degree = 3.14159265358979323846 / 180;
    double phi = lonlat[1] * degree, lambda = (lonlat[0] - meridian) * degree;
    double t = sinh(atanh(sin(phi)) - e * atanh(e * sin(phi)));
    double xi = atan2(t, cos(lambda)), eta = atanh(sin(lambda) / sqrt(1 + t * t)), x = eta, y = xi;
    double alpha[4] = {
        n / 2 - 2 * n * n / 3 + 5 * pow(n, 3) / 16 + 41 * pow(n, 4) / 180,
        13 * n * n / 48 - 3 * pow(n, 3) / 5 + 557 * pow(n, 4) / 1440,
        61 * pow(n, 3) / 240 - 103 * pow(n, 4) / 140,
        49561 * pow(n, 4) / 161280,
    };
    double radius = 0.9996 * 6378137 / (1 + n) * (1 + n * n / 4 + pow(n, 4) / 64);
    for (int j = 1; j <= 4; j++) {
        x += alpha[j - 1] * cos(2 * j * xi) * sinh(2 * j * eta);
        y += alpha[j - 1] * sin(2 * j * xi) * cosh(2 * j * eta);
    }
    out[0] = 500000 + radius * x;
    out[1] = radius * y;
}

static void mixed__one_place_in_four_systems(void **state)
{
    (void)state;
    static const char *const names[] = {"EPSG:4326", "EPSG:32636", "EPSG:32637", "EPSG:3857"};
    for (int round = 0; round < 20; round++) {
        double lonlat[2] = {draw(35.8, 36.2), draw(31.8, 32.1)}, places[4][2];
        struct crs_layer layers[4];
        const double degree = 3.14159265358979323846 / 180;
        memcpy(places[0], lonlat, sizeof lonlat);
        utm(lonlat, 33, places[1]);
        utm(lonlat, 39, places[2]);
        places[3][0] = lonlat[0] * degree * 6378137; /* Web Mercator: a closed form */
        places[3][1] = log(tan((45 + lonlat[1] / 2) * degree)) * 6378137;
        for (int i = 0; i < 4; i++) {
            double size = i == 0 ? 0.05 : 5000;
            layers[i] = layer(names[i], places[i][0] - size, places[i][0] + size,
                              places[i][1] - size, places[i][1] + size);
        }
        struct crs_plan *plan = plan_of(layers, 4);
        for (size_t i = 0; i < 4; i++)
            assert_int_equal(crs_to_metres(plan, i, 0, places[i], 1), 0);
        for (int i = 1; i < 4; i++)
            near(hypot(places[i][0] - places[0][0], places[i][1] - places[0][1]), 0, 0.001);
        crs_plan_free(plan);
    }
}

static void mixed__jordan_grid__known_shift_and_accuracy(void **state)
{
    (void)state;
    /* EPSG:3066 is on ED50. Of PROJ's four shifts (2.5 m, 10 m, 999 m ...) Jordan's own counts. */
    struct crs_layer layers[] = {layer("EPSG:3066", 395000, 405000, 530000, 545000),
                                 layer("EPSG:4326", 35.85, 36.05, 31.8, 32.0)};
    struct crs_plan *plan = plan_of(layers, 2);
    const struct crs_operation *operation = crs_plan_operation(plan, 0);
    assert_true(operation->accuracy_m == 2.5);
    assert_false(operation->ballpark);
    assert_non_null(strstr(operation->name, "ED50 to WGS 84 (37)"));
    crs_plan_free(plan);
}

static void ballpark__refused_unless_allowed(void **state)
{
    (void)state;
    struct crs_layer layers[] = {layer("EPSG:28192", 230000, 245000, 1145000, 1160000),
                                 layer("EPSG:4326", 35.85, 36.05, 31.85, 32.05)};
    struct crs_plan *plan = NULL;
    rasif_error err = {0};
    assert_int_equal(crs_plan_new(context, layers, 2, false, &plan, &err), RASIF_E_CRS);
    assert_non_null(strstr(err.message, "EPSG:28192"));
    assert_non_null(strstr(err.message, "ballpark"));
    assert_int_equal(crs_plan_new(context, layers, 2, true, &plan, NULL), RASIF_OK);
    assert_true(crs_plan_operation(plan, 0)->ballpark);
    assert_true(isnan(crs_plan_operation(plan, 0)->accuracy_m));
    assert_false(crs_plan_operation(plan, 1)->ballpark);
    crs_plan_free(plan);
    /* On its own it needs no operation at all. */
    plan = plan_of(layers, 1);
    assert_string_equal(crs_plan_name(plan), "EPSG:28192");
    crs_plan_free(plan);
}

/* ---- there and back ----------------------------------------------------------------------- */

static void round_trip__metres_and_degrees(void **state)
{
    (void)state;
    struct crs_layer layers[] = {layer("EPSG:4326", 34.5, 37.5, 29.5, 33),
                                 layer("EPSG:32636", 640000, 920000, 3270000, 3660000),
                                 layer("EPSG:32637", 70000, 360000, 3270000, 3660000),
                                 layer("EPSG:3066", 260000, 550000, 260000, 660000),
                                 layer("EPSG:3857", 3850000, 4170000, 3440000, 3890000)};
    struct crs_plan *plan = plan_of(layers, 5);
    for (size_t i = 0; i < 5; i++) {
        const double *e = layers[i].extent;
        for (int round = 0; round < 500; round++) {
            double x = draw(e[0], e[1]), y = draw(e[2], e[3]), xy[2] = {x, y}, again[2];
            assert_int_equal(crs_to_metres(plan, i, 0, xy, 1), 0);
            memcpy(again, xy, sizeof xy);
            assert_int_equal(crs_from_metres(plan, i, 0, xy, 1), 0);
            /* A datum shift in the plane forgets the height it brings (some 30 m), and the vector
             * of 211 m is 3e-5 of the earth's radius: 1 mm. All else comes back to 1 um. */
            double tolerance = i == 0 ? 1e-9 : i == 3 ? 1e-3 : 1e-6;
            near(xy[0], x, tolerance);
            near(xy[1], y, tolerance);
            assert_int_equal(crs_to_metres(plan, i, 0, xy, 1), 0);
            near(hypot(xy[0] - again[0], xy[1] - again[1]), 0, i == 3 ? 1e-3 : 1e-6);
            assert_int_equal(crs_to_lonlat(plan, 0, again, 1), 0);
            if (i == 0)
                near(hypot(again[0] - x, again[1] - y), 0, 1e-9);
        }
    }
    crs_plan_free(plan);
}

/* WGS 84 degrees and UTM zones go through our own series, OGC:CRS84 and a zone with its false
 * easting moved by 1 m through PROJ: both must agree to 1 um everywhere within 250 km. */
static void direct__same_as_proj(void **state)
{
    (void)state;
    static const struct {
        const char *zone;
        double meridian, north, box[4];
    } cases[] = {
        {"EPSG:32636", 33, 0, {33.5, 38.5, 29, 33.5}},
        {"EPSG:32637", 39, 0, {33.5, 38.5, 29, 33.5}},
        {"EPSG:32735", 27, 10000000, {26, 30.4, -2, -1}},
        {"EPSG:32632", 9, 0, {4, 15.5, 68, 71}},
        {"EPSG:32719", -69, 10000000, {-73, -68, -55, -30}},
    };
    static const char moved[] =
        "PROJCRS[\"moved\",BASEGEOGCRS[\"WGS 84\",DATUM[\"World Geodetic System 1984\",ELLIPSOID["
        "\"WGS 84\",6378137,298.257223563]],ID[\"EPSG\",4326]],CONVERSION[\"moved\",METHOD["
        "\"Transverse Mercator\"],PARAMETER[\"Latitude of natural origin\",0,ANGLEUNIT[\"degree\","
        "0.0174532925199433]],PARAMETER[\"Longitude of natural origin\",%d,ANGLEUNIT[\"degree\","
        "0.0174532925199433]],PARAMETER[\"Scale factor at natural origin\",0.9996],PARAMETER["
        "\"False easting\",500001,LENGTHUNIT[\"metre\",1]],PARAMETER[\"False northing\",%d,"
        "LENGTHUNIT[\"metre\",1]]],CS[Cartesian,2],AXIS[\"x\",east],AXIS[\"y\",north],LENGTHUNIT["
        "\"metre\",1]]";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char wkt[sizeof moved + 16];
        snprintf(wkt, sizeof wkt, moved, (int)cases[i].meridian, (int)cases[i].north);
        const double *box = cases[i].box;
        struct crs_layer layers[] = {layer("EPSG:4326", box[0], box[1], box[2], box[3]),
                                     layer("OGC:CRS84", box[0], box[1], box[2], box[3]),
                                     layer(cases[i].zone, 480000, 520000, 0, 0),
                                     layer(wkt, 480000, 520000, 0, 0)};
        double middle = cases[i].north + (box[2] + box[3]) / 2 * 110800;
        double place = 500000 + ((box[0] + box[1]) / 2 - cases[i].meridian) * 111300 *
                                    cos((box[2] + box[3]) / 2 * 3.141592653589793 / 180);
        for (int k = 2; k < 4; k++) { /* something small in the middle */
            layers[k].extent[0] = layers[k].extent[1] = place;
            layers[k].extent[2] = layers[k].extent[3] = middle;
        }
        struct crs_plan *plan = plan_of(layers, 4);
        for (int round = 0; round < 2000; round++) {
            double start[2] = {draw(box[0], box[1]), draw(box[2], box[3])}, at[4][2];
            memcpy(at[0], start, sizeof start);
            memcpy(at[1], start, sizeof start);
            assert_int_equal(crs_to_metres(plan, 0, 0, at[0], 1), 0);
            assert_int_equal(crs_to_metres(plan, 1, 0, at[1], 1), 0);
            near(hypot(at[0][0] - at[1][0], at[0][1] - at[1][1]), 0, 1e-7);
            memcpy(at[2], at[0], sizeof start);
            memcpy(at[3], at[0], sizeof start);
            assert_int_equal(crs_from_metres(plan, 0, 0, at[0], 1), 0);
            assert_int_equal(crs_from_metres(plan, 1, 0, at[1], 1), 0);
            near(hypot(at[0][0] - at[1][0], at[0][1] - at[1][1]), 0, 1e-12);
            assert_int_equal(crs_from_metres(plan, 2, 0, at[2], 1), 0);
            assert_int_equal(crs_from_metres(plan, 3, 0, at[3], 1), 0);
            near(hypot(at[2][0] + 1 - at[3][0], at[2][1] - at[3][1]), 0, 1e-7);
            assert_int_equal(crs_to_metres(plan, 2, 0, at[2], 1), 0);
            assert_int_equal(crs_to_metres(plan, 3, 0, at[3], 1), 0);
            near(hypot(at[2][0] - at[3][0], at[2][1] - at[3][1]), 0, 1e-7);
        }
        double far[][2] = {{box[0] + 30, 60}, {box[0] - 19, -60}, {box[0], 89.95}, {box[1], -90}};
        for (size_t k = 0; k < sizeof far / sizeof *far; k++) { /* outside: the same as well */
            double other[2] = {far[k][0], far[k][1]};
            size_t lost = crs_to_metres(plan, 0, 0, far[k], 1);
            assert_int_equal(lost, crs_to_metres(plan, 1, 0, other, 1));
            if (lost == 0)
                near(hypot(far[k][0] - other[0], far[k][1] - other[1]), 0, 1e-6);
        }
        crs_plan_free(plan);
    }
}

static void lost_points__become_nan_and_leave_others_alone(void **state)
{
    (void)state;
    struct crs_layer one = layer("EPSG:4326", 35.8, 36.1, 31.9, 32.1);
    struct crs_plan *plan = plan_of(&one, 1);
    double xy[] = {35.9, 32, NAN, 32, 35.9, 95, INFINITY, 0, 36.0, 32, 1e300, -1e300, 35.9, 32};
    assert_int_equal(crs_to_metres(plan, 0, 0, xy, 7), 4);
    assert_true(isfinite(xy[0]) && isnan(xy[2]) && isnan(xy[3]) && isnan(xy[4]) && isnan(xy[6]));
    assert_true(isfinite(xy[8]) && isnan(xy[10]) && xy[12] == xy[0] && xy[13] == xy[1]);
    assert_int_equal(crs_to_metres(plan, 0, 0, xy, 0), 0);
    double gone[] = {NAN, NAN, 0, 0};
    assert_int_equal(crs_to_lonlat(plan, 0, gone, 2), 1);
    assert_true(isnan(gone[0]) && isfinite(gone[2]));
    crs_plan_free(plan);
}

static void geodesic_length__long_lines_in_pieces(void **state)
{
    (void)state;
    enum { N = 1000 };
    struct crs_layer one = layer("EPSG:4326", 35.5, 36.5, 31.5, 32.5);
    struct crs_plan *plan = plan_of(&one, 1);
    double *xy = malloc(2 * N * sizeof *xy), expected = 0, step;
    assert_non_null(xy);
    for (int i = 0; i < N; i++) {
        xy[2 * i] = 35.6 + 0.8 * i / N;
        xy[2 * i + 1] = 32 + 0.2 * sin(i / 50.0);
        if (i > 0) {
            geod_inverse(&earth, xy[2 * i - 1], xy[2 * i - 2], xy[2 * i + 1], xy[2 * i], &step,
                         NULL, NULL);
            expected += step;
        }
    }
    assert_int_equal(crs_to_metres(plan, 0, 0, xy, N), 0);
    near(crs_geodesic_length(plan, xy, N), expected, 1e-5);
    assert_true(crs_geodesic_length(plan, xy, 1) == 0 && crs_geodesic_length(plan, xy, 0) == 0);
    free(xy);
    crs_plan_free(plan);
}

/* ---- threads ------------------------------------------------------------------------------ */

struct worker {
    const struct crs_plan *plan;
    unsigned slot;
    double sum;
};

static void *work(void *user)
{
    struct worker *worker = user;
    for (int i = 0; i < 2000; i++) {
        double xy[4] = {35.9 + i * 1e-5, 32, 36.0 - i * 1e-5, 31.9};
        crs_to_metres(worker->plan, 0, worker->slot, xy, 2);
        worker->sum += xy[0] + 3 * xy[1] + 5 * xy[2] + 7 * xy[3];
    }
    return NULL;
}

static void slots__same_figures_in_every_thread(void **state)
{
    (void)state;
    struct crs_layer one = layer("EPSG:4326", 35.8, 36.1, 31.8, 32.1);
    struct crs_plan *plan = plan_of(&one, 1);
    pthread_t threads[8];
    struct worker workers[8];
    for (unsigned i = 0; i < 8; i++) {
        workers[i] = (struct worker){plan, i == 7 ? 63 : i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (unsigned i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    for (unsigned i = 0; i < 8; i++)
        assert_true(workers[i].sum == workers[0].sum && isfinite(workers[i].sum));
    crs_plan_free(plan);
}

int main(void)
{
    setlocale(LC_ALL, ""); /* whatever decimal sign the machine has */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_text__codes_and_wkt),
        cmocka_unit_test(from_text__unknown_or_no_map__refused),
        cmocka_unit_test(plan__lengths_are_true_across_36_east),
        cmocka_unit_test(plan__across_the_antimeridian),
        cmocka_unit_test(plan__name_says_where),
        cmocka_unit_test(plan__shared_metric_system__nothing_is_transformed),
        cmocka_unit_test(plan__badly_scaled_metric_systems__are_replaced),
        cmocka_unit_test(plan__wider_than_500_km__refused),
        cmocka_unit_test(mixed__one_place_in_four_systems),
        cmocka_unit_test(mixed__jordan_grid__known_shift_and_accuracy),
        cmocka_unit_test(ballpark__refused_unless_allowed),
        cmocka_unit_test(round_trip__metres_and_degrees),
        cmocka_unit_test(direct__same_as_proj),
        cmocka_unit_test(lost_points__become_nan_and_leave_others_alone),
        cmocka_unit_test(geodesic_length__long_lines_in_pieces),
        cmocka_unit_test(slots__same_figures_in_every_thread),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
