/* SPDX-License-Identifier: MIT */
#ifndef RASIF_READ_STATED_CRS_H
#define RASIF_READ_STATED_CRS_H

#include "read/input_parts.h"

/* Applies --crs ("EPSG:N" or "LAYER=EPSG:N") to inputs->tables and store->sources.
 * RASIF_E_ARGUMENT: not of this form, no such layer, or no layer that needs it; RASIF_E_MEMORY. */
rasif_status state_crs(struct inputs *inputs, const rasif_options *options, struct store *store,
                       rasif_error *err);

#endif
