/* SPDX-License-Identifier: MIT
 *
 * The statement that reads the rows of a table, and how the table is cut into ranges of its key. */
#ifndef RASIF_READ_SELECT_H
#define RASIF_READ_SELECT_H

#include "read/input_parts.h"

#define BATCH_ROWS 4096

/* How the rows of a table are read. All texts live as long as the inputs. Columns of the statement
 * before the selected ones: */
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
/* Makes the SELECT of source `source` with the columns of wanted fields; sets `column`,
 * `reports_problems` and `counts` of the readers of its bindings. RASIF_E_MEMORY. */
rasif_status table_select(struct inputs *inputs, const struct wanted *wanted, size_t source,
                          const struct store *store, struct table_select *out, rasif_error *err);
/* The SQL of the preset's `walked`: the kind of a row without role that people walk on. NULL: the
 * preset has none, or the table none of its columns. */
const char *walked_kind(struct inputs *inputs, struct input_table *table);
/* Upper bound of the row count if it is cheap to find, else 0. */
size_t table_select_row_bound(const struct table_select *select, const struct input_file *file);

#endif
