/* SPDX-License-Identifier: MIT
 *
 * The tables of the GeoPackage of changes that are kept as rows: diff_findings (points), one row
 * per finding that changed; diff_conditions. The other tables are views (diff_features.c) or
 * figures (diff_tables_figures.c). Cost: two queries per finding, at most one finding's texts in
 * memory. */
#include "diff/diff.h"
#include "geo/wkb.h"
#include "report/table/in_languages.h"
#include "report/table/tables.h"

#include <string.h>

/* ---- diff_findings ------------------------------------------------------------------------ */

static const struct view_column finding_columns[] = {
    {.name = "geom", .type = "POINT"},
    {.name = "kind", .type = "TEXT"},
    {.name = "rule", .type = "TEXT"},
    {.name = "severity", .type = "TEXT"},
    {.name = "outcome_before", .type = "TEXT"},
    {.name = "outcome_after", .type = "TEXT"},
    {.name = "blocks_before", .type = "TEXT"},
    {.name = "blocks_after", .type = "TEXT"},
    {.name = "role", .type = "TEXT"},
    {.name = "before_table", .type = "TEXT"},
    {.name = "before_fid", .type = "INTEGER"},
    {.name = "after_table", .type = "TEXT"},
    {.name = "after_fid", .type = "INTEGER"},
    {.name = "rasif_id", .type = "TEXT"},
    {.name = "clause", .type = "TEXT"},
    {.name = "value_before", .type = "TEXT"},
    {.name = "value_after", .type = "TEXT"},
    {.name = "unit", .type = "TEXT"},
    {.name = "limit_value", .type = "REAL"},
    {.name = "message", .type = "TEXT", .translated = true},
};
/* fill_finding_cells fills these by position. */
#define FINDING_COLUMNS (sizeof finding_columns / sizeof *finding_columns)
#define FINDING_CELLS (FINDING_COLUMNS - 1 + LANGUAGE_COUNT) /* the message is last */

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
    cell_phrase(&cells[19], finding[shown].message);
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
        struct cell cells[FINDING_CELLS];
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
    view->geometry_column = 0;
    view->geometry_type = "POINT";
    view->srs_id = place->srs_id;
    *out = view;
    return RASIF_OK;
}

/* ---- attribute tables --------------------------------------------------------------------- */

static const struct view_column condition_columns[] = {
    {.name = "key", .type = "TEXT"},
    {.name = "what", .type = "TEXT"},
    {.name = "before", .type = "TEXT"},
    {.name = "after", .type = "TEXT"},
    {.name = "message", .type = "TEXT", .translated = true},
};

/* Six texts, in the order of condition_columns; NULL becomes null. false: out of memory. */
static MUST bool add_condition_row(struct cell_table *table, const char *const texts[4],
                              const struct phrase *message)
{
    struct cell cells[4 + LANGUAGE_COUNT];
    memset(cells, 0, sizeof cells);
    for (size_t i = 0; i < 4; i++)
        cell_text(&cells[i], texts[i]);
    if (message != NULL)
        cell_phrase(&cells[4], *message);
    return cell_table_add(table, cells);
}

/* The names of the two files come first, then what differs between the audits, with a sentence in
 * both languages. false: out of memory. */
static MUST bool add_note_row(const struct rasif_diff *diff, struct cell_table *table,
                         const struct diff_note *note)
{
    const char *texts[] = {note->key, note->what, note->before, note->after};
    struct text lines[LANGUAGE_COUNT] = {{0}};
    struct phrase message = {{0}};
    bool good = true;
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        message.in[l] = note_sentence(diff, note, languages[l].code, &lines[l]);
        good = good && !lines[l].failed;
    }
    good = good && add_condition_row(table, texts, &message);
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        text_free(&lines[l]);
    return good;
}

/* The names of the two files come first, then what differs between the audits. */
static MUST bool add_condition_rows(const struct rasif_diff *diff, struct cell_table *table)
{
    const char *files[] = {"files", NULL, diff->audits[BEFORE].name, diff->audits[AFTER].name};
    bool good = add_condition_row(table, files, NULL);
    for (size_t i = 0; good && i < diff->n_notes; i++)
        good = add_note_row(diff, table, &diff->notes[i]);
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
    struct cell_table *conditions = cell_table_new(
        arena, "diff_conditions", condition_columns, sizeof condition_columns / sizeof *condition_columns);
    if (conditions == NULL || !add_condition_rows(diff, conditions))
        return fail_memory(err);
    tables[7] = cell_table_view(conditions);
    static const char *const lists[DIFF_TABLES] = {"diff_findings", "diff_features", "diff_gaps",
                                                   "diff_features", "diff_features", "diff_summary",
                                                   "diff_reach",    "diff_conditions"};
    for (size_t i = 0; i < DIFF_TABLES; i++)
        TRY(view_in_languages(tables[i], lists[i], diff->sentences, diff->languages, arena,
                              &tables[i], err));
    return RASIF_OK;
}
