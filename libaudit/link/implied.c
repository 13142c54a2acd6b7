/* SPDX-License-Identifier: MIT
 *
 * Sidewalks that a street implies (sidewalk=both). How long they are, and whether they are there
 * at all, is known once the sides are cut into pieces. In: pieces, covers. Out: their length_m
 * and scope, links by attribute. */
#include "link/link.h"

/* An implied sidewalk is as long as the pieces that it alone covers; without any it leaves scope,
 * because a sidewalk is drawn there. */
bool link_implied(struct store *store)
{
    struct elements *sidewalks = &store->tables[ROLE_SIDEWALK];
    const struct elements *streets = &store->tables[ROLE_STREET];
    if (store->streets.implied == NULL)
        return true;
    for (size_t row = 0; row < sidewalks->n; row++)
        if (element_street(sidewalks, row) != NO_ROW)
            sidewalks->length_m[row] = 0;
    for (size_t s = 0; s < streets->n; s++)
        for (size_t i = store->streets.first_piece[s]; i < store->streets.first_piece[s + 1]; i++) {
            const struct piece *piece = &store->pieces[i];
            const struct cover *cover = piece_cover(store, piece);
            uint32_t row = street_implied(store, s, piece->side);
            if (cover != NULL && !cover->more && row != NO_ROW && cover->row == row &&
                cover->role == ROLE_SIDEWALK)
                sidewalks->length_m[row] += piece_length_m(store, piece);
        }
    for (size_t row = 0; row < sidewalks->n; row++) {
        uint32_t street = element_street(sidewalks, row);
        if (street == NO_ROW || sidewalks->scope[row] != SCOPE_YES)
            continue;
        struct link link = {.kind = LINK_SIDEWALK_STREET,
                            .from_role = ROLE_SIDEWALK,
                            .to_role = ROLE_STREET,
                            .side = (uint8_t)element_code(sidewalks, F_side, row),
                            .from = (uint32_t)row,
                            .to = street,
                            .distance_m = NAN,
                            .to_m = streets->length_m[street]};
        struct link_evidence evidence = {NAN, 1, NO_PLACE, LINK_BY_ATTRIBUTE};
        if (!(sidewalks->length_m[row] > 0))
            sidewalks->scope[row] = SCOPE_DRAWN;
        else if (!link_add(store, link, evidence))
            return false;
    }
    return true;
}
