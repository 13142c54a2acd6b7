/* SPDX-License-Identifier: MIT
 *
 * Geometries of the features of diff_lines, diff_streets and diff_points, in the output's
 * coordinate system. Made when the writer asks for the cell, so only one is in memory. Cost: one
 * conversion per point. */
#include "diff/diff.h"
#include "geo/wkb.h"

#include <stdlib.h>
#include <string.h>

/* Points and parts of all lines and polygons of a group in file `s`. */
static size_t count_group_points(const struct diff_audit *audit, const struct diff_group *group,
                                 int s, size_t *n_parts)
{
    size_t n = 0;
    *n_parts = 0;
    for (size_t i = 0; i < group->n[s]; i++) {
        uint32_t row = group->members[s][i];
        if (audit->shapes.kind[row] == SHAPE_BAD || audit->shapes.kind[row] == SHAPE_POINT)
            continue;
        *n_parts += audit->shapes.part[row + 1] - audit->shapes.part[row];
        n += audit->shapes.point[audit->shapes.part[row + 1]] -
             audit->shapes.point[audit->shapes.part[row]];
    }
    return n;
}

/* Polygons are shown by their outlines. Without memory the cell stays null, and the scratch
 * remembers it. */
void diff_lines_cell(const struct rasif_diff *diff, const struct diff_group *group,
                     const struct diff_place *place, struct cell_scratch *scratch, struct cell *out)
{
    int s = group_when(group);
    const struct diff_audit *audit = &diff->audits[s];
    size_t n_parts, n = count_group_points(audit, group, s, &n_parts), at = 0, part = 0;
    double *xy = malloc((2 * n + 1) * sizeof *xy);
    size_t *ends = malloc((n_parts + 1) * sizeof *ends);
    unsigned char *blob = malloc(wkb_lines_size(n, n_parts));
    scratch->failed = scratch->failed || !xy || !ends || !blob;
    for (size_t i = 0; xy && ends && i < group->n[s]; i++) {
        const struct shapes *shapes = &audit->shapes;
        uint32_t row = group->members[s][i];
        if (shapes->kind[row] == SHAPE_BAD || shapes->kind[row] == SHAPE_POINT)
            continue;
        for (uint32_t p = shapes->part[row]; p < shapes->part[row + 1]; p++) {
            size_t count = shapes->point[p + 1] - shapes->point[p];
            memcpy(xy + 2 * at, shapes->xy + 2 * (size_t)shapes->point[p], 2 * count * sizeof *xy);
            at += count;
            ends[part++] = at;
        }
    }
    if (xy && ends && blob && n > 0 &&
        crs_from_metres(diff->plan, place->layer, scratch->slot, xy, n) == 0)
        cell_copy(out, scratch, CELL_BLOB, blob,
                  wkb_write_lines(blob, place->srs_id, xy, ends, n_parts));
    free(xy);
    free(ends);
    free(blob);
}

/* A group of points shows its first member: points are never split or merged. */
void diff_point_cell(const struct rasif_diff *diff, const struct diff_group *group,
                     const struct diff_place *place, struct cell_scratch *scratch, struct cell *out)
{
    const struct diff_audit *audit = &diff->audits[group_when(group)];
    const struct shapes *shapes = &audit->shapes;
    uint32_t row = group->members[group_when(group)][0];
    double xy[2];
    unsigned char blob[WKB_POINT_SIZE];
    if (shapes->kind[row] != SHAPE_POINT)
        return;
    memcpy(xy, shapes->xy + 2 * (size_t)shapes->point[shapes->part[row]], sizeof xy);
    if (crs_from_metres(diff->plan, place->layer, scratch->slot, xy, 1) == 0)
        cell_copy(out, scratch, CELL_BLOB, blob,
                  wkb_write_point(blob, place->srs_id, xy[0], xy[1]));
}
