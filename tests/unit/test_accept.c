/* SPDX-License-Identifier: MIT
 *
 * report/accept/accept.c, waivers.c, baseline.c: files of waivers and baselines are read strictly, and
 * what they name is found again. */
#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ID "w0123456789abcdef"

static rasif_context *context;
static rasif_rules *rules;
static char path[64];

static int load(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/rasif-test-XXXXXX");
    int descriptor = mkstemp(path);
    if (descriptor < 0 || close(descriptor) != 0)
        return -1;
    return rasif_context_new(&context) || rasif_rules_load(context, NULL, &rules, NULL) ? -1 : 0;
}

static int unload(void **state)
{
    (void)state;
    rasif_rules_free(rules);
    rasif_context_free(context);
    return unlink(path);
}

static void write_text(const char *text)
{
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    fputs(text, stream);
    assert_int_equal(fclose(stream), 0);
}

/* ---- ids and dates ------------------------------------------------------------------------ */

static void date_valid__days__exist(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-01-31", "2024-02-29", "2000-02-29", "0001-12-31"};
    static const char *const bad[] = {"",           "2026-1-31",   "2026-02-29", "1900-02-29",
                                      "2026-04-31", "2026-00-10",  "2026-13-01", "2026-01-00",
                                      "2026-01-3",  "2026-01-311", "2026/01/31", "20260131",
                                      "tomorrow",   " 2026-01-31", "-026-01-31"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(date_valid(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(date_valid(bad[i]));
}

static void finding_id_valid__shapes__are_told_apart(void **state)
{
    (void)state;
    static const char *const good[] = {"ramp-lip:" ID ":0", "x:" ID "-2:12", "old-name:" ID ":3"};
    static const char *const bad[] = {"",
                                      "ramp-lip",
                                      ":" ID ":0",
                                      "ramp-lip:" ID,
                                      "ramp-lip:" ID ":",
                                      "ramp-lip:" ID ":x",
                                      "ramp-lip:" ID ":0 ",
                                      "ramp-lip:0123456789abcdef:0",
                                      "ramp-lip:w0123456789ABCDEF:0",
                                      "ramp-lip:w0123456789abcdef0:0",
                                      "ramp-lip:" ID "-:0"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(finding_id_valid(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (finding_id_valid(bad[i], strlen(bad[i])))
            fail_msg("'%s' was taken for a finding_id", bad[i]);
}

/* ---- waivers ------------------------------------------------------------------------------ */

static void waivers_read__mistakes__are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "empty"},
        {"{}", ":1:1: the key 'waivers' is missing"},
        {"waiver: []", "unknown key 'waiver'; did you mean 'waivers'?"},
        {"waivers: {}", "waivers must be a list"},
        {"waivers: [x]", ":1:11: a waiver must be a map"},
        {"waivers: [{}]", "the key 'rule' is missing"},
        {"waivers: [{rule: ramp-lip}]", "the key 'feature' is missing"},
        {"waivers: [{rule: ramp-lip, feature: ramps}]", "'ramps' names no feature"},
        {"waivers: [{rule: ramp-lip, feature: 'ramps:'}]", "'ramps:' names no feature"},
        {"waivers: [{rule: ramp-lip, feature: ':1'}]", "':1' names no feature"},
        {"waivers: [{rule: ramp-lip, feature: 'ramps:1x'}]", "names no feature"},
        {"waivers: [{rule: ramp, feature: 'ramps:1'}]", "there is no rule ramp"},
        {"waivers: [{finding: 'ramp-lip:1'}]", "'ramp-lip:1' is no finding_id"},
        {"waivers: [{finding: 'ramp-lap:" ID ":0'}]", "no rule ramp-lap; did you mean ramp-lip?"},
        {"waivers: [{finding: 'ramp-lip:" ID ":0', rule: ramp-lip}]", "either finding, or rule"},
        {"waivers: [{finding: 'ramp-lip:" ID ":0'}]", "the key 'reason' is missing"},
        {"waivers: [{finding: 'ramp-lip:" ID ":0', reason: a}]", "the key 'until' is missing"},
        {"waivers: [{finding: 'ramp-lip:" ID ":0', reason: a, until: soon}]", "'soon' is no date"},
        {"waivers: [{finding: 'ramp-lip:" ID ":0', by: me}]", "unknown key 'by'"},
        {"waivers:\n- {rule: ramp-lip, feature: 'a:1', reason: a, until: 2026-01-01}\n"
         "- {rule: ramp-lip, feature: 'a:01', reason: b, until: 2027-01-01}\n",
         ":3: the same is waived in line 2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct waivers waivers;
        rasif_error err = {0};
        write_text(cases[i].text);
        rasif_status status = waivers_read(path, rules, &arena, &waivers, &err);
        if (status != RASIF_E_RULE || strstr(err.message, cases[i].message) == NULL)
            fail_msg("'%s': got '%s'", cases[i].text, err.message);
        arena_free(&arena);
    }
}

/* The waiver in force of a finding, SIZE_MAX without one. */
static size_t matched(struct waivers *waivers, const char *id, const char *layer, int64_t fid)
{
    struct text key = {0};
    size_t valid;
    assert_true(waivers_match(waivers, id, layer, fid, &key, &valid));
    text_free(&key);
    return valid;
}

static void waivers_match__all_that_cover__are_counted(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct waivers w;
    rasif_error err = {0};
    write_text("waivers:\n"
               "- {finding: 'ramp-lip:" ID ":0', reason: \"a\\nb \", until: 2026-01-01}\n"
               "- {rule: ramp-lip, feature: " ID ", reason: b, until: 2026-01-01}\n"
               "- {rule: ramp-lip, feature: 'two: words:-7', reason: c, until: 2026-01-01}\n");
    if (waivers_read(path, rules, &arena, &w, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    assert_int_equal(w.n, 3);
    size_t exact = matched(&w, "ramp-lip:" ID ":0", "two: words", -7);
    assert_int_not_equal(exact, SIZE_MAX);
    assert_string_equal(w.items[exact].reason, "a b");
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(w.items[i].n_findings, 1);

    w.items[exact].expired = true; /* then a broader one that is in force holds */
    assert_int_not_equal(matched(&w, "ramp-lip:" ID ":0", "x", 1), exact);
    assert_int_equal(matched(&w, "ramp-lip:" ID "-2:0", "x", 1), SIZE_MAX);
    assert_int_equal(matched(&w, "sidewalk-gap:" ID ":0", "two: words", -7), SIZE_MAX);
    arena_free(&arena);
}

/* ---- baselines ---------------------------------------------------------------------------- */

static void baseline_read__any_order_and_line_ends__are_sorted_and_found(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct baseline baseline;
    rasif_error err = {0};
    write_text("# note\r\n\r\nsidewalk-gap:" ID ":0\r\n  \nramp-lip:" ID ":0 \nramp-lip:" ID
               ":0\ngone-rule:" ID ":0");
    if (baseline_read(path, rules, &arena, &baseline, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    assert_int_equal(baseline.n, 3);
    assert_string_equal(baseline.items[0].id, "gone-rule:" ID ":0");
    assert_non_null(baseline_find(&baseline, "sidewalk-gap:" ID ":0"));
    assert_null(baseline_find(&baseline, "sidewalk-gap:" ID ":1"));
    write_text("");
    assert_int_equal(baseline_read(path, rules, &arena, &baseline, &err), RASIF_OK);
    assert_null(baseline_find(&baseline, "sidewalk-gap:" ID ":0"));
    arena_free(&arena);
}

static void baseline_read__what_is_no_baseline__is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {"x", "# a\n{\"findings\": []}", "ramp-lip:" ID ":0 # note",
                                        "ramp-lip:\xff:0"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct baseline baseline;
        rasif_error err = {0};
        write_text(cases[i]);
        assert_int_equal(baseline_read(path, rules, &arena, &baseline, &err), RASIF_E_RULE);
        assert_non_null(strstr(err.message, path));
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date_valid__days__exist),
        cmocka_unit_test(finding_id_valid__shapes__are_told_apart),
        cmocka_unit_test(waivers_read__mistakes__are_refused),
        cmocka_unit_test(waivers_match__all_that_cover__are_counted),
        cmocka_unit_test(baseline_read__any_order_and_line_ends__are_sorted_and_found),
        cmocka_unit_test(baseline_read__what_is_no_baseline__is_refused),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
