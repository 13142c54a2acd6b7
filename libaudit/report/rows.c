/* SPDX-License-Identifier: MIT
 *
 * Rows of an output table for programs: see rows.h (decision 0335). JSON and CSV have the same
 * columns in the same order; both leave out the geometry, which text formats have no use for, and
 * title_ columns, because titles stand elsewhere in a report. Cost: one cell at a time. */
#include "report/rows.h"

#include "report/label.h"
#include "report/precision.h"
#include "report/ranking.h"

#include <string.h>

/* Only these tables are about things that have names for people. */
static bool has_labels(const struct view *view)
{
    return strcmp(view->name, "audit_segments") == 0 || strcmp(view->name, "audit_gaps") == 0 ||
           strcmp(view->name, "audit_repairs") == 0;
}

/* Row numbers of these views are those of segments, gaps, and the ranking with hills behind
 * repairs. */
static void add_label(const struct run *run, const struct view *view, size_t row, const char *language,
                      struct text *out)
{
    if (strcmp(view->name, "audit_segments") == 0) {
        label_segment(run, row, language, out);
    } else if (strcmp(view->name, "audit_gaps") == 0) {
        label_gap(run, &run->gaps->items[row], language, out);
    } else {
        const struct repair_ranking *all = run->repairs;
        const struct ranked_repair *repair = row < all->n ? &all->repairs[row] : &all->hills[row - all->n];
        const struct graph *graph = &run->store->graph;
        label_element(run, (enum role)graph->role[repair->line], graph->row[repair->line], language, out);
    }
}

/* The cell as it is shown; false = the column is left out. Names that end with _m are lengths and
 * are rounded (decision 0334); per_100_m counts verdicts. */
static bool shown_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                       struct cell *out)
{
    const char *name = view->columns[column].name;
    size_t length = strlen(name);
    if (column == view->geometry_column || strncmp(name, "title_", 6) == 0)
        return false;
    view->cell(view, row, column, scratch, out);
    if (out->type == CELL_REAL && length > 2 && strcmp(name + length - 2, "_m") == 0 &&
        strcmp(name, "per_100_m") != 0)
        out->real = shown_metres(out->real);
    return true;
}

/* ---- JSON ---- */

/* A real that is NaN becomes null, like a null cell. */
static void json_cell(const struct cell *cell, struct text *out)
{
    if (cell->type == CELL_NULL)
        text_add(out, "null");
    else if (cell->type == CELL_TEXT) {
        struct text copy = {0}; /* a cell's bytes need not end with NUL */
        text_addn(&copy, cell->bytes, cell->length);
        text_json(out, copy.data != NULL ? copy.data : "");
        out->failed = out->failed || copy.failed;
        text_free(&copy);
    } else if (cell->type == CELL_INT)
        text_addf(out, "%lld", (long long)cell->integer);
    else
        text_number(out, cell->real);
}

/* "name": "Nablus Street", ..., "label_en": "Nablus Street, from ...", "label_ar": "..."; without
 * braces. */
static void json_row(const struct run *run, const struct view *view, size_t row, struct cell_scratch *scratch,
                     struct text *out)
{
    size_t n = 0;
    for (size_t column = 0; column < view->n_columns; column++) {
        struct cell cell = {.type = CELL_NULL};
        if (!shown_cell(view, row, column, scratch, &cell))
            continue;
        text_addf(out, "%s\"%s\": ", n++ > 0 ? ", " : "", view->columns[column].name);
        json_cell(&cell, out);
    }
    for (int l = 0; has_labels(view) && l < LANGUAGE_COUNT; l++) {
        if (!(run->languages >> l & 1u))
            continue;
        struct text label = {0};
        add_label(run, view, row, languages[l].code, &label);
        text_addf(out, ", \"label_%s\": ", languages[l].code);
        text_json(out, label.data != NULL ? label.data : "");
        out->failed = out->failed || label.failed;
        text_free(&label);
    }
}

void rows_json(const struct run *run, const struct view *view, struct text *out)
{
    struct cell_scratch scratch = {0};
    text_add(out, "[");
    for (size_t row = 0; view != NULL && row < view->n_rows && !out->failed; row++) {
        text_add(out, row > 0 ? ",\n    {" : "\n    {");
        json_row(run, view, row, &scratch, out);
        text_add(out, "}");
        out->failed = out->failed || scratch.failed;
    }
    text_add(out, view != NULL && view->n_rows > 0 ? "\n  ]" : "]");
    cell_scratch_free(&scratch);
}

/* ---- CSV ---- */

/* The columns of csv_row, in its order. */
static void csv_names(const struct run *run, const struct view *view, struct text *out)
{
    size_t n = 0;
    for (size_t column = 0; column < view->n_columns; column++)
        if (column != view->geometry_column && strncmp(view->columns[column].name, "title_", 6) != 0)
            text_addf(out, "%s%s", n++ > 0 ? "," : "", view->columns[column].name);
    for (int l = 0; has_labels(view) && l < LANGUAGE_COUNT; l++)
        if (run->languages >> l & 1u)
            text_addf(out, ",label_%s", languages[l].code);
    text_add(out, "\r\n");
}

/* A row without labels has none of the label_ columns either, so that all lines have equal
 * length. */
static void csv_row(const struct run *run, const struct view *view, size_t row, struct cell_scratch *scratch,
                    struct text *out)
{
    size_t n = 0;
    for (size_t column = 0; column < view->n_columns; column++) {
        struct cell cell = {.type = CELL_NULL};
        if (!shown_cell(view, row, column, scratch, &cell))
            continue;
        text_add(out, n++ > 0 ? "," : "");
        csv_cell(&cell, out);
    }
    for (int l = 0; has_labels(view) && l < LANGUAGE_COUNT; l++) {
        if (!(run->languages >> l & 1u))
            continue;
        struct text label = {0};
        struct cell cell;
        add_label(run, view, row, languages[l].code, &label);
        cell_text(&cell, label.data);
        text_add(out, ",");
        csv_cell(&cell, out);
        out->failed = out->failed || label.failed;
        text_free(&label);
    }
    text_add(out, "\r\n");
}

void rows_csv(const struct run *run, const struct view *view, struct text *out)
{
    struct cell_scratch scratch = {0};
    if (view != NULL)
        csv_names(run, view, out);
    for (size_t row = 0; view != NULL && row < view->n_rows && !out->failed; row++) {
        csv_row(run, view, row, &scratch, out);
        out->failed = out->failed || scratch.failed;
    }
    cell_scratch_free(&scratch);
}
