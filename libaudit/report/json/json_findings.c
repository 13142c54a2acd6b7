/* SPDX-License-Identifier: MIT
 *
 * Members of the JSON report that list rows: findings, as the view audit_findings has them, and
 * diagnostics. One item per line. Cost: one cell at a time; no list is held in memory. */
#include "report/json/json_parts.h"
#include "report/precision.h"
#include "report/summary.h"

#include <string.h>

/* ---- findings ----------------------------------------------------------------------------- */

/* "wcm,wcp" becomes ["wcm", "wcp"]. */
static void write_codes(struct json *json, const struct cell *cell)
{
    const char *at = cell->type == CELL_TEXT ? cell->bytes : "";
    size_t left = cell->type == CELL_TEXT ? cell->length : 0, n = 0;
    text_add(json->out, "[");
    while (left > 0) {
        const char *comma = memchr(at, ',', left);
        size_t length = comma != NULL ? (size_t)(comma - at) : left;
        text_add(json->out, n++ > 0 ? ", \"" : "\"");
        text_addn(json->out, at, length); /* codes are three lower-case letters */
        text_add(json->out, "\"");
        at += length + (comma != NULL);
        left -= length + (comma != NULL);
    }
    text_add(json->out, "]");
}

/* Cells have no NUL; text_json needs one. */
static void write_text_cell(struct json *json, const struct cell *cell)
{
    struct text copy = {0};
    text_addn(&copy, cell->bytes, cell->length);
    text_json(json->out, copy.data);
    json->out->failed = json->out->failed || copy.failed;
    text_free(&copy);
}

/* "value" holds words and numbers in one column: numbers are written as numbers. "blocks" becomes a
 * list. Everything else has the type of its cell. */
static void write_json_cell(struct json *json, const char *column, const struct cell *cell)
{
    double number;
    size_t used = 0;
    if (strcmp(column, "blocks") == 0)
        write_codes(json, cell);
    else if (strcmp(column, "value") == 0 && cell->type == CELL_TEXT &&
             number_parse(cell->bytes, cell->length, &number, &used) && used == cell->length)
        text_number(json->out, number);
    else if (cell->type == CELL_TEXT)
        write_text_cell(json, cell);
    else if (cell->type == CELL_REAL)
        text_number(json->out, cell->real);
    else if (cell->type == CELL_INT)
        text_addf(json->out, "%lld", (long long)cell->integer);
    else
        text_add(json->out, "null");
}

/* The rows of the view are the sorted findings, so row i is finding i. */
static void write_lonlat(struct json *json, size_t row)
{
    struct finding_facts facts;
    double lonlat[2];
    finding_describe(json->run, &json->run->results->findings[row], &facts);
    finding_lonlat(json->run, &facts, lonlat);
    json_number_member(json, "lon", lonlat[0], true);
    json_number_member(json, "lat", lonlat[1], false);
}

/* Every column but the geometry, then the place in degrees. `placed`: row i of the view is finding
 * i; else there is no finding to take a place from. */
static void write_json_finding(struct json *json, const struct view *view, size_t row, bool placed,
                               struct cell_scratch *scratch)
{
    size_t n = 0;
    for (size_t c = 0; c < view->n_columns; c++) {
        struct cell cell = {.type = CELL_NULL};
        if (c == view->geometry_column)
            continue;
        view->cell(view, row, c, scratch, &cell);
        text_addf(json->out, "%s\"%s\": ", n++ > 0 ? ", " : "", view->columns[c].name);
        write_json_cell(json, view->columns[c].name, &cell);
    }
    text_add(json->out, ", ");
    if (placed)
        write_lonlat(json, row);
    else
        text_add(json->out, "\"lon\": null, \"lat\": null");
}

/* One line per finding. Out of memory ends the loop: the report as a whole has then failed. */
void json_findings(struct json *json, const struct report_tables *tables)
{
    const struct view *view = report_table(tables, "audit_findings");
    size_t n = view != NULL ? view->n_rows : 0;
    struct cell_scratch scratch = {0};
    text_add(json->out, "\"findings\": [");
    for (size_t row = 0; row < n && !json->out->failed; row++) {
        json_next_item(json, row, "    {");
        write_json_finding(json, view, row, n == json->run->results->n_findings, &scratch);
        json->out->failed = json->out->failed || scratch.failed;
        text_add(json->out, "}");
    }
    text_add(json->out, n > 0 ? "\n  ]" : "]");
    cell_scratch_free(&scratch);
}

/* ---- diagnostics -------------------------------------------------------------------------- */

/* Code, place and number of occurrences, then both sentences in the report's language. */
static void write_json_diagnostic(struct json *json, const struct diagnostic *d)
{
    const struct diagnostic_info *info = &diagnostic_infos[d->id];
    text_addf(json->out, "\"code\": \"R%d\", ", info->code);
    json_text_member(json, "name", info->name, true);
    json_text_member(json, "level", diagnostic_levels[info->level], true);
    json_text_member(json, "layer", d->layer, true);
    json_text_member(json, "column", d->column, true);
    json_text_member(json, "text", d->text, true);
    json_count_member(json, "count", d->count, true);
    text_add(json->out, "\"fids\": [");
    for (size_t i = 0; i < d->n_fids; i++)
        text_addf(json->out, "%s%lld", i > 0 ? ", " : "", (long long)d->fids[i]);
    text_add(json->out, "], ");
    const char *language = json->run->language;
    json_text_member(json, "what", phrase_in(diagnostic_what(json->sentences, d->id), language), true);
    json_text_member(json, "todo", phrase_in(diagnostic_todo(json->sentences, d->id), language), false);
}

/* In the order of code and place in which the run sorted them. */
void json_diagnostics(struct json *json)
{
    const struct diagnostics *all = &json->run->store->diagnostics;
    text_add(json->out, "\"diagnostics\": [");
    for (size_t i = 0; i < all->n; i++) {
        json_next_item(json, i, "    {");
        write_json_diagnostic(json, &all->items[i]);
        text_add(json->out, "}");
    }
    text_add(json->out, all->n > 0 ? "\n  ]" : "]");
}
