/* SPDX-License-Identifier: MIT
 * The walking network in the JSON report: audit_network, row by row. */
#include "report/tables.h"

void json_network(const struct run *run, const struct report_tables *tables, struct text *out)
{
    const struct view *view = report_table(tables, "audit_network");
    struct cell_scratch scratch = {0};
    text_add(out, "\"network\": [");
    for (size_t row = 0; view != NULL && row < view->n_rows; row++) {
        text_addf(out, "%s\n    {", row > 0 ? "," : "");
        for (size_t column = 0, n = 0; column < view->n_columns; column++) {
            struct cell cell;
            const char *name = view->columns[column].name;
            view->cell(view, row, column, &scratch, &cell);
            if (cell.type == CELL_TEXT && column > 0)
                continue; /* titles stand under "profiles" */
            text_addf(out, "%s\"%s\": ", n++ > 0 ? ", " : "", name);
            if (cell.type == CELL_TEXT)
                text_json(out, run->plan->profiles[row]->id);
            else if (cell.type == CELL_INT)
                text_addf(out, "%lld", (long long)cell.integer);
            else /* six places: more would be noise of the sums */
                text_number(out, round(cell.real * 1e6) / 1e6);
        }
        text_add(out, "}");
    }
    text_add(out, view != NULL && view->n_rows > 0 ? "\n  ]" : "]");
    cell_scratch_free(&scratch);
}
