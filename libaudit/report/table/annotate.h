/* SPDX-License-Identifier: MIT
 *
 * The columns added to a user's table: which ones (annotate_columns.c), their cells
 * (annotate_cells.c), and the rows (annotate.c). */
#ifndef RASIF_REPORT_ANNOTATE_H
#define RASIF_REPORT_ANNOTATE_H

#include "report/table/tables.h"

/* In which tables a column is. */
enum column_where {
    ALWAYS,
    JUDGED_LINES, /* of roles that are judged and have a length        */
    IN_PARTS,     /* of crossings, where some are drawn in parts       */
    OF_KINDS,     /* of kerbs, obstacles, seats, destinations          */
    OF_SIDES,     /* of what runs along a street                       */
    ARABIC,       /* where there are Arabic names                      */
    LINES,        /* of the walking network                            */
    FULL_LINES,   /* the same, --columns full                          */
    FULL_STREETS, /* of streets, --columns full                        */
    REACH,        /* of streets or the network, with destinations      */
    REACH_LINES,  /* of the network, with destinations                 */
    FULL_REACH,   /* as REACH, --columns full                          */
    WHERE_COUNT
};

#define NO_SEGMENT SIZE_MAX

/* What a row's rules come to. */
struct compliance {
    rasif_outcome outcome;
    unsigned n_fail, n_unknown, n_pass;
    size_t worst_rule; /* SIZE_MAX = none */
    bool applies;
};

/* Lines of the network that a row is, found once for all its columns. */
struct row_lines {
    bool found;
    struct network_lines own, repaired;
};

/* One cell that is being made, of a table with a role or of audit_segments; `out` is null when a
 * column's function is called. */
struct added_cell {
    const struct run *run;
    const struct annotation *annotation; /* NULL of segments                                   */
    const struct feature_table *table;   /* of segments only                                   */
    enum role role;                      /* of a segment ROLE_STREET                           */
    size_t own;                          /* the feature                                        */
    size_t row;      /* the row judged for it: of features on one line, or of a segment, the first */
    size_t segment;  /* NO_SEGMENT of elements                                                 */
    size_t at;       /* row or segment, in the arrays below                                    */
    struct score *const *scores;         /* [profiles] each; NULL where nothing is judged      */
    struct score *const *left, *const *right; /* NULL but of streets and segments              */
    size_t profile;                      /* of the column                                      */
    enum field_id field;                 /* of the column                                      */
    bool summed;                         /* is `compliance` known?                             */
    struct compliance compliance;
    struct row_lines lines;
    struct cell_scratch *scratch;
    struct cell *out;
};

/* A row of columns_added.def, or of columns_profile.def, whose name and aliases are endings. */
struct added_column {
    struct view_column column;
    void (*show)(struct added_cell *c);
    enum column_where where;
};
/* Rows of the two lists, counted by the preprocessor. */
#define ADDED_COLUMN(...) +1
enum {
    ADDED_COLUMNS = 0
#include "report/table/columns_added.def"
    ,
    PROFILE_COLUMNS = 0
#include "report/table/columns_profile.def"
};
#undef ADDED_COLUMN
extern const struct added_column added_columns[ADDED_COLUMNS];
extern const struct added_column profile_columns[PROFILE_COLUMNS];

/* What a column of a table shows. */
struct added_use {
    void (*show)(struct added_cell *c);
    size_t profile;
    enum field_id field; /* of added_measure */
};
void added_cell_make(struct added_cell *c, const struct added_use *use, struct cell *out);

/* Functions of columns that audit_segments has too, and of rasif_m_ columns. */
void added_class(struct added_cell *c);
void added_compliance(struct added_cell *c);
void added_n_fail(struct added_cell *c);
void added_n_unknown(struct added_cell *c);
void added_n_pass(struct added_cell *c);
void added_worst_rule(struct added_cell *c);
void added_measure(struct added_cell *c);

/* One row of a source table: which element it became. */
struct row_ref {
    uint32_t row;
    uint8_t role;
};

struct from_fields; /* whose values may not be surveyed: annotate_from.c */

struct annotation {
    const struct run *run;
    const struct from_fields *from[ROLE_COUNT][ELEMENT_COUNT]; /* of roles in the table */
    struct added_use *uses;
    const struct row_ref *refs; /* NULL: one role, rows first, first + 1, ... */
    enum role role;
    size_t first;
};

/* Columns being put together; `failed` = memory ran out. */
struct column_builder {
    const struct sentences *sentences;
    struct arena *arena;
    struct view_column *columns;
    struct added_use *uses;
    size_t n, capacity;
    bool failed;
};
/* Adds the columns of one profile whose place is there[column_where]. */
void annotate_profile(struct column_builder *builder, const struct profile *profile, size_t number,
                      const bool there[WHERE_COUNT]);
/* Adds one column. */
void annotate_add(struct column_builder *builder, struct view_column column, struct added_use use);
/* Which columns of profiles a table has. */
struct profile_wants {
    bool full;    /* --columns full              */
    bool lines;   /* lines of the network        */
    bool streets; /* streets                     */
    bool reach;   /* one of both, and there are destinations */
};
void annotate_there(const struct profile_wants *wants, bool there[WHERE_COUNT]);
/* Fills out->from[role]. */
MUST bool annotate_from(const struct run *run, enum role role, struct arena *arena,
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
