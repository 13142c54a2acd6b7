/* SPDX-License-Identifier: MIT
 * The lines of segments, put together of their parts: see link.h. */
#include "geo/line.h"
#include "link/link.h"

#include <stdlib.h>
#include <string.h>

/* Reverses the order of `n` points in place. */
static void turn_round(double *xy, size_t n)
{
    for (size_t i = 0; i < n / 2; i++)
        for (size_t k = 0; k < 2; k++) {
            double value = xy[2 * i + k];
            xy[2 * i + k] = xy[2 * (n - 1 - i) + k];
            xy[2 * (n - 1 - i) + k] = value;
        }
}

/* Room is two points more per part than its street has: line_piece adds an end on either side. */
double *segment_line(const struct store *store, size_t segment, size_t *n)
{
    const struct street_segments *segments = &store->segments;
    const struct elements *streets = &store->tables[ROLE_STREET];
    size_t room = 0;
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++) {
        struct path path = path_of(streets, segment_part(segments, i).street);
        room += path.point[path.n_parts] - path.point[0] + 2;
    }
    double *xy = malloc(2 * room * sizeof *xy);
    *n = 0;
    for (uint32_t i = segments->first_part[segment];
         xy != NULL && i < segments->first_part[segment + 1]; i++) {
        struct segment_part part = segment_part(segments, i);
        struct path path = path_of(streets, part.street);
        double *here = xy + 2 * *n;
        size_t points = line_piece(path_start(&path), path.point[path.n_parts] - path.point[0],
                                   part.from_m, part.to_m, here);
        if (part.reversed)
            turn_round(here, points);
        if (*n > 0 && points > 0) { /* the joint is one point */
            memmove(here, here + 2, 2 * (points - 1) * sizeof *here);
            points--;
        }
        *n += points;
    }
    return xy;
}

/* Room for the lines of all segments: every vertex of the streets lies in one stretch, and each
 * stretch adds its two ends. false: no memory; the caller frees `out`. */
static MUST bool shapes_begin(const struct store *store, struct shapes *out)
{
    const struct street_segments *segments = &store->segments;
    size_t points = store->tables[ROLE_STREET].shapes.n_points + 4 * segments->n_stretches + 1;
    *out = (struct shapes){.n = segments->n, .n_parts = segments->n};
    out->kind = malloc(segments->n + 1);
    out->part = malloc((segments->n + 1) * sizeof *out->part);
    out->point = malloc((segments->n + 1) * sizeof *out->point);
    out->xy = malloc(2 * points * sizeof *out->xy);
    return out->kind != NULL && out->part != NULL && out->point != NULL && out->xy != NULL;
}

/* Copies one line after another: the lines exist twice for one segment only. */
bool segment_shapes(const struct store *store, struct shapes *out)
{
    if (!shapes_begin(store, out))
        return false;
    out->part[0] = out->point[0] = 0;
    for (size_t s = 0; s < store->segments.n; s++) {
        size_t n;
        double *line = segment_line(store, s, &n);
        if (line == NULL)
            return false;
        memcpy(out->xy + 2 * out->n_points, line, 2 * n * sizeof *line);
        free(line);
        out->n_points += n;
        out->kind[s] = SHAPE_LINE;
        out->part[s + 1] = (uint32_t)(s + 1);
        out->point[s + 1] = (uint32_t)out->n_points;
    }
    return true;
}

/* These shapes are on the heap, unlike those of a table. */
void segment_shapes_free(struct shapes *shapes)
{
    free(shapes->kind);
    free(shapes->part);
    free(shapes->point);
    free(shapes->xy);
    *shapes = (struct shapes){0};
}
