/* SPDX-License-Identifier: MIT
 *
 * Boxes over runs of segments: see box_tree.h.
 *
 * Level 0 has a box for each point, around the segment that begins there; each level above has
 * one box for BOX_TREE_FAN of those below, up to a single one. Segments that follow each other
 * lie near each other, so that no sort is needed. Cost: linear to make; a search compares
 * BOX_TREE_FAN boxes for each one that it goes down into. */
#include "geo/box_tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Distances of boxes and of feet are rounded differently: a box counts as nearer by this share of
 * its distance. */
#define ROUNDING 1e-9

static const double nowhere[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};

/* ---- making ------------------------------------------------------------------------------- */

static void box_extend(double box[4], const double low[2], const double high[2])
{
    for (int k = 0; k < 2; k++) {
        box[k] = fmin(box[k], low[k]);
        box[2 + k] = fmax(box[2 + k], high[k]);
    }
}

/* The last point of a part begins no segment: its box stays `nowhere`, which no search meets. */
static void fill_segments(struct box_tree *tree)
{
    const struct shapes *s = tree->shapes;
    for (size_t i = 0; i < s->n_points; i++)
        memcpy(tree->boxes[i], nowhere, sizeof nowhere);
    for (size_t part = 0; part < s->n_parts; part++)
        for (size_t i = s->point[part]; i + 1 < s->point[part + 1]; i++) {
            box_extend(tree->boxes[i], s->xy + 2 * i, s->xy + 2 * i);
            box_extend(tree->boxes[i], s->xy + 2 * i + 2, s->xy + 2 * i + 2);
        }
}

/* Boxes of one level from those below it, which are filled already. */
static void fill_level(struct box_tree *tree, size_t level)
{
    size_t first = tree->first[level], n = tree->first[level + 1] - first,
           below = tree->first[level - 1];
    for (size_t i = 0; i < n; i++) {
        size_t start = below + i * BOX_TREE_FAN,
               end = start + BOX_TREE_FAN < first ? start + BOX_TREE_FAN : first;
        memcpy(tree->boxes[first + i], nowhere, sizeof nowhere);
        for (size_t child = start; child < end; child++)
            box_extend(tree->boxes[first + i], tree->boxes[child], tree->boxes[child] + 2);
    }
}

bool box_tree_make(const struct shapes *shapes, struct box_tree *out)
{
    *out = (struct box_tree){.shapes = shapes};
    for (size_t n = shapes->n_points; n > 0;
         n = n > 1 ? (n + BOX_TREE_FAN - 1) / BOX_TREE_FAN : 0) {
        out->first[out->levels + 1] = out->first[out->levels] + n;
        out->levels++;
    }
    out->boxes = malloc((out->first[out->levels] + 1) * sizeof *out->boxes);
    if (out->boxes == NULL)
        return false;
    fill_segments(out);
    for (size_t level = 1; level < out->levels; level++)
        fill_level(out, level);
    return true;
}

/* A tree of zeros may be freed, too. */
void box_tree_free(struct box_tree *tree)
{
    free(tree->boxes);
    *tree = (struct box_tree){0};
}

/* ---- searching ---------------------------------------------------------------------------- */

/* The boxes below box number `i` of `level`, as places in `boxes`: [start, end). level > 0. */
static void children_of(const struct box_tree *tree, size_t level, size_t i, size_t *start,
                        size_t *end)
{
    *start = tree->first[level - 1] + i * BOX_TREE_FAN;
    *end = *start + BOX_TREE_FAN < tree->first[level] ? *start + BOX_TREE_FAN : tree->first[level];
}

/* Goes down into the boxes that meet `box`; number `i` of level 0 is the segment from point `i`. */
static void query_below(const struct box_tree *tree, size_t level, size_t i, const double box[4],
                        box_tree_fn fn, void *user)
{
    const double *own = tree->boxes[tree->first[level] + i];
    if (!(own[0] <= box[2] && own[2] >= box[0] && own[1] <= box[3] && own[3] >= box[1]))
        return;
    if (level == 0) {
        const double *a = tree->shapes->xy + 2 * i;
        fn(user, i, a, a + 2);
        return;
    }
    size_t start, end;
    children_of(tree, level, i, &start, &end);
    for (size_t child = start; child < end; child++)
        query_below(tree, level - 1, child - tree->first[level - 1], box, fn, user);
}

void box_tree_query(const struct box_tree *tree, const double box[4], box_tree_fn fn, void *user)
{
    if (tree->levels > 0 && box[0] <= box[2] && box[1] <= box[3])
        query_below(tree, tree->levels - 1, 0, box, fn, user);
}

/* Squared distance from p to a box, a little too small rather than too large. */
static double squared_distance(const double box[4], const double p[2])
{
    double dx = fmax(fmax(box[0] - p[0], p[0] - box[2]), 0);
    double dy = fmax(fmax(box[1] - p[1], p[1] - box[3]), 0);
    return (dx * dx + dy * dy) * (1 - ROUNDING);
}

/* `most` shrinks with each segment that `fn` finds nearer. */
struct nearest_search {
    const struct box_tree *tree;
    const double *p;
    double most; /* nothing farther is of interest */
    box_tree_nearest_fn fn;
    void *user;
};

/* Goes down into the nearest box first: what it finds there leaves most of the others out. */
static void nearest_below(struct nearest_search *s, size_t level, size_t i)
{
    const struct box_tree *tree = s->tree;
    if (level == 0) {
        const double *a = tree->shapes->xy + 2 * i;
        s->most = s->fn(s->user, i, a, a + 2);
        return;
    }
    size_t start, end;
    double squared[BOX_TREE_FAN];
    children_of(tree, level, i, &start, &end);
    for (size_t child = start; child < end; child++)
        squared[child - start] = squared_distance(tree->boxes[child], s->p);
    for (size_t left = end - start; left > 0; left--) {
        size_t next = 0;
        for (size_t k = 1; k < end - start; k++)
            next = squared[k] < squared[next] ? k : next;
        if (!(squared[next] <= s->most * s->most) || squared[next] == INFINITY)
            return;
        squared[next] = INFINITY;
        nearest_below(s, level - 1, start + next - tree->first[level - 1]);
    }
}

void box_tree_nearest(const struct box_tree *tree, const double p[2], double most,
                      box_tree_nearest_fn fn, void *user)
{
    struct nearest_search s = {tree, p, most, fn, user};
    if (tree->levels > 0)
        nearest_below(&s, tree->levels - 1, 0);
}
