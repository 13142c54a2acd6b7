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

bool shapes_add_part(struct shapes *shapes, const double *xy, const float *z, size_t n,
                     bool polygon, bool exterior)
{
    size_t first = shapes->n_points;
    if (n > UINT32_MAX - first || !shapes_reserve_part(shapes, polygon) ||
        !shapes_reserve_points(shapes, first + n) || (z != NULL && !shapes_reserve_heights(shapes)))
        return false;
    memcpy(shapes->xy + 2 * first, xy, 2 * n * sizeof *xy);
    for (size_t i = 0; shapes->z != NULL && i < n; i++)
        shapes->z[first + i] = z != NULL ? z[i] : NAN;
    if (shapes->exterior != NULL)
        shapes->exterior[shapes->n_parts] = exterior;
    shapes->point[shapes->n_parts++] = (uint32_t)first;
    shapes->n_points = first + n;
    shapes->point[shapes->n_parts] = (uint32_t)shapes->n_points;
    return true;
}

bool shapes_end_row(struct shapes *shapes, size_t first_part, enum shape_kind kind)
{
    if (!shapes_reserve_part(shapes, false)) /* also of a row without parts the end is read */
        return false;
    shapes->point[shapes->n_parts] = (uint32_t)shapes->n_points;
    shapes->kind[shapes->n] = (uint8_t)kind;
    shapes->part[shapes->n] = (uint32_t)first_part;
    shapes->part[++shapes->n] = (uint32_t)shapes->n_parts;
    return true;
}

bool shapes_append_row(struct shapes *shapes, const struct shapes *from, size_t row)
{
    size_t first = shapes->n_parts;
    bool good = shapes_reserve_row(shapes);
    for (uint32_t part = from->part[row]; good && part < from->part[row + 1]; part++) {
        uint32_t point = from->point[part];
        good = shapes_add_part(shapes, from->xy + 2 * (size_t)point,
                               from->z != NULL ? from->z + point : NULL,
                               from->point[part + 1] - point, from->kind[row] == SHAPE_POLYGON,
                               from->exterior != NULL && from->exterior[part]);
    }
    return good && shapes_end_row(shapes, first, (enum shape_kind)from->kind[row]);
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
