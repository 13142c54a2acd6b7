/* SPDX-License-Identifier: MIT
 *
 * audit_plan_areas (docs/data-model.md#audit_plan_areas): who gains what in each area, for each budget and
 * profile. Rows are there only with a boundary. */
#include "plan/works_plan.h"
#include "report/precision.h"
#include "report/table/columns.h"
#include "report/table/tables.h"

#define LIST "report/table/columns_plan_areas.def"
enum area_column {
#define FILLED_COLUMN(name, type, holds) AREA_##name,
#define FILLED_TRANSLATED(name, type, holds) AREA_##name, AREA_last_##name = AREA_##name + LANGUAGE_COUNT - 1,
#include LIST
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN
    AREA_CELLS,
};
#define FILLED_COLUMN FILLED_COLUMN_OF_VIEW
#define FILLED_TRANSLATED FILLED_TRANSLATED_OF_VIEW
static const struct view_column columns[] = {
#include LIST
};
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN

static MUST bool add_row(const struct run *run, struct cell_table *table, const struct works_budget *budget, size_t area,
                         size_t p)
{
    const struct works_plan *plan = run->works;
    struct cell cells[AREA_CELLS];
    double before[2], joined[2];
    for (int best = 0; best < 2; best++) {
        before[best] = plan->before[best][p].area_m[area];
        joined[best] = budget->reached[best][p].area_m[area];
    }
    cell_real(&cells[AREA_budget], (double)budget->budget / MONEY_UNIT);
    cell_text(&cells[AREA_area], plan->areas.names[area]);
    cell_text(&cells[AREA_profile], run->plan->profiles[p]->id);
    cell_phrase(&cells[AREA_title], run->plan->profiles[p]->title);
    cell_real(&cells[AREA_network_m], shown_metres(plan->area_length_m[area]));
    cell_real(&cells[AREA_before_m], shown_metres(before[PLAN_KNOWN]));
    cell_real(&cells[AREA_before_high_m], shown_metres(before[PLAN_BEST]));
    cell_real(&cells[AREA_joined_m], shown_metres(joined[PLAN_KNOWN]));
    cell_real(&cells[AREA_joined_high_m], shown_metres(joined[PLAN_BEST]));
    cell_real(&cells[AREA_gain_m], shown_metres(joined[plan->decides] - before[plan->decides]));
    return cell_table_add(table, cells);
}

rasif_status plan_areas_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err)
{
    struct cell_table *table = cell_table_new(arena, "audit_plan_areas", columns, LENGTH_OF(columns));
    bool good = table != NULL;
    for (size_t i = 0; i < run->works->n_budgets && good; i++)
        for (size_t area = 0; area < run->works->areas.n && good; area++)
            for (size_t p = 0; p < run->plan->n_profiles && good; p++)
                good = add_row(run, table, &run->works->budgets[i], area, p);
    if (!good)
        return fail_memory(err);
    *out = cell_table_view(table);
    return RASIF_OK;
}
