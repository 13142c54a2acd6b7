/* SPDX-License-Identifier: MIT
 *
 * Crossing points that are a node of a crossing line (decisions 0007, 0230). The line is judged,
 * and gets the values that the point has and the line lacks. In: crossings. Out: scope "node" of
 * the points, values of origin "linked" on the lines.
 *
 * Algorithm: each point looks in a grid of crossing lines for the nearest within 1 m; it goes to
 * every line that is as near to the millimetre. Where several points belong to one line, the
 * worst value counts, in an order of values that does not depend on rows.
 *
 * Cost: one grid query per point; a sort of the pairs of line and point. */
#include "link/link.h"

#include "geo/grid.h"
#include "geo/line.h"

#include <stdlib.h>
#include <string.h>

static bool is_line(const struct elements *elements, size_t row)
{
    return elements->shapes.kind[row] == SHAPE_LINE;
}

#define SAME_M 0.001 /* no line is nearer than another by less */
#define MOST_LINES 16 /* that meet in one point; more are left out */

/* Two passes over the same grid: the distance of the nearest line, then all lines as near as
 * that. */
struct node_search {
    const struct store *store;
    double x, y;
    double distance_m; /* of the nearest crossing line so far */
    bool gather;       /* enters the lines that are as near */
    uint32_t lines[MOST_LINES];
    size_t n;
};

/* Lines beyond MOST_LINES are left out: no real place has so many. */
static void add_line(struct node_search *search, uint32_t row)
{
    for (size_t i = 0; i < search->n; i++)
        if (search->lines[i] == row)
            return;
    if (search->n < MOST_LINES)
        search->lines[search->n++] = row;
}

/* Keeps the nearest line, or in the second pass every line as near as that. */
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

/* ---- values of points ---------------------------------------------------------------------- */

/* Points and the lines that get their values. */
struct tellings {
    struct crossing_node *items;
    size_t n, capacity;
};

static int compare_tellings(const void *a, const void *b)
{
    const struct crossing_node *left = a, *right = b;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return left->point < right->point ? -1 : left->point > right->point;
}

/* Null in the way of the column's type. */
static bool says_nothing(const struct column *column, enum value_type type, size_t row)
{
    switch (type) {
    case VALUE_REAL:
        return isnan(column_real(column, row));
    case VALUE_CLASS:
        return column->code[row] == 0;
    case VALUE_LIST:
        return column->list[row] == 0;
    default:
        return column->text[row] == 0;
    }
}

/* An order of values that no row has a part in: < 0 where that of `a` comes first. */
static int compare_values(const struct store *store, enum field_id field, const struct column *column,
                          size_t a, size_t b)
{
    switch (fields[field].type) {
    case VALUE_REAL: {
        double left = column_real(column, a), right = column_real(column, b);
        return left < right ? -1 : left > right;
    }
    case VALUE_CLASS:
        return column->code[a] - column->code[b];
    case VALUE_TEXT:
        return strcmp(store_text(store, field, column->text[a]),
                      store_text(store, field, column->text[b]));
    default:
        return 0; /* lists are put together */
    }
}

/* The point whose value counts: the worst, of equally bad ones the first in the order of values.
 * NO_ROW where no point has a value, or where they differ and none is worse. */
static uint32_t worst_point(const struct store *store, enum field_id field, const struct column *column,
                            const struct crossing_node *of, size_t n)
{
    uint32_t worst = NO_ROW;
    for (size_t i = 0; i < n; i++) {
        uint32_t point = of[i].point;
        if (says_nothing(column, fields[field].type, point))
            continue;
        int order = worst == NO_ROW ? -1 : compare_values(store, field, column, point, worst);
        if (order != 0 && worst != NO_ROW && !part_has_worse(field))
            return NO_ROW;
        if (worst == NO_ROW || part_says_worse(store, field, worst, point) ||
            (order < 0 && !part_says_worse(store, field, point, worst)))
            worst = point;
    }
    return worst;
}

/* Copies values of points to the line where it has none, with origin "linked". A list gets the
 * members of all points. */
static rasif_status fill_line(struct store *store, const struct crossing_node *of, size_t n, rasif_error *err)
{
    struct elements *crossings = &store->tables[ROLE_CROSSING];
    uint32_t line = of[0].line;
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct column *column = crossings->columns[f];
        enum field_id field = (enum field_id)f;
        if (column == NULL || f == F_id || f == F_street_id || f == F_length_m ||
            !says_nothing(column, fields[f].type, line))
            continue;
        uint32_t worst = worst_point(store, field, column, of, n);
        if (worst == NO_ROW)
            continue;
        if (column_is_real(column))
            column_set_real(column, line, column_real(column, worst));
        else if (fields[f].type == VALUE_CLASS)
            column->code[line] = column->code[worst];
        else if (fields[f].type == VALUE_TEXT)
            column->text[line] = column->text[worst];
        for (size_t i = 0; fields[f].type == VALUE_LIST && i < n; i++)
            column->list[line] |= column->list[of[i].point];
        if (!column_origins(column))
            return fail_memory(err);
        column->origin[line] = ORIGIN_LINKED;
        column->derived = true;
    }
    return RASIF_OK;
}

/* Values go from points to lines field by field; only fields that a run reads exist.
 * RASIF_E_MEMORY. */
static rasif_status fill_lines(struct store *store, struct tellings *tellings, rasif_error *err)
{
    array_sort(tellings->items, tellings->n, sizeof *tellings->items, compare_tellings);
    for (size_t i = 0, end; i < tellings->n; i = end) {
        for (end = i; end < tellings->n && tellings->items[end].line == tellings->items[i].line;)
            end++;
        TRY(fill_line(store, tellings->items + i, end - i, err));
    }
    return RASIF_OK;
}

/* ---- which points, of which lines --------------------------------------------------------- */

/* Lists the pairs of line and point, and takes the points out of scope. RASIF_E_MEMORY. */
static rasif_status find_tellings(struct store *store, const struct grid *grid, struct grid_scratch *scratch,
                                  struct tellings *out, rasif_error *err)
{
    struct elements *crossings = &store->tables[ROLE_CROSSING];
    for (uint32_t row = 0; row < crossings->n; row++) {
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
        for (size_t i = 0; i < search.n; i++) {
            struct crossing_node telling = {search.lines[i], row};
            if (!PUSH(out->items, out->n, out->capacity, telling))
                return fail_memory(err);
        }
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

/* Keeps the pairs in the store, in the order in which they were found. RASIF_E_MEMORY. */
static rasif_status keep_nodes(struct store *store, const struct tellings *tellings, rasif_error *err)
{
    struct crossing_facts *facts = &store->crossings;
    facts->nodes = ARENA_ARRAY(&store->arena, tellings->n, struct crossing_node);
    if (facts->nodes == NULL)
        return fail_memory(err);
    if (tellings->n > 0)
        memcpy(facts->nodes, tellings->items, tellings->n * sizeof *facts->nodes);
    facts->n_nodes = tellings->n;
    return RASIF_OK;
}

/* Finds which points lie on which lines, then fills the lines. RASIF_E_MEMORY. */
static rasif_status fold_all_nodes(struct store *store, rasif_error *err)
{
    struct grid_scratch scratch = {0};
    struct tellings tellings = {0};
    struct grid *grid = grid_new(&store->tables[ROLE_CROSSING].shapes, NULL, LINK_NODE_M);
    if (grid == NULL)
        return fail_memory(err);
    rasif_status status = find_tellings(store, grid, &scratch, &tellings, err);
    if (status == RASIF_OK)
        status = keep_nodes(store, &tellings, err);
    if (status == RASIF_OK)
        status = fill_lines(store, &tellings, err);
    free(tellings.items);
    grid_free(grid);
    grid_scratch_free(&scratch);
    return status;
}

rasif_status link_crossing_nodes(struct store *store, rasif_error *err)
{
    return any_point(&store->tables[ROLE_CROSSING]) ? fold_all_nodes(store, err) : RASIF_OK;
}
