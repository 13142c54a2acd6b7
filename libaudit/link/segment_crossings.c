/* SPDX-License-Identifier: MIT
 *
 * Crossings by segment (scoring.md, "Segments"): of a street that is cut, a crossing belongs to the
 * stretches within LINK_JOIN_M of it, at a junction to both; where none is so near, to the nearest.
 * In: store.crossings. Out: store.segments.{first_crossing, crossings}.
 *
 * Cost: per crossing of a street the vertices of the street and of the crossing multiplied;
 * streets of one stretch need no distance. */
#include "link/segments.h"

#include "base/order.h"
#include "geo/line.h"

#include <stdlib.h>

/* Distance from a crossing to one stretch of a street. */
static double piece_distance(const double *a, const double *b, const struct path *crossing)
{
    double least = INFINITY;
    for (size_t part = 0; part < crossing->n_parts; part++) {
        uint32_t first = crossing->point[part], last = crossing->point[part + 1];
        for (uint32_t i = first; i < last && (i + 1 < last || last - first == 1); i++) {
            const double *c = crossing->xy + 2 * (size_t)i;
            least = fmin(least, segment_distance(a, b, c, last - first == 1 ? c : c + 2));
        }
    }
    return least;
}

/* Distance of a crossing from the stretch [from, to] of a street. */
static double stretch_distance(const struct store *store, uint32_t street, double from, double to,
                               uint32_t crossing)
{
    struct path path = path_of(&store->tables[ROLE_STREET], street);
    struct path across = crossing_path(store, crossing);
    double at = 0, least = INFINITY;
    for (size_t part = 0; part < path.n_parts; part++)
        for (uint32_t i = path.point[part]; i + 1 < path.point[part + 1]; i++) {
            const double *a = path.xy + 2 * (size_t)i, *b = a + 2;
            double length = hypot(b[0] - a[0], b[1] - a[1]), begin = at, end = at + length;
            at = end;
            if (end < from || begin > to || !(length > 0))
                continue;
            double s = fmax((from - begin) / length, 0), t = fmin((to - begin) / length, 1);
            double c[2] = {a[0] + s * (b[0] - a[0]), a[1] + s * (b[1] - a[1])};
            double d[2] = {a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])};
            least = fmin(least, piece_distance(c, d, &across));
        }
    return least;
}

/* A crossing and a segment it belongs to. */
struct belonging {
    uint32_t segment, crossing;
};
struct belongings {
    struct belonging *items;
    size_t n, capacity;
};

static bool add(struct belongings *list, uint32_t segment, uint32_t crossing)
{
    struct belonging item = {segment, crossing};
    return PUSH(list->items, list->n, list->capacity, item);
}

/* The crossing belongs to all stretches within LINK_JOIN_M, else to the nearest. */
static MUST bool add_crossing(const struct store *store, uint32_t street, uint32_t crossing,
                         struct belongings *list)
{
    const struct street_segments *segments = &store->segments;
    uint32_t first = segments->first_stretch[street], last = segments->first_stretch[street + 1];
    if (last - first == 1)
        return add(list, segments->stretches[first].segment, crossing);
    double least = INFINITY;
    uint32_t nearest = first;
    size_t before = list->n;
    for (uint32_t i = first; i < last; i++) {
        double distance = stretch_distance(store, street, stretch_from_m(segments, i),
                                           segments->stretches[i].to_m, crossing);
        if (distance <= LINK_JOIN_M && !add(list, segments->stretches[i].segment, crossing))
            return false;
        if (distance < least) {
            least = distance;
            nearest = i;
        }
    }
    return list->n > before || add(list, segments->stretches[nearest].segment, crossing);
}

/* Ascending, each once, by segment: counting sort; afterwards first_crossing[s] is right. */
static bool keep(struct street_segments *out, const struct belongings *list)
{
    out->first_crossing = calloc(out->n + 2, sizeof *out->first_crossing);
    out->crossings = malloc((list->n + 1) * sizeof *out->crossings);
    if (out->first_crossing == NULL || out->crossings == NULL)
        return false;
    for (size_t i = 0; i < list->n; i++)
        out->first_crossing[list->items[i].segment + 2]++;
    for (size_t s = 2; s < out->n + 2; s++)
        out->first_crossing[s] += out->first_crossing[s - 1];
    for (size_t i = 0; i < list->n; i++)
        out->crossings[out->first_crossing[list->items[i].segment + 1]++] = list->items[i].crossing;
    uint32_t kept = 0;
    for (size_t s = 0; s < out->n; s++) {
        uint32_t first = out->first_crossing[s], last = out->first_crossing[s + 1], begin = kept;
        sort_small_u32(out->crossings + first, last - first);
        out->first_crossing[s] = kept;
        for (uint32_t i = first; i < last; i++)
            if (kept == begin || out->crossings[kept - 1] != out->crossings[i])
                out->crossings[kept++] = out->crossings[i];
    }
    out->first_crossing[out->n] = kept;
    return true;
}

bool segment_crossings(struct segment_maker *maker)
{
    const struct store *store = maker->store;
    const struct crossing_facts *facts = &store->crossings;
    struct belongings list = {0};
    bool good = true;
    for (uint32_t s = 0; s < store->tables[ROLE_STREET].n && good; s++)
        for (uint32_t i = facts->first_crossing[s]; i < facts->first_crossing[s + 1] && good; i++)
            good = !street_is_cut(store, s) || add_crossing(store, s, facts->crossings[i], &list);
    good = good && keep(&maker->store->segments, &list);
    free(list.items);
    return good;
}
