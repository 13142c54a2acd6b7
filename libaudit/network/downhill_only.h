/* SPDX-License-Identifier: MIT
 *
 * Lines that a user can go down and not up (docs/network.md): too steep to climb, not too steep
 * to descend, and nothing else in the way. Only where the profile has a limit of its own for going
 * down, and only where heights show which way is down. */
#ifndef RASIF_NETWORK_DOWNHILL_ONLY_H
#define RASIF_NETWORK_DOWNHILL_ONLY_H

#include "link/way.h"
#include "rule/results.h"

struct downhill_line {
    uint32_t line;
    uint8_t open;     /* WAY_AHEAD or WAY_BACK                                       */
    uint8_t passable; /* enum passable downwards: PASSABLE_YES or PASSABLE_UNKNOWN   */
};
struct downhill_lines {
    struct downhill_line *items; /* [n] by line; heap */
    size_t n, capacity;
};

/* Those of profile `p` among the lines it can't pass. `*out` is {0}; free its items in any case. */
MUST bool downhill_lines_find(const struct store *store, const struct results *results,
                         const struct plan *plan, size_t p, struct downhill_lines *out);

#endif
