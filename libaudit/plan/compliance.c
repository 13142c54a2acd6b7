/* SPDX-License-Identifier: MIT
 *
 * Metres of the walking network that meet the standard (meets.h): see aim.h. Cost: lines of the
 * network and ramps at crossings. */
#include "link/graph.h"
#include "plan/aim.h"
#include "plan/meets.h"

#include <math.h>

/* Does a line count: known, at best? */
static void line_counts(const struct aim_state *state, uint32_t line, bool out[2])
{
    const struct graph *graph = &state->judged.store->graph;
    rasif_outcome outcome = meets_outcome(&state->judged, state->scene, (enum role)graph->role[line], graph->row[line]);
    out[0] = outcome < RASIF_UNKNOWN;
    out[1] = outcome < RASIF_FAIL;
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

static void outcome_counts(rasif_outcome outcome, double length_m, double out_m[2])
{
    out_m[0] = outcome < RASIF_UNKNOWN ? length_m : 0;
    out_m[1] = outcome < RASIF_FAIL ? length_m : 0;
}

/* What new lines gain, and what they take from others. */
static void add_new_lines(const struct aim_question *q, struct site_gains *out)
{
    const struct built *built = q->built;
    const struct graph *graph = &q->base->judged->store->graph;
    double before_m[2], after_m[2];
    for (size_t i = 0; i < built->n; i++) {
        if (out->site_of_new[i] == NO_ROW)
            continue;
        outcome_counts((rasif_outcome)built->outcome[i], q->lines->items[i].length_m, after_m);
        for (int best = 0; best < 2; best++)
            out->of[best][out->site_of_new[i]] += after_m[best];
    }
    for (size_t i = 0; i < built->n_losses; i++) {
        const struct built_loss *loss = &built->losses[i];
        uint32_t line, last = graph_lines(graph, (enum role)loss->role, loss->row, &line);
        for (; line < last && out->site_of_new[loss->line] != NO_ROW; line++) {
            outcome_counts((rasif_outcome)loss->outcome_before, (double)q->line_m[line], before_m);
            outcome_counts((rasif_outcome)loss->outcome, (double)q->line_m[line], after_m);
            for (int best = 0; best < 2; best++)
                out->of[best][out->site_of_new[loss->line]] -= fmax(before_m[best] - after_m[best], 0);
        }
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
    add_new_lines(q, out);
}
