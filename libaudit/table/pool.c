/* SPDX-License-Identifier: MIT
 *
 * Strings kept once: see pool.h. Strings lie one after the other, NUL-terminated; a hash table of
 * offsets (open addressing, at most half full) finds equal ones. A string ends at its first NUL. */
#include "table/pool.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL /* a call would take longer than the hash of a short text */
#include <xxhash.h>

#define FIRST_SLOTS 256

/* The low bits choose the slot; all 32 are kept with it, so that strings are compared only when
 * they are equal (nearly always) and never read again when the table grows. */
uint32_t pool_hash(const char *text, size_t length)
{
    return (uint32_t)XXH3_64bits(text, length);
}

/* The slot that holds the string, or the free one where it belongs. */
static struct pool_slot *slot_of(const struct pool *pool, uint32_t hash, const char *text,
                                 size_t length)
{
    size_t mask = pool->n_slots - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct pool_slot *slot = &pool->slots[i];
        if (slot->offset == 0 || (slot->hash == hash && pool->length - slot->offset > length &&
                                  memcmp(pool->bytes + slot->offset, text, length) == 0 &&
                                  pool->bytes[slot->offset + length] == '\0'))
            return slot;
    }
}

/* Places are computed from the kept hashes; no string is read. */
static bool grow_slots(struct pool *pool)
{
    if ((pool->n_strings + 1) * 2 <= pool->n_slots)
        return true;
    size_t n_slots = pool->n_slots == 0 ? FIRST_SLOTS : pool->n_slots * 2;
    struct pool_slot *slots = malloc(n_slots * sizeof *slots);
    if (slots == NULL)
        return false;
    memset(slots, 0,
           n_slots * sizeof *slots); /* written before read: else each page faults twice */
    for (size_t k = 0; k < pool->n_slots; k++) {
        if (pool->slots[k].offset == 0)
            continue;
        size_t i = pool->slots[k].hash & (n_slots - 1);
        while (slots[i].offset != 0)
            i = (i + 1) & (n_slots - 1);
        slots[i] = pool->slots[k];
    }
    free(pool->slots);
    pool->slots = slots;
    pool->n_slots = n_slots;
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

/* Returns the offset of the text, the old one where the pool has it already. */
uint32_t pool_add(struct pool *pool, const char *text, size_t length, bool *failed)
{
    text = length > 0 ? text : ""; /* NULL is fine for no bytes */
    length = strnlen(text, length);
    return pool_add_hashed(pool, text, length, pool_hash(text, length), failed);
}

/* For callers that hashed the text elsewhere, on another thread. */
uint32_t pool_add_hashed(struct pool *pool, const char *text, size_t length, uint32_t hash,
                         bool *failed)
{
    if (pool->n_slots > 0) {
        const struct pool_slot *known = slot_of(pool, hash, text, length);
        if (known->offset != 0)
            return known->offset;
    }
    if (!grow_bytes(pool, length) || !grow_slots(pool)) {
        if (failed != NULL)
            *failed = true;
        return 0;
    }
    uint32_t offset = (uint32_t)pool->length;
    *slot_of(pool, hash, text, length) = (struct pool_slot){offset, hash};
    memcpy(pool->bytes + offset, text, length);
    pool->bytes[offset + length] = '\0';
    pool->length += length + 1;
    pool->n_strings++;
    return offset;
}

/* 0 when the text is not there, which is the offset of null. */
uint32_t pool_find(const struct pool *pool, const char *text, size_t length)
{
    if (pool->n_slots == 0)
        return 0;
    text = length > 0 ? text : "";
    length = strnlen(text, length);
    return slot_of(pool, pool_hash(text, length), text, length)->offset;
}

/* NULL for offset 0, which is null, and for offsets beyond the pool. */
const char *pool_text(const struct pool *pool, uint32_t offset)
{
    return offset != 0 && offset < pool->length ? pool->bytes + offset : NULL;
}

/* Frees the hash table: offsets and strings stay, and equal strings are not found any more. */
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
