/* SPDX-License-Identifier: MIT
 *
 * Between the metric system of a run and one that is no layer of it, such as that of an elevation
 * model: see crs_way_new in crs.h. The operation is chosen once, for the extent of the data. */
#include "geo/crs_plan.h"

#include <math.h>
#include <stdlib.h>

struct crs_way {
    PJ *operation; /* from the other system to metres */
    struct crs_operation used;
};

/* The extent in degrees: PROJ chooses among datum shifts by the place. false when it has none. */
static bool degrees_of(const struct crs_plan *plan, const double extent[4], double area[4])
{
    enum { SIDE = 3 };
    double xy[2 * SIDE * SIDE];
    for (int i = 0; i < SIDE * SIDE; i++) {
        xy[2 * i] = extent[0] + (extent[1] - extent[0]) * (i % SIDE) / (SIDE - 1);
        xy[2 * i + 1] = extent[2] + (extent[3] - extent[2]) * (double)(i / SIDE) / (SIDE - 1);
    }
    if (crs_to_lonlat(plan, 0, xy, SIDE * SIDE) > 0)
        return false;
    area[0] = area[1] = INFINITY;
    area[2] = area[3] = -INFINITY;
    for (int i = 0; i < 2 * SIDE * SIDE; i++) {
        area[i % 2] = fmin(area[i % 2], xy[i]);
        area[2 + i % 2] = fmax(area[2 + i % 2], xy[i]);
    }
    return area[2] - area[0] < 180; /* not where the antimeridian makes west and east unclear */
}

/* A ballpark operation is refused unless the user allows it: it may be wrong by hundreds of metres.
 * */
rasif_status crs_way_new(struct crs_context *context, const struct crs_plan *plan,
                         const struct crs *to, const char *name, bool allow_ballpark,
                         const double extent[4], struct crs_way **out, rasif_error *err)
{
    double area[4];
    bool placed = degrees_of(plan, extent, area);
    struct crs_way *way = calloc(1, sizeof *way);
    if (way == NULL)
        return fail_memory(err);
    way->used.from = to->name;
    way->operation = crs_best_operation(context, crs_pj(context, to), crs_plan_metric(plan),
                                        placed ? area : NULL, &way->used);
    rasif_status status = RASIF_OK;
    if (way->operation == NULL)
        status = fail(err, RASIF_E_CRS,
                      "%s: PROJ has no operation between its coordinate system %s and %s", name,
                      to->name, plan->name);
    else if (way->used.ballpark && !allow_ballpark)
        status =
            fail(err, RASIF_E_CRS,
                 "%s: the best operation from its coordinate system %s that PROJ has is a ballpark "
                 "one of unknown accuracy (\"%s\"); transform it, or allow ballpark operations",
                 name, to->name, way->used.name);
    if (status != RASIF_OK) {
        crs_way_free(way);
        return status;
    }
    *out = way;
    return RASIF_OK;
}

/* NULL is allowed. */
void crs_way_free(struct crs_way *way)
{
    if (way == NULL)
        return;
    proj_destroy(way->operation);
    free(way);
}

/* For the report: which operation, and how accurate it is. */
const struct crs_operation *crs_way_operation(const struct crs_way *way)
{
    return &way->used;
}

/* From metres into the other system. */
size_t crs_way_there(const struct crs_way *way, double *xy, size_t n)
{
    return crs_apply(way->operation, PJ_INV, xy, n);
}

/* From the other system into metres. */
size_t crs_way_back(const struct crs_way *way, double *xy, size_t n)
{
    return crs_apply(way->operation, PJ_FWD, xy, n);
}
