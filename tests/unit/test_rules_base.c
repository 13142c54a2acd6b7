/* SPDX-License-Identifier: MIT
 *
 * The rule base that a folder gives over the built-in files: extending, replacing, dropping,
 * aliases; and the questions the public functions answer about it. */
#include "rule_folder.h"

#include <math.h>

static rasif_rules *load(void)
{
    rasif_rules *rules = NULL;
    rasif_error err = {RASIF_OK, ""};
    if (rasif_rules_load(NULL, folder, &rules, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    return rules;
}

/* ---- what a good folder gives ------------------------------------------------------------- */

static void load__good_folder__adds_to_the_built_in(void **state)
{
    (void)state;
    write_good();
    write_file("rules/README.md", "not YAML: {");
    rasif_rules *rules = load();
    const struct rule *rule = &rules->rules[rules_find_rule(rules, "test-width")];
    assert_false(rule->built_in);
    assert_false(rule->per_place);
    assert_int_equal(rule->measure, F_width_m);
    assert_int_equal(rule->elements, 1u << ELEMENT_SIDEWALK);
    const struct standard *standard = &rules->standards[rules_find_standard(rules, "test")];
    assert_int_equal(standard->n_requirements, 2);
    /* ordered by rule id, not as written */
    assert_string_equal(standard->requirements[0].clause, "A2");
    assert_true(standard->requirements[0].core && standard->requirements[0].unverified);
    assert_string_equal(standard->requirements[0].source, "S");
    assert_string_equal(standard->requirements[1].require.text, ">= 1.5 m");
    assert_non_null(strstr(standard->yaml, "id: test\n"));
    const struct profile *profile = &rules->profiles[rules_find_profile(rules, "tst")];
    assert_int_equal(profile - rules->profiles, 9); /* after the nine built-in ones */
    assert_true(profile->pace.speed_m_s == 1.1);
    assert_string_equal(profile->needs[0].text, "2 m / 1.5 m / 1 m");
    assert_true(profile->needs[0].more_is_better && !profile->needs[0].blocks);
    assert_string_equal(profile->needs[1].text, "yes 1, no 0.3");
    assert_true(profile->needs[1].is_class && profile->needs[1].blocks);
    assert_true(profile->needs[1].u_of_code[YES_NO_NO] == 0.3);
    assert_true(rules->rules[rules_find_rule(rules, "crossing-ramp-missing")].per_place);
    size_t n = 0;
    assert_int_equal(rasif_rules_check(rules, &n, NULL), RASIF_OK);
    assert_true(n > 400);
    rasif_rules_free(rules);
}

static void extends__standard__child_replaces_rule_by_rule(void **state)
{
    (void)state;
    write_good();
    write_file("standards/a-child.yaml", /* sorts before its parent */
               "id: a-child\nextends: test\ntitle: {en: C, ar: c}\nstatus: guidance\n"
               "requirements:\n"
               "  - {rule: test-width, require: '>= 2 m', when: ['lit = yes'], clause: B1}\n"
               "  - {rule: test-width, require: '>= 3 m', when: ['lit = no'], clause: B2}\n"
               "  - {rule: sidewalk-lit, drop: true}\n");
    write_file("standards/grandchild.yaml",
               "id: grandchild\nextends: a-child\ntitle: {en: G, ar: g}\nstatus: guidance\n"
               "requirements:\n  - {rule: sidewalk-gap, require: '<= 10 mm', clause: C1}\n");
    rasif_rules *rules = load();
    const struct standard *child = &rules->standards[rules_find_standard(rules, "a-child")];
    assert_int_equal(child->n_requirements, 2);
    assert_string_equal(child->requirements[0].clause, "B1");
    assert_string_equal(child->requirements[1].clause, "B2");
    const struct standard *last = &rules->standards[rules_find_standard(rules, "grandchild")];
    assert_int_equal(last->n_requirements, 3);
    assert_string_equal(last->requirements[0].clause, "C1"); /* sidewalk-gap < test-width */
    assert_string_equal(last->requirements[1].clause, "B1");
    assert_string_equal(last->requirements[2].clause, "B2");
    rasif_rules_free(rules);
}

static void extends__profile__inherits_what_it_leaves_out(void **state)
{
    (void)state;
    write_good();
    write_file("profiles/child.yaml",
               "id: child\ncode: chi\nextends: test_walker\ntitle: {en: C, ar: c}\nneeds:\n"
               "  - {rule: sidewalk-lit, drop: true}\n"
               "  - {rule: sidewalk-gap, comfortable: 5 mm, limit: 20 mm, weight: 1, basis: B}\n");
    rasif_rules *rules = load();
    const struct profile *child = &rules->profiles[rules_find_profile(rules, "child")];
    assert_int_equal(child->n_needs, 2);
    assert_string_equal(rules->rules[child->needs[0].rule].id, "test-width");
    assert_string_equal(rules->rules[child->needs[1].rule].id, "sidewalk-gap");
    assert_true(isnan(child->needs[1].adequate) && !child->needs[1].more_is_better);
    assert_true(child->pace.speed_m_s == 1.1 && child->weight_crossings == 0.3);
    rasif_rules_free(rules);
}

static void load__id_of_a_built_in_file__replaces_it(void **state)
{
    (void)state;
    write_good();
    write_lines("standards/s.yaml", standard_lines, 1, "id: prowag-2023");
    write_lines("rules/r.yaml", rule_lines, 10,
                "  - {standard: prowag-2023, given: {width_m: 2}, expect: pass}");
    write_file("standards/test.yaml", "id: test\nextends: prowag-2023\ntitle: {en: T, ar: t}\n"
                                      "status: guidance\nrequirements: []\n");
    rasif_rules *rules = load();
    const struct standard *standard = &rules->standards[rules_find_standard(rules, "prowag-2023")];
    assert_int_equal(standard->n_requirements, 2);
    assert_false(standard->built_in);
    /* the built-in rules' examples about the built-in PROWAG bind it no more */
    rasif_error err = {RASIF_OK, ""};
    size_t n = 0;
    if (rasif_rules_check(rules, &n, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    rasif_rules_free(rules);
}

static void alias__old_id__finds_the_rule(void **state)
{
    (void)state;
    write_good();
    write_lines("rules/r.yaml", rule_lines, 1, "id: test-width\naliases: [old-width]");
    write_lines("standards/s.yaml", standard_lines, 6,
                "  - {rule: old-width, require: '>= 1.5 m', clause: A1}");
    rasif_rules *rules = load();
    size_t found = rules_find_rule(rules, "old-width");
    assert_int_equal(found, rules_find_rule(rules, "test-width"));
    assert_true(found != SIZE_MAX);
    rasif_rules_free(rules);
}

static void check__wrong_example__names_place_and_outcomes(void **state)
{
    (void)state;
    write_good();
    write_lines("rules/r.yaml", rule_lines, 10,
                "  - {standard: test, given: {width_m: 1.4 m, lit: yes}, expect: pass}");
    rasif_rules *rules = load();
    rasif_error err = {RASIF_OK, ""};
    assert_int_equal(rasif_rules_check(rules, NULL, &err), RASIF_E_RULE);
    assert_non_null(strstr(err.message, "r.yaml:10:5: test: width_m=1.4 m lit=yes gives 'fail', "
                                        "not 'pass'"));
    rasif_rules_free(rules);
}

static void load_standard__from_a_file__extends_what_is_loaded(void **state)
{
    (void)state;
    rasif_rules *rules = NULL;
    assert_int_equal(rasif_rules_load(NULL, NULL, &rules, NULL), RASIF_OK);
    char path[128];
    snprintf(path, sizeof path, "%s/local.yaml", folder);
    write_file("local.yaml", "id: prowag-2023\nextends: prowag-2023\ntitle: {en: L, ar: l}\n"
                             "status: provisional\nrequirements:\n"
                             "  - {rule: sidewalk-clear-width, require: '>= 2 m', clause: L1}\n");
    struct arena arena = {0};
    const struct standard *standard = NULL;
    rasif_error err = {RASIF_OK, ""};
    if (rules_load_standard(rules, path, &arena, &standard, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    const struct standard *parent = &rules->standards[rules_find_standard(rules, "prowag-2023")];
    assert_int_equal(standard->n_requirements, parent->n_requirements);
    write_file("local.yaml", "id: x\nextends: prowag\n");
    assert_int_equal(rules_load_standard(rules, path, &arena, &standard, &err), RASIF_E_RULE);
    assert_non_null(strstr(err.message, "local.yaml:2:10: 'extends' names 'prowag'"));
    assert_int_equal(rules_load_standard(rules, "/nonexistent.yaml", &arena, &standard, &err),
                     RASIF_E_RULE);
    arena_free(&arena);
    rasif_rules_free(rules);
}

/* ---- questions ---------------------------------------------------------------------------- */

static int keep(void *user, const char *text, size_t length)
{
    text_addn(user, text, length);
    return 0;
}

static int refuse(void *user, const char *text, size_t length)
{
    (void)user;
    (void)text;
    (void)length;
    return 1;
}

static void info_and_show__every_built_in_id__in_both_languages(void **state)
{
    (void)state;
    static const char *const both_languages[] = {"en", "ar"};
    rasif_rules *rules = NULL;
    assert_int_equal(rasif_rules_load(NULL, NULL, &rules, NULL), RASIF_OK);
    size_t n = rasif_rules_count(rules);
    assert_int_equal(n, rules->n_rules + rules->n_standards + rules->n_profiles + rules->n_presets);
    rasif_rule_info before = {.id = "", .kind = ""};
    for (size_t i = 0; i < n; i++) {
        rasif_rule_info info;
        assert_int_equal(rasif_rules_info(rules, i, "en", &info), RASIF_OK);
        if (strcmp(before.kind, info.kind) == 0)
            assert_true(strcmp(before.id, info.id) < 0);
        before = info;
        for (size_t k = 0; k < 2; k++) {
            struct text page = {0};
            assert_int_equal(rasif_rules_info(rules, i, both_languages[k], &info), RASIF_OK);
            assert_int_equal(rasif_rules_show(rules, info.id, both_languages[k], keep, &page, NULL), 0);
            /* a preset is shown as the file it is, with its title in both languages */
            assert_non_null(strstr(page.data, info.title));
            assert_true(utf8_valid(page.data, page.length));
            text_free(&page);
        }
    }
    rasif_rule_info info;
    assert_int_equal(rasif_rules_info(rules, n, "en", &info), RASIF_E_ARGUMENT);
    assert_int_equal(rasif_rules_count(NULL), 0);
    rasif_rules_free(rules);
    rasif_rules_free(NULL);
}

static void show__page__holds_limits_needs_and_data(void **state)
{
    (void)state;
    static const struct {
        const char *id, *language, *part;
    } cases[] = {
        {"sidewalk-running-slope", "en", "prowag-2023                 <= 1:20  [R302.4.1; R407.2]  core"},
        {"sidewalk-running-slope", "en", "unless: running_slope_pct <= street_grade_pct"},
        {"sidewalk-running-slope", "en", "3 % / 5 % / 1:12 / ↓ 10 %  weight 3  stops or endangers"},
        {"sidewalk-running-slope", "en", "street_grade_pct (%)"},
        {"sidewalk-running-slope", "en", "How to fix"},
        {"sidewalk-running-slope", "ar", "الخطورة: جسيمة"},
        {"sidewalk-running-slope", "ar", "غير متحقق منه"},
        {"sidewalk-surface", "en", "surface: asphalt, concrete"},
        {"crossing-green-margin", "en", "no standard sets a limit"},
        {"crossing-green-margin", "en", "walk_s (s)"},
        {"crossing-green-margin", "en", "green_margin  (computed, not a field)"},
        {"prowag-2023", "en", "Status: normative"},
        {"prowag-2023", "ar", "الصفة: ملزم"},
        {"older_walker", "en", "Walking speed: 0.75 m/s, starts after 2 s"},
        {"old", "en", "Walking speed: 0.75 m/s, starts after 2 s"},
    };
    rasif_rules *rules = NULL;
    assert_int_equal(rasif_rules_load(NULL, NULL, &rules, NULL), RASIF_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text page = {0};
        assert_int_equal(rasif_rules_show(rules, cases[i].id, cases[i].language, keep, &page, NULL),
                         RASIF_OK);
        if (strstr(page.data, cases[i].part) == NULL)
            fail_msg("no '%s' in\n%s", cases[i].part, page.data);
        text_free(&page);
    }
    rasif_error err = {RASIF_OK, ""};
    assert_int_equal(rasif_rules_show(rules, "prowag-2032", "en", keep, NULL, &err),
                     RASIF_E_ARGUMENT);
    assert_non_null(strstr(err.message, "did you mean 'prowag-2023'?"));
    assert_int_equal(rasif_rules_show(rules, "old", "en", refuse, NULL, &err), RASIF_E_OUTPUT);
    rasif_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(load__good_folder__adds_to_the_built_in),
        IN_FOLDER(extends__standard__child_replaces_rule_by_rule),
        IN_FOLDER(extends__profile__inherits_what_it_leaves_out),
        IN_FOLDER(load__id_of_a_built_in_file__replaces_it),
        IN_FOLDER(alias__old_id__finds_the_rule),
        IN_FOLDER(check__wrong_example__names_place_and_outcomes),
        IN_FOLDER(load_standard__from_a_file__extends_what_is_loaded),
        cmocka_unit_test(info_and_show__every_built_in_id__in_both_languages),
        cmocka_unit_test(show__page__holds_limits_needs_and_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
