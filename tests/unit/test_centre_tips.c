/* SPDX-License-Identifier: MIT
 *
 * geo/centre.h: what tells a tip, into which nobody walks, from a neck, which everybody has to
 * pass. Shapes drawn by hand, whose width one reads off their corners. */
#include "geo/centre.h"
#include "small_store.h"

#define CLOSE 0.015 /* metres; a way that narrows is measured half its width before its end */

struct tip_case {
    const char *name, *area;
    bool hole;       /* the last ring */
    double width_m;  /* NAN = unknown */
    double length_m; /* of the middle, to half a metre; 0 = not asked */
};

static void check(const struct tip_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct store store;
        rasif_error err = {RASIF_OK, ""};
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_SIDEWALK, cases[i].area);
        struct shapes *shapes = &store.tables[ROLE_SIDEWALK].shapes;
        if (cases[i].hole)
            shapes->exterior[shapes->n_parts - 1] = 0;
        assert_int_equal(centre_lines(&store, 1, &err), RASIF_OK);
        double width = store.widths[ROLE_SIDEWALK].clear_m[0], expected = cases[i].width_m;
        double length = store.tables[ROLE_SIDEWALK].length_m[0];
        if (isnan(expected) ? !isnan(width) : !(fabs(width - expected) <= CLOSE))
            fail_msg("%s: %.4g m wide, not %.4g", cases[i].name, width, expected);
        if (cases[i].length_m > 0 && !(fabs(length - cases[i].length_m) <= 0.5))
            fail_msg("%s: %.4g m long, not %.4g", cases[i].name, length, cases[i].length_m);
        assert_int_equal(small_diagnosed(&store, D_area_tapers), isnan(expected));
        store_free(&store);
    }
}

/* A tip that widens by less than 1 in 20 on either side of its middle is not walked into. */
static void tip__beside_or_behind_the_way__is_left_out(void **state)
{
    (void)state;
    const struct tip_case cases[] = {
        {"rectangle that runs out", "AREA 0 0, 60 0, 90 1, 60 2, 0 2, 0 0", false, 2, 60},
        {"both ends run out", "AREA -30 1, 0 0, 70 0, 95 1, 70 2, 0 2, -30 1", false, 2, 70},
        {"spike to the side", "AREA 0 0, 60 0, 60 2, 30.2 2, 30 17, 29.8 2, 0 2, 0 0", false, 2,
         60},
        {"from a corner", "AREA 0 0, 60 0, 60 22, 59.8 2, 0 2, 0 0", false, 2, 60},
        {"L", "AREA 0 0, 40 0, 40 40, 39 65, 38 40, 38 2, 0 2, 0 0", false, 2, 77.5},
        {"ring",
         "AREA 0 0, 80 0, 80 50, 0 50, 0 1.2, -20 0, 0 0 | 1.5 1.5, 1.5 48.5, 78.5 48.5, 78.5 1.5, "
         "1.5 1.5",
         true, 1.5, 0},
        {"a level place in the tip",
         "AREA 0 0, 60 0, 80 0.75, 85 0.75, 90 1, 85 1.25, 80 1.25, 60 2, 0 2, 0 0", false, 2, 60},
        {"thinner at its end than 10 cm",
         "AREA 0 0, 60 0, 60 0.9, 78 0.98, 78 1.02, 60 1.1, 60 2, 0 2, 0 0", false, 2, 0},
    };
    check(cases, sizeof cases / sizeof *cases);
}

/* What lies between two wider places is passed by whoever goes on. */
static void neck__between_wider_places__stays(void **state)
{
    (void)state;
    const struct tip_case cases[] = {
        {"hourglass", "AREA 0 0, 30 0, 45 0.85, 60 0, 90 0, 90 2, 60 2, 45 1.15, 30 2, 0 2, 0 0",
         false, 0.3, 90},
        {"slender hourglass",
         "AREA 0 0, 30 0, 75 0.85, 120 0, 150 0, 150 2, 120 2, 75 1.15, 30 2, 0 2, 0 0", false, 0.3,
         150},
        /* 1 m wide at x = 75, 0.4 m at 70, then a point at 100 */
        {"neck within a tip",
         "AREA 0 0, 60 0, 70 0.8, 75 0.5, 100 1, 75 1.5, 70 1.2, 60 2, 0 2, 0 0", false, 0.4, 0},
        {"neck of a centimetre",
         "AREA 0 0, 30 0, 45 0.995, 60 0, 90 0, 90 2, 60 2, 45 1.005, 30 2, 0 2, 0 0", false, 0.01,
         0},
        {"slender neck of a centimetre",
         "AREA 0 0, 30 0, 75 0.995, 120 0, 150 0, 150 2, 120 2, 75 1.005, 30 2, 0 2, 0 0", false,
         0.01, 0},
    };
    check(cases, sizeof cases / sizeof *cases);
}

/* An end that is not a point may be where the next sidewalk begins. */
static void end__of_some_width__stays(void **state)
{
    (void)state;
    const struct tip_case cases[] = {
        {"narrows to half a metre", "AREA 0 0, 60 0, 90 0.75, 90 1.25, 60 2, 0 2, 0 0", false, 0.5,
         90},
        {"half a metre for 30 m", "AREA 0 0, 60 0, 60 0.5, 90 0.5, 90 1, 60 1, 60 2, 0 2, 0 0",
         false, 0.5, 90},
        {"a quarter of a metre", "AREA 0 0, 60 0, 100 0.875, 100 1.125, 60 2, 0 2, 0 0", false,
         0.25, 100},
    };
    check(cases, sizeof cases / sizeof *cases);
}

/* Where most of what is drawn is a tip, nobody can tell how much of it is walked on. */
static void wedge__that_is_the_whole_way__is_unknown(void **state)
{
    (void)state;
    const struct tip_case cases[] = {
        {"wedge", "AREA 0 0, 60 1, 0 2, 0 0", false, NAN, 0},
        {"wedge of 1 in 10", "AREA 0 0, 20 1, 0 2, 0 0", false, NAN, 0},
        {"wedge of 1 in 8", "AREA 0 0, 12 0.8, 0 1.6, 0 0", false, NAN, 0},
        {"lens", "AREA -40 0, 0 -1, 40 0, 0 1, -40 0", false, NAN, 0},
        {"tip longer than the rest", "AREA 0 0, 20 0, 50 1, 20 2, 0 2, 0 0", false, NAN, 0},
        {"rest longer than the tip", "AREA 0 0, 40 0, 70 1, 40 2, 0 2, 0 0", false, 2, 40},
        /* twice the radius of the circle within: no way, a corner */
        {"about as long as wide", "AREA 0 200, 3 200, 0 201, 0 200", false, 4 - 3.1622776601683795,
         0},
    };
    check(cases, sizeof cases / sizeof *cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tip__beside_or_behind_the_way__is_left_out),
        cmocka_unit_test(neck__between_wider_places__stays),
        cmocka_unit_test(end__of_some_width__stays),
        cmocka_unit_test(wedge__that_is_the_whole_way__is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
