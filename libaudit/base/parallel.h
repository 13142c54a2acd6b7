/* SPDX-License-Identifier: MIT
 *
 * Work split by rows. Chunks have fixed bounds that do not depend on the number of threads, so a
 * result put together in chunk order is the same for any number of threads. */
#ifndef RASIF_BASE_PARALLEL_H
#define RASIF_BASE_PARALLEL_H

#include <stddef.h>

#define PARALLEL_CHUNK (size_t)16384

/* Does rows [first, last) of chunk `chunk`; must touch nothing that another chunk touches. */
typedef void (*parallel_fn)(void *user, size_t chunk, size_t first, size_t last);

/* Number of chunks that n rows make. */
size_t parallel_chunks(size_t n);
/* Runs fn over all chunks of n rows on up to `threads` threads (0 and 1 = this one). */
void parallel_rows(unsigned threads, size_t n, parallel_fn fn, void *user);
/* Does task i; must touch nothing that another task touches. */
typedef void (*parallel_task_fn)(void *user, size_t i);
/* Runs fn for i = 0 to n - 1 on up to `threads` threads: tasks that are large by themselves. */
void parallel_each(unsigned threads, size_t n, parallel_task_fn fn, void *user);

#endif
