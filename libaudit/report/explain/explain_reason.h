/* SPDX-License-Identifier: MIT
 *
 * Why a feature is blocked, unknown or poor for one user: the weakest part, by name and place, and what
 * is wrong with it. Private to explain*.c. */
#ifndef RASIF_REPORT_EXPLAIN_REASON_H
#define RASIF_REPORT_EXPLAIN_REASON_H

#include "report/explain/explain_account.h"

struct reason {
    struct text part;  /* "the kerb ramp at the northern end (ramps:82)"; empty = the feature itself */
    struct text words; /* "the ramp rises 14 %, steeper than 8.33 %"; empty = nothing is known to say */
    double limit;      /* the user's, where the words name another; NaN = they name it, or there is none */
    enum unit unit;    /* of the limit */
    size_t more;       /* reasons of the same kind that are not named */
};
void reason_free(struct reason *reason);

/* explain_reason.c: of sidewalks, footways, steps, ramps, crossings. Each fills *out, which starts as {0}. */
void reason_blocked(const struct explanation *e, size_t profile, struct reason *out);
/* Of several profiles together what any of them lacks. */
void reason_unknown(const struct explanation *e, const size_t *profiles, size_t n, struct reason *out);
void reason_poor(const struct explanation *e, size_t profile, struct reason *out);
/* explain_reason_street.c: the same of streets and segments, which have sides. */
void reason_street_blocked(const struct explanation *e, size_t profile, struct reason *out);
void reason_street_unknown(const struct explanation *e, size_t profile, struct reason *out);
void reason_street_poor(const struct explanation *e, size_t profile, struct reason *out);
/* "no", "unknown" of one row; "" where it is not judged. */
const char *passable_of(const struct result_rows *rows, size_t row, const char *code);
/* The first finding that stops the user on one feature, of those that are left out none: its message,
 * and the user's own limit. Returns how many there are. */
size_t reason_finding(const struct explanation *e, size_t profile, const char *table, int64_t fid,
                      struct reason *out);

/* explain_blocked.c: pieces of streets' sides, rows of e->sides or e->around. A text of a row; "". */
const char *side_text(const struct result_rows *sides, size_t row, const char *column);
/* Are two rows pieces of one side of one street? false past the last row. */
bool same_side(const struct result_rows *sides, size_t a, size_t b);
/* Rows of a run of pieces that are absent, or one piece whose sidewalk stops the user; 0 = neither. */
size_t blocking_pieces(const struct explanation *e, const struct result_rows *sides, size_t row,
                       const char *code);
/* "left side (west): "; of another street "streets:35, left side: ". */
void add_side_head(const struct explanation *e, const struct result_rows *sides, size_t row,
                   struct text *out);

/* explain_chain.c: the parts of a crossing, each with its scores. Nothing for others. */
void explain_chain(struct explanation *e);
/* The ramp that is one link of the chain; false = another at its end serves the user better. */
bool chain_counts(const struct explanation *e, size_t ramp, const char *code);
/* "the kerb ramp at the northern end (ramps:82)" */
void chain_part(const struct explanation *e, size_t ramp, struct text *out);
/* explain_verdict.c: the first sentences of an explanation. */
void explain_verdict(struct explanation *e);

#endif
