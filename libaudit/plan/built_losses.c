/* SPDX-License-Identifier: MIT
 *
 * What is there and is less good once new lines are built: a new ramp may be nearer to the end of a crossing than a better
 * one; where a new sidewalk joins two ways, the way to the next seat may go on where nothing is known. The loss is that of
 * the new crossing whose ramp it is, else of the new line that is nearest along the network, by lines that lie between; of
 * equals the first. Cost: elements; the stops of the network where there is a loss. */
#include "plan/built.h"

#include "link/graph.h"
#include "plan/meets.h"

#include <stdlib.h>

/* ---- the nearest new line ------------------------------------------------------------------- */

struct spreading {
    const struct graph *graph;
    uint32_t *near;  /* heap; [n_lines] the nearest new line; NO_NEW_LINE = not reached yet */
    uint32_t *queue; /* heap; [n_lines] lines in the order in which they are reached */
    size_t n;
};

static void reach_line(struct spreading *s, uint32_t line, uint32_t label)
{
    if (s->near[line] != NO_NEW_LINE)
        return;
    s->near[line] = label;
    s->queue[s->n++] = line;
}

/* From all new lines at once, outwards. */
static void spread(struct spreading *s)
{
    const struct graph *graph = s->graph;
    for (size_t i = 0; i < s->n; i++)
        for (uint32_t stop = graph->first_stop[s->queue[i]]; stop < graph->first_stop[s->queue[i] + 1]; stop++) {
            uint32_t node = graph->stop_node[stop];
            for (uint32_t at = graph->first_at[node]; at < graph->first_at[node + 1]; at++)
                reach_line(s, graph_stop_line(graph, graph->stop_at[at]), s->near[s->queue[i]]);
        }
}

/* [n_lines] of the graph after, heap; NULL = no memory. */
static uint32_t *nearest_new(const struct built_reading *job)
{
    const struct graph *graph = &job->after->store->graph;
    struct spreading s = {graph, malloc((graph->n_lines + 1) * sizeof *s.near),
                          malloc((graph->n_lines + 1) * sizeof *s.queue), 0};
    if (s.near == NULL || s.queue == NULL) {
        free(s.near);
        free(s.queue);
        return NULL;
    }
    for (uint32_t line = 0; line < graph->n_lines; line++)
        s.near[line] = NO_NEW_LINE;
    for (uint32_t line = 0; line < graph->n_lines; line++) {
        uint32_t label = built_line(job, (enum role)graph->role[line], graph->row[line]);
        if (label != NO_NEW_LINE)
            reach_line(&s, line, label);
    }
    spread(&s);
    free(s.queue);
    return s.near;
}

/* ---- losses --------------------------------------------------------------------------------- */

/* How much less the element of a line is worth after; false = nothing is. */
static bool find_loss(const struct built_reading *job, enum role role, uint32_t row, struct built_loss *out)
{
    const struct judged *before = job->before, *after = job->after;
    bool any = false;
    *out = (struct built_loss){.role = (uint8_t)role, .row = row};
    for (size_t p = 0; p < before->plan->n_profiles; p++) {
        const struct score *old = &before->results->roles[role].scores[p][row];
        const struct score *new = &after->results->roles[role].scores[p][row];
        if (old->passable == PASSABLE_NONE || new->passable == PASSABLE_NONE)
            continue;
        out->of[0][p] = old->low > new->low ? old->low - new->low : 0;
        out->of[1][p] = old->high > new->high ? old->high - new->high : 0;
        any = any || out->of[0][p] > 0 || out->of[1][p] > 0;
    }
    out->outcome_before = (uint8_t)meets_outcome(before, NULL, role, row);
    out->outcome = (uint8_t)meets_outcome(after, NULL, role, row);
    return any || out->outcome > out->outcome_before;
}

/* The new crossing a ramp of which now serves a crossing; NO_NEW_LINE = none. */
static uint32_t ramp_builder(const struct built_reading *job, size_t crossing)
{
    const struct crossing_facts *facts = &job->after->store->crossings;
    for (uint32_t p = facts->first_place[crossing]; p < facts->first_place[crossing + 1]; p++)
        for (uint32_t i = 0; i < facts->places[p].n_ramps; i++) {
            uint32_t line = built_line(job, ROLE_RAMP, facts->ramps[facts->places[p].first_ramp + i]);
            if (line != NO_NEW_LINE)
                return line;
        }
    return NO_NEW_LINE;
}

void built_losses(struct built_reading *job)
{
    const struct store *store = job->before->store;
    struct built *out = job->out;
    uint32_t *near = NULL;
    for (size_t i = 0; i < GRAPH_ROLES; i++) {
        enum role role = graph_roles[i];
        for (uint32_t row = 0; row < store->tables[role].n && !job->failed; row++) {
            struct built_loss loss;
            uint32_t line, last = graph_lines(&job->after->store->graph, role, row, &line);
            if (line == last || !find_loss(job, role, row, &loss))
                continue;
            if (near == NULL)
                near = nearest_new(job);
            job->failed = near == NULL;
            loss.line = role == ROLE_CROSSING ? ramp_builder(job, row) : NO_NEW_LINE;
            if (loss.line == NO_NEW_LINE && !job->failed)
                loss.line = near[line];
            if (loss.line != NO_NEW_LINE)
                job->failed = !PUSH(out->losses, out->n_losses, out->loss_capacity, loss);
        }
    }
    free(near);
}

const struct built_loss *built_loss(const struct built *built, enum role role, uint32_t row)
{
    size_t low = 0, high = built->n_losses;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct built_loss *loss = &built->losses[middle];
        if (loss->role != role ? loss->role < role : loss->row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low < built->n_losses && built->losses[low].role == role && built->losses[low].row == row
               ? &built->losses[low]
               : NULL;
}
