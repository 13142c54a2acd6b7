/* SPDX-License-Identifier: MIT
 *
 * Using a plan: points of the layers into metres and back (see crs.h).
 *
 * Points go through PROJ in bulk, by one operation per layer, with the copy of it that belongs to
 * the caller's slot, because a PROJ object belongs to one thread. Points of WGS 84 layers go
 * through tmerc.c, which is the same to a nanometre and three times as fast; those beyond its range
 * fall back to PROJ one by one. Copies are made when first used, under a lock. */
#include "geo/crs_plan.h"

#include <geodesic.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The slot beyond the last one belongs to crs_geodesic_length. */
struct crs_plan *crs_plan_alloc(struct crs_context *context, size_t n)
{
    struct crs_plan *plan = calloc(1, sizeof *plan);
    if (plan == NULL)
        return NULL;
    plan->context = context;
    plan->n = n;
    plan->to_metric = calloc(n, sizeof *plan->to_metric);
    plan->operations = calloc(n, sizeof *plan->operations);
    plan->direct = calloc(n, sizeof *plan->direct);
    plan->slots = calloc(CRS_SLOT_TABLES + 1, sizeof *plan->slots);
    plan->lock = malloc(2 * sizeof *plan->lock);
    if (plan->lock != NULL) {
        pthread_mutex_init(&plan->lock[0], NULL);
        pthread_mutex_init(&plan->lock[1], NULL);
    }
    if (plan->to_metric == NULL || plan->operations == NULL || plan->direct == NULL ||
        plan->slots == NULL || plan->lock == NULL) {
        crs_plan_free(plan);
        return NULL;
    }
    return plan;
}

/* Frees a plan in any state of building. */
void crs_plan_free(struct crs_plan *plan)
{
    if (plan == NULL)
        return;
    for (size_t i = 0; plan->slots != NULL && i <= CRS_SLOT_TABLES; i++) {
        struct crs_slot *slot = &plan->slots[i];
        for (size_t k = 0; slot->to_metric != NULL && k < plan->n; k++)
            proj_destroy(slot->to_metric[k]);
        free(slot->to_metric);
        proj_destroy(slot->lonlat);
        if (slot->proj != NULL)
            proj_context_destroy(slot->proj);
    }
    for (size_t k = 0; plan->to_metric != NULL && k < plan->n; k++)
        proj_destroy(plan->to_metric[k]);
    proj_destroy(plan->lonlat);
    proj_destroy(plan->metric);
    if (plan->lock != NULL) {
        pthread_mutex_destroy(&plan->lock[0]);
        pthread_mutex_destroy(&plan->lock[1]);
    }
    free(plan->lock);
    free(plan->slots);
    free(plan->operations);
    free(plan->direct);
    free(plan->to_metric);
    free(plan);
}

/* For the manifest and for diagnostics of inaccurate operations; owned by the plan. */
const struct crs_operation *crs_plan_operation(const struct crs_plan *plan, size_t layer)
{
    return &plan->operations[layer];
}

/* For messages and the manifest. */
const char *crs_plan_name(const struct crs_plan *plan)
{
    return plan->name;
}

/* The slot's copy `*own` of `original`, made on first use. Several threads may copy the same
 * original, and PROJ may change it underneath: one at a time. */
static PJ *own_copy(const struct crs_plan *plan, struct crs_slot *slot, PJ **own,
                    PJ *const *original)
{
    if (*own != NULL)
        return *own;
    pthread_mutex_lock(&plan->lock[0]);
    crs_plan_complete((struct crs_plan *)(uintptr_t)plan); /* its results stay the same */
    if (slot->proj == NULL)
        slot->proj = crs_proj_context();
    if (slot->proj != NULL && *original != NULL)
        *own = proj_clone(slot->proj, *original);
    pthread_mutex_unlock(&plan->lock[0]);
    return *own;
}

/* Completed first: a plan for WGS 84 layers alone has no PROJ system yet. */
const PJ *crs_plan_metric(const struct crs_plan *plan)
{
    pthread_mutex_lock(&plan->lock[0]);
    crs_plan_complete((struct crs_plan *)(uintptr_t)plan);
    pthread_mutex_unlock(&plan->lock[0]);
    return plan->metric;
}

/* Makes all points NaN: without memory for an operation none can be moved. */
static size_t all_lost(double *xy, size_t n)
{
    for (size_t i = 0; i < 2 * n; i++)
        xy[i] = NAN;
    return n;
}

/* Points that are lost already stay lost and are counted where nothing is to be done. */
static size_t count_lost(double *xy, size_t n)
{
    size_t lost = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(xy[2 * i]) || !isfinite(xy[2 * i + 1])) {
            xy[2 * i] = xy[2 * i + 1] = NAN;
            lost++;
        }
    }
    return lost;
}

/* Moves all points by PROJ, with the slot's own copy of the operation; without memory all are
 * lost. */
static size_t by_proj(const struct crs_plan *plan, size_t layer, unsigned slot, double *xy,
                      size_t n, PJ_DIRECTION direction)
{
    struct crs_slot *own = &plan->slots[slot];
    if (own->to_metric == NULL && (own->to_metric = calloc(plan->n, sizeof(PJ *))) == NULL)
        return all_lost(xy, n);
    PJ *pj = own_copy(plan, own, &own->to_metric[layer], &plan->to_metric[layer]);
    return pj == NULL ? all_lost(xy, n) : crs_apply(pj, direction, xy, n);
}

/* Leaves the point as it was when it lies beyond the range of the series. */
static bool directly(const struct crs_plan *plan, const struct crs_direct *way, double xy[2],
                     PJ_DIRECTION direction)
{
    double moved[2] = {xy[0], xy[1]};
    bool good =
        direction == PJ_FWD
            ? (!way->zone || tmerc_inverse(&way->utm, moved)) && tmerc_forward(&plan->local, moved)
            : tmerc_inverse(&plan->local, moved) && (!way->zone || tmerc_forward(&way->utm, moved));
    if (good)
        memcpy(xy, moved, sizeof moved);
    return good;
}

/* One point at a time is fast enough without PROJ. */
static size_t layer_points(const struct crs_plan *plan, size_t layer, unsigned slot, double *xy,
                           size_t n, PJ_DIRECTION direction)
{
    size_t lost = 0;
    if (plan->identity)
        return count_lost(xy, n);
    if (!plan->direct[layer].possible)
        return by_proj(plan, layer, slot, xy, n, direction);
    for (size_t i = 0; i < n; i++)
        if (!directly(plan, &plan->direct[layer], xy + 2 * i, direction))
            lost += by_proj(plan, layer, slot, xy + 2 * i, 1, direction);
    return lost;
}

/* `slot` is the caller's thread. */
size_t crs_to_metres(const struct crs_plan *plan, size_t layer, unsigned slot, double *xy, size_t n)
{
    return layer_points(plan, layer, slot, xy, n, PJ_FWD);
}

/* The inverse, up to rounding. */
size_t crs_from_metres(const struct crs_plan *plan, size_t layer, unsigned slot, double *xy,
                       size_t n)
{
    return layer_points(plan, layer, slot, xy, n, PJ_INV);
}

/* For plans whose metric system is one of the layers'. */
static size_t lonlat_by_proj(const struct crs_plan *plan, unsigned slot, double *xy, size_t n)
{
    struct crs_slot *own = &plan->slots[slot];
    PJ *pj = own_copy(plan, own, &own->lonlat, &plan->lonlat);
    return pj == NULL ? all_lost(xy, n) : crs_apply(pj, PJ_FWD, xy, n);
}

/* For names, maps and reports. */
size_t crs_to_lonlat(const struct crs_plan *plan, unsigned slot, double *xy, size_t n)
{
    size_t lost = 0;
    if (plan->identity)
        return lonlat_by_proj(plan, slot, xy, n);
    for (size_t i = 0; i < n; i++)
        if (!tmerc_inverse(&plan->local, xy + 2 * i))
            lost += lonlat_by_proj(plan, slot, xy + 2 * i, 1);
    return lost;
}

/* By Karney's algorithm in PROJ (geodesic.h), for lines in systems that distort lengths. Points in
 * groups, so that no memory is needed. */
double crs_geodesic_length(const struct crs_plan *plan, const double *xy, size_t n)
{
    enum { ROOM = 128 };
    double lonlat[2 * ROOM], sum = 0;
    struct geod_geodesic earth;
    geod_init(&earth, 6378137, 1 / 298.257223563); /* WGS 84 */
    pthread_mutex_lock(&plan->lock[1]);            /* the last slot is everybody's */
    for (size_t first = 0; first + 1 < n; first += ROOM - 1) {
        size_t count = n - first < ROOM ? n - first : ROOM;
        memcpy(lonlat, xy + 2 * first, 2 * count * sizeof *lonlat);
        crs_to_lonlat(plan, CRS_SLOTS, lonlat, count);
        for (size_t i = 1; i < count; i++) {
            const double *a = lonlat + 2 * i - 2, *b = lonlat + 2 * i;
            double length;
            geod_inverse(&earth, a[1], a[0], b[1], b[0], &length, NULL, NULL);
            sum += length;
        }
    }
    pthread_mutex_unlock(&plan->lock[1]);
    return sum;
}
