/* SPDX-License-Identifier: MIT
 *
 * Options that make the exit code 1, and those that name findings to accept (baseline, waivers):
 * rows GATES of <options.def>. Gates are kept as the texts that rasif_audit_gate takes. */
#include "options.h"

#include <string.h>

const char *const level_words[] = {"minor",   "moderate", "serious", "critical",
                                   "unknown", "new",      "never",   NULL};

static const struct argp_option gate_table[] = {
#define PICK_GATES TABLE_ROW
#include "option_rows.h"
    {0},
};

/* Keeps "score:N" or "score:PROFILE:N" for rasif_audit_gate, with coverage likewise; N is checked
 * here (0 to 100), the profile once the rules are loaded (check_gates of cmd_audit.c). */
static error_t add_floor(struct options *options, const char *option, const char *kind,
                         const char *argument)
{
    const char *colon = strrchr(argument, ':');
    double number = 0;
    if (colon == argument)
        return usage_error("%s lacks the profile before ':'", option);
    if (parse_number(option, colon ? colon + 1 : argument, 0, 100, &number))
        return EINVAL;
    strings_add(&options->floors, format_text("%s:%s", kind, argument));
    return 0;
}

/* Keeps a level, "new", "new:LEVEL" or "unknown"; several gates may be given. */
static error_t add_level(struct options *options, const char *argument)
{
    static const char *const words[] = {"minor",        "moderate",    "serious",      "critical",
                                        "unknown",      "new",         "new:minor",    "new:moderate",
                                        "new:serious",  "new:critical", "never",       NULL};
    int choice = 0;
    error_t error = parse_choice("--fail-on", argument, words, &choice);
    if (error)
        return error;
    if (strcmp(argument, "never") == 0)
        strings_free(&options->fail_on); /* takes back earlier gates, of a script perhaps */
    else
        strings_add(&options->fail_on, argument);
    return 0;
}

/* Gates and pruning that compare with a baseline need one. */
static error_t check_gates(const struct options *options)
{
    if (options->prune_baseline && !options->library.baseline)
        return usage_error("--prune-baseline needs --baseline");
    for (size_t i = 0; i < options->fail_on.n; i++)
        if (strncmp(options->fail_on.items[i], "new", 3) == 0 && !options->library.baseline)
            return usage_error("--fail-on %s needs --baseline", options->fail_on.items[i]);
    return 0;
}

static error_t parse_gate(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    switch (key) {
    case KEY_fail_on:
        return add_level(options, argument);
    case KEY_min_score:
        return add_floor(options, "--min-score", "score", argument);
    case KEY_min_coverage:
        return add_floor(options, "--min-coverage", "coverage", argument);
    case KEY_write_baseline:
        options->write_baseline = argument;
        return 0;
    case KEY_prune_baseline:
        options->prune_baseline = true;
        return 0;
    case ARGP_KEY_END:
        return check_gates(options);
    default:
        return parse_library(key, argument, &options->library);
    }
}

const struct argp gate_group = {gate_table, parse_gate, NULL, NULL, NULL, translate_help, NULL};
