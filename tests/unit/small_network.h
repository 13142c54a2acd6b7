/* SPDX-License-Identifier: MIT
 * Small random networks with a verdict for one profile, for tests of islands and reach. */
#ifndef RASIF_TEST_SMALL_NETWORK_H
#define RASIF_TEST_SMALL_NETWORK_H

#include "small_store.h"

#include "network/network.h"

#define MOST 40

static inline struct score *small_scores(const struct store *store, struct results *results,
                                         enum role role)
{
    struct score *scores = small_alloc(calloc(MOST, sizeof *scores));
    results->roles[role].scores[0] = scores;
    for (size_t i = 0; i < store->tables[role].n; i++)
        scores[i].passable = PASSABLE_YES;
    return scores;
}

/* Footways between the points of a lattice of 5 by 5 points, 40 m apart, some of them ending half
 * way on another: not linked yet. */
static inline void small_lattice(uint64_t *seed, struct store *store)
{
    char texts[MOST][64];
    const char *rows[MOST];
    size_t n = 1 + (size_t)(small_random(seed) * (MOST - 1));
    for (size_t i = 0; i < n; i++) {
        int x = (int)(small_random(seed) * 5) * 40, y = (int)(small_random(seed) * 5) * 40;
        bool across = small_random(seed) < 0.5, half = small_random(seed) < 0.2;
        snprintf(texts[i], sizeof texts[i], "%d %d, %d %d", x + (half && !across ? 20 : 0),
                 y + (half && across ? 20 : 0),
                 x + (across ? 40
                      : half ? 20
                             : 0),
                 y + (across ? half ? 20 : 0 : 40));
        rows[i] = texts[i];
    }
    small_begin(store);
    small_rows(store, ROLE_FOOTWAY, n, rows);
}

/* A third of the lines blocked, a fifth not known; a copy of the verdicts in `passable`. */
static inline void small_verdicts(uint64_t *seed, const struct store *store,
                                  struct results *results, uint8_t *passable)
{
    struct score *scores = small_scores(store, results, ROLE_FOOTWAY);
    for (size_t i = 0; i < store->tables[ROLE_FOOTWAY].n; i++) {
        double chance = small_random(seed);
        passable[i] = chance < 0.35 ? PASSABLE_NO : chance < 0.55 ? PASSABLE_UNKNOWN : PASSABLE_YES;
        scores[i].passable = passable[i];
    }
}

static inline void small_islands(const struct store *store, const struct results *results,
                                 struct network *out)
{
    rasif_error err = {RASIF_OK, ""};
    if (network_analyse(store, results, 1, 2, out, &err) != RASIF_OK)
        fail_msg("%s", err.message);
}

#endif
