/* SPDX-License-Identifier: MIT
 *
 * Conversion through GDAL: see convert.h. Drivers by allow-list: none that opens a network
 * connection, runs a query elsewhere or follows a reference to another file (VRT). */
#include "io/convert.h"

#include "io/gdal_calls.h"

#include <stdio.h>
#include <string.h>

/* GDAL's own headers have enumerators beyond int. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "cpl_conv.h"
#include "gdal.h"
#include "gdal_utils.h"
#include "ogr_api.h"
#pragma GCC diagnostic pop

static const char *const drivers[] = {
    "GPKG",   "GeoJSON",     "GeoJSONSeq", "ESRI Shapefile", "FlatGeobuf", "GML", "KML", "CSV",
    "SQLite", "OpenFileGDB", "TopoJSON",   "MapInfo File",   "DXF",        "GPX", "OSM", NULL};

/* Options of single drivers; the others ignore them with a warning, which nobody hears. CSV: the
 * names under which coordinates hide. GML: nothing is written beside the file, nothing fetched. */
static const char *const open_options[] = {"GEOM_POSSIBLE_NAMES=WKT,wkt,geometry,geom,the_geom",
                                           "X_POSSIBLE_NAMES=lon,longitude,lng,x",
                                           "Y_POSSIBLE_NAMES=lat,latitude,y",
                                           "KEEP_GEOM_COLUMNS=NO",
                                           "WRITE_GFS=NO",
                                           "DOWNLOAD_SCHEMA=NO",
                                           NULL};

static bool translate(GDALDatasetH source, const char *target)
{
    static const char *const arguments[] = {"-f",   "GPKG",
                                            "-lco", "FID=rasif_fid",
                                            "-lco", "SPATIAL_INDEX=NO",
                                            "-lco", "GEOMETRY_NAME=geom",
                                            "-gt",  "unlimited",
                                            NULL};
    /* The list is only read. */
    char *copy[sizeof arguments / sizeof arguments[0]] = {NULL};
    bool copied = true;
    for (size_t i = 0; arguments[i] != NULL; i++) {
        copy[i] = CPLStrdup(arguments[i]);
        copied = copied && copy[i] != NULL;
    }
    GDALVectorTranslateOptions *options = GDALVectorTranslateOptionsNew(copy, NULL);
    int usage = 0;
    GDALDatasetH written = GDALVectorTranslate(target, NULL, 1, &source, options, &usage);
    GDALVectorTranslateOptionsFree(options);
    for (size_t i = 0; copy[i] != NULL; i++)
        CPLFree(copy[i]);
    if (written == NULL)
        return false;
    GDALClose(written); /* what fails here is told by the error handler */
    return true;
}

static rasif_status convert(const char *path, const char *display, const char *target,
                            struct complaint *complaint, rasif_error *err)
{
    GDALDatasetH source =
        GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers,
                   open_options, NULL);
    if (source == NULL)
        return fail(err, RASIF_E_IO,
                    "%s: is no GeoPackage and no vector format that is read here%s%s", display,
                    complaint->text[0] != '\0' ? ": " : "", complaint->text);
    int n_layers = GDALDatasetGetLayerCount(source);
    bool done = n_layers > 0 && translate(source, target);
    GDALClose(source);
    if (n_layers == 0)
        return fail(err, RASIF_E_IO, "%s: holds no layer", display);
    if (!done || complaint->text[0] != '\0')
        return fail(err, RASIF_E_IO, "%s: can't be read: %s", display,
                    complaint->text[0] != '\0' ? complaint->text : "GDAL gave no reason");
    return RASIF_OK;
}

rasif_status convert_to_gpkg(const char *path, const char *display, const char *folder,
                             struct arena *arena, const char **out, rasif_error *err)
{
    /* A GML file may refer to features elsewhere: they are not fetched. */
    static const char *const settings[][2] = {{"GML_SKIP_RESOLVE_ELEMS", "ALL"},
                                              {"GDAL_PAM_ENABLED", "NO"},
                                              {NULL, NULL}};
    size_t size = strlen(folder) + sizeof "/converted.gpkg";
    char *target = arena_alloc(arena, size, 1);
    if (target == NULL)
        return fail_memory(err);
    snprintf(target, size, "%s/converted.gpkg", folder);
    struct complaint complaint;
    gdal_begin(&complaint, settings);
    rasif_status status = convert(path, display, target, &complaint, err);
    gdal_end(settings);
    if (status == RASIF_OK)
        *out = target;
    return status;
}
