/* SPDX-License-Identifier: MIT
 *
 * Causes of findings (decision 0300). In: the rule's own words on them (cause, terrain, behaviour),
 * the element's values. A cause that the values do not prove is CAUSE_UNKNOWN. Blockers: a crossing
 * is a chain, so that what stops a user there is often a finding of a kerb ramp. Cost: two
 * comparisons per finding; the findings of an element are found by bisection, because findings are
 * sorted. */
#include "report/cause.h"

#include <math.h>

/* A sidewalk as steep as its street needs another way, not a repair: CAUSE_TERRAIN. Steeper than
 * the street is a defect. Signs are dropped, since lines may run against each other. */
static enum cause slope_cause(const struct elements *e, const struct rule *rule, size_t row)
{
    double ground = fabs(element_real(e, rule->terrain, row));
    double slope = fabs(element_real(e, rule->measure, row));
    if (isnan(ground) || isnan(slope))
        return CAUSE_UNKNOWN;
    return slope <= ground + TERRAIN_SLACK_PCT ? CAUSE_TERRAIN : CAUSE_DEFECT;
}

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
        return slope_cause(e, rule, finding->row);
    if (rule->behaviour != 0)
        return obstacle_cause(e, rule, finding->row, finding_limit(run, finding));
    return rule->cause;
}

/* ---- what stops a profile ------------------------------------------------------------------- */

size_t findings_of(const struct results *results, enum role role, size_t row, size_t *first)
{
    size_t low = 0, high = results->n_findings;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct finding *f = &results->findings[middle];
        if (f->role < role || (f->role == role && f->row < row))
            low = middle + 1;
        else
            high = middle;
    }
    for (*first = low; low < results->n_findings; low++)
        if (results->findings[low].role != role || results->findings[low].row != row)
            break;
    return low;
}

/* Calls `each` with the numbers of the row's findings that block one of the users. */
static void own_blockers(const struct run *run, enum role role, size_t row, unsigned users,
                         blocker_fn each, void *user)
{
    size_t first, last = findings_of(run->results, role, row, &first);
    for (; first < last; first++)
        if (run->results->findings[first].blocks & users)
            each(user, first);
}

/* Of these users those whom the place stops: all ramps of an end are blocked for them, or one ramp
 * of an island is. An end offers its ramps to choose from, an island is crossed over all of them
 * (decision 0003). A ramp that may be passable does not count as blocked. */
static unsigned stopped_at(const struct run *run, const struct crossing_place *place, bool island,
                           unsigned users)
{
    unsigned out = 0;
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        size_t n_asked = 0, n_blocked = 0;
        for (uint32_t i = 0; (users >> p & 1) && i < place->n_ramps; i++) {
            uint32_t ramp = run->store->crossings.ramps[place->first_ramp + i];
            const struct score *score = &run->results->roles[ROLE_RAMP].scores[p][ramp];
            n_asked += score->passable != PASSABLE_NONE;
            n_blocked += score->passable == PASSABLE_NO;
        }
        if (n_blocked > 0 && (island || n_blocked == n_asked))
            out |= 1u << p;
    }
    return out;
}

/* Findings of the ramps at those places of a crossing that stop a user. A blocked ramp of an end
 * with another ramp that is not blocked is left out. */
static void ramp_blockers(const struct run *run, size_t crossing, unsigned users, blocker_fn each,
                          void *user)
{
    const struct crossing_facts *facts = &run->store->crossings;
    uint32_t first = facts->first_place[crossing];
    for (uint32_t p = first; p < facts->first_place[crossing + 1]; p++) {
        const struct crossing_place *place = &facts->places[p];
        unsigned stopped = stopped_at(run, place, p - first >= PLACE_ISLAND, users);
        for (uint32_t i = 0; stopped != 0 && i < place->n_ramps; i++)
            own_blockers(run, ROLE_RAMP, facts->ramps[place->first_ramp + i], stopped, each, user);
    }
}

/* A crossing in parts (decision 0110) is one element: findings of all its lines count. */
void blockers_each(const struct run *run, enum role role, size_t row, unsigned users,
                   blocker_fn each, void *user)
{
    const struct crossing_line *line =
        role == ROLE_CROSSING ? crossing_line_of(run->store, crossing_first(run->store, row)) : NULL;
    for (uint32_t i = 0; i < (line != NULL ? line->n_parts : 1); i++) {
        size_t part = line != NULL ? run->store->crossings.parts[line->first_part + i] : row;
        own_blockers(run, role, part, users, each, user);
        if (role == ROLE_CROSSING)
            ramp_blockers(run, part, users, each, user);
    }
}
