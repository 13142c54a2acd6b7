/* SPDX-License-Identifier: MIT
 *
 * Junctions and plain joints (docs/scoring.md#junction-zones): vertices of different streets
 * within LINK_JOIN_M of each other. In: streets in scope, first of their equals. Out:
 * store.streets.{first_junction, junction_m, junction, junction_at, joint}.
 *
 * Algorithm: vertices lie sorted by cells of 1 m (vertices.c). Each vertex looks through the
 * cells around it for vertices of other streets; the cursors into the sorted cells move forward
 * with the vertex, so that no search starts anew. Two ends of one street that meet, and nothing
 * else, are a joint; every other meeting joins the vertices of a junction by union-find.
 *
 * Cost: nearly linear in the vertices after one sort; on all threads. */
#include "base/union_find.h"
#include "base/order.h"
#include "base/parallel.h"
#include "link/vertices.h"

#include <stdlib.h>
#include <string.h>

/* ---- who meets whom ---- */

#define MOST_MEETING 64 /* vertices that one meets; more are left out */

/* Vertices are looked at column by column, from bottom to top; so are the cells in the columns
 * beside them. The search in each column goes on from where it last was. */
struct cursor {
    const struct vertex *vertices;
    size_t n, at[3]; /* in the column to the left, its own, to the right */
};

/* Moves a cursor forward to the first vertex of a cell. */
static size_t seek(struct cursor *cursor, size_t column, uint64_t cell)
{
    size_t at = cursor->at[column];
    while (at < cursor->n && vertex_cell(&cursor->vertices[at]) < cell)
        at++;
    while (at > 0 && vertex_cell(&cursor->vertices[at - 1]) >= cell)
        at--;
    return cursor->at[column] = at;
}

/* Binary search: where a thread begins. */
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

/* A cursor for the vertices from number `first` on: each chunk begins with its own. */
static struct cursor cursor_at(const struct vertex *vertices, size_t n, size_t first)
{
    struct cursor cursor = {.vertices = vertices, .n = n};
    for (int k = 0; k < 3 && first < n; k++)
        cursor.at[k] =
            first_of_cell(vertices, n, cell_of(vertices[first].x + k - 1, vertices[first].y));
    return cursor;
}

/* Vertices of other streets within LINK_JOIN_M of `at`, on its level or on any, up to MOST_MEETING:
 * places in the file. */
static size_t meet(struct cursor *cursor, const struct vertex *at, bool any_level,
                   uint32_t others[MOST_MEETING])
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
            if (other->row != at->row && (any_level || other->level == at->level) &&
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

/* The end of its street that a vertex is, as in streets.joint; only for vertices with is_end. */
static uint32_t end_of(const struct vertex *vertex)
{
    return 2 * vertex->row + (vertex->number > 0);
}

static const double *place_of_end(const struct elements *streets, uint32_t end)
{
    struct path path = path_of(streets, end / 2);
    return end % 2 == 0 ? path_start(&path) : path_end(&path);
}

/* The nearer end of a street, if it lies within `reach_m` of a place; NO_ROW = none does. */
static uint32_t end_near(const struct elements *streets, uint32_t street, const double at[2],
                         double reach_m)
{
    uint32_t nearest = NO_ROW;
    for (uint32_t end = 2 * street; end <= 2 * street + 1; end++) {
        const double *place = place_of_end(streets, end);
        double distance = hypot(place[0] - at[0], place[1] - at[1]);
        if (distance <= reach_m) {
            nearest = end;
            reach_m = distance;
        }
    }
    return nearest;
}

struct meeting_job {
    struct store *store;
    const struct vertex *vertices;
    size_t n;
    uint32_t *joined;   /* [n] vertices that are one junction: see base/union_find.h              */
    uint32_t *place_of; /* [points of streets] place in the file of a junction, else NO_ROW   */
};

static uint32_t point_of(const struct elements *streets, const struct vertex *vertex)
{
    return streets->shapes.point[streets->shapes.part[vertex->row]] + vertex->number;
}

/* Do two pieces of one street meet here, end to end, and nothing else does? Vertices a step from
 * their ends meet each other as well. */
static bool note_joint(const struct meeting_job *job, const struct vertex *at,
                       const uint32_t *others, size_t met)
{
    const struct elements *streets = &job->store->tables[ROLE_STREET];
    uint32_t row = met > 0 ? job->vertices[others[0]].row : NO_ROW;
    for (size_t k = 1; k < met; k++)
        if (job->vertices[others[k]].row != row)
            return false;
    if (row == NO_ROW || !one_street(streets, at->row, row) || is_closed(streets, at->row) ||
        is_closed(streets, row))
        return false;
    uint32_t own = end_near(streets, at->row, (const double[]){at->x, at->y}, 2 * LINK_JOIN_M);
    uint32_t its =
        own != NO_ROW ? end_near(streets, row, place_of_end(streets, own), LINK_JOIN_M) : NO_ROW;
    if (its != NO_ROW && at->is_end && end_of(at) == own)
        job->store->streets.joint[own] = its;
    return its != NO_ROW;
}

/* Records one vertex that meets others: as a joint, else as part of a junction. */
static void note(const struct meeting_job *job, size_t i, const uint32_t *others, size_t met)
{
    const struct elements *streets = &job->store->tables[ROLE_STREET];
    const struct vertex *at = &job->vertices[i];
    if (note_joint(job, at, others, met) || met == 0)
        return;
    job->place_of[point_of(streets, at)] = (uint32_t)i;
    for (size_t k = 0; k < met; k++)
        if (others[k] < i)
            union_join(job->joined, (uint32_t)i, others[k]);
}

/* Junctions and joints of vertices [first, last). */
static void collect(void *user, size_t chunk, size_t first, size_t last)
{
    const struct meeting_job *job = user;
    struct cursor cursor = cursor_at(job->vertices, job->n, first);
    (void)chunk;
    for (size_t i = first; i < last; i++) {
        uint32_t others[MOST_MEETING];
        const struct vertex *at = &job->vertices[i];
        size_t met = meet(&cursor, at, false, others);
        note(job, i, others, met);
        /* where a bridge begins, one street goes on */
        if (met == 0 && at->is_end)
            note_joint(job, at, others, meet(&cursor, at, true, others));
    }
}

/* ---- what is kept of it ---- */

/* Counts the junctions of streets [first, last) into first_junction[street + 1]. */
static void count_junctions(void *user, size_t chunk, size_t first, size_t last)
{
    const struct meeting_job *job = user;
    const struct shapes *shapes = &job->store->tables[ROLE_STREET].shapes;
    (void)chunk;
    for (size_t s = first; s < last; s++)
        for (uint32_t i = shapes->point[shapes->part[s]]; i < shapes->point[shapes->part[s + 1]];
             i++)
            job->store->streets.first_junction[s + 1] += job->place_of[i] != NO_ROW;
}

/* Where the junctions of streets [first, last) are; `junction` is the group for now. */
static void list_junctions(void *user, size_t chunk, size_t first, size_t last)
{
    const struct meeting_job *job = user;
    const struct elements *streets = &job->store->tables[ROLE_STREET];
    const struct shapes *shapes = &streets->shapes;
    struct street_facts *facts = &job->store->streets;
    uint32_t k = facts->first_junction[first];
    (void)chunk;
    for (size_t s = first; s < last; s++) {
        struct path path = path_of(streets, s);
        for (uint32_t i = shapes->point[shapes->part[s]]; i < shapes->point[shapes->part[s + 1]];
             i++) {
            if (job->place_of[i] == NO_ROW)
                continue;
            facts->junction_m[k] = path_vertex_m(&path, i - path.point[0]);
            facts->junction[k++] = union_root(job->joined, job->place_of[i]);
        }
    }
}

/* The lowest place, by x, then y, that a street with sides has at each junction. */
static bool place_junctions(struct meeting_job *job)
{
    const struct elements *streets = &job->store->tables[ROLE_STREET];
    struct street_facts *facts = &job->store->streets;
    size_t n = 2 * (size_t)facts->n_junctions, k = 0;
    facts->junction_at = malloc((n + 1) * sizeof *facts->junction_at);
    for (size_t i = 0; i < n && facts->junction_at != NULL; i++)
        facts->junction_at[i] = NAN;
    for (size_t s = 0; s < streets->n && facts->junction_at != NULL; s++)
        for (uint32_t i = streets->shapes.point[streets->shapes.part[s]];
             k < facts->first_junction[s + 1]; i++) {
            if (job->place_of[i] == NO_ROW)
                continue;
            const double *vertex = streets->shapes.xy + 2 * (size_t)i;
            double *at = facts->junction_at + 2 * (size_t)facts->junction[k++];
            if (street_links(job->store, s) &&
                (isnan(at[0]) || vertex[0] < at[0] || (vertex[0] == at[0] && vertex[1] < at[1])))
                memcpy(at, vertex, 2 * sizeof *at);
        }
    return facts->junction_at != NULL;
}

/* Numbers the junctions in the order of streets; whatever meets is one. */
static bool keep_junctions(struct meeting_job *job, unsigned threads)
{
    struct street_facts *facts = &job->store->streets;
    size_t n = job->store->tables[ROLE_STREET].n;
    parallel_rows(threads, n, count_junctions, job);
    for (size_t s = 0; s < n; s++)
        facts->first_junction[s + 1] += facts->first_junction[s];
    size_t found = facts->first_junction[n], groups;
    facts->junction_m = malloc((found + 1) * sizeof *facts->junction_m);
    facts->junction = malloc((found + 1) * sizeof *facts->junction);
    if (facts->junction_m == NULL || facts->junction == NULL)
        return false;
    parallel_rows(threads, n, list_junctions, job);
    if (!union_number(facts->junction, found, job->n, threads, &groups))
        return false;
    facts->n_junctions = (uint32_t)groups;
    return place_junctions(job);
}

/* Vertices, union-find and places of junctions. */
static MUST bool begin_meetings(struct meeting_job *job)
{
    struct store *store = job->store;
    size_t n = store->tables[ROLE_STREET].n, points = store->tables[ROLE_STREET].shapes.n_points;
    job->joined = malloc((job->n + 1) * sizeof *job->joined);
    job->place_of = malloc((points + 1) * sizeof *job->place_of);
    store->streets.joint = malloc((2 * n + 1) * sizeof *store->streets.joint);
    store->streets.first_junction = ARENA_ARRAY(&store->arena, n + 1, uint32_t);
    if (job->joined == NULL || job->place_of == NULL || store->streets.joint == NULL ||
        store->streets.first_junction == NULL)
        return false;
    memset(store->streets.joint, 0xff, 2 * n * sizeof *store->streets.joint); /* NO_ROW */
    for (uint32_t i = 0; i < job->n; i++)
        job->joined[i] = i;
    memset(job->place_of, 0xff, points * sizeof *job->place_of); /* NO_ROW */
    return true;
}

static void meetings_free(struct meeting_job *job)
{
    free(job->joined);
    free(job->place_of);
}

rasif_status link_meetings(struct store *store, unsigned threads, rasif_error *err)
{
    struct meeting_job job = {.store = store};
    struct vertex *vertices = vertices_file(store, threads, &job.n);
    job.vertices = vertices;
    bool good = vertices != NULL && begin_meetings(&job);
    if (good)
        parallel_rows(threads, job.n, collect, &job);
    free(vertices);
    good = good && keep_junctions(&job, threads);
    meetings_free(&job);
    return good ? RASIF_OK : fail_memory(err);
}
