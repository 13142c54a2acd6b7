/* SPDX-License-Identifier: MIT
 *
 * Sidewalks at the ends of crossings: evidence for audit_links. In: metres. Out: links of kind
 * crossing-sidewalk. */
#include "link/kerbs.h"

#include "geo/grid.h"
#include "geo/line.h"

struct end_search {
    const double *end;
    uint32_t row;
    double distance_m;
};

static bool try_sidewalk(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct end_search *search = user;
    struct foot foot;
    segment_foot(a, b, search->end[0], search->end[1], &foot);
    if (foot.distance_m < search->distance_m) {
        search->distance_m = foot.distance_m;
        search->row = item.row;
    }
    return true;
}

rasif_status link_crossing_sidewalks(struct store *store, rasif_error *err)
{
    static const enum role walked[] = {ROLE_SIDEWALK, ROLE_FOOTWAY};
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    struct grid *grids[2] = {NULL, NULL};
    struct grid_scratch scratch = {0};
    bool good = true;
    for (int g = 0; g < 2; g++) {
        const struct elements *e = &store->tables[walked[g]];
        uint8_t *drawn = NULL; /* NULL = all */
        if (e->street != NULL && (drawn = ARENA_ARRAY(&store->arena, e->n, uint8_t)) == NULL)
            good = false;
        for (size_t row = 0; drawn != NULL && row < e->n; row++)
            drawn[row] = element_street(e, row) == NO_ROW;
        good = (grids[g] = grid_new(&e->shapes, drawn, LINK_RAMP_M)) != NULL && good;
    }
    for (size_t row = 0; row < crossings->n && good; row++) {
        if (crossings->scope[row] != SCOPE_YES || crossings->shapes.kind[row] != SHAPE_LINE)
            continue;
        struct path path = path_of(crossings, row);
        for (uint8_t place = PLACE_START; place <= PLACE_END; place++) {
            const double *end = place == PLACE_START ? path_start(&path) : path_end(&path);
            double box[4] = {end[0] - LINK_RAMP_M, end[1] - LINK_RAMP_M, end[0] + LINK_RAMP_M,
                             end[1] + LINK_RAMP_M};
            struct end_search best = {end, NO_ROW, LINK_RAMP_M};
            int role = 0;
            for (int g = 0; g < 2; g++) {
                struct end_search search = {end, NO_ROW, best.distance_m};
                grid_query(grids[g], box, &scratch, try_sidewalk, &search);
                if (search.row != NO_ROW) {
                    best = search;
                    role = g;
                }
            }
            if (best.row != NO_ROW)
                good = link_add(store, (struct link){.kind = LINK_CROSSING_SIDEWALK,
                                                     .from_role = ROLE_CROSSING,
                                                     .to_role = (uint8_t)walked[role],
                                                     .place = place,
                                                     .from = (uint32_t)row,
                                                     .to = best.row,
                                                     .distance_m = (float)best.distance_m,
                                                     .angle_deg = NAN,
                                                     .overlap = NAN,
                                                     .from_m = NAN,
                                                     .to_m = NAN});
        }
    }
    for (int g = 0; g < 2; g++)
        grid_free(grids[g]);
    grid_scratch_free(&scratch);
    return good ? RASIF_OK : fail_memory(err);
}
