/* SPDX-License-Identifier: MIT
 *
 * Into metres: see prepare.h.
 *
 * A layer whose coordinates contradict its declared system stops the run before anything is
 * computed from them; features far from all others are taken out first (astray.c), so that one of
 * them does not. Then the plan of the run is made, points are moved role by role on all threads,
 * lengths measured, and names given. What threads find is put together in the order of roles. Cost:
 * linear but for the sorting by names. */
#include "geo/prepare.h"

#include "base/parallel.h"
#include "geo/area.h"
#include "geo/astray.h"
#include "geo/line.h"
#include "geo/duplicate_lines.h"

#include <stdio.h>
#include <stdlib.h>

/* All points of the rows of one source. */
static size_t segment_points(const struct elements *elements, const struct segment *segment,
                             double **xy)
{
    const struct shapes *shapes = &elements->shapes;
    uint32_t first = shapes->point[shapes->part[segment->first]];
    uint32_t last = shapes->point[shapes->part[segment->first + segment->n]];
    *xy = last > first ? shapes->xy + 2 * (size_t)first : NULL; /* no points: there may be no array */
    return last - first;
}

/* NaN moves no bound: fmin and fmax pass over it. */
static void extend(double extent[4], const double *xy, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        extent[0] = fmin(extent[0], xy[2 * i]);
        extent[1] = fmax(extent[1], xy[2 * i]);
        extent[2] = fmin(extent[2], xy[2 * i + 1]);
        extent[3] = fmax(extent[3], xy[2 * i + 1]);
    }
}

/* Extent of all rows of one source, over its roles; false when it has no coordinates. */
static bool source_extent(const struct store *store, size_t source, double extent[4])
{
    extent[0] = extent[2] = INFINITY;
    extent[1] = extent[3] = -INFINITY;
    for (int r = 0; r < ROLE_COUNT; r++)
        for (size_t s = 0; s < store->tables[r].n_segments; s++) {
            const struct segment *segment = &store->tables[r].segments[s];
            double *xy;
            if (segment->source == source && segment->n > 0) {
                size_t n = segment_points(&store->tables[r], segment, &xy);
                extend(extent, xy, n);
            }
        }
    return extent[0] <= extent[1];
}

/* Names a layer that declares a system and lies over the same numbers. */
static void say_neighbour(const struct store *store, const char *const *crs, size_t source,
                          const double extent[4], char *out, size_t capacity)
{
    double other[4];
    out[0] = '\0';
    for (size_t i = 0; i < store->n_sources; i++)
        if (i != source && crs[i] != NULL && store->sources[i].roles != 0 &&
            store->sources[i].crs != NULL && source_extent(store, i, other) &&
            other[0] <= extent[1] && extent[0] <= other[1] && other[2] <= extent[3] &&
            extent[2] <= other[3]) {
            snprintf(out, capacity, "; layer %s, over which it lies, declares %s",
                     store->sources[i].table, store->sources[i].crs);
            return;
        }
}

/* The other layers that are in the same trouble. */
static void say_others(const struct store *store, const char *const *crs, struct geo_run *run,
                       size_t source, char *out, size_t capacity)
{
    size_t length = 0;
    double extent[4];
    char doubt[512];
    out[0] = '\0';
    for (size_t i = source + 1; i < store->n_sources && length + 1 < capacity; i++) {
        struct crs *system = NULL;
        if (store->sources[i].roles == 0 || !source_extent(store, i, extent) ||
            (crs[i] != NULL && crs_from_text(run->context, crs[i], &system, NULL) != RASIF_OK) ||
            !crs_contradicted(run->context, system, extent, doubt, sizeof doubt))
            continue;
        int n = snprintf(out + length, capacity - length, "%s%s",
                         length == 0 ? ". The same holds for layer " : ", ",
                         store->sources[i].table);
        length += n > 0 ? (size_t)n : 0;
    }
}

/* The message names a likely system, the layers in the same trouble and the option that helps. */
static rasif_status check_crs(const struct store *store, size_t source, const char *const *crs_of,
                              struct geo_run *run, const double extent[4], struct crs_layer *layer,
                              rasif_error *err)
{
    const struct source *s = &store->sources[source];
    const char *text = crs_of[source];
    struct crs *crs = NULL;
    char doubt[512], neighbour[160], others[160];
    if (text != NULL)
        TRY(crs_from_text(run->context, text, &crs, err));
    if (crs_contradicted(run->context, crs, extent, doubt, sizeof doubt)) {
        say_neighbour(store, crs_of, source, extent, neighbour, sizeof neighbour);
        say_others(store, crs_of, run, source, others, sizeof others);
        return fail(err, RASIF_E_CRS,
                    "%s, layer %s: %s%s. State the true one with --crs \"%s=EPSG:N\"%s", s->display,
                    s->table, doubt, neighbour, s->table, others);
    }
    *layer = (struct crs_layer){.name = s->table, .crs = crs};
    for (int i = 0; i < 4; i++)
        layer->extent[i] = extent[i];
    return RASIF_OK;
}

/* Layers without a single coordinate take no part: they cannot contradict anything. */
static rasif_status make_plan(struct store *store, const char *const *crs, const bool *stated,
                              bool allow_ballpark, struct geo_run *run, rasif_error *err)
{
    struct crs_layer *layers = ARENA_ARRAY(&store->arena, store->n_sources, struct crs_layer);
    size_t n = 0;
    if (layers == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < store->n_sources; i++) {
        double extent[4];
        run->layer_of_source[i] = SIZE_MAX;
        if (store->sources[i].roles == 0 || !source_extent(store, i, extent))
            continue;
        TRY(check_crs(store, i, crs, run, extent, &layers[n], err));
        if (stated[i])
            diagnose(&store->diagnostics, D_crs_assumed, store->sources[i].table, NULL, crs[i],
                     NULL);
        run->layer_of_source[i] = n++;
    }
    if (n == 0)
        return RASIF_OK; /* nothing has coordinates: there is nothing to bring anywhere */
    TRY(crs_plan_new(run->context, layers, n, allow_ballpark, &run->plan, err));
    for (size_t i = 0; i < n; i++) {
        const struct crs_operation *operation = crs_plan_operation(run->plan, i);
        if (!(operation->accuracy_m <= 5.0)) /* also unknown: links are made over 5 m and less */
            diagnose(&store->diagnostics, D_crs_inaccurate, layers[i].name, NULL, operation->name,
                     NULL);
    }
    return RASIF_OK;
}

/* `role` is the slot of PROJ's objects: each role is moved by one thread. */
static void to_metres(struct store *store, const struct geo_run *run, enum role role)
{
    const struct elements *e = &store->tables[role];
    for (size_t s = 0; s < e->n_segments; s++) {
        size_t layer = run->layer_of_source[e->segments[s].source];
        double *xy;
        if (layer == SIZE_MAX || e->segments[s].n == 0)
            continue;
        size_t n = segment_points(e, &e->segments[s], &xy);
        crs_to_metres(run->plan, layer, role, xy, n);
    }
}

/* ---- lengths and fitness ---- */

/* Are all coordinates of the row finite? Points that PROJ could not move are NaN. */
static bool finite_row(const struct shapes *shapes, size_t row)
{
    for (uint32_t i = shapes->point[shapes->part[row]]; i < shapes->point[shapes->part[row + 1]];
         i++)
        if (!isfinite(shapes->xy[2 * (size_t)i]) || !isfinite(shapes->xy[2 * (size_t)i + 1]))
            return false;
    return true;
}

/* Metres of a line; of polygons an estimate from area and perimeter, until a centre line is
 * drawn; else NaN. */
static double shape_length(const struct shapes *shapes, size_t row, double *mile_m)
{
    double length = 0, area = 0, perimeter = 0;
    for (uint32_t part = shapes->part[row]; part < shapes->part[row + 1]; part++) {
        const double *xy = shapes->xy + 2 * (size_t)shapes->point[part];
        size_t n = shapes->point[part + 1] - shapes->point[part];
        double part_length = line_measure(shapes->xy, shapes->point[part], n, mile_m);
        length += part_length;
        if (shapes->kind[row] == SHAPE_POLYGON) {
            double ring = fabs(ring_area(xy, n));
            area += shapes->exterior[part] ? ring : -ring;
            perimeter += part_length;
        }
    }
    if (shapes->kind[row] == SHAPE_LINE)
        return length;
    return shapes->kind[row] == SHAPE_POLYGON ? area_length(fmax(area, 0), perimeter) : NAN;
}

/* Streets are lines; people walk on lines and areas; the rest may be anything. */
static bool kind_fits(enum role role, enum shape_kind kind)
{
    switch (role) {
    case ROLE_STREET:
        return kind == SHAPE_LINE;
    case ROLE_SIDEWALK:
    case ROLE_FOOTWAY:
    case ROLE_STEPS:
        return kind == SHAPE_LINE || kind == SHAPE_POLYGON;
    default:
        return true;
    }
}

/* Why the row can't be judged; -1 = it can, DIAGNOSTIC_COUNT = it can't, and the reader has
 * diagnosed it. */
static enum diagnostic_id unfit(const struct store *store, enum role role, size_t row)
{
    const struct elements *e = &store->tables[role];
    enum shape_kind kind = (enum shape_kind)e->shapes.kind[row];
    if (kind == SHAPE_NULL || kind == SHAPE_EMPTY)
        return D_geometry_missing;
    if (kind == SHAPE_BAD)
        return DIAGNOSTIC_COUNT;
    if (!finite_row(&e->shapes, row))
        return D_geometry_unreadable;
    if (!kind_fits(role, kind))
        return D_geometry_kind;
    if (kind == SHAPE_LINE && !(e->length_m[row] > 0))
        return D_length_zero;
    return (enum diagnostic_id) - 1;
}

/* The name of the input table that the row comes from, for diagnostics. */
static const char *table_of(const struct store *store, const struct elements *e, size_t row)
{
    return store->sources[element_source(e, row)].table;
}

/* Lengths of all rows, and the scope of those in scope so far. Polygons that people walk on are
 * checked for validity, which is only diagnosed: area_geometry repairs them. Implied sidewalks
 * share the street's line, which is diagnosed with the street. */
static void measure_shapes(struct store *store, enum role role, struct diagnostics *found)
{
    struct elements *e = &store->tables[role];
    for (size_t row = 0; row < e->n; row++) {
        char reason[160];
        e->length_m[row] = shape_length(&e->shapes, row, e->mile_m);
        if (e->scope[row] != SCOPE_YES)
            continue; /* astray: diagnosed already */
        enum diagnostic_id id = unfit(store, role, row);
        bool told = element_street(e, row) != NO_ROW; /* the street's line: diagnosed with it */
        if (told) {
            e->scope[row] = id != (enum diagnostic_id) - 1 ? SCOPE_GEOMETRY : SCOPE_YES;
        } else if (id != (enum diagnostic_id) - 1) {
            e->scope[row] = SCOPE_GEOMETRY;
            if (id != DIAGNOSTIC_COUNT)
                diagnose(found, id, table_of(store, e, row), NULL, NULL,
                         &e->fid[row]);
        } else if (e->shapes.kind[row] == SHAPE_POLYGON && role_element(role) != ELEMENT_NONE) {
            if (e->length_m[row] == e->length_m[row] && role == ROLE_STEPS)
                diagnose(found, D_length_estimated, table_of(store, e, row), NULL,
                         NULL, &e->fid[row]);
            if (!area_valid(&e->shapes, row, reason, sizeof reason))
                diagnose(found, D_geometry_invalid, table_of(store, e, row), NULL,
                         reason, &e->fid[row]);
        }
    }
}

/* ---- role by role ---- */

struct prepare_job {
    struct store *store;
    const struct geo_run *run;
    struct diagnostics found[ROLE_COUNT];
    bool failed[ROLE_COUNT]; /* no memory */
};

/* Writes to its own role and its own diagnostics alone. */
static void prepare_role(void *user, size_t number)
{
    struct prepare_job *job = user;
    enum role role = (enum role)number;
    struct diagnostics *found = &job->found[role];
    if (job->run->plan != NULL)
        to_metres(job->store, job->run, role);
    measure_shapes(job->store, role, found);
    job->failed[role] = !doubt_shapes(job->store, role, found) ||
                        !identify(job->store, job->run, role, found) || found->failed;
}

/* Makes the arrays of all roles before threads run: arenas are not thread-safe. */
static bool new_columns(struct store *store)
{
    bool good = true;
    for (int r = 0; r < ROLE_COUNT && good; r++) {
        struct elements *e = &store->tables[r];
        e->length_m = ARENA_ARRAY(&store->arena, e->n, double);
        e->mile_m = ARENA_ARRAY(&store->arena, e->shapes.n_points / MILE_POINTS + 1, double);
        e->scope = ARENA_ARRAY(&store->arena, e->n, uint8_t);
        e->hash = ARENA_ARRAY(&store->arena, e->n, uint64_t);
        e->twin = ARENA_ARRAY(&store->arena, e->n, uint32_t);
        good = e->length_m != NULL && e->mile_m != NULL && e->scope != NULL && e->hash != NULL && e->twin != NULL;
    }
    return good;
}

/* Diagnostics are merged in the order of roles. */
static bool prepare_roles(struct store *store, const struct geo_run *run, unsigned threads)
{
    struct prepare_job job = {.store = store, .run = run};
    bool good = true;
    parallel_each(threads, ROLE_COUNT, prepare_role, &job);
    for (int r = 0; r < ROLE_COUNT; r++) {
        good = good && !job.failed[r];
        diagnose_all(&store->diagnostics, &job.found[r]);
        diagnostics_free(&job.found[r]);
    }
    return good && identify_told(store);
}

/* On failure `run` holds what was made: geo_run_free frees it. */
rasif_status prepare(struct store *store, const char *const *crs, const bool *stated,
                     bool allow_ballpark, unsigned threads, struct geo_run *run, rasif_error *err)
{
    run->layer_of_source = ARENA_ARRAY(&store->arena, store->n_sources, size_t);
    if (run->layer_of_source == NULL)
        return fail_memory(err);
    TRY(crs_context_new(&run->context, err));
    if (!new_columns(store) || !astray_take_out(store, run->context, crs))
        return fail_memory(err);
    TRY(make_plan(store, crs, stated, allow_ballpark, run, err));
    return prepare_roles(store, run, threads) ? RASIF_OK : fail_memory(err);
}

/* Also of a run that failed on the way. */
void geo_run_free(struct geo_run *run)
{
    crs_plan_free(run->plan);
    crs_context_free(run->context);
    *run = (struct geo_run){0};
}
