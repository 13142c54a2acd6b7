/* SPDX-License-Identifier: MIT
 *
 * Work split by rows: see parallel.h. Threads take the next chunk from a shared counter, so that a
 * thread that was slow takes fewer; what they write is ordered by chunk, never by thread. */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

#define MOST_THREADS 64

struct job {
    size_t n, size; /* of a chunk */
    parallel_fn fn;        /* of rows */
    parallel_task_fn task; /* NULL = rows */
    void *user;
    atomic_size_t next;
};

/* The last chunk may be smaller. */
static size_t chunks_of(size_t n, size_t size)
{
    return (n + size - 1) / size;
}

size_t parallel_chunks(size_t n)
{
    return chunks_of(n, PARALLEL_CHUNK);
}

/* One thread: until the counter is beyond the last chunk. */
static void *work(void *argument)
{
    struct job *job = argument;
    size_t chunks = chunks_of(job->n, job->size);
    for (size_t chunk; (chunk = atomic_fetch_add(&job->next, 1)) < chunks;) {
        size_t first = chunk * job->size;
        size_t last = first + job->size < job->n ? first + job->size : job->n;
        if (job->task != NULL)
            job->task(job->user, chunk);
        else
            job->fn(job->user, chunk, first, last);
    }
    return NULL;
}

/* Threads are started for each call: none is kept between calls. */
static void run(unsigned threads, struct job *job)
{
    atomic_init(&job->next, 0);
    size_t wanted = chunks_of(job->n, job->size);
    if (wanted > threads)
        wanted = threads;
    if (wanted > MOST_THREADS)
        wanted = MOST_THREADS;
    pthread_t helpers[MOST_THREADS];
    size_t started = 0;
    /* A thread that can't be started is no trouble: those that run do its share. */
    while (started + 1 < wanted && pthread_create(&helpers[started], NULL, work, job) == 0)
        started++;
    work(job);
    for (size_t i = 0; i < started; i++)
        pthread_join(helpers[i], NULL);
}

void parallel_rows(unsigned threads, size_t n, parallel_fn fn, void *user)
{
    struct job job = {.n = n, .size = PARALLEL_CHUNK, .fn = fn, .user = user};
    run(threads, &job);
}

void parallel_each(unsigned threads, size_t n, parallel_task_fn fn, void *user)
{
    struct job job = {.n = n, .size = 1, .task = fn, .user = user};
    run(threads, &job);
}
