/* SPDX-License-Identifier: MIT
 *
 * Strings kept once: see pool.h. Strings lie one after the other, NUL-terminated; a hash table of
 * offsets (open addressing, at most half full) finds equal ones. A string ends at its first NUL. */
#include "table/pool.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 256

/* FNV-1a with a final mix, so that the low bits, which choose the slot, depend on every byte. */
static size_t hash_of(const char *text, size_t length)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    hash ^= hash >> 32;
    hash *= 0x9E3779B97F4A7C15u;
    return (size_t)(hash ^ hash >> 29);
}

/* The slot that holds the string, or the free one where it belongs. */
static size_t slot_of(const struct pool *pool, const char *text, size_t length)
{
    size_t slot = hash_of(text, length) & (pool->n_slots - 1);
    for (; pool->slots[slot] != 0; slot = (slot + 1) & (pool->n_slots - 1)) {
        size_t offset = pool->slots[slot];
        if (pool->length - offset > length && memcmp(pool->bytes + offset, text, length) == 0 &&
            pool->bytes[offset + length] == '\0')
            break;
    }
    return slot;
}

static bool grow_slots(struct pool *pool)
{
    if ((pool->n_strings + 1) * 2 <= pool->n_slots)
        return true;
    size_t n_slots = pool->n_slots == 0 ? FIRST_SLOTS : pool->n_slots * 2;
    uint32_t *slots = calloc(n_slots, sizeof *slots);
    if (slots == NULL)
        return false;
    uint32_t *old = pool->slots;
    size_t n_old = pool->n_slots;
    pool->slots = slots;
    pool->n_slots = n_slots;
    for (size_t i = 0; i < n_old; i++) {
        if (old[i] == 0)
            continue;
        const char *text = pool->bytes + old[i];
        slots[slot_of(pool, text, strlen(text))] = old[i];
    }
    free(old);
    return true;
}

/* Room for the string and its NUL, and for the NUL of offset 0 in an empty pool. */
static bool grow_bytes(struct pool *pool, size_t length)
{
    size_t wanted = pool->length + length + 2;
    if (length > UINT32_MAX || wanted > UINT32_MAX)
        return false;
    if (!array_reserve(&pool->bytes, &pool->capacity, wanted, 1))
        return false;
    if (pool->length == 0)
        pool->bytes[pool->length++] = '\0';
    return true;
}

uint32_t pool_add(struct pool *pool, const char *text, size_t length, bool *failed)
{
    text = length > 0 ? text : "";
    length = strnlen(text, length);
    uint32_t known = pool_find(pool, text, length);
    if (known != 0)
        return known;
    if (!grow_bytes(pool, length) || !grow_slots(pool)) {
        if (failed != NULL)
            *failed = true;
        return 0;
    }
    uint32_t offset = (uint32_t)pool->length;
    memcpy(pool->bytes + offset, text, length);
    pool->bytes[offset + length] = '\0';
    size_t slot = slot_of(pool, pool->bytes + offset, length);
    pool->length += length + 1;
    pool->slots[slot] = offset;
    pool->n_strings++;
    return offset;
}

uint32_t pool_find(const struct pool *pool, const char *text, size_t length)
{
    if (pool->n_slots == 0)
        return 0;
    text = length > 0 ? text : ""; /* NULL is fine for no bytes */
    length = strnlen(text, length);
    return pool->slots[slot_of(pool, text, length)];
}

const char *pool_text(const struct pool *pool, uint32_t offset)
{
    return offset != 0 && offset < pool->length ? pool->bytes + offset : NULL;
}

void pool_settle(struct pool *pool)
{
    free(pool->slots);
    pool->slots = NULL;
    pool->n_slots = 0;
}

void pool_free(struct pool *pool)
{
    free(pool->bytes);
    free(pool->slots);
    *pool = (struct pool){0};
}
