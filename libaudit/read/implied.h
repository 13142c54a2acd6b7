/* SPDX-License-Identifier: MIT
 *
 * Implied sidewalks: those that are not drawn, but given by attributes of a street (decision 0020).
 * A batch collects those of its streets; the store's table gets all of them after reading. */
#ifndef RASIF_READ_IMPLIED_H
#define RASIF_READ_IMPLIED_H

#include "read/cells.h"

/* The implied sidewalks of the streets read so far; both arrays are heap. */
struct implied {
    struct implied_row {
        uint32_t street;
        uint8_t side; /* SIDE_LEFT, SIDE_RIGHT */
        size_t first_value, n_values;
    } * rows; /* by street, left first */
    size_t n_rows, row_capacity;
    struct implied_value {
        enum field_id field; /* of ROLE_SIDEWALK */
        bool assumed;
        struct parsed_value value;
    } * values;
    size_t n_values, value_capacity;
};
void implied_free(struct implied *implied);
/* Adds one known value of the side that the next implied_add_row will add. Texts are numbers of
 * context->deferred. */
MUST bool implied_add_value(struct implied *implied, enum field_id field,
                            const struct parsed_value *value, bool assumed);
/* Adds a sidewalk on a side (0 left, 1 right) of row `street`; its values begin at `first_value`
 * and end with the last one added. */
MUST bool implied_add_row(struct implied *implied, uint32_t street, int side, size_t first_value);
/* Appends another list. Its rows of streets are counted from `first_street`, its texts are
 * translated by `deferred`, which must be merged. */
MUST bool implied_append(struct implied *implied, const struct implied *from,
                         const struct deferred *deferred, uint32_t first_street);
/* Street number `street` has a sidewalk on a side (0 left, 1 right), or none: what a survey says. */
MUST bool implied_set(struct implied *implied, uint32_t street, int side, bool there);
void implied_clear(struct implied *implied); /* keeps its memory */
/* Appends one row per implied sidewalk to the table of sidewalks: geometry and FID of the street,
 * the values, `street` and F_side. The table then counts as supplied. RASIF_E_MEMORY. */
rasif_status implied_write_sidewalks(const struct implied *implied, struct store *store,
                                     rasif_error *err);

#endif
