/* SPDX-License-Identifier: MIT
 *
 * A rule's examples are its tests: each is judged as an element of which only the given values are
 * known. In: a rule base. Out: the outcome per example, and whether it is the stated one. */
#include "rule/load.h"

#include "base/text.h"
#include "rule/judge.h"

#include <math.h>
#include <string.h>

static void values_fill(const struct example *example, struct values *out)
{
    *out = (struct values){.mask = {0}};
    for (int i = 0; i < FIELD_COUNT; i++)
        out->real[i] = NAN;
    for (size_t i = 0; i < example->n_given; i++) {
        out->real[example->given[i].field] = example->given[i].real;
        out->mask[example->given[i].field] = example->given[i].mask;
    }
}

static rasif_outcome worse(rasif_outcome a, rasif_outcome b)
{
    return a > b ? a : b;
}

/* pass = known, u at least that of adequate, not blocked; fail = known and not so. */
static rasif_outcome need_outcome(const struct need *need, const struct rule *rule,
                                  struct pace pace, const struct values *values)
{
    struct need_result result;
    need_judge(need, rule->measure, pace, values, &result);
    if (!result.applies)
        return RASIF_NOT_APPLICABLE;
    if (!result.known)
        return RASIF_UNKNOWN;
    return result.u >= 0.6 && !result.blocked ? RASIF_PASS : RASIF_FAIL;
}

rasif_outcome example_judge(const struct rasif_rules *rules, size_t rule,
                            const struct example *example)
{
    struct values values;
    values_fill(example, &values);
    rasif_outcome outcome = RASIF_NOT_APPLICABLE;
    if (example->standard != NULL) {
        size_t at = rules_find_standard(rules, example->standard);
        const struct standard *standard = &rules->standards[at];
        for (size_t i = 0; i < standard->n_requirements; i++)
            if (standard->requirements[i].rule == rule)
                outcome = worse(outcome, requirement_judge(&standard->requirements[i], &values));
        return outcome;
    }
    const struct profile *profile = &rules->profiles[rules_find_profile(rules, example->profile)];
    for (size_t i = 0; i < profile->n_needs; i++)
        if (profile->needs[i].rule == rule)
            outcome = worse(outcome, need_outcome(&profile->needs[i], &rules->rules[rule],
                                                  profile->pace, &values));
    return outcome;
}

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

rasif_status rasif_rules_check(const rasif_rules *rules, size_t *n_run, rasif_error *err)
{
    REFUSE_NULL(rules, err);
    size_t n = 0;
    for (size_t i = 0; i < rules->n_rules; i++) {
        const struct rule *rule = &rules->rules[i];
        for (size_t k = 0; k < rule->n_examples; k++) {
            const struct example *example = &rule->examples[k];
            if (!example_binds(rules, i, example))
                continue;
            n++;
            rasif_outcome outcome = example_judge(rules, i, example);
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
