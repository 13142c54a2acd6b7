/* SPDX-License-Identifier: MIT
 *
 * Layers of proposals that rasif draft wrote, and which of their rows are confirmed. */
#ifndef RASIF_READ_PROPOSED_H
#define RASIF_READ_PROPOSED_H

#include "read/input_parts.h"

/* SQL: the row is confirmed. */
#define PROPOSED_CONFIRMED "status IS NULL OR lower(trim(status)) <> 'proposed'"

/* What the lines of such a layer are proposed as; ROLE_NONE = it is another table. */
enum role proposed_role(const struct gpkg_table *table);
/* Sets table->n_proposed. RASIF_E_IO, RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status proposed_count(struct inputs *inputs, struct input_table *table, size_t *confirmed, rasif_error *err);

#endif
