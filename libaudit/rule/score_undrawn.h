/* SPDX-License-Identifier: MIT
 *
 * Ramps that no feature shows (docs/scoring.md, sections 5.2 and 5.7): a
 * kerb without a ramp, and a ramp that only the columns of a crossing imply. In: their few
 * values. Out: the verdict of every profile. Verdicts are remembered, because thousands of kerbs
 * have the same values. */
#ifndef RASIF_RULE_SCORE_UNDRAWN_H
#define RASIF_RULE_SCORE_UNDRAWN_H

#include "rule/slice.h"

/* 0 = null; NaN = null. */
struct undrawn_ramp {
    bool absent;                       /* a kerb without a ramp; else its values have origin linked */
    unsigned kerb, tactile, crosses;   /* codes of kerb, tactile_warning, crosses */
    double kerb_height_mm;
};
/* The ramp that the columns of a crossing imply at one of its places. */
struct undrawn_ramp undrawn_implied(const struct store *store, size_t crossing, uint32_t place);
/* A kerb of this height (NaN = null) without a ramp. */
struct undrawn_ramp undrawn_absent(double kerb_height_mm);

/* Its values as the judge reads them. */
void undrawn_values(const struct undrawn_ramp *ramp, struct values *out);

/* By profile; `blocks`: bits of rules that block, by ordinal among those of ramps, 0 of absent
 * ramps. */
struct undrawn_verdict {
    struct score scores[MOST_PROFILES];
    uint64_t blocks[MOST_PROFILES];
};

/* What is asked of both kinds; built once, read by all threads. Lives in `arena`.
 * RASIF_E_MEMORY. */
struct undrawn_plan {
    struct element_plan absent_asked; /* needs of FIELD_BARE_KERB fields, whatever was supplied */
    struct slice_plan absent, implied;
};
rasif_status undrawn_plan_build(const struct plan *plan, struct arena *arena,
                                struct undrawn_plan *out, rasif_error *err);

/* The verdicts of one thread. NULL = no memory. `plan` must outlive it. */
struct undrawn *undrawn_new(const struct undrawn_plan *plan);
void undrawn_free(struct undrawn *undrawn);
/* Valid until the next call. */
const struct undrawn_verdict *undrawn_judge(struct undrawn *undrawn, const struct undrawn_ramp *ramp);

#endif
