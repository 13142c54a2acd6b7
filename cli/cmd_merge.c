/* SPDX-License-Identifier: MIT
 *
 * rasif merge CITY.gpkg --survey RETURNED.gpkg -o CITY2.gpkg: what surveyors brought back, beside the data. */
#include "cli.h"

#include <languages.h>

#include <stdlib.h>
#include <string.h>

enum { KEY_SURVEY = 0x100, KEY_MAPPING, KEY_PRESET, KEY_LANG, KEY_FORCE };

static const struct argp_option table[] = {
    {"survey", KEY_SURVEY, "RETURNED.gpkg", 0,
     "a file of 'rasif survey' that surveyors filled in; may be given several times", 0},
    {"mapping", KEY_MAPPING, "FILE", 0,
     "mapping file (default: that of the audit that wrote the file)", 0},
    {"preset", KEY_PRESET, "NAME", 0, "source schema (default: the same)", 0},
    {"lang", KEY_LANG, LANGUAGES, 0, "language (default: the first)", 0},
    {"output", 'o', "CITY2.gpkg", 0, "the copy to write", 0},
    {"force", KEY_FORCE, NULL, 0, "replace it if it exists", 0},
    {0},
};

/* The command line; strings are borrowed from argv. */
struct merge {
    rasif_merge_options options;
    const char **surveys; /* heap */
};

static error_t add_survey(struct merge *merge, const char *path)
{
    size_t n = merge->options.n_surveys;
    const char **more = realloc(merge->surveys, (n + 1) * sizeof *more);
    if (more == NULL)
        return ENOMEM;
    more[n] = path;
    merge->surveys = more;
    merge->options.surveys = more;
    merge->options.n_surveys = n + 1;
    return 0;
}

static error_t parse_end(const rasif_merge_options *options)
{
    if (options->input == NULL)
        return usage_error("merge needs the file of a city; see 'rasif help merge'");
    if (options->n_surveys == 0)
        return usage_error("merge needs --survey RETURNED.gpkg");
    return options->output != NULL ? 0 : usage_error("merge needs -o CITY2.gpkg: the input is never written");
}

static error_t parse_merge(int key, char *argument, struct argp_state *state)
{
    struct merge *merge = state->input;
    rasif_merge_options *options = &merge->options;
    switch (key) {
    case KEY_SURVEY:
        return add_survey(merge, argument);
    case KEY_MAPPING:
        options->mapping = argument;
        return 0;
    case KEY_PRESET:
        options->preset = argument;
        return 0;
    case KEY_LANG:
        return parse_language(argument, &options->language);
    case 'o':
        options->output = argument;
        return check_geopackage_name(argument);
    case KEY_FORCE:
        options->overwrite = true;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            return usage_error("merge takes one file, not also '%s'; surveys come with --survey", argument);
        options->input = argument;
        return 0;
    case ARGP_KEY_END:
        return parse_end(options);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp merge_argp = {
    .options = table,
    .parser = parse_merge,
    .args_doc = "CITY.gpkg",
    .doc = "Writes a copy of a GeoPackage with what surveyors brought back: table survey_values has each value with "
           "its day and surveyor beside the original one, table survey_proposals geometries that were corrected or "
           "added. Audits of the copy judge by the values that hold; the city's own cells stay as they are."
           "\vThe latest day holds; surveys of one day that differ are a conflict, and the city's value stays. The list "
           "on stdout has every difference with both values (docs/merge.md). Merging the same file again changes "
           "nothing; scores in the copy are those of before: audit it anew.",
    .help_filter = translate_help,
};

static void tell_counts(const struct merge *merge, const rasif_merge_counts *counts)
{
    say("wrote %s: values of surveys: %zu; used: %zu, of these other than the city's: %zu; older: %zu; conflicts: %zu; "
        "without a feature: %zu; kept, not judged by: %zu; proposals: %zu",
        merge->options.output, counts->values, counts->used, counts->other, counts->older, counts->conflicts,
        counts->orphans, counts->kept, counts->proposals);
    if (counts->used > 0)
        say("scores and findings in %s are those of before: audit it anew", merge->options.output);
}

static int merge_surveys(struct session *session, const struct merge *merge)
{
    rasif_merge_counts counts = {0};
    rasif_error err = {0};
    struct output output;
    output_begin(&output, NULL);
    rasif_status status = rasif_merge(session->context, &merge->options, &counts, output_sink, &output, &err);
    int code = output_finish(&output, status, &err);
    if (code == 0)
        tell_counts(merge, &counts);
    return code;
}

static int run_merge(const struct merge *merge)
{
    struct session session;
    int code = output_refuse_existing(merge->options.output, merge->options.overwrite);
    if (code == 0)
        code = session_open(&session, 0, PROGRESS_NEVER);
    if (code == 0) {
        code = merge_surveys(&session, merge);
        session_close(&session);
    }
    return code;
}

int cmd_merge(int argc, char **argv)
{
    struct merge merge = {.surveys = NULL};
    rasif_merge_options_init(&merge.options);
    int code = parse_arguments(&merge_argp, argc, argv, &merge);
    if (code < 0)
        code = run_merge(&merge);
    free(merge.surveys);
    return code;
}
