/* SPDX-License-Identifier: MIT
 *
 * rasif inspect INPUT...: which tables and fields are recognised as what, in which unit and
 * coordinate system, how full each is, what looks wrong. Changes nothing. */
#include "options.h"

#include <errno.h>

enum { KEY_SUGGEST = 0x300 };

static const struct argp_option inspect_options[] = {
    {"suggest-mapping", KEY_SUGGEST, NULL, 0,
     "write a mapping file for what was not recognised, to be checked and edited, instead", 0},
    {"format", 'f', "text|json", 0, "how the result is written (default: text)", 0},
    {0},
};

static const struct argp_child groups[] = {
    {&project_group, 0, "Project file:", 1},
    {&input_group, 0, "Input:", 2},
    {&talking_group, 0, "Talking:", 3},
    {0},
};

/* --suggest-mapping and --format are its own; the groups read the others. */
static error_t parse_inspect(int key, char *argument, struct argp_state *state)
{
    static const char *const words[] = {"text", "json", NULL};
    struct options *options = state->input;
    int choice = 0;
    if (key == 'f') {
        if (parse_choice("--format", argument, words, &choice))
            return EINVAL;
        options->inspect_json = choice == 1;
        return 0;
    }
    if (key == ARGP_KEY_END)
        return options->suggest && options->inspect_json
                   ? usage_error("--suggest-mapping writes YAML; leave --format out")
                   : 0;
    if (key == KEY_SUGGEST) {
        options->suggest = true;
        return 0;
    }
    if (key != ARGP_KEY_INIT)
        return ARGP_ERR_UNKNOWN;
    options_share(state, sizeof groups / sizeof *groups - 1);
    return 0;
}

const struct argp inspect_argp = {
    .options = inspect_options,
    .parser = parse_inspect,
    .args_doc = "[INPUT...]",
    .doc = "Tells which tables and fields of the input are recognised as what, in which unit and "
           "coordinate system, how full each is, and what looks wrong. Changes nothing.",
    .children = groups,
    .help_filter = translate_help,
};

/* Replaces session->audit by one with these options, and opens its inputs: no features are read. */
static rasif_status open_inputs(struct session *session, const rasif_options *library,
                                rasif_error *err)
{
    rasif_audit_free(session->audit);
    session->audit = NULL;
    rasif_status status =
        rasif_audit_new(session->context, session->rules, library, &session->audit, err);
    return status != RASIF_OK ? status : rasif_audit_open(session->audit, err);
}

/* Prints a report of the opened inputs on stdout: "inspect", "inspect-json" or "suggest-mapping". */
static int print_what(struct session *session, const char *what)
{
    struct output output;
    rasif_error err = {0};
    progress_clear();
    output_begin(&output, NULL);
    return output_finish(
        &output, rasif_audit_report(session->audit, what, output_sink, &output, &err), &err);
}

/* Where no layer is recognised (RASIF_E_DATA) the inputs are opened once more with `unrecognised`,
 * and their tables are listed: the reader needs them for a mapping. The error and its exit code
 * stay. */
static int run_inspect(struct session *session, const struct options *options)
{
    rasif_options library = options->library;
    rasif_error err = {0}, other = {0};
    const char *inspect = options->inspect_json ? "inspect-json" : "inspect";
    int code = session_load_rules(session, NULL);
    if (code)
        return code;
    library.unrecognised = options->suggest;
    rasif_status status = open_inputs(session, &library, &err);
    if (status == RASIF_OK)
        return print_what(session, options->suggest ? "suggest-mapping" : inspect);
    library.unrecognised = true;
    if (status == RASIF_E_DATA && open_inputs(session, &library, &other) == RASIF_OK) {
        code = print_what(session, inspect);
        if (code)
            return code;
    }
    return report_error(&err);
}

int cmd_inspect(int argc, char **argv)
{
    struct options options;
    struct session session = {0};
    options_init(&options);
    int code = project_take(&inspect_argp, argc, argv, &options);
    if (code == 0)
        code = parse_arguments(&inspect_argp, argc, argv, &options);
    if (code < 0) {
        options_finish(&options);
        project_note(&options);
        code = session_open(&session, options.verbosity, options.progress);
        if (code == 0)
            code = run_inspect(&session, &options);
        session_close(&session);
    }
    options_free(&options);
    return code;
}
