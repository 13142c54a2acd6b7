/* SPDX-License-Identifier: MIT
 * How a GeoPackage describes a coordinate reference system. */
#ifndef RASIF_SOURCE_CRS_DEFINITION_H
#define RASIF_SOURCE_CRS_DEFINITION_H

#include "base/arena.h"

/* The cells of a row of gpkg_spatial_ref_sys, in the arena. */
struct crs_definition {
    const char *name, *organization, *code; /* "NONE" and "0" where no authority is known */
    const char *wkt;                        /* WKT 1; NULL: GDAL does not know the system */
};

/* By GDAL, from "EPSG:n" or WKT; the name is `text` where the system has none. */
MUST bool crs_define(const char *text, struct arena *arena, struct crs_definition *out);

#endif
