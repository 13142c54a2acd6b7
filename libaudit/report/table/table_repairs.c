/* SPDX-License-Identifier: MIT
 *
 * audit_repairs (docs/data-model.md#audit_repairs-points): single repairs in the order of what they
 * open, then what no repair opens because the ground is too steep, which has no rank. */
#include "report/table/feature_table.h"
#include "report/ranking.h"

enum repair_column {
    COLUMN_GEOM, COLUMN_RANK, COLUMN_TABLE, COLUMN_FID, COLUMN_RASIF_ID, COLUMN_STREET,
    COLUMN_NAME, COLUMN_NAME_AR, COLUMN_CAUSE, COLUMN_RULE, COLUMN_FINDING, COLUMN_USERS, COLUMN_HILL, COLUMN_STREETS,
    COLUMN_STREETS_HIGH, COLUMN_KINDS, COLUMN_KINDS_HIGH, COLUMN_JOINS, COLUMN_JOINS_HIGH,
    COLUMN_MESSAGE_EN, COLUMN_MESSAGE_AR
};

static const struct view_column columns[] = {
    {"geom", "POINT", NULL, NULL},
    {"rank", "INTEGER", "rank", "الترتيب"},
    {"table_name", "TEXT", "table", "الجدول"},
    {"source_fid", "INTEGER", "feature id", "رقم العنصر"},
    {"rasif_id", "TEXT", "rasif id", "معرّف رصيف"},
    {"street_id", "TEXT", "street (rasif id)", "الشارع (معرّف رصيف)"},
    {"name", "TEXT", "name, or that of its street", "اسمه أو اسم شارعه"},
    {"name_ar", "TEXT", "Arabic name, or that of its street", "اسمه بالعربية أو اسم شارعه"},
    {"cause", "TEXT", "cause", "السبب"},
    {"rule", "TEXT", "rule", "القاعدة"},
    {"finding_id", "TEXT", "finding", "الملاحظة"},
    {"users", "TEXT", "lets pass", "يتيح المرور لـ"},
    {"hill", "TEXT", "stopped by the hill", "يمنعهم الانحدار الطبيعي"},
    {"streets", "INTEGER", "streets given a way", "شوارع يفتح لها طريقًا"},
    {"streets_high", "INTEGER", "streets given a way, if everything unknown is passable",
     "شوارع يفتح لها طريقًا لو كان كل مجهول سالكًا"},
    {"kinds", "TEXT", "to destinations", "إلى مقاصد"},
    {"kinds_high", "TEXT", "to destinations, if everything unknown is passable",
     "إلى مقاصد لو كان كل مجهول سالكًا"},
    {"joins_m", "REAL", "joins (m)", "ما يصله (م)"},
    {"joins_high_m", "REAL", "joins (m), if everything unknown is passable",
     "ما يصله (م) لو كان كل مجهول سالكًا"},
    {"message_en", "TEXT", "problem (English)", "المشكلة (بالإنجليزية)"},
    {"message_ar", "TEXT", "problem (Arabic)", "المشكلة (بالعربية)"},
};

static const struct ranked_repair *repair_at(const struct feature_table *t, size_t row)
{
    const struct repair_ranking *all = t->run->repairs;
    return row < all->n ? &all->repairs[row] : &all->hills[row - all->n];
}

static void cell_users(const struct run *run, unsigned users, struct cell_scratch *scratch,
                       struct cell *out)
{
    const struct finding as = {.blocks = (uint16_t)users};
    if (users == 0)
        return;
    finding_blocks(run, &as, cell_words(scratch));
    cell_built(out, scratch);
}

static void cell_kinds(const struct run *run, uint64_t kinds, struct cell_scratch *scratch,
                       struct cell *out)
{
    const struct destinations *d = &run->network->reach.destinations;
    struct text *text = cell_words(scratch);
    if (kinds == 0)
        return;
    for (size_t k = 0; k < d->n_kinds; k++)
        if (kinds >> k & 1)
            text_addf(text, "%s%s", text->length > 0 ? ";" : "",
                      d->role == ROLE_SEAT ? roles[ROLE_SEAT].name
                      : d->names[k] != NULL ? d->names[k]
                                            : "");
    cell_built(out, scratch);
}

/* What is said of the finding that stops most; null where there is none. */
static void cell_finding(const struct feature_table *t, const struct ranked_repair *repair,
                         size_t column, struct cell_scratch *scratch, struct cell *out)
{
    const struct run *run = t->run;
    struct finding_facts facts;
    if (repair->finding == SIZE_MAX)
        return;
    const struct finding *finding = &run->results->findings[repair->finding];
    if (column == COLUMN_RULE) {
        cell_text(out, run->rules->rules[finding->rule].id);
        return;
    }
    if (column == COLUMN_FINDING) {
        finding_id(run, finding, cell_words(scratch));
    } else {
        finding_describe(run, finding, &facts);
        finding_message(run, finding, &facts, column == COLUMN_MESSAGE_AR ? "ar" : "en",
                        cell_words(scratch));
    }
    cell_built(out, scratch);
}

static void cell_geometry(const struct feature_table *t, const struct ranked_repair *repair,
                          struct cell_scratch *scratch, struct cell *out)
{
    double xy[2];
    struct finding_facts facts;
    place_of(t->run, repair_role(t->run, repair), repair_row(t->run, repair), xy);
    if (repair->finding != SIZE_MAX) {
        finding_describe(t->run, &t->run->results->findings[repair->finding], &facts);
        xy[0] = facts.xy[0];
        xy[1] = facts.xy[1];
    }
    cell_point(t, xy, scratch, out);
}

static void cell_figure(const struct feature_table *t, const struct ranked_repair *repair,
                        size_t column, struct cell_scratch *scratch, struct cell *out)
{
    bool reach = t->run->network->reach.destinations.n > 0;
    switch (column) {
    case COLUMN_STREETS:
    case COLUMN_STREETS_HIGH:
        if (reach)
            cell_int(out, repair->opens[column - COLUMN_STREETS].streets);
        break;
    case COLUMN_KINDS:
    case COLUMN_KINDS_HIGH:
        cell_kinds(t->run, repair->opens[column - COLUMN_KINDS].kinds, scratch, out);
        break;
    default:
        cell_real(out, round(10 * repair->joins_m[column - COLUMN_JOINS]) / 10);
        break;
    }
}

static void repair_cell(const struct view *view, size_t row, size_t column,
                        struct cell_scratch *scratch, struct cell *out)
{
    const struct feature_table *t = view->user;
    const struct run *run = t->run;
    const struct ranked_repair *repair = repair_at(t, row);
    enum role role = repair_role(run, repair);
    uint32_t at = repair_row(run, repair), street;
    cell_null(out);
    switch (column) {
    case COLUMN_GEOM:
        cell_geometry(t, repair, scratch, out);
        break;
    case COLUMN_RANK:
        if (row < t->run->repairs->n)
            cell_int(out, (int64_t)row + 1);
        break;
    case COLUMN_TABLE:
        cell_text(out, table_of(run, role, at));
        break;
    case COLUMN_FID:
        cell_int(out, run->store->tables[role].fid[at]);
        break;
    case COLUMN_RASIF_ID:
        cell_rasif_id(run, role, at, scratch, out);
        break;
    case COLUMN_STREET:
        street = belongs_street(run->belongs, role, at);
        if (street != NO_ROW)
            cell_rasif_id(run, ROLE_STREET, street, scratch, out);
        break;
    case COLUMN_NAME:
    case COLUMN_NAME_AR:
        cell_name(run, role, at, column == COLUMN_NAME_AR, out);
        break;
    case COLUMN_CAUSE:
        cell_text(out, cause_names[repair->cause]);
        break;
    case COLUMN_USERS:
        cell_users(run, repair->users, scratch, out);
        break;
    case COLUMN_HILL:
        cell_users(run, repair->hill, scratch, out);
        break;
    case COLUMN_RULE:
    case COLUMN_FINDING:
    case COLUMN_MESSAGE_EN:
    case COLUMN_MESSAGE_AR:
        cell_finding(t, repair, column, scratch, out);
        break;
    default:
        cell_figure(t, repair, column, scratch, out);
        break;
    }
}

rasif_status repairs_view(const struct run *run, struct arena *arena, const struct view **out,
                          rasif_error *err)
{
    struct feature_table *table;
    struct view *view;
    TRY(feature_table_new(run, arena, &table, &view, err));
    view->name = "audit_repairs";
    view->title_en = "Repairs: what to do first";
    view->title_ar = "الإصلاحات: ما يُعمل أولًا";
    view->n_rows = run->repairs->n + run->repairs->n_hills;
    view->columns = columns;
    view->n_columns = sizeof columns / sizeof columns[0];
    view->cell = repair_cell;
    view->geometry_column = COLUMN_GEOM;
    view->geometry_type = "POINT";
    *out = view;
    return RASIF_OK;
}
