/* SPDX-License-Identifier: MIT
 *
 * What is at the ends of segments (scoring.md, "Segments"): a street with another name, a
 * crossing of a neighbour, nothing. In: junctions by end of stretches. Out:
 * store.segments.{cross, facts}. */
#include "link/segments.h"

#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

/* Ends of segments by junction. */
struct junction_ends {
    struct segment_maker *maker;
    uint32_t *first; /* [junctions + 2] into ends      */
    uint32_t *ends;  /* of stretches                   */
    uint8_t *crossed; /* [junctions] a segment that ends there has a crossing */
};

/* The name, or the Arabic one where there is no other; NULL = none. */
static const char *name_of(const struct store *store, uint32_t street)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    uint32_t name = element_text(streets, F_name, street);
    return store_text(store, name != 0 ? F_name : F_name_ar,
                      name != 0 ? name : element_text(streets, F_name_ar, street));
}

/* Does `a` name the junction better than `b`? With sides before paths, by class, by name. */
static bool names_better(const struct store *store, uint32_t a, uint32_t b)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    if (store->streets.is_own_element[a] != store->streets.is_own_element[b])
        return store->streets.is_own_element[b];
    unsigned left = element_code(streets, F_class, a), right = element_code(streets, F_class, b);
    if (left != right)
        return left != 0 && (right == 0 || left < right);
    int order = strcmp(name_of(store, a), name_of(store, b));
    return order != 0 ? order < 0 : a < b;
}

/* Has the street another name? Streets without a name are no other street. */
static bool is_other(const struct store *store, uint32_t street, uint32_t than)
{
    const char *name = name_of(store, street), *own = name_of(store, than);
    return name != NULL && (own == NULL || strcmp(name, own) != 0);
}

/* The street that an end of a segment is named after. */
static uint32_t cross_street(const struct junction_ends *at, uint32_t end)
{
    const struct store *store = at->maker->store;
    const struct street_stretch *stretches = store->segments.stretches;
    uint32_t junction = at->maker->junction[end], own = stretches[end >> 1].street, best = NO_ROW;
    uint32_t there = junction == NO_ROW ? segment_touching(at->maker, end) : NO_ROW;
    if (there != NO_ROW && is_other(store, stretches[there >> 1].street, own))
        return stretches[there >> 1].street;
    for (uint32_t i = junction != NO_ROW ? at->first[junction] : 0;
         junction != NO_ROW && i < at->first[junction + 1]; i++) {
        uint32_t street = stretches[at->ends[i] >> 1].street;
        if (is_other(store, street, own) && (best == NO_ROW || names_better(store, street, best)))
            best = street;
    }
    return best;
}

static bool has_crossing(const struct street_segments *segments, uint32_t segment)
{
    return segments->first_crossing[segment] < segments->first_crossing[segment + 1];
}

/* Has a segment that ends at the same junction or joint a crossing? */
static bool neighbour_has(const struct junction_ends *at, uint32_t end)
{
    const struct street_segments *segments = &at->maker->store->segments;
    uint32_t junction = at->maker->junction[end];
    if (junction != NO_ROW)
        return at->crossed[junction];
    uint32_t there = segment_touching(at->maker, end);
    return there != NO_ROW && has_crossing(segments, segments->stretches[there >> 1].segment);
}

/* Sets cross and the facts about the ends of one chunk of segments. A ring has no ends: it has
 * no cross street there, and neither neighbours nor dead ends. */
static void settle_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct junction_ends *at = user;
    struct street_segments *segments = &at->maker->store->segments;
    (void)chunk;
    for (size_t s = first; s < last; s++)
        for (int far = 0; far < 2; far++) {
            uint32_t end = segment_end(segments, s, far);
            bool ring = segments->facts[s] & SEGMENT_RING;
            segments->cross[2 * s + (size_t)far] = ring ? NO_ROW : cross_street(at, end);
            if (!ring && neighbour_has(at, end))
                segments->facts[s] |= SEGMENT_NEIGHBOUR_CROSSING;
            if (!ring && at->maker->junction[end] == NO_ROW &&
                segment_touching(at->maker, end) == NO_ROW)
                segments->facts[s] |= far ? SEGMENT_DEAD_END : SEGMENT_DEAD_START;
        }
}

/* Counting sort by junction; afterwards first[j] is right. */
static bool list_ends(struct junction_ends *at)
{
    const struct street_segments *segments = &at->maker->store->segments;
    const uint32_t *junction = at->maker->junction;
    size_t n = 2 * segments->n_stretches, n_junctions = at->maker->store->streets.n_junctions;
    at->first = calloc(n_junctions + 2, sizeof *at->first);
    at->ends = malloc((n + 1) * sizeof *at->ends);
    at->crossed = calloc(n_junctions + 1, 1);
    if (at->first == NULL || at->ends == NULL || at->crossed == NULL)
        return false;
    for (size_t end = 0; end < n; end++)
        if (junction[end] != NO_ROW) {
            at->first[junction[end] + 2]++;
            if (has_crossing(segments, segments->stretches[end >> 1].segment))
                at->crossed[junction[end]] = 1;
        }
    for (size_t j = 2; j < n_junctions + 2; j++)
        at->first[j] += at->first[j - 1];
    for (size_t end = 0; end < n; end++)
        if (junction[end] != NO_ROW)
            at->ends[at->first[junction[end] + 1]++] = (uint32_t)end;
    return true;
}

bool segment_ends(struct segment_maker *maker)
{
    struct street_segments *segments = &maker->store->segments;
    struct junction_ends at = {.maker = maker};
    segments->cross = malloc((2 * segments->n + 1) * sizeof *segments->cross);
    bool good = segments->cross != NULL && list_ends(&at);
    if (good)
        parallel_rows(maker->threads, segments->n, settle_rows, &at);
    free(at.first);
    free(at.ends);
    free(at.crossed);
    return good;
}
