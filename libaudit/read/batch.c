/* SPDX-License-Identifier: MIT
 *
 * Some thousand rows of one table, read by one thread: see batch.h.
 *
 * Algorithm: for each row the first binding whose condition holds is found, then the geometry and
 * every field of that binding are appended to the batch's own column of the same kind as the
 * store's. Nothing is allocated per row: columns have room for BATCH_ROWS from the start, texts go
 * to one growing block. batch_append_to_store copies columns with memcpy, and translates the
 * numbers of deferred texts into offsets of the pool. Cost: O(rows x fields), one memcpy per column
 * and batch. */
#include "read/batch.h"

#include "geo/shapes.h"
#include "geo/wkb.h"
#include "read/implied.h"
#include "read/select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- tables and readers ------------------------------------------------------------------- */

/* A batch has exactly the columns of the store, so that append_column finds its counterpart without
 * looking names up. Tables that no input supplies get none. Batch_free is safe then. */
MUST bool batch_open(struct batch *batch, const struct store *store)
{
    *batch = (struct batch){0};
    batch->context =
        (struct cell_context){.arena = &batch->table_arena, .deferred = &batch->deferred};
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct elements *like = &store->tables[role];
        struct elements *e = &batch->tables[role];
        e->role = (enum role)role;
        e->shapes.keep_z = like->shapes.keep_z;
        if (!like->supplied)
            continue;
        if (!elements_grow(e, BATCH_ROWS))
            return false;
        for (int field = 0; field < FIELD_COUNT; field++) {
            if (like->columns[field] == NULL)
                continue;
            struct column *column = elements_add(e, &batch->arena, (enum field_id)field);
            if (column == NULL || (like->columns[field]->origin != NULL && !column_origins(column)))
                return false;
        }
        e->n = 0;
    }
    return true;
}

/* Threads count into copies of the readers; merge_counts adds the copies to the originals. Caches
 * are made when a first text is read. */
static bool copy_readers(struct arena *arena, struct field_binding *field)
{
    struct cell_reader *readers = ARENA_ARRAY(arena, field->n_readers, struct cell_reader);
    if (readers == NULL)
        return false;
    for (size_t i = 0; i < field->n_readers; i++) {
        struct cell_counts *total = field->readers[i].counts;
        struct cell_counts *counts = ARENA_NEW(arena, struct cell_counts);
        readers[i] = field->readers[i];
        readers[i].counts = counts;
        readers[i].total = total;
        if (counts == NULL ||
            (total->lint != NULL && (counts->lint = ARENA_NEW(arena, struct lint_sample)) == NULL))
            return false;
    }
    field->readers = readers;
    return true;
}

/* Keeps only wanted fields: fields that no rule reads cost nothing per row. */
static bool copy_fields(struct arena *arena, const bool wanted[FIELD_COUNT],
                        struct field_binding **list, size_t *n)
{
    struct field_binding *copies = ARENA_ARRAY(arena, *n, struct field_binding);
    size_t n_copies = 0;
    if (copies == NULL)
        return false;
    for (size_t f = 0; f < *n; f++)
        if (wanted[(*list)[f].field]) {
            copies[n_copies] = (*list)[f];
            if (!copy_readers(arena, &copies[n_copies++]))
                return false;
        }
    *list = copies;
    *n = n_copies;
    return true;
}

/* Readers hold caches of texts, so they are copied anew only when the table changes. */
bool batch_select_table(struct batch *batch, const struct table_select *select,
                        const struct wanted *wanted)
{
    if (batch->select == select)
        return true;
    arena_free(&batch->table_arena);
    batch->select = select;
    batch->bindings = ARENA_ARRAY(&batch->table_arena, select->table->n_bindings, struct binding);
    if (batch->bindings == NULL)
        return false;
    for (size_t i = 0; i < select->table->n_bindings; i++) {
        struct binding *b = &batch->bindings[i];
        *b = select->bindings[i];
        if (!copy_fields(&batch->table_arena, wanted->field[b->role], &b->fields, &b->n_fields))
            return false;
        for (int side = 0; side < 2; side++)
            if (!copy_fields(&batch->table_arena, wanted->field[ROLE_SIDEWALK],
                             &b->sides[side].fields, &b->sides[side].n_fields))
                return false;
    }
    return true;
}

/* ---- rows --------------------------------------------------------------------------------- */

/* A geometry in a TEXT cell is WKB that a program stored under the wrong storage class. */
static enum wkb_form geometry_form(const struct raw_cell *geometry)
{
    bool bytes = geometry->type == SQLITE_BLOB || geometry->type == SQLITE_TEXT;
    return bytes ? wkb_form((const unsigned char *)geometry->is.bytes, geometry->length)
                 : WKB_FORM_OTHER;
}

/* A row that people walk on and that has no role is counted by kind and geometry form (R407). */
static void defer_walked_note(struct batch *batch, const struct raw_cell *row)
{
    static const char *const forms[] = {"", " (point)", " (line)", " (line)", " (area)"};
    const struct raw_cell *kind = &row[batch->select->walked];
    char text[64];
    if (kind->type != SQLITE_TEXT)
        return;
    snprintf(text, sizeof text, "%.*s%s", (int)(kind->length < 50 ? kind->length : 50),
             (const char *)kind->is.bytes, forms[geometry_form(&row[SELECT_GEOMETRY])]);
    deferred_add_note(&batch->deferred, D_walked_not_read, NULL, text, batch->context.fid);
}

/* The binding whose condition the row fulfils, NULL = the row has no role. When two bindings of
 * different roles match, the first one wins and the conflict is a diagnostic. Conditions come as
 * cells of the statement, 0 or 1. */
static struct binding *find_binding_of_row(struct batch *batch, const struct raw_cell *row)
{
    const struct table_select *of = batch->select;
    const struct raw_cell *geometry = &row[SELECT_GEOMETRY];
    struct binding *found = NULL;
    for (size_t i = 0; i < of->n_conditions; i++) {
        struct binding *b = &batch->bindings[i];
        if (raw_integer(&row[SELECT_FIRST + i]) == 0 ||
            (b->checks_form && !binding_takes_form(b, geometry_form(geometry))))
            continue;
        if (found == NULL)
            found = b;
        else if (found->role != b->role && found->drawn <= DRAWN_LINES)
            deferred_add_note(&batch->deferred, D_role_conflict, NULL, roles[b->role].plural,
                              batch->context.fid);
    }
    if (found == NULL && of->table->n_bindings > of->n_conditions) {
        found = &batch->bindings[of->table->n_bindings - 1];
        if (found->checks_form && !binding_takes_form(found, geometry_form(geometry)))
            found = NULL;
    }
    return found;
}

/* The one place where a parsed value meets the typed arrays of a column. */
void column_set_parsed(struct column *column, size_t row, const struct parsed_value *value)
{
    switch (fields[column->field].type) {
    case VALUE_REAL:
        column_set_real(column, row, value->real);
        break;
    case VALUE_CLASS:
        column->code[row] = (uint8_t)value->code;
        break;
    case VALUE_LIST:
        column->list[row] = value->code;
        break;
    case VALUE_TEXT:
        column->text[row] = value->code;
        break;
    }
}

/* The first reader of the field that gives a value; NULL when none does. `derived` is set when a
 * value differs from what the cell stores. Readers behind it are not asked, so their counts are of
 * rows that needed them. */
static const struct cell_reader *first_known(struct batch *batch, const struct raw_cell *row,
                                             struct field_binding *field,
                                             struct parsed_value *value, bool *derived)
{
    for (size_t i = 0; i < field->n_readers; i++) {
        bool known = cell_read(&field->readers[i], row, &batch->context, value);
        *derived = *derived || value->derived;
        field->readers[i].counts->n_used += known;
        if (known)
            return &field->readers[i];
    }
    return NULL;
}

/* A field without a value gets the mapping's assumption, if there is one; origin "assumed". */
static void read_field(struct batch *batch, const struct raw_cell *row, struct field_binding *field,
                       struct column *column, size_t at)
{
    struct parsed_value value;
    const struct cell_reader *by = first_known(batch, row, field, &value, &column->derived);
    if (by == NULL && field->assume == NULL)
        return;
    if (by == NULL) {
        value = (struct parsed_value){.real = field->assume->real, .code = field->assume->code};
        column->derived = true;
    }
    column_set_parsed(column, at, &value);
    if (by == NULL || by->rule->assumed)
        column->origin[at] = ORIGIN_ASSUMED;
}

/* The sidewalks that the street in this row implies. A side has one when the street says so, or
 * says nothing about the side but gives a value for it. */
static bool read_implied_sides(struct batch *batch, const struct raw_cell *row,
                               struct binding *binding, size_t at)
{
    static const enum field_id said[2] = {F_sidewalk_left, F_sidewalk_right};
    struct implied *implied = &batch->implied;
    struct parsed_value value;
    bool derived = false;
    for (int side = 0; side < 2; side++) {
        const struct side_binding *of = &binding->sides[side];
        size_t first = implied->n_values;
        unsigned code = element_code(&batch->tables[ROLE_STREET], said[side], at);
        if (code != 0 && code != COVER_YES)
            continue;
        for (size_t f = 0; f < of->n_fields; f++) {
            const struct cell_reader *by =
                first_known(batch, row, &of->fields[f], &value, &derived);
            if (by != NULL &&
                !implied_add_value(implied, of->fields[f].field, &value, by->rule->assumed))
                return false;
        }
        if ((code == COVER_YES || implied->n_values > first) &&
            !implied_add_row(implied, (uint32_t)at, side, first))
            return false;
    }
    return true;
}

/* Geometries are decoded here, and here alone the reason of a failure is known: it is a diagnostic.
 * That a geometry is missing shows in its kind. */
static MUST bool append_geometry(struct batch *batch, const struct raw_cell *row,
                                 struct elements *elements)
{
    bool grown = true;
    char number[8];
    struct raw_cell cell = row[SELECT_GEOMETRY];
    const void *blob = NULL;
    size_t length = 0;
    if (cell.type == RAW_FAILED)
        return false;
    if (cell.type == SQLITE_TEXT || cell.type == SQLITE_BLOB) {
        blob = cell.is.bytes;
        length = cell.length;
    } else if (cell.type != SQLITE_NULL) { /* a number is not a geometry */
        blob = memset(number, 0, sizeof number);
        length = 1;
    }
    enum wkb_status status = wkb_append(&elements->shapes, blob, length, NULL, &grown);
    if (status != WKB_OK && status != WKB_NULL && status != WKB_EMPTY)
        deferred_add_note(
            &batch->deferred, status == WKB_TYPE ? D_geometry_not_supported : D_geometry_unreadable,
            batch->select->source->geometry_column, wkb_status_text(status), batch->context.fid);
    return grown;
}

/* One row into the table of its role. Rows without role are counted, if people walk on them. */
static MUST bool read_row(struct batch *batch, const struct raw_cell *row)
{
    batch->context.fid = raw_integer(&row[SELECT_KEY]);
    struct binding *binding = find_binding_of_row(batch, row);
    if (binding == NULL) {
        if (batch->select->walked != 0)
            defer_walked_note(batch, row);
        return true;
    }
    struct elements *elements = &batch->tables[binding->role];
    size_t at = elements->n;
    batch->context.missing = &binding->missing;
    elements->fid[at] = batch->context.fid;
    if (!append_geometry(batch, row, elements) ||
        (binding->drawn == DRAWN_RINGS && !shapes_fill_last(&elements->shapes)))
        return false;
    for (size_t f = 0; f < binding->n_fields; f++)
        read_field(batch, row, &binding->fields[f], elements->columns[binding->fields[f].field],
                   at);
    elements->n++;
    return (binding->role != ROLE_STREET || read_implied_sides(batch, row, binding, at)) &&
           !batch->deferred.failed;
}

/* Keys of a range ascend: `next` is the least key that may follow. */
void batch_begin_range(struct batch *batch, bool ordered, int64_t first)
{
    batch->ordered = ordered;
    batch->next = first;
    batch->full = false;
    batch->n_rows = batch->n_astray = 0;
}

/* Counts the row; false: its key does not ascend, which only damaged pages cause. */
static bool accept_key(struct batch *batch, int64_t key)
{
    if (batch->ordered && (batch->full || key < batch->next)) {
        batch->n_astray++;
        return false;
    }
    batch->n_rows++;
    batch->full = key == INT64_MAX;
    batch->next = batch->full ? key : key + 1;
    return true;
}

/* Cells are copied out of the statement once, so that read_row serves both a statement and
 * pages. */
int batch_read(struct batch *batch, sqlite3_stmt *rows)
{
    size_t n = (size_t)sqlite3_column_count(rows);
    int code = SQLITE_ROW;
    if (!array_reserve(&batch->row, &batch->row_capacity, n, sizeof *batch->row))
        return SQLITE_NOMEM;
    for (size_t i = 0; i < BATCH_ROWS && code == SQLITE_ROW; i++) {
        code = sqlite3_step(rows);
        if (code == SQLITE_ROW && !accept_key(batch, sqlite3_column_int64(rows, SELECT_KEY)))
            continue;
        for (size_t k = 0; k < n && code == SQLITE_ROW; k++)
            batch->row[k] = raw_cell(rows, (int)k, RAW_UTF8);
        if (code == SQLITE_ROW && !read_row(batch, batch->row))
            code = SQLITE_NOMEM;
    }
    return code;
}

/* More rows than BATCH_ROWS: the statement that found the range's end saw fewer, so the pages are
 * not trusted. */
enum pages_step batch_read_pages(struct batch *batch, struct plain *plain)
{
    enum pages_step step;
    const struct raw_cell *cells;
    while ((step = plain_next(plain, &cells)) == PAGES_ROW) {
        if (++batch->n_rows > BATCH_ROWS)
            return PAGES_UNSUPPORTED;
        if (!read_row(batch, cells))
            return PAGES_MEMORY;
    }
    return step;
}

/* The readers of the table have counted the discarded rows, so the next batch_select_table copies
 * them anew. */
void batch_discard(struct batch *batch)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        elements_clear(&batch->tables[role]);
        shapes_clear(&batch->tables[role].shapes);
    }
    implied_clear(&batch->implied);
    deferred_clear(&batch->deferred);
    batch->select = NULL; /* its readers have counted */
}

/* Frees everything, also a batch that batch_open left half made. */
void batch_free(struct batch *batch)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        shapes_free(&batch->tables[role].shapes);
        elements_free(&batch->tables[role]);
    }
    implied_free(&batch->implied);
    deferred_free(&batch->deferred);
    free(batch->row);
    arena_free(&batch->table_arena);
    arena_free(&batch->arena);
}
