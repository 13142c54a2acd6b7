/* SPDX-License-Identifier: MIT
 *
 * The catalog of an input in another encoding: its definitions and the tables that the writer
 * joins. */
#ifndef RASIF_WRITE_OUTPUT_CATALOG_H
#define RASIF_WRITE_OUTPUT_CATALOG_H

#include "write/output_job.h"

/* Makes an SQLite file at `path` whose texts are UTF-8: the definitions of the input's tables,
 * views and indexes; no rows but those of the tables that the writer joins (contents, geometry
 * columns, reference systems, extensions, styles). RASIF_E_IO, RASIF_E_DATA: the input;
 * RASIF_E_OUTPUT: the new file. */
rasif_status output_write_catalog(struct output *o, size_t input, const char *path,
                                  rasif_error *err);

#endif
