/* SPDX-License-Identifier: MIT
 *
 * Statements with conditions and expressions that a user wrote: they can read one table and call
 * functions, and nothing else. */
#ifndef RASIF_READ_GUARD_H
#define RASIF_READ_GUARD_H

#include "read/binding.h"

/* Prepares `head` FROM-clause WHERE (`condition`) `tail` so that it can read this table and call
 * functions, and nothing else; `condition` may be NULL. With `lenient`, columns the table has not
 * read as null (and join its list of absent columns). `reads` (NULL allowed) gets the names of the
 * columns that are there and are read, "a, b". An SQLite code; the connection holds the message. */
int prepare_guarded(struct inputs *inputs, struct input_table *table, const char *head,
                    const char *condition, const char *tail, bool lenient, struct text *reads,
                    sqlite3_stmt **out);

/* The same by another connection to the table's file. */
int prepare_guarded_by(sqlite3 *db, struct inputs *inputs, struct input_table *table,
                       const char *head, const char *condition, const char *tail, bool lenient,
                       struct text *reads, sqlite3_stmt **out);

/* The same to try what a user wrote: no column is absent with impunity. */
int prepare_strictly(struct inputs *inputs, struct input_table *table, const char *head,
                     const char *condition, const char *tail, struct text *reads,
                     sqlite3_stmt **out);

#endif
