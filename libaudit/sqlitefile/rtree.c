/* SPDX-License-Identifier: MIT
 *
 * A packed R-tree in SQLite's own format.
 *
 * In: boxes with their feature ids. Out: the rows of the shadow tables of rtree_<table>_<column>:
 * boxes in Hilbert order go 51 to a leaf, leaves 51 to a node, and so on up to node 1, the root. A
 * node's box is computed from those below, level by level; rows of the three tables are then made
 * in pieces, on all threads. Cost: sorting, then linear. Format (sqlite: ext/rtree/rtree.c): a node is 2 bytes depth (used in
 * the root only), 2 bytes number of cells, cells of 8 bytes id and 4 float32 (minx maxx miny maxy),
 * all big-endian. */
#include "sqlitefile/rtree.h"

#include "base/arena.h"
#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SHADOW_COLUMNS 2 /* of each of the three tables */
#define NODE_SIZE 1228    /* 4 + 51 * 24, SQLite's choice at page sizes from 2048 */
#define BLOCK (size_t)512 /* nodes that one thread sums up at a time           */

/* Nearest float at or below (above) a double. */
static float round_down(double value)
{
    float nearest = (float)value;
    return (double)nearest > value ? nextafterf(nearest, -INFINITY) : nearest;
}
/* Upper bounds never become smaller than the double was. */
static float round_up(double value)
{
    float nearest = (float)value;
    return (double)nearest < value ? nextafterf(nearest, INFINITY) : nearest;
}

/* Lower bounds are rounded down, upper ones up: a feature lies in its box. */
bool rtree_add(struct rtree_boxes *boxes, int64_t id, const double envelope[4])
{
    struct rtree_box box = {id, round_down(envelope[0]), round_up(envelope[1]),
                            round_down(envelope[2]), round_up(envelope[3])};
    return PUSH(boxes->items, boxes->n, boxes->capacity, box);
}

/* Before the index is there. */
void rtree_boxes_free(struct rtree_boxes *boxes)
{
    free(boxes->items);
    *boxes = (struct rtree_boxes){0};
}

/* The boxes and all levels. */
void rtree_free(struct rtree *rtree)
{
    for (size_t i = 0; i < rtree->n_levels; i++)
        free(rtree->levels[i].summary);
    free(rtree->order); /* and leaf */
    for (size_t i = 0; i < RTREE_TABLES; i++)
        btree_free(&rtree->tables[i]);
    rtree_boxes_free(&rtree->boxes);
    rtree->order = rtree->leaf = NULL;
    rtree->n_levels = 0;
}

/* ---- the tree ----------------------------------------------------------------------------- */

/* Cells of a level are spread evenly over its nodes, so that none is nearly empty: node k has
 * [cells_from(k), cells_from(k + 1)). */
static size_t cell_count(const struct rtree *rtree, size_t level)
{
    return level == 0 ? rtree->boxes.n : rtree->levels[level - 1].n_nodes;
}

/* Cells are shared out evenly over the nodes of a level. */
static size_t cells_from(const struct rtree *rtree, size_t level, size_t k)
{
    return cell_count(rtree, level) * k / rtree->levels[level].n_nodes;
}

/* Cell i of a level: a feature's box, or a node's of the level below. */
static const struct rtree_box *cell_box(const struct rtree *rtree, size_t level, size_t i)
{
    return level == 0 ? &rtree->boxes.items[rtree->order[i]] : &rtree->levels[level - 1].summary[i];
}

/* The root is node 1; all others are numbered level by level from the leaves up. */
static bool plan_levels(struct rtree *rtree)
{
    size_t n = rtree->boxes.n;
    int64_t number = 2;
    do {
        struct rtree_level *level = &rtree->levels[rtree->n_levels++];
        level->n_nodes = (n + RTREE_CELLS - 1) / RTREE_CELLS;
        level->first = level->n_nodes > 1 ? number : 1;
        number += (int64_t)level->n_nodes;
        level->summary = calloc(level->n_nodes, sizeof *level->summary);
        if (level->summary == NULL)
            return false;
        n = level->n_nodes;
    } while (n > 1);
    return true;
}

/* The box around those of the node's children. */
static void summarise(struct rtree *rtree, size_t level, size_t k)
{
    size_t from = cells_from(rtree, level, k), to = cells_from(rtree, level, k + 1);
    struct rtree_box all = *cell_box(rtree, level, from);
    for (size_t i = from; i < to; i++) {
        const struct rtree_box *box = cell_box(rtree, level, i);
        all.minx = fminf(all.minx, box->minx);
        all.maxx = fmaxf(all.maxx, box->maxx);
        all.miny = fminf(all.miny, box->miny);
        all.maxy = fmaxf(all.maxy, box->maxy);
        if (level == 0)
            rtree->leaf[rtree->order[i]] = (uint32_t)k;
    }
    all.id = rtree->levels[level].first + (int64_t)k;
    rtree->levels[level].summary[k] = all;
}

/* Blocks of nodes, so that threads do not write beside each other. */
static void summarise_leaves(void *user, size_t block)
{
    struct rtree *rtree = user;
    size_t n = rtree->levels[0].n_nodes, end = (block + 1) * BLOCK;
    for (size_t k = block * BLOCK; k < end && k < n; k++)
        summarise(rtree, 0, k);
}

/* Once all boxes are there. */
bool rtree_sort(struct rtree *rtree, unsigned threads)
{
    if (rtree->boxes.n == 0)
        return true;
    if (rtree->boxes.n > UINT32_MAX || !rtree_order(rtree, threads) || !plan_levels(rtree))
        return false;
    parallel_each(threads, (rtree->levels[0].n_nodes + BLOCK - 1) / BLOCK, summarise_leaves, rtree);
    for (size_t level = 1; level < rtree->n_levels; level++)
        for (size_t k = 0; k < rtree->levels[level].n_nodes; k++)
            summarise(rtree, level, k);
    return true;
}

/* ---- rows of the three tables ------------------------------------------------------------- */

/* Big-endian. */
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

/* The level of a node, and which of it the node is. */
static size_t level_of(const struct rtree *rtree, int64_t node, size_t *k)
{
    size_t level = node == 1 ? rtree->n_levels - 1 : 0;
    while (node >= rtree->levels[level].first + (int64_t)rtree->levels[level].n_nodes)
        level++;
    *k = (size_t)(node - rtree->levels[level].first);
    return level;
}

/* Row `i` of a table: its id, the rest of it in `record`. */
static int64_t node_row(const struct rtree *rtree, size_t i, struct record *record)
{
    unsigned char node[NODE_SIZE] = {0};
    int64_t id = (int64_t)i + 1;
    size_t k, level = level_of(rtree, id, &k);
    size_t from = cells_from(rtree, level, k), to = cells_from(rtree, level, k + 1);
    for (size_t c = from; c < to; c++)
        put_cell(node + 4 + 24 * (c - from), cell_box(rtree, level, c));
    if (id == 1)
        node[1] = (unsigned char)level; /* the depth stands in the root */
    node[3] = (unsigned char)(to - from);
    record_bytes(record, node, sizeof node, false);
    return id;
}

static int64_t rowid_row(const struct rtree *rtree, size_t i, struct record *record)
{
    record_int(record, rtree->levels[0].first + rtree->leaf[i]);
    return rtree->boxes.items[i].id;
}

/* Every node but the root has one: the last node above whose cells begin at or before it. */
static int64_t parent_row(const struct rtree *rtree, size_t i, struct record *record)
{
    int64_t id = (int64_t)i + 2;
    size_t k, level = level_of(rtree, id, &k);
    const struct rtree_level *above = &rtree->levels[level + 1];
    size_t parent = ((k + 1) * above->n_nodes - 1) / rtree->levels[level].n_nodes;
    record_int(record, above->first + (int64_t)parent);
    return id;
}

/* Of one of the three tables. */
static size_t row_count(const struct rtree *rtree, enum rtree_table table)
{
    size_t nodes = 0;
    for (size_t level = 0; level < rtree->n_levels; level++)
        nodes += rtree->levels[level].n_nodes;
    if (table == RTREE_ROWID || nodes == 0)
        return rtree->boxes.n;
    return table == RTREE_NODE ? nodes : nodes - 1;
}

/* Piece k of n of one table: ids ascend from piece to piece. */
bool rtree_make(const struct rtree *rtree, enum rtree_table table, size_t k, size_t n,
                struct record *scratch, struct leaves *leaves)
{
    static int64_t (*const rows[])(const struct rtree *, size_t, struct record *) = {
        [RTREE_NODE] = node_row, [RTREE_ROWID] = rowid_row, [RTREE_PARENT] = parent_row};
    size_t total = row_count(rtree, table);
    leaves_clear(leaves, true);
    for (size_t i = total * k / n; i < total * (k + 1) / n; i++) {
        if (!record_begin(scratch, SHADOW_COLUMNS))
            return false;
        record_null(scratch); /* the id: it is the row's number */
        int64_t id = rows[table](rtree, i, scratch);
        if (leaves_add(leaves, id, scratch) != LEAVES_OK)
            return false;
    }
    return leaves_close(leaves) == LEAVES_OK;
}

/* ---- the virtual table -------------------------------------------------------------------- */

/* The page where the shadow table begins, from sqlite_schema. */
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

/* SQLite makes the tables, empty; their rows are put by us. */
int rtree_create(sqlite3 *db, const char *table, const char *geometry_column, struct rtree *rtree)
{
    static const char *const names[] = {
        [RTREE_NODE] = "node", [RTREE_ROWID] = "rowid", [RTREE_PARENT] = "parent"};
    char *sql = sqlite3_mprintf("CREATE VIRTUAL TABLE main.\"rtree_%w_%w\" "
                                "USING rtree(id, minx, maxx, miny, maxy)",
                                table, geometry_column);
    int code = sql != NULL ? sqlite3_exec(db, sql, NULL, NULL, NULL) : SQLITE_NOMEM;
    sqlite3_free(sql);
    for (size_t i = 0; i < RTREE_TABLES && code == SQLITE_OK; i++)
        code = find_root(db, table, geometry_column, names[i], &rtree->tables[i].root);
    return code;
}
