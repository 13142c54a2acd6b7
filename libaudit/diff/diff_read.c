/* SPDX-License-Identifier: MIT
 *
 * One annotated GeoPackage as diff needs it: features with their scores and shapes, findings. Only
 * the columns that are compared are read, row by row, so that two cities fit into memory.
 *
 * Each table gets one SELECT with the same columns in the same order (enum C_*); columns that a
 * file of an older version lacks are NULL. Streets with sides are read as segments. Cost: one pass
 * over each table. */
#include "diff/diff_read.h"
#include "geo/wkb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The manifest is read first: it says which questions can be asked of the file. Paths are copied,
 * the caller's may be gone later. */
rasif_status diff_open(struct rasif_diff *diff, const char *const paths[AUDITS], rasif_error *err)
{
    for (int s = 0; s < AUDITS; s++) {
        struct diff_audit *audit = &diff->audits[s];
        audit->path = arena_strdup(&diff->arena, paths[s]);
        if (audit->path == NULL)
            return fail_memory(err);
        const char *slash = strrchr(audit->path, '/');
        audit->name = slash != NULL ? slash + 1 : audit->path;
        TRY(result_open(paths[s], &audit->file, err));
        TRY(result_query(audit->file, "SELECT key, value FROM audit_manifest", NULL, 0,
                         &diff->arena, &audit->manifest, err));
        const char *findings = diff_manifest(audit, "options.findings");
        audit->all_findings = findings != NULL && strcmp(findings, "all") == 0;
    }
    return RASIF_OK;
}

/* A linear search: manifests have some fifty rows. */
const char *diff_manifest(const struct diff_audit *audit, const char *key)
{
    for (size_t i = 0; i < audit->manifest.n_rows; i++) {
        const char *found = result_text(&audit->manifest, i, "key");
        if (found != NULL && strcmp(found, key) == 0)
            return result_text(&audit->manifest, i, "value");
    }
    return NULL;
}

/* ---- features ----------------------------------------------------------------------------- */

enum {
    C_FID,
    C_ID,
    C_ROLE,
    C_SCOPE,
    C_LENGTH,
    C_UNKNOWN,
    C_CLASS,
    C_NAME,
    C_OTHER_NAME,
    C_STREET,
    C_SHAPE,
    C_SCORES
};

/* Does the reader stand at the table of segments? Its columns have other names than those of the
 * user's tables. */
static bool is_segments(const struct audit_reader *r)
{
    return strcmp(result_table(r->audit->file, r->table), SEGMENTS) == 0;
}

/* Files of older versions lack columns: NULL keeps the position of those behind. */
void diff_add_column(struct text *sql, const struct audit_reader *r, const char *column)
{
    if (column != NULL && result_has_column(r->audit->file, r->table, column)) {
        text_add(sql, ",\"");
        for (const char *c = column; *c != '\0'; c++)
            text_addn(sql, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
        text_add(sql, "\"");
    } else {
        text_add(sql, ",NULL");
    }
}

/* The first of two columns that is not null; columns that the table lacks are NULL. coalesce needs
 * two arguments. */
static void add_first_of_two(struct text *sql, const struct audit_reader *r,
                             const char *const columns[2])
{
    struct text cells = {0};
    for (size_t i = 0; i < 2; i++)
        diff_add_column(&cells, r, columns[i]);
    text_addf(sql, ",coalesce(%s)", cells.data != NULL ? cells.data + 1 : "NULL,NULL");
    sql->failed = sql->failed || cells.failed;
    text_free(&cells);
}

/* Names of tables and columns are the user's, so quotes are doubled. */
void diff_add_quoted(struct text *sql, const char *name)
{
    text_add(sql, "\"");
    for (const char *c = name; *c != '\0'; c++)
        text_addn(sql, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
    text_add(sql, "\"");
}

/* A text literal of SQL, quotes doubled. */
static void add_sql_text(struct text *sql, const char *value)
{
    text_add(sql, "'");
    for (const char *c = value; *c != '\0'; c++)
        text_addn(sql, *c == '\'' ? "''" : c, *c == '\'' ? 2 : 1);
    text_add(sql, "'");
}

/* How the language joins a street's name with those at its ends: "{name} from {from} to {to}";
 * `otherwise` where the language lacks the sentence. */
static const char *segment_pattern(const struct audit_reader *r, const char *key,
                                   const char *otherwise)
{
    const char *text = sentence_text(r->diff->sentences, r->diff->language, key);
    return text != NULL ? text : otherwise;
}

/* Role, scope and the name with the streets at both ends, where a plain feature has columns. The
 * name is composed in SQL, so that a segment is read like any other feature. */
static void add_segment_columns(struct text *sql, const struct audit_reader *r)
{
    const char *suffix[2];
    language_names(r->diff->language, suffix);
    text_addf(sql, ",rasif_id,'street','yes',rasif_length_m,rasif_n_unknown,rasif_class,"
                   "replace(replace(replace("
                   "CASE WHEN coalesce(from_street,from_street_ar) IS NOT NULL AND "
                   "coalesce(to_street,to_street_ar) IS NOT NULL THEN ");
    add_sql_text(sql, segment_pattern(r, "segment.between", "{name}"));
    text_add(sql, " WHEN coalesce(from_street,from_street_ar) IS NOT NULL THEN ");
    add_sql_text(sql, segment_pattern(r, "segment.from", "{name}"));
    text_add(sql, " WHEN coalesce(to_street,to_street_ar) IS NOT NULL THEN ");
    add_sql_text(sql, segment_pattern(r, "segment.to", "{name}"));
    text_addf(sql,
              " ELSE '{name}' END,'{from}',coalesce(from_street%s,from_street%s,'')),"
              "'{to}',coalesce(to_street%s,to_street%s,'')),'{name}',coalesce(name%s,name%s)),NULL,"
              "coalesce(name%s,name%s)",
              suffix[0], suffix[1], suffix[0], suffix[1], suffix[0], suffix[1], suffix[0],
              suffix[1]);
}

/* Streets with sides are represented by their segments, other streets by themselves. */
static void add_where_clause(struct text *sql, const struct audit_reader *r)
{
    text_add(sql, " WHERE rasif_id IS NOT NULL");
    if (is_segments(r)) {
        text_add(sql, " AND (street_table,street_fid) IN (SELECT street_table,street_fid FROM "
                      "audit_sides)");
    } else if (r->segments) {
        text_add(sql, " AND NOT (rasif_role='street' AND ");
        diff_add_quoted(sql, result_key(r->audit->file, r->table));
        text_add(sql, " IN (SELECT street_fid FROM audit_sides WHERE street_table=");
        add_sql_text(sql, result_table(r->audit->file, r->table));
        text_add(sql, "))");
    }
}

/* Its name and, where that is null, the one in the other column. */
static void add_names(struct text *sql, const struct audit_reader *r)
{
    const char *endings[2];
    language_names(r->diff->language, endings);
    for (int i = 0; i < 2; i++) {
        char added[32], own[32];
        snprintf(added, sizeof added, "rasif_name%s", endings[i]);
        snprintf(own, sizeof own, "name%s", endings[i]);
        add_first_of_two(sql, r, (const char *const[2]){added, own});
    }
}

/* The columns in the order of enum C_*: NULL stands for one that the table lacks. Rows in the order
 * of their FID, for diff_find_feature. */
static void write_features_sql(const struct audit_reader *r, struct text *sql)
{
    static const char *const scores[] = {"score", "low", "high", "coverage", "passable"};
    const char *columns[] = {"rasif_id",       "rasif_role",      "rasif_scope",
                             "rasif_length_m", "rasif_n_unknown", "rasif_class"};
    text_add(sql, "SELECT ");
    diff_add_quoted(sql, result_key(r->audit->file, r->table));
    for (size_t i = 0; i < sizeof columns / sizeof *columns && !is_segments(r); i++)
        diff_add_column(sql, r, columns[i]);
    if (is_segments(r)) {
        add_segment_columns(sql, r);
    } else {
        add_names(sql, r);
        text_add(sql, ",NULL");
    }
    diff_add_column(sql, r, result_geometry(r->audit->file, r->table));
    for (size_t p = 0; p < r->diff->n_profiles; p++)
        for (size_t i = 0; i < sizeof scores / sizeof *scores; i++) {
            char column[64];
            snprintf(column, sizeof column, "rasif_%.24s_%s", r->diff->profiles[p].code, scores[i]);
            diff_add_column(sql, r, column);
        }
    text_add(sql, " FROM ");
    diff_add_quoted(sql, result_table(r->audit->file, r->table));
    add_where_clause(sql, r);
    text_add(sql, " ORDER BY 1");
}

double diff_real_of(const struct cell *cell)
{
    return cell->type == CELL_REAL  ? cell->real
           : cell->type == CELL_INT ? (double)cell->integer
                                    : NAN;
}

/* Cells live until the next row only. NULL: null, empty, or *failed. */
static const char *copy_text_cell(struct arena *arena, const struct cell *cell, bool *failed)
{
    if (cell->type != CELL_TEXT || cell->length == 0)
        return NULL;
    const char *text = arena_strndup(arena, cell->bytes, cell->length);
    *failed = *failed || text == NULL;
    return text;
}

/* A name; the words that programs write for "no name" are none. NULL: no name, or *failed. */
static const char *copy_name_cell(struct arena *arena, const struct cell *cell, bool *failed)
{
    if (cell->type == CELL_TEXT && text_is_missing(cell->bytes, cell->length))
        return NULL;
    return copy_text_cell(arena, cell, failed);
}

/* Five columns per profile. A score without bounds keeps NaN. The array grows beside the features:
 * row = feature, column = profile. */
static MUST bool append_scores(struct audit_reader *r, const struct cell *cells)
{
    struct diff_audit *audit = r->audit;
    for (size_t p = 0; p < r->diff->n_profiles; p++, cells += 5) {
        struct diff_score score = {diff_real_of(&cells[0]), diff_real_of(&cells[1]),
                                   diff_real_of(&cells[2]), diff_real_of(&cells[3]), '\0'};
        size_t n = audit->n_features * r->diff->n_profiles + p;
        if (cells[4].type == CELL_TEXT && cells[4].length > 0)
            score.passable = cells[4].bytes[0];
        if (!array_reserve(&audit->scores, &audit->score_capacity, n + 1, sizeof score))
            return false;
        audit->scores[n] = score;
    }
    return true;
}

/* One row of write_features_sql's query. Roles that are not judged (seats, obstacles) count through
 * the elements beside them. A feature without shape is kept: its id may still match. */
static rasif_status append_feature(void *user, const struct cell *cells, rasif_error *err)
{
    struct audit_reader *r = user;
    struct diff_audit *audit = r->audit;
    const struct cell *shape = &cells[C_SHAPE];
    bool failed = false, grown = true;
    char role[16] = "";
    if (cells[C_ROLE].type == CELL_TEXT && cells[C_ROLE].length < sizeof role)
        memcpy(role, cells[C_ROLE].bytes, cells[C_ROLE].length);
    struct diff_feature feature = {.table = r->table,
                                   .role = role_find(role),
                                   .fid = cells[C_FID].integer,
                                   .length_m = diff_real_of(&cells[C_LENGTH]),
                                   .n_unknown = diff_real_of(&cells[C_UNKNOWN])};
    if (feature.role == ROLE_NONE || role_element(feature.role) == ELEMENT_NONE)
        return RASIF_OK;
    feature.id = copy_text_cell(&r->diff->arena, &cells[C_ID], &failed);
    feature.class = copy_text_cell(&r->diff->arena, &cells[C_CLASS], &failed);
    feature.name = copy_name_cell(&r->diff->arena, &cells[C_NAME], &failed);
    if (feature.name == NULL)
        feature.name = copy_name_cell(&r->diff->arena, &cells[C_OTHER_NAME], &failed);
    feature.street = copy_name_cell(&r->diff->arena, &cells[C_STREET], &failed);
    feature.judged = cells[C_SCOPE].type == CELL_TEXT && cells[C_SCOPE].length == 3;
    if (feature.id == NULL || failed || !append_scores(r, cells + C_SCORES))
        return fail_memory(err);
    wkb_append(&audit->shapes,
               shape->type == CELL_BLOB ? (const unsigned char *)shape->bytes : NULL,
               shape->type == CELL_BLOB ? shape->length : 0, NULL, &grown);
    if (!grown || !PUSH(audit->features, audit->n_features, audit->feature_capacity, feature))
        return fail_memory(err);
    return RASIF_OK;
}

/* Do both files hold segments and sides? */
static bool have_segments(const struct rasif_diff *diff)
{
    bool all = true;
    for (int s = 0; s < AUDITS; s++)
        all = all && result_find(diff->audits[s].file, SEGMENTS) != SIZE_MAX &&
              result_find(diff->audits[s].file, "audit_sides") != SIZE_MAX;
    return all;
}

/* Segments are features only if both files have them; tables of ours are none. */
static bool has_features(const struct audit_reader *r)
{
    if (is_segments(r))
        return r->segments;
    return strncmp(result_table(r->audit->file, r->table), "audit_", 6) != 0 &&
           result_has_column(r->audit->file, r->table, "rasif_id") &&
           result_has_column(r->audit->file, r->table, "rasif_role");
}

/* Tables are read in the order of the file, so that features are sorted by table and FID. One
 * SELECT per table. */
static rasif_status read_features(struct rasif_diff *diff, struct diff_audit *audit,
                                  rasif_error *err)
{
    for (size_t t = 0; t < result_n_tables(audit->file); t++) {
        struct audit_reader reader = {
            .diff = diff, .audit = audit, .table = (uint32_t)t, .segments = diff->segmented};
        if (!has_features(&reader))
            continue;
        struct text sql = {0};
        write_features_sql(&reader, &sql);
        rasif_status status =
            sql.failed ? fail_memory(err)
                       : result_each(audit->file, sql.data, NULL, 0, append_feature, &reader, err);
        text_free(&sql);
        TRY(status);
    }
    return RASIF_OK;
}

/* Findings after features, gaps after findings: each refers to the one before. RASIF_E_IO,
 * RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status diff_read(struct rasif_diff *diff, rasif_error *err)
{
    diff->segmented = have_segments(diff);
    diff_read_mappings(diff);
    for (int s = 0; s < AUDITS; s++) {
        TRY(read_features(diff, &diff->audits[s], err));
        TRY(diff_read_findings(diff, &diff->audits[s], err));
        TRY(diff_gaps_read(diff, s, err));
    }
    return RASIF_OK;
}
