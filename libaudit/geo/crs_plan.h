/* SPDX-License-Identifier: MIT
 *
 * What making a plan (crs_plan.c) and using it (crs_transform.c) share. */
#ifndef RASIF_GEO_CRS_PLAN_H
#define RASIF_GEO_CRS_PLAN_H

#include "geo/crs_internal.h"
#include "geo/tmerc.h"

#include <pthread.h>

#define CRS_SLOTS 64

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
    bool identity;      /* layers are in the metric system already */
    struct tmerc local; /* unless identity            */
    PJ *metric;
    PJ *lonlat;                       /* metric to WGS 84                       */
    size_t n;                         /* layers                                 */
    PJ **to_metric;                   /* [n] layer to metric; NULL = identity   */
    struct crs_operation *operations; /* [n]                                    */
    struct crs_direct *direct;        /* [n]                                    */
    pthread_mutex_t *lock;            /* around the copying                     */
    struct crs_slot *slots;           /* [CRS_SLOTS + 1], the last for ourselves */
};

/* An empty plan for n layers, NULL when memory is out. */
struct crs_plan *crs_plan_alloc(struct crs_context *context, size_t n);

#endif
