/* SPDX-License-Identifier: MIT
 *
 * link/cover.c, pieces.c, sides.c: closed forms on streets along the x axis. Streets run from 0 0
 * to the east, so that left is north. See small_side in small_store.h for how pieces are written.
 */
#include "small_store.h"

static void link_all(struct store *store)
{
    struct settings options = small_options();
    small_link(store, &options);
}

/* ---- one street ---------------------------------------------------------------------------- */

static void cover__sidewalk_at_6_m__its_interval(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "20 6, 70 6");
    link_all(&store);
    assert_left(&store, 0, "0-20 absent, 20-70 w1, 70-100 absent");
    assert_right(&store, 0, "0-100 absent");
    assert_int_equal(store.links.n, 1);
    const struct link *link = &store.links.items[0];
    assert_int_equal(link->kind, LINK_SIDEWALK_STREET);
    assert_int_equal(link->side, SIDE_LEFT);
    assert_float_equal(link->distance_m, 6, 1e-5);
    assert_float_equal(store.links.evidence[0].angle_deg, 0, 1e-5);
    assert_float_equal(store.links.evidence[0].overlap, 1, 1e-5);
    assert_int_equal(store.links.evidence[0].method, LINK_BY_GEOMETRY);
    assert_float_equal(store.streets.outside_m[0], 100, 1e-9);
    store_free(&store);
}

static void cover__both_sides_and_overlap__everything_that_is_there(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 100 6", "0 -8, 60 -8", "40 -5, 100 -5");
    SMALL_ROWS(&store, ROLE_STEPS, "60 9, 64 9");
    link_all(&store);
    assert_left(&store, 0, "0-60 w1, 60-64 w1+t1, 64-100 w1");
    assert_right(&store, 0, "0-40 w2, 40-60 w2+w3, 60-100 w3");
    store_free(&store);
}

static void cover__two_sidewalks_with_a_gap__gap_stays(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 48 6", "52 6, 100 6");
    link_all(&store);
    assert_left(&store, 0, "0-48 w1, 48-52 absent, 52-100 w2");
    store_free(&store);
}

/* A sidewalk of two parts is two intervals of one element. */
static void cover__two_parts__two_intervals(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "10 6, 40 6 | 60 6, 90 6");
    link_all(&store);
    assert_left(&store, 0, "0-10 absent, 10-40 w1, 40-60 absent, 60-90 w1, 90-100 absent");
    store_free(&store);
}

static void cover__one_sidewalk_along_two_streets__serves_both(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 200 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 200 6");
    link_all(&store);
    assert_int_equal(store.links.n, 2);
    assert_left(&store, 0, "0-100 w1");
    assert_left(&store, 1, "0-100 w1"); /* one street in two features: no metre is lost between */
    store_free(&store);
}

/* ---- how near, how parallel ---------------------------------------------------------------- */

static void cover__distance__18_m_and_not_more(void **state)
{
    (void)state;
    static const struct {
        double y;
        bool linked;
    } cases[] = {{1.0, true},    {0.99, false}, {17.99, true},  {18.0, true},
                 {18.01, false}, {-1.0, true},  {-17.99, true}, {-18.01, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        struct store store;
        small_begin(&store);
        snprintf(text, sizeof text, "0 %.2f, 100 %.2f", cases[i].y, cases[i].y);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
        SMALL_ROWS(&store, ROLE_SIDEWALK, text);
        link_all(&store);
        if ((store.links.n == 1) != cases[i].linked)
            fail_msg("at %g m: %zu links", cases[i].y, store.links.n);
        assert_int_equal(small_diagnosed(&store, D_sidewalk_unlinked), !cases[i].linked);
        assert_int_equal(small_diagnosed(&store, D_side_unknown), fabs(cases[i].y) < 1);
        store_free(&store);
    }
}

static void cover__angle__30_degrees_and_not_more(void **state)
{
    (void)state;
    static const double degrees[] = {0, 29.9, 30.1, 60, 90, 119.9, 150.1, 180};
    for (size_t i = 0; i < sizeof degrees / sizeof *degrees; i++) {
        char text[128];
        double c = cos(degrees[i] * M_PI / 180), s = sin(degrees[i] * M_PI / 180);
        struct store store;
        small_begin(&store);
        snprintf(text, sizeof text, "%.6f %.6f, %.6f %.6f", 50 - 4 * c, 9 - 4 * s, 50 + 4 * c,
                 9 + 4 * s);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
        SMALL_ROWS(&store, ROLE_SIDEWALK, text);
        link_all(&store);
        bool near = degrees[i] <= 30 || degrees[i] >= 150;
        if ((store.links.n == 1) != near)
            fail_msg("at %g degrees: %zu links", degrees[i], store.links.n);
        store_free(&store);
    }
}

static void cover__options__other_limits(void **state)
{
    (void)state;
    struct settings options = small_options();
    struct store store;
    options.match_distance_m = 30;
    options.sidewalk_absent = false;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 29, 50 29");
    small_link(&store, &options);
    assert_left(&store, 0, "0-50 w1, 50-100 unknown");
    assert_right(&store, 0, "0-100 unknown");
    store_free(&store);
}

static void cover__between_two_streets__the_nearer_has_it(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "0 20, 100 20");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 9, 100 9", "0 11, 100 11");
    link_all(&store);
    assert_left(&store, 0, "0-100 w1");
    assert_right(&store, 1, "0-100 w2");
    store_free(&store);
}

static void cover__own_element_and_carried_streets__are_not_linked_to(void **state)
{
    (void)state;
    static const char *const classes[] = {"pedestrian", "footway", "steps", "motorway"};
    for (size_t i = 0; i < 4; i++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 100 6");
        small_word(&store, ROLE_STREET, 0, F_class, classes[i]);
        link_all(&store);
        assert_int_equal(store.links.n, 0);
        assert_int_equal(store.n_pieces, 0);
        store_free(&store);
    }
}

static void cover__living_street__own_only_without_sidewalk(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "0 500, 100 500");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 100 6");
    small_word(&store, ROLE_STREET, 0, F_class, "living_street");
    small_word(&store, ROLE_STREET, 1, F_class, "living_street");
    link_all(&store);
    assert_int_equal(store.streets.is_own_element[0], 0);
    assert_left(&store, 0, "0-100 w1");
    assert_int_equal(store.streets.is_own_element[1], 1);
    assert_left(&store, 1, "");
    assert_float_equal(store.streets.outside_m[1], 100, 1e-9);
    store_free(&store);
}

/* ---- street_id ----------------------------------------------------------------------------- */

static void by_id__with_side__projected_however_far(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "0 40, 100 40");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "20 45, 60 45", "0 0.2, 50 0.2");
    small_word(&store, ROLE_STREET, 0, F_id, "S1");
    for (size_t i = 0; i < 2; i++) {
        small_word(&store, ROLE_SIDEWALK, i, F_street_id, "S1");
        small_word(&store, ROLE_SIDEWALK, i, F_side, "right");
    }
    link_all(&store);
    assert_left(&store, 0, "0-100 absent");
    assert_right(&store, 0, "0-20 w2, 20-50 w1+w2, 50-60 w1, 60-100 absent");
    assert_left(&store, 1, "0-100 absent");
    assert_int_equal(store.links.evidence[0].method, LINK_BY_ID);
    assert_int_equal(small_diagnosed(&store, D_side_unknown), 0);
    store_free(&store);
}

static void by_id__without_side__side_by_geometry(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "20 -30, 60 -30", "0 0.5, 50 0.5");
    small_word(&store, ROLE_STREET, 0, F_id, "S1");
    small_word(&store, ROLE_SIDEWALK, 0, F_street_id, "S1");
    small_word(&store, ROLE_SIDEWALK, 1, F_street_id, "S1");
    link_all(&store);
    assert_right(&store, 0, "0-20 absent, 20-60 w1, 60-100 absent");
    assert_left(&store, 0, "0-100 absent");
    assert_int_equal(small_diagnosed(&store, D_side_unknown), 1);
    store_free(&store);
}

static void by_id__of_a_reversed_twin__side_turned(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 0 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "20 6, 60 6");
    small_word(&store, ROLE_STREET, 1, F_id, "back");
    small_word(&store, ROLE_SIDEWALK, 0, F_street_id, "back");
    small_word(&store, ROLE_SIDEWALK, 0, F_side, "right");
    link_all(&store);
    assert_left(&store, 0, "0-20 absent, 20-60 w1, 60-100 absent");
    assert_right(&store, 1, "0-40 absent, 40-80 w1, 80-100 absent");
    assert_left(&store, 1, "0-100 absent");
    store_free(&store);
}

static void by_id__unknown_id__said_and_linked_by_geometry(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 100 6");
    small_word(&store, ROLE_STREET, 0, F_id, "S1");
    small_word(&store, ROLE_SIDEWALK, 0, F_street_id, "S9");
    link_all(&store);
    assert_left(&store, 0, "0-100 w1");
    assert_int_equal(small_diagnosed(&store, D_link_id_unknown), 1);
    store_free(&store);
}

/* ---- junction zones ------------------------------------------------------------------------ */

static void zones__12_m_at_junctions__not_at_dead_ends(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 -50, 100 0", "100 0, 100 50");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 94 6");
    link_all(&store);
    assert_left(&store, 0, "0-88 w1, 88-100 junction");
    assert_right(&store, 0, "0-88 absent, 88-100 junction");
    assert_right(&store, 2, "0-12 junction, 12-50 absent");
    assert_float_equal(store.streets.outside_m[0], 88, 1e-9);
    store_free(&store);
}

static void zones__short_piece__a_third_of_it(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 30 0, 130 0", "0 -50, 0 0", "30 0, 30 50",
               "130 0, 130 50");
    for (size_t i = 0; i < 4; i++)
        small_word(&store, ROLE_STREET, i, F_name, (const char *[]){"a", "b", "c", "d"}[i]);
    link_all(&store);
    assert_left(&store, 0,
                "0-10 junction, 10-20 absent, 20-30 junction, 30-42 junction, 42-118 absent, "
                "118-130 junction");
    assert_float_equal(store.streets.outside_m[0], 86, 1e-9);
    store_free(&store);
}

static void zones__short_dead_end__nothing_is_left(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 9 0", "0 -50, 0 0", "0 0, 0 50");
    link_all(&store);
    assert_left(&store, 0, "0-9 junction");
    assert_float_equal(store.streets.outside_m[0], 0, 1e-9);
    store_free(&store);
}

static void zones__option__other_radius(void **state)
{
    (void)state;
    struct settings options = small_options();
    struct store store;
    options.junction_m = 0;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 -50, 100 0", "100 0, 100 50");
    small_link(&store, &options);
    assert_left(&store, 0, "0-100 absent");
    store_free(&store);
}

/* ---- sides that don't apply ---------------------------------------------------------------- */

static void side__said_not_applicable__wins_over_links(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 50 6");
    small_word(&store, ROLE_STREET, 0, F_sidewalk_left, "not_applicable");
    link_all(&store);
    assert_left(&store, 0, "0-100 na");
    assert_right(&store, 0, "0-100 absent");
    assert_int_equal(small_diagnosed(&store, D_cover_contradicts_na), 1);
    store_free(&store);
}

static void side__what_the_street_says__of_what_is_not_covered(void **state)
{
    (void)state;
    static const char *const words[] = {"no", "yes", "separate", "unknown"};
    for (size_t i = 0; i < 4; i++) {
        for (int absent = 0; absent < 2; absent++) {
            struct settings options = small_options();
            struct store store;
            options.sidewalk_absent = absent;
            small_begin(&store);
            SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
            SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 50 6");
            small_word(&store, ROLE_STREET, 0, F_sidewalk_left, words[i]);
            small_link(&store, &options);
            assert_left(&store, 0, i == 0 ? "0-50 w1, 50-100 absent" : "0-50 w1, 50-100 unknown");
            assert_right(&store, 0, absent ? "0-100 absent" : "0-100 unknown");
            assert_int_equal(small_diagnosed(&store, D_cover_contradicts_no), i == 0);
            store_free(&store);
        }
    }
}

static void side__ring__its_inside(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 50 0, 50 50, 0 50, 0 0",
               "500 0, 500 50, 550 50, 550 0, 500 0");
    link_all(&store);
    assert_left(&store, 0, "0-200 na"); /* anticlockwise */
    assert_right(&store, 0, "0-200 absent");
    assert_left(&store, 1, "0-200 absent"); /* clockwise */
    assert_right(&store, 1, "0-200 na");
    store_free(&store);
}

static void side__part_of_a_roundabout__its_inside(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 20 5, 30 20", "0 500, 20 505, 30 520");
    small_word(&store, ROLE_STREET, 0, F_junction, "roundabout");
    link_all(&store);
    assert_int_equal(store.streets.side_na[0], 1u << (SIDE_LEFT - 1));
    assert_int_equal(store.streets.side_na[1], 0);
    store_free(&store);
}

/* A pair of one-way carriageways at y = 0 and y = `gap`; `between` may lie on the median. */
static void median_pair(struct store *store, double gap, bool opposite, const char *between)
{
    char text[96];
    small_begin(store);
    snprintf(text, sizeof text, opposite ? "100 %g, 0 %g" : "0 %g, 100 %g", gap, gap);
    SMALL_ROWS(store, ROLE_STREET, "0 0, 100 0", text);
    SMALL_ROWS(store, ROLE_SIDEWALK, "0 -6, 100 -6", between != NULL ? between : "0 900, 9 900");
    for (size_t i = 0; i < 2; i++) {
        small_word(store, ROLE_STREET, i, F_oneway, "yes");
        small_word(store, ROLE_STREET, i, F_name, "Zahran Street");
    }
}

static void side__median__of_opposite_one_way_lines(void **state)
{
    (void)state;
    struct store store;
    median_pair(&store, 20, true, NULL);
    link_all(&store);
    assert_left(&store, 0, "0-100 na");
    assert_right(&store, 0, "0-100 w1");
    assert_left(&store, 1, "0-100 na"); /* drawn westwards: left is south, the median */
    assert_right(&store, 1, "0-100 absent");
    assert_int_equal(small_diagnosed(&store, D_side_median), 2);
    store_free(&store);
}

static void side__no_median__far_or_parallel_or_with_a_sidewalk(void **state)
{
    (void)state;
    static const struct {
        double gap;
        bool opposite;
        const char *between;
    } cases[] = {{40.5, true, NULL},
                 {20, false, NULL},
                 {20, true, "0 8, 100 8"},
                 {20, true, "0 13, 100 13"}};
    for (size_t i = 0; i < 4; i++) {
        struct store store;
        median_pair(&store, cases[i].gap, cases[i].opposite, cases[i].between);
        link_all(&store);
        if (store.streets.side_na[0] != 0 || store.streets.side_na[1] != 0)
            fail_msg("case %zu: a side is taken as median", i);
        store_free(&store);
    }
}

static void side__no_median__two_way_or_another_street(void **state)
{
    (void)state;
    for (int change = 0; change < 2; change++) {
        struct store store;
        median_pair(&store, 20, true, NULL);
        if (change == 0)
            small_word(&store, ROLE_STREET, 1, F_oneway, "no");
        else
            small_word(&store, ROLE_STREET, 1, F_name, "Jaffa Street");
        link_all(&store);
        assert_int_equal(store.streets.side_na[0] | store.streets.side_na[1], 0);
        store_free(&store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cover__sidewalk_at_6_m__its_interval),
        cmocka_unit_test(cover__both_sides_and_overlap__everything_that_is_there),
        cmocka_unit_test(cover__two_sidewalks_with_a_gap__gap_stays),
        cmocka_unit_test(cover__two_parts__two_intervals),
        cmocka_unit_test(cover__one_sidewalk_along_two_streets__serves_both),
        cmocka_unit_test(cover__distance__18_m_and_not_more),
        cmocka_unit_test(cover__angle__30_degrees_and_not_more),
        cmocka_unit_test(cover__options__other_limits),
        cmocka_unit_test(cover__between_two_streets__the_nearer_has_it),
        cmocka_unit_test(cover__own_element_and_carried_streets__are_not_linked_to),
        cmocka_unit_test(cover__living_street__own_only_without_sidewalk),
        cmocka_unit_test(by_id__with_side__projected_however_far),
        cmocka_unit_test(by_id__without_side__side_by_geometry),
        cmocka_unit_test(by_id__of_a_reversed_twin__side_turned),
        cmocka_unit_test(by_id__unknown_id__said_and_linked_by_geometry),
        cmocka_unit_test(zones__12_m_at_junctions__not_at_dead_ends),
        cmocka_unit_test(zones__short_piece__a_third_of_it),
        cmocka_unit_test(zones__short_dead_end__nothing_is_left),
        cmocka_unit_test(zones__option__other_radius),
        cmocka_unit_test(side__said_not_applicable__wins_over_links),
        cmocka_unit_test(side__what_the_street_says__of_what_is_not_covered),
        cmocka_unit_test(side__ring__its_inside),
        cmocka_unit_test(side__part_of_a_roundabout__its_inside),
        cmocka_unit_test(side__median__of_opposite_one_way_lines),
        cmocka_unit_test(side__no_median__far_or_parallel_or_with_a_sidewalk),
        cmocka_unit_test(side__no_median__two_way_or_another_street),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
