/* SPDX-License-Identifier: MIT
 *
 * Statements with conditions and expressions that a user wrote: they can read one table and call
 * functions, and nothing else. */
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

/* The same by another connection to the table's file. */
int mapping_sql_prepare_on(sqlite3 *db, struct inputs *inputs, struct input_table *table,
                           const char *head, const char *condition, const char *tail, bool lenient,
                           struct text *reads, sqlite3_stmt **out);

/* The same to try what a user wrote: no column is absent with impunity. */
int mapping_sql_prepare_strict(struct inputs *inputs, struct input_table *table, const char *head,
                               const char *condition, const char *tail, struct text *reads,
                               sqlite3_stmt **out);

#endif
