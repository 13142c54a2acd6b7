/* SPDX-License-Identifier: MIT
 *
 * Places and links for the tables: see belongs.h.
 *
 * belongs_build makes one array for each question, in a few passes over segments, crossings and
 * pieces, because tables need the answer for every row: crossings by segment, ramps by crossing,
 * sides of covers by metres. Elements of several segments are triples sorted by role, row and
 * segment, which belongs_also_first searches. Cost: n log n in the number of such elements, else
 * linear. */
#include "report/belongs.h"

#include "geo/line.h"
#include "report/segment.h"

#include <stdlib.h>
#include <string.h>

/* NaN for a row without points. The mean of a ring may lie outside of the area: it is a place for a
 * symbol, not for a computation. */
void element_point(const struct run *run, enum role role, size_t row, double xy[2])
{
    const struct elements *e = &run->store->tables[role];
    const struct shapes *shapes = &e->shapes;
    uint32_t first = shapes->point[shapes->part[row]], last = shapes->point[shapes->part[row + 1]];
    xy[0] = xy[1] = NAN;
    if (last == first)
        return;
    const double *points = shapes->xy + 2 * (size_t)first;
    if (shapes->kind[row] == SHAPE_LINE) {
        double direction[2];
        line_at(points, last - first, line_length(points, last - first) / 2, xy, direction);
        return;
    }
    xy[0] = xy[1] = 0;
    for (uint32_t i = 0; i < last - first; i++) {
        xy[0] += points[2 * (size_t)i] / (last - first);
        xy[1] += points[2 * (size_t)i + 1] / (last - first);
    }
}

size_t crs_source(const struct run *run)
{
    const struct store *store = run->store;
    for (int r = 0; r < ROLE_COUNT; r++)
        for (size_t s = 0; s < store->tables[r].n_segments; s++) {
            size_t source = store->tables[r].segments[s].source;
            if (run->geo->layer_of_source[source] != SIZE_MAX)
                return source;
        }
    return SIZE_MAX;
}

/* A crossing belongs to the first street and the first segment it crosses: segments are passed from
 * last to first, so that the first one stays. A ramp belongs to the first crossing that it serves
 * and that crosses a street. */
static void belongs_by_crossing(const struct run *run, struct belongs *out)
{
    const struct crossing_facts *facts = &run->store->crossings;
    const struct street_segments *segments = &run->store->segments;
    for (size_t s = segments->n; s-- > 0;)
        for (uint32_t i = segments->first_crossing[s]; i < segments->first_crossing[s + 1]; i++)
            out->crossing_segment[segments->crossings[i]] = (uint32_t)s;
    for (size_t c = 0; c < run->store->tables[ROLE_CROSSING].n; c++)
        for (uint32_t p = facts->first_place[c]; p < facts->first_place[c + 1]; p++)
            for (uint32_t i = 0; i < facts->places[p].n_ramps; i++) {
                uint32_t *crossing = &out->ramp_crossing[facts->ramps[facts->places[p].first_ramp + i]];
                if (*crossing == NO_ROW && facts->first_street[c] < facts->first_street[c + 1])
                    *crossing = (uint32_t)c;
            }
}

/* The stretch that a sidewalk, footway or flight of steps runs along; NO_ROW = none. */
static uint32_t stretch_of(const struct belongs *belongs, enum role role, size_t row)
{
    const uint32_t *along = belongs->store->main_stretch[role];
    return along != NULL ? along[row] : NO_ROW;
}

/* ---- the other segments ---- */

/* The segment that an element belongs to: of a ramp that of its crossing, of a sidewalk that of the
 * stretch along which it runs longest. NO_ROW = none. */
static uint32_t segment_of_row(const struct belongs *belongs, enum role role, size_t row)
{
    if (role == ROLE_RAMP) {
        uint32_t crossing = belongs->ramp_crossing[row];
        return crossing != NO_ROW ? belongs->crossing_segment[crossing] : NO_ROW;
    }
    if (role == ROLE_CROSSING)
        return belongs->crossing_segment[row];
    uint32_t stretch = stretch_of(belongs, role, row);
    return stretch != NO_ROW ? belongs->store->segments.stretches[stretch].segment : NO_ROW;
}

/* Counts a pair of element and segment, and stores it once out->also has room. The segment that the
 * element belongs to first is left out. */
static void add_also(struct belongs *out, uint8_t role, uint32_t row, size_t segment)
{
    if (segment_of_row(out, (enum role)role, row) == segment)
        return;
    if (out->also != NULL)
        out->also[out->n_also] = (struct also){row, (uint32_t)segment, role};
    out->n_also++;
}

/* Called twice: without out->also it only counts. The same triple may come several times, of a
 * sidewalk along two stretches of one segment; belongs_also skips repetitions. */
static void add_all_also(struct belongs *out)
{
    const struct store *store = out->store;
    const struct crossing_facts *facts = &store->crossings;
    const struct street_segments *segments = &store->segments;
    out->n_also = 0;
    for (size_t i = 0; i < store->n_other_stretches; i++) {
        const struct other_stretch *along = &store->other_stretches[i];
        add_also(out, along->role, along->row, segments->stretches[along->stretch].segment);
    }
    for (size_t s = 0; s < segments->n; s++)
        for (uint32_t i = segments->first_crossing[s]; i < segments->first_crossing[s + 1]; i++) {
            uint32_t c = segments->crossings[i];
            add_also(out, ROLE_CROSSING, c, s);
            for (uint32_t p = facts->first_place[c]; p < facts->first_place[c + 1]; p++)
                for (uint32_t r = 0; r < facts->places[p].n_ramps; r++)
                    add_also(out, ROLE_RAMP, facts->ramps[facts->places[p].first_ramp + r], s);
        }
}

/* By role, row and segment; a total order, so that qsort gives the same array everywhere. */
static int compare_also(const void *a, const void *b)
{
    const struct also *left = a, *right = b;
    if (left->role != right->role)
        return left->role < right->role ? -1 : 1;
    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    return left->segment < right->segment ? -1 : left->segment > right->segment;
}

/* false = no memory. */
static bool build_also(struct belongs *out, struct arena *arena)
{
    add_all_also(out);
    size_t n = out->n_also;
    if (n == 0)
        return true;
    out->also = ARENA_ARRAY(arena, n, struct also);
    if (out->also == NULL)
        return false;
    add_all_also(out);
    array_sort(out->also, n, sizeof *out->also, compare_also);
    return true;
}

/* "gec998320f52b2f8b", with a comma in front unless `out` is empty. */
static void add_segment_id(const struct run *run, size_t segment, struct text *out)
{
    char id[32];
    if (out->length > 0)
        text_add(out, ",");
    text_addn(out, id, segment_rasif_id(run, segment, id));
}

/* Of a street that is its own element, if it has several segments: all of them. */
static void street_also(const struct run *run, const struct finding *finding, struct text *out)
{
    const struct street_segments *segments = &run->store->segments;
    if (segments->first_stretch == NULL || finding_segment(run->store, finding) != NO_ROW)
        return;
    uint32_t first, last = street_stretches(run->store, finding->row, &first);
    for (; first < last; first++)
        add_segment_id(run, segments->stretches[first].segment, out);
}

/* Bisection for the lowest possible triple of the element, which has segment 0. */
size_t belongs_also_first(const struct belongs *belongs, const struct finding *finding)
{
    const struct also wanted = {finding->row, 0, finding->role};
    size_t low = 0, high = belongs->n_also;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_also(&belongs->also[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A segment that occurs twice stands side by side in the sorted triples, so comparing with the one
 * before is enough. */
void belongs_also(const struct run *run, const struct belongs *belongs,
                  const struct finding *finding, struct text *out)
{
    if (finding->role == ROLE_STREET) {
        street_also(run, finding, out);
        return;
    }
    uint32_t before = NO_ROW;
    for (size_t i = belongs_also_first(belongs, finding); i < belongs->n_also; i++) {
        const struct also *at = &belongs->also[i];
        if (at->role != finding->role || at->row != finding->row)
            break;
        if (at->segment != before)
            add_segment_id(run, at->segment, out);
        before = at->segment;
    }
}

/* ---- sides ---- */

/* Adds a piece's length to every element that covers it, into metres[role][2 * row], on the right
 * side [2 * row + 1]. Only pieces of the street that the element belongs to count: at a corner it
 * may cover pieces of the other street, too. */
static void add_side_metres(const struct store *store, const struct piece *piece, uint32_t street,
                            float *const metres[ROLE_COUNT])
{
    for (const struct cover *cover = piece_cover(store, piece); cover != NULL;
         cover = cover_next(cover)) {
        const uint32_t *along = store->main_stretch[cover->role];
        if (along == NULL || along[cover->row] == NO_ROW || metres[cover->role] == NULL ||
            store->segments.stretches[along[cover->row]].street != street)
            continue;
        metres[cover->role][2 * (size_t)cover->row + (piece->side == SIDE_RIGHT)] +=
            (float)piece_length_m(store, piece);
    }
}

/* The side with more metres; the left one of equals. false = no memory; whatever exists by then is
 * the arena's, and `metres` is freed in any case. */
static bool build_sides(struct belongs *out, struct arena *arena)
{
    const struct store *store = out->store;
    float *metres[ROLE_COUNT] = {0};
    bool whole = true;
    for (int r = 0; r < ROLE_COUNT; r++) {
        size_t n = store->main_stretch[r] != NULL ? store->tables[r].n : 0;
        if (n == 0)
            continue;
        out->side[r] = ARENA_ARRAY(arena, n, uint8_t);
        metres[r] = calloc(2 * n, sizeof *metres[r]);
        whole = whole && out->side[r] != NULL && metres[r] != NULL;
    }
    for (size_t s = 0; whole && store->n_pieces > 0 && s < store->tables[ROLE_STREET].n; s++)
        for (uint32_t p = store->streets.first_piece[s]; p < store->streets.first_piece[s + 1]; p++)
            add_side_metres(store, &store->pieces[p], (uint32_t)s, metres);
    for (int r = 0; r < ROLE_COUNT; r++) {
        for (size_t i = 0; whole && metres[r] != NULL && i < store->tables[r].n; i++) {
            float left = metres[r][2 * i], right = metres[r][2 * i + 1];
            out->side[r][i] = left == 0 && right == 0 ? 0 : right > left ? SIDE_RIGHT : SIDE_LEFT;
        }
        free(metres[r]);
    }
    return whole;
}

uint8_t belongs_side(const struct belongs *belongs, enum role role, size_t row)
{
    return belongs->side[role] != NULL ? belongs->side[role][row] : 0;
}

/* NULL = no memory. */
static uint32_t *no_rows(struct arena *arena, size_t n)
{
    uint32_t *rows = ARENA_ARRAY(arena, n, uint32_t);
    for (size_t i = 0; rows != NULL && i < n; i++)
        rows[i] = NO_ROW;
    return rows;
}

rasif_status belongs_build(const struct run *run, struct arena *arena,
                           const struct belongs **out, rasif_error *err)
{
    struct belongs *belongs = ARENA_NEW(arena, struct belongs);
    if (belongs == NULL)
        return fail_memory(err);
    *belongs = (struct belongs){
        .store = run->store,
        .crossing_segment = no_rows(arena, run->store->tables[ROLE_CROSSING].n),
        .ramp_crossing = no_rows(arena, run->store->tables[ROLE_RAMP].n)};
    if (belongs->crossing_segment == NULL || belongs->ramp_crossing == NULL)
        return fail_memory(err);
    belongs_by_crossing(run, belongs);
    *out = belongs;
    return build_sides(belongs, arena) && build_also(belongs, arena) ? RASIF_OK : fail_memory(err);
}

/* The streets of a crossing in parts are kept at its first part. */
uint32_t belongs_street(const struct belongs *belongs, enum role role, size_t row)
{
    const struct crossing_facts *facts = &belongs->store->crossings;
    if (role == ROLE_STREET)
        return (uint32_t)row;
    if (role == ROLE_RAMP && belongs->ramp_crossing[row] == NO_ROW)
        return NO_ROW;
    if (role == ROLE_RAMP || role == ROLE_CROSSING) {
        size_t crossing = role == ROLE_RAMP ? belongs->ramp_crossing[row]
                                            : crossing_first(belongs->store, row);
        uint32_t first = facts->first_street[crossing];
        return first < facts->first_street[crossing + 1] ? facts->streets[first] : NO_ROW;
    }
    uint32_t stretch = stretch_of(belongs, role, row);
    return stretch != NO_ROW ? belongs->store->segments.stretches[stretch].street : NO_ROW;
}

uint32_t belongs_segment(const struct belongs *belongs, const struct finding *finding)
{
    enum role role = (enum role)finding->role;
    return role == ROLE_STREET ? finding_segment(belongs->store, finding)
                               : segment_of_row(belongs, role, finding->row);
}
