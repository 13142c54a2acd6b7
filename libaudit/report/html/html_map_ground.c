/* SPDX-License-Identifier: MIT
 *
 * The ground under the streets on the HTML report's map, from --basemap: a picture of the first
 * view, or the polygons of a layer. Both are bounded in size, so that a browser can open the page.
 *
 * A picture is drawn anew, pixel by pixel, in the metric system of the map. Cost: pixels of the
 * picture; points of the layer. */
#include "report/html/html_map.h"

#include "source/basemap.h"

#include <stdlib.h>

#define PICTURE_PX 1200        /* width of the picture */
#define MOST_AREA_BYTES 600000 /* of polygons          */
#define LEAST_PX 1.5           /* smaller ones are left out, of a map 1000 pixels wide */

/* Fills xy (2 * width * height) with the centre of every pixel of the frame, row by row from the
 * north west, in the picture's coordinates; NaN where it can't be brought over. Each pixel is
 * brought over by itself, so that a picture in any coordinate system fits the streets. */
static rasif_status find_places(const struct map *map, const struct picture *picture, int width,
                                int height, double *xy, rasif_error *err)
{
    const struct run *run = map->html->page.run;
    const struct drawing *d = &map->drawing;
    double w = d->width / 10, h = d->height / 10;
    const double extent[4] = {d->west, d->west + w, d->north - h, d->north};
    struct crs *crs;
    struct crs_way *way;
    TRY(crs_from_text(run->geo->context, picture_crs(picture), &crs, err));
    TRY(crs_way_new(run->geo->context, run->geo->plan, crs, picture_name(picture),
                    run->options->allow_ballpark, extent, &way, err));
    for (int row = 0; row < height; row++)
        for (int column = 0; column < width; column++) {
            double *at = xy + 2 * ((size_t)row * (size_t)width + (size_t)column);
            at[0] = d->west + w * (column + 0.5) / width;
            at[1] = d->north - h * (row + 0.5) / height;
        }
    crs_way_there(way, xy, (size_t)width * (size_t)height);
    crs_way_free(way);
    return RASIF_OK;
}

/* Embeds the picture as JPEG in base64, for the page may load nothing.
 *   <image class="ground" width="…" height="…" …
 *   href="data:image/jpeg;base64,…"/> */
static rasif_status add_picture(const struct map *map, struct picture *picture, rasif_error *err)
{
    struct text *out = map->html->page.out;
    int width = PICTURE_PX,
        height = (int)ceil(PICTURE_PX * map->drawing.height / map->drawing.width);
    double *xy = malloc(2 * sizeof *xy * (size_t)width * (size_t)height);
    if (xy == NULL)
        return fail_memory(err);
    rasif_status status = find_places(map, picture, width, height, xy, err);
    if (status == RASIF_OK) {
        text_addf(
            out,
            "<image class=\"ground\" width=\"%.0f\" height=\"%.0f\" preserveAspectRatio=\"none\" "
            "href=\"data:image/jpeg;base64,",
            map->drawing.width, map->drawing.height);
        status = picture_draw(picture, xy, width, height, out, err);
        text_add(out, "\"/>\n");
    }
    free(xy);
    return status;
}

/* Is it in the first view, and large enough to be seen? */
static bool is_seen(const struct map *map, const struct shapes *shapes, size_t row)
{
    const struct drawing *d = &map->drawing;
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (uint32_t k = shapes->point[shapes->part[row]]; k < shapes->point[shapes->part[row + 1]];
         k++)
        for (size_t axis = 0; axis < 2; axis++) {
            low[axis] = fmin(low[axis], shapes->xy[2 * (size_t)k + axis]);
            high[axis] = fmax(high[axis], shapes->xy[2 * (size_t)k + axis]);
        }
    double least_m = LEAST_PX * d->width / 10 / DRAWING_PIXELS;
    return fmax(high[0] - low[0], high[1] - low[1]) >= least_m && high[0] >= d->west &&
           low[0] <= d->west + d->width / 10 && high[1] >= d->north - d->height / 10 &&
           low[1] <= d->north;
}

/* One path holds all polygons, in the order of the layer; polygons beyond MOST_AREA_BYTES are
 * left out. */
static void add_areas(const struct map *map, const struct shapes *shapes)
{
    struct text *out = map->html->page.out;
    size_t start = out->length;
    text_add(out, "<path class=\"ground\" d=\"M0 0");
    for (size_t row = 0; row < shapes->n && out->length - start < MOST_AREA_BYTES; row++)
        if (shapes->kind[row] == SHAPE_POLYGON && is_seen(map, shapes, row))
            drawing_line(&map->drawing, shapes, row, out);
    text_add(out, "\"/>\n");
}

/* A picture that can't be used fails the report: the user named it. */
void map_add_ground(const struct map *map)
{
    struct html *html = map->html;
    const struct basemap *ground = html->page.run->basemap;
    if (ground == NULL || html->status != RASIF_OK)
        return;
    if (ground->picture != NULL)
        html->status = add_picture(map, ground->picture, html->err);
    else
        add_areas(map, &ground->areas.shapes);
}
