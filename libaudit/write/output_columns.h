/* SPDX-License-Identifier: MIT
 *
 * The columns of one table of the output, and the statements for them, put together column by column. */
#ifndef RASIF_WRITE_OUTPUT_COLUMNS_H
#define RASIF_WRITE_OUTPUT_COLUMNS_H

#include "write/output_job.h"

struct table_columns {
    sqlite3_str *declared; /* columns of the CREATE TABLE */
    sqlite3_str *values;   /* of the SELECT               */
    const char **names;    /* heap; of the values          */
    size_t n_values, name_capacity;
    struct fill_column *columns; /* heap */
    size_t n, capacity;
    struct arena *arena;
    bool failed;
    const char *key; /* column that is the key in its place; NULL = one of ours is put first */
    char *id;        /* SQL of the feature id: s."fid", s.rowid, ...                         */
    bool numbered;   /* rows without such an id: they are counted                              */
    bool own_key;    /* of a view whose rows are counted: its key tells which are ours          */
};

void table_columns_begin(struct table_columns *all, struct output *o);
void table_columns_end(struct table_columns *all);
/* An INTEGER PRIMARY KEY of that name. */
void table_columns_add_key(struct table_columns *all, const char *name);
/* Columns of the source but those that `view` (may be NULL) replaces: what an earlier audit added. One of the
 * user's that is called like one of the view's gets another name, and is told. */
rasif_status table_columns_add_source(struct output *o, const struct source *source,
                                      const struct view *view, struct table_columns *all,
                                      const char *what, rasif_error *err);
void table_columns_add_view(struct table_columns *all, const struct view *view);

/* Has the view such a column? Letter case counts for nothing; `view` may be NULL. */
bool view_has_column(const struct view *view, const char *name);
/* `name`, or with the least number behind it that makes it one which neither the source nor the view
 * has; `own` = the source has the name itself. Into the arena. */
rasif_status output_free_column_name(struct output *o, const struct source *source,
                                     const struct view *view, const char *name, bool own,
                                     const char **out, rasif_error *err);

#endif
