/* SPDX-License-Identifier: MIT
 *
 * Sidewalks that nobody drew: what columns of a street say of the sidewalks on its sides. */
#ifndef RASIF_READ_IMPLIED_H
#define RASIF_READ_IMPLIED_H

#include "read/cells.h"

/* The sidewalks of the streets read so far. */
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
/* One known value of a side; false when out of memory. */
bool implied_add_value(struct implied *implied, enum field_id field,
                       const struct parsed_value *value, bool assumed);
/* A side (0 left, 1 right) with a sidewalk, whose values begin at first_value; false when out of
 * memory. */
bool implied_add_row(struct implied *implied, uint32_t street, int side, size_t first_value);
/* Appends those of another list whose streets begin with `first_street` now; false when out of memory. */
bool implied_append(struct implied *implied, const struct implied *from,
                    const struct deferred *deferred, uint32_t first_street);
void implied_clear(struct implied *implied); /* keeps its memory */
/* Adds them to the table of sidewalks, which counts as supplied then. */
rasif_status implied_write_sidewalks(const struct implied *implied, struct store *store,
                                     rasif_error *err);

#endif
