/* SPDX-License-Identifier: MIT
 *
 * FlatGeobuf through GDAL: see layer_file.h. Coordinates keep their system. Rows lie along a
 * Hilbert curve with an index, by which web maps read parts of the file; a row without a geometry
 * has no place there, and GDAL 3.6 leaves it out without a word. The file is read once more when it
 * is complete, for GDAL does not report every byte that a full disk refused. */
#include "source/gdal_calls.h"

#include <stdlib.h>
#include <string.h>

/* GDAL's own headers have enumerators beyond int. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "cpl_conv.h"
#include "gdal.h"
#include "ogr_api.h"
#include "ogr_srs_api.h"
#pragma GCC diagnostic pop

#include "source/layer_parts.h"

struct layer_file {
    const struct layer_plan *plan;
    struct complaint complaint;
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRwkbGeometryType type;
    char *path; /* heap */
};

static const struct {
    OGRFieldType type;
    OGRFieldSubType subtype;
} kinds[] = {
    [LAYER_TEXT] = {OFTString, OFSTNone},       [LAYER_INTEGER] = {OFTInteger64, OFSTNone},
    [LAYER_REAL] = {OFTReal, OFSTNone},         [LAYER_BOOLEAN] = {OFTInteger, OFSTBoolean},
    [LAYER_DATETIME] = {OFTDateTime, OFSTNone}, [LAYER_BYTES] = {OFTBinary, OFSTNone},
};

static rasif_status fail_writing(const struct layer_file *file, rasif_error *err)
{
    return fail(err, RASIF_E_OUTPUT, "%s: writing layer %s failed: %s", file->plan->shown,
                file->plan->name,
                file->complaint.text[0] != '\0' ? file->complaint.text : "GDAL gave no reason");
}

/* One type for all: a layer of lines and multi-lines becomes one of multi-lines, as programs expect
 * of a layer. Other mixtures have no type. */
static OGRwkbGeometryType common_type(const struct layer_shape *shape)
{
    OGRwkbGeometryType type = wkbUnknown;
    for (int t = (int)wkbPoint; t <= (int)wkbGeometryCollection && !shape->others; t++) {
        unsigned multi = t <= (int)wkbPolygon ? 1u << (t + 3) : 0;
        if (shape->types == 1u << t)
            type = (OGRwkbGeometryType)t;
        else if (multi != 0 && shape->types == (1u << t | multi))
            type = (OGRwkbGeometryType)(t + 3);
    }
    type = shape->z ? OGR_GT_SetZ(type) : type;
    return shape->m ? OGR_GT_SetM(type) : type;
}

static bool add_fields(struct layer_file *file)
{
    bool good = true;
    for (size_t i = 0; i < file->plan->n_fields && good; i++) {
        const struct layer_field *field = &file->plan->fields[i];
        OGRFieldDefnH made = OGR_Fld_Create(field->name, kinds[field->type].type);
        OGR_Fld_SetSubType(made, kinds[field->type].subtype);
        OGR_Fld_SetWidth(made, field->type == LAYER_TEXT ? field->width : 0);
        good = OGR_L_CreateField(file->layer, made, 1) == OGRERR_NONE;
        OGR_Fld_Destroy(made);
    }
    return good;
}

/* Without a system where GDAL does not know it: the numbers stay what they are. */
static bool make_layer(struct layer_file *file)
{
    const struct layer_plan *plan = file->plan;
    char index[] = "SPATIAL_INDEX=YES";
    char *options[] = {index, NULL};
    OGRSpatialReferenceH crs = plan->crs != NULL ? layer_crs(plan->crs) : NULL;
    GDALDriverH driver = GDALGetDriverByName("FlatGeobuf");
    if (driver != NULL)
        file->dataset = GDALCreate(driver, plan->path, 0, 0, 0, GDT_Unknown, NULL);
    if (file->dataset != NULL)
        file->layer = GDALDatasetCreateLayer(file->dataset, plan->name, crs, file->type, options);
    if (crs != NULL)
        OSRRelease(crs);
    return file->layer != NULL && add_fields(file);
}

static rasif_status begin_fgb(const struct layer_plan *plan, struct layer_file **out,
                              rasif_error *err)
{
    struct layer_file *file = calloc(1, sizeof *file);
    *out = file;
    if (file == NULL)
        return fail_memory(err);
    file->plan = plan;
    file->path = strdup(plan->path);
    if (file->path == NULL)
        return fail_memory(err);
    file->type = common_type(plan->shape);
    gdal_begin(&file->complaint, NULL);
    bool made = make_layer(file);
    gdal_end(NULL);
    return made ? RASIF_OK : fail_writing(file, err);
}

/* In the type of the layer; NULL = not readable. */
static OGRGeometryH take_geometry(const struct layer_file *file, const struct cell *cell,
                                  struct layer_losses *losses)
{
    OGRGeometryH geometry = layer_geometry(cell);
    OGRwkbGeometryType wanted = OGR_GT_Flatten(file->type);
    if (geometry == NULL)
        return NULL;
    losses->heights += OGR_GT_HasZ(file->type) && !OGR_G_Is3D(geometry);
    if (wanted != wkbUnknown && OGR_GT_Flatten(OGR_G_GetGeometryType(geometry)) != wanted)
        geometry = OGR_G_ForceTo(geometry, wanted, NULL);
    OGR_G_Set3D(geometry, OGR_GT_HasZ(file->type));
    OGR_G_SetMeasured(geometry, OGR_GT_HasM(file->type));
    return geometry;
}

/* False: memory is out. */
static MUST bool set_field(OGRFeatureH feature, int i, enum layer_type type,
                           const struct cell *cell)
{
    struct text text = {0};
    if (cell->type == CELL_NULL) {
        OGR_F_SetFieldNull(feature, i);
        return true;
    }
    switch (type) {
    case LAYER_INTEGER:
        OGR_F_SetFieldInteger64(feature, i, cell->integer);
        return true;
    case LAYER_BOOLEAN:
        OGR_F_SetFieldInteger(feature, i, cell->integer != 0);
        return true;
    case LAYER_REAL:
        OGR_F_SetFieldDouble(feature, i,
                             cell->type == CELL_INT ? (double)cell->integer : cell->real);
        return true;
    case LAYER_BYTES:
        OGR_F_SetFieldBinary(feature, i, (int)cell->length, cell->bytes);
        return true;
    case LAYER_TEXT:
    case LAYER_DATETIME:
        break;
    }
    text_add(&text, "");
    layer_text(cell, &text);
    bool good = !text.failed;
    if (good)
        OGR_F_SetFieldString(feature, i, text.data);
    text_free(&text);
    return good;
}

static rasif_status add_fgb(struct layer_file *file, int64_t id, const struct cell *geometry,
                            const struct cell *cells, struct layer_losses *losses, rasif_error *err)
{
    bool good = true;
    (void)id; /* the format numbers its rows itself; keys are columns like others */
    gdal_begin(&file->complaint, NULL);
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(file->layer));
    for (size_t i = 0; i < file->plan->n_fields && good; i++)
        good = set_field(feature, (int)i, file->plan->fields[i].type, &cells[i]);
    OGRGeometryH shape = take_geometry(file, geometry, losses);
    if (shape != NULL)
        OGR_F_SetGeometryDirectly(feature, shape);
    bool written = good && OGR_L_CreateFeature(file->layer, feature) == OGRERR_NONE;
    OGR_F_Destroy(feature);
    gdal_end(NULL);
    return written ? RASIF_OK : good ? fail_writing(file, err) : fail_memory(err);
}

/* Every row, with the buffers checked. */
static bool is_readable(const struct layer_file *file)
{
    static const char *const drivers[] = {"FlatGeobuf", NULL};
    static const char *const options[] = {"VERIFY_BUFFERS=YES", NULL};
    size_t n = 0;
    GDALDatasetH dataset =
        GDALOpenEx(file->path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers,
                   options, NULL);
    OGRLayerH layer = dataset != NULL ? GDALDatasetGetLayer(dataset, 0) : NULL;
    for (OGRFeatureH feature; layer != NULL && (feature = OGR_L_GetNextFeature(layer)) != NULL; n++)
        OGR_F_Destroy(feature);
    if (dataset != NULL)
        GDALClose(dataset);
    return layer != NULL && n == file->plan->n_rows;
}

static rasif_status end_fgb(struct layer_file *file, bool whole, rasif_error *err)
{
    rasif_status status = RASIF_OK;
    if (file == NULL)
        return status;
    gdal_begin(&file->complaint, NULL);
    if (file->dataset != NULL)
        GDALClose(file->dataset);
    if (whole && (file->complaint.text[0] != '\0' || !is_readable(file)))
        status = fail_writing(file, err);
    gdal_end(NULL);
    free(file->path);
    free(file);
    return status;
}

const struct layer_format layer_fgb = {".fgb", true, begin_fgb, add_fgb, end_fgb};
