/* SPDX-License-Identifier: MIT
 *
 * link/streets.c: which streets are judged, which are the same line, where they meet. */
#include "small_store.h"

static void link(struct store *store)
{
    rasif_error err = {RASIF_OK, ""};
    assert_int_equal(link_streets(store, 1, &err), RASIF_OK);
}

/* Positions of a street's junctions: "0 50 100". */
static const char *junctions(const struct store *store, size_t street)
{
    static char texts[4][256];
    static unsigned next;
    char *text = texts[next++ % 4], *at = text;
    *at = '\0';
    for (uint32_t i = store->streets.first_junction[street];
         i < store->streets.first_junction[street + 1]; i++)
        at += snprintf(at, (size_t)(text + sizeof texts[0] - at), "%s%.4g", at == text ? "" : " ",
                       store->streets.junction_m[i]);
    return text;
}

#define assert_junctions(store, street, expected)                                                  \
    assert_string_equal(junctions((store), (street)), (expected))

/* ---- scope --------------------------------------------------------------------------------- */

static void scope__every_class__as_defined(void **state)
{
    (void)state;
    static const char *const carried[] = {
        "motorway",  "motorway_link", "busway",   "raceway",  "track",         "cycleway",
        "bridleway", "construction",  "proposed", "driveway", "parking_aisle", "drive_through"};
    static const char *const own[] = {"pedestrian", "footway", "path", "corridor", "steps"};
    const struct vocabulary *classes = &vocabularies[VOCABULARY_street_class];
    for (size_t i = 0; i < classes->n; i++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
        small_word(&store, ROLE_STREET, 0, F_class, classes->words[i]);
        link(&store);
        bool out = false, alone = false;
        for (size_t k = 0; k < sizeof carried / sizeof *carried; k++)
            out = out || strcmp(carried[k], classes->words[i]) == 0;
        for (size_t k = 0; k < sizeof own / sizeof *own; k++)
            alone = alone || strcmp(own[k], classes->words[i]) == 0;
        if ((store.tables[ROLE_STREET].scope[0] != SCOPE_YES) != out)
            fail_msg("class %s: scope %u", classes->words[i], store.tables[ROLE_STREET].scope[0]);
        if ((store.streets.is_own_element[0] != 0) != alone)
            fail_msg("class %s: own %u", classes->words[i], store.streets.is_own_element[0]);
        store_free(&store);
    }
}

static void scope__foot_no__carried_and_no_junction(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 100 50", "0 0, 0 50");
    small_word(&store, ROLE_STREET, 1, F_foot, "no");
    small_word(&store, ROLE_STREET, 2, F_class, "motorway");
    link(&store);
    assert_int_equal(store.tables[ROLE_STREET].scope[1], SCOPE_FOOT_NO);
    assert_int_equal(store.tables[ROLE_STREET].scope[2], SCOPE_CLASS);
    assert_junctions(&store, 0, "");
    store_free(&store);
}

static void scope__set_by_the_reader__stays(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    store.tables[ROLE_STREET].scope[0] = SCOPE_GEOMETRY;
    link(&store);
    assert_int_equal(store.tables[ROLE_STREET].scope[0], SCOPE_GEOMETRY);
    store_free(&store);
}

/* ---- the same line twice ------------------------------------------------------------------- */

static void twins__both_directions__first_stands(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 50 1, 100 0", "200 0, 300 0", "0 0, 50 1, 100 0",
               "100 0, 50 1, 0 0", "0 0, 50 1.002, 100 0", "0 0, 100 0");
    link(&store);
    static const uint32_t same[] = {0, 1, 0, 0, 4, 5};
    static const uint8_t reversed[] = {0, 0, 0, 1, 0, 0};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(store.streets.same_as[i], same[i]);
        assert_int_equal(store.streets.reversed[i], reversed[i]);
    }
    assert_int_equal(small_diagnosed(&store, D_duplicate_line), 2);
    store_free(&store);
}

static void twins__make_no_junction__with_each_other(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 0 0", "100 0, 200 0", "200 0, 100 0");
    link(&store);
    for (size_t i = 0; i < 4; i++)
        assert_junctions(&store, i, "");
    store_free(&store);
}

static void twins__out_of_scope__are_not_looked_at(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "0 0, 100 0");
    small_word(&store, ROLE_STREET, 0, F_foot, "no");
    link(&store);
    assert_int_equal(store.streets.same_as[1], 1);
    assert_int_equal(small_diagnosed(&store, D_duplicate_line), 0);
    store_free(&store);
}

/* ---- junctions ----------------------------------------------------------------------------- */

static void junction__three_ends__for_all_three(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 200 0", "100 0, 100 80");
    for (size_t i = 0; i < 3; i++)
        small_word(&store, ROLE_STREET, i, F_name, "one name");
    link(&store);
    assert_junctions(&store, 0, "100");
    assert_junctions(&store, 1, "0");
    assert_junctions(&store, 2, "0");
    store_free(&store);
}

static void junction__half_a_metre__is_near_enough(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100.49 0, 200 0", "100 -0.3, 100 80",
               "0 0.51, 0 80");
    link(&store);
    assert_junctions(&store, 0, "100");
    assert_junctions(&store, 3, "");
    store_free(&store);
}

static void junction__other_level__is_none(void **state)
{
    (void)state;
    static const struct {
        enum field_id field;
        const char *word;
        double layer;
    } levels[] = {
        {F_bridge, "yes", 0}, {F_tunnel, "yes", 0}, {F_layer, NULL, 1}, {F_layer, NULL, -1}};
    for (size_t i = 0; i < 4; i++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0, 200 0", "100 -50, 100 0, 100 50");
        if (levels[i].word != NULL)
            small_word(&store, ROLE_STREET, 1, levels[i].field, levels[i].word);
        else
            small_real(&store, ROLE_STREET, 1, levels[i].field, levels[i].layer);
        link(&store);
        assert_junctions(&store, 0, "");
        assert_junctions(&store, 1, "");
        store_free(&store);
    }
}

static void junction__bridge_over_bridge__meet_on_their_level(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0, 200 0", "100 -50, 100 0, 100 50");
    for (size_t i = 0; i < 2; i++)
        small_word(&store, ROLE_STREET, i, F_bridge, "yes");
    link(&store);
    assert_junctions(&store, 0, "100");
    store_free(&store);
}

static void joint__two_ends__by_their_names(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second, *first_ar, *second_ar;
        bool junction;
    } cases[] = {{"Haifa Street", "Haifa Street", NULL, NULL, false},
                 {"Haifa Street", "Jaffa Street", NULL, NULL, true},
                 {"Haifa Street", NULL, NULL, NULL, false},
                 {NULL, NULL, NULL, NULL, false},
                 {NULL, NULL, "شارع حيفا", "شارع حيفا", false},
                 {"Haifa Street", NULL, "شارع حيفا", NULL, false},
                 {NULL, NULL, "شارع حيفا", "شارع يافا", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 200 0");
        const char *const names[4] = {cases[i].first, cases[i].second, cases[i].first_ar,
                                      cases[i].second_ar};
        for (size_t k = 0; k < 4; k++)
            if (names[k] != NULL)
                small_word(&store, ROLE_STREET, k % 2, k < 2 ? F_name : F_name_ar, names[k]);
        link(&store);
        assert_junctions(&store, 0, cases[i].junction ? "100" : "");
        assert_junctions(&store, 1, cases[i].junction ? "0" : "");
        store_free(&store);
    }
}

static void junction__end_at_an_inner_vertex__for_both(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 40 0, 100 0", "40 0, 40 80");
    for (size_t i = 0; i < 2; i++)
        small_word(&store, ROLE_STREET, i, F_name, "one name");
    link(&store);
    assert_junctions(&store, 0, "40");
    assert_junctions(&store, 1, "0");
    store_free(&store);
}

static void junction__lines_that_cross_without_a_vertex__is_none(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "50 -50, 50 50");
    link(&store);
    assert_junctions(&store, 0, "");
    store_free(&store);
}

static void ring__alone__has_no_junction(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 50 0, 50 50, 0 50, 0 0");
    link(&store);
    assert_junctions(&store, 0, "");
    store_free(&store);
}

static void ring__on_the_end_of_its_street__is_a_junction_for_both(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 50 0, 50 50, 0 50, 0 0", "-100 0, 0 0");
    for (size_t i = 0; i < 2; i++)
        small_word(&store, ROLE_STREET, i, F_name, "Firas Circle");
    link(&store);
    assert_junctions(&store, 1, "100"); /* three ways lead away from here */
    assert_junctions(&store, 0, "0 200");
    store_free(&store);
}

static void ring__crossed_at_inner_vertices__has_those(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 50 0, 50 50, 0 50, 0 0", "50 0, 100 0", "50 50, 100 50");
    link(&store);
    assert_junctions(&store, 0, "50 100");
    store_free(&store);
}

/* Whatever the direction and the order of the rows. */
/* Which junction each place is: "0 0 1". */
static const char *junction_numbers(const struct store *store)
{
    static char text[256];
    char *at = text;
    size_t n = store->streets.first_junction[store->tables[ROLE_STREET].n];
    *at = '\0';
    for (size_t i = 0; i < n; i++)
        at += snprintf(at, (size_t)(text + sizeof text - at), "%s%u", i == 0 ? "" : " ",
                       store->streets.junction[i]);
    return text;
}

/* On both sides of the origin, where the numbers of cells change their sign. */
static void junction__what_meets_has_one_number(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "-100 0, 0 0, 100 0", "0 0, 0 -100", "0.3 0.2, 0 100",
               "100 0, 100 50", "100 -0.4, 100 -50", "100 50, 150 50", "100 50, 100 90");
    link(&store);
    assert_string_equal(junction_numbers(&store), "0 1 0 0 1 2 1 2 2");
    assert_int_equal(store.streets.n_junctions, 3);
    static const double at[] = {0, 0, 100, -0.4, 100, 50};
    for (size_t i = 0; i < 6; i++)
        assert_true(store.streets.junction_at[i] == at[i]);
    store_free(&store);
}

static void junction__of_paths_only__has_no_place(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 100 50", "100 0, 150 0");
    for (size_t i = 0; i < 3; i++)
        small_word(&store, ROLE_STREET, i, F_class, "footway");
    link(&store);
    assert_int_equal(store.streets.n_junctions, 1);
    assert_true(isnan(store.streets.junction_at[0]));
    store_free(&store);
}

static void junctions__streets_turned_round__mirrored(void **state)
{
    (void)state;
    struct store a, b;
    small_begin(&a);
    SMALL_ROWS(&a, ROLE_STREET, "0 0, 40 0, 100 0", "40 0, 40 80", "100 0, 180 0", "100 0, 100 9");
    small_begin(&b);
    SMALL_ROWS(&b, ROLE_STREET, "100 9, 100 0", "180 0, 100 0", "40 80, 40 0", "100 0, 40 0, 0 0");
    link(&a);
    link(&b);
    assert_junctions(&a, 0, "40 100");
    assert_junctions(&b, 3, "0 60");
    assert_junctions(&a, 1, "0");
    assert_junctions(&b, 2, "80");
    assert_junctions(&b, 1, "80");
    assert_junctions(&b, 0, "9");
    store_free(&a);
    store_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scope__every_class__as_defined),
        cmocka_unit_test(scope__foot_no__carried_and_no_junction),
        cmocka_unit_test(scope__set_by_the_reader__stays),
        cmocka_unit_test(twins__both_directions__first_stands),
        cmocka_unit_test(twins__make_no_junction__with_each_other),
        cmocka_unit_test(twins__out_of_scope__are_not_looked_at),
        cmocka_unit_test(junction__three_ends__for_all_three),
        cmocka_unit_test(junction__half_a_metre__is_near_enough),
        cmocka_unit_test(junction__other_level__is_none),
        cmocka_unit_test(junction__bridge_over_bridge__meet_on_their_level),
        cmocka_unit_test(joint__two_ends__by_their_names),
        cmocka_unit_test(junction__end_at_an_inner_vertex__for_both),
        cmocka_unit_test(junction__lines_that_cross_without_a_vertex__is_none),
        cmocka_unit_test(ring__alone__has_no_junction),
        cmocka_unit_test(ring__on_the_end_of_its_street__is_a_junction_for_both),
        cmocka_unit_test(ring__crossed_at_inner_vertices__has_those),
        cmocka_unit_test(junctions__streets_turned_round__mirrored),
        cmocka_unit_test(junction__what_meets_has_one_number),
        cmocka_unit_test(junction__of_paths_only__has_no_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
