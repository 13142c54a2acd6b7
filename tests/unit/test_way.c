/* SPDX-License-Identifier: MIT
 * Searches along lines that are open one way only, against ways relaxed until nothing changes. */
#include "small_network.h"

#include "link/way.h"

/* Ways along lines that are open one way only: relaxed until nothing changes, in the direction of
 * walking. */
static void relax_one_way(const struct graph *graph, const uint8_t *open, uint32_t place,
                          double *way_m)
{
    for (size_t node = 0; node < graph->n_nodes; node++)
        way_m[node] = node == place ? 0 : INFINITY;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t s = 0; s < graph->n_stops; s++)
            for (uint32_t t = 0; t < graph->n_stops; t++) {
                if (graph_stop_line(graph, s) != graph_stop_line(graph, t) || s == t)
                    continue;
                unsigned direction = t > s ? WAY_AHEAD : WAY_BACK; /* stops ascend along a line */
                double way = way_m[graph->stop_node[t]] +
                             fabs((double)graph->stop_m[t] - (double)graph->stop_m[s]);
                if (!(open[graph_stop_line(graph, s)] & direction) ||
                    !(way < way_m[graph->stop_node[s]] - 1e-9))
                    continue;
                way_m[graph->stop_node[s]] = way;
                changed = true;
            }
    }
}

static void a_thousand_networks_of_one_way_lines(void **state)
{
    uint64_t seed = 20261127;
    size_t n_one_way = 0, n_reached = 0;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        struct store store;
        struct way_search search;
        struct settings options = small_options();
        uint8_t open[MOST];
        double way_m[3 * MOST];
        small_lattice(&seed, &store);
        small_link(&store, &options);
        for (size_t line = 0; line < store.graph.n_lines; line++)
            open[line] = (uint8_t)(small_random(&seed) * 4);
        uint32_t place = (uint32_t)(small_random(&seed) * (double)store.graph.n_nodes);
        assert_true(store.graph.n_nodes <= 3 * MOST && way_begin(&search, &store.graph));
        search.open = open;
        assert_true(way_place(&search, place, 0) && way_spread(&search));
        relax_one_way(&store.graph, open, place, way_m);
        for (size_t node = 0; node < store.graph.n_nodes; node++) {
            assert_int_equal(isinf(search.way_m[node]), isinf(way_m[node]));
            if (!isinf(way_m[node]))
                assert_float_equal(search.way_m[node], way_m[node], 1e-2);
            n_reached += !isinf(way_m[node]) && node != place;
        }
        for (size_t line = 0; line < store.graph.n_lines; line++)
            n_one_way += open[line] == WAY_AHEAD || open[line] == WAY_BACK;
        way_free(&search);
        store_free(&store);
    }
    assert_true(n_one_way > 5000 && n_reached > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_networks_of_one_way_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
