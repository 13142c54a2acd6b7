/* SPDX-License-Identifier: MIT
 * Small tables kept as cells: see tables.h. */
#include "report/table/tables.h"

#include <string.h>

struct cell_table {
    struct view view;
    struct arena *arena;
    struct cell *cells;
    size_t n_cells, capacity;
};

static void table_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct cell_table *table = view->user;
    (void)scratch;
    *out = table->cells[row * view->n_columns + column];
}

struct cell_table *cell_table_new(struct arena *arena, const char *name,
                                  const struct view_column *columns, size_t n_columns)
{
    struct cell_table *table = ARENA_NEW(arena, struct cell_table);
    if (table == NULL)
        return NULL;
    table->arena = arena;
    table->view = (struct view){.name = name, .columns = columns, .n_columns = n_columns,
                                .cell = table_cell, .user = table, .geometry_column = SIZE_MAX};
    return table;
}

/* The array doubles inside the arena: what it leaves behind is at most as much again. */
static bool make_room(struct cell_table *table, size_t wanted)
{
    if (wanted <= table->capacity)
        return true;
    size_t capacity = wanted < 64 ? 64 : 2 * wanted;
    struct cell *cells = ARENA_ARRAY(table->arena, capacity, struct cell);
    if (cells == NULL)
        return false;
    if (table->n_cells > 0)
        memcpy(cells, table->cells, table->n_cells * sizeof *cells);
    table->cells = cells;
    table->capacity = capacity;
    return true;
}

bool cell_table_add(struct cell_table *table, const struct cell *cells)
{
    size_t n = table->view.n_columns;
    if (!make_room(table, table->n_cells + n))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct cell cell = cells[i];
        if (cell.type == CELL_TEXT || cell.type == CELL_BLOB) {
            cell.bytes = arena_strndup(table->arena, cell.bytes, cell.length);
            cell.lasting = true;
            if (cell.bytes == NULL)
                return false;
        }
        table->cells[table->n_cells + i] = cell;
    }
    table->n_cells += n;
    table->view.n_rows++;
    return true;
}

const struct view *cell_table_view(struct cell_table *table)
{
    return &table->view;
}
