/* SPDX-License-Identifier: MIT
 *
 * Rows made ahead: see ahead.h. A ring of blocks between one maker and one taker; the maker is at
 * most RING blocks ahead, so memory stays small whatever the table. */
#include "io/ahead.h"

#include "base/arena.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_ROWS (size_t)256
#define RING (size_t)4

struct block {
    size_t first, n;
    struct cell *cells;   /* [n * columns] */
    char *bytes;          /* texts and blobs that do not last */
    size_t used, capacity;
};

struct ahead {
    const struct view *view;
    struct block blocks[RING];
    size_t made, taken; /* blocks so far; block k is at k % RING; taken = the one in use */
    bool stop, failed; /* failed: the maker ran out of memory */
    bool ended;        /* the taker saw that               */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t first_row;
};

/* Texts are kept as offsets while the block grows, since its memory may move. */
static bool keep_bytes(struct block *block, struct cell *cell)
{
    size_t at = block->used;
    if (cell->length == 0) {
        cell->bytes = "";
        cell->lasting = true;
        return true;
    }
    if (!array_reserve(&block->bytes, &block->capacity, at + cell->length, 1))
        return false;
    memcpy(block->bytes + at, cell->bytes, cell->length);
    block->used += cell->length;
    cell->integer = (int64_t)at; /* unused by texts and blobs */
    return true;
}

static bool make_block(const struct view *view, struct block *block, size_t first,
                       struct cell_scratch *scratch)
{
    size_t columns = view->n_columns;
    block->first = first;
    block->n = view->n_rows - first < BLOCK_ROWS ? view->n_rows - first : BLOCK_ROWS;
    block->used = 0;
    for (size_t row = 0; row < block->n; row++)
        for (size_t c = 0; c < columns; c++) {
            struct cell *cell = &block->cells[row * columns + c];
            cell->type = CELL_NULL;
            cell->lasting = false;
            view->cell(view, first + row, c, scratch, cell);
            bool bytes = cell->type == CELL_TEXT || cell->type == CELL_BLOB;
            if (bytes && !cell->lasting && !keep_bytes(block, cell))
                return false;
        }
    for (size_t i = 0; i < block->n * columns; i++) {
        struct cell *cell = &block->cells[i];
        if ((cell->type == CELL_TEXT || cell->type == CELL_BLOB) && !cell->lasting)
            cell->bytes = block->bytes + cell->integer;
    }
    return true;
}

static void *make_blocks(void *user)
{
    struct ahead *ahead = user;
    struct cell_scratch scratch = {0};
    size_t row = ahead->first_row;
    for (size_t k = 0; row < ahead->view->n_rows; k++) {
        pthread_mutex_lock(&ahead->lock);
        while (!ahead->stop && k - ahead->taken >= RING)
            pthread_cond_wait(&ahead->changed, &ahead->lock);
        bool stop = ahead->stop;
        pthread_mutex_unlock(&ahead->lock);
        if (stop)
            break;
        struct block *block = &ahead->blocks[k % RING];
        bool good = make_block(ahead->view, block, row, &scratch);
        row += BLOCK_ROWS;
        pthread_mutex_lock(&ahead->lock);
        ahead->made = k + 1;
        ahead->failed = !good;
        pthread_cond_signal(&ahead->changed);
        pthread_mutex_unlock(&ahead->lock);
        if (!good)
            break;
    }
    cell_scratch_free(&scratch);
    return NULL;
}

static void free_blocks(struct ahead *ahead)
{
    for (size_t i = 0; i < RING; i++) {
        free(ahead->blocks[i].cells);
        free(ahead->blocks[i].bytes);
    }
    free(ahead);
}

struct ahead *ahead_start(const struct view *view, size_t first)
{
    struct ahead *ahead = calloc(1, sizeof *ahead);
    if (ahead == NULL)
        return NULL;
    ahead->view = view;
    ahead->first_row = first;
    for (size_t i = 0; i < RING; i++)
        if ((ahead->blocks[i].cells = malloc(BLOCK_ROWS * view->n_columns * sizeof(struct cell))) == NULL) {
            free_blocks(ahead);
            return NULL;
        }
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->changed, NULL);
    if (pthread_create(&ahead->thread, NULL, make_blocks, ahead) != 0) {
        pthread_cond_destroy(&ahead->changed);
        pthread_mutex_destroy(&ahead->lock);
        free_blocks(ahead);
        return NULL;
    }
    return ahead;
}

/* Gives the block in use back and waits for the next; false when there is none. */
static bool next_block(struct ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    ahead->taken++;
    pthread_cond_signal(&ahead->changed);
    while (!ahead->failed && ahead->made <= ahead->taken)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    bool good = ahead->made > ahead->taken && !ahead->failed;
    pthread_mutex_unlock(&ahead->lock);
    return good;
}

static bool first_block(struct ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    while (!ahead->failed && ahead->made == 0)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    bool good = !ahead->failed;
    pthread_mutex_unlock(&ahead->lock);
    return good;
}

const struct cell *ahead_row(struct ahead *ahead, size_t row)
{
    size_t behind = ahead->first_row + ahead->taken * BLOCK_ROWS;
    if (ahead->ended || row < behind || row >= ahead->view->n_rows)
        return NULL;
    ahead->ended = ahead->taken == 0 && !first_block(ahead);
    while (!ahead->ended && row >= ahead->first_row + (ahead->taken + 1) * BLOCK_ROWS)
        ahead->ended = !next_block(ahead);
    if (ahead->ended)
        return NULL;
    const struct block *block = &ahead->blocks[ahead->taken % RING];
    return block->cells + (row - block->first) * ahead->view->n_columns;
}

void ahead_stop(struct ahead *ahead)
{
    if (ahead == NULL)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->stop = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->lock);
    free_blocks(ahead);
}
