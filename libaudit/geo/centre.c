/* SPDX-License-Identifier: MIT
 *
 * Areas to walk on become lines: see centre.h.
 *
 * Each polygon is repaired, its outline taken (outline.h), the middle drawn (centre_path.h) and
 * what obstacles leave of its width measured (narrow.h). Rows are independent and are computed on
 * all threads; what they yield is put together in their order. Cost: n log n in the vertices of
 * each polygon, for the Voronoi diagram. */
#include "geo/centre.h"

#include "base/parallel.h"
#include "geo/area_internal.h"
#include "geo/grid.h"
#include "geo/line.h"
#include "geo/narrow.h"
#include "geo/shapes.h"
#include "geo/wkb.h"

#include <stdlib.h>
#include <string.h>

struct centred {
    struct centre_path path;
    /* failed: GEOS threw, or memory ran out, and the row keeps its outline. open: an obstacle of
     * unknown size may leave less width than was measured. */
    bool failed, open;
};

struct centring {
    const struct elements *walked;
    const struct elements *obstacles;
    const struct grid *grid; /* of the obstacles, NULL = none */
    struct centred *rows;    /* [walked->n] */
};

/* ---- what stands on a polygon ------------------------------------------------------------- */

/* Obstacles on the polygon at hand; `last` is the row taken last. The array is kept for the next
 * one. */
struct gathering {
    const struct elements *obstacles;
    struct obstacle *in_the_way;
    size_t n, capacity;
    uint32_t last; /* row */
    bool failed;
};

/* The grid reports each segment of an obstacle; its row is taken once, since segments of a row come
 * one after the other. */
static bool take_obstacle(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct gathering *g = user;
    const struct shapes *shapes = &g->obstacles->shapes;
    (void)a;
    (void)b;
    if (item.row == g->last)
        return true;
    g->last = item.row;
    for (uint32_t part = shapes->part[item.row]; part < shapes->part[item.row + 1]; part++) {
        struct obstacle obstacle = {.xy = shapes->xy + 2 * (size_t)shapes->point[part],
                              .n = shapes->point[part + 1] - shapes->point[part]};
        if (shapes->kind[item.row] == SHAPE_POINT)
            obstacle.radius_m = element_real(g->obstacles, F_diameter_m, item.row) / 2;
        g->failed = g->failed || !PUSH(g->in_the_way, g->n, g->capacity, obstacle);
    }
    return !g->failed;
}

/* Pits of the outline and obstacles within a metre of its box. The grid finds some that stand
 * beside the polygon; narrow_by leaves these out. */
static bool gather_obstacles(const struct centring *job, const struct outline *outline,
                          struct grid_scratch *scratch, struct gathering *g)
{
    const struct shapes *pits = &outline->pits, *rings = &outline->rings;
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    g->n = 0;
    g->last = UINT32_MAX;
    for (size_t i = 0; i < pits->n_parts && !g->failed; i++) {
        struct obstacle pit = {.xy = pits->xy + 2 * (size_t)pits->point[i],
                            .n = pits->point[i + 1] - pits->point[i]};
        g->failed = !PUSH(g->in_the_way, g->n, g->capacity, pit);
    }
    for (size_t i = 0; i < 2 * rings->n_points; i++) {
        box[i % 2] = fmin(box[i % 2], rings->xy[i] - 1);
        box[2 + i % 2] = fmax(box[2 + i % 2], rings->xy[i] + 1);
    }
    if (job->grid != NULL && rings->n_points > 0)
        grid_query(job->grid, box, scratch, take_obstacle, g);
    return !g->failed;
}

/* ---- one row ------------------------------------------------------------------------------ */

/* Joins what is too narrow to pass on the lines of one row. */
static MUST bool join_narrow(struct centre_path *path)
{
    double *length_m = malloc((path->n_lines + 1) * sizeof *length_m);
    for (size_t i = 0; length_m != NULL && i < path->n_lines; i++) {
        size_t n;
        const double *xy = centre_path_line(path, i, &n);
        length_m[i] = line_length(xy, n);
    }
    if (length_m != NULL)
        stretches_join(&path->narrow, length_m);
    free(length_m);
    return length_m != NULL;
}

/* Adds the middle of one polygon of the row, and what obstacles leave of its width. Without a
 * width there is nothing that obstacles could narrow. */
static bool centre_polygon(const struct centring *job, GEOSContextHandle_t geos,
                           const GEOSGeometry *polygon, struct grid_scratch *scratch,
                           struct gathering *g, struct centred *out)
{
    struct outline outline = {0};
    bool good = outline_make(geos, polygon, &outline) && centre_path_add(geos, &outline, &out->path) &&
                gather_obstacles(job, &outline, scratch, g);
    if (good && isfinite(out->path.width_m))
        good = narrow_by(&outline, g->in_the_way, g->n, &out->path, &out->open);
    outline_free(&outline);
    return good;
}

/* A GEOS context per chunk: contexts belong to one thread. */
static void centre_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct centring *job = user;
    const struct elements *e = job->walked;
    struct grid_scratch scratch = {0};
    struct gathering g = {.obstacles = job->obstacles};
    GEOSContextHandle_t geos = GEOS_init_r();
    (void)chunk;
    for (size_t row = first; row < last; row++) {
        struct centred *out = &job->rows[row];
        if (e->scope[row] != SCOPE_YES || e->shapes.kind[row] != SHAPE_POLYGON)
            continue;
        out->path.width_m = INFINITY;
        GEOSGeometry *area = geos == NULL ? NULL : area_geometry(geos, &e->shapes, row);
        int n = area == NULL ? -1 : GEOSGetNumGeometries_r(geos, area);
        out->failed = n < 0;
        for (int i = 0; i < n && !out->failed; i++)
            out->failed =
                !centre_polygon(job, geos, GEOSGetGeometryN_r(geos, area, i), &scratch, &g, out);
        out->failed = out->failed || !join_narrow(&out->path);
        GEOSGeom_destroy_r(geos, area);
    }
    if (geos != NULL)
        GEOS_finish_r(geos);
    grid_scratch_free(&scratch);
    free(g.in_the_way);
}

/* ---- all rows put together ---------------------------------------------------------------- */

/* A row with several polygons becomes a line of several parts. */
static bool draw_row(const struct centre_path *path, struct shapes *to, double *length_m)
{
    size_t first = to->n_parts, from = 0;
    bool good = shapes_reserve_row(to);
    *length_m = 0;
    for (size_t i = 0; good && i < path->n_lines; i++) {
        const double *xy = path->xy + 2 * from;
        size_t n = path->ends[i] - from;
        good = shapes_add_part(to, xy, NULL, n, false, false);
        *length_m += line_length(xy, n);
        from = path->ends[i];
    }
    return good && shapes_end_row(to, first, SHAPE_LINE);
}

/* Stretches of all rows whose width is known, row by row. */
static bool note_stretches(struct store *store, enum role role, const struct centred *rows)
{
    struct widths *widths = &store->widths[role];
    size_t n = store->tables[role].n, total = 0;
    for (size_t row = 0; row < n; row++)
        total += rows[row].path.narrow.n;
    widths->first_narrow = ARENA_ARRAY(&store->arena, n + 1, uint32_t);
    widths->narrow = ARENA_ARRAY(&store->arena, total + 1, struct narrow);
    if (widths->first_narrow == NULL || widths->narrow == NULL)
        return false;
    for (size_t row = 0, at = 0; row < n; row++) {
        const struct stretches *narrow = &rows[row].path.narrow;
        bool known = !isnan(widths->clear_m[row]) && narrow->n > 0;
        if (known)
            memcpy(widths->narrow + at, narrow->items, narrow->n * sizeof *narrow->items);
        at += known ? narrow->n : 0;
        widths->first_narrow[row + 1] = (uint32_t)at;
    }
    return true;
}

/* Diagnoses a row without a middle or with an uncertain width; stores a width only where none of
 * these diagnostics holds, so that no row has a width that is too large. */
static void note_row(struct store *store, enum role role, size_t row, const struct centred *c)
{
    const struct elements *e = &store->tables[role];
    struct widths *widths = &store->widths[role];
    const char *table = store->sources[element_source(e, row)].table;
    bool thin = !(c->path.width_m < INFINITY);
    if (thin && !c->failed)
        diagnose(&store->diagnostics, D_area_thin, table, NULL, NULL, &e->fid[row]);
    else if (c->failed || c->path.n_lines == 0)
        diagnose(&store->diagnostics, c->failed ? D_length_estimated : D_area_compact, table, NULL,
                 NULL, &e->fid[row]);
    if (c->open && !thin)
        diagnose(&store->diagnostics, D_obstacle_size, table, NULL, NULL, &e->fid[row]);
    if (c->path.tapers && !c->failed && !thin)
        diagnose(&store->diagnostics, D_area_tapers, table, NULL, NULL, &e->fid[row]);
    if (c->failed || c->open || thin || c->path.tapers)
        return;
    widths->clear_m[row] = c->path.width_m;
    widths->place[2 * row] = c->path.place[0];
    widths->place[2 * row + 1] = c->path.place[1];
}

/* The old shapes are freed only when all of the new ones are there. */
static rasif_status put_together(struct store *store, enum role role, struct centred *rows,
                                 rasif_error *err)
{
    struct elements *e = &store->tables[role];
    struct shapes drawn = {.keep_z = e->shapes.keep_z};
    bool good = true;
    for (size_t row = 0; good && row < e->n; row++) {
        bool line = !rows[row].failed && rows[row].path.n_lines > 0;
        good = line ? draw_row(&rows[row].path, &drawn, &e->length_m[row])
                    : shapes_append_row(&drawn, &e->shapes, row);
        if (e->shapes.kind[row] == SHAPE_POLYGON && e->scope[row] == SCOPE_YES)
            note_row(store, role, row, &rows[row]);
    }
    good = good && note_stretches(store, role, rows);
    double *mile_m = ARENA_ARRAY(&store->arena, drawn.n_points / MILE_POINTS + 1, double);
    good = good && mile_m != NULL;
    struct shapes old = good ? e->shapes : drawn;
    if (good) {
        e->shapes = drawn;
        e->mile_m = mile_m;
        for (size_t part = 0; part < drawn.n_parts; part++)
            line_measure(drawn.xy, drawn.point[part], drawn.point[part + 1] - drawn.point[part],
                         mile_m);
    }
    shapes_free(&old);
    return good ? RASIF_OK : fail_memory(err);
}

/* Most layers have none, and cost nothing. */
static bool has_polygons(const struct elements *e)
{
    for (size_t row = 0; row < e->n; row++)
        if (e->shapes.kind[row] == SHAPE_POLYGON && e->scope[row] == SCOPE_YES)
            return true;
    return false;
}

/* Widths exist only for roles with polygons. */
static rasif_status centre_role(struct store *store, enum role role, unsigned threads,
                                rasif_error *err)
{
    struct elements *e = &store->tables[role];
    const struct elements *obstacles = &store->tables[ROLE_OBSTACLE];
    struct widths *widths = &store->widths[role];
    if (!has_polygons(e))
        return RASIF_OK;
    widths->area = ARENA_ARRAY(&store->arena, e->n, uint8_t);
    widths->clear_m = ARENA_ARRAY(&store->arena, e->n, double);
    widths->place = ARENA_ARRAY(&store->arena, 2 * e->n, double);
    struct centring job = {
        .walked = e, .obstacles = obstacles, .rows = calloc(e->n, sizeof *job.rows)};
    struct grid *grid = obstacles->n > 0 ? grid_new(&obstacles->shapes, NULL, 5) : NULL;
    job.grid = grid;
    rasif_status status = RASIF_OK;
    if (widths->area == NULL || widths->clear_m == NULL || widths->place == NULL || job.rows == NULL ||
        (obstacles->n > 0 && grid == NULL))
        status = fail_memory(err);
    for (size_t row = 0; status == RASIF_OK && row < e->n; row++) {
        widths->area[row] = e->shapes.kind[row] == SHAPE_POLYGON;
        widths->clear_m[row] = widths->place[2 * row] = widths->place[2 * row + 1] = NAN;
    }
    if (status == RASIF_OK) {
        parallel_rows(threads, e->n, centre_rows, &job);
        status = put_together(store, role, job.rows, err);
    }
    for (size_t row = 0; job.rows != NULL && row < e->n; row++)
        centre_path_free(&job.rows[row].path);
    free(job.rows);
    grid_free(grid);
    return status;
}

/* Crossings and steps drawn as areas keep their outline. */
rasif_status centre_lines(struct store *store, unsigned threads, rasif_error *err)
{
    TRY(centre_role(store, ROLE_SIDEWALK, threads, err));
    return centre_role(store, ROLE_FOOTWAY, threads, err);
}
