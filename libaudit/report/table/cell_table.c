/* SPDX-License-Identifier: MIT
 * Small tables kept as cells: see tables.h. */
#include "report/table/tables.h"

#include <string.h>

/* Rows of cells, one behind the other. The view shows one column per translated text;
 * view_in_languages then makes a column of each language of it. */
struct cell_table {
    struct view view;
    struct arena *arena;
    struct cell *cells;
    size_t n_cells, capacity;
    size_t row_cells;         /* of one row                                     */
    const size_t *first_cell; /* of each column; a translated one has one per language */
};

/* A translated cell is that of the language in the scratch. */
static void table_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct cell_table *table = view->user;
    size_t at = row * table->row_cells + table->first_cell[column];
    *out = table->cells[view->columns[column].translated ? at + language_of(scratch->language) : at];
}

/* NULL when memory is out; `columns` are borrowed. Without rows. */
struct cell_table *cell_table_new(struct arena *arena, const char *name,
                                  const struct view_column *columns, size_t n_columns)
{
    struct cell_table *table = ARENA_NEW(arena, struct cell_table);
    size_t *first_cell = ARENA_ARRAY(arena, n_columns + 1, size_t);
    if (table == NULL || first_cell == NULL)
        return NULL;
    /* Where the cells of each column begin within a row. */
    first_cell[0] = 0;
    for (size_t i = 0; i < n_columns; i++)
        first_cell[i + 1] = first_cell[i] + (columns[i].translated ? LANGUAGE_COUNT : 1);
    table->first_cell = first_cell;
    table->row_cells = first_cell[n_columns];
    table->arena = arena;
    table->view = (struct view){.name = name, .columns = columns, .n_columns = n_columns,
                                .cell = table_cell, .user = table, .geometry_column = SIZE_MAX};
    return table;
}

/* One cell for each language, with the first language where a text is missing. */
void cell_phrase(struct cell *out, struct phrase phrase)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        cell_text(&out[l], phrase_in(phrase, languages[l].code));
}

/* The array doubles inside the arena: the arrays left behind take at most as much again. */
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

/* Texts are copied, so that callers free theirs. */
bool cell_table_add(struct cell_table *table, const struct cell *cells)
{
    size_t n = table->row_cells;
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
