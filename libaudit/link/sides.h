/* SPDX-License-Identifier: MIT
 *
 * Which sides of a street can't have a sidewalk; see link.h. */
#ifndef RASIF_LINK_SIDES_H
#define RASIF_LINK_SIDES_H

#include "geo/grid.h"
#include "link/link.h"

/* Links along streets, by (street, side, position). */
struct cover_links {
    struct link **items;
    size_t n;
    uint32_t *first; /* [streets + 1] */
};

/* The inner side of a closed ring or roundabout; 0 = the street is neither. */
uint8_t street_inner_side(const struct store *store, size_t street);
/* What finding sides that are not applicable needs. Heap. */
struct side_finder {
    struct store *store;
    const struct cover_links *covers;
    uint8_t *one_way;  /* [streets] */
    struct grid *grid; /* of them */
};
/* End it in any case. */
MUST bool side_finder_begin(struct side_finder *finder, struct store *store,
                            const struct cover_links *covers, unsigned threads);
void side_finder_end(struct side_finder *finder);
/* Sets store.streets.side_na of a street: stated by the data, the inner side of a ring or
 * roundabout, and the median between two opposite one-way lines (with a diagnostic). Touches
 * nothing of other streets, so that several threads may call it at once. */
void set_na_sides(const struct side_finder *finder, size_t street, struct grid_scratch *scratch,
                  struct diagnostics *found);

#endif
