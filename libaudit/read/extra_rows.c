/* SPDX-License-Identifier: MIT
 *
 * Appending rows that are in no input: see extra_rows.h. They get segments of their own behind all
 * others, and numbers (FIDs) above those that are there. */
#include "read/extra_rows.h"

#include "base/arena.h"
#include "geo/shapes.h"

#include <stdlib.h>
#include <string.h>

static void add_segment(struct elements *e, size_t source, size_t row)
{
    struct segment *last = e->n_segments > 0 ? &e->segments[e->n_segments - 1] : NULL;
    if (last != NULL && last->source == source && !last->of_streets && last->first + last->n == row) {
        last->n++;
        return;
    }
    e->segments[e->n_segments++] = (struct segment){source, row, 1, false};
}

/* Room for the segments of `n` more rows; implied sidewalks stay those of streets. */
static MUST bool make_room(struct elements *e, struct arena *arena, size_t n)
{
    size_t rows = e->n;
    struct segment *segments = ARENA_ARRAY(arena, e->n_segments + n, struct segment);
    if (segments == NULL || !elements_grow(e, n))
        return false;
    if (e->n_segments > 0)
        memcpy(segments, e->segments, e->n_segments * sizeof *segments);
    e->segments = segments;
    if (e->street == NULL)
        return true;
    uint32_t *street = ARENA_ARRAY(arena, e->n, uint32_t);
    if (street == NULL)
        return false;
    memcpy(street, e->street, rows * sizeof *street);
    for (size_t row = rows; row < e->n; row++)
        street[row] = NO_ROW;
    e->street = street;
    return true;
}

static void set_value(struct store *store, struct elements *e, size_t row, const struct extra_value *value)
{
    struct column *column = e->columns[value->field];
    if (column == NULL)
        return;
    if (column->text != NULL)
        column->text[row] = pool_add(store_pool(store, value->field), value->text, strlen(value->text), &column->failed);
    if (column_is_real(column))
        column_set_real(column, row, value->real);
    else if (column->code != NULL)
        column->code[row] = (uint8_t)(value->mask != 0 ? __builtin_ctz(value->mask) : 0);
    else if (column->list != NULL)
        column->list[row] = value->mask;
}

static MUST bool add_shape(struct shapes *shapes, const double *xy, size_t n)
{
    size_t first_part = shapes->n_parts;
    return shapes_reserve_row(shapes) && shapes_add_part(shapes, xy, NULL, n, false, false) &&
           shapes_end_row(shapes, first_part, n > 1 ? SHAPE_LINE : SHAPE_POINT);
}

/* Rows [first, last) are those of one role. */
static MUST bool append_role(const struct extra_rows *rows, size_t first, size_t last, struct store *store)
{
    struct elements *e = &store->tables[rows->items[first].role];
    size_t row = e->n;
    int64_t fid = 0;
    for (size_t i = 0; i < e->n; i++)
        fid = e->fid[i] > fid ? e->fid[i] : fid;
    if (!make_room(e, &store->arena, last - first))
        return false;
    for (size_t i = first; i < last; i++, row++) {
        const struct extra_row *item = &rows->items[i];
        e->fid[row] = fid < INT64_MAX ? ++fid : fid;
        for (uint32_t v = item->first_value; v < item->first_value + item->n_values; v++)
            set_value(store, e, row, &rows->values[v]);
        add_segment(e, item->source, row);
        if (!add_shape(&e->shapes, rows->xy + 2 * (size_t)item->first_point, item->n_points))
            return false;
    }
    return true;
}

rasif_status extra_rows_append(const struct extra_rows *rows, struct store *store, rasif_error *err)
{
    for (size_t first = 0, last; first < rows->n; first = last) {
        for (last = first; last < rows->n && rows->items[last].role == rows->items[first].role;)
            last++;
        size_t n = store->tables[rows->items[first].role].n + last - first;
        if (n >> ROW_BITS != 0 || !append_role(rows, first, last, store))
            return fail_memory(err);
    }
    return RASIF_OK;
}

bool extra_rows_add_points(struct extra_rows *rows, const double *xy, size_t n)
{
    if (!array_reserve(&rows->xy, &rows->point_capacity, rows->n_points + n, 2 * sizeof *xy))
        return false;
    memcpy(rows->xy + 2 * rows->n_points, xy, 2 * n * sizeof *xy);
    rows->n_points += n;
    return true;
}

void extra_rows_free(struct extra_rows *rows)
{
    free(rows->items);
    free(rows->xy);
    free(rows->values);
    *rows = (struct extra_rows){.n = 0};
}
