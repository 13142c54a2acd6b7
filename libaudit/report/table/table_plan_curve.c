/* SPDX-License-Identifier: MIT
 *
 * audit_plan_curve (docs/data-model.md#audit_plan_curve): what each budget buys and what that joins, a
 * row for each budget and profile. Gain, bound and gap are those of the whole choice. */
#include "plan/works_plan.h"
#include "report/precision.h"
#include "report/table/columns.h"
#include "report/table/tables.h"

#define LIST "report/table/columns_plan_curve.def"
enum curve_column {
#define FILLED_COLUMN(name, type, holds) CURVE_##name,
#define FILLED_TRANSLATED(name, type, holds) CURVE_##name, CURVE_last_##name = CURVE_##name + LANGUAGE_COUNT - 1,
#include LIST
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN
    CURVE_CELLS,
};
#define FILLED_COLUMN FILLED_COLUMN_OF_VIEW
#define FILLED_TRANSLATED FILLED_TRANSLATED_OF_VIEW
static const struct view_column columns[] = {
#include LIST
};
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN

static double amount(int64_t money)
{
    return (double)money / MONEY_UNIT;
}

static MUST bool add_row(const struct run *run, struct cell_table *table, const struct works_budget *budget, size_t p)
{
    const struct works_plan *plan = run->works;
    struct cell cells[CURVE_CELLS];
    const struct reached *before = &plan->before[plan->decides][p], *joined = &budget->reached[plan->decides][p];
    cell_real(&cells[CURVE_budget], amount(budget->budget));
    cell_text(&cells[CURVE_profile], run->plan->profiles[p]->id);
    cell_phrase(&cells[CURVE_title], run->plan->profiles[p]->title);
    cell_text(&cells[CURVE_currency], plan->prices->currency);
    cell_real(&cells[CURVE_cost], amount(budget->cost));
    cell_real(&cells[CURVE_cost_low], amount(budget->low));
    cell_real(&cells[CURVE_cost_high], amount(budget->high));
    cell_int(&cells[CURVE_works], (int64_t)budget->n_works);
    cell_int(&cells[CURVE_sites], (int64_t)budget->n_sites);
    cell_real(&cells[CURVE_before_m], shown_metres(plan->before_m[PLAN_KNOWN][p]));
    cell_real(&cells[CURVE_before_high_m], shown_metres(plan->before_m[PLAN_BEST][p]));
    cell_real(&cells[CURVE_joined_m], shown_metres(budget->joined_m[PLAN_KNOWN][p]));
    cell_real(&cells[CURVE_joined_high_m], shown_metres(budget->joined_m[PLAN_BEST][p]));
    cell_real(&cells[CURVE_network_m], shown_metres(plan->length_m));
    cell_int(&cells[CURVE_streets], (int64_t)run->store->segments.n);
    cell_int(&cells[CURVE_streets_before], (int64_t)before->segments);
    cell_int(&cells[CURVE_streets_joined], (int64_t)joined->segments);
    cell_int(&cells[CURVE_destinations], (int64_t)run->network->reach.destinations.n);
    cell_int(&cells[CURVE_destinations_before], (int64_t)before->destinations);
    cell_int(&cells[CURVE_destinations_joined], (int64_t)joined->destinations);
    bool counted = plan->people.of_segment != NULL;
    cell_real(&cells[CURVE_people], counted ? shown_metres(plan->people.all) : NAN);
    cell_real(&cells[CURVE_people_before], counted ? shown_metres(before->people) : NAN);
    cell_real(&cells[CURVE_people_joined], counted ? shown_metres(joined->people) : NAN);
    cell_text(&cells[CURVE_decides], plan->decides == PLAN_KNOWN ? "known" : "best");
    const size_t column = plan->objective == OBJECTIVE_COMPLIANCE ? 0 : p;
    cell_text(&cells[CURVE_objective], objective_names[plan->objective]);
    cell_text(&cells[CURVE_unit], objective_units[plan->objective]);
    cell_real(&cells[CURVE_value_before], shown_metres(plan->value_before_m[PLAN_KNOWN][column]));
    cell_real(&cells[CURVE_value_before_high], shown_metres(plan->value_before_m[PLAN_BEST][column]));
    cell_real(&cells[CURVE_value], shown_metres(budget->value_m[PLAN_KNOWN][column]));
    cell_real(&cells[CURVE_value_high], shown_metres(budget->value_m[PLAN_BEST][column]));
    cell_int(&cells[CURVE_weight], plan->weight[p]);
    cell_real(&cells[CURVE_gain_m], shown_metres(budget->gain));
    cell_real(&cells[CURVE_bound_m], shown_metres(budget->bound));
    cell_real(&cells[CURVE_gap], budget->bound > 0 ? shown_share(1 - budget->gain / budget->bound) : 0);
    return cell_table_add(table, cells);
}

rasif_status plan_curve_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err)
{
    struct cell_table *table = cell_table_new(arena, "audit_plan_curve", columns, LENGTH_OF(columns));
    bool good = table != NULL;
    for (size_t i = 0; i < run->works->n_budgets && good; i++)
        for (size_t p = 0; p < run->plan->n_profiles && good; p++)
            good = add_row(run, table, &run->works->budgets[i], p);
    if (!good)
        return fail_memory(err);
    *out = cell_table_view(table);
    return RASIF_OK;
}
