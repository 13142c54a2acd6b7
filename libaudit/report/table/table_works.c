/* SPDX-License-Identifier: MIT
 *
 * audit_works (docs/data-model.md#audit_works-points): every work of the plan, in the order of elements,
 * with its quantity, its cost and the smallest budget that buys it. Rows are there only when a plan is
 * asked for. A column of columns_works.def is a function here. */
#include "report/table/plan_cells.h"
#include "report/table/columns.h"
#include "report/table/feature_table.h"

/* One cell that is being made. */
struct work_cell {
    const struct run *run;
    const struct feature_table *table;
    const struct works_plan *plan;
    const struct work *work;
    const struct work_kind *kind;
    const struct work_bill *bill;
    size_t row;
    struct cell_scratch *scratch;
    struct cell *out;
};

/* ---- where ---- */

/* The new line that the work builds; NULL = none. */
static const struct new_line *line_of(const struct work_cell *c)
{
    return c->work->new_line != NO_NEW_LINE ? &c->plan->lines.items[c->work->new_line] : NULL;
}

static void show_point(const struct work_cell *c)
{
    double xy[2];
    work_point(c->run, c->plan, c->work, xy);
    cell_point(c->table, xy, c->scratch, c->out);
}

static void show_table(const struct work_cell *c)
{
    cell_text(c->out, table_of(c->run, (enum role)c->work->role, c->work->row));
}

static void show_fid(const struct work_cell *c)
{
    cell_int(c->out, c->run->store->tables[c->work->role].fid[c->work->row]);
}

static void show_rasif_id(const struct work_cell *c)
{
    cell_rasif_id(c->run, (enum role)c->work->role, c->work->row, c->scratch, c->out);
}

static void show_place(const struct work_cell *c)
{
    cell_place(c->work->place, c->scratch, c->out);
}

static void show_site(const struct work_cell *c)
{
    cell_site_id(c->run, c->plan, &c->plan->works.sites[c->work->site], c->scratch, c->out);
}

static void show_street(const struct work_cell *c)
{
    uint32_t street = belongs_street(c->run->belongs, (enum role)c->work->role, c->work->row);
    if (street != NO_ROW)
        cell_rasif_id(c->run, ROLE_STREET, street, c->scratch, c->out);
}

static void show_name(const struct work_cell *c)
{
    cell_name(c->run, (enum role)c->work->role, c->work->row, false, c->out);
}

static void show_name_ar(const struct work_cell *c)
{
    cell_name(c->run, (enum role)c->work->role, c->work->row, true, c->out);
}

/* ---- what ---- */

static void show_rank(const struct work_cell *c)
{
    if (c->plan->rank[c->row] != 0)
        cell_int(c->out, c->plan->rank[c->row]);
}

static void show_id(const struct work_cell *c)
{
    work_id(c->run, c->plan, c->work, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_kind(const struct work_cell *c)
{
    cell_text(c->out, c->kind->id);
}

static void show_title(const struct work_cell *c)
{
    cell_text(c->out, phrase_in(c->kind->title, c->scratch->language));
}

static void show_text(const struct work_cell *c)
{
    cell_text(c->out, phrase_in(c->kind->text, c->scratch->language));
}

/* Appends "; ramp.surface=asphalt". */
static void add_value(enum field_id field, const struct remedy *remedy, const char *prefix, struct text *text)
{
    text_addf(text, "%s%s%s=", text->length > 0 ? "; " : "", prefix, fields[field].name);
    if (fields[field].type == VALUE_REAL)
        text_number(text, remedy->real);
    else if (remedy->mask != 0)
        text_add(text, vocabulary_word(fields[field].vocabulary, (unsigned)__builtin_ctz(remedy->mask)));
}

/* Of a new line all that it has; "ramp." stands before what the kerb ramps of a new crossing have. */
static void add_new_values(const struct work_cell *c, const struct judged *judged, enum role role, uint32_t street,
                           struct text *text)
{
    struct remedy remedy;
    for (int f = 0; f < FIELD_COUNT; f++)
        if (remedy_of_new(judged, c->plan->remedies, c->plan->kinds, role, street, (enum field_id)f, &remedy))
            add_value((enum field_id)f, &remedy, role == ROLE_RAMP ? "ramp." : "", text);
}

/* Whether steps are free of steps is measured from their ramp, and written by no one. */
static bool is_measured(const struct work *work, enum field_id field)
{
    return field == F_step_free && work->role != ROLE_CROSSING;
}

/* "clear_width_m=1.8; surface=asphalt": what it makes of the fields that it mends. */
static void show_makes(const struct work_cell *c)
{
    const struct judged judged = {c->run->store, c->run->plan, c->run->results};
    const struct new_line *line = line_of(c);
    struct text *text = cell_words(c->scratch);
    struct remedy remedy;
    if (work_clears(c->kind))
        text_add(text, "barriers="); /* nothing is left in the way */
    if (line != NULL) {
        add_new_values(c, &judged, (enum role)line->role, line->street, text);
        if (line->role == ROLE_CROSSING)
            add_new_values(c, &judged, ROLE_RAMP, NO_ROW, text);
        cell_built(c->out, c->scratch);
        return;
    }
    for (int f = 0; f < FIELD_COUNT; f++) {
        bool mends = work_makes_ramp(c->kind, c->work);
        for (size_t k = 0; k < c->kind->n_mends && !mends; k++)
            mends = c->kind->mends[k] == (enum field_id)f;
        for (size_t k = 0; k < c->kind->n_also && !mends; k++)
            mends = c->kind->also[k] == (enum field_id)f;
        if (!mends || work_clears(c->kind) || is_measured(c->work, (enum field_id)f) || !remedy_of_work(&judged, c->plan->remedies, c->kind, c->work, (enum field_id)f, &remedy))
            continue;
        add_value((enum field_id)f, &remedy, "", text);
    }
    cell_built(c->out, c->scratch);
}

static void show_finding(const struct work_cell *c)
{
    if (c->work->finding == SIZE_MAX)
        return;
    finding_id(c->run, &c->run->results->findings[c->work->finding], cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_users(const struct work_cell *c)
{
    cell_profiles(c->run, c->work->users, c->scratch, c->out);
}

static void show_harms(const struct work_cell *c)
{
    cell_profiles(c->run, c->work->harms, c->scratch, c->out);
}

/* ---- how much ---- */

/* Decimetres and tenths of a square metre: drawn lines are no better. */
static void show_quantity(const struct work_cell *c)
{
    cell_real(c->out, round(10 * c->bill->quantity) / 10);
}

static void show_unit(const struct work_cell *c)
{
    cell_text(c->out, c->kind->quantity == WORK_EACH ? "each" : c->kind->quantity == WORK_LENGTH ? "m" : "m2");
}

static void show_assumed(const struct work_cell *c)
{
    cell_int(c->out, c->bill->assumed);
}

static void show_low(const struct work_cell *c)
{
    cell_real(c->out, (double)c->bill->low / MONEY_UNIT);
}

static void show_cost(const struct work_cell *c)
{
    cell_real(c->out, (double)c->bill->middle / MONEY_UNIT);
}

static void show_high(const struct work_cell *c)
{
    cell_real(c->out, (double)c->bill->high / MONEY_UNIT);
}

static void show_currency(const struct work_cell *c)
{
    cell_text(c->out, c->plan->prices->currency);
}

static void show_placeholder(const struct work_cell *c)
{
    cell_int(c->out, c->plan->prices->of[c->work->kind].placeholder);
}

static void show_pays(const struct work_cell *c)
{
    cell_text(c->out, work_payer_names[c->kind->pays]);
}

static void show_budget(const struct work_cell *c)
{
    cell_first_budget(c->plan, c->row, c->out);
}

/* "5000;20000" */
static void show_budgets(const struct work_cell *c)
{
    struct text *text = cell_words(c->scratch);
    for (size_t i = 0; i < c->plan->n_budgets; i++)
        if (c->plan->budgets[i].chosen[c->row]) {
            text_add(text, text->length > 0 ? ";" : "");
            text_number(text, (double)c->plan->budgets[i].budget / MONEY_UNIT);
        }
    cell_built(c->out, c->scratch);
}

static void show_year(const struct work_cell *c)
{
    cell_year(c->plan, c->row, c->out);
}

static void show_objective(const struct work_cell *c)
{
    cell_text(c->out, objective_names[c->plan->objective]);
}

/* ---- the table ---- */

#define LIST "report/table/columns_works.def"
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
static void (*const cells[])(const struct work_cell *) = {
#define COLUMN CELL_OF_COLUMN
#define TRANSLATED CELL_OF_COLUMN
#include LIST
#undef TRANSLATED
#undef COLUMN
};

static void work_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct feature_table *table = view->user;
    const struct works_plan *plan = table->run->works;
    const struct work *work = &plan->works.items[row];
    cell_null(out);
    cells[column](&(struct work_cell){.run = table->run, .table = table, .plan = plan, .work = work,
                                      .kind = &plan->kinds->kinds[work->kind], .bill = &plan->bills[row],
                                      .row = row, .scratch = scratch, .out = out});
}

rasif_status works_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, arena, &table, &view, err));
    view->name = "audit_works";
    view->n_rows = run->works->works.n;
    view->columns = columns;
    view->n_columns = LENGTH_OF(columns);
    view->cell = work_cell;
    view->geometry_column = COLUMN_geom;
    view->geometry_type = "POINT";
    *out = view;
    return RASIF_OK;
}
