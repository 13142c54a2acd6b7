/* SPDX-License-Identifier: MIT
 *
 * Where crossings and ramps lie, which exceptions of standards depend on: crossings away from
 * junctions, and what a ramp takes from the crossings that it serves
 * (docs/decisions/0163-what-crossings-and-ramps-lend-each-other.md). In: store.crossings,
 * junctions of streets. Out: mid_block; crossing_control, at_island, crosses and
 * street_grade_pct of ramps.
 *
 * Junctions are sorted by strips of MID_BLOCK_M from south to north and by x within a strip, so
 * that a crossing finds those near it by three binary searches: (crossings + junctions) log
 * junctions. Values of ramps are gathered in one pass over the places of all crossings. */
#include "measure/measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A crossing up to AT_JUNCTION_M from a junction is at it, one farther than MID_BLOCK_M is at
 * mid-block. In between it may be either, because streets differ in width: unknown. */
#define AT_JUNCTION_M 15.0
#define MID_BLOCK_M 40.0

/* ---- crossings at mid-block --------------------------------------------------------------- */

struct junction_place {
    double x, y;
    bool roundabout; /* a street of a roundabout ends or passes there */
};

struct junction_places {
    struct junction_place *items; /* by strip of MID_BLOCK_M from south to north, then by x */
    size_t n;
};

/* The two values of OpenStreetMap for streets that go round in a circle. */
static bool is_roundabout(const struct store *store, size_t street)
{
    const char *text =
        pool_text(&store->pool, element_text(&store->tables[ROLE_STREET], F_junction, street));
    return text != NULL && (strcmp(text, "roundabout") == 0 || strcmp(text, "circular") == 0);
}

/* Number of the strip that holds y, as a whole double: coordinates may be negative. */
static double strip_of(double y)
{
    return floor(y / MID_BLOCK_M);
}

/* The order of junction_places.items; `x` and `strip` need not be of a junction. */
static bool is_before(const struct junction_place *place, double strip, double x)
{
    double own = strip_of(place->y);
    return own < strip || (own <= strip && place->x < x);
}

static int compare_places(const void *a, const void *b)
{
    const struct junction_place *left = a, *right = b;
    return is_before(right, strip_of(left->y), left->x) -
           is_before(left, strip_of(right->y), right->x);
}

/* Junctions with their coordinates, sorted; out->items is heap. */
static MUST bool places_find(const struct store *store, struct junction_places *out)
{
    store_use(store, PART_surroundings);
    const struct street_facts *streets = &store->streets;
    uint8_t *round = calloc((size_t)streets->n_junctions + 1, 1);
    out->items = calloc((size_t)streets->n_junctions + 1, sizeof *out->items);
    bool good = round != NULL && out->items != NULL;
    for (size_t s = 0; good && s < store->tables[ROLE_STREET].n; s++)
        if (is_roundabout(store, s))
            for (uint32_t i = streets->first_junction[s]; i < streets->first_junction[s + 1]; i++)
                round[streets->junction[i]] = 1;
    for (uint32_t j = 0; good && j < streets->n_junctions; j++) {
        const double *at = &streets->junction_at[2 * (size_t)j];
        if (!isnan(at[0]))
            out->items[out->n++] = (struct junction_place){at[0], at[1], round[j] != 0};
    }
    if (good)
        array_sort(out->items, out->n, sizeof *out->items, compare_places);
    free(round);
    return good;
}

/* The first junction of a strip that does not lie west of x. */
static size_t first_from(const struct junction_places *places, double strip, double x)
{
    size_t low = 0, high = places->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(&places->items[middle], strip, x))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Metres to the nearest junction within MID_BLOCK_M, INFINITY = none; `*round`: one of them is a
 * roundabout. */
static double nearest_junction(const struct junction_places *places, const double at[2],
                               bool *round)
{
    double own = strip_of(at[1]), nearest = INFINITY;
    for (double strip = own - 1; strip <= own + 1; strip++)
        for (size_t i = first_from(places, strip, at[0] - MID_BLOCK_M);
             i < places->n && strip_of(places->items[i].y) <= strip &&
             places->items[i].x <= at[0] + MID_BLOCK_M;
             i++) {
            double m = hypot(places->items[i].x - at[0], places->items[i].y - at[1]);
            if (m > MID_BLOCK_M)
                continue;
            nearest = fmin(nearest, m);
            *round = *round || places->items[i].roundabout;
        }
    return nearest;
}

/* Middle of the box around a row. false: it has no points. */
static bool middle_of(const struct shapes *shapes, size_t row, double at[2])
{
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (uint32_t k = shapes->point[shapes->part[row]]; k < shapes->point[shapes->part[row + 1]];
         k++)
        for (int d = 0; d < 2; d++) {
            box[d] = fmin(box[d], shapes->xy[2 * (size_t)k + d]);
            box[2 + d] = fmax(box[2 + d], shapes->xy[2 * (size_t)k + d]);
        }
    at[0] = (box[0] + box[2]) / 2;
    at[1] = (box[1] + box[3]) / 2;
    return box[0] <= box[2];
}

/* YES_NO_*, or 0 = not known. */
static unsigned mid_block(const struct store *store, const struct junction_places *places,
                          size_t row)
{
    const struct crossing_facts *facts = &store->crossings;
    double at[2];
    bool round = false;
    if (facts->first_street[row] == facts->first_street[row + 1] ||
        !middle_of(&store->tables[ROLE_CROSSING].shapes, row, at))
        return 0;
    for (uint32_t i = facts->first_street[row]; i < facts->first_street[row + 1]; i++)
        round = round || is_roundabout(store, facts->streets[i]);
    double nearest = nearest_junction(places, at, &round);
    if (round)
        return YES_NO_YES;
    return isinf(nearest) ? YES_NO_YES : nearest <= AT_JUNCTION_M ? YES_NO_NO : 0;
}

rasif_status measure_mid_block(struct store *store, const struct settings *settings,
                               enum role role, enum field_id field, rasif_error *err)
{
    const struct elements *e = &store->tables[role];
    struct junction_places places = {0};
    (void)settings;
    if (store->tables[ROLE_STREET].n == 0 || store->streets.junction_at == NULL)
        return RASIF_OK;
    struct column *column = measure_column(store, role, field);
    bool good = column != NULL && places_find(store, &places);
    for (size_t row = 0; good && row < e->n; row++) {
        unsigned code = e->scope[row] == SCOPE_YES ? mid_block(store, &places, row) : 0;
        if (code != 0)
            measure_set_code(column, row, code, ORIGIN_GEOMETRY);
    }
    free(places.items);
    return good ? RASIF_OK : fail_memory(err);
}

/* ---- ramps and the crossings they serve --------------------------------------------------- */

#define DIFFERENT UINT8_MAX /* crossings that share the ramp do not agree */

/* The code that a ramp takes from one place of one crossing; 0 = unknown. */
typedef unsigned (*place_code)(const struct store *store, uint32_t crossing, uint32_t place);

/* Sets a code where all crossings that share a ramp agree; a ramp without crossing stays null. */
static rasif_status fill_codes(struct store *store, enum role role, enum field_id field,
                               place_code code, enum origin origin, rasif_error *err)
{
    const struct crossing_facts *facts = &store->crossings;
    size_t n = store->tables[role].n;
    uint8_t *codes = calloc(n + 1, 1), *seen = calloc(n + 1, 1);
    struct column *column = measure_column(store, role, field);
    bool good = codes != NULL && seen != NULL && column != NULL;
    for (uint32_t c = 0; good && c < store->tables[ROLE_CROSSING].n; c++)
        for (uint32_t p = facts->first_place[c]; p < facts->first_place[c + 1]; p++)
            for (uint32_t i = facts->places[p].first_ramp;
                 i < facts->places[p].first_ramp + facts->places[p].n_ramps; i++) {
                uint32_t ramp = facts->ramps[i];
                uint8_t one = (uint8_t)code(store, c, p - facts->first_place[c]);
                codes[ramp] = !seen[ramp] || codes[ramp] == one ? one : DIFFERENT;
                seen[ramp] = 1;
            }
    for (size_t row = 0; good && row < n; row++)
        if (codes[row] != 0 && codes[row] != DIFFERENT)
            measure_set_code(column, row, codes[row], origin);
    free(codes);
    free(seen);
    return good ? RASIF_OK : fail_memory(err);
}

static unsigned control_of(const struct store *store, uint32_t crossing, uint32_t place)
{
    (void)place;
    return element_code(&store->tables[ROLE_CROSSING], F_control, crossing);
}

/* Exceptions ask whether the crossing has a signal; its ramps have no such column. */
rasif_status measure_crossing_control(struct store *store, const struct settings *settings,
                                      enum role role, enum field_id field, rasif_error *err)
{
    (void)settings;
    return fill_codes(store, role, field, control_of, ORIGIN_LINKED, err);
}

static unsigned island_of(const struct store *store, uint32_t crossing, uint32_t place)
{
    (void)store;
    (void)crossing;
    return place >= PLACE_ISLAND ? YES_NO_YES : YES_NO_NO;
}

/* Every ramp serves an end or an island, so that this is known of all that serve a crossing. */
rasif_status measure_at_island(struct store *store, const struct settings *settings,
                               enum role role, enum field_id field, rasif_error *err)
{
    (void)settings;
    return fill_codes(store, role, field, island_of, ORIGIN_GEOMETRY, err);
}

/* `crossed` has bit k for code k of crosses (bit 0 = unknown) of the crossings that a ramp
 * serves. It leads into a street when one of them crosses a street, or when it serves none. 0 =
 * null. */
static unsigned leads_into(unsigned crossed)
{
    if (crossed == 0 || (crossed & 1u << CROSSED_STREET) != 0)
        return CROSSED_STREET;
    return crossed == 1u << CROSSED_DRIVEWAY ? CROSSED_DRIVEWAY
           : crossed == 1u << CROSSED_WAY    ? CROSSED_WAY
                                             : 0;
}

/* Kerbs at driveways are not asked for warning tiles
 * (docs/decisions/0213-kerbs-at-driveways.md). */
rasif_status measure_ramp_crosses(struct store *store, const struct settings *settings,
                                  enum role role, enum field_id field, rasif_error *err)
{
    const struct crossing_facts *facts = &store->crossings;
    size_t n = store->tables[role].n;
    uint8_t *crossed = calloc(n + 1, 1);
    struct column *column = measure_column(store, role, field);
    bool good = crossed != NULL && column != NULL;
    (void)settings;
    for (uint32_t c = 0; good && c < store->tables[ROLE_CROSSING].n; c++)
        for (uint32_t p = facts->first_place[c]; p < facts->first_place[c + 1]; p++)
            for (uint32_t i = 0; i < facts->places[p].n_ramps; i++)
                crossed[facts->ramps[facts->places[p].first_ramp + i]] |=
                    (uint8_t)(1u << facts->crosses[c]);
    for (size_t row = 0; good && row < n; row++)
        if (leads_into(crossed[row]) != 0)
            measure_set_code(column, row, leads_into(crossed[row]), ORIGIN_GEOMETRY);
    free(crossed);
    return good ? RASIF_OK : fail_memory(err);
}

/* The steepest grade of the crossings that the ramp serves; null when one of these is unknown. */
rasif_status measure_ramp_grade(struct store *store, const struct settings *settings,
                                enum role role, enum field_id field, rasif_error *err)
{
    const struct crossing_facts *facts = &store->crossings;
    const struct elements *crossings = &store->tables[ROLE_CROSSING];
    struct column *column = measure_column(store, role, field);
    uint8_t *open = calloc(store->tables[role].n + 1, 1);
    bool good = column != NULL && open != NULL;
    (void)settings;
    for (uint32_t c = 0; good && c < crossings->n; c++)
        for (uint32_t p = facts->first_place[c]; p < facts->first_place[c + 1]; p++)
            for (uint32_t i = facts->places[p].first_ramp;
                 i < facts->places[p].first_ramp + facts->places[p].n_ramps; i++) {
                uint32_t ramp = facts->ramps[i];
                double grade = fabs(element_real(crossings, F_street_grade_pct, c));
                double known = column_real(column, ramp);
                if (known == known && column->origin[ramp] == ORIGIN_SURVEYED)
                    continue;
                open[ramp] = open[ramp] || isnan(grade);
                if (open[ramp])
                    measure_set_real(column, ramp, NAN, ORIGIN_LINKED);
                else if (!(known >= grade))
                    measure_set_real(column, ramp, grade, ORIGIN_LINKED);
            }
    free(open);
    return good ? RASIF_OK : fail_memory(err);
}
