/* SPDX-License-Identifier: MIT
 *
 * The JSON report (docs/report.schema.json). In: a finished run and its views. Out: one object,
 * keys in fixed order, one item of a list per line, the same bytes for the same run: without paths,
 * and without times unless the option timings is set. Figures are rounded (decision 0334); null
 * means no value.
 *
 * Members are written one after the other into one buffer; an item of a list is a line, so that two
 * reports can be compared with diff. No map or tree is built. Cost: linear in the text written. */
#include "report/headline.h"
#include "report/json/json_parts.h"
#include "report/precision.h"
#include "report/summary.h"

#include <string.h>

/* ---- small parts -------------------------------------------------------------------------- */

/* A figure stored in 1/SCORE_UNIT: scores become 0 to 100, coverage 0 to 1. NaN, written as null,
 * where there is none. */
static double fixed(int32_t value)
{
    return value == SCORE_NULL ? NAN : value / (double)SCORE_UNIT;
}

/* "headline": {"en": ["Fares worst: ...", ...], "ar": [...]}: the first sentences of a report in
 * every language of the tables, the most important first. */
static void add_headline(struct json *json)
{
    text_add(json->out, "\"headline\": {");
    bool first = true;
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        struct text lines[MOST_HEADLINES];
        if (!(json->run->languages >> l & 1u))
            continue;
        size_t n = headline_write(json->run, json->sentences, languages[l].code, lines);
        text_addf(json->out, "%s\"%s\": [", first ? "" : ", ", languages[l].code);
        first = false;
        for (size_t i = 0; i < MOST_HEADLINES; i++) {
            json->out->failed = json->out->failed || lines[i].failed;
            if (i < n) {
                json_next_item(json, i, "    ");
                text_json(json->out, lines[i].data);
            }
            text_free(&lines[i]);
        }
        text_add(json->out, "]");
    }
    text_add(json->out, "}");
}

/* ---- rules, standard and profiles in force --------------------------------------------------- */

/* "standard": {"id": "model-neighbourhood", "title": "...", "status": "provisional", "core":
 * false} */
static void add_standard(struct json *json)
{
    const struct standard *standard = json->run->plan->standard;
    text_add(json->out, "\"standard\": {");
    json_text_member(json, "id", standard->id, true);
    json_text_member(json, "title", phrase_in(standard->title, json->run->language), true);
    json_text_member(json, "status", standard_status_names[standard->status], true);
    text_addf(json->out, "\"core\": %s}", json->run->plan->core ? "true" : "false");
}

/* {"id": "wheelchair_manual", "code": "wcm", "title": "..."}: column names hold the code. */
static void add_profiles(struct json *json)
{
    text_add(json->out, "\"profiles\": [");
    for (size_t p = 0; p < json->run->plan->n_profiles; p++) {
        const struct profile *profile = json->run->plan->profiles[p];
        json_next_item(json, p, "    {");
        json_text_member(json, "id", profile->id, true);
        json_text_member(json, "code", profile->code, true);
        json_text_member(json, "title", phrase_in(profile->title, json->run->language), false);
        text_add(json->out, "}");
    }
    text_add(json->out, "\n  ]");
}

/* {"name": "streets.gpkg", "xxh3_128": "b4f9..."}: base names, so that the same files in another
 * folder give the same report. */
static void add_inputs(struct json *json)
{
    text_add(json->out, "\"inputs\": [");
    for (size_t i = 0; i < inputs_count(json->run->inputs); i++) {
        json_next_item(json, i, "    {");
        json_text_member(json, "name", inputs_name(json->run->inputs, i), true);
        json_text_member(json, "xxh3_128", inputs_hash(json->run->inputs, i), false);
        text_add(json->out, "}");
    }
    text_add(json->out, "\n  ]");
}

/* "project": "rasif.yaml", the name of the project file; in runs with one. */
static void add_project(struct json *json)
{
    const char *path = json->run->options->project;
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;
    if (path == NULL)
        return;
    text_add(json->out, ",\n  ");
    json_text_member(json, "project", slash != NULL ? slash + 1 : path, false);
}

/* "layers": {"streets": 64, ...} of the roles that were read, "preset", and "unmapped": {"ramp":
 * "absent", ...}: what a thing that is not drawn counts as. */
static void add_layers(struct json *json)
{
    size_t n = 0;
    text_add(json->out, "\"layers\": {");
    for (int role = 0; role < ROLE_COUNT; role++)
        if (json->run->store->tables[role].supplied) {
            text_add(json->out, n++ > 0 ? ", " : "");
            json_count_member(json, roles[role].plural,
                              count_elements(&json->run->store->tables[role]), false);
        }
    text_add(json->out, "},\n  ");
    json_text_member(json, "preset", json->run->store->preset, false);
    add_project(json);
    text_addf(json->out,
              ",\n  \"unmapped\": {\"sidewalk\": \"%s\", \"ramp\": \"%s\", \"crossing\": \"%s\"}",
              json->run->settings->sidewalk_absent ? "absent" : "unknown",
              json->run->settings->ramp_absent ? "absent" : "unknown",
              json->run->settings->crossing_absent ? "absent" : "unknown");
}

/* ---- summary ------------------------------------------------------------------------------ */

/* "profiles": {"wheelchair_manual": {"mean_score": 58.1603, "low": ..., "passable_m": 4332.7,
 * ...}}. Area 0 is the whole input. */
static void add_area(struct json *json, size_t area)
{
    const struct plan *plan = json->run->plan;
    text_add(json->out, "\"profiles\": {");
    for (size_t p = 0; p < plan->n_profiles; p++) {
        const struct area_score *figures = &json->run->results->areas[area * plan->n_profiles + p];
        json_next_item(json, p, "      ");
        text_json(json->out, plan->profiles[p]->id);
        text_add(json->out, ": {");
        json_number_member(json, "mean_score", fixed(figures->mean.score), true);
        json_number_member(json, "low", fixed(figures->mean.low), true);
        json_number_member(json, "high", fixed(figures->mean.high), true);
        json_number_member(json, "coverage", fixed(figures->mean.coverage), true);
        json_count_member(json, "n", figures->n, true);
        json_count_member(json, "n_scored", figures->n_scored, true);
        json_number_member(json, "length_m", shown_metres(figures->length_m), true);
        json_number_member(json, "passable_m", shown_metres(figures->passable_m), true);
        json_number_member(json, "blocked_m", shown_metres(figures->blocked_m), true);
        json_number_member(json, "unknown_m", shown_metres(figures->unknown_m), false);
        text_add(json->out, "}");
    }
    text_add(json->out, "\n    }");
}

/* The length of an area, the same for all its profiles but for elements that some profile does not
 * judge: hence the longest. */
static double area_length(const struct run *run, size_t area)
{
    double longest = 0;
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        longest = fmax(longest, run->results->areas[area * run->plan->n_profiles + p].length_m);
    return shown_metres(longest);
}

/* {"streets": {"failed": 45, "nothing_failed": 8, ...}}: figures of summary.h for every role that
 * is judged and has rows. */
static void add_compliance(struct json *json)
{
    size_t n = 0;
    text_add(json->out, "\"compliance\": {");
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct compliance_figures figures;
        if (role_element((enum role)role) == ELEMENT_NONE || json->run->store->tables[role].n == 0)
            continue;
        compliance_count(json->run, (enum role)role, &figures);
        json_next_item(json, n++, "      ");
        text_addf(json->out, "\"%s\": {", roles[role].plural);
        json_count_member(json, "failed", figures.failed, true);
        json_count_member(json, "nothing_failed", figures.nothing_failed, true);
        json_count_member(json, "rules_checked", figures.rules_checked, true);
        json_count_member(json, "rules_asked", figures.rules_asked, true);
        json_count_member(json, "passed_all", figures.passed_all, true);
        json_count_member(json, "not_checked", figures.not_checked, false);
        text_add(json->out, "}");
    }
    text_add(json->out, "\n    }");
}

/* Two members: "summary" of the whole input, and "areas" with one item per polygon of the
 * boundary. */
static void add_summary(struct json *json)
{
    const struct run *run = json->run;
    text_addf(json->out, "\"summary\": {\n    \"segments\": \"%s\",\n    ",
              roles[segment_role(run)].plural);
    json_number_member(json, "length_m", area_length(run, 0), false);
    text_add(json->out, ",\n    ");
    add_compliance(json);
    text_add(json->out, ",\n    ");
    add_area(json, 0);
    text_add(json->out, "\n  },\n  \"areas\": [");
    for (size_t a = 1; a < run->results->n_areas; a++) {
        json_next_item(json, a - 1, "    {");
        json_text_member(json, "name", run->results->area_names[a], true);
        json_number_member(json, "length_m", area_length(run, a), true);
        add_area(json, a);
        text_add(json->out, "}");
    }
    text_add(json->out, run->results->n_areas > 1 ? "\n  ]" : "]");
}

/* "unreadable": {"crossings": 2}: features with unreadable geometry, which are carried and not
 * judged. */
static void add_unreadable(struct json *json)
{
    size_t n_roles = 0;
    text_add(json->out, "\"unreadable\": {");
    for (int role = 0; role < ROLE_COUNT; role++) {
        size_t n = shapes_unreadable(&json->run->store->tables[role].shapes);
        if (n == 0)
            continue;
        text_add(json->out, n_roles++ > 0 ? ", " : "");
        json_count_member(json, roles[role].plural, n, false);
    }
    text_add(json->out, "}");
}

/* {"layer": "ways", "kind": "corridor (line)", "n": 3}: kinds that people walk on and that no role
 * reads (diagnostic R407). */
static void add_not_read(struct json *json)
{
    const struct diagnostics *diagnostics = &json->run->store->diagnostics;
    size_t n = 0;
    text_add(json->out, "\"not_read\": [");
    for (size_t i = 0; i < diagnostics->n; i++) {
        const struct diagnostic *item = &diagnostics->items[i];
        if (item->id != D_walked_not_read)
            continue;
        json_next_item(json, n++, "    {");
        json_text_member(json, "layer", item->layer, true);
        json_text_member(json, "kind", item->text, true);
        json_count_member(json, "n", item->count, false);
        text_add(json->out, "}");
    }
    text_add(json->out, n > 0 ? "\n  ]" : "]");
}

/* "not_examined": ["steps", "seats"]: roles without a layer. A role with an empty layer is
 * examined. */
static void add_not_examined(struct json *json)
{
    size_t n = 0;
    text_add(json->out, "\"not_examined\": [");
    for (int role = 0; role < ROLE_COUNT; role++)
        if (!json->run->store->tables[role].supplied)
            text_addf(json->out, "%s\"%s\"", n++ > 0 ? ", " : "", roles[role].plural);
    text_add(json->out, "]");
}

/* "ageing": {"dated": 340, "faded": 12, "faded_m": 8100, "fading_m": 2300}: only where days of surveys are known. */
static void add_ageing(struct json *json)
{
    const struct ageing *ageing = &json->run->store->ageing;
    if (ageing->dated == 0)
        return;
    text_add(json->out, ",\n  \"ageing\": {");
    json_count_member(json, "dated", ageing->dated, true);
    json_count_member(json, "faded", ageing->faded, true);
    json_number_member(json, "faded_m", shown_metres(ageing->faded_m), true);
    json_number_member(json, "fading_m", shown_metres(ageing->fading_m), false);
    text_add(json->out, "}");
}

/* "columns_lacking": ["sidewalk.gap_mm"]: needs that are left out because no table has the column;
 * named as in audit_manifest. */
static void add_columns_lacking(struct json *json)
{
    size_t n = 0;
    text_add(json->out, "\"columns_lacking\": [");
    for (int e = 0; e < ELEMENT_COUNT; e++)
        for (int f = 0; f < FIELD_COUNT; f++)
            if (plan_lacks_column(json->run->plan, (enum element)e, (enum field_id)f))
                text_addf(json->out, "%s\"%s.%s\"", n++ > 0 ? ", " : "", element_names[e],
                          fields[f].name);
    text_add(json->out, "]");
    add_ageing(json);
}

/* {"id": "ramp-lip", "severity": "moderate", "pass": 10, "fail": 1, "unknown": 1, "not_applicable":
 * 35} of every active rule. */
static void add_rules(struct json *json)
{
    const struct run *run = json->run;
    size_t n = 0;
    text_add(json->out, "\"rules\": [");
    for (size_t r = 0; r < run->rules->n_rules; r++) {
        const struct rule *rule = &run->rules->rules[r];
        const size_t *outcome = run->results->counts[r].outcome;
        if (!rule_is_active(run, r))
            continue;
        json_next_item(json, n++, "    {");
        json_text_member(json, "id", rule->id, true);
        json_text_member(json, "severity", severity_names[rule->severity], true);
        json_count_member(json, "pass", outcome[RASIF_PASS], true);
        json_count_member(json, "fail", outcome[RASIF_FAIL], true);
        json_count_member(json, "unknown", outcome[RASIF_UNKNOWN], true);
        json_count_member(json, "not_applicable", outcome[RASIF_NOT_APPLICABLE], false);
        text_add(json->out, "}");
    }
    text_add(json->out, n > 0 ? "\n  ]" : "]");
}

/* ---- waivers and baseline ----------------------------------------------------------------- */

/* "accepted": {"waivers": {"findings": 3, ...}, "baseline": null}; null: no such file was given. */
static void add_accepted(struct json *json)
{
    const struct acceptance *accepted = json->run->accepted;
    struct accept_figures figures;
    accept_count(json->run, &figures);
    text_add(json->out, "\"accepted\": {\"waivers\": ");
    if (accepted != NULL && accepted->waivers != NULL) {
        text_add(json->out, "{");
        json_count_member(json, "findings", figures.waived, true);
        json_count_member(json, "expired", figures.expired, true);
        json_count_member(json, "unused", figures.unused, false);
        text_add(json->out, "}");
    } else {
        text_add(json->out, "null");
    }
    text_add(json->out, ", \"baseline\": ");
    if (accepted != NULL && accepted->baseline != NULL) {
        const size_t *counts = accepted->baseline->counts;
        text_add(json->out, "{");
        json_count_member(json, "known", counts[BASELINE_FOUND], true);
        json_count_member(json, "new", figures.fresh, true);
        json_count_member(json, "fixed", counts[BASELINE_FIXED], true);
        json_count_member(json, "value_missing", counts[BASELINE_UNKNOWN], true);
        json_count_member(json, "not_asked", counts[BASELINE_NOT_ASKED], false);
        text_add(json->out, "}");
    } else {
        text_add(json->out, "null");
    }
    text_add(json->out, "}");
}

/* Only with the option timings: seconds differ from run to run, and all else is the same. */
static void add_timings(struct json *json)
{
    const struct run *run = json->run;
    text_add(json->out, ",\n  \"timings\": {");
    for (size_t i = 0; run->stages[i] != NULL; i++) {
        text_addf(json->out, "%s\"%s\": ", i > 0 ? ", " : "", run->stages[i]);
        text_fixed(json->out, run->costs[i].wall_s, 3);
    }
    text_add(json->out, "}");
}

/* Members come in the order of docs/report.schema.json, which readers can rely on. */
rasif_status report_json(const struct run *run, const struct sentences *sentences,
                         const struct report_tables *tables, struct text *out, rasif_error *err)
{
    struct json json = {run, sentences, out};
    static void (*const parts[])(struct json *) = {
        add_headline, add_standard, add_profiles, add_inputs,       add_layers, add_unreadable,
        add_not_read, add_summary,  add_not_examined, add_columns_lacking,
        add_rules,    add_accepted};
    text_add(out, "{\n  ");
    json_text_member(&json, "rasif", RASIF_VERSION, false);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        text_add(out, ",\n  ");
        parts[i](&json);
    }
    text_add(out, ",\n  ");
    json_worst(run, out);
    text_add(out, ",\n  ");
    json_network(run, tables, out);
    text_add(out, ",\n  ");
    json_gaps(run, tables, out);
    text_add(out, ",\n  ");
    json_lists(run, tables, out);
    text_add(out, ",\n  ");
    json_findings(&json, tables);
    text_add(out, ",\n  ");
    json_diagnostics(&json);
    if (run->options->timings)
        add_timings(&json);
    text_add(out, "\n}\n");
    return out->failed ? fail_memory(err) : RASIF_OK;
}
