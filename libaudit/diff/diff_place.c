/* SPDX-License-Identifier: MIT
 *
 * Both files in one local metric system, so that the same place is found whatever system each file
 * uses. In: shapes and points in source coordinates. Out: metres. */
#include "diff/diff.h"

#include <stdlib.h>

/* The layers of both files, for one plan. */
struct layers {
    struct crs_layer *items;
    size_t n;
};

/* Coordinates that are not finite are left out: one of them would spoil the extent. minx maxx miny
 * maxy. */
static void extend_extent(double extent[4], const double *xy, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(xy[2 * i]) || !isfinite(xy[2 * i + 1]))
            continue;
        extent[0] = fmin(extent[0], xy[2 * i]);
        extent[1] = fmax(extent[1], xy[2 * i]);
        extent[2] = fmin(extent[2], xy[2 * i + 1]);
        extent[3] = fmax(extent[3], xy[2 * i + 1]);
    }
}

/* All points of a row; *n = their number. */
static double *shape_points(struct shapes *shapes, size_t row, size_t *n)
{
    uint32_t first = shapes->point[shapes->part[row]];
    *n = shapes->point[shapes->part[row + 1]] - first;
    return shapes->xy + 2 * (size_t)first;
}

/* The extent of what was read from a table: features, points of findings, gaps. false: nothing.
 * minx maxx miny maxy. */
static bool table_extent(struct diff_audit *audit, size_t table, double extent[4])
{
    extent[0] = extent[2] = INFINITY;
    extent[1] = extent[3] = -INFINITY;
    for (size_t i = 0; i < audit->n_features; i++)
        if (audit->features[i].table == table) {
            size_t n;
            double *xy = shape_points(&audit->shapes, i, &n);
            extend_extent(extent, xy, n);
        }
    if (table == result_find(audit->file, "audit_findings"))
        for (size_t i = 0; i < audit->n_findings; i++)
            extend_extent(extent, audit->findings[i].xy, 1);
    if (table == result_find(audit->file, "audit_gaps"))
        extend_extent(extent, audit->gap_shapes.xy, audit->gap_shapes.n_points);
    return extent[0] <= extent[1];
}

/* A table without system or without coordinates gets no layer (SIZE_MAX): its geometries stay
 * unknown. RASIF_E_CRS: the system can't be read. */
static rasif_status add_crs_layers(struct rasif_diff *diff, struct diff_audit *audit,
                                   struct layers *layers, rasif_error *err)
{
    size_t n = result_n_tables(audit->file);
    audit->layer_of_table = ARENA_ARRAY(&diff->arena, n + 1, size_t);
    if (audit->layer_of_table == NULL)
        return fail_memory(err);
    for (size_t t = 0; t < n; t++) {
        struct crs *crs = NULL;
        double extent[4];
        const char *text = result_crs(audit->file, t);
        audit->layer_of_table[t] = SIZE_MAX;
        if (text == NULL || !table_extent(audit, t, extent))
            continue;
        TRY(crs_from_text(diff->crs, text, &crs, err));
        struct crs_layer *layer = &layers->items[layers->n];
        *layer = (struct crs_layer){.name = result_table(audit->file, t), .crs = crs};
        for (int i = 0; i < 4; i++)
            layer->extent[i] = extent[i];
        audit->layer_of_table[t] = layers->n++;
    }
    return RASIF_OK;
}

/* A shape whose coordinates can't be converted is near nothing. */
static void shape_to_metres(struct rasif_diff *diff, struct shapes *shapes, size_t row,
                            size_t layer)
{
    size_t n;
    double *xy = shape_points(shapes, row, &n);
    if (layer != SIZE_MAX)
        crs_to_metres(diff->plan, layer, 0, xy, n);
    bool finite = layer != SIZE_MAX;
    for (size_t k = 0; k < 2 * n; k++)
        finite = finite && isfinite(xy[k]);
    if (!finite)
        shapes->kind[row] = SHAPE_BAD;
}

/* Features, gaps and findings of one file. */
static void audit_to_metres(struct rasif_diff *diff, struct diff_audit *audit)
{
    size_t gaps = result_find(audit->file, "audit_gaps");
    for (size_t i = 0; i < audit->n_features; i++)
        shape_to_metres(diff, &audit->shapes, i, audit->layer_of_table[audit->features[i].table]);
    for (size_t i = 0; i < audit->n_gaps; i++)
        shape_to_metres(diff, &audit->gap_shapes, i,
                        gaps != SIZE_MAX ? audit->layer_of_table[gaps] : SIZE_MAX);
    size_t table = result_find(audit->file, "audit_findings");
    size_t layer = table != SIZE_MAX ? audit->layer_of_table[table] : SIZE_MAX;
    for (size_t i = 0; i < audit->n_findings; i++)
        if (layer == SIZE_MAX)
            audit->findings[i].xy[0] = audit->findings[i].xy[1] = NAN;
        else if (isfinite(audit->findings[i].xy[0]))
            crs_to_metres(diff->plan, layer, 0, audit->findings[i].xy, 1);
}

/* The plan of the layers of both files, the first `n_first` of them of the first. Where each file
 * has a plan and both together have none they are of two places. */
static rasif_status plan_both(struct rasif_diff *diff, const struct layers *layers, size_t n_first,
                              rasif_error *err)
{
    struct crs_plan *alone = NULL;
    rasif_status status = crs_plan_new(diff->crs, layers->items, layers->n, true, &diff->plan, err);
    bool apart = status == RASIF_E_CRS && n_first > 0 && n_first < layers->n;
    for (int s = 0; s < AUDITS && apart; s++) {
        size_t first = s == 0 ? 0 : n_first, n = s == 0 ? n_first : layers->n - n_first;
        apart = crs_plan_new(diff->crs, layers->items + first, n, true, &alone, NULL) == RASIF_OK;
        crs_plan_free(alone);
        alone = NULL;
    }
    return !apart ? status
                  : fail(err, RASIF_E_CRS,
                         "%s and %s are of two places, more than 500 km apart: compare two audits "
                         "of one place",
                         diff->audits[0].path, diff->audits[1].path);
}

/* The audits accepted the operations already; NEAR_M allows for their doubt. */
rasif_status diff_place(struct rasif_diff *diff, rasif_error *err)
{
    struct layers layers = {0};
    size_t most = 1, n_first = 0;
    for (int s = 0; s < AUDITS; s++)
        most += result_n_tables(diff->audits[s].file);
    layers.items = ARENA_ARRAY(&diff->arena, most, struct crs_layer);
    if (layers.items == NULL)
        return fail_memory(err);
    TRY(crs_context_new(&diff->crs, err));
    for (int s = 0; s < AUDITS; s++) {
        n_first = layers.n;
        TRY(add_crs_layers(diff, &diff->audits[s], &layers, err));
    }
    if (layers.n == 0)
        return RASIF_OK;
    TRY(plan_both(diff, &layers, n_first, err));
    for (int s = 0; s < AUDITS; s++)
        audit_to_metres(diff, &diff->audits[s]);
    return RASIF_OK;
}
