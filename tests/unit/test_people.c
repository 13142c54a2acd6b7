/* SPDX-License-Identifier: MIT
 *
 * plan/people.c: closed forms. A block of 100 m between four streets; street rows 0 to 3 are its south, east, north and
 * west side, each one segment, since a short street leaves each corner. */
#include "small_store.h"

#include "plan/people.h"

/* Links the block; places rows with their numbers. */
static void place_around(struct store *store, struct people *people, const double *numbers, size_t n,
                         const char *const *texts)
{
    struct settings options = small_options();
    struct store places;
    small_begin(store);
    small_begin(&places);
    SMALL_ROWS(store, ROLE_STREET, "0 0, 100 0", "100 0, 100 100", "100 100, 0 100", "0 100, 0 0", "0 0, -3 -3",
               "100 0, 103 -3", "100 100, 103 103", "0 100, -3 103");
    small_link(store, &options);
    small_rows(&places, ROLE_DESTINATION, n, texts);
    for (size_t i = 0; i < n; i++) /* several points of one row */
        if (strchr(texts[i], '|') != NULL && strncmp(texts[i], "AREA", 4) != 0)
            places.tables[ROLE_DESTINATION].shapes.kind[i] = SHAPE_POINT;
    *people = (struct people){0};
    assert_int_equal(store->segments.n, 8);
    assert_int_equal(people_place(store, &places.tables[ROLE_DESTINATION].shapes, numbers, people, NULL), RASIF_OK);
    store_free(&places);
}

/* People of the segment of a street. */
static double along(const struct store *store, const struct people *people, size_t street)
{
    return people->of_segment[store->segments.stretches[store->segments.first_stretch[street]].segment];
}

static void end(struct store *store, struct people *people)
{
    people_free(people);
    store_free(store);
}

static void points__the_nearest_street__within_200_m(void **state)
{
    (void)state;
    struct store store;
    struct people people;
    static const char *const texts[] = {"50 10", "50 -199.5", "50 -200.5", "301 50", "40 10 | 60 90", "130 50", "50 5"};
    static const double numbers[] = {3, 5, 7, 11, 20, 1, NAN};
    place_around(&store, &people, numbers, 7, texts);
    assert_float_equal(people.all, 47, 1e-9);
    assert_float_equal(people.placed, 29, 1e-9);
    assert_float_equal(along(&store, &people, 0), 3 + 5 + 10, 1e-9);
    assert_float_equal(along(&store, &people, 1), 1, 1e-9);
    assert_float_equal(along(&store, &people, 2), 10, 1e-9);
    assert_float_equal(along(&store, &people, 3), 0, 1e-9);
    end(&store, &people);
}

/* A square block is cut by its diagonals into four triangles, a street each. Points of the grid on a diagonal, 20 of
 * 400 each, have two nearest streets: the first takes them. */
static void block__between_four_streets__a_quarter_each(void **state)
{
    (void)state;
    struct store store;
    struct people people;
    static const char *const texts[] = {"AREA 0 0, 100 0, 100 100, 0 100, 0 0"};
    static const double numbers[] = {400};
    place_around(&store, &people, numbers, 1, texts);
    assert_float_equal(people.all, 400, 1e-9);
    assert_float_equal(people.placed, 400, 1e-6);
    double sum = 0;
    for (size_t s = 0; s < 4; s++) {
        sum += along(&store, &people, s);
        assert_in_range((uintmax_t)along(&store, &people, s), 89, 111);
    }
    assert_float_equal(sum, 400, 1e-6);
    end(&store, &people);
}

static void block__with_a_court__without_people_in_it(void **state)
{
    (void)state;
    struct store store;
    struct people people;
    /* The court takes all but a strip of 10 m along the south. */
    static const char *const texts[] = {"AREA 5 0, 95 0, 95 100, 5 100, 5 0 | 5 10, 5 100, 95 100, 95 10, 5 10"};
    static const double numbers[] = {90};
    place_around(&store, &people, numbers, 1, texts);
    assert_float_equal(people.placed, 90, 1e-6);
    assert_true(along(&store, &people, 0) > 80);
    assert_float_equal(along(&store, &people, 2), 0, 1e-9);
    end(&store, &people);
}

static void areas__thin_or_far__all_or_none(void **state)
{
    (void)state;
    struct store store;
    struct people people;
    static const char *const texts[] = {"AREA 50 99, 60 99.001, 50 99.002, 50 99", "AREA 900 900, 950 900, 950 950, 900 900",
                                        "AREA 40 20, 60 20, 60 30, 40 30, 40 20", "10 1, 20 1"};
    static const double numbers[] = {6, 100, 8, 50};
    place_around(&store, &people, numbers, 4, texts);
    assert_float_equal(people.all, 164, 1e-9);
    assert_float_equal(people.placed, 14, 1e-6);
    assert_float_equal(along(&store, &people, 2), 6, 1e-9);
    assert_float_equal(along(&store, &people, 0), 8, 1e-6);
    end(&store, &people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points__the_nearest_street__within_200_m),
        cmocka_unit_test(block__between_four_streets__a_quarter_each),
        cmocka_unit_test(block__with_a_court__without_people_in_it),
        cmocka_unit_test(areas__thin_or_far__all_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
