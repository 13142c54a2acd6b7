/* SPDX-License-Identifier: MIT
 *
 * The tables of the GeoPackage of changes that are kept as rows: diff_findings (points), one row
 * per finding that changed; diff_conditions. The other tables are views (diff_features.c) or
 * figures (diff_tables_figures.c). Cost: two queries per finding, at most one finding's texts in
 * memory. */
#include "diff/diff.h"
#include "geo/wkb.h"
#include "report/table/tables.h"

#include <string.h>

/* ---- diff_findings ------------------------------------------------------------------------ */

static const struct view_column finding_columns[] = {
    {"geom", "POINT", NULL, NULL},
    {"kind", "TEXT", "change", "التغيّر"},
    {"rule", "TEXT", "rule", "القاعدة"},
    {"severity", "TEXT", "severity", "الخطورة"},
    {"outcome_before", "TEXT", "outcome before", "النتيجة قبل"},
    {"outcome_after", "TEXT", "outcome after", "النتيجة بعد"},
    {"blocks_before", "TEXT", "stops before", "يمنع قبل"},
    {"blocks_after", "TEXT", "stops after", "يمنع بعد"},
    {"role", "TEXT", "role", "الدور"},
    {"before_table", "TEXT", "layer before", "الطبقة قبل"},
    {"before_fid", "INTEGER", "FID before", "المعرّف قبل"},
    {"after_table", "TEXT", "layer after", "الطبقة بعد"},
    {"after_fid", "INTEGER", "FID after", "المعرّف بعد"},
    {"rasif_id", "TEXT", "rasif_id", "rasif_id"},
    {"clause", "TEXT", "clause", "البند"},
    {"value_before", "TEXT", "value before", "القيمة قبل"},
    {"value_after", "TEXT", "value after", "القيمة بعد"},
    {"unit", "TEXT", "unit", "الوحدة"},
    {"limit_value", "REAL", "limit", "الحد"},
    {"message_en", "TEXT", "message (English)", "الرسالة (بالإنجليزية)"},
    {"message_ar", "TEXT", "message (Arabic)", "الرسالة (بالعربية)"},
};
/* fill_finding_cells fills these by position. */
#define FINDING_COLUMNS (sizeof finding_columns / sizeof *finding_columns)

/* Null where the finding has no place, or the output no system. `blob` is the caller's and must
 * live until the row is added. */
static void finding_point_cell(const struct rasif_diff *diff, const struct diff_item *item,
                               const struct diff_place *place, unsigned char blob[WKB_POINT_SIZE],
                               struct cell *out)
{
    int s = item_when(item);
    double xy[2] = {diff->audits[s].findings[item->finding[s]].xy[0],
                    diff->audits[s].findings[item->finding[s]].xy[1]};
    if (place->layer == SIZE_MAX || !isfinite(xy[0]) || !isfinite(xy[1]) ||
        crs_from_metres(diff->plan, place->layer, 0, xy, 1) != 0)
        return;
    out->type = CELL_BLOB;
    out->bytes = (const char *)blob;
    out->length = wkb_write_point(blob, place->srs_id, xy[0], xy[1]);
}

/* A group that a file lacks has no outcome there: null. Other things have one of the four outcomes
 * in both files. */
static void finding_outcome_cell(const struct rasif_diff *diff, const struct diff_item *item, int s,
                                 struct cell *out)
{
    if (diff->groups[item->group].n[s] > 0)
        cell_text(out, outcome_names[item->outcome[s]]);
}

/* Columns by their number in finding_columns; those of a file without the finding stay null. Texts
 * live in `arena`, which is emptied after each row: cell_table_add copies them. */
static rasif_status fill_finding_cells(const struct rasif_diff *diff, const struct diff_item *item,
                                       struct arena *arena, struct cell *cells, rasif_error *err)
{
    struct finding_text finding[AUDITS] = {{.limit = NAN}, {.limit = NAN}};
    int shown = item_when(item);
    cell_text(&cells[1], kind_names[item->kind]);
    cell_text(&cells[2], diff->rules[item->rule].id);
    cell_text(&cells[3], item_severity(diff, item));
    for (int s = 0; s < AUDITS; s++) {
        finding_outcome_cell(diff, item, s, &cells[4 + s]);
        if (item->finding[s] == NO_ROW)
            continue;
        const struct diff_audit *audit = &diff->audits[s];
        const struct diff_feature *f = &audit->features[audit->findings[item->finding[s]].feature];
        struct text blocks = {0};
        TRY(diff_finding_text(diff, item, s, arena, &finding[s], err));
        item_blocks(diff, item, s, &blocks);
        cell_text(&cells[6 + s], blocks.length > 0 ? arena_strdup(arena, blocks.data) : NULL);
        text_free(&blocks);
        cell_text(&cells[9 + 2 * s], result_table(audit->file, f->table));
        cell_int(&cells[10 + 2 * s], f->fid);
        cell_text(&cells[15 + s], finding[s].value);
    }
    cell_text(&cells[8], roles[diff->groups[item->group].role].name);
    cell_text(&cells[13], item_feature(diff, item)->id);
    cell_text(&cells[14], finding[shown].clause);
    cell_text(&cells[17], finding[shown].unit);
    cell_real(&cells[18], finding[shown].limit);
    cell_text(&cells[19], finding[shown].message_en);
    cell_text(&cells[20], finding[shown].message_ar);
    return RASIF_OK;
}

/* Unchanged findings are left out: both audits hold them. One arena per row keeps memory flat. The
 * view is a copy of the grid table's with a geometry column. */
static rasif_status findings_table(const struct rasif_diff *diff, const struct diff_place *place,
                                   struct arena *arena, const struct view **out, rasif_error *err)
{
    struct cell_table *table =
        cell_table_new(arena, "diff_findings", finding_columns, FINDING_COLUMNS);
    struct view *view = ARENA_NEW(arena, struct view);
    if (table == NULL || view == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < diff->n_items; i++) {
        const struct diff_item *item = &diff->items[i];
        struct cell cells[FINDING_COLUMNS];
        struct arena row = {0};
        unsigned char blob[WKB_POINT_SIZE];
        if (item->kind == KIND_UNCHANGED)
            continue;
        memset(cells, 0, sizeof cells);
        finding_point_cell(diff, item, place, blob, &cells[0]);
        rasif_status status = fill_finding_cells(diff, item, &row, cells, err);
        if (status == RASIF_OK && !cell_table_add(table, cells))
            status = fail_memory(err);
        arena_free(&row);
        TRY(status);
    }
    *view = *cell_table_view(table);
    view->title_en = "Changes: findings";
    view->title_ar = "التغيّرات: الملاحظات";
    view->geometry_column = 0;
    view->geometry_type = "POINT";
    view->srs_id = place->srs_id;
    *out = view;
    return RASIF_OK;
}

/* ---- attribute tables --------------------------------------------------------------------- */

static const struct view_column condition_columns[] = {
    {"key", "TEXT", "key", "المفتاح"},
    {"what", "TEXT", "what", "ماذا"},
    {"before", "TEXT", "before", "قبل"},
    {"after", "TEXT", "after", "بعد"},
    {"message_en", "TEXT", "message (English)", "الرسالة (بالإنجليزية)"},
    {"message_ar", "TEXT", "message (Arabic)", "الرسالة (بالعربية)"},
};

/* Six texts, in the order of condition_columns; NULL becomes null. */
static MUST bool add_condition_row(struct cell_table *table, const char *const *texts)
{
    struct cell cells[6];
    for (size_t i = 0; i < 6; i++) {
        cells[i] = (struct cell){.type = CELL_NULL};
        cell_text(&cells[i], texts[i]);
    }
    return cell_table_add(table, cells);
}

/* The names of the two files come first, then what differs between the audits, with a sentence in
 * both languages. */
static MUST bool add_condition_rows(const struct rasif_diff *diff, struct cell_table *table)
{
    const char *files[] = {"files", NULL, diff->audits[BEFORE].name, diff->audits[AFTER].name,
                           NULL,    NULL};
    bool good = add_condition_row(table, files);
    for (size_t i = 0; good && i < diff->n_notes; i++) {
        const struct diff_note *note = &diff->notes[i];
        struct text en = {0}, ar = {0};
        note_sentence(diff, note, "en", &en);
        note_sentence(diff, note, "ar", &ar);
        const char *texts[] = {note->key, note->what, note->before, note->after, en.data, ar.data};
        good = !en.failed && !ar.failed && add_condition_row(table, texts);
        text_free(&en);
        text_free(&ar);
    }
    return good;
}

/* The order is that of the layers in QGIS: points lie over lines, tables without geometry come
 * last. RASIF_E_MEMORY, RASIF_E_IO. */
rasif_status diff_tables(const struct rasif_diff *diff, struct arena *arena,
                         const struct view *tables[DIFF_TABLES], rasif_error *err)
{
    struct diff_place place = {SIZE_MAX, 0};
    int when;
    size_t table;
    if (diff_output_layer(diff, &when, &table)) {
        place.layer = diff->audits[when].layer_of_table[table];
        place.srs_id = result_srs_id(diff->audits[when].file, table);
    }
    TRY(findings_table(diff, &place, arena, &tables[0], err));
    TRY(diff_features_view(diff, DIFF_POINTS, arena, &tables[1], err));
    TRY(diff_gaps_view(diff, place.layer, place.srs_id, arena, &tables[2], err));
    TRY(diff_features_view(diff, DIFF_LINES, arena, &tables[3], err));
    TRY(diff_features_view(diff, DIFF_STREETS, arena, &tables[4], err));
    TRY(diff_summary_view(diff, arena, &tables[5], err));
    TRY(diff_reach_view(diff, arena, &tables[6], err));
    struct cell_table *conditions = cell_table_new(arena, "diff_conditions", condition_columns, 6);
    if (conditions == NULL || !add_condition_rows(diff, conditions))
        return fail_memory(err);
    tables[7] = cell_table_view(conditions);
    return RASIF_OK;
}
