/* SPDX-License-Identifier: MIT
 * Work split by rows: see parallel.h. Threads take the next chunk from a shared counter. */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

#define MOST_THREADS 64

struct job {
    size_t n, size; /* of a chunk */
    parallel_fn fn;
    void *user;
    atomic_size_t next;
};

static size_t chunks_of(size_t n, size_t size)
{
    return (n + size - 1) / size;
}

size_t parallel_chunks(size_t n)
{
    return chunks_of(n, PARALLEL_CHUNK);
}

static void *work(void *argument)
{
    struct job *job = argument;
    size_t chunks = chunks_of(job->n, job->size);
    for (size_t chunk; (chunk = atomic_fetch_add(&job->next, 1)) < chunks;) {
        size_t first = chunk * job->size;
        size_t last = first + job->size < job->n ? first + job->size : job->n;
        job->fn(job->user, chunk, first, last);
    }
    return NULL;
}

static void run(unsigned threads, size_t n, size_t size, parallel_fn fn, void *user)
{
    struct job job = {.n = n, .size = size, .fn = fn, .user = user};
    atomic_init(&job.next, 0);
    size_t wanted = chunks_of(n, size);
    if (wanted > threads)
        wanted = threads;
    if (wanted > MOST_THREADS)
        wanted = MOST_THREADS;
    pthread_t helpers[MOST_THREADS];
    size_t started = 0;
    /* A helper that can't be started is no trouble: this thread does all that is left. */
    while (started + 1 < wanted && pthread_create(&helpers[started], NULL, work, &job) == 0)
        started++;
    work(&job);
    for (size_t i = 0; i < started; i++)
        pthread_join(helpers[i], NULL);
}

void parallel_rows(unsigned threads, size_t n, parallel_fn fn, void *user)
{
    run(threads, n, PARALLEL_CHUNK, fn, user);
}

void parallel_each(unsigned threads, size_t n, parallel_fn fn, void *user)
{
    run(threads, n, 1, fn, user);
}
