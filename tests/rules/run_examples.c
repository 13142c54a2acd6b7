/* SPDX-License-Identifier: MIT
 *
 * Runs every example of every built-in rule and prints TAP, one line per example:
 *   ok 12 - sidewalk-cross-slope: prowag-2023: cross_slope_pct=4.0 -> fail
 * An argument is a folder to load over the built-in files. Exit code 1 when one differs. */
#include "base/text.h"
#include "rule/load.h"

#include <stdio.h>

static size_t count(const struct rasif_rules *rules)
{
    size_t n = 0;
    for (size_t i = 0; i < rules->n_rules; i++)
        n += rules->rules[i].n_examples;
    return n;
}

/* One TAP line; true when the example holds. */
static bool run(const struct rasif_rules *rules, size_t rule, size_t number,
                const struct example *example)
{
    struct text what = {0};
    example_describe(example, &what);
    const char *id = rules->rules[rule].id;
    bool good = true;
    if (!example_binds(rules, rule, example)) {
        printf("ok %zu - %s: %s # SKIP replaced by the folder\n", number, id, what.data);
    } else {
        rasif_outcome outcome = RASIF_NOT_APPLICABLE;
        rasif_error err = {RASIF_OK, ""};
        good = example_judge(rules, rule, example, &outcome, &err) == RASIF_OK &&
               outcome == example->expect;
        printf("%s %zu - %s: %s -> %s\n", good ? "ok" : "not ok", number, id, what.data,
               outcome_words[example->expect]);
        if (!good)
            printf("# %s:%d:%d: gives %s\n", example->file, example->line, example->column,
                   outcome_words[outcome]);
    }
    text_free(&what);
    return good;
}

int main(int argc, char **argv)
{
    rasif_rules *rules = NULL;
    rasif_error err = {RASIF_OK, ""};
    if (rasif_rules_load(NULL, argc > 1 ? argv[1] : NULL, &rules, &err) != RASIF_OK) {
        printf("Bail out! %s\n", err.message);
        return 1;
    }
    size_t number = 0, bad = 0;
    printf("1..%zu\n", count(rules));
    for (size_t i = 0; i < rules->n_rules; i++)
        for (size_t k = 0; k < rules->rules[i].n_examples; k++)
            bad += run(rules, i, ++number, &rules->rules[i].examples[k]) ? 0 : 1;
    rasif_rules_free(rules);
    return bad == 0 ? 0 : 1;
}
