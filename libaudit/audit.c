/* SPDX-License-Identifier: MIT
 *
 * THE LINE: read -> prepare -> sample -> link -> measure -> judge -> score -> network -> gaps -> plan. The
 * array `stages` is the only place that knows the order; each stage adds columns or tables to the
 * store and calls no other. Settings are resolved once, after opening (decision 0377). An audit is
 * opened, run and written in turn; each function does the steps before it that are still missing.
 * An opening or a run that fails leaves the audit broken, and the next call starts anew from the
 * audit's copy of the options. */
#include "audit.h"

#include "audit_parts.h"
#include "geo/centre.h"
#include "link/barriers.h"
#include "link/graph.h"
#include "link/link.h"
#include "mapping/mapping.h"
#include "measure/measure.h"
#include "network/missing.h"
#include "report/belongs.h"
#include "report/headline.h"
#include "report/ranking.h"
#include "rule/ageing.h"
#include "source/heights.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

rasif_options options_of_verdicts(const rasif_options *given)
{
    rasif_options options = *given;
    options.plan = false;
    options.costs = options.budget = options.weights = options.people = options.people_field = NULL;
    options.plan_years = 0;
    options.objective = RASIF_OBJECTIVE_REACH;
    options.output = options.baseline = options.waivers = options.basemap = options.boundary = NULL;
    options.links = RASIF_LINKS_NO;
    options.gaps = RASIF_GAPS_NO;
    options.strict = false;
    return options;
}

/* ---- the stages ---- */

/* Opened while reading, so that a basemap that can't be used is reported before anything is
 * computed. Its files count as read: no output may overwrite them. */
static rasif_status read_basemap(rasif_audit *audit, rasif_error *err)
{
    const rasif_options *options = &audit->options;
    if (options->basemap == NULL)
        return RASIF_OK;
    audit->run.basemap = &audit->basemap;
    return basemap_open(options->basemap, options->inputs, options->n_inputs, &audit->reads,
                        &audit->basemap, err);
}

/* Reads layers, basemap and boundary. A boundary row without a polygon gets a diagnostic; nothing
 * lies in it. */
static rasif_status run_read(rasif_audit *audit, rasif_error *err)
{
    struct wanted *wanted = &audit->wanted;
    wanted_fields(&audit->plan, wanted);
    TRY(inputs_read(audit->inputs, wanted, audit->options.threads, &audit->store, err));
    if (audit->extra != NULL)
        TRY(extra_rows_append(audit->extra, &audit->store, err));
    plan_set_columns(&audit->plan, &audit->store);
    for (int r = 0; r < ROLE_COUNT; r++)
        audit->store.tables[r].readable = wanted->field[r];
    if (!audit->store.tables[ROLE_SIDEWALK].supplied) /* known only now: streets may imply them */
        diagnose(&audit->store.diagnostics, D_role_not_supplied, NULL, NULL,
                 roles[ROLE_SIDEWALK].plural, NULL);
    TRY(read_basemap(audit, err));
    if (audit->options.people != NULL)
        TRY(people_read(audit->options.people, audit->options.people_field, &audit->reads, &audit->homes, err));
    if (audit->options.boundary == NULL)
        return RASIF_OK;
    struct boundary *boundary = &audit->boundary;
    TRY(boundary_read(audit->options.boundary, audit->options.boundary_name, &audit->reads, boundary, err));
    for (size_t i = 0; i < boundary->shapes.n; i++)
        if (boundary->shapes.kind[i] != SHAPE_POLYGON)
            diagnose(&audit->store.diagnostics, D_boundary_row_empty, boundary->table, NULL,
                     boundary->names[i], NULL);
    return RASIF_OK;
}

/* The coordinate systems of the sources, as text for crs_from_text; an array in the audit's arena,
 * NULL when out of memory. */
static const char **source_crs(rasif_audit *audit)
{
    const struct store *store = &audit->store;
    const char **crs = ARENA_ARRAY(&audit->arena, store->n_sources, const char *);
    for (size_t i = 0; crs != NULL && i < store->n_sources; i++)
        crs[i] = inputs_crs(audit->inputs, i);
    return crs;
}

/* Boundary and basemap follow the layers into their metric system. Without any coordinates there is
 * no system, and no area. A basemap that is a picture keeps its own. */
static rasif_status run_prepare(rasif_audit *audit, rasif_error *err)
{
    struct store *store = &audit->store;
    const char **crs = source_crs(audit);
    bool *stated = ARENA_ARRAY(&audit->arena, store->n_sources, bool);
    if (crs == NULL || stated == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < store->n_sources; i++)
        stated[i] = inputs_crs_stated(audit->inputs, i);
    TRY(prepare(store, crs, stated, audit->options.allow_ballpark, audit->options.threads,
                &audit->geo, err));
    if (audit->options.basemap != NULL && audit->basemap.picture == NULL && audit->geo.plan != NULL)
        TRY(bring_area(&audit->geo, audit->basemap.areas.crs, audit->basemap.areas.table,
                       audit->options.allow_ballpark, &audit->basemap.areas.shapes, err));
    if (audit->options.people != NULL && audit->geo.plan != NULL)
        TRY(bring_area(&audit->geo, audit->homes.crs, audit->homes.table, audit->options.allow_ballpark,
                       &audit->homes.shapes, err));
    if (audit->options.boundary == NULL || audit->geo.plan == NULL)
        return RASIF_OK;
    audit->run.outline = &audit->boundary.shapes;
    return bring_area(&audit->geo, audit->boundary.crs, audit->boundary.table,
                      audit->options.allow_ballpark, &audit->boundary.shapes, err);
}

/* Centre lines first: heights are sampled along them. */
static rasif_status run_sample(rasif_audit *audit, rasif_error *err)
{
    const char **crs = source_crs(audit);
    if (crs == NULL)
        return fail_memory(err);
    TRY(centre_lines(&audit->store, audit->options.threads, err));
    return heights_sample(&audit->store, &audit->geo, crs, audit->options.dem,
                          audit->options.allow_ballpark, &audit->reads, err);
}

#define WRITE_AUTO 100000 /* --links auto and --gaps auto write up to this many elements */

/* Links and gaps of a large city would be most of the output, so they are written on request
 * only. */
static bool is_small(const rasif_audit *audit)
{
    size_t elements = 0;
    for (int r = 0; r < ROLE_COUNT; r++)
        elements += audit->store.tables[r].n;
    return elements <= WRITE_AUTO;
}

/* `--links auto` writes them for small areas. */
static bool writes_links(const rasif_audit *audit)
{
    return audit->options.links == RASIF_LINKS_YES ||
           (audit->options.links == RASIF_LINKS_AUTO && is_small(audit));
}

/* `--gaps auto` writes them for small areas. */
static bool writes_gaps(const rasif_audit *audit)
{
    return audit->options.gaps == RASIF_GAPS_YES ||
           (audit->options.gaps == RASIF_GAPS_AUTO && is_small(audit));
}

/* Old values fade first. Streets come before crossings and covers, because these are measured along them. Links keep their
 * evidence only when they are written. */
static rasif_status run_link(rasif_audit *audit, rasif_error *err)
{
    const struct settings *settings = &audit->settings;
    audit->store.links.skip_evidence = !writes_links(audit);
    link_scope(&audit->store, audit->run.as_of);
    TRY(values_age(audit->plan.rules, audit->run.as_of, &audit->store, err));
    TRY(link_twins(&audit->store, err));
    TRY(link_streets(&audit->store, settings->threads, err));
    TRY(link_crossings(&audit->store, settings, err));
    TRY(link_cover(&audit->store, settings, err));
    TRY(link_segments(&audit->store, settings->threads, err));
    return link_segment_ids(&audit->store, &audit->geo, settings->threads, err);
}

/* The second step of linking: the store has freed what only the first one reads. */
static rasif_status run_graph(rasif_audit *audit, rasif_error *err)
{
    TRY(link_graph(&audit->store, &audit->settings, err));
    return link_barriers(&audit->store, audit->settings.threads, err);
}

/* Settings are needed for things that are not drawn: an undrawn sidewalk or crossing is absent or
 * unknown, and distances to seats or missing crossings differ by that. */
static rasif_status run_measure(rasif_audit *audit, rasif_error *err)
{
    return measure_all(&audit->store, &audit->settings, &audit->wanted, err);
}

/* Classes that no rule knows are diagnosed first: they explain unknown outcomes. */
static rasif_status run_judge(rasif_audit *audit, rasif_error *err)
{
    diagnose_classes(&audit->store, &audit->plan);
    return score_elements(&audit->store, &audit->plan, &audit->settings, &audit->arena, &audit->results, err);
}

/* Crossings are chains of ramps and lines, streets are means of their sides, areas are means of
 * streets: each level needs the one before. Findings are sorted when all of them exist. */
static rasif_status run_score(rasif_audit *audit, rasif_error *err)
{
    const struct settings *settings = &audit->settings;
    const double **share = NULL;
    size_t n_areas = 0;
    TRY(score_chains(&audit->store, &audit->plan, settings, &audit->results, err));
    TRY(score_streets(&audit->store, &audit->plan, settings, &audit->arena, &audit->results, err));
    if (audit->options.boundary != NULL) {
        n_areas = audit->boundary.shapes.n;
        TRY(area_shares(&audit->store, &audit->boundary.shapes, audit->boundary.names, &audit->arena,
                        &share, audit->run.inside, &audit->run.inside_segments, err));
    }
    TRY(score_areas(&audit->store, &audit->plan, share, audit->boundary.names, n_areas,
                    settings->threads, &audit->arena, &audit->results, err));
    return findings_sort(&audit->results) ? RASIF_OK : fail_memory(err);
}

/* Where little is known: what the first walks of a survey would settle. Not of a large area, as it takes a third of an
 * audit. */
static rasif_status run_outlook(rasif_audit *audit, rasif_error *err)
{
    if (audit->verdicts_alone || !is_small(audit) || !run_is_sparse(&audit->run))
        return RASIF_OK;
    TRY(outlook_find(&audit->store, &audit->plan, audit->settings.threads, &audit->outlook, err));
    audit->run.outlook = &audit->outlook;
    return RASIF_OK;
}

/* Parts of the network, then ways to destinations, then repairs: each uses what the one before
 * found. */
static rasif_status run_network(rasif_audit *audit, rasif_error *err)
{
    const struct settings *settings = &audit->settings;
    network_diagnose(&audit->store);
    TRY(network_analyse(&audit->store, &audit->results, audit->plan.n_profiles, settings->threads,
                        &audit->network, err));
    TRY(reach_analyse(&audit->store, &audit->results, audit->plan.n_profiles, &audit->plan, settings,
                      &audit->network, err));
    return repair_gain_analyse(&audit->store, &audit->results, audit->plan.n_profiles, settings->threads,
                            &audit->network, err);
}

/* Findings about gaps come after scores: they change none. */
static rasif_status run_gaps(rasif_audit *audit, rasif_error *err)
{
    const struct settings *settings = &audit->settings;
    bool streets = audit->store.tables[ROLE_STREET].supplied;
    bool crossings = audit->store.tables[ROLE_CROSSING].supplied;
    audit->run.writes_gaps = (streets || crossings) && writes_gaps(audit);
    TRY(gaps_find(&audit->store, settings, &audit->gaps, err));
    return missing_findings(&audit->store, &audit->plan, settings->all_findings, settings,
                            &audit->gaps, &audit->results, err);
}

/* Conflicts come last: works may make some. */
static rasif_status run_plan(rasif_audit *audit, rasif_error *err)
{
    TRY(audit_plan_run(audit, err));
    return audit_conflicts_run(audit, err);
}

/* A stage is done in one step or two: after each the store frees what no later step reads. */
struct stage {
    const char *name, *what;
    struct {
        enum audit_step step;
        rasif_status (*run)(rasif_audit *, rasif_error *);
    } steps[2];
};

static const struct stage stages[] = {
    {"read", "layers into tables: values with units, geometry", {{STEP_read, run_read}}},
    {"prepare", "metric coordinates, lengths, names of features", {{STEP_prepare, run_prepare}}},
    {"sample",
     "areas to centre lines with their widths; heights under lines",
     {{STEP_sample, run_sample}}},
    {"link",
     "sidewalks to streets, ramps and streets to crossings; the network",
     {{STEP_link, run_link}, {STEP_graph, run_graph}}},
    {"measure", "what is computed, not surveyed", {{STEP_measure, run_measure}}},
    {"judge", "outcomes, scores and findings of every element", {{STEP_judge, run_judge}}},
    {"score", "crossing chains, street segments, areas", {{STEP_score, run_score}, {STEP_score, run_outlook}}},
    {"network",
     "islands of what each user can pass, what joins them, who gets where",
     {{STEP_network, run_network}}},
    {"gaps",
     "what is missing on the ground, as features to build and as findings",
     {{STEP_gaps, run_gaps}}},
    {"plan",
     "works that open what is blocked, their costs, which to buy for each budget; conflicts between users",
     {{STEP_plan, run_plan}}},
};
/* Costs have one place per stage and one for writing. */
#define STAGES (sizeof stages / sizeof stages[0])
_Static_assert(STAGES + 1 <= sizeof((struct run *)0)->costs / sizeof(struct cost),
               "a cost per stage");

/* ---- around them ---- */

/* Does a thing that is not drawn not exist? The command line decides, else the mapping file, else
 * the preset (a map drawn for everything leaves it open). Without any of these it is absent where
 * its layer was supplied: a layer surveyed for this purpose is complete. */
static bool is_absent(const rasif_audit *audit, rasif_unmapped option, int what, enum role role)
{
    if (option == RASIF_UNMAPPED_DEFAULT)
        option = inputs_unmapped(audit->inputs, what);
    if (option != RASIF_UNMAPPED_DEFAULT)
        return option == RASIF_UNMAPPED_ABSENT;
    return audit->store.tables[role].supplied;
}

/* Options that depend on the inputs: known only after opening. */
static void resolve(rasif_audit *audit)
{
    const rasif_options *o = &audit->options;
    audit->settings = (struct settings){
        .junction_m = o->junction_m,
        .match_distance_m = o->match_distance_m,
        .match_angle_deg = o->match_angle_deg,
        .snap_m = o->snap_m,
        .reach_m = o->reach_m > 0 ? o->reach_m : REACH_WITHIN_M,
        .seats_serve = o->reach_m > 0,
        .sidewalk_absent = is_absent(audit, o->unmapped_sidewalk, UNMAPPED_SIDEWALK, ROLE_SIDEWALK),
        .ramp_absent = is_absent(audit, o->unmapped_ramp, UNMAPPED_RAMP, ROLE_RAMP),
        .crossing_absent = is_absent(audit, o->unmapped_crossing, UNMAPPED_CROSSING, ROLE_CROSSING),
        .all_findings = o->findings == RASIF_FINDINGS_ALL,
        .skip_sides = o->columns != RASIF_COLUMNS_FULL,
        .threads = o->threads};
    audit->run.settings = &audit->settings;
    plan_set_supplied(&audit->plan, &audit->store, o->unmapped_ramp == RASIF_UNMAPPED_ABSENT,
                      o->unmapped_crossing == RASIF_UNMAPPED_ABSENT);
}

/* "2026-01-15", with `clock` "2026-01-15T08:00:00.000Z"; NULL: there is no such time, or no
 * memory. */
static const char *time_text(rasif_audit *audit, time_t at, bool clock)
{
    struct tm date;
    char text[40];
    if (gmtime_r(&at, &date) == NULL)
        return NULL;
    size_t n = clock ? strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000Z", &date)
                     : strftime(text, sizeof text, "%Y-%m-%d", &date);
    return n > 0 ? arena_strdup(&audit->arena, text) : NULL;
}

/* When the first input was written, for inputs that hold no date of their last change. Such a date
 * differs from copy to copy, so there is a diagnostic. */
static const char *file_date(rasif_audit *audit, time_t now)
{
    struct stat found;
    bool known = stat(audit->options.inputs[0], &found) == 0;
    diagnose(&audit->store.diagnostics, D_date_unreadable, NULL, NULL, NULL, NULL);
    return time_text(audit, known ? found.st_mtime : now, true);
}

/* The time of the output is SOURCE_DATE_EPOCH, else the newest change of the inputs. The day of the
 * audit is the stated one, else that epoch's, else today. */
static rasif_status take_dates(rasif_audit *audit, rasif_error *err)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    long long seconds = epoch != NULL ? strtoll(epoch, &end, 10) : 0;
    bool stated = epoch != NULL && end != epoch && *end == '\0';
    time_t now = stated ? (time_t)seconds : time(NULL);
    audit->run.timestamp = stated ? time_text(audit, now, true)
                                  : inputs_last_change(audit->inputs);
    if (audit->run.timestamp == NULL && !stated)
        audit->run.timestamp = file_date(audit, now);
    audit->run.as_of = audit->options.as_of != NULL ? audit->options.as_of
                                                    : time_text(audit, now, false);
    if (audit->run.as_of == NULL || audit->run.timestamp == NULL)
        return fail(err, RASIF_E_ARGUMENT, "the date of this run can't be told; check SOURCE_DATE_EPOCH");
    return RASIF_OK;
}

/* `broken` stays set while opening: a failure half way makes the next call start anew. */
rasif_status rasif_audit_open(rasif_audit *audit, rasif_error *err)
{
    REFUSE_NULL(audit, err);
    if (audit->broken)
        TRY(audit_restart(audit, err));
    if (audit->opened)
        return RASIF_OK;
    audit->broken = true;
    TRY(inputs_open(&audit->options, audit->with_proposals, &audit->reads, &audit->store, &audit->inputs, err));
    audit->opened = true;
    audit->run.inputs = audit->inputs;
    resolve(audit);
    TRY(take_dates(audit, err));
    if (audit->options.output != NULL)
        TRY(audit_check_target(audit, err));
    audit->broken = false;
    return RASIF_OK;
}

/* --strict: the first diagnostic of level error stops the run; the others would follow from the
 * same data. Checked after every stage, so that nothing is computed from doubtful data. */
static rasif_status check_strict(const rasif_audit *audit, rasif_error *err)
{
    const struct diagnostics *all = &audit->store.diagnostics;
    for (size_t i = 0; audit->options.strict && i < all->n; i++) {
        const struct diagnostic_info *info = &diagnostic_infos[all->items[i].id];
        if (info->level == DIAGNOSTIC_ERROR)
            return fail(err, RASIF_E_DATA, "layer %s%s%s: %s (R%d, %zu times); %s",
                        all->items[i].layer, all->items[i].column[0] != '\0' ? ", field " : "",
                        all->items[i].column,
                        phrase_first(diagnostic_what(audit->sentences, all->items[i].id)), info->code,
                        all->items[i].count,
                        phrase_first(diagnostic_todo(audit->sentences, all->items[i].id)));
    }
    return RASIF_OK;
}

/* Publishes every view under its name, for rasif_audit_table: results first, then the annotated
 * layers. */
static rasif_status publish(rasif_audit *audit, rasif_error *err)
{
    const struct report_tables *tables = &audit->tables;
    audit->public_tables = ARENA_ARRAY(&audit->arena, tables->n_tables + audit->store.n_sources, struct rasif_table);
    if (audit->public_tables == NULL)
        return fail_memory(err);
    struct rasif_table *table = audit->public_tables;
    for (size_t i = 0; i < tables->n_tables; i++)
        *table++ = (struct rasif_table){.view = tables->tables[i], .audit = audit, .source = SIZE_MAX};
    for (size_t i = 0; i < audit->store.n_sources; i++)
        if (tables->annotations[i] != NULL)
            *table++ = (struct rasif_table){.view = tables->annotations[i], .audit = audit, .source = i};
    audit->n_public_tables = (size_t)(table - audit->public_tables);
    return RASIF_OK;
}

/* When an input was written to during the run, that is the reason of any failure. Cancelling and
 * lack of memory have reasons of their own. */
rasif_status audit_blame_change(const rasif_audit *audit, rasif_status status, rasif_error *err)
{
    if (audit->inputs == NULL || status == RASIF_OK || status == RASIF_E_CANCELLED ||
        status == RASIF_E_MEMORY)
        return status;
    return inputs_unchanged(audit->inputs, NULL) == RASIF_OK ? status
                                                             : inputs_unchanged(audit->inputs, err);
}

/* store_enter comes before each step: it frees what this step and later ones do not read. */
static rasif_status run_stage(rasif_audit *audit, const struct stage *stage, rasif_error *err)
{
    for (size_t k = 0; k < 2 && stage->steps[k].run != NULL; k++) {
        store_enter(&audit->store, stage->steps[k].step);
        TRY(stage->steps[k].run(audit, err));
    }
    return RASIF_OK;
}

/* An audit within a plan is part of the stage `plan`. */
static rasif_status tell_progress(const rasif_audit *audit, size_t stage, rasif_error *err)
{
    const char *name = stages[audit->extra == NULL ? stage : STAGES - 1].name;
    double done = audit->extra == NULL ? (double)stage : (double)(STAGES - 1) + (double)stage / STAGES;
    return context_progress(audit->context, name, done / (STAGES + 1))
               ? RASIF_OK
               : fail(err, RASIF_E_CANCELLED, "cancelled while the audit was in stage %s", name);
}

/* Progress, timings and log come from the array of stages. A stage that runs out of memory inside
 * the store only marks the store: it is checked after every stage. */
static rasif_status run_one(rasif_audit *audit, size_t stage, rasif_error *err)
{
    struct cost start = cost_now();
    TRY(tell_progress(audit, stage, err));
    TRY(run_stage(audit, &stages[stage], err));
    if (store_failed(&audit->store))
        return fail_memory(err);
    TRY(check_strict(audit, err));
    audit->run.costs[stage] = cost_since(&start);
    audit->run.stages[stage] = stages[stage].name;
    context_log(audit->context, RASIF_LOG_DEBUG, "%s: %s", stages[stage].name, stages[stage].what);
    return RASIF_OK;
}

rasif_status audit_judge(rasif_audit *audit, rasif_error *err)
{
    bool more = true;
    TRY(rasif_audit_open(audit, err));
    audit->broken = audit->verdicts_alone = true;
    for (size_t i = 0; i < STAGES && more; i++) {
        TRY(run_one(audit, i, err));
        more = stages[i].steps[0].step != STEP_score;
    }
    return RASIF_OK;
}

/* Up to the first step of the stage `link`: what it knows of streets is freed behind later ones. */
rasif_status audit_link(rasif_audit *audit, rasif_error *err)
{
    TRY(rasif_audit_open(audit, err));
    audit->broken = true;
    for (size_t i = 0; i < STAGES && stages[i].steps[0].step <= STEP_link; i++) {
        TRY(tell_progress(audit, i, err));
        store_enter(&audit->store, stages[i].steps[0].step);
        TRY(stages[i].steps[0].run(audit, err));
        if (store_failed(&audit->store))
            return fail_memory(err);
    }
    return RASIF_OK;
}

static rasif_status run_stages(rasif_audit *audit, rasif_error *err)
{
    for (size_t i = 0; i < STAGES; i++)
        TRY(run_one(audit, i, err));
    store_enter(&audit->store, STEP_output);
    TRY(inputs_finish_hashes(audit->inputs, err));
    return inputs_unchanged(audit->inputs, err);
}

/* Ranked once, because several reports show the list. */
static rasif_status rank_repairs(rasif_audit *audit, rasif_error *err)
{
    struct repair_ranking *ranking = ARENA_NEW(&audit->arena, struct repair_ranking);
    if (ranking == NULL)
        return fail_memory(err);
    audit->run.repairs = ranking;
    return repairs_rank(&audit->run, MOST_REPAIRS, &audit->arena, ranking, err);
}

/* Tables are views on the results: they are made last and cost nothing until cells are read. */
rasif_status rasif_audit_run(rasif_audit *audit, rasif_error *err)
{
    REFUSE_NULL(audit, err);
    if (audit->finished)
        return RASIF_OK;
    TRY(rasif_audit_open(audit, err));
    audit->broken = true;
    TRY(audit_blame_change(audit, run_stages(audit, err), err));
    TRY(accept_findings(&audit->run, &audit->store.diagnostics, &audit->arena, &audit->accepted, err));
    diagnostics_sort(&audit->store.diagnostics);
    if (audit->store.diagnostics.failed)
        return fail_memory(err);
    TRY(belongs_build(&audit->run, &audit->arena, &audit->run.belongs, err));
    TRY(rank_repairs(audit, err));
    TRY(report_tables(&audit->run, audit->sentences, &audit->arena, &audit->tables, err));
    TRY(publish(audit, err));
    audit->finished = true;
    audit->broken = false;
    return RASIF_OK;
}

size_t audit_stage_count(void)
{
    return STAGES;
}
