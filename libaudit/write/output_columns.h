/* SPDX-License-Identifier: MIT
 *
 * The columns of one table of the output, and the SQL texts for them, collected column by
 * column. */
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
    bool own_key;    /* a view whose rows are numbered: its own key finds our rows              */
};

void table_columns_begin(struct table_columns *all, struct output *o);
void table_columns_end(struct table_columns *all);
/* An INTEGER PRIMARY KEY of that name. */
void table_columns_add_key(struct table_columns *all, const char *name);
/* Adds the columns of the source, without those of an earlier audit. A user's column that is named
 * like one of `view` (may be NULL) gets another name and a diagnostic. Errors name `what`.
 * RASIF_E_OUTPUT, RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status table_columns_add_source(struct output *o, const struct source *source,
                                      const struct view *view, struct table_columns *all,
                                      const char *what, rasif_error *err);
void table_columns_add_view(struct table_columns *all, const struct view *view);

/* Has the view a column of that name? Letter case is ignored; `view` may be NULL. */
bool view_has_column(const struct view *view, const char *name);
/* `name`, or `name_2`, `name_3`, ...: the first that neither the source nor the view has. `own`:
 * the source has `name` itself, so a number is needed. *out lives in the output's arena. */
rasif_status output_free_column_name(struct output *o, const struct source *source,
                                     const struct view *view, const char *name, bool own,
                                     const char **out, rasif_error *err);

#endif
