/* SPDX-License-Identifier: MIT
 *
 * Crossings (docs/scoring.md#a-crossing-is-a-chain and #streets): the streets they cross, and
 * points that are only a node of a crossing line. The kerbs are in kerbs.c, the sidewalks at their
 * ends in graph_joins.c. Out: scope, store.crossings.{streets, crossings}, links. */
#include "link/link.h"

#include "base/parallel.h"
#include "geo/grid.h"
#include "geo/line.h"
#include "link/kerbs.h"

#include <stdlib.h>
#include <string.h>

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

/* ---- points on crossing lines ---- */

struct node_search {
    const struct store *store;
    double x, y;
    uint32_t line; /* nearest crossing line so far */
    double distance_m;
};

static bool try_line(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct node_search *search = user;
    const struct elements *crossings = &search->store->tables[ROLE_CROSSING];
    if (!is_line(crossings, item.row) || crossings->scope[item.row] != SCOPE_YES)
        return true;
    struct foot foot;
    segment_foot(a, b, search->x, search->y, &foot);
    if (foot.distance_m < search->distance_m) {
        search->distance_m = foot.distance_m;
        search->line = item.row;
    }
    return true;
}

/* What the node says and the line does not: a value copied to fill a gap has origin "linked". */
static rasif_status copy_values(struct store *store, size_t from, size_t to, rasif_error *err)
{
    struct elements *crossings = &store->tables[ROLE_CROSSING];
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct column *column = crossings->columns[f];
        if (column == NULL || f == F_id || f == F_street_id || f == F_length_m)
            continue;
        bool copied = false;
        switch (fields[f].type) {
        case VALUE_REAL:
            if ((copied = isnan(column_real(column, to)) && !isnan(column_real(column, from))))
                column_set_real(column, to, column_real(column, from));
            break;
        case VALUE_CLASS:
            if ((copied = column->code[to] == 0 && column->code[from] != 0))
                column->code[to] = column->code[from];
            break;
        case VALUE_LIST:
            if ((copied = column->list[to] == 0 && column->list[from] != 0))
                column->list[to] = column->list[from];
            break;
        case VALUE_TEXT:
            if ((copied = column->text[to] == 0 && column->text[from] != 0))
                column->text[to] = column->text[from];
            break;
        }
        if (!copied)
            continue;
        if (!column_origins(column))
            return fail_memory(err);
        column->origin[to] = ORIGIN_LINKED;
        column->derived = true;
    }
    return RASIF_OK;
}

static rasif_status fold_nodes(struct store *store, const struct grid *grid,
                               struct grid_scratch *scratch, rasif_error *err)
{
    struct elements *crossings = &store->tables[ROLE_CROSSING];
    for (size_t row = 0; row < crossings->n; row++) {
        if (crossings->shapes.kind[row] != SHAPE_POINT || crossings->scope[row] != SCOPE_YES)
            continue;
        const double *xy = crossings->shapes.xy +
                           2 * (size_t)crossings->shapes.point[crossings->shapes.part[row]];
        struct node_search search = {store, xy[0], xy[1], NO_ROW, LINK_NODE_M};
        double box[4];
        box_around(xy, 1, LINK_NODE_M, box);
        grid_query(grid, box, scratch, try_line, &search);
        if (search.line == NO_ROW)
            continue;
        crossings->scope[row] = SCOPE_NODE;
        TRY(copy_values(store, row, search.line, err));
        diagnose(&store->diagnostics, D_crossing_node,
                 store->sources[element_source(crossings, row)].table, NULL, NULL,
                 &crossings->fid[row]);
    }
    return RASIF_OK;
}

/* ---- streets crossed ---- */

struct crossed {
    uint32_t crossing, street;
};
struct crossed_list {
    struct crossed *items;
    size_t n, capacity;
    bool failed; /* memory ran out */
};

struct street_search {
    struct store *store;
    struct crossed_list *list;
    const double *c, *d; /* the segment of the crossing, or the point twice */
    uint32_t crossing;
    bool is_point, ends_here; /* the segment holds an end of the crossing */
    bool failed;
};

static bool near_junction(const struct store *store, uint32_t street, double at_m)
{
    const struct street_facts *facts = &store->streets;
    for (uint32_t i = facts->first_junction[street]; i < facts->first_junction[street + 1]; i++)
        if (fabs(facts->junction_m[i] - at_m) <= LINK_TOUCH_M)
            return true;
    return false;
}

/* A crossing that merely ends at the end of a street does not cross it, unless a junction is near or
 * the street goes on there. */
static bool crosses(const struct street_search *search, uint32_t street, const double a[2],
                    const double b[2])
{
    if (segment_distance(a, b, search->c, search->d) > LINK_JOIN_M)
        return false;
    if (search->is_point || !search->ends_here)
        return true;
    struct path path = path_of(&search->store->tables[ROLE_STREET], street);
    const double *ends[2] = {path_start(&path), path_end(&path)};
    struct path crossing = path_of(&search->store->tables[ROLE_CROSSING], search->crossing);
    const double *tips[2] = {path_start(&crossing), path_end(&crossing)};
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++)
            if (hypot(ends[i][0] - tips[k][0], ends[i][1] - tips[k][1]) <= LINK_JOIN_M)
                return street_goes_on(search->store, 2 * street + (uint32_t)i) != NO_ROW ||
                       near_junction(search->store, street, i == 0 ? 0 : path.length_m);
    return true;
}

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

static bool find_crossed(const struct crossed_job *job, size_t row, struct grid_scratch *scratch,
                         struct crossed_list *list)
{
    const struct shapes *shapes = &job->store->tables[ROLE_CROSSING].shapes;
    bool is_point = shapes->kind[row] == SHAPE_POINT;
    for (uint32_t part = shapes->part[row]; part < shapes->part[row + 1]; part++) {
        uint32_t first = shapes->point[part], last = shapes->point[part + 1];
        for (uint32_t i = first; i < last && (is_point || i + 1 < last); i++) {
            const double *c = shapes->xy + 2 * (size_t)i;
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

/* The lists of all chunks as one. */
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

static int compare_crossed(const void *a, const void *b)
{
    const struct crossed *left = a, *right = b;
    if (left->crossing != right->crossing)
        return left->crossing < right->crossing ? -1 : 1;
    return left->street < right->street ? -1 : left->street > right->street;
}

static bool link_crossed(struct store *store, const struct crossed *crossed)
{
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    struct path street = path_of(&store->tables[ROLE_STREET], crossed->street);
    struct path path = path_of(crossings, crossed->crossing);
    double middle[2], along[2];
    struct foot foot;
    if (is_line(crossings, crossed->crossing))
        path_at(&path, path.length_m / 2, middle, along);
    else
        memcpy(middle, path_start(&path), sizeof middle);
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

/* Keeps the pairs both ways round: streets per crossing, crossings per street. */
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
    if (list->n > 0)
        qsort(list->items, list->n, sizeof *list->items, compare_crossed);
    size_t k = 0;
    for (size_t row = 0; row < crossings->n; row++) {
        facts->first_street[row] = (uint32_t)k;
        for (; k < list->n && list->items[k].crossing == row; k++) {
            facts->streets[k] = list->items[k].street;
            facts->first_crossing[list->items[k].street + 2]++;
            if (!store->links.lean && !link_crossed(store, &list->items[k]))
                return fail_memory(err);
        }
        if (facts->first_street[row] == k && crossings->scope[row] == SCOPE_YES && n_streets > 0)
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

static rasif_status link_to_streets(struct store *store, unsigned threads, rasif_error *err)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    uint8_t *include = calloc(streets->n + 1, 1);
    struct crossed_list list = {0};
    if (include == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < streets->n; i++)
        include[i] = street_links(store, i);
    struct grid *grid = grid_build(&streets->shapes, include, 10.0, threads);
    rasif_status status = grid != NULL && find_all_crossed(store, grid, threads, &list)
                              ? keep_crossed(store, &list, err)
                              : fail_memory(err);
    grid_free(grid);
    free(include);
    free(list.items);
    return status;
}

/* A map has its crossings as points or as lines or both. */
static bool any_point(const struct elements *crossings)
{
    size_t row = 0;
    while (row < crossings->n && crossings->shapes.kind[row] != SHAPE_POINT)
        row++;
    return row < crossings->n;
}

static rasif_status fold_all_nodes(struct store *store, rasif_error *err)
{
    struct grid_scratch scratch = {0};
    struct grid *grid = grid_new(&store->tables[ROLE_CROSSING].shapes, NULL, LINK_NODE_M);
    if (grid == NULL)
        return fail_memory(err);
    rasif_status status = fold_nodes(store, grid, &scratch, err);
    grid_free(grid);
    grid_scratch_free(&scratch);
    return status;
}

rasif_status link_crossings(struct store *store, const struct link_options *options,
                            rasif_error *err)
{
    if (any_point(&store->tables[ROLE_CROSSING]))
        TRY(fold_all_nodes(store, err));
    TRY(link_to_streets(store, options->threads, err));
    return link_kerbs(store, options, err);
}
