/* SPDX-License-Identifier: MIT
 *
 * Batches of the Arrow C data interface: see arrow.h.
 *
 * Each column allocates its buffers once per batch, for as many rows as the batch may have; bytes of
 * texts grow by half. On export the buffers change their owner, nothing is copied. */
#include "table/arrow.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdlib.h>

/* Texts and geometries have bytes of their own; other values are eight bytes wide. */
static bool has_bytes(rasif_type type)
{
    return type == RASIF_TYPE_TEXT || type == RASIF_TYPE_GEOMETRY;
}

bool arrow_cell_fits(const struct cell *cell, rasif_type type)
{
    switch (cell->type) {
    case CELL_NULL:
        return true;
    case CELL_INT: /* a REAL column keeps whole numbers as integers: cell_fixed */
        return type == RASIF_TYPE_INTEGER || type == RASIF_TYPE_REAL;
    case CELL_REAL:
        return type == RASIF_TYPE_REAL;
    case CELL_TEXT:
        return type == RASIF_TYPE_TEXT;
    case CELL_BLOB:
        return type == RASIF_TYPE_GEOMETRY;
    }
    return false;
}

/* Offsets are 32 bits wide and signed. Bytes that are not UTF-8 become three at most. */
bool arrow_column_has_room(const struct arrow_column *column, const struct cell *cell)
{
    size_t room = INT32_MAX - column->n_bytes;
    if (!has_bytes(column->type) || cell->type == CELL_NULL || cell->length <= room / 3)
        return true;
    return cell->length <= room && (cell->type != CELL_TEXT || utf8_valid(cell->bytes, cell->length));
}

/* ---- filling ---- */

MUST bool arrow_column_begin(struct arrow_column *column, rasif_type type, size_t capacity)
{
    size_t width = has_bytes(type) ? sizeof(int32_t) : sizeof(int64_t);
    *column = (struct arrow_column){.type = type, .capacity = capacity};
    column->valid = calloc(capacity / 8 + 1, 1);
    column->values = calloc(capacity + 1, width);
    if (column->valid != NULL && column->values != NULL)
        return true;
    arrow_column_free(column);
    return false;
}

/* Texts come from the user's file; consumers trust the bytes to be UTF-8. Malformed ones become
 * U+FFFD each, three bytes at most for one. Returns the length. */
static size_t put_text(char *at, const struct cell *cell)
{
    size_t n = 0;
    if (utf8_valid(cell->bytes, cell->length)) {
        memcpy(at, cell->bytes, cell->length);
        return cell->length;
    }
    for (size_t i = 0; i < cell->length;) {
        uint32_t character;
        size_t used = utf8_next(cell->bytes + i, cell->length - i, &character);
        memcpy(at + n, used > 0 ? cell->bytes + i : "\xef\xbf\xbd", used > 0 ? used : 3);
        n += used > 0 ? used : 3;
        i += used > 0 ? used : 1;
    }
    return n;
}

/* The bytes of the row, and where they end. A batch of no bytes has a buffer all the same: some
 * consumers refuse NULL. */
static MUST bool add_bytes(struct arrow_column *column, const struct cell *cell)
{
    size_t length = cell->type == CELL_NULL ? 0 : cell->length;
    size_t room = cell->type == CELL_TEXT ? 3 * length : length;
    if (!array_reserve(&column->bytes, &column->byte_capacity, column->n_bytes + room + 1, 1))
        return false;
    char *at = column->bytes + column->n_bytes;
    if (length > 0 && cell->type == CELL_TEXT)
        length = put_text(at, cell);
    else if (length > 0)
        memcpy(at, cell->bytes, length);
    column->n_bytes += length;
    ((int32_t *)column->values)[column->n + 1] = (int32_t)column->n_bytes;
    return true;
}

MUST bool arrow_column_add(struct arrow_column *column, const struct cell *cell)
{
    size_t row = column->n;
    if (has_bytes(column->type) && !add_bytes(column, cell))
        return false;
    if (column->type == RASIF_TYPE_INTEGER && cell->type == CELL_INT)
        ((int64_t *)column->values)[row] = cell->integer;
    if (column->type == RASIF_TYPE_REAL && cell->type != CELL_NULL)
        ((double *)column->values)[row] = cell->type == CELL_INT ? (double)cell->integer : cell->real;
    if (cell->type == CELL_NULL)
        column->n_null++;
    else
        column->valid[row / 8] |= (uint8_t)(1u << row % 8);
    column->n++;
    return true;
}

void arrow_column_free(struct arrow_column *column)
{
    free(column->valid);
    free(column->values);
    free(column->bytes);
    *column = (struct arrow_column){0};
}

/* ---- what the consumer gets ---- */

/* private_data of a column's array: the three buffers, as `buffers` lists them. */
struct owned_buffers {
    const void *items[3];
};

static void release_column(struct ArrowArray *array)
{
    struct owned_buffers *owned = array->private_data;
    for (size_t i = 0; i < 3; i++)
        free((void *)owned->items[i]); /* heap: arrow_column_begin, add_bytes */
    free(owned);
    array->release = NULL;
}

/* private_data of a batch: its children, which may have been moved out. */
struct owned_children {
    const void *no_validity; /* the only buffer of a struct array without nulls */
    struct ArrowArray *pointers, **list;
};

static void release_batch(struct ArrowArray *array)
{
    struct owned_children *owned = array->private_data;
    for (int64_t i = 0; i < array->n_children; i++)
        if (array->children[i]->release != NULL)
            array->children[i]->release(array->children[i]);
    free(owned->pointers);
    free(owned->list);
    free(owned);
    array->release = NULL;
}

/* Without nulls there is no bitmap. */
static MUST bool export_column(struct arrow_column *column, struct ArrowArray *out)
{
    struct owned_buffers *owned = calloc(1, sizeof *owned);
    if (owned == NULL)
        return false;
    if (column->n_null > 0)
        owned->items[0] = column->valid;
    else
        free(column->valid);
    owned->items[1] = column->values;
    owned->items[2] = column->bytes;
    *out = (struct ArrowArray){.length = (int64_t)column->n,
                               .null_count = (int64_t)column->n_null,
                               .n_buffers = has_bytes(column->type) ? 3 : 2,
                               .buffers = owned->items,
                               .release = release_column,
                               .private_data = owned};
    *column = (struct arrow_column){0};
    return true;
}

/* A half-made batch is released as a whole. */
MUST bool arrow_batch_new(struct arrow_column *columns, size_t n_columns, size_t n_rows,
                          struct ArrowArray *out)
{
    struct owned_children *owned = calloc(1, sizeof *owned);
    struct ArrowArray *children = calloc(n_columns + 1, sizeof *children);
    struct ArrowArray **list = calloc(n_columns + 1, sizeof *list);
    bool good = owned != NULL && children != NULL && list != NULL;
    struct ArrowArray batch = {.length = (int64_t)n_rows,
                               .n_buffers = 1,
                               .buffers = good ? &owned->no_validity : NULL,
                               .n_children = good ? (int64_t)n_columns : 0,
                               .children = list,
                               .release = release_batch,
                               .private_data = owned};
    if (good)
        *owned = (struct owned_children){.pointers = children, .list = list};
    for (size_t i = 0; i < n_columns && good; i++)
        list[i] = &children[i];
    for (size_t i = 0; i < n_columns; i++) {
        good = good && export_column(&columns[i], &children[i]);
        arrow_column_free(&columns[i]);
    }
    if (good) {
        *out = batch;
        return true;
    }
    if (batch.buffers != NULL) {
        release_batch(&batch);
        return false;
    }
    free(owned);
    free(children);
    free(list);
    return false;
}
