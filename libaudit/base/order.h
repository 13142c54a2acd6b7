/* SPDX-License-Identifier: MIT
 * Sorting rows by one number. */
#ifndef RASIF_BASE_ORDER_H
#define RASIF_BASE_ORDER_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct keyed {
    uint64_t key;
    uint32_t row;
};

/* Two numbers as one key: by `high`, then by `low`. */
static inline uint64_t key_of(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low;
}

/* A finite number as a key: ascends as it does. */
static inline uint64_t key_of_real(double value)
{
    uint64_t bits;
    value += 0.0; /* one zero */
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | 1ull << 63;
}

/* Sorts by key; equal keys stay as they stood (radix sort, in time proportional to n). Needs memory
 * for as many items again. */
MUST bool keyed_sort(struct keyed *items, size_t n);
/* The same on up to `threads` threads. */
MUST bool keyed_sort_on(unsigned threads, struct keyed *items, size_t n);

/* Sorts numbers of which there are few (by insertion). */
static inline void sort_small_u32(uint32_t *items, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t item = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1] > item; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

/* The first `most` of many items in the order of `compare` (as for qsort), without sorting the
 * rest: puts `*item` where it belongs among the `n` that lead so far, in order in `items` (room for
 * `most`). Returns how many lead now. Of equal ones the earlier leads. */
size_t top_k_insert(void *items, size_t n, size_t most, size_t size, const void *item,
                  int (*compare)(const void *, const void *));

#endif
