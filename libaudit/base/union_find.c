/* SPDX-License-Identifier: MIT
 *
 * Groups numbered: see union_find.h.
 *
 * Each group gets the number of its first appearance in the array, from 0: the place of first
 * appearance is found by all threads at once as a minimum, appearances are counted per chunk, and
 * the counts before a chunk are the first number in it. Cost: linear, four passes. */
#include "base/union_find.h"

#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

struct numbering {
    uint32_t *groups, *first; /* first: [n_ids] where the group is met first      */
    uint32_t *number;         /* [n_ids]                                          */
    size_t *begun;            /* per chunk: groups first met in it, then before it */
};

/* The minimum over all threads does not depend on their order. */
static void meet_groups(void *user, size_t chunk, size_t first, size_t last)
{
    const struct numbering *n = user;
    (void)chunk;
    for (size_t k = first; k < last; k++) {
        uint32_t *earliest = &n->first[n->groups[k]];
        uint32_t known = shared_get(earliest);
        while (k < known && !shared_replace(earliest, &known, (uint32_t)k))
            ;
    }
}

/* Groups that first appear in this chunk. */
static void count_groups(void *user, size_t chunk, size_t first, size_t last)
{
    const struct numbering *n = user;
    for (size_t k = first; k < last; k++)
        n->begun[chunk + 1] += n->first[n->groups[k]] == k;
}

/* Numbers the groups that are first met in this chunk, ascending. */
static void number_groups(void *user, size_t chunk, size_t first, size_t last)
{
    const struct numbering *n = user;
    uint32_t next = (uint32_t)n->begun[chunk];
    for (size_t k = first; k < last; k++)
        if (n->first[n->groups[k]] == k)
            n->number[n->groups[k]] = next++;
}

/* Only now: the passes before read the roots. */
static void put_numbers(void *user, size_t chunk, size_t first, size_t last)
{
    const struct numbering *n = user;
    (void)chunk;
    for (size_t k = first; k < last; k++)
        n->groups[k] = n->number[n->groups[k]];
}

/* In place: `groups` holds roots before and numbers after. */
bool union_number(uint32_t *groups, size_t n, size_t n_ids, unsigned threads, size_t *found)
{
    size_t chunks = parallel_chunks(n);
    struct numbering numbering = {groups, malloc((n_ids + 1) * sizeof(uint32_t)),
                                  malloc((n_ids + 1) * sizeof(uint32_t)),
                                  calloc(chunks + 1, sizeof(size_t))};
    bool good = numbering.first != NULL && numbering.number != NULL && numbering.begun != NULL;
    *found = 0;
    if (good) {
        memset(numbering.first, 0xff, n_ids * sizeof(uint32_t));
        parallel_rows(threads, n, meet_groups, &numbering);
        parallel_rows(threads, n, count_groups, &numbering);
        for (size_t chunk = 0; chunk < chunks; chunk++)
            numbering.begun[chunk + 1] += numbering.begun[chunk];
        parallel_rows(threads, n, number_groups, &numbering);
        parallel_rows(threads, n, put_numbers, &numbering);
        *found = numbering.begun[chunks];
    }
    free(numbering.first);
    free(numbering.number);
    free(numbering.begun);
    return good;
}
