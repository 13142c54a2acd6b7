/* SPDX-License-Identifier: MIT
 *
 * A packed (Hilbert-sorted) R-tree stored straight into the pages of SQLite's rtree shadow tables:
 * many times faster than inserting row by row, and valid by rtreecheck(). */
#ifndef RASIF_IO_RTREE_H
#define RASIF_IO_RTREE_H

#include "io/btree.h"

#include <sqlite3.h>

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
/* The tables of an index in the file, as SQLite made them: empty. */
struct rtree_tables {
    struct btree node, rowid, parent;
};
/* Creates the virtual table "rtree_<table>_<geometry column>" (GeoPackage's name and columns) and
 * tells where its tables lie. Returns an SQLite code. */
int rtree_create(sqlite3 *db, const char *table, const char *geometry_column,
                 struct rtree_tables *out);
/* Fills them, after SQLite has closed the file, from boxes whose ids ascend; frees what `tables`
 * and `boxes` hold. False: see file->reason. */
bool rtree_write(struct btree_file *file, struct rtree_tables *tables, struct rtree_boxes *boxes);

#endif
