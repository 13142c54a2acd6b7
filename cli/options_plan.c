/* SPDX-License-Identifier: MIT
 *
 * Options of the plan of works: rows PLAN of <options.def>, all read by the library. */
#include "options.h"

static const struct argp_option plan_table[] = {
#define PICK_PLAN TABLE_ROW
#include "option_rows.h"
    {0},
};

static error_t parse_plan(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    if (key == ARGP_KEY_END && options->library.people_field && !options->library.people)
        return usage_error("--people-field needs --people");
    return key == ARGP_KEY_END ? 0 : parse_library(key, argument, &options->library);
}

const struct argp plan_group = {plan_table, parse_plan, NULL, NULL, NULL, translate_help, NULL};
