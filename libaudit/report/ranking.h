/* SPDX-License-Identifier: MIT
 *
 * Which single repairs come first (docs/network.md#which-repair-first): blocked elements of the
 * network, by the segments they give a way, the kinds of destination they open and the metres they
 * join. */
#ifndef RASIF_REPORT_RANKING_H
#define RASIF_REPORT_RANKING_H

#include "report/cause.h"

/* On the known network, and at best: if everything unknown were passable. */
enum network_state { STATE_KNOWN, STATE_BEST, STATES };

/* One blocked element. Figures are the most for any one of `users`; kinds are those of all of them. */
struct ranked_repair {
    uint32_t line;              /* its first blocked line of the graph                         */
    unsigned users;             /* bits: whom the repair lets pass                             */
    unsigned hill;              /* bits: whom the ground stops there, which no repair changes  */
    enum cause cause;           /* of what stops `users`, the hardest to remove; of `hill` when
                                   `users` is empty                                            */
    size_t finding;             /* that stops most of them; SIZE_MAX = none                    */
    struct opened opens[STATES];
    uint8_t n_kinds[STATES];    /* of opens[].kinds                                            */
    double joins_m[STATES];
};

/* What a ranking holds at most: readers act on the first ones of a list. */
#define MOST_REPAIRS 1000

struct repair_ranking {
    struct ranked_repair *repairs; /* most first                                          */
    size_t n;
    struct ranked_repair *hills;   /* the same of elements that no repair opens                    */
    size_t n_hills;
    size_t n_blocked[MOST_PROFILES], n_by_cause[MOST_PROFILES][CAUSE_COUNT]; /* elements */
    enum network_state first; /* by which state's figures they are ordered */
};

/* At most `most` (<= MOST_REPAIRS) of each; in `arena`. Ordered by the known network's figures where at
 * least half of what matters is known on the mean over users, else by those at best; the other
 * state's decide between equals, then the order of the graph. RASIF_E_MEMORY. */
rasif_status repairs_rank(const struct run *run, size_t most, struct arena *arena,
                          struct repair_ranking *out, rasif_error *err);
/* Role and row of the element. */
static inline enum role repair_role(const struct run *run, const struct ranked_repair *repair)
{
    return (enum role)run->store->graph.role[repair->line];
}
static inline uint32_t repair_row(const struct run *run, const struct ranked_repair *repair)
{
    return run->store->graph.row[repair->line];
}

#endif
