/* SPDX-License-Identifier: MIT
 *
 * Who gains nothing from a plan, and where (docs/plan.md#who-gains-and-who-does-not): the gain of the largest
 * budget, everywhere and in each area of a boundary, and the users who have none of it. */
#include "plan/works_plan.h"
#include "report/text/text_parts.h"

/* "North-west | 2350 | old low": metres before and after by profile, in the network that decides. */
static void add_row(struct page *page, struct layout *layout, const char *name, const double *before, const double *after)
{
    struct text users = {0}, metres = {0};
    double gain = 0;
    for (size_t p = 0; p < page->run->plan->n_profiles; p++) {
        double own = after[p] - before[p];
        gain += own;
        if (own < 0.5) /* shown as 0 m */
            text_addf(&users, "%s%s", users.length > 0 ? " " : "", page->run->plan->profiles[p]->code);
    }
    text_addf(&metres, "%lld", llround(gain));
    layout_cell(layout, name);
    layout_take(layout, &metres);
    layout_take(layout, &users);
}

void section_plan_areas(struct page *page, const struct works_plan *plan)
{
    static const char *const columns[] = {"plan.col_area", "plan.col_gain", "plan.col_nothing"};
    const struct works_budget *budget = &plan->budgets[plan->n_budgets - 1];
    struct layout layout = {.n_columns = 3, .align = "lrl", .most = {40}};
    const int decides = plan->decides;
    add_heading(page, word(page, plan->objective == OBJECTIVE_REACH ? "plan.areas_heading" : "plan.areas_heading_other"));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(page, columns[i]));
    add_row(page, &layout, word(page, "plan.everywhere"), plan->before_m[decides], budget->joined_m[decides]);
    for (size_t area = 0; area < plan->areas.n; area++) {
        double before[MOST_PROFILES], after[MOST_PROFILES];
        for (size_t p = 0; p < page->run->plan->n_profiles; p++) {
            before[p] = plan->before[decides][p].area_m[area];
            after[p] = budget->reached[decides][p].area_m[area];
        }
        add_row(page, &layout, plan->areas.names[area], before, after);
    }
    layout_print(&layout, page);
    if (plan->areas.n == 0)
        add_note(page, word(page, "plan.areas_hint"));
}
