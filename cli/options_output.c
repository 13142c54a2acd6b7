/* SPDX-License-Identifier: MIT
 *
 * Options that say where results go and how the run behaves. To add an option: one row in a group's
 * table and one case in the parser below it. */
#include "options.h"

#include <stdlib.h>
#include <string.h>

enum {
    KEY_FORCE = 0x100,
    KEY_COLUMNS,
    KEY_FINDINGS,
    KEY_LINKS,
    KEY_GAPS,
    KEY_SARIF_ROOT,
    KEY_ROLES_ONLY,
    KEY_BASEMAP,
    KEY_SHEETS,
    KEY_THREADS,
    KEY_TIMINGS,
    KEY_MAX_MEMORY,
    KEY_LANG,
    KEY_PROGRESS
};

const char *const format_words[] = {"text",         "json",        "html",       "sarif",
                                    "junit",        "markdown",    "csv",        "csv-excel",
                                    "csv-segments", "csv-repairs", "csv-survey", "csv-gaps", NULL};
/* In the order of enum progress_mode. */
const char *const progress_words[] = {"auto", "always", "never", "json", NULL};

/* ---- output ---- */

static const struct argp_option output_table[] = {
    {"output", 'o', "FILE", 0, "write the annotated GeoPackage (without it: judge and report only)",
     0},
    {"force", KEY_FORCE, NULL, 0, "replace the output file", 0},
    {"format", 'f', "NAME[:FILE]", 0,
     "write a report to FILE or standard output: text (default), json, html, sarif, junit, "
     "markdown, csv (findings), csv-excel (csv with a byte order mark), "
     "csv-segments, csv-repairs, csv-survey, csv-gaps (repeatable)",
     0},
    {"columns", KEY_COLUMNS, "slim|full", 0, "full: every measure a rule read (default: slim)", 0},
    {"findings", KEY_FINDINGS, "fail|all", 0, "all: unknown outcomes as well (default: fail)", 0},
    {"links", KEY_LINKS, "auto|yes|no", 0,
     "write the evidence of every link (auto: up to 100,000 elements)", 0},
    {"gaps", KEY_GAPS, "auto|yes|no", 0,
     "write what is missing as features to build (auto: up to 100,000 elements)", 0},
    {"sarif-root", KEY_SARIF_ROOT, "DIR", 0,
     "folder that paths in SARIF are relative to (default: the working directory)", 0},
    {"basemap", KEY_BASEMAP, "FILE[:LAYER]", 0,
     "what to draw under the map of the html report: a picture (GeoTIFF, MBTiles), a layer of "
     "polygons, or a table of the input",
     0},
    {"sheets", KEY_SHEETS, "all|N", 0,
     "street sheets of the html report, of the worst N or of all in its list of 400 (default: of "
     "the worst 20 of which something bad is known)",
     0},
    {"roles-only", KEY_ROLES_ONLY, NULL, 0, "leave out tables that have no role", 0},
    {0},
};

static error_t add_report(struct options *options, char *argument)
{
    char *colon = strchr(argument, ':');
    int choice = 0;

    if (colon)
        *colon = '\0';
    if (parse_choice("--format", argument, format_words, &choice))
        return EINVAL;
    const char *file = colon && strcmp(colon + 1, "-") != 0 ? colon + 1 : NULL;
    if (file && *file == '\0')
        return usage_error("--format %s: names no file", format_words[choice]);
    for (size_t i = 0; i < options->n_reports; i++)
        if (!file && !options->reports[i].file)
            return usage_error("only one report can go to standard output; give --format %s:FILE",
                               format_words[choice]);

    options->reports = grow(options->reports, options->n_reports + 1, sizeof *options->reports);
    options->reports[options->n_reports++] = (struct report_option){format_words[choice], file};
    return 0;
}

/* "all", or how many. */
static error_t parse_sheets(const char *argument, int *out)
{
    double number = 0;
    if (strcmp(argument, "all") == 0) {
        *out = RASIF_SHEETS_ALL;
        return 0;
    }
    if (strpbrk(argument, "+-."))
        return usage_error("--sheets needs 'all' or a whole number, not '%s'", argument);
    if (parse_number("--sheets", argument, 0, 1000000, &number))
        return EINVAL;
    *out = number > 0 ? (int)number : RASIF_SHEETS_NONE;
    return 0;
}

static error_t parse_output(int key, char *argument, struct argp_state *state)
{
    static const char *const columns[] = {"slim", "full", NULL};
    static const char *const findings[] = {"fail", "all", NULL};
    static const char *const written[] = {"auto", "yes", "no", NULL};
    struct options *options = state->input;
    rasif_options *library = &options->library;
    int choice = 0;
    error_t error = 0;

    switch (key) {
    case 'o':
        options->output = argument;
        return 0;
    case KEY_FORCE:
        options->force = true;
        return 0;
    case 'f':
        return add_report(options, argument);
    case KEY_COLUMNS:
        error = parse_choice("--columns", argument, columns, &choice);
        library->columns = choice == 0 ? RASIF_COLUMNS_SLIM : RASIF_COLUMNS_FULL;
        return error;
    case KEY_FINDINGS:
        error = parse_choice("--findings", argument, findings, &choice);
        library->findings = choice == 0 ? RASIF_FINDINGS_FAIL : RASIF_FINDINGS_ALL;
        return error;
    case KEY_LINKS:
        error = parse_choice("--links", argument, written, &choice);
        library->links = (rasif_links)choice;
        return error;
    case KEY_GAPS:
        error = parse_choice("--gaps", argument, written, &choice);
        library->gaps = (rasif_gaps)choice;
        return error;
    case KEY_SARIF_ROOT:
        library->sarif_root = argument;
        return 0;
    case KEY_BASEMAP:
        library->basemap = argument;
        return 0;
    case KEY_SHEETS:
        return parse_sheets(argument, &library->sheets);
    case KEY_ROLES_ONLY:
        library->roles_only = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp output_group = {output_table, parse_output, NULL, NULL, NULL, NULL, NULL};

/* ---- running ---- */

static const struct argp_option running_table[] = {
    {"threads", KEY_THREADS, "N", 0,
     "threads to use; results never depend on it (default: 0 = processors)", 0},
    {"max-memory", KEY_MAX_MEMORY, "SIZE", 0,
     "stop when more memory is needed: a number with M or G behind it, at least 64M", 0},
    {"timings", KEY_TIMINGS, NULL, 0, "say on stderr what each stage took: time and memory", 0},
    {0},
};

/* "500M", "2G"; below 64 MB not even the libraries start. */
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

static error_t parse_running(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    double number = 0;
    switch (key) {
    case KEY_THREADS:
        if (strpbrk(argument, "+-."))
            return usage_error("--threads needs a whole number, not '%s'", argument);
        if (parse_number("--threads", argument, 0, 1024, &number))
            return EINVAL;
        options->library.threads = (unsigned)number;
        return 0;
    case KEY_MAX_MEMORY:
        return parse_size(argument, &options->max_memory);
    case KEY_TIMINGS:
        options->timings = options->library.timings = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp running_group = {running_table, parse_running, NULL, NULL, NULL, NULL, NULL};

/* ---- talking ---- */

static const struct argp_option talking_table[] = {
    {"lang", KEY_LANG, "en|ar", 0, "language of results (default: en)", 0},
    {"progress", KEY_PROGRESS, "WHEN", 0,
     "auto (default: on a terminal, after a second), always, never, or json: one object per line "
     "on stderr",
     0},
    {"quiet", 'q', NULL, 0, "only errors on stderr", 0},
    {"verbose", 'v', NULL, 0, "say more on stderr; twice: even more", 0},
    {0},
};

static error_t parse_talking(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    int choice = 0;
    switch (key) {
    case KEY_LANG:
        return parse_language(argument, &options->library.language);
    case KEY_PROGRESS:
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
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp talking_group = {talking_table, parse_talking, NULL, NULL, NULL, NULL, NULL};
