/* SPDX-License-Identifier: MIT
 *
 * What makes GeoPackages of GeoPackages: works done in a copy, proposals for streets alone, walks of a survey, and
 * what surveyors brought back. Included by rasif.h, whose manners hold here, too.
 *
 * Each function has a struct of options: fill it with the function's _options_init, then change fields. Texts are
 * borrowed for the call; an older header's struct is shorter, which its `size` says. Inputs are never written. An
 * output is complete or as it was before; it is replaced only when `overwrite`. */
#ifndef RASIF_FILES_H
#define RASIF_FILES_H

#include "rasif.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- works done in a copy --------------------------------------------------------------- */

typedef struct {
    size_t size;         /* set by rasif_apply_options_init                                      */
    const char *input;   /* the file that is copied: a plan's output, or what it was made of     */
    const char *works;   /* FILE or FILE:ID,ID... with table audit_works; :ID,ID... = of `input`;
                            NULL = all of it                                                     */
    double budget;       /* the works of the plan's largest budget up to this one; NaN (default) =
                            of the largest                                                       */
    const char *changes; /* further changes, YAML (docs/apply.md), or NULL                       */
    const char *mapping; /* as in rasif_options; with `preset` NULL, too: that of the audit that
                            wrote the file                                                       */
    const char *preset;
    const char *output;
    bool overwrite;
    unsigned threads; /* 0 = one per processor */
} rasif_apply_options;

typedef struct {
    size_t works, cells, added, removed;
    size_t unwritten; /* values without a column; an audit may then find less than was promised */
} rasif_apply_counts;

/* NULL: nothing happens. */
RASIF_API void rasif_apply_options_init(rasif_apply_options *options);
/* Writes a copy of a GeoPackage in which works are done, so that an audit of it finds what the plan promised:
 * values in the columns that fill their fields, new ramps as points, barriers deleted, all else as it is.
 * It is read back before it is put in place; what could not be done as planned is logged as a warning. `counts`
 * may be NULL. RASIF_E_ARGUMENT: also an unknown work, an output that is read or is there; RASIF_E_OUTPUT. */
RASIF_API rasif_status rasif_apply(rasif_context *context, const rasif_apply_options *options,
                                   rasif_apply_counts *counts, rasif_error *err);

/* ---- proposals for a city of streets alone ---------------------------------------------- */

typedef struct {
    size_t size; /* set by rasif_draft_options_init */
    const char *input;
    const char *mapping, *preset; /* as in rasif_options */
    const char *output;
    const char *language; /* as in rasif_options */
    bool overwrite;
    unsigned threads; /* 0 = one per processor */
} rasif_draft_options;

/* NULL: nothing happens. */
RASIF_API void rasif_draft_options_init(rasif_draft_options *options);
/* Writes a copy of a file with three more layers, draft_sidewalks, draft_crossings and draft_ramps: beside and across
 * streets, to be confirmed on site. No audit takes them for existing before their status is changed. `sink`
 * (NULL = none) gets a text: what is proposed, what was left out and why. RASIF_E_ARGUMENT: also an output that
 * is read or is there; RASIF_E_DATA: also no streets, or a table has such a name; RASIF_E_OUTPUT. */
RASIF_API rasif_status rasif_draft(rasif_context *context, const rasif_draft_options *options,
                                   rasif_sink sink, void *user, rasif_error *err);

/* ---- surveys ---------------------------------------------------------------------------- */

typedef struct {
    size_t size;          /* set by rasif_survey_options_init                                 */
    const char *input;    /* what an audit wrote                                              */
    const char *output;   /* the form of surveyors; NULL = none                               */
    const char *format;   /* of the report: "text" (NULL), "html", "json", "csv", "quests"            */
    const char *language; /* NULL = rasif_language(0)                                         */
    const char *start;    /* "X,Y" where walks begin: degrees if both may be, else as the
                             streets; NULL = anywhere                                         */
    double walk_km;       /* of a walk at most, > 0..100 (5)                                  */
    double walk_hours;    /* of a walk at most, > 0 (8)                                       */
    double hours;         /* of all walks, > 0; NaN (default): no limit                       */
    bool overwrite;
    unsigned threads; /* 0 = one per processor */
    const char *end;      /* where walks end, like start; NULL = where they begin             */
    const char *stops;    /* kind of destination at which walks begin and end ("bus_stop"), in
                             place of start and end; NULL = none                              */
    bool likely;          /* walks by what is likely decided, see docs/survey.md              */
} rasif_survey_options;

/* NULL: nothing happens. */
RASIF_API void rasif_survey_options_init(rasif_survey_options *options);
/* What to measure next (docs/survey.md): which elements to visit, and in which walks, by the settings of the audit
 * that wrote `input`. `sink` (NULL = none) gets the report. RASIF_E_ARGUMENT: also an output that is read or is
 * there; RASIF_E_OUTPUT. */
RASIF_API rasif_status rasif_survey(rasif_context *context, const rasif_survey_options *options, rasif_sink sink,
                                    void *user, rasif_error *err);

typedef struct {
    size_t size;                /* set by rasif_merge_options_init                 */
    const char *input;          /* the city                                        */
    const char *const *surveys; /* [n_surveys] files of rasif_survey, filled in    */
    size_t n_surveys;
    const char *mapping, *preset; /* as in rasif_apply_options                     */
    const char *language;
    const char *output;
    bool overwrite;
    unsigned threads; /* 0 = one per processor */
} rasif_merge_options;

typedef struct {
    size_t values; /* of all surveys                    */
    size_t used;
    size_t other;  /* used, and not what the city has   */
    size_t older, conflicts, orphans, kept, proposals;
} rasif_merge_counts;

/* NULL: nothing happens. */
RASIF_API void rasif_merge_options_init(rasif_merge_options *options);
/* Writes a copy of a GeoPackage with the tables survey_values and survey_proposals (docs/merge.md), by which audits
 * judge; all else stays. The sink gets a list of what differs; it and `counts` may be NULL. RASIF_E_ARGUMENT: also
 * an output that is read or is there; RASIF_E_OUTPUT. */
RASIF_API rasif_status rasif_merge(rasif_context *context, const rasif_merge_options *options,
                                   rasif_merge_counts *counts, rasif_sink sink, void *user, rasif_error *err);

#ifdef __cplusplus
}
#endif

#endif /* RASIF_FILES_H */
