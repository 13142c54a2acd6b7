/* SPDX-License-Identifier: MIT
 *
 * Crossings and the streets they cross: see docs/scoring.md#a-crossing-is-a-chain and
 * docs/scoring.md#the-figures-of-a-segment. In: crossings, streets. Out: scope,
 * store.crossings.{streets, crossings, crosses, bans}, links. Points on crossing lines are in
 * crossing_nodes.c, crossings in parts in crossing_parts.c, kerbs in kerbs.c, the sidewalks at
 * their ends in graph_joins.c.
 *
 * Algorithm: each segment of a crossing queries a grid of streets within 0.5 m. Where the
 * crossing merely touches the end of a street, it crosses it only if a junction is within 15 m or
 * the street goes on. Pairs are kept in both directions by counting sort.
 *
 * Cost: one grid query per segment of a crossing; chunks of crossings run on all threads and are
 * appended in order. */
#include "link/link.h"

#include "base/parallel.h"
#include "geo/grid.h"
#include "geo/line.h"
#include "link/kerbs.h"

#include <stdlib.h>
#include <string.h>

/* Box of `n` points: least x, least y, greatest x, greatest y, widened by `reach` metres. */
static void box_around(const double *xy, size_t n, double reach, double box[4])
{
    box[0] = box[2] = xy[0];
    box[1] = box[3] = xy[1];
    for (size_t i = 1; i < n; i++) {
        box[0] = fmin(box[0], xy[2 * i]);
        box[1] = fmin(box[1], xy[2 * i + 1]);
        box[2] = fmax(box[2], xy[2 * i]);
        box[3] = fmax(box[3], xy[2 * i + 1]);
    }
    box[0] -= reach;
    box[1] -= reach;
    box[2] += reach;
    box[3] += reach;
}

static bool is_line(const struct elements *elements, size_t row)
{
    return elements->shapes.kind[row] == SHAPE_LINE;
}

/* ---- streets crossed ---- */

/* One pair: the row of a crossing and the row of a street under it. */
struct crossed {
    uint32_t crossing, street;
};
struct crossed_list {
    struct crossed *items;
    size_t n, capacity;
    bool failed; /* memory ran out */
};

/* One segment of a crossing against the streets around it; pairs go to `list`. */
struct street_search {
    struct store *store;
    struct crossed_list *list;
    const double *c, *d; /* the segment of the crossing, or the point twice */
    uint32_t crossing;
    bool is_point, ends_here; /* the segment holds an end of the crossing */
    bool failed;
};

/* Is a junction of the street within LINK_TOUCH_M of this place? */
static bool near_junction(const struct store *store, uint32_t street, double at_m)
{
    store_use(store, PART_surroundings);
    const struct street_facts *facts = &store->streets;
    for (uint32_t i = facts->first_junction[street]; i < facts->first_junction[street + 1]; i++)
        if (fabs(facts->junction_m[i] - at_m) <= LINK_TOUCH_M)
            return true;
    return false;
}

/* A crossing that merely ends at the end of a street does not cross it, unless a junction is
 * near or the street goes on there. */
static bool crosses(const struct street_search *search, uint32_t street, const double a[2],
                    const double b[2])
{
    if (segment_distance(a, b, search->c, search->d) > LINK_JOIN_M)
        return false;
    if (search->is_point || !search->ends_here)
        return true;
    struct path path = path_of(&search->store->tables[ROLE_STREET], street);
    const double *ends[2] = {path_start(&path), path_end(&path)};
    struct path crossing = crossing_path(search->store, search->crossing);
    const double *tips[2] = {path_start(&crossing), path_end(&crossing)};
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++)
            if (hypot(ends[i][0] - tips[k][0], ends[i][1] - tips[k][1]) <= LINK_JOIN_M)
                return street_goes_on(search->store, 2 * street + (uint32_t)i) != NO_ROW ||
                       near_junction(search->store, street, i == 0 ? 0 : path.length_m);
    return true;
}

/* Adds the street once per crossing. */
static bool try_street(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct street_search *search = user;
    if (!crosses(search, item.row, a, b))
        return true;
    struct crossed_list *list = search->list;
    for (size_t i = list->n; i > 0 && list->items[i - 1].crossing == search->crossing; i--)
        if (list->items[i - 1].street == item.row)
            return true;
    struct crossed crossed = {search->crossing, item.row};
    search->failed = !PUSH(list->items, list->n, list->capacity, crossed);
    return !search->failed;
}

/* Chunks of crossings are searched by any thread; a list per chunk keeps their order. */
struct crossed_job {
    struct store *store;
    const struct grid *grid; /* of streets */
    struct crossed_list *lists;
};

/* Streets that one crossing crosses, in the order of the grid. */
static MUST bool find_crossed(const struct crossed_job *job, size_t row, struct grid_scratch *scratch,
                         struct crossed_list *list)
{
    bool is_point = job->store->tables[ROLE_CROSSING].shapes.kind[row] == SHAPE_POINT;
    struct path path = crossing_path(job->store, row);
    for (size_t part = 0; part < path.n_parts; part++) {
        uint32_t first = path.point[part], last = path.point[part + 1];
        for (uint32_t i = first; i < last && (is_point || i + 1 < last); i++) {
            const double *c = path.xy + 2 * (size_t)i;
            struct street_search search = {
                .store = job->store,
                .list = list,
                .c = c,
                .d = is_point ? c : c + 2,
                .crossing = (uint32_t)row,
                .is_point = is_point,
                .ends_here = i == first || i + 2 == last,
            };
            double box[4];
            box_around(c, is_point ? 1 : 2, LINK_JOIN_M, box);
            grid_query(job->grid, box, scratch, try_street, &search);
            if (search.failed)
                return false;
        }
    }
    return true;
}

/* One chunk of crossings, those in scope only. A failure stops this chunk and marks its list. */
static void find_crossed_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct crossed_job *job = user;
    struct crossed_list *list = &job->lists[chunk];
    struct grid_scratch scratch = {0};
    for (size_t row = first; row < last && !list->failed; row++)
        if (job->store->tables[ROLE_CROSSING].scope[row] == SCOPE_YES)
            list->failed = !find_crossed(job, row, &scratch, list);
    grid_scratch_free(&scratch);
}

/* Appends the lists of all chunks to `out` in order, and frees them in any case. */
static bool join_lists(struct crossed_list *lists, size_t n, struct crossed_list *out)
{
    bool good = true;
    for (size_t c = 0; c < n; c++) {
        struct crossed_list *list = &lists[c];
        good = good && !list->failed &&
               array_reserve(&out->items, &out->capacity, out->n + list->n, sizeof *out->items);
        if (good && list->n > 0)
            memcpy(out->items + out->n, list->items, list->n * sizeof *out->items);
        out->n += good ? list->n : 0;
        free(list->items);
    }
    return good;
}

/* Pairs of all crossings in scope, by row of the crossing. The caller frees out->items in any
 * case. */
static bool find_all_crossed(struct store *store, const struct grid *grid, unsigned threads,
                             struct crossed_list *out)
{
    size_t n = store->tables[ROLE_CROSSING].n, chunks = parallel_chunks(n);
    struct crossed_job job = {.store = store, .grid = grid};
    job.lists = calloc(chunks + 1, sizeof *job.lists);
    if (job.lists == NULL)
        return false;
    parallel_rows(threads, n, find_crossed_rows, &job);
    bool good = join_lists(job.lists, chunks, out);
    free(job.lists);
    return good;
}

/* A grid of the streets that crossings link to, or of the others. NULL: no memory. */
static struct grid *street_grid(const struct store *store, bool linked, unsigned threads)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    uint8_t *include = calloc(streets->n + 1, 1);
    struct grid *grid = NULL;
    for (size_t i = 0; include != NULL && i < streets->n; i++)
        include[i] = linked == street_links(store, i) && streets->scope[i] != SCOPE_GEOMETRY;
    if (include != NULL)
        grid = grid_build(&streets->shapes, include, 10.0, threads);
    free(include);
    return grid;
}

/* ---- what is crossed that is no street of ours ---- */

/* A driveway is passed on the pavement, a path for cycles has none: neither has kerbs or markings
 * that could be missing. Other roads without walkers are crossed as streets are. */
static uint8_t crossed_kind(const struct store *store, uint32_t street)
{
    switch (element_code(&store->tables[ROLE_STREET], F_class, street)) {
    case CLASS_DRIVEWAY:
    case CLASS_PARKING_AISLE:
    case CLASS_DRIVE_THROUGH:
        return CROSSED_DRIVEWAY;
    case CLASS_CYCLEWAY:
    case CLASS_BRIDLEWAY:
    case CLASS_TRACK:
    case CLASS_PEDESTRIAN:
    case CLASS_FOOTWAY:
    case CLASS_PATH:
    case CLASS_CORRIDOR:
    case CLASS_STEPS:
    case CLASS_CONSTRUCTION:
    case CLASS_PROPOSED:
        return CROSSED_WAY;
    default:
        return CROSSED_STREET;
    }
}

/* A street counts before a way, a way before a driveway: the one with most to look out for. */
static void add_kind(uint8_t *kind, uint8_t found)
{
    if (*kind == 0 || found == CROSSED_STREET || (found == CROSSED_WAY && *kind != CROSSED_STREET))
        *kind = found;
}

/* Sets facts->crosses of every crossing in scope: CROSSED_STREET where it links to a street,
 * else the kind that add_kind chooses of the lines under it; 0 = nothing lies there. A file
 * without streets leaves every crossing on a street. The grid of the other streets is built at
 * its first use. */
static bool find_other_crossed(struct store *store, const struct crossed_list *linked,
                               unsigned threads)
{
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    struct crossing_facts *facts = &store->crossings;
    struct grid_scratch scratch = {0};
    struct crossed_list list = {0};
    struct crossed_job job = {.store = store};
    struct grid *grid = NULL;
    bool good = true, streets = store->tables[ROLE_STREET].n > 0;
    for (size_t i = 0; i < linked->n; i++)
        facts->crosses[linked->items[i].crossing] = CROSSED_STREET;
    for (size_t row = 0; row < crossings->n && good; row++) {
        if (crossings->scope[row] != SCOPE_YES || facts->crosses[row] != 0)
            continue;
        if (!streets) {
            facts->crosses[row] = CROSSED_STREET; /* nothing else is known */
            continue;
        }
        if (grid == NULL)
            grid = street_grid(store, false, threads);
        job.grid = grid;
        list.n = 0;
        good = grid != NULL && find_crossed(&job, row, &scratch, &list);
        for (size_t i = 0; i < list.n; i++)
            add_kind(&facts->crosses[row], crossed_kind(store, list.items[i].street));
    }
    grid_scratch_free(&scratch);
    grid_free(grid);
    free(list.items);
    return good;
}

/* Fills facts->bans: each street under a crossing that the data forbid, with the position on the
 * street that is nearest to the middle of the crossing. */
static bool list_bans(struct store *store, const struct grid *grid)
{
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    struct crossing_facts *facts = &store->crossings;
    struct grid_scratch scratch = {0};
    struct crossed_list list = {0};
    struct crossed_job job = {.store = store, .grid = grid};
    bool good = true;
    for (size_t row = 0; row < crossings->n && good; row++)
        if (crossings->scope[row] == SCOPE_FOOT_NO)
            good = find_crossed(&job, row, &scratch, &list);
    facts->bans = ARENA_ARRAY(&store->arena, list.n + 1, struct crossing_ban);
    good = good && facts->bans != NULL;
    for (size_t i = 0; i < list.n && good; i++) {
        struct path street = path_of(&store->tables[ROLE_STREET], list.items[i].street);
        struct foot foot;
        struct path path = path_of(crossings, list.items[i].crossing);
        double middle[2], along[2];
        path_at(&path, is_line(crossings, list.items[i].crossing) ? path.length_m / 2 : 0, middle,
                along);
        path_foot(&street, middle[0], middle[1], &foot);
        facts->bans[facts->n_bans++] = (struct crossing_ban){list.items[i].street, foot.at_m};
    }
    grid_scratch_free(&scratch);
    free(list.items);
    return good;
}

/* By crossing, then by street: keep_crossed lists streets per crossing in this order. */
static int compare_crossed(const void *a, const void *b)
{
    const struct crossed *left = a, *right = b;
    if (left->crossing != right->crossing)
        return left->crossing < right->crossing ? -1 : 1;
    return left->street < right->street ? -1 : left->street > right->street;
}

/* Evidence of one pair: where on the street, and at which angle. */
static MUST bool link_crossed(struct store *store, const struct crossed *crossed)
{
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    struct path street = path_of(&store->tables[ROLE_STREET], crossed->street);
    struct path path = crossing_path(store, crossed->crossing);
    double middle[2], along[2];
    struct foot foot;
    path_at(&path, is_line(crossings, crossed->crossing) ? path.length_m / 2 : 0, middle, along);
    path_foot(&street, middle[0], middle[1], &foot);
    struct link link = {.kind = LINK_CROSSING_STREET,
                        .from_role = ROLE_CROSSING,
                        .to_role = ROLE_STREET,
                        .from = crossed->crossing,
                        .to = crossed->street,
                        .distance_m = (float)foot.distance_m,
                        .from_m = foot.at_m,
                        .to_m = foot.at_m};
    struct link_evidence evidence = {.angle_deg = is_line(crossings, crossed->crossing)
                                                      ? (float)direction_angle(along, foot.direction)
                                                      : NAN,
                                     .overlap = NAN,
                                     .place = NO_PLACE};
    return link_add(store, link, evidence);
}

/* Keeps the pairs both ways round: streets per crossing, crossings per street. Adds the evidence
 * and diagnoses crossings that lie on nothing. first_crossing counts at s + 2, because the pass
 * that fills the rows moves each start to s + 1. RASIF_E_MEMORY. */
static rasif_status keep_crossed(struct store *store, struct crossed_list *list, rasif_error *err)
{
    struct crossing_facts *facts = &store->crossings;
    struct elements *crossings = &store->tables[ROLE_CROSSING];
    size_t n_streets = store->tables[ROLE_STREET].n;
    facts->first_street = ARENA_ARRAY(&store->arena, crossings->n + 1, uint32_t);
    facts->streets = ARENA_ARRAY(&store->arena, list->n, uint32_t);
    facts->first_crossing = ARENA_ARRAY(&store->arena, n_streets + 2, uint32_t);
    facts->crossings = ARENA_ARRAY(&store->arena, list->n, uint32_t);
    if (facts->first_street == NULL || facts->streets == NULL || facts->first_crossing == NULL ||
        facts->crossings == NULL)
        return fail_memory(err);
    array_sort(list->items, list->n, sizeof *list->items, compare_crossed);
    size_t k = 0;
    for (size_t row = 0; row < crossings->n; row++) {
        facts->first_street[row] = (uint32_t)k;
        for (; k < list->n && list->items[k].crossing == row; k++) {
            facts->streets[k] = list->items[k].street;
            facts->first_crossing[list->items[k].street + 2]++;
            if (!store->links.skip_evidence && !link_crossed(store, &list->items[k]))
                return fail_memory(err);
        }
        if (facts->first_street[row] == k && crossings->scope[row] == SCOPE_YES && n_streets > 0 &&
            facts->crosses[row] == 0)
            diagnose(&store->diagnostics, D_crossing_unlinked,
                     store->sources[element_source(crossings, row)].table, NULL, NULL,
                     &crossings->fid[row]);
    }
    facts->first_street[crossings->n] = (uint32_t)k;
    for (size_t s = 0; s < n_streets; s++)
        facts->first_crossing[s + 2] += facts->first_crossing[s + 1];
    for (size_t i = 0; i < list->n; i++) /* counting sort; afterwards first_crossing[s] is right */
        facts->crossings[facts->first_crossing[list->items[i].street + 1]++] = list->items[i].crossing;
    return RASIF_OK;
}

/* Streets crossed, what other crossings lead over, and bans. RASIF_E_MEMORY. */
static rasif_status link_to_streets(struct store *store, const struct grid *grid, unsigned threads,
                                    rasif_error *err)
{
    struct crossed_list list = {0};
    bool good = find_all_crossed(store, grid, threads, &list);
    if (good)
        good = find_other_crossed(store, &list, threads);
    rasif_status status = good ? keep_crossed(store, &list, err) : fail_memory(err);
    if (status == RASIF_OK && !list_bans(store, grid))
        status = fail_memory(err);
    free(list.items);
    return status;
}

/* Parts are joined first: the streets crossed are kept for the row that stands for all parts. */
static rasif_status link_with(struct store *store, const struct grid *streets, unsigned threads,
                              rasif_error *err)
{
    TRY(link_crossing_parts(store, streets, threads, err));
    TRY(link_part_values(store, err));
    return link_to_streets(store, streets, threads, err);
}

rasif_status link_crossings(struct store *store, const struct settings *settings,
                            rasif_error *err)
{
    struct crossing_facts *facts = &store->crossings;
    facts->crosses = ARENA_ARRAY(&store->arena, store->tables[ROLE_CROSSING].n, uint8_t);
    if (facts->crosses == NULL)
        return fail_memory(err);
    TRY(link_crossing_nodes(store, err));
    struct grid *grid = street_grid(store, true, settings->threads);
    rasif_status status = grid != NULL ? link_with(store, grid, settings->threads, err)
                                       : fail_memory(err);
    grid_free(grid);
    TRY(status);
    return link_kerbs(store, settings, err);
}
