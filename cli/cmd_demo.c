/* SPDX-License-Identifier: MIT
 *
 * rasif demo DIR: writes the built-in model neighbourhood and prints the command to type next. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* The input of the parser is the address of the folder's name. */
static error_t parse_demo(int key, char *argument, struct argp_state *state)
{
    const char **directory = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            return usage_error("demo takes one folder, not also '%s'", argument);
        *directory = argument;
        return 0;
    case ARGP_KEY_NO_ARGS:
        return usage_error("demo needs a folder; see 'rasif help demo'");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp demo_argp = {
    .parser = parse_demo,
    .args_doc = "DIR",
    .doc = "Writes model-neighbourhood.gpkg into the folder DIR, which is made when missing; an "
           "older file of that name is replaced. Prints the file's path, and on stderr what to "
           "type next.",
    .help_filter = translate_help,
};

/* The text as one word of a shell command: as it is, or in single quotes, a quote in it as '\''.
 * That is at most four bytes for each, two quotes and the NUL. To free. */
static char *shell_word(const char *text)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "_./+,:@%-";
    if (text[strspn(text, safe)] == '\0')
        return format_text("%s", text);
    char *word = grow(NULL, 4 * strlen(text) + 3, 1);
    char *p = word;
    *p++ = '\'';
    for (; *text; text++) {
        if (*text == '\'')
            p = stpcpy(p, "'\\''");
        else
            *p++ = *text;
    }
    stpcpy(p, "'");
    return word;
}

/* Prints the command to type next on stderr, so that stdout holds the path alone. stdout is
 * flushed first: on a terminal the path stands above. */
static void say_next(const char *directory, const char *path)
{
    char *audited = format_text("%s/audited.gpkg", directory);
    char *input = shell_word(path);
    char *output = shell_word(audited);
    fflush(stdout);
    say("next: rasif audit %s -o %s", input, output);
    free(output);
    free(input);
    free(audited);
}

/* "demo/" and "demo" print the same path: slashes at the end are cut, but not the only one of
 * "/". */
int cmd_demo(int argc, char **argv)
{
    const char *directory = NULL;
    struct session session;
    rasif_error err = {0};

    int code = parse_arguments(&demo_argp, argc, argv, &directory);
    if (code >= 0)
        return code;
    code = session_open(&session, 0, PROGRESS_NEVER);
    if (code)
        return code;
    if (rasif_demo(session.context, directory, &err)) {
        code = report_error(&err);
    } else {
        size_t length = strlen(directory);
        while (length > 1 && directory[length - 1] == '/')
            length--;
        char *folder = format_text("%.*s", (int)length, directory);
        char *path = format_text("%s/model-neighbourhood.gpkg", folder);
        puts(path);
        say_next(folder, path);
        free(path);
        free(folder);
    }
    session_close(&session);
    return code;
}
