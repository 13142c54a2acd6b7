/* SPDX-License-Identifier: MIT
 *
 * What a run says first, in a few sentences (docs/decisions/0301-what-is-said-first.md): how far the user who
 * fares worst gets in one piece, to which destinations barriers leave no way, what stops them, what
 * is not known. Where little is known it says so, and what is certain all the same. */
#ifndef RASIF_REPORT_HEADLINE_H
#define RASIF_REPORT_HEADLINE_H

#include "report/ranking.h"

/* Below this share known, on the mean over users, a run is a plan of what to survey: no means, no worst
 * streets. A judgement. */
#define SPARSE_BELOW 0.30

/* The mean over users of what is known of what matters to them, 0 to 1; 0 without users. */
double share_known(const struct run *run);
/* Is little known? */
bool run_is_sparse(const struct run *run);
/* The user who fares worst: who gets around least in one piece, known and then at best; without a
 * network the one with most blocked, then least passable length. The first of equals; 0 without users. */
size_t worst_profile(const struct run *run);

/* The sentences in `language`, the most important first; each ends with a full stop. Returns how many
 * texts of `lines` were filled; all are the caller's to free, also unused ones. */
#define MOST_HEADLINES 7
size_t headline_write(const struct run *run, const struct sentences *sentences, const char *language,
                      struct text lines[MOST_HEADLINES]);

#endif
