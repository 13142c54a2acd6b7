/* SPDX-License-Identifier: MIT
 * Junction zones along a street: see zones.h. */
#include "link/zones.h"

#include "link/link.h"

static bool add_zone(struct zones *zones, double from, double to, double length)
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

/* Reach of a zone into the stretch of `between` metres to the next junction; a stretch without a
 * second junction (a dead end) may be zone as a whole. */
static double reach(double junction_m, double between, bool dead_end)
{
    return fmin(junction_m, dead_end ? between : between / 3);
}

bool find_zones(const struct store *store, size_t street, double junction_m, struct zones *zones)
{
    const struct street_facts *facts = &store->streets;
    const double *at = facts->junction_m + facts->first_junction[street];
    size_t n = facts->first_junction[street + 1] - facts->first_junction[street];
    double length = store->tables[ROLE_STREET].length_m[street];
    struct path path = path_of(&store->tables[ROLE_STREET], street);
    const double *a = path_start(&path), *b = path_end(&path);
    bool ring = hypot(a[0] - b[0], a[1] - b[1]) <= LINK_JOIN_M &&
                path.point[path.n_parts] - path.point[0] > 3;
    zones->n = 0;
    if (n == 0)
        return true;
    double round = length - at[n - 1] + at[0]; /* on a ring: from the last junction to the first */
    double wrap = reach(junction_m, round, false);
    if (ring && wrap > length - at[n - 1] &&
        !add_zone(zones, 0, wrap - (length - at[n - 1]), length))
        return false;
    for (size_t i = 0; i < n; i++) {
        double before = i > 0  ? reach(junction_m, at[i] - at[i - 1], false)
                        : ring ? wrap
                               : reach(junction_m, at[i], true);
        double after = i + 1 < n ? reach(junction_m, at[i + 1] - at[i], false)
                       : ring    ? wrap
                                 : reach(junction_m, length - at[i], true);
        if (!add_zone(zones, at[i] - before, at[i] + after, length))
            return false;
    }
    if (ring && wrap > at[0] && !add_zone(zones, length - (wrap - at[0]), length, length))
        return false;
    return true;
}

bool in_zone(const struct zones *zones, double at)
{
    for (size_t i = 0; i < zones->n; i++)
        if (at > zones->items[i].from_m && at < zones->items[i].to_m)
            return true;
    return false;
}
