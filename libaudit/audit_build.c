/* SPDX-License-Identifier: MIT
 *
 * What a plan may build, audited: the inputs are read once more, with new lines as if they were drawn, and
 * judged by the same stages. So whatever linking and judging do with such lines, a plan knows. Cost: an
 * audit up to its scores. */
#include "audit_parts.h"
#include "read/field_cell.h"
#include "write/edit.h"

#include <stdlib.h>
#include <string.h>

/* The tables that take new features of each role, and their bindings; SIZE_MAX = none. */
struct takers {
    size_t binding[ROLE_COUNT], source[ROLE_COUNT];
};

static struct takers find_takers(const rasif_audit *audit)
{
    static const enum role built[] = {ROLE_SIDEWALK, ROLE_CROSSING, ROLE_RAMP};
    struct takers out;
    for (int r = 0; r < ROLE_COUNT; r++)
        out.binding[r] = out.source[r] = SIZE_MAX;
    for (size_t i = 0; i < sizeof built / sizeof built[0]; i++) {
        enum role role = built[i];
        out.binding[role] = role == ROLE_RAMP ? inputs_point_binding(audit->inputs, &audit->store, role)
                                              : inputs_line_binding(audit->inputs, &audit->store, role);
        if (out.binding[role] != SIZE_MAX)
            out.source[role] = inputs_binding_source(audit->inputs, out.binding[role]);
    }
    return out;
}

/* ---- values as they can be written ---------------------------------------------------------- */

static struct field_value as_field(const struct extra_value *value)
{
    bool class = fields[value->field].type == VALUE_CLASS;
    return (struct field_value){.known = true, .real = value->real, .text = value->text,
                                .code = class && value->mask != 0 ? (uint32_t)__builtin_ctz(value->mask) : value->mask};
}

/* The value that the next audit reads from its cell; *kept = false: the table has no cell or no word for it. */
static rasif_status as_written(rasif_audit *audit, size_t binding, struct extra_value *value, bool *kept, rasif_error *err)
{
    const struct field_value wanted = as_field(value);
    struct field_cell cell;
    TRY(inputs_field_cell(audit->inputs, binding, NO_SIDE, value->field, &wanted, &audit->arena, &cell, err));
    *kept = cell.lack == CELL_FOUND && (cell.tag != NULL || edit_fits(cell.type, &cell.value));
    value->real = cell.meant.real;
    value->mask = fields[value->field].type == VALUE_CLASS ? 1u << cell.meant.code : cell.meant.code;
    return RASIF_OK;
}

/* New features have what `rasif apply` can write of them, and no more. */
static rasif_status keep_written(rasif_audit *audit, const struct takers *takers, struct extra_rows *rows, rasif_error *err)
{
    for (size_t i = 0; i < rows->n; i++) {
        struct extra_row *row = &rows->items[i];
        uint32_t n = 0;
        for (uint32_t v = row->first_value; v < row->first_value + row->n_values; v++) {
            bool kept;
            TRY(as_written(audit, takers->binding[row->role], &rows->values[v], &kept, err));
            if (kept)
                rows->values[row->first_value + n++] = rows->values[v];
        }
        row->n_values = n;
    }
    return RASIF_OK;
}

/* ---- the audit ------------------------------------------------------------------------------ */

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
    const struct takers takers = find_takers(audit);
    rasif_status status = built_rows(&judged, remedies, audit->work_kinds, lines, takers.source, &rows, err);
    if (status == RASIF_OK)
        status = keep_written(audit, &takers, &rows, err);
    if (status == RASIF_OK)
        status = bring_rows(audit, &rows, err);
    if (status == RASIF_OK)
        status = judge(audit, &rows, lines, takers.source, out, err);
    extra_rows_free(&rows);
    return status;
}
