/* SPDX-License-Identifier: MIT
 *
 * The columns added to a user's table: which ones (annotate_columns.c), and their cells
 * (annotate.c). */
#ifndef RASIF_REPORT_ANNOTATE_H
#define RASIF_REPORT_ANNOTATE_H

#include "report/table/tables.h"

enum column_kind {
    COLUMN_ID,
    COLUMN_ROLE,
    COLUMN_PART_OF,
    COLUMN_SCOPE,
    COLUMN_KIND,
    COLUMN_NAME,
    COLUMN_NAME_AR,
    COLUMN_SIDE,
    COLUMN_CLASS,
    COLUMN_COMPLIANCE,
    COLUMN_N_FAIL,
    COLUMN_N_UNKNOWN,
    COLUMN_N_PASS,
    COLUMN_WORST_RULE,
    COLUMN_INSIDE,
    COLUMN_FROM,
    COLUMN_LENGTH,
    COLUMN_SCORE, /* the first of SCORE_COLUMNS, which stand together for each profile */
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

#define SCORE_COLUMNS (COLUMN_GRADE - COLUMN_SCORE + 1)

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

struct from_fields; /* whose values may not be surveyed: annotate_from.c */

struct annotation {
    const struct run *run;
    const struct from_fields *from[ROLE_COUNT][ELEMENT_COUNT]; /* of roles in the table */
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
/* What a table holds and what is asked of it. */
struct wanted_columns {
    bool full;    /* --columns full              */
    bool lines;   /* lines of the network        */
    bool streets; /* streets                     */
    bool reach;   /* one of both, and there are destinations */
};
/* Adds the columns of one profile. */
void annotate_profile(struct column_builder *builder, const struct profile *profile, size_t number,
                      const struct wanted_columns *wanted);
/* Adds one column. */
void annotate_add(struct column_builder *builder, const char *name, const char *type, const char *en,
                  const char *ar, struct column_use use);
/* COLUMN_SCORE .. COLUMN_GRADE of a score: all of them, out[SCORE_COLUMNS], and one. */
void cells_of_score(const struct score *score, struct cell *out);
void cell_of_score(enum column_kind kind, const struct score *score, struct cell *out);
/* Lines of the network that a row is, found once for all its columns. */
struct row_lines {
    bool found;
    struct network_lines own, repaired;
};
/* COLUMN_ISLAND .. COLUMN_UNLOCKS_STREETS of a row; `lines` is {0} at first. */
void cell_network(const struct run *run, const struct column_use *use, enum role role, size_t row,
                  struct row_lines *lines, struct cell *out);
/* COLUMN_REACH .. COLUMN_DETOUR of an answer. */
void cell_answer(enum column_kind kind, const struct reach_answer *answer, struct cell *out);
/* Fills out->from[role]; false when memory is out. */
bool annotate_from(const struct run *run, enum role role, struct arena *arena,
                   struct annotation *out);
/* The cell of rasif_from; null where nothing is to tell. */
void cell_from(const struct annotation *a, enum role role, size_t row,
               struct cell_scratch *scratch, struct cell *out);
/* At most so many columns are added to the source, whatever its rows hold; known when layers are
 * recognised. */
size_t annotate_most(const struct run *run, const struct source *source);
/* Adds every column that the options ask for on this source. */
void annotate_columns(struct column_builder *builder, const struct run *run,
                      const struct source *source);

#endif
