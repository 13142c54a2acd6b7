/* SPDX-License-Identifier: MIT
 * Work split by rows: see parallel.h. Threads take the next chunk from a shared counter. */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

#define MOST_THREADS 64

struct job {
    size_t n;
    parallel_fn fn;
    void *user;
    atomic_size_t next;
};

size_t parallel_chunks(size_t n)
{
    return (n + PARALLEL_CHUNK - 1) / PARALLEL_CHUNK;
}

static void *work(void *argument)
{
    struct job *job = argument;
    size_t chunks = parallel_chunks(job->n);
    for (size_t chunk; (chunk = atomic_fetch_add(&job->next, 1)) < chunks;) {
        size_t first = chunk * PARALLEL_CHUNK;
        size_t last = first + PARALLEL_CHUNK < job->n ? first + PARALLEL_CHUNK : job->n;
        job->fn(job->user, chunk, first, last);
    }
    return NULL;
}

void parallel_rows(unsigned threads, size_t n, parallel_fn fn, void *user)
{
    struct job job = {.n = n, .fn = fn, .user = user};
    atomic_init(&job.next, 0);
    size_t wanted = parallel_chunks(n);
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
