/* SPDX-License-Identifier: MIT
 *
 * rasif diff BEFORE.gpkg AFTER.gpkg: what changed between two audits, from two annotated
 * GeoPackages alone.
 *
 * Targets are checked against both files before anything is read. The comparison is made once;
 * reports and the GeoPackage of changes are written from it, files before standard output, and the
 * gate decides the exit code last. */
#include "cli.h"

#include <languages.h>

#include <string.h>

enum { KEY_PROFILE = 0x100, KEY_LANG, KEY_FORCE, KEY_FAIL_ON, KEY_PROJECT };
#define MOST_REPORTS 8 /* of one run: with a fixed list struct diff owns no memory */

const char *const diff_format_words[] = {"text", "markdown", "json", "html", NULL};
const char *const diff_gate_words[] = {"new", "worse", "never", NULL};

/* The command line; strings are borrowed from argv, NULL = not given. */
struct diff {
    const char *before, *after, *profile, *language, *output, *fail_on, *project;
    bool force;
    struct report_option reports[MOST_REPORTS];
    size_t n_reports;
};

static const struct argp_option table[] = {
    {"output", 'o', "FILE", 0, "write the changes as a GeoPackage with styles", 0},
    {"force", KEY_FORCE, NULL, 0, "replace the output file", 0},
    {"format", 'f', "NAME[:FILE]", 0,
     "write a report: text, markdown, json or html, to FILE or standard output (repeatable; "
     "default: text)",
     0},
    {"profile", KEY_PROFILE, "ID", 0, "for this profile only (default: all in common)", 0},
    {"lang", KEY_LANG, LANGUAGES, 0,
     "language (default: the first); several, as en,fr, are those of the tables, the first that of "
     "the report",
     0},
    {"fail-on", KEY_FAIL_ON, "WHAT", 0,
     "exit 1 when something is new (a finding) or worse (an element, for some user); never: "
     "default",
     0},
    {"project", KEY_PROJECT, "FILE", 0,
     "project file with the output to read as AFTER, where none is named, and the language "
     "(default: rasif.yaml of the working folder)",
     0},
    {0},
};

static error_t add_report(struct diff *diff, char *argument)
{
    struct report_option report;
    error_t wrong = parse_report(argument, diff_format_words, diff->reports, diff->n_reports, &report);
    if (wrong)
        return wrong;
    if (diff->n_reports == MOST_REPORTS)
        return usage_error("at most %d reports can be written at once", MOST_REPORTS);
    diff->reports[diff->n_reports++] = report;
    return 0;
}

/* "never" takes back an earlier --fail-on. Two words are the files; more are refused. */
static error_t parse_diff(int key, char *argument, struct argp_state *state)
{
    struct diff *diff = state->input;
    int choice = 0;
    switch (key) {
    case 'o':
        if (check_geopackage_name(argument))
            return EINVAL;
        diff->output = argument;
        return 0;
    case KEY_FORCE:
        diff->force = true;
        return 0;
    case 'f':
        return add_report(diff, argument);
    case KEY_PROFILE:
        diff->profile = argument;
        return 0;
    case KEY_LANG:
        return parse_languages(argument, &diff->language);
    case KEY_FAIL_ON:
        if (parse_choice("--fail-on", argument, diff_gate_words, &choice))
            return EINVAL;
        diff->fail_on = choice == 2 ? NULL : diff_gate_words[choice];
        return 0;
    case KEY_PROJECT:
        diff->project = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 1)
            return usage_error("diff takes two files, not also '%s'", argument);
        *(state->arg_num == 0 ? &diff->before : &diff->after) = argument;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp diff_argp = {
    .options = table,
    .parser = parse_diff,
    .args_doc = "BEFORE.gpkg [AFTER.gpkg]",
    .doc = "Compares two audits of the same place: which streets got better or worse, for whom and "
           "why, how far one gets, what was built. Reads what 'rasif audit' wrote; without AFTER, "
           "what the project file has as output.",
    .help_filter = translate_help,
};

/* AFTER is the output of the project where the command line names none. Returns 0 or an exit code.
 */
static int complete(struct diff *diff, rasif_settings **project)
{
    if (diff->before && (!diff->after || diff->project)) {
        int code = project_result(diff->project, &diff->after, &diff->language, project);
        if (code)
            return code;
    }
    if (diff->before && diff->after)
        return 0;
    usage_error("diff needs two annotated GeoPackages; see 'rasif help diff'");
    return EXIT_USAGE;
}

/* Compares all targets with the two files that are read, with each other and with the project file.
 * Returns 0 or an exit code. */
static int spare_reads(const struct diff *diff, const rasif_diff *result)
{
    rasif_target targets[MOST_REPORTS + 2];
    rasif_error err = {0};
    const char *project = diff->project ? diff->project : PROJECT_FILE;
    size_t n = list_targets(diff->output, diff->reports, diff->n_reports, targets);
    for (size_t i = 0; i < n; i++)
        if (is_same_file(targets[i].path, project)) {
            say("%s is a project file and can't be written as well; name another file",
                targets[i].path);
            return EXIT_USAGE;
        }
    return rasif_diff_may_write(result, targets, n, &err) ? report_error(&err) : 0;
}

/* NULL as file: standard output, which gets no message "wrote". */
static int write_report(const rasif_diff *result, const struct report_option *report)
{
    struct output output;
    rasif_error err = {0};
    int code = output_begin(&output, report->file);
    if (code)
        return code;
    rasif_status status = rasif_diff_report(result, report->format, output_sink, &output, &err);
    code = output_finish(&output, status, &err);
    if (code == 0 && report->file)
        say("wrote %s", report->file);
    return code;
}

/* Files first: standard output may be a pipe that blocks. Without -f the text report goes there;
 * the first failure stops the rest. */
static int write_results(const struct diff *diff, const rasif_diff *result)
{
    static const struct report_option standard = {"text", NULL};
    rasif_error err = {0};
    int code = 0;
    if (diff->output) {
        if (rasif_diff_write(result, diff->output, diff->force, &err))
            return report_error(&err);
        say("wrote %s", diff->output);
    }
    for (size_t i = 0; i < diff->n_reports && code == 0; i++)
        code = diff->reports[i].file ? write_report(result, &diff->reports[i]) : 0;
    for (size_t i = 0; i < diff->n_reports && code == 0; i++)
        code = diff->reports[i].file ? 0 : write_report(result, &diff->reports[i]);
    return code == 0 && diff->n_reports == 0 ? write_report(result, &standard) : code;
}

/* The first sentence on stderr, where no report that begins with it is on standard output. */
static int say_headline(const struct diff *diff, const rasif_diff *result)
{
    struct first_line line = {0};
    rasif_error err = {0};
    bool shown = diff->n_reports == 0;
    for (size_t i = 0; i < diff->n_reports; i++) {
        const struct report_option *report = &diff->reports[i];
        shown = shown || (!report->file && (strcmp(report->format, "text") == 0 ||
                                            strcmp(report->format, "markdown") == 0));
    }
    if (shown)
        return 0;
    int code = rasif_diff_report(result, "headline", first_line_sink, &line, &err)
                   ? report_error(&err)
                   : 0;
    first_line_say(&line);
    return code;
}

/* A gate that does not hold gives EXIT_GATE after everything is written; an error comes before
 * it. */
static int run_diff(struct session *session, const struct diff *diff)
{
    rasif_diff *result = NULL;
    rasif_error err = {0};
    char reason[256] = "";
    bool held = true;
    if (rasif_diff_new(session->context, diff->before, diff->after, diff->profile, diff->language,
                       &result, &err))
        return report_error(&err);
    int code = spare_reads(diff, result);
    if (code == 0)
        code = write_results(diff, result);
    if (code == 0)
        code = say_headline(diff, result);
    if (code == 0 && diff->fail_on) {
        if (rasif_diff_gate(result, diff->fail_on, &held, reason, &err))
            code = report_error(&err);
        else if (!held)
            say("%s", reason);
    }
    rasif_diff_free(result);
    return code == 0 && !held ? EXIT_GATE : code;
}

static int compare(const struct diff *diff)
{
    struct session session;
    int code = output_refuse_existing(diff->output, diff->force);
    if (code == 0)
        code = session_open(&session, 0, PROGRESS_NEVER);
    if (code == 0) {
        code = run_diff(&session, diff);
        session_close(&session);
    }
    return code;
}

int cmd_diff(int argc, char **argv)
{
    struct diff diff = {.language = NULL};
    rasif_settings *project = NULL;
    int code = parse_arguments(&diff_argp, argc, argv, &diff);
    if (code >= 0)
        return code;
    code = complete(&diff, &project);
    if (code == 0)
        code = compare(&diff);
    rasif_settings_free(project);
    return code;
}
