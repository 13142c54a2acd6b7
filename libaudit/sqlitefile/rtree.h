/* SPDX-License-Identifier: MIT
 *
 * A packed (Hilbert-sorted) R-tree stored straight into the pages of SQLite's rtree shadow tables:
 * many times faster than inserting row by row, and valid by rtreecheck(). First the boxes are
 * gathered, then sorted, then the rows of the three shadow tables are made, piece by piece, by as
 * many threads as there are. */
#ifndef RASIF_SQLITEFILE_RTREE_H
#define RASIF_SQLITEFILE_RTREE_H

#include "sqlitefile/btree.h"

#include <sqlite3.h>

struct rtree_box {
    int64_t id;
    float minx, maxx, miny, maxy; /* mins rounded down, maxs rounded up to float */
};
struct rtree_boxes {
    struct rtree_box *items; /* heap */
    size_t n, capacity;
};
/* Adds the box of one feature (doubles rounded outwards). */
MUST bool rtree_add(struct rtree_boxes *boxes, int64_t id,
                    const double envelope[4] /* minx maxx miny maxy */);
void rtree_boxes_free(struct rtree_boxes *boxes);

#define RTREE_LEVELS 12 /* 51^12 exceeds any count of rows */

/* What one level of the tree has to place: features, or nodes of the level below. */
struct rtree_level {
    size_t n_nodes;
    int64_t first;             /* number of its first node */
    struct rtree_box *summary; /* heap; [n_nodes] box of each node; id = its number */
};

enum rtree_table { RTREE_NODE, RTREE_ROWID, RTREE_PARENT, RTREE_TABLES };

/* An index; zero it, then rtree_create. */
struct rtree {
    struct btree tables[RTREE_TABLES];       /* empty in the file, as SQLite made them */
    struct rtree_boxes boxes;                /* ids ascend                             */
    uint32_t *order;                         /* heap; [2n] boxes in Hilbert order, then `leaf` */
    uint32_t *leaf;                          /* [n] which leaf holds box i, from 0     */
    struct rtree_level levels[RTREE_LEVELS]; /* 0 = leaves, the last = the root  */
    size_t n_levels;                         /* 0: there are no boxes            */
};

/* Creates the virtual table "rtree_<table>_<geometry column>" (GeoPackage's name and columns) and
 * notes where its tables lie. Returns an SQLite code. */
int rtree_create(sqlite3 *db, const char *table, const char *geometry_column, struct rtree *rtree);
/* When all boxes are there: gives every box and node its place, on up to `threads` threads. false
 * when memory is out, or boxes are more than 2^32 - 1. */
bool rtree_sort(struct rtree *rtree, unsigned threads);
/* Once sorted: the rows of piece `k` of `n` of a shadow table, in place of what `leaves` held.
 * Pieces of all tables can be made at the same time; they follow each other in the file. `scratch`
 * is the thread's own. */
MUST bool rtree_make(const struct rtree *rtree, enum rtree_table table, size_t k, size_t n,
                     struct record *scratch, struct leaves *leaves);
/* Frees what it holds; also half made, also twice. */
void rtree_free(struct rtree *rtree);

/* ---- rtree_order.c ------------------------------------------------------------------------ */

#define RTREE_CELLS 51 /* of a node: RTREE_MAXCELLS */

/* Places boxes along a Hilbert curve: sets `order`, and `leaf` to the room for it. */
bool rtree_order(struct rtree *rtree, unsigned threads);

#endif
