/* SPDX-License-Identifier: MIT
 *
 * Options that choose the input and how it is judged, and the parts of all options*.c. The library
 * reads rows of <options.def> with one value; the parsers here have cases for lists and for the
 * command's own options. Within a group argp sorts the help by name.
 *
 * The tables, the keys and the list of options that the library reads are three expansions of one
 * file: they can't differ. */
#include "options.h"

#include <stdlib.h>
#include <string.h>

/* Roles, in the order of their keys: index = key - KEY_role_streets. */
static const char *const role_names[] = {
#define ROLE(role, sentence) #role,
#include <options.def>
};

/* Options of the library that have one value, by key. */
static const struct {
    int key;
    const char *command;
} library_options[] = {
#define VALUE(field, command, ...) {KEY_##field, command},
#define TEXT VALUE
#define FLAG VALUE
#define CHOICE VALUE
#define NUMBER VALUE
#define NUMBER_OR_NONE VALUE
#define OWN VALUE
#include <options.def>
};

/* A flag has no value on the command line: the library gets "yes". Its message begins with the
 * name of the option, hence the "--" in front. */
error_t parse_library(int key, const char *argument, rasif_options *library)
{
    rasif_error err = {0};
    for (size_t i = 0; i < sizeof library_options / sizeof *library_options; i++)
        if (library_options[i].key == key) {
            if (rasif_options_set(library, library_options[i].command, argument ? argument : "yes",
                                  &err) == RASIF_OK)
                return 0;
            return usage_error("--%s", err.message);
        }
    return ARGP_ERR_UNKNOWN;
}

void options_init(struct options *options)
{
    *options = (struct options){0};
    rasif_options_init(&options->library);
}

/* Frees the list and its texts. */
static void free_owned(struct strings *strings)
{
    for (size_t i = 0; i < strings->n; i++)
        free((void *)(uintptr_t)strings->items[i]);
    strings_free(strings);
}

/* Of the strings only these two lists are the command's own; all others lie in argv. */
void options_free(struct options *options)
{
    free_owned(&options->floors);
    free_owned(&options->owned);
    rasif_settings_free(options->project);
    rasif_settings_free(options->audited);
    free(options->audited_taken);
    strings_free(&options->fail_on);
    strings_free(&options->inputs);
    strings_free(&options->profiles);
    strings_free(&options->crs);
    free(options->roles);
    free(options->reports);
}

void options_finish(struct options *options)
{
    rasif_options *library = &options->library;
    library->inputs = options->inputs.items;
    library->n_inputs = options->inputs.n;
    library->roles = options->roles;
    library->n_roles = options->n_roles;
    library->profiles = options->profiles.items;
    library->n_profiles = options->profiles.n;
    library->crs = options->crs.items;
    library->n_crs = options->crs.n;
}

/* argp hands no input to children by itself. */
void options_share(struct argp_state *state, size_t n)
{
    for (size_t i = 0; i < n; i++)
        state->child_inputs[i] = state->input;
}

/* ---- project file ---- */

static const struct argp_option project_table[] = {
#define PICK_PROJECT TABLE_ROW
#include "option_rows.h"
    {0},
};

/* project_take has read the file already. */
static error_t parse_project(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    return key == KEY_no_project ? 0 : parse_library(key, argument, &options->library);
}

const struct argp project_group = {project_table, parse_project,  NULL, NULL,
                                    NULL,          translate_help, NULL};

/* ---- input ---- */

static const struct argp_option input_table[] = {
#define PICK_INPUT TABLE_ROW
#include "option_rows.h"
    {0},
};

/* Keeps "--sidewalks LAYER" with the name of the role that the library knows. */
static void add_role(struct options *options, int role, const char *layer)
{
    options->roles = grow(options->roles, options->n_roles + 1, sizeof *options->roles);
    options->roles[options->n_roles++] = (rasif_role_option){role_names[role], layer};
}

/* Words that are not options are inputs; without one those of the project file stay. */
static error_t parse_input(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    if (key >= KEY_role_streets && key <= KEY_role_destinations) {
        add_role(options, key - KEY_role_streets, argument);
        return 0;
    }
    switch (key) {
    case KEY_crs:
        strings_add(&options->crs, argument);
        return 0;
    case ARGP_KEY_ARG:
        strings_add(&options->inputs, argument);
        return 0;
    case ARGP_KEY_NO_ARGS:
        return options->inputs.n > 0 ? 0 : usage_error("no input file given; see 'rasif help'");
    default:
        return parse_library(key, argument, &options->library);
    }
}

const struct argp input_group = {input_table, parse_input, NULL, NULL, NULL, translate_help, NULL};

/* ---- judging ---- */

static const struct argp_option judging_table[] = {
#define PICK_JUDGING TABLE_ROW
#include "option_rows.h"
    {0},
};

/* Cuts "a,b" at its commas, in place. */
static error_t add_profiles(struct options *options, char *list)
{
    for (char *profile = list; profile != NULL; profile = list) {
        list = strchr(profile, ',');
        if (list != NULL)
            *list++ = '\0';
        if (*profile == '\0')
            return usage_error("--profile has an empty item");
        strings_add(&options->profiles, profile);
    }
    return 0;
}

/* Conditions on several options are checked at the end, when all are read. */
static error_t parse_judging(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    switch (key) {
    case KEY_profiles:
        return add_profiles(options, argument);
    case KEY_rules:
        options->rules = argument;
        return 0;
    case ARGP_KEY_END:
        if (options->library.boundary_name && !options->library.boundary)
            return usage_error("--boundary-name needs --boundary");
        return 0;
    default:
        return parse_library(key, argument, &options->library);
    }
}

const struct argp judging_group = {judging_table, parse_judging, NULL, NULL, NULL, translate_help, NULL};
