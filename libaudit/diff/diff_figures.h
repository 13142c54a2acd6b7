/* SPDX-License-Identifier: MIT
 *
 * What is compared beside features and findings: the figures of the whole area (streets, network,
 * reach, detours), what became of the network metre by metre, gaps, and the causes on each street.
 * In: audit_summary, audit_network, audit_reach, audit_gaps of both files. Definitions:
 * docs/diff.md#figures. Private to diff/. */
#ifndef RASIF_DIFF_DIFF_FIGURES_H
#define RASIF_DIFF_DIFF_FIGURES_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rasif_diff;
struct text;

/* ---- figures of a user over the whole area ---- */

/* How a figure answers to knowledge, and so what its change proves (docs/diff.md#figures). */
enum figure_kind {
    FIGURE_YES,       /* grows with what is known to be passable: more is better              */
    FIGURE_NO,        /* grows with what is known to be blocked: less is better               */
    FIGURE_BEST,      /* if everything unknown were passable: more is better                  */
    FIGURE_UNREACHED, /* the same, counted the other way round: less is better                */
    FIGURE_NEUTRAL    /* shown, not judged                                                    */
};

enum figure_id {
    FIGURE_STREETS_PASSABLE,
    FIGURE_STREETS_BLOCKED,
    FIGURE_STREETS_UNKNOWN,
    FIGURE_NETWORK,
    FIGURE_CONNECTED,
    FIGURE_CONNECTED_BEST,
    FIGURE_PARTS,
    FIGURE_PARTS_BEST,
    FIGURE_BLOCKERS,
    FIGURE_NETWORK_PASSABLE,
    FIGURE_NETWORK_BLOCKED,
    FIGURE_NETWORK_UNKNOWN,
    FIGURE_DETOUR,
    FIGURE_DETOUR_MOST,
    FIGURES_ALL
};
extern const struct figure_info {
    const char *key;    /* member of the JSON report, end of the words' keys, column of diff_network */
    const char *column; /* of the audit's table                                                      */
    enum figure_kind kind;
    char unit; /* 'm' metres, '%' share of 1, 'n' number, 'x' ratio                                  */
    bool streets; /* of audit_summary, else of audit_network                                         */
} figure_infos[FIGURES_ALL];

/* What the change of a figure proves. A rise that learning alone can explain is not a gain. */
enum trend {
    TREND_NONE, /* missing on a side, not comparable, or not to be judged */
    TREND_SAME,
    TREND_BETTER,
    TREND_WORSE,
    TREND_PARTLY_BETTER, /* something was built, and something learned: the file doesn't part them */
    TREND_PARTLY_WORSE,
    TREND_KNOWN,   /* only because more is known */
    TREND_UNKNOWN, /* only because less is known */
    TRENDS
};
extern const char *const trend_names[TRENDS];

struct diff_figure {
    double at[2]; /* as in the files; NaN = not in the file */
    enum trend trend;
};

/* What became of the network for a user, in metres of its elements (mean of both sides where they
 * differ). "Came" and "gone": elements that are in one file only. */
enum move {
    MOVE_OPENED,           /* blocked, now passable  */
    MOVE_CLOSED,           /* the reverse            */
    MOVE_ADDED_PASSABLE,   /* new, passable          */
    MOVE_REMOVED_PASSABLE, /* was passable           */
    MOVE_LEARNED_PASSABLE, /* unknown, now passable  */
    MOVE_FORGOT_PASSABLE,  /* the reverse            */
    MOVE_LEARNED_BLOCKED,  /* unknown, now blocked   */
    MOVE_FORGOT_BLOCKED,   /* the reverse            */
    MOVE_ADDED_UNKNOWN,    /* new, nothing known     */
    MOVE_REMOVED_UNKNOWN,  /* was unknown            */
    MOVE_ADDED_BLOCKED,    /* new, blocked           */
    MOVE_REMOVED_BLOCKED,  /* was blocked            */
    MOVES
};
extern const char *const move_names[MOVES];

struct diff_moves {
    double metres[MOVES];
};

/* A kind of destination in either file. */
struct diff_kind {
    const char *name; /* as in audit_reach; NULL = without a kind */
    double n[2];      /* destinations; NaN = the file has none of it */
};

enum reach_figure { REACHED, REACH_OPEN, REACH_FAR, REACH_CUT_OFF, REACH_ANYBODY, REACH_FIGURES };
extern const char *const diff_reach_names[REACH_FIGURES];

/* ---- gaps ---- */

enum gap_fate { GAP_BUILT, GAP_NEW, GAP_STILL, GAP_OTHER, GAP_FATES };
extern const char *const gap_fate_names[GAP_FATES];
#define DIFF_GAP_KINDS 4
extern const char *const diff_gap_kinds[DIFF_GAP_KINDS];

/* One kind of gap. Only gaps on evidence are counted in n; those to be checked on site apart. */
struct diff_gap_sum {
    size_t n[2], to_check[2];
    double metres[2];           /* of those on evidence with a length        */
    size_t fates[2][GAP_FATES]; /* of the gaps of each side; GAP_BUILT of the first, GAP_NEW of the
                                   second only                               */
};

/* A gap of one file; its line is the row of the same number in diff_side.gap_shapes. */
struct diff_gap {
    uint32_t kind;    /* of diff_gap_kinds                                          */
    uint32_t finding; /* the finding about it, in the same file; NO_ROW = none       */
    bool certain;     /* on evidence; else it is to be checked on site               */
    enum gap_fate fate;
    const char *evidence;
    double length_m;
};

/* ---- causes ---- */

/* Why a street changed: a finding on it, or an element of it without a finding. */
struct diff_cause {
    uint32_t segment; /* group */
    uint32_t item;    /* of diff.items; NO_ROW = an element */
    uint32_t group;   /* of the element, or that of the item */
    char side;        /* of the street, 'l' or 'r' as one goes from its first end; '\0' = none */
};

/* ---- all ---- */

struct diff_figures {
    bool has_network[2], has_reach[2], has_gaps[2]; /* does the file hold it?                 */
    bool network_comparable, reach_comparable;
    struct diff_figure *values;     /* [n_profiles * FIGURES_ALL]                       */
    struct diff_moves *moves;        /* [n_profiles]: of the network                     */
    struct diff_moves *street_moves; /* [n_profiles]: of what is counted as streets      */
    double within_m[2];             /* --reach; NaN = no destinations                   */
    struct diff_kind *kinds;
    size_t n_kinds;
    struct diff_figure *reach; /* [n_profiles * n_kinds * REACH_FIGURES]                */
    struct diff_gap_sum gap_sums[DIFF_GAP_KINDS];
    struct diff_cause *causes;    /* by segment, worst first */
    size_t n_causes;
};

/* A figure of a profile over the whole area; figures of a profile and kind of destination. */
const struct diff_figure *diff_figure(const struct rasif_diff *diff, size_t profile,
                                      enum figure_id id);
const struct diff_figure *diff_reach(const struct rasif_diff *diff, size_t profile, size_t kind,
                                     enum reach_figure figure);
/* diff_network.c: fills values, moves, street_moves and within_m; after groups and scores. */
rasif_status diff_network(struct rasif_diff *diff, rasif_error *err);
/* diff_reach.c: fills kinds and reach; after diff_network. */
rasif_status diff_reach_read(struct rasif_diff *diff, rasif_error *err);
/* What a change proves, by the moves that could explain it. `unit` decides which difference is
 * none: 'm' 1 m, '%' 0.5 percent points, 'n' and 'x' none. */
enum trend figure_trend(enum figure_kind kind, const double at[2], const struct diff_moves *moves,
                        char unit);
/* diff_gaps.c: reads the gaps of audit `s`, after its findings; then fills fates and gap_sums. */
rasif_status diff_gaps_read(struct rasif_diff *diff, int s, rasif_error *err);
rasif_status diff_gaps(struct rasif_diff *diff, rasif_error *err);
/* diff_causes.c: fills causes, and proves segments; after findings and scores. */
rasif_status diff_causes(struct rasif_diff *diff, rasif_error *err);
/* Causes of a segment, worst first: the first, and how many (0: the pointer means nothing). */
const struct diff_cause *causes_of(const struct rasif_diff *diff, uint32_t segment, size_t *n);
/* diff_cause_text.c: one clause, appended: "Sidewalk 44, left side: clear width ...". RASIF_E_IO,
 * RASIF_E_DATA, RASIF_E_MEMORY. */
rasif_status diff_cause_text(const struct rasif_diff *diff, const struct diff_cause *cause,
                             const char *language, struct text *out, rasif_error *err);
/* Is it for the better (1), for the worse (-1), or neither (0)? */
int diff_cause_sign(const struct rasif_diff *diff, const struct diff_cause *cause);

#endif
