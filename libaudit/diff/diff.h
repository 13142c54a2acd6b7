/* SPDX-License-Identifier: MIT
 *
 * Two audits of the same place compared: what rasif_diff_* are made of. In: two annotated
 * GeoPackages. Out: groups of features that are the same thing, what happened to their findings
 * and scores, and which of it may be compared at all. Definitions: docs/diff.md.
 *
 * Everything is symmetric: exchanging the files exchanges fixed and new, better and worse, became
 * known and became unknown, and nothing else. */
#ifndef RASIF_DIFF_DIFF_H
#define RASIF_DIFF_DIFF_H

#include "base/read_files.h"
#include "diff/diff_figures.h"
#include "geo/crs.h"
#include "report/text/text_parts.h"
#include "write/result.h"

enum { BEFORE, AFTER, AUDITS };

/* ---- thresholds (docs/diff.md) ---- */

#define NEAR_M 4.0       /* a line runs along another, a point is another: within this distance  */
#define NEAR_DEG 30.0    /* and this difference of direction                                     */
#define NEAR_SHARE 0.5   /* over this share of its length                                        */
#define ID_FAR_M 50.0    /* the same id at two places further apart is not the same thing        */
#define STILL_M 0.5      /* what moved less did not move                                         */
#define SAME_POINTS 0.5  /* scores that differ by less are the same                              */
#define SAME_SHARE 0.005 /* coverages and shares of the network likewise                        */
#define SAME_M 1.0       /* lengths of streets and of the network likewise                      */

/* ---- one file ---- */

struct diff_feature {
    const char *id, *name; /* rasif_id; name in the reader's language or NULL */
    const char *street;    /* of segments: the name without the streets at its ends */
    const char *class;     /* rasif_class; NULL = not judged */
    uint32_t table;        /* of the file */
    enum role role;
    bool judged; /* in scope */
    int64_t fid;
    double length_m;  /* NaN of points */
    double n_unknown; /* rules with outcome unknown; NaN = not in the file */
};

/* What a profile's columns hold; NaN and '\0' = null. */
struct diff_score {
    double score, low, high, coverage;
    char passable; /* 'y', 'n', 'u' */
};

struct diff_finding {
    int64_t fid;      /* of audit_findings */
    uint32_t feature; /* index; NO_ROW = not there any more */
    uint32_t rule;    /* index into diff.rules */
    bool fails;       /* fail, blocked or need; else unknown */
    bool required;    /* fails a requirement */
    bool needed;      /* not required and not blocking, but some users need it */
    uint32_t blocks;  /* bit = profile of diff.profiles */
    int place;
    double xy[2]; /* metric; NaN = nowhere */
    double half_m; /* of a stretch along a street: half its length; else NaN */
    size_t first_segment; /* of side.of_findings: the segments that count it */
    uint32_t n_segments;
};

struct diff_audit {
    struct result_file *file;
    const char *path, *name; /* as given; its base name */
    struct result_rows manifest, rules, profiles;
    struct diff_feature *features;
    struct diff_score *scores; /* [n_features * diff.n_profiles] */
    size_t n_features, feature_capacity, score_capacity;
    struct shapes shapes;   /* row = feature; metric once placed */
    size_t *layer_of_table; /* in the CRS plan; SIZE_MAX = none */
    struct diff_finding *findings;
    size_t n_findings, finding_capacity;
    uint32_t *of_findings; /* features (segments), one run after another */
    size_t n_of_findings, of_finding_capacity;
    struct diff_gap *gaps;
    size_t n_gaps, gap_capacity;
    struct shapes gap_shapes; /* row = gap; metric once placed */
    bool all_findings; /* --findings all: unknown outcomes are in the file */
};

/* ---- what may be compared ---- */

struct diff_profile {
    const char *id, *code, *title;
};

struct diff_rule {
    const char *id, *element, *measure, *severity, *title; /* title in the reader's language */
    bool asked[AUDITS], required[AUDITS];                  /* by anyone; by the standard */
    bool same; /* both audits have the same limits: outcomes can be compared */
};

/* One difference of the conditions: key of the manifest, or a part of it. */
struct diff_note {
    const char *key; /* sentence "diff.note.<key>" */
    bool limits;     /* it limits what is compared: reports show it first */
    const char *what, *before, *after;
};

/* ---- groups of features that are the same thing ---- */

enum geometry_change { STAYED, MOVED, SPLIT, MERGED, REGROUPED, GEOMETRY_CHANGES };
extern const char *const geometry_change_names[GEOMETRY_CHANGES];

/* How a thing changed. A score has one of these but the last two. */
enum verdict {
    VERDICT_NONE, /* not comparable, not applicable */
    VERDICT_SAME,
    VERDICT_BETTER,
    VERDICT_WORSE,
    VERDICT_MIXED,
    VERDICT_KNOWN,   /* only what is known about it grew   */
    VERDICT_UNKNOWN, /* only what is known about it shrank */
    VERDICT_ADDED,
    VERDICT_REMOVED,
    VERDICTS
};
extern const char *const verdict_names[VERDICTS];

struct diff_group {
    const uint32_t *members[AUDITS]; /* features */
    size_t n[AUDITS];
    enum role role;
    bool by_id; /* some pair has the same rasif_id */
    enum geometry_change geometry;
    enum verdict verdict; /* over all profiles */
    size_t changes;       /* findings that changed */
};

/* The latest file that has the group: the one whose name and geometry reports show. */
static inline int group_when(const struct diff_group *group)
{
    return group->n[AFTER] > 0 ? AFTER : BEFORE;
}

/* The score of a group for a profile on both sides, and what follows. */
struct diff_change {
    struct diff_score at[AUDITS]; /* length-weighted over the group */
    enum verdict verdict;
};

/* ---- findings ---- */

enum finding_kind {
    KIND_FIXED,     /* failed, passes or does not apply */
    KIND_NEW,       /* the reverse */
    KIND_UNCHANGED, /* fails in both */
    KIND_UNKNOWN,   /* was decided, is not any more */
    KIND_KNOWN,     /* the reverse */
    KIND_REMOVED,   /* failed on a feature that is not there (or judged) any more */
    KIND_ADDED,     /* fails on a feature that was not there (or judged) */
    KINDS
};
extern const char *const kind_names[KINDS];

struct diff_item {
    enum finding_kind kind;
    uint32_t group, rule;
    uint32_t finding[AUDITS]; /* one that stands for it, NO_ROW = none */
    rasif_outcome outcome[AUDITS];
    bool blocks; /* critical: a profile in common is stopped */
};

/* ---- all of it ---- */

struct rasif_diff {
    struct arena arena;
    struct read_files reads;
    const struct sentences *sentences;
    const char *language;
    unsigned languages; /* of the tables: bit = enum language */
    struct diff_audit audits[AUDITS];
    struct diff_profile profiles[MOST_PROFILES]; /* in common, asked for */
    size_t n_profiles;
    struct diff_rule *rules;
    size_t n_rules;
    struct diff_note *notes;
    size_t n_notes, note_capacity;
    bool same_standard, streets_comparable;
    bool segmented; /* both files hold segments: they represent streets with sides */
    uint32_t
        unequal[ROLE_COUNT]; /* bit: the audits asked this profile other things about the role */
    struct diff_figures figures;
    const struct yaml_node *mapping[AUDITS]; /* of the manifest; NULL = none */
    struct crs_context *crs;
    struct crs_plan *plan;
    struct diff_group *groups;
    uint32_t *group_of[AUDITS]; /* per feature */
    size_t n_groups;
    struct diff_change *changes; /* [n_groups * n_profiles] */
    struct diff_item *items;
    size_t n_items, item_capacity;
    size_t skipped; /* findings that can't be compared */
    size_t counts[KINDS];
    uint8_t *fates[AUDITS]; /* per finding: enum finding_kind; KINDS = not compared */
    size_t verdicts[MOST_PROFILES][VERDICTS]; /* of segments */
    enum role segments;                       /* what is counted there: streets, else sidewalks */
    uint32_t *changed;                        /* groups: segments that changed, worst first */
    size_t n_changed, n_stayed;
};

/* ---- stages, in the order of diff.c; each reads what the ones before it added ----
 *
 * All of them: RASIF_E_MEMORY; those that query the files also RASIF_E_IO (can't be read) and
 * RASIF_E_DATA (damaged). Everything they make lives in diff->arena, or on the heap where the
 * struct says so, until rasif_diff_free. */

/* diff_read.c: opens both files, reads manifests. diff_conditions.c: profiles, rules, options and
 * notes; `profile` (NULL = all) is an id or code, RASIF_E_ARGUMENT when the files do not share it.
 * diff_read.c: features, findings and gaps of both files, in source coordinates. */
rasif_status diff_open(struct rasif_diff *diff, const char *const paths[AUDITS], rasif_error *err);
rasif_status diff_conditions(struct rasif_diff *diff, const char *profile, rasif_error *err);
rasif_status diff_read(struct rasif_diff *diff, rasif_error *err);
/* Adds a difference of the conditions; texts are borrowed, NULL is shown as a dash. `key` is the
 * end of a sentence's key. */
rasif_status diff_note_add(struct rasif_diff *diff, const char *key, const char *what,
                           const char *before, const char *after, rasif_error *err);
/* diff_unequal.c: fills diff->unequal, and adds notes about it. */
rasif_status diff_unequal(struct rasif_diff *diff, rasif_error *err);
/* Value of a key of the manifest; NULL = none. Lives as long as the diff. */
const char *diff_manifest(const struct diff_audit *audit, const char *key);

/* diff_place.c: all shapes and points into one metric system; RASIF_E_CRS. diff_match.c: fills
 * groups and group_of; every feature is in exactly one group. */
rasif_status diff_place(struct rasif_diff *diff, rasif_error *err);
rasif_status diff_match(struct rasif_diff *diff, rasif_error *err);

/* diff_along.c: which lines of the other file a feature runs along. */
struct along;
/* Indexes the features of a role; NULL: out of memory. `audit` must outlive it. One thread at a
 * time. */
struct along *along_new(const struct diff_audit *audit, enum role role);
void along_free(struct along *along);
/* Calls fn for each row along which `feature` of audit `from` lies: `share` of its length (0 to 1;
 * a point: 1 within NEAR_M), mean `distance` in metres. false: the feature has no shape. */
typedef void (*along_fn)(void *user, uint32_t row, double share, double distance);
bool along_query(struct along *along, const struct diff_audit *from, uint32_t feature, along_fn fn,
                 void *user);
/* The share for one row of `audit`; 0: the feature does not run along it. *furthest (NULL allowed):
 * the largest distance of the feature from the row in metres, NaN without shapes. */
double along_share(const struct diff_audit *from, uint32_t feature, const struct diff_audit *audit,
                   uint32_t row, double *furthest);
/* Smallest distance in metres of the boxes of two features; NaN when one has no shape. */
double box_distance(const struct diff_audit *a, uint32_t i, const struct diff_audit *b, uint32_t k);

/* diff_network.c. Metres of a group that were judged: the mean where both audits judged some. */
double group_length(const struct rasif_diff *diff, const struct diff_group *group);
/* Were all questions asked in both audits for this profile? */
bool diff_profile_comparable(const struct rasif_diff *diff, size_t profile);
/* diff_findings.c: fills items, counts and fates. diff_scores.c: fills changes and verdicts. */
rasif_status diff_findings(struct rasif_diff *diff, rasif_error *err);
rasif_status diff_scores(struct rasif_diff *diff, rasif_error *err);
/* Withdraws a verdict better, worse or mixed that nothing proves: what remains is known, unknown or
 * same, by the change of coverage. */
void diff_withdraw(struct rasif_diff *diff, uint32_t group);
/* Fills diff->verdicts; call it when all verdicts are final. */
void diff_count_verdicts(struct rasif_diff *diff);
/* diff_proof.c: is the group drawn in other pieces than before? */
bool diff_is_redrawn(const struct diff_group *group);
/* Withdraws verdicts of redrawn groups that nothing proves: of all elements, then of one segment,
 * whose `n` causes count as proofs. */
rasif_status diff_prove_elements(struct rasif_diff *diff, rasif_error *err);
void diff_prove_segment(struct rasif_diff *diff, uint32_t group, const struct diff_cause *causes,
                        size_t n);
/* diff_stretch.c: are two findings on a segment, of the first and the second file, about the same
 * stretch of the same side, or pieces of it? false where one is about no stretch. */
bool diff_same_stretch(const struct rasif_diff *diff, uint32_t group, uint32_t before,
                       uint32_t after);
/* diff_known.c: *known = the rule was answered on `feature` of audit `when`, which has no finding
 * of it, while `other` in the other audit has one. In doubt false. */
rasif_status diff_is_known(struct rasif_diff *diff, int when, uint32_t feature, uint32_t other,
                           uint32_t rule, bool *known, rasif_error *err);

/* A feature's whole row, in `arena`; the cell of a measure in it, NULL = nowhere; is a cell a
 * value, and not null or a word for "missing"? */
rasif_status diff_row_of(const struct rasif_diff *diff, int when, uint32_t feature,
                         struct arena *arena, struct result_rows *out, rasif_error *err);
const struct cell *diff_value_of(const struct rasif_diff *diff, int when, enum role role,
                                 const struct result_rows *row, const char *measure);
bool diff_is_value(const struct cell *cell);
/* Parses the mappings in the manifests, which diff_value_of needs. */
void diff_read_mappings(struct rasif_diff *diff);
/* Index of a feature by table and FID; NO_ROW = none. */
uint32_t diff_find_feature(const struct diff_audit *audit, size_t table, int64_t fid);

/* ---- reports: they change nothing; texts are appended, whose `failed` = out of memory ---- */

/* diff_show.c. One finding in full, read when it is shown; NULL and NaN = null in the file. */
struct finding_text {
    struct phrase message;
    const char *clause, *value, *unit, *street_id;
    const char *law; /* the clause in words; NULL = the file has none */
    double limit;
};
/* The finding of `item` in audit `when`, which must have one; texts live in `arena`. */
rasif_status diff_finding_text(const struct rasif_diff *diff, const struct diff_item *item,
                               int when, struct arena *arena, struct finding_text *out,
                               rasif_error *err);
/* The latest audit that has a finding of the item, the feature there, and the item's severity. */
int item_when(const struct diff_item *item);
const struct diff_feature *item_feature(const struct rasif_diff *diff,
                                        const struct diff_item *item);
const char *item_severity(const struct rasif_diff *diff, const struct diff_item *item);
/* Codes of the common profiles that are stopped in audit `when`, "wcm,wcp", appended. */
void item_blocks(const struct rasif_diff *diff, const struct diff_item *item, int when,
                 struct text *out);
/* Items of a kind, worst first: severity, rule, feature. *out [*n] lives in `arena`. */
rasif_status diff_sorted(const struct rasif_diff *diff, enum finding_kind kind, struct arena *arena,
                         const struct diff_item ***out, size_t *n, rasif_error *err);
/* The figures of audit_summary over the whole area; scores 0 to 100, coverage 0 to 1, NaN where
 * there are none. */
struct diff_area {
    double score, low, high, coverage, passable_m, blocked_m, unknown_m, length_m;
};
void diff_area(const struct rasif_diff *diff, int when, size_t profile, struct diff_area *out);
/* A difference of the conditions in words, appended; returns the text, "" on failure. */
const char *note_sentence(const struct rasif_diff *diff, const struct diff_note *note,
                          const char *language, struct text *out);
/* diff_segments.c: fills changed and n_stayed, after causes. */
rasif_status diff_segments(struct rasif_diff *diff, rasif_error *err);
/* The profile whose score of the group changed most; n_profiles = none was judged better or worse.
 */
size_t diff_most_moved(const struct rasif_diff *diff, size_t group);
/* Nothing to report but the conditions? */
bool diff_is_empty(const struct rasif_diff *diff);
/* Did the group change in any way that reports show? */
bool group_changed(const struct rasif_diff *diff, size_t group);
/* The changes of a group, [n_profiles]. */
const struct diff_change *group_changes(const struct rasif_diff *diff, size_t group);

/* The four reports, whole. RASIF_E_MEMORY, RASIF_E_IO, RASIF_E_DATA. */
rasif_status diff_text(const struct rasif_diff *diff, struct text *out, rasif_error *err);
/* The one or two sentences with which every report begins, a line each. */
rasif_status diff_first_sentences(const struct rasif_diff *diff, struct text *out, rasif_error *err);
rasif_status diff_markdown(const struct rasif_diff *diff, struct text *out, rasif_error *err);
rasif_status diff_json(const struct rasif_diff *diff, struct text *out, rasif_error *err);
rasif_status diff_html(const struct rasif_diff *diff, struct text *out, rasif_error *err);
/* diff_tables.c: diff_findings, diff_points, diff_gaps, diff_lines, diff_streets, diff_summary,
 * diff_reach, diff_conditions; what belongs on top comes first. */
#define DIFF_TABLES 8
rasif_status diff_tables(const struct rasif_diff *diff, struct arena *arena,
                         const struct view *tables[DIFF_TABLES], rasif_error *err);
/* diff_features.c: lines and points that changed, streets that did not. */
enum diff_feature_table { DIFF_LINES, DIFF_POINTS, DIFF_STREETS, DIFF_FEATURE_TABLES };
rasif_status diff_features_view(const struct rasif_diff *diff, enum diff_feature_table kind,
                                struct arena *arena, const struct view **out, rasif_error *err);
/* diff_feature_shapes.c. In which system the geometries of our tables are: a layer of the CRS plan
 * (SIZE_MAX = none: cells stay null) and its srs_id. */
struct diff_place {
    size_t layer;
    int srs_id;
};
/* All lines of a group, and the point of its first member, as WKB cells; null where it has none. */
void diff_lines_cell(const struct rasif_diff *diff, const struct diff_group *group,
                     const struct diff_place *place, struct cell_scratch *scratch,
                     struct cell *out);
void diff_point_cell(const struct rasif_diff *diff, const struct diff_group *group,
                     const struct diff_place *place, struct cell_scratch *scratch,
                     struct cell *out);
/* diff_tables_figures.c: diff_gaps, in the system of a layer of the plan (SIZE_MAX = none), and
 * the figures of every user. */
rasif_status diff_gaps_view(const struct rasif_diff *diff, size_t layer, int srs_id,
                            struct arena *arena, const struct view **out, rasif_error *err);
rasif_status diff_summary_view(const struct rasif_diff *diff, struct arena *arena,
                               const struct view **out, rasif_error *err);
rasif_status diff_reach_view(const struct rasif_diff *diff, struct arena *arena,
                             const struct view **out, rasif_error *err);
/* The layer whose system our tables have (the first of AFTER, else of BEFORE), as audit and table;
 * false: nothing has coordinates. */
bool diff_output_layer(const struct rasif_diff *diff, int *when, size_t *table);
/* diff_style.c: one per feature table. */
rasif_status diff_styles(const struct rasif_diff *diff, const struct view *const *tables,
                         struct arena *arena, struct output_style *styles, size_t *n,
                         rasif_error *err);

#endif
