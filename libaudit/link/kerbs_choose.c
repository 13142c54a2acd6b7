/* SPDX-License-Identifier: MIT
 *
 * Which ramps stand at the ends and on the islands of one crossing: see
 * docs/scoring.md#what-stands-where. In: the crossing, ramps by crossing_id, a grid of ramps. Out:
 * ramps with their places; see kerbs.h.
 *
 * Algorithm: ramps that name the crossing are assigned first, whatever their distance. A drawn
 * refuge then takes the kerbs on it; an end without a named ramp takes the nearest one within 5 m
 * that is not nearer to the other end; loose kerbs on the line, farther than 5 m from both ends,
 * form islands in groups of 2 m.
 *
 * Cost: one grid query, and the square of the few ramps around one crossing. */
#include "geo/grid.h"
#include "geo/line.h"
#include "link/kerbs.h"

#include <stdlib.h>

/* The crossing at hand, for try_ramp. */
struct kerb_search {
    const struct kerb_finder *finder;
    const struct elements *ramps;
    const struct path *path;
    size_t crossing;
    struct kerb_list *found;
    bool failed;
};

/* Middle of a ramp: the point itself, half way along a short kerb line, the mean of a ring. */
void kerb_middle(const struct elements *ramps, uint32_t row, double out[2])
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

/* May the ramp serve this crossing by its place? What is written wins over what is near: one that
 * names a crossing serves that one (take_by_id), one that names several none but these. */
static bool may_serve(const struct kerb_finder *finder, size_t crossing, uint32_t ramp)
{
    size_t n;
    if (finder->named[ramp] != NAMES_SEVERAL)
        return finder->named[ramp] == NAMES_NONE;
    const struct keyed *crossings = kerbs_named_crossings(finder->store, &finder->crossings, ramp, &n);
    for (size_t i = 0; i < n; i++)
        if (crossings[i].row == crossing)
            return true;
    return false;
}

/* Adds a ramp in reach without a place, once, with the foot of its middle on the crossing. */
static bool try_ramp(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct kerb_search *search = user;
    (void)a;
    (void)b;
    if (!may_serve(search->finder, search->crossing, item.row))
        return true;
    for (size_t i = 0; i < search->found->n; i++)
        if (search->found->items[i].ramp == item.row)
            return true;
    double middle[2];
    struct foot foot;
    kerb_middle(search->ramps, item.row, middle);
    path_foot(search->path, middle[0], middle[1], &foot);
    struct kerb_at kerb = {
        .ramp = item.row, .place = NO_PLACE, .at_m = foot.at_m, .distance_m = foot.distance_m};
    search->failed = !PUSH(search->found->items, search->found->n, search->found->capacity, kerb);
    return !search->failed;
}

/* By place, then row: the order in which places list their ramps. */
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

/* By position, then row: choose_for_islands groups neighbours along the line. */
static int compare_along(const void *a, const void *b)
{
    const struct kerb_at *left = a, *right = b;
    if (left->at_m != right->at_m)
        return left->at_m < right->at_m ? -1 : 1;
    return left->ramp < right->ramp ? -1 : left->ramp > right->ramp;
}

/* The refuge drawn around a position of the line, a kerb's length more at each end; n = none. */
static size_t refuge_at(const struct crossing_refuge *refuges, size_t n, double at_m)
{
    size_t i = 0;
    while (i < n && (at_m < refuges[i].from_m - LINK_REFUGE_KERB_M ||
                     at_m > refuges[i].to_m + LINK_REFUGE_KERB_M))
        i++;
    return i;
}

/* Kerbs on a refuge that is drawn belong to it, before any end may take them. */
static void choose_for_refuges(struct kerb_list *found, const struct crossing_refuge *refuges,
                               size_t n)
{
    for (size_t i = 0; i < found->n && n > 0; i++) {
        struct kerb_at *kerb = &found->items[i];
        size_t refuge = refuge_at(refuges, n, kerb->at_m);
        if (kerb->distance_m <= LINK_JOIN_M && refuge < n)
            kerb->place = (uint8_t)(PLACE_ISLAND + refuge);
    }
}

/* Islands along the line: refuges that are drawn, and kerbs on the line that are farther than
 * LINK_RAMP_M from both ends, in groups. Kerbs on a refuge have its number as their place
 * before, and that of its island after. A drawn refuge ends the group before it. `n`: at most
 * MOST_ISLANDS. */
static void choose_for_islands(struct kerb_list *found, double length_m,
                               const struct crossing_refuge *refuges, size_t n,
                               struct kerb_islands *islands)
{
    double last_m = -INFINITY;
    size_t next = 0; /* refuge */
    uint8_t number[MOST_ISLANDS] = {0};
    *islands = (struct kerb_islands){0};
    array_sort(found->items, found->n, sizeof *found->items, compare_along);
    for (size_t i = 0; i <= found->n; i++) {
        struct kerb_at *kerb = i < found->n ? &found->items[i] : NULL;
        bool loose = kerb != NULL && kerb->place == NO_PLACE && kerb->distance_m <= LINK_JOIN_M &&
                     kerb->at_m > LINK_RAMP_M && length_m - kerb->at_m > LINK_RAMP_M;
        while (next < n && islands->n < MOST_ISLANDS &&
               (kerb == NULL || refuges[next].from_m < kerb->at_m)) {
            number[next] = (uint8_t)islands->n;
            islands->refuge[islands->n++] = (uint8_t)++next;
            last_m = -INFINITY;
        }
        if (!loose)
            continue;
        if (kerb->at_m - last_m > LINK_ISLAND_M && islands->n < MOST_ISLANDS)
            islands->n++;
        last_m = kerb->at_m;
        kerb->place = (uint8_t)(PLACE_ISLAND + islands->n - 1);
        kerb->loose = true;
    }
    for (size_t i = 0; i < found->n; i++) /* refuges by their numbers along the line */
        if (found->items[i].place >= PLACE_ISLAND && found->items[i].place != NO_PLACE &&
            !found->items[i].loose)
            found->items[i].place =
                (uint8_t)(PLACE_ISLAND + number[found->items[i].place - PLACE_ISLAND]);
}

/* Ramps within LINK_RAMP_M of the box around the crossing. */
static MUST bool find_near(const struct kerb_finder *finder, size_t crossing, const struct path *path,
                      struct grid_scratch *scratch, struct kerb_list *found)
{
    struct kerb_search search = {finder, &finder->store->tables[ROLE_RAMP], path, crossing, found,
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
static MUST bool take_by_id(const struct kerb_finder *finder, size_t crossing, const struct path *path,
                       struct kerb_list *found)
{
    const struct id_index *assigned = &finder->assigned;
    const struct elements *ramps = &finder->store->tables[ROLE_RAMP];
    uint32_t key = (uint32_t)crossing + 1;
    for (size_t i = id_index_first(assigned, key); i < assigned->n && assigned->items[i].key == key; i++) {
        double middle[2];
        struct foot foot;
        uint32_t ramp = assigned->items[i].row;
        if (ramps->scope[ramp] != SCOPE_YES)
            continue;
        kerb_middle(ramps, ramp, middle);
        path_foot(path, middle[0], middle[1], &foot);
        bool interior = foot.at_m > LINK_RAMP_M && path->length_m - foot.at_m > LINK_RAMP_M &&
                        foot.distance_m <= LINK_JOIN_M;
        struct kerb_at kerb = {.ramp = ramp,
                               .place = interior                          ? NO_PLACE
                                        : foot.at_m <= path->length_m / 2 ? PLACE_START
                                                                          : PLACE_END,
                               .at_m = foot.at_m,
                               .distance_m = foot.distance_m,
                               .by_id = true};
        if (!PUSH(found->items, found->n, found->capacity, kerb))
            return false;
    }
    return true;
}

double kerbs_place_m(const struct store *store, size_t crossing, uint32_t place)
{
    const struct crossing_facts *facts = &store->crossings;
    struct path path = crossing_path(store, crossing);
    const struct crossing_place *at = &facts->places[facts->first_place[crossing] + place];
    double middle[2];
    struct foot foot;
    if (place < PLACE_ISLAND)
        return place == PLACE_START ? 0 : path.length_m;
    if (at->refuge > 0)
        return crossing_refuge(store, crossing, at)->from_m;
    uint32_t ramp = facts->ramps[at->first_ramp];
    kerb_middle(&store->tables[ROLE_RAMP], ramp, middle);
    path_foot(&path, middle[0], middle[1], &foot);
    return foot.at_m;
}

const struct crossing_refuge *crossing_refuge(const struct store *store, size_t crossing,
                                              const struct crossing_place *place)
{
    const struct crossing_line *line = crossing_line_of(store, crossing);
    return line != NULL && place->refuge > 0
               ? &store->crossings.refuges[line->first_refuge + place->refuge - 1]
               : NULL;
}

bool kerbs_choose(const struct kerb_finder *finder, size_t crossing, struct grid_scratch *scratch,
                  struct kerb_list *found, struct kerb_islands *islands)
{
    const struct store *store = finder->store;
    const struct elements *ramps = &store->tables[ROLE_RAMP];
    const struct crossing_line *line =
        store->crossings.n_lines > 0 ? crossing_line_of(store, crossing) : NULL;
    const struct crossing_refuge *refuges =
        line != NULL ? store->crossings.refuges + line->first_refuge : NULL;
    size_t n_refuges = line == NULL                      ? 0
                       : line->n_refuges < MOST_ISLANDS ? line->n_refuges
                                                         : MOST_ISLANDS;
    struct path path = crossing_path(store, crossing);
    found->n = 0;
    if (!take_by_id(finder, crossing, &path, found) ||
        !find_near(finder, crossing, &path, scratch, found))
        return false;
    choose_for_refuges(found, refuges, n_refuges);
    choose_for_end(ramps, found, PLACE_START, path_start(&path), path_end(&path));
    choose_for_end(ramps, found, PLACE_END, path_end(&path), path_start(&path));
    choose_for_islands(found, path.length_m, refuges, n_refuges, islands);
    array_sort(found->items, found->n, sizeof *found->items, compare_kerbs);
    return true;
}
