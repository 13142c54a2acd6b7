/* SPDX-License-Identifier: MIT
 *
 * The plan of works of an audit (docs/plan.md), when one is asked for: kinds, prices and budgets are
 * settled before any input is opened, works are chosen when everything is judged. */
#include "audit_parts.h"

#include <stdlib.h>
#include <string.h>

/* An amount of money may have this many hundredths: sums of all works stay exact. */
#define MOST_MONEY ((int64_t)1 << 44)
#define MOST_WEIGHT 1000

/* One amount, "2500" or "2500.50". RASIF_E_ARGUMENT. */
static rasif_status read_amount(const char *text, size_t length, int64_t *out, rasif_error *err)
{
    double number = 0;
    size_t used = 0;
    bool good = number_parse(text, length, &number, &used) && used == length && number > 0 &&
                number * MONEY_UNIT < (double)MOST_MONEY;
    if (!good)
        return fail(err, RASIF_E_ARGUMENT, "budget needs amounts of money above 0, separated by commas, not '%.*s'",
                    (int)length, text);
    *out = (int64_t)llround(number * MONEY_UNIT);
    return RASIF_OK;
}

static int compare_amounts(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return *left < *right ? -1 : *left > *right;
}

/* The first item of a list with commas, which `*list` then stands behind; NULL = it was the last. */
static const char *next_item(const char **list, size_t *length)
{
    const char *item = *list, *comma = strchr(item, ',');
    *length = comma != NULL ? (size_t)(comma - item) : strlen(item);
    *list = comma != NULL ? comma + 1 : NULL;
    return item;
}

/* The amounts of "50000,100000", ascending, each once. */
static rasif_status read_budgets(rasif_audit *audit, const char *list, rasif_error *err)
{
    size_t most = 1, n = 0;
    for (const char *c = list; *c != '\0'; c++)
        most += *c == ',';
    audit->budgets = ARENA_ARRAY(&audit->arena, most, int64_t);
    if (audit->budgets == NULL)
        return fail_memory(err);
    while (list != NULL) {
        size_t length;
        const char *item = next_item(&list, &length);
        TRY(read_amount(item, length, &audit->budgets[n++], err));
    }
    array_sort(audit->budgets, n, sizeof *audit->budgets, compare_amounts);
    for (size_t i = 0; i < n; i++)
        if (audit->n_budgets == 0 || audit->budgets[i] != audit->budgets[audit->n_budgets - 1])
            audit->budgets[audit->n_budgets++] = audit->budgets[i];
    return RASIF_OK;
}

/* What may be spent up to the end of each year. */
static rasif_status spread(rasif_audit *audit, rasif_error *err)
{
    size_t years = (size_t)audit->options.plan_years;
    if ((double)years != audit->options.plan_years)
        return fail(err, RASIF_E_ARGUMENT, "years needs a whole number");
    if (audit->n_budgets != 1)
        return fail(err, RASIF_E_ARGUMENT, "years needs one budget, the amount for each year");
    int64_t a_year = audit->budgets[0];
    audit->budgets = ARENA_ARRAY(&audit->arena, years, int64_t);
    if (audit->budgets == NULL)
        return fail_memory(err);
    for (audit->n_budgets = 0; audit->n_budgets < years; audit->n_budgets++)
        audit->budgets[audit->n_budgets] = a_year * (int64_t)(audit->n_budgets + 1);
    return RASIF_OK;
}

/* ---- weights -------------------------------------------------------------------------------- */

/* Place of a profile among those that are audited. RASIF_E_ARGUMENT. */
static rasif_status find_weighted(const rasif_audit *audit, const char *id, size_t *out, rasif_error *err)
{
    size_t found = rules_find_profile(audit->rules, id);
    const char *near = rules_suggest(audit->rules, 'p', id);
    for (*out = 0; *out < audit->plan.n_profiles && found != SIZE_MAX; ++*out)
        if (audit->plan.profiles[*out] == &audit->rules->profiles[found])
            return RASIF_OK;
    if (found != SIZE_MAX)
        return fail(err, RASIF_E_ARGUMENT,
                    "weights name profile %s, which is not audited; leave its weight out, or name it among the profiles",
                    audit->rules->profiles[found].id);
    return near != NULL
               ? fail(err, RASIF_E_ARGUMENT, "weights name profile '%s', which does not exist; did you mean '%s'?", id, near)
               : fail(err, RASIF_E_ARGUMENT,
                      "weights name profile '%s', which does not exist; `rasif rules list` shows all", id);
}

/* One item, "long_cane=3". RASIF_E_ARGUMENT, RASIF_E_MEMORY. */
static rasif_status read_weight(rasif_audit *audit, const char *item, size_t length, rasif_error *err)
{
    const char *equals = memchr(item, '=', length);
    size_t used = 0, left = equals != NULL ? length - (size_t)(equals + 1 - item) : 0, p;
    double number = 0;
    bool good = left > 0 && number_parse(equals + 1, left, &number, &used) && used == left && number >= 1 &&
                number <= MOST_WEIGHT && number == floor(number);
    if (!good)
        return fail(err, RASIF_E_ARGUMENT,
                    "weights need a profile and a whole number from 1 to %d, as in wheelchair_manual=3, not '%.*s'",
                    MOST_WEIGHT, (int)length, item);
    const char *id = arena_strndup(&audit->arena, item, (size_t)(equals - item));
    if (id == NULL)
        return fail_memory(err);
    TRY(find_weighted(audit, id, &p, err));
    if (audit->weights[p] != 0)
        return fail(err, RASIF_E_ARGUMENT, "weights name profile %s twice", audit->plan.profiles[p]->id);
    audit->weights[p] = (unsigned)number;
    return RASIF_OK;
}

/* The weights of "long_cane=3,older_walker=2"; all others are 1. */
static rasif_status read_weights(rasif_audit *audit, const char *list, rasif_error *err)
{
    while (list != NULL) {
        size_t length;
        const char *item = next_item(&list, &length);
        TRY(read_weight(audit, item, length, err));
    }
    for (size_t p = 0; p < MOST_PROFILES; p++)
        audit->weights[p] = audit->weights[p] == 0 ? 1 : audit->weights[p];
    return RASIF_OK;
}

/* ---- the plan ------------------------------------------------------------------------------- */

/* Whatever is said of a plan asks for it, too. */
static bool is_asked(const rasif_options *options)
{
    return options->plan || options->costs != NULL || options->budget != NULL || options->plan_years > 0 ||
           options->weights != NULL || options->people != NULL || options->objective != RASIF_OBJECTIVE_REACH;
}

rasif_status audit_plan_prepare(rasif_audit *audit, rasif_error *err)
{
    const rasif_options *options = &audit->options;
    if (!is_asked(options))
        return RASIF_OK;
    TRY(work_kinds_load(&audit->arena, &audit->work_kinds, err));
    TRY(work_costs_load(audit->work_kinds, options->costs, &audit->arena, &audit->work_costs, err));
    if (options->budget != NULL)
        TRY(read_budgets(audit, options->budget, err));
    if (options->weights != NULL && options->objective == RASIF_OBJECTIVE_COMPLIANCE)
        return fail(err, RASIF_E_ARGUMENT, "weights say nothing about objective compliance, which counts no users; leave them out");
    TRY(read_weights(audit, options->weights, err));
    return options->plan_years > 0 ? spread(audit, err) : RASIF_OK;
}

static rasif_status build(void *user, const struct remedies *remedies, const struct new_lines *lines, struct built *out,
                          rasif_error *err)
{
    return audit_build(user, remedies, lines, out, err);
}

rasif_status audit_plan_run(rasif_audit *audit, rasif_error *err)
{
    struct judged judged = {&audit->store, &audit->plan, &audit->results};
    const struct works_builder builder = {build, audit};
    if (!is_asked(&audit->options))
        return RASIF_OK;
    if (audit->options.people != NULL)
        TRY(people_place(&audit->store, &audit->homes.shapes, audit->homes.numbers, &audit->people, err));
    audit->run.works = &audit->works;
    const struct works_question question = {
        .judged = &judged,
        .network = &audit->network,
        .gaps = &audit->gaps,
        .builder = &builder,
        .settings = &audit->settings,
        .kinds = audit->work_kinds,
        .prices = audit->work_costs,
        .areas = {audit->options.boundary != NULL ? audit->boundary.shapes.n : 0, audit->boundary.names,
                  audit->run.inside},
        .people = audit->people,
        .budgets = audit->budgets,
        .n_budgets = audit->n_budgets,
        .years = audit->options.plan_years > 0,
        .weights = audit->weights,
        .objective = (enum objective)audit->options.objective,
    };
    return works_plan_make(&question, &audit->works, err);
}

rasif_status audit_conflicts_run(rasif_audit *audit, rasif_error *err)
{
    const struct judged judged = {&audit->store, &audit->plan, &audit->results};
    const struct works_plan *works = audit->run.works;
    const struct conflict_kinds *kinds = NULL;
    TRY(conflict_kinds_load(audit->rules, &audit->arena, &kinds, err));
    const struct conflict_question question = {.judged = &judged,
                                               .settings = &audit->settings,
                                               .kinds = kinds,
                                               .works = works != NULL ? &works->works : NULL,
                                               .work_kinds = audit->work_kinds,
                                               .remedies = works != NULL ? works->remedies : NULL};
    audit->run.conflicts = &audit->conflicts;
    return conflicts_find(&question, &audit->conflicts, err);
}
