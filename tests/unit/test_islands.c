/* SPDX-License-Identifier: MIT
 * Islands and repairs: against floods over a thousand small random networks, and by hand. */
#include "small_network.h"

/* ---- the second way: floods from line to line ---- */

struct flood {
    const struct graph *graph;
    uint8_t passable[MOST]; /* per line */
    uint32_t group[MOST];   /* per line: its lowest line, NO_ROW = blocked */
    double length_m[MOST];
};

static bool touch(const struct graph *graph, uint32_t a, uint32_t b)
{
    for (uint32_t i = graph->first_stop[a]; i < graph->first_stop[a + 1]; i++)
        for (uint32_t k = graph->first_stop[b]; k < graph->first_stop[b + 1]; k++)
            if (graph->stop_node[i] == graph->stop_node[k])
                return true;
    return false;
}

static double flood_from(struct flood *f, uint32_t line, uint32_t name, enum passable least)
{
    double sum = f->length_m[line];
    f->group[line] = name;
    for (uint32_t other = 0; other < f->graph->n_lines; other++)
        if (f->group[other] == NO_ROW && f->passable[other] >= least &&
            touch(f->graph, line, other))
            sum += flood_from(f, other, name, least);
    return sum;
}

/* Lengths of the groups, by their lowest line. */
static void flood_all(struct flood *f, enum passable least, double sums[MOST])
{
    for (uint32_t line = 0; line < f->graph->n_lines; line++)
        f->group[line] = NO_ROW;
    for (uint32_t line = 0; line < f->graph->n_lines; line++)
        if (f->group[line] == NO_ROW && f->passable[line] >= least)
            sums[line] = flood_from(f, line, line, least);
}

static double longest_beside(const struct flood *f, uint32_t line, const double sums[MOST])
{
    double longest = 0;
    for (uint32_t other = 0; other < f->graph->n_lines; other++)
        if (f->group[other] != NO_ROW && touch(f->graph, line, other))
            longest = fmax(longest, sums[f->group[other]]);
    return longest;
}

/* Of the first profile. */
static uint32_t island_of(const struct store *store, const struct results *results,
                          const struct network *network, enum role role, size_t row, bool best)
{
    return network_island(store, results, network, 0, network_lines(store, role, row), best);
}

static double unlocks_of(const struct store *store, const struct network *network, enum role role,
                         size_t row, bool best)
{
    return network_unlocks(network, 0, network_repaired(store, role, row), best);
}

static void check_round(struct flood *f, const struct store *store, const struct results *results,
                        const struct network *network, bool best)
{
    enum passable least = best ? PASSABLE_UNKNOWN : PASSABLE_YES;
    const struct islands *islands = best ? &network->profiles[0].best : &network->profiles[0].known;
    double sums[MOST], after[MOST], island_m[MOST] = {0}; /* by number */
    size_t groups = 0;
    for (uint32_t line = 0; line < f->graph->n_lines; line++) {
        flood_all(f, least, sums);
        uint32_t number = island_of(store, results, network, ROLE_FOOTWAY, line, best);
        assert_int_equal(number != 0, f->passable[line] >= least);
        groups += f->group[line] == line;
        if (number != 0)
            island_m[number - 1] = sums[f->group[line]];
        for (uint32_t other = 0; other < line && number != 0; other++)
            if (f->passable[other] >= least)
                assert_int_equal(
                    island_of(store, results, network, ROLE_FOOTWAY, other, best) == number,
                    f->group[other] == f->group[line]);
        double unlocks = unlocks_of(store, network, ROLE_FOOTWAY, line, best);
        assert_int_equal(isnan(unlocks), f->passable[line] != PASSABLE_NO);
        if (f->passable[line] != PASSABLE_NO)
            continue;
        double before = longest_beside(f, line, sums);
        f->passable[line] = PASSABLE_YES; /* the repair */
        flood_all(f, least, after);
        assert_float_equal(unlocks, after[f->group[line]] - before, 0.01);
        f->passable[line] = PASSABLE_NO;
    }
    assert_int_equal(islands->n, groups);
    double all = 0;
    for (size_t i = 0; i < islands->n; i++) {
        all += island_m[i];
        assert_true(i == 0 || island_m[i] <= island_m[i - 1] + 0.01);
    }
    assert_float_equal(islands->longest_m, island_m[0], 0.01);
    assert_float_equal(islands->length_m, all, 0.01);
}

static void random_network(uint64_t *seed, struct store *store, struct results *results,
                           struct flood *f)
{
    struct settings options = small_options();
    small_lattice(seed, store);
    small_link(store, &options);
    small_verdicts(seed, store, results, f->passable);
    f->graph = &store->graph;
    for (size_t i = 0; i < store->graph.n_lines; i++)
        f->length_m[i] = store->tables[ROLE_FOOTWAY].length_m[i];
}

static void a_thousand_networks_against_floods(void **state)
{
    uint64_t seed = 20261125;
    size_t n_islands = 0, n_repairs = 0;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        struct store store;
        struct results results = {0};
        struct network network = {0};
        struct flood flood;
        random_network(&seed, &store, &results, &flood);
        small_islands(&store, &results, &network);
        check_round(&flood, &store, &results, &network, false);
        check_round(&flood, &store, &results, &network, true);
        n_islands += network.profiles[0].known.n;
        n_repairs += network.profiles[0].n_repairs;
        network_free(&network);
        free(results.roles[ROLE_FOOTWAY].scores[0]);
        store_free(&store);
    }
    assert_true(n_islands > 3000 && n_repairs > 3000); /* the networks are worth the name */
}

/* 300 m and 90 m with a blocked crossing between them; a dead end of 20 m nobody knows. */
static void by_hand(void **state)
{
    struct store store;
    struct results results = {0};
    struct network network = {0};
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 300 6", "0 -6, 90 -6", "90 -6, 90 -26");
    SMALL_ROWS(&store, ROLE_CROSSING, "50 4, 50 -4");
    struct settings options = small_options();
    small_link(&store, &options);
    small_scores(&store, &results, ROLE_SIDEWALK)[2].passable = PASSABLE_UNKNOWN;
    small_scores(&store, &results, ROLE_CROSSING)[0].passable = PASSABLE_NO;
    small_islands(&store, &results, &network);
    assert_float_equal(network.length_m, 300 + 90 + 20 + 8, 1e-3);
    assert_int_equal(network.profiles[0].known.n, 2);
    assert_int_equal(island_of(&store, &results, &network, ROLE_SIDEWALK, 0, false), 1);
    assert_int_equal(island_of(&store, &results, &network, ROLE_SIDEWALK, 1, false), 2);
    assert_int_equal(island_of(&store, &results, &network, ROLE_SIDEWALK, 2, false), 0);
    assert_int_equal(island_of(&store, &results, &network, ROLE_SIDEWALK, 2, true), 2);
    assert_float_equal(unlocks_of(&store, &network, ROLE_CROSSING, 0, false), 98, 1e-3);
    assert_float_equal(unlocks_of(&store, &network, ROLE_CROSSING, 0, true), 118, 1e-3);
    assert_true(isnan(unlocks_of(&store, &network, ROLE_SIDEWALK, 0, false)));
    network_free(&network);
    free(results.roles[ROLE_SIDEWALK].scores[0]);
    free(results.roles[ROLE_CROSSING].scores[0]);
    store_free(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_networks_against_floods),
        cmocka_unit_test(by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
