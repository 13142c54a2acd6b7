/* SPDX-License-Identifier: MIT
 *
 * What making a plan (crs_plan.c) and using it (crs_transform.c) share. */
#ifndef RASIF_GEO_CRS_PLAN_H
#define RASIF_GEO_CRS_PLAN_H

#include "geo/crs_internal.h"
#include "geo/tmerc.h"

#include <pthread.h>

#define CRS_SLOTS 64 /* of threads; CRS_SLOTS itself: crs_geodesic_length; then CRS_SLOT_TABLES */

/* PROJ objects belong to one thread: each slot has copies, made when first used. */
struct crs_slot {
    PJ_CONTEXT *proj;
    PJ *lonlat;
    PJ **to_metric; /* [n] */
};

/* The way of a layer that needs no PROJ: from degrees of WGS 84, or by way of them from one of its
 * UTM zones. */
struct crs_direct {
    bool possible, zone;
    struct tmerc utm; /* when zone */
};

struct crs_plan {
    struct crs_context *context;
    const char *name;
    bool identity; /* layers are in the metric system already */
    bool degrees;  /* all layers are in degrees of WGS 84, PROJ's objects are made when needed */
    struct tmerc local; /* unless identity            */
    long east, north;   /* its origin, in hundredths of a degree */
    PJ *metric;
    PJ *lonlat;                       /* metric to WGS 84                       */
    size_t n;                         /* layers                                 */
    PJ **to_metric;                   /* [n] layer to metric; NULL = identity   */
    struct crs_operation *operations; /* [n]                                    */
    struct crs_direct *direct;        /* [n]                                    */
    pthread_mutex_t *lock;            /* around the copying                     */
    struct crs_slot *slots;           /* [CRS_SLOT_TABLES + 1] */
};

/* The way of a system: nearly all layers are in degrees of WGS 84 or in a UTM zone on it
 * (EPSG:32601-60 and 32701-60). */
struct crs_direct crs_direct_way(const struct crs *crs);
/* The same for where a layer lies about, where a metre is nothing: by that much WGS 84 differs from
 * ETRS89, which EPSG:25828-38 (its UTM zones), 3067 (zone 35 for all of Finland) and 4258 (degrees)
 * are on. */
struct crs_direct crs_rough_way(const struct crs *crs);

#define CRS_LOCAL_NAME "local transverse Mercator"
/* Gives the plan the local system with its origin there, to a hundredth of a degree, and its name;
 * longitude in [-180, 180]. */
MUST bool crs_local_choose(struct crs_plan *plan, double longitude, double latitude);
/* The same, a transverse Mercator on WGS 84, for PROJ. */
PJ *crs_local_system(const struct crs_plan *plan);

/* Makes the PROJ objects of a plan for degrees, unless they are there. Under `lock`, or alone. */
void crs_plan_complete(struct crs_plan *plan);
/* The metric system; NULL when PROJ can't make it. */
const PJ *crs_plan_metric(const struct crs_plan *plan);

/* An empty plan for n layers, NULL when memory is out. */
struct crs_plan *crs_plan_alloc(struct crs_context *context, size_t n);

#endif
