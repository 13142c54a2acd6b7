/* SPDX-License-Identifier: MIT
 *
 * Clear width of walking surfaces drawn as areas, at their narrowest place. In: store.widths,
 * from the medial axis (geo/centre.h). Out: clear_width_m where it is null; a diagnostic where a
 * surveyed width exceeds that of the area. */
#include "measure/measure.h"

#define CONTRADICTION_M 0.1 /* surveyed against drawn: less is drawing */

rasif_status measure_clear_width(struct store *store, const struct settings *settings,
                                 enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    const struct widths *widths = &store->widths[role];
    (void)settings;
    if (widths->clear_m == NULL)
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    if (column == NULL)
        return fail_memory(err);
    for (size_t row = 0; row < e->n; row++) {
        double found = column_real(column, row), clear = widths->clear_m[row];
        if (isnan(clear) || e->scope[row] != SCOPE_YES)
            continue;
        if (isnan(found)) {
            measure_set_real(column, row, clear, ORIGIN_GEOMETRY);
            if (!column_set_place(column, row, widths->place + 2 * row))
                return fail_memory(err);
        } else if (found > clear + CONTRADICTION_M &&
                   element_origin(e, field, row) == ORIGIN_SURVEYED) {
            diagnose(&store->diagnostics, D_width_contradicted,
                     store->sources[element_source(e, row)].table, fields[field].name, NULL,
                     &e->fid[row]);
        }
    }
    return RASIF_OK;
}
