/* SPDX-License-Identifier: MIT
 *
 * rasif explain OUT.gpkg LAYER:FID|RASIF_ID: why an element got its verdict, read from an annotated
 * GeoPackage alone. */
#include "cli.h"

#include <languages.h>

enum { KEY_PROFILE = 0x100, KEY_LANG };

/* The command line; strings are borrowed from argv. profile NULL = all, language NULL = the
 * first. */
struct explain {
    const char *path, *what, *profile, *language;
};

static const struct argp_option table[] = {
    {"profile", KEY_PROFILE, "ID", 0, "for this profile only (default: all in the file)", 0},
    {"lang", KEY_LANG, LANGUAGES, 0, "language (default: the first)", 0},
    {0},
};

/* Two words are the file and the element; `what` is only given when both are. */
static error_t parse_explain(int key, char *argument, struct argp_state *state)
{
    struct explain *explain = state->input;
    switch (key) {
    case KEY_PROFILE:
        explain->profile = argument;
        return 0;
    case KEY_LANG:
        return parse_language(argument, &explain->language);
    case ARGP_KEY_ARG:
        if (state->arg_num > 1)
            return usage_error("explain takes a file and one element, not also '%s'", argument);
        *(state->arg_num == 0 ? &explain->path : &explain->what) = argument;
        return 0;
    case ARGP_KEY_END:
        if (!explain->what)
            return usage_error("explain needs an annotated GeoPackage and an element; see 'rasif "
                               "help explain'");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp explain_argp = {
    .options = table,
    .parser = parse_explain,
    .args_doc = "OUT.gpkg LAYER:FID|RASIF_ID",
    .doc = "Tells why an element or a street got its score: value, limit, clause, outcome and "
           "weight of every rule, in words. Reads what 'rasif audit' wrote.",
    .help_filter = translate_help,
};

/* The library writes through output_sink, so that a closed pipe is no error here either. */
int cmd_explain(int argc, char **argv)
{
    struct explain explain = {.language = NULL};
    struct session session;
    struct output output;
    rasif_error err = {0};

    int code = parse_arguments(&explain_argp, argc, argv, &explain);
    if (code >= 0)
        return code;
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
    return code;
}
