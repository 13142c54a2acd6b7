/* SPDX-License-Identifier: MIT
 *
 * rasif explain OUT.gpkg LAYER:FID|RASIF_ID: why an element got its verdict, read from an annotated
 * GeoPackage alone. */
#include "cli.h"

#include <languages.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_PROFILE = 0x100, KEY_LANG, KEY_PROJECT };

/* The command line; strings are borrowed from argv. profile NULL = all, language NULL = the
 * first. */
struct explain {
    const char *path, *what, *profile, *language, *project;
};

static const struct argp_option table[] = {
    {"profile", KEY_PROFILE, "ID", 0, "for this profile only (default: all in the file)", 0},
    {"lang", KEY_LANG, LANGUAGES, 0, "language (default: the first)", 0},
    {"project", KEY_PROJECT, "FILE", 0,
     "project file with the output to read, where none is named, and the language (default: "
     "rasif.yaml of the working folder)",
     0},
    {0},
};

/* Two words are the file and the element; one is the element alone. */
static error_t parse_explain(int key, char *argument, struct argp_state *state)
{
    struct explain *explain = state->input;
    switch (key) {
    case KEY_PROFILE:
        explain->profile = argument;
        return 0;
    case KEY_LANG:
        return parse_language(argument, &explain->language);
    case KEY_PROJECT:
        explain->project = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 1)
            return usage_error("explain takes a file and one element, not also '%s'", argument);
        *(state->arg_num == 0 ? &explain->path : &explain->what) = argument;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp explain_argp = {
    .options = table,
    .parser = parse_explain,
    .args_doc = "[OUT.gpkg] LAYER:FID|RASIF_ID",
    .doc = "Tells why an element or a street got its score: value, limit, clause, outcome and "
           "weight of every rule, in words. Reads what 'rasif audit' wrote; without a file, what "
           "the project file has as output.",
    .help_filter = translate_help,
};

/* One word that is no file is the element; the file is the output of the project. `language` is cut
 * to its first code, for which a copy is kept in *copy. Returns 0 or an exit code. */
static int complete(struct explain *explain, rasif_settings **project, char **copy)
{
    bool alone = explain->path && !explain->what && access(explain->path, F_OK) != 0;
    if (alone) {
        explain->what = explain->path;
        explain->path = NULL;
    }
    if (explain->what && (!explain->path || explain->project)) {
        int code = project_result(explain->project, &explain->path, &explain->language, project);
        if (code)
            return code;
    }
    if (!explain->path || !explain->what) {
        usage_error(
            "explain needs an annotated GeoPackage and an element; see 'rasif help explain'");
        return EXIT_USAGE;
    }
    if (explain->language) {
        *copy = format_text("%.*s", (int)strcspn(explain->language, ","), explain->language);
        explain->language = *copy;
    }
    return 0;
}

/* The library writes through output_sink, so that a closed pipe is no error here either. */
int cmd_explain(int argc, char **argv)
{
    struct explain explain = {.language = NULL};
    struct session session;
    struct output output;
    rasif_settings *project = NULL;
    char *language = NULL;
    rasif_error err = {0};

    int code = parse_arguments(&explain_argp, argc, argv, &explain);
    if (code >= 0)
        return code;
    code = complete(&explain, &project, &language);
    if (code == 0)
        code = session_open(&session, 0, PROGRESS_NEVER);
    if (code == 0) {
        output_begin(&output, NULL);
        code = output_finish(&output,
                             rasif_explain(session.context, explain.path, explain.what,
                                           explain.profile, explain.language, output_sink, &output,
                                           &err),
                             &err);
        session_close(&session);
    }
    free(language);
    rasif_settings_free(project);
    return code;
}
