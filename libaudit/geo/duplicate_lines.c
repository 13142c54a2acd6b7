/* SPDX-License-Identifier: MIT
 *
 * Lines drawn twice: see duplicate_lines.h.
 *
 * Rows are sorted by a hash of their coordinates, taken in the direction that begins at the smaller
 * end, so that a line drawn backwards has the same hash; rows with equal hashes are compared point
 * by point. Cost: n log n in the number of rows. */
#include "geo/duplicate_lines.h"

#include "base/order.h"

#include <stdlib.h>

/* Metric coordinates in whole millimetres: the same line twice is the same numbers twice. */
static int64_t millimetres(double value)
{
    return (int64_t)floor(value * 1000.0 + 0.5);
}

/* A sum over the points does not know their order. */
uint64_t points_hash(const double *xy, size_t n)
{
    uint64_t sum = n * 0x9e3779b97f4a7c15u;
    for (size_t i = 0; i < n; i++) {
        uint64_t h = (uint64_t)millimetres(xy[2 * i]) * 0xff51afd7ed558ccdu ^
                     (uint64_t)millimetres(xy[2 * i + 1]) * 0xc4ceb9fe1a85ec53u;
        h ^= h >> 29;
        sum += h * 0x9e3779b97f4a7c15u;
    }
    return sum;
}

/* To the millimetre, since files round coordinates. */
bool points_equal(const double *a, const double *b, size_t n, bool backwards)
{
    for (size_t i = 0; i < n; i++) {
        size_t k = backwards ? n - 1 - i : i;
        if (millimetres(a[2 * i]) != millimetres(b[2 * k]) ||
            millimetres(a[2 * i + 1]) != millimetres(b[2 * k + 1]))
            return false;
    }
    return true;
}

/* ---- all tables --------------------------------------------------------------------------- */

/* Only rows in scope whose geometry can be used. */
static bool is_usable(const struct elements *e, size_t row)
{
    return e->shapes.kind[row] != SHAPE_NULL && e->shapes.kind[row] != SHAPE_EMPTY &&
           e->shapes.kind[row] != SHAPE_BAD && e->scope[row] != SCOPE_GEOMETRY;
}

/* Lines that cross themselves; see self_crossing.c. */
static bool doubt_lines(const struct store *store, const struct elements *e,
                        const struct segment *segment, struct diagnostics *found)
{
    for (size_t row = segment->first; row < segment->first + segment->n; row++) {
        if (e->shapes.kind[row] != SHAPE_LINE || !is_usable(e, row))
            continue;
        bool crosses = false;
        for (uint32_t part = e->shapes.part[row]; part < e->shapes.part[row + 1] && !crosses;
             part++)
            if (!line_crosses_itself(e->shapes.xy + 2 * (size_t)e->shapes.point[part],
                                     e->shapes.point[part + 1] - e->shapes.point[part], &crosses))
                return false;
        if (crosses)
            diagnose(found, D_line_crosses_itself,
                     store->sources[segment->source].table, NULL, NULL, &e->fid[row]);
    }
    return true;
}

/* Have two rows the same points to the millimetre, in either direction? */
static bool same_place(const struct elements *e, uint32_t row, uint32_t other)
{
    const double *a, *b;
    size_t points = row_points(e, row, &a);
    return row_points(e, other, &b) == points &&
           (points_equal(a, b, points, false) || points_equal(a, b, points, true));
}

/* The first row of equals is judged for all. */
static bool note_same(struct elements *e, uint32_t row, uint32_t first)
{
    if (e->same_as == NULL) {
        e->same_as = malloc(e->n * sizeof *e->same_as);
        for (uint32_t i = 0; e->same_as != NULL && i < e->n; i++)
            e->same_as[i] = i;
    }
    if (e->same_as != NULL)
        e->same_as[row] = first;
    return e->same_as != NULL;
}

/* Half of the hash sorts in half of the time; the points decide. */
static bool doubt_places(const struct store *store, struct elements *e,
                         const struct segment *segment, struct diagnostics *found)
{
    struct keyed *keys = malloc((segment->n + 1) * sizeof *keys);
    size_t n = 0;
    for (size_t row = segment->first; keys != NULL && row < segment->first + segment->n; row++) {
        const double *xy;
        if (is_usable(e, row)) {
            size_t points = row_points(e, row, &xy);
            keys[n++] = (struct keyed){points_hash(xy, points) >> 32, (uint32_t)row};
        }
    }
    if (keys == NULL || !keyed_sort(keys, n)) {
        free(keys);
        return false;
    }
    bool good = true;
    for (size_t begin = 0, i = 0; i < n && good; i++) {
        while (keys[begin].key != keys[i].key)
            begin++;
        size_t k = begin; /* equal keys stand in the order of rows: the first is the lowest */
        while (k < i && !same_place(e, keys[i].row, keys[k].row))
            k++;
        if (k == i)
            continue;
        diagnose(found, D_duplicate_element, store->sources[segment->source].table, NULL, NULL,
                 &e->fid[keys[i].row]);
        good = note_same(e, keys[i].row, keys[k].row);
    }
    free(keys);
    return good;
}

/* Points are not compared: two posts may stand at one place. */
bool doubt_shapes(struct store *store, enum role role, struct diagnostics *found)
{
    struct elements *e = &store->tables[role];
    bool good = true;
    for (size_t s = 0; s < e->n_segments && good; s++) {
        if (e->segments[s].of_streets)
            continue;
        good = doubt_lines(store, e, &e->segments[s], found);
        if (role != ROLE_STREET && good)
            good = doubt_places(store, e, &e->segments[s], found);
    }
    return good;
}
