/* SPDX-License-Identifier: MIT
 *
 * Length, and the slopes that walking surfaces take from their street. In: links along streets,
 * sorted by the row that they come from. Out: length_m, street_grade_pct, running_slope_pct. One
 * pass over the links; a row has a handful of them. */
#include "measure/measure.h"

/* The length of an area is estimated from its size, so it is only a bound. */
rasif_status measure_length(struct store *store, const struct settings *settings,
                            enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    struct column *column = measure_column(store, role, field);
    (void)settings;
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++)
        if (isnan(column_real(column, row)) && !isnan(e->length_m[row]) &&
            e->scope[row] == SCOPE_YES)
            measure_set_real(column, row, e->length_m[row],
                             e->shapes.kind[row] == SHAPE_LINE ? ORIGIN_GEOMETRY : ORIGIN_BOUND);
    return RASIF_OK;
}

/* The street along which links [first, last) of one row run farthest in all; of equal ones the
 * lower row. */
static uint32_t longest_street(const struct link *links, size_t first, size_t last)
{
    uint32_t best = NO_ROW;
    double best_m = 0;
    for (size_t i = first; i < last; i++) {
        double along = 0;
        for (size_t k = first; k < last; k++)
            if (links[k].to == links[i].to)
                along += links[k].to_m - links[k].from_m;
        if (best == NO_ROW || along > best_m || (along == best_m && links[i].to < best)) {
            best = links[i].to;
            best_m = along;
        }
    }
    return best;
}

rasif_status measure_street_grade(struct store *store, const struct settings *settings,
                                  enum role role, enum field_id field, rasif_error *err)
{
    store_use(store, PART_links);
    const struct elements *streets = &store->tables[ROLE_STREET];
    const struct link *links = store->links.items;
    (void)settings;
    if (elements_column(streets, F_street_grade_pct) == NULL)
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    /* A street of unknown grade leaves it unknown, even if another one has a grade. */
    for (size_t first = 0, last; first < store->links.n; first = last) {
        uint32_t row = links[first].from;
        last = first + 1;
        if (links[first].kind > LINK_STEPS_STREET || links[first].from_role != role)
            continue;
        while (last < store->links.n && links[last].from == row && links[last].from_role == role &&
               links[last].kind == links[first].kind)
            last++;
        uint32_t street = longest_street(links, first, last);
        double grade = element_real(streets, F_street_grade_pct, street);
        /* A derived grade keeps its origin, so that the judge sees when slope and grade are from
         * the same heights and prove nothing together (docs/scoring.md, section 9). */
        enum origin origin = element_origin(streets, F_street_grade_pct, street);
        if (isnan(column_real(column, row)) && !isnan(grade))
            measure_set_real(column, row, grade,
                             origin == ORIGIN_SURVEYED ? ORIGIN_LINKED : origin);
    }
    return RASIF_OK;
}

/* The grade of the street stands in where no slope is known; fields.def: HINT. */
rasif_status measure_running_slope(struct store *store, const struct settings *settings,
                                   enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    (void)settings;
    if (elements_column(e, F_street_grade_pct) == NULL)
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        double grade = element_real(e, F_street_grade_pct, row);
        bool assumed = element_origin(e, F_street_grade_pct, row) == ORIGIN_ASSUMED;
        if (isnan(column_real(column, row)) && !isnan(grade))
            measure_set_real(column, row, grade, assumed ? ORIGIN_ASSUMED : ORIGIN_LINKED);
    }
    return RASIF_OK;
}
