/* SPDX-License-Identifier: MIT
 *
 * audit_manifest: the conditions of this run, a list of keys and values. It is enough to repeat the
 * run: inputs by hash, options, and the text of every file that decides how they are read and
 * judged (settings_audited.c reads them back). No path of a machine is among them. */
#include "plan/works_plan.h"
#include "report/table/columns.h"
#include "report/table/tables.h"
#include "rule/rules.h"

#include <string.h>

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

/* "streets=roads" and "roads=EPSG:3857": what --streets LAYER and --crs stated, with the names of
 * tables in the output. */
static void put_layers(struct manifest *m, const struct run *run)
{
    const rasif_options *o = run->options;
    const struct store *store = run->store;
    size_t n_roles = 0, n_crs = 0;
    struct text text = {0};
    for (int r = 0; r < ROLE_COUNT; r++) {
        bool stated = false;
        for (size_t k = 0; k < o->n_roles; k++)
            stated = stated || strcmp(o->roles[k].role, roles[r].plural) == 0;
        for (size_t i = 0; stated && i < store->n_sources; i++)
            if ((store->sources[i].roles & 1u << r) != 0) {
                text.length = 0;
                text_addf(&text, "%s=%s", roles[r].plural, store->sources[i].output);
                put_indexed(m, "options.role", n_roles++, "", text.data);
            }
    }
    for (size_t i = 0; i < store->n_sources; i++)
        if (inputs_crs_stated(run->inputs, i)) {
            text.length = 0;
            text_addf(&text, "%s=%s", store->sources[i].output, inputs_crs(run->inputs, i));
            put_indexed(m, "options.crs", n_crs++, "", text.data);
        }
    m->failed = m->failed || text.failed;
    text_free(&text);
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
    put(m, "mapping.own_file", run->options->mapping != NULL ? "yes" : "no");
    if (inputs_merged(run->inputs, run->store))
        put(m, "merged", "yes");
    put_layers(m, run);
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

/* Files of --rules, each with its folder's name and its text. */
static void put_rules(struct manifest *m, const struct rasif_rules *rules)
{
    for (size_t i = 0; i < rules->n_own; i++) {
        put_indexed(m, "rules", i, ".file", rules->own[i].file);
        put_indexed(m, "rules", i, ".text", rules->own[i].yaml);
    }
}

/* Is the standard of the rule base? Else it is that of --standard FILE. */
static bool is_of_base(const struct run *run)
{
    const struct standard *base = run->rules->standards;
    for (size_t i = 0; i < run->rules->n_standards; i++)
        if (&base[i] == run->plan->standard)
            return true;
    return false;
}

/* What a plan of works was asked for. */
static void put_plan(struct manifest *m, const struct run *run)
{
    const rasif_options *o = run->options;
    if (run->works == NULL)
        return;
    put(m, "options.budget", o->budget);
    put_number(m, "options.years", o->plan_years);
    put(m, "options.weights", o->weights);
    put(m, "options.objective", objective_names[run->works->objective]);
    put(m, "options.people_field", o->people_field);
    put(m, "costs.text", run->works->prices->yaml);
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
    put(&m, "standard.own_file", is_of_base(run) ? "no" : "yes");
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        put_indexed(&m, "profile", p, "", run->plan->profiles[p]->id);
        put_indexed(&m, "profile", p, ".text", run->plan->profiles[p]->yaml);
    }
    put_rules(&m, run->rules);
    put_plan(&m, run);
    if (m.failed)
        return fail_memory(err);
    *out = cell_table_view(m.table);
    return RASIF_OK;
}
