/* SPDX-License-Identifier: MIT
 *
 * link/: what holds for every network, tried on random ones: the pieces of a side tile it, and
 * neither the order of the rows nor the direction of a line changes what is found. */
#include "small_store.h"

#define STREETS 8
#define WALKS 14
#define MOST_POINTS 4
#define ROUNDS 150

/* A network before it is written into a store: lines of at most MOST_POINTS points. */
struct network {
    double streets[STREETS][MOST_POINTS][2], walks[WALKS][MOST_POINTS][2];
    size_t street_points[STREETS], walk_points[WALKS];
    size_t named[WALKS]; /* the street it names; STREETS = none */
    int side[WALKS];
};

/* Where streets meet: no three on a line, so that no two streets lie on one another (there the
 * lower FID decides, and the order of the rows matters). */
static void set_node(double point[2], size_t number)
{
    point[0] = 90.0 * (double)(number % 4) + 17.0 * sin(3.7 * (double)number);
    point[1] = 90.0 * (double)(number / 4) + 17.0 * cos(5.1 * (double)number);
}

/* Streets start and often end at one of 16 nodes; sidewalks follow a street with some noise. */
static void make(struct network *network, uint64_t *seed)
{
    for (size_t s = 0; s < STREETS; s++) {
        bool both = small_random(seed) < 0.5;
        size_t n = 3 + (size_t)(small_random(seed) * (MOST_POINTS - 2));
        network->street_points[s] = n;
        for (size_t i = 0; i < n; i++)
            for (int k = 0; k < 2; k++)
                network->streets[s][i][k] = 290 * small_random(seed);
        size_t node = (size_t)(small_random(seed) * 16);
        set_node(network->streets[s][0], node);
        if (both) /* a ring from four points on: there and back again would lie on itself */
            set_node(network->streets[s][n - 1],
                     (node + (n > 3 ? 0 : 1) + (size_t)(small_random(seed) * 15)) % 16);
    }
    for (size_t w = 0; w < WALKS; w++) {
        size_t s = (size_t)(small_random(seed) * STREETS);
        double off = (small_random(seed) - 0.5) * 36;
        network->walk_points[w] = network->street_points[s];
        network->named[w] = small_random(seed) < 0.2 ? s : STREETS;
        network->side[w] = (int)(small_random(seed) * 3);
        for (size_t i = 0; i < network->walk_points[w]; i++)
            for (int k = 0; k < 2; k++)
                network->walks[w][i][k] = network->streets[s][i][k] + off + 4 * small_random(seed);
    }
}

static void write_line(char *text, size_t room, double (*xy)[2], size_t n, bool backwards)
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        const double *p = xy[backwards ? n - 1 - i : i];
        used += (size_t)snprintf(text + used, room - used, "%s%.17g %.17g", i > 0 ? ", " : "", p[0],
                                 p[1]);
    }
}

/* How a network is written down: rows from the last to the first, lines from the other end. */
struct manner {
    bool rows_backwards, walks_backwards, streets_backwards;
};

static size_t place(size_t i, size_t n, bool backwards)
{
    return backwards ? n - 1 - i : i;
}

static void build(struct store *store, struct network *network, struct manner manner)
{
    static char texts[STREETS + WALKS][256];
    const char *pointers[STREETS + WALKS];
    bool back = manner.rows_backwards;
    for (size_t s = 0; s < STREETS; s++)
        write_line(texts[place(s, STREETS, back)], 256, network->streets[s],
                   network->street_points[s], manner.streets_backwards);
    for (size_t w = 0; w < WALKS; w++)
        write_line(texts[STREETS + place(w, WALKS, back)], 256, network->walks[w],
                   network->walk_points[w], manner.walks_backwards);
    for (size_t i = 0; i < STREETS + WALKS; i++)
        pointers[i] = texts[i];
    small_begin(store);
    small_rows(store, ROLE_STREET, STREETS, pointers);
    small_rows(store, ROLE_SIDEWALK, WALKS, pointers + STREETS);
    for (size_t s = 0; s < STREETS; s++)
        small_word(store, ROLE_STREET, place(s, STREETS, back), F_id, (char[]){(char)('a' + s), 0});
    for (size_t w = 0; w < WALKS; w++) {
        size_t row = place(w, WALKS, back);
        bool left = (network->side[w] == SIDE_LEFT) != manner.streets_backwards;
        if (network->named[w] < STREETS)
            small_word(store, ROLE_SIDEWALK, row, F_street_id,
                       (char[]){(char)('a' + network->named[w]), 0});
        if (network->side[w] != 0)
            small_word(store, ROLE_SIDEWALK, row, F_side, left ? "left" : "right");
    }
    struct settings options = small_options();
    small_link(store, &options);
}

static void check_side(const struct store *store, size_t street, uint8_t side)
{
    double at = 0, outside = 0, length = store->tables[ROLE_STREET].length_m[street];
    for (uint32_t i = store->streets.first_piece[street];
         i < store->streets.first_piece[street + 1]; i++) {
        const struct piece *piece = &store->pieces[i];
        if (piece->side != side)
            continue;
        if (piece_from_m(store, piece) != at || !(piece->to_m > at))
            fail_msg("street %zu side %u: %.17g to %.17g after %.17g", street, side,
                     piece_from_m(store, piece), piece->to_m, at);
        outside += piece->state == COVER_IS_JUNCTION ? 0 : piece_length_m(store, piece);
        at = piece->to_m;
    }
    if (at != length)
        fail_msg("street %zu side %u ends at %.17g of %.17g", street, side, at, length);
    assert_float_equal(outside, store->streets.outside_m[street], 1e-5);
}

static void pieces__random_networks__tile_every_side(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int round = 0; round < ROUNDS; round++) {
        struct network network;
        struct store store;
        make(&network, &seed);
        build(&store, &network, (struct manner){false, false, false});
        for (size_t s = 0; s < STREETS; s++)
            for (uint8_t side = SIDE_LEFT; side <= SIDE_RIGHT; side++)
                check_side(&store, s, side);
        store_free(&store);
    }
}

/* What covers `at` metres of a side: state and rows as bits, as numbered in the network. */
static unsigned what_is_at(const struct store *store, size_t street, uint8_t side, double at,
                           bool back)
{
    for (uint32_t i = store->streets.first_piece[street];
         i < store->streets.first_piece[street + 1]; i++) {
        const struct piece *piece = &store->pieces[i];
        unsigned found = (unsigned)piece->state << 24;
        if (piece->side != side || at < piece_from_m(store, piece) || at > piece->to_m)
            continue;
        for (const struct cover *cover = piece_cover(store, piece); cover != NULL;
             cover = cover_next(cover))
            found |= 1u << place(cover->row, WALKS, back);
        return found;
    }
    return UINT32_MAX;
}

/* Metres of a side on which two ways of writing the network differ, in steps of 25 cm. */
static double difference(const struct store *a, const struct store *b, size_t street,
                         struct manner manner)
{
    size_t there = place(street, STREETS, manner.rows_backwards);
    double length = a->tables[ROLE_STREET].length_m[street], differs = 0;
    for (uint8_t side = SIDE_LEFT; side <= SIDE_RIGHT; side++)
        for (double at = 0.125; at < length; at += 0.25) {
            uint8_t theirs =
                manner.streets_backwards ? (uint8_t)(SIDE_LEFT + SIDE_RIGHT - side) : side;
            double t = manner.streets_backwards ? length - at : at;
            unsigned here = what_is_at(a, street, side, at, false);
            differs += here != what_is_at(b, there, theirs, t, manner.rows_backwards) ? 0.25 : 0;
        }
    return differs;
}

static void compare_manner(struct manner manner)
{
    uint64_t seed = 2;
    for (int round = 0; round < ROUNDS; round++) {
        struct network network;
        struct store a, b;
        make(&network, &seed);
        build(&a, &network, (struct manner){false, false, false});
        build(&b, &network, manner);
        for (size_t s = 0; s < STREETS; s++) {
            double differs = difference(&a, &b, s, manner);
            /* two changes within half a metre of a line may be told apart from one end only */
            if (differs > 0.5)
                fail_msg("network %d, street %zu: %g m of its sides differ", round, s, differs);
        }
        store_free(&a);
        store_free(&b);
    }
}

static void rows__in_another_order__the_same_cover(void **state)
{
    (void)state;
    compare_manner((struct manner){true, false, false});
}

static void sidewalks__drawn_the_other_way__the_same_cover(void **state)
{
    (void)state;
    compare_manner((struct manner){false, true, false});
}

static void streets__drawn_the_other_way__mirrored(void **state)
{
    (void)state;
    compare_manner((struct manner){false, false, true});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces__random_networks__tile_every_side),
        cmocka_unit_test(rows__in_another_order__the_same_cover),
        cmocka_unit_test(sidewalks__drawn_the_other_way__the_same_cover),
        cmocka_unit_test(streets__drawn_the_other_way__mirrored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
