/* SPDX-License-Identifier: MIT
 *
 * rasif survey OUT.gpkg -o SURVEY.gpkg: what to measure next, as walks. */
#include "cli.h"

#include <languages.h>

#include <math.h>
#include <stdlib.h>

enum { KEY_HOURS = 0x100, KEY_WALK_KM, KEY_WALK_HOURS, KEY_START, KEY_END, KEY_STOPS, KEY_LIKELY, KEY_LANG, KEY_FORCE };

#define MOST_HOURS 1e6
#define MOST_WALK_KM 100

const char *const survey_format_words[] = {"text", "html", "json", "csv", "quests", NULL};

/* The command line; strings are borrowed from argv. */
struct survey {
    rasif_survey_options options;
    struct report_option report;
    size_t n_reports; /* that were asked for: one at most */
};

static const struct argp_option table[] = {
    {"hours", KEY_HOURS, "N", 0,
     "walks for this many hours, at 4 km/h and half a minute for each value (a judgement; default: all walks)", 0},
    {"walk-km", KEY_WALK_KM, "N", 0, "a walk is at most this long (default: 5)", 0},
    {"walk-hours", KEY_WALK_HOURS, "N", 0, "a walk takes at most this long (default: 8)", 0},
    {"start", KEY_START, "X,Y", 0,
     "every walk begins here: longitude and latitude where both may be such, else coordinates of the "
     "streets (default: each where it is best)",
     0},
    {"end", KEY_END, "X,Y", 0, "every walk ends here (default: where it begins)", 0},
    {"stops", KEY_STOPS, "KIND", 0,
     "every walk begins and ends at a destination of this kind, such as bus_stop, whichever are best for it", 0},
    {"likely", KEY_LIKELY, NULL, 0,
     "go where most is likely decided, by values that are known nearby (default: where most is decided for certain)", 0},
    {"output", 'o', "SURVEY.gpkg", 0, "the file to take along: walks, and elements with what is asked of them", 0},
    {"force", KEY_FORCE, NULL, 0, "replace it if it exists", 0},
    {"format", 'f', "FORMAT[:FILE]", 0, "text (default), html (a list on paper with a map for each walk), json, csv (the walks) or quests (questions for the app AVIV ScoutRoute), to FILE or standard output", 0},
    {"lang", KEY_LANG, LANGUAGES, 0, "language (default: the first)", 0},
    {0},
};

static error_t set_report(struct survey *survey, char *argument)
{
    if (survey->n_reports++ > 0)
        return usage_error("a survey has one report; give --format once");
    return parse_report(argument, survey_format_words, NULL, 0, &survey->report);
}

/* "X,Y": what they mean is the library's to say. */
static error_t check_place(const char *name, const char *text)
{
    char *end = NULL;
    double x = strtod(text, &end);
    double y = *end == ',' ? strtod(end + 1, &end) : NAN;
    return isfinite(x) && isfinite(y) && *end == '\0'
               ? 0
               : usage_error("%s needs two numbers with a comma between, \"X,Y\", not '%s'", name, text);
}

static error_t parse_survey(int key, char *argument, struct argp_state *state)
{
    struct survey *survey = state->input;
    rasif_survey_options *options = &survey->options;
    switch (key) {
    case KEY_HOURS:
        return parse_number("--hours", argument, 0.1, MOST_HOURS, &options->hours);
    case KEY_WALK_KM:
        return parse_number("--walk-km", argument, 0.1, MOST_WALK_KM, &options->walk_km);
    case KEY_WALK_HOURS:
        return parse_number("--walk-hours", argument, 0.1, MOST_HOURS, &options->walk_hours);
    case KEY_START:
        options->start = argument;
        return check_place("start", argument);
    case KEY_END:
        options->end = argument;
        return check_place("end", argument);
    case KEY_STOPS:
        options->stops = argument;
        return 0;
    case KEY_LIKELY:
        options->likely = true;
        return 0;
    case 'o':
        options->output = argument;
        return check_geopackage_name(argument);
    case KEY_FORCE:
        options->overwrite = true;
        return 0;
    case 'f':
        return set_report(survey, argument);
    case KEY_LANG:
        return parse_language(argument, &options->language);
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

/* The report must be neither the input nor the other result. Returns 0 or an exit code. */
static int check_report(const struct survey *survey)
{
    const char *file = survey->report.file;
    if (!file)
        return 0;
    if (is_same_file(file, survey->options.input)) {
        say("%s is an input; inputs are never written", file);
        return EXIT_USAGE;
    }
    if (survey->options.output && is_same_file(file, survey->options.output)) {
        say("%s is to be written twice; every result needs a file of its own", file);
        return EXIT_USAGE;
    }
    return 0;
}

static int write_survey(struct session *session, const struct survey *survey)
{
    struct output output;
    rasif_error err = {0};
    int code = output_begin(&output, survey->report.file);
    if (code != 0)
        return code;
    code = output_finish(&output, rasif_survey(session->context, &survey->options, output_sink, &output, &err), &err);
    if (code == 0 && survey->options.output)
        say("wrote %s", survey->options.output);
    if (code == 0 && survey->report.file)
        say("wrote %s", survey->report.file);
    return code;
}

int cmd_survey(int argc, char **argv)
{
    struct survey survey = {.n_reports = 0};
    struct session session;
    rasif_survey_options_init(&survey.options);
    int code = parse_arguments(&survey_argp, argc, argv, &survey);
    if (code >= 0)
        return code;
    survey.options.format = survey.report.format;
    code = output_refuse_existing(survey.options.output, survey.options.overwrite);
    if (code == 0)
        code = check_report(&survey);
    if (code == 0)
        code = session_open(&session, 0, PROGRESS_AUTO);
    if (code != 0)
        return code;
    code = write_survey(&session, &survey);
    session_close(&session);
    return code;
}
