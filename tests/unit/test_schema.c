/* SPDX-License-Identifier: MIT
 *
 * table/schema.h and its .def files: every row is consistent, and the codes that the engine knows
 * by name are the places of their words. */
#include "table/schema.h"

#include "table/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void vocabulary__codes_of_the_engine__are_the_words_places(void **state)
{
    (void)state;
    static const struct {
        enum vocabulary_id vocabulary;
        unsigned code;
        const char *word;
    } cases[] = {
        {VOCABULARY_yes_no, YES_NO_NO, "no"},
        {VOCABULARY_yes_no, YES_NO_YES, "yes"},
        {VOCABULARY_cover, COVER_YES, "yes"},
        {VOCABULARY_cover, COVER_NO, "no"},
        {VOCABULARY_cover, COVER_SEPARATE, "separate"},
        {VOCABULARY_cover, COVER_NOT_APPLICABLE, "not_applicable"},
        {VOCABULARY_cover, COVER_UNKNOWN, "unknown"},
        {VOCABULARY_side, SIDE_LEFT, "left"},
        {VOCABULARY_side, SIDE_RIGHT, "right"},
        {VOCABULARY_control, CONTROL_SIGNAL, "signal"},
        {VOCABULARY_control, CONTROL_BEACON, "beacon"},
        {VOCABULARY_control, CONTROL_STOP_YIELD, "stop_yield"},
        {VOCABULARY_control, CONTROL_UNCONTROLLED, "uncontrolled"},
        {VOCABULARY_structure, STRUCTURE_AT_GRADE, "at_grade"},
        {VOCABULARY_structure, STRUCTURE_FOOTBRIDGE, "footbridge"},
        {VOCABULARY_structure, STRUCTURE_UNDERPASS, "underpass"},
        {VOCABULARY_kerb, KERB_NONE, "none"},
        {VOCABULARY_kerb, KERB_FLUSH, "flush"},
        {VOCABULARY_kerb, KERB_LOWERED, "lowered"},
        {VOCABULARY_kerb, KERB_ROLLED, "rolled"},
        {VOCABULARY_kerb, KERB_RAISED, "raised"},
        {VOCABULARY_barrier, BARRIER_STILE, "stile"},
        {VOCABULARY_barrier, BARRIER_CYCLE_BARRIER, "cycle_barrier"},
        {VOCABULARY_barrier, BARRIER_HEDGE, "hedge"},
        {VOCABULARY_barrier, BARRIER_RAISED_KERB, "raised_kerb"},
        {VOCABULARY_barrier, BARRIER_DITCH, "ditch"},
        {VOCABULARY_barrier, BARRIER_WHEELCHAIR_LIMITED, "wheelchair_limited"},
        {VOCABULARY_barrier, BARRIER_UNCLEAR, "unclear"},
        {VOCABULARY_wheelchair, WHEELCHAIR_NO, "no"},
        {VOCABULARY_wheelchair, WHEELCHAIR_YES, "yes"},
        {VOCABULARY_tactile, TACTILE_YES, "yes"},
        {VOCABULARY_tactile, TACTILE_PARTIAL, "partial"},
        {VOCABULARY_tactile, TACTILE_FAULTY, "faulty"},
        {VOCABULARY_tactile, TACTILE_NO, "no"},
        {VOCABULARY_street_class, CLASS_MOTORWAY, "motorway"},
        {VOCABULARY_street_class, CLASS_MOTORWAY_LINK, "motorway_link"},
        {VOCABULARY_street_class, CLASS_TRUNK, "trunk"},
        {VOCABULARY_street_class, CLASS_TRUNK_LINK, "trunk_link"},
        {VOCABULARY_street_class, CLASS_PRIMARY, "primary"},
        {VOCABULARY_street_class, CLASS_PRIMARY_LINK, "primary_link"},
        {VOCABULARY_street_class, CLASS_SECONDARY, "secondary"},
        {VOCABULARY_street_class, CLASS_SECONDARY_LINK, "secondary_link"},
        {VOCABULARY_street_class, CLASS_TERTIARY, "tertiary"},
        {VOCABULARY_street_class, CLASS_TERTIARY_LINK, "tertiary_link"},
        {VOCABULARY_street_class, CLASS_UNCLASSIFIED, "unclassified"},
        {VOCABULARY_street_class, CLASS_RESIDENTIAL, "residential"},
        {VOCABULARY_street_class, CLASS_LIVING_STREET, "living_street"},
        {VOCABULARY_street_class, CLASS_SERVICE, "service"},
        {VOCABULARY_street_class, CLASS_PEDESTRIAN, "pedestrian"},
        {VOCABULARY_street_class, CLASS_FOOTWAY, "footway"},
        {VOCABULARY_street_class, CLASS_PATH, "path"},
        {VOCABULARY_street_class, CLASS_CORRIDOR, "corridor"},
        {VOCABULARY_street_class, CLASS_STEPS, "steps"},
        {VOCABULARY_street_class, CLASS_BUSWAY, "busway"},
        {VOCABULARY_street_class, CLASS_RACEWAY, "raceway"},
        {VOCABULARY_street_class, CLASS_TRACK, "track"},
        {VOCABULARY_street_class, CLASS_CYCLEWAY, "cycleway"},
        {VOCABULARY_street_class, CLASS_BRIDLEWAY, "bridleway"},
        {VOCABULARY_street_class, CLASS_CONSTRUCTION, "construction"},
        {VOCABULARY_street_class, CLASS_PROPOSED, "proposed"},
        {VOCABULARY_street_class, CLASS_DRIVEWAY, "driveway"},
        {VOCABULARY_street_class, CLASS_PARKING_AISLE, "parking_aisle"},
        {VOCABULARY_street_class, CLASS_DRIVE_THROUGH, "drive_through"},
        {VOCABULARY_street_class, CLASS_ALLEY, "alley"},
        {VOCABULARY_street_class, CLASS_ROAD, "road"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct vocabulary *vocabulary = &vocabularies[cases[i].vocabulary];
        assert_int_equal(vocabulary_code(vocabulary, cases[i].word, strlen(cases[i].word)),
                         cases[i].code);
        assert_string_equal(vocabulary_word(vocabulary, cases[i].code), cases[i].word);
    }
    assert_int_equal(vocabularies[VOCABULARY_street_class].n, CLASS_ROAD);
}

static void vocabulary__every_one__fits_a_mask_and_repeats_no_word(void **state)
{
    (void)state;
    for (int i = 1; i < VOCABULARY_COUNT; i++) {
        const struct vocabulary *vocabulary = &vocabularies[i];
        assert_in_range(vocabulary->n, 1, 31);
        assert_null(vocabulary->words[vocabulary->n]);
        for (size_t code = 1; code <= vocabulary->n; code++) {
            const char *word = vocabulary_word(vocabulary, (unsigned)code);
            assert_int_equal(vocabulary_code(vocabulary, word, strlen(word)), code);
        }
        assert_null(vocabulary_word(vocabulary, 0));
        assert_null(vocabulary_word(vocabulary, (unsigned)vocabulary->n + 1));
        assert_int_equal(vocabulary_code(vocabulary, "", 0), 0);
    }
    const struct vocabulary *yes_no = &vocabularies[VOCABULARY_yes_no];
    assert_int_equal(vocabulary_code(yes_no, "Yes", 3), 0);
    assert_int_equal(vocabulary_code(yes_no, "yesterday", 3), YES_NO_YES);
}

static void fields__every_row__is_consistent(void **state)
{
    (void)state;
    for (int i = 0; i < FIELD_COUNT; i++) {
        const struct field *field = &fields[i];
        bool classed = field->type == VALUE_CLASS || field->type == VALUE_LIST;
        assert_non_null(field->name);
        assert_int_equal(field_find(field->name), i); /* names are unique */
        assert_int_equal(field->vocabulary != NULL, classed);
        assert_true(field->roles != 0 && field->roles < 1u << ROLE_COUNT);
        if (field->type != VALUE_REAL)
            assert_int_equal(field->unit, UNIT_NONE);
        if (field->flags & FIELD_SLOPE)
            assert_int_equal(field->unit, UNIT_PCT);
    }
}

static void fields__name__ends_in_its_unit(void **state)
{
    (void)state;
    static const struct {
        const char *suffix;
        enum unit unit;
    } suffixes[] = {{"_m_s", UNIT_M_S}, {"_m", UNIT_M},     {"_mm", UNIT_MM},
                    {"_pct", UNIT_PCT}, {"_kmh", UNIT_KMH}, {"_s", UNIT_S}};
    for (int i = 0; i < FIELD_COUNT; i++) {
        enum unit unit = UNIT_NONE;
        size_t length = strlen(fields[i].name);
        for (size_t k = sizeof suffixes / sizeof suffixes[0]; k-- > 0;) {
            size_t n = strlen(suffixes[k].suffix);
            if (length > n && strcmp(fields[i].name + length - n, suffixes[k].suffix) == 0)
                unit = suffixes[k].unit;
        }
        if (fields[i].unit != unit)
            fail_msg("%s is kept in '%s'", fields[i].name, unit_symbol(fields[i].unit));
    }
}

static void roles__names_and_ids__are_found(void **state)
{
    (void)state;
    for (int i = 0; i < ROLE_COUNT; i++) {
        enum role role = (enum role)i;
        assert_int_equal(role_find(roles[i].name), role);
        assert_int_equal(role_find(roles[i].plural), role);
        assert_int_equal(field_find_native(role, roles[i].id_field), F_id);
        assert_string_equal(field_native_name(role, F_id), roles[i].id_field);
        assert_int_equal(field_find_native(role, "id"), FIELD_NONE);
        for (int k = 0; k < i; k++)
            assert_true(roles[i].letter != roles[k].letter);
    }
    assert_int_equal(role_find("pavement"), ROLE_NONE);
    assert_int_equal(role_element(ROLE_FOOTWAY), ELEMENT_SIDEWALK);
    assert_int_equal(role_element(ROLE_SEAT), ELEMENT_NONE);
    assert_int_equal(field_find_native(ROLE_SIDEWALK, "clear_width_m"), F_clear_width_m);
    assert_int_equal(field_find_native(ROLE_SEAT, "clear_width_m"), FIELD_NONE);
    assert_int_equal(field_find_native(ROLE_SIDEWALK, "seat_interval_m"), FIELD_NONE);
    assert_int_equal(field_find_native(ROLE_SIDEWALK, "street_id"), F_street_id);
    assert_int_equal(field_find_native(ROLE_STREET, "street_id"), F_id);
    assert_int_equal(field_find_native(ROLE_NONE, "street_id"), FIELD_NONE);
}

static void names__of_enums__are_complete(void **state)
{
    (void)state;
    for (int i = 0; i < ORIGIN_COUNT; i++)
        assert_non_null(origin_names[i]);
    for (int i = 0; i < SCOPE_COUNT; i++)
        assert_non_null(scope_names[i]);
    for (int i = 0; i < ELEMENT_COUNT; i++)
        assert_int_equal(element_find(element_names[i]), i);
    assert_string_equal(origin_names[ORIGIN_DEM_LOW], "dem_low");
    assert_string_equal(scope_names[SCOPE_FOOT_NO], "foot_no");
    static const char *const links[] = {"sidewalk-street", "footway-street", "steps-street",
                                        "crossing-street", "crossing-ramp",  "crossing-sidewalk",
                                        "barrier-path"};
    for (int i = 0; i < LINK_KIND_COUNT; i++)
        assert_string_equal(link_kind_names[i], links[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vocabulary__codes_of_the_engine__are_the_words_places),
        cmocka_unit_test(vocabulary__every_one__fits_a_mask_and_repeats_no_word),
        cmocka_unit_test(fields__every_row__is_consistent),
        cmocka_unit_test(fields__name__ends_in_its_unit),
        cmocka_unit_test(roles__names_and_ids__are_found),
        cmocka_unit_test(names__of_enums__are_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
