/* SPDX-License-Identifier: MIT
 *
 * rasif draft STREETS.gpkg -o DRAFT.gpkg: what a city of streets alone may have, as proposals. */
#include "cli.h"

#include <languages.h>

enum { KEY_MAPPING = 0x100, KEY_PRESET, KEY_LANG, KEY_FORCE };

static const struct argp_option table[] = {
    {"mapping", KEY_MAPPING, "FILE", 0, "mapping file", 0},
    {"preset", KEY_PRESET, "NAME", 0, "source schema (default: recognised)", 0},
    {"output", 'o', "DRAFT.gpkg", 0, "the copy to write", 0},
    {"force", KEY_FORCE, NULL, 0, "replace it if it exists", 0},
    {"lang", KEY_LANG, LANGUAGES "[,...]", 0, "language of the text and of the forms (default: en)", 0},
    {0},
};

static error_t parse_draft(int key, char *argument, struct argp_state *state)
{
    rasif_draft_options *options = state->input;
    switch (key) {
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
    case KEY_LANG:
        return parse_languages(argument, &options->language);
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            return usage_error("draft takes one file, not also '%s'", argument);
        options->input = argument;
        return 0;
    case ARGP_KEY_END:
        if (options->input == NULL)
            return usage_error("draft needs a file with streets; see 'rasif help draft'");
        return options->output != NULL
                   ? 0
                   : usage_error("draft needs -o DRAFT.gpkg: the input is never written");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp draft_argp = {
    .options = table,
    .parser = parse_draft,
    .args_doc = "STREETS.gpkg",
    .doc = "For a city that has street lines only, or no kerb ramps: writes a copy of the file with three more layers, "
           "likely sidewalks beside the streets, crossings over the arms of junctions and ramps at the ends of crossings, "
           "so that a survey has something to begin with. All of them are proposals, nothing is known of them."
           "\vNo audit takes a proposal for something that exists. 'rasif survey' of its audit makes walks along the "
           "proposals, and surveyors say what is there; or change the status of a line from 'proposed' to 'in_use' or "
           "'absent', and fill in what was measured (docs/draft.md).",
    .help_filter = translate_help,
};

int cmd_draft(int argc, char **argv)
{
    rasif_draft_options options;
    struct session session;
    struct output output;
    rasif_error err = {0};
    rasif_draft_options_init(&options);
    int code = parse_arguments(&draft_argp, argc, argv, &options);
    if (code >= 0)
        return code;
    code = output_refuse_existing(options.output, options.overwrite);
    if (code == 0)
        code = session_open(&session, 0, PROGRESS_NEVER);
    if (code != 0)
        return code;
    output_begin(&output, NULL);
    code = output_finish(&output, rasif_draft(session.context, &options, output_sink, &output, &err), &err);
    if (code == 0)
        say("wrote %s", options.output);
    session_close(&session);
    return code;
}
