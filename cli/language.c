/* SPDX-License-Identifier: MIT
 *
 * The language of help and messages (decision 0442): that of --lang wherever it stands on the
 * command line, else that of the locale, LC_ALL, LC_MESSAGES or LANG. Results are not concerned:
 * their language is that of --lang alone, so that they do not depend on the machine. The program
 * sets no locale, and reads these variables only to know which sentences to print.
 *
 * The translator is chosen before anything is parsed, because the first message may be about the
 * command line. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static rasif_translator *translator; /* NULL = English */

/* "ar_JO.UTF-8" or "fr,en" begins with the code of a language that rasif has; NULL = with none.
 * Another encoding than UTF-8 would garble the letters. */
static const char *code_of(const char *name)
{
    size_t length = name ? strcspn(name, "_.@,") : 0;
    const char *encoding = name ? strchr(name, '.') : NULL;
    if (encoding && strncasecmp(encoding, ".utf-8", 6) != 0 &&
        strncasecmp(encoding, ".utf8", 5) != 0)
        return NULL;
    for (size_t i = 0; length > 0 && rasif_language(i, NULL); i++)
        if (strlen(rasif_language(i, NULL)) == length &&
            strncmp(rasif_language(i, NULL), name, length) == 0)
            return rasif_language(i, NULL);
    return NULL;
}

/* The value of the last --lang, also where its value is wrong: the message about it is English
 * then, or in the language of the locale. */
static const char *language_option(int argc, char **argv)
{
    const char *value = NULL;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strncmp(argv[i], "--lang=", 7) == 0)
            value = argv[i] + 7;
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            value = argv[++i];
    return value;
}

/* The first of the variables that is set and not empty decides, as in POSIX. */
static const char *locale_name(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return value;
    }
    return NULL;
}

void language_free(void)
{
    rasif_translator_free(translator);
    translator = NULL;
}

/* Without memory for its sentences the language stays English. */
void language_use(const char *codes)
{
    const char *code = code_of(codes);
    if (!code)
        return;
    language_free();
    if (rasif_translator_new(code, &translator, NULL) != RASIF_OK)
        translator = NULL;
}

void language_choose(int argc, char **argv)
{
    const char *named = language_option(argc, argv);
    language_use(code_of(named) ? named : locale_name());
}

char *translated(const char *english)
{
    size_t length = rasif_translate(translator, english, NULL, 0);
    char *text = grow(NULL, length + 1, 1);
    rasif_translate(translator, english, text, length + 1);
    return text;
}

void put_translated(const char *english, FILE *file)
{
    char *text = translated(english);
    fputs(text, file);
    free(text);
}

#define RIGHT 79 /* argp's margin */
#define OPTION 29 /* and where the text of an option begins */

/* glibc breaks a text at the last blank before the margin; where all of it ends just at the margin, it looks for that
 * blank beyond its end, in memory that it never filled. Such a last line is broken here. */
static void break_last_line(char *text, size_t left)
{
    char *rest = strrchr(text, '\n');
    rest = rest ? rest + 1 : text;
    for (size_t n; left + (n = strlen(rest)) >= RIGHT;) {
        bool at_margin = left + n == RIGHT;
        char *blank = rest + (RIGHT - left);
        while (blank > rest && *blank != ' ')
            blank--;
        if (blank == rest)
            return;
        if (at_margin)
            *blank = '\n';
        rest = blank + 1;
    }
}

/* A help_filter of argp, which frees what is not the text itself. Of arguments in several forms
 * ("list\nshow ID") glibc goes on to read the text that it has freed, so they stay as they are. */
char *translate_help(int key, const char *text, void *input)
{
    (void)input;
    if (key == ARGP_KEY_HELP_ARGS_DOC)
        return (char *)text;
    char *help = text ? translated(text) : NULL;
    if (help)
        break_last_line(help, key < ARGP_KEY_HELP_PRE_DOC ? OPTION : 0);
    return help;
}

bool language_is_other(void)
{
    char *text = translated("Usage:");
    bool other = strcmp(text, "Usage:") != 0;
    free(text);
    return other;
}
