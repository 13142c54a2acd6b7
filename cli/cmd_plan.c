/* SPDX-License-Identifier: MIT
 *
 * rasif plan INPUT...: an audit with a plan of works, whose usual report is the plan. */
#include "options.h"

static const struct argp_child groups[] = {
    {&project_group, 0, "Project file:", 1},
    {&plan_group, 0, "Works:", 2},
    {&input_group, 0, "Input:", 3},
    {&judging_group, 0, "Judging:", 4},
    {&network_group, 0, "Network:", 5},
    {&output_group, 0, "Results:", 6},
    {&gate_group, 0, "Gates:", 7},
    {&running_group, 0, "Running:", 8},
    {&talking_group, 0, "Talking:", 9},
    {0},
};

/* The plan is asked for whatever options say. */
static error_t parse_command(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    (void)argument;
    if (key != ARGP_KEY_INIT)
        return ARGP_ERR_UNKNOWN;
    options->library.plan = true;
    options_share(state, sizeof groups / sizeof *groups - 1);
    return 0;
}

const struct argp plan_argp = {
    .parser = parse_command,
    .args_doc = "[INPUT...]",
    .doc = "Chooses works for a budget: which repairs join most of the walking network to where people "
           "need to go, what each costs and whom it helps, and how far the choice may be from the best "
           "one. Takes the options of rasif audit; an annotated file is planned with the settings of its audit, "
           "unless they are given here."
           "\vThe GeoPackage of -o holds the audit and the tables audit_works, audit_sites, "
           "audit_new_lines and audit_plan_curve. Prices that are built in are placeholders for the most part: a plan to spend "
           "money on needs the city's own, --costs FILE (docs/works.md).",
    .children = groups,
    .help_filter = translate_help,
};

int cmd_plan(int argc, char **argv)
{
    return audit_with(&plan_argp, argc, argv, "plan");
}
