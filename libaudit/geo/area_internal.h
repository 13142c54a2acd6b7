/* SPDX-License-Identifier: MIT
 * Rows of shapes as GEOS geometries, for the files that work with GEOS. */
#ifndef RASIF_GEO_AREA_INTERNAL_H
#define RASIF_GEO_AREA_INTERNAL_H

#include "table/table.h"

#include <geos_c.h>

/* The polygon (or polygons) of a row with valid rings; NULL when there is none. The caller destroys
 * it. */
GEOSGeometry *area_geometry(GEOSContextHandle_t geos, const struct shapes *shapes, size_t row);

#endif
