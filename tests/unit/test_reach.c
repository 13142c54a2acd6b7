/* SPDX-License-Identifier: MIT
 * Reach: by hand, and against ways relaxed until nothing changes and asked every few centimetres,
 * over a thousand random networks. */
#include "small_network.h"

#define WITHIN_M 100.0

static void analyse(struct store *store, const struct results *results, struct network *out)
{
    rasif_error err = {RASIF_OK, ""};
    struct settings options = {.reach_m = WITHIN_M, .seats_serve = true, .threads = 2};
    small_islands(store, results, out);
    if (reach_analyse(store, results, 1, NULL, &options, out, &err) != RASIF_OK ||
        repair_gain_analyse(store, results, 1, 2, out, &err) != RASIF_OK)
        fail_msg("%s", err.message);
}

/* "yes 80 1.00", "none"; "" where nothing was asked. */
static const char *reach_text(const struct store *store, const struct network *network,
                              enum role role, size_t row)
{
    static char texts[8][64];
    static unsigned next;
    char *text = texts[next++ % 8];
    struct reach_answer answer;
    reach_of(store, network, 0, role, row, &answer);
    if (isnan(answer.way_m))
        snprintf(text, sizeof texts[0], "%s",
                 answer.class == REACH_NULL ? "" : reach_names[answer.class]);
    else
        snprintf(text, sizeof texts[0], "%s %.4g %.2f", reach_names[answer.class], answer.way_m,
                 answer.detour);
    return text;
}

static void small_end(struct store *store, struct results *results, struct network *network)
{
    network_free(network);
    for (int r = 0; r < ROLE_COUNT; r++)
        free(results->roles[r].scores[0]);
    store_free(store);
}

/* ---- by hand ---- */

/* A clinic 10 m beside the first of three footways in a row; the second is not known, the third
 * too far away, a fourth joined to nothing. */
static void along_one_way(void **state)
{
    struct store store;
    struct results results = {0};
    struct network network = {0};
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_FOOTWAY, "0 0, 60 0", "60 0, 120 0", "120 0, 160 0", "0 90, 9 90");
    SMALL_ROWS(&store, ROLE_DESTINATION, "20 10", "500 500");
    struct settings options = small_options();
    small_link(&store, &options);
    small_scores(&store, &results, ROLE_FOOTWAY)[1].passable = PASSABLE_UNKNOWN;
    analyse(&store, &results, &network);
    assert_string_equal(reach_text(&store, &network, ROLE_FOOTWAY, 0), "yes 50 1.00");
    assert_string_equal(reach_text(&store, &network, ROLE_FOOTWAY, 1), "no 110 1.00");
    assert_string_equal(reach_text(&store, &network, ROLE_FOOTWAY, 2), "no 150 1.00");
    assert_string_equal(reach_text(&store, &network, ROLE_FOOTWAY, 3), "none");
    assert_string_equal(reach_text(&store, &network, ROLE_DESTINATION, 0), "");
    assert_int_equal(small_diagnosed(&store, D_destination_away), 1);
    small_end(&store, &results, &network);
}

/* A square of 20 m with one side blocked: the way round is 60 m instead of 20 m, from the far end
 * of the last footway 70 m instead of 30 m. Two kinds: the market is where the footway ends. */
static void the_way_round(void **state)
{
    struct store store;
    struct results results = {0};
    struct network network = {0};
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_FOOTWAY, "0 0, 20 0", "0 0, 0 20", "0 20, 20 20", "20 20, 20 0",
               "20 0, 30 0");
    SMALL_ROWS(&store, ROLE_DESTINATION, "0 0", "30 0");
    small_word(&store, ROLE_DESTINATION, 0, F_kind, "clinic");
    small_word(&store, ROLE_DESTINATION, 1, F_kind, "market");
    struct settings options = small_options();
    small_link(&store, &options);
    struct score *scores = small_scores(&store, &results, ROLE_FOOTWAY);
    scores[0].passable = PASSABLE_NO;
    scores[2].passable = PASSABLE_UNKNOWN;
    analyse(&store, &results, &network);
    assert_int_equal(network.reach.destinations.n_kinds, 2);
    assert_string_equal(reach_text(&store, &network, ROLE_FOOTWAY, 0), "none");
    /* to the clinic 70 m round or 30 m; to the market 10 m in any case */
    assert_string_equal(reach_text(&store, &network, ROLE_FOOTWAY, 4), "unknown 70 2.33");
    /* to the market: 70 m round from (0, 0); for everybody 50 m from (0, 20) is the longest */
    assert_string_equal(reach_text(&store, &network, ROLE_FOOTWAY, 1), "unknown 70 1.40");
    assert_float_equal(network.reach.kinds[0][0].metres[REACH_YES], 20, 1e-6);
    assert_float_equal(network.reach.kinds[0][0].metres[REACH_UNKNOWN], 50, 1e-6);
    assert_float_equal(network.reach.kinds[0][0].metres[REACH_NONE], 20, 1e-6);
    small_end(&store, &results, &network);
}

/* A street has the better of its sides; no side at all is no way. Seats serve as destinations. */
static void streets_have_their_better_side(void **state)
{
    struct store store;
    struct results results = {0};
    struct network network = {0};
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 80 0", "0 200, 80 200");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "0 6, 80 6", "0 -6, 80 -6");
    SMALL_ROWS(&store, ROLE_SEAT, "40 7");
    struct settings options = small_options();
    small_link(&store, &options);
    small_scores(&store, &results, ROLE_STREET);
    small_scores(&store, &results, ROLE_SIDEWALK);
    analyse(&store, &results, &network);
    assert_string_equal(reach_text(&store, &network, ROLE_SIDEWALK, 0), "yes 41 1.00");
    assert_string_equal(reach_text(&store, &network, ROLE_SIDEWALK, 1), "none");
    assert_string_equal(reach_text(&store, &network, ROLE_STREET, 0), "yes 41 1.00");
    assert_string_equal(reach_text(&store, &network, ROLE_STREET, 1), "none");
    assert_float_equal(network.reach.kinds[0][0].metres[REACH_YES], 80, 1e-6);
    assert_float_equal(network.reach.kinds[0][0].metres[REACH_NONE], 80, 1e-6);
    assert_float_equal(network.reach.anyone_kinds[0].metres[REACH_NONE], 80, 1e-6);
    small_end(&store, &results, &network);
}

/* One clinic. West of a blocked crossing both streets lack it: the crossing gives it to both of
 * them through their sidewalks, the blocked sidewalk in the far west to nobody. */
static void a_crossing_gives_streets_a_way(void **state)
{
    struct store store;
    struct results results = {0};
    struct network network = {0};
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_STREET, "0 0, 0 80", "0 80, 0 160", "100 0, 100 80");
    SMALL_ROWS(&store, ROLE_SIDEWALK, "6 0, 6 80", "6 80, 6 160", "94 0, 94 80", "-6 0, -6 80");
    SMALL_ROWS(&store, ROLE_CROSSING, "6 40, 94 40");
    SMALL_ROWS(&store, ROLE_DESTINATION, "90 70");
    small_word(&store, ROLE_STREET, 1, F_class, "service"); /* else both are one segment */
    struct settings options = small_options();
    small_link(&store, &options);
    small_scores(&store, &results, ROLE_STREET);
    small_scores(&store, &results, ROLE_SIDEWALK)[3].passable = PASSABLE_NO;
    small_scores(&store, &results, ROLE_CROSSING)[0].passable = PASSABLE_NO;
    analyse(&store, &results, &network);
    assert_string_equal(reach_text(&store, &network, ROLE_STREET, 0), "none");
    assert_float_equal(network_unlocks_streets(&network, 0, network_repaired(&store, ROLE_CROSSING, 0)), 2, 0);
    assert_float_equal(network_unlocks_streets(&network, 0, network_repaired(&store, ROLE_SIDEWALK, 3)), 0, 0);
    assert_true(isnan(network_unlocks_streets(&network, 0, network_repaired(&store, ROLE_SIDEWALK, 0))));
    small_end(&store, &results, &network);
}

/* The same crossing in two parts, with an island between them. Repairing the parts gives both streets a way
 * where the island can be passed, or that is not known, and to nobody where it is blocked by itself. */
static void a_crossing_is_joined_over_its_island_only(void **state)
{
    static const enum passable islands[] = {PASSABLE_YES, PASSABLE_UNKNOWN, PASSABLE_NO};
    (void)state;
    for (size_t i = 0; i < sizeof islands / sizeof *islands; i++) {
        struct store store;
        struct results results = {0};
        struct network network = {0};
        small_begin(&store);
        SMALL_ROWS(&store, ROLE_STREET, "0 0, 0 80", "0 80, 0 160", "100 0, 100 80");
        SMALL_ROWS(&store, ROLE_SIDEWALK, "6 0, 6 80", "6 80, 6 160", "94 0, 94 80");
        SMALL_ROWS(&store, ROLE_CROSSING, "6 40, 48 40", "52 40, 94 40");
        SMALL_ROWS(&store, ROLE_FOOTWAY, "48 40, 52 40");
        SMALL_ROWS(&store, ROLE_DESTINATION, "90 70");
        small_word(&store, ROLE_STREET, 1, F_class, "service");
        small_word(&store, ROLE_FOOTWAY, 0, F_island, "yes");
        struct settings options = small_options();
        small_link(&store, &options);
        assert_int_equal(crossing_first(&store, 1), 0); /* they are one crossing */
        small_scores(&store, &results, ROLE_STREET);
        small_scores(&store, &results, ROLE_SIDEWALK);
        small_scores(&store, &results, ROLE_FOOTWAY)[0].passable = islands[i];
        struct score *crossings = small_scores(&store, &results, ROLE_CROSSING);
        crossings[0].passable = crossings[1].passable = PASSABLE_NO;
        analyse(&store, &results, &network);
        assert_float_equal(
            network_unlocks_streets(&network, 0, network_repaired(&store, ROLE_CROSSING, 0)),
            islands[i] == PASSABLE_NO ? 0 : 2, 0);
        small_end(&store, &results, &network);
    }
}

/* Two footways of 60 m up to a plateau at 9 %, the second drawn against the first: a manual
 * wheelchair gets down to the clinic at the foot, not up to the market on top. */
static void down_is_not_up(void **state)
{
    static float z[] = {0,    0.9F, 1.8F, 2.7F, 3.6F, 4.5F, 5.4F,
                        5.4F, 4.5F, 3.6F, 2.7F, 1.8F, 0.9F, 0};
    struct store store;
    struct results results = {0};
    struct network network = {0};
    struct arena arena = {0};
    struct rasif_rules *rules = NULL;
    struct plan plan;
    rasif_error err = {RASIF_OK, ""};
    (void)state;
    assert_int_equal(rasif_rules_load(NULL, NULL, &rules, &err), RASIF_OK);
    const struct profile *profiles[] = {&rules->profiles[0]};
    assert_string_equal(profiles[0]->code, "wcm");
    assert_int_equal(plan_build(rules, &rules->standards[rules_find_standard(rules, "prowag-2023")],
                                profiles, 1, false, &arena, &plan, &err),
                     RASIF_OK);
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_FOOTWAY, "0 0, 60 0", "60 50, 0 50", "60 0, 60 50", "0 0, 0 50");
    SMALL_ROWS(&store, ROLE_DESTINATION, "0 20", "60 20");
    small_word(&store, ROLE_DESTINATION, 0, F_kind, "clinic");
    small_word(&store, ROLE_DESTINATION, 1, F_kind, "market");
    struct settings options = small_options();
    small_link(&store, &options);
    uint32_t first[] = {0, 7, 14, 14, 14};
    uint8_t source[] = {HEIGHT_Z, HEIGHT_Z, HEIGHT_NONE, HEIGHT_NONE};
    store.heights[ROLE_FOOTWAY] = (struct heights){first, z, source};
    struct score *scores = small_scores(&store, &results, ROLE_FOOTWAY);
    for (size_t row = 0; row < 2; row++) {
        small_real(&store, ROLE_FOOTWAY, row, F_running_slope_pct, 9);
        small_real(&store, ROLE_FOOTWAY, row, F_clear_width_m, 2);
        scores[row].passable = PASSABLE_NO;
    }
    small_islands(&store, &results, &network);
    struct settings reach = {.reach_m = 200, .threads = 2};
    assert_int_equal(reach_analyse(&store, &results, 1, &plan, &reach, &network, &err), RASIF_OK);
    const struct reach_sum *clinic = &network.reach.kinds[0][0],
                           *market = &network.reach.kinds[0][1];
    /* the surface is not known, so that nobody is sure to get down */
    assert_float_equal(clinic->metres[REACH_UNKNOWN], 60 + 60 + 50, 1e-6);
    assert_float_equal(clinic->metres[REACH_YES], 50, 1e-6);
    assert_float_equal(market->metres[REACH_NONE], 60 + 60 + 50, 1e-6);
    assert_string_equal(reach_text(&store, &network, ROLE_FOOTWAY, 0), "none");
    /* with 10.5 % it is too steep down as well */
    for (size_t row = 0; row < 2; row++)
        small_real(&store, ROLE_FOOTWAY, row, F_running_slope_pct, 10.5);
    assert_int_equal(reach_analyse(&store, &results, 1, &plan, &reach, &network, &err), RASIF_OK);
    assert_float_equal(network.reach.kinds[0][0].metres[REACH_NONE], 60 + 60 + 50, 1e-6);
    store.heights[ROLE_FOOTWAY] = (struct heights){0};
    rasif_rules_free(rules);
    arena_free(&arena);
    small_end(&store, &results, &network);
}

/* Areas are reached at the place nearest to their edge, also where a line crosses it. */
static void areas_are_reached_at_their_edge(void **state)
{
    struct store store;
    struct results results = {0};
    struct network network = {0};
    (void)state;
    small_begin(&store);
    SMALL_ROWS(&store, ROLE_FOOTWAY, "0 0, 60 0", "0 100, 60 100");
    SMALL_ROWS(&store, ROLE_DESTINATION, "AREA 10 4, 20 4, 20 30, 10 30, 10 4",
               "AREA 30 90, 50 90, 50 110, 30 110, 30 90");
    struct settings options = small_options();
    small_link(&store, &options);
    small_scores(&store, &results, ROLE_FOOTWAY);
    analyse(&store, &results, &network);
    const struct destination *items = network.reach.destinations.items;
    assert_float_equal(items[0].at_m, 10, 1e-3);
    assert_float_equal(items[0].off_m, 4, 1e-3);
    assert_float_equal(items[1].at_m, 30, 1e-3);
    assert_float_equal(items[1].off_m, 0, 1e-3);
    small_end(&store, &results, &network);
}

/* ---- the second way ---- */

#define MOST_PLACES 6
#define STEP_M 0.125

struct place {
    double x, y, at_m, off_m;
    uint32_t line; /* NO_ROW = too far away */
    unsigned kind;
};

struct plain {
    const struct store *store;
    const uint8_t *passable;
    enum passable least; /* PASSABLE_NONE: anyone */
    struct place places[MOST_PLACES];
    size_t n;
    double *stop_m; /* [n_stops] */
};

static bool can_walk(const struct plain *plain, uint32_t line)
{
    return plain->least == PASSABLE_NONE || plain->passable[line] >= plain->least;
}

static void find_lines(struct plain *plain)
{
    for (size_t i = 0; i < plain->n; i++) {
        struct place *place = &plain->places[i];
        place->off_m = DESTINATION_AWAY_M;
        place->line = NO_ROW;
        for (uint32_t line = 0; line < plain->store->graph.n_lines; line++) {
            size_t n;
            const double *xy = graph_line_xy(plain->store, line, &n);
            double dx = xy[2] - xy[0], dy = xy[3] - xy[1], length = hypot(dx, dy);
            double t = ((place->x - xy[0]) * dx + (place->y - xy[1]) * dy) / length;
            t = fmin(fmax(t, 0), length);
            double off =
                hypot(xy[0] + t * dx / length - place->x, xy[1] + t * dy / length - place->y);
            if (off < place->off_m - 1e-9 || (place->line == NO_ROW && off <= place->off_m)) {
                place->off_m = off;
                place->at_m = t;
                place->line = line;
            }
        }
    }
}

static double from_place(const struct plain *plain, uint32_t line, double at_m, unsigned kind)
{
    const struct graph *graph = &plain->store->graph;
    double way = INFINITY;
    if (!can_walk(plain, line))
        return INFINITY;
    for (size_t i = 0; i < plain->n; i++)
        if (plain->places[i].line == line && plain->places[i].kind == kind)
            way = fmin(way, fabs(at_m - plain->places[i].at_m) + plain->places[i].off_m);
    for (uint32_t s = graph->first_stop[line]; s < graph->first_stop[line + 1]; s++)
        way = fmin(way, fabs(at_m - (double)graph->stop_m[s]) + plain->stop_m[s]);
    return way;
}

/* A place that is a stop counts there, whoever can walk the line. */
static double at_stop(const struct plain *plain, uint32_t stop, unsigned kind)
{
    const struct graph *graph = &plain->store->graph;
    double way = from_place(plain, graph_stop_line(graph, stop), (double)graph->stop_m[stop], kind);
    for (size_t i = 0; i < plain->n; i++)
        if (plain->places[i].line == graph_stop_line(graph, stop) &&
            plain->places[i].kind == kind &&
            fabs(plain->places[i].at_m - (double)graph->stop_m[stop]) < 1e-3)
            way = fmin(way, plain->places[i].off_m);
    return way;
}

static void relax(struct plain *plain, unsigned kind)
{
    const struct graph *graph = &plain->store->graph;
    for (size_t s = 0; s < graph->n_stops; s++)
        plain->stop_m[s] = INFINITY;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t s = 0; s < graph->n_stops; s++) {
            double way = at_stop(plain, s, kind);
            for (uint32_t t = 0; t < graph->n_stops; t++)
                if (graph->stop_node[t] == graph->stop_node[s])
                    way = fmin(way, plain->stop_m[t]);
            changed = changed || way < plain->stop_m[s] - 1e-9;
            plain->stop_m[s] = fmin(way, plain->stop_m[s]);
        }
    }
}

/* The longest way from any place of each line. */
static void ask_lines(struct plain *plain, enum passable least, unsigned kind, double *out)
{
    const struct graph *graph = &plain->store->graph;
    plain->least = least;
    relax(plain, kind);
    for (uint32_t line = 0; line < graph->n_lines; line++) {
        double end_m = (double)graph->stop_m[graph->first_stop[line + 1] - 1];
        out[line] = 0;
        for (double at_m = 0; at_m <= end_m; at_m += STEP_M)
            out[line] = fmax(out[line], from_place(plain, line, at_m, kind));
    }
}

/* Kinds that each line gets to at best: passed on from line to line until nothing changes. */
static void flood_kinds(const struct plain *plain, const uint8_t *passable, enum passable least,
                        unsigned *kinds)
{
    const struct graph *graph = &plain->store->graph;
    for (uint32_t line = 0; line < graph->n_lines; line++) {
        kinds[line] = 0;
        for (size_t i = 0; i < plain->n && passable[line] >= least; i++) {
            const struct place *place = &plain->places[i];
            bool here = place->line == line;
            for (uint32_t s = 0; s < graph->n_stops && !here; s++)
                if (graph_stop_line(graph, s) == place->line &&
                    fabs((double)graph->stop_m[s] - place->at_m) < 1e-3)
                    for (uint32_t t = graph->first_stop[line]; t < graph->first_stop[line + 1]; t++)
                        here = here || graph->stop_node[t] == graph->stop_node[s];
            kinds[line] |= here ? 1u << place->kind : 0;
        }
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t s = 0; s < graph->n_stops; s++)
            for (uint32_t t = 0; t < graph->n_stops; t++) {
                uint32_t a = graph_stop_line(graph, s), b = graph_stop_line(graph, t);
                if (graph->stop_node[s] != graph->stop_node[t] || passable[a] < least ||
                    passable[b] < least || (kinds[a] & ~kinds[b]) == 0)
                    continue;
                kinds[b] |= kinds[a];
                changed = true;
            }
    }
}

/* Kinds of `plain` as the network numbers them. */
static uint64_t as_numbered(const struct network *network, unsigned kinds)
{
    const struct destinations *d = &network->reach.destinations;
    uint64_t out = 0;
    for (size_t k = 0; k < d->n_kinds; k++)
        if (kinds >> (strcmp(d->names[k], "market") == 0) & 1)
            out |= UINT64_C(1) << k;
    return out;
}

/* Every repair, by flooding before and after; footways are the segments here. A segment that is not
 * itself on the network counts in neither. Returns how many give a way to more than one. */
static size_t compare_repairs(const struct plain *plain, const struct network *network, bool best)
{
    enum passable least = best ? PASSABLE_UNKNOWN : PASSABLE_YES;
    uint8_t passable[MOST];
    unsigned before[MOST], after[MOST];
    size_t n_given = 0;
    memcpy(passable, plain->passable, sizeof passable);
    flood_kinds(plain, passable, least, before);
    for (uint32_t line = 0; line < plain->store->graph.n_lines; line++) {
        struct opened opened;
        bool blocked = network_opens(network, 0, network_repaired(plain->store, ROLE_FOOTWAY, line),
                                     best, &opened);
        size_t n = 0;
        uint64_t kinds = 0;
        assert_int_equal(blocked, passable[line] == PASSABLE_NO);
        if (!blocked)
            continue;
        passable[line] = PASSABLE_YES;
        flood_kinds(plain, passable, least, after);
        for (uint32_t other = 0; other < plain->store->graph.n_lines; other++) {
            n += (after[other] & ~before[other]) != 0;
            kinds |= as_numbered(network, after[other] & ~before[other]);
        }
        passable[line] = PASSABLE_NO;
        assert_int_equal(opened.streets, n);
        assert_int_equal(opened.kinds, kinds);
        n_given += n > 1;
    }
    return n_given;
}

static void random_places(uint64_t *seed, struct store *store, struct plain *plain)
{
    char texts[MOST_PLACES][64];
    const char *rows[MOST_PLACES];
    plain->n = 1 + (size_t)(small_random(seed) * MOST_PLACES);
    for (size_t i = 0; i < plain->n; i++) {
        struct place *place = &plain->places[i];
        place->x = floor(small_random(seed) * 170);
        place->y = floor(small_random(seed) * 170);
        place->kind = i > 0 && small_random(seed) < 0.5;
        snprintf(texts[i], sizeof texts[i], "%.0f %.0f", place->x, place->y);
        rows[i] = texts[i];
    }
    small_rows(store, ROLE_DESTINATION, plain->n, rows);
    for (size_t i = 0; i < plain->n; i++)
        small_word(store, ROLE_DESTINATION, i, F_kind, plain->places[i].kind ? "market" : "clinic");
}

/* One line: what is asked of both kinds, or of the one that has a place. */
static unsigned compare_line(const struct plain *plain, const struct network *network,
                             uint32_t line, double ways[3][2][MOST])
{
    struct reach_answer answer;
    double way_m = 0, detour = 0;
    bool near_limit = false, known = true;
    reach_of(plain->store, network, 0, ROLE_FOOTWAY, line, &answer);
    for (unsigned kind = 0; kind < 2; kind++) {
        bool asked = false;
        for (size_t i = 0; i < plain->n; i++)
            asked = asked || (plain->places[i].kind == kind && plain->places[i].line != NO_ROW);
        if (!asked)
            continue;
        double best = ways[1][kind][line], anyone = ways[2][kind][line];
        way_m = fmax(way_m, best);
        detour = fmax(detour, isinf(best) ? INFINITY : fmax(best / anyone, 1));
        known = known && ways[0][kind][line] <= WITHIN_M;
        near_limit = near_limit || fabs(ways[0][kind][line] - WITHIN_M) < STEP_M;
    }
    if (isinf(way_m)) {
        assert_int_equal(answer.class, REACH_NONE);
        assert_true(isnan(answer.way_m) && isnan(answer.detour));
        return REACH_NONE;
    }
    assert_float_equal(answer.way_m, way_m, STEP_M);
    assert_float_equal(answer.detour, detour, 0.03 * detour);
    if (!near_limit && fabs(way_m - WITHIN_M) > STEP_M)
        assert_int_equal(answer.class, way_m > WITHIN_M ? REACH_NO
                                       : known          ? REACH_YES
                                                        : REACH_UNKNOWN);
    return answer.class;
}

static void a_thousand_networks_asked_place_by_place(void **state)
{
    static const enum passable rounds[3] = {PASSABLE_YES, PASSABLE_UNKNOWN, PASSABLE_NONE};
    static double ways[3][2][MOST];
    uint64_t seed = 20261126;
    size_t counts[REACH_CLASSES] = {0}, n_given = 0, n_known = 0;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        struct store store;
        struct results results = {0};
        struct network network = {0};
        uint8_t passable[MOST];
        struct plain plain = {.store = &store, .passable = passable};
        struct settings options = small_options();
        small_lattice(&seed, &store);
        random_places(&seed, &store, &plain);
        small_link(&store, &options);
        small_verdicts(&seed, &store, &results, passable);
        analyse(&store, &results, &network);
        plain.stop_m = small_alloc(calloc(store.graph.n_stops + 1, sizeof *plain.stop_m));
        find_lines(&plain);
        for (unsigned kind = 0; kind < 2; kind++)
            for (int r = 0; r < 3; r++)
                ask_lines(&plain, rounds[r], kind, ways[r][kind]);
        for (uint32_t line = 0; network.reach.destinations.n > 0 && line < store.graph.n_lines;
             line++)
            counts[compare_line(&plain, &network, line, ways)]++;
        if (network.reach.destinations.n > 0) {
            n_given += compare_repairs(&plain, &network, true);
            n_known += compare_repairs(&plain, &network, false);
        }
        free(plain.stop_m);
        small_end(&store, &results, &network);
    }
    for (int class = REACH_YES; class < REACH_CLASSES; class ++)
        assert_true(counts[class] > 300); /* every answer was asked for */
    assert_true(n_given > 300);
    assert_true(n_known > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(along_one_way),
        cmocka_unit_test(the_way_round),
        cmocka_unit_test(streets_have_their_better_side),
        cmocka_unit_test(a_crossing_gives_streets_a_way),
        cmocka_unit_test(a_crossing_is_joined_over_its_island_only),
        cmocka_unit_test(down_is_not_up),
        cmocka_unit_test(areas_are_reached_at_their_edge),
        cmocka_unit_test(a_thousand_networks_asked_place_by_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
