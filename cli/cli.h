/* SPDX-License-Identifier: MIT
 *
 * What the files of the command share. Every command is one cmd_*.c that exports a run function;
 * main.c lists them. Exit codes never are a count:
 *   0 finished, 1 findings at or above a gate, 2 wrong usage, 3 the input, mapping or rule files
 *   can't be used, 4 the output could not be written, the run was cancelled, internal failure. */
#ifndef RASIF_CLI_H
#define RASIF_CLI_H

#include <argp.h>
#include <base/os.h>
#include <rasif.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { EXIT_DONE = 0, EXIT_GATE = 1, EXIT_USAGE = 2, EXIT_INPUT = 3, EXIT_OUTPUT = 4 };

struct command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv); /* argv[0] is "rasif NAME"; returns an exit code */
    const struct argp *argp; /* its options, for manuals and completion; NULL = none */
};

int cmd_audit(int argc, char **argv);
int cmd_init(int argc, char **argv);
int cmd_inspect(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_plan(int argc, char **argv);
int cmd_apply(int argc, char **argv);
int cmd_draft(int argc, char **argv);
int cmd_merge(int argc, char **argv);
int cmd_survey(int argc, char **argv);
int cmd_project(int argc, char **argv);
int cmd_rules(int argc, char **argv);
int cmd_demo(int argc, char **argv);
extern const struct argp audit_argp, init_argp, inspect_argp, explain_argp, diff_argp, rules_argp, demo_argp,
    plan_argp, apply_argp, survey_argp, merge_argp, project_argp, draft_argp;

/* What -f and --fail-on of diff may be, for its parser and for completion; NULL ends. */
extern const char *const diff_format_words[], *const diff_gate_words[];
extern const char *const survey_format_words[];

/* ---- manual.c, completion.c, examples.c: printed from the tables that parse ---- */

/* The manual page of `command` in the language of man(7), or of the program as a whole (NULL). */
void print_manual(const struct command *commands, size_t n, const struct command *command);
/* A bash script that completes command lines. */
void print_completion(const struct command *commands, size_t n);
/* Calls `each` for all examples of a command; `what` says in English what a line does. */
void each_example(const struct argp *argp,
                  void (*each)(const char *what, const char *line, void *user), void *user);
/* Calls `each` for all options of a command, group by group; `group` is "Input:" or NULL. */
void each_option(const struct argp *argp, const char *group,
                 void (*each)(const struct argp_option *option, const char *group, void *user),
                 void *user);

/* ---- parse.c: command lines ---- */

/* realloc for `n` items of `size` bytes that ends the program when memory is out. */
void *grow(void *items, size_t n, size_t size);
/* printf into memory to free. */
char *format_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A growing list of borrowed strings. */
struct strings {
    const char **items;
    size_t n;
};
void strings_add(struct strings *strings, const char *string);
void strings_free(struct strings *strings);

/* Parses with argp. Returns -1 to go on, else the exit code to leave with (help was printed, or
 * the usage was wrong and one line said so). Every parser below it reports with usage_error. */
int parse_arguments(const struct argp *argp, int argc, char **argv, void *input);
/* Prints "rasif: ..." and returns EINVAL, for a parser to return. */
error_t usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* 0 when the file's name ends in .gpkg, else usage_error: programs go by the ending. */
error_t check_geopackage_name(const char *name);
/* While `place` is not NULL the messages of usage_error begin with it, "rasif.yaml:3:10", and options are
 * named as there, without dashes. */
void parse_place(const char *place);
/* Is --help or -h among the words? */
bool asks_for_help(int argc, char **argv);
/* A plain decimal number within [low, high]; "." in every locale, no hex, inf or nan. */
error_t parse_number(const char *option, const char *text, double low, double high, double *out);
/* The index of `text` in `words` (NULL-terminated). */
error_t parse_choice(const char *option, const char *text, const char *const *words, int *out);
/* --lang of one language: the code of one that rasif has. */
error_t parse_language(const char *text, const char **out);
/* -f NAME[:FILE], one of the `known` formats (NULL-terminated), beside the `n` others of this run: one report may go
 * to standard output, which is no file or "-". Cuts the argument at its first colon, in place. */
struct report_option {
    const char *format, *file; /* file NULL = standard output */
};
error_t parse_report(char *argument, const char *const *known, const struct report_option *others, size_t n,
                     struct report_option *out);
/* --lang of results: one or several codes with commas between them, kept as they are. */
error_t parse_languages(const char *text, const char **out);

/* ---- language.c: help and messages in the user's language ---- */

/* Chooses it from --lang or the locale; until then, and without either, it is English. */
void language_choose(int argc, char **argv);
/* That of a project file, "fr" or "fr,en"; an unknown one changes nothing. */
void language_use(const char *codes);
void language_free(void);
/* The English sentence in that language, as it is where there is none; to free. */
char *translated(const char *english);
void put_translated(const char *english, FILE *file);
/* Is the language another than English? */
bool language_is_other(void);
/* A help_filter of argp. */
char *translate_help(int key, const char *text, void *input);

/* ---- session.c: a run of the library ---- */

enum progress_mode { PROGRESS_AUTO = 0, PROGRESS_ALWAYS, PROGRESS_NEVER, PROGRESS_JSON };

/* Prints "rasif: ..." on stderr, clearing a progress bar first. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Says what went wrong and returns the exit code that goes with it. */
int report_error(const rasif_error *err);

struct session {
    rasif_context *context;
    rasif_rules *rules;
    rasif_audit *audit;
    int verbosity; /* -1 quiet, 0, 1 info, 2 debug */
};
/* A context with log, progress and cancellation by SIGINT, SIGTERM and SIGHUP. Returns 0 or an
 * exit code. */
int session_open(struct session *session, int verbosity, enum progress_mode mode);
/* From now on the program gets no more than so many bytes (0 = no limit) and ends in order when it
 * needs more. Returns 0 or an exit code. */
int session_limit_memory(size_t most);
/* The built-in rules and those of `directory` (NULL = none). Returns 0 or an exit code. */
int session_load_rules(struct session *session, const char *directory);
void session_close(struct session *session);
/* Did a signal ask to stop? */
bool interrupted(void);

/* ---- project.c: see options.h ---- */

#define PROJECT_FILE "rasif.yaml" /* in the working folder */

/* For commands on rules, where the command line names no folder. Reads the project file of the working
 * folder, if there is one, into *out, to free, and sets *directory to its folder of rules, if it has one,
 * printing so. Returns 0 or an exit code, having said why. */
int project_rules(const char **directory, rasif_settings **out);

/* For commands that read what an audit wrote. Reads the project file `path` (NULL: the rasif.yaml of the
 * working folder, if there is one) into *out, to free, and sets what is NULL: *output to its output, printing
 * which file that is, and *language. Returns 0 or an exit code, having said why; *output is still NULL
 * where there is no project file. */
int project_result(const char *path, const char **output, const char **language,
                   rasif_settings **out);

/* ---- progress.c ---- */

void progress_start(enum progress_mode mode);
void progress_show(const char *stage, double done);
/* Wipes the bar, if there is one; the next progress_show draws it again. */
void progress_clear(void);

/* ---- temporary.c: files that are not complete ---- */

/* .NAME.rasif-tmp.XXXXXX beside the file, to free; the last six characters are to be drawn. */
char *temporary_name(const char *path);
/* Removes those of the file that killed runs left. */
void temporaries_sweep(const char *path);
/* Makes a locked file of that name, drawing its last six characters; -1 with errno. */
int temporary_make(char *name);
/* Locks a file that has no name yet. */
void temporary_lock(int file);

/* ---- output.c: where results go ---- */

/* Files that `output` (NULL = none) and reports go to, standard output among them when a report goes
 * there or there is none: the shell may have made it a file. `out` has room for n + 2; how many. */
size_t list_targets(const char *output, const struct report_option *reports, size_t n,
                    rasif_target *out);
/* "city/audited.qgs" of "city/audited.gpkg", to free: where a QGIS project goes. */
char *project_name(const char *output);
/* Removes what outputs have on the disk under temporary names, while the program ends. Any thread. */
void outputs_discard(void);
/* Refuses an output that exists, unless `force`: before anything is read, which may take long. A symbolic link to
 * nowhere exists, too. `path` NULL = none. Returns 0 or an exit code, having said why. */
int output_refuse_existing(const char *path, bool force);
/* Is one path another name of the other's file? */
bool is_same_file(const char *a, const char *b);

struct output {
    FILE *file;
    char *path;      /* NULL = standard output           */
    char *temporary; /* renamed to `path` by output_end  */
    bool nameless;   /* `temporary` is yet to be made    */
    int lock;        /* on the temporary file, or -1     */
    int error;       /* errno of the first failed write  */
};
/* `path` NULL or "-" = standard output. Returns 0 or an exit code, having said why. */
int output_begin(struct output *output, const char *path);
/* A rasif_sink; `user` is a struct output. */
int output_sink(void *user, const char *text, size_t length);
/* `keep` false throws the file away. Returns 0 or an exit code. A closed pipe is no error: the
 * reader had what it wanted. */
int output_end(struct output *output, bool keep);
/* Keeps the first line of a report of some kilobytes, to be printed on stderr. Starts as {0}. */
struct first_line {
    char text[4096];
    size_t length;
    bool complete; /* the line has ended */
};
/* A rasif_sink; `user` is a struct first_line. */
int first_line_sink(void *user, const char *text, size_t length);
/* Says the line, if there is one. */
void first_line_say(const struct first_line *line);
/* Combines the status of a library call that wrote to `output` with output_end. */
int output_finish(struct output *output, rasif_status status, const rasif_error *err);

#endif
