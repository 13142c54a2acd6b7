/* SPDX-License-Identifier: MIT
 *
 * The context: log and progress of one thread of work. In: callbacks of the caller, either may be
 * NULL. The library itself prints nothing. */
#include "context.h"

#include "base/cost.h"
#include "base/temp_folder.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 20 calls a second: enough for a smooth bar, too few to slow a run. */
#define PROGRESS_EVERY_S 0.05

/* The version of the library that is linked, which may differ from the header's. */
const char *rasif_version(void)
{
    return RASIF_VERSION;
}

/* No rasif_error here: the only failure is lack of memory. */
rasif_status rasif_context_new(rasif_context **out)
{
    REFUSE_NULL(out, NULL);
    rasif_context *context = calloc(1, sizeof *context);
    if (context == NULL)
        return RASIF_E_MEMORY;
    *out = context;
    return RASIF_OK;
}

void rasif_context_free(rasif_context *context)
{
    free(context);
}

/* For signal handlers of the caller: removes what temp_folder made. */
void rasif_discard_temporaries(void)
{
    temp_folders_discard();
}

/* NULL ends logging. */
void rasif_context_set_log(rasif_context *context, rasif_log_fn fn, void *user)
{
    if (context == NULL)
        return;
    context->log = fn;
    context->log_user = user;
}

void rasif_context_set_progress(rasif_context *context, rasif_progress_fn fn, void *user)
{
    if (context == NULL)
        return;
    context->progress = fn;
    context->progress_user = user;
}

/* Lines are cut at 512 bytes; they are for people. */
void context_log(const struct rasif_context *context, rasif_log_level level, const char *format, ...)
{
    char line[512];
    va_list arguments;
    if (context == NULL || context->log == NULL)
        return;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    context->log(context->log_user, level, line);
}

/* The first and the last call of a stage are never left out. */
bool context_progress(struct rasif_context *context, const char *stage, double done)
{
    if (context == NULL || context->progress == NULL)
        return true;
    double now = cost_now().wall_s;
    if (done > 0 && done < 1 && now - context->last_progress_s < PROGRESS_EVERY_S)
        return true;
    context->last_progress_s = now;
    return context->progress(context->progress_user, stage, done) == 0;
}

rasif_status options_complete(const char *function, const void *given, size_t least, void *all, rasif_error *err)
{
    size_t size, known;
    if (given == NULL)
        return fail(err, RASIF_E_ARGUMENT, "%s: %s is NULL", function, "options");
    memcpy(&size, given, sizeof size);
    memcpy(&known, all, sizeof known);
    if (size < least)
        return fail(err, RASIF_E_ARGUMENT, "%s: options->size is too small; call %s_options_init first", function,
                    function);
    memcpy(all, given, size < known ? size : known);
    memcpy(all, &known, sizeof known);
    return RASIF_OK;
}
