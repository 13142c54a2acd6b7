/* SPDX-License-Identifier: MIT
 *
 * GeoJSON of RFC 7946: see layer_file.h. Longitude and latitude in WGS 84 to 7 decimals (1 cm),
 * heights to 3; outer rings run counter-clockwise, holes clockwise; what crosses the 180th meridian
 * is cut there, unless it is a collection. GDAL brings coordinates over; the text is made here, so
 * that every GDAL gives the same bytes and a full disk is noticed. One feature is in memory at a
 * time. */
#include "source/gdal_calls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* GDAL's own headers have enumerators beyond int. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "cpl_conv.h"
#include "ogr_api.h"
#include "ogr_srs_api.h"
#pragma GCC diagnostic pop

#include "source/layer_parts.h"

#define DECIMALS 7 /* GDAL's own number for RFC 7946 */
#define HEIGHT_DECIMALS 3

struct layer_file {
    const struct layer_plan *plan;
    struct complaint complaint;
    FILE *out;
    struct text text; /* of one feature */
    size_t n;         /* features so far */
    OGRCoordinateTransformationH way;
    OGRGeomTransformerH cutter;
};

static rasif_status fail_writing(const struct layer_file *file, rasif_error *err)
{
    int reason = errno;
    return fail(err, RASIF_E_OUTPUT, "%s: writing layer %s failed: %s", file->plan->shown,
                file->plan->name, strerror(reason));
}

/* Writes the text and empties it. */
static rasif_status write_text(struct layer_file *file, rasif_error *err)
{
    if (file->text.failed)
        return fail_memory(err);
    bool written = fwrite(file->text.data, 1, file->text.length, file->out) == file->text.length;
    file->text.length = 0;
    return written ? RASIF_OK : fail_writing(file, err);
}

/* ---- coordinates --------------------------------------------------------------------------- */

/* From the layer's system into WGS 84, by no operation of unknown accuracy unless that is allowed.
 */
static bool find_way(struct layer_file *file)
{
    char wrap[] = "WRAPDATELINE=YES";
    char *wrapping[] = {wrap, NULL};
    OGRSpatialReferenceH from = layer_crs(file->plan->crs), to = layer_crs("EPSG:4326");
    OGRCoordinateTransformationOptionsH options = OCTNewCoordinateTransformationOptions();
    if (from != NULL && to != NULL && options != NULL) {
        OCTCoordinateTransformationOptionsSetBallparkAllowed(options, file->plan->allow_ballpark);
        file->way = OCTNewCoordinateTransformationEx(from, to, options);
    }
    if (file->way != NULL)
        file->cutter = OGR_GeomTransformer_Create(file->way, wrapping);
    OCTDestroyCoordinateTransformationOptions(options);
    if (from != NULL)
        OSRRelease(from);
    if (to != NULL)
        OSRRelease(to);
    return file->cutter != NULL;
}

/* A geometry without curves, surfaces and measures, in place of `geometry`. */
static OGRGeometryH plain_geometry(OGRGeometryH geometry, struct layer_losses *losses)
{
    OGRwkbGeometryType type = OGR_GT_Flatten(OGR_G_GetGeometryType(geometry));
    if (type == wkbPolyhedralSurface || type == wkbTIN)
        geometry = OGR_G_ForceToMultiPolygon(geometry);
    else if (type == wkbTriangle)
        geometry = OGR_G_ForceToPolygon(geometry);
    if (OGR_G_HasCurveGeometry(geometry, 0)) {
        OGRGeometryH linear = OGR_G_GetLinearGeometry(geometry, 0, NULL);
        losses->curves += OGR_G_HasCurveGeometry(geometry, 1) != 0;
        OGR_G_DestroyGeometry(geometry);
        geometry = linear;
    }
    if (geometry != NULL && OGR_G_IsMeasured(geometry)) {
        losses->measures++;
        OGR_G_SetMeasured(geometry, 0);
    }
    return geometry;
}

/* Into WGS 84, to destroy; NULL: there is no way. GDAL would cut a collection at the meridian by
 * keeping its lines alone, so that collections are not cut. */
static OGRGeometryH bring(const struct layer_file *file, OGRGeometryH geometry)
{
    if (OGR_GT_Flatten(OGR_G_GetGeometryType(geometry)) != wkbGeometryCollection)
        return OGR_GeomTransformer_Transform(file->cutter, geometry);
    OGRGeometryH brought = OGR_G_Clone(geometry);
    if (OGR_G_Transform(brought, file->way) == OGRERR_NONE)
        return brought;
    OGR_G_DestroyGeometry(brought);
    return NULL;
}

/* ---- geometries as text -------------------------------------------------------------------- */

static void add_point(OGRGeometryH line, int i, struct text *out)
{
    text_add(out, "[");
    text_fixed(out, OGR_G_GetX(line, i), DECIMALS);
    text_add(out, ",");
    text_fixed(out, OGR_G_GetY(line, i), DECIMALS);
    if (OGR_G_Is3D(line)) {
        text_add(out, ",");
        text_fixed(out, OGR_G_GetZ(line, i), HEIGHT_DECIMALS);
    }
    text_add(out, "]");
}

static void add_points(OGRGeometryH line, bool backwards, struct text *out)
{
    int n = OGR_G_GetPointCount(line);
    text_add(out, "[");
    for (int i = 0; i < n; i++) {
        text_add(out, i > 0 ? "," : "");
        add_point(line, backwards ? n - 1 - i : i, out);
    }
    text_add(out, "]");
}

/* Twice the area, positive when the ring runs counter-clockwise; from the first point, so that
 * large coordinates lose nothing. */
static double turn(OGRGeometryH ring)
{
    double sum = 0, x0 = OGR_G_GetX(ring, 0), y0 = OGR_G_GetY(ring, 0);
    for (int i = 1; i + 1 < OGR_G_GetPointCount(ring); i++)
        sum += (OGR_G_GetX(ring, i) - x0) * (OGR_G_GetY(ring, i + 1) - y0) -
               (OGR_G_GetX(ring, i + 1) - x0) * (OGR_G_GetY(ring, i) - y0);
    return sum;
}

/* RFC 7946, 3.1.6. */
static void add_rings(OGRGeometryH polygon, struct text *out)
{
    text_add(out, "[");
    for (int i = 0; i < OGR_G_GetGeometryCount(polygon); i++) {
        OGRGeometryH ring = OGR_G_GetGeometryRef(polygon, i);
        double area = turn(ring);
        text_add(out, i > 0 ? "," : "");
        add_points(ring, i == 0 ? area < 0 : area > 0, out);
    }
    text_add(out, "]");
}

static bool add_geometry(OGRGeometryH geometry, struct text *out);

/* The coordinates of a point, line or polygon. */
static void add_coordinates(OGRGeometryH geometry, OGRwkbGeometryType type, struct text *out)
{
    if (type == wkbPoint)
        add_point(geometry, 0, out);
    else if (type == wkbLineString)
        add_points(geometry, false, out);
    else
        add_rings(geometry, out);
}

/* Members of a multi-geometry as coordinates, of a collection as geometries; empty ones are left
 * out. */
static bool add_members(OGRGeometryH geometry, bool whole, struct text *out)
{
    bool good = true, first = true;
    text_add(out, "[");
    for (int i = 0; i < OGR_G_GetGeometryCount(geometry) && good; i++) {
        OGRGeometryH member = OGR_G_GetGeometryRef(geometry, i);
        if (OGR_G_IsEmpty(member))
            continue;
        text_add(out, first ? "" : ",");
        first = false;
        if (whole)
            good = add_geometry(member, out);
        else
            add_coordinates(member, OGR_GT_Flatten(OGR_G_GetGeometryType(member)), out);
    }
    text_add(out, "]");
    return good;
}

/* False: GeoJSON has no such type. */
static bool add_geometry(OGRGeometryH geometry, struct text *out)
{
    static const char *const names[] = {[wkbPoint] = "Point",
                                        [wkbLineString] = "LineString",
                                        [wkbPolygon] = "Polygon",
                                        [wkbMultiPoint] = "MultiPoint",
                                        [wkbMultiLineString] = "MultiLineString",
                                        [wkbMultiPolygon] = "MultiPolygon",
                                        [wkbGeometryCollection] = "GeometryCollection"};
    OGRwkbGeometryType type = OGR_GT_Flatten(OGR_G_GetGeometryType(geometry));
    bool good = true;
    if (type < wkbPoint || type > wkbGeometryCollection)
        return false;
    text_addf(out, "{\"type\":\"%s\",\"%s\":", names[type],
              type == wkbGeometryCollection ? "geometries" : "coordinates");
    if (type >= wkbMultiPoint)
        good = add_members(geometry, type == wkbGeometryCollection, out);
    else
        add_coordinates(geometry, type, out);
    text_add(out, "}");
    return good;
}

/* ---- the file ------------------------------------------------------------------------------ */

static rasif_status begin_geojson(const struct layer_plan *plan, struct layer_file **out,
                                  rasif_error *err)
{
    struct layer_file *file = calloc(1, sizeof *file);
    *out = file;
    if (file == NULL)
        return fail_memory(err);
    file->plan = plan;
    if (plan->shape != NULL && plan->crs == NULL)
        return fail(
            err, RASIF_E_CRS,
            "layer %s states no coordinate system, so that it can't be brought into WGS 84 for "
            "GeoJSON; state it with --crs, or write FlatGeobuf",
            plan->name);
    gdal_begin(&file->complaint, NULL);
    bool found = plan->shape == NULL || find_way(file);
    gdal_end(NULL);
    if (!found)
        return fail(err, RASIF_E_CRS,
                    "layer %s can't be brought into WGS 84 for GeoJSON (%s); add --allow-ballpark, "
                    "or write "
                    "FlatGeobuf",
                    plan->name, file->complaint.text);
    file->out = fopen(plan->path, "wx");
    if (file->out == NULL)
        return fail_writing(file, err);
    text_add(&file->text, "{\"type\":\"FeatureCollection\",\"name\":");
    text_json(&file->text, plan->name);
    text_add(&file->text, ",\"features\":[");
    return write_text(file, err);
}

/* A null geometry where the cell holds none, or an empty one. */
static rasif_status add_shape(struct layer_file *file, int64_t id, const struct cell *cell,
                              struct layer_losses *losses, rasif_error *err)
{
    OGRGeometryH geometry = cell != NULL ? layer_geometry(cell) : NULL, brought = NULL;
    bool good = true;
    if (geometry == NULL || OGR_G_IsEmpty(geometry)) {
        text_add(&file->text, "null");
    } else {
        geometry = plain_geometry(geometry, losses);
        brought = geometry != NULL ? bring(file, geometry) : NULL;
        good = brought != NULL && add_geometry(brought, &file->text);
    }
    OGR_G_DestroyGeometry(geometry);
    OGR_G_DestroyGeometry(brought);
    if (good)
        return RASIF_OK;
    return fail(err, RASIF_E_CRS,
                "feature %lld of layer %s can't be brought into WGS 84 for GeoJSON (%s); add "
                "--allow-ballpark, or write FlatGeobuf",
                (long long)id, file->plan->name, file->complaint.text);
}

static void add_value(struct layer_file *file, enum layer_type type, const struct cell *cell)
{
    struct text value = {0};
    if (cell->type == CELL_NULL) {
        text_add(&file->text, "null");
        return;
    }
    if (type == LAYER_BOOLEAN) {
        text_add(&file->text, cell->integer != 0 ? "true" : "false");
        return;
    }
    if (type == LAYER_INTEGER || type == LAYER_REAL) {
        layer_text(cell, &file->text);
        return;
    }
    text_add(&value, "");
    layer_text(cell, &value);
    text_json(&file->text, value.data);
    file->text.failed = file->text.failed || value.failed;
    text_free(&value);
}

static rasif_status add_geojson(struct layer_file *file, int64_t id, const struct cell *geometry,
                                const struct cell *cells, struct layer_losses *losses,
                                rasif_error *err)
{
    struct text *text = &file->text;
    text_addf(text, "%s\n{\"type\":\"Feature\",\"id\":%lld,\"properties\":{",
              file->n > 0 ? "," : "", (long long)id);
    for (size_t i = 0; i < file->plan->n_fields; i++) {
        text_add(text, i > 0 ? "," : "");
        text_json(text, file->plan->fields[i].name);
        text_add(text, ":");
        add_value(file, file->plan->fields[i].type, &cells[i]);
    }
    text_add(text, "},\"geometry\":");
    gdal_begin(&file->complaint, NULL);
    rasif_status status = add_shape(file, id, geometry, losses, err);
    gdal_end(NULL);
    TRY(status);
    text_add(text, "}");
    file->n++;
    return write_text(file, err);
}

static rasif_status end_geojson(struct layer_file *file, bool whole, rasif_error *err)
{
    rasif_status status = RASIF_OK;
    if (file == NULL)
        return status;
    if (whole) {
        text_add(&file->text, "\n]}\n");
        status = write_text(file, err);
    }
    if (file->out != NULL && fclose(file->out) != 0 && whole && status == RASIF_OK)
        status = fail_writing(file, err);
    if (file->cutter != NULL)
        OGR_GeomTransformer_Destroy(file->cutter);
    if (file->way != NULL)
        OCTDestroyCoordinateTransformation(file->way);
    text_free(&file->text);
    free(file);
    return status;
}

const struct layer_format layer_geojson = {".geojson", false, begin_geojson, add_geojson,
                                           end_geojson};
