/* SPDX-License-Identifier: MIT
 *
 * audit_gaps: what is missing on the ground, one line per gap. All are lines, also what stands for
 * a ramp: QGIS parts a table of several types into as many layers and styles one of them
 * (docs/decisions/0060). */
#include "network/gaps.h"

#include "report/table/feature_table.h"

enum gap_column {
    COLUMN_GEOM,
    COLUMN_KIND,
    COLUMN_EVIDENCE,
    COLUMN_LENGTH,
    COLUMN_STREET_TABLE,
    COLUMN_STREET_FID,
    COLUMN_NAME,
    COLUMN_NAME_AR,
    COLUMN_SIDE,
    COLUMN_FROM,
    COLUMN_TO,
    COLUMN_FROM_TABLE,
    COLUMN_FROM_FID,
    COLUMN_TO_TABLE,
    COLUMN_TO_FID,
    COLUMN_PLACE,
    COLUMN_FINDING
};

static const struct view_column columns[] = {
    {"geom", "LINESTRING", NULL, NULL},
    {"kind", "TEXT", "missing", "المفقود"},
    {"evidence", "TEXT", "evidence", "الدليل"},
    {"length_m", "REAL", "length (m)", "الطول (م)"},
    {"street_table", "TEXT", "street table", "جدول الشارع"},
    {"street_fid", "INTEGER", "street feature id", "رقم عنصر الشارع"},
    {"name", "TEXT", "name, or that of its street", "اسمه أو اسم شارعه"},
    {"name_ar", "TEXT", "Arabic name, or that of its street", "اسمه بالعربية أو اسم شارعه"},
    {"side", "TEXT", "side", "الجهة"},
    {"from_m", "REAL", "from (m)", "من (م)"},
    {"to_m", "REAL", "to (m)", "إلى (م)"},
    {"from_table", "TEXT", "from (table)", "من عنصر في جدول"},
    {"from_fid", "INTEGER", "from (feature id)", "من العنصر رقم"},
    {"to_table", "TEXT", "to (table)", "إلى عنصر في جدول"},
    {"to_fid", "INTEGER", "to (feature id)", "إلى العنصر رقم"},
    {"place", "TEXT", "place on the crossing", "موضعه من ممر المشاة"},
    {"finding_id", "TEXT", "finding that speaks of it", "الملاحظة التي تذكره"},
};

static void cell_gap(const struct feature_table *t, const struct gap *gap,
                     struct cell_scratch *scratch, struct cell *out)
{
    const struct store *store = t->run->store;
    double *xy = cell_spare(scratch, 4 * gap_most_points(store, gap) * sizeof *xy);
    cell_null(out);
    if (xy != NULL)
        cell_line(t, xy, gap_line(store, gap, xy), scratch, out);
}

/* Table or FID of a feature that may be none. */
static void cell_feature(const struct run *run, enum role role, uint32_t row, bool table,
                         struct cell *out)
{
    if (row == NO_ROW)
        return;
    if (table)
        cell_text(out, table_of(run, role, row));
    else
        cell_int(out, run->store->tables[role].fid[row]);
}

static void cell_gap_name(const struct run *run, const struct gap *gap, bool arabic, struct cell *out)
{
    if (gap->street != NO_ROW)
        cell_name(run, ROLE_STREET, gap->street, arabic, out);
    else if (gap->from != NO_ROW)
        cell_name(run, gap_role(gap), gap->from, arabic, out);
}

static void cell_finding(const struct run *run, const struct gap *gap, struct cell_scratch *scratch,
                         struct cell *out)
{
    if (gap->finding_rule == UINT16_MAX)
        return;
    const struct finding finding = {
        .row = gap->finding_row,
        .at = run->rules->rules[gap->finding_rule].always, /* is it one of a stretch? */
        .place = gap->finding_place,
        .role = gap->kind == GAP_NO_RAMP ? ROLE_CROSSING : ROLE_STREET,
        .rule = gap->finding_rule};
    finding_id(run, &finding, cell_words(scratch));
    cell_built(out, scratch);
}

static void gap_cell(const struct view *view, size_t row, size_t column,
                     struct cell_scratch *scratch, struct cell *out)
{
    const struct feature_table *t = view->user;
    const struct gap *gap = &t->run->gaps->items[row];
    cell_null(out);
    switch (column) {
    case COLUMN_GEOM:
        cell_gap(t, gap, scratch, out);
        break;
    case COLUMN_KIND:
        cell_text(out, gap_kind_names[gap->kind]);
        break;
    case COLUMN_EVIDENCE:
        cell_text(out, gap_evidence_names[gap->evidence]);
        break;
    case COLUMN_LENGTH:
        cell_real(out, gap->length_m);
        break;
    case COLUMN_STREET_TABLE:
    case COLUMN_STREET_FID:
        cell_feature(t->run, ROLE_STREET, gap->street, column == COLUMN_STREET_TABLE, out);
        break;
    case COLUMN_NAME:
    case COLUMN_NAME_AR:
        cell_gap_name(t->run, gap, column == COLUMN_NAME_AR, out);
        break;
    case COLUMN_SIDE:
        cell_text(out, side_names[gap->side]);
        break;
    case COLUMN_FROM:
        cell_real(out, gap->from_m);
        break;
    case COLUMN_TO:
        cell_real(out, gap->to_m);
        break;
    case COLUMN_FROM_TABLE:
    case COLUMN_FROM_FID:
        cell_feature(t->run, gap_role(gap), gap->from, column == COLUMN_FROM_TABLE, out);
        break;
    case COLUMN_TO_TABLE:
    case COLUMN_TO_FID:
        cell_feature(t->run, gap_role(gap), gap->to, column == COLUMN_TO_TABLE, out);
        break;
    case COLUMN_FINDING:
        cell_finding(t->run, gap, scratch, out);
        break;
    default:
        cell_place(gap->place, scratch, out);
        break;
    }
}

rasif_status gaps_view(const struct run *run, struct arena *arena, const struct view **out,
                       rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, arena, &table, &view, err));
    view->name = "audit_gaps";
    view->title_en = "Gaps: what is missing on the ground";
    view->title_ar = "الفجوات: ما ينقص على الأرض";
    view->n_rows = run->gaps->n;
    view->columns = columns;
    view->n_columns = sizeof columns / sizeof columns[0];
    view->cell = gap_cell;
    view->geometry_column = COLUMN_GEOM;
    view->geometry_type = "LINESTRING";
    *out = view;
    return RASIF_OK;
}
