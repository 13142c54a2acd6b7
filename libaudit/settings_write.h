/* SPDX-License-Identifier: MIT
 *
 * The report "project": see settings_write.c. */
#ifndef RASIF_SETTINGS_WRITE_H
#define RASIF_SETTINGS_WRITE_H

#include "audit.h"

/* Appends a project file in YAML to `out`: what was recognised as comments, the inputs and options
 * of the audit, every other option as a comment. The audit must be open; paths are written as its
 * options have them. Reads the inputs once. RASIF_E_IO, RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status settings_write(const struct rasif_audit *audit, struct text *out, rasif_error *err);

#endif
