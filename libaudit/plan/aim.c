/* SPDX-License-Identifier: MIT
 *
 * Builds the stars of an objective: see aim.h. The elements are judged once for each step, with the
 * works of all steps up to it done everywhere, and what a site gains is read off both states. A
 * step's link needs the works of its site up to the step, so that a step never opens before the
 * ones below it; its part has what the step adds.
 *
 * Steps of compliance: what fails a requirement. Of the score: what stops a user, then all works.
 * Works that harm someone are in no step. Cost: that of judging, for each step. */
#include "plan/aim.h"

#include <stdlib.h>
#include <string.h>

const char *const objective_names[OBJECTIVE_COUNT] = {"reach", "score", "compliance"};
const char *const objective_units[OBJECTIVE_COUNT] = {"joined_m", "full_score_m", "compliant_m"};

struct building {
    const struct aim_question *question;
    size_t n_columns;
    uint8_t *done;      /* heap; [works.n] those of the steps up to the one at hand */
    double *reached[2]; /* heap; [n_columns * n_sites] what sites gained by the steps before */
    struct site_gains gains; /* from the state as it is to that of the step */
    struct aim *out;
};

/* ---- steps ---------------------------------------------------------------------------------- */

static size_t steps(enum objective objective)
{
    return objective == OBJECTIVE_SCORE ? 2 : 1;
}

/* Is the work that a site needs done in this step or before? New lines come last. */
static bool in_step(const struct aim_question *q, const struct site_need *need, size_t step)
{
    if (need->work >= q->works->n_mending)
        return step + 1 == steps(q->objective);
    if (q->works->items[need->work].harms != 0)
        return false;
    return q->objective == OBJECTIVE_COMPLIANCE ? need->required : need->users != 0 || step > 0;
}

static void mark_done(struct building *b, size_t step)
{
    const struct works *works = b->question->works;
    memset(b->done, 0, works->n);
    for (size_t i = 0; i < works->n_needs; i++)
        if (in_step(b->question, &works->needs[i], step))
            b->done[works->needs[i].work] = 1;
}

/* ---- stars ---------------------------------------------------------------------------------- */

/* Does the site need any work up to this step? */
static bool needs_work(const struct building *b, const struct site *site, size_t step)
{
    for (uint32_t i = 0; i < site->n_needs; i++)
        if (in_step(b->question, &b->question->works->needs[site->first_need + i], step))
            return true;
    return false;
}

/* The works of a site up to the step open the last part. */
static MUST bool add_link(struct building *b, struct contracted *star, const struct site *site,
                          size_t step)
{
    const uint32_t part = (uint32_t)star->n_gain - 1;
    bool good = PUSH(star->ends, star->n_ends, star->ends_capacity, 0) &&
                PUSH(star->ends, star->n_ends, star->ends_capacity, part);
    for (uint32_t i = 0; i < site->n_needs && good; i++) {
        const struct site_need *need = &b->question->works->needs[site->first_need + i];
        if (in_step(b->question, need, step))
            good = PUSH(star->work, star->n_named, star->work_capacity, need->work);
    }
    return good && PUSH(star->first, star->n_first, star->first_capacity, (uint32_t)star->n_named);
}

/* What a site gains in this step beyond the steps before, times weights; metres. */
static double gain_of(const struct building *b, int best, size_t site)
{
    const size_t n = b->question->works->n_sites;
    double sum = 0;
    for (size_t c = 0; c < b->n_columns; c++)
        sum += b->question->weight[c] *
               (b->gains.of[best][c * n + site] - b->reached[best][c * n + site]);
    return sum;
}

/* Does the step change anything for the site? */
static bool changes(const struct building *b, int best, size_t site)
{
    const size_t n = b->question->works->n_sites;
    for (size_t c = 0; c < b->n_columns; c++)
        if (b->gains.of[best][c * n + site] != b->reached[best][c * n + site])
            return true;
    return false;
}

/* A part for what a site gains in the step; a loss is no gain for the choice, and counts in its value. */
static MUST bool add_part(struct building *b, int best, size_t site, int64_t gain, size_t step)
{
    const struct works *works = b->question->works;
    struct aim *aim = &b->out[best];
    bool good = PUSH(aim->star.gain, aim->star.n_gain, aim->star.gain_capacity, gain);
    for (size_t c = 0; c < b->n_columns && good; c++) {
        size_t i = c * works->n_sites + site;
        good = PUSH(aim->value_m, aim->n_values, aim->value_capacity,
                    b->gains.of[best][i] - b->reached[best][i]);
        b->reached[best][i] = b->gains.of[best][i];
    }
    return good && add_link(b, &aim->star, &works->sites[site], step);
}

static MUST bool add_parts(struct building *b, int best, size_t step)
{
    const struct works *works = b->question->works;
    bool good = true;
    for (size_t s = 0; s < works->n_sites && good; s++) {
        int64_t gain = llround(gain_of(b, best, s) * GAIN_UNIT);
        if (changes(b, best, s) && needs_work(b, &works->sites[s], step))
            good = add_part(b, best, s, gain > 0 ? gain : 0, step);
    }
    return good;
}

/* ---- shared gains ---------------------------------------------------------------------------- */

/* The site of one of its crossings. */
static uint32_t site_of(const struct building *b, const struct shared_gain *shared, uint32_t i)
{
    return b->gains.site_of_new[b->question->built->crossed[shared->first + i].line];
}

/* Does one of its crossings lose elsewhere? That has to count whenever the crossing is built. */
static bool loses(const struct building *b, int best, const struct shared_gain *shared)
{
    const size_t n = b->question->works->n_sites;
    for (uint32_t i = 0; i < shared->n; i++)
        for (size_t c = 0; c < b->n_columns; c++)
            if (b->gains.of[best][c * n + site_of(b, shared, i)] < 0)
                return true;
    return false;
}

/* Each of its crossings gets an equal share. */
static void share_out(struct building *b, int best, const struct shared_gain *shared)
{
    const size_t n = b->question->works->n_sites;
    for (uint32_t i = 0; i < shared->n; i++)
        for (size_t c = 0; c < b->n_columns; c++)
            b->gains.of[best][c * n + site_of(b, shared, i)] += shared->of[best][c] / shared->n;
}

/* A part that each of its crossings opens. */
static MUST bool add_shared(struct building *b, int best, const struct shared_gain *shared, size_t step)
{
    struct aim *aim = &b->out[best];
    double sum = 0;
    bool good = true;
    for (size_t c = 0; c < b->n_columns; c++)
        sum += b->question->weight[c] * shared->of[best][c];
    int64_t gain = llround(sum * GAIN_UNIT);
    if (gain <= 0)
        return true;
    good = PUSH(aim->star.gain, aim->star.n_gain, aim->star.gain_capacity, gain);
    for (size_t c = 0; c < b->n_columns && good; c++)
        good = PUSH(aim->value_m, aim->n_values, aim->value_capacity, shared->of[best][c]);
    for (uint32_t i = 0; i < shared->n && good; i++)
        good = add_link(b, &aim->star, &b->question->works->sites[site_of(b, shared, i)], step);
    return good;
}

/* Before the parts of sites are made: what is shared out is theirs. */
static MUST bool add_all_shared(struct building *b, int best, size_t step)
{
    bool good = true;
    for (size_t i = 0; i < b->gains.n_shared && good; i++)
        if (loses(b, best, &b->gains.shared[i]))
            share_out(b, best, &b->gains.shared[i]);
        else
            good = add_shared(b, best, &b->gains.shared[i], step);
    return good;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static rasif_status take_step(struct building *b, const struct aim_state *now, size_t step,
                              rasif_error *err)
{
    const struct aim_question *q = b->question;
    struct scene *scene;
    mark_done(b, step);
    TRY(scene_judge(q->base, q->works, b->done, &scene, err));
    const struct aim_state then = {{&scene->store, q->base->judged->plan, &scene->results}, scene};
    bool good = true;
    for (int best = 0; best < 2; best++)
        memset(b->gains.of[best], 0, b->n_columns * q->works->n_sites * sizeof *b->gains.of[best]);
    b->gains.n_shared = 0;
    (q->objective == OBJECTIVE_COMPLIANCE ? compliance_gain : score_gain)(q, now, &then, &b->gains);
    good = !b->gains.failed;
    for (int best = 0; best < 2 && good; best++)
        good = (step + 1 < steps(q->objective) || add_all_shared(b, best, step)) && add_parts(b, best, step);
    scene_free(scene);
    return good ? RASIF_OK : fail_memory(err);
}

static MUST bool begin(struct building *b)
{
    const size_t n = b->n_columns * b->question->works->n_sites + 1;
    const struct works *works = b->question->works;
    const size_t n_new = b->question->built->n;
    b->done = malloc(works->n + 1);
    b->gains.site_of_new = malloc((n_new + 1) * sizeof *b->gains.site_of_new);
    bool good = b->done != NULL && b->gains.site_of_new != NULL;
    for (size_t i = 0; i < n_new && good; i++)
        b->gains.site_of_new[i] = NO_ROW;
    for (size_t i = 0; i < works->n_sites && good; i++)
        if (works->sites[i].new_line != NO_NEW_LINE)
            b->gains.site_of_new[works->sites[i].new_line] = (uint32_t)i;
    for (int best = 0; best < 2; best++) {
        struct aim *aim = &b->out[best];
        b->reached[best] = calloc(n, sizeof *b->reached[best]);
        b->gains.of[best] = calloc(n, sizeof *b->gains.of[best]);
        good = good && b->reached[best] != NULL && b->gains.of[best] != NULL;
        for (size_t c = 0; c < b->n_columns && good; c++)
            good = PUSH(aim->value_m, aim->n_values, aim->value_capacity, 0); /* of part 0 */
        good = good && PUSH(aim->star.gain, aim->star.n_gain, aim->star.gain_capacity, 0) &&
               PUSH(aim->star.first, aim->star.n_first, aim->star.first_capacity, 0);
    }
    return good;
}

/* The figures as they are. */
static void find_before(struct building *b, const struct aim_state *now)
{
    double before_m[2][MOST_PROFILES] = {{0}};
    double both[2] = {0, 0};
    if (b->question->objective == OBJECTIVE_SCORE)
        score_total(b->question, before_m);
    else
        compliance_total(b->question, now, both);
    for (int best = 0; best < 2; best++) {
        before_m[best][0] += both[best];
        memcpy(b->out[best].before_m, before_m[best], sizeof before_m[best]);
    }
}

rasif_status aims_find(const struct aim_question *q, struct aim out[2], rasif_error *err)
{
    const struct aim_state now = {*q->base->judged, NULL};
    struct building b = {.question = q,
                         .n_columns = aim_columns(q->objective, now.judged.plan->n_profiles),
                         .out = out};
    rasif_status status = begin(&b) ? RASIF_OK : fail_memory(err);
    if (status == RASIF_OK)
        find_before(&b, &now);
    for (size_t step = 0; step < steps(q->objective) && status == RASIF_OK; step++)
        status = take_step(&b, &now, step, err);
    for (int best = 0; best < 2; best++) {
        struct contracted *star = &out[best].star;
        star->n_links = star->n_first > 0 ? star->n_first - 1 : 0;
        star->input = (struct choice_input){.n_works = q->works->n,
                                            .n_parts = star->n_gain,
                                            .gain = star->gain,
                                            .n_links = star->n_links,
                                            .ends = star->ends,
                                            .first = star->first,
                                            .work = star->work};
        free(b.reached[best]);
        free(b.gains.of[best]);
    }
    free(b.gains.site_of_new);
    free(b.gains.shared);
    free(b.done);
    return status;
}

void aim_free(struct aim *aim)
{
    contracted_free(&aim->star);
    free(aim->value_m);
    *aim = (struct aim){.value_m = NULL};
}

double aim_most(const struct aim *aim, size_t n_columns, size_t column)
{
    double sum = aim->before_m[column];
    for (size_t i = 1; i < aim->star.n_gain; i++)
        sum += aim->value_m[i * n_columns + column];
    return sum;
}

bool aim_value(const struct aim *aim, size_t n_columns, const uint8_t *chosen,
               double out_m[MOST_PROFILES])
{
    uint8_t *marks = contracted_marks(&aim->star, chosen);
    memcpy(out_m, aim->before_m, n_columns * sizeof *out_m);
    for (size_t i = 1; i < aim->star.n_gain && marks != NULL; i++)
        for (size_t c = 0; c < n_columns && marks[i]; c++)
            out_m[c] += aim->value_m[i * n_columns + c];
    const bool good = marks != NULL;
    free(marks);
    return good;
}
