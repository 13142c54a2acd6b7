/* SPDX-License-Identifier: MIT
 *
 * Lines that somebody can go down and not up (docs/network.md): too steep to climb, not too steep
 * to descend, and nothing else in the way. Only where the profile has a limit of its own for going
 * down, and only where heights tell which way is down. */
#ifndef RASIF_NETWORK_ONE_WAY_H
#define RASIF_NETWORK_ONE_WAY_H

#include "link/way.h"
#include "rule/results.h"

struct one_way {
    uint32_t line;
    uint8_t open;     /* WAY_AHEAD or WAY_BACK                                       */
    uint8_t passable; /* enum passable downwards: PASSABLE_YES or PASSABLE_UNKNOWN   */
};
struct one_ways {
    struct one_way *items; /* [n] by line; heap */
    size_t n, capacity;
};

/* Those of profile `p` among the lines it can't pass. `*out` is {0}; free its items in any case.
 * false: no memory. */
bool one_ways_find(const struct store *store, const struct results *results,
                   const struct plan *plan, size_t p, struct one_ways *out);

#endif
