/* SPDX-License-Identifier: MIT
 * Cells that several tables of a plan have: see plan_cells.h. */
#include "report/table/plan_cells.h"

#include "geo/line.h"
#include "report/report.h"

#include <string.h>

/* The place of a new line behind the id of its street. */
static void add_line_name(const struct works_plan *plan, uint32_t line, struct text *out)
{
    if (line != NO_NEW_LINE)
        new_line_name(plan->gaps, &plan->lines.items[line], out);
}

void work_id(const struct run *run, const struct works_plan *plan, const struct work *work, struct text *out)
{
    char id[32];
    element_rasif_id(&run->store->tables[work->role], work->row, id);
    text_addf(out, "%s:%s", plan->kinds->kinds[work->kind].id, id);
    if (work->place != NO_PLACE)
        text_addf(out, work->place == PLACE_START ? ":start" : work->place == PLACE_END ? ":end" : ":island-%d",
                  work->place - PLACE_ISLAND + 1);
    add_line_name(plan, work->new_line, out);
}

void new_line_point(const struct works_plan *plan, uint32_t new_line, double xy[2])
{
    const struct new_line *line = &plan->lines.items[new_line];
    double way[2];
    line_at(new_line_xy(&plan->lines, line), line->n_points, line->length_m / 2, xy, way);
}

void work_point(const struct run *run, const struct works_plan *plan, const struct work *work, double xy[2])
{
    struct finding_facts facts;
    xy[0] = xy[1] = NAN;
    if (work->new_line != NO_NEW_LINE)
        new_line_point(plan, work->new_line, xy);
    else if (work_clears(&plan->kinds->kinds[work->kind]))
        element_point(run, (enum role)work->role, work->row, xy);
    else if (work->finding != SIZE_MAX) {
        finding_describe(run, &run->results->findings[work->finding], &facts);
        memcpy(xy, facts.xy, sizeof facts.xy);
    }
}

void cell_site_id(const struct run *run, const struct works_plan *plan, const struct site *site,
                  struct cell_scratch *scratch, struct cell *out)
{
    char id[32];
    struct text *text = cell_words(scratch);
    element_rasif_id(&run->store->tables[site->role], site->row, id);
    text_add(text, id);
    add_line_name(plan, site->new_line, text);
    cell_built(out, scratch);
}

void cell_first_budget(const struct works_plan *plan, size_t work, struct cell *out)
{
    const struct works_budget *budget = works_plan_first(plan, work);
    if (budget != NULL)
        cell_real(out, (double)budget->budget / MONEY_UNIT);
}

/* Budgets of years follow each other, so the first that buys a work is that of its year. */
void cell_year(const struct works_plan *plan, size_t work, struct cell *out)
{
    const struct works_budget *budget = works_plan_first(plan, work);
    if (plan->years && budget != NULL)
        cell_int(out, budget - plan->budgets + 1);
}
