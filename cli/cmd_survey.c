/* SPDX-License-Identifier: MIT
 *
 * rasif survey OUT.gpkg -o SURVEY.gpkg: what to measure next, as walks. */
#include "cli.h"

#include <sys/stat.h>

enum { KEY_HOURS = 0x100, KEY_WALK_KM, KEY_WALK_HOURS, KEY_START, KEY_LANG, KEY_FORCE };

#define MOST_HOURS 1e6
#define MOST_WALK_KM 100

static const struct argp_option table[] = {
    {"hours", KEY_HOURS, "N", 0,
     "walks for this many hours, at 4 km/h and half a minute for each value (a judgement; default: all walks)", 0},
    {"walk-km", KEY_WALK_KM, "N", 0, "a walk is at most this long (default: 5)", 0},
    {"walk-hours", KEY_WALK_HOURS, "N", 0, "and takes at most this long (default: 8)", 0},
    {"start", KEY_START, "X,Y", 0,
     "every walk begins and ends here: longitude and latitude where both may be such, else coordinates of the "
     "streets (default: each where it is best)",
     0},
    {"output", 'o', "SURVEY.gpkg", 0, "the file to take along: walks, and elements with what is asked of them", 0},
    {"force", KEY_FORCE, NULL, 0, "replace it if it exists", 0},
    {"format", 'f', "FORMAT", 0, "text, json or csv (the walks; default: text)", 0},
    {"lang", KEY_LANG, "CODE", 0, "language of the report", 0},
    {0},
};

static error_t parse_survey(int key, char *argument, struct argp_state *state)
{
    rasif_survey_options *options = state->input;
    switch (key) {
    case KEY_HOURS:
        return parse_number("--hours", argument, 0.1, MOST_HOURS, &options->hours);
    case KEY_WALK_KM:
        return parse_number("--walk-km", argument, 0.1, MOST_WALK_KM, &options->walk_km);
    case KEY_WALK_HOURS:
        return parse_number("--walk-hours", argument, 0.1, MOST_HOURS, &options->walk_hours);
    case KEY_START:
        options->start = argument;
        return 0;
    case 'o':
        options->output = argument;
        return check_geopackage_name(argument);
    case KEY_FORCE:
        options->overwrite = true;
        return 0;
    case 'f':
        options->format = argument;
        return 0;
    case KEY_LANG:
        options->language = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            return usage_error("survey takes one file, not also '%s'", argument);
        options->input = argument;
        return 0;
    case ARGP_KEY_END:
        return options->input != NULL ? 0 : usage_error("survey needs an annotated file; see 'rasif help survey'");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp survey_argp = {
    .options = table,
    .parser = parse_survey,
    .args_doc = "OUT.gpkg",
    .doc = "Finds the shortest way from unknown to known: which elements to visit, what to take there, how many "
           "verdicts that settles whatever the values are, and in which walks. OUT.gpkg is what 'rasif audit' wrote; "
           "it is audited again with the settings of its audit."
           "\vWalks that settle most per kilometre come first. SURVEY.gpkg is a form to take along: its columns are "
           "empty where something is asked (docs/survey.md).",
    .help_filter = translate_help,
};

/* An output that exists is refused before anything is audited, which may take long. */
static int survey(const rasif_survey_options *options)
{
    struct session session;
    struct output output;
    struct stat status;
    rasif_error err = {0};
    if (options->output && !options->overwrite && lstat(options->output, &status) == 0) {
        say("%s exists; choose another name or add --force to replace it", options->output);
        return EXIT_USAGE;
    }
    int code = session_open(&session, 0, PROGRESS_AUTO);
    if (code == 0 && (code = output_begin(&output, NULL)) == 0) {
        rasif_status done = rasif_survey(session.context, options, output_sink, &output, &err);
        code = output_finish(&output, done, &err);
        if (code == 0 && options->output)
            say("wrote %s", options->output);
    }
    session_close(&session);
    return code;
}

int cmd_survey(int argc, char **argv)
{
    rasif_survey_options options;
    rasif_survey_options_init(&options);
    int code = parse_arguments(&survey_argp, argc, argv, &options);
    return code >= 0 ? code : survey(&options);
}
