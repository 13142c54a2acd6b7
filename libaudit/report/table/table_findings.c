/* SPDX-License-Identifier: MIT
 *
 * audit_findings (docs/data-model.md#audit_findings-points): one point per rule, element and place.
 * Cells are made when somebody asks for them. */
#include "report/cause.h"
#include "report/table/feature_table.h"
#include "report/precision.h"
#include "report/segment.h"

enum finding_column {
    FINDING_ID, FINDING_GEOM, FINDING_RULE, FINDING_ELEMENT, FINDING_TABLE, FINDING_FID,
    FINDING_RASIF_ID, FINDING_STREET, FINDING_SEGMENT, FINDING_NAME,
    FINDING_NAME_AR, FINDING_STANDARD, FINDING_CLAUSE, FINDING_OUTCOME,
    FINDING_SEVERITY, FINDING_BLOCKS, FINDING_MEASURE, FINDING_VALUE, FINDING_UNIT, FINDING_LIMIT,
    FINDING_MARGIN, FINDING_ORIGIN, FINDING_MESSAGE_EN, FINDING_MESSAGE_AR,
    FINDING_ACCEPTED, FINDING_WAIVER, FINDING_PLACE, FINDING_SIDE, FINDING_FROM, FINDING_TO, FINDING_ALSO,
    FINDING_CAUSE, FINDING_OPERATOR
};

static const struct view_column finding_columns[] = {
    {"finding_id", "TEXT", "finding", "الملاحظة"},
    {"geom", "POINT", NULL, NULL},
    {"rule", "TEXT", "rule", "القاعدة"},
    {"element", "TEXT", "element", "العنصر"},
    {"table_name", "TEXT", "table", "الجدول"},
    {"source_fid", "INTEGER", "feature id", "رقم العنصر"},
    {"rasif_id", "TEXT", "rasif id", "معرّف رصيف"},
    {"street_id", "TEXT", "street (rasif id)", "الشارع (معرّف رصيف)"},
    {"segment_id", "TEXT", "segment (rasif id)", "المقطع (معرّف رصيف)"},
    {"name", "TEXT", "name, or that of its street", "اسمه أو اسم شارعه"},
    {"name_ar", "TEXT", "Arabic name, or that of its street", "اسمه بالعربية أو اسم شارعه"},
    {"standard", "TEXT", "standard", "المعيار"},
    {"clause", "TEXT", "clause", "البند"},
    {"outcome", "TEXT", "outcome", "النتيجة"},
    {"severity", "TEXT", "severity", "الخطورة"},
    {"blocks", "TEXT", "stops or endangers", "يمنع أو يعرّض للخطر"},
    {"measure", "TEXT", "measure", "المقياس"},
    {"value", "TEXT", "value", "القيمة"},
    {"unit", "TEXT", "unit", "الوحدة"},
    {"limit_value", "REAL", "limit", "الحد"},
    {"margin", "REAL", "beyond the limit by", "مقدار التجاوز"},
    {"origin", "TEXT", "origin of the value", "مصدر القيمة"},
    {"message_en", "TEXT", "message (English)", "الرسالة (بالإنجليزية)"},
    {"message_ar", "TEXT", "message (Arabic)", "الرسالة (بالعربية)"},
    {"accepted", "TEXT", "accepted", "مقبول"},
    {"waiver", "TEXT", "reason of the waiver", "سبب الإعفاء"},
    {"place", "TEXT", "place on the crossing", "موضعه من ممر المشاة"},
    {"side", "TEXT", "side of the street", "جهة الشارع"},
    {"from_m", "REAL", "from (m along the street)", "من (م على امتداد الشارع)"},
    {"to_m", "REAL", "to (m along the street)", "إلى (م على امتداد الشارع)"},
    {"also_segments", "TEXT", "other segments (rasif ids)", "مقاطع أخرى (معرّفات رصيف)"},
    {"cause", "TEXT", "cause", "السبب"},
    {"operator", "TEXT", "who looks after it", "الجهة القائمة عليه"},
};

static void finding_value(const struct finding_facts *facts, struct cell_scratch *scratch,
                          struct cell *out)
{
    struct text *text = cell_words(scratch);
    if (!isnan(facts->value))
        text_fixed(text, facts->value, 6);
    else
        text_add(text, facts->value_text);
    cell_built(out, scratch);
}

/* The facts of a row, which most of its columns need. */
static const struct finding_facts *facts_of(const struct view *view, size_t row,
                                            struct cell_scratch *scratch)
{
    const struct feature_table *t = view->user;
    bool fresh;
    struct finding_facts *facts = cell_row(scratch, view, row, sizeof *facts, &fresh);
    if (facts != NULL && fresh)
        finding_describe(t->run, &t->run->results->findings[row], facts);
    return facts;
}

static void finding_facts_cell(const struct feature_table *t, const struct finding *f,
                               const struct finding_facts *facts, size_t column,
                               struct cell_scratch *scratch, struct cell *out)
{
    switch (column) {
    case FINDING_GEOM:
        cell_point(t, facts->xy, scratch, out);
        break;
    case FINDING_STANDARD:
        cell_text(out, facts->standard);
        break;
    case FINDING_CLAUSE:
        cell_text(out, facts->clause);
        break;
    case FINDING_SEVERITY:
        cell_text(out, severity_names[facts->severity]);
        break;
    case FINDING_MEASURE:
        cell_text(out, facts->measure);
        break;
    case FINDING_VALUE:
        finding_value(facts, scratch, out);
        break;
    case FINDING_CAUSE:
        cell_text(out, cause_names[finding_cause(t->run, f)]);
        break;
    case FINDING_UNIT:
        cell_text(out, facts->unit[0] != '\0' ? facts->unit : NULL);
        break;
    case FINDING_LIMIT:
        cell_real(out, facts->limit);
        break;
    case FINDING_MARGIN:
        cell_real(out, facts->margin);
        break;
    case FINDING_PLACE:
        cell_place(facts->place, scratch, out);
        break;
    case FINDING_SIDE:
        cell_text(out, facts->part != NULL ? side_names[facts->part->side] : NULL);
        break;
    case FINDING_FROM:
    case FINDING_TO:
        cell_real(out, facts->part == NULL      ? NAN
                       : column == FINDING_FROM ? shown_metres(facts->part->from_m)
                                                : shown_metres(facts->part->to_m));
        break;
    case FINDING_ORIGIN:
        cell_text(out, origin_names[facts->origin]);
        break;
    default:
        finding_message(t->run, f, facts, column == FINDING_MESSAGE_AR ? "ar" : "en",
                        cell_words(scratch));
        cell_built(out, scratch);
        break;
    }
}

/* Texts that are put together. */
static void finding_text(const struct feature_table *t, size_t row, size_t column,
                         struct cell_scratch *scratch, struct cell *out)
{
    const struct run *run = t->run;
    struct text *text = cell_words(scratch);
    if (column == FINDING_ID)
        finding_id(run, &run->results->findings[row], text);
    else if (column == FINDING_BLOCKS)
        finding_blocks(run, &run->results->findings[row], text);
    else if (column == FINDING_ALSO)
        belongs_also(run, run->belongs, &run->results->findings[row], text);
    else
        finding_waiver_text(run, row, text);
    cell_built(out, scratch);
}

/* `facts` NULL = memory was out when they were put together. */
static void show(const struct feature_table *t, size_t row, size_t column,
                 const struct finding_facts *facts, struct cell_scratch *scratch, struct cell *out)
{
    const struct finding *f = &t->run->results->findings[row];
    enum role role = (enum role)f->role;
    uint32_t at;
    cell_null(out);
    switch (column) {
    case FINDING_ID:
    case FINDING_BLOCKS:
    case FINDING_WAIVER:
    case FINDING_ALSO:
        finding_text(t, row, column, scratch, out);
        break;
    case FINDING_RULE:
        cell_text(out, t->run->rules->rules[f->rule].id);
        break;
    case FINDING_ELEMENT:
        cell_text(out, roles[role].name);
        break;
    case FINDING_TABLE:
        cell_text(out, table_of(t->run, role, f->row));
        break;
    case FINDING_FID:
        cell_int(out, t->run->store->tables[role].fid[f->row]);
        break;
    case FINDING_RASIF_ID:
        cell_rasif_id(t->run, role, f->row, scratch, out);
        break;
    case FINDING_STREET:
        at = belongs_street(t->run->belongs, role, f->row);
        if (at != NO_ROW)
            cell_rasif_id(t->run, ROLE_STREET, at, scratch, out);
        break;
    case FINDING_SEGMENT:
        at = belongs_segment(t->run->belongs, f);
        if (at != NO_ROW)
            cell_segment_id(t->run, at, scratch, out);
        break;
    case FINDING_NAME:
    case FINDING_NAME_AR:
        cell_name(t->run, role, f->row, column == FINDING_NAME_AR, out);
        break;
    case FINDING_OPERATOR:
        cell_text(out, pool_text(&t->run->store->pool,
                                 element_text(&t->run->store->tables[role], F_operator, f->row)));
        break;
    case FINDING_OUTCOME:
        cell_text(out, finding_outcome(f));
        break;
    case FINDING_ACCEPTED:
        cell_text(out, finding_accepted(t->run, row));
        break;
    default:
        if (facts != NULL)
            finding_facts_cell(t, f, facts, column, scratch, out);
        break;
    }
}

static void finding_cell(const struct view *view, size_t row, size_t column,
                         struct cell_scratch *scratch, struct cell *out)
{
    show(view->user, row, column, facts_of(view, row, scratch), scratch, out);
}

static void finding_row(const struct view *view, size_t row, struct cell_scratch *scratch,
                        struct cell *out)
{
    const struct finding_facts *facts = facts_of(view, row, scratch);
    for (size_t i = 0; i < view->n_columns; i++)
        show(view->user, row, i, facts, scratch, &out[i]);
}

rasif_status findings_view(const struct run *run, struct arena *arena, const struct view **out, rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, arena, &table, &view, err));
    view->name = "audit_findings";
    view->title_en = "Findings: what fails where, and for whom";
    view->title_ar = "الملاحظات: ما لا يستوفي، وأين، ولمن";
    view->n_rows = run->results->n_findings;
    view->columns = finding_columns;
    view->n_columns = sizeof finding_columns / sizeof finding_columns[0];
    view->cell = finding_cell;
    view->row = finding_row;
    view->geometry_column = FINDING_GEOM;
    view->geometry_type = "POINT";
    *out = view;
    return RASIF_OK;
}
