/* SPDX-License-Identifier: MIT
 *
 * rasif_options_init, rasif_options_init_size and rasif_options_set: defaults, values at and beyond their
 * limits, names, callers compiled with an older or newer header. */
#include "option_list.h"
#include "rasif.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rasif_options options;
static rasif_error err;

static int begin(void **state)
{
    (void)state;
    rasif_options_init(&options);
    err = (rasif_error){RASIF_OK, ""};
    return 0;
}

static void accepted(const char *name, const char *value)
{
    if (rasif_options_set(&options, name, value, &err) != RASIF_OK)
        fail_msg("%s = %s: %s", name, value == NULL ? "NULL" : value, err.message);
}

/* Nothing changes, and the sentence says `message`. */
static void refused(const char *name, const char *value, const char *message)
{
    rasif_options before = options;
    assert_int_equal(rasif_options_set(&options, name, value, &err), RASIF_E_ARGUMENT);
    assert_memory_equal(&options, &before, sizeof before);
    assert_int_equal(err.status, RASIF_E_ARGUMENT);
    assert_string_equal(err.message, message);
}

/* ---- defaults ---- */

static void init__the_header_of_the_library__defaults_as_documented(void **state)
{
    (void)state;
    assert_true(options.size == sizeof options);
    assert_string_equal(options.preset, "auto");
    assert_string_equal(options.standard, "model-neighbourhood");
    assert_null(options.language); /* the first of the list */
    assert_true(options.junction_m == 12);
    assert_true(options.match_distance_m == 18);
    assert_true(options.match_angle_deg == 30);
    assert_true(options.snap_m == 0.5);
    assert_true(options.reach_m == 0);
    assert_int_equal(options.threads, 0);
    assert_int_equal(options.sheets, RASIF_SHEETS_WORST);
    assert_int_equal(options.unmapped_ramp, RASIF_UNMAPPED_DEFAULT);
    assert_int_equal(options.columns, RASIF_COLUMNS_SLIM);
    assert_false(options.core);
    assert_null(options.mapping);
    assert_null(options.inputs);
    assert_int_equal(options.n_inputs, 0);
}

static void set__value_null__the_default_again(void **state)
{
    (void)state;
    accepted("match_distance_m", "25");
    accepted("standard", "prowag");
    accepted("core", "yes");
    accepted("columns", "full");
    accepted("threads", "3");
    accepted("match_distance_m", NULL);
    accepted("standard", NULL);
    accepted("core", NULL);
    accepted("columns", NULL);
    accepted("threads", NULL);
    assert_true(options.match_distance_m == 18);
    assert_string_equal(options.standard, "model-neighbourhood");
    assert_false(options.core);
    assert_int_equal(options.columns, RASIF_COLUMNS_SLIM);
    assert_int_equal(options.threads, 0);
}

/* ---- values ---- */

static void set__numbers__limits_belong_to_the_range_unless_it_begins_above(void **state)
{
    (void)state;
    accepted("junction_m", "0");
    accepted("junction_m", "1000");
    assert_true(options.junction_m == 1000);
    refused("junction_m", "1000.01", "junction_m must lie between 0 and 1000, not '1000.01'");
    refused("junction_m", "-0.01", "junction_m must lie between 0 and 1000, not '-0.01'");
    accepted("match_angle_deg", "90");
    accepted("match_angle_deg", "0.001");
    refused("match_angle_deg", "0", "match_angle_deg must be more than 0, not '0'");
    refused("match_angle_deg", "90.1", "match_angle_deg must lie between 0 and 90, not '90.1'");
    accepted("reach_m", "1");
    refused("reach_m", "0.99", "reach_m must lie between 1 and 100000, not '0.99'");
}

static void set__what_is_no_plain_number__refused(void **state)
{
    static const char *const wrong[] = {"1,5", "0x10", "1e2", "nan", "inf", "", " 12", "12 ", "1.2.3", "--1", "."};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char message[100];
        snprintf(message, sizeof message, "snap_m needs a number, not '%s'", wrong[i]);
        refused("snap_m", wrong[i], message);
    }
    accepted("snap_m", "+.25");
    assert_true(options.snap_m == 0.25);
}

static void set__whole_numbers__no_fraction_and_no_sign(void **state)
{
    (void)state;
    accepted("threads", "1024");
    assert_int_equal(options.threads, 1024);
    refused("threads", "1025", "threads must lie between 0 and 1024, not '1025'");
    refused("threads", "2.5", "threads needs a whole number, not '2.5'");
    refused("threads", "-1", "threads needs a whole number, not '-1'");
    accepted("sheets", "all");
    assert_int_equal(options.sheets, RASIF_SHEETS_ALL);
    accepted("sheets", "0");
    assert_int_equal(options.sheets, RASIF_SHEETS_NONE);
    accepted("sheets", "7");
    assert_int_equal(options.sheets, 7);
    refused("sheets", "some", "sheets needs a number, not 'some'");
    refused("sheets", "1.5", "sheets needs 'all' or a whole number, not '1.5'");
}

static void set__words__values_of_their_enum(void **state)
{
    (void)state;
    accepted("unmapped-ramp", "unknown");
    assert_int_equal(options.unmapped_ramp, RASIF_UNMAPPED_UNKNOWN);
    accepted("unmapped_ramp", "absent");
    assert_int_equal(options.unmapped_ramp, RASIF_UNMAPPED_ABSENT);
    accepted("gaps", "no");
    assert_int_equal(options.gaps, RASIF_GAPS_NO);
    accepted("findings", "all");
    assert_int_equal(options.findings, RASIF_FINDINGS_ALL);
    accepted("language", "ar");
    assert_string_equal(options.language, "ar");
    refused("gaps", "maybe", "gaps can't be 'maybe'; it is one of: auto, yes, no");
    refused("gaps", "", "gaps can't be ''; it is one of: auto, yes, no");
    refused("gaps", "ye", "gaps can't be 'ye'; it is one of: auto, yes, no");
    refused("core", "true", "core can't be 'true'; it is one of: no, yes");
}

/* ---- names ---- */

static void set__unknown_names__refused_with_the_nearest(void **state)
{
    (void)state;
    refused("match_distnace_m", "18", "there is no option 'match_distnace_m'; did you mean 'match_distance_m'?");
    refused("Columns", "full", "there is no option 'Columns'; did you mean 'columns'?");
    refused("zzzzzzzz", "1", "there is no option 'zzzzzzzz'");
    refused("", "1", "there is no option ''");
    refused("size", "1", "there is no option 'size'");
}

static void set__lists__the_field_to_fill_is_named(void **state)
{
    (void)state;
    refused("inputs", NULL, "inputs is a list; fill options.inputs");
    refused("inputs", "a.gpkg", "inputs is a list; fill options.inputs");
    refused("profile", "old", "profile is a list; fill options.profiles");
    refused("streets", "roads", "streets is a list; fill options.roles");
}

static void set__each_option__both_names_reach_its_field(void **state)
{
    (void)state;
    for (const struct option *o = option_list; o->name != NULL; o++) {
        const char *value = o->kind == OPTION_FLAG ? "yes" : o->kind == OPTION_TEXT ? "text" : "1";
        rasif_options one, other;
        if (o->command == NULL || o->kind == OPTION_LIST || o->kind == OPTION_CHOICE ||
            o->read != NULL)
            continue;
        rasif_options_init(&one);
        other = one;
        assert_int_equal(rasif_options_set(&one, o->name, value, &err), RASIF_OK);
        assert_memory_not_equal(&one, &other, sizeof one);
        assert_int_equal(rasif_options_set(&other, o->command, value, &err), RASIF_OK);
        assert_memory_equal(&one, &other, sizeof one);
    }
}

static void option_list__names__each_once(void **state)
{
    (void)state;
    for (const struct option *o = option_list; o->name != NULL; o++)
        for (const struct option *p = o + 1; p->name != NULL; p++) {
            assert_string_not_equal(o->name, p->name);
            if (o->command != NULL && p->command != NULL)
                assert_string_not_equal(o->command, p->command);
        }
}

/* ---- callers compiled with another header ---- */

static void init_size__older_header__no_byte_behind_it(void **state)
{
    const size_t size = offsetof(rasif_options, output);
    unsigned char *raw = malloc(sizeof(rasif_options));
    rasif_options *older = (rasif_options *)(void *)raw;
    (void)state;
    memset(raw, 0x5a, sizeof(rasif_options));
    rasif_options_init_size(older, size);
    assert_true(older->size == size);
    assert_true(older->junction_m == 12);
    assert_int_equal(rasif_options_set(older, "junction_m", "5", &err), RASIF_OK);
    assert_int_equal(rasif_options_set(older, "output", "x.gpkg", &err), RASIF_E_ARGUMENT);
    assert_non_null(strstr(err.message, "no field output"));
    for (size_t i = size; i < sizeof(rasif_options); i++)
        assert_int_equal(raw[i], 0x5a);
    free(raw);
}

static void init_size__newer_header__the_rest_is_zero(void **state)
{
    struct {
        rasif_options known;
        unsigned char more[32];
    } newer;
    (void)state;
    memset(&newer, 0x5a, sizeof newer);
    rasif_options_init_size(&newer.known, sizeof newer);
    assert_true(newer.known.size == sizeof newer);
    assert_true(newer.known.match_distance_m == 18);
    for (size_t i = 0; i < sizeof newer.more; i++)
        assert_int_equal(newer.more[i], 0);
}

static void init_size__not_even_room_for_the_size__nothing_else_written(void **state)
{
    _Alignas(rasif_options) unsigned char raw[2 * sizeof(size_t)];
    (void)state;
    memset(raw, 0x5a, sizeof raw);
    rasif_options_init_size((rasif_options *)(void *)raw, 1);
    for (size_t i = 1; i < sizeof raw; i++)
        assert_int_equal(raw[i], 0x5a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(init__the_header_of_the_library__defaults_as_documented, begin),
        cmocka_unit_test_setup(set__value_null__the_default_again, begin),
        cmocka_unit_test_setup(set__numbers__limits_belong_to_the_range_unless_it_begins_above, begin),
        cmocka_unit_test_setup(set__what_is_no_plain_number__refused, begin),
        cmocka_unit_test_setup(set__whole_numbers__no_fraction_and_no_sign, begin),
        cmocka_unit_test_setup(set__words__values_of_their_enum, begin),
        cmocka_unit_test_setup(set__unknown_names__refused_with_the_nearest, begin),
        cmocka_unit_test_setup(set__lists__the_field_to_fill_is_named, begin),
        cmocka_unit_test_setup(set__each_option__both_names_reach_its_field, begin),
        cmocka_unit_test_setup(option_list__names__each_once, begin),
        cmocka_unit_test_setup(init_size__older_header__no_byte_behind_it, begin),
        cmocka_unit_test_setup(init_size__newer_header__the_rest_is_zero, begin),
        cmocka_unit_test_setup(init_size__not_even_room_for_the_size__nothing_else_written, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
