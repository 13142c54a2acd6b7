/* SPDX-License-Identifier: MIT
 *
 * Boxes over runs of segments, to search the boundary of one polygon. Segments that follow one
 * another lie near one another, so that eight neighbours make a small box, eight such boxes the
 * next larger one, and nothing has to be sorted. Making it takes O(n), a search about O(log n). The
 * idea is that of a packed R-tree whose order is given. */
#ifndef RASIF_GEO_BOX_TREE_H
#define RASIF_GEO_BOX_TREE_H

#include "table/table.h"

#define BOX_TREE_FAN 8
#define BOX_TREE_LEVELS 12 /* 8^11 > 2^32 points */

/* {0} at first; box_tree_free frees the boxes. `shapes` is borrowed. */
struct box_tree {
    const struct shapes *shapes;
    double (*boxes)[4]; /* minx miny maxx maxy, level after level; a segment of level 0 by its first
                           point */
    size_t first[BOX_TREE_LEVELS + 1]; /* of each level in `boxes` */
    size_t levels;                     /* the last one has one box; 0 without points */
};

/* Over all segments of lines and rings of `shapes`, whose coordinates are finite. */
MUST bool box_tree_make(const struct shapes *shapes, struct box_tree *out);
void box_tree_free(struct box_tree *tree);

/* Calls `fn` with every segment whose box meets `box` (minx miny maxx maxy; may be infinite), in
 * ascending order of the number of its first point. */
typedef void (*box_tree_fn)(void *user, size_t point, const double a[2], const double b[2]);
void box_tree_query(const struct box_tree *tree, const double box[4], box_tree_fn fn, void *user);

/* Calls `fn` with segments in any order until all that it has not seen lie farther from p than the
 * distance in metres that it returned last: the least found so far, or the most that is of
 * interest. `most`: that distance before the first call; may be INFINITY. */
typedef double (*box_tree_nearest_fn)(void *user, size_t point, const double a[2],
                                      const double b[2]);
void box_tree_nearest(const struct box_tree *tree, const double p[2], double most,
                      box_tree_nearest_fn fn, void *user);

#endif
