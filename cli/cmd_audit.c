/* SPDX-License-Identifier: MIT
 *
 * rasif audit INPUT... [-o OUT]: read, judge, score, write, report. Refuses what can't work before
 * anything is read. The annotated GeoPackage is complete before the first byte of a report goes
 * out; gates decide the exit code and never what is written.
 *
 * run_audit keeps this order: check targets, open, check what may be written, run,
 * write the GeoPackage, reports to files, report to standard output, baselines, gates. What fails
 * stops the rest; a missed gate stops nothing. */
#include "options.h"

#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* Headings of the help and of the manual, in their order. */
static const struct argp_child groups[] = {
    {&project_group, 0, "Project file:", 1},
    {&input_group, 0, "Input:", 2},
    {&judging_group, 0, "Judging:", 3},
    {&network_group, 0, "Network:", 4},
    {&plan_group, 0, "Works:", 5},
    {&output_group, 0, "Results:", 6},
    {&gate_group, 0, "Gates:", 7},
    {&running_group, 0, "Running:", 8},
    {&talking_group, 0, "Talking:", 9},
    {0},
};

/* Every option belongs to a group: the command itself only hands its struct options on to them. */
static error_t parse_audit(int key, char *argument, struct argp_state *state)
{
    (void)argument;
    if (key != ARGP_KEY_INIT)
        return ARGP_ERR_UNKNOWN;
    options_share(state, sizeof groups / sizeof *groups - 1);
    return 0;
}

const struct argp audit_argp = {
    .parser = parse_audit,
    .args_doc = "[INPUT...]",
    .doc = "Judges every element of a walking network against a standard, scores every street for "
           "each profile, prints a summary and writes the layers back out annotated."
           "\vResults go to standard output, everything else to stderr. The output file is never "
           "an input and is either complete or absent. Exit codes: 0 finished, 1 a gate was not "
           "met (results are written all the same), 2 wrong usage, 3 the input, mapping or rules "
           "can't be used, 4 the output could not be written, or cancelled.",
    .children = groups,
    .help_filter = translate_help,
};

/* The folder of a target must be there and writable: temporary files are made beside the target.
 * Returns 0 or EXIT_OUTPUT, having said why. */
static int check_folder(const char *path)
{
    char *copy = format_text("%s", path);
    const char *folder = dirname(copy);
    int code = 0;
    if (access(folder, W_OK | X_OK) != 0) {
        say("can't write %s: folder %s: %s", path, folder, strerror(errno));
        code = EXIT_OUTPUT;
    }
    free(copy);
    return code;
}

/* Is the output a folder with a file for each layer? */
static bool is_folder_output(const struct options *options)
{
    return options->output && options->library.output_format != RASIF_OUTPUT_GPKG;
}

/* Does the name end so, whatever its letter case? */
static bool ends_in(const char *name, const char *ending)
{
    size_t length = strlen(name), n = strlen(ending);
    return length > n && strcasecmp(name + length - n, ending) == 0;
}

/* One file holds one layer in both formats, so a name of a file is not what the user will find. Returns 0
 * or EXIT_USAGE. */
static int check_output_name(const struct options *options)
{
    const char *name = options->output;
    if (!name)
        return 0;
    bool fgb = ends_in(name, ".fgb"), geojson = ends_in(name, ".geojson") || ends_in(name, ".json");
    if (!is_folder_output(options) && (fgb || geojson))
        say("%s: such a file holds one layer, and an audit has many; name a folder, as in "
            "-o FOLDER --output-format %s",
            name, fgb ? "fgb" : "geojson");
    else if (!is_folder_output(options) && ends_in(name, "/"))
        say("%s: a folder gets a file for each layer; add --output-format fgb or --output-format geojson", name);
    else if (!is_folder_output(options))
        return check_geopackage_name(name) ? EXIT_USAGE : 0;
    else if (fgb || geojson || ends_in(name, ".gpkg") || strcmp(name, "-") == 0)
        say("%s: --output-format writes a folder with a file for each layer; name a folder", name);
    else if (options->qgis_project)
        say("--qgis-project needs a GeoPackage, which holds the styles; leave out --output-format");
    else
        return 0;
    return EXIT_USAGE;
}

/* A folder that holds anything is replaced with --force only; what it may hold is the library's to check.
 * Returns 0 or an exit code. */
static int check_output_folder(const struct options *options)
{
    const char *path = options->output;
    DIR *entries = opendir(path);
    if (!entries && errno != ENOTDIR)
        return 0;
    if (!entries) {
        say("%s is a file; name a folder", path);
        return EXIT_USAGE;
    }
    size_t n = 0;
    while (readdir(entries))
        n++;
    closedir(entries);
    if (n > 2 && !options->force) { /* "." and ".." */
        say("%s holds files; choose another name or add --force to replace it", path);
        return EXIT_USAGE;
    }
    return 0;
}

/* An output that exists is replaced with --force only. lstat, for a symbolic link to nowhere exists
 * too. Returns 0 or an exit code. */
static int check_output(const struct options *options, const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return 0;
    if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode)) {
        say("%s is not a regular file", path);
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < options->inputs.n; i++)
        if (is_same_file(path, options->inputs.items[i])) {
            say("%s is an input; inputs are never written", path);
            return EXIT_USAGE;
        }
    return output_refuse_existing(path, options->force);
}

/* Refuses targets that can't be written, before anything is opened: an output that exists without
 * --force, or is not a regular file, and folders that are missing or read-only. Returns 0 or an exit
 * code. */
static int check_targets(const struct options *options)
{
    if (options->qgis_project && !options->output) {
        say("--qgis-project writes a project beside the output; name one with -o OUT.gpkg");
        return EXIT_USAGE;
    }
    int code = check_output_name(options);
    if (code == 0 && options->output)
        code = is_folder_output(options) ? check_output_folder(options) : check_output(options, options->output);
    if (options->qgis_project && code == 0) {
        char *project = project_name(options->output);
        code = check_output(options, project);
        free(project);
    }
    if (code == 0 && options->output)
        code = check_folder(options->output);
    for (size_t i = 0; i < options->n_reports && code == 0; i++)
        code = options->reports[i].file ? check_folder(options->reports[i].file) : 0;
    if (code == 0 && options->write_baseline)
        code = check_folder(options->write_baseline);
    return code == 0 && options->prune_baseline ? check_folder(options->library.baseline) : code;
}

/* Compares all targets with everything that is read, and with each other (decision 0210). A
 * baseline may be written where it is read: `true` in rasif_target. When pruning and writing name
 * one file it counts once, for two equal targets are refused. */
static rasif_status spare_reads(const rasif_audit *audit, const struct options *options,
                                rasif_error *err)
{
    rasif_target *targets = grow(NULL, options->n_reports + 5, sizeof *targets);
    char *project = options->qgis_project ? project_name(options->output) : NULL;
    const char *pruned = options->prune_baseline ? options->library.baseline : NULL;
    const char *written = options->write_baseline;
    size_t n = list_targets(options->output, options->reports, options->n_reports, targets);
    if (pruned)
        targets[n++] = (rasif_target){pruned, true};
    if (written && (!pruned || !is_same_file(written, pruned)))
        targets[n++] = (rasif_target){written, true};
    if (project)
        targets[n++] = (rasif_target){project, false};
    rasif_status status = rasif_audit_may_write(audit, targets, n, err);
    free(project);
    free(targets);
    return status;
}

/* Is [start, end) this word? */
static bool is_word(const char *word, const char *start, const char *end)
{
    return strlen(word) == (size_t)(end - start) &&
           strncmp(word, start, (size_t)(end - start)) == 0;
}

/* Refuses a floor "score:PROFILE:N" whose profile is unknown, so that a typing error does not wait
 * for the end of the run. "score:N" names no profile. Ids and codes are known: "wheelchair",
 * "wcm". */
static int check_gates(const struct options *options, const rasif_rules *rules)
{
    for (size_t i = 0; i < options->floors.n; i++) {
        const char *name = strchr(options->floors.items[i], ':') + 1;
        const char *end = strrchr(name, ':');
        if (!end)
            continue;
        bool known = false;
        for (size_t k = 0; k < rasif_rules_count(rules) && !known; k++) {
            rasif_rule_info info;
            known = rasif_rules_info(rules, k, NULL, &info) == RASIF_OK &&
                    strcmp(info.kind, "profile") == 0 &&
                    (is_word(info.id, name, end) || is_word(info.code, name, end));
        }
        if (!known) {
            say("unknown profile '%.*s'; see 'rasif rules list'", (int)(end - name), name);
            return EXIT_USAGE;
        }
    }
    return 0;
}

static int write_report(rasif_audit *audit, const struct report_option *report)
{
    struct output output;
    rasif_error err = {0};
    int code = output_begin(&output, report->file);
    if (code)
        return code;
    rasif_status status = rasif_audit_report(audit, report->format, output_sink, &output, &err);
    return output_finish(&output, status, &err);
}

/* Writes one baseline to `path`, complete or not at all. Returns 0 or an exit code. */
static int write_baseline(struct session *session, rasif_baseline what, const char *path)
{
    struct output output;
    rasif_error err = {0};
    int code = output_begin(&output, path);
    if (code)
        return code;
    rasif_status status = rasif_audit_baseline(session->audit, what, output_sink, &output, &err);
    code = output_finish(&output, status, &err);
    if (code == 0 && session->verbosity >= 0)
        say("%s %s", what == RASIF_BASELINE_PRUNE ? "pruned" : "wrote", path);
    return code;
}

/* Pruning first: when both name one file, the whole of it is written anew. */
static int write_baselines(struct session *session, const struct options *options)
{
    int code = 0;
    if (options->prune_baseline)
        code = write_baseline(session, RASIF_BASELINE_PRUNE, options->library.baseline);
    if (options->write_baseline && code == 0)
        code = write_baseline(session, RASIF_BASELINE_WRITE, options->write_baseline);
    return code;
}

/* The project is made from the file that was just written, in the language of its styles. */
static int write_project(struct session *session, const struct options *options)
{
    rasif_error err = {0};
    char *project = project_name(options->output);
    int code = rasif_project(session->context, options->output, project, NULL, options->force, &err)
                   ? report_error(&err)
                   : 0;
    if (code == 0 && session->verbosity >= 0)
        say("wrote %s", project);
    free(project);
    return code;
}

/* The GeoPackage and files first: standard output may be a pipe that blocks. Without -f the usual
 * report goes there; the first failure stops the rest. */
static int write_results(struct session *session, const struct options *options)
{
    const struct report_option standard = {options->usual_report, NULL};
    rasif_error err = {0};
    if (options->output) {
        if (rasif_audit_write(session->audit, options->output, options->force, &err))
            return report_error(&err);
        if (session->verbosity >= 0)
            say("wrote %s", options->output);
    }
    progress_clear();
    int code = options->qgis_project ? write_project(session, options) : 0;
    for (size_t i = 0; i < options->n_reports && code == 0; i++) {
        const struct report_option *report = &options->reports[i];
        code = report->file ? write_report(session->audit, report) : 0;
        if (report->file && code == 0 && session->verbosity >= 0)
            say("wrote %s", report->file);
    }
    code = code ? code : write_baselines(session, options);
    for (size_t i = 0; i < options->n_reports && code == 0; i++)
        if (!options->reports[i].file)
            code = write_report(session->audit, &options->reports[i]);
    return code == 0 && options->n_reports == 0 ? write_report(session->audit, &standard) : code;
}

/* Is a report that people read on standard output? It begins with the headline. */
static bool shows_text(const struct options *options)
{
    for (size_t i = 0; i < options->n_reports; i++) {
        const struct report_option *report = &options->reports[i];
        if (!report->file &&
            (strcmp(report->format, "text") == 0 || strcmp(report->format, "markdown") == 0 ||
             strcmp(report->format, "plan") == 0))
            return true;
    }
    return options->n_reports == 0;
}

/* EXIT_DONE, EXIT_GATE with the reason on stderr, or the exit code of an error. */
static int test_gate(const rasif_audit *audit, const char *gate)
{
    char reason[256] = "";
    bool held = false;
    rasif_error err = {0};
    if (rasif_audit_gate(audit, gate, &held, reason, &err))
        return report_error(&err);
    if (held)
        return EXIT_DONE;
    say("%s", reason);
    return EXIT_GATE;
}

/* All gates are tested, so that one run names everything that is below its floor. */
static int test_gates(const rasif_audit *audit, const struct options *options)
{
    int worst = EXIT_DONE;
    for (size_t i = 0; i < options->fail_on.n; i++) {
        int code = test_gate(audit, options->fail_on.items[i]);
        worst = code > worst ? code : worst;
    }
    for (size_t i = 0; i < options->floors.n; i++) {
        int code = test_gate(audit, options->floors.items[i]);
        worst = code > worst ? code : worst;
    }
    return worst;
}

/* A rasif_sink for the timings. */
static int write_stderr(void *user, const char *text, size_t length)
{
    (void)user;
    return fwrite(text, 1, length, stderr) == length ? 0 : 1;
}

/* From the rules to the gates, in the order at the top of this file. A failed run prints its
 * timings only when it got as far as the results. */
static int run_audit(struct session *session, const struct options *options)
{
    rasif_error err = {0};
    rasif_options library = options->library;
    library.output = options->output;
    int code = session_load_rules(session, options->rules);
    if (code == 0)
        code = check_gates(options, session->rules);
    if (code)
        return code;
    if (rasif_audit_new(session->context, session->rules, &library, &session->audit,
                        &err) ||
        spare_reads(session->audit, options, &err) || rasif_audit_run(session->audit, &err) ||
        spare_reads(session->audit, options, &err)) /* what lies beside inputs is known now */
        return report_error(&err);
    code = write_results(session, options);
    if (code == 0 && session->verbosity >= 0 && !shows_text(options)) {
        struct first_line line = {0};
        code = rasif_audit_report(session->audit, "headline", first_line_sink, &line, &err)
                   ? report_error(&err)
                   : 0;
        first_line_say(&line);
    }
    if (options->timings) {
        progress_clear();
        rasif_audit_timings(session->audit, write_stderr, NULL);
    }
    return code ? code : test_gates(session->audit, options);
}

/* session_close takes a session that was never opened, for it is {0}. */
int audit_with(const struct argp *argp, int argc, char **argv, const char *report)
{
    struct options options;
    struct session session = {0};
    options_init(&options);
    options.usual_report = report;
    int code = project_take(argp, argc, argv, &options);
    if (code == 0)
        code = parse_arguments(argp, argc, argv, &options);
    if (code < 0) {
        options_finish(&options);
        project_note(&options);
        audited_note(&options);
        code = check_targets(&options);
        if (code == 0)
            code = session_limit_memory(options.max_memory);
        if (code == 0)
            code = session_open(&session, options.verbosity, options.progress);
        if (code == 0)
            code = run_audit(&session, &options);
        session_close(&session);
    }
    options_free(&options);
    return code;
}

int cmd_audit(int argc, char **argv)
{
    return audit_with(&audit_argp, argc, argv, "text");
}
