/* SPDX-License-Identifier: MIT
 *
 * The lists of an explanation: findings from audit_findings with the words of audit_rules, and the
 * values judged with where they come from. Of a street the findings of all that belongs to it.
 *
 * Findings are sorted by severity, worst first, then by rule; why and remedy are printed after the
 * first finding of a rule and cause. Values are listed in the order of their columns, with their
 * origin. Cost: one query over audit_findings. */
#include "report/explain/explain_parts.h"
#include "report/precision.h"

#include <stdio.h>
#include <string.h>

/* Prints a hanging paragraph, nothing where it is empty, and frees it. */
static void add_text(struct explanation *e, const char *label, size_t indent, struct text *body)
{
    e->page.out->failed = e->page.out->failed || body->failed;
    if (!e->page.out->failed)
        add_hanging(&e->page, label, indent, body);
    text_free(body);
    *body = (struct text){0};
}

/* ---- findings ----------------------------------------------------------------------------- */

/* The condition that selects the findings of the feature: its own; of a street those of all that
 * belongs to its segments, of a segment all that belongs to it. ?1 table, ?2 FID, ?3 rasif_id.
 * An element at a junction belongs to several segments: also_segments lists the others. */
static const char *findings_of(const struct explanation *e)
{
    static const char own[] = "f.table_name = ?1 AND f.source_fid = ?2";
    static const char segment[] = "f.segment_id = ?3 OR instr(f.also_segments, ?3)";
    static const char street[] =
        "(f.table_name = ?1 AND f.source_fid = ?2) OR f.street_id = ?3 OR f.finding_id IN ("
        " SELECT x.finding_id FROM audit_findings x, " SEGMENTS_TABLE " s WHERE s.fid IN ("
        SEGMENTS_OF_STREET ") AND (x.segment_id = s.rasif_id OR instr(x.also_segments, s.rasif_id)))";
    /* of a crossing also those of its kerb ramps */
    static const char crossing[] =
        "(f.table_name = ?1 AND f.source_fid = ?2) OR (f.table_name, f.source_fid) IN ("
        "SELECT to_table, to_fid FROM audit_links"
        " WHERE kind = 'crossing-ramp' AND from_table = ?1 AND from_fid = ?2)";
    /* a raised kerb where a ramp is missing: an attribute of the crossing's end */
    static const char ramp[] =
        "(f.table_name = ?1 AND f.source_fid = ?2) OR (f.table_name, f.source_fid, f.place) IN ("
        "SELECT from_table, from_fid, place FROM audit_links"
        " WHERE kind = 'crossing-ramp' AND to_table = ?1 AND to_fid = ?2)";
    static const char first[] = "f.segment_id = ?3"; /* of a file that names no others */
    bool links = result_find(e->file, "audit_links") != SIZE_MAX;
    bool others = result_has_column(e->file, result_find(e->file, "audit_findings"), "also_segments");
    if (e->is_segment)
        return others ? segment : first;
    if (strcmp(e->role, "street") == 0 && others && result_find(e->file, SEGMENTS_TABLE) != SIZE_MAX)
        return street;
    return links && strcmp(e->role, "crossing") == 0 ? crossing
           : links && strcmp(e->role, "ramp") == 0   ? ramp
                                                     : own;
}

/* audit_rules has a row for each clause of a rule: a finding takes the row of its clause, or any
 * row of its rule where there is none. GROUP BY keeps one row per finding. Columns for texts
 * depend on the languages of the file. */
rasif_status explain_load_findings(struct explanation *e, rasif_error *err)
{
    static const char form[] =
        "SELECT f.*%s, r.unverified%s"
        " FROM audit_findings f"
        " LEFT JOIN (SELECT *, clause AS c FROM audit_rules) r ON r.rule = f.rule"
        "   AND (r.c IS f.clause OR f.clause IS NULL"
        "        OR NOT EXISTS (SELECT 1 FROM audit_rules x WHERE x.rule = f.rule"
        "                       AND x.clause IS f.clause))"
        " WHERE %s GROUP BY f.finding_id"
        " ORDER BY CASE f.severity WHEN 'critical' THEN 0 WHEN 'serious' THEN 1"
        "   WHEN 'moderate' THEN 2 ELSE 3 END, f.rule, f.table_name, f.source_fid%s, f.finding_id";
    const struct result_value values[] = {
        {result_table(e->file, e->table), 0}, {NULL, e->fid}, {e->rasif_id, 0}};
    struct text sql = {0};
    if (result_find(e->file, "audit_findings") == SIZE_MAX)
        return RASIF_OK;
    const char *which = findings_of(e);
    static const char *const texts[] = {"title", "why", "fix"};
    size_t rules = result_find(e->file, "audit_rules");
    struct text columns = {0}, laws = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        result_add_columns(e->file, rules, "r.", texts[i], &columns);
    result_add_columns(e->file, rules, "r.", "law", &laws);
    bool sides = result_has_column(e->file, result_find(e->file, "audit_findings"), "from_m");
    text_addf(&sql, form, columns.data != NULL ? columns.data : "", laws.data != NULL ? laws.data : "",
              which, sides ? ", f.side, f.from_m" : "");
    sql.failed = sql.failed || columns.failed || laws.failed;
    text_free(&columns);
    text_free(&laws);
    rasif_status status = sql.failed ? fail_memory(err)
                                     : result_query(e->file, sql.data, values,
                                                    strstr(which, "?3") != NULL ? 3 : 2, e->arena,
                                                    &e->findings, err);
    text_free(&sql);
    return status;
}

void explain_words(const struct explanation *e, const char *bytes, size_t length, struct text *out)
{
    for (size_t at = 0, n; at < length; at += n + 1) {
        char key[48];
        for (n = 0; at + n < length && bytes[at + n] != ';'; n++)
            ;
        snprintf(key, sizeof key, "value.%.*s", (int)(n < 40 ? n : 40), bytes + at);
        const char *known = sentence_text(e->page.sentences, e->page.language, key);
        text_add(out, at > 0 ? word(&e->page, "list.comma") : "");
        if (known != NULL)
            text_add(out, known);
        else
            text_addn(out, bytes + at, n);
    }
}

/* "0.8 m", "asphalt": a text that reads as a number counts as one. The margin of a percentage is
 * in percentage points, since 5 % of a slope would be another thing. Nothing where the cell is
 * null. */
static void add_value(const struct explanation *e, size_t row, const char *column, struct text *out)
{
    const struct result_rows *rows = &e->findings;
    const struct cell *cell = result_cell(rows, row, column);
    const char *unit = result_text(rows, row, "unit");
    double number = result_real(rows, row, column);
    size_t used = 0;
    if (cell->type == CELL_TEXT && cell->length > 0 &&
        (!number_parse(cell->bytes, cell->length, &number, &used) || used != cell->length)) {
        explain_words(e, cell->bytes, cell->length, out);
        return;
    }
    if (!isfinite(number))
        return;
    enum unit known = UNIT_NONE;
    if (unit != NULL && unit_find(unit, strlen(unit), &known))
        unit = sentence_unit(e->page.sentences, e->page.language, known);
    text_fixed(out, number, 3);
    bool points = unit != NULL && strcmp(unit, "%") == 0 && strcmp(column, "margin") == 0;
    if (unit != NULL && unit[0] != '\0')
        text_addf(out, " %s", points ? word(&e->page, "unit.points") : unit);
}

/* "value 14 %, limit 8.33 %, off by 5.67 percentage points"; "the value is measured on the
 * geometry" where it was not surveyed. */
static void add_numbers(struct explanation *e, size_t row)
{
    struct text line = {0}, value = {0}, limit = {0}, margin = {0};
    add_value(e, row, "value", &value);
    add_value(e, row, "limit_value", &limit);
    add_value(e, row, "margin", &margin);
    if (value.length > 0 && limit.length > 0)
        sentence(e->page.sentences, e->page.language, "explain.finding_values", &line, "value",
                 value.data, "limit", limit.data, NULL);
    if (line.length > 0 && margin.length > 0 && result_real(&e->findings, row, "margin") > 0)
        sentence(e->page.sentences, e->page.language, "explain.finding_margin", &line, "margin",
                 margin.data, NULL);
    const char *origin = result_text(&e->findings, row, "origin");
    if (value.length > 0 && origin != NULL && strcmp(origin, "surveyed") != 0) {
        text_add(&line, line.length > 0 ? word(&e->page, "list.semicolon") : "");
        sentence(e->page.sentences, e->page.language, "explain.finding_origin", &line, "origin",
                 word_of(&e->page, "origin", origin), NULL);
    }
    add_text(e, "", 4, &line);
    text_free(&value);
    text_free(&limit);
    text_free(&margin);
}

/* "fail: PROWAG 2023 R304.5.4 (United States; adopted provisionally, not law in Jordan)".
 * Findings without a clause come from needs of the users alone. */
static void add_clause(struct explanation *e, size_t row)
{
    struct text line = {0}, law = {0};
    const char *standard = result_text(&e->findings, row, "standard");
    const char *clause = result_text(&e->findings, row, "clause");
    const char *outcome = result_text(&e->findings, row, "outcome");
    outcome = word_of(&e->page, "outcome", outcome != NULL ? outcome : "unknown");
    if (clause != NULL && text_in(e, &e->findings, row, "law") != NULL)
        text_add(&law, text_in(e, &e->findings, row, "law"));
    else if (clause != NULL)
        sentence(e->page.sentences, e->page.language, "explain.law_unknown", &law, "standard",
                 standard != NULL ? standard : "", "clause", clause, NULL);
    if (clause != NULL)
        sentence(e->page.sentences, e->page.language, "explain.finding_clause", &line, "law",
                 law.data != NULL ? law.data : "", "outcome", outcome, NULL);
    else if (isfinite(result_real(&e->findings, row, "limit_value")))
        text_add(&line, word(&e->page, "explain.finding_blocked"));
    else
        text_add(&line, word(&e->page, "explain.finding_need"));
    if (clause != NULL && result_real(&e->findings, row, "unverified") > 0) {
        text_add(&line, ". ");
        text_add(&line, word(&e->page, "explain.unverified"));
    }
    line.failed = line.failed || law.failed;
    text_free(&law);
    add_text(e, "", 4, &line);
}

/* "stops or endangers: Older person on foot; Person with low vision"; all profiles of the file,
 * not only the chosen ones. */
static void add_stopped(struct explanation *e, size_t row)
{
    const char *blocks = result_text(&e->findings, row, "blocks");
    struct text names = {0}, line = {0};
    for (size_t p = 0; p < e->n_profiles; p++)
        if (list_holds(blocks, e->profiles[p].code)) {
            text_add(&names, names.length > 0 ? word(&e->page, "list.semicolon") : "");
            text_add(&names, e->profiles[p].title);
        }
    if (names.length > 0)
        sentence(e->page.sentences, e->page.language, "explain.finding_blocks", &line, "profiles",
                 names.data, NULL);
    add_text(e, "", 4, &line);
    text_free(&names);
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* "Why: ..." and "Fix: ...", which are the same for all findings of a rule and cause: after the
 * first of them only. Where the street itself is too steep, the fix is that no repair helps. */
static void add_remedy(struct explanation *e, size_t row)
{
    const struct result_rows *all = &e->findings;
    const char *rule = result_text(all, row, "rule"), *cause = result_text(all, row, "cause");
    if (row > 0 && same_text(rule, result_text(all, row - 1, "rule")) &&
        same_text(cause, result_text(all, row - 1, "cause")))
        return;
    const char *why = text_in(e, all, row, "why"), *fix = text_in(e, all, row, "fix");
    struct text line = {0};
    if (why != NULL)
        sentence(e->page.sentences, e->page.language, "explain.why", &line, "text", why, NULL);
    add_text(e, "", 4, &line);
    if (cause != NULL && strcmp(cause, cause_names[CAUSE_TERRAIN]) == 0)
        text_add(&line, word(&e->page, "explain.terrain"));
    else if (fix != NULL)
        sentence(e->page.sentences, e->page.language, "explain.fix", &line, "text", fix, NULL);
    add_text(e, "", 4, &line);
}

/* "waived: the pole is moved in May" with the reason that the waiver gives. */
static void add_waiver(struct explanation *e, size_t row)
{
    struct text line = {0};
    const char *reason = result_text(&e->findings, row, "waiver");
    if (reason != NULL)
        sentence(e->page.sentences, e->page.language, "explain.finding_waived", &line, "reason",
                 reason, NULL);
    add_text(e, "", 4, &line);
}

/* "- critical: clear width 0.6 m is below 1.22 m [sidewalk-clear-width] at sidewalks:35", then
 * values, clause, users, waiver, why and fix. Findings of the explained feature have no "at". */
static void add_finding(struct explanation *e, size_t row)
{
    struct text line = {0};
    const char *severity = result_text(&e->findings, row, "severity");
    const char *message = text_in(e, &e->findings, row, "message");
    const char *table = result_text(&e->findings, row, "table_name");
    const char *rule = result_text(&e->findings, row, "rule");
    double fid = result_real(&e->findings, row, "source_fid");
    sentence(e->page.sentences, e->page.language, "explain.finding", &line, "severity",
             word_of(&e->page, "severity", severity != NULL ? severity : ""), "message",
             message != NULL ? message : "", NULL);
    text_addf(&line, " [%s]", rule != NULL ? rule : "");
    if (table != NULL && isfinite(fid) &&
        (strcmp(table, result_table(e->file, e->table)) != 0 || (int64_t)fid != e->fid)) {
        char digits[32];
        number_format(digits, fid);
        text_add(&line, " ");
        sentence(e->page.sentences, e->page.language, "explain.finding_element", &line, "layer",
                 table, "fid", digits, NULL);
    }
    add_text(e, "  -", 4, &line);
    add_numbers(e, row);
    add_clause(e, row);
    add_stopped(e, row);
    add_waiver(e, row);
    add_remedy(e, row);
}

/* For any user. A need may block without a finding; "nothing blocks" would then be false. */
static bool is_blocked(const struct explanation *e)
{
    for (size_t p = 0; p < e->n_profiles; p++) {
        const struct cell *passable = profile_cell(&e->feature, 0, e->profiles[p].code, "passable");
        if (passable->type == CELL_TEXT && strcmp(passable->bytes, "no") == 0)
            return true;
    }
    return false;
}

/* Of a street with what belongs to it. Without findings a line, which must not claim that
 * nothing blocks where a user is blocked or sides are judged by their pieces. */
void explain_findings(struct explanation *e)
{
    bool street = strcmp(e->role, "street") == 0;
    add_heading(&e->page,
                word(&e->page, street ? "explain.findings_street" : "explain.findings_heading"));
    for (size_t i = 0; i < e->findings.n_rows; i++)
        add_finding(e, i);
    if (e->findings.n_rows == 0)
        text_addf(e->page.out, "  %s\n",
                  word(&e->page, e->has_sides || is_blocked(e) ? "explain.findings_none_street"
                                                               : "explain.findings_none"));
}

/* ---- values that were judged -------------------------------------------------------------- */

const char *explain_origin(const char *from, const char *measure, struct arena *arena)
{
    size_t length = strlen(measure);
    while (from != NULL && *from != '\0') {
        size_t n = strcspn(from, " ");
        if (n > length + 1 && strncmp(from, measure, length) == 0 && from[length] == '=')
            return arena_strndup(arena, from + length + 1, n - length - 1);
        from += n + (from[n] == ' ');
    }
    return NULL;
}

/* "running slope | running_slope_pct | 1.5 % | surveyed" */
static void add_measure(struct explanation *e, struct layout *layout, const char *column,
                        const struct cell *cell)
{
    const char *measure = column + strlen("rasif_m_");
    enum field_id field = field_find(measure);
    struct text value = {0};
    const char *origin =
        explain_origin(result_text(&e->feature, 0, "rasif_from"), measure, e->arena);
    if (cell->type == CELL_TEXT)
        explain_words(e, cell->bytes, cell->length, &value);
    else
        text_fixed(&value, cell->type == CELL_INT ? (double)cell->integer : cell->real,
                   field != FIELD_NONE ? measure_decimals(field) : 3);
    if (field != FIELD_NONE && cell->type != CELL_TEXT &&
        unit_symbol(fields[field].unit)[0] != '\0')
        text_addf(&value, " %s", sentence_unit(e->page.sentences, e->page.language, fields[field].unit));
    layout_cell(layout, word_of(&e->page, "field", measure));
    layout_cell(layout, measure);
    layout_take(layout, &value);
    layout_cell(layout, word_of(&e->page, "origin", origin != NULL ? origin : "surveyed"));
}

/* Only columns rasif_m_*: values that were judged as they stand are in the columns of the input. */
void explain_measures(struct explanation *e)
{
    struct layout layout = {.n_columns = 4, .align = "llrl", .most = {40, 30}};
    add_heading(&e->page, word(&e->page, "explain.measures_heading"));
    for (size_t c = 0; c < e->feature.n_columns; c++)
        if (strncmp(e->feature.names[c], "rasif_m_", 8) == 0 &&
            e->feature.cells[c].type != CELL_NULL)
            add_measure(e, &layout, e->feature.names[c], &e->feature.cells[c]);
    if (layout.n_cells == 0)
        text_addf(e->page.out, "  %s\n", word(&e->page, "explain.measures_none"));
    layout_print(&layout, &e->page);
}
