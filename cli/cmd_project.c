/* SPDX-License-Identifier: MIT
 *
 * rasif project OUT.gpkg: a QGIS project beside an annotated GeoPackage, or beside one with
 * changes. */
#include "cli.h"

#include <languages.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_LANG = 0x100, KEY_FORCE };

/* The command line; strings are borrowed from argv. NULL = not given. */
struct project {
    const char *path, *output, *language;
    bool force;
};

static const struct argp_option table[] = {
    {"output", 'o', "FILE.qgs", 0, "the project (default: beside OUT.gpkg, under its name)", 0},
    {"force", KEY_FORCE, NULL, 0, "replace the project", 0},
    {"lang", KEY_LANG, LANGUAGES, 0, "language (default: the one OUT.gpkg was written in)", 0},
    {0},
};

static error_t parse_project(int key, char *argument, struct argp_state *state)
{
    struct project *project = state->input;
    switch (key) {
    case 'o':
        project->output = argument;
        return 0;
    case KEY_FORCE:
        project->force = true;
        return 0;
    case KEY_LANG:
        return parse_language(argument, &project->language);
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            return usage_error("project takes one file, not also '%s'", argument);
        project->path = argument;
        return 0;
    case ARGP_KEY_END:
        return project->path ? 0
                             : usage_error("project needs an annotated GeoPackage; see 'rasif help "
                                           "project'");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp project_argp = {
    .options = table,
    .parser = parse_project,
    .args_doc = "OUT.gpkg",
    .doc = "Writes a QGIS project (3.22 and newer) of what 'rasif audit' or 'rasif diff' wrote: "
           "layers "
           "in groups, a map theme for each kind of user, findings in the form of what they are "
           "about, "
           "and a sheet to print for each of the worst street segments. Of what 'rasif survey' wrote: the forms "
           "of surveyors, for QGIS and QField (docs/survey-form.md)."
           "\vThe project names OUT.gpkg as seen from its own folder: move both together. Once "
           "OUT.gpkg "
           "has another name, write its project again.",
    .help_filter = translate_help,
};

static int write_project(struct session *session, const struct project *project, const char *target)
{
    rasif_error err = {0};
    if (rasif_project(session->context, project->path, target, project->language, project->force,
                      &err))
        return report_error(&err);
    say("wrote %s", target);
    return EXIT_DONE;
}

int cmd_project(int argc, char **argv)
{
    struct project project = {.path = NULL};
    struct session session;
    int code = parse_arguments(&project_argp, argc, argv, &project);
    if (code >= 0)
        return code;
    char *target = project.output ? format_text("%s", project.output) : project_name(project.path);
    code = output_refuse_existing(target, project.force);
    if (code == 0)
        code = session_open(&session, 0, PROGRESS_NEVER);
    if (code == 0) {
        code = write_project(&session, &project, target);
        session_close(&session);
    }
    free(target);
    return code;
}
