/* SPDX-License-Identifier: MIT
 *
 * Ordered work: numbered items are made in any order on several threads and put in the order of their
 * numbers, so that the result does not depend on the number of threads. Items move through slots (item
 * i through slot i % n_slots); a slot holds one item from `take` until `finish` returned, which bounds
 * the memory. No thread waits while there is an item to make, a free slot for it, or an item to put. */
#ifndef RASIF_BASE_ORDERED_H
#define RASIF_BASE_ORDERED_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

#define ORDERED_THREADS 64u /* more are not started */
#define ORDERED_SLOTS (ORDERED_THREADS + 2)
#define ORDERED_UNKNOWN SIZE_MAX

/* Functions of one item return RASIF_OK, or a status with its message in `err` (never NULL). */
typedef rasif_status (*ordered_fn)(void *user, size_t slot, size_t item, rasif_error *err);

struct ordered {
    void *user;
    unsigned threads; /* the caller's included; 0 = 1                                         */
    size_t n_slots;   /* 1 to ORDERED_SLOTS; threads and two keep all threads busy            */
    size_t n;         /* items; ORDERED_UNKNOWN = until `take` returns false                  */
    /* Begins an item: one after the other, in order, while nothing else uses the slot. NULL = nothing
     * to do. False = there is no such item, nor one after it. */
    bool (*take)(void *user, size_t slot, size_t item);
    /* Makes an item: in any order, several at once. `worker` is the thread, from 0 = the caller's. */
    rasif_status (*make)(void *user, unsigned worker, size_t slot, size_t item, rasif_error *err);
    /* Hands in an item: one after the other, in order, by any thread. */
    ordered_fn put;
    /* What may be done after `put` while further items are put; NULL = nothing. */
    ordered_fn finish;
    /* Called by the caller's own thread between items and at the end; NULL = never cancelled. */
    bool (*cancelled)(void *user, size_t n_put);
    struct ordered_run *run; /* set by ordered_run */
};

/* Threads that ordered_run starts at most, the caller's included: `worker` is less. */
unsigned ordered_workers(const struct ordered *work);
/* Does all items, or as many as go well: the failure that is returned is that of the first item that
 * could not be made or put, or of a `finish`. RASIF_E_CANCELLED comes without a message. */
rasif_status ordered_run(struct ordered *work, rasif_error *err);
/* For `make` of a later item: waits until `item` is put. False = the work stops: make nothing. */
bool ordered_wait(struct ordered *work, size_t item);

#endif
