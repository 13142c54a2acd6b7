/* SPDX-License-Identifier: MIT
 *
 * Footways and flights of steps that run along a side by chance: a path through a park, steps to a
 * house. What is no sidewalk belongs to the walking line of a side only where that leads into it
 * (scoring.md, "Cover"). In: links of one side. Out: which of them are aside. */
#include "link/cut.h"

#include "geo/line.h"

#include <string.h>

/* Does an end of what link `a` stands for lie within LINK_JOIN_M of what `b` stands for? */
static bool end_lies_on(const struct store *store, const struct link *a, const struct link *b)
{
    struct path from = path_of(&store->tables[a->from_role], a->from);
    struct path on = path_of(&store->tables[b->from_role], b->from);
    const double *ends[] = {path_start(&from), path_end(&from)};
    struct foot foot;
    for (int k = 0; k < 2; k++) {
        path_foot(&on, ends[k][0], ends[k][1], &foot);
        if (foot.distance_m <= LINK_JOIN_M)
            return true;
    }
    return false;
}

/* Does one lead into the other? */
static bool touch(const struct store *store, const struct link *a, const struct link *b)
{
    return (a->from == b->from && a->from_role == b->from_role) || end_lies_on(store, a, b) ||
           end_lies_on(store, b, a);
}

/* May the walking line lead from `other` into `link`? Steps also go on from footways. */
static bool leads_from(const struct link *link, const struct link *other, bool aside)
{
    return !aside || (link->kind == LINK_STEPS_STREET && other->kind == LINK_FOOTWAY_STREET);
}

/* Decision 0122: a cover that can't be reached from the walking line of the side may not block
 * it. */
bool find_aside(struct cutter *job, size_t first, size_t last)
{
    struct link *const *links = job->covers->items + first;
    size_t n = last - first;
    if (!array_reserve(&job->aside, &job->aside_capacity, n + 1, 1))
        return false;
    for (size_t i = 0; i < n; i++)
        job->aside[i] = links[i]->kind != LINK_SIDEWALK_STREET;
    if (memchr(job->aside, 1, n) == NULL)
        return true;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < n && job->aside[i]; k++)
                if (k != i && leads_from(links[i], links[k], job->aside[k]) &&
                    touch(job->store, links[i], links[k])) {
                    job->aside[i] = 0;
                    changed = true;
                }
    }
    return true;
}
