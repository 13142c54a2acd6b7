/* SPDX-License-Identifier: MIT
 *
 * plan/kinds.h: every measure that a built-in rule asks of an element has exactly one kind of work or a
 * reason why no work helps, every text is there, and mistakes of files are named, all
 * of them at once. */
#include "plan/kinds.h"

#include "base/data.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;
static const struct work_kinds *kinds;
static rasif_rules *rules;

static int load(void **state)
{
    (void)state;
    rasif_error err = {RASIF_OK, ""};
    if (rasif_rules_load(NULL, NULL, &rules, &err) == RASIF_OK &&
        work_kinds_load(&arena, &kinds, &err) == RASIF_OK)
        return 0;
    fprintf(stderr, "%s\n", err.message);
    return 1;
}

static int unload(void **state)
{
    (void)state;
    rasif_rules_free(rules);
    arena_free(&arena);
    return 0;
}

/* ---- the built-in kinds --------------------------------------------------------------------- */

static void kinds__measures_of_built_in_rules__have_one_kind_or_a_reason(void **state)
{
    (void)state;
    size_t pairs = 0;
    for (size_t r = 0; r < rules->n_rules; r++)
        for (int e = 0; e < ELEMENT_COUNT; e++) {
            const struct rule *rule = &rules->rules[r];
            if ((rule->elements >> e & 1u) == 0)
                continue;
            pairs++;
            bool mended = work_kind_of(kinds, (enum element)e, rule->measure) != NULL;
            const struct no_work *none = no_work_of(kinds, (enum element)e, rule->measure, CAUSE_COUNT);
            if (mended == (none != NULL))
                fail_msg("%s of %s (%s): %s", fields[rule->measure].name, element_names[e], rule->id,
                         mended ? "a kind, and a reason why there is none" : "neither kind nor reason");
        }
    assert_true(pairs > 60);
}

/* A need that stops somebody asks a measure of a rule; none may be left without an answer. */
static void kinds__needs_that_block__have_an_answer(void **state)
{
    (void)state;
    for (size_t p = 0; p < rules->n_profiles; p++)
        for (size_t i = 0; i < rules->profiles[p].n_needs; i++) {
            const struct need *need = &rules->profiles[p].needs[i];
            const struct rule *rule = &rules->rules[need->rule];
            for (int e = 0; need->blocks && e < ELEMENT_COUNT; e++)
                if ((rule->elements >> e & 1u) != 0 &&
                    work_kind_of(kinds, (enum element)e, rule->measure) == NULL &&
                    no_work_of(kinds, (enum element)e, rule->measure, CAUSE_COUNT) == NULL)
                    fail_msg("%s stops at %s", rules->profiles[p].id, rule->id);
        }
}

/* What the rules themselves say that no repair mends: the ground, and what people put there. */
static void kinds__terrain_and_behaviour_of_rules__have_a_reason(void **state)
{
    (void)state;
    size_t terrain = 0, behaviour = 0;
    for (size_t r = 0; r < rules->n_rules; r++)
        for (int e = 0; e < ELEMENT_COUNT; e++) {
            const struct rule *rule = &rules->rules[r];
            if ((rule->elements >> e & 1u) == 0)
                continue;
            if (rule->terrain != FIELD_NONE) {
                terrain++;
                assert_non_null(no_work_of(kinds, (enum element)e, rule->measure, CAUSE_TERRAIN));
            }
            if (rule->behaviour != 0 || rule->cause == CAUSE_BEHAVIOUR) {
                behaviour++;
                assert_non_null(no_work_of(kinds, (enum element)e, rule->measure, CAUSE_BEHAVIOUR));
            }
        }
    assert_true(terrain >= 3 && behaviour >= 3);
}

/* The texts of complete languages: the test `languages` of the suite rules. */
static void expect_whole(const char *where, struct phrase phrase)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (phrase.in[l] == NULL || phrase.in[l][0] == '\0')
            fail_msg("%s: nothing in %s", where, languages[l].code);
}

static void kinds__texts__are_there_in_all_languages(void **state)
{
    (void)state;
    assert_true(kinds->n >= 20 && kinds->n < NO_KIND);
    for (size_t i = 0; i < kinds->n; i++) {
        expect_whole(kinds->kinds[i].id, kinds->kinds[i].title);
        expect_whole(kinds->kinds[i].id, kinds->kinds[i].text);
        for (size_t k = 0; k < i; k++) {
            assert_true(strcmp(kinds->kinds[k].id, kinds->kinds[i].id) < 0);
            for (int l = 0; l < LANGUAGE_COUNT; l++)
                assert_string_not_equal(kinds->kinds[k].title.in[l], kinds->kinds[i].title.in[l]);
        }
    }
    for (size_t i = 0; i < kinds->n_no_work; i++) {
        expect_whole("no_work", kinds->no_work[i].reason);
        expect_whole("no_work", kinds->no_work[i].instead);
    }
}

/* A file is found by its kind. */
static void kinds__files__are_called_like_their_kind(void **state)
{
    (void)state;
    size_t n = 0;
    for (const struct data_file *data = data_files; data->path != NULL; data++)
        n += strncmp(data->path, "works/", 6) == 0;
    assert_int_equal(n, kinds->n);
    for (size_t i = 0; i < kinds->n; i++) {
        char path[80];
        snprintf(path, sizeof path, "works/%s.yaml", kinds->kinds[i].id);
        assert_non_null(data_find(path));
    }
}

static void expect_kind(enum element element, enum field_id field, const char *id)
{
    const struct work_kind *kind = work_kind_of(kinds, element, field);
    assert_non_null(kind);
    assert_string_equal(kind->id, id);
}

static void kind_of__pair__is_the_kind_that_mends_it(void **state)
{
    (void)state;
    expect_kind(ELEMENT_RAMP, F_running_slope_pct, "kerb-ramp");
    expect_kind(ELEMENT_SIDEWALK, F_running_slope_pct, "sidewalk-grade");
    expect_kind(ELEMENT_CROSSING, F_running_slope_pct, "crossing-level");
    expect_kind(ELEMENT_CROSSING, F_ends_without_ramp, "kerb-ramp-new");
    expect_kind(ELEMENT_CROSSING, F_step_free, "crossing-step-free");
    expect_kind(ELEMENT_STEPS, F_step_free, "steps-link");
    expect_kind(ELEMENT_STREET, F_sidewalk_missing_m, "sidewalk-new");
    expect_kind(ELEMENT_STREET, F_crossings_missing, "crossing-new");
    /* Ramps have no width of barriers; the kind names both measures and four elements. */
    expect_kind(ELEMENT_RAMP, F_barriers, "barrier");
    assert_null(work_kind_of(kinds, ELEMENT_RAMP, F_barrier_width_m));
    assert_null(work_kind_of(kinds, ELEMENT_STREET, F_lanes));
    assert_int_equal(work_kind_of(kinds, ELEMENT_SIDEWALK, F_surface)->quantity, WORK_AREA);
    assert_int_equal(work_kind_of(kinds, ELEMENT_SIDEWALK, F_surface)->pays, PAYER_OWNER);
}

static void no_work_of__cause__decides(void **state)
{
    (void)state;
    assert_non_null(no_work_of(kinds, ELEMENT_SIDEWALK, F_running_slope_pct, CAUSE_TERRAIN));
    assert_null(no_work_of(kinds, ELEMENT_SIDEWALK, F_running_slope_pct, CAUSE_DEFECT));
    assert_null(no_work_of(kinds, ELEMENT_RAMP, F_running_slope_pct, CAUSE_TERRAIN));
    assert_non_null(no_work_of(kinds, ELEMENT_CROSSING, F_mid_block, CAUSE_DEFECT));
    assert_non_null(no_work_of(kinds, ELEMENT_CROSSING, F_mid_block, CAUSE_COUNT));
}

static void find__id__is_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < kinds->n; i++)
        assert_int_equal(work_kind_find(kinds, kinds->kinds[i].id), i);
    assert_true(work_kind_find(kinds, "kerb") == SIZE_MAX);
    assert_string_equal(work_kind_suggest(kinds, "kreb-ramp"), "kerb-ramp");
    assert_null(work_kind_suggest(kinds, "motorway"));
}

/* ---- mistakes ------------------------------------------------------------------------------- */

static const char good[] = "id: a\napplies: ramp\nmends: [kerb]\nquantity: each\npays: owner\n"
                           "title: {en: A}\ntext: {en: B}\n";
static const char none[] = "no_work:\n  - applies: crossing\n    measures: [mid_block]\n"
                           "    reason: {en: R}\n    instead: {en: I}\n";

/* Builds two files and one of no_work; "" = it worked. */
static void build(const char *first, const char *second, const char *no_work, rasif_error *err)
{
    struct arena own = {0};
    const struct yaml_node *roots[2], *last = NULL;
    const struct work_kinds *out = NULL;
    assert_int_equal(yaml_parse("a.yaml", first, strlen(first), &own, &roots[0], err), RASIF_OK);
    assert_int_equal(yaml_parse("b.yaml", second, strlen(second), &own, &roots[1], err), RASIF_OK);
    assert_int_equal(yaml_parse("n.yaml", no_work, strlen(no_work), &own, &last, err), RASIF_OK);
    rasif_status status = work_kinds_build(roots, 2, last, &own, &out, err);
    assert_true(status == RASIF_OK || status == RASIF_E_RULE);
    arena_free(&own);
}

static void build__mistake__is_named_with_its_place(void **state)
{
    (void)state;
#define REST "quantity: each\npays: owner\ntitle: {en: A}\ntext: {en: B}\n"
    static const struct {
        const char *second, *no_work, *message;
    } cases[] = {
        {"id: b\napplies: rmap\nmends: [kerb]\n" REST, none, "b.yaml:2:10: unknown element 'rmap'; did you mean 'ramp'?"},
        {"id: b\napplies: []\nmends: [kerb]\n" REST, none, "b.yaml:2:10: 'applies' is empty"},
        {"id: b\napplies: steps\nmends: [riser]\n" REST, none, "b.yaml:3:9: unknown measure 'riser'"},
        {"id: b\napplies: steps\nmends: riser_mm\n" REST, none, "b.yaml:3:8: mends must be a list"},
        {"id: b\napplies: steps\nmends: []\n" REST, none, "b.yaml:3:8: element 'steps' has none of these measures"},
        {"id: b\napplies: steps\nmends: [lip_mm]\n" REST, none, "b.yaml:3:9: no element of 'applies' has 'lip_mm'"},
        {"id: b\napplies: [steps, ramp]\nmends: [riser_mm]\n" REST, none, "b.yaml:3:8: element 'ramp' has none of these"},
        {"id: b\napplies: crossing\nmends: [markings]\n" REST, none, "b.yaml:3:9: 'markings' is free text; "},
        {"id: b\napplies: ramp\nmends: [lip_mm, kerb]\n" REST, none, "b.yaml:3:17: 'kerb' of ramp is mended by 'a' already"},
        {"id: b\napplies: ramp\nmends: [lip_mm, lip_mm]\n" REST, none, "b.yaml:3:17: 'lip_mm' of ramp is mended by 'b' already"},
        {"id: b\napplies: ramp\nmend: [lip_mm]\n" REST, none, "b.yaml:3:1: unknown key 'mend'; did you mean 'mends'?"},
        {"id: B\napplies: ramp\nmends: [lip_mm]\n" REST, none, "b.yaml:1:5: id 'B'"},
        {"id: b\napplies: ramp\nmends: [lip_mm]\nquantity: metre\npays: owner\ntitle: {en: A}\ntext: {en: B}\n", none,
         "b.yaml:4:11: unknown quantity 'metre'; use one of: each, length, area"},
        {"id: b\napplies: ramp\nmends: [lip_mm]\nquantity: each\npays: owners\ntitle: {en: A}\ntext: {en: B}\n", none,
         "b.yaml:5:7: unknown pays 'owners'; did you mean 'owner'?"},
        {"id: b\napplies: ramp\nmends: [lip_mm]\nquantity: each\npays: owner\ntitle: {fr: A}\ntext: {en: B}\n", none,
         "b.yaml:6:8: 'title' has no text in 'en'"},
        {"id: b\napplies: ramp\nmends: [lip_mm]\nquantity: each\npays: owner\ntitle: {en: A}\n", none,
         "b.yaml:1:1: the key 'text' is missing"},
        {"id: b\napplies: ramp\nmends: [lip_mm]\n" REST,
         "no_work:\n  - applies: ramp\n    measures: [lip_mm]\n    reason: {en: R}\n    instead: {en: I}\n",
         "n.yaml:3:16: 'lip_mm' of ramp is mended by 'b'"},
        {"id: b\napplies: ramp\nmends: [lip_mm]\n" REST,
         "no_work:\n  - applies: ramp\n    measures: [lip_mm]\n    cause: unknown\n    reason: {en: R}\n    instead: {en: I}\n",
         "n.yaml:4:12: unknown cause 'unknown'"},
        {"id: b\napplies: ramp\nmends: [lip_mm]\n" REST, "no_work: {}\n", "n.yaml:1:10: no_work must be a list"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rasif_error err = {RASIF_OK, ""};
        build(good, cases[i].second, cases[i].no_work, &err);
        if (strstr(err.message, cases[i].message) == NULL)
            fail_msg("got '%s', not '%s'", err.message, cases[i].message);
    }
}

static void build__several_mistakes__are_named_at_once(void **state)
{
    (void)state;
    rasif_error err = {RASIF_OK, ""};
    build("id: a\napplies: ramp\nmends: [kreb, lip]\nquantity: metres\npays: nobody\ntitle: {en: A}\n",
          "id: b\napplies: ramps\nmends: [lip_mm]\n" REST, "no_work:\n  - {applies: crossing}\n", &err);
    static const char *const lines[] = {"a.yaml:3:9: ", "a.yaml:3:15: ", "a.yaml:4:11: ", "a.yaml:5:7: ",
                                        "a.yaml:1:1: ", "b.yaml:2:10: ", "n.yaml:2:5: "};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (strstr(err.message, lines[i]) == NULL)
            fail_msg("'%s' is not in '%s'", lines[i], err.message);
}

static void build__entry_with_cause__may_stand_beside_a_kind(void **state)
{
    (void)state;
    rasif_error err = {RASIF_OK, ""};
    build(good, "id: b\napplies: ramp\nmends: [cross_slope_pct]\n" REST,
          "no_work:\n  - applies: ramp\n    measures: [cross_slope_pct]\n    cause: terrain\n"
          "    reason: {en: R}\n    instead: {en: I}\n",
          &err);
    assert_string_equal(err.message, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds__measures_of_built_in_rules__have_one_kind_or_a_reason),
        cmocka_unit_test(kinds__needs_that_block__have_an_answer),
        cmocka_unit_test(kinds__terrain_and_behaviour_of_rules__have_a_reason),
        cmocka_unit_test(kinds__texts__are_there_in_all_languages),
        cmocka_unit_test(kinds__files__are_called_like_their_kind),
        cmocka_unit_test(kind_of__pair__is_the_kind_that_mends_it),
        cmocka_unit_test(no_work_of__cause__decides),
        cmocka_unit_test(find__id__is_its_place),
        cmocka_unit_test(build__mistake__is_named_with_its_place),
        cmocka_unit_test(build__several_mistakes__are_named_at_once),
        cmocka_unit_test(build__entry_with_cause__may_stand_beside_a_kind),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
