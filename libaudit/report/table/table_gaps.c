/* SPDX-License-Identifier: MIT
 *
 * audit_gaps: things that are missing on the ground, one line per gap. All are lines, also the
 * sign for a missing ramp: QGIS parts a table of several types into as many layers and styles one
 * of them (decision 0060).
 *
 * Each column of columns_gaps.def has a function here; a gap keeps rows and metres, and its line
 * is made when the cell is read. */
#include "network/gaps.h"

#include "report/table/columns.h"
#include "report/table/feature_table.h"

/* One cell that is being made: its row, and where it goes. */
struct gap_cell {
    const struct run *run;
    const struct feature_table *table;
    const struct gap *gap;
    struct cell_scratch *scratch;
    struct cell *out;
};

/* The spare memory holds the line twice: gap_line works in the second half. Null without memory. */
static void show_line(const struct gap_cell *c)
{
    const struct store *store = c->run->store;
    double *xy = cell_spare(c->scratch, 4 * gap_most_points(store, c->gap) * sizeof *xy);
    if (xy != NULL)
        cell_line(c->table, xy, gap_line(store, c->gap, xy), c->scratch, c->out);
}

static void show_kind(const struct gap_cell *c)
{
    cell_text(c->out, gap_kind_names[c->gap->kind]);
}

static void show_evidence(const struct gap_cell *c)
{
    cell_text(c->out, gap_evidence_names[c->gap->evidence]);
}

/* Null for a missing ramp, whose line is only a sign (decision 0060). */
static void show_length(const struct gap_cell *c)
{
    cell_real(c->out, c->gap->length_m);
}

static void show_side(const struct gap_cell *c)
{
    cell_text(c->out, side_names[c->gap->side]);
}

static void show_from(const struct gap_cell *c)
{
    cell_real(c->out, c->gap->from_m);
}

static void show_to(const struct gap_cell *c)
{
    cell_real(c->out, c->gap->to_m);
}

static void show_place(const struct gap_cell *c)
{
    cell_place(c->gap->place, c->scratch, c->out);
}

/* ---- features; `row` is NO_ROW where there is none ---- */

static void show_table_of(const struct gap_cell *c, enum role role, uint32_t row)
{
    if (row != NO_ROW)
        cell_text(c->out, table_of(c->run, role, row));
}

static void show_fid_of(const struct gap_cell *c, enum role role, uint32_t row)
{
    if (row != NO_ROW)
        cell_int(c->out, c->run->store->tables[role].fid[row]);
}

static void show_street_table(const struct gap_cell *c)
{
    show_table_of(c, ROLE_STREET, c->gap->street);
}

static void show_street_fid(const struct gap_cell *c)
{
    show_fid_of(c, ROLE_STREET, c->gap->street);
}

static void show_from_table(const struct gap_cell *c)
{
    show_table_of(c, gap_role(c->gap), c->gap->from);
}

static void show_from_fid(const struct gap_cell *c)
{
    show_fid_of(c, gap_role(c->gap), c->gap->from);
}

static void show_to_table(const struct gap_cell *c)
{
    show_table_of(c, gap_role(c->gap), c->gap->to);
}

static void show_to_fid(const struct gap_cell *c)
{
    show_fid_of(c, gap_role(c->gap), c->gap->to);
}

/* The name of the street, else of the feature from which the gap leads; null where that has
 * none. */
static void name_in(const struct gap_cell *c, bool arabic)
{
    if (c->gap->street != NO_ROW)
        cell_name(c->run, ROLE_STREET, c->gap->street, arabic, c->out);
    else if (c->gap->from != NO_ROW)
        cell_name(c->run, gap_role(c->gap), c->gap->from, arabic, c->out);
}

static void show_name(const struct gap_cell *c)
{
    name_in(c, false);
}

static void show_name_ar(const struct gap_cell *c)
{
    name_in(c, true);
}

/* The id of the finding about the gap; null without one. The gap keeps rule, row and place, from
 * which a finding with just these fields is made up. */
static void show_finding(const struct gap_cell *c)
{
    const struct gap *gap = c->gap;
    if (gap->finding_rule == UINT16_MAX)
        return;
    const struct finding finding = {
        .row = gap->finding_row,
        .at = c->run->rules->rules[gap->finding_rule].always, /* is it one of a stretch? */
        .place = gap->finding_place,
        .role = gap->kind == GAP_NO_RAMP ? ROLE_CROSSING : ROLE_STREET,
        .rule = gap->finding_rule};
    finding_id(c->run, &finding, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

/* ---- the table ---- */

/* Included three times, for places, names and functions: report/table/columns.h. */
#define LIST "report/table/columns_gaps.def"
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
static void (*const cells[])(const struct gap_cell *) = {
#define COLUMN CELL_OF_COLUMN
#include LIST
#undef COLUMN
};

/* Without `row`: the cells of a gap share nothing that is costly. */
static void gap_cell(const struct view *view, size_t row, size_t column,
                     struct cell_scratch *scratch, struct cell *out)
{
    const struct feature_table *table = view->user;
    const struct run *run = table->run;
    cell_null(out);
    cells[column](&(struct gap_cell){run, table, &run->gaps->items[row], scratch, out});
}

/* In the order of gaps->items: by kind, then street, side and place along it. */
rasif_status gaps_view(const struct run *run, struct arena *arena, const struct view **out,
                       rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, arena, &table, &view, err));
    view->name = "audit_gaps";
    view->n_rows = run->gaps->n;
    view->columns = columns;
    view->n_columns = LENGTH_OF(columns);
    view->cell = gap_cell;
    view->geometry_column = COLUMN_geom;
    view->geometry_type = "LINESTRING";
    *out = view;
    return RASIF_OK;
}
