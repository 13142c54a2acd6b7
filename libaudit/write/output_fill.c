/* SPDX-License-Identifier: MIT
 *
 * Filling the tables of the output, while no connection has the file open. Tasks stand in a fixed
 * order: the parts of a table, then its spatial index (sorted, then the pieces of its three
 * tables), then the next table. Threads make pages ahead in any order; they are put into the file
 * in the order of the tasks, by whoever finds the next one made. So the file's bytes do not depend
 * on the number of threads, and no more parts are in memory than threads and two. */
#include "write/output_job.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define MOST_THREADS 64u
#define MOST_SLOTS (MOST_THREADS + 2)

#define INDEX_PARTS (size_t)8 /* parts of a table whose boxes make a piece of its index */

enum task_kind {
    TASK_ROWS, /* of the table                                                     */
    TASK_SORT, /* the boxes of its index: no pages, all that follows waits for it */
    TASK_INDEX /* rows of the index                                                */
};

struct task {
    size_t table;
    enum task_kind kind;
    enum rtree_table shadow; /* TASK_INDEX: the rows of which table       */
    size_t part, of;         /* TASK_INDEX: `of` = how many pieces it has */
    bool last;               /* of its table's parts or pieces            */
    size_t after;            /* TASK_INDEX: the task of the sorting       */
};

struct slot {
    struct part part; /* of an index: its leaves only */
    bool busy;        /* from when its task is taken until its pages are written */
    bool made;
    rasif_status status;
    rasif_error error;
};

struct filling {
    struct output *o;
    struct btree_file file;
    struct task *tasks;
    size_t n_tasks, capacity;
    struct slot slots[MOST_SLOTS]; /* task t is made in slot t % n_slots */
    size_t n_slots;
    atomic_uint next_slot;   /* of the next helper's scratch; 0 is the caller's        */
    size_t taken, turn;      /* tasks given to threads; tasks that are in the file */
    bool putting;            /* some thread is putting tasks into the file         */
    bool cancelled;
    rasif_status status; /* other than OK: everybody stops */
    rasif_error *err;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

static rasif_status write_failed(const struct filling *f, const struct output_table *table,
                                 rasif_error *err)
{
    if (f->file.reason == 0)
        return fail_memory(err);
    return fail(err, RASIF_E_OUTPUT, "%s: writing %s failed: %s", f->o->shown,
                table->fill.query.what, strerror(f->file.reason));
}

/* ---- into the file ------------------------------------------------------------------------ */

static bool add_boxes(struct output_table *table, const struct part *part)
{
    struct rtree_boxes *all = &table->index.boxes;
    if (part->boxes.n > 0) {
        if (!array_reserve(&all->items, &all->capacity, all->n + part->boxes.n, sizeof *all->items))
            return false;
        memcpy(all->items + all->n, part->boxes.items, part->boxes.n * sizeof *all->items);
        all->n += part->boxes.n;
    }
    for (int i = 0; i < 4 && part->has_box; i++) {
        bool first = !table->has_box;
        bool better = i % 2 == 0 ? part->box[i] < table->box[i] : part->box[i] > table->box[i];
        table->box[i] = first || better ? part->box[i] : table->box[i];
    }
    table->has_box = table->has_box || part->has_box;
    return true;
}

/* Cells that break the standard, under the name of their storage class. */
static void diagnose_invalid_cells(struct output *o, const struct output_table *table,
                                   const struct part *part)
{
    static const char *const storages[] = {[SQLITE_INTEGER] = "integer",
                                           [SQLITE_FLOAT] = "real",
                                           [SQLITE_TEXT] = "text",
                                           [SQLITE_BLOB] = "blob"};
    for (size_t i = 0; i < part->n_invalid; i++) {
        const struct invalid_cell *invalid_cell = &part->invalid[i];
        diagnose(&o->found, D_cell_invalid, table->source->table,
                 table->fill.columns[invalid_cell->column].name, storages[invalid_cell->storage],
                 &invalid_cell->id);
    }
}

static bool put_leaves(struct filling *f, struct btree *tree, struct leaves *leaves, bool last)
{
    return btree_place(&f->file, tree, leaves) && (!last || btree_finish(&f->file, tree));
}

static bool put_part(struct filling *f, struct output_table *table, struct part *part, bool last)
{
    diagnose_invalid_cells(f->o, table, part);
    if (part->n_rows > 0)
        table->last_id = part->last_id;
    table->n_rows += part->n_rows;
    table->n_lost += part->n_lost;
    return !f->o->found.failed && add_boxes(table, part) &&
           put_leaves(f, &table->tree, &part->leaves, last);
}

/* What has to be done in the order of the tasks; the pages of a part may be written later. */
static rasif_status put(struct filling *f, const struct task *task, struct slot *slot,
                        rasif_error *err)
{
    struct output_table *table = &f->o->tables[task->table];
    if (slot->status != RASIF_OK) {
        if (err != NULL)
            *err = slot->error;
        return slot->status;
    }
    bool good = true;
    switch (task->kind) {
    case TASK_ROWS:
        good = put_part(f, table, &slot->part, task->last);
        break;
    case TASK_SORT:
        good = rtree_sort(&table->index, f->o->job->plan->threads);
        break;
    case TASK_INDEX:
        good = put_leaves(f, &table->index.tables[task->shadow], &slot->part.leaves, task->last);
        if (task->shadow == RTREE_PARENT && task->last)
            rtree_free(&table->index); /* it was the last */
        break;
    }
    return good ? RASIF_OK : write_failed(f, table, err);
}

static rasif_status write_part(struct filling *f, const struct task *task, struct slot *slot,
                               rasif_error *err)
{
    bool good = task->kind == TASK_SORT || btree_write(&f->file, &slot->part.leaves);
    return good ? RASIF_OK : write_failed(f, &f->o->tables[task->table], err);
}

/* ---- the order ---------------------------------------------------------------------------- */

/* The first trouble counts. */
static void stop(struct filling *f, rasif_status status, const rasif_error *error)
{
    if (status == RASIF_OK || f->status != RASIF_OK)
        return;
    f->status = status;
    if (f->err != NULL)
        *f->err = *error;
}

/* Takes the next task: false when there is none, or all is to stop. */
static bool take(struct filling *f, size_t *task)
{
    pthread_mutex_lock(&f->lock);
    while (f->status == RASIF_OK && f->taken < f->n_tasks && f->slots[f->taken % f->n_slots].busy)
        pthread_cond_wait(&f->changed, &f->lock);
    bool there = f->status == RASIF_OK && f->taken < f->n_tasks;
    *task = there ? f->taken++ : 0;
    f->slots[*task % f->n_slots].busy = f->slots[*task % f->n_slots].busy || there;
    pthread_mutex_unlock(&f->lock);
    return there;
}

/* Puts what is made into the file as far as it goes, unless another thread is at it. */
static void hand_in(struct filling *f, size_t made)
{
    rasif_error error = {0};
    pthread_mutex_lock(&f->lock);
    f->slots[made % f->n_slots].made = true;
    while (!f->putting && f->status == RASIF_OK && f->turn < f->n_tasks &&
           f->slots[f->turn % f->n_slots].made) {
        const struct task *task = &f->tasks[f->turn];
        struct slot *slot = &f->slots[f->turn % f->n_slots];
        f->putting = true;
        pthread_mutex_unlock(&f->lock);
        rasif_status status = put(f, task, slot, &error);
        pthread_mutex_lock(&f->lock);
        stop(f, status, &error);
        f->putting = slot->made = false;
        f->turn++;
        pthread_cond_broadcast(&f->changed);
        if (status != RASIF_OK)
            break;
        pthread_mutex_unlock(&f->lock);
        status = write_part(f, task, slot, &error);
        pthread_mutex_lock(&f->lock);
        stop(f, status, &error);
        slot->busy = false;
        pthread_cond_broadcast(&f->changed);
    }
    pthread_mutex_unlock(&f->lock);
}

/* False: the sorting of the boxes failed, or all is to stop. */
static bool wait_for(struct filling *f, size_t task)
{
    pthread_mutex_lock(&f->lock);
    while (f->status == RASIF_OK && f->turn <= task)
        pthread_cond_wait(&f->changed, &f->lock);
    bool good = f->status == RASIF_OK;
    pthread_mutex_unlock(&f->lock);
    return good;
}

static rasif_status make_index(struct filling *f, struct filler *filler, const struct task *task,
                               struct slot *slot)
{
    const struct rtree *index = &f->o->tables[task->table].index;
    if (!wait_for(f, task->after))
        return RASIF_OK; /* nobody puts it anywhere */
    return rtree_make(index, task->shadow, task->part, task->of, &filler->record,
                      &slot->part.leaves)
               ? RASIF_OK
               : fail_memory(&slot->error);
}

static void make(struct filling *f, struct filler *filler, const struct task *task,
                 struct slot *slot)
{
    slot->status = RASIF_OK;
    if (task->kind == TASK_ROWS)
        slot->status = fill_build_part(filler, &f->o->tables[task->table].fill, task->part,
                                       &slot->part, &slot->error);
    else if (task->kind == TASK_INDEX)
        slot->status = make_index(f, filler, task, slot);
}

/* Makes the next task and hands it in; false when there is none. */
static bool make_next(struct filling *f, struct filler *filler)
{
    size_t t;
    if (!take(f, &t))
        return false;
    make(f, filler, &f->tasks[t], &f->slots[t % f->n_slots]);
    hand_in(f, t);
    return true;
}

static void *help(void *user)
{
    struct filling *f = user;
    struct filler filler = {.encoding = f->o->encoding};
    filler.scratch.slot = atomic_fetch_add(&f->next_slot, 1);
    while (make_next(f, &filler))
        ;
    filler_free(&filler);
    return NULL;
}

/* Only the caller's own thread calls the caller back. */
static void look_for_cancel(struct filling *f)
{
    const struct output_job *job = f->o->job;
    pthread_mutex_lock(&f->lock);
    double done = f->n_tasks > 0 ? (double)f->turn / (double)f->n_tasks : 0;
    bool going = f->status == RASIF_OK;
    pthread_mutex_unlock(&f->lock);
    if (!going || job->cancelled == NULL || !job->cancelled(job->user, done))
        return;
    pthread_mutex_lock(&f->lock);
    f->cancelled = true;
    if (f->status == RASIF_OK)
        f->status = RASIF_E_CANCELLED;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

static void run_tasks(struct filling *f, struct filler *filler)
{
    pthread_t helpers[MOST_THREADS];
    unsigned wanted = (unsigned)f->n_slots - 2, started = 0;
    /* A helper that can't be started is no trouble: this thread does all that is left. */
    while (started + 1 < wanted && started + 1 < f->n_tasks &&
           pthread_create(&helpers[started], NULL, help, f) == 0)
        started++;
    while (make_next(f, filler))
        look_for_cancel(f);
    for (unsigned i = 0; i < started; i++)
        pthread_join(helpers[i], NULL);
    look_for_cancel(f); /* the helpers may have made the last tasks */
}

/* ---- which tasks -------------------------------------------------------------------------- */

/* A table that can only be read from start to end: here and now, by this thread. */
static void fill_alone(struct filling *f, struct filler *filler, size_t table)
{
    struct slot *slot = &f->slots[0];
    for (size_t k = 0; f->status == RASIF_OK; k++) {
        slot->status =
            fill_build_part(filler, &f->o->tables[table].fill, k, &slot->part, &slot->error);
        struct task task = {.table = table, .part = k, .last = slot->part.last};
        f->status = put(f, &task, slot, f->err);
        if (f->status == RASIF_OK)
            f->status = write_part(f, &task, slot, f->err);
        if (f->status != RASIF_OK || slot->part.last)
            break;
        look_for_cancel(f);
    }
}

static bool add_task(struct filling *f, struct task task)
{
    return PUSH(f->tasks, f->n_tasks, f->capacity, task);
}

/* As many pieces as the table's rows ask for; there are about 51 times fewer parents. */
static bool add_index_tasks(struct filling *f, size_t table, size_t parts)
{
    size_t sort = f->n_tasks;
    bool good = add_task(f, (struct task){.table = table, .kind = TASK_SORT});
    for (int shadow = 0; shadow < RTREE_TABLES; shadow++) {
        size_t n = shadow == RTREE_PARENT ? 1 : (parts + INDEX_PARTS - 1) / INDEX_PARTS;
        for (size_t k = 0; k < n && good; k++)
            good = add_task(f, (struct task){.table = table,
                                             .kind = TASK_INDEX,
                                             .shadow = (enum rtree_table)shadow,
                                             .part = k,
                                             .of = n,
                                             .last = k + 1 == n,
                                             .after = sort});
    }
    return good;
}

/* Of a table that was filled before only the index is left. */
static bool list_tasks(struct filling *f)
{
    bool good = true;
    for (size_t i = 0; i < f->o->n_tables && good; i++) {
        const struct output_table *table = &f->o->tables[i];
        size_t n = fill_count_parts(&table->fill);
        for (size_t k = 0; k < n && good; k++)
            good = add_task(f, (struct task){.table = i, .part = k, .last = k + 1 == n});
        if (good && table->geometry_column != NULL)
            good = add_index_tasks(f, i, n > 0 ? n : (size_t)table->n_rows / PART_ROWS + 1);
    }
    return good;
}

static void fill_all(struct filling *f)
{
    struct filler filler = {.encoding = f->o->encoding};
    for (size_t i = 0; i < f->o->n_tables && f->status == RASIF_OK; i++)
        if (fill_count_parts(&f->o->tables[i].fill) == 0)
            fill_alone(f, &filler, i);
    if (f->status == RASIF_OK && !list_tasks(f))
        f->status = fail_memory(f->err);
    if (f->status == RASIF_OK)
        run_tasks(f, &filler);
    filler_free(&filler);
    if (f->cancelled && f->status == RASIF_E_CANCELLED)
        fail(f->err, RASIF_E_CANCELLED, "cancelled while writing %s", f->o->shown);
}

rasif_status output_fill(struct output *o, const char *path, rasif_error *err)
{
    unsigned threads = o->job->plan->threads;
    struct filling f = {.o = o, .err = err};
    f.n_slots = 2 + (threads < MOST_THREADS ? threads : MOST_THREADS);
    atomic_init(&f.next_slot, 1);
    if (!btree_open(&f.file, path)) {
        btree_abandon(&f.file);
        return fail(err, RASIF_E_OUTPUT, "%s: can't be filled: %s", o->shown,
                    f.file.reason != 0 ? strerror(f.file.reason) : "its pages are of another kind");
    }
    pthread_mutex_init(&f.lock, NULL);
    pthread_cond_init(&f.changed, NULL);
    fill_all(&f);
    pthread_cond_destroy(&f.changed);
    pthread_mutex_destroy(&f.lock);
    for (size_t i = 0; i < f.n_slots; i++)
        part_free(&f.slots[i].part);
    free(f.tasks);
    if (f.status != RASIF_OK) {
        btree_abandon(&f.file);
        return f.status;
    }
    if (!btree_close(&f.file))
        return fail(err, RASIF_E_OUTPUT, "%s: can't be written: %s", o->shown,
                    strerror(f.file.reason));
    return RASIF_OK;
}
