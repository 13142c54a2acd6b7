/* SPDX-License-Identifier: MIT
 *
 * Whether an element of the network meets the standard: see meets.h. Cost: its parts and ramps. */
#include "plan/meets.h"

static rasif_outcome worse(rasif_outcome a, rasif_outcome b)
{
    return a > b ? a : b;
}

/* The worst outcome of a row by itself. */
static rasif_outcome own_outcome(const struct judged *judged, enum role role, size_t row)
{
    const struct outcomes *outcomes = &judged->results->roles[role].outcomes[row];
    uint8_t scope = judged->store->tables[role].scope[row];
    if (scope != SCOPE_YES && scope != SCOPE_PART)
        return RASIF_NOT_APPLICABLE;
    return outcomes_fail(outcomes) != 0      ? RASIF_FAIL
           : outcomes_unknown(outcomes) != 0 ? RASIF_UNKNOWN
                                             : RASIF_PASS;
}

/* The ramps of one part of a crossing; what is drawn at a place that gets a new ramp counts no
 * more. */
static rasif_outcome ramps_outcome(const struct judged *judged, const struct scene *scene, size_t crossing)
{
    const struct crossing_facts *facts = &judged->store->crossings;
    rasif_outcome worst = RASIF_NOT_APPLICABLE;
    for (uint32_t p = facts->first_place[crossing]; p < facts->first_place[crossing + 1]; p++) {
        bool is_new = scene != NULL && scene->new_ramp[p];
        if (is_new)
            worst = worse(worst, scene->ramp.outcome);
        for (uint32_t i = 0; i < facts->places[p].n_ramps && !is_new; i++)
            worst = worse(worst, own_outcome(judged, ROLE_RAMP,
                                             facts->ramps[facts->places[p].first_ramp + i]));
    }
    return worst;
}

rasif_outcome meets_outcome(const struct judged *judged, const struct scene *scene, enum role role, size_t row)
{
    const struct store *store = judged->store;
    if (role != ROLE_CROSSING)
        return own_outcome(judged, role, row);
    size_t first = crossing_first(store, row);
    const struct crossing_line *line = crossing_line_of(store, first);
    rasif_outcome worst = own_outcome(judged, role, first);
    for (uint32_t i = 0; i < (line != NULL ? line->n_parts : 1); i++)
        worst = worse(worst, ramps_outcome(judged, scene, line != NULL
                                                      ? store->crossings.parts[line->first_part + i]
                                                      : first));
    return worst;
}
