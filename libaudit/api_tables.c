/* SPDX-License-Identifier: MIT
 *
 * Tables of a finished audit, cell by cell. In: an audit. Out: names, types and cells. A table is a
 * view (table/view.h): cells are made when they are read, under the audit's lock. All of a table at
 * once: api_arrow.c. */
#include "api_tables.h"

#include "geo/crs.h"
#include "geo/wkb.h"
#include "report/belongs.h"

#include <stdio.h>
#include <string.h>

/* ---- which tables ---- */

/* Names are those of the output's tables: audit_* or an annotated layer. The table is the audit's.
 * NULL: no such table, or the audit was not run. */
const rasif_table *rasif_audit_table(const rasif_audit *audit, const char *name)
{
    if (audit == NULL || name == NULL)
        return NULL;
    for (size_t i = 0; i < audit->n_public_tables; i++)
        if (strcmp(audit->public_tables[i].view->name, name) == 0)
            return &audit->public_tables[i];
    return NULL;
}

size_t rasif_audit_table_count(const rasif_audit *audit)
{
    return audit != NULL ? audit->n_public_tables : 0;
}

const rasif_table *rasif_audit_table_at(const rasif_audit *audit, size_t index)
{
    return index < rasif_audit_table_count(audit) ? &audit->public_tables[index] : NULL;
}

const char *rasif_table_name(const rasif_table *table)
{
    return table != NULL ? table->view->name : NULL;
}

/* ---- rows and columns ---- */

/* NULL counts as an empty table, so that callers need no check. */
size_t rasif_table_rows(const rasif_table *table)
{
    return table != NULL ? table->view->n_rows : 0;
}

/* NULL counts as an empty table. */
size_t rasif_table_columns(const rasif_table *table)
{
    return table != NULL ? table->view->n_columns : 0;
}

/* NULL: no such column. */
const char *rasif_table_column_name(const rasif_table *table, size_t column)
{
    return column < rasif_table_columns(table) ? table->view->columns[column].name : NULL;
}

/* A linear search: there are at most some hundred columns. */
size_t rasif_table_column(const rasif_table *table, const char *name)
{
    for (size_t i = 0; name != NULL && i < rasif_table_columns(table); i++)
        if (strcmp(table->view->columns[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

/* From the type that the column is declared with in SQL (report/table/columns.h). */
rasif_type rasif_table_column_type(const rasif_table *table, size_t column)
{
    if (column >= rasif_table_columns(table))
        return RASIF_TYPE_NONE;
    if (column == table->view->geometry_column)
        return RASIF_TYPE_GEOMETRY;
    const char *declared = table->view->columns[column].type;
    return strcmp(declared, "INTEGER") == 0 ? RASIF_TYPE_INTEGER
           : strcmp(declared, "REAL") == 0  ? RASIF_TYPE_REAL
                                            : RASIF_TYPE_TEXT;
}

int64_t table_fid(const rasif_table *table, size_t row)
{
    return table->view->row_ids != NULL ? table->view->row_ids[row] : (int64_t)row + 1;
}

/* Rows of an input table that an audit annotates have the ids of its features. */
bool rasif_table_fid(const rasif_table *table, size_t row, int64_t *out)
{
    if (row >= rasif_table_rows(table))
        return false;
    if (out != NULL)
        *out = table_fid(table, row);
    return true;
}

/* ---- cells ---- */

/* false: no such cell, or null; a cell that memory did not suffice for is null, and the audit
 * remembers it. Its bytes are the scratch's, or the table's. */
static bool read_cell(const rasif_table *table, size_t column, size_t row,
                      struct cell_scratch *scratch, struct cell *cell)
{
    if (column >= rasif_table_columns(table) || row >= rasif_table_rows(table))
        return false;
    audit_lock(table->audit);
    table->view->cell(table->view, row, column, scratch, cell);
    if (scratch->failed) {
        table->audit->cell_lost = true;
        cell_null(cell);
    }
    audit_unlock(table->audit);
    return cell->type != CELL_NULL;
}

/* Text is never converted: "1,5" means different numbers in different places. */
bool rasif_table_real(const rasif_table *table, size_t column, size_t row, double *out)
{
    struct cell_scratch scratch = {.slot = CRS_SLOT_TABLES};
    struct cell cell;
    bool good = read_cell(table, column, row, &scratch, &cell) &&
                (cell.type == CELL_REAL || cell.type == CELL_INT);
    if (good && out != NULL)
        *out = cell.type == CELL_REAL ? cell.real : (double)cell.integer;
    cell_scratch_free(&scratch);
    return good;
}

/* The column decides: a REAL column may hold a whole number as an integer (cell_fixed). */
bool rasif_table_integer(const rasif_table *table, size_t column, size_t row, int64_t *out)
{
    struct cell_scratch scratch = {.slot = CRS_SLOT_TABLES};
    struct cell cell;
    bool good = rasif_table_column_type(table, column) == RASIF_TYPE_INTEGER &&
                read_cell(table, column, row, &scratch, &cell) && cell.type == CELL_INT;
    if (good && out != NULL)
        *out = cell.integer;
    cell_scratch_free(&scratch);
    return good;
}

/* Like snprintf: the whole length is returned, SIZE_MAX for null, and the buffer gets as many whole
 * UTF-8 characters as fit. */
size_t rasif_table_text(const rasif_table *table, size_t column, size_t row, char *buffer, size_t capacity)
{
    struct cell_scratch scratch = {.slot = CRS_SLOT_TABLES};
    struct cell cell;
    char number[32];
    size_t length = SIZE_MAX;
    if (buffer == NULL)
        capacity = 0;
    if (capacity > 0)
        buffer[0] = '\0';
    if (read_cell(table, column, row, &scratch, &cell) && cell.type != CELL_BLOB) {
        const char *text = cell.bytes;
        length = cell.length;
        if (cell.type != CELL_TEXT) {
            length = cell.type == CELL_REAL ? number_format(number, cell.real)
                                            : (size_t)snprintf(number, sizeof number, "%lld", (long long)cell.integer);
            text = number;
        }
        utf8_copy(buffer, capacity, text, length);
    }
    cell_scratch_free(&scratch);
    return length;
}

bool rasif_audit_cell_lost(const rasif_audit *audit)
{
    if (audit == NULL)
        return false;
    audit_lock(audit);
    bool lost = audit->cell_lost;
    audit_unlock(audit);
    return lost;
}

/* ---- geometries ---- */

bool table_has_input_geometry(const rasif_table *table)
{
    return table->source != SIZE_MAX &&
           table->audit->store.sources[table->source].geometry_column != NULL;
}

const char *rasif_table_geometry_name(const rasif_table *table)
{
    if (table == NULL)
        return NULL;
    if (table_has_input_geometry(table))
        return table->audit->store.sources[table->source].geometry_column;
    return rasif_table_column_name(table, table->view->geometry_column);
}

/* All audit_* tables have the system of one source (crs_source). */
const char *rasif_table_crs(const rasif_table *table)
{
    if (rasif_table_geometry_name(table) == NULL)
        return NULL;
    size_t source = table->source != SIZE_MAX ? table->source : crs_source(&table->audit->run);
    return source != SIZE_MAX ? inputs_crs(table->audit->inputs, source) : NULL;
}

void cell_to_wkb(struct cell *cell)
{
    size_t from = cell->type == CELL_BLOB ? wkb_offset((const unsigned char *)cell->bytes, cell->length) : 0;
    if (from == 0) {
        cell_null(cell);
        return;
    }
    cell->bytes += from;
    cell->length -= from;
}

rasif_status table_input_wkb(const rasif_table *table, struct input_geometry *geometry, size_t row,
                             struct cell *out, rasif_error *err)
{
    const unsigned char *blob;
    size_t length;
    cell_null(out);
    TRY(input_geometry_find(geometry, table_fid(table, row), &blob, &length, err));
    if (blob != NULL)
        *out = (struct cell){.type = CELL_BLOB, .bytes = (const char *)blob, .length = length};
    cell_to_wkb(out);
    return RASIF_OK;
}

/* The geometry column of the view; null without one. RASIF_E_MEMORY. */
static rasif_status read_view_wkb(const rasif_table *table, size_t row, struct cell_scratch *scratch,
                                  struct cell *out, rasif_error *err)
{
    const struct view *view = table->view;
    cell_null(out);
    if (view->geometry_column < view->n_columns)
        view->cell(view, row, view->geometry_column, scratch, out);
    cell_to_wkb(out);
    return scratch->failed ? fail_memory(err) : RASIF_OK;
}

/* The statement on the input is kept for the next row, and belongs to the audit: tables are const to
 * callers only. */
static rasif_status read_wkb(const rasif_table *table, size_t row, struct cell_scratch *scratch,
                             struct cell *out, rasif_error *err)
{
    if (!table_has_input_geometry(table))
        return read_view_wkb(table, row, scratch, out, err);
    struct rasif_table *own = &table->audit->public_tables[table - table->audit->public_tables];
    if (own->geometry == NULL)
        TRY(input_geometry_open(table->audit->inputs, table->source, &own->geometry, err));
    return table_input_wkb(table, own->geometry, row, out, err);
}

/* Bytes are copied under the lock, because the input's next row replaces them. */
rasif_status rasif_table_geometry(const rasif_table *table, size_t row, void *buffer, size_t capacity,
                                  size_t *length, rasif_error *err)
{
    REFUSE_NULL(table, err);
    REFUSE_NULL(length, err);
    if (row >= rasif_table_rows(table))
        return fail(err, RASIF_E_ARGUMENT, "rasif_table_geometry: row is %zu, but %s has %zu rows", row,
                    table->view->name, table->view->n_rows);
    struct cell_scratch scratch = {.slot = CRS_SLOT_TABLES};
    struct cell cell;
    audit_lock(table->audit);
    rasif_status status = read_wkb(table, row, &scratch, &cell, err);
    if (status == RASIF_OK) {
        *length = cell.type == CELL_BLOB ? cell.length : SIZE_MAX;
        if (cell.type == CELL_BLOB && buffer != NULL && cell.length <= capacity)
            memcpy(buffer, cell.bytes, cell.length);
    }
    audit_unlock(table->audit);
    cell_scratch_free(&scratch);
    return status;
}
