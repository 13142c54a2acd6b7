/* SPDX-License-Identifier: MIT
 *
 * What an earlier audit left in an input, known by its names. */
#ifndef RASIF_SOURCE_AUDITED_H
#define RASIF_SOURCE_AUDITED_H

#include "source/gpkg.h"

/* Is this the name of a table that audits write? Letter case counts for nothing. */
bool audited_table_name(const char *name);
/* Is this the name of a column that audits add to tables? Names of the user's may begin with "rasif_" as
 * well. */
bool audited_column_name(const char *name);
/* Did an audit add columns to the table? It has the three that every such table gets. */
bool audited_table(const struct gpkg_table *table);

#endif
