/* SPDX-License-Identifier: MIT
 *
 * A packed R-tree in SQLite's own format. In: boxes with their feature ids. Out: the shadow tables
 * of rtree_<table>_<column>, written page by page: boxes in Hilbert order go 51 to a leaf, leaves
 * 51 to a node, and so on up to node 1, the root.
 * Format (sqlite: ext/rtree/rtree.c): a node is 2 bytes depth (used in the root only), 2 bytes
 * number of cells, cells of 8 bytes id and 4 float32 (minx maxx miny maxy), all big-endian. */
#include "io/rtree.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CELLS 51       /* RTREE_MAXCELLS                                                        */
#define NODE_SIZE 1228 /* 4 + 51 * 24, SQLite's choice at page sizes from 2048                  */
#define MAX_LEVELS 12  /* 51^12 exceeds any count of rows                                       */

#define FLUSH_PAGES (size_t)256 /* pages made before they are written */

/* What one level of the tree has to place: features or nodes of the level below. */
struct level {
    size_t n_nodes;
    int64_t first;             /* number of its first node */
    struct rtree_box *summary; /* [n_nodes] box of each node; id = its number */
};

struct build {
    struct btree_file *file;
    const struct rtree_boxes *boxes;
    uint32_t *order;                 /* [n] boxes in Hilbert order; [n] more belong to leaf */
    uint32_t *leaf;                  /* [n] which leaf holds box i, from 0                  */
    struct level levels[MAX_LEVELS]; /* 0 = leaves */
    size_t n_levels;
    struct record record;
    struct leaves leaves;
};

/* Nearest float at or below (above) a double. */
static float round_down(double value)
{
    float nearest = (float)value;
    return (double)nearest > value ? nextafterf(nearest, -INFINITY) : nearest;
}
static float round_up(double value)
{
    float nearest = (float)value;
    return (double)nearest < value ? nextafterf(nearest, INFINITY) : nearest;
}

bool rtree_add(struct rtree_boxes *boxes, int64_t id, const double envelope[4])
{
    struct rtree_box box = {id, round_down(envelope[0]), round_up(envelope[1]),
                            round_down(envelope[2]), round_up(envelope[3])};
    return PUSH(boxes->items, boxes->n, boxes->capacity, box);
}

void rtree_free(struct rtree_boxes *boxes)
{
    free(boxes->items);
    *boxes = (struct rtree_boxes){0};
}

/* Position of the cell (x, y) of a 65536 x 65536 grid along the Hilbert curve. */
static uint32_t hilbert(uint32_t x, uint32_t y)
{
    uint32_t position = 0;
    for (uint32_t side = 1u << 15; side > 0; side >>= 1) {
        uint32_t right = (x & side) != 0, upper = (y & side) != 0;
        position += side * side * ((3 * right) ^ upper);
        if (!upper) {
            if (right) {
                x = 65535 - x;
                y = 65535 - y;
            }
            uint32_t swap = x;
            x = y;
            y = swap;
        }
    }
    return position;
}

static uint32_t grid_cell(double value, double low, double high)
{
    double share = high > low ? (value - low) / (high - low) : 0;
    return share > 0 ? (share < 1 ? (uint32_t)(share * 65535) : 65535) : 0;
}

static void extend(struct rtree_box *all, const struct rtree_box *box)
{
    all->minx = fminf(all->minx, box->minx);
    all->maxx = fmaxf(all->maxx, box->maxx);
    all->miny = fminf(all->miny, box->miny);
    all->maxy = fmaxf(all->maxy, box->maxy);
}

#define FEW 32 /* keys sorted by insertion */

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

/* Radix sort in place, from the byte at `shift` downwards; the keys differ. Not stable, and need
 * not be. In place because an index is written when memory is fullest. */
static void sort_keys(uint64_t *keys, size_t n, unsigned shift)
{
    size_t next[256], end[256], count[256] = {0};
    if (n <= FEW) {
        sort_few(keys, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        count[keys[i] >> shift & 255]++;
    for (size_t b = 0, at = 0; b < 256; b++) {
        next[b] = at;
        end[b] = at += count[b];
    }
    for (size_t b = 0; b < 256; b++)
        while (next[b] < end[b]) {
            uint64_t key = keys[next[b]];
            size_t home = key >> shift & 255;
            keys[next[b]] = keys[next[home]];
            keys[next[home]++] = key;
        }
    for (size_t b = 0; b < 256 && shift > 0; b++)
        sort_keys(keys + end[b] - count[b], count[b], shift - 8);
}

/* Fills build->order. A key is the place on the curve and, below it, the box's number; when they
 * are sorted the numbers move together into the first half. */
static bool sort_boxes(struct build *build)
{
    const struct rtree_box *items = build->boxes->items;
    size_t n = build->boxes->n;
    uint64_t *keys = calloc(n, sizeof *keys);
    if (keys == NULL)
        return false;
    struct rtree_box all = items[0];
    for (size_t i = 1; i < n; i++)
        extend(&all, &items[i]);
    for (size_t i = 0; i < n; i++) {
        double x = ((double)items[i].minx + items[i].maxx) / 2;
        double y = ((double)items[i].miny + items[i].maxy) / 2;
        uint32_t place =
            hilbert(grid_cell(x, all.minx, all.maxx), grid_cell(y, all.miny, all.maxy));
        keys[i] = (uint64_t)place << 32 | i;
    }
    sort_keys(keys, n, 56);
    for (size_t i = 0; i < n; i++) {
        uint32_t number = (uint32_t)keys[i];
        memcpy((char *)keys + i * sizeof number, &number, sizeof number);
    }
    build->order = (uint32_t *)keys;
    build->leaf = build->order + n;
    return true;
}

/* The root is node 1; all others are numbered level by level from the leaves up. The cells of a
 * level are spread evenly over its nodes, so that none is nearly empty. */
static bool plan_levels(struct build *build)
{
    size_t n = build->boxes->n;
    int64_t number = 2;
    do {
        struct level *level = &build->levels[build->n_levels++];
        level->n_nodes = (n + CELLS - 1) / CELLS;
        level->first = level->n_nodes > 1 ? number : 1;
        number += (int64_t)level->n_nodes;
        level->summary = calloc(level->n_nodes, sizeof *level->summary);
        if (level->summary == NULL)
            return false;
        n = level->n_nodes;
    } while (n > 1);
    return true;
}

/* Cell i of a level: a feature's box, or a node's of the level below. */
static const struct rtree_box *cell_box(const struct build *build, size_t level, size_t i)
{
    return level == 0 ? &build->boxes->items[build->order[i]] : &build->levels[level - 1].summary[i];
}

static size_t cell_count(const struct build *build, size_t level)
{
    return level == 0 ? build->boxes->n : build->levels[level - 1].n_nodes;
}

static void summarise(struct build *build, size_t level)
{
    struct level *here = &build->levels[level];
    size_t n = cell_count(build, level);
    for (size_t k = 0; k < here->n_nodes; k++) {
        size_t from = n * k / here->n_nodes, to = n * (k + 1) / here->n_nodes;
        struct rtree_box all = *cell_box(build, level, from);
        for (size_t i = from; i < to; i++) {
            extend(&all, cell_box(build, level, i));
            if (level == 0)
                build->leaf[build->order[i]] = (uint32_t)k;
        }
        all.id = here->first + (int64_t)k;
        here->summary[k] = all;
    }
}

static void put_u32(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> (24 - 8 * i));
}

static void put_float(unsigned char *at, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_u32(at, bits);
}

static void put_cell(unsigned char *at, const struct rtree_box *box)
{
    put_u32(at, (uint32_t)((uint64_t)box->id >> 32));
    put_u32(at + 4, (uint32_t)box->id);
    put_float(at + 8, box->minx);
    put_float(at + 12, box->maxx);
    put_float(at + 16, box->miny);
    put_float(at + 20, box->maxy);
}

/* ---- the three tables ---- */

static bool flush(struct build *build, struct btree *tree)
{
    bool good = leaves_close(&build->leaves) == LEAVES_OK &&
                btree_place(build->file, tree, &build->leaves) &&
                btree_write(build->file, &build->leaves);
    leaves_clear(&build->leaves, false);
    return good;
}

/* Adds the row in build->record; writes what has gathered. */
static bool add_row(struct build *build, struct btree *tree, int64_t id)
{
    if (leaves_add(&build->leaves, id, &build->record) != LEAVES_OK)
        return false;
    return build->leaves.n_pages < FLUSH_PAGES || flush(build, tree);
}

static bool finish(struct build *build, struct btree *tree)
{
    bool good = flush(build, tree) && btree_finish(build->file, tree);
    leaves_clear(&build->leaves, true);
    return good;
}

/* Rows of two columns, the first of which is the key, for all but the node's content. */
static bool add_pair(struct build *build, struct btree *tree, int64_t id, int64_t value)
{
    record_begin(&build->record);
    record_null(&build->record);
    record_int(&build->record, value);
    return add_row(build, tree, id);
}

static bool add_node(struct build *build, struct btree *tree, size_t level, size_t k)
{
    const struct level *here = &build->levels[level];
    unsigned char node[NODE_SIZE] = {0};
    size_t n = cell_count(build, level);
    size_t from = n * k / here->n_nodes, to = n * (k + 1) / here->n_nodes;
    for (size_t i = from; i < to; i++)
        put_cell(node + 4 + 24 * (i - from), cell_box(build, level, i));
    if (here->n_nodes == 1)
        node[1] = (unsigned char)level; /* the depth stands in the root */
    node[3] = (unsigned char)(to - from);
    record_begin(&build->record);
    record_null(&build->record);
    record_bytes(&build->record, node, sizeof node, false);
    return add_row(build, tree, here->first + (int64_t)k);
}

static bool write_nodes(struct build *build, struct btree *tree)
{
    size_t top = build->n_levels - 1;
    if (!add_node(build, tree, top, 0))
        return false;
    for (size_t level = 0; level < top; level++)
        for (size_t k = 0; k < build->levels[level].n_nodes; k++)
            if (!add_node(build, tree, level, k))
                return false;
    return finish(build, tree);
}

/* The parent of every node but the root, in the order of their numbers. */
static bool write_parents(struct build *build, struct btree *tree)
{
    for (size_t level = 1; level < build->n_levels; level++) {
        const struct level *above = &build->levels[level], *here = &build->levels[level - 1];
        for (size_t k = 0; k < above->n_nodes; k++) {
            size_t from = here->n_nodes * k / above->n_nodes;
            size_t to = here->n_nodes * (k + 1) / above->n_nodes;
            for (size_t i = from; i < to; i++)
                if (!add_pair(build, tree, here->first + (int64_t)i, above->first + (int64_t)k))
                    return false;
        }
    }
    return finish(build, tree);
}

/* The leaf of every feature. */
static bool write_rowids(struct build *build, struct btree *tree)
{
    for (size_t i = 0; i < build->boxes->n; i++)
        if (!add_pair(build, tree, build->boxes->items[i].id,
                      build->levels[0].first + build->leaf[i]))
            return false;
    return finish(build, tree);
}

static bool build_all(struct build *build, struct rtree_tables *tables)
{
    if (!sort_boxes(build) || !plan_levels(build))
        return false;
    for (size_t level = 0; level < build->n_levels; level++)
        summarise(build, level);
    leaves_clear(&build->leaves, true);
    return write_nodes(build, &tables->node) && write_rowids(build, &tables->rowid) &&
           write_parents(build, &tables->parent);
}

bool rtree_write(struct btree_file *file, struct rtree_tables *tables, struct rtree_boxes *boxes)
{
    struct build build = {.file = file, .boxes = boxes};
    /* Without boxes there is an empty root already. */
    bool good = boxes->n == 0 || (boxes->n <= UINT32_MAX && build_all(&build, tables));
    for (size_t i = 0; i < build.n_levels; i++)
        free(build.levels[i].summary);
    free(build.order); /* and leaf */
    record_free(&build.record);
    leaves_free(&build.leaves);
    btree_free(&tables->node);
    btree_free(&tables->rowid);
    btree_free(&tables->parent);
    rtree_free(boxes);
    return good;
}

/* ---- the virtual table ---- */

static int find_root(sqlite3 *db, const char *table, const char *column, const char *which,
                     uint32_t *root)
{
    sqlite3_stmt *query = NULL;
    char *sql = sqlite3_mprintf("SELECT rootpage FROM main.sqlite_schema WHERE type = 'table' AND "
                                "name = 'rtree_%q_%q_%q'",
                                table, column, which);
    int code = sql != NULL ? sqlite3_prepare_v2(db, sql, -1, &query, NULL) : SQLITE_NOMEM;
    sqlite3_free(sql);
    if (code != SQLITE_OK)
        return code;
    code = sqlite3_step(query);
    *root = code == SQLITE_ROW ? (uint32_t)sqlite3_column_int64(query, 0) : 0;
    sqlite3_finalize(query);
    return code == SQLITE_ROW && *root > 1 ? SQLITE_OK : SQLITE_CORRUPT;
}

int rtree_create(sqlite3 *db, const char *table, const char *geometry_column,
                 struct rtree_tables *out)
{
    *out = (struct rtree_tables){0};
    char *sql = sqlite3_mprintf("CREATE VIRTUAL TABLE main.\"rtree_%w_%w\" "
                                "USING rtree(id, minx, maxx, miny, maxy)",
                                table, geometry_column);
    int code = sql != NULL ? sqlite3_exec(db, sql, NULL, NULL, NULL) : SQLITE_NOMEM;
    sqlite3_free(sql);
    if (code == SQLITE_OK)
        code = find_root(db, table, geometry_column, "node", &out->node.root);
    if (code == SQLITE_OK)
        code = find_root(db, table, geometry_column, "rowid", &out->rowid.root);
    if (code == SQLITE_OK)
        code = find_root(db, table, geometry_column, "parent", &out->parent.root);
    return code;
}
