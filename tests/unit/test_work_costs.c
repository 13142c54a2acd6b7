/* SPDX-License-Identifier: MIT
 *
 * plan/costs.h: every kind has a built-in cost with a source or the mark of a placeholder; a city's file
 * changes some or all of them, in its currency; its mistakes are named, all of them at once. */
#include "plan/costs.h"

#include "base/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena arena;
static const struct work_kinds *kinds;
static char file[64];

static int load(void **state)
{
    (void)state;
    snprintf(file, sizeof file, "/tmp/rasif-costs-XXXXXX");
    int made = mkstemp(file);
    if (made >= 0)
        close(made);
    return made >= 0 && work_kinds_load(&arena, &kinds, NULL) == RASIF_OK ? 0 : 1;
}

static int unload(void **state)
{
    (void)state;
    arena_free(&arena);
    return remove(file);
}

/* The costs with a city's file of this text (NULL = no file). */
static rasif_status read_file(const char *text, const struct work_costs **out, rasif_error *err)
{
    if (text != NULL) {
        FILE *stream = fopen(file, "wb");
        assert_non_null(stream);
        fputs(text, stream);
        assert_int_equal(fclose(stream), 0);
    }
    return work_costs_load(kinds, text != NULL ? file : NULL, &arena, out, err);
}

static const struct work_costs *read_good(const char *text)
{
    const struct work_costs *costs = NULL;
    rasif_error err = {RASIF_OK, ""};
    if (read_file(text, &costs, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    return costs;
}

static const struct work_cost *cost_of(const struct work_costs *costs, const char *id)
{
    size_t kind = work_kind_find(kinds, id);
    assert_true(kind < costs->n);
    return &costs->of[kind];
}

/* Users see mistakes in their language. */
static void expect_translated(const char *message)
{
    for (int l = 1; l < LANGUAGE_COUNT; l++) {
        rasif_translator *translator = NULL;
        char other[2048];
        assert_int_equal(rasif_translator_new(languages[l].code, &translator, NULL), RASIF_OK);
        rasif_translate(translator, message, other, sizeof other);
        rasif_translator_free(translator);
        if (strcmp(other, message) == 0)
            fail_msg("not translated into %s: %s", languages[l].code, message);
    }
}

static void built_in__every_kind__has_a_range_and_a_source(void **state)
{
    (void)state;
    const struct work_costs *costs = read_good(NULL);
    size_t placeholders = 0;
    assert_string_equal(costs->currency, "JOD");
    assert_int_equal(costs->n, kinds->n);
    for (size_t i = 0; i < costs->n; i++) {
        const struct work_cost *cost = &costs->of[i];
        assert_true(cost->low > 0 && cost->low < cost->high);
        assert_true(cost->unverified && !cost->own);
        for (int l = 0; l < LANGUAGE_COUNT; l++)
            assert_true(cost->source.in[l][0] != '\0');
        placeholders += cost->placeholder;
    }
    assert_true(placeholders > 0 && placeholders < costs->n);
    /* The note of the file is the source of its placeholders alone. */
    assert_string_equal(phrase_first(cost_of(costs, "seat")->source),
                        "placeholder, to be replaced by the city's own price");
    assert_true(cost_of(costs, "seat")->placeholder);
    assert_false(cost_of(costs, "kerb-ramp")->placeholder);
    assert_non_null(strstr(phrase_first(cost_of(costs, "kerb-ramp")->source), "6070 USD"));
}

static void city__some_kinds__leave_the_others_as_they_are(void **state)
{
    (void)state;
    const struct work_costs *costs = read_good("currency: JOD\nnote: tenders of 2026\ncosts:\n"
                                               "  seat: {low: 200, high: 350}\n"
                                               "  shade: {low: 0, high: 0, source: {en: gift}, unverified: true}\n");
    const struct work_cost *seat = cost_of(costs, "seat"), *shade = cost_of(costs, "shade"),
                           *refuge = cost_of(costs, "refuge");
    assert_true(seat->low == 200 && seat->high == 350);
    assert_true(seat->own && !seat->unverified && !seat->placeholder);
    assert_string_equal(phrase_in(seat->source, languages[LANGUAGE_COUNT - 1].code), "tenders of 2026");
    assert_true(shade->low == 0 && shade->high == 0 && shade->own && shade->unverified);
    assert_string_equal(phrase_first(shade->source), "gift");
    assert_true(refuge->placeholder && !refuge->own && refuge->low > 0);
    bool used[NO_KIND];
    memset(used, true, sizeof used);
    assert_int_equal(work_costs_require(costs, kinds, used, NULL), RASIF_OK);
}

/* A copy of the built-in file stays marked where nobody changed it. */
static void city__placeholder__stays_one(void **state)
{
    (void)state;
    const struct work_cost *seat = cost_of(
        read_good("currency: JOD\ncosts:\n  seat: {low: 1, high: 2, placeholder: true}\n"), "seat");
    assert_true(seat->placeholder && seat->unverified && seat->own);
    assert_string_equal(phrase_first(seat->source), "");
}

static void city__another_currency__needs_every_kind_that_is_used(void **state)
{
    (void)state;
    const struct work_costs *costs =
        read_good("currency: EUR\ncosts:\n  seat: {low: 200, high: 350}\n");
    bool used[NO_KIND] = {false};
    rasif_error err = {RASIF_OK, ""};
    assert_string_equal(costs->currency, "EUR");
    assert_true(isnan(cost_of(costs, "refuge")->low) && isnan(cost_of(costs, "refuge")->high));
    assert_false(cost_of(costs, "refuge")->placeholder);
    used[work_kind_find(kinds, "seat")] = true;
    assert_int_equal(work_costs_require(costs, kinds, used, &err), RASIF_OK);
    used[work_kind_find(kinds, "refuge")] = used[work_kind_find(kinds, "kerb-ramp")] = true;
    assert_int_equal(work_costs_require(costs, kinds, used, &err), RASIF_E_RULE);
    assert_non_null(strstr(err.message, "costs in EUR are missing"));
    assert_non_null(strstr(err.message, ": kerb-ramp, refuge"));
    expect_translated(err.message);
}

static void city__mistake__is_named_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"costs:\n  seat: {low: 1, high: 2}\n", ":1:1: the key 'currency' is missing"},
        {"currency: dinar\ncosts:\n  seat: {low: 1, high: 2}\n", ":1:11: currency 'dinar' must be three capital letters"},
        {"currency: JOD\n", ":1:1: the key 'costs' is missing"},
        {"currency: JOD\ncosts: {}\n", ":2:8: 'costs' is empty"},
        {"currency: JOD\ncost:\n  seat: {low: 1, high: 2}\n", ":2:1: unknown key 'cost'; did you mean 'costs'?"},
        {"currency: JOD\ncosts:\n  sheat: {low: 1, high: 2}\n", ":3:3: unknown kind of work 'sheat'; did you mean 'seat'?"},
        {"currency: JOD\ncosts:\n  motorway: {low: 1, high: 2}\n", ":3:3: unknown kind of work 'motorway'"},
        {"currency: JOD\ncosts:\n  seat: 5\n", ":3:9: seat must be a map"},
        {"currency: JOD\ncosts:\n  seat: {low: 1}\n", ":3:9: the key 'high' is missing"},
        {"currency: JOD\ncosts:\n  seat: {low: -1, high: 2}\n", ":3:15: 'low' is -1; it must be from 0 to "},
        {"currency: JOD\ncosts:\n  seat: {low: 1, high: 2 JOD}\n", ":3:24: 'high' must be a number, not '2 JOD'"},
        {"currency: JOD\ncosts:\n  seat: {low: 3, high: 2}\n", ":3:15: 'low' is above 'high'"},
        {"currency: JOD\ncosts:\n  seat: {low: 1, hihg: 2}\n", ":3:18: unknown key 'hihg'; did you mean 'high'?"},
        {"currency: JOD\ncosts:\n  seat: {low: 1, high: 2, unverified: yes}\n", "'unverified' is true or false, not 'yes'"},
        {"currency: JOD\ncosts:\n  seat: {low: 1, high: 2, source: a, placeholder: true}\n",
         "a placeholder has no source; give one of both"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct work_costs *costs = NULL;
        rasif_error err = {RASIF_OK, ""};
        rasif_status status = read_file(cases[i].text, &costs, &err);
        if (status != RASIF_E_RULE || costs != NULL || strstr(err.message, file) == NULL ||
            strstr(err.message, cases[i].message) == NULL)
            fail_msg("got '%s', not '%s'", err.message, cases[i].message);
        expect_translated(err.message);
    }
}

static void city__several_mistakes__are_named_at_once(void **state)
{
    (void)state;
    const struct work_costs *costs = NULL;
    rasif_error err = {RASIF_OK, ""};
    assert_int_equal(read_file("currency: dinar\nprices: 1\ncosts:\n  sheat: {low: 1, high: 2}\n"
                               "  seat: {low: -1, high: x, sorce: a}\n  shade: {low: 3, high: 2}\n",
                               &costs, &err),
                     RASIF_E_RULE);
    static const char *const lines[] = {":1:11: ", ":2:1: ", ":4:3: ", ":5:15: ", ":5:25: ", ":5:28: ", ":6:16: "};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (strstr(err.message, lines[i]) == NULL)
            fail_msg("'%s' is not in '%s'", lines[i], err.message);
}

static void city__no_such_file__is_refused(void **state)
{
    (void)state;
    const struct work_costs *costs = NULL;
    rasif_error err = {RASIF_OK, ""};
    assert_int_equal(work_costs_load(kinds, "/nowhere/costs.yaml", &arena, &costs, &err), RASIF_E_RULE);
    assert_non_null(strstr(err.message, "/nowhere/costs.yaml: can't be read"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_in__every_kind__has_a_range_and_a_source),
        cmocka_unit_test(city__some_kinds__leave_the_others_as_they_are),
        cmocka_unit_test(city__placeholder__stays_one),
        cmocka_unit_test(city__another_currency__needs_every_kind_that_is_used),
        cmocka_unit_test(city__mistake__is_named_with_its_place),
        cmocka_unit_test(city__several_mistakes__are_named_at_once),
        cmocka_unit_test(city__no_such_file__is_refused),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
