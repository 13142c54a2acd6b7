/* SPDX-License-Identifier: MIT
 *
 * Options that make the exit code 1, and what is tolerated. To add an option: one row in the table
 * and one case in the parser below it. */
#include "options.h"

#include <string.h>

enum {
    KEY_FAIL_ON = 0x100,
    KEY_MIN_SCORE,
    KEY_MIN_COVERAGE,
    KEY_WAIVERS,
    KEY_BASELINE,
    KEY_WRITE_BASELINE,
    KEY_PRUNE_BASELINE
};

const char *const level_words[] = {"minor",   "moderate", "serious", "critical",
                                   "unknown", "new",      "never",   NULL};

static const struct argp_option gate_table[] = {
    {"fail-on", KEY_FAIL_ON, "LEVEL", 0,
     "exit 1 at findings of this severity or above: minor, moderate, serious, critical; at "
     "unknown; "
     "at new or new:SEVERITY (not in the baseline); or never (default; repeatable)",
     0},
    {"min-score", KEY_MIN_SCORE, "[PROFILE:]N", 0,
     "exit 1 when the district mean is below N or unknown (repeatable)", 0},
    {"min-coverage", KEY_MIN_COVERAGE, "[PROFILE:]PCT", 0,
     "exit 1 when less than PCT percent is known (repeatable)", 0},
    {"waivers", KEY_WAIVERS, "FILE", 0,
     "YAML file of findings that are tolerated until a date; no gate counts them", 0},
    {"baseline", KEY_BASELINE, "FILE", 0, "known findings, for --fail-on new", 0},
    {"write-baseline", KEY_WRITE_BASELINE, "FILE", 0,
     "write the findings of this audit as a baseline", 0},
    {"prune-baseline", KEY_PRUNE_BASELINE, NULL, 0,
     "delete from the file of --baseline what is fixed", 0},
    {0},
};

/* Keeps "kind:PROFILE:N" for rasif_audit_gate once N is known to be a number. */
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

static error_t add_level(struct options *options, const char *argument)
{
    static const char *const severities[] = {"minor", "moderate", "serious", "critical", NULL};
    int choice = 0;
    error_t error = strncmp(argument, "new:", 4) == 0
                        ? parse_choice("--fail-on new:", argument + 4, severities, &choice)
                        : parse_choice("--fail-on", argument, level_words, &choice);
    if (error)
        return error;
    if (strcmp(argument, "never") == 0)
        strings_free(&options->fail_on); /* takes back what a script said before */
    else
        strings_add(&options->fail_on, argument);
    return 0;
}

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
    case KEY_FAIL_ON:
        return add_level(options, argument);
    case KEY_MIN_SCORE:
        return add_floor(options, "--min-score", "score", argument);
    case KEY_MIN_COVERAGE:
        return add_floor(options, "--min-coverage", "coverage", argument);
    case KEY_WAIVERS:
        options->library.waivers = argument;
        return 0;
    case KEY_BASELINE:
        options->library.baseline = argument;
        return 0;
    case KEY_WRITE_BASELINE:
        options->write_baseline = argument;
        return 0;
    case KEY_PRUNE_BASELINE:
        options->prune_baseline = true;
        return 0;
    case ARGP_KEY_END:
        return check_gates(options);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp gate_group = {gate_table, parse_gate, NULL, NULL, NULL, NULL, NULL};
