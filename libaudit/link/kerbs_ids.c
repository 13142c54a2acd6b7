/* SPDX-License-Identifier: MIT
 *
 * Ramps that name their crossing, and ids that several crossings carry
 * (docs/scoring.md#a-crossing-is-a-chain). See kerbs.h. */
#include "link/kerbs.h"

#include "geo/line.h"

#define MOST_SHARED 64 /* crossings of one id that are looked at: what is shared more names nothing */

uint8_t *kerbs_mark_named(struct store *store, const struct id_index *crossings,
                          struct arena *scratch)
{
    const struct elements *ramps = &store->tables[ROLE_RAMP];
    uint8_t *named = ARENA_ARRAY(scratch, ramps->n, uint8_t);
    for (size_t row = 0; named != NULL && row < ramps->n; row++) {
        uint32_t text = element_text(ramps, F_crossing_id, row);
        named[row] = id_index_find(crossings, text) != NO_ROW;
        if (text != 0 && !named[row])
            diagnose(&store->diagnostics, D_link_id_unknown,
                     store->sources[element_source(ramps, row)].table, "crossing_id",
                     store_text(store, F_crossing_id, text), &ramps->fid[row]);
    }
    return named;
}

/* The nearest of the crossings that carry the id at `first`, with the foot of the ramp's middle
 * `at` on it; *end_m: the least distance to an end of any of them. MOST_SHARED of them are
 * looked at. */
static void nearest_of(const struct store *store, const struct id_index *crossings, size_t first,
                       const double at[2], struct foot *nearest, uint32_t *row, double *end_m)
{
    nearest->distance_m = *end_m = INFINITY;
    for (size_t i = first, n = 0; i < crossings->n && n < MOST_SHARED &&
                                  crossings->items[i].key == crossings->items[first].key;
         i++, n++) {
        uint32_t crossing = (uint32_t)crossing_first(store, crossings->items[i].row);
        struct path path = crossing_path(store, crossing);
        const double *start = path_start(&path), *end = path_end(&path);
        struct foot foot;
        path_foot(&path, at[0], at[1], &foot);
        *end_m = fmin(*end_m, fmin(hypot(start[0] - at[0], start[1] - at[1]),
                                   hypot(end[0] - at[0], end[1] - at[1])));
        if (foot.distance_m < nearest->distance_m) {
            *nearest = foot;
            *row = crossing;
        }
    }
}

/* Do several crossings carry the id at this place of the index? Parts of one are one. */
static bool is_shared(const struct store *store, const struct id_index *crossings, size_t first)
{
    size_t one = crossing_first(store, crossings->items[first].row);
    for (size_t i = first + 1;
         i < crossings->n && crossings->items[i].key == crossings->items[first].key; i++)
        if (crossing_first(store, crossings->items[i].row) != one)
            return true;
    return false;
}

/* Makes the two arrays at the first shared id: in most files no id is. */
bool kerbs_settle_shared(struct kerb_finder *finder, const struct id_index *crossings,
                         struct arena *scratch)
{
    const struct store *store = finder->store;
    const struct elements *ramps = &store->tables[ROLE_RAMP];
    uint8_t *shared = NULL;
    uint32_t *of_shared = NULL;
    for (size_t row = 0; row < ramps->n; row++) {
        uint32_t text = element_text(ramps, F_crossing_id, row);
        if (!finder->named[row] ||
            !is_shared(store, crossings, id_index_first(crossings, text)))
            continue;
        if (shared == NULL) {
            finder->shared = shared = ARENA_ARRAY(scratch, ramps->n, uint8_t);
            finder->of_shared = of_shared = ARENA_ARRAY(scratch, ramps->n, uint32_t);
            if (shared == NULL || of_shared == NULL)
                return false;
        }
        double middle[2], end_m;
        struct foot foot;
        uint32_t nearest = NO_ROW;
        kerb_middle(ramps, (uint32_t)row, middle);
        nearest_of(store, crossings, id_index_first(crossings, text), middle, &foot, &nearest,
                   &end_m);
        shared[row] = 1;
        of_shared[row] =
            end_m > LINK_RAMP_M && foot.distance_m <= LINK_SHARED_M ? nearest : NO_ROW;
    }
    return true;
}
