/* SPDX-License-Identifier: MIT
 *
 * Causes of findings (decision 0300). In: the rule's own words on them (cause, terrain, behaviour),
 * the element's values. A cause that the values do not prove is CAUSE_UNKNOWN. Blockers: a crossing
 * is a chain, so that what stops a user there is often a finding of a kerb ramp. Cost: two
 * comparisons per finding. */
#include "report/cause.h"

#include <math.h>

/* Would it be well without what people put there? Yes, if all obstacles are of the rule's
 * `behaviour` (stalls, bins, cars) and the whole width would meet the limit. Anything else on the
 * sidewalk keeps the rule's own cause. */
static enum cause obstacle_cause(const struct elements *e, const struct rule *rule, size_t row,
                                 double limit)
{
    uint32_t there = element_list(e, F_obstacles, row);
    uint32_t none = 1u << vocabulary_code(fields[F_obstacles].vocabulary, "none", 4);
    if ((there & ~none) == 0 || (there & ~none & ~rule->behaviour) != 0)
        return rule->cause;
    if (rule->measure == F_obstacles)
        return CAUSE_BEHAVIOUR;
    double whole = element_real(e, F_width_m, row);
    if (isnan(whole) || isnan(limit))
        return CAUSE_UNKNOWN;
    return whole >= limit ? CAUSE_BEHAVIOUR : rule->cause;
}

enum cause finding_cause(const struct run *run, const struct finding *finding)
{
    const struct rule *rule = &run->rules->rules[finding->rule];
    const struct elements *e = &run->store->tables[finding->role];
    if (finding->outcome == RASIF_UNKNOWN)
        return CAUSE_UNKNOWN;
    if (rule->terrain != FIELD_NONE)
        return terrain_cause(e, rule, finding->row);
    if (rule->behaviour != 0)
        return obstacle_cause(e, rule, finding->row, finding_limit(run, finding));
    return rule->cause;
}
