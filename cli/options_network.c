/* SPDX-License-Identifier: MIT
 *
 * Options of the walking network: rows NETWORK of <options.def>, all read by the library. */
#include "options.h"

static const struct argp_option network_table[] = {
#define PICK_NETWORK TABLE_ROW
#include "option_rows.h"
    {0},
};

static error_t parse_network(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    return parse_library(key, argument, &options->library);
}

const struct argp network_group = {network_table, parse_network, NULL, NULL, NULL, translate_help, NULL};
