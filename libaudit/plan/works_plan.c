/* SPDX-License-Identifier: MIT
 *
 * Makes the plan: see works_plan.h. Works come from findings, the state after them from the judge, and
 * the network is contracted twice, for what is known and at best; the one that decides goes to
 * choice_make with all budgets. What each choice joins is then read off both networks. Another objective than reach
 * has two networks of its own for the choice (aim.h). */
#include "plan/works_plan.h"

#include <stdlib.h>
#include <string.h>

#define USUAL_STEPS 10

struct making {
    const struct works_question *question;
    const struct judged *judged;
    const struct work_kinds *kinds;
    struct works_plan *out;
    float *line_m; /* heap; [graph.n_lines] */
    struct contracted networks[2];
    struct aim aims[2]; /* of another objective than reach */
    struct built built;
    int64_t *cost; /* [works.n] for the choice */
    unsigned weight[MOST_PROFILES]; /* as asked for, divided by `scale` */
    unsigned scale; /* what all weights have in common, so that the choice is the same for 2:4 and 1:2 */
};

/* ---- bills ---------------------------------------------------------------------------------- */

/* Width of what is walked, for square metres; NaN = not known. */
static double width_of(const struct elements *e, size_t row)
{
    double width = e->columns[F_width_m] != NULL ? element_real(e, F_width_m, row) : NAN;
    return isnan(width) && e->columns[F_clear_width_m] != NULL ? element_real(e, F_clear_width_m, row) : width;
}

static int64_t money(double amount)
{
    return (int64_t)llround(amount * MONEY_UNIT);
}

/* Pieces, metres or square metres; *assumed (NULL allowed) = the width is not known. */
static double quantity_of(const struct making *m, const struct work *work, bool *assumed)
{
    const struct elements *e = &m->judged->store->tables[work->role];
    enum work_quantity quantity = m->kinds->kinds[work->kind].quantity;
    bool is_new = work->new_line != NO_NEW_LINE;
    double length = is_new ? m->out->lines.items[work->new_line].length_m : e->length_m[work->row];
    length = isnan(length) ? 0 : length;
    double width = width_of(e, work->row);
    if (assumed != NULL)
        *assumed = quantity == WORK_AREA && isnan(width);
    return quantity == WORK_EACH     ? 1
           : quantity == WORK_LENGTH ? length
                                     : length * (isnan(width) ? WIDTH_ASSUMED_M : width);
}

static void find_bill(const struct making *m, const struct work *work, struct work_bill *out)
{
    const struct work_cost *price = &m->out->prices->of[work->kind];
    out->quantity = quantity_of(m, work, &out->assumed);
    out->low = money(out->quantity * price->low);
    out->high = money(out->quantity * price->high);
    out->middle = out->low + (out->high - out->low) / 2;
}

/* Sums of money are exact below CHOICE_MOST; checked in floating point, before any is made. */
static rasif_status check_sum(const struct making *m, rasif_error *err)
{
    double sum = 0;
    for (size_t i = 0; i < m->out->works.n; i++)
        sum += quantity_of(m, &m->out->works.items[i], NULL) * m->out->prices->of[m->out->works.items[i].kind].high;
    return sum * MONEY_UNIT < (double)CHOICE_MOST
               ? RASIF_OK
               : fail(err, RASIF_E_RULE, "all works together cost more than can be counted; check the prices");
}

static MUST bool find_bills(struct making *m)
{
    struct works_plan *out = m->out;
    out->bills = calloc(out->works.n + 1, sizeof *out->bills);
    out->rank = calloc(out->works.n + 1, sizeof *out->rank);
    m->cost = malloc((out->works.n + 1) * sizeof *m->cost);
    if (out->bills == NULL || out->rank == NULL || m->cost == NULL)
        return false;
    for (size_t i = 0; i < out->works.n; i++) {
        find_bill(m, &out->works.items[i], &out->bills[i]);
        m->cost[i] = out->bills[i].middle;
    }
    return true;
}

/* In a currency of the city's own every kind that is used needs a price. */
static rasif_status require_prices(const struct making *m, rasif_error *err)
{
    bool used[NO_KIND] = {false};
    for (size_t i = 0; i < m->out->works.n; i++)
        used[m->out->works.items[i].kind] = true;
    return work_costs_require(m->out->prices, m->kinds, used, err);
}

/* ---- networks ------------------------------------------------------------------------------- */

static rasif_status contract_both(struct making *m, rasif_error *err)
{
    const struct works_question *q = m->question;
    struct works_plan *out = m->out;
    struct after after = {.n_lines = 0};
    const struct scene_base base = {m->judged, q->settings, m->kinds, out->remedies};
    rasif_status status = after_find(&base, &out->works, &after, err);
    for (int best = 0; best < 2 && status == RASIF_OK; best++) {
        status = contract(m->judged, q->network, &out->works, &after, &out->lines, &m->built, m->line_m, m->weight,
                          best == PLAN_BEST, &m->networks[best], err);
        memcpy(out->before_m[best], m->networks[best].joined_m, sizeof out->before_m[best]);
    }
    after_free(&after);
    if (status == RASIF_OK && out->objective != OBJECTIVE_REACH) {
        const struct aim_question aim = {out->objective, &base, &out->works, m->line_m, &out->lines, &m->built, m->weight};
        status = aims_find(&aim, m->aims, err);
    }
    return status;
}

/* What the objective counts with the works of a choice, by column; `chosen` NULL = as it is. */
static MUST bool find_value(const struct making *m, const uint8_t *chosen, double out_m[2][MOST_PROFILES])
{
    const size_t n = m->judged->plan->n_profiles;
    bool good = true;
    for (int best = 0; best < 2 && good; best++) {
        if (m->out->objective != OBJECTIVE_REACH)
            good = aim_value(&m->aims[best], aim_columns(m->out->objective, n), chosen, out_m[best]);
        else if (chosen != NULL)
            good = contracted_joined(&m->networks[best], n, chosen, m->weight, out_m[best]);
        else
            memcpy(out_m[best], m->networks[best].joined_m, sizeof out_m[best]);
    }
    return good;
}

/* The network of the choice. */
static const struct contracted *deciding(const struct making *m)
{
    return m->out->objective == OBJECTIVE_REACH ? &m->networks[m->out->decides] : &m->aims[m->out->decides].star;
}

/* Where less than half of what matters is known, or hardly any way is, what may be passable decides. */
static int network_that_decides(const struct making *m)
{
    const size_t n_profiles = m->judged->plan->n_profiles, n = aim_columns(m->out->objective, n_profiles);
    double sum_m[2] = {0, 0};
    for (int best = 0; best < 2; best++)
        for (size_t c = 0; c < n; c++)
            sum_m[best] += m->out->objective == OBJECTIVE_REACH ? m->networks[best].joined_m[c] : aim_most(&m->aims[best], n, c);
    bool sparse = m->out->objective != OBJECTIVE_COMPLIANCE && network_is_sparse(m->judged->results, n_profiles);
    return sparse || sum_m[PLAN_KNOWN] < LEAST_KNOWN * sum_m[PLAN_BEST] ? PLAN_BEST : PLAN_KNOWN;
}

/* ---- budgets -------------------------------------------------------------------------------- */

/* What all works cost that some link of the deciding network needs. */
static MUST bool cost_of_all(const struct making *m, int64_t *out)
{
    const struct contracted *network = deciding(m);
    uint8_t *seen = calloc(m->out->works.n + 1, 1);
    *out = 0;
    for (size_t i = 0; seen != NULL && i < network->n_named; i++) {
        *out += seen[network->work[i]] ? 0 : m->cost[network->work[i]];
        seen[network->work[i]] = 1;
    }
    free(seen);
    return seen != NULL;
}

/* What the works of a choice join, on both networks; `chosen` NULL = as it is. */
static rasif_status reach_both(const struct making *m, const uint8_t *chosen, struct reached out[2][MOST_PROFILES],
                               rasif_error *err)
{
    const struct reach_question question = {m->judged, m->question->network, &m->out->lines, &m->out->areas,
                                            &m->out->people, m->line_m};
    rasif_status status = RASIF_OK;
    for (int best = 0; best < 2 && status == RASIF_OK; best++) {
        uint8_t *marks = contracted_marks(&m->networks[best], chosen);
        status = marks != NULL ? RASIF_OK : fail_memory(err);
        for (size_t p = 0; p < m->judged->plan->n_profiles && status == RASIF_OK; p++)
            status = reached_find(&question, &m->networks[best], p, marks, &out[best][p], err);
        free(marks);
    }
    return status;
}

/* The state before any work. */
static rasif_status reach_before(const struct making *m, rasif_error *err)
{
    const struct reach_question question = {m->judged, m->question->network, &m->out->lines, &m->out->areas,
                                            &m->out->people, m->line_m};
    m->out->area_length_m = areas_length(&question);
    if (m->out->area_length_m == NULL)
        return fail_memory(err);
    return reach_both(m, NULL, m->out->before, err);
}

/* The figures of one choice. */
static MUST bool settle_budget(const struct making *m, const struct choice_plan *choice, struct works_budget *out)
{
    const struct works_plan *plan = m->out;
    uint8_t *sites = calloc(plan->works.n_sites + 1, 1);
    out->chosen = calloc(plan->works.n + 1, 1);
    bool good = sites != NULL && out->chosen != NULL;
    out->budget = choice->budget;
    out->gain = (double)choice->gain * m->scale / GAIN_UNIT;
    out->bound = (double)choice->bound * m->scale / GAIN_UNIT;
    out->n_works = choice->n_works;
    for (size_t i = 0; good && i < choice->n_works; i++) {
        uint32_t work = choice->works[i];
        out->chosen[work] = 1;
        out->cost += plan->bills[work].middle;
        out->low += plan->bills[work].low;
        out->high += plan->bills[work].high;
        out->n_sites += !sites[plan->works.items[work].site];
        sites[plan->works.items[work].site] = 1;
    }
    for (int best = 0; best < 2 && good; best++)
        good = contracted_joined(&m->networks[best], m->judged->plan->n_profiles, out->chosen, m->weight,
                                 out->joined_m[best]);
    good = good && find_value(m, out->chosen, out->value_m);
    free(sites);
    return good;
}

/* The works that may be done up to the end of a year: whole phases of the last year's works, in their
 * order, as far as the money goes. `plan` keeps its bound. */
static rasif_status take_year(const struct choice_input *input, const struct choice_result *result,
                              struct choice_plan *plan, rasif_error *err)
{
    size_t n = 0, phase = 0;
    for (; phase < result->n_phases && result->phases[phase].cost <= plan->budget; phase++)
        n = result->phases[phase].end;
    uint32_t *works = malloc((n + 1) * sizeof *works);
    if (works == NULL)
        return fail_memory(err);
    memcpy(works, result->order, n * sizeof *works);
    free(plan->works);
    plan->works = works;
    plan->n_works = n;
    plan->gain = choice_gain(input, works, n);
    return plan->gain < 0 ? fail_memory(err) : RASIF_OK;
}

static rasif_status choose(struct making *m, const int64_t *budgets, size_t n, rasif_error *err)
{
    struct works_plan *out = m->out;
    struct choice_input input = deciding(m)->input;
    struct choice_settings how = {.threads = m->question->settings->threads};
    struct choice_result result = {.n_plans = 0};
    input.cost = m->cost;
    out->budgets = calloc(n + 1, sizeof *out->budgets);
    rasif_status status = out->budgets == NULL ? fail_memory(err) : choice_make(&input, budgets, n, &how, &result, err);
    for (size_t i = 0; i < n && status == RASIF_OK && out->years; i++)
        status = take_year(&input, &result, &result.plans[i], err);
    for (size_t i = 0; i < n && status == RASIF_OK; i++) {
        out->n_budgets++;
        status = settle_budget(m, &result.plans[i], &out->budgets[i])
                     ? reach_both(m, out->budgets[i].chosen, out->budgets[i].reached, err)
                     : fail_memory(err);
    }
    for (size_t i = 0; i < result.n_order && status == RASIF_OK; i++)
        out->rank[result.order[i]] = (uint32_t)i + 1;
    choice_free(&result);
    return status;
}

/* The caller's budgets, or USUAL_STEPS equal ones up to what all works cost. */
static rasif_status choose_all(struct making *m, rasif_error *err)
{
    int64_t steps[USUAL_STEPS], all;
    if (m->question->n_budgets > 0)
        return choose(m, m->question->budgets, m->question->n_budgets, err);
    if (!cost_of_all(m, &all))
        return fail_memory(err);
    for (int64_t i = 0; i < USUAL_STEPS; i++)
        steps[i] = all / USUAL_STEPS * (i + 1) + all % USUAL_STEPS * (i + 1) / USUAL_STEPS;
    return choose(m, steps, all > 0 ? USUAL_STEPS : 0, err);
}

/* Works that build what is missing, judged as if it were built. */
static rasif_status add_new(struct making *m, rasif_error *err)
{
    const struct works_question *q = m->question;
    struct works_plan *out = m->out;
    TRY(new_lines_find(m->judged->store, q->gaps, &out->lines, err));
    if (out->lines.n == 0)
        return RASIF_OK;
    TRY(q->builder->build(q->builder->user, out->remedies, &out->lines, &m->built, err));
    return works_add_new(m->judged, m->kinds, q->gaps, &out->lines, &m->built, &out->works, err);
}

/* Works, their bills, the networks that they join, the choice. */
static rasif_status make(struct making *m, rasif_error *err)
{
    const struct works_question *q = m->question;
    struct works_plan *out = m->out;
    out->remedies = malloc(sizeof *out->remedies);
    m->line_m = network_line_lengths(m->judged->store, q->settings->threads);
    if (out->remedies == NULL || m->line_m == NULL)
        return fail_memory(err);
    remedies_find(m->judged->plan, out->remedies);
    TRY(works_find(m->judged, m->kinds, out->remedies, out->objective != OBJECTIVE_REACH, &out->works, err));
    TRY(add_new(m, err));
    TRY(require_prices(m, err));
    TRY(check_sum(m, err));
    if (!find_bills(m))
        return fail_memory(err);
    TRY(contract_both(m, err));
    out->decides = network_that_decides(m);
    if (!find_value(m, NULL, out->value_before_m))
        return fail_memory(err);
    TRY(reach_before(m, err));
    return choose_all(m, err);
}

/* The greatest number that divides both; `a` may be 0. */
static unsigned common(unsigned a, unsigned b)
{
    return a == 0 ? b : common(b % a, a);
}

static void take_weights(struct making *m)
{
    const size_t n = m->judged->plan->n_profiles;
    for (size_t p = 0; p < n; p++)
        m->scale = common(m->scale, m->question->weights[p]);
    for (size_t p = 0; p < n; p++) {
        m->out->weight[p] = m->question->weights[p];
        m->weight[p] = m->question->weights[p] / m->scale;
    }
}

rasif_status works_plan_make(const struct works_question *question, struct works_plan *out, rasif_error *err)
{
    struct making m = {.question = question, .judged = question->judged, .kinds = question->kinds, .out = out};
    out->kinds = question->kinds;
    out->prices = question->prices;
    out->objective = question->objective;
    out->years = question->years;
    out->gaps = question->gaps;
    out->areas = question->areas;
    out->people = question->people;
    out->length_m = question->network->length_m;
    take_weights(&m);
    rasif_status status = make(&m, err);
    contracted_free(&m.networks[PLAN_KNOWN]);
    contracted_free(&m.networks[PLAN_BEST]);
    aim_free(&m.aims[PLAN_KNOWN]);
    aim_free(&m.aims[PLAN_BEST]);
    built_free(&m.built);
    free(m.cost);
    free(m.line_m);
    return status;
}

static void free_reached(struct reached reached[2][MOST_PROFILES])
{
    for (int best = 0; best < 2; best++)
        for (size_t p = 0; p < MOST_PROFILES; p++)
            free(reached[best][p].area_m);
}

void works_plan_free(struct works_plan *plan)
{
    for (size_t i = 0; i < plan->n_budgets; i++) {
        free(plan->budgets[i].chosen);
        free_reached(plan->budgets[i].reached);
    }
    free_reached(plan->before);
    free(plan->area_length_m);
    free(plan->budgets);
    free(plan->bills);
    free(plan->rank);
    free(plan->remedies);
    works_free(&plan->works);
    new_lines_free(&plan->lines);
    *plan = (struct works_plan){.n_budgets = 0};
}

bool works_plan_weighted(const struct works_plan *plan, size_t n_profiles)
{
    for (size_t p = 0; p < n_profiles; p++)
        if (plan->weight[p] != 1)
            return true;
    return false;
}

const struct works_budget *works_plan_first(const struct works_plan *plan, size_t work)
{
    for (size_t i = 0; i < plan->n_budgets; i++)
        if (plan->budgets[i].chosen[work])
            return &plan->budgets[i];
    return NULL;
}
