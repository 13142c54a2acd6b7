/* SPDX-License-Identifier: MIT
 *
 * Ordered work: see ordered.h. A ring of slots under one mutex. Each thread takes the next item
 * when its slot is free, makes it without the mutex, marks it made, and then puts items for as
 * long as the next one in the order is made and no other thread is putting. A thread that is not
 * needed for putting goes on to the next item. Per item the mutex is held three times, for some
 * instructions each, beside the time of `take`. */
#include "base/ordered.h"

#include <pthread.h>
#include <stdlib.h>

/* Between `take` and `made` it belongs to the thread that makes its item, and needs no lock. */
struct slot {
    bool busy; /* from `take` until `finish` returned */
    bool made;
    rasif_status status; /* of making */
    rasif_error error;
};

struct ordered_run {
    struct ordered *work;
    pthread_mutex_t lock; /* of all that follows, and of slots that are not being made */
    pthread_cond_t changed;
    size_t n;            /* items, as far as known */
    size_t taken, n_put; /* items begun; items handed in */
    bool putting;        /* a thread is in `put` */
    rasif_status status; /* other than RASIF_OK: all threads stop */
    rasif_error error;
    struct slot *slots;
};

struct worker {
    struct ordered_run *run;
    unsigned number;
    pthread_t thread;
};

static struct slot *slot_of(const struct ordered_run *run, size_t item)
{
    return &run->slots[item % run->work->n_slots];
}

/* The first failure counts. With the lock. */
static void stop(struct ordered_run *run, rasif_status status, const rasif_error *error)
{
    if (status == RASIF_OK || run->status != RASIF_OK)
        return;
    run->status = status;
    run->error = *error;
}

/* Begins the next item when its slot is free; false when there is none, or the work stops. */
static bool take(struct ordered_run *run, size_t *item)
{
    const struct ordered *work = run->work;
    pthread_mutex_lock(&run->lock);
    while (run->status == RASIF_OK && run->taken < run->n && slot_of(run, run->taken)->busy)
        pthread_cond_wait(&run->changed, &run->lock);
    bool there = run->status == RASIF_OK && run->taken < run->n;
    *item = run->taken;
    if (there && work->take != NULL && !work->take(work->user, *item % work->n_slots, *item)) {
        there = false;
        run->n = run->taken;
        pthread_cond_broadcast(&run->changed);
    }
    if (there) {
        run->taken++;
        slot_of(run, *item)->busy = true;
    }
    pthread_mutex_unlock(&run->lock);
    return there;
}

/* Puts the next item, with the lock, which is given up meanwhile. */
static rasif_status put_next(struct ordered_run *run)
{
    const struct ordered *work = run->work;
    size_t item = run->n_put;
    struct slot *slot = slot_of(run, item);
    rasif_error error = slot->error;
    rasif_status status = slot->status;
    run->putting = true;
    pthread_mutex_unlock(&run->lock);
    if (status == RASIF_OK)
        status = work->put(work->user, item % work->n_slots, item, &error);
    pthread_mutex_lock(&run->lock);
    stop(run, status, &error);
    run->putting = slot->made = false;
    run->n_put++;
    pthread_cond_broadcast(&run->changed);
    if (status != RASIF_OK)
        return status;
    if (work->finish != NULL) {
        pthread_mutex_unlock(&run->lock);
        status = work->finish(work->user, item % work->n_slots, item, &error);
        pthread_mutex_lock(&run->lock);
        stop(run, status, &error);
    }
    slot->busy = false;
    pthread_cond_broadcast(&run->changed);
    return status;
}

/* Marks an item made, then puts all that can be put. While another thread is putting, that one
 * finds the new item after its own, and this one goes on. */
static void hand_in(struct ordered_run *run, size_t made)
{
    pthread_mutex_lock(&run->lock);
    slot_of(run, made)->made = true;
    while (!run->putting && run->status == RASIF_OK && run->n_put < run->taken &&
           slot_of(run, run->n_put)->made)
        put_next(run);
    pthread_mutex_unlock(&run->lock);
}

/* Makes the next item and hands in what can be; false when there is none. */
static bool do_next(struct worker *worker)
{
    const struct ordered *work = worker->run->work;
    size_t item;
    if (!take(worker->run, &item))
        return false;
    struct slot *slot = slot_of(worker->run, item);
    slot->status =
        work->make(work->user, worker->number, item % work->n_slots, item, &slot->error);
    hand_in(worker->run, item);
    return true;
}

/* A thread of its own ends when no item is left or the work stops; ordered_run has the status. */
static void *help(void *argument)
{
    while (do_next(argument))
        ;
    return NULL;
}

/* Calls `cancelled` without the lock: it may take long, and it may call back into the program. */
static void look_for_cancel(struct ordered_run *run)
{
    static const rasif_error none = {0};
    const struct ordered *work = run->work;
    pthread_mutex_lock(&run->lock);
    size_t n_put = run->n_put;
    bool going = run->status == RASIF_OK;
    pthread_mutex_unlock(&run->lock);
    if (!going || work->cancelled == NULL || !work->cancelled(work->user, n_put))
        return;
    pthread_mutex_lock(&run->lock);
    stop(run, RASIF_E_CANCELLED, &none);
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

/* No more than slots: a thread without a slot could only wait. */
unsigned ordered_workers(const struct ordered *work)
{
    size_t n = work->threads < ORDERED_THREADS ? work->threads : ORDERED_THREADS;
    n = n < work->n_slots ? n : work->n_slots;
    n = n < work->n ? n : work->n;
    return n > 0 ? (unsigned)n : 1;
}

/* The caller's thread is worker 0 and the only one that looks for cancelling. */
static void run_all(struct ordered_run *run)
{
    struct worker workers[ORDERED_THREADS];
    unsigned wanted = ordered_workers(run->work), n = 1;
    for (unsigned i = 0; i < wanted; i++)
        workers[i] = (struct worker){.run = run, .number = i};
    /* A thread that can't be started is no trouble: those that run do its share. */
    while (n < wanted && pthread_create(&workers[n].thread, NULL, help, &workers[n]) == 0)
        n++;
    while (do_next(&workers[0]))
        look_for_cancel(run);
    for (unsigned i = 1; i < n; i++)
        pthread_join(workers[i].thread, NULL);
    look_for_cancel(run); /* the others may have made the last items */
}

rasif_status ordered_run(struct ordered *work, rasif_error *err)
{
    struct ordered_run run = {
        .work = work, .n = work->n, .slots = calloc(work->n_slots, sizeof(struct slot))};
    if (run.slots == NULL)
        return fail_memory(err);
    work->run = &run;
    pthread_mutex_init(&run.lock, NULL);
    pthread_cond_init(&run.changed, NULL);
    run_all(&run);
    pthread_cond_destroy(&run.changed);
    pthread_mutex_destroy(&run.lock);
    work->run = NULL;
    free(run.slots);
    if (run.status != RASIF_OK && err != NULL)
        *err = run.error;
    return run.status;
}

/* Earlier items never wait for later ones, so that this ends. */
bool ordered_wait(struct ordered *work, size_t item)
{
    struct ordered_run *run = work->run;
    pthread_mutex_lock(&run->lock);
    while (run->status == RASIF_OK && run->n_put <= item)
        pthread_cond_wait(&run->changed, &run->lock);
    bool good = run->status == RASIF_OK;
    pthread_mutex_unlock(&run->lock);
    return good;
}
