/* SPDX-License-Identifier: MIT
 *
 * Command lines: argp wrapped so that every error is one line "rasif: ..." and exit code 2, and
 * numbers and choices read strictly. argp's own messages are silenced, because they take two lines
 * and do not name the mistake.
 *
 * argp stops at the first word it rejects but does not report it as a sentence: parse_root keeps
 * the word, describe_rejected looks it up in the tables (exact, beginning of several, unknown) and
 * writes one line. */
#include "cli.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Ends the program. What the command itself allocates is small; a temporary file that stays is
 * removed by the next run. */
static _Noreturn void out_of_memory(void)
{
    fputs("rasif: out of memory\n", stderr);
    exit(EXIT_OUTPUT);
}

void *grow(void *items, size_t n, size_t size)
{
    void *grown = n <= SIZE_MAX / size ? realloc(items, n * size) : NULL;
    if (!grown)
        out_of_memory();
    return grown;
}

void strings_add(struct strings *strings, const char *string)
{
    strings->items = grow(strings->items, strings->n + 1, sizeof *strings->items);
    strings->items[strings->n++] = string;
}

void strings_free(struct strings *strings)
{
    free(strings->items);
    *strings = (struct strings){0};
}

char *format_text(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = os_format_list(format, arguments);
    va_end(arguments);
    if (!text)
        out_of_memory();
    return text;
}

/* Did a parser print its error already? argp hands up an error code and nothing with it, and
 * parse_arguments must not print a second line. */
static bool reported;

/* Where the value comes from that is read now: a place in a project file; NULL = the command line.
 */
static const char *place_now;

void parse_place(const char *place)
{
    place_now = place;
}

error_t usage_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *line = os_format_list(format, arguments);
    va_end(arguments);
    if (!line)
        out_of_memory();
    if (place_now) {
        say("%s: %s", place_now, line + (strncmp(line, "--", 2) == 0 ? 2 : 0));
    } else {
        char *text = translated(line);
        fprintf(stderr, "rasif: %s\n", text);
        free(text);
    }
    free(line);
    reported = true;
    return EINVAL;
}

error_t check_geopackage_name(const char *name)
{
    size_t length = strlen(name);
    if (length > 5 && strcasecmp(name + length - 5, ".gpkg") == 0)
        return 0;
    return usage_error("%s: the output is a GeoPackage, so its name must end in .gpkg; ogr2ogr "
                       "makes other formats of it",
                       name);
}

bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

/* Checks the form by hand, because strtod also takes hex, inf and nan. At most 19 digits, more
 * than a double holds. */
error_t parse_number(const char *option, const char *text, double low, double high, double *out)
{
    const char *p = text;
    char *end = NULL;
    size_t digits = 0;

    p += *p == '-' || *p == '+';
    for (; isdigit((unsigned char)*p); p++)
        digits++;
    if (*p == '.')
        p++;
    for (; isdigit((unsigned char)*p); p++)
        digits++;
    /* strtod is safe now: main never sets a locale, so '.' is the decimal point. */
    double number = digits > 0 && digits < 20 && *p == '\0' ? strtod(text, &end) : 0;
    if (!end || *end != '\0')
        return usage_error("%s needs a number, not '%s'", option, text);
    if (number < low || number > high)
        return usage_error("%s must lie between %g and %g, not '%s'", option, low, high, text);
    *out = number;
    return 0;
}

/* The message about a wrong word lists all words. */
error_t parse_choice(const char *option, const char *text, const char *const *words, int *out)
{
    size_t length = 0;
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], text) == 0) {
            *out = i;
            return 0;
        }
        length += strlen(words[i]) + 2;
    }
    char *all = grow(NULL, length + 1, 1);
    all[0] = '\0';
    for (int i = 0; words[i]; i++) {
        strcat(all, i ? ", " : "");
        strcat(all, words[i]);
    }
    usage_error("%s can't be '%s'; it is one of: %s", option, text, all);
    free(all);
    return EINVAL;
}

error_t parse_report(char *argument, const char *const *known, const struct report_option *others, size_t n,
                     struct report_option *out)
{
    char *colon = strchr(argument, ':');
    int choice = 0;
    if (colon)
        *colon = '\0';
    if (parse_choice("--format", argument, known, &choice))
        return EINVAL;
    *out = (struct report_option){known[choice], colon && strcmp(colon + 1, "-") != 0 ? colon + 1 : NULL};
    if (out->file && *out->file == '\0')
        return usage_error("--format %s: names no file", out->format);
    for (size_t i = 0; i < n; i++)
        if (!out->file && !others[i].file)
            return usage_error("only one report can go to standard output; give --format %s:FILE", out->format);
    return 0;
}

/* The library's list of languages is the list of choices; *out is its text, not the argument. */
error_t parse_language(const char *text, const char **out)
{
    const char *words[32] = {0};
    int choice = 0;
    for (size_t i = 0; i < 31 && rasif_language(i, NULL); i++)
        words[i] = rasif_language(i, NULL);
    if (parse_choice("--lang", text, words, &choice))
        return EINVAL;
    *out = words[choice];
    return 0;
}

/* Checks each code of "en,fr" in a copy; the library takes the list as it stands. An empty code
 * is wrong. */
error_t parse_languages(const char *text, const char **out)
{
    char *codes = grow(NULL, strlen(text) + 1, 1), *at = codes;
    error_t wrong = 0;
    strcpy(codes, text);
    while (at != NULL && wrong == 0) {
        const char *known;
        char *comma = strchr(at, ',');
        if (comma)
            *comma = '\0';
        wrong = parse_language(at, &known);
        at = comma ? comma + 1 : NULL;
    }
    free(codes);
    if (wrong == 0)
        *out = text;
    return wrong;
}

/* How well a word fits the options of one table: an option of that name (or letter), else how many
 * begin like it (argp accepts unambiguous beginnings). */
struct match {
    bool exact;
    int beginnings;
};

/* Adds the matches of one table; of long words the first `length` bytes count, without "=VALUE". */
static void match_table(const struct argp *argp, const char *word, size_t length,
                        struct match *match)
{
    bool is_long = strncmp(word, "--", 2) == 0;
    for (const struct argp_option *o = argp->options; o && (o->name || o->key || o->doc); o++) {
        if (!is_long && o->key == word[1])
            match->exact = true;
        if (is_long && o->name && strncmp(o->name, word + 2, length - 2) == 0) {
            match->exact = match->exact || o->name[length - 2] == '\0';
            match->beginnings++;
        }
    }
}

/* Tables nest two deep: a command's own options and the groups it includes. */
static struct match match_options(const struct argp *argp, const char *word, size_t length)
{
    struct match match = {false, 0};
    match_table(argp, word, length, &match);
    for (const struct argp_child *c = argp->children; c && c->argp; c++)
        match_table(c->argp, word, length, &match);
    return match;
}

/* The input of parse_root, above the command's own parser. */
struct root {
    const struct argp *argp;
    void *input;
    const char *rejected; /* the word argp stopped at */
    bool help;
};

/* Of "-qzo" the first letter that is not an option, here z; else the last letter, which then lacks
 * its value. */
static char wrong_letter(const struct argp *argp, const char *letters)
{
    char word[] = "-?";
    for (;; letters++) {
        word[1] = *letters;
        if (letters[0] == '\0' || letters[1] == '\0' || !match_options(argp, word, 2).exact)
            return *letters;
    }
}

/* Names of long options of one table, as "--name", are compared without their dashes. */
static void add_names(const struct argp *argp, struct strings *names)
{
    for (const struct argp_option *o = argp->options; o && (o->name || o->key || o->doc); o++)
        if (o->name)
            strings_add(names, o->name);
}

/* The option nearest to "--standart"; NULL: none is near, or the word is a letter. */
static const char *suggest_option(const struct argp *argp, const char *word, int length)
{
    struct strings names = {0};
    if (length < 3 || word[1] != '-')
        return NULL;
    char *name = format_text("%.*s", length - 2, word + 2);
    add_names(argp, &names);
    for (const struct argp_child *c = argp->children; c && c->argp; c++)
        add_names(c->argp, &names);
    const char *near = rasif_nearest_word(name, names.items, names.n);
    strings_free(&names);
    free(name);
    return near;
}

/* Is the word an option, or are all letters of "-qv" options? */
static bool is_option(const struct argp *argp, const char *word)
{
    char letter[] = "-?";
    if (word[0] == '-' && word[1] == '-') {
        struct match match = match_options(argp, word, strcspn(word, "="));
        return match.exact || match.beginnings == 1;
    }
    for (const char *c = word + 1; *c; c++) {
        letter[1] = *c;
        if (!match_options(argp, letter, 2).exact)
            return false;
    }
    return true;
}

/* Writes the one line about the word that argp rejected: unknown, ambiguous, a value too many or
 * missing. Called only where no parser has reported its own error. */
static void describe_rejected(const struct root *root, const char *command)
{
    const char *word = root->rejected ? root->rejected : "";
    const char *help = command + (strncmp(command, "rasif ", 6) == 0 ? 6 : 0);
    const char *equals = strncmp(word, "--", 2) == 0 ? strchr(word, '=') : NULL;
    int length = (int)(equals ? (size_t)(equals - word) : strlen(word));
    char letter[] = "-?";
    if (word[0] == '-' && word[1] != '-') {
        letter[1] = wrong_letter(root->argp, word + 1);
        word = letter;
        length = 2;
    }

    struct match match = match_options(root->argp, word, (size_t)length);
    const char *near = suggest_option(root->argp, word, length);
    if (!match.exact && match.beginnings == 0 && near)
        usage_error("unknown option '%.*s'; did you mean '--%s'?", length, word, near);
    else if (!match.exact && match.beginnings == 0)
        usage_error("unknown option '%.*s'; see 'rasif help %s'", length, word, help);
    else if (!match.exact && match.beginnings > 1)
        usage_error("option '%.*s' can mean several options; see 'rasif help %s'", length, word,
                    help);
    else if (equals)
        usage_error("option '%.*s' takes no value", length, word);
    else
        usage_error("option '%.*s' needs a value", length, word);
}

/* At ARGP_KEY_ERROR argp does not name the word that it rejected: state->next is behind it, or,
 * within a group of letters such as "-zq", still at it. The word before `next` counts when it
 * begins with "-", unless it is an option and the word at `next` is a group with a wrong letter: the
 * message on "-v -zq" is about -z. */
static error_t parse_root(int key, char *argument, struct argp_state *state)
{
    struct root *root = state->input;
    (void)argument;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = root->input;
        return 0;
    case 'h':
        root->help = true;
        state->next = state->argc; /* whatever else is there does not matter */
        return 0;
    case ARGP_KEY_ERROR: {
        int at = state->next;
        bool advanced = at > 1 && at <= state->argc && state->argv[at - 1][0] == '-';
        if (!advanced && at >= state->argc)
            at = state->argc - 1;
        const char *here = at < state->argc ? state->argv[at] : "";
        bool group = here[0] == '-' && here[1] != '-' && !is_option(root->argp, here);
        if (advanced && group && is_option(root->argp, state->argv[at - 1]))
            advanced = false;
        root->rejected = state->argv[advanced ? at - 1 : at];
        return 0;
    }
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* argp counts bytes where a terminal counts letters: lines get as many more bytes as letters of the
 * language take, so that they are 79 letters long. Its own English note is left out. */
static void widen_lines(const char *sample)
{
    char *text = translated(sample), *format;
    size_t letters = 0;
    for (const char *c = text; *c; c++)
        letters += ((unsigned char)*c & 0xC0) != 0x80; /* not a following byte of UTF-8 */
    format =
        format_text("no-dup-args-note,rmargin=%zu", letters > 0 ? 79 * strlen(text) / letters : 79);
    setenv("ARGP_HELP_FMT", format, 0);
    free(format);
    free(text);
}

/* For each_example. */
static void put_example(const char *what, const char *line, void *user)
{
    bool *any = user;
    if (!*any) {
        putchar('\n');
        put_translated("Examples:", stdout);
        putchar('\n');
    }
    *any = true;
    fputs("  ", stdout);
    put_translated(what, stdout);
    printf("\n      %s\n", line);
}

/* argp writes "Usage:" and "or:" itself: of other languages these two words are replaced. */
static void print_help(const struct argp *top, const struct argp *command, char *name)
{
    static const char *const starts[] = {"Usage:", "  or: "};
    char *help = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&help, &size);
    if (!memory)
        out_of_memory();
    if (language_is_other())
        widen_lines(
            "Judges every element of a walking network against a standard, scores every street "
            "for each profile, prints a summary and writes the layers back out annotated.");
    argp_help(top, memory, ARGP_HELP_STD_HELP & ~ARGP_HELP_EXIT_OK, name);
    if (fclose(memory) != 0)
        out_of_memory();
    for (char *line = help; *line;) {
        size_t length = strcspn(line, "\n");
        for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
            if (strncmp(line, starts[i], strlen(starts[i])) == 0) {
                put_translated(starts[i], stdout);
                line += strlen(starts[i]);
                length -= strlen(starts[i]);
            }
        fwrite(line, 1, length, stdout);
        putchar('\n');
        line += length + (line[length] == '\n');
    }
    free(help);
    bool any = false;
    each_example(command, put_example, &any);
}

/* Puts --help above the command's argp. The child loses its texts, which argp_help would print a
 * second time. ARGP_NO_HELP keeps argp's own --help out, which leaves the program at once. */
int parse_arguments(const struct argp *argp, int argc, char **argv, void *input)
{
    static const struct argp_option options[] = {
        {"help", 'h', NULL, 0, "print this help", -1},
        {0},
    };
    struct argp child = *argp;
    child.args_doc = child.doc = NULL;
    const struct argp_child children[] = {{&child, 0, NULL, 0}, {0}};
    const struct argp top = {options,        parse_root, argp->args_doc, argp->doc, children,
                             translate_help, NULL};
    /* Asked for help, a command needs no arguments: look before its parser misses them. */
    struct root root = {argp, input, NULL, asks_for_help(argc, argv)};
    if (!root.help) {
        reported = false;
        error_t error = argp_parse(&top, (unsigned)argc, argv,
                                   ARGP_NO_ERRS | ARGP_NO_HELP | ARGP_NO_EXIT, NULL, &root);
        if (error == ENOMEM)
            out_of_memory();
        if (error && !root.help) {
            if (!reported)
                describe_rejected(&root, argv[0]);
            return EXIT_USAGE;
        }
    }
    if (!root.help)
        return -1;
    print_help(&top, argp, argv[0]);
    return EXIT_DONE;
}
