/* SPDX-License-Identifier: MIT
 *
 * audit_sites (docs/data-model.md#audit_sites-points): every blocked element of the network and every
 * new line, with what opening it costs, and where no work helps the reason. Rows are there only when a plan is asked for. A
 * column of columns_sites.def is a function here. */
#include "report/cause.h"
#include "report/table/columns.h"
#include "report/table/plan_cells.h"

/* One cell that is being made. */
struct site_cell {
    const struct run *run;
    const struct feature_table *table;
    const struct works_plan *plan;
    const struct site *site;
    struct cell_scratch *scratch;
    struct cell *out;
};

static void show_point(const struct site_cell *c)
{
    double xy[2];
    if (c->site->new_line != NO_NEW_LINE)
        new_line_point(c->plan, c->site->new_line, xy);
    else
        element_point(c->run, (enum role)c->site->role, c->site->row, xy);
    cell_point(c->table, xy, c->scratch, c->out);
}

static void show_id(const struct site_cell *c)
{
    cell_site_id(c->run, c->plan, c->site, c->scratch, c->out);
}

static void show_table(const struct site_cell *c)
{
    cell_text(c->out, table_of(c->run, (enum role)c->site->role, c->site->row));
}

static void show_fid(const struct site_cell *c)
{
    cell_int(c->out, c->run->store->tables[c->site->role].fid[c->site->row]);
}

static void show_street(const struct site_cell *c)
{
    uint32_t street = belongs_street(c->run->belongs, (enum role)c->site->role, c->site->row);
    if (street != NO_ROW)
        cell_rasif_id(c->run, ROLE_STREET, street, c->scratch, c->out);
}

static void show_name(const struct site_cell *c)
{
    cell_name(c->run, (enum role)c->site->role, c->site->row, false, c->out);
}

static void show_name_ar(const struct site_cell *c)
{
    cell_name(c->run, (enum role)c->site->role, c->site->row, true, c->out);
}

static void show_blocked(const struct site_cell *c)
{
    cell_profiles(c->run, c->site->blocked, c->scratch, c->out);
}

static void show_hopeless(const struct site_cell *c)
{
    cell_profiles(c->run, c->site->hopeless, c->scratch, c->out);
}

static void show_works(const struct site_cell *c)
{
    cell_int(c->out, c->site->n_needs);
}

/* Null where no work helps anyone. */
static void show_cost(const struct site_cell *c)
{
    int64_t cost = 0;
    for (uint32_t i = 0; i < c->site->n_needs; i++)
        cost += c->plan->bills[c->plan->works.needs[c->site->first_need + i].work].middle;
    if (c->site->n_needs > 0)
        cell_real(c->out, (double)cost / MONEY_UNIT);
}

static void show_currency(const struct site_cell *c)
{
    if (c->site->n_needs > 0)
        cell_text(c->out, c->plan->prices->currency);
}

/* Does the budget buy all works of the site? */
static bool buys(const struct site_cell *c, const struct works_budget *budget)
{
    for (uint32_t i = 0; i < c->site->n_needs; i++)
        if (!budget->chosen[c->plan->works.needs[c->site->first_need + i].work])
            return false;
    return c->site->n_needs > 0;
}

static void show_budget(const struct site_cell *c)
{
    for (size_t i = 0; i < c->plan->n_budgets; i++)
        if (buys(c, &c->plan->budgets[i])) {
            cell_real(c->out, (double)c->plan->budgets[i].budget / MONEY_UNIT);
            return;
        }
}

/* "The street itself is as steep: another way is needed". */
static void show_message(const struct site_cell *c)
{
    if (c->site->finding == SIZE_MAX)
        return;
    const struct finding *finding = &c->run->results->findings[c->site->finding];
    const struct no_work *why =
        no_work_of(c->plan->kinds, finding_element(c->run->store, c->run->plan, finding),
                   c->run->rules->rules[finding->rule].measure, finding_cause(c->run, finding));
    if (why == NULL)
        return;
    const char *instead = phrase_in(why->instead, c->scratch->language);
    struct text *text = cell_words(c->scratch);
    text_add(text, phrase_in(why->reason, c->scratch->language));
    if (instead[0] != '\0')
        text_addf(text, " %s%s%s", sentence_text(c->run->sentences, c->scratch->language, "plan.instead"),
                  sentence_text(c->run->sentences, c->scratch->language, "list.colon"), instead);
    cell_built(c->out, c->scratch);
}

/* ---- the table ---- */

#define LIST "report/table/columns_sites.def"
enum {
#define COLUMN PLACE_OF_COLUMN
#define TRANSLATED PLACE_OF_COLUMN
#include LIST
#undef TRANSLATED
#undef COLUMN
};
static const struct view_column columns[] = {
#define COLUMN COLUMN_OF_VIEW
#define TRANSLATED TRANSLATED_OF_VIEW
#include LIST
#undef TRANSLATED
#undef COLUMN
};
static void (*const cells[])(const struct site_cell *) = {
#define COLUMN CELL_OF_COLUMN
#define TRANSLATED CELL_OF_COLUMN
#include LIST
#undef TRANSLATED
#undef COLUMN
};

static void site_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct feature_table *table = view->user;
    const struct works_plan *plan = table->run->works;
    cell_null(out);
    cells[column](&(struct site_cell){.run = table->run, .table = table, .plan = plan,
                                      .site = &plan->works.sites[row], .scratch = scratch, .out = out});
}

rasif_status sites_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, arena, &table, &view, err));
    view->name = "audit_sites";
    view->n_rows = run->works->works.n_sites;
    view->columns = columns;
    view->n_columns = LENGTH_OF(columns);
    view->cell = site_cell;
    view->geometry_column = COLUMN_geom;
    view->geometry_type = "POINT";
    *out = view;
    return RASIF_OK;
}
