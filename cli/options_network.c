/* SPDX-License-Identifier: MIT
 *
 * Options of the walking network. To add an option: one row in the table and one case in the parser
 * below it. */
#include "options.h"

enum { KEY_SNAP = 0x100, KEY_REACH };

static const struct argp_option network_table[] = {
    {"snap", KEY_SNAP, "M", 0, "ends this near to each other or to a line meet (default: 0.5)", 0},
    {"reach", KEY_REACH, "M", 0,
     "destinations this near along the way count as reached (default: 400 where there are "
     "destinations; given, seats serve where there are none)",
     0},
    {0},
};

static error_t parse_network(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    rasif_options *library = &options->library;
    switch (key) {
    case KEY_SNAP:
        return parse_number("--snap", argument, 0, 100, &library->snap_m);
    case KEY_REACH:
        return parse_number("--reach", argument, 1, 100000, &library->reach_m);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp network_group = {network_table, parse_network, NULL, NULL, NULL, NULL, NULL};
