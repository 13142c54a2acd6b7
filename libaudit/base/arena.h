/* SPDX-License-Identifier: MIT
 *
 * Memory. An arena hands out zeroed pieces that live until it is freed as a whole: one per audit,
 * one per rule set. Growing arrays, whose final size is not known, are plain heap memory. */
#ifndef RASIF_BASE_ARENA_H
#define RASIF_BASE_ARENA_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

struct arena {
    struct arena_block *blocks;
};

/* Zeroed, aligned for any type; NULL when memory is out or n * size overflows. The arena starts as
 * {0}. Not thread-safe. */
void *arena_alloc(struct arena *arena, size_t n, size_t size);
/* Copies of `text` (NUL-terminated; arena_strndup takes `length` bytes). NULL when out of memory. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
/* Frees every piece; the arena is {0} again. */
void arena_free(struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, n, type) ((type *)arena_alloc((arena), (n), sizeof(type)))

/* The slow half of array_reserve. */
bool array_grow(void *items, size_t *capacity, size_t wanted, size_t size);

/* Makes room for at least `wanted` items of `size` bytes in the heap array `*items`, by half of
 * `*capacity` more, or by an eighth of what is large. New room is not initialised. After a
 * failure nothing has changed. */
static inline MUST bool array_reserve(void *items /* T ** */, size_t *capacity, size_t wanted,
                                      size_t size)
{
    return wanted <= *capacity || array_grow(items, capacity, wanted, size);
}

/* qsort that takes an array of no items, which may be NULL. */
static inline void array_sort(void *items, size_t n, size_t size, int (*compare)(const void *, const void *))
{
    if (n > 1)
        qsort(items, n, size, compare);
}

/* Appends one item: PUSH(list.items, list.n, list.capacity, item); a MUST bool. */
#define PUSH(items, n, capacity, item)                                                             \
    (array_reserve(&(items), &(capacity), (n) + 1, sizeof *(items)) ? ((items)[(n)++] = (item), true) \
                                                                    : false)

#endif
