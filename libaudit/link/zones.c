/* SPDX-License-Identifier: MIT
 *
 * Junction zones along a street: see zones.h. Each zone reaches a
 * third of the way to the next junction at most, so that two zones never meet between junctions.
 * On a ring the last junction is next to the first; past a plain joint the next junction may lie
 * on another feature. */
#include "link/zones.h"

#include "link/link.h"

/* Adds a zone cut to the street; zones come by their begin, and zones that touch become one. */
static MUST bool add_zone(struct zones *zones, double from, double to, double length)
{
    from = fmax(from, 0);
    to = fmin(to, length);
    if (to - from <= ZONE_SAME_M)
        return true;
    if (zones->n > 0 && from <= zones->items[zones->n - 1].to_m + ZONE_SAME_M) {
        struct zone *last = &zones->items[zones->n - 1];
        last->to_m = fmax(last->to_m, to);
        return true;
    }
    struct zone zone = {from, to};
    return PUSH(zones->items, zones->n, zones->capacity, zone);
}

/* Reach of a zone into the stretch of `between` metres to the next junction. */
static double reach(double junction_m, double between)
{
    return fmin(junction_m, between / 3);
}

/* Where the next junction lies beyond an end of a street, along what it goes on as past plain
 * joints: metres from an end of a street; INFINITY = none within about `far_m`. */
static double look_beyond(const struct store *store, size_t street, uint32_t k, double far_m)
{
    const struct street_facts *facts = &store->streets;
    uint32_t enter = street_goes_on(store, 2 * (uint32_t)street + k);
    for (double way = 0; way <= far_m && enter != NO_ROW && enter / 2 != street;
         enter = street_goes_on(store, enter ^ 1)) {
        uint32_t next = enter / 2;
        uint32_t first = facts->first_junction[next], last = facts->first_junction[next + 1];
        double length = store->tables[ROLE_STREET].length_m[next];
        if (first < last)
            return way + (enter % 2 == 0 ? facts->junction_m[first]
                                         : length - facts->junction_m[last - 1]);
        way += length;
    }
    return INFINITY;
}

/* Reach of the zone of a junction at `at` towards the next one; without one (a dead end) the
 * stretch may be zone as a whole. */
static double reach_between(double junction_m, double at, double next)
{
    return isfinite(next) ? reach(junction_m, fabs(next - at)) : junction_m;
}

/* Zones of a street that begins and ends at plain joints or nowhere: of its own junctions, `n` of
 * them at `at`, and of those before and behind it. */
static bool open_zones(const struct store *store, size_t street, double junction_m, const double *at,
                       size_t n, struct zones *zones)
{
    double length = store->tables[ROLE_STREET].length_m[street], far_m = 3 * junction_m;
    double before = -look_beyond(store, street, 0, far_m);
    double behind = length + look_beyond(store, street, 1, far_m);
    if (isfinite(before) &&
        !add_zone(zones, 0, before + reach_between(junction_m, before, n > 0 ? at[0] : behind),
                  length))
        return false;
    for (size_t i = 0; i < n; i++) {
        double last = i > 0 ? at[i - 1] : before, next = i + 1 < n ? at[i + 1] : behind;
        if (!add_zone(zones, at[i] - reach_between(junction_m, at[i], last),
                      at[i] + reach_between(junction_m, at[i], next), length))
            return false;
    }
    return !isfinite(behind) ||
           add_zone(zones,
                    behind - reach_between(junction_m, behind, n > 0 ? at[n - 1] : before), length,
                    length);
}

bool find_zones(const struct store *store, size_t street, double junction_m, struct zones *zones)
{
    store_use(store, PART_surroundings);
    const struct street_facts *facts = &store->streets;
    const double *at = facts->junction_m + facts->first_junction[street];
    size_t n = facts->first_junction[street + 1] - facts->first_junction[street];
    double length = store->tables[ROLE_STREET].length_m[street];
    struct path path = path_of(&store->tables[ROLE_STREET], street);
    const double *a = path_start(&path), *b = path_end(&path);
    bool ring = hypot(a[0] - b[0], a[1] - b[1]) <= LINK_JOIN_M &&
                path.point[path.n_parts] - path.point[0] > 3;
    zones->n = 0;
    if (!ring)
        return open_zones(store, street, junction_m, at, n, zones);
    if (n == 0)
        return true;
    double round = length - at[n - 1] + at[0]; /* from the last junction to the first */
    double wrap = reach(junction_m, round);
    if (wrap > length - at[n - 1] && !add_zone(zones, 0, wrap - (length - at[n - 1]), length))
        return false;
    for (size_t i = 0; i < n; i++) {
        double before = i > 0 ? reach(junction_m, at[i] - at[i - 1]) : wrap;
        double after = i + 1 < n ? reach(junction_m, at[i + 1] - at[i]) : wrap;
        if (!add_zone(zones, at[i] - before, at[i] + after, length))
            return false;
    }
    return !(wrap > at[0]) || add_zone(zones, length - (wrap - at[0]), length, length);
}

bool in_zone(const struct zones *zones, double at)
{
    for (size_t i = 0; i < zones->n; i++)
        if (at > zones->items[i].from_m && at < zones->items[i].to_m)
            return true;
    return false;
}
