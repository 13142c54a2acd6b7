/* SPDX-License-Identifier: MIT
 *
 * audit_conflicts (docs/data-model.md#audit_conflicts-points): what helps one user and hurts another, with both
 * sides' figures. A column of columns_conflicts.def is a function here. */
#include "report/conflict.h"
#include "report/table/columns.h"
#include "report/table/feature_table.h"
#include "report/table/plan_cells.h"

/* One cell that is being made. */
struct conflict_cell {
    const struct run *run;
    const struct feature_table *table;
    const struct conflict *conflict;
    struct cell_scratch *scratch;
    struct cell *out;
};

/* ---- which, where ---- */

static bool has_place(const struct conflict_cell *c)
{
    return c->conflict->row != NO_ROW;
}

static enum role role_of(const struct conflict_cell *c)
{
    return (enum role)c->conflict->role;
}

static void show_point(const struct conflict_cell *c)
{
    double xy[2];
    conflict_point(c->run, c->conflict, xy);
    cell_point(c->table, xy, c->scratch, c->out);
}

static void show_kind(const struct conflict_cell *c)
{
    cell_text(c->out, conflict_sort_names[c->conflict->sort]);
}

static void show_conflict(const struct conflict_cell *c)
{
    cell_text(c->out, conflict_id(c->run, c->conflict));
}

static void show_title(const struct conflict_cell *c)
{
    cell_text(c->out, conflict_title(c->run, c->conflict, c->scratch->language));
}

static void show_table(const struct conflict_cell *c)
{
    if (has_place(c))
        cell_text(c->out, table_of(c->run, role_of(c), c->conflict->row));
}

static void show_fid(const struct conflict_cell *c)
{
    if (has_place(c))
        cell_int(c->out, c->run->store->tables[role_of(c)].fid[c->conflict->row]);
}

static void show_rasif_id(const struct conflict_cell *c)
{
    if (has_place(c))
        cell_rasif_id(c->run, role_of(c), c->conflict->row, c->scratch, c->out);
}

static void show_place(const struct conflict_cell *c)
{
    cell_place(c->conflict->place, c->scratch, c->out);
}

static void show_street(const struct conflict_cell *c)
{
    uint32_t street = has_place(c) ? belongs_street(c->run->belongs, role_of(c), c->conflict->row) : NO_ROW;
    if (street != NO_ROW)
        cell_rasif_id(c->run, ROLE_STREET, street, c->scratch, c->out);
}

static void show_name(const struct conflict_cell *c)
{
    if (has_place(c))
        cell_name(c->run, role_of(c), c->conflict->row, false, c->out);
}

static void show_name_ar(const struct conflict_cell *c)
{
    if (has_place(c))
        cell_name(c->run, role_of(c), c->conflict->row, true, c->out);
}

/* ---- one side ---- */

static void show_codes(const struct conflict_cell *c, const struct conflict_side *side, bool blocked)
{
    conflict_codes(c->run, side, blocked, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_figures(const struct conflict_cell *c, const struct conflict_side *side)
{
    conflict_figures(c->run, side, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_rule(const struct conflict_cell *c, const struct conflict_side *side)
{
    if (side->rule != UINT16_MAX)
        cell_text(c->out, c->run->rules->rules[side->rule].id);
}

static void show_measure(const struct conflict_cell *c, const struct conflict_side *side)
{
    if (side->rule != UINT16_MAX)
        cell_text(c->out, fields[side->measure].name);
}

static void show_value(const struct conflict_cell *c, const struct conflict_side *side)
{
    conflict_value(side, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_unit(const struct conflict_cell *c, const struct conflict_side *side)
{
    const char *symbol = side->rule != UINT16_MAX ? unit_symbol(fields[side->measure].unit) : "";
    cell_text(c->out, symbol[0] != '\0' ? symbol : NULL);
}

static void show_limit(const struct conflict_cell *c, const struct conflict_side *side)
{
    conflict_adequate(c->run, c->conflict, side, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_clause(const struct conflict_cell *c, const struct conflict_side *side)
{
    if (side->requirement != UINT16_MAX)
        cell_text(c->out, c->run->plan->standard->requirements[side->requirement].clause);
}

static void show_need(const struct conflict_cell *c, const struct conflict_side *side)
{
    const struct need *need = conflict_need(c->run, c->conflict, side);
    if (need != NULL)
        cell_text(c->out, phrase_in(need->basis, c->scratch->language));
}

/* Columns of both sides. */
#define SIDE(name, function)                                                                       \
    static void show_helps##name(const struct conflict_cell *c)                                    \
    {                                                                                              \
        function(c, &c->conflict->helps);                                                          \
    }                                                                                              \
    static void show_hurts##name(const struct conflict_cell *c)                                    \
    {                                                                                              \
        function(c, &c->conflict->hurts);                                                          \
    }
#define ALL_CODES(c, side) show_codes(c, side, false)
SIDE(, ALL_CODES)
SIDE(_u, show_figures)
SIDE(_rule, show_rule)
SIDE(_measure, show_measure)
SIDE(_value, show_value)
SIDE(_unit, show_unit)
SIDE(_limit, show_limit)
SIDE(_clause, show_clause)
SIDE(_basis, show_need)

static void show_hurts_blocks(const struct conflict_cell *c)
{
    show_codes(c, &c->conflict->hurts, true);
}

static void show_severity(const struct conflict_cell *c)
{
    const struct conflict_side *hurts = &c->conflict->hurts;
    bool stops = hurts->n > 0 && c->run->conflicts->users[hurts->first].blocked; /* the first is hurt most */
    enum severity severity = hurts->rule != UINT16_MAX ? c->run->rules->rules[hurts->rule].severity : SEVERITY_MINOR;
    cell_text(c->out, severity_names[stops ? SEVERITY_CRITICAL : severity]);
}

/* ---- both ---- */

static void show_finding(const struct conflict_cell *c)
{
    if (c->conflict->finding == SIZE_MAX)
        return;
    finding_id(c->run, &c->run->results->findings[c->conflict->finding], cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_work(const struct conflict_cell *c)
{
    if (c->conflict->sort != CONFLICT_WORK)
        return;
    work_id(c->run, c->run->works, &c->run->works->works.items[c->conflict->which], cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_message(const struct conflict_cell *c)
{
    conflict_message(c->run, c->conflict, c->scratch->language, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_both(const struct conflict_cell *c)
{
    cell_text(c->out, conflict_both(c->run, c->conflict, c->scratch->language));
}

static void show_basis(const struct conflict_cell *c)
{
    cell_text(c->out, conflict_source(c->run, c->conflict, c->scratch->language));
}

/* ---- the table ---- */

#define LIST "report/table/columns_conflicts.def"
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
static void (*const cells[])(const struct conflict_cell *) = {
#define COLUMN CELL_OF_COLUMN
#define TRANSLATED CELL_OF_COLUMN
#include LIST
#undef TRANSLATED
#undef COLUMN
};

static void conflict_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                          struct cell *out)
{
    const struct feature_table *table = view->user;
    cell_null(out);
    cells[column](&(struct conflict_cell){.run = table->run, .table = table, .scratch = scratch, .out = out,
                                          .conflict = &table->run->conflicts->items[row]});
}

rasif_status conflicts_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, arena, &table, &view, err));
    view->name = "audit_conflicts";
    view->n_rows = run->conflicts->n;
    view->columns = columns;
    view->n_columns = LENGTH_OF(columns);
    view->cell = conflict_cell;
    view->geometry_column = COLUMN_geom;
    view->geometry_type = "POINT";
    *out = view;
    return RASIF_OK;
}
