/* SPDX-License-Identifier: MIT
 *
 * Longest stretch of a street without a sidewalk on one of its sides. In: pieces of sides, by
 * street, side and position. Out: sidewalk_missing_m. */
#include "measure/measure.h"

#include "link/link.h"

/* The longest run of absent pieces of a street, and the longest run of pieces that are absent or
 * unknown. A junction zone, a stretch that needs no sidewalk and a sidewalk end a run, as in
 * score_segment.c. */
static void longest(const struct store *store, size_t street, double *absent_m, double *open_m)
{
    const uint32_t *first = &store->streets.first_piece[street];
    double absent = 0, open = 0;
    *absent_m = *open_m = 0;
    for (uint32_t i = first[0]; i < first[1]; i++) {
        const struct piece *piece = &store->pieces[i];
        double length = piece_length_m(store, piece);
        bool is_absent = piece->state == COVER_IS_ABSENT;
        bool same_side = i > first[0] && piece[-1].side == piece->side;
        absent = is_absent ? (same_side ? absent : 0) + length : 0;
        open = is_absent || piece->state == COVER_IS_UNKNOWN ? (same_side ? open : 0) + length : 0;
        *absent_m = absent > *absent_m ? absent : *absent_m;
        *open_m = open > *open_m ? open : *open_m;
    }
}

rasif_status measure_sidewalk_missing(struct store *store, const struct settings *settings,
                                      enum role role, enum field_id field, rasif_error *err)
{
    struct column *column = measure_column(store, role, field);
    (void)settings;
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < store->tables[role].n; row++) {
        double absent_m, open_m;
        if (store->tables[role].scope[row] != SCOPE_YES)
            continue;
        longest(store, store->streets.same_as[row], &absent_m, &open_m);
        bool whole = open_m <= absent_m;
        if (whole || absent_m > 0)
            measure_set_real(column, row, absent_m, whole ? ORIGIN_GEOMETRY : ORIGIN_AT_LEAST);
    }
    return RASIF_OK;
}
