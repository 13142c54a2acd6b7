/* SPDX-License-Identifier: MIT
 *
 * Joints of crossings drawn in parts (docs/scoring.md#a-crossing-in-parts, decision 0110): two
 * ends that meet in the carriageway or go straight on, or that footways over a traffic island
 * join. Two crossings that share the kerb of a corner have none. In: crossings, footways with
 * islands, a grid of streets. Out: struct joints; see crossing_parts.h.
 *
 * Algorithm: ends are filed by squares of 1 m, so that ends which meet lie in one square or in
 * two that touch. Each pair is accepted by how far the way turns there and how near a street's
 * line is; paths over islands are followed from end to end. Of the accepted joints the
 * straightest are taken first, and every end at most once.
 *
 * Cost: a sort of the ends, and one grid query per pair that meets. */
#include "link/crossing_parts.h"

#include "geo/line.h"
#include "geo/duplicate_lines.h"

#include <stdlib.h>

#define STRAIGHT_DEG 30.0 /* goes straight on, wherever                          */
#define BENT_DEG 60.0     /* near a centre line, or after what crosses no street */
#define TURN_DEG 100.0    /* on a centre line                                    */

/* ---- ends ---- */

/* Borrowed from the table's shapes: x, y in metres. */
const double *tip_at(const struct elements *elements, uint32_t tip)
{
    const double *xy;
    size_t n = row_points(elements, tip / 2, &xy);
    return tip % 2 == 0 ? xy : xy + 2 * (n - 1);
}

/* Repeated points at the end are skipped, since they have no direction; {0, 0} when all points of
 * the line are one. */
void tip_way(const struct elements *elements, uint32_t tip, double out[2])
{
    const double *xy;
    size_t n = row_points(elements, tip / 2, &xy);
    const double *end = tip % 2 == 0 ? xy : xy + 2 * (n - 1), *from = end;
    for (size_t i = 1; i < n && hypot(end[0] - from[0], end[1] - from[1]) < 1e-6; i++)
        from = tip % 2 == 0 ? end + 2 * i : end - 2 * i;
    double length = hypot(end[0] - from[0], end[1] - from[1]);
    out[0] = length > 0 ? (end[0] - from[0]) / length : 0;
    out[1] = length > 0 ? (end[1] - from[1]) / length : 0;
}

/* The caller frees out->items, also on failure. */
bool tips_new(const struct elements *elements, bool (*counts)(const struct elements *, size_t),
              struct tips *out)
{
    *out = (struct tips){.elements = elements};
    size_t rows = 0;
    for (size_t row = 0; row < elements->n; row++)
        rows += counts(elements, row);
    out->items = malloc((2 * rows + 1) * sizeof *out->items);
    if (out->items == NULL)
        return false;
    for (size_t row = 0; row < elements->n; row++)
        for (uint32_t end = 0; end < 2 && counts(elements, row); end++) {
            uint32_t tip = (uint32_t)(2 * row) + end;
            out->items[out->n++] = (struct keyed){key_of_real(tip_at(elements, tip)[0]), tip};
        }
    return keyed_sort(out->items, out->n);
}

/* Binary search for the first end in reach by x, then a scan of the strip. */
size_t tips_near(const struct tips *tips, const double at[2], uint32_t *found, size_t most)
{
    uint64_t from = key_of_real(at[0] - LINK_JOIN_M), to = key_of_real(at[0] + LINK_JOIN_M);
    size_t low = 0, high = tips->n, n = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tips->items[middle].key < from)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < tips->n && tips->items[low].key <= to && n < most; low++) {
        const double *xy = tip_at(tips->elements, tips->items[low].row);
        if (hypot(xy[0] - at[0], xy[1] - at[1]) <= LINK_JOIN_M)
            found[n++] = tips->items[low].row;
    }
    return n;
}

/* Only crossings of one part can be parts of a larger one. */
static bool is_single_line(const struct elements *e, size_t row)
{
    return e->scope[row] == SCOPE_YES && e->shapes.kind[row] == SHAPE_LINE &&
           e->shapes.part[row + 1] - e->shapes.part[row] == 1;
}

/* ---- what lies around a place ---- */

struct nearest_line {
    const double *c, *d; /* a segment, or a point twice */
    double distance_m;
};

/* Lowers distance_m to that of the segment a-b; never ends the query. */
static bool try_distance(void *user, struct grid_item item, const double a[2], const double b[2])
{
    struct nearest_line *search = user;
    (void)item;
    search->distance_m = fmin(search->distance_m, segment_distance(a, b, search->c, search->d));
    return true;
}

/* Everything that joints_find allocates but `out`; it frees all of it. */
struct finder {
    struct store *store;
    const struct grid *streets;
    struct grid *walks; /* of sidewalks; built at its first use */
    struct grid_scratch scratch;
    unsigned threads;
    struct tips crossings, links; /* links: footways that may be the way over an island */
    struct joints *out;           /* taken */
    struct joint *found;          /* candidates */
    size_t n_found, capacity;
    bool failed;
};

/* Distance to the nearest line of the grid, `reach` when none is nearer. */
static double distance_to(struct finder *f, const struct grid *grid, const double c[2],
                          const double d[2], double reach)
{
    struct nearest_line search = {c, d, reach};
    double box[4] = {fmin(c[0], d[0]) - reach, fmin(c[1], d[1]) - reach, fmax(c[0], d[0]) + reach,
                     fmax(c[1], d[1]) + reach};
    grid_query(grid, box, &f->scratch, try_distance, &search);
    return search.distance_m;
}

/* Does the line come within LINK_JOIN_M of a street? */
static bool crosses_street(struct finder *f, const struct elements *e, uint32_t row)
{
    const double *xy;
    size_t n = row_points(e, row, &xy);
    bool crosses = false;
    for (size_t i = 0; i + 1 < n && !crosses; i++)
        crosses = distance_to(f, f->streets, xy + 2 * i, xy + 2 * i + 2, LINK_MIDDLE_M) <=
                  LINK_JOIN_M;
    return crosses;
}

/* Is a sidewalk within LINK_JOIN_M? Then the crossing ends here. */
static bool on_sidewalk(struct finder *f, const double at[2])
{
    const struct elements *sidewalks = &f->store->tables[ROLE_SIDEWALK];
    if (sidewalks->n == 0)
        return false;
    if (f->walks == NULL)
        f->walks = grid_build(&sidewalks->shapes, NULL, 10.0, f->threads);
    f->failed = f->failed || f->walks == NULL;
    return f->walks != NULL &&
           distance_to(f, f->walks, at, at, 2 * LINK_JOIN_M) <= LINK_JOIN_M;
}

/* ---- parts that meet ---- */

/* Degrees between two unit directions, 0 to 180. Rounding may lead outside of acos's domain. */
static double turn_between(const double a[2], const double b[2])
{
    double cosine = fmax(-1, fmin(1, a[0] * b[0] + a[1] * b[1]));
    return acos(cosine) * 180 / M_PI;
}

/* Degrees by which one turns from the one end to the other: 0 = straight on. */
static double turn_at(const struct elements *e, uint32_t a, uint32_t b)
{
    double in[2], out[2];
    tip_way(e, a, in);
    tip_way(e, b, out);
    out[0] = -out[0];
    out[1] = -out[1];
    return turn_between(in, out);
}

/* Are two ends that meet parts of one crossing, given the turn between them? The nearer to a
 * street's line, the more they may turn. Away from it the place may be a sidewalk or a corner:
 * then two crossings meet there that lead over different streets. */
static bool is_joint(struct finder *f, uint32_t a, uint32_t b, double turn_deg)
{
    const struct elements *e = &f->store->tables[ROLE_CROSSING];
    const double *at = tip_at(e, a);
    if (turn_deg > TURN_DEG)
        return false;
    double middle_m = distance_to(f, f->streets, at, at, LINK_MIDDLE_M + LINK_JOIN_M);
    if (middle_m <= LINK_JOIN_M)
        return true;
    if (turn_deg > BENT_DEG)
        return false;
    if (middle_m <= LINK_MIDDLE_M)
        return true;
    if (turn_deg > STRAIGHT_DEG && crosses_street(f, e, a / 2) && crosses_street(f, e, b / 2))
        return false;
    return !on_sidewalk(f, at);
}

/* Have two crossings the same points, in either direction, to the millimetre? */
static bool are_same(const struct elements *e, uint32_t a, uint32_t b)
{
    const double *xy, *other;
    size_t n = row_points(e, a, &xy);
    return row_points(e, b, &other) == n &&
           (points_equal(xy, other, n, false) || points_equal(xy, other, n, true));
}

/* The row that stands for a line drawn twice. */
static uint32_t first_twin(const struct joints *joints, uint32_t row)
{
    return joints->twin != NULL ? joints->twin[row] : row;
}

/* Records that the higher row repeats the lower one. */
static void note_twin(struct finder *f, uint32_t a, uint32_t b)
{
    struct joints *joints = f->out;
    size_t n = f->store->tables[ROLE_CROSSING].n;
    if (joints->twin == NULL) {
        joints->twin = malloc(n * sizeof *joints->twin);
        for (size_t row = 0; joints->twin != NULL && row < n; row++)
            joints->twin[row] = (uint32_t)row;
    }
    f->failed = f->failed || joints->twin == NULL;
    if (f->failed)
        return;
    uint32_t low = a < b ? a : b, high = a < b ? b : a;
    if (joints->twin[high] > low)
        joints->twin[high] = low;
}

/* Two ends of different rows that meet, a < b. */
struct meeting {
    uint32_t a, b;
};
/* All meetings; items on the heap. */
struct met {
    struct meeting *items;
    size_t n, capacity;
};

/* Squares of 2 * LINK_JOIN_M in rows from south to north: ends that meet lie in one, or in squares
 * that touch. */
static uint64_t square_of(const double at[2])
{
    uint32_t xy[2];
    for (int d = 0; d < 2; d++)
        xy[d] = (uint32_t)(int64_t)floor(at[d] / (2 * LINK_JOIN_M)) ^ 1u << 31;
    return key_of(xy[1], xy[0]);
}

/* Notes which of the ends behind item `i`, from `from` on and in squares up to `last`, it meets. */
static bool meet(const struct elements *e, const struct keyed *items, size_t n, size_t i,
                 size_t from, uint64_t last, struct met *out)
{
    const double *at = tip_at(e, items[i].row);
    bool good = true;
    for (size_t k = from; k < n && items[k].key <= last && good; k++) {
        uint32_t a = items[i].row, b = items[k].row;
        const double *other = tip_at(e, b);
        struct meeting meeting = {a < b ? a : b, a < b ? b : a};
        if (a / 2 != b / 2 && hypot(other[0] - at[0], other[1] - at[1]) <= LINK_JOIN_M)
            good = PUSH(out->items, out->n, out->capacity, meeting);
    }
    return good;
}

/* Every two ends that meet, each once. */
static bool find_meetings(const struct tips *tips, struct met *out)
{
    const uint64_t row = key_of(1, 0);
    struct keyed *items = malloc((tips->n + 1) * sizeof *items);
    for (size_t i = 0; items != NULL && i < tips->n; i++)
        items[i] = (struct keyed){square_of(tip_at(tips->elements, tips->items[i].row)),
                                  tips->items[i].row};
    bool good = items != NULL && keyed_sort(items, tips->n);
    for (size_t i = 0, above = 0; i < tips->n && good; i++) {
        uint64_t square = items[i].key;
        while (above < tips->n && items[above].key < square + row - 1)
            above++;
        good = meet(tips->elements, items, tips->n, i, i + 1, square + 1, out) &&
               meet(tips->elements, items, tips->n, i, above, square + row + 1, out);
    }
    free(items);
    return good;
}

/* Runs over all meetings before look_for_joint, which skips twins: the next part would otherwise
 * have a joint with the line and another with its copy. */
static void look_for_twin(struct finder *f, uint32_t a, uint32_t b)
{
    if (are_same(f->crossings.elements, a / 2, b / 2))
        note_twin(f, a / 2, b / 2);
}

/* Adds the joint of two ends that meet, unless a row is a twin of another. */
static void look_for_joint(struct finder *f, uint32_t a, uint32_t b)
{
    if (first_twin(f->out, a / 2) != a / 2 || first_twin(f->out, b / 2) != b / 2)
        return;
    double turn = turn_at(f->crossings.elements, a, b);
    struct joint joint = {.a = a, .b = b, .turn_deg = (float)turn};
    if (is_joint(f, a, b, turn) && !PUSH(f->found, f->n_found, f->capacity, joint))
        f->failed = true;
}

/* ---- over an island ---- */

/* May the footway be the way over an island? */
static bool may_be_island(const struct elements *e, size_t row)
{
    return is_single_line(e, row) && e->length_m[row] <= LINK_REFUGE_M;
}

/* Follows footways from end `a` of a crossing to the ends of others, over MOST_LINKS lines and
 * LINK_REFUGE_M at most. One of the footways must be marked as an island or cross a street. A fork
 * ends the search: which branch leads over the island is then open. Only ends above `a` become
 * candidates, so that the search from the other end adds no joint again. */
static void follow_island(struct finder *f, uint32_t a, uint32_t link)
{
    const struct elements *footways = &f->store->tables[ROLE_FOOTWAY];
    const struct elements *e = f->crossings.elements;
    struct joint joint = {.a = a};
    bool island = false;
    for (double length_m = 0; joint.way.n < MOST_LINKS && length_m <= LINK_REFUGE_M;) {
        uint32_t tips[4];
        joint.way.tips[joint.way.n++] = link;
        length_m += footways->length_m[link / 2];
        island = island || element_code(footways, F_island, link / 2) == YES_NO_YES ||
                 crosses_street(f, footways, link / 2);
        const double *at = tip_at(footways, link ^ 1);
        size_t n = tips_near(&f->crossings, at, tips, 4);
        for (size_t i = 0; i < n && island && length_m <= LINK_REFUGE_M; i++) {
            double in[2], out[2];
            tip_way(e, a, in);
            tip_way(e, tips[i], out);
            out[0] = -out[0];
            out[1] = -out[1];
            joint.b = tips[i];
            joint.turn_deg = (float)turn_between(in, out);
            if (tips[i] > a && tips[i] / 2 != a / 2 && joint.turn_deg <= (float)BENT_DEG &&
                first_twin(f->out, tips[i] / 2) == tips[i] / 2 &&
                !PUSH(f->found, f->n_found, f->capacity, joint))
                f->failed = true;
        }
        if (n > 0 || tips_near(&f->links, at, tips, 3) != 2)
            return;
        link = tips[0] == (link ^ 1) ? tips[1] : tips[0];
    }
}

/* Follows footways from every end of a crossing; skipped where no footway may be an island. */
static void look_for_islands(struct finder *f)
{
    for (size_t i = 0; i < f->crossings.n && f->links.n > 0 && !f->failed; i++) {
        uint32_t a = f->crossings.items[i].row, links[4];
        size_t n = first_twin(f->out, a / 2) == a / 2
                       ? tips_near(&f->links, tip_at(f->crossings.elements, a), links, 4)
                       : 0;
        for (size_t k = 0; k < n; k++)
            follow_island(f, a, links[k]);
    }
}

/* ---- choosing ---- */

/* Parts that meet before parts with an island between them; the straightest first. */
static int compare_joints(const void *left, const void *right)
{
    const struct joint *a = left, *b = right;
    if ((a->way.n > 0) != (b->way.n > 0))
        return a->way.n > 0 ? 1 : -1;
    if (a->turn_deg < b->turn_deg || a->turn_deg > b->turn_deg)
        return a->turn_deg < b->turn_deg ? -1 : 1;
    return a->a != b->a ? (a->a < b->a ? -1 : 1) : (a->b > b->b) - (a->b < b->b);
}

/* Takes candidates from the straightest on, each end once. */
static MUST bool take_joints(struct finder *f)
{
    size_t n_tips = 2 * f->store->tables[ROLE_CROSSING].n;
    if (f->n_found == 0)
        return true;
    uint8_t *taken = calloc(n_tips + 1, 1);
    bool good = taken != NULL;
    array_sort(f->found, f->n_found, sizeof *f->found, compare_joints);
    for (size_t i = 0; i < f->n_found && good; i++) {
        const struct joint *joint = &f->found[i];
        if (taken[joint->a] || taken[joint->b])
            continue;
        taken[joint->a] = taken[joint->b] = 1;
        good = PUSH(f->out->items, f->out->n, f->out->capacity, *joint);
    }
    free(taken);
    return good;
}

bool joints_find(struct store *store, const struct grid *streets, unsigned threads,
                 struct joints *out)
{
    struct finder f = {.store = store, .streets = streets, .threads = threads, .out = out};
    struct met met = {0};
    bool good = tips_new(&store->tables[ROLE_CROSSING], is_single_line, &f.crossings) &&
                (f.crossings.n == 0 ||
                 tips_new(&store->tables[ROLE_FOOTWAY], may_be_island, &f.links));
    good = good && find_meetings(&f.crossings, &met);
    for (size_t i = 0; i < met.n && good; i++)
        look_for_twin(&f, met.items[i].a, met.items[i].b);
    for (size_t i = 0; i < met.n && good && !f.failed; i++)
        look_for_joint(&f, met.items[i].a, met.items[i].b);
    if (good)
        look_for_islands(&f);
    good = good && !f.failed && take_joints(&f);
    grid_free(f.walks);
    grid_scratch_free(&f.scratch);
    free(f.crossings.items);
    free(f.links.items);
    free(f.found);
    free(met.items);
    return good;
}

void joints_free(struct joints *joints)
{
    free(joints->items);
    free(joints->twin);
}
