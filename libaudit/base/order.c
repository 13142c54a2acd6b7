/* SPDX-License-Identifier: MIT
 * Sorting rows: see order.h. One pass for every byte of the key in which not all keys agree. */
#include "base/order.h"

#include <stdlib.h>
#include <string.h>

#define FEW 64 /* items sorted by insertion */

static void sort_few(struct keyed *items, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct keyed item = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1].key > item.key; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

static void sort_byte(const struct keyed *from, struct keyed *to, size_t n, unsigned shift)
{
    size_t next[257] = {0};
    for (size_t i = 0; i < n; i++)
        next[(from[i].key >> shift & 255) + 1]++;
    for (size_t b = 0; b < 256; b++)
        next[b + 1] += next[b];
    for (size_t i = 0; i < n; i++)
        to[next[from[i].key >> shift & 255]++] = from[i];
}

bool keyed_sort(struct keyed *items, size_t n)
{
    if (n <= FEW) {
        sort_few(items, n);
        return true;
    }
    struct keyed *spare = malloc(n * sizeof *spare), *from = items, *to = spare;
    uint64_t differ = 0;
    if (spare == NULL)
        return false;
    for (size_t i = 1; i < n; i++)
        differ |= items[i].key ^ items[0].key;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if ((differ >> shift & 255) == 0)
            continue;
        sort_byte(from, to, n, shift);
        struct keyed *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != items)
        memcpy(items, from, n * sizeof *items);
    free(spare);
    return true;
}
