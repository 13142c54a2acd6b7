/* SPDX-License-Identifier: MIT
 *
 * A packed R-tree in SQLite's own format. In: boxes with their feature ids. Out: the virtual table
 * rtree_<table>_<column>, whose shadow tables are filled directly: boxes in Hilbert order go 51 to
 * a leaf, leaves 51 to a node, and so on up to node 1, the root.
 * Format (sqlite: ext/rtree/rtree.c): a node is 2 bytes depth (used in the root only), 2 bytes
 * number of cells, cells of 8 bytes id and 4 float32 (minx maxx miny maxy), all big-endian. */
#include "io/rtree.h"

#include "base/arena.h"
#include "io/vtab.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CELLS 51       /* RTREE_MAXCELLS                                                        */
#define NODE_SIZE 1228 /* 4 + 51 * 24, SQLite's choice at page sizes from 2048                  */
#define MAX_LEVELS 12  /* 51^12 exceeds any count of rows                                       */

/* What one level of the tree has to place: features or nodes of the level below. */
struct level {
    size_t n_nodes;
    size_t first; /* number of its first node */
};

struct build {
    sqlite3 *db;
    const struct rtree_boxes *boxes;
    uint32_t *order;                 /* boxes in Hilbert order        */
    int64_t *leaf;                   /* [n] node that holds box i     */
    struct level levels[MAX_LEVELS]; /* 0 = leaves    */
    size_t n_levels;
    struct rtree_box *summary; /* boxes of the level last stored: id = node number */
    sqlite3_stmt *node, *parent;
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

/* Stable radix sort of (key << 32 | index) by the key's four bytes. */
static void sort_keys(uint64_t *keys, uint64_t *spare, size_t n)
{
    for (unsigned shift = 32; shift < 64; shift += 8) {
        size_t start[257] = {0};
        for (size_t i = 0; i < n; i++)
            start[((keys[i] >> shift) & 255) + 1]++;
        for (size_t b = 0; b < 256; b++)
            start[b + 1] += start[b];
        for (size_t i = 0; i < n; i++)
            spare[start[(keys[i] >> shift) & 255]++] = keys[i];
        uint64_t *swap = keys;
        keys = spare;
        spare = swap;
    }
}

static bool sort_boxes(struct build *build)
{
    const struct rtree_box *items = build->boxes->items;
    size_t n = build->boxes->n;
    uint64_t *keys = calloc(n, 2 * sizeof *keys);
    if (keys == NULL)
        return false;
    struct rtree_box all = items[0];
    for (size_t i = 1; i < n; i++)
        extend(&all, &items[i]);
    for (size_t i = 0; i < n; i++) {
        double x = ((double)items[i].minx + items[i].maxx) / 2;
        double y = ((double)items[i].miny + items[i].maxy) / 2;
        keys[i] =
            (uint64_t)hilbert(grid_cell(x, all.minx, all.maxx), grid_cell(y, all.miny, all.maxy))
                << 32 |
            i;
    }
    sort_keys(keys, keys + n, n); /* four passes: the result is back in the first half */
    for (size_t i = 0; i < n; i++)
        build->order[i] = (uint32_t)keys[i];
    free(keys);
    return true;
}

/* The root is node 1; all others are numbered in the order they are stored, so that each goes to
 * the end of SQLite's table. */
static void plan_levels(struct build *build)
{
    size_t n = build->boxes->n;
    do {
        n = (n + CELLS - 1) / CELLS;
        build->levels[build->n_levels++].n_nodes = n;
    } while (n > 1);
    size_t number = 2;
    for (size_t level = 0; level + 1 < build->n_levels; level++) {
        build->levels[level].first = number;
        number += build->levels[level].n_nodes;
    }
    build->levels[build->n_levels - 1].first = 1;
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

static int insert(sqlite3_stmt *statement, int64_t key, int64_t value)
{
    sqlite3_bind_int64(statement, 1, key);
    sqlite3_bind_int64(statement, 2, value);
    sqlite3_step(statement);
    return sqlite3_reset(statement);
}

static int insert_node(struct build *build, int64_t number, const unsigned char *node)
{
    sqlite3_bind_int64(build->node, 1, number);
    sqlite3_bind_blob(build->node, 2, node, NODE_SIZE, SQLITE_STATIC);
    sqlite3_step(build->node);
    return sqlite3_reset(build->node);
}

/* Stores the nodes of one level; its cells are the boxes (level 0) or the nodes below. The cells
 * are spread evenly, so no node is nearly empty. */
static int store_level(struct build *build, size_t level)
{
    const struct level *here = &build->levels[level];
    size_t n = level == 0 ? build->boxes->n : build->levels[level - 1].n_nodes;
    for (size_t k = 0; k < here->n_nodes; k++) {
        unsigned char node[NODE_SIZE] = {0};
        size_t from = n * k / here->n_nodes, to = n * (k + 1) / here->n_nodes;
        int64_t number = (int64_t)(here->first + k);
        struct rtree_box all = {0};
        int code = SQLITE_OK;
        for (size_t i = from; i < to; i++) {
            const struct rtree_box *box =
                level == 0 ? &build->boxes->items[build->order[i]] : &build->summary[i];
            put_cell(node + 4 + 24 * (i - from), box);
            if (i == from)
                all = *box;
            extend(&all, box);
            if (level == 0)
                build->leaf[build->order[i]] = number;
            else if (code == SQLITE_OK)
                code = insert(build->parent, box->id, number);
        }
        if (number == 1)
            node[1] = (unsigned char)level;
        node[3] = (unsigned char)(to - from);
        all.id = number;
        build->summary[k] = all; /* k <= from: what it overwrites has been read */
        if (code == SQLITE_OK)
            code = insert_node(build, number, node);
        if (code != SQLITE_OK)
            return code;
    }
    return SQLITE_OK;
}

static int prepare(sqlite3 *db, sqlite3_stmt **out, const char *format, const char *table,
                   const char *column)
{
    char *sql = sqlite3_mprintf(format, table, column);
    if (sql == NULL)
        return SQLITE_NOMEM;
    int code = sqlite3_prepare_v2(db, sql, -1, out, NULL);
    sqlite3_free(sql);
    return code;
}

/* The node of every feature as a view, so that SQLite copies them in one statement: a third of the
 * cost of inserting each. */
static void leaf_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct build *build = view->user;
    (void)column;
    (void)scratch;
    cell_int(out, build->leaf[row]);
}

static int store_rowids(struct build *build, const char *table, const char *column)
{
    static const struct view_column columns[] = {{"node", "INTEGER", NULL, NULL}};
    static const char module[] = "rasif_rtree_leaf";
    size_t n = build->boxes->n;
    int64_t *ids = calloc(n, sizeof *ids);
    if (ids == NULL)
        return SQLITE_NOMEM;
    for (size_t i = 0; i < n; i++)
        ids[i] = build->boxes->items[i].id;
    struct view view = {.name = module, .n_rows = n, .n_columns = 1, .columns = columns,
                        .row_ids = ids, .cell = leaf_cell, .user = build};
    int code = vtab_register(build->db, module, &view, false);
    char *sql = sqlite3_mprintf("CREATE VIRTUAL TABLE temp.%s USING %s; INSERT INTO "
                                "main.\"rtree_%w_%w_rowid\" SELECT rowid, node FROM temp.%s;"
                                "DROP TABLE temp.%s",
                                module, module, table, column, module, module);
    if (code == SQLITE_OK)
        code = sql == NULL ? SQLITE_NOMEM : sqlite3_exec(build->db, sql, NULL, NULL, NULL);
    sqlite3_free(sql);
    free(ids);
    return code;
}

static int store(struct build *build, const char *table, const char *column)
{
    int code =
        prepare(build->db, &build->node,
                "INSERT OR REPLACE INTO main.\"rtree_%w_%w_node\" VALUES(?,?)", table, column);
    if (code == SQLITE_OK)
        code = prepare(build->db, &build->parent,
                       "INSERT INTO main.\"rtree_%w_%w_parent\" VALUES(?,?)", table, column);
    for (size_t level = 0; level < build->n_levels && code == SQLITE_OK; level++)
        code = store_level(build, level);
    return code == SQLITE_OK ? store_rowids(build, table, column) : code;
}

int rtree_store(sqlite3 *db, const char *table, const char *geometry_column,
                struct rtree_boxes *boxes)
{
    sqlite3_stmt *create = NULL;
    int code = prepare(db, &create,
                       "CREATE VIRTUAL TABLE main.\"rtree_%w_%w\" "
                       "USING rtree(id, minx, maxx, miny, maxy)",
                       table, geometry_column);
    if (code == SQLITE_OK) {
        sqlite3_step(create);
        code = sqlite3_finalize(create);
    }
    if (code != SQLITE_OK || boxes->n == 0)
        return code; /* an empty root is there already */
    if (boxes->n > UINT32_MAX)
        return SQLITE_TOOBIG;
    struct build build = {.db = db, .boxes = boxes};
    build.order = calloc(boxes->n, sizeof *build.order);
    build.leaf = calloc(boxes->n, sizeof *build.leaf);
    build.summary = calloc((boxes->n + CELLS - 1) / CELLS, sizeof *build.summary);
    code = SQLITE_NOMEM;
    if (build.order != NULL && build.leaf != NULL && build.summary != NULL && sort_boxes(&build)) {
        plan_levels(&build);
        code = store(&build, table, geometry_column);
    }
    sqlite3_finalize(build.node);
    sqlite3_finalize(build.parent);
    free(build.order);
    free(build.leaf);
    free(build.summary);
    return code;
}
