/* SPDX-License-Identifier: MIT
 *
 * Options that are not on the command line: of a project file (project.c), and of the audit that wrote the
 * input of a plan (audited.c). */
#ifndef RASIF_CLI_SETTINGS_H
#define RASIF_CLI_SETTINGS_H

#include "options.h"

/* What the command line states. */
struct stated {
    bool keys[KEY_BEHIND_LAST];
    const char *input; /* the last one; NULL = none */
    size_t n_inputs;
    bool no_project;
    const char *project;
};

/* The option of that name among the groups of a command, and the parser of its group; NULL = the
 * command has no such option. */
const struct argp_option *settings_option(const struct argp *argp, const char *name, argp_parser_t *parser);

/* ---- audited.c ---- */

/* Reads the settings of the audit that wrote the input into options->audited: of the only input on the
 * command line, else of the only one in the project file. NULL where no audit wrote it. Returns 0 or
 * an exit code. */
int audited_read(const struct stated *stated, struct options *options);
/* Does options->audited say how the input is read and judged, so that a setting of the project file with this
 * parser and name is left out? */
bool audited_overrules(const struct options *options, argp_parser_t parser, const char *name);
/* Gives options the settings that the command line leaves open, and notes their names for the sentence of
 * audited_note. Returns 0 or an exit code. */
int audited_take(const struct argp *argp, const struct stated *stated, struct options *options);

#endif
