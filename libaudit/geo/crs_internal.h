/* SPDX-License-Identifier: MIT
 *
 * What the files about coordinate systems share: crs.c (systems), crs_guess.c (contradictions),
 * crs_operation.c (from one to another), crs_plan.c and crs_local.c (the metric system of a run).
 */
#ifndef RASIF_GEO_CRS_INTERNAL_H
#define RASIF_GEO_CRS_INTERNAL_H

#include "geo/crs.h"

#include <proj.h>

struct crs {
    struct crs *next; /* of the context's list                                              */
    const char *text; /* it was made from                                                   */
    PJ *pj;           /* see crs_pj: two-dimensional; may be bound to its shift to WGS 84   */
    PJ *to_lonlat;    /* see crs_roughly_to_lonlat; NULL until needed                       */
    const char *name, *title; /* "EPSG:32636", "WGS 84 / UTM zone 36N"                      */
    int epsg;
    bool geographic;
    bool known;      /* it is EPSG:epsg as PROJ has it, not only called so */
    bool east_north; /* its axes point east and north (in whatever order)                   */
    double unit;     /* of its axes, in degrees or metres                                   */
};

struct crs_context {
    PJ_CONTEXT *proj;
    struct arena arena;
    struct crs *list;
    struct crs *wgs84; /* EPSG:4326, made on first use */
};

/* A PROJ context that stays offline and silent. NULL when memory is out. */
PJ_CONTEXT *crs_proj_context(void);
/* EPSG:4326, NULL when PROJ can't find its database. */
const struct crs *crs_wgs84(struct crs_context *context);

/* PROJ's object; that of EPSG:4326 is made when it is first needed: opening PROJ's database
 * takes as long as reading a small town. NULL when PROJ can't find it. */
PJ *crs_pj(struct crs_context *context, const struct crs *crs);

/* The best single operation from one system to another, x/y ordered, degrees and metres, for data
 * in `area` (west south east north in degrees, east < west across the antimeridian; NULL = not
 * known). Not ballpark before ballpark, valid for the whole area before part of it, then by
 * accuracy. One operation for all points, so that neighbours stay neighbours. NULL = none. `out`
 * may be NULL; its strings live as long as the context. */
PJ *crs_best_operation(struct crs_context *context, const PJ *from, const PJ *to,
                       const double area[4], struct crs_operation *out);

/* The best operation to longitude and latitude of WGS 84 wherever the data lie; the system's own.
 * NULL = none. */
PJ *crs_roughly_to_lonlat(struct crs_context *context, const struct crs *crs);

/* n points in place; those that fail become NaN. Returns how many. */
size_t crs_apply(PJ *operation, PJ_DIRECTION direction, double *xy, size_t n);

#endif
