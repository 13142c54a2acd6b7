/* SPDX-License-Identifier: MIT
 *
 * Heights under lines: see heights.h.
 *
 * Algorithm: two passes over the rows of a role. The first decides where each row gets its heights
 * from and counts samples; the second takes one sample every HEIGHT_STEP_M, from the line's Z or
 * bilinear from the elevation model. A model with cells above 10 m, or in whole metres, is of
 * medium quality, above 20 m coarse: coarse models serve long streets only. Cost: O(samples); the
 * model's squares are cached (raster.c). */
#include "source/heights.h"

#include "geo/line.h"
#include "source/gpkg.h"
#include "source/hash.h"
#include "source/raster.h"

#include <stdlib.h>
#include <string.h>

#define FULL_CELL_M 10.0
#define MEDIUM_CELL_M 20.0
#define CELL_SLACK                                                                                 \
    1.05 /* cells of a third of a second are 10 m by name and 10.3 m at the equator */
#define WHOLE_STEP_M 0.25

/* What the functions of this file share. */
struct sampling {
    struct store *store;
    const struct geo_run *geo;
    const char *const *crs; /* of the sources */
    struct raster *raster;  /* NULL without a model */
    struct crs_way *way;
    double *xy; /* of one part */
    size_t capacity;
    rasif_error *err;
};

/* ---- the model ---------------------------------------------------------------------------- */

/* Extent of everything in metres (minx maxx miny maxy); false when there is nothing. */
static bool metric_extent(const struct store *store, double extent[4])
{
    extent[0] = extent[2] = INFINITY;
    extent[1] = extent[3] = -INFINITY;
    for (int r = 0; r < ROLE_COUNT; r++)
        for (size_t i = 0; i < 2 * store->tables[r].shapes.n_points; i++) {
            double value = store->tables[r].shapes.xy[i];
            if (!isfinite(value))
                continue;
            extent[i % 2 * 2] = fmin(extent[i % 2 * 2], value);
            extent[i % 2 * 2 + 1] = fmax(extent[i % 2 * 2 + 1], value);
        }
    return extent[0] <= extent[1] && extent[2] <= extent[3];
}

/* Side in metres of the square whose area is that of a cell in the middle of the data. */
static double cell_size(const struct sampling *s, const double extent[4])
{
    double row[2], column[2], xy[6];
    xy[0] = (extent[0] + extent[1]) / 2;
    xy[1] = (extent[2] + extent[3]) / 2;
    crs_way_there(s->way, xy, 1);
    raster_cell(s->raster, row, column);
    for (int k = 0; k < 2; k++) {
        xy[2 + k] = xy[k] + row[k];
        xy[4 + k] = xy[k] + column[k];
    }
    crs_way_back(s->way, xy, 3);
    return sqrt(fabs((xy[2] - xy[0]) * (xy[5] - xy[1]) - (xy[3] - xy[1]) * (xy[4] - xy[0])));
}

/* A third of an arc second is 10 m by name and 10.3 m at the equator: 5 % slack. */
static enum dem_quality dem_quality_of(double cell_m, bool whole_metres)
{
    if (!(cell_m <= MEDIUM_CELL_M * CELL_SLACK))
        return DEM_COARSE;
    return cell_m <= FULL_CELL_M * CELL_SLACK && !whole_metres ? DEM_FULL : DEM_MEDIUM;
}

/* Fills store.dem; warns about models that are too coarse for slopes of sidewalks. Without any
 * coordinates the model is opened and hashed, but has no way into the metric system. */
static rasif_status open_model(struct sampling *s, const char *path, bool allow_ballpark,
                               struct read_files *reads)
{
    struct dem_facts *facts = &s->store->dem;
    const char *slash = strrchr(path, '/');
    struct crs *crs;
    double extent[4];
    uint64_t size;
    char hash[33];
    facts->name = arena_strdup(&s->store->arena, slash != NULL ? slash + 1 : path);
    if (facts->name == NULL)
        return fail_memory(s->err);
    TRY(raster_open(path, facts->name, reads, &s->raster, s->err));
    TRY(hash_input(path, hash, &size, s->err));
    facts->hash = arena_strdup(&s->store->arena, hash);
    if (facts->hash == NULL)
        return fail_memory(s->err);
    if (s->geo->plan == NULL || !metric_extent(s->store, extent))
        return RASIF_OK; /* nothing lies anywhere */
    TRY(crs_from_text(s->geo->context, raster_crs(s->raster), &crs, s->err));
    TRY(crs_way_new(s->geo->context, s->geo->plan, crs, facts->name, allow_ballpark, extent,
                    &s->way, s->err));
    const struct crs_operation *operation = crs_way_operation(s->way);
    facts->crs = operation->from;
    facts->operation = operation->name;
    facts->accuracy_m = operation->accuracy_m;
    facts->cell_m = cell_size(s, extent);
    facts->whole_metres = raster_height_step(s->raster) > WHOLE_STEP_M;
    facts->quality = dem_quality_of(facts->cell_m, facts->whole_metres);
    if (facts->whole_metres && facts->quality == DEM_MEDIUM)
        diagnose(&s->store->diagnostics, D_dem_whole_metres, NULL, NULL, facts->name, NULL);
    if (facts->quality == DEM_COARSE)
        diagnose(&s->store->diagnostics, D_dem_coarse, NULL, NULL, facts->name, NULL);
    return RASIF_OK;
}

/* ---- where a row gets its heights from ---------------------------------------------------- */

/* Is Z of the rows of one source usable? Layers are often written with Z = 0 throughout, or in
 * feet. */
static rasif_status heights_usable(const struct sampling *s, enum role role,
                                   const struct segment *segment, bool *usable)
{
    const struct shapes *shapes = &s->store->tables[role].shapes;
    const struct source *source = &s->store->sources[segment->source];
    float low = INFINITY, high = -INFINITY;
    *usable = false;
    if (shapes->z == NULL || segment->n == 0)
        return RASIF_OK;
    uint32_t last = shapes->point[shapes->part[segment->first + segment->n]];
    for (uint32_t i = shapes->point[shapes->part[segment->first]]; i < last; i++) {
        low = fminf(low, shapes->z[i]);
        high = fmaxf(high, shapes->z[i]);
    }
    if (low > high)
        return RASIF_OK; /* a layer without any Z in one with others of its role */
    struct crs *crs = NULL;
    if (s->crs[segment->source] != NULL)
        TRY(crs_from_text(s->geo->context, s->crs[segment->source], &crs, s->err));
    bool metres = crs == NULL || crs_is_geographic(crs) || fabs(crs_unit_m(crs) - 1) < 1e-9;
    *usable = low < high && metres;
    if (!*usable)
        diagnose(&s->store->diagnostics, low < high ? D_heights_unit : D_heights_flat,
                 source->table, NULL, NULL, NULL);
    return RASIF_OK;
}

/* Has every point of the row a height, and is one of them not the 0 that stands for none? Programs
 * write Z = 0 for lines without heights. */
static bool row_has_heights(const struct shapes *shapes, size_t row)
{
    bool any = false;
    for (uint32_t i = shapes->point[shapes->part[row]]; i < shapes->point[shapes->part[row + 1]];
         i++) {
        if (!isfinite(shapes->z[i]))
            return false;
        any = any || shapes->z[i] != 0;
    }
    return any;
}

/* Crossings and ramps are shorter than a cell, so the model says nothing about them. */
static bool is_served_by_model(const struct sampling *s, enum role role, size_t row)
{
    const struct elements *e = &s->store->tables[role];
    if (s->way == NULL || (role != ROLE_STREET && role != ROLE_SIDEWALK && role != ROLE_FOOTWAY))
        return false;
    if (s->store->dem.quality == DEM_COARSE)
        return role == ROLE_STREET && e->length_m[row] >= HEIGHT_COARSE_M;
    return true;
}

/* Z of the line itself goes before the model. Bridges and tunnels do not follow the ground: no
 * heights from any source. */
static enum height_source height_source_of(const struct sampling *s, enum role role, size_t row,
                                           bool usable)
{
    const struct elements *e = &s->store->tables[role];
    if (e->scope[row] != SCOPE_YES || e->shapes.kind[row] != SHAPE_LINE)
        return HEIGHT_NONE;
    bool own = usable && row_has_heights(&e->shapes, row);
    if (!own && !is_served_by_model(s, role, row))
        return HEIGHT_NONE;
    if (element_code(e, F_bridge, row) == YES_NO_YES ||
        element_code(e, F_tunnel, row) == YES_NO_YES)
        return HEIGHT_STRUCTURE;
    return own ? HEIGHT_Z : HEIGHT_DEM;
}

/* At least two samples per part: one slope. 1e-9 keeps rounding from adding a sample. */
static size_t part_samples(const struct shapes *shapes, uint32_t part)
{
    double length = line_length(shapes->xy + 2 * (size_t)shapes->point[part],
                                shapes->point[part + 1] - shapes->point[part]);
    return 1 + (size_t)fmax(ceil(length / HEIGHT_STEP_M - 1e-9), 1);
}

/* Fills heights.source and heights.first; *n gets the number of samples. */
static rasif_status plan_samples(const struct sampling *s, enum role role, size_t *n)
{
    const struct elements *e = &s->store->tables[role];
    const struct shapes *shapes = &e->shapes;
    struct heights *heights = &s->store->heights[role];
    *n = 0;
    for (size_t k = 0; k < e->n_segments; k++) {
        const struct segment *segment = &e->segments[k];
        bool usable;
        TRY(heights_usable(s, role, segment, &usable));
        for (size_t row = segment->first; row < segment->first + segment->n; row++) {
            enum height_source source = height_source_of(s, role, row, usable);
            heights->source[row] = (uint8_t)source;
            if (source == HEIGHT_STRUCTURE)
                diagnose(&s->store->diagnostics, D_slope_on_structure,
                         s->store->sources[segment->source].table, NULL, NULL, &e->fid[row]);
            for (uint32_t part = shapes->part[row]; part < shapes->part[row + 1]; part++) {
                heights->first[part] = (uint32_t)*n;
                *n += source == HEIGHT_Z || source == HEIGHT_DEM ? part_samples(shapes, part) : 0;
            }
        }
    }
    heights->first[shapes->n_parts] = (uint32_t)*n;
    return *n < UINT32_MAX ? RASIF_OK
                           : fail(s->err, RASIF_E_DATA,
                                  "the lines are too long to take heights along all of them");
}

/* ---- the heights -------------------------------------------------------------------------- */

/* One part; false when the model has no value under some sample. */
static bool sample_part(struct sampling *s, const struct shapes *shapes, uint32_t part,
                        enum height_source source, float *z, size_t count)
{
    uint32_t first = shapes->point[part];
    bool known = true;
    line_steps(shapes->xy + 2 * (size_t)first, source == HEIGHT_Z ? shapes->z + first : NULL,
               shapes->point[part + 1] - first, count, s->xy, z);
    if (source == HEIGHT_Z)
        return true;
    crs_way_there(s->way, s->xy, count);
    for (size_t i = 0; i < count; i++) {
        z[i] = (float)raster_height(s->raster, s->xy[2 * i], s->xy[2 * i + 1]);
        known = known && !isnan(z[i]);
    }
    return known;
}

/* A row with a sample outside of the model gets no heights at all: half a profile would give a
 * wrong slope. */
static rasif_status sample_role(struct sampling *s, enum role role)
{
    struct store *store = s->store;
    const struct elements *e = &store->tables[role];
    struct heights *heights = &store->heights[role];
    size_t n;
    if (e->n == 0 || (s->way == NULL && e->shapes.z == NULL))
        return RASIF_OK;
    heights->source = ARENA_ARRAY(&store->arena, e->n, uint8_t);
    heights->first = ARENA_ARRAY(&store->arena, e->shapes.n_parts + 1, uint32_t);
    if (heights->source == NULL || heights->first == NULL)
        return fail_memory(s->err);
    TRY(plan_samples(s, role, &n));
    heights->z = malloc((n + 1) * sizeof *heights->z);
    if (heights->z == NULL)
        return fail_memory(s->err);
    for (size_t row = 0; row < e->n; row++) {
        bool known = true;
        for (uint32_t part = e->shapes.part[row]; part < e->shapes.part[row + 1]; part++) {
            size_t count = heights->first[part + 1] - heights->first[part];
            if (!array_reserve(&s->xy, &s->capacity, count, 2 * sizeof *s->xy))
                return fail_memory(s->err);
            if (count > 0)
                known = sample_part(s, &e->shapes, part, (enum height_source)heights->source[row],
                                    heights->z + heights->first[part], count) &&
                        known;
        }
        if (known)
            continue;
        heights->source[row] = HEIGHT_OUTSIDE;
        diagnose(&store->diagnostics, D_dem_outside, store->sources[element_source(e, row)].table,
                 NULL, NULL, &e->fid[row]);
    }
    return s->raster != NULL ? raster_status(s->raster, s->err) : RASIF_OK;
}

/* The model must be at the end what it was at the beginning. Everything is freed on every way out;
 * z lives in the store. */
rasif_status heights_sample(struct store *store, const struct geo_run *geo, const char *const *crs,
                            const char *dem, bool allow_ballpark, struct read_files *reads,
                            rasif_error *err)
{
    store_use(store, PART_heights);
    struct sampling s = {.store = store, .geo = geo, .crs = crs, .err = err};
    struct file_state before = {0};
    if (dem != NULL)
        before = file_state_settled(dem);
    rasif_status status = dem != NULL ? open_model(&s, dem, allow_ballpark, reads) : RASIF_OK;
    for (int role = ROLE_STREET; status == RASIF_OK && role <= ROLE_RAMP; role++)
        status = sample_role(&s, (enum role)role);
    if (status == RASIF_OK && dem != NULL)
        status = file_unchanged(dem, &before, err);
    crs_way_free(s.way);
    raster_close(s.raster);
    free(s.xy);
    return status;
}
