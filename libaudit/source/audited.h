/* SPDX-License-Identifier: MIT
 *
 * What an earlier audit left in an input, recognised by names. No function fails. */
#ifndef RASIF_SOURCE_AUDITED_H
#define RASIF_SOURCE_AUDITED_H

#include "source/gpkg.h"

/* Is this the name of a table that audits write? Letter case is ignored. */
bool audited_table_name(const char *name);
/* Is this the name of a table that 'rasif merge' writes? Such tables are carried, and have no role. */
bool merged_table_name(const char *name);
/* Is this the name of a column that audits add to tables? A user's column may begin with "rasif_",
 * too: it is one only if the rest is one of the names that audits use. */
bool audited_column_name(const char *name);
/* Did an audit add columns to the table? It has the three that every such table gets. */
bool audited_table(const struct gpkg_table *table);

#endif
