/* SPDX-License-Identifier: MIT
 *
 * Which preset fits a file (preset_match.c), and which table has which role (recognise.c). */
#ifndef RASIF_READ_RECOGNISE_H
#define RASIF_READ_RECOGNISE_H

#include "read/input_parts.h"

/* Sets `preset`, `sign_counts` and `certain` of every file, and inputs->presets. --preset and
 * `extends:` of the mapping file go before the columns of the file.
 * RASIF_E_RULE: there is no such preset; RASIF_E_MEMORY. */
rasif_status choose_presets(struct inputs *inputs, const rasif_options *options, rasif_error *err);

/* Fills inputs->bindings: role and condition, no columns yet. Marks roles and presets in
 * store->sources, `supplied` in store->tables, and the tags column of each table. Needs the result
 * of choose_presets. RASIF_E_ARGUMENT: an option names a table that is not there or has no
 * geometry; RASIF_E_RULE: the mapping file does; RASIF_E_MEMORY. */
rasif_status recognise(struct inputs *inputs, const rasif_options *options, struct store *store,
                       rasif_error *err);

#endif
