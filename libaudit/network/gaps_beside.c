/* SPDX-License-Identifier: MIT
 *
 * What runs beside a stretch of a street, so that no sidewalk is missing there: see gaps_beside.h
 * and docs/gaps.md#the-four-kinds. In: streets, walked elements, stretches. Out: the parts of a
 * stretch beside which nothing runs.
 *
 * Algorithm: stretches that may be gaps mark cells of 64 m in a bit set; only lines that touch a
 * marked cell enter the grids. A line is followed in steps of 2 m: a step counts where it leads
 * along the street (cosine of at least 60 degrees for what is walked, 30 for streets), and the
 * taken intervals are subtracted from the stretch.
 *
 * Cost: linear in the length of the lines around possible gaps; 512 KiB for the bit set. */
#include "network/gaps_beside.h"

#include "base/parallel.h"
#include "geo/line.h"
#include "link/link.h"

#include <stdlib.h>

#define STEP_M 2.0         /* lines are followed in steps of at most this            */
#define LEAST_WALKED 0.5   /* cosine of 60 degrees: what winds still leads along     */
#define LEAST_DRIVEN 0.866 /* cosine of 30 degrees, as sidewalks are matched         */

/* Of every role what is walked along a street; of streets those that a sidewalk could belong to. */
static bool counts(const struct store *store, enum role role, size_t row)
{
    const struct elements *e = &store->tables[role];
    if (role != ROLE_STREET)
        return (e->scope[row] == SCOPE_YES || e->scope[row] == SCOPE_PART) &&
               element_street(e, row) == NO_ROW;
    unsigned class = element_code(e, F_class, row);
    return street_links(store, row) && class != CLASS_SERVICE && class != CLASS_ALLEY;
}

/* ---- where to look ---- */

#define CELL_M 64.0
#define CELLS (1u << 22) /* a bit each; cells that share one only make us look at more */

/* Two large primes spread neighbouring cells over the bit set. */
static uint32_t cell_of(int64_t x, int64_t y)
{
    return ((uint32_t)x * 73856093u ^ (uint32_t)y * 19349663u) % CELLS;
}

/* Box of a row, `reach` metres wider on each side. */
static void row_box(const struct shapes *shapes, size_t row, double reach, double box[4])
{
    uint32_t first = shapes->point[shapes->part[row]], last = shapes->point[shapes->part[row + 1]];
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    for (uint32_t i = first; i < last; i++)
        for (int k = 0; k < 2; k++) {
            double at = shapes->xy[2 * (size_t)i + (size_t)k];
            box[k] = at - reach < box[k] ? at - reach : box[k];
            box[2 + k] = at + reach > box[2 + k] ? at + reach : box[2 + k];
        }
}

/* Marks the cells of a box (`set`), else returns whether one of them is marked. */
static bool visit_cells(uint8_t *watched, const double box[4], bool set)
{
    int64_t x1 = (int64_t)floor(box[2] / CELL_M), y1 = (int64_t)floor(box[3] / CELL_M);
    for (int64_t x = (int64_t)floor(box[0] / CELL_M); x <= x1; x++)
        for (int64_t y = (int64_t)floor(box[1] / CELL_M); y <= y1; y++) {
            uint32_t cell = cell_of(x, y);
            if (set)
                watched[cell / 8] |= (uint8_t)(1u << cell % 8);
            else if (watched[cell / 8] & 1u << cell % 8)
                return true;
        }
    return false;
}

bool beside_watch(struct beside *b, size_t street)
{
    double box[4];
    if (b->watched == NULL && (b->watched = calloc(CELLS / 8, 1)) == NULL)
        return false;
    row_box(&b->store->tables[ROLE_STREET].shapes, street, b->reach_m, box);
    visit_cells(b->watched, box, true);
    return true;
}

/* May the row lie beside a watched street? Cells that share a bit only cost time. */
static bool is_near(const struct beside *b, const struct elements *e, size_t row)
{
    double box[4];
    row_box(&e->shapes, row, 0, box);
    return box[0] <= box[2] && visit_cells(b->watched, box, false);
}

struct include_job {
    const struct beside *b;
    enum role role;
    uint8_t *include;
};

static void include_rows(void *user, size_t chunk, size_t first, size_t last)
{
    const struct include_job *job = user;
    const struct elements *e = &job->b->store->tables[job->role];
    (void)chunk;
    for (size_t row = first; row < last; row++)
        job->include[row] = is_near(job->b, e, row) && counts(job->b->store, job->role, row);
}

bool beside_look(struct beside *b, unsigned threads)
{
    static const enum role which[] = {ROLE_STREET, ROLE_SIDEWALK, ROLE_FOOTWAY, ROLE_CROSSING,
                                      ROLE_STEPS};
    if (b->watched == NULL)
        return true;
    for (size_t i = 0; i < sizeof which / sizeof which[0]; i++) {
        const struct elements *e = &b->store->tables[which[i]];
        struct include_job job = {b, which[i], malloc(e->n + 1)};
        if (job.include != NULL) {
            parallel_rows(threads, e->n, include_rows, &job);
            b->grids[which[i]] = grid_build(&e->shapes, job.include, b->reach_m, threads);
        }
        free(job.include);
        if (b->grids[which[i]] == NULL)
            return false;
    }
    return true;
}

/* ---- what runs there ---- */

/* What runs along one side of the street at hand. */
struct search {
    struct beside *b;
    struct path street;
    uint32_t row;
    uint8_t side;
    bool driven;  /* streets are looked at */
    bool earlier; /* a street that comes before this one */
    bool failed;
};

/* Position along the street of a point that lies within reach on the right side; NaN else. A
 * street in the centre line is the same drawn a second time: the first one keeps its gaps; what
 * is walked there has no side. */
static double position(const struct search *search, double x, double y)
{
    struct foot foot;
    path_foot(&search->street, x, y, &foot);
    if (search->driven && foot.distance_m <= LINK_JOIN_M)
        return search->earlier ? foot.at_m : NAN;
    if (!search->driven && foot.distance_m < LINK_CENTRE_M)
        return NAN;
    bool there = search->side == SIDE_LEFT ? foot.side > 0 : foot.side < 0;
    return there && foot.distance_m <= search->b->reach_m ? foot.at_m : NAN;
}

/* Is all of the segment out of reach, by the distance of its middle? So are most in a street's box.
 */
static bool is_away(const struct search *search, const double a[2], const double c[2],
                    double length)
{
    struct foot foot;
    path_foot(&search->street, (a[0] + c[0]) / 2, (a[1] + c[1]) / 2, &foot);
    return foot.distance_m > fmax(search->b->reach_m, LINK_JOIN_M) + length / 2 + 1e-6;
}

/* A walk along one segment of what may run there. */
struct step {
    const double *a, *c; /* the segment */
    double from, to;     /* shares of it */
    double at[2];        /* positions along the street, NaN = away */
};

/* Position along the street at a share of the segment; NaN = away. */
static double step_position(const struct search *search, const struct step *step, double share)
{
    return position(search, step->a[0] + share * (step->c[0] - step->a[0]),
                    step->a[1] + share * (step->c[1] - step->a[1]));
}

/* Is it along the street? Beyond an end of it the foot stays at that end: what runs there runs
 * along what comes next. */
static bool is_along(const struct search *search, double at)
{
    return at > 0 && at < search->street.length_m;
}

/* Where only one end of a step is along the street, the part of it that is: so it matters
 * neither where the street nor where the line is cut. */
static void narrow(const struct search *search, struct step *step)
{
    bool first = is_along(search, step->at[0]), last = is_along(search, step->at[1]);
    if (first == last)
        return;
    double along = first ? step->from : step->to, away = first ? step->to : step->from;
    for (int round = 0; round < 24; round++) {
        double middle = (along + away) / 2;
        *(is_along(search, step_position(search, step, middle)) ? &along : &away) = middle;
    }
    *(first ? &step->to : &step->from) = along;
    step->at[first] = step_position(search, step, along);
}

/* Takes the intervals of the street along which one segment leads. */
static MUST bool follow(void *user, struct grid_item item, const double a[2], const double c[2])
{
    struct search *search = user;
    struct beside *b = search->b;
    double length = hypot(c[0] - a[0], c[1] - a[1]);
    double least = search->driven ? LEAST_DRIVEN : LEAST_WALKED, before = NAN;
    /* Inside of a bend one step leads from one leg to the other; not so around a ring. */
    double most = fmin(2 * b->reach_m, search->street.length_m / 2);
    size_t steps = (size_t)ceil(length / STEP_M);
    if ((search->driven && item.row == search->row) || is_away(search, a, c, length))
        return true;
    search->earlier = item.row < search->row;
    for (size_t i = 0; i <= steps && steps > 0; i++) {
        double share = (double)i / (double)steps;
        struct step step = {a, c, fmax(share - 1 / (double)steps, 0), share, {before, NAN}};
        before = step.at[1] = step_position(search, &step, share);
        bool leaps = fabs(step.at[1] - step.at[0]) > 2 * STEP_M; /* over the inside of a bend */
        if (!leaps)
            narrow(search, &step);
        struct stretch taken = {fmin(step.at[0], step.at[1]), fmax(step.at[0], step.at[1])};
        double on = fabs(step.at[1] - step.at[0]);
        bool whole = step.to - step.from > 0.999 / (double)steps; /* else it reaches in from outside */
        bool along = on >= least * length * (step.to - step.from) && on <= most &&
                     (whole ? on > 0 : on >= LINK_JOIN_M);
        if (along && !PUSH(b->taken, b->n_taken, b->taken_capacity, taken)) {
            search->failed = true;
            return false;
        }
    }
    return true;
}

static int compare_stretches(const void *a, const void *b)
{
    const struct stretch *left = a, *right = b;
    if (left->from_m != right->from_m)
        return left->from_m < right->from_m ? -1 : 1;
    return left->to_m < right->to_m ? -1 : left->to_m > right->to_m;
}

/* Fills b->left with the stretch less the taken intervals. */
static MUST bool subtract(struct beside *b, struct stretch asked)
{
    double from = asked.from_m;
    b->n_left = 0;
    array_sort(b->taken, b->n_taken, sizeof *b->taken, compare_stretches);
    for (size_t i = 0; i <= b->n_taken; i++) {
        double to = i < b->n_taken ? fmin(b->taken[i].from_m, asked.to_m) : asked.to_m;
        struct stretch left = {from, to};
        if (to > from && !PUSH(b->left, b->n_left, b->left_capacity, left))
            return false;
        if (i < b->n_taken)
            from = fmax(from, b->taken[i].to_m);
    }
    return true;
}

/* Widens the box to hold a square of `reach` metres to all sides of the place. */
static void widen(double box[4], const double at[2], double reach)
{
    for (int k = 0; k < 2; k++) {
        box[k] = fmin(box[k], at[k] - reach);
        box[2 + k] = fmax(box[2 + k], at[k] + reach);
    }
}

/* The box around a stretch, wide enough for every segment with a foot on it and one step more. */
static void stretch_box(const struct path *street, struct stretch stretch, double reach,
                        double box[4])
{
    double at[2], direction[2], at_m = 0;
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    path_at(street, stretch.from_m, at, direction);
    widen(box, at, reach);
    path_at(street, stretch.to_m, at, direction);
    widen(box, at, reach);
    for (size_t part = 0; part < street->n_parts; part++)
        for (uint32_t i = street->point[part]; i < street->point[part + 1]; i++) {
            const double *xy = street->xy + 2 * (size_t)i;
            at_m += i > street->point[part] ? hypot(xy[0] - xy[-2], xy[1] - xy[-1]) : 0;
            if (at_m > stretch.from_m && at_m < stretch.to_m)
                widen(box, xy, reach);
        }
}

bool beside_nothing(struct beside *b, size_t street, uint8_t side, struct stretch asked)
{
    struct search search = {.b = b,
                            .street = path_of(&b->store->tables[ROLE_STREET], street),
                            .row = (uint32_t)street,
                            .side = side};
    double box[4];
    stretch_box(&search.street, asked, b->reach_m + STEP_M, box);
    b->n_taken = 0;
    for (int role = 0; role < ROLE_COUNT; role++) {
        search.driven = role == ROLE_STREET;
        if (b->grids[role] != NULL)
            grid_query(b->grids[role], box, &b->scratch, follow, &search);
    }
    return !search.failed && subtract(b, asked);
}

void beside_free(struct beside *b)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        grid_free(b->grids[role]);
    grid_scratch_free(&b->scratch);
    free(b->watched);
    free(b->taken);
    free(b->left);
}
