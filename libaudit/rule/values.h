/* SPDX-License-Identifier: MIT
 *
 * The values of one element that is no row of a table: an example of a rule, a feature of an
 * annotated file, a ramp that no feature shows. slice_put makes it the only row of a slice. */
#ifndef RASIF_RULE_VALUES_H
#define RASIF_RULE_VALUES_H

#include "table/table.h"

#include <math.h>

struct values {
    double real[FIELD_COUNT];    /* in the field's unit; NaN = null */
    uint32_t mask[FIELD_COUNT];  /* CLASS: 1 << code; LIST: the mask; 0 = null */
    uint8_t origin[FIELD_COUNT]; /* enum origin */
};

/* Nothing is known. */
static inline void values_clear(struct values *values)
{
    *values = (struct values){.mask = {0}};
    for (int f = 0; f < FIELD_COUNT; f++)
        values->real[f] = NAN;
}

#endif
