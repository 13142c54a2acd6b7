/* SPDX-License-Identifier: MIT
 *
 * Heights from a local raster of any type and position; formats by allow-list, none of which
 * refers to another place (VRT). One thread. */
#ifndef RASIF_SOURCE_RASTER_H
#define RASIF_SOURCE_RASTER_H

#include "base/arena.h"
#include "base/read_files.h"

struct raster;

/* Opens the first band of a local file. `display` is its name in messages; all files that belong to
 * it are added to `reads`. RASIF_E_IO: no such file, no raster, nothing that places it on the map,
 * or blocks too large for memory; RASIF_E_CRS: no coordinate system. */
rasif_status raster_open(const char *path, const char *display, struct read_files *reads,
                         struct raster **out, rasif_error *err);
void raster_close(struct raster *raster);

/* Its coordinate system as WKT; lives as long as the raster. */
const char *raster_crs(const struct raster *raster);
/* The two sides of a cell in the raster's coordinates: along a row (x, y), along a column (x, y).
 */
void raster_cell(const struct raster *raster, double along_row[2], double along_column[2]);
/* Smallest difference of two heights in metres; 0 = they are fractions. */
double raster_height_step(const struct raster *raster);

/* Height in metres at (x, y), bilinear between the centres of the four cells around it. NaN outside
 * these centres, where one of the four has no value (nodata, mask, NaN, nothing on earth is as high
 * or low), and after a failure. */
double raster_height(struct raster *raster, double x, double y);
/* RASIF_E_IO when some part of the raster could not be read so far. */
rasif_status raster_status(const struct raster *raster, rasif_error *err);

#endif
