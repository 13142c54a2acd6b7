/* SPDX-License-Identifier: MIT */
#ifndef RASIF_READ_MAPPING_TEXT_H
#define RASIF_READ_MAPPING_TEXT_H

#include "read/input_parts.h"

/* Fills inputs->mapping_text with the mapping in use: the user's file and the presets of all
 * sources with a role, each with its bases. `mapping_text.failed` = out of memory. */
void write_mapping_text(struct inputs *inputs, const struct store *store);

#endif
