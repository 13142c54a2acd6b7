/* SPDX-License-Identifier: MIT
 *
 * The vertices of streets, filed by where they are; see meetings.c. */
#ifndef RASIF_LINK_VERTICES_H
#define RASIF_LINK_VERTICES_H

#include "link/link.h"

/* A vertex of a street in scope. */
struct vertex {
    double x, y;
    uint32_t row;
    uint32_t number; /* of the street's vertices, from 0 */
    uint8_t is_end;
    int8_t level;
};

/* Ascends with x, then with y. */
static inline uint64_t cell_of(double x, double y)
{
    uint64_t column = (uint64_t)((int64_t)floor(x) + INT32_MAX) & 0xffffffffu;
    uint64_t line = (uint64_t)((int64_t)floor(y) + INT32_MAX) & 0xffffffffu;
    return column << 32 | line;
}

static inline uint64_t vertex_cell(const struct vertex *vertex)
{
    return cell_of(vertex->x, vertex->y);
}

/* The vertices of streets that are judged, first of their equals, by 1 m cell, row and number; *n of
 * them. Of vertices of a street within a millimetre of one another the first, and its last vertex.
 * Heap; NULL when memory is out. */
struct vertex *vertices_file(const struct store *store, unsigned threads, size_t *n);

#endif
