/* SPDX-License-Identifier: MIT
 *
 * source/heights.h and measure/slope.c: rasters made of planes and cones, whose slopes are known in
 * closed form, in several systems, types and sizes of cells; and lines that carry Z. Coordinates
 * are UTM 36N with the origin moved to (700000, 3540000), near Jerusalem. */
#include "measure/measure.h"
#include "small_store.h"
#include "source/heights.h"

#include <unistd.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "cpl_error.h"
#include "gdal.h"
#include "ogr_srs_api.h"
#pragma GCC diagnostic pop

#define EAST 700000.0
#define NORTH 3540000.0
#define NODATA (-9999)
#define WITHIN 0.05 /* percentage points */

static char path[64];
static const char *crs_of_sources[ROLE_COUNT];

/* ---- rasters ------------------------------------------------------------------------------- */

typedef double (*surface)(double x, double y); /* in the moved system, metres */

static double plane(double x, double y)
{
    return 600 + 0.06 * x - 0.02 * y;
}

static double cone(double x, double y)
{
    return 900 - 0.08 * hypot(x - 500, y - 500);
}

static double per_cell(double x, double y) /* whole metres at the centres of 10 m cells */
{
    (void)y;
    return (x - 5) / 10;
}

static double with_hole(double x, double y)
{
    return x > 600 ? NODATA : plane(x, y);
}

struct grid_spec {
    const char *crs;        /* NULL: UTM 36N */
    double left, top, cell; /* in its units */
    int size;
    GDALDataType type;
    double scale; /* stored = height / scale */
};

static double height_of_cell(surface height, const struct grid_spec *spec,
                             OGRCoordinateTransformationH way, double x, double y)
{
    if (way != NULL && !OCTTransform(way, 1, &x, &y, NULL))
        return NODATA;
    double z = height(x - EAST, y - NORTH);
    return z == NODATA ? NODATA : z / spec->scale;
}

static OGRSpatialReferenceH reference(const char *text)
{
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    OSRSetFromUserInput(crs, text);
    OSRSetAxisMappingStrategy(crs, OAMS_TRADITIONAL_GIS_ORDER);
    return crs;
}

static void make_raster(surface height, struct grid_spec spec)
{
    double transform[6] = {spec.left, spec.cell, 0, spec.top, 0, -spec.cell};
    OGRSpatialReferenceH own = reference(spec.crs != NULL ? spec.crs : "EPSG:32636"),
                         utm = reference("EPSG:32636");
    OGRCoordinateTransformationH way =
        spec.crs != NULL ? OCTNewCoordinateTransformation(own, utm) : NULL;
    GDALDatasetH raster =
        GDALCreate(GDALGetDriverByName("GTiff"), path, spec.size, spec.size, 1, spec.type, NULL);
    GDALRasterBandH band = GDALGetRasterBand(raster, 1);
    double *row = small_alloc(malloc((size_t)spec.size * sizeof *row));
    GDALSetGeoTransform(raster, transform);
    GDALSetSpatialRef(raster, own);
    if (spec.type != GDT_Byte)
        GDALSetRasterNoDataValue(band, NODATA);
    if (spec.scale != 1)
        GDALSetRasterScale(band, spec.scale);
    for (int j = 0; j < spec.size; j++) {
        for (int i = 0; i < spec.size; i++)
            row[i] = height_of_cell(height, &spec, way, spec.left + (i + 0.5) * spec.cell,
                                    spec.top - (j + 0.5) * spec.cell);
        assert_int_equal(
            GDALRasterIO(band, GF_Write, 0, j, spec.size, 1, row, spec.size, 1, GDT_Float64, 0, 0),
            CE_None);
    }
    free(row);
    GDALClose(raster);
    OCTDestroyCoordinateTransformation(way);
    OSRDestroySpatialReference(own);
    OSRDestroySpatialReference(utm);
}

static const struct grid_spec fine = {NULL, EAST - 100, NORTH + 1100, 5, 240, GDT_Float32, 1};

/* ---- a run --------------------------------------------------------------------------------- */

static void begin(struct store *store)
{
    small_begin(store);
}

static void move(struct store *store)
{
    for (int r = 0; r < ROLE_COUNT; r++)
        for (size_t i = 0; i < store->tables[r].shapes.n_points; i++) {
            store->tables[r].shapes.xy[2 * i] += EAST;
            store->tables[r].shapes.xy[2 * i + 1] += NORTH;
        }
}

/* Samples, links and measures; the message of a failure, "" when there is none. */
static const char *sampled(struct store *store, bool use_model)
{
    static rasif_error err;
    struct geo_run geo = {0};
    struct crs *utm;
    struct crs_layer layer = {.name = "data", .extent = {EAST, EAST + 1000, NORTH, NORTH + 1000}};
    struct settings links = small_options();
    struct settings options = {0};
    struct wanted wanted = {.without_surveys = false};
    small_want_all(&wanted);
    for (int r = 0; r < ROLE_COUNT; r++)
        crs_of_sources[r] = "EPSG:32636";
    err = (rasif_error){RASIF_OK, ""};
    move(store);
    assert_int_equal(crs_context_new(&geo.context, &err), RASIF_OK);
    assert_int_equal(crs_from_text(geo.context, "EPSG:32636", &utm, &err), RASIF_OK);
    layer.crs = utm;
    assert_int_equal(crs_plan_new(geo.context, &layer, 1, false, &geo.plan, &err), RASIF_OK);
    struct read_files reads = {0};
    rasif_status status =
        heights_sample(store, &geo, crs_of_sources, use_model ? path : NULL, false, &reads, &err);
    read_files_free(&reads);
    if (status == RASIF_OK) {
        small_link(store, &links);
        status = measure_all(store, &options, &wanted, &err);
    }
    geo_run_free(&geo);
    return status == RASIF_OK ? "" : err.message;
}

static void assert_slope(const struct store *store, enum role role, size_t row, enum field_id field,
                         double expected, enum origin origin)
{
    double value = element_real(&store->tables[role], field, row);
    if (isnan(expected) ? !isnan(value) : !(fabs(value - expected) <= WITHIN))
        fail_msg("%s of %s %zu is %.6g, not %.6g", fields[field].name, roles[role].name, row + 1,
                 value, expected);
    if (!isnan(expected))
        assert_int_equal(element_origin(&store->tables[role], field, row), origin);
}

/* ---- planes -------------------------------------------------------------------------------- */

static void plane__every_direction__is_the_derivative_along_the_line(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    make_raster(plane, fine);
    /* along x 6 %, against it -6 %, along y -2 %, (3, 4)/5: (0.18 - 0.08)/5, a corner: both. */
    SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 400 100", "400 200, 100 200", "100 100, 100 333",
               "100 100, 400 500", "200 300, 300 300, 300 400", "100 700, 108 700",
               "100 800, 117 800");
    SMALL_ROWS(&store, ROLE_STREET, "100 900, 300 900");
    assert_string_equal(sampled(&store, true), "");
    const double expected[] = {6, -6, -2, 2, 6, NAN, 6};
    for (size_t row = 0; row < sizeof expected / sizeof expected[0]; row++)
        assert_slope(&store, ROLE_SIDEWALK, row, F_running_slope_pct, expected[row], ORIGIN_DEM);
    assert_slope(&store, ROLE_SIDEWALK, 1, F_running_slope_signed_pct, -6, ORIGIN_DEM);
    assert_slope(&store, ROLE_SIDEWALK, 1, F_running_slope_mean_pct, 6, ORIGIN_DEM);
    assert_slope(&store, ROLE_SIDEWALK, 0, F_steep_m, 300, ORIGIN_DEM);
    assert_slope(&store, ROLE_SIDEWALK, 0, F_very_steep_m, 0, ORIGIN_DEM);
    assert_slope(&store, ROLE_SIDEWALK, 2, F_steep_m, 0, ORIGIN_DEM);
    assert_slope(&store, ROLE_STREET, 0, F_street_grade_pct, 6, ORIGIN_DEM);
    assert_slope(&store, ROLE_STREET, 0, F_running_slope_pct, NAN, ORIGIN_DEM); /* it has sides */
    store_free(&store);
}

static void plane__other_systems_and_datums__has_the_same_slope(void **state)
{
    (void)state;
    const struct grid_spec specs[] = {
        {"EPSG:4326", 35.105, 31.99, 0.00005, 600, GDT_Float32, 1},
        {"EPSG:32637", 124000, 3550000, 10, 1200, GDT_Float32, 1}, /* the neighbouring zone */
    };
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        struct store store;
        begin(&store);
        make_raster(plane, specs[i]);
        SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 400 100", "100 100, 100 333",
                   "100 100, 400 500");
        assert_string_equal(sampled(&store, true), "");
        assert_int_equal(store.dem.quality, DEM_FULL);
        assert_slope(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, 6, ORIGIN_DEM);
        assert_slope(&store, ROLE_SIDEWALK, 1, F_running_slope_pct, -2, ORIGIN_DEM);
        assert_slope(&store, ROLE_SIDEWALK, 2, F_running_slope_pct, 2, ORIGIN_DEM);
        store_free(&store);
    }
}

/* ---- cones --------------------------------------------------------------------------------- */

/* A line past the tip at 60 m: height -0.08 sqrt(60^2 + s^2), steepest over its last 30 m. */
static double past_the_tip(void)
{
    return 100 * -0.08 * (hypot(60, 200) - hypot(60, 170)) / 30;
}

static void cone_lines(struct store *store)
{
    SMALL_ROWS(store, ROLE_SIDEWALK, "520 500, 720 500", "400 380, 480 476", "500 560, 700 560",
               "700 500, 641.421356 641.421356, 500 700");
}

static void assert_cone(const struct store *store)
{
    assert_slope(store, ROLE_SIDEWALK, 0, F_running_slope_pct, -8, ORIGIN_DEM);
    assert_slope(store, ROLE_SIDEWALK, 2, F_running_slope_pct, past_the_tip(), ORIGIN_DEM);
    /* chords of a circle of 200 m: down to the middle of each is up to it again */
    double half = 200 * sin(3.14159265358979 / 8), height = 200 * cos(3.14159265358979 / 8);
    double chord = 100 * 0.08 * (200 - hypot(height, half - 30)) / 30;
    assert_slope(store, ROLE_SIDEWALK, 3, F_running_slope_signed_pct, chord, ORIGIN_DEM);
}

static void cone__radii_tangents_and_chords__are_as_on_paper(void **state)
{
    (void)state;
    struct store store;
    struct grid_spec spec = fine;
    begin(&store);
    spec.cell = 2;
    spec.size = 600;
    make_raster(cone, spec);
    cone_lines(&store);
    assert_string_equal(sampled(&store, true), "");
    assert_cone(&store);
    /* found where it is: the last 30 m of the line past the tip */
    const double *place = column_place(store.tables[ROLE_SIDEWALK].columns[F_running_slope_pct], 2);
    assert_true(fabs(place[0] - (EAST + 685)) < 1e-6 && fabs(place[1] - (NORTH + 560)) < 1e-6);
    store_free(&store);
}

/* On Israel 1993 the same numbers lie some 50 m off: a cone, unlike a plane, would tell. */
static void cone__other_datum__its_tip_stays_where_it_is(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    make_raster(cone, (struct grid_spec){"EPSG:2039", 209000, 657000, 4, 1500, GDT_Float32, 1});
    cone_lines(&store);
    assert_string_equal(sampled(&store, true), "");
    assert_cone(&store);
    store_free(&store);
}

/* ---- what a model can't tell --------------------------------------------------------------- */

static void whole_metres__byte__serve_scores_only(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    make_raster(per_cell, (struct grid_spec){NULL, EAST, NORTH + 1000, 10, 100, GDT_Byte, 1});
    SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 400 100");
    assert_string_equal(sampled(&store, true), "");
    assert_slope(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, 10, ORIGIN_DEM_LOW);
    assert_int_equal(small_diagnosed(&store, D_dem_whole_metres), 1);
    store_free(&store);
}

static void scaled_whole_numbers__of_a_decimetre__decide(void **state)
{
    (void)state;
    struct store store;
    struct grid_spec spec = fine;
    begin(&store);
    spec.type = GDT_Int16;
    spec.scale = 0.01;
    make_raster(per_cell, spec);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 300 100");
    assert_string_equal(sampled(&store, true), "");
    assert_slope(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, 10, ORIGIN_DEM);
    store_free(&store);
}

static void medium__twenty_metres__serves_scores_only(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    make_raster(plane, (struct grid_spec){NULL, EAST, NORTH + 1000, 20, 50, GDT_Float32, 1});
    SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 400 100", "100 200, 119 200");
    assert_string_equal(sampled(&store, true), "");
    assert_slope(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, 6, ORIGIN_DEM_LOW);
    assert_slope(&store, ROLE_SIDEWALK, 1, F_running_slope_pct, NAN, ORIGIN_DEM_LOW);
    store_free(&store);
}

static void coarse__thirty_metres__only_the_grade_of_long_streets(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    make_raster(plane, (struct grid_spec){NULL, EAST, NORTH + 1020, 30, 34, GDT_Float32, 1});
    SMALL_ROWS(&store, ROLE_STREET, "100 100, 200 100", "100 300, 179 300", "200 500, 100 500");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "110 106, 190 106", "300 800, 500 800");
    small_word(&store, ROLE_STREET, 2, F_class, "pedestrian");
    assert_string_equal(sampled(&store, true), "");
    assert_slope(&store, ROLE_STREET, 0, F_street_grade_pct, 6, ORIGIN_DEM_LOW);
    assert_slope(&store, ROLE_STREET, 1, F_street_grade_pct, NAN, ORIGIN_DEM_LOW);
    assert_slope(&store, ROLE_STREET, 2, F_street_grade_pct, -6, ORIGIN_DEM_LOW);
    assert_slope(&store, ROLE_STREET, 2, F_running_slope_pct, NAN, ORIGIN_DEM_LOW);
    assert_slope(&store, ROLE_SIDEWALK, 0, F_street_grade_pct, 6, ORIGIN_DEM_LOW);
    assert_slope(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, 6, ORIGIN_LINKED);
    assert_slope(&store, ROLE_SIDEWALK, 1, F_running_slope_pct, NAN, ORIGIN_LINKED);
    assert_slope(&store, ROLE_STREET, 0, F_running_slope_mean_pct, NAN, ORIGIN_DEM_LOW);
    assert_int_equal(small_diagnosed(&store, D_dem_coarse), 1);
    store_free(&store);
}

static void outside__nodata_or_beyond_the_edge__is_unknown_and_counted(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    make_raster(with_hole, fine);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 400 100", "500 200, 700 200", "-300 300, 100 300",
               "700 50, 900 50");
    assert_string_equal(sampled(&store, true), "");
    assert_slope(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, 6, ORIGIN_DEM);
    for (size_t row = 1; row < 4; row++)
        assert_slope(&store, ROLE_SIDEWALK, row, F_running_slope_pct, NAN, ORIGIN_DEM);
    assert_int_equal(small_diagnosed(&store, D_dem_outside), 3);
    store_free(&store);
}

static void structures__bridge_tunnel_and_what_runs_along_them__have_none(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    make_raster(plane, fine);
    SMALL_ROWS(&store, ROLE_STREET, "100 100, 400 100");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "110 106, 390 106", "100 300, 300 300", "100 500, 300 500");
    small_word(&store, ROLE_STREET, 0, F_bridge, "yes");
    small_word(&store, ROLE_SIDEWALK, 1, F_tunnel, "yes");
    assert_string_equal(sampled(&store, true), "");
    assert_slope(&store, ROLE_STREET, 0, F_street_grade_pct, NAN, ORIGIN_DEM);
    assert_slope(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, NAN, ORIGIN_DEM);
    assert_slope(&store, ROLE_SIDEWALK, 0, F_steep_m, NAN, ORIGIN_DEM);
    assert_slope(&store, ROLE_SIDEWALK, 1, F_running_slope_pct, NAN, ORIGIN_DEM);
    assert_slope(&store, ROLE_SIDEWALK, 2, F_running_slope_pct, 6, ORIGIN_DEM);
    assert_int_equal(small_diagnosed(&store, D_slope_on_structure), 3);
    store_free(&store);
}

static void surveyed__wins_and_a_contradiction_is_told(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    make_raster(plane, fine);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 400 100", "100 200, 400 200");
    small_real(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, 2);
    small_real(&store, ROLE_SIDEWALK, 1, F_running_slope_pct, 5);
    assert_string_equal(sampled(&store, true), "");
    assert_slope(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, 2, ORIGIN_SURVEYED);
    assert_slope(&store, ROLE_SIDEWALK, 0, F_running_slope_signed_pct, 6, ORIGIN_DEM);
    assert_slope(&store, ROLE_SIDEWALK, 1, F_running_slope_pct, 5, ORIGIN_SURVEYED);
    assert_int_equal(small_diagnosed(&store, D_slope_contradicted), 1);
    store_free(&store);
}

static void unusable__no_file_no_raster_no_system__are_refused(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 400 100");
    unlink(path);
    assert_non_null(strstr(sampled(&store, true), "does not exist"));
    store_free(&store);
    begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 400 100");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("no raster", file);
    fclose(file);
    assert_non_null(strstr(sampled(&store, true), "no raster that GDAL reads"));
    store_free(&store);
    begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 400 100");
    GDALClose(GDALCreate(GDALGetDriverByName("GTiff"), path, 4, 4, 1, GDT_Byte, NULL));
    assert_non_null(strstr(sampled(&store, true), "where it lies on the map"));
    store_free(&store);
}

/* A small file of tiles of 1 GB, none of which is there. */
static void unusable__huge_block__is_refused_before_it_is_read(void **state)
{
    (void)state;
    struct store store;
    char tiled[] = "TILED=YES", width[] = "BLOCKXSIZE=16384", height[] = "BLOCKYSIZE=16384";
    char sparse[] = "SPARSE_OK=TRUE", *options[] = {tiled, width, height, sparse, NULL};
    double transform[6] = {EAST - 100, 1, 0, NORTH + 19900, 0, -1};
    OGRSpatialReferenceH utm = reference("EPSG:32636");
    GDALDatasetH raster = GDALCreate(GDALGetDriverByName("GTiff"), path, 20000, 20000, 1,
                                     GDT_Float32, options);
    GDALSetGeoTransform(raster, transform);
    GDALSetSpatialRef(raster, utm);
    GDALClose(raster);
    OSRDestroySpatialReference(utm);
    begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 400 100");
    assert_non_null(strstr(sampled(&store, true), "in pieces of 1074 MB only"));
    store_free(&store);
}

/* ---- Z of the lines ------------------------------------------------------------------------ */

static void give_z(struct store *store, enum role role, const float *z)
{
    struct shapes *shapes = &store->tables[role].shapes;
    shapes->z = small_alloc(malloc(shapes->n_points * sizeof *z));
    memcpy(shapes->z, z, shapes->n_points * sizeof *z);
}

static void z__along_the_line__is_taken_before_the_model(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    make_raster(plane, fine);
    /* 4 % then 10 % for 40 m; all zero = none: the model; a jump of 6 m in 10: unknown; no Z */
    SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 200 100, 240 100", "100 200, 300 200",
               "100 300, 200 300, 210 300, 300 300", "100 400, 300 400");
    give_z(&store, ROLE_SIDEWALK,
           (const float[]){700, 704, 708, 0, 0, 700, 701, 707, 708, NAN, NAN});
    SMALL_ROWS(&store, ROLE_RAMP, "500 500, 502 500");
    give_z(&store, ROLE_RAMP, (const float[]){700.2f, 700});
    assert_string_equal(sampled(&store, true), "");
    assert_slope(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, 10, ORIGIN_GEOMETRY);
    assert_slope(&store, ROLE_SIDEWALK, 0, F_running_slope_mean_pct, (100 * 4 + 40 * 10) / 140.0,
                 ORIGIN_GEOMETRY);
    /* the pitch around 97.5 m has a quarter of its 10 m at 10 %: 5.5 % */
    assert_slope(&store, ROLE_SIDEWALK, 0, F_steep_m, 45, ORIGIN_GEOMETRY);
    assert_slope(&store, ROLE_SIDEWALK, 1, F_running_slope_pct, 6, ORIGIN_DEM);
    assert_slope(&store, ROLE_SIDEWALK, 2, F_running_slope_pct, NAN, ORIGIN_GEOMETRY);
    assert_slope(&store, ROLE_SIDEWALK, 3, F_running_slope_pct, 6, ORIGIN_DEM);
    assert_slope(&store, ROLE_RAMP, 0, F_running_slope_pct, -10, ORIGIN_GEOMETRY);
    assert_int_equal(small_diagnosed(&store, D_slope_suspicious), 1);
    store_free(&store);
}

static void z__the_same_everywhere__is_no_height(void **state)
{
    (void)state;
    struct store store;
    begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "100 100, 400 100", "100 200, 300 200");
    give_z(&store, ROLE_SIDEWALK, (const float[]){12, 12, 12, 12});
    assert_string_equal(sampled(&store, false), "");
    assert_slope(&store, ROLE_SIDEWALK, 0, F_running_slope_pct, NAN, ORIGIN_GEOMETRY);
    assert_int_equal(small_diagnosed(&store, D_heights_flat), 1);
    store_free(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plane__every_direction__is_the_derivative_along_the_line),
        cmocka_unit_test(plane__other_systems_and_datums__has_the_same_slope),
        cmocka_unit_test(cone__radii_tangents_and_chords__are_as_on_paper),
        cmocka_unit_test(cone__other_datum__its_tip_stays_where_it_is),
        cmocka_unit_test(whole_metres__byte__serve_scores_only),
        cmocka_unit_test(scaled_whole_numbers__of_a_decimetre__decide),
        cmocka_unit_test(medium__twenty_metres__serves_scores_only),
        cmocka_unit_test(coarse__thirty_metres__only_the_grade_of_long_streets),
        cmocka_unit_test(outside__nodata_or_beyond_the_edge__is_unknown_and_counted),
        cmocka_unit_test(structures__bridge_tunnel_and_what_runs_along_them__have_none),
        cmocka_unit_test(surveyed__wins_and_a_contradiction_is_told),
        cmocka_unit_test(unusable__no_file_no_raster_no_system__are_refused),
        cmocka_unit_test(unusable__huge_block__is_refused_before_it_is_read),
        cmocka_unit_test(z__along_the_line__is_taken_before_the_model),
        cmocka_unit_test(z__the_same_everywhere__is_no_height),
    };
    snprintf(path, sizeof path, "/tmp/rasif-slopes-%ld.tif", (long)getpid());
    GDALAllRegister();
    CPLPushErrorHandler(CPLQuietErrorHandler);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
