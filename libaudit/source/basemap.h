/* SPDX-License-Identifier: MIT
 *
 * The basemap under the map of the HTML report (--basemap): a georeferenced picture, or a layer of
 * polygons such as buildings or water. */
#ifndef RASIF_SOURCE_BASEMAP_H
#define RASIF_SOURCE_BASEMAP_H

#include "base/text.h"
#include "source/boundary.h"

struct picture; /* an open raster */

/* One of both, or nothing: zeroed. */
struct basemap {
    struct picture *picture;
    struct boundary areas; /* source coordinates until brought into metres */
};

/* Opens FILE or FILE:LAYER; a name that is not a file is a table of the only input. Formats of
 * pictures by allow-list, of one local file. Its files are added to `reads`. RASIF_E_IO,
 * RASIF_E_CRS, RASIF_E_DATA: it can't be used, in one sentence. */
rasif_status basemap_open(const char *where, const char *const *inputs, size_t n_inputs,
                          struct read_files *reads, struct basemap *out, rasif_error *err);
void basemap_free(struct basemap *basemap);

/* The picture's coordinate system as WKT, and its name for messages. */
const char *picture_crs(const struct picture *picture);
const char *picture_name(const struct picture *picture);
/* A JPEG of width x height pixels, appended as base64: pixel i shows the place xy[2i], xy[2i+1] in
 * the picture's coordinates (NaN = none; such pixels and what lies outside have the map's ground).
 * Taken down in quality until it has at most PICTURE_BYTES. RASIF_E_DATA: the picture lies
 * elsewhere; RASIF_E_IO: it can't be read. */
#define PICTURE_BYTES 600000
rasif_status picture_draw(struct picture *picture, const double *xy, int width, int height,
                          struct text *out, rasif_error *err);

#endif
