/* SPDX-License-Identifier: MIT
 *
 * Does a layer entry of a mapping file fit a table: by the table's name, its columns or its type?
 * Tables are indices into inputs.tables. Private to recognise*.c. */
#ifndef RASIF_READ_RECOGNISE_LAYER_H
#define RASIF_READ_RECOGNISE_LAYER_H

#include "read/input_parts.h"

/* Does the entry name tables or columns? Else it only adds fields to tables that are recognised
 * anyway. */
bool layer_is_located(const struct layer_map *layer);
/* The nearest file of the chain `mapping` that says where to find the role; NULL = none does. */
const struct mapping *layer_locating_file(const struct mapping *mapping, enum role role);
/* The first entry of a file that adds to the role without saying where it is; NULL = none.
 * `mapping` may be NULL. */
const struct layer_map *layer_find_unlocated(const struct mapping *mapping, enum role role);

/* Does an entry of `mapping` name the table? Presets match with wildcards. */
bool layer_names_table(const struct inputs *inputs, const struct mapping *mapping,
                       const struct layer_map *layer, size_t table);
/* Is it an entry "*", and can the table's geometries have its role? */
bool layer_fits_any_table(const struct inputs *inputs, const struct layer_map *layer, size_t table);
/* Has the table all columns of `has:`? False when the entry has none. */
bool layer_has_columns(const struct inputs *inputs, const struct layer_map *layer, size_t table);
/* Is a table of that name called like the role itself: "ramps", "ramp", "Ramps"? */
bool table_is_called_like(const char *name, enum role role);

#endif
