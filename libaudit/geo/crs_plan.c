/* SPDX-License-Identifier: MIT
 *
 * The metric system of a run: see crs_plan_new in crs.h.
 *
 * Distances in a transverse Mercator with its origin in the middle of the data are too long by x^2
 * / (2 R^2), x metres east of the middle: 0.08 % at 250 km, nothing for a city. UTM would be wrong
 * by up to 0.1 % at the zone's edge, where Amman lies, and two layers in two zones would not fit
 * together. Where all layers have one system that measures metres well, that one is used and no
 * point moves. The extent is an arc of longitudes: the narrowest one that holds all layers, across
 * the antimeridian when need be. */
#include "geo/crs_plan.h"

#include <geodesic.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDEST_M 500000.0 /* from west to east: lengths are off by 0.08 % at its ends */
#define SCALE_OFF 0.0009 /* of the 0.1 % that lengths may be off */
#define SIDE 9           /* an extent is looked at in SIDE x SIDE points */

/* ---- extents ------------------------------------------------------------------------------ */

/* Longitudes are kept in two frames, [-180, 180] and [0, 360): the narrower one is right, also
 * where data lie across the antimeridian. */
struct area {
    double west[2], east[2], south, north;
};

/* The empty area: every point that area_join adds widens it. */
static const struct area nothing = {
    {INFINITY, INFINITY}, {-INFINITY, -INFINITY}, INFINITY, -INFINITY};

/* The smallest box around both, for each count of longitude. */
static void area_join(struct area *area, const struct area *other)
{
    for (int k = 0; k < 2; k++) {
        area->west[k] = fmin(area->west[k], other->west[k]);
        area->east[k] = fmax(area->east[k], other->east[k]);
    }
    area->south = fmin(area->south, other->south);
    area->north = fmax(area->north, other->north);
}

/* Which of both counts of longitude gives the narrower arc: from -180, or from 0. */
static int narrower(const struct area *area)
{
    return area->east[1] - area->west[1] < area->east[0] - area->west[0];
}

/* Longitudes beyond 180 are those west of Greenwich. */
static double wrap(double longitude)
{
    return longitude > 180 ? longitude - 360 : longitude;
}

/* As PROJ wants it: west south east north, east < west across the antimeridian. */
static void area_bounds(const struct area *area, double bounds[4])
{
    int k = narrower(area);
    bounds[0] = wrap(area->west[k]);
    bounds[1] = area->south;
    bounds[2] = wrap(area->east[k]);
    bounds[3] = area->north;
}

/* Points of a grid over the extent: the edges of a projected box are curves in degrees. */
static void spread(const double extent[4], double xy[2 * SIDE * SIDE])
{
    for (int i = 0; i < SIDE * SIDE; i++) {
        double u = (double)(i % SIDE) / (SIDE - 1), v = (double)(i / SIDE) / (SIDE - 1);
        xy[2 * i] = extent[0] + u * (extent[1] - extent[0]);
        xy[2 * i + 1] = extent[2] + v * (extent[3] - extent[2]);
    }
}

/* Points into degrees; false, and unchanged, when that is for PROJ. */
static bool roughly_to_lonlat(const struct crs *crs, double xy[2 * SIDE * SIDE])
{
    struct crs_direct way = crs_rough_way(crs);
    double moved[2 * SIDE * SIDE];
    bool good = way.possible;
    memcpy(moved, xy, sizeof moved);
    for (int i = 0; good && i < SIDE * SIDE; i++)
        good = way.zone ? tmerc_inverse(&way.utm, moved + 2 * i)
                        : fabs(moved[2 * i]) <= 180 && fabs(moved[2 * i + 1]) <= 90;
    if (good)
        memcpy(xy, moved, sizeof moved);
    return good;
}

/* Area of a layer in degrees. Which of several datum shifts is taken makes no difference here:
 * they differ by hundreds of metres at most. */
static rasif_status layer_area(struct crs_context *context, const struct crs_layer *layer,
                               struct area *out, rasif_error *err)
{
    double xy[2 * SIDE * SIDE];
    if (layer->crs == NULL)
        return fail(err, RASIF_E_CRS, "layer \"%s\" has no coordinate system", layer->name);
    spread(layer->extent, xy);
    bool found = roughly_to_lonlat(layer->crs, xy);
    PJ *operation = found ? NULL : crs_roughly_to_lonlat(context, layer->crs);
    if (!found && (operation == NULL || crs_apply(operation, PJ_FWD, xy, SIDE * SIDE) > 0))
        return fail(err, RASIF_E_CRS,
                    "layer \"%s\": PROJ finds no way from %s to longitude and latitude for its "
                    "coordinates; is that its coordinate system?",
                    layer->name, layer->crs->name);
    *out = nothing;
    for (int i = 0; i < SIDE * SIDE; i++) {
        double x = xy[2 * i], y = xy[2 * i + 1], turned = x < 0 ? x + 360 : x;
        struct area point = {{x, turned}, {x, turned}, y, y};
        area_join(out, &point);
    }
    return RASIF_OK;
}

/* ---- which metric system ------------------------------------------------------------------ */

/* Largest deviation from 1 of the scale of a projected system over an extent, in both directions,
 * against the ellipsoid. */
static double scale_error(PJ *to_lonlat, const double extent[4])
{
    enum { STEP = 100 }; /* m */
    double at[2 * SIDE * SIDE], east[2 * SIDE * SIDE], north[2 * SIDE * SIDE], worst = 0;
    spread(extent, at);
    for (int i = 0; i < SIDE * SIDE; i++) {
        east[2 * i] = at[2 * i] + STEP;
        east[2 * i + 1] = at[2 * i + 1];
        north[2 * i] = at[2 * i];
        north[2 * i + 1] = at[2 * i + 1] + STEP;
    }
    if (crs_apply(to_lonlat, PJ_FWD, at, SIDE * SIDE) +
            crs_apply(to_lonlat, PJ_FWD, east, SIDE * SIDE) +
            crs_apply(to_lonlat, PJ_FWD, north, SIDE * SIDE) >
        0)
        return INFINITY;
    struct geod_geodesic earth;
    geod_init(&earth, 6378137, 1 / 298.257223563);
    for (int i = 0; i < SIDE * SIDE; i++) {
        double length;
        geod_inverse(&earth, at[2 * i + 1], at[2 * i], east[2 * i + 1], east[2 * i], &length, NULL,
                     NULL);
        worst = fmax(worst, fabs(STEP / length - 1));
        geod_inverse(&earth, at[2 * i + 1], at[2 * i], north[2 * i + 1], north[2 * i], &length,
                     NULL, NULL);
        worst = fmax(worst, fabs(STEP / length - 1));
    }
    return worst;
}

/* The system all layers share, if it measures well enough as it is; else NULL. `*lonlat` gets the
 * way from it to longitude and latitude. */
static const struct crs *shared_system(struct crs_context *context, const struct crs_layer *layers,
                                       size_t n, const double bounds[4], PJ **lonlat)
{
    const struct crs *crs = layers[0].crs, *wgs84 = crs_wgs84(context);
    double joint[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    /* Axes that run south or west would swap left and right. */
    if (crs->geographic || fabs(crs->unit - 1) > 1e-12 || !crs->east_north)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        if (layers[i].crs != crs &&
            !proj_is_equivalent_to_with_ctx(context->proj, crs_pj(context, layers[i].crs),
                                            crs_pj(context, crs), PJ_COMP_EQUIVALENT))
            return NULL;
        for (int k = 0; k < 4; k += 2) {
            joint[k] = fmin(joint[k], layers[i].extent[k]);
            joint[k + 1] = fmax(joint[k + 1], layers[i].extent[k + 1]);
        }
    }
    PJ *to_lonlat =
        crs_best_operation(context, crs_pj(context, crs), crs_pj(context, wgs84), bounds, NULL);
    if (to_lonlat != NULL && scale_error(to_lonlat, joint) <= SCALE_OFF) {
        *lonlat = to_lonlat;
        return crs;
    }
    proj_destroy(to_lonlat);
    return NULL;
}

/* ---- the plan ----------------------------------------------------------------------------- */

/* Degrees into the local system; what is too far away for our own way is for PROJ. */
static size_t to_local(struct crs_plan *plan, double xy[2 * SIDE * SIDE])
{
    size_t lost = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
        xy[2 * i] = wrap(xy[2 * i]);
        if (tmerc_forward(&plan->local, xy + 2 * i))
            continue;
        crs_plan_complete(plan);
        lost += plan->lonlat == NULL ? 1 : crs_apply(plan->lonlat, PJ_INV, xy + 2 * i, 1);
    }
    return lost;
}

/* Joint width in the local system, at every latitude of the extent. */
static rasif_status check_width(struct crs_plan *plan, const struct area *joint, rasif_error *err)
{
    int k = narrower(joint);
    double extent[4] = {joint->west[k], joint->east[k], joint->south, joint->north};
    double xy[2 * SIDE * SIDE], west = 0, east = 0;
    spread(extent, xy);
    bool lost = to_local(plan, xy) > 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
        west = fmin(west, xy[2 * i]);
        east = fmax(east, xy[2 * i]);
    }
    if (!lost && east - west <= WIDEST_M && extent[1] - extent[0] < 120)
        return RASIF_OK;
    char span[64] = "more than 500";
    if (!lost && extent[1] - extent[0] < 120)
        snprintf(span, sizeof span, "%.0f", (east - west) / 1000);
    return fail(err, RASIF_E_CRS,
                "the layers together are %s km wide from west to east, and lengths are true to "
                "0.1 %% within 500 km only: check whether a layer is in the wrong place, else audit "
                "a part",
                span);
}

/* The way of an earlier layer in the same system where the place makes no difference; or none. */
static bool plan_as_before(struct crs_plan *plan, size_t i, const struct crs_layer *layers)
{
    size_t before = 0;
    while (before < i && layers[before].crs != layers[i].crs)
        before++;
    if (before == i || !plan->direct[before].possible)
        return false;
    plan->direct[i] = plan->direct[before];
    plan->operations[i] = plan->operations[before];
    plan->to_metric[i] = proj_clone(plan->context->proj, plan->to_metric[before]);
    return plan->to_metric[i] != NULL;
}

/* From degrees into the local system: the projection and nothing else. */
static rasif_status plan_degrees(struct crs_plan *plan, size_t i, const struct crs_layer *layer)
{
    plan->direct[i] = crs_direct_way(layer->crs);
    plan->operations[i] = (struct crs_operation){.from = layer->crs->name, .name = CRS_LOCAL_NAME};
    return RASIF_OK;
}

/* Are all layers in EPSG:4326? Then the plan needs no PROJ; see crs_plan_complete. */
static bool all_in_degrees(const struct crs_layer *layers, size_t n)
{
    bool all = true;
    for (size_t i = 0; i < n; i++)
        all = all && layers[i].crs->known && layers[i].crs->epsg == 4326;
    return all;
}

/* Chooses the operation of a layer and refuses a ballpark one. Layers of one system share it. */
static rasif_status plan_layer(struct crs_plan *plan, size_t i, const struct crs_layer *layers,
                               const struct area *area, bool allow_ballpark, rasif_error *err)
{
    const struct crs_layer *layer = &layers[i];
    struct crs_operation *operation = &plan->operations[i];
    double bounds[4];
    if (plan->degrees)
        return plan_degrees(plan, i, layer);
    if (plan_as_before(plan, i, layers))
        return RASIF_OK;
    operation->from = layer->crs->name;
    operation->name = "none";
    if (plan->identity)
        return RASIF_OK;
    plan->direct[i] = crs_direct_way(layer->crs);
    area_bounds(area, bounds);
    plan->to_metric[i] = crs_best_operation(plan->context, crs_pj(plan->context, layer->crs),
                                            plan->metric, bounds, operation);
    if (plan->to_metric[i] == NULL)
        return fail(err, RASIF_E_CRS, "layer \"%s\": PROJ has no operation from %s to %s",
                    layer->name, operation->from, plan->name);
    if (operation->ballpark && !allow_ballpark)
        return fail(err, RASIF_E_CRS,
                    "layer \"%s\": the best operation from %s that PROJ has is a ballpark one of "
                    "unknown accuracy, which may be off by hundreds of metres (\"%s\"); transform "
                    "the layer with a known datum shift, or allow ballpark operations",
                    layer->name, operation->from, operation->name);
    return RASIF_OK;
}

/* Chooses the metric system and the way from it to longitude and latitude. */
static rasif_status choose(struct crs_plan *plan, const struct crs_layer *layers, size_t n,
                           const struct area *joint, rasif_error *err)
{
    struct crs_context *context = plan->context;
    const struct crs *wgs84 = crs_wgs84(context);
    double bounds[4];
    area_bounds(joint, bounds);
    const struct crs *shared = shared_system(context, layers, n, bounds, &plan->lonlat);
    plan->identity = shared != NULL;
    if (shared != NULL) {
        plan->name = shared->name;
        plan->metric = proj_clone(context->proj, crs_pj(context, shared));
    } else {
        int k = narrower(joint);
        if (!crs_local_choose(plan, wrap((joint->west[k] + joint->east[k]) / 2),
                              (joint->south + joint->north) / 2))
            return fail_memory(err);
        plan->degrees = all_in_degrees(layers, n);
        plan->metric = plan->degrees ? NULL : crs_local_system(plan);
        if (plan->metric != NULL)
            plan->lonlat =
                crs_best_operation(context, plan->metric, crs_pj(context, wgs84), bounds, NULL);
    }
    if (!plan->degrees && (plan->metric == NULL || plan->lonlat == NULL))
        return fail(err, RASIF_E_CRS, "PROJ can't make a metric coordinate system for the layers");
    return plan->identity ? RASIF_OK : check_width(plan, joint, err);
}

/* Everything that can fail for the sake of the data fails here, with the layer's name. */
rasif_status crs_plan_new(struct crs_context *context, const struct crs_layer *layers, size_t n,
                          bool allow_ballpark, struct crs_plan **out, rasif_error *err)
{
    if (n == 0)
        return fail(err, RASIF_E_CRS, "there is no layer to choose a metric system for");
    struct area joint = nothing, *areas = malloc(n * sizeof *areas);
    struct crs_plan *plan = areas == NULL ? NULL : crs_plan_alloc(context, n);
    rasif_status status = plan == NULL ? fail_memory(err) : RASIF_OK;
    for (size_t i = 0; status == RASIF_OK && i < n; i++) {
        status = layer_area(context, &layers[i], &areas[i], err);
        if (status == RASIF_OK)
            area_join(&joint, &areas[i]);
    }
    if (status == RASIF_OK)
        status = choose(plan, layers, n, &joint, err);
    for (size_t i = 0; status == RASIF_OK && i < n; i++)
        status = plan_layer(plan, i, layers, &areas[i], allow_ballpark, err);
    free(areas);
    if (status != RASIF_OK) {
        crs_plan_free(plan);
        return status;
    }
    *out = plan;
    return RASIF_OK;
}
