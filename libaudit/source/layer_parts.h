/* SPDX-License-Identifier: MIT
 *
 * What the formats of layer_file.h share: geometries and coordinate systems of GDAL. Only for
 * source/layer_*.c, which include GDAL's headers first. */
#ifndef RASIF_SOURCE_LAYER_PARTS_H
#define RASIF_SOURCE_LAYER_PARTS_H

#include "source/layer_file.h"

/* The geometry in a cell, to destroy; NULL = null, or not readable. */
OGRGeometryH layer_geometry(const struct cell *cell);
/* To release; NULL when GDAL does not know it. x is easting or longitude. */
OGRSpatialReferenceH layer_crs(const char *text);
/* The value of a cell as text: numbers in the shortest form, bytes as hexadecimal digits, what is
 * no UTF-8 with U+FFFD in its place. */
void layer_text(const struct cell *cell, struct text *out);

#endif
