/* SPDX-License-Identifier: MIT
 *
 * What a plan may build, audited: the inputs are read once more, with new lines as if they were drawn, and
 * judged by the same stages. So whatever linking and judging do with such lines, a plan knows. Cost: an
 * audit up to its scores. */
#include "audit_parts.h"
#include "read/field_cell.h"

#include <stdlib.h>
#include <string.h>

/* The tables that take new features of each role. */
static void find_sources(const rasif_audit *audit, size_t source[ROLE_COUNT])
{
    static const enum role lines[] = {ROLE_SIDEWALK, ROLE_CROSSING};
    for (int r = 0; r < ROLE_COUNT; r++)
        source[r] = SIZE_MAX;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        size_t binding = inputs_line_binding(audit->inputs, &audit->store, lines[i]);
        if (binding != SIZE_MAX)
            source[lines[i]] = inputs_binding_source(audit->inputs, binding);
    }
    size_t binding = inputs_point_binding(audit->inputs, &audit->store, ROLE_RAMP);
    if (binding != SIZE_MAX)
        source[ROLE_RAMP] = inputs_binding_source(audit->inputs, binding);
}

/* Points of rows from metres into the systems of their tables. */
static rasif_status bring_rows(const rasif_audit *audit, struct extra_rows *rows, rasif_error *err)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct extra_row *row = &rows->items[i];
        TRY(geo_from_metres(&audit->geo, row->source, inputs_crs(audit->inputs, row->source),
                            audit->store.sources[row->source].table, rows->xy + 2 * (size_t)row->first_point,
                            row->n_points, err));
    }
    return RASIF_OK;
}

static rasif_status judge(rasif_audit *audit, const struct extra_rows *rows, const struct new_lines *lines,
                          const size_t source[ROLE_COUNT], struct built *out, rasif_error *err)
{
    const rasif_options options = options_of_verdicts(&audit->options);
    const struct judged before = {&audit->store, &audit->plan, &audit->results};
    rasif_audit *with = NULL;
    TRY(rasif_audit_new(audit->context, audit->rules, &options, &with, err));
    with->extra = rows;
    const struct judged after = {&with->store, &with->plan, &with->results};
    rasif_status status = audit_judge(with, err);
    if (status == RASIF_OK)
        status = built_read(&before, &after, lines, source, out, err);
    rasif_audit_free(with);
    return status;
}

rasif_status audit_build(rasif_audit *audit, const struct remedies *remedies, const struct new_lines *lines,
                         struct built *out, rasif_error *err)
{
    const struct judged judged = {&audit->store, &audit->plan, &audit->results};
    struct extra_rows rows = {.n = 0};
    size_t source[ROLE_COUNT];
    find_sources(audit, source);
    rasif_status status = built_rows(&judged, remedies, audit->work_kinds, lines, source, &rows, err);
    if (status == RASIF_OK)
        status = bring_rows(audit, &rows, err);
    if (status == RASIF_OK)
        status = judge(audit, &rows, lines, source, out, err);
    extra_rows_free(&rows);
    return status;
}
