/* SPDX-License-Identifier: MIT
 *
 * The text under the pointer, in the job's language: the name, the verdict, remedy and clause, and
 * for every user the score and how far it may be off.
 *
 * The tip is HTML with QGIS expressions in it, evaluated for the feature under the pointer.
 * Remedies and clauses are chosen by a map over rule ids, because a style can't read
 * audit_rules. */
#include "report/law.h"
#include "report/style/style.h"

#include <stdlib.h>
#include <string.h>

/* <div style="…"><b>[% NAME %]</b> */
void tip_open(const struct style_job *job, const char *name, struct text *html)
{
    text_addf(html, "<div%s style=\"font-family:'Noto Sans','Noto Sans Arabic',sans-serif;font-size:10pt\">",
              language_right_to_left(job->language) ? " dir=\"rtl\"" : "");
    text_addf(html, "<b>[%% %s %%]</b>", name);
}

void tip_close(struct text *html, struct text *out)
{
    text_add(html, "</div>");
    text_add(out, "<mapTip>");
    text_xml(out, html->data != NULL ? html->data : "");
    text_add(out, "</mapTip>\n");
    out->failed = out->failed || html->failed;
    text_free(html);
}

/* The text in the job's language; the key itself where data/text lacks it. */
static const char *words(const struct style_job *job, const char *key)
{
    const char *text = sentence_text(job->sentences, job->language, key);
    return text != NULL ? text : key;
}

/* [% coalesce('<br>'||'Class'||': <b>'||EXPRESSION||'</b>','') %] */
void tip_line(struct text *html, const struct style_job *job, const char *key, const char *expression)
{
    text_add(html, "[% coalesce('<br>'||");
    style_quote(html, words(job, key));
    text_addf(html, "||': <b>'||%s||'</b>','') %%]", expression);
}

/* ---- remedy and clause ---- */

/* Index of the requirement in the first finding of the rule on one of the roles. UINT16_MAX =
 * the finding is of a need, not of the standard; SIZE_MAX = no finding. Reads findings until the
 * first. */
static size_t requirement_of(const struct run *run, size_t rule, unsigned role_mask)
{
    for (size_t i = 0; run->results != NULL && i < run->results->n_findings; i++) {
        const struct finding *f = &run->results->findings[i];
        if (f->rule == rule && role_mask & 1u << f->role)
            return f->requirement;
    }
    return SIZE_MAX;
}

/* The document, the clause in it, and whether it binds. */
static void add_clause(struct text *out, const struct style_job *job, size_t requirement)
{
    const struct standard *standard = job->run->plan->standard;
    const struct law law = {job->run->rules, standard, job->sentences, job->language};
    struct text clause = {0};
    law_full(&law, &standard->requirements[requirement], &clause);
    style_quote(out, clause.data != NULL ? clause.data : "");
    out->failed = out->failed || clause.failed;
    text_free(&clause);
}

/* The remedy of the rule in a column; with `clause` its clause instead. Only rules with findings
 * are in it: texts of all would be most of the style (decision 0331).
 *   map_get(map('ramp-lip','Make it flush.','ramp-slope','Flatten it.'),"rule") */
static void case_of_rules(struct text *out, const struct style_job *job, const char *column,
                          unsigned role_mask, bool clause)
{
    const struct run *run = job->run;
    size_t n = 0;
    for (size_t r = 0; r < run->rules->n_rules; r++) {
        size_t requirement = requirement_of(run, r, role_mask);
        if (requirement == SIZE_MAX || (clause && requirement == UINT16_MAX))
            continue;
        text_addf(out, "%s'%s',", n++ == 0 ? "map_get(map(" : ",", run->rules->rules[r].id);
        if (clause)
            add_clause(out, job, requirement);
        else
            style_quote(out, phrase_in(run->rules->rules[r].fix, job->language));
    }
    if (n > 0)
        text_addf(out, "),\"%s\")", column);
    else
        text_add(out, "NULL");
}

/* Two lines, "What to do" and "Clause", for the rule named in the column. */
static void add_rule_lines(struct text *html, const struct style_job *job, const char *column,
                           unsigned role_mask)
{
    for (int clause = 0; clause < 2; clause++) {
        struct text cases = {0};
        case_of_rules(&cases, job, column, role_mask, clause);
        tip_line(html, job, clause ? "qgis.clause" : "qgis.fix", cases.data != NULL ? cases.data : "NULL");
        html->failed = html->failed || cases.failed;
        text_free(&cases);
    }
}

/* ---- users ---- */

/* One row per user (or of one): title, class, "76 (61–82)". No mean where less than half is known. */
static void add_users(struct text *html, const struct style_job *job, const struct view *view,
                      const struct profile *only)
{
    const struct plan *plan = job->run->plan;
    text_add(html, "<table>");
    for (size_t p = 0; p < plan->n_profiles; p++) {
        const struct profile *profile = plan->profiles[p];
        const char *code = profile->code;
        const char *verdict = style_has_of(view, profile, "class") ? "class" : "passable";
        if ((only != NULL && only != profile) || !style_has_of(view, profile, "score") ||
            !style_has_of(view, profile, verdict))
            continue;
        text_add(html, "<tr><td>");
        text_xml(html, phrase_in(profile->title, job->language));
        text_addf(html, "</td><td><b>[%% coalesce(represent_value(\"rasif_%s_%s\"),'–') %%]</b></td><td>",
                  code, verdict);
        if (style_has_of(view, profile, "low") && style_has_of(view, profile, "coverage"))
            text_addf(html,
                      "[%% coalesce(if(\"rasif_%s_coverage\">=0.5,round(\"rasif_%s_score\"),'–')||"
                      "if(round(\"rasif_%s_high\")>round(\"rasif_%s_low\"),"
                      "' ('||round(\"rasif_%s_low\")||'–'||round(\"rasif_%s_high\")||')',''),'') %%]",
                      code, code, code, code, code, code);
        else
            text_addf(html, "[%% coalesce(round(\"rasif_%s_score\"),'') %%]", code);
        text_add(html, "</td></tr>");
    }
    text_add(html, "</table>");
}

/* ---- tips ---- */

/* Remedy and clause stand in the tips of the worst class only; those of a profile show its
 * scores. */
void qml_tip_rows(struct text *out, struct style_job *job, const struct view *view,
                  unsigned role_mask, const struct profile *profile, const char *name)
{
    struct text html = {0};
    if (role_mask & 1u << ROLE_STREET)
        role_mask = UINT32_MAX; /* the worst rule of a street may be one of any element of it */
    tip_open(job, name, &html);
    if (style_has(view, "rasif_class") && profile == NULL)
        tip_line(&html, job, "qgis.class", "represent_value(\"rasif_class\")");
    if (style_has(view, "rasif_worst_rule")) {
        tip_line(&html, job, "qgis.worst", "represent_value(\"rasif_worst_rule\")");
        if (profile == NULL)
            add_rule_lines(&html, job, "rasif_worst_rule", role_mask);
    }
    if (role_mask == 1u << ROLE_DESTINATION) { /* its name does not show its kind */
        struct text kind = {0};
        style_label_kind(&kind, job, view, ROLE_DESTINATION);
        text_addf(&html, "<br>[%% %s %%]", kind.data != NULL ? kind.data : "''");
        html.failed = html.failed || kind.failed;
        text_free(&kind);
    }
    add_users(&html, job, view, profile);
    tip_close(&html, out);
}

/* The line "Stops or endangers": titles of the profiles whose codes stand in `blocks`. */
static void add_blocked(struct text *html, const struct style_job *job)
{
    struct text expression = {0};
    text_add(&expression, "array_to_string(array_foreach(string_to_array(\"blocks\"),map_get(map(");
    for (size_t p = 0; p < job->run->plan->n_profiles; p++) {
        text_addf(&expression, "%s'%s',", p > 0 ? "," : "", job->run->plan->profiles[p]->code);
        style_quote(&expression, phrase_in(job->run->plan->profiles[p]->title, job->language));
    }
    text_add(&expression, "),@element)),");
    style_quote(&expression, words(job, "list.comma"));
    text_add(&expression, ")");
    if (job->run->plan->n_profiles > 0)
        tip_line(html, job, "qgis.stops", expression.data != NULL ? expression.data : "NULL");
    html->failed = html->failed || expression.failed;
    text_free(&expression);
}

/* Severity, message, profiles that are stopped, remedy and clause. */
void qml_tip_findings(struct text *out, struct style_job *job, const char *name)
{
    struct text html = {0};
    tip_open(job, name, &html);
    text_addf(&html,
              "<br><b>[%% represent_value(\"severity\") %%]</b> · [%% \"message_%s\" %%]",
              job->language);
    add_blocked(&html, job);
    add_rule_lines(&html, job, "rule", UINT32_MAX);
    tip_close(&html, out);
}

/* The remedy by kind of gap, from the rule of the first gap of that kind that has a finding. */
static void case_of_gaps(struct text *out, const struct style_job *job)
{
    const struct gaps *gaps = job->run->gaps;
    unsigned seen = 0;
    for (size_t i = 0; gaps != NULL && i < gaps->n; i++) {
        const struct gap *gap = &gaps->items[i];
        if (gap->finding_rule == UINT16_MAX || seen & 1u << gap->kind)
            continue;
        text_addf(out, "%s'%s',", seen == 0 ? "map_get(map(" : ",", gap_kind_names[gap->kind]);
        seen |= 1u << gap->kind;
        style_quote(out, phrase_in(job->run->rules->rules[gap->finding_rule].fix, job->language));
    }
    text_add(out, seen != 0 ? "),\"kind\")" : "NULL");
}

void qml_tip_gaps(struct text *out, struct style_job *job, const char *name)
{
    struct text html = {0}, fix = {0};
    tip_open(job, name, &html);
    tip_line(&html, job, "qgis.evidence", "represent_value(\"evidence\")");
    case_of_gaps(&fix, job);
    tip_line(&html, job, "qgis.fix", fix.data != NULL ? fix.data : "NULL");
    html.failed = html.failed || fix.failed;
    text_free(&fix);
    tip_close(&html, out);
}

/* The state of the piece, then the scores of all profiles or of one. */
void qml_tip_sides(struct text *out, struct style_job *job, const struct view *view,
                   const struct profile *profile, const char *name)
{
    struct text html = {0};
    tip_open(job, name, &html);
    tip_line(&html, job, "qgis.state", "represent_value(\"state\")");
    add_users(&html, job, view, profile);
    tip_close(&html, out);
}
