/* SPDX-License-Identifier: MIT
 *
 * audit_rules and audit_manifest: which rules applied, by which clause, and under which conditions this
 * result came about.
 *
 * Rows are few and filled at once into a cell_table. The manifest is a list of keys and values that
 * is enough to repeat the run: inputs by hash, options, standard and profiles as text. */
#include "report/law.h"
#include "report/table/tables.h"

#include <string.h>

static void put_text(struct cell *out, const struct text *text)
{
    cell_null(out);
    if (text->length == 0)
        return;
    out->type = CELL_TEXT;
    out->bytes = text->data;
    out->length = text->length;
}

static const struct view_column rule_columns[] = {
    {"rule", "TEXT", "rule", "القاعدة"},
    {"element", "TEXT", "applies to", "ينطبق على"},
    {"measure", "TEXT", "measure", "المقياس"},
    {"severity", "TEXT", "severity", "الخطورة"},
    {"title_en", "TEXT", "title (English)", "العنوان (بالإنجليزية)"},
    {"title_ar", "TEXT", "title (Arabic)", "العنوان (بالعربية)"},
    {"why_en", "TEXT", "why (English)", "لماذا (بالإنجليزية)"},
    {"why_ar", "TEXT", "why (Arabic)", "لماذا (بالعربية)"},
    {"fix_en", "TEXT", "fix (English)", "المعالجة (بالإنجليزية)"},
    {"fix_ar", "TEXT", "fix (Arabic)", "المعالجة (بالعربية)"},
    {"standard", "TEXT", "standard", "المعيار"},
    {"clause", "TEXT", "clause", "البند"},
    {"source", "TEXT", "source of the clause", "مصدر البند"},
    {"limit_text", "TEXT", "required", "المطلوب"},
    {"core", "INTEGER", "core", "أساسي"},
    {"unverified", "INTEGER", "not verified", "غير متحقق منه"},
    {"needs", "TEXT", "what users need", "ما يحتاجه المستخدمون"},
    {"pass", "INTEGER", "passed", "مستوفى"},
    {"fail", "INTEGER", "failed", "غير مستوفى"},
    {"unknown", "INTEGER", "not decidable", "لا يمكن البت فيه"},
    {"not_applicable", "INTEGER", "not applicable", "لا ينطبق"},
    {"law_en", "TEXT", "law (English)", "السند (بالإنجليزية)"},
    {"law_ar", "TEXT", "law (Arabic)", "السند (بالعربية)"},
};
#define RULE_COLUMNS (sizeof rule_columns / sizeof rule_columns[0])

static bool is_active(const struct run *run, size_t rule, const struct plan_rule **asked)
{
    *asked = NULL;
    bool active = false;
    for (int e = 0; e < ELEMENT_COUNT; e++) {
        size_t ordinal = plan_rule_ordinal(run->plan, (enum element)e, rule);
        if (ordinal == SIZE_MAX)
            continue;
        active = true;
        if (run->plan->elements[e].rules[ordinal].n_requirements > 0)
            *asked = &run->plan->elements[e].rules[ordinal];
    }
    return active;
}

/* "wcm 1.80 m / 1.22 m / 0.90 m (weight 3, blocks); ..." */
static void needs_text(const struct run *run, size_t rule, struct text *out)
{
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        const struct profile *profile = run->plan->profiles[p];
        for (size_t i = 0; i < profile->n_needs; i++) {
            const struct need *need = &profile->needs[i];
            if (need->rule != rule)
                continue;
            text_addf(out, "%s%s %s (weight ", out->length > 0 ? "; " : "", profile->code, need->text);
            text_fixed(out, need->weight, 2);
            text_add(out, need->blocks ? ", blocks)" : ")");
        }
    }
}

static void add_law(const struct run *run, const char *language, const struct requirement *requirement,
                    struct text *text, struct cell *out)
{
    const struct law law = {run->rules, run->plan->standard, run->sentences, language};
    law_full(&law, requirement, text);
    put_text(out, text);
}

static bool add_rule(const struct run *run, struct cell_table *table, size_t index,
                     const struct plan_rule *asked, const struct requirement *requirement)
{
    const struct rule *rule = &run->rules->rules[index];
    struct cell cells[RULE_COLUMNS];
    struct text needs = {0}, law_en = {0}, law_ar = {0};
    needs_text(run, index, &needs);
    memset(cells, 0, sizeof cells);
    const char *words[] = {rule->id,       rule->applies,  fields[rule->measure].name,
                           severity_names[rule->severity], rule->title.in[LANGUAGE_en], rule->title.in[LANGUAGE_ar],
                           rule->why.in[LANGUAGE_en],   rule->why.in[LANGUAGE_ar],   rule->fix.in[LANGUAGE_en], rule->fix.in[LANGUAGE_ar]};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        cell_text(&cells[i], words[i]);
    if (requirement != NULL) {
        cell_text(&cells[10], run->plan->standard->id);
        cell_text(&cells[11], requirement->clause);
        cell_text(&cells[12], requirement->source);
        cell_text(&cells[13], requirement->require.text);
        cell_int(&cells[14], requirement->core);
        cell_int(&cells[15], requirement->unverified);
        add_law(run, "en", requirement, &law_en, &cells[21]);
        add_law(run, "ar", requirement, &law_ar, &cells[22]);
    }
    put_text(&cells[16], &needs);
    const struct rule_count *count = &run->results->counts[index];
    for (size_t o = 0; o < 4 && asked != NULL; o++) {
        static const rasif_outcome order[] = {RASIF_PASS, RASIF_FAIL, RASIF_UNKNOWN, RASIF_NOT_APPLICABLE};
        cell_int(&cells[17 + o], (int64_t)count->outcome[order[o]]);
    }
    bool good = !needs.failed && !law_en.failed && !law_ar.failed && cell_table_add(table, cells);
    text_free(&needs);
    text_free(&law_en);
    text_free(&law_ar);
    return good;
}

rasif_status rules_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err)
{
    struct cell_table *table = cell_table_new(arena, "audit_rules", rule_columns, RULE_COLUMNS);
    bool good = table != NULL;
    for (size_t r = 0; r < run->rules->n_rules && good; r++) {
        const struct plan_rule *asked;
        if (!is_active(run, r, &asked))
            continue;
        if (asked == NULL)
            good = add_rule(run, table, r, NULL, NULL);
        for (size_t i = 0; asked != NULL && i < asked->n_requirements && good; i++)
            if (!run->plan->core || asked->requirements[i].core)
                good = add_rule(run, table, r, asked, &asked->requirements[i]);
    }
    if (!good)
        return fail_memory(err);
    *out = cell_table_view(table);
    return RASIF_OK;
}

/* ---- audit_manifest ---- */

static const struct view_column manifest_columns[] = {
    {"key", "TEXT", "key", "المفتاح"},
    {"value", "TEXT", "value", "القيمة"},
};

struct manifest {
    struct cell_table *table;
    bool failed;
};

static void put(struct manifest *m, const char *key, const char *value)
{
    struct cell cells[2];
    cell_text(&cells[0], key);
    cell_text(&cells[1], value);
    m->failed = m->failed || !cell_table_add(m->table, cells);
}

static void put_number(struct manifest *m, const char *key, double value)
{
    struct text text = {0};
    text_number(&text, value);
    put(m, key, text.data);
    m->failed = m->failed || text.failed;
    text_free(&text);
}

static void put_indexed(struct manifest *m, const char *key, size_t index, const char *more, const char *value)
{
    struct text text = {0};
    text_addf(&text, "%s.%zu%s", key, index + 1, more);
    if (!text.failed)
        put(m, text.data, value);
    m->failed = m->failed || text.failed;
    text_free(&text);
}

static const char *absent_word(bool absent)
{
    return absent ? "absent" : "unknown";
}

/* "sidewalk.gap_mm": what some need would ask, had the data a column for it. */
static void put_columns_lacking(struct manifest *m, const struct run *run)
{
    const struct plan *plan = run->plan;
    struct text lacking = {0};
    for (int e = 0; e < ELEMENT_COUNT; e++)
        for (int f = 0; f < FIELD_COUNT; f++)
            if (plan_lacks_column(plan, (enum element)e, (enum field_id)f))
                text_addf(&lacking, "%s%s.%s", lacking.length > 0 ? " " : "", element_names[e],
                          fields[f].name);
    put(m, "columns_lacking", lacking.data);
    m->failed = m->failed || lacking.failed;
    text_free(&lacking);
}

static void put_inputs(struct manifest *m, const struct run *run)
{
    for (size_t i = 0; i < inputs_count(run->inputs); i++) {
        put_indexed(m, "input", i, ".name", inputs_name(run->inputs, i));
        put_indexed(m, "input", i, ".xxh3_128", inputs_hash(run->inputs, i));
    }
    put(m, "preset", run->store->preset);
    put(m, "mapping", inputs_mapping_text(run->inputs));
    struct text supplied = {0};
    for (int r = 0; r < ROLE_COUNT; r++)
        if (run->store->tables[r].supplied)
            text_addf(&supplied, "%s%s", supplied.length > 0 ? " " : "", roles[r].plural);
    put(m, "roles_supplied", supplied.data);
    m->failed = m->failed || supplied.failed;
    text_free(&supplied);
    put_columns_lacking(m, run);
}

static void put_crs(struct manifest *m, const struct run *run)
{
    if (run->geo->plan == NULL)
        return;
    put(m, "crs.metric", crs_plan_name(run->geo->plan));
    for (size_t i = 0; i < run->store->n_sources; i++) {
        size_t layer = run->geo->layer_of_source[i];
        if (layer == SIZE_MAX)
            continue;
        const struct crs_operation *operation = crs_plan_operation(run->geo->plan, layer);
        struct text text = {0};
        text_addf(&text, "%s: %s; %s; accuracy ", run->store->sources[i].output, operation->from,
                  operation->name);
        if (isnan(operation->accuracy_m))
            text_add(&text, "unknown");
        else
            text_fixed(&text, operation->accuracy_m, 3);
        text_add(&text, " m");
        if (!text.failed)
            put_indexed(m, "crs.operation", layer, "", text.data);
        m->failed = m->failed || text.failed;
        text_free(&text);
    }
}

/* The elevation model, its way to the metric system and how far it carries. */
static void put_dem(struct manifest *m, const struct run *run)
{
    static const char *const qualities[] = {"none", "full", "medium", "coarse"};
    const struct dem_facts *dem = &run->store->dem;
    if (dem->name == NULL)
        return;
    put(m, "dem.name", dem->name);
    put(m, "dem.hash", dem->hash);
    put(m, "dem.quality", qualities[dem->quality]);
    if (dem->quality == DEM_NONE)
        return;
    put_number(m, "dem.cell_m", round(dem->cell_m * 1000) / 1000);
    put(m, "dem.crs", dem->crs);
    put(m, "dem.operation", dem->operation);
}

/* Only then the day of the audit makes a difference. */
static bool dates_mapped(const struct run *run)
{
    static const enum field_id dates[] = {F_valid_from, F_valid_to, F_foot_conditional,
                                          F_opening_hours};
    for (int r = ROLE_STREET; r <= ROLE_STEPS; r++)
        for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
            if (elements_column(&run->store->tables[r], dates[i]) != NULL)
                return true;
    return false;
}

static void put_options(struct manifest *m, const struct run *run)
{
    const rasif_options *o = run->options;
    put(m, "options.core", o->core ? "yes" : "no");
    put(m, "options.unmapped_sidewalk", absent_word(run->settings->sidewalk_absent));
    put(m, "options.unmapped_ramp", absent_word(run->settings->ramp_absent));
    put(m, "options.unmapped_crossing", absent_word(run->settings->crossing_absent));
    put_number(m, "options.junction_m", o->junction_m);
    put_number(m, "options.match_distance_m", o->match_distance_m);
    put_number(m, "options.match_angle_deg", o->match_angle_deg);
    put_number(m, "options.snap_m", o->snap_m);
    if (run->network->reach.destinations.n > 0)
        put_number(m, "options.reach_m", run->network->reach.within_m);
    put(m, "options.columns", o->columns == RASIF_COLUMNS_FULL ? "full" : "slim");
    put(m, "options.findings", o->findings == RASIF_FINDINGS_ALL ? "all" : "fail");
    const struct acceptance *accepted = run->accepted;
    if (accepted != NULL && accepted->waivers != NULL)
        put(m, "waivers", accepted->waivers->text);
    if (accepted != NULL && accepted->baseline != NULL)
        put_number(m, "baseline.findings", (double)accepted->baseline->n);
    if (dates_mapped(run) || (accepted != NULL && accepted->waivers != NULL))
        put(m, "options.as_of", run->as_of);
    put(m, "options.allow_ballpark", o->allow_ballpark ? "yes" : "no");
    put(m, "options.allow_damaged", o->allow_damaged ? "yes" : "no");
    put(m, "options.boundary_name", o->boundary_name);
    put_number(m, "tolerance.limit_share", LIMIT_TOLERANCE);
}

rasif_status manifest_view(const struct run *run, struct arena *arena, const struct view **out,
                           rasif_error *err)
{
    struct manifest m = {.table = cell_table_new(arena, "audit_manifest", manifest_columns, 2)};
    if (m.table == NULL)
        return fail_memory(err);
    put(&m, "rasif", RASIF_VERSION);
    put_inputs(&m, run);
    put_crs(&m, run);
    put_dem(&m, run);
    put_options(&m, run);
    put(&m, "standard", run->plan->standard->id);
    put(&m, "standard.status", standard_status_names[run->plan->standard->status]);
    put(&m, "standard.text", run->plan->standard->yaml);
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        put_indexed(&m, "profile", p, "", run->plan->profiles[p]->id);
        put_indexed(&m, "profile", p, ".text", run->plan->profiles[p]->yaml);
    }
    if (m.failed)
        return fail_memory(err);
    *out = cell_table_view(m.table);
    return RASIF_OK;
}
