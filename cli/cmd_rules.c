/* SPDX-License-Identifier: MIT
 *
 * rasif rules list | show ID | check [DIR]: lists rules, standards, profiles and presets, shows one
 * with its limits and clauses, and runs the examples of a user's own rule files.
 *
 * Lists are printed from rasif_rules_info, one by one, with the widths of the longest id; JSON has
 * one item per line. `check` runs the examples of all rules and stops at the first that differs. */
#include "cli.h"

#include <languages.h>

#include <string.h>

/* Keys above letters belong to options without a short form; -f is KEY_FORMAT. */
enum { KEY_LANG = 0x100, KEY_RULES, KEY_NO_PROJECT, KEY_FORMAT = 'f' };

/* The command line. argument: the id of show, the folder of check; directory: --rules, or the
 * folder of check; NULL = not given. */
struct rules_request {
    const char *verb, *argument, *language, *directory;
    bool json, no_project;
};

static const struct argp_option table[] = {
    {"lang", KEY_LANG, LANGUAGES, 0, "language (default: the first)", 0},
    {"format", KEY_FORMAT, "text|json", 0, "how list writes (default: text)", 0},
    {"rules", KEY_RULES, "DIR", 0,
     "with the rules, standards and profiles of this folder (default: the folder that rasif.yaml "
     "of the working folder names)",
     0},
    {"no-project", KEY_NO_PROJECT, NULL, 0, "leave out the rasif.yaml of the working folder", 0},
    {0},
};

/* Checks what only the whole line shows; moves the folder of check to `directory`. */
static error_t check_request(struct rules_request *request)
{
    if (!request->verb)
        return usage_error("rules needs one of: list, show ID, check [DIR]");
    if (strcmp(request->verb, "list") == 0 && request->argument)
        return usage_error("rules list takes no arguments, not '%s'", request->argument);
    if (strcmp(request->verb, "show") == 0 && !request->argument)
        return usage_error("rules show needs the id of a rule, standard or profile; see 'rasif "
                           "rules list'");
    if (request->json && strcmp(request->verb, "list") != 0)
        return usage_error("--format belongs to rules list; rules %s writes text", request->verb);
    if (strcmp(request->verb, "check") == 0) {
        if (request->argument && request->directory)
            return usage_error("rules check takes one folder");
        request->directory = request->argument ? request->argument : request->directory;
    }
    return 0;
}

/* The first word is the verb, the second its argument. */
static error_t parse_rules(int key, char *argument, struct argp_state *state)
{
    static const char *const verbs[] = {"list", "show", "check", NULL};
    struct rules_request *request = state->input;
    int choice = 0;
    switch (key) {
    case KEY_LANG:
        return parse_language(argument, &request->language);
    case KEY_FORMAT:
        if (parse_choice("--format", argument, (const char *const[]){"text", "json", NULL},
                         &choice))
            return EINVAL;
        request->json = choice == 1;
        return 0;
    case KEY_RULES:
        request->directory = argument;
        return 0;
    case KEY_NO_PROJECT:
        request->no_project = true;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 1)
            return usage_error("rules %s does not understand '%s'", request->verb, argument);
        if (state->arg_num == 1) {
            request->argument = argument;
            return 0;
        }
        if (parse_choice("rules", argument, verbs, &choice))
            return EINVAL;
        request->verb = verbs[choice];
        return 0;
    case ARGP_KEY_END:
        return check_request(request);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp rules_argp = {
    .options = table,
    .parser = parse_rules,
    .args_doc = "list\nshow ID\ncheck [DIR]",
    .doc = "list: all rules, standards, profiles and presets. show: one of them in full, with "
           "every limit "
           "and clause side by side. check: loads the files of DIR over the built-in ones and runs "
           "every example of every rule.",
    .help_filter = translate_help,
};

/* Lines up on what the columns of one kind need; titles come last and may be of any script. */
struct layout {
    const char *kind, *heading;
    int id, second, third;
};

/* Widens the columns to the longest texts of the kind. They are ids and English words, so bytes
 * are columns. */
static void measure_layout(const rasif_rules *rules, const char *language, struct layout *layout)
{
    for (size_t i = 0; i < rasif_rules_count(rules); i++) {
        rasif_rule_info info;
        if (rasif_rules_info(rules, i, language, &info) != RASIF_OK ||
            strcmp(info.kind, layout->kind) != 0)
            continue;
        int id = (int)strlen(info.id), second = (int)strlen(info.element);
        int third = (int)strlen(info.severity);
        second += (int)(strlen(info.status) + strlen(info.code)); /* one of the three is not "" */
        layout->id = id > layout->id ? id : layout->id;
        layout->second = second > layout->second ? second : layout->second;
        layout->third = third > layout->third ? third : layout->third;
    }
}

/* Prints all items of one kind below their heading; the second column is the element of a rule,
 * the status of a standard, or the code of a profile.
 *   Rules
 *     sidewalk-clear-width  sidewalk  serious  Clear width of the walking surface */
static void list_kind(const rasif_rules *rules, const char *language, struct layout layout)
{
    measure_layout(rules, language, &layout);
    printf("%s\n", layout.heading);
    for (size_t i = 0; i < rasif_rules_count(rules); i++) {
        rasif_rule_info info;
        if (rasif_rules_info(rules, i, language, &info) != RASIF_OK ||
            strcmp(info.kind, layout.kind) != 0)
            continue;
        const char *second = info.element[0]  ? info.element
                             : info.status[0] ? info.status
                                              : info.code;
        printf("  %-*s  %-*s", layout.id, info.id, layout.second, second);
        if (layout.third)
            printf("  %-*s", layout.third, info.severity);
        printf("  %s\n", info.title);
    }
}

/* bash completion finds the ids below these headings (completion.c). */
static int list_rules(const rasif_rules *rules, const char *language)
{
    list_kind(rules, language, (struct layout){.kind = "profile", .heading = "Profiles"});
    putchar('\n');
    list_kind(rules, language, (struct layout){.kind = "standard", .heading = "Standards"});
    putchar('\n');
    list_kind(rules, language, (struct layout){.kind = "rule", .heading = "Rules"});
    putchar('\n');
    list_kind(rules, language, (struct layout){.kind = "preset", .heading = "Presets"});
    return EXIT_DONE; /* main notices when standard output could not be written */
}

/* ---- list as JSON -------------------------------------------------------------------------- */

/* Prints a member behind another one, ', "name": "value"'. The texts are valid UTF-8, so only
 * quotes, backslashes and control characters are escaped. */
static void put_json_text(const char *name, const char *value)
{
    printf(", \"%s\": \"", name);
    for (const char *c = value; *c; c++)
        if (*c == '"' || *c == '\\')
            printf("\\%c", *c);
        else if ((unsigned char)*c < 0x20)
            printf("\\u%04x", (unsigned)*c);
        else
            putchar(*c);
    putchar('"');
}

/* For programs that offer languages to choose from: each under its code, by its own name. */
static void list_languages_json(void)
{
    const char *own_name = NULL;
    for (size_t i = 0; rasif_language(i, &own_name); i++) {
        printf(",\n  {\"kind\": \"language\"");
        put_json_text("id", rasif_language(i, NULL));
        put_json_text("title", own_name);
        putchar('}');
    }
}

/* One object for every rule, standard, profile and preset, in the order of the text, then one for every
 * language; members that the kind does not have are left out.
 *   [
 *     {"kind": "rule", "id": "…", "title": "…", "element": "ramp", "severity": "serious"}
 *   ] */
static int list_rules_json(const rasif_rules *rules, const char *language)
{
    static const char *const kinds[] = {"profile", "standard", "rule", "preset"};
    const char *before = "[";
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (size_t i = 0; i < rasif_rules_count(rules); i++) {
            rasif_rule_info info;
            if (rasif_rules_info(rules, i, language, &info) != RASIF_OK ||
                strcmp(info.kind, kinds[k]) != 0)
                continue;
            printf("%s\n  {\"kind\": \"%s\"", before, info.kind);
            put_json_text("id", info.id);
            put_json_text("title", info.title);
            if (info.code[0])
                put_json_text("code", info.code);
            if (info.status[0])
                put_json_text("status", info.status);
            if (info.element[0])
                put_json_text("element", info.element);
            if (info.severity[0])
                put_json_text("severity", info.severity);
            putchar('}');
            before = ",";
        }
    list_languages_json(); /* rules are never empty: a comma may come first */
    puts("\n]");
    return EXIT_DONE;
}

static int show_rule(const rasif_rules *rules, const struct rules_request *request)
{
    struct output output;
    rasif_error err = {0};
    output_begin(&output, NULL);
    return output_finish(
        &output,
        rasif_rules_show(rules, request->argument, request->language, output_sink, &output, &err),
        &err);
}

/* The rules are loaded by now, so their files are well-formed; this runs their examples. */
static int check_rules(const rasif_rules *rules)
{
    rasif_error err = {0};
    size_t n = 0;
    if (rasif_rules_check(rules, &n, &err))
        return report_error(&err);
    printf("ok: %zu examples\n", n);
    return EXIT_DONE;
}

int cmd_rules(int argc, char **argv)
{
    struct rules_request request = {.language = NULL};
    struct session session = {0};
    rasif_settings *project = NULL;

    int code = parse_arguments(&rules_argp, argc, argv, &request);
    if (code >= 0)
        return code;
    code = request.directory || request.no_project ? 0
                                                   : project_rules(&request.directory, &project);
    if (code == 0)
        code = session_open(&session, 0, PROGRESS_NEVER);
    if (code == 0)
        code = session_load_rules(&session, request.directory);
    if (code == 0) {
        if (strcmp(request.verb, "list") == 0)
            code = request.json ? list_rules_json(session.rules, request.language)
                                : list_rules(session.rules, request.language);
        else if (strcmp(request.verb, "show") == 0)
            code = show_rule(session.rules, &request);
        else
            code = check_rules(session.rules);
    }
    session_close(&session);
    rasif_settings_free(project);
    return code;
}
