/* SPDX-License-Identifier: MIT
 *
 * A rule that has no finding on a feature: was it answered there, or could it not be? In: a feature
 * and a rule. Out: yes or no; in doubt no, because what is not known is neither fixed nor new.
 *
 * With --findings all the file holds unknown outcomes. Else the answer follows from what the file
 * holds: the number of unknown rules of the feature, and whether the value that the rule asks for
 * is there and proves something. Cost: one or two queries per question. */
#include "diff/diff.h"

#include "base/yaml.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Measures that depend on another layer: without it the rule was not asked. */
static bool was_asked(const struct rasif_diff *diff, int when, const char *measure)
{
    static const char *const sources[][2] = {{"seat_interval_m", "seats"},
                                             {"ends_without_ramp", "ramps"},
                                             {"crossings_missing", "crossings"}};
    const char *supplied = diff_manifest(&diff->audits[when], "roles_supplied");
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (strcmp(measure, sources[i][0]) == 0)
            return supplied != NULL && strstr(supplied, sources[i][1]) != NULL;
    return true;
}

/* Texts that programs write for "no value" are none. */
bool diff_is_value(const struct cell *cell)
{
    static const char *const nothing[] = {"",    "unknown", "?",    "-",
                                          "n/a", "nan",     "null", "غير معروف"};
    for (size_t i = 0; cell->type == CELL_TEXT && i < sizeof nothing / sizeof *nothing; i++)
        if (strcasecmp(cell->bytes, nothing[i]) == 0)
            return false;
    return cell->type != CELL_NULL;
}

/* Letter case is ignored, as in SQL. */
static bool row_has_column(const struct result_rows *row, const char *column)
{
    for (size_t c = 0; c < row->n_columns; c++)
        if (strcasecmp(row->names[c], column) == 0)
            return true;
    return false;
}

/* The cell that the mapping names for a field: "width", {field: width}, or a list of such, of which
 * the first value counts. SQL expressions are not evaluated. */
static const struct cell *mapped_cell(const struct result_rows *row, const struct yaml_node *node)
{
    const struct cell *found = NULL;
    if (node == NULL)
        return NULL;
    if (node->kind == YAML_SCALAR)
        return row_has_column(row, node->text) ? result_cell(row, 0, node->text) : NULL;
    if (node->kind == YAML_MAP)
        return mapped_cell(row, yaml_get(node, "field"));
    for (size_t i = 0; i < node->n && (found == NULL || !diff_is_value(found)); i++)
        found = mapped_cell(row, &node->items[i]);
    return found;
}

/* A mapping that can't be parsed counts as none: the manifest comes from a file that any program
 * may have edited. */
void diff_read_mappings(struct rasif_diff *diff)
{
    for (int s = 0; s < AUDITS; s++) {
        const char *text = diff_manifest(&diff->audits[s], "mapping");
        if (text != NULL && yaml_parse("mapping", text, strlen(text), &diff->arena,
                                       &diff->mapping[s], NULL) != RASIF_OK)
            diff->mapping[s] = NULL;
    }
}

/* Where the value of a measure is in the row; NULL = nowhere. rasif_m_ columns hold it for all rows
 * of their table, so they come first. */
const struct cell *diff_value_of(const struct rasif_diff *diff, int when, enum role role,
                                 const struct result_rows *row, const char *measure)
{
    char column[80];
    snprintf(column, sizeof column, "rasif_m_%.64s", measure);
    if (row_has_column(row, column))
        return result_cell(row, 0, column);
    if (row_has_column(row, measure))
        return result_cell(row, 0, measure);
    const struct yaml_node *root = diff->mapping[when];
    const struct yaml_node *layer =
        root != NULL ? yaml_get(yaml_get(root, "layers"), roles[role].plural) : NULL;
    if (layer == NULL)
        return NULL;
    return mapped_cell(row, yaml_get(yaml_get(layer, "fields"), measure));
}

/* Origins that prove nothing in a standard: "clear_width_m=linked". */
static bool is_proof(const struct result_rows *row, const char *measure)
{
    static const char *const weak[] = {"linked", "assumed", "dem_low", "bound"};
    const char *from = result_text(row, 0, "rasif_from");
    for (size_t i = 0; from != NULL && i < sizeof weak / sizeof *weak; i++) {
        char word[96];
        snprintf(word, sizeof word, "%.64s=%s", measure, weak[i]);
        const char *found = strstr(from, word);
        if (found != NULL && (found == from || found[-1] == ' '))
            return false;
    }
    return true;
}

/* NULL equals nothing. */
static bool is_same_value(const struct cell *a, const struct cell *b)
{
    if (a == NULL || b == NULL || a->type != b->type)
        return false;
    return a->type == CELL_TEXT   ? strcmp(a->bytes, b->bytes) == 0
           : a->type == CELL_REAL ? !(a->real < b->real || a->real > b->real)
                                  : a->integer == b->integer;
}

/* The whole row, because which columns matter depends on the rule. Lives in `arena`. */
rasif_status diff_row_of(const struct rasif_diff *diff, int when, uint32_t feature,
                         struct arena *arena, struct result_rows *out, rasif_error *err)
{
    const struct diff_feature *f = &diff->audits[when].features[feature];
    return result_select(diff->audits[when].file, f->table, NULL,
                         (struct result_value){NULL, f->fid}, arena, out, err);
}

/* Does the row hold a value for the measure that proves something? When the same value does not
 * fail here, and more is unknown here than there, the condition under which the rule applies may be
 * what got lost. */
static rasif_status is_value_known(struct rasif_diff *diff, int when, uint32_t feature,
                                   uint32_t other, const char *measure, struct arena *arena,
                                   bool *known, rasif_error *err)
{
    const struct diff_feature *here = &diff->audits[when].features[feature];
    const struct diff_feature *there = &diff->audits[!when].features[other];
    struct result_rows row, failed;
    TRY(diff_row_of(diff, when, feature, arena, &row, err));
    const struct cell *value = diff_value_of(diff, when, here->role, &row, measure);
    *known = value != NULL && diff_is_value(value) && is_proof(&row, measure);
    if (!*known || !(here->n_unknown > there->n_unknown))
        return RASIF_OK;
    TRY(diff_row_of(diff, !when, other, arena, &failed, err));
    *known = !is_same_value(value, diff_value_of(diff, !when, there->role, &failed, measure));
    return RASIF_OK;
}

/* Is it known for every piece of a segment's sides whether it has a sidewalk? Files without
 * audit_sides can't say: false. */
static rasif_status are_sides_known(struct rasif_diff *diff, int when, uint32_t feature,
                                    bool *known, rasif_error *err)
{
    const struct diff_audit *from = &diff->audits[when];
    struct arena arena = {0};
    struct result_rows rows;
    *known = false;
    if (result_find(from->file, "audit_sides") == SIZE_MAX ||
        from->features[feature].table != result_find(from->file, "audit_segments"))
        return RASIF_OK;
    rasif_status status = result_query(
        from->file,
        "SELECT count(*) AS n FROM audit_sides WHERE segment_fid = ?1 AND state = 'unknown'",
        &(struct result_value){NULL, from->features[feature].fid}, 1, &arena, &rows, err);
    *known = status == RASIF_OK && rows.n_rows == 1 && result_cell(&rows, 0, "n")->integer == 0;
    arena_free(&arena);
    return status;
}

/* Crossings that lie on a segment; 0 where the file has no links. */
static rasif_status count_crossings(const struct diff_audit *from, uint32_t feature, int64_t *n,
                                    rasif_error *err)
{
    static const char sql[] = "SELECT count(*) AS n FROM audit_segments s JOIN audit_links l ON "
                              "l.kind = 'crossing-street' AND "
                              "l.to_table = s.street_table AND l.to_fid = s.street_fid AND "
                              "l.from_m BETWEEN min(s.from_m, s.to_m) AND "
                              "max(s.from_m, s.to_m) WHERE s.fid = ?1";
    struct arena arena = {0};
    struct result_rows rows;
    *n = 0;
    if (result_find(from->file, "audit_links") == SIZE_MAX ||
        from->features[feature].table != result_find(from->file, "audit_segments"))
        return RASIF_OK;
    rasif_status status =
        result_query(from->file, sql, &(struct result_value){NULL, from->features[feature].fid}, 1,
                     &arena, &rows, err);
    if (status == RASIF_OK && rows.n_rows == 1)
        *n = result_cell(&rows, 0, "n")->integer;
    arena_free(&arena);
    return status;
}

/* Does a segment have more crossings than its counterpart, which lacks one? Then a crossing was
 * built, nothing got lost. */
static rasif_status has_more_crossings(struct rasif_diff *diff, int when, uint32_t feature,
                                       uint32_t other, bool *known, rasif_error *err)
{
    int64_t here = 0, there = 0;
    TRY(count_crossings(&diff->audits[when], feature, &here, err));
    TRY(count_crossings(&diff->audits[!when], other, &there, err));
    *known = here > there;
    return RASIF_OK;
}

/* Is the class of a segment known? Without it a crossing may or may not be due. True for other
 * features. */
static rasif_status is_class_known(struct rasif_diff *diff, int when, uint32_t feature, bool *known,
                                   rasif_error *err)
{
    struct arena arena = {0};
    struct result_rows row;
    rasif_status status = diff_row_of(diff, when, feature, &arena, &row, err);
    *known = status == RASIF_OK && (!row_has_column(&row, "street_class") ||
                                    result_text(&row, 0, "street_class") != NULL);
    arena_free(&arena);
    return status;
}

/* The questions in order of their cost: the manifest, the counts of the feature, its row, its
 * counterpart's row. */
rasif_status diff_is_known(struct rasif_diff *diff, int when, uint32_t feature, uint32_t other,
                           uint32_t rule, bool *known, rasif_error *err)
{
    const char *measure = diff->rules[rule].measure;
    bool required = diff->rules[rule].required[when];
    *known = was_asked(diff, when, measure);
    if (!*known || (required && diff->audits[when].all_findings))
        return RASIF_OK; /* an open rule would have a row: the caller has looked */
    if (strcmp(measure, "sidewalk_missing_m") == 0)
        return are_sides_known(diff, when, feature, known, err);
    if (strcmp(measure, "crossings_missing") == 0) {
        TRY(has_more_crossings(diff, when, feature, other, known, err));
        if (*known)
            return RASIF_OK;
        TRY(is_class_known(diff, when, feature, known, err));
        if (!*known)
            return RASIF_OK;
    }
    double n_unknown = diff->audits[when].features[feature].n_unknown;
    if (required && n_unknown <= 0)
        return RASIF_OK;
    struct arena arena = {0};
    rasif_status status = is_value_known(diff, when, feature, other, measure, &arena, known, err);
    arena_free(&arena);
    return status;
}
