/* SPDX-License-Identifier: MIT
 * A heap of numbers with keys: the least key first, of equal keys the lower number. */
#ifndef RASIF_BASE_HEAP_H
#define RASIF_BASE_HEAP_H

#include "base/arena.h"

#include <stdint.h>

struct heap_item {
    double key;
    uint32_t id, stamp; /* stamp: the caller's */
};
/* Starts as {0}; the caller frees `items`. */
struct heap {
    struct heap_item *items;
    size_t n, capacity;
};

static inline bool heap_before(struct heap_item a, struct heap_item b)
{
    return a.key < b.key || (a.key == b.key && a.id < b.id);
}

static inline MUST bool heap_push(struct heap *heap, struct heap_item item)
{
    if (!PUSH(heap->items, heap->n, heap->capacity, item))
        return false;
    size_t at = heap->n - 1;
    for (; at > 0 && heap_before(item, heap->items[(at - 1) / 2]); at = (at - 1) / 2)
        heap->items[at] = heap->items[(at - 1) / 2];
    heap->items[at] = item;
    return true;
}

/* The heap must not be empty. */
static inline struct heap_item heap_pop(struct heap *heap)
{
    struct heap_item first = heap->items[0], last = heap->items[--heap->n];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < heap->n; at = child) {
        child += child + 1 < heap->n && heap_before(heap->items[child + 1], heap->items[child]);
        if (!heap_before(heap->items[child], last))
            break;
        heap->items[at] = heap->items[child];
    }
    heap->items[at] = last;
    return first;
}

#endif
