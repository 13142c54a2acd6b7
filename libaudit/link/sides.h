/* SPDX-License-Identifier: MIT
 *
 * Which sides of a street can't have a sidewalk; see link.h. */
#ifndef RASIF_LINK_SIDES_H
#define RASIF_LINK_SIDES_H

#include "link/link.h"

/* Links along streets, by (street, side, position). */
struct cover_links {
    struct link **items;
    size_t n;
    uint32_t *first; /* [streets + 1] */
};

/* The inner side of a closed ring or roundabout; 0 = the street is neither. */
uint8_t street_inner_side(const struct store *store, size_t street);
/* Sets store.streets.side_na: said by the user, the inner side of a ring or roundabout, and the
 * median between two opposite one-way lines (with a diagnostic). */
rasif_status find_na_sides(struct store *store, const struct cover_links *covers, rasif_error *err);

#endif
