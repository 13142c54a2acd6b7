/* SPDX-License-Identifier: MIT
 * The walking network: what meets, and what merely passes. Expected graphs are worked out by hand.
 */
#include "small_store.h"

/* The graph as text: per line "w1 0:a 50:b 100:c", nodes lettered in the order of their number. */
static const char *graph_text(struct store *store, double snap_m)
{
    static char text[2048];
    struct settings options = {.snap_m = snap_m, .junction_m = 12, .threads = 2};
    rasif_error err = {RASIF_OK, ""};
    const struct graph *graph = &store->graph;
    char *at = text, *end = text + sizeof text;
    store->links.n = 0;
    if (link_graph(store, &options, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    for (uint32_t line = 0; line < graph->n_lines; line++) {
        at += snprintf(at, (size_t)(end - at), "%s%c%u", line > 0 ? ", " : "",
                       roles[graph->role[line]].letter, graph->row[line] + 1);
        for (uint32_t s = graph->first_stop[line]; s < graph->first_stop[line + 1]; s++) {
            assert_int_equal(graph_stop_line(graph, s), line);
            at += snprintf(at, (size_t)(end - at), " %.4g:%c", (double)graph->stop_m[s],
                           'a' + graph->stop_node[s]);
        }
    }
    size_t seen = 0;
    for (size_t node = 0; node < graph->n_nodes; node++)
        for (uint32_t i = graph->first_at[node]; i < graph->first_at[node + 1]; i++, seen++)
            assert_int_equal(graph->stop_node[graph->stop_at[i]], node);
    assert_int_equal(seen, graph->n_stops);
    return text;
}

#define LINKED(store)                                                                              \
    struct settings options = small_options();                                                 \
    small_link(&(store), &options)

static void ends_meet_within_the_snap_distance(void **state)
{
    struct store store;
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_FOOTWAY, "0 0, 50 0", "50.3 0.3, 50 40", "50 -0.6, 50 -20");
    LINKED(store);
    assert_string_equal(graph_text(&store, 0.5), "f1 0:a 50:b, f2 0:b 39.7:c, f3 0:d 19.4:e");
    assert_string_equal(graph_text(&store, 0.7), "f1 0:a 50:b, f2 0:b 39.7:c, f3 0:b 19.4:d");
    assert_string_equal(graph_text(&store, 0), "f1 0:a 50:b, f2 0:c 39.7:d, f3 0:e 19.4:f");
    store_free(&store);
}

static void an_end_on_a_line_cuts_it(void **state)
{
    struct store store;
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 100 0", "30 0.4, 30 20", "70 20, 70 0, 70 -1");
    LINKED(store);
    /* the third passes over the first: no vertex of the first lies there */
    assert_string_equal(graph_text(&store, 0.5), "w1 0:a 30:b 100:c, w2 0:b 19.6:d, w3 0:e 21:f");
    store_free(&store);
}

static void lines_meet_at_a_vertex_both_have(void **state)
{
    struct store store;
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_FOOTWAY, "0 0, 50 0, 100 0", "50 -20, 50 0, 50 20", "80 -20, 80 20");
    LINKED(store);
    assert_string_equal(graph_text(&store, 0.5),
                        "f1 0:a 50:b 100:c, f2 0:d 20:b 40:e, f3 0:f 40:g");
    store_free(&store);
}

static void levels_part_what_lies_above_each_other(void **state)
{
    struct store store;
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_FOOTWAY, "0 0, 50 0, 100 0" /* a bridge */, "50 -20, 50 0, 50 20",
               "30 -20, 30 0" /* ends under it */, "100 0, 130 0" /* goes on from it */);
    SMALL_ROWS(&store, ROLE_STEPS, "60 10, 60 0" /* up to it */);
    small_word(&store, ROLE_FOOTWAY, 0, F_bridge, "yes");
    LINKED(store);
    assert_string_equal(graph_text(&store, 0.5), "f1 0:a 60:b 100:c, f2 0:d 40:e, f3 0:f 20:g, "
                                                 "f4 0:c 30:h, t1 0:i 10:b");
    store_free(&store);
}

static void loops_and_rings_close(void **state)
{
    struct store store;
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_FOOTWAY, "0 0, 40 0, 40 30, 0.2 0.1" /* closed */,
               "100 0, 140 0, 140 30, 120 0" /* a six */,
               "0.1 0, 0.2 0.1" /* shorter than the snap */);
    LINKED(store);
    assert_string_equal(graph_text(&store, 0.5),
                        "f1 0:a 119.8:a, f2 0:b 20:c 106.1:c, f3 0:a 0.1414:a");
    store_free(&store);
}

static void parts_are_lines_of_their_own(void **state)
{
    struct store store;
    uint32_t first, last;
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 0, 10 0 | 20 0, 30 0", "30 0, 30 9");
    LINKED(store);
    assert_string_equal(graph_text(&store, 0.5), "w1 0:a 10:b, w1 0:c 10:d, w2 0:d 9:e");
    last = graph_lines(&store.graph, ROLE_SIDEWALK, 0, &first);
    assert_int_equal(first, 0);
    assert_int_equal(last, 2);
    last = graph_lines(&store.graph, ROLE_FOOTWAY, 0, &first);
    assert_int_equal(last, first);
    store_free(&store);
}

static void only_what_is_walked_and_in_scope(void **state)
{
    struct store store;
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 50 0", "50 0, 50 40");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 9, 50 9", "0 99, 50 99");
    small_word(&store, ROLE_STREET, 0, F_class, "residential");
    small_word(&store, ROLE_STREET, 1, F_class, "pedestrian");
    store.tables[ROLE_SIDEWALK].scope[1] = SCOPE_DATE;
    LINKED(store);
    assert_string_equal(graph_text(&store, 0.5), "s2 0:a 9:b 40:c, w1 0:d 50:b");
    store_free(&store);
}

static void an_area_is_met_along_its_edge(void **state)
{
    struct store store;
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "AREA 0 0, 20 0, 20 2, 0 2, 0 0", "20 1, 50 1",
               "AREA 5 2, 9 2, 9 8, 5 8, 5 2");
    LINKED(store);
    assert_string_equal(graph_text(&store, 0.5), "w1 0:a 21:b 33:c 37:d 44:a, w2 0:b 30:e, "
                                                 "w3 0:d 4:c 20:d");
    store_free(&store);
}

static void a_crossing_ends_at_the_sidewalk_behind_the_kerb(void **state)
{
    struct store store;
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 100 6", "0 -6, 100 -6", "40 9.2, 60 9.2");
    SMALL_ROWS(&store, ROLE_CROSSING, "50 4, 50 -4", "90 4, 90 -0.5" /* its end is far from any */,
               "20 6, 20 -6" /* as drawn */);
    LINKED(store);
    assert_string_equal(graph_text(&store, 0.5),
                        "w1 0:a 20:b 50:c 90:d 100:e, w2 0:f 20:g 50:h 100:i, w3 0:j 20:k, "
                        "c1 -2:c 10:h, c2 -2:d 4.5:l, c3 0:b 12:g");
    store_free(&store);
}

/* A crossing of two streets; sidewalks of 6 m offset end 8 m before it. */
static void sidewalks_join_around_the_corner(void **state)
{
    struct store store;
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "-100 0, 0 0", "0 0, 100 0", "0 0, 0 100");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "-92 6, -8 6", "8 6, 92 6" /* beside the T's foot */,
               "-6 8, -6 92" /* corner with 1 */, "6 92, 6 8" /* corner with 2 */, "-92 -6, -8 -6",
               "8 -6, 40 -6" /* the far side */, "44 -6, 92 -6" /* a gap */);
    LINKED(store);
    assert_string_equal(graph_text(&store, 0.5),
                        "w1 0:a 85.41:b, w2 -1.414:c 84:d, w3 -1.414:b 84:e, w4 0:f 85.41:c, "
                        "w5 0:g 92:h, w6 -8:h 32:i, w7 0:j 48:k");
    store_free(&store);
}

/* A block shorter than the zones of its ends: the way around a corner is no way around a sidewalk.
 */
static void a_short_block_is_not_bridged(void **state)
{
    struct store store;
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 24 0", "0 0, 0 80", "24 0, 24 80", "-80 0, 0 0",
               "24 0, 99 0");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "8 6, 16 6");
    LINKED(store);
    assert_string_equal(graph_text(&store, 0.5), "w1 0:a 8:b");
    store_free(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_meet_within_the_snap_distance),
        cmocka_unit_test(an_end_on_a_line_cuts_it),
        cmocka_unit_test(lines_meet_at_a_vertex_both_have),
        cmocka_unit_test(levels_part_what_lies_above_each_other),
        cmocka_unit_test(loops_and_rings_close),
        cmocka_unit_test(parts_are_lines_of_their_own),
        cmocka_unit_test(only_what_is_walked_and_in_scope),
        cmocka_unit_test(an_area_is_met_along_its_edge),
        cmocka_unit_test(a_crossing_ends_at_the_sidewalk_behind_the_kerb),
        cmocka_unit_test(sidewalks_join_around_the_corner),
        cmocka_unit_test(a_short_block_is_not_bridged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
