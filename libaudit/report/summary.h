/* SPDX-License-Identifier: MIT
 *
 * Figures and words that several reports share: one sentence per profile, compliance in four
 * figures, which rules are active. */
#ifndef RASIF_REPORT_SUMMARY_H
#define RASIF_REPORT_SUMMARY_H

#include "report/report.h"

/* "Manual wheelchair user: 3.2 km passable, 5.1 km blocked, ... of 18.1 km; mean score 41.2 ..." */
void summary_sentence(const struct run *run, const struct sentences *sentences, size_t area,
                      size_t profile, const char *language, struct text *out);

/* How many judged elements of a role failed, ... (docs/scoring.md#compliance). A street counts with
 * all that is linked to it; the same line twice counts once. */
struct compliance_figures {
    size_t failed, nothing_failed, passed_all, not_checked;
    size_t rules_checked, rules_asked; /* over the elements of nothing_failed */
};
void compliance_count(const struct run *run, enum role role, struct compliance_figures *out);

/* Does the standard or a profile of this run use the rule? */
bool rule_is_active(const struct run *run, size_t rule);
/* The role whose lengths the areas sum: streets, else sidewalks, else footways. */
enum role segment_role(const struct run *run);

/* Length of street sides of unknown status: with a sidewalk or without. */
double unknown_sides(const struct store *store);

/* Lines that rasif draft proposed and nobody answered: they were not read. */
size_t proposals_left(const struct run *run);

/* Is a mean score worth showing: is half of what matters known (docs/scoring.md#classes)? Of less it is
 * the mean of what happens to be recorded; reports then show its range alone. */
bool mean_is_shown(const struct score *mean);

/* With exactly one decimal, "41.0"; a dash for NaN. */
void text_one(struct text *text, double value);
/* A stored score (1/10 000) the same way; a dash for null. */
void text_score(struct text *text, int32_t value);

/* How many elements were read, as all reports say: without sidewalks that a street attribute implies and that are drawn as well. */
size_t count_elements(const struct elements *elements);

#endif
