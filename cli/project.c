/* SPDX-License-Identifier: MIT
 *
 * The project file (docs/decisions/0410): options that are not on the command line.
 *
 * The command line is looked through first, with the command's own tables, for the names it states.
 * Then every other setting of the file goes through the parser that reads the same option on the
 * command line, and the command line itself is parsed last. Mistakes in the file are printed all,
 * one line each. */
#include "settings.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Has the working folder a project file? A link to nothing counts: reading it says so. */
static bool is_there(void)
{
    struct stat status;
    return lstat(PROJECT_FILE, &status) == 0;
}

/* ---- the command line --------------------------------------------------------------------- */

/* Options of all groups in one table, for argp. */
struct flat {
    struct argp_option *items;
    size_t n;
};

/* For each_option. */
static void add_flat(const struct argp_option *option, const char *group, void *user)
{
    struct flat *flat = user;
    (void)group;
    flat->items = grow(flat->items, flat->n + 1, sizeof *flat->items);
    flat->items[flat->n++] = *option;
}

/* Notes keys and reads no value: what is wrong is reported by the parsers later. */
static error_t note_key(int key, char *argument, struct argp_state *state)
{
    struct stated *stated = state->input;
    if (key == ARGP_KEY_ARG) {
        stated->input = argument;
        stated->n_inputs++;
    } else if (key >= ARGP_KEY_END)
        return ARGP_ERR_UNKNOWN;
    else if (key < KEY_BEHIND_LAST)
        stated->keys[key] = true;
    if (key == KEY_project)
        stated->project = argument;
    stated->no_project = stated->no_project || key == KEY_no_project;
    return 0;
}

/* false: something is wrong with it, which parse_arguments is going to say. */
static bool look_through(const struct argp *argp, int argc, char **argv, struct stated *stated)
{
    struct flat flat = {0};
    each_option(argp, NULL, add_flat, &flat);
    flat.items = grow(flat.items, flat.n + 1, sizeof *flat.items);
    flat.items[flat.n] = (struct argp_option){0};
    const struct argp plain = {flat.items, note_key, "INPUT...", NULL, NULL, NULL, NULL};
    bool good = argp_parse(&plain, (unsigned)argc, argv, ARGP_NO_ERRS | ARGP_NO_HELP | ARGP_NO_EXIT,
                           NULL, stated) == 0;
    free(flat.items);
    return good;
}

/* ---- settings ----------------------------------------------------------------------------- */

const struct argp_option *settings_option(const struct argp *argp, const char *name, argp_parser_t *parser)
{
    for (const struct argp_child *c = argp->children; c && c->argp; c++)
        for (const struct argp_option *o = c->argp->options; o->name || o->key; o++)
            if (o->name && strcmp(o->name, name) == 0) {
                *parser = c->argp->parser;
                return o;
            }
    return NULL;
}

/* Does the option name or replace a file that is written? The outputs of a project belong to its
 * inputs. */
static bool is_target(int key)
{
    return key == 'o' || key == 'f' || key == KEY_force || key == KEY_qgis_project || key == KEY_write_baseline ||
           key == KEY_prune_baseline;
}

/* Is the setting left out, because the command line decides? --force goes with --output, and
 * --prune-baseline with --baseline: the file says neither of a file that it does not name. */
static bool is_overruled(const struct stated *stated, int key)
{
    return stated->keys[key] || (key == KEY_force && stated->keys['o']) ||
           (key == KEY_prune_baseline && stated->keys[KEY_baseline]);
}

/* Gives one setting to the parser of its option. Its text is copied, because parsers cut theirs. */
static error_t apply(const struct argp *argp, const rasif_setting *setting,
                     const struct stated *stated, struct options *options)
{
    struct argp_state state = {.input = options};
    argp_parser_t parser = NULL;
    char *value = format_text("%s", setting->value);
    strings_add(&options->owned, value);
    if (strcmp(setting->name, "inputs") == 0) {
        if (stated->n_inputs == 0)
            strings_add(&options->inputs, value);
        return 0;
    }
    const struct argp_option *option = settings_option(argp, setting->name, &parser);
    if (!option || is_overruled(stated, option->key) || audited_overrules(options, parser, setting->name) || (!option->arg && strcmp(value, "no") == 0))
        return 0;
    if (is_target(option->key) && stated->n_inputs > 0) {
        options->project_outputs_left = true;
        return 0;
    }
    if (option->key == KEY_language)
        language_use(value);
    parse_place(setting->place);
    error_t error = parser(option->key, option->arg ? value : NULL, &state);
    parse_place(NULL);
    return error;
}

/* Prints the sentence of every setting that has one. */
static bool complain(const rasif_setting *setting)
{
    if (setting->problem)
        say("%s: %s", setting->place, setting->problem);
    return setting->problem != NULL;
}

/* Every mistake is printed before the program ends. */
static int apply_all(const struct argp *argp, const struct stated *stated, struct options *options)
{
    bool wrong = false;
    rasif_setting setting;
    for (size_t i = 0; rasif_settings_get(options->project, i, &setting) == RASIF_OK; i++)
        wrong = complain(&setting) || apply(argp, &setting, stated, options) != 0 || wrong;
    return wrong ? EXIT_INPUT : 0;
}

/* Reads the project file, where there is one. */
static int read_project(const struct stated *stated, struct options *options)
{
    rasif_error err = {0};
    if (stated->project && stated->no_project) {
        usage_error("--project and --no-project exclude each other");
        return EXIT_USAGE;
    }
    if (stated->no_project || (!stated->project && !is_there()))
        return 0;
    options->project_found = !stated->project;
    options->library.project = stated->project ? stated->project : PROJECT_FILE;
    return rasif_settings_read(options->library.project, &options->project, &err) ? report_error(&err) : 0;
}

int project_take(const struct argp *argp, int argc, char **argv, struct options *options)
{
    struct stated stated = {0};
    if (asks_for_help(argc, argv) || !look_through(argp, argc, argv, &stated))
        return 0;
    int code = read_project(&stated, options);
    if (code == 0 && argp == &plan_argp)
        code = audited_read(&stated, options);
    if (code == 0 && options->project)
        code = apply_all(argp, &stated, options);
    return code ? code : audited_take(argp, &stated, options);
}

/* On stderr, so that a file that lies in the folder never surprises; one that was named is told
 * with
 * --verbose. */
void project_note(const struct options *options)
{
    if (!options->project || options->verbosity < (options->project_found ? 0 : 1))
        return;
    say("options from %s%s%s", options->library.project,
        options->project_outputs_left ? ", but not its outputs, because inputs are named here" : "",
        options->project_found ? "; --no-project leaves it out" : "");
}

/* ---- commands that read a result, or rules ------------------------------------------------ */

/* The value of a setting; NULL = the file has none. */
static const char *find_value(const rasif_settings *project, const char *name)
{
    const char *value = NULL;
    rasif_setting setting;
    for (size_t i = 0; rasif_settings_get(project, i, &setting) == RASIF_OK; i++)
        if (strcmp(setting.name, name) == 0)
            value = setting.value;
    return value;
}

int project_result(const char *path, const char **output, const char **language,
                   rasif_settings **out)
{
    const char *file = path ? path : PROJECT_FILE;
    rasif_settings *project = NULL;
    rasif_error err = {0};
    rasif_setting setting;
    bool wrong = false;
    if (!path && !is_there())
        return 0;
    if (rasif_settings_read(file, &project, &err))
        return report_error(&err);
    *out = project;
    for (size_t i = 0; rasif_settings_get(project, i, &setting) == RASIF_OK; i++)
        wrong = complain(&setting) || wrong;
    if (wrong)
        return EXIT_INPUT;
    if (!*language) {
        *language = find_value(project, "lang");
        language_use(*language);
    }
    if (*output)
        return 0;
    *output = find_value(project, "output");
    if (!*output) {
        say("%s has no output; name the annotated GeoPackage here", file);
        return EXIT_USAGE;
    }
    say("%s is the output of %s", *output, file);
    return 0;
}

/* Of the other settings an audit says what is wrong. */
int project_rules(const char **directory, rasif_settings **out)
{
    rasif_error err = {0};
    rasif_setting setting;
    bool wrong = false;
    if (!is_there())
        return 0;
    if (rasif_settings_read(PROJECT_FILE, out, &err))
        return report_error(&err);
    for (size_t i = 0; rasif_settings_get(*out, i, &setting) == RASIF_OK; i++)
        wrong = (strcmp(setting.name, "rules") == 0 && complain(&setting)) || wrong;
    if (wrong)
        return EXIT_INPUT;
    *directory = find_value(*out, "rules");
    if (*directory)
        say("rules of %s, as in " PROJECT_FILE "; --no-project leaves them out", *directory);
    return 0;
}
