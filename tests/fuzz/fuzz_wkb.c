/* SPDX-License-Identifier: MIT
 *
 * Any bytes as the geometry of a GeoPackage. The two readers must agree with each other, and what
 * is appended must be whole. */
#include "fuzz.h"
#include "geo/wkb.h"

#include <math.h>
#include <string.h>

/* Offsets ascend, and every coordinate is finite and within the array. */
static void check_shapes(const struct shapes *shapes, enum wkb_status status)
{
    must(shapes->n == 2);
    must(shapes->part[1] <= shapes->part[2] && shapes->part[2] == shapes->n_parts);
    for (size_t i = 0; i < shapes->n_parts; i++)
        must(shapes->point[i] < shapes->point[i + 1] && shapes->point[i + 1] <= shapes->n_points);
    for (size_t i = 0; i < 2 * shapes->n_points; i++)
        must(isfinite(shapes->xy[i]));
    must((status == WKB_OK) == (shapes->part[1] < shapes->part[2]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A row before it, so that offsets do not begin at 0 by chance. */
    unsigned char point[WKB_POINT_SIZE];
    struct shapes shapes = {0};
    bool grown = true;
    double box[4];
    int32_t srs_id = 0;
    enum wkb_status status =
        wkb_append(&shapes, point, wkb_write_point(point, 4326, 1, 2), NULL, &grown);
    must(status == WKB_OK || !grown);
    if (grown)
        status = wkb_append(&shapes, data, size, &srs_id, &grown);
    if (!grown) { /* out of memory */
        shapes_free(&shapes);
        return 0;
    }
    check_shapes(&shapes, status);
    must(wkb_status_text(status)[0] != '\0');
    bool boxed = wkb_envelope(data, size, box);
    if (boxed)
        must(-INFINITY < box[0] && box[0] <= box[1] && box[1] < INFINITY && -INFINITY < box[2] &&
             box[2] <= box[3] && box[3] < INFINITY);
    must(boxed || status != WKB_OK);
    shapes_free(&shapes);
    return 0;
}
