/* SPDX-License-Identifier: MIT
 *
 * What new lines do for the score of a segment: see aim.h and docs/decisions/0480. Figures are added
 * up for any set of works, so that each is the least that a line gains whatever else is done:
 *
 * - A new sidewalk gains what it is worth along the metres of a side where nothing was.
 * - Where n chains are there, with the mean m once all is repaired, each of k new crossings with
 *   the figure c gains (c - m) / (n + k) of the crossings part, or (c - m) / (n + 1) where that is
 *   a loss.
 * - Where none is there, any new crossing makes the crossings part c. Where one is due, that part
 *   was 0, or 100 at best; where none is, the segment had the figure of its sides alone. The gain
 *   is that of the least c, once; a loss is that of each. */
#include "plan/aim.h"

struct adding {
    const struct aim_question *question;
    const struct segment_new *at;
    const struct segment_now *now; /* of the user */
    struct site_gains *out;
    size_t profile;
    int best;
    double side_m; /* metres that new sidewalks gain */
};

static int32_t figure(const struct adding *a, uint32_t line)
{
    const struct score *score = built_score(a->question->built, a->profile, line);
    return a->best ? score->high : score->low;
}

/* Does a user who is asked about the line walk on it, and does a work build it? */
static bool counts(const struct adding *a, uint32_t line)
{
    return a->out->site_of_new[line] != NO_ROW &&
           built_score(a->question->built, a->profile, line)->passable != PASSABLE_NONE;
}

static void add_to_line(const struct adding *a, uint32_t line, double gain_m)
{
    a->out->of[a->best][a->profile * a->question->works->n_sites + a->out->site_of_new[line]] +=
        gain_m;
}

/* ---- sides ---------------------------------------------------------------------------------- */

static void add_sides(struct adding *a)
{
    for (size_t i = a->at->first_side; i < a->at->last_side; i++) {
        const struct built_side *side = &a->question->built->sides[i];
        if (!counts(a, side->line))
            continue;
        double now = figure(a, side->line), gained = side->absent_m * now +
                     side->unknown_m * (now - (a->best ? SCORE_FULL : 0));
        double gain_m = a->at->length_m * a->now->per_m[side->side] * gained / SCORE_FULL;
        add_to_line(a, side->line, gain_m);
        a->side_m += gain_m;
    }
}

/* ---- crossings ------------------------------------------------------------------------------ */

static uint32_t crossing(const struct adding *a, size_t i)
{
    return a->question->built->crossed[i].line;
}

/* New crossings beside others: each by itself. `share`: weight of the crossings part. */
static void add_beside(const struct adding *a, double share, size_t n_new)
{
    double mean = a->now->crossings[a->best] / (double)a->now->n_crossings;
    for (size_t i = a->at->first_crossed; i < a->at->last_crossed; i++) {
        if (!counts(a, crossing(a, i)))
            continue;
        double better = figure(a, crossing(a, i)) - mean;
        double chains = (double)a->now->n_crossings + (better > 0 ? (double)n_new : 1);
        add_to_line(a, crossing(a, i), a->at->length_m * share * better / chains / SCORE_FULL);
    }
}

/* What any of them gains; `shared` takes a gain. */
static void add_first(const struct adding *a, double gain_m, size_t n_new,
                      struct shared_gain *shared)
{
    if (gain_m > 0 && n_new == shared->n && n_new > 1) {
        shared->of[a->best][a->profile] = gain_m;
        return;
    }
    for (size_t i = a->at->first_crossed; i < a->at->last_crossed; i++)
        if (counts(a, crossing(a, i)))
            add_to_line(a, crossing(a, i), gain_m > 0 ? gain_m / (double)n_new : gain_m);
}

static void add_crossings(const struct adding *a, struct shared_gain *shared)
{
    const struct judged *judged = a->question->base->judged;
    const struct profile *profile = judged->plan->profiles[a->profile];
    double share =
        profile->weight_crossings / (profile->weight_sidewalks + profile->weight_crossings);
    double before[2], least = SCORE_FULL;
    size_t n_new = 0;
    bool any = score_segment_crossings(judged->store, judged->plan, a->question->base->settings,
                                       judged->results, a->at->segment, a->profile, &before[0],
                                       &before[1]);
    for (size_t i = a->at->first_crossed; i < a->at->last_crossed; i++) {
        if (!counts(a, crossing(a, i)))
            continue;
        n_new++;
        least = figure(a, crossing(a, i)) < least ? figure(a, crossing(a, i)) : least;
    }
    if (n_new == 0)
        return;
    if (any && a->now->n_crossings > 0) {
        add_beside(a, share, n_new);
        return;
    }
    /* Without a crossings part the sides are all of the figure. */
    double instead = any ? before[a->best]
                         : a->now->sides[a->best] + a->side_m / a->at->length_m * SCORE_FULL;
    add_first(a, a->at->length_m * share * (least - instead) / SCORE_FULL, n_new, shared);
}

void score_new_lines(const struct aim_question *q, const struct segment_new *at,
                     struct site_gains *out)
{
    struct shared_gain shared = {.first = (uint32_t)at->first_crossed,
                                 .n = (uint32_t)(at->last_crossed - at->first_crossed)};
    bool any = false;
    if (at->first_side == at->last_side && shared.n == 0)
        return;
    for (size_t p = 0; p < q->base->judged->plan->n_profiles; p++)
        for (int best = 0; best < 2; best++) {
            struct adding a = {.question = q, .at = at, .now = &at->now[p], .out = out, .profile = p,
                               .best = best};
            add_sides(&a);
            add_crossings(&a, &shared);
            any = any || shared.of[best][p] > 0;
        }
    if (any)
        out->failed = out->failed ||
                      !PUSH(out->shared, out->n_shared, out->shared_capacity, shared);
}
