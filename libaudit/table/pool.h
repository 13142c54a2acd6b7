/* SPDX-License-Identifier: MIT
 *
 * Strings kept once. Offset 0 is null; equal strings get equal offsets. */
#ifndef RASIF_TABLE_POOL_H
#define RASIF_TABLE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool {
    char *bytes;
    size_t length, capacity;
    struct pool_slot {
        uint32_t offset, hash; /* of a string; offset 0 = free */
    } * slots;                 /* open addressing */
    size_t n_slots, n_strings;
};

/* Offset of the string, which ends at its first NUL if it has one. 0 when out of memory or past
 * 4 GiB (then `*failed` is set, if given). */
uint32_t pool_add(struct pool *pool, const char *text, size_t length, bool *failed);
/* For many strings one after the other: their hashes first, a hint to the processor which slots of
 * the table will be read, then pool_add_hashed, which is pool_add. Strings hold no NUL. */
uint32_t pool_hash(const char *text, size_t length);
static inline void pool_expect(const struct pool *pool, uint32_t hash)
{
    if (pool->n_slots > 0)
        __builtin_prefetch(&pool->slots[hash & (pool->n_slots - 1)], 1);
}
uint32_t pool_add_hashed(struct pool *pool, const char *text, size_t length, uint32_t hash,
                         bool *failed);
/* Offset of a string that is in the pool, else 0. */
uint32_t pool_find(const struct pool *pool, const char *text, size_t length);
/* NUL-terminated; NULL for offset 0. Valid until the next pool_add. */
const char *pool_text(const struct pool *pool, uint32_t offset);
/* No string will be added or looked for any more: frees what finds equal ones. */
void pool_settle(struct pool *pool);
void pool_free(struct pool *pool);

#endif
