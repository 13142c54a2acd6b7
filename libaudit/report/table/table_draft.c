/* SPDX-License-Identifier: MIT
 *
 * draft_sidewalks, draft_crossings and draft_ramps: see draft_report.h. A column of columns_draft.def is a function here;
 * behind them is a column for each field that the rules and needs of the run read of such an element, called and
 * in units as in table/fields.def, null in every row. */
#include "report/table/columns.h"
#include "report/draft_report.h"
#include "report/table/feature_table.h"
#include "report/table/in_languages.h"
#include "survey/visit.h"

#include <stdlib.h>
#include <string.h>

/* `user` of both views. */
struct draft_table {
    const struct feature_table *table;
    const struct draft *draft;
    const struct draft_line *lines;
};

/* One cell that is being made. */
struct draft_cell {
    const struct draft_table *of;
    const struct draft_line *line;
    struct cell_scratch *scratch;
    struct cell *out;
};

static void show_line(const struct draft_cell *c)
{
    size_t n = c->line->n_points;
    if (n == 1) {
        cell_point(c->of->table, draft_line_xy(c->of->draft, c->line), c->scratch, c->out);
        return;
    }
    double *xy = malloc(2 * n * sizeof *xy);
    if (xy == NULL) {
        c->scratch->failed = true;
        return;
    }
    memcpy(xy, draft_line_xy(c->of->draft, c->line), 2 * n * sizeof *xy);
    cell_line(c->of->table, xy, n, c->scratch, c->out);
    free(xy);
}

static void show_street(const struct draft_cell *c)
{
    cell_rasif_id(c->of->table->run, ROLE_STREET, c->line->street, c->scratch, c->out);
}

static void show_name(const struct draft_cell *c)
{
    cell_name(c->of->table->run, ROLE_STREET, c->line->street, false, c->out);
}

static void show_name_ar(const struct draft_cell *c)
{
    cell_name(c->of->table->run, ROLE_STREET, c->line->street, true, c->out);
}

static void show_side(const struct draft_cell *c)
{
    cell_text(c->out, side_names[c->line->side]);
}

static void show_proposed(const struct draft_cell *c)
{
    cell_text(c->out, vocabulary_word(fields[F_status].vocabulary, STATUS_PROPOSED));
}

#define LIST "report/table/columns_draft.def"
enum {
#define COLUMN PLACE_OF_COLUMN
#include LIST
#undef COLUMN
};
static const struct view_column columns[] = {
#define COLUMN COLUMN_OF_VIEW
#include LIST
#undef COLUMN
};
static void (*const cells[])(const struct draft_cell *) = {
#define COLUMN CELL_OF_COLUMN
#include LIST
#undef COLUMN
};

static void draft_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                       struct cell *out)
{
    const struct draft_table *of = view->user;
    cell_null(out);
    if (column < LENGTH_OF(columns))
        cells[column](&(struct draft_cell){of, &of->lines[row], scratch, out});
}

/* Does the plan read the field of such elements, or a survey take it for what the plan reads? */
static bool is_surveyed(const struct plan *plan, enum role role, const struct visit_plan *visits, enum field_id field)
{
    const struct element_plan *element = &plan->elements[role_element(role)];
    bool used = false;
    for (size_t i = 0; i < element->n_used; i++)
        used = used || element->used[i] == field ||
               (field_set_has(&visits->takes, field) && field_set_has(&visits->reads[element->used[i]], field));
    return used && fields[field].roles >> role & 1 && !(fields[field].flags & (FIELD_DERIVED | FIELD_SHOWN)) &&
           fields[field].type != VALUE_TEXT && field != F_status;
}

/* The columns of the list, then those of fields, with their labels. NULL when memory is out. */
static const struct view_column *all_columns(const struct run *run, enum role role, struct arena *arena, size_t *n)
{
    struct view_column *all = ARENA_ARRAY(arena, LENGTH_OF(columns) + FIELD_COUNT, struct view_column);
    if (all == NULL)
        return NULL;
    struct visit_plan visits;
    visit_plan_build(role, &visits);
    memcpy(all, columns, sizeof columns);
    *n = LENGTH_OF(columns);
    for (int f = 0; f < FIELD_COUNT; f++)
        if (is_surveyed(run->plan, role, &visits, (enum field_id)f))
            all[(*n)++] = (struct view_column){.name = field_native_name(role, (enum field_id)f),
                                               .type = fields[f].type == VALUE_REAL ? "REAL" : "TEXT",
                                               .alias = phrase_of(run->sentences, "field", fields[f].name)};
    return all;
}

/* By table, in their order. */
static const struct {
    enum role role;
    const char *name, *geometry_type;
} tables[] = {{ROLE_SIDEWALK, "draft_sidewalks", "LINESTRING"},
              {ROLE_CROSSING, "draft_crossings", "LINESTRING"},
              {ROLE_RAMP, "draft_ramps", "POINT"}};

enum role draft_table_role(size_t table)
{
    return tables[table].role;
}

static rasif_status make_view(const struct run *run, const struct draft *draft, size_t number, struct arena *arena,
                              const struct view **out, rasif_error *err)
{
    const struct draft_line *const lines[] = {draft->sidewalks, draft->crossings, draft->ramps};
    const size_t n[] = {draft->n_sidewalks, draft->n_crossings, draft->n_ramps};
    struct feature_table *table;
    struct view *view;
    struct draft_table *of = ARENA_NEW(arena, struct draft_table);
    TRY(feature_table_new(run, arena, &table, &view, err));
    view->columns = all_columns(run, tables[number].role, arena, &view->n_columns);
    if (of == NULL || view->columns == NULL)
        return fail_memory(err);
    *of = (struct draft_table){table, draft, lines[number]};
    view->user = of;
    view->name = tables[number].name;
    view->n_rows = n[number];
    view->cell = draft_cell;
    view->geometry_column = COLUMN_geom;
    view->geometry_type = tables[number].geometry_type;
    view->title = phrase_of(run->sentences, "table", view->name);
    return view_in_languages(view, "draft", run->sentences, run->languages, arena, out, err);
}

rasif_status draft_tables(const struct run *run, const struct draft *draft, struct arena *arena,
                          struct report_tables *out, rasif_error *err)
{
    out->annotations = ARENA_ARRAY(arena, run->store->n_sources + 1, const struct view *);
    out->tables = ARENA_ARRAY(arena, LENGTH_OF(tables), const struct view *);
    if (out->annotations == NULL || out->tables == NULL)
        return fail_memory(err);
    for (out->n_tables = 0; out->n_tables < LENGTH_OF(tables); out->n_tables++)
        TRY(make_view(run, draft, out->n_tables, arena, &out->tables[out->n_tables], err));
    return RASIF_OK;
}
