/* SPDX-License-Identifier: MIT
 *
 * Rows fetched ahead: see rows.h. Two batches go round: one is filled while the other is used. The
 * first is filled before there is a second thread, so that a small table never has one. */
#include "io/rows.h"

#include "base/arena.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BATCH_ROWS (size_t)1024
#define BATCH_BYTES (size_t)(1 << 20) /* a batch ends at the row that exceeds this */

struct batch {
    struct raw_cell *cells; /* [n_rows * columns] */
    size_t n_rows, cell_capacity;
    char *bytes; /* of texts and blobs, one after the other */
    size_t n_bytes, byte_capacity;
    int code; /* SQLITE_ROW: more may follow; else why not */
    bool full;
};

struct rows {
    sqlite3_stmt *statement;
    size_t columns;
    struct batch batches[2];
    size_t used; /* batch in use */
    size_t at;   /* next row of it */
    bool threaded, stop;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

/* Texts and blobs keep where they begin in `bytes`, which may still move. */
static bool take_bytes(struct batch *batch, struct raw_cell *cell, const void *bytes, size_t length)
{
    if ((bytes == NULL && length > 0) || /* SQLite ran out of memory */
        !array_reserve(&batch->bytes, &batch->byte_capacity, batch->n_bytes + length + 1, 1))
        return false;
    if (length > 0)
        memcpy(batch->bytes + batch->n_bytes, bytes, length);
    batch->bytes[batch->n_bytes + length] = '\0';
    cell->is.integer = (int64_t)batch->n_bytes;
    cell->length = (uint32_t)length;
    batch->n_bytes += length + 1;
    return true;
}

static bool take_cell(struct batch *batch, sqlite3_stmt *s, int column, struct raw_cell *cell)
{
    cell->type = sqlite3_column_type(s, column);
    switch (cell->type) {
    case SQLITE_INTEGER:
        cell->is.integer = sqlite3_column_int64(s, column);
        return true;
    case SQLITE_FLOAT:
        cell->is.real = sqlite3_column_double(s, column);
        return true;
    case SQLITE_TEXT: {
        const void *text = sqlite3_column_text(s, column);
        return text != NULL &&
               take_bytes(batch, cell, text, (size_t)sqlite3_column_bytes(s, column));
    }
    case SQLITE_BLOB: {
        const void *blob = sqlite3_column_blob(s, column);
        return take_bytes(batch, cell, blob, (size_t)sqlite3_column_bytes(s, column));
    }
    default:
        return true;
    }
}

static bool take_row(struct batch *batch, sqlite3_stmt *s, size_t columns)
{
    size_t first = batch->n_rows * columns;
    if (!array_reserve(&batch->cells, &batch->cell_capacity, first + columns, sizeof *batch->cells))
        return false;
    for (size_t i = 0; i < columns; i++)
        if (!take_cell(batch, s, (int)i, &batch->cells[first + i]))
            return false;
    batch->n_rows++;
    return true;
}

static void fill(struct batch *batch, sqlite3_stmt *s, size_t columns)
{
    batch->n_rows = batch->n_bytes = 0;
    batch->code = SQLITE_ROW;
    while (batch->n_rows < BATCH_ROWS && batch->n_bytes < BATCH_BYTES) {
        batch->code = sqlite3_step(s);
        if (batch->code != SQLITE_ROW)
            break;
        if (!take_row(batch, s, columns)) {
            batch->code = SQLITE_NOMEM;
            break;
        }
    }
    for (size_t i = 0; i < batch->n_rows * columns; i++)
        if (batch->cells[i].type == SQLITE_TEXT || batch->cells[i].type == SQLITE_BLOB)
            batch->cells[i].is.bytes = batch->bytes + batch->cells[i].is.integer;
}

static void *fetch(void *user)
{
    struct rows *rows = user;
    pthread_mutex_lock(&rows->lock);
    for (size_t next = 1; !rows->stop; next = 1 - next) {
        struct batch *batch = &rows->batches[next];
        while (batch->full && !rows->stop)
            pthread_cond_wait(&rows->changed, &rows->lock);
        if (rows->stop)
            break;
        pthread_mutex_unlock(&rows->lock);
        fill(batch, rows->statement, rows->columns);
        pthread_mutex_lock(&rows->lock);
        batch->full = true;
        pthread_cond_signal(&rows->changed);
        if (batch->code != SQLITE_ROW)
            break;
    }
    pthread_mutex_unlock(&rows->lock);
    return NULL;
}

struct rows *rows_open(sqlite3_stmt *statement, unsigned threads)
{
    struct rows *rows = calloc(1, sizeof *rows);
    if (rows == NULL)
        return NULL;
    rows->statement = statement;
    rows->columns = (size_t)sqlite3_column_count(statement);
    pthread_mutex_init(&rows->lock, NULL);
    pthread_cond_init(&rows->changed, NULL);
    fill(&rows->batches[0], statement, rows->columns);
    rows->batches[0].full = true;
    /* A thread that can't be started is no trouble: rows_next fetches then. */
    rows->threaded = threads > 1 && rows->batches[0].code == SQLITE_ROW &&
                     pthread_create(&rows->thread, NULL, fetch, rows) == 0;
    return rows;
}

/* Gives the used batch back and takes the next. */
static void turn(struct rows *rows)
{
    if (!rows->threaded) {
        fill(&rows->batches[rows->used], rows->statement, rows->columns);
    } else {
        pthread_mutex_lock(&rows->lock);
        rows->batches[rows->used].full = false;
        pthread_cond_signal(&rows->changed);
        rows->used = 1 - rows->used;
        while (!rows->batches[rows->used].full)
            pthread_cond_wait(&rows->changed, &rows->lock);
        pthread_mutex_unlock(&rows->lock);
    }
    rows->at = 0;
}

const struct raw_cell *rows_next(struct rows *rows)
{
    while (rows->at == rows->batches[rows->used].n_rows) {
        if (rows->batches[rows->used].code != SQLITE_ROW)
            return NULL;
        turn(rows);
    }
    return rows->batches[rows->used].cells + rows->columns * rows->at++;
}

int rows_close(struct rows *rows)
{
    if (rows == NULL)
        return SQLITE_NOMEM;
    if (rows->threaded) {
        pthread_mutex_lock(&rows->lock);
        rows->stop = true;
        pthread_cond_signal(&rows->changed);
        pthread_mutex_unlock(&rows->lock);
        pthread_join(rows->thread, NULL);
    }
    const struct batch *last = &rows->batches[rows->used];
    int code = rows->at < last->n_rows || last->code == SQLITE_ROW ? SQLITE_OK : last->code;
    for (size_t i = 0; i < 2; i++) {
        free(rows->batches[i].cells);
        free(rows->batches[i].bytes);
    }
    pthread_cond_destroy(&rows->changed);
    pthread_mutex_destroy(&rows->lock);
    free(rows);
    return code;
}
