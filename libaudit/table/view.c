/* SPDX-License-Identifier: MIT
 *
 * Filling the cells of a view: see view.h.
 *
 * Bytes of cells live in blocks of the caller's scratch. A block is never moved, since cells of the
 * same row point into it; when a row needs more, a block of twice the size is added. At the next
 * row, or the next cell when cells are read one by one, only the largest block is kept. Cost:
 * after some rows no memory is allocated any more. */
#include "table/view.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

/* Blocks never move, so that cells of a row can point into them. */
struct cell_block {
    struct cell_block *older;
    size_t capacity;
    char bytes[];
};

/* Frees a block and all older ones. */
static void free_blocks(struct cell_block *block)
{
    while (block != NULL) {
        struct cell_block *older = block->older;
        free(block);
        block = older;
    }
}

/* A block for `length` more bytes; what older ones hold is still in use. */
static bool add_block(struct cell_scratch *scratch, size_t length)
{
    size_t capacity = scratch->block != NULL ? 2 * scratch->block->capacity : 512;
    while (capacity < length && capacity <= SIZE_MAX / 4)
        capacity *= 2;
    struct cell_block *block = capacity >= length ? malloc(sizeof *block + capacity) : NULL;
    if (block == NULL)
        return false;
    *block = (struct cell_block){.older = scratch->block, .capacity = capacity};
    scratch->block = block;
    scratch->used = 0;
    return true;
}

/* Nothing is in use any more: the largest block is enough. */
static void begin_cells(struct cell_scratch *scratch)
{
    scratch->used = 0;
    if (scratch->block == NULL || scratch->block->older == NULL)
        return;
    free_blocks(scratch->block->older);
    scratch->block->older = NULL;
}

/* Cells of the row stay valid until the next call. */
void view_row(const struct view *view, size_t row, struct cell_scratch *scratch, struct cell *out)
{
    begin_cells(scratch);
    scratch->whole_row = true;
    view->row(view, row, scratch, out);
    scratch->whole_row = false;
}

/* The cell becomes null when memory is out, and scratch->failed is set: who reads rows fails then. */
char *cell_room(struct cell *out, struct cell_scratch *scratch, enum cell_type type, size_t length)
{
    if (!scratch->whole_row)
        begin_cells(scratch);
    if ((scratch->block == NULL || length > scratch->block->capacity - scratch->used) &&
        !add_block(scratch, length)) {
        scratch->failed = true;
        cell_null(out);
        return NULL;
    }
    char *room = scratch->block->bytes + scratch->used;
    scratch->used += length;
    out->type = type;
    out->bytes = room;
    out->length = length;
    out->lasting = false;
    return room;
}

/* The bytes may lie in the scratch already. */
void cell_copy(struct cell *out, struct cell_scratch *scratch, enum cell_type type,
               const void *bytes, size_t length)
{
    char *room = cell_room(out, scratch, type, length);
    if (room != NULL && length > 0)
        memmove(room, bytes, length);
}

/* An empty text to compose one cell in; cell_built then makes the cell. */
struct text *cell_words(struct cell_scratch *scratch)
{
    scratch->words.length = 0;
    scratch->words.failed = false;
    return &scratch->words;
}

/* An empty text is null. */
void cell_built(struct cell *out, struct cell_scratch *scratch)
{
    cell_null(out);
    scratch->failed = scratch->failed || scratch->words.failed;
    if (!scratch->words.failed && scratch->words.length > 0)
        cell_copy(out, scratch, CELL_TEXT, scratch->words.data, scratch->words.length);
}

/* Memory for a function that fills a cell, until the next call. */
void *cell_spare(struct cell_scratch *scratch, size_t size)
{
    bool good = array_reserve(&scratch->spare, &scratch->spare_capacity, size, 1);
    scratch->failed = scratch->failed || !good;
    return good ? scratch->spare : NULL;
}

/* Memory that the cells of one row share: the first of them fills it. */
void *cell_row(struct cell_scratch *scratch, const struct view *view, size_t row, size_t size,
               bool *fresh)
{
    char *data = scratch->row_data;
    *fresh = scratch->row_view != view || scratch->row != row || data == NULL;
    if (!*fresh)
        return data;
    if (!array_reserve(&data, &scratch->row_capacity, size, 1)) {
        scratch->failed = true;
        return NULL;
    }
    scratch->row_data = data;
    scratch->row_view = view;
    scratch->row = row;
    return data;
}

void cell_scratch_free(struct cell_scratch *scratch)
{
    free_blocks(scratch->block);
    free(scratch->row_data);
    free(scratch->spare);
    text_free(&scratch->words);
    *scratch = (struct cell_scratch){0};
}
