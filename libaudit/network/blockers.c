/* SPDX-License-Identifier: MIT
 *
 * Blockers: see blockers.h. In: findings in their order, scores. Cost: the findings of an element are
 * found by bisection. */
#include "network/blockers.h"

#include <math.h>

/* A sidewalk as steep as its street needs another way, not a repair: CAUSE_TERRAIN. Steeper than
 * the street is a defect. Signs are dropped, since lines may run against each other. */
enum cause terrain_cause(const struct elements *e, const struct rule *rule, size_t row)
{
    double ground = fabs(element_real(e, rule->terrain, row));
    double slope = fabs(element_real(e, rule->measure, row));
    if (isnan(ground) || isnan(slope))
        return CAUSE_UNKNOWN;
    return slope <= ground + TERRAIN_SLACK_PCT ? CAUSE_TERRAIN : CAUSE_DEFECT;
}

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
static void own_blockers(const struct judged *judged, enum role role, size_t row, unsigned users,
                         blocker_fn each, void *user)
{
    size_t first, last = findings_of(judged->results, role, row, &first);
    for (; first < last; first++)
        if (judged->results->findings[first].blocks & users)
            each(user, first);
}

/* Of these users those whom the place stops: all ramps of an end are blocked for them, or one ramp
 * of an island is. An end offers its ramps to choose from, an island is crossed over all of them
 * (decision 0003). A ramp that may be passable does not count as blocked. */
static unsigned stopped_at(const struct judged *judged, const struct crossing_place *place, bool island,
                           unsigned users)
{
    unsigned out = 0;
    for (size_t p = 0; p < judged->plan->n_profiles; p++) {
        size_t n_asked = 0, n_blocked = 0;
        for (uint32_t i = 0; (users >> p & 1) && i < place->n_ramps; i++) {
            uint32_t ramp = judged->store->crossings.ramps[place->first_ramp + i];
            const struct score *score = &judged->results->roles[ROLE_RAMP].scores[p][ramp];
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
static void ramp_blockers(const struct judged *judged, size_t crossing, unsigned users, blocker_fn each,
                          void *user)
{
    const struct crossing_facts *facts = &judged->store->crossings;
    uint32_t first = facts->first_place[crossing];
    for (uint32_t p = first; p < facts->first_place[crossing + 1]; p++) {
        const struct crossing_place *place = &facts->places[p];
        unsigned stopped = stopped_at(judged, place, p - first >= PLACE_ISLAND, users);
        for (uint32_t i = 0; stopped != 0 && i < place->n_ramps; i++)
            own_blockers(judged, ROLE_RAMP, facts->ramps[place->first_ramp + i], stopped, each, user);
    }
}

/* A crossing in parts (decision 0110) is one element: findings of all its lines count. */
void blockers_each(const struct judged *judged, enum role role, size_t row, unsigned users,
                   blocker_fn each, void *user)
{
    const struct crossing_line *line =
        role == ROLE_CROSSING ? crossing_line_of(judged->store, crossing_first(judged->store, row)) : NULL;
    for (uint32_t i = 0; i < (line != NULL ? line->n_parts : 1); i++) {
        size_t part = line != NULL ? judged->store->crossings.parts[line->first_part + i] : row;
        own_blockers(judged, role, part, users, each, user);
        if (role == ROLE_CROSSING)
            ramp_blockers(judged, part, users, each, user);
    }
}

/* Calls `each` with the numbers of the row's findings that fail a requirement on such elements: a street that is its
 * own element has findings about the street as such beside them. */
static void own_failures(const struct judged *judged, enum role role, size_t row, blocker_fn each, void *user)
{
    enum element element = row_element(judged->store, role, row);
    size_t first, last = findings_of(judged->results, role, row, &first);
    for (; first < last; first++) {
        const struct finding *finding = &judged->results->findings[first];
        if (finding->outcome == RASIF_FAIL && finding->at == 0 && element != ELEMENT_NONE &&
            plan_rule_ordinal(judged->plan, element, finding->rule) != SIZE_MAX)
            each(user, first);
    }
}

void failures_each(const struct judged *judged, enum role role, size_t row, blocker_fn each, void *user)
{
    const struct crossing_facts *facts = &judged->store->crossings;
    const struct crossing_line *line =
        role == ROLE_CROSSING ? crossing_line_of(judged->store, crossing_first(judged->store, row)) : NULL;
    for (uint32_t i = 0; i < (line != NULL ? line->n_parts : 1); i++) {
        size_t part = line != NULL ? facts->parts[line->first_part + i] : row;
        own_failures(judged, role, part, each, user);
        for (uint32_t p = role == ROLE_CROSSING ? facts->first_place[part] : 0;
             role == ROLE_CROSSING && p < facts->first_place[part + 1]; p++)
            for (uint32_t k = 0; k < facts->places[p].n_ramps; k++)
                own_failures(judged, ROLE_RAMP, facts->ramps[facts->places[p].first_ramp + k], each, user);
    }
}
