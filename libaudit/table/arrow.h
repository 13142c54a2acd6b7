/* SPDX-License-Identifier: MIT
 *
 * Cells as columns of the Arrow C data interface: the structs of rasif.h, filled and released as
 * arrow.apache.org/docs/format/CDataInterface.html demands. One batch is one struct array, with a
 * child for each column.
 *
 * In: cells of a view (view.h). Out: structs that their consumer releases; they share no memory with
 * the view, nor with each other, so children may be moved out of their parent. Null cells are null
 * slots. A failure means that memory is out. */
#ifndef RASIF_TABLE_ARROW_H
#define RASIF_TABLE_ARROW_H

#include "base/status.h"
#include "table/view.h"

/* What the schema says about a column. Texts are copied. */
struct arrow_field {
    const char *name;
    rasif_type type;
    bool never_null;
    const char *extension; /* JSON behind the extension name "geoarrow.wkb"; NULL = a plain column */
};

/* A column of the batch that is being filled. Zero it before the first use. */
struct arrow_column {
    rasif_type type;
    size_t n, capacity; /* rows that it has, that it has room for          */
    size_t n_null;
    uint8_t *valid;     /* heap; a bit per row                             */
    void *values;       /* heap; int64_t, double, or the int32_t end of each row's bytes behind a 0 */
    char *bytes;        /* heap; of texts and geometries                   */
    size_t n_bytes, byte_capacity;
};

/* May a column of this type hold the cell? Every column may hold null. */
bool arrow_cell_fits(const struct cell *cell, rasif_type type);

/* Room for `capacity` rows, none filled; the column must be zero or freed. */
MUST bool arrow_column_begin(struct arrow_column *column, rasif_type type, size_t capacity);
/* Can the offsets of a text or geometry column count the bytes of one more cell? false: the cell is
 * too long, or its column is full. */
bool arrow_column_has_room(const struct arrow_column *column, const struct cell *cell);
/* Appends a cell that fits, below the capacity. All texts of a column together take less than 2^31
 * bytes: the caller ends the batch before. */
MUST bool arrow_column_add(struct arrow_column *column, const struct cell *cell);
void arrow_column_free(struct arrow_column *column);

/* Moves the columns, which have `n_rows` rows each, into a batch; they are zero afterwards, also on
 * failure. */
MUST bool arrow_batch_new(struct arrow_column *columns, size_t n_columns, size_t n_rows,
                          struct ArrowArray *out);
MUST bool arrow_schema_new(const struct arrow_field *fields, size_t n_fields, struct ArrowSchema *out);

#endif
