/* SPDX-License-Identifier: MIT
 *
 * Conflicts in words (docs/conflicts.md): both sides with their users, figures and clauses, and what serves
 * both. `language` is the code of one; all append to `out` plain text and set out->failed where memory is
 * out. */
#ifndef RASIF_REPORT_CONFLICT_H
#define RASIF_REPORT_CONFLICT_H

#include "plan/conflicts.h"
#include "report/report.h"

/* Where it is, in metres: its element, of a crossing's end that end, of a work the work's place. NaN = nowhere. */
void conflict_point(const struct run *run, const struct conflict *conflict, double xy[2]);
/* What it is called in a few words; what serves both sides; "" where there is none. */
const char *conflict_title(const struct run *run, const struct conflict *conflict, const char *language);
const char *conflict_both(const struct run *run, const struct conflict *conflict, const char *language);
/* Where the declaration is from; NULL = a judgement. */
const char *conflict_source(const struct run *run, const struct conflict *conflict, const char *language);
/* "level-kerb": of a declared conflict its id, of a work its kind, of limits the rule. */
const char *conflict_id(const struct run *run, const struct conflict *conflict);

/* The codes of a side, "wcm,frm", `blocked` = of those stopped only; with figures "wcm=1; frm=0.9". */
void conflict_codes(const struct run *run, const struct conflict_side *side, bool blocked, struct text *out);
void conflict_figures(const struct run *run, const struct conflict_side *side, struct text *out);
/* The value as in audit_findings: a number in the measure's unit, or words of the vocabulary. */
void conflict_value(const struct conflict_side *side, struct text *out);
/* What is adequate for the first user of a side: a number, or the words that are; of the standard's side what it
 * requires, as it is written. */
void conflict_adequate(const struct run *run, const struct conflict *conflict, const struct conflict_side *side,
                       struct text *out);
/* The need of the first user; NULL = none. */
const struct need *conflict_need(const struct run *run, const struct conflict *conflict, const struct conflict_side *side);
/* "wcm 0!, frm 0.2: lip: 30 mm; adequate: ≤ 6 mm; PROWAG 2023 R304.5.4": for narrow lists; ! = it stops that user. */
void conflict_side_line(const struct run *run, const struct conflict *conflict, const struct conflict_side *side,
                        const char *language, struct text *out);
/* Both sides in sentences with the users in words. */
void conflict_message(const struct run *run, const struct conflict *conflict, const char *language, struct text *out);

#endif
