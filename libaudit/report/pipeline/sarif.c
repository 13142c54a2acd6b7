/* SPDX-License-Identifier: MIT
 *
 * SARIF 2.1.0 (OASIS), for code scanning. In: a finished run. Out: one run object; each finding is
 * a result with one location: where the input lies and the feature as logical location. A feature
 * is not a line of a text; its region is the first line, because GitHub requires one (decision
 * 0440).
 *
 * The structure is that of the official schema of SARIF 2.1.0; partialFingerprints hold the
 * finding_id, by which platforms follow a finding from run to run. Results are bounded per rule
 * (finding_sample.h), because platforms refuse large files. Cost: linear in the text written. */
#include "report/table/feature_table.h"
#include "report/finding_sample.h"
#include "report/belongs.h"
#include "docs_url.h"
#include "report/pipeline/sarif_uri.h"
#include "report/label.h"
#include "report/law.h"
#include "report/segment.h"

#include <stdlib.h>
#include <string.h>

/* GitHub shows 5,000 results of a run: with more than 62 rules each may have fewer than 80 (decision
 * 0013). */
#define SARIF_MOST_PER_RULE 80
#define SARIF_MOST_RESULTS 5000

#define SCHEMA_URI                                                                                 \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

struct sarif {
    const struct run *run;
    const struct sentences *sentences;
    const char *language;
    struct text *out;
    struct finding_sample picked;
    size_t *index; /* [rules->n_rules] place of a rule among those listed */
};

/* "key": "value"; null of NULL. */
static void member(struct sarif *s, const char *key, const char *value)
{
    text_addf(s->out, "\"%s\": ", key);
    text_json(s->out, value);
}

/* The same behind another member. */
static void more(struct sarif *s, const char *key, const char *value)
{
    text_add(s->out, ", ");
    member(s, key, value);
}

/* NaN becomes null. */
static void more_number(struct sarif *s, const char *key, double value)
{
    text_addf(s->out, ", \"%s\": ", key);
    text_number(s->out, value);
}

/* A text object of the standard: {"text": ...}. */
static void more_message(struct sarif *s, const char *key, const char *value)
{
    text_addf(s->out, ", \"%s\": {", key);
    member(s, "text", value);
    text_add(s->out, "}");
}

static void add_uri(struct sarif *s, size_t input)
{
    text_add(s->out, "\"");
    sarif_uri(s->run, input, s->out);
    text_add(s->out, "\"");
}

/* SARIF has three levels, so that serious and critical are both errors; properties.severity keeps
 * the difference. */
static const char *level_of(enum severity severity)
{
    static const char *const levels[SEVERITY_COUNT] = {"note", "warning", "error", "error"};
    return levels[severity];
}

/* ---- the tool ----------------------------------------------------------------------------- */

/* "help": {"text": "From a wheelchair ...\n\nFix: ...\n\nTITLE OF THE STANDARD: PROWAG 2023 R406.2
 * (...)"}. The last part, the law, is left out of rules that no requirement of the standard
 * uses. */
static void add_help(struct sarif *s, size_t index)
{
    const struct rule *rule = &s->run->rules->rules[index];
    struct text text = {0}, clauses = {0};
    law_of_rule(s->run, s->sentences, s->language, index, true, &clauses);
    text_addf(&text, "%s\n\n", phrase_in(rule->why, s->language));
    sentence(s->sentences, s->language, "explain.fix", &text, "text",
             phrase_in(rule->fix, s->language), NULL);
    if (clauses.length > 0)
        text_addf(&text, "\n\n%s: %s", phrase_in(s->run->plan->standard->title, s->language),
                  clauses.data);
    s->out->failed = s->out->failed || text.failed || clauses.failed;
    more_message(s, "help", text.data != NULL ? text.data : "");
    text_free(&text);
    text_free(&clauses);
}

/* {"id": "ramp-lip", "shortDescription": ..., "help": ..., "defaultConfiguration": {"level":
 * "error"}, "properties": {"tags": ["accessibility", "ramp"], ...}}. helpUri must be absolute
 * (decision 0013). */
static void add_rule(struct sarif *s, size_t index)
{
    const struct rule *rule = &s->run->rules->rules[index];
    member(s, "id", rule->id);
    more_message(s, "shortDescription", phrase_in(rule->title, s->language));
    more_message(s, "fullDescription", phrase_in(rule->why, s->language));
    add_help(s, index);
    text_addf(s->out, ", \"defaultConfiguration\": {\"level\": \"%s\"}", level_of(rule->severity));
    text_add(s->out, ", \"properties\": {\"tags\": [\"accessibility\"");
    for (int e = 0; e < ELEMENT_COUNT; e++)
        if (rule->elements >> e & 1)
            text_addf(s->out, ", \"%s\"", element_names[e]);
    text_add(s->out, "]");
    more(s, "severity", severity_names[rule->severity]);
    more(s, "measure", fields[rule->measure].name);
    text_add(s->out, "}");
    if (rule->built_in) /* the pages know no others */
        text_addf(s->out, ", \"helpUri\": \"" RASIF_DOCS_URL "/rules.md#%s\"", rule->id);
}

/* Lists active rules and fills s->index, which results need: called before add_results. */
static void add_tool(struct sarif *s)
{
    size_t n = 0;
    text_add(s->out, "\"tool\": {\"driver\": {\"name\": \"rasif\", \"version\": \"" RASIF_VERSION
                     "\", \"semanticVersion\": \"" RASIF_VERSION
                     "\", \"informationUri\": \"" RASIF_DOCS_URL "/tutorial.md\", \"rules\": [");
    for (size_t r = 0; r < s->run->rules->n_rules; r++)
        if (rule_is_active(s->run, r)) {
            text_add(s->out, n > 0 ? ",\n        {" : "\n        {");
            s->index[r] = n++;
            add_rule(s, r);
            text_add(s->out, "}");
        }
    text_add(s->out, "\n      ]}}");
}

/* ---- results ------------------------------------------------------------------------------ */

/* "locations": [{"physicalLocation": {"artifactLocation": {"uri": "net.gpkg", "index": 0},
 * "region": {"startLine": 1}}, "logicalLocations": [{"name": "streets:11", "fullyQualifiedName": "streets/11", "kind":
 * "feature"}], "properties": {"lonlat": [35.93, 31.96]}}]; lonlat only of a finding with a place in
 * degrees. */
static void add_location(struct sarif *s, const struct finding *f,
                         const struct finding_facts *facts)
{
    size_t input = finding_input(s->run, f);
    struct text name = {0};
    finding_feature(s->run, f, &name);
    text_add(s->out, ", \"locations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\": ");
    add_uri(s, input);
    text_addf(s->out, ", \"index\": %zu}, \"region\": {\"startLine\": 1}}, \"logicalLocations\": [{", input);
    s->out->failed = s->out->failed || name.failed;
    member(s, "name", name.data != NULL ? name.data : "");
    struct text path = {0};
    text_addf(&path, "%s/%lld", table_of(s->run, (enum role)f->role, f->row),
              (long long)s->run->store->tables[f->role].fid[f->row]);
    more(s, "fullyQualifiedName", path.data != NULL ? path.data : "");
    s->out->failed = s->out->failed || path.failed;
    text_free(&path);
    more(s, "kind", "feature");
    text_add(s->out, "}]");
    double lonlat[2];
    finding_lonlat(s->run, facts, lonlat);
    if (isfinite(lonlat[0]) && isfinite(lonlat[1])) {
        text_add(s->out, ", \"properties\": {\"lonlat\": [");
        text_number(s->out, lonlat[0]);
        text_add(s->out, ", ");
        text_number(s->out, lonlat[1]);
        text_add(s->out, "]}");
    }
    text_add(s->out, "}]");
    text_free(&name);
}

/* The segment it belongs to: its lasting id, and its name with the streets at both ends. */
static void add_segment(struct sarif *s, const struct finding *f)
{
    uint32_t segment = belongs_segment(s->run->belongs, f);
    struct text title = {0};
    char id[32];
    if (segment == NO_ROW)
        return;
    segment_rasif_id(s->run, segment, id);
    label_segment(s->run, segment, s->language, &title);
    more(s, "segment_id", id);
    more(s, "segment", title.data != NULL ? title.data : "");
    s->out->failed = s->out->failed || title.failed;
    text_free(&title);
}

/* Facts that SARIF has no member for, named like columns of audit_findings. "value" is a number, a
 * word or null. */
static void add_properties(struct sarif *s, const struct finding *f,
                           const struct finding_facts *facts, const char *accepted)
{
    char id[32];
    struct text blocks = {0};
    element_rasif_id(&s->run->store->tables[f->role], f->row, id);
    finding_blocks(s->run, f, &blocks);
    text_add(s->out, ", \"properties\": {");
    member(s, "rasif_id", id);
    more(s, "element", roles[f->role].name);
    add_segment(s, f);
    more(s, "outcome", finding_outcome(f));
    more(s, "severity", severity_names[facts->severity]);
    more(s, "blocks", blocks.data != NULL ? blocks.data : "");
    more(s, "standard", facts->standard);
    more(s, "clause", facts->clause);
    more(s, "measure", facts->measure);
    if (isnan(facts->value)) {
        more(s, "value", facts->value_text[0] != '\0' ? facts->value_text : NULL);
    } else {
        text_add(s->out, ", \"value\": ");
        text_number(s->out, facts->value);
    }
    more(s, "unit", facts->unit);
    more_number(s, "limit_value", facts->limit);
    more_number(s, "margin", facts->margin);
    more(s, "origin", origin_names[facts->origin]);
    more(s, "accepted", accepted);
    text_add(s->out, "}");
    s->out->failed = s->out->failed || blocks.failed;
    text_free(&blocks);
}

/* "baselineState": "new" or "unchanged", only with a baseline, and not of unknown outcomes;
 * "suppressions" of a waived finding, with the waiver's reason. */
static void add_state(struct sarif *s, size_t i)
{
    const struct waiver *waiver = finding_waiver(s->run, i);
    struct text reason = {0};
    if (s->run->accepted != NULL && s->run->accepted->baseline != NULL &&
        s->run->results->findings[i].outcome != RASIF_UNKNOWN)
        more(s, "baselineState", finding_known(s->run, i) ? "unchanged" : "new");
    if (waiver == NULL)
        return;
    finding_waiver_text(s->run, i, &reason);
    text_add(s->out, ", \"suppressions\": [{\"kind\": \"external\", \"status\": \"accepted\"");
    more(s, "justification", reason.data != NULL ? reason.data : "");
    text_add(s->out, "}]");
    s->out->failed = s->out->failed || reason.failed;
    text_free(&reason);
}

/* One object of "results", without braces. */
static void add_result(struct sarif *s, size_t i)
{
    const struct finding *f = &s->run->results->findings[i];
    struct finding_facts facts;
    struct text id = {0}, line = {0};
    finding_describe(s->run, f, &facts);
    finding_id(s->run, f, &id);
    finding_line(s->run, s->sentences, f, &facts, s->language, &line);
    s->out->failed = s->out->failed || id.failed || line.failed;
    if (!s->out->failed) {
        member(s, "ruleId", s->run->rules->rules[f->rule].id);
        text_addf(s->out, ", \"ruleIndex\": %zu", s->index[f->rule]);
        /* An unknown outcome has kind "open", which the standard combines with level "none"
         * only. */
        bool open = f->outcome == RASIF_UNKNOWN;
        more(s, "kind", open ? "open" : "fail");
        more(s, "level", open ? "none" : level_of(facts.severity));
        more_message(s, "message", line.data);
        add_location(s, f, &facts);
        text_add(s->out, ", \"partialFingerprints\": {");
        member(s, "rasifFindingId/v1", id.data);
        more(s, "primaryLocationLineHash", id.data); /* else GitHub makes one of the file alone */
        text_add(s->out, "}");
        add_state(s, i);
        add_properties(s, f, &facts, finding_accepted(s->run, i));
    }
    text_free(&id);
    text_free(&line);
}

/* Returns how many were written. */
static size_t add_results(struct sarif *s)
{
    size_t n = 0;
    text_add(s->out, ",\n    \"results\": [");
    for (size_t i = 0; i < s->run->results->n_findings && !s->out->failed; i++)
        if (s->picked.shown[i]) {
            text_add(s->out, n++ > 0 ? ",\n      {" : "\n      {");
            add_result(s, i);
            text_add(s->out, "}");
        }
    text_add(s->out, n > 0 ? "\n    ]" : "]");
    return n;
}

/* ---- the run ------------------------------------------------------------------------------ */

/* Results refer to these inputs by index. */
static void add_artifacts(struct sarif *s)
{
    text_add(s->out, ",\n    \"artifacts\": [");
    for (size_t i = 0; i < inputs_count(s->run->inputs); i++) {
        text_add(s->out, i > 0 ? ", {\"location\": {\"uri\": " : "{\"location\": {\"uri\": ");
        add_uri(s, i);
        text_addf(s->out, ", \"index\": %zu}, \"roles\": [\"analysisTarget\"], \"hashes\": {", i);
        member(s, "xxh3-128", inputs_hash(s->run->inputs, i));
        text_add(s->out, "}}");
    }
    text_add(s->out, "]");
}

/* Diagnostics as notifications: {"descriptor": {"id": "R108"}, "level": "note", "message": {"text":
 * "sidewalks.running_slope_pct: ... (112)"}}. */
static void add_invocation(struct sarif *s)
{
    static const char *const levels[] = {"note", "warning", "error"}; /* by diagnostic_level */
    const struct diagnostics *all = &s->run->store->diagnostics;
    text_add(s->out, ",\n    \"invocations\": [{\"executionSuccessful\": true"
                     ", \"toolExecutionNotifications\": [");
    for (size_t i = 0; i < all->n; i++) {
        const struct diagnostic_info *info = &diagnostic_infos[all->items[i].id];
        struct text line = {0};
        text_addf(&line, "%s%s%s: %s (%zu)", all->items[i].layer,
                  all->items[i].column[0] != '\0' ? "." : "", all->items[i].column,
                  phrase_in(diagnostic_what(s->run->sentences, all->items[i].id), s->language), all->items[i].count);
        text_addf(s->out, "%s\n      {\"descriptor\": {\"id\": \"R%d\"}, \"level\": \"%s\"",
                  i > 0 ? "," : "", info->code, levels[info->level]);
        more_message(s, "message", line.data != NULL ? line.data : "");
        text_add(s->out, "}");
        s->out->failed = s->out->failed || line.failed;
        text_free(&line);
    }
    text_add(s->out, "]}]");
}

/* How much was left out: "findings" of the run, "results" of this file, and "cut": {"ramp-lip":
 * 312}, all findings of each rule that was cut. */
static void add_totals(struct sarif *s, size_t shown)
{
    size_t n = 0;
    text_addf(s->out,
              ",\n    \"properties\": {\"results_per_rule_at_most\": %zu, \"findings\": %zu, "
              "\"results\": %zu",
              s->picked.most, s->run->results->n_findings, shown);
    more(s, "standard", s->run->plan->standard->id);
    text_add(s->out, ", \"cut\": {");
    for (size_t r = 0; r < s->run->rules->n_rules; r++) {
        const struct rule_findings *rule = &s->picked.rules[r];
        size_t all = rule->open + rule->known + rule->waived + rule->undecided;
        if (all > rule->picked)
            text_addf(s->out, "%s\"%s\": %zu", n++ > 0 ? ", " : "", s->run->rules->rules[r].id,
                      all);
    }
    text_add(s->out, "}}");
}

/* The id of automationDetails keeps runs of several standards over the same data apart. */
rasif_status report_sarif(const struct run *run, const struct sentences *sentences,
                          const struct report_tables *tables, struct text *out, rasif_error *err)
{
    struct sarif s = {.run = run,
                      .sentences = sentences,
                      .language = run->language != NULL ? run->language : languages[LANGUAGE_FIRST].code,
                      .out = out};
    (void)tables; /* results read findings themselves */
    rasif_status status =
        sample_findings(run, SARIF_MOST_PER_RULE, SARIF_MOST_RESULTS, &s.picked, err);
    if (status != RASIF_OK) {
        return status;
    }
    s.index = calloc(run->rules->n_rules + 1, sizeof *s.index);
    if (s.index == NULL) {
        finding_sample_free(&s.picked);
        return fail_memory(err);
    }
    text_add(out, "{\n  \"$schema\": \"" SCHEMA_URI "\",\n  \"version\": \"2.1.0\",\n"
                  "  \"runs\": [{\n    ");
    add_tool(&s);
    more(&s, "language", s.language);
    text_addf(out, ",\n    \"automationDetails\": {\"id\": \"rasif/%s/\"}",
              run->plan->standard->id);
    add_artifacts(&s);
    add_invocation(&s);
    add_totals(&s, add_results(&s));
    text_add(out, "\n  }]\n}\n");
    free(s.index);
    finding_sample_free(&s.picked);
    return out->failed ? fail_memory(err) : RASIF_OK;
}
