/* SPDX-License-Identifier: MIT
 *
 * audit_repairs (docs/data-model.md#audit_repairs-points): single repairs, those that open most
 * first (ranking.c), then hills: blocked elements that no repair opens, because the ground itself
 * is too steep. Hills have no rank.
 *
 * A column of columns_repairs.def is a function here. The finding of a repair is described anew
 * for each cell that shows it: a ranking has at most MOST_REPAIRS of each. */
#include "report/ranking.h"
#include "report/table/columns.h"
#include "report/table/feature_table.h"

/* One cell that is being made: its row, the element that is repaired, and where the cell goes. */
struct repair_cell {
    const struct run *run;
    const struct feature_table *table;
    size_t row;
    const struct ranked_repair *repair;
    enum role role;
    uint32_t element; /* row of its role's table */
    struct cell_scratch *scratch;
    struct cell *out;
};

/* ---- which element ---- */

/* The finding that stops most; NULL where there is none. */
static const struct finding *finding_of(const struct repair_cell *c)
{
    return c->repair->finding != SIZE_MAX ? &c->run->results->findings[c->repair->finding] : NULL;
}

/* The place of the finding, as in audit_findings, such as the end of a crossing without a ramp;
 * without a finding that of the element. */
static void show_point(const struct repair_cell *c)
{
    double xy[2];
    struct finding_facts facts;
    const struct finding *finding = finding_of(c);
    element_point(c->run, c->role, c->element, xy);
    if (finding != NULL) {
        finding_describe(c->run, finding, &facts);
        xy[0] = facts.xy[0];
        xy[1] = facts.xy[1];
    }
    cell_point(c->table, xy, c->scratch, c->out);
}

/* Hills have no rank: they stand behind the repairs. */
static void show_rank(const struct repair_cell *c)
{
    if (c->row < c->run->repairs->n)
        cell_int(c->out, (int64_t)c->row + 1);
}

static void show_table(const struct repair_cell *c)
{
    cell_text(c->out, table_of(c->run, c->role, c->element));
}

static void show_fid(const struct repair_cell *c)
{
    cell_int(c->out, c->run->store->tables[c->role].fid[c->element]);
}

static void show_rasif_id(const struct repair_cell *c)
{
    cell_rasif_id(c->run, c->role, c->element, c->scratch, c->out);
}

static void show_street(const struct repair_cell *c)
{
    uint32_t street = belongs_street(c->run->belongs, c->role, c->element);
    if (street != NO_ROW)
        cell_rasif_id(c->run, ROLE_STREET, street, c->scratch, c->out);
}

static void show_name(const struct repair_cell *c)
{
    cell_name(c->run, c->role, c->element, false, c->out);
}

static void show_name_ar(const struct repair_cell *c)
{
    cell_name(c->run, c->role, c->element, true, c->out);
}

/* ---- the fault ---- */

/* Of the causes that stop `users`, the hardest to remove. */
static void show_cause(const struct repair_cell *c)
{
    cell_text(c->out, cause_names[c->repair->cause]);
}

static void show_rule(const struct repair_cell *c)
{
    const struct finding *finding = finding_of(c);
    if (finding != NULL)
        cell_text(c->out, c->run->rules->rules[finding->rule].id);
}

/* The id by which audit_findings and waivers name it; null without a finding. */
static void show_finding(const struct repair_cell *c)
{
    const struct finding *finding = finding_of(c);
    if (finding == NULL)
        return;
    finding_id(c->run, finding, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

/* The sentence of the finding in the language of the column. */
static void show_message(const struct repair_cell *c)
{
    const struct finding *finding = finding_of(c);
    struct finding_facts facts;
    if (finding == NULL)
        return;
    finding_describe(c->run, finding, &facts);
    finding_message(c->run, finding, &facts, c->scratch->language, cell_words(c->scratch));
    cell_built(c->out, c->scratch);
}

/* ---- the gain ---- */

static void show_users(const struct repair_cell *c)
{
    cell_profiles(c->run, c->repair->users, c->scratch, c->out);
}

static void show_hill(const struct repair_cell *c)
{
    cell_profiles(c->run, c->repair->hill, c->scratch, c->out);
}

/* Segments that the repair newly connects to some kind of destination; null without
 * destinations. `best`: STATE_KNOWN or STATE_BEST, if everything unknown were passable. */
static void streets_opened(const struct repair_cell *c, size_t best)
{
    if (c->run->network->reach.destinations.n > 0)
        cell_int(c->out, c->repair->opens[best].streets);
}

static void show_streets(const struct repair_cell *c)
{
    streets_opened(c, 0);
}

static void show_streets_high(const struct repair_cell *c)
{
    streets_opened(c, 1);
}

/* "clinic;school"; null for none. Bits are numbers of kinds; a kind without a name is an empty
 * word. */
static void kinds_opened(const struct repair_cell *c, size_t best)
{
    const struct destinations *d = &c->run->network->reach.destinations;
    uint64_t kinds = c->repair->opens[best].kinds;
    struct text *text = cell_words(c->scratch);
    if (kinds == 0)
        return;
    for (size_t k = 0; k < d->n_kinds; k++)
        if (kinds >> k & 1)
            text_addf(text, "%s%s", text->length > 0 ? ";" : "",
                      d->role == ROLE_SEAT ? roles[ROLE_SEAT].name
                      : d->names[k] != NULL ? d->names[k]
                                            : "");
    cell_built(c->out, c->scratch);
}

static void show_kinds(const struct repair_cell *c)
{
    kinds_opened(c, 0);
}

static void show_kinds_high(const struct repair_cell *c)
{
    kinds_opened(c, 1);
}

/* Decimetres, like other lengths along drawn lines. */
static void show_joins(const struct repair_cell *c)
{
    cell_real(c->out, round(10 * c->repair->joins_m[0]) / 10);
}

static void show_joins_high(const struct repair_cell *c)
{
    cell_real(c->out, round(10 * c->repair->joins_m[1]) / 10);
}

/* ---- the table ---- */

/* Included three times, for places, names and functions: report/table/columns.h. */
#define LIST "report/table/columns_repairs.def"
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
static void (*const cells[])(const struct repair_cell *) = {
#define COLUMN CELL_OF_COLUMN
#define TRANSLATED CELL_OF_COLUMN
#include LIST
#undef TRANSLATED
#undef COLUMN
};

/* Rows are the repairs in order of rank, then the hills. */
static void repair_cell(const struct view *view, size_t row, size_t column,
                        struct cell_scratch *scratch, struct cell *out)
{
    const struct feature_table *table = view->user;
    const struct run *run = table->run;
    const struct repair_ranking *all = run->repairs;
    const struct ranked_repair *repair =
        row < all->n ? &all->repairs[row] : &all->hills[row - all->n];
    cell_null(out);
    cells[column](&(struct repair_cell){.run = run, .table = table, .row = row, .repair = repair,
                                        .role = repair_role(run, repair),
                                        .element = repair_row(run, repair),
                                        .scratch = scratch, .out = out});
}

/* Columns about destinations are there without destinations too, and null. */
rasif_status repairs_view(const struct run *run, struct arena *arena, const struct view **out,
                          rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, arena, &table, &view, err));
    view->name = "audit_repairs";
    view->n_rows = run->repairs->n + run->repairs->n_hills;
    view->columns = columns;
    view->n_columns = LENGTH_OF(columns);
    view->cell = repair_cell;
    view->geometry_column = COLUMN_geom;
    view->geometry_type = "POINT";
    *out = view;
    return RASIF_OK;
}
