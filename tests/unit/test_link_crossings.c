/* SPDX-License-Identifier: MIT
 *
 * link/crossings.c, kerbs.c: the street runs along the x axis, crossings go over it from south
 * (start) to north (end) at x = 50. */
#include "small_store.h"

#include "link/kerbs.h"

#define CROSSING "50 -8, 50 8"

static void link_all(struct store *store)
{
    struct settings options = small_options();
    small_link(store, &options);
}

static void begin(struct store *store, const char *crossing)
{
    small_begin(store);
    SMALL_ROWS(store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(store, ROLE_CROSSING, crossing);
}

/* Places of a crossing: "ramp r1, absent, ramp r2+r3 @8": state, ramps by row, position of islands.
 */
static const char *places(const struct store *store, size_t crossing)
{
    static const char *const states[] = {"ramp", "absent", "unknown", "level", "unsure", "told"};
    static char texts[4][256];
    static unsigned next;
    const struct crossing_facts *facts = &store->crossings;
    char *text = texts[next++ % 4], *end = text + sizeof texts[0], *at = text;
    *at = '\0';
    for (uint32_t i = facts->first_place[crossing]; i < facts->first_place[crossing + 1]; i++) {
        const struct crossing_place *place = &facts->places[i];
        at +=
            snprintf(at, (size_t)(end - at), "%s%s", at == text ? "" : ", ", states[place->state]);
        for (uint32_t k = 0; k < place->n_ramps; k++)
            at += snprintf(at, (size_t)(end - at), "%sr%u", k > 0 ? "+" : " ",
                           facts->ramps[place->first_ramp + k] + 1);
        if (i >= facts->first_place[crossing] + PLACE_ISLAND)
            at += snprintf(at, (size_t)(end - at), " @%.4g",
                           kerbs_place_m(store, crossing, i - facts->first_place[crossing]));
    }
    return text;
}

#define assert_places(store, crossing, expected)                                                   \
    assert_string_equal(places((store), (crossing)), (expected))

/* Streets of a crossing: "1 3". */
static const char *streets_of(const struct store *store, size_t crossing)
{
    static char texts[4][128];
    static unsigned next;
    char *text = texts[next++ % 4], *at = text;
    *at = '\0';
    for (uint32_t i = store->crossings.first_street[crossing];
         i < store->crossings.first_street[crossing + 1]; i++)
        at += snprintf(at, (size_t)(text + sizeof texts[0] - at), "%s%u", at == text ? "" : " ",
                       store->crossings.streets[i] + 1);
    return text;
}

/* ---- ends ---------------------------------------------------------------------------------- */

static void ends__nearest_ramp_within_5_m__serves(void **state)
{
    (void)state;
    struct store store;
    begin(&store, CROSSING);
    SMALL_ROWS(&store, ROLE_RAMP, "51 -9", "50 -11", "50 12.9", "80 -9");
    link_all(&store);
    assert_places(&store, 0, "ramp r1, ramp r3");
    assert_int_equal(small_diagnosed(&store, D_ramp_unlinked), 2);
    store_free(&store);
}

static void ends__nothing_within_5_m__as_the_option_says(void **state)
{
    (void)state;
    for (int absent = 0; absent < 2; absent++) {
        struct settings options = small_options();
        struct store store;
        options.ramp_absent = absent;
        begin(&store, CROSSING);
        SMALL_ROWS(&store, ROLE_RAMP, "50 -13.01", "50 13");
        small_link(&store, &options);
        assert_places(&store, 0, absent ? "absent, ramp r2" : "unknown, ramp r2");
        store_free(&store);
    }
}

static void ends__level__by_the_crossing_or_its_kerb(void **state)
{
    (void)state;
    static const struct {
        enum role role;
        enum field_id field;
        const char *word, *expected;
    } cases[] = {{ROLE_CROSSING, F_raised, "yes", "ramp r1, level"},
                 {ROLE_CROSSING, F_raised, "no", "ramp r1, absent"},
                 {ROLE_CROSSING, F_structure, "footbridge", "level r1, level"},
                 {ROLE_CROSSING, F_structure, "underpass", "level r1, level"},
                 {ROLE_CROSSING, F_structure, "at_grade", "ramp r1, absent"},
                 {ROLE_RAMP, F_kerb, "none", "level r1, absent"},
                 {ROLE_RAMP, F_kerb, "flush", "ramp r1, absent"},
                 {ROLE_RAMP, F_kerb, "raised", "absent r1, absent"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store store;
        begin(&store, CROSSING);
        SMALL_ROWS(&store, ROLE_RAMP, "50 -9");
        small_word(&store, cases[i].role, 0, cases[i].field, cases[i].word);
        link_all(&store);
        assert_places(&store, 0, cases[i].expected);
        assert_int_equal(store.crossings.ramp_stands_for_absent[0],
                         cases[i].role == ROLE_RAMP && strcmp(cases[i].word, "raised") == 0);
        store_free(&store);
    }
}

static void ends__raised_kerb_beside_a_ramp__the_ramp_counts(void **state)
{
    (void)state;
    struct store store;
    begin(&store, CROSSING);
    SMALL_ROWS(&store, ROLE_RAMP, "50 -9", "52 -9", "50 9");
    small_word(&store, ROLE_CROSSING, 0, F_id, "C1");
    small_word(&store, ROLE_RAMP, 0, F_kerb, "raised");
    small_word(&store, ROLE_RAMP, 1, F_kerb, "lowered");
    for (size_t i = 0; i < 2; i++)
        small_word(&store, ROLE_RAMP, i, F_crossing_id, "C1");
    link_all(&store);
    /* r3 says nothing where a layer has a column for kerbs: its kind is not known */
    assert_places(&store, 0, "ramp r1+r2, unsure r3");
    assert_int_equal(store.crossings.ramp_stands_for_absent[0], 0);
    store_free(&store);
}

static void ends__by_crossing_id__however_far_and_before_the_nearest(void **state)
{
    (void)state;
    struct store store;
    begin(&store, CROSSING);
    SMALL_ROWS(&store, ROLE_RAMP, "50 -8", "54 -20", "47 30");
    small_word(&store, ROLE_CROSSING, 0, F_id, "C1");
    for (size_t i = 1; i < 3; i++)
        small_word(&store, ROLE_RAMP, i, F_crossing_id, "C1");
    link_all(&store);
    assert_places(&store, 0, "ramp r2, ramp r3");
    store_free(&store);
}

/* What is written wins over what is near: r1 says that it belongs to the other crossing. */
static void ends__ramp_of_another_crossing__is_not_taken(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_CROSSING, "50 -8, 50 8", "54 -8, 54 8");
    SMALL_ROWS(&store, ROLE_RAMP, "52 -8");
    small_word(&store, ROLE_CROSSING, 0, F_id, "C1");
    small_word(&store, ROLE_CROSSING, 1, F_id, "C2");
    small_word(&store, ROLE_RAMP, 0, F_crossing_id, "C2");
    link_all(&store);
    assert_places(&store, 1, "ramp r1, absent");
    assert_places(&store, 0, "absent, absent");
    store_free(&store);
}

/* A crossing drawn twice is one, whichever of its ids a ramp names: on the first line (0) or its
 * copy (1), marked while reading (same_as) or found by linking because streets differ. */
static void ends__crossing_drawn_twice__a_ramp_may_name_either(void **state)
{
    (void)state;
    for (size_t named = 0; named < 2; named++)
        for (int marked = 0; marked < 2; marked++) {
            rasif_error err = {RASIF_OK, ""};
            struct store store;
            small_begin(&store);
            SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
            SMALL_ROWS(&store, ROLE_CROSSING, CROSSING, "50 8, 50 -8");
            SMALL_ROWS(&store, ROLE_RAMP, "50 -9", "53 20");
            small_word(&store, ROLE_CROSSING, 0, F_id, "C1");
            small_word(&store, ROLE_CROSSING, 1, F_id, "C2");
            for (size_t ramp = 0; ramp < 2; ramp++)
                small_word(&store, ROLE_RAMP, ramp, F_crossing_id, named == 0 ? "C1" : "C2");
            if (marked) {
                store.tables[ROLE_CROSSING].same_as = small_alloc(calloc(2, sizeof(uint32_t)));
                assert_int_equal(link_twins(&store, &err), RASIF_OK);
            }
            link_all(&store);
            assert_places(&store, 0, "ramp r1, ramp r2");
            assert_places(&store, 1, "");
            store_free(&store);
        }
}

/* Both lines of a crossing drawn twice have its id: it is no id of several crossings. */
static void ends__crossing_drawn_twice_with_one_id__however_far(void **state)
{
    (void)state;
    rasif_error err = {RASIF_OK, ""};
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_CROSSING, CROSSING, "50 8, 50 -8");
    SMALL_ROWS(&store, ROLE_RAMP, "50 -9", "51 -9", "50 40");
    for (size_t row = 0; row < 2; row++)
        small_word(&store, ROLE_CROSSING, row, F_id, "C1");
    for (size_t ramp = 0; ramp < 3; ramp++)
        small_word(&store, ROLE_RAMP, ramp, F_crossing_id, "C1");
    store.tables[ROLE_CROSSING].same_as = small_alloc(calloc(2, sizeof(uint32_t)));
    assert_int_equal(link_twins(&store, &err), RASIF_OK);
    link_all(&store);
    assert_places(&store, 0, "ramp r1+r2, ramp r3");
    store_free(&store);
}

/* One id on two lines, and on two points of the second line. */
static void ids__shared_in_no_order__each_crossing_once_by_row(void **state)
{
    (void)state;
    struct store store;
    struct arena scratch = {0};
    struct id_index index;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_CROSSING, "70 0", CROSSING, "70 -8, 70 8", "70 1");
    for (size_t row = 0; row < 4; row++)
        if (row != 2)
            small_word(&store, ROLE_CROSSING, row, F_id, "C1");
    store.tables[ROLE_CROSSING].scope[0] = store.tables[ROLE_CROSSING].scope[3] = SCOPE_NODE;
    struct crossing_node nodes[] = {{.line = 2, .point = 0}, {.line = 2, .point = 3}};
    store.crossings.nodes = nodes;
    store.crossings.n_nodes = 2;
    assert_true(kerbs_index_crossings(&store, 1, &scratch, &index));
    assert_int_equal(index.n, 2);
    assert_int_equal(index.items[0].key, index.items[1].key);
    assert_int_equal(index.items[0].row, 1);
    assert_int_equal(index.items[1].row, 2);
    arena_free(&scratch);
    store_free(&store);
}

/* A crossing point on a crossing line is no crossing of its own: who names it names the line. */
static void ends__ramp_names_the_point_on_a_line__serves_the_line(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_CROSSING, "50 0", CROSSING);
    SMALL_ROWS(&store, ROLE_RAMP, "50 -9", "53 20");
    small_word(&store, ROLE_CROSSING, 0, F_id, "P");
    small_word(&store, ROLE_CROSSING, 1, F_id, "C1");
    for (size_t ramp = 0; ramp < 2; ramp++)
        small_word(&store, ROLE_RAMP, ramp, F_crossing_id, "P");
    link_all(&store);
    assert_places(&store, 1, "ramp r1, ramp r2");
    assert_int_equal(small_diagnosed(&store, D_ramp_unlinked), 0);
    store_free(&store);
}

/* A corner ramp that names nobody serves the ends of both crossings that meet there. */
static void ends__one_ramp_at_two_crossings__serves_both(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "60 -60, 60 60");
    SMALL_ROWS(&store, ROLE_CROSSING, "50 -8, 50 8", "52 -10, 68 -10");
    SMALL_ROWS(&store, ROLE_RAMP, "51 -9");
    link_all(&store);
    assert_places(&store, 0, "ramp r1, absent");
    assert_places(&store, 1, "ramp r1, absent");
    store_free(&store);
}

/* What one kerb lacks, two crossings tell: where they agree it holds for the kerb, else the kerb has no class,
 * whichever comes first, and each crossing judges its end by its own. */
static void ends__crossings_tell_of_one_kerb__only_what_they_agree_on(void **state)
{
    (void)state;
    static const char *const told[][4] = {/* told by both, class of the kerb, ends */
                                          {"lowered", "lowered", "ramp r1, absent", "ramp r1, absent"},
                                          {"lowered", "raised", "ramp r1, absent", "absent r1, absent"},
                                          {"raised", "lowered", "absent r1, absent", "ramp r1, absent"}};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "60 -60, 60 60");
        SMALL_ROWS(&store, ROLE_CROSSING, "50 -8, 50 8", "52 -10, 68 -10");
        SMALL_ROWS(&store, ROLE_RAMP, "51 -9");
        for (size_t row = 0; row < 2; row++) {
            small_word(&store, ROLE_CROSSING, row, F_kerb_left, told[i][row]);
            small_word(&store, ROLE_CROSSING, row, F_tactile_warning, row == i % 2 ? "yes" : "no");
        }
        link_all(&store);
        assert_places(&store, 0, told[i][2]);
        assert_places(&store, 1, told[i][3]);
        const struct elements *ramps = &store.tables[ROLE_RAMP];
        assert_int_equal(element_code(ramps, F_kerb, 0), i == 0 ? KERB_LOWERED : 0);
        assert_int_equal(element_code(ramps, F_tactile_warning, 0), 0);
        store_free(&store);
    }
}

/* A kerb drawn as a short line across the end stands where it comes nearest. */
static void ends__kerb_line__by_its_nearest_point(void **state)
{
    (void)state;
    struct store store;
    begin(&store, CROSSING);
    SMALL_ROWS(&store, ROLE_RAMP, "49 -9, 51 -9", "46 12, 54 12");
    link_all(&store);
    assert_places(&store, 0, "ramp r1, ramp r2");
    store_free(&store);
}

/* ---- islands ------------------------------------------------------------------------------- */

static void islands__kerbs_on_the_line__grouped_within_2_m(void **state)
{
    (void)state;
    struct store store;
    begin(&store, "50 -12, 50 12");
    SMALL_ROWS(&store, ROLE_RAMP, "50 -12", "50 12", "50.3 -0.9", "50 0.9", "50 4");
    link_all(&store);
    assert_places(&store, 0, "ramp r1, ramp r2, ramp r3+r4 @11.1, ramp r5 @16");
    store_free(&store);
}

static void islands__kerb_beside_the_line__is_none(void **state)
{
    (void)state;
    struct store store;
    begin(&store, "50 -12, 50 12");
    SMALL_ROWS(&store, ROLE_RAMP, "50 -12", "50 12", "50.6 0");
    link_all(&store);
    assert_places(&store, 0, "ramp r1, ramp r2");
    assert_int_equal(small_diagnosed(&store, D_ramp_unlinked), 1);
    store_free(&store);
}

static void islands__raised_kerbs_only__absent(void **state)
{
    (void)state;
    struct store store;
    begin(&store, "50 -12, 50 12");
    SMALL_ROWS(&store, ROLE_RAMP, "50 -12", "50 12", "50 -0.9", "50 0.9");
    small_word(&store, ROLE_RAMP, 2, F_kerb, "raised");
    small_word(&store, ROLE_RAMP, 3, F_kerb, "raised");
    link_all(&store);
    assert_places(&store, 0, "unsure r1, unsure r2, absent r3+r4 @11.1");
    store_free(&store);
}

/* ---- points -------------------------------------------------------------------------------- */

static void point__on_a_crossing_line__is_folded_into_it(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_CROSSING, CROSSING, "50.5 0", "60 0");
    small_word(&store, ROLE_CROSSING, 0, F_control, "signal");
    small_word(&store, ROLE_CROSSING, 1, F_control, "uncontrolled");
    small_word(&store, ROLE_CROSSING, 1, F_signal_audible, "yes");
    small_real(&store, ROLE_CROSSING, 1, F_walk_s, 9);
    link_all(&store);
    const struct elements *crossings = &store.tables[ROLE_CROSSING];
    assert_int_equal(crossings->scope[1], SCOPE_NODE);
    assert_int_equal(crossings->scope[2], SCOPE_YES);
    assert_int_equal(element_code(crossings, F_control, 0),
                     CONTROL_SIGNAL); /* its own word stays */
    assert_int_equal(element_code(crossings, F_signal_audible, 0), YES_NO_YES);
    assert_int_equal(element_origin(crossings, F_signal_audible, 0), ORIGIN_LINKED);
    assert_int_equal(element_origin(crossings, F_control, 0), ORIGIN_SURVEYED);
    assert_float_equal(element_real(crossings, F_walk_s, 0), 9, 1e-9);
    assert_places(&store, 1, "");
    assert_places(&store, 2, "unknown, unknown");
    assert_string_equal(streets_of(&store, 2), "1");
    assert_string_equal(streets_of(&store, 1), "");
    assert_int_equal(small_diagnosed(&store, D_crossing_node), 1);
    store_free(&store);
}

static unsigned list_code(const char *word)
{
    return vocabulary_code(fields[F_obstacles].vocabulary, word, strlen(word));
}

/* Four points on one line, and a list, which no field of crossings is yet: whatever the order of their rows,
 * the worst counts; of equally bad ones the first by value; of lists what any says; of what has no worse, and
 * differs, nothing. */
static void points__in_any_order__say_the_same(void **state)
{
    (void)state;
    static const struct {
        const char *audible, *markings, *wheelchair, *obstacle, *hours;
        double slope_pct, walk_s;
    } points[4] = {{"yes", "zebra", NULL, "pole", "Mo", 3, NAN},
                   {"no", "lines", "yes", "bin", "Tu", -3, 9},
                   {NULL, "dots", "no", NULL, "Mo", 2, 7},
                   {"yes", NULL, "limited", "pole", NULL, NAN, 8}};
    for (size_t order = 0; order < 24; order++) {
        struct store store;
        size_t left[4] = {0, 1, 2, 3}, rest = order;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
        SMALL_ROWS(&store, ROLE_CROSSING, CROSSING, "50 -6", "50 -2", "50.2 2", "50 6");
        for (size_t n = 4; n > 0; rest /= n, n--) {
            size_t k = left[rest % n], row = n;
            for (size_t i = rest % n; i + 1 < n; i++)
                left[i] = left[i + 1];
            const char *words[] = {points[k].audible, points[k].markings, points[k].wheelchair,
                                   points[k].obstacle, points[k].hours};
            static const enum field_id of[] = {F_signal_audible, F_markings, F_wheelchair, F_obstacles,
                                               F_opening_hours};
            for (size_t i = 0; i < 5; i++)
                if (words[i] != NULL)
                    small_word(&store, ROLE_CROSSING, row, of[i], words[i]);
            small_real(&store, ROLE_CROSSING, row, F_running_slope_pct, points[k].slope_pct);
            small_real(&store, ROLE_CROSSING, row, F_walk_s, points[k].walk_s);
        }
        link_all(&store);
        const struct elements *e = &store.tables[ROLE_CROSSING];
        assert_int_equal(element_code(e, F_signal_audible, 0), YES_NO_NO);
        assert_int_equal(element_code(e, F_wheelchair, 0), WHEELCHAIR_NO);
        assert_string_equal(store_text(&store, F_markings, e->columns[F_markings]->text[0]), "dots");
        assert_int_equal(e->columns[F_obstacles]->list[0], 1u << list_code("pole") | 1u << list_code("bin"));
        assert_int_equal(e->columns[F_opening_hours]->text[0], 0);
        assert_true(element_real(e, F_running_slope_pct, 0) == -3);
        assert_true(element_real(e, F_walk_s, 0) == 7);
        assert_int_equal(element_origin(e, F_markings, 0), ORIGIN_LINKED);
        store_free(&store);
    }
}

static void point__farther_than_a_metre__stands_alone(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_CROSSING, CROSSING, "51.01 0");
    link_all(&store);
    assert_int_equal(store.tables[ROLE_CROSSING].scope[1], SCOPE_YES);
    assert_string_equal(streets_of(&store, 1), "1");
    store_free(&store);
}

/* ---- streets crossed ----------------------------------------------------------------------- */

static void streets__every_line_it_crosses__in_order(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 3, 100 3", "0 30, 100 30", "0 -3, 100 -3",
               "0 -3.5, 100 -3.5");
    SMALL_ROWS(&store, ROLE_CROSSING, CROSSING, "20 50, 20 60");
    small_word(&store, ROLE_STREET, 3, F_foot, "no");
    link_all(&store);
    assert_string_equal(streets_of(&store, 0), "1 3");
    assert_string_equal(streets_of(&store, 1), "");
    assert_int_equal(small_diagnosed(&store, D_crossing_unlinked), 1);
    assert_int_equal(store.crossings.first_crossing[0], 0);
    assert_int_equal(store.crossings.first_crossing[1], 1);
    assert_int_equal(store.crossings.first_crossing[2], 1);
    assert_int_equal(store.crossings.first_crossing[3], 2);
    store_free(&store);
}

static void streets__own_elements_and_twins__are_not_crossed(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 0 0", "0 5, 100 5");
    SMALL_ROWS(&store, ROLE_CROSSING, CROSSING);
    small_word(&store, ROLE_STREET, 2, F_class, "footway");
    link_all(&store);
    assert_string_equal(streets_of(&store, 0), "1");
    store_free(&store);
}

/* A crossing whose tip touches the very end of a street crosses it only where a junction is near.
 */
static void streets__end_touching__only_at_a_junction(void **state)
{
    (void)state;
    for (int junction = 0; junction < 2; junction++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 50 0", junction ? "50 0, 50 90" : "50 300, 50 390",
                   junction ? "50 0, 50 -90" : "90 300, 90 390");
        SMALL_ROWS(&store, ROLE_CROSSING, "50.2 0, 58 0");
        link_all(&store);
        assert_string_equal(streets_of(&store, 0), junction ? "1 2 3" : "");
        store_free(&store);
    }
}

/* Of the first segment of a street. */
#define NEIGHBOUR(store, street)                                                                   \
    (((store)->segments                                                                            \
          .facts[(store)->segments.stretches[(store)->segments.first_stretch[street]].segment] &   \
      SEGMENT_NEIGHBOUR_CROSSING) != 0)

static void neighbour__at_an_end_junction__has_a_crossing(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "100 0, 200 0", "200 0, 300 0", "30 0, 30 80");
    SMALL_ROWS(&store, ROLE_CROSSING, CROSSING);
    for (size_t i = 0; i < 4; i++) /* else the first three are one segment */
        small_word(&store, ROLE_STREET, i, F_class, i % 2 == 0 ? "primary" : "secondary");
    link_all(&store);
    assert_int_equal(NEIGHBOUR(&store, 1), 1);
    assert_int_equal(NEIGHBOUR(&store, 2), 0);
    assert_int_equal(NEIGHBOUR(&store, 3), 0); /* 30 0 is no vertex of the first */
    store_free(&store);
}

/* ---- evidence ------------------------------------------------------------------------------ */

static void evidence__crossing_links__kind_place_method(void **state)
{
    (void)state;
    struct store store;
    begin(&store, CROSSING);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 -9, 100 -9", "0 9, 100 9");
    SMALL_ROWS(&store, ROLE_RAMP, "50 -8.5", "50 8.5");
    link_all(&store);
    size_t n[LINK_KIND_COUNT] = {0};
    for (size_t i = 0; i < store.links.n; i++) {
        const struct link *link = &store.links.items[i];
        n[link->kind]++;
        if (link->kind == LINK_CROSSING_SIDEWALK) {
            assert_int_equal(link->to, store.links.evidence[i].place);
            assert_float_equal(link->distance_m, 1, 1e-5);
        }
        if (link->kind == LINK_CROSSING_STREET) {
            assert_float_equal(link->from_m, 50, 1e-9);
            assert_float_equal(store.links.evidence[i].angle_deg, 90, 1e-5);
        }
        if (link->kind == LINK_CROSSING_RAMP)
            assert_float_equal(link->distance_m, 0.5, 1e-5);
    }
    static const size_t expected[LINK_KIND_COUNT] = {2, 0, 0, 1, 2, 2};
    assert_memory_equal(n, expected, sizeof n);
    store_free(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends__nearest_ramp_within_5_m__serves),
        cmocka_unit_test(ends__nothing_within_5_m__as_the_option_says),
        cmocka_unit_test(ends__level__by_the_crossing_or_its_kerb),
        cmocka_unit_test(ends__raised_kerb_beside_a_ramp__the_ramp_counts),
        cmocka_unit_test(ends__by_crossing_id__however_far_and_before_the_nearest),
        cmocka_unit_test(ends__ramp_of_another_crossing__is_not_taken),
        cmocka_unit_test(ends__crossing_drawn_twice__a_ramp_may_name_either),
        cmocka_unit_test(ends__crossing_drawn_twice_with_one_id__however_far),
        cmocka_unit_test(ids__shared_in_no_order__each_crossing_once_by_row),
        cmocka_unit_test(ends__ramp_names_the_point_on_a_line__serves_the_line),
        cmocka_unit_test(ends__one_ramp_at_two_crossings__serves_both),
        cmocka_unit_test(ends__crossings_tell_of_one_kerb__only_what_they_agree_on),
        cmocka_unit_test(ends__kerb_line__by_its_nearest_point),
        cmocka_unit_test(islands__kerbs_on_the_line__grouped_within_2_m),
        cmocka_unit_test(islands__kerb_beside_the_line__is_none),
        cmocka_unit_test(islands__raised_kerbs_only__absent),
        cmocka_unit_test(point__on_a_crossing_line__is_folded_into_it),
        cmocka_unit_test(points__in_any_order__say_the_same),
        cmocka_unit_test(point__farther_than_a_metre__stands_alone),
        cmocka_unit_test(streets__every_line_it_crosses__in_order),
        cmocka_unit_test(streets__own_elements_and_twins__are_not_crossed),
        cmocka_unit_test(streets__end_touching__only_at_a_junction),
        cmocka_unit_test(neighbour__at_an_end_junction__has_a_crossing),
        cmocka_unit_test(evidence__crossing_links__kind_place_method),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
