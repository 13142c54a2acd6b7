/* SPDX-License-Identifier: MIT
 *
 * From one coordinate system to another: see crs_internal.h. PROJ offers several operations between
 * two datums that differ by metres to hundreds of metres, and falls back to ballpark ones. It would
 * choose point by point; one is chosen per layer, and reports name it. */
#include "geo/crs_internal.h"

#include <math.h>
#include <string.h>

/* How good a candidate is; smaller is better, from top to bottom. */
struct merit {
    /* ballpark: it ignores the datum shift. partial: its area of use does not cover the data.
     * unknown: PROJ states no accuracy. */
    bool ballpark, partial, unknown;
    double accuracy; /* metres */
};

/* Criteria in the order in which they matter; only the last one is a number. */
static bool better(const struct merit *a, const struct merit *b)
{
    if (a->ballpark != b->ballpark)
        return b->ballpark;
    if (a->partial != b->partial)
        return b->partial;
    if (a->unknown != b->unknown)
        return b->unknown;
    return !a->unknown && a->accuracy < b->accuracy;
}

/* Is the data's area inside the operation's area of use (to a hundredth of a degree)? */
static bool covers(PJ_CONTEXT *proj, const PJ *operation, const double area[4])
{
    double west, south, east, north, slack = 0.01;
    if (!proj_get_area_of_use(proj, operation, &west, &south, &east, &north, NULL) || west < -999)
        return false;
    if (area[1] < south - slack || area[3] > north + slack)
        return false;
    if (west <= east && area[0] <= area[2])
        return area[0] >= west - slack && area[2] <= east + slack;
    if (west > east && area[0] <= area[2]) /* the area of use crosses the antimeridian */
        return area[0] >= west - slack || area[2] <= east + slack;
    return west > east ? area[0] >= west - slack && area[2] <= east + slack : west <= -180;
}

/* An operation whose area does not cover the data is partial. */
static struct merit judge(PJ_CONTEXT *proj, const PJ *operation, const double area[4])
{
    struct merit merit = {.accuracy = proj_coordoperation_get_accuracy(proj, operation)};
    PJ_TYPE type = proj_get_type(operation);
    merit.ballpark = proj_coordoperation_has_ballpark_transformation(proj, operation) != 0;
    merit.partial = area != NULL && !covers(proj, operation, area);
    /* A map projection by itself is exact, though PROJ gives it no accuracy. */
    if (merit.accuracy < 0 && !merit.ballpark && type == PJ_TYPE_CONVERSION)
        merit.accuracy = 0;
    merit.unknown = merit.accuracy < 0;
    return merit;
}

/* The operations that PROJ has; those whose grid files are not installed are left out. */
static PJ_OBJ_LIST *candidates(PJ_CONTEXT *proj, const PJ *from, const PJ *to, const double area[4])
{
    PJ_OPERATION_FACTORY_CONTEXT *factory = proj_create_operation_factory_context(proj, NULL);
    if (factory == NULL)
        return NULL;
    if (area != NULL)
        proj_operation_factory_context_set_area_of_interest(proj, factory, area[0], area[1],
                                                            area[2], area[3]);
    proj_operation_factory_context_set_spatial_criterion(
        proj, factory, PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
    proj_operation_factory_context_set_grid_availability_use(
        proj, factory, PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID);
    PJ_OBJ_LIST *list = proj_create_operations(proj, from, to, factory);
    proj_operation_factory_context_destroy(factory);
    return list;
}

/* Of equal candidates the first counts: PROJ's own order. */
PJ *crs_best_operation(struct crs_context *context, const PJ *from, const PJ *to,
                       const double area[4], struct crs_operation *out)
{
    PJ_CONTEXT *proj = context->proj;
    PJ_OBJ_LIST *list = from != NULL && to != NULL ? candidates(proj, from, to, area) : NULL;
    PJ *best = NULL;
    struct merit merit = {0};
    for (int i = 0; list != NULL && i < proj_list_get_count(list); i++) {
        PJ *operation = proj_list_get(proj, list, i);
        if (operation == NULL)
            continue;
        struct merit own = judge(proj, operation, area);
        if (!proj_coordoperation_is_instantiable(proj, operation) ||
            (best != NULL && !better(&own, &merit))) {
            proj_destroy(operation);
            continue;
        }
        proj_destroy(best);
        best = operation;
        merit = own;
    }
    proj_list_destroy(list);
    if (best == NULL)
        return NULL;
    const char *name = proj_get_name(best);
    if (out != NULL) {
        out->name = arena_strdup(&context->arena, name != NULL ? name : "unnamed");
        out->accuracy_m = merit.unknown ? NAN : merit.accuracy;
        out->ballpark = merit.ballpark;
    }
    PJ *ordered = proj_normalize_for_visualization(proj, best);
    proj_destroy(best);
    if (out != NULL && out->name == NULL) {
        proj_destroy(ordered);
        return NULL;
    }
    return ordered;
}

/* Kept in the system, because every layer in it needs the operation. NULL: PROJ has none. */
PJ *crs_roughly_to_lonlat(struct crs_context *context, const struct crs *crs)
{
    const struct crs *wgs84 = crs->to_lonlat == NULL ? crs_wgs84(context) : NULL;
    struct crs *own = context->list;
    while (own != NULL && own != crs)
        own = own->next;
    if (wgs84 != NULL && own != NULL)
        own->to_lonlat =
            crs_best_operation(context, crs_pj(context, crs), crs_pj(context, wgs84), NULL, NULL);
    return crs->to_lonlat;
}

/* Points that cannot be transformed become NaN and are counted. */
size_t crs_apply(PJ *operation, PJ_DIRECTION direction, double *xy, size_t n)
{
    size_t stride = 2 * sizeof *xy, lost = 0;
    if (n == 0)
        return 0;
    proj_trans_generic(operation, direction, xy, stride, n, xy + 1, stride, n, NULL, 0, 0, NULL, 0,
                       0);
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(xy[2 * i]) || !isfinite(xy[2 * i + 1])) {
            xy[2 * i] = xy[2 * i + 1] = NAN;
            lost++;
        }
    }
    return lost;
}
