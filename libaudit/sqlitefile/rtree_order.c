/* SPDX-License-Identifier: MIT
 *
 * The order of boxes in a packed R-tree: along a Hilbert curve through their middles, so that
 * neighbours in the order are neighbours on the ground. */
#include "sqlitefile/rtree.h"

#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEW 32           /* keys sorted by insertion     */
#define BUCKETS 256      /* by the highest byte of a key */
#define LANES (size_t)16 /* boxes placed at once */

/* Positions of cells (x, y) of a 65536 x 65536 grid along the Hilbert curve, which overwrite x: a
 * quarter at a time, from the largest. In the lower quarters the curve is turned (x and y change
 * places), in the lower right one about as well. By masks and some cells at once: which quarter it
 * is nobody can foretell. */
static void hilbert(uint32_t x[LANES], uint32_t y[LANES])
{
    uint32_t position[LANES] = {0};
    for (unsigned shift = 16; shift-- > 0;)
        for (size_t i = 0; i < LANES; i++) {
            uint32_t right = x[i] >> shift & 1, upper = y[i] >> shift & 1;
            uint32_t about = 65535 & -(right & ~upper), turn = (x[i] ^ y[i]) & -(upper ^ 1);
            position[i] = position[i] << 2 | ((3 * right) ^ upper);
            x[i] ^= turn ^ about;
            y[i] ^= turn ^ about;
        }
    memcpy(x, position, sizeof position);
}

/* Nothing that is no number comes out, whatever the bounds. */
static uint32_t table_cell(double value, double low, double scale)
{
    double cell = (value - low) * scale;
    return cell > 0 ? (cell < 65535 ? (uint32_t)cell : 65535) : 0;
}

/* By insertion. */
static void sort_few(uint64_t *keys, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t key = keys[i];
        size_t at = i;
        for (; at > 0 && keys[at - 1] > key; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

/* Moves keys into buckets by the byte at `shift`, in place: an index is written when memory is
 * fullest. Bucket b is [end[b - 1], end[b]). Not stable, and need not be: keys differ. */
static void spread(uint64_t *keys, size_t n, unsigned shift, size_t end[BUCKETS])
{
    size_t next[BUCKETS], count[BUCKETS] = {0};
    for (size_t i = 0; i < n; i++)
        count[keys[i] >> shift & 255]++;
    for (size_t b = 0, at = 0; b < BUCKETS; b++) {
        next[b] = at;
        end[b] = at += count[b];
    }
    for (size_t b = 0; b < BUCKETS; b++)
        while (next[b] < end[b]) {
            uint64_t key = keys[next[b]];
            size_t home = key >> shift & 255;
            keys[next[b]] = keys[next[home]];
            keys[next[home]++] = key;
        }
}

/* Radix sort from the byte at `shift` downwards. */
static void sort_keys(uint64_t *keys, size_t n, unsigned shift)
{
    size_t end[BUCKETS];
    if (n <= FEW) {
        sort_few(keys, n);
        return;
    }
    spread(keys, n, shift, end);
    for (size_t b = 0, from = 0; b < BUCKETS && shift > 0; from = end[b++])
        sort_keys(keys + from, end[b] - from, shift - 8);
}

struct sorting {
    const struct rtree_box *items;
    uint64_t *keys; /* the place on the curve and, below it, the box's number */
    float minx, maxx, miny, maxy;
    double scale_x, scale_y; /* cells of the grid by one of the boxes' units */
    size_t end[BUCKETS];
};

/* The key is the place along the curve, then the number of the box: no two are equal. */
static void set_keys(void *user, size_t chunk, size_t first, size_t last)
{
    const struct sorting *sorting = user;
    uint32_t x[LANES] = {0}, y[LANES] = {0};
    (void)chunk;
    for (size_t from = first; from < last; from += LANES) {
        size_t n = last - from < LANES ? last - from : LANES;
        for (size_t i = 0; i < n; i++) {
            const struct rtree_box *box = &sorting->items[from + i];
            x[i] = table_cell(((double)box->minx + box->maxx) / 2, sorting->minx, sorting->scale_x);
            y[i] = table_cell(((double)box->miny + box->maxy) / 2, sorting->miny, sorting->scale_y);
        }
        hilbert(x, y);
        for (size_t i = 0; i < n; i++)
            sorting->keys[from + i] = (uint64_t)x[i] << 32 | (from + i);
    }
}

/* Buckets are ranges of keys, so that sorting each of them sorts all. */
static void sort_bucket(void *user, size_t bucket)
{
    const struct sorting *sorting = user;
    size_t from = bucket > 0 ? sorting->end[bucket - 1] : 0;
    sort_keys(sorting->keys + from, sorting->end[bucket] - from, 48);
}

/* Around all boxes: the square that the curve fills. */
static void find_bounds(struct sorting *sorting, size_t n)
{
    const struct rtree_box *items = sorting->items;
    sorting->minx = items[0].minx;
    sorting->maxx = items[0].maxx;
    sorting->miny = items[0].miny;
    sorting->maxy = items[0].maxy;
    for (size_t i = 1; i < n; i++) {
        sorting->minx = fminf(sorting->minx, items[i].minx);
        sorting->maxx = fmaxf(sorting->maxx, items[i].maxx);
        sorting->miny = fminf(sorting->miny, items[i].miny);
        sorting->maxy = fmaxf(sorting->maxy, items[i].maxy);
    }
    double width = (double)sorting->maxx - sorting->minx;
    double height = (double)sorting->maxy - sorting->miny;
    sorting->scale_x = width > 0 ? 65535 / width : 0;
    sorting->scale_y = height > 0 ? 65535 / height : 0;
}

/* Sorted keys have done their work: the numbers below them move together into the first half. */
bool rtree_order(struct rtree *rtree, unsigned threads)
{
    size_t n = rtree->boxes.n;
    struct sorting sorting = {.items = rtree->boxes.items, .keys = calloc(n, sizeof *sorting.keys)};
    if (sorting.keys == NULL)
        return false;
    find_bounds(&sorting, n);
    parallel_rows(threads, n, set_keys, &sorting);
    spread(sorting.keys, n, 56, sorting.end);
    parallel_each(threads, BUCKETS, sort_bucket, &sorting);
    for (size_t i = 0; i < n; i++) {
        uint32_t number = (uint32_t)sorting.keys[i];
        memcpy((char *)sorting.keys + i * sizeof number, &number, sizeof number);
    }
    rtree->order = (uint32_t *)sorting.keys;
    rtree->leaf = rtree->order + n;
    return true;
}
