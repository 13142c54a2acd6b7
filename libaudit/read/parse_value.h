/* SPDX-License-Identifier: MIT */
#ifndef RASIF_READ_PARSE_VALUE_H
#define RASIF_READ_PARSE_VALUE_H

#include "read/cells.h"

/* The value that a text (not empty, `length` bytes, maybe without NUL) or a number has for the
 * reader's field, in the field's unit. The functions diagnose nothing: `note` of the result names
 * the problem, NO_NOTE = none. Texts go to context->deferred, which fails when memory is out. */
struct parsed_value parse_text_value(struct cell_reader *reader, struct cell_context *context,
                                     const char *text, size_t length);
struct parsed_value parse_number_value(struct cell_reader *reader, struct cell_context *context,
                                       double raw);

#endif
