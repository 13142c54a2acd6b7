/* SPDX-License-Identifier: MIT
 *
 * Segments (docs/scoring.md#segments, decision 0130): streets cut where they meet others, and put
 * together where two ends of one street meet. In: junctions and joints of store.streets,
 * crossings. Out: store.segments.
 *
 * Algorithm: the junctions of a street, in order, become cuts; cuts of one junction within 1 m
 * are one. Stretches that go on in each other form chains and rings; each is walked once from its
 * end, or from its lowest joint, and turned into the direction in which most of it is drawn.
 *
 * Cost: linear in the stretches. */
#include "link/segments.h"

#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

/* ---- stretches ----------------------------------------------------------------------------- */

/* Where one street is cut. */
struct street_cuts {
    size_t n;             /* cuts between its ends                */
    uint32_t junction[2]; /* at its start, its end; NO_ROW = none */
};

/* A junction that the street has vertices of from `a` to `b` metres. Between the ends the cut is
 * half way, whatever the drawing direction; `stretch` (may be NULL) is the one that ends there. */
static void take_cut(struct street_cuts *cuts, double a, double b, uint32_t junction, double length,
                     struct street_stretch *stretch, uint32_t *ends)
{
    bool start = a <= SEGMENT_SAME_M && a <= length - b;
    bool end = length - b <= SEGMENT_SAME_M && length - b <= a;
    if (start)
        cuts->junction[0] = junction;
    if (end)
        cuts->junction[1] = junction;
    if (start || end)
        return;
    if (stretch != NULL) {
        stretch[cuts->n].to_m = (a + b) / 2;
        ends[2 * cuts->n + 1] = ends[2 * cuts->n + 2] = junction;
    }
    cuts->n++;
}

/* Cuts a street; `stretch` and `ends` (NULL: only counts) are those of its first stretch. */
static struct street_cuts cut_street_at(const struct store *store, size_t street,
                                        struct street_stretch *stretch, uint32_t *ends)
{
    store_use(store, PART_surroundings);
    const struct street_facts *facts = &store->streets;
    double length = store->tables[ROLE_STREET].length_m[street];
    struct street_cuts cuts = {.junction = {NO_ROW, NO_ROW}};
    uint32_t i = facts->first_junction[street], last = facts->first_junction[street + 1];
    while (i < last) {
        uint32_t k = i;
        while (k + 1 < last && facts->junction[k + 1] == facts->junction[i] &&
               facts->junction_m[k + 1] - facts->junction_m[k] <= SEGMENT_SAME_M)
            k++;
        take_cut(&cuts, facts->junction_m[i], facts->junction_m[k], facts->junction[i], length,
                 stretch, ends);
        i = k + 1;
    }
    return cuts;
}

/* First pass: the number of stretches of each street at first_stretch[s + 1]; 0 out of scope. */
static void count_stretches(void *user, size_t chunk, size_t first, size_t last)
{
    const struct segment_maker *maker = user;
    (void)chunk;
    for (size_t s = first; s < last; s++)
        maker->store->segments.first_stretch[s + 1] =
            street_is_cut(maker->store, s)
                ? (uint32_t)cut_street_at(maker->store, s, NULL, NULL).n + 1
                : 0;
}

/* Second pass: the stretches at their final places, with the junctions at their ends. */
static void list_stretches(void *user, size_t chunk, size_t first, size_t last)
{
    const struct segment_maker *maker = user;
    struct street_segments *out = &maker->store->segments;
    (void)chunk;
    for (size_t s = first; s < last; s++) {
        uint32_t begin = out->first_stretch[s], end = out->first_stretch[s + 1];
        if (begin == end)
            continue;
        struct street_cuts cuts = cut_street_at(maker->store, s, out->stretches + begin,
                                                maker->junction + 2 * (size_t)begin);
        out->stretches[end - 1].to_m = maker->store->tables[ROLE_STREET].length_m[s];
        maker->junction[2 * (size_t)begin] = cuts.junction[0];
        maker->junction[2 * (size_t)end - 1] = cuts.junction[1];
        for (uint32_t i = begin; i < end; i++) {
            out->stretches[i].street = (uint32_t)s;
            out->stretches[i].segment = NO_ROW;
        }
    }
}

/* Counts, then lists the stretches of all streets. */
static MUST bool make_stretches(struct segment_maker *maker)
{
    struct street_segments *out = &maker->store->segments;
    size_t n = maker->store->tables[ROLE_STREET].n;
    out->first_stretch = calloc(n + 1, sizeof *out->first_stretch);
    if (out->first_stretch == NULL)
        return false;
    parallel_rows(maker->threads, n, count_stretches, maker);
    for (size_t s = 0; s < n; s++)
        out->first_stretch[s + 1] += out->first_stretch[s];
    out->n_stretches = out->first_stretch[n];
    out->stretches = malloc((out->n_stretches + 1) * sizeof *out->stretches);
    maker->junction = out->end_junction = malloc((2 * out->n_stretches + 1) * sizeof *maker->junction);
    if (out->stretches == NULL || maker->junction == NULL)
        return false;
    parallel_rows(maker->threads, n, list_stretches, maker);
    return true;
}

/* ---- which goes on in which ---------------------------------------------------------------- */

/* Does the street end within LINK_JOIN_M of its begin? */
static bool is_ring(const struct store *store, uint32_t street)
{
    struct path path = path_of(&store->tables[ROLE_STREET], street);
    const double *first = path_start(&path), *last = path_end(&path);
    return path.point[path.n_parts] - path.point[0] > 3 &&
           hypot(first[0] - last[0], first[1] - last[1]) <= LINK_JOIN_M;
}

/* The end of a stretch that is the start of the street; with `far` its end. */
static uint32_t end_of_street(const struct street_segments *segments, uint32_t street, bool far)
{
    return far ? 2 * segments->first_stretch[street + 1] - 1 : 2 * segments->first_stretch[street];
}

/* A ring that no other street meets goes on at its own start, where `joint` has nothing. */
uint32_t segment_touching(const struct segment_maker *maker, uint32_t end)
{
    store_use(maker->store, PART_surroundings);
    const struct street_segments *segments = &maker->store->segments;
    const uint32_t *joint = maker->store->streets.joint;
    uint32_t street = segments->stretches[end >> 1].street;
    if (maker->junction[end] != NO_ROW || end != end_of_street(segments, street, end & 1))
        return NO_ROW;
    uint32_t there = joint[2 * (size_t)street + (end & 1)], touching = NO_ROW;
    if (there != NO_ROW && joint[there] == 2 * street + (end & 1))
        touching = end_of_street(segments, there >> 1, there & 1);
    else if (there == NO_ROW && is_ring(maker->store, street))
        touching = end_of_street(segments, street, !(end & 1));
    return touching != NO_ROW && maker->junction[touching] == NO_ROW ? touching : NO_ROW;
}

/* Same name in a language that both have, or neither has a name. */
static bool same_name(const struct elements *streets, uint32_t a, uint32_t b)
{
    uint32_t name[2] = {element_text(streets, F_name, a), element_text(streets, F_name, b)};
    uint32_t name_ar[2] = {element_text(streets, F_name_ar, a), element_text(streets, F_name_ar, b)};
    if (name[0] != 0 && name[1] != 0)
        return name[0] == name[1];
    if (name_ar[0] != 0 && name_ar[1] != 0)
        return name_ar[0] == name_ar[1];
    return (name[0] | name[1] | name_ar[0] | name_ar[1]) == 0;
}

/* The end in which the segment goes on; NO_ROW = it ends here. A change of name, class, kind of
 * junction or of walking on it or beside it begins another segment. */
static uint32_t goes_on(const struct segment_maker *maker, uint32_t end)
{
    const struct elements *streets = &maker->store->tables[ROLE_STREET];
    const struct street_stretch *stretches = maker->store->segments.stretches;
    uint32_t there = segment_touching(maker, end);
    if (there == NO_ROW)
        return NO_ROW;
    uint32_t a = stretches[end >> 1].street, b = stretches[there >> 1].street;
    bool same = a == b || (same_name(streets, a, b) &&
                           element_code(streets, F_class, a) == element_code(streets, F_class, b) &&
                           element_text(streets, F_junction, a) == element_text(streets, F_junction, b) &&
                           maker->store->streets.is_own_element[a] == maker->store->streets.is_own_element[b]);
    return same ? there : NO_ROW;
}

/* ---- segments ------------------------------------------------------------------------------ */

/* Writes the place of an end of a stretch to `at`, and returns it. */
static const double *end_point(const struct store *store, uint32_t end, double at[2])
{
    const struct street_segments *segments = &store->segments;
    uint32_t stretch = end >> 1;
    struct path path = path_of(&store->tables[ROLE_STREET], segments->stretches[stretch].street);
    double direction[2];
    path_at(&path, end & 1 ? segments->stretches[stretch].to_m : stretch_from_m(segments, stretch), at,
            direction);
    return at;
}

/* By x, then y: a direction that does not depend on how a street is drawn. */
static bool lower(const struct store *store, uint32_t a, uint32_t b)
{
    double first[2], second[2];
    end_point(store, a, first);
    end_point(store, b, second);
    return first[0] < second[0] || (first[0] <= second[0] && first[1] < second[1]);
}

/* Reverses the order of the parts and the direction of each. */
static void turn_round(uint32_t *parts, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        uint32_t part = parts[i];
        parts[i] = parts[n - 1 - i];
        parts[n - 1 - i] = part;
    }
    for (size_t i = 0; i < n; i++)
        parts[i] ^= 1;
}

/* A ring of several begins at the lowest of its joints. */
static void begin_ring(const struct store *store, uint32_t *parts, size_t n)
{
    size_t first = 0;
    for (size_t i = 1; i < n; i++)
        if (lower(store, parts[i], parts[first]))
            first = i;
    for (; first > 0; first--) {
        uint32_t part = parts[0];
        memmove(parts, parts + 1, (n - 1) * sizeof *parts);
        parts[n - 1] = part;
    }
}

/* The direction in which most of it is drawn; of halves, from the lower end. Rings of several are
 * turned before they get their beginning. */
static void settle_direction(const struct store *store, uint32_t *parts, size_t n, bool ring)
{
    const struct street_segments *segments = &store->segments;
    double along = 0, against = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t stretch = parts[i] >> 1;
        double length = segments->stretches[stretch].to_m - stretch_from_m(segments, stretch);
        *(parts[i] & 1 ? &against : &along) += length;
    }
    bool tie = fabs(along - against) <= 1e-6;
    if (tie ? !ring && lower(store, parts[n - 1] ^ 1, parts[0]) : against > along)
        turn_round(parts, n);
    if (ring && n > 1)
        begin_ring(store, parts, n);
}

/* Puts the segment of `stretch` together at the end of parts: walks back to its begin, or round
 * a ring to the stretch itself, then forwards. */
static void add_segment(struct segment_maker *maker, uint32_t stretch, size_t *n_parts)
{
    struct street_segments *out = &maker->store->segments;
    uint32_t begin = 2 * stretch, before;
    bool ring = false;
    while (!ring && (before = goes_on(maker, begin)) != NO_ROW) {
        begin = before ^ 1;
        ring = begin == 2 * stretch;
    }
    uint32_t *parts = out->parts + *n_parts, at = begin;
    size_t n = 0;
    do {
        parts[n++] = at;
        out->stretches[at >> 1].segment = (uint32_t)out->n;
        at = goes_on(maker, at ^ 1);
    } while (at != NO_ROW && at != begin);
    settle_direction(maker->store, parts, n, ring);
    out->facts[out->n] = ring ? SEGMENT_RING : 0;
    *n_parts += n;
    out->first_part[++out->n] = (uint32_t)*n_parts;
}

/* Segments are numbered by their lowest stretch, which is the first one met. */
static bool make_segments(struct segment_maker *maker)
{
    struct street_segments *out = &maker->store->segments;
    size_t n_parts = 0;
    out->first_part = malloc((out->n_stretches + 1) * sizeof *out->first_part);
    out->parts = malloc((out->n_stretches + 1) * sizeof *out->parts);
    out->facts = malloc(out->n_stretches + 1);
    if (out->first_part == NULL || out->parts == NULL || out->facts == NULL)
        return false;
    out->first_part[0] = 0;
    for (uint32_t i = 0; i < out->n_stretches; i++)
        if (out->stretches[i].segment == NO_ROW)
            add_segment(maker, i, &n_parts);
    return true;
}

uint32_t segment_end(const struct street_segments *segments, size_t segment, bool far)
{
    return far ? segments->parts[segments->first_part[segment + 1] - 1] ^ 1
               : segments->parts[segments->first_part[segment]];
}

unsigned segment_crossing_expected(const struct store *store, size_t segment)
{
    const struct street_segments *segments = &store->segments;
    unsigned expected = YES_NO_NO;
    if (store->tables[ROLE_STREET].columns[F_crossing_expected] == NULL)
        return expected; /* not measured */
    for (uint32_t i = segments->first_part[segment]; i < segments->first_part[segment + 1]; i++) {
        unsigned code = element_code(&store->tables[ROLE_STREET], F_crossing_expected,
                                     segment_part(segments, i).street);
        if (code == YES_NO_YES)
            return code;
        expected = code == 0 ? 0 : expected;
    }
    return expected;
}

bool segment_is_crossed(const struct store *store, size_t segment)
{
    const struct street_segments *segments = &store->segments;
    return segments->first_crossing[segment] < segments->first_crossing[segment + 1] ||
           (segments->facts[segment] & SEGMENT_NEIGHBOUR_CROSSING) != 0;
}

bool segment_may_not_be_crossed(const struct store *store, size_t segment)
{
    return (store->segments.facts[segment] & SEGMENT_NOT_CROSSED) != 0;
}

/* Segments with a place where the data forbid to cross. */
static void mark_bans(struct store *store)
{
    const struct crossing_facts *facts = &store->crossings;
    for (size_t i = 0; i < facts->n_bans; i++) {
        uint32_t first, street = facts->bans[i].street;
        if (street_stretches(store, street, &first) > first) {
            uint32_t stretch = stretch_at(store, street, facts->bans[i].at_m);
            store->segments.facts[store->segments.stretches[stretch].segment] |= SEGMENT_NOT_CROSSED;
        }
    }
}

uint32_t stretch_at(const struct store *store, size_t street, double at_m)
{
    const struct street_segments *segments = &store->segments;
    uint32_t low = segments->first_stretch[street], high = segments->first_stretch[street + 1];
    while (high - low > 1) { /* the first that ends at or behind it */
        uint32_t middle = low + (high - low) / 2;
        if (segments->stretches[middle - 1].to_m < at_m)
            low = middle;
        else
            high = middle;
    }
    return low;
}

rasif_status link_stretches(struct store *store, unsigned threads, rasif_error *err)
{
    struct segment_maker maker = {.store = store, .threads = threads};
    return make_stretches(&maker) ? RASIF_OK : fail_memory(err);
}

rasif_status link_segments(struct store *store, unsigned threads, rasif_error *err)
{
    store_use(store, PART_stretch_ends);
    struct segment_maker maker = {
        .store = store, .threads = threads, .junction = store->segments.end_junction};
    bool good = make_segments(&maker) && segment_crossings(&maker) && segment_ends(&maker);
    if (good)
        mark_bans(store);
    return good ? RASIF_OK : fail_memory(err);
}
