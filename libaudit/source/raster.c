/* SPDX-License-Identifier: MIT
 *
 * Heights from a raster: see raster.h.
 *
 * Algorithm: samples of a street lie close together, so squares of 128 x 128 cells are read once
 * and 64 of them kept, in a table indexed by the low three bits of their column and row: 8 x 8
 * neighbours never displace each other. Neighbours share a row and a column of cells, so that the
 * four cells around a point always lie in one square. Cost: one GDAL read per square; memory 4
 * MiB. */
#include "source/raster.h"

#include "source/gdal_calls.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* GDAL's own headers have enumerators beyond int. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "cpl_conv.h"
#include "gdal.h"
#include "ogr_srs_api.h"
#pragma GCC diagnostic pop

#define SQUARE 128 /* cells a side */
#define CACHED_SQUARES 64 /* squares; 8 x 8 neighbours never displace each other */

/* Heights of land: the shore of the Dead Sea is at -430 m, Everest at 8849 m. What lies beyond is a
 * mark for "no value" that the file does not declare. */
#define LOWEST_M (-500)
#define HIGHEST_M 9000

/* GDAL holds a whole block of a file (a strip or a tile) at a time; a header of a hundred bytes can
 * claim one of 2 GB. */
#define LARGEST_BLOCK ((double)(1 << 28))

struct square {
    int column, row; /* in squares; -1 = nothing here */
    float heights[SQUARE * SQUARE];
};

/* Heights in metres = (stored * scale + offset) * metres. */
struct raster {
    GDALDatasetH dataset;
    GDALRasterBandH band, mask; /* mask NULL: every cell has a value */
    char *crs;
    const char *display;
    int width, height;
    double to_map[6], to_cell[6];
    double scale, offset, metres; /* height = (stored * scale + offset) * metres */
    double step;
    bool failed;
    struct complaint complaint;
    unsigned char *valid; /* [SQUARE * SQUARE] of the square that is being read */
    struct square *cache; /* [KEPT] */
};

/* Formats of one local file, by allow-list: none that opens a connection or follows a reference to
 * another file (VRT), for what a file says is not to be trusted. */
static const char *const drivers[] = {
    "GTiff",   "GPKG",        "HFA",     "AAIGrid", "GRASSASCIIGrid",
    "SRTMHGT", "DTED",        "USGSDEM", "EHdr",    "ENVI",
    "ERS",     "RST",         "BT",      "GSAG",    "GSBG",
    "GS7BG",   "SAGA",        "XYZ",     "ISG",     "AIG",
    "PCIDSK",  "JP2OpenJPEG", NULL};

/* Opens an existing path only: other names may be GDAL's own and lead elsewhere (/vsicurl/). */
static GDALDatasetH open_local(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return NULL;
    return GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers,
                      NULL, NULL);
}

/* Metres per unit of height; 1 where the raster names none. US survey feet are 1200/3937 m. */
static double height_unit(GDALRasterBandH band)
{
    const char *unit = GDALGetRasterUnitType(band);
    if (EQUAL(unit, "ft") || EQUAL(unit, "foot") || EQUAL(unit, "feet"))
        return 0.3048;
    if (EQUALN(unit, "us-ft", 5) || EQUALN(unit, "US survey f", 11) || EQUALN(unit, "ftUS", 4))
        return 1200.0 / 3937;
    return EQUAL(unit, "cm") ? 0.01 : EQUAL(unit, "mm") ? 0.001 : EQUAL(unit, "km") ? 1000 : 1;
}

/* Heights in whole steps are of medium quality at best. */
static bool is_integer_type(GDALDataType type)
{
    return type != GDT_Float32 && type != GDT_Float64;
}

/* What GDAL holds in memory to read a single cell. */
static double block_bytes(GDALRasterBandH band)
{
    int width = 0, height = 0;
    GDALGetBlockSize(band, &width, &height);
    return (double)width * height * GDALGetDataTypeSizeBytes(GDALGetRasterDataType(band));
}

/* Whole numbers of the stored type make steps of scale x unit. */
static void read_raster_facts(struct raster *raster)
{
    int given = 0;
    raster->width = GDALGetRasterXSize(raster->dataset);
    raster->height = GDALGetRasterYSize(raster->dataset);
    raster->scale = GDALGetRasterScale(raster->band, &given);
    raster->scale = given ? raster->scale : 1;
    raster->offset = GDALGetRasterOffset(raster->band, &given);
    raster->offset = given ? raster->offset : 0;
    raster->metres = height_unit(raster->band);
    raster->step = is_integer_type(GDALGetRasterDataType(raster->band))
                       ? fabs(raster->scale * raster->metres)
                       : 0;
    if (GDALGetMaskFlags(raster->band) != GMF_ALL_VALID)
        raster->mask = GDALGetMaskBand(raster->band);
}

/* Refuses what can't be heights, and blocks that would fill memory. */
static rasif_status open_raster(struct raster *raster, const char *path, rasif_error *err)
{
    const char *display = raster->display;
    raster->dataset = open_local(path);
    if (raster->dataset == NULL)
        return fail(err, RASIF_E_IO, "%s: is no raster that GDAL reads%s%s", display,
                    raster->complaint.text[0] != '\0' ? ": " : "", raster->complaint.text);
    if (GDALGetRasterCount(raster->dataset) < 1)
        return fail(err, RASIF_E_IO, "%s: holds no band of heights", display);
    raster->band = GDALGetRasterBand(raster->dataset, 1);
    if (GDALDataTypeIsComplex(GDALGetRasterDataType(raster->band)))
        return fail(err, RASIF_E_IO, "%s: its values are complex numbers, not heights", display);
    if (GDALGetGeoTransform(raster->dataset, raster->to_map) != CE_None ||
        !GDALInvGeoTransform(raster->to_map, raster->to_cell))
        return fail(err, RASIF_E_IO, "%s: nothing in the file tells where it lies on the map",
                    display);
    OGRSpatialReferenceH crs = GDALGetSpatialRef(raster->dataset);
    if (crs == NULL || OSRExportToWkt(crs, &raster->crs) != OGRERR_NONE)
        return fail(err, RASIF_E_CRS,
                    "%s: declares no coordinate system; assign it one (gdal_edit.py -a_srs)",
                    display);
    read_raster_facts(raster);
    double block = block_bytes(raster->band);
    if (raster->mask != NULL)
        block = fmax(block, block_bytes(raster->mask));
    if (block > LARGEST_BLOCK)
        return fail(err, RASIF_E_IO,
                    "%s: can be read in pieces of %.0f MB only, which is too much; write it in tiles "
                    "(gdal_translate -co TILED=YES)",
                    display, block / 1e6);
    return RASIF_OK;
}

/* On failure everything is released again. */
rasif_status raster_open(const char *path, const char *display, struct read_files *reads,
                         struct raster **out, rasif_error *err)
{
    struct stat found;
    if (stat(path, &found) != 0)
        return fail(err, RASIF_E_IO, "the elevation model %s does not exist", path);
    if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode))
        return fail(err, RASIF_E_IO, "%s: is neither a file nor a folder", path);
    struct raster *raster = calloc(1, sizeof *raster);
    if (raster == NULL)
        return fail_memory(err);
    raster->display = display;
    raster->valid = malloc(SQUARE * SQUARE);
    raster->cache = malloc(CACHED_SQUARES * sizeof *raster->cache);
    rasif_status status =
        raster->valid == NULL || raster->cache == NULL ? fail_memory(err) : RASIF_OK;
    for (size_t i = 0; status == RASIF_OK && i < CACHED_SQUARES; i++)
        raster->cache[i].column = raster->cache[i].row = -1;
    if (status == RASIF_OK) {
        gdal_begin(&raster->complaint, NULL);
        status = open_raster(raster, path, err);
        gdal_list_files(raster->dataset, reads, READ_OTHER);
        gdal_end(NULL);
    }
    if (status != RASIF_OK) {
        raster_close(raster);
        return status;
    }
    *out = raster;
    return RASIF_OK;
}

/* NULL is fine. Complaints of GDAL while it closes are dropped. */
void raster_close(struct raster *raster)
{
    struct complaint unheard;
    if (raster == NULL)
        return;
    gdal_begin(&unheard, NULL);
    if (raster->dataset != NULL)
        GDALClose(raster->dataset);
    gdal_end(NULL);
    CPLFree(raster->crs);
    free(raster->valid);
    free(raster->cache);
    free(raster);
}

const char *raster_crs(const struct raster *raster)
{
    return raster->crs;
}

void raster_cell(const struct raster *raster, double along_row[2], double along_column[2])
{
    along_row[0] = raster->to_map[1];
    along_row[1] = raster->to_map[4];
    along_column[0] = raster->to_map[2];
    along_column[1] = raster->to_map[5];
}

double raster_height_step(const struct raster *raster)
{
    return raster->step;
}

/* ---- heights ------------------------------------------------------------------------------ */

/* Squares at the edge are smaller; rows keep the length of a square. The first complaint is kept
 * for raster_status. */
static bool read_square_cells(struct raster *raster, GDALRasterBandH band,
                              const struct square *square, GDALDataType type, void *cells, int size)
{
    int x = square->column * (SQUARE - 1), y = square->row * (SQUARE - 1);
    int width = raster->width - x < SQUARE ? raster->width - x : SQUARE;
    int height = raster->height - y < SQUARE ? raster->height - y : SQUARE;
    struct complaint complaint;
    gdal_begin(&complaint, NULL);
    CPLErr failed = GDALRasterIO(band, GF_Read, x, y, width, height, cells, width, height, type,
                                 size, SQUARE * size);
    gdal_end(NULL);
    if (failed != CE_None && !raster->failed)
        raster->complaint = complaint;
    return failed == CE_None;
}

/* Heights beyond anything on land mark "no value", whatever the file declares. */
static void read_square(struct raster *raster, struct square *square)
{
    for (size_t i = 0; i < SQUARE * SQUARE; i++)
        square->heights[i] = NAN;
    bool good = read_square_cells(raster, raster->band, square, GDT_Float32, square->heights,
                                  sizeof(float));
    memset(raster->valid, 1, SQUARE * SQUARE);
    if (good && raster->mask != NULL)
        good = read_square_cells(raster, raster->mask, square, GDT_Byte, raster->valid, 1);
    for (size_t i = 0; i < SQUARE * SQUARE; i++) {
        double metres = (square->heights[i] * raster->scale + raster->offset) * raster->metres;
        bool known = good && raster->valid[i] && metres >= LOWEST_M && metres <= HIGHEST_M;
        square->heights[i] = known ? (float)metres : NAN;
    }
    raster->failed = raster->failed || !good;
}

/* The height of the cell in this column and row, which must be inside. */
static const float *cells_at(struct raster *raster, int column, int row)
{
    int x = column / (SQUARE - 1), y = row / (SQUARE - 1);
    struct square *square = &raster->cache[(x & 7) | (y & 7) << 3];
    if (square->column != x || square->row != y) {
        square->column = x;
        square->row = y;
        read_square(raster, square);
    }
    return &square->heights[(row - y * (SQUARE - 1)) * SQUARE + column - x * (SQUARE - 1)];
}

/* On the last row and column of centres the neighbour outside has share 0, so the cell before it is
 * read instead. */
double raster_height(struct raster *raster, double x, double y)
{
    const double *m = raster->to_cell;
    double u = m[0] + m[1] * x + m[2] * y - 0.5, v = m[3] + m[4] * x + m[5] * y - 0.5;
    double left = floor(u), top = floor(v);
    if (!(left >= 0 && top >= 0 && u <= raster->width - 1 && v <= raster->height - 1))
        return NAN;
    left = fmin(left, fmax(raster->width - 2, 0));
    top = fmin(top, fmax(raster->height - 2, 0));
    const float *cells = cells_at(raster, (int)left, (int)top);
    double s = u - left, t = v - top, height = 0;
    for (int k = 0; k < 4; k++) {
        double share = (k & 1 ? s : 1 - s) * (k & 2 ? t : 1 - t);
        if (share > 0)
            height += share * cells[(k & 1) + (k & 2) / 2 * SQUARE];
    }
    return raster->failed ? NAN : height;
}

/* The first failure is kept: samples after it are NaN. */
rasif_status raster_status(const struct raster *raster, rasif_error *err)
{
    if (!raster->failed)
        return RASIF_OK;
    return fail(err, RASIF_E_IO, "%s: can't be read: %s", raster->display,
                raster->complaint.text[0] != '\0' ? raster->complaint.text : "GDAL gave no reason");
}
