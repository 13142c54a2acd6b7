/* SPDX-License-Identifier: MIT
 *
 * The vertices of streets, filed by where they are: see vertices.h. In: streets in scope, same_as.
 */
#include "link/vertices.h"

#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>

#define VERTEX_SAME_M 0.001 /* in x and in y: vertices of one street this near are one */

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

/* Is a street among those that meet? */
static bool meets(const struct store *store, size_t row)
{
    return store->tables[ROLE_STREET].scope[row] == SCOPE_YES && store->streets.same_as[row] == row;
}

/* Vertices are listed by chunks of streets, sorted, then filed by chunks of their own. */
struct filing {
    const struct store *store;
    size_t *first;       /* per chunk of streets: its first vertex in `order` */
    struct keyed *order; /* cell, point                                       */
    uint32_t *row_of;    /* [points]                                          */
    struct vertex *filed;
};

/* The vertex of a row that is filed after `i`: those within a millimetre of it are the same
 * place, but for the last, which is an end. */
static uint32_t next_filed(const struct shapes *shapes, uint32_t i, uint32_t end)
{
    const double *at = shapes->xy + 2 * (size_t)i;
    uint32_t next = i + 1;
    while (next + 1 < end && fabs(shapes->xy[2 * (size_t)next] - at[0]) < VERTEX_SAME_M &&
           fabs(shapes->xy[2 * (size_t)next + 1] - at[1]) < VERTEX_SAME_M)
        next++;
    return next;
}

/* First pass: vertices of streets [first, last) into first[chunk + 1]. */
static void count_vertices(void *user, size_t chunk, size_t first, size_t last)
{
    const struct filing *filing = user;
    const struct shapes *shapes = &filing->store->tables[ROLE_STREET].shapes;
    for (size_t row = first; row < last; row++) {
        uint32_t end = shapes->point[shapes->part[row + 1]];
        for (uint32_t i = shapes->point[shapes->part[row]]; meets(filing->store, row) && i < end;
             i = next_filed(shapes, i, end))
            filing->first[chunk + 1]++;
    }
}

/* Second pass: cells of the vertices, at the place of the chunk. */
static void list_vertices(void *user, size_t chunk, size_t first, size_t last)
{
    const struct filing *filing = user;
    const struct shapes *shapes = &filing->store->tables[ROLE_STREET].shapes;
    struct keyed *next = filing->order + filing->first[chunk];
    for (size_t row = first; row < last; row++) {
        uint32_t end = shapes->point[shapes->part[row + 1]];
        for (uint32_t i = shapes->point[shapes->part[row]]; meets(filing->store, row) && i < end;
             i = next_filed(shapes, i, end)) {
            const double *at = shapes->xy + 2 * (size_t)i;
            filing->row_of[i] = (uint32_t)row;
            *next++ = (struct keyed){cell_of(at[0], at[1]), i};
        }
    }
}

/* Third pass: the vertices in the order of their cells, once these are sorted. */
static void file_listed(void *user, size_t chunk, size_t first, size_t last)
{
    const struct filing *filing = user;
    const struct elements *streets = &filing->store->tables[ROLE_STREET];
    (void)chunk;
    for (size_t i = first; i < last; i++) {
        uint32_t point = filing->order[i].row;
        filing->filed[i] = vertex_at(streets, filing->row_of[point], point);
    }
}

struct vertex *vertices_file(const struct store *store, unsigned threads, size_t *n)
{
    const struct elements *streets = &store->tables[ROLE_STREET];
    size_t points = streets->shapes.n_points, chunks = parallel_chunks(streets->n);
    struct filing filing = {.store = store,
                            .first = calloc(chunks + 1, sizeof(size_t)),
                            .order = malloc((points + 1) * sizeof *filing.order),
                            .row_of = malloc((points + 1) * sizeof *filing.row_of)};
    bool good = filing.first != NULL && filing.order != NULL && filing.row_of != NULL;
    if (good) {
        parallel_rows(threads, streets->n, count_vertices, &filing);
        for (size_t chunk = 0; chunk < chunks; chunk++)
            filing.first[chunk + 1] += filing.first[chunk];
        *n = filing.first[chunks];
        parallel_rows(threads, streets->n, list_vertices, &filing);
        good = keyed_sort_on(threads, filing.order, *n);
    }
    if (good && (filing.filed = malloc((*n + 1) * sizeof *filing.filed)) != NULL)
        parallel_rows(threads, *n, file_listed, &filing);
    free(filing.first);
    free(filing.order);
    free(filing.row_of);
    return filing.filed;
}
