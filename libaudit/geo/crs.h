/* SPDX-License-Identifier: MIT
 *
 * Coordinate systems. All work happens in one local metric CRS chosen from the data's extent; the
 * user's coordinates are never rewritten. The only user of PROJ. */
#ifndef RASIF_GEO_CRS_H
#define RASIF_GEO_CRS_H

#include "base/arena.h"
#include "base/status.h"

struct crs_context; /* PROJ context and the objects made with it; one per audit and thread */
struct crs;         /* one coordinate system, owned by its context */

rasif_status crs_context_new(struct crs_context **out, rasif_error *err);
void crs_context_free(struct crs_context *context);

/* From "EPSG:4326", another authority:code, or WKT as stored in gpkg_spatial_ref_sys.
 * RASIF_E_CRS when PROJ does not know it. Axis order is always x = easting/longitude. */
rasif_status crs_from_text(struct crs_context *context, const char *text, struct crs **out,
                           rasif_error *err);
bool crs_is_geographic(const struct crs *crs);
/* Metres per unit of a projected system; NaN for a geographic one. */
double crs_unit_m(const struct crs *crs);
/* "EPSG:32636", or the name where it has no code. Lives as long as the context. */
const char *crs_name(const struct crs *crs);
/* EPSG code, 0 when it has none. */
int crs_epsg(const struct crs *crs);

/* The system that `text` of crs_from_text means, as PROJJSON on one line, in `arena`: of a compound
 * system the horizontal part. RASIF_E_CRS, RASIF_E_MEMORY. */
rasif_status crs_projjson(const char *text, struct arena *arena, const char **out, rasif_error *err);

/* Do coordinates in [minx maxx miny maxy] contradict this CRS? (|x| > 180.5 or |y| > 90.5 under
 * a geographic CRS; |x|, |y| all <= 180 under a projected one with metric units.) `crs` NULL =
 * none declared. When they do, `message` names the contradiction and candidate EPSG codes: those
 * of a short list (UTM zones, 3066, 28191, 28192, 3857, 4326, 25832, 3067 ...) under which the
 * extent lands on land-sized coordinates within the CRS's area of use. Returns true =
 * contradicted. */
bool crs_contradicted(struct crs_context *context, const struct crs *crs, const double extent[4],
                      char *message, size_t capacity);

/* The metric CRS of a run and how each layer gets there. */
struct crs_plan;

/* One layer to be brought in: its CRS and extent in it (minx maxx miny maxy, finite). */
struct crs_layer {
    const char *name; /* for messages */
    const struct crs *crs;
    double extent[4];
};

/* Chooses the metric CRS. When all layers share one projected CRS in metres whose scale is within
 * 0.09 % of 1 over the extent, that is it and nothing is transformed; else a transverse Mercator
 * on WGS 84 with its origin at the centre of the joint extent (scale 1). Fails with RASIF_E_CRS
 * when the joint extent is wider than 500 km (lengths would be off by more than 0.1 %), when no
 * operation exists, or when the best operation is a ballpark one and !allow_ballpark; the message
 * names the layer, the operation and its accuracy. */
rasif_status crs_plan_new(struct crs_context *context, const struct crs_layer *layers, size_t n,
                          bool allow_ballpark, struct crs_plan **out, rasif_error *err);
void crs_plan_free(struct crs_plan *plan);

/* The operation of layer i, for the report and the manifest. */
struct crs_operation {
    const char *from, *name; /* "EPSG:4326"; PROJ's name of the operation, "none" when identity */
    double accuracy_m;       /* NaN = unknown; 0 = exact                                        */
    bool ballpark;
};
const struct crs_operation *crs_plan_operation(const struct crs_plan *plan, size_t layer);
/* Name of the metric CRS ("EPSG:32636" or "local transverse Mercator at 35.91 E, 31.96 N"). */
const char *crs_plan_name(const struct crs_plan *plan);

/* Brings n points (x, y interleaved) of layer i into metres, in place. A point that can't be
 * brought in becomes NaN; returns how many. Thread-safe for different `slot`s < 64 and
 * CRS_SLOT_TABLES, which is that of public tables: they are read while others write. */
#define CRS_SLOT_TABLES 65
size_t crs_to_metres(const struct crs_plan *plan, size_t layer, unsigned slot, double *xy, size_t n);
/* Back into the layer's CRS, in place. */
size_t crs_from_metres(const struct crs_plan *plan, size_t layer, unsigned slot, double *xy, size_t n);
/* To longitude, latitude (WGS 84, degrees), in place. */
size_t crs_to_lonlat(const struct crs_plan *plan, unsigned slot, double *xy, size_t n);

/* Brings points of a system that is no layer of the plan (a boundary) into metres, in place, under
 * the same rules. RASIF_E_CRS names `name`; also when some point can't be brought in. */
rasif_status crs_bring(struct crs_context *context, const struct crs_plan *plan,
                       const struct crs *from, const char *name, bool allow_ballpark, double *xy,
                       size_t n, rasif_error *err);

/* The way from the metric system to one that is no layer of the plan (a raster's) and back.
 * `extent` (minx maxx miny maxy in metres) is the area that the operation has to serve; `name` is
 * for messages. RASIF_E_CRS: no operation, or a ballpark one and !allow_ballpark. One thread. */
struct crs_way;
rasif_status crs_way_new(struct crs_context *context, const struct crs_plan *plan,
                         const struct crs *to, const char *name, bool allow_ballpark,
                         const double extent[4], struct crs_way **out, rasif_error *err);
void crs_way_free(struct crs_way *way);
const struct crs_operation *crs_way_operation(const struct crs_way *way);
/* n points in place; those that can't be brought over become NaN. Returns how many. */
size_t crs_way_there(const struct crs_way *way, double *xy, size_t n);
size_t crs_way_back(const struct crs_way *way, double *xy, size_t n);

/* Length on the WGS 84 ellipsoid of a line in the metric CRS; for tests and reports. */
double crs_geodesic_length(const struct crs_plan *plan, const double *xy, size_t n);

#endif
