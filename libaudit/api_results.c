/* SPDX-License-Identifier: MIT
 *
 * Reports and baselines. In: an audit. Out: text into the caller's sink. A report is built in memory
 * as a whole, so that a failure leaves no half of it behind. Tables: api_tables.c. */
#include "settings_write.h"
#include "report/headline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line for each sentence that every report begins with (report/headline.h). */
static rasif_status write_headline(const rasif_audit *audit, struct text *out, rasif_error *err)
{
    struct text lines[MOST_HEADLINES] = {{0}};
    const char *language = audit->run.language;
    size_t n = headline_write(&audit->run, audit->sentences, language, lines);
    for (size_t i = 0; i < MOST_HEADLINES; i++) {
        if (i < n && lines[i].data != NULL)
            text_addf(out, "%s\n", lines[i].data);
        out->failed = out->failed || lines[i].failed;
        text_free(&lines[i]);
    }
    text_plain(out, 0, true);
    return out->failed ? fail_memory(err) : RASIF_OK;
}

/* "inspect", "suggest-mapping" and "project" need open inputs only; every other report runs the audit first.
 * Appends to `text`. */
static rasif_status compose_report(rasif_audit *audit, const char *format, struct text *text, rasif_error *err)
{
    bool json = strcmp(format, "inspect-json") == 0;
    if (json || strcmp(format, "inspect") == 0) {
        TRY(rasif_audit_open(audit, err));
        audit_lock(audit);
        rasif_status status =
            inputs_inspect(audit->inputs, &audit->store, audit->sentences, audit->run.language, json, text, err);
        audit_unlock(audit);
        return status;
    }
    if (strcmp(format, "suggest-mapping") == 0) {
        TRY(rasif_audit_open(audit, err));
        audit_lock(audit);
        rasif_status status = inputs_suggest(audit->inputs, &audit->store, text, err);
        audit_unlock(audit);
        return status;
    }
    if (strcmp(format, "project") == 0) {
        TRY(rasif_audit_open(audit, err));
        audit_lock(audit);
        rasif_status status = settings_write(audit, text, err);
        audit_unlock(audit);
        return status;
    }
    if (strcmp(format, "headline") == 0) {
        TRY(rasif_audit_run(audit, err));
        return write_headline(audit, text, err);
    }
    const struct report_format *known = report_formats;
    while (known->name != NULL && strcmp(known->name, format) != 0)
        known++;
    if (known->name == NULL)
        return fail(err, RASIF_E_ARGUMENT, "there is no report format %s", format);
    TRY(rasif_audit_run(audit, err));
    return known->fn(&audit->run, audit->sentences, &audit->tables, text, err);
}

/* A sink that does not return 0 is RASIF_E_OUTPUT; it may read tables. */
rasif_status rasif_audit_report(rasif_audit *audit, const char *format, rasif_sink sink, void *user,
                                rasif_error *err)
{
    struct text text = {0};
    REFUSE_NULL(audit, err);
    REFUSE_NULL(format, err);
    REFUSE_NULL(sink, err);
    rasif_status status = compose_report(audit, format, &text, err);
    if (status == RASIF_OK && text.failed)
        status = fail_memory(err);
    if (status == RASIF_OK && text.length > 0 && sink(user, text.data, text.length) != 0)
        status = fail(err, RASIF_E_OUTPUT, "the %s report could not be written", format);
    text_free(&text);
    return status;
}

/* Pruning needs the old baseline, and the same rules and profiles as the run that wrote it: checked
 * before the run. */
rasif_status rasif_audit_baseline(rasif_audit *audit, rasif_baseline what, rasif_sink sink,
                                  void *user, rasif_error *err)
{
    struct text text = {0};
    REFUSE_NULL(audit, err);
    REFUSE_NULL(sink, err);
    if (what != RASIF_BASELINE_WRITE && what != RASIF_BASELINE_PRUNE)
        return fail(err, RASIF_E_ARGUMENT, "rasif_audit_baseline: what is %d, which is neither write nor prune",
                    (int)what);
    if (what == RASIF_BASELINE_PRUNE && audit->accepted.baseline == NULL)
        return fail(err, RASIF_E_ARGUMENT, "there is no baseline to prune");
    if (what == RASIF_BASELINE_PRUNE)
        TRY(baseline_check_asked(&audit->run, &audit->baseline, err));
    TRY(rasif_audit_run(audit, err));
    baseline_write(&audit->run, what == RASIF_BASELINE_PRUNE, &text);
    rasif_status status = text.failed ? fail_memory(err) : RASIF_OK;
    if (status == RASIF_OK && sink(user, text.data, text.length) != 0)
        status = fail(err, RASIF_E_OUTPUT, "the baseline could not be written");
    text_free(&text);
    return status;
}
