/* SPDX-License-Identifier: MIT
 *
 * What the parts of rasif_explain share; private to explain*.c. */
#ifndef RASIF_REPORT_EXPLAIN_PARTS_H
#define RASIF_REPORT_EXPLAIN_PARTS_H

#include "report/text/text_parts.h"
#include "write/result.h"

struct explained_profile {
    const char *id, *code, *title;
    bool asked; /* by --profile, or all */
};

/* One feature of one annotated file, being explained. */
struct explanation {
    struct page page; /* page.run is NULL: all there is, is in the file */
    const struct result_file *file;
    struct arena *arena;
    const char *path;
    size_t table;                /* where the feature is */
    int64_t fid;
    struct result_rows feature;  /* one row */
    bool is_segment;             /* of audit_segments: role "street" */
    const char *rasif_id, *role; /* role "street", "sidewalk", ... */
    const char *asked; /* "sidewalks:12" that is on the same line as the feature, or a part of it, and
                          not judged by itself; NULL = the feature itself was asked for */
    const char *asked_sentence; /* that says so */
    struct explained_profile profiles[MOST_PROFILES];
    size_t n_profiles;
    struct result_rows manifest; /* key, value */
    struct result_rows findings; /* on it; of streets also on what belongs to them */
    struct result_rows sides;    /* of streets: the pieces of both sides */
    bool has_sides;
    struct result_rows around;   /* pieces of the other streets in its segments */
    struct result_rows missing;  /* findings of stretches without a sidewalk along any of these */
    struct result_rows ramps;      /* of crossings: linked kerb ramps (to_table, to_fid, place) */
    struct result_rows *ramp_rows; /* [ramps.n_rows] the ramp itself, one row; none = not there */
    const struct account **ramp_accounts; /* [ramps.n_rows] how it meets what is asked; NULL likewise */
    struct result_rows segments;   /* of a street: its segments */
    struct result_rows crossings;  /* of a street or segment with sides: those that belong to it */
    struct result_rows *crossing_rows; /* [crossings.n_rows] as ramp_rows */
    const char *end_key[2], *side_key[2]; /* start, end; left, right: "n", "ne", ...; NULL = unknown */
    struct explain_needs *needs;   /* what the profiles ask (explain_account.h) */
    const struct account *account; /* how the feature meets it */
};

/* Column rasif_CODE_<what> of the feature, or of another answer. */
const struct cell *profile_cell(const struct result_rows *rows, size_t row, const char *code,
                                const char *what);
/* NaN where it is no number. */
double number_of(const struct cell *cell);
/* "- wcm, wcp: ..."; profiles of which the same is to be said ([n_profiles]) share a line. */
void explain_grouped(struct explanation *e, const struct text *words);
/* A text in the page's language from the columns <column>_<language>; in another one the file lacks it. */
const char *text_in(const struct explanation *e, const struct result_rows *rows, size_t row,
                    const char *column);
/* A name from the columns <column> and <column>_ar, that of the page's language first; NULL = none. */
const char *name_in(const struct explanation *e, const struct result_rows *rows, size_t row,
                    const char *column);
/* Does a list "wcm,wcp" hold the code? */
bool list_holds(const char *list, const char *code);

/* The value of a key of audit_manifest; NULL when there is none. */
const char *explain_manifest(const struct explanation *e, const char *key);
/* Where a measure's value comes from, of "running_slope_pct=dem clear_width_m=assumed"; NULL = it
 * was surveyed. In arena. */
const char *explain_origin(const char *from, const char *measure, struct arena *arena);

/* Words of a class or list, "tree;pole", in the page's language; a word that has none stays. */
void explain_words(const struct explanation *e, const char *bytes, size_t length, struct text *out);

/* explain_find.c: opens nothing, finds the feature and the profiles. RASIF_E_ARGUMENT. */
rasif_status explain_find(struct explanation *e, const char *what, rasif_error *err);
rasif_status explain_profiles(struct explanation *e, const char *profile, rasif_error *err);

/* explain_lists.c */
rasif_status explain_load_findings(struct explanation *e, rasif_error *err);
void explain_findings(struct explanation *e);
void explain_measures(struct explanation *e);
/* explain_needs.c: how the scores came about, need by need; nothing for streets. */
void explain_needs(struct explanation *e);
/* explain_chain.c: the kerb ramps of a crossing; is this one a raised kerb? */
rasif_status explain_load_ramps(struct explanation *e, rasif_error *err);
bool explain_is_raised(const struct explanation *e, size_t ramp);
/* explain_blocked.c: what stops the profile, naming rules and parts; never nothing. */
void explain_blocked(const struct explanation *e, const char *code, struct text *out);
/* explain_place.c: the ends of a crossing and the sides of a street by the compass. */
rasif_status explain_load_ends(struct explanation *e, rasif_error *err);
/* "start" and "island-2" in words: "the northern end" of the crossing explained, "start" of another. */
void explain_place(const struct explanation *e, const char *place, struct text *out);
/* "left side (west)"; `own` = of the street explained, in whose direction left and right are seen. */
void explain_side(const struct explanation *e, const char *side, bool own, struct text *out);
/* explain_conflicts.c: what helps one user and hurts another there. */
rasif_status explain_conflicts(struct explanation *e, rasif_error *err);
/* explain_network.c */
void explain_network(struct explanation *e);
/* explain_street.c */
rasif_status explain_load_sides(struct explanation *e, rasif_error *err);
void explain_sides(struct explanation *e);
rasif_status explain_links(struct explanation *e, rasif_error *err);
/* explain_reason_street.c */
rasif_status explain_load_crossings(struct explanation *e, rasif_error *err);
/* explain_segments.c */
#define SEGMENTS_TABLE "audit_segments"
/* FIDs of the segments of street ?1:?2: its pieces name them; of a street without sides they do. */
#define SEGMENTS_OF_STREET                                                                         \
    "SELECT segment_fid FROM audit_sides WHERE street_table = ?1 AND street_fid = ?2"              \
    " UNION SELECT fid FROM " SEGMENTS_TABLE " WHERE (street_table = ?1 AND street_fid = ?2)"      \
    " OR instr(', ' || parts || ',', ', ' || ?1 || ':' || ?2 || ',')"                              \
    " OR instr(', ' || parts || ',', ', ' || ?1 || ':' || ?2 || ' ')"
/* Adds "…, from X to Y" to the name of a segment; the line that says where it lies. */
void explain_between(struct explanation *e, const struct result_rows *rows, size_t row,
                     const char *name, struct text *out);
void explain_part_of(struct explanation *e, struct text *out);
/* Of a street: its segments with their verdicts, and which is the worst. */
rasif_status explain_load_segments(struct explanation *e, rasif_error *err);
void explain_segments(struct explanation *e);

#endif
