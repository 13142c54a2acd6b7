/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a rule, a standard or a profile, in place of a built-in one: built, shown, its
 * examples judged, a plan of questions made. One in 64 that can be used is loaded from a folder as
 * well. */
#include "fuzz.h"
#include "rule/load.h"
#include "rule/plan.h"

#include <sys/stat.h>
#include <unistd.h>

static void refused_or(rasif_status status, const rasif_error *err)
{
    must(status == RASIF_OK || status == RASIF_E_MEMORY ||
         (status == RASIF_E_RULE && err->message[0] != '\0'));
}

static int ignore(void *user, const char *text, size_t length)
{
    (void)text;
    *(size_t *)user += length;
    return 0;
}

static void show(const rasif_rules *rules, const char *id)
{
    rasif_error err = {0};
    size_t length = 0;
    for (int arabic = 0; arabic < 2; arabic++) {
        rasif_status status =
            rasif_rules_show(rules, id, arabic ? "ar" : "en", ignore, &length, &err);
        must(status == RASIF_OK || status == RASIF_E_MEMORY || status == RASIF_E_ARGUMENT);
    }
}

static void plan(const rasif_rules *rules, const struct standard *standard,
                 const struct profile *profile)
{
    struct arena arena = {0};
    struct plan plan;
    rasif_error err = {0};
    refused_or(plan_build(rules, standard, &profile, 1, false, &arena, &plan, &err), &err);
    arena_free(&arena);
}

static void judge(const rasif_rules *rules, size_t at)
{
    for (size_t i = 0; i < rules->rules[at].n_examples; i++) {
        const struct example *example = &rules->rules[at].examples[i];
        if (example->standard != NULL ? rules_find_standard(rules, example->standard) == SIZE_MAX
                                      : rules_find_profile(rules, example->profile) == SIZE_MAX)
            continue;
        rasif_outcome outcome = RASIF_NOT_APPLICABLE;
        rasif_status status = example_judge(rules, at, example, &outcome, NULL);
        must(status == RASIF_OK || status == RASIF_E_MEMORY);
        must(outcome >= RASIF_NOT_APPLICABLE && outcome <= RASIF_FAIL);
    }
}

/* Each in place of the built-in one of its id, else of the first. */

static rasif_status try_rule(rasif_rules *rules, const struct yaml_node *root, const char *id,
                             struct arena *arena, rasif_error *err)
{
    size_t found = rules_find_rule(rules, id), at = found != SIZE_MAX ? found : 0;
    struct rule before = rules->rules[at], rule = {0};
    TRY(rule_build(root, arena, &rule, err));
    rules->rules[at] = rule;
    show(rules, rule.id);
    judge(rules, at);
    rules->rules[at] = before;
    return RASIF_OK;
}

static rasif_status try_standard(rasif_rules *rules, const struct yaml_node *root, const char *id,
                                 struct arena *arena, rasif_error *err)
{
    size_t found = rules_find_standard(rules, id), at = found != SIZE_MAX ? found : 0;
    struct standard before = rules->standards[at], standard = {0};
    TRY(standard_build(rules, root, &before, arena, &standard, err));
    rules->standards[at] = standard;
    show(rules, standard.id);
    plan(rules, &rules->standards[at], &rules->profiles[0]);
    rules->standards[at] = before;
    return RASIF_OK;
}

static rasif_status try_profile(rasif_rules *rules, const struct yaml_node *root, const char *id,
                                struct arena *arena, rasif_error *err)
{
    size_t found = rules_find_profile(rules, id), at = found != SIZE_MAX ? found : 0;
    struct profile before = rules->profiles[at], profile = {0};
    TRY(profile_build(rules, root, &before, arena, &profile, err));
    rules->profiles[at] = profile;
    show(rules, profile.id);
    plan(rules, &rules->standards[0], &rules->profiles[at]);
    rules->profiles[at] = before;
    return RASIF_OK;
}

/* In a folder of the user's. */
static void load(const char *kind, const char *text, size_t size)
{
    char folder[300], path[320];
    rasif_rules *rules = NULL;
    rasif_error err = {0};
    size_t n_run = 0;
    snprintf(folder, sizeof folder, "%s/%s", fuzz_folder(), kind);
    snprintf(path, sizeof path, "%s/x.yaml", folder);
    must(mkdir(folder, 0700) == 0);
    FILE *file = fopen(path, "wb");
    must(file != NULL && fwrite(text, 1, size, file) == size && fclose(file) == 0);
    rasif_status status = rasif_rules_load(NULL, fuzz_folder(), &rules, &err);
    refused_or(status, &err);
    if (status == RASIF_OK)
        refused_or(rasif_rules_check(rules, &n_run, &err), &err);
    rasif_rules_free(rules);
    must(unlink(path) == 0 && rmdir(folder) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rasif_rules *rules;
    struct arena arena = {0};
    const struct yaml_node *root = NULL;
    const char *id = NULL, *kind = "rules";
    rasif_error err = {0};
    unsigned sum = 0;
    if (rules == NULL) { /* once; they stay reachable */
        unsigned long was = failing_alloc_pause();
        must(rasif_rules_load(NULL, NULL, &rules, NULL) == RASIF_OK);
        failing_alloc_resume(was);
    }
    char *text = fuzz_copy(data, size);
    rasif_status status = yaml_parse("fuzz.yaml", text, size, &arena, &root, &err);
    if (status == RASIF_OK)
        status = id_read(root, &id, &err);
    if (status == RASIF_OK && yaml_get(root, "requirements") != NULL) {
        kind = "standards";
        status = try_standard(rules, root, id, &arena, &err);
    } else if (status == RASIF_OK && yaml_get(root, "needs") != NULL) {
        kind = "profiles";
        status = try_profile(rules, root, id, &arena, &err);
    } else if (status == RASIF_OK) {
        status = try_rule(rules, root, id, &arena, &err);
    }
    refused_or(status, &err);
    for (size_t i = 0; i < size; i++)
        sum += data[i];
    if (status == RASIF_OK && sum % 64 == 0)
        load(kind, text, size);
    arena_free(&arena);
    free(text);
    return 0;
}
