/* SPDX-License-Identifier: MIT
 *
 * Conversion through GDAL: see convert.h.
 *
 * Drivers by allow-list: none that opens a network connection, runs a query elsewhere or follows a
 * reference to another file (VRT). GDAL ends some damaged files silently, so the features written
 * are compared with those that the source declares, and a sequence must end with the end of a
 * feature. Cost: one translation of the whole file; the audit then reads the copy. */
#include "source/convert.h"

#include "source/gdal_calls.h"
#include "source/zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

/* Options of single drivers; the others ignore them with a warning, which is not shown. CSV: the
 * names under which coordinates hide. GeoJSON: arrays stay JSON, else OGR makes "(2:a,b)" of them.
 * GML: nothing is written beside the file, nothing fetched. */
static const char *const open_options[] = {"GEOM_POSSIBLE_NAMES=WKT,wkt,geometry,geom,the_geom",
                                           "X_POSSIBLE_NAMES=lon,longitude,lng,x",
                                           "Y_POSSIBLE_NAMES=lat,latitude,y",
                                           "KEEP_GEOM_COLUMNS=NO",
                                           "ARRAY_AS_STRING=YES",
                                           "WRITE_GFS=NO",
                                           "DOWNLOAD_SCHEMA=NO",
                                           NULL};

/* In any layer, letter case ignored: all layers of the file share the two names. */
static bool has_any_column(GDALDatasetH source, const char *name)
{
    for (int i = 0; i < GDALDatasetGetLayerCount(source); i++) {
        OGRFeatureDefnH columns = OGR_L_GetLayerDefn(GDALDatasetGetLayer(source, i));
        for (int k = 0; k < OGR_FD_GetFieldCount(columns); k++)
            if (strcasecmp(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(columns, k)), name) == 0)
                return true;
    }
    return false;
}

/* `name`, or `name_2`, `name_3`, ... until no column of any layer has it; letter case is
 * ignored. */
static void find_free_name(GDALDatasetH source, const char *name, char out[32])
{
    snprintf(out, 32, "%s", name);
    for (int number = 2; number < 1000 && has_any_column(source, out); number++)
        snprintf(out, 32, "%s_%d", name, number);
}

/* Writes all of `source` into the GeoPackage `into` (NULL = a new one); NULL when that failed.
 * `lenient`: features that fail are left out. Geometries keep their type: GDAL would else promote
 * none, and refuse mixed layers. */
static GDALDatasetH translate_dataset(GDALDatasetH source, const char *target, GDALDatasetH into,
                                      bool lenient)
{
    char fid[64] = "FID=", geometry[64] = "GEOMETRY_NAME=";
    const char *const arguments[] = {"-f",   "GPKG",   "-lco", fid,         "-lco",         "SPATIAL_INDEX=NO",
                                     "-lco", geometry, "-gt",  "unlimited", "-skipfailures"};
    find_free_name(source, "rasif_fid", fid + strlen(fid));
    find_free_name(source, "geom", geometry + strlen(geometry));
    /* GDAL's parameter is not const, so it gets a copy. */
    char *copy[sizeof arguments / sizeof arguments[0] + 1] = {NULL};
    size_t n = sizeof arguments / sizeof arguments[0] - (lenient ? 0 : 1);
    for (size_t i = 0; i < n; i++)
        copy[i] = CPLStrdup(arguments[i]);
    GDALVectorTranslateOptions *options = GDALVectorTranslateOptionsNew(copy, NULL);
    int usage = 0;
    GDALDatasetH written =
        GDALVectorTranslate(into == NULL ? target : NULL, into, 1, &source, options, &usage);
    GDALVectorTranslateOptionsFree(options);
    for (size_t i = 0; i < n; i++)
        CPLFree(copy[i]);
    return written;
}

/* One input on its way into a GeoPackage. */
struct conversion {
    const char *path, *display; /* what GDAL opens, what the user named */
    struct diagnostics *lost;   /* NULL = nothing may be lost */
    struct read_files *reads;
    struct complaint complaint;
    GDALDatasetH source, written; /* written: so far, NULL = nothing */
    GIntBig *declared; /* heap; features per layer as the source declares them, -1 = not declared */
    int n_layers;
};

/* Only the declared count: counting readable features cannot show missing ones. */
static MUST bool read_declared_counts(struct conversion *c)
{
    c->n_layers = GDALDatasetGetLayerCount(c->source);
    c->declared = calloc((size_t)c->n_layers + 1, sizeof *c->declared);
    for (int i = 0; c->declared != NULL && i < c->n_layers; i++)
        c->declared[i] = OGR_L_GetFeatureCount(GDALDatasetGetLayer(c->source, i), 0);
    return c->declared != NULL;
}

/* A layer that declares no count (-1) can't be checked. */
static rasif_status check_feature_counts(struct conversion *c, rasif_error *err)
{
    for (int i = 0; i < c->n_layers; i++) {
        const char *name = OGR_L_GetName(GDALDatasetGetLayer(c->source, i));
        OGRLayerH layer = GDALDatasetGetLayerByName(c->written, name);
        long long declared = c->declared[i],
                  read = layer != NULL ? OGR_L_GetFeatureCount(layer, 1) : 0;
        char shown[64];
        if (read >= declared)
            continue;
        if (c->lost == NULL)
            return fail(
                err, RASIF_E_IO,
                "%s: is damaged: only %lld of the %lld features of layer %s can be read; repair "
                "it, or add --allow-damaged to go on with those",
                c->display, read, declared, name);
        snprintf(shown, sizeof shown, "%lld/%lld", read, declared);
        diagnose(c->lost, D_rows_missing, name, NULL, shown, NULL);
    }
    return RASIF_OK;
}

/* GDAL 3.6 completes the last feature of a sequence that was cut off with leftovers of its buffer,
 * and reports nothing: the file has to end with the end of a feature. */
static bool is_cut_sequence(const struct conversion *c)
{
    bool cut = false;
    FILE *file = NULL;
    if (strcmp(GDALGetDriverShortName(GDALGetDatasetDriver(c->source)), "GeoJSONSeq") == 0)
        file = fopen(c->path, "rb");
    for (long back = -1; file != NULL && fseek(file, back, SEEK_END) == 0; back--) {
        int last = fgetc(file);
        cut = last != '}';
        if (strchr(" \t\r\n\x1e", last) == NULL)
            break;
    }
    if (file != NULL)
        fclose(file);
    return cut;
}

/* Layers of several files of a zip go into one GeoPackage, so their names must differ. */
static rasif_status convert_layers(struct conversion *c, const char *target, rasif_error *err)
{
    if (!read_declared_counts(c))
        return fail_memory(err);
    if (c->n_layers == 0)
        return fail(err, RASIF_E_IO, "%s: holds no layer", c->display);
    if (is_cut_sequence(c))
        return fail(err, RASIF_E_IO, "%s: is damaged: it ends in the middle of a feature",
                    c->display);
    for (int i = 0; c->written != NULL && i < c->n_layers; i++) {
        const char *name = OGR_L_GetName(GDALDatasetGetLayer(c->source, i));
        if (GDALDatasetGetLayerByName(c->written, name) != NULL)
            return fail(err, RASIF_E_IO, "%s: holds two layers called %s", c->display, name);
    }
    GDALDatasetH written = translate_dataset(c->source, target, c->written, c->lost != NULL);
    c->written = written != NULL ? written : c->written;
    bool done = written != NULL;
    if (done)
        TRY(check_feature_counts(c, err));
    if (!done || (c->complaint.text[0] != '\0' && c->lost == NULL))
        return fail(err, RASIF_E_IO, "%s: can't be read: %s", c->display,
                    c->complaint.text[0] != '\0' ? c->complaint.text : "GDAL gave no reason");
    if (c->complaint.text[0] != '\0')
        diagnose(c->lost, D_source_error, NULL, NULL, c->complaint.text, NULL);
    return c->lost != NULL && c->lost->failed ? fail_memory(err) : RASIF_OK;
}

/* Opens, converts and closes one file; c->written stays open for the next member of a zip. The
 * files that GDAL lists are noted as read. */
static rasif_status convert_file(struct conversion *c, const char *target, rasif_error *err)
{
    c->source = GDALOpenEx(c->path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                           drivers, open_options, NULL);
    if (c->source == NULL)
        return fail(err, RASIF_E_IO,
                    "%s: is no GeoPackage and no vector format that is read here%s%s", c->display,
                    c->complaint.text[0] != '\0' ? ": " : "", c->complaint.text);
    gdal_list_files(c->source, c->reads, READ_INPUT);
    rasif_status status = convert_layers(c, target, err);
    GDALClose(c->source);
    free(c->declared);
    c->declared = NULL;
    return status;
}

/* One file, or the members of a zip, into one GeoPackage. Members of a zip become layers of it;
 * closing it flushes the last features. */
static rasif_status convert_all(struct conversion *c, struct arena *arena, const char *target,
                                rasif_error *err)
{
    const char **paths = &c->path, *path = c->path;
    size_t n = 1;
    if (zip_is_folder(path))
        TRY(zip_members(path, c->display, arena, &paths, &n, err));
    rasif_status status = RASIF_OK;
    for (size_t i = 0; i < n && status == RASIF_OK; i++) {
        c->path = paths[i];
        status = convert_file(c, target, err);
    }
    if (c->written != NULL)
        GDALClose(c->written);
    if (status == RASIF_OK && c->complaint.text[0] != '\0' && c->lost == NULL)
        status = fail(err, RASIF_E_IO, "%s: can't be read: %s", c->display, c->complaint.text);
    return status;
}

/* Settings hold for this thread only. PAM is off: GDAL would write .aux.xml files beside the input.
 * A GML file may refer to features elsewhere: they are not fetched. */
rasif_status convert_to_gpkg(const char *path, const char *display, const char *folder,
                             struct diagnostics *lost, struct read_files *reads,
                             struct arena *arena, const char **out, rasif_error *err)
{
    static const char *const settings[][2] = {
        {"GML_SKIP_RESOLVE_ELEMS", "ALL"}, {"GDAL_PAM_ENABLED", "NO"}, {NULL, NULL}};
    size_t size = strlen(folder) + sizeof "/converted.gpkg";
    char *target = arena_alloc(arena, size, 1);
    if (target == NULL)
        return fail_memory(err);
    snprintf(target, size, "%s/converted.gpkg", folder);
    struct conversion conversion = {.path = path, .display = display, .lost = lost, .reads = reads};
    gdal_begin(&conversion.complaint, settings);
    rasif_status status = convert_all(&conversion, arena, target, err);
    gdal_end(settings);
    if (status == RASIF_OK)
        *out = target;
    return status;
}
