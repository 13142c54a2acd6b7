/* SPDX-License-Identifier: MIT
 *
 * Distances and angles of link/ (docs/scoring.md): one case just inside and one just outside of each. A street runs along
 * the x axis, crossings go over it from south (start) to north (end) at x = 50. */
#include "small_store.h"

#include "link/barriers.h"
#include "link/kerbs.h"

static void link_all(struct store *store)
{
    struct settings options = small_options();
    small_link(store, &options);
}

/* ---- cover ---------------------------------------------------------------------------------- */

/* LINK_CLOSE_M: the street makes a detour of 2 * h + 2 m round a block, past which the sidewalk goes straight. Up to 40 m
 * are jumped, so that the detour counts as covered; beyond them the sidewalk is two runs. */
static void close__jump_of_40_m__joined(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        double h = outside ? 19.01 : 18.99;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, small_text("0 0, 50 0, 50 %g, 52 %g, 52 0, 100 0", h, h));
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 -6, 100 -6");
        link_all(&store);
        assert_right(&store, 0, outside ? "0-50 w1, 50-90.02 absent, 90.02-138 w1" : "0-138 w1");
        store_free(&store);
    }
}

/* LINK_CLOSE_M: the same past a plain joint, at the end of the first feature. */
static void close__jump_of_40_m_past_a_joint__joined(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        double h = outside ? 19.01 : 18.99;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, small_text("0 0, 50 0, 50 %g, 52 %g", h, h),
                   small_text("52 %g, 52 0, 100 0", h));
        SMALL_ROWS(&store, ROLE_SIDEWALK, "0 -6, 100 -6");
        link_all(&store);
        assert_right(&store, 0, outside ? "0-50 w1, 50-71.01 absent" : "0-70.99 w1");
        assert_right(&store, 1, outside ? "0-19.01 absent, 19.01-67.01 w1" : "0-66.99 w1");
        store_free(&store);
    }
}

/* A run goes on past a plain joint into a street that is drawn the other way, where its side has the other hand: 3 m of it
 * there belong to the run, and are not dropped as a run of less than 4 m. */
static void joint__street_drawn_the_other_way__one_run(void **state)
{
    (void)state;
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 50 0", "100 0, 50 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 53 6");
    link_all(&store);
    assert_left(&store, 0, "0-50 w1");
    assert_right(&store, 1, "0-47 absent, 47-50 w1");
    assert_left(&store, 1, "0-50 absent");
    store_free(&store);
}

/* LINK_SAMPLE_M: a sidewalk that is out of reach (18 m) for less than 4 m of its way has not left the side. */
static void sample__away_for_4_m__left(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        double back = outside ? 41.02 : 40.98; /* 1.5 m out, 1.5 m in */
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 80 0");
        SMALL_ROWS(&store, ROLE_SIDEWALK,
                   small_text("0 17, 40 17, 40 18.5, %g 18.5, %g 17, 80 17", back, back));
        link_all(&store);
        assert_left(&store, 0, outside ? "0-40 w1, 40-41.02 absent, 41.02-80 w1" : "0-80 w1");
        store_free(&store);
    }
}

/* LINK_SAMPLE_M: what is within reach for less than 4 m counts for none. */
static void sample__beside_the_street_for_4_m__covers(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        double to = outside ? 43.97 : 44.03;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 80 0");
        SMALL_ROWS(&store, ROLE_SIDEWALK, small_text("0 25, 40 25, 40 17, %g 17, %g 25, 80 25", to, to));
        link_all(&store);
        assert_left(&store, 0, outside ? "0-80 absent" : "0-40 absent, 40-44.03 w1, 44.03-80 absent");
        store_free(&store);
    }
}

/* LINK_CENTRE_M: nearer than 1 m to the centre line the side is not known. */
static void centre__1_m_beside_the_line__has_a_side(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        double y = outside ? 0.995 : 1.005;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 80 0");
        SMALL_ROWS(&store, ROLE_SIDEWALK, small_text("0 %g, 80 %g", y, y));
        link_all(&store);
        assert_left(&store, 0, outside ? "0-80 absent" : "0-80 w1");
        store_free(&store);
    }
}

/* ---- sides ---------------------------------------------------------------------------------- */

/* A one-way street of 100 m along the x axis and `other`, both of one name. */
static unsigned median(const char *other, const char *sidewalk)
{
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", other);
    SMALL_ROWS(&store, ROLE_SIDEWALK, sidewalk);
    for (size_t i = 0; i < 2; i++) {
        small_word(&store, ROLE_STREET, i, F_oneway, "yes");
        small_word(&store, ROLE_STREET, i, F_name, "Zahran Street");
    }
    link_all(&store);
    unsigned side_na = store.streets.side_na[0];
    store_free(&store);
    return side_na;
}

/* LINK_OPPOSITE_M: the other carriageway runs within 40 m, and within 30 degrees; along a tenth of the side no
 * sidewalk. */
static void opposite__40_m_30_degrees_a_tenth__median(void **state)
{
    (void)state;
    const unsigned left = 1u << (SIDE_LEFT - 1);
    const char *none = "0 900, 9 900";
    assert_int_equal(median("100 39.98, 0 39.98", none), left);
    assert_int_equal(median("100 40.02, 0 40.02", none), 0);
    double angle[2] = {29.8 * M_PI / 180, 30.2 * M_PI / 180}; /* round 50 20 */
    for (int outside = 0; outside < 2; outside++) {
        char other[96];
        double x = 40 * cos(angle[outside]), y = 40 * sin(angle[outside]);
        snprintf(other, sizeof other, "%.6f %.6f, %.6f %.6f", 50 + x, 30 + y, 50 - x, 30 - y);
        assert_int_equal(median(other, none), outside ? 0 : left);
    }
    assert_int_equal(median("100 20, 0 20", "50 6, 59.98 6"), left);
    assert_int_equal(median("100 20, 0 20", "50 6, 60.02 6"), 0);
}

/* ---- crossings ------------------------------------------------------------------------------ */

static void begin(struct store *store, const char *crossing)
{
    small_begin(store);
    SMALL_ROWS(store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(store, ROLE_CROSSING, crossing);
}

/* Ramps of the places of a crossing in order: "1 - 2+3", the middle ones after the ends. */
static const char *ramps(const struct store *store, size_t crossing)
{
    static char text[128];
    const struct crossing_facts *facts = &store->crossings;
    char *at = text, *end = text + sizeof text;
    *at = '\0';
    for (uint32_t i = facts->first_place[crossing]; i < facts->first_place[crossing + 1]; i++) {
        const struct crossing_place *place = &facts->places[i];
        at += snprintf(at, (size_t)(end - at), "%s%s", at == text ? "" : " ", place->n_ramps > 0 ? "" : "-");
        for (uint32_t k = 0; k < place->n_ramps; k++)
            at += snprintf(at, (size_t)(end - at), "%s%u", k > 0 ? "+" : "",
                           facts->ramps[place->first_ramp + k] + 1);
    }
    return text;
}

/* LINK_RAMP_M: an end takes the nearest ramp within 5 m, an island what lies farther than that from both ends. */
static void ramp__5_m_from_an_end__serves_it_or_an_island(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        begin(&store, "50 -12, 50 12");
        SMALL_ROWS(&store, ROLE_RAMP, outside ? "50 -17.01" : "50 -16.99", "50 12");
        link_all(&store);
        assert_string_equal(ramps(&store, 0), outside ? "- 2" : "1 2");
        store_free(&store);
        begin(&store, "50 -12, 50 12");
        SMALL_ROWS(&store, ROLE_RAMP, "50 -12", "50 12", outside ? "50 -7.01" : "50 -6.99");
        link_all(&store);
        assert_string_equal(ramps(&store, 0), outside ? "1 2" : "1 2 3");
        store_free(&store);
    }
}

/* LINK_RAMP_M: a ramp of an id that two crossings carry is found by place within 5 m of an end, and then serves both;
 * farther away it serves the nearest of them. */
static void ramp__shared_id_5_m_from_an_end__by_place(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
        SMALL_ROWS(&store, ROLE_CROSSING, "50 -8, 50 8", "56 -8, 56 8");
        SMALL_ROWS(&store, ROLE_RAMP, outside ? "53 -12.02" : "53 -11.98"); /* hypot(3, 4) */
        small_word(&store, ROLE_CROSSING, 0, F_id, "C1");
        small_word(&store, ROLE_CROSSING, 1, F_id, "C1");
        small_word(&store, ROLE_RAMP, 0, F_crossing_id, "C1");
        link_all(&store);
        assert_string_equal(ramps(&store, 0), "1 -");
        assert_string_equal(ramps(&store, 1), outside ? "- -" : "1 -");
        store_free(&store);
    }
}

/* On a crossing of 4 m both ends are within reach of every ramp: each serves the end that it is nearer to. */
static void ramp__nearer_to_the_other_end__belongs_there(void **state)
{
    (void)state;
    struct store store;
    begin(&store, "50 -2, 50 2");
    SMALL_ROWS(&store, ROLE_RAMP, "50 2.5");
    link_all(&store);
    assert_string_equal(ramps(&store, 0), "- 1");
    store_free(&store);
    begin(&store, "50 -2, 50 2");
    SMALL_ROWS(&store, ROLE_RAMP, "50 -2.5");
    link_all(&store);
    assert_string_equal(ramps(&store, 0), "1 -");
    store_free(&store);
    begin(&store, "50 -2, 50 2"); /* half way: the start is asked first */
    SMALL_ROWS(&store, ROLE_RAMP, "51 0");
    link_all(&store);
    assert_string_equal(ramps(&store, 0), "1 -");
    store_free(&store);
}

/* LINK_ISLAND_M: kerbs on the line within 2 m of each other stand on one island. LINK_JOIN_M: on the line is within
 * 0.5 m of it. */
static void island__2_m_apart__one(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        begin(&store, "50 -12, 50 12");
        SMALL_ROWS(&store, ROLE_RAMP, "50 -12", "50 12", "50 -1", outside ? "50 1.01" : "50 0.99");
        link_all(&store);
        assert_string_equal(ramps(&store, 0), outside ? "1 2 3 4" : "1 2 3+4");
        store_free(&store);
        begin(&store, "50 -12, 50 12");
        SMALL_ROWS(&store, ROLE_RAMP, "50 -12", "50 12", outside ? "50.505 0" : "50.495 0");
        link_all(&store);
        assert_string_equal(ramps(&store, 0), outside ? "1 2" : "1 2 3");
        store_free(&store);
    }
}

/* LINK_SHARED_M: a ramp that names an id of several crossings, and is near none of their ends, serves the nearest of them
 * within 20 m. */
static void shared__20_m_from_the_crossing__serves_it(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 200 0");
        SMALL_ROWS(&store, ROLE_CROSSING, "50 -8, 50 8", "150 -8, 150 8");
        SMALL_ROWS(&store, ROLE_RAMP, outside ? "50 28.02" : "50 27.98");
        small_word(&store, ROLE_CROSSING, 0, F_id, "C1");
        small_word(&store, ROLE_CROSSING, 1, F_id, "C1");
        small_word(&store, ROLE_RAMP, 0, F_crossing_id, "C1");
        link_all(&store);
        assert_string_equal(ramps(&store, 0), outside ? "- -" : "- 1");
        store_free(&store);
    }
}

/* LINK_NODE_M: a crossing point within 1 m of a crossing line is no crossing of its own. */
static void node__1_m_beside_the_line__is_folded_into_it(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
        SMALL_ROWS(&store, ROLE_CROSSING, "50 -8, 50 8", outside ? "51.005 0" : "50.995 0");
        link_all(&store);
        assert_int_equal(store.tables[ROLE_CROSSING].scope[1], outside ? SCOPE_YES : SCOPE_NODE);
        store_free(&store);
    }
}

/* LINK_TOUCH_M: a crossing that touches the end of a street crosses it where a junction is within 15 m.
 * LINK_JOIN_M: it crosses a street that comes within 0.5 m of its line. */
static void touch__junction_15_m_from_the_end__crosses(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        double x = outside ? 34.98 : 35.02;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, small_text("0 0, %g 0, 50 0", x), small_text("%g 0, %g 90", x, x));
        SMALL_ROWS(&store, ROLE_CROSSING, "50.2 0, 58 0");
        link_all(&store);
        assert_int_equal(store.crossings.first_street[1], outside ? 0 : 1);
        store_free(&store);
        begin(&store, outside ? "50 0.505, 50 9" : "50 0.495, 50 9");
        link_all(&store);
        assert_int_equal(store.crossings.first_street[1], outside ? 0 : 1);
        store_free(&store);
    }
}

/* ---- crossings in parts ---------------------------------------------------------------------- */

/* Are the crossings one? Streets at y = 0 and y = 10; `sidewalk` and `footway` may be NULL. */
static bool one_crossing(const char *a, const char *b, const char *sidewalk, const char *footway)
{
    struct store store;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0", "0 10, 100 10");
    SMALL_ROWS(&store, ROLE_CROSSING, a, b);
    if (sidewalk != NULL)
        SMALL_ROWS(&store, ROLE_SIDEWALK, sidewalk);
    if (footway != NULL) {
        SMALL_ROWS(&store, ROLE_FOOTWAY, footway);
        small_word(&store, ROLE_FOOTWAY, 0, F_island, "yes");
    }
    link_all(&store);
    bool one = crossing_first(&store, 1) == 0;
    store_free(&store);
    return one;
}

/* Two parts that meet at 50 y, of which the second turns by so many degrees. */
static bool turning(double y, double degrees)
{
    char second[96];
    double angle = degrees * M_PI / 180;
    snprintf(second, sizeof second, "50 %.6f, %.6f %.6f", y, 50 + 20 * sin(angle), y + 20 * cos(angle));
    return one_crossing(small_text("50 -8, 50 %g", y), second, NULL, NULL);
}

/* LINK_JOIN_M: ends within 0.5 m of each other meet; on a sidewalk within 0.5 m one has arrived. */
static void parts__ends_half_a_metre_apart__meet(void **state)
{
    (void)state;
    assert_true(one_crossing("50 -8, 50 0", "50 0.495, 50 8", NULL, NULL));
    assert_false(one_crossing("50 -8, 50 0", "50 0.505, 50 8", NULL, NULL));
    assert_true(one_crossing("50 -8, 50 3", "50 3, 50 8", "0 3.505, 49.99 3.505", NULL));
    assert_false(one_crossing("50 -8, 50 3", "50 3, 50 8", "0 3.495, 49.99 3.495", NULL));
}

/* TURN_DEG on the centre line (within LINK_JOIN_M), BENT_DEG within 2 m of it (LINK_MIDDLE_M), STRAIGHT_DEG elsewhere. */
static void parts__turn_by_100_60_30_degrees__one_crossing(void **state)
{
    (void)state;
    assert_true(turning(0, 99.9));
    assert_false(turning(0, 100.1));
    assert_true(turning(0.495, 80));
    assert_false(turning(0.505, 80));
    assert_true(turning(1, 59.9));
    assert_false(turning(1, 60.1));
    assert_true(turning(1.99, 45));
    assert_false(turning(2.01, 45));
    assert_true(turning(3, 29.9));
    assert_false(turning(3, 30.1)); /* both lines cross a street */
}

/* LINK_REFUGE_M: a path over an island is at most 15 m long, in one line or several; BENT_DEG over it. */
static void refuge__path_of_15_m__one_crossing(void **state)
{
    (void)state;
    assert_true(one_crossing("50 -20, 50 -10", "50 4.98, 50 20", NULL, "50 -10, 50 4.98"));
    assert_false(one_crossing("50 -20, 50 -10", "50 5.02, 50 20", NULL, "50 -10, 50 5.02"));
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        double y = outside ? 5.02 : 4.98;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
        SMALL_ROWS(&store, ROLE_CROSSING, "50 -20, 50 -10", small_text("50 %g, 50 20", y));
        SMALL_ROWS(&store, ROLE_FOOTWAY, "50 -10, 50 -2", small_text("50 -2, 50 %g", y));
        link_all(&store);
        assert_int_equal(crossing_first(&store, 1), outside);
        store_free(&store);
    }
    for (int outside = 0; outside < 2; outside++) {
        char second[96];
        double angle = (outside ? 60.2 : 59.8) * M_PI / 180;
        snprintf(second, sizeof second, "50 4, %.6f %.6f", 50 + 20 * sin(angle), 4 + 20 * cos(angle));
        assert_int_equal(one_crossing("50 -20, 50 -3", second, NULL, "50 -3, 50 4"), !outside);
    }
}

/* LINK_REFUGE_KERB_M: kerbs on the line up to 1 m beyond a drawn island stand on it. */
static void refuge__kerb_1_m_beyond__stands_on_it(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        struct store store;
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
        SMALL_ROWS(&store, ROLE_CROSSING, "50 -20, 50 -2", "50 2, 50 20");
        SMALL_ROWS(&store, ROLE_FOOTWAY, "50 -2, 50 2");
        SMALL_ROWS(&store, ROLE_RAMP, "50 -20", "50 20", outside ? "50 -3.01" : "50 -2.99",
                   outside ? "50 3.01" : "50 2.99");
        link_all(&store);
        assert_string_equal(ramps(&store, 0), outside ? "1 2 3 - 4" : "1 2 3+4");
        store_free(&store);
    }
}

/* ---- kerbs ----------------------------------------------------------------------------------- */

/* KERB_FLUSH_MM, KERB_LOWERED_MM: flush up to 10 mm, lowered up to 30 mm, with the 0.1 % of every limit. */
static void kerb__10_and_30_mm__flush_lowered_raised(void **state)
{
    (void)state;
    static const struct {
        double height_mm;
        unsigned class;
    } cases[] = {{0, KERB_FLUSH},        {10, KERB_FLUSH},     {10.009, KERB_FLUSH},  {10.011, KERB_LOWERED},
                 {30, KERB_LOWERED},     {30.029, KERB_LOWERED}, {30.031, KERB_RAISED}, {150, KERB_RAISED}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store store;
        begin(&store, "50 -8, 50 8");
        SMALL_ROWS(&store, ROLE_RAMP, "50 -8");
        small_real(&store, ROLE_RAMP, 0, F_kerb_height_mm, cases[i].height_mm);
        link_all(&store);
        assert_int_equal(element_code(&store.tables[ROLE_RAMP], F_kerb, 0), cases[i].class);
        store_free(&store);
    }
}

/* A class that does not fit the measured height is named (R315): none and flush above 10 mm, lowered above 30 mm, raised up
 * to 30 mm; a rolled kerb may be of any height. */
static void kerb__class_and_height__contradict(void **state)
{
    (void)state;
    static const struct {
        const char *class;
        double height_mm;
        size_t named;
    } cases[] = {{"none", 10, 0},     {"none", 10.02, 1},   {"flush", 10, 0},     {"flush", 10.02, 1},
                 {"lowered", 30, 0},  {"lowered", 30.04, 1}, {"raised", 30.02, 1}, {"raised", 30.04, 0},
                 {"rolled", 5, 0},    {"rolled", 100, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store store;
        begin(&store, "50 -8, 50 8");
        SMALL_ROWS(&store, ROLE_RAMP, "50 -8");
        small_word(&store, ROLE_RAMP, 0, F_kerb, cases[i].class);
        small_real(&store, ROLE_RAMP, 0, F_kerb_height_mm, cases[i].height_mm);
        link_all(&store);
        if (small_diagnosed(&store, D_kerb_contradicted) != cases[i].named)
            fail_msg("%s of %g mm", cases[i].class, cases[i].height_mm);
        store_free(&store);
    }
}

/* ---- barriers -------------------------------------------------------------------------------- */

/* Barriers on a footway along y = 20 of an obstacle or kerb at `point`. */
static size_t barriers(enum role role, enum field_id field, const char *word, double height_mm,
                       const char *point, const char *footway)
{
    struct store store;
    rasif_error err = {RASIF_OK, ""};
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 100 0");
    SMALL_ROWS(&store, ROLE_FOOTWAY, footway);
    SMALL_ROWS(&store, role, point);
    if (word != NULL)
        small_word(&store, role, 0, field, word);
    if (!isnan(height_mm))
        small_real(&store, role, 0, F_kerb_height_mm, height_mm);
    link_all(&store);
    assert_int_equal(link_barriers(&store, 1, &err), RASIF_OK);
    size_t n = store.barriers.n;
    store_free(&store);
    return n;
}

/* BARRIER_VERTEX_M: an obstacle of unknown kind counts on a vertex alone, to the millimetre. LINK_JOIN_M: one of a known
 * kind within 0.5 m of the line; within 0.5 m of a loose end it closes nothing. */
static void barrier__a_millimetre_half_a_metre__on_the_line(void **state)
{
    (void)state;
    const char *line = "0 20, 50 20, 90 20";
    assert_int_equal(barriers(ROLE_OBSTACLE, F_barrier, NULL, NAN, "50 20.000995", line), 1);
    assert_int_equal(barriers(ROLE_OBSTACLE, F_barrier, NULL, NAN, "50 20.001005", line), 0);
    assert_int_equal(barriers(ROLE_OBSTACLE, F_barrier, "gate", NAN, "60 20.495", line), 1);
    assert_int_equal(barriers(ROLE_OBSTACLE, F_barrier, "gate", NAN, "60 20.505", line), 0);
    assert_int_equal(barriers(ROLE_OBSTACLE, F_barrier, "gate", NAN, "89.495 20", line), 1);
    assert_int_equal(barriers(ROLE_OBSTACLE, F_barrier, "gate", NAN, "89.505 20", line), 0);
}

/* KERB_LOWERED_MM: a kerb on a path stops people when it is higher than 30 mm. */
static void barrier__kerb_of_30_mm__none(void **state)
{
    (void)state;
    const char *line = "0 20, 50 20, 90 20";
    assert_int_equal(barriers(ROLE_RAMP, F_kerb, NULL, 30.02, "50 20", line), 0);
    assert_int_equal(barriers(ROLE_RAMP, F_kerb, NULL, 30.04, "50 20", line), 1);
}

/* ---- junctions and segments ------------------------------------------------------------------- */

static size_t stretches(size_t n, const char *const *streets)
{
    struct store store;
    small_begin(&store);
    small_rows(&store, ROLE_STREET, n, streets);
    link_all(&store);
    size_t cut = store.segments.first_stretch[1] - store.segments.first_stretch[0];
    store_free(&store);
    return cut;
}

/* SEGMENT_SAME_M: cuts of one junction within 1 m of each other are one; within 1 m of the street's end they are the end. */
static void segment__cuts_1_m_apart__one(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        double x = outside ? 1.01 : 0.99;
        const char *at_end[] = {small_text("0 0, %g 0, 100 0", x), small_text("%g 0, %g 50", x, x),
                                small_text("%g 0, %g -50", x, x)};
        assert_int_equal(stretches(3, at_end), outside ? 2 : 1);
        /* three ends between two vertices of the first street make one junction of all */
        const char *apart[] = {small_text("0 0, 50 0, %g 0, 100 0", 50 + x), "50.3 0.1, 50.3 40",
                               "50.55 0.1, 50.55 40", "50.8 0.1, 50.8 40"};
        assert_int_equal(stretches(4, apart), outside ? 3 : 2);
    }
}

/* LINK_JOIN_M: vertices within 0.5 m meet. */
static void junction__vertices_half_a_metre_apart__meet(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        const char *streets[] = {"0 0, 50 0, 100 0", outside ? "50 0.505, 50 40" : "50 0.495, 50 40"};
        assert_int_equal(stretches(2, streets), outside ? 1 : 2);
    }
}

/* VERTEX_SAME_M: vertices of one street within a millimetre are one place, and only the first of them is asked whether
 * it is within 0.5 m of another street's. */
static void vertex__a_millimetre_apart__one(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        const char *streets[] = {outside ? "0 0, 49.998995 0, 50 0, 100 0" : "0 0, 49.999005 0, 50 0, 100 0",
                                 "50.5 0, 50.5 40"};
        assert_int_equal(stretches(2, streets), outside ? 2 : 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(close__jump_of_40_m__joined),
        cmocka_unit_test(close__jump_of_40_m_past_a_joint__joined),
        cmocka_unit_test(joint__street_drawn_the_other_way__one_run),
        cmocka_unit_test(sample__away_for_4_m__left),
        cmocka_unit_test(sample__beside_the_street_for_4_m__covers),
        cmocka_unit_test(centre__1_m_beside_the_line__has_a_side),
        cmocka_unit_test(opposite__40_m_30_degrees_a_tenth__median),
        cmocka_unit_test(ramp__5_m_from_an_end__serves_it_or_an_island),
        cmocka_unit_test(ramp__shared_id_5_m_from_an_end__by_place),
        cmocka_unit_test(ramp__nearer_to_the_other_end__belongs_there),
        cmocka_unit_test(island__2_m_apart__one),
        cmocka_unit_test(shared__20_m_from_the_crossing__serves_it),
        cmocka_unit_test(node__1_m_beside_the_line__is_folded_into_it),
        cmocka_unit_test(touch__junction_15_m_from_the_end__crosses),
        cmocka_unit_test(parts__ends_half_a_metre_apart__meet),
        cmocka_unit_test(parts__turn_by_100_60_30_degrees__one_crossing),
        cmocka_unit_test(refuge__path_of_15_m__one_crossing),
        cmocka_unit_test(refuge__kerb_1_m_beyond__stands_on_it),
        cmocka_unit_test(kerb__10_and_30_mm__flush_lowered_raised),
        cmocka_unit_test(kerb__class_and_height__contradict),
        cmocka_unit_test(barrier__a_millimetre_half_a_metre__on_the_line),
        cmocka_unit_test(barrier__kerb_of_30_mm__none),
        cmocka_unit_test(segment__cuts_1_m_apart__one),
        cmocka_unit_test(junction__vertices_half_a_metre_apart__meet),
        cmocka_unit_test(vertex__a_millimetre_apart__one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
