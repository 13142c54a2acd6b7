/* SPDX-License-Identifier: MIT
 *
 * Filling the tables of the output, while no connection has the file open.
 *
 * Algorithm: tasks stand in a fixed order: the parts of a table, then its spatial index (sorting,
 * then the pieces of its three tables), then the next table. Threads claim tasks in order and build
 * pages in any order; the pages are appended to the file in the order of the tasks, by the thread
 * that finds the next task built. So the file's bytes do not depend on the number of threads, and
 * no more parts are in memory than threads and two. Cost: one copy per cell; the ordered part is
 * one write per part. */
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

/* A unit of work. `table` indexes o->tables. */
struct task {
    size_t table;
    enum task_kind kind;
    enum rtree_table shadow; /* TASK_INDEX: the rows of which table       */
    size_t part, of;         /* TASK_INDEX: `of` = how many pieces it has */
    bool last;               /* of its table's parts or pieces            */
    size_t after;            /* TASK_INDEX: the task of the sorting       */
};

/* The result of a task, until its pages are written. Task t uses slot t % n_slots. */
struct slot {
    struct part part; /* of an index: its leaves only */
    bool busy;        /* from when its task is taken until its pages are written */
    bool built;
    rasif_status status;
    rasif_error error;
};

/* What all threads share; everything from `claimed` on is changed under `lock`. */
struct filling {
    struct output *o;
    struct btree_file file;
    struct task *tasks;
    size_t n_tasks, capacity;
    struct slot slots[MOST_SLOTS]; /* task t is made in slot t % n_slots */
    size_t n_slots;
    atomic_uint next_slot; /* scratch of the next thread; 0 is the caller's         */
    size_t claimed, turn;  /* tasks given to threads; tasks that are in the file */
    bool appending;        /* some thread is putting tasks into the file         */
    bool cancelled;
    rasif_status status; /* other than OK: all threads stop */
    rasif_error *err;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

/* Without a reason of the file system it was memory. */
static rasif_status fail_filling(const struct filling *f, const struct output_table *table,
                                 rasif_error *err)
{
    if (f->file.reason == 0)
        return fail_memory(err);
    return fail(err, RASIF_E_OUTPUT, "%s: writing %s failed: %s", f->o->shown,
                table->fill.query.what, strerror(f->file.reason));
}

/* ---- into the file ------------------------------------------------------------------------ */

/* Boxes of a part join those of its table, for the index and for the table's own box. false: out of
 * memory. */
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

/* Cells that their column's type does not allow, under the name of their storage class. */
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

/* `last`: the table's interior pages are made, too. */
static bool append_leaves(struct filling *f, struct btree *tree, struct leaves *leaves, bool last)
{
    return btree_place(&f->file, tree, leaves) && (!last || btree_finish(&f->file, tree));
}

/* Sums, boxes, diagnostics and leaves of a part, in the order of the parts. */
static bool append_rows(struct filling *f, struct output_table *table, struct part *part, bool last)
{
    diagnose_invalid_cells(f->o, table, part);
    if (part->n_rows > 0)
        table->last_id = part->last_id;
    table->n_rows += part->n_rows;
    table->n_lost += part->n_lost;
    return !f->o->found.failed && add_boxes(table, part) &&
           append_leaves(f, &table->tree, &part->leaves, last);
}

/* What must happen in the order of the tasks; the pages themselves may be written later. */
static rasif_status append_task(struct filling *f, const struct task *task, struct slot *slot,
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
        good = append_rows(f, table, &slot->part, task->last);
        break;
    case TASK_SORT:
        good = rtree_sort(&table->index, f->o->job->plan->threads);
        break;
    case TASK_INDEX:
        good = append_leaves(f, &table->index.tables[task->shadow], &slot->part.leaves, task->last);
        if (task->shadow == RTREE_PARENT && task->last)
            rtree_free(&table->index); /* it was the last */
        break;
    }
    return good ? RASIF_OK : fail_filling(f, table, err);
}

/* Page numbers are fixed by append_task, so this needs no order. */
static rasif_status write_part_pages(struct filling *f, const struct task *task, struct slot *slot,
                                     rasif_error *err)
{
    bool good = task->kind == TASK_SORT || btree_write(&f->file, &slot->part.leaves);
    return good ? RASIF_OK : fail_filling(f, &f->o->tables[task->table], err);
}

/* ---- the order ---------------------------------------------------------------------------- */

/* The first failure counts; it stops every thread. */
static void stop_all(struct filling *f, rasif_status status, const rasif_error *error)
{
    if (status == RASIF_OK || f->status != RASIF_OK)
        return;
    f->status = status;
    if (f->err != NULL)
        *f->err = *error;
}

/* Claims the next task and its slot: false when there is none, or all threads must stop. */
static bool claim_task(struct filling *f, size_t *task)
{
    pthread_mutex_lock(&f->lock);
    while (f->status == RASIF_OK && f->claimed < f->n_tasks &&
           f->slots[f->claimed % f->n_slots].busy)
        pthread_cond_wait(&f->changed, &f->lock);
    bool there = f->status == RASIF_OK && f->claimed < f->n_tasks;
    *task = there ? f->claimed++ : 0;
    f->slots[*task % f->n_slots].busy = f->slots[*task % f->n_slots].busy || there;
    pthread_mutex_unlock(&f->lock);
    return there;
}

/* Marks a task as built and appends all built tasks that are next in order, unless another thread
 * is doing so. */
static void submit_task(struct filling *f, size_t built)
{
    rasif_error error = {0};
    pthread_mutex_lock(&f->lock);
    f->slots[built % f->n_slots].built = true;
    while (!f->appending && f->status == RASIF_OK && f->turn < f->n_tasks &&
           f->slots[f->turn % f->n_slots].built) {
        const struct task *task = &f->tasks[f->turn];
        struct slot *slot = &f->slots[f->turn % f->n_slots];
        f->appending = true;
        pthread_mutex_unlock(&f->lock);
        rasif_status status = append_task(f, task, slot, &error);
        pthread_mutex_lock(&f->lock);
        stop_all(f, status, &error);
        f->appending = slot->built = false;
        f->turn++;
        pthread_cond_broadcast(&f->changed);
        if (status != RASIF_OK)
            break;
        pthread_mutex_unlock(&f->lock);
        status = write_part_pages(f, task, slot, &error);
        pthread_mutex_lock(&f->lock);
        stop_all(f, status, &error);
        slot->busy = false;
        pthread_cond_broadcast(&f->changed);
    }
    pthread_mutex_unlock(&f->lock);
}

/* Waits until the boxes are sorted. false: all threads must stop. */
static bool wait_for_task(struct filling *f, size_t task)
{
    pthread_mutex_lock(&f->lock);
    while (f->status == RASIF_OK && f->turn <= task)
        pthread_cond_wait(&f->changed, &f->lock);
    bool good = f->status == RASIF_OK;
    pthread_mutex_unlock(&f->lock);
    return good;
}

static rasif_status build_index_piece(struct filling *f, struct filler *filler,
                                      const struct task *task, struct slot *slot)
{
    const struct rtree *index = &f->o->tables[task->table].index;
    if (!wait_for_task(f, task->after))
        return RASIF_OK; /* its slot is never appended */
    return rtree_make(index, task->shadow, task->part, task->of, &filler->record,
                      &slot->part.leaves)
               ? RASIF_OK
               : fail_memory(&slot->error);
}

static void build_task(struct filling *f, struct filler *filler, const struct task *task,
                       struct slot *slot)
{
    slot->status = RASIF_OK;
    if (task->kind == TASK_ROWS)
        slot->status = fill_build_part(filler, &f->o->tables[task->table].fill, task->part,
                                       &slot->part, &slot->error);
    else if (task->kind == TASK_INDEX)
        slot->status = build_index_piece(f, filler, task, slot);
}

/* Builds the next task and submits it; false when there is none. */
static bool build_next_task(struct filling *f, struct filler *filler)
{
    size_t t;
    if (!claim_task(f, &t))
        return false;
    build_task(f, filler, &f->tasks[t], &f->slots[t % f->n_slots]);
    submit_task(f, t);
    return true;
}

/* Each thread has its own filler: connections and scratch memory. */
static void *worker_main(void *user)
{
    struct filling *f = user;
    struct filler filler = {.encoding = f->o->encoding};
    filler.scratch.slot = atomic_fetch_add(&f->next_slot, 1);
    while (build_next_task(f, &filler))
        ;
    filler_free(&filler);
    return NULL;
}

/* Asks the caller whether to go on; only the caller's own thread does so. */
static void check_cancelled(struct filling *f)
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

static void run_workers(struct filling *f, struct filler *filler)
{
    pthread_t workers[MOST_THREADS];
    unsigned wanted = (unsigned)f->n_slots - 2, started = 0;
    /* A thread that can not be started is not a failure: this one builds what is left. */
    while (started + 1 < wanted && started + 1 < f->n_tasks &&
           pthread_create(&workers[started], NULL, worker_main, f) == 0)
        started++;
    while (build_next_task(f, filler))
        check_cancelled(f);
    for (unsigned i = 0; i < started; i++)
        pthread_join(workers[i], NULL);
    check_cancelled(f); /* workers may have built the last tasks */
}

/* ---- which tasks -------------------------------------------------------------------------- */

/* A table that can only be read from start to end is filled here and now, by this thread. */
static void fill_alone(struct filling *f, struct filler *filler, size_t table)
{
    struct slot *slot = &f->slots[0];
    for (size_t k = 0; f->status == RASIF_OK; k++) {
        slot->status =
            fill_build_part(filler, &f->o->tables[table].fill, k, &slot->part, &slot->error);
        struct task task = {.table = table, .part = k, .last = slot->part.last};
        f->status = append_task(f, &task, slot, f->err);
        if (f->status == RASIF_OK)
            f->status = write_part_pages(f, &task, slot, f->err);
        if (f->status != RASIF_OK || slot->part.last)
            break;
        check_cancelled(f);
    }
}

static bool add_task(struct filling *f, struct task task)
{
    return PUSH(f->tasks, f->n_tasks, f->capacity, task);
}

/* As many pieces as the table's rows ask for; there are about 51 times fewer parents, so these are
 * one piece. */
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

/* A table that was filled before needs its index only. */
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

/* Tables that one thread must read come first, because their number of rows is not known before. */
static void fill_all(struct filling *f)
{
    struct filler filler = {.encoding = f->o->encoding};
    for (size_t i = 0; i < f->o->n_tables && f->status == RASIF_OK; i++)
        if (fill_count_parts(&f->o->tables[i].fill) == 0)
            fill_alone(f, &filler, i);
    if (f->status == RASIF_OK && !list_tasks(f))
        f->status = fail_memory(f->err);
    if (f->status == RASIF_OK)
        run_workers(f, &filler);
    filler_free(&filler);
    if (f->cancelled && f->status == RASIF_E_CANCELLED)
        fail(f->err, RASIF_E_CANCELLED, "cancelled while writing %s", f->o->shown);
}

/* On failure the file is abandoned: its pages may contradict each other. */
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
