/* SPDX-License-Identifier: MIT
 *
 * What an audit found: scores, outcomes and findings of every row, streets, areas. Numbers
 * travel as int32 in 1/10 000 (points of a score; shares of coverage): exact, small, the same
 * everywhere. */
#ifndef RASIF_RULE_RESULTS_H
#define RASIF_RULE_RESULTS_H

#include "rule/plan.h"
#include "table/settings.h"

#define SCORE_NULL (-1048576) /* the least that 21 bits hold */
#define SCORE_UNIT 10000 /* one point; coverage 1 = SCORE_UNIT */
#define SCORE_FULL (100 * SCORE_UNIT)

/* A stretch without a sidewalk up to this long is no barrier
 * (docs/scoring.md, section 6.6). */
#define ABSENT_STOPS_M 5.0

enum passable { PASSABLE_NONE, PASSABLE_NO, PASSABLE_UNKNOWN, PASSABLE_YES };
extern const char *const passable_names[4]; /* NULL, "no", "unknown", "yes" */

/* Classes in the order of rasif_class, worst last. */
enum score_class {
    SCORE_CLASS_NONE,
    SCORE_CLASS_A,
    SCORE_CLASS_B,
    SCORE_CLASS_C,
    SCORE_CLASS_UNKNOWN,
    SCORE_CLASS_D,
    SCORE_CLASS_E,
    SCORE_CLASS_BLOCKED
};
#define SCORE_CLASS_COUNT 8
extern const char *const score_class_names[SCORE_CLASS_COUNT]; /* NULL, "A", ..., "blocked" */

/* Verdict of one profile on one element, chain, side, segment or street. passable NONE = not
 * applicable: all figures null. Scores are most of what is kept of a city, hence 12 bytes. */
struct __attribute__((packed, aligned(4))) score {
    int32_t score : 21; /* SCORE_NULL = null */
    int32_t low : 21;
    int32_t high : 21;
    int32_t coverage : 21;
    uint32_t passable : 2; /* enum passable */
    uint32_t class : 3;    /* enum score_class */
};
_Static_assert(SCORE_FULL < 1 << 20, "a score fits");
static const struct score score_na = {SCORE_NULL, SCORE_NULL,    SCORE_NULL,
                                      SCORE_NULL, PASSABLE_NONE, SCORE_CLASS_NONE};
/* A mean score is of the parts that have one, low and high are of all parts: clamps the score
 * between them. */
static inline void score_into_range(struct score *score)
{
    if (score->score == SCORE_NULL)
        return;
    score->score = score->score > score->high ? score->high : score->score;
    score->score = score->score < score->low ? score->low : score->score;
}

/* Outcomes of one row's rules: bit k of `high` and of `low` are the rasif_outcome of the rule with
 * ordinal k in the element's plan. */
struct outcomes {
    uint64_t high, low;
};
/* The rules with one outcome, a bit per ordinal. */
static inline uint64_t outcomes_fail(const struct outcomes *o)
{
    return o->high & o->low;
}
static inline uint64_t outcomes_unknown(const struct outcomes *o)
{
    return o->high & ~o->low;
}
static inline uint64_t outcomes_pass(const struct outcomes *o)
{
    return o->low & ~o->high;
}
_Static_assert(RASIF_PASS == 1 && RASIF_UNKNOWN == 2 && RASIF_FAIL == 3,
               "two bits hold an outcome");

struct finding {
    uint32_t row;
    uint32_t at;         /* 1 + index into results->missing; 0 = the element as a whole */
    uint8_t role;
    uint8_t outcome : 4;      /* RASIF_FAIL, RASIF_UNKNOWN; 0 = no requirement fails: blocked, or,
                                 when blocks is 0 too, what users need */
    uint8_t need_profile : 4; /* blocked: profile and number of the strictest blocking need */
    uint16_t place;      /* 0; of crossing-ramp-missing: 1 + place; of what is missing along a street
                            (at > 0): see missing.h; of streets in several segments: 1 + number of the
                            stretch along the street */
    uint16_t rule;       /* index into rules->rules */
    uint16_t requirement;/* index into the standard; UINT16_MAX = none */
    uint16_t need;       /* of what is missing along a street: number of the stretch along it */
    uint16_t blocks;     /* bit = profile */
};

_Static_assert(sizeof(struct finding) == 20 && MOST_PROFILES <= 16, "a city has millions");
/* The segment a finding of a street is about; NO_ROW = all of the street, or it is of another
 * role. */
uint32_t finding_segment(const struct store *store, const struct finding *finding);
/* The place of a finding about this part of a segment. */
uint16_t finding_place_of(const struct store *store, const struct segment_part *part);

/* The part of a street that a finding is about. */
struct missing {
    double from_m, to_m; /* along the street; the same of a crossing that is missing       */
    float aside_m;       /* from the centre line to where the sidewalk would run            */
    uint8_t side;        /* SIDE_*; 0 = none                                                */
    uint8_t stated;      /* 1 = the data state that there is none                           */
};

/* Compliance figures of a street or a segment, over all that is linked to it. */
struct street_sum {
    uint8_t compliance; /* rasif_outcome */
    uint16_t n_fail, n_unknown, n_pass;
    uint16_t worst_rule; /* index into rules->rules; UINT16_MAX = none */
};

struct role_results {
    struct score *scores[MOST_PROFILES]; /* [n] each; crossings: the chain */
    struct outcomes *outcomes;           /* [n] */
};

/* One area (the district first, then each polygon of --boundary) and profile. */
struct area_score {
    struct score mean;     /* passable, class unused */
    double mean_m;         /* length of what has a score */
    size_t n, n_scored;    /* streets (or sidewalks) */
    double length_m, passable_m, blocked_m, unknown_m;
};

struct survey_row { /* values that are missing, and what they would settle */
    size_t n, verdicts, blocking;
    double length_m;
};

struct rule_count {
    size_t outcome[4]; /* by rasif_outcome, elements */
};

struct results {
    struct role_results roles[ROLE_COUNT];
    struct score *left[MOST_PROFILES], *right[MOST_PROFILES]; /* of streets; NULL with skip_sides */
    struct street_sum *streets;
    struct segment_results {
        struct score *scores[MOST_PROFILES];                      /* [segments] each */
        struct score *left[MOST_PROFILES], *right[MOST_PROFILES]; /* NULL with skip_sides */
        struct street_sum *sums;
    } segments;
    struct finding *findings;
    size_t n_findings, findings_capacity;
    struct missing *missing; /* heap */
    size_t n_missing, missing_capacity;
    struct rule_count *counts; /* [rules->n_rules] */
    struct survey_row survey[ELEMENT_COUNT][FIELD_COUNT];
    struct area_score *areas;  /* [n_areas * n_profiles] */
    size_t n_areas;
    const char **area_names;   /* [n_areas]; [0] = "" (all) */
    bool segments_are_sidewalks; /* no streets layer */
};

/* A diagnostic for every class in the data that a profile's table does not hold. */
void diagnose_classes(struct store *store, const struct plan *plan);
/* Judges and scores every element by itself (docs/scoring.md, sections 2 and 9); findings
 * of elements. */
rasif_status score_elements(const struct store *store, const struct plan *plan,
                            const struct settings *settings, struct arena *arena,
                            struct results *out, rasif_error *err);
/* Crossing chains (docs/scoring.md, section 5) and the findings of ends without a
 * ramp. */
rasif_status score_chains(const struct store *store, const struct plan *plan,
                          const struct settings *settings, struct results *out, rasif_error *err);
/* Segments and streets (docs/scoring.md, section 6): sides, crossings part; their own findings and
 * compliance sums over all that is linked to them. A street has the figures of its segments. */
rasif_status score_streets(const struct store *store, const struct plan *plan,
                           const struct settings *settings, struct arena *arena,
                           struct results *out, rasif_error *err);
/* The role whose elements summaries are made of: streets, else sidewalks, else footways. */
enum role segments_role(const struct store *store);
/* Parts of score_streets. score_segment.c: sides and scores of segments of streets with sides. */
bool score_segments(const struct store *store, const struct plan *plan,
                    const struct settings *settings, struct arena *arena, struct results *out);
/* What a segment's score of one profile is made of: a piece of a side, a crossing, or a street that is its own
 * element. */
struct score_term {
    uint32_t segment;
    size_t profile;
    const struct piece *piece; /* NULL = the row */
    double length_m;           /* of the piece in the segment */
    uint8_t side;              /* of the segment, that the piece is of */
    enum role role;
    uint32_t row;
    double weight; /* the sum over all terms of weight times low is the segment's low but for what is missing and
                      rounding; so is high */
};
typedef void (*score_term_fn)(void *user, const struct score_term *term);
/* Calls `each` for the terms of a segment, of all profiles: those with a score that is not null. In: scores of
 * elements and chains. */
void score_segment_terms(const struct store *store, const struct plan *plan, const struct settings *settings,
                         const struct results *results, uint32_t segment, score_term_fn each, void *user);
/* X of a segment, before it is rounded; 0 to SCORE_FULL. false = it has none: `weight_crossings` counts for nothing
 * there. The same inputs. */
bool score_segment_crossings(const struct store *store, const struct plan *plan, const struct settings *settings,
                             const struct results *results, uint32_t segment, size_t profile, double *low,
                             double *high);
/* score_street.c: several scores as one: means by length, the worst passability and class. One
 * alone stays as it is; what does not apply is left out. Starts as {0}. */
struct score_mean {
    double all_m, scored_m, score, low, high, coverage;
    size_t n;
    uint8_t passable, class;
    struct score only;
};
void score_mean_add(struct score_mean *sums, const struct score *score, double length_m);
void score_mean_settle(const struct score_mean *sums, struct score *out);
/* score_sums.c: judges what is asked of streets themselves. */
rasif_status sum_streets(const struct store *store, const struct plan *plan,
                         const struct settings *settings, struct results *out, rasif_error *err);
/* Areas (docs/scoring.md, section 8). `share` [n_areas - 1][n rows] is the share of each
 * segment inside each polygon, or NULL without boundaries. */
rasif_status score_areas(const struct store *store, const struct plan *plan,
                         const double *const *share, const char *const *names, size_t n_polygons,
                         unsigned threads, struct arena *arena, struct results *out,
                         rasif_error *err);
/* The kind of element whose needs a finding is about: that of its row; of a crossing with an
 * implied ramp (score_undrawn.h), a ramp. */
enum element finding_element(const struct store *store, const struct plan *plan,
                             const struct finding *finding);
/* Outcome of a finding as tables show it: "fail", "unknown", "blocked", or "need" where it
 * blocks no profile. */
const char *finding_outcome(const struct finding *finding);
/* Findings by role, row, rule id, place: the order of every output. */
MUST bool findings_sort(struct results *results);
/* Index of the finding with the role, row, rule and place of `wanted`, among the first `n`, which
 * are in that order; SIZE_MAX = none. */
size_t finding_find(const struct results *results, size_t n, const struct finding *wanted);

/* ---- shared by the files of this folder ---- */

/* Sums of docs/scoring.md, section 2.6: over all needs, over the known ones, and over those that
 * count for the score figure alone (known, assumed or a hint); `open` = weight of known needs that
 * are met and may not apply. They start with `least` and `score_least` 1. */
struct need_sums {
    double weight, known, value, score_known, score_value, least, score_least, open;
    bool blocked, blocking_unknown, at_most_unknown;
    bool blocking_asked, blocking_seen; /* of blocking needs: some applies, some is known from more than
                                           heights and the street's grade */
};
void need_sums_settle(const struct need_sums *sums, struct score *out);
/* Class by docs/scoring.md, section 7, from the stored numbers. */
enum score_class score_class_of(const struct score *score);
/* The score of one piece of a side: best of what covers it, or absent, unknown. `out->passable`
 * NONE = the piece does not count (only not-applicable elements cover it). */
void score_piece(const struct store *store, const struct results *results, const struct piece *piece,
                 size_t profile, struct score *out);
/* Once for every ordinal. */
void outcomes_add(struct outcomes *outcomes, size_t ordinal, rasif_outcome outcome);
/* Rounds to 1/10 000, halves away from 0. */
static inline int32_t score_fixed(double value)
{
    double x = value * SCORE_UNIT;
    int32_t whole = (int32_t)x;
    double rest = x - whole;
    return whole + (rest >= 0.5) - (rest <= -0.5);
}
/* The element whose plan judges a row: of streets that are their own element sidewalk or steps,
 * else by role; ELEMENT_NONE for streets with sides. */
enum element row_element(const struct store *store, enum role role, size_t row);
/* The kind of element as which a row is judged by itself; ELEMENT_NONE: it is out of scope, or a copy of
 * another street, or has sides. */
enum element judged_element(const struct store *store, enum role role, size_t row);

#endif
