/* SPDX-License-Identifier: MIT
 *
 * Rows of the output's tables: see fill.h.
 *
 * Algorithm: a part is PART_ROWS consecutive rows of the view, or of the source between the ids of
 * two such rows. Cells of the source are copied byte by byte into SQLite records (record.h), cells
 * of the view are made and appended, records go to leaves of a b-tree (leaves.h). Rows of the view
 * are found by id: mostly it is the row after the last one, else a binary search. Parts have fixed
 * bounds, so any thread can build any part. Cost: one copy per cell. */
#include "write/fill.h"

#include "geo/wkb.h"

#include <iconv.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- geometries --------------------------------------------------------------------------- */

/* Notes the box of a geometry, from its header or its coordinates. A header that contradicts itself
 * is not indexed: its box would hide the feature. */
static MUST bool note_box(struct part *part, int64_t id, const void *blob, size_t length)
{
    double box[4];
    if (length == 0 || !wkb_envelope(blob, length, box))
        return true;
    if (!isfinite(box[0]) || !isfinite(box[1]) || !isfinite(box[2]) || !isfinite(box[3]) ||
        box[0] > box[1] || box[2] > box[3])
        return true;
    if (!part->has_box)
        memcpy(part->box, box, sizeof part->box);
    part->has_box = true;
    part->box[0] = fmin(part->box[0], box[0]);
    part->box[1] = fmax(part->box[1], box[1]);
    part->box[2] = fmin(part->box[2], box[2]);
    part->box[3] = fmax(part->box[3], box[3]);
    return rtree_add(&part->boxes, id, box);
}

/* Bytes 4 to 7 of the header, in the byte order its flags name (OGC 12-128r18, 2.1.3.1.1). */
static void write_srs_id(unsigned char *blob, size_t length, int32_t srs_id)
{
    if (length < 8 || blob[0] != 'G' || blob[1] != 'P')
        return;
    uint32_t bits = (uint32_t)srs_id;
    bool little = (blob[3] & 1) != 0;
    for (unsigned i = 0; i < 4; i++)
        blob[4 + i] = (unsigned char)(bits >> (little ? 8 * i : 24 - 8 * i));
}

/* ---- cells -------------------------------------------------------------------------------- */

/* Notes a cell that its column's declared type does not allow. Texts in another encoding are
 * checked by storage class only. */
static MUST bool note_invalid_cell(const struct filler *filler, const struct fill *fill,
                                   const struct fill_column *column, struct part *part, int64_t id,
                                   const struct raw_cell *cell)
{
    bool number = cell->type == SQLITE_INTEGER || cell->type == SQLITE_FLOAT;
    bool readable = cell->type != SQLITE_TEXT || filler->encoding == SQLITE_UTF8;
    if (readable ? column_domain_accepts(&column->domain, cell->type,
                                         cell->type == SQLITE_INTEGER ? cell->is.integer : 0,
                                         number ? NULL : cell->is.bytes, number ? 0 : cell->length)
                 : (column->domain.classes >> cell->type & 1) != 0)
        return true;
    struct invalid_cell invalid_cell = {id, (uint32_t)(column - fill->columns),
                                        (uint8_t)cell->type};
    return PUSH(part->invalid, part->n_invalid, part->invalid_capacity, invalid_cell);
}

/* Storage class and bytes stay as they are in the source, whatever the declared type. */
static inline void add_source_cell(struct record *record, const struct fill *fill,
                                   const struct fill_column *column, const struct raw_cell *cell,
                                   struct part *part, int64_t id)
{
    switch (cell->type) {
    case SQLITE_INTEGER:
        record_int(record, cell->is.integer);
        return;
    case SQLITE_FLOAT:
        record_real(record, cell->is.real, column->real);
        return;
    case SQLITE_TEXT:
        record_bytes(record, cell->is.bytes, cell->length, true);
        return;
    case SQLITE_BLOB: {
        unsigned char *at = record_bytes(record, cell->is.bytes, cell->length, false);
        if (column->from != FILL_GEOMETRY || at == NULL)
            return;
        record->failed = !note_box(part, id, at, cell->length);
        if (fill->rewrite_srs)
            write_srs_id(at, cell->length, fill->srs_id);
        return;
    }
    default:
        record_null(record);
    }
}

/* One of our texts in UTF-16, to free; bytes that are not UTF-8 become U+FFFD. NULL: out of memory,
 * or iconv does not know the encoding. */
static char *encode_utf16(int encoding, const char *text, size_t length, size_t *out)
{
    bool little = encoding == SQLITE_UTF16LE;
    iconv_t convert = iconv_open(little ? "UTF-16LE" : "UTF-16BE", "UTF-8");
    if (convert == (iconv_t)-1)
        return NULL;
    char *units = malloc(2 * length + 2), *to = units, *from = (char *)(uintptr_t)text;
    size_t left = length, room = 2 * length + 2;
    while (units != NULL && left > 0)
        if (iconv(convert, &from, &left, &to, &room) == (size_t)-1 && left > 0) {
            *to++ = little ? '\xFD' : '\xFF';
            *to++ = little ? '\xFF' : '\xFD';
            room -= 2;
            from++;
            left--;
        }
    *out = (size_t)(to - units);
    iconv_close(convert);
    return units;
}

/* Texts of ours are UTF-8 and are converted where the output is not. */
static inline void add_view_cell(struct record *record, int encoding,
                                 const struct fill_column *column, const struct cell *cell,
                                 struct part *part, int64_t id)
{
    switch (cell->type) {
    case CELL_NULL:
        record_null(record);
        return;
    case CELL_INT:
        record_int(record, cell->integer);
        return;
    case CELL_REAL:
        record_real(record, cell->real, column->real);
        return;
    case CELL_TEXT:
        if (encoding == SQLITE_UTF8) {
            record_bytes(record, cell->bytes, cell->length, true);
        } else {
            size_t length = 0;
            char *units = encode_utf16(encoding, cell->bytes, cell->length, &length);
            record->failed = record->failed || units == NULL;
            record_bytes(record, units, length, true);
            free(units);
        }
        return;
    case CELL_BLOB:
        record_bytes(record, cell->bytes, cell->length, false);
        if (column->from == FILL_VIEW_GEOMETRY && !note_box(part, id, cell->bytes, cell->length))
            record->failed = true;
        return;
    }
}

/* Makes all cells of the view's row at once where the view can; else each cell is made when its
 * column comes. */
static MUST bool prepare_view_cells(struct filler *filler, const struct view *view, size_t row)
{
    if (!array_reserve(&filler->cells, &filler->cell_capacity, view->n_columns,
                       sizeof *filler->cells))
        return false;
    if (view->row != NULL)
        view_row(view, row, &filler->scratch, filler->cells);
    return true;
}

/* ---- rows --------------------------------------------------------------------------------- */

/* A view without ids numbers its rows from 1. */
static int64_t row_id(const struct view *view, size_t row)
{
    return view->row_ids != NULL ? view->row_ids[row] : (int64_t)row + 1;
}

/* The view's row with that id, SIZE_MAX = none. Ids mostly come in order: the row after the last
 * one found is tried first, else a binary search over the ids, which ascend. */
static size_t find_view_row(struct filler *filler, const struct view *view, int64_t id)
{
    size_t low = filler->hint, high = view->n_rows;
    if (low >= high || row_id(view, low) != id)
        for (low = 0; low < high;) {
            size_t middle = low + (high - low) / 2;
            if (row_id(view, middle) < id)
                low = middle + 1;
            else
                high = middle;
        }
    if (low >= view->n_rows || row_id(view, low) != id)
        return SIZE_MAX;
    filler->hint = low + 1;
    return low;
}

/* The key's cell is null: SQLite takes the value from the row's number. Cells that their column's
 * type does not allow are noted, and written all the same. */
static void add_source_cells(const struct filler *filler, const struct fill *fill, int64_t id,
                             const struct raw_cell *source, struct part *part,
                             struct record *record)
{
    for (size_t i = 0; i < fill->n_columns && fill->columns[i].from < FILL_VIEW; i++) {
        const struct fill_column *column = &fill->columns[i];
        if (column->from == FILL_KEY) {
            record_null(record);
            continue;
        }
        const struct raw_cell *cell = &source[column->index];
        add_source_cell(record, fill, column, cell, part, id);
        if (cell->type != SQLITE_NULL && !note_invalid_cell(filler, fill, column, part, id, cell))
            record->failed = true;
    }
}

/* A record may end early: columns of ours that it leaves out read as NULL, as after ALTER TABLE ADD
 * COLUMN (most of a junction in audit_sides). Columns of the source are always written out, because
 * their default is unknown here. */
static void add_view_cells(struct filler *filler, const struct fill *fill, int64_t id, size_t row,
                           struct part *part, struct record *record)
{
    const struct view *view = fill->view;
    size_t shown = record->n_types;
    for (size_t i = fill->n_columns - view->n_columns; i < fill->n_columns; i++) {
        const struct fill_column *column = &fill->columns[i];
        struct cell *cell = &filler->cells[column->index];
        if (view->row == NULL)
            view->cell(view, row, (size_t)column->index, &filler->scratch, cell);
        add_view_cell(record, filler->encoding, column, cell, part, id);
        shown = cell->type != CELL_NULL ? record->n_types : shown;
    }
    record->n_types = shown;
}

/* One row as an SQLite record. `source`: the cells of the source; `row`: the view's row, SIZE_MAX =
 * nulls. The record is a local copy: the compiler would else assume that written bytes may be its
 * own members. */
static bool build_record(struct filler *filler, const struct fill *fill, int64_t id,
                         const struct raw_cell *source, size_t row, struct part *part)
{
    if (!record_begin(&filler->record, fill->n_columns))
        return false;
    struct record record = filler->record;
    add_source_cells(filler, fill, id, source, part, &record);
    if (row != SIZE_MAX)
        add_view_cells(filler, fill, id, row, part, &record);
    filler->record = record;
    return !record.failed && !filler->scratch.failed;
}

/* Ids that do not ascend would break the b-tree: refused, with the name of the table. */
static rasif_status append_row(struct filler *filler, const struct fill *fill, int64_t id,
                               const struct raw_cell *source, size_t row, struct part *part,
                               rasif_error *err)
{
    if ((row != SIZE_MAX && !prepare_view_cells(filler, fill->view, row)) ||
        !build_record(filler, fill, id, source, row, part))
        return fail_memory(err);
    switch (leaves_add(&part->leaves, id, &filler->record)) {
    case LEAVES_OK:
        part->n_rows++;
        part->last_id = id;
        return RASIF_OK;
    case LEAVES_ORDER:
        return fail(err, RASIF_E_OUTPUT, "%s: ids do not ascend at %lld", fill->query.what,
                    (long long)id);
    default:
        return fail_memory(err);
    }
}

/* ---- parts -------------------------------------------------------------------------------- */

/* An empty view still has one part: an empty table needs a root page, too. 0: the source has no ids
 * to cut at. */
size_t fill_count_parts(const struct fill *fill)
{
    if (fill->query.select != NULL && !fill->query.ranged)
        return 0;
    return fill->view->n_rows > 0 ? (fill->view->n_rows + PART_ROWS - 1) / PART_ROWS : 1;
}

/* `restart`: leaves begin anew; else they continue the b-tree of the part before. The memory of a
 * part is kept for the next one. */
static void part_clear(struct part *part, bool restart)
{
    leaves_clear(&part->leaves, restart);
    part->boxes.n = 0;
    part->n_rows = 0;
    part->n_invalid = 0;
    part->n_lost = 0;
    part->has_box = part->last = false;
}

/* A source row whose id does not ascend, or lies before the part: only damaged pages cause that.
 * With --allow-damaged it is counted as lost. */
static rasif_status refuse_or_skip_row(const struct fill *fill, int64_t id, struct part *part,
                                       rasif_error *err)
{
    if (!fill->lenient)
        return fail(err, RASIF_E_DATA,
                    "%s: %s is damaged: its ids do not ascend at %lld; repair it, or add "
                    "--allow-damaged to go on with what can be read",
                    fill->query.named, fill->query.what, (long long)id);
    part->n_lost++;
    return RASIF_OK;
}

/* Part k of the source: from the id of its first row in the view (part 0: from the least id) up to
 * the next part's. Rows that the view lacks lie between. */
static rasif_status add_source_rows(struct filler *filler, const struct fill *fill, size_t k,
                                    struct part *part, rasif_error *err)
{
    const struct view *view = fill->view;
    bool ranged = fill->query.ranged, last = !ranged || (k + 1) * PART_ROWS >= view->n_rows;
    int64_t from = ranged && k > 0 ? row_id(view, k * PART_ROWS) : INT64_MIN;
    int64_t to = last ? INT64_MAX : row_id(view, (k + 1) * PART_ROWS) - 1;
    enum fill_step step = FILL_ROW;
    struct fill_row row;
    TRY(fill_source_begin(&filler->source, &fill->query, from, to, err));
    filler->hint = ranged ? k * PART_ROWS : filler->hint;
    while (ranged || part->n_rows < (int64_t)PART_ROWS) {
        rasif_status status = fill_source_next(&filler->source, &step, &row, err);
        if (status == RASIF_E_DATA && fill->lenient) {
            part->n_lost++;
            step = FILL_END;
        } else if (status != RASIF_OK) {
            return status;
        }
        if (step == FILL_END)
            break;
        if (step == FILL_RESTART) {
            part_clear(part, true);
            continue;
        }
        if (row.id < from || (part->leaves.any && row.id <= part->leaves.last_id)) {
            TRY(refuse_or_skip_row(fill, row.id, part, err));
            continue;
        }
        size_t of_view =
            view != NULL && row.keyed ? find_view_row(filler, view, row.key) : SIZE_MAX;
        TRY(append_row(filler, fill, row.id, row.cells, of_view, part, err));
    }
    part->last = step == FILL_END;
    return RASIF_OK;
}

/* A part of the source continues the b-tree of the part before when it is not ranged: one thread
 * then builds all parts in order. */
rasif_status fill_build_part(struct filler *filler, const struct fill *fill, size_t k,
                             struct part *part, rasif_error *err)
{
    part_clear(part, k == 0 || fill->query.select == NULL || fill->query.ranged);
    if (fill->query.select != NULL) {
        TRY(add_source_rows(filler, fill, k, part, err));
    } else {
        const struct view *view = fill->view;
        size_t end = (k + 1) * PART_ROWS < view->n_rows ? (k + 1) * PART_ROWS : view->n_rows;
        for (size_t row = k * PART_ROWS; row < end; row++)
            TRY(append_row(filler, fill, row_id(view, row), NULL, row, part, err));
    }
    return leaves_close(&part->leaves) == LEAVES_OK ? RASIF_OK : fail_memory(err);
}

void part_free(struct part *part)
{
    leaves_free(&part->leaves);
    rtree_boxes_free(&part->boxes);
    free(part->invalid);
}

void filler_free(struct filler *filler)
{
    fill_source_free(&filler->source);
    record_free(&filler->record);
    cell_scratch_free(&filler->scratch);
    free(filler->cells);
    *filler = (struct filler){0};
}
