/* SPDX-License-Identifier: MIT
 *
 * Filling the cells of a view: see view.h. */
#include "table/view.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

void cell_copy(struct cell *out, struct cell_scratch *scratch, enum cell_type type,
               const void *bytes, size_t length)
{
    char *room = cell_room(out, scratch, type, length);
    if (room != NULL && length > 0)
        memmove(room, bytes, length);
}

char *cell_room(struct cell *out, struct cell_scratch *scratch, enum cell_type type, size_t length)
{
    if (!array_reserve(&scratch->data, &scratch->capacity, length > 0 ? length : 1, 1)) {
        cell_null(out);
        return NULL;
    }
    out->type = type;
    out->bytes = scratch->data;
    out->length = length;
    out->lasting = false;
    return scratch->data;
}

struct text *cell_words(struct cell_scratch *scratch)
{
    scratch->words.length = 0;
    scratch->words.failed = false;
    return &scratch->words;
}

void cell_built(struct cell *out, struct cell_scratch *scratch)
{
    cell_null(out);
    if (scratch->words.failed || scratch->words.length == 0)
        return;
    out->type = CELL_TEXT;
    out->bytes = scratch->words.data;
    out->length = scratch->words.length;
    out->lasting = false;
}

void *cell_spare(struct cell_scratch *scratch, size_t size)
{
    return array_reserve(&scratch->spare, &scratch->spare_capacity, size, 1) ? scratch->spare
                                                                             : NULL;
}

void *cell_row(struct cell_scratch *scratch, const struct view *view, size_t row, size_t size,
               bool *fresh)
{
    char *data = scratch->row_data;
    *fresh = scratch->row_view != view || scratch->row != row || data == NULL;
    if (!*fresh)
        return data;
    if (!array_reserve(&data, &scratch->row_capacity, size, 1))
        return NULL;
    scratch->row_data = data;
    scratch->row_view = view;
    scratch->row = row;
    return data;
}

void cell_scratch_free(struct cell_scratch *scratch)
{
    free(scratch->data);
    free(scratch->row_data);
    free(scratch->spare);
    text_free(&scratch->words);
    *scratch = (struct cell_scratch){0};
}
