/* SPDX-License-Identifier: MIT
 *
 * Streets among themselves (scoring.md section 3): which are in scope, which are their own
 * element, which are the same line twice, and where they meet. In: streets in metres. Out:
 * scope, store.streets.{same_as, reversed, own, junction_m, end_neighbours}. */
#include "link/link.h"

#include "geo/twice.h"

#include <stdlib.h>
#include <string.h>

static enum scope class_scope(unsigned class)
{
    switch (class) {
    case CLASS_MOTORWAY:
    case CLASS_MOTORWAY_LINK:
    case CLASS_BUSWAY:
    case CLASS_RACEWAY:
    case CLASS_TRACK:
    case CLASS_CYCLEWAY:
    case CLASS_BRIDLEWAY:
    case CLASS_DRIVEWAY:
    case CLASS_PARKING_AISLE:
    case CLASS_DRIVE_THROUGH:
        return SCOPE_CLASS;
    case CLASS_CONSTRUCTION:
    case CLASS_PROPOSED:
        return SCOPE_NOT_WALKED;
    default:
        return SCOPE_YES;
    }
}

static bool class_is_own(unsigned class)
{
    return class == CLASS_PEDESTRIAN || class == CLASS_FOOTWAY || class == CLASS_PATH ||
           class == CLASS_CORRIDOR || class == CLASS_STEPS;
}

static void set_scopes(struct store *store)
{
    struct elements *streets = &store->tables[ROLE_STREET];
    for (size_t i = 0; i < streets->n; i++) {
        unsigned class = element_code(streets, F_class, i);
        if (streets->scope[i] == SCOPE_YES)
            streets->scope[i] = (uint8_t)class_scope(class);
        if (streets->scope[i] == SCOPE_YES && element_code(streets, F_foot, i) == YES_NO_NO)
            streets->scope[i] = SCOPE_FOOT_NO;
        if (streets->scope[i] == SCOPE_YES)
            store->streets.own[i] = class_is_own(class);
    }
}

/* ---- the same line twice ---- */

static const char *table_name(const struct store *store, const struct elements *elements, size_t row)
{
    return store->sources[element_source(elements, row)].table;
}

static rasif_status find_same(struct store *store, rasif_error *err)
{
    struct elements *streets = &store->tables[ROLE_STREET];
    struct street_facts *facts = &store->streets;
    struct keyed *keys = malloc((streets->n + 1) * sizeof *keys);
    size_t n = 0;
    for (size_t i = 0; keys != NULL && i < streets->n; i++) {
        facts->same_as[i] = (uint32_t)i;
        const double *xy;
        if (streets->scope[i] == SCOPE_YES) {
            size_t points = row_points(streets, i, &xy);
            keys[n++] = (struct keyed){points_hash(xy, points), (uint32_t)i};
        }
    }
    if (keys == NULL || !keyed_sort(keys, n)) {
        free(keys);
        return fail_memory(err);
    }
    for (size_t i = 1; i < n; i++) {
        if (keys[i].key != keys[i - 1].key)
            continue;
        uint32_t first = facts->same_as[keys[i - 1].row], row = keys[i].row;
        const double *a, *b;
        size_t points = row_points(streets, first, &a);
        if (row_points(streets, row, &b) != points)
            continue;
        bool forwards = points_equal(a, b, points, false);
        if (!forwards && !points_equal(a, b, points, true))
            continue;
        facts->same_as[row] = first;
        facts->reversed[row] = !forwards;
        diagnose(&store->diagnostics, D_duplicate_line, table_name(store, streets, row), NULL, NULL,
                 &streets->fid[row]);
    }
    free(keys);
    return RASIF_OK;
}

/* ---- where streets meet ---- */

/* A vertex of a street in scope, filed under its 1 m cell. */
struct vertex {
    uint64_t cell;
    double x, y;
    uint32_t row;
    uint32_t number; /* of the street's vertices, from 0 */
    uint8_t is_end;
    int8_t level;
};

static uint64_t cell_of(double x, double y)
{
    uint64_t column = (uint64_t)(int64_t)floor(x) & 0xffffffffu;
    uint64_t line = (uint64_t)(int64_t)floor(y) & 0xffffffffu;
    return column << 32 | line;
}

static void take_vertices(const struct store *store, size_t row, struct vertex *vertices, size_t *n)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    const double *xy;
    size_t points = row_points(streets, row, &xy);
    int8_t level = element_level(streets, row);
    for (size_t i = 0; i < points; i++)
        vertices[(*n)++] = (struct vertex){
            .cell = cell_of(xy[2 * i], xy[2 * i + 1]),
            .x = xy[2 * i],
            .y = xy[2 * i + 1],
            .row = (uint32_t)row,
            .number = (uint32_t)i,
            .is_end = i == 0 || i + 1 == points,
            .level = level,
        };
}

/* All vertices of streets that are judged, by cell, row and number. */
static struct vertex *file_vertices(const struct store *store, size_t *n)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    size_t most = streets->shapes.n_points + 1;
    struct vertex *vertices = malloc(most * sizeof *vertices),
                  *filed = malloc(most * sizeof *filed);
    struct keyed *order = malloc(most * sizeof *order);
    bool good = vertices != NULL && filed != NULL && order != NULL;
    *n = 0;
    for (size_t row = 0; good && row < streets->n; row++)
        if (streets->scope[row] == SCOPE_YES && store->streets.same_as[row] == row)
            take_vertices(store, row, vertices, n);
    for (size_t i = 0; i < *n; i++)
        order[i] = (struct keyed){vertices[i].cell, (uint32_t)i};
    good = good && keyed_sort(order, *n);
    for (size_t i = 0; good && i < *n; i++)
        filed[i] = vertices[order[i].row];
    free(vertices);
    free(order);
    if (good)
        return filed;
    free(filed);
    return NULL;
}

static size_t first_of_cell(const struct vertex *vertices, size_t n, uint64_t cell)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (vertices[middle].cell < cell)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Vertices of other streets within LINK_JOIN_M of `at` on its level, up to `room`. */
static size_t meet(const struct vertex *vertices, size_t n, const struct vertex *at,
                   const struct vertex **out, size_t room)
{
    size_t found = 0;
    double x0 = floor(at->x - LINK_JOIN_M), x1 = floor(at->x + LINK_JOIN_M);
    double y0 = floor(at->y - LINK_JOIN_M), y1 = floor(at->y + LINK_JOIN_M);
    for (double x = x0; x <= x1; x++)
        for (double y = y0; y <= y1; y++) {
            uint64_t cell = cell_of(x, y);
            for (size_t i = first_of_cell(vertices, n, cell); i < n && vertices[i].cell == cell; i++) {
                const struct vertex *other = &vertices[i];
                if (other->row != at->row && other->level == at->level &&
                    hypot(other->x - at->x, other->y - at->y) <= LINK_JOIN_M && found < room)
                    out[found++] = other;
            }
        }
    return found;
}

/* Two pieces of one street: no junction where their ends meet and nothing else does. Names that
 * are both known and differ make them two streets. */
static bool one_street(const struct elements *streets, uint32_t a, uint32_t b)
{
    uint32_t left = element_text(streets, F_name, a), right = element_text(streets, F_name, b);
    if (left == 0 || right == 0) {
        left = element_text(streets, F_name_ar, a);
        right = element_text(streets, F_name_ar, b);
    }
    return left == 0 || right == 0 || left == right;
}

/* Does the street end where it begins? Then two ways lead away from its end. */
static bool is_closed(const struct elements *streets, uint32_t row)
{
    struct path path = path_of(streets, row);
    const double *first = path_start(&path), *last = path_end(&path);
    return hypot(first[0] - last[0], first[1] - last[1]) <= LINK_JOIN_M;
}

static bool is_junction(const struct elements *streets, const struct vertex *at,
                        const struct vertex *const *others, size_t n)
{
    if (n == 0)
        return false;
    bool joint = n == 1 && at->is_end && others[0]->is_end && !is_closed(streets, at->row) &&
                 !is_closed(streets, others[0]->row);
    return !(joint && one_street(streets, at->row, others[0]->row));
}

#define MOST_MEETING 64

/* Offsets [n + 1] of each row's items in a list sorted by key_of(row, ...). */
static void index_keys(const struct keyed *items, size_t n_items, size_t n_rows, uint32_t *first)
{
    size_t k = 0;
    for (size_t row = 0; row <= n_rows; row++) {
        while (k < n_items && items[k].key >> 32 < row)
            k++;
        first[row] = (uint32_t)k;
    }
}

/* Ends by street and the street met there; junctions by street and the number of the vertex. */
struct meetings {
    struct keyed *ends, *junctions;
    size_t n_ends, ends_capacity, n_junctions, junctions_capacity;
};

static bool collect(const struct elements *streets, const struct vertex *vertices, size_t n,
                    struct meetings *out)
{
    for (size_t i = 0; i < n; i++) {
        const struct vertex *others[MOST_MEETING];
        size_t met = meet(vertices, n, &vertices[i], others, MOST_MEETING);
        if (is_junction(streets, &vertices[i], others, met)) {
            struct keyed junction = {key_of(vertices[i].row, vertices[i].number), vertices[i].row};
            if (!PUSH(out->junctions, out->n_junctions, out->junctions_capacity, junction))
                return false;
        }
        for (size_t k = 0; vertices[i].is_end && k < met; k++) {
            struct keyed end = {key_of(vertices[i].row, others[k]->row), others[k]->row};
            if (!PUSH(out->ends, out->n_ends, out->ends_capacity, end))
                return false;
        }
    }
    return true;
}

static rasif_status keep_meetings(struct store *store, struct meetings *found, rasif_error *err)
{
    struct elements *streets = &store->tables[ROLE_STREET];
    struct street_facts *facts = &store->streets;
    facts->first_end = ARENA_ARRAY(&store->arena, streets->n + 1, uint32_t);
    facts->end_neighbours = ARENA_ARRAY(&store->arena, found->n_ends, uint32_t);
    facts->first_junction = ARENA_ARRAY(&store->arena, streets->n + 1, uint32_t);
    facts->junction_m = ARENA_ARRAY(&store->arena, found->n_junctions, double);
    if (facts->first_end == NULL || facts->end_neighbours == NULL ||
        facts->first_junction == NULL || facts->junction_m == NULL)
        return fail_memory(err);
    if (!keyed_sort(found->ends, found->n_ends) ||
        !keyed_sort(found->junctions, found->n_junctions))
        return fail_memory(err);
    index_keys(found->ends, found->n_ends, streets->n, facts->first_end);
    index_keys(found->junctions, found->n_junctions, streets->n, facts->first_junction);
    for (size_t i = 0; i < found->n_ends; i++)
        facts->end_neighbours[i] = found->ends[i].row;
    for (size_t i = 0; i < found->n_junctions; i++) {
        struct path path = path_of(streets, found->junctions[i].row);
        facts->junction_m[i] = path_vertex_m(&path, found->junctions[i].key & UINT32_MAX);
    }
    return RASIF_OK;
}

static rasif_status find_junctions(struct store *store, rasif_error *err)
{
    size_t n = 0;
    struct vertex *vertices = file_vertices(store, &n);
    struct meetings found = {0};
    rasif_status status = RASIF_OK;
    if (vertices == NULL || !collect(&store->tables[ROLE_STREET], vertices, n, &found))
        status = fail_memory(err);
    else
        status = keep_meetings(store, &found, err);
    free(vertices);
    free(found.ends);
    free(found.junctions);
    return status;
}

rasif_status link_streets(struct store *store, rasif_error *err)
{
    size_t n = store->tables[ROLE_STREET].n;
    struct street_facts *facts = &store->streets;
    facts->same_as = ARENA_ARRAY(&store->arena, n, uint32_t);
    facts->reversed = ARENA_ARRAY(&store->arena, n, uint8_t);
    facts->own = ARENA_ARRAY(&store->arena, n, uint8_t);
    facts->side_na = ARENA_ARRAY(&store->arena, n, uint8_t);
    facts->outside_m = ARENA_ARRAY(&store->arena, n, double);
    facts->neighbour_crossing = ARENA_ARRAY(&store->arena, n, uint8_t);
    if (facts->same_as == NULL || facts->reversed == NULL || facts->own == NULL ||
        facts->side_na == NULL || facts->outside_m == NULL || facts->neighbour_crossing == NULL)
        return fail_memory(err);
    set_scopes(store);
    TRY(find_same(store, err));
    return find_junctions(store, err);
}
