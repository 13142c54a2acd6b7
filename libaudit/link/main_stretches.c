/* SPDX-License-Identifier: MIT
 *
 * The main stretch of what runs along streets, so that links need not outlive scoring. In:
 * store.links, segments. Out: store.main_stretch (where a row runs longest), other_stretches,
 * streets.sidewalk_offset_m. */
#include "link/link.h"

#include <stdlib.h>

/* The stretch in the middle of each row's longest run; the first of equals. Links of a row
 * follow each other, so that one `longest` serves all rows: it begins anew where a row has no
 * stretch yet. */
static void find_longest(struct store *store)
{
    float longest = 0;
    for (size_t i = 0; i < store->links.n; i++) {
        const struct link *link = &store->links.items[i];
        float along_m = (float)(link->to_m - link->from_m);
        if (link->kind > LINK_STEPS_STREET)
            continue;
        uint32_t *stretch = &store->main_stretch[link->from_role][link->from];
        if (along_m > (*stretch == NO_ROW ? 0 : longest)) {
            longest = along_m;
            *stretch = stretch_at(store, link->to, (link->from_m + link->to_m) / 2);
        }
    }
}

/* Metres of the stretch that the link covers; negative where they lie apart. */
static double overlap_m(const struct store *store, const struct link *link, uint32_t stretch)
{
    const struct street_segments *segments = &store->segments;
    return fmin(link->to_m, segments->stretches[stretch].to_m) -
           fmax(link->from_m, stretch_from_m(segments, stretch));
}

/* An overlap of at most a sampling step counts only where it is the longest on the street, of
 * equals the first: where a line ends within a step is a matter of its samples. */
bool link_on_stretch(const struct store *store, const struct link *link, uint32_t stretch)
{
    uint32_t first, last = street_stretches(store, link->to, &first);
    double along_m = overlap_m(store, link, stretch);
    if (last - first <= 1 || along_m > LINK_SAMPLE_M)
        return true;
    for (uint32_t i = first; i < last && along_m > 0; i++) {
        double there_m = overlap_m(store, link, i);
        if (there_m > along_m || (there_m >= along_m && i < stretch))
            return false;
    }
    return along_m > 0;
}

/* By role, row and stretch: the order in which other_stretches is searched. */
static int compare_along(const void *a, const void *b)
{
    const struct other_stretch *left = a, *right = b;
    if (left->role != right->role)
        return left->role < right->role ? -1 : 1;
    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    return left->stretch < right->stretch ? -1 : left->stretch > right->stretch;
}

/* Fills other_stretches: a sidewalk that passes a junction belongs to a stretch on either side
 * of it. */
static bool find_others(struct store *store)
{
    size_t capacity = 0;
    for (size_t i = 0; i < store->links.n; i++) {
        const struct link *link = &store->links.items[i];
        uint32_t first, last;
        if (link->kind > LINK_STEPS_STREET)
            continue;
        last = street_stretches(store, link->to, &first);
        for (uint32_t s = first; s < last; s++) {
            struct other_stretch other = {link->from, s, link->from_role};
            if (s != store->main_stretch[link->from_role][link->from] &&
                link_on_stretch(store, link, s) &&
                !PUSH(store->other_stretches, store->n_other_stretches, capacity, other))
                return false;
        }
    }
    array_sort(store->other_stretches, store->n_other_stretches, sizeof *store->other_stretches,
              compare_along);
    return true;
}

/* Mean distance of the sidewalks drawn along every side, weighted by length. `along_m` [2 streets]:
 * zeros. */
static void find_offsets(struct store *store, float *along_m)
{
    float *offset_m = store->streets.sidewalk_offset_m;
    for (size_t i = 0; i < store->links.n; i++) {
        const struct link *link = &store->links.items[i];
        if (link->kind != LINK_SIDEWALK_STREET || link->side == 0 || isnan(link->distance_m))
            continue;
        size_t side = 2 * (size_t)link->to + (link->side == SIDE_RIGHT);
        float m = (float)(link->to_m - link->from_m);
        along_m[side] += m;
        offset_m[side] += m * link->distance_m;
    }
    for (size_t i = 0; i < 2 * store->tables[ROLE_STREET].n; i++)
        offset_m[i] = along_m[i] > 0 ? offset_m[i] / along_m[i] : NAN;
}

bool link_main_stretches(struct store *store)
{
    store_use(store, PART_links);
    static const enum role walked[] = {ROLE_SIDEWALK, ROLE_FOOTWAY, ROLE_STEPS};
    size_t n_sides = 2 * store->tables[ROLE_STREET].n;
    for (size_t r = 0; r < sizeof walked / sizeof *walked; r++) {
        size_t n = store->tables[walked[r]].n;
        uint32_t *along = store->main_stretch[walked[r]] = ARENA_ARRAY(&store->arena, n, uint32_t);
        for (size_t row = 0; along != NULL && row < n; row++)
            along[row] = NO_ROW;
        if (along == NULL)
            return false;
    }
    float *along_m = calloc(n_sides + 1, sizeof *along_m);
    store->streets.sidewalk_offset_m =
        calloc(n_sides + 1, sizeof *store->streets.sidewalk_offset_m);
    bool good = along_m != NULL && store->streets.sidewalk_offset_m != NULL;
    if (good) {
        find_longest(store);
        find_offsets(store, along_m);
        good = find_others(store);
    }
    free(along_m);
    return good;
}
