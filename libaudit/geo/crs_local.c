/* SPDX-License-Identifier: MIT
 *
 * The local metric system of a plan, and the ways into it that need no PROJ: see crs_plan.h. The
 * origin is rounded to hundredths of a degree, so that the system has a short name and two runs
 * over nearly the same data share it. */
#include "geo/crs_plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- ways without PROJ -------------------------------------------------------------------- */

/* UTM: EPSG 326zz in the north, 327zz in the south with 10 000 km of false northing. */
static struct crs_direct zone_way(int zone, double false_north)
{
    return (struct crs_direct){true, true,
                               tmerc_new(6.0 * zone - 183, 0, 0.9996, 500000, false_north)};
}

/* Exact: WGS 84 in degrees and its UTM zones. */
struct crs_direct crs_direct_way(const struct crs *crs)
{
    struct crs_direct way = {0};
    int zone = crs->epsg % 100, hemisphere = crs->epsg / 100;
    if (!crs->known)
        return way;
    if ((hemisphere == 326 || hemisphere == 327) && zone >= 1 && zone <= 60)
        way = zone_way(zone, hemisphere == 327 ? 1e7 : 0);
    way.possible = way.possible || crs->epsg == 4326;
    return way;
}

/* Besides, ETRS89 taken as WGS 84, less than a metre off: good enough to find the middle of the
 * data. */
struct crs_direct crs_rough_way(const struct crs *crs)
{
    int zone = crs->epsg == 3067 ? 35 : crs->epsg - 25800;
    if (crs->known && zone >= 28 && zone <= 38)
        return zone_way(zone, 0);
    struct crs_direct way = crs_direct_way(crs);
    way.possible = way.possible || (crs->known && crs->epsg == 4258);
    return way;
}

/* ---- the local system --------------------------------------------------------------------- */

/* Hundredths of a degree as text, whatever the locale's decimal sign. */
static void degrees_text(long hundredths, char out[32])
{
    long size = labs(hundredths);
    snprintf(out, 32, "%s%ld.%02ld", hundredths < 0 ? "-" : "", size / 100, size % 100);
}

/* `east` and `north` keep the rounded origin; the name is for the manifest. */
bool crs_local_choose(struct crs_plan *plan, double longitude, double latitude)
{
    char name[128], east[32], north[32];
    long x = plan->east = lround(100 * longitude), y = plan->north = lround(100 * latitude);
    plan->local = tmerc_new((double)x / 100, (double)y / 100, 1, 0, 0);
    degrees_text(labs(x), east);
    degrees_text(labs(y), north);
    snprintf(name, sizeof name, CRS_LOCAL_NAME " at %s %c, %s %c", east, x < 0 ? 'W' : 'E', north,
             y < 0 ? 'S' : 'N');
    plan->name = arena_strdup(&plan->context->arena, name);
    return plan->name != NULL;
}

/* As WKT, because PROJ needs a system it can name. */
PJ *crs_local_system(const struct crs_plan *plan)
{
    static const char wkt[] =
        "PROJCRS[\"" CRS_LOCAL_NAME "\",BASEGEOGCRS[\"WGS 84\",DATUM[\"World Geodetic "
        "System 1984\",ELLIPSOID[\"WGS 84\",6378137,298.257223563,LENGTHUNIT[\"metre\",1]]],"
        "ID[\"EPSG\",4326]],CONVERSION[\"" CRS_LOCAL_NAME "\",METHOD[\"Transverse Mercator\""
        ",ID[\"EPSG\",9807]],PARAMETER[\"Latitude of natural origin\",%s,ANGLEUNIT[\"degree\","
        "0.0174532925199433],ID[\"EPSG\",8801]],PARAMETER[\"Longitude of natural origin\",%s,"
        "ANGLEUNIT[\"degree\",0.0174532925199433],ID[\"EPSG\",8802]],PARAMETER[\"Scale factor at "
        "natural origin\",1,SCALEUNIT[\"unity\",1],ID[\"EPSG\",8805]],PARAMETER[\"False easting\","
        "0,LENGTHUNIT[\"metre\",1],ID[\"EPSG\",8806]],PARAMETER[\"False northing\",0,LENGTHUNIT["
        "\"metre\",1],ID[\"EPSG\",8807]]],CS[Cartesian,2],AXIS[\"easting (E)\",east],AXIS["
        "\"northing (N)\",north],LENGTHUNIT[\"metre\",1]]";
    char text[sizeof wkt + 64], east[32], north[32];
    degrees_text(plan->east, east);
    degrees_text(plan->north, north);
    snprintf(text, sizeof text, wkt, north, east);
    return proj_create_from_wkt(plan->context->proj, text, NULL, NULL, NULL);
}

/* PROJ's objects are made when they are first needed: many runs never leave tmerc.c. */
void crs_plan_complete(struct crs_plan *plan)
{
    struct crs_context *context = plan->context;
    const struct crs *wgs84 = plan->degrees && plan->metric == NULL ? crs_wgs84(context) : NULL;
    if (wgs84 == NULL || (plan->metric = crs_local_system(plan)) == NULL)
        return;
    PJ *degrees = crs_pj(context, wgs84);
    plan->lonlat = crs_best_operation(context, plan->metric, degrees, NULL, NULL);
    for (size_t i = 0; i < plan->n; i++)
        plan->to_metric[i] = crs_best_operation(context, degrees, plan->metric, NULL, NULL);
}
