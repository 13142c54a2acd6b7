/* SPDX-License-Identifier: MIT
 *
 * audit_findings (docs/data-model.md#audit_findings-points): one point per rule, element and place.
 * Each column of columns_findings.def has a function here that makes one cell. A row's facts
 * (finding_describe) are worked out once and shared by its cells; memory does not grow with rows. */
#include "report/cause.h"
#include "report/precision.h"
#include "report/segment.h"
#include "report/table/columns.h"
#include "report/table/feature_table.h"

/* One cell that is being made: a row with its facts, and where the cell goes. */
struct finding_cell {
    const struct run *run;
    const struct feature_table *table;
    size_t row;
    const struct finding *finding;
    const struct finding_facts *facts;
    struct cell_scratch *scratch;
    struct cell *out;
};

/* ---- which finding, where ---- */

/* "ramp-lip:w0123456789abcdef:0": rule, element and place. */
static void show_id(const struct finding_cell *c)
{
    finding_id(c->run, c->finding, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_point(const struct finding_cell *c)
{
    cell_point(c->table, c->facts->xy, c->scratch, c->out);
}

static void show_rule(const struct finding_cell *c)
{
    cell_text(c->out, c->run->rules->rules[c->finding->rule].id);
}

static enum role role_of(const struct finding_cell *c)
{
    return (enum role)c->finding->role;
}

/* The role; of a missing sidewalk "street", whose side lacks it. */
static void show_element(const struct finding_cell *c)
{
    cell_text(c->out, roles[role_of(c)].name);
}

static void show_table(const struct finding_cell *c)
{
    cell_text(c->out, table_of(c->run, role_of(c), c->finding->row));
}

static void show_fid(const struct finding_cell *c)
{
    cell_int(c->out, c->run->store->tables[role_of(c)].fid[c->finding->row]);
}

static void show_rasif_id(const struct finding_cell *c)
{
    cell_rasif_id(c->run, role_of(c), c->finding->row, c->scratch, c->out);
}

static void show_street(const struct finding_cell *c)
{
    uint32_t street = belongs_street(c->run->belongs, role_of(c), c->finding->row);
    if (street != NO_ROW)
        cell_rasif_id(c->run, ROLE_STREET, street, c->scratch, c->out);
}

/* Null for findings of a whole street that has several segments. */
static void show_segment(const struct finding_cell *c)
{
    uint32_t segment = belongs_segment(c->run->belongs, c->finding);
    if (segment != NO_ROW)
        cell_segment_id(c->run, segment, c->scratch, c->out);
}

/* The other segments that count the finding, "g…,g…"; null where it counts once. */
static void show_also(const struct finding_cell *c)
{
    belongs_also(c->run, c->run->belongs, c->finding, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_name(const struct finding_cell *c)
{
    cell_name(c->run, role_of(c), c->finding->row, false, c->out);
}

static void show_name_ar(const struct finding_cell *c)
{
    cell_name(c->run, role_of(c), c->finding->row, true, c->out);
}

/* Null where the data have no field `operator`. */
static void show_operator(const struct finding_cell *c)
{
    const struct store *store = c->run->store;
    const struct elements *e = &store->tables[role_of(c)];
    cell_text(c->out, pool_text(&store->pool, element_text(e, F_operator, c->finding->row)));
}

static void show_place(const struct finding_cell *c)
{
    cell_place(c->facts->place, c->scratch, c->out);
}

/* Side and metres only where something is missing along a street; null for findings of a whole
 * element. */
static void show_side(const struct finding_cell *c)
{
    if (c->facts->part != NULL)
        cell_text(c->out, side_names[c->facts->part->side]);
}

static void show_from(const struct finding_cell *c)
{
    if (c->facts->part != NULL)
        cell_real(c->out, shown_metres(c->facts->part->from_m));
}

static void show_to(const struct finding_cell *c)
{
    if (c->facts->part != NULL)
        cell_real(c->out, shown_metres(c->facts->part->to_m));
}

/* ---- the judged value ---- */

/* Standard and clause are null where no requirement fails: blocked, or needed by users. */
static void show_standard(const struct finding_cell *c)
{
    cell_text(c->out, c->facts->standard);
}

static void show_clause(const struct finding_cell *c)
{
    cell_text(c->out, c->facts->clause);
}

static void show_measure(const struct finding_cell *c)
{
    cell_text(c->out, c->facts->measure);
}

/* A number as text with at most six decimals, else the word: the column holds both. */
static void show_value(const struct finding_cell *c)
{
    struct text *text = cell_words(c->scratch);
    if (!isnan(c->facts->value))
        text_fixed(text, c->facts->value, 6);
    else
        text_add(text, c->facts->value_text);
    cell_built(c->out, c->scratch);
}

/* Null for words. */
static void show_unit(const struct finding_cell *c)
{
    cell_text(c->out, c->facts->unit[0] != '\0' ? c->facts->unit : NULL);
}

/* NaN, and so null, where the limit is a word. */
static void show_limit(const struct finding_cell *c)
{
    cell_real(c->out, c->facts->limit);
}

/* How far the value shown lies beyond the limit shown (decision 0334). */
static void show_margin(const struct finding_cell *c)
{
    cell_real(c->out, c->facts->margin);
}

/* Where the value is from: "surveyed", "geometry", … */
static void show_origin(const struct finding_cell *c)
{
    cell_text(c->out, origin_names[c->facts->origin]);
}

/* ---- outcome and texts ---- */

/* "fail", "blocked", "need" or "unknown": the verdict and whom it concerns, not the stored
 * outcome. */
static void show_outcome(const struct finding_cell *c)
{
    cell_text(c->out, finding_outcome(c->finding));
}

static void show_severity(const struct finding_cell *c)
{
    cell_text(c->out, severity_names[c->facts->severity]);
}

/* Codes of the profiles that it stops or endangers, "wcm,wcp". */
static void show_blocks(const struct finding_cell *c)
{
    finding_blocks(c->run, c->finding, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

static void show_cause(const struct finding_cell *c)
{
    cell_text(c->out, cause_names[finding_cause(c->run, c->finding)]);
}

/* Made anew in each language: millions of sentences are kept nowhere. */
static void show_message(const struct finding_cell *c)
{
    finding_message(c->run, c->finding, c->facts, c->scratch->language, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

/* By the row: `accepted` has an entry for each finding, in the same order. */
static void show_accepted(const struct finding_cell *c)
{
    cell_text(c->out, finding_accepted(c->run, c->row));
}

static void show_waiver(const struct finding_cell *c)
{
    finding_waiver_text(c->run, c->row, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

/* ---- the table ---- */

/* Included three times, for places, names and functions: report/table/columns.h. */
#define LIST "report/table/columns_findings.def"
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
/* In the order of `columns`: both are made from one list. */
static void (*const cells[])(const struct finding_cell *) = {
#define COLUMN CELL_OF_COLUMN
#define TRANSLATED CELL_OF_COLUMN
#include LIST
#undef TRANSLATED
#undef COLUMN
};

/* The row with its facts, worked out once for all its columns; `facts` is NULL when memory is out. */
static struct finding_cell cell_at(const struct view *view, size_t row, struct cell_scratch *scratch)
{
    const struct feature_table *table = view->user;
    const struct finding *finding = &table->run->results->findings[row];
    bool fresh;
    struct finding_facts *facts = cell_row(scratch, view, row, sizeof *facts, &fresh);
    if (facts != NULL && fresh)
        finding_describe(table->run, finding, facts);
    return (struct finding_cell){.run = table->run, .table = table, .row = row,
                                 .finding = finding, .facts = facts, .scratch = scratch};
}

/* Null where the function adds nothing, and everywhere without memory for the facts. */
static void make_cell(struct finding_cell *c, size_t column, struct cell *out)
{
    cell_null(out);
    c->out = out;
    if (c->facts != NULL)
        cells[column](c);
}

/* For programs that read single cells; the writer takes whole rows. */
static void finding_cell(const struct view *view, size_t row, size_t column,
                         struct cell_scratch *scratch, struct cell *out)
{
    struct finding_cell c = cell_at(view, row, scratch);
    make_cell(&c, column, out);
}

static void finding_row(const struct view *view, size_t row, struct cell_scratch *scratch,
                        struct cell *out)
{
    struct finding_cell c = cell_at(view, row, scratch);
    for (size_t i = 0; i < view->n_columns; i++)
        make_cell(&c, i, &out[i]);
}

/* Rows have the order of results->findings, which the arrays of run->accepted share. */
rasif_status findings_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, arena, &table, &view, err));
    view->name = "audit_findings";
    view->n_rows = run->results->n_findings;
    view->columns = columns;
    view->n_columns = LENGTH_OF(columns);
    view->cell = finding_cell;
    view->row = finding_row;
    view->geometry_column = COLUMN_geom;
    view->geometry_type = "POINT";
    *out = view;
    return RASIF_OK;
}
