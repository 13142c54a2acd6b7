/* SPDX-License-Identifier: MIT
 *
 * Options of `audit` and `inspect`. <options.def> describes all of them; the files options*.c make of
 * it one argp for each group, so that a command includes the groups it understands. Values of the
 * library's options are read by rasif_options_set. */
#ifndef RASIF_CLI_OPTIONS_H
#define RASIF_CLI_OPTIONS_H

#include "cli.h"

/* Strings are borrowed from argv unless said otherwise. */
struct options {
    rasif_options library;
    struct strings inputs, profiles, crs;
    rasif_role_option *roles;
    size_t n_roles;
    const char *rules; /* a folder, or NULL */
    bool suggest;      /* inspect: propose a mapping file */
    bool inspect_json; /* inspect: write JSON             */

    const char *output; /* -o, or NULL */
    bool force, timings;
    bool qgis_project; /* beside `output` */
    size_t max_memory; /* bytes; 0 = as much as there is */
    const char *usual_report; /* on standard output without -f */
    struct report_option *reports;
    size_t n_reports;
    struct strings fail_on; /* gates by name: "serious", "new" */
    struct strings
        floors; /* "score:..." and "coverage:...", as rasif_audit_gate wants them; owned */
    const char *write_baseline; /* a file, or NULL */
    bool prune_baseline;

    int verbosity;
    enum progress_mode progress;

    rasif_settings *project;   /* its settings are among the above; NULL = none */
    bool project_found;       /* in the working folder: the command line does not name it */
    bool project_outputs_left; /* it names outputs that are left out, because inputs are named here */
    rasif_settings *audited;  /* of the audit that wrote the input of a plan; NULL = none */
    char *audited_taken;      /* those among the above: "mapping; standard town"; NULL = none; heap */
    struct strings owned;     /* texts of their settings, as parsers cut them; heap */
};

void options_init(struct options *options);
void options_free(struct options *options);
/* Points options->library at the collected lists; call it once everything is parsed. */
void options_finish(struct options *options);

/* Keys of argp, one for each row of <options.def>; above those of letters. */
enum option_key {
    KEY_BEFORE_FIRST = 0xff,
#define ROLE(role, sentence) KEY_role_##role,
#define TEXT(field, ...) KEY_##field,
#define FLAG(field, ...) KEY_##field,
#define CHOICE(field, ...) KEY_##field,
#define NUMBER(field, ...) KEY_##field,
#define NUMBER_OR_NONE(field, ...) KEY_##field,
#define OWN(field, ...) KEY_##field,
#define LIST(field, ...) KEY_##field,
#define COMMAND(name, ...) KEY_##name,
#define COMMANDS COMMAND
#include <options.def>
    KEY_BEHIND_LAST
};

/* Gives a value to the option of the library that has this key; `argument` NULL: it takes none.
 * ARGP_ERR_UNKNOWN where the key is not one of the library's. */
error_t parse_library(int key, const char *argument, rasif_options *library);

/* ---- project.c ---- */

/* Before the command line is parsed: gives `options` the settings of the project file (--project, or the
 * rasif.yaml of the working folder) that the command has and the command line does not state. Returns 0, or
 * an exit code after all mistakes in the file were printed. */
int project_take(const struct argp *argp, int argc, char **argv, struct options *options);
/* After it was parsed: prints which file gave options. */
void project_note(const struct options *options);
/* The same of the audit that wrote the input (audited.c). */
void audited_note(const struct options *options);

/* What an option may be, for its parser and for completion; NULL ends. */
extern const char *const format_words[], *const level_words[], *const progress_words[];

/* Every group's parser expects a struct options as input. */
extern const struct argp project_group; /* --project, --no-project                 */
extern const struct argp input_group;   /* INPUT..., roles, preset, mapping, CRS   */
extern const struct argp judging_group; /* standard, profiles, links, gaps         */
extern const struct argp network_group; /* the walking network                  */
extern const struct argp plan_group;    /* --plan, --costs, --budget           */
extern const struct argp output_group;  /* -o, -f, columns                         */
extern const struct argp gate_group;    /* gates, waivers, baselines               */
extern const struct argp running_group; /* threads, memory, timings                */
extern const struct argp talking_group; /* language, progress, quiet, verbose      */

/* ---- cmd_audit.c ---- */

/* All of rasif audit with the options that `argp` knows; `report` goes to standard output where no -f is
 * given. Returns the exit code. */
int audit_with(const struct argp *argp, int argc, char **argv, const char *report);

/* Hands the parser's input on to the first `n` children; call it at ARGP_KEY_INIT. */
void options_share(struct argp_state *state, size_t n);

#endif
