/* SPDX-License-Identifier: MIT
 *
 * Crossing points that are only a node of a crossing line (decision 0007): the line is judged, and
 * gets what the point says and it does not. Out: scope "node", values of origin "linked". */
#include "link/link.h"

#include "geo/grid.h"
#include "geo/line.h"

static bool is_line(const struct elements *elements, size_t row)
{
    return elements->shapes.kind[row] == SHAPE_LINE;
}

struct node_search {
    const struct store *store;
    double x, y;
    uint32_t line; /* nearest crossing line so far */
    double distance_m;
};

static bool try_line(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct node_search *search = user;
    const struct elements *crossings = &search->store->tables[ROLE_CROSSING];
    if (!is_line(crossings, item.row) || crossings->scope[item.row] != SCOPE_YES)
        return true;
    struct foot foot;
    segment_foot(a, b, search->x, search->y, &foot);
    if (foot.distance_m < search->distance_m) {
        search->distance_m = foot.distance_m;
        search->line = item.row;
    }
    return true;
}

/* What the node says and the line does not: a value copied to fill a gap has origin "linked". */
static rasif_status copy_values(struct store *store, size_t from, size_t to, rasif_error *err)
{
    struct elements *crossings = &store->tables[ROLE_CROSSING];
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct column *column = crossings->columns[f];
        if (column == NULL || f == F_id || f == F_street_id || f == F_length_m)
            continue;
        bool copied = false;
        switch (fields[f].type) {
        case VALUE_REAL:
            if ((copied = isnan(column_real(column, to)) && !isnan(column_real(column, from))))
                column_set_real(column, to, column_real(column, from));
            break;
        case VALUE_CLASS:
            if ((copied = column->code[to] == 0 && column->code[from] != 0))
                column->code[to] = column->code[from];
            break;
        case VALUE_LIST:
            if ((copied = column->list[to] == 0 && column->list[from] != 0))
                column->list[to] = column->list[from];
            break;
        case VALUE_TEXT:
            if ((copied = column->text[to] == 0 && column->text[from] != 0))
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
        struct node_search search = {store, xy[0], xy[1], NO_ROW, LINK_NODE_M};
        double box[4] = {xy[0] - LINK_NODE_M, xy[1] - LINK_NODE_M, xy[0] + LINK_NODE_M,
                         xy[1] + LINK_NODE_M};
        grid_query(grid, box, scratch, try_line, &search);
        if (search.line == NO_ROW)
            continue;
        crossings->scope[row] = SCOPE_NODE;
        TRY(copy_values(store, row, search.line, err));
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
