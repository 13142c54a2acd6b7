/* SPDX-License-Identifier: MIT
 *
 * audit_new_lines (docs/data-model.md#audit_new_lines-lines): sidewalks and crossings that a plan may build,
 * as lines. Rows are there only when a plan is asked for. A column of columns_new_lines.def is a function
 * here. */
#include "report/table/columns.h"
#include "report/table/plan_cells.h"

#include <stdlib.h>
#include <string.h>

/* One cell that is being made. */
struct line_cell {
    const struct run *run;
    const struct feature_table *table;
    const struct works_plan *plan;
    const struct new_line *line;
    const struct work *work;
    size_t number; /* of the work */
    struct cell_scratch *scratch;
    struct cell *out;
};

static void show_line(const struct line_cell *c)
{
    size_t n = c->line->n_points;
    double *xy = malloc(2 * n * sizeof *xy);
    if (xy == NULL) {
        c->scratch->failed = true;
        return;
    }
    memcpy(xy, new_line_xy(&c->plan->lines, c->line), 2 * n * sizeof *xy);
    cell_line(c->table, xy, n, c->scratch, c->out);
    free(xy);
}

static void show_id(const struct line_cell *c)
{
    work_id(c->run, c->plan, c->work, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_kind(const struct line_cell *c)
{
    cell_text(c->out, roles[c->line->role].name);
}

static void show_title(const struct line_cell *c)
{
    cell_text(c->out, phrase_in(c->plan->kinds->kinds[c->work->kind].title, c->scratch->language));
}

static void show_street(const struct line_cell *c)
{
    cell_rasif_id(c->run, ROLE_STREET, c->line->street, c->scratch, c->out);
}

static void show_name(const struct line_cell *c)
{
    cell_name(c->run, ROLE_STREET, c->line->street, false, c->out);
}

static void show_name_ar(const struct line_cell *c)
{
    cell_name(c->run, ROLE_STREET, c->line->street, true, c->out);
}

static void show_evidence(const struct line_cell *c)
{
    cell_text(c->out, gap_evidence_names[c->plan->gaps->items[c->line->gap].evidence]);
}

/* Decimetres: drawn lines are no better. */
static void show_length(const struct line_cell *c)
{
    cell_real(c->out, round(10 * c->line->length_m) / 10);
}

static void show_users(const struct line_cell *c)
{
    cell_profiles(c->run, c->work->users, c->scratch, c->out);
}

static void show_cost(const struct line_cell *c)
{
    cell_real(c->out, (double)c->plan->bills[c->number].middle / MONEY_UNIT);
}

static void show_currency(const struct line_cell *c)
{
    cell_text(c->out, c->plan->prices->currency);
}

static void show_rank(const struct line_cell *c)
{
    if (c->plan->rank[c->number] != 0)
        cell_int(c->out, c->plan->rank[c->number]);
}

static void show_budget(const struct line_cell *c)
{
    cell_first_budget(c->plan, c->number, c->out);
}

static void show_year(const struct line_cell *c)
{
    cell_year(c->plan, c->number, c->out);
}

#define LIST "report/table/columns_new_lines.def"
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
static void (*const cells[])(const struct line_cell *) = {
#define COLUMN CELL_OF_COLUMN
#define TRANSLATED CELL_OF_COLUMN
#include LIST
#undef TRANSLATED
#undef COLUMN
};

static void line_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    const struct feature_table *table = view->user;
    const struct works_plan *plan = table->run->works;
    size_t number = plan->works.n_mending + row;
    const struct work *work = &plan->works.items[number];
    cell_null(out);
    cells[column](&(struct line_cell){.run = table->run, .table = table, .plan = plan,
                                      .line = &plan->lines.items[work->new_line], .work = work, .number = number,
                                      .scratch = scratch, .out = out});
}

rasif_status new_lines_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, arena, &table, &view, err));
    view->name = "audit_new_lines";
    view->n_rows = run->works->works.n - run->works->works.n_mending;
    view->columns = columns;
    view->n_columns = LENGTH_OF(columns);
    view->cell = line_cell;
    view->geometry_column = COLUMN_geom;
    view->geometry_type = "LINESTRING";
    *out = view;
    return RASIF_OK;
}
