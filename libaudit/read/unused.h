/* SPDX-License-Identifier: MIT
 *
 * Columns that no binding reads, and what their names may have meant. */
#ifndef RASIF_READ_UNUSED_H
#define RASIF_READ_UNUSED_H

#include "read/input_parts.h"

/* Appends the names of the table's columns that no binding reads, neither key nor geometry, in
 * their order, separated by `between`, at most `most`. `out` may be NULL. Returns how many there
 * are. */
size_t unused_columns(const struct inputs *inputs, const struct input_table *table,
                      const char *between, size_t most, struct text *out);
/* R409: columns whose names are cut; R408: columns of a native table that are not read, but called
 * nearly like a field of its role that is not there. RASIF_E_MEMORY, or words.yaml is broken. */
rasif_status diagnose_columns(struct inputs *inputs, const struct store *store, size_t source,
                              struct diagnostics *diagnostics, rasif_error *err);
/* Is column `i` of the table one of those? */
bool column_is_unused(const struct inputs *inputs, const struct input_table *table, size_t i);
/* Does some binding read this column? */
bool column_is_used(const struct inputs *inputs, const struct input_table *table,
                    const char *column);
/* The field of the role that a column's name fits best by data/words.yaml, else by the names of
 * fields themselves, FIELD_NONE = none; `*how` = 3 it is that word, 2 the word is a whole part of it,
 * or it is nearly a field's own name, 1 it begins with the word. */
enum field_id words_field(const struct yaml_node *words, enum role role, const char *column,
                          int *how);
/* Parses data/words.yaml into `arena`. RASIF_E_MEMORY; RASIF_E_RULE: the file is broken. */
rasif_status word_list_read(struct arena *arena, const struct yaml_node **out, rasif_error *err);

#endif
