/* SPDX-License-Identifier: MIT
 * The walking network in the JSON report: audit_network and audit_reach, row by row. */
#include "report/tables.h"

#include <string.h>

static void add_cell(const struct cell *cell, struct text *out)
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

static void add_rows(const struct view *view, const char *member, struct text *out)
{
    struct cell_scratch scratch = {0};
    text_addf(out, "\"%s\": [", member);
    for (size_t row = 0; view != NULL && row < view->n_rows; row++) {
        text_addf(out, "%s\n    {", row > 0 ? "," : "");
        for (size_t column = 0, n = 0; column < view->n_columns; column++) {
            struct cell cell;
            const char *name = view->columns[column].name;
            if (strncmp(name, "title_", 6) == 0)
                continue; /* titles stand under "profiles" */
            view->cell(view, row, column, &scratch, &cell);
            text_addf(out, "%s\"%s\": ", n++ > 0 ? ", " : "", name);
            add_cell(&cell, out);
        }
        text_add(out, "}");
    }
    text_add(out, view != NULL && view->n_rows > 0 ? "\n  ]" : "]");
    cell_scratch_free(&scratch);
}

void json_network(const struct report_tables *tables, struct text *out)
{
    add_rows(report_table(tables, "audit_network"), "network", out);
    text_add(out, ",\n  ");
    add_rows(report_table(tables, "audit_reach"), "reach", out);
}
