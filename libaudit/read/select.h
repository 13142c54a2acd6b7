/* SPDX-License-Identifier: MIT
 *
 * The statement that gives the rows of a table, and which of them come at once. */
#ifndef RASIF_READ_SELECT_H
#define RASIF_READ_SELECT_H

#include "read/input_parts.h"

#define BATCH_ROWS 4096

/* How the rows of a table are asked for. Columns of the statement before the selected ones: */
enum { SELECT_KEY, SELECT_GEOMETRY, SELECT_FIRST };
struct table_select {
    struct input_table *table;
    const struct source *source;
    struct binding *bindings; /* of the table */
    size_t n_conditions;      /* the first bindings have one, in columns SELECT_FIRST...; 0 when it
                                 went into WHERE */
    const char *head, *tail;  /* of the statement, around FROM; parameters :rasif_first and
                                 :rasif_last are the least and the greatest key, if `ranged` */
    const char *only;         /* the condition in WHERE, or NULL */
    int walked;               /* column with the kind of a row that no binding takes; 0 = none */
    const char *bound;        /* if `ranged`: the greatest of BATCH_ROWS keys from ?1 on */
    bool ranged;              /* the key is SQLite's rowid: any range of it is found at once */
    const char **page_columns; /* [n_page_columns] the columns of the statement behind the key, if
                                 they are nothing else (sqlitefile/plain.h); else NULL */
    size_t n_page_columns;
};
/* Also tells the readers of the table's bindings where in the statement their columns stand. */
rasif_status table_select(struct inputs *inputs, const struct wanted *wanted, size_t source,
                          const struct store *store, struct table_select *out, rasif_error *err);
/* The preset's `walked`, where the table has any of its columns; else NULL. */
const char *walked_kind(struct inputs *inputs, struct input_table *table);
/* The rows there are at most, as far as that can be told at once; else 0. */
size_t table_select_row_bound(const struct table_select *select, const struct input_file *file);

#endif
