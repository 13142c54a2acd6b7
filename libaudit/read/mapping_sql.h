/* SPDX-License-Identifier: MIT
 *
 * Statements with conditions and expressions from mapping files: they can read one table and call
 * functions, and nothing else. The caller finalizes the statement. */
#ifndef RASIF_READ_MAPPING_SQL_H
#define RASIF_READ_MAPPING_SQL_H

#include "read/input_parts.h"

/* Prepares `head` FROM-clause WHERE (`condition`) `tail` so that it can read this table and call
 * functions, and nothing else; `condition` may be NULL. With `lenient`, columns the table has not
 * read as null (and join its list of absent columns). `reads` (NULL allowed) gets the names of the
 * columns that are there and are read, "a, b". An SQLite code; the connection holds the message. */
int mapping_sql_prepare(struct inputs *inputs, struct input_table *table, const char *head,
                        const char *condition, const char *tail, bool lenient, struct text *reads,
                        sqlite3_stmt **out);

/* The same on another connection to the table's file, for a thread of its own. The table's list of
 * absent columns is shared: with `lenient` only one thread may prepare. */
int mapping_sql_prepare_on(sqlite3 *db, struct inputs *inputs, struct input_table *table,
                           const char *head, const char *condition, const char *tail, bool lenient,
                           struct text *reads, sqlite3_stmt **out);

/* The same for what a user wrote: absent columns are errors. SQLITE_ERROR: the connection has the
 * message; SQLITE_MISUSE: more than one statement. */
int mapping_sql_prepare_strict(struct inputs *inputs, struct input_table *table, const char *head,
                               const char *condition, const char *tail, struct text *reads,
                               sqlite3_stmt **out);

#endif
