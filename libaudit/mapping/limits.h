/* SPDX-License-Identifier: MIT
 *
 * What a number of a field can be at all, and the numbers that stand for "missing". Generous: this
 * catches slips of unit and key, it judges nothing. */
#ifndef RASIF_MAPPING_LIMITS_H
#define RASIF_MAPPING_LIMITS_H

#include "table/schema.h"

/* Physically possible? `value` in the field's unit; infinities never are. */
bool limits_accept(enum field_id field, double value);
/* The least and the greatest of them; *most is 1e6 and *least 0 where no limit is known. */
void limits_of(enum field_id field, double *least, double *most);
/* Does `raw`, as written and before any conversion, stand for "missing"? */
bool limits_is_sentinel(enum field_id field, double raw);

#endif
