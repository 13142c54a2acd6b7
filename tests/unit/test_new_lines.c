/* SPDX-License-Identifier: MIT
 *
 * plan/new_lines.c on streets along the axes, worked out by hand: where lines of gaps go to meet what is
 * there. Streets run to the east, so that left is north; nothing is drawn along them unless a test does. */
#include "plan/new_lines.h"
#include "small_store.h"

struct world {
    struct store store;
    struct settings link, options;
    struct gaps gaps;
    struct new_lines lines;
};

/* Streets along which only the left side may have a sidewalk, the first `with` of them. */
static void begin_streets(struct world *w, size_t with, size_t n, const char *const *streets)
{
    *w = (struct world){.link = small_options()};
    w->options = (struct settings){.junction_m = 12, .snap_m = 0.5, .match_distance_m = 18, .crossing_absent = true};
    small_begin(&w->store);
    w->store.tables[ROLE_SIDEWALK].supplied = true;
    small_rows(&w->store, ROLE_STREET, n, streets);
    for (size_t s = 0; s < n; s++) {
        small_word(&w->store, ROLE_STREET, s, F_sidewalk_right, "not_applicable");
        if (s >= with)
            small_word(&w->store, ROLE_STREET, s, F_sidewalk_left, "not_applicable");
    }
}

static void begin(struct world *w, const char *street)
{
    begin_streets(w, 1, 1, &street);
}

/* "sidewalk s1 110.0: 0 5, 100 5, 110 5" a line, with its length and points. */
static const char *told(struct world *w)
{
    static char text[4096];
    char *at = text, *last = text + sizeof text;
    rasif_error err = {RASIF_OK, ""};
    small_link(&w->store, &w->link);
    assert_int_equal(gaps_find(&w->store, &w->options, &w->gaps, &err), RASIF_OK);
    assert_int_equal(new_lines_find(&w->store, &w->gaps, &w->lines, &err), RASIF_OK);
    *at = '\0';
    for (size_t i = 0; i < w->lines.n; i++) {
        const struct new_line *line = &w->lines.items[i];
        const double *xy = new_line_xy(&w->lines, line);
        assert_float_equal(line->length_m, line_length(xy, line->n_points), 1e-9);
        at += snprintf(at, (size_t)(last - at), "%s%s s%u %.1f", i > 0 ? "\n" : "", roles[line->role].name, line->street + 1,
                       line->length_m);
        for (size_t k = 0; k < line->n_points; k++)
            at += snprintf(at, (size_t)(last - at), "%s %g %g", k > 0 ? "," : ":", round(10 * xy[2 * k]) / 10 + 0.0,
                           round(10 * xy[2 * k + 1]) / 10 + 0.0);
    }
    return text;
}

static void end(struct world *w)
{
    new_lines_free(&w->lines);
    gaps_free(&w->gaps);
    store_free(&w->store);
}

#define REQUIRE(text)                                                                                                  \
    do {                                                                                                               \
        assert_string_equal(told(&w), text);                                                                           \
        end(&w);                                                                                                       \
    } while (0)

/* A path begins 10 m beyond the end; at the other end there is nothing. */
static void sidewalk__a_path_beyond__goes_on_to_it(void **state)
{
    (void)state;
    struct world w;
    begin(&w, "0 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_FOOTWAY, "110 5, 110 90");
    REQUIRE("sidewalk s1 110.0: 0 5, 100 5, 110 5");
}

/* NEW_SIDEWALK_REACH_M is 25 m. */
static void sidewalk__reach__just_inside_and_outside(void **state)
{
    (void)state;
    struct world w;
    begin(&w, "0 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_FOOTWAY, "124.9 5, 124.9 90");
    REQUIRE("sidewalk s1 124.9: 0 5, 100 5, 124.9 5");
    begin(&w, "0 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_FOOTWAY, "125.1 5, 125.1 90");
    REQUIRE("");
}

/* A side street lies between the end and the nearer path. */
static void sidewalk__carriageway_between__another_way(void **state)
{
    (void)state;
    struct world w;
    begin_streets(&w, 1, 2, (const char *const[]){"0 0, 100 0", "104 2, 104 80"});
    SMALL_ROWS(&w.store, ROLE_FOOTWAY, "110 5, 110 90", "90 20, 100 20");
    REQUIRE("sidewalk s1 115.0: 0 5, 100 5, 100 20");
}

/* Of a crossing only an end counts. */
static void sidewalk__a_crossing__at_its_end(void **state)
{
    (void)state;
    struct world w;
    begin(&w, "0 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_CROSSING, "103 9, 103 1, 103 -7");
    REQUIRE("sidewalk s1 105.0: 0 5, 100 5, 103 9");
}

/* What may be there is not built. */
static void sidewalk__not_known__none(void **state)
{
    (void)state;
    struct world w;
    begin(&w, "0 0, 100 0");
    w.link.sidewalk_absent = false;
    SMALL_ROWS(&w.store, ROLE_FOOTWAY, "110 5, 110 90");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 5, 50 5");
    REQUIRE("");
}

/* The second street's sidewalk ends at nothing but the first one's, 10 m away. */
static void sidewalk__only_a_new_one_near__meets_it(void **state)
{
    (void)state;
    struct world w;
    begin_streets(&w, 2, 2, (const char *const[]){"0 0, 100 0", "110 0, 200 0"});
    SMALL_ROWS(&w.store, ROLE_FOOTWAY, "-10 5, -10 90");
    REQUIRE("sidewalk s1 120.0: -10 5, 0 5, 100 5, 110 5\n"
            "sidewalk s2 100.0: 100 5, 110 5, 200 5");
}

/* A crossing is due over the eastern street alone, where it leaves the zone of 12 m around the junction at
 * 100 0; it is 5 m to each kerb. */
static void begin_arm(struct world *w, const char *left, const char *right)
{
    begin_streets(w, 0, 3, (const char *const[]){"100 0, 200 0", "0 0, 100 0", "100 0, 100 90"});
    for (size_t s = 0; s < 3; s++) {
        small_word(&w->store, ROLE_STREET, s, F_crossing_expected, s == 0 ? "yes" : "no");
        small_real(&w->store, ROLE_STREET, s, F_carriageway_width_m, 10);
    }
    w->link.ramp_absent = false;
    SMALL_ROWS(&w->store, ROLE_FOOTWAY, left, right);
}

static void crossing__paths_on_both_sides__from_one_to_the_other(void **state)
{
    (void)state;
    struct world w;
    begin_arm(&w, "0 9, 200 9", "0 -5.3, 200 -5.3");
    REQUIRE("crossing s1 14.3: 112 9, 112 5, 112 -5.3");
}

/* NEW_CROSSING_REACH_M is 8 m; both sides are needed. */
static void crossing__reach__just_inside_and_outside(void **state)
{
    (void)state;
    struct world w;
    begin_arm(&w, "0 12.9, 200 12.9", "0 -5, 200 -5");
    REQUIRE("crossing s1 17.9: 112 12.9, 112 5, 112 -5");
    begin_arm(&w, "0 13.1, 200 13.1", "0 -5, 200 -5");
    REQUIRE("");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sidewalk__a_path_beyond__goes_on_to_it),
        cmocka_unit_test(sidewalk__reach__just_inside_and_outside),
        cmocka_unit_test(sidewalk__carriageway_between__another_way),
        cmocka_unit_test(sidewalk__a_crossing__at_its_end),
        cmocka_unit_test(sidewalk__not_known__none),
        cmocka_unit_test(sidewalk__only_a_new_one_near__meets_it),
        cmocka_unit_test(crossing__paths_on_both_sides__from_one_to_the_other),
        cmocka_unit_test(crossing__reach__just_inside_and_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
