/* SPDX-License-Identifier: MIT
 *
 * plan/conflict_kinds.h: every declared conflict speaks of rules that its elements are asked about, some built-in
 * user can be helped and another hurt by it, every text is there, and mistakes of files are named, all of them
 * at once. */
#include "plan/conflict_kinds.h"

#include "base/data.h"
#include "base/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;
static const struct conflict_kinds *kinds;
static rasif_rules *rules;

static int load(void **state)
{
    (void)state;
    rasif_error err = {RASIF_OK, ""};
    if (rasif_rules_load(NULL, NULL, &rules, &err) == RASIF_OK &&
        conflict_kinds_load(rules, &arena, &kinds, &err) == RASIF_OK)
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

/* ---- the built-in ones ---------------------------------------------------------------------- */

static bool is_needed(size_t profile, size_t rule)
{
    for (size_t i = 0; i < rules->profiles[profile].n_needs; i++)
        if (rules->profiles[profile].needs[i].rule == rule)
            return true;
    return false;
}

static void kinds__rules__are_asked_of_their_elements_by_different_users(void **state)
{
    (void)state;
    assert_true(kinds->n >= 6);
    for (size_t k = 0; k < kinds->n; k++) {
        const struct conflict_kind *kind = &kinds->kinds[k];
        size_t pairs = 0;
        assert_int_equal(kind->elements & ~rules->rules[kind->helps].elements, 0);
        assert_int_equal(kind->elements & ~rules->rules[kind->hurts].elements, 0);
        assert_true(kind->n_when > 0);
        for (size_t p = 0; p < rules->n_profiles; p++)
            for (size_t q = 0; q < rules->n_profiles; q++)
                pairs += p != q && is_needed(p, kind->helps) && is_needed(q, kind->hurts);
        if (pairs == 0)
            fail_msg("%s: no user can be helped or hurt by it", kind->id);
    }
}

static void expect_whole(const char *where, struct phrase phrase)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (phrase.in[l] == NULL || phrase.in[l][0] == '\0')
            fail_msg("%s: nothing in %s", where, languages[l].code);
}

static void kinds__files__are_called_like_their_id_with_all_texts(void **state)
{
    (void)state;
    size_t n = 0;
    for (const struct data_file *data = data_files; data->path != NULL; data++)
        n += strncmp(data->path, "conflicts/", 10) == 0;
    assert_int_equal(n, kinds->n);
    for (size_t k = 0; k < kinds->n; k++) {
        char path[80];
        snprintf(path, sizeof path, "conflicts/%s.yaml", kinds->kinds[k].id);
        assert_non_null(data_find(path));
        expect_whole(kinds->kinds[k].id, kinds->kinds[k].title);
        expect_whole(kinds->kinds[k].id, kinds->kinds[k].text);
        expect_whole(kinds->kinds[k].id, kinds->kinds[k].both);
        assert_true(k == 0 || strcmp(kinds->kinds[k - 1].id, kinds->kinds[k].id) < 0);
    }
}

/* ---- mistakes ------------------------------------------------------------------------------- */

#define HEAD "id: a\napplies: ramp\nwhen: [\"kerb = flush\"]\n"
#define RULES "helps: ramp-kerb\nhurts: ramp-tactile-warning\n"
#define TEXTS "title: {en: A}\ntext: {en: B}\nboth: {en: C}\n"
#define JUDGED "judgement: true\n"

/* Builds one file; "" = it worked. */
static void build(const char *file, rasif_error *err, struct conflict_kind *out)
{
    struct arena own = {0};
    const struct yaml_node *root;
    const struct conflict_kinds *all = NULL;
    assert_int_equal(yaml_parse("a.yaml", file, strlen(file), &own, &root, err), RASIF_OK);
    rasif_status status = conflict_kinds_build(rules, &root, 1, &own, &all, err);
    assert_true(status == RASIF_OK || status == RASIF_E_RULE);
    if (status == RASIF_OK && out != NULL)
        *out = all->kinds[0];
    arena_free(&own);
}

static void build__file__has_its_state_rules_and_side(void **state)
{
    (void)state;
    rasif_error err = {RASIF_OK, ""};
    struct conflict_kind kind;
    build(HEAD RULES TEXTS JUDGED, &err, &kind);
    assert_string_equal(err.message, "");
    assert_int_equal(kind.elements, 1u << ELEMENT_RAMP);
    assert_int_equal(kind.helps, rules_find_rule(rules, "ramp-kerb"));
    assert_int_equal(kind.hurts, rules_find_rule(rules, "ramp-tactile-warning"));
    assert_false(kind.helped_on_both);
    build(HEAD RULES TEXTS JUDGED "on_both_sides: helped\n", &err, &kind);
    assert_string_equal(err.message, "");
    assert_true(kind.helped_on_both);
}

static void build__mistake__is_named_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *file, *message;
    } cases[] = {
        {"id: a\napplies: rmap\nwhen: [\"kerb = flush\"]\n" RULES TEXTS JUDGED, "a.yaml:2:10: unknown element 'rmap'; did you mean 'ramp'?"},
        {"id: a\napplies: ramp\n" RULES TEXTS JUDGED, "a.yaml:1:1: the key 'when' is missing"},
        {"id: a\napplies: ramp\nwhen: []\n" RULES TEXTS JUDGED, "a.yaml:3:7: the list of conditions is empty"},
        {"id: a\napplies: ramp\nwhen: [\"kerb = flsh\"]\n" RULES TEXTS JUDGED, "a.yaml:3:8: unknown value of kerb 'flsh'; did you mean 'flush'?"},
        {HEAD "helps: ramp-kreb\nhurts: ramp-lip\n" TEXTS JUDGED, "a.yaml:4:8: unknown rule 'ramp-kreb'; did you mean 'ramp-kerb'?"},
        {HEAD "helps: ramp-kerb\n" TEXTS JUDGED, "a.yaml:1:1: the key 'hurts' is missing"},
        {HEAD RULES "title: {en: A}\ntext: {en: B}\n" JUDGED, "a.yaml:1:1: the key 'both' is missing"},
        {HEAD RULES TEXTS, "a conflict needs 'source', or 'judgement: true', and not both"},
        {HEAD RULES TEXTS JUDGED "source: {en: S}\n", "a conflict needs 'source', or 'judgement: true', and not both"},
        {HEAD RULES TEXTS JUDGED "on_both_sides: both\n", "a.yaml:10:16: unknown side 'both'; use one of: hurt, helped"},
        {HEAD RULES TEXTS JUDGED "hurt: ramp-lip\n", "a.yaml:10:1: unknown key 'hurt'; did you mean 'hurts'?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rasif_error err = {RASIF_OK, ""};
        build(cases[i].file, &err, NULL);
        if (strstr(err.message, cases[i].message) == NULL)
            fail_msg("got '%s', not '%s'", err.message, cases[i].message);
    }
}

static void build__several_mistakes__are_named_at_once(void **state)
{
    (void)state;
    rasif_error err = {RASIF_OK, ""};
    build("id: a\napplies: ramp\nwhen: [\"kreb = flush\"]\nhelps: kerb\nhurts: tiles\n" TEXTS, &err, NULL);
    static const char *const lines[] = {"a.yaml:3:8: ", "a.yaml:4:8: ", "a.yaml:5:8: ", "not both"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (strstr(err.message, lines[i]) == NULL)
            fail_msg("'%s' is not in '%s'", lines[i], err.message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds__rules__are_asked_of_their_elements_by_different_users),
        cmocka_unit_test(kinds__files__are_called_like_their_id_with_all_texts),
        cmocka_unit_test(build__file__has_its_state_rules_and_side),
        cmocka_unit_test(build__mistake__is_named_with_its_place),
        cmocka_unit_test(build__several_mistakes__are_named_at_once),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
