/* SPDX-License-Identifier: MIT
 *
 * Writing the audit: a GeoPackage, or a folder with a file for each of its layers, which are taken
 * from a GeoPackage in a temporary folder (decision 0460). What keeps it from being written and
 * shows before anything is read is checked when the audit is opened: names that are taken, tables
 * without room for more columns. */
#include "audit_parts.h"

#include "report/table/annotate.h"
#include "write/layers.h"
#include "write/output_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NULL = one GeoPackage. */
static const struct layer_format *format_of(const rasif_audit *audit)
{
    switch (audit->options.output_format) {
    case RASIF_OUTPUT_FGB:
        return &layer_fgb;
    case RASIF_OUTPUT_GEOJSON:
        return &layer_geojson;
    case RASIF_OUTPUT_GPKG:
        break;
    }
    return NULL;
}

/* ---- checks -------------------------------------------------------------------------------- */

rasif_status audit_check_output(const rasif_audit *audit, rasif_error *err)
{
    const struct store *store = &audit->store;
    size_t *added = calloc(store->n_sources + 1, sizeof *added);
    if (added == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < store->n_sources; i++)
        added[i] = annotate_most(&audit->run, &store->sources[i]);
    audit_lock(audit);
    rasif_status status = inputs_fit(audit->inputs, store, added, audit->options.roles_only, err);
    audit_unlock(audit);
    free(added);
    return status;
}

/* The target is nothing that the audit reads, and of a folder no file in it is. */
static rasif_status spare_reads(const rasif_audit *audit, const char *path, rasif_error *err)
{
    const rasif_target target = {.path = path};
    struct arena arena = {0};
    const char **files = NULL;
    size_t n = 0;
    TRY(rasif_audit_may_write(audit, &target, 1, err));
    if (format_of(audit) == NULL)
        return RASIF_OK;
    rasif_status status = output_folder_list(path, &arena, &files, &n, err);
    for (size_t i = 0; i < n && status == RASIF_OK; i++)
        status = rasif_audit_may_write(audit, &(rasif_target){.path = files[i]}, 1, err);
    arena_free(&arena);
    return status;
}

rasif_status audit_check_target(const rasif_audit *audit, rasif_error *err)
{
    const char *path = audit->options.output;
    TRY(spare_reads(audit, path, err));
    const struct layer_format *format = format_of(audit);
    if (format != NULL) {
        const char *const endings[] = {format->ending,
                                       format->only_placed ? layer_csv.ending : format->ending};
        TRY(output_folder_check(path, endings, err));
    }
    return audit_check_output(audit, err);
}

/* ---- one GeoPackage ------------------------------------------------------------------------ */

/* Who is told how far the writing is; `share` of it is the GeoPackage, the rest its layers as
 * files. */
struct talk {
    rasif_audit *audit;
    double begin, share;
};

/* Writing counts as one stage behind the others. */
static bool write_cancelled(void *user, double done)
{
    const struct talk *talk = user;
    double stages = (double)audit_stage_count();
    return !context_progress(talk->audit->context, "write",
                             (stages + talk->begin + talk->share * done) / (stages + 1));
}

/* What showed only while rows were carried over joins the diagnostics of the run. A second writing
 * finds the same again, so it counts once. */
static rasif_status take_found(rasif_audit *audit, struct diagnostics *found, rasif_error *err)
{
    struct diagnostics *all = &audit->store.diagnostics;
    if (!audit->written) {
        diagnose_all(all, found);
        diagnostics_sort(all);
        audit->written = true;
    }
    diagnostics_free(found);
    return all->failed ? fail_memory(err) : RASIF_OK;
}

/* The views, styles and tables of the inputs to write. Lives in `arena`, which must outlive the
 * writing. */
static rasif_status plan_output(rasif_audit *audit, struct arena *arena, struct output_plan *plan,
                                rasif_error *err)
{
    struct output_style *styles;
    bool *carry = ARENA_ARRAY(arena, audit->store.n_sources, bool);
    if (carry == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < audit->store.n_sources; i++)
        carry[i] = audit->store.sources[i].roles != 0 || !audit->options.roles_only;
    size_t source = crs_source(&audit->run);
    *plan = (struct output_plan){
        .sentences = audit->sentences,
        .language = audit->run.language,
        .languages = audit->run.languages,
        .annotations = audit->tables.annotations,
        .tables = audit->tables.tables,
        .n_tables = audit->tables.n_tables,
        .carry = carry,
        .roles_only = audit->options.roles_only,
        .srs_definition = source == SIZE_MAX ? NULL : inputs_crs(audit->inputs, source),
        .timestamp = audit->run.timestamp,
        .threads = audit->options.threads,
        .allow_damaged = audit->options.allow_damaged,
    };
    TRY(report_styles(&audit->run, audit->sentences, &audit->tables, arena, &styles,
                      &plan->n_styles, err));
    plan->styles = styles;
    return RASIF_OK;
}

/* The plan's texts live in an arena of their own, freed with it. `shown` names it in messages. */
static rasif_status write_geopackage(const struct talk *talk, const char *path, const char *shown,
                                     bool overwrite, struct diagnostics *found, rasif_error *err)
{
    rasif_audit *audit = talk->audit;
    struct talk own = *talk;
    struct arena arena = {0};
    struct output_plan plan;
    rasif_status status = plan_output(audit, &arena, &plan, err);
    plan.shown = shown;
    if (status == RASIF_OK)
        status = output_write(audit->inputs, &audit->store, &plan, path, overwrite, write_cancelled,
                              &own, found, err);
    arena_free(&arena);
    return audit_blame_change(audit, status, err);
}

/* ---- a folder of files --------------------------------------------------------------------- */

/* What the files lack, a line each; which lines there can be depends on the format. */
static void tell_losses(const rasif_audit *audit, const char *path,
                        const struct layer_losses *losses)
{
    const rasif_context *context = audit->context;
    if (losses->measures > 0)
        context_log(context, RASIF_LOG_WARNING,
                    "%s: GeoJSON has no measures (M); features whose measures are left out: %zu",
                    path, losses->measures);
    if (losses->curves > 0)
        context_log(context, RASIF_LOG_WARNING,
                    "%s: GeoJSON has no curves; features whose curves became lines: %zu", path,
                    losses->curves);
    if (losses->heights > 0)
        context_log(context, RASIF_LOG_WARNING,
                    "%s: a FlatGeobuf layer has heights or has none; features without heights that "
                    "got 0: %zu",
                    path, losses->heights);
    if (losses->unreadable > 0)
        context_log(context, RASIF_LOG_WARNING,
                    "%s: geometries that can't be read and became null: %zu", path,
                    losses->unreadable);
}

/* The GeoPackage is thrown away with its folder. */
static rasif_status write_files(const struct talk *talk, const char *path,
                                const struct output_folder *folder, struct diagnostics *found,
                                rasif_error *err)
{
    rasif_audit *audit = talk->audit;
    struct talk first = {audit, 0, 0.5}, second = {audit, 0.5, 0.5};
    struct layer_losses losses = {0};
    size_t size = strlen(folder->scratch.path) + sizeof "/audited.gpkg";
    char *geopackage = malloc(size);
    if (geopackage == NULL)
        return fail_memory(err);
    snprintf(geopackage, size, "%s/audited.gpkg", folder->scratch.path);
    struct layers_job job = {.geopackage = geopackage,
                             .folder = folder->files.path,
                             .shown = path,
                             .format = format_of(audit),
                             .allow_ballpark = audit->options.allow_ballpark,
                             .cancelled = write_cancelled,
                             .user = &second};
    rasif_status status = write_geopackage(&first, geopackage, path, false, found, err);
    if (status == RASIF_OK)
        status = layers_write(&job, &losses, err);
    free(geopackage);
    if (status == RASIF_OK)
        tell_losses(audit, path, &losses);
    return status;
}

static rasif_status write_folder(const struct talk *talk, const char *path, bool overwrite,
                                 struct diagnostics *found, rasif_error *err)
{
    struct output_folder folder = {0};
    rasif_status status = output_folder_begin(path, overwrite, &folder, err);
    if (status == RASIF_OK)
        status = write_files(talk, path, &folder, found, err);
    if (status == RASIF_OK)
        status = output_folder_finish(&folder, err);
    output_folder_end(&folder);
    return status;
}

/* Runs the audit if that was not done. */
rasif_status rasif_audit_write(rasif_audit *audit, const char *path, bool overwrite,
                               rasif_error *err)
{
    REFUSE_NULL(audit, err);
    REFUSE_NULL(path, err);
    TRY(rasif_audit_run(audit, err));
    TRY(spare_reads(audit, path, err));
    TRY(audit_check_output(audit, err));
    struct cost start = cost_now();
    struct diagnostics found = {0};
    const struct talk talk = {audit, 0, 1};
    TRY(format_of(audit) == NULL ? write_geopackage(&talk, path, NULL, overwrite, &found, err)
                                 : write_folder(&talk, path, overwrite, &found, err));
    TRY(take_found(audit, &found, err));
    audit->run.costs[audit_stage_count()] = cost_since(&start);
    context_progress(audit->context, "write", 1);
    return RASIF_OK;
}
