/* SPDX-License-Identifier: MIT
 *
 * Features far from all others: see astray.h.
 *
 * Of each coordinate system, at most 4 096 first vertices are sampled at equal steps; their median
 * and the median of their distances from it show where the data lie and how wide they spread.
 * Medians, because a few points at 0, 0 would pull a mean to where nothing is. A vertex farther off
 * than 20 times the spread and 500 km is astray. When half of a source or of all features is,
 * nothing is taken out: the data are spread, not damaged. Cost: linear, one sort of the sample. */
#include "geo/astray.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLE 4096u /* features whose first vertices stand for all */
#define FAR_M 500e3       /* nearer to the median nothing is astray        */
#define ORIGIN_FAR_M 10e3 /* from 0, 0 to the data: points there are astray */
#define TIMES_SPREAD 20   /* farther than so many spreads a point is astray */
#define METRES_PER_DEGREE 111320.0

/* Layers of one coordinate system. */
struct cluster {
    struct store *store;
    const char *const *crs;
    const char *text;     /* their CRS */
    bool geographic;
    double unit;          /* degrees or metres */
    double x, y;          /* the median, in source units */
    double limit, origin; /* metres: farther is astray; 0,0 is astray (INFINITY = it is not) */
};

/* The rows of one source in one role that were drawn. */
struct run {
    struct elements *e;
    const struct segment *segment;
};

/* For qsort. */
static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The upper one of two. Sorts the values. */
static double median(double *values, size_t n)
{
    array_sort(values, n, sizeof *values, by_size);
    return values[n / 2];
}

/* Metres from the median, as the larger of both axes; INFINITY where no such place is. */
static double distance(const struct cluster *c, double x, double y)
{
    double dx = fabs(x - c->x), dy = fabs(y - c->y);
    if (!c->geographic)
        return fmax(dx, dy) * c->unit;
    if (fabs(x) * c->unit > 180.5 || fabs(y) * c->unit > 90.5)
        return INFINITY;
    dx = fmin(dx * c->unit, fabs(360 - dx * c->unit));
    return fmax(dx * cos(c->y * c->unit * M_PI / 180), dy * c->unit) * METRES_PER_DEGREE;
}

/* Coordinate systems are compared as text: layers of one file have the same. */
static bool in_cluster(const struct cluster *c, const struct segment *segment)
{
    const char *text = c->crs[segment->source];
    return segment->n > 0 && text != NULL && strcmp(text, c->text) == 0;
}

/* All points of a row, whatever its parts. */
static const double *points_of(const struct elements *e, size_t row, size_t *n)
{
    const struct shapes *shapes = &e->shapes;
    uint32_t first = shapes->point[shapes->part[row]], last = shapes->point[shapes->part[row + 1]];
    *n = last - first;
    return *n > 0 ? shapes->xy + 2 * (size_t)first : NULL;
}

/* ---- what is usual ------------------------------------------------------------------------ */

/* First vertices of every so many features, beside each other; how many. */
static size_t sample(const struct cluster *c, size_t every, double *x, double *y)
{
    size_t n = 0, met = 0, points;
    for (int r = 0; r < ROLE_COUNT; r++) {
        const struct elements *e = &c->store->tables[r];
        for (size_t s = 0; s < e->n_segments; s++) {
            const struct segment *segment = &e->segments[s];
            if (!in_cluster(c, segment) || segment->of_streets)
                continue;
            for (size_t row = segment->first; row < segment->first + segment->n; row++) {
                const double *xy = points_of(e, row, &points);
                if (xy == NULL || met++ % every != 0 || n == SAMPLE)
                    continue;
                x[n] = xy[0];
                y[n++] = xy[1];
            }
        }
    }
    return n;
}

/* Fills the median and the limits; false when there are too few features. */
static bool find_usual(struct cluster *c, size_t rows, double *x, double *y)
{
    double *distances = y + SAMPLE;
    size_t n = sample(c, 1 + rows / SAMPLE, x, y);
    if (n < 3)
        return false;
    memcpy(distances, x, n * sizeof *x);
    c->x = median(distances, n);
    memcpy(distances, y, n * sizeof *y);
    c->y = median(distances, n);
    for (size_t i = 0; i < n; i++)
        distances[i] = distance(c, x[i], y[i]);
    double spread = TIMES_SPREAD * median(distances, n);
    if (!isfinite(spread))
        return false;
    c->limit = fmax(FAR_M, spread);
    c->origin = distance(c, 0, 0) > fmax(ORIGIN_FAR_M, spread) ? 0 : INFINITY;
    return true;
}

/* ---- what is not -------------------------------------------------------------------------- */

/* Is any vertex of the row too far from the median, or at 0, 0 where that is astray? */
static bool is_astray(const struct cluster *c, const struct elements *e, size_t row)
{
    size_t n;
    const double *xy = points_of(e, row, &n);
    for (size_t i = 0; i < n; i++) {
        bool origin = c->origin == 0 && xy[2 * i] == 0 && xy[2 * i + 1] == 0;
        if (origin || !(distance(c, xy[2 * i], xy[2 * i + 1]) <= c->limit))
            return true;
    }
    return false;
}

/* How many rows of a run are astray. */
static size_t count_astray(const struct cluster *c, const struct run *run)
{
    size_t n = 0;
    for (size_t row = run->segment->first; row < run->segment->first + run->segment->n; row++)
        n += is_astray(c, run->e, row);
    return n;
}

/* The row stays, without geometry: it is carried to the output as it came. */
static void take_out(const struct cluster *c, const struct run *run)
{
    struct elements *e = run->e;
    const char *table = c->store->sources[run->segment->source].table;
    for (size_t row = run->segment->first; row < run->segment->first + run->segment->n; row++) {
        if (!is_astray(c, e, row))
            continue;
        size_t n;
        const double *xy = points_of(e, row, &n);
        double *own = e->shapes.xy + (xy - e->shapes.xy);
        for (size_t i = 0; i < 2 * n; i++)
            own[i] = NAN;
        e->shapes.kind[row] = SHAPE_EMPTY;
        e->scope[row] = SCOPE_GEOMETRY;
        if (!run->segment->of_streets)
            diagnose(&c->store->diagnostics, D_geometry_astray, table, NULL, NULL, &e->fid[row]);
    }
}

/* Calls for all rows of the cluster's sources, or of one of them (SIZE_MAX = all). */
static size_t for_runs(const struct cluster *c, size_t source, bool take, size_t *rows)
{
    size_t n = 0;
    *rows = 0;
    for (int r = 0; r < ROLE_COUNT; r++) {
        struct elements *e = &c->store->tables[r];
        for (size_t s = 0; s < e->n_segments; s++) {
            struct run run = {e, &e->segments[s]};
            if (!in_cluster(c, run.segment) ||
                (source != SIZE_MAX && run.segment->source != source))
                continue;
            if (take)
                take_out(c, &run);
            else if (!run.segment->of_streets) {
                n += count_astray(c, &run);
                *rows += run.segment->n;
            }
        }
    }
    return n;
}

/* First all sources together, then each of them. */
static void look_at(struct cluster *c, double *x, double *y)
{
    size_t rows = 0, all = 0;
    for (int r = 0; r < ROLE_COUNT; r++)
        for (size_t s = 0; s < c->store->tables[r].n_segments; s++)
            if (in_cluster(c, &c->store->tables[r].segments[s]))
                rows += c->store->tables[r].segments[s].n;
    if (!find_usual(c, rows, x, y))
        return;
    size_t n = for_runs(c, SIZE_MAX, false, &all);
    if (n == 0 || 2 * n >= all)
        return;
    for (size_t i = 0; i < c->store->n_sources; i++) {
        n = for_runs(c, i, false, &rows);
        if (n > 0 && 2 * n <= rows)
            for_runs(c, i, true, &rows);
    }
}

/* Was the system looked at with an earlier source? */
static bool seen_before(const char *const *crs, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (crs[k] != NULL && strcmp(crs[k], crs[i]) == 0)
            return true;
    return false;
}

/* Before the metric system is chosen, which a single point at 0, 0 would move. */
bool astray_take_out(struct store *store, struct crs_context *context, const char *const *crs)
{
    double *room = malloc(3 * SAMPLE * sizeof *room);
    for (size_t i = 0; room != NULL && i < store->n_sources; i++) {
        struct crs *system;
        if (store->sources[i].roles == 0 || crs[i] == NULL || seen_before(crs, i) ||
            crs_from_text(context, crs[i], &system, NULL) != RASIF_OK)
            continue;
        struct cluster c = {.store = store, .crs = crs, .text = crs[i]};
        c.geographic = crs_is_geographic(system);
        c.unit = c.geographic ? 1 : crs_unit_m(system);
        look_at(&c, room, room + SAMPLE);
    }
    free(room);
    return room != NULL;
}
