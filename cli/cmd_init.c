/* SPDX-License-Identifier: MIT
 *
 * rasif init INPUT...: writes the project file of the working folder, rasif.yaml, from what is
 * recognised in the inputs and the options given; `rasif audit` runs with it. */
#include "options.h"

#include <sys/stat.h>

enum { KEY_INIT_FORCE = 0x300 };

static const struct argp_option init_options[] = {
    {"force", KEY_INIT_FORCE, NULL, 0, "replace a " PROJECT_FILE " that is there", 0},
    {0},
};

static const struct argp_child groups[] = {
    {&input_group, 0, "Input:", 1},
    {&talking_group, 0, "Talking:", 2},
    {0},
};

static error_t parse_init(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    (void)argument;
    if (key == KEY_INIT_FORCE) {
        options->force = true;
        return 0;
    }
    if (key != ARGP_KEY_INIT)
        return ARGP_ERR_UNKNOWN;
    options_share(state, sizeof groups / sizeof *groups - 1);
    return 0;
}

const struct argp init_argp = {
    .options = init_options,
    .parser = parse_init,
    .args_doc = "INPUT...",
    .doc = "Writes " PROJECT_FILE
           " into the working folder: the inputs, what is recognised in them, the "
           "options given here, and all others as comments with their defaults. 'rasif audit' then "
           "runs "
           "with it, without further words.",
    .children = groups,
    .help_filter = translate_help,
};

/* The file is complete or not there. */
static int write_project(struct session *session, const struct options *options)
{
    const rasif_target target = {PROJECT_FILE, false};
    struct output output;
    rasif_error err = {0};
    int code = session_load_rules(session, NULL);
    if (code)
        return code;
    if (rasif_audit_new(session->context, session->rules, &options->library, &session->audit,
                        &err) ||
        rasif_audit_may_write(session->audit, &target, 1, &err) ||
        rasif_audit_open(session->audit, &err))
        return report_error(&err);
    code = output_begin(&output, PROJECT_FILE);
    if (code)
        return code;
    rasif_status status = rasif_audit_report(session->audit, "project", output_sink, &output, &err);
    code = output_finish(&output, status, &err);
    if (code == 0 && session->verbosity >= 0)
        say("wrote " PROJECT_FILE "; next: rasif audit");
    return code;
}

int cmd_init(int argc, char **argv)
{
    struct options options;
    struct session session = {0};
    struct stat status;
    options_init(&options);
    int code = parse_arguments(&init_argp, argc, argv, &options);
    if (code < 0 && !options.force && lstat(PROJECT_FILE, &status) == 0) {
        say(PROJECT_FILE " exists; add --force to replace it");
        code = EXIT_USAGE;
    }
    if (code < 0) {
        options_finish(&options);
        code = session_open(&session, options.verbosity, options.progress);
        if (code == 0)
            code = write_project(&session, &options);
        session_close(&session);
    }
    options_free(&options);
    return code;
}
