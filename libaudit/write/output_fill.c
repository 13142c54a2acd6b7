/* SPDX-License-Identifier: MIT
 *
 * Filling the tables of the output, while no connection has the file open.
 *
 * Algorithm: tasks stand in a fixed order: the parts of a table, then its spatial index (sorting,
 * then the pieces of its three tables), then the next table. They are ordered work (base/ordered.h):
 * threads build pages in any order; the pages are appended to the file in the order of the tasks. So
 * the file's bytes do not depend on the number of threads, and no more parts are in memory than
 * threads and two. Cost: one copy per cell; the ordered part is one write per part. */
#include "base/ordered.h"
#include "write/output_job.h"

#include <stdlib.h>
#include <string.h>

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

/* What all threads share. */
struct filling {
    struct output *o;
    struct btree_file file;
    struct task *tasks;
    size_t n_tasks, capacity;
    struct part parts[ORDERED_SLOTS]; /* results of tasks; of an index: its leaves only  */
    struct filler *fillers;           /* heap; [n_fillers] connections and scratch memory,
                                         one per thread */
    unsigned n_fillers;
    struct ordered work;
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

/* Boxes of a part join those of its table, for the index and for the table's own box. */
static MUST bool add_boxes(struct output_table *table, const struct part *part)
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
static rasif_status append_result(struct filling *f, const struct task *task, struct part *part,
                                  rasif_error *err)
{
    struct output_table *table = &f->o->tables[task->table];
    bool good = true;
    switch (task->kind) {
    case TASK_ROWS:
        good = append_rows(f, table, part, task->last);
        break;
    case TASK_SORT:
        good = rtree_sort(&table->index, f->o->job->plan->threads);
        break;
    case TASK_INDEX:
        good = append_leaves(f, &table->index.tables[task->shadow], &part->leaves, task->last);
        if (task->shadow == RTREE_PARENT && task->last)
            rtree_free(&table->index); /* it was the last */
        break;
    }
    return good ? RASIF_OK : fail_filling(f, table, err);
}

/* Page numbers are fixed by append_result, so this needs no order. */
static rasif_status write_result(struct filling *f, const struct task *task, struct part *part,
                                 rasif_error *err)
{
    bool good = task->kind == TASK_SORT || btree_write(&f->file, &part->leaves);
    return good ? RASIF_OK : fail_filling(f, &f->o->tables[task->table], err);
}

/* ---- tasks as ordered work ---------------------------------------------------------------- */

/* Waits until the boxes are sorted. */
static rasif_status build_index_piece(struct filling *f, struct filler *filler,
                                      const struct task *task, struct part *part, rasif_error *err)
{
    const struct rtree *index = &f->o->tables[task->table].index;
    if (!ordered_wait(&f->work, task->after))
        return RASIF_OK; /* the result is never appended */
    return rtree_make(index, task->shadow, task->part, task->of, &filler->record, &part->leaves)
               ? RASIF_OK
               : fail_memory(err);
}

static rasif_status build_task(void *user, unsigned worker, size_t slot, size_t number,
                               rasif_error *err)
{
    struct filling *f = user;
    const struct task *task = &f->tasks[number];
    struct filler *filler = &f->fillers[worker];
    switch (task->kind) {
    case TASK_ROWS:
        return fill_build_part(filler, &f->o->tables[task->table].fill, task->part, &f->parts[slot],
                               err);
    case TASK_INDEX:
        return build_index_piece(f, filler, task, &f->parts[slot], err);
    default:
        return RASIF_OK; /* append_result sorts boxes: they must all be there */
    }
}

static rasif_status append_task(void *user, size_t slot, size_t number, rasif_error *err)
{
    struct filling *f = user;
    return append_result(f, &f->tasks[number], &f->parts[slot], err);
}

static rasif_status write_task(void *user, size_t slot, size_t number, rasif_error *err)
{
    struct filling *f = user;
    return write_result(f, &f->tasks[number], &f->parts[slot], err);
}

/* Asks the caller whether to go on. */
static bool is_cancelled(void *user, size_t n_appended)
{
    const struct filling *f = user;
    const struct output_job *job = f->o->job;
    double done = f->n_tasks > 0 ? (double)n_appended / (double)f->n_tasks : 0;
    return job->cancelled != NULL && job->cancelled(job->user, done);
}

/* ---- which tasks -------------------------------------------------------------------------- */

/* A table that can only be read from start to end is filled here and now, by this thread. */
static rasif_status fill_alone(struct filling *f, size_t table, rasif_error *err)
{
    struct part *part = &f->parts[0];
    struct task task = {.table = table};
    for (; !task.last; task.part++) {
        TRY(fill_build_part(&f->fillers[0], &f->o->tables[table].fill, task.part, part, err));
        task.last = part->last;
        TRY(append_result(f, &task, part, err));
        TRY(write_result(f, &task, part, err));
        if (!task.last && is_cancelled(f, 0))
            return RASIF_E_CANCELLED;
    }
    return RASIF_OK;
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
static rasif_status fill_all(struct filling *f, rasif_error *err)
{
    unsigned n = f->o->job->plan->threads;
    n = n < 1 ? 1 : n < ORDERED_THREADS ? n : ORDERED_THREADS;
    f->fillers = calloc(n, sizeof *f->fillers);
    if (f->fillers == NULL)
        return fail_memory(err);
    for (; f->n_fillers < n; f->n_fillers++) {
        f->fillers[f->n_fillers].encoding = f->o->encoding;
        f->fillers[f->n_fillers].scratch.slot = f->n_fillers;
    }
    for (size_t i = 0; i < f->o->n_tables; i++)
        if (fill_count_parts(&f->o->tables[i].fill) == 0)
            TRY(fill_alone(f, i, err));
    if (!list_tasks(f))
        return fail_memory(err);
    f->work = (struct ordered){.user = f,
                               .threads = n,
                               .n_slots = n + 2,
                               .n = f->n_tasks,
                               .make = build_task,
                               .put = append_task,
                               .finish = write_task,
                               .cancelled = is_cancelled};
    return ordered_run(&f->work, err);
}

static void filling_free(struct filling *f)
{
    for (unsigned i = 0; i < f->n_fillers; i++)
        filler_free(&f->fillers[i]);
    for (size_t i = 0; i < ORDERED_SLOTS; i++)
        part_free(&f->parts[i]);
    free(f->fillers);
    free(f->tasks);
}

/* On failure the file is abandoned: its pages may contradict each other. */
rasif_status output_fill(struct output *o, const char *path, rasif_error *err)
{
    struct filling f = {.o = o};
    if (!btree_open(&f.file, path)) {
        btree_abandon(&f.file);
        return fail(err, RASIF_E_OUTPUT, "%s: can't be filled: %s", o->shown,
                    f.file.reason != 0 ? strerror(f.file.reason) : "its pages are of another kind");
    }
    rasif_status status = fill_all(&f, err);
    filling_free(&f);
    if (status != RASIF_OK) {
        btree_abandon(&f.file);
        return status == RASIF_E_CANCELLED
                   ? fail(err, status, "cancelled while writing %s", o->shown)
                   : status;
    }
    if (!btree_close(&f.file))
        return fail(err, RASIF_E_OUTPUT, "%s: can't be written: %s", o->shown,
                    strerror(f.file.reason));
    return RASIF_OK;
}
