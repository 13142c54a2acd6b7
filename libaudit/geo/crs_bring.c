/* SPDX-License-Identifier: MIT
 * Points of another system into the metric one of a run: see crs_bring in crs.h. */
#include "geo/crs_plan.h"

/* For outlines and basemaps, where a lost point would change a shape: any lost point is an error.
 * */
rasif_status crs_bring(struct crs_context *context, const struct crs_plan *plan,
                       const struct crs *from, const char *name, bool allow_ballpark, double *xy,
                       size_t n, rasif_error *err)
{
    struct crs_operation used = {0};
    PJ *operation =
        crs_best_operation(context, crs_pj(context, from), crs_plan_metric(plan), NULL, &used);
    if (operation == NULL)
        return fail(err, RASIF_E_CRS, "layer \"%s\": PROJ has no operation from %s to %s", name,
                    from->name, plan->name);
    bool refused = used.ballpark && !allow_ballpark;
    size_t lost = refused ? 0 : crs_apply(operation, PJ_FWD, xy, n);
    proj_destroy(operation);
    if (refused)
        return fail(err, RASIF_E_CRS,
                    "layer \"%s\": the best operation from %s that PROJ has is a ballpark one of "
                    "unknown accuracy (\"%s\"); transform the layer, or allow ballpark operations",
                    name, from->name, used.name);
    if (lost > 0)
        return fail(err, RASIF_E_CRS,
                    "layer \"%s\": %zu of its points lie outside what %s can describe", name, lost,
                    from->name);
    return RASIF_OK;
}
