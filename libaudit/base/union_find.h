/* SPDX-License-Identifier: MIT
 *
 * Numbers put together to groups (union-find), by any number of threads at once: the group of a
 * number is known by its lowest member, in whatever order its numbers were joined. Groups are an
 * array in which every number points to itself or to a lower one of its group. */
#ifndef RASIF_BASE_UNION_FIND_H
#define RASIF_BASE_UNION_FIND_H

#include "base/shared.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The lowest member of the group; while others join, a lower one may be found later. */
static inline uint32_t union_root(uint32_t *joined, uint32_t id)
{
    for (;;) {
        uint32_t up = shared_get(&joined[id]);
        uint32_t further = shared_get(&joined[up]);
        if (further == up)
            return up;
        shared_set(&joined[id], further); /* shorter for who comes next */
        id = further;
    }
}

static inline void union_join(uint32_t *joined, uint32_t a, uint32_t b)
{
    for (;;) {
        a = union_root(joined, a);
        b = union_root(joined, b);
        uint32_t high = a > b ? a : b, low = a < b ? a : b, alone = high;
        if (a == b || shared_replace(&joined[high], &alone, low))
            return;
    }
}

/* The lowest member becomes the one the number points to. */
static inline void union_settle(uint32_t *joined, uint32_t id)
{
    shared_set(&joined[id], union_root(joined, id));
}

/* Groups by number: groups[0..n) hold members' groups (below n_ids) and get their numbers from 0 in
 * the order in which groups are met, the same for any number of threads; *found of them. n is less
 * than UINT32_MAX. */
MUST bool union_number(uint32_t *groups, size_t n, size_t n_ids, unsigned threads, size_t *found);

#endif
