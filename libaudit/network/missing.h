/* SPDX-License-Identifier: MIT
 *
 * What is missing as findings: stretches of a street's side without a sidewalk, sidewalks that end
 * short of the next one, arms of junctions without a crossing. After the gaps: each gap gets the
 * finding that speaks of it, so that the two lists count nothing twice. */
#ifndef RASIF_NETWORK_MISSING_H
#define RASIF_NETWORK_MISSING_H

#include "network/gaps.h"
#include "rule/results.h"

/* Number of a stretch as finding.place: the k-th (from 1) of its rule on a side. */
static inline uint16_t missing_place(unsigned k, uint8_t side)
{
    unsigned place = 2 * k - (side == SIDE_LEFT);
    return (uint16_t)(place < UINT16_MAX ? place : UINT16_MAX);
}

/* In: scores, pieces, gaps, findings in their order. Appends findings, keeps the order, and sets
 * finding_rule and finding_place of the gaps. With `all` also what is unknown. RASIF_E_MEMORY. */
rasif_status missing_findings(const struct store *store, const struct plan *plan, bool all,
                              const struct settings *settings, struct gaps *gaps,
                              struct results *results, rasif_error *err);

/* ---- shared by missing*.c ---- */

/* A run of absent pieces as far as it lies on one street. */
struct missing_run {
    uint32_t street;
    struct missing missing;
};
struct missing_runs {
    struct missing_run *items; /* heap; by street, side, place */
    size_t n, capacity;
};
/* `*runs` is {0}; free its items in any case. */
MUST bool missing_runs_find(const struct store *store, const struct gap_job *gaps,
                            struct missing_runs *runs);

#endif
