/* SPDX-License-Identifier: MIT
 *
 * audit_rules and audit_manifest: the active rules with their clauses, and the conditions of this
 * run.
 *
 * Rows are few and filled at once into a cell_table. The manifest is a list of keys and values
 * that is enough to repeat the run: inputs by hash, options, standard and profiles as text. */
#include "report/law.h"
#include "report/table/columns.h"
#include "report/table/tables.h"

#include <string.h>

#define LIST "report/table/columns_rules.def"
enum rule_cell {
#define FILLED_COLUMN(name, type, holds) RULE_##name,
#define FILLED_TRANSLATED(name, type, holds)                                                       \
    RULE_##name, RULE_last_##name = RULE_##name + LANGUAGE_COUNT - 1,
#include LIST
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN
    RULE_CELLS
};
static const struct view_column rule_columns[] = {
#define FILLED_COLUMN FILLED_COLUMN_OF_VIEW
#define FILLED_TRANSLATED FILLED_TRANSLATED_OF_VIEW
#include LIST
#undef FILLED_TRANSLATED
#undef FILLED_COLUMN
};
#undef LIST

/* Is the rule in the plan of any element? *asked is then the plan of the last element for which
 * the standard requires it; NULL = only users need it. */
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

/* The needs of all profiles for the rule: comfortable, adequate and limit value, and the weight.
 *   wcm 1.80 m / 1.22 m / 0.90 m (weight 3, blocks); can … */
static void needs_text(const struct run *run, size_t rule, struct text *out)
{
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        const struct profile *profile = run->plan->profiles[p];
        for (size_t i = 0; i < profile->n_needs; i++) {
            const struct need *need = &profile->needs[i];
            if (need->rule != rule)
                continue;
            text_addf(out, "%s%s %s (weight ", out->length > 0 ? "; " : "", profile->code,
                      need->text);
            text_fixed(out, need->weight, 2);
            text_add(out, need->blocks ? ", blocks)" : ")");
        }
    }
}

/* Document, clause and whether that binds, in every language. The cells borrow from `texts`,
 * which the caller frees. Without a requirement all stay null; false when memory is out. */
static bool put_law(const struct run *run, const struct requirement *requirement,
                    struct text texts[LANGUAGE_COUNT], struct cell *cells)
{
    bool good = true;
    for (int l = 0; l < LANGUAGE_COUNT && requirement != NULL; l++) {
        const struct law law = {run->rules, run->plan->standard, run->sentences, languages[l].code};
        law_full(&law, requirement, &texts[l]);
        cell_of_text(&cells[l], &texts[l]);
        good = good && !texts[l].failed;
    }
    return good;
}

/* Fills the six cells of what the standard says. Nothing where only users need the rule. */
static void put_requirement(const struct run *run, const struct requirement *requirement, struct cell *cells)
{
    if (requirement == NULL)
        return;
    cell_text(&cells[RULE_standard], run->plan->standard->id);
    cell_text(&cells[RULE_clause], requirement->clause);
    cell_text(&cells[RULE_source], requirement->source);
    cell_text(&cells[RULE_limit_text], requirement->require.text);
    cell_int(&cells[RULE_core], requirement->core);
    cell_int(&cells[RULE_unverified], requirement->unverified);
}

static void put_counts(const struct rule_count *count, struct cell *cells)
{
    cell_int(&cells[RULE_pass], (int64_t)count->outcome[RASIF_PASS]);
    cell_int(&cells[RULE_fail], (int64_t)count->outcome[RASIF_FAIL]);
    cell_int(&cells[RULE_unknown], (int64_t)count->outcome[RASIF_UNKNOWN]);
    cell_int(&cells[RULE_not_applicable], (int64_t)count->outcome[RASIF_NOT_APPLICABLE]);
}

/* One row: a rule has as many rows as requirements, each with the counts of the whole rule. A
 * rule that only users need has no counts. false when memory is out. */
static bool add_rule(const struct run *run, struct cell_table *table, size_t index,
                     const struct plan_rule *asked, const struct requirement *requirement)
{
    const struct rule *rule = &run->rules->rules[index];
    struct cell cells[RULE_CELLS];
    struct text needs = {0}, law[LANGUAGE_COUNT] = {{0}};
    needs_text(run, index, &needs);
    /* CELL_NULL is 0: cells that are not filled are null. */
    memset(cells, 0, sizeof cells);
    cell_text(&cells[RULE_rule], rule->id);
    cell_text(&cells[RULE_element], rule->applies);
    cell_text(&cells[RULE_measure], fields[rule->measure].name);
    cell_text(&cells[RULE_severity], severity_names[rule->severity]);
    cell_phrase(&cells[RULE_title], rule->title);
    cell_phrase(&cells[RULE_why], rule->why);
    cell_phrase(&cells[RULE_fix], rule->fix);
    put_requirement(run, requirement, cells);
    cell_of_text(&cells[RULE_needs], &needs);
    if (asked != NULL)
        put_counts(&run->results->counts[index], cells);
    bool good = put_law(run, requirement, law, &cells[RULE_law]) && !needs.failed &&
                cell_table_add(table, cells);
    text_free(&needs);
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        text_free(&law[l]);
    return good;
}

/* Active rules in the order of their ids; with --core only requirements of the core. */
rasif_status rules_view(const struct run *run, struct arena *arena, const struct view **out,
                        rasif_error *err)
{
    struct cell_table *table =
        cell_table_new(arena, "audit_rules", rule_columns, LENGTH_OF(rule_columns));
    bool good = table != NULL;
    for (size_t r = 0; r < run->rules->n_rules && good; r++) {
        const struct plan_rule *asked;
        if (!is_active(run, r, &asked))
            continue;
        /* A rule without a requirement has one row all the same: users need it. */
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
    {.name = "key", .type = "TEXT"},
    {.name = "value", .type = "TEXT"},
};

/* Rows "key", "value" that are being added; `failed` = memory ran out. */
struct manifest {
    struct cell_table *table;
    bool failed;
};

/* A NULL value is a null cell: the key shows that there was none. */
static void put(struct manifest *m, const char *key, const char *value)
{
    struct cell cells[2];
    cell_text(&cells[0], key);
    cell_text(&cells[1], value);
    m->failed = m->failed || !cell_table_add(m->table, cells);
}

/* The shortest decimal that reads back as the same number. */
static void put_number(struct manifest *m, const char *key, double value)
{
    struct text text = {0};
    text_number(&text, value);
    put(m, key, text.data);
    m->failed = m->failed || text.failed;
    text_free(&text);
}

/* "input.1.name", "profile.2.text": KEY.NUMBER from 1, then `more` */
static void put_indexed(struct manifest *m, const char *key, size_t index, const char *more, const char *value)
{
    struct text text = {0};
    text_addf(&text, "%s.%zu%s", key, index + 1, more);
    if (!text.failed)
        put(m, text.data, value);
    m->failed = m->failed || text.failed;
    text_free(&text);
}

/* The words of the options, as in --unmapped-sidewalk absent. */
static const char *absent_word(bool absent)
{
    return absent ? "absent" : "unknown";
}

/* "sidewalk.gap_mm crossing.…": fields of needs that are left out because no table has a column
 * for them. With these columns scores could be others. */
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

/* Inputs by base name and hash of their contents: where they lie changes nothing. */
static void put_inputs(struct manifest *m, const struct run *run)
{
    for (size_t i = 0; i < inputs_count(run->inputs); i++) {
        put_indexed(m, "input", i, ".name", inputs_name(run->inputs, i));
        put_indexed(m, "input", i, ".xxh3_128", inputs_hash(run->inputs, i));
    }
    put(m, "preset", run->store->preset);
    const char *project = run->options->project, *slash = project != NULL ? strrchr(project, '/') : NULL;
    if (project != NULL)
        put(m, "project", slash != NULL ? slash + 1 : project);
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

/* The metric system, and for each source how its coordinates came there.
 *   "streets: EPSG:4326; …; accuracy 1 m" */
static void put_crs(struct manifest *m, const struct run *run)
{
    if (run->geo->plan == NULL)
        return;
    put(m, "crs.metric", crs_plan_name(run->geo->plan));
    for (size_t i = 0; i < run->store->n_sources; i++) {
        /* Sources without geometry have no layer. */
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
    /* By enum dem_quality. */
    static const char *const qualities[] = {"none", "full", "medium", "coarse"};
    const struct dem_facts *dem = &run->store->dem;
    if (dem->name == NULL)
        return;
    put(m, "dem.name", dem->name);
    put(m, "dem.hash", dem->hash);
    put(m, "dem.quality", qualities[dem->quality]);
    if (dem->quality == DEM_NONE)
        return;
    /* To the millimetre. */
    put_number(m, "dem.cell_m", round(dem->cell_m * 1000) / 1000);
    put(m, "dem.crs", dem->crs);
    put(m, "dem.operation", dem->operation);
}

/* Is a column with dates or hours mapped? Only then does the day of the audit change results. */
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

/* Options that change results, as the run used them, and the text of the waivers. The day stands
 * here only where results depend on it. */
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

/* In this order: version, inputs, coordinate systems, elevation model, options, then standard
 * and profiles with the whole text of their files. */
rasif_status manifest_view(const struct run *run, struct arena *arena, const struct view **out,
                           rasif_error *err)
{
    struct manifest m = {.table = cell_table_new(arena, "audit_manifest", manifest_columns,
                                                 LENGTH_OF(manifest_columns))};
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
