/* SPDX-License-Identifier: MIT
 *
 * Which ramps stand at the ends and on the islands of one crossing
 * (docs/scoring.md#a-crossing-is-a-chain): those that name it, else the nearest. See kerbs.h. */
#include "geo/grid.h"
#include "geo/line.h"
#include "link/kerbs.h"

#include <stdlib.h>

struct kerb_search {
    const struct elements *ramps;
    const uint8_t *named; /* per ramp: it names a crossing that is there */
    const struct path *path;
    struct kerb_list *found;
    bool failed;
};

/* Middle of a ramp: the point itself, half way along a short kerb line, the mean of a ring. */
static void ramp_middle(const struct elements *ramps, uint32_t row, double out[2])
{
    const struct shapes *shapes = &ramps->shapes;
    struct path path = path_of(ramps, row);
    if (shapes->kind[row] == SHAPE_LINE && path.length_m > 0) {
        double direction[2];
        path_at(&path, path.length_m / 2, out, direction);
        return;
    }
    uint32_t first = path.point[0], last = path.point[path.n_parts];
    out[0] = out[1] = 0;
    for (uint32_t i = first; i < last; i++) {
        out[0] += shapes->xy[2 * (size_t)i] / (last - first);
        out[1] += shapes->xy[2 * (size_t)i + 1] / (last - first);
    }
}

/* Distance from a point to the ramp's shape. */
static double ramp_distance(const struct elements *ramps, uint32_t row, const double at[2])
{
    struct path path = path_of(ramps, row);
    struct foot foot;
    path_foot(&path, at[0], at[1], &foot);
    return foot.distance_m;
}

static bool try_ramp(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct kerb_search *search = user;
    (void)a;
    (void)b;
    if (search->named[item.row])
        return true; /* what is written wins over what is near: take_by_id has those of this
                        crossing */
    for (size_t i = 0; i < search->found->n; i++)
        if (search->found->items[i].ramp == item.row)
            return true;
    double middle[2];
    struct foot foot;
    ramp_middle(search->ramps, item.row, middle);
    path_foot(search->path, middle[0], middle[1], &foot);
    struct kerb_at kerb = {
        .ramp = item.row, .place = NO_PLACE, .at_m = foot.at_m, .distance_m = foot.distance_m};
    search->failed = !PUSH(search->found->items, search->found->n, search->found->capacity, kerb);
    return !search->failed;
}

static int compare_kerbs(const void *a, const void *b)
{
    const struct kerb_at *left = a, *right = b;
    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    return left->ramp < right->ramp ? -1 : left->ramp > right->ramp;
}

/* The nearest ramp within LINK_RAMP_M serves the end, unless ramps name the crossing themselves. A
 * ramp nearer to the other end belongs there: on a short crossing both may be within reach. */
static void choose_for_end(const struct elements *ramps, struct kerb_list *found, uint8_t place,
                           const double end[2], const double other_end[2])
{
    struct kerb_at *best = NULL;
    for (size_t i = 0; i < found->n; i++) {
        struct kerb_at *kerb = &found->items[i];
        if (kerb->by_id && kerb->place == place)
            return;
        double distance = ramp_distance(ramps, kerb->ramp, end);
        if (kerb->place != NO_PLACE || distance > LINK_RAMP_M ||
            distance > ramp_distance(ramps, kerb->ramp, other_end))
            continue;
        if (best == NULL || distance < best->distance_m ||
            (distance == best->distance_m && kerb->ramp < best->ramp)) {
            best = kerb;
            best->distance_m = distance;
        }
    }
    if (best != NULL)
        best->place = place;
}

static int compare_along(const void *a, const void *b)
{
    const struct kerb_at *left = a, *right = b;
    if (left->at_m != right->at_m)
        return left->at_m < right->at_m ? -1 : 1;
    return left->ramp < right->ramp ? -1 : left->ramp > right->ramp;
}

/* Kerbs on the line, farther than LINK_RAMP_M from both ends, make islands. Returns how many. */
static size_t choose_for_islands(struct kerb_list *found, double length_m)
{
    size_t islands = 0;
    double last_m = -INFINITY;
    if (found->n == 0)
        return 0;
    qsort(found->items, found->n, sizeof *found->items, compare_along);
    for (size_t i = 0; i < found->n; i++) {
        struct kerb_at *kerb = &found->items[i];
        if (kerb->place != NO_PLACE || kerb->distance_m > LINK_JOIN_M ||
            kerb->at_m <= LINK_RAMP_M || length_m - kerb->at_m <= LINK_RAMP_M)
            continue;
        if (kerb->at_m - last_m > LINK_ISLAND_M && islands < 200)
            islands++;
        last_m = kerb->at_m;
        kerb->place = (uint8_t)(PLACE_ISLAND + islands - 1);
    }
    return islands;
}

static bool find_near(const struct kerb_finder *finder, const struct path *path,
                      struct grid_scratch *scratch, struct kerb_list *found)
{
    struct kerb_search search = {&finder->store->tables[ROLE_RAMP], finder->named, path, found,
                                 false};
    uint32_t first = path->point[0], last = path->point[path->n_parts];
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (uint32_t i = first; i < last; i++) {
        const double *xy = path->xy + 2 * (size_t)i;
        box[0] = fmin(box[0], xy[0] - LINK_RAMP_M);
        box[1] = fmin(box[1], xy[1] - LINK_RAMP_M);
        box[2] = fmax(box[2], xy[0] + LINK_RAMP_M);
        box[3] = fmax(box[3], xy[1] + LINK_RAMP_M);
    }
    grid_query(finder->grid, box, scratch, try_ramp, &search);
    return !search.failed;
}

/* Ramps that name this crossing serve the place they are nearest to, however far. */
static bool take_by_id(const struct kerb_finder *finder, size_t crossing, const struct path *path,
                       struct kerb_list *found)
{
    const struct store *store = finder->store;
    const struct id_index *by_crossing = finder->by_crossing;
    const struct elements *ramps = &store->tables[ROLE_RAMP];
    uint32_t text = element_text(&store->tables[ROLE_CROSSING], F_id, crossing);
    for (size_t i = id_index_first(by_crossing, text);
         i < by_crossing->n && by_crossing->items[i].key == text; i++) {
        double middle[2];
        struct foot foot;
        uint32_t ramp = by_crossing->items[i].row;
        if (ramps->scope[ramp] != SCOPE_YES)
            continue;
        ramp_middle(ramps, ramp, middle);
        path_foot(path, middle[0], middle[1], &foot);
        bool interior = foot.at_m > LINK_RAMP_M && path->length_m - foot.at_m > LINK_RAMP_M &&
                        foot.distance_m <= LINK_JOIN_M;
        struct kerb_at kerb = {ramp,
                               interior                          ? NO_PLACE
                               : foot.at_m <= path->length_m / 2 ? PLACE_START
                                                                 : PLACE_END,
                               foot.at_m, foot.distance_m, true};
        if (!PUSH(found->items, found->n, found->capacity, kerb))
            return false;
    }
    return true;
}

double kerbs_place_m(const struct store *store, size_t crossing, uint32_t place)
{
    const struct crossing_facts *facts = &store->crossings;
    struct path path = path_of(&store->tables[ROLE_CROSSING], crossing);
    double middle[2];
    struct foot foot;
    if (place < PLACE_ISLAND)
        return place == PLACE_START ? 0 : path.length_m;
    uint32_t ramp = facts->ramps[facts->places[facts->first_place[crossing] + place].first_ramp];
    ramp_middle(&store->tables[ROLE_RAMP], ramp, middle);
    path_foot(&path, middle[0], middle[1], &foot);
    return foot.at_m;
}

bool kerbs_choose(const struct kerb_finder *finder, size_t crossing, struct grid_scratch *scratch,
                  struct kerb_list *found, size_t *n_islands)
{
    const struct elements *ramps = &finder->store->tables[ROLE_RAMP];
    struct path path = path_of(&finder->store->tables[ROLE_CROSSING], crossing);
    found->n = *n_islands = 0;
    if (!take_by_id(finder, crossing, &path, found) || !find_near(finder, &path, scratch, found))
        return false;
    choose_for_end(ramps, found, PLACE_START, path_start(&path), path_end(&path));
    choose_for_end(ramps, found, PLACE_END, path_end(&path), path_start(&path));
    *n_islands = choose_for_islands(found, path.length_m);
    if (found->n > 0)
        qsort(found->items, found->n, sizeof *found->items, compare_kerbs);
    return true;
}
