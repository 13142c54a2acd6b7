/* SPDX-License-Identifier: MIT
 *
 * The tables of the GeoPackage of changes that hold figures: diff_gaps (lines), a row per gap and
 * its fate; diff_summary, a row per profile; diff_reach, a row per profile and kind of destination.
 * Columns of figures are "<figure>_before", "_after", "_change". */
#include "diff/diff.h"
#include "geo/wkb.h"
#include "report/table/tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct view_column summary_columns[] = {
    {.name = "profile", .type = "TEXT"},
    {.name = "code", .type = "TEXT"},
    {.name = "segments_better", .type = "INTEGER"},
    {.name = "segments_worse", .type = "INTEGER"},
    {.name = "segments_mixed", .type = "INTEGER"},
    {.name = "segments_became_known", .type = "INTEGER"},
    {.name = "segments_became_unknown", .type = "INTEGER"},
    {.name = "segments_same", .type = "INTEGER"},
    {.name = "segments_added", .type = "INTEGER"},
    {.name = "segments_removed", .type = "INTEGER"},
    {.name = "score_before", .type = "REAL"},
    {.name = "score_after", .type = "REAL"},
    {.name = "low_before", .type = "REAL"},
    {.name = "low_after", .type = "REAL"},
    {.name = "high_before", .type = "REAL"},
    {.name = "high_after", .type = "REAL"},
    {.name = "coverage_before", .type = "REAL"},
    {.name = "coverage_after", .type = "REAL"},
};
/* add_summary_row fills these by position. */
#define SUMMARY_COLUMNS (sizeof summary_columns / sizeof *summary_columns)

/* Names and aliases of columns are made of two texts: what is measured, and which of the three
 * columns it is. NULL: out of memory. */
static const char *concat_two(struct arena *arena, const char *a, const char *b)
{
    size_t n = strlen(a) + strlen(b) + 1;
    char *out = arena_alloc(arena, n, 1);
    if (out != NULL)
        snprintf(out, n, "%s%s", a, b);
    return out;
}

/* The three columns of a figure, called `alias`; false: memory. */
static MUST bool figure_columns(const struct rasif_diff *diff, struct arena *arena, const char *key,
                           struct phrase alias, struct view_column *out)
{
    static const struct {
        const char *ending, *part, *type;
    } parts[3] = {{"_before", "before", "REAL"}, {"_after", "after", "REAL"}, {"_change", "change", "TEXT"}};
    bool good = true;
    for (size_t i = 0; i < 3; i++) {
        out[i] = (struct view_column){.name = concat_two(arena, key, parts[i].ending), .type = parts[i].type};
        struct phrase part = phrase_of(diff->sentences, "column.part", parts[i].part);
        good = good && out[i].name != NULL &&
               phrase_concat(alias, "", part, arena, &out[i].alias, NULL) == RASIF_OK;
    }
    return good;
}

/* Fills three cells. Metres to 0.1, everything else to four places, as in the annotated files. A
 * figure without trend has null there. */
static void figure_cells(const struct diff_figure *figure, char unit, struct cell *cells)
{
    double places = unit == 'm' ? 10 : 10000;
    for (int s = 0; s < AUDITS; s++)
        cell_real(&cells[s], round(figure->at[s] * places) / places);
    cell_text(&cells[2], figure->trend != TREND_NONE ? trend_names[figure->trend] : NULL);
}

/* ---- diff_summary ------------------------------------------------------------------------- */

/* Figures follow the fixed columns, three columns each, in the order of enum figure_id. */
#define ALL_COLUMNS (SUMMARY_COLUMNS + 3 * FIGURES_ALL)

/* One row per profile. Columns are filled by their position in summary_columns: ids, verdicts of
 * segments, scores before and after, figures. */
static MUST bool add_summary_row(const struct rasif_diff *diff, size_t p, struct cell_table *table)
{
    static const enum verdict shown[] = {VERDICT_BETTER, VERDICT_WORSE,   VERDICT_MIXED,
                                         VERDICT_KNOWN,  VERDICT_UNKNOWN, VERDICT_SAME,
                                         VERDICT_ADDED,  VERDICT_REMOVED};
    struct cell cells[ALL_COLUMNS];
    memset(cells, 0, sizeof cells);
    cell_text(&cells[0], diff->profiles[p].id);
    cell_text(&cells[1], diff->profiles[p].code);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        cell_int(&cells[2 + i], (int64_t)diff->verdicts[p][shown[i]]);
    for (int s = 0; s < AUDITS; s++) {
        struct diff_area area;
        diff_area(diff, s, p, &area);
        double values[] = {area.score, area.low, area.high, area.coverage};
        for (size_t i = 0; i < 4; i++)
            cell_real(&cells[10 + 2 * i + (size_t)s], values[i]);
    }
    for (size_t f = 0; f < FIGURES_ALL; f++)
        figure_cells(diff_figure(diff, p, (enum figure_id)f), figure_infos[f].unit,
                     &cells[SUMMARY_COLUMNS + 3 * f]);
    return cell_table_add(table, cells);
}

/* The view's columns live in `arena`, because their names are composed. RASIF_E_MEMORY only. */
rasif_status diff_summary_view(const struct rasif_diff *diff, struct arena *arena,
                               const struct view **out, rasif_error *err)
{
    struct view_column *columns = ARENA_ARRAY(arena, ALL_COLUMNS, struct view_column);
    bool good = columns != NULL;
    if (good)
        memcpy(columns, summary_columns, sizeof summary_columns);
    for (size_t f = 0; f < FIGURES_ALL && good; f++)
        good = figure_columns(diff, arena, figure_infos[f].key,
                              phrase_of(diff->sentences, "column.diff_figure", figure_infos[f].key),
                              &columns[SUMMARY_COLUMNS + 3 * f]);
    struct cell_table *table =
        good ? cell_table_new(arena, "diff_summary", columns, ALL_COLUMNS) : NULL;
    good = table != NULL;
    for (size_t p = 0; good && p < diff->n_profiles; p++)
        good = add_summary_row(diff, p, table);
    if (!good)
        return fail_memory(err);
    *out = cell_table_view(table);
    return RASIF_OK;
}

/* ---- diff_reach --------------------------------------------------------------------------- */

static const struct view_column kind_columns[] = {
    {.name = "profile", .type = "TEXT"},
    {.name = "code", .type = "TEXT"},
    {.name = "kind", .type = "TEXT"},
    {.name = "destinations_before", .type = "INTEGER"},
    {.name = "destinations_after", .type = "INTEGER"},
};
/* Five columns say which destinations are meant; the figures follow. */
#define KIND_COLUMNS (sizeof kind_columns / sizeof *kind_columns)
#define REACH_COLUMNS (KIND_COLUMNS + 3 * REACH_FIGURES)

/* One row per profile and kind of destination. Numbers of destinations that a file lacks stay null:
 * 0 would mean that it has none of them. */
static MUST bool add_kind_row(const struct rasif_diff *diff, size_t p, size_t k,
                         struct cell_table *table)
{
    struct cell cells[REACH_COLUMNS];
    memset(cells, 0, sizeof cells);
    cell_text(&cells[0], diff->profiles[p].id);
    cell_text(&cells[1], diff->profiles[p].code);
    cell_text(&cells[2], diff->figures.kinds[k].name);
    for (int s = 0; s < AUDITS; s++)
        if (!isnan(diff->figures.kinds[k].n[s]))
            cell_int(&cells[3 + s], (int64_t)diff->figures.kinds[k].n[s]);
    for (size_t f = 0; f < REACH_FIGURES; f++)
        figure_cells(diff_reach(diff, p, k, (enum reach_figure)f), 'm',
                     &cells[KIND_COLUMNS + 3 * f]);
    return cell_table_add(table, cells);
}

/* A row for every profile and every kind of either file, so that kinds that one file lacks are not
 * lost. RASIF_E_MEMORY only. */
rasif_status diff_reach_view(const struct rasif_diff *diff, struct arena *arena,
                             const struct view **out, rasif_error *err)
{
    struct view_column *columns = ARENA_ARRAY(arena, REACH_COLUMNS, struct view_column);
    bool good = columns != NULL;
    if (good)
        memcpy(columns, kind_columns, sizeof kind_columns);
    for (size_t f = 0; f < REACH_FIGURES && good; f++)
        good = figure_columns(diff, arena, diff_reach_names[f],
                              phrase_of(diff->sentences, "column.diff_reach_figure", diff_reach_names[f]),
                              &columns[KIND_COLUMNS + 3 * f]);
    struct cell_table *table =
        good ? cell_table_new(arena, "diff_reach", columns, REACH_COLUMNS) : NULL;
    good = table != NULL;
    for (size_t p = 0; p < diff->n_profiles; p++)
        for (size_t k = 0; good && k < diff->figures.n_kinds; k++)
            good = add_kind_row(diff, p, k, table);
    if (!good)
        return fail_memory(err);
    *out = cell_table_view(table);
    return RASIF_OK;
}

/* ---- diff_gaps ---------------------------------------------------------------------------- */

static const struct view_column gap_columns[] = {
    {.name = "geom", .type = "MULTILINESTRING"},
    {.name = "fate", .type = "TEXT"},
    {.name = "kind", .type = "TEXT"},
    {.name = "evidence", .type = "TEXT"},
    {.name = "file", .type = "TEXT"},
    {.name = "length_m", .type = "REAL"},
};
/* add_gap_rows fills these by position. */
#define GAP_COLUMNS (sizeof gap_columns / sizeof *gap_columns)

/* The line of a gap in the output's system, to free; NULL where there is none. *length = bytes of
 * the blob. */
static unsigned char *diff_gap_line(const struct rasif_diff *diff, const struct shapes *shapes,
                                    size_t row, size_t layer, int srs_id, size_t *length)
{
    if (layer == SIZE_MAX || shapes->kind[row] != SHAPE_LINE)
        return NULL;
    uint32_t first = shapes->point[shapes->part[row]];
    size_t n = shapes->point[shapes->part[row + 1]] - first;
    size_t parts = shapes->part[row + 1] - shapes->part[row];
    double *xy = malloc((2 * n + 1) * sizeof *xy);
    size_t *ends = malloc((parts + 1) * sizeof *ends);
    unsigned char *blob = malloc(wkb_lines_size(n, parts));
    bool good = xy != NULL && ends != NULL && blob != NULL && n > 0;
    if (good) {
        memcpy(xy, shapes->xy + 2 * (size_t)first, 2 * n * sizeof *xy);
        for (size_t i = 0; i < parts; i++)
            ends[i] = shapes->point[shapes->part[row] + i + 1] - first;
        good = crs_from_metres(diff->plan, layer, 0, xy, n) == 0;
    }
    if (good)
        *length = wkb_write_lines(blob, srs_id, xy, ends, parts);
    else
        free(blob);
    free(xy);
    free(ends);
    return good ? blob : NULL;
}

/* Gaps of the first file are shown only where the second file has them no more. Gaps to check on
 * site have fate "to_check". */
static MUST bool add_gap_rows(const struct rasif_diff *diff, int s, size_t layer, int srs_id,
                         struct cell_table *table)
{
    const struct diff_audit *audit = &diff->audits[s];
    bool good = true;
    for (size_t i = 0; i < audit->n_gaps && good; i++) {
        const struct diff_gap *gap = &audit->gaps[i];
        struct cell cells[GAP_COLUMNS];
        size_t length = 0;
        if (s == BEFORE && (gap->fate == GAP_STILL || !gap->certain))
            continue;
        memset(cells, 0, sizeof cells);
        unsigned char *blob = diff_gap_line(diff, &audit->gap_shapes, i, layer, srs_id, &length);
        if (blob != NULL) {
            cells[0].type = CELL_BLOB;
            cells[0].bytes = (const char *)blob;
            cells[0].length = length;
        }
        cell_text(&cells[1], gap->certain ? gap_fate_names[gap->fate] : "to_check");
        cell_text(&cells[2], diff_gap_kinds[gap->kind]);
        cell_text(&cells[3], gap->evidence);
        cell_text(&cells[4], s == BEFORE ? "before" : "after");
        cell_real(&cells[5], round(gap->length_m * 10) / 10);
        good = cell_table_add(table, cells);
        free(blob);
    }
    return good;
}

/* Gaps that are still there come once, from the second file. The view is a copy of the grid
 * table's, because geometry and titles are set here. `layer` SIZE_MAX: no lines. */
rasif_status diff_gaps_view(const struct rasif_diff *diff, size_t layer, int srs_id,
                            struct arena *arena, const struct view **out, rasif_error *err)
{
    struct cell_table *table = cell_table_new(arena, "diff_gaps", gap_columns, GAP_COLUMNS);
    struct view *view = ARENA_NEW(arena, struct view);
    if (table == NULL || view == NULL || !add_gap_rows(diff, BEFORE, layer, srs_id, table) ||
        !add_gap_rows(diff, AFTER, layer, srs_id, table))
        return fail_memory(err);
    *view = *cell_table_view(table);
    view->geometry_column = 0;
    view->geometry_type = "MULTILINESTRING";
    view->srs_id = srs_id;
    *out = view;
    return RASIF_OK;
}
