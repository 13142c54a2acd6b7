/* SPDX-License-Identifier: MIT
 *
 * rule/condition.c and conditions in rule/slice.c: what a requirement or condition means once it is
 * parsed, which texts are refused with which words, and how it judges values by size and origin. */
#include "rule/load.h"
#include "judge_one.h"
#include "rule_values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ON(element) (1u << ELEMENT_##element)

static rasif_status parse_condition(struct arena *arena, unsigned elements, const char *text,
                                    struct condition **out, rasif_error *err)
{
    size_t n = 0;
    return conditions_parse(list_of(arena, text), elements, arena, out, &n, err);
}

static uint32_t mask_of(enum field_id field, const char *words)
{
    char copy[128];
    snprintf(copy, sizeof copy, "%s", words);
    return values_mask(field, copy);
}

static void require__each_form__is_compiled_to_the_measures_unit(void **state)
{
    (void)state;
    static const struct {
        enum field_id measure;
        const char *text;
        enum operation op;
        double low, high;
        const char *classes;
    } cases[] = {
        {F_clear_width_m, ">= 1.22 m", OP_GE, 1.22, 1.22, NULL},
        {F_clear_width_m, ">=1220mm", OP_GE, 1.22, 1.22, NULL},
        {F_clear_width_m, ">= 48 in", OP_GE, 1.2192, 1.2192, NULL},
        {F_clear_width_m, ">= 1.22", OP_GE, 1.22, 1.22, NULL},
        {F_cross_slope_pct, "<= 1:48", OP_LE, 100.0 / 48, 100.0 / 48, NULL},
        {F_running_slope_pct, "<= 1:12", OP_LE, 100.0 / 12, 100.0 / 12, NULL},
        {F_running_slope_pct, "<= 5 %", OP_LE, 5, 5, NULL},
        {F_lip_mm, "<= 0 mm", OP_LE, 0, 0, NULL},
        {F_kerb_height_mm, "= 3 cm", OP_EQ, 30, 30, NULL},
        {F_ends_without_ramp, "= 0", OP_EQ, 0, 0, NULL},
        {F_walk_s, ">= 7 s", OP_GE, 7, 7, NULL},
        {F_clearance_speed_m_s, "<= 3.6 km/h", OP_LE, 1, 1, NULL},
        {F_button_height_mm, "between 900 mm and 1.2 m", OP_BETWEEN, 900, 1200, NULL},
        {F_tactile_warning, "= yes", OP_EQ, NAN, NAN, "yes"},
        {F_surface, "in [asphalt, concrete,wood ]", OP_IN, NAN, NAN, "asphalt;concrete;wood"},
        {F_handrail, "= both", OP_EQ, NAN, NAN, "both"},
        {F_obstacles, "in [tree]", OP_IN, NAN, NAN, "tree"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct condition got;
        rasif_error err = {RASIF_OK, ""};
        if (require_parse(node_of(&arena, cases[i].text), cases[i].measure, &got, &err) != RASIF_OK)
            fail_msg("%s: %s", cases[i].text, err.message);
        assert_int_equal(got.measure, cases[i].measure);
        assert_int_equal(got.op, cases[i].op);
        assert_int_equal(got.other, FIELD_NONE);
        assert_string_equal(got.text, cases[i].text);
        if (cases[i].classes != NULL) {
            assert_int_equal(got.classes, mask_of(cases[i].measure, cases[i].classes));
        } else {
            assert_true(fabs(got.low - cases[i].low) < 1e-12);
            assert_true(fabs(got.high - cases[i].high) < 1e-12);
        }
        arena_free(&arena);
    }
}

static void require__wrong_text__is_refused_with_place_and_reason(void **state)
{
    (void)state;
    static const struct {
        enum field_id measure;
        const char *text, *message;
    } cases[] = {
        {F_clear_width_m, "1.22 m", "no comparison at '1.22 m'"},
        {F_clear_width_m, "", "no comparison at ''"},
        {F_clear_width_m, ">=", "is no number; clear_width_m takes m"},
        {F_clear_width_m, ">= wide", "'wide' is no number"},
        {F_clear_width_m, ">= ca. 1.22 m", "'ca. 1.22 m' is no number"},
        {F_clear_width_m, ">= 1,22 m", "write a decimal point"},
        {F_clear_width_m, ">= 1.22 kg", "the unit of '1.22 kg' does not fit clear_width_m"},
        {F_clear_width_m, ">= 5 %", "the unit of '5 %' does not fit clear_width_m"},
        {F_clear_width_m, "<= 1:12", "does not fit clear_width_m"},
        {F_cross_slope_pct, "<= 2 m", "does not fit cross_slope_pct"},
        {F_lanes, "<= 2 m", "does not fit lanes, which takes a bare number"},
        {F_clear_width_m, ">= 1-2 m", "holds two numbers"},
        {F_clear_width_m, "> 1.22 m", "a requirement uses >=, <=, ="},
        {F_clear_width_m, "!= 1.22 m", "are for conditions"},
        {F_clear_width_m, "in [1 m, 2 m]", "use 'between a and b' instead of 'in'"},
        {F_clear_width_m, "between 1 m", "must read 'between a and b'"},
        {F_clear_width_m, "between 2 m and 1 m", "the first value must be below the second"},
        {F_clear_width_m, "between 1 m and 1 m", "the first value must be below the second"},
        {F_running_slope_pct, "<= -5 %", "judged by its magnitude"},
        {F_surface, ">= asphalt", "surface is a word and has no order"},
        {F_surface, "= asfalt", "unknown value of surface 'asfalt'; did you mean 'asphalt'?"},
        {F_surface, "in asphalt", "must read 'in [a, b]'"},
        {F_surface, "in [asphalt, ]", "unknown value of surface ''"},
        {F_surface, "in []", "unknown value of surface ''"},
        {F_tactile_warning, "= true", "use one of: yes, partial, faulty, no"},
        {F_running_slope_pct, "<= street_grade_pct", "'street_grade_pct' is no number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct condition got;
        rasif_error err = {RASIF_OK, ""};
        rasif_status status =
            require_parse(node_of(&arena, cases[i].text), cases[i].measure, &got, &err);
        if (status != RASIF_E_RULE || strstr(err.message, cases[i].message) == NULL ||
            strncmp(err.message, "test.yaml:1:4: ", 15) != 0)
            fail_msg("%s: got '%s', not '%s'", cases[i].text, err.message, cases[i].message);
        arena_free(&arena);
    }
}

static void condition__wrong_text__is_refused_with_place_and_reason(void **state)
{
    (void)state;
    static const struct {
        unsigned elements;
        const char *text, *message;
    } cases[] = {
        {ON(CROSSING), "controll = signal", "unknown measure 'controll'; did you mean 'control'?"},
        {ON(CROSSING), "= signal", "must read 'measure op value'"},
        {ON(CROSSING), "control signal", "no comparison at 'signal'"},
        {ON(CROSSING), "control == signal", "unknown value of control '= signal'"},
        {ON(CROSSING), "markings = yes", "'markings' is free text"},
        {ON(CROSSING), "markings = yes", "did you mean 'marked'?"},
        {ON(SIDEWALK), "control = signal", "element 'sidewalk' has no 'control'"},
        {ON(SIDEWALK) | ON(CROSSING), "control = signal", "element 'sidewalk' has no 'control'"},
        {ON(RAMP), "length_m <= seat_interval_m", "element 'ramp' has no 'seat_interval_m'"},
        {ON(SIDEWALK), "running_slope_pct <= width_m", "can't be compared"},
        {ON(SIDEWALK), "width_m <= kerb_height_mm", "can't be compared"},
        {ON(SIDEWALK), "width_m <= width_m", "compared with itself"},
        {ON(SIDEWALK), "lit < shade", "has no order"},
        {ON(SIDEWALK), "width_m <= name", "is free text"},
        {ON(CROSSING), "green_margin >= 1", "green_margin depends on a profile's walking speed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct condition *got = NULL;
        rasif_error err = {RASIF_OK, ""};
        rasif_status status = parse_condition(&arena, cases[i].elements, cases[i].text, &got, &err);
        if (status != RASIF_E_RULE || strstr(err.message, cases[i].message) == NULL ||
            strncmp(err.message, "test.yaml:1:4: ", 15) != 0)
            fail_msg("%s: got '%s', not '%s'", cases[i].text, err.message, cases[i].message);
        arena_free(&arena);
    }
}

/* Expectations were worked out by hand from docs/scoring.md#one-element and #compliance. */
static void conditions__values_and_origins__give_truth(void **state)
{
    (void)state;
    static const struct {
        unsigned elements;
        const char *text, *values;
        enum truth expected;
    } cases[] = {
        /* sizes, with 0.1 % of the limit in favour; < > != are exact complements */
        {ON(SIDEWALK), "width_m >= 1.22 m", "width_m=1.22", TRUTH_TRUE},
        {ON(SIDEWALK), "width_m >= 1.22 m", "width_m=1.2192", TRUTH_TRUE},
        {ON(SIDEWALK), "width_m >= 1.22 m", "width_m=1.2187", TRUTH_FALSE},
        {ON(SIDEWALK), "width_m < 1.22 m", "width_m=1.2192", TRUTH_FALSE},
        {ON(SIDEWALK), "width_m < 1.22 m", "width_m=1.2187", TRUTH_TRUE},
        {ON(SIDEWALK), "width_m <= 2 m", "width_m=2.002", TRUTH_TRUE},
        {ON(SIDEWALK), "width_m <= 2 m", "width_m=2.0021", TRUTH_FALSE},
        {ON(SIDEWALK), "width_m > 2 m", "width_m=2.001", TRUTH_FALSE},
        {ON(SIDEWALK), "width_m > 2 m", "width_m=2.0021", TRUTH_TRUE},
        {ON(SIDEWALK), "width_m = 2 m", "width_m=1.9985", TRUTH_TRUE},
        {ON(SIDEWALK), "width_m = 2 m", "width_m=1.997", TRUTH_FALSE},
        {ON(SIDEWALK), "width_m != 2 m", "width_m=1.9985", TRUTH_FALSE},
        {ON(SIDEWALK), "width_m != 2 m", "width_m=1.997", TRUTH_TRUE},
        {ON(SIDEWALK), "width_m between 1 m and 2 m", "width_m=0.9995", TRUTH_TRUE},
        {ON(SIDEWALK), "width_m between 1 m and 2 m", "width_m=0.998", TRUTH_FALSE},
        {ON(SIDEWALK), "width_m between 1 m and 2 m", "width_m=2.001", TRUTH_TRUE},
        {ON(RAMP), "lip_mm <= 0 mm", "lip_mm=0", TRUTH_TRUE},
        {ON(RAMP), "lip_mm <= 0 mm", "lip_mm=0.001", TRUTH_FALSE},
        {ON(SIDEWALK), "width_m >= 1 m", "", TRUTH_UNKNOWN},
        {ON(SIDEWALK), "width_m != 1 m", "", TRUTH_UNKNOWN},
        /* slopes are magnitudes, on both sides */
        {ON(SIDEWALK), "running_slope_pct > 5 %", "running_slope_pct=-8", TRUTH_TRUE},
        {ON(SIDEWALK), "running_slope_pct <= street_grade_pct",
         "running_slope_pct=-8 street_grade_pct=8", TRUTH_TRUE},
        {ON(SIDEWALK), "running_slope_pct <= street_grade_pct",
         "running_slope_pct=8 street_grade_pct=-9", TRUTH_TRUE},
        /* words */
        {ON(CROSSING), "control = signal", "control=signal", TRUTH_TRUE},
        {ON(CROSSING), "control = signal", "control=beacon", TRUTH_FALSE},
        {ON(CROSSING), "control != signal", "control=beacon", TRUTH_TRUE},
        {ON(CROSSING), "control != signal", "control=signal", TRUTH_FALSE},
        {ON(CROSSING), "control != signal", "", TRUTH_UNKNOWN},
        {ON(CROSSING), "control in [signal, beacon]", "control=beacon", TRUTH_TRUE},
        {ON(CROSSING), "control in [signal, beacon]", "control=stop_yield", TRUTH_FALSE},
        /* lists: any member */
        {ON(SIDEWALK), "obstacles = tree", "obstacles=pole;tree", TRUTH_TRUE},
        {ON(SIDEWALK), "obstacles = tree", "obstacles=pole;bin", TRUTH_FALSE},
        {ON(SIDEWALK), "obstacles != tree", "obstacles=pole;tree", TRUTH_FALSE},
        {ON(SIDEWALK), "obstacles != tree", "obstacles=pole", TRUTH_TRUE},
        {ON(SIDEWALK), "obstacles in [tree, stall]", "obstacles=pole;stall", TRUTH_TRUE},
        {ON(SIDEWALK), "obstacles = tree", "", TRUTH_UNKNOWN},
        /* a measure against a measure; 0.1 % there too */
        {ON(SIDEWALK), "running_slope_pct <= street_grade_pct",
         "running_slope_pct=9 street_grade_pct=8", TRUTH_FALSE},
        {ON(SIDEWALK), "running_slope_pct <= street_grade_pct",
         "running_slope_pct=8.008 street_grade_pct=8", TRUTH_TRUE},
        {ON(SIDEWALK), "running_slope_pct <= street_grade_pct", "running_slope_pct=8",
         TRUTH_UNKNOWN},
        {ON(SIDEWALK), "running_slope_pct <= street_grade_pct", "street_grade_pct=8",
         TRUTH_UNKNOWN},
        {ON(SIDEWALK), "lit = shade", "lit=yes shade=yes", TRUTH_TRUE},
        {ON(SIDEWALK), "lit = shade", "lit=yes shade=no", TRUTH_FALSE},
        {ON(SIDEWALK), "lit != shade", "lit=yes", TRUTH_UNKNOWN},
        /* origins: linked and dem values serve, assumed ones do not */
        {ON(SIDEWALK), "width_m >= 1 m", "width_m=2@assumed", TRUTH_UNKNOWN},
        {ON(SIDEWALK), "width_m >= 1 m", "width_m=2@linked", TRUTH_TRUE},
        {ON(SIDEWALK), "width_m >= 1 m", "width_m=2@geometry", TRUTH_TRUE},
        {ON(SIDEWALK), "running_slope_pct > 5 %", "running_slope_pct=6@dem", TRUTH_TRUE},
        {ON(SIDEWALK), "running_slope_pct > 5 %", "running_slope_pct=6@dem_low", TRUTH_TRUE},
        {ON(CROSSING), "control = signal", "control=signal@assumed", TRUTH_UNKNOWN},
        /* two of one derived origin */
        {ON(SIDEWALK), "running_slope_pct <= street_grade_pct",
         "running_slope_pct=7@dem street_grade_pct=8@dem", TRUTH_UNKNOWN},
        {ON(SIDEWALK), "running_slope_pct <= street_grade_pct",
         "running_slope_pct=8@linked street_grade_pct=8@linked", TRUTH_UNKNOWN},
        {ON(SIDEWALK), "running_slope_pct <= street_grade_pct",
         "running_slope_pct=7@dem street_grade_pct=8@linked", TRUTH_TRUE},
        {ON(SIDEWALK), "running_slope_pct <= street_grade_pct",
         "running_slope_pct=7 street_grade_pct=8", TRUTH_TRUE},
        {ON(SIDEWALK), "running_slope_pct <= street_grade_pct",
         "running_slope_pct=7 street_grade_pct=8@assumed", TRUTH_UNKNOWN},
        /* a bound satisfies a test or leaves it open */
        {ON(CROSSING), "crossing_stage_m <= 12 m", "crossing_stage_m=11@bound", TRUTH_TRUE},
        {ON(CROSSING), "crossing_stage_m <= 12 m", "crossing_stage_m=13@bound", TRUTH_UNKNOWN},
        {ON(CROSSING), "length_m <= crossing_stage_m", "length_m=12 crossing_stage_m=11@bound",
         TRUTH_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct condition *condition = NULL;
        rasif_error err = {RASIF_OK, ""};
        if (parse_condition(&arena, cases[i].elements, cases[i].text, &condition, &err) != RASIF_OK)
            fail_msg("%s", err.message);
        struct values values;
        values_parse(&values, cases[i].values);
        if (truth_of(condition, 1, &values) != cases[i].expected ||
            condition_test(condition, &values) != cases[i].expected)
            fail_msg("%s with %s", cases[i].text, cases[i].values);
        arena_free(&arena);
    }
}

static void conditions__lists__false_wins_over_unknown(void **state)
{
    (void)state;
    struct arena arena = {0};
    rasif_error err = {RASIF_OK, ""};
    struct condition *signal = NULL, *island = NULL;
    assert_int_equal(parse_condition(&arena, ON(CROSSING), "control = signal", &signal, &err), 0);
    assert_int_equal(parse_condition(&arena, ON(CROSSING), "island = yes", &island, &err), 0);
    struct condition both[2] = {*signal, *island};
    static const struct {
        const char *values;
        enum truth expected;
    } cases[] = {
        {"control=signal island=yes", TRUTH_TRUE},
        {"control=signal", TRUTH_UNKNOWN},
        {"island=yes", TRUTH_UNKNOWN},
        {"control=beacon", TRUTH_FALSE},
        {"island=no", TRUTH_FALSE},
        {"", TRUTH_UNKNOWN},
        {"control=signal island=no", TRUTH_FALSE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct values values;
        values_parse(&values, cases[i].values);
        assert_int_equal(truth_of(both, 2, &values), cases[i].expected);
        assert_int_equal(truth_of(NULL, 0, &values), TRUTH_TRUE);
        assert_int_equal(conditions_test(both, 2, &values), cases[i].expected);
        assert_int_equal(conditions_test(NULL, 0, &values), TRUTH_TRUE);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(require__each_form__is_compiled_to_the_measures_unit),
        cmocka_unit_test(require__wrong_text__is_refused_with_place_and_reason),
        cmocka_unit_test(condition__wrong_text__is_refused_with_place_and_reason),
        cmocka_unit_test(conditions__values_and_origins__give_truth),
        cmocka_unit_test(conditions__lists__false_wins_over_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
