/* SPDX-License-Identifier: MIT
 *
 * Features that are in no input, as if they were: what a plan builds anew (docs/plan.md). */
#ifndef RASIF_READ_EXTRA_ROWS_H
#define RASIF_READ_EXTRA_ROWS_H

#include "table/store.h"

struct extra_value {
    enum field_id field;
    double real;   /* VALUE_REAL, in the field's unit */
    uint32_t mask; /* VALUE_CLASS and VALUE_LIST: bits of codes */
    const char *text; /* VALUE_TEXT; borrowed */
};

struct extra_row {
    uint8_t role;
    size_t source; /* whose feature it would be */
    uint32_t first_point, n_points; /* of extra_rows.xy; one point: a point, more: a line */
    uint32_t first_value, n_values; /* of extra_rows.values */
};

struct extra_rows {
    struct extra_row *items; /* by role, then source */
    size_t n, capacity;
    double *xy; /* in the coordinate system of the row's source */
    size_t n_points, point_capacity;
    struct extra_value *values;
    size_t n_values, value_capacity;
};

/* Appends the rows to the tables of their roles, after all others, in their order: after reading, before
 * any other stage. A value whose field has no column is left out. RASIF_E_MEMORY. */
rasif_status extra_rows_append(const struct extra_rows *rows, struct store *store, rasif_error *err);
/* Appends points (x, y interleaved) to rows->xy. */
MUST bool extra_rows_add_points(struct extra_rows *rows, const double *xy, size_t n);
void extra_rows_free(struct extra_rows *rows);

#endif
