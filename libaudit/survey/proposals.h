/* SPDX-License-Identifier: MIT
 *
 * Proposals of rasif draft in a survey (docs/survey.md#proposals): they are visited as if they were there, and nothing
 * of them is known before. In: a judged store that was read with its proposals. */
#ifndef RASIF_SURVEY_PROPOSALS_H
#define RASIF_SURVEY_PROPOSALS_H

#include "survey/visit.h"

/* Rows of a slice that are proposals. */
rowset proposals_in(const struct store *store, enum role role, const struct slice *slice);
/* Streets to which a proposal is linked, and which may be judged by it: (*leaning)[street] = 1, to be freed. NULL where
 * no layer of proposals was read. false: no memory. */
MUST bool proposals_find_leaning(const struct store *store, uint8_t **leaning);
/* Rows of a slice that are such streets; `leaning` may be NULL. */
rowset proposals_leaning(const uint8_t *leaning, enum role role, const struct slice *slice);
/* Adds to the visit of row i, a proposal, the question whether it is there, and what the answer settles. */
void proposals_ask(const struct visit_slice *visits, size_t i, struct visit *visit);
/* All verdicts of row i: all of them wait for that answer. */
struct visit_waits proposals_verdicts(const struct visit_slice *visits, size_t i);

#endif
