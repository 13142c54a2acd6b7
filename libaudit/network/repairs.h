/* SPDX-License-Identifier: MIT
 * The lines that one repair opens, for islands.c and repair_gain.c. */
#ifndef RASIF_NETWORK_REPAIRS_H
#define RASIF_NETWORK_REPAIRS_H

#include "network/network.h"

/* Parts of a repair as a set: bit i = network_repair_line(store, repaired, i). Of more parts than this
 * the others count as the first. */
#define MOST_PARTS 64u

/* All of them. */
uint64_t repair_parts(const struct store *store, uint32_t repaired);
/* Is part `i` in the set? */
bool repair_has(uint64_t parts, uint32_t i);

/* Do two lines meet, or touch what is joined already? */
typedef bool (*lines_meet_fn)(const void *user, uint32_t a, uint32_t b);
/* Those of the parts `left` (not empty) that are joined with the first of them. */
uint64_t repair_joined(const struct store *store, uint32_t repaired, uint64_t left,
                       lines_meet_fn meet, const void *user);

#endif
