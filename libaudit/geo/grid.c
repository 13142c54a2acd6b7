/* SPDX-License-Identifier: MIT
 *
 * Building the grid: see grid.h for what it is for and grid_cells.h for how it works.
 *
 * Cell sizes come from a sample of the items, counts per bucket give the start of each, and items
 * are then put into their buckets: a counting sort. The items are walked over several times rather
 * than kept, since all of them are in struct shapes. Each walk is shared out by rows; the place of
 * an item in its bucket then depends on the threads, but queries answer in the order of items.
 * Cost: linear, four walks. */
#include "geo/grid_cells.h"

#include "base/parallel.h"
#include "base/shared.h"

#include <stdlib.h>
#include <string.h>

#define GROWTH 4.0           /* of the cells from one level to the next                 */
#define SAMPLES (size_t)4096 /* items that decide on the size of a cell                 */
#define CROWD 6.0            /* items per used cell above which cells are made smaller  */

/* ---- items -------------------------------------------------------------------------------- */

/* Goes through all items of some rows with finite coordinates in order of (row, point). */
struct walk {
    const struct shapes *shapes;
    const uint8_t *include;
    size_t row, last_row;
    size_t part, point, end; /* of the current part */
    struct grid_box box;     /* of the current item */
};

/* Moves on to the next part that has items, over rows that are left out; false = there is none. */
static bool walk_part(struct walk *w)
{
    const struct shapes *s = w->shapes;
    while (w->point >= w->end) {
        while (w->row < w->last_row &&
               (w->part >= s->part[w->row + 1] || (w->include != NULL && !w->include[w->row]) ||
                s->kind[w->row] < SHAPE_POINT || s->kind[w->row] > SHAPE_POLYGON)) {
            if (++w->row < w->last_row)
                w->part = s->part[w->row];
        }
        if (w->row >= w->last_row)
            return false;
        w->point = s->point[w->part];
        w->end = s->point[++w->part];
        if (w->end - w->point > 1 && s->kind[w->row] != SHAPE_POINT)
            w->end--; /* the last point of a line begins no segment */
    }
    return true;
}

/* The next item and its box; false = the rows are through. Items with a coordinate that is not
 * finite are left out. */
static inline bool walk_next(struct walk *w, struct grid_item *item)
{
    while (w->point < w->end || walk_part(w)) {
        size_t point = w->point++;
        const struct shapes *s = w->shapes;
        bool alone = s->kind[w->row] == SHAPE_POINT || point + 1 == s->point[w->part];
        const double *a = s->xy + 2 * point, *b = alone ? a : a + 2;
        item->row = (uint32_t)w->row | (alone ? GRID_ALONE : 0);
        item->point = (uint32_t)point;
        grid_item_box(a, b, &w->box);
        if (isfinite(a[0] + b[0]) && isfinite(a[1] + b[1]))
            return true;
    }
    return false;
}

static struct walk walk_begin(const struct grid *grid, size_t first, size_t last)
{
    const struct shapes *s = grid->shapes;
    return (struct walk){.shapes = s,
                         .include = grid->include,
                         .row = first,
                         .last_row = last,
                         .part = s->n > 0 ? s->part[first] : 0};
}

/* The longer side: an item must fit into its cell both ways. */
static inline double box_size(const struct grid_box *box)
{
    return fmax(box->high[0] - box->low[0], box->high[1] - box->low[1]);
}

/* The lowest level whose cells hold the item. Cells of the last level are infinite: it holds
 * all. */
static inline size_t level_of(const struct grid *grid, const struct grid_box *box)
{
    double size = box_size(box);
    size_t level = 0;
    while (size > grid->levels[level].cell)
        level++;
    return level;
}

static inline uint64_t bucket_of_item(const struct grid *grid, const struct grid_level *level,
                                      const struct grid_box *box)
{
    if (isinf(level->cell))
        return 0;
    return grid_bucket(level, table_cell(box->low[0], grid->x0, level->cell),
                       table_cell(box->low[1], grid->y0, level->cell));
}

/* ---- building ----------------------------------------------------------------------------- */

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A walk over all items, shared out by chunks of rows. */
struct pass {
    struct grid *grid;
    size_t every;      /* of points one is a sample, if an item begins there               */
    double *sample[3]; /* [SAMPLES] x, y, size by point / every; NaN = no sample           */
    size_t (*counts)[GRID_LEVELS]; /* per chunk; n of all items in the first while choosing  */
};

/* Takes samples by the number of their point, so that they are the same for any number of
 * threads. */
static void sample_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct pass *pass = user;
    struct grid_item item;
    for (struct walk w = walk_begin(pass->grid, first, last); walk_next(&w, &item);) {
        pass->counts[chunk][0]++;
        if (item.point % pass->every != 0)
            continue;
        size_t at = item.point / pass->every;
        pass->sample[0][at] = w.box.low[0];
        pass->sample[1][at] = w.box.low[1];
        pass->sample[2][at] = box_size(&w.box);
    }
}

/* Moves the samples that were taken to the front; how many. */
static size_t gather_samples(const struct pass *pass)
{
    size_t n = 0;
    for (size_t i = 0; i < SAMPLES; i++) {
        if (isnan(pass->sample[2][i]))
            continue;
        for (int k = 0; k < 3; k++)
            pass->sample[k][n] = pass->sample[k][i];
        n++;
    }
    return n;
}

/* Counts the items and chooses the smallest and the largest sensible cell: a cell has to hold nine
 * items of ten and the typical query; beyond that it may grow until every cell has an item, if they
 * lie evenly over the middle nine tenths of the extent. */
static bool choose_cell(struct pass *pass, double reach, unsigned threads, double *least,
                        double *most)
{
    struct grid *grid = pass->grid;
    size_t rows = grid->shapes->n;
    pass->every = grid->shapes->n_points / SAMPLES + 1;
    pass->sample[0] = malloc(3 * SAMPLES * sizeof(double));
    if (pass->sample[0] == NULL)
        return false;
    pass->sample[1] = pass->sample[0] + SAMPLES;
    pass->sample[2] = pass->sample[1] + SAMPLES;
    for (size_t i = 0; i < SAMPLES; i++)
        pass->sample[2][i] = NAN;
    parallel_rows(threads, rows, sample_rows, pass);
    for (size_t chunk = 0; chunk < parallel_chunks(rows); chunk++)
        grid->n += pass->counts[chunk][0];
    size_t n = gather_samples(pass);
    *least = reach > 0 && isfinite(reach) ? reach : 0;
    *most = 0;
    if (n > 0) {
        for (int k = 0; k < 3; k++)
            array_sort(pass->sample[k], n, sizeof(double), compare_doubles);
        const double *x = pass->sample[0], *y = pass->sample[1];
        size_t low = n / 20, high = n - 1 - n / 20;
        grid->x0 = x[n / 2];
        grid->y0 = y[n / 2];
        *least = fmax(*least, pass->sample[2][n - 1 - n / 10]);
        double width = x[high] - x[low], height = y[high] - y[low];
        *most = fmax(sqrt(width * height / (double)grid->n),
                     fmax(width, height) / (double)grid->n); /* all in one line */
    }
    free(pass->sample[0]);
    if (!(*least >= 1e-6))
        *least = *most > 1e-6 ? *most / 64 : 1;
    *most = fmax(*most, *least);
    return isfinite(*most);
}

/* Counts the items of each level; a chunk has counters of its own. */
static void count_levels(void *user, size_t chunk, size_t first, size_t last)
{
    const struct pass *pass = user;
    struct grid_item item;
    for (struct walk w = walk_begin(pass->grid, first, last); walk_next(&w, &item);)
        pass->counts[chunk][level_of(pass->grid, &w.box)]++;
}

/* Levels for cells of this size; counts the items of each. */
static void set_levels(const struct pass *pass, unsigned threads, double cell)
{
    struct grid *grid = pass->grid;
    size_t rows = grid->shapes->n, chunks = parallel_chunks(rows);
    for (size_t i = 0; i < GRID_LEVELS; i++, cell *= GROWTH) {
        grid->levels[i].cell = i + 1 < GRID_LEVELS ? cell : INFINITY;
        grid->levels[i].n = 0;
    }
    memset(pass->counts, 0, chunks * sizeof *pass->counts);
    parallel_rows(threads, rows, count_levels, (void *)(uintptr_t)pass);
    for (size_t chunk = 0; chunk < chunks; chunk++)
        for (size_t i = 0; i < GRID_LEVELS; i++)
            grid->levels[i].n += pass->counts[chunk][i];
}

/* First walk of the counting sort: start[bucket + 1] counts, on all threads. */
static void count_buckets(void *user, size_t chunk, size_t first, size_t last)
{
    struct grid *grid = user;
    struct grid_item item;
    (void)chunk;
    for (struct walk w = walk_begin(grid, first, last); walk_next(&w, &item);) {
        struct grid_level *level = &grid->levels[level_of(grid, &w.box)];
        shared_add(&level->start[bucket_of_item(grid, level, &w.box) + 1], 1);
    }
}

/* Buckets of every level, as many as a power of two of at least its items, and the items counted
 * in them. false: no memory. */
static bool new_tables(struct grid *grid, unsigned threads)
{
    for (size_t i = 0; i < GRID_LEVELS; i++) {
        struct grid_level *level = &grid->levels[i];
        uint64_t size = 1;
        while (size < level->n && !isinf(level->cell))
            size *= 2;
        level->mask = size - 1;
        free(level->start);
        level->start = NULL;
        if (level->n > 0 && (level->start = calloc(size + 1, sizeof(uint32_t))) == NULL)
            return false;
    }
    parallel_rows(threads, grid->shapes->n, count_buckets, grid);
    return true;
}

/* Items per used bucket of the first level. */
static double crowding(const struct grid *grid)
{
    const struct grid_level *level = &grid->levels[0];
    size_t used = 0;
    for (uint64_t i = 1; level->n > 0 && i <= level->mask + 1; i++)
        used += level->start[i] != 0;
    return used > 0 ? (double)level->n / (double)used : 0;
}

/* The second walk of the counting sort: start[bucket + 1] is the next free place of each bucket. */
static void put_items(void *user, size_t chunk, size_t first, size_t last)
{
    struct grid *grid = user;
    struct grid_item item;
    (void)chunk;
    for (struct walk w = walk_begin(grid, first, last); walk_next(&w, &item);) {
        struct grid_level *level = &grid->levels[level_of(grid, &w.box)];
        uint32_t *next = &level->start[bucket_of_item(grid, level, &w.box) + 1];
        uint32_t place = shared_add(next, 1);
        grid->items[place] = item;
        grid->bounds[place] = grid_bounds_of(grid, w.box.low, w.box.high);
    }
}

/* Counting sort: from counts to first places, which the second walk moves on by one bucket. */
static bool fill(struct grid *grid, unsigned threads)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < GRID_LEVELS; i++) {
        struct grid_level *level = &grid->levels[i];
        for (uint64_t k = 1; level->n > 0 && k <= level->mask + 1; k++) {
            uint32_t count = level->start[k];
            level->start[k] = sum;
            sum += count;
        }
        if (level->n > 0)
            level->start[0] = level->start[1];
    }
    grid->items = malloc((grid->n + 1) * sizeof *grid->items);
    grid->bounds = malloc((grid->n + 1) * sizeof *grid->bounds);
    if (grid->items == NULL || grid->bounds == NULL)
        return false;
    parallel_rows(threads, grid->shapes->n, put_items, grid);
    return true;
}

struct grid *grid_build(const struct shapes *shapes, const uint8_t *include, double reach,
                        unsigned threads)
{
    struct grid *grid = calloc(1, sizeof *grid);
    struct pass pass = {.grid = grid};
    pass.counts = calloc(parallel_chunks(shapes->n) + 1, sizeof *pass.counts);
    bool done = grid != NULL && pass.counts != NULL && shapes->n < GRID_ALONE;
    if (done)
        *grid = (struct grid){.shapes = shapes, .include = include};
    double least, cell;
    done = done && choose_cell(&pass, reach, threads, &least, &cell);
    while (done) {
        set_levels(&pass, threads, cell);
        done = new_tables(grid, threads);
        if (!done || cell <= least || crowding(grid) <= CROWD)
            break;
        cell = fmax(cell / 4, least); /* the items crowd together in a part of the extent */
    }
    free(pass.counts);
    if (!done || !fill(grid, threads)) {
        grid_free(grid);
        return NULL;
    }
    return grid;
}

/* NULL is allowed. */
void grid_free(struct grid *grid)
{
    if (grid == NULL)
        return;
    for (size_t i = 0; i < GRID_LEVELS; i++)
        free(grid->levels[i].start);
    free(grid->items);
    free(grid->bounds);
    free(grid);
}
