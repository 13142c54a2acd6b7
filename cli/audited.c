/* SPDX-License-Identifier: MIT
 *
 * rasif plan OUT.gpkg: the settings of the audit that wrote OUT.gpkg, so that the plan is that of its
 * inputs. The command line wins over them, and they win over a project file, which may describe other
 * inputs. Options that belong together are taken together. */
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Only databases are looked into: all else is an input that no audit wrote. */
static bool is_database(const char *path)
{
    static const char magic[16] = "SQLite format 3"; /* and its NUL */
    char head[sizeof magic];
    FILE *file = fopen(path, "rb");
    bool found = file && fread(head, 1, sizeof head, file) == sizeof head && memcmp(head, magic, sizeof head) == 0;
    if (file)
        fclose(file);
    return found;
}

/* The only input; NULL = there are several, or none. */
static const char *only_input(const struct stated *stated, const struct options *options)
{
    const char *input = stated->input;
    size_t n = stated->n_inputs;
    rasif_setting setting;
    for (size_t i = 0; stated->n_inputs == 0 && rasif_settings_get(options->project, i, &setting) == RASIF_OK; i++)
        if (strcmp(setting.name, "inputs") == 0) {
            input = setting.value;
            n++;
        }
    return n == 1 ? input : NULL;
}

/* What is wrong with the database itself is said when it is opened as an input. */
int audited_read(const struct stated *stated, struct options *options)
{
    rasif_error err = {0};
    const char *input = only_input(stated, options);
    if (!input || !is_database(input))
        return 0;
    rasif_status status = rasif_settings_read(input, &options->audited, &err);
    return status == RASIF_E_RULE ? report_error(&err) : 0;
}

static bool has_setting(const rasif_settings *settings, const char *name)
{
    rasif_setting setting;
    for (size_t i = 0; rasif_settings_get(settings, i, &setting) == RASIF_OK; i++)
        if (strcmp(setting.name, name) == 0)
            return true;
    return false;
}

bool audited_overrules(const struct options *options, argp_parser_t parser, const char *name)
{
    bool how = parser == input_group.parser || parser == judging_group.parser || parser == network_group.parser;
    return options->audited && (how || has_setting(options->audited, name));
}

static bool is_role(int key)
{
    return key >= KEY_role_streets && key <= KEY_role_destinations;
}

/* Does the command line state the option, or one that belongs to it? */
static bool is_stated(const struct stated *stated, int key)
{
    bool role = false;
    for (int k = KEY_role_streets; k <= KEY_role_destinations; k++)
        role = role || stated->keys[k];
    if (key == KEY_mapping || key == KEY_preset)
        return stated->keys[KEY_mapping] || stated->keys[KEY_preset];
    if (key == KEY_budget || key == KEY_plan_years)
        return stated->keys[KEY_budget] || stated->keys[KEY_plan_years];
    if (key == KEY_weights) /* of users who may not be audited now, or count for nothing */
        return stated->keys[KEY_weights] || stated->keys[KEY_profiles] || stated->keys[KEY_objective];
    return is_role(key) ? role : stated->keys[key];
}

/* "mapping; standard town; profile a, b": files of the manifest have no name of their own. */
static void note(struct options *options, const rasif_setting *setting, const char *before)
{
    bool again = before && strcmp(before, setting->name) == 0;
    bool nameless = strchr(setting->value, '/') && strcmp(setting->name, "dem") != 0;
    char *old = options->audited_taken;
    options->audited_taken =
        format_text("%s%s%s%s%s", old ? old : "", !old ? "" : again ? ", " : "; ", again ? "" : setting->name,
                    again || nameless ? "" : " ", nameless ? "" : setting->value);
    free(old);
}

/* Its text is copied, because parsers cut theirs. */
static error_t take(argp_parser_t parser, const struct argp_option *option, const rasif_setting *setting,
                    struct options *options)
{
    struct argp_state state = {.input = options};
    char *value = format_text("%s", setting->value);
    strings_add(&options->owned, value);
    parse_place(setting->place);
    error_t error = parser(option->key, option->arg ? value : NULL, &state);
    parse_place(NULL);
    return error;
}

int audited_take(const struct argp *argp, const struct stated *stated, struct options *options)
{
    const char *before = NULL;
    bool wrong = false;
    rasif_setting setting;
    for (size_t i = 0; rasif_settings_get(options->audited, i, &setting) == RASIF_OK; i++) {
        argp_parser_t parser = NULL;
        const struct argp_option *option = settings_option(argp, setting.name, &parser);
        if (!option || is_stated(stated, option->key))
            continue;
        if (setting.problem) {
            say("%s: %s", setting.place, setting.problem);
            wrong = true;
            continue;
        }
        wrong = take(parser, option, &setting, options) != 0 || wrong;
        note(options, &setting, before);
        before = setting.name;
    }
    return wrong ? EXIT_INPUT : 0;
}

void audited_note(const struct options *options)
{
    if (options->audited_taken && options->verbosity >= 0)
        say("settings of the audit that wrote %s: %s", options->inputs.items[0], options->audited_taken);
}
