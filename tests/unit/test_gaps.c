/* SPDX-License-Identifier: MIT
 *
 * network/gaps*.c on streets along the axes, worked out by hand. Streets run from 0 0 to the east,
 * so that left is north. Zones reach 12 m from a junction. */
#include "network/gaps.h"
#include "small_store.h"

struct world {
    struct store store;
    struct settings link;
    struct settings options;
    struct gaps gaps;
};

static void begin(struct world *w)
{
    *w = (struct world){.link = small_options()};
    w->options = (struct settings){
        .junction_m = 12, .snap_m = 0.5, .match_distance_m = 18, .crossing_absent = true};
    small_begin(&w->store);
}

static void find(struct world *w)
{
    rasif_error err = {RASIF_OK, ""};
    small_link(&w->store, &w->link);
    if (gaps_find(&w->store, &w->options, &w->gaps, &err) != RASIF_OK)
        fail_msg("%s", err.message);
}

static void end(struct world *w)
{
    gaps_free(&w->gaps);
    store_free(&w->store);
}

/* "no_sidewalk not_drawn s1 left 0-100: 0 6, 100 6" a line, metres to one decimal. */
static const char *told(const struct world *w)
{
    static char text[4096];
    static const char *const sides[] = {"", " left", " right"};
    char *at = text, *last = text + sizeof text;
    *at = '\0';
    for (size_t i = 0; i < w->gaps.n; i++) {
        const struct gap *gap = &w->gaps.items[i];
        double xy[64];
        size_t n = gap_line(&w->store, gap, xy);
        assert_true(n <= gap_most_points(&w->store, gap));
        at += snprintf(at, (size_t)(last - at), "%s%s %s", i > 0 ? "\n" : "",
                       gap_kind_names[gap->kind], gap_evidence_names[gap->evidence]);
        if (gap->street != NO_ROW)
            at += snprintf(at, (size_t)(last - at), " s%u%s", gap->street + 1, sides[gap->side]);
        if (gap->from != NO_ROW)
            at += snprintf(at, (size_t)(last - at), " of %u", gap->from + 1);
        if (gap->to != NO_ROW)
            at += snprintf(at, (size_t)(last - at), " to %u", gap->to + 1);
        if (!isnan(gap->from_m))
            at += snprintf(at, (size_t)(last - at), " %g-%g", round(gap->from_m * 10) / 10,
                           round(gap->to_m * 10) / 10);
        for (size_t k = 0; k < n; k++)
            at += snprintf(at, (size_t)(last - at), "%s %g %g", k > 0 ? "," : ":",
                           round(xy[2 * k] * 10) / 10 + 0.0, round(xy[2 * k + 1] * 10) / 10 + 0.0);
    }
    return text;
}

/* ---- stretches without a sidewalk ---- */

static void no_sidewalk__one_side__as_far_aside_as_the_other(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 6, 100 6");
    find(&w);
    assert_string_equal(told(&w), "no_sidewalk not_drawn s1 right 0-100: 0 -6, 100 -6");
    assert_float_equal(w.gaps.items[0].length_m, 100, 1e-9);
    end(&w);
}

/* Nothing is drawn: half of the carriageway, else a sign at 5 m. The bend at 50 0 is a right angle,
 * where the mitre lies 4 m further and 4 m aside. */
static void no_sidewalk__a_bend__mitred(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    w.store.tables[ROLE_SIDEWALK].supplied = true;
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 50 0, 50 50", "0 300, 50 300");
    small_real(&w.store, ROLE_STREET, 0, F_carriageway_width_m, 8);
    small_word(&w.store, ROLE_STREET, 0, F_sidewalk_left, "no");
    small_word(&w.store, ROLE_STREET, 1, F_sidewalk_left, "not_applicable");
    find(&w);
    assert_string_equal(told(&w), "no_sidewalk stated s1 left 0-100: 0 4, 46 4, 46 50\n"
                                  "no_sidewalk not_drawn s1 right 0-100: 0 -4, 54 -4, 54 50\n"
                                  "no_sidewalk not_drawn s2 right 0-50: 0 295, 50 295");
    end(&w);
}

/* Where it is not known: only along a street with a drawn sidewalk, and not what is said to be. */
static void no_sidewalk__not_known__only_beside_what_is_drawn(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    w.link.sidewalk_absent = false;
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0", "0 300, 100 300", "0 600, 100 600");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 6, 100 6", "0 606, 100 606");
    small_word(&w.store, ROLE_STREET, 2, F_sidewalk_right, "separate");
    find(&w);
    assert_string_equal(told(&w), "no_sidewalk unknown s1 right 0-100: 0 -6, 100 -6");
    end(&w);
}

/* Zones of 12 m around the junction at 100; 4 m are no barrier; service streets need none. */
static void no_sidewalk__zones_short_ones_and_service__none(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0, 200 0", "100 0, 100 -90");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 6, 200 6", "0 -6, 84 -6", "112 -6, 170 -6");
    small_word(&w.store, ROLE_STREET, 1, F_class, "service");
    find(&w);
    assert_string_equal(told(&w), "no_sidewalk not_drawn s1 right 170-200: 170 -6, 200 -6");
    end(&w);
}

/* A crossing over a driveway from 40 to 52 continues the sidewalk; so does one that turns by 45
 * degrees between 20 and 28, more than what is matched. What turns away by 80 does not. On the
 * right are drawn 20 m at 4 m and 12 + 38 m at 12 m: 9.7 in the mean. */
static void no_sidewalk__walked_beside__none(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 6, 100 6", "0 -4, 20 -4", "28 -12, 40 -12",
               "52 -12, 90 -12");
    SMALL_ROWS(&w.store, ROLE_FOOTWAY, "20 -4, 28 -12", "90 -12, 91 -17");
    SMALL_ROWS(&w.store, ROLE_CROSSING, "40 -12, 52 -12");
    w.link.ramp_absent = false;
    find(&w);
    assert_string_equal(told(&w), "no_sidewalk not_drawn s1 right 90-100: 90 -9.7, 100 -9.7");
    end(&w);
}

/* A crossing from 49 to 51 over a driveway, beside a street that is cut at 50.3: it takes 1.3 m of one
 * feature and 0.7 m of the other. */
static void no_sidewalk__walked_beside_a_joint__a_part_of_each(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 50.3 0", "50.3 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 6, 100 6");
    SMALL_ROWS(&w.store, ROLE_CROSSING, "49 -12, 51 -12");
    w.link.ramp_absent = false;
    find(&w);
    assert_string_equal(told(&w), "no_sidewalk not_drawn s1 right 0-49: 0 -6, 49 -6\n"
                                  "no_sidewalk not_drawn s2 right 0.7-49.7: 51 -6, 100 -6");
    end(&w);
}

/* What is walked on the centre line, or a hair beside it, has no side. */
static void no_sidewalk__walked_on_the_centre_line__both_sides(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 0.001, 50 -0.001, 100 0.001");
    find(&w);
    assert_string_equal(told(&w), "no_sidewalk not_drawn s1 left 0-100: 0 5, 100 5\n"
                                  "no_sidewalk not_drawn s1 right 0-100: 0 -5, 100 -5");
    end(&w);
}

/* Two carriageways 14 m apart, and no oneway that would tell: between them lies a median. */
static void no_sidewalk__median__none(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0", "0 14, 100 14");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 -6, 100 -6");
    find(&w);
    assert_string_equal(told(&w), "no_sidewalk not_drawn s2 left 0-100: 0 19, 100 19");
    end(&w);
}

/* What runs up to the seam of a ring, where its end is its beginning, does not run all around it.
 */
static void no_sidewalk__seam_of_a_ring__the_outer_side(void **state)
{
    (void)state;
    struct world w;
    static const char ring[] = "no_sidewalk not_drawn s1 right 12-108: "
                               "12 -5, 35 -5, 35 35, -5 35, -5 12\n";
    begin(&w);
    w.store.tables[ROLE_SIDEWALK].supplied = true;
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 30 0, 30 30, 0 30, 0 0", "-20 6, 0 0");
    find(&w);
    assert_memory_equal(told(&w), ring, sizeof ring - 1);
    end(&w);
}

/* The same street drawn twice, a few centimetres apart: the first one keeps its gaps. */
static void no_sidewalk__drawn_twice__told_once(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    w.store.tables[ROLE_SIDEWALK].supplied = true;
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0", "0 0.2, 100 0.2");
    find(&w);
    assert_string_equal(told(&w), "no_sidewalk not_drawn s1 left 0-100: 0 5, 100 5\n"
                                  "no_sidewalk not_drawn s1 right 0-100: 0 -5, 100 -5");
    end(&w);
}

/* ---- sidewalks that end ---- */

static void sidewalk_ends__20_m_apart__from_end_to_end_and_once(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 -6, 100 -6", "0 6, 40 6", "60 7, 100 7");
    find(&w);
    assert_string_equal(told(&w), "sidewalk_ends not_drawn s1 left of 2 to 3 40-60: 40 6, 60 7");
    assert_float_equal(w.gaps.items[0].length_m, hypot(20, 1), 1e-9);
    end(&w);
}

/* At 25 m they no longer belong together; 3 m are told although they are no barrier. */
static void sidewalk_ends__limits(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 6, 40 6", "65 6, 100 6", "0 -6, 40 -6", "43 -6, 100 -6");
    find(&w);
    assert_string_equal(told(&w), "no_sidewalk not_drawn s1 left 40-65: 40 6, 65 6\n"
                                  "sidewalk_ends not_drawn s1 right of 3 to 4 40-43: 40 -6, 43 -6");
    end(&w);
}

/* Both ends meet a path that leads around: nothing ends there, but the street has no sidewalk. */
static void sidewalk_ends__ends_that_meet_something__a_stretch(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 -6, 100 -6", "0 6, 40 6", "60 6, 100 6");
    SMALL_ROWS(&w.store, ROLE_FOOTWAY, "40 6, 40 40, 60 40, 60 6");
    find(&w);
    assert_string_equal(told(&w), "no_sidewalk not_drawn s1 left 40-60: 40 6, 60 6");
    end(&w);
}

/* The crossing over a driveway was drawn without touching either end. */
static void sidewalk_ends__bridged__none(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    w.link.ramp_absent = false;
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 -6, 100 -6", "0 6, 40 6", "60 6, 100 6");
    SMALL_ROWS(&w.store, ROLE_CROSSING, "47 6, 53 6", "41 6, 59 6");
    find(&w);
    assert_string_equal(told(&w), "");
    end(&w);
}

/* ---- one street in two features: the joint at 50 0 ---- */

/* From 48 to 80: the whole is a stretch, and each feature has its own part of it. Of the half metre that
 * is left on the first feature nothing is told. */
static void joint__a_stretch_over_it__a_row_for_each_feature(void **state)
{
    (void)state;
    static const struct {
        const char *sidewalk, *expected;
    } cases[] = {
        {"0 -6, 48 -6", "no_sidewalk not_drawn s1 right 48-50: 48 -6, 50 -6\n"
                        "no_sidewalk not_drawn s2 right 0-30: 50 -6, 80 -6"},
        {"0 -6, 49.5 -6", "no_sidewalk not_drawn s2 right 0-30: 50 -6, 80 -6"},
    };
    for (size_t i = 0; i < 2; i++) {
        struct world w;
        begin(&w);
        SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 50 0", "50 0, 100 0");
        SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 6, 100 6", cases[i].sidewalk, "80 -6, 100 -6");
        find(&w);
        assert_string_equal(told(&w), cases[i].expected);
        end(&w);
    }
}

/* Of 8 m without a sidewalk 5 lie on the second feature, which is drawn against the first: 100 - 45. */
static void joint__ends_on_both_sides_of_it__told_once(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 50 0", "150 0, 50 0");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 6, 150 6", "0 -6, 47 -6", "55 -6, 150 -6");
    find(&w);
    assert_string_equal(told(&w), "sidewalk_ends not_drawn s2 left of 2 to 3 95-100: 47 -6, 55 -6");
    assert_float_equal(w.gaps.items[0].length_m, 8, 1e-9);
    end(&w);
}

/* 3 m on either side of the joint are 6 m, where only a footway leads: no sidewalk. */
static void joint__short_on_both_sides_of_it__long_enough(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 50 0", "50 0, 100 0");
    SMALL_ROWS(&w.store, ROLE_SIDEWALK, "0 6, 100 6", "0 -6, 47 -6", "53 -6, 100 -6");
    SMALL_ROWS(&w.store, ROLE_FOOTWAY, "47 -6, 47 -40", "53 -6, 53 -40"); /* no loose end */
    find(&w);
    assert_string_equal(told(&w), "no_sidewalk not_drawn s1 right 47-50: 47 -6, 50 -6\n"
                                  "no_sidewalk not_drawn s2 right 0-3: 50 -6, 53 -6");
    end(&w);
}

/* ---- ramps ---- */

/* A raised kerb is said; a bare end is not drawn; a ramp serves. The island 10 m in has none. */
static void no_ramp__kerbs__with_their_evidence(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_CROSSING, "0 -10, 0 10", "50 -10, 50 10");
    SMALL_ROWS(&w.store, ROLE_RAMP, "0 -10", "50 10", "0 0");
    small_word(&w.store, ROLE_RAMP, 0, F_kerb, "raised");
    small_word(&w.store, ROLE_RAMP, 1, F_kerb, "lowered");
    small_word(&w.store, ROLE_RAMP, 2, F_kerb, "raised");
    find(&w);
    assert_string_equal(told(&w), "no_ramp stated of 1: 0 -10, 0 -11.5\n"
                                  "no_ramp not_drawn of 1: 0 10, 0 11.5\n"
                                  "no_ramp stated of 1: 0 0, 0 1.5\n"
                                  "no_ramp not_drawn of 2: 50 -10, 50 -11.5");
    assert_int_equal(w.gaps.items[2].place, PLACE_ISLAND);
    assert_true(isnan(w.gaps.items[0].length_m));
    end(&w);
}

static void no_ramp__not_known__only_where_the_other_end_has_its_kerb(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    w.link.ramp_absent = false;
    SMALL_ROWS(&w.store, ROLE_CROSSING, "0 -10, 0 10", "50 -10, 50 10", "90 0");
    SMALL_ROWS(&w.store, ROLE_RAMP, "50 10");
    small_word(&w.store, ROLE_RAMP, 0, F_kerb, "lowered");
    find(&w);
    assert_string_equal(told(&w), "no_ramp unknown of 2: 50 -10, 50 -11.5");
    end(&w);
}

/* Two crossings begin at one point of a corner: one ramp, on the better evidence. */
static void no_ramp__one_corner__told_once(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_CROSSING, "0 0, 20 0", "0.3 0, 0.3 20");
    SMALL_ROWS(&w.store, ROLE_RAMP, "20 0", "0.3 20");
    small_word(&w.store, ROLE_RAMP, 0, F_kerb, "lowered");
    small_word(&w.store, ROLE_RAMP, 1, F_kerb, "lowered");
    find(&w);
    assert_string_equal(told(&w), "no_ramp not_drawn of 1: 0 0, -1.5 0");
    end(&w);
}

/* ---- junctions ---- */

static void main_streets(struct world *w, size_t n)
{
    for (size_t row = 0; row < w->store.tables[ROLE_STREET].n; row++) {
        small_word(&w->store, ROLE_STREET, row, F_crossing_expected, row < n ? "yes" : "no");
        small_word(&w->store, ROLE_STREET, row, F_sidewalk_left, "not_applicable");
        small_word(&w->store, ROLE_STREET, row, F_sidewalk_right, "not_applicable");
        small_real(&w->store, ROLE_STREET, row, F_carriageway_width_m, 10);
    }
}

/* Four main arms at 0 0, of which the eastern one has a crossing. */
static void no_crossing__main_streets_meet__every_arm(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    w.link.ramp_absent = false;
    SMALL_ROWS(&w.store, ROLE_STREET, "-100 0, 0 0", "0 0, 100 0", "0 -100, 0 0, 0 100");
    SMALL_ROWS(&w.store, ROLE_CROSSING, "14 -5, 14 5");
    main_streets(&w, 3);
    find(&w);
    assert_string_equal(told(&w), "no_crossing not_drawn s3 88-88: -5 -12, 5 -12\n"
                                  "no_crossing not_drawn s3 112-112: -5 12, 5 12\n"
                                  "no_crossing not_drawn s1 88-88: -12 5, -12 -5");
    assert_float_equal(w.gaps.items[0].length_m, 10, 1e-6);
    end(&w);
}

/* A main street passes a side street at 100 and one at 140: one crossing serves both. The one at
 * 300 has its own, 45 m along; the way into a service street is no junction. */
static void no_crossing__side_streets__one_is_enough(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    w.link.ramp_absent = false;
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0, 140 0, 300 0, 400 0, 500 0", "100 0, 100 90",
               "140 0, 140 90", "300 0, 300 90", "400 0, 400 90");
    SMALL_ROWS(&w.store, ROLE_CROSSING, "345 -5, 345 5");
    main_streets(&w, 1);
    small_word(&w.store, ROLE_STREET, 4, F_class, "service");
    find(&w);
    assert_string_equal(told(&w), "no_crossing not_drawn s1 88-88: 88 5, 88 -5\n"
                                  "no_crossing not_drawn s1 152-152: 152 5, 152 -5");
    end(&w);
}

/* Where it is not known, only at a junction with another crossing. */
static void no_crossing__not_known__only_beside_what_is_drawn(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    w.link.ramp_absent = false;
    w.options.crossing_absent = false;
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0, 300 0, 400 0", "100 0, 100 90", "300 0, 300 90");
    SMALL_ROWS(&w.store, ROLE_CROSSING, "295 14, 305 14");
    main_streets(&w, 1);
    find(&w);
    assert_string_equal(told(&w), "no_crossing unknown s1 288-288: 288 5, 288 -5");
    end(&w);
}

/* A short link between two junctions lies inside of one large junction; two arms are none. */
static void no_crossing__inside_a_large_junction__none(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    w.link.ramp_absent = false;
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0, 200 0", "100 0, 100 20", "0 20, 100 20, 200 20");
    main_streets(&w, 3);
    find(&w);
    assert_string_equal(told(&w), "");
    end(&w);
}

/* ---- figures ---- */

static void sums_and_longest(void **state)
{
    (void)state;
    struct world w;
    struct gap_sum sums[GAP_KIND_COUNT];
    size_t rows[GAP_MOST_LONGEST];
    begin(&w);
    SMALL_ROWS(&w.store, ROLE_STREET, "0 0, 100 0", "0 300, 30 300", "0 600, 60 600");
    small_word(&w.store, ROLE_STREET, 1, F_sidewalk_left, "no");
    w.store.tables[ROLE_SIDEWALK].supplied = true;
    find(&w);
    gaps_sum(&w.gaps, sums);
    assert_int_equal(sums[GAP_NO_SIDEWALK].n[GAP_STATED], 1);
    assert_int_equal(sums[GAP_NO_SIDEWALK].n[GAP_NOT_DRAWN], 5);
    assert_float_equal(sums[GAP_NO_SIDEWALK].length_m, 2 * (100 + 30 + 60), 1e-9);
    assert_int_equal(gaps_longest(&w.gaps, rows, 3), 3);
    assert_int_equal(rows[0], 0); /* of equals the first */
    assert_int_equal(rows[1], 1);
    assert_int_equal(rows[2], 4);
    assert_int_equal(gaps_longest(&w.gaps, rows, 100), 6);
    assert_int_equal(rows[5], 3);
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_sidewalk__one_side__as_far_aside_as_the_other),
        cmocka_unit_test(no_sidewalk__a_bend__mitred),
        cmocka_unit_test(no_sidewalk__not_known__only_beside_what_is_drawn),
        cmocka_unit_test(no_sidewalk__zones_short_ones_and_service__none),
        cmocka_unit_test(no_sidewalk__walked_beside__none),
        cmocka_unit_test(no_sidewalk__walked_beside_a_joint__a_part_of_each),
        cmocka_unit_test(no_sidewalk__walked_on_the_centre_line__both_sides),
        cmocka_unit_test(no_sidewalk__median__none),
        cmocka_unit_test(no_sidewalk__seam_of_a_ring__the_outer_side),
        cmocka_unit_test(no_sidewalk__drawn_twice__told_once),
        cmocka_unit_test(sidewalk_ends__20_m_apart__from_end_to_end_and_once),
        cmocka_unit_test(sidewalk_ends__limits),
        cmocka_unit_test(sidewalk_ends__ends_that_meet_something__a_stretch),
        cmocka_unit_test(sidewalk_ends__bridged__none),
        cmocka_unit_test(joint__a_stretch_over_it__a_row_for_each_feature),
        cmocka_unit_test(joint__ends_on_both_sides_of_it__told_once),
        cmocka_unit_test(joint__short_on_both_sides_of_it__long_enough),
        cmocka_unit_test(no_ramp__kerbs__with_their_evidence),
        cmocka_unit_test(no_ramp__not_known__only_where_the_other_end_has_its_kerb),
        cmocka_unit_test(no_ramp__one_corner__told_once),
        cmocka_unit_test(no_crossing__main_streets_meet__every_arm),
        cmocka_unit_test(no_crossing__side_streets__one_is_enough),
        cmocka_unit_test(no_crossing__not_known__only_beside_what_is_drawn),
        cmocka_unit_test(no_crossing__inside_a_large_junction__none),
        cmocka_unit_test(sums_and_longest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
