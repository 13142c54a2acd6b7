/* SPDX-License-Identifier: MIT
 *
 * Works done in a copy; see rasif_apply in rasif.h. Options of an older header are completed here.
 */
#include "context.h"
#include "plan/apply.h"

#include <math.h>
#include <stddef.h>

void rasif_apply_options_init(rasif_apply_options *options)
{
    if (options != NULL)
        *options = (rasif_apply_options){.size = sizeof *options, .budget = NAN};
}

static void log_note(void *user, const char *sentence)
{
    context_log(user, RASIF_LOG_WARNING, "%s", sentence);
}

static bool ask_context(void *user, double done)
{
    return context_progress(user, "apply", done);
}

rasif_status rasif_apply(rasif_context *context, const rasif_apply_options *options,
                         rasif_apply_counts *counts, rasif_error *err)
{
    rasif_apply_options all;
    rasif_apply_counts done = {0};
    rasif_apply_options_init(&all);
    TRY(options_complete(__func__, options, offsetof(rasif_apply_options, overwrite), &all, err));
    if (all.input == NULL || all.output == NULL)
        return fail(err, RASIF_E_ARGUMENT, "rasif_apply: options->%s is NULL",
                    all.input == NULL ? "input" : "output");
    TRY(apply_run(&all, &(struct apply_talk){log_note, ask_context, context}, &done, err));
    if (counts != NULL)
        *counts = done;
    return RASIF_OK;
}
