/* SPDX-License-Identifier: MIT
 *
 * Geometries and texts of a layer that becomes a file: see layer_file.h and layer_parts.h. */
#include "geo/wkb.h"
#include "source/gdal_calls.h"

/* GDAL's own headers have enumerators beyond int. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "ogr_api.h"
#include "ogr_srs_api.h"
#pragma GCC diagnostic pop

#include "source/layer_parts.h"

/* Behind the header of the GeoPackage. */
OGRGeometryH layer_geometry(const struct cell *cell)
{
    OGRGeometryH geometry = NULL;
    if (cell->type != CELL_BLOB)
        return NULL;
    size_t begin = wkb_offset((const unsigned char *)cell->bytes, cell->length);
    if (begin == 0 || cell->length - begin > INT32_MAX ||
        OGR_G_CreateFromWkb(cell->bytes + begin, NULL, &geometry, (int)(cell->length - begin)) !=
            OGRERR_NONE)
        return NULL;
    return geometry;
}

OGRSpatialReferenceH layer_crs(const char *text)
{
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    if (crs != NULL && OSRSetFromUserInput(crs, text) != OGRERR_NONE) {
        OSRRelease(crs);
        return NULL;
    }
    if (crs != NULL)
        OSRSetAxisMappingStrategy(crs, OAMS_TRADITIONAL_GIS_ORDER);
    return crs;
}

/* Errors of unreadable bytes are counted, not shown. */
bool layer_look(const struct cell *cell, struct layer_shape *shape)
{
    struct complaint complaint;
    gdal_begin(&complaint, NULL);
    OGRGeometryH geometry = layer_geometry(cell);
    gdal_end(NULL);
    if (geometry == NULL) {
        shape->n_unreadable += cell->type != CELL_NULL;
        return false;
    }
    bool placed = !OGR_G_IsEmpty(geometry);
    OGRwkbGeometryType full = OGR_G_GetGeometryType(geometry), type = OGR_GT_Flatten(full);
    OGR_G_DestroyGeometry(geometry);
    if (!placed)
        return false;
    if (type >= wkbPoint && type <= wkbGeometryCollection)
        shape->types |= 1u << type;
    else
        shape->others = true;
    shape->z = shape->z || OGR_GT_HasZ(full);
    shape->m = shape->m || OGR_GT_HasM(full);
    shape->n_placed++;
    return true;
}

/* Bytes that are no character become U+FFFD one by one. */
static void add_utf8(struct text *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t character;
        size_t n = utf8_next(bytes + i, length - i, &character);
        if (n > 0 && character != 0)
            text_addn(out, bytes + i, n);
        else
            text_add(out, "\xEF\xBF\xBD");
        i += n > 0 ? n : 1;
    }
}

void layer_text(const struct cell *cell, struct text *out)
{
    switch (cell->type) {
    case CELL_NULL:
        break;
    case CELL_INT:
        text_addf(out, "%lld", (long long)cell->integer);
        break;
    case CELL_REAL:
        text_number(out, cell->real);
        break;
    case CELL_TEXT:
        add_utf8(out, cell->bytes, cell->length);
        break;
    case CELL_BLOB:
        for (size_t i = 0; i < cell->length; i++)
            text_addf(out, "%02x", (unsigned char)cell->bytes[i]);
        break;
    }
}
