/* SPDX-License-Identifier: MIT
 *
 * The JSON report (docs/report.schema.json). In: a finished run and the view
 * audit_findings. Out: one object, keys in fixed order, one item of a list per line, the same bytes
 * for the same run: no times, no paths. Numbers are full precision; null means no value. */
#include "report/headline.h"
#include "report/precision.h"
#include "report/summary.h"
#include "report/table/tables.h"

#include <string.h>

struct json {
    const struct run *run;
    const struct sentences *sentences;
    struct text *out;
};

/* ---- small parts -------------------------------------------------------------------------- */

/* "," before every item but the first, then a new line and the indent. */
static void next_item(struct json *json, size_t i, const char *indent)
{
    text_addf(json->out, "%s\n%s", i > 0 ? "," : "", indent);
}

static void string_member(struct json *json, const char *key, const char *value, bool more)
{
    text_addf(json->out, "\"%s\": ", key);
    text_json(json->out, value);
    text_add(json->out, more ? ", " : "");
}

static void number_member(struct json *json, const char *key, double value, bool more)
{
    text_addf(json->out, "\"%s\": ", key);
    text_number(json->out, value);
    text_add(json->out, more ? ", " : "");
}

static void count_member(struct json *json, const char *key, size_t value, bool more)
{
    text_addf(json->out, "\"%s\": %zu%s", key, value, more ? ", " : "");
}

static double fixed(int32_t value)
{
    return value == SCORE_NULL ? NAN : value / (double)SCORE_UNIT;
}

/* The first sentences, of the most important first. */
static void add_headline(struct json *json)
{
    static const char *const both_languages[] = {"en", "ar"};
    text_add(json->out, "\"headline\": {");
    for (size_t l = 0; l < 2; l++) {
        struct text lines[MOST_HEADLINES];
        size_t n = headline_write(json->run, json->sentences, both_languages[l], lines);
        text_addf(json->out, "%s\"%s\": [", l > 0 ? ", " : "", both_languages[l]);
        for (size_t i = 0; i < MOST_HEADLINES; i++) {
            json->out->failed = json->out->failed || lines[i].failed;
            if (i < n) {
                next_item(json, i, "    ");
                text_json(json->out, lines[i].data);
            }
            text_free(&lines[i]);
        }
        text_add(json->out, "]");
    }
    text_add(json->out, "}");
}

/* ---- what was asked ----------------------------------------------------------------------- */

static void add_standard(struct json *json)
{
    const struct standard *standard = json->run->plan->standard;
    text_add(json->out, "\"standard\": {");
    string_member(json, "id", standard->id, true);
    string_member(json, "title", phrase_in(standard->title, json->run->language), true);
    string_member(json, "status", standard_status_names[standard->status], true);
    text_addf(json->out, "\"core\": %s}", json->run->plan->core ? "true" : "false");
}

static void add_profiles(struct json *json)
{
    text_add(json->out, "\"profiles\": [");
    for (size_t p = 0; p < json->run->plan->n_profiles; p++) {
        const struct profile *profile = json->run->plan->profiles[p];
        next_item(json, p, "    {");
        string_member(json, "id", profile->id, true);
        string_member(json, "code", profile->code, true);
        string_member(json, "title", phrase_in(profile->title, json->run->language), false);
        text_add(json->out, "}");
    }
    text_add(json->out, "\n  ]");
}

static void add_inputs(struct json *json)
{
    text_add(json->out, "\"inputs\": [");
    for (size_t i = 0; i < inputs_count(json->run->inputs); i++) {
        next_item(json, i, "    {");
        string_member(json, "name", inputs_name(json->run->inputs, i), true);
        string_member(json, "xxh3_128", inputs_hash(json->run->inputs, i), false);
        text_add(json->out, "}");
    }
    text_add(json->out, "\n  ]");
}

static void add_layers(struct json *json)
{
    size_t n = 0;
    text_add(json->out, "\"layers\": {");
    for (int role = 0; role < ROLE_COUNT; role++)
        if (json->run->store->tables[role].supplied) {
            text_add(json->out, n++ > 0 ? ", " : "");
            count_member(json, roles[role].plural, count_elements(&json->run->store->tables[role]), false);
        }
    text_add(json->out, "},\n  ");
    string_member(json, "preset", json->run->store->preset, false);
    text_addf(json->out,
              ",\n  \"unmapped\": {\"sidewalk\": \"%s\", \"ramp\": \"%s\", \"crossing\": \"%s\"}",
              json->run->sidewalk_absent ? "absent" : "unknown",
              json->run->ramp_absent ? "absent" : "unknown",
              json->run->crossing_absent ? "absent" : "unknown");
}

/* ---- summary ------------------------------------------------------------------------------ */

static void add_area(struct json *json, size_t area)
{
    const struct plan *plan = json->run->plan;
    text_add(json->out, "\"profiles\": {");
    for (size_t p = 0; p < plan->n_profiles; p++) {
        const struct area_score *figures = &json->run->results->areas[area * plan->n_profiles + p];
        next_item(json, p, "      ");
        text_json(json->out, plan->profiles[p]->id);
        text_add(json->out, ": {");
        number_member(json, "mean_score", fixed(figures->mean.score), true);
        number_member(json, "low", fixed(figures->mean.low), true);
        number_member(json, "high", fixed(figures->mean.high), true);
        number_member(json, "coverage", fixed(figures->mean.coverage), true);
        count_member(json, "n", figures->n, true);
        count_member(json, "n_scored", figures->n_scored, true);
        number_member(json, "length_m", shown_metres(figures->length_m), true);
        number_member(json, "passable_m", shown_metres(figures->passable_m), true);
        number_member(json, "blocked_m", shown_metres(figures->blocked_m), true);
        number_member(json, "unknown_m", shown_metres(figures->unknown_m), false);
        text_add(json->out, "}");
    }
    text_add(json->out, "\n    }");
}

static double area_length(const struct run *run, size_t area)
{
    double longest = 0;
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        longest = fmax(longest, run->results->areas[area * run->plan->n_profiles + p].length_m);
    return shown_metres(longest);
}

static void add_compliance(struct json *json)
{
    size_t n = 0;
    text_add(json->out, "\"compliance\": {");
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct compliance_figures figures;
        if (role_element((enum role)role) == ELEMENT_NONE || json->run->store->tables[role].n == 0)
            continue;
        compliance_count(json->run, (enum role)role, &figures);
        next_item(json, n++, "      ");
        text_addf(json->out, "\"%s\": {", roles[role].plural);
        count_member(json, "failed", figures.failed, true);
        count_member(json, "nothing_failed", figures.nothing_failed, true);
        count_member(json, "rules_checked", figures.rules_checked, true);
        count_member(json, "rules_asked", figures.rules_asked, true);
        count_member(json, "passed_all", figures.passed_all, true);
        count_member(json, "not_checked", figures.not_checked, false);
        text_add(json->out, "}");
    }
    text_add(json->out, "\n    }");
}

static void add_summary(struct json *json)
{
    const struct run *run = json->run;
    text_addf(json->out, "\"summary\": {\n    \"segments\": \"%s\",\n    ",
              roles[segment_role(run)].plural);
    number_member(json, "length_m", area_length(run, 0), false);
    text_add(json->out, ",\n    ");
    add_compliance(json);
    text_add(json->out, ",\n    ");
    add_area(json, 0);
    text_add(json->out, "\n  },\n  \"areas\": [");
    for (size_t a = 1; a < run->results->n_areas; a++) {
        next_item(json, a - 1, "    {");
        string_member(json, "name", run->results->area_names[a], true);
        number_member(json, "length_m", area_length(run, a), true);
        add_area(json, a);
        text_add(json->out, "}");
    }
    text_add(json->out, run->results->n_areas > 1 ? "\n  ]" : "]");
}

/* Roles with features whose geometry can't be read: carried, not judged. */
static void add_unreadable(struct json *json)
{
    size_t n_roles = 0;
    text_add(json->out, "\"unreadable\": {");
    for (int role = 0; role < ROLE_COUNT; role++) {
        size_t n = shapes_unreadable(&json->run->store->tables[role].shapes);
        if (n == 0)
            continue;
        text_add(json->out, n_roles++ > 0 ? ", " : "");
        count_member(json, roles[role].plural, n, false);
    }
    text_add(json->out, "}");
}

/* Kinds that people walk on of which features have no role (R407). */
static void add_not_read(struct json *json)
{
    const struct diagnostics *diagnostics = &json->run->store->diagnostics;
    size_t n = 0;
    text_add(json->out, "\"not_read\": [");
    for (size_t i = 0; i < diagnostics->n; i++) {
        const struct diagnostic *item = &diagnostics->items[i];
        if (item->id != D_walked_not_read)
            continue;
        next_item(json, n++, "    {");
        string_member(json, "layer", item->layer, true);
        string_member(json, "kind", item->text, true);
        count_member(json, "n", item->count, false);
        text_add(json->out, "}");
    }
    text_add(json->out, n > 0 ? "\n  ]" : "]");
}

static void add_not_examined(struct json *json)
{
    size_t n = 0;
    text_add(json->out, "\"not_examined\": [");
    for (int role = 0; role < ROLE_COUNT; role++)
        if (!json->run->store->tables[role].supplied)
            text_addf(json->out, "%s\"%s\"", n++ > 0 ? ", " : "", roles[role].plural);
    text_add(json->out, "]");
}

/* Names as in audit_manifest: "sidewalk.gap_mm". */
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
}

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
        next_item(json, n++, "    {");
        string_member(json, "id", rule->id, true);
        string_member(json, "severity", severity_names[rule->severity], true);
        count_member(json, "pass", outcome[RASIF_PASS], true);
        count_member(json, "fail", outcome[RASIF_FAIL], true);
        count_member(json, "unknown", outcome[RASIF_UNKNOWN], true);
        count_member(json, "not_applicable", outcome[RASIF_NOT_APPLICABLE], false);
        text_add(json->out, "}");
    }
    text_add(json->out, n > 0 ? "\n  ]" : "]");
}

/* ---- waivers and baseline ----------------------------------------------------------------- */

static void add_accepted(struct json *json)
{
    const struct acceptance *accepted = json->run->accepted;
    struct accept_figures figures;
    accept_count(json->run, &figures);
    text_add(json->out, "\"accepted\": {\"waivers\": ");
    if (accepted != NULL && accepted->waivers != NULL) {
        text_add(json->out, "{");
        count_member(json, "findings", figures.waived, true);
        count_member(json, "expired", figures.expired, true);
        count_member(json, "unused", figures.unused, false);
        text_add(json->out, "}");
    } else {
        text_add(json->out, "null");
    }
    text_add(json->out, ", \"baseline\": ");
    if (accepted != NULL && accepted->baseline != NULL) {
        const size_t *counts = accepted->baseline->counts;
        text_add(json->out, "{");
        count_member(json, "known", counts[BASELINE_FOUND], true);
        count_member(json, "new", figures.fresh, true);
        count_member(json, "fixed", counts[BASELINE_FIXED], true);
        count_member(json, "value_missing", counts[BASELINE_UNKNOWN], true);
        count_member(json, "not_asked", counts[BASELINE_NOT_ASKED], false);
        text_add(json->out, "}");
    } else {
        text_add(json->out, "null");
    }
    text_add(json->out, "}");
}

/* ---- findings ----------------------------------------------------------------------------- */

/* "wcm,wcp" becomes ["wcm", "wcp"]. */
static void add_codes(struct json *json, const struct cell *cell)
{
    const char *at = cell->type == CELL_TEXT ? cell->bytes : "";
    size_t left = cell->type == CELL_TEXT ? cell->length : 0, n = 0;
    text_add(json->out, "[");
    while (left > 0) {
        const char *comma = memchr(at, ',', left);
        size_t length = comma != NULL ? (size_t)(comma - at) : left;
        text_add(json->out, n++ > 0 ? ", \"" : "\"");
        text_addn(json->out, at, length); /* codes are three lower-case letters */
        text_add(json->out, "\"");
        at += length + (comma != NULL);
        left -= length + (comma != NULL);
    }
    text_add(json->out, "]");
}

static void add_text_cell(struct json *json, const struct cell *cell)
{
    struct text copy = {0};
    text_addn(&copy, cell->bytes, cell->length);
    text_json(json->out, copy.data);
    json->out->failed = json->out->failed || copy.failed;
    text_free(&copy);
}

static void add_cell(struct json *json, const char *column, const struct cell *cell)
{
    double number;
    size_t used = 0;
    if (strcmp(column, "blocks") == 0)
        add_codes(json, cell);
    else if (strcmp(column, "value") == 0 && cell->type == CELL_TEXT &&
             number_parse(cell->bytes, cell->length, &number, &used) && used == cell->length)
        text_number(json->out, number); /* the table keeps words and numbers in one column */
    else if (cell->type == CELL_TEXT)
        add_text_cell(json, cell);
    else if (cell->type == CELL_REAL)
        text_number(json->out, cell->real);
    else if (cell->type == CELL_INT)
        text_addf(json->out, "%lld", (long long)cell->integer);
    else
        text_add(json->out, "null");
}

/* The rows of the view are the sorted findings, so row i is finding i. */
static void add_lonlat(struct json *json, size_t row)
{
    struct finding_facts facts;
    double lonlat[2];
    finding_describe(json->run, &json->run->results->findings[row], &facts);
    finding_lonlat(json->run, &facts, lonlat);
    number_member(json, "lon", lonlat[0], true);
    number_member(json, "lat", lonlat[1], false);
}

static void add_finding(struct json *json, const struct view *view, size_t row, bool placed,
                        struct cell_scratch *scratch)
{
    size_t n = 0;
    for (size_t c = 0; c < view->n_columns; c++) {
        struct cell cell = {.type = CELL_NULL};
        if (c == view->geometry_column)
            continue;
        view->cell(view, row, c, scratch, &cell);
        text_addf(json->out, "%s\"%s\": ", n++ > 0 ? ", " : "", view->columns[c].name);
        add_cell(json, view->columns[c].name, &cell);
    }
    text_add(json->out, ", ");
    if (placed)
        add_lonlat(json, row);
    else
        text_add(json->out, "\"lon\": null, \"lat\": null");
}

static void add_findings(struct json *json, const struct report_tables *tables)
{
    const struct view *view = report_table(tables, "audit_findings");
    size_t n = view != NULL ? view->n_rows : 0;
    struct cell_scratch scratch = {0};
    text_add(json->out, "\"findings\": [");
    for (size_t row = 0; row < n && !json->out->failed; row++) {
        next_item(json, row, "    {");
        add_finding(json, view, row, n == json->run->results->n_findings, &scratch);
        text_add(json->out, "}");
    }
    text_add(json->out, n > 0 ? "\n  ]" : "]");
    cell_scratch_free(&scratch);
}

/* ---- diagnostics -------------------------------------------------------------------------- */

static void add_diagnostic(struct json *json, const struct diagnostic *d)
{
    const struct diagnostic_info *info = &diagnostic_infos[d->id];
    const struct phrase what = {{info->what_en, info->what_ar}}, todo = {{info->todo_en, info->todo_ar}};
    text_addf(json->out, "\"code\": \"R%d\", ", info->code);
    string_member(json, "name", info->name, true);
    string_member(json, "level", diagnostic_levels[info->level], true);
    string_member(json, "layer", d->layer, true);
    string_member(json, "column", d->column, true);
    string_member(json, "text", d->text, true);
    count_member(json, "count", d->count, true);
    text_add(json->out, "\"fids\": [");
    for (size_t i = 0; i < d->n_fids; i++)
        text_addf(json->out, "%s%lld", i > 0 ? ", " : "", (long long)d->fids[i]);
    text_add(json->out, "], ");
    string_member(json, "what", phrase_in(what, json->run->language), true);
    string_member(json, "todo", phrase_in(todo, json->run->language), false);
}

static void add_diagnostics(struct json *json)
{
    const struct diagnostics *all = &json->run->store->diagnostics;
    text_add(json->out, "\"diagnostics\": [");
    for (size_t i = 0; i < all->n; i++) {
        next_item(json, i, "    {");
        add_diagnostic(json, &all->items[i]);
        text_add(json->out, "}");
    }
    text_add(json->out, all->n > 0 ? "\n  ]" : "]");
}

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

rasif_status report_json(const struct run *run, const struct sentences *sentences,
                         const struct report_tables *tables, struct text *out, rasif_error *err)
{
    struct json json = {run, sentences, out};
    static void (*const parts[])(struct json *) = {
        add_headline, add_standard, add_profiles, add_inputs,       add_layers, add_unreadable,
        add_not_read, add_summary,  add_not_examined, add_columns_lacking,
        add_rules,    add_accepted};
    text_add(out, "{\n  ");
    string_member(&json, "rasif", RASIF_VERSION, false);
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
    add_findings(&json, tables);
    text_add(out, ",\n  ");
    add_diagnostics(&json);
    if (run->options->timings)
        add_timings(&json);
    text_add(out, "\n}\n");
    return out->failed ? fail_memory(err) : RASIF_OK;
}
