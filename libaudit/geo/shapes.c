/* SPDX-License-Identifier: MIT
 *
 * Growing the flat arrays of struct shapes: see shapes.h and wkb.h. Rows have no capacity of their
 * own in struct shapes: it is the power of two >= n (at least 16), so the arrays of the rows have
 * to grow exactly when n is such a power. */
#include "geo/shapes.h"

#include "geo/wkb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool shapes_reserve_row(struct shapes *shapes)
{
    size_t n = shapes->n;
    if (n != 0 && (n < 16 || (n & (n - 1)) != 0))
        return true;
    size_t wanted = n == 0 ? 16 : 2 * n, none = 0, none_either = 0;
    return n < UINT32_MAX && array_reserve(&shapes->kind, &none, wanted, sizeof *shapes->kind) &&
           array_reserve(&shapes->part, &none_either, wanted + 1, sizeof *shapes->part);
}

/* `point` and `exterior` share a capacity, which is only taken over when both have it. */
bool shapes_reserve_part(struct shapes *shapes, bool polygon)
{
    size_t wanted = shapes->n_parts + 2, points = shapes->part_capacity;
    if (wanted > UINT32_MAX || !array_reserve(&shapes->point, &points, wanted, sizeof(uint32_t)))
        return false;
    if (shapes->exterior != NULL && points > shapes->part_capacity) {
        size_t none = 0;
        if (!array_reserve(&shapes->exterior, &none, points, 1))
            return false;
    } else if (shapes->exterior == NULL && polygon) {
        shapes->exterior = calloc(points, 1);
        if (shapes->exterior == NULL)
            return false;
    }
    shapes->part_capacity = points;
    return true;
}

bool shapes_reserve_points(struct shapes *shapes, size_t wanted)
{
    size_t capacity = shapes->point_capacity, none = 0;
    if (!array_reserve(&shapes->xy, &capacity, wanted, 2 * sizeof *shapes->xy))
        return false;
    if (shapes->z != NULL && capacity > shapes->point_capacity &&
        !array_reserve(&shapes->z, &none, capacity, sizeof *shapes->z))
        return false;
    shapes->point_capacity = capacity;
    return true;
}

bool shapes_reserve_heights(struct shapes *shapes)
{
    if (shapes->z != NULL)
        return true;
    shapes->z = malloc(shapes->point_capacity * sizeof *shapes->z);
    for (size_t i = 0; shapes->z != NULL && i < shapes->n_points; i++)
        shapes->z[i] = NAN;
    return shapes->z != NULL;
}

bool shapes_append_row(struct shapes *shapes, const struct shapes *from, size_t row)
{
    uint32_t first = from->part[row], last = from->part[row + 1];
    size_t from_point = from->point[first], n_points = from->point[last] - from_point;
    if (!shapes_reserve_row(shapes) ||
        !shapes_reserve_points(shapes, shapes->n_points + n_points))
        return false;
    for (uint32_t part = first; part < last; part++) {
        if (!shapes_reserve_part(shapes, false))
            return false;
        size_t start = from->point[part] - from_point, end = from->point[part + 1] - from_point;
        shapes->point[shapes->n_parts] = (uint32_t)(shapes->n_points + start);
        if (shapes->exterior != NULL)
            shapes->exterior[shapes->n_parts] = 0;
        shapes->point[++shapes->n_parts] = (uint32_t)(shapes->n_points + end);
    }
    if (n_points > 0)
        memcpy(shapes->xy + 2 * shapes->n_points, from->xy + 2 * from_point,
               2 * n_points * sizeof(double));
    for (size_t i = 0; shapes->z != NULL && i < n_points; i++)
        shapes->z[shapes->n_points + i] = NAN;
    shapes->n_points += n_points;
    shapes->kind[shapes->n] = from->kind[row];
    if (shapes->n == 0)
        shapes->part[0] = 0;
    shapes->part[++shapes->n] = (uint32_t)shapes->n_parts;
    return true;
}

void shapes_free(struct shapes *shapes)
{
    free(shapes->kind);
    free(shapes->part);
    free(shapes->point);
    free(shapes->exterior);
    free(shapes->xy);
    free(shapes->z);
    *shapes = (struct shapes){0};
}
