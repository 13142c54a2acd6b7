/* SPDX-License-Identifier: MIT
 *
 * Causes of findings. In: the rule's own words on them (cause, terrain, behaviour), the element's
 * values. A cause that the values do not prove is CAUSE_UNKNOWN. */
#include "report/cause.h"

#include <math.h>

/* Is the slope the ground's own? */
static enum cause slope_cause(const struct elements *e, const struct rule *rule, size_t row)
{
    double ground = fabs(element_real(e, rule->terrain, row));
    double slope = fabs(element_real(e, rule->measure, row));
    if (isnan(ground) || isnan(slope))
        return CAUSE_UNKNOWN;
    return slope <= ground + TERRAIN_SLACK_PCT ? CAUSE_TERRAIN : CAUSE_DEFECT;
}

/* Would it be well without what people put there? */
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

enum cause finding_cause(const struct run *run, const struct finding *finding,
                         const struct finding_facts *facts)
{
    const struct rule *rule = &run->rules->rules[finding->rule];
    const struct elements *e = &run->store->tables[finding->role];
    if (finding->outcome == RASIF_UNKNOWN)
        return CAUSE_UNKNOWN;
    if (rule->terrain != FIELD_NONE)
        return slope_cause(e, rule, finding->row);
    if (rule->behaviour != 0)
        return obstacle_cause(e, rule, finding->row, facts->limit);
    return rule->cause;
}
