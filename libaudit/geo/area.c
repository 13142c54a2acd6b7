/* SPDX-License-Identifier: MIT
 *
 * Polygons by GEOS: see area.h.
 *
 * Every GEOS call may throw, which the C API turns into NULL, 0 or 2; here that means "not valid"
 * or "no share". A set's GEOS context and prepared polygons belong to one thread at a time, so a
 * lock is held around their use; boxes are compared before that. Invalid polygons are repaired by
 * GEOS's structure method, which keeps the area that a map would fill. Cost: a row whose box meets
 * no polygon costs nothing but the comparison; a row inside of one costs no intersection. */
#include "geo/area.h"

#include "geo/area_internal.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct polygon {
    double box[4]; /* minx miny maxx maxy; empty when min > max */
    GEOSGeometry *geometry;
    const GEOSPreparedGeometry *prepared; /* NULL when there is nothing inside */
};

/* Prepared polygons and their context; GEOS caches in both, so that the lock guards reading as
 * well. */
struct area_set {
    GEOSContextHandle_t geos;
    pthread_mutex_t lock;
    size_t n;
    struct polygon *polygons;
};

/* ---- shapes to GEOS ----------------------------------------------------------------------- */

/* Points of a part of the shapes, borrowed. */
static size_t part_points(const struct shapes *shapes, size_t part, const double **xy)
{
    *xy = shapes->xy + 2 * (size_t)shapes->point[part];
    return shapes->point[part + 1] - shapes->point[part];
}

/* Exactly: a ring ends with the very numbers it begins with. */
static bool closed(const double *xy, size_t n)
{
    return xy[0] == xy[2 * n - 2] && xy[1] == xy[2 * n - 1];
}

/* Coordinates of a part. GEOS throws on rings that are open or have less than four points and on
 * lines of one point: missing points repeat the first of a ring, the last of a line. NULL: no
 * memory. */
static GEOSCoordSequence *sequence(GEOSContextHandle_t geos, const double *xy, size_t n, bool ring)
{
    size_t wanted = n;
    if (ring) {
        wanted += closed(xy, n) ? 0 : 1;
        wanted = wanted < 4 ? 4 : wanted;
    } else if (n == 1) {
        wanted = 2;
    }
    if (wanted > UINT32_MAX)
        return NULL;
    GEOSCoordSequence *out = GEOSCoordSeq_create_r(geos, (unsigned)wanted, 2);
    for (size_t i = 0; out != NULL && i < wanted; i++) {
        const double *point = xy + 2 * (i < n ? i : ring ? 0 : n - 1);
        if (!GEOSCoordSeq_setXY_r(geos, out, (unsigned)i, point[0], point[1])) {
            GEOSCoordSeq_destroy_r(geos, out);
            return NULL;
        }
    }
    return out;
}

/* A ring (or a line) from part `part`. */
static GEOSGeometry *from_part(GEOSContextHandle_t geos, const struct shapes *shapes, size_t part,
                               bool ring)
{
    const double *xy;
    size_t n = part_points(shapes, part, &xy);
    GEOSCoordSequence *points = n > 0 ? sequence(geos, xy, n, ring) : NULL;
    if (points == NULL)
        return NULL;
    return ring ? GEOSGeom_createLinearRing_r(geos, points)
                : GEOSGeom_createLineString_r(geos, points);
}

/* Destroys the first `n` of a list that was filled in part. */
static void destroy_all(GEOSContextHandle_t geos, GEOSGeometry **list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        GEOSGeom_destroy_r(geos, list[i]);
}

/* The polygon whose exterior is part `first`; `*next` gets the part after its last hole. */
static GEOSGeometry *one_polygon(GEOSContextHandle_t geos, const struct shapes *shapes,
                                 size_t first, size_t end, GEOSGeometry **holes, size_t *next)
{
    size_t n = 0, part = first + 1;
    GEOSGeometry *outer = from_part(geos, shapes, first, true);
    bool good = outer != NULL;
    for (; part < end && !shapes->exterior[part]; part++) {
        holes[n] = good ? from_part(geos, shapes, part, true) : NULL;
        good = good && holes[n] != NULL;
        n += holes[n] != NULL;
    }
    *next = part;
    if (good) /* takes over the rings, also when it fails */
        return GEOSGeom_createPolygon_r(geos, outer, holes, (unsigned)n);
    destroy_all(geos, holes, n);
    GEOSGeom_destroy_r(geos, outer);
    return NULL;
}

/* Several exteriors make a multipolygon, one stays a polygon. `list` and `holes` are halves of
 * one array: a row has no more of either than parts. */
static GEOSGeometry *polygons(GEOSContextHandle_t geos, const struct shapes *shapes, size_t from,
                              size_t end)
{
    GEOSGeometry **list = calloc(2 * (end - from), sizeof *list), *all = NULL;
    GEOSGeometry **holes = list == NULL ? NULL : list + (end - from);
    size_t n = 0;
    bool good = list != NULL;
    for (size_t part = from; good && part < end;) {
        list[n] = one_polygon(geos, shapes, part, end, holes, &part);
        good = list[n] != NULL;
        n += good;
    }
    if (good && n == 1)
        all = list[0];
    else if (good)
        all = GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, list, (unsigned)n);
    else
        destroy_all(geos, list, n);
    free(list);
    return all;
}

/* Lines of several parts become a collection, whose length is the sum. */
static GEOSGeometry *lines(GEOSContextHandle_t geos, const struct shapes *shapes, size_t from,
                           size_t end)
{
    if (end - from == 1)
        return from_part(geos, shapes, from, false);
    GEOSGeometry **list = calloc(end - from, sizeof *list), *all = NULL;
    size_t n = 0;
    while (list != NULL && n < end - from &&
           (list[n] = from_part(geos, shapes, from + n, false)) != NULL)
        n++;
    if (list != NULL && n == end - from)
        all = GEOSGeom_createCollection_r(geos, GEOS_MULTILINESTRING, list, (unsigned)n);
    else
        destroy_all(geos, list, n);
    free(list);
    return all;
}

/* False also for a row without points. */
static bool all_finite(const struct shapes *shapes, size_t row)
{
    size_t from = shapes->point[shapes->part[row]], end = shapes->point[shapes->part[row + 1]];
    for (size_t i = 2 * from; i < 2 * end; i++)
        if (!isfinite(shapes->xy[i]))
            return false;
    return end > from;
}

/* NULL for rows without usable points. */
static GEOSGeometry *to_geos(GEOSContextHandle_t geos, const struct shapes *shapes, size_t row)
{
    size_t from = shapes->part[row], end = shapes->part[row + 1];
    if (from == end || !all_finite(shapes, row))
        return NULL;
    const double *xy = shapes->xy + 2 * (size_t)shapes->point[from];
    switch ((enum shape_kind)shapes->kind[row]) {
    case SHAPE_POINT:
        return GEOSGeom_createPointFromXY_r(geos, xy[0], xy[1]);
    case SHAPE_LINE:
        return lines(geos, shapes, from, end);
    case SHAPE_POLYGON:
        return polygons(geos, shapes, from, end);
    default:
        return NULL;
    }
}

/* ---- validity ----------------------------------------------------------------------------- */

/* Why GEOS would refuse to build the rings of a row, in words for users; NULL = it would not. */
static const char *ring_trouble(const struct shapes *shapes, size_t row)
{
    if (!all_finite(shapes, row))
        return "a coordinate is not a finite number";
    for (size_t part = shapes->part[row]; part < shapes->part[row + 1]; part++) {
        const double *xy;
        size_t n = part_points(shapes, part, &xy);
        if (!closed(xy, n))
            return "a ring is not closed";
        if (n < 4)
            return "a ring has fewer than four points";
    }
    return NULL;
}

/* The reason is for the user: ours where GEOS's would be about constructors. */
bool area_valid(const struct shapes *shapes, size_t row, char *reason, size_t capacity)
{
    if (shapes->kind[row] != SHAPE_POLYGON)
        return true;
    const char *trouble = ring_trouble(shapes, row);
    if (trouble != NULL) {
        snprintf(reason, capacity, "%s", trouble);
        return false;
    }
    GEOSContextHandle_t geos = GEOS_init_r();
    char *why = NULL;
    GEOSGeometry *geometry = geos == NULL ? NULL : to_geos(geos, shapes, row), *where = NULL;
    char valid = geometry == NULL ? 2 : GEOSisValidDetail_r(geos, geometry, 0, &why, &where);
    if (valid != 1)
        snprintf(reason, capacity, "%s", why != NULL ? why : "GEOS can't build the polygon");
    if (geos != NULL) {
        GEOSFree_r(geos, why);
        GEOSGeom_destroy_r(geos, where);
        GEOSGeom_destroy_r(geos, geometry);
        GEOS_finish_r(geos);
    }
    return valid == 1;
}

/* The same area with valid rings; lines and points that a repair leaves are dropped. Takes over
 * `geometry`. A buffer of 0 is the second try: it repairs what the structure method throws on,
 * but may lose parts. */
static GEOSGeometry *make_valid(GEOSContextHandle_t geos, GEOSGeometry *geometry)
{
    if (geometry == NULL || GEOSisValid_r(geos, geometry) == 1)
        return geometry;
    GEOSGeometry *repaired = NULL;
    GEOSMakeValidParams *params = GEOSMakeValidParams_create_r(geos);
    if (params != NULL) {
        GEOSMakeValidParams_setMethod_r(geos, params, GEOS_MAKE_VALID_STRUCTURE);
        GEOSMakeValidParams_setKeepCollapsed_r(geos, params, 0);
        repaired = GEOSMakeValidWithParams_r(geos, geometry, params);
        GEOSMakeValidParams_destroy_r(geos, params);
    }
    if (repaired == NULL)
        repaired = GEOSBuffer_r(geos, geometry, 0, 8);
    GEOSGeom_destroy_r(geos, geometry);
    return repaired;
}

/* NULL: memory is out, or nothing is left after the repair. */
GEOSGeometry *area_geometry(GEOSContextHandle_t geos, const struct shapes *shapes, size_t row)
{
    return shapes->kind[row] == SHAPE_POLYGON ? make_valid(geos, to_geos(geos, shapes, row)) : NULL;
}

/* ---- sets --------------------------------------------------------------------------------- */

/* Box of a row's points; false when it has none that are usable. */
static bool row_box(const struct shapes *shapes, size_t row, double box[4])
{
    size_t from = shapes->point[shapes->part[row]], end = shapes->point[shapes->part[row + 1]];
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    for (size_t i = from; i < end; i++) {
        for (size_t k = 0; k < 2; k++) {
            box[k] = fmin(box[k], shapes->xy[2 * i + k]);
            box[2 + k] = fmax(box[2 + k], shapes->xy[2 * i + k]);
        }
    }
    return all_finite(shapes, row);
}

/* A polygon without an inside keeps prepared = NULL and has no shares. */
static void prepare(struct area_set *set, const struct shapes *shapes, size_t row)
{
    struct polygon *polygon = &set->polygons[row];
    if (shapes->kind[row] != SHAPE_POLYGON || !row_box(shapes, row, polygon->box))
        return;
    polygon->geometry = make_valid(set->geos, to_geos(set->geos, shapes, row));
    if (polygon->geometry != NULL && GEOSisEmpty_r(set->geos, polygon->geometry) == 0)
        polygon->prepared = GEOSPrepare_r(set->geos, polygon->geometry);
}

/* Rows that are no polygons stay as empty places, so that numbers are those of rows. */
rasif_status area_set_new(const struct shapes *shapes, struct area_set **out, rasif_error *err)
{
    struct area_set *set = calloc(1, sizeof *set);
    if (set == NULL)
        return fail_memory(err);
    pthread_mutex_init(&set->lock, NULL);
    set->geos = GEOS_init_r();
    set->polygons = calloc(shapes->n + 1, sizeof *set->polygons);
    if (set->geos == NULL || set->polygons == NULL) {
        area_set_free(set);
        return fail_memory(err);
    }
    set->n = shapes->n;
    for (size_t row = 0; row < shapes->n; row++)
        prepare(set, shapes, row);
    *out = set;
    return RASIF_OK;
}

/* Prepared geometries before those they were prepared from. */
void area_set_free(struct area_set *set)
{
    if (set == NULL)
        return;
    for (size_t i = 0; i < set->n; i++) {
        GEOSPreparedGeom_destroy_r(set->geos, set->polygons[i].prepared);
        GEOSGeom_destroy_r(set->geos, set->polygons[i].geometry);
    }
    if (set->geos != NULL)
        GEOS_finish_r(set->geos);
    pthread_mutex_destroy(&set->lock);
    free(set->polygons);
    free(set);
}

/* Rows, with those that are empty. */
size_t area_set_count(const struct area_set *set)
{
    return set->n;
}

/* Length or area, whichever the kind of shape has. */
static double size_of(GEOSContextHandle_t geos, const GEOSGeometry *geometry, bool line)
{
    double size = 0;
    int good = geometry == NULL ? 0
               : line           ? GEOSLength_r(geos, geometry, &size)
                                : GEOSArea_r(geos, geometry, &size);
    return good ? size : 0;
}

/* Points count as wholly inside or not at all. */
static double share_of(GEOSContextHandle_t geos, const struct polygon *polygon,
                       const struct shapes *shapes, size_t row)
{
    GEOSGeometry *shape = to_geos(geos, shapes, row);
    bool line = shapes->kind[row] == SHAPE_LINE;
    double share = 0;
    if (shapes->kind[row] == SHAPE_POLYGON)
        shape = make_valid(geos, shape);
    if (shape != NULL && GEOSPreparedIntersects_r(geos, polygon->prepared, shape) == 1) {
        double whole = size_of(geos, shape, line);
        if (shapes->kind[row] == SHAPE_POINT ||
            GEOSPreparedCovers_r(geos, polygon->prepared, shape) == 1) {
            share = 1;
        } else if (whole > 0) {
            GEOSGeometry *inside = GEOSIntersection_r(geos, polygon->geometry, shape);
            share = fmin(size_of(geos, inside, line) / whole, 1);
            GEOSGeom_destroy_r(geos, inside);
        }
    }
    GEOSGeom_destroy_r(geos, shape);
    return share;
}

/* The share of the length or area of a row that lies in the polygon, 0 to 1. */
double area_share(const struct area_set *set, size_t polygon, const struct shapes *shapes,
                  size_t row)
{
    const struct polygon *p = &set->polygons[polygon];
    double box[4];
    if (p->prepared == NULL || !row_box(shapes, row, box) || box[0] > p->box[2] ||
        box[2] < p->box[0] || box[1] > p->box[3] || box[3] < p->box[1])
        return 0;
    /* The lock is no part of what a set means: the caller's const stays true. */
    pthread_mutex_t *lock = (pthread_mutex_t *)&set->lock;
    pthread_mutex_lock(lock);
    double share = share_of(set->geos, p, shapes, row);
    pthread_mutex_unlock(lock);
    return share;
}
