/* SPDX-License-Identifier: MIT
 *
 * Manual pages, printed from the option tables, so that parser, help and manual share one text. In:
 * the table of commands. Out: man(7) source on standard output.
 *
 * each_option walks a command's argp tables group by group; a manual page is the same walk with
 * roff's escapes. No text is written twice: a sentence stands in <options.def> or the command's
 * table. */
#include "cli.h"

#include <ctype.h>
#include <string.h>

/* A child without a header keeps the group of its parent. */
void each_option(const struct argp *argp, const char *group,
                 void (*each)(const struct argp_option *option, const char *group, void *user),
                 void *user)
{
    for (const struct argp_option *o = argp->options; o && (o->name || o->key || o->doc); o++)
        each(o, group, user);
    for (const struct argp_child *c = argp->children; c && c->argp; c++)
        each_option(c->argp, c->header ? c->header : group, each, user);
}

/* roff takes a backslash for itself, '-' for a hyphen, and a line that begins with a dot or an
 * apostrophe for a request. */
static void put_roff(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.' && (i == 0 || text[i - 1] == '\n'))
            fputs("\\&", stdout);
        if (text[i] == '\\')
            fputs("\\e", stdout);
        else if (text[i] == '-')
            fputs("\\-", stdout);
        else if (text[i] == '\'')
            fputs("\\(aq", stdout);
        else
            putchar(text[i]);
    }
}

static void put_text(const char *text)
{
    put_roff(text, strlen(text));
}

/* Only names of commands, so ASCII. */
static void put_upper(const char *text)
{
    for (; *text; text++)
        putchar(toupper((unsigned char)*text));
}

/* ---- options ---- */

/* For each_option; `user` holds the group of the option before, so that .SS is printed once.
 *   .TP
 *   \fB\-f\fR, \fB\-\-format\fR=\fINAME[:FILE]\fR
 *   sentence */
static void put_option(const struct argp_option *option, const char *group, void *user)
{
    const char **last = user;
    if (!option->name || (option->flags & OPTION_HIDDEN))
        return;
    if (group && (!*last || strcmp(*last, group) != 0)) {
        fputs(".SS ", stdout);
        put_roff(group, strcspn(group, ":"));
        putchar('\n');
        *last = group;
    }
    fputs(".TP\n", stdout);
    if (option->key > ' ' && option->key < 127)
        printf("\\fB\\-%c\\fR, ", option->key);
    fputs("\\fB\\-\\-", stdout);
    put_text(option->name);
    fputs("\\fR", stdout);
    if (option->arg) {
        fputs("=\\fI", stdout);
        put_text(option->arg);
        fputs("\\fR", stdout);
    }
    putchar('\n');
    put_text(option->doc ? option->doc : "");
    putchar('\n');
}

/* ---- pages ---- */

/* Prints the title line and the section NAME, from which man -k finds the page; command NULL:
 * the page of the program. Pages have no date, so that builds can be repeated. */
static void put_head(const char *command, const char *summary)
{
    fputs(".\\\" Printed by rasif help \\-\\-man from its option tables.\n.TH RASIF", stdout);
    if (command) {
        fputs("\\-", stdout);
        put_upper(command);
    }
    printf(" 1 \"\" \"rasif %s\" \"User Commands\"\n.SH NAME\nrasif%s%s \\- ", rasif_version(),
           command ? "\\-" : "", command ? command : "");
    put_text(summary);
    putchar('\n');
}

/* The numbers are the indices: see the list in cli.h. */
static void put_exit_codes(void)
{
    static const char *const codes[] = {
        "finished",
        "findings at a gate, or a floor that was missed; everything was written all the same",
        "wrong usage",
        "the input, mapping, rule, waiver or baseline files can't be used",
        "the output could not be written, the run was cancelled, or an internal failure",
    };
    fputs(".SH EXIT STATUS\n", stdout);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        printf(".TP\n.B %zu\n", i);
        put_text(codes[i]);
        putchar('\n');
    }
}

static void put_environment(void)
{
    fputs(".SH ENVIRONMENT\n.TP\n.B SOURCE_DATE_EPOCH\nseconds since 1970: the time the output "
          "says it was made at, and the day of the audit\n"
          ".TP\n.BR LC_ALL , \" LC_MESSAGES\" , \" LANG\"\nthe language of help and messages where "
          "\\-\\-lang names none; results never depend on them\n",
          stdout);
}

/* Names the other pages; but NULL: this is the page of the program, which does not name itself. */
static void put_see_also(const struct command *commands, size_t n, const struct command *but)
{
    fputs(but ? ".SH SEE ALSO\n.BR rasif (1)" : ".SH SEE ALSO\n", stdout);
    bool first = !but;
    for (size_t i = 0; i < n; i++) {
        if (!commands[i].argp || &commands[i] == but)
            continue;
        printf("%s.BR rasif\\-%s (1)", first ? "" : ",\n", commands[i].name);
        first = false;
    }
    putchar('\n');
}

/* Prints one line for each form of args_doc, which newlines part; a command without one has one
 * form. */
static void put_synopsis(const struct command *command)
{
    const char *forms = command->argp->args_doc ? command->argp->args_doc : "";
    fputs(".SH SYNOPSIS\n", stdout);
    for (bool first = true; first || *forms; first = false) {
        size_t length = strcspn(forms, "\n");
        printf("%s.B rasif %s\n[\\fIOPTION\\fR]... ", first ? "" : ".br\n", command->name);
        put_roff(forms, length);
        putchar('\n');
        forms += length + (forms[length] == '\n');
    }
}

/* For each_example. */
static void put_example(const char *what, const char *line, void *user)
{
    bool *any = user;
    fputs(*any ? ".PP\n" : ".SH EXAMPLES\n", stdout);
    *any = true;
    put_text(what);
    fputs("\n.PP\n.nf\n", stdout);
    put_text(line);
    fputs("\n.fi\n", stdout);
}

/* The page of one command. parse_arguments adds --help, hence the option that no table has. */
static void print_command(const struct command *commands, size_t n, const struct command *command)
{
    const char *doc = command->argp->doc ? command->argp->doc : "";
    const char *group = NULL;
    size_t before = strcspn(doc, "\v"); /* argp prints the rest after the options */
    put_head(command->name, command->summary);
    put_synopsis(command);
    fputs(".SH DESCRIPTION\n", stdout);
    put_roff(doc, before);
    if (doc[before] == '\v') {
        fputs("\n.PP\n", stdout);
        put_text(doc + before + 1);
    }
    fputs("\n.SH OPTIONS\n", stdout);
    each_option(command->argp, NULL, put_option, &group);
    if (group)
        fputs(".SS Help\n", stdout);
    fputs(".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nprint this help\n", stdout);
    bool any = false;
    each_example(command->argp, put_example, &any);
    put_exit_codes();
    put_environment();
    put_see_also(commands, n, command);
}

/* The page rasif(1): what the program does, and its commands. */
static void print_program(const struct command *commands, size_t n)
{
    put_head(NULL, "accessibility audit of walking networks");
    fputs(".SH SYNOPSIS\n.B rasif\n\\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n.SH DESCRIPTION\n"
          "Reads street, sidewalk, crossing, ramp and steps layers, judges every element against "
          "accessibility standards, scores every street for several kinds of user, older people "
          "and people with disabilities among them, and writes the layers back out annotated.\n"
          ".SH COMMANDS\n",
          stdout);
    for (size_t i = 0; i < n; i++) {
        printf(".TP\n.B %s\n", commands[i].name);
        put_text(commands[i].summary);
        putchar('\n');
    }
    fputs(".SH EXAMPLES\n.nf\nrasif demo demo\n"
          "rasif audit demo/model\\-neighbourhood.gpkg \\-o demo/audited.gpkg\n.fi\n",
          stdout);
    put_exit_codes();
    put_environment();
    put_see_also(commands, n, NULL);
}

void print_manual(const struct command *commands, size_t n, const struct command *command)
{
    if (command && command->argp)
        print_command(commands, n, command);
    else
        print_program(commands, n);
}
