/* SPDX-License-Identifier: MIT
 *
 * Surveys beside the data they were made of; see rasif_merge in rasif.h. Options of an older header are completed
 * here. */
#include "context.h"
#include "plan/merge.h"

#include <stddef.h>

void rasif_merge_options_init(rasif_merge_options *options)
{
    if (options != NULL)
        *options = (rasif_merge_options){.size = sizeof *options};
}

static void log_note(void *user, const char *sentence)
{
    context_log(user, RASIF_LOG_WARNING, "%s", sentence);
}

static bool ask_context(void *user, double done)
{
    return context_progress(user, "merge", done);
}

rasif_status rasif_merge(rasif_context *context, const rasif_merge_options *options, rasif_merge_counts *counts,
                         rasif_sink sink, void *user, rasif_error *err)
{
    rasif_merge_options all;
    rasif_merge_counts done = {0};
    rasif_merge_options_init(&all);
    TRY(options_complete(__func__, options, offsetof(rasif_merge_options, overwrite), &all, err));
    if (all.input == NULL || all.output == NULL || (all.surveys == NULL && all.n_surveys > 0))
        return fail(err, RASIF_E_ARGUMENT, "rasif_merge: options->%s is NULL",
                    all.input == NULL    ? "input"
                    : all.output == NULL ? "output"
                                         : "surveys");
    TRY(merge_run(&all, &(struct merge_talk){log_note, ask_context, context}, sink, user, &done, err));
    if (counts != NULL)
        *counts = done;
    return RASIF_OK;
}
