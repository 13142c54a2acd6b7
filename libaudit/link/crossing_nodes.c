/* SPDX-License-Identifier: MIT
 *
 * Crossing points that are only a node of a crossing line (decisions 0007, 0230): the line is judged,
 * and gets what the point says and it does not; of several points the worse. A point where several lines
 * meet tells of each. Out: scope "node", values of origin "linked". */
#include "link/link.h"

#include "geo/grid.h"
#include "geo/line.h"

static bool is_line(const struct elements *elements, size_t row)
{
    return elements->shapes.kind[row] == SHAPE_LINE;
}

#define SAME_M 0.001 /* no line is nearer than another by less */
#define MOST_LINES 16 /* that meet in one point; more are left out */

struct node_search {
    const struct store *store;
    double x, y;
    double distance_m; /* of the nearest crossing line so far */
    bool gather;       /* enters the lines that are as near */
    uint32_t lines[MOST_LINES];
    size_t n;
};

static void add_line(struct node_search *search, uint32_t row)
{
    for (size_t i = 0; i < search->n; i++)
        if (search->lines[i] == row)
            return;
    if (search->n < MOST_LINES)
        search->lines[search->n++] = row;
}

static bool try_line(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct node_search *search = user;
    const struct elements *crossings = &search->store->tables[ROLE_CROSSING];
    if (!is_line(crossings, item.row) || crossings->scope[item.row] != SCOPE_YES)
        return true;
    struct foot foot;
    segment_foot(a, b, search->x, search->y, &foot);
    if (search->gather && foot.distance_m <= search->distance_m + SAME_M)
        add_line(search, item.row);
    else if (!search->gather && foot.distance_m < search->distance_m)
        search->distance_m = foot.distance_m;
    return true;
}

/* Did a point before this one lend the value, and says this one worse? */
static bool lends_worse(const struct store *store, int field, const struct column *column, size_t to,
                        size_t from)
{
    return column->origin != NULL && column->origin[to] == ORIGIN_LINKED &&
           part_says_worse(store, (enum field_id)field, to, from);
}

/* What the node says and the line does not: a value copied to fill a gap has origin "linked". */
static rasif_status copy_values(struct store *store, size_t from, size_t to, rasif_error *err)
{
    struct elements *crossings = &store->tables[ROLE_CROSSING];
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct column *column = crossings->columns[f];
        if (column == NULL || f == F_id || f == F_street_id || f == F_length_m)
            continue;
        bool worse = lends_worse(store, f, column, to, from), copied = false;
        switch (fields[f].type) {
        case VALUE_REAL:
            copied = !isnan(column_real(column, from)) && (worse || isnan(column_real(column, to)));
            if (copied)
                column_set_real(column, to, column_real(column, from));
            break;
        case VALUE_CLASS:
            if ((copied = column->code[from] != 0 && (worse || column->code[to] == 0)))
                column->code[to] = column->code[from];
            break;
        case VALUE_LIST:
            if ((copied = column->list[from] != 0 && column->list[to] == 0))
                column->list[to] = column->list[from];
            break;
        case VALUE_TEXT:
            if ((copied = column->text[from] != 0 && (worse || column->text[to] == 0)))
                column->text[to] = column->text[from];
            break;
        }
        if (!copied)
            continue;
        if (!column_origins(column))
            return fail_memory(err);
        column->origin[to] = ORIGIN_LINKED;
        column->derived = true;
    }
    return RASIF_OK;
}

static rasif_status fold_nodes(struct store *store, const struct grid *grid,
                               struct grid_scratch *scratch, rasif_error *err)
{
    struct elements *crossings = &store->tables[ROLE_CROSSING];
    for (size_t row = 0; row < crossings->n; row++) {
        if (crossings->shapes.kind[row] != SHAPE_POINT || crossings->scope[row] != SCOPE_YES)
            continue;
        const double *xy = crossings->shapes.xy +
                           2 * (size_t)crossings->shapes.point[crossings->shapes.part[row]];
        struct node_search search = {.store = store, .x = xy[0], .y = xy[1], .distance_m = LINK_NODE_M};
        double box[4] = {xy[0] - LINK_NODE_M, xy[1] - LINK_NODE_M, xy[0] + LINK_NODE_M,
                         xy[1] + LINK_NODE_M};
        grid_query(grid, box, scratch, try_line, &search);
        if (!(search.distance_m < LINK_NODE_M))
            continue;
        search.gather = true;
        grid_query(grid, box, scratch, try_line, &search);
        crossings->scope[row] = SCOPE_NODE;
        for (size_t i = 0; i < search.n; i++)
            TRY(copy_values(store, row, search.lines[i], err));
        diagnose(&store->diagnostics, D_crossing_node,
                 store->sources[element_source(crossings, row)].table, NULL, NULL,
                 &crossings->fid[row]);
    }
    return RASIF_OK;
}

/* A map has its crossings as points or as lines or both. */
static bool any_point(const struct elements *crossings)
{
    size_t row = 0;
    while (row < crossings->n && crossings->shapes.kind[row] != SHAPE_POINT)
        row++;
    return row < crossings->n;
}

static rasif_status fold_all_nodes(struct store *store, rasif_error *err)
{
    struct grid_scratch scratch = {0};
    struct grid *grid = grid_new(&store->tables[ROLE_CROSSING].shapes, NULL, LINK_NODE_M);
    if (grid == NULL)
        return fail_memory(err);
    rasif_status status = fold_nodes(store, grid, &scratch, err);
    grid_free(grid);
    grid_scratch_free(&scratch);
    return status;
}

rasif_status link_crossing_nodes(struct store *store, rasif_error *err)
{
    return any_point(&store->tables[ROLE_CROSSING]) ? fold_all_nodes(store, err) : RASIF_OK;
}
