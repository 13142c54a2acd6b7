/* SPDX-License-Identifier: MIT
 *
 * Tables in the JSON report, row by row: the walking network and reach; segments, repairs and
 * fields to survey. Rows have the columns of the tables (rows.h). */
#include "report/rows.h"
#include "report/table/tables.h"

/* "reach": [...]; "[]" when the run has no such table. */
static void add_rows(const struct run *run, const struct report_tables *tables, const char *member,
                     const char *table, struct text *out)
{
    text_addf(out, "\"%s\": ", member);
    rows_json(run, report_table(tables, table), out);
}

void json_network(const struct run *run, const struct report_tables *tables, struct text *out)
{
    add_rows(run, tables, "network", "audit_network", out);
    text_add(out, ",\n  ");
    add_rows(run, tables, "reach", "audit_reach", out);
}

void json_lists(const struct run *run, const struct report_tables *tables, struct text *out)
{
    add_rows(run, tables, "segments", "audit_segments", out);
    text_add(out, ",\n  ");
    add_rows(run, tables, "repairs", "audit_repairs", out);
    text_add(out, ",\n  ");
    add_rows(run, tables, "survey", "audit_survey", out);
    text_add(out, ",\n  ");
    add_rows(run, tables, "conflicts", "audit_conflicts", out);
    if (run->works == NULL)
        return;
    text_add(out, ",\n  ");
    add_rows(run, tables, "works", "audit_works", out);
    text_add(out, ",\n  ");
    add_rows(run, tables, "sites", "audit_sites", out);
    text_add(out, ",\n  ");
    add_rows(run, tables, "new_lines", "audit_new_lines", out);
    text_add(out, ",\n  ");
    add_rows(run, tables, "plan_curve", "audit_plan_curve", out);
    if (report_table(tables, "audit_plan_areas") == NULL)
        return;
    text_add(out, ",\n  ");
    add_rows(run, tables, "plan_areas", "audit_plan_areas", out);
}
