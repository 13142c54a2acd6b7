/* SPDX-License-Identifier: MIT
 * From the metres of a run back into the coordinate system of one of its tables: see prepare.h. */
#include "geo/prepare.h"

#define AROUND_M 1000 /* the operation of coordinates serves that much more than the points */

/* By an operation of its own: the table has no feature yet, and so no layer in the plan. */
static rasif_status bring_by_way(const struct geo_run *run, const char *crs, const char *table, double *xy, size_t n,
                                 size_t *lost, rasif_error *err)
{
    double extent[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    struct crs *to = NULL;
    struct crs_way *way = NULL;
    for (size_t i = 0; i < 2 * n; i++) {
        extent[2 * (i & 1)] = fmin(extent[2 * (i & 1)], xy[i] - AROUND_M);
        extent[2 * (i & 1) + 1] = fmax(extent[2 * (i & 1) + 1], xy[i] + AROUND_M);
    }
    TRY(crs_from_text(run->context, crs, &to, err));
    TRY(crs_way_new(run->context, run->plan, to, table, true, extent, &way, err));
    *lost = crs_way_there(way, xy, n);
    crs_way_free(way);
    return RASIF_OK;
}

rasif_status geo_from_metres(const struct geo_run *run, size_t source, const char *crs, const char *table, double *xy,
                             size_t n, rasif_error *err)
{
    size_t layer = run->layer_of_source[source], lost = 0;
    if (layer != SIZE_MAX)
        lost = crs_from_metres(run->plan, layer, 0, xy, n);
    else if (crs == NULL)
        return fail(err, RASIF_E_CRS,
                    "table \"%s\" declares no coordinate system, and has no feature yet: what is new has no place there",
                    table);
    else
        TRY(bring_by_way(run, crs, table, xy, n, &lost, err));
    return lost == 0 ? RASIF_OK
                     : fail(err, RASIF_E_CRS,
                            "what is new can't be brought into the coordinate system of table \"%s\"", table);
}
