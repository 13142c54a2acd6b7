/* SPDX-License-Identifier: MIT
 *
 * Columns of elements: see table.h. How many rows there will be is known only when all are read:
 * FIDs and values are heap arrays that grow.
 *
 * Algorithm: an array grows by half and is cut to its length when all rows are there. A column of
 * numbers begins as 2-byte hundredths and is widened, all rows at once, when a value comes that
 * does not read back as the same double: to 4-byte ten-thousandths, then to doubles. Cost: a column
 * is widened at most twice; surveyed lengths stay at 2 bytes. Places are few (the narrowest point
 * of a row) and are kept sorted by row. */
#include "table/table.h"

#include <stdlib.h>
#include <string.h>

/* ---- columns that grow -------------------------------------------------------------------- */

/* The array of a column: where its pointer is kept, and the size of an item. */
static void *column_array(struct column *c, size_t *size)
{
    switch (fields[c->field].type) {
    case VALUE_REAL: /* `cents` to begin with */
        *size = c->real != NULL      ? sizeof *c->real
                : c->decimal != NULL ? sizeof *c->decimal
                                     : sizeof *c->cents;
        return c->real != NULL      ? (void *)&c->real
               : c->decimal != NULL ? (void *)&c->decimal
                                    : (void *)&c->cents;
    case VALUE_CLASS:
        *size = sizeof *c->code;
        return &c->code;
    case VALUE_LIST:
        *size = sizeof *c->list;
        return &c->list;
    default:
        *size = sizeof *c->text;
        return &c->text;
    }
}

/* `*array` with room for exactly `capacity` items; the first time they are zero. */
static bool resize(void *array /* T ** */, size_t capacity, size_t size)
{
    void *old, *moved;
    memcpy(&old, array, sizeof old);
    if (capacity > SIZE_MAX / size)
        return false;
    moved = old == NULL ? calloc(capacity, size) : realloc(old, capacity * size);
    if (moved != NULL)
        memcpy(array, &moved, sizeof moved);
    return moved != NULL;
}

/* Room for one item more than `capacity`: the array of no rows is not NULL. */
static bool column_resize(struct column *c, size_t capacity)
{
    size_t size;
    void *array = column_array(c, &size);
    if (!resize(array, capacity + 1, size) ||
        (c->origin != NULL && !resize(&c->origin, capacity + 1, 1)))
        return false;
    c->capacity = capacity;
    return true;
}

/* Nulls of [first, first + n): NaN, the reserved numbers, else zero. */
static void set_null(struct column *c, size_t first, size_t n)
{
    for (size_t row = first; row < first + n && c->real != NULL; row++)
        c->real[row] = NAN;
    for (size_t row = first; row < first + n && c->decimal != NULL; row++)
        c->decimal[row] = DECIMAL_NULL;
    for (size_t row = first; row < first + n && c->cents != NULL; row++)
        c->cents[row] = CENTS_NULL;
    size_t size;
    void *array = column_array(c, &size), *items;
    memcpy(&items, array, sizeof items);
    if (fields[c->field].type != VALUE_REAL)
        memset((char *)items + first * size, 0, n * size);
    if (c->origin != NULL)
        memset(c->origin + first, 0, n);
}

/* The capacity after growing: half as much again, or as much as is needed. */
static size_t grown(size_t capacity, size_t wanted)
{
    size_t more = capacity + capacity / 2;
    return more > wanted ? more : wanted;
}

/* New rows are null and surveyed. */
static bool column_grow(struct column *c, size_t extra)
{
    size_t wanted = c->n + extra;
    if (wanted > c->capacity && !column_resize(c, grown(c->capacity, wanted)))
        return false;
    set_null(c, c->n, extra);
    c->n = wanted;
    return true;
}

/* The columns' structs live in the arena, their arrays on the heap. */
struct column *elements_add(struct elements *elements, struct arena *arena, enum field_id field)
{
    if (elements->columns[field] != NULL)
        return elements->columns[field];
    struct column *column = ARENA_NEW(arena, struct column);
    if (column == NULL)
        return NULL;
    column->field = field;
    column->n = elements->n;
    if (!column_resize(column, elements->n))
        return NULL;
    if (fields[field].type == VALUE_REAL) /* of all others the null is zero */
        set_null(column, 0, column->n);
    elements->columns[field] = column;
    return column;
}

/* Most columns never get any: all their values are surveyed. */
bool column_origins(struct column *column)
{
    _Static_assert(ORIGIN_SURVEYED == 0, "zeroed memory means surveyed");
    return column->origin != NULL || resize(&column->origin, column->capacity + 1, 1);
}

/* Columns that are added later begin with room for the rows there are. */
bool elements_reserve(struct elements *elements, size_t wanted)
{
    if (wanted > elements->fid_capacity) {
        if (!resize(&elements->fid, wanted + 1, sizeof *elements->fid))
            return false;
        elements->fid_capacity = wanted;
    }
    for (int field = 0; field < FIELD_COUNT; field++)
        if (elements->columns[field] != NULL && elements->columns[field]->capacity < wanted &&
            !column_resize(elements->columns[field], wanted))
            return false;
    return true;
}

/* After a failure some columns are longer than others: the table is not used further. */
bool elements_grow(struct elements *elements, size_t extra)
{
    size_t wanted = elements->n + extra;
    if (wanted > elements->fid_capacity) {
        size_t capacity = grown(elements->fid_capacity, wanted);
        if (!resize(&elements->fid, capacity + 1, sizeof *elements->fid))
            return false;
        elements->fid_capacity = capacity;
    }
    memset(elements->fid + elements->n, 0, extra * sizeof *elements->fid);
    for (int field = 0; field < FIELD_COUNT; field++)
        if (elements->columns[field] != NULL && !column_grow(elements->columns[field], extra))
            return false;
    elements->n = wanted;
    return true;
}

void elements_fit(struct elements *elements)
{
    if (elements->fid_capacity > elements->n &&
        resize(&elements->fid, elements->n + 1, sizeof *elements->fid))
        elements->fid_capacity = elements->n;
    for (int field = 0; field < FIELD_COUNT; field++) {
        struct column *column = elements->columns[field];
        if (column != NULL && column->capacity > column->n)
            column_resize(column, column->n); /* that it can't be made smaller is no trouble */
    }
}

/* Batches are filled again and again (read/batch.h). */
void elements_clear(struct elements *elements)
{
    for (int field = 0; field < FIELD_COUNT; field++)
        if (elements->columns[field] != NULL)
            set_null(elements->columns[field], 0, elements->n);
    elements->n = 0;
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* The value in whole `units`; `nothing` when it is NaN or larger than `most`. false: the units
 * do not read back as the same double, so that the column must be widened. -0 is such a value. */
static bool whole_units(double value, double unit, int32_t most, int32_t nothing, int32_t *units)
{
    double scaled = value * unit;
    if (!(fabs(scaled) < most)) {
        *units = nothing;
        return isnan(value);
    }
    *units =
        (int32_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5); /* a wrong one does not read back */
    return *units / unit == value && !(value == 0 && signbit(value));
}

/* Moves a column from `cents` to `decimal`, or from either to `real`. false: no memory, column
 * unchanged. */
static bool widen(struct column *column, bool to_real)
{
    double *real = to_real ? malloc((column->capacity + 1) * sizeof *real) : NULL;
    int32_t *decimal = to_real ? NULL : malloc((column->capacity + 1) * sizeof *decimal);
    if (real == NULL && decimal == NULL)
        return false;
    for (size_t row = 0; row < column->n; row++)
        if (to_real)
            real[row] = column_real(column, row);
        else
            decimal[row] = column->cents[row] == CENTS_NULL
                               ? DECIMAL_NULL
                               : column->cents[row] * (int32_t)(DECIMAL_UNIT / CENTS_UNIT);
    free(column->cents);
    free(column->decimal);
    column->cents = NULL;
    column->decimal = decimal;
    column->real = real;
    return true;
}

/* Tries the array at hand first, since a column mostly keeps the form it has. */
void column_set_real(struct column *column, size_t row, double value)
{
    int32_t cents, units;
    bool small =
        column->cents != NULL && whole_units(value, CENTS_UNIT, INT16_MAX, CENTS_NULL, &cents);
    bool whole = small || (column->real == NULL &&
                           whole_units(value, DECIMAL_UNIT, INT32_MAX, DECIMAL_NULL, &units));
    if (small)
        column->cents[row] = (int16_t)cents;
    else if (whole && (column->decimal != NULL || widen(column, false)))
        column->decimal[row] = units;
    else if (!whole && (column->real != NULL || widen(column, true)))
        column->real[row] = value;
    else
        column->failed = true;
}

/* ---- places ------------------------------------------------------------------------------- */

/* Number of the first place at or after `row`. */
static size_t find_place(const struct column *column, size_t row)
{
    size_t low = 0, high = column->n_places;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (column->places[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Rows without a place are not stored. */
const double *column_place(const struct column *column, size_t row)
{
    size_t i = find_place(column, row);
    return i < column->n_places && column->places[i].row == row ? column->places[i].at : NULL;
}

/* Measures set places row after row, so that the new one nearly always comes last. */
bool column_set_place(struct column *column, size_t row, const double at[2])
{
    struct column_place place = {(uint32_t)row, {at[0], at[1]}};
    size_t n = column->n_places, i = n;
    if (isnan(at[0]))
        return true;
    if (n > 0 && column->places[n - 1].row >= row)
        i = find_place(column, row);
    if (i < n && column->places[i].row == row) {
        column->places[i] = place;
        return true;
    }
    if (!PUSH(column->places, column->n_places, column->place_capacity, place))
        return false;
    memmove(column->places + i + 1, column->places + i, (n - i) * sizeof place);
    column->places[i] = place;
    return true;
}
