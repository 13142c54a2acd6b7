/* SPDX-License-Identifier: MIT
 *
 * Kerbs that only the columns of a crossing tell of (docs/scoring.md#what-stands-where): ramps of which
 * nothing else is known, of origin linked. In: the crossing's values. Out: their score, and a
 * finding of the crossing for each rule that stops somebody there. */
#include "rule/findings.h"
#include "rule/judge.h"

#include "link/kerbs.h"

struct told_ramp told_ramp(const struct store *store, size_t crossing, uint32_t place)
{
    const struct elements *e = &store->tables[ROLE_CROSSING];
    return (struct told_ramp){.kerb = kerb_told(e, crossing, place),
                              .crosses = store->crossings.crosses[crossing],
                              .tactile = element_code(e, F_tactile_warning, crossing),
                              .kerb_height_mm = element_real(e, F_kerb_height_mm, crossing)};
}

void score_told_ramp(const struct plan *plan, size_t profile, const struct told_ramp *told,
                     struct score *out, uint64_t *blocks)
{
    const struct element_plan *ramp = &plan->elements[ELEMENT_RAMP];
    struct values values;
    values_none(ramp, &values);
    values.mask[F_kerb] = told->kerb != 0 ? 1u << told->kerb : 0;
    values.mask[F_tactile_warning] = told->tactile != 0 ? 1u << told->tactile : 0;
    values.mask[F_crosses] = told->crosses != 0 ? 1u << told->crosses : 0;
    values.real[F_kerb_height_mm] = told->kerb_height_mm;
    values.real[F_lip_mm] = told->kerb != KERB_ROLLED ? told->kerb_height_mm : NAN;
    values.origin[F_kerb] = values.origin[F_tactile_warning] = ORIGIN_LINKED;
    values.origin[F_kerb_height_mm] = values.origin[F_lip_mm] = ORIGIN_LINKED;
    score_needs(ramp, profile, plan->profiles[profile]->pace, &values, out, blocks);
}

void found_add_told(struct found *found, const struct plan *plan, size_t crossing, uint32_t place,
                    const uint64_t *blocks)
{
    const struct element_plan *ramp = &plan->elements[ELEMENT_RAMP];
    for (size_t k = 0; k < ramp->n_rules; k++) {
        struct finding finding = {.row = (uint32_t)crossing,
                                  .role = ROLE_CROSSING,
                                  .place = (uint16_t)(1 + place),
                                  .rule = (uint16_t)ramp->rules[k].rule,
                                  .requirement = UINT16_MAX};
        for (size_t p = 0; p < plan->n_profiles; p++)
            finding.blocks |= (uint16_t)((blocks[p] >> k & 1) << p);
        if (finding.blocks == 0)
            continue;
        finding_strictest(ramp, plan->n_profiles, k, &finding);
        found_add(found, &finding);
    }
}
