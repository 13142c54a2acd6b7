/* SPDX-License-Identifier: MIT
 *
 * Lines of the HTML report's map as SVG path data. In: shapes in metres. Out: whole decimetres,
 * relative, simplified so far that nobody sees it. */
#include "report/html_map.h"

#include <stdlib.h>

#define MOST_POINTS 80000
#define LEAST_TOLERANCE 0.3 /* metres: less than a screen shows */

bool map_draws(const struct map *map, size_t row)
{
    const struct store *store = map->html->page.run->store;
    const struct elements *e = &store->tables[map->role];
    if (e->shapes.kind[row] != SHAPE_LINE && e->shapes.kind[row] != SHAPE_POLYGON)
        return false;
    return map->role != ROLE_STREET || store->streets.same_as == NULL ||
           store->streets.same_as[row] == row;
}

void map_point(const struct map *map, const double xy[2], long out[2])
{
    out[0] = lround((xy[0] - map->west) * 10);
    out[1] = lround((map->north - xy[1]) * 10);
}

/* ---- simplifying (Douglas and Peucker, with a stack of its own) ------------------------------ */

static double distance_to(const double *a, const double *b, const double *p)
{
    double dx = b[0] - a[0], dy = b[1] - a[1], length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
}

struct span {
    uint32_t first, last;
};

/* Marks the points to keep; `stack` has room for n spans. Returns how many. */
static size_t simplify(const double *xy, uint32_t n, double tolerance, uint8_t *keep,
                       struct span *stack)
{
    size_t depth = 0, kept = n < 2 ? n : 2;
    for (uint32_t i = 0; i < n; i++)
        keep[i] = i == 0 || i + 1 == n;
    if (n > 2)
        stack[depth++] = (struct span){0, n - 1};
    while (depth > 0) {
        struct span span = stack[--depth];
        double farthest = tolerance;
        uint32_t at = 0;
        for (uint32_t i = span.first + 1; i < span.last; i++) {
            double d = distance_to(xy + 2 * (size_t)span.first, xy + 2 * (size_t)span.last,
                                   xy + 2 * (size_t)i);
            if (d > farthest) {
                farthest = d;
                at = i;
            }
        }
        if (at == 0)
            continue;
        keep[at] = 1;
        kept++;
        stack[depth++] = (struct span){span.first, at};
        stack[depth++] = (struct span){at, span.last};
    }
    return kept;
}

/* Room for the longest part of the layer. */
struct work {
    uint8_t *keep;
    struct span *stack;
};

static bool work_new(const struct shapes *shapes, struct work *work)
{
    size_t most = 0;
    for (size_t j = 0; j < shapes->n_parts; j++)
        if (shapes->point[j + 1] - shapes->point[j] > most)
            most = shapes->point[j + 1] - shapes->point[j];
    work->keep = malloc(most + 1);
    work->stack = malloc((most + 1) * sizeof *work->stack);
    return work->keep != NULL && work->stack != NULL;
}

static void work_free(struct work *work)
{
    free(work->keep);
    free(work->stack);
}

static size_t count_points(const struct map *map, struct work *work, double tolerance)
{
    const struct shapes *shapes = &map->html->page.run->store->tables[map->role].shapes;
    size_t n = 0;
    for (size_t row = 0; row < shapes->n; row++)
        for (uint32_t j = shapes->part[row]; map_draws(map, row) && j < shapes->part[row + 1]; j++)
            n += simplify(shapes->xy + 2 * (size_t)shapes->point[j],
                          shapes->point[j + 1] - shapes->point[j], tolerance, work->keep,
                          work->stack);
    return n;
}

void map_choose_tolerance(struct map *map)
{
    struct work work = {0};
    map->tolerance_m = LEAST_TOLERANCE;
    if (work_new(&map->html->page.run->store->tables[map->role].shapes, &work))
        for (int i = 0; i < 6 && count_points(map, &work, map->tolerance_m) > MOST_POINTS; i++)
            map->tolerance_m *= 2;
    else
        map->html->page.out->failed = true;
    work_free(&work);
}

/* ---- path data ------------------------------------------------------------------------------ */

/* A blank parts numbers where no sign does. */
static void add_number(struct text *out, long value, bool first)
{
    text_addf(out, "%s%ld", first || value < 0 ? "" : " ", value);
}

static void add_part(const struct map *map, const double *xy, uint32_t n, const uint8_t *keep,
                     bool ring, struct text *out)
{
    long last[2] = {0, 0};
    bool lines = false;
    for (uint32_t i = 0; i < n; i++) {
        long point[2];
        if (!keep[i])
            continue;
        map_point(map, xy + 2 * (size_t)i, point);
        if (i == 0) {
            text_addf(out, "M%ld %ld", point[0], point[1]);
        } else if (point[0] != last[0] || point[1] != last[1]) {
            text_add(out, lines ? "" : "l");
            add_number(out, point[0] - last[0], !lines);
            add_number(out, point[1] - last[1], false);
            lines = true;
        }
        last[0] = point[0];
        last[1] = point[1];
    }
    text_add(out, ring ? "z" : lines ? "" : "h0");
}

void map_line(const struct map *map, size_t row, struct text *out)
{
    const struct shapes *shapes = &map->html->page.run->store->tables[map->role].shapes;
    for (uint32_t j = shapes->part[row]; j < shapes->part[row + 1]; j++) {
        const double *xy = shapes->xy + 2 * (size_t)shapes->point[j];
        uint32_t n = shapes->point[j + 1] - shapes->point[j];
        uint8_t *keep = malloc((size_t)n + 1);
        struct span *stack = malloc(((size_t)n + 1) * sizeof *stack);
        if (keep != NULL && stack != NULL) {
            simplify(xy, n, map->tolerance_m, keep, stack);
            add_part(map, xy, n, keep, shapes->kind[row] == SHAPE_POLYGON, out);
        } else {
            out->failed = true;
        }
        free(keep);
        free(stack);
    }
}
