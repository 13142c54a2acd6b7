/* SPDX-License-Identifier: MIT
 *
 * rasif: accessibility audit of walking networks for older people and people with disabilities.
 *
 * Reads street, sidewalk, crossing, ramp and steps layers from GeoPackage (or any vector format
 * GDAL reads), judges every element against accessibility standards, scores every street segment
 * for several kinds of user, and writes the layers back out annotated.
 *
 * How to read this header
 *   Order of arguments  object, inputs, out, err.
 *   Status              every function that can fail returns rasif_status. `out` is untouched on
 *                       failure, `err` is untouched on success. `err` may be NULL.
 *   NULL                an argument may be NULL where its comment says so. A function with a status
 *                       answers any other NULL, a value its enum does not have, and a number of
 *                       items without the items, by RASIF_E_ARGUMENT; a function without a
 *                       status does nothing and gives what its comment says. A context may be
 *                       NULL everywhere: no log, no progress. `user` is only passed on.
 *   Ownership           what came through `**out` you free with the function of that name (NULL
 *                       is fine); what came back as `const *` belongs to the object you asked and
 *                       lives as long as it.
 *   Threads             a context, and every audit made from it, is used by one thread at a time.
 *                       rasif_rules is immutable after loading and may be shared between threads.
 *                       Tables of an audit, and streams of them, may be read by any thread, also
 *                       while the audit writes or reports: they take turns.
 *   Manners             the library never prints, never exits and keeps no global state; it works
 *                       in any locale. Trouble in the *data* is a row of the table "diagnostics"
 *                       with a permanent code, not an error.
 */
#ifndef RASIF_H
#define RASIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rasif_arrow.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RASIF_VERSION_MAJOR 0
#define RASIF_VERSION_MINOR 1
#define RASIF_VERSION_PATCH 0
#define RASIF_VERSION "0.1.0"

#if defined(__GNUC__)
#define RASIF_API __attribute__((visibility("default")))
#else
#define RASIF_API
#endif

/* ---- status and error ------------------------------------------------------------------- */

/* Grouped by who has to act: 1.. the caller, 100.. the author of a rule or mapping file,
 * 200.. the owner of the input data, 300.. the owner of the output folder. */
typedef enum {
    RASIF_OK = 0,
    RASIF_E_ARGUMENT = 1, /* an option or argument makes no sense                            */
    RASIF_E_MEMORY,       /* out of memory                                                   */
    RASIF_E_CANCELLED,    /* the progress callback asked to stop                             */
    RASIF_E_INTERNAL,     /* a defect of the library                                         */
    RASIF_E_RULE = 100,   /* a rule, standard, profile, preset or mapping file can't be used */
    RASIF_E_IO = 200,     /* the input can't be opened or read                               */
    RASIF_E_DATA,         /* the input can be read but not used                              */
    RASIF_E_CRS,          /* a coordinate system is missing, contradicted or too uncertain   */
    RASIF_E_OUTPUT = 300  /* the output could not be written                                 */
} rasif_status;

/* Caller-owned. `message` is one UTF-8 sentence: what is wrong where, and what to do. */
typedef struct {
    rasif_status status;
    char message[1024];
} rasif_error;

/* The four outcomes of a rule, ordered: the worst of several is the largest. */
typedef enum {
    RASIF_NOT_APPLICABLE = 0,
    RASIF_PASS = 1,
    RASIF_UNKNOWN = 2,
    RASIF_FAIL = 3
} rasif_outcome;

/* Version of the library in use, such as "0.1.0". Never NULL, static. */
RASIF_API const char *rasif_version(void);

/* The languages of results: the code of number `index` ("en"; the first is the default), and in
 * `*own_name` (may be NULL) what its speakers call it. NULL past the last. Static. */
RASIF_API const char *rasif_language(size_t index, const char **own_name);

/* Messages, errors and help in another language. The library writes all its sentences in English; a
 * translator finds the same sentence in its language, and leaves one that it does not know as it is.
 * Immutable: may be used by several threads. */
typedef struct rasif_translator rasif_translator;
/* `language`: a code of rasif_language, NULL = the first. RASIF_E_ARGUMENT: there is no such. */
RASIF_API rasif_status rasif_translator_new(const char *language, rasif_translator **out,
                                            rasif_error *err);
/* Like snprintf: writes at most `capacity` bytes with the final NUL, cut at a whole character, and
 * returns the length of the whole. `translator` NULL: the sentence itself; `sentence` NULL: "". */
RASIF_API size_t rasif_translate(const rasif_translator *translator, const char *sentence,
                                 char *buffer, size_t capacity);
RASIF_API void rasif_translator_free(rasif_translator *translator);

/* Receives UTF-8 output piece by piece. Return 0 to go on, anything else to stop: the calling
 * function then returns RASIF_E_OUTPUT. */
typedef int (*rasif_sink)(void *user, const char *text, size_t length);

/* A file that the caller is going to write: a result of rasif_audit_report and the like. */
typedef struct {
    const char *path;
    bool is_baseline; /* it may be the baseline that is read */
} rasif_target;

/* ---- context ---------------------------------------------------------------------------- */

typedef struct rasif_context rasif_context;

typedef enum { RASIF_LOG_ERROR = 0, RASIF_LOG_WARNING, RASIF_LOG_INFO, RASIF_LOG_DEBUG } rasif_log_level;

/* One line without newline. Called from the thread that runs the audit. */
typedef void (*rasif_log_fn)(void *user, rasif_log_level level, const char *line);

/* `stage` names what is being done ("read", "link", ...), `done` runs from 0 to 1 over the whole
 * run. Return 0 to go on, anything else to cancel. Called at most about 20 times a second. */
typedef int (*rasif_progress_fn)(void *user, const char *stage, double done);

/* A context with no log and no progress callback. RASIF_E_MEMORY. */
RASIF_API rasif_status rasif_context_new(rasif_context **out);
/* NULL: nothing happens, as in every function that frees. */
RASIF_API void rasif_context_free(rasif_context *context);
/* `fn` NULL: no log, no progress any more. `context` NULL: nothing happens. */
RASIF_API void rasif_context_set_log(rasif_context *context, rasif_log_fn fn, void *user);
RASIF_API void rasif_context_set_progress(rasif_context *context, rasif_progress_fn fn, void *user);

/* Removes the temporary files of all runs of this process. For a program that ends while a run is at
 * work and can't wait for the progress callback to cancel it: call this from another thread (not from
 * a signal handler), then _exit. Runs that go on fail with RASIF_E_OUTPUT or RASIF_E_IO. */
RASIF_API void rasif_discard_temporaries(void);

/* ---- rules, standards, profiles --------------------------------------------------------- */

typedef struct rasif_rules rasif_rules;

/* Loads the built-in rules, standards and profiles, and over them those found in the folder
 * `directory` (with subfolders rules, standards, profiles; NULL = none). A file there with the id
 * of a built-in one replaces it. Logs what was loaded, level info. RASIF_E_RULE: "file:line:column:
 * what, what to do"; a file of another kind in a subfolder, or a limit that can't be meant, is such. */
RASIF_API rasif_status rasif_rules_load(rasif_context *context, const char *directory,
                                        rasif_rules **out, rasif_error *err);
RASIF_API void rasif_rules_free(rasif_rules *rules);

/* What is known about one thing of the rule base. All strings belong to `rules`. */
typedef struct {
    const char *id;
    const char *kind;     /* "rule", "standard", "profile" or "preset"                 */
    const char *title;    /* in the language asked for                                 */
    const char *element;  /* rules: what it applies to, such as "sidewalk"; else ""    */
    const char *measure;  /* rules: the measure it asks about; else ""                 */
    const char *severity; /* rules: minor, moderate, serious, critical; else ""        */
    const char *status;   /* standards: normative, guidance, provisional; else ""      */
    const char *code;     /* profiles: three letters, the prefix of its columns; else "" */
} rasif_rule_info;

/* Number of rules, standards, profiles and presets together; they are ordered by kind, then id.
 * `rules` NULL: 0. */
RASIF_API size_t rasif_rules_count(const rasif_rules *rules);
/* `language`: a code of rasif_language (NULL: the first). RASIF_E_ARGUMENT when `index` is out of range. */
RASIF_API rasif_status rasif_rules_info(const rasif_rules *rules, size_t index, const char *language,
                                        rasif_rule_info *out);
/* Writes a plain-text page about the rule, standard, profile or preset `id`: what, why, every limit
 * with its clause side by side, what each profile needs, how to fix. `language` as above.
 * RASIF_E_ARGUMENT with a suggestion when no such id is known. */
RASIF_API rasif_status rasif_rules_show(const rasif_rules *rules, const char *id,
                                        const char *language, rasif_sink sink, void *user,
                                        rasif_error *err);
/* Runs every example of every rule. `*n_run` examples were run; the first that gives another
 * outcome than it states is the error (RASIF_E_RULE). `n_run` may be NULL. */
RASIF_API rasif_status rasif_rules_check(const rasif_rules *rules, size_t *n_run, rasif_error *err);

/* ---- audit ------------------------------------------------------------------------------ */

typedef enum { RASIF_UNMAPPED_DEFAULT = 0, RASIF_UNMAPPED_ABSENT, RASIF_UNMAPPED_UNKNOWN } rasif_unmapped;
typedef enum { RASIF_COLUMNS_SLIM = 0, RASIF_COLUMNS_FULL } rasif_columns;
typedef enum { RASIF_FINDINGS_FAIL = 0, RASIF_FINDINGS_ALL } rasif_findings;
typedef enum { RASIF_OUTPUT_GPKG = 0, RASIF_OUTPUT_FGB, RASIF_OUTPUT_GEOJSON } rasif_output_format;
typedef enum { RASIF_OBJECTIVE_REACH = 0, RASIF_OBJECTIVE_SCORE, RASIF_OBJECTIVE_COMPLIANCE } rasif_objective;
typedef enum { RASIF_LINKS_AUTO = 0, RASIF_LINKS_YES, RASIF_LINKS_NO } rasif_links;
typedef enum { RASIF_GAPS_AUTO = 0, RASIF_GAPS_YES, RASIF_GAPS_NO } rasif_gaps;
/* For rasif_options.sheets, beside a number: the worst 20 of which something bad is known. */
#define RASIF_SHEETS_WORST 0
#define RASIF_SHEETS_NONE (-1)
#define RASIF_SHEETS_ALL 2147483647

/* "This table (of any input, or of FILE in FILE:TABLE) has this role." */
typedef struct {
    const char *role;  /* "streets", "sidewalks", "crossings", "ramps", "steps", "footways",
                          "obstacles", "seats", "destinations"                             */
    const char *layer; /* TABLE or FILE:TABLE, split at the last ':' whose left is a file  */
} rasif_role_option;

/* Everything that decides the result. Fill with rasif_options_init, then change fields. Strings
 * are borrowed until rasif_audit_new returns. Strings and lists may be NULL, the items of a list and
 * the fields of a role may not. */
typedef struct {
    size_t size;                     /* set by rasif_options_init, of the caller's header; lets
                                        fields be appended. A size that is too small is refused;
                                        what a larger one holds beyond the fields known here is
                                        not looked at                                           */
    const char *const *inputs;       /* files; at least one                                     */
    size_t n_inputs;
    const rasif_role_option *roles;  /* explicit roles; NULL = recognise                        */
    size_t n_roles;
    const char *preset;              /* "auto" (default, NULL) or a preset, such as "osm"       */
    const char *mapping;             /* a mapping file; NULL = none                             */
    const char *standard;            /* id or file; NULL = "model-neighbourhood"                */
    const char *const *profiles;     /* ids; {"all"} = all; NULL = those not optional, as built in */
    size_t n_profiles;
    bool core;                       /* judge core requirements only                            */
    const char *const *crs;          /* "EPSG:N" or "LAYER=EPSG:N": the true CRS of layers      */
    size_t n_crs;
    bool allow_ballpark;             /* accept coordinate operations of unknown accuracy        */
    const char *boundary;            /* FILE[:LAYER] with polygons to report on; NULL = none    */
    const char *boundary_name;       /* field holding the polygons' names; NULL = "name" or FID */
    rasif_unmapped unmapped_sidewalk, unmapped_ramp, unmapped_crossing;
    double junction_m;               /* radius of a junction zone; default 12                   */
    double match_distance_m;         /* sidewalk to street, at most; default 18                 */
    double match_angle_deg;          /* default 30                                              */
    rasif_columns columns;
    rasif_findings findings;
    rasif_links links;
    bool roles_only;                 /* leave tables without a role out of the output           */
    bool strict;                     /* diagnostics of level error stop the run                 */
    unsigned threads;                /* 0 = number of processors; results never depend on it    */
    const char *language;            /* "fr", or "en,ar,fr": the languages of the tables; the first is that of
                                        reports; NULL (default): rasif_language(0) */
    const char *as_of;               /* "YYYY-MM-DD": features outside valid_from..valid_to are
                                        not judged; NULL = the day of SOURCE_DATE_EPOCH, or today
                                        (UTC). Used only where such a field is mapped           */
    bool timings;                    /* the json report tells the seconds per stage; false keeps
                                        it the same from run to run                             */
    const char *waivers;             /* YAML file of findings tolerated until a date, with a reason;
                                        no gate counts them; NULL = none. Read by rasif_audit_new */
    const char *baseline;            /* file of known findings, written by rasif_audit_baseline, for
                                        the gate "new"; NULL = none. Read by rasif_audit_new    */
    const char *dem;    /* a raster of heights for slopes of lines without Z; NULL = none */
    bool allow_damaged; /* go on where a source gives fewer features than it declares;
                           a diagnostic says so                                    */
    double snap_m;      /* network: ends this near to each other or to a line meet;
                           0..100, default 0.5                                     */
    bool allow_outside; /* the mapping file may name files outside of the inputs' folders */
    bool unrecognised;  /* open inputs in which no layer is recognised: for the report
                           "suggest-mapping"                                       */
    double reach_m;     /* network: a destination this near along the way counts as
                           reached; > 0..100000. 0 (default): 400 m where destinations
                           were supplied. Given, seats serve where there are none  */
    rasif_gaps gaps;    /* write audit_gaps; auto: up to 100,000 elements           */
    const char *sarif_root; /* folder that paths in SARIF are relative to; NULL = the working directory */
    const char *output; /* what rasif_audit_write is going to write: what the inputs have against it is
                           found by rasif_audit_open, before features are read; NULL = when written */
    const char *basemap; /* FILE[:LAYER], or a table of the only input, to draw under the map of the
                            report "html": a raster of colours, or polygons; NULL = none */
    int sheets;         /* of street segments that the report "html" makes: how many of the
                           worst, up to the 400 of its list; or RASIF_SHEETS_...   */
    const char *project; /* the project file that options come from: named in the results, never
                           written; rasif_settings_apply sets it. NULL = none        */
    bool plan;          /* choose works for budgets (docs/plan.md): tables audit_works, audit_sites,
                           audit_new_lines and audit_plan_curve, reports "plan" and "csv-works". The next three, `weights` and `objective` ask for it */
    const char *costs;  /* a file with the city's own prices of works; NULL = the built-in ones  */
    const char *budget; /* "50000,100000": money to spend; NULL = ten steps up to all works      */
    double plan_years;  /* 1..50: `budget` is one amount for each of so many years; 0 (default): none */
    rasif_output_format output_format; /* FGB, GEOJSON: the output is a folder with a file for each layer */
    const char *weights; /* "wheelchair_manual=3,long_cane=2": how much what a profile gains counts in a plan, 1..1000; NULL = 1 each */
    rasif_objective objective; /* of a plan; any but REACH asks for one */
    const char *people; /* FILE[:LAYER] with points or polygons where people live: a plan counts who lives along
                           streets that are joined, and nothing else uses it; asks for a plan; NULL = none */
    const char *people_field; /* field with their number; NULL = each point is one person */
} rasif_options;

/* Fills the `size` bytes that the caller has for options with the defaults and sets options->size; fields that
 * the library knows and the caller does not are left alone, what the caller has beyond the library's fields
 * becomes 0. For bindings; in C and C++ rasif_options_init gives the size of the header compiled with.
 * NULL: nothing happens. */
RASIF_API void rasif_options_init_size(rasif_options *options, size_t size);
static inline void rasif_options_init(rasif_options *options)
{
    rasif_options_init_size(options, sizeof *options);
}

/* Sets one option from text. `name` is that of a field ("match_distance_m") or of the command line
 * ("match-distance"; docs/cli.md#every-option), but of no list; `value` is written as on the command line,
 * "yes" or "no" for what takes no value there, and borrowed as all strings are. `value` NULL: the default.
 * RASIF_E_ARGUMENT: no such option (with a suggestion), no such value, a number outside of its range, a list, a
 * field that options->size does not hold; options are as they were. */
RASIF_API rasif_status rasif_options_set(rasif_options *options, const char *name, const char *value,
                                         rasif_error *err);

/* Of `words[0..n)` the one nearest to a mistyped `word`, by letters that differ, for "did you mean"; NULL:
 * none is near, or an argument or one of the words is NULL. */
RASIF_API const char *rasif_nearest_word(const char *word, const char *const *words, size_t n);

/* A project file: options of an audit in YAML, by their names on the command line (docs/cli.md#the-project-file).
 * It is read whole; every entry is a setting, one for each item of a list, in the order of the file. */
typedef struct rasif_settings rasif_settings;

typedef struct {
    const char *name;    /* as on the command line, "match-distance"; "inputs"; as written where there
                            is no such option                                                      */
    const char *value;   /* as on the command line, "yes" or "no" for what takes none there; paths
                            lead from the working folder. "" where a problem hides it              */
    const char *place;   /* "rasif.yaml:3:10"                                                      */
    const char *problem; /* what is wrong with it; NULL = nothing, as far as the library reads it  */
} rasif_setting;

/* Reads a project file, or the settings of the audit that wrote a GeoPackage. RASIF_E_RULE: it can't be read or is
 * no YAML, "file:line:column: what, what to do". RASIF_E_DATA: no audit wrote it. */
RASIF_API rasif_status rasif_settings_read(const char *path, rasif_settings **out, rasif_error *err);
RASIF_API void rasif_settings_free(rasif_settings *project);
/* Number of settings. `project` NULL: 0. */
RASIF_API size_t rasif_settings_count(const rasif_settings *project);
/* Strings belong to `project`. RASIF_E_ARGUMENT: no such `index`. */
RASIF_API rasif_status rasif_settings_get(const rasif_settings *project, size_t index, rasif_setting *out);
/* Gives the settings to the options, which must not outlive `project`; a list that the file states replaces
 * the one there. What the command alone has (output, format, gates) is left out. RASIF_E_RULE: settings with a
 * problem, a line each as far as there is room; options are as they were. */
RASIF_API rasif_status rasif_settings_apply(const rasif_settings *project, rasif_options *options, rasif_error *err);

typedef struct rasif_audit rasif_audit;

/* Prepares an audit. No features are read yet. `context` must outlive the audit; `rules` may be freed
 * before it.
 * RASIF_E_ARGUMENT: unknown standard, profile, role or preset (with a suggestion), options that make
 * no sense, an enum without such a value.
 * RASIF_E_RULE: the waivers or the baseline can't be used, "file:line: what, what to do". */
RASIF_API rasif_status rasif_audit_new(rasif_context *context, const rasif_rules *rules,
                                       const rasif_options *options, rasif_audit **out,
                                       rasif_error *err);
RASIF_API void rasif_audit_free(rasif_audit *audit);

/* Opens the inputs and recognises layers, fields, units and coordinate systems; reads no features. With
 * options.output RASIF_E_ARGUMENT: it is read; RASIF_E_DATA: a table has the name of one that rasif writes, or
 * no room for the columns that it adds.
 * Called by rasif_audit_run when it was not called before. */
RASIF_API rasif_status rasif_audit_open(rasif_audit *audit, rasif_error *err);

/* Runs the whole line: read, prepare, sample, link, measure, judge, score, network. Inputs are
 * never modified. A run that was cancelled or failed may be run again, from the start. */
RASIF_API rasif_status rasif_audit_run(rasif_audit *audit, rasif_error *err);

/* May the caller write these files, as far as the audit reads (inputs with what lies beside them,
 * rules, elevation model, boundary, mapping, waivers, baseline)? RASIF_E_ARGUMENT: one is read, or
 * two are one file. `targets` may be NULL when `n` is 0. What is found beside inputs, boundary and
 * elevation model is known after rasif_audit_run: ask before it, so that nothing is read in vain, and
 * after it. */
RASIF_API rasif_status rasif_audit_may_write(const rasif_audit *audit, const rasif_target *targets,
                                             size_t n, rasif_error *err);

/* Writes the annotated GeoPackage, or folder. `path` must be nothing that the audit reads, and need not be
 * options.output; it is replaced only when `overwrite`; afterwards it is either complete or as it was before. */
RASIF_API rasif_status rasif_audit_write(rasif_audit *audit, const char *path, bool overwrite,
                                         rasif_error *err);

/* Writes a report: format "text", "json", "html", "sarif", "github", "gitlab", "junit", "markdown",
 * "csv" and so on (rasif help audit lists all); "headline": the sentences with which every report
 * begins, a line each; or "inspect" and "inspect-json", what is recognised (after rasif_audit_open or
 * _run), or "project": a project file for these inputs and options. */
RASIF_API rasif_status rasif_audit_report(rasif_audit *audit, const char *format, rasif_sink sink,
                                          void *user, rasif_error *err);

/* What each stage took so far, as a table of text: a line of titles, then name, wall and processor
 * seconds, and the process's peak of memory in MB (1e6 bytes) by its end. RASIF_E_ARGUMENT, or
 * RASIF_E_OUTPUT when the sink said so. */
RASIF_API rasif_status rasif_audit_timings(const rasif_audit *audit, rasif_sink sink, void *user);

typedef enum {
    RASIF_BASELINE_WRITE = 0, /* every finding but undecided and waived ones                     */
    RASIF_BASELINE_PRUNE      /* of the baseline in the options what is not fixed; nothing new   */
} rasif_baseline;

/* Writes a baseline: a text file with one finding_id per line, sorted, to compare later audits
 * with. A finding counts as fixed when its rule was asked and not found failing; not when the value
 * it judges is missing now. RASIF_E_ARGUMENT: prune without a baseline in the options, or with another
 * standard or other profiles than it was written for. */
RASIF_API rasif_status rasif_audit_baseline(rasif_audit *audit, rasif_baseline what,
                                            rasif_sink sink, void *user, rasif_error *err);

/* Does the audit stay within the gate? Waived findings count for none. `gate` is one of
 *   "minor" "moderate" "serious" "critical"  any finding of at least this severity
 *   "new" "new:LEVEL"                        any finding (of at least this severity) that the
 *                                            baseline does not hold; RASIF_E_ARGUMENT without one
 *   "unknown"                                any such finding, or any rule with outcome unknown
 *   "score:N" "score:PROFILE:N"              district mean below N (or null)
 *   "coverage:PCT" "coverage:PROFILE:PCT"    district coverage below PCT percent
 * `*held` tells; `reason` (NULL allowed, at least 256 bytes) gets one sentence when it did not. */
RASIF_API rasif_status rasif_audit_gate(const rasif_audit *audit, const char *gate, bool *held,
                                        char *reason, rasif_error *err);

/* ---- reading results -------------------------------------------------------------------- */

typedef struct rasif_table rasif_table;

/* What a column holds: every cell of it is of this type, or null. */
typedef enum {
    RASIF_TYPE_NONE = 0, /* there is no such column                         */
    RASIF_TYPE_TEXT,     /* UTF-8; classes, dates and yes or no, too        */
    RASIF_TYPE_INTEGER,  /* 64 bits with sign                               */
    RASIF_TYPE_REAL,     /* double; never NaN                               */
    RASIF_TYPE_GEOMETRY  /* ISO WKB in the coordinate system of the table   */
} rasif_type;

/* A table of results by name: "audit_findings", "audit_segments", "audit_sides", "audit_gaps", "audit_rules",
 * "audit_summary", "audit_network", "audit_reach", "audit_survey", "audit_diagnostics",
 * "audit_manifest", "audit_links", or the name of an input table (its added columns). NULL when there is none. Valid
 * until the audit is freed or run. `audit` or `name` NULL: NULL. */
RASIF_API const rasif_table *rasif_audit_table(const rasif_audit *audit, const char *name);
/* All tables of results: their number, and number `index` of them, audit_* first. 0 and NULL before the
 * audit was run; NULL past the last. `audit` NULL: 0, NULL. */
RASIF_API size_t rasif_audit_table_count(const rasif_audit *audit);
RASIF_API const rasif_table *rasif_audit_table_at(const rasif_audit *audit, size_t index);
/* The name of the table, as in the annotated GeoPackage. `table` NULL: NULL. */
RASIF_API const char *rasif_table_name(const rasif_table *table);
/* `table` NULL: 0. */
RASIF_API size_t rasif_table_rows(const rasif_table *table);
RASIF_API size_t rasif_table_columns(const rasif_table *table);
/* NULL when `column` is out of range, as it always is with `table` NULL. */
RASIF_API const char *rasif_table_column_name(const rasif_table *table, size_t column);
/* The number of the column `name`, in this spelling; SIZE_MAX when there is none, as always with NULL. */
RASIF_API size_t rasif_table_column(const rasif_table *table, const char *name);
/* RASIF_TYPE_NONE when `column` is out of range. Newer libraries may have further types. */
RASIF_API rasif_type rasif_table_column_type(const rasif_table *table, size_t column);
/* false = null, not a number, or no such cell (or table); `*out` is untouched then. `out` may be
 * NULL. */
RASIF_API bool rasif_table_real(const rasif_table *table, size_t column, size_t row, double *out);
/* The same of a cell that holds an integer; a REAL column's cells do not. */
RASIF_API bool rasif_table_integer(const rasif_table *table, size_t column, size_t row, int64_t *out);
/* The FID of a row as in the annotated GeoPackage: in an input table that of the feature the row belongs
 * to, else its number from 1. false = no such row (or table); `*out` is untouched then. `out` may be NULL. */
RASIF_API bool rasif_table_fid(const rasif_table *table, size_t row, int64_t *out);
/* true: memory was out when one of the three functions around this one read a cell of some table of
 * the audit; its answer was that of a null. Programs that read cells one by one ask at their end. Stays
 * true until the audit is freed. false with `audit` NULL. */
RASIF_API bool rasif_audit_cell_lost(const rasif_audit *audit);
/* Copies the cell as UTF-8 text (numbers in shortest form, '.' as decimal point) into `buffer` of
 * `capacity` bytes, always NUL-terminated; returns the full length without NUL, or SIZE_MAX when
 * the cell is null, a geometry, or does not exist (nor the table). `buffer` NULL counts as no capacity. */
RASIF_API size_t rasif_table_text(const rasif_table *table, size_t column, size_t row, char *buffer,
                                  size_t capacity);
/* The name of the geometry of each row: a column of an audit_* table; of an input table its geometry
 * column, which is none of the numbered columns. NULL: rows have no geometry, or `table` is NULL. */
RASIF_API const char *rasif_table_geometry_name(const rasif_table *table);
/* The coordinate system of the geometry as the input has it, or options.crs: "EPSG:32636", or WKT. NULL:
 * rows have no geometry, or nothing is known of its system. */
RASIF_API const char *rasif_table_crs(const rasif_table *table);
/* The geometry of a row as ISO WKB, of an input table's row as it is in the input. `*length` gets its
 * bytes, SIZE_MAX when it is null (or the table has none); `buffer` gets them when they are no more than
 * `capacity`. `buffer` NULL counts as no capacity. RASIF_E_ARGUMENT: no such row; RASIF_E_IO,
 * RASIF_E_DATA: the input can't be read any more. */
RASIF_API rasif_status rasif_table_geometry(const rasif_table *table, size_t row, void *buffer,
                                            size_t capacity, size_t *length, rasif_error *err);

/* ---- all of a table at once: the Arrow C data interface --------------------------------- */

/* All rows as a stream of batches. Columns: "fid" (rasif_table_fid; "rasif_fid" where the table has a
 * column fid), those of the table, and behind them the geometry of an input table. Texts are utf8, numbers
 * int64 and float64, geometries binary with the extension geoarrow.wkb and the coordinate system as
 * PROJJSON. Nothing is read before the consumer asks for it. The stream, its schema and its batches may
 * outlive the audit; the consumer releases each of them. `*out` need not be initialised.
 * RASIF_E_ARGUMENT, RASIF_E_MEMORY, RASIF_E_CRS: PROJ can't describe the coordinate system. */
RASIF_API rasif_status rasif_table_arrow(const rasif_table *table, struct ArrowArrayStream *out,
                                         rasif_error *err);

/* ---- without an audit ------------------------------------------------------------------- */

/* Explains from an annotated GeoPackage why the feature `what` ("LAYER:FID" or a rasif_id) got its
 * verdict: value, limit, clause, outcome, weight. `profile` NULL = all in the file; `language`: a code
 * of rasif_language (NULL: the first). */
RASIF_API rasif_status rasif_explain(rasif_context *context, const char *path, const char *what,
                                     const char *profile, const char *language, rasif_sink sink,
                                     void *user, rasif_error *err);

/* Writes a QGIS project (3.22 and newer) of an annotated GeoPackage, of a survey (docs/survey-form.md; `language`
 * may be any), or of what rasif_diff_write wrote: layers in groups, a theme per profile, relations, printed sheets of the worst segments. The
 * project names the GeoPackage by its place as seen from its own folder: both may be moved together,
 * but not be renamed alone. `target` ends in ".qgs"; NULL = the name of `path` with that ending. It is
 * replaced only when `overwrite`; afterwards it is either complete or as it was before. `language`: one
 * that the file has texts in (NULL: that of its styles). RASIF_E_ARGUMENT: another language, another
 * ending, `target` is `path` or is there; RASIF_E_IO, RASIF_E_DATA: the GeoPackage can't be read, or
 * was not written by rasif; RASIF_E_OUTPUT. */
RASIF_API rasif_status rasif_project(rasif_context *context, const char *path, const char *target,
                                     const char *language, bool overwrite, rasif_error *err);

/* Writes the built-in model neighbourhood as "model-neighbourhood.gpkg" into `directory`, which is
 * made when missing. An existing file of that name is replaced. */
RASIF_API rasif_status rasif_demo(rasif_context *context, const char *directory, rasif_error *err);

/* ---- comparing two audits --------------------------------------------------------------- */

typedef struct rasif_diff rasif_diff;

/* Compares two annotated GeoPackages of the same place, from the files alone. Features are matched
 * by rasif_id, then by place: lines may have moved a few metres, been split or merged. Only what
 * both audits judged alike is compared. What was learned or forgotten is neither better nor worse,
 * and exchanging the files exchanges fixed and new exactly. `profile` NULL = all in common;
 * `language` as in rasif_options. RASIF_E_IO, RASIF_E_DATA: a file can't be read, or was not
 * written by an audit; RASIF_E_ARGUMENT: the profile can't be compared; RASIF_E_CRS: the two
 * places are too far apart. */
RASIF_API rasif_status rasif_diff_new(rasif_context *context, const char *before, const char *after,
                                      const char *profile, const char *language, rasif_diff **out,
                                      rasif_error *err);
RASIF_API void rasif_diff_free(rasif_diff *diff);
/* As rasif_audit_may_write, for the two files compared. */
RASIF_API rasif_status rasif_diff_may_write(const rasif_diff *diff, const rasif_target *targets,
                                            size_t n, rasif_error *err);

/* Writes a report: format "text", "markdown", "json" or "html" (one page that needs no other file);
 * "headline": the sentences with which every report begins, a line each. */
RASIF_API rasif_status rasif_diff_report(const rasif_diff *diff, const char *format,
                                         rasif_sink sink, void *user, rasif_error *err);

/* Writes the changes as a GeoPackage with QGIS styles: diff_lines and diff_points (what changed,
 * with both scores per profile), diff_findings, diff_summary, diff_conditions. `path` must be
 * neither of the two files; it is replaced only when `overwrite`. */
RASIF_API rasif_status rasif_diff_write(const rasif_diff *diff, const char *path, bool overwrite,
                                        rasif_error *err);

/* Does the comparison stay within the gate? "new": no finding is new, also not on new features;
 * "worse": no element is worse for any profile compared. `*held` tells; `reason` (NULL allowed, at
 * least 256 bytes) gets one sentence when it did not. */
RASIF_API rasif_status rasif_diff_gate(const rasif_diff *diff, const char *gate, bool *held,
                                       char *reason, rasif_error *err);

#ifdef __cplusplus
}
#endif

#include "rasif_files.h"

#endif /* RASIF_H */
