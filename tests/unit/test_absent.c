/* SPDX-License-Identifier: MIT
 *
 * link/absences.c, cover.c, kerbs.c: what someone looked for and did not find. Streets run along the x axis, so that
 * left is north. */
#include "small_store.h"

/* Someone looked for two sidewalks and found neither: absent where nothing that is drawn lies, whatever the street says. */
static void side__sidewalk_that_is_not_there__absent_along_it(void **state)
{
    (void)state;
    static const char *const words[] = {"yes", "separate", "unknown", "no"};
    for (size_t i = 0; i < 4; i++) {
        struct settings options = small_options();
        struct store store;
        options.sidewalk_absent = false;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 200 0");
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 50 6", "30 6, 70 6", "160 -6, 90 -6");
        small_word(&store, ROLE_STREET, 0, F_sidewalk_left, words[i]);
        small_word(&store, ROLE_SIDEWALK, 1, F_status, "absent");
        small_word(&store, ROLE_SIDEWALK, 2, F_status, "absent");
        small_link(&store, &options);
        assert_left(&store, 0, i == 3 ? "0-50 w1, 50-100 absent" : "0-50 w1, 50-70 absent, 70-100 unknown");
        assert_right(&store, 0, "0-90 unknown, 90-100 absent");
        assert_left(&store, 1, "0-100 unknown");
        assert_right(&store, 1, "0-60 absent, 60-100 unknown");
        assert_int_equal(store.links.n, 1);
        assert_int_equal(small_diagnosed(&store, D_sidewalk_unlinked), 0);
        store_free(&store);
    }
}

/* Someone looked for ramps at both ends and found none: absent where nothing is drawn or stated, within 5 m. */
static void ends__ramp_that_is_not_there__absent(void **state)
{
    (void)state;
    for (int drawn = 0; drawn < 3; drawn++) {
        struct settings options = small_options();
        struct store store;
        options.ramp_absent = false;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
        SMALL_ROWS(&store, ROLE_CROSSING, "50 -8, 50 8");
        SMALL_ROWS(&store, ROLE_RAMP, "50 -12.9", "50 13.1", "51 -9");
        small_word(&store, ROLE_RAMP, 0, F_status, "absent");
        small_word(&store, ROLE_RAMP, 1, F_status, "absent");
        small_word(&store, ROLE_RAMP, 2, F_status, drawn == 0 ? "absent" : "in_use");
        small_word(&store, ROLE_RAMP, 2, F_kerb, "lowered");
        if (drawn == 2)
            small_word(&store, ROLE_CROSSING, 0, F_kerb_right, "flush");
        link_scope(&store, "2026-01-01");
        small_link(&store, &options);
        assert_int_equal(store.crossings.places[PLACE_START].state, drawn == 0 ? END_ABSENT : END_RAMP);
        assert_int_equal(store.crossings.places[PLACE_END].state, drawn == 2 ? END_STATED : END_UNKNOWN);
        assert_int_equal(small_diagnosed(&store, D_ramp_unlinked), 0);
        store_free(&store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(side__sidewalk_that_is_not_there__absent_along_it),
        cmocka_unit_test(ends__ramp_that_is_not_there__absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
