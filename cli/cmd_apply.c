/* SPDX-License-Identifier: MIT
 *
 * rasif apply PLAN.gpkg -o AFTER.gpkg: a copy in which planned works are done. */
#include "cli.h"

#include <math.h>
#include <string.h>

enum { KEY_WORKS = 0x100, KEY_BUDGET, KEY_CHANGES, KEY_MAPPING, KEY_PRESET, KEY_FORCE };

#define MOST_BUDGET 1e15

static const struct argp_option table[] = {
    {"works", KEY_WORKS, "WORKS.gpkg[:ID,...]", 0,
     "where table audit_works is (default: PLAN.gpkg), and which of its works; :ID,... are works "
     "of PLAN.gpkg",
     0},
    {"budget", KEY_BUDGET, "N", 0,
     "the works that this budget buys (default: those of the largest budget of the plan)", 0},
    {"changes", KEY_CHANGES, "FILE.yaml", 0,
     "further changes: a list of {layer, fid, set: {FIELD: VALUE}}", 0},
    {"mapping", KEY_MAPPING, "FILE", 0,
     "mapping file (default: that of the audit that wrote the file)", 0},
    {"preset", KEY_PRESET, "NAME", 0, "source schema (default: the same)", 0},
    {"output", 'o', "AFTER.gpkg", 0, "the copy to write", 0},
    {"force", KEY_FORCE, NULL, 0, "replace it if it exists", 0},
    {0},
};

static error_t parse_apply(int key, char *argument, struct argp_state *state)
{
    rasif_apply_options *options = state->input;
    switch (key) {
    case KEY_WORKS:
        options->works = argument;
        return 0;
    case KEY_BUDGET:
        return parse_number("--budget", argument, 0, MOST_BUDGET, &options->budget);
    case KEY_CHANGES:
        options->changes = argument;
        return 0;
    case KEY_MAPPING:
        options->mapping = argument;
        return 0;
    case KEY_PRESET:
        options->preset = argument;
        return 0;
    case 'o':
        options->output = argument;
        return check_geopackage_name(argument);
    case KEY_FORCE:
        options->overwrite = true;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            return usage_error("apply takes one file, not also '%s'", argument);
        options->input = argument;
        return 0;
    case ARGP_KEY_END:
        if (options->input == NULL)
            return usage_error("apply needs the file of a plan; see 'rasif help apply'");
        return options->output != NULL
                   ? 0
                   : usage_error("apply needs -o AFTER.gpkg: the input is never written");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp apply_argp = {
    .options = table,
    .parser = parse_apply,
    .args_doc = "PLAN.gpkg",
    .doc = "Writes a copy of a GeoPackage in which planned works are done: values of works in the "
           "columns that hold "
           "them, in their units and words, new kerb ramps as points, barriers on the way deleted. "
           "All else stays as it "
           "is. An audit of the copy finds what the plan promised."
           "\vPLAN.gpkg is what 'rasif plan' wrote, or with --works the file that it was made of. "
           "What was written is read "
           "back before the copy is put in place; what could not be done as planned is said on "
           "stderr. Tables that an "
           "audit wrote (audit_*) are those of before: audit the copy anew (docs/apply.md).",
    .help_filter = translate_help,
};

int cmd_apply(int argc, char **argv)
{
    rasif_apply_options options;
    rasif_apply_counts counts = {0};
    rasif_error err = {0};
    struct session session;
    rasif_apply_options_init(&options);
    int code = parse_arguments(&apply_argp, argc, argv, &options);
    if (code >= 0)
        return code;
    code = output_refuse_existing(options.output, options.overwrite);
    if (code == 0)
        code = session_open(&session, 0, PROGRESS_NEVER);
    if (code != 0)
        return code;
    if (rasif_apply(session.context, &options, &counts, &err) != RASIF_OK)
        code = report_error(&err);
    else
        say("wrote %s: works done: %zu; cells changed: %zu; features added: %zu, removed: %zu",
            options.output, counts.works, counts.cells, counts.added, counts.removed);
    if (code == 0 && counts.cells + counts.added + counts.removed > 0)
        say("scores and findings in %s are those of before: audit it anew", options.output);
    session_close(&session);
    return code;
}
