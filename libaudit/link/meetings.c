/* SPDX-License-Identifier: MIT
 *
 * Where streets meet (scoring.md section 3): vertices of different streets on one level, within
 * LINK_JOIN_M of each other. In: streets in scope, first of their equals. Out:
 * store.streets.{first_junction, junction_m, junction, n_junctions, first_end, end_neighbours}. */
#include "link/link.h"

#include "base/parallel.h"

#include <stdlib.h>

/* A vertex of a street in scope. */
struct vertex {
    double x, y;
    uint32_t row;
    uint32_t number; /* of the street's vertices, from 0 */
    uint8_t is_end;
    int8_t level;
};

/* Ascends with x, then with y. */
static uint64_t cell_of(double x, double y)
{
    uint64_t column = (uint64_t)((int64_t)floor(x) + INT32_MAX) & 0xffffffffu;
    uint64_t line = (uint64_t)((int64_t)floor(y) + INT32_MAX) & 0xffffffffu;
    return column << 32 | line;
}

static uint64_t vertex_cell(const struct vertex *vertex)
{
    return cell_of(vertex->x, vertex->y);
}

static struct vertex vertex_at(const struct elements *streets, uint32_t row, size_t point)
{
    const struct shapes *shapes = &streets->shapes;
    uint32_t first = shapes->point[shapes->part[row]], end = shapes->point[shapes->part[row + 1]];
    return (struct vertex){
        .x = shapes->xy[2 * point],
        .y = shapes->xy[2 * point + 1],
        .row = row,
        .number = (uint32_t)(point - first),
        .is_end = point == first || point + 1 == end,
        .level = element_level(streets, row),
    };
}

/* All vertices of streets that are judged, by 1 m cell, row and number; *n of them. Heap. */
static struct vertex *file_vertices(const struct store *store, size_t *n)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    const struct shapes *shapes = &streets->shapes;
    struct keyed *order = malloc((shapes->n_points + 1) * sizeof *order);
    uint32_t *row_of = malloc((shapes->n_points + 1) * sizeof *row_of);
    struct vertex *filed = NULL;
    *n = 0;
    for (uint32_t row = 0; order != NULL && row_of != NULL && row < streets->n; row++) {
        uint32_t end = shapes->point[shapes->part[row + 1]];
        if (streets->scope[row] != SCOPE_YES || store->streets.same_as[row] != row)
            continue;
        for (uint32_t i = shapes->point[shapes->part[row]]; i < end; i++) {
            row_of[i] = row;
            order[(*n)++] = (struct keyed){
                cell_of(shapes->xy[2 * (size_t)i], shapes->xy[2 * (size_t)i + 1]), i};
        }
    }
    if (order != NULL && row_of != NULL && keyed_sort(order, *n))
        filed = malloc((*n + 1) * sizeof *filed);
    for (size_t i = 0; filed != NULL && i < *n; i++)
        filed[i] = vertex_at(streets, row_of[order[i].row], order[i].row);
    free(order);
    free(row_of);
    return filed;
}

/* ---- who meets whom ---- */

#define MOST_MEETING 64

/* Who looks at the vertices one after the other looks at the columns of cells beside them from
 * bottom to top as well: where it last was in each is where to go on. */
struct cursor {
    const struct vertex *vertices;
    size_t n, at[3]; /* in the column to the left, its own, to the right */
};

static size_t seek(struct cursor *cursor, size_t column, uint64_t cell)
{
    size_t at = cursor->at[column];
    while (at < cursor->n && vertex_cell(&cursor->vertices[at]) < cell)
        at++;
    while (at > 0 && vertex_cell(&cursor->vertices[at - 1]) >= cell)
        at--;
    return cursor->at[column] = at;
}

static size_t first_of_cell(const struct vertex *vertices, size_t n, uint64_t cell)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (vertex_cell(&vertices[middle]) < cell)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct cursor cursor_at(const struct vertex *vertices, size_t n, size_t first)
{
    struct cursor cursor = {.vertices = vertices, .n = n};
    for (int k = 0; k < 3 && first < n; k++)
        cursor.at[k] =
            first_of_cell(vertices, n, cell_of(vertices[first].x + k - 1, vertices[first].y));
    return cursor;
}

/* Vertices of other streets within LINK_JOIN_M of `at` on its level, up to MOST_MEETING: places in
 * the file. */
static size_t meet(struct cursor *cursor, const struct vertex *at, uint32_t others[MOST_MEETING])
{
    size_t found = 0;
    double own = floor(at->x), x0 = floor(at->x - LINK_JOIN_M), x1 = floor(at->x + LINK_JOIN_M);
    for (double x = x0; x <= x1; x++) {
        uint64_t top = cell_of(x, at->y + LINK_JOIN_M);
        size_t i = seek(cursor, (size_t)(x - own + 1), cell_of(x, at->y - LINK_JOIN_M));
        for (; i < cursor->n; i++) {
            const struct vertex *other = &cursor->vertices[i];
            if (vertex_cell(other) > top)
                break;
            if (other->row != at->row && other->level == at->level &&
                hypot(other->x - at->x, other->y - at->y) <= LINK_JOIN_M && found < MOST_MEETING)
                others[found++] = (uint32_t)i;
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
                        const struct vertex *other, size_t n)
{
    if (n == 0)
        return false;
    bool joint = n == 1 && at->is_end && other->is_end && !is_closed(streets, at->row) &&
                 !is_closed(streets, other->row);
    return !(joint && one_street(streets, at->row, other->row));
}

/* What a chunk of vertices found: `ends` by street and the street met there; `junctions` by street
 * and number of the vertex, `row` its place in the file; `together` places that are one junction.
 */
struct meetings {
    struct keyed *ends, *junctions;
    struct together {
        uint32_t a, b;
    } * together;
    size_t n_ends, ends_capacity, n_junctions, junctions_capacity, n_together, together_capacity;
    bool failed;
};

struct meeting_job {
    const struct elements *streets;
    const struct vertex *vertices;
    size_t n;
    struct meetings *chunks;
};

static bool note(const struct meeting_job *job, struct meetings *out, size_t i,
                 const uint32_t *others, size_t met)
{
    const struct vertex *at = &job->vertices[i];
    bool good = true;
    if (is_junction(job->streets, at, &job->vertices[met > 0 ? others[0] : 0], met)) {
        struct keyed junction = {key_of(at->row, at->number), (uint32_t)i};
        good = PUSH(out->junctions, out->n_junctions, out->junctions_capacity, junction);
        for (size_t k = 0; k < met && good; k++) {
            struct together pair = {(uint32_t)i, others[k]};
            good =
                others[k] > i || PUSH(out->together, out->n_together, out->together_capacity, pair);
        }
    }
    for (size_t k = 0; at->is_end && k < met && good; k++) {
        uint32_t other = job->vertices[others[k]].row;
        struct keyed end = {key_of(at->row, other), other};
        good = PUSH(out->ends, out->n_ends, out->ends_capacity, end);
    }
    return good;
}

static void collect(void *user, size_t chunk, size_t first, size_t last)
{
    const struct meeting_job *job = user;
    struct meetings *out = &job->chunks[chunk];
    struct cursor cursor = cursor_at(job->vertices, job->n, first);
    for (size_t i = first; i < last && !out->failed; i++) {
        uint32_t others[MOST_MEETING];
        size_t met = meet(&cursor, &job->vertices[i], others);
        out->failed = !note(job, out, i, others, met);
    }
}

/* Chunks in order, so the result is the same for any number of threads. */
static bool gather(struct meetings *chunks, size_t n_chunks, struct meetings *out)
{
    bool good = true;
    for (size_t c = 0; c < n_chunks; c++) {
        const struct meetings *from = &chunks[c];
        good = good && !from->failed;
        for (size_t i = 0; i < from->n_ends && good; i++)
            good = PUSH(out->ends, out->n_ends, out->ends_capacity, from->ends[i]);
        for (size_t i = 0; i < from->n_junctions && good; i++)
            good =
                PUSH(out->junctions, out->n_junctions, out->junctions_capacity, from->junctions[i]);
        for (size_t i = 0; i < from->n_together && good; i++)
            good = PUSH(out->together, out->n_together, out->together_capacity, from->together[i]);
    }
    return good;
}

static void meetings_free(struct meetings *meetings)
{
    free(meetings->ends);
    free(meetings->junctions);
    free(meetings->together);
}

static bool find_meetings(const struct store *store, unsigned threads,
                          const struct vertex *vertices, size_t n, struct meetings *out)
{
    size_t n_chunks = parallel_chunks(n);
    struct meeting_job job = {&store->tables[ROLE_STREET], vertices, n, NULL};
    job.chunks = calloc(n_chunks + 1, sizeof *job.chunks);
    if (job.chunks == NULL)
        return false;
    parallel_rows(threads, n, collect, &job);
    bool good = gather(job.chunks, n_chunks, out);
    for (size_t c = 0; c < n_chunks; c++)
        meetings_free(&job.chunks[c]);
    free(job.chunks);
    return good && keyed_sort(out->ends, out->n_ends) &&
           keyed_sort(out->junctions, out->n_junctions);
}

/* ---- what is kept of it ---- */

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

static uint32_t find_root(uint32_t *root, uint32_t i)
{
    while (root[i] != i)
        i = root[i] = root[root[i]];
    return i;
}

/* Numbers the junctions in the order of streets; whatever meets is one. */
static bool number_junctions(struct street_facts *facts, const struct meetings *found, size_t n)
{
    uint32_t *root = malloc((n + 1) * sizeof *root), *number = malloc((n + 1) * sizeof *number);
    bool good = root != NULL && number != NULL;
    for (uint32_t i = 0; i < n && good; i++) {
        root[i] = i;
        number[i] = NO_ROW;
    }
    for (size_t k = 0; k < found->n_together && good; k++) {
        uint32_t a = find_root(root, found->together[k].a),
                 b = find_root(root, found->together[k].b);
        root[a > b ? a : b] = a < b ? a : b;
    }
    for (size_t k = 0; k < found->n_junctions && good; k++) {
        uint32_t *its = &number[find_root(root, found->junctions[k].row)];
        if (*its == NO_ROW)
            *its = facts->n_junctions++;
        facts->junction[k] = *its;
    }
    free(root);
    free(number);
    return good;
}

static bool place_junctions(struct store *store, const struct meetings *found,
                            const struct vertex *vertices)
{
    struct street_facts *facts = &store->streets;
    facts->junction_at =
        malloc((2 * (size_t)facts->n_junctions + 1) * sizeof *facts->junction_at);
    if (facts->junction_at == NULL)
        return false;
    for (size_t i = 0; i < 2 * (size_t)facts->n_junctions; i++)
        facts->junction_at[i] = NAN;
    for (size_t k = 0; k < found->n_junctions; k++) {
        const struct vertex *vertex = &vertices[found->junctions[k].row];
        double *at = facts->junction_at + 2 * (size_t)facts->junction[k];
        if (street_links(store, vertex->row) &&
            (isnan(at[0]) || vertex->x < at[0] || (vertex->x == at[0] && vertex->y < at[1]))) {
            at[0] = vertex->x;
            at[1] = vertex->y;
        }
    }
    return true;
}

static bool keep_meetings(struct store *store, const struct meetings *found,
                          const struct vertex *vertices, size_t n_vertices)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    struct street_facts *facts = &store->streets;
    facts->n_junctions = 0;
    facts->first_end = malloc((streets->n + 1) * sizeof *facts->first_end);
    facts->end_neighbours = malloc((found->n_ends + 1) * sizeof *facts->end_neighbours);
    facts->first_junction = ARENA_ARRAY(&store->arena, streets->n + 1, uint32_t);
    facts->junction_m = malloc((found->n_junctions + 1) * sizeof *facts->junction_m);
    facts->junction = malloc((found->n_junctions + 1) * sizeof *facts->junction);
    if (facts->first_end == NULL || facts->end_neighbours == NULL ||
        facts->first_junction == NULL || facts->junction_m == NULL || facts->junction == NULL)
        return false;
    index_keys(found->ends, found->n_ends, streets->n, facts->first_end);
    index_keys(found->junctions, found->n_junctions, streets->n, facts->first_junction);
    for (size_t i = 0; i < found->n_ends; i++)
        facts->end_neighbours[i] = found->ends[i].row;
    for (size_t i = 0; i < found->n_junctions; i++) {
        struct path path = path_of(streets, (uint32_t)(found->junctions[i].key >> 32));
        facts->junction_m[i] = path_vertex_m(&path, found->junctions[i].key & UINT32_MAX);
    }
    return number_junctions(facts, found, n_vertices) && place_junctions(store, found, vertices);
}

rasif_status link_meetings(struct store *store, unsigned threads, rasif_error *err)
{
    size_t n = 0;
    struct vertex *vertices = file_vertices(store, &n);
    struct meetings found = {0};
    bool good = vertices != NULL && find_meetings(store, threads, vertices, n, &found) &&
                keep_meetings(store, &found, vertices, n);
    free(vertices);
    meetings_free(&found);
    return good ? RASIF_OK : fail_memory(err);
}
