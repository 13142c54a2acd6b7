/* SPDX-License-Identifier: MIT
 *
 * Growing the flat arrays of struct shapes: see shapes.h and wkb.h.
 *
 * Room is made before anything is added, so that a failure leaves rows whole. Heights are kept only
 * once a geometry has any; points before it get NaN then. Cost: constant time per point on the
 * average. */
#include "geo/shapes.h"

#include "geo/wkb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* `kind` and `part` share a capacity, which is only taken over when both have it. */
static bool reserve_rows(struct shapes *shapes, size_t wanted)
{
    size_t rows = shapes->row_capacity, none = 0;
    if (wanted >= UINT32_MAX ||
        !array_reserve(&shapes->kind, &rows, wanted, sizeof *shapes->kind) ||
        (rows > shapes->row_capacity &&
         !array_reserve(&shapes->part, &none, rows + 1, sizeof *shapes->part)))
        return false;
    shapes->row_capacity = rows;
    return true;
}

/* And for the end of the last one. */
bool shapes_reserve_row(struct shapes *shapes)
{
    return reserve_rows(shapes, shapes->n + 1);
}

/* `point` and `exterior` share a capacity, which is only taken over when both have it. */
static bool reserve_parts(struct shapes *shapes, size_t wanted, bool polygon)
{
    size_t points = shapes->part_capacity;
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

/* Two entries of `point`: the new part, and the end of the last one. */
bool shapes_reserve_part(struct shapes *shapes, bool polygon)
{
    return reserve_parts(shapes, shapes->n_parts + 2, polygon);
}

/* Heights get the same room as soon as there are any. */
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

/* Makes heights for all points so far, NaN each; nothing to do where there are any. */
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

/* A row of no parts is allowed: its part numbers are equal. */
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

/* Turns a last row of one line into a polygon; leaves any other row as it is. */
bool shapes_fill_last(struct shapes *shapes)
{
    size_t row = shapes->n - 1, part = shapes->part[row];
    if (shapes->kind[row] != SHAPE_LINE || shapes->part[row + 1] != part + 1)
        return true;
    if (!shapes_reserve_part(shapes, true))
        return false;
    shapes->exterior[part] = 1;
    shapes->kind[row] = SHAPE_POLYGON;
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

/* Copies whole arrays and shifts the numbers in them. On failure `to` has more room and the same
 * rows. */
bool shapes_append(struct shapes *to, const struct shapes *from)
{
    size_t row = to->n, part = to->n_parts, point = to->n_points;
    if (from->n == 0)
        return true;
    if (from->n > UINT32_MAX - row || from->n_parts > UINT32_MAX - part - 2 ||
        from->n_points > UINT32_MAX - point || !reserve_rows(to, row + from->n) ||
        !reserve_parts(to, part + from->n_parts + 2, from->exterior != NULL) ||
        !shapes_reserve_points(to, point + from->n_points) ||
        (from->z != NULL && !shapes_reserve_heights(to)))
        return false;
    memcpy(to->kind + row, from->kind, from->n);
    for (size_t i = 0; i <= from->n; i++)
        to->part[row + i] = from->part[i] + (uint32_t)part;
    for (size_t i = 0; i <= from->n_parts; i++)
        to->point[part + i] = from->point[i] + (uint32_t)point;
    for (size_t i = 0; to->exterior != NULL && i < from->n_parts; i++)
        to->exterior[part + i] = from->exterior != NULL && from->exterior[i];
    if (from->n_points > 0)
        memcpy(to->xy + 2 * point, from->xy, 2 * from->n_points * sizeof *from->xy);
    for (size_t i = 0; to->z != NULL && i < from->n_points; i++)
        to->z[point + i] = from->z != NULL ? from->z[i] : NAN;
    to->n += from->n;
    to->n_parts += from->n_parts;
    to->n_points += from->n_points;
    return true;
}

/* The room stays, for the next batch. */
void shapes_clear(struct shapes *shapes)
{
    shapes->n = shapes->n_parts = shapes->n_points = 0;
}

/* Shapes can be used again. */
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
