/* SPDX-License-Identifier: MIT
 *
 * Loading the rule base for callers of the library: see rasif_rules_load in rasif.h. In: a folder
 * or NULL. Out: rules, standards and profiles, and one line in the log that names what the folder
 * gave. */
#include "context.h"
#include "rule/rules.h"

rasif_status rasif_rules_load(rasif_context *context, const char *directory, rasif_rules **out,
                              rasif_error *err)
{
    REFUSE_NULL(out, err);
    TRY(rules_load(directory, out, err));
    if ((*out)->loaded != NULL)
        context_log(context, RASIF_LOG_INFO, "loaded %s from %s", (*out)->loaded, directory);
    if ((*out)->beside != NULL)
        context_log(context, RASIF_LOG_INFO,
                    "not read, because not in the folder rules, standards or profiles of %s: %s",
                    directory, (*out)->beside);
    return RASIF_OK;
}
