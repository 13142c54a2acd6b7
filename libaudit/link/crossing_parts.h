/* SPDX-License-Identifier: MIT
 *
 * Crossings drawn in parts: which ends of crossing lines are joints, and the joined lines. Shared by
 * crossing_parts.c and crossing_joints.c; see link.h. */
#ifndef RASIF_LINK_CROSSING_PARTS_H
#define RASIF_LINK_CROSSING_PARTS_H

#include "base/order.h"
#include "geo/grid.h"
#include "link/link.h"

/* An end of a line: 2 * row, and 1 more for its last point. */
struct tips {
    const struct elements *elements;
    struct keyed *items; /* heap; by x; row = the end */
    size_t n;
};
/* Ends of the rows that `counts` accepts (lines of one part). */
MUST bool tips_new(const struct elements *elements, bool (*counts)(const struct elements *, size_t),
                   struct tips *out);
const double *tip_at(const struct elements *elements, uint32_t tip);
/* Unit direction in which one leaves the line at this end. */
void tip_way(const struct elements *elements, uint32_t tip, double out[2]);
/* Ends within LINK_JOIN_M of a point, at most `most`; returns how many. */
size_t tips_near(const struct tips *tips, const double at[2], uint32_t *found, size_t most);

/* A way over an island from one part to the next: rows of footways, in order. */
#define MOST_LINKS 4
struct island_way {
    uint32_t tips[MOST_LINKS]; /* the end of each footway at which one enters it */
    size_t n;                  /* 0 = the parts meet */
};

struct joint {
    uint32_t a, b; /* ends of two parts, a < b */
    float turn_deg;
    struct island_way way; /* from a to b */
};
struct joints {
    struct joint *items; /* heap; as they are taken: every end is in one at most */
    size_t n, capacity;
    uint32_t *twin; /* heap; [rows] the first row with the same line; NULL = there is none twice */
};
/* Which ends of crossings in scope meet as parts of one. `*out` = {0}; free it in any case. */
bool joints_find(struct store *store, const struct grid *streets, unsigned threads,
                 struct joints *out);
void joints_free(struct joints *joints);

#endif
