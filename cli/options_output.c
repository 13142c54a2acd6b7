/* SPDX-License-Identifier: MIT
 *
 * Options of the targets of results and of how the run behaves: rows OUTPUT, RUNNING and TALKING of
 * <options.def>. */
#include "options.h"

#include <report/formats.def>
#include <stdlib.h>
#include <string.h>

/* The names of all report formats: formats.def is what the library writes. */
const char *const format_words[] = {REPORT_FORMATS(FORMAT_NAME) NULL};
/* In the order of enum progress_mode. */
const char *const progress_words[] = {"auto", "always", "never", "json", NULL};

/* ---- output ---- */

static const struct argp_option output_table[] = {
#define PICK_OUTPUT TABLE_ROW
#include "option_rows.h"
    {0},
};

static error_t add_report(struct options *options, char *argument)
{
    struct report_option report;
    error_t wrong = parse_report(argument, format_words, options->reports, options->n_reports, &report);
    if (wrong)
        return wrong;
    options->reports = grow(options->reports, options->n_reports + 1, sizeof *options->reports);
    options->reports[options->n_reports++] = report;
    return 0;
}

static error_t parse_output(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    switch (key) {
    case 'o':
        options->output = argument;
        return 0;
    case KEY_force:
        options->force = true;
        return 0;
    case KEY_qgis_project:
        options->qgis_project = true;
        return 0;
    case 'f':
        return add_report(options, argument);
    default:
        return parse_library(key, argument, &options->library);
    }
}

const struct argp output_group = {output_table, parse_output, NULL, NULL, NULL, translate_help, NULL};

/* ---- running ---- */

static const struct argp_option running_table[] = {
#define PICK_RUNNING TABLE_ROW
#include "option_rows.h"
    {0},
};

/* Reads "500M" or "1.5G" as bytes (M = 1e6, G = 1e9), from 64 MB, below which not even the
 * libraries start, to 1 TB. The unit is required: a bare number could mean bytes or megabytes. */
static error_t parse_size(const char *text, size_t *out)
{
    size_t n = strlen(text);
    char unit = n > 0 ? text[n - 1] : '\0';
    double number = 0, factor = unit == 'G' ? 1e9 : 1e6;
    char *digits = format_text("%.*s", n > 0 ? (int)n - 1 : 0, text), *end = digits;
    if ((unit == 'M' || unit == 'G') && digits[0] >= '0' && digits[0] <= '9')
        number = strtod(digits, &end) * factor; /* the program has no locale but "C" */
    bool good = *end == '\0' && strspn(digits, "0123456789.") == strlen(digits) && number >= 64e6 &&
                number <= 1e12;
    free(digits);
    *out = good ? (size_t)number : 0;
    return good ? 0 : usage_error("--max-memory needs a size from 64M to 1000G, not '%s'", text);
}

/* The only group whose option both the command and the library read: --timings. */
static error_t parse_running(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    if (key == KEY_max_memory)
        return parse_size(argument, &options->max_memory);
    if (key == KEY_timings)
        options->timings = true; /* and the library's, below */
    return parse_library(key, argument, &options->library);
}

const struct argp running_group = {running_table, parse_running, NULL, NULL, NULL, translate_help, NULL};

/* ---- talking ---- */

static const struct argp_option talking_table[] = {
#define PICK_TALKING TABLE_ROW
#include "option_rows.h"
    {0},
};

/* -v after -q counts from 1 again: the last of them wins. */
static error_t parse_talking(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    int choice = 0;
    switch (key) {
    case KEY_progress:
        if (parse_choice("--progress", argument, progress_words, &choice))
            return EINVAL;
        options->progress = (enum progress_mode)choice;
        return 0;
    case 'q':
        options->verbosity = -1;
        return 0;
    case 'v':
        options->verbosity = options->verbosity < 0 ? 1 : options->verbosity + 1;
        return 0;
    default:
        return parse_library(key, argument, &options->library);
    }
}

const struct argp talking_group = {talking_table, parse_talking, NULL, NULL, NULL, translate_help, NULL};
