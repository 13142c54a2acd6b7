/* SPDX-License-Identifier: MIT
 *
 * Examples of rules are their tests: each is judged as an element of which only the given values
 * are known. In: a rule base. Out: the outcome of each example, and whether it is the stated
 * one. Each example compiles the few requirements or needs that it names and judges them in a
 * slice of one row.
 *
 * A profile has no verdict of pass or fail; here a need passes when its value is at least adequate
 * (u >= 0.6) and does not block, so that examples of both kinds read alike. */
#include "rule/load.h"

#include "base/text.h"
#include "rule/slice.h"

#include <string.h>

/* What one example asks: the requirements or the needs of its rule. */
struct question {
    struct plan plan;
    struct element_plan asked;
    struct plan_rule rule;
};

/* The requirements of the rule in one standard; none: the example is not applicable. */
static void ask_standard(const struct standard *standard, size_t rule, struct question *out)
{
    size_t first = 0, n = 0;
    while (first < standard->n_requirements && standard->requirements[first].rule != rule)
        first++;
    while (first + n < standard->n_requirements && standard->requirements[first + n].rule == rule)
        n++; /* they are ordered by rule */
    out->rule = (struct plan_rule){rule, standard->requirements + first, n, true};
    out->asked.rules = &out->rule;
    out->asked.n_rules = 1;
}

/* The needs of one profile that ask the rule, taken as supplied. */
static MUST bool ask_profile(const struct rasif_rules *rules, const struct profile *profile,
                             size_t rule, struct arena *arena, struct question *out)
{
    out->plan.profiles[0] = profile;
    out->plan.n_profiles = 1;
    out->asked.needs[0] = ARENA_ARRAY(arena, profile->n_needs, struct plan_need);
    for (size_t i = 0; i < profile->n_needs && out->asked.needs[0] != NULL; i++)
        if (profile->needs[i].rule == rule)
            out->asked.needs[0][out->asked.n_needs[0]++] = (struct plan_need){
                .need = &profile->needs[i], .measure = rules->rules[rule].measure, .supplied = true};
    return out->asked.needs[0] != NULL;
}

/* Nothing but the given values is known; all of them count as surveyed. */
static void fill_values(const struct example *example, struct values *out)
{
    values_clear(out);
    for (size_t i = 0; i < example->n_given; i++) {
        out->real[example->given[i].field] = example->given[i].real;
        out->mask[example->given[i].field] = example->given[i].mask;
    }
}

/* pass = known, u at least that of adequate, not blocked; fail = known and not so. */
static rasif_outcome need_outcome(const struct slice *slice, size_t number)
{
    struct need_answer answer;
    slice_need(slice, 0, number, 0, &answer);
    if (!answer.applies)
        return RASIF_NOT_APPLICABLE;
    if (!answer.known)
        return RASIF_UNKNOWN;
    return answer.u >= 0.6 && !answer.blocked ? RASIF_PASS : RASIF_FAIL;
}

/* The worst outcome of what is asked. */
static rasif_outcome judge(struct slice *slice, const struct values *values)
{
    rasif_outcome worst = RASIF_NOT_APPLICABLE;
    slice_put(slice, values);
    slice_judge(slice);
    /* An example of a profile asks no rule of a standard. */
    if (slice->plan->asked->n_rules > 0) {
        struct verdicts verdicts = slice_rule(slice, 0);
        worst = verdicts_of(&verdicts, 0);
    }
    for (size_t i = 0; i < slice->plan->n_needs[0]; i++) {
        rasif_outcome outcome = need_outcome(slice, i);
        worst = outcome > worst ? outcome : worst;
    }
    return worst;
}

/* Everything is compiled anew for each example: some 500 of them take a fraction of a second. */
rasif_status example_judge(const struct rasif_rules *rules, size_t rule,
                           const struct example *example, rasif_outcome *out, rasif_error *err)
{
    struct question question = {.plan = {.rules = rules}};
    struct arena arena = {0};
    struct slice_plan compiled;
    struct slice *slice = NULL;
    struct values values;
    bool good = true;
    if (example->standard != NULL)
        ask_standard(&rules->standards[rules_find_standard(rules, example->standard)], rule,
                     &question);
    else
        good = ask_profile(rules, &rules->profiles[rules_find_profile(rules, example->profile)],
                           rule, &arena, &question);
    good = good && plan_find_used(rules, question.plan.n_profiles, &arena, &question.asked) &&
           slice_plan_build(&question.plan, &question.asked, &arena, &compiled, err) == RASIF_OK &&
           (slice = slice_new(&compiled, NULL)) != NULL;
    fill_values(example, &values);
    if (good)
        *out = judge(slice, &values);
    slice_free(slice);
    arena_free(&arena);
    return good ? RASIF_OK : fail_memory(err);
}

/* Built-in examples do not bind a user's standard or profile of the same id, which may ask more. */
bool example_binds(const struct rasif_rules *rules, size_t rule, const struct example *example)
{
    if (!rules->rules[rule].built_in)
        return true;
    return example->standard != NULL
               ? rules->standards[rules_find_standard(rules, example->standard)].built_in
               : rules->profiles[rules_find_profile(rules, example->profile)].built_in;
}

void example_describe(const struct example *example, struct text *out)
{
    text_addf(out, "%s:", example->standard != NULL ? example->standard : example->profile);
    for (size_t i = 0; i < example->n_given; i++)
        text_addf(out, " %s=%s", fields[example->given[i].field].name, example->given[i].text);
    if (example->n_given == 0)
        text_add(out, " nothing known");
}

/* Stops at the first example that does not hold, and names its place in the file. */
rasif_status rasif_rules_check(const rasif_rules *rules, size_t *n_run, rasif_error *err)
{
    REFUSE_NULL(rules, err);
    size_t n = 0;
    /* In the order of ids and files: the first failure is always the same. */
    for (size_t i = 0; i < rules->n_rules; i++) {
        const struct rule *rule = &rules->rules[i];
        for (size_t k = 0; k < rule->n_examples; k++) {
            const struct example *example = &rule->examples[k];
            if (!example_binds(rules, i, example))
                continue;
            n++;
            rasif_outcome outcome = RASIF_NOT_APPLICABLE;
            TRY(example_judge(rules, i, example, &outcome, err));
            if (outcome == example->expect)
                continue;
            struct text what = {0};
            example_describe(example, &what);
            rasif_status status =
                what.failed ? fail_memory(err)
                            : fail(err, RASIF_E_RULE, "%s:%d:%d: %s gives '%s', not '%s'",
                                   example->file, example->line, example->column, what.data,
                                   outcome_words[outcome], outcome_words[example->expect]);
            text_free(&what);
            return status;
        }
    }
    if (n_run != NULL)
        *n_run = n;
    return RASIF_OK;
}
