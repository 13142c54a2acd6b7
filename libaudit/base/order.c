/* SPDX-License-Identifier: MIT
 *
 * Sorting rows: see order.h.
 *
 * Algorithm: a radix sort from the lowest byte of the key to the highest, with a pass for every
 * byte in which not all keys agree; each pass moves the items to a spare array or back. Slices are
 * counted and moved on all threads, each to places of its own, so that equal keys stay as they
 * stood.
 *
 * Cost: linear, at most eight passes; keys that ascend already take one look at each. */
#include "base/order.h"

#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

#define FEW 64 /* items sorted by insertion */

/* Insertion sort: for few items it needs no memory and keeps equal ones in order. */
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

/* ---- one pass after the other, each on all threads ---- */

#define SLICES (size_t)16   /* at most: what one thread counts and moves at a time */
#define LEAST (size_t)32768 /* items that are worth a slice                        */

struct sorting {
    const struct keyed *from;
    struct keyed *to;
    size_t n, slice; /* items; of a slice */
    unsigned shift;
    uint64_t differ[SLICES];  /* bits in which keys of the slice differ from the first key */
    bool ascend[SLICES];      /* its keys do, from the one before the slice on             */
    size_t next[SLICES][256]; /* where its next item with that byte comes to lie           */
};

/* The last slice is shorter. */
static size_t slice_end(const struct sorting *sorting, size_t slice)
{
    size_t end = (slice + 1) * sorting->slice;
    return end < sorting->n ? end : sorting->n;
}

/* Which bytes of keys differ at all, and whether the slice is in order already. */
static void compare_slice(void *user, size_t slice)
{
    struct sorting *s = user;
    uint64_t differ = 0;
    bool ascend = true;
    for (size_t i = slice * s->slice; i < slice_end(s, slice); i++) {
        uint64_t before = i > 0 ? s->from[i - 1].key : 0;
        differ |= s->from[i].key ^ s->from[0].key;
        ascend = ascend && before <= s->from[i].key;
    }
    s->differ[slice] = differ;
    s->ascend[slice] = ascend;
}

/* Keys by the byte at `shift`. */
static void count_slice(void *user, size_t slice)
{
    struct sorting *s = user;
    size_t *count = s->next[slice];
    memset(count, 0, sizeof s->next[slice]);
    for (size_t i = slice * s->slice; i < slice_end(s, slice); i++)
        count[s->from[i].key >> s->shift & 255]++;
}

/* Each slice has places of its own, so that slices move at the same time. */
static void move_slice(void *user, size_t slice)
{
    struct sorting *s = user;
    size_t *next = s->next[slice];
    for (size_t i = slice * s->slice; i < slice_end(s, slice); i++)
        s->to[next[s->from[i].key >> s->shift & 255]++] = s->from[i];
}

/* From counts to places: by byte, then by slice, so that equal keys stay as they stood. */
static void place_slices(struct sorting *s, size_t n_slices)
{
    size_t sum = 0;
    for (size_t b = 0; b < 256; b++)
        for (size_t slice = 0; slice < n_slices; slice++) {
            size_t count = s->next[slice][b];
            s->next[slice][b] = sum;
            sum += count;
        }
}

/* From the lowest byte to the highest; bytes that are equal in all keys are passed over. */
bool keyed_sort_on(unsigned threads, struct keyed *items, size_t n)
{
    if (n <= FEW) {
        sort_few(items, n);
        return true;
    }
    size_t n_slices = threads > 1 ? n / LEAST + 1 : 1;
    n_slices = n_slices < SLICES ? n_slices : SLICES;
    struct keyed *spare = malloc(n * sizeof *spare);
    struct sorting s = {.from = items, .to = spare, .n = n, .slice = n / n_slices + 1};
    uint64_t differ = 0;
    if (spare == NULL)
        return false;
    parallel_each(threads, n_slices, compare_slice, &s);
    bool ascend = true;
    for (size_t slice = 0; slice < n_slices; slice++) {
        differ |= s.differ[slice];
        ascend = ascend && s.ascend[slice];
    }
    if (ascend)
        differ = 0; /* as ids of a layer mostly do */
    for (; s.shift < 64; s.shift += 8) {
        if ((differ >> s.shift & 255) == 0)
            continue;
        parallel_each(threads, n_slices, count_slice, &s);
        place_slices(&s, n_slices);
        parallel_each(threads, n_slices, move_slice, &s);
        struct keyed *sorted = s.to;
        s.to = sorted == spare ? items : spare;
        s.from = sorted;
    }
    if (s.from != items)
        memcpy(items, s.from, n * sizeof *items);
    free(spare);
    return true;
}

bool keyed_sort(struct keyed *items, size_t n)
{
    return keyed_sort_on(1, items, n);
}

/* Bisection finds the place behind all that are not greater. */
size_t top_k_insert(void *items, size_t n, size_t most, size_t size, const void *item,
                  int (*compare)(const void *, const void *))
{
    char *list = items;
    size_t at = 0, end = n;
    if (n == most && (n == 0 || compare(list + (n - 1) * size, item) <= 0))
        return n; /* nearly all of many */
    while (at < end) {
        size_t middle = at + (end - at) / 2;
        if (compare(list + middle * size, item) > 0)
            end = middle;
        else
            at = middle + 1;
    }
    n -= n == most; /* the last one gives way */
    memmove(list + (at + 1) * size, list + at * size, (n - at) * size);
    memcpy(list + at * size, item, size);
    return n + 1;
}
