/* SPDX-License-Identifier: MIT
 *
 * diff_lines, diff_points and diff_streets: a row per thing that changed (or stayed), with its
 * geometry after (before, where it is gone), the kind of change, and per profile the score in both
 * files and the verdict.
 *
 * Groups are chosen when the view is made, and their causes put into words; every other cell is
 * made when the writer asks for it. Cost: one text per cause, then O(1) per cell. Geometries:
 * diff_feature_shapes.c. */
#include "diff/diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The columns that do not depend on profiles, in the order of feature_columns. */
enum feature_column {
    GEOMETRY,
    KIND,
    ROLE,
    NAME,
    STREET,
    CAUSES,
    MATCH,
    CHANGE,
    TABLE_BEFORE,
    FIDS_BEFORE,
    IDS_BEFORE,
    TABLE_AFTER,
    FIDS_AFTER,
    IDS_AFTER,
    FINDINGS,
    FEATURE_COLUMNS
};
/* Names of columns are public: docs/diff.md lists them. */
static const struct view_column feature_columns[FEATURE_COLUMNS] = {
    {.name = "geom"},
    {.name = "kind", .type = "TEXT"},
    {.name = "role", .type = "TEXT"},
    {.name = "name", .type = "TEXT"},
    {.name = "street", .type = "TEXT"},
    {.name = "causes", .type = "TEXT", .translated = true},
    {.name = "match", .type = "TEXT"},
    {.name = "geometry", .type = "TEXT"},
    {.name = "before_table", .type = "TEXT"},
    {.name = "before_fids", .type = "TEXT"},
    {.name = "before_ids", .type = "TEXT"},
    {.name = "after_table", .type = "TEXT"},
    {.name = "after_fids", .type = "TEXT"},
    {.name = "after_ids", .type = "TEXT"},
    {.name = "findings_changed", .type = "INTEGER"},
};

/* The columns of one profile, in the order of score_columns. */
enum score_column {
    VERDICT,
    DELTA,
    SCORE_BEFORE,
    SCORE_AFTER,
    LOW_BEFORE,
    LOW_AFTER,
    HIGH_BEFORE,
    HIGH_AFTER,
    COVERAGE_BEFORE,
    COVERAGE_AFTER,
    PASSABLE_BEFORE,
    PASSABLE_AFTER,
    SCORE_COLUMNS
};
/* The name of each column is preceded by the profile's code: "wcm_verdict". */
static const struct view_column score_columns[SCORE_COLUMNS] = {
    {.name = "verdict", .type = "TEXT"},
    {.name = "delta", .type = "REAL"},
    {.name = "score_before", .type = "REAL"},
    {.name = "score_after", .type = "REAL"},
    {.name = "low_before", .type = "REAL"},
    {.name = "low_after", .type = "REAL"},
    {.name = "high_before", .type = "REAL"},
    {.name = "high_after", .type = "REAL"},
    {.name = "coverage_before", .type = "REAL"},
    {.name = "coverage_after", .type = "REAL"},
    {.name = "passable_before", .type = "TEXT"},
    {.name = "passable_after", .type = "TEXT"},
};

/* What the view's cell function needs; lives in the arena of the view, as long as the view. */
struct features {
    const struct rasif_diff *diff;
    uint32_t *groups;       /* per row */
    const char **causes[LANGUAGE_COUNT]; /* per row: by language; NULL = none */
    struct diff_place place;
};

/* The second file goes first: its system is the newer one. *when and *table say which file and
 * table lend it. false: nothing has coordinates. */
bool diff_output_layer(const struct rasif_diff *diff, int *when, size_t *table)
{
    for (int s = AFTER; s >= BEFORE; s--)
        for (size_t t = 0; t < result_n_tables(diff->audits[s].file); t++)
            if (diff->audits[s].layer_of_table[t] != SIZE_MAX) {
                *when = s;
                *table = t;
                return true;
            }
    return false;
}

/* ---- facts -------------------------------------------------------------------------------- */

/* Ids or FIDs of all members, separated by blanks, in the order of the file; null where the file
 * lacks the group. */
static void members_cell(const struct features *f, const struct diff_group *group, int s, bool ids,
                         struct cell_scratch *scratch, struct cell *out)
{
    struct text list = {0};
    for (size_t i = 0; i < group->n[s]; i++) {
        const struct diff_feature *feature = &f->diff->audits[s].features[group->members[s][i]];
        if (ids)
            text_addf(&list, "%s%s", i > 0 ? " " : "", feature->id);
        else
            text_addf(&list, "%s%lld", i > 0 ? " " : "", (long long)feature->fid);
    }
    scratch->failed = scratch->failed || list.failed;
    if (list.length > 0 && !list.failed)
        cell_copy(out, scratch, CELL_TEXT, list.data, list.length);
    text_free(&list);
}

/* The layer in which the group's members lie; all members of a group lie in one. Null where the
 * file lacks the group. */
static void table_cell(const struct features *f, const struct diff_group *group, int s,
                       struct cell *out)
{
    const struct diff_audit *audit = &f->diff->audits[s];
    if (group->n[s] > 0)
        cell_text(out, result_table(audit->file, audit->features[group->members[s][0]].table));
}

/* One cell that does not depend on profiles. Match and geometry are null for what is in one file
 * only: there is nothing to match. */
static void feature_cell(const struct view *view, size_t row, enum feature_column feature_column,
                         struct cell_scratch *scratch, struct cell *out)
{
    const struct features *f = view->user;
    const struct diff_group *group = &f->diff->groups[f->groups[row]];
    int s = feature_column >= TABLE_AFTER ? AFTER : BEFORE;
    switch (feature_column) {
    case GEOMETRY:
        if (f->place.layer != SIZE_MAX && view->geometry_type[0] == 'P')
            diff_point_cell(f->diff, group, &f->place, scratch, out);
        else if (f->place.layer != SIZE_MAX)
            diff_lines_cell(f->diff, group, &f->place, scratch, out);
        return;
    case KIND:
        cell_text(out, verdict_names[group->verdict]);
        return;
    case ROLE:
        cell_text(out, roles[group->role].name);
        return;
    case NAME:
        cell_text(
            out,
            f->diff->audits[group_when(group)].features[group->members[group_when(group)][0]].name);
        return;
    case STREET:
        cell_text(out, f->diff->audits[group_when(group)]
                           .features[group->members[group_when(group)][0]]
                           .street);
        return;
    case CAUSES:
        cell_text(out, f->causes[language_of(scratch->language)][row]);
        return;
    case MATCH:
        if (group->n[BEFORE] > 0 && group->n[AFTER] > 0)
            cell_text(out, group->by_id ? "id" : "geometry");
        return;
    case CHANGE:
        if (group->n[BEFORE] > 0 && group->n[AFTER] > 0)
            cell_text(out, geometry_change_names[group->geometry]);
        return;
    case TABLE_BEFORE:
    case TABLE_AFTER:
        table_cell(f, group, s, out);
        return;
    case FINDINGS:
        cell_int(out, (int64_t)group->changes);
        return;
    default:
        members_cell(f, group, s, feature_column == IDS_BEFORE || feature_column == IDS_AFTER,
                     scratch, out);
    }
}

/* Rounded to four places, as in the annotated files. Verdict "none" is null: nothing could be
 * compared. */
static void score_cell(const struct diff_change *change, enum score_column score_column,
                       struct cell *out)
{
    const struct diff_score *at = &change->at[(score_column - SCORE_BEFORE) % 2];
    static const char *const verdicts[] = {"yes", "no", "unknown"};
    double values[] = {at->score, at->low, at->high, at->coverage};
    if (score_column == VERDICT) {
        cell_text(out, change->verdict == VERDICT_NONE ? NULL : verdict_names[change->verdict]);
    } else if (score_column == DELTA) {
        cell_real(out, change->verdict == VERDICT_NONE
                           ? NAN
                           : change->at[AFTER].score - change->at[BEFORE].score);
    } else if (score_column < PASSABLE_BEFORE) {
        cell_real(out, round(values[(score_column - SCORE_BEFORE) / 2] * 10000) / 10000);
    } else if (at->passable != '\0') {
        cell_text(out, verdicts[at->passable == 'y' ? 0 : at->passable == 'n' ? 1 : 2]);
    }
}

/* Columns of profiles follow the others, SCORE_COLUMNS each. Cells start as null, so that a case
 * without value needs no code. */
static void feature_view_cell(const struct view *view, size_t row, size_t column,
                              struct cell_scratch *scratch, struct cell *out)
{
    const struct features *f = view->user;
    uint32_t g = f->groups[row];
    cell_null(out);
    if (column < FEATURE_COLUMNS)
        feature_cell(view, row, (enum feature_column)column, scratch, out);
    else
        score_cell(&group_changes(f->diff, g)[(column - FEATURE_COLUMNS) / SCORE_COLUMNS],
                   (enum score_column)((column - FEATURE_COLUMNS) % SCORE_COLUMNS), out);
}

/* ---- the view ----------------------------------------------------------------------------- */

/* Three texts in one, in the arena; NULL: out of memory. Names and aliases of columns are made
 * so. */
static const char *concat_texts(struct arena *arena, const char *a, const char *b, const char *c)
{
    size_t n = strlen(a) + strlen(b) + strlen(c) + 1;
    char *out = arena_alloc(arena, n, 1);
    if (out != NULL)
        snprintf(out, n, "%s%s%s", a, b, c);
    return out;
}

/* The fixed columns first, then those of each profile under its code. Names live in `arena`. */
static MUST bool name_columns(const struct rasif_diff *diff, const char *geometry_type,
                              struct arena *arena, struct view_column *columns)
{
    memcpy(columns, feature_columns, sizeof feature_columns);
    columns[GEOMETRY].type = geometry_type;
    for (size_t p = 0; p < diff->n_profiles; p++)
        for (size_t i = 0; i < SCORE_COLUMNS; i++) {
            struct view_column *column = &columns[FEATURE_COLUMNS + p * SCORE_COLUMNS + i];
            const char *code = diff->profiles[p].code;
            const char *prefix = concat_texts(arena, code, "_", score_columns[i].name);
            struct phrase what = phrase_of(diff->sentences, "column.diff_scores", score_columns[i].name);
            *column = score_columns[i];
            column->name = prefix;
            if (prefix == NULL ||
                phrase_concat(phrase_same(code), ": ", what, arena, &column->alias, NULL) != RASIF_OK)
                return false;
        }
    return true;
}

/* Why a street changed, in every language, one cause per line. Written when the view is made: the
 * writer's threads must not query the files. */
static rasif_status write_causes(struct features *f, size_t row, struct arena *arena,
                                 rasif_error *err)
{
    size_t n;
    const struct diff_cause *causes = causes_of(f->diff, f->groups[row], &n);
    for (int l = 0; l < LANGUAGE_COUNT && n > 0; l++) {
        struct text line = {0};
        rasif_status status = RASIF_OK;
        for (size_t i = 0; i < n && status == RASIF_OK; i++) {
            text_add(&line, i > 0 ? "\n" : "");
            status = diff_cause_text(f->diff, &causes[i], languages[l].code, &line, err);
        }
        if (status == RASIF_OK && !line.failed)
            f->causes[l][row] = arena_strdup(arena, line.data);
        bool failed = line.failed || f->causes[l][row] == NULL;
        text_free(&line);
        TRY(status);
        if (failed)
            return fail_memory(err);
    }
    return RASIF_OK;
}

static const struct {
    const char *name, *type;
} feature_tables[DIFF_FEATURE_TABLES] = {
    [DIFF_LINES] = {"diff_lines", "MULTILINESTRING"},
    [DIFF_POINTS] = {"diff_points", "POINT"},
    [DIFF_STREETS] = {"diff_streets", "MULTILINESTRING"},
};

/* Changed groups are split by geometry, because a layer holds one type; unchanged streets have a
 * table of their own, as a backdrop. */
static bool belongs_to_table(const struct rasif_diff *diff, uint32_t g,
                             enum diff_feature_table kind)
{
    const struct diff_group *group = &diff->groups[g];
    int s = group_when(group);
    bool point = diff->audits[s].shapes.kind[group->members[s][0]] == SHAPE_POINT;
    if (kind == DIFF_STREETS)
        return !point && group->role == diff->segments && !group_changed(diff, g);
    return point == (kind == DIFF_POINTS) && group_changed(diff, g);
}

/* Chooses the rows of the view, in the order of the groups, and puts their causes into words.
 * RASIF_E_MEMORY, RASIF_E_IO. */
static rasif_status collect_groups(struct features *f, struct view *view,
                                   enum diff_feature_table kind, struct arena *arena,
                                   rasif_error *err)
{
    int when;
    size_t table;
    if (diff_output_layer(f->diff, &when, &table)) {
        f->place.layer = f->diff->audits[when].layer_of_table[table];
        f->place.srs_id = result_srs_id(f->diff->audits[when].file, table);
        view->srs_id = f->place.srs_id;
    }
    for (uint32_t g = 0; g < f->diff->n_groups; g++)
        if (belongs_to_table(f->diff, g, kind)) {
            f->groups[view->n_rows] = g;
            TRY(write_causes(f, view->n_rows++, arena, err));
        }
    return RASIF_OK;
}

/* The view keeps pointers into the diff and into `arena`: both must outlive it. RASIF_E_MEMORY,
 * RASIF_E_IO. */
rasif_status diff_features_view(const struct rasif_diff *diff, enum diff_feature_table kind,
                                struct arena *arena, const struct view **out, rasif_error *err)
{
    size_t n_columns = FEATURE_COLUMNS + diff->n_profiles * SCORE_COLUMNS;
    struct features *f = ARENA_NEW(arena, struct features);
    struct view *view = ARENA_NEW(arena, struct view);
    struct view_column *columns = ARENA_ARRAY(arena, n_columns, struct view_column);
    uint32_t *groups = ARENA_ARRAY(arena, diff->n_groups + 1, uint32_t);
    const char **causes = ARENA_ARRAY(arena, LANGUAGE_COUNT * (diff->n_groups + 1), const char *);
    if (f == NULL || view == NULL || columns == NULL || groups == NULL || causes == NULL ||
        !name_columns(diff, feature_tables[kind].type, arena, columns))
        return fail_memory(err);
    *f = (struct features){.diff = diff, .groups = groups, .place = {SIZE_MAX, 0}};
    for (size_t l = 0; l < LANGUAGE_COUNT; l++)
        f->causes[l] = causes + l * (diff->n_groups + 1);
    *view = (struct view){.name = feature_tables[kind].name,
                          .title = phrase_of(diff->sentences, "table", feature_tables[kind].name),
                          .n_columns = n_columns,
                          .columns = columns,
                          .cell = feature_view_cell,
                          .user = f,
                          .geometry_column = GEOMETRY,
                          .geometry_type = feature_tables[kind].type};
    TRY(collect_groups(f, view, kind, arena, err));
    *out = view;
    return RASIF_OK;
}
