/* SPDX-License-Identifier: MIT
 *
 * A georeferenced picture, resampled into the frame of a map.
 *
 * Algorithm: the caller gives for each pixel of the map its place in the picture's coordinates, so
 * this file needs no reprojection. The window of cells that these places cover is read once, scaled
 * down by GDAL to about 1.5 cells per pixel, then each pixel takes its nearest cell. The JPEG is
 * written again at lower quality until it is small enough for a page. Cost: O(cells of the window +
 * pixels), at most four encodings. */
#include "source/basemap_picture.h"

#include "source/gdal_calls.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* GDAL's own headers have enumerators beyond int. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "cpl_conv.h"
#include "cpl_vsi.h"
#include "gdal.h"
#include "ogr_srs_api.h"
#pragma GCC diagnostic pop

#define LARGEST_BLOCK ((double)(1 << 28))                  /* bytes that GDAL holds at a time */
#define MOST_CELLS 2400                                    /* of what is read, a side */
static const unsigned char ground[3] = {0xfb, 0xfb, 0xf9}; /* --map of report.css */

struct picture {
    GDALDatasetH dataset;
    char *crs, *name;
    int width, height, n_bands;
    double to_cell[6];
    GDALColorTableH colours; /* NULL = the bands are red, green and blue, or one is grey */
    bool masked;
};

/* By allow-list: formats that can hold a placed picture in one local file. */
static const char *const drivers[] = {"GTiff", "MBTiles", "JP2OpenJPEG", "HFA", NULL};
static const char *const quiet[][2] = {{"GDAL_PAM_ENABLED", "NO"}, {NULL, NULL}};

/* Refuses what can't be drawn: other than 8-bit colours, no position, no coordinate system, blocks
 * too large for memory. */
static rasif_status read_picture_facts(struct picture *p, rasif_error *err)
{
    double to_map[6];
    GDALRasterBandH band = GDALGetRasterBand(p->dataset, 1);
    p->n_bands = GDALGetRasterCount(p->dataset);
    p->width = GDALGetRasterXSize(p->dataset);
    p->height = GDALGetRasterYSize(p->dataset);
    for (int i = 1; i <= p->n_bands && i <= 3; i++)
        if (GDALGetRasterDataType(GDALGetRasterBand(p->dataset, i)) != GDT_Byte)
            return fail(
                err, RASIF_E_IO,
                "%s: its bands are no colours of 8 bits; convert it with gdal_translate -ot Byte "
                "-scale",
                p->name);
    if (GDALGetGeoTransform(p->dataset, to_map) != CE_None ||
        !GDALInvGeoTransform(to_map, p->to_cell))
        return fail(err, RASIF_E_IO, "%s: nothing in the file tells where it lies on the map",
                    p->name);
    OGRSpatialReferenceH crs = GDALGetSpatialRef(p->dataset);
    if (crs == NULL || OSRExportToWkt(crs, &p->crs) != OGRERR_NONE)
        return fail(err, RASIF_E_CRS,
                    "%s: declares no coordinate system; assign it one (gdal_edit.py -a_srs)",
                    p->name);
    int block[2];
    GDALGetBlockSize(band, &block[0], &block[1]);
    if ((double)block[0] * block[1] > LARGEST_BLOCK)
        return fail(err, RASIF_E_IO,
                    "%s: can be read in pieces only that are too large; write it in tiles "
                    "(gdal_translate -co TILED=YES)",
                    p->name);
    p->colours = p->n_bands == 1 ? GDALGetRasterColorTable(band) : NULL;
    p->masked = GDALGetMaskFlags(band) != GMF_ALL_VALID;
    return RASIF_OK;
}

/* A file that GDAL reads as no raster is not an error here: it may hold polygons. *opened says
 * which. */
rasif_status picture_open(const char *path, struct read_files *reads, struct picture **out,
                          bool *opened, rasif_error *err)
{
    struct complaint complaint;
    rasif_status status = RASIF_OK;
    struct stat found;
    *opened = false;
    if (stat(path, &found) != 0 || !S_ISREG(found.st_mode))
        return RASIF_OK;
    struct picture *p = calloc(1, sizeof *p);
    const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    if (p == NULL || (p->name = strdup(name)) == NULL) {
        free(p);
        return fail_memory(err);
    }
    gdal_begin(&complaint, quiet);
    p->dataset = GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, NULL, NULL);
    if (p->dataset != NULL && GDALGetRasterCount(p->dataset) > 0) {
        *opened = true;
        status = read_picture_facts(p, err);
        gdal_list_files(p->dataset, reads, READ_OTHER);
    }
    gdal_end(quiet);
    if (*opened && status == RASIF_OK)
        *out = p;
    else
        picture_close(p);
    return status;
}

/* Complaints of GDAL while it closes are dropped. */
void picture_close(struct picture *p)
{
    struct complaint unheard;
    if (p == NULL)
        return;
    gdal_begin(&unheard, quiet);
    if (p->dataset != NULL)
        GDALClose(p->dataset);
    gdal_end(quiet);
    CPLFree(p->crs);
    free(p->name);
    free(p);
}

const char *picture_crs(const struct picture *picture)
{
    return picture->crs;
}

const char *picture_name(const struct picture *picture)
{
    return picture->name;
}

/* ---- reading ----------------------------------------------------------------------------------
 */

/* A window of the raster: `width` x `height` cells from (x, y) on, read as w x h cells of four
 * bytes. */
struct window {
    int x, y, width, height, w, h;
    unsigned char *cells;
};

/* Column and row of a place, as fractions of cells. */
static void cell_of_place(const struct picture *p, const double *xy, double cell[2])
{
    const double *m = p->to_cell;
    cell[0] = m[0] + m[1] * xy[0] + m[2] * xy[1];
    cell[1] = m[3] + m[4] * xy[0] + m[5] * xy[1];
}

/* The cells that the pixels need, one more than the last on either axis. false: all pixels lie
 * outside the raster. */
static bool find_window(const struct picture *p, const double *xy, int width, int height,
                        struct window *out)
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    const int size[2] = {p->width, p->height};
    for (size_t i = 0; i < (size_t)width * (size_t)height; i++) {
        double cell[2];
        cell_of_place(p, xy + 2 * i, cell);
        for (int k = 0; k < 2 && isfinite(cell[0]) && isfinite(cell[1]); k++) {
            low[k] = fmin(low[k], cell[k]);
            high[k] = fmax(high[k], cell[k]);
        }
    }
    for (int k = 0; k < 2; k++) {
        low[k] = fmax(floor(low[k]), 0);
        high[k] = fmin(ceil(high[k]) + 1, size[k]);
        if (!(low[k] < high[k]))
            return false;
    }
    *out = (struct window){.x = (int)low[0],
                           .y = (int)low[1],
                           .width = (int)(high[0] - low[0]),
                           .height = (int)(high[1] - low[1])};
    out->w = (int)fmin(out->width, fmin(1.5 * width, MOST_CELLS));
    out->h = (int)fmin(out->height, fmin(1.5 * height, MOST_CELLS));
    return true;
}

/* Colours are averaged; indices of a colour table and masks must not be. */
static bool read_band(const struct window *window, GDALRasterBandH band, int channel, bool mean)
{
    GDALRasterIOExtraArg how;
    INIT_RASTERIO_EXTRA_ARG(how);
    how.eResampleAlg = mean ? GRIORA_Average : GRIORA_NearestNeighbour;
    return GDALRasterIOEx(band, GF_Read, window->x, window->y, window->width, window->height,
                          window->cells + channel, window->w, window->h, GDT_Byte, 4, 4 * window->w,
                          &how) == CE_None;
}

/* Red, green, blue and "is there anything" per cell. Grey pictures have one band for all three
 * colours, paletted ones a table. */
static bool read_window(const struct picture *p, struct window *window)
{
    GDALRasterBandH first = GDALGetRasterBand(p->dataset, 1);
    size_t n = (size_t)window->w * (size_t)window->h;
    bool good = true;
    memset(window->cells, 255, 4 * n);
    for (int k = 0; k < 3 && good; k++)
        good = read_band(window, p->n_bands >= 3 ? GDALGetRasterBand(p->dataset, k + 1) : first, k,
                         p->colours == NULL);
    if (good && p->masked)
        good = read_band(window, GDALGetMaskBand(first), 3, false);
    for (size_t i = 0; good && p->colours != NULL && i < n; i++) {
        unsigned char *cell = window->cells + 4 * i;
        const GDALColorEntry *entry = GDALGetColorEntry(p->colours, cell[0]);
        for (int k = 0; k < 3; k++)
            cell[k] = entry == NULL ? ground[k]
                      : k == 0      ? (unsigned char)entry->c1
                      : k == 1      ? (unsigned char)entry->c2
                                    : (unsigned char)entry->c3;
    }
    return good;
}

/* Pixels outside of the raster, or masked, get the map's ground colour. */
static void paint_pixels(const struct picture *p, const struct window *window, const double *xy,
                         size_t n, unsigned char *pixels)
{
    for (size_t i = 0; i < n; i++) {
        double cell[2];
        cell_of_place(p, xy + 2 * i, cell);
        double u = (cell[0] - window->x) * window->w / window->width;
        double v = (cell[1] - window->y) * window->h / window->height;
        bool inside = u >= 0 && v >= 0 && u < window->w && v < window->h;
        const unsigned char *from =
            inside ? window->cells + 4 * ((size_t)v * (size_t)window->w + (size_t)u) : NULL;
        for (int k = 0; k < 3; k++)
            pixels[3 * i + (size_t)k] = inside && from[3] != 0 ? from[k] : ground[k];
    }
}

/* ---- writing ----------------------------------------------------------------------------------
 */

/* Base64 with padding, as data: URLs need it. */
static void add_base64(const unsigned char *bytes, size_t n, struct text *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        unsigned long v = (unsigned long)bytes[i] << 16;
        v |= i + 1 < n ? (unsigned long)bytes[i + 1] << 8 : 0;
        v |= i + 2 < n ? (unsigned long)bytes[i + 2] : 0;
        char four[4] = {digits[v >> 18], digits[v >> 12 & 63],
                        i + 1 < n ? digits[v >> 6 & 63] : '=', i + 2 < n ? digits[v & 63] : '='};
        text_addn(out, four, 4);
    }
}

/* Appends the picture when it is small enough, or is the last try. *done: it was appended. false:
 * it could not be encoded. */
static bool encode_jpeg(GDALDatasetH dataset, const char *quality, bool last, struct text *out,
                        bool *done)
{
    char name[64];
    snprintf(name, sizeof name, "/vsimem/rasif-basemap-%p.jpg", (void *)out);
    char option[32];
    snprintf(option, sizeof option, "QUALITY=%s", quality);
    char *options[] = {option, NULL};
    GDALDriverH jpeg = GDALGetDriverByName("JPEG");
    GDALDatasetH copy =
        jpeg != NULL ? GDALCreateCopy(jpeg, name, dataset, FALSE, options, NULL, NULL) : NULL;
    if (copy == NULL)
        return false;
    GDALClose(copy);
    vsi_l_offset size = 0;
    const unsigned char *bytes = VSIGetMemFileBuffer(name, &size, FALSE);
    *done = bytes != NULL && (last || size <= PICTURE_BYTES);
    if (*done)
        add_base64(bytes, (size_t)size, out);
    VSIUnlink(name);
    return bytes != NULL;
}

/* From good to poor quality, until the picture is small enough; the last quality is taken whatever
 * its size. The dataset lives in memory. */
static bool write_jpeg(unsigned char *pixels, int width, int height, struct text *out)
{
    static const char *const qualities[] = {"75", "55", "35", "15"};
    GDALDriverH memory = GDALGetDriverByName("MEM");
    GDALDatasetH dataset =
        memory != NULL ? GDALCreate(memory, "", width, height, 3, GDT_Byte, NULL) : NULL;
    bool good = dataset != NULL, done = false;
    for (int k = 0; good && k < 3; k++)
        good = GDALRasterIO(GDALGetRasterBand(dataset, k + 1), GF_Write, 0, 0, width, height,
                            pixels + k, width, height, GDT_Byte, 3, 3 * width) == CE_None;
    size_t n = sizeof qualities / sizeof qualities[0];
    for (size_t i = 0; good && !done && i < n; i++)
        good = encode_jpeg(dataset, qualities[i], i + 1 == n, out, &done);
    if (dataset != NULL)
        GDALClose(dataset);
    return good && done;
}

/* Ground colour under everything: a picture that covers half of the map leaves the rest plain. */
rasif_status picture_draw(struct picture *p, const double *xy, int width, int height,
                          struct text *out, rasif_error *err)
{
    struct complaint complaint;
    struct window window;
    if (!find_window(p, xy, width, height, &window))
        return fail(err, RASIF_E_DATA, "the basemap %s shows another place than the streets",
                    p->name);
    size_t n = (size_t)width * (size_t)height;
    window.cells = malloc((size_t)window.w * (size_t)window.h * 4);
    unsigned char *pixels = malloc(n * 3);
    rasif_status status = window.cells == NULL || pixels == NULL ? fail_memory(err) : RASIF_OK;
    gdal_begin(&complaint, quiet);
    bool good = status == RASIF_OK && read_window(p, &window);
    if (good) {
        paint_pixels(p, &window, xy, n, pixels);
        good = write_jpeg(pixels, width, height, out);
    }
    gdal_end(quiet);
    if (status == RASIF_OK && !good)
        status = fail(err, RASIF_E_IO, "the basemap %s can't be read: %s", p->name,
                      complaint.text[0] != '\0' ? complaint.text : "GDAL gave no reason");
    free(window.cells);
    free(pixels);
    return status;
}
