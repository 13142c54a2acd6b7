/* SPDX-License-Identifier: MIT
 *
 * Sides that need no sidewalk (docs/scoring.md#sides): the inner side of rings and roundabouts,
 * and medians between one-way carriageways. In: streets, links along them. Out:
 * store.streets.side_na. See sides.h.
 *
 * Algorithm: a grid of one-way streets finds the nearest opposite line beside the middle of each,
 * within 40 m and 30 degrees, of the same name or class. The side that faces it is a median
 * unless a sidewalk covers a tenth of it.
 *
 * Cost: one grid query per one-way street. */
#include "link/sides.h"

#include "geo/line.h"

#include <stdlib.h>
#include <string.h>

/* Turning of the line over all its points, radians; positive = to the left. */
static double turning(const double *xy, size_t n)
{
    double sum = 0;
    for (size_t i = 1; i + 1 < n; i++) {
        double ax = xy[2 * i] - xy[2 * i - 2], ay = xy[2 * i + 1] - xy[2 * i - 1];
        double bx = xy[2 * i + 2] - xy[2 * i], by = xy[2 * i + 3] - xy[2 * i + 1];
        sum += atan2(ax * by - ay * bx, ax * bx + ay * by);
    }
    return sum;
}

uint8_t street_inner_side(const struct store *store, size_t street)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    struct path path = path_of(streets, street);
    const double *first = path_start(&path), *last = path_end(&path);
    size_t n = path.point[path.n_parts] - path.point[0];
    const char *junction = pool_text(&store->pool, element_text(streets, F_junction, street));
    bool roundabout = junction != NULL &&
                      (strcmp(junction, "roundabout") == 0 || strcmp(junction, "circular") == 0);
    bool ring = n > 3 && hypot(first[0] - last[0], first[1] - last[1]) <= LINK_JOIN_M;
    if (ring)
        return ring_area(first, n) > 0 ? SIDE_LEFT : SIDE_RIGHT;
    double turn = roundabout ? turning(first, n) : 0;
    return turn > 0 ? SIDE_LEFT : turn < 0 ? SIDE_RIGHT : 0;
}

/* ---- the other carriageway ---- */

/* The nearest opposite carriageway so far; found NO_ROW = none. `at`: middle of the street. */
struct opposite_search {
    const struct store *store;
    uint32_t street;
    const double *at, *direction;
    uint32_t found;
    double distance_m;
    uint8_t side;
};

/* Carriageways of one street have its name, or without names its class. */
static bool same_kind(const struct elements *streets, uint32_t a, uint32_t b)
{
    uint32_t name = element_text(streets, F_name, a), class = element_code(streets, F_class, a);
    return (name != 0 && name == element_text(streets, F_name, b)) ||
           (class != 0 && class == element_code(streets, F_class, b));
}

/* Keeps the nearest opposite line that lies beside the middle. */
static bool try_opposite(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct opposite_search *search = user;
    const struct elements *streets = &search->store->tables[ROLE_STREET];
    if (item.row == search->street || element_code(streets, F_oneway, item.row) != YES_NO_YES ||
        !same_kind(streets, search->street, item.row))
        return true;
    struct foot foot;
    segment_foot(a, b, search->at[0], search->at[1], &foot);
    double dot = foot.direction[0] * search->direction[0] + foot.direction[1] * search->direction[1];
    double dx = foot.x - search->at[0], dy = foot.y - search->at[1];
    double along = dx * search->direction[0] + dy * search->direction[1];
    double across = search->direction[0] * dy - search->direction[1] * dx;
    /* Opposite within 30 degrees, and beside the middle, not ahead of it. */
    if (foot.distance_m >= search->distance_m || dot > -cos(30 * M_PI / 180) ||
        fabs(along) > fabs(across) || foot.distance_m < LINK_CENTRE_M)
        return true;
    search->found = item.row;
    search->distance_m = foot.distance_m;
    search->side = across > 0 ? SIDE_LEFT : SIDE_RIGHT;
    return true;
}

/* Does a sidewalk run along a tenth of the side? The end of one that turns a corner does not. */
static bool has_cover(const struct store *store, const struct cover_links *covers, uint32_t street,
                      uint8_t side)
{
    double covered = 0;
    if (street_implied(store, street, side) != NO_ROW)
        return true;
    for (uint32_t i = covers->first[street]; i < covers->first[street + 1]; i++)
        if (covers->items[i]->side == side)
            covered += covers->items[i]->to_m - covers->items[i]->from_m;
    return covered >= store->tables[ROLE_STREET].length_m[street] / 10;
}

/* The side of a one-way street that faces its opposite carriageway with no sidewalk between. */
static uint8_t median_side(const struct store *store, const struct cover_links *covers,
                           const struct grid *grid, struct grid_scratch *scratch, uint32_t street)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    struct path path = path_of(streets, street);
    double at[2], direction[2];
    path_at(&path, path.length_m / 2, at, direction);
    struct opposite_search search = {store, street, at, direction, NO_ROW, LINK_OPPOSITE_M, 0};
    double box[4] = {at[0] - LINK_OPPOSITE_M, at[1] - LINK_OPPOSITE_M, at[0] + LINK_OPPOSITE_M,
                     at[1] + LINK_OPPOSITE_M};
    grid_query(grid, box, scratch, try_opposite, &search);
    if (search.found == NO_ROW || has_cover(store, covers, street, search.side))
        return 0;
    /* Drawn the other way, the opposite line faces us with the same hand. */
    return has_cover(store, covers, search.found, search.side) ? 0 : search.side;
}

static void set_side(struct store *store, size_t street, uint8_t side)
{
    if (side != 0)
        store->streets.side_na[street] |= (uint8_t)(1u << (side - 1));
}

bool side_finder_begin(struct side_finder *finder, struct store *store,
                       const struct cover_links *covers, unsigned threads)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    *finder = (struct side_finder){
        .store = store, .covers = covers, .one_way = malloc(streets->n + 1)};
    if (finder->one_way == NULL)
        return false;
    for (size_t s = 0; s < streets->n; s++)
        finder->one_way[s] =
            street_links(store, s) && element_code(streets, F_oneway, s) == YES_NO_YES;
    finder->grid = grid_build(&streets->shapes, finder->one_way, LINK_OPPOSITE_M, threads);
    return finder->grid != NULL;
}

void side_finder_end(struct side_finder *finder)
{
    grid_free(finder->grid);
    free(finder->one_way);
}

void set_na_sides(const struct side_finder *finder, size_t street, struct grid_scratch *scratch,
                  struct diagnostics *found)
{
    struct store *store = finder->store;
    const struct elements *streets = &store->tables[ROLE_STREET];
    if (!street_links(store, street))
        return;
    if (element_code(streets, F_sidewalk_left, street) == COVER_NOT_APPLICABLE)
        set_side(store, street, SIDE_LEFT);
    if (element_code(streets, F_sidewalk_right, street) == COVER_NOT_APPLICABLE)
        set_side(store, street, SIDE_RIGHT);
    set_side(store, street, street_inner_side(store, street));
    if (!finder->one_way[street] || store->streets.side_na[street] != 0)
        return;
    uint8_t side = median_side(store, finder->covers, finder->grid, scratch, (uint32_t)street);
    set_side(store, street, side);
    if (side != 0)
        diagnose(found, D_side_median, store->sources[element_source(streets, street)].table, NULL,
                 NULL, &streets->fid[street]);
}
