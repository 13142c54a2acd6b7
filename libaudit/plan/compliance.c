/* SPDX-License-Identifier: MIT
 *
 * Metres of the walking network that meet the standard: see aim.h. An element meets it when nothing
 * on it fails a requirement; that is known when nothing is unknown either. The kerb ramps at the
 * places of a crossing are of it, and so are all its parts. Cost: lines of the network and ramps at
 * crossings. */
#include "plan/aim.h"

static rasif_outcome worse(rasif_outcome a, rasif_outcome b)
{
    return a > b ? a : b;
}

/* The worst outcome of a row by itself. */
static rasif_outcome own_outcome(const struct aim_state *state, enum role role, size_t row)
{
    const struct outcomes *outcomes = &state->judged.results->roles[role].outcomes[row];
    uint8_t scope = state->judged.store->tables[role].scope[row];
    if (scope != SCOPE_YES && scope != SCOPE_PART)
        return RASIF_NOT_APPLICABLE;
    return outcomes_fail(outcomes) != 0      ? RASIF_FAIL
           : outcomes_unknown(outcomes) != 0 ? RASIF_UNKNOWN
                                             : RASIF_PASS;
}

/* The ramps of one part of a crossing; what is drawn at a place that gets a new ramp counts no
 * more. */
static rasif_outcome ramps_outcome(const struct aim_state *state, size_t crossing)
{
    const struct crossing_facts *facts = &state->judged.store->crossings;
    rasif_outcome worst = RASIF_NOT_APPLICABLE;
    for (uint32_t p = facts->first_place[crossing]; p < facts->first_place[crossing + 1]; p++) {
        bool is_new = state->scene != NULL && state->scene->new_ramp[p];
        if (is_new)
            worst = worse(worst, state->scene->ramp.outcome);
        for (uint32_t i = 0; i < facts->places[p].n_ramps && !is_new; i++)
            worst = worse(worst, own_outcome(state, ROLE_RAMP,
                                             facts->ramps[facts->places[p].first_ramp + i]));
    }
    return worst;
}

/* Of an element of the network as a whole. */
static rasif_outcome outcome_of(const struct aim_state *state, enum role role, size_t row)
{
    const struct store *store = state->judged.store;
    if (role != ROLE_CROSSING)
        return own_outcome(state, role, row);
    size_t first = crossing_first(store, row);
    const struct crossing_line *line = crossing_line_of(store, first);
    rasif_outcome worst = own_outcome(state, role, first);
    for (uint32_t i = 0; i < (line != NULL ? line->n_parts : 1); i++)
        worst = worse(worst, ramps_outcome(state, line != NULL
                                                      ? store->crossings.parts[line->first_part + i]
                                                      : first));
    return worst;
}

/* Does a line count: known, at best? */
static void line_counts(const struct aim_state *state, uint32_t line, bool out[2])
{
    const struct graph *graph = &state->judged.store->graph;
    rasif_outcome outcome = outcome_of(state, (enum role)graph->role[line], graph->row[line]);
    out[0] = outcome != RASIF_FAIL && outcome != RASIF_UNKNOWN;
    out[1] = outcome != RASIF_FAIL;
}

void compliance_total(const struct aim_question *q, const struct aim_state *state, double out_m[2])
{
    for (uint32_t line = 0; line < state->judged.store->graph.n_lines; line++) {
        bool counts[2];
        line_counts(state, line, counts);
        for (int best = 0; best < 2; best++)
            out_m[best] += counts[best] ? (double)q->line_m[line] : 0;
    }
}

void compliance_gain(const struct aim_question *q, const struct aim_state *from,
                     const struct aim_state *to, struct site_gains *out)
{
    for (uint32_t line = 0; line < from->judged.store->graph.n_lines; line++) {
        uint32_t site = q->works->site_of[line];
        bool before[2], after[2];
        if (site == NO_ROW)
            continue;
        line_counts(from, line, before);
        line_counts(to, line, after);
        for (int best = 0; best < 2; best++)
            out->of[best][site] +=
                ((double)after[best] - (double)before[best]) * (double)q->line_m[line];
    }
}
