/* SPDX-License-Identifier: MIT
 *
 * Memory: see arena.h.
 *
 * Algorithm: a list of zeroed blocks, each twice as large as the one before up to 4 MiB; a piece is
 * cut from the newest block, aligned for any type. Cost: constant time per piece, one calloc per
 * block; at most half of the memory is spare, and the rest of a block that a piece does not fit
 * into. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT _Alignof(max_align_t)
#define FIRST_BLOCK (size_t)16384
#define LARGEST_BLOCK (size_t)(1 << 22)
#define LARGE (size_t)(1 << 23) /* an array of so many bytes has a mapping of its own, and little to spare */

struct arena_block {
    struct arena_block *next;
    size_t used, capacity;
    _Alignas(max_align_t) unsigned char bytes[];
};

/* Adds a block with room for `bytes`, each twice as large as the last, up to LARGEST_BLOCK;
 * NULL: no memory. */
static struct arena_block *add_block(struct arena *arena, size_t bytes)
{
    size_t capacity = arena->blocks == NULL ? FIRST_BLOCK : arena->blocks->capacity * 2;
    if (capacity > LARGEST_BLOCK)
        capacity = LARGEST_BLOCK;
    if (capacity < bytes)
        capacity = bytes;
    struct arena_block *block = calloc(1, sizeof *block + capacity);
    if (block == NULL)
        return NULL;
    block->capacity = capacity;
    if (arena->blocks != NULL && bytes > LARGEST_BLOCK / 2) {
        /* A large piece gets a block of its own behind the current one, which stays in use. */
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    } else {
        block->next = arena->blocks;
        arena->blocks = block;
    }
    return block;
}

/* The product n * size is checked first: counts come from files. */
void *arena_alloc(struct arena *arena, size_t n, size_t size)
{
    if (size != 0 && n > (SIZE_MAX / 2 - sizeof(struct arena_block)) / size)
        return NULL;
    size_t bytes = (n * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (bytes == 0)
        bytes = ALIGNMENT;
    struct arena_block *block = arena->blocks;
    if (block == NULL || block->capacity - block->used < bytes)
        block = add_block(arena, bytes);
    if (block == NULL)
        return NULL;
    void *piece = block->bytes + block->used;
    block->used += bytes;
    return piece;
}

/* The zero byte at the end is that of the zeroed block. */
char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1, 1);
    if (copy != NULL && length > 0)
        memcpy(copy, text, length);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

/* Also of an arena of zeros; it can be used again. */
void arena_free(struct arena *arena)
{
    while (arena->blocks != NULL) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
}

/* By half, so that n pushes cost n moves in all. Large arrays grow by an eighth: the kernel moves
 * their pages without copying, and spare room counts. */
bool array_grow(void *items, size_t *capacity, size_t wanted, size_t size)
{
    bool large = *capacity > LARGE / size;
    size_t grown = *capacity < 8 ? 8 : *capacity + *capacity / (large ? 8 : 2);
    if (grown < wanted)
        grown = wanted;
    if (grown > SIZE_MAX / size)
        return false;
    void *old;
    memcpy(&old, items, sizeof old); /* `items` points at a T *, whatever T is */
    void *moved = realloc(old, grown * size);
    if (moved == NULL)
        return false;
    memcpy(items, &moved, sizeof moved);
    *capacity = grown;
    return true;
}
