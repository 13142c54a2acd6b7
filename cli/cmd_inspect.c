/* SPDX-License-Identifier: MIT
 *
 * rasif inspect INPUT...: which tables and fields are recognised as what, in which unit and
 * coordinate system, how full each is, what looks wrong. Changes nothing. */
#include "options.h"

enum { KEY_SUGGEST = 0x300 };

static const struct argp_option inspect_options[] = {
    {"suggest-mapping", KEY_SUGGEST, NULL, 0,
     "write a mapping file for what was not recognised, to be checked and edited, instead", 0},
    {0},
};

static const struct argp_child groups[] = {
    {&input_group, 0, "Input:", 1},
    {&talking_group, 0, "Talking:", 2},
    {0},
};

static error_t parse_inspect(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    (void)argument;
    if (key == KEY_SUGGEST) {
        options->library.unrecognised = true;
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
    .args_doc = "INPUT...",
    .doc = "Tells which tables and fields of the input are recognised as what, in which unit and "
           "coordinate system, how full each is, and what looks wrong. Changes nothing.",
    .children = groups,
};

static int run_inspect(struct session *session, const struct options *options)
{
    struct output output;
    rasif_error err = {0};
    int code = session_load_rules(session, NULL);
    if (code)
        return code;
    if (rasif_audit_new(session->context, session->rules, &options->library, &session->audit,
                        &err) ||
        rasif_audit_open(session->audit, &err))
        return report_error(&err);
    progress_clear();
    output_begin(&output, NULL);
    const char *what = options->library.unrecognised ? "suggest-mapping" : "inspect";
    return output_finish(
        &output, rasif_audit_report(session->audit, what, output_sink, &output, &err), &err);
}

int cmd_inspect(int argc, char **argv)
{
    struct options options;
    struct session session = {0};
    options_init(&options);
    int code = parse_arguments(&inspect_argp, argc, argv, &options);
    if (code < 0) {
        options_finish(&options);
        code = session_open(&session, options.verbosity, options.progress);
        if (code == 0)
            code = run_inspect(&session, &options);
        session_close(&session);
    }
    options_free(&options);
    return code;
}
