/* SPDX-License-Identifier: MIT
 *
 * Sidewalks and crossings proposed for a file; see rasif_draft in rasif.h. The file is read and linked as an
 * audit does, and written as an audit writes it, without verdicts. */
#include "audit_parts.h"
#include "report/belongs.h"
#include "report/draft_report.h"

#include <stddef.h>
#include <strings.h>

void rasif_draft_options_init(rasif_draft_options *options)
{
    if (options != NULL)
        *options = (rasif_draft_options){.size = sizeof *options};
}

/* ---- checks --------------------------------------------------------------------------------- */

/* Streets are needed, and no table may have the names of the new ones. */
static rasif_status check_input(const rasif_audit *audit, const char *path, rasif_error *err)
{
    static const char *const taken[] = {"draft_sidewalks", "draft_crossings", "draft_ramps"};
    const struct store *store = &audit->store;
    if (!store->tables[ROLE_STREET].supplied)
        return fail(err, RASIF_E_DATA,
                    "%s: no layer was recognised as streets, beside which sidewalks could be proposed; say which it "
                    "is in a mapping file",
                    path);
    for (size_t i = 0; i < store->n_sources; i++)
        for (size_t k = 0; k < sizeof taken / sizeof taken[0]; k++)
            if (strcasecmp(store->sources[i].output, taken[k]) == 0)
                return fail(err, RASIF_E_DATA,
                            "%s: has a table \"%s\" already; take the file from before the draft, or rename the table",
                            path, store->sources[i].output);
    return RASIF_OK;
}

/* ---- writing -------------------------------------------------------------------------------- */

static bool is_cancelled(void *user, double done)
{
    return !context_progress(user, "draft", 0.5 + done / 2);
}

static rasif_status write_draft(rasif_audit *audit, const struct draft *draft, const rasif_draft_options *options,
                                rasif_error *err)
{
    struct arena arena = {0};
    struct report_tables tables = {0};
    struct output_style *styles = NULL;
    struct diagnostics found = {0};
    size_t n_styles = 0, source = crs_source(&audit->run);
    rasif_status status = draft_tables(&audit->run, draft, &arena, &tables, err);
    if (status == RASIF_OK)
        status = draft_styles(&audit->run, &tables, &arena, &styles, &n_styles, err);
    const struct output_plan plan = {
        .sentences = audit->sentences,
        .language = audit->run.language,
        .languages = audit->run.languages,
        .annotations = tables.annotations,
        .tables = tables.tables,
        .n_tables = tables.n_tables,
        .styles = styles,
        .n_styles = n_styles,
        .srs_definition = source == SIZE_MAX ? NULL : inputs_crs(audit->inputs, source),
        .timestamp = audit->run.timestamp,
        .threads = audit->options.threads,
    };
    if (status == RASIF_OK)
        status = output_write(audit->inputs, &audit->store, &plan, options->output, options->overwrite, is_cancelled,
                              audit->context, &found, err);
    diagnostics_free(&found);
    arena_free(&arena);
    return status;
}

static rasif_status tell(const rasif_audit *audit, const struct draft *draft, rasif_sink sink, void *user,
                         rasif_error *err)
{
    struct text text = {0};
    draft_text(&audit->run, draft, &text);
    rasif_status status = RASIF_OK;
    if (text.failed)
        status = fail_memory(err);
    else if (sink != NULL && sink(user, text.data, text.length) != 0)
        status = fail(err, RASIF_E_OUTPUT, "the receiver of the text refused it");
    text_free(&text);
    return status;
}

static rasif_status draft_audit(rasif_audit *audit, const rasif_draft_options *options, rasif_sink sink, void *user,
                                rasif_error *err)
{
    struct draft draft = {.n_points = 0};
    const rasif_target target = {.path = options->output};
    TRY(rasif_audit_open(audit, err));
    TRY(check_input(audit, options->input, err));
    TRY(rasif_audit_may_write(audit, &target, 1, err));
    TRY(audit_link(audit, err));
    rasif_status status = draft_find(&audit->store, &audit->settings, &draft, err);
    if (status == RASIF_OK)
        status = write_draft(audit, &draft, options, err);
    status = audit_blame_change(audit, status, err);
    if (status == RASIF_OK)
        status = tell(audit, &draft, sink, user, err);
    draft_free(&draft);
    return status;
}

static rasif_status run(rasif_context *context, const rasif_draft_options *options, rasif_sink sink, void *user,
                        rasif_error *err)
{
    rasif_options asked;
    rasif_rules *rules = NULL;
    rasif_audit *audit = NULL;
    rasif_options_init(&asked);
    asked.inputs = &options->input;
    asked.n_inputs = 1;
    asked.mapping = options->mapping;
    asked.preset = options->preset;
    asked.language = options->language;
    asked.threads = options->threads;
    TRY(rasif_rules_load(context, NULL, &rules, err));
    rasif_status status = rasif_audit_new(context, rules, &asked, &audit, err);
    if (status == RASIF_OK)
        status = draft_audit(audit, options, sink, user, err);
    rasif_audit_free(audit);
    rasif_rules_free(rules);
    return status;
}

rasif_status rasif_draft(rasif_context *context, const rasif_draft_options *options, rasif_sink sink, void *user,
                         rasif_error *err)
{
    rasif_draft_options all;
    rasif_draft_options_init(&all);
    TRY(options_complete(__func__, options, offsetof(rasif_draft_options, overwrite), &all, err));
    if (all.input == NULL || all.output == NULL)
        return fail(err, RASIF_E_ARGUMENT, "rasif_draft: options->%s is NULL", all.input == NULL ? "input" : "output");
    return run(context, &all, sink, user, err);
}
