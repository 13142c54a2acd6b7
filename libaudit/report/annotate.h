/* SPDX-License-Identifier: MIT
 *
 * The columns added to a user's table: which ones (annotate_columns.c), and their cells
 * (annotate.c). */
#ifndef RASIF_REPORT_ANNOTATE_H
#define RASIF_REPORT_ANNOTATE_H

#include "report/tables.h"

enum column_kind {
    COLUMN_ID,
    COLUMN_ROLE,
    COLUMN_SCOPE,
    COLUMN_CLASS,
    COLUMN_COMPLIANCE,
    COLUMN_N_FAIL,
    COLUMN_N_UNKNOWN,
    COLUMN_N_PASS,
    COLUMN_WORST_RULE,
    COLUMN_INSIDE,
    COLUMN_FROM,
    COLUMN_LENGTH,
    COLUMN_SCORE,
    COLUMN_LOW,
    COLUMN_HIGH,
    COLUMN_COVERAGE,
    COLUMN_PASSABLE,
    COLUMN_GRADE,
    COLUMN_LEFT,
    COLUMN_RIGHT,
    COLUMN_ISLAND,
    COLUMN_ISLAND_HIGH,
    COLUMN_UNLOCKS,
    COLUMN_UNLOCKS_HIGH,
    COLUMN_UNLOCKS_STREETS,
    COLUMN_REACH,
    COLUMN_REACH_M,
    COLUMN_DETOUR,
    COLUMN_MEASURE
};

struct column_use {
    enum column_kind kind;
    size_t profile;
    enum field_id field;
};

/* One row of a source table: which element it became. */
struct row_ref {
    uint32_t row;
    uint8_t role;
};

struct annotation {
    const struct run *run;
    struct column_use *uses;
    const struct row_ref *refs; /* NULL: one role, rows first, first + 1, ... */
    enum role role;
    size_t first;
};

/* Columns being put together; `failed` = memory ran out. */
struct column_builder {
    struct arena *arena;
    struct view_column *columns;
    struct column_use *uses;
    size_t n, capacity;
    bool failed;
};
/* Adds every column that the options ask for on this source. */
void annotate_columns(struct column_builder *builder, const struct run *run,
                      const struct source *source);

#endif
