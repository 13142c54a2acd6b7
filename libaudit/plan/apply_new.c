/* SPDX-License-Identifier: MIT
 *
 * New sidewalks and crossings in a copy: see apply_parts.h. A work that builds one has its line in
 * audit_new_lines; it becomes a feature of the first layer of its role that takes lines, a crossing's kerb
 * ramps features of the layer of ramps. Cost: the points of the line. */
#include "plan/apply_parts.h"

#include <string.h>

/* Points of the plan in the system of a layer, in the arena. Equal systems keep every bit. */
static rasif_status bring_points(struct applying *a, size_t source, const double *xy, size_t n, double **out,
                                 rasif_error *err)
{
    const char *layer = inputs_crs(a->before.inputs, source), *plan = a->works.crs;
    struct crs *from = NULL;
    *out = ARENA_ARRAY(&a->arena, 2 * n, double);
    if (*out == NULL)
        return fail_memory(err);
    memcpy(*out, xy, 2 * n * sizeof **out);
    if (plan == NULL || (layer != NULL && strcmp(layer, plan) == 0))
        return RASIF_OK;
    TRY(crs_from_text(a->geo.context, plan, &from, err));
    TRY(crs_bring(a->geo.context, a->geo.plan, from, "audit_new_lines", true, *out, n, err));
    return geo_from_metres(&a->geo, source, layer, a->before.store.sources[source].table, *out, n, err);
}

static rasif_status fail_layer(const struct applying *a, const struct planned_work *work, enum role role,
                               rasif_error *err)
{
    return fail(err, RASIF_E_DATA,
                "work %s builds a %s, and %s has no layer of %s that takes %s; add a %s layer '%s', empty but for its "
                "columns, or leave the work out (--works :ID,...)",
                work->id, roles[role].name, a->options->input, roles[role].plural, role == ROLE_RAMP ? "points" : "lines",
                role == ROLE_RAMP ? "point" : "line", roles[role].plural);
}

static rasif_status add_target(struct applying *a, const struct planned_work *work, enum role role, const char *why,
                               const double *xy, size_t n, size_t *out, rasif_error *err)
{
    struct inputs *inputs = a->before.inputs;
    struct target target = {.kind = TARGET_ADD, .role = role, .side = NO_SIDE, .row = SIZE_MAX, .why = why,
                            .n_points = n, .last = SIZE_MAX};
    target.binding = role == ROLE_RAMP ? inputs_point_binding(inputs, &a->before.store, role)
                                       : inputs_line_binding(inputs, &a->before.store, role);
    if (target.binding == SIZE_MAX)
        return fail_layer(a, work, role, err);
    target.source = inputs_binding_source(inputs, target.binding);
    TRY(bring_points(a, target.source, xy, n, &target.xy, err));
    *out = a->n_targets;
    return PUSH(a->targets, a->n_targets, a->target_capacity, target) ? RASIF_OK : fail_memory(err);
}

rasif_status apply_new_line(struct applying *a, const struct planned_work *work, const char *why, rasif_error *err)
{
    char *list = arena_strdup(&a->arena, work->makes != NULL ? work->makes : "");
    size_t line, ramps[2], n_ramps = work->role == ROLE_CROSSING ? 2 : 0;
    if (list == NULL)
        return fail_memory(err);
    if (a->geo.plan == NULL)
        return fail(err, RASIF_E_DATA, "work %s builds a line, and %s has no coordinates", work->id, a->options->input);
    TRY(add_target(a, work, (enum role)work->role, why, work->line, work->n_points, &line, err));
    for (size_t i = 0; i < n_ramps; i++)
        TRY(add_target(a, work, ROLE_RAMP, why, work->line + (i == 0 ? 0 : 2 * (work->n_points - 1)), 1, &ramps[i], err));
    for (char *at = list[0] != '\0' ? list : NULL; at != NULL;) {
        enum field_id field;
        const char *value;
        bool of_ramps;
        TRY(apply_next_pair(&at, &of_ramps, &field, &value, why, err));
        if (!of_ramps)
            TRY(apply_make(a, line, field, value, why, err));
        for (size_t i = 0; i < n_ramps && of_ramps; i++)
            TRY(apply_make(a, ramps[i], field, value, why, err));
    }
    return RASIF_OK;
}
