/* SPDX-License-Identifier: MIT
 *
 * Ramps that name their crossing, and ids that several crossings carry
 * (docs/scoring.md#a-crossing-is-a-chain). See kerbs.h. */
#include "link/kerbs.h"

#include "geo/line.h"

#define MOST_SHARED                                                                                \
    64 /* crossings of one id that are looked at: what is shared more names nothing */

/* ---- crossings by id ----------------------------------------------------------------------- */

/* Adds the id of a row to the crossing that is judged for `judged`: of its twin the first part. The
 * key is for sort_once. */
static void add_id(const struct store *store, uint32_t text, size_t judged, struct id_index *ids)
{
    size_t twin = element_lead(&store->tables[ROLE_CROSSING], judged);
    if (text != 0)
        ids->items[ids->n++].key = key_of(text, (uint32_t)crossing_first(store, twin));
}

/* The ids of all rows; the id of a point on crossing lines is an id of these lines. */
static void add_ids(const struct store *store, struct id_index *ids)
{
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    const struct crossing_facts *facts = &store->crossings;
    size_t node = 0;
    for (size_t row = 0; row < crossings->n; row++) {
        uint32_t text = element_text(crossings, F_id, row);
        if (crossings->scope[row] != SCOPE_NODE)
            add_id(store, text, row, ids);
        for (; node < facts->n_nodes && facts->nodes[node].point == row; node++)
            add_id(store, text, facts->nodes[node].line, ids);
    }
}

/* Sorts pairs of text and row by both, in whatever order crossings and their points lie in the
 * file, and keeps each once. Keys hold both before, the text alone afterwards. */
static MUST bool sort_once(unsigned threads, struct id_index *ids)
{
    size_t n = 0;
    if (!keyed_sort_on(threads, ids->items, ids->n))
        return false;
    for (size_t i = 0; i < ids->n; i++) {
        struct keyed pair = {ids->items[i].key >> 32, (uint32_t)ids->items[i].key};
        if (n == 0 || ids->items[n - 1].key != pair.key || ids->items[n - 1].row != pair.row)
            ids->items[n++] = pair;
    }
    ids->n = n;
    return true;
}

bool kerbs_index_crossings(const struct store *store, unsigned threads, struct arena *scratch,
                           struct id_index *out)
{
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    *out = (struct id_index){0};
    if (crossings->columns[F_id] == NULL)
        return true;
    out->items = ARENA_ARRAY(scratch, crossings->n + store->crossings.n_nodes, struct keyed);
    if (out->items == NULL)
        return false;
    add_ids(store, out);
    return sort_once(threads, out);
}

const struct keyed *kerbs_named_crossings(const struct store *store,
                                          const struct id_index *crossings, uint32_t ramp,
                                          size_t *n)
{
    uint32_t text = element_text(&store->tables[ROLE_RAMP], F_crossing_id, ramp);
    size_t first = id_index_first(crossings, text);
    for (*n = 0; first + *n < crossings->n && crossings->items[first + *n].key == text;)
        ++*n;
    return *n > 0 ? crossings->items + first : NULL;
}

/* ---- the crossing that a ramp serves by its id --------------------------------------------- */

/* The nearest of the `n` crossings to the ramp's middle `at`; *end_m: the least distance to an end
 * of any of them. MOST_SHARED of them are looked at. */
static uint32_t nearest_of(const struct store *store, const struct keyed *crossings, size_t n,
                           const double at[2], double *distance_m, double *end_m)
{
    uint32_t nearest = NO_ROW;
    *distance_m = *end_m = INFINITY;
    for (size_t i = 0; i < n && i < MOST_SHARED; i++) {
        struct path path = crossing_path(store, crossings[i].row);
        const double *start = path_start(&path), *end = path_end(&path);
        struct foot foot;
        path_foot(&path, at[0], at[1], &foot);
        *end_m = fmin(*end_m, fmin(hypot(start[0] - at[0], start[1] - at[1]),
                                   hypot(end[0] - at[0], end[1] - at[1])));
        if (foot.distance_m < *distance_m) {
            *distance_m = foot.distance_m;
            nearest = crossings[i].row;
        }
    }
    return nearest;
}

/* Of the `n` crossings that the ramp names: the only one; of several the nearest, NO_ROW where the
 * ramp is found by its place. */
static uint32_t crossing_served(const struct store *store, uint32_t ramp,
                                const struct keyed *crossings, size_t n)
{
    double middle[2], distance_m, end_m;
    if (n == 1)
        return crossings->row;
    kerb_middle(&store->tables[ROLE_RAMP], ramp, middle);
    uint32_t nearest = nearest_of(store, crossings, n, middle, &distance_m, &end_m);
    return end_m > LINK_RAMP_M && distance_m <= LINK_SHARED_M ? nearest : NO_ROW;
}

bool kerbs_assign_named(struct store *store, struct kerb_finder *finder, unsigned threads,
                        struct arena *scratch)
{
    const struct elements *ramps = &store->tables[ROLE_RAMP];
    uint8_t *named = ARENA_ARRAY(scratch, ramps->n, uint8_t);
    struct id_index *assigned = &finder->assigned;
    *assigned = (struct id_index){.items = ARENA_ARRAY(scratch, ramps->n, struct keyed)};
    finder->named = named;
    if (named == NULL || assigned->items == NULL)
        return false;
    for (uint32_t row = 0; row < ramps->n; row++) {
        size_t n;
        uint32_t text = element_text(ramps, F_crossing_id, row);
        const struct keyed *crossings = kerbs_named_crossings(store, &finder->crossings, row, &n);
        uint32_t served = n > 0 ? crossing_served(store, row, crossings, n) : NO_ROW;
        named[row] = n == 0 ? NAMES_NONE : served == NO_ROW ? NAMES_SEVERAL : NAMES_ONE;
        if (served != NO_ROW)
            assigned->items[assigned->n++] = (struct keyed){(uint64_t)served + 1, row};
        if (text != 0 && n == 0)
            diagnose(&store->diagnostics, D_link_id_unknown,
                     store->sources[element_source(ramps, row)].table, "crossing_id",
                     store_text(store, F_crossing_id, text), &ramps->fid[row]);
    }
    return keyed_sort_on(threads, assigned->items, assigned->n);
}
