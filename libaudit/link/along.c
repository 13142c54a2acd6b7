/* SPDX-License-Identifier: MIT
 *
 * What later stages ask of links along streets, so that the links themselves need not outlive
 * scoring. In: store.links. Out: store.along, store.streets.aside_m. */
#include "link/link.h"

#include <stdlib.h>

/* The stretch in the middle of each row's longest run; the first of equals. Links of a row follow
 * each other. */
static void find_longest(struct store *store)
{
    float longest = 0;
    for (size_t i = 0; i < store->links.n; i++) {
        const struct link *link = &store->links.items[i];
        float along_m = (float)(link->to_m - link->from_m);
        if (link->kind > LINK_STEPS_STREET)
            continue;
        uint32_t *stretch = &store->along[link->from_role][link->from];
        if (along_m > (*stretch == NO_ROW ? 0 : longest)) {
            longest = along_m;
            *stretch = stretch_at(store, link->to, (link->from_m + link->to_m) / 2);
        }
    }
}

/* Mean distance of the sidewalks drawn along every side, weighted by length. `along_m` [2 streets]:
 * zeros. */
static void find_asides(struct store *store, float *along_m)
{
    float *aside_m = store->streets.aside_m;
    for (size_t i = 0; i < store->links.n; i++) {
        const struct link *link = &store->links.items[i];
        if (link->kind != LINK_SIDEWALK_STREET || link->side == 0 || isnan(link->distance_m))
            continue;
        size_t side = 2 * (size_t)link->to + (link->side == SIDE_RIGHT);
        float m = (float)(link->to_m - link->from_m);
        along_m[side] += m;
        aside_m[side] += m * link->distance_m;
    }
    for (size_t i = 0; i < 2 * store->tables[ROLE_STREET].n; i++)
        aside_m[i] = along_m[i] > 0 ? aside_m[i] / along_m[i] : NAN;
}

bool link_along(struct store *store)
{
    static const enum role walked[] = {ROLE_SIDEWALK, ROLE_FOOTWAY, ROLE_STEPS};
    size_t n_sides = 2 * store->tables[ROLE_STREET].n;
    for (size_t r = 0; r < sizeof walked / sizeof *walked; r++) {
        size_t n = store->tables[walked[r]].n;
        uint32_t *along = store->along[walked[r]] = ARENA_ARRAY(&store->arena, n, uint32_t);
        for (size_t row = 0; along != NULL && row < n; row++)
            along[row] = NO_ROW;
        if (along == NULL)
            return false;
    }
    float *along_m = calloc(n_sides + 1, sizeof *along_m);
    store->streets.aside_m = calloc(n_sides + 1, sizeof *store->streets.aside_m);
    bool good = along_m != NULL && store->streets.aside_m != NULL;
    if (good) {
        find_longest(store);
        find_asides(store, along_m);
    }
    free(along_m);
    return good;
}
