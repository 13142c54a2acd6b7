/* SPDX-License-Identifier: MIT
 *
 * rasif COMMAND [ARGUMENTS]: the table of commands, and the commands help and version. To add a
 * command: one cmd_x.c, one row here, and its name in meson.build, which makes its manual page. No
 * locale is set, so numbers use '.' everywhere; text is UTF-8. */
#include "cli.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static int cmd_help(int argc, char **argv);
static int cmd_version(int argc, char **argv);

static const struct command commands[] = {
    {"audit", "judge and score a walking network, write it back annotated", cmd_audit, &audit_argp},
    {"inspect", "what is recognised in the input, how full it is, what looks wrong", cmd_inspect,
     &inspect_argp},
    {"init", "write a project file, rasif.yaml, with the options of an audit", cmd_init, &init_argp},
    {"explain", "why an element or a street got its score", cmd_explain, &explain_argp},
    {"diff", "what got better, worse or unknown between two audits", cmd_diff, &diff_argp},
    {"plan", "which repairs to buy first for a budget, and what they join", cmd_plan, &plan_argp},
    {"apply", "do planned works in a copy of the file, to audit what they change", cmd_apply, &apply_argp},
    {"draft", "propose sidewalks and crossings where there are street lines only", cmd_draft, &draft_argp},
    {"merge", "lay what surveyors brought back beside the data, to audit by it", cmd_merge, &merge_argp},
    {"survey", "what to measure next, in walks that settle most per kilometre", cmd_survey, &survey_argp},
    {"project", "write a QGIS project of an annotated file: groups, themes, printed sheets",
     cmd_project, &project_argp},
    {"rules", "list, show and check rules, standards and profiles", cmd_rules, &rules_argp},
    {"demo", "write the built-in model neighbourhood as input", cmd_demo, &demo_argp},
    {"help", "help on a command", cmd_help, NULL},
    {"version", "print the version", cmd_version, NULL},
};

#define N_COMMANDS (sizeof commands / sizeof *commands)

/* NULL: there is no such command. */
static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* On stdout where it is the result (rasif help), on stderr where the command is missing. */
static void print_overview(FILE *file)
{
    put_translated("Usage:", file);
    fputs(" rasif COMMAND [ARGUMENTS]\n", file);
    put_translated("Audits the walking network of a neighbourhood for older people and people with\n"
                   "disabilities.",
                   file);
    fputs("\n\n", file);
    for (size_t i = 0; i < N_COMMANDS; i++) {
        fprintf(file, "  %-9s ", commands[i].name);
        put_translated(commands[i].summary, file);
        fputc('\n', file);
    }
    fputc('\n', file);
    put_translated("rasif help COMMAND tells all about one of them. To begin with:", file);
    fputs("\n  rasif demo demo\n"
          "  rasif audit demo/model-neighbourhood.gpkg -o demo/audited.gpkg\n\n",
          file);
    put_translated("Exit codes: 0 finished, 1 findings at or above a gate, 2 wrong usage, 3 the input,\n"
                   "mapping or rule files can't be used, 4 the output could not be written, or the run was\n"
                   "cancelled or failed inside.",
                   file);
    fputc('\n', file);
}

/* Runs a command with argv[0] = "rasif NAME", as struct command expects; `argv` is changed. */
static int run_command(const struct command *command, int argc, char **argv)
{
    char name[32];
    snprintf(name, sizeof name, "rasif %s", command->name);
    argv[0] = name; /* argp prints it in usage lines */
    return command->run(argc, argv);
}

static int unknown_command(const char *name)
{
    const char *names[N_COMMANDS];
    for (size_t i = 0; i < N_COMMANDS; i++)
        names[i] = commands[i].name;
    const char *near = rasif_nearest_word(name, names, N_COMMANDS);
    if (near)
        say("unknown command '%s'; did you mean '%s'?", name, near);
    else
        say("unknown command '%s'; see 'rasif help'", name);
    return EXIT_USAGE;
}

/* For the build: rasif help --man [COMMAND], rasif help --completion. Not in the overview. */
static int print_generated(int argc, char **argv)
{
    const struct command *command = argc > 2 ? find_command(argv[2]) : NULL;
    if (argc > 3 || (argc > 2 && !command))
        return unknown_command(argv[argc - 1]);
    if (strcmp(argv[1], "--man") == 0)
        print_manual(commands, N_COMMANDS, command);
    else
        print_completion(commands, N_COMMANDS);
    return EXIT_DONE;
}

/* help COMMAND runs the command with --help, so that argp alone writes that text. help and
 * version have no options: for them, and for an option such as "help --help", it prints the
 * overview. */
static int cmd_help(int argc, char **argv)
{
    static char option[] = "--help";
    char *arguments[] = {argv[0], option, NULL};
    const struct command *command = argc > 1 ? find_command(argv[1]) : NULL;

    if (argc > 1 && (strcmp(argv[1], "--man") == 0 || strcmp(argv[1], "--completion") == 0))
        return print_generated(argc, argv);
    if (argc > 2) {
        say("help takes one command; see 'rasif help'");
        return EXIT_USAGE;
    }
    if (argc > 1 && !command && argv[1][0] != '-')
        return unknown_command(argv[1]);
    if (!command || command->run == cmd_help || command->run == cmd_version) {
        print_overview(stdout);
        return EXIT_DONE;
    }
    return run_command(command, 2, arguments);
}

static int cmd_version(int argc, char **argv)
{
    (void)argv;
    if (argc > 1) {
        say("version takes no arguments");
        return EXIT_USAGE;
    }
    printf("rasif %s\n", rasif_version());
    return EXIT_DONE;
}

/* How many words of --lang stand before the command: "rasif --lang ar audit". */
static int leading_language(int argc, char **argv)
{
    int n = 0;
    while (n + 1 < argc && strncmp(argv[n + 1], "--lang", 6) == 0) {
        bool joined = argv[n + 1][6] == '=';
        if (!joined && argv[n + 1][6] != '\0')
            break;
        n += joined ? 1 : 2;
    }
    return n;
}

/* Without a command: the overview and EXIT_USAGE. --help and --version stand for the commands of
 * these names. A --lang before the command is as good as one behind it. */
static int dispatch(int argc, char **argv)
{
    static char help[] = "help", version[] = "version";
    int first = 1 + leading_language(argc, argv);
    if (first >= argc) {
        print_overview(stderr);
        return EXIT_USAGE;
    }
    char *name = argv[first];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = help;
    else if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
        name = version;
    const struct command *command = find_command(name);
    if (!command)
        return unknown_command(name);
    if (!command->argp) /* language_choose has read the option */
        return run_command(command, argc - first, argv + first);
    memmove(argv + 2, argv + 1, (size_t)(first - 1) * sizeof *argv);
    argv[1] = name;
    return run_command(command, argc - 1, argv + 1);
}

/* The commands write lists with printf, which keeps failures until the buffer is flushed: the
 * empty output at the end flushes stdout and turns a failure into EXIT_OUTPUT. */
int main(int argc, char **argv)
{
    struct output output;
    os_map_large_arrays();
    /* A reader that closes the pipe is met as EPIPE and treated as satisfied; a file that may not
     * grow (ulimit -f) is met as EFBIG and tidied up after. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    language_choose(argc, argv);
    int code = dispatch(argc, argv);
    output_begin(&output, NULL);
    int written = output_end(&output, true);
    language_free();
    return code == EXIT_DONE ? written : code;
}
