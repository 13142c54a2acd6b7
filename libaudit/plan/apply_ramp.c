/* SPDX-License-Identifier: MIT
 *
 * Where a new kerb ramp lies: at the vertex of a crossing at which the plan saw the kerb without
 * one, in the coordinate system of the layer of ramps. In: the point of the work, lines of
 * crossings as they are stored and in metres. Cost: one pass over the vertices of all crossings per
 * ramp. */
#include "plan/apply_parts.h"

#include <math.h>
#include <string.h>

#define VERTEX_M                                                                                   \
    0.05 /* a vertex that near is the one that the plan saw: points went to metres and back */

/* A vertex of a crossing. */
struct vertex {
    size_t row, point; /* SIZE_MAX = none is near */
};

/* The vertex nearest to a metric point; of several as near the first of its own crossing. */
static struct vertex nearest_vertex(const struct elements *crossings, const double at[2],
                                    size_t own)
{
    const struct shapes *shapes = &crossings->shapes;
    struct vertex found = {SIZE_MAX, SIZE_MAX};
    double least = VERTEX_M;
    for (size_t i = 0; i <= shapes->n; i++) {
        size_t row = i == 0 ? own : i - 1;
        if (shapes->kind[row] != SHAPE_LINE)
            continue;
        for (uint32_t p = shapes->point[shapes->part[row]];
             p < shapes->point[shapes->part[row + 1]]; p++) {
            double metres =
                hypot(shapes->xy[2 * (size_t)p] - at[0], shapes->xy[2 * (size_t)p + 1] - at[1]);
            if (metres < least) {
                least = metres;
                found = (struct vertex){row, p};
            }
        }
    }
    return found;
}

/* The point of the work in metres; without one an end of the crossing's own line. */
static rasif_status find_place(struct applying *a, const struct planned_work *work, size_t crossing,
                               double out[2], rasif_error *err)
{
    const struct shapes *shapes = &a->before.store.tables[ROLE_CROSSING].shapes;
    bool start = strcmp(work->place, "start") == 0, end = strcmp(work->place, "end") == 0;
    if (work->located && a->works.crs != NULL) {
        struct crs *from = NULL;
        memcpy(out, work->xy, 2 * sizeof *out);
        TRY(crs_from_text(a->geo.context, a->works.crs, &from, err));
        return crs_bring(a->geo.context, a->geo.plan, from, "audit_works", true, out, 1, err);
    }
    if ((!start && !end) || shapes->kind[crossing] != SHAPE_LINE)
        return fail(err, RASIF_E_DATA,
                    "work %s has no point in %s, and its place '%s' is no end of a line; plan anew "
                    "with 'rasif plan'",
                    work->id, a->works.path, work->place);
    size_t point = start ? shapes->point[shapes->part[crossing]]
                         : shapes->point[shapes->part[crossing + 1]] - 1;
    memcpy(out, shapes->xy + 2 * point, 2 * sizeof *out);
    return RASIF_OK;
}

/* Have both sources the same system? */
static bool same_system(const struct applying *a, size_t one, size_t other)
{
    const char *left = inputs_crs(a->before.inputs, one),
               *right = inputs_crs(a->before.inputs, other);
    return left != NULL && right != NULL && strcmp(left, right) == 0;
}

/* The id of the crossing goes along where both layers have one; no column for it is no trouble. */
static rasif_status name_crossing(struct applying *a, size_t target, size_t crossing,
                                  const char *why, rasif_error *err)
{
    struct field_value id = field_value_of(&a->before.store, ROLE_CROSSING, F_id, crossing);
    struct field_cell cell;
    if (!id.known)
        return RASIF_OK;
    TRY(inputs_field_cell(a->before.inputs, a->targets[target].binding, NO_SIDE, F_crossing_id, &id,
                          &a->arena, &cell, err));
    return cell.lack == CELL_FOUND ? apply_field(a, target, F_crossing_id, &id, why, false, err)
                                   : RASIF_OK;
}

rasif_status apply_new_ramp(struct applying *a, const struct planned_work *work, size_t *out,
                            rasif_error *err)
{
    const struct target crossing = a->targets[*out];
    struct target ramp = {.kind = TARGET_ADD,
                          .role = ROLE_RAMP,
                          .side = NO_SIDE,
                          .row = SIZE_MAX,
                          .why = crossing.why,
                          .last = SIZE_MAX};
    ramp.binding = inputs_point_binding(a->before.inputs, &a->before.store, ROLE_RAMP);
    if (crossing.role != ROLE_CROSSING || a->geo.plan == NULL)
        return fail(err, RASIF_E_DATA,
                    "work %s builds a ramp at feature %lld of table \"%s\", which is no crossing",
                    work->id, (long long)work->at.fid, work->at.table);
    if (ramp.binding == SIZE_MAX)
        return fail(err, RASIF_E_DATA,
                    "work %s builds a kerb ramp, and %s has no layer of ramps that takes points; "
                    "add a point layer 'ramps', empty but for its columns, or leave the work out "
                    "(--works :ID,...)",
                    work->id, a->options->input);
    ramp.source = inputs_binding_source(a->before.inputs, ramp.binding);
    ramp.xy = ARENA_ARRAY(&a->arena, 2, double);
    if (ramp.xy == NULL)
        return fail_memory(err);
    ramp.n_points = 1;
    TRY(find_place(a, work, crossing.row, ramp.xy, err));
    struct vertex vertex =
        nearest_vertex(&a->before.store.tables[ROLE_CROSSING], ramp.xy, crossing.row);
    size_t named = vertex.row != SIZE_MAX ? vertex.row : crossing.row;
    const struct elements *crossings = &a->before.store.tables[ROLE_CROSSING];
    if (vertex.row != SIZE_MAX && a->crossing_xy != NULL &&
        same_system(a, element_source(crossings, named), ramp.source))
        memcpy(ramp.xy, a->crossing_xy + 2 * vertex.point, 2 * sizeof *ramp.xy);
    else
        TRY(geo_from_metres(&a->geo, ramp.source, inputs_crs(a->before.inputs, ramp.source),
                            a->before.store.sources[ramp.source].table, ramp.xy, 1, err));
    if (!PUSH(a->targets, a->n_targets, a->target_capacity, ramp))
        return fail_memory(err);
    *out = a->n_targets - 1;
    return name_crossing(a, *out, named, crossing.why, err);
}
