/* SPDX-License-Identifier: MIT
 *
 * Cutting the sides of one street into pieces; see link.h. */
#ifndef RASIF_LINK_CUT_H
#define RASIF_LINK_CUT_H

#include "link/link.h"
#include "link/sides.h"
#include "link/zones.h"

/* Pieces in the order of streets; first_cover counts from these covers. Heap; {0} at first. */
struct cuttings {
    struct piece *pieces;
    size_t n_pieces, piece_capacity;
    struct cover *covers;
    size_t n_covers, cover_capacity;
};

/* One thread's tools. */
struct cutter {
    struct store *store;
    const struct settings *settings;
    const struct cover_links *covers; /* sorted */
    struct diagnostics *found;
    struct cuttings *out;
    struct zones zones; /* of the street at hand */
    struct cuts {
        double *items;
        size_t n, capacity;
    } cuts; /* where one of its sides is cut */
    bool may_be_aside; /* what is not drawn on the side at hand is not known */
    uint8_t *aside; /* by link of the side at hand: see find_aside */
    size_t aside_capacity;
};

/* Appends the pieces of a street with sides; sets its outside_m. In: its side_na. Touches nothing
 * of other streets, so that several threads may cut at once. */
MUST bool cut_street(struct cutter *cutter, size_t street);
/* Sets `aside` for the links [first, last) of one side: 1 = it runs along that by chance. */
MUST bool find_aside(struct cutter *cutter, size_t first, size_t last);
void cutter_free(struct cutter *cutter);

#endif
