/* SPDX-License-Identifier: MIT
 *
 * Layers of proposals that rasif draft wrote, and which of their rows are read. A row is *answered* when somebody
 * changed its status, in its own table or in a survey that rasif merge took back: it is there, or it is known not to
 * be. */
#ifndef RASIF_READ_PROPOSED_H
#define RASIF_READ_PROPOSED_H

#include "read/input_parts.h"

/* What the lines of such a layer are proposed as; ROLE_NONE = it is another table. */
enum role proposed_role(const struct gpkg_table *table);
/* *where gets SQL for the rows that are answered, in inputs->arena; *answered gets how many of them there are. Sets
 * table->n_proposed, the number of the others. RASIF_E_IO, RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status proposed_answered(struct inputs *inputs, struct input_table *table, const char **where, size_t *answered,
                               rasif_error *err);

#endif
