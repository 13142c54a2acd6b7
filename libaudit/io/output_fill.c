/* SPDX-License-Identifier: MIT
 *
 * Filling the tables of the output, while no connection has the file open. Tasks stand in a fixed
 * order: the parts of a table, then its spatial index, then the next table. Threads make parts
 * ahead in any order; they are put into the file in the order of the tasks, by whoever finds the
 * next one made. So the file's bytes do not depend on the number of threads, and no more than RING
 * parts are in memory. */
#include "io/output_job.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define RING (size_t)8
#define MOST_THREADS 64u

struct task {
    size_t table, part;
    bool last;  /* of its table's parts            */
    bool index; /* the spatial index, not a part   */
};

struct slot {
    struct part part;
    bool busy; /* from when its task is taken until its pages are written */
    bool made;
    rasif_status status;
    rasif_error error;
};

struct filling {
    struct output *o;
    struct btree_file file;
    struct task *tasks;
    size_t n_tasks, capacity;
    struct slot slots[RING]; /* task t is made in slot t % RING */
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
    return fail(err, RASIF_E_OUTPUT, "%s: writing %s failed: %s", f->o->shown, table->fill.what,
                strerror(f->file.reason));
}

/* ---- into the file ------------------------------------------------------------------------ */

static bool add_boxes(struct output_table *table, const struct part *part)
{
    struct rtree_boxes *all = &table->boxes;
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
static void tell_misfits(struct output *o, const struct output_table *table,
                         const struct part *part)
{
    static const char *const storages[] = {[SQLITE_INTEGER] = "integer",
                                           [SQLITE_FLOAT] = "real",
                                           [SQLITE_TEXT] = "text",
                                           [SQLITE_BLOB] = "blob"};
    for (size_t i = 0; i < part->n_misfits; i++) {
        const struct misfit *misfit = &part->misfits[i];
        diagnose(&o->found, D_cell_invalid, table->source->table,
                 table->fill.columns[misfit->column].name, storages[misfit->storage], &misfit->id);
    }
}

static bool put_part(struct filling *f, struct output_table *table, struct part *part, bool last)
{
    tell_misfits(f->o, table, part);
    if (part->n_rows > 0)
        table->last_id = part->last_id;
    table->n_rows += part->n_rows;
    return !f->o->found.failed && add_boxes(table, part) &&
           btree_place(&f->file, &table->tree, &part->leaves) &&
           (!last || btree_finish(&f->file, &table->tree));
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
    bool good = task->index ? rtree_write(&f->file, &table->index, &table->boxes)
                            : put_part(f, table, &slot->part, task->last);
    return good ? RASIF_OK : write_failed(f, table, err);
}

static rasif_status write_part(struct filling *f, const struct task *task, struct slot *slot,
                               rasif_error *err)
{
    bool good = task->index || btree_write(&f->file, &slot->part.leaves);
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
    while (f->status == RASIF_OK && f->taken < f->n_tasks && f->slots[f->taken % RING].busy)
        pthread_cond_wait(&f->changed, &f->lock);
    bool there = f->status == RASIF_OK && f->taken < f->n_tasks;
    *task = there ? f->taken++ : 0;
    f->slots[*task % RING].busy = f->slots[*task % RING].busy || there;
    pthread_mutex_unlock(&f->lock);
    return there;
}

/* Puts what is made into the file as far as it goes, unless another thread is at it. */
static void hand_in(struct filling *f, size_t made)
{
    rasif_error error = {0};
    pthread_mutex_lock(&f->lock);
    f->slots[made % RING].made = true;
    while (!f->putting && f->status == RASIF_OK && f->turn < f->n_tasks &&
           f->slots[f->turn % RING].made) {
        const struct task *task = &f->tasks[f->turn];
        struct slot *slot = &f->slots[f->turn % RING];
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

static void make(struct filling *f, struct filler *filler, size_t t)
{
    const struct task *task = &f->tasks[t];
    struct slot *slot = &f->slots[t % RING];
    slot->status = RASIF_OK;
    if (!task->index)
        slot->status = fill_part(filler, &f->o->tables[task->table].fill, task->part, &slot->part,
                                 &slot->error);
    hand_in(f, t);
}

static void *help(void *user)
{
    struct filling *f = user;
    struct filler filler = {.encoding = f->o->encoding};
    filler.scratch.slot = atomic_fetch_add(&f->next_slot, 1);
    for (size_t t; take(f, &t);)
        make(f, &filler, t);
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
    unsigned wanted = f->o->job->plan->threads, started = 0;
    wanted = wanted > MOST_THREADS ? MOST_THREADS : wanted;
    /* A helper that can't be started is no trouble: this thread does all that is left. */
    while (started + 1 < wanted && started + 1 < f->n_tasks &&
           pthread_create(&helpers[started], NULL, help, f) == 0)
        started++;
    for (size_t t; take(f, &t);) {
        make(f, filler, t);
        look_for_cancel(f);
    }
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
        slot->status = fill_part(filler, &f->o->tables[table].fill, k, &slot->part, &slot->error);
        struct task task = {.table = table, .part = k, .last = slot->part.last};
        f->status = put(f, &task, slot, f->err);
        if (f->status == RASIF_OK)
            f->status = write_part(f, &task, slot, f->err);
        if (f->status != RASIF_OK || slot->part.last)
            break;
        look_for_cancel(f);
    }
    struct task index = {.table = table, .index = true};
    if (f->status == RASIF_OK && f->o->tables[table].geometry_column != NULL)
        f->status = put(f, &index, slot, f->err);
}

/* The tables, those with most parts first: an index is written by one thread, while others make
 * parts of what follows; behind the last one nothing does. */
static size_t *largest_first(const struct filling *f)
{
    size_t *order = malloc((f->o->n_tables + 1) * sizeof *order);
    for (size_t i = 0; order != NULL && i < f->o->n_tables; i++) {
        size_t at = i, n = fill_parts(&f->o->tables[i].fill);
        for (; at > 0 && fill_parts(&f->o->tables[order[at - 1]].fill) < n; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return order;
}

static bool add_tasks(struct filling *f, const size_t *order)
{
    for (size_t k = 0; k < f->o->n_tables; k++) {
        size_t i = order[k], n = fill_parts(&f->o->tables[i].fill);
        for (size_t part = 0; part < n; part++) {
            struct task task = {.table = i, .part = part, .last = part + 1 == n};
            if (!PUSH(f->tasks, f->n_tasks, f->capacity, task))
                return false;
        }
        struct task index = {.table = i, .index = true};
        if (n > 0 && f->o->tables[i].geometry_column != NULL &&
            !PUSH(f->tasks, f->n_tasks, f->capacity, index))
            return false;
    }
    return true;
}

static bool list_tasks(struct filling *f)
{
    size_t *order = largest_first(f);
    bool good = order != NULL && add_tasks(f, order);
    free(order);
    return good;
}

static void fill_all(struct filling *f)
{
    struct filler filler = {.encoding = f->o->encoding};
    for (size_t i = 0; i < f->o->n_tables && f->status == RASIF_OK; i++)
        if (fill_parts(&f->o->tables[i].fill) == 0)
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
    struct filling f = {.o = o, .err = err};
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
    for (size_t i = 0; i < RING; i++)
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
