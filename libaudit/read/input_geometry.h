/* SPDX-License-Identifier: MIT
 *
 * Geometries of a table of an input, found by the ids of their rows, as they stand in the file. They
 * are read in the transaction that the audit read its features in. */
#ifndef RASIF_READ_INPUT_GEOMETRY_H
#define RASIF_READ_INPUT_GEOMETRY_H

#include "read/input.h"

struct input_geometry;

/* For source `source`, which has a geometry column. One thread at a time may use the input's
 * connection. Free it before the inputs. RASIF_E_IO, RASIF_E_MEMORY. */
rasif_status input_geometry_open(const struct inputs *inputs, size_t source,
                                 struct input_geometry **out, rasif_error *err);
/* The blob of the row with that id, until the next call; *blob NULL: it is null, or there is no such
 * row. Ids that ascend are found fastest: one step along the table each. RASIF_E_DATA: the file is
 * damaged; RASIF_E_IO: it can't be read. */
rasif_status input_geometry_find(struct input_geometry *geometry, int64_t id,
                                 const unsigned char **blob, size_t *length, rasif_error *err);
/* NULL is fine. */
void input_geometry_close(struct input_geometry *geometry);

#endif
