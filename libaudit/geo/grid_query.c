/* SPDX-License-Identifier: MIT
 *
 * Searching the grid: see grid.h for what it is for and grid_cells.h for how it works.
 *
 * On each level the cells under the box are visited row by row; boxes of items decide first, the
 * items found are sorted by number so that the order of answers does not depend on how the grid was
 * built. Without memory for that list the next item is searched again and again. Cost: cells under
 * the box, plus n log n in the number of items found. */
#include "geo/grid_cells.h"

#include <stdlib.h>
#include <string.h>

/* The lowest cell that may hold an item which reaches `value`: one further, and a little more for
 * the rounding of the item's own size and cell. */
static inline int64_t cell_below(double value, double origin, double cell)
{
    double at = grid_keep((value - origin) / cell);
    return (int64_t)grid_keep(floor(at - 1 - 1e-9 - 1e-15 * fabs(at)));
}

/* What a query has found. Found items go to `scratch` as pairs point, row; when that can't grow the
 * query is answered in rounds without memory, each of which keeps the first item after `after`. */
struct search {
    const struct grid *grid;
    const double *box;
    struct grid_limits limits; /* the same, and a little more */
    struct grid_scratch *scratch;
    bool no_memory;
    int64_t after;
    struct grid_item next;
};

/* Adds an item to the pairs; without memory keeps the lowest after `after` instead. */
static void found(struct search *s, struct grid_item item)
{
    struct grid_scratch *scratch = s->scratch;
    if (!s->no_memory &&
        array_reserve(&scratch->items, &scratch->capacity, 2 * scratch->n + 2, sizeof(uint32_t))) {
        scratch->items[2 * scratch->n] = item.point;
        scratch->items[2 * scratch->n++ + 1] = item.row;
        return;
    }
    s->no_memory = true;
    if ((int64_t)item.point > s->after && item.point < s->next.point)
        s->next = item;
}

static inline const double *item_start(const struct grid *grid, struct grid_item item)
{
    return grid->shapes->xy + 2 * (size_t)item.point;
}

/* A single point ends where it starts. */
static inline const double *item_end(const struct grid *grid, struct grid_item item)
{
    return item_start(grid, item) + ((item.row & GRID_ALONE) != 0 ? 0 : 2);
}

/* Items [first, last) against the box. `row` of cells they have to be in, or NULL for any. */
static inline void look(struct search *s, const struct grid_level *level, uint32_t first,
                        uint32_t last, const int64_t *row)
{
    const struct grid *grid = s->grid;
    const struct grid_bounds *bounds = grid->bounds;
    const struct grid_limits limits = s->limits;
    const double *box = s->box;
    for (uint32_t i = first; i < last; i++) {
        if (!grid_bounds_meet(&bounds[i], &limits))
            continue;
        struct grid_item item = grid->items[i];
        const double *a = item_start(grid, item), *b = item_end(grid, item);
        struct grid_box own;
        grid_item_box(a, b, &own);
        if (own.low[0] > box[2] || own.high[0] < box[0] || own.low[1] > box[3] ||
            own.high[1] < box[1])
            continue;
        if (row == NULL || table_cell(own.low[1], grid->y0, level->cell) == *row)
            found(s, item);
    }
}

/* Looks at the buckets under the box. Where it has more cells than the table has buckets, every
 * bucket is looked at once, and rows of cells need no check. */
static void search_level(struct search *s, const struct grid_level *level)
{
    const struct grid *grid = s->grid;
    const double *box = s->box;
    const uint32_t *start = level->start;
    uint64_t size = level->mask + 1;
    if (level->n == 0)
        return;
    int64_t x0 = 0, x1 = 0, y0 = 0, y1 = 0;
    bool all = isinf(level->cell);
    if (!all) {
        x0 = cell_below(box[0], grid->x0, level->cell);
        y0 = cell_below(box[1], grid->y0, level->cell);
        x1 = table_cell(box[2], grid->x0, level->cell);
        y1 = table_cell(box[3], grid->y0, level->cell);
        /* As doubles: the product of two such counts may be too large for an integer. */
        all = ((double)(x1 - x0) + 1) * ((double)(y1 - y0) + 1) >= (double)size;
    }
    if (all) {
        look(s, level, start[0], start[size], NULL);
        return;
    }
    for (int64_t y = y0; y <= y1; y++) {
        uint64_t first = grid_bucket(level, x0, y), last = first + (uint64_t)(x1 - x0);
        look(s, level, start[first], start[last < size ? last + 1 : size], &y);
        if (last >= size) /* around the end of the table */
            look(s, level, start[0], start[last - size + 1], &y);
    }
}

/* One round over all levels; `next` becomes the first item after `after` where memory is out. */
static void search_all(struct search *s)
{
    s->scratch->n = 0;
    s->next = (struct grid_item){.point = UINT32_MAX};
    for (size_t i = 0; i < GRID_LEVELS; i++)
        search_level(s, &s->grid->levels[i]);
}

/* By the number of the first point. */
static int compare_pairs(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Points are numbered in the order of rows, so their numbers alone decide. */
static void sort_pairs(uint32_t *pairs, size_t n)
{
    if (n > 24) {
        array_sort(pairs, n, 2 * sizeof *pairs, compare_pairs);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        uint32_t point = pairs[2 * i], row = pairs[2 * i + 1];
        size_t k = i;
        for (; k > 0 && pairs[2 * k - 2] > point; k--)
            memcpy(pairs + 2 * k, pairs + 2 * k - 2, 2 * sizeof *pairs);
        pairs[2 * k] = point;
        pairs[2 * k + 1] = row;
    }
}

/* Hands an item to the caller without GRID_ALONE, which is a mark of the grid's own. */
static bool report(const struct grid *grid, struct grid_item item, grid_fn fn, void *user)
{
    const double *a = item_start(grid, item), *b = item_end(grid, item);
    item.row &= ~GRID_ALONE;
    return fn(user, item, a, b);
}

void grid_query(const struct grid *grid, const double box[4], struct grid_scratch *scratch,
                grid_fn fn, void *user)
{
    struct search s = {.grid = grid, .box = box, .scratch = scratch, .after = -1};
    if (!(box[0] <= box[2] && box[1] <= box[3]))
        return;
    s.limits = grid_limits_of(grid, box);
    search_all(&s);
    if (!s.no_memory) {
        sort_pairs(scratch->items, scratch->n);
        for (size_t i = 0; i < scratch->n; i++) {
            struct grid_item item = {scratch->items[2 * i + 1], scratch->items[2 * i]};
            if (!report(grid, item, fn, user))
                return;
        }
        return;
    }
    for (search_all(&s); s.next.point != UINT32_MAX && report(grid, s.next, fn, user);) {
        s.after = s.next.point;
        search_all(&s);
    }
}

/* Scratch of zeros may be freed, too. */
void grid_scratch_free(struct grid_scratch *scratch)
{
    free(scratch->items);
    *scratch = (struct grid_scratch){0};
}
