/* SPDX-License-Identifier: MIT
 *
 * Reports: everything that leaves the library as rows or text, made from one finished run. Nothing
 * here computes a verdict. */
#ifndef RASIF_REPORT_REPORT_H
#define RASIF_REPORT_REPORT_H

#include "base/cost.h"
#include "base/sentences.h"
#include "base/text.h"
#include "geo/prepare.h"
#include "network/gaps.h"
#include "network/network.h"
#include "report/accept/accept.h"
#include "report/formats.def"
#include "rule/results.h"
#include "table/settings.h"
#include "write/output.h"

struct works_plan; /* plan/works_plan.h */
struct conflicts;  /* plan/conflicts.h */

/* A finished run, borrowed. */
struct run {
    const rasif_options *options;  /* defaults filled in                                       */
    const struct rasif_rules *rules;
    const struct store *store;
    const struct plan *plan;       /* standard and profiles                                    */
    const struct results *results;
    const struct network *network; /* islands and repairs, of all profiles                     */
    const struct gaps *gaps;       /* what is missing on the ground                            */
    const struct repair_ranking *repairs; /* which come first (ranking.h)                      */
    const struct works_plan *works; /* NULL: no plan was asked for                             */
    const struct conflicts *conflicts; /* what helps one user and hurts another                */
    const struct outlook *outlook; /* NULL: much is known, or the area is large               */
    bool writes_gaps;              /* as audit_gaps too                                        */
    const struct geo_run *geo;
    struct inputs *inputs;
    const struct sentences *sentences;
    const char *language;          /* its code: of texts that have one language                */
    unsigned languages;            /* of the tables: bit = enum language                       */
    const struct settings *settings; /* resolved options                                      */
    struct cost costs[16];         /* per stage; zero = not run                                */
    const char *stages[16];        /* their names; NULL ends                                   */
    const char **inside[ROLE_COUNT]; /* per row the name of its boundary polygon; NULL without  */
    const struct basemap *basemap; /* under the map of the HTML report; NULL = none             */
    const struct shapes *outline;  /* polygons of --boundary in metres; NULL = none             */
    const char **inside_segments;  /* per segment; NULL without boundary                        */
    const char *as_of;             /* "2026-01-15": the day whose state is judged               */
    const struct acceptance *accepted; /* NULL: no baseline, no waivers                        */
    const struct belongs *belongs; /* what belongs to which street (report/belongs.h)            */
    const char *timestamp;         /* of the output: "2026-01-15T08:00:00.000Z"                 */
};

/* ---- tables (views) ---- */

/* Every view of a run; built once after scoring, lives in `arena`. */
struct report_tables {
    const struct view **annotations; /* [store->n_sources], NULL where nothing is added */
    const struct view **tables;      /* audit_* in order of creation                    */
    size_t n_tables;
};
/* The audit_* view of this name; NULL when there is none. */
const struct view *report_table(const struct report_tables *tables, const char *name);
rasif_status report_tables(const struct run *run, const struct sentences *sentences,
                           struct arena *arena, struct report_tables *out, rasif_error *err);

/* ---- QGIS styles, from the active rules and profiles ---- */

rasif_status report_styles(const struct run *run, const struct sentences *sentences,
                           const struct report_tables *tables, struct arena *arena,
                           struct output_style **out, size_t *n, rasif_error *err);

/* ---- text formats: one file each and a row in formats.def ---- */

typedef rasif_status (*report_fn)(const struct run *run, const struct sentences *sentences,
                                  const struct report_tables *tables, struct text *out,
                                  rasif_error *err);
struct report_format {
    const char *name;
    report_fn fn;
};
extern const struct report_format report_formats[]; /* ends with name NULL */
#define DECLARE_FORMAT(name, function, help)                                                       \
    rasif_status function(const struct run *, const struct sentences *,                            \
                          const struct report_tables *, struct text *, rasif_error *);
REPORT_FORMATS(DECLARE_FORMAT)
#undef DECLARE_FORMAT

/* ---- shared by the files of this folder ---- */

/* Value of a finding's measure with its unit, its limit, as "1.05 m"; "" when there is none. Also
 * the raw numbers (NaN when not a number). */
struct finding_facts {
    double value, limit, margin; /* margin: how far on the bad side, > 0 = fails by */
    const char *unit, *measure, *clause, *standard;
    enum origin origin;
    char value_text[64], limit_text[64];
    enum severity severity;
    double xy[2];                /* metric place */
    const struct missing *part;  /* of a street; NULL = the finding is of the whole element */
    uint8_t place;               /* of a crossing: PLACE_*; NO_PLACE                         */
};
void finding_describe(const struct run *run, const struct finding *finding, struct finding_facts *out);
/* The number that the finding's measure is held to, in its unit; NaN where there is none. */
double finding_limit(const struct run *run, const struct finding *finding);
/* Critical when a profile is stopped or endangered, else the severity of the rule. */
enum severity finding_severity(const struct run *run, const struct finding *finding);
/* Degrees (WGS 84) to seven places, 1 cm; NaN where there is no place. */
void finding_lonlat(const struct run *run, const struct finding_facts *facts, double lonlat[2]);
/* ": stile (points:3)" where the rule is about barriers on a path; called by finding_message. */
void finding_add_barriers(const struct run *run, const struct finding *finding, const char *language,
                          struct text *out);
/* The finding's message in one language, placeholders filled, appended to `out`. */
void finding_message(const struct run *run, const struct finding *finding,
                     const struct finding_facts *facts, const char *language, struct text *out);
/* "1234abcd..." : rule id + rasif_id + place number (docs/data-model.md#audit_findings-points). */
void finding_id(const struct run *run, const struct finding *finding, struct text *out);
/* Profile codes of the bits, "wcm,wcp". */
void finding_blocks(const struct run *run, const struct finding *finding, struct text *out);

#endif
